"""Changes that put more on the table: one more issue, one more option."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from negotiation._arrays import number
from negotiation._frozen import FrozenMap
from negotiation.actors import Actor, Additive, Issue, Outcome, Scenario
from negotiation.analysis.bridging._changes import each_type
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError, unknown_name

LEFT_OUT = "left out"
"""The option of an added issue that leaves everything as it was."""


@dataclass(frozen=True)
class AddIssue:
    """Something more is put on the table.

    Parameters
    ----------
    issue : str
    options : mapping
        ``{option: {actor: what it adds to the actor's utility}}``; an actor left out does not
        care.  The issue may also be left out of a package, which adds nothing.
    """

    issue: str
    options: FrozenMap[str, FrozenMap[str, float]]

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", worths(self.options, self.issue))
        if LEFT_OUT in self.options:
            raise InvalidValueError(
                f"The option {LEFT_OUT!r} is there by itself.", issue=self.issue
            )

    @property
    def kind(self) -> str:
        """``"issue"``."""
        return "issue"

    def apply(self, scenario: Scenario) -> Scenario:
        """Return the scenario with one issue more."""
        if any(each.name == self.issue for each in scenario.issues):
            raise InvalidValueError("There is such an issue already.", issue=self.issue)
        _check_names(self.options, scenario)
        issue = Issue(self.issue, (LEFT_OUT, *self.options))

        def more(actor: Actor) -> Actor:
            own = {name: each.get(actor.name, 0.0) for name, each in self.options.items()}
            given = _additive(actor, self.issue)
            values: Any = {**given.values, self.issue: {LEFT_OUT: 0.0, **own}}
            wants = replace(given, values=values, weights=_more_weights(given, self.issue))
            walk = actor.reservation
            return replace(
                actor,
                preferences=wants,
                reservation=self._left_out(walk) if isinstance(walk, Outcome) else walk,
            )

        actors = tuple(each_type(actor, more) for actor in scenario.actors)
        now = scenario.status_quo
        offers = tuple(
            replace(each, outcome=self._left_out(each.outcome)) for each in scenario.offers
        )
        return replace(
            scenario,
            issues=(*scenario.issues, issue),
            actors=actors,
            status_quo=None if now is None else self._left_out(now),
            offers=offers,
        )

    def _left_out(self, outcome: Mapping[str, Any]) -> Outcome:
        return Outcome({**outcome, self.issue: LEFT_OUT})

    def __str__(self) -> str:
        return f"issue added: {self.issue} ({' or '.join(self.options)})"


@dataclass(frozen=True)
class AddOption:
    """One more way to settle an issue.

    Parameters
    ----------
    issue : str
    option : str
        It crosses no red line and breaks no constraint that names options of this issue.
    worth : mapping
        ``{actor: what the option contributes to its utility}`` (weight times value); 0 for an
        actor left out.
    """

    issue: str
    option: str
    worth: FrozenMap[str, float]

    def __post_init__(self) -> None:
        object.__setattr__(self, "worth", _numbers(self.worth, self.issue, self.option))

    @property
    def kind(self) -> str:
        """``"option"``."""
        return "option"

    def apply(self, scenario: Scenario) -> Scenario:
        """Return the scenario with one option more."""
        issue = scenario.issue(self.issue)
        if issue.continuous:
            raise NotDefinedError("A continuous issue has no list of options.", issue=issue.name)
        if self.option in issue.options:
            raise InvalidValueError(
                "There is such an option already.", issue=issue.name, option=self.option
            )
        _check_names({self.option: self.worth}, scenario)

        def more(actor: Actor) -> Actor:
            given = _additive(actor, issue.name)
            weights: Any = given.weights
            if not isinstance(weights, Mapping) or issue.name not in weights:
                raise NotDefinedError(
                    "The option's worth cannot be told apart from weights that are uncertain "
                    "together, or the actor puts no values on the issue.",
                    actor=actor.name,
                    issue=issue.name,
                )
            weight, own = weights[issue.name], self.worth.get(actor.name, 0.0)
            options: Any = given.values[issue.name]
            if weight == 0 and own != 0:  # the others stay worth nothing
                options, weight = dict.fromkeys(options, 0.0), 1.0
            value = own / weight if own else 0.0
            values: Any = {**given.values, issue.name: {**options, self.option: value}}
            weights = {**weights, issue.name: weight}
            wants = replace(given, values=values, weights=weights)
            return replace(actor, preferences=wants)

        issues = tuple(
            replace(each, options=(*each.options, self.option)) if each is issue else each
            for each in scenario.issues
        )
        actors = tuple(each_type(actor, more) for actor in scenario.actors)
        return replace(scenario, issues=issues, actors=actors)

    def __str__(self) -> str:
        return f"option added: {self.issue} {self.option}"


def worths(given: Any, issue: str) -> FrozenMap[str, FrozenMap[str, float]]:
    """Return ``{option: {actor: number}}``, checked and with labels as text."""
    if not isinstance(given, Mapping) or not given:
        raise InvalidTypeError(
            "Options are written {option: {actor: number}}, at least one.",
            given=given,
            issue=issue,
        )
    return FrozenMap({str(name): _numbers(each, issue, str(name)) for name, each in given.items()})


def _numbers(given: Any, issue: str, option: str) -> FrozenMap[str, float]:
    if not isinstance(given, Mapping):
        raise InvalidTypeError(
            "What an option is worth is written {actor: number}.",
            given=given,
            issue=issue,
            option=option,
        )
    place = {"issue": issue, "option": option}
    return FrozenMap(
        {str(name): number(x, "A worth", actor=str(name), **place) for name, x in given.items()}
    )


def _check_names(options: Mapping[str, Mapping[str, float]], scenario: Scenario) -> None:
    names = [actor.name for actor in scenario.actors]
    for option, each in options.items():
        for name in each:
            if name not in names:
                raise unknown_name("actor", name, names, option=option)


def _additive(actor: Actor, issue: str) -> Additive:
    given = actor.preferences
    if not isinstance(given, Additive):
        raise NotDefinedError(
            "What one more option adds is defined for additive preferences.",
            actor=actor.name,
            issue=issue,
        )
    return given


def _more_weights(given: Additive, issue: str) -> Any:
    if not isinstance(given.weights, Mapping):
        raise NotDefinedError(
            "Weights that share a total have no room for one more issue.", issue=issue
        )
    return {**given.weights, issue: 1.0}
