"""Games in which outcomes leave the table one by one, solved over all subsets of them.

A set of outcomes is the bits of an integer, bit x for outcome x and one bit more for walking away.
``found[s]`` is the set of results that subgame-perfect play can have once the outcomes
in s are left; with ties there are several.  Only the order of payoffs matters, as ranks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from negotiation._arrays import IntArray

LARGEST = 20
"""Outcomes at most: their subsets are gone through one by one."""

_LOW = 11
"""Bits that are looked up at once."""

Replies = Callable[[int, Any, int], Any]
"""(outcome, results once it is off the table, who moves) -> results of the mover's choosing it."""


class Lookup:
    """What is worst in a set, and which sets hold everything that is good enough.

    Parameters
    ----------
    ranks : array of int, shape (n_results, n_actors)
        The rank of every result for every actor, 0 the worst; walking away may come last.
    """

    def __init__(self, ranks: IntArray) -> None:
        self.ranks = ranks
        count, actors = ranks.shape
        top = int(ranks.max()) + 1
        bits = (1 << np.arange(count, dtype=np.int64)).astype(np.int64)
        self.at_least = np.array(
            [[bits[ranks[:, own] >= level].sum() for level in range(top)] for own in range(actors)],
            dtype=np.int64,
        )
        self._worst = [
            [self._table(ranks[start : start + _LOW, own], top) for start in range(0, count, _LOW)]
            for own in range(actors)
        ]

    @staticmethod
    def _table(part: IntArray, top: int) -> IntArray:
        """Return the worst rank in every set of a few results; `top` for the empty set."""
        table = np.full(1 << len(part), top, dtype=np.intp)
        for place, rank in enumerate(part):
            step = 1 << place
            table[step : 2 * step] = np.minimum(table[:step], rank)
        return table

    def worst(self, sets: Any, own: int) -> Any:
        """Return an actor's worst rank in each of the sets, none of which is empty."""
        out = self._worst[own][0][sets & ((1 << _LOW) - 1)]
        for place, table in enumerate(self._worst[own][1:], start=1):
            out = np.minimum(out, table[(sets >> (_LOW * place)) & ((1 << _LOW) - 1)])
        return out


def subset_game(
    look: Lookup, movers: list[int], replies: Replies, *, found: Any, start: int
) -> Any:
    """Return what can result from every set of outcomes on the table, shape (2**m,).

    Parameters
    ----------
    look : Lookup
    movers : list of int
        Who moves when k outcomes are left, by k; as long as there are outcomes, plus one.
    replies : callable
        What choosing an outcome can result in.
    found : array of int, shape (2**m,)
        Holds the results of the smallest sets; filled in.
    start : int
        From how many outcomes on somebody moves.
    """
    count = len(movers) - 1
    size = np.zeros(1 << count, dtype=np.int8)
    for x in range(count):
        size[1 << x : 2 << x] = size[: 1 << x] + 1
    for left in range(start, count + 1):
        sets = np.flatnonzero(size == left)
        options = choices(look, sets, found, (count, movers[left], replies))
        found[sets] = np.bitwise_or.reduce(options, axis=0)
    return found


def choices(look: Lookup, sets: IntArray, found: Any, rules: tuple[int, int, Replies]) -> Any:
    """Return per outcome what best play results in if it is the one chosen, shape (m, n_sets).

    A result is possible if it is no worse for the mover than the worst of any choice: if, fearing
    the worst of every other choice, it would not rather have made that one.
    """
    count, mover, replies = rules
    options = np.zeros((count, len(sets)), dtype=np.int64)
    worst = np.full((count, len(sets)), -1, dtype=np.intp)
    for x in range(count):
        there = np.flatnonzero(sets & (1 << x))
        options[x, there] = replies(x, found[sets[there] ^ (1 << x)], mover)
        worst[x, there] = look.worst(options[x, there], mover)
    options &= look.at_least[mover][worst.max(axis=0)]
    return options
