"""A game in extensive form: who moves when, knowing what, and how it ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from negotiation._arrays import FloatArray, floats
from negotiation._table import Shown, Table, one_line
from negotiation.concessions._layout import START, Layout, lay_out
from negotiation.concessions._nodes import Chance, Decision, Ending, Node, Number
from negotiation.concessions._reduced_form import LARGEST_FORM, strategic_form
from negotiation.concessions._sequences import Sequences, recalls, sequences
from negotiation.concessions.normal_form import NormalFormGame
from negotiation.errors import InvalidValueError, unknown_name

if TYPE_CHECKING:
    from negotiation.concessions.behaviour import Behaviour


@dataclass(frozen=True)
class Position:
    """One place in a tree.

    Attributes
    ----------
    number : int
        Its number: 0 at the start; every position has a smaller one than those below it.
    node : Chance, Decision or Ending
        What stands there.  One node may stand at several positions.
    parent : int or None
        The position above.
    move : str or None
        The label of the move that leads here.
    children : tuple of int
        The positions below, in the order of the moves.
    information : int or None
        The number of the information set, where somebody decides.
    probabilities : tuple of numbers
        Of chance's moves; empty elsewhere.
    payoffs : tuple of numbers
        In the order of the actors, exact where they were given exactly; empty but at endings.
    """

    number: int
    node: Node
    parent: int | None
    move: str | None
    children: tuple[int, ...]
    information: int | None
    probabilities: tuple[Number, ...]
    payoffs: tuple[Number, ...]


@dataclass(frozen=True)
class InformationSet:
    """Decisions of one actor that it cannot tell apart.

    Attributes
    ----------
    number : int
        Its number among all information sets, in the order in which the tree reaches them.
    actor : str
        Who decides.
    name : str
        Its name; unique among the actor's.
    moves : tuple of str
        The labels of its moves.
    positions : tuple of int
        Where in the tree it is.
    """

    number: int
    actor: str
    name: str
    moves: tuple[str, ...]
    positions: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class ExtensiveGame(Shown):
    """A game tree with moves of chance, information sets and payoffs at its endings.

    Parameters
    ----------
    root : Chance, Decision or Ending
        The first node; the others hang below it.
    actors : sequence of str, optional
        Names, in the order of the payoffs.  If left out, those who appear in the tree, in the
        order in which they do.
    title : str, optional
        What the game is called.
    about : str, optional
        What it is about, in a sentence or two.
    source : str, optional
        Where its numbers come from.

    Raises
    ------
    NegotiationError
        If probabilities do not sum to 1, an information set is inconsistent, an actor is
        unknown, a payoff is missing or not finite, a node has no move, or the tree is too
        large; the error says after which moves.

    Examples
    --------
    >>> import negotiation as ng
    >>> answer = ng.Decision(
    ...     "Incumbent", {"share": ng.Ending([2, 1]), "fight": ng.Ending([0, 0])}
    ... )
    >>> ng.ExtensiveGame(ng.Decision("Entrant", {"enter": answer, "stay out": ng.Ending([1, 2])}))
    <ExtensiveGame: Entrant (1 information set), Incumbent (1 information set), 3 endings>
    """

    root: Node
    actors: tuple[str, ...] = field(default=None)  # type: ignore[arg-type]
    title: str = field(default="", kw_only=True)
    about: str = field(default="", kw_only=True)
    source: str = field(default="", kw_only=True)
    _layout: Layout = field(init=False, repr=False)

    def __post_init__(self) -> None:
        layout = lay_out(self.root, self.actors)
        object.__setattr__(self, "_layout", layout)
        object.__setattr__(self, "actors", layout.actors)

    def __len__(self) -> int:
        """Return the number of positions."""
        return len(self._layout.nodes)

    @cached_property
    def positions(self) -> tuple[Position, ...]:
        """Every position, from the start downwards, the first move's branch first."""
        layout = self._layout
        return tuple(
            Position(
                number,
                node,
                above if above >= 0 else None,
                self.path(number)[-1] if above >= 0 else None,
                tuple(layout.children[number]),
                layout.sets[number] if layout.sets[number] >= 0 else None,
                layout.probabilities.get(number, ()),
                layout.payoffs.get(number, ()),
            )
            for number, (node, above) in enumerate(zip(layout.nodes, layout.parents, strict=True))
        )

    @cached_property
    def information_sets(self) -> tuple[InformationSet, ...]:
        """Every information set, in the order in which the tree reaches them."""
        layout = self._layout
        nodes = _deciding(layout)
        return tuple(
            InformationSet(number, node.actor, name, tuple(node.moves), tuple(members))
            for number, (node, name, members) in enumerate(
                zip(nodes, _names(layout, nodes), layout.members, strict=True)
            )
        )

    def sets_of(self, actor: str) -> tuple[InformationSet, ...]:
        """Return the information sets of an actor."""
        if actor not in self.actors:
            raise unknown_name("actor", actor, self.actors)
        return tuple(each for each in self.information_sets if each.actor == actor)

    @cached_property
    def endings(self) -> tuple[int, ...]:
        """The positions at which the game is over."""
        return tuple(self._layout.payoffs)

    @cached_property
    def payoffs(self) -> FloatArray:
        """What the actors get at the endings, shape (n_endings, n_actors)."""
        return floats(list(self._layout.payoffs.values()), "The payoffs", ndim=2)

    def path(self, position: int) -> tuple[str, ...]:
        """Return the labels of the moves that lead to a position.

        Parameters
        ----------
        position : int
            Its number.
        """
        if not 0 <= position < len(self):
            raise InvalidValueError(
                f"Positions are numbered from 0 to {len(self) - 1}.", given=position
            )
        return self._layout.path(position)

    @cached_property
    def exact(self) -> bool:
        """Whether every payoff and probability is an integer or a Fraction."""
        layout = self._layout
        return not any(
            isinstance(value, float)
            for numbers in (*layout.payoffs.values(), *layout.probabilities.values())
            for value in numbers
        )

    @property
    def perfect_information(self) -> bool:
        """Whether everybody who moves knows all that has happened."""
        return all(len(members) == 1 for members in self._layout.members)

    @cached_property
    def sequences(self) -> Sequences:
        """What each actor has done on the way to every position."""
        return sequences(self._layout)

    @cached_property
    def perfect_recall(self) -> bool:
        """Whether nobody ever forgets what it did or what it knew."""
        return recalls(self._layout, self.sequences)

    def normal_form(self, *, reduced: bool = True, limit: int = LARGEST_FORM) -> NormalFormGame:
        """Return the game in which everybody chooses a plan for the whole tree beforehand.

        Parameters
        ----------
        reduced : bool
            Whether plans leave open what to do at information sets that the plan itself keeps
            from being reached.  Without, plans settle every set.
        limit : int
            Combinations of strategies that are written out at most.

        Returns
        -------
        NormalFormGame
            Payoffs are expected over the moves of chance.  A strategy is named by the moves
            it plans, with the information set where the move alone would be ambiguous.

        Raises
        ------
        TooLargeError
            If there are more combinations than `limit`.
        """
        return strategic_form(self, reduced, limit)

    def expected(self, behaviour: Behaviour | Mapping[str, Any]) -> FloatArray:
        """Return what every actor expects, shape (n_actors,).

        Parameters
        ----------
        behaviour : Behaviour or mapping
            What everybody does, as for `Behaviour`.
        """
        from negotiation.concessions.behaviour import Behaviour

        if not isinstance(behaviour, Behaviour):
            behaviour = Behaviour(self, behaviour)  # type: ignore[arg-type]
        return behaviour.payoffs

    def summary(self) -> Table:
        """Return who moves where and knows what, a row per information set."""
        rows = [
            (each.actor, each.name, ", ".join(each.moves), len(each.positions))
            for each in self.information_sets
        ]
        notes = [
            f"{len(self)} positions, {len(self.endings)} endings.",
            "Perfect information: everybody who moves knows all that has happened."
            if self.perfect_information
            else "Imperfect information: somebody moves without knowing all that has happened.",
        ]
        if not self.perfect_recall:
            notes.append("Imperfect recall: somebody forgets what it did or what it knew.")
        notes += [text for text in (self.about, self.source) if text]
        columns = ("actor", "information set", "moves", "positions")
        return Table(columns, rows, self.title or "game tree", notes)

    def __repr__(self) -> str:
        counts = dict.fromkeys(self.actors, 0)
        for members in self._layout.members:
            counts[self.actors[self._layout.whose[members[0]]]] += 1
        sides = ", ".join(
            f"{one_line(name)} ({count} information set{'' if count == 1 else 's'})"
            for name, count in counts.items()
        )
        title = f" {self.title!r}" if self.title else ""
        return f"<ExtensiveGame{title}: {sides}, {len(self.endings)} endings>"


def _deciding(layout: Layout) -> list[Decision]:
    """Return the first node of every information set."""
    nodes = (layout.nodes[members[0]] for members in layout.members)
    return [node for node in nodes if isinstance(node, Decision)]


def _names(layout: Layout, nodes: Sequence[Decision]) -> list[str]:
    """Name every information set: as given, else by its label, else by the moves that lead there.

    A label that stands at several sets names none of them.  Names that no one gave and that
    stand twice say their position.
    """
    said = Counter(
        (node.actor, node.label if node.information is None else node.information) for node in nodes
    )
    names = []
    for node, members in zip(nodes, layout.members, strict=True):
        if node.information is not None:
            names.append(node.information)
        elif node.label and said[node.actor, node.label] == 1:
            names.append(node.label)
        else:
            path = layout.path(members[0])
            names.append(f"after {', '.join(path)}" if path else START)
    often = Counter((node.actor, name) for node, name in zip(nodes, names, strict=True))
    return [
        name
        if node.information is not None or often[node.actor, name] == 1
        else f"{name} (position {members[0]})"
        for node, name, members in zip(nodes, names, layout.members, strict=True)
    ]


__all__ = ["Chance", "Decision", "Ending", "ExtensiveGame", "InformationSet", "Position"]
