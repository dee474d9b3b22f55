"""Where alternating offers go as rounds get short: a Nash solution, weighted by patience.

Per unit of time let actor i discount at the rate r_i, let talks break down at the rate h, pay
b_i after breakdown and c_i for going on.  Offers then converge to the point of the frontier,
among those that pay nobody less than quitting would, at which
``sum_i ln(u_i - g_i) / (h + r_i)`` is greatest, with ``g_i = (h b_i - c_i) / (h + r_i)``.
"""

from __future__ import annotations

import math

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.engine.protocols._concave import ConcaveFrontier
from negotiation.engine.protocols._polyline import Polyline
from negotiation.engine.protocols._stationary_offers import Curve, leaves_room, stationary
from negotiation.engine.protocols._terms import Pair, Terms

_SHORT = 4e-4
"""Length of the rounds from which the limit on a smooth frontier is extrapolated."""

_FAR = 1e6
"""Size of costs, in ranges of payoffs, beyond which what they leave is lost to rounding."""


def limit_of(terms: Terms) -> tuple[Pair, Pair] | None:
    """Return the weights, which sum to 1, and the point that gains are counted from.

    None where the limit is no Nash solution: fixed costs without any impatience.
    """
    hazard = -math.log1p(-terms.breakdown) if terms.breakdown < 1.0 else math.inf
    rates = [hazard - math.log(each) if each > 0.0 else math.inf for each in terms.discount]
    if any(rate == 0.0 and cost > 0.0 for rate, cost in zip(rates, terms.costs, strict=True)):
        return None
    if rates[0] == rates[1]:
        weights = (0.5, 0.5)
    elif math.inf in rates:
        weights = (0.0, 1.0) if rates[0] == math.inf else (1.0, 0.0)
    else:
        weights = (rates[1] / (rates[0] + rates[1]), rates[0] / (rates[0] + rates[1]))
    return weights, (_origin(terms, hazard, rates[0], 0), _origin(terms, hazard, rates[1], 1))


def _origin(terms: Terms, hazard: float, rate: float, actor: int) -> float:
    """Return what waiting for ever is worth when rounds are short."""
    if rate == 0.0:
        return 0.0
    if hazard == math.inf:
        return terms.after[actor]
    return 0.0 if rate == math.inf else (hazard * terms.after[actor] - terms.costs[actor]) / rate


def limit_on_curve(curve: Curve, terms: Terms) -> Pair | None:
    """Return the limit on a concave frontier; None where there is none or no agreement.

    Parameters
    ----------
    curve : Polyline or ConcaveFrontier
        In gains.
    terms : Terms
        With some friction.

    Returns
    -------
    pair of float or None
    """
    found = limit_of(terms)
    if found is None or terms.frictionless or not leaves_room(curve, terms):
        return None
    weights, origin = found
    sizes = (curve.high - curve.low, curve.top - curve.bottom)
    if all(abs(each) > _FAR * size for each, size in zip(origin, sizes, strict=True)):
        return None
    least = (max(origin[0], terms.floor(0)), max(origin[1], terms.floor(1)))
    return nash_on_curve(curve, weights, origin, least=least)


def nash_on_curve(curve: Curve, weights: Pair, origin: Pair, *, least: Pair) -> Pair:
    """Return the point at which ``sum_i weights_i ln(u_i - origin_i)`` is greatest.

    Parameters
    ----------
    curve : Polyline or ConcaveFrontier
    weights : pair of float
        They sum to 1; with a weight of 0 the other actor gets all it can.
    origin : pair of float
    least : pair of float
        What each gets at least; some point gives both that much.

    Returns
    -------
    pair of float
    """
    low, high = max(curve.low, least[0]), min(curve.high, curve.first_at(least[1]))
    if low >= high:
        x = low if low <= curve.high else curve.high
    elif isinstance(curve, Polyline):
        x = _on_lines(curve, weights, origin, (low, high))
    else:
        x = _on_a_function(curve, weights, origin, (low, high))
    return x, curve.second_at(x)


def _on_lines(curve: Polyline, weights: Pair, origin: Pair, ends: Pair) -> float:
    """Return the best point of the lines: on each, the weights share what there is to share."""
    for piece in range(len(curve.first) - 1):
        slope = curve.slope(piece)
        left, right = curve.first[piece], curve.first[piece + 1]
        # On its line the point splits the gains from the origin, measured by the first's.
        whole = left - origin[0] + (curve.second[piece] - origin[1]) / slope
        best = origin[0] + weights[0] * whole
        if best <= right:
            return min(max(best, left, ends[0]), ends[1])
    return ends[1]


def _on_a_function(curve: ConcaveFrontier, weights: Pair, origin: Pair, ends: Pair) -> float:
    """Return the best point of a smooth frontier.

    Offers in short rounds straddle it with errors of the first and second order, which three
    lengths of rounds remove; where the frontier has a kink, a search is better.
    """
    from scipy.optimize import minimize_scalar

    def welfare(x: float) -> float:
        gains = (x - origin[0], curve.second_at(x) - origin[1])
        return sum(
            weight * (math.log(gain) if gain > 0.0 else -math.inf)
            for weight, gain in zip(weights, gains, strict=True)
            if weight > 0.0
        )

    search = minimize_scalar(lambda x: -max(welfare(x), -1e300), bounds=ends, method="bounded")
    tried = [*ends, float(search.x)]
    if 0.0 < weights[0] < 1.0:
        middles = []
        for length in (_SHORT, _SHORT / 2.0, _SHORT / 4.0):
            pair = stationary(curve, _short_rounds(weights, origin, length))[0]
            middles.append((pair[0][0] + pair[1][0]) / 2.0)
        better = (middles[0] - 6.0 * middles[1] + 8.0 * middles[2]) / 3.0
        tried.append(min(max(better, ends[0]), ends[1]))
    values = np.array([welfare(each) for each in tried])
    best = float(values.max())
    # Near its top the welfare is flat, and rounding decides among what is as good.
    good = np.flatnonzero(values >= best - 1e-13 * max(1.0, abs(best)))
    return tried[int(good[-1])]


def _short_rounds(weights: Pair, origin: Pair, length: float) -> Terms:
    """Return terms with a Nash limit of these weights from this origin, and short rounds."""
    # All delay is risk of breakdown at the smaller rate; discounts make up the difference.
    loss = [length * min(weights) / weight for weight in weights]
    risk = min(loss)
    kept = [(1.0 - each) / (1.0 - risk) for each in loss]
    after = [each / risk * base for each, base in zip(loss, origin, strict=True)]
    return Terms(
        (kept[0], kept[1]), risk, (after[0], after[1]), (0.0, 0.0), (0.0, 0.0), (False, False)
    )


def limit_on_outcomes(gains: FloatArray, terms: Terms) -> tuple[Pair, Pair] | None:
    """Return weights and origin for a list of outcomes; None where a weight is 0."""
    found = limit_of(terms)
    if found is None or terms.frictionless or 0.0 in found[0] or not len(gains):
        return None
    return found
