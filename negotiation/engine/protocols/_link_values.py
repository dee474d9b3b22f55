"""What actors in a network expect when they discount: the fixed point, link by link.

With c_i = d_i v_i the conditions ``k_i c_i = sum_j max(0, 1 - c_i - c_j)``, one term per link and
``k_i = 2 m (1 - d_i) / d_i`` for m links, say that the strictly convex function
``sum_i k_i c_i^2 / 2 + sum_links max(0, 1 - c_i - c_j)^2 / 2`` is smallest.  So there is one
solution.  It is known once it is known which links have a surplus.  Guessing again from each
answer mostly finds them at once; where it does not, links are added and dropped one by one so
that the dual objective improves with each (Lawson and Hanson's method for s >= 0), which ends.

Given which links are used, let ``c = (1 - h) / 2``.  Then h is the expected sign at which a walk
ends that moves along used links, changing sides each time, and ends in i at the rate k_i:
elimination without subtraction finds it to within rounding even where k_i is next to nothing.
"""

from __future__ import annotations

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray

_GUESSES = 20

_STEPS = 5_000

_IMMATERIAL = 1e-14
"""A surplus, as a share of a pie, that rounding may account for."""

Found = tuple[FloatArray, FloatArray, BoolArray]


def link_values(ends: IntArray, factors: FloatArray) -> Found | None:
    """Return the worth of going on to each actor, the surplus of each link, and which are used.

    Parameters
    ----------
    ends : array of int, shape (m, 2)
        The two actors of each link.
    factors : array, shape (n,)
        Discount factors, below 1.

    Returns
    -------
    tuple or None
        ``d_i v_i``, shape (n,); ``1 - d_i v_i - d_j v_j`` and whether there is agreement,
        shape (m,).  ``None`` if rounding keeps them from settling.
    """
    with np.errstate(divide="ignore", over="ignore"):
        rates = np.minimum(2.0 * len(ends) * (1.0 - factors) / factors, 1e300)
    used = np.ones(len(ends), dtype=np.bool_)
    surplus = np.ones(len(ends))
    for _ in range(_GUESSES):
        worth, surplus = _given(used, ends, rates)
        if not (_wanted(used, surplus) | _unwanted(used, surplus)).any():
            return worth, surplus, used
        used = surplus > 0.0
    return one_by_one(ends, rates, np.maximum(surplus, 0.0))


def one_by_one(ends: IntArray, rates: FloatArray, held: FloatArray) -> Found | None:
    """Return the same from any surpluses that are not negative, adding and dropping links."""
    used = held > 0.0
    for _ in range(_STEPS):
        worth, surplus = _given(used, ends, rates)
        falling = _unwanted(used, surplus)
        if falling.any():
            part = np.full(len(ends), np.inf)
            part[falling] = held[falling] / (held[falling] - surplus[falling])
            least = part.min()
            used = used & (part > least)
            held = np.where(used, np.maximum(held + least * (surplus - held), 0.0), 0.0)
            continue
        held = np.where(used, np.maximum(surplus, 0.0), 0.0)
        waiting = _wanted(used, surplus)
        if not waiting.any():
            return worth, surplus, used
        used[np.argmax(np.where(waiting, surplus, -np.inf))] = True
    return None


def _wanted(used: BoolArray, surplus: FloatArray) -> BoolArray:
    """Return which links are not used and should be."""
    return ~used & (surplus > _IMMATERIAL)


def _unwanted(used: BoolArray, surplus: FloatArray) -> BoolArray:
    """Return which links are used and should not be."""
    return used & (surplus < -_IMMATERIAL)


def _given(used: BoolArray, ends: IntArray, rates: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the worth of going on if these links are used, and the surplus of every link."""
    signs = _walk(ends[used], rates)
    return 0.5 * (1.0 - signs), 0.5 * (signs[ends[:, 0]] + signs[ends[:, 1]])


def _walk(ends: IntArray, rates: FloatArray) -> FloatArray:
    """Return the expected sign at which the walk along these links ends, from each actor."""
    count = len(rates)
    left = np.zeros((2 * count, 2 * count))
    for first, second in ends:
        for one, other in ((first, second + count), (second, first + count)):
            left[one, other] += 1.0
            left[other, one] += 1.0
    ending = np.concatenate([rates, rates])
    signed = np.concatenate([rates, -rates])
    for last in range(2 * count - 1, 0, -1):
        shares = left[:last, last] / (left[last, :last].sum() + ending[last])
        left[:last, :last] += np.outer(shares, left[last, :last])
        ending[:last] += shares * ending[last]
        signed[:last] += shares * signed[last]
        np.fill_diagonal(left[:last, :last], 0.0)
    signs = np.zeros(2 * count)
    for place in range(2 * count):
        out = left[place, :place]
        signs[place] = (signed[place] + out @ signs[:place]) / (out.sum() + ending[place])
    return signs[:count]
