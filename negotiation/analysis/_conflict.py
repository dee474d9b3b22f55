"""How far interests are opposed, and how much there is to create by trading: pure formulas."""

from __future__ import annotations

from typing import Any

from negotiation._arrays import namespace


def opposition(payoffs: Any, best: float = 1.0) -> Any:
    """Return the least distance of the outcomes to the point where all have their best.

    ``min_x sqrt(sum_i (best - x_i)^2)``.  0 if one outcome is best for everybody.

    Parameters
    ----------
    payoffs : array, shape (..., k, n_actors)
        Efficient payoffs, on a scale on which `best` is every actor's best.
    best : float, default 1.0

    Returns
    -------
    array, shape (...)

    Examples
    --------
    >>> import numpy as np
    >>> float(opposition(np.array([[1.0, 0.0], [0.6, 0.7], [0.0, 1.0]])))
    0.5
    """
    xp = namespace(payoffs)
    short = best - payoffs
    return xp.sqrt(xp.min(xp.sum(short * short, axis=-1), axis=-1))


def integrative_potential(payoffs: Any, slack: Any) -> Any:
    """Return how far the efficient outcomes rise above pure conflict, from 0 to 1.

    Put every actor's payoffs on a scale from 0, its worst in an efficient outcome, to 1, its
    best: ``t_i``.  If the actors only divided a fixed sum, each one's best would leave nothing
    to the others, and the efficient outcomes would lie on the plane ``sum_i t_i = 1`` through
    these bests.  If nothing were in conflict, one outcome would reach ``sum_i t_i = n``.  No set
    of efficient outcomes lies wholly below the plane, because where one actor has its best the
    sum is at least 1.  So ``(max_x sum_i t_i - 1) / (n - 1)`` runs from 0 to 1.  Lotteries
    change nothing, since a linear function is largest at an outcome: 0 also says that no outcome
    beats a draw between the actors' bests.

    Parameters
    ----------
    payoffs : array, shape (..., k, n_actors)
        Efficient payoffs, on any scale of each actor's own.
    slack : array, shape (..., n_actors)
        Differences of payoffs that count as none.  Actors to whom all efficient outcomes are
        worth the same have no part in the conflict and are left out of ``n``.

    Returns
    -------
    array, shape (...)
        1 where nobody is in conflict.

    Examples
    --------
    >>> import numpy as np
    >>> frontier = np.array([[10.0, 0.0], [8.0, 6.0], [0.0, 8.0]])
    >>> float(integrative_potential(frontier, np.zeros(2)))
    0.55
    """
    xp = namespace(payoffs)
    low = xp.min(payoffs, axis=-2, keepdims=True)
    width = xp.max(payoffs, axis=-2, keepdims=True) - low
    party = width > slack[..., None, :]
    unit = xp.where(party, width, xp.ones_like(width))
    scaled = xp.where(party, (payoffs - low) / unit, xp.zeros_like(payoffs))
    ones = xp.ones_like(width)
    parties = xp.sum(xp.where(party, ones, xp.zeros_like(width)), axis=-1)[..., 0]
    rise = xp.max(xp.sum(scaled, axis=-1), axis=-1) - 1.0
    conflict = parties > 1.5
    share = rise / xp.where(conflict, parties - 1.0, xp.ones_like(parties))
    return xp.where(conflict, xp.clip(share, 0.0, 1.0), xp.ones_like(parties))
