"""What each actor has done so far: its own moves on the way to every position."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import IntArray, read_only
from negotiation.concessions._layout import Layout


@dataclass(frozen=True, eq=False)
class Sequences:
    """The sequences of own moves of every actor, numbered from 0, the empty one.

    A sequence ends with one move at one information set and continues an earlier sequence,
    whose number is smaller.

    Attributes
    ----------
    at : array of int, shape (n_positions, n_actors)
        The sequence that each actor has played when a position is reached.
    before : tuple of tuples of int
        Per actor and sequence the sequence that it continues; -1 for the empty one.
    last : tuple of tuples of pairs of int
        Per actor and sequence the information set and the move that it ends with;
        ``(-1, -1)`` for the empty one.
    """

    at: IntArray
    before: tuple[tuple[int, ...], ...]
    last: tuple[tuple[tuple[int, int], ...], ...]


def sequences(layout: Layout) -> Sequences:
    """Return the sequences of a tree."""
    actors = len(layout.actors)
    at = np.zeros((len(layout.nodes), actors), dtype=np.intp)
    before = [[-1] for _ in range(actors)]
    last = [[(-1, -1)] for _ in range(actors)]
    known: list[dict[tuple[int, int, int], int]] = [{} for _ in range(actors)]
    for position in range(1, len(layout.nodes)):
        above, move = layout.parents[position], layout.moves[position]
        at[position] = at[above]
        actor = layout.whose[above]
        if actor < 0:
            continue
        so_far = int(at[above, actor])
        key = (so_far, layout.sets[above], move)
        number = known[actor].setdefault(key, len(before[actor]))
        if number == len(before[actor]):
            before[actor].append(so_far)
            last[actor].append(key[1:])
        at[position, actor] = number
    return Sequences(
        read_only(at), tuple(tuple(each) for each in before), tuple(tuple(each) for each in last)
    )


def recalls(layout: Layout, known: Sequences) -> bool:
    """Say whether nobody ever forgets its own moves or what it knew."""
    return all(
        len(set(known.at[members, layout.whose[members[0]]].tolist())) == 1
        for members in layout.members
    )
