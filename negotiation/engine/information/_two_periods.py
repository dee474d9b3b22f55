"""Two offers, one after the other, by a seller that cannot commit to the second."""

from __future__ import annotations

import itertools

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray
from negotiation.engine.information._price_paths import Course, Screening
from negotiation.errors import TooLargeError

_ROUNDING = 2.0**-46
"""Share of all buyers up to which two masses of them count as the same."""

_VALUES = 400
"""Values above cost that are taken at most."""


def of_values(gains: FloatArray, shares: FloatArray, cost: float, d: float) -> Screening:
    """Return the equilibrium for listed values above cost, in ascending order.

    Buyers with higher values buy earlier.  Let q be the mass that buys first, counted from the
    highest value downward, and P2(q) the best second prices against those left.  A buyer of
    value v at the margin pays at most ``v - d (v - p2)`` first.  The seller's profit from the
    price at which just q buy is largest where q lies between two values, or where two second
    prices are equally good; there the higher one keeps buyers from waiting.
    """
    if len(gains) > _VALUES:
        raise TooLargeError(
            f"{len(gains)} values above cost are too many (at most {_VALUES}); take fewer, or a "
            "uniform distribution."
        )
    above = np.cumsum(shares[::-1])[::-1]  # mass of buyers with this value or more
    cuts = _cuts(gains, above)
    courses = [_course(q, gains, above, cost, d) for q in cuts]
    courses.sort(key=lambda each: -each.profit)
    best = courses[0].profit
    ties = tuple(dict.fromkeys(c.prices[0] for c in courses if c.profit >= best * (1 - TOLERANCE)))
    return Screening.of(
        courses,
        float((gains * above).max()),
        float(gains @ shares),
        float(shares.sum()),
        ties,
        strategy="buyers wait unless the first price is low enough",
    )


def _cuts(gains: FloatArray, above: FloatArray) -> FloatArray:
    """Return the masses of first buyers at which profit can be largest, ascending, each once."""
    found = [0.0, *above]
    for j, k in itertools.combinations(range(len(gains)), 2):
        # v_k (M_k - q) = v_j (M_j - q)
        q = float((gains[k] * above[k] - gains[j] * above[j]) / (gains[k] - gains[j]))
        if 0.0 < q < above[0] and q < above[k]:
            found.append(q)
    ordered = np.sort(np.array(found))
    keep = np.concatenate([[True], np.diff(ordered) > _ROUNDING * above[0]])
    kept: FloatArray = ordered[keep]
    return kept


def _course(q: float, gains: FloatArray, above: FloatArray, cost: float, d: float) -> Course:
    """Return what follows if the mass q buys first at the highest price at which it does."""
    slack = _ROUNDING * float(above[0])
    left = np.maximum(above - q, 0.0)
    left[left <= slack] = 0.0
    profits = gains * left
    second = profits.max()
    if second > 0:
        price = int(np.flatnonzero(profits >= second * (1 - TOLERANCE))[-1])
    else:  # nobody is left whom the seller believes in: it need not lower the price
        price = len(gains) - 1
    later = float(gains[price])
    if q <= slack:
        # Nobody shall buy first: at the highest value or above nobody does.
        marginal, first = len(gains) - 1, float(gains[-1])
    else:
        marginal = int(np.flatnonzero(above >= q - slack)[-1])
        first = float(gains[marginal]) - d * max(0.0, float(gains[marginal]) - later)
    sold = (q if q > slack else 0.0, float(left[price]))
    whole = bool((np.abs(above - q) <= slack).any())
    if sold[0] == 0.0:
        name = "wait"
    elif not whole:
        name = "mix"
    else:
        name = "pool" if q >= float(above[0]) - slack else "screen"
    profit = first * sold[0] + d * later * sold[1]
    prices = (first + cost, later + cost)
    return (
        Course(name, prices, sold, profit)
        if name != "pool"
        else Course(name, prices[:1], sold[:1], profit)
    )


def of_uniform_twice(low: float, high: float, cost: float, d: float) -> Screening:
    """Return the equilibrium for values uniform on an interval, above cost from A to B.

    Buyers above x buy first, at ``x - d (x - p2)``, and those above ``p2 = max(A, x / 2)``
    second.  Profit is a concave parabola in x on either side of 2 A.
    """
    bottom, top = max(low, cost) - cost, high - cost
    mass = top / (high - low) if bottom == 0 else 1.0
    density = 1.0 / (high - low)
    cuts = []
    if 2 * bottom <= top:
        cuts.append(min(top, max(2 * bottom, (2 - d) * top / (4 - 3 * d))))
    if bottom > 0:
        cuts.append(min(2 * bottom, max(bottom, top / 2)))
    courses = []
    for x in cuts:
        second = max(bottom, x / 2)
        first = x - d * (x - second)
        sales = (density * (top - x), density * (x - second))
        profit = first * sales[0] + d * second * sales[1]
        if x == bottom:
            courses.append((Course("pool", (first + cost,), sales[:1], profit), x))
        else:
            prices = (first + cost, second + cost)
            courses.append((Course("screen", prices, sales, profit), x))
    courses.sort(key=lambda pair: -pair[0].profit)
    best = courses[0][0].profit
    single = max(bottom, top / 2)
    return Screening.of(
        [course for course, _ in courses],
        single * density * (top - single),
        mass * (top + bottom) / 2,
        density * (top - bottom),
        tuple(c.prices[0] for c, _ in courses if c.profit >= best * (1 - TOLERANCE)),
        cutoffs=tuple(each + cost for each in (courses[0][1], max(bottom, courses[0][1] / 2))),
    )
