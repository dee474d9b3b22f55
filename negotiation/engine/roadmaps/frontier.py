"""The frontier of road maps: all efficient ways to get somewhere that nobody would break off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, read_only
from negotiation._frozen import FrozenMap
from negotiation._shares import counted
from negotiation._table import Shown, Table
from negotiation.engine.roadmaps._answer import REFERENCE, RoadMap, Stages, stages_of
from negotiation.engine.roadmaps._model import RoadMapModel
from negotiation.engine.roadmaps._objective import Objective, chosen, settled, told
from negotiation.engine.roadmaps._pareto import Frontier, pareto
from negotiation.engine.roadmaps._setting import setting_of
from negotiation.engine.roadmaps._states import States
from negotiation.engine.roadmaps._table_model import levels_of
from negotiation.engine.roadmaps._terms import PerActor, Terms
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError


@dataclass(frozen=True, eq=False)
class RoadMapFrontier(Shown):
    """The values of all efficient self-enforcing road maps, and the maps behind them.

    It can be used as an array: ``np.asarray(frontier)``, ``len(frontier)``, rows one by one.

    Attributes
    ----------
    model : RoadMapModel
    terms : Terms
    values : array, shape (k, n_actors)
        In ascending order of the first actor's value.  Of maps with the same values one is
        kept.  Empty only if not even staying at the beginning is self-enforcing, which takes
        an actor who has something to take at once.
    diagnostics : mapping
        ``stages`` that were allowed, and whether ``longer`` maps could add something.
    _plans, _masks
        The moves behind the values, from which maps are recovered.
    """

    model: RoadMapModel
    terms: Terms
    values: FloatArray
    diagnostics: Mapping[str, Any]
    _plans: Frontier = field(repr=False)
    _masks: Any = field(repr=False)

    @property
    def actors(self) -> tuple[str, ...]:
        """The actors, in the order of the columns of `values`."""
        return self.model.actors

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[FloatArray]:
        return iter(self.values)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.array(self.values, dtype=dtype)

    def stages(self, number: int) -> Stages:
        """Return the stages of one map, by its row in `values`."""
        return stages_of(self.model, self._path(number))

    def map(self, number: int) -> RoadMap:
        """Return one map, by its row in `values`."""
        path = self._path(number)
        status = "ok" if len(path) > 1 else "disagreement"
        return RoadMap(self.model, self.terms, path, status, method="pareto")

    @property
    def maps(self) -> tuple[RoadMap, ...]:
        """All the maps, in the order of `values`."""
        return tuple(self.map(number) for number in range(len(self)))

    def best(self, objective: Objective = "nash") -> RoadMap:
        """Return the best of the maps.

        Parameters
        ----------
        objective : str, mapping, sequence or callable, default "nash"
            The name of a solution concept, staying at the beginning being what each actor
            has without agreement; weights per actor of a sum of values; or a function from
            values, shape (n_maps, n_actors), to a number per map.

        Returns
        -------
        RoadMap
            Of equally good maps one with the fewest stages; the others are its ``ties``.
        """
        rule = settled(objective, self.actors)
        rows: Any = []
        if len(self.values):
            rows = chosen(rule, self.values, self._beginning(), self.actors)
        order = sorted((int(row) for row in rows), key=lambda row: len(self._path(row)))
        path = self._path(order[0]) if order else self._levels([0])
        return RoadMap(
            self.model,
            self.terms,
            path,
            "ok" if len(path) > 1 else "disagreement",
            told(rule, self.actors),
            "pareto",
            tuple(self.stages(row) for row in order[1:]),
            {
                **self.diagnostics,
                "exact": self.diagnostics["resolution"] == 0.0,
                "unwanted": len(self.values) if not order else 0,
            },
        )

    def _beginning(self) -> FloatArray:
        """Return what staying at the beginning is worth, shape (n_actors,)."""
        flows: FloatArray = self.model.flows(np.zeros(len(self.model.measures)))
        return flows

    def _path(self, number: int) -> FloatArray:
        """Return the states along one map, shape (n_stages + 1, n_measures)."""
        return self._levels(self._plans.path(number))

    def _levels(self, states: list[int]) -> FloatArray:
        return levels_of(self._masks[states], len(self.model.measures))

    def summary(self) -> Table:
        """Return every efficient map with its values."""
        rows = [
            (*values.tolist(), " | ".join(" + ".join(each) or "pause" for each in self.stages(row)))
            for row, values in enumerate(self.values)
        ]
        notes = list(self.diagnostics.get("assumption", ()))
        if self.diagnostics["longer"]:
            notes.append(
                f"Maps of up to {self.diagnostics['stages']} stages; longer ones would add to them."
            )
        title = counted(len(self), "efficient self-enforcing road map")
        return Table((*self.actors, "stages"), rows, title, [*notes, REFERENCE])

    def __repr__(self) -> str:
        maps, measures = len(self), len(self.model.names)
        return (
            f"<RoadMapFrontier: {counted(maps, 'efficient map')} of {counted(measures, 'measure')}>"
        )


def roadmap_frontier(
    measures: Any,
    *,
    target: Any = None,
    patience: PerActor | None = None,
    hazard: float = 0.0,
    pauses: bool = True,
    stages: int | None = None,
    order: str = "simultaneous",
    lag: int = 1,
    bonds: PerActor | None = None,
    resolution: float = 0.0,
) -> RoadMapFrontier:
    """Return the values of all efficient self-enforcing road maps over indivisible measures.

    A map is self-enforcing if in no stage, and not after the last one, it pays an actor to
    break off: to leave its moves undone and withdraw what it can, after which everybody
    withdraws what can be withdrawn, for ever.  Measures in force are not withdrawn on the way.

    Parameters
    ----------
    measures : sequence of Measure, or Scenario
        As for `roadmap`.
    target : mapping, Solution, str or sequence, optional
        Where the maps must end, as for `roadmap`; anywhere if left out.
    patience : number, sequence or mapping
        What the next period counts for against this one, strictly between 0 and 1, for all or
        per actor.  With a scenario, actors left out have their ``Actor.discount``; for those whose
        factor is 1, which says nothing about patience, 0.9 is assumed, and the answer says so.
    hazard : float, default 0.0
        The probability, after every period, that everything reversible collapses for good:
        a change of government, say.
    pauses : bool, default True
        Whether a stage may pass without a move.  A planned pause lets one actor gain before
        another does, as a side payment would.
    stages : int, optional
        At most so many, pauses included; as many as there are measures if left out.
    order : {"simultaneous", "sequential"}
        Whether several actors may move in one stage.
    lag : int, default 1
        Periods until a breach is seen.
    bonds : number, sequence or mapping, optional
        Lumps that are forfeited when a breach is seen.
    resolution : float, default 0.0
        If above 0, maps count as one where they differ by less than this share of what is at
        stake for an actor: a coarser frontier, found faster.  All maps on it hold.

    Returns
    -------
    RoadMapFrontier

    Raises
    ------
    InvalidValueError, InvalidTypeError, UnknownNameError
        If the measures make no sense as a list or a number is out of its range.
    NotDefinedError
        If a measure is divisible: then the frontier is no list.
    TooLargeError
        If there are too many measures.

    References
    ----------
    Lockwood, B. and Thomas, J. P. (2002). Gradualism and irreversibility. Review of Economic
    Studies 69, 339-356.

    Examples
    --------
    >>> import negotiation as ng
    >>> frontier = ng.roadmap_frontier(
    ...     [
    ...         ng.Measure("inspections", "North", 1, {"South": 4}, reversible=True),
    ...         ng.Measure("dismantling", "North", 4, {"South": 6}),
    ...         ng.Measure("relief", "South", 1, {"North": 6}, reversible=True),
    ...     ],
    ...     patience=0.75,
    ...     pauses=False,
    ... )
    >>> frontier.values
    array([[3.5 , 3.25],
           [5.  , 3.  ],
           [5.25, 2.  ]])
    >>> frontier.stages(0)
    (('inspections',), ('relief',))
    """
    setting = setting_of(measures, target, patience, hazard=hazard, lag=lag, bonds=bonds)
    found = frontier_of(
        setting.model,
        setting.terms,
        stages=0 if setting.still else stages,
        pauses=pauses,
        order=order,
        resolution=resolution,
        whole=setting.whole,
    )
    return replace(found, diagnostics={**found.diagnostics, "assumption": setting.assumption})


def frontier_of(
    model: RoadMapModel,
    terms: Terms,
    *,
    stages: int | None = None,
    pauses: bool = True,
    order: str = "simultaneous",
    resolution: float = 0.0,
    whole: bool = False,
) -> RoadMapFrontier:
    """Return the frontier of a model, additive or listed state by state."""
    if model.divisible.any():
        raise NotDefinedError(
            "Maps of divisible measures are no finite list; ask roadmap for the best one.",
            measure=model.names[int(np.argmax(model.divisible))],
        )
    if not 0.0 <= resolution < 1.0:
        raise InvalidValueError("resolution is a share below 1.", given=resolution)
    states = States(model, terms, order=order, pauses=pauses, whole=whole)
    found = pareto(states, stage_count(stages), resolution=resolution)
    diagnostics = {
        "method": "dynamic programme",
        "stages": found.passes,
        "longer": found.longer,
        "states": len(states),
        "plans": len(found.states),
        "resolution": resolution,
    }
    return RoadMapFrontier(
        model, terms, read_only(found.values), FrozenMap(diagnostics), found, states.masks
    )


def stage_count(stages: Any) -> int | None:
    """Return a number of stages, 0 or more, or ``None``."""
    if stages is None:
        return None
    if isinstance(stages, bool) or not isinstance(stages, int | np.integer):
        raise InvalidTypeError("stages is a whole number.", given=stages)
    if stages < 0:
        raise InvalidValueError("stages is 0 or more.", given=stages)
    return int(stages)
