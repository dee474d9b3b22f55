"""Where labels may stand without touching each other: geometry only, no drawing.

Every label may stand anywhere around its point; positions near the point are tried
first, in a fixed order, so the same chart always gets the same picture.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray

_GAPS = (9.0, 15.0, 20.0, 34.0, 52.0, 75.0, 105.0, 140.0, 185.0, 240.0, 310.0)
"""Distances from the marker that are tried, in points."""
_ANGLES = np.deg2rad(
    [
        25,
        -25,
        155,
        -155,
        0,
        180,
        90,
        -90,
        50,
        -50,
        130,
        -130,
        10,
        -10,
        170,
        -170,
        70,
        -70,
        110,
        -110,
    ]
)
"""Directions that are tried, the pleasant ones first."""
_SHUFFLES = 10
"""Orders of placing the labels that are tried besides the natural ones, at most."""
_EFFORT = 160
"""Labels placed in all orders together, about; fewer orders are tried for many labels."""
_TANGLE = 150.0
"""How far a label rather goes than have its line cross another label or line, in points."""
_COVER_MOST = 260.0
"""How far a label rather goes than cover what it had better not, at most, in points."""


@dataclass(frozen=True, eq=False)
class Scene:
    """What labels have to reckon with, in pixels.

    Attributes
    ----------
    bounds : array, shape (4,)
        Left, bottom, right and top of where labels may stand.
    blocked : array, shape (k, 4)
        Boxes (left, bottom, right, top) that no label may touch: markers, the legend.
    avoid : array, shape (m, 2)
        Points that labels had better not cover.
    weights : array, shape (m,)
        How far away a label should rather go than cover each of them, in points.
    scale : float
        Pixels per point.
    """

    bounds: FloatArray
    blocked: FloatArray
    avoid: FloatArray
    weights: FloatArray
    scale: float = 1.0


@dataclass(frozen=True, eq=False)
class Placement:
    """Where labels go.

    Attributes
    ----------
    centres : array, shape (n, 2)
    placed : array of bool, shape (n,)
        Whether there was room.
    cost : float
        Less is better.
    """

    centres: FloatArray
    placed: BoolArray
    cost: float


def place(anchors: FloatArray, sizes: FloatArray, scene: Scene) -> Placement:
    """Return the middle of a box for every anchor so that no two boxes overlap.

    Parameters
    ----------
    anchors : array, shape (n, 2)
        The points to label.
    sizes : array, shape (n, 2)
        Width and height of the labels.
    scene : Scene
        What else is there.

    Returns
    -------
    Placement
        The best of several orders of placing one label after another.
    """
    spots = [_Spots(anchor, size, scene) for anchor, size in zip(anchors, sizes, strict=True)]
    middle = (scene.bounds[:2] + scene.bounds[2:]) / 2
    orders = [
        np.argsort(-anchors[:, 1], kind="stable"),
        np.argsort(-np.hypot(*(anchors - middle).T), kind="stable"),
        np.argsort(-sizes.prod(axis=1), kind="stable"),
        np.argsort(anchors[:, 0], kind="stable"),
    ]
    shuffle = np.random.default_rng(0)  # the same orders in every chart
    more = min(_SHUFFLES, _EFFORT // max(len(anchors), 1) - len(orders))
    orders += [shuffle.permutation(len(anchors)) for _ in range(more)]
    tried = [_in_order(order, anchors, sizes, spots) for order in orders]
    return min(tried, key=lambda each: (-int(each.placed.sum()), each.cost))


class _Spots:
    """The spots to try for one label, and what each costs whatever the others do."""

    def __init__(self, anchor: FloatArray, size: FloatArray, scene: Scene) -> None:
        middles = _middles(anchor, size, scene)
        boxes = np.hstack([middles - size / 2, middles + size / 2])
        free = (boxes[:, :2] >= scene.bounds[:2]).all(axis=1)
        free &= (boxes[:, 2:] <= scene.bounds[2:]).all(axis=1)
        free &= ~_overlap(boxes, scene.blocked).any(axis=1)
        self.middles, self.boxes = middles[free], boxes[free]
        self.leaders = np.hstack([np.broadcast_to(anchor, self.middles.shape), self.middles])
        markers = scene.blocked[~_inside(anchor[None], scene.blocked)[:, 0]]
        covered = _inside(scene.avoid, self.boxes) @ scene.weights
        self.cost = (
            _clearance(anchor, self.boxes) / scene.scale
            + np.minimum(covered, _COVER_MOST)
            + _TANGLE / 2 * _strike(self.leaders, markers).sum(axis=1)
        )


def _in_order(order: Any, anchors: FloatArray, sizes: FloatArray, spots: list[_Spots]) -> Placement:
    """Place the labels one after another where each costs least, then move each again."""
    centres, placed = anchors.copy(), np.zeros(len(anchors), dtype=np.bool_)
    costs = np.zeros(len(anchors))
    for item in [*order, *order, *order]:
        others = placed & (np.arange(len(anchors)) != item)
        boxes = np.hstack([centres - sizes / 2, centres + sizes / 2])[others]
        lines = np.hstack([anchors, centres])[others]
        mine = spots[item]
        tangled = (
            _cross(mine.leaders, lines).sum(axis=1)
            + _strike(mine.leaders, boxes).sum(axis=1)
            + _strike(lines, mine.boxes).sum(axis=0)
        )
        cost = mine.cost + _TANGLE * tangled
        cost[_overlap(mine.boxes, boxes).any(axis=1)] = np.inf
        if not len(cost) or not np.isfinite(cost.min()):
            continue
        best = int(np.argmin(cost))
        centres[item], placed[item], costs[item] = mine.middles[best], True, cost[best]
    return Placement(centres, placed, float(costs.sum()))


def _middles(anchor: FloatArray, size: FloatArray, scene: Scene) -> FloatArray:
    """Return the middles to try: around the point, then over the whole area."""
    bounds = scene.bounds
    heading = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=1)
    with np.errstate(divide="ignore"):
        reach = np.min(size / 2 / np.abs(np.where(heading == 0, 1e-12, heading)), axis=1)
    gaps = np.array(_GAPS) * scene.scale
    near = anchor + (gaps[:, None, None] + reach[None, :, None]) * heading[None, :, :]
    columns = np.linspace(bounds[0] + size[0] / 2, bounds[2] - size[0] / 2, 19)
    rows = np.linspace(bounds[1] + size[1] / 2, bounds[3] - size[1] / 2, 19)
    far = np.stack(np.meshgrid(columns, rows), axis=-1)
    return np.concatenate([near.reshape(-1, 2), far.reshape(-1, 2)])


def _overlap(one: FloatArray, other: FloatArray) -> BoolArray:
    """Return which boxes of `one` (n) overlap which of `other` (k), shape (n, k)."""
    across = (one[:, None, 0] < other[None, :, 2]) & (other[None, :, 0] < one[:, None, 2])
    along = (one[:, None, 1] < other[None, :, 3]) & (other[None, :, 1] < one[:, None, 3])
    return across & along


def _inside(points: FloatArray, boxes: FloatArray) -> BoolArray:
    """Return which of m points lie in which of n boxes, shape (n, m)."""
    x, y = points[None, :, 0], points[None, :, 1]
    across = (x >= boxes[:, None, 0]) & (x <= boxes[:, None, 2])
    return across & (y >= boxes[:, None, 1]) & (y <= boxes[:, None, 3])


def _clearance(anchor: FloatArray, boxes: FloatArray) -> FloatArray:
    """Return how far the anchor lies from each box."""
    away = np.maximum(np.maximum(boxes[:, :2] - anchor, anchor - boxes[:, 2:]), 0.0)
    return np.hypot(away[:, 0], away[:, 1])


def _cross(lines: FloatArray, others: FloatArray) -> BoolArray:
    """Return which lines (n, 4) cross which others (k, 4), shape (n, k)."""
    one, other = lines[:, None, :], others[None, :, :]

    def side(line: FloatArray, point: FloatArray) -> FloatArray:
        run, reach = line[..., 2:] - line[..., :2], point - line[..., :2]
        return run[..., 0] * reach[..., 1] - run[..., 1] * reach[..., 0]

    apart = side(one, other[..., :2]) * side(one, other[..., 2:]) < 0
    return apart & (side(other, one[..., :2]) * side(other, one[..., 2:]) < 0)


def _strike(lines: FloatArray, boxes: FloatArray) -> BoolArray:
    """Return which lines (n, 4) run through which boxes (k, 4), shape (n, k)."""
    enter, leave = np.zeros((2, len(lines), len(boxes)))
    leave += 1.0
    for axis in (0, 1):
        start = lines[:, None, axis]
        run = lines[:, None, axis + 2] - start
        run = np.where(run == 0, 1e-9, run)
        low, high = (boxes[None, :, axis] - start) / run, (boxes[None, :, axis + 2] - start) / run
        enter = np.maximum(enter, np.minimum(low, high))
        leave = np.minimum(leave, np.maximum(low, high))
    struck: BoolArray = enter < leave
    return struck


def emptiest_corner(points: FloatArray, view: FloatArray, size: FloatArray) -> tuple[str, int]:
    """Return the corner in which a box covers the fewest points, and how many those are.

    Parameters
    ----------
    points : array, shape (n, 2)
    view : array, shape (4,)
        Left, bottom, right, top of the area, in the units of the points.
    size : array, shape (2,)
        Width and height of the box as shares of the area.

    Returns
    -------
    tuple of str and int
        Such as ``("lower left", 0)``; ties go to the first of lower left, lower right,
        upper left, upper right.
    """
    span = np.array([view[2] - view[0], view[3] - view[1]])
    share = (points - view[:2]) / span
    corners = {}
    for row, column in itertools.product(("lower", "upper"), ("left", "right")):
        across = share[:, 0] <= size[0] if column == "left" else share[:, 0] >= 1 - size[0]
        along = share[:, 1] <= size[1] if row == "lower" else share[:, 1] >= 1 - size[1]
        corners[f"{row} {column}"] = int((across & along).sum())
    order = ("lower left", "lower right", "upper left", "upper right")
    best = min(order, key=lambda corner: corners[corner])
    return best, corners[best]
