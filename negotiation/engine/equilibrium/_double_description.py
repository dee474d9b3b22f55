"""Corners of polyhedra in whole numbers: every extreme ray of a cone, ties and all.

The double description method of Motzkin, Raiffa, Thompson and Thrall (1953): inequalities
are added one at a time; the rays on the wrong side go, and each pair of neighbours on
either side gives a new one between them.  Numbers are integers throughout, so a tie is a
tie and nothing is rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, IntArray
from negotiation.errors import TooLargeError

_SAFE = 2**62
"""Integers below this size are held by the processor; larger ones by Python."""

_TESTS = 2**22
"""Comparisons of a pair with a ray that are made in one piece."""


@dataclass(frozen=True)
class Rays:
    """The extreme rays of a cone.

    Attributes
    ----------
    points : array of int, shape (k, d)
        A ray each, in smallest whole numbers; Python integers where they are large.
    tight : array of bool, shape (k, d + q)
        Which inequalities hold with equality: first ``z_i >= 0``, then the rows given.
    """

    points: Any
    tight: BoolArray


def rays(rows: Any, *, most: int = 60_000, tests: int = 10**9) -> Rays:
    """Return the extreme rays of the cone {z : z >= 0, rows @ z >= 0}.

    Parameters
    ----------
    rows : array of int, shape (q, d)
        Whole numbers of any size (dtype ``int64`` or ``object``).
    most : int
        Rays that may be held at once.
    tests : int
        Comparisons of two rays, or of a pair with a third, that may be made.

    Raises
    ------
    TooLargeError
        If there would be more.
    """
    table = np.asarray(rows)
    size = table.shape[1]
    held = _fitted(np.hstack([np.eye(size, dtype=np.int64).astype(object), table.T.astype(object)]))
    known = np.zeros(held.shape[1], dtype=np.bool_)
    known[:size] = True
    words = f"A polyhedron in {size} dimensions under {held.shape[1]} inequalities"
    work = _Work(tests, f"{words} has too many corners to list exactly.")
    for _ in range(len(table)):
        signs = np.sign(held[:, ~known]).astype(np.int8)
        # The inequality that makes the fewest pairs comes next.
        pairs = (signs > 0).sum(axis=0) * (signs < 0).sum(axis=0)
        column = int(np.flatnonzero(~known)[pairs.argmin()])
        work.spend(int(pairs.min()))
        held = _cut(held, column, known, size - 2, work)
        known[column] = True
        if len(held) > most:
            raise TooLargeError(f"A polyhedron has more than {most:,} corners.")
    return Rays(held[:, :size], (held == 0).astype(np.bool_))


class _Work:
    """What may still be done; the same on every machine, unlike time."""

    def __init__(self, left: int, words: str) -> None:
        self.left, self.words = left, words

    def spend(self, amount: int) -> None:
        """Take from what is left, or raise `TooLargeError`."""
        self.left -= amount
        if self.left < 0:
            raise TooLargeError(self.words)


def _cut(held: Any, column: int, known: BoolArray, least: int, work: _Work) -> Any:
    """Return the rays after one more inequality; rows of `held` list all their values."""
    signs = np.sign(held[:, column]).astype(np.int8)
    below = np.flatnonzero(signs < 0)
    if not len(below):
        return held
    above = np.flatnonzero(signs > 0)
    kept = held[signs >= 0]
    if not len(above):
        return kept
    first, second = _neighbours(held[:, known] == 0, (above, below), least, work)
    if not len(first):
        return kept
    up, down = held[first], held[second]
    rise, fall = up[:, column], -down[:, column]
    if held.dtype != object and 2 * _size(held) * _size(held[:, column]) >= _SAFE:
        up, down, rise, fall = (each.astype(object) for each in (up, down, rise, fall))
    between = rise[:, np.newaxis] * down + fall[:, np.newaxis] * up
    between = between // np.gcd.reduce(between, axis=1)[:, np.newaxis]
    return _fitted(np.concatenate([kept.astype(between.dtype), between]))


def _neighbours(
    zero: Any, sides: tuple[IntArray, IntArray], least: int, work: _Work
) -> tuple[IntArray, IntArray]:
    """Return the pairs of rays, one of each group, that an edge joins.

    Neighbours lie on at `least` so many inequalities together, one fewer than a ray needs.
    That is enough if one of them lies on no more than it needs; otherwise no third ray may
    lie on all those that both lie on.
    """
    above, below = sides
    words = packed(zero.astype(np.bool_))
    count = zero.sum(axis=1)
    crowded, order = count > least + 1, np.argsort(-count, kind="stable")
    firsts, seconds = [], []
    step = max(1, _TESTS // (len(below) * words.shape[1]))
    for start in range(0, len(above), step):
        part = above[start : start + step]
        one, other = np.nonzero(_shared(words[part], words[below]) >= least)
        joined = np.ones(len(one), dtype=np.bool_)
        unsure = np.flatnonzero(crowded[part[one]] & crowded[below[other]])
        common = words[part[one[unsure]]] & words[below[other[unsure]]]
        joined[unsure] = _alone(words[order], common, work)
        firsts.append(part[one[joined]])
        seconds.append(below[other[joined]])
    return np.concatenate(firsts), np.concatenate(seconds)


def _shared(one: Any, other: Any) -> Any:
    """Return on how many inequalities two rays both lie, for every pair, shape (k, l)."""
    counts = np.bitwise_count(one[:, np.newaxis, 0] & other[np.newaxis, :, 0])
    if one.shape[1] > 1:
        counts = counts.astype(np.uint16)
    for word in range(1, one.shape[1]):
        counts += np.bitwise_count(one[:, np.newaxis, word] & other[np.newaxis, :, word])
    return counts


def _alone(words: Any, shared: Any, work: _Work) -> BoolArray:
    """Return for each set of inequalities whether just two rays lie on all of it.

    Parameters
    ----------
    words : array of uint64, shape (k, w)
        The inequalities that each ray lies on; rays that lie on most of them come first, so
        that a set with more than two is soon known.
    shared : array of uint64, shape (l, w)
        The sets.
    """
    holders = np.zeros(len(shared), dtype=np.intp)
    left = np.arange(len(shared))
    start, size = 0, 128
    while start < len(words) and len(left):
        block = words[start : start + size]
        work.spend(len(block) * len(left))
        step = max(1, _TESTS // block.size)
        for begin in range(0, len(left), step):
            part = left[begin : begin + step]
            sets = shared[part, np.newaxis]
            holders[part] += ((block & sets) == sets).all(axis=2).sum(axis=1)
        left = left[holders[left] <= 2]
        start, size = start + size, 2 * size
    alone: BoolArray = holders == 2
    return alone


def packed(zero: BoolArray) -> Any:
    """Return rows of bits as 64-bit words, shape (k, words)."""
    width = -(-zero.shape[1] // 64) * 8
    packed = np.packbits(zero, axis=1)
    padded = np.zeros((len(zero), width), dtype=np.uint8)
    padded[:, : packed.shape[1]] = packed
    return padded.view(np.uint64)


def _size(values: Any) -> int:
    return int(np.abs(values).max(initial=0))


def _fitted(values: Any) -> Any:
    """Return integers as the processor's own if they are small, as Python's if not."""
    if values.dtype == object and _size(values) < _SAFE:
        return values.astype(np.int64)
    return values
