"""Ensembles of the Hanoi scenario, 4,608 packages, beside a NegMAS loop that does the same.

    python benchmarks/ensemble.py             100,000 draws, beside NegMAS; about a minute
    python benchmarks/ensemble.py --alone     without NegMAS
    python benchmarks/ensemble.py --quick     few draws, without NegMAS; seconds

Prints a Markdown table with the limits that the project set itself.  It measures and does not
judge.  Uncertain are the weights of both actors (Dirichlet around the library's) and what walking
away is worth above the status quo (uniform); both are illustrative.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache, partial
from itertools import chain
from typing import Any

for each in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(each, "1")  # one core is one core

import negmas_peer as peer  # noqa: E402
import numpy as np  # noqa: E402
from measuring import Asked, Sheet, print_all, ratio, seconds, shown, verdict, within  # noqa: E402

import negotiation as ng  # noqa: E402

CONCEPTS = ("nash", "kalai-smorodinsky", "egalitarian", "utilitarian")


def doubtful(*, lines: bool = True) -> ng.Scenario:
    """Return the Hanoi scenario with doubts about weights and walking away."""
    hanoi = ng.library.load("hanoi-2019")
    actors = []
    for actor in hanoi.actors:
        around = {issue: 30.0 * weight for issue, weight in actor.preferences.weights.items()}
        wants = ng.Additive(actor.preferences.values, ng.distributions.dirichlet(around))
        premium = ng.distributions.uniform(0.0, 0.1)
        held = actor.red_lines if lines else ()
        actors.append(
            replace(
                actor,
                preferences=wants,
                reservation=hanoi.status_quo,
                premium=premium,
                red_lines=held,
            )
        )
    return replace(hanoi, actors=actors)


def ours(draws: int, *, lines: bool = True, executor: Any = None) -> ng.Ensemble:
    """Return the study that is measured."""
    return ng.ensemble(doubtful(lines=lines), CONCEPTS, draws=draws, rng=1, executor=executor)


def memory(draws: int) -> float:
    """Return the peak memory in megabytes of a process that runs the study and nothing else."""
    code = (
        "import resource, ensemble; "
        f"ensemble.ours({draws}); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    here = os.path.dirname(os.path.abspath(__file__))
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=here
    )
    return int(done.stdout) / 1024


def prepared(problem: ng.BargainingProblem) -> list[Any]:
    """Return one draw as NegMAS has it, its fastest kind of preferences: payoffs by outcome.

    What a red line stops is worth less to its actor than walking away.
    """
    from negmas.outcomes import make_issue, make_os
    from negmas.preferences import MappingUtilityFunction

    issues = [make_issue(list(each.options), each.name) for each in problem.scenario.issues]
    space = make_os(issues)
    outcomes = list(space.enumerate_or_sample())
    functions = []
    for place in range(len(problem.actors)):
        worth = np.where(problem.signable, problem.payoffs[:, place], -1.0)
        table = dict(zip(outcomes, worth.tolist(), strict=True))
        walk = float(problem.disagreement[place])
        functions.append(MappingUtilityFunction(table, outcome_space=space, reserved_value=walk))
    return functions


def additive(problem: ng.BargainingProblem) -> list[Any]:
    """Return one draw as users of NegMAS write it: additive functions, red lines left out."""
    from negmas.outcomes import make_issue, make_os
    from negmas.preferences import LinearAdditiveUtilityFunction

    issues = [make_issue(list(each.options), each.name) for each in problem.scenario.issues]
    space = make_os(issues)
    return [
        LinearAdditiveUtilityFunction(
            values=[dict(actor.preferences.values[each.name]) for each in issues],
            weights=[actor.preferences.weights[each.name] for each in issues],
            outcome_space=space,
            reserved_value=float(walk),
        )
        for actor, walk in zip(problem.scenario.actors, problem.disagreement, strict=True)
    ]


def theirs(problem: ng.BargainingProblem, made: Any = prepared) -> dict[str, Any]:
    """Return NegMAS's points of one draw; `()` for no agreement."""
    from negmas.preferences.ops import (
        kalai_points,
        ks_points,
        max_welfare_points,
        nash_points,
        pareto_frontier,
    )

    functions = made(problem)
    frontier = pareto_frontier(functions, sort_by_welfare=True)[0]
    points = dict(
        zip(CONCEPTS, (nash_points, ks_points, kalai_points, max_welfare_points), strict=True)
    )
    found = {}
    for name, find in points.items():
        answer = find(functions, frontier) if frontier else ()
        found[name] = tuple(answer[0][0]) if answer else ()
    return found


def same(drawn: ng.Draws, answers: list[dict[str, Any]]) -> dict[str, int]:
    """Return, per concept, in how many draws NegMAS's point is what `solve` selects."""
    counts = dict.fromkeys(CONCEPTS, 0)
    for row, answer in enumerate(answers):
        for name, point in answer.items():
            solution = ng.solve(drawn.problem(row), name)
            if not len(solution.indices) or not point:
                counts[name] += not len(solution.indices) and not point
            else:
                counts[name] += bool(np.isclose(solution.payoffs, point).all(axis=1).any())
    return counts


Row = tuple[str, Callable[[], list[str]]]


def alone(draws: int, each: Callable[[], float], *, quick: bool) -> Iterator[Row]:
    """Yield rows about this library; `each` measures the time of a draw."""

    def one_core() -> list[str]:
        limit = None if quick else 12.0
        spent = draws * each()
        told = f"{shown(spent)}, {1e6 * each():.3g} µs a draw"
        return [told, "—", "—", within(limit, spent)]

    def free() -> list[str]:
        return [shown(seconds(lambda: ours(draws // 10, lines=False))[0]), "—", "—", "—"]

    def two_cores() -> list[str]:
        with ProcessPoolExecutor(2) as executor:
            ours(2_048, executor=executor)
            ask = partial(ours, draws, executor=executor)
            both = statistics.median(seconds(ask)[0] for _ in range(1 if quick else 3))
        lead = draws * each() / both
        limit = "—" if quick else verdict("1.7 times", lead >= 1.7)
        return [f"{shown(both)}, {lead:.3g} times as fast", "—", "—", limit]

    def peak() -> list[str]:
        used = memory(draws)
        return [f"{used:.0f} MB", "—", "—", verdict("500 MB", used < 500)]

    yield f"{draws:,} draws, one core", one_core
    yield f"{draws // 10:,} draws without red lines", free
    yield f"{draws:,} draws on two processes", two_cores
    yield "peak memory of the process", peak


class Beside:
    """The same draws put to NegMAS, in three ways to write the loop."""

    def __init__(self, each: Callable[[], float], count: int = 15) -> None:
        self.each = each
        self.drawn = ng.UncertainProblem.of(doubtful()).draw(count, 1)
        self.problems = [self.drawn.problem(row) for row in range(count)]
        for problem in self.problems:
            _ = problem.signable  # numbers are ready before the clock starts
        self.answers: list[dict[str, Any]] = []

    def rows(self) -> Iterator[Row]:
        """Yield the rows, slowest last."""
        yield "a draw, payoffs of all packages given", self.given
        yield "a draw from weights and values", lambda: self.cells(_apart(self.problems, theirs))
        yield "a draw by the call it recommends", self.recommended

    def given(self) -> list[str]:
        """Return the cells of the loop over payoffs that are ready."""
        timed = [seconds(partial(theirs, problem)) for problem in self.problems]
        self.answers = [answer for _, answer in timed]
        return self.cells(statistics.median(spent for spent, _ in timed))

    def recommended(self) -> list[str]:
        """Return the cells of the loop over its documented call."""
        spent = _apart(self.problems[:5], lambda one, made: peer.statistics(made(one)))
        return [*self.cells(spent)[:-1], verdict("300×", spent >= 300 * self.each())]

    def cells(self, spent: float) -> list[str]:
        """Return the cells of a row without a limit."""
        return [shown(self.each()), shown(spent), ratio(spent, self.each()), "—"]

    def agreement(self) -> str:
        """Return in how many draws the answers are the same."""
        counts = same(self.drawn, self.answers)
        told = ", ".join(f"{name} {found}" for name, found in counts.items())
        return f"The same answers, of {len(self.answers)} draws: {told}."


def _apart(problems: list[ng.BargainingProblem], ask: Any) -> float:
    """Return how long NegMAS takes for a draw, its additive functions included."""
    times = [seconds(partial(ask, problem, additive))[0] for problem in problems]
    return statistics.median(times)


def sheets(asked: Asked) -> list[Sheet]:
    """Return the table."""
    draws = 4_096 if asked.quick else 100_000

    @cache
    def each() -> float:
        ours(1_024)  # what is loaded once is not counted
        times = [seconds(lambda: ours(draws))[0] for _ in range(1 if asked.quick else 3)]
        return statistics.median(times) / draws

    rows, below = alone(draws, each, quick=asked.quick), None
    if asked.peer("NegMAS"):
        beside = Beside(each)
        rows = chain(rows, beside.rows())
        below = None if asked.only else beside.agreement
    return [Sheet(("what", "negotiation", "NegMAS", "ratio", "limit"), rows, below)]


if __name__ == "__main__":
    print_all(__doc__, sheets, ["NegMAS"])
