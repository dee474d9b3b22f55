"""Which votes a proposer buys: the cheapest, and among equally cheap ones by chance."""

from __future__ import annotations

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, IntArray
from negotiation.engine.protocols._votes import Prices


def evenly(chances: FloatArray, costs: FloatArray, needed: int) -> tuple[FloatArray, bool]:
    """Return whose vote each proposer buys when it treats equally cheap ones alike.

    Parameters
    ----------
    chances, costs : array, shape (n,)
        Recognition, and the price of each vote.
    needed : int
        How many votes of others; n - 1 at most.

    Returns
    -------
    tuple
        Probabilities, shape (n, n), by proposer and partner, and whether some proposer had a
        choice between equally cheap votes that cost something.
    """
    count = len(costs)
    partners = np.zeros((count, count))
    choice = False
    if needed == 0:
        return partners, choice
    order = np.argsort(costs, kind="stable")
    for proposer in range(count):
        others = order[order != proposer]
        last = costs[others[needed - 1]]
        near = TOLERANCE * last
        sure = others[costs[others] < last - near]
        tied = others[np.abs(costs[others] - last) <= near]
        partners[proposer, sure] = 1.0
        partners[proposer, tied] = (needed - len(sure)) / len(tied)
        able = last > 0.0 and chances[proposer] > 0.0
        choice = choice or bool(able and len(sure) + len(tied) > needed)
    return partners, choice


def mixed(chances: FloatArray, prices: Prices, needed: int) -> FloatArray:
    """Return whose vote each proposer buys so that every vote is bought as often as it must be.

    Only equally cheap votes leave a choice.  Proposers take their turn, and each leaves to the
    rest what the rest can still do; that this never fails follows from the marriage theorem.
    Those least often recognised come first, so that what rounding leaves over falls to
    those who do not notice it.

    Parameters
    ----------
    chances : array, shape (n,)
    prices : Prices
    needed : int
        How many votes of others a proposer buys.

    Returns
    -------
    array, shape (n, n)
        Probabilities, by proposer and partner.
    """
    partners = np.tile(np.where(prices.cheap, 1.0, 0.0), (len(chances), 1))
    np.fill_diagonal(partners, 0.0)
    slots = needed - int(prices.cheap.sum())
    tied = np.flatnonzero(prices.tied)
    demand, spare = prices.included[tied], prices.spare[tied]
    groups: list[tuple[IntArray, int]] = [(np.array([place]), slots) for place in tied]
    groups.append((np.flatnonzero(prices.cheap), slots + 1))
    groups.append((np.flatnonzero(~prices.cheap & ~prices.tied), slots))
    for proposers, count in sorted(groups, key=lambda each: float(chances[each[0]].sum())):
        able = ~np.isin(tied, proposers)
        if not len(proposers) or not able.any():
            continue
        weight = float(chances[proposers].sum())
        picked = np.zeros(len(tied))
        picked[able] = _turn(demand[able], spare[able], weight, count)
        partners[np.ix_(proposers, tied)] = picked
        demand = np.maximum(demand - weight * picked, 0.0)
        spare = np.where(able, np.maximum(spare - weight * (1.0 - picked), 0.0), spare)
    return partners


def _turn(demand: FloatArray, spare: FloatArray, weight: float, count: int) -> FloatArray:
    """Return one group's choices: as even as those who are still to choose allow.

    `demand` and `spare` are how often they, this group included, must and must not buy each
    vote.
    """
    if weight == 0.0:  # never recognised: what it would do binds nobody
        return _even(np.zeros(len(demand)), np.ones(len(demand)), float(count))
    with np.errstate(over="ignore"):
        low = np.maximum(0.0, 1.0 - spare / weight)
        high = np.maximum(low, np.minimum(1.0, demand / weight))
    return _even(low, high, float(count))


def _even(low: FloatArray, high: FloatArray, total: float) -> FloatArray:
    """Return ``clip(t, low, high)`` with the t at which it sums to `total`."""
    ends = np.unique(np.concatenate([low, high]))
    sums = np.clip(ends[:, None], low, high).sum(axis=1)
    after = int(np.searchsorted(sums, total))
    if after == 0 or after == len(ends):  # no room on that side, or less than needed by rounding
        level = float(ends[min(after, len(ends) - 1)])
    else:
        span = float(sums[after] - sums[after - 1])
        part = (total - float(sums[after - 1])) / span
        level = float(ends[after - 1] + (ends[after] - ends[after - 1]) * part)
    filled: FloatArray = np.clip(level, low, high)
    return filled
