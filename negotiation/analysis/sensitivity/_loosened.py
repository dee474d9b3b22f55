"""A certain scenario with every number taken to be a little uncertain."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from negotiation._arrays import number
from negotiation.actors import Scenario
from negotiation.actors import distributions as given
from negotiation.analysis.sensitivity._numbers import numbers, put, read
from negotiation.errors import InvalidTypeError, InvalidValueError


def loosened(scenario: Scenario, swing: float = 0.1) -> Scenario:
    """Return a certain scenario with every number uniform around its value.

    Weights, option values, reservation values, premiums and powers lie within `swing` of what
    they are, as a share of it; numbers that are 0 stay.  Red lines are in force in every second
    draw.  What is uncertain already stays as it is.

    Parameters
    ----------
    scenario : Scenario
    swing : float, default 0.1
        In (0, 1).

    Returns
    -------
    Scenario

    Raises
    ------
    InvalidTypeError, InvalidValueError
        If it is no scenario, or the swing lies elsewhere.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.loosened(ng.library.load("hanoi-2019")).uncertain
    True
    """
    if not isinstance(scenario, Scenario):
        raise InvalidTypeError("Expected a Scenario.", given=scenario)
    share = number(swing, "The swing")
    if not 0.0 < share < 1.0:
        raise InvalidValueError("The swing lies between 0 and 1.", given=swing)
    changed = scenario
    for each in numbers(scenario):
        own: Any = read(scenario, each)
        if isinstance(own, float | int) and own != 0.0:
            width = abs(share * own)
            changed = put(changed, each, given.uniform(own - width, own + width))
    actors = tuple(
        actor
        if getattr(actor, "types", None) is not None
        else replace(
            actor,
            red_lines=tuple(
                replace(line, probability=0.5) if line.probability == 1.0 else line
                for line in actor.red_lines
            ),
        )
        for actor in changed.actors
    )
    return replace(changed, actors=actors)
