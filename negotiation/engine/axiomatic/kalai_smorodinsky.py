"""Kalai and Smorodinsky's solution: gains in proportion to ideal gains."""

from __future__ import annotations

from typing import Any

from negotiation.engine.axiomatic._concept import leximin_concept


@leximin_concept(
    "kalai-smorodinsky",
    reference=(
        "Kalai, E. and Smorodinsky, M. (1975). Other solutions to Nash's bargaining problem. "
        "Econometrica 43, 513-518; lexicographic for more actors: Imai, H. (1983). Individual "
        "monotonicity and lexicographic maxmin solution. Econometrica 51, 389-401."
    ),
    axioms={
        "pareto",
        "scale-covariance",
        "dominated-outcomes-do-not-matter",
        "midpoint-domination",
        "individual-monotonicity",
    },
)
def kalai_smorodinsky(gains: Any, ideal: Any, *, weights: Any = None) -> Any:
    """Equalise gains as shares of ideal gains: leximin of ``(u_i - d_i) / (w_i (I_i - d_i))``.

    The ideal point takes each actor's best individually rational outcome (or lottery).
    On lotteries of two actors this is the point where the segment from disagreement to the
    ideal point leaves the feasible set.  For three or more actors that point may be
    dominated; Imai's lexicographic extension, used here, is not.  On a finite set the
    smallest share is maximised, then the next (not: the spread of shares minimised).  With
    an empty ZOPA there is no agreement; actors who can gain nothing are set aside.

    Parameters
    ----------
    gains, ideal : array, shape (..., n_outcomes, n_actors), (..., 1, n_actors)
    weights : array, shape (..., 1, n_actors), optional
        Positive; an actor of weight 2 is meant to reach twice the share of its ideal gain.

    Returns
    -------
    array, shape (..., n_outcomes, n_actors)
        Shares of ideal gains.
    """
    return gains / ideal if weights is None else gains / (weights * ideal)
