"""Convex sets in the plane by their corners: polygons, segments, points and nothing at all.

A set is an array of shape (k, 2), counterclockwise from the corner furthest left, the lower
one of two; k = 0 is the empty set, 1 a point, 2 a segment.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, IntArray

WINDOW = 1e-12
"""Two places so near to each other are one place."""
_MANY = 60
"""Points beyond which those far inside are left out before corners are sought."""


def corners(points: FloatArray, slack: float = WINDOW) -> IntArray:
    """Return which of the points (n, 2) are corners of their convex hull, in order around it.

    A point is no corner if the others fill all of the hull but a strip of width `slack`.
    """
    if not len(points):
        return np.zeros(0, dtype=np.intp)
    kept = _outer(points) if len(points) > _MANY else np.arange(len(points))
    kept = kept[np.lexsort((points[kept, 1], points[kept, 0]))]
    rows = [(float(x), float(y)) for x, y in points[kept]]
    forward = _chain(rows, range(len(rows)))
    back = _chain(rows, range(len(rows) - 1, -1, -1))
    ring = kept[[*forward[:-1], *back[:-1]] or [0]]
    return _simplified(points, ring, slack)


def _outer(points: FloatArray) -> IntArray:
    """Return the points that do not lie inside the polygon of those furthest out."""
    turns = np.linspace(0.0, 2 * np.pi, 32, endpoint=False)
    far = (points @ np.array([np.cos(turns), np.sin(turns)])).argmax(axis=0)
    ring = points[far[np.flatnonzero(np.diff(far, append=far[0]) != 0)]]
    if len(ring) < 3:
        return np.arange(len(points))
    kept = np.zeros(len(points), dtype=np.bool_)
    for (x, y), (right, up) in zip(ring, np.roll(ring, -1, axis=0) - ring, strict=True):
        kept |= right * (points[:, 1] - y) - up * (points[:, 0] - x) <= WINDOW
    return np.flatnonzero(kept)


def _chain(rows: list[tuple[float, float]], order: range) -> list[int]:
    """Return the corners met when walking along one side, from end to end."""
    chain: list[int] = []
    for place in order:
        x, y = rows[place]
        while len(chain) > 1:
            (a, b), (c, d) = rows[chain[-2]], rows[chain[-1]]
            if (c - a) * (y - b) - (d - b) * (x - a) > 0:
                break
            chain.pop()
        if not chain or rows[chain[-1]] != (x, y):
            chain.append(place)
    return chain


def _simplified(points: FloatArray, ring: IntArray, slack: float) -> IntArray:
    """Leave out corners that lie within `slack` of the segment between their neighbours."""
    while len(ring) > 1:
        here = points[ring]
        before, after = np.roll(here, 1, axis=0), np.roll(here, -1, axis=0)
        away = _to_segments(here, before, after)
        least = int(away.argmin())
        if away[least] > slack:
            break
        ring = np.delete(ring, least)
    order = np.lexsort((points[ring, 1], points[ring, 0]))
    # The start must not hang on rounding: the lowest of those as far left as can be told.
    left = ring[points[ring, 0] <= points[ring[order[0]], 0] + slack]
    start = int(np.flatnonzero(ring == left[points[left, 1].argmin()])[0])
    return np.roll(ring, -start)


def _to_segments(points: FloatArray, one: FloatArray, two: FloatArray) -> FloatArray:
    """Return how far points are from segments, axis by axis broadcast, the last of length 2."""
    along, away = two - one, points - one
    length = (along * along).sum(axis=-1)
    share = np.divide(
        (away * along).sum(axis=-1),
        length,
        out=np.zeros(np.broadcast(away[..., 0], length).shape),
        where=length > 0,
    )
    rest = away - np.clip(share, 0.0, 1.0)[..., None] * along
    return np.hypot(rest[..., 0], rest[..., 1])  # type: ignore[no-any-return]


def distance(polygon: FloatArray, points: FloatArray) -> FloatArray:
    """Return how far points (m, 2) are from a convex set; 0 inside, infinite from nothing."""
    if not len(polygon):
        return np.full(len(points), np.inf)
    ends = np.roll(polygon, -1, axis=0)
    far = _to_segments(points[:, None], polygon[None], ends[None]).min(axis=1)
    if len(polygon) > 2:
        along, away = ends - polygon, points[:, None] - polygon
        inside = (along[:, 0] * away[..., 1] - along[:, 1] * away[..., 0] >= 0).all(axis=1)
        far = np.where(inside, 0.0, far)
    return far  # type: ignore[no-any-return]


def clip(polygon: FloatArray, axis: int, floor: float) -> FloatArray:
    """Return the part of a convex set where one coordinate is no less than `floor`.

    What falls short of it by rounding alone is kept.
    """
    if not len(polygon):
        return polygon
    over = polygon[:, axis] - floor
    over[np.abs(over) <= WINDOW * max(1.0, np.abs(polygon).max())] = 0.0
    ahead = np.roll(polygon, -1, axis=0)
    beyond = np.roll(over, -1)
    cut = (over < 0) != (beyond < 0)
    share = (over[cut] / (over[cut] - beyond[cut]))[:, None]
    crossing = (1 - share) * polygon[cut] + share * ahead[cut]
    crossing[:, axis] = floor
    points = np.vstack([polygon[over >= 0], crossing])
    return points[corners(points)]


def weights(polygon: FloatArray, point: FloatArray) -> FloatArray:
    """Return a lottery over at most three corners that has a point of the set as its mean."""
    count = len(polygon)
    if count == 1:
        return np.ones(1)
    best: FloatArray = np.zeros(count)
    if count == 2:
        along = polygon[1] - polygon[0]
        best[1] = (point - polygon[0]) @ along / (along @ along)
        best[0] = 1 - best[1]
    else:
        first = np.arange(1, count - 1)
        one, two = polygon[first] - polygon[0], polygon[first + 1] - polygon[0]
        away = point - polygon[0]
        area = one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]
        to_one = (away[0] * two[:, 1] - away[1] * two[:, 0]) / area
        to_two = (one[:, 0] * away[1] - one[:, 1] * away[0]) / area
        shares = np.stack([1 - to_one - to_two, to_one, to_two])
        place = int(shares.min(axis=0).argmax())
        best[[0, place + 1, place + 2]] = shares[:, place]
    best = np.where(best > 1e-10, best, 0.0)
    return best / best.sum()  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Slices:
    """The ends of the lines along which a set is cut across one axis.

    Attributes
    ----------
    low, high : array, shape (m,)
        Where each line enters and leaves.
    low_edge, high_edge : array of int, shape (m, 2)
        The corners between which it does; twice the same where it does so at a corner.
    """

    low: FloatArray
    high: FloatArray
    low_edge: IntArray
    high_edge: IntArray


def slices(polygon: FloatArray, axis: int, at: FloatArray) -> Slices:
    """Cut a set where coordinate `axis` has the values `at`, which lie within its range.

    An edge that is upright but for rounding counts as upright.
    """
    across = 1 - axis
    ends = [_edge_line(polygon, axis, across, at, sign) for sign in (-1.0, 1.0)]
    return Slices(ends[0][0], ends[1][0], ends[0][1], ends[1][1])


def _edge_line(
    polygon: FloatArray, axis: int, across: int, at: FloatArray, sign: float
) -> tuple[FloatArray, IntArray]:
    """Return the upper (sign 1) or lower (sign -1) end of slices, and its edge."""
    along, height = polygon[:, axis], sign * polygon[:, across]
    ids = _upper(along, height)
    run, rise = along[ids], height[ids]
    if len(ids) == 1 or run[-1] - run[0] <= 2 * WINDOW:
        top = ids[int(rise.argmax())]
        edges = np.full((len(at), 2), top, dtype=np.intp)
        return np.full(len(at), polygon[top, across]), edges
    where = np.clip(at, run[0], run[-1])
    right = np.clip(np.searchsorted(run, where, side="right"), 1, len(run) - 1)
    edges = np.stack([ids[right - 1], ids[right]], axis=1)
    ends = polygon[edges]
    share = (where - ends[:, 0, axis]) / (ends[:, 1, axis] - ends[:, 0, axis])
    value = ends[:, 0, across] + share * (ends[:, 1, across] - ends[:, 0, across])
    return value, edges


def _upper(along: FloatArray, height: FloatArray) -> IntArray:
    """Return the corners on the upper side of a convex set, by their place along it."""
    order = np.lexsort((-height, along))
    first, last = along[order[0]], along[order[-1]]
    left = order[along[order] <= first + WINDOW]
    right = order[along[order] >= last - WINDOW]
    start = left[int(height[left].argmax())]
    stop = right[int(height[right].argmax())]
    if start == stop:
        return np.array([start])
    line = height[start] + (along - along[start]) / (along[stop] - along[start]) * (
        height[stop] - height[start]
    )
    between = (along > along[start]) & (along < along[stop]) & (height > line)
    ids = [start, *(each for each in order if between[each]), stop]
    return np.array(ids)


def efficient(polygon: FloatArray, slack: float = TOLERANCE) -> IntArray:
    """Return the corners on the Pareto frontier of a set, by the first coordinate."""
    if not len(polygon):
        return np.zeros(0, dtype=np.intp)
    right, top = polygon.max(axis=0) - slack
    furthest, highest = np.flatnonzero(polygon[:, 0] >= right), np.flatnonzero(polygon[:, 1] >= top)
    start = int(furthest[polygon[furthest, 1].argmax()])
    stop = int(highest[polygon[highest, 0].argmax()])
    # Counterclockwise from the one actor's best to the other's is the upper right side.
    count = (stop - start) % len(polygon) + 1
    return (start + np.arange(count - 1, -1, -1)) % len(polygon)
