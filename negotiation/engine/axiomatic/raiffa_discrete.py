"""Raiffa's sequential solution: interim settlements at the mean of everybody's best."""

from __future__ import annotations

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.engine.axiomatic._concept import frontier_concept
from negotiation.engine.axiomatic._headroom import Headroom
from negotiation.engine.axiomatic._hull import Hull

_STEPS = 10_000


@frontier_concept(
    "raiffa-discrete",
    reference=(
        "Raiffa, H. (1953). Arbitration schemes for generalized two-person games. In: "
        "Contributions to the Theory of Games II, 361-387; Luce, R. D. and Raiffa, H. (1957). "
        "Games and Decisions, section 6.7."
    ),
    axioms={
        "pareto",
        "scale-covariance",
        "dominated-outcomes-do-not-matter",
        "midpoint-domination",
    },
)
def raiffa_discrete(hull: Hull) -> FloatArray:
    """Step from disagreement to the frontier by midpoints: ``m <- mean_i (I_i(m), m_-i)``.

    ``I_i(m)`` is the most actor i can get while everybody else gets at least m.  With each
    step the interim settlement m becomes the new disagreement point; the limit is
    efficient.  On a finite set the outcomes closest to that limit in proportion are
    selected (leximin of gain over gain at the limit), since midpoints are lotteries.  With
    an empty ZOPA there is no agreement; actors who can gain nothing are set aside.

    Parameters
    ----------
    hull : Hull
        Gains within reach of lotteries.

    Returns
    -------
    array, shape (n_actors,)
        Gains at the limit.
    """
    room = Headroom(hull)
    point = np.zeros(hull.n_actors)
    count = int(hull.active.sum())
    for _ in range(_STEPS):
        while not room.learn(point):
            pass
        step = room.estimate(point) / count
        if (step <= 1e-16).all():
            break
        point = point + step
    return point * hull.unit
