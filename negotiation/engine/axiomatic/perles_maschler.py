"""Perles and Maschler's super-additive solution."""

from __future__ import annotations

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.engine.axiomatic._concept import frontier_concept
from negotiation.engine.axiomatic._hull import Hull


@frontier_concept(
    "perles-maschler",
    actors=2,
    reference=(
        "Perles, M. A. and Maschler, M. (1981). The super-additive solution for the Nash "
        "bargaining game. International Journal of Game Theory 10, 163-193."
    ),
    axioms={
        "pareto",
        "scale-covariance",
        "dominated-outcomes-do-not-matter",
        "midpoint-domination",
    },
)
def perles_maschler(hull: Hull) -> FloatArray:
    """Halve the frontier by the measure ``integral of sqrt(-dx dy)``.

    Both actors walk along the individually rational frontier from their best outcome
    towards each other at speeds that cost both equally; they meet at the solution.  An
    edge of the polygon weighs ``sqrt(|dx dy|)``.  It is defined for two actors (Perles
    showed in 1982 that no such solution exists for three).  On a finite set the outcomes
    closest to that point in proportion are selected.  With an empty ZOPA there is no
    agreement.

    Parameters
    ----------
    hull : Hull
        Gains within reach of lotteries, of two actors.

    Returns
    -------
    array, shape (2,)
        Gains.
    """
    assert hull.frontier is not None
    vertices = hull.frontier.vertices
    weights = np.sqrt(np.abs(np.diff(vertices, axis=0))).prod(axis=1)
    return halfway(vertices, weights)


def halfway(vertices: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the point (2,) with half the weight of a chain's edges on either side."""
    walked = np.concatenate([[0.0], np.cumsum(weights)])
    return np.array([np.interp(walked[-1] / 2, walked, vertices[:, axis]) for axis in (0, 1)])
