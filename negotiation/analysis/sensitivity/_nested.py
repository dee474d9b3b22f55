"""Draws within draws: what is known of one doubt, and what stays open given that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.analysis.sensitivity._blocks import rng_of
from negotiation.concessions import Draws, UncertainProblem

OUTER = 200
"""Values of a doubt that are tried."""
INNER = 64
"""Draws of all the rest at each of them."""
_TOGETHER = 8
"""Outer draws looked at in one go, so that memory does not grow with their number."""


def nested(
    problem: UncertainProblem, block: Any, outer: int, seed: np.random.SeedSequence
) -> Iterator[Draws]:
    """Yield, for batches of values of a block, `INNER` draws of all the rest at each value.

    Parameters
    ----------
    problem : UncertainProblem
    block : tuple of Quantity
        What is known; ``()`` for nothing.
    outer : int
        Values of the block.
    seed : SeedSequence
        The known values come from its place 0, the rest from its place 1.
    """
    known = problem.draw(outer, rng_of(seed, 0))
    rest = rng_of(seed, 1)
    for start in range(0, outer, _TOGETHER):
        rows = np.arange(start, min(start + _TOGETHER, outer))
        open_ = problem.draw(len(rows) * INNER, rest)
        yield open_.swapped(block, known[np.repeat(rows, INNER)]) if block else open_


def entropy(share: FloatArray) -> FloatArray:
    """Return the entropy in nats of events of probability `share`."""
    from scipy.special import entr

    return np.asarray(entr(share) + entr(1.0 - share))


def told(events: FloatArray) -> tuple[float, float]:
    """Return what knowing the outer draws tells about an event, in nats, and its error.

    Parameters
    ----------
    events : array, shape (outer, inner)
        0 or 1.

    Notes
    -----
    The entropy of a share found in few draws is too low on average, by about one over twice
    their number; the same estimate from halves of the draws is too low by twice that, so twice
    the whole less the halves is right to that order.
    """
    half = events.shape[1] // 2
    shares = (events.mean(axis=1), events[:, :half].mean(axis=1), events[:, half:].mean(axis=1))
    whole, one, two = (entropy(share) for share in shares)
    left = 2.0 * whole - 0.5 * (one + two)
    overall = float(events.mean())
    found = float(entropy(np.array(overall)) - left.mean())
    # The entropy of the overall share moves with its estimate as well.
    slope = np.log((1.0 - overall) / overall) if 0.0 < overall < 1.0 else 0.0
    parts = slope * shares[0] - left
    return found, float(parts.std(ddof=1) / np.sqrt(len(events))) if len(events) > 1 else 0.0
