"""A concave frontier made of straight lines, on which offers are solved without iteration."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import NOISE, TOLERANCE, FloatArray, floats
from negotiation.errors import InvalidValueError

_SMALLEST = 1e-300
"""Size below which payoffs and slopes lose digits."""


@dataclass(frozen=True, eq=False)
class Polyline:
    """What the second actor can have at most, as a function of what the first one has.

    Attributes
    ----------
    first, second : tuple of float
        The corners, rising in the first actor's payoff and falling in the second's.
    """

    first: tuple[float, ...]
    second: tuple[float, ...]

    @classmethod
    def of(cls, points: Any) -> Polyline:
        """Return the line through the points given, which must be a concave frontier."""
        table = floats(points, "The points of a frontier", ndim=2)
        if table.shape[0] == 0 or table.shape[1] != 2:
            raise InvalidValueError(
                "A frontier of two actors is a list of points, each a pair of payoffs.",
                given=table.shape,
            )
        corners = concave_envelope(table)
        width, height = np.ptp(table, axis=0)
        short = np.interp(table[:, 0], corners[:, 0], corners[:, 1]) - table[:, 1]
        outside = (table[:, 0] < corners[0, 0]) | (table[:, 0] > corners[-1, 0])
        below = outside | (short > 1e-9 * height) | (width == 0)
        for point in table[below]:
            if not (np.abs(corners - point) <= NOISE * np.abs(point)).all(axis=1).any():
                raise InvalidValueError(
                    "This point lies below the others' frontier, which must be concave and "
                    "falling; leave it out, or give a BargainingProblem with lotteries=True.",
                    given=point.tolist(),
                )
        return cls(tuple(corners[:, 0].tolist()), tuple(corners[:, 1].tolist()))

    def __post_init__(self) -> None:
        """Refuse lines whose slopes a float cannot hold."""
        runs, falls = np.diff(self.first), -np.diff(self.second)
        with np.errstate(all="ignore"):
            sizes = np.concatenate([runs, falls, falls / runs, runs / falls])
        if not (sizes > _SMALLEST).all():
            raise InvalidValueError(
                "Payoffs this small, or so different in size, cannot be held in one calculation; "
                "measure each actor's payoffs in units of its own range.",
                given=(float(runs.sum()), float(falls.sum())),
            )

    @cached_property
    def _fall(self) -> list[float]:
        return [-each for each in self.second]

    @property
    def low(self) -> float:
        """The least that the first actor can have."""
        return self.first[0]

    @property
    def high(self) -> float:
        """The most that the first actor can have."""
        return self.first[-1]

    @property
    def bottom(self) -> float:
        """The least that the second actor can have."""
        return self.second[-1]

    @property
    def top(self) -> float:
        """The most that the second actor can have."""
        return self.second[0]

    def piece(self, payoff: float) -> int:
        """Return the number of the straight line above a payoff of the first actor."""
        return min(max(bisect_right(self.first, payoff) - 1, 0), len(self.first) - 2)

    def slope(self, piece: int) -> float:
        """Return by how much the second's payoff falls along a line per unit of the first's."""
        run = self.first[piece + 1] - self.first[piece]
        return (self.second[piece] - self.second[piece + 1]) / run

    def second_at(self, payoff: float) -> float:
        """Return the second actor's payoff where the first has `payoff`."""
        if payoff <= self.low:
            return self.top
        if payoff >= self.high:
            return self.bottom
        piece = self.piece(payoff)
        return self.second[piece] - self.slope(piece) * (payoff - self.first[piece])

    def first_at(self, payoff: float) -> float:
        """Return the first actor's payoff where the second has `payoff`."""
        if payoff >= self.top:
            return self.low
        if payoff <= self.bottom:
            return self.high
        piece = min(max(bisect_right(self._fall, -payoff) - 1, 0), len(self.first) - 2)
        return self.first[piece] + (self.second[piece] - payoff) / self.slope(piece)

    def rise(self, payoff: float, step: float) -> float:
        """Return what the second actor gains where the first goes down from `payoff` by `step`.

        Added up along the lines, so that it is as exact as the step however small that is.
        """
        left = payoff - step
        here, there = self.piece(payoff), self.piece(left)
        if here == there or len(self.first) == 1:
            return self.slope(here) * step if len(self.first) > 1 else 0.0
        total = self.slope(here) * (payoff - self.first[here])
        total += self.slope(there) * (self.first[there + 1] - left)
        return total + self.second[there + 1] - self.second[here]


def concave_envelope(points: FloatArray) -> FloatArray:
    """Return the corners of the efficient upper right boundary, rising in the first payoff.

    Corners that stick out by no more than a billionth of the range are left out.
    """
    order = np.lexsort((-points[:, 1], -points[:, 0]))
    range_ = np.ptp(points, axis=0)
    give = np.maximum(TOLERANCE * 1e-3 * range_, NOISE * np.abs(points).max(axis=0))
    kept: list[Any] = []
    for x, y in points[order]:
        if kept and y <= kept[-1][1] + give[1]:
            continue
        if kept and kept[-1][0] - x <= give[0]:
            kept.pop()
        while len(kept) > 1 and not _bends(kept[-2], kept[-1], (x, y)):
            kept.pop()
        kept.append((float(x), float(y)))
    return np.array(kept[::-1])


def _bends(right: Any, middle: Any, left: Any) -> bool:
    """Say whether the middle point sticks out of the line between its neighbours."""
    run, climb = right[0] - left[0], left[1] - right[1]
    share = (middle[0] - left[0]) / run
    over = (middle[1] - right[1]) - climb * (1.0 - share)
    return bool(over > 1e-12 * climb)
