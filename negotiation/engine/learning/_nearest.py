"""The equilibrium that a path leads to: its support is read off, its weights are solved for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray, read_only
from negotiation.engine.equilibrium._equilibria import Profile
from negotiation.engine.equilibrium._stakes import Stakes
from negotiation.engine.equilibrium._verify import is_equilibrium
from negotiation.engine.learning._pairs import pairs, single

_ROUNDS = 30
_FAR = 0.2
"""A solution farther away than this is another one."""


def nearest(
    stakes: Stakes,
    near: Sequence[FloatArray],
    used: Sequence[BoolArray],
    tied: Sequence[BoolArray] = (),
) -> Profile | None:
    """Return the equilibrium with a given support that is nearest to a profile.

    The conditions say that everybody is indifferent between all strategies it uses.  Where
    they leave room, the solution that changes the given profile least is taken, so that a
    path that leads to a point of a continuum of equilibria keeps its point.

    Parameters
    ----------
    stakes : Stakes
    near : sequence of arrays
        A probability vector per actor to start from.
    used : sequence of arrays of bool
        Per actor the strategies that may be played.
    tied : sequence of arrays of bool, optional
        Per actor further strategies that shall be as good, though they are not played.

    Returns
    -------
    tuple of arrays, or None
        ``None`` if there is none nearby.  What is returned is checked to be an equilibrium.
    """
    played = [np.flatnonzero(each) for each in used]
    if not all(len(each) for each in played):
        return None
    # An actor's own strategies in play come first, those that tie with them after.
    rows = [
        np.append(mine, np.flatnonzero(tied[actor])) if tied else mine
        for actor, mine in enumerate(played)
    ]
    losses = []
    for own, gap in enumerate(stakes.gaps):
        kept = [rows[own] if actor == own else each for actor, each in enumerate(played)]
        losses.append(gap[np.ix_(*kept)] / (gap.max() or 1.0))
    sizes = [len(each) for each in played]
    start = np.concatenate([mixture[each] for mixture, each in zip(near, used, strict=True)])
    flat = _solved(losses, start, np.cumsum(sizes)[:-1])
    if flat is None:
        return None
    profile = []
    for part, each in zip(np.split(flat, np.cumsum(sizes)[:-1]), used, strict=True):
        mixture = np.zeros(len(each))
        mixture[each] = np.maximum(part, 0.0)
        profile.append(read_only(mixture / mixture.sum()))
    return tuple(profile) if is_equilibrium(stakes, tuple(profile)) else None


def _solved(losses: list[FloatArray], start: FloatArray, cuts: IntArray) -> FloatArray | None:
    """Return the probabilities nearest to a start that meet all conditions, if that is near."""
    flat = start
    for _ in range(_ROUNDS):
        values, slopes = _conditions(losses, np.split(flat, cuts))
        # Changes are sought as shares of each probability, each condition in its own size.
        slopes = slopes * flat
        sizes = np.abs(slopes).max(axis=1)
        kept = sizes > 0
        change = np.linalg.lstsq(
            slopes[kept] / sizes[kept, np.newaxis], -values[kept] / sizes[kept], rcond=1e-12
        )[0]
        flat = flat * (1.0 + change)
        if not np.abs(flat - start).max() < _FAR:
            return None
        if np.abs(change).max() < 1e-15:
            break
    return flat


def _conditions(losses: list[FloatArray], mixtures: list[FloatArray]) -> tuple[Any, Any]:
    """Return how far everybody is from indifference and each sum from 1, and the derivatives.

    Parameters
    ----------
    losses : list of arrays, shape (s1, …, sn)
        Along an actor's own axis there may be further strategies that it does not play.
    mixtures : list of arrays
        A vector per actor, not necessarily of sum 1.
    """
    ends = np.cumsum([0, *(len(each) for each in mixtures)])
    crossed = pairs(losses, mixtures)
    values: list[Any] = []
    slopes: list[Any] = []
    for own, mixture in enumerate(mixtures):
        level = single(losses, crossed, mixtures, own)
        rows = np.zeros((len(level), ends[-1]))
        for other, pair in crossed[own].items():
            rows[:, ends[other] : ends[other + 1]] = pair
        total = np.zeros((1, ends[-1]))
        total[0, ends[own] : ends[own + 1]] = 1.0
        values += [level[1:] - level[0], [mixture.sum() - 1.0]]
        slopes += [rows[1:] - rows[0], total]
    return np.concatenate(values), np.vstack(slopes)
