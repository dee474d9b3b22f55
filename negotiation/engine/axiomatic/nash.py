"""Nash's solution: the greatest product of gains."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, namespace
from negotiation.engine.axiomatic._concept import welfare_concept
from negotiation.engine.axiomatic._stakes import Stakes, highest


def _derivatives(
    gains: FloatArray, ideal: FloatArray, *, weights: Any = None
) -> tuple[FloatArray, FloatArray]:
    """Return the derivatives of ``sum w_i ln g_i``; at a gain of 0 the slope is infinite."""
    share = np.ones_like(gains) if weights is None else np.asarray(weights)
    with np.errstate(divide="ignore"):
        return share / gains, -share / gains**2


def _terms(gains: Any, ideal: Any, *, weights: Any = None) -> Any:
    """Return each actor's share in the logarithm of the product."""
    logs = np.log(gains)
    return logs if weights is None else weights * logs


def _selector(at: Stakes, *, weights: Any = None) -> Any:
    """Select the greatest product, where it is 0 everywhere among the actors who can gain most.

    If no outcome lets everybody gain who could, the most numerous groups that can gain
    together count, each group's greatest product being selected.
    """
    xp = namespace(at.gains)
    positive = at.gains > TOLERANCE * at.ideal
    ones = xp.ones_like(at.gains)
    welfare = nash(xp.where(positive, at.gains / at.ideal, ones), at.ideal, weights=weights)
    count = xp.sum(xp.astype(positive, xp.int64), axis=-1)
    most = xp.max(xp.where(at.zopa, count, -1), axis=-1, keepdims=True)
    among = at.zopa & (count == most)
    bits = xp.asarray([2**place for place in range(at.gains.shape[-1])], dtype=xp.int64)
    group = xp.sum(xp.astype(positive, xp.int64) * bits, axis=-1)
    chosen = xp.zeros_like(at.zopa)
    for code in xp.unique_values(group[among]):
        chosen = chosen | highest(welfare, among & (group == code))
    return chosen


@welfare_concept(
    "nash",
    derivatives=_derivatives,
    terms=_terms,
    selector=_selector,
    powered=True,
    reference="Nash, J. (1950). The bargaining problem. Econometrica 18, 155-162.",
    axioms={
        "pareto",
        "scale-covariance",
        "independence-of-irrelevant-alternatives",
        "dominated-outcomes-do-not-matter",
        "midpoint-domination",
    },
)
def nash(gains: Any, ideal: Any, *, weights: Any = None) -> Any:
    """Maximise the product of gains, ``sum_i w_i ln(u_i - d_i)``.

    On a finite set all outcomes with the greatest product are selected; on lotteries the
    maximiser is unique in payoffs.  Only individually rational outcomes compete, so that
    two losses never make a gain.  Actors who can gain nothing are set aside.  With an
    empty ZOPA there is no agreement.  Where no single outcome lets everybody gain, the
    product is 0 throughout; then, as in maximal Nash welfare, the outcomes count that let
    most actors gain.

    Parameters
    ----------
    gains, ideal : array, shape (..., n_outcomes, n_actors), (..., 1, n_actors)
        Gains above walking away, and their largest values.
    weights : array, shape (..., 1, n_actors), optional
        Bargaining powers, positive; by default the actors' `power` (all 1: Nash's own
        solution; otherwise the weighted one of Harsanyi and Selten, 1972, and Kalai, 1977).

    Returns
    -------
    array, shape (..., n_outcomes)
        The logarithm of the product.
    """
    xp = namespace(gains)
    logs = xp.log(gains)
    return xp.sum(logs if weights is None else weights * logs, axis=-1)
