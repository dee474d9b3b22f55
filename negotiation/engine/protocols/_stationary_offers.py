"""Offers to and fro without end on a concave frontier: the two equations of indifference.

What the first actor gets by proposing, x, settles everything: it accepts what it could get by
going on, which fixes the second's proposal; what that is worth to the second after one round
more must be what the first leaves to it.  The difference of the two sides never falls in x, so
its zeros are one point or, where fixed costs just balance, a stretch of the frontier.  A sup-inf
argument (Shaked and Sutton) shows that no other subgame-perfect equilibrium pays anybody more
or less than the ends of that stretch.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from negotiation._arrays import TOLERANCE
from negotiation.engine.protocols._concave import ConcaveFrontier, root
from negotiation.engine.protocols._polyline import Polyline
from negotiation.engine.protocols._terms import Pair, Terms
from negotiation.errors import NotDefinedError

Curve = Polyline | ConcaveFrontier

_SMOOTH = 1e-7
"""Impatience below which differences of a smooth function are lost to rounding."""

_WIDE = 1e-6
"""Share of the frontier that a stretch of solutions must cover to be more than rounding."""


@dataclass(frozen=True)
class Indifference:
    """What the second actor would gain by rejecting less than what it would lose.

    Attributes
    ----------
    curve : Polyline or ConcaveFrontier
    terms : Terms
    """

    curve: Curve
    terms: Terms

    def concession(self, actor: int, payoff: float, least: float) -> float:
        """Return by how much less an actor accepts than it would get by proposing next."""
        losses = self.terms.impatience(actor) * payoff - self.terms.drift(actor)
        return max(0.0, min(losses, payoff - max(self.terms.floor(actor), least)))

    def sides(self, payoff: float) -> Pair:
        """Return what the second gains by proposing itself, and what waiting for that costs it."""
        step = self.concession(0, payoff, self.curve.low)
        countered = self.curve.second_at(payoff - step)
        return self.curve.rise(payoff, step), self.concession(1, countered, self.curve.bottom)

    def excess(self, payoff: float) -> float:
        """Return the difference of the sides, which does not fall in the first's payoff."""
        gain, loss = self.sides(payoff)
        return gain - loss

    def proposals(self, payoff: float) -> tuple[Pair, Pair]:
        """Return the payoffs when the first proposes and when the second does."""
        step = self.concession(0, payoff, self.curve.low)
        countered = payoff - step
        return (payoff, self.curve.second_at(payoff)), (countered, self.curve.second_at(countered))


def least_acceptable(curve: Curve, terms: Terms) -> Pair:
    """Return what each gets at least in any agreement: by quitting, by waiting, or at all."""
    first = max(curve.low, terms.floor(0), terms.waiting(0))
    second = max(curve.bottom, terms.floor(1), terms.waiting(1))
    return first, second


def leaves_room(curve: Curve, terms: Terms) -> bool:
    """Say whether the frontier can give both what they get at least (knife edges count)."""
    first, second = least_acceptable(curve, terms)
    wide, tall = _range(curve.low, curve.high, first), _range(curve.bottom, curve.top, second)
    return first <= curve.high + wide and second <= curve.second_at(first) + tall


def _range(low: float, high: float, other: float) -> float:
    return TOLERANCE * max(abs(high - low), abs(high), abs(low), abs(other))


def stationary(curve: Curve, terms: Terms) -> tuple[tuple[Pair, Pair], ...]:
    """Return the proposals of both: one equilibrium, or the two ends of a stretch of them.

    Parameters
    ----------
    curve : Polyline or ConcaveFrontier
        In gains; it must leave room.
    terms : Terms
        With some friction.

    Returns
    -------
    tuple of pairs of proposals
    """
    first, second = least_acceptable(curve, terms)
    most = curve.first_at(second)
    balance, within = Indifference(curve, terms), (min(first, most), most)
    if isinstance(curve, Polyline):
        ends = _on_lines(curve, balance, within)
    else:
        ends = _on_a_function(curve, balance, within)
    return tuple(balance.proposals(each) for each in ends)


def _on_a_function(curve: ConcaveFrontier, balance: Indifference, within: Pair) -> list[float]:
    """Return where the excess of a smooth frontier vanishes."""
    terms = balance.terms
    rates = [terms.impatience(own) for own in (0, 1) if terms.impatience(own) > 0.0]
    if rates and max(rates) < _SMOOTH and not terms.costly:
        raise NotDefinedError(
            f"Actors as patient as this (1 - {max(rates):.1g}) differ by less than a function can "
            "resolve; give a frontier of points, or read the Nash limit at a lower discount factor."
        )

    def shifted(sign: float) -> float:
        def excess(payoff: float) -> float:
            gain, loss = balance.sides(payoff)
            return gain - loss + sign * TOLERANCE * (gain + loss)

        return root(excess, *within)

    if terms.costly:
        ends = [shifted(1.0), shifted(-1.0)]
        if ends[1] - ends[0] > _WIDE * (curve.high - curve.low):
            return ends
    return [root(balance.excess, *within)]


def _on_lines(curve: Polyline, balance: Indifference, within: Pair) -> list[float]:
    """Return where the excess, a straight line between the places found here, vanishes."""
    places = bends(curve, balance.terms, within)

    def not_below(place: float) -> bool:
        gain, loss = balance.sides(place)
        return gain - loss >= -TOLERANCE * (gain + loss)

    def above(place: float) -> bool:
        gain, loss = balance.sides(place)
        return gain - loss > TOLERANCE * (gain + loss)

    start = bisect_left(places, True, key=not_below)
    stop = bisect_left(places, True, key=above)
    zeros = places[start:stop]
    if zeros and zeros[-1] - zeros[0] > _WIDE * (curve.high - curve.low):
        return [zeros[0], zeros[-1]]
    after = bisect_left(places, True, key=lambda place: balance.excess(place) >= 0.0)
    after = min(after, len(places) - 1)
    high = balance.excess(places[after])
    if after == 0 or high <= 0.0:
        return [places[after]]
    low = balance.excess(places[after - 1])
    share = -low / (high - low)
    return [places[after - 1] + share * (places[after] - places[after - 1])]


def bends(curve: Polyline, terms: Terms, within: Pair) -> list[float]:
    """Return the first's payoffs between which the excess is a straight line, in order.

    The frontier bends where the first proposes or where the second does, and the first's
    concession does where quitting begins to tempt it.  Where quitting tempts the second, the
    end of the range is the answer, so that bend need not be known.
    """
    keep, drift = 1.0 - terms.impatience(0), terms.drift(0)
    counters = [*curve.first, max(terms.floor(0), curve.low)]
    places = [*within, *counters]
    if keep > 0.0:
        places += [(each - drift) / keep for each in counters]
    return sorted({each for each in places if within[0] <= each <= within[1]})
