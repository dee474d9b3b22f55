"""Gupta and Livne's solution: from a reference outcome towards the ideal point."""

from __future__ import annotations

from typing import Any

from negotiation._arrays import TOLERANCE, namespace
from negotiation.engine.axiomatic._concept import leximin_concept


@leximin_concept(
    "gupta-livne",
    reference=(
        "Gupta, S. and Livne, Z. A. (1988). Resolving a conflict situation with a reference "
        "outcome: an axiomatic model. Management Science 34, 1303-1314."
    ),
    axioms={"pareto", "scale-covariance", "dominated-outcomes-do-not-matter"},
)
def gupta_livne(gains: Any, ideal: Any, *, reference: Any) -> Any:
    """Improve on a reference outcome in proportion: leximin of ``(u_i - r_i) / (I_i - r_i)``.

    On lotteries of two actors this is the last feasible point of the segment from the
    reference to the ideal point.  For more actors, and on finite sets, the smallest
    share is maximised, then the next.  With an empty ZOPA there is no agreement.

    Parameters
    ----------
    gains, ideal : array, shape (..., n_outcomes, n_actors), (..., 1, n_actors)
    reference : array, shape (..., 1, n_actors)
        What the actors compare with, such as the status quo: at least as good as walking
        away for everybody, and within reach of some outcome or lottery.

    Returns
    -------
    array, shape (..., n_outcomes, n_actors)
        Shares of the way from the reference to the ideal point.
    """
    xp = namespace(ideal)
    room = ideal - reference
    # Where the reference is already ideal for an actor it can only be kept there.
    return (gains - reference) / xp.where(room > TOLERANCE * ideal, room, ideal)
