"""What actors and outcomes are called, and numbers given actor by actor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from negotiation._arrays import FloatArray, floats
from negotiation.actors import Outcome, OutcomeSpace
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name


def actor_names(given: Any, count: int) -> tuple[str, ...]:
    """Return a name per actor, all different; "Actor 1", "Actor 2", … for ``None``."""
    if given is None:
        return tuple(f"Actor {place + 1}" for place in range(count))
    if isinstance(given, str):
        raise InvalidTypeError("Actors are a list of names.", given=given)
    names = tuple(str(name) for name in given)
    if len(names) != count:
        raise InvalidValueError(f"{count} actors need {count} names.", given=names)
    if len(set(names)) != count:
        raise InvalidValueError("Two actors have the same name.", given=names)
    return names


def members(coalition: Any, actors: tuple[str, ...]) -> list[int]:
    """Return the places of a coalition's members, in the order of `actors`."""
    if isinstance(coalition, str):
        raise InvalidTypeError("A coalition is a list of names.", given=coalition)
    names = list(coalition)
    if not names:
        raise InvalidValueError("A coalition needs a member.", given=coalition)
    for name in names:
        if name not in actors:
            raise unknown_name("actor", name, actors)
        if names.count(name) > 1:
            raise InvalidValueError("A member of the coalition is named twice.", given=name)
    return [place for place, name in enumerate(actors) if name in names]


def outcome_labels(given: Any, count: int) -> Any:
    """Return a label per outcome, hashable and all different; row numbers for ``None``."""
    if given is None:
        return range(count)
    if isinstance(given, OutcomeSpace):
        return given
    labels = tuple(Outcome(each) if type(each) is dict else each for each in given)
    if len(labels) != count:
        raise InvalidValueError(
            f"{count} rows of payoffs need {count} outcomes.", given=f"{len(labels)} labels"
        )
    seen = set()
    for label in labels:
        if label in seen:
            raise InvalidValueError("Two outcomes have the same label.", given=label)
        seen.add(label)
    return labels


def by_actor(
    given: Mapping[Any, Any], actors: Sequence[str], lacking: str, **where: Any
) -> list[Any]:
    """Return what ``{actor: value}`` gives every actor, in the order of `actors`.

    Raises
    ------
    UnknownNameError, InvalidValueError
        If somebody is named who is no actor, or an actor is not: `lacking` says of what.
    """
    for name in given:
        if name not in actors:
            raise unknown_name("actor", name, actors, **where)
    for name in actors:
        if name not in given:
            raise InvalidValueError(lacking, **where, actor=name)
    return [given[name] for name in actors]


def per_actor(given: Any, actors: tuple[str, ...], what: str, default: float) -> FloatArray:
    """Return a number per actor, from an array or from ``{actor: number}``."""
    if given is None:
        return floats([default] * len(actors), what)
    if isinstance(given, Mapping):
        given = by_actor(given, actors, f"{what} lacks this actor.")
    array = floats(given, what, ndim=1)
    if array.shape != (len(actors),):
        raise InvalidValueError(
            f"{what} needs one number per actor ({', '.join(actors)}).", given=array.tolist()
        )
    return array
