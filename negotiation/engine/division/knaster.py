"""Knaster's sealed bids: items to the highest bidders, balanced in money."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.engine.division._division import rule


@rule(
    "knaster",
    reference=(
        "Steinhaus, H. (1948). The problem of fair division. Econometrica 16, 101-104 "
        "(Knaster's procedure of sealed bids)."
    ),
)
def knaster(points: FloatArray) -> tuple[FloatArray, FloatArray, dict[str, Any]]:
    """Give each item to its highest bidder and share the surplus over fair shares equally.

    An actor's fair share is its total bid divided by the number of actors.  What the
    items are worth to their winners exceeds the sum of fair shares by the surplus; money
    brings everybody to its fair share plus an equal part of it.  Transfers sum to 0.
    Equal bids are settled in the order of the actors, which changes nobody's payoff.

    Parameters
    ----------
    points : array, shape (n_actors, n_items)
        Bids in money, not negative.

    Returns
    -------
    shares : array, shape (n_actors, n_items)
    transfers : array, shape (n_actors,)
    notes : dict
        ``surplus`` and ``fair_shares``.
    """
    count = len(points)
    shares = (np.arange(count)[:, None] == points.argmax(axis=0)).astype(np.float64)
    received = (shares * points).sum(axis=1)
    fair = points.sum(axis=1) / count
    surplus = float(received.sum() - fair.sum())
    return shares, fair + surplus / count - received, {"surplus": surplus, "fair_shares": fair}
