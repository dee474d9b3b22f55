"""What would be agreed if everybody's reservation value were known to all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.engine.information._limits import Limit
from negotiation.errors import TooLargeError

_CELLS = 8_000_000
"""Combinations of ranges of reservation values that are looked at one by one at most."""


def known(payoffs: FloatArray, limits: Sequence[Limit]) -> tuple[float, FloatArray]:
    """Return how likely the ZOPA is not to be empty, and the gains of its best package.

    Reservation values between two neighbouring payoffs allow the same packages, so the answer is
    a finite sum, exact for any distributions.

    Parameters
    ----------
    payoffs : array, shape (n_packages, n_actors)
        Packages that nobody refuses at any price.
    limits : sequence of Limit
        One per actor, independent.

    Returns
    -------
    float
    array, shape (n_actors,)
        Expected gains where the package with the largest sum of gains is taken.
    """
    levels, places = [], []
    for a in range(len(limits)):
        each, place = np.unique(payoffs[:, a], return_inverse=True)
        levels.append(each)
        places.append(place.reshape(-1))
    shape = tuple(len(each) for each in levels)
    if math.prod(shape) > _CELLS:
        raise TooLargeError(
            "So many packages and actors are not compared range by range; leave out packages.",
            given=shape,
        )
    order = np.argsort(payoffs.sum(axis=1), kind="stable")
    best = np.full(shape, -1, dtype=np.intp)
    np.maximum.at(best, tuple(place[order] for place in places), np.arange(len(order)))
    for axis in range(len(limits)):
        best = np.flip(np.maximum.accumulate(np.flip(best, axis), axis=axis), axis)
    open_ = best >= 0
    picked = order[best]
    mass = [
        np.diff(limit.below(each), prepend=0.0) for limit, each in zip(limits, levels, strict=True)
    ]
    moment = [
        np.diff(limit.partial(each), prepend=0.0)
        for limit, each in zip(limits, levels, strict=True)
    ]
    together = _product(mass) * open_
    gains = np.empty(len(limits))
    for a in range(len(limits)):
        lost = _product([moment[b] if b == a else mass[b] for b in range(len(limits))])
        gains[a] = float((together * payoffs[picked, a]).sum() - (lost * open_).sum())
    return min(1.0, float(together.sum())), np.maximum(gains, 0.0)


def with_money(total: float, limits: Sequence[Limit]) -> tuple[float, float]:
    """Return the same for two actors that can divide a fixed total in any way.

    Parameters
    ----------
    total : float
    limits : pair of Limit

    Returns
    -------
    float
        How likely the total is to cover both reservation values.
    float
        The expected gains of both together.
    """
    first, second = limits
    if first.listed:
        left = total - first.values
        return float(first.shares @ second.below(left)), float(first.shares @ second.gain(left))
    if second.listed:
        return with_money(total, (second, first))
    # The integrands have kinks where the other's range begins and ends.
    kinks = first.below(total - np.array(second.ends))
    cuts = np.unique(np.clip([0, 1, *kinks, *np.linspace(0, 1, 129)], 0, 1))
    nodes, weights = np.polynomial.legendre.leggauss(8)
    half = np.diff(cuts)[:, None] / 2
    chances = np.clip(cuts[:-1, None] + half * (1 + nodes), 1e-300, 1 - 1e-16)
    left = total - first.at(chances)
    share: Any = half * weights
    return float((share * second.below(left)).sum()), float((share * second.gain(left)).sum())


def _product(vectors: Sequence[FloatArray]) -> FloatArray:
    """Return the outer product of a vector per actor."""
    out = np.ones(())
    for each in vectors:
        out = np.multiply.outer(out, each)
    return out
