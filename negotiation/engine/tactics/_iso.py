"""Choosing among packages that are worth the same to oneself: nearest, likest, best for others."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray, negligible, read_only
from negotiation.actors import Issue
from negotiation.engine.tactics._time_dependent import times
from negotiation.engine.tactics._view import View
from negotiation.errors import unknown_name


def band(view: View, low: float, high: float) -> IntArray:
    """Return the acceptable packages worth between `low` and `high` to the actor.

    Parameters
    ----------
    view : View
        Of an actor to whom some package is acceptable.
    low, high : float
        Utilities; differences that count as none are forgiven.

    Returns
    -------
    array of int
        Rows, the best first.  If none is worth so much and no more, the one worth least of
        those worth more; if none is worth as much as `low`, the best.
    """
    inside = view.between(low, high)
    return inside if len(inside) else np.array([view.least(float(low))])


def first_of(rows: IntArray, scores: FloatArray) -> int:
    """Return the row with the highest score; the first of those that differ by nothing.

    Parameters
    ----------
    rows : array of int, shape (n,)
    scores : array, shape (n,)

    Returns
    -------
    int
    """
    high = scores.max()
    return int(rows[np.argmax(scores >= high - negligible(high, scores.min()))])


def offers_by(view: View) -> list[tuple[IntArray, FloatArray]]:
    """Return, for each of the others that has made an offer, its offers and their times.

    Each other is taken to make an offer in every round; where it may also pass or accept,
    its offers may be later than this says.

    Returns
    -------
    list of (rows, times)
    """
    clock = times(view.rounds)
    found = []
    for seat, name in enumerate(view.actors):
        if seat != view.seat and len(rows := view.received_from(name)):
            found.append((rows, clock[np.minimum(np.arange(len(rows)), view.rounds - 1)]))
    return found


@lru_cache(maxsize=64)
def ordered(issues: tuple[Issue, ...]) -> BoolArray:
    """Return which issues have options in an order: concessions, and those of rising numbers."""
    found = [issue.conceded_by is not None or _rising(issue) for issue in issues]
    return read_only(np.array(found))  # type: ignore[no-any-return]


def _rising(issue: Issue) -> bool:
    try:
        numbers = [float(option) for option in issue.options]
    except ValueError:
        return False
    return numbers == sorted(numbers)


def similarity(view: View, rows: IntArray, row: int, weights: FloatArray) -> FloatArray:
    """Return how alike packages are to another.

    The weighted mean over issues of 1 for the same option and 0 for another; between options
    that have an order, one less the share of all steps that lies between them.

    Parameters
    ----------
    view : View
    rows : array of int, shape (n,)
    row : int
        The package they are compared with.
    weights : array, shape (n_issues,)
        Not negative, and not all 0.

    Returns
    -------
    array, shape (n,)
        From 0 to 1.
    """
    away = np.abs(view.levels[rows] - view.levels[row]).astype(np.float64)
    if view.issues:
        steps = np.maximum(np.array(view.sizes) - 1, 1)
        apart = np.where(ordered(view.issues), away / steps, away > 0)
    else:
        apart = (away > 0).astype(np.float64)
    return np.asarray(1.0 - apart @ (weights / weights.sum()))


def issue_weights(view: View, given: Mapping[str, float]) -> FloatArray:
    """Return weights in the order of the issues; those left out weigh nothing.

    Raises
    ------
    UnknownNameError
        If an issue does not exist.
    """
    names: list[Any] = [issue.name for issue in view.issues]
    for name in given:
        if name not in names:
            raise unknown_name("issue", name, names)
    return np.array([given.get(name, 0.0) for name in names])
