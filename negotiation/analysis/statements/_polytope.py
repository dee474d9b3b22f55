"""The unknowns that fit some statements: a polytope, asked by linear programmes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import linprog

from negotiation._arrays import BoolArray, FloatArray
from negotiation.analysis.statements._statement import Inequality
from negotiation.analysis.statements._unknowns import Unknowns

SMALL = 1e-9
"""Slack up to which a linear programme's answer counts as none; rows have entries up to 1."""

_PRECISE = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


class Extreme(NamedTuple):
    """The end of a linear function over a polytope.

    Attributes
    ----------
    value : float
        Infinite if there is no end; NaN if the polytope is empty.
    point : array, shape (n_unknowns,), or None
    """

    value: float
    point: FloatArray | None


@dataclass(frozen=True, eq=False)
class Polytope:
    """Steps that are at least 0 and add up to 1, what walking away may be worth, inequalities.

    Attributes
    ----------
    matrix : array, shape (n_rows, n_unknowns)
        Each row's largest entry is 1 in size, unless all are 0.
    bound : array, shape (n_rows,)
    strict : array of bool, shape (n_rows,)
    walk : tuple of float
        Between what numbers the last unknown lies.
    """

    matrix: FloatArray
    bound: FloatArray
    strict: BoolArray
    walk: tuple[float, float]

    @classmethod
    def of(cls, unknowns: Unknowns, rows: Sequence[Inequality]) -> Polytope:
        """Return the unknowns of an actor for which all inequalities hold."""
        width = unknowns.n_steps + 1
        matrix = np.array([row.coefficients for row in rows]).reshape(len(rows), width)
        size = np.abs(matrix).max(axis=1, initial=0.0)
        size[size == 0] = 1.0
        return cls(
            matrix / size[:, None],
            np.array([row.bound for row in rows], dtype=np.float64) / size,
            np.array([row.strict for row in rows], dtype=np.bool_),
            unknowns.walk.support,
        )

    def only(self, rows: Any) -> Polytope:
        """Return the polytope of some of the rows."""
        return Polytope(self.matrix[rows], self.bound[rows], self.strict[rows], self.walk)

    def also(self, coefficients: FloatArray) -> Polytope:
        """Return the part in which a further combination is at least 0."""
        return Polytope(
            np.vstack([self.matrix, coefficients]),
            np.append(self.bound, 0.0),
            np.append(self.strict, False),
            self.walk,
        )

    def walking_at(self, worth: float) -> Polytope:
        """Return the part in which walking away is worth a certain number."""
        return Polytope(self.matrix, self.bound, self.strict, (worth, worth))

    def holds(self, points: FloatArray) -> BoolArray:
        """Return at which of many points (n, n_unknowns) every inequality holds, shape (n,)."""
        slack = points @ self.matrix.T - self.bound
        held = np.where(self.strict, slack > 0.0, slack >= -1e-12)
        return np.asarray(held.all(axis=1))

    def extreme(self, coefficients: FloatArray, *, largest: bool) -> Extreme:
        """Return the largest or smallest value of a combination over the closed polytope."""
        sign = -1.0 if largest else 1.0
        done = self._solve(sign * coefficients, self.matrix, self.bound)
        if done.status == 3:
            return Extreme(-sign * np.inf, None)
        if done.x is None or done.status != 0:
            return Extreme(np.nan, None)
        return Extreme(sign * float(done.fun), done.x)

    def margin(self, rows: BoolArray | None = None, *, steps: bool = False) -> Extreme:
        """Return the largest slack that some rows can all have at once, at most 1, and where.

        Parameters
        ----------
        rows : array of bool, shape (n_rows,), optional
            The strict ones if left out.
        steps : bool
            Whether the steps are to be as large as the slack as well.

        Returns
        -------
        Extreme
            The value is NaN if even the closed polytope is empty.
        """
        chosen = self.strict if rows is None else rows
        slack = -chosen.astype(np.float64)[:, None]
        matrix, bound = np.hstack([self.matrix, slack]), self.bound
        if steps:
            n_steps = self.matrix.shape[1] - 1
            floors = np.hstack([np.eye(n_steps, n_steps + 1), -np.ones((n_steps, 1))])
            matrix, bound = np.vstack([matrix, floors]), np.append(bound, np.zeros(n_steps))
        cost = np.zeros(matrix.shape[1])
        cost[-1] = -1.0
        done = self._solve(cost, matrix, bound, room=True)
        if done.x is None or done.status != 0:
            return Extreme(np.nan, None)
        return Extreme(float(done.x[-1]), done.x[:-1])

    @cached_property
    def possible(self) -> bool:
        """Whether some unknowns satisfy every inequality, strict ones strictly."""
        return self.margin().value > SMALL

    def _solve(
        self, cost: FloatArray, matrix: FloatArray, bound: FloatArray, *, room: bool = False
    ) -> Any:
        """Minimise over the polytope; with `room`, one more unknown from -∞ to 1 stands last."""
        n_steps = self.matrix.shape[1] - 1
        low, high = self.walk
        ends: list[tuple[float | None, float | None]] = [(0.0, None)] * n_steps
        ends.append((low if np.isfinite(low) else None, high if np.isfinite(high) else None))
        total = np.ones((1, n_steps + 1 + room))
        total[0, n_steps:] = 0.0
        if room:
            ends.append((None, 1.0))
        return linprog(
            cost,
            A_ub=-matrix if len(matrix) else None,
            b_ub=-bound if len(matrix) else None,
            A_eq=total if n_steps else None,
            b_eq=[1.0] if n_steps else None,
            bounds=ends,
            method="highs",
            options=_PRECISE,
        )
