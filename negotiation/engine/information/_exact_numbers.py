"""Numbers as the fractions they stand for, and corners of cones in fractions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from negotiation.engine.equilibrium._double_description import rays

GRAIN = Fraction(1, 10**10)
"""Share of a range within which a number is read as the simplest fraction."""

Vector = tuple[Fraction, ...]


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """Return the fraction of the smallest denominator in the interval from `low` to `high`.

    >>> simplest(Fraction(3332, 10000), Fraction(3334, 10000))
    Fraction(1, 3)
    """
    whole = low.__floor__()
    if whole == low:
        return low
    if whole + 1 <= high:
        return Fraction(whole + 1)
    return whole + 1 / simplest(1 / (high - whole), 1 / (low - whole))


def corners(rows: Sequence[Sequence[Fraction]], size: int) -> list[tuple[int, ...]]:
    """Return the extreme rays of the cone {z >= 0, rows @ z >= 0} in `size` dimensions."""
    table = np.empty((len(rows), size), dtype=object)
    for place, row in enumerate(rows):
        common = math.lcm(*(entry.denominator for entry in row))
        table[place] = [entry.numerator * (common // entry.denominator) for entry in row]
    return [tuple(map(int, point)) for point in rays(table).points]


def dot(first: Iterable[Any], second: Iterable[Any]) -> Fraction:
    """Return the sum of the products of two vectors."""
    return sum((a * b for a, b in zip(first, second, strict=True) if a and b), Fraction(0))


def scaled(values: Sequence[Any]) -> Vector:
    """Return a vector in proportion to `values` that sums to 1."""
    total = sum(values)
    return tuple(Fraction(value) / total for value in values)


def reduced(rows: Iterable[Sequence[Fraction]]) -> list[list[Fraction]]:
    """Return the rows of a matrix without those that follow from others (row echelon form)."""
    left = [list(row) for row in rows]
    done: list[list[Fraction]] = []
    width = len(left[0]) if left else 0
    for column in range(width):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        top = [entry / pivot[column] for entry in pivot]
        left = [[a - row[column] * b for a, b in zip(row, top, strict=True)] for row in left]
        done = [[a - row[column] * b for a, b in zip(row, top, strict=True)] for row in done]
        done.append(top)
    return done


def shares(vectors: Sequence[Vector], target: Vector) -> Vector | None:
    """Return the weights with which independent vectors add up to `target`, ``None`` if none do."""
    count = len(vectors)
    system = reduced([*zip(*vectors, target, strict=True)])
    if len(system) != count or any(sum(map(bool, row[:count])) != 1 for row in system):
        return None
    return tuple(row[count] for row in system)
