"""Fallback bargaining: everybody falls back, rank by rank, until all can meet."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation.concessions.pareto import ranks
from negotiation.engine.axiomatic._concept import welfare_concept
from negotiation.engine.axiomatic._stakes import Stakes, highest


def _selector(at: Stakes, *, quota: int | None = None) -> Any:
    """Select by depth among outcomes of the ZOPA, ranks counting all outcomes."""
    return highest(fallback(at.levels, at.ideal, quota=quota), at.zopa)


@welfare_concept(
    "fallback",
    selector=_selector,
    reference=(
        "Brams, S. J. and Kilgour, D. M. (2001). Fallback bargaining. "
        "Group Decision and Negotiation 10, 287-316."
    ),
    axioms={"scale-covariance"},
)
def fallback(gains: Any, ideal: Any, *, quota: int | None = None) -> Any:
    """Minimise the depth at which enough actors support an outcome.

    Every actor ranks all outcomes; ties share a rank and no rank is skipped.  Actors
    accept their first rank, then their first two, and so on; the outcomes selected are
    those first accepted by everybody (the least maximal rank), or by `quota` of them.
    Among these the ones with most support at that depth win; all ties are selected.  Only
    outcomes in the ZOPA can win, but the others hold their ranks (Brams and Kilgour's
    fallback bargaining with impasse).  Only the order of outcomes matters.  It is not
    defined on lotteries.

    Parameters
    ----------
    gains, ideal : array, shape (..., n_outcomes, n_actors), (..., 1, n_actors)
    quota : int, optional
        How many actors must support the outcome; all of them by default.

    Returns
    -------
    array, shape (..., n_outcomes)
        Depth with a minus sign, and as a fraction the support at that depth.
    """
    payoffs = np.asarray(gains)
    depth = np.empty(payoffs.shape, dtype=np.float64)
    for batch in np.ndindex(payoffs.shape[:-2]):
        place = ranks(payoffs[batch])
        depth[batch] = 1 + place.max(axis=0) - place
    count = payoffs.shape[-1]
    needed = count if quota is None else int(quota)
    reached = np.sort(depth, axis=-1)[..., needed - 1]
    support = (depth <= reached[..., None]).sum(axis=-1)
    return -reached + support / (count + 1)
