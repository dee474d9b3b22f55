"""Strategies, packages and mixtures in words."""

from __future__ import annotations

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.actors import Outcome
from negotiation.concessions import NormalFormGame


def in_words(game: NormalFormGame, actor: int, mixture: FloatArray) -> str:
    """Return a mixture in words: "swerve", or "66.7% swerve, 33.3% drive on"."""
    used = np.flatnonzero(mixture)
    if len(used) == 1:
        return strategy_label(game, actor, int(used[0]))
    return ", ".join(
        f"{percent(mixture[each])} {strategy_label(game, actor, int(each))}" for each in used
    )


def percent(share: float) -> str:
    """Return a probability as a percentage that is never rounded to nothing or to certainty."""
    return f"{share:.1%}" if 0.0005 <= share <= 0.9995 else f"{share * 100:.4g}%"


def strategy_label(game: NormalFormGame, actor: int, strategy: int) -> str:
    """Return a strategy in words; a package of concessions by what it concedes."""
    labels = game.strategies[actor]
    label = labels[strategy]
    if isinstance(label, Outcome):
        return str(label.changes(labels[0])) or "nothing conceded"
    return f"strategy {label}" if isinstance(label, int) else str(label)
