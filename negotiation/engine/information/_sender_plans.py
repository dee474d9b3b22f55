"""What a sender may do in equilibrium: the corners of the receiver's value over all plans.

A plan is the joint probability of types and messages.  What it makes of a message is a
point in the cone over the receiver's beliefs, and that cone is divided by which responses
are best.  Corners of the division are sums of few rays, so that all of them can be listed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from negotiation.engine.information._exact_numbers import Vector, dot, reduced, shares
from negotiation.engine.information._signal_stakes import Set, Stakes
from negotiation.errors import TooLargeError

_CLEAR = 1e-6
"""What floats show by more than this needs no fractions to confirm it."""


@dataclass(frozen=True)
class Plan:
    """What the types send, and what the receiver makes of it.

    Attributes
    ----------
    weights : tuple of tuples of Fraction, indexed [message][type]
        Probability that the sender is of the type and sends the message.
    users : dict of int to frozenset of int
        For every message that is sent, the types that send it.
    best : dict of int to frozenset of int
        For every message that is sent, the best responses to it.
    """

    weights: tuple[Vector, ...]
    users: dict[int, Set]
    best: dict[int, Set]


def plan_of(stakes: Stakes, weights: Sequence[Sequence[Fraction]]) -> Plan:
    """Return the plan with the given joint probabilities, indexed [message][type]."""
    users, best = {}, {}
    for message, row in enumerate(weights):
        if any(row):
            values = [dot(column, row) for column in zip(*stakes.receiver[message], strict=True)]
            users[message] = frozenset(t for t, weight in enumerate(row) if weight)
            best[message] = frozenset(r for r, each in enumerate(values) if each == max(values))
    return Plan(tuple(map(tuple, weights)), users, best)


def pure_plans(stakes: Stakes) -> Iterator[Plan]:
    """Yield the plans in which every type sends one message for certain."""
    for sent in itertools.product(range(len(stakes.sender)), repeat=len(stakes.prior)):
        yield plan_of(
            stakes,
            [
                [chance if sent[t] == m else Fraction(0) for t, chance in enumerate(stakes.prior)]
                for m in range(len(stakes.sender))
            ],
        )


def extreme_plans(stakes: Stakes, most: int) -> list[Plan]:
    """Return the corners of the division of all plans by the receiver's best responses.

    Plans in which a type sends a message that, whatever the belief, pays it less than some
    other are left out.

    Raises
    ------
    TooLargeError
        If more than `most` sets of rays would have to be looked at.
    """
    search = _Search(stakes, most)
    search.grow([], 0)
    return [each for each in search.found.values() if _corner(stakes, each)]


class _Search:
    """A search through the sets of rays that add up to the prior."""

    def __init__(self, stakes: Stakes, most: int) -> None:
        self.stakes = stakes
        self.left = most
        self.rays = [(m, each) for m, found in enumerate(stakes.beliefs) for each in found]
        self.points = np.array([each.point for _, each in self.rays], dtype=float)
        self.target = np.array(stakes.prior, dtype=float)
        self.found: dict[tuple[Vector, ...], Plan] = {}
        everything = [frozenset().union(*each) for each in stakes.faces]
        self.open = dict(enumerate(everything))

    def grow(self, chosen: list[int], start: int) -> None:
        """Add to the rays chosen every set of later ones that completes a plan."""
        if chosen and self._complete(chosen):
            return
        if len(chosen) == len(self.stakes.prior):
            return
        for place in range(start, len(self.rays)):
            self.left -= 1
            if self.left < 0:
                raise TooLargeError("The sender has too many ways of mixing its messages.")
            more = [*chosen, place]
            if self._tempting(more):
                self.grow(more, place + 1)

    def _complete(self, chosen: list[int]) -> bool:
        """Note the plan if the rays add up to the prior with weights above 0."""
        used = [self.rays[place] for place in chosen]
        covered = frozenset().union(*(each.carriers for _, each in used))
        if len(covered) < len(self.stakes.prior) or self._hopeless(chosen):
            return False
        weights = shares([each.point for _, each in used], self.stakes.prior)
        if weights is None or min(weights) <= 0:
            return False
        rows = [[Fraction(0)] * len(self.stakes.prior) for _ in self.stakes.sender]
        for (message, belief), weight in zip(used, weights, strict=True):
            for t, share in enumerate(belief.point):
                rows[message][t] += weight * share
        plan = plan_of(self.stakes, rows)
        self.found.setdefault(plan.weights, plan)
        return True

    def _hopeless(self, chosen: list[int]) -> bool:
        """Say whether floats are enough to see that the rays do not add up to the prior."""
        system = self.points[chosen].T
        weights, _, _, singular = np.linalg.lstsq(system, self.target, rcond=None)
        if np.abs(system @ weights - self.target).max() > _CLEAR:
            return True
        return bool(singular[-1] > _CLEAR and weights.min() < -_CLEAR)

    def _tempting(self, chosen: list[int]) -> bool:
        """Say whether some best responses leave no type a surely better message."""
        best = dict(self.open)
        users: dict[int, Set] = {}
        for message, belief in (self.rays[place] for place in chosen):
            best[message] = best[message] & belief.best
            users[message] = users.get(message, frozenset()) | belief.carriers
            if not best[message]:
                return False
        return tempting(self.stakes, best, users)


def tempting(stakes: Stakes, best: dict[int, Set], users: dict[int, Set]) -> bool:
    """Say whether no type sends a message that surely pays it less than another would."""
    spans = {m: stakes.span(m, face) for m, face in best.items()}
    for t in frozenset().union(*users.values()):
        sure = max(least[t] for least, _ in spans.values())
        if any(t in kinds and spans[m][1][t] < sure for m, kinds in users.items()):
            return False
    return True


def _corner(stakes: Stakes, plan: Plan) -> bool:
    """Say whether a plan lies on no segment of plans to which the same responses are best."""
    rows: list[Vector] = []
    ranks = 0
    for message, best in plan.best.items():
        around = [
            each.point
            for each in stakes.beliefs[message]
            if best <= each.best and each.carriers <= plan.users[message]
        ]
        ranks += len(reduced(around))
        rows += around
    return ranks == len(reduced(rows))
