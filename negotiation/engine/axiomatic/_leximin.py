"""Leximin on the hull: the worst placed as well off as can be, then the next, and so on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.engine.axiomatic._hull import Hull

_FIXED = 1e-9
"""An actor that can rise above the common level by less than this share is fixed there."""


def on_hull(
    hull: Hull, formula: Callable[..., Any], parameters: dict[str, Any]
) -> tuple[FloatArray, dict[str, Any]]:
    """Return the gains that are best for the worst placed, then the next, and how they were found.

    Parameters
    ----------
    hull : Hull
    formula : callable
        ``(gains, ideal, **parameters) -> values``; read off as an intercept and a slope
        per actor, since it is linear in each.
    parameters : dict
    """
    origin, slope = linear_parts(hull, formula, parameters)
    point = leximin_point(hull, origin, slope)
    values = origin + slope * point
    level = float(values[hull.active].min()) if hull.active.any() else 0.0
    ray = np.where(hull.active, (level - origin) / slope, 0.0)
    return point, {
        "method": "edges of the frontier" if hull.n_actors == 2 else "sequential linear programmes",
        "common_level": level,
        "equal_point": ray,
    }


def on_the_ray(
    hull: Hull, formula: Callable[..., Any], parameters: dict[str, Any]
) -> tuple[FloatArray, dict[str, Any]]:
    """Return the furthest lottery, without free disposal, at which all values are equal."""
    origin, slope = linear_parts(hull, formula, parameters)
    point, mixture = hull.furthest_equal(slope, origin)
    return point, {"method": "linear programme", "mixture": mixture}


def linear_parts(
    hull: Hull, formula: Callable[..., Any], parameters: dict[str, Any]
) -> tuple[FloatArray, FloatArray]:
    """Return intercepts and slopes (n_actors,) of a formula that is linear in each actor's gain."""
    active = hull.active
    spare = float(hull.ideal[active].max()) if active.any() else 1.0
    ideal = np.where(active, hull.ideal, spare)
    at_none = np.asarray(formula(np.zeros(hull.n_actors), ideal, **parameters), dtype=float)
    at_ideal = np.asarray(formula(ideal, ideal, **parameters), dtype=float)
    return at_none, (at_ideal - at_none) / ideal


def leximin_point(
    hull: Hull, origin: FloatArray, slope: FloatArray, *, rows: Any = None, floors: Any = None
) -> FloatArray:
    """Return the leximin gains (n_actors,) for values ``origin + slope * gains``.

    `rows` and `floors` add linear conditions ``rows @ gains >= floors``.
    """
    if hull.n_actors == 2 and hull.frontier is not None and rows is None:
        return crossing(hull.frontier.vertices, origin, slope)
    return _sequential(hull, origin, slope, rows, floors)


def crossing(vertices: FloatArray, origin: FloatArray, slope: FloatArray) -> FloatArray:
    """Return where two actors' values meet on a falling chain, or the end nearest to that."""
    ahead = (origin + slope * vertices) @ np.array([1.0, -1.0])
    after = int(np.searchsorted(ahead, 0.0))
    before, behind = max(after - 1, 0), min(after, len(vertices) - 1)
    share = 0.0 if before == behind else -ahead[before] / (ahead[behind] - ahead[before])
    point: FloatArray = (1 - share) * vertices[before] + share * vertices[behind]
    return point


def _sequential(
    hull: Hull, origin: FloatArray, slope: FloatArray, rows: Any, floors: Any
) -> FloatArray:
    """Raise the common level of the actors still free, fix those who cannot rise further."""
    free = [int(actor) for actor in np.flatnonzero(hull.active)]
    fixed: dict[int, float] = {}
    spread = float(np.abs(slope * hull.unit)[hull.active].max(initial=0.0)) or 1.0
    values = slope[:, None] * np.eye(hull.n_actors)
    point = np.zeros(hull.n_actors)
    while free:
        held = _conditions(values, origin, fixed, rows, floors)
        level, point = hull.raise_level(values[free], origin[free], *held)
        ceiling = {}
        for actor in free:
            floor_here = {**fixed, **dict.fromkeys(free, level)}
            conditions = _conditions(values, origin, floor_here, rows, floors)
            best = hull.maximise(values[actor], *conditions)
            ceiling[actor] = level if best is None else float((values @ best + origin)[actor])
        stuck = [actor for actor in free if ceiling[actor] <= level + _FIXED * spread]
        if not stuck:  # rounding only: the lowest ceiling is the one that binds
            stuck = [min(free, key=lambda actor: ceiling[actor])]
        for actor in stuck:
            fixed[actor] = level
            free.remove(actor)
    return point


def _conditions(
    values: FloatArray,
    origin: FloatArray,
    levels: dict[int, float],
    rows: Any,
    floors: Any,
) -> tuple[Any, Any]:
    """Return the rows and floors that hold every actor named at its level."""
    matrix = [values[actor] for actor in levels]
    right = [level - origin[actor] for actor, level in levels.items()]
    if rows is not None:
        matrix += list(np.atleast_2d(rows))
        right += list(np.atleast_1d(floors))
    return (np.array(matrix), np.array(right)) if matrix else (None, None)
