"""The first condition in the way of a self-enforcing road map, in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation.engine.roadmaps._answer import Condition, RoadMap
from negotiation.engine.roadmaps._mending import Search, least_bonds, stakes
from negotiation.engine.roadmaps._model import Appraisal
from negotiation.engine.roadmaps._setting import Setting
from negotiation.engine.roadmaps._table_model import TableModel


@dataclass(frozen=True, eq=False)
class Obstacle:
    """Why there is no map.

    Attributes
    ----------
    reason : str
    condition : Condition or None
    nearest : RoadMap or None
    final : bool
        Whether no change of measures and terms can help.
    """

    reason: str
    condition: Condition | None = None
    nearest: RoadMap | None = None
    final: bool = False


def obstacle(setting: Setting, search: Search) -> Obstacle:
    """Return the first condition that the map to the target that comes nearest does not meet."""
    model, terms = setting.model, setting.terms
    if search.whole and isinstance(model, TableModel) and not model.allowed[-1]:
        barred = setting.barred or ("a constraint or red line",)
        return Obstacle(
            f"No order of steps helps: the target is barred by {barred[0]}.", final=True
        )
    nearest = least_bonds(
        Search(search.whole, "utilitarian", search.ways), model, terms, np.ones(len(model.actors))
    )
    if nearest is None:
        rules = isinstance(model, TableModel) and not model.allowed.all()
        bars = "constraints and red lines bar the way, " if rules else ""
        if search.whole:
            why = f"there are too few stages, {bars}or somebody would lose by it"
            return Obstacle(f"No order of steps leads there, whatever the bonds: {why}.")
        return Obstacle(
            "No order of steps makes somebody better off and nobody worse off, whatever the bonds."
        )
    tried = RoadMap(model, terms, nearest[1].path, "broken")
    if not tried.violated:
        return Obstacle("The order that comes nearest misses by rounding only.", nearest=tried)
    return _told(tried)


def _told(tried: RoadMap) -> Obstacle:
    """Return what breaks a map first: its end, if that would break any map to it, or a step."""
    model, first = tried.model, tried.violated[0]
    end = Appraisal(model, np.stack([np.zeros(len(model.measures)), tried.path[-1]]), tried.terms)
    loose = np.flatnonzero(end.slack[-1] < -model.tolerance)
    if len(loose):
        # What the last state does not hold together, no order of steps does.
        first = _at_the_end(tried)[int(loose[np.argmin((end.slack[-1] / stakes(model))[loose])])]
        start = f"Once all is done {first.actor} would break off"
        rest = " That is so whatever the order of the steps."
    else:
        steps = " | ".join(" + ".join(stage) or "pause" for stage in tried.stages)
        start = (
            f"Of all orders this comes nearest: {steps}. But {first.actor} would break off in "
            f"stage {first.stage}"
        )
        rest = ""
    reason = (
        f"{start}: that is worth {first.breaking_off:.4g}, going on {first.going_on:.4g}, "
        f"{-first.slack:.4g} less.{rest}"
    )
    return Obstacle(reason, first, tried)


def _at_the_end(road: RoadMap) -> tuple[Condition, ...]:
    """Return the conditions after the last stage, met or not."""
    given, bonds = road.appraisal, road.needed_bonds
    return tuple(
        Condition(
            len(road.path),
            actor,
            float(given.values[-1, place]),
            float(given.breaches[-1, place]),
            float(bonds[-1, place]),
        )
        for place, actor in enumerate(road.actors)
    )
