"""A scenario whose continuous issues are cut into evenly spaced options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from negotiation._frozen import FrozenMap
from negotiation.actors.actor import Actor
from negotiation.actors.outcome import Outcome
from negotiation.actors.preferences import on_grid
from negotiation.actors.uncertain_actor import UncertainActor
from negotiation.errors import InvalidValueError

if TYPE_CHECKING:
    from negotiation.actors.scenario import Scenario

Grids = Mapping[str, tuple[float, ...]]


def scenario_on_grid(scenario: Scenario, points: Mapping[str, int]) -> Scenario:
    """Return the scenario with `points` options, ``{issue: number}``, on continuous issues."""
    grids = {name: _grid(scenario, name, count) for name, count in points.items()}
    return replace(
        scenario,
        issues=tuple(
            replace(issue, options=grids[issue.name], unit=None) if issue.name in grids else issue
            for issue in scenario.issues
        ),
        actors=tuple(_cut_actor(actor, grids) for actor in scenario.actors),
        status_quo=_snapped(scenario.status_quo, grids),
        constraints=_cut(scenario.constraints, grids),
        offers=tuple(
            replace(offer, outcome=_snapped(offer.outcome, grids)) for offer in scenario.offers
        ),
    )


def _grid(scenario: Scenario, name: str, count: int) -> tuple[float, ...]:
    issue = scenario.issue(name)
    if not issue.continuous or not isinstance(count, int | np.integer) or count < 2:
        raise InvalidValueError(
            "A grid takes a continuous issue and a whole number of points, at least 2.",
            given=count,
            issue=name,
        )
    low, high = issue.options
    return tuple(float(each) for each in np.linspace(low, high, int(count)))


def _cut_actor(actor: Actor, grids: Grids) -> Actor:
    if isinstance(actor, UncertainActor):
        types = {label: _cut_actor(each, grids) for label, each in actor.types.items()}
        return replace(actor, types=FrozenMap(types))
    return replace(
        actor,
        preferences=on_grid(actor.preferences, grids, actor.name),
        reservation=_snapped(actor.reservation, grids),
        red_lines=_cut(actor.red_lines, grids),
    )


def _snapped(outcome: Any, grids: Grids) -> Any:
    """Return a package with every value on a grid as the grid's own, if it lies there."""
    if not isinstance(outcome, Mapping):
        return outcome
    settled = dict(outcome)
    for name, grid in grids.items():
        near = min(grid, key=lambda point: abs(point - float(settled[name])))
        if abs(near - float(settled[name])) > 1e-9 * (grid[-1] - grid[0]):
            raise InvalidValueError(
                "A package of the scenario does not lie on the grid.",
                given=settled[name],
                issue=name,
            )
        settled[name] = str(near)
    return Outcome(settled)


def _cut(rules: Iterable[Any], grids: Grids) -> tuple[Any, ...]:
    """Return rules over issues that have been cut into options; those that meet none fall away."""
    cut = (rule.on_grid(grids) for rule in rules)
    return tuple(rule for rule in cut if rule is not None)
