"""Talks of two tactics that do not look at each other, as a few operations on arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, IntArray, read_only
from negotiation.engine.tactics._record import Record
from negotiation.engine.tactics._tactic import Plan
from negotiation.engine.tactics._view import Brief, View
from negotiation.engine.talks._log import ACCEPTS, OFFER, Log
from negotiation.engine.talks._streams import stream

LONGEST = 1_000_000
"""Rounds beyond which talks go move by move: a plan would take too much memory."""


def plan_of(
    tactic: Any, brief: Brief, rounds: int, seed: np.random.SeedSequence
) -> tuple[Plan | None, bool]:
    """Return the plan of a tactic, ``None`` if it has no valid one, and whether it is drawn.

    Whatever is wrong with a plan shows when the tactic is asked move by move instead.
    """
    ask = getattr(tactic, "plan", None)
    if ask is None or rounds > LONGEST:
        return None, True
    view = View(brief, Record(len(brief.actors)), rounds, stream(seed, brief.seat))
    try:
        plan = ask(view)
    except Exception:
        return None, True
    return (plan if _valid(plan, brief, rounds) else None), view.drawn


def _valid(plan: Any, brief: Brief, rounds: int) -> bool:
    """Return whether a plan offers packages that its actor may offer, in every round."""
    if not isinstance(plan, Plan):
        return False
    offers, levels = (np.asarray(each) for each in plan)
    return bool(
        offers.shape == levels.shape == (rounds,)
        and offers.dtype.kind == "i"
        and levels.dtype.kind == "f"
        and offers.min() >= 0
        and offers.max() < len(brief.utilities)
        and not brief.refused[offers].any()
    )


def accepted(brief: Brief, plan: Plan, offers: IntArray) -> BoolArray:
    """Return in which rounds a planned tactic accepts `offers`, shape (..., rounds)."""
    worth = brief.utilities[offers]
    yes: BoolArray = brief.acceptable[offers] & (worth >= plan.levels - brief.slack)
    return yes


def first_yes(yes: BoolArray) -> IntArray:
    """Return the first place along the last axis that holds, its length where none does."""
    if not yes.shape[-1]:
        return np.zeros(yes.shape[:-1], dtype=np.intp)
    first: IntArray = np.where(yes.any(axis=-1), yes.argmax(axis=-1), yes.shape[-1])
    return first


def ending(briefs: Sequence[Brief], opening: Plan, answering: Plan) -> tuple[int, int]:
    """Return how many moves two plans make, and the row they sign (-1 for none).

    Parameters
    ----------
    briefs : pair of Brief
        Of the actor who moves first, then of the other.
    opening, answering : Plan
        Their plans.
    """
    rounds = len(opening.offers)
    # The opening actor answers in round r the offer that the other made in round r - 1.
    second = first_yes(accepted(briefs[1], answering, opening.offers))
    late = Plan(opening.offers[1:], opening.levels[1:])
    first = first_yes(accepted(briefs[0], late, answering.offers[:-1])) + 1
    if first <= second and first < rounds:
        return int(2 * first + 1), int(answering.offers[first - 1])
    if second < rounds:
        return int(2 * second + 2), int(opening.offers[second])
    return 2 * rounds, -1


def log_of(order: Sequence[int], opening: Plan, answering: Plan, moves: int, signed: bool) -> Log:
    """Return the moves of two plans as a log; the last is the acceptance, if they sign."""
    rounds = (moves + 1) // 2
    rows = np.empty(2 * rounds, dtype=np.intp)
    rows[::2], rows[1::2] = opening.offers[:rounds], answering.offers[:rounds]
    rows = rows[:moves]
    kinds = np.full(moves, OFFER, dtype=np.intp)
    if signed:
        kinds[-1], rows[-1] = ACCEPTS, rows[-2]
    place = np.arange(moves)
    seats = np.where(place % 2 == 0, order[0], order[1])
    return Log(*(read_only(column) for column in (place // 2 + 1, seats, kinds, rows)))
