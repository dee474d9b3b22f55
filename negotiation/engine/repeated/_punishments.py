"""How patient actors must be for a profile to be kept up, by what follows a deviation.

Everywhere a condition reads ``patience * drop >= gain``: what an actor gains by deviating now
against what it loses from the next period on, both per unit of ``1 - patience``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray, negligible
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._stakes import stakes


@dataclass(frozen=True)
class Profiles:
    """All combinations of strategies of a game in one list.

    Attributes
    ----------
    payoffs : array, shape (n_actors, n)
    gains : array, shape (n_actors, n)
        What an actor gets at most by playing something else, less what it gets; -inf for an
        actor with a single strategy.
    slack : array, shape (n_actors,)
        Differences that count as none.
    """

    payoffs: FloatArray
    gains: FloatArray
    slack: FloatArray

    @classmethod
    def of(cls, game: NormalFormGame) -> Profiles:
        """Return the profiles of a game."""
        gains = []
        for own, (payoffs, best) in enumerate(zip(game.payoffs, stakes(game).best, strict=True)):
            if payoffs.shape[own] == 1:
                gains.append(np.full(payoffs.shape, -np.inf))
                continue
            ordered = np.sort(payoffs, axis=own)
            top, second = (ordered.take([place], axis=own) for place in (-1, -2))
            gain = np.where(payoffs == top, second, top) - payoffs
            gains.append(np.where(best, np.minimum(gain, 0.0), gain))
        count = len(game.actors)
        listed = game.payoffs.reshape(count, -1)
        slack = negligible(listed.max(axis=1), listed.min(axis=1))
        return cls(listed, np.stack(gains).reshape(count, -1), slack)


def least(gain: FloatArray, drop: FloatArray, slack: FloatArray) -> FloatArray:
    """Return from which patience on ``patience * drop >= gain`` holds; infinite if from none."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where((gain > 0) & (drop - gain > slack), gain / drop, np.inf)
        free = (gain <= 0) & ((drop >= -slack) | (gain <= drop + slack))
    return np.where(free, 0.0, share)


def grim(profiles: Profiles, reversion: FloatArray) -> FloatArray:
    """Return the least patience of each actor, (n_actors, n), if all end in `reversion`, (n,)."""
    drop = profiles.gains + profiles.payoffs - reversion[:, None]
    return least(profiles.gains, drop, profiles.slack[:, None])


def common_stick(profiles: Profiles) -> tuple[FloatArray, IntArray]:
    """Return the least patience, (n_actors, n), and the best stick for each profile, (n,).

    After any deviation, from the profile or from the stick, the stick is played once and
    then the profile again.
    """
    payoffs, gains, slack = profiles.payoffs, profiles.gains, profiles.slack[:, None]
    floors, sticks = np.empty(payoffs.shape), np.empty(payoffs.shape[1], dtype=np.intp)
    for place in range(payoffs.shape[1]):
        now = gains[:, place, None]
        each = least(np.maximum(now, gains), payoffs[:, place, None] - payoffs, slack)
        sticks[place] = each.max(axis=0).argmin()
        floors[:, place] = each[:, sticks[place]]
    return floors, sticks


def penance(profiles: Profiles) -> tuple[FloatArray, IntArray]:
    """Return the least patience, (2, n), and each actor's best penance for each profile, (2, n).

    After a deviation of actor i, from whatever was due, its penance is played once and then
    the profile again.  Nobody would rather agree to forget about it: among the profile and
    the two ways to go on after a deviation none is better for both than another.
    """
    payoffs, gains, slack = profiles.payoffs, profiles.gains, profiles.slack
    count = payoffs.shape[1]
    apart = _undominated(payoffs, slack)
    joint = [np.maximum(each[:, None], each[None, :]) for each in gains]
    floors, chosen = np.empty((2, count)), np.empty((2, count), dtype=np.intp)
    for place in range(count):
        drops = payoffs[:, place, None] - payoffs
        # Rows: the penance of the first actor; columns: that of the second.
        one = least(np.maximum(joint[0], gains[0, place]), drops[0][:, None], slack[0])
        two = least(np.maximum(joint[1], gains[1, place]), drops[1][None, :], slack[1])
        allowed = apart & apart[place][:, None] & apart[place][None, :]
        worst = np.where(allowed, np.maximum(one, two), np.inf)
        first, second = np.unravel_index(int(worst.argmin()), worst.shape)
        floors[:, place] = one[first, second], two[first, second]
        if not np.isfinite(worst[first, second]):
            floors[:, place] = np.inf
        chosen[:, place] = first, second
    return floors, chosen


def _undominated(payoffs: FloatArray, slack: FloatArray) -> BoolArray:
    """Return whether neither of two profiles is better for both actors, shape (n, n)."""
    more = payoffs[:, :, None] - payoffs[:, None, :] > slack[:, None, None]
    better: BoolArray = more[0] & more[1]
    return ~(better | better.T)
