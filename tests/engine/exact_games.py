"""An oracle for two-actor games: all extreme equilibria by trying every choice of inequalities.

Independent of the library: integers throughout, every square system of binding inequalities
solved by elimination without fractions, all at once.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

Point = tuple[Fraction, ...]


class Exact(NamedTuple):
    """All extreme equilibria of a game, and whether it is degenerate."""

    equilibria: set[tuple[Point, Point]]
    degenerate: bool


def exact_equilibria(row: Any, column: Any) -> Exact:
    """Return all extreme equilibria of a game in whole numbers or fractions."""
    row, column = _whole(row), _whole(column)
    m, n = row.shape
    # The row actor's corners live on the column actor's payoffs, and the other way round.
    xs = _corners((column - column.min() + 1).T)
    ys = _corners(row - row.min() + 1)
    everything = frozenset(range(m + n))
    found = set()
    for x, of_x in xs.items():
        for y, of_y in ys.items():
            # Labels: strategies of the row actor first.
            theirs = frozenset((label + m) % (m + n) for label in of_y)
            if of_x | theirs == everything:
                found.add((x, y))
    crowded = any(len(of) > m for of in xs.values()) or any(len(of) > n for of in ys.values())
    return Exact(found, crowded)


def _whole(table: Any) -> Any:
    """Return numbers times a common denominator, as Python's integers if they are large."""
    fractions = [[Fraction(value) for value in row] for row in table]
    common = math.lcm(*(value.denominator for row in fractions for value in row))
    whole = np.array([[int(value * common) for value in row] for row in fractions], dtype=object)
    size = min(whole.shape)
    spread = int(whole.max() - whole.min()) + 1
    # Elimination multiplies two minors, each at most this large.
    small = (spread**size * math.factorial(size)) ** 2 < 2**61
    return whole.astype(np.int64) if small else whole


def _corners(replies: Any) -> dict[Point, frozenset[int]]:
    """Return the corners of {z >= 0, replies @ z <= 1}, the origin left out, and what binds there.

    Labels 0 … d-1 are the signs, d … the replies.
    """
    size = replies.shape[1]
    kind = replies.dtype
    normals = np.vstack([-np.eye(size, dtype=kind), replies])
    bounds = np.concatenate([np.zeros(size, kind), np.ones(len(replies), kind)])
    chosen = np.array(list(combinations(range(len(normals)), size)))
    systems = np.concatenate([normals, bounds[:, None]], axis=1)[chosen]
    points, scale = _solved(systems)
    points, scale = points[scale != 0], scale[scale != 0]
    points, scale = points * np.sign(scale)[:, None], np.abs(scale)
    slack = bounds * scale[:, None] - points @ normals.T
    feasible = (slack >= 0).astype(bool).all(axis=1) & (points != 0).any(axis=1)
    corners = {}
    for point, tight in zip(
        points[feasible].tolist(), (slack[feasible] == 0).astype(bool), strict=True
    ):
        total = sum(point)
        key = tuple(Fraction(value, total) for value in point)
        corners[key] = frozenset(np.flatnonzero(tight).tolist())
    return corners


def _solved(systems: Any) -> tuple[Any, Any]:
    """Return numerators and denominators of the solutions, 0 where there is not just one."""
    table = systems.copy()
    count, size, _ = table.shape
    every = np.arange(count)
    before = np.ones(count, dtype=table.dtype)
    alive = np.ones(count, dtype=bool)
    for step in range(size):
        pivot = step + (table[:, step:, step] != 0).argmax(axis=1)
        alive &= table[every, pivot, step] != 0
        rows = table[every, pivot].copy()
        table[every, pivot] = table[:, step]
        table[:, step] = rows
        head = np.where(alive, rows[:, step], 1)
        updated = head[:, None, None] * table - table[:, :, step, None] * rows[:, None, :]
        updated //= before[:, None, None]
        updated[:, step] = rows
        table, before = updated, head
    return table[:, :, size], np.where(alive, before, 0)
