"""Offers to and fro without end over a list of outcomes: all pairs of standing proposals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray
from negotiation.concessions.pareto import ranks
from negotiation.engine.protocols._terms import Terms
from negotiation.errors import TooLargeError

MOST_PAIRS = 10_000_000
"""Pairs of proposals that are looked at."""


@dataclass(frozen=True, eq=False)
class Standing:
    """All equilibria in which each actor always makes the same proposal, accepted at once.

    Attributes
    ----------
    pairs : array of int, shape (k, 2)
        Positions in `kinds` of what the first and what the second proposes.
    kinds : tuple of tuple of int
        The outcomes that are worth the same to both, rows of the gains.
    worth : array, shape (n_kinds, 2)
    """

    pairs: IntArray
    kinds: tuple[tuple[int, ...], ...]
    worth: FloatArray


def standing(gains: FloatArray, terms: Terms, slack: FloatArray) -> Standing:
    """Return every pair of proposals from which no single deviation gains.

    The first proposes a, the second b.  Whoever responds accepts what is worth no less to it
    than rejecting: quitting, or going on to its own proposal.  So a must be the best for the
    first of what the second accepts, b the best for the second of what the first accepts, and
    neither may do better by an offer that is rejected.

    Parameters
    ----------
    gains : array, shape (m, 2), not empty
    terms : Terms
    slack : array, shape (2,)

    Returns
    -------
    Standing
    """
    place = ranks(gains, slack)
    _, first, group = np.unique(place, axis=0, return_index=True, return_inverse=True)
    worth = gains[first]
    one, two = _candidates(worth, terms, slack)
    good = _is_best(worth, (worth[one], worth[two]), 0, terms, slack)
    good &= _is_best(worth, (worth[two], worth[one]), 1, terms, slack)
    pairs = np.stack([one[good], two[good]], axis=1)
    order = np.lexsort((-worth[pairs[:, 1], 0], -worth[pairs[:, 0], 0]))
    members = np.argsort(group.reshape(-1), kind="stable")
    cuts = np.cumsum(np.bincount(group.reshape(-1)))[:-1]
    kinds = tuple(tuple(int(row) for row in each) for each in np.split(members, cuts))
    return Standing(pairs[order], kinds, worth)


def _candidates(worth: FloatArray, terms: Terms, slack: FloatArray) -> tuple[IntArray, IntArray]:
    """Return pairs of proposals among which all equilibria are.

    For every proposal of the first, those of the second that the first accepts and that are
    best for the second: among proposals in the order of the first's payoff, a few neighbours.
    """
    firsts, seconds = _tops(worth, 0, slack), _tops(worth, 1, slack)
    least = terms.later(0, worth[firsts, 0])
    if terms.may_quit[0]:
        least = np.maximum(least, terms.outside[0])
    best = _reach(worth, 1, least - slack[0])
    seconds = seconds[np.argsort(worth[seconds, 0], kind="stable")]
    ahead = np.maximum.accumulate(worth[seconds, 1][::-1])[::-1]
    start = np.searchsorted(worth[seconds, 0], least - slack[0])
    stop = np.searchsorted(-ahead, slack[1] - best, side="right")
    count = np.where(best > -np.inf, np.maximum(stop - start, 0), 0)
    total = int(count.sum())
    if total > MOST_PAIRS:
        raise TooLargeError(
            f"{total:,} pairs of proposals are as good as each other within the tolerance (at most "
            f"{MOST_PAIRS:,}); leave out outcomes that hardly differ."
        )
    within = np.arange(total) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(firsts, count), seconds[np.repeat(start, count) + within]


def _tops(worth: FloatArray, own: int, slack: FloatArray) -> IntArray:
    """Return the outcomes that are best for an actor among those at least as good for the other.

    No other outcome is a best reply: the other would accept the better one too.
    """
    best = worth[:, own] >= _reach(worth, own, worth[:, 1 - own]) - slack[own]
    return np.flatnonzero(best)


def _reach(worth: FloatArray, own: int, least: FloatArray) -> FloatArray:
    """Return the most an actor can have where the other gets at least so much."""
    order = np.argsort(worth[:, 1 - own])
    best = np.maximum.accumulate(worth[order, own][::-1])[::-1]
    at = np.searchsorted(worth[order, 1 - own], least)
    reach: FloatArray = np.append(best, -np.inf)[at]
    return reach


def _is_best(
    worth: FloatArray,
    proposals: tuple[FloatArray, FloatArray],
    own: int,
    terms: Terms,
    slack: FloatArray,
) -> BoolArray:
    """Return which of an actor's proposals are best against the other's, pair by pair."""
    mine, counter = proposals
    other = 1 - own
    on: list[FloatArray] = [terms.later(actor, counter[:, actor]) for actor in (0, 1)]
    least, refused = on[other], on[own]
    if terms.may_quit[other]:
        quits = terms.outside[other]
        mixed = np.where(quits > least + slack[other], terms.outside[own], refused)
        tie = np.abs(quits - least) <= slack[other]
        refused = np.where(tie, np.minimum(terms.outside[own], refused), mixed)
        least = np.maximum(least, quits)
    best = np.maximum(_reach(worth, own, least - slack[other]), refused)
    good: BoolArray = mine[:, other] >= least - slack[other]
    good &= mine[:, own] >= best - slack[own]
    return good
