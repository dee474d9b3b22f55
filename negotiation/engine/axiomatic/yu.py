"""Yu's compromise solutions: the least distance from the ideal point."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, namespace
from negotiation.engine.axiomatic import _leximin, _welfare
from negotiation.engine.axiomatic._concept import welfare_concept
from negotiation.engine.axiomatic._goal import Total, Worst, worst_of
from negotiation.engine.axiomatic._hull import Hull
from negotiation.engine.axiomatic._stakes import Stakes, leximin
from negotiation.engine.axiomatic.equal_loss import equal_loss
from negotiation.errors import NotDefinedError

_STEEPEST = 100.0
"""Above this exponent powers of losses of three or more actors leave the range of floats."""


def _derivatives(
    gains: FloatArray, ideal: FloatArray, *, p: float, size: float
) -> tuple[FloatArray, FloatArray]:
    """Return the derivatives of ``-sum (loss / size)^p size / p``."""
    loss = np.maximum((ideal - gains) / size, 1e-12)
    with np.errstate(over="ignore"):
        curvature = np.zeros_like(loss) if p == 1 else (1 - p) * loss ** (p - 2) / size
        return loss ** (p - 1), curvature


def _selector(at: Stakes, *, p: float = 2.0) -> Any:
    """Select the least distance; at infinite p the least greatest loss, then the next."""
    if math.isinf(p):
        return leximin(equal_loss(at.gains, at.ideal), at.zopa)
    return _welfare.on_outcomes(at, yu, {"p": p})


def _goal(able: BoolArray, ideal: FloatArray, *, p: float = 2.0) -> Worst | Total:
    """Return what to maximise where packages are never listed."""
    if math.isinf(p):
        return worst_of(equal_loss, able, ideal)
    size = ideal[able].max()

    def terms(gains: FloatArray) -> Any:
        return -(np.maximum((ideal - gains) / size, 0.0) ** p)

    return Total(terms, able, ideal)


def _pointer(hull: Hull, *, p: float = 2.0) -> tuple[FloatArray, dict[str, Any]]:
    """Find the least distance; at infinite p the equal-loss point.

    Losses are measured by the greatest at the equal-loss point, which no point's greatest
    loss falls below, so that high powers of them stay near 1 where it matters.
    """
    equal, diagnostics = _leximin.on_hull(hull, equal_loss, {})
    loss = np.where(hull.active, hull.ideal - equal, 0.0)
    if math.isinf(p) or not (loss > hull.slack).any():
        return equal, diagnostics
    if p > _STEEPEST and hull.n_actors > 2:
        raise NotDefinedError(
            f"With lotteries and more than two actors p is at most {_STEEPEST:g}, or p=inf, "
            "from which higher exponents hardly differ.",
            given=p,
            concept="yu",
        )
    return _welfare.on_hull(hull, _derivatives, {"p": p, "size": float(loss.max())})


@welfare_concept(
    "yu",
    selector=_selector,
    pointer=_pointer,
    goal=_goal,
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
        At least 1; may be infinite.  On lotteries of three or more actors at most 100, or
        infinite.

    Returns
    -------
    array, shape (..., n_outcomes)
        The distance in units of the largest ideal gain, with a minus sign.
    """
    xp = namespace(gains)
    size = xp.max(ideal, axis=-1, keepdims=True)
    loss = xp.where(gains < ideal, (ideal - gains) / size, xp.zeros_like(gains))
    # Measured by each outcome's own greatest loss, no power of a loss underflows.
    worst = xp.max(loss, axis=-1, keepdims=True)
    shares = loss / xp.where(worst > 0, worst, xp.ones_like(worst))
    return -worst[..., 0] * xp.sum(shares**p, axis=-1) ** (1 / p)
