"""All mixtures that make sure of the most: corners in whole numbers, or one with its dual."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, read_only
from negotiation.concessions import NormalFormGame
from negotiation.engine._matrix_game import guarantee
from negotiation.engine.equilibrium._double_description import rays
from negotiation.engine.equilibrium._whole_numbers import numerators
from negotiation.errors import TooLargeError

_CELLS = 200
"""Entries of a table up to which all corners are sought."""

_LARGEST = 250_000
"""Combinations of strategies up to which the programmes are solved."""

_RAYS, _PAIRS = 5_000, 3_000_000
"""Rays that may be held at once, and pairs of them compared: a few tenths of a second."""


@dataclass(frozen=True, eq=False)
class Maxmin:
    """What mixtures can make sure of.

    Attributes
    ----------
    value : float
    mixtures : array, shape (k, m)
        All extreme mixtures that are sure of it if `complete`, otherwise one.
    weights : array, shape (q,)
        Of the cases, against which no mixture can expect more than `bound`.
    bound : float
        Differs from `value` by rounding only.
    complete : bool
    """

    value: float
    mixtures: FloatArray
    weights: FloatArray
    bound: float
    complete: bool


def check_size(game: NormalFormGame, what: str) -> None:
    """Refuse a game whose programmes would take long."""
    cells = game.payoffs[0].size
    if cells > _LARGEST:
        raise TooLargeError(
            f"{what} were not computed: {cells:,} combinations of strategies are more than "
            f"{_LARGEST:,}. Remove dominated strategies first."
        )


def maxmin(table: FloatArray) -> Maxmin:
    """Return the mixtures x that maximise ``min(x @ table)``.

    Parameters
    ----------
    table : array, shape (m, q)
        What each of m strategies is worth in each of q cases.
    """
    dual = guarantee(table.T)
    assert dual is not None  # without conditions every mixture will do
    mixtures, complete = dual.mixture[None], False
    if table.size <= _CELLS:
        with contextlib.suppress(TooLargeError):
            mixtures, complete = _extreme(table), True
    value = float((mixtures @ table).min(axis=1).max())
    return Maxmin(value, read_only(mixtures), read_only(dual.weights), dual.bound, complete)


def _extreme(table: FloatArray) -> FloatArray:
    """Return the extreme mixtures that are sure of the most, exact but for rounding at the end.

    The pairs of a mixture, of any total, and what it is sure of form a cone.  Its extreme
    rays with the highest ratio of the two are the corners of what is looked for.
    """
    whole = numerators(table)[0]
    whole = whole - whole.min()
    ones = np.ones((whole.shape[1], 1), dtype=whole.dtype)
    rows = np.hstack([whole.T, -ones])
    points = rays(rows, most=_RAYS, tests=_PAIRS).points.astype(object)
    totals = points[:, :-1].sum(axis=1)
    ratios = [Fraction(sure, total) for sure, total in zip(points[:, -1], totals, strict=True)]
    floor = max(ratios) - Fraction(TOLERANCE) * int(whole.max())
    best = [row for row, ratio in enumerate(ratios) if ratio >= floor]
    mixtures: FloatArray = (points[best, :-1] / totals[best, None]).astype(np.float64)
    return mixtures[np.lexsort(-mixtures.T[::-1])]
