"""Three ways to settle several issues, solved: as a package, each apart, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.engine.protocols._issue_frontiers import reach, taken_apart, together
from negotiation.engine.protocols._nash_limit import limit_of, nash_on_curve
from negotiation.engine.protocols._polyline import Polyline
from negotiation.engine.protocols._stationary_offers import stationary
from negotiation.engine.protocols._terms import Pair, Terms

NOTHING = (0.0, 0.0)

Found = tuple[FloatArray, FloatArray]


def as_package(curves: Sequence[Polyline], terms: Terms, first: int) -> Found:
    """Return the payoffs of one package, and what the issues bring in the limit."""
    whole = together(curves)
    limit = _limit(whole, terms, NOTHING)
    payoffs = limit if terms.frictionless else stationary(whole, terms)[0][first]
    return np.array(payoffs), taken_apart(curves, limit[0])


def each_apart(curves: Sequence[Polyline], terms: Terms, first: int) -> Found:
    """Return the payoffs of separate talks, and what the issues bring in the limit."""
    limits = np.array([_limit(curve, terms, NOTHING) for curve in curves])
    if terms.frictionless:
        return limits.sum(axis=0), limits
    each = [stationary(curve, terms)[0][first] for curve in curves]
    return np.array(each).sum(axis=0), limits


def in_order(order: Sequence[int]) -> Any:
    """Return what solves one order of the issues."""

    def solve(curves: Sequence[Polyline], terms: Terms, first: int) -> Found:
        limits = np.zeros((len(curves), 2))
        ahead = NOTHING
        for place in reversed(order):
            later = limits.sum(axis=0)
            limits[place] = _limit(curves[place], terms, (float(later[0]), float(later[1])))
            if not terms.frictionless:
                ahead = _stage(curves[place], terms, ahead, first)
        return (limits.sum(axis=0) if terms.frictionless else np.array(ahead)), limits

    return solve


def _limit(curve: Polyline, terms: Terms, later: Pair) -> Pair:
    """Return where an issue is settled in short rounds if later ones bring so much."""
    found = limit_of(terms)
    assert found is not None
    origin = (-later[0], -later[1])
    return nash_on_curve(curve, found[0], origin, least=origin)


def _stage(curve: Polyline, terms: Terms, ahead: Pair, first: int) -> Pair:
    """Return the payoffs from an issue on, given those of what follows it.

    Whoever rejects an offer delays what follows by a round; as that does not depend on the
    offers, it is a cost of the round.
    """
    discount = terms.discount
    then = (discount[0] * ahead[0], discount[1] * ahead[1])
    costs = ((1.0 - discount[0]) * then[0], (1.0 - discount[1]) * then[1])
    stage = Terms(discount, 0.0, NOTHING, costs, NOTHING, (False, False))
    settled = stationary(curve, stage)[0][first]
    return settled[0] + then[0], settled[1] + then[1]


def shortfall(package: Polyline, payoffs: FloatArray) -> float:
    """Return by which share payoffs fall short of the package frontier along their ray."""
    if not (payoffs > 0.0).any():
        # Nobody gains: all is lost if there was something to gain for both.
        most = min(package.second_at(max(package.low, 0.0)), package.high)
        return 1.0 if most > 0.0 and min(package.high, package.top) > 0.0 else 0.0
    factor = reach(package, np.maximum(payoffs, 0.0))
    share = 1.0 - 1.0 / factor if factor > 0.0 else 0.0
    return share if share > 1e-9 else 0.0
