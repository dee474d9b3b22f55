"""Equilibria of thousands of small games at once, by the signs of minors.

``T(I, J') = det[1 | A[I, J']]`` with one more row than columns.  If the strategies in I and J
are played, the column actor's weights are in proportion to ``(-1)^c T(I, J - J_c)``, and
row r loses against those in I if ``(-1)^q T(I + r, J)`` has their sign, q being the place of
r among I + r.  So supports are those of an equilibrium if and only if m signs agree for one
actor and n for the other.  Minors grow from smaller ones by Laplace's expansion along the
last column, and the signs of 64 games are compared in one operation.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, IntArray

MOST = 9
"""Strategies per actor up to which minors are few enough."""


class Side:
    """Where the minors of one actor's payoffs stand, and which of them each support needs.

    Minors are held in one list, those of one size after those of another, and sets of
    strategies in the order of their bit patterns; so the sets whose last element is j stand
    together, and what is left of them without j are the first sets of the smaller size.

    Attributes
    ----------
    m, n : int
        The actor's own strategies, the other's.
    levels : list of tuples
        Per size of the minors: where they begin, the patterns of rows, of columns.
    total : int
        The number of minors.
    """

    def __init__(self, m: int, n: int) -> None:
        self.m, self.n = m, n
        self.levels: list[tuple[int, IntArray, IntArray]] = []
        self.total = 0
        for size in range(1, min(m, n + 1) + 1):
            rows, columns = patterns(m, size), patterns(n, size - 1)
            self.levels.append((self.total, rows, columns))
            self.total += len(rows) * len(columns)

    def minors(self, payoffs: FloatArray) -> FloatArray:
        """Return all minors, shape (total, games), of payoffs of shape (m, n, games)."""
        games = payoffs.shape[2]
        values = np.empty((self.total, games))
        values[: self.m] = 1.0
        scratch = np.empty((max(len(columns) for _, _, columns in self.levels), games))
        for size, (start, rows, columns) in enumerate(self.levels[1:], start=2):
            before, old_rows, old_columns = self.levels[size - 2]
            level = values[start : start + len(rows) * len(columns)].reshape(
                len(rows), len(columns), games
            )
            smaller = values[before : before + len(old_rows) * len(old_columns)].reshape(
                len(old_rows), len(old_columns), games
            )
            for place, own in enumerate(_elements(rows, size).tolist()):
                left = np.searchsorted(old_rows, rows[place] - (1 << np.array(own))).tolist()
                for last in range(size - 2, self.n):
                    low, high = comb(last, size - 1), comb(last + 1, size - 1)
                    _expand(
                        level[place, low:high],
                        [payoffs[row, last] for row in own],
                        [smaller[each, : high - low] for each in left],
                        scratch[: high - low],
                    )
        return values

    def supports(self, size: int) -> tuple[IntArray, IntArray]:
        """Return which minors decide about each pair of supports of a size, signs included.

        Returns
        -------
        weights : array of int, shape (C(m, size), C(n, size), size)
            Minors in proportion to the other actor's weights.
        losses : array of int, shape (C(m, size), C(n, size), m - size)
            Minors that tell whether an own strategy outside the support loses.  Places
            beyond `total` stand for minors with the opposite sign.
        """
        own, other = patterns(self.m, size), patterns(self.n, size)
        start, _, smaller = self.levels[size - 1]
        members = _elements(other, size)
        without = np.searchsorted(smaller, other[:, np.newaxis] - (1 << members))
        flips = np.arange(size) % 2 * self.total
        weights = start + np.arange(len(own))[:, np.newaxis, np.newaxis] * len(smaller)
        weights = weights + (without + flips)[np.newaxis]
        if size == self.m:
            return weights, np.zeros((*weights.shape[:2], 0), dtype=np.intp)
        start, larger, columns = self.levels[size]
        outside = _elements((1 << self.m) - 1 - own, self.m - size)
        joined = np.searchsorted(larger, own[:, np.newaxis] + (1 << outside))
        below = own[:, np.newaxis] & ((1 << outside) - 1)
        flips = np.bitwise_count(below).astype(np.intp) % 2 * self.total
        losses = start + joined[:, np.newaxis] * len(columns) + flips[:, np.newaxis]
        return weights, losses + np.arange(len(other))[np.newaxis, :, np.newaxis]


def _expand(out: FloatArray, heads: list[Any], smaller: list[Any], scratch: FloatArray) -> None:
    """Write minors by expansion along their last column, whose entries are `heads`."""
    # The last term has the sign of a diagonal entry, the one before it the other, and so on.
    np.multiply(heads[-1], smaller[-1], out=out)
    for place in range(len(heads) - 2, -1, -1):
        np.multiply(heads[place], smaller[place], out=scratch)
        if (len(heads) - 1 - place) % 2:
            np.subtract(out, scratch, out=out)
        else:
            np.add(out, scratch, out=out)


def patterns(count: int, size: int) -> IntArray:
    """Return the sets of `size` out of `count` strategies as bit patterns, in their order."""
    every = np.arange(1 << count)
    chosen: IntArray = every[np.bitwise_count(every) == size]
    return chosen


def _elements(sets: IntArray, size: int) -> IntArray:
    """Return the elements of sets of one size, shape (k, size), in ascending order."""
    bits = (sets[:, np.newaxis] >> np.arange(64 if size else 1)) & 1
    elements: IntArray = np.nonzero(bits)[1].reshape(len(sets), size)
    return elements


@dataclass(frozen=True)
class Pairs:
    """All pairs of supports of one size.

    Attributes
    ----------
    size : int
    own, other : array of int, shape (k, size)
        The strategies of either support.
    weights : tuple of two arrays of int, shape (k, size)
        Minors of the row actor's payoffs for the column actor's weights, and the reverse.
    losses : tuple of two arrays of int, shapes (k, m - size) and (k, n - size)
    """

    size: int
    own: IntArray
    other: IntArray
    weights: tuple[IntArray, IntArray]
    losses: tuple[IntArray, IntArray]


@lru_cache(maxsize=32)
def plan(m: int, n: int) -> tuple[Side, Side, tuple[Pairs, ...]]:
    """Return where minors of m x n games stand, and all pairs of supports."""
    first, second = Side(m, n), Side(n, m)
    every = []
    for size in range(1, min(m, n) + 1):
        by_row, by_column = (
            first.supports(size),
            [each.transpose(1, 0, 2) for each in second.supports(size)],
        )
        rows, columns = patterns(m, size), patterns(n, size)
        count = len(rows) * len(columns)
        flat = [each.reshape(count, each.shape[2]) for each in (*by_row, *by_column)]
        every.append(
            Pairs(
                size,
                np.repeat(_elements(rows, size), len(columns), axis=0),
                np.tile(_elements(columns, size), (len(rows), 1)),
                (flat[0], flat[2]),
                (flat[1], flat[3]),
            )
        )
    return first, second, tuple(every)


class Signs:
    """The signs of minors, a bit per game.

    Attributes
    ----------
    negative : array of uint64, shape (2 * total, words)
        Whether each minor is negative, then whether its opposite is.
    zero : array of uint64, shape (2 * total, words), or None
        Whether it is too small to say; ``None`` if none is.
    """

    def __init__(self, values: FloatArray) -> None:
        below = _bits(values < -TOLERANCE)
        above = _bits(values > TOLERANCE)
        self.negative = np.concatenate([below, above])
        zero = ~(below | above)
        self.zero = np.concatenate([zero, zero]) if zero.any() else None

    def agreement(self, weights: IntArray, losses: IntArray) -> tuple[Any, Any]:
        """Return for which games the signs of given minors agree, and for which they may.

        Parameters
        ----------
        weights, losses : array of int, shapes (k, a) and (k, b)

        Returns
        -------
        array of uint64, shape (k, words)
            All are clear and the same.
        array of uint64, shape (k, words)
            There is a sign that none of them clearly lacks.
        """
        places = [*weights.T, *losses.T]
        if self.zero is None:
            lead = self.negative[places[0]]
            differ = np.zeros_like(lead)
            for each in places[1:]:
                differ |= self.negative[each] ^ lead
            return ~differ, ~differ
        some_negative, some_positive, some_zero = (
            np.zeros((len(weights), self.negative.shape[1]), dtype=np.uint64) for _ in range(3)
        )
        for each in places:
            negative, zero = self.negative[each], self.zero[each]
            some_negative |= negative
            some_positive |= ~(negative | zero)
            some_zero |= zero
        possible = ~(some_negative & some_positive)
        return possible & ~some_zero, possible


def _bits(flags: Any) -> Any:
    """Return flags of shape (k, games), games a multiple of 64, as words of 64 bits."""
    return np.packbits(flags, axis=1).view(np.uint64)
