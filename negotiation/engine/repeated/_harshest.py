"""From which patience on a profile is kept up if deviations meet the worst there is."""

from __future__ import annotations

import numpy as np

from negotiation._arrays import BoolArray, FloatArray
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium.pure import stable
from negotiation.engine.repeated.values import repeated_values

PRECISION = 1e-9
"""To which thresholds are found."""
_TOP = 1 - 1e-6
"""Patience beyond which nothing is looked for."""


def harshest(game: NormalFormGame) -> FloatArray:
    """Return the least patience of the two actors, (2, n), the same for both.

    With a public lottery what can be kept up grows with patience (Abreu, Pearce and
    Stacchetti 1990), so every threshold is found by halving intervals; profiles that still
    go together share the search.
    """
    floors = np.where(stable(game), 0.0, np.inf).ravel()

    def kept(patience: float) -> BoolArray:
        return repeated_values(game, patience).steady.ravel()

    waiting = [(0.0, _TOP, np.isfinite(floors), kept(_TOP))]
    while waiting:
        low, high, before, after = waiting.pop()
        new = after & ~before
        if not new.any():
            continue
        if high - low <= PRECISION:
            floors[new] = high
            continue
        middle = (low + high) / 2
        between = kept(middle)
        waiting += [(low, middle, before, between), (middle, high, before | between, after)]
    return np.stack([floors, floors])
