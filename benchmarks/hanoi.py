"""How long the whole Hanoi analysis takes without the drawing, imports included.

    python benchmarks/hanoi.py             every step; half a minute
    python benchmarks/hanoi.py --quick     fewer processes

Each run is a process of its own: load, problem, every concept, the recorded offers, the
concession game and its equilibria.  Prints a Markdown table of medians, and the limit that the
project set itself.  It measures and does not judge: how fast a shared machine is at the moment
is no test.
"""

from __future__ import annotations

import itertools
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

LIMIT = 2.0
"""Seconds that the analysis may take."""


def analysis() -> dict[str, float]:
    """Run the analysis once and return the seconds that each step took."""
    marks = [("start", time.perf_counter())]

    def done(step: str) -> None:
        marks.append((step, time.perf_counter()))

    import negotiation as ng

    done("import negotiation")
    hanoi = ng.library.load("hanoi-2019")
    done("load the scenario")
    problem = ng.bargaining_problem(hanoi)
    problem.summary()
    done("bargaining problem, ZOPA, frontier")
    ng.compare(problem).summary()
    done("compare every concept")
    ng.responses(hanoi)
    done("answers to the recorded offers")
    game = ng.concession_game(hanoi)
    done("concession game")
    ng.equilibria(game).summary()
    done("equilibria")
    return {step: end - start for (_, start), (step, end) in itertools.pairwise(marks)}


def medians(processes: int) -> dict[str, float]:
    """Return the median seconds of every step, and of the whole, in processes of their own."""
    runs = []
    for _ in range(processes + 1):
        done = subprocess.run(
            [sys.executable, __file__, "--once"], capture_output=True, text=True, check=True
        )
        runs.append(json.loads(done.stdout))
    runs = runs[1:]  # the first compiles and caches files
    steps = {step: statistics.median(run[step] for run in runs) for step in runs[0]}
    return {**steps, "in all": statistics.median(sum(run.values()) for run in runs)}


def sheets(asked: Asked) -> list[Sheet]:
    """Return the table: all rows come from the same runs."""

    def rows() -> Iterator[tuple[str, Callable[[], list[str]]]]:
        for step, spent in medians(2 if asked.quick else 5).items():
            limit = LIMIT if step == "in all" else None
            yield step, lambda spent=spent, limit=limit: [shown(spent), within(limit, spent)]

    return [Sheet(("the Hanoi analysis", "negotiation", "limit"), rows())]


if __name__ == "__main__":
    if sys.argv[1:] == ["--once"]:
        # What shows the table loads the library, which is part of what a run measures.
        print(json.dumps(analysis()))
    else:
        from measuring import Asked, Sheet, print_all, shown, within

        print_all(__doc__, sheets)
