"""How long the first answer takes in a fresh process, imports included, beside the peers.

    python benchmarks/import_time.py             every row, beside the peers; a minute
    python benchmarks/import_time.py --alone     without the peers
    python benchmarks/import_time.py --quick     few processes, without the peers; seconds

Prints a Markdown table: medians over processes of their own, everybody asked in turns, and the
limit that the project set itself.  It measures and does not judge: how fast a shared machine is
at the moment is no test.  Our bare import loads nothing yet, so that the fair rows are the others.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial

from measuring import Asked, Sheet, print_all, ratio, shown, within

LIMIT = 0.3
"""Seconds that the bare import may take."""
PEERS = ("nashpy", "QuantEcon", "NegMAS")

PENNIES = "one, two = [[1, -1], [-1, 1]], [[-1, 1], [1, -1]]; "
POINTS = "[(3.0, 1.0), (2.0, 2.0), (1.0, 3.0)]"
NEGMAS_POINT = f"""
from negmas.outcomes import make_issue, make_os
from negmas.preferences import MappingUtilityFunction
from negmas.preferences.ops import nash_points, pareto_frontier
space = make_os([make_issue(3, "issue")])
tables = ({{(each,): point[side] for each, point in enumerate({POINTS})}} for side in (0, 1))
functions = [MappingUtilityFunction(each, outcome_space=space) for each in tables]
assert nash_points(functions, pareto_frontier(functions)[0])[0][0] == (2.0, 2.0)
"""
STATEMENTS = {
    "import": {
        "negotiation": "import negotiation",
        "nashpy": "import nashpy",
        "QuantEcon": "import quantecon",
        "NegMAS": "import negmas",
    },
    "import, and all equilibria of matching pennies": {
        "negotiation": PENNIES
        + "import negotiation as ng; assert ng.equilibria(ng.NormalFormGame([one, two])).profiles",
        "nashpy": PENNIES
        + "import nashpy; assert list(nashpy.Game(one, two).vertex_enumeration())",
        "QuantEcon": PENNIES + "import quantecon.game_theory as theory; "
        "players = theory.Player(one), theory.Player(two); "
        "assert theory.support_enumeration(theory.NormalFormGame(players))",
    },
    "import, and the Nash point of three packages": {
        "negotiation": "import negotiation as ng; "
        f"assert ng.solve(ng.BargainingProblem({POINTS}), 'nash').payoffs.tolist() == [[2, 2]]",
        "NegMAS": NEGMAS_POINT,
    },
    "import, and load the Hanoi scenario": {
        "negotiation": "import negotiation as ng; ng.library.load('hanoi-2019')",
    },
    "import, and the Nash point of the Hanoi scenario": {
        "negotiation": "import negotiation as ng; ng.solve(ng.library.load('hanoi-2019'), 'nash')",
    },
    "for comparison: import NumPy": {"negotiation": "import numpy"},
}
"""What is asked of whom, as Python that a fresh process runs."""


def spent(statement: str) -> float:
    """Return the time that `statement` takes in an interpreter of its own."""
    code = (
        "import time, warnings; warnings.simplefilter('ignore'); start = time.perf_counter()\n"
        f"{statement}\nprint(time.perf_counter() - start)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout.splitlines()[-1])


def measured(statements: dict[str, str], asked: Asked, limit: float | None) -> list[str]:
    """Return the cells of a row: everybody is asked in turns."""
    times: dict[str, list[float]] = {}
    who = [name for name in statements if name == "negotiation" or asked.peer(name)]
    for name in who:
        spent(statements[name])  # once without counting: files are compiled and cached
    for _ in range(3 if asked.quick else 9):
        for name in who:
            times.setdefault(name, []).append(spent(statements[name]))
    medians = {name: statistics.median(each) for name, each in times.items()}
    fast = medians["negotiation"]
    cells = [shown(fast)]
    for name in PEERS:
        slow = medians.get(name)
        cells.append("—" if slow is None else f"{shown(slow)} ({ratio(slow, fast)})")
    return [*cells, within(limit, fast)]


def sheets(asked: Asked) -> list[Sheet]:
    """Return the table."""

    def rows() -> Iterator[tuple[str, Callable[[], list[str]]]]:
        for name, statements in STATEMENTS.items():
            yield name, partial(measured, statements, asked, LIMIT if name == "import" else None)

    return [Sheet(("what", "negotiation", *PEERS, "limit"), rows())]


if __name__ == "__main__":
    print_all(__doc__, sheets, PEERS)
