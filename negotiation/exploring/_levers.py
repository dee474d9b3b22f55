"""The numbers of a scenario that can be moved, and the scenario with them moved."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from negotiation.actors import Actor, Additive, Outcome, Scenario
from negotiation.errors import InvalidTypeError, NotDefinedError, unknown_name

_WORKS = (
    "ng.explore takes a Scenario of two actors with additive preferences and issues with options"
)


@dataclass(frozen=True)
class Lever:
    """One number of a scenario that can be moved.

    Attributes
    ----------
    actor : str
        Whose number it is.
    issue : str or None
        The issue whose weight it is; ``None`` for what walking away is worth.
    value, low, high : float
        What it is in the scenario, and between what it can be moved.
    name : str
        What it is called in the control.
    """

    actor: str
    issue: str | None
    value: float
    low: float
    high: float
    name: str

    @property
    def key(self) -> tuple[str, str | None]:
        """What tells it from the others."""
        return self.actor, self.issue


def levers(scenario: Scenario) -> tuple[Lever, ...]:
    """Return the weights and reservation values of a scenario, actor by actor.

    A weight goes from 0 to twice the actor's largest.  What walking away is worth goes from
    the worst to the best that any package is worth to the actor; if it is given as an
    outcome, what it is worth above that outcome is moved.

    Raises
    ------
    InvalidTypeError, NotDefinedError
        If there is nothing that could be drawn; the message says what could be.
    """
    _check(scenario)
    found = []
    for actor in scenario.actors:
        found += [_walking_away(scenario, actor), *_weights(actor)]
    return tuple(found)


def moved(scenario: Scenario, values: Mapping[tuple[str, str | None], float]) -> Scenario:
    """Return a scenario with numbers moved.

    Parameters
    ----------
    scenario : Scenario
    values : mapping
        ``{(actor, issue): weight}`` and ``{(actor, None): worth of walking away}``; what is
        left out stays.

    Raises
    ------
    UnknownNameError
        If an actor or an issue does not exist.
    """
    for actor, issue in values:
        scenario.actor(actor)
        if issue is not None:
            scenario.issue(issue)
    return replace(scenario, actors=tuple(_moved_actor(actor, values) for actor in scenario.actors))


def _moved_actor(actor: Actor, values: Mapping[tuple[str, str | None], float]) -> Actor:
    """Return one actor with its numbers moved."""
    preferences: Any = actor.preferences
    weights = {
        issue: values.get((actor.name, issue), weight)
        for issue, weight in preferences.weights.items()
    }
    for name, issue in values:
        if name == actor.name and issue is not None and issue not in weights:
            raise unknown_name("issue with a weight", issue, weights, actor=name)
    changes: dict[str, Any] = {"preferences": replace(preferences, weights=weights)}
    if (actor.name, None) in values:
        part = "premium" if isinstance(actor.reservation, Outcome) else "reservation"
        changes[part] = values[actor.name, None]
    return replace(actor, **changes)


def _check(scenario: Any) -> None:
    """Refuse what cannot be explored, and say what can."""
    if not isinstance(scenario, Scenario):
        raise InvalidTypeError(f"{_WORKS}.", given=scenario)
    if len(scenario.actors) != 2:
        raise NotDefinedError(
            f"{_WORKS}; this one has {len(scenario.actors)} actors.", scenario=scenario.name
        )
    if scenario.uncertain:
        raise NotDefinedError(
            "Some numbers are known as distributions only; explore the middle of them: "
            "ng.explore(scenario.central()).",
            scenario=scenario.name,
        )
    if not scenario.listable:
        raise NotDefinedError(
            f"{_WORKS}; this one has too many packages to list, or a continuous issue, which "
            "scenario.on_grid({issue: 11}) cuts into options.",
            scenario=scenario.name,
        )
    for actor in scenario.actors:
        if not isinstance(actor.preferences, Additive):
            raise NotDefinedError(
                f"{_WORKS}; these preferences have no weights.",
                given=actor.preferences,
                actor=actor.name,
            )


def _weights(actor: Actor) -> list[Lever]:
    """Return a lever per weight of an actor."""
    preferences: Any = actor.preferences
    weights = {issue: float(weight) for issue, weight in preferences.weights.items()}
    high = 2 * max(weights.values(), default=0.0) or 1.0
    return [
        Lever(actor.name, issue, weight, 0.0, high, f"weight of {issue}")
        for issue, weight in weights.items()
    ]


def _walking_away(scenario: Scenario, actor: Actor) -> Lever:
    """Return the lever for what walking away is worth to an actor."""
    worth = actor.preferences.utilities(scenario.space)
    low, high = float(np.min(worth)), float(np.max(worth))
    if isinstance(actor.reservation, Outcome):
        premium: Any = actor.premium
        span = max(high - low, abs(premium)) or 1.0
        return Lever(actor.name, None, premium, -span, span, "walking away, above the outcome")
    walk: Any = actor.reservation
    low, high = min(low, walk), max(high, walk)
    if not high > low:
        low, high = low - 1.0, high + 1.0
    return Lever(actor.name, None, float(walk), low, high, "walking away")


def step(lever: Lever) -> float:
    """Return by how much a lever moves at a time: a round number, some 200 of them in all."""
    return float(10.0 ** math.floor(math.log10((lever.high - lever.low) / 100)))
