"""What is at stake: gains above walking away, who can gain, and by how much at most.

Everything here works on arrays with any leading batch axes and keeps to operations of
the Python array API standard.  The rules are those every concept shares: individual
rationality before any product, the ideal point over individually rational outcomes
only, and actors who cannot gain set aside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from negotiation._arrays import NOISE, TOLERANCE, namespace, negligible


@dataclass(frozen=True)
class Stakes:
    """Gains of every outcome, ready for a formula.

    Attributes
    ----------
    gains : array, shape (..., n_outcomes, n_actors)
        Utility above the reservation value.  An actor that can gain nothing anywhere in
        the ZOPA is put at its ideal in every outcome, so that it weighs on no formula.
    ideal : array, shape (..., 1, n_actors)
        Each actor's largest gain in the ZOPA, positive; for an actor that can gain
        nothing the largest of the others' (1 if there is none), to keep the scale.
    zopa : array of bool, shape (..., n_outcomes)
    active : array of bool, shape (..., 1, n_actors)
        Who can gain.
    slack : array, shape (..., 1, n_actors)
        Differences this small count as none.
    levels : array, shape (..., n_outcomes, n_actors)
        The payoffs themselves, for concepts that go by ranks.
    """

    gains: Any
    ideal: Any
    zopa: Any
    active: Any
    slack: Any
    levels: Any


def stakes(payoffs: Any, disagreement: Any, signable: Any = None) -> Stakes:
    """Return the stakes of problems given as arrays.

    Parameters
    ----------
    payoffs : array, shape (..., n_outcomes, n_actors)
    disagreement : array, shape (..., n_actors)
    signable : array of bool, shape (..., n_outcomes), optional
        Outcomes that cross no red line; all of them if left out.
    """
    xp = namespace(payoffs)
    walk = disagreement[..., None, :]
    high = xp.maximum(xp.max(payoffs, axis=-2, keepdims=True), walk)
    low = xp.minimum(xp.min(payoffs, axis=-2, keepdims=True), walk)
    slack = negligible(high, low)
    gains = payoffs - walk
    zopa = xp.all(gains >= -slack, axis=-1)
    if signable is not None:
        zopa = zopa & signable
    inside = zopa[..., None]
    ideal = xp.max(xp.where(inside, gains, xp.zeros_like(gains)), axis=-2, keepdims=True)
    active = ideal > slack
    none = xp.zeros_like(ideal)
    top = xp.max(xp.where(active, ideal, none), axis=-1, keepdims=True)
    top = xp.where(top > 0, top, xp.ones_like(top))
    ideal = xp.where(active, ideal, xp.broadcast_to(top, ideal.shape))
    gains = xp.where(gains > 0, gains, xp.zeros_like(gains))
    gains = xp.where(active, gains, xp.broadcast_to(ideal, gains.shape))
    return Stakes(gains, ideal, zopa, active, slack, payoffs)


def highest(score: Any, among: Any) -> Any:
    """Return which outcomes reach the highest score, all ties included.

    Parameters
    ----------
    score : array, shape (..., n_outcomes)
    among : array of bool, shape (..., n_outcomes)
        The outcomes that compete.  Scores that differ by no more than `TOLERANCE` times
        the spread of the competing scores, or by no more than rounding, are tied.

    Returns
    -------
    array of bool, shape (..., n_outcomes)
    """
    xp = namespace(score)
    best = xp.max(xp.where(among, score, -xp.inf), axis=-1, keepdims=True)
    worst = xp.min(xp.where(among, score, xp.inf), axis=-1, keepdims=True)
    spread = xp.where(best > worst, best - worst, xp.zeros_like(best))
    spread = xp.where(xp.isfinite(spread), spread, xp.zeros_like(spread))
    rounding = NOISE * xp.where(xp.isfinite(best), xp.abs(best), xp.zeros_like(best))
    return among & (score >= best - xp.maximum(TOLERANCE * spread, rounding))


def leximin(values: Any, among: Any) -> Any:
    """Return which outcomes are best for the worst placed, then for the next, and so on.

    Parameters
    ----------
    values : array, shape (..., n_outcomes, n_actors)
        What is compared between actors.
    among : array of bool, shape (..., n_outcomes)
        The outcomes that compete.

    Returns
    -------
    array of bool, shape (..., n_outcomes)
        All ties; differences of at most `TOLERANCE` times the spread of all competing
        values are none.
    """
    xp = namespace(values)
    ascending = xp.sort(values, axis=-1)
    best = xp.max(xp.where(among, ascending[..., -1], -xp.inf), axis=-1, keepdims=True)
    worst = xp.min(xp.where(among, ascending[..., 0], xp.inf), axis=-1, keepdims=True)
    slack = xp.where(best > worst, TOLERANCE * (best - worst), xp.zeros_like(best))
    size = xp.maximum(xp.abs(best), xp.abs(worst))
    slack = xp.maximum(slack, NOISE * xp.where(xp.isfinite(size), size, xp.zeros_like(size)))
    chosen = among
    for place in range(values.shape[-1]):
        level = ascending[..., place]
        top = xp.max(xp.where(chosen, level, -xp.inf), axis=-1, keepdims=True)
        chosen = chosen & (level >= top - slack)
    return chosen
