"""What another actor seems to want, read off the packages it has offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray

SMOOTHING = 0.25
"""Exponent that keeps the values of options from being as uneven as their frequencies."""

LEARNING = 0.2
"""What one observation adds to an issue's weight, as a share of what it starts from."""

FADING = 5.0
"""How late observations begin to count for less: ``1 - t ** FADING``."""


@dataclass(frozen=True)
class Estimate:
    """Estimated additive preferences of another actor.

    Attributes
    ----------
    weights : array, shape (n_issues,)
        They add up to 1.
    values : tuple of arrays, shape (n_options,) each
        From 0 to 1, for every issue the worth of its options.
    """

    weights: FloatArray
    values: tuple[FloatArray, ...]

    def worth(self, levels: Any) -> FloatArray:
        """Return the estimated worth of packages.

        Parameters
        ----------
        levels : array of int, shape (n_outcomes, n_issues)
            The position of every package's option in every issue.

        Returns
        -------
        array, shape (n_outcomes,)
            From 0 to 1.
        """
        total = np.zeros(len(levels))
        for place, value in enumerate(self.values):
            total += self.weights[place] * value[levels[:, place]]
        return total


def option_counts(
    levels: IntArray, times: FloatArray, sizes: Sequence[int]
) -> tuple[FloatArray, ...]:
    """Return how often each option of each issue was offered, an offer at time t as ``1 - t``.

    Parameters
    ----------
    levels : array of int, shape (n_offers, n_issues)
    times : array, shape (n_offers,)
        When the offers were made, from 0 to 1.
    sizes : sequence of int
        The number of options of each issue.

    Returns
    -------
    tuple of arrays, shape (n_options,) each
    """
    return tuple(
        np.bincount(levels[:, place], 1.0 - times, size).astype(np.float64)
        for place, size in enumerate(sizes)
    )


def movement(levels: IntArray, sizes: Sequence[int], window: int) -> FloatArray:
    """Return how far the other moved on each issue from one window of offers to the next.

    Parameters
    ----------
    levels : array of int, shape (n_offers, n_issues)
    sizes : sequence of int
        The number of options of each issue.
    window : int
        Offers per window; those after the last full window are not used.

    Returns
    -------
    array, shape (n_windows - 1, n_issues)
        The share of a window's offers whose option has changed: half the sum of the
        absolute differences between the frequencies of options, from 0 to 1.
    """
    if window == 1:
        return np.asarray(levels[1:] != levels[:-1], dtype=np.float64)
    count = len(levels) // window
    moved = np.zeros((max(count - 1, 0), len(sizes)))
    if count < 2:
        return moved
    blocks = levels[: count * window].reshape(count, window, len(sizes))
    for place, size in enumerate(sizes):
        shares = (blocks[:, :, place, None] == np.arange(size)).mean(axis=1)
        moved[:, place] = 0.5 * np.abs(np.diff(shares, axis=0)).sum(axis=1)
    return moved


def frequency_estimate(
    levels: IntArray, times: FloatArray, sizes: Sequence[int], *, window: int = 1
) -> Estimate:
    """Estimate weights and values by how often options are offered and how rarely they change.

    An option is worth ``((1 + n) / (1 + max n)) ** 0.25``, n being how often it was offered,
    where an offer at time t counts ``1 - t``: who concedes shows first what it wants most.
    All weights start at 1.  From each window of offers to the next in which the other moved at
    all, an issue's weight grows by ``0.2 (1 - t ** 5) (1 - moved)``: what an actor does not
    move on matters to it, and the less it tells the later it is.

    Parameters
    ----------
    levels : array of int, shape (n_offers, n_issues)
        The offers, in order.
    times : array, shape (n_offers,)
        When they were made, from 0 to 1.
    sizes : sequence of int
        The number of options of each issue.
    window : int, default 1
        Offers per window.
    """
    values = tuple(
        ((1.0 + counts) / (1.0 + counts.max(initial=0.0))) ** SMOOTHING
        for counts in option_counts(levels, times, sizes)
    )
    return Estimate(frequency_weights(levels, times, sizes, window=window), values)


def frequency_weights(
    levels: IntArray, times: FloatArray, sizes: Sequence[int], *, window: int = 1
) -> FloatArray:
    """Return the weights of `frequency_estimate`, which takes the same, shape (n_issues,)."""
    moved = movement(levels, sizes, window)
    late = times[2 * window - 1 :: window][: len(moved)]
    telling = moved.any(axis=1) * LEARNING * (1.0 - late**FADING)
    weights = 1.0 + telling @ (1.0 - moved)
    return np.asarray(weights / weights.sum())
