"""The corners of a best-response polytope by Qhull, with proof that they are all.

The polytope {z >= 0, R z <= 1} is the dual of the convex hull of one point per inequality,
and its corners are that hull's facets.  A list of corners is complete if at each of them
exactly as many inequalities hold with equality as there are dimensions, the others with a
clear margin, and if the corner at the other end of every edge is in the list: the edges of
a polytope connect all its corners.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray
from negotiation.engine.equilibrium._double_description import packed

MOST_CORNERS = 2_000_000
"""Corners that a polytope of that size could have at most, for it to be listed in floats."""

MARGIN = 1e-10
"""An inequality holds with equality, or is this far from it on a scale of 1."""

_ROUNDING = 1e-11
"""By so much an inequality that holds with equality may miss it on that scale."""


def most_corners(dimensions: int, inequalities: int) -> int:
    """Return the most corners that a polytope with so many more facets can have (McMullen)."""
    low, high = dimensions // 2, (dimensions + 1) // 2
    facets = dimensions + inequalities
    return math.comb(facets - high, low) + math.comb(facets - low - 1, high - 1)


class UndecidedError(Exception):
    """Rounding forbids an answer, or there is a tie."""


@dataclass(frozen=True)
class SimpleCorners:
    """All corners of a polytope on which no more inequalities bind than it has dimensions.

    Attributes
    ----------
    points : array, shape (k, d)
    played : array of bool, shape (k, d)
        Which coordinates are positive.
    replies : array of bool, shape (k, r)
        Which rows of R bind.
    """

    points: FloatArray
    played: BoolArray
    replies: BoolArray


def simple_corners(replies: FloatArray) -> SimpleCorners:
    """Return all corners of {z >= 0, replies @ z <= 1} but the origin.

    Parameters
    ----------
    replies : array, shape (r, d)
        Numbers between 1 and 2; d is at least 2.

    Raises
    ------
    UndecidedError
        If more inequalities bind at a corner than there are dimensions, or nearly so.
    """
    from scipy.spatial import ConvexHull, QhullError

    size = replies.shape[1]
    normals = np.vstack([-np.eye(size), replies])
    bounds = np.concatenate([np.zeros(size), np.ones(len(replies))])
    centre = np.full(size, 0.3 / size)
    try:
        hull = ConvexHull(normals / (bounds - normals @ centre)[:, np.newaxis])
    except QhullError as error:
        raise UndecidedError from error
    facets = hull.equations
    points = centre - facets[:, :-1] / facets[:, -1:]
    binding = np.zeros((len(points), len(bounds)), dtype=np.bool_)
    every = np.arange(len(points))[:, np.newaxis]
    binding[every, hull.simplices] = True
    slack = bounds - points @ normals.T
    missed = np.abs(slack[every, hull.simplices]).max()
    slack[every, hull.simplices] = np.inf
    if (
        slack.min() <= MARGIN
        or missed > _ROUNDING
        or not _closed(binding, hull.simplices, hull.neighbors)
    ):
        raise UndecidedError
    proper = ~binding[:, :size].all(axis=1)
    played = ~binding[proper, :size]
    points = np.where(played, points[proper], 0.0)
    return SimpleCorners(points, played, binding[proper, size:])


def _closed(binding: BoolArray, labels: Any, neighbours: Any) -> bool:
    """Return whether giving up any label of any corner leads to another corner of the list.

    Parameters
    ----------
    binding : array of bool, shape (k, d + r)
    labels : array of int, shape (k, d)
        The inequalities that bind at each corner.
    neighbours : array of int, shape (k, d)
        The corner that shares all labels but the one at the same place.
    """
    if (neighbours < 0).any():
        return False
    words = packed(binding)
    given_up = packed(np.eye(binding.shape[1], dtype=np.bool_))[labels]
    kept = words[:, np.newaxis] & ~given_up
    return bool(((words[neighbours] & words[:, np.newaxis]) == kept).all())
