"""The frontier of additive packages, issue by issue, without listing them.

A part of a package that another part beats can be left out of every package (Bellman's
principle), so partial totals are merged with one issue's options at a time and only efficient
ones are kept.  What was kept after each issue is remembered: it leads back from a total to all
packages behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from negotiation._arrays import FloatArray, IntArray
from negotiation.concessions.pareto import skyline
from negotiation.errors import TooLargeError

MOST = {1: 4_000_000, 2: 4_000_000, 3: 600_000}
"""Partial totals that are compared at once at most, by the number of actors."""

MOST_BEYOND = 80_000
"""The same for more actors, where comparing takes longer."""

_ULP = 2.0**-52


@dataclass(frozen=True, eq=False)
class Merged:
    """Efficient totals of additive packages, and the way back to the packages.

    Attributes
    ----------
    parts : tuple of arrays, shape (n_options, n_actors)
    stages : tuple of arrays, shape (k, n_actors)
        Efficient totals over the first 0, 1, 2, … issues.
    slack : array, shape (n_actors,)
        Differences of totals that count as none.
    """

    parts: tuple[FloatArray, ...]
    stages: tuple[FloatArray, ...]
    slack: FloatArray

    @property
    def payoffs(self) -> FloatArray:
        """The efficient totals, shape (k, n_actors)."""
        return self.stages[-1]

    def count(self, total: FloatArray) -> int:
        """Return how many packages add up to `total`, within the tolerance."""
        ways = {len(self.parts): [(total, 1)]}
        for stage in range(len(self.parts), 0, -1):
            met: dict[int, list[tuple[FloatArray, int]]] = {}
            for rest, times in ways[stage]:
                for _, place in self._before(stage, rest):
                    met.setdefault(place, []).append((self.stages[stage - 1][place], times))
            ways[stage - 1] = [
                (alike[0][0], sum(times for _, times in alike)) for alike in met.values()
            ]
        return sum(times for _, times in ways[0])

    def packages(self, total: FloatArray, most: int) -> IntArray:
        """Return packages that add up to `total`, option numbers (k, n_issues), at most `most`."""
        found: list[list[int]] = []
        self._follow(len(self.parts), total, [], found, most)
        return np.array(found, dtype=np.intp).reshape(-1, len(self.parts))

    def _follow(
        self, stage: int, rest: FloatArray, taken: list[int], found: list[list[int]], most: int
    ) -> None:
        if len(found) >= most:
            return
        if stage == 0:
            found.append(taken[::-1])
            return
        for option, place in self._before(stage, rest):
            self._follow(stage - 1, self.stages[stage - 1][place], [*taken, option], found, most)

    def _before(self, stage: int, total: FloatArray) -> Iterator[tuple[int, int]]:
        """Yield the options, and the totals before them, that lead to `total`."""
        earlier = self.stages[stage - 1]
        for option, part in enumerate(self.parts[stage - 1]):
            low, high = total - part - self.slack, total - part + self.slack
            first = np.searchsorted(-earlier[:, 0], -high[0])
            last = np.searchsorted(-earlier[:, 0], -low[0], side="right")
            near = earlier[first:last]
            for place in np.flatnonzero(((near >= low) & (near <= high)).all(axis=1)):
                yield option, int(first + place)


def merge(
    parts: Sequence[FloatArray],
    slack: FloatArray,
    *,
    epsilon: FloatArray | None = None,
    most: int | None = None,
) -> Merged:
    """Return the efficient totals of additive packages.

    Parameters
    ----------
    parts : sequence of arrays, shape (n_options, n_actors)
        What each option of each issue adds to each actor's payoff.
    slack : array, shape (n_actors,)
        Differences that count as none.  A fraction of it is used after each issue, so that
        all together stay within it.
    epsilon : array, shape (n_actors,), optional
        Keep only so much of the frontier that every package has a neighbour on it which is
        at most this much worse for anybody.
    most : int, optional
        Partial totals that are compared at once at most; by default `MOST`.

    Raises
    ------
    TooLargeError
        If there are more; the message names the remedy.
    """
    size = sum(np.abs(part).max(axis=0) for part in parts)
    give = np.maximum(slack / (4 * len(parts)), len(parts) * _ULP * size)
    most = most or MOST.get(parts[0].shape[1], MOST_BEYOND)
    box = None if epsilon is None else epsilon / len(parts)
    stages = [np.zeros((1, parts[0].shape[1]))]
    for part in parts:
        here = stages[-1]
        if len(here) * len(part) > most:
            what = "exact frontier" if box is None else "frontier, even so thin,"
            raise TooLargeError(
                f"The {what} is too large to hold: {len(here):,} efficient totals after "
                f"{len(stages) - 1} of {len(parts)} issues. frontier(epsilon=0.01) leaves out "
                "points so that no package is better than one that stays by more than 1% of an "
                "actor's range; solve() needs no frontier."
            )
        totals = (part[:, None, :] + here[None, :, :]).reshape(-1, part.shape[1])
        kept = prune(totals, give)
        stages.append(kept if box is None else _thinned(kept, box))
    return Merged(tuple(parts), tuple(stages), slack)


def prune(totals: FloatArray, give: FloatArray) -> FloatArray:
    """Return the efficient rows among totals, falling in the first column.

    Parameters
    ----------
    totals : array, shape (m, n_actors)
    give : array, shape (n_actors,)
        Advantages this small are rounding and make no row efficient.
    """
    if totals.shape[1] == 1:
        return totals[[int(np.argmax(totals[:, 0]))]]
    if totals.shape[1] == 2:
        return _staircase(totals, give)
    levels = np.stack(
        [_levels(column, each) for column, each in zip(totals.T, give, strict=True)], axis=1
    )
    kept = totals[skyline(levels)]
    return kept[np.argsort(-kept[:, 0], kind="stable")]


def _staircase(totals: FloatArray, give: FloatArray) -> FloatArray:
    """Return the efficient rows of two actors: the first column falls, the second rises."""
    # A stable sort of falling runs, one per option, merges them.
    kept = totals[np.argsort(-totals[:, 0], kind="stable")]
    before = np.maximum.accumulate(kept[:, 1])
    rises = np.ones(len(kept), dtype=np.bool_)
    rises[1:] = kept[1:, 1] > before[:-1] + give[1]
    kept = kept[rises]
    falls = np.ones(len(kept), dtype=np.bool_)
    falls[:-1] = kept[:-1, 0] > kept[1:, 0] + give[0]
    return kept[falls]


def _levels(column: FloatArray, give: float) -> FloatArray:
    """Return a column's ranks, neighbours that differ by rounding sharing one."""
    order = np.argsort(column, kind="stable")
    steps = np.diff(column[order]) > give
    out = np.empty(len(column))
    out[order] = np.concatenate([[0.0], np.cumsum(steps)])
    return out


def _thinned(points: FloatArray, box: FloatArray) -> FloatArray:
    """Return one row of those in each box of a grid: the one with the greatest sum of shares."""
    cells = np.floor(points / box)
    order = np.argsort(-(points / box).sum(axis=1), kind="stable")
    _, first = np.unique(cells[order], axis=0, return_index=True)
    kept = points[np.sort(order[first])]
    return kept[np.argsort(-kept[:, 0], kind="stable")]
