"""The greatest value of a function on an interval: the best of a fine net, then refined."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray

_POINTS = 4_001


def net(distribution: Any, low: float, high: float) -> FloatArray:
    """Return points of an interval, ascending: evenly spaced ones, and quantiles within it.

    Parameters
    ----------
    distribution : frozen scipy.stats distribution
    low, high : float
        The interval, finite.
    """
    even = np.linspace(low, high, _POINTS)
    above = np.linspace(float(distribution.sf(low)), float(distribution.sf(high)), _POINTS)
    quantiles = np.clip(distribution.isf(above), low, high)
    points: FloatArray = np.unique(np.append(even, quantiles))
    return points


def peak(worth: Callable[[Any], Any], points: FloatArray) -> tuple[float, float]:
    """Return where a function is largest, and its value there.

    Parameters
    ----------
    worth : callable
        Takes arrays.
    points : array, shape (k,)
        Where to look first, ascending; the best of them is refined between its neighbours.
    """
    from scipy.optimize import minimize_scalar

    values = worth(points)
    best = int(values.argmax())
    place, value = float(points[best]), float(values[best])
    start = float(points[max(0, best - 1)])
    width = float(points[min(len(points) - 1, best + 1)]) - start
    scale = abs(value) or 1.0  # so that the search squares no huge or tiny numbers
    finer = minimize_scalar(
        lambda share: -worth(start + share * width) / scale,
        bounds=(0, 1),
        method="bounded",
        options={"xatol": 1e-9},
    )
    found = start + float(finer.x) * width
    if worth(found) > value:
        place, value = found, float(worth(found))
    return place, value
