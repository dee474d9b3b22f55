"""Extreme equilibria of many small games with ties at once, from exact minors.

With whole payoffs that are not too large every minor is a whole number that a float holds, so
its sign is certain and zero means a tie.  A pair of supports of one size whose weights do
not vanish all together, and have no two signs, is a corner of a best-response polytope;
weights that are zero are strategies not played after all, losses that are zero further best
responses.  The corners of both actors are then paired as in the method "exact".
"""

from __future__ import annotations

from math import factorial
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray
from negotiation.engine.equilibrium._minors import Pairs, Side, plan
from negotiation.engine.equilibrium._whole_numbers import common_multiples

_STRATEGIES = 5
"""Strategies per actor beyond which pairs of corners are too many to form blindly."""

_EXACT = 2.0**53
"""Whole numbers up to this size are exact as floats."""


def solvable(row: FloatArray, column: FloatArray) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Return stacks of tables in whole numbers, and which games' minors are all exact.

    Parameters
    ----------
    row, column : array, shape (games, m, n)

    Returns
    -------
    row, column : array, shape (games, m, n)
        Losses against the best own strategy, in whole numbers.
    exact : array of bool, shape (games,)
    """
    m, n = row.shape[1:]
    if max(m, n) > _STRATEGIES:
        return row, column, np.zeros(len(row), dtype=np.bool_)
    first, good = common_multiples(row)
    second, also = common_multiples(column)
    first = first - first.max(axis=1, keepdims=True)
    second = second - second.max(axis=2, keepdims=True)
    size = min(max(m, n), min(m, n) + 1)  # of the largest minors
    spread = np.maximum(-first.min(axis=(1, 2)), -second.min(axis=(1, 2)))
    small = factorial(size) * np.maximum(spread, 1.0) ** (size - 1) < _EXACT
    return first, second, good & also & small


def tied_equilibria(row: FloatArray, column: FloatArray) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return the extreme equilibria of games that are `solvable`.

    Parameters
    ----------
    row, column : array, shape (games, m, n)
        Whole numbers.

    Returns
    -------
    game : array of int, shape (k,)
    rows, columns : array, shapes (k, m) and (k, n)
        Mixtures.
    """
    m, n = row.shape[1:]
    first, second, every = plan(m, n)
    ys = _Corners(first, first.minors(np.ascontiguousarray(row.transpose(1, 2, 0))), every, 0)
    xs = _Corners(second, second.minors(np.ascontiguousarray(column.transpose(2, 1, 0))), every, 1)
    fits = (xs.played[:, np.newaxis] & ~ys.replies[np.newaxis]) == 0
    fits &= (ys.played[np.newaxis] & ~xs.replies[:, np.newaxis]) == 0
    fits &= xs.valid[:, np.newaxis] & ys.valid[np.newaxis]
    one, other, game = np.nonzero(fits)
    return game, xs.mixtures(one, game), ys.mixtures(other, game)


class _Corners:
    """The corners of one actor's mixtures in every game, filled up to the same number.

    Attributes
    ----------
    valid : array of bool, shape (k, games)
        Which are corners and not filling.
    played, replies : array of int, shape (k, games)
        Strategies played, and the other actor's best responses, as bit patterns.
    """

    def __init__(self, side: Side, minors: FloatArray, every: tuple[Pairs, ...], which: int):
        self.side, self.minors, self.which = side, minors, which
        self.every = every
        signs = np.sign(minors).astype(np.int8)
        signs = np.concatenate([signs, -signs])
        parts = [self._of_size(pairs, signs) for pairs in every]
        played, replies, valid = (np.concatenate(each) for each in zip(*parts, strict=True))
        code = np.where(valid, played << side.m | replies, np.iinfo(np.int32).max)
        order = np.argsort(code, axis=0, kind="stable")
        code = np.take_along_axis(code, order, axis=0)
        fresh = np.ones(code.shape, dtype=np.bool_)
        fresh[1:] = code[1:] != code[:-1]
        fresh &= code != np.iinfo(np.int32).max
        # Each game's corners first, and no more rows than the game with most of them needs.
        first = np.argsort(~fresh, axis=0, kind="stable")[: int(fresh.sum(axis=0).max(initial=0))]
        self.valid: BoolArray = np.take_along_axis(fresh, first, axis=0)
        self.pair: IntArray = np.take_along_axis(order, first, axis=0)
        self.played = np.take_along_axis(played, self.pair, axis=0)
        self.replies = np.take_along_axis(replies, self.pair, axis=0)

    def _of_size(self, pairs: Pairs, signs: Any) -> tuple[Any, Any, Any]:
        """Return strategies played, best responses and validity of pairs of one size."""
        mixed, fixed = (pairs.other, pairs.own) if self.which == 0 else (pairs.own, pairs.other)
        weights = signs[pairs.weights[self.which]]
        low, high = weights.min(axis=1), weights.max(axis=1)
        valid = (low >= 0) ^ (high <= 0)
        lead = np.where(high > 0, 1, -1).astype(np.int8)
        losses = signs[pairs.losses[self.which]] * lead[:, np.newaxis]
        valid &= losses.min(axis=1, initial=1) >= 0
        bits = (np.int32(1) << mixed.astype(np.int32))[:, :, np.newaxis]
        played = np.where(weights != 0, bits, np.int32(0)).sum(axis=1, dtype=np.int32)
        replies = (np.int32(1) << fixed.astype(np.int32)).sum(axis=1, dtype=np.int32)[:, np.newaxis]
        outside = np.array(
            [[r for r in range(self.side.m) if r not in each] for each in fixed.tolist()],
            dtype=np.int32,
        ).reshape(len(fixed), -1)
        also = (np.int32(1) << outside)[:, :, np.newaxis]
        ties = np.where(losses == 0, also, np.int32(0)).sum(axis=1, dtype=np.int32)
        return played, replies + ties, valid

    def mixtures(self, corner: IntArray, game: IntArray) -> FloatArray:
        """Return corners as probabilities, shape (k, n)."""
        pair = self.pair[corner, game]
        mixed = np.zeros((len(pair), self.side.n))
        start = 0
        for pairs in self.every:
            rows = np.flatnonzero((pair >= start) & (pair < start + len(pairs.own)))
            place = pair[rows] - start
            found = pairs.weights[self.which][place] % self.side.total
            weights = np.abs(self.minors[found, game[rows, np.newaxis]])
            chosen = pairs.other if self.which == 0 else pairs.own
            mixed[rows[:, np.newaxis], chosen[place]] = weights / weights.sum(axis=1, keepdims=True)
            start += len(pairs.own)
        return mixed
