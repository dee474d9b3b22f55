"""What votes cost when a proposer needs a quota of them: stationary prices, in closed form.

Write c_i = d_i v_i for the price of i's vote (what going on is worth to it), b for the quota-th
lowest price and W for the sum of the quota - 1 lowest.  A proposer buys the cheapest others, so
that it pays ``W + max(0, b - c_i)``.  Let r_i be the probability that somebody else buys i's
vote.  Then

    v_i = p_i (1 - W - max(0, b - c_i)) + r_i c_i,

with r_i = 1 - p_i for those cheaper than b and r_i = 0 for those dearer.  Dividing by b, with
``x = (1 - W) / b``, all three kinds of actors obey ``r_i = 1/d_i - p_i x``, clipped to
[0, 1 - p_i].  As proposers buy quota - 1 votes, the r_i sum to that; each falls in x, so that
the sum, a broken line, determines x, and x determines all prices.  This shows at once that
stationary payoffs are unique (Eraslan 2002).

All of it is done in fractions: who is recognised once in a billion rounds still chooses exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from negotiation._arrays import BoolArray, FloatArray

ONE = Fraction(1)


@dataclass(frozen=True)
class Prices:
    """Stationary values of a pie of size 1, and whose votes are bought how often.

    Attributes
    ----------
    values, included, spare : array, shape (n,)
        What each expects; how likely others buy its vote; how likely others propose and do
        not buy it.
    cheap, tied : array of bool, shape (n,)
        Votes cheaper than the dearest that is ever bought, and votes as dear as that.
    """

    values: FloatArray
    included: FloatArray
    spare: FloatArray
    cheap: BoolArray
    tied: BoolArray


def prices(chances: FloatArray, factors: FloatArray, quota: int) -> Prices:
    """Return what votes are worth and how often each is bought.

    Parameters
    ----------
    chances, factors : array, shape (n,)
        Recognition and discount factors; nobody has chance 0 and factor 1.
    quota : int
        From 2 to n - 1.
    """
    p = [Fraction(float(each)) for each in chances]
    p = [each / sum(p) for each in p]
    d = [Fraction(float(each)) for each in factors]
    # Votes of those who never propose or do not value the future cost nothing.
    free = [a == 0 or b == 0 for a, b in zip(p, d, strict=True)]
    given = sum((ONE - a for a, f in zip(p, free, strict=True) if f), Fraction(0))
    if given >= quota - 1:
        return _for_nothing(p, d, free, (quota - 1) / given, quota)
    level = _level(p, d, free, quota - 1 - given)
    wanted = [ONE if f else 1 / b - a * level for a, b, f in zip(p, d, free, strict=True)]
    cheap = [f or w > 1 - a for a, f, w in zip(p, free, wanted, strict=True)]
    tied = [not c and w >= 0 for c, w in zip(cheap, wanted, strict=True)]
    included = [
        1 - a if c else max(w, Fraction(0)) for a, c, w in zip(p, cheap, wanted, strict=True)
    ]
    ratio = [
        b * a * (level - 1) / (1 - b) if c else ONE if t else b * a * level
        for a, b, c, t in zip(p, d, cheap, tied, strict=True)
    ]
    marginal = 1 / (level + sum(sorted(ratio)[: quota - 1]))
    values = [
        marginal * (a * (level - max(Fraction(0), 1 - k)) + r * k)
        for a, r, k in zip(p, included, ratio, strict=True)
    ]
    return _as_arrays(p, values, included, cheap, tied)


def _for_nothing(
    p: Sequence[Fraction], d: Sequence[Fraction], free: Sequence[bool], share: Fraction, quota: int
) -> Prices:
    """Return the case that there are always enough votes for nothing: proposers keep all."""
    costs = [a * b for a, b in zip(p, d, strict=True)]
    marginal = sorted(costs)[quota - 1]
    included = [(1 - a) * share if f else Fraction(0) for a, f in zip(p, free, strict=True)]
    cheap = [cost < marginal for cost in costs]
    tied = [cost == marginal for cost in costs]
    return _as_arrays(p, p, included, cheap, tied)


def _as_arrays(
    p: Sequence[Fraction],
    values: Sequence[Fraction],
    included: Sequence[Fraction],
    cheap: Sequence[bool],
    tied: Sequence[bool],
) -> Prices:
    spare = [1 - a - r for a, r in zip(p, included, strict=True)]
    numbers = [np.array([float(each) for each in row]) for row in (values, included, spare)]
    return Prices(numbers[0], numbers[1], numbers[2], np.array(cheap), np.array(tied))


def _level(
    p: Sequence[Fraction], d: Sequence[Fraction], free: Sequence[bool], target: Fraction
) -> Fraction:
    """Return x at which the votes that are bought for something sum to `target`."""
    pairs = [(a, b) for a, b, f in zip(p, d, free, strict=True) if not f]
    bends = {1 + (1 - b) / (b * a) for a, b in pairs} | {1 / (b * a) for a, b in pairs}
    ends = sorted(bends)
    # Too many are bought at the first bend and none at the last: halve what lies between.
    before, after = 0, len(ends) - 1
    while after - before > 1:
        middle = (before + after) // 2
        if _bought(pairs, ends[middle]) > target:
            before = middle
        else:
            after = middle
    start, stop = ends[before], ends[after]
    high, low = _bought(pairs, start), _bought(pairs, stop)
    return start + (stop - start) * (high - target) / (high - low)


def _bought(pairs: Sequence[tuple[Fraction, Fraction]], level: Fraction) -> Fraction:
    """Return how many votes of these actors are bought at a level."""
    return sum(
        (min(max(1 / b - a * level, Fraction(0)), 1 - a) for a, b in pairs), start=Fraction(0)
    )
