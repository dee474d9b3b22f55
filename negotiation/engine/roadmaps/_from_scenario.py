"""A scenario's concessions as measures: one for every level of an issue above the status quo's.

A step raises an issue from one level to a higher one.  Each level between is a measure that
needs the one below, owned by the actor who concedes the issue; what it costs and brings is the
difference in utility.  Where utilities are no sums over issues, or constraints and red lines
keep states out of a map, payoffs are listed state by state.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from negotiation._arrays import TOLERANCE, BoolArray, FloatArray, IntArray
from negotiation.actors import Offer, Outcome, OutcomeSpace, Scenario
from negotiation.concessions.from_scenario import utilities
from negotiation.concessions.measure import Measure
from negotiation.engine._solution import Solution
from negotiation.engine.roadmaps._model import RoadMapModel
from negotiation.engine.roadmaps._table_model import TableModel, levels_of, valid_masks
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError, TooLargeError

LISTED = 5_000
"""States that are listed at most."""

_PROBES = 256
"""Random states on which sums are checked where there are more."""


class Step(NamedTuple):
    """A level of an issue above the status quo's, by the places of both."""

    issue: int
    level: int


@dataclass(frozen=True, eq=False)
class Concessions:
    """The concessions of a scenario between the status quo and a target, as measures.

    Attributes
    ----------
    scenario : Scenario
    target : Outcome or None
        The package to get to; ``None`` if any end will do.
    steps : tuple of Step
        One per measure.
    model : RoadMapModel
        Payoffs are utilities above the status quo's.
    standing : array, shape (n_actors,)
        Utilities of the status quo.
    gifts : tuple of str
        Measures by which their own owner gains, the other issues being at the status quo.
    """

    scenario: Scenario
    target: Outcome | None
    steps: tuple[Step, ...]
    model: RoadMapModel
    standing: FloatArray
    gifts: tuple[str, ...]

    def outcome(self, levels: FloatArray) -> Outcome:
        """Return the package in force in a state, shape (n_measures,)."""
        here = self.scenario.outcome()
        raised = {
            self.scenario.issues[step.issue].name: step.level
            for step, level in zip(self.steps, levels, strict=True)
            if level
        }
        return self.scenario.outcome(
            {**here, **{name: self.scenario.issue(name).options[at] for name, at in raised.items()}}
        )

    def refuse_barred(self, path: FloatArray) -> None:
        """Refuse a path that passes through a package that a constraint or red line bars."""
        for stage, state in enumerate(path[1:], 1):
            if barred := forbidding(self.scenario, self.outcome(state)):
                raise InvalidValueError(
                    f"The package in force after this stage is barred by {barred[0]}.",
                    stage=stage,
                    scenario=self.scenario.name,
                )


def target_of(scenario: Scenario, target: Any) -> Outcome | None:
    """Return the package that is the target; ``None`` if a solution is no agreement.

    Raises
    ------
    InvalidTypeError, InvalidValueError
        If the target is no package, or several.
    """
    if isinstance(target, str):
        return scenario.outcome(scenario.offer(target).outcome)
    if isinstance(target, Offer):
        return scenario.outcome(target.outcome)
    if isinstance(target, Solution):
        if not target.outcomes:
            return None
        if len(target.outcomes) > 1:
            several = "selects" if target.lottery is None else "draws lots between"
            raise InvalidValueError(
                f"This solution {several} {len(target.outcomes)} packages; a road map leads to "
                "one: target=solution.outcomes[0].",
                scenario=scenario.name,
            )
        target = target.outcomes[0]
    if not isinstance(target, Mapping):
        raise InvalidTypeError(
            "A target is a package {issue: option}, a Solution or the name of a recorded offer.",
            given=target,
            scenario=scenario.name,
        )
    return scenario.outcome(target)


def concessions(scenario: Scenario, target: Outcome | None, most: int = 0) -> Concessions:
    """Return the concessions between the status quo and a target as a road-map model.

    Parameters
    ----------
    scenario : Scenario
    target : Outcome or None
        If ``None``, every concession may go as far as it can.
    most : int, default 0
        Levels above the status quo's that count, at most; all if 0.

    Raises
    ------
    InvalidValueError
        If the scenario has no status quo or no concession, or the target cannot be reached by
        concessions.
    TooLargeError
        If there are too many states to list and something needs the list.
    """
    steps = _steps(scenario, target, most)
    measures = _measures(scenario, steps)
    here = [issue.level(_now(scenario)[issue.name]) for issue in scenario.issues]
    start = np.array(here, dtype=np.float64)
    model = RoadMapModel(measures, tuple(actor.name for actor in scenario.actors))
    tracks = [sum(step.issue == place for step in steps) for place in range(len(start))]
    count = math.prod(1 + track for track in tracks)
    listed = count <= LISTED
    levels = levels_of(valid_masks(model), len(steps)) if listed else _probes(tracks, steps, start)
    space = _space(scenario, steps, start, levels)
    worth = np.stack([utilities(actor, space) for actor in scenario.actors], axis=1)
    alone = _alone(scenario, steps, start)
    flows, sums = _summed(alone, steps, levels)
    table = worth - alone[0]
    near = TOLERANCE * np.maximum(np.ptp(worth, axis=0), np.abs(flows).sum(axis=0))
    additive = bool((np.abs(table - sums) <= near).all())
    allowed = _allowed(scenario, space)
    own = flows[np.arange(len(steps)), model.owner]
    gifts = tuple(model.names[k] for k in np.flatnonzero(own > near[model.owner]))
    if additive and not gifts:
        flows = np.where(np.abs(flows) <= near, 0.0, flows)
        model = RoadMapModel(_priced(model, flows), model.actors)
    plain = additive and not gifts and bool(allowed[1:].all())
    if not listed and not (plain and not _rules(scenario)):
        raise TooLargeError(
            f"{count:,} states are too many to list (at most {LISTED:,}), and interactions, gifts, "
            "constraints or red lines need the list. Name a package nearer by: target=.",
            scenario=scenario.name,
        )
    if not plain:
        model = TableModel(model.measures, model.actors, table, allowed)
    return Concessions(scenario, target, tuple(steps), model, alone[0], gifts)


def forbidding(scenario: Scenario, outcome: Mapping[str, Any]) -> tuple[str, ...]:
    """Return, in words, which constraints and red lines a package meets."""
    space = OutcomeSpace.of(scenario.issues, [outcome])
    out = [f"the constraint {str(rule)!r}" for rule in scenario.constraints if rule.holds(space)[0]]
    out += [
        f"the red line of {actor.name}: {line}"
        for actor in scenario.actors
        for line in actor.red_lines
        if line.holds(space)[0]
    ]
    return tuple(out)


def _now(scenario: Scenario) -> Outcome:
    """Return the status quo."""
    if scenario.status_quo is None:
        raise InvalidValueError(
            "A road map begins at the status quo, and the scenario has none. Give it one: "
            "dataclasses.replace(scenario, status_quo={issue: option, …}).",
            scenario=scenario.name,
        )
    return scenario.status_quo


def _steps(scenario: Scenario, target: Outcome | None, most: int) -> list[Step]:
    """Return the levels between the status quo and the target, issue by issue."""
    now = _now(scenario)
    steps: list[Step] = []
    for place, issue in enumerate(scenario.issues):
        here = now[issue.name]
        there = here if target is None else target[issue.name]
        if issue.conceded_by is None:
            if there != here:
                raise InvalidValueError(
                    "A road map is made of concessions, and nobody concedes this issue. Say who "
                    f"does, conceded_by=, or leave it at the status quo {here!r}.",
                    given=there,
                    issue=issue.name,
                )
            continue
        if issue.continuous:
            if (target is None and not most) or there != here:
                raise NotDefinedError(
                    "A road map goes from option to option. Put the issue on a grid: "
                    f"scenario.on_grid({{{issue.name!r}: 11}}).",
                    issue=issue.name,
                )
            continue
        low, high = int(issue.level(here)), int(issue.level(there))
        if high < low:
            raise InvalidValueError(
                f"The target takes back a concession that is in force, {here!r}. A road map only "
                "goes upward; change the status quo, or the order of the options.",
                given=there,
                issue=issue.name,
            )
        if target is None:
            high = len(issue) - 1 if not most else min(len(issue) - 1, low + most)
        steps += [Step(place, level) for level in range(low + 1, high + 1)]
    if not steps:
        raise InvalidValueError(
            "There is no step to take: no issue has an owner, conceded_by=, and a level above the "
            "status quo's.",
            scenario=scenario.name,
        )
    return steps


def _measures(scenario: Scenario, steps: Sequence[Step]) -> tuple[Measure, ...]:
    """Return a measure per step, without numbers."""
    out, names = [], {}
    for step in steps:
        issue = scenario.issues[step.issue]
        option = issue.options[step.level]
        names[step] = f"{issue.name}: {option}"
        below = names.get(Step(step.issue, step.level - 1))
        out.append(
            Measure(
                names[step],
                str(issue.conceded_by),
                0.0,
                {},
                reversible=issue.floor(option) < step.level,
                needs=() if below is None else (below,),
            )
        )
    return tuple(out)


def _priced(model: RoadMapModel, flows: FloatArray) -> tuple[Measure, ...]:
    """Return measures with what each costs and brings, shape (n_measures, n_actors)."""
    return tuple(
        Measure(
            each.name,
            each.owner,
            max(0.0, -float(flow[model.owner[k]])),
            {
                name: float(worth)
                for place, (name, worth) in enumerate(zip(model.actors, flow, strict=True))
                if place != model.owner[k] and worth
            },
            reversible=each.reversible,
            needs=each.needs,
        )
        for k, (each, flow) in enumerate(zip(model.measures, flows, strict=True))
    )


def _space(
    scenario: Scenario, steps: Sequence[Step], start: FloatArray, levels: FloatArray
) -> OutcomeSpace:
    """Return states, shape (n_states, n_measures), as packages."""
    table = np.tile(start, (len(levels), 1))
    for column, step in enumerate(steps):
        table[:, step.issue] += levels[:, column]
    return OutcomeSpace(scenario.issues, table)


def _alone(scenario: Scenario, steps: Sequence[Step], start: FloatArray) -> FloatArray:
    """Return utilities of the status quo, then with one issue raised, one row per step."""
    rows = np.tile(start, (1 + len(steps), 1))
    for row, step in enumerate(steps, 1):
        rows[row, step.issue] = step.level
    space = OutcomeSpace(scenario.issues, rows)
    return np.stack([utilities(actor, space) for actor in scenario.actors], axis=1)


def _summed(
    alone: FloatArray, steps: Sequence[Step], levels: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return what each step adds where issues do not interact, and the sums in states."""
    flows = alone[1:] - alone[0]
    for row in range(len(steps) - 1, 0, -1):
        if steps[row].issue == steps[row - 1].issue:
            flows[row] -= flows[row - 1]
    return flows, levels @ flows


def _probes(tracks: Sequence[int], steps: Sequence[Step], start: FloatArray) -> FloatArray:
    """Return random states, shape (n_states, n_measures)."""
    draw = np.random.default_rng(0)
    heights = np.stack([draw.integers(track + 1, size=_PROBES) for track in tracks], axis=1)
    rise = np.array([step.level - start[step.issue] for step in steps])
    issues: IntArray = np.array([step.issue for step in steps])
    return (heights[:, issues] >= rise).astype(np.float64)


def _rules(scenario: Scenario) -> list[Any]:
    """Return all constraints and red lines."""
    return [*scenario.constraints, *(line for actor in scenario.actors for line in actor.red_lines)]


def _allowed(scenario: Scenario, space: OutcomeSpace) -> BoolArray:
    """Return which packages no constraint and no red line keeps out of a map."""
    allowed = np.ones(len(space), dtype=np.bool_)
    for rule in _rules(scenario):
        allowed &= ~rule.holds(space)
    return allowed
