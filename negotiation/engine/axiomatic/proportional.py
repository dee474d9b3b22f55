"""Kalai's proportional solution: gains in fixed proportions."""

from __future__ import annotations

from typing import Any

from negotiation.engine.axiomatic._concept import leximin_concept


@leximin_concept(
    "proportional",
    reference=(
        "Kalai, E. (1977). Proportional solutions to bargaining situations: interpersonal "
        "utility comparisons. Econometrica 45, 1623-1630."
    ),
    axioms={
        "pareto",
        "independence-of-irrelevant-alternatives",
        "dominated-outcomes-do-not-matter",
    },
)
def proportional(gains: Any, ideal: Any, *, weights: Any) -> Any:
    """Split gains in fixed proportions: leximin of ``(u_i - d_i) / w_i``.

    Like the egalitarian solution but for the weights, and with the same answers to ties,
    finite sets, an empty ZOPA and actors who can gain nothing.

    Parameters
    ----------
    gains, ideal : array, shape (..., n_outcomes, n_actors), (..., 1, n_actors)
    weights : array, shape (..., 1, n_actors)
        The proportions, positive.

    Returns
    -------
    array, shape (..., n_outcomes, n_actors)
        Gains per unit of weight.
    """
    return gains / weights
