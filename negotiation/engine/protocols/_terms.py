"""What delay costs in talks of two, what ways out there are, and how a play can end."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from negotiation._arrays import floats, number
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name

Pair = tuple[float, float]

AGREEMENT, QUITS, NEVER = "agreement", "quits", "no agreement"


@dataclass(frozen=True)
class Play:
    """The end of a play.

    Attributes
    ----------
    payoffs : pair of float
        Worth at the start.
    ending : str
        "agreement", "quits" (the responder, for its outside option) or "no agreement".
    delay : int
        Rounds that pass without agreement before it ends.
    rows : tuple of int
        The outcomes agreed on, where there is a list of outcomes: all with these payoffs.
    """

    payoffs: tuple[float, float]
    ending: str = AGREEMENT
    delay: int = 0
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Terms:
    """What happens after an offer is rejected, in gains over walking away.

    The responder may quit for the outside payoffs.  Otherwise talks break down with a
    probability, at once; if they do not, each pays its cost and the next round comes, whose
    payoffs are discounted.

    Attributes
    ----------
    discount, costs, after : pair of float
    breakdown : float
    outside : pair of float
        What each gets when the responder quits.
    may_quit : pair of bool
    """

    discount: Pair
    breakdown: float
    after: Pair
    costs: Pair
    outside: Pair
    may_quit: tuple[bool, bool]

    def impatience(self, actor: int) -> float:
        """Return the share of a payoff that is lost by its coming a round later."""
        return self.breakdown + (1.0 - self.breakdown) * (1.0 - self.discount[actor])

    def drift(self, actor: int) -> float:
        """Return what a rejection brings whatever comes after."""
        return self.breakdown * self.after[actor] - (1.0 - self.breakdown) * self.costs[actor]

    def later(self, actor: int, payoff: Any) -> Any:
        """Return what a payoff of the next round is worth right after a rejection."""
        going_on = self.discount[actor] * payoff - self.costs[actor]
        return self.breakdown * self.after[actor] + (1.0 - self.breakdown) * going_on

    def waited_for(self, rounds: int) -> Pair:
        """Return what talks that nothing but the deadline ends, so many rounds later, are worth."""
        first, second = (self._waited_for(own, rounds) for own in (0, 1))
        return first, second

    def _waited_for(self, actor: int, rounds: int) -> float:
        impatience = self.impatience(actor)
        if impatience == 0.0:
            return self.after[actor] - rounds * self.costs[actor]
        kept = (1.0 - impatience) ** rounds
        return self.waiting(actor) * (1.0 - kept) + self.after[actor] * kept

    def waiting(self, actor: int) -> float:
        """Return the worth of never agreeing; minus infinity where costs add up for ever."""
        impatience = self.impatience(actor)
        if impatience > 0.0:
            return self.drift(actor) / impatience
        return -math.inf if self.costs[actor] > 0.0 else 0.0

    def never_pressed(self, actor: int) -> bool:
        """Whether an actor loses nothing by a delay."""
        return self.impatience(actor) == 0.0 and self.costs[actor] == 0.0

    def floor(self, actor: int) -> float:
        """Return what an actor can quit for, minus infinity if it cannot."""
        return self.outside[actor] if self.may_quit[actor] else -math.inf

    @property
    def frictionless(self) -> bool:
        """Whether delay costs neither actor anything."""
        return all(self.never_pressed(own) for own in (0, 1))

    @property
    def costly(self) -> bool:
        """Whether there are fixed costs."""
        return max(self.costs) > 0.0


def idle_rounds(terms: Terms, horizon: int, idle: Callable[[int, Pair], bool]) -> int:
    """Return how many rounds before the deadline nothing happens, by halving intervals.

    Parameters
    ----------
    terms : Terms
    horizon : int
    idle : callable
        Whether nothing happens so many rounds before the last one, given what rejection brings.

    Returns
    -------
    int
        0 if waiting pays somebody, as then something may happen and cease to again.
    """

    def stays(rounds: int) -> bool:
        return idle(rounds, terms.waited_for(rounds))

    if not stays(0) or any(
        now > then for now, then in zip(terms.waited_for(1), terms.after, strict=True)
    ):
        return 0

    def first_event(turn: int) -> int:
        turns = range((horizon - turn + 1) // 2)
        return turn + 2 * bisect_left(turns, True, key=lambda each: not stays(turn + 2 * each))

    # What the actors wait for only shrinks; each actor's turns come every second round.
    return min(first_event(0), first_event(1), horizon)


def read_terms(given: Mapping[str, Any], actors: Sequence[str], walk: Sequence[float]) -> Terms:
    """Return checked terms.

    Parameters
    ----------
    given : mapping
        `discount`, `outside`, `breakdown`, `after_breakdown` and `costs` as the user wrote them.
    actors : pair of str
    walk : pair of float
        What walking away is worth; payoffs are turned into gains above it.

    Raises
    ------
    NegotiationError
        If a number is missing, out of its range, or an actor unknown.
    """
    discount = _pair(given["discount"], actors, "The discount factor", 1.0)
    costs = _pair(given["costs"], actors, "The cost of a round", 0.0)
    after = _pair(given["after_breakdown"], actors, "The payoff after breakdown", None)
    outside = _pair(given["outside"], actors, "The outside option", None, scalar=False)
    risk = number(given["breakdown"], "The probability of breakdown")
    if not 0.0 <= risk <= 1.0:
        raise InvalidValueError("The probability of breakdown lies between 0 and 1.", given=risk)
    for name, factor, cost in zip(actors, discount, costs, strict=True):
        if not 0.0 <= factor <= 1.0:
            raise InvalidValueError(
                "A discount factor lies between 0 and 1.", given=factor, actor=name
            )
        if cost < 0.0:
            raise InvalidValueError("The cost of a round is 0 or more.", given=cost, actor=name)
    return Terms(
        (discount[0], discount[1]),
        risk,
        _gains(after, walk),
        (costs[0], costs[1]),
        _gains(outside, walk),
        (outside[0] is not None, outside[1] is not None),
    )


def _gains(payoffs: Sequence[Any], walk: Sequence[float]) -> Pair:
    """Return payoffs as gains over walking away, 0 where there is none."""
    first, second = (
        0.0 if each is None else each - base for each, base in zip(payoffs, walk, strict=True)
    )
    return first, second


def _pair(
    given: Any, actors: Sequence[str], what: str, default: float | None, *, scalar: bool = True
) -> list[Any]:
    """Return a number per actor from a number for both, a pair, or {actor: number}."""
    if given is None:
        return [default, default]
    if isinstance(given, Mapping):
        for name in given:
            if name not in actors:
                raise unknown_name("actor", name, actors)
        values = [given.get(name, default) for name in actors]
    elif isinstance(given, str) or not hasattr(given, "__len__"):
        if not scalar:
            raise InvalidTypeError(
                f"{what} belongs to somebody: write {{actor: number}}, or a pair with None for "
                "an actor that has none.",
                given=given,
            )
        values = [number(given, what)] * 2
    else:
        values = list(given)
    if len(values) != 2:
        raise InvalidValueError(f"{what} needs one number per actor, two.", given=given)
    return [
        default if each is None else float(floats(each, what, ndim=0, actor=name))
        for each, name in zip(values, actors, strict=True)
    ]
