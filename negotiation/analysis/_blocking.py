"""Which outcomes no winning coalition would replace by another: the core of the package space."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, IntArray, read_only
from negotiation.concessions import BargainingProblem
from negotiation.concessions.pareto import ranks

_RIVALS = 2048
_CANDIDATES = 256
"""Outcomes compared at a time: a table of these two and of the actors is all that is held."""


def core(problem: BargainingProblem) -> tuple[BoolArray, BoolArray]:
    """Return the core and the strict core, two masks of shape (n_outcomes,).

    Candidates are the outcomes of the ZOPA; any outcome, and no agreement, can be put
    against them.  See `Coalitions` for what blocking is.
    """
    payoffs, open_to = contest(problem)
    order = np.argsort(-payoffs.sum(axis=1), kind="stable")
    payoffs, open_to = payoffs[order], open_to[order]
    weak, strict = np.zeros((2, len(problem)), dtype=np.bool_)
    candidates = np.flatnonzero(problem.zopa)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    for start in range(0, len(candidates), _CANDIDATES):
        rows = candidates[start : start + _CANDIDATES]
        unharmed = np.ones(len(rows), dtype=np.bool_)
        for against in range(0, len(order), _RIVALS):
            rivals = slice(against, against + _RIVALS)
            better, as_good = compared(
                payoffs[place[rows]], payoffs[rivals], open_to[rivals], len(problem.actors)
            )
            unharmed &= ~(blocks(problem, as_good) & better.any(axis=-1)).any(axis=1)
            stands = ~blocks(problem, better).any(axis=1)
            rows, unharmed = rows[stands], unharmed[stands]
            if not len(rows):
                break
        weak[rows] = True
        strict[rows[unharmed]] = True
    return read_only(weak), read_only(strict)


def contest(problem: BargainingProblem) -> tuple[IntArray, BoolArray]:
    """Return ranks of payoffs, and who refuses none, of every outcome and of no agreement.

    Two arrays of shape (n_outcomes + 1, n_actors); no agreement is the last row.
    """
    table = np.vstack([problem.payoffs, problem.disagreement])
    open_to = np.vstack([~problem.refused, np.ones((1, len(problem.actors)), dtype=np.bool_)])
    return ranks(table), open_to


def compared(
    candidates: Any, rivals: Any, open_to: BoolArray, actors: int
) -> tuple[BoolArray, BoolArray]:
    """Return who likes each rival better than each candidate, and who at least as much.

    Both of shape (n_candidates, n_rivals, n_actors); an actor whose red line a rival crosses
    does neither.
    """
    shape = (actors, len(candidates), len(rivals))
    better, as_good = np.empty((2, *shape), dtype=np.bool_)
    for actor in range(actors):  # an actor's answers lie together: the votes are added up faster
        mine, theirs = candidates[:, None, actor], rivals[None, :, actor]
        np.logical_and(theirs > mine, open_to[:, actor], out=better[actor])
        np.logical_and(theirs >= mine, open_to[:, actor], out=as_good[actor])
    return np.moveaxis(better, 0, -1), np.moveaxis(as_good, 0, -1)


def blocks(problem: BargainingProblem, members: BoolArray) -> BoolArray:
    """Return whether the actors marked along the last axis are a winning coalition."""
    return problem.consent.wins(members, problem.actors)
