"""Ties between packages that are not worth the same to everybody, settled as `solve` does.

What is worth the same to all as a selected package is selected too; what is dominated is not.
Where payoffs are clearly equal or clearly different, that is a comparison of pairs, done for many
draws at once.  Near the tolerance ties chain, and the draw goes through the plain path alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation._arrays import BoolArray, IntArray, negligible
from negotiation.engine.axiomatic import Concept
from negotiation.engine.axiomatic._solve import _settle_ties

if TYPE_CHECKING:
    from negotiation.analysis.ensembles._shortlist import Shortlist

_PAIRS = 1 << 17
"""Pairs of packages that are compared together."""

_CLEAR = 8.0
"""How many times more, or less, than the tolerance a difference is clear."""


def settled_ties(listed: Shortlist, rows: IntArray, rule: Concept, chosen: BoolArray) -> BoolArray:
    """Return what is selected once ties are settled, shape (len(rows), k).

    Parameters
    ----------
    listed : Shortlist
    rows : array of int
        The draws in question.
    rule : Concept
    chosen : array of bool, shape (len(rows), k)
        What the concept's own tolerance ties.
    """
    out = np.zeros_like(chosen)
    # Only columns in which something stands, so that short tables make few pairs.
    width = int(listed.inside[rows].sum(axis=1).max())
    if listed.inside[rows, :width].sum() < listed.inside[rows].sum():
        width = chosen.shape[1]  # the whole table, with gaps
    step = max(1, _PAIRS // width**2) if width**2 <= _PAIRS else 0
    if not step:
        clear = np.zeros(len(rows), dtype=np.bool_)
    else:
        clear = np.ones(len(rows), dtype=np.bool_)
        for start in range(0, len(rows), step):
            part = slice(start, start + step)
            out[part, :width], clear[part] = _by_pairs(
                listed, rows[part], rule, chosen[part, :width]
            )
    for place in np.flatnonzero(~clear):
        row = int(rows[place])
        inside = np.flatnonzero(listed.inside[row])
        out[place] = False
        out[place, inside[_settle_ties(listed.row(row), rule, chosen[place, inside])]] = True
    return out


def _by_pairs(
    listed: Shortlist, rows: IntArray, rule: Concept, chosen: BoolArray
) -> tuple[BoolArray, BoolArray]:
    """Return what is selected (n, k), and in which draws (n,) every difference is clear."""
    width = chosen.shape[1]
    inside = listed.inside[rows, :width]
    pairs = inside[:, :, None] & inside[:, None, :]
    near: BoolArray = pairs
    no_worse: BoolArray = pairs
    better: BoolArray = np.zeros_like(pairs)
    vague: BoolArray = np.zeros_like(pairs)
    for actor in range(len(listed.actors)):
        worth = listed.payoffs[rows, :width, actor]
        slack = listed.stakes.slack[rows, :, actor, None]
        high = np.where(inside, worth, -np.inf).max(axis=1)
        low = np.where(inside, worth, np.inf).min(axis=1)
        least = np.minimum(negligible(high, low)[:, None, None], slack)
        # The second package of a pair, compared with the first.
        more = worth[:, None, :] - worth[:, :, None]
        size = np.abs(more)
        near = near & (size <= slack)
        no_worse = no_worse & (more >= -slack)
        better |= more > slack
        vague |= (size > least / _CLEAR) & (size < slack * _CLEAR)
    tied: BoolArray = np.asarray((near & chosen[:, None, :]).any(axis=2))
    if "pareto" in rule.axioms:
        best: BoolArray = tied & ~np.asarray((no_worse & better).any(axis=2))
        found = np.asarray(best.any(axis=1))[:, None]
        tied = np.where(found, best, tied)
    clear: BoolArray = ~np.asarray((vague & pairs).reshape(len(rows), -1).any(axis=1))
    return tied, clear
