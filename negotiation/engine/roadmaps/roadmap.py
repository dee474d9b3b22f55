"""The best self-enforcing road map, and whether a given one holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.engine.roadmaps._answer import RoadMap
from negotiation.engine.roadmaps._divisible import best_divisible
from negotiation.engine.roadmaps._milp import OBJECTIVES, best_by_programme
from negotiation.engine.roadmaps._model import Appraisal, RoadMapModel, path_of
from negotiation.engine.roadmaps._objective import Objective, settled, told
from negotiation.engine.roadmaps._programme import RoadMapProgramme
from negotiation.engine.roadmaps._setting import setting_of
from negotiation.engine.roadmaps._states import checked_order
from negotiation.engine.roadmaps._table_model import TableModel, valid_masks
from negotiation.engine.roadmaps._terms import PerActor, Terms
from negotiation.engine.roadmaps.frontier import frontier_of, stage_count
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    TooLargeError,
    unknown_name,
)

METHODS = ("pareto", "milp", "lp")

_LISTED = 9
"""Measures, or the states of as many, that are listed unless a method is asked for."""


def roadmap(
    measures: Any,
    *,
    target: Any = None,
    patience: PerActor | None = None,
    hazard: float = 0.0,
    objective: Objective = "nash",
    pauses: bool = True,
    stages: int | None = None,
    order: str = "simultaneous",
    lag: int = 1,
    bonds: PerActor | None = None,
    method: str | None = None,
) -> RoadMap:
    """Return the best order of steps that nobody has an interest to break off.

    Nobody can enforce it: a map must be *self-enforcing*.  In no stage, and not after the last
    one, may it pay an actor to leave its moves undone and withdraw what it can, after which
    everybody withdraws what can be withdrawn, for ever.  Among the maps that meet this, the
    objective chooses.

    Parameters
    ----------
    measures : sequence of Measure, or Scenario
        In a scenario every level of an issue above the status quo's is a measure of the actor
        who concedes the issue, named ``"issue: option"``; it needs the level below, and can be
        withdrawn if the issue is reversible there.  What it costs and brings are differences in
        utility, so that values count from the status quo, not from reservation values: who
        breaks off is left with its floor, and not with what walking away at the beginning
        would have brought.  Interactions, constraints and red lines are heeded.
    target : mapping, Solution, str or sequence, optional
        Where the map must end: with a scenario a package (what it leaves out stays as it is),
        a solution that selects one, or the name of a recorded offer; with measures the names
        of those to be in force.  If left out, wherever is best.
    patience : number, sequence or mapping
        What the next period counts for against this one, strictly between 0 and 1, for all or
        per actor.  With a scenario, actors left out have their ``Actor.discount``; for those whose
        factor is 1, which says nothing about patience, 0.9 is assumed, and the answer says so.
    hazard : float, default 0.0
        The probability, after every period, that everything reversible collapses for good.
    objective : str, mapping, sequence or callable, default "nash"
        The name of a solution concept, staying at the beginning being what each actor has
        without agreement; weights per actor of a sum of values; or a function from values,
        shape (n_maps, n_actors), to a number per map.  Integer and linear programmes know
        "nash", "egalitarian", "utilitarian" and weights.
    pauses : bool, default True
        Whether a stage may pass without a move.
    stages : int, optional
        At most so many, pauses included.  If left out, as many as there are measures; with
        divisible measures as many as are worth while.
    order : {"simultaneous", "sequential"}
        Whether several actors may move in one stage.
    lag : int, default 1
        Periods until a breach is seen.
    bonds : number, sequence or mapping, optional
        Lumps that are forfeited when a breach is seen.
    method : {"pareto", "milp", "lp"}, optional
        Dynamic programming over all states, integer programming, or, for divisible measures,
        linear programming.  If left out, the first for up to nine measures, and for objectives
        that programmes do not know.  Integer programmes end after a number of branches; the
        summary says so if it is not certain then that no map is better.

    Returns
    -------
    RoadMap
        Status ``"disagreement"`` if no other map is better than to stay at the beginning;
        ``"short"`` if none that holds, and that nobody loses by, leads to the target: then it
        is the best on the way.
        `roadmap_remedies` says what would help.

    Raises
    ------
    InvalidValueError, InvalidTypeError, UnknownNameError
        If the measures make no sense as a list, or a number or name is none that there is.
    NotDefinedError
        If a method does not know the objective or the kind of measure.

    References
    ----------
    Lockwood, B. and Thomas, J. P. (2002). Gradualism and irreversibility. Review of Economic
    Studies 69, 339-356.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.roadmap(
    ...     [
    ...         ng.Measure("inspections", "North", 1, {"South": 4}, reversible=True),
    ...         ng.Measure("dismantling", "North", 3, {"South": 5}),
    ...         ng.Measure("relief", "South", 1, {"North": 6}, reversible=True),
    ...     ],
    ...     patience=0.7,
    ... )
    <RoadMap: ok, inspections + relief | pause | dismantling>
    """
    setting = setting_of(measures, target, patience, hazard=hazard, lag=lag, bonds=bonds)
    road = best_map(
        setting.model,
        setting.terms,
        objective,
        stages=0 if setting.still else stages,
        pauses=pauses,
        order=order,
        method=method,
        whole=setting.whole,
    )
    if setting.still and setting.scenario is not None and setting.scenario.target is not None:
        road = replace(road, status="ok")
    return replace(road, diagnostics={**road.diagnostics, **setting.notes(road.path)})


def best_map(
    model: RoadMapModel,
    terms: Terms,
    objective: Objective = "nash",
    *,
    stages: int | None = None,
    pauses: bool = True,
    order: str = "simultaneous",
    method: str | None = None,
    whole: bool = False,
) -> RoadMap:
    """Return the best self-enforcing map of a model, additive or listed state by state.

    With `whole` it has all measures in force in the end; if there is none such, the best of the
    others, with the status ``"short"``.
    """
    rule: Any = settled(objective, model.actors)
    most = stage_count(stages)
    checked_order(order)
    chosen = _method(model, rule, method)
    ways: dict[str, Any] = {"stages": most, "pauses": pauses, "order": order}
    reached = _found(model, terms, rule, chosen, whole=whole, **ways)
    if not whole or reached.status == "ok":
        return reached
    certain = bool(reached.diagnostics.get("exact", True))
    road = _found(model, terms, rule, chosen, **ways)
    # The frontier has maps by which somebody loses; programmes leave them out.  There are such
    # maps only where bonds, harm or interactions hold somebody to them.
    harm = terms.bonds.any() or (model.receiving < 0.0).any()
    notes = {
        **road.diagnostics,
        "exact": certain and bool(road.diagnostics.get("exact", True)),
        "target_ruled_out": certain,
        "target_at_a_loss": bool(reached.diagnostics.get("unwanted", 0)),
        "losses_left_out": bool(chosen != "pareto" and harm),
    }
    return replace(road, status="short" if road.status == "ok" else road.status, diagnostics=notes)


def _found(
    model: RoadMapModel,
    terms: Terms,
    rule: Any,
    chosen: str,
    *,
    stages: int | None,
    pauses: bool,
    order: str,
    whole: bool = False,
) -> RoadMap:
    """Return the best map by a method that knows the model and the objective."""
    most = stages
    if chosen == "pareto":
        found = frontier_of(model, terms, stages=most, pauses=pauses, order=order, whole=whole)
        return found.best(rule)
    if most == 0:
        path, notes = np.zeros((1, len(model.measures))), {"exact": True}
    elif chosen == "lp":
        if order != "simultaneous" or not pauses or whole:
            raise NotDefinedError(
                'Maps of divisible measures are found with order="simultaneous", pauses=True and '
                "no target."
            )
        path, notes = best_divisible(model, terms, rule, most)
    else:
        size = most if most is not None else len(model.measures)
        programme = RoadMapProgramme(model, terms, size, order=order, pauses=pauses, whole=whole)
        path, notes = best_by_programme(programme, rule)
    path = trimmed(path)
    status = "ok" if len(path) > 1 else "disagreement"
    return RoadMap(model, terms, path, status, told(rule, model.actors), chosen, diagnostics=notes)


def _method(model: RoadMapModel, rule: Any, asked: str | None) -> str:
    """Return the method to use, or say why the one asked for cannot be."""
    if asked is not None and asked not in METHODS:
        raise unknown_name("method", asked, METHODS)
    listed = isinstance(model, TableModel)
    linear = not callable(rule) and (not isinstance(rule, str) or rule in OBJECTIVES)
    if asked is None:
        if model.divisible.any():
            asked = "lp" if model.divisible.all() else "milp"
        else:
            few = len(model.measures) <= _LISTED or _few_states(model)
            asked = "pareto" if few or listed or not linear else "milp"
    if asked != "pareto" and not linear:
        raise NotDefinedError(
            f"Programmes know the objectives {', '.join(OBJECTIVES)} and weights; others need "
            'indivisible measures and method="pareto".',
            given=told(rule, model.actors),
        )
    if asked != "pareto" and listed:
        raise NotDefinedError(
            'Where payoffs depend on combinations of measures, only method="pareto" is exact.'
        )
    return asked


def _few_states(model: RoadMapModel) -> bool:
    """Return whether what measures need leaves few states."""
    try:
        valid_masks(model, 1 << _LISTED)
    except TooLargeError:
        return False
    return True


def trimmed(path: FloatArray) -> FloatArray:
    """Return a path without the pauses at its end."""
    moved = np.flatnonzero((np.diff(path, axis=0) != 0.0).any(axis=1))
    return path[: int(moved[-1]) + 2 if len(moved) else 1]


def check_roadmap(
    measures: Any,
    stages: Iterable[Any],
    *,
    patience: PerActor | None = None,
    hazard: float = 0.0,
    lag: int = 1,
    bonds: PerActor | None = None,
) -> RoadMap:
    """Return whether a given order of steps is self-enforcing, and what it lacks if not.

    Parameters
    ----------
    measures : sequence of Measure, or Scenario
        They may include some that the map does not use.
    stages : iterable of iterables of str
        With a scenario measures are named ``"issue: option"``, and one stands for all levels
        below it that are not yet in force.
        The names of the measures taken in each stage; an empty one is a pause, a single name
        stands for a stage with that move only.  Divisible measures are taken whole.
    patience, hazard, lag, bonds
        As for `roadmap`.

    Returns
    -------
    RoadMap
        Status ``"ok"``, or ``"broken"`` with the conditions that are ``violated``.

    Raises
    ------
    UnknownNameError
        If a stage names no measure.
    InvalidValueError
        If a measure is taken twice, or before one that it needs.

    Examples
    --------
    >>> import negotiation as ng
    >>> measures = [
    ...     ng.Measure("dismantling", "North", 3, {"South": 5}),
    ...     ng.Measure("relief", "South", 1, {"North": 5}, reversible=True),
    ... ]
    >>> tried = ng.check_roadmap(measures, [["dismantling"], ["relief"]], patience=0.8)
    >>> tried.status, tried.violated[0].actor, tried.violated[0].stage
    ('broken', 'South', 2)
    """
    setting = setting_of(measures, None, patience, hazard=hazard, lag=lag, bonds=bonds)
    model, terms = setting.model, setting.terms
    named = _stages(model, stages)
    path = path_of(model, named if setting.scenario is None else _filled(model, named))
    for one, other in model.needs:
        early = np.flatnonzero(path[:, one] > path[:, other])
        if len(early):
            raise InvalidValueError(
                f"The measure needs {model.names[other]!r}, which is not in force by then.",
                stage=int(early[0]),
                measure=model.names[one],
            )
    if setting.scenario is not None:
        setting.scenario.refuse_barred(path)
    status = "ok" if Appraisal(model, path, terms).holds else "broken"
    return RoadMap(model, terms, path, status, diagnostics=setting.notes(path))


def _filled(model: RoadMapModel, stages: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return stages with the levels below those named that are not yet in force."""
    done: set[int] = set()
    out = []
    for stage in stages:
        taken = {model.names.index(name) for name in stage}
        fresh = taken
        while fresh:
            fresh = {other for one, other in model.needs if one in fresh} - taken - done
            taken = taken | fresh
        done |= taken
        out.append(tuple(model.names[place] for place in sorted(taken)))
    return out


def _stages(model: RoadMapModel, given: Any) -> list[tuple[str, ...]]:
    """Return stages as tuples of names of measures."""
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise InvalidTypeError("Stages are a list of lists of names of measures.", given=given)
    out = []
    for place, stage in enumerate(given):
        if not isinstance(stage, Iterable):
            raise InvalidTypeError("A stage is a list of names of measures.", given=stage)
        names = (stage,) if isinstance(stage, str) else tuple(stage)
        for name in names:
            if name not in model.names:
                raise unknown_name("measure", name, model.names, stage=place + 1)
        out.append(names)
    return out
