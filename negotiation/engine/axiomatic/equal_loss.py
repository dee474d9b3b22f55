"""Chun's equal-loss solution: equal distances from the ideal point."""

from __future__ import annotations

from typing import Any

from negotiation.engine.axiomatic._concept import leximin_concept


@leximin_concept(
    "equal-loss",
    reference=(
        "Chun, Y. (1988). The equal-loss principle for bargaining problems. "
        "Economics Letters 26, 103-106."
    ),
    axioms={"pareto", "dominated-outcomes-do-not-matter"},
)
def equal_loss(gains: Any, ideal: Any) -> Any:
    """Equalise losses from the ideal point: leximin of ``-(I_i - u_i)``.

    The greatest loss is made as small as possible, then the next; nobody falls below
    walking away.  Losses are compared between actors, so rescaling one actor's utility
    changes the answer.  Finite sets, ties and an empty ZOPA are treated as for the
    egalitarian solution.

    Parameters
    ----------
    gains, ideal : array, shape (..., n_outcomes, n_actors), (..., 1, n_actors)

    Returns
    -------
    array, shape (..., n_outcomes, n_actors)
        Losses, with a minus sign.
    """
    return gains - ideal
