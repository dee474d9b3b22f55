"""Forgiving a laggard: it performs the missed step alone, then the plan goes on."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import FloatArray


def catch_up_slack(paid: Any, received: Any, patience: Any) -> FloatArray:
    """Return how far each step is from being put off, if a missed step must be caught up alone.

    An actor that misses a step spares its cost for a period and puts off everything that comes
    after by one.  It does not gain by that if the step costs no more than the rest of the plan
    is worth next period: ``d_i v_i(t+1) - c_i(t) >= 0``.  The condition is the same for the
    laggard that has to catch up, so nothing else need be checked, and neither side would rather
    begin anew than go on: nothing is destroyed by the punishment.

    Parameters
    ----------
    paid, received : array, shape (n_steps, n_actors)
        What each step costs each actor per period for ever, and what the others' steps of the
        same round bring it.  Steps after the last are none.
    patience : array, shape (n_actors,)

    Returns
    -------
    array, shape (n_steps, n_actors)
    """
    costs, gains = np.asarray(paid, dtype=np.float64), np.asarray(received, dtype=np.float64)
    ahead = np.zeros_like(costs)
    rest = np.zeros(costs.shape[1])
    for step in range(len(costs) - 1, -1, -1):
        ahead[step] = rest
        rest = gains[step] - costs[step] + patience * rest
    return np.asarray(patience * ahead - costs)
