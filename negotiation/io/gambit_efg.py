r"""Gambit's files for games in extensive form: a node a line, from the start downwards.

Gambit (gambit-project.org) is the field's toolkit for finite games.  A game of threat and answer,
after a move of chance::

    EFG 2 R "A threat" { "Challenger" "Defender" }
    "Whether the defender is tough is for chance to say."

    c "" 1 "type" { "tough" 1/3 "weak" 2/3 } 0
    p "" 1 1 "asked" { "attack" "wait" } 0
    t "" 1 "war" { -2, -1 }
    t "" 2 "peace" { 0, 2 }
    p "" 1 1 0
    t "" 3 "gain" { 1, 0 }
    t "" 2

A line begins with the kind of node: ``c`` for chance, ``p`` for an actor's decision, ``t`` for an
ending; then the name of the node, at a decision the number of the actor, the number of the
information set, its name and the labels of its moves (with probabilities where chance moves), and
the number of an outcome with its name and payoffs.  What has been said about a number once may
be left out later.  Outcome 0 is none.
"""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import Any

from negotiation.concessions.extensive_form import Chance, Decision, ExtensiveGame
from negotiation.errors import InvalidTypeError
from negotiation.io._file import text_of
from negotiation.io._formats import file_format
from negotiation.io._gambit_nodes import tree_of
from negotiation.io._gambit_text import begins
from negotiation.io._gambit_writing import joined, number_text, prose, quoted, shares_text

_COUNTED = re.compile(r" #(\d+)$")
_NUMBERED = re.compile(r"^_(\d+)$")
"""What reading would take for a count of ours, and for a number of Gambit's."""


def looks_like_efg(text: str) -> bool:
    """Say whether a text begins as these files do."""
    return begins(text, "EFG")


def write_efg(noun: Any, path: Path) -> str:
    """Return the text of a file from which the same game is read.

    Parameters
    ----------
    noun : ExtensiveGame or SignallingGame
        A tree, or what has a ``tree()``.
    path : Path

    Raises
    ------
    InvalidTypeError
        If it is something else.
    """
    if callable(getattr(noun, "tree", None)):
        noun = noun.tree()
    if not isinstance(noun, ExtensiveGame):
        table = hasattr(noun, "strategies")
        raise InvalidTypeError(
            "A .efg file holds an ExtensiveGame." + (" Write a table as .nfg." if table else ""),
            given=type(noun).__name__,
        )
    return efg_text(noun)


def efg_text(game: ExtensiveGame) -> str:
    r"""Return a game tree in Gambit's format.

    Integers and fractions are written exactly, and so are floats: as decimals, or as the
    fraction that they are nearest to, such as 1/3.  Probabilities sum to exactly 1, for which
    the last digit of one may change where floats do not allow it otherwise.

    Parameters
    ----------
    game : ExtensiveGame

    Returns
    -------
    str

    Examples
    --------
    >>> import negotiation as ng
    >>> answer = ng.Decision("Bo", {"yes": ng.Ending([1, 0.5]), "no": ng.Ending([0, 0], "war")})
    >>> odds = ng.Chance({"heard": (1 / 3, answer), "lost": (2 / 3, ng.Ending([0, 0]))})
    >>> print(efg_text(ng.ExtensiveGame(odds, ["Ann", "Bo"], title="A call")))
    EFG 2 R "A call" { "Ann" "Bo" }
    ""
    <BLANKLINE>
    c "" 1 "" { "heard" 1/3 "lost" 2/3 } 0
    p "" 2 1 "" { "yes" "no" } 0
    t "" 1 "" { 1, 0.5 }
    t "" 2 "war" { 0, 0 }
    t "" 3 "" { 0, 0 }
    <BLANKLINE>
    """
    lines = [
        f"EFG 2 R {prose(game.title)} {{ {' '.join(map(quoted, game.actors))} }}",
        prose(joined(game.about, game.source)),
        "",
    ]
    numbers: dict[int | None, int] = {}
    for name in game.actors:
        numbers.update({each.number: k for k, each in enumerate(game.sets_of(name), 1)})
    labels = _Labels()
    events = count(1)
    for position in game.positions:
        node = position.node
        if isinstance(node, Chance):
            shares = zip(node.moves, shares_text(position.probabilities), strict=True)
            moves = " ".join(f"{quoted(label)} {share}" for label, share in shares)
            lines.append(f'c {labels.node(node.label)} {next(events)} "" {{ {moves} }} 0')
        elif isinstance(node, Decision):
            actor = game.actors.index(node.actor) + 1
            known = f"{numbers[position.information]} {quoted(node.information or '')}"
            moves = " ".join(map(quoted, node.moves))
            lines.append(f"p {labels.node(node.label)} {actor} {known} {{ {moves} }} 0")
        else:
            lines.append(labels.ending(node.label, position.payoffs))
    return "\n".join(lines) + "\n"


class _Labels:
    """Writes the names of nodes and outcomes, of which Gambit takes none twice.

    A name that stands already gets a number, "war #2", which reading takes off again; a
    name that ends like that of its own has the sign coded.
    """

    def __init__(self) -> None:
        self.nodes: set[str] = set()
        self.names: set[str] = set()
        self.outcomes: dict[tuple[str, str], str] = {}
        self.count = 0

    def node(self, label: str) -> str:
        """Return the name of a node, in quotes."""
        return self._once(label, self.nodes)

    def ending(self, label: str, payoffs: tuple[Any, ...]) -> str:
        """Return the line of an ending; those of the same name and worth share an outcome."""
        worth = ", ".join(map(number_text, payoffs))
        if not label or (label, worth) not in self.outcomes:
            self.count += 1
            name = self._once(label, self.names)
            self.outcomes[label, worth] = f't "" {self.count} {name} {{ {worth} }}'
        return self.outcomes[label, worth]

    def _once(self, label: str, taken: set[str]) -> str:
        once = _COUNTED.sub(r" \\u0023\1", _NUMBERED.sub(r"\\u005f\1", quoted(label)[1:-1]))
        name, count = once, 1
        while name in taken and label:
            count += 1
            name = f"{once} #{count}"
        taken.add(name)
        return f'"{name}"'


@file_format("gambit-efg", ".efg", sniff=looks_like_efg, writer=write_efg)
def read_efg(path: Path) -> ExtensiveGame:
    """Return the game tree in a Gambit file.

    Numbers are kept exactly.  An outcome at a node that is no ending is paid on the way: its
    payoffs are added to those of all endings below, so that the game is the same and the
    outcome is no longer told apart.  An ending is called like its node, or else like its
    outcome; a move of chance like its node, or else like its event.  A count such as "#2" is
    taken off a node or outcome whose name without it has been used before.

    Names may be empty or used more than once in such files.  Information sets of one actor and
    moves of one set are then told apart by counts: "hears (2)", "move 1".  An information set
    without a name is named by its number if it holds several nodes.

    Parameters
    ----------
    path : Path
        A text file in UTF-8.

    Returns
    -------
    ExtensiveGame

    Raises
    ------
    NegotiationError
        If the file breaks off, says something else than the format has at that place,
        describes an information set, an event or an outcome twice and differently, or refers
        to one before it is described; if probabilities do not sum to exactly 1 or a play
        passes an information set twice.  File, line and column are named.
    """
    return tree_of(text_of(path))
