"""The Pareto frontier at any size: efficient payoffs, and the packages behind each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, overload

import numpy as np

from negotiation._arrays import FloatArray, IntArray, read_only
from negotiation._table import Shown, Table
from negotiation.errors import TooLargeError

SHOWN = 100_000
"""Packages behind one point that are recovered at most."""


@dataclass(frozen=True, eq=False)
class Frontier(Shown):
    """The efficient payoffs that no red line or constraint rules out.

    Attributes
    ----------
    payoffs : array, shape (k, n_actors)
        A row per point, falling in the first actor's payoff.  Payoffs that differ by no more
        than the problem's slack are one point.
    actors : tuple of str
    exact : bool
        Whether these are all efficient payoffs.
    epsilon : float
        Where they are not: no package is better than some point here by more than this share
        of any actor's range.  NaN where points are a sample without such a promise.
    method : str
        How they were found.
    name : str
        What the problem is called.
    recover : callable
        ``recover(point, most)`` returns at most so many of the packages behind a point.
    count : callable
        ``count(point)`` returns how many there are.

    Examples
    --------
    >>> import negotiation as ng
    >>> front = ng.BargainingProblem([[3, 1], [2, 2], [1, 1], [2, 2]]).frontier()
    >>> front
    <Frontier: 2 points, 2 actors, exact>
    >>> front.outcomes[1], front.counts
    ((1, 3), (1, 2))
    """

    payoffs: FloatArray
    actors: tuple[str, ...]
    exact: bool
    epsilon: float
    method: str
    name: str
    recover: Callable[[int, int], Sequence[Any]] = field(repr=False)
    count: Callable[[int], int] = field(repr=False)

    @property
    def outcomes(self) -> Behind:
        """For each point all packages behind it, a tuple; recovered when asked for."""
        return Behind(self)

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """How many packages are behind each point."""
        return tuple(self.count(place) for place in range(len(self.payoffs)))

    def __len__(self) -> int:
        return len(self.payoffs)

    def summary(self) -> Table:
        """Return a row per point: payoffs, how many packages, and the first of them."""
        rows = []
        for place, payoffs in enumerate(self.payoffs):
            first = self.recover(place, 1)
            rows.append((place, *payoffs, self.count(place), str(first[0]) if first else ""))
        note = "All efficient payoffs." if self.exact else self._promise()
        columns = ("point", *self.actors, "packages", "the first")
        return Table(
            columns, rows, f"{self.name}: Pareto frontier", [note, f"Method: {self.method}."]
        )

    def _promise(self) -> str:
        if np.isnan(self.epsilon):
            return "A sample of the frontier: there are efficient points between these."
        return (
            f"No package is better than some point here by more than {self.epsilon:g} of any "
            "actor's range."
        )

    def __repr__(self) -> str:
        kind = "exact" if self.exact else f"epsilon {self.epsilon:g}"
        return f"<Frontier: {len(self)} points, {len(self.actors)} actors, {kind}>"


class Behind(Sequence[tuple[Any, ...]]):
    """The packages behind each point of a frontier, a tuple per point, recovered on demand."""

    def __init__(self, frontier: Frontier) -> None:
        self._frontier = frontier

    def __len__(self) -> int:
        return len(self._frontier)

    @overload
    def __getitem__(self, place: int) -> tuple[Any, ...]: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[tuple[Any, ...], ...]: ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        point = range(len(self))[place]
        found = tuple(self._frontier.recover(point, SHOWN + 1))
        if len(found) > SHOWN:
            raise TooLargeError(
                f"{self._frontier.count(point):,} packages are worth the same here, too many to "
                f"list; frontier.recover({point}, 10) gives the first ten."
            )
        return found

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return (self[place] for place in range(len(self)))

    def __repr__(self) -> str:
        return f"<the packages behind {len(self)} points>"


def of_table(payoffs: FloatArray, rows: IntArray, kinds: IntArray, problem: Any) -> Frontier:
    """Return the frontier of a problem whose outcomes are listed.

    Parameters
    ----------
    payoffs : array, shape (n_outcomes, n_actors)
    rows : array of int, shape (k,)
        The efficient outcomes.
    kinds : array of int, shape (k,)
        Which of them are worth the same, numbered from the first actor's worst upward.
    problem : BargainingProblem
    """
    order = np.argsort(kinds, kind="stable")
    groups = np.split(rows[order], np.flatnonzero(np.diff(kinds[order])) + 1) if len(kinds) else []
    groups.reverse()
    firsts = np.array([group[0] for group in groups], dtype=np.intp)
    return Frontier(
        read_only(payoffs[firsts]),
        problem.actors,
        True,
        0.0,
        "all outcomes compared",
        problem.name,
        lambda place, most: [problem.outcomes[int(row)] for row in groups[place][:most]],
        lambda place: len(groups[place]),
    )
