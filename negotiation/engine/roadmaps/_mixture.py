"""The mixture of some points that maximises the product of its coordinates."""

from __future__ import annotations

import numpy as np

from negotiation._arrays import FloatArray

_SUPPORT = 1e-7
_NEWTON = 30


def best_mixture(points: FloatArray) -> FloatArray:
    """Return the weights of the mixture with the greatest sum of logarithms.

    Parameters
    ----------
    points : array, shape (k, n)
        0 or more, and positive in each column for some point.

    Returns
    -------
    array, shape (k,)
        Sums to 1.  First a gradient method, then Newton's on the points in use.
    """
    from scipy.optimize import minimize

    count = len(points)
    if count == 1:
        return np.ones(1)
    weights = np.full(count, 1.0 / count)
    answer = minimize(
        lambda shares: -np.log(np.maximum(shares @ points, 1e-300)).sum(),
        weights,
        jac=lambda shares: -points @ (1.0 / np.maximum(shares @ points, 1e-300)),
        bounds=[(0.0, 1.0)] * count,
        constraints={
            "type": "eq",
            "fun": lambda shares: shares.sum() - 1.0,
            "jac": lambda shares: np.ones(count),
        },
        options={"ftol": 1e-15, "maxiter": 300},
    )
    rough = np.clip(answer.x, 0.0, None)
    rough = rough / rough.sum()
    fine = _newton(points, np.where(rough > _SUPPORT, rough, 0.0))
    return min((fine, rough, weights), key=lambda shares: _excess(points, shares))


def _newton(points: FloatArray, weights: FloatArray) -> FloatArray:
    """Return weights where no point in use is worth more than another at the mixture's prices."""
    weights = weights / weights.sum()
    for _ in range(_NEWTON):
        used = np.flatnonzero(weights)
        if len(used) == 1:
            break
        chosen = points[used]
        mean = weights[used] @ chosen
        slope = chosen @ (1.0 / mean)
        scaled = chosen / mean
        system = np.zeros((len(used) + 1, len(used) + 1))
        system[:-1, :-1] = -scaled @ scaled.T
        system[:-1, -1] = system[-1, :-1] = 1.0
        step = np.linalg.lstsq(system, np.append(-slope, 0.0), rcond=1e-12)[0][:-1]
        falls = step < 0.0
        room = float((weights[used][falls] / -step[falls]).min()) if falls.any() else np.inf
        weights = weights.copy()
        weights[used] = np.clip(weights[used] + min(1.0, room) * step, 0.0, None)
        weights = weights / weights.sum()
        if np.abs(step).max() <= 1e-15:
            break
    return weights


def _excess(points: FloatArray, weights: FloatArray) -> float:
    """Return by how much some point is worth more than a mixture at the mixture's prices."""
    mean = weights @ points
    if not bool((mean > 0.0).all()):
        return float("inf")
    return float((points / mean).sum(axis=1).max() - points.shape[1])
