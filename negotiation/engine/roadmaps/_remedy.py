"""Changes that make a self-enforcing road map exist, and which of them is the cheapest."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from negotiation._shares import counted
from negotiation.engine.roadmaps._answer import RoadMap
from negotiation.engine.roadmaps._mending import (
    MOST_PARTS,
    Change,
    Search,
    flips,
    least_bonds,
    least_shift,
    less_hazard,
    more_patient,
    splits,
    stakes,
)
from negotiation.engine.roadmaps._model import RoadMapModel
from negotiation.engine.roadmaps._terms import Terms

KINDS = ("reversible", "irreversible", "split", "stages", "bond", "lag", "hazard", "patience")
"""Kinds of change, those that a text can bring about first, then money, then what nobody signs."""

_RANK = {"reversible": 0, "irreversible": 0, "split": 0, "stages": 0, "two changes": 0, "bond": 1}


@dataclass(frozen=True, eq=False)
class Remedy:
    """A change that makes a self-enforcing road map exist.

    Attributes
    ----------
    kind : str
        One of `KINDS`; ``"two changes"`` for a pair of changes to the list of measures.
    change : str
        In words.
    size : float
        By its own measure: the number of equal parts, of further stages, the sum of the bonds,
        by how much patience rises for whom it rises most, by how much hazard or lag falls; else
        how many measures are changed.
    changes : int
        How many things are changed: measures, bonds, actors' patience.
    road : RoadMap
        The best map that it makes possible, with its values and the terms it rests on.
    """

    kind: str
    change: str
    size: float
    changes: int
    road: RoadMap

    @property
    def values(self) -> Any:
        """What the map that it makes possible is worth to each actor, shape (n_actors,)."""
        return self.road.values

    def __repr__(self) -> str:
        return f"<Remedy: {self.change}; then {self.road!r}>"


def all_remedies(
    model: RoadMapModel, terms: Terms, search: Search, kinds: tuple[str, ...]
) -> list[Remedy]:
    """Return the changes that make a map exist, each kind tried on its own, the cheapest first."""
    out = list(_of_the_list(model, terms, search, kinds))
    if "bond" in kinds:
        out += _bonds(model, terms, search)
    if "lag" in kinds:
        out += _lag(model, terms, search)
    if "hazard" in kinds and terms.hazard > 0.0:
        out += _hazard(model, terms, search)
    if "patience" in kinds:
        out += _patience(model, terms, search)
    return sorted(out, key=lambda each: _cost(each, model, terms))


def _cost(remedy: Remedy, model: RoadMapModel, terms: Terms) -> tuple[Any, ...]:
    """Return what remedies are put in order by."""
    unit = stakes(model)
    rank = _RANK.get(remedy.kind, 2)
    bonds = float(((remedy.road.terms.bonds - terms.bonds) / unit).sum())
    size = (0.0, bonds, remedy.size)[rank]
    joint = float((remedy.values / unit).sum())
    return remedy.changes, rank, round(size, 9), -round(joint, 9), remedy.change


def _of_the_list(
    model: RoadMapModel, terms: Terms, search: Search, kinds: tuple[str, ...]
) -> Iterator[Remedy]:
    """Yield changes of one measure that suffice, or of two if no single one does."""
    alone = []
    turned = [each for each in flips(model) if each.kind in kinds]
    for change in turned:
        alone += _tried(change, terms, search)
    longer = _longer(model, terms, search)
    if "stages" in kinds:
        alone += longer
    if "split" in kinds:
        alone += _split(model, terms, search, longer)
    yield from alone
    if alone:
        return
    for one, two in itertools.combinations(turned, 2):
        both = tuple(
            second if first is old else first
            for first, second, old in zip(
                one.model.measures, two.model.measures, model.measures, strict=True
            )
        )
        words = f"{one.words} and {two.words}"
        change = Change("two changes", words, 2.0, replace(model, measures=both))
        yield from _tried(change, terms, search, 2)


def _longer(model: RoadMapModel, terms: Terms, search: Search) -> list[Remedy]:
    """Return the least number of stages, up to twice as many, with which a map exists."""
    now = search.ways["stages"]
    for more in range(1, max(now, len(model.measures)) + 1):
        found = search.with_stages(now + more).road(model, terms)
        if found is not None:
            words = f"allow {counted(now + more, 'stage')}"
            return [Remedy("stages", words, float(more), 1, found)]
    return []


def _split(model: RoadMapModel, terms: Terms, search: Search, longer: list[Remedy]) -> list[Remedy]:
    """Return, per measure, the least number of equal parts that suffices, if any does.

    A step in more parts may take more stages, but not so many that these alone would do.
    """
    now = search.ways["stages"]
    most = now + int(longer[0].size) - 1 if longer else 2 * MOST_PARTS + now
    out = []
    for parts in splits(model):
        for change in parts:
            stages = min(now + int(change.size) - 1, most)
            found = _tried(change, terms, search.with_stages(stages))
            if found:
                out += found
                break
    return out


def _tried(change: Change, terms: Terms, search: Search, changes: int = 1) -> list[Remedy]:
    """Return a change of the list as a remedy, if it is one."""
    road = search.road(change.model, terms)
    return [] if road is None else [Remedy(change.kind, change.words, change.size, changes, road)]


def _bonds(model: RoadMapModel, terms: Terms, search: Search) -> list[Remedy]:
    """Return the least bond of each actor alone that suffices, or of several."""
    rows = list(np.eye(len(model.actors)))
    out: list[Remedy] = []
    for weights in [*rows, np.ones(len(rows))]:
        if weights.sum() > 1.0 and (out or len(rows) == 1):
            break
        found = least_bonds(search, model, terms, weights)
        if found is None:
            continue
        bonds, road = found
        posted = [(name, b) for name, b in zip(model.actors, bonds, strict=True) if b > 0.0]
        words = " and ".join(f"a bond of {b:.4g} by {name}" for name, b in posted)
        out.append(Remedy("bond", words, float(bonds.sum()), len(posted), road))
    return out


def _lag(model: RoadMapModel, terms: Terms, search: Search) -> list[Remedy]:
    """Return the longest shorter lag that suffices."""
    for lag in range(terms.lag - 1, 0, -1):
        road = search.road(model, replace(terms, lag=lag))
        if road is not None:
            words = f"see a breach after {lag} period{'s' if lag > 1 else ''}, not {terms.lag}"
            return [Remedy("lag", words, float(terms.lag - lag), 1, road)]
    return []


def _hazard(model: RoadMapModel, terms: Terms, search: Search) -> list[Remedy]:
    """Return the least fall of the hazard that suffices."""
    found = least_shift(search, model, less_hazard(terms))
    if found is None:
        return []
    road = found[1]
    left = road.terms.hazard
    words = f"a hazard of {left:.4g}, not {terms.hazard:.4g}"
    return [Remedy("hazard", words, terms.hazard - left, 1, road)]


def _patience(model: RoadMapModel, terms: Terms, search: Search) -> list[Remedy]:
    """Return the least rise of each actor's patience that suffices, and of everybody's."""
    count = len(model.actors)
    out = []
    for who in [*np.eye(count, dtype=np.bool_), *([np.ones(count, dtype=np.bool_)] * (count > 1))]:
        found = least_shift(search, model, more_patient(terms, who))
        if found is None:
            continue
        road = found[1]
        rise = road.terms.patience - terms.patience
        words = " and ".join(
            f"{name} {d:.4g}"
            for name, d, changed in zip(model.actors, road.terms.patience, who, strict=True)
            if changed
        )
        out.append(
            Remedy("patience", f"a patience of {words}", float(rise.max()), int(who.sum()), road)
        )
    return out
