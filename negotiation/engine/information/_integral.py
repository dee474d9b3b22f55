"""The integral of a function that changes where a distribution has its mass."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

_MARKS = (1e-9, 1e-4, 0.01, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1 - 1e-6)
"""Quantiles between which a distribution is smooth enough for one piece of quadrature."""


def integral(
    function: Callable[[Any], Any], distribution: Any, low: float, high: float = np.inf
) -> float:
    """Return the integral of a function of a distribution, however narrow or heavy its tail.

    One quadrature over the whole interval misses a narrow mass, or stops short of a long tail.
    So it is cut at quantiles, and an endless piece measured by how far from the median it begins.

    Parameters
    ----------
    function : callable
    distribution : frozen scipy.stats distribution
        Continuous.
    low, high : float
        The interval; `high` may be infinite where the function vanishes there.
    """
    from scipy.integrate import quad

    marks = [float(mark) for mark in distribution.ppf(_MARKS)]
    cuts = sorted({low, *(mark for mark in marks if low < mark < high)})
    total = sum(float(quad(function, left, right)[0]) for left, right in pairwise(cuts))
    last = cuts[-1]
    if np.isfinite(high):
        return total + float(quad(function, last, high, limit=200)[0])
    unit = last - marks[4]
    tail = quad(lambda y: function(last + unit * y), 0, np.inf, limit=200)[0]
    return total + unit * float(tail)
