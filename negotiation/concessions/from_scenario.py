"""The scenario as numbers: every feasible package, and walking away, worth to every actor."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, floats
from negotiation.actors import Actor, Outcome, OutcomeSpace, Scenario
from negotiation.actors._doubts import refuse_doubts, refuse_preference_doubts
from negotiation.concessions.bargaining_problem import BargainingProblem
from negotiation.concessions.package_problem import PackageProblem
from negotiation.errors import InvalidTypeError, InvalidValueError, TooLargeError

EASY = 4_000_000
"""Packages beyond which they are listed only if something in the scenario needs the list."""


def bargaining_problem(scenario: Scenario | BargainingProblem) -> BargainingProblem:
    """Return a scenario as numbers: every feasible package's worth to every actor.

    Parameters
    ----------
    scenario : Scenario
        A `BargainingProblem` is returned as it is.

    Returns
    -------
    BargainingProblem
        Its outcomes are the scenario's feasible packages; reservation values given as an
        outcome have become numbers; red lines stand in `refused`.  Where there are more than
        `EASY` packages, or an issue is continuous, a `PackageProblem`, which answers `solve`
        and `frontier` without listing them.

    Raises
    ------
    TooLargeError
        If the packages are too many to list and something in the scenario needs the list.
    InvalidValueError
        If preferences return a number that is not finite; the actor is named.
    UncertainError
        If a number of the scenario is uncertain; actor, issue and option are named.
    """
    if isinstance(scenario, BargainingProblem):
        return scenario
    if not isinstance(scenario, Scenario):
        raise InvalidTypeError("Expected a Scenario or a BargainingProblem.", given=scenario)
    refuse_uncertain(scenario)
    walk = [reservation_value(actor, scenario) for actor in scenario.actors]
    if not scenario.listable:
        return PackageProblem(scenario, np.asarray(walk))
    if math.prod(len(issue) for issue in scenario.issues) > EASY:
        try:
            return PackageProblem(scenario, np.asarray(walk))
        except TooLargeError:  # something in it needs the list, which is long but can be had
            pass
    space = scenario.space
    payoffs, refused = [], []
    for actor in scenario.actors:
        payoffs.append(utilities(actor, space))
        crossed = np.zeros(len(space), dtype=np.bool_)
        for line in actor.red_lines:
            crossed |= line.holds(space)
        refused.append(crossed)
    return BargainingProblem(
        np.stack(payoffs, axis=1),
        np.asarray(walk),
        space,
        tuple(actor.name for actor in scenario.actors),
        power=np.array([actor.power for actor in scenario.actors]),
        refused=np.stack(refused, axis=1),
        consent=scenario.consent,
        scenario=scenario,
    )


def refuse_uncertain(scenario: Scenario) -> None:
    """Raise an error if a number of the scenario is uncertain.

    Raises
    ------
    UncertainError
        Naming the actor, and issue and option where there are.
    """
    for actor in scenario.actors:
        refuse_doubts(actor, scenario.issues)


def reservation_value(actor: Actor, scenario: Scenario) -> float:
    """Return what walking away is worth to an actor, as a number: with the premium, if any.

    Raises
    ------
    UncertainError
        If a number of the actor is uncertain.
    """
    refuse_doubts(actor, scenario.issues)
    premium: Any = actor.premium
    walk: Any = actor.reservation
    if isinstance(walk, Outcome):
        walk = float(utilities(actor, OutcomeSpace.of(scenario.issues, [walk]))[0])
    return float(walk + premium) if premium else float(walk)


def utilities(actor: Actor, space: OutcomeSpace) -> FloatArray:
    """Return an actor's utilities (n_outcomes,), checked: one finite number per outcome.

    Raises
    ------
    UncertainError
        If a number of its preferences is uncertain.
    """
    refuse_preference_doubts(actor, space.issues)
    with np.errstate(over="ignore", invalid="ignore"):  # what is too large is refused below
        worth = actor.preferences.utilities(space)
    result = floats(worth, "Utilities", actor=actor.name)
    if result.shape != (len(space),):
        raise InvalidValueError(
            f"Preferences must return one number per outcome, shape ({len(space)},).",
            given=result.shape,
            actor=actor.name,
        )
    return result
