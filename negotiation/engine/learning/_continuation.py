"""Following a path of solutions: pseudo-arclength, predictor and corrector, adaptive steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.engine.learning._bordered import (
    across,
    length_of,
    negative,
    smallest,
    solved,
)


class System(Protocol):
    """Equations with one unknown more than there are equations; the last is the parameter."""

    def __call__(self, point: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return values (k,), derivatives (k, k + 1) and sizes (k,) at a point (k + 1,).

        Values are zero on the path.  Rounding alone makes them as large as their size times
        the spacing of floats.
        """
        ...

    def feedback(self, point: FloatArray) -> FloatArray:
        """Return a matrix (k, k) that is the identity at the start and singular at crossings."""
        ...


ACCURACY = 1e-13
"""Values above this share of their size are no solution."""

_LONGEST, _SHORTEST = 0.5, 1e-9
"""Steps of the path, as shares of one plus each coordinate."""
_STRAYS, _TURNS = 0.05, 0.95
"""How far the corrector may move a prediction; the least cosine between two tangents."""
_GAP, _SINGULAR = 1e-3, 1e-4
"""Points farther apart are no neighbours; an eigenvalue this near to zero passes through it."""
_HIGHEST = 1.0
"""No coordinate of a solution is larger: they are logarithms of probabilities."""
_SETTLED = 1e-9
"""Corrections below this are the last: the next would be its square."""


@dataclass
class Trail:
    """A path that was followed.

    Attributes
    ----------
    points, tangents : list of arrays, shape (k + 1,)
    folds : list of int
        The points at which the parameter turns back.
    crossings : list of float
        Parameters at which other paths cross this one.
    stopped : str
        Why the path ends before it should, or "".
    """

    points: list[FloatArray] = field(default_factory=list)
    tangents: list[FloatArray] = field(default_factory=list)
    folds: list[int] = field(default_factory=list)
    crossings: list[float] = field(default_factory=list)
    stopped: str = ""


def follow(system: System, start: FloatArray, until: float, most: int) -> Trail:
    """Return the path of solutions from a start to where its parameter first reaches `until`.

    Steps are judged by how far the corrector has to go and by how much the path turns.  A
    step over which the number of negative eigenvalues changes without a fold is made
    shorter and shorter: either the path bends after all, or another path crosses it there,
    and it is followed straight on.

    Parameters
    ----------
    system : System
    start : array, shape (k + 1,)
        A solution; the path sets out with a growing parameter.
    until : float
        The parameter at which to stop.
    most : int
        Steps to try at most.
    """
    tangent = _tangent(system, start, np.append(np.zeros(len(start) - 1), 1.0))
    assert tangent is not None, "a start is regular"
    trail, step = Trail([start], [tangent]), 0.05
    below = negative(system.feedback(start))
    for _ in range(most):
        here, tangent = trail.points[-1], trail.tangents[-1]
        ahead = _ahead(system, here, tangent, step)
        if ahead is None or not _stays(system, trail, ahead, below, step):
            step /= 2
            if step < _SHORTEST:
                trail.stopped = "rounding leaves no step that is sure to stay on the branch"
                return trail
            continue
        folds = ahead.tangent[-1] * tangent[-1] < 0
        if folds:
            _put_fold(system, trail, step)
        trail.points.append(ahead.point)
        trail.tangents.append(ahead.tangent)
        if max(point[-1] for point in trail.points[-1 - folds :]) >= until:
            _cut(system, trail, until)
            return trail
        below = ahead.negative
        step = min(_LONGEST, step * min(2.0, max(0.5, (0.01 / max(ahead.moved, 1e-12)) ** 0.5)))
    trail.stopped = f"{most:,} steps were not enough"
    return trail


@dataclass(frozen=True)
class _Ahead:
    """A point that a step would reach."""

    point: FloatArray
    tangent: FloatArray
    moved: float
    negative: int


def _stays(system: System, trail: Trail, ahead: _Ahead, below: int, step: float) -> bool:
    """Return whether a step stays on its path, and note a path that crosses it there.

    Without a fold the number of negative eigenvalues changes where another path crosses, or
    where the step has leapt over to another path.  Which it was shows where it changes:
    there the points on both sides are neighbours or they are not.
    """
    here, tangent = trail.points[-1], trail.tangents[-1]
    folds = ahead.tangent[-1] * tangent[-1] < 0
    if abs(ahead.negative - below) == folds or step < 2 * _SHORTEST:
        return True
    if folds:
        return False
    low, high = here, ahead.point
    start, stop = 0.0, step
    while stop - start > 1e-8:
        middle = (start + stop) / 2
        point = correct(system, here + middle * tangent, across(tangent, here))
        if point is None:
            return False
        if negative(system.feedback(point)) == below:
            low, start = point, middle
        else:
            high, stop = point, middle
    near = length_of(high - low, low) <= _GAP
    ends = (system.feedback(low), system.feedback(high))
    if near and max(map(smallest, ends)) < _SINGULAR:
        trail.crossings.append(float(low[-1] + high[-1]) / 2)
    return near


def between(system: System, low: FloatArray, high: FloatArray, value: float) -> FloatArray | None:
    """Return the solution between two points of a path at which the parameter has a value.

    Parameters
    ----------
    system : System
    low, high : arrays, shape (k + 1,)
        Points of the path between which the parameter only grows or only falls.
    value : float
        Between the parameters of the two.

    Returns
    -------
    array, shape (k + 1,), or None
        ``None`` if rounding leaves none to be found.
    """
    ends = [low, high]
    level = np.append(np.zeros(len(low) - 1), 1.0)
    for _ in range(50):
        chord = ends[1] - ends[0]
        guess = ends[0] + chord * ((value - ends[0][-1]) / chord[-1])
        found = correct(system, guess, level)
        if (
            found is not None
            and length_of(found - guess, guess) <= 0.25 * length_of(chord, low) + 1e-9
        ):
            found[-1] = value
            return found
        middle = correct(system, ends[0] + chord / 2, across(chord, ends[0]))
        if middle is None:
            return None
        ends[int((middle[-1] - value) * (ends[0][-1] - value) <= 0)] = middle
    return None


def correct(system: System, guess: FloatArray, direction: FloatArray) -> FloatArray | None:
    """Return the solution near a guess in the plane across a direction, by Newton's method.

    Parameters
    ----------
    system : System
    guess, direction : arrays, shape (k + 1,)

    Returns
    -------
    array, shape (k + 1,), or None
        ``None`` where the corrections do not shrink fast.
    """
    point, last = guess, np.inf
    for _ in range(12):
        values, slopes, sizes = system(point)
        level = np.append(values, direction @ (point - guess))
        change = solved(slopes, direction, -level)
        if change is None:
            return None
        moved = length_of(change, point)
        close = bool((np.abs(values) <= ACCURACY * sizes).all())
        if moved <= _SETTLED:
            return point + change
        if moved > 0.5 * last:
            # Rounding alone moves the point about where the path is hardly determined.
            return point if close else None
        point, last = point + change, moved
        if point[:-1].max() > _HIGHEST:
            break
    return None


def _ahead(system: System, here: FloatArray, tangent: FloatArray, step: float) -> _Ahead | None:
    """Return what a step leads to if its prediction was good and the path turns little."""
    guess = here + step * tangent
    there = correct(system, guess, across(tangent, here))
    if there is None or there[-1] < 0:
        return None
    moved = length_of(there - guess, here)
    turned = _tangent(system, there, across(tangent, there))
    if turned is None or moved > _STRAYS:
        return None
    straight = across(tangent, there) @ turned / length_of(tangent, there)
    return (
        _Ahead(there, turned, moved, negative(system.feedback(there)))
        if straight >= _TURNS
        else None
    )


def _put_fold(system: System, trail: Trail, step: float) -> None:
    """Add the point within the next step at which the parameter turns back."""
    from scipy.optimize import brentq

    here, tangent = trail.points[-1], trail.tangents[-1]
    found: list[tuple[float, FloatArray, FloatArray]] = []

    def slope(length: float) -> float:
        point = correct(system, here + length * tangent, across(tangent, here))
        turned = None if point is None else _tangent(system, point, across(tangent, point))
        if point is None or turned is None:
            # Where rounding leaves no solution the path is as good as upright.
            return 0.0
        found.append((abs(float(turned[-1]) / (1.0 + float(point[-1]))), point, turned))
        return float(turned[-1])

    if tangent[-1] * slope(step) < 0:
        brentq(slope, 0.0, step, xtol=1e-10, rtol=1e-10)
        _, point, turned = min(found, key=lambda each: each[0])
        trail.points.append(point)
        trail.tangents.append(turned)
    trail.folds.append(len(trail.points) - 1)


def _cut(system: System, trail: Trail, until: float) -> None:
    """End a path where its parameter first has a value that its last points reach."""
    first = next(place for place, point in enumerate(trail.points) if point[-1] >= until)
    del trail.points[first + 1 :], trail.tangents[first + 1 :]
    trail.folds = [place for place in trail.folds if place < first]
    end = between(system, trail.points[-2], trail.points[-1], until)
    if end is None:
        trail.stopped = "rounding leaves no step that is sure to stay on the branch"
        return
    tangent = _tangent(system, end, across(trail.tangents[-2], end))
    trail.points[-1] = end
    trail.tangents[-1] = trail.tangents[-1] if tangent is None else tangent


def _tangent(system: System, point: FloatArray, plane: FloatArray) -> FloatArray | None:
    """Return the path's direction at a point, of length 1, on the side that `plane` faces."""
    slopes = system(point)[1]
    rest = np.zeros(len(point))
    rest[-1] = 1.0
    direction = solved(slopes, plane, rest)
    return None if direction is None else direction / length_of(direction, point)
