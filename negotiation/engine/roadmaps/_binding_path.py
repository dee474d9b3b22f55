"""The path of an exchange on which nobody gains by stopping, and nobody would gain by less.

Two actors exchange what cannot be taken back.  An actor that stops keeps what it has got and
spares its next step; it is kept from that by what the other still has to give.  If the
condition is to bind in every round, then ``d_i B_i(x_j') - C_i(x_i)`` never changes, where
``x_i`` is what i has given so far and ``x_j'`` what the other will have given next.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray
from negotiation.errors import NotDefinedError

Curve = Callable[[float], float]


def shares_left(ratios: FloatArray, rounds: int, alternating: bool) -> FloatArray:
    """Return what of each actor's part is still to be given after each round, linear payoffs.

    Parameters
    ----------
    ratios : array, shape (2,)
        ``c_i / (d_i b_i)``: the other has, next round, this share left of what i has left now.
    rounds : int
    alternating : bool
        Whether the first actor moves in odd rounds and the second in even ones.

    Returns
    -------
    array, shape (rounds + 1, 2)
        From 1 downwards.
    """
    left = np.ones((rounds + 1, 2))
    for turn in range(rounds):
        left[turn + 1] = left[turn, ::-1] * ratios[::-1]
        if alternating:
            waits = (turn + 1) % 2
            left[turn + 1, waits] = left[turn, waits]
    return left


def levels(
    benefits: tuple[Curve, Curve],
    costs: tuple[Curve, Curve],
    patience: FloatArray,
    limit: FloatArray,
    plan: tuple[int, bool],
) -> FloatArray:
    """Return what each actor has given after each round, for any increasing payoffs.

    Parameters
    ----------
    benefits, costs : pair of callables
        What i gets from the other's level, and what its own level costs it; 0 at 0.
    patience : array, shape (2,)
    limit : array, shape (2,)
        The levels towards which the exchange goes.
    plan : pair
        The number of rounds, and whether the actors alternate.

    Returns
    -------
    array, shape (rounds + 1, 2)

    Raises
    ------
    NotDefinedError
        If a benefit jumps where the path needs a value in between.
    """
    rounds, alternating = plan
    keeps = [
        patience[own] * benefits[own](limit[1 - own]) - costs[own](limit[own]) for own in (0, 1)
    ]
    path = np.zeros((rounds + 1, 2))
    for turn in range(rounds):
        for own in (0, 1):
            other = 1 - own
            if alternating and other != turn % 2:
                path[turn + 1, other] = path[turn, other]
                continue
            worth = (costs[own](path[turn, own]) + keeps[own]) / patience[own]
            path[turn + 1, other] = _level(benefits[own], worth, path[turn, other], limit[other])
    return path


def _level(benefit: Curve, worth: float, start: float, end: float) -> float:
    """Return the level between two others at which a benefit reaches some worth."""
    from scipy.optimize import brentq

    low, high = benefit(start), benefit(end)
    if worth >= high - abs(high) * 1e-15:
        return float(end)
    if worth <= low:
        return float(start)
    found = float(
        brentq(lambda level: benefit(level) - worth, start, end, xtol=1e-300, rtol=8.9e-16)
    )
    if abs(benefit(found) - worth) > 1e3 * TOLERANCE * abs(high):
        raise NotDefinedError(
            f"A benefit jumps near level {found:.6g}, so that no level is worth {worth:.6g}; "
            "give a continuous benefit."
        )
    return found
