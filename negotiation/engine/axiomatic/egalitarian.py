"""The egalitarian solution: equal gains."""

from __future__ import annotations

from typing import Any

from negotiation.engine.axiomatic._concept import leximin_concept


@leximin_concept(
    "egalitarian",
    reference=(
        "Kalai, E. (1977). Proportional solutions to bargaining situations: interpersonal "
        "utility comparisons. Econometrica 45, 1623-1630 (equal weights, lexicographic)."
    ),
    axioms={
        "pareto",
        "independence-of-irrelevant-alternatives",
        "dominated-outcomes-do-not-matter",
        "maximin-monotonicity",
    },
)
def egalitarian(gains: Any, ideal: Any) -> Any:
    """Equalise gains: leximin of ``u_i - d_i``.

    The smallest gain is made as large as possible, then the next, so that the answer is
    efficient.  It compares utilities between actors: rescaling one actor's changes it.
    On a finite set all leximin outcomes are selected.  With an empty ZOPA there is no
    agreement; an actor who can gain nothing does not hold the others down.

    Parameters
    ----------
    gains, ideal : array, shape (..., n_outcomes, n_actors), (..., 1, n_actors)

    Returns
    -------
    array, shape (..., n_outcomes, n_actors)
        The gains.
    """
    return gains
