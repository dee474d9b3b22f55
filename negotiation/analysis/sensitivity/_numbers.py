"""A number of a scenario by its name: find it, read it, put another in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from negotiation.actors import Actor, Additive, Outcome, Quantity, Scenario
from negotiation.errors import InvalidTypeError, NotDefinedError, unknown_name

OWN = ("reservation", "premium", "discount", "power")
"""Numbers that stand with the actor itself."""
_KINDS = (*OWN, "weight", "value", "cap", "interaction", "payoff", "red line", "worth", "type")
_NEEDS = {"weight": 1, "value": 2, "worth": 2}
"""How many of issue and option a kind is told by."""


def quantity_of(given: Any, scenario: Scenario) -> Quantity:
    """Return the number that is meant.

    Parameters
    ----------
    given : Quantity or tuple of str
        ``(actor, "reservation")``, ``(actor, "weight", issue)``,
        ``(actor, "value", issue, option)`` and so on.
    scenario : Scenario

    Raises
    ------
    InvalidTypeError, UnknownNameError
        If there is no such number; the part that is wrong is named.
    """
    if isinstance(given, Quantity):
        quantity = given
    else:
        if isinstance(given, str) or not isinstance(given, tuple | list) or len(given) < 2:
            raise InvalidTypeError(
                'A number is named by a Quantity or like ("DPRK", "weight", "sanctions").',
                given=given,
            )
        actor, what, *place = (str(each) for each in given)
        if what not in _KINDS:
            raise unknown_name("kind of number", what, _KINDS)
        if len(place) != _NEEDS.get(what, len(place)):
            raise InvalidTypeError(
                f"A {what} is named by {_NEEDS[what] + 2} words: actor, {what!r}, issue"
                f"{', option' if _NEEDS[what] == 2 else ''}.",
                given=given,
            )
        issue_name, option = (*place, None, None)[:2]
        quantity = Quantity(actor, what, issue_name, option)
    scenario.actor(quantity.actor)
    if quantity.issue is not None and quantity.what in _NEEDS:
        issue = scenario.issue(quantity.issue)
        if quantity.option is not None:
            issue.level(quantity.option)
    return quantity


def read(scenario: Scenario, quantity: Quantity) -> Any:
    """Return a number of a scenario, or the distribution that stands in its place."""
    actor = _typed(scenario.actor(quantity.actor), quantity)
    if quantity.what in OWN:
        value = getattr(actor, quantity.what)
        if isinstance(value, Outcome):
            raise NotDefinedError(
                "The reservation value is the worth of an outcome, no number of its own; ask "
                f'about ({quantity.actor!r}, "premium"), what walking away is worth on top.',
                actor=quantity.actor,
            )
        return value
    preferences = _additive(actor, quantity)
    if quantity.what == "weight":
        return preferences.weights[quantity.issue]
    options = preferences.values[quantity.issue]
    if not isinstance(options, Mapping):
        raise NotDefinedError(
            "A value function has no single number per option.",
            actor=quantity.actor,
            issue=quantity.issue,
        )
    return options[quantity.option]


def put(scenario: Scenario, quantity: Quantity, value: Any) -> Scenario:
    """Return the scenario with another number, or a distribution, in a number's place."""
    actors = tuple(
        _with(actor, quantity, value) if actor.name == quantity.actor else actor
        for actor in scenario.actors
    )
    return replace(scenario, actors=actors)


def numbers(scenario: Scenario) -> Iterator[Quantity]:
    """Yield every number that preferences and walking away are made of, actor by actor.

    Actors of whom the type is not known are left aside.
    """
    for actor in scenario.actors:
        if getattr(actor, "types", None) is not None:
            continue
        if not isinstance(actor.reservation, Outcome):
            yield Quantity(actor.name, "reservation")
        yield Quantity(actor.name, "premium")
        yield Quantity(actor.name, "power")
        given = actor.preferences
        if not isinstance(given, Additive):
            continue
        if isinstance(given.weights, Mapping):
            yield from (Quantity(actor.name, "weight", issue) for issue in given.weights)
        for issue, options in given.values.items():
            if isinstance(options, Mapping):
                yield from (Quantity(actor.name, "value", issue, each) for each in options)


def _typed(actor: Any, quantity: Quantity) -> Any:
    return actor.types[quantity.type] if quantity.type is not None else actor


def _additive(actor: Actor, quantity: Quantity) -> Any:
    given = actor.preferences
    if quantity.what not in ("weight", "value") or not isinstance(given, Additive):
        raise NotDefinedError(
            f"A {quantity.what} cannot be moved here. Weights and values of additive preferences, "
            "reservation values, premiums, discount factors and powers can; so can every number "
            "that is uncertain.",
            actor=quantity.actor,
        )
    return given


def _with(actor: Any, quantity: Quantity, value: Any) -> Any:
    if quantity.type is not None:
        inner = _with(actor.types[quantity.type], replace(quantity, type=None), value)
        return replace(actor, types={**actor.types, quantity.type: inner})
    if quantity.what in OWN:
        return replace(actor, **{quantity.what: value})
    given = _additive(actor, quantity)
    issue = quantity.issue
    if quantity.what == "weight":
        changed = replace(given, weights={**given.weights, issue: value})
    else:
        options = {**given.values[issue], quantity.option: value}
        changed = replace(given, values={**given.values, issue: options})
    return replace(actor, preferences=changed)
