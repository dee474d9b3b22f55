"""What a proposer gains from knowing one doubt before it chooses which package to propose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.analysis.sensitivity._nested import INNER, nested
from negotiation.concessions import Draws, UncertainProblem


@dataclass(frozen=True)
class Worth:
    """The value of a piece of information to a proposer.

    Attributes
    ----------
    low, high : float
        Estimates that are on average too low and too high: the package chosen and judged on
        different draws, and on the same.
    error : float
        Standard error of their middle.
    """

    low: float
    high: float
    error: float


def gains(draws: Draws, proposer: int) -> FloatArray:
    """Return what proposing each package brings the proposer, shape (n, n_outcomes).

    Its gain if all others would sign and no red line is crossed; else 0, what walking away is.
    """
    payoffs, walk = draws.payoffs(), draws.disagreement
    found = payoffs[:, :, proposer] - walk[:, None, proposer]
    signed = np.array(draws.signable())
    slack = 1e-9 * np.ptp(payoffs, axis=1)
    for place in range(payoffs.shape[2]):
        if place != proposer:
            gain = payoffs[:, :, place] - walk[:, None, place]
            signed &= gain >= -slack[:, place, None]
    return np.where(signed, found, 0.0)


def no_information(
    problem: UncertainProblem, proposer: int, outer: int, seed: Any
) -> tuple[int, float, Worth]:
    """Return the best package without information (−1: none), its worth, and what all is worth.

    The package is chosen on draws of its own; the worth of knowing everything is the mean of
    the best gain in every draw less that package's.
    """
    total, count = np.zeros(len(problem.space)), 0
    for draws in nested(problem, (), outer, seed[0]):
        total += gains(draws, proposer).sum(axis=0)
        count += len(draws)
    best = int(total.argmax()) if total.max() > 0.0 else -1
    have, could = [], []
    for draws in nested(problem, (), outer, seed[1]):
        each = gains(draws, proposer)
        have.append(each[:, best] if best >= 0 else np.zeros(len(each)))
        could.append(np.maximum(each.max(axis=1), 0.0))
    more = np.concatenate(could) - np.concatenate(have)
    error = float(more.std(ddof=1) / np.sqrt(len(more)))
    value = float(more.mean())
    return best, float(np.concatenate(have).mean()), Worth(value, value, error)


def known(problem: UncertainProblem, proposer: int, best: int, batches: Any) -> Worth:
    """Return the worth of knowing one block before proposing.

    Parameters
    ----------
    problem : UncertainProblem
    proposer : int
    best : int
        The package proposed without information; −1 for none.
    batches : iterable of Draws
        As `nested` yields them.
    """
    lows, highs = [], []
    for draws in batches:
        each = gains(draws, proposer).reshape(-1, INNER, len(problem.space))
        halves = each.reshape(len(each), 2, INNER // 2, -1).mean(axis=2)
        whole = halves.mean(axis=1)
        without = whole[:, best] if best >= 0 else np.zeros(len(whole))
        highs.append(np.maximum(whole.max(axis=1), 0.0) - without)
        lows.append(_crossed(halves) - without)
    low, high = np.concatenate(lows), np.concatenate(highs)
    middle = (low + high) / 2.0
    error = float(middle.std(ddof=1) / np.sqrt(len(middle))) if len(middle) > 1 else 0.0
    return Worth(float(low.mean()), float(high.mean()), error)


def _crossed(halves: FloatArray) -> FloatArray:
    """Return the mean gain (m,) of packages chosen on one half and judged on the other."""
    rows = np.arange(len(halves))
    found = np.zeros(len(halves))
    for here, there in ((0, 1), (1, 0)):
        chosen = halves[:, here].argmax(axis=1)
        worth = halves[rows, there, chosen]
        # Nothing is proposed where nothing promised a gain.
        found += np.where(halves[rows, here, chosen] > 0.0, worth, 0.0) / 2.0
    return found
