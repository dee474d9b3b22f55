"""Equilibrium outcomes put together: which of them are connected, and how."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from negotiation.engine.information._exact_numbers import Vector, reduced
from negotiation.engine.information._replies import Replies, replies, together
from negotiation.engine.information._sender_plans import Plan
from negotiation.engine.information._signal_stakes import Set, Stakes

Node = tuple[int, int]
Places = tuple[int, ...]
Mixture = dict[int, Vector]


@dataclass(frozen=True)
class Product:
    """Plans and responses every mixture of which go together.

    Attributes
    ----------
    plans : tuple of int
        The places of the plans.
    replies : Replies
    home : tuple of int
        A plan, and the place among its own sets of responses of the one that holds these.
    """

    plans: Places
    replies: Replies
    home: Node

    def dimension(self, plans: Sequence[Plan]) -> int:
        """Return in how many directions the outcome can vary."""
        weights = [_flat(plans[place].weights) for place in self.plans]
        mixtures = [
            tuple(share for own in each.values() for share in own) for each in self.replies.mixtures
        ]
        return _spread(weights) + _spread(mixtures)


def products(
    stakes: Stakes, plans: Sequence[Plan], answers: Sequence[Sequence[Replies]], most: int
) -> list[Product] | None:
    """Return the largest products of plans and responses, ``None`` if there are too many.

    Every equilibrium outcome lies in one of them.  For each set of messages the corners of
    the responses that some of the plans allow are found, then the plans that go with each
    corner; what goes with several corners is what these sets have in common.

    Parameters
    ----------
    stakes : Stakes
    plans : sequence of Plan
        Those that are part of an equilibrium.
    answers : sequence of sequences of Replies
        The responses that go with each.
    most : int
        Sets of plans that are looked at, at most.
    """
    found: list[Product] = []
    for messages in _closed((frozenset(plan.users) for plan in plans), frozenset.union):
        inside = [place for place, plan in enumerate(plans) if plan.users.keys() <= messages]
        corners: dict[tuple[Vector, ...], Mixture] = {}
        for cover in _covers(plans, inside, messages):
            most -= 1
            if most < 0:
                return None
            for part in replies(stakes, [plans[place] for place in cover]):
                corners.update((tuple(each.values()), each) for each in part.mixtures)
        partners = (
            frozenset(place for place in inside if _go_together(stakes, plans[place], each))
            for each in corners.values()
        )
        for company in _closed(partners, frozenset.intersection):
            most -= 1
            if most < 0:
                return None
            if frozenset().union(*(plans[place].users for place in company)) == messages:
                chosen = tuple(sorted(company))
                for part in replies(stakes, [plans[place] for place in chosen]):
                    home = next(
                        place
                        for place, own in enumerate(answers[chosen[0]])
                        if own.holds(part.mixtures[0])
                    )
                    found.append(Product(chosen, part, (chosen[0], home)))
    return _not_within_others(found)


def _closed(sets: Iterable[Set], join: Callable[[Set, Set], Set]) -> list[Set]:
    """Return all sets that come of joining some of the given ones, the empty set aside."""
    known = set(sets)
    fresh = set(known)
    while fresh:
        fresh = {join(a, b) for a in fresh for b in known} - known - {frozenset()}
        known |= fresh
    return sorted(known, key=lambda each: (len(each), sorted(each)))


def _covers(plans: Sequence[Plan], inside: Sequence[int], messages: Set) -> Iterator[Places]:
    """Yield the sets of plans that send all the messages together, and none of which can go."""
    alike: dict[Set, list[int]] = {}
    for place in inside:
        alike.setdefault(frozenset(plans[place].users), []).append(place)
    for count in range(1, len(messages) + 1):
        for sent in itertools.combinations(alike, count):
            if frozenset().union(*sent) == messages and all(
                frozenset().union(*sent[:k], *sent[k + 1 :]) != messages for k in range(count)
            ):
                yield from itertools.product(*(alike[each] for each in sent))


def _go_together(stakes: Stakes, plan: Plan, mixture: Mixture) -> bool:
    """Say whether responses, to these messages or more, go with a plan."""
    for m, kinds in plan.users.items():
        if any(share and r not in plan.best[m] for r, share in enumerate(mixture[m])):
            return False
        for t in kinds:
            worth = stakes.worth(m, t, mixture[m])
            if any(stakes.worth(other, t, each) > worth for other, each in mixture.items()):
                return False
    return True


def _not_within_others(found: Sequence[Product]) -> list[Product]:
    """Return the products none of which lies within another one."""
    kept: list[Product] = []
    for product in sorted(found, key=lambda each: (-len(each.plans), -len(each.replies.messages))):
        sent = product.replies.messages
        if not any(
            set(product.plans) <= set(other.plans)
            and _restricted(product, sent) <= _restricted(other, sent)
            for other in kept
            if set(sent) <= set(other.replies.messages)
        ):
            kept.append(product)
    return kept


def _restricted(product: Product, messages: Iterable[int]) -> set[tuple[Vector, ...]]:
    """Return the corners of a product's responses to some of its messages."""
    return {tuple(each[m] for m in messages) for each in product.replies.mixtures}


def connected(
    stakes: Stakes,
    plans: Sequence[Plan],
    answers: Sequence[Sequence[Replies]],
    found: Sequence[Product],
) -> dict[Node, int]:
    """Return the number of the component of every plan with each set of its responses."""
    nodes = [(place, part) for place, own in enumerate(answers) for part in range(len(own))]
    parent = {node: node for node in nodes}

    def root(node: Node) -> Node:
        while parent[node] != node:
            node = parent[node]
        return node

    for place, own in enumerate(answers):
        for second in range(len(own)):
            for first in range(second):
                if together(stakes, own[first], own[second]):
                    parent[root((place, second))] = root((place, first))
    for product in found:
        for place in product.plans:
            for part, own_part in enumerate(answers[place]):
                if own_part.holds(product.replies.mixtures[0]):
                    parent[root((place, part))] = root(product.home)
    roots = list(dict.fromkeys(root(node) for node in nodes))
    return {node: roots.index(root(node)) for node in nodes}


def _flat(rows: Sequence[Vector]) -> Vector:
    return tuple(entry for row in rows for entry in row)


def _spread(points: Sequence[Vector]) -> int:
    """Return the dimension of the smallest flat that holds all the points."""
    first = points[0]
    rows: list[list[Fraction]] = [
        [a - b for a, b in zip(point, first, strict=True)] for point in points[1:]
    ]
    return len(reduced(rows))
