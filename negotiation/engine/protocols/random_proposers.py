"""Random proposers: chance decides who proposes, and everybody must accept."""

from __future__ import annotations

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
    recognised,
    unanimous,
    uniqueness,
)

REFERENCE = (
    "Binmore, K. (1987). Perfect equilibria in bargaining models. In: Binmore, K. and Dasgupta, P. "
    "(eds), The Economics of Bargaining; Merlo, A. and Wilson, C. (1995). A stochastic model of "
    "sequential bargaining with complete information. Econometrica 63, 371-399."
)


@protocol(PieSplit, reference=REFERENCE)
def random_proposers(
    recognition: int | Sequence[float] | Mapping[str, float],
    *,
    discount: float | Sequence[float] | Mapping[str, float],
    size: float = 1.0,
    horizon: int | None = None,
    actors: Sequence[str] | None = None,
) -> PieSplit:
    """Return the stationary equilibrium when chance picks the proposer and all must accept.

    In each round actor i proposes with probability p_i; the others accept or reject.  A
    rejection ends the round.  Every j accepts ``d_j v_j``, the worth of going on, so that
    ``v_i = p_i (size - sum_j d_j v_j) + d_i v_i``: shares are proportional to
    ``p_i / (1 - d_i)``.  For other majorities than all see `legislative`.

    With three actors or more there are other equilibria, in which answers depend on the past:
    if whoever proposes faces others whose discount factors sum to 1 or more, every division is
    an equilibrium outcome (`PieSplit.continuum`).  With a last round the equilibrium is unique.

    Parameters
    ----------
    recognition : int, sequence or mapping
        How many actors, equally likely to propose; or a probability for each.
    discount : number, sequence or mapping
        What a share is still worth after one round more, between 0 and 1.  Without a last
        round one actor at most may have 1, one who may propose, and then gets everything.
    size : float
        Of the pie; above 0.
    horizon : int, optional
        How many rounds there are; no last round if left out.  Without agreement nobody gets
        anything.
    actors : sequence of str, optional
        Names; "Actor 1", "Actor 2", … if left out.

    Returns
    -------
    PieSplit
        `shares` are expected before the first proposer is known.

    Raises
    ------
    NegotiationError
        If a number is out of range or a name stands twice.
    NotDefinedError
        If there is no last round and two actors lose nothing by waiting, or one who never
        proposes.

    References
    ----------
    Binmore, K. (1987). Perfect equilibria in bargaining models. In: Binmore, K. and Dasgupta,
    P. (eds), The Economics of Bargaining.
    Merlo, A. and Wilson, C. (1995). A stochastic model of sequential bargaining with complete
    information. Econometrica 63, 371-399.

    Examples
    --------
    >>> import negotiation as ng
    >>> talks = ng.protocols.random_proposers([0.5, 0.3, 0.2], discount=[0.9, 0.95, 0.8])
    >>> talks.shares.round(4).tolist()
    [0.4167, 0.5, 0.0833]
    """
    names, chances = recognised(recognition, actors)
    factors = discounted(discount, names)
    whole = positive(size, "The size of the pie")
    count = last_round(horizon, len(names))
    many = False
    if count is None:
        shares = unanimous(names, factors, chances) * whole
        votes = factors * shares
        limit = read_only(limit_weights(factors, chances) * whole)
        many = any_split(factors, chances)
    else:
        shares, votes = (each * whole for each in _backwards(factors, chances, count))
        limit = read_only(np.full(len(names), np.nan))
    return PieSplit(
        protocol="random proposers",
        actors=names,
        size=whole,
        discount=factors,
        recognition=chances,
        horizon=count,
        shares=read_only(shares),
        proposers=names if count != 0 else (),
        offers=read_only(_offers(votes, whole) if count != 0 else np.zeros((0, len(names)))),
        limit=limit,
        continuum=many,
        statement=uniqueness(len(names), count, many),
        reference=REFERENCE,
    )


def _backwards(
    factors: FloatArray, chances: FloatArray, rounds: int
) -> tuple[FloatArray, FloatArray]:
    """Return expected shares of a pie of size 1, and what each accepts in the first round."""
    shares = np.zeros(len(factors))
    votes = shares
    for _ in range(rounds):
        votes = factors * shares
        shares = votes + chances * max(0.0, 1.0 - float(votes.sum()))
    return shares, votes


def _offers(votes: FloatArray, size: float) -> FloatArray:
    """Return what each would propose: to the others the price of their votes."""
    offers = np.tile(votes, (len(votes), 1))
    np.fill_diagonal(offers, votes + max(0.0, size - float(votes.sum())))
    return offers
