"""The offer to make when one does not know whom one faces: screening over packages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, read_only
from negotiation._table import Shown, Table
from negotiation.concessions.preference_types import PreferenceTypes
from negotiation.errors import InvalidTypeError, NotDefinedError, unknown_name


@dataclass(frozen=True, eq=False)
class BestOffers(Shown):
    """What one actor should put on the table, once and for all, depending on its own type.

    Attributes
    ----------
    types : PreferenceTypes
    proposer : str
    acceptance : array, shape (t_proposer, n_outcomes)
        How likely each outcome is to be accepted by all others, as the type sees it; NaN for
        types of probability zero.
    expected : array, shape (t_proposer, n_outcomes)
        The type's expected gain from offering it; red lines aside.
    best : tuple of tuples of int
        Per type the places of all best offers; empty where no offer is worth making.
    values : array, shape (t_proposer,)
        The expected gain of the best offer; 0 where none is worth making.
    agreement : array, shape (t_proposer,)
        How likely the best offer is to be accepted; among several the likeliest.
    """

    types: PreferenceTypes
    proposer: str
    acceptance: FloatArray
    expected: FloatArray
    best: tuple[tuple[int, ...], ...]
    values: FloatArray
    agreement: FloatArray

    @property
    def outcomes(self) -> tuple[tuple[Any, ...], ...]:
        """Per type of the proposer all its best offers."""
        return tuple(tuple(self.types.outcomes[p] for p in places) for places in self.best)

    @property
    def no_agreement(self) -> float:
        """How likely it is that talks end without agreement, over all types."""
        agreed = float(self._shares() @ np.nan_to_num(self.agreement))
        return max(0.0, 1.0 - agreed)

    @property
    def lost(self) -> float:
        """How likely it is that they end so although all would have signed something."""
        return max(0.0, self.no_agreement - (1.0 - self.types.agreeable))

    def _shares(self) -> FloatArray:
        own = self.types.actors.index(self.proposer)
        others = tuple(a for a in range(len(self.types.actors)) if a != own)
        shares: FloatArray = self.types.prior.sum(axis=others)
        return shares

    def summary(self) -> Table:
        """Return each type's best offer, what it brings and how likely it is accepted."""
        own = self.types.actors.index(self.proposer)
        rows = []
        for t, label in enumerate(self.types.types[own]):
            places = self.best[t]
            # The likeliest of several, as for the probabilities.
            top = max(places, key=lambda p: self.acceptance[t, p]) if places else None
            offer = "none" if top is None else str(self.types.outcomes[top])
            more = f" (and {len(places) - 1} as good)" if len(places) > 1 else ""
            rows.append((label, offer + more, float(self.agreement[t]), float(self.values[t])))
        notes = [
            f"Over all types there is no agreement with probability {self.no_agreement:.1%}. "
            f"With probability {1 - self.types.agreeable:.1%} nothing on the list would be signed "
            f"by all; the rest, {self.lost:.1%}, is lost because {self.proposer} cannot tell whom "
            "it faces and asks for more.",
            "One offer, take it or leave it; a type that neither gains nor loses accepts.",
        ]
        columns = (f"type of {self.proposer}", "best offer", "accepted", "expected gain")
        return Table(columns, rows, f"{self.types.name}: offers by {self.proposer}", notes)

    def __repr__(self) -> str:
        return (
            f"<BestOffers by {self.proposer}: {len(self.best)} types, no agreement with "
            f"probability {self.no_agreement:.3g}>"
        )


def best_offers(types: PreferenceTypes, proposer: str) -> BestOffers:
    """Return the take-it-or-leave-it offer that each type of one actor should make.

    Every package is an offer.  The others accept if they do not lose, so an offer reveals
    nothing they need to know; the proposer weighs what a package brings it against how likely
    the others are of a type that accepts.

    Parameters
    ----------
    types : PreferenceTypes
        Who may be at the table; its prior says how likely.
    proposer : str
        The actor that makes the offer.

    Returns
    -------
    BestOffers

    Raises
    ------
    UnknownNameError
        If there is no such actor.
    NotDefinedError
        If there is nobody to make an offer to.

    References
    ----------
    Fudenberg, D. and Tirole, J. (1991). Game Theory, chapters 6 and 10. MIT Press.

    Examples
    --------
    >>> import negotiation as ng
    >>> sides = ng.PreferenceTypes(
    ...     {"Seller": {"any": [1, 3]}, "Buyer": {"rich": [4, 2], "poor": [1, -1]}},
    ...     outcomes=["low price", "high price"],
    ... )
    >>> ng.best_offers(sides, "Seller").outcomes
    (('high price',),)
    """
    if not isinstance(types, PreferenceTypes):
        raise InvalidTypeError("Offers are made among PreferenceTypes.", given=types)
    if proposer not in types.actors:
        raise unknown_name("actor", proposer, types.actors)
    if len(types.actors) < 2:
        raise NotDefinedError("There is nobody to make an offer to.", actor=proposer)
    own = types.actors.index(proposer)
    acceptance = _acceptance(types, own)
    gains = types.gains[own]
    expected = acceptance * gains
    allowed = np.where(types.refused[own] | ~types.accepts[own], -np.inf, expected)
    best, values, agreement = [], np.zeros(len(gains)), np.full(len(gains), np.nan)
    for t, row in enumerate(allowed):
        places: tuple[int, ...] = ()
        if not np.isnan(acceptance[t]).all():
            slack = TOLERANCE * float(np.abs(gains[t]).max())
            top = float(row.max())
            if top > slack:
                places = tuple(int(p) for p in np.flatnonzero(row >= top - slack))
                values[t] = top
            agreement[t] = max((acceptance[t, p] for p in places), default=0.0)
        best.append(places)
    return BestOffers(
        types,
        proposer,
        read_only(acceptance),
        read_only(expected),
        tuple(best),
        read_only(values),
        read_only(agreement),
    )


def _acceptance(types: PreferenceTypes, own: int) -> FloatArray:
    """Return how likely all others are to accept each outcome, shape (t_own, n_outcomes)."""
    total = np.zeros(types.gains[own].shape)
    weight = np.zeros(len(total))
    for place in np.argwhere(types.prior > 0):
        share = float(types.prior[tuple(place)])
        others = [types.accepts[a][t] for a, t in enumerate(place) if a != own]
        total[place[own]] += share * np.logical_and.reduce(others)
        weight[place[own]] += share
    out = np.full(total.shape, np.nan)
    np.divide(total, weight[:, None], out=out, where=weight[:, None] > 0)
    answer: FloatArray = np.minimum(out, 1.0)
    return answer
