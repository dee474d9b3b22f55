"""Where a game tree's nodes stand: the start on the left, a row per ending, sets in columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from negotiation.concessions import ExtensiveGame
from negotiation.errors import TooLargeError

MOST_ROWS = 64
"""Endings and folded branches drawn at most."""

_WIDEST = 26
"""Characters of a move for which a column makes room at most."""

_SLANT = 3.0
"""Width in characters in which an edge leaves its node for its own row."""


@dataclass(frozen=True)
class Bracket:
    """The dashed line along the positions of an information set, in one column.

    Attributes
    ----------
    information : int
        The number of the set.
    positions : tuple of int
        From the top down.
    lane : int
        0 where the line goes straight through the nodes, else how far to the left it runs.
    """

    information: int
    positions: tuple[int, ...]
    lane: int


@dataclass
class TreeLayout:
    """A tree on paper; widths are in characters, heights in rows.

    Attributes
    ----------
    game : ExtensiveGame
    shown : list of int
        The positions that are drawn.
    folded : dict of int to int
        Positions below which nothing is drawn, with the number of endings left out.
    x, y : dict of int to float
        Where they stand; y runs downwards.
    rows : int
        Endings and folded branches.
    column : dict of int to int
    starts : list of float
        Per column where its nodes stand.
    brackets : list of Bracket
    """

    game: ExtensiveGame
    shown: list[int] = field(default_factory=list)
    folded: dict[int, int] = field(default_factory=dict)
    x: dict[int, float] = field(default_factory=dict)
    y: dict[int, float] = field(default_factory=dict)
    rows: int = 0
    column: dict[int, int] = field(default_factory=dict)
    starts: list[float] = field(default_factory=list)
    brackets: list[Bracket] = field(default_factory=list)

    def elbow(self, position: int) -> float:
        """Return where the edge to a position has reached its row."""
        above = self.game.positions[position].parent
        assert above is not None
        return self.x[above] + _SLANT

    def room(self, position: int) -> float:
        """Return the characters for which there is room on the edge to a position."""
        above = self.game.positions[position].parent
        assert above is not None
        return self.starts[self.column[above] + 1] - self.elbow(position) - 1.5


def tree_layout(game: ExtensiveGame, labels: dict[int, str]) -> TreeLayout:
    """Return the layout of a tree, its lower branches folded where it is too large.

    Parameters
    ----------
    game : ExtensiveGame
    labels : dict of int to str
        What is written on the edge to each position.

    Raises
    ------
    TooLargeError
        If even the moves at the start are too many to draw.
    """
    layout = TreeLayout(game)
    _fold(layout)
    _rows(layout)
    _columns(layout)
    lanes = _brackets(layout)
    _widths(layout, labels, lanes)
    return layout


def _fold(layout: TreeLayout) -> None:
    """Settle which positions are drawn: all, or those up to the depth for which there is room."""
    positions = layout.game.positions
    depth = np.zeros(len(positions), dtype=np.intp)
    below = np.zeros(len(positions), dtype=np.intp)
    for each in positions[1:]:
        depth[each.number] = depth[each.parent] + 1
    for each in reversed(positions):
        below[each.number] += 0 if each.children else 1
        if each.parent is not None:
            below[each.parent] += below[each.number]
    inner = np.array([bool(each.children) for each in positions])
    deepest = int(depth.max())
    while True:
        # A branch is folded at the deepest node that is drawn.
        leaves = int((~inner & (depth <= deepest)).sum() + (inner & (depth == deepest)).sum())
        if leaves <= MOST_ROWS:
            break
        deepest -= 1
    if deepest < 1 <= depth.max():
        raise TooLargeError(
            f"{len(positions[0].children)} moves at the start are too many to draw; at most "
            f"{MOST_ROWS} fit. Draw a part of the tree: ExtensiveGame(node, actors)."
        )
    layout.shown = [int(each) for each in np.flatnonzero(depth <= deepest)]
    layout.folded = {
        each: int(below[each]) for each in layout.shown if inner[each] and depth[each] == deepest
    }


def _rows(layout: TreeLayout) -> None:
    """Give every ending a row, and every other node the middle of those below it."""
    positions = layout.game.positions
    for place in layout.shown:
        if place in layout.folded or not positions[place].children:
            layout.y[place] = float(layout.rows)
            layout.rows += 1
    for place in reversed(layout.shown):
        if place not in layout.y:
            children = positions[place].children
            layout.y[place] = (layout.y[children[0]] + layout.y[children[-1]]) / 2


def _columns(layout: TreeLayout) -> None:
    """Give nodes columns: the nodes of an information set the same, endings the last."""
    positions = layout.game.positions
    inner = [
        each for each in layout.shown if each not in layout.folded and positions[each].children
    ]
    depth = dict.fromkeys(inner, 0)
    for each in inner[1:]:
        depth[each] = depth[positions[each].parent] + 1  # type: ignore[index]
    sets: dict[int, list[int]] = {}
    for each in inner:
        if positions[each].information is not None:
            sets.setdefault(positions[each].information, []).append(each)  # type: ignore[arg-type]
    column = dict(depth)
    for _ in range(len(sets) + 2):
        before = dict(column)
        for each in inner[1:]:
            column[each] = max(column[each], column[positions[each].parent] + 1)  # type: ignore[index]
        for members in sets.values():
            furthest = max(column[each] for each in members)
            column.update(dict.fromkeys(members, furthest))
        if column == before:
            break
    else:  # sets that lie across each other have no common columns
        column = depth
    last = max(column.values(), default=-1) + 1
    layout.column = {each: column.get(each, last) for each in layout.shown}


def _brackets(layout: TreeLayout) -> list[int]:
    """Lay lines along information sets so that they can be told apart; return lanes per column."""
    positions = layout.game.positions
    inner = set(layout.shown) - set(layout.folded)
    lanes = [0] * (max(layout.column.values()) + 1)
    taken: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for information in layout.game.information_sets:
        members = [each for each in information.positions if each in inner]
        members.sort(key=lambda each: layout.y[each])
        if len(members) < 2:
            continue
        column = layout.column[members[0]]
        top, bottom = layout.y[members[0]], layout.y[members[-1]]
        between = [
            each
            for each in inner - set(members)
            if layout.column[each] == column
            and positions[each].children
            and top < layout.y[each] < bottom
        ]
        lane = 0
        if between:
            lane = 1
            while any(low <= bottom and top <= high for low, high in taken.get((column, lane), [])):
                lane += 1
            taken.setdefault((column, lane), []).append((top, bottom))
            lanes[column] = max(lanes[column], lane)
        layout.brackets.append(Bracket(information.number, tuple(members), lane))
    return lanes


def _widths(layout: TreeLayout, labels: dict[int, str], lanes: list[int]) -> None:
    """Make every column as wide as its moves need, up to a bound."""
    positions = layout.game.positions
    need = [4.0] * len(lanes)
    for each in layout.shown[1:]:
        column = layout.column[positions[each].parent]  # type: ignore[index]
        need[column] = max(need[column], min(_WIDEST, float(len(labels.get(each, "")))))
    layout.starts = [0.0]
    for column in range(len(lanes) - 1):
        width = _SLANT + need[column] + 2.5 + 1.2 * lanes[column + 1]
        layout.starts.append(layout.starts[-1] + width)
    for each in layout.shown:
        layout.x[each] = layout.starts[layout.column[each]]


def amount(value: Any, digits: int = 4) -> str:
    """Return a number in as few letters as say it: whole, a small fraction, or rounded.

    >>> amount(-2), amount(Fraction(1, 3)), amount(0.25), amount(Fraction(12345, 67891))
    ('−2', '1/3', '0.25', '0.1818')
    """
    if isinstance(value, Fraction) and value.denominator > 64:
        value = float(value)
    text = str(value) if not isinstance(value, float) else f"{value + 0.0:.{digits}g}"
    if len(text) > 12:
        text = f"{float(value):.{digits}g}"
    return text.replace("-", "−")
