"""A number that only the other side knows: finitely many values, or a distribution."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, floats, read_only
from negotiation.concessions._prior import SUM_SLACK
from negotiation.errors import InvalidTypeError, InvalidValueError, TooLargeError

_SUPPORT = 10_000
"""Values of a discrete distribution that are listed at most."""


def is_distribution(given: Any) -> bool:
    """Say whether this is a frozen distribution of ``scipy.stats``."""
    return hasattr(given, "cdf") and hasattr(given, "support")


def interval(given: Any, what: str) -> tuple[float, float]:
    """Return the ends of a continuous distribution's support; they may be infinite."""
    low, high = (float(end) for end in given.support())
    if np.isnan(low) or np.isnan(high) or not low < high:
        raise InvalidValueError(
            f"{what}: the distribution has no proper support; check its parameters.",
            given=(low, high),
        )
    return low, high


def is_uniform(given: Any) -> bool:
    """Say whether a frozen distribution is uniform."""
    return getattr(getattr(given, "dist", None), "name", "") == "uniform"


def is_listed(given: Any) -> bool:
    """Say whether values are given one by one, or by a discrete distribution."""
    return not is_distribution(given) or hasattr(given, "pmf")


def listed(values: Any, prior: Any, what: str) -> tuple[FloatArray, FloatArray]:
    """Return values in ascending order, each once, and their probabilities, all positive.

    Parameters
    ----------
    values : array_like, shape (k,), or discrete frozen distribution
    prior : array_like, shape (k,), or None
        Equally likely if ``None``.
    what : str
        How errors name the values.
    """
    if is_distribution(values):
        if prior is not None:
            raise InvalidTypeError(f"{what}: a distribution takes no prior beside it.")
        values, prior = _tabulated(values, what)
    points = floats(values, what, ndim=1)
    if not len(points):
        raise InvalidValueError(f"{what}: give at least one value.")
    shares = floats(
        np.full(len(points), 1 / len(points)) if prior is None else prior, f"{what}: the prior"
    )
    if shares.shape != points.shape:
        raise InvalidValueError(
            f"{what}: {len(points)} values need {len(points)} probabilities.", given=shares.shape
        )
    if (shares < 0).any() or abs(float(shares.sum()) - 1.0) > SUM_SLACK:
        raise InvalidValueError(
            f"{what}: probabilities must not be negative and must add up to 1.",
            given=shares.tolist(),
        )
    kept, place = np.unique(points[shares > 0], return_inverse=True)
    total = np.bincount(place, weights=shares[shares > 0], minlength=len(kept))
    return read_only(kept), read_only(total / total.sum())


def _tabulated(given: Any, what: str) -> tuple[FloatArray, FloatArray]:
    """Return the values of a discrete distribution and how likely they are."""
    low, high = (float(end) for end in given.support())
    if not np.isfinite([low, high]).all() or high - low > _SUPPORT:
        raise TooLargeError(
            f"{what}: the distribution has more values than can be listed; give a list.",
            given=(low, high),
        )
    points = np.arange(low, high + 1.0)
    shares = np.asarray(given.pmf(points), dtype=np.float64)
    return points, shares / shares.sum()
