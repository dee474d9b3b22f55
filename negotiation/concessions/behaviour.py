"""What everybody does where: probabilities of moves at information sets, and beliefs there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, floats, read_only
from negotiation._shares import mixed
from negotiation._table import Shown, Table
from negotiation.concessions.extensive_form import ExtensiveGame, InformationSet
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name


@dataclass(frozen=True, eq=False)
class Behaviour(Shown):
    """A behaviour strategy of every actor: probabilities of the moves at each information set.

    Parameters
    ----------
    tree : ExtensiveGame
        The game.
    probabilities : mapping or sequence
        ``{actor: {information set: what it does there}}``, or what is done at each information
        set in the order of ``tree.information_sets``.  What is done is a move's label,
        ``{move: probability}`` (0 where left out), or a probability per move.

    Attributes
    ----------
    probabilities : tuple of arrays
        Per information set the probabilities of its moves.

    Raises
    ------
    NegotiationError
        If an information set is missing, a move or actor is unknown, or probabilities do not
        sum to 1.

    Examples
    --------
    >>> import negotiation as ng
    >>> end = ng.Ending([2, 1])
    >>> answer = ng.Decision("Incumbent", {"share": end, "fight": ng.Ending([0, 0])}, "asked")
    >>> root = ng.Decision("Entrant", {"enter": answer, "stay out": ng.Ending([1, 2])}, "first")
    >>> tree = ng.ExtensiveGame(root)
    >>> threat = {"Entrant": {"first": "stay out"}, "Incumbent": {"asked": {"fight": 1}}}
    >>> ng.Behaviour(tree, threat).payoffs
    array([1., 2.])
    """

    tree: ExtensiveGame
    probabilities: tuple[FloatArray, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.tree, ExtensiveGame):
            raise InvalidTypeError("A behaviour is one in an ExtensiveGame.", given=self.tree)
        given: Any = self.probabilities
        sets = self.tree.information_sets
        done = _by_set(self.tree, given) if isinstance(given, Mapping) else list(given)
        if len(done) != len(sets):
            raise InvalidValueError(
                f"The tree has {len(sets)} information sets; what is done at {len(done)} was given."
            )
        mixtures = tuple(_mixture(each, what) for each, what in zip(sets, done, strict=True))
        object.__setattr__(self, "probabilities", mixtures)

    @classmethod
    def uniform(cls, tree: ExtensiveGame) -> Behaviour:
        """Return the behaviour in which every move is as likely as any other at its set.

        Parameters
        ----------
        tree : ExtensiveGame
            The game.
        """
        sizes = [len(each.moves) for each in tree.information_sets]
        return cls(tree, tuple(np.full(size, 1.0 / size) for size in sizes))

    @cached_property
    def reach(self) -> FloatArray:
        """The probability that each position is reached, shape (n_positions,)."""
        layout = self.tree._layout
        reach = np.ones(len(layout.nodes))
        for position in range(1, len(layout.nodes)):
            above, move = layout.parents[position], layout.moves[position]
            odds: Any = layout.probabilities.get(above)
            if odds is None:
                odds = self.probabilities[layout.sets[above]]
            reach[position] = reach[above] * float(odds[move])
        return read_only(reach)  # type: ignore[no-any-return]

    @cached_property
    def payoffs(self) -> FloatArray:
        """What every actor expects, shape (n_actors,)."""
        chances = self.reach[list(self.tree.endings)]
        return read_only(np.asarray(chances @ self.tree.payoffs))  # type: ignore[no-any-return]

    @cached_property
    def reached(self) -> FloatArray:
        """The probability that each information set is reached, shape (n_sets,)."""
        total = [self.reach[list(each.positions)].sum() for each in self.tree.information_sets]
        return read_only(np.array(total, dtype=np.float64))  # type: ignore[no-any-return]

    @cached_property
    def beliefs(self) -> tuple[FloatArray | None, ...]:
        """Per information set the probabilities of its positions, by Bayes' rule.

        ``None`` where the set is not reached: Bayes' rule says nothing there.
        """
        answers: list[FloatArray | None] = []
        for each, total in zip(self.tree.information_sets, self.reached, strict=True):
            inside = self.reach[list(each.positions)]
            answers.append(read_only(inside / inside.sum()) if total > 0 else None)
        return tuple(answers)

    @property
    def pure(self) -> bool:
        """Whether nobody leaves anything to chance."""
        return all((mixture > 0).sum() == 1 for mixture in self.probabilities)

    @property
    def plays(self) -> Mapping[tuple[str, ...], float]:
        """The plays that can happen, by their moves, with their probabilities."""
        return {
            self.tree.path(position): float(self.reach[position])
            for position in self.tree.endings
            if self.reach[position] > 0
        }

    def does(self, information: InformationSet) -> str:
        """Return in words what is done at an information set.

        Parameters
        ----------
        information : InformationSet
            One of the tree's.
        """
        return mixed(self.probabilities[information.number], information.moves.__getitem__)

    def summary(self) -> Table:
        """Return who does what where, how likely it is asked, and what it believes there."""
        return self.believing(self.beliefs)

    def believing(self, beliefs: Sequence[FloatArray | None]) -> Table:
        """Return the summary with beliefs that come from elsewhere than Bayes' rule.

        Parameters
        ----------
        beliefs : sequence of arrays
            Per information set the probabilities of its positions, or ``None``.
        """
        rows = [
            (
                each.actor,
                each.name,
                self.does(each),
                float(self.reached[each.number]),
                _believes(self.tree, each, belief),
            )
            for each, belief in zip(self.tree.information_sets, beliefs, strict=True)
        ]
        worth = ", ".join(
            f"{name} {value:.4g}"
            for name, value in zip(self.tree.actors, self.payoffs, strict=True)
        )
        columns = ("actor", "information set", "does", "reached", "believes")
        return Table(columns, rows, self.tree.title or "behaviour", [f"Expected: {worth}."])

    def __repr__(self) -> str:
        worth = ", ".join(
            f"{name} {value:.4g}"
            for name, value in zip(self.tree.actors, self.payoffs, strict=True)
        )
        return f"<Behaviour: {'pure' if self.pure else 'mixed'}, {worth}>"


def _believes(tree: ExtensiveGame, information: InformationSet, belief: Any) -> str:
    """Return in words where an actor thinks it is; nothing where there is no doubt."""
    if len(information.positions) == 1:
        return ""
    if belief is None:
        return "anything: not reached"
    return mixed(belief, lambda each: ", ".join(tree.path(information.positions[each])))


def _by_set(tree: ExtensiveGame, given: Mapping[str, Any]) -> list[Any]:
    """Return what is done at each information set, from ``{actor: {set: …}}``."""
    for actor, plan in given.items():
        if actor not in tree.actors:
            raise unknown_name("actor", actor, tree.actors)
        names = [each.name for each in tree.sets_of(actor)]
        if not isinstance(plan, Mapping):
            raise InvalidTypeError(
                "What an actor does is given by information set.", given=plan, actor=actor
            )
        for name in plan:
            if name not in names:
                raise unknown_name("information set", name, names, actor=actor)
    done = []
    for each in tree.information_sets:
        if each.name not in given.get(each.actor, {}):
            raise InvalidValueError(
                "What the actor does at this information set is missing.",
                actor=each.actor,
                information=each.name,
            )
        done.append(given[each.actor][each.name])
    return done


def _mixture(information: InformationSet, done: Any) -> FloatArray:
    """Return the probabilities of a set's moves."""
    place = {"actor": information.actor, "information": information.name}
    moves = information.moves
    if isinstance(done, str):
        done = {done: 1.0}
    if isinstance(done, Mapping):
        for move in done:
            if move not in moves:
                raise unknown_name("move", move, moves, **place)
        done = [done.get(move, 0.0) for move in moves]
    chances = floats(done, "The probabilities", ndim=1, **place)
    if chances.shape != (len(moves),):
        raise InvalidValueError(
            f"{len(moves)} moves need {len(moves)} probabilities.", given=chances.tolist(), **place
        )
    if chances.min() < 0 or abs(chances.sum() - 1.0) > TOLERANCE:
        raise InvalidValueError(
            "The probabilities of the moves must not be negative and sum to 1.",
            given=chances.tolist(),
            **place,
        )
    return read_only(chances / chances.sum())  # type: ignore[no-any-return]
