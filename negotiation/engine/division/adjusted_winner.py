"""Adjusted Winner: two actors divide items so that both get equally much, and none is wasted."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.engine.division._division import rule
from negotiation.errors import InvalidValueError


@rule(
    "adjusted-winner",
    actors=2,
    reference=(
        "Brams, S. J. and Taylor, A. D. (1996). Fair Division: From Cake-Cutting to Dispute "
        "Resolution. Cambridge University Press."
    ),
)
def adjusted_winner(points: FloatArray) -> tuple[FloatArray, FloatArray, dict[str, Any]]:
    """Give items in the order of the ratio of points until both hold an equal share of their total.

    The first actor gets the items on which its points are highest relative to the
    other's, the second the rest; at most one item is split.  The division is efficient,
    equitable and, for two actors, envy-free.  Actors whose points do not sum to the same
    total are compared by the share of their own total.

    Parameters
    ----------
    points : array, shape (2, n_items)
        Not negative, each row with a positive sum.

    Returns
    -------
    shares : array, shape (2, n_items)
    transfers : array, shape (2,)
        Zeros.
    notes : dict

    Raises
    ------
    InvalidValueError
        If an actor puts no points on anything.
    """
    totals = points.sum(axis=1)
    if (totals <= 0).any():
        raise InvalidValueError("Every actor must put points on something.", given=totals.tolist())
    first, second = points / totals[:, None]
    order = np.argsort(-first / np.maximum(first + second, 1e-300), kind="stable")
    shares = np.zeros(points.shape)
    lead = -second.sum()  # what the first actor holds less what the second does
    for item in order:
        weight = first[item] + second[item]
        part = 1.0 if weight == 0 else float(np.clip(-lead / weight, 0.0, 1.0))
        shares[:, item] = part, 1.0 - part
        lead += part * weight
    return shares, np.zeros(2), {}
