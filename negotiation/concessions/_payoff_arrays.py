"""The payoffs of a game as one array, and what is wrong with them in words."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, floats
from negotiation.errors import InvalidValueError, NegotiationError


def payoff_arrays(given: Any, strategies: Any, actors: Any) -> FloatArray:
    """Return payoffs as an array of shape (n_actors, s1, …, sn).

    Parameters
    ----------
    given : sequence of array_like
        One table per actor.
    strategies, actors : sequence or None
        Labels and names, unchecked; they name the place of an error.

    Raises
    ------
    NegotiationError
        If a payoff is not a finite number, or the shapes differ; actor and strategies are named.
    """
    try:
        return floats(given, "The payoffs")
    except NegotiationError:
        _explain(list(given) if np.iterable(given) else [], strategies, actors)
        raise


def _explain(tables: list[Any], strategies: Any, actors: Any) -> None:
    """Raise an error that names actor and strategies, if the fault lies with one of them."""
    names = [f"Actor {place + 1}" for place in range(len(tables))]
    if actors is not None and len(tuple(actors)) == len(tables):
        names = [str(name) for name in actors]
    shapes = []
    for name, table in zip(names, tables, strict=True):
        _check_finite(name, table, strategies)
        shapes.append(floats(table, "A payoff table", actor=name).shape)
        if shapes[-1] != shapes[0]:
            raise InvalidValueError(
                f"The payoffs have shape {shapes[-1]} and those of {names[0]!r} {shapes[0]}; "
                "every actor's table needs a row per strategy of the first actor, and so on.",
                actor=name,
            )


def _check_finite(name: str, table: Any, strategies: Any) -> None:
    """Name the strategies at which an actor's payoff is NaN or infinite."""
    try:
        values = np.asarray(table, dtype=np.float64)
    except (TypeError, ValueError):
        return
    wrong = np.argwhere(~np.isfinite(values))
    if not len(wrong):
        return
    cell = [int(place) for place in wrong[0]]
    labels: list[Any] = cell
    if strategies is not None:
        listed = [tuple(each) for each in strategies]
        if [len(each) for each in listed] == list(values.shape):
            labels = [each[place] for each, place in zip(listed, cell, strict=True)]
    raise InvalidValueError(
        "A payoff must be a finite number.",
        given=float(values[tuple(cell)]),
        actor=name,
        strategies=tuple(str(label) for label in labels),
    )
