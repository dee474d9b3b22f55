"""Sequential unanimity: actors take turns to propose, and everybody must accept."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from negotiation._arrays import FloatArray, read_only
from negotiation.engine.information._ranges import positive
from negotiation.engine.protocols._pie import PieSplit
from negotiation.engine.protocols._protocol import protocol
from negotiation.engine.protocols._seats import (
    any_split,
    discounted,
    last_round,
    limit_weights,
    only_patient,
    seated,
    uniqueness,
)

REFERENCE = (
    "Herrero, M. J. (1985). A strategic bargaining approach to market institutions. PhD thesis, "
    "London School of Economics; Osborne, M. J. and Rubinstein, A. (1990). Bargaining and "
    "Markets, section 3.13."
)


@protocol(PieSplit, reference=REFERENCE)
def sequential_unanimity(
    actors: int | Sequence[str],
    *,
    discount: float | Sequence[float] | Mapping[str, float],
    size: float = 1.0,
    horizon: int | None = None,
) -> PieSplit:
    """Return the stationary equilibrium of n actors who propose in turn and must all accept.

    In each round one actor proposes a division of a pie and the others answer one after
    another.  If all accept, that is the agreement; after a rejection the next in turn
    proposes.  Without a last round the *stationary* equilibrium is returned: j accepts what is
    worth as much as its share when it proposes itself.  With z_j for that share and m for the
    number of rounds until j's turn, ``sum_j d_j^m(k, j) z_j = size`` for every proposer k; with
    equal discount factors the proposer keeps ``size / (1 + d + ... + d^(n-1))``.  The system
    is solved as the resting state of a Markov chain, without any subtraction.

    With three actors or more there are other equilibria, in which answers depend on the past.
    If whoever proposes faces others whose discount factors sum to 1 or more (equal factors:
    ``d >= 1 / (n - 1)``), *every* division is an equilibrium outcome (Shaked's observation);
    `PieSplit.continuum` says so.  With a last round the equilibrium is unique.

    Parameters
    ----------
    actors : int or sequence of str
        How many, or their names, in the order in which they propose.
    discount : number, sequence or mapping
        What a share is still worth after one round more, between 0 and 1.  Without a last
        round one actor at most may have 1, and then gets everything.
    size : float
        Of the pie; above 0.
    horizon : int, optional
        How many rounds there are; no last round if left out.  Without agreement nobody gets
        anything.

    Returns
    -------
    PieSplit
        `shares` are those of the first actor's offer.

    Raises
    ------
    NegotiationError
        If a number is out of range or a name stands twice.
    NotDefinedError
        If there is no last round and two actors lose nothing by waiting.

    References
    ----------
    Herrero, M. J. (1985). A strategic bargaining approach to market institutions. PhD thesis,
    London School of Economics.
    Osborne, M. J. and Rubinstein, A. (1990). Bargaining and Markets, section 3.13.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.protocols.sequential_unanimity(3, discount=0.5).shares.round(4).tolist()
    [0.5714, 0.2857, 0.1429]
    """
    names = seated(actors)
    factors = discounted(discount, names)
    whole = positive(size, "The size of the pie")
    count = last_round(horizon, len(names))
    turns = read_only(np.full(len(names), 1.0 / len(names)))
    many = False
    if count is None:
        offers = _stationary(factors, only_patient(names, factors)) * whole
        limit = read_only(limit_weights(factors, turns) * whole)
        many = any_split(factors, turns)
    else:
        offers = _backwards(factors, count) * whole
        turns = read_only(_turns(len(names), count))
        limit = read_only(np.full(len(names), np.nan))
    return PieSplit(
        protocol="sequential unanimity",
        actors=names,
        size=whole,
        discount=factors,
        recognition=turns,
        horizon=count,
        shares=read_only(offers[0]) if len(offers) else read_only(np.zeros(len(names))),
        proposers=tuple(names[turn % len(names)] for turn in range(len(offers))),
        offers=read_only(offers),
        limit=limit,
        continuum=many,
        statement=uniqueness(len(names), count, many),
        reference=REFERENCE,
    )


def _stationary(factors: FloatArray, patient: int | None) -> FloatArray:
    """Return what each proposes in its turn, shape (n, n), of a pie of size 1.

    Subtracting the condition for proposer k + 1 from that for k leaves
    ``z_k (1 - d_k^(n-1)) = sum_j d_j^(m-1) (1 - d_j) z_j``: flows into and out of state k of a
    chain that moves from j to k at the rate ``d_j^(m(k, j) - 1) (1 - d_j)``.
    """
    count = len(factors)
    ahead = (np.arange(count) - np.arange(count)[:, None]) % count  # rounds from k until j
    if patient is None:
        rates = factors ** np.maximum(ahead - 1, 0) * (1.0 - factors)
        own = resting(rates.T)
    else:
        own = np.eye(count)[patient]
    offers = factors**ahead * own
    shares: FloatArray = offers / offers.sum(axis=1, keepdims=True)
    return shares


def resting(rates: FloatArray) -> FloatArray:
    """Return the resting distribution of a Markov chain, by elimination without subtraction.

    Parameters
    ----------
    rates : array, shape (n, n)
        From row to column; the diagonal does not matter.  Every state leads to every other.

    Returns
    -------
    array, shape (n,)
        In proportion; every entry is right to about n times the rounding of one number.
    """
    left = np.array(rates)
    for last in range(len(left) - 1, 0, -1):
        left[:last, last] /= left[last, :last].sum()
        left[:last, :last] += np.outer(left[:last, last], left[last, :last])
    weights = np.ones(len(left))
    for place in range(1, len(left)):
        weights[place] = weights[:place] @ left[:place, place]
    return weights / math.fsum(weights)


def _turns(actors: int, rounds: int) -> FloatArray:
    """Return in which part of the rounds each proposes."""
    turns = np.bincount(np.arange(rounds) % actors, minlength=actors)
    return np.asarray(turns / max(rounds, 1))


def _backwards(factors: FloatArray, rounds: int) -> FloatArray:
    """Return the offers of a pie of size 1 round by round, shape (rounds, n)."""
    offers = np.zeros((rounds, len(factors)))
    worth = np.zeros(len(factors))
    for turn in reversed(range(rounds)):
        proposer = turn % len(factors)
        worth = worth * factors
        worth[proposer] = 0.0
        worth[proposer] = max(0.0, 1.0 - worth.sum())
        offers[turn] = worth
    return offers
