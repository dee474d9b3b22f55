"""Road maps: the frontier of a few measures, and the best map of many.

    python benchmarks/roadmaps.py             every row; about a minute
    python benchmarks/roadmaps.py --alone     the same: there is no peer to measure against
    python benchmarks/roadmaps.py --quick     small sizes; seconds

Prints a Markdown table: medians over random measures, and the limits that the project set
itself.  It measures and does not judge.  Integer programmes stop after a number of branches;
how many answers they proved to be best is shown beside the time.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from measuring import Asked, Sheet, print_all, seconds, shown, within

import negotiation as ng


def hanoi() -> list[ng.Measure]:
    """Return six illustrative measures of two actors."""
    return [
        ng.Measure("Yongbyon", "DPRK", 3, {"US": 5}),
        ng.Measure("other enrichment", "DPRK", 6, {"US": 10}),
        ng.Measure("inspections", "DPRK", 1, {"US": 4}, reversible=True),
        ng.Measure("partial relief", "US", 1, {"DPRK": 5}, reversible=True),
        ng.Measure("full relief", "US", 2, {"DPRK": 6}, reversible=True),
        ng.Measure("declaration", "US", 1, {"DPRK": 2}),
    ]


def random_measures(count: int, seed: int) -> list[ng.Measure]:
    """Return measures of two actors, about a third of them reversible.

    Costs are uniform between 1 and 5, benefits between 2 and 10.
    """
    rng = np.random.default_rng(seed)
    out = []
    for place in range(count):
        owner, cost, gain = rng.integers(2), rng.uniform(1, 5), rng.uniform(2, 10)
        reversible = bool(rng.random() < 1 / 3)
        out.append(
            ng.Measure(
                f"measure {place}", "AB"[owner], cost, {"BA"[owner]: gain}, reversible=reversible
            )
        )
    return out


Row = tuple[str, Callable[[], list[str]]]


def row(asks: list[Callable[[], Any]], limit: float | None) -> list[str]:
    """Return the cells of a row: the median and the longest time over some questions."""
    asks[0]()  # what is loaded once is not counted
    runs = [seconds(ask) for ask in asks]
    times = [used for used, _ in runs]
    exact = [bool(answer.diagnostics.get("exact", True)) for _, answer in runs]
    middle = statistics.median(times)
    proven = f"{sum(exact)} of {len(exact)}"
    return [shown(middle), shown(max(times)), proven, within(limit, middle)]


def frontiers(quick: bool) -> Iterator[Row]:
    """Yield rows about the full frontier, by dynamic programming."""
    six = hanoi()
    for stages in (6, 12):
        asks = [lambda stages=stages: ng.roadmap_frontier(six, patience=0.82, stages=stages)] * 5
        limit = 2.0 if stages == 6 else None
        yield f"frontier, Hanoi, 6 measures, {stages} stages", partial(row, asks, limit)
    for count, stages in ((8, 4),) if quick else ((8, 8), (10, 5), (12, 4)):
        lists = [random_measures(count, seed) for seed in range(3)]
        asks = [
            lambda given=given, stages=stages: ng.roadmap_frontier(
                given, patience=0.9, stages=stages
            )
            for given in lists
        ]
        yield f"frontier, {count} measures, {stages} stages", partial(row, asks, None)


def programmes(quick: bool) -> Iterator[Row]:
    """Yield rows about the best map of many measures, by integer programming."""
    sizes = ((10, 4, 3),) if quick else ((20, 8, 7), (30, 10, 7))
    for count, stages, draws in sizes:
        lists = [random_measures(count, seed) for seed in range(draws)]
        for objective in ("nash", "egalitarian", "utilitarian"):
            asks = [
                lambda given=given, stages=stages, objective=objective: ng.roadmap(
                    given, patience=0.9, stages=stages, objective=objective, method="milp"
                )
                for given in lists
            ]
            limit = 5.0 if count == 30 else None
            yield f"{objective}, {count} measures, {stages} stages", partial(row, asks, limit)


def sheets(asked: Asked) -> list[Sheet]:
    """Return the table."""
    rows = (row for group in (frontiers, programmes) for row in group(asked.quick))
    return [Sheet(("road maps", "negotiation", "longest", "proven best", "limit"), rows)]


if __name__ == "__main__":
    print_all(__doc__, sheets)
