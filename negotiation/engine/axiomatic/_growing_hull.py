"""The hull of lotteries over packages that are never listed: points come as programmes ask.

Every linear programme over lotteries is solved on the packages known so far.  Its duals price
all others at once: the package worth most at these prices is found issue by issue (or by a
mixed-integer programme) and joins, until none would improve the answer (Dantzig and Wolfe).
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray
from negotiation.actors import Outcome
from negotiation.concessions import PackageProblem, efficient
from negotiation.engine._programme import linear_programme
from negotiation.engine.axiomatic._frontier import Frontier
from negotiation.engine.axiomatic._hull import Hull
from negotiation.errors import NotDefinedError

_ROUNDS = 400
_GAIN = 1e-11
"""Share of the goal by which a package must improve it in order to join."""


class GrowingHull(Hull):
    """The comprehensive hull of the gains of a problem's packages.

    Parameters
    ----------
    problem : PackageProblem
    inside : bool, default False
        Take only packages that every actor would sign.
    """

    growing = True
    problem: PackageProblem

    def __init__(self, problem: PackageProblem, inside: bool = False) -> None:
        self.problem = problem
        self.inside = inside
        self.scale = 1.0
        self.slack = problem.slack
        self.n_actors = len(problem.actors)
        self._places: list[IntArray] = []
        self._shares: list[FloatArray] = []
        self._known: set[bytes] = set()
        self._gains = np.empty((0, self.n_actors))
        self._width = np.where(
            problem.packages.high > problem.packages.low,
            problem.packages.high - problem.packages.low,
            1.0,
        )
        self._vectors = [
            np.concatenate([start, end]) if stretch is not None else start
            for start, end, stretch in zip(
                problem.packages.starts,
                problem.packages.ends,
                problem.packages.stretches,
                strict=True,
            )
        ]
        for actor in range(self.n_actors):
            self._take(self._favourite(actor))
        if self.n_actors != 2:
            self._join(1.0 / self._width)
        elif len(self._gains) > 1:
            self._surround()

    @property
    def points(self) -> FloatArray:  # type: ignore[override]
        """Gains of the packages known so far, shape (k, n_actors)."""
        return self._gains

    @property
    def rows(self) -> IntArray:  # type: ignore[override]
        """Positions of the points among the packages known so far."""
        return np.arange(len(self._gains))

    @property
    def unit(self) -> FloatArray:
        """The width of each actor's payoffs."""
        return self._width

    @cached_property
    def frontier(self) -> Frontier | None:
        """The efficient edges of two actors above walking away; ``None`` if there are none."""
        if not len(self._gains):
            return None
        best = np.flatnonzero(efficient(self._gains))
        _, first = np.unique(self._gains[best], axis=0, return_index=True)
        found = Frontier.of(self._gains[best[first]])
        # Places among the corners become places among all points known.
        return None if found is None else replace(found, places=best[first][found.places])

    def outcome(self, row: int) -> Outcome:
        """Return a known package as an outcome."""
        return self.problem.packages.outcome(*self.package(row))

    def worth(self, rows: Any) -> FloatArray:
        """Return the payoffs of known packages, shape (k, n_actors)."""
        packages = [self.package(int(row)) for row in rows]
        places = np.array([each[0] for each in packages])
        return self.problem.packages.payoffs(places, np.array([each[1] for each in packages]))

    def package(self, row: int) -> tuple[IntArray, FloatArray]:
        """Return a known package: option numbers and positions within stretches."""
        return self._places[row], self._shares[row]

    def _join(self, prices: FloatArray, above: float = -np.inf) -> bool:
        """Take in the package worth most at `prices` (n_actors,), if it is worth more than `above`.

        Say whether it was new and did.
        """
        return self._take(self._best(prices), prices, above)

    def _take(self, package: Any, prices: FloatArray | None = None, above: float = -np.inf) -> bool:
        """Take in a package, if it is new and worth enough; say whether it was."""
        if package is None:
            return False
        places, shares = package
        label = places.tobytes() + shares.tobytes()
        gains = self.problem.packages.payoffs(places, shares) - self.problem.disagreement
        gains = np.where(np.abs(gains) <= self.slack, 0.0, gains)
        if label in self._known or (prices is not None and float(prices @ gains) <= above):
            return False
        self._known.add(label)
        self._places.append(places)
        self._shares.append(shares)
        self._gains = np.concatenate([self._gains, gains[None]])
        return True

    def _best(self, prices: FloatArray) -> tuple[IntArray, FloatArray] | None:
        packages = self.problem.packages
        if self._plain:
            picks = np.array([int(np.argmax(table @ prices)) for table in self._vectors])
            sizes = np.array([len(start) for start in packages.starts])
            return picks % sizes, (picks >= sizes).astype(np.float64)
        return self.problem.programme.maximise(prices, self.slack, floors=self._floors)

    @property
    def _plain(self) -> bool:
        """Whether the best package at any prices is found issue by issue."""
        packages = self.problem.packages
        ruled = packages.bonuses or packages.forbidden or np.isfinite(packages.caps).any()
        return not (ruled or self.inside)

    @property
    def _floors(self) -> FloatArray:
        """The least gains of a package that may enter a lottery, shape (n_actors,)."""
        if self.inside:
            return -self.slack
        return self.problem.packages.low - self.problem.disagreement - self._width

    def _favourite(self, actor: int) -> tuple[IntArray, FloatArray] | None:
        """Return the package an actor likes best; of several, one that no other beats."""
        own = np.eye(self.n_actors)[actor]
        if self._plain:
            return self._best((own + 1e-9) / self._width)
        best = self._best(own / self._width)
        if best is None:
            return None
        floors = self._floors.copy()
        floors[actor] = self.problem.programme.gains(best)[actor] - self.slack[actor] / 2
        others = (1.0 - own) / self._width
        return self.problem.programme.maximise(others, self.slack, floors=floors) or best

    def _surround(self) -> None:
        """Take in every corner of two actors' hull: the best package along each edge's normal."""
        edges = [(0, 1)]
        while edges:
            first, last = edges.pop()
            start, end = self._gains[first], self._gains[last]
            normal = np.array([end[1] - start[1], start[0] - end[0]])
            if (normal <= 0).any():
                continue
            before = len(self._gains)
            size = float(np.abs(normal) @ self._width)
            if self._join(normal, float(normal @ start) + 1e-12 * size):
                edges += [(first, before), (before, last)]

    def _programme(self, goal: FloatArray, rows: Any, floors: Any) -> FloatArray | None:
        if not self._reach(rows, floors):
            return None
        while True:
            weights, duals = self._priced(goal, rows, floors)
            if weights is None:
                return None
            prices = self._prices(np.asarray(goal, dtype=np.float64), rows, duals)
            if not self.improve(prices, weights @ self._gains):
                found: FloatArray = weights
                return found

    def _priced(self, goal: FloatArray, rows: Any, floors: Any) -> tuple[Any, FloatArray]:
        above, right = self._conditions(rows, floors)
        costs = self._gains @ np.asarray(goal)
        size = float(np.abs(costs).max()) or 1.0
        answer = linear_programme(
            -costs / size,
            A_ub=above,
            b_ub=right,
            A_eq=np.ones((1, len(costs))),
            b_eq=[1.0],
        )
        if answer.status != 0:
            return None, np.empty(0)
        weights = np.clip(answer.x, 0.0, None)
        return weights / weights.sum(), -answer.ineqlin.marginals * size

    def _prices(self, goal: FloatArray, rows: Any, duals: FloatArray) -> FloatArray:
        """Return what a unit of each actor's gain is worth, conditions that bind included."""
        prices = goal + duals[: self.n_actors] / self._width
        if rows is not None:
            matrix = np.atleast_2d(rows) * self._width
            size = np.abs(matrix).max(axis=1)
            scaled = matrix / size[:, None] / self._width
            prices = prices + duals[self.n_actors :] @ scaled
        return np.asarray(prices)

    def improve(self, prices: FloatArray, point: FloatArray) -> bool:
        """Take in the best package at `prices`; say whether it beats the point at hand."""
        if len(self._gains) > _ROUNDS * self.n_actors:
            return False
        size = float(np.abs(prices) @ self._width)
        return self._join(prices, float(prices @ point) + _GAIN * size)

    def _reach(self, rows: Any, floors: Any) -> bool:
        """Take in packages until some lottery meets the conditions; say whether one does."""
        while True:
            above, right = self._conditions(rows, floors)
            count = len(self._gains)
            if not count:
                return False
            answer = linear_programme(
                np.append(np.zeros(count), 1.0),
                A_ub=np.hstack([above, -np.ones((len(above), 1))]),
                b_ub=right,
                A_eq=np.append(np.ones(count), 0.0)[None],
                b_eq=[1.0],
                bounds=[(0, None)] * (count + 1),
            )
            if answer.x[-1] <= 1e-12:
                return True
            prices = self._prices(np.zeros(self.n_actors), rows, -answer.ineqlin.marginals)
            if not self.improve(prices, answer.x[:-1] @ self._gains):
                return bool(answer.x[-1] <= 1e-9)

    def raise_level(
        self, values: FloatArray, origin: FloatArray, rows: Any = None, floors: Any = None
    ) -> tuple[float, FloatArray]:
        """Return the largest t with ``values @ x + origin >= t``, and gains x that reach it."""
        self._reach(rows, floors)
        while True:
            level, point, duals = self._raised(values, origin, rows, floors)
            own = duals[: len(values)] @ values
            prices = self._prices(own, rows, duals[len(values) :])
            if not self.improve(prices, point):
                return level, point

    def _raised(
        self, values: FloatArray, origin: FloatArray, rows: Any, floors: Any
    ) -> tuple[float, FloatArray, FloatArray]:
        """Return level, gains and duals of the programme on the packages known so far."""
        size = float(np.abs(values * self._width).max()) or 1.0
        held, floor = self._conditions(rows, floors)
        count = len(self._gains)
        answer = linear_programme(
            np.append(np.zeros(count), -1.0),
            A_ub=np.block(
                [
                    [-(values / size) @ self._gains.T, np.ones((len(values), 1))],
                    [held, np.zeros((len(held), 1))],
                ]
            ),
            b_ub=np.concatenate([(origin - origin.min()) / size, floor]),
            A_eq=np.append(np.ones(count), 0.0)[None],
            b_eq=[1.0],
            bounds=[(0, None)] * count + [(None, None)],
        )
        shares = np.clip(answer.x[:-1], 0.0, None)
        point = (shares / shares.sum()) @ self._gains
        duals = -answer.ineqlin.marginals
        duals[len(values) :] *= size
        return float((values @ point + origin).min()), point, duals

    def shortfall(self, gains: FloatArray) -> Any:
        """Return the linear programme's answer for the least shortfall from `gains`."""
        while True:
            answer = super().shortfall(gains)
            prices = -answer.ineqlin.marginals / self._width
            if not self.improve(prices, np.clip(answer.x[:-1], 0.0, None) @ self._gains):
                return answer

    def furthest_equal(self, slope: FloatArray, origin: FloatArray) -> Any:
        """Refuse: lotteries with nothing thrown away need the list of packages."""
        raise NotDefinedError(
            "Without free disposal the packages must be listed, and there are too many."
        )
