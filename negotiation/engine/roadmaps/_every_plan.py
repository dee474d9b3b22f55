"""All self-enforcing plans of a few measures at once, on many terms at a time.

The dynamic programme of `_pareto` drops plans that others beat, which is what makes large lists
tractable, and begins anew for other terms.  With few measures the plans can all be kept: their
moves are the same whatever the terms, so that a plan is worth an array of numbers, one per terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, BoolArray, FloatArray, IntArray, read_only
from negotiation._frozen import FrozenMap
from negotiation.concessions.pareto import efficient, skyline
from negotiation.engine.roadmaps._model import RoadMapModel
from negotiation.engine.roadmaps._pareto import Frontier
from negotiation.engine.roadmaps._states import States
from negotiation.engine.roadmaps._table_model import TableModel
from negotiation.engine.roadmaps._terms import Terms
from negotiation.engine.roadmaps.frontier import RoadMapFrontier

MOST_PLANS = 300_000
"""Plans up to which all are kept."""

_MOST_MEASURES = 8
_NUMBERS = 30_000_000
"""Numbers held at a time, about."""

_GRAIN = 1e-11
"""Share of an actor's flows within which plans are one, as in `_pareto`."""


@dataclass(frozen=True, eq=False)
class _Plans:
    """Plans from one state, one row each.

    Attributes
    ----------
    worth : array, shape (k, n_terms, n_actors)
    held : array of bool, shape (k, n_terms)
        On which terms nobody breaks one off.
    nodes : array of int, shape (k,)
        The plans in the tree of moves; -1 is to stay.
    """

    worth: FloatArray
    held: BoolArray
    nodes: IntArray


def few_plans(model: RoadMapModel, terms: Terms, stages: int, pauses: bool, order: str) -> int:
    """Return how many plans there are; 0 if they are too many or of a kind not meant here."""
    listed = isinstance(model, TableModel) or model.divisible.any()
    if listed or terms.lag > 1 or len(model.measures) > _MOST_MEASURES:
        return 0
    states = States(model, terms, order=order, pauses=pauses)
    into = [states.successors(state) for state in range(len(states))]
    fresh = np.ones(len(states))
    total = fresh.copy()
    for stage in range(stages):
        # To wait and then to stay is to stay.
        fresh = np.array([fresh[each].sum() for each in into]) - (pauses and stage == 0)
        total += fresh
        if total.sum() > MOST_PLANS:
            return 0
    return int(total.sum())


def every_frontier(
    model: RoadMapModel,
    terms: Sequence[Terms],
    *,
    stages: int,
    pauses: bool,
    order: str,
    plans: int,
) -> Iterator[RoadMapFrontier]:
    """Yield the frontier on each of the terms, as `frontier_of` returns it.

    Parameters
    ----------
    model : RoadMapModel
    terms : sequence of Terms
    stages : int
        At most so many, pauses included.
    pauses, order
        As for `roadmap`.
    plans : int
        How many plans there are, as `few_plans` counts them.
    """
    size = int(np.clip(_NUMBERS // (plans * len(model.actors)), 1, 64))
    for first in range(0, len(terms), size):
        some = terms[first : first + size]
        grounds = [States(model, each, order=order, pauses=pauses) for each in some]
        yield from _frontiers(_Batch(grounds), stages)


class _Batch:
    """The same states on several terms, as arrays of shape (n_states, n_terms, n_actors)."""

    def __init__(self, grounds: list[States]) -> None:
        first = grounds[0]
        self.model, self.masks = first.model, first.masks
        self.terms = [each.terms for each in grounds]
        self.into = [first.successors(state).tolist() for state in range(len(first))]
        self.now = np.stack([each.now for each in grounds], axis=1)
        self.lures = np.stack([each.taken + each.left for each in grounds], axis=1)
        self.lasting = np.stack([each.lasting for each in self.terms])
        anywhere = np.array([0])
        self.required = np.array(
            [[each.required(state, anywhere)[0] for each in grounds] for state in range(len(first))]
        )

    def all_plans(self, stages: int) -> tuple[_Plans, IntArray, IntArray]:
        """Return all plans from the beginning that hold on some terms, and the tree of moves."""
        count = len(self.into)
        here = [self._end(state) for state in range(count)]
        found, moves, parents, size = [here[0]], [], [], 0
        for stage in range(stages):
            seen = []
            for state, plans in enumerate(here):
                moves.append(np.full(len(plans.nodes), state))
                parents.append(plans.nodes)
                seen.append(self._entered(state, plans, size))
                size += len(plans.nodes)
            # Plans with all their stages are wanted from the beginning only.
            wanted = range(1 if stage == stages - 1 else count)
            here = [self._grown(state, here, seen) for state in wanted]
            found.append(here[0])
        none: Any = np.empty(0, dtype=np.intp)
        return _joined(found), np.concatenate([none, *moves]), np.concatenate([none, *parents])

    def _end(self, state: int) -> _Plans:
        """Return the plan to stay, if it holds on some terms."""
        worth = (self.now[state] / (1.0 - self.lasting))[None]
        core = self.now[state] + self.lasting * worth - self.lures[state]
        held = (core >= self.required[state]).all(axis=-1)
        kept = held.any(axis=1)
        return _Plans(worth[kept], held[kept], np.full(int(kept.sum()), -1, dtype=np.intp))

    def _entered(self, state: int, plans: _Plans, first: int) -> tuple[_Plans, FloatArray]:
        """Return plans from a state as they look to those about to move into it."""
        worth = self.now[state] + self.lasting * plans.worth
        nodes = np.arange(first, first + len(plans.nodes))
        return _Plans(worth, plans.held, nodes), worth - self.lures[state]

    def _grown(
        self, state: int, here: list[_Plans], seen: list[tuple[_Plans, FloatArray]]
    ) -> _Plans:
        """Return the plans that move on from a state and hold on some terms."""
        required = self.required[state]
        empty = np.zeros((0, *required.shape))
        none = _Plans(empty, np.zeros(empty.shape[:2], np.bool_), np.zeros(0, dtype=np.intp))
        parts = [none]
        for place in self.into[state]:
            plans, core = seen[place]
            if not len(plans.nodes):
                continue
            held = plans.held & (core >= required).all(axis=-1)
            kept = held.any(axis=1)
            if place == state:
                # To wait and then to stay is to stay.
                kept &= here[place].nodes >= 0
            parts.append(_Plans(plans.worth[kept], held[kept], plans.nodes[kept]))
        return _joined(parts)


def _frontiers(batch: _Batch, stages: int) -> Iterator[RoadMapFrontier]:
    """Yield the frontiers on a few terms."""
    found, moves, parents = batch.all_plans(stages)
    near = batch.model.tolerance
    unit = np.where(near > 0.0, near, 1.0)
    grain = np.where(near > 0.0, _GRAIN / TOLERANCE * near, 1.0)
    notes: dict[str, Any] = {"method": "all plans", "stages": stages, "longer": False}
    notes |= {"states": len(batch.masks), "plans": len(moves), "resolution": 0.0}
    for place, each in enumerate(batch.terms):
        rows = np.flatnonzero(found.held[:, place])
        worth = found.worth[rows, place]
        kept = skyline(np.rint(worth / grain))
        kept = kept[efficient(worth[kept], tolerance=near)]
        kept = kept[np.lexsort(np.rint(worth[kept] / unit).T[::-1])]
        nodes = found.nodes[rows[kept]]
        plan = Frontier(worth[kept], nodes, moves, parents, stages, longer=False)
        values = read_only(worth[kept])
        yield RoadMapFrontier(batch.model, each, values, FrozenMap(notes), plan, batch.masks)


def _joined(parts: list[_Plans]) -> _Plans:
    """Return plans of several lists as one."""
    return _Plans(
        np.concatenate([each.worth for each in parts]),
        np.concatenate([each.held for each in parts]),
        np.concatenate([each.nodes for each in parts]),
    )
