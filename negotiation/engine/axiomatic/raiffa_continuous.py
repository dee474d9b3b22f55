"""Raiffa's continuous solution: the path that always heads for everybody's best."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.engine.axiomatic._concept import frontier_concept
from negotiation.engine.axiomatic._headroom import Headroom
from negotiation.engine.axiomatic._hull import Hull

_HORIZON = 400.0


@frontier_concept(
    "raiffa-continuous",
    reference=(
        "Raiffa, H. (1953). Arbitration schemes for generalized two-person games. In: "
        "Contributions to the Theory of Games II, 361-387."
    ),
    axioms={
        "pareto",
        "scale-covariance",
        "dominated-outcomes-do-not-matter",
        "midpoint-domination",
    },
)
def raiffa_continuous(hull: Hull) -> FloatArray:
    """Follow ``u' = I(u) - u`` from disagreement to the frontier.

    ``I_i(u)`` is the most actor i can get while everybody else gets at least u: the limit
    of `raiffa-discrete` as its steps become small.  For two actors the path is found
    exactly, edge by edge (a linear differential equation on each); for more it is
    integrated numerically to a relative error of about 1e-9.  Finite sets, an empty ZOPA and
    actors who can gain nothing are treated as for `raiffa-discrete`.

    Parameters
    ----------
    hull : Hull
        Gains within reach of lotteries.

    Returns
    -------
    array, shape (n_actors,)
        Gains at the limit.
    """
    if hull.n_actors == 2 and hull.frontier is not None:
        return _exact(hull.frontier.vertices)
    return _integrated(Headroom(hull)) * hull.unit


def _integrated(room: Headroom) -> FloatArray:
    """Return the end of the path by numerical integration.

    Where half-spaces are found as needed, a stretch counts only as far as the estimate of
    the headroom proves right at each of its steps; from there it is walked again.
    """
    from scipy.integrate import solve_ivp

    def heading(_: float, point: FloatArray) -> FloatArray:
        return room.estimate(point)

    def arrived(_: float, point: FloatArray) -> float:
        return float(room.estimate(point).max()) - 1e-12

    arrived.terminal = True  # type: ignore[attr-defined]
    point = np.zeros(room.hull.n_actors)
    while True:
        while not room.learn(point):
            pass
        path = solve_ivp(
            heading,
            (0.0, _HORIZON),
            point,
            method="DOP853",
            rtol=1e-10,
            atol=1e-13,
            events=arrived,
        )
        for step in path.y.T[1:]:
            if not room.learn(step):
                break
            point = step
        else:
            return point


def _exact(vertices: FloatArray) -> FloatArray:
    """Return the end of the path below a falling chain of corners."""
    point = np.zeros(2)
    last = len(vertices) - 1
    # Edge k joins corners k-1 and k; edge 0 is the flat ahead of the first corner, edge
    # `last + 1` the drop behind the last one.
    top_edge, far_edge = 0, last + 1
    while top_edge < far_edge:
        point, side = _cross_region(vertices, point, top_edge, far_edge)
        if side is None:
            return point
        top_edge, far_edge = (top_edge + 1, far_edge) if side == 0 else (top_edge, far_edge - 1)
    # Below a single edge the heading does not turn: half of it reaches the line.
    top, far = _best(vertices, point)
    end: FloatArray = (point + np.array([far, top])) / 2
    return end


def _best(vertices: FloatArray, point: FloatArray) -> tuple[float, float]:
    """Return the second actor's and the first actor's best, given the other's gain."""
    top = float(np.interp(point[0], vertices[:, 0], vertices[:, 1]))
    far = float(np.interp(point[1], vertices[::-1, 1], vertices[::-1, 0]))
    return top, far


def _slope(vertices: FloatArray, edge: int, rise: int) -> float:
    """Return the slope of an edge, coordinate `rise` per unit of the other."""
    if edge in (0, len(vertices)):
        return 0.0
    step = vertices[edge] - vertices[edge - 1]
    return float(step[rise] / step[1 - rise])


def _cross_region(
    vertices: FloatArray, point: FloatArray, top_edge: int, far_edge: int
) -> tuple[FloatArray, int | None]:
    """Move on while the same two edges are above and to the right of the path.

    Returns where the path leaves, and whether the edge above (0) or the one to the right (1)
    changes; ``None`` where it ends on the frontier first.
    """
    top, far = _best(vertices, point)
    start = np.array([far - point[0], top - point[1]])
    if (start <= 1e-15 * vertices.max(axis=0)).all():
        return point, None
    slopes = np.array([_slope(vertices, far_edge, 0), _slope(vertices, top_edge, 1)])
    limits = np.array([vertices[top_edge][0], vertices[far_edge - 1][1]])

    rate = math.sqrt(slopes[0] * slopes[1])

    def move(time: float) -> Any:
        even, odd = _integrals(rate, time)
        return point + even * start + odd * slopes * start[::-1]

    times = [
        _when(
            lambda t, axis=axis: float(move(t)[axis] - limits[axis]),
            _turn(rate, start[axis], slopes[axis] * start[1 - axis]),
        )
        for axis in (0, 1)
    ]
    side = int(np.argmin(times))
    if math.isinf(times[side]):
        return move(_HORIZON), None
    moved = move(times[side])
    moved[side] = limits[side]
    return moved, side


def _integrals(rate: float, time: float) -> tuple[float, float]:
    """Return the integrals of ``exp(-t) cosh(rate t)`` and ``exp(-t) sinh(rate t) / rate``."""
    slow = -math.expm1(-(1 - rate) * time) / (1 - rate) if rate < 1 else time
    fast = -math.expm1(-(1 + rate) * time) / (1 + rate)
    if rate < 1e-6:  # the difference of the two would cancel
        return (slow + fast) / 2, 1 - (1 + time) * math.exp(-time)
    return (slow + fast) / 2, (slow - fast) / (2 * rate)


def _turn(rate: float, start: float, pull: float) -> float:
    """Return when a coordinate that starts to rise would turn back, at most the horizon.

    Its speed is ``exp(-t) (start cosh(rate t) + pull sinh(rate t) / rate)``.
    """
    if pull >= 0 or start * rate >= -pull:
        return _HORIZON
    ratio = -start / pull
    return min(_HORIZON, math.atanh(rate * ratio) / rate if rate > 1e-6 else ratio)


def _when(excess: Any, last: float) -> float:
    """Return when a function that rises until `last` reaches 0, infinity if it does not."""
    if excess(0.0) >= 0:
        return 0.0
    if excess(last) <= 0:
        return math.inf
    from scipy.optimize import brentq

    return float(brentq(excess, 0.0, last, xtol=1e-15, rtol=1e-15))
