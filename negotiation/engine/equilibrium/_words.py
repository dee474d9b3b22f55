"""Strategies, packages and mixtures in words."""

from __future__ import annotations

from negotiation._arrays import FloatArray
from negotiation._shares import mixed
from negotiation.actors import Outcome
from negotiation.concessions import NormalFormGame


def in_words(game: NormalFormGame, actor: int, mixture: FloatArray) -> str:
    """Return a mixture in words: "swerve", or "66.7% swerve, 33.3% drive on"."""
    return mixed(mixture, lambda each: strategy_label(game, actor, each))


def strategy_label(game: NormalFormGame, actor: int, strategy: int) -> str:
    """Return a strategy in words; a package of concessions by what it concedes."""
    labels = game.strategies[actor]
    label = labels[strategy]
    if isinstance(label, Outcome):
        return str(label.changes(labels[0])) or "nothing conceded"
    return f"strategy {label}" if isinstance(label, int) else str(label)
