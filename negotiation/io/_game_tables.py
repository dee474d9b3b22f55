"""Games in normal form as nested tables, whatever the format that wrote them."""

from __future__ import annotations

from typing import Any

from negotiation.actors import Outcome
from negotiation.concessions import NormalFormGame
from negotiation.errors import InvalidTypeError
from negotiation.io._node import Node

_PARTS = ("kind", "name", "title", "about", "source", "actors", "strategies", "payoffs")


def game_of(top: Node) -> NormalFormGame:
    """Return the game in normal form that a document describes."""
    members = top.table(_PARTS)
    actors = tuple(node.text() for node in top.require("actors").array())
    strategies = None
    if "strategies" in members:
        strategies = tuple(_labels(node) for node in members["strategies"].array())
    payoffs = top.require("payoffs")
    payoffs.array()
    with payoffs.inside():
        return NormalFormGame(
            payoffs.value,
            strategies,  # type: ignore[arg-type]
            actors,
            title=top.optional_text("title") or top.optional_text("name"),
            about=top.optional_text("about"),
            source=top.optional_text("source"),
        )


def _labels(node: Node) -> tuple[Any, ...]:
    """Return the strategies of one actor: texts, or else numbers, or else packages."""
    members = node.array()
    values = [each.value for each in members]
    if values and all(isinstance(each, dict) for each in values):
        return tuple(_package(each) for each in members)
    if values and all(isinstance(each, int | float) for each in values):
        for each in members:
            each.number()
        return tuple(values)
    return tuple(each.text() for each in members)


def _package(node: Node) -> Outcome:
    """Return a strategy that settles some issues."""
    settled = {}
    for issue, option in node.table().items():
        if isinstance(option.value, bool) or not isinstance(option.value, str | int | float):
            with option.inside():
                raise InvalidTypeError("An option is text in quotes.", given=option.value)
        settled[issue] = option.value if isinstance(option.value, str) else option.number()
    return Outcome(settled)
