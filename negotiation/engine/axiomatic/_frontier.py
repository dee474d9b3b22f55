"""The efficient edges of two actors' lotteries, exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import FloatArray, IntArray

_SNAP = 1e-12
"""Share of an edge within which a point counts as its end."""


@dataclass(frozen=True, eq=False)
class Frontier:
    """The Pareto frontier of two actors' lotteries, where nobody loses.

    Attributes
    ----------
    vertices : array, shape (k, 2)
        Corners from the second actor's best to the first's: the first column rises and
        the second falls strictly.  The ends lie on the axes if the frontier crosses them.
    chain : array, shape (c, 2)
        Corners before the frontier is cut at the axes.
    places : array of int, shape (c,)
        Which of the points given each corner of `chain` is.
    """

    vertices: FloatArray
    chain: FloatArray
    places: IntArray

    @classmethod
    def of(cls, points: FloatArray) -> Frontier | None:
        """Return the frontier over efficient `points` (m, 2), or ``None`` if somebody must lose."""
        order = np.argsort(points[:, 0], kind="stable")
        corners: list[int] = []
        for place in order:
            while len(corners) > 1 and not _convex(points, corners[-2], corners[-1], place):
                corners.pop()
            corners.append(int(place))
        chain = points[corners]
        cut = _cut(chain)
        return None if cut is None else cls(cut, chain, np.array(corners, dtype=np.intp))

    def best(self, actor: int, floor: float) -> float:
        """Return an actor's largest gain when the other gets at least `floor`."""
        own, other = self.vertices[:, actor], self.vertices[:, 1 - actor]
        if actor == 0:
            own, other = own[::-1], other[::-1]
        return float(np.interp(floor, other, own))

    def mixture(self, gains: FloatArray) -> tuple[IntArray, FloatArray]:
        """Return which points, with which weights, make a point of the frontier."""
        first = self.chain[:, 0]
        edge = int(np.clip(np.searchsorted(first, gains[0]) - 1, 0, max(len(first) - 2, 0)))
        if len(first) == 1:
            return self.places[:1], np.ones(1)
        start, end = self.chain[edge], self.chain[edge + 1]
        step = end - start
        # The longer side of the edge gives the share with the smaller rounding error.
        axis = int(np.argmax(np.abs(step) / np.abs(self.chain).max(axis=0)))
        share = float(np.clip((gains[axis] - start[axis]) / step[axis], 0.0, 1.0))
        pair = self.places[edge : edge + 2]
        if share <= _SNAP:
            return pair[:1], np.ones(1)
        if share >= 1 - _SNAP:
            return pair[1:], np.ones(1)
        return pair, np.array([1.0 - share, share])


def _convex(points: FloatArray, first: int, middle: int, last: int) -> bool:
    """Say whether `middle` lies strictly above the line from `first` to `last`."""
    base = points[last] - points[first]
    size = np.abs(points[[first, middle, last]]).max(axis=0)
    rise = (points[middle] - points[first]) / np.where(size > 0, size, 1.0)
    base = base / np.where(size > 0, size, 1.0)
    return bool(base[0] * rise[1] - base[1] * rise[0] > 1e-14)


def _cut(chain: FloatArray) -> FloatArray | None:
    """Return the part of a falling chain in which both coordinates are at least 0."""
    first, second = chain[:, 0], chain[:, 1]
    if first[-1] < 0 or second[0] < 0:
        return None
    left, right = first[0], second[-1]
    inside = chain[(first >= 0) & (second >= 0)]
    ends_left, ends_right = np.empty((0, 2)), np.empty((0, 2))
    if left < 0:
        top = float(np.interp(0.0, first, second))
        if top < 0:
            return None
        ends_left = np.array([[0.0, top]])
    if right < 0:
        far = float(np.interp(0.0, second[::-1], first[::-1]))
        if far < 0:
            return None
        ends_right = np.array([[far, 0.0]])
    whole = np.concatenate([ends_left, inside, ends_right])
    keep = np.ones(len(whole), dtype=np.bool_)
    keep[1:] = (np.diff(whole[:, 0]) > 0) & (np.diff(whole[:, 1]) < 0)
    return whole[keep]
