"""How far a road map gets, over patience and the hazard of collapse: where each package holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray, floats, read_only
from negotiation._frozen import FrozenMap
from negotiation._table import Shown, Table
from negotiation.engine.roadmaps._answer import REFERENCE, RoadMap, Stages
from negotiation.engine.roadmaps._every_plan import every_frontier, few_plans
from negotiation.engine.roadmaps._model import RoadMapModel, path_of
from negotiation.engine.roadmaps._objective import Objective, settled, told
from negotiation.engine.roadmaps._setting import setting_of
from negotiation.engine.roadmaps._terms import PerActor, Terms, terms_of
from negotiation.engine.roadmaps.frontier import stage_count
from negotiation.engine.roadmaps.roadmap import best_map
from negotiation.errors import InvalidValueError, NotDefinedError

PATIENCE = (0.5, 0.98, 25)
HAZARD = (0.0, 0.3, 16)
"""First value, last value and number of values of the grids that are used if none is given."""

Package = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class RoadMapRegion(Shown):
    """The best self-enforcing road map at every patience and hazard of a grid.

    Attributes
    ----------
    model : RoadMapModel
        The measures and what they cost and bring.
    patience : array, shape (n_patience,)
        What the next period counts for, the same for all actors; ascending.
    hazard : array, shape (n_hazards,)
        The probability, after every period, that everything reversible collapses; ascending.
    objective : str
        What the maps were chosen by.
    maps : tuple of tuples of tuples of str
        The stages of every map that is best somewhere.
    chosen : array of int, shape (n_patience, n_hazards)
        The place in `maps` of the best one.
    values : array, shape (n_patience, n_hazards, n_actors)
        What it is worth to each actor.
    diagnostics : mapping
        ``lag`` and ``bonds`` as they were asked for.
    title : str
        The name of the scenario; empty for measures.
    """

    model: RoadMapModel
    patience: FloatArray
    hazard: FloatArray
    objective: str
    maps: tuple[Stages, ...]
    chosen: IntArray
    values: FloatArray
    diagnostics: Mapping[str, Any] = field(default_factory=FrozenMap)
    title: str = ""

    def __post_init__(self) -> None:
        for name in ("patience", "hazard", "values"):
            object.__setattr__(self, name, floats(getattr(self, name), name))
        object.__setattr__(self, "chosen", read_only(np.array(self.chosen, dtype=np.intp)))
        object.__setattr__(self, "diagnostics", FrozenMap(self.diagnostics))

    @property
    def actors(self) -> tuple[str, ...]:
        """The actors, in the order of the last axis of `values`."""
        return self.model.actors

    @cached_property
    def packages(self) -> tuple[Package, ...]:
        """The packages in which maps end, the one with the most measures first.

        Each is the names of the measures in force in the end; ``()`` is to stay at the beginning.
        """
        distinct = {self._package(stages) for stages in self.maps}
        places = {name: place for place, name in enumerate(self.model.names)}
        return tuple(
            sorted(distinct, key=lambda each: (-len(each), [places[name] for name in each]))
        )

    @cached_property
    def reached(self) -> IntArray:
        """The place in `packages` of what is reached, shape (n_patience, n_hazards)."""
        place = [self.packages.index(self._package(stages)) for stages in self.maps]
        reached: IntArray = read_only(np.array(place, dtype=np.intp)[self.chosen])
        return reached

    def _package(self, stages: Stages) -> Package:
        """Return the names of what is in force in the end, in the order of the measures."""
        taken = {name for stage in stages for name in stage}
        return tuple(name for name in self.model.names if name in taken)

    def words(self, package: Package) -> str:
        """Return a package in words: "everything", "nothing", or what is in it or missing."""
        if not package:
            return "nothing"
        missing = [name for name in self.model.names if name not in package]
        if not missing:
            return "everything"
        # A level of an issue stands for those that it needs; a missing one for those above.
        needs = {each.name: each.needs for each in self.model.measures}
        if len(package) > 2 and 2 * len(missing) <= len(package):
            lowest = [name for name in missing if not set(needs[name]) & set(missing)]
            return f"everything but {', '.join(lowest)}"
        below = {need for name in package for need in needs[name]}
        return " + ".join(name for name in package if name not in below)

    def reversible(self, package: Package) -> bool:
        """Return whether all of a package can be withdrawn: a freeze, not a settlement."""
        flags = dict(zip(self.model.names, self.model.reversible.tolist(), strict=True))
        return all(flags[name] for name in package)

    def map(self, patience: int, hazard: int) -> RoadMap:
        """Return the best map at one cell, by its places in `patience` and `hazard`."""
        terms = terms_of(
            self.actors,
            float(self.patience[patience]),
            hazard=float(self.hazard[hazard]),
            lag=self.diagnostics.get("lag", 1),
            bonds=self.diagnostics.get("bonds"),
        )
        path = path_of(self.model, self.maps[int(self.chosen[patience, hazard])])
        status = "ok" if len(path) > 1 else "disagreement"
        return RoadMap(self.model, terms, path, status, self.objective)

    def summary(self) -> Table:
        """Return where each package is what the best map leads to."""
        rows = []
        for place, package in enumerate(self.packages):
            here = self.reached == place
            patient, risky = self.patience[here.any(axis=1)], self.hazard[here.any(axis=0)]
            kind = "yes" if self.reversible(package) else "no"
            rows.append(
                (
                    self.words(package),
                    kind if package else "",
                    int(here.sum()),
                    f"{patient[0]:.4g} to {patient[-1]:.4g}",
                    f"{risky[0]:.4g} to {risky[-1]:.4g}",
                )
            )
        columns = ("in force in the end", "can all be withdrawn", "cells", "patience", "hazard")
        notes = [
            f"{self.reached.size:,} cells: {len(self.patience)} values of patience, the same for "
            f"all actors, by {len(self.hazard)} of the hazard. The best map by {self.objective} "
            "in each; a range says where a package is met, not that it is met throughout."
        ]
        return Table(columns, rows, "what the best road map leads to", [*notes, REFERENCE])

    def __repr__(self) -> str:
        shape = f"{len(self.patience)} × {len(self.hazard)}"
        found = len(self.packages)
        return f"<RoadMapRegion: {shape} cells, {found} package{'' if found == 1 else 's'}>"


def roadmap_region(
    measures: Any,
    *,
    target: Any = None,
    patience: Iterable[float] | None = None,
    hazard: Iterable[float] | None = None,
    objective: Objective = "nash",
    pauses: bool = True,
    stages: int | None = None,
    order: str = "simultaneous",
    lag: int = 1,
    bonds: PerActor | None = None,
) -> RoadMapRegion:
    """Return what the best self-enforcing road map leads to, over patience and hazard.

    Political durability decides what can be agreed: the more likely it is that a new government
    drops everything, or the less the future counts, the smaller the package that nobody breaks
    off on the way.

    Parameters
    ----------
    measures : sequence of Measure, or Scenario
        Indivisible.
    target : object, optional
        Where maps must end, as for `roadmap`; where none does that holds, the best on the way.
    patience : iterable of float, optional
        Values strictly between 0 and 1, the same for all actors; 25 from 0.5 to 0.98 if left
        out.
    hazard : iterable of float, optional
        Values of at least 0 and below 1; 16 from 0 to 0.3 if left out.
    objective, pauses, stages, order, lag, bonds
        As for `roadmap`.

    Returns
    -------
    RoadMapRegion

    Raises
    ------
    InvalidValueError, InvalidTypeError, UnknownNameError
        If a grid is empty, a value is out of its range, or measures make no sense as a list.
    NotDefinedError
        If a measure is divisible: how far it is in force changes from cell to cell.

    References
    ----------
    Lockwood, B. and Thomas, J. P. (2002). Gradualism and irreversibility. Review of Economic
    Studies 69, 339-356.

    Examples
    --------
    >>> import negotiation as ng
    >>> measures = [
    ...     ng.Measure("inspections", "North", 1, {"South": 4}, reversible=True),
    ...     ng.Measure("dismantling", "North", 3, {"South": 5}),
    ...     ng.Measure("relief", "South", 1, {"North": 6}, reversible=True),
    ... ]
    >>> region = ng.roadmap_region(measures, patience=[0.2, 0.7, 0.9], hazard=[0.0, 0.2, 0.4])
    >>> [region.words(package) for package in region.packages]
    ['everything', 'inspections + relief', 'nothing']
    >>> region.reached
    array([[2, 2, 2],
           [0, 1, 1],
           [0, 1, 1]])
    """
    patient = _grid(patience, PATIENCE, "patience")
    risks = _grid(hazard, HAZARD, "hazard")
    setting = setting_of(measures, target, float(patient[0]), lag=lag, bonds=bonds)
    model = setting.model
    if model.divisible.any():
        raise NotDefinedError(
            "Regions are drawn by the measures in force in the end, and this one can be in force "
            "in part. Split it into indivisible ones, or ask roadmap cell by cell.",
            measure=model.names[int(np.argmax(model.divisible))],
        )
    rule = settled(objective, model.actors)
    terms = [
        terms_of(model.actors, d, hazard=h, lag=lag, bonds=bonds)
        for d in patient.tolist()
        for h in risks.tolist()
    ]
    ways: dict[str, Any] = {"pauses": pauses, "order": order}
    ways["stages"] = 0 if setting.still else stage_count(stages)
    maps: dict[Stages, int] = {}
    shape = (len(patient), len(risks))
    places, values = [], []
    for road in _best_maps(model, terms, rule, whole=setting.whole, **ways):
        places.append(maps.setdefault(road.stages, len(maps)))
        values.append(road.values)
    chosen = np.array(places, dtype=np.intp).reshape(shape)
    name = told(rule, model.actors)
    notes = {"lag": lag, "bonds": bonds}
    title = "" if setting.scenario is None else setting.scenario.scenario.name
    worth = np.array(values).reshape(*shape, len(model.actors))
    return RoadMapRegion(model, patient, risks, name, tuple(maps), chosen, worth, notes, title)


def _best_maps(
    model: RoadMapModel,
    terms: list[Terms],
    rule: Any,
    *,
    stages: int | None,
    pauses: bool,
    order: str,
    whole: bool,
) -> Iterator[RoadMap]:
    """Yield the best map on each of the terms, all at once where there are few plans."""
    ways: dict[str, Any] = {"pauses": pauses, "order": order}
    most = len(model.measures) if stages is None else stages
    plans = 0 if whole else few_plans(model, terms[0], most, **ways)
    if not plans:
        for each in terms:
            yield best_map(model, each, rule, stages=stages, whole=whole, **ways)
        return
    for frontier in every_frontier(model, terms, stages=most, plans=plans, **ways):
        yield frontier.best(rule)


def _grid(given: Any, default: tuple[float, float, int], what: str) -> FloatArray:
    """Return the values of one axis, ascending, each once."""
    if given is None:
        return floats(np.linspace(*default).round(12), what)
    values = floats(list(given) if isinstance(given, Iterable) else [given], what, ndim=1)
    if not len(values):
        raise InvalidValueError(f"{what} needs at least one value.", given=[])
    return floats(np.unique(values), what)
