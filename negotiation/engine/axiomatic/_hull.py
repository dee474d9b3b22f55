"""Payoffs within reach of lotteries: the convex hull with free disposal, above walking away.

``S = {x : 0 <= x <= mean gain of some lottery over the signable outcomes}``, in gains.
Two actors are served exactly, on the polygon's edges; more by linear programmes.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, BoolArray, FloatArray, IntArray
from negotiation.concessions import BargainingProblem, efficient
from negotiation.engine._programme import linear_programme
from negotiation.engine.axiomatic._frontier import Frontier
from negotiation.errors import InvalidValueError, NotDefinedError

_NARROWEST = 1e-60
"""Share of the largest actor's gains below which another's would be lost to rounding."""

_GIVE = 1e-11
"""Conditions that repeat an earlier optimum are loosened by this much, against rounding."""


class Hull:
    """The comprehensive hull of a problem's gains.

    Parameters
    ----------
    gains : array, shape (n_outcomes, n_actors)
        Utility above the reservation value; negative gains may enter a lottery.
    slack : array, shape (n_actors,)
        Gains this small count as none.

    Attributes
    ----------
    scale : float
        What all gains here have been divided by: 1 but for numbers so large or small that
        their squares would leave the range of floats.
    points : array, shape (k, n_actors)
        Gains of the distinct efficient outcomes.
    rows : array of int, shape (k,)
        The outcome behind each (the first of any tied).
    growing : bool
        Whether there may be points that are not known yet.
    """

    growing = False
    problem: Any

    def __init__(self, gains: FloatArray, slack: FloatArray) -> None:
        each = np.abs(gains).max(axis=0, initial=0.0)
        size = float(each.max(initial=0.0))
        if (each[each > 0] < size * _NARROWEST).any():
            raise InvalidValueError(
                "The actors' payoffs differ in size beyond what one calculation can hold; measure "
                "each actor's utility in units of its own range.",
                given=each.tolist(),
            )
        self.scale = 1.0 if 1e-60 < size < 1e60 or size == 0 else 2.0 ** int(np.log2(size))
        gains, slack = gains / self.scale, slack / self.scale
        snapped = np.where(np.abs(gains) <= slack, 0.0, gains)
        self.all_points: FloatArray = snapped
        self.all_rows: IntArray = np.arange(len(snapped))
        best = np.flatnonzero(efficient(snapped))
        _, first = np.unique(snapped[best], axis=0, return_index=True)
        self.rows: IntArray = best[np.sort(first)]
        self.points: FloatArray = snapped[self.rows]
        self.slack = slack
        self.n_actors = gains.shape[1]

    @classmethod
    def of(cls, problem: BargainingProblem) -> Hull:
        """Return the hull over a problem's signable outcomes."""
        rows = np.flatnonzero(problem.signable)
        hull = cls(problem.gains[rows], problem.slack)
        hull.rows, hull.all_rows = rows[hull.rows], rows
        hull.problem = problem
        return hull

    def outcome(self, row: int) -> Any:
        """Return the outcome that stands in a row of the problem."""
        return self.problem.outcomes[row]

    def worth(self, rows: Any) -> FloatArray:
        """Return the payoffs of outcomes given by rows of the problem, shape (k, n_actors)."""
        payoffs: FloatArray = self.problem.payoffs[rows]
        return payoffs

    @cached_property
    def unit(self) -> FloatArray:
        """A length typical of each actor's gains, for well-scaled programmes."""
        size = np.abs(self.points).max(axis=0, initial=0.0)
        return np.where(size > 0, size, 1.0)

    @cached_property
    def frontier(self) -> Frontier | None:
        """The efficient edges of two actors above walking away; ``None`` if there are none."""
        return Frontier.of(self.points)

    @cached_property
    def ideal(self) -> FloatArray:
        """Each actor's largest gain when nobody loses, shape (n_actors,); NaN if impossible."""
        if not len(self.points):
            return np.full(self.n_actors, np.nan)
        if self.n_actors == 2:
            edges = self.frontier
            return np.full(2, np.nan) if edges is None else edges.vertices.max(axis=0)
        goals = np.eye(self.n_actors)
        tops = [self.maximise(goal) for goal in goals]
        if any(top is None for top in tops):
            return np.full(self.n_actors, np.nan)
        best = np.array([top[place] for place, top in enumerate(tops) if top is not None])
        return np.where(best > self.slack, best, 0.0)

    @property
    def feasible(self) -> bool:
        """Whether some lottery leaves nobody worse off than walking away."""
        return bool(np.isfinite(self.ideal).all())

    @cached_property
    def active(self) -> BoolArray:
        """Who can gain, shape (n_actors,)."""
        mask: BoolArray = self.ideal > self.slack
        return mask

    def maximise(self, goal: FloatArray, rows: Any = None, floors: Any = None) -> FloatArray | None:
        """Return the gains (n_actors,) of the lottery that maximises ``goal @ x``.

        Subject to ``x >= 0`` and ``rows @ x >= floors``; ``None`` if that is impossible.
        """
        weights = self._programme(goal, rows, floors)
        return None if weights is None else weights @ self.points

    def _programme(self, goal: FloatArray, rows: Any, floors: Any) -> FloatArray | None:
        """Return the shares (k,) of the best lottery, ``None`` if none meets the conditions."""
        scaled = self.points / self.unit
        above, right = self._conditions(rows, floors)
        costs = scaled @ (np.asarray(goal) * self.unit)
        answer = linear_programme(
            -costs / (np.abs(costs).max() or 1.0),
            A_ub=above,
            b_ub=right,
            A_eq=np.ones((1, len(scaled))),
            b_eq=[1.0],
        )
        return np.clip(answer.x, 0.0, None) / answer.x.sum() if answer.status == 0 else None

    def _conditions(self, rows: Any, floors: Any) -> tuple[FloatArray, FloatArray]:
        """Return ``x >= 0`` and ``rows @ x >= floors`` as upper bounds on shares."""
        scaled = self.points / self.unit
        above, right = [-scaled.T], [np.zeros(self.n_actors)]
        if rows is not None:
            matrix = np.atleast_2d(rows) * self.unit
            size = np.abs(matrix).max(axis=1)
            above.append(-(matrix / size[:, None]) @ scaled.T)
            right.append(-np.atleast_1d(floors) / size + _GIVE)
        return np.concatenate(above), np.concatenate(right)

    def raise_level(
        self, values: FloatArray, origin: FloatArray, rows: Any = None, floors: Any = None
    ) -> tuple[float, FloatArray]:
        """Return the largest t with ``values @ x + origin >= t``, and gains x that reach it.

        Subject to ``x >= 0`` and ``rows @ x >= floors``.
        """
        scaled = self.points / self.unit
        weights = values * self.unit
        size = float(np.abs(weights).max()) or 1.0
        held, floor = self._conditions(rows, floors)
        count = len(scaled)
        answer = linear_programme(
            np.append(np.zeros(count), -1.0),
            A_ub=np.block(
                [
                    [-(weights / size) @ scaled.T, np.ones((len(values), 1))],
                    [held, np.zeros((len(held), 1))],
                ]
            ),
            b_ub=np.concatenate([(origin - origin.min()) / size, floor]),
            A_eq=np.append(np.ones(count), 0.0)[None],
            b_eq=[1.0],
            bounds=[(0, None)] * count + [(None, None)],
        )
        shares = np.clip(answer.x[:-1], 0.0, None)
        point = (shares / shares.sum()) @ self.points
        return float((values @ point + origin).min()), point

    def furthest_equal(
        self, slope: FloatArray, origin: FloatArray
    ) -> tuple[FloatArray, tuple[IntArray, FloatArray]]:
        """Return gains and lottery with the largest t at ``slope * x + origin = t``.

        Without free disposal: dominated outcomes count, and the mean must lie on the ray
        exactly; actors who cannot gain stay where they are.
        """
        scaled = self.all_points / self.unit
        count, able = len(scaled), np.flatnonzero(self.active)
        on_ray = np.hstack([(scaled * self.unit * slope)[:, able].T, -np.ones((len(able), 1))])
        answer = linear_programme(
            np.append(np.zeros(count), -1.0),
            A_ub=np.hstack([-scaled.T, np.zeros((self.n_actors, 1))]),
            b_ub=np.zeros(self.n_actors),
            A_eq=np.vstack([on_ray, np.append(np.ones(count), 0.0)]),
            b_eq=np.append(-origin[able], 1.0),
            bounds=[(0, None)] * count + [(None, None)],
        )
        if answer.status != 0:
            raise NotDefinedError(
                "Without free disposal no lottery gives everybody the same; allow free disposal."
            )
        shares = np.clip(answer.x[:-1], 0.0, None)
        shares = shares / shares.sum()
        used = np.flatnonzero(shares > TOLERANCE)
        return shares @ self.all_points, (self.all_rows[used], shares[used] / shares[used].sum())

    def lottery(self, gains: FloatArray) -> tuple[IntArray, FloatArray]:
        """Return outcomes and probabilities of a lottery worth at least `gains`.

        At most ``n_actors + 1`` outcomes, rows of the problem in ascending order.
        """
        if self.n_actors == 2 and self.frontier is not None:
            places, weights = self.frontier.mixture(gains)
        else:
            weights_all = self._closest(gains)
            places = np.flatnonzero(weights_all > TOLERANCE)
            weights = weights_all[places]
        rows = self.rows[places]
        order = np.argsort(rows)
        return rows[order], (weights / weights.sum())[order]

    def _closest(self, gains: FloatArray) -> FloatArray:
        """Return weights over `points` whose mean falls short of `gains` as little as can be."""
        weights: FloatArray = np.clip(self.shortfall(gains).x[:-1], 0.0, None)
        return weights

    def shortfall(self, gains: FloatArray) -> Any:
        """Return the linear programme's answer for the least shortfall from `gains`.

        Its variables are the weights of `points` and, last, the shortfall in units; the
        duals of its inequalities are the normal of a half-space that holds the hull.
        """
        scaled = self.points / self.unit
        count = len(scaled)
        return linear_programme(
            np.append(np.zeros(count), 1.0),
            A_ub=np.hstack([-scaled.T, -np.ones((self.n_actors, 1))]),
            b_ub=-np.asarray(gains) / self.unit,
            A_eq=np.append(np.ones(count), 0.0)[None],
            b_eq=[1.0],
        )
