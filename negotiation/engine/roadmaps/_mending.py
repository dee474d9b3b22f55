"""The least change of one kind that makes a self-enforcing road map exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray
from negotiation.concessions.measure import Measure
from negotiation.engine.roadmaps._answer import RoadMap
from negotiation.engine.roadmaps._model import Appraisal, RoadMapModel
from negotiation.engine.roadmaps._objective import Objective
from negotiation.engine.roadmaps._table_model import TableModel, valid_masks
from negotiation.engine.roadmaps._terms import Terms
from negotiation.engine.roadmaps.frontier import frontier_of
from negotiation.errors import TooLargeError

MOST_STATES = 1 << 9
"""States of a model that is asked again and again, at most."""

MOST_PARTS = 5
"""Equal parts into which a step is split, at most."""

SCAN = 16
"""Values of patience or hazard that are tried before the first that works is refined."""

FARTHEST = 1000.0
"""By how much impatience is divided at most."""

_ROUNDS = 16
_SLIDES = 50
_TRIMS = 200


@dataclass(frozen=True, eq=False)
class Search:
    """What is asked of a map, whatever the measures and the terms.

    Attributes
    ----------
    whole : bool
        Whether all measures must be in force in the end; else the objective must choose a map
        with a step in it.
    objective : object
        As `RoadMapFrontier.best` takes it.
    ways : dict
        ``stages``, ``pauses`` and ``order``.
    """

    whole: bool
    objective: Objective
    ways: dict[str, Any]

    def with_stages(self, count: int) -> Search:
        """Return the same question with another number of stages allowed."""
        return replace(self, ways={**self.ways, "stages": count})

    def road(self, model: RoadMapModel, terms: Terms) -> RoadMap | None:
        """Return the best map, checked step by step; ``None`` if there is none."""
        frontier = frontier_of(model, terms, whole=self.whole, **self.ways)
        road = frontier.best(self.objective)
        return road if road.status == "ok" and road.appraisal.holds else None


class Change(NamedTuple):
    """A change to the list of measures, in words."""

    kind: str
    words: str
    size: float
    model: RoadMapModel


def flips(model: RoadMapModel) -> list[Change]:
    """Return the models in which one measure that was irreversible is not, or the reverse."""
    out = []
    for place, each in enumerate(model.measures):
        turned = replace(each, reversible=not each.reversible)
        measures = [*model.measures[:place], turned, *model.measures[place + 1 :]]
        kind = "reversible" if turned.reversible else "irreversible"
        words = f"make {each.name} {kind}"
        out.append(Change(kind, words, 1.0, replace(model, measures=tuple(measures))))
    return out


def splits(model: RoadMapModel) -> list[Iterator[Change]]:
    """Return, per measure, the models in which it is taken in 2, 3, … equal parts."""
    if isinstance(model, TableModel):
        return []
    return [_splits(model, place) for place in range(len(model.measures))]


def _splits(model: RoadMapModel, place: int) -> Iterator[Change]:
    whole = model.measures[place]
    for count in range(2, MOST_PARTS + 1):
        parts = _parts(whole, count)
        others = [
            replace(
                each,
                needs=tuple(parts[-1].name if need == whole.name else need for need in each.needs),
            )
            for each in model.measures
        ]
        measures = (*others[:place], *parts, *others[place + 1 :])
        split = RoadMapModel(measures, model.actors)
        try:
            valid_masks(split, 2 * MOST_STATES)
        except TooLargeError:
            return
        yield Change("split", f"take {whole.name} in {count} equal parts", float(count), split)


def _parts(whole: Measure, count: int) -> list[Measure]:
    """Return equal parts of a measure, each of which needs the one before."""
    names = [f"{whole.name} ({k + 1} of {count})" for k in range(count)]
    return [
        replace(
            whole,
            name=name,
            cost=whole.cost / count,
            benefits={actor: worth / count for actor, worth in whole.benefits.items()},
            needs=whole.needs if not k else (names[k - 1],),
        )
        for k, name in enumerate(names)
    ]


def stakes(model: RoadMapModel) -> FloatArray:
    """Return what is at stake for each actor, shape (n_actors,); 1 where nothing is."""
    return np.where(model.tolerance > 0, model.tolerance / TOLERANCE, 1.0)


def least_bonds(
    search: Search, model: RoadMapModel, terms: Terms, weights: FloatArray
) -> tuple[FloatArray, RoadMap] | None:
    """Return the least further bonds in given proportions that make a map exist, and the map.

    A map that holds with some bond tells exactly how much of it is needed; then less than that
    is tried, until no map holds.

    Parameters
    ----------
    search : Search
    model : RoadMapModel
    terms : Terms
    weights : array, shape (n_actors,)
        Proportions, in units of what is at stake for each actor; 0 for those who post none.
    """
    unit = weights * stakes(model) / terms.forfeit
    share = 3.0  # no breach brings more than is at stake, nor does going on cost more
    best = None
    for _ in range(_TRIMS):
        road = search.road(model, replace(terms, bonds=terms.bonds + share * unit))
        if road is None:
            break
        lacking = RoadMap(model, terms, road.path, "broken").needed_bonds.max(axis=0)
        used = lacking[unit > 0] / unit[unit > 0]
        best = (lacking, road.path)
        # A little less than this map needs, so that the next one is another.
        share = float(used.max()) - 4.0 * TOLERANCE
        if share <= 0.0:
            break
    if best is None:
        return None
    bonds = np.where(unit > 0, best[0], 0.0)
    return bonds, RoadMap(model, replace(terms, bonds=terms.bonds + bonds), best[1], "ok")


def least_shift(
    search: Search, model: RoadMapModel, shifted: Callable[[float], Terms]
) -> tuple[float, RoadMap] | None:
    """Return the least shift of the terms, from 0 to 1, at which a map exists, and the map.

    The shifts that work need not be an interval: `SCAN` of them are tried in order, and between
    the first that works and the one before the search goes on by halves.
    """
    low = 0.0
    for high in np.linspace(0.0, 1.0, SCAN + 1)[1:]:
        road = search.road(model, shifted(float(high)))
        if road is not None:
            break
        low = float(high)
    else:
        return None
    high = float(high)
    for _ in range(_ROUNDS):
        high = _slid(road, shifted, low, high)
        middle = (low + high) / 2.0
        other = search.road(model, shifted(middle))
        if other is None:
            low = middle
        else:
            road, high = other, middle
    high = _slid(road, shifted, low, high)
    return high, RoadMap(model, shifted(high), road.path, "ok")


def _slid(road: RoadMap, shifted: Callable[[float], Terms], low: float, high: float) -> float:
    """Return the least shift, by halves, at which a map that holds at `high` still does."""
    for _ in range(_SLIDES):
        middle = (low + high) / 2.0
        if Appraisal(road.model, road.path, shifted(middle)).holds:
            high = middle
        else:
            low = middle
    return high


def more_patient(terms: Terms, who: Sequence[bool]) -> Callable[[float], Terms]:
    """Return the terms by how far the impatience of some actors is divided, up to `FARTHEST`."""

    def shifted(shift: float) -> Terms:
        patience = 1.0 - (1.0 - terms.patience) / FARTHEST**shift
        return replace(terms, patience=np.where(who, patience, terms.patience))

    return shifted


def less_hazard(terms: Terms) -> Callable[[float], Terms]:
    """Return the terms by the share of the hazard that is taken away."""
    return lambda shift: replace(terms, hazard=terms.hazard * (1.0 - shift))
