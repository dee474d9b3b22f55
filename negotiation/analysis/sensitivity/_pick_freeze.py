"""Sobol indices from two independent sets of draws, with the errors of the estimates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray


@dataclass(frozen=True, eq=False)
class PickFreeze:
    """What mixed draws say about the variance of a target.

    Attributes
    ----------
    mean, variance : float
        Of the target.
    variance_error : float
        Standard error of `variance`.
    first, total : array, shape (k,)
        First-order and total indices, NaN where the target never varied.
    first_error, total_error : array, shape (k,)
        Their standard errors.
    explained, explained_error : array, shape (k,)
        ``Var(E[target | input])``, the first index times the variance, and its error.
    """

    mean: float
    variance: float
    variance_error: float
    first: FloatArray
    total: FloatArray
    first_error: FloatArray
    total_error: FloatArray
    explained: FloatArray
    explained_error: FloatArray


def pick_freeze(one: FloatArray, other: FloatArray, mixed: FloatArray) -> PickFreeze:
    """Return the indices of every input.

    Parameters
    ----------
    one, other : array, shape (n,)
        The target at two independent sets of draws; n is a power of two.
    mixed : array, shape (k, n)
        The target at the first set, the draws of one input taken from the other.

    Notes
    -----
    The indices are those of `scipy.stats.sobol_indices` (the estimators of Saltelli et al.,
    2010).  Its bootstrap takes no seed and a table of n × n, so errors come from the delta
    method: an index is a ratio of two means, and with independent draws the spread of
    ``(part of the numerator − index × part of the variance) / variance`` is its error.
    """
    n, count = len(one), len(mixed)
    # Away from zero and from tiny units first: scipy divides by the variance as it stands.
    middle = (one.mean() + other.mean()) / 2.0
    size = max(float(np.abs(each - middle).max(initial=0.0)) for each in (one, other))
    scale = size if size > 0 else 1.0
    a, b, ab = ((each - middle) / scale for each in (one, other, mixed))
    spread = (a**2 + b**2) / 2.0
    variance = float(spread.mean())
    root = np.sqrt(n)
    numerators = b * (ab - a)
    error = numerators.std(axis=1) / root
    figures: Any = {
        "mean": float(middle),
        "variance": variance * scale**2,
        "variance_error": float(spread.std() / root) * scale**2,
        "explained": numerators.mean(axis=1) * scale**2,
        "explained_error": error * scale**2,
    }
    if not variance > 0.0:
        blank = np.full(count, np.nan)
        return PickFreeze(first=blank, total=blank, first_error=blank, total_error=blank, **figures)
    first, total = _indices(a, b, ab)
    parts = (
        (numerators - first[:, None] * spread) / variance,
        (0.5 * (a - ab) ** 2 - total[:, None] * spread) / variance,
    )
    first_error, total_error = (part.std(axis=1) / root for part in parts)
    return PickFreeze(
        first=first, total=total, first_error=first_error, total_error=total_error, **figures
    )


def _indices(a: FloatArray, b: FloatArray, ab: FloatArray) -> tuple[FloatArray, FloatArray]:
    from scipy.stats import sobol_indices

    # With a single input scipy drops an axis that it needs: the input then stands twice.
    pages = np.concatenate([ab, ab]) if len(ab) == 1 else ab
    answers = {"f_A": a[None], "f_B": b[None], "f_AB": pages[:, None]}
    found = sobol_indices(func=answers, n=len(a))
    count = len(ab)
    return np.asarray(found.first_order)[:count], np.asarray(found.total_order)[:count]
