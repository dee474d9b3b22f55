"""How much further each actor alone could go: ``I(x) - x``, the quantity of Raiffa's solutions.

``I_i(x)`` is the most actor i can get while everybody else gets at least x.  Two actors are
served by the edges of the frontier.  For more, the hull is described by half-spaces
``normal @ x <= offset``: all of them (Qhull) for a few actors, or those found to matter so
far, each from the dual of a linear programme, for many.
"""

from __future__ import annotations

import itertools

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.engine._programme import linear_programme
from negotiation.engine.axiomatic._hull import Hull
from negotiation.errors import NotDefinedError

_FACET_ACTORS = 4
"""Up to so many actors all facets are listed; beyond, there can be too many of them."""

_WRONG = 1e-9
"""Headroom, as a share of the actor's range, by which an estimate must err to count as wrong."""


class Headroom:
    """The distances ``I(x) - x`` over a hull, in units of each actor's range.

    Parameters
    ----------
    hull : Hull
    every_facet : bool, optional
        Whether to list all facets at once; by default for up to four actors.

    Raises
    ------
    NotDefinedError
        If the hull has three or more actors and points that are not known yet.

    Attributes
    ----------
    complete : bool
        Whether `estimate` is exact everywhere; otherwise it is never too small.
    """

    def __init__(self, hull: Hull, every_facet: bool | None = None) -> None:
        if hull.growing and hull.n_actors > 2:
            raise NotDefinedError(
                "With three or more actors Raiffa's solutions need the packages listed, and there "
                "are too many of them."
            )
        self.hull = hull
        self.points = hull.points / hull.unit
        count = hull.n_actors
        self.normals: FloatArray = np.empty((0, count))
        self.offsets: FloatArray = np.empty(0)
        self.complete = hull.n_actors == 2
        if every_facet is None:
            every_facet = 2 < count <= _FACET_ACTORS
        if every_facet:
            self._list_facets()

    def _list_facets(self) -> None:
        """Take the facets of the points and everything below them, where Qhull finds them."""
        from scipy.spatial import ConvexHull, QhullError

        floor = np.minimum(self.points.min(axis=0), 0.0) - 1.0
        lowered = [
            np.where(np.array(keep), self.points, floor)
            for keep in itertools.product((True, False), repeat=self.points.shape[1])
        ]
        try:
            solid = ConvexHull(np.unique(np.concatenate(lowered), axis=0))
        except QhullError:  # too flat for Qhull: half-spaces are found one by one
            return
        facing = solid.equations[(solid.equations[:, :-1] >= -1e-12).all(axis=1)]
        for normal in np.clip(facing[:, :-1], 0.0, None):
            self._add(normal)
        self.complete = True

    def _add(self, normal: FloatArray) -> None:
        """Remember that no lottery is worth more than its best outcome in this direction."""
        self.normals = np.vstack([self.normals, normal])
        self.offsets = np.append(self.offsets, (self.points @ normal).max())

    def estimate(self, point: FloatArray) -> FloatArray:
        """Return the headroom (n_actors,) at a point (n_actors,), as far as is known."""
        edges = self.hull.frontier if self.hull.n_actors == 2 else None
        if edges is not None:
            gains = point * self.hull.unit
            best = np.array([edges.best(0, gains[1]), edges.best(1, gains[0])])
            room: FloatArray = best / self.hull.unit - point
            return np.maximum(room, 0.0)
        slack = np.maximum(self.offsets - self.normals @ point, 0.0)[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            steps = np.where(self.normals > 1e-12, slack / self.normals, np.inf)
        room = np.asarray(steps.min(axis=0, initial=np.inf))
        return np.where(self.hull.active, room, 0.0)

    def learn(self, point: FloatArray) -> bool:
        """Say whether `estimate` was right at a point; where not, improve it.

        An estimate that a new half-space does not improve is as right as the linear
        programmes are.
        """
        if self.complete:
            return True
        before = self.estimate(point)
        for actor in np.flatnonzero(self.hull.active):
            reached, normal = self._reach(int(actor), point)
            if before[actor] > reached - point[actor] + _WRONG:
                self._add(normal)
        after = self.estimate(point)
        return not (after < before - _WRONG / 2).any()

    def _reach(self, actor: int, point: FloatArray) -> tuple[float, FloatArray]:
        """Return the actor's best given what the others get, and a half-space that bounds it."""
        others = np.delete(np.arange(len(point)), actor)
        answer = linear_programme(
            -self.points[:, actor],
            A_ub=-self.points[:, others].T,
            # A point that was itself computed may miss the hull by rounding.
            b_ub=-(point[others] - 1e-12),
            A_eq=np.ones((1, len(self.points))),
            b_eq=[1.0],
        )
        if answer.status != 0:
            return -np.inf, self._separate(point)
        normal = np.zeros(len(point))
        normal[actor], normal[others] = 1.0, np.clip(-answer.ineqlin.marginals, 0.0, None)
        return -float(answer.fun), normal

    def _separate(self, point: FloatArray) -> FloatArray:
        """Return the normal of a half-space that holds the hull but not a point outside it."""
        duals = self.hull.shortfall(point * self.hull.unit).ineqlin.marginals
        normal: FloatArray = np.clip(-duals, 0.0, None)
        return normal
