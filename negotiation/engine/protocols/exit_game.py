"""The exit game: who accepts its share takes it and leaves; the others bargain on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from negotiation._arrays import FloatArray, read_only
from negotiation.engine.information._ranges import positive
from negotiation.engine.protocols._pie import PieSplit
from negotiation.engine.protocols._protocol import protocol
from negotiation.engine.protocols._seats import (
    discounted,
    limit_weights,
    only_patient,
    seated,
    split_by,
)

REFERENCE = (
    "Krishna, V. and Serrano, R. (1996). Multilateral bargaining. Review of Economic Studies 63, "
    "61-80; Chae, S. and Yang, J.-A. (1994). An N-person pure bargaining game. Journal of Economic "
    "Theory 62, 86-102."
)


@protocol(PieSplit, reference=REFERENCE)
def exit_game(
    actors: int | Sequence[str],
    *,
    discount: float | Sequence[float] | Mapping[str, float],
    size: float = 1.0,
) -> PieSplit:
    """Return the equilibrium of n actors who may each accept their own share and leave.

    One actor proposes a division.  Whoever accepts takes its share and leaves; the proposer
    and those who rejected divide the rest a round later, when the next in turn proposes.  A
    rejection thus leads to bargaining between two over what the two have left, and fixes the
    ratio of their shares as in alternating offers.  The proposer i gets K / (1 - d_i), every
    other j gets K d_j / (1 - d_j): with equal factors ``size / (1 + (n - 1) d)`` and d times
    that.  This is the only subgame-perfect equilibrium; partial agreements remove the many
    others of `sequential_unanimity`.

    Parameters
    ----------
    actors : int or sequence of str
        How many, or their names, in the order in which they propose.
    discount : number, sequence or mapping
        What a share is still worth after one round more, between 0 and 1.  One actor at most
        may have 1, and then gets everything.
    size : float
        Of the pie; above 0.

    Returns
    -------
    PieSplit
        Row i of `offers` is what the i-th actor would offer if it were first with all present.

    Raises
    ------
    NegotiationError
        If a number is out of range or a name stands twice.
    NotDefinedError
        If two actors lose nothing by waiting.

    References
    ----------
    Krishna, V. and Serrano, R. (1996). Multilateral bargaining. Review of Economic Studies 63,
    61-80.
    Chae, S. and Yang, J.-A. (1994). An N-person pure bargaining game. Journal of Economic
    Theory 62, 86-102.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.protocols.exit_game(3, discount=0.5).shares.tolist()
    [0.5, 0.25, 0.25]
    """
    names = seated(actors)
    factors = discounted(discount, names)
    whole = positive(size, "The size of the pie")
    patient = only_patient(names, factors)
    turns = read_only(np.full(len(names), 1.0 / len(names)))
    offers = np.array(
        [split_by(_weights(factors, patient, proposer), whole) for proposer in range(len(names))]
    )
    return PieSplit(
        protocol="exit game",
        actors=names,
        size=whole,
        discount=factors,
        recognition=turns,
        horizon=None,
        shares=read_only(offers[0]),
        proposers=names,
        offers=read_only(offers),
        limit=read_only(limit_weights(factors, turns) * whole),
        continuum=False,
        statement="These are the only subgame-perfect equilibrium payoffs.",
        reference=REFERENCE,
    )


def _weights(factors: FloatArray, patient: int | None, proposer: int) -> FloatArray:
    """Return what shares are in proportion to when one actor proposes."""
    if patient is not None:
        return np.asarray(np.eye(len(factors))[patient])
    weights: FloatArray = factors / (1.0 - factors)
    weights[proposer] = 1.0 / (1.0 - factors[proposer])
    return weights
