"""Random walks inside a polytope that visit every part as often as the posterior says.

A step chooses a direction at random and a point on the chord through the polytope: uniformly
where the density is flat, otherwise by slice sampling with shrinkage, which needs no tuning and
stays exact with the jumps of soft statements.  Hit-and-run as usually cited from Smith (1984),
slice sampling from Neal (2003).  Weights move with the proportions inside the issues held, then
the proportions with the weights held, because in these coordinates the prior is at its
smoothest; where statements tie steps of several issues, steps move as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.analysis.beliefs._hull import Hull
from negotiation.analysis.statements._polytope import Polytope

_SHRINKS = 80
"""Times that a chord is shortened before a walk stays where it is."""

_RESTS = 4
"""Rounds after which what walking away is worth is drawn anew, at once from all that fits."""


@dataclass(eq=False)
class Walkers:
    """Many walks at once.

    Attributes
    ----------
    hull : Hull
    points : array, shape (n_walks, n_unknowns)
        Where they are.
    shares : array, shape (n_walks,)
        The share of the distribution of what walking away is worth that lies below.
    rng : Generator
    """

    hull: Hull
    points: FloatArray
    shares: FloatArray
    rng: np.random.Generator

    def __post_init__(self) -> None:
        likelihood = self.hull.likelihood
        unknowns = likelihood.unknowns
        free = self.hull.free
        issues = len(unknowns.tables)
        self._member = np.zeros((unknowns.n_steps, issues))
        self._member[np.flatnonzero(free), unknowns.issue_of[free]] = 1.0
        self._steps_of = self._member.sum(axis=0)
        self._issues = np.flatnonzero(self._steps_of > 0)
        self._crowded = np.flatnonzero(self._steps_of > 1)
        self._basis = self.hull.basis
        # Strict inequalities hold almost surely on the closed set; ties are kept by directions.
        polytope = likelihood.polytope
        self._inside = Polytope(
            polytope.matrix[self.hull.rows],
            polytope.bound[self.hull.rows],
            polytope.strict[self.hull.rows],
            polytope.walk,
        )
        self._alpha = unknowns.concentration - 1.0
        self._soft = bool(likelihood.soft)
        self._floor = np.append(np.zeros(unknowns.n_steps), -np.inf)

    def walk(self, steps: int) -> None:
        """Take so many rounds of steps."""
        for step in range(steps):
            if self._basis is not None:
                self._along(self._within_hull(), self._alpha + 1.0 - self._steps_of)
            else:
                if len(self._issues) > 1:
                    self._along(self._between_issues(), self._alpha)
                if len(self._crowded):
                    self._along(self._inside_issues(), None)
            if step % _RESTS == 0 and not self.hull.likelihood.unknowns.walk.certain:
                self._walking_away()

    # ------------------------------------------------------------ directions

    def _lot(self, count: int, size: int) -> FloatArray:
        """Return directions in `size` coordinates that sum to 0: all of them, or just two."""
        every = self.rng.standard_normal((count, size))
        every -= every.mean(axis=1, keepdims=True)
        first = self.rng.integers(size, size=count)
        second = (first + self.rng.integers(1, size, size=count)) % size
        two = np.zeros((count, size))
        two[np.arange(count), first] = 1.0
        two[np.arange(count), second] = -1.0
        return np.where(self.rng.random((count, 1)) < 0.5, every, two)

    def _between_issues(self) -> FloatArray:
        """Return directions that move weight from issue to issue."""
        moves = np.zeros((len(self.points), len(self._steps_of)))
        moves[:, self._issues] = self._lot(len(self.points), len(self._issues))
        weights = self.points[:, :-1] @ self._member
        even = 1.0 / np.maximum(self._steps_of, 1.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            proportion = self.points[:, :-1] / (weights @ self._member.T)
        proportion = np.where(np.isfinite(proportion), proportion, even @ self._member.T)
        return np.asarray(proportion * (moves @ self._member.T))

    def _inside_issues(self) -> FloatArray:
        """Return directions that change the proportions inside issues."""
        count = len(self.points)
        out = np.zeros((count, len(self._member)))
        # One issue at a time: the more move at once, the sooner one of them meets a wall.
        chosen = self.rng.integers(len(self._crowded), size=count)
        for column, issue in enumerate(self._crowded):
            mine = np.flatnonzero(self._member[:, issue])
            moves = self._lot(count, len(mine))
            out[:, mine] = np.where((chosen == column)[:, None], moves, 0.0)
        return out

    def _within_hull(self) -> FloatArray:
        """Return directions along which everything that is tied stays tied."""
        assert self._basis is not None
        flat = self.rng.standard_normal((len(self.points), self._basis.shape[1]))
        return np.asarray(flat @ self._basis.T)

    # ------------------------------------------------------------ steps

    def _along(self, direction: FloatArray, exponents: FloatArray | None) -> None:
        """Move every walk along its direction, as the density on the chord says.

        Parameters
        ----------
        direction : array, shape (n_walks, n_steps)
        exponents : array, shape (n_issues,), or None
            The density on the chord is the product of the weights to these powers, times the
            soft statements'; flat if left out.
        """
        low, high = self._chord(direction)
        flat = exponents is None or not exponents[self._issues].any()
        powers = None if flat else exponents

        def candidate(at: FloatArray, rows: Any) -> FloatArray:
            moved = self.points[rows].copy()
            moved[:, :-1] += at[:, None] * direction[rows]
            return np.asarray(np.maximum(moved, self._floor))

        chosen = self._slice(low, high, candidate, powers)
        moved = candidate(chosen, slice(None))
        moved[:, :-1] /= moved[:, :-1].sum(axis=1, keepdims=True)
        stays = self._inside.holds(moved)
        self.points = np.where(stays[:, None], moved, self.points)

    def _chord(self, direction: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return how far each walk can go back and forth."""
        slack = np.hstack(
            [self.points[:, :-1], self.points @ self._inside.matrix.T - self._inside.bound]
        )
        rate = np.hstack([direction, direction @ self._inside.matrix[:, :-1].T])
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = -slack / rate
        size = 1e-14 * np.abs(direction).max(axis=1, keepdims=True, initial=0.0)
        low = np.where(rate > size, reach, -np.inf).max(axis=1)
        high = np.where(rate < -size, reach, np.inf).min(axis=1)
        bounded = np.isfinite(low) & np.isfinite(high)
        return (
            np.where(bounded, np.minimum(low, 0.0), 0.0),
            np.where(bounded, np.maximum(high, 0.0), 0.0),
        )

    def _slice(
        self,
        low: FloatArray,
        high: FloatArray,
        candidate: Callable[[FloatArray, Any], FloatArray],
        powers: FloatArray | None,
    ) -> FloatArray:
        """Return a point between `low` and `high` for every walk, 0 being where it is."""
        at = low + (high - low) * self.rng.random(len(low))
        if powers is None and not self._soft:
            return at
        level = self._log_density(self.points, powers) - self.rng.standard_exponential(len(low))
        rows = np.arange(len(low))
        for _ in range(_SHRINKS):
            rows = rows[self._log_density(candidate(at[rows], rows), powers) < level[rows]]
            if not len(rows):
                return at
            tried = at[rows]
            low[rows] = np.where(tried < 0, tried, low[rows])
            high[rows] = np.where(tried < 0, high[rows], tried)
            at[rows] = low[rows] + (high[rows] - low[rows]) * self.rng.random(len(rows))
        at[rows] = 0.0
        return at

    def _log_density(self, points: FloatArray, powers: FloatArray | None) -> FloatArray:
        """Return the logarithm of the density at every walk's point, up to a constant."""
        total = self.hull.likelihood.log_soft(points) if self._soft else np.zeros(len(points))
        if powers is not None:
            weights = np.maximum(points[:, :-1] @ self._member, 1e-300)
            total = total + np.log(weights)[:, self._issues] @ powers[self._issues]
        return total

    def _walking_away(self) -> None:
        """Draw what walking away is worth anew, in the share of its distribution below it."""
        walk = self.hull.likelihood.unknowns.walk
        count = len(self.points)
        low, high, at = np.zeros(count), np.ones(count), self.rng.random(count)
        level = self._log_density(self.points, None) - self.rng.standard_exponential(count)
        rows = np.arange(count)
        for _ in range(_SHRINKS):
            moved = self.points[rows].copy()
            moved[:, -1] = walk.quantile(at[rows])
            fits = self._inside.holds(moved) & (self._log_density(moved, None) >= level[rows])
            rows = rows[~fits]
            if not len(rows):
                break
            tried, here = at[rows], self.shares[rows]
            low[rows] = np.where(tried < here, tried, low[rows])
            high[rows] = np.where(tried < here, high[rows], tried)
            at[rows] = low[rows] + (high[rows] - low[rows]) * self.rng.random(len(rows))
        at[rows] = self.shares[rows]
        self.shares = at
        self.points[:, -1] = walk.quantile(self.shares)
