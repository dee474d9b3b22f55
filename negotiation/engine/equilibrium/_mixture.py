"""Mixed strategies in words, and the subjects that a game can be read from."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.actors import Scenario
from negotiation.concessions import NormalFormGame, concession_game
from negotiation.engine.equilibrium._equilibria import _percent, strategy_label
from negotiation.errors import InvalidTypeError, NotDefinedError


def in_words(game: NormalFormGame, actor: int, mixture: FloatArray) -> str:
    """Return a mixture in words: "swerve", or "66.7% swerve, 33.3% drive on"."""
    used = np.flatnonzero(mixture)
    if len(used) == 1:
        return strategy_label(game, actor, int(used[0]))
    return ", ".join(
        f"{_percent(mixture[each])} {strategy_label(game, actor, int(each))}" for each in used
    )


def game_of(subject: Any, what: str) -> NormalFormGame:
    """Return the game that a question is about.

    Parameters
    ----------
    subject : object
        A `NormalFormGame`, a `Scenario` (its concession game), or anything with a method
        ``normal_form()``.
    what : str
        How the error calls the question, as the start of a sentence.

    Raises
    ------
    InvalidTypeError
        If it is none of these.
    """
    if isinstance(subject, Scenario):
        return concession_game(subject)
    if not isinstance(subject, NormalFormGame) and hasattr(subject, "normal_form"):
        subject = subject.normal_form()
    if not isinstance(subject, NormalFormGame):
        raise InvalidTypeError(
            f"{what} is asked of a NormalFormGame, or of a Scenario's concession game.",
            given=type(subject).__name__,
        )
    return subject


def two_actor_game_of(subject: Any, what: str, remedy: str) -> NormalFormGame:
    """Return the game that a question is about, if it has two actors.

    Raises
    ------
    InvalidTypeError
        If it is not a game.
    NotDefinedError
        If it has not two actors; `remedy` is the sentence that follows.
    """
    game = game_of(subject, what)
    if len(game.actors) != 2:
        raise NotDefinedError(
            f"{what} is defined for 2 actors here; this game has {len(game.actors)} "
            f"({', '.join(game.actors)}). {remedy}"
        )
    return game


def unit(size: int, place: int) -> FloatArray:
    """Return the mixture that plays one strategy for sure."""
    vector = np.zeros(size)
    vector[place] = 1.0
    return vector
