"""Welfare maximised: over outcomes by comparing all, over lotteries by concave programming.

On the hull of two actors the maximum is found edge by edge; for more actors by column
generation (the best lottery over a few outcomes, then the outcome that would improve it
most, until none does), and certified: ``certificate_gap`` bounds how much welfare any
lottery could still add, to first order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray
from negotiation.engine.axiomatic._hull import Hull
from negotiation.engine.axiomatic._leximin import crossing, leximin_point
from negotiation.engine.axiomatic._stakes import Stakes, highest

_ROUNDS = 200
_STEPS = 60
_BARRIERS = tuple(10.0**-power for power in range(1, 17))

Derivatives = Callable[..., tuple[FloatArray, FloatArray]]


def on_outcomes(at: Stakes, formula: Callable[..., Any], parameters: dict[str, Any]) -> Any:
    """Return which outcomes (..., n_outcomes) of the ZOPA have the highest welfare."""
    return highest(formula(at.gains, at.ideal, **parameters), at.zopa)


def on_hull(
    hull: Hull, derivatives: Derivatives, parameters: dict[str, Any]
) -> tuple[FloatArray, dict[str, Any]]:
    """Return the gains (n_actors,) of the lottery with the highest welfare, with diagnostics.

    Ties, which only welfare that is linear in gains can have, are broken in favour of the
    worst placed in proportion to ideal gains, and reported.
    """
    active = hull.active
    if not active.any():
        return np.zeros(hull.n_actors), {"method": "nobody can gain"}
    ideal = np.where(active, hull.ideal, hull.ideal[active].max())

    def slopes(gains: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return derivatives, an actor that cannot gain counting for nothing."""
        first, second = derivatives(np.where(active, gains, ideal), ideal, **parameters)
        return np.where(active, first, 0.0), np.where(active, second, 0.0)

    if hull.n_actors == 2 and hull.frontier is not None:
        return _along(hull.frontier.vertices, slopes, ideal)
    first, second = slopes(ideal / 2)
    if not second.any():
        return _linear(hull, first, ideal)
    return column_generation(hull, slopes, ideal)


def _along(
    vertices: FloatArray, slopes: Any, ideal: FloatArray
) -> tuple[FloatArray, dict[str, Any]]:
    """Climb a falling chain while welfare rises along it."""
    from scipy.optimize import brentq

    steps = np.diff(vertices, axis=0)

    def rise(edge: int, share: float) -> float:
        here = (1 - share) * vertices[edge] + share * vertices[edge + 1]
        first, _ = slopes(here)
        with np.errstate(invalid="ignore"):
            terms = first * steps[edge]
        return float(terms.sum())

    def size(edge: int) -> float:
        first, _ = slopes((vertices[edge] + vertices[edge + 1]) / 2)
        return float(np.abs(first * steps[edge]).sum())

    flat = []
    for edge in range(len(steps)):
        if abs(rise(edge, 0.0)) <= TOLERANCE * size(edge) and not slopes(vertices[edge])[1].any():
            flat.append(edge)
            continue
        if rise(edge, 0.0) <= 0:
            break
        if rise(edge, 1.0) < 0:
            share = brentq(lambda t, edge=edge: rise(edge, t), 0.0, 1.0, xtol=1e-16, rtol=1e-15)
            point = (1 - share) * vertices[edge] + share * vertices[edge + 1]
            return point, {"method": "edges of the frontier"}
    else:
        edge = len(steps)
    if flat:
        face = vertices[flat[0] : flat[-1] + 2]
        return crossing(face, np.zeros(2), 1 / ideal), {
            "method": "edges of the frontier",
            "face": face,
            "tied": True,
        }
    return vertices[edge], {"method": "edges of the frontier"}


def _linear(
    hull: Hull, weights: FloatArray, ideal: FloatArray
) -> tuple[FloatArray, dict[str, Any]]:
    """Maximise ``weights @ gains``, ties going to the worst placed in proportion."""
    best = hull.maximise(weights)
    if best is None:  # S is not empty here, so only the solver's arithmetic can have failed
        return np.full(hull.n_actors, np.nan), {"method": "linear programme", "converged": False}
    value = float(weights @ best)
    give = TOLERANCE * float(np.abs(weights * ideal).sum())
    point = leximin_point(
        hull, np.zeros(hull.n_actors), 1 / ideal, rows=weights[None], floors=[value - give]
    )
    tied = bool((np.abs(point - best) > 1e-6 * ideal).any())
    return (point if tied else best), {"method": "linear programme", "tied": tied}


def column_generation(
    hull: Any, slopes: Any, ideal: FloatArray
) -> tuple[FloatArray, dict[str, Any]]:
    """Maximise concave welfare over the hull by column generation.

    Every column is a lottery's gains in which nobody loses, so any mixture of them is one.
    """
    unit = np.where(hull.active, ideal, hull.unit)
    tops = [hull.maximise(goal) for goal in np.diag(hull.active / unit) if goal.any()]
    columns = np.array([top for top in tops if top is not None]) / unit

    def scaled(point: FloatArray) -> tuple[FloatArray, FloatArray]:
        first, second = slopes(point * unit)
        return first * unit, second * unit**2

    gap, rounds = np.inf, 0
    while rounds < _ROUNDS:
        rounds += 1
        point = _best_mixture(columns, scaled) @ columns
        first = scaled(point)[0]
        better = hull.maximise(first / unit)
        if better is None:
            break
        better = better / unit
        gap = float(first @ (better - point)) / float(np.abs(first) @ point)
        if gap <= 1e-15 or (np.abs(columns - better).max(axis=1) <= 1e-12).any():
            break
        columns = np.concatenate([columns, [better]])
    return point * unit, {
        "method": "column generation",
        "rounds": rounds,
        "certificate_gap": max(gap, 0.0),
        "converged": bool(gap <= 1e-8),
    }


def _best_mixture(columns: FloatArray, scaled: Any) -> FloatArray:
    """Return the weights (k,) of the mixture of columns (k, n_actors) with the highest welfare.

    Newton's method on welfare plus a vanishing share of ``sum ln(weights)``: weights stay
    positive, so gains stay where welfare is defined.
    """
    count = len(columns)
    weights = np.full(count, 1.0 / count)
    for barrier in _BARRIERS:
        size = float(np.abs(scaled(weights @ columns)[0]) @ (weights @ columns))

        def rise(at: FloatArray, barrier: float = barrier, size: float = size) -> FloatArray:
            slope: FloatArray = columns @ scaled(at @ columns)[0] / size + barrier / at
            return slope

        for _ in range(_STEPS):
            second = scaled(weights @ columns)[1] / size
            step, gain = _newton(columns, weights, rise(weights), second, barrier)
            if not gain > 1e-6 * barrier:
                break
            share = _share(rise, weights, step)
            weights = weights + share * step
            weights = weights / weights.sum()
    return weights


def _newton(
    columns: FloatArray, weights: FloatArray, slope: FloatArray, second: FloatArray, barrier: float
) -> tuple[FloatArray, float]:
    """Return Newton's step for the weights, their sum held, and the gain it promises.

    The unknowns are relative changes, so that small weights are solved for as well as large.
    """
    count = len(weights)
    block = weights[:, None] * columns
    system = np.zeros((count + 1, count + 1))
    system[:count, :count] = -(block * second) @ block.T + barrier * np.eye(count)
    system[:count, count] = system[count, :count] = weights
    right = np.append(weights * slope, 0.0)
    try:
        change = np.linalg.solve(system, right)[:count]
    except np.linalg.LinAlgError:  # alike columns at the last barriers: nothing left to gain
        return np.zeros(count), 0.0
    return weights * change, float(right[:count] @ change)


def _share(rise: Any, weights: FloatArray, step: FloatArray) -> float:
    """Return how far to go along a step: at most all of it, inside the bounds, not past the top."""
    falling = float((weights / np.maximum(-step, 1e-300)).min())
    far = min(1.0, 0.99 * falling)
    if float(rise(weights + far * step) @ step) >= 0:
        return far
    low, high = 0.0, far
    for _ in range(30):
        middle = (low + high) / 2
        if float(rise(weights + middle * step) @ step) >= 0:
            low = middle
        else:
            high = middle
    return low
