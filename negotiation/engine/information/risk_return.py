"""The risk-return trade-off: how much to demand when the rival's cost of war is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray
from negotiation._table import Shown, Table
from negotiation.engine.information._integral import integral
from negotiation.engine.information._peak import net, peak
from negotiation.engine.information._ranges import not_negative, probability
from negotiation.engine.information._unknown import interval, is_listed, is_uniform, listed
from negotiation.errors import InvalidTypeError, InvalidValueError

REFERENCE = (
    "Fearon, J. D. (1995). Rationalist explanations for war. International Organization 49, "
    "379-414."
)


@dataclass(frozen=True, eq=False)
class RiskReturn(Shown):
    """What to demand of a rival that may or may not rather fight, and how likely it then does.

    Attributes
    ----------
    demands : tuple of float
        All best demands, as shares of the pie, in ascending order; mostly one.
    war : tuple of float
        The probability of war under each.
    value : float
        What the demanding actor expects.
    safe : float
        The greatest demand that nobody fights over; also its worth.
    war_value : float
        What war is worth to the demanding actor.
    peaceful_cost : float
        The cost of war to the demanding actor from which on it runs no risk; infinite where
        rivals with next to no cost are so rare that some risk is always worth running.
    informed_value : float
        What it would expect if it knew the rival's cost: war never comes then.
    wasted : float
        What war is expected to destroy under the first of `demands`: both actors' costs.
    """

    demands: tuple[float, ...]
    war: tuple[float, ...]
    value: float
    safe: float
    war_value: float
    peaceful_cost: float
    informed_value: float
    wasted: float

    @property
    def demand(self) -> float:
        """The first of `demands`, the safest."""
        return self.demands[0]

    @property
    def war_probability(self) -> float:
        """The probability of war under `demand`."""
        return self.war[0]

    def summary(self) -> Table:
        """Return the best demands, what they risk and bring, and what would remove the risk."""
        rows = [("demand nobody fights over", self.safe, 0.0, self.safe)]
        rows += [
            ("best demand", demand, war, self.value)
            for demand, war in zip(self.demands, self.war, strict=True)
            if demand != self.safe
        ]
        rows.append(("knowing the rival's cost", None, 0.0, self.informed_value))  # type: ignore[arg-type]
        if self.war_probability > 0:
            notes = [
                f"War with probability {self.war_probability:.1%}, though both lose by it: a "
                "larger demand brings more from a rival that yields, and is worth the risk of one "
                "that does not. A rival cannot credibly say which it is; it would always claim to "
                "be ready for war.",
                "The risk would go if the rival's cost were known"
                + (
                    f", or if war cost the demanding actor {self.peaceful_cost:.4g} or more."
                    if self.peaceful_cost < np.inf
                    else "; it would not go whatever war cost the demanding actor."
                ),
            ]
        else:
            notes = ["No war: a larger demand is not worth its risk."]
        if len(self.demands) > 1:
            notes.append("Several demands are equally good; the first is the safest.")
        columns = ("course", "demand", "war", "worth")
        return Table(columns, rows, "risk-return trade-off", [*notes, REFERENCE])

    def __repr__(self) -> str:
        return (
            f"<RiskReturn: demand {self.demand:.4g}, war with probability "
            f"{self.war_probability:.4g}, worth {self.value:.4g}>"
        )


def risk_return(victory: float, cost: float, rival_costs: Any, *, prior: Any = None) -> RiskReturn:
    """Return the best demand on a rival whose cost of war is its own secret.

    The demanding actor names its share x of a pie of 1.  The rival accepts if what is left is
    worth at least its war, ``1 - x >= 1 - p - c``; else they fight.  With costs uniform on
    ``[0, C]`` the best demand is ``p + (C - cost) / 2``, war comes with probability
    ``(C - cost) / (2 C)`` and the value is ``p + (C - cost)**2 / (4 C)``; there is no war if
    ``C <= cost``.  No demand exceeds the pie.

    Parameters
    ----------
    victory : float
        The demanding actor's probability of victory (p).
    cost : float
        What war costs it, as a share of the pie; 0 or more.
    rival_costs : array_like or frozen scipy.stats distribution
        What war may cost the rival; never below 0.
    prior : array_like, optional
        How likely each listed cost is; all alike if left out.

    Returns
    -------
    RiskReturn

    Raises
    ------
    InvalidValueError
        If a number is out of its range.

    Notes
    -----
    Exact for lists, discrete and uniform distributions.  For other distributions the best of
    some thousand demands is refined numerically, and one best demand is returned.

    References
    ----------
    Fearon, J. D. (1995). Rationalist explanations for war. International Organization 49,
    379-414.

    Examples
    --------
    >>> import negotiation as ng
    >>> from scipy import stats
    >>> ng.risk_return(0.5, 0.1, stats.uniform(0, 0.5))
    <RiskReturn: demand 0.7, war with probability 0.4, worth 0.58>
    """
    p = probability(victory, "The probability of victory")
    own = not_negative(cost, "The cost of war")
    if is_listed(rival_costs):
        costs, shares = listed(rival_costs, prior, "The rival's costs")
        if costs[0] < 0:
            raise InvalidValueError("The rival's costs are 0 or more.", given=float(costs[0]))
        return _of_list(p, own, costs, shares)
    if prior is not None:
        raise InvalidTypeError("A distribution of costs takes no prior beside it.", given=prior)
    low, high = interval(rival_costs, "The rival's costs")
    if low < 0:
        raise InvalidValueError("The rival's costs are 0 or more.", given=(low, high))
    if is_uniform(rival_costs):
        return _of_uniform(p, own, low, high)
    return _of_distribution(p, own, rival_costs, low)


def _of_list(p: float, own: float, costs: FloatArray, shares: FloatArray) -> RiskReturn:
    """Compare the demands that just keep each possible rival from war.

    Demands are measured from p, what war would divide on average, so that costs far smaller
    than the pie lose no digits.
    """
    room = 1.0 - p
    margins = np.minimum(room, costs)
    # Beyond the first demand that takes all, nothing is left to ask for.
    last = int(np.argmax(costs >= room)) + 1 if costs[-1] >= room else len(costs)
    margins = margins[:last]
    below = np.concatenate([[0.0], np.cumsum(shares)[: last - 1]])
    values = margins * (1 - below) - own * below
    best = np.flatnonzero(values >= values.max() - TOLERANCE * np.ptp([*values, -own]))
    risky = below > 0
    needed = (margins[risky] * (1 - below[risky]) - margins[0]) / below[risky]
    first = int(best[0])
    return RiskReturn(
        tuple(_demand(p, float(margins[k])) for k in best),
        tuple(float(below[k]) for k in best),
        p + float(values.max()),
        _demand(p, float(margins[0])),
        p - own,
        max(0.0, float(needed.max(initial=0.0))),
        p + float(shares @ np.minimum(room, costs)),
        float(shares[:first] @ (own + costs[:first])),
    )


def _demand(p: float, margin: float) -> float:
    """Return a demand, exactly 1 where it takes the whole pie."""
    return 1.0 if margin >= 1.0 - p else p + margin


def _of_uniform(p: float, own: float, low: float, high: float) -> RiskReturn:
    """Return the optimum in closed form; the value is concave in the demand."""
    room = 1.0 - p
    margin = min(room, max(low, (high - own) / 2))
    war = max(0.0, (margin - low) / (high - low))
    value = margin * (1 - war) - own * war
    # Knowing the cost c one would demand p + min(1 - p, c).
    top = min(high, max(low, room))
    informed = ((top - low) * (low + top) / 2 + (high - top) * room) / (high - low)
    # The value falls from the safe demand on if high - 2 low <= cost.
    peaceful = max(0.0, high - 2 * low) if low < room else 0.0
    return RiskReturn(
        (_demand(p, margin),),
        (war,),
        p + value,
        _demand(p, min(room, low)),
        p - own,
        peaceful,
        p + (room if low >= room else informed),
        war * (own + (low + margin) / 2),
    )


def _of_distribution(p: float, own: float, costs: Any, low: float) -> RiskReturn:
    """Search the demands for the best, numerically."""

    def worth(margin: Any) -> Any:
        war = costs.cdf(margin)
        return (p + margin) * (1 - war) + (p - own) * war

    room = 1.0 - p
    if low >= room:
        return RiskReturn((1.0,), (0.0,), 1.0, 1.0, p - own, 0.0, 1.0, 0.0)
    points = net(costs, low, min(room, float(costs.ppf(1 - 1e-12))))
    margin, value = peak(worth, points)
    war = float(costs.cdf(margin))
    yielding = integral(costs.sf, costs, low, room)
    paid = integral(lambda c: war - costs.cdf(c), costs, low, margin)
    return RiskReturn(
        (p + margin,),
        (war,),
        value,
        p + low,
        p - own,
        _peaceful_cost(costs, points, low),
        p + low + yielding,
        war * (own + low) + paid,
    )


def _peaceful_cost(costs: Any, points: FloatArray, low: float) -> float:
    """Return the cost of war from which on no demand above the safe one is worth its risk."""
    below = costs.cdf(points)
    risky = below > TOLERANCE
    needed = (points[risky] * (1 - below[risky]) - low) / below[risky]
    # As the demand falls to the safe one the cost needed tends to 1 / density - low.
    with np.errstate(divide="ignore"):
        first = float(1 / np.float64(costs.pdf(low)) - low)
    if first == np.inf:
        return first
    return max(0.0, first, float(needed.max(initial=0.0)))
