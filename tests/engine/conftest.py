"""An oracle for two-actor games: all extreme equilibria in exact arithmetic, slowly."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from typing import Any, NamedTuple

import pytest

Point = tuple[Fraction, ...]


class Exact(NamedTuple):
    """All extreme equilibria of a game, and whether it is degenerate."""

    equilibria: set[tuple[Point, Point]]
    degenerate: bool


@pytest.fixture(scope="session")
def exact() -> Callable[[Any, Any], Exact]:
    """Return the function from two payoff tables of integers or fractions to `Exact`."""
    return _exact


def _exact(a: Any, b: Any) -> Exact:
    a = [[Fraction(value) for value in row] for row in a]
    b = [[Fraction(value) for value in row] for row in b]
    m, n = len(a), len(a[0])
    least = min(value for table in (a, b) for row in table for value in row)
    # The row actor's corners live on the column actor's payoffs, and the other way round.
    xs = _corners([[b[i][j] - least + 1 for i in range(m)] for j in range(n)])
    ys = _corners([[value - least + 1 for value in row] for row in a])
    everything = frozenset(range(m + n))
    found = set()
    for x, of_x in xs.items():
        for y, of_y in ys.items():
            labels = of_x | {(label + m) % (m + n) for label in of_y}
            if labels == everything and sum(x) and sum(y):
                found.add((_normalised(x), _normalised(y)))
    degenerate = any(len(of) > m for of in xs.values()) or any(len(of) > n for of in ys.values())
    return Exact(found, degenerate)


def _normalised(point: Point) -> Point:
    return tuple(value / sum(point) for value in point)


def _corners(replies: list[list[Fraction]]) -> dict[Point, frozenset[int]]:
    """Return the corners of {z >= 0, replies @ z <= 1} with all inequalities that bind there."""
    size = len(replies[0])
    rows = [[Fraction(-(i == k)) for k in range(size)] for i in range(size)] + replies
    bounds = [Fraction(0)] * size + [Fraction(1)] * len(replies)
    corners = {}
    for chosen in combinations(range(len(rows)), size):
        point = _solved([[*rows[each], bounds[each]] for each in chosen])
        if point is None:
            continue
        values = [sum(c * z for c, z in zip(row, point, strict=True)) for row in rows]
        if all(value <= bound for value, bound in zip(values, bounds, strict=True)):
            binding = (k for k, value in enumerate(values) if value == bounds[k])
            corners[point] = frozenset(binding)
    return corners


def _solved(system: list[list[Fraction]]) -> Point | None:
    """Return the solution of a square system, `None` if it is singular."""
    size = len(system)
    for column in range(size):
        pivot = next((row for row in range(column, size) if system[row][column]), None)
        if pivot is None:
            return None
        system[column], system[pivot] = system[pivot], system[column]
        head = system[column][column]
        system[column] = [value / head for value in system[column]]
        for row in range(size):
            if row != column and system[row][column]:
                factor = system[row][column]
                system[row] = [
                    v - factor * p for v, p in zip(system[row], system[column], strict=True)
                ]
    return tuple(row[-1] for row in system)
