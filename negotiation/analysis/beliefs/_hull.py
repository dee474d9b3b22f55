"""Where the chains run: the polytope's own dimensions, and points inside it to start from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import BoolArray, FloatArray
from negotiation.analysis.beliefs._likelihood import Likelihood
from negotiation.analysis.statements._polytope import SMALL, Polytope
from negotiation.errors import NotDefinedError

_STARTS = 40
"""Points to start from that are worked out; others lie between two of them."""


@dataclass(frozen=True, eq=False)
class Hull:
    """What hard statements force to be equal.

    Attributes
    ----------
    likelihood : Likelihood
    free : array of bool, shape (n_steps,)
        The steps that are not forced to be 0.
    ties : array of bool, shape (n_rows,)
        The inequalities between steps that can hold only as equalities.
    rows : array of bool, shape (n_rows,)
        The other inequalities, those that say nothing aside.
    """

    likelihood: Likelihood
    free: BoolArray
    ties: BoolArray
    rows: BoolArray

    @classmethod
    def of(cls, likelihood: Likelihood) -> Hull:
        """Find what is forced to be equal, by linear programmes.

        Raises
        ------
        NotDefinedError
            If an equality involves what walking away is worth and that is uncertain: the
            set that is left has no prior probability.
        """
        polytope = likelihood.polytope
        n_steps = polytope.matrix.shape[1] - 1
        told: BoolArray = np.asarray(polytope.matrix.any(axis=1))
        free = np.ones(n_steps, dtype=np.bool_)
        ties = np.zeros(len(told), dtype=np.bool_)
        if polytope.margin(told, steps=True).value > SMALL:
            return cls(likelihood, free, ties, told)
        for step, unit in enumerate(np.eye(n_steps, n_steps + 1)):
            free[step] = polytope.extreme(unit, largest=True).value > SMALL
        for row in np.flatnonzero(told & ~polytope.strict):
            most = polytope.extreme(polytope.matrix[row], largest=True).value
            ties[row] = most - polytope.bound[row] <= SMALL
        mixed = ties & (polytope.matrix[:, -1] != 0)
        if mixed.any() and not likelihood.unknowns.walk.certain:
            raise NotDefinedError(
                "The statements force what walking away is worth to an exact value, which its "
                "distribution gives no probability; lower a reliability or state the value.",
                actor=likelihood.unknowns.actor.name,
            )
        return cls(likelihood, free, ties, told & ~ties)

    @property
    def edges(self) -> tuple[str, ...]:
        """What is forced to be equal, in words."""
        unknowns = self.likelihood.unknowns
        issues = unknowns.scenario.issues
        stuck = []
        for place, issue in enumerate(issues):
            mine = self.free[unknowns.issue_of == place]
            if len(mine) and not mine.any():
                stuck.append(f"{issue.name} does not matter")
            elif not mine.all():
                stuck.append(f"some options of {issue.name} are worth the same")
        if self._mixed.any():
            stuck.append("packages that statements compare are worth the same")
        return tuple(stuck)

    @property
    def _mixed(self) -> BoolArray:
        """The ties that are more than steps being 0."""
        steps = self.likelihood.polytope.matrix[:, :-1]
        return np.asarray(self.ties & (steps[:, self.free] != 0).any(axis=1))

    @property
    def basis(self) -> FloatArray | None:
        """Directions within the hull, shape (n_steps, k); ``None`` if only steps are forced."""
        if not self._mixed.any():
            return None
        fixed = np.vstack(
            [
                np.ones(len(self.free)),
                self.likelihood.polytope.matrix[self._mixed, :-1],
                np.eye(len(self.free))[~self.free],
            ]
        )
        _, size, right = np.linalg.svd(fixed)
        rank = int((size > 1e-10).sum())
        return np.ascontiguousarray(right[rank:].T)

    def starts(self, count: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
        """Return points to start from, well apart, and the shares of walking away's worth.

        Returns
        -------
        points : array, shape (count, n_unknowns)
        shares : array, shape (count,)
        """
        few = min(count, _STARTS)
        worths = self._worths(few, rng)
        polytope = self.likelihood.polytope
        points = np.array([self._start(polytope.walking_at(float(at)), rng) for at in worths])
        points[:, -1] = worths
        if count > few:  # the set is convex: what lies between two of its points belongs to it
            pairs = rng.integers(few, size=(2, count - few))
            share = rng.random((count - few, 1))
            between = share * points[pairs[0]] + (1.0 - share) * points[pairs[1]]
            points = np.concatenate([points, between])
        return points, self.likelihood.unknowns.walk.shares_of(points[:, -1])

    def _worths(self, count: int, rng: np.random.Generator) -> FloatArray:
        """Return what walking away may be worth, well apart."""
        polytope, walk = self.likelihood.polytope, self.likelihood.unknowns.walk
        if walk.certain:
            return walk.sample(count, rng)
        unit = np.eye(polytope.matrix.shape[1])[-1]
        low, high = (polytope.extreme(unit, largest=end).value for end in (False, True))
        first, last = walk.shares(low, high)
        if first >= last:
            raise NotDefinedError(
                "The distribution of what walking away is worth gives no probability to "
                "the values that the statements leave.",
                actor=self.likelihood.unknowns.actor.name,
            )
        return walk.quantile(first + (last - first) * rng.uniform(0.02, 0.98, count))

    def _start(self, polytope: Polytope, rng: np.random.Generator) -> FloatArray:
        """Return a point between the middle of the polytope and a corner chosen by lot."""
        centre = self._centre(polytope)
        cost = np.append(rng.standard_normal(len(self.free)), 0.0)
        corner = polytope.extreme(cost, largest=True).point
        if corner is None:
            return centre
        point = centre + rng.uniform(0.0, 0.9) * (corner - centre)
        point[:-1][~self.free] = 0.0
        return point if polytope.holds(point[None])[0] and (point[:-1] >= 0).all() else centre

    def _centre(self, polytope: Polytope) -> FloatArray:
        """Return the point at which free steps and rows have most slack."""
        slack = np.zeros((int(self.free.sum()), polytope.matrix.shape[1]))
        slack[np.arange(len(slack)), np.flatnonzero(self.free)] = 1.0
        wider = Polytope(
            np.vstack([polytope.matrix, slack]),
            np.append(polytope.bound, np.zeros(len(slack))),
            np.append(polytope.strict, np.zeros(len(slack), dtype=np.bool_)),
            polytope.walk,
        )
        rows = np.append(self.rows, np.ones(len(slack), dtype=np.bool_))
        found = wider.margin(rows).point
        if found is None:
            raise NotDefinedError(
                "No point to start from was found inside the set that the statements leave.",
                actor=self.likelihood.unknowns.actor.name,
            )
        found[:-1] = np.where(self.free, np.maximum(found[:-1], 0.0), 0.0)
        return np.asarray(found)
