"""Points that no other point covers, exactly and without a loop over the points.

A point covers another that is nowhere above it.  The points are put in an order in which only
an earlier one can cover a later one; then the order is halved, and its halves are halved: a
pair is told apart once, as one point of a left half and one of the right half beside it.  All
halves of a size are compared at once.  With two coordinates left to compare, a descending
sweep over one of them and a running maximum of the other decide; with more, the halves are
sorted by one of them and compared by the rest in the same way, so that every further
coordinate costs a factor of log m.  For three actors that is m log² m steps, whatever the
number of efficient points (Kung, Luccio & Preparata 1975, *Journal of the ACM* 22, 469–476).
"""

from __future__ import annotations

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray
from negotiation.concessions._contenders import contenders

_LEAF, _GROWTH = 32, 8
"""Points this near to each other in the order are compared directly; more with more columns."""

_MANY = 1 << 15
"""From this many points on it pays to read them through once before sorting."""


def skyline(points: FloatArray) -> IntArray:
    """Return which rows are the exactly efficient points, without any tolerance.

    Parameters
    ----------
    points : array of float, shape (m, n)
        One column per actor, greater is better.

    Returns
    -------
    array of int, shape (k,)
        Ascending rows of the distinct efficient points; of equal rows the first.
    """
    if len(points) > _MANY:
        rows = contenders(points, np.zeros(points.shape[1]))
        if len(rows) < len(points) // 2:
            return rows[skyline(points[rows])]
    order: IntArray = np.argsort(-points[:, 0], kind="stable")
    ordered = points[order]
    if (ordered[1:, 0] == ordered[:-1, 0]).any():
        order = np.lexsort(-points.T[::-1])
        ordered = points[order]
    new = np.concatenate([[True], (ordered[1:] != ordered[:-1]).any(axis=1)])[: len(order)]
    order, ordered = order[new], ordered[new]
    if points.shape[1] <= 2:
        last = ordered[:, -1]
        higher = last[1:] > np.maximum.accumulate(last)[:-1]
        return np.sort(order[np.concatenate([[True], higher])[: len(order)]])
    every = np.ones(len(order), dtype=np.bool_)
    return np.sort(order[~_behind(ordered[:, 1:], every, every)])


def covered(targets: FloatArray, sources: FloatArray) -> BoolArray:
    """Return which targets lie nowhere above one of the sources.

    Parameters
    ----------
    targets, sources : array of float, shape (m, n), (k, n)

    Returns
    -------
    array of bool, shape (m,)
    """
    if not len(sources) or not len(targets):
        return np.zeros(len(targets), dtype=np.bool_)
    if sources.shape[1] == 1:
        below: BoolArray = targets[:, 0] <= sources.max()
        return below
    if sources.shape[1] == 2:
        ascending = sources[np.argsort(sources[:, 0])]
        # The best second payoff of all sources from a place onwards, and none after the last.
        best = np.append(np.maximum.accumulate(ascending[::-1, 1])[::-1], -np.inf)
        found: BoolArray = best[np.searchsorted(ascending[:, 0], targets[:, 0])] >= targets[:, 1]
        return found
    points = np.concatenate([sources, targets])
    order = np.argsort(-points[:, 0], kind="stable")  # of equals, the sources first
    source = order < len(sources)
    out = np.empty(len(points), dtype=np.bool_)
    out[order] = _behind(points[order][:, 1:], source, ~source)
    return out[len(sources) :]


def _behind(points: FloatArray, source: BoolArray, target: BoolArray) -> BoolArray:
    """Return which target rows are nowhere above a source row that comes before them."""
    if points.shape[1] == 2:
        return _behind_two(points, source, target)
    levels, width = _halvings(*points.shape)
    block = np.arange(len(points)) // width
    out = _behind_near(points, source, target, width)
    for level in reversed(range(levels)):
        right = (block >> level) & 1 == 1
        rows = np.flatnonzero(np.where(right, target & ~out, source))
        # Left before right among equals, because the sort is stable.
        rows = rows[np.lexsort((-points[rows, 0], block[rows] >> (level + 1)))]
        if len(rows):
            rest = points[rows, 1:]
            # Ranks of the last coordinate, those of every pair of halves above those of the
            # pairs before it, so that no point is covered from another pair.
            _, rank = np.unique(rest[:, -1], return_inverse=True)
            rest[:, -1] = rank + (block[rows] >> (level + 1)) * (rank.max() + 1.0)
            hit = _behind(rest, ~right[rows], right[rows])
            out[rows[hit]] = True
    return out


def _behind_two(points: FloatArray, source: BoolArray, target: BoolArray) -> BoolArray:
    """Do the same for two columns, keeping every pair of halves sorted by the first."""
    count = len(points)
    levels, width = _halvings(count, 2)
    spare = (width << levels) - count
    out = np.pad(_behind_near(points, source, target, width), (0, spare))
    given = np.pad(np.where(source, points[:, 1], -np.inf), (0, spare), constant_values=-np.inf)
    asked = np.pad(np.where(target, points[:, 1], np.inf), (0, spare), constant_values=np.inf)
    descending = np.argsort(-points[:, 0], kind="stable")
    order = np.concatenate([descending, np.arange(count, count + spare)])
    for level in reversed(range(levels)):
        half = width << level
        pairs = order.reshape(-1, 2 * half)
        right = pairs >= half + 2 * half * np.arange(len(pairs))[:, None]
        best = np.maximum.accumulate(np.where(right, -np.inf, given[pairs]), axis=1)
        later = pairs[right]
        out[later[best[right] >= asked[later]]] = True
        # Halves are full, so that each takes up a row of its own, sorted as before.
        order = np.stack([pairs[~right].reshape(-1, half), later.reshape(-1, half)], axis=1).ravel()
    return out[:count]


def _behind_near(points: FloatArray, source: BoolArray, target: BoolArray, width: int) -> BoolArray:
    """Do the same for pairs of rows that are less than `width` apart."""
    out = np.zeros(len(points), dtype=np.bool_)
    columns = [np.ascontiguousarray(column) for column in points.T]
    for step in range(1, min(width, len(points))):
        hit = source[:-step] & target[step:]
        for column in columns:
            hit &= column[:-step] >= column[step:]
        out[step:] |= hit
    return out


def _halvings(count: int, columns: int) -> tuple[int, int]:
    """Return how often to halve `count` rows, and the length of the last pieces."""
    leaf = _LEAF * _GROWTH ** (columns - 2)
    levels = max(0, int(np.ceil(np.log2(max(count, 1) / leaf))))
    return levels, -(-count // (1 << levels))
