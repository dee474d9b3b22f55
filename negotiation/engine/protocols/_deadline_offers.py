"""Offers to and fro on a concave frontier until time runs out, solved backwards."""

from __future__ import annotations

import math
from bisect import bisect_right

from negotiation._arrays import NOISE, TOLERANCE
from negotiation.engine.protocols._concave import ConcaveFrontier
from negotiation.engine.protocols._polyline import Polyline
from negotiation.engine.protocols._stationary_offers import Curve, bends
from negotiation.engine.protocols._terms import (
    AGREEMENT,
    NEVER,
    QUITS,
    Pair,
    Play,
    Terms,
    idle_rounds,
)
from negotiation.errors import TooLargeError

MOST_ROUNDS = {Polyline: 200_000, ConcaveFrontier: 20_000}
"""Rounds that are solved one by one before the horizon is refused."""

_WORTH_IT = 8
"""Pairs of rounds that are worth a leap."""


def until_deadline(curve: Curve, terms: Terms, horizon: int, first: int) -> Play:
    """Return how talks of a number of rounds end; 0 rounds end in breakdown.

    Parameters
    ----------
    curve : Polyline or ConcaveFrontier
        In gains.
    terms : Terms
        Running out of time counts as breakdown.
    horizon : int
        Rounds.
    first : int
        Who proposes first.

    Returns
    -------
    Play
    """

    def proposes(rounds: int) -> int:
        # Counted back from the last round.
        return (first + horizon - 1 - rounds) % 2

    def idle(rounds: int, rejected: Pair) -> bool:
        play = _round(curve, terms, proposes(rounds), rejected, Play(rejected, NEVER))
        return play.ending == NEVER

    done = idle_rounds(terms, horizon, idle)
    play = Play(terms.waited_for(max(done - 1, 0)), NEVER)
    leap = _Leap(curve, terms) if isinstance(curve, Polyline) else None
    earlier: dict[tuple[int, Play], int] = {}
    solved = 0
    while done < horizon:
        proposer = proposes(done)
        rejected = terms.after if done == 0 else _after_rejection(terms, play)
        play = _round(curve, terms, proposer, rejected, play)
        done, solved = done + 1, solved + 1
        since = earlier.get((proposer, play))
        if since is not None:
            # The rounds repeat themselves from here on; those left over are all that matter.
            done = horizon - (horizon - done) % (done - since)
            earlier = {}
        elif solved & (solved - 1) == 0:
            # Kept at powers of two, so that any period is found without keeping them all.
            earlier = {(proposer, play): done}
        if leap is not None and proposer == 0:
            pairs, play = leap.of(play, (horizon - done) // 2)
            done += 2 * pairs
        if solved >= MOST_ROUNDS[type(curve)] and done < horizon:
            raise TooLargeError(
                f"After {solved:,} rounds offers still move; leave the horizon out to have "
                "talks without end, or give a smooth frontier as a list of points."
            )
    return play


class _Leap:
    """Many rounds in one, where both agree at once and neither frontier nor rule bends.

    What two rounds more change is a straight line between bends in what the first proposes, so
    the changes shrink by a fixed factor from one pair of rounds to the next.
    """

    def __init__(self, curve: Polyline, terms: Terms) -> None:
        self.curve, self.terms = curve, terms
        self.places = bends(curve, terms, (curve.low, curve.high))
        self.rest, self.pause = 0, 1

    def of(self, play: Play, most: int) -> tuple[int, Play]:
        """Return how many pairs of rounds were leapt over, and the play that they lead to."""
        if self.rest > 0 or len(self.places) < 2 or play.ending != AGREEMENT or play.delay:
            self.rest -= 1
            return 0, play
        pairs, target = self._aim(play.payoffs[0], most)
        ahead = Play((target, self.curve.second_at(target)))
        if pairs < _WORTH_IT or not (self._steps(play) and self._steps(ahead)):
            self.rest, self.pause = self.pause, min(2 * self.pause, 256)
            return 0, play
        self.pause = 1
        return pairs, ahead

    def _aim(self, payoff: float, most: int) -> tuple[int, float]:
        """Return how many pairs of rounds lead to the next bend at most, and to what payoff."""
        right = min(max(bisect_right(self.places, payoff), 1), len(self.places) - 1)
        ends = self.places[right - 1], self.places[right]
        slope = self.curve.slope(self.curve.piece((ends[0] + ends[1]) / 2.0))
        step = -self._rise(payoff) / slope
        if step < 0.0 and payoff == ends[0] and right > 1:
            return 0, payoff
        rises = self._rise(ends[1]) - self._rise(ends[0])
        shrinks = min(max(rises / (ends[1] - ends[0]) / slope, 0.0), 1.0)
        if step == 0.0 or shrinks == 1.0:
            return 0, payoff
        whole = ((ends[1] if step > 0.0 else ends[0]) - payoff) / step
        pairs = float(most)
        if shrinks * whole < 1.0:
            pairs = min(
                pairs,
                whole if shrinks == 0.0 else math.log1p(-shrinks * whole) / math.log1p(-shrinks),
            )
        pairs = math.floor(pairs)
        sum_ = (
            float(pairs) if shrinks == 0.0 else -math.expm1(pairs * math.log1p(-shrinks)) / shrinks
        )
        return pairs, min(max(payoff + step * sum_, ends[0]), ends[1])

    def _steps(self, play: Play) -> bool:
        """Say whether two rounds lead from here where a leap supposes."""
        then = play
        for proposer in (1, 0):
            then = _round(
                self.curve, self.terms, proposer, _after_rejection(self.terms, then), then
            )
            if then.ending != AGREEMENT or then.delay:
                return False
        rise = self._rise(play.payoffs[0])
        rounding = NOISE * (abs(play.payoffs[1]) + abs(self.curve.top))
        return abs(then.payoffs[1] - play.payoffs[1] - rise) <= TOLERANCE * abs(rise) + rounding

    def _rise(self, payoff: float) -> float:
        """Return by how much more the second gets two rounds earlier, unless it would quit."""
        curve, terms = self.curve, self.terms
        losses = terms.impatience(0) * payoff - terms.drift(0)
        step = min(losses, payoff - max(terms.floor(0), curve.low))
        countered = curve.second_at(payoff - step)
        return curve.rise(payoff, step) - (terms.impatience(1) * countered - terms.drift(1))


def _after_rejection(terms: Terms, play: Play) -> Pair:
    """Return what both expect when talks go on, seen from right after a rejection."""
    return terms.later(0, play.payoffs[0]), terms.later(1, play.payoffs[1])


def _round(curve: Curve, terms: Terms, proposer: int, rejected: Pair, follows: Play) -> Play:
    """Return how talks end from a round on, given what both expect of going on."""
    responder = 1 - proposer
    ending, delay = follows.ending, follows.delay + 1
    if terms.may_quit[responder] and terms.outside[responder] > rejected[responder]:
        rejected, ending, delay = terms.outside, QUITS, 0
    offer = best_offer(curve, proposer, rejected[responder])
    if offer is not None and offer[proposer] >= rejected[proposer] - _slack(curve, proposer):
        return Play(offer)
    return Play(rejected, ending, 0 if ending == NEVER else delay)


def best_offer(curve: Curve, proposer: int, least: float) -> Pair | None:
    """Return the proposer's best point that gives the other at least so much; None if none does."""
    bottom, top = (curve.bottom, curve.top) if proposer == 0 else (curve.low, curve.high)
    if least > top + _slack(curve, 1 - proposer):
        return None
    if proposer == 0:
        x = curve.high if least <= bottom else curve.first_at(least)
        return x, max(curve.bottom, min(least, curve.top)) if least > bottom else curve.bottom
    y = curve.top if least <= bottom else curve.second_at(least)
    return (max(curve.low, min(least, curve.high)) if least > bottom else curve.low), y


def _slack(curve: Curve, actor: int) -> float:
    low, high = (curve.low, curve.high) if actor == 0 else (curve.bottom, curve.top)
    return TOLERANCE * max(high - low, abs(high) * 1e-6)
