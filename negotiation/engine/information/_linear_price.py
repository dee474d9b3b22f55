"""Two actors, a line of divisions and uniform reservation values: what is known in closed form."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from negotiation._arrays import TOLERANCE
from negotiation.engine.information._mediator import Mediator
from negotiation.engine.information._private_subject import Subject
from negotiation.engine.information.bilateral_trade import bilateral_trade
from negotiation.engine.information.double_auction import DoubleAuction, double_auction
from negotiation.errors import NotDefinedError


def _intervals(subject: Subject) -> tuple[float, tuple[float, float], tuple[float, float]] | None:
    """Return the total, the second actor's values and the first's costs of giving way to it."""
    if len(subject.limits) != 2 or not all(limit.uniform for limit in subject.limits):
        return None
    total = subject.total
    if total is None:
        sums = subject.offered.sum(axis=1)
        if len(sums) < 3 or np.ptp(sums) > TOLERANCE * np.ptp(subject.offered):
            return None
        total = float(sums.mean())
    first, second = (limit.ends for limit in subject.limits)
    return total, (total - second[1], total - second[0]), first


def auction_on(subject: Subject) -> DoubleAuction | None:
    """Return the linear equilibrium of naming limits, where there is one."""
    found = _intervals(subject)
    if found is None:
        return None
    _, values, costs = found
    try:
        auction = double_auction(0.5, values=values, costs=costs)
    except NotDefinedError:
        return None
    prices = subject.offered[:, 0]
    if subject.total is None and auction.trade > 0:
        ends = float(auction.ask(costs[0])), float(auction.bid(values[1]))
        if min(ends) < prices.min() or max(ends) > prices.max():
            return None  # not every price that they name can be agreed
    return auction


def closed_form(mediator: Mediator, subject: Subject) -> Mediator:
    """Return the best mediator with its limit known exactly, where both intervals are the same."""
    from scipy import stats

    found = _intervals(subject)
    if found is None:
        return mediator
    _, values, costs = found
    width = costs[1] - costs[0]
    if max(abs(values[0] - costs[0]), abs(values[1] - costs[1])) > TOLERANCE * width:
        return mediator
    unit = stats.uniform(costs[0], width)
    known = bilateral_trade(unit, unit).gains
    return replace(mediator, estimate=known, bound=max(mediator.reached, known))
