"""All states of a list of indivisible measures, and what moving between them takes and brings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray
from negotiation.engine.roadmaps._model import RoadMapModel
from negotiation.engine.roadmaps._table_model import TableModel, levels_of, valid_masks
from negotiation.engine.roadmaps._terms import Terms
from negotiation.errors import InvalidValueError, NotDefinedError

ORDERS = ("simultaneous", "sequential")


def checked_order(order: str) -> None:
    """Refuse what is no order of moves."""
    if order not in ORDERS:
        raise InvalidValueError(f"order is one of {', '.join(map(repr, ORDERS))}.", given=order)


@dataclass(frozen=True, eq=False)
class Plans:
    """Some ways to go on from a state, each self-enforcing from there on.

    Attributes
    ----------
    worth : array, shape (k, n_actors)
        What going on is worth.
    lures : array, shape (k, lag - 1, n_actors)
        What an actor who has broken off collects from the others' next 1, 2, … moves.
    """

    worth: FloatArray
    lures: FloatArray


class States:
    """The states that respect what measures need, numbered from the beginning upwards.

    Parameters
    ----------
    model : RoadMapModel
        Of indivisible measures.
    terms : Terms
    order : {"simultaneous", "sequential"}
        Whether several actors may move in a stage.
    pauses : bool
        Whether a stage may pass without a move.
    whole : bool, default False
        Whether a map must end with all measures in force.
    """

    def __init__(
        self,
        model: RoadMapModel,
        terms: Terms,
        *,
        order: str,
        pauses: bool,
        whole: bool = False,
    ) -> None:
        checked_order(order)
        self.model, self.terms, self.order, self.pauses = model, terms, order, pauses
        self.table = model if isinstance(model, TableModel) else None
        self.masks: IntArray = (
            valid_masks(model) if self.table is None else self.table.masks[self.table.allowed]
        )
        self.goal = (1 << len(model.measures)) - 1 if whole else None
        levels = levels_of(self.masks, len(model.measures))
        d, h = terms.patience, terms.hazard
        floor = model.floor(levels)
        self.now = (1.0 - d) * model.flows(levels) + d * h * model.flows(floor)
        if self.table is not None and terms.lag > 1:
            raise NotDefinedError(
                "Where payoffs depend on combinations, breaches are seen after one period: lag=1."
            )
        n_states, n_actors = self.now.shape
        if self.table is None:
            self.taken = (1.0 - d) * model.received(levels)
            self.left = d * model.received(floor)
            self.kept = model.spent(floor)
        else:
            self.taken = self.left = self.kept = np.zeros((n_states, n_actors))
            self.lured = self.table.temptations(terms.patience)

    def __len__(self) -> int:
        return len(self.masks)

    def staying(self, state: int) -> Plans:
        """Return the plan to stay in a state for ever."""
        worth = self.now[state] / (1.0 - self.terms.lasting)
        lures = np.zeros((1, self.terms.lag - 1, len(worth)))
        own = Plans(worth[None], lures)
        for _ in range(self.terms.lag - 1):
            own = Plans(own.worth, self._lures(state, own)[:, :-1])
        return own

    def through(self, state: int, plans: Plans) -> tuple[Plans, FloatArray]:
        """Return plans from a state as they look to those about to move into it.

        Returns
        -------
        Plans
        array, shape (k, n_actors)
            What must be at least `required`.
        """
        worth = self.now[state] + self.terms.lasting * plans.worth
        lures = self._lures(state, plans)
        return Plans(worth, lures[:, :-1]), worth - lures[:, -1]

    def _lures(self, state: int, plans: Plans) -> FloatArray:
        """Return what the next 1, …, lag moves bring who has broken off, the first into here."""
        lag, h = self.terms.lag, self.terms.hazard
        first = self.taken[state] + self.left[state]
        lures = np.empty((len(plans.worth), lag, len(first)))
        lures[:, 0] = first
        later = self.taken[state] + h * self.left[state]
        lures[:, 1:] = later + self.terms.lasting * plans.lures
        return lures

    def required(self, state: int, into: IntArray) -> FloatArray:
        """Return the least that keeps everybody from breaking off on the way out of a state.

        Parameters
        ----------
        state : int
        into : array of int, shape (m,)
            States that may come next.

        Returns
        -------
        array, shape (m, n_actors) or (1, n_actors)
            Less the tolerance: knife edges are met.
        """
        least = -self.terms.forfeit * self.terms.bonds - self.model.tolerance
        if self.table is None:
            level: FloatArray = least - self.kept[state]
            return level[None]
        before = int(self.masks[state])
        return least + self.lured(before, self.masks[into])  # type: ignore[no-any-return]

    def may_end(self, state: int) -> bool:
        """Return whether a map may end in a state, if nobody gains by breaking off there."""
        return self.goal is None or int(self.masks[state]) == self.goal

    def successors(self, state: int) -> IntArray:
        """Return the states that may come next: nothing in force is withdrawn on the way."""
        here = int(self.masks[state])
        mask: BoolArray = self.masks & here == here
        if self.order == "sequential":
            owners = self.model.owner
            moved = self.masks ^ here
            single = np.zeros(len(mask), dtype=np.bool_)
            for actor in range(len(self.model.actors)):
                bits = int((1 << np.arange(len(owners)))[owners == actor].sum())
                single |= moved & ~bits == 0
            mask = mask & single
        mask[state] = self.pauses
        return np.flatnonzero(mask)
