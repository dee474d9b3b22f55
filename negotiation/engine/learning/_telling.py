"""Profiles as a reader wants them: what is played in words, and what it is worth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, read_only
from negotiation._shares import percent
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._verify import expected
from negotiation.engine.equilibrium._words import strategy_label

_ROUNDING = 2.0**-50
"""An expectation that is so small a share of what it sums is rounding."""
_TOLD = 5
"""Strategies of a mixture that are told one by one."""


def payoffs_of(game: NormalFormGame, profile: Sequence[FloatArray]) -> FloatArray:
    """Return what the actors expect, shape (n_actors,); what rounding leaves of 0 is 0."""
    played = tuple(profile)
    worth = np.array([expected(payoffs, played) for payoffs in game.payoffs])
    sizes = np.array([expected(np.abs(payoffs), played) for payoffs in game.payoffs])
    return read_only(np.where(np.abs(worth) > _ROUNDING * sizes, worth, 0.0))  # type: ignore[no-any-return]


def told(game: NormalFormGame, actor: int, mixture: FloatArray) -> str:
    """Return the likeliest strategies of a mixture in words, the rest as one."""
    order = np.argsort(-mixture, kind="stable")
    order = order[mixture[order] > TOLERANCE]
    if len(order) == 1:
        return strategy_label(game, actor, int(order[0]))
    shown = order if len(order) <= _TOLD + 1 else order[:_TOLD]
    words = [f"{percent(mixture[each])} {strategy_label(game, actor, int(each))}" for each in shown]
    rest = order[len(shown) :]
    if len(rest):
        words.append(f"{percent(mixture[rest].sum())} any of {len(rest)} others")
    return ", ".join(words)
