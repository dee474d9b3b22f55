"""Bossert's solution for claims: equal losses from claims."""

from __future__ import annotations

from typing import Any

from negotiation.engine.axiomatic._concept import leximin_concept


@leximin_concept(
    "bossert",
    reference=(
        "Bossert, W. (1993). An alternative solution to bargaining problems with claims. "
        "Mathematical Social Sciences 25, 205-220."
    ),
    axioms={"pareto", "dominated-outcomes-do-not-matter"},
)
def bossert(gains: Any, ideal: Any, *, claims: Any) -> Any:
    """Fall equally short of claims: ``x_i = max(d_i, c_i - t)`` with the smallest feasible t.

    The greatest shortfall is made as small as possible, then the next (leximin of
    ``u_i - c_i``); nobody falls below walking away.  Shortfalls are compared between
    actors.  With an empty ZOPA there is no agreement.

    Parameters
    ----------
    gains, ideal : array, shape (..., n_outcomes, n_actors), (..., 1, n_actors)
    claims : array, shape (..., 1, n_actors)
        What each actor claims, above what walking away is worth to it.

    Returns
    -------
    array, shape (..., n_outcomes, n_actors)
        Shortfalls, with a minus sign.
    """
    return gains - claims
