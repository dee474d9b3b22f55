"""How long the whole Hanoi analysis takes without the drawing, imports included.

Each run is a process of its own: load, problem, every concept, the recorded offers, the
concession game and its equilibria.  Prints medians beside the limit that the project set
itself.  It measures and does not judge: how fast a shared machine is at the moment is no test.
"""

from __future__ import annotations

import itertools
import json
import statistics
import subprocess
import sys
import time

LIMIT = 2.0
"""Seconds that the analysis may take."""
PROCESSES = 5


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


def main() -> None:
    """Measure in fresh processes, print, and say whether the limit holds."""
    if sys.argv[1:] == ["--once"]:
        print(json.dumps(analysis()))
        return
    runs = []
    for _ in range(PROCESSES + 1):
        done = subprocess.run(
            [sys.executable, __file__, "--once"], capture_output=True, text=True, check=True
        )
        runs.append(json.loads(done.stdout))
    runs = runs[1:]  # the first compiles and caches files
    for step in runs[0]:
        print(f"{statistics.median(run[step] for run in runs):8.3f} s  {step}")
    spent = statistics.median(sum(run.values()) for run in runs)
    print(f"{spent:8.3f} s  in all")
    print(f"limit for the analysis: {LIMIT:g} s: {'held' if spent < LIMIT else 'missed'}")


if __name__ == "__main__":
    main()
