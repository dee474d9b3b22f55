"""Frontiers and solutions at size, beside NegMAS in the same process run.

    python benchmarks/frontier.py             every row; minutes, most of them the peer's
    python benchmarks/frontier.py --alone     without the peer
    python benchmarks/frontier.py --quick     small sizes without the peer; seconds

Prints a Markdown table: medians in turns, the ratio, and the limit that the project set
itself.  It measures and does not judge: a busy machine fails no build.  An answer that differs
from the peer's is named, because a fast wrong number is no result.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import negmas_peer as peer
import numpy as np
from measuring import Asked, Sheet, installed, print_all, ratio, seconds, shown, verdict, within

import negotiation as ng
from negotiation.concessions import efficient

POINTS = ("nash", "kalai-smorodinsky", "egalitarian", "utilitarian")
"""The solutions that both libraries have."""


@dataclass
class Case:
    """One row: what is asked, of whom, and what the project allows itself.

    `same` says whether the two answers agree; `runs` and `peer_runs` are how often each is asked.
    """

    name: str
    ours: Callable[[], Any]
    theirs: Callable[[], Any] | str = "—"
    same: Callable[[Any, Any], str] | None = None
    seconds: float | None = None
    ratio: float | None = None
    runs: int = 5
    peer_runs: int = 3


# ------------------------------------------------------------------ what is measured


def tables(quick: bool) -> Iterator[Case]:
    """Yield the frontiers of explicit tables."""
    rng = np.random.default_rng(0)

    def case(name: str, table: Any, **limits: Any) -> Case:
        return Case(
            name,
            lambda: efficient(table),
            lambda: peer.frontier(table),
            same_rows,
            **limits,
        )

    million = 10**4 if quick else 10**6
    for rows in (100, 1_000):
        yield case(f"table, 2 actors, {rows:,} random rows", rng.random((rows, 2)), runs=50)
    yield case(
        f"table, 2 actors, {million:,} random rows", rng.random((million, 2)), ratio=20, runs=15
    )
    listed = sums_of(rng.random((2, 4 if quick else 6, 10)))
    yield case(f"table, 2 actors, {len(listed):,} sums over issues", listed, ratio=20, runs=15)
    yield case(
        f"table, 2 actors, {10 * million:,} random rows",
        rng.random((10 * million, 2)),
        seconds=1.5,
        peer_runs=1,
    )
    yield case(
        f"table, 3 actors, {million // 10:,} random rows", rng.random((million // 10, 3)), runs=15
    )
    sphere = np.abs(rng.normal(size=(million // 10, 3)))
    sphere /= np.linalg.norm(sphere, axis=1, keepdims=True)
    yield Case(
        f"table, 3 actors, {len(sphere):,} rows, all efficient",
        lambda: efficient(sphere),
        "compares all pairs",
    )


def domains(quick: bool) -> Iterator[Case]:
    """Yield all points and statistics of domains that can be listed."""
    issues = 3 if quick else 5
    values = random_values(2, issues, 10)
    talks = scenario(values)
    functions = peer.preferences(values) if installed("NegMAS") else []
    yield Case(
        f"2 actors, {10**issues:,} packages: frontier, Nash, KS, egalitarian, welfare",
        lambda: points(ng.bargaining_problem(talks)),
        lambda: peer.statistics(functions),
        same_points,
        ratio=400,
        peer_runs=1,
    )
    issues = 4 if quick else 8
    folder = Path(tempfile.mkdtemp(prefix="genius-"))
    domain, profiles = write_genius(folder, random_values(2, issues, 5))
    yield Case(
        f"GENIUS files, 2 actors, {5**issues:,} packages: read, solve every concept",
        lambda: every_concept(domain),
        lambda: peer.of_genius(domain, profiles),
        seconds=1.0,
        peer_runs=1,
    )


def additive(quick: bool) -> Iterator[Case]:
    """Yield what nobody can list: additive scenarios of many issues."""
    sizes = [(2, 30, 5, 0.01), (2, 100, 10, 0.3), (3, 20, 5, 0.5)]
    for actors, issues, options, limit in sizes:
        issues = 12 if quick else issues  # still too many packages to list
        talks = scenario(random_values(actors, issues, options))
        yield Case(
            f"frontier, {actors} actors, {issues} issues × {options} options",
            lambda talks=talks: ng.bargaining_problem(talks).frontier(),
            f"lists {float(options**issues):.0e} packages",
            seconds=limit,
        )
    issues = 12 if quick else 30
    talks = scenario(random_values(6, issues, 5))
    for concept in POINTS[:3]:
        yield Case(
            f"{concept}, 6 actors, {issues} issues × 5 options",
            lambda concept=concept: ng.solve(ng.bargaining_problem(talks), concept),
            f"lists {float(5**issues):.0e} packages",
            seconds=1.0,
            runs=3,
        )


def random_values(actors: int, issues: int, options: int) -> Any:
    """Return what options are worth: random, the worst of every issue nothing."""
    values = np.random.default_rng(1).random((actors, issues, options))
    return values - values.min(axis=2, keepdims=True)


def sums_of(values: Any) -> Any:
    """Return the payoffs of every package, shape (n_packages, n_actors)."""
    table = np.zeros((1, len(values)))
    for issue in range(values.shape[1]):
        table = (table[:, None, :] + values[:, issue].T[None]).reshape(-1, len(values))
    return table


def scenario(values: Any) -> ng.Scenario:
    """Return a scenario with additive preferences."""
    options = [f"option {option}" for option in range(values.shape[2])]
    names = [f"issue {issue}" for issue in range(values.shape[1])]
    worth = [
        {
            name: dict(zip(options, issue, strict=True))
            for name, issue in zip(names, actor, strict=True)
        }
        for actor in values.tolist()
    ]
    actors = [ng.Actor(f"actor {place}", ng.Additive(each)) for place, each in enumerate(worth)]
    return ng.Scenario("benchmark", [ng.Issue(name, options) for name in names], actors)


def points(problem: ng.BargainingProblem) -> dict[str, Any]:
    """Return the frontier's size and the payoffs of the points, by name."""
    found = {concept: ng.solve(problem, concept).payoffs[0] for concept in POINTS}
    return {"points": len(problem.frontier()), **found}


def same_points(mine: dict[str, Any], theirs: dict[str, Any]) -> str:
    """Return what both found alike: the size of the frontier and the points."""
    other = [concept for concept in POINTS if not np.allclose(mine[concept], theirs[concept])]
    other += ["number of points"] * (mine["points"] != theirs["points"])
    return f"all but {', '.join(other)}" if other else "yes"


def same_rows(mine: Any, theirs: Any) -> str:
    """Return whether both found the same rows."""
    return "yes" if np.flatnonzero(mine).tolist() == sorted(theirs.tolist()) else "no"


def every_concept(domain: Path) -> Any:
    """Read a GENIUS domain, and solve every concept that the library has."""
    return ng.compare(ng.bargaining_problem(ng.io.read(domain)))


def write_genius(folder: Path, values: Any) -> tuple[Path, list[Path]]:
    """Write a GENIUS domain and the profile of every actor; return where they are."""
    tops = values.max(axis=2)

    def issues(actor: int | None) -> str:
        lines = []
        for issue in range(values.shape[1]):
            lines.append(
                f'<issue index="{issue + 1}" name="issue {issue}" type="discrete" etype="discrete" '
                'vtype="discrete">'
            )
            for option in range(values.shape[2]):
                worth = "" if actor is None else f' evaluation="{values[actor, issue, option]!r}"'
                worth = worth.replace("np.float64(", "").replace(")", "")
                lines.append(f'<item index="{option + 1}" value="option {option}"{worth}/>')
            lines.append("</issue>")
        if actor is not None:
            shares = tops[actor] / tops[actor].sum()
            lines += [f'<weight index="{at + 1}" value="{w}"/>' for at, w in enumerate(shares)]
        return "\n".join(lines)

    def space(actor: int | None) -> str:
        head = '<objective index="0" name="all" type="objective" etype="objective">'
        return f"<utility_space>\n{head}\n{issues(actor)}\n</objective>\n</utility_space>\n"

    domain = folder / "domain.xml"
    domain.write_text(f"<negotiation_template>\n{space(None)}</negotiation_template>\n")
    profiles = [folder / f"profile {actor}.xml" for actor in range(len(values))]
    for actor, profile in enumerate(profiles):
        profile.write_text(space(actor))
    return domain, profiles


def peak_memory(rows: int) -> float | None:
    """Return the peak memory of a fresh process with a table of `rows`, in sizes of the table.

    Linux keeps the figure, and starts it anew with the program; elsewhere it is not measured.
    """
    if not Path("/proc/self/status").exists():
        return None
    code = (
        "import numpy as np; from negotiation.concessions import efficient; "
        f"table = np.random.default_rng(0).random(({rows}, 2)); efficient(table); "
        "lines = open('/proc/self/status').read().splitlines(); "
        "print([int(line.split()[1]) for line in lines if line.startswith('VmHWM')][0] * 1024 "
        "/ table.nbytes)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


# ------------------------------------------------------------------ how it is measured


def measured(case: Case, asked: Asked) -> list[str]:
    """Return the cells of a case's row: both are asked in turns."""
    ask_peer = callable(case.theirs) and asked.peer("NegMAS")
    mine, theirs, answers = [], [], (case.ours(), None)
    for run in range(case.runs):
        mine.append(seconds(case.ours)[0])
        if ask_peer and run < case.peer_runs:
            spent, answer = seconds(case.theirs)
            theirs.append(spent)
            answers = (answers[0], answer)
    fast = statistics.median(mine)
    if not theirs:
        other = case.theirs if isinstance(case.theirs, str) else "not run"
        return [shown(fast), other, "—", limit(case, fast, None), "—"]
    slow = statistics.median(theirs)
    agrees = "—" if case.same is None else case.same(*answers)
    return [shown(fast), shown(slow), ratio(slow, fast), limit(case, fast, slow), agrees]


def limit(case: Case, fast: float, slow: float | None) -> str:
    """Return the limit and whether it was held."""
    if case.ratio is None:
        return within(case.seconds, fast)
    return verdict(f"{case.ratio:g}×", None if slow is None else slow >= case.ratio * fast)


def memory() -> list[str]:
    """Return the cells of the row about memory."""
    peak = peak_memory(10**7)
    figure = "not measured" if peak is None else f"{peak:.2f} tables"
    return [figure, "—", "—", verdict("3 tables", None if peak is None else peak < 3), "—"]


def sheets(asked: Asked) -> list[Sheet]:
    """Return the table."""

    def rows() -> Iterator[tuple[str, Callable[[], list[str]]]]:
        for group in (tables, domains, additive):
            for case in group(asked.quick):
                yield case.name, lambda case=case: measured(case, asked)
        if not asked.quick:
            name = "peak memory, table of 10,000,000 rows, the table and Python included"
            yield name, memory

    return [Sheet(("what", "negotiation", "NegMAS", "ratio", "limit", "same answer"), rows())]


if __name__ == "__main__":
    print_all(__doc__, sheets, ["NegMAS"])
