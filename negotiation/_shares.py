"""Probabilities and counts in words."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import numpy as np
import numpy.typing as npt


def percent(share: float) -> str:
    """Return a probability as a percentage that is never rounded to nothing or to certainty."""
    if 0.0005 <= share < 0.9995:
        return f"{share:.1%}"
    if 0.9995 <= share < 1.0:
        return f"{100 - Decimal(f'{100 * (1 - share):.1g}'):f}%"
    return f"{100 * share:.4g}%"


def mixed(chances: npt.NDArray[np.float64], name: Callable[[int], str]) -> str:
    """Return "66.7% raise, 33.3% fold"; a name alone where it is certain.

    Parameters
    ----------
    chances : array, shape (k,)
    name : callable
        What stands at a place.
    """
    used = [int(each) for each in np.flatnonzero(chances)]
    if len(used) == 1:
        return name(used[0])
    return ", ".join(f"{percent(chances[each])} {name(each)}" for each in used)


def counted(count: int, word: str) -> str:
    """Return a number with its noun: ``1 package``, ``4,608 packages``."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"
