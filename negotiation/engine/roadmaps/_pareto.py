"""Every efficient self-enforcing road map over indivisible measures, by dynamic programming.

From the last stage back, each state keeps the plans to go on from it that nobody would break
off and that no other beats for all actors at once.  Worse plans never help: a plan that is
worth more to everybody only makes earlier steps easier to enforce.  Where a breach is seen
late, a plan must also offer less to somebody who has broken off in order to be better.

``F_0(x)`` holds the plan to stay, if nobody gains by breaking off in x;
``F_m(x)`` adds the plans that move to some x' and go on with a plan of ``F_(m-1)(x')``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, IntArray
from negotiation.concessions.pareto import efficient, skyline
from negotiation.engine.roadmaps._states import Plans, States
from negotiation.errors import TooLargeError

_GRAIN = 1e-11
"""Share of an actor's flows within which plans are one: rounding apart, that is."""

MOST_LABELS = 8_000_000
"""Plans that are held at once, at most."""


@dataclass(frozen=True, eq=False)
class Frontier:
    """Efficient plans from the beginning, and the moves behind them.

    Attributes
    ----------
    values : array, shape (k, n_actors)
        In ascending order of the first actor's value.
    ends : array of int, shape (k,)
        The number of each plan in the tree of moves.
    states, parents : array of int
        The state into which each plan of the tree moves, and the plan with which it goes on;
        -1 is the end.
    passes : int
        How many stages were allowed for.
    longer : bool
        Whether one more stage could have added something.
    """

    values: FloatArray
    ends: IntArray
    states: IntArray
    parents: IntArray
    passes: int
    longer: bool

    def path(self, number: int) -> list[int]:
        """Return the states along a plan, the beginning first; it ends with a move."""
        out, node = [0], int(self.ends[number])
        while node >= 0:
            out.append(int(self.states[node]))
            node = int(self.parents[node])
        while len(out) > 1 and out[-1] == out[-2]:
            out.pop()
        return out


class _Tree:
    """The plans made so far: which state each moves into and which plan it goes on with."""

    def __init__(self) -> None:
        self.states: list[IntArray] = []
        self.parents: list[IntArray] = []
        self.count = 0

    def add(self, states: IntArray, parents: IntArray) -> IntArray:
        """Return the numbers of new plans."""
        self.states.append(states)
        self.parents.append(parents)
        numbers = np.arange(self.count, self.count + len(states))
        self.count += len(states)
        if self.count > MOST_LABELS:
            raise TooLargeError(
                "These measures have too many efficient road maps to hold; ask for a coarser "
                'frontier (resolution=0.001), fewer stages, or one map with method="milp".'
            )
        return numbers


@dataclass(frozen=True, eq=False)
class _Label:
    """The plans kept at a state, seen from inside or by those about to move into it."""

    plans: Plans
    nodes: IntArray
    core: FloatArray | None = None

    def same(self, other: _Label) -> bool:
        """Return whether nothing was added."""
        return self.plans.worth.shape == other.plans.worth.shape and bool(
            (self.plans.worth == other.plans.worth).all()
            and (self.plans.lures == other.plans.lures).all()
        )


class _Programme:
    """The recursion over stages."""

    def __init__(self, states: States, resolution: float) -> None:
        self.states, self.tree = states, _Tree()
        size = states.model.tolerance / TOLERANCE
        self.grain = np.where(size > 0, max(_GRAIN, resolution) * size, 1.0)
        self.next = [states.successors(state) for state in range(len(states))]
        self.ends = [self._end(state) for state in range(len(states))]

    def _end(self, state: int) -> _Label:
        """Return the plan to stay, if a map may end there and nobody would break off."""
        plans = self.states.staying(state)
        _, core = self.states.through(state, plans)
        held = (core >= self.states.required(state, np.array([state]))).all(axis=1)
        held &= self.states.may_end(state)
        return _Label(
            Plans(plans.worth[held], plans.lures[held]), np.full(int(held.sum()), -1, dtype=np.intp)
        )

    def seen(self, state: int, label: _Label) -> _Label:
        """Return a state's plans as they look to those about to move into it."""
        plans, core = self.states.through(state, label.plans)
        return _Label(plans, label.nodes, core)

    def grown(self, state: int, seen: list[_Label | None]) -> _Label:
        """Return the plans at a state: to stay, or to move and go on."""
        end = self.ends[state]
        into = [int(each) for each in self.next[state] if seen[each] is not None]
        into = [each for each in into if len(seen[each].nodes)]  # type: ignore[union-attr]
        if not into:
            return end
        labels = [each for each in (seen[place] for place in into) if each is not None]
        counts = [len(each.nodes) for each in labels]
        required = self.states.required(state, np.array(into))
        if len(required) > 1:
            required = np.repeat(required, counts, axis=0)
        core = np.concatenate([each.core for each in labels if each.core is not None])
        held = np.flatnonzero((core >= required).all(axis=1))
        worth = np.concatenate([each.plans.worth for each in labels])[held]
        lures = np.concatenate([each.plans.lures for each in labels])[held]
        worth = np.concatenate([end.plans.worth, worth])
        lures = np.concatenate([end.plans.lures, lures])
        best = self._best(worth, lures)
        moves = best[best >= len(end.nodes)] - len(end.nodes)
        origin = np.repeat(into, counts)[held][moves]
        parents = np.concatenate([each.nodes for each in labels])[held][moves]
        nodes = np.concatenate(
            [end.nodes[best[best < len(end.nodes)]], self.tree.add(origin, parents)]
        )
        return _Label(Plans(worth[best], lures[best]), nodes)

    def _best(self, worth: FloatArray, lures: FloatArray) -> IntArray:
        """Return the plans that no other beats, one of those that differ by rounding only."""
        columns = [worth / self.grain, *(-lures[:, k] / self.grain for k in range(lures.shape[1]))]
        return skyline(np.rint(np.concatenate(columns, axis=1)))


def pareto(states: States, stages: int | None, *, resolution: float = 0.0) -> Frontier:
    """Return all efficient self-enforcing plans from the beginning.

    Parameters
    ----------
    states : States
    stages : int or None
        How many stages a plan may have, pauses included; as many as there are measures if
        left out.
    resolution : float, default 0.0
        Plans that differ by less than this share of what is at stake for an actor may count
        as one.

    Returns
    -------
    Frontier
    """
    programme = _Programme(states, resolution)
    most = len(states.model.measures)
    passes = most if stages is None else stages
    if not states.pauses and passes >= most:
        return _result(programme, _at_once(programme), most, longer=False)
    here = programme.ends
    for _ in range(passes):
        seen: list[_Label | None] = [
            programme.seen(state, label) for state, label in enumerate(here)
        ]
        there = [programme.grown(state, seen) for state in range(len(states))]
        if all(one.same(other) for one, other in zip(here, there, strict=True)):
            return _result(programme, there[0], passes, longer=False)
        here = there
    seen = [programme.seen(state, label) for state, label in enumerate(here)]
    more = programme.grown(0, seen)
    return _result(programme, here[0], passes, longer=not more.same(here[0]))


def _at_once(programme: _Programme) -> _Label:
    """Return the plans at the beginning where every stage has a move: later states come first."""
    seen: list[_Label | None] = [None] * len(programme.states)
    label = programme.ends[-1]
    # A state that has more in force has the larger mask, and so the larger number.
    for state in range(len(programme.states) - 1, -1, -1):
        label = programme.grown(state, seen)
        seen[state] = programme.seen(state, label)
    return label


def _result(programme: _Programme, label: _Label, passes: int, *, longer: bool) -> Frontier:
    """Return the efficient plans in order of what they bring the first actor."""
    worth = label.plans.worth
    kept = np.flatnonzero(efficient(worth, tolerance=programme.states.model.tolerance))
    # In steps of the tolerance, so that rounding does not decide the order of equal values.
    step = np.where(programme.states.model.tolerance > 0, programme.states.model.tolerance, 1.0)
    kept = kept[np.lexsort(np.rint(worth[kept] / step).T[::-1])]
    none = np.empty(0, dtype=np.intp)
    return Frontier(
        worth[kept],
        label.nodes[kept],
        np.concatenate([none, *programme.tree.states]),
        np.concatenate([none, *programme.tree.parents]),
        passes,
        longer,
    )
