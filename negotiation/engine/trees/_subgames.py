"""Where proper subgames begin, and what is left of one when those inside it are settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from negotiation._arrays import BoolArray, read_only
from negotiation.concessions import Chance, Decision, Ending, ExtensiveGame


def subgame_roots(tree: ExtensiveGame) -> BoolArray:
    """Return at which positions a proper subgame begins, endings included.

    A subgame begins where whoever moves knows where it is and where no information set inside
    reaches outside.

    Parameters
    ----------
    tree : ExtensiveGame

    Returns
    -------
    array of bool, shape (n_positions,)
    """
    import numpy as np

    layout = tree._layout
    count = len(layout.nodes)
    first, last, end = list(range(count)), list(range(count)), list(range(1, count + 1))
    for position in range(count - 1, -1, -1):
        number = layout.sets[position]
        if number >= 0:
            members = layout.members[number]
            first[position], last[position] = members[0], members[-1]
        for child in layout.children[position]:
            first[position] = min(first[position], first[child])
            last[position] = max(last[position], last[child])
            end[position] = max(end[position], end[child])
    roots = [first[each] >= each and last[each] < end[each] for each in range(count)]
    return read_only(np.array(roots, dtype=np.bool_))  # type: ignore[no-any-return]


def stage_of(tree: ExtensiveGame, root: int, roots: BoolArray) -> tuple[list[int], list[int]]:
    """Return the positions of a subgame that belong to no smaller one, and the roots below.

    Parameters
    ----------
    tree : ExtensiveGame
    root : int
        Where the subgame begins.
    roots : array of bool
        Where subgames begin.

    Returns
    -------
    list of int
        Positions in order.
    list of int
        Where the subgames just below begin, and endings.
    """
    inside, below = [], []
    waiting = [root]
    while waiting:
        position = waiting.pop()
        if position != root and roots[position]:
            below.append(position)
            continue
        inside.append(position)
        waiting.extend(reversed(tree._layout.children[position]))
    return inside, below


def truncated(
    tree: ExtensiveGame, inside: Sequence[int], worth: Mapping[int, tuple[Any, ...]]
) -> ExtensiveGame:
    """Return a subgame in which the smaller ones have been replaced by what they are worth.

    Parameters
    ----------
    tree : ExtensiveGame
    inside : sequence of int
        The positions to keep, from the subgame's root down.
    worth : mapping
        Payoffs at the positions at which the subgame ends.

    Returns
    -------
    ExtensiveGame
        Its information sets bear the numbers that they have in `tree` as names.
    """
    layout = tree._layout
    built: dict[int, Chance | Decision | Ending] = {
        position: Ending(values) for position, values in worth.items()
    }
    for position in reversed(inside):
        node = layout.nodes[position]
        below = [built[child] for child in layout.children[position]]
        if isinstance(node, Decision):
            name = str(layout.sets[position])
            moves = dict(zip(node.moves, below, strict=True))
            built[position] = Decision(node.actor, moves, name)
        else:
            odds = zip(layout.probabilities[position], below, strict=True)
            built[position] = Chance(dict(zip(node.moves, odds, strict=True)))  # type: ignore[union-attr]
    return ExtensiveGame(built[inside[0]], tree.actors)
