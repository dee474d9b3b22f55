"""Offers without end: a seller that cannot help lowering its price (the Coase conjecture)."""

from __future__ import annotations

import itertools
import math

from negotiation._arrays import TOLERANCE, FloatArray
from negotiation.engine.information._price_paths import Course, Screening
from negotiation.errors import TooLargeError

_LEFT = 1e-3
"""Share of buyers below which the rest of an endless course of prices is not written out."""

_PERIODS = 100_000
"""Periods of a finite course that are written out at most."""


def of_uniform_without_end(low: float, high: float, cost: float, d: float) -> Screening:
    """Return the stationary equilibrium for uniform values that reach down to the cost.

    With x the highest value left, above cost, and ``s = sqrt(1 - d)``: the price is
    ``x s / (1 + s)``, buyers above ``x / (1 + s)`` accept it, and the seller expects
    ``x**2 s / (2 (1 + s))`` per unit of density.
    """
    s = math.sqrt(1.0 - d)
    top, density = high - cost, 1.0 / (high - low)
    ratio = 1.0 / (1.0 + s)
    periods = min(_PERIODS, math.ceil(math.log(_LEFT) / math.log(ratio)))
    left = [top * ratio**k for k in range(periods + 1)]
    prices = tuple(x * s * ratio + cost for x in left[:-1])
    sales = tuple(density * (x - y) for x, y in itertools.pairwise(left))
    mass = density * top
    course = Course("screen", prices, sales, mass * top * s * ratio / 2)
    # Prices fall without end; in the end everybody buys.
    return Screening.of(
        [course],
        mass * top / 4,
        mass * top / 2,
        mass,
        trade=mass,
        cutoffs=tuple(x + cost for x in left[1:]),
        cutoff_ratio=ratio,
        acceptance_slope=s,
        strategy="a buyer accepts a price of up to this share of its value, above cost",
    )


def of_two_values(gains: FloatArray, shares: FloatArray, cost: float, d: float) -> Screening:
    """Return the equilibrium for one or two listed values above cost.

    Prices are ``p_k = h - d**k (h - l)``, k offers before the last.  A seller facing the mass x
    of high values (y of low ones) makes k more offers if ``m_k <= x < m_{k+1}``, where
    ``m_0 = 0`` and ``m_{k+1} = m_k + W_k(m_k) / (d**k (h - l))``, W_k being its profit from k
    more.  The offer ``p_k`` sells down to ``m_{k-1}``.
    """
    if len(gains) == 1:
        only = Course("pool", (float(gains[0]) + cost,), (float(shares[0]),), float(gains @ shares))
        return Screening.of([only], only.profit, only.profit, float(shares[0]), thresholds=())
    low, high = (float(each) for each in gains)
    y, x = (float(each) for each in shares)
    thresholds, worth = [0.0], [low * y]  # m_k, and profit there
    while True:
        k = len(thresholds) - 1
        following = thresholds[k] + worth[k] / (d**k * (high - low))
        if following > x * (1 + TOLERANCE):
            break
        if k + 1 > _PERIODS:
            raise TooLargeError(
                f"The price falls over more than {_PERIODS:,} periods; take a smaller discount "
                "factor."
            )
        price = high - d ** (k + 1) * (high - low)
        worth.append(price * (following - thresholds[k]) + d * worth[k])
        thresholds.append(following)
    return _path(low, high, (x, y, cost, d), thresholds, worth)


def _path(
    low: float,
    high: float,
    terms: tuple[float, float, float, float],
    thresholds: list[float],
    worth: list[float],
) -> Screening:
    """Write the prices and sales down, the longest course that is best."""
    x, y, cost, d = terms
    count = len(thresholds) - 1
    tied = count > 0 and abs(x - thresholds[count]) <= TOLERANCE * x
    prices = [high - d**k * (high - low) for k in range(count, -1, -1)]
    # Offer p_k leaves m_{k-1} high values; the last price, l, sells to all.
    left = [x, *(thresholds[k - 1] for k in range(count, 0, -1))]
    sales = [left[k] - left[k + 1] for k in range(count)] + [y]
    if count == 0:
        sales = [x + y]
        profit = low * (x + y)
    else:
        profit = prices[0] * (x - thresholds[count - 1]) + d * worth[count - 1]
    name = "pool" if count == 0 else "screen" if count == 1 else "mix"
    course = Course(name, tuple(p + cost for p in prices), tuple(sales), profit)
    ties = [prices[0] + cost]
    if tied:
        ties.append(high - d ** (count - 1) * (high - low) + cost)
    return Screening.of(
        [course],
        max(low * (x + y), high * x),
        low * y + high * x,
        x + y,
        tuple(ties),
        thresholds=tuple(thresholds),
        strategy="the high value accepts h - d**k (h - l) while k offers before the last remain",
    )
