"""The scenario as numbers: every feasible package, and walking away, worth to every actor."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, floats
from negotiation.actors import Outcome, OutcomeSpace, Scenario
from negotiation.concessions.bargaining_problem import BargainingProblem
from negotiation.errors import InvalidTypeError, InvalidValueError


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
        outcome have become numbers; red lines stand in `refused`.

    Raises
    ------
    TooLargeError
        If the packages are too many to list.
    InvalidValueError
        If preferences return a number that is not finite; the actor is named.
    """
    if isinstance(scenario, BargainingProblem):
        return scenario
    if not isinstance(scenario, Scenario):
        raise InvalidTypeError("Expected a Scenario or a BargainingProblem.", given=scenario)
    space = scenario.space
    payoffs, walk, refused = [], [], []
    for actor in scenario.actors:
        payoffs.append(_utilities(actor.preferences, space, actor.name))
        reservation: Any = actor.reservation
        if isinstance(reservation, Outcome):
            there = OutcomeSpace.of(scenario.issues, [reservation])
            reservation = _utilities(actor.preferences, there, actor.name)[0]
        walk.append(reservation)
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
        scenario=scenario,
    )


def _utilities(preferences: Any, space: OutcomeSpace, actor: str) -> FloatArray:
    """Return an actor's utilities, checked: one finite number per outcome."""
    result = floats(preferences.utilities(space), "Utilities", actor=actor)
    if result.shape != (len(space),):
        raise InvalidValueError(
            f"Preferences must return one number per outcome, shape ({len(space)},).",
            given=result.shape,
            actor=actor,
        )
    return result
