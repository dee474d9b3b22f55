"""What measures bring along a path of states, and what breaking off at any step of it brings.

A *state* says how far each measure is in force, from 0 to 1.  Its *floor* is what of it cannot
be withdrawn: irreversible measures, and what of their owner's other measures they need.  A
*path* ``x^0 = 0, x^1, …, x^T`` is held at its end for ever.  With
discount factor d and the hazard h that all falls to the floor after a period, actor i's value
is

    ``V^t = (1 - d) pi(x^t) + d [(1 - h) V^(t+1) + h pi(f(x^t))]``.

Instead of moving from ``x^t`` to ``x^(t+1)`` it may keep to its own floor.  The others make
their moves until the breach is seen, one period later or ``lag`` of them; then everybody is at
the floor for ever.  The path is *self-enforcing* if ``V^(t+1) >= D^t`` for every actor and every
move, and in the state in which it ends, where nobody moves any more.

For a lag of one period, with received benefits B and own costs C,

    ``D^t = (1 - d) [B(x^(t+1)) - C(f(x^t))] + d [B(f(x^(t+1))) - C(f(x^t))]``.

The hazard is not in it: who breaks off is at the floor after that period either way.  While a
breach is hidden for longer, the hazard counts as it does without one.  A forfeited bond takes
``(1 - d)`` of itself off, in the period in which the breach is seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, BoolArray, FloatArray, IntArray, floats, read_only
from negotiation.concessions.measure import Measure, actors_of, measures_of
from negotiation.engine.roadmaps._terms import Terms
from negotiation.errors import InvalidValueError, NotDefinedError


@dataclass(frozen=True, eq=False)
class RoadMapModel:
    """Measures as arrays, and the flows of payoffs that they cause.

    Parameters
    ----------
    measures : sequence of Measure
    actors : tuple of str, optional
        Whose payoffs are counted; in the order in which measures name them if left out.
    """

    measures: tuple[Measure, ...]
    actors: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        measures = measures_of(self.measures)
        object.__setattr__(self, "measures", measures)
        object.__setattr__(self, "actors", tuple(self.actors) or actors_of(measures))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the measures."""
        return tuple(each.name for each in self.measures)

    @cached_property
    def owner(self) -> IntArray:
        """The number of each measure's owner, shape (n_measures,)."""
        owners = [self.actors.index(each.owner) for each in self.measures]
        owner: IntArray = read_only(np.array(owners, dtype=np.intp))
        return owner

    @cached_property
    def reversible(self) -> BoolArray:
        """Whether each measure can be withdrawn, shape (n_measures,)."""
        flags: BoolArray = read_only(np.array([each.reversible for each in self.measures]))
        return flags

    @cached_property
    def divisible(self) -> BoolArray:
        """Whether each measure can be in force in part, shape (n_measures,)."""
        flags: BoolArray = read_only(np.array([each.divisible for each in self.measures]))
        return flags

    @cached_property
    def needs(self) -> tuple[tuple[int, int], ...]:
        """Pairs of measures of which the first cannot be in force without the second."""
        return tuple(
            (place, self.names.index(need))
            for place, each in enumerate(self.measures)
            for need in each.needs
        )

    @cached_property
    def spending(self) -> FloatArray:
        """What each measure costs each actor, shape (n_measures, n_actors)."""
        table = np.zeros((len(self.measures), len(self.actors)))
        table[np.arange(len(table)), self.owner] = [each.cost for each in self.measures]
        return floats(table, "costs")

    @cached_property
    def receiving(self) -> FloatArray:
        """What each measure brings each actor, shape (n_measures, n_actors)."""
        table = [
            [float(each.benefits.get(actor, 0.0)) for actor in self.actors]
            for each in self.measures
        ]
        return floats(table, "benefits")

    @cached_property
    def tolerance(self) -> FloatArray:
        """Differences in payoff that count as none, shape (n_actors,)."""
        size = (self.spending + np.abs(self.receiving)).sum(axis=0)
        return floats(TOLERANCE * size, "The sums of costs and benefits")

    def received(self, levels: Any) -> FloatArray:
        """Return what each actor receives from the others, shape (..., n_actors)."""
        received: FloatArray = np.asarray(levels, dtype=np.float64) @ self.receiving
        return received

    def spent(self, levels: Any) -> FloatArray:
        """Return what each actor's own measures cost it, shape (..., n_actors)."""
        spent: FloatArray = np.asarray(levels, dtype=np.float64) @ self.spending
        return spent

    def flows(self, levels: Any) -> FloatArray:
        """Return each actor's payoff per period in states of shape (..., n_measures)."""
        return self.received(levels) - self.spent(levels)

    @cached_property
    def above(self) -> BoolArray:
        """Whether the first measure is needed by the second of the same owner, directly or not."""
        count = len(self.measures)
        above = np.zeros((count, count), dtype=np.bool_)
        for one, other in self.needs:
            above[other, one] = self.owner[one] == self.owner[other]
        for middle in range(count):
            above |= above[:, middle, None] & above[middle]
        return above

    @cached_property
    def locks(self) -> BoolArray:
        """Whether the second measure, in force, keeps the first one from being withdrawn."""
        locks: BoolArray = self.above & self.reversible[:, None] & ~self.reversible
        return locks

    def floor(self, levels: Any) -> FloatArray:
        """Return what of states cannot be withdrawn, shape (..., n_measures)."""
        here = np.asarray(levels, dtype=np.float64)
        floor: FloatArray = np.where(self.reversible, 0.0, here)
        for place in np.flatnonzero(self.locks.any(axis=1)):
            floor[..., place] = here[..., self.locks[place]].max(axis=-1)
        return floor

    @cached_property
    def anchors(self) -> IntArray:
        """The measure whose level is the floor of each, shape (n_measures,); -1 where it is 0.

        Raises
        ------
        NotDefinedError
            If no single one is, since several irreversible ones need a measure, none of which
            all the others need.
        """
        anchors = np.where(self.reversible, -1, np.arange(len(self.measures)))
        for place in np.flatnonzero(self.locks.any(axis=1)):
            able = self.locks[place]
            lowest = np.flatnonzero(able & (1 + self.above[:, able].sum(axis=1) == able.sum()))
            if not len(lowest):
                raise NotDefinedError(
                    "Several irreversible measures need this one, and no one of them is needed by "
                    'all the others; programmes do not know that. method="pareto" does.',
                    measure=self.names[place],
                )
            anchors[place] = lowest[0]
        return anchors

    def breach(self, path: FloatArray, lag: int) -> tuple[FloatArray, FloatArray]:
        """Return what a breach brings while it is hidden, and once all have fallen.

        Parameters
        ----------
        path : array, shape (n_stages + 1, n_measures)
        lag : int

        Returns
        -------
        hidden, fallen : array, shape (n_options, n_stages + 1, lag, n_actors)
            The flow in the j-th period after breaking off instead of the t-th move (the last
            row: in the state in which the path ends), and the flow for ever after everybody has
            fallen to the floor of that period's state.  Options are ways to break off.
        """
        stages = len(path) - 1
        ahead = np.minimum(np.arange(stages + 1)[:, None] + 1 + np.arange(lag), stages)
        own = self.spent(self.floor(path))[:, None, :]
        hidden = self.received(path[ahead]) - own
        fallen = self.received(self.floor(path[ahead])) - own
        return hidden[None], fallen[None]


@dataclass(frozen=True, eq=False)
class Appraisal:
    """What a path is worth to everybody at every step, beside what breaking off is worth.

    Parameters
    ----------
    model : RoadMapModel
    path : array, shape (n_stages + 1, n_measures)
        States, the first of them the beginning.
    terms : Terms

    Attributes
    ----------
    values : array, shape (n_stages + 1, n_actors)
        Row t is the worth of going on from before the t-th move, that is ``V^(t+1)``; the last
        row is that of staying in the last state, and the first that of the whole path.
    breaches : array, shape (n_stages + 1, n_actors)
        The worth of breaking off instead of that move, or in the last state.
    slack : array, shape (n_stages + 1, n_actors)
        Values less breaches.
    """

    model: RoadMapModel
    path: FloatArray
    terms: Terms
    values: FloatArray = field(init=False)
    breaches: FloatArray = field(init=False)
    slack: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", read_only(values_along(self)))
        object.__setattr__(self, "breaches", read_only(breaches_along(self)))
        object.__setattr__(self, "slack", read_only(self.values - self.breaches))

    @property
    def spare(self) -> FloatArray:
        """The slack, 0 where it is within the tolerance: as it is shown."""
        near = np.abs(self.slack) <= self.model.tolerance
        return np.where(near, 0.0, self.slack)

    @property
    def holds(self) -> bool:
        """Whether nobody ever has an interest to break off, knife edges included."""
        return bool((self.slack >= -self.model.tolerance).all())


def values_along(given: Appraisal) -> FloatArray:
    """Return the worth of going on before every move and at the end, shape (T + 1, n_actors)."""
    d, h = given.terms.patience, given.terms.hazard
    flows = given.model.flows(given.path)
    floors = given.model.flows(given.model.floor(given.path))
    now = (1.0 - d) * flows + d * h * floors
    worth = now.copy()
    worth[-1] /= 1.0 - given.terms.lasting
    for stage in range(len(now) - 2, -1, -1):
        worth[stage] += given.terms.lasting * worth[stage + 1]
    # Row t is V^(t+1); the last state follows upon itself.
    return np.concatenate([worth[1:], worth[-1:]])


def breaches_along(given: Appraisal) -> FloatArray:
    """Return the worth of breaking off instead of every move and at the end, the best way."""
    terms = given.terms
    hidden, fallen = given.model.breach(given.path, terms.lag)
    d = terms.patience
    worth = (1.0 - d) * hidden[:, :, -1] + d * fallen[:, :, -1]
    for period in range(terms.lag - 2, -1, -1):
        later = terms.hazard * fallen[:, :, period] + (1.0 - terms.hazard) * worth
        worth = (1.0 - d) * hidden[:, :, period] + d * later
    best: FloatArray = worth.max(axis=0) - terms.forfeit * terms.bonds
    return best


def path_of(model: RoadMapModel, stages: Any) -> FloatArray:
    """Return the states along stages given as names of measures, shape (T + 1, n_measures)."""
    path = [np.zeros(len(model.measures))]
    for place, stage in enumerate(stages):
        state = path[-1].copy()
        for name in stage:
            if state[model.names.index(name)]:
                raise InvalidValueError(
                    "The measure is in force already.", stage=place + 1, measure=name
                )
            state[model.names.index(name)] = 1.0
        path.append(state)
    return np.array(path)
