"""The relative utilitarian solution: the greatest sum of shares of ideal gains."""

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
    return share / ideal, np.zeros_like(gains)


def _terms(gains: Any, ideal: Any, *, weights: Any = None) -> Any:
    """Return each actor's share in the sum."""
    shares = gains / ideal
    return shares if weights is None else weights * shares


@welfare_concept(
    "relative-utilitarian",
    derivatives=_derivatives,
    terms=_terms,
    reference=(
        "Dhillon, A. and Mertens, J.-F. (1999). Relative utilitarianism. Econometrica 67, 471-498."
    ),
    axioms={"pareto", "scale-covariance", "dominated-outcomes-do-not-matter"},
)
def relative_utilitarian(gains: Any, ideal: Any, *, weights: Any = None) -> Any:
    """Maximise the sum of shares of ideal gains, ``sum_i w_i (u_i - d_i) / (I_i - d_i)``.

    All tied outcomes are selected; on lotteries a tie is broken in favour of the worst
    placed, and reported.  With an empty ZOPA there is no agreement; actors who can gain
    nothing are set aside.

    Parameters
    ----------
    gains, ideal : array, shape (..., n_outcomes, n_actors), (..., 1, n_actors)
    weights : array, shape (..., 1, n_actors), optional
        Positive; all 1 by default.

    Returns
    -------
    array, shape (..., n_outcomes)
        The sum of shares.
    """
    xp = namespace(gains)
    shares = gains / ideal
    return xp.sum(shares if weights is None else weights * shares, axis=-1)
