"""Types and the games they play: labels, and a payoff table from a game per type profile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.concessions._names import actor_names
from negotiation.concessions._prior import Types, place_of, prior_of
from negotiation.concessions.normal_form import NormalFormGame
from negotiation.errors import InvalidValueError


def labelled(
    given: Any, sizes: Sequence[int], actors: tuple[str, ...], word: str
) -> tuple[tuple[Any, ...], ...]:
    """Return a label per type (or strategy) of every actor, numbers for ``None``."""
    if given is None:
        return tuple(tuple(range(size)) for size in sizes)
    labels = tuple(tuple(each) for each in given)
    if len(labels) != len(sizes):
        raise InvalidValueError(f"Labels need one list per actor ({word}).", given=given)
    for name, each, size in zip(actors, labels, sizes, strict=True):
        if len(each) != size:
            raise InvalidValueError(
                f"The payoffs have {size} for the actor and there are {len(each)} labels.",
                actor=name,
                kind=word,
            )
        if len(set(each)) != size:
            raise InvalidValueError(f"Two labels are the same ({word}).", actor=name)
    return labels


def collected(said: Any) -> tuple[FloatArray, Types, Types, tuple[str, ...]]:
    """Return the payoffs, types, strategies and actors of a game given per type profile.

    Parameters
    ----------
    said : BayesianGame
        As the user gave it: its `payoffs` are a mapping.
    """
    games = _games(said.payoffs)
    first = next(iter(games.values()))
    count = len(first.actors)
    named = said.types or [dict.fromkeys(key[a] for key in games) for a in range(count)]
    types: Types = tuple(tuple(each) for each in named)
    actors = actor_names(said.actors or first.actors, count)
    if len(types) != count:
        raise InvalidValueError("Labels need one list per actor (type).", given=types)
    sizes = tuple(len(each) for each in types)
    table = np.zeros((count, *sizes, *first.payoffs.shape[1:]))
    told = np.zeros(sizes, dtype=np.bool_)
    for key, game in games.items():
        place: Any = place_of(key, types, actors)
        table[(slice(None), *place)] = game.payoffs
        told[place] = True
    missing = np.argwhere(~told & (prior_of(said.prior, types, actors) > 0))
    if len(missing):
        raise InvalidValueError(
            "This type profile has positive probability and no payoffs; give its game, or a "
            "prior under which it cannot occur.",
            given=tuple(own[int(at)] for own, at in zip(types, missing[0], strict=True)),
        )
    return table, types, said.strategies or first.strategies, actors


def _games(given: Any) -> dict[tuple[Any, ...], NormalFormGame]:
    """Return a game per type profile, all of one shape and with the same labels."""
    games = {
        key if isinstance(key, tuple) else (key,): game
        if isinstance(game, NormalFormGame)
        else NormalFormGame(game)
        for key, game in given.items()
    }
    if not games:
        raise InvalidValueError("A Bayesian game needs a game for some type profile.")
    first = next(iter(games.values()))
    for key, game in games.items():
        if len(key) != len(first.actors) or game.payoffs.shape != first.payoffs.shape:
            raise InvalidValueError(
                "Every type profile is a tuple with a type per actor, and has the same "
                f"strategies: payoffs of shape {first.payoffs.shape}.",
                given=f"{key!r} with shape {game.payoffs.shape}",
            )
        if (game.strategies, game.actors) != (first.strategies, first.actors):
            raise InvalidValueError(
                "The games of two type profiles name actors or strategies differently.", given=key
            )
    return games
