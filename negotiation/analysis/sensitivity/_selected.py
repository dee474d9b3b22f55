"""What a concept selects along a number: where one answer ends and the next begins."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from negotiation.analysis.sensitivity._lever import Lever
from negotiation.analysis.sensitivity._windows import Windows
from negotiation.concessions import Draws
from negotiation.engine import solve

_STEPS = 64
_CLOSE = 1e-9
"""Share of the range up to which a change of answer is pinned down."""


@dataclass(frozen=True)
class Segment:
    """A stretch of the number over which a concept's answer is the same.

    Attributes
    ----------
    low, high : float
        Where it begins and ends.
    outcomes : tuple of int
        Rows of the packages selected; ``()`` for no agreement.
    """

    low: float
    high: float
    outcomes: tuple[int, ...]


def segments(moving: Lever, draws: Draws, concept: str, windows: Windows) -> tuple[Segment, ...]:
    """Return the concept's answers along the range, in ascending order.

    Parameters
    ----------
    moving : Lever
    draws : Draws
        One draw.
    concept : str
    windows : Windows
        Where the ZOPA is not empty: its ends are looked at as well.
    """
    answers: dict[float, tuple[int, ...]] = {}

    def answer(share: float) -> tuple[int, ...]:
        if share not in answers:
            value = moving.low + share * (moving.high - moving.low)
            found = solve(moving.moved(draws, value).problem(0), concept)
            answers[share] = tuple(int(row) for row in found.indices) if found.agreement else ()
        return answers[share]

    looked = sorted({*np.linspace(0.0, 1.0, _STEPS + 1).tolist(), *windows.ends.ravel().tolist()})
    open_ = list(itertools.pairwise(looked))
    borders = []
    while open_:
        left, right = open_.pop()
        if answer(left) == answer(right):
            continue
        if right - left < _CLOSE:
            borders.append((left + right) / 2.0)
            continue
        middle = (left + right) / 2.0
        open_ += [(left, middle), (middle, right)]
    return _joined(moving, sorted(borders), answer)


def _joined(
    moving: Lever, borders: list[float], answer: Callable[[float], tuple[int, ...]]
) -> tuple[Segment, ...]:
    """Return the stretches between borders; those of no width are ties on a border."""
    edges = [0.0, *borders, 1.0]
    width = moving.high - moving.low
    found: list[Segment] = []
    for left, right in itertools.pairwise(edges):
        if right - left < 10.0 * _CLOSE:
            continue
        here = answer((left + right) / 2.0)
        low, high = moving.low + left * width, moving.low + right * width
        if found:
            # Between two answers lies a tie of next to no width: they share its place.
            low = found[-1].high
            if found[-1].outcomes == here:
                low = found.pop().low
        found.append(Segment(low, high, here))
    return tuple(found)
