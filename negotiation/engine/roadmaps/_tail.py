"""The endless end of a road map: irreversible steps that shrink for ever.

With nothing reversible in force the last step of a finite map is never in its owner's interest,
nor then the last but one.  Steps that shrink geometrically have no last one.  Such a *tail* is
linear in what is exchanged in it, so that a linear programme can decide how much that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.engine._programme import linear_programme
from negotiation.engine.roadmaps._binding_path import shares_left
from negotiation.engine.roadmaps._model import RoadMapModel
from negotiation.engine.roadmaps._terms import Terms

_LEFT = 1e-11
"""Share of a tail at which it counts as completed."""

_LONGEST = 4000
"""Stages after which a tail would have to be cut."""


@dataclass(frozen=True, eq=False)
class Tail:
    """What a unit of each measure, exchanged in a tail, adds to values and incentives.

    Attributes
    ----------
    open : array of bool, shape (n_measures,)
        Which measures may be exchanged in it: irreversible and divisible ones on which no other
        measure rests.
    worth : array, shape (n_actors, n_measures)
        The value of the tail, counted from its first step on.
    incentive : array, shape (n_stages + 1, n_actors, n_measures)
        What it adds to the incentive for every move before it, and for its own first step.
    least : array, shape (n_rows, n_measures)
        Rows that must not be negative for it to be self-enforcing.
    ratio : float or None
        The share of what is left that is left a stage later, where it is the same for all.
    """

    open: Any
    worth: FloatArray
    incentive: FloatArray
    least: FloatArray
    ratio: float | None = None


def binding_tail(model: RoadMapModel, terms: Terms, stages: int) -> Tail:
    """Return the tail of two actors in which every condition binds, after some stages.

    An actor's value is then ``B_i - C_i / d_i``, which must not be negative, and so is what it
    could make off with in the first step.  A breach is seen after one period.
    """
    worth = (model.receiving - model.spending / terms.lasting).T
    incentive = _discounted(worth, terms, stages)
    incentive[-1] = 0.0
    return Tail(_open(model), worth, incentive, worth)


def common_tail(model: RoadMapModel, terms: Terms, stages: int, ratio: float) -> Tail:
    """Return the tail in which everybody has the share ``ratio ** t`` left after t stages.

    An actor's value is ``(B_i - C_i) (1 - q) / (1 - d_i q)``.  Its incentive for the m-th step
    differs from that in the last state by ``q ** m`` times a number, so that the first step and
    the last state are all that need be checked.
    """
    lasting, d = terms.lasting, terms.patience
    worth = ((model.receiving - model.spending) * (1.0 - ratio) / (1.0 - lasting * ratio)).T
    incentive = _discounted(worth, terms, stages)
    for move in range(stages + 1):
        for period in range(terms.lag):
            last = period == terms.lag - 1
            weight = lasting**period * ((1.0 - d) + (d if last else d * terms.hazard))
            # Who breaks off before the tail may still collect its first steps unseen.
            ahead = max(0, move + 1 + period - stages)
            incentive[move] -= (model.receiving * weight).T * (1.0 - ratio**ahead)
    return Tail(_open(model), worth, incentive, np.zeros((0, len(model.measures))), ratio)


def fastest_common_ratio(model: RoadMapModel, terms: Terms) -> float | None:
    """Return the smallest ratio at which a tail on a common schedule holds; ``None`` for none."""

    def holds(ratio: float) -> bool:
        tail = common_tail(model, terms, 0, ratio)
        rows = tail.incentive[0] / np.maximum(np.abs(tail.incentive[0]).max(), 1e-300)
        answer = linear_programme(
            -np.ones(len(tail.open)),
            A_ub=-rows,
            b_ub=np.zeros(len(rows)),
            bounds=[(0.0, float(each)) for each in tail.open & (model.spending.max(axis=1) > 0.0)],
        )
        return bool(answer.x is not None and answer.x.sum() > 1e-6)

    low, high = 0.0, 1.0 - 1e-4
    if not holds(high):
        return None
    while high - low > 1e-10:
        middle = (low + high) / 2.0
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _discounted(worth: FloatArray, terms: Terms, stages: int) -> FloatArray:
    """Return what a tail after some stages is worth before each move, and at its own first."""
    waits = np.arange(stages, -1, -1.0)[:, None]
    return (terms.lasting**waits)[:, :, None] * worth


def unfolded(
    model: RoadMapModel, terms: Terms, tail: Tail, amounts: FloatArray
) -> FloatArray | None:
    """Return how much of each measure a tail has added after each of its stages.

    Parameters
    ----------
    model : RoadMapModel
    terms : Terms
    tail : Tail
    amounts : array, shape (n_measures,)

    Returns
    -------
    array, shape (n_stages, n_measures), or None
        Until next to nothing is left; ``None`` if that takes too long to list.
    """
    if tail.ratio is not None:
        if tail.ratio**_LONGEST > _LEFT:
            return None
        stages = int(np.ceil(np.log(_LEFT) / np.log(tail.ratio)))
        left = np.repeat(
            tail.ratio ** np.arange(1.0, stages + 1)[:, None], len(model.actors), axis=1
        )
    else:
        slowness = tail_ratios(model, terms, amounts)
        product = float(slowness.prod())
        if product >= _LEFT ** (2.0 / _LONGEST):
            return None
        rounds = 2 if product == 0.0 else int(np.ceil(2.0 * np.log(_LEFT) / np.log(product))) + 1
        left = shares_left(slowness, rounds, False)[1:]
    given = (1.0 - left)[:, model.owner] * amounts
    given[-1] = amounts
    return np.asarray(given)


def tail_ratios(model: RoadMapModel, terms: Terms, amounts: FloatArray) -> FloatArray:
    """Return ``C_i / (d_i B_i)`` of what two actors exchange in a tail, at most 1."""
    gets, pays = model.received(amounts), model.spent(amounts)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.where(pays > 0.0, pays / (terms.lasting * gets), 0.0)
    return np.minimum(ratios, 1.0)


def unravels(model: RoadMapModel, terms: Terms) -> bool:
    """Say whether nothing that costs anything can be in a map with a last step.

    With nothing reversible a last costly step is never in its owner's interest.  Of two actors
    each must keep something reversible that the other wants: else the other, who has nothing to
    lose at the end, drops what it could, and is then no reason for the last step.  A measure
    that is free may be taken, or stay in force, without such a reason, and be one for others.
    Said before any programme is solved, because its arithmetic would let a step within its
    tolerance grow backwards.
    """
    payers = model.spending.any(axis=0)
    wanted = (model.receiving[:, payers] > 0.0).any(axis=1)
    free = model.spending.max(axis=1) == 0.0
    if terms.bonds.any() or (free & wanted).any():
        return False
    pledges = model.reversible & wanted
    if not pledges.any():
        return True
    holds = [bool((pledges & (model.owner == actor)).any()) for actor in range(len(model.actors))]
    return len(model.actors) == 2 and not all(holds)


def _open(model: RoadMapModel) -> Any:
    """Say which measures may be exchanged in a tail."""
    opened = model.divisible & ~model.reversible
    opened[[place for pair in model.needs for place in pair]] = False
    return opened
