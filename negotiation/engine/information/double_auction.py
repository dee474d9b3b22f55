"""The double auction: both name a price at once, and trade if the bid covers the ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, floats
from negotiation._table import Shown, Table
from negotiation.engine.information._ranges import probability
from negotiation.errors import InvalidValueError, NotDefinedError

REFERENCE = (
    "Chatterjee, K. and Samuelson, W. (1983). Bargaining under incomplete information. "
    "Operations Research 31, 835-851."
)


@dataclass(frozen=True, eq=False)
class DoubleAuction(Shown):
    """The linear equilibrium of a double auction with uniform values and costs.

    Attributes
    ----------
    k : float
        The price is ``k * bid + (1 - k) * ask``.
    values, costs : tuple of float
        The intervals.
    bid_line, ask_line : tuple of float
        Intercept and slope: the bid is ``intercept + slope * value``.
    gap : float
        How far the value must exceed the cost for trade where the cost is lowest.
    trade : float
        The probability of trade.
    worthwhile : float
        The probability that the value exceeds the cost.
    gains, first_best : float
        The expected gains from trade, and what they would be if values were known.
    """

    k: float
    values: tuple[float, float]
    costs: tuple[float, float]
    bid_line: tuple[float, float]
    ask_line: tuple[float, float]
    gap: float
    trade: float
    worthwhile: float
    gains: float
    first_best: float

    def bid(self, value: Any) -> FloatArray:
        """Return the buyer's bid for a value; with no hope of trade any low one is as good.

        Parameters
        ----------
        value : array_like
        """
        answer: FloatArray = self.bid_line[0] + self.bid_line[1] * np.asarray(value, dtype=float)
        return answer

    def ask(self, cost: Any) -> FloatArray:
        """Return the seller's ask for a cost; with no hope of trade a high one is as good.

        Parameters
        ----------
        cost : array_like
        """
        answer: FloatArray = self.ask_line[0] + self.ask_line[1] * np.asarray(cost, dtype=float)
        return answer

    @property
    def efficiency(self) -> float:
        """The gains as a share of the first best; 1 where there is nothing to gain."""
        return self.gains / self.first_best if self.first_best > 0 else 1.0

    def summary(self) -> Table:
        """Return both lines, how often there is trade and what is lost by shading."""
        rows = [
            ("buyer", f"bids {self.bid_line[0]:.4g} + {self.bid_line[1]:.4g} x value"),
            ("seller", f"asks {self.ask_line[0]:.4g} + {self.ask_line[1]:.4g} x cost"),
        ]
        notes = [
            f"Trade with probability {self.trade:.1%}, though it is worthwhile with probability "
            f"{self.worthwhile:.1%}: both ask for more than they need.",
            f"Gains of {self.gains:.4g} of {self.first_best:.4g} ({self.efficiency:.1%}).",
            "This is the equilibrium in straight lines; there are others, some with no trade.",
        ]
        return Table(("actor", "names"), rows, "double auction", [*notes, REFERENCE])

    def __repr__(self) -> str:
        return (
            f"<DoubleAuction k={self.k:.4g}: trade with probability {self.trade:.4g}, gains "
            f"{self.gains:.4g} of {self.first_best:.4g}>"
        )


def double_auction(
    k: float = 0.5, *, values: Sequence[float] = (0.0, 1.0), costs: Sequence[float] = (0.0, 1.0)
) -> DoubleAuction:
    """Return the linear equilibrium of a sealed-bid double auction.

    Buyer and seller name a price at once; if the bid is not below the ask they trade at
    ``k * bid + (1 - k) * ask``.  Values are uniform on [a, b], costs on [e, f].  In equilibrium
    the bid has slope ``1 / (1 + k)`` and the ask slope ``1 / (2 - k)``.  On [0, 1] with k = 1/2
    the bid is ``2 v / 3 + 1 / 12``, the ask ``2 c / 3 + 1 / 4``; they trade if ``v >= c + 1 / 4``.

    Parameters
    ----------
    k : float, default 0.5
        The buyer's bid counts k in the price, the ask 1 - k; 0 is an offer by the seller, 1 one
        by the buyer.
    values, costs : pair of float
        The ends of the two intervals.

    Returns
    -------
    DoubleAuction

    Raises
    ------
    InvalidValueError
        If a number is out of its range.
    NotDefinedError
        If the intervals overlap so little that no equilibrium is a straight line on both sides:
        the lowest value must not outbid the lowest ask, nor the highest cost be outbid.

    References
    ----------
    Chatterjee, K. and Samuelson, W. (1983). Bargaining under incomplete information.
    Operations Research 31, 835-851.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.double_auction()
    <DoubleAuction k=0.5: trade with probability 0.2812, gains 0.1406 of 0.1667>
    """
    share = probability(k, "The weight k of the bid")
    a, b = _ends(values, "values")
    e, f = _ends(costs, "costs")
    lowest_ask = (e * (1 + share) + (1 - share) * b) / 2
    highest_bid = (b * (2 - share) + share * e) / 2
    bid = (share * lowest_ask / (1 + share), 1 / (1 + share))
    ask = ((1 - share) * highest_bid / (2 - share), 1 / (2 - share))
    slack = TOLERANCE * (max(b, f) - min(a, e))
    lowest_bid, highest_ask = bid[0] + bid[1] * a, ask[0] + ask[1] * f
    # Whoever has no say in the price names what it is worth, beyond the other's range as well.
    bent = share < 1 and lowest_bid > lowest_ask + slack
    bent = bent or (share > 0 and highest_bid > highest_ask + slack)
    if e < b and bent:
        raise NotDefinedError(
            "With these intervals the equilibrium is not a straight line on both sides: the lowest "
            f"bid would be {lowest_bid:.4g} and the lowest ask {lowest_ask:.4g}, the highest bid "
            f"{highest_bid:.4g} and the highest ask {highest_ask:.4g}. Take intervals that overlap "
            "more alike.",
            given=(values, costs),
        )
    # Trade iff v >= slope c + start; in terms of how far the value exceeds the cost.
    slope, start = ask[1] / bid[1], (ask[0] - bid[0]) / bid[1]
    traded, gains = _integrals((slope, start), (a, b), (e, f))
    worthwhile, first_best = _integrals((1.0, 0.0), (a, b), (e, f))
    gap = slope * e + start - e
    return DoubleAuction(
        share, (a, b), (e, f), bid, ask, gap, traded, worthwhile, gains, first_best
    )


def _integrals(
    line: tuple[float, float], values: tuple[float, float], costs: tuple[float, float]
) -> tuple[float, float]:
    """Return the probability of trade, and the expected gains, if ``v >= slope c + start``.

    Over a cost c the value runs from ``L(c) = max(a, slope c + start)`` to b; the integrands are
    polynomials of degree 2 at most on either side of the kink, which Simpson's rule integrates
    exactly.
    """
    # Squares of huge and tiny numbers are none: in units of the largest there are none of those.
    unit = max(abs(end) for end in (*values, *costs))
    a, b, e, f, start = (each / unit for each in (*values, *costs, line[1]))
    slope = line[0]
    last = min(f, (b - start) / slope)
    kink = min(max(e, (a - start) / slope), max(e, last))
    traded = gains = 0.0
    for left, right in ((e, kink), (kink, last)):
        if right <= left:
            continue
        c = np.array([left, (left + right) / 2, right])
        low = np.clip(slope * c + start, a, b)
        weights = np.array([1.0, 4.0, 1.0]) * (right - left) / 6
        traded += float(weights @ (b - low))
        gains += float(weights @ ((b - low) * ((b + low) / 2 - c)))
    area = (b - a) * (f - e)
    return traded / area, gains / area * unit


def _ends(given: Any, what: str) -> tuple[float, float]:
    ends = floats(given, f"The interval of {what}", ndim=1)
    if ends.shape != (2,) or not ends[0] < ends[1]:
        raise InvalidValueError(
            f"The interval of {what} is a pair, the lower end first.", given=given
        )
    return float(ends[0]), float(ends[1])
