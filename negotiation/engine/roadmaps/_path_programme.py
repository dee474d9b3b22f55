"""Self-enforcing road maps of divisible measures as a linear programme.

Variables are the steps between stages, measure by measure, so that a map without withdrawals
needs no further condition; and, where there is a tail, what is exchanged in it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, units
from negotiation.engine._programme import linear_programme
from negotiation.engine.roadmaps._model import RoadMapModel
from negotiation.engine.roadmaps._rows import on_steps, rows_of
from negotiation.engine.roadmaps._tail import Tail, unfolded, unravels
from negotiation.engine.roadmaps._terms import Terms
from negotiation.errors import NegotiationError


class PathProgramme:
    """The values that self-enforcing maps of some number of stages can have.

    Parameters
    ----------
    model : RoadMapModel
        Additive, all measures divisible.
    terms : Terms
    stages : int
        At least 1.
    tail : Tail, optional
    shut : array of bool, shape (n_measures,), optional
        Measures that are not used.

    Attributes
    ----------
    worth : array, shape (n_actors, n_variables)
        Each actor's value in units of what is at stake for it.
    unit : array, shape (n_actors,)
        Those units.
    asked : int
        Programmes solved so far.
    """

    def __init__(
        self,
        model: RoadMapModel,
        terms: Terms,
        stages: int,
        *,
        tail: Tail | None = None,
        shut: BoolArray | None = None,
    ) -> None:
        self.model, self.terms, self.stages, self.tail = model, terms, stages, tail
        self.unit: FloatArray = units((model.spending + np.abs(model.receiving)).sum(axis=0))
        self.asked = 0
        rows = rows_of(model, terms, stages)
        # No value falls short of a breach by more than a few units: larger bonds are as good.
        unit, floor = self.unit[:, None], np.maximum(rows.floor / self.unit, -_FORFEIT)
        incentive = on_steps(rows.incentive, stages) / unit
        self.worth: FloatArray = on_steps(rows.worth[0], stages) / unit
        closed = np.zeros(self.worth.shape[1], dtype=np.bool_)
        ends, least = np.zeros((0, self.worth.shape[1])), np.zeros(0)
        if tail is not None:
            count = len(model.measures)
            # The state in which the tail ends must hold, and the tail itself.
            last = np.pad(incentive[-1], ((0, 0), (0, count)))
            own = np.pad(tail.least / self._sizes(tail.least), ((0, 0), (stages * count, 0)))
            ends = np.concatenate([last, own])
            least = np.concatenate([floor, np.zeros(len(own))])
            incentive = np.concatenate([incentive, tail.incentive / unit], axis=2)
            whole = terms.lasting[:, None] ** stages * tail.worth / unit
            self.worth = np.concatenate([self.worth, whole], axis=1)
            closed = np.concatenate([closed, ~tail.open])
        elif unravels(model, terms):
            closed = np.tile(model.spending.any(axis=1), stages)
        if shut is not None:
            closed = closed | np.tile(shut, len(closed) // len(shut))
        # Nobody is worse off than at the beginning.
        flat = incentive.reshape(-1, incentive.shape[-1])
        self._rows = np.concatenate([flat, self.worth, ends])
        self._least = np.concatenate([np.tile(floor, stages + 1), np.zeros(len(self.worth)), least])
        self.bounds = [(0.0, 0.0 if shut else 1.0) for shut in closed]
        self._caps, self._full = self._limits()

    @staticmethod
    def _sizes(rows: FloatArray) -> FloatArray:
        """Return the largest entry of every row, to divide by."""
        size = np.abs(rows).max(axis=1, keepdims=True, initial=0.0)
        return np.where(size > 0.0, size, 1.0)

    def _limits(self) -> tuple[Any, FloatArray]:
        """Return rows that keep levels up to 1, and below those of the measures they need."""
        count = len(self.model.measures)
        columns = self.worth.shape[1]
        place = np.arange(columns) % count
        caps = [(place == measure).astype(float) for measure in range(count)]
        full = [1.0] * count
        for stage in range(1, self.stages + 1):
            known = np.arange(columns) < stage * count
            for measure, need in self.model.needs:
                caps.append(((place == measure) * 1.0 - (place == need)) * known)
                full.append(0.0)
        return np.array(caps), np.array(full)

    def best(self, goal: FloatArray) -> FloatArray:
        """Return the variables that maximise ``goal @ values``, values in units.

        Raises
        ------
        NegotiationError
            If the programme cannot be solved for the size of its numbers.
        """
        found = self.best_beside(goal, np.zeros((0, len(self.unit))), np.zeros(0))
        if found is None:
            raise NegotiationError(
                "The linear programme of the road map was not solved. Costs and benefits that "
                "differ less in size would help."
            )
        return found

    def best_beside(self, goal: FloatArray, rows: Any, least: Any) -> FloatArray | None:
        """Return the variables that maximise ``goal @ values`` beside further conditions.

        Parameters
        ----------
        goal : array, shape (n_actors,)
        rows, least : arrays, shapes (k, n_actors) and (k,)
            Conditions ``rows @ values >= least``.

        Returns
        -------
        array, shape (n_variables,), or None
            ``None`` if rounding makes conditions that just hold fail.
        """
        costs = -(np.asarray(goal) @ self.worth)
        above = np.concatenate([-(np.reshape(rows, (-1, len(goal))) @ self.worth), -self._rows])
        limit = np.concatenate([-np.ravel(least), -self._least])
        return self._solved(
            costs / (np.abs(costs).max() or 1.0),
            np.concatenate([above, self._caps]),
            np.concatenate([limit, self._full]),
            self.bounds,
        )

    def raised(self, actors: Any, rows: Any, least: Any) -> FloatArray | None:
        """Return variables that make the smallest raw value among some actors as large as can be.

        Parameters
        ----------
        actors : array of int
        rows, least : arrays, shapes (k, n_actors) and (k,)
            Further conditions on values in units.

        Returns
        -------
        array, shape (n_variables,), or None
            As for `best_beside`.
        """
        scale = self.unit / self.unit.max()
        wide = np.concatenate(
            [
                np.column_stack([-(scale[:, None] * self.worth)[actors], np.ones(len(actors))]),
                np.pad(-(np.reshape(rows, (-1, len(scale))) @ self.worth), ((0, 0), (0, 1))),
                np.pad(-self._rows, ((0, 0), (0, 1))),
                np.pad(self._caps, ((0, 0), (0, 1))),
            ]
        )
        limit = np.concatenate([np.zeros(len(actors)), -np.ravel(least), -self._least, self._full])
        costs = np.append(np.zeros(self.worth.shape[1]), -1.0)
        found = self._solved(costs, wide, limit, [*self.bounds, (0.0, None)])
        return None if found is None else found[:-1]

    def _solved(
        self, costs: FloatArray, above: FloatArray, limit: FloatArray, bounds: Any
    ) -> FloatArray | None:
        """Return the variables at the minimum of a programme; ``None`` if HiGHS finds none."""
        self.asked += 1
        answer = linear_programme(costs, A_ub=above, b_ub=limit, bounds=bounds)
        return None if answer.x is None else np.clip(answer.x, 0.0, 1.0)

    def path(self, variables: FloatArray) -> tuple[FloatArray | None, FloatArray | None]:
        """Return the states that variables stand for, and what is exchanged in the tail.

        Returns
        -------
        states : array, shape (n_stages + 1, n_measures)
            The stages of a tail included, until next to nothing is left of it; ``None`` if those
            are too many.
        amounts : array, shape (n_measures,), or None
            ``None`` without a tail.
        """
        count = len(self.model.measures)
        split = variables.reshape(-1, count)
        states = np.cumsum(np.where(split < _DUST, 0.0, split)[: self.stages], axis=0)
        states = np.concatenate([np.zeros((1, count)), np.minimum(states, 1.0)])
        amounts = None
        if self.tail is not None and (split[-1] > _DUST).any():
            amounts = np.where(split[-1] < _DUST, 0.0, split[-1])
            amounts = np.minimum(amounts, 1.0 - states[-1])
            more = unfolded(self.model, self.terms, self.tail, amounts)
            if more is None:
                return None, amounts
            states = np.concatenate([states, states[-1] + more])
        states = np.where(states > 1.0 - _DUST, 1.0, states)
        moved = np.flatnonzero((np.diff(states, axis=0) > 0.0).any(axis=1))
        return states[: (moved[-1] + 2 if len(moved) else 1)], amounts


_DUST = 1e-11
"""Steps this small are rounding."""

_FORFEIT = 10.0
"""Units of what is at stake beyond which a bond is cut."""
