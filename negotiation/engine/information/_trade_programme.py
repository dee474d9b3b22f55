"""The linear programme behind bilateral trade: allocations and payments that types accept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.engine._programme import linear_programme
from negotiation.errors import NotDefinedError

BUDGETS = ("ex-post", "ex-ante", "none")

_ACTIVE = 1e-9
"""Shadow prices up to this count as none."""


@dataclass(frozen=True, eq=False)
class Programme:
    """Who may trade with whom, in units in which values and costs lie between 0 and 1.

    Attributes
    ----------
    values, costs : array, shape (n,), (m,)
    prior : array, shape (n, m)
        Joint probability of a value and a cost.
    budget : str
        "ex-post": what the buyer pays covers what the seller gets in every case; "ex-ante":
        on average; "none": an outsider pays.
    """

    values: FloatArray
    costs: FloatArray
    prior: FloatArray
    budget: str

    @property
    def size(self) -> int:
        """Pairs of types."""
        return int(self.prior.size)

    def conditions(self) -> tuple[FloatArray, list[tuple[str, Any, Any]]]:
        """Return the rows ``row @ (q, paid, received) <= 0`` and what each stands for.

        Returns
        -------
        array, shape (n_rows, 3 n m)
        list of tuples
            ("buyer", type, imitated type or None for walking away), likewise "seller";
            ("budget", place, None).
        """
        n, m = self.prior.shape
        rows: list[FloatArray] = []
        names: list[tuple[str, Any, Any]] = []
        worth = (self.values, -self.costs)
        for side, count in ((0, n), (1, m)):
            for own in range(count):
                belief = self._belief(side, own)
                honest = self._utility(side, own, belief, float(worth[side][own]))
                for other in [None, *(k for k in range(count) if k != own)]:
                    row = -honest
                    if other is not None:
                        row = row + self._utility(side, other, belief, float(worth[side][own]))
                    rows.append(row.ravel())
                    names.append((("buyer", "seller")[side], own, other))
        if self.budget == "ex-post":
            for place in range(self.size):
                row = np.zeros((3, self.size))
                row[1:, place] = -1.0, 1.0
                rows.append(row.ravel())
                names.append(("budget", divmod(place, m), None))
        elif self.budget == "ex-ante":
            weights = self.prior.ravel()
            rows.append(np.concatenate([np.zeros(self.size), -weights, weights]))
            names.append(("budget", None, None))
        return np.array(rows), names

    def _belief(self, side: int, own: int) -> FloatArray:
        """Return what a type believes about the other side's types."""
        line = self.prior[own] if side == 0 else self.prior[:, own]
        belief: FloatArray = line / line.sum()
        return belief

    def _utility(self, side: int, said: int, belief: FloatArray, worth: float) -> FloatArray:
        """Return the coefficients of what a type gets that says it is `said`, shape (3, n, m)."""
        row = np.zeros((3, *self.prior.shape))
        line = (said, slice(None)) if side == 0 else (slice(None), said)
        row[(0, *line)] = worth * belief
        row[(1 + side, *line)] = (-1.0, 1.0)[side] * belief
        return row

    def gains(self) -> FloatArray:
        """Return the coefficients of the expected gains from trade, shape (3, n, m)."""
        row = np.zeros((3, *self.prior.shape))
        row[0] = self.prior * (self.values[:, None] - self.costs)
        return row

    def worth(self, weights: tuple[float, float, float]) -> FloatArray:
        """Return the coefficients of a weighted sum: buyer, seller, whoever runs the mechanism."""
        buyer, seller, runner = weights
        row = np.zeros((3, *self.prior.shape))
        row[0] = self.prior * (buyer * self.values[:, None] - seller * self.costs)
        row[1] = (runner - buyer) * self.prior
        row[2] = (seller - runner) * self.prior
        return row

    def solve(self, goal: FloatArray, allocation: FloatArray | None = None) -> Solved:
        """Maximise a linear goal.

        Parameters
        ----------
        goal : array, shape (3, n, m)
        allocation : array, shape (n, m), optional
            Probabilities of trade to hold fixed; NaN where they are free.

        Raises
        ------
        NotDefinedError
            If there is no largest value.
        """
        rows, names = self.conditions()
        low, high = np.zeros(self.size), np.ones(self.size)
        if allocation is not None:
            fixed = ~np.isnan(allocation.ravel())
            low[fixed] = high[fixed] = allocation.ravel()[fixed]
        bounds = [*zip(low, high, strict=True), *[(None, None)] * (2 * self.size)]
        answer = linear_programme(-goal.ravel(), A_ub=rows, b_ub=np.zeros(len(rows)), bounds=bounds)
        if answer.status != 0:
            raise NotDefinedError(
                "The goal has no limit, or the prior is too lopsided to tell; balance the budget "
                "('ex-post' or 'ex-ante'), or maximise 'gains' or 'profit'."
            )
        prices = np.maximum(-answer.ineqlin.marginals, 0.0)
        # Weak duality, computed afresh: any prices >= 0 that leave no gain in the payments
        # bound the goal by what the trades are worth beyond them.
        left = goal.ravel() - prices @ rows
        trades, payments = left[: self.size], left[self.size :]
        bound = float(np.maximum(trades * low, trades * high).sum())
        shadow = {
            name: float(price) for name, price in zip(names, prices, strict=True) if price > _ACTIVE
        }
        return Solved(answer.x, bound, float(np.abs(payments).max()), shadow)


@dataclass(frozen=True, eq=False)
class Solved:
    """An optimum and its certificate.

    Attributes
    ----------
    point : array, shape (3 n m,)
        Allocation, what the buyer pays, what the seller receives.
    bound : float
        No allocation and payments reach more, by duality.
    slack : float
        By how much the certificate fails to hold exactly; rounding.
    shadow : dict
        The price of every condition that binds.
    """

    point: FloatArray
    bound: float
    slack: float
    shadow: dict[tuple[str, Any, Any], float]
