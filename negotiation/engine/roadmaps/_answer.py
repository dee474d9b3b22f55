"""A road map: what to do in which order, why nobody breaks it off, and what would break it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, read_only
from negotiation._frozen import FrozenMap
from negotiation._table import Shown, Table
from negotiation.concessions.measure import Measure
from negotiation.engine.roadmaps._diagnosis import diagnosed
from negotiation.engine.roadmaps._margins import (
    Interval,
    needed_bonds,
    supporting_patience,
    tolerable_hazard,
)
from negotiation.engine.roadmaps._model import Appraisal, RoadMapModel
from negotiation.engine.roadmaps._terms import Terms

REFERENCE = (
    "Lockwood, B. and Thomas, J. P. (2002). Gradualism and irreversibility. "
    "Review of Economic Studies 69, 339-356."
)
STATUSES = ("ok", "short", "disagreement", "broken")
"""A map that holds; one that holds but stops short of the target, to which none leads that nobody
loses by; none but to stay at the beginning; a given map that somebody breaks off."""

Stages = tuple[tuple[str, ...], ...]

_SHOWN = 12
"""Stages that a summary lists, at most."""


class Condition(NamedTuple):
    """What keeps an actor from breaking off at one stage.

    Attributes
    ----------
    stage : int
        From 1; one more than there are stages stands for the time after the last one.
    actor : str
    going_on : float
        What going on is worth to it.
    breaking_off : float
        What breaking off is worth.
    bond : float
        The further bond that would close the gap; 0 where there is none.
    """

    stage: int
    actor: str
    going_on: float
    breaking_off: float
    bond: float

    @property
    def slack(self) -> float:
        """What going on is worth more than breaking off."""
        return self.going_on - self.breaking_off


@dataclass(frozen=True, eq=False)
class RoadMap(Shown):
    """An order of steps, with the interest of every actor in every one of them.

    Attributes
    ----------
    model : RoadMapModel
        The measures and what they cost and bring.
    terms : Terms
        Patience, hazard, lag, bonds.
    path : array, shape (n_stages + 1, n_measures)
        How far each measure is in force at the beginning and after every stage.
    status : str
        One of `STATUSES`.
    objective : str
        What the map was chosen by; empty for a map that was given.
    method : str
        How it was found.
    ties : tuple
        The stages of other maps that are as good by the objective, with other values.
    diagnostics : mapping
        How the answer was found, and how exact it is.
    """

    model: RoadMapModel
    terms: Terms
    path: FloatArray
    status: str
    objective: str = ""
    method: str = ""
    ties: tuple[Stages, ...] = ()
    diagnostics: Mapping[str, Any] = field(default_factory=FrozenMap)

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", read_only(np.asarray(self.path, dtype=np.float64)))
        object.__setattr__(self, "diagnostics", FrozenMap(self.diagnostics))

    @cached_property
    def appraisal(self) -> Appraisal:
        """What going on and breaking off are worth at every stage."""
        return Appraisal(self.model, self.path, self.terms)

    @property
    def actors(self) -> tuple[str, ...]:
        """The actors, in the order of all arrays."""
        return self.model.actors

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures, in force in the end or not."""
        return self.model.measures

    @cached_property
    def stages(self) -> Stages:
        """The names of the measures taken in each stage; ``()`` is a pause."""
        return stages_of(self.model, self.path)

    @property
    def values(self) -> FloatArray:
        """What the whole map is worth to each actor, shape (n_actors,)."""
        return read_only(self.appraisal.values[0])  # type: ignore[no-any-return]

    @property
    def slack(self) -> FloatArray:
        """What going on is worth more than breaking off, shape (n_stages, n_actors)."""
        return read_only(self.appraisal.slack[:-1])  # type: ignore[no-any-return]

    @property
    def steady_slack(self) -> FloatArray:
        """The same once all stages are done, shape (n_actors,)."""
        return read_only(self.appraisal.slack[-1])  # type: ignore[no-any-return]

    @cached_property
    def binding(self) -> tuple[Condition, ...]:
        """The conditions that are met with nothing to spare, where something is at stake."""
        near = np.abs(self.appraisal.slack) <= self.model.tolerance
        # Who has nothing to lose and nothing to take has no reason to be named.
        size = np.maximum(np.abs(self.appraisal.values), np.abs(self.appraisal.breaches))
        return self._conditions(near & (size > self.model.tolerance))

    @cached_property
    def violated(self) -> tuple[Condition, ...]:
        """The conditions that are not met, first stage first.

        Those of actors who at that stage have nothing to leave undone and nothing to withdraw
        are left out: they follow from later ones.
        """
        broken = self.appraisal.slack < -self.model.tolerance
        acts = broken & self._acts()
        return self._conditions(acts if acts.any() else broken)

    def _acts(self) -> BoolArray:
        """Return who has a move to leave undone or a measure to withdraw, (n_stages + 1, n)."""
        moved = np.diff(self.path, axis=0, append=self.path[-1:]) != 0.0
        held = self.path > self.model.floor(self.path)
        owned = np.eye(len(self.actors), dtype=np.bool_)[self.model.owner]
        acts: BoolArray = (moved | held) @ owned
        return acts

    @cached_property
    def needed_bonds(self) -> FloatArray:
        """The further bond that each condition lacks, shape (n_stages + 1, n_actors)."""
        return read_only(needed_bonds(self.appraisal))  # type: ignore[no-any-return]

    @cached_property
    def supporting_patience(self) -> Mapping[str, tuple[Interval, ...]]:
        """The intervals of each actor's patience in which it never breaks this map off."""
        return FrozenMap(
            {name: supporting_patience(self.appraisal, i) for i, name in enumerate(self.actors)}
        )

    @cached_property
    def critical_patience(self) -> FloatArray:
        """The least patience from which each actor holds to this map up to its own, (n_actors,).

        NaN for an actor who breaks it off.
        """
        out = np.full(len(self.actors), np.nan)
        # Of all conditions: `violated` leaves some out that follow from those of others.
        held = np.all(self.appraisal.slack >= -self.model.tolerance, axis=0)
        for place, actor in enumerate(self.actors):
            own = float(self.terms.patience[place])
            if held[place]:
                out[place] = max(
                    (low for low, _ in self.supporting_patience[actor] if low <= own), default=own
                )
        return read_only(out)  # type: ignore[no-any-return]

    @cached_property
    def tolerable_hazard(self) -> FloatArray:
        """The hazard up to which each actor holds to this map, shape (n_actors,).

        NaN for an actor who breaks it off without any; 1 stands for any hazard below 1.
        """
        out = [tolerable_hazard(self.appraisal, place) for place in range(len(self.actors))]
        return read_only(np.array(out))  # type: ignore[no-any-return]

    def diagnosis(self) -> Table:
        """Return what every condition has to spare, or lacks.

        Returns
        -------
        Table
            A row per stage and actor, the time after the last stage included: what going on and
            breaking off are worth, the slack between them, from which patience this condition
            alone is met (if it is not, the nearest greater one that would do), up to which
            hazard, and the further bond that it lacks.
        """
        return diagnosed(self.appraisal)

    def _conditions(self, mask: Any) -> tuple[Condition, ...]:
        """Return the conditions that a mask of shape (n_stages + 1, n_actors) selects."""
        given, bonds = self.appraisal, self.needed_bonds
        return tuple(
            Condition(
                int(stage) + 1,
                self.actors[actor],
                float(given.values[stage, actor]),
                float(given.breaches[stage, actor]),
                float(bonds[stage, actor]),
            )
            for stage, actor in np.argwhere(mask)
        )

    def summary(self) -> Table:
        """Return the stages, who moves in each, and by how much going on beats breaking off."""
        owner = {each.name: each.owner for each in self.measures}
        columns = ("stage", *self.actors, *(f"slack {actor}" for actor in self.actors))
        rows: list[tuple[Any, ...]] = []
        spare = self.appraisal.spare
        for place, stage in enumerate(self.stages[:_SHOWN]):
            moves = [
                ", ".join(self._told(name, place) for name in stage if owner[name] == actor)
                for actor in self.actors
            ]
            moves[0] = moves[0] if stage else "(pause)"
            rows.append((place + 1, *moves, *spare[place].tolist()))
        blank = [""] * len(self.actors)
        rows.append(("after", *blank, *spare[-1].tolist()))
        title = "road map"
        if self.objective:
            title = f"road map, {self.objective}"
        return Table(columns, rows, title, [*self._notes(), REFERENCE])

    def _told(self, name: str, stage: int) -> str:
        """Return a measure that moves in a stage, with how far it is in force then if in parts."""
        before, after = self.path[stage : stage + 2, self.model.names.index(name)]
        return name if after - before == 1.0 else f"{name} to {100.0 * after:.4g}%"

    def _notes(self) -> list[str]:
        """Return in words what the map brings and what it rests on."""
        notes = []
        if len(self.stages) > _SHOWN:
            notes.append(f"And so on: {len(self.stages) - _SHOWN} more stages.")
        if tail := self.diagnostics.get("tail"):
            notes.append(
                f"From stage {tail['from']} on steps become smaller for ever; they are listed "
                "until next to nothing is left."
            )
        if self.status == "disagreement":
            notes.append("No map is better than to stay at the beginning and held by everybody.")
            if self.diagnostics.get("target_at_a_loss"):
                notes.append(f"{verdict_on_target(self)}.")
            return [*notes, *self._doubt(), *self.diagnostics.get("remarks", ())]
        if self.status == "short":
            notes.append(f"{verdict_on_target(self)}; this is the best on the way.")
        worth = ", ".join(f"{actor} {value:.4g}" for actor, value in self._pairs(self.values))
        notes.append(f"Worth: {worth}.")
        if self.violated:
            first = self.violated[0]
            when = (
                "after the last stage"
                if first.stage > len(self.stages)
                else (f"in stage {first.stage}")
            )
            notes += self.diagnostics.get("remarks", ())
            notes.append(
                f"Not self-enforcing: {first.actor} breaks off {when}; that is worth "
                f"{first.breaking_off:.4g}, going on {first.going_on:.4g}. A bond of "
                f"{first.bond:.4g} would close this gap."
            )
            return notes
        least = ", ".join(f"{actor} {d:.3g}" for actor, d in self._pairs(self.critical_patience))
        most = ", ".join(f"{actor} {h:.3g}" for actor, h in self._pairs(self.tolerable_hazard))
        notes.append(f"Holds down to a patience of {least}; up to a hazard of {most}.")
        if self.ties:
            notes.append(f"As good by this objective: {len(self.ties)} maps with other values.")
        return [*notes, *self._doubt(), *self.diagnostics.get("remarks", ())]

    def _doubt(self) -> list[str]:
        """Return in words that a search ended early, if it did."""
        if self.diagnostics.get("exact", True):
            return []
        return ["The search ended before it was certain that no map is better (see diagnostics)."]

    def _pairs(self, numbers: FloatArray) -> list[tuple[str, float]]:
        """Return actors with their numbers."""
        return list(zip(self.actors, numbers.tolist(), strict=True))

    def __repr__(self) -> str:
        if not self.stages:
            return f"<RoadMap: {self.status}, nothing is done>"
        shown = [" + ".join(stage) or "pause" for stage in self.stages[:_SHOWN]]
        more = " | …" if len(self.stages) > _SHOWN else ""
        return f"<RoadMap: {self.status}, {' | '.join(shown)}{more}>"


def verdict_on_target(road: RoadMap) -> str:
    """Return in words why a map does not lead to the target that was asked for."""
    notes = road.diagnostics
    if notes.get("target_at_a_loss"):
        return "Maps that hold lead to the target, but somebody would lose by each of them"
    which = ", and that nobody would lose by," if notes.get("losses_left_out") else ""
    found = "leads" if notes.get("target_ruled_out", True) else "was found to lead"
    return f"No map that holds{which} {found} to the target"


def stages_of(model: RoadMapModel, path: FloatArray) -> Stages:
    """Return the names of the measures that move from state to state."""
    return tuple(
        tuple(model.names[place] for place in np.flatnonzero(moved))
        for moved in np.diff(path, axis=0) != 0.0
    )
