"""Maximal Nash welfare: the division with the greatest product of worths."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.concessions import efficient
from negotiation.engine._programme import linear_programme
from negotiation.engine.axiomatic._welfare import column_generation
from negotiation.engine.division._division import rule


@rule(
    "max-nash-welfare",
    reference=(
        "Eisenberg, E. and Gale, D. (1959). Consensus of subjective probabilities: the pari-mutuel "
        "method. Annals of Mathematical Statistics 30, 165-168; indivisible items: Caragiannis, "
        "I. et al. (2019). The unreasonable fairness of maximum Nash welfare. ACM Transactions "
        "on Economics and Computation 7(3), 12."
    ),
)
def max_nash_welfare(
    points: FloatArray, *, divisible: bool = True
) -> tuple[FloatArray, FloatArray, dict[str, Any]]:
    """Maximise the product of what the actors' parts are worth to them.

    Actors to whom nothing is worth anything are left out; nobody's units count.
    Indivisible items may be too few to serve everybody: then as many actors as possible get
    something they value, and the product of theirs is maximised; of tied divisions the
    first is returned, and the number of tied ones said.

    Parameters
    ----------
    points : array, shape (n_actors, n_items)
        Not negative.
    divisible : bool, default True
        Whether items can be split.

    Returns
    -------
    shares : array, shape (n_actors, n_items)
    transfers : array, shape (n_actors,)
        Zeros.
    notes : dict
    """
    totals = points.sum(axis=1, keepdims=True)
    # The product's maximum does not depend on anybody's units.
    points = points / np.where(totals > 0, totals, 1.0)
    shares, notes = _divisible(points) if divisible else _indivisible(points)
    return shares, np.zeros(len(points)), notes


class _Shares:
    """The worths that divisions of the items reach, as column generation asks for them."""

    def __init__(self, points: FloatArray) -> None:
        self.points = points
        self.n_actors = len(points)
        self.unit = np.where(points.sum(axis=1) > 0, points.sum(axis=1), 1.0)
        self.active = points.sum(axis=1) > 0

    def maximise(self, goal: FloatArray) -> FloatArray:
        """Give each item to the actor for whom goal times points is largest."""
        winner = (goal[:, None] * self.points).argmax(axis=0)
        won = np.arange(self.n_actors)[:, None] == winner
        worth: FloatArray = (won * self.points).sum(axis=1)
        return worth


def _divisible(points: FloatArray) -> tuple[FloatArray, dict[str, Any]]:
    """Solve Eisenberg and Gale's programme and recover the shares."""
    space = _Shares(points)
    active = space.active
    if not active.any():
        return np.full(points.shape, 1 / len(points)), {"note": "Nothing is worth anything."}

    def slopes(worth: FloatArray) -> tuple[FloatArray, FloatArray]:
        safe = np.where(active, worth, 1.0)
        return np.where(active, 1 / safe, 0.0), np.where(active, -1 / safe**2, 0.0)

    worth, notes = column_generation(space, slopes, space.unit)
    return _shares_worth(points, worth), notes


def _shares_worth(points: FloatArray, worth: FloatArray) -> FloatArray:
    """Return shares (n_actors, n_items) that give every actor at least `worth`."""
    actors, items = points.shape
    value = np.zeros((actors, actors * items))
    for actor in range(actors):
        value[actor, actor * items : (actor + 1) * items] = points[actor]
    size = np.where(points.sum(axis=1) > 0, points.sum(axis=1), 1.0)
    answer = linear_programme(
        np.append(np.zeros(actors * items), 1.0),
        A_ub=np.hstack([-value / size[:, None], -np.ones((actors, 1))]),
        b_ub=-worth / size,
        A_eq=np.hstack([np.tile(np.eye(items), actors), np.zeros((items, 1))]),
        b_eq=np.ones(items),
    )
    shares = np.clip(answer.x[:-1].reshape(actors, items), 0.0, 1.0)
    whole: FloatArray = shares / shares.sum(axis=0)
    return whole


def _indivisible(points: FloatArray) -> tuple[FloatArray, dict[str, Any]]:
    """Hand out items one by one, keeping the efficient totals and how they came about."""
    count = len(points)
    totals = np.zeros((1, count))
    owners = np.empty((1, 0), dtype=np.intp)
    for item in points.T:
        totals = (totals[:, None, :] + np.diag(item)).reshape(-1, count)
        owners = np.hstack(
            [np.repeat(owners, count, axis=0), np.tile(np.arange(count), len(owners))[:, None]]
        )
        _, first = np.unique(totals, axis=0, return_index=True)
        totals, owners = totals[first], owners[first]
        best = efficient(totals)
        totals, owners = totals[best], owners[best]
    served = (totals > 0).sum(axis=1)
    logs = np.log(np.where(totals > 0, totals, 1.0)).sum(axis=1)
    logs = np.where(served == served.max(), logs, -np.inf)
    tied = np.flatnonzero(logs >= logs.max() - 1e-12)
    shares = (np.arange(count)[:, None] == owners[tied[0]]).astype(np.float64)
    return shares, {"tied_payoffs": len(tied), "method": "all efficient divisions compared"}
