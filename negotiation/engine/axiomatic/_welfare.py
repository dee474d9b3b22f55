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
from scipy.optimize import brentq, minimize

from negotiation._arrays import TOLERANCE, FloatArray
from negotiation.engine.axiomatic._hull import Hull
from negotiation.engine.axiomatic._leximin import crossing, leximin_point
from negotiation.engine.axiomatic._stakes import Stakes, highest

_ROUNDS = 100

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
    """Maximise concave welfare over the hull by column generation."""
    unit = np.where(hull.active, ideal, hull.unit)
    start = [
        top
        for goal in np.diag(hull.active / unit)
        if goal.any() and (top := hull.maximise(goal)) is not None
    ]
    columns = np.array(start) / unit
    weights = np.full(len(columns), 1.0 / len(columns))
    gap, rounds = np.inf, 0
    while rounds < _ROUNDS:
        rounds += 1
        weights = _polish(columns, _best_mixture(columns, weights, slopes, unit), slopes, unit)
        point = weights @ columns
        first = slopes(point * unit)[0] * unit
        better = hull.maximise(first / unit)
        if better is None:
            break
        gap = float(first @ (better / unit - point)) / max(1.0, float(np.abs(first) @ point))
        if gap <= 1e-11 or (np.abs(columns - better / unit).max(axis=1) <= 1e-13).any():
            break
        keep = weights > 1e-14
        columns = np.concatenate([columns[keep], [better / unit]])
        weights = np.append(weights[keep], 0.0)
    return weights @ columns * unit, {
        "method": "column generation",
        "rounds": rounds,
        "certificate_gap": max(gap, 0.0),
        "converged": bool(gap <= 1e-8),
    }


def _best_mixture(
    columns: FloatArray, start: FloatArray, slopes: Any, unit: FloatArray
) -> FloatArray:
    """Return weights of the best mixture of a few columns, to about half the digits.

    Welfare enters through its derivatives only; its value along the search is their
    integral, which for separable welfare a Gauss rule gives to machine precision.
    """
    nodes, shares = np.polynomial.legendre.leggauss(24)
    base = start @ columns

    def loss(weights: FloatArray) -> float:
        way = weights @ columns - base
        along = [slopes((base + (1 + node) / 2 * way) * unit)[0] * unit @ way for node in nodes]
        return -float(shares @ np.array(along)) / 2

    def slope(weights: FloatArray) -> FloatArray:
        down: FloatArray = -columns @ (slopes(weights @ columns * unit)[0] * unit)
        return down

    answer = minimize(
        loss,
        start,
        jac=slope,
        method="SLSQP",
        bounds=[(0.0, 1.0)] * len(start),
        constraints=[
            {"type": "eq", "fun": lambda w: w.sum() - 1.0, "jac": np.ones_like},
            {"type": "ineq", "fun": lambda w: columns.T @ w, "jac": lambda _: columns.T},
        ],
        options={"ftol": 1e-15, "maxiter": 200},
    )
    weights = np.clip(answer.x, 0.0, None)
    return weights / weights.sum() if np.isfinite(weights).all() and weights.sum() > 0 else start


def _polish(columns: FloatArray, weights: FloatArray, slopes: Any, unit: FloatArray) -> FloatArray:
    """Return weights that meet the first-order conditions to machine precision (Newton).

    Columns in use must all be worth the same at the margin, and actors held at walking
    away stay there; the weights are returned unchanged where Newton leaves the simplex.
    """
    used = np.flatnonzero(weights > 1e-6)
    block, now = columns[used], weights[used] / weights[used].sum()
    tight = np.flatnonzero(now @ block <= 1e-9)
    held = block[:, tight]
    size = len(used)
    duals = np.zeros(1 + len(tight))
    for _ in range(30):
        first, second = (
            part * unit**power
            for part, power in zip(slopes(now @ block * unit), (1, 2), strict=True)
        )
        system = np.zeros((size + 1 + len(tight),) * 2)
        system[:size, :size] = (block * second) @ block.T
        system[:size, size] = -1.0
        system[:size, size + 1 :] = held
        system[size, :size] = 1.0
        system[size + 1 :, :size] = held.T
        miss = np.concatenate(
            [block @ first - duals[0] + held @ duals[1:], [now.sum() - 1.0], now @ held]
        )
        step = np.linalg.lstsq(system, -miss, rcond=1e-14)[0]
        now, duals = now + step[:size], duals + step[size:]
        if not np.isfinite(now).all() or (now < -1e-9).any():
            return weights
        if np.abs(step[:size]).max() < 1e-16:
            break
    out = np.zeros_like(weights)
    out[used] = np.clip(now, 0.0, None)
    polished: FloatArray = out / out.sum()
    return polished
