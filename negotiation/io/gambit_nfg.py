r"""Gambit's files for games in normal form: actors, strategies, and a payoff for every combination.

Gambit (gambit-project.org) is the field's toolkit for finite games.  A file in the payoff form::

    NFG 1 R "Stag hunt" { "Ann" "Bo" }
    { { "stag" "hare" } { "stag" "hare" } }
    "What the hunters get."

    4 4  3 0
    0 3  3 3

lists everybody's payoffs for every combination of strategies, the first actor's strategy varying
fastest.  Instead of names there may be counts, ``{ 2 2 }``.  The outcome form names outcomes
first and then says which one follows from each combination; outcome 0 pays nobody anything::

    { { "both hunt" 4, 4 } { "left alone" 0, 3 } }
    1 2 0 0

Numbers are decimals or fractions such as ``1/3``.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._words import strategy_label
from negotiation.errors import InvalidTypeError
from negotiation.io._file import text_of
from negotiation.io._formats import file_format
from negotiation.io._gambit_text import Tokens, begins, payoff_list
from negotiation.io._gambit_writing import distinct, joined, number_text, parted, prose, quoted

_MOST_ACTORS = 60
"""Actors at most: an array has no more axes."""

_MOST_PAYOFFS = 5_000_000
"""Payoffs that a table of outcomes may be written out to; those listed fill the file themselves."""


def looks_like_nfg(text: str) -> bool:
    """Say whether a text begins as these files do."""
    return begins(text, "NFG")


def write_nfg(noun: Any, path: Path) -> str:
    """Return the text of a file from which the same game is read.

    Parameters
    ----------
    noun : NormalFormGame
    path : Path

    Raises
    ------
    InvalidTypeError
        If it is something else.
    """
    if not isinstance(noun, NormalFormGame):
        tree = hasattr(noun, "normal_form")
        raise InvalidTypeError(
            "A .nfg file holds a NormalFormGame."
            + (" Write a tree as .efg, or its normal_form()." if tree else ""),
            given=type(noun).__name__,
        )
    return nfg_text(noun)


def nfg_text(game: NormalFormGame) -> str:
    r"""Return a game in Gambit's payoff form.

    Strategies that are no texts are written in words, those without labels as counts.

    Parameters
    ----------
    game : NormalFormGame

    Returns
    -------
    str

    Examples
    --------
    >>> import negotiation as ng
    >>> game = ng.NormalFormGame([[[1 / 3, 0]], [[2, 0.5]]], [["wait"], ["a", "b"]], ["Ann", "Bo"])
    >>> print(nfg_text(game))
    NFG 1 R "" { "Ann" "Bo" }
    { { "wait" } { "a" "b" } }
    ""
    <BLANKLINE>
    1/3 2
    0 0.5
    <BLANKLINE>
    """
    sizes = game.payoffs.shape[1:]
    if game.strategies == tuple(tuple(range(size)) for size in sizes):
        strategies = " ".join(map(str, sizes))
    else:
        strategies = " ".join(
            "{ " + " ".join(map(quoted, _names(game, place))) + " }" for place in range(len(sizes))
        )
    table = game.payoffs.T.reshape(-1, sizes[0], len(sizes))
    lines = [
        f"NFG 1 R {prose(game.title)} {{ {' '.join(map(quoted, game.actors))} }}",
        f"{{ {strategies} }}",
        prose(joined(game.about, game.source)),
        "",
        *("  ".join(" ".join(map(number_text, cell)) for cell in row) for row in table.tolist()),
    ]
    return "\n".join(lines) + "\n"


def _names(game: NormalFormGame, place: int) -> tuple[str, ...]:
    """Return an actor's strategies as texts, all different."""
    labels = game.strategies[place]
    if not all(isinstance(each, str) for each in labels):
        labels = tuple(
            each if isinstance(each, str) else strategy_label(game, place, number)
            for number, each in enumerate(labels)
        )
    return distinct(labels, "strategy")


@file_format("gambit-nfg", ".nfg", sniff=looks_like_nfg, writer=write_nfg)
def read_nfg(path: Path) -> NormalFormGame:
    """Return the game in a Gambit file, in payoff or outcome form.

    Strategies given as counts are without labels.  Empty names are filled in: "Actor 2",
    "strategy 2".  The comment becomes what the game is about.

    Parameters
    ----------
    path : Path
        A text file in UTF-8.

    Returns
    -------
    NormalFormGame

    Raises
    ------
    NegotiationError
        If the file breaks off, says something else than the format has at that place, or
        names an actor or a strategy twice; file, line and column are named.
    """
    return game_of_nfg(text_of(path))


def game_of_nfg(text: str) -> NormalFormGame:
    """Return the game in the text of a file; see `read_nfg`."""
    tokens = Tokens(text)
    title = tokens.prologue("NFG", "1")
    actors = tokens.names("an actor", "Actor")
    if len(actors) > _MOST_ACTORS:
        tokens.refuse(f"A game in normal form has at most {_MOST_ACTORS} actors.")
    sizes, labels = _strategies(tokens, actors)
    about, told = parted(tokens.comment())
    count, many = math.prod(sizes), len(actors)
    if count * many > _MOST_PAYOFFS and tokens.comes("mark", "{"):
        tokens.refuse(f"A file of outcomes stands for at most {_MOST_PAYOFFS:,} payoffs.")
    if tokens.comes("mark", "{"):
        values = [row for outcome in _outcomes(tokens, actors, count) for row in outcome]
    else:
        values = tokens.floats(count * many, "a payoff")
    payoffs: FloatArray = np.array(values).reshape((*reversed(sizes), many)).T
    return NormalFormGame(payoffs, labels, actors, title=title, about=about, source=told)


def _strategies(tokens: Tokens, actors: tuple[str, ...]) -> tuple[list[int], Any]:
    """Return how many strategies every actor has, and their names unless they are just counted."""
    tokens.mark("{", "before the strategies")
    if not tokens.comes("mark", "{"):
        sizes = [tokens.whole(f"the number of strategies of {name!r}", 1) for name in actors]
        tokens.mark("}", "after a number of strategies for every actor")
        return sizes, None
    labels = [tokens.names(f"a strategy of {name!r}", "strategy") for name in actors]
    tokens.mark("}", "after a list of strategies for every actor")
    return [len(each) for each in labels], labels


def _outcomes(tokens: Tokens, actors: tuple[str, ...], count: int) -> list[list[float]]:
    """Return the payoffs for every combination, by way of a table of outcomes."""
    tokens.mark("{", "before the outcomes")
    table = [[0.0] * len(actors)]
    while not tokens.skip("}"):
        tokens.mark("{", "before an outcome, or '}' after the last one")
        tokens.name("the name of an outcome")
        table.append([float(each) for each in payoff_list(tokens, actors)])
    chosen: list[list[float]] = []
    while len(chosen) < count and not tokens.ended:
        number = tokens.whole("the number of an outcome", 0)
        if number >= len(table):
            tokens.refuse(f"There is no outcome {number}, only {len(table) - 1}.", at=tokens.start)
        chosen.append(table[number])
    tokens.end(len(chosen), count, "the number of an outcome")
    return chosen
