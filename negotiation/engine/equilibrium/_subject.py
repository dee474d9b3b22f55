"""What questions about games may be asked of, and the game in it."""

from __future__ import annotations

from typing import Any

from negotiation.actors import Scenario
from negotiation.concessions import NormalFormGame, concession_game
from negotiation.errors import InvalidTypeError, NotDefinedError


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
