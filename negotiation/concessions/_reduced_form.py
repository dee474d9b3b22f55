"""From a tree to its normal form: everybody's plans, and what each combination is worth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.concessions._layout import Layout
from negotiation.concessions._sequences import Sequences
from negotiation.concessions.normal_form import NormalFormGame
from negotiation.errors import TooLargeError

if TYPE_CHECKING:
    from negotiation.concessions.extensive_form import ExtensiveGame, InformationSet

LARGEST_FORM = 1_000_000
"""Combinations of strategies that are written out at most."""

_LARGEST_WORK = 50_000_000
"""Pairs of a combination of the others' strategies and an ending that are looked at, at most."""

_EXACT = 2**53
"""Integers up to here are held exactly by floats."""

Plan = tuple[int, ...]
"""The move at each of an actor's information sets, -1 where the plan leaves it open."""


def strategic_form(tree: ExtensiveGame, reduced: bool, limit: int) -> NormalFormGame:
    """Return the (reduced) normal form of a tree."""
    layout = tree._layout
    actors = range(len(tree.actors))
    if reduced and tree.perfect_recall:
        _refuse_many(tree, [_count(tree.sequences, actor) for actor in actors], limit)
    plans = [plans_of(layout, actor, reduced=reduced, limit=limit) for actor in actors]
    _refuse_many(tree, [len(each) for each in plans], limit)
    labels = [
        _labels(tree.sets_of(name), each) for name, each in zip(tree.actors, plans, strict=True)
    ]
    allows = [_allows(layout, actor, each) for actor, each in enumerate(plans)]
    others = math.prod(len(each) for each in plans[:-1]) * len(tree.endings)
    if others > _LARGEST_WORK:
        raise TooLargeError(
            f"{others:,} plays of the tree are too many to write its normal form out."
        )
    payoffs = [_expected(weights, size, allows) for weights, size in _weights(layout)]
    return NormalFormGame(
        payoffs,  # type: ignore[arg-type]
        tuple(labels),
        tree.actors,
        title=tree.title,
        about=tree.about,
        source=tree.source,
    )


def _refuse_many(tree: ExtensiveGame, counts: list[int], limit: int) -> None:
    if math.prod(counts) > limit:
        sides = ", ".join(
            f"{name} {count:,}" for name, count in zip(tree.actors, counts, strict=True)
        )
        raise TooLargeError(
            f"The normal form has more than {limit:,} combinations of strategies ({sides}); "
            "sequence_form(tree) and subgame_perfect(tree) do not write it out."
        )


def _count(known: Sequences, actor: int) -> int:
    """Return how many reduced plans an actor has that never forgets."""
    before, last = known.before[actor], known.last[actor]
    ways = [1] * len(before)  # to go on after a sequence
    options: dict[int, list[int]] = {}
    for number in range(1, len(before)):
        options.setdefault(last[number][0], []).append(number)
    for information in sorted(options, reverse=True):
        numbers = options[information]
        ways[before[numbers[0]]] *= sum(ways[number] for number in numbers)
    return ways[0]


def plans_of(layout: Layout, actor: int, *, reduced: bool, limit: int = LARGEST_FORM) -> list[Plan]:
    """Return an actor's plans in the order of their moves, the first set's varying slowest.

    Parameters
    ----------
    layout : Layout
    actor : int
        Its number.
    reduced : bool
        Whether a plan leaves open what it keeps from being reached.
    limit : int
        Plans at most.

    Raises
    ------
    TooLargeError
        If there are more.
    """
    own = [number for number, each in enumerate(layout.members) if layout.whose[each[0]] == actor]
    sizes = [len(layout.children[layout.members[number][0]]) for number in own]
    routes = _routes(layout, own)
    plans: list[Plan] = []
    waiting: list[Plan] = [(-1,) * len(own)]
    while waiting:
        plan = waiting.pop()
        place = next(
            (
                place
                for place, move in enumerate(plan)
                if move < 0 and (not reduced or _reached(plan, routes[place]))
            ),
            None,
        )
        if place is None:
            plans.append(plan)
        else:
            waiting += [(*plan[:place], move, *plan[place + 1 :]) for move in range(sizes[place])]
        if len(plans) + len(waiting) > limit:
            raise TooLargeError(
                f"{layout.actors[actor]} has more than {limit:,} strategies; "
                "sequence_form(tree) and subgame_perfect(tree) do not list them."
            )
    return sorted(plans)


Route = tuple[tuple[int, int], ...]
"""Own moves on the way to a position: pairs of the set's place among the actor's, and the move."""


def _routes(layout: Layout, own: Sequence[int]) -> list[set[Route]]:
    """Return per own information set the ways in which the actor's moves can lead there."""
    place_of = {number: place for place, number in enumerate(own)}
    return [
        {_route(layout, position, place_of) for position in layout.members[number]}
        for number in own
    ]


def _route(layout: Layout, position: int, place_of: dict[int, int]) -> Route:
    steps = []
    while layout.parents[position] >= 0:
        above = layout.parents[position]
        if layout.sets[above] in place_of:
            steps.append((place_of[layout.sets[above]], layout.moves[position]))
        position = above
    return tuple(steps)


def _reached(plan: Plan, routes: set[Route]) -> bool:
    """Say whether a plan, as far as it is settled, leads to one of the positions."""
    return any(all(plan[place] == move for place, move in route) for route in routes)


def _allows(layout: Layout, actor: int, plans: Sequence[Plan]) -> FloatArray:
    """Return where a plan does not keep the play from an ending, shape (n_plans, n_endings)."""
    own = [number for number, each in enumerate(layout.members) if layout.whose[each[0]] == actor]
    place_of = {number: place for place, number in enumerate(own)}
    table = np.array(plans, dtype=np.intp).reshape(len(plans), len(own))
    allows = np.ones((len(plans), len(layout.payoffs)))
    for column, position in enumerate(layout.payoffs):
        for place, move in _route(layout, position, place_of):
            allows[:, column] *= table[:, place] == move
    return allows


def _weights(layout: Layout) -> list[tuple[FloatArray, float]]:
    """Return per actor its payoff times chance's probability at every ending, and a divisor.

    Where numbers are exact the weights are integers over one denominator, so that sums come
    out equal where they are equal.
    """
    chances: list[Any] = [1] * len(layout.nodes)
    for position in range(1, len(layout.nodes)):
        above = layout.parents[position]
        odds = layout.probabilities.get(above)
        chances[position] = (
            chances[above] if odds is None else chances[above] * odds[layout.moves[position]]
        )
    weights = []
    for actor in range(len(layout.actors)):
        raw = [chances[position] * each[actor] for position, each in layout.payoffs.items()]
        weights.append(_over_one_denominator(raw))
    return weights


def _over_one_denominator(raw: list[Any]) -> tuple[FloatArray, float]:
    if not any(isinstance(value, float) for value in raw):
        divisor = math.lcm(*(Fraction(value).denominator for value in raw))
        whole = [int(value * divisor) for value in raw]
        if divisor < _EXACT and sum(abs(value) for value in whole) < _EXACT:
            return np.array(whole, dtype=np.float64), float(divisor)
    return np.array([float(value) for value in raw]), 1.0


def _expected(weights: FloatArray, divisor: float, allows: list[FloatArray]) -> FloatArray:
    """Return an actor's payoff for every combination of plans, shape (s1, …, sn)."""
    joint = weights[None]
    for allowed in allows[:-1]:
        joint = (joint[:, None] * allowed[None]).reshape(-1, len(weights))
    table = joint @ allows[-1].T / divisor
    result: FloatArray = table.reshape([len(allowed) for allowed in allows])
    return result


def _labels(sets: Sequence[InformationSet], plans: Sequence[Plan]) -> tuple[str, ...]:
    """Return a label per plan: its moves, with their information sets where they need them."""
    moves = [move for each in sets for move in each.moves]
    clear = len(set(moves)) == len(moves)
    labels = tuple(
        "; ".join(
            each.moves[move] if clear or len(sets) == 1 else f"{each.name}: {each.moves[move]}"
            for each, move in zip(sets, plan, strict=True)
            if move >= 0
        )
        for plan in plans
    )
    if len(set(labels)) < len(labels):  # labels that hold the separators themselves
        return tuple(f"plan {number + 1}: {label}" for number, label in enumerate(labels))
    return tuple(label or "no move" for label in labels)
