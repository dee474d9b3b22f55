"""Chun and Thomson's solution for claims: gains in proportion to claims."""

from __future__ import annotations

from typing import Any

from negotiation.engine.axiomatic._concept import leximin_concept


@leximin_concept(
    "chun-thomson",
    reference=(
        "Chun, Y. and Thomson, W. (1992). Bargaining problems with claims. "
        "Mathematical Social Sciences 24, 19-33."
    ),
    axioms={"pareto", "scale-covariance", "dominated-outcomes-do-not-matter"},
)
def chun_thomson(gains: Any, ideal: Any, *, claims: Any) -> Any:
    """Honour claims in proportion: leximin of ``(u_i - d_i) / (c_i - d_i)``.

    On lotteries of two actors this is the last feasible point of the segment from
    disagreement to the claims; for more actors, and on finite sets, the smallest share is
    maximised, then the next.  Claims that can be met jointly are exceeded in proportion.
    With an empty ZOPA there is no agreement.

    Parameters
    ----------
    gains, ideal : array, shape (..., n_outcomes, n_actors), (..., 1, n_actors)
    claims : array, shape (..., 1, n_actors)
        What each actor claims, above what walking away is worth to it.

    Returns
    -------
    array, shape (..., n_outcomes, n_actors)
        Shares of the claims.
    """
    return gains / claims
