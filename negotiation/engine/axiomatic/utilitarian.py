"""The utilitarian solution: the greatest sum of utilities."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, namespace
from negotiation.engine.axiomatic._concept import welfare_concept


def _derivatives(
    gains: FloatArray, ideal: FloatArray, *, weights: Any = None
) -> tuple[FloatArray, FloatArray]:
    """Return constant slopes."""
    share = np.ones_like(gains) if weights is None else np.asarray(weights)
    return share, np.zeros_like(gains)


def _terms(gains: Any, ideal: Any, *, weights: Any = None) -> Any:
    """Return each actor's share in the sum."""
    return gains if weights is None else weights * gains


@welfare_concept(
    "utilitarian",
    derivatives=_derivatives,
    terms=_terms,
    reference=(
        "Harsanyi, J. C. (1955). Cardinal welfare, individualistic ethics, and interpersonal "
        "comparisons of utility. Journal of Political Economy 63, 309-321."
    ),
    axioms={
        "pareto",
        "independence-of-irrelevant-alternatives",
        "dominated-outcomes-do-not-matter",
    },
)
def utilitarian(gains: Any, ideal: Any, *, weights: Any = None) -> Any:
    """Maximise the sum of utilities, ``sum_i w_i u_i``, within the ZOPA.

    All tied outcomes are selected; on lotteries a tie is broken in favour of the worst
    placed in proportion to ideal gains, and reported.  Utilities are compared between
    actors.  With an empty ZOPA there is no agreement.

    Parameters
    ----------
    gains, ideal : array, shape (..., n_outcomes, n_actors), (..., 1, n_actors)
    weights : array, shape (..., 1, n_actors), optional
        Positive; all 1 by default.

    Returns
    -------
    array, shape (..., n_outcomes)
        The sum of gains, which differs from that of utilities by a constant.
    """
    xp = namespace(gains)
    return xp.sum(gains if weights is None else weights * gains, axis=-1)
