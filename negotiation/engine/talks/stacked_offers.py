"""Stacked offers: any number of actors, each accepts, makes a counter-offer or leaves in turn."""

from __future__ import annotations

import numpy as np

from negotiation.engine.talks._log import ACCEPTS, OFFER
from negotiation.engine.talks._rules import rules
from negotiation.engine.talks._table import Table

REFERENCE = (
    "Aydogan, R., Festen, D., Hindriks, K. V. & Jonker, C. M. (2017). Alternating offers "
    "protocols for multilateral negotiation. In Modern Approaches to Agent-based Complex "
    "Automated Negotiation, 153-167. Springer"
)


@rules("stacked-offers", reference=REFERENCE, in_turn=True)
class StackedOffers:
    """In every round each actor moves once, in a fixed order.

    An actor accepts the offer on the table, replaces it by an offer of its own, or walks away.
    There is an agreement as soon as the actor who made the offer on the table and those who
    have accepted it since are enough to agree: everybody, unless the scenario's `Consent` says
    otherwise.  Talks end without one after the last round, or when those who are left could
    not agree without those who left.

    Parameters
    ----------
    table : Table
    """

    def __init__(self, table: Table) -> None:
        self.table, self.turn = table, 0
        actors = table.problem.actors
        self.alone = table.problem.consent.wins(np.eye(len(actors), dtype=np.bool_), actors)
        self.yes = np.zeros(len(actors), dtype=np.bool_)

    def step(self) -> None:
        """Let the actor whose turn it is move."""
        table = self.table
        seat = table.order[self.turn]
        kind, row, note = table.ask(seat)
        if kind == OFFER:
            table.offer(seat, row, note)
            self.yes[:] = False
            self.yes[seat] = True
            signed = bool(self.alone[seat])
        elif kind == ACCEPTS:
            table.write(seat, kind, row)
            self.yes[seat] = True
            signed = bool(table.problem.consent.wins(self.yes, table.problem.actors))
        else:
            signed = False
            table.leave(seat, kind, note)
        if signed:
            table.sign(seat)
        elif not table.over:
            self._pass_on()

    def _pass_on(self) -> None:
        """Give the next actor present its turn, in the next round if everybody has moved."""
        table = self.table
        while True:
            self.turn += 1
            if self.turn == len(table.order):
                self.turn = 0
                table.round += 1
                if table.round > table.rounds:
                    table.round = table.rounds
                    table.end("deadline")
                    return
            if table.present[table.order[self.turn]]:
                return
