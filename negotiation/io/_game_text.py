"""A game in normal form as the text of a TOML file."""

from __future__ import annotations

import math
from numbers import Integral, Real
from typing import Any

from negotiation.actors import Outcome
from negotiation.concessions import NormalFormGame
from negotiation.errors import InvalidTypeError
from negotiation.io import _toml_text as toml


def game_text(game: NormalFormGame) -> str:
    """Return the text of a file from which the same game is read.

    Raises
    ------
    InvalidTypeError
        If a strategy is called neither by a text, a number nor a package.
    """
    lines = ['kind = "game"']
    for part in ("title", "about", "source"):
        if getattr(game, part) != "":
            words = toml.text(getattr(game, part), what=f"The {part} of a game", lines=True)
            lines.append(f"{part} = {words}")
    lines.append(f"actors = {toml.array(map(toml.text, game.actors))}")
    sizes = game.payoffs.shape[1:]
    numbered = all(type(each) is int for labels in game.strategies for each in labels)
    if not numbered or game.strategies != tuple(tuple(range(size)) for size in sizes):
        labels = [
            toml.array(_label(each, name, labels) for each in labels)
            for name, labels in zip(game.actors, game.strategies, strict=True)
        ]
        lines.append(f"strategies = {toml.array(labels)}")
    lines.append(f"payoffs = {toml.nested(game.payoffs.tolist(), 'A payoff')}")
    return "\n".join(lines) + "\n"


def _label(label: Any, actor: str, beside: tuple[Any, ...]) -> str:
    """Return a strategy as text, number or package; those of one actor are all alike."""
    if all(isinstance(each, str) for each in beside):
        return toml.text(label)
    if all(isinstance(each, Outcome) for each in beside):
        return toml.inline({issue: _option(each, actor) for issue, each in label.items()})
    if all(_is_number(each) for each in beside):
        return str(int(label)) if isinstance(label, Integral) else float.__repr__(float(label))
    raise InvalidTypeError(
        "To be written, the strategies of an actor are all texts, all numbers or all packages.",
        given=label,
        actor=actor,
    )


def _is_number(label: Any) -> bool:
    return not isinstance(label, bool) and isinstance(label, Real) and math.isfinite(label)


def _option(option: Any, actor: str) -> str:
    if isinstance(option, str):
        return toml.text(option)
    return toml.number(option, "An option of a strategy", actor=actor)
