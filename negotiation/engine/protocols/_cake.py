"""Totals that are demanded of a cake of uncertain size in equilibrium."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray
from negotiation.engine.information._unknown import interval, listed
from negotiation.errors import InvalidValueError

_NET = 4_001
_STEP, _JUMP = 2.0**-49, 1e-2
"""A step to either side, in shares of a total; a hazard that grows by so much across it jumps."""

_LEVEL = 1e-11
"""Logarithm of n / (s h(s)) up to which asking for more is as good as not."""

_UNDERFLOW = -650.0
"""Logarithm of densities that are not told from 0."""

_TAILS = np.logspace(-300, -1, 1_200)


@dataclass(frozen=True)
class DemandRange:
    """Equilibria with the same total of demands.

    Attributes
    ----------
    total : float
        What the demands add up to.
    low, high : float
        Between which every actor's demand lies; any such demands with this total are an
        equilibrium.
    agreement : float
        The probability that they fit.
    single : bool
        Whether it is one equilibrium only.
    """

    total: float
    low: float
    high: float
    agreement: float
    single: bool


def _range(total: float, low: float, high: float, actors: int, chance: float) -> Any:
    """Return the demands between two bounds that have this total; ``None`` if there are none."""
    low, high = max(low, 0.0), min(high, total)
    slack = TOLERANCE * total
    if actors * low > total + slack or actors * high < total - slack:
        return None
    # What one actor demands leaves the others within their bounds too.
    least = max(low, total - (actors - 1) * high)
    most = min(high, total - (actors - 1) * low)
    if most - least <= slack:
        return DemandRange(total, total / actors, total / actors, chance, True)
    return DemandRange(total, least, most, chance, False)


def of_list(sizes: Any, prior: Any, actors: int) -> tuple[DemandRange, ...]:
    """Return the equilibria for a list of sizes that are possible.

    The total is one of the sizes c_k.  To go up to c_l instead does not pay if
    ``x (S_k - S_l) >= (c_l - c_k) S_l``; to go down if ``x (S_l - S_k) <= (c_k - c_l) S_l``,
    S being the probability that the size is at least that.

    Parameters
    ----------
    sizes, prior : array_like, shape (k,)
        As for `smoothed_demand`.
    actors : int
    """
    points, shares = listed(
        [sizes] if np.ndim(sizes) == 0 and not hasattr(sizes, "pmf") else sizes, prior, "The size"
    )
    fits = np.cumsum(shares[::-1])[::-1]
    fits, points = fits[points > 0], points[points > 0]
    if not len(points):
        raise InvalidValueError("Some size above 0 must be possible, or nothing can be shared.")
    found = []
    for place, (total, chance) in enumerate(zip(points, fits, strict=True)):
        up = (points[place + 1 :] - total) * fits[place + 1 :] / (chance - fits[place + 1 :])
        down = (total - points[:place]) * fits[:place] / (fits[:place] - chance)
        found.append(
            _range(
                float(total),
                float(up.max(initial=0.0)),
                float(down.min(initial=np.inf)),
                actors,
                min(1.0, float(chance)),
            )
        )
    return tuple(each for each in found if each is not None)


def continuous(given: Any, actors: int) -> tuple[tuple[DemandRange, ...], bool, bool]:
    """Return the equilibria for a distribution, whether the size is bounded, whether all.

    Parameters
    ----------
    given : frozen scipy.stats distribution
    actors : int
    """
    bottom, top = interval(given, "The size")
    if top <= 0:
        raise InvalidValueError("Some size above 0 must be possible.", given=(bottom, top))
    net = _net(given, max(bottom, 0.0), top)
    hazard = _log_hazard(given)
    log_hazards = hazard(net)
    excess = np.log(net) + log_hazards - np.log(actors)
    excess[np.abs(excess) <= _LEVEL] = 0.0
    found = []
    if bottom > 0 and (edge := float(excess[0])) > -TOLERANCE:
        least = bottom * min(1.0, float(np.exp(-edge))) / actors
        found.append(_range(bottom, least, np.inf, actors, 1.0))
    for total, least, most in _stops(net, excess, hazard, actors):
        if not found or total > found[0].total * (1 + TOLERANCE):
            found.append(_range(total, least, most, actors, float(given.sf(total))))
    # Every equilibrium stands where the excess turns; if it only rises there is one such place.
    # Where the hazard itself rises, each actor's payoff has one peak.
    noise = _noise(given, net)
    complete = _rises(excess, noise) and not _stays(net, excess)
    peaked = _rises(log_hazards, noise)
    kept = [each for each in found if each is not None and (peaked or _holds(given, each, net))]
    return tuple(kept), bool(np.isfinite(top)), complete


def _rises(values: FloatArray, noise: FloatArray) -> bool:
    """Say whether values never fall, what rounding does aside."""
    with np.errstate(invalid="ignore"):
        return not bool((np.diff(values) < -1e-7 - noise[1:] - noise[:-1]).any())


def _stays(net: FloatArray, excess: FloatArray) -> bool:
    """Say whether the excess stays at 0, so that all totals of a stretch are equilibria."""
    level = (excess[:-1] == 0.0) & (excess[1:] == 0.0)
    return bool((level & (net[1:] > net[:-1] * (1.0 + 1e-6))).any())


def _noise(given: Any, net: FloatArray) -> FloatArray:
    """Return how far the logarithm of S may be off where it is found as 1 less the rest."""
    fits = given.sf(net)
    with np.errstate(divide="ignore"):
        return np.where(fits == 1.0 - given.cdf(net), 2.0**-50 / fits, 0.0)


def _net(given: Any, bottom: float, top: float) -> FloatArray:
    """Return totals to look at, ascending: quantiles, far into both tails, and even steps."""
    low, high = given.ppf(_TAILS), given.isf(_TAILS)
    middle = given.ppf(np.linspace(0.0, 1.0, _NET)[1:-1])
    points = np.concatenate([low, middle, high])
    points = points[np.isfinite(points) & (points > bottom) & (points < top)]
    points = points[given.logpdf(points) > _UNDERFLOW]
    if not len(points):
        raise InvalidValueError("The size is all but never above 0; nothing can be shared.")
    start = float(points.min())
    points = np.append(points, np.linspace(start, float(points.max()), _NET))
    if bottom > 0:
        points = np.append(points, np.nextafter(bottom, np.inf))
    return np.unique(points[given.logpdf(points) > _UNDERFLOW])


def _log_hazard(given: Any) -> Callable[[Any], Any]:
    """Return the logarithm of the hazard, ``-S' / S``, as a function."""

    def log_hazard(total: Any) -> Any:
        with np.errstate(all="ignore"):
            return given.logpdf(total) - given.logsf(total)

    return log_hazard


def _stops(
    net: FloatArray, excess: FloatArray, hazard: Callable[[Any], Any], actors: int
) -> list[tuple[float, float, float]]:
    """Return where demanding more stops paying, and the demands between which it does, per actor.

    There the excess turns from below 0 to above: at a root, or where the hazard jumps.
    """
    from scipy.optimize import brentq

    def at(total: float) -> float:
        return float(np.log(total) + hazard(total)) - float(np.log(actors))

    stops = []
    for place in np.flatnonzero((excess[:-1] < 0) & (excess[1:] >= 0)).tolist():
        low, high = float(net[place]), float(net[place + 1])
        total = float(brentq(at, low, high, xtol=1e-300, rtol=1e-15)) if at(high) > 0 else high
        before, after = (at(total * (1 + step)) for step in (-_STEP, _STEP))
        wider = at(total * (1 + 4 * _STEP)) - at(total * (1 - 4 * _STEP))
        share = total / actors
        # A jump is as large over a wider step; where the hazard is only steep it is not.
        if after - before > _JUMP and not wider > 2 * (after - before):
            stops.append((total, share * float(np.exp(-after)), share * float(np.exp(-before))))
        else:
            stops.append((total, share, share))
    return stops


def _holds(given: Any, each: DemandRange, net: FloatArray) -> bool:
    """Say whether no actor gains by any other demand on the net, wherever in the range it is."""
    for own in np.linspace(each.low, each.high, 1 if each.single else 5).tolist():
        worth = (net - (each.total - own)) * given.sf(net)
        if worth.max() > own * each.agreement * (1 + 1e-7):
            return False
    return True
