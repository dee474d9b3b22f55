"""What every package brings every actor above walking away, in every draw."""

from __future__ import annotations

import numpy as np

from negotiation._arrays import FloatArray, negligible
from negotiation.concessions import Draws


def gains_of(draws: Draws) -> tuple[FloatArray, FloatArray]:
    """Return gains (n, n_outcomes, n_actors) and what differences count as none (n, n_actors)."""
    payoffs, walk = draws.payoffs(), draws.disagreement
    high = np.maximum(payoffs.max(axis=1), walk)
    low = np.minimum(payoffs.min(axis=1), walk)
    return payoffs - walk[:, None, :], negligible(high, low)
