"""Screening: what to ask of somebody who alone knows what it is worth to them."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, number
from negotiation.engine.information._coase import of_two_values, of_uniform_without_end
from negotiation.engine.information._integral import integral
from negotiation.engine.information._peak import net, peak
from negotiation.engine.information._price_paths import Course, Screening
from negotiation.engine.information._ranges import discount_factor
from negotiation.engine.information._two_periods import of_uniform_twice, of_values
from negotiation.engine.information._unknown import interval, is_listed, is_uniform, listed
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError


def screening(
    values: Any,
    prior: Any = None,
    *,
    cost: float = 0.0,
    periods: float = 1,
    discount: float | None = None,
) -> Screening:
    """Return the prices that a seller asks who does not know what the buyer would pay.

    With one period the price is take it or leave it.  With more the seller cannot commit to
    later prices: it names a price, and if that is refused another one a period later.  A buyer
    that foresees this waits unless the price is good enough, so that the seller often does
    worse than with a single offer.

    Parameters
    ----------
    values : array_like or frozen scipy.stats distribution
        What the good may be worth to the buyer.
    prior : array_like, optional
        How likely each listed value is; all alike if left out.
    cost : float, default 0.0
        What the good is worth to the seller, who never sells below.
    periods : {1, 2, inf}, default 1
        How many offers the seller can make.  ``float("inf")``: uniform values (the Coase
        conjecture), or one or two listed values.
    discount : float, optional
        Worth today of one unit a period later, for both; needed where there is more than one
        period.

    Returns
    -------
    Screening
        Prices, who buys when, what that brings, and the courses that were worse.

    Raises
    ------
    InvalidValueError
        If a number is out of its range.
    NotDefinedError
        If this case is not covered; the message says which are.

    Notes
    -----
    *One period*: all best prices.  *Two periods, listed values*: in equilibrium the price of a
    period is the most at which just the buyers who shall buy do so; all cuts between values,
    and all cuts within a value at which the seller is indifferent about its second price, are
    compared.  *Two periods, uniform on [0, 1], cost 0*: those above ``(2 - d) / (4 - 3 d)`` buy
    first, at ``(2 - d)**2 / (2 (4 - 3 d))``.  *No end, uniform*: the stationary equilibrium;
    with ``s = sqrt(1 - d)`` the price is ``s / (1 + s)`` of the highest value left.  *No end, two
    values l < h above cost*: prices ``h - d**k (h - l)``, finitely many.

    References
    ----------
    Fudenberg, D. and Tirole, J. (1991). Game Theory, chapter 10. MIT Press.
    Sobel, J. and Takahashi, I. (1983). A multistage model of bargaining. Review of Economic
    Studies 50, 411-426.
    Gul, F., Sonnenschein, H. and Wilson, R. (1986). Foundations of dynamic monopoly and the
    Coase conjecture. Journal of Economic Theory 39, 155-190.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.screening([1, 3], periods=2, discount=0.5)
    <Screening 'screen': prices 2, 1; profit 1.25>
    >>> from scipy import stats
    >>> ng.screening(stats.uniform(0, 1), cost=0.2)
    <Screening 'one price': prices 0.6; profit 0.16>
    """
    floor = number(cost, "The seller's cost")
    if periods not in (1, 2, np.inf):
        raise InvalidValueError("Periods are 1, 2 or inf.", given=periods)
    if periods == 1:
        if discount is not None:
            discount_factor(discount)
        d = 0.5  # of no consequence
    elif discount is None:
        raise InvalidTypeError("More than one period needs discount=.")
    else:
        d = discount_factor(discount)
    if is_listed(values):
        points, shares = listed(values, prior, "The values")
        above = points > floor
        if not above.any():
            return no_trade()
        points, shares = points[above] - floor, shares[above]
        return _of_list(points, shares, floor, (periods, d))
    if prior is not None:
        raise InvalidTypeError("A distribution of values takes no prior beside it.", given=prior)
    return _of_distribution(values, floor, periods, d)


def no_trade() -> Screening:
    """Return the answer where nobody values the good above its cost."""
    course = Course("no trade", (), (), 0.0)
    return Screening(course, (course,), (), 0.0, 0.0, 0.0, 0.0, {})


def _of_list(
    gains: FloatArray, shares: FloatArray, cost: float, terms: tuple[float, float]
) -> Screening:
    """Answer for listed values, given above cost and in ascending order."""
    periods, d = terms
    if periods == 1:
        return _one_price(gains, shares, cost)
    if periods == 2:
        return of_values(gains, shares, cost, d)
    if len(gains) > 2:
        raise NotDefinedError(
            "Without an end of offers at most two values above cost are covered; use periods=2, "
            "or a uniform distribution.",
            given=len(gains),
        )
    return of_two_values(gains, shares, cost, d)


def _one_price(gains: FloatArray, shares: FloatArray, cost: float) -> Screening:
    """Compare the values as prices; buyers indifferent at their value buy."""
    buys = np.cumsum(shares[::-1])[::-1]
    profits = gains * buys
    best = np.flatnonzero(profits >= profits.max() * (1 - TOLERANCE))
    courses = [
        Course("one price", (float(gains[k]) + cost,), (float(buys[k]),), float(profits[k]))
        for k in np.argsort(-profits, kind="stable")
    ]
    ties = tuple(float(gains[k]) + cost for k in best)
    return Screening.of(courses, float(profits.max()), float(gains @ shares), shares.sum(), ties)


def _of_distribution(values: Any, cost: float, periods: float, d: float) -> Screening:
    low, high = interval(values, "The values")
    if high <= cost:
        return no_trade()
    if is_uniform(values):
        if periods == 1:
            return _one_uniform_price(low, high, cost)
        if periods == 2:
            return of_uniform_twice(low, high, cost, d)
        if low > cost:
            raise NotDefinedError(
                "Without an end of offers a uniform distribution must reach down to the seller's "
                "cost; list one or two values instead, or use periods=2.",
                given=(low, cost),
            )
        return of_uniform_without_end(low, high, cost, d)
    if periods != 1:
        raise NotDefinedError(
            "More than one period is covered for listed values and uniform distributions; give "
            "a list of values."
        )
    return _numerical_price(values, (low, high), cost)


def _one_uniform_price(low: float, high: float, cost: float) -> Screening:
    price = max(low, (high + cost) / 2)
    buys = (high - price) / (high - low)
    floor = max(low, cost)
    total = (high - floor) / (high - low) * ((high + floor) / 2 - cost)
    profit = (price - cost) * buys
    course = Course("one price", (price,), (buys,), profit)
    return Screening.of([course], profit, total, (high - floor) / (high - low))


def _numerical_price(values: Any, ends: tuple[float, float], cost: float) -> Screening:
    """Search the prices for the best, numerically."""
    if not np.isfinite(values.mean()):
        raise NotDefinedError(
            "The expected value is not finite, so that gains from trade have no number; give a "
            "distribution with a lighter tail, or one with an upper end.",
            given=float(values.mean()),
        )
    low = max(ends[0], cost)
    willing = float(values.sf(low))
    if willing == 0.0:
        return no_trade()
    high = float(values.isf(willing * 1e-12))
    price, profit = peak(lambda x: (x - cost) * values.sf(x), net(values, low, high))
    total = (low - cost) * willing + integral(values.sf, values, low, ends[1])
    course = Course("one price", (price,), (float(values.sf(price)),), profit)
    return Screening.of([course], profit, total, willing)
