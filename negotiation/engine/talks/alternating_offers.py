"""Alternating offers: two actors answer each other's offers in turn."""

from __future__ import annotations

from negotiation.engine.talks._rules import rules
from negotiation.engine.talks.stacked_offers import StackedOffers

REFERENCE = (
    "Rubinstein, A. (1982). Perfect equilibrium in a bargaining model. Econometrica 50(1), 97-109"
)


@rules("alternating-offers", reference=REFERENCE, actors=2, in_turn=True)
class AlternatingOffers(StackedOffers):
    """In every round both actors move once, the same one always first.

    A move accepts the other's last offer, answers it with an offer of one's own, or walks
    away.  The last offer of the last round can no longer be answered.

    Parameters
    ----------
    table : Table
    """
