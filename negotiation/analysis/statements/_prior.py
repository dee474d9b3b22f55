"""What is taken to be unknown, and what it is believed to be before any statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, number
from negotiation.actors import Actor, Scenario, UncertainActor
from negotiation.analysis.statements._unknowns import Unknowns, known_values, rising_values
from negotiation.analysis.statements._walking_away import WalkingAway
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name

UNKNOWN = ("weights", "weights and values")
"""What can be taken to be unknown."""

DIRECTIONS = ("earlier", "later")
"""Which options of an issue an actor can like better."""


@dataclass(frozen=True)
class Prior:
    """What is unknown of the actors, and its distribution before any statement.

    Parameters
    ----------
    unknown : {"weights", "weights and values"}
        Weights alone, the option values being the scenario's; or values that rise in the
        actor's direction as well.
    concentration : float or mapping
        Of the Dirichlet distribution of the weights: for all issues, ``{issue: number}``, or
        either of them by actor.
    premium : float, distribution or mapping by actor
        What walking away is worth above the status quo.
    reservation : float, distribution or mapping by actor, optional
        What walking away is worth, the worst package being worth 0 and the best 1; instead
        of `premium`.
    directions : mapping
        ``{actor: {issue: "earlier" or "later"}}``: which options the actor likes better,
        where it is not the conceding actor who likes the earlier ones.
    """

    unknown: str = "weights"
    concentration: Any = 1.0
    premium: Any = 0.0
    reservation: Any = None
    directions: Any = None

    def __post_init__(self) -> None:
        if self.unknown not in UNKNOWN:
            raise unknown_name("choice of what is unknown", self.unknown, UNKNOWN)

    def of(self, scenario: Scenario, name: str) -> Unknowns:
        """Return what is unknown of one actor.

        Raises
        ------
        NegotiationError
            Naming the actor and what is missing or cannot be meant.
        """
        actor = scenario.actor(name)
        if isinstance(actor, UncertainActor):
            raise InvalidValueError(
                "Statements are about an Actor, not about one that is one of several types.",
                actor=name,
            )
        for issue in scenario.issues:
            if issue.continuous:
                raise InvalidValueError(
                    "Statements are about options; put the continuous issue on a grid with "
                    f"scenario.on_grid({{{issue.name!r}: 11}}).",
                    issue=issue.name,
                )
        if self.unknown == "weights":
            tables = known_values(actor, scenario.issues)
        else:
            tables = rising_values(actor, scenario.issues, self._directions(scenario, name))
        walk, above = self._walk(scenario, name)
        return Unknowns(scenario, actor, tables, self._concentrations(scenario, actor), walk, above)

    def _walk(self, scenario: Scenario, name: str) -> tuple[WalkingAway, bool]:
        names = [actor.name for actor in scenario.actors]
        stated = _by_actor(self.reservation, name, names)
        if stated is not None:
            return WalkingAway(stated, name), False
        if scenario.status_quo is None:
            raise InvalidValueError(
                "The scenario has no status quo, so say what walking away is worth: "
                "reservation=, with the worst package at 0 and the best at 1.",
                scenario=scenario.name,
                actor=name,
            )
        premium = _by_actor(self.premium, name, names)
        return WalkingAway(0.0 if premium is None else premium, name), True

    def _directions(self, scenario: Scenario, name: str) -> Mapping[str, str]:
        names = [actor.name for actor in scenario.actors]
        known = [issue.name for issue in scenario.issues]
        given = _by_actor(self.directions or {}, name, names) or {}
        if not isinstance(given, Mapping):
            raise InvalidTypeError(
                "Directions are written {actor: {issue: 'earlier' or 'later'}}.", given=given
            )
        for issue, direction in given.items():
            if issue not in known:
                raise unknown_name("issue", issue, known, actor=name)
            if direction not in DIRECTIONS:
                raise unknown_name("direction", direction, DIRECTIONS, actor=name, issue=issue)
        return given

    def _concentrations(self, scenario: Scenario, actor: Actor) -> FloatArray:
        names = [each.name for each in scenario.actors]
        known = [issue.name for issue in scenario.issues]
        given = _by_actor(self.concentration, actor.name, names)
        if given is None:
            given = 1.0
        if not isinstance(given, Mapping):
            given = dict.fromkeys(known, given)
        out = np.ones(len(known))
        for issue, each in given.items():
            if issue not in known:
                raise unknown_name("issue", issue, known, actor=actor.name)
            place: dict[str, Any] = {"actor": actor.name, "issue": issue}
            alpha = number(each, "The concentration of a weight's prior", **place)
            if not 0.001 <= alpha <= 1e6:
                raise InvalidValueError(
                    "The concentration of a weight's prior lies between 0.001 and 1,000,000.",
                    given=each,
                    **place,
                )
            out[known.index(issue)] = alpha
        return out


def _by_actor(given: Any, name: str, names: list[str]) -> Any:
    """Return what is given for an actor: by its name, or what is given for all."""
    if isinstance(given, Mapping) and given and all(key in names for key in given):
        return given.get(name)
    if isinstance(given, Mapping) and any(key in names for key in given):
        unknown = next(key for key in given if key not in names)
        raise unknown_name("actor", unknown, names)
    return given
