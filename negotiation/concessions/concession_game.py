"""The concession game: each actor decides alone what to give up, all at the same moment."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from negotiation.actors import Actor, Issue, Outcome, OutcomeSpace, Scenario
from negotiation.concessions.from_scenario import reservation_value, utilities
from negotiation.concessions.normal_form import NormalFormGame
from negotiation.errors import InvalidTypeError, InvalidValueError, TooLargeError

LARGEST_GAME = 5_000_000
"""Combinations of strategies that are written out at most."""


def concession_game(scenario: Scenario) -> NormalFormGame:
    """Return the game in which every actor picks from its own concession set.

    An actor's strategies are the packages of concessions it owns (`Issue.conceded_by`);
    payoffs are the utilities of the joint package.  Nothing in this game makes one
    concession depend on another: it shows what each side would do *without* an agreement
    that ties the two together, red lines or not.

    Parameters
    ----------
    scenario : Scenario
        Issues that nobody concedes stay at the status quo.  An actor that owns no issue
        has a single strategy.  Where the joint package is infeasible there is no
        agreement, and payoffs are the reservation values.

    Returns
    -------
    NormalFormGame
        Strategies are `Outcome` objects over the actor's own issues, in the order of the
        options, "nothing conceded" first.

    Raises
    ------
    InvalidValueError
        If an issue belongs to nobody and there is no status quo to hold it at.
    TooLargeError
        If there are more than `LARGEST_GAME` combinations.
    """
    if not isinstance(scenario, Scenario):
        raise InvalidTypeError("A concession game is made from a Scenario.", given=scenario)
    owned = [_owned(scenario, actor) for actor in scenario.actors]
    sizes = tuple(math.prod(len(issue) for issue in issues) for issues in owned)
    if math.prod(sizes) > LARGEST_GAME:
        raise TooLargeError(
            f"{math.prod(sizes):,} combinations of concessions are too many to write out "
            f"(at most {LARGEST_GAME:,}).",
            scenario=scenario.name,
        )
    joint = OutcomeSpace(scenario.issues, _joint_levels(scenario, owned, sizes))
    payoffs = [_payoffs(scenario, actor, joint).reshape(sizes) for actor in scenario.actors]
    labels = [tuple(OutcomeSpace.full(issues)) if issues else (Outcome(),) for issues in owned]
    return NormalFormGame(
        payoffs,  # type: ignore[arg-type]
        tuple(labels),
        tuple(actor.name for actor in scenario.actors),
        title=f"{scenario.name}: concession game",
    )


def _owned(scenario: Scenario, actor: Actor) -> tuple[Issue, ...]:
    return tuple(issue for issue in scenario.issues if issue.conceded_by == actor.name)


def _joint_levels(
    scenario: Scenario, owned: list[tuple[Issue, ...]], sizes: tuple[int, ...]
) -> Any:
    """Return the option numbers of every joint package, the last actor's varying fastest."""
    levels = np.empty((math.prod(sizes), len(scenario.issues)), dtype=np.int16)
    picks = np.indices(sizes).reshape(len(sizes), -1)
    for column, issue in enumerate(scenario.issues):
        if issue.conceded_by is None:
            if scenario.status_quo is None:
                raise InvalidValueError(
                    "Nobody concedes this issue and there is no status quo to hold it at; "
                    "give conceded_by= or a status quo.",
                    issue=issue.name,
                    scenario=scenario.name,
                )
            levels[:, column] = issue.level(scenario.status_quo[issue.name])
            continue
        player = next(place for place, issues in enumerate(owned) if issue in issues)
        options = np.unravel_index(picks[player], [len(each) for each in owned[player]])
        levels[:, column] = options[owned[player].index(issue)]
    return levels


def _payoffs(scenario: Scenario, actor: Actor, joint: OutcomeSpace) -> Any:
    """Return an actor's utility of every joint package, its reservation where infeasible."""
    payoffs = np.array(utilities(actor, joint))
    infeasible = np.zeros(len(joint), dtype=np.bool_)
    for constraint in scenario.constraints:
        infeasible |= constraint.holds(joint)
    if infeasible.any():
        payoffs[infeasible] = reservation_value(actor, scenario)
    return payoffs
