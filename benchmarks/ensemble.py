"""Ensembles of the Hanoi scenario, 4,608 packages, beside a NegMAS loop that does the same.

    python benchmarks/ensemble.py             100,000 draws, beside NegMAS; about a minute
    python benchmarks/ensemble.py --alone     without NegMAS
    python benchmarks/ensemble.py --quick     few draws, without NegMAS; seconds

Prints a Markdown table with the limits that the project set itself.  It measures and does not
judge.  Uncertain are the weights of both actors (Dirichlet around the library's) and what walking
away is worth above the status quo (uniform); both are illustrative.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import Any

for each in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(each, "1")  # one core is one core

import negmas_peer as peer  # noqa: E402
import numpy as np  # noqa: E402
from measuring import machine, ratio, seconds, shown  # noqa: E402

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


def beside(ours_each: float, count: int = 15) -> None:
    """Measure NegMAS on a few draws, and say where the answers are the same."""
    drawn = ng.UncertainProblem.of(doubtful()).draw(count, 1)
    problems = [drawn.problem(row) for row in range(count)]
    for problem in problems:
        _ = problem.signable  # numbers are ready before the clock starts
    timed = [seconds(lambda each=problem: theirs(each)) for problem in problems]  # type: ignore[misc]
    each = statistics.median(spent for spent, _ in timed)
    print(f"| NegMAS, a draw, payoffs given | {_beside(each, ours_each)} | — |")
    whole = _apart(problems, theirs)
    print(f"| NegMAS, a draw from weights and values | {_beside(whole, ours_each)} | — |")
    spent = _apart(problems[:5], lambda each, made: peer.statistics(made(each)))
    lead = f"300×: {'held' if spent >= 300 * ours_each else 'missed'}"
    print(f"| NegMAS, a draw by the call it recommends | {_beside(spent, ours_each)} | {lead} |")
    agree = ", ".join(
        f"{name} {found} of {count}"
        for name, found in same(drawn, [answer for _, answer in timed]).items()
    )
    print(f"\nThe same answers: {agree}.")


def _apart(problems: list[ng.BargainingProblem], ask: Any) -> float:
    """Return how long NegMAS takes for a draw, its additive functions included."""
    times = [seconds(lambda each=problem: ask(each, additive))[0] for problem in problems]  # type: ignore[misc]
    return statistics.median(times)


def _beside(spent: float, ours_each: float) -> str:
    """Return a time, and how many of ours it is."""
    return f"{shown(spent)}, {ratio(spent, ours_each)} ours"


def main() -> None:
    """Measure and print the table."""
    words = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    words.add_argument("--quick", action="store_true", help="few draws, without NegMAS")
    words.add_argument("--alone", action="store_true", help="without NegMAS")
    asked = words.parse_args()
    alone = asked.quick or asked.alone or not peer.installed()
    draws = 4_096 if asked.quick else 100_000
    repeats = 1 if asked.quick else 3
    print(f"{machine(*([] if alone else [f'NegMAS {peer.version()}']))} Medians.\n")
    print("| what | measured | limit |")
    print("|---|---|---|")
    ours(1_024)  # what is loaded once is not counted
    times = [seconds(lambda: ours(draws))[0] for _ in range(repeats)]
    one = statistics.median(times)
    name = f"{draws:,} draws, {', '.join(CONCEPTS)}, no agreement, one core"
    limit = "—" if asked.quick else f"12 s: {'held' if one < 12 else 'missed'}"
    print(f"| {name} | {shown(one)}, {1e6 * one / draws:.3g} µs a draw | {limit} |", flush=True)
    free = seconds(lambda: ours(draws // 10, lines=False))[0]
    print(f"| {draws // 10:,} draws without red lines | {shown(free)} | — |", flush=True)
    with ProcessPoolExecutor(2) as executor:
        ours(2_048, executor=executor)
        pairs = [seconds(lambda: ours(draws, executor=executor))[0] for _ in range(repeats)]
    two = statistics.median(pairs)
    limit = "—" if asked.quick else f"1.7×: {'held' if one / two >= 1.7 else 'missed'}"
    print(f"| the same on two processes | {shown(two)}, {one / two:.3g}× as fast | {limit} |")
    peak = memory(draws)
    limit = f"500 MB: {'held' if peak < 500 else 'missed'}"
    print(f"| peak memory of the process | {peak:.0f} MB | {limit} |", flush=True)
    if not alone:
        beside(one / draws)


if __name__ == "__main__":
    main()
