"""Efficient outcomes: those that no other outcome improves on for one actor at no other's cost.

Payoffs closer than a tolerance count as equal, so that float noise creates no efficient
point.  Dominance "up to a tolerance" is not transitive, so the tolerance is used in two steps
that are:

1. An outcome is out if another is at least as good for every actor and better by more than
   the tolerance for one.
2. Among the rest, each actor's payoffs are replaced by ranks, and neighbours within the
   tolerance share a rank (ties chain).  An outcome is efficient if no other has ranks at
   least as high for every actor and a higher one for one actor.

So every outcome that is tied with an efficient one is efficient, none is that another beats by
more than the tolerance, and outcomes that are out change nothing for the rest.  Where the
payoffs fall into groups no wider than the tolerance and further apart than it, that is
dominance between groups.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import NOISE, BoolArray, FloatArray, IntArray, negligible
from negotiation.concessions._contenders import contenders
from negotiation.concessions._skyline import covered, skyline
from negotiation.errors import InvalidValueError

__all__ = ["efficient", "ranks", "skyline", "tied"]


def ranks(payoffs: FloatArray, tolerance: FloatArray | None = None) -> IntArray:
    """Return every payoff's rank from the bottom, ties within the tolerance sharing one.

    Parameters
    ----------
    payoffs : array, shape (n_outcomes, n_actors), not empty
        Neighbouring payoffs of an actor whose difference is negligible are tied (ties chain).
    tolerance : array of float, shape (n_actors,), optional
        Up to which difference payoffs are tied; from the range of `payoffs` if left out.

    Returns
    -------
    array of int, shape (n_outcomes, n_actors)
        0 is the worst; equal payoffs have equal ranks and no rank is skipped.
    """
    order = np.argsort(payoffs, axis=0)
    ascending = np.take_along_axis(payoffs, order, axis=0)
    if tolerance is None:
        tolerance = negligible(ascending[-1:], ascending[:1])
    steps = np.diff(ascending, axis=0) > tolerance
    climbed = np.concatenate([np.zeros((1, payoffs.shape[1]), dtype=np.intp), steps])
    out = np.empty(payoffs.shape, dtype=np.intp)
    np.put_along_axis(out, order, np.cumsum(climbed, axis=0), axis=0)
    return out


def tied(payoffs: FloatArray, chosen: BoolArray) -> BoolArray:
    """Return the outcomes that share every actor's rank with one of the chosen outcomes.

    The same as comparing `ranks`, without ranking the outcomes that are out of the question.

    Parameters
    ----------
    payoffs : array, shape (n_outcomes, n_actors)
    chosen : array of bool, shape (n_outcomes,)

    Returns
    -------
    array of bool, shape (n_outcomes,)
    """
    mask = np.zeros(len(payoffs), dtype=np.bool_)
    if not chosen.any():
        return mask
    near, firsts = np.ones(len(payoffs), dtype=np.bool_), []
    for column in payoffs.T:
        first, bottom, top = _ranks_around(column, column[chosen])
        near &= (column >= bottom) & (column <= top)
        firsts.append(first)
    rows = np.flatnonzero(near)
    pairs = zip(firsts, payoffs[rows].T, strict=True)
    _, group = _groups(
        np.stack([np.searchsorted(first, column, "right") for first, column in pairs], 1)
    )
    mask[rows] = np.isin(group, group[chosen[rows]])
    return mask


def _ranks_around(column: FloatArray, chosen: FloatArray) -> tuple[FloatArray, float, float]:
    """Return the least payoffs of ranks, and the least and greatest payoff tied with the chosen.

    Only payoffs around are sorted: more of them as long as a chain of ties runs out of sight.
    """
    step = negligible(column.max(), column.min())
    low, high, reach = chosen.min(), chosen.max(), 8.0 * step
    while True:
        seen = np.sort(column[(column >= low - reach) & (column <= high + reach)])
        rises = np.diff(seen) > step
        first, last = seen[np.append(True, rises)], seen[np.append(rises, True)]
        bottom = first[np.searchsorted(first, low, side="right") - 1]
        top = last[np.searchsorted(last, high)]
        ends = bottom - step > low - reach and top + step < high + reach
        if ends or len(seen) == len(column):
            return first, float(bottom), float(top)
        reach *= 8.0


def efficient(payoffs: Any, *, tolerance: Any = None) -> BoolArray:
    """Return which outcomes are Pareto efficient, all tied ones included.

    Parameters
    ----------
    payoffs : array_like, shape (n_outcomes, n_actors)
        Finite numbers.  The table is read in pieces and neither copied nor sorted whole.
    tolerance : array_like of float, shape (n_actors,), optional
        Up to which difference an actor's payoffs count as equal; if left out, 1e-9 of the
        range of its payoffs in this table.  Never less than rounding accounts for.

    Returns
    -------
    array of bool, shape (n_outcomes,)

    Raises
    ------
    InvalidValueError
        If there are not two axes, or a payoff is NaN or infinite.

    Examples
    --------
    >>> efficient([[3, 1], [2, 2], [1, 1], [2, 2]]).tolist()
    [True, True, False, True]
    """
    payoffs = np.asarray(payoffs)
    if not payoffs.size:
        return np.ones(len(payoffs), dtype=np.bool_)
    if payoffs.ndim != 2:
        raise InvalidValueError(
            "Payoffs must have 2 axes, a row per outcome and a column per actor, "
            f"not {payoffs.ndim}."
        )
    margin = _margin(payoffs, tolerance)
    # Twice the margin, so that rounding drops no row too many; the exact rule follows.
    rows = contenders(payoffs, 2.0 * margin)
    points = np.asarray(payoffs[rows], dtype=np.float64)
    left = ~_beaten(points, margin)
    rows, place = rows[left], ranks(points[left], margin)
    first, group = _groups(place)
    best = np.zeros(len(first), dtype=np.bool_)
    best[skyline(place[first].astype(np.float64))] = True
    mask = np.zeros(len(payoffs), dtype=np.bool_)
    mask[rows[best[group]]] = True
    return mask


def _margin(payoffs: Any, tolerance: Any) -> FloatArray:
    """Return the difference up to which each actor's payoffs count as equal."""
    low = np.array([column.min() for column in payoffs.T], dtype=np.float64)
    high = np.array([column.max() for column in payoffs.T], dtype=np.float64)
    for actor in np.flatnonzero(~(np.isfinite(low) & np.isfinite(high))):
        raise InvalidValueError(
            f"Payoffs must be finite; column {actor} holds one that is not. "
            "Leave such outcomes out, or mark them as refused."
        )
    if tolerance is None:
        return np.asarray(negligible(high, low))
    return np.asarray(np.maximum(tolerance, NOISE * np.maximum(np.abs(high), np.abs(low))))


def _beaten(points: FloatArray, margin: FloatArray) -> BoolArray:
    """Return which rows another beats: as good for all, better by more than the margin for one.

    Whatever beats a row is exactly efficient, or covered by a row that is and beats it too.
    """
    best = skyline(points)
    others = np.ones(len(points), dtype=np.bool_)
    others[best] = False
    out = np.zeros(len(points), dtype=np.bool_)
    for actor, step in enumerate(margin):
        rows = np.flatnonzero(others & ~out)
        raised = points[rows]
        raised[:, actor] = np.nextafter(raised[:, actor] + step, np.inf)
        out[rows] = covered(raised, points[best])
    return out


def _groups(place: IntArray) -> tuple[IntArray, IntArray]:
    """Return the first row of every group of equal rows, and the group of each row."""
    code = place[:, 0]
    for column in place.T[1:]:
        # Numbered anew for every column, so that the codes of any number of actors are exact.
        _, code = np.unique(code * (column.max() + 1) + column, return_inverse=True)
    _, first, group = np.unique(code, return_index=True, return_inverse=True)
    return first, group
