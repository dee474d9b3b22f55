"""Yu's compromise solutions: the least distance from the ideal point."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, namespace
from negotiation.engine.axiomatic import _leximin, _welfare
from negotiation.engine.axiomatic._concept import welfare_concept
from negotiation.engine.axiomatic._hull import Hull
from negotiation.engine.axiomatic._stakes import Stakes, leximin
from negotiation.engine.axiomatic.equal_loss import equal_loss


def _derivatives(
    gains: FloatArray, ideal: FloatArray, *, p: float
) -> tuple[FloatArray, FloatArray]:
    """Return the derivatives of ``-sum (loss / largest ideal)^p / p``."""
    size = float(ideal.max())
    loss = np.maximum((ideal - gains) / size, 1e-300)
    curvature = np.zeros_like(loss) if p == 1 else (1 - p) * np.maximum(loss, 1e-12) ** (p - 2)
    return loss ** (p - 1) / size, curvature / size**2


def _selector(at: Stakes, *, p: float = 2.0) -> Any:
    """Select the least distance; at infinite p the least greatest loss, then the next."""
    if math.isinf(p):
        return leximin(equal_loss(at.gains, at.ideal), at.zopa)
    return _welfare.on_outcomes(at, yu, {"p": p})


def _pointer(hull: Hull, *, p: float = 2.0) -> tuple[FloatArray, dict[str, Any]]:
    """Find the least distance; at infinite p the equal-loss point."""
    if math.isinf(p):
        return _leximin.on_hull(hull, equal_loss, {})
    return _welfare.on_hull(hull, _derivatives, {"p": p})


@welfare_concept(
    "yu",
    selector=_selector,
    pointer=_pointer,
    reference=(
        "Yu, P. L. (1973). A class of solutions for group decision problems. "
        "Management Science 19, 936-946."
    ),
    axioms={"pareto", "dominated-outcomes-do-not-matter"},
)
def yu(gains: Any, ideal: Any, *, p: float = 2.0) -> Any:
    """Come closest to the ideal point: minimise ``(sum_i (I_i - u_i)^p)^(1/p)`` in the ZOPA.

    ``p=1`` is the utilitarian solution, ``p=inf`` equal loss (made lexicographic).  Losses
    are compared between actors, so rescaling one actor's utility changes the answer.  All
    ties on a finite set are selected.  With an empty ZOPA there is no agreement.

    Parameters
    ----------
    gains, ideal : array, shape (..., n_outcomes, n_actors), (..., 1, n_actors)
    p : float, default 2.0
        At least 1; may be infinite.

    Returns
    -------
    array, shape (..., n_outcomes)
        The distance in units of the largest ideal gain, with a minus sign.
    """
    xp = namespace(gains)
    size = xp.max(ideal, axis=-1, keepdims=True)
    return -(xp.sum(((ideal - gains) / size) ** p, axis=-1) ** (1 / p))
