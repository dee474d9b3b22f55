"""Break the formulas of the engine, one sign, index or bound at a time; does a test fail?

    python tests/sabotage.py                          every room, 40 breaks each; an hour or more
    python tests/sabotage.py division learning        these rooms
    python tests/sabotage.py axiomatic --sample 200   more breaks; --sample 0 makes all there are
    python tests/sabotage.py pareto --only pareto.py:90    what stands on one line of a file
    python tests/sabotage.py --list                   the rooms, and how many breaks each offers

Nothing is changed in the working tree.  The package and its tests are copied to a temporary folder;
tests are collected once.  Every test of a room is first run as it is, and what it reaches is
written down.  Then, for each break, a new process takes the broken function and runs the tests that
reach it, the fastest first, until one fails.

A break that no test notices is printed as *survived*.  Either it changes nothing that can be told
apart, or a test is missing.  A break that no test reaches is printed as *not reached*.  The same
seed makes the same breaks.  pytest does not collect this file; POSIX only, since it forks.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import functools
import gc
import importlib
import json
import os
import pkgutil
import random
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
import types
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

ENGINE = "negotiation/engine"
ROOMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "axiomatic": (
        (f"{ENGINE}/axiomatic/*.py",),
        (
            "engine/test_sabotage_survivors*",
            "engine/test_concept_laws",
            "engine/test_solution",
            "engine/test_reference_cases",
            "engine/test_derived_solutions",
            "engine/test_two_actor_engine",
            "engine/test_unlisted_problems",
            "engine/test_continuous_issues",
            "engine/test_stack",
        ),
    ),
    "division": (
        (f"{ENGINE}/division/*.py",),
        ("engine/test_division_and_values", "engine/test_sabotage_survivors*"),
    ),
    "cooperative": (
        (f"{ENGINE}/cooperative/*.py",),
        (
            "engine/test_division_and_values",
            "engine/test_sabotage_survivors*",
            "analysis/test_coalitions",
        ),
    ),
    "commitment": (
        (f"{ENGINE}/commitment/*.py", f"{ENGINE}/_matrix_game.py", f"{ENGINE}/_programme.py"),
        (
            "engine/test_stackelberg",
            "engine/test_security",
            "engine/test_evolutionary",
            "engine/test_perfection",
            "engine/test_reference_games",
            "engine/test_sabotage_survivors*",
        ),
    ),
    "learning": (
        (f"{ENGINE}/learning/*.py",),
        (
            "engine/test_quantal_response",
            "engine/test_learning_paths",
            "engine/test_selection",
            "engine/test_reference_games",
            "engine/test_sabotage_survivors*",
        ),
    ),
    "rationality": (
        (f"{ENGINE}/rationality/*.py",),
        (
            "engine/test_correlated",
            "engine/test_iterated_dominance",
            "engine/test_dominance",
            "engine/test_sabotage_survivors*",
        ),
    ),
    "equilibrium": (
        (f"{ENGINE}/equilibrium/*.py",),
        (
            "engine/test_equilibria",
            "engine/test_many_actors",
            "engine/test_dominance",
            "engine/test_stack",
            "engine/test_reference_games",
            "engine/test_sabotage_survivors*",
        ),
    ),
    "protocols": (
        (f"{ENGINE}/protocols/*.py",),
        (
            "engine/test_agenda",
            "engine/test_alternating_offers",
            "engine/test_attrition_and_commitment",
            "engine/test_concession_protocols",
            "engine/test_demand_games",
            "engine/test_legislative",
            "engine/test_n_actor_protocols",
            "engine/test_network",
            "engine/test_veto_protocols",
            "engine/test_sabotage_survivors*",
        ),
    ),
    "information": (
        (f"{ENGINE}/information/*.py",),
        (
            "engine/information/test_*",
            "engine/test_bayesian_equilibria",
            "engine/test_crises",
            "engine/test_screening",
            "engine/test_trade_mechanisms",
            "engine/test_sabotage_survivors*",
        ),
    ),
    "roadmaps": (
        (f"{ENGINE}/roadmaps/*.py",),
        (
            "engine/test_roadmap*",
            "engine/test_divisible_roadmaps",
            "engine/test_every_plan",
            "engine/test_gradual_exchange",
            "engine/test_sabotage_survivors*",
        ),
    ),
    "repeated": (
        (f"{ENGINE}/repeated/*.py",),
        ("engine/test_repeated_games", "engine/test_sabotage_survivors*"),
    ),
    "trees": (
        (f"{ENGINE}/trees/*.py",),
        (
            "engine/test_sequence_form",
            "engine/test_subgame_perfect",
            "engine/test_offer_tree",
            "engine/test_agent_quantal_response",
            "engine/test_reference_trees",
            "engine/test_sabotage_survivors*",
        ),
    ),
    "pareto": (
        tuple(
            f"negotiation/concessions/{name}.py"
            for name in ("pareto", "_skyline", "_merge", "_cells", "bargaining_problem", "frontier")
        ),
        (
            "concessions/test_bargaining_problem",
            "concessions/test_pareto",
            "concessions/test_frontier_at_any_size",
            "concessions/test_sabotage_survivors*",
            "engine/test_solution",
        ),
    ),
}
"""Which files are broken, and which tests are asked; the doctests of the files always are."""

LONGEST = 3.0
"""Seconds of processor time above which a test is left aside."""


# ------------------------------------------------------------------ what can be broken

_ARITHMETIC: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_COMPARED: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
_PAIRS = [
    ("min", "max"),
    ("argmin", "argmax"),
    ("minimum", "maximum"),
    ("any", "all"),
    ("floor", "ceil"),
    ("cumsum", "cumprod"),
    ("sum", "max"),
    ("ones", "zeros"),
]
_CALLED = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}
_CALLED["max"] = "min"
_WORDS = {"summary", "__repr__", "_repr_html_", "__str__", "__post_init__"}


@dataclass(frozen=True)
class Break:
    """One change of one file: what stands where, and what is put there."""

    file: str
    line: int
    function: int
    """First line of the function that it is in, decorators included."""
    place: int
    """Which node of the file, in the order of `ast.walk`, and which change of it."""
    choice: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}  {self.text}"


def changes(node: ast.AST, inside: str) -> list[ast.AST]:
    """Return what may be put in a node's place; `inside` names what it is part of."""
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in _ARITHMETIC:
        parts = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.value,)
        if any(_is_text(part) for part in parts):
            return []
        return [_with(node, op=_ARITHMETIC[type(node.op)]())]
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return [_with(node, ops=[op()]) for op in _COMPARED.get(type(node.ops[0]), ())]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert | ast.USub):
        if isinstance(node.operand, ast.Constant) and inside == "index":
            return []  # the index itself is changed
        return [node.operand]
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return [_with(node, op=other)]
    if isinstance(node, ast.Call):
        return _calls(node)
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        steps = (1, -1) if inside == "index" else (1,)
        return [_with(node, value=node.value + step) for step in steps]
    return []


def _calls(node: ast.Call) -> list[ast.AST]:
    found: list[ast.AST] = []
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    if name in _CALLED:
        field = "id" if isinstance(node.func, ast.Name) else "attr"
        if not (field == "id" and name == "sum"):  # max of one generator is no formula's mistake
            found.append(_with(node, func=_with(node.func, **{field: _CALLED[name]})))
    if name == "where" and len(node.args) == 3:
        first, second, third = node.args
        found.append(_with(node, args=[first, third, second]))
    if name in ("subtract", "divide", "matmul", "dot") and len(node.args) == 2:
        found.append(_with(node, args=node.args[::-1]))
    return found


def _with(node: Any, **fields: Any) -> Any:
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def breaks(file: str, source: str) -> list[Break]:
    """Return all that can be broken in a file: formulas only, no words and no errors."""
    tree = ast.parse(source)
    order = {id(node): place for place, node in enumerate(ast.walk(tree))}
    found: list[Break] = []

    def walk(node: ast.AST, function: int, inside: str, shown: ast.AST) -> None:
        if isinstance(node, ast.JoinedStr | ast.Raise | ast.Assert | ast.arguments):
            return
        if isinstance(node, ast.FunctionDef):
            if node.name in _WORDS or any(_named(each) == "overload" for each in _marks(node)):
                return
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            for each in node.body:
                walk(each, first, "", each)
            return
        if function:
            for choice, other in enumerate(changes(node, inside)):
                text = f"{_short(ast.unparse(shown))}   ->   {_short(_told(shown, node, other))}"
                line = getattr(node, "lineno", 0)
                found.append(Break(file, line, function, order[id(node)], choice, text))
        for name, value in ast.iter_fields(node):
            within = "index" if name == "slice" or _is_axis(node, name) else ""
            within = within or ("index" if inside == "index" else "")
            if name in ("annotation", "returns"):
                continue
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, ast.AST):
                    walk(each, function, within, each if _is_shown(each) else shown)

    walk(tree, 0, "", tree)
    return found


def _marks(node: ast.FunctionDef) -> list[ast.expr]:
    return node.decorator_list


def _named(node: ast.AST) -> str:
    return getattr(node, "id", getattr(node, "attr", ""))


def _is_axis(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.keyword) and name == "value" and node.arg in ("axis", "axes", "k")


def _is_shown(node: ast.AST) -> bool:
    simple = ast.Assign | ast.AugAssign | ast.Return | ast.Expr | ast.comprehension
    return isinstance(node, simple | ast.Compare | ast.BinOp | ast.BoolOp)


def _short(text: str) -> str:
    return " ".join(text.split())[:110]


def _told(shown: ast.AST, node: ast.AST, other: ast.AST) -> str:
    if shown is node:
        return ast.unparse(other)
    whole = copy.deepcopy(shown)
    twins = dict(zip(map(id, ast.walk(shown)), ast.walk(whole), strict=True))
    return ast.unparse(_replaced(whole, twins[id(node)], other))


def _replaced(tree: ast.AST, node: ast.AST, other: ast.AST) -> ast.AST:
    class Put(ast.NodeTransformer):
        def visit(self, each: ast.AST) -> Any:
            return other if each is node else self.generic_visit(each)

    return Put().visit(tree)


def broken_code(source: str, change: Break, path: str) -> dict[tuple[str, int], types.CodeType]:
    """Return the code of the functions of a broken file, by their names and first lines."""
    tree = ast.parse(source)
    node = list(ast.walk(tree))[change.place]
    inside = "index" if _within_index(tree, node) else ""
    other = changes(node, inside)[change.choice]
    tree = _replaced(tree, node, other)
    whole = compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)
    return {(each.co_qualname, each.co_firstlineno): each for each in _codes(whole)}


def _within_index(tree: ast.AST, node: ast.AST) -> bool:
    for each in ast.walk(tree):
        part = each.slice if isinstance(each, ast.Subscript) else None
        if isinstance(each, ast.keyword) and _is_axis(each, "value"):
            part = each.value
        if part is not None and any(inner is node for inner in ast.walk(part)):
            return True
    return False


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            yield each
            yield from _codes(each)


def chosen(found: list[Break], count: int, seed: int) -> list[Break]:
    """Return `count` of the breaks, from all files in turn, in a random order in each."""
    if not count or count >= len(found):
        return found
    rng = random.Random(seed)
    files: dict[str, list[Break]] = defaultdict(list)
    for each in found:
        files[each.file].append(each)
    queues = [rng.sample(each, len(each)) for each in files.values()]
    rng.shuffle(queues)
    turns = [each[turn] for turn in range(len(found)) for each in queues if turn < len(each)]
    return turns[:count]


# ------------------------------------------------------------------ who reaches what


class Reached:
    """Notes which functions under a folder are entered, by file and first line."""

    def __init__(self, folder: str) -> None:
        self.folder, self.seen = folder, set[tuple[str, int]]()
        watch = getattr(sys, "monitoring", None)  # Python 3.12
        if watch is None:
            threading.setprofile(self._profile)
            sys.setprofile(self._profile)
            self.restart: Callable[[], None] = lambda: sys.setprofile(self._profile)
            return
        watch.use_tool_id(watch.PROFILER_ID, "sabotage")
        event = watch.events.PY_START

        def started(code: types.CodeType, offset: int) -> Any:
            self._note(code)
            return watch.DISABLE

        watch.register_callback(watch.PROFILER_ID, event, started)
        watch.set_events(watch.PROFILER_ID, event)
        self.restart = watch.restart_events

    def _profile(self, frame: types.FrameType, event: str, _: Any) -> None:
        if event == "call":
            self._note(frame.f_code)

    def _note(self, code: types.CodeType) -> None:
        if code.co_filename.startswith(self.folder):
            self.seen.add((code.co_filename, code.co_firstlineno))

    CODES = (_profile.__code__, _note.__code__)

    def take(self) -> list[tuple[str, int]]:
        """Return what was entered since the last call."""
        seen, self.seen = sorted(self.seen), set()
        self.restart()
        return seen


class Overtime(BaseException):
    """A test takes too long to be asked again and again."""


# ------------------------------------------------------------------ the tests, again and again


class Saboteur:
    """A pytest plugin that runs the collected tests once as they are, then against each break."""

    def __init__(self, folder: Path, files: list[str], asked: argparse.Namespace) -> None:
        self.folder, self.files, self.asked = folder, files, asked
        self.failed, self.skipped, self.late = 0, 0, False
        self.tally: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Count what fails."""
        self.failed += report.failed
        self.skipped += report.skipped

    def pytest_runtestloop(self, session: Any) -> bool:
        """Do the work instead of pytest's own loop."""
        if session.testsfailed:
            raise session.Interrupted("the tests cannot be collected")
        self.items = session.items
        sources = {each: (self.folder / each).read_text(encoding="utf-8") for each in self.files}
        found = [each for file, text in sources.items() for each in breaks(file, text)]
        if self.asked.only:
            found = [each for each in found if f"{each.file}:{each.line}".endswith(self.asked.only)]
        tests = self._as_they_are()
        self.caches = [each for each in gc.get_objects() if isinstance(each, CACHED)]
        self.functions = defaultdict(list)
        for each in gc.get_objects():
            if isinstance(each, types.FunctionType):
                code = each.__code__
                self.functions[code.co_filename, code.co_qualname, code.co_firstlineno].append(each)
        gc.freeze()
        for change in chosen(found, self.asked.sample, self.asked.seed):
            self._try(change, sources[change.file], tests)
        return True

    def _as_they_are(self) -> dict[tuple[str, int], list[tuple[float, int]]]:
        """Return the tests that reach each function, with the seconds they take, fastest first."""
        notes = self.folder / "notes.json"
        status = in_child(lambda: self._note(notes), wall=7200)
        if status != "0":
            raise RuntimeError(f"the tests as they are ended with {status}")
        tests = defaultdict(list)
        spent, left = 0.0, Counter[str]()
        for place, seconds, how, reached in json.loads(notes.read_text()):
            left[how] += 1
            if how == "passed":
                spent += seconds
                for file, line in reached:
                    tests[str(Path(file).relative_to(self.folder)), line].append((seconds, place))
        told = ", ".join(f"{count} {how}" for how, count in sorted(left.items()))
        say(f"  {len(self.items)} tests as they are: {told}; {spent:.0f} s")
        return {key: sorted(each) for key, each in tests.items()}

    def _note(self, notes: Path) -> None:
        reached, rows = Reached(str(self.folder / "negotiation")), []

        def stop(_: int, frame: types.FrameType | None) -> None:
            self.late = True
            running = [each.f_code for each, _ in traceback.walk_stack(frame)]
            if running[0] in Reached.CODES or all(each.co_name != "runtest" for each in running):
                # The profiler would be lost, or pytest's own state: a moment later, then.
                signal.setitimer(signal.ITIMER_VIRTUAL, 0.001)
                return
            raise Overtime  # pytest calls it a failure of the test

        signal.signal(signal.SIGVTALRM, stop)
        caches = [each for each in gc.get_objects() if isinstance(each, CACHED)]
        for place, item in enumerate(self.items):
            for each in caches:
                each.cache_clear()
            reached.take()
            self.failed, self.skipped, self.late = 0, 0, False
            start = time.process_time()
            signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
            try:
                self._run(item, None)
            except BaseException:  # whatever becomes of Overtime on its way through pytest
                if not self.late:
                    raise
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            how = "too slow" if self.late else "failed" if self.failed else "passed"
            if how == "failed":
                say(f"  fails as it is: {item.nodeid}")
            how = "skipped" if how == "passed" and self.skipped else how
            rows.append((place, time.process_time() - start, how, reached.take()))
        notes.write_text(json.dumps(rows))

    def _run(self, item: Any, after: Any) -> None:
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)

    def _try(self, change: Break, source: str, tests: Any) -> None:
        able = tests.get((change.file, change.function), [])
        if not able:
            self._tell("not reached", change, "")
            return
        code = broken_code(source, change, str(self.folder / change.file))
        asked, spent = [], 0.0
        for seconds, place in able:
            if asked and spent + seconds > self.asked.budget:
                break
            asked.append(self.items[place])
            spent += seconds
        start = time.monotonic()
        status = in_child(lambda: self._against(change, code, asked), cpu=int(10 + 4 * spent))
        took = f"{time.monotonic() - start:.1f} s"
        if status == "0":
            left = len(able) - len(asked)
            more = f", {left} slower ones not asked" if left else ""
            self._tell("survived", change, f"{len(asked)} tests{more}, {took}")
        elif status == "3":
            self._tell("not made", change, "the change does not fit the running code")
        else:
            self._tell("killed", change, took if status == "1" else f"{status}, {took}")

    def _against(self, change: Break, code: Any, asked: list[Any]) -> None:
        for (name, line), each in code.items():
            for function in self.functions.get((str(self.folder / change.file), name, line), ()):
                function.__code__ = each
        for each in self.caches:
            each.cache_clear()
        self.failed = 0
        for item, after in zip(asked, [*asked[1:], None], strict=True):
            self._run(item, after)
            if self.failed:
                os._exit(1)

    def _tell(self, how: str, change: Break, note: str) -> None:
        self.tally[how] += 1
        say(f"  {how:11} {change}{f'   ({note})' if note else ''}")


CACHED = type(functools.lru_cache(lambda: None))


def in_child(work: Callable[[], None], *, cpu: int | None = None, wall: float = 900) -> str:
    """Do something in a process of its own; return its exit status or the signal that ended it."""
    child = os.fork()
    if not child:
        with contextlib.suppress(BaseException):
            os.setsid()
            if cpu:
                resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 2))
                resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
            work()
            os._exit(0)
        os._exit(3)
    end = time.monotonic() + wall
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            return str(code) if code >= 0 else signal.Signals(-code).name
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "no end"


# ------------------------------------------------------------------ what is printed

_OUT = os.dup(1)


def say(text: str) -> None:
    """Print to where the script was started, whatever pytest does with its output."""
    os.write(_OUT, f"{text}\n".encode())


def files_of(room: str, folder: Path) -> list[str]:
    """Return the files of a room."""
    globs = ROOMS[room][0]
    found = [path for each in globs for path in sorted(folder.glob(each))]
    return [str(path.relative_to(folder)) for path in found if path.name != "__init__.py"]


def visit(room: str, folder: Path, asked: argparse.Namespace) -> None:
    """Break the files of one room; the end of a process of its own."""
    import pytest

    os.chdir(folder)
    sys.path.insert(0, str(folder))
    import negotiation

    if not Path(negotiation.__file__).is_relative_to(folder):
        raise RuntimeError(f"the package was loaded from {negotiation.__file__}, not from the copy")
    for module in pkgutil.walk_packages(negotiation.__path__, "negotiation."):
        if module.name.split(".")[1] in ("_arrays", "actors", "concessions", "engine", "analysis"):
            importlib.import_module(module.name)
    with contextlib.suppress(ImportError):
        importlib.import_module("nashpy")
    files = files_of(room, folder)
    tests = [
        str(path) for each in ROOMS[room][1] for path in sorted(folder.glob(f"tests/{each}.py"))
    ]
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(null, stream)
    plugin = Saboteur(folder, files, asked)
    line = ["-q", "-n", "0", "-p", "no:cacheprovider", "--no-header", *tests, *files]
    status = pytest.main(line, plugins=[plugin])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        say(f"  pytest ended with {status!r}")
    total = ", ".join(f"{plugin.tally[how]} {how}" for how in ("killed", "survived", "not reached"))
    say(f"{room}: {total}")


def main() -> None:
    """Read the command line and visit the rooms."""
    summary, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=summary, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rooms", nargs="*", metavar="room", help=f"of {', '.join(ROOMS)}")
    parser.add_argument("--sample", type=int, default=40, help="breaks in each room; 0 for all")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--only", help="where: the end of file:line")
    parser.add_argument("--budget", type=float, default=20, help="seconds of tests for one break")
    parser.add_argument("--list", action="store_true", help="list the rooms")
    asked = parser.parse_args()
    unknown = [room for room in asked.rooms if room not in ROOMS]
    if unknown:
        parser.error(f"unknown room {unknown[0]}; the rooms are {', '.join(ROOMS)}")
    for room in asked.rooms or ROOMS:
        if asked.list:
            files = files_of(room, ROOT)
            count = sum(len(breaks(each, (ROOT / each).read_text("utf-8"))) for each in files)
            say(f"{room}: {count} breaks in {len(files)} files")
            continue
        say(room)
        with tempfile.TemporaryDirectory(prefix="sabotage-") as name:
            folder = Path(name).resolve()
            ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
            for part in ("negotiation", "tests"):
                shutil.copytree(ROOT / part, folder / part, ignore=ignored)
            shutil.copy(ROOT / "pyproject.toml", folder)
            in_child(lambda room=room, folder=folder: visit(room, folder, asked), wall=10**6)


if __name__ == "__main__":
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ[name] = "1"  # before NumPy is loaded: threads do not survive a fork
    os.environ.setdefault("NEGOTIATION_REFERENCE", str(ROOT.parent / "shared" / "data"))
    main()
