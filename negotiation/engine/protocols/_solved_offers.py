"""Offers to and fro, solved: which of the four methods applies, and what to say about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray
from negotiation.concessions import BargainingProblem
from negotiation.engine.axiomatic import solve
from negotiation.engine.protocols import _deadline_offers, _finite_offers
from negotiation.engine.protocols._nash_limit import limit_on_curve, limit_on_outcomes
from negotiation.engine.protocols._stakes_of_two import Subject
from negotiation.engine.protocols._standing_offers import standing
from negotiation.engine.protocols._stationary_offers import (
    Curve,
    leaves_room,
    stationary,
)
from negotiation.engine.protocols._terms import AGREEMENT, NEVER, QUITS, Pair, Play, Terms
from negotiation.errors import NotDefinedError

Both = tuple[tuple[Play, ...], tuple[Play, ...]]

_NONE = np.empty((0, 2, 2))


@dataclass(frozen=True, eq=False)
class Solved:
    """Plays by who proposes first (payoffs, not gains), and what goes with them."""

    plays: Both
    equilibria: FloatArray
    stretch: bool
    nash_limit: FloatArray
    notes: tuple[str, ...]


def solve_offers(stakes: Subject, terms: Terms, horizon: int | None) -> Solved:
    """Return what happens when offers go to and fro.

    Parameters
    ----------
    stakes : Subject
    terms : Terms
    horizon : int or None

    Returns
    -------
    Solved
    """
    limit = _limit(stakes, terms)
    stretch, equilibria = False, _NONE
    if stakes.curve is None and not len(stakes.gains):
        gone = _nothing(terms, horizon)
        plays: Both = (gone[:1], gone[1:])
        notes = ["No agreement: no outcome is acceptable to both."]
    elif stakes.curve is None:
        plays, equilibria, notes = _over_outcomes(stakes, terms, horizon)
    elif horizon is not None:
        one, two = (
            _deadline_offers.until_deadline(stakes.curve, terms, horizon, first) for first in (0, 1)
        )
        plays, notes = ((one,), (two,)), [_rounds(horizon)]
    else:
        plays, equilibria, notes = _without_end(stakes.curve, terms)
        stretch = len(equilibria) > 1
    paid = tuple(tuple(_paid(play, stakes.walk) for play in each) for each in plays)
    return Solved((paid[0], paid[1]), equilibria, stretch, limit, tuple(notes))


def _paid(play: Play, walk: FloatArray) -> Play:
    """Return a play with payoffs in place of gains."""
    first, second = (float(each) for each in walk + np.array(play.payoffs))
    return Play((first, second), play.ending, play.delay, play.rows)


def _rounds(horizon: int) -> str:
    return f"Solved backwards from the last of {horizon} round{'s' if horizon != 1 else ''}."


def _nothing(terms: Terms, horizon: int | None) -> tuple[Play, Play]:
    """Return what happens where there is nothing to agree on: talks die, or somebody quits."""
    empty = np.empty((0, 2))
    slack = np.full(2, 1e-300)
    if horizon is not None:
        talks = [
            _finite_offers.until_deadline(empty, terms, horizon, first=first, slack=slack)[0]
            for first in (0, 1)
        ]
    else:
        talks = [plays[0] for plays in _no_room(None, terms)]
    return talks[0], talks[1]


def _over_outcomes(
    stakes: Subject, terms: Terms, horizon: int | None
) -> tuple[Both, FloatArray, list[str]]:
    """Return the plays over a list of outcomes."""
    assert stakes.problem is not None
    slack = stakes.problem.slack
    if horizon is not None:
        one, two = (
            _finite_offers.until_deadline(stakes.gains, terms, horizon, first=first, slack=slack)
            for first in (0, 1)
        )
        notes = [_rounds(horizon)]
        if max(len(one), len(two)) > 1:
            notes.append(
                "Where an actor is indifferent it may do either, so there are several plays: all "
                "in pure strategies are listed."
            )
        return (_named(one, stakes), _named(two, stakes)), _NONE, notes
    found = standing(stakes.gains, terms, slack)
    if not len(found.pairs):
        raise NotDefinedError(
            "With these terms no pair of standing proposals is accepted at once; name a horizon."
        )
    plays = tuple(
        _named(
            [
                Play((float(found.worth[kind, 0]), float(found.worth[kind, 1])), rows=rows)
                for kind in dict.fromkeys(found.pairs[:, proposer].tolist())
                for rows in [found.kinds[kind]]
            ],
            stakes,
        )
        for proposer in (0, 1)
    )
    return (plays[0], plays[1]), found.worth[found.pairs], _on_standing(len(found.pairs))


def _on_standing(count: int) -> list[str]:
    """Return in words what a list of equilibria in standing proposals is."""
    notes = [
        "Equilibria in which each always makes the same proposal; whoever is indifferent accepts."
    ]
    if count > 1:
        notes.append(
            f"There are {count} of them (`equilibria` pairs the proposals), and nothing in the "
            "protocol chooses among them: a step from one outcome to another costs a responder "
            "more than a round of delay."
        )
    return notes


def _named(plays: list[Play] | tuple[Play, ...], stakes: Subject) -> tuple[Play, ...]:
    """Return plays whose rows are rows of the problem."""
    return tuple(
        Play(play.payoffs, play.ending, play.delay, tuple(int(stakes.rows[r]) for r in play.rows))
        for play in plays
    )


def _without_end(curve: Curve, terms: Terms) -> tuple[Both, FloatArray, list[str]]:
    """Return the plays on a concave frontier without a horizon."""
    if not leaves_room(curve, terms):
        plays = _no_room(curve, terms)
        return plays, _NONE, ["No agreement: each has more by itself than any agreement leaves it."]
    if terms.frictionless:
        raise NotDefinedError(
            "Delay costs neither actor anything, so every division is an equilibrium; give a "
            "discount factor below 1, a risk of breakdown, costs or a horizon."
        )
    found = stationary(curve, terms)
    for pair in found:
        _refuse_delay(pair, terms)
    # The first actor's best comes first.
    ends = found[::-1]
    notes = ["The only subgame-perfect payoffs: each proposal is accepted at once."]
    if len(ends) > 1:
        notes = [
            "The costs of a round just balance: every division between the two ends is in "
            "equilibrium."
        ]
    plays = (tuple(Play(a) for a, _ in ends), tuple(Play(b) for _, b in ends))
    return plays, np.array(ends), notes


def _refuse_delay(pair: tuple[Pair, Pair], terms: Terms) -> None:
    """Refuse terms under which a proposer would rather have its offer rejected."""
    for proposer in (0, 1):
        responder = 1 - proposer
        own = pair[proposer][proposer]
        on = [terms.later(actor, pair[responder][actor]) for actor in (0, 1)]
        leaves = terms.may_quit[responder] and terms.outside[responder] > on[responder]
        refused = terms.outside[proposer] if leaves else on[proposer]
        if own < refused - TOLERANCE * max(abs(own), abs(refused)):
            raise NotDefinedError(
                "A proposer would rather see the other quit than agree, and agreement may come "
                "late or never; name a horizon."
            )


def _no_room(curve: Curve | None, terms: Terms) -> Both:
    """Return the plays where nothing gives both what each has by itself."""
    waits = (terms.waiting(0), terms.waiting(1))
    more = [out - wait for out, wait in zip(terms.outside, waits, strict=True)]
    near = [
        TOLERANCE * (abs(out) + abs(max(wait, out)))
        for out, wait in zip(terms.outside, waits, strict=True)
    ]
    quits = [own for own in (0, 1) if terms.may_quit[own] and more[own] >= -near[own]]
    if not quits or all(abs(more[own]) <= near[own] for own in (0, 1)):
        if -np.inf in waits:
            raise NotDefinedError(
                "There is nothing to agree on, and what the rounds cost adds up for ever; name a "
                "horizon."
            )
        play = Play(waits, NEVER)
        return (play,), (play,)
    if any(more[own] <= near[own] or terms.never_pressed(own) for own in quits):
        raise NotDefinedError(
            "There is nothing to agree on, and who loses nothing by a delay may quit at any time; "
            "name a horizon."
        )
    gone = Play(terms.outside, QUITS)
    if len(quits) == 2:
        return (gone,), (gone,)
    quitter = quits[0]
    if curve is not None and terms.outside[quitter] <= (curve.high, curve.top)[quitter]:
        raise NotDefinedError(
            "Outside option and waiting for breakdown together are worth more than any agreement, "
            "and agreement may come late or never; name a horizon."
        )
    # It quits when it responds; when it proposes it may be content with less, or wait for that.
    rejected = (terms.later(0, gone.payoffs[0]), terms.later(1, gone.payoffs[1]))
    offer = None
    if curve is not None:
        offer = _deadline_offers.best_offer(curve, quitter, rejected[1 - quitter])
    if offer is not None and offer[quitter] >= rejected[quitter]:
        other = Play(offer, AGREEMENT)
    else:
        other = Play(rejected, QUITS, 1)
    return ((other,), (gone,)) if quitter == 0 else ((gone,), (other,))


def _limit(stakes: Subject, terms: Terms) -> FloatArray:
    """Return the Nash solutions that short rounds lead to, in payoffs."""
    if stakes.curve is not None:
        point = limit_on_curve(stakes.curve, terms)
        return np.empty((0, 2)) if point is None else np.array([point]) + stakes.walk
    found = limit_on_outcomes(stakes.gains, terms)
    if found is None:
        return np.empty((0, 2))
    weights, origin = found
    floors = np.array([max(terms.floor(own), origin[own]) for own in (0, 1)])
    assert stakes.problem is not None
    kept = stakes.gains[(stakes.gains >= floors - stakes.problem.slack).all(axis=1)]
    if not len(kept):
        return np.empty((0, 2))
    problem = BargainingProblem(kept, origin)  # type: ignore[arg-type]
    return np.array(solve(problem, "nash", weights=list(weights)).payoffs) + stakes.walk
