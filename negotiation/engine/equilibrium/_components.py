"""How extreme equilibria of two actors hang together: maximal Nash subsets and components.

If x is part of an equilibrium with y, and every pair from two sets of mixtures is an
equilibrium, then so is every pair from their convex hulls.  The largest such products are
the maximal Nash subsets; those that touch form a component.  Background: Winkels, H. M.
(1979); Avis, D., Rosenberg, G. D., Savani, R. and von Stengel, B. (2010). Enumeration of
Nash equilibria for two-player games. Economic Theory 42, 9-37.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray, read_only

SAME = 1e-7
"""Two mixtures of the same strategies that differ by no more than this are one."""

SHOWN = 500
"""Equilibria up to which answers describe components without being asked."""

_SUBSETS = 20_000
"""Maximal Nash subsets of a component that are listed at most."""


@dataclass(frozen=True, eq=False)
class NashSubset:
    """A largest product of two sets of mixtures all of whose pairs are equilibria.

    Attributes
    ----------
    equilibria : tuple of int
        Its corners, as places in `Equilibria.profiles`.
    rows : array, shape (k, s1)
        Corners of the first actor's mixtures.
    columns : array, shape (l, s2)
        Corners of the second actor's mixtures.
    """

    equilibria: tuple[int, ...]
    rows: FloatArray
    columns: FloatArray

    @cached_property
    def dimension(self) -> int:
        """The number of directions in which one can move and stay in equilibrium."""
        return _dimension(self.rows) + _dimension(self.columns)

    def __repr__(self) -> str:
        return (
            f"<NashSubset: {len(self.equilibria)} extreme equilibria, dimension {self.dimension}>"
        )


@dataclass(frozen=True, eq=False)
class Component:
    """Equilibria that can be reached from each other without leaving equilibrium.

    Attributes
    ----------
    equilibria : tuple of int
        The extreme ones, as places in `Equilibria.profiles`.
    subsets : tuple of NashSubset
        The maximal Nash subsets it consists of.
    listed : bool
        Whether these are all of them.
    """

    equilibria: tuple[int, ...]
    subsets: tuple[NashSubset, ...]
    listed: bool = True

    @property
    def dimension(self) -> int:
        """The largest dimension of its subsets; 0 for an equilibrium that stands alone."""
        return max(each.dimension for each in self.subsets)

    def __repr__(self) -> str:
        return f"<Component: {len(self.equilibria)} extreme equilibria, dimension {self.dimension}>"


def components(profiles: Sequence[Sequence[FloatArray]]) -> tuple[Component, ...]:
    """Return the components of a set of extreme equilibria of two actors.

    Parameters
    ----------
    profiles : sequence of pairs of arrays, shapes (s1,) and (s2,)

    Returns
    -------
    tuple of Component
        In the order of their first equilibria.
    """
    if not profiles:
        return ()
    rows, row_of = _distinct([profile[0] for profile in profiles])
    columns, column_of = _distinct([profile[1] for profile in profiles])
    number = np.full((len(rows), len(columns)), -1, dtype=np.intp)
    number[row_of, column_of] = np.arange(len(profiles))
    found = []
    for own, other in _connected(number >= 0):
        sides, listed = _bicliques((number >= 0)[np.ix_(own, other)])
        subsets = tuple(
            NashSubset(
                tuple(sorted(number[np.ix_(own[i], other[j])].ravel().tolist())),
                read_only(rows[own[i]]),
                read_only(columns[other[j]]),
            )
            for i, j in sides
        )
        inside = number[np.ix_(own, other)]
        members = tuple(sorted(inside[inside >= 0].tolist()))
        found.append(Component(members, tuple(sorted(subsets, key=_first)), listed))
    return tuple(sorted(found, key=lambda each: each.equilibria))


def _first(subset: NashSubset) -> tuple[int, ...]:
    return subset.equilibria


def _distinct(mixtures: Sequence[FloatArray]) -> tuple[FloatArray, IntArray]:
    """Return the mixtures that differ, and for each one given which of them it is."""
    kept: dict[bytes, list[int]] = {}
    distinct: list[FloatArray] = []
    places = []
    for mixture in mixtures:
        twins = kept.setdefault((mixture > 0).tobytes(), [])
        place = next((t for t in twins if np.abs(distinct[t] - mixture).max() <= SAME), None)
        if place is None:
            place = len(distinct)
            twins.append(place)
            distinct.append(mixture)
        places.append(place)
    return np.array(distinct), np.array(places, dtype=np.intp)


def _connected(edges: BoolArray) -> list[tuple[IntArray, IntArray]]:
    """Return the connected parts of a two-sided graph: rows and columns of each."""
    parts = []
    left = np.ones(len(edges), dtype=np.bool_)
    while left.any():
        rows: Any = np.zeros(len(edges), dtype=np.bool_)
        rows[left.argmax()] = True
        while True:
            columns = edges[rows].any(axis=0)
            wider = edges[:, columns].any(axis=1)
            if np.array_equal(wider, rows):
                break
            rows = wider
        left &= ~rows
        parts.append((np.flatnonzero(rows), np.flatnonzero(columns)))
    return parts


def _bicliques(edges: BoolArray) -> tuple[list[tuple[IntArray, IntArray]], bool]:
    """Return all largest complete parts of a connected two-sided graph, and whether it is all.

    Each is a set of columns that is the meeting of some rows' neighbours, with all rows
    that are joined to every column of it; so the meetings are collected row by row.
    """
    words = [int.from_bytes(np.packbits(row).tobytes(), "big") for row in edges]
    closed: set[int] = set()
    for word in words:
        closed |= {each & word for each in closed} | {word}
        if len(closed) > _SUBSETS:
            break
    listed = len(closed) <= _SUBSETS
    width = edges.shape[1]
    sides = []
    for word in sorted(closed - {0})[:_SUBSETS]:
        raw = np.frombuffer(word.to_bytes(-(-width // 8), "big"), dtype=np.uint8)
        columns = np.flatnonzero(np.unpackbits(raw)[:width])
        rows = np.flatnonzero(edges[:, columns].all(axis=1))
        sides.append((rows, columns))
    return sides, listed


def _dimension(points: Any) -> int:
    """Return the dimension of the convex hull of points, shape (k, s)."""
    if len(points) == 1:
        return 0
    return int(np.linalg.matrix_rank(points[1:] - points[0], tol=1e-9))
