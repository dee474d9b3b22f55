"""A tree laid out flat: every position numbered, checked, and put into an information set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from negotiation._arrays import TOLERANCE
from negotiation.concessions._names import actor_names
from negotiation.concessions._nodes import Chance, Decision, Ending, Node, Number, exact
from negotiation.errors import InvalidTypeError, InvalidValueError, TooLargeError, unknown_name

LARGEST_TREE = 1_000_000
"""Positions that a tree has at most."""

DEEPEST = 1_000
"""Moves that one play of a tree has at most."""

_PLAIN = 2.0**53
"""Numbers below this are kept as they are."""

START = "the start"


@dataclass
class Layout:
    """A tree in order: every position before those below it, the first move's branch first.

    Attributes
    ----------
    nodes : list of Node
        The node at each position.  One node may stand at several positions.
    parents, moves, depths : list of int
        The position above (-1 at the start), which of its moves leads here, and how many
        moves lead here.
    children : list of lists of int
        The positions below, in the order of the moves.
    actors : tuple of str
    whose : list of int
        The number of the actor who moves; -1 at chance moves and endings.
    sets : list of int
        The number of the information set; -1 where nobody decides.
    members : list of lists of int
        The positions of each information set.
    probabilities : dict of int to tuple of numbers
        What chance does at its positions.
    payoffs : dict of int to tuple of numbers
        What the actors get at the endings.
    """

    nodes: list[Node] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    moves: list[int] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    children: list[list[int]] = field(default_factory=list)
    actors: tuple[str, ...] = ()
    whose: list[int] = field(default_factory=list)
    sets: list[int] = field(default_factory=list)
    members: list[list[int]] = field(default_factory=list)
    probabilities: dict[int, tuple[Number, ...]] = field(default_factory=dict)
    payoffs: dict[int, tuple[Number, ...]] = field(default_factory=dict)

    def path(self, position: int) -> tuple[str, ...]:
        """Return the labels of the moves that lead to a position."""
        labels: list[str] = []
        while self.parents[position] >= 0:
            above = self.parents[position]
            labels.append(tuple(self.nodes[above].moves)[self.moves[position]])  # type: ignore[union-attr]
            position = above
        return tuple(reversed(labels))

    def place(self, position: int) -> str:
        """Return where a position is, in words."""
        return " > ".join(self.path(position)) or START


def lay_out(root: Any, actors: Sequence[str] | None) -> Layout:
    """Return the layout of the tree under `root`, checked throughout.

    Raises
    ------
    NegotiationError
        If anything about the tree cannot be meant; ``after`` names the moves that lead there.
    """
    layout = _unfold(root)
    layout.actors = _actors(layout, actors)
    known: dict[Any, int] = {}
    number_of = {name: place for place, name in enumerate(layout.actors)}
    for position, node in enumerate(layout.nodes):
        layout.whose.append(-1)
        layout.sets.append(-1)
        if isinstance(node, Ending):
            layout.payoffs[position] = _payoffs(layout, position, node)
        elif isinstance(node, Chance):
            layout.probabilities[position] = _probabilities(layout, position, node)
        else:
            layout.whose[position] = number_of[node.actor]
            _join(layout, position, node, known)
    _refuse_forgotten_moves(layout)
    return layout


def _unfold(root: Any) -> Layout:
    """Return the positions in their order, without recursion, however deep the tree is."""
    layout = Layout()
    waiting: list[tuple[Any, int, int]] = [(root, -1, 0)]
    while waiting:
        node, above, move = waiting.pop()
        position = len(layout.nodes)
        depth = layout.depths[above] + 1 if above >= 0 else 0
        layout.nodes.append(node)
        layout.parents.append(above)
        layout.moves.append(move)
        layout.depths.append(depth)
        layout.children.append([])
        if above >= 0:
            layout.children[above].append(position)
        _refuse_size(layout, position, depth)
        below = _below(layout, position, node)
        waiting.extend((each, position, place) for place, each in reversed(list(enumerate(below))))
    return layout


def _refuse_size(layout: Layout, position: int, depth: int) -> None:
    if depth > DEEPEST:
        raise TooLargeError(
            f"A play of more than {DEEPEST:,} moves is too long; cut the tree.",
            after=" > ".join(layout.path(position)[:3]) + " > …",
        )
    if position >= LARGEST_TREE:
        raise TooLargeError(
            f"A tree of more than {LARGEST_TREE:,} positions is too large to write out; "
            "offer fewer moves or fewer rounds."
        )


def _below(layout: Layout, position: int, node: Any) -> list[Any]:
    """Return the nodes that follow a node."""
    if isinstance(node, Ending):
        return []
    if not isinstance(node, Chance | Decision):
        raise InvalidTypeError(
            "A tree is made of Chance, Decision and Ending nodes.",
            given=node,
            after=layout.place(position),
        )
    if not node.moves:
        kind = "Chance" if isinstance(node, Chance) else "A decision"
        raise InvalidValueError(
            f"{kind} needs at least one move; where the game is over, put an Ending.",
            after=layout.place(position),
        )
    if isinstance(node, Decision):
        return list(node.moves.values())
    for label, pair in node.moves.items():
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise InvalidTypeError(
                "A move of chance is a pair (probability, node).",
                given=pair,
                after=layout.place(position),
                move=label,
            )
    return [pair[1] for pair in node.moves.values()]


def _actors(layout: Layout, given: Sequence[str] | None) -> tuple[str, ...]:
    """Return the actors: those given, else those who appear, in the order in which they do."""
    seen: dict[str, int] = {}
    for position, node in enumerate(layout.nodes):
        if isinstance(node, Decision):
            seen.setdefault(node.actor, position)
    if given is None:
        for position, node in enumerate(layout.nodes):
            if isinstance(node, Ending) and isinstance(node.payoffs, Mapping):
                for name in node.payoffs:
                    seen.setdefault(name, position)
        names = tuple(seen)
    else:
        listed = given if isinstance(given, str) else tuple(given)
        names = actor_names(listed, len(listed))
    if not names:
        raise InvalidValueError("A game needs an actor; name them in actors=.")
    for name, position in seen.items():
        if name not in names:
            raise unknown_name("actor", name, names, after=layout.place(position))
    return names


def _payoffs(layout: Layout, position: int, node: Ending) -> tuple[Number, ...]:
    """Return an ending's payoffs in the order of the actors."""
    given: Any = node.payoffs
    if isinstance(given, Mapping):
        for name in given:
            if name not in layout.actors:
                raise unknown_name("actor", name, layout.actors, after=layout.place(position))
        for name in layout.actors:
            if name not in given:
                raise InvalidValueError(
                    "The ending lacks a payoff of this actor.",
                    after=layout.place(position),
                    actor=name,
                )
        given = tuple(given[name] for name in layout.actors)
    if len(given) != len(layout.actors):
        raise InvalidValueError(
            f"The ending needs a payoff per actor ({', '.join(layout.actors)}); an actor who "
            "never moves is named in actors=.",
            given=given,
            after=layout.place(position),
        )
    # What needs no conversion is most of a large tree, and where it stands need not be said.
    if all(type(value) in (int, float) and abs(value) < _PLAIN for value in given):
        return given  # type: ignore[no-any-return]
    return tuple(
        exact(value, "A payoff", after=layout.place(position), actor=name)
        for value, name in zip(given, layout.actors, strict=True)
    )


def _probabilities(layout: Layout, position: int, node: Chance) -> tuple[Number, ...]:
    """Return chance's probabilities, which must not be negative and sum to 1."""
    chances: list[Number] = []
    for label, (given, _) in node.moves.items():
        value = exact(given, "A probability", after=layout.place(position), move=label)
        if value < 0:
            raise InvalidValueError(
                "A probability must not be negative.",
                given=given,
                after=layout.place(position),
                move=label,
            )
        chances.append(value)
    total: Any = sum(chances)
    rough = any(isinstance(value, float) for value in chances)
    if abs(total - 1) > (TOLERANCE if rough else 0):
        raise InvalidValueError(
            f"The probabilities must sum to 1; they sum to {total}.",
            given=[str(value) for value in chances],
            after=layout.place(position),
        )
    if rough and total != 1:
        return tuple(float(value / total) for value in chances)
    return tuple(chances)


def _join(layout: Layout, position: int, node: Decision, known: dict[Any, int]) -> None:
    """Put a decision into its information set, whose moves it must offer."""
    key = position if node.information is None else (node.actor, node.information)
    number = known.setdefault(key, len(layout.members))
    if number == len(layout.members):
        layout.members.append([])
    layout.sets[position] = number
    layout.members[number].append(position)
    first = layout.nodes[layout.members[number][0]]
    assert isinstance(first, Decision)
    if tuple(first.moves) != tuple(node.moves):
        raise InvalidValueError(
            "All decisions of one information set offer the same moves in the same order; "
            f"{layout.place(layout.members[number][0])} offers {', '.join(first.moves)}.",
            given=", ".join(node.moves),
            after=layout.place(position),
            actor=node.actor,
            information=node.information,
        )


def _refuse_forgotten_moves(layout: Layout) -> None:
    """Refuse a set that one play crosses twice: who moves there would not know it had moved."""
    for number, members in enumerate(layout.members):
        if len(members) < 2:
            continue
        for position in members:
            above = layout.parents[position]
            while above >= 0 and layout.sets[above] != number:
                above = layout.parents[above]
            if above >= 0:
                node = layout.nodes[position]
                assert isinstance(node, Decision)
                raise InvalidValueError(
                    "No play may pass an information set twice; "
                    f"{layout.place(above)} is in the same set.",
                    after=layout.place(position),
                    actor=node.actor,
                    information=node.information,
                )
