"""Rows of a long table that a cheap look cannot rule out, read once from end to end.

Most outcomes of a large table are far behind the frontier.  They are dropped chunk by chunk,
while a chunk is in the processor's cache, so that only the few that are left are ever sorted.
A row is dropped only if a row was seen that is at least as good for every actor and better by
more than `slack` for one.  What is dropped depends on what was seen first; what may be
dropped does not, and every user of this module checks that rule exactly on the rest.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray

_CHUNK = 1 << 15
_SAMPLE = 1 << 14
_CELLS = 1 << 12
_STRONG = 32


def contenders(payoffs: FloatArray, slack: FloatArray) -> IntArray:
    """Return the rows that no other row was seen to beat.

    Parameters
    ----------
    payoffs : array, shape (m, n), m > 0
        Integers or floats in any memory order, finite.
    slack : array of float, shape (n,)

    Returns
    -------
    array of int, shape (k,)
        Ascending.
    """
    if payoffs.shape[1] == 2:
        found = list(_below_no_step(payoffs, slack))
    else:
        strong = _strong_points(payoffs)
        found = [start + _not_beaten(columns, strong, slack) for start, columns in _chunks(payoffs)]
    return np.concatenate(found)


def _chunks(payoffs: FloatArray) -> Iterator[tuple[int, list[FloatArray]]]:
    """Yield the table piece by piece: the first row and a contiguous array per actor."""
    for start in range(0, len(payoffs), _CHUNK):
        piece = payoffs[start : start + _CHUNK]
        yield start, [np.ascontiguousarray(column, dtype=np.float64) for column in piece.T]


def _sample(payoffs: FloatArray) -> FloatArray:
    """Return some rows as floats, the same on every call, drawn so that no pattern is missed."""
    if len(payoffs) > _SAMPLE:
        payoffs = payoffs[np.random.default_rng(0).integers(len(payoffs), size=_SAMPLE)]
    return np.asarray(payoffs, dtype=np.float64)


def _below_no_step(payoffs: FloatArray, slack: FloatArray) -> Iterator[IntArray]:
    """Yield rows of two actors' table that no step of a coarse staircase lies above.

    The first actor's payoffs are cut into cells, and `above` holds the second's best payoff
    seen in any cell beyond each.  A cell beyond is strictly better for the first actor.
    """
    low, high = float(payoffs[:, 0].min()), float(payoffs[:, 0].max())
    width = (high - low) or 1.0
    best = np.full(_CELLS + 1, -np.inf)

    def cells(first: FloatArray) -> IntArray:
        return ((first - low) / width * (_CELLS - 1)).astype(np.intp)

    sample = _sample(payoffs)
    np.maximum.at(best, cells(sample[:, 0]), sample[:, 1])
    for start, (first, second) in _chunks(payoffs):
        above = np.maximum.accumulate(best[::-1])[-2::-1] - slack[1]
        place = cells(first)
        rows = np.flatnonzero(above[place] <= second)
        np.maximum.at(best, place[rows], second[rows])
        yield start + rows


def _strong_points(payoffs: FloatArray) -> FloatArray:
    """Return a few rows that beat many others: the best of a sample in several directions."""
    sample = _sample(payoffs)
    low, high = sample.min(axis=0), sample.max(axis=0)
    share = (sample - low) / np.where(high > low, high - low, 1.0)
    weights = np.random.default_rng(1).dirichlet(np.ones(sample.shape[1]), size=_STRONG)
    weights[0] = 1.0
    best = np.unique(np.argmax(share @ weights.T, axis=0))
    return np.asarray(sample[best])


def _not_beaten(columns: list[FloatArray], strong: FloatArray, slack: FloatArray) -> IntArray:
    """Return which places of `columns` none of the strong points beats by more than `slack`."""
    rows = np.arange(len(columns[0]))
    left = np.ones(len(rows), dtype=np.bool_)
    for point in strong:
        if 2 * np.count_nonzero(left) < len(left):
            rows, columns = rows[left], [column[left] for column in columns]
            left = np.ones(len(rows), dtype=np.bool_)
        not_above = columns[0] <= point[0]
        below: BoolArray = columns[0] < point[0] - slack[0]
        for column, payoff, step in zip(columns[1:], point[1:], slack[1:], strict=True):
            not_above &= column <= payoff
            below |= column < payoff - step
        left &= ~(not_above & below)
    return rows[left]
