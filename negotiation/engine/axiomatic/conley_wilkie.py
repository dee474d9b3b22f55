"""Conley and Wilkie's extension of Nash's solution to sets that are not convex."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.concessions import BargainingProblem
from negotiation.engine.axiomatic._concept import concept_registry, frontier_concept
from negotiation.engine.axiomatic._hull import Hull


def _guarantee(problem: BargainingProblem, rows: Any) -> FloatArray:
    """Return the payoffs (n_actors,) where the way to Nash's point leaves the finite set."""
    able = problem.ideal - problem.disagreement > problem.slack
    if not able.any():
        return np.array(problem.disagreement)
    ideal = np.where(able, problem.ideal - problem.disagreement, 1.0)
    shares = np.where(able, problem.gains / ideal, 0.0)
    target = conley_wilkie(Hull(shares[problem.zopa], problem.slack / ideal))
    way = (shares[rows][:, able] / target[able]).min(axis=1).max()
    point: FloatArray = problem.disagreement + way * np.where(able, target * ideal, 0.0)
    return point


@frontier_concept(
    "conley-wilkie",
    guarantee=_guarantee,
    reference=(
        "Conley, J. P. and Wilkie, S. (1996). An extension of the Nash bargaining solution to "
        "nonconvex problems. Games and Economic Behavior 13, 26-38."
    ),
    axioms={"scale-covariance", "dominated-outcomes-do-not-matter"},
)
def conley_wilkie(hull: Hull) -> FloatArray:
    """Go from disagreement towards the hull's Nash point as far as the finite set allows.

    The answer is the last point of the segment that some outcome weakly improves on: a
    payoff that is guaranteed, with free disposal, rather than the payoff of an outcome;
    `payoffs` holds that point, `outcomes` those that guarantee it (of several, the ones
    best by leximin).  On lotteries it is Nash's solution.  With an empty ZOPA there is no
    agreement.

    Parameters
    ----------
    hull : Hull
        Gains within reach of lotteries.

    Returns
    -------
    array, shape (n_actors,)
        Gains at the hull's Nash point.
    """
    pointer = concept_registry["nash"].pointer
    assert pointer is not None
    return pointer(hull)[0]
