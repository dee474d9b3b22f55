"""Who sits at the table: names, chances of being recognised, discount factors, rounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, number, read_only
from negotiation.concessions._names import actor_names, per_actor
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError, TooLargeError

MOST_NUMBERS = 1_000_000
"""The most numbers that a schedule of offers may hold."""

MOST_ACTORS = 1_000
"""The most actors who may divide a pie."""

_NAMED = 6
"""Actors whom one line names."""


def is_whole(given: Any) -> bool:
    """Say whether something is a whole number (and not a truth value)."""
    return isinstance(given, int | np.integer) and not isinstance(given, bool)


def seated(actors: Any) -> tuple[str, ...]:
    """Return the names of actors given as a number or as names; at least one."""
    if is_whole(actors):
        names = actor_names(None, _count(int(actors)))
    elif isinstance(actors, str | Mapping) or np.ndim(actors) == 0:
        raise InvalidTypeError("Give the number of actors or their names.", given=actors)
    else:
        names = actor_names(actors, _count(len(actors)))
    return names


def recognised(given: Any, actors: Any) -> tuple[tuple[str, ...], FloatArray]:
    """Return names and probabilities of being recognised as proposer, which sum to 1.

    Parameters
    ----------
    given : int, sequence or mapping
        The number of equally likely actors, or a probability for each.
    actors : sequence of str or None
    """
    if is_whole(given):
        count = _count(int(given))
        return actor_names(actors, count), read_only(np.full(count, 1.0 / count))
    if isinstance(given, Mapping):
        names = actor_names(list(given) if actors is None else actors, _count(len(given)))
    elif isinstance(given, str) or np.ndim(given) == 0:
        raise InvalidTypeError(
            "Recognition is the number of equally likely actors, or a probability for each.",
            given=given,
        )
    else:
        names = actor_names(actors, _count(len(given)))
    chances = within(given, names, "The probability of being recognised", np.inf)
    total = float(chances.sum())
    if abs(total - 1.0) > TOLERANCE:
        raise InvalidValueError(
            "The probabilities of being recognised sum to 1; divide each by their sum.", given=total
        )
    return names, read_only(chances / total)


def discounted(given: Any, actors: tuple[str, ...]) -> FloatArray:
    """Return a discount factor per actor, from one for all, a sequence or a mapping."""
    if not isinstance(given, Mapping) and np.ndim(given) == 0:
        given = [number(given, "The discount factor")] * len(actors)
    return within(given, actors, "The discount factor", 1.0)


def within(given: Any, actors: tuple[str, ...], what: str, most: float) -> FloatArray:
    """Return a number per actor between 0 and `most`, from a sequence or a mapping."""
    if not isinstance(given, Mapping) and np.ndim(given) == 0:
        raise InvalidTypeError(f"{what}: give a number for each of the actors.", given=given)
    values = per_actor(given, actors, what, 0.0)
    for name, value in zip(actors, values.tolist(), strict=True):
        if not 0.0 <= value <= most:
            span = "is 0 or more" if most == np.inf else f"lies between 0 and {most:g}"
            raise InvalidValueError(f"{what} {span}.", given=value, actor=name)
    return values


def pair_of(actors: Any, *given: Any) -> tuple[str, str]:
    """Return the names of two actors: as given, or else those of the first mapping."""
    mappings = [each for each in given if isinstance(each, Mapping)]
    first, second = actor_names(list(mappings[0]) if mappings and actors is None else actors, 2)
    return first, second


def in_short(actors: Sequence[str], values: Iterable[float]) -> str:
    """Return the first actors and what they get, on one line."""
    told = [f"{name} {value:.4g}" for name, value in zip(actors, values, strict=True)]
    return ", ".join(told[:_NAMED] + ["…"] * (len(told) > _NAMED))


def last_round(given: Any, width: int) -> int | None:
    """Return the number of rounds, ``None`` if there is no last one.

    A schedule holds `width` numbers a round.
    """
    if given is None:
        return None
    if not is_whole(given):
        raise InvalidTypeError(
            "The horizon is a whole number of rounds; leave it out if there is no last one.",
            given=given,
        )
    count = int(given)
    if count < 0:
        raise InvalidValueError("The horizon is 0 rounds or more.", given=count)
    if count * width > MOST_NUMBERS:
        raise TooLargeError(
            f"{count:,} rounds take too long here (at most {MOST_NUMBERS // width:,}); leave "
            "horizon out: then there is no last one."
        )
    return count


def only_patient(actors: tuple[str, ...], factors: FloatArray) -> int | None:
    """Return the place of the one actor who loses nothing by waiting, ``None`` if all do.

    Raises
    ------
    NotDefinedError
        If two or more lose nothing: any split among them is then an equilibrium.
    """
    patient = [int(place) for place in np.flatnonzero(factors == 1.0)]
    if len(patient) > 1:
        names = ", ".join(actors[place] for place in patient)
        raise NotDefinedError(
            f"{names} lose nothing by waiting, so that any split among them is a stationary "
            "equilibrium; give discount factors below 1 to all but one, or a horizon."
        )
    return patient[0] if patient else None


def any_split(factors: FloatArray, proposers: FloatArray) -> bool:
    """Say whether, without stationarity, every split is an equilibrium outcome.

    It is if, whoever proposes, the discount factors of the others sum to 1 or more: whatever a
    proposer offers instead, some responder is offered no more than the whole is worth to it a
    round later, rejects, and is rewarded with the whole.

    Parameters
    ----------
    factors : array, shape (n,)
    proposers : array, shape (n,)
        Above 0 for those who may propose.
    """
    others = float(factors.sum()) - factors[proposers > 0.0]
    return bool(others.min() >= 1.0 - TOLERANCE)


def split_by(weights: FloatArray, size: float) -> FloatArray:
    """Return a pie divided in proportion to weights that are not all 0, whatever their size."""
    scaled = weights / weights.max()
    shares: FloatArray = size * (scaled / scaled.sum())
    return shares


def unanimous(names: tuple[str, ...], factors: FloatArray, chances: FloatArray) -> FloatArray:
    """Return stationary shares of a pie of size 1 if chance picks proposers and all must accept.

    They are in proportion to ``p_i / (1 - d_i)``; an actor who loses nothing by waiting gets all.
    """
    patient = only_patient(names, factors)
    if patient is None:
        return split_by(chances / (1.0 - factors), 1.0)
    refuse_idle(names, factors, chances)
    return np.asarray(np.eye(len(names))[patient])


def refuse_idle(names: tuple[str, ...], factors: FloatArray, chances: FloatArray) -> None:
    """Refuse an actor who never proposes and loses nothing by waiting."""
    for place in np.flatnonzero((factors == 1.0) & (chances == 0.0)):
        raise NotDefinedError(
            "This actor never proposes and loses nothing by waiting, so that its share is "
            "undetermined; give it a discount factor below 1.",
            actor=names[place],
        )


def limit_weights(factors: FloatArray, chances: FloatArray) -> FloatArray:
    """Return the weights of the Nash solution that short rounds lead to, summing to 1.

    In rounds of length t let actor i discount by ``exp(-r_i t)``.  As t falls to 0 the shares
    become proportional to ``p_i / r_i``.

    Parameters
    ----------
    factors : array, shape (n,)
        Discount factors; the rate is minus the logarithm.
    chances : array, shape (n,)
        How often each proposes.

    Returns
    -------
    array, shape (n,)
        NaN if nobody who proposes values the future.
    """
    if (factors == 1.0).any():
        weights = np.where(factors == 1.0, 1.0, 0.0)
    else:
        with np.errstate(divide="ignore"):
            weights = chances / -np.log(factors)
    if not weights.any():
        return np.full(len(factors), np.nan)
    return split_by(weights, 1.0)


def _count(count: int) -> int:
    if count < 1:
        raise InvalidValueError("There must be an actor.", given=count)
    if count > MOST_ACTORS:
        raise TooLargeError(f"{count:,} actors are too many (at most {MOST_ACTORS:,}).")
    return count


def uniqueness(actors: int, horizon: int | None, many: bool) -> str:
    """Return in words whether an equilibrium under unanimity is the only one."""
    if horizon is not None:
        return "With a last round these are the only subgame-perfect equilibrium payoffs."
    if actors <= 2:
        return "These are the only subgame-perfect equilibrium payoffs."
    text = "These are the only payoffs of stationary subgame-perfect equilibria. "
    if many:
        return text + (
            "Where answers may depend on earlier offers, every division is an equilibrium outcome: "
            "whoever proposes, the discount factors of the others sum to 1 or more."
        )
    return text + "Equilibria in which answers depend on earlier offers are not ruled out."
