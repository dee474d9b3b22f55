"""The house itself: what an import loads, how files are named, whether names are documented."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import negotiation as ng

PACKAGE = Path(ng.__file__).parent
ROOT = Path(__file__).parents[1]
MODULES = sorted(PACKAGE.rglob("*.py"))
LINES_AT_MOST = 400
"""A module has about 300 lines; where "about" ends."""

HEAVY = ("matplotlib", "nashpy", "networkx", "pandas", "scipy.stats")
ROOMS = [name for name in ng.__all__ if inspect.ismodule(getattr(ng, name))]


def module_id(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def in_fresh_process(code: str) -> str:
    """Run `code` in an interpreter that has loaded nothing yet, and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def public_names() -> Iterator[tuple[str, Any]]:
    """Yield every public class and function of the front door and the rooms, each once."""
    seen = set()
    for home in (ng, *(getattr(ng, room) for room in ROOMS)):
        for name in getattr(home, "__all__", vars(home)):
            value = getattr(home, name)
            ours = getattr(value, "__module__", "").startswith("negotiation")
            if callable(value) and ours and not name.startswith("_") and id(value) not in seen:
                seen.add(id(value))
                yield f"{home.__name__}.{name}", value


PUBLIC = dict(public_names())


# ------------------------------------------------------------------ imports


@pytest.mark.parametrize(
    "use",
    [
        "import negotiation",
        "import negotiation as ng; dir(ng)",
        "import negotiation as ng; ng.solve(ng.BargainingProblem([[3, 1], [1, 3]]), 'nash')",
        "import negotiation as ng; ng.bargaining_problem(ng.library.load('hanoi-2019'))",
    ],
    ids=["import", "dir", "solve", "load"],
)
def test_nothing_heavy_is_loaded_before_it_is_used(use: str) -> None:
    heavy = in_fresh_process(f"{use}; import sys; print(*sorted(set(sys.modules) & set({HEAVY})))")
    assert heavy.split() == []


def test_the_bare_import_loads_no_room_and_no_numpy() -> None:
    code = "import sys, negotiation; print(*sorted(sys.modules))"
    loaded = set(in_fresh_process(code).split())
    assert "negotiation" in loaded
    assert "numpy" not in loaded
    assert {name for name in loaded if name.startswith("negotiation.")} == set()


@pytest.mark.slow
def test_importing_every_module_prints_nothing_and_changes_no_setting() -> None:
    code = """
import importlib, os, pkgutil, random, sys, warnings
import numpy as np
import matplotlib, scipy.optimize, scipy.spatial  # these add warning filters of their own
before = (dict(os.environ), list(warnings.filters), np.geterr(), dict(matplotlib.rcParams),
          random.getstate(), repr(np.random.get_state()), sys.getrecursionlimit())
import negotiation
for module in pkgutil.walk_packages(negotiation.__path__, "negotiation."):
    importlib.import_module(module.name)
after = (dict(os.environ), list(warnings.filters), np.geterr(), dict(matplotlib.rcParams),
         random.getstate(), repr(np.random.get_state()), sys.getrecursionlimit())
print([place for place in range(len(before)) if before[place] != after[place]])
"""
    assert in_fresh_process(code) == "[]\n"


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_heavy_packages_are_imported_inside_functions_only(path: Path) -> None:
    allowed = ("matplotlib",) if "plotting" in path.relative_to(PACKAGE).parts else ()
    at_import = [
        name
        for name in imported_at_module_level(ast.parse(path.read_text(encoding="utf-8")))
        if any(name == heavy or name.startswith(f"{heavy}.") for heavy in HEAVY)
        and name.partition(".")[0] not in allowed
    ]
    assert at_import == []


@pytest.mark.parametrize("path", [p for p in MODULES if p.parent != PACKAGE], ids=module_id)
def test_no_room_imports_the_front_door(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    ] + [
        f"{node.module} import {alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "negotiation"
        for alias in node.names
        if alias.name
        not in {"__version__", *(each.name for each in pkgutil.iter_modules(ng.__path__))}
    ]
    assert [name for name in names if name.partition(" ")[0] == "negotiation"] == []


def imported_at_module_level(tree: ast.Module) -> Iterator[str]:
    """Yield the names that importing a module imports, those for type checkers aside."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting.extend(node.orelse)
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


# ------------------------------------------------------------------ the front door


def test_the_front_door_lists_what_type_checkers_see() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    typed = {
        alias.asname or alias.name
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert typed == set(ng.__all__) - {"__version__"}


@pytest.mark.parametrize("name", ng.__all__)
def test_every_public_name_can_be_had_and_comes_from_its_room(name: str) -> None:
    value = getattr(ng, name)
    assert name in dir(ng)
    if callable(value):
        assert value.__module__.startswith("negotiation.")
        assert getattr(importlib.import_module(value.__module__), value.__name__) is value


def test_an_unknown_name_is_refused_by_name() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        ng.no_such_name  # noqa: B018


# ------------------------------------------------------------------ files


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_every_module_says_what_it_is_and_stays_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "a module says in its first line what it is"
    assert text.count("\n") <= LINES_AT_MOST


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_no_file_is_named_after_nothing(path: Path) -> None:
    assert not re.fullmatch(r"_?(utils?|helpers?|common|misc|tools|base|core)", path.stem)


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_functions_are_short_and_take_few_parameters(path: Path) -> None:
    too_long, too_many = [], []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            if body and body[-1].end_lineno - body[0].lineno + 1 > 40:
                too_long.append(node.name)
            positional = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
            if len([each for each in positional if each not in ("self", "cls")]) > 5:
                too_many.append(node.name)
    assert too_long == []
    assert too_many == []


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_no_library_function_prints(path: Path) -> None:
    calls = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]
    assert calls == []


# ------------------------------------------------------------------ docstrings


@pytest.mark.parametrize("name", PUBLIC)
def test_public_names_are_documented_in_numpydoc(name: str) -> None:
    value = PUBLIC[name]
    text = inspect.cleandoc(value.__doc__ or "")
    summary = text.partition("\n\n")[0]
    assert summary.endswith("."), f"{name}: the summary is a sentence"
    parts = sections(text)
    given = described(parts.get("Parameters", "") + "\n" + parts.get("Attributes", ""))
    for parameter in own_parameters(value):
        assert parameter in given, f"{name}: {parameter} is not described"
    if inspect.isfunction(value) and returns_something(value):
        told = "Returns" in parts or summary.startswith(("Return ", "Say "))
        assert told, f"{name}: what is returned?"


@pytest.mark.parametrize("name", [name for name in PUBLIC if inspect.isclass(PUBLIC[name])])
def test_public_methods_and_properties_are_documented(name: str) -> None:
    bare = [
        member
        for member, value in vars(PUBLIC[name]).items()
        if not member.startswith("_")
        and (inspect.isroutine(value) or isinstance(value, property | classmethod | staticmethod))
        and not (inspect.getdoc(value) or "").strip()
    ]
    assert bare == []


def sections(text: str) -> dict[str, str]:
    """Return the sections of a numpydoc docstring by their heads."""
    parts = re.split(r"^([A-Z][A-Za-z ]+)\n-{3,}\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def described(section: str) -> set[str]:
    """Return the names that a section of parameters describes."""
    heads = re.findall(r"^(?! )([^:\n]+)(?::|$)", section, flags=re.MULTILINE)
    return {name.strip().lstrip("*") for head in heads for name in head.split(",")}


def own_parameters(value: Any) -> list[str]:
    """Return what a caller can pass, where the class or function itself says so."""
    if inspect.isclass(value):
        if issubclass(value, Exception) or getattr(value, "_is_protocol", False):
            return []
        if dataclasses.is_dataclass(value) and "__annotations__" in vars(value):
            own = vars(value)["__annotations__"]
            return [
                each.name for each in dataclasses.fields(value) if each.init and each.name in own
            ]
        if "__init__" not in vars(value):
            return []
        value = value.__init__
    parameters = inspect.signature(value).parameters.values()
    return [each.name for each in parameters if each.name != "self"]


def returns_something(value: Any) -> bool:
    return inspect.signature(value).return_annotation not in (None, "None", inspect.Parameter.empty)


# ------------------------------------------------------------------ what newcomers are told


def readme_commands() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"^```sh\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    assert block, "README.md opens with a sh block"
    return block.group(1).splitlines()


def test_the_readme_opens_with_two_commands() -> None:
    analysis, tests = readme_commands()
    for command in (analysis, tests):
        assert command.startswith("python3 -m venv .venv && .venv/bin/python -m pip install ")
    assert analysis.endswith(".venv/bin/python examples/plot_hanoi_summit.py")
    assert tests.endswith(".venv/bin/python -m pytest")


def test_the_typing_marker_is_part_of_the_package() -> None:
    assert (PACKAGE / "py.typed").exists()
