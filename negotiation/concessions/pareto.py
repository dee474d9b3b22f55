"""Efficient outcomes: those that no other outcome improves on for one actor at no other's cost.

Payoffs closer than a tolerance count as equal, so that float noise creates no
efficient point: each actor's payoffs are first replaced by ranks, ties within the
tolerance sharing a rank, and ranks are compared exactly.  Dominance on ranks is
transitive, which dominance "up to a tolerance" is not.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray, negligible


def ranks(payoffs: FloatArray) -> IntArray:
    """Return every payoff's rank from the bottom, ties within the tolerance sharing one.

    Parameters
    ----------
    payoffs : array, shape (n_outcomes, n_actors), not empty
        Neighbouring payoffs of an actor whose difference is negligible are tied (ties chain).

    Returns
    -------
    array of int, shape (n_outcomes, n_actors)
        0 is the worst; equal payoffs have equal ranks and no rank is skipped.
    """
    order = np.argsort(payoffs, axis=0, kind="stable")
    ascending = np.take_along_axis(payoffs, order, axis=0)
    steps = np.diff(ascending, axis=0) > negligible(ascending[-1:], ascending[:1])
    climbed = np.concatenate([np.zeros((1, payoffs.shape[1]), dtype=np.intp), steps])
    out = np.empty(payoffs.shape, dtype=np.intp)
    np.put_along_axis(out, order, np.cumsum(climbed, axis=0), axis=0)
    return out


def efficient(payoffs: FloatArray) -> BoolArray:
    """Return which outcomes are Pareto efficient, all tied ones included.

    Parameters
    ----------
    payoffs : array, shape (n_outcomes, n_actors)

    Returns
    -------
    array of bool, shape (n_outcomes,)
    """
    payoffs = np.asarray(payoffs, dtype=np.float64)
    if payoffs.ndim != 2 or not len(payoffs):
        return np.zeros(len(payoffs), dtype=np.bool_)
    if payoffs.shape[1] == 0:
        return np.ones(len(payoffs), dtype=np.bool_)
    distinct, back = np.unique(ranks(payoffs), axis=0, return_inverse=True)
    keep = _sweep(distinct) if distinct.shape[1] <= 2 else _skyline(distinct)
    mask: BoolArray = keep[back.reshape(-1)]
    return mask


def _sweep(points: IntArray) -> BoolArray:
    """Return the efficient rows among distinct rows sorted upward, for one or two actors."""
    last = points[::-1, -1]
    if points.shape[1] == 1:
        best: BoolArray = points[:, 0] == points[-1, 0]
        return best
    best_before = np.concatenate([[-1], np.maximum.accumulate(last)[:-1]])
    keep: BoolArray = (last > best_before)[::-1]
    return keep


def _skyline(points: Any) -> BoolArray:
    """Return the efficient rows among distinct rows, for any number of actors.

    Rows are visited from the greatest sum of ranks down, so that no row is dominated by
    a later one, in blocks: a block is compared with the rows kept so far, then with itself.
    """
    order = np.argsort(-points.sum(axis=1), kind="stable")
    kept = np.empty((0, points.shape[1]), dtype=points.dtype)
    keep = np.zeros(len(points), dtype=np.bool_)
    for start in range(0, len(order), 256):
        rows = order[start : start + 256]
        block = points[rows]
        for against in range(0, len(kept), 4096):
            alive = ~_below(block, kept[against : against + 4096])
            rows, block = rows[alive], block[alive]
        alive = ~_below(block, block)
        keep[rows[alive]] = True
        kept = np.concatenate([kept, block[alive]])
    return keep


def _below(points: Any, others: Any) -> BoolArray:
    """Return which of `points` lie weakly below, and are not equal to, one of `others`."""
    weakly = (points[:, None, :] <= others[None, :, :]).all(axis=2)
    same = (points[:, None, :] == others[None, :, :]).all(axis=2)
    below: BoolArray = (weakly & ~same).any(axis=1)
    return below
