"""Best-response paths: whoever's turn it is moves to what is best against the others' last move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, read_only
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._equilibria import Profile
from negotiation.engine.equilibrium._stakes import Stakes, stakes
from negotiation.engine.equilibrium._subject import game_of
from negotiation.engine.equilibrium._verify import is_equilibrium, regret
from negotiation.engine.equilibrium._words import strategy_label
from negotiation.engine.equilibrium.pure import unit
from negotiation.engine.learning._learning import (
    LearningPath,
    by_actor,
    in_a_row,
    labelled,
    strategy_of,
)
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name

REFERENCE = (
    "Cournot, A. A. (1838). Recherches sur les principes mathématiques de la théorie des "
    "richesses; Monderer, D. and Shapley, L. S. (1996). Potential games. Games and Economic "
    "Behavior 14, 124-143."
)
_TURNS = 20_000
_ENTRIES = 4_000_000
"""Turns, and probabilities along the path, after which it is cut short."""

Cell = tuple[int, ...]


def best_response_path(game: Any, start: Any = None, order: Any = "alternating") -> LearningPath:
    """Return the path on which actors move, in turn or all at once, to their best responses.

    An actor that plays a best response already stays; among several others it takes the
    first.  Both are reported.  A combination that comes up twice with the same actor to
    move shows a cycle, and the path ends there.

    Parameters
    ----------
    game : NormalFormGame or Scenario
        Of any number of actors; also anything with a method ``normal_form()``.
    start : sequence or mapping by actor, optional
        The strategy that each actor starts from, by its label; the first ones if left out.
    order : {"alternating", "simultaneous"} or sequence of str
        Whether actors take turns in the order of the game, move all at once, or take turns
        in the order of the names given, which is repeated.

    Returns
    -------
    LearningPath
        A point for the start and for every time that somebody moves.

    Raises
    ------
    InvalidTypeError, InvalidValueError, UnknownNameError
        If the start or the order does not fit the game.

    References
    ----------
    Cournot, A. A. (1838). Recherches sur les principes mathématiques de la théorie des
    richesses.

    Monderer, D. and Shapley, L. S. (1996). Potential games. Games and Economic Behavior 14,
    124-143.

    Examples
    --------
    >>> import negotiation as ng
    >>> pd = ng.NormalFormGame(
    ...     [[[3, 0], [5, 1]], [[3, 5], [0, 1]]], strategies=[["hold", "cheat"], ["hold", "cheat"]]
    ... )
    >>> ng.best_response_path(pd)
    <LearningPath by best responses: 3 points, settles on an equilibrium>
    """
    asked = game_of(game, "A best-response path")
    given = by_actor(asked, start)
    cell = tuple(strategy_of(asked, actor, label) for actor, label in enumerate(given))
    turns = _turns(asked, order)
    scale = stakes(asked)
    walk = _Walk(scale, turns, cell)
    walk.go(min(_TURNS, max(2, _ENTRIES // sum(asked.payoffs.shape[1:]))))
    return _answer(asked, scale, walk)


def _turns(game: NormalFormGame, order: Any) -> list[tuple[int, ...]]:
    """Return who moves in each turn of a round."""
    count = len(game.actors)
    if isinstance(order, str):
        if order == "simultaneous":
            return [tuple(range(count))]
        if order == "alternating":
            return [(actor,) for actor in range(count)]
        raise unknown_name("order", order, ["alternating", "simultaneous"])
    if not isinstance(order, Sequence):
        raise InvalidTypeError(
            "The order is 'alternating', 'simultaneous' or a list of actors.", given=order
        )
    for name in order:
        if name not in game.actors:
            raise unknown_name("actor", name, game.actors)
    missing = [name for name in game.actors if name not in order]
    if missing:
        raise InvalidValueError("The order leaves out an actor.", actor=missing[0])
    return [(game.actors.index(name),) for name in order]


class _Walk:
    """A walk through combinations of strategies, and what is to be said about it."""

    def __init__(self, scale: Stakes, turns: list[tuple[int, ...]], start: Cell) -> None:
        self.best = scale.best
        self.turns = turns
        self.cells = [start]
        self.times = [0]
        self.loop: list[Cell] = []
        self.rests = False
        self.ties: dict[int, int] = {}

    def go(self, most: int) -> None:
        """Walk until nobody moves, a combination comes up again, or for `most` turns."""
        seen = {(self.cells[0], 0): 0}
        idle = 0
        for time in range(1, most + 1):
            turn = (time - 1) % len(self.turns)
            cell = self._moved(self.cells[-1], self.turns[turn])
            idle = 0 if cell != self.cells[-1] else idle + 1
            if idle == 0:
                self.cells.append(cell)
                self.times.append(time)
            if idle >= len(self.turns):
                self.rests = True
                return
            state = (cell, time % len(self.turns))
            if idle == 0 and state in seen:
                self.loop = self.cells[seen[state] : -1]
                return
            seen.setdefault(state, len(self.cells) - 1)

    def _moved(self, cell: Cell, movers: tuple[int, ...]) -> Cell:
        after = list(cell)
        for actor in movers:
            replies = _line(self.best[actor], cell, actor)
            if not replies[cell[actor]]:
                after[actor] = int(replies.argmax())
                if replies.sum() > 1:
                    self.ties[actor] = self.ties.get(actor, 0) + 1
        return tuple(after)


def _line(best: BoolArray, cell: Cell, actor: int) -> BoolArray:
    """Return which strategies of an actor are best responses to the others' in a cell."""
    place: tuple[Any, ...] = (*cell[:actor], slice(None), *cell[actor + 1 :])
    line: BoolArray = best[place]
    return line


def _answer(game: NormalFormGame, scale: Stakes, walk: _Walk) -> LearningPath:
    sizes = game.payoffs.shape[1:]
    cells = np.array(walk.cells)
    paths = tuple(read_only(np.eye(size)[cells[:, actor]]) for actor, size in enumerate(sizes))
    profile: Profile = tuple(
        read_only(unit(size, place)) for size, place in zip(sizes, walk.cells[-1], strict=True)
    )
    rests = walk.rests and is_equilibrium(scale, profile)
    return LearningPath(
        game,
        "best responses",
        read_only(np.array(walk.times, dtype=np.float64)),
        paths,
        rests,
        profile if rests else None,
        labelled(game, walk.loop),
        regret(scale, profile),
        walk.rests or bool(walk.loop),
        tuple(_notes(game, walk)),
        REFERENCE,
    )


def _notes(game: NormalFormGame, walk: _Walk) -> list[str]:
    moves = len(walk.cells) - 1
    if walk.rests and not moves:
        notes = ["The start is a pure equilibrium: nobody moves."]
    elif walk.rests:
        notes = [f"After {moves} move{'s' * (moves > 1)} nobody wants to move: an equilibrium."]
    elif walk.loop:
        notes = [f"Play goes round without end: {in_a_row(game, walk.loop)} → and again."]
    else:
        notes = [f"The path was cut short after {walk.times[-1]:,} turns."]
    for actor, count in walk.ties.items():
        notes.append(
            f"{game.actors[actor]} had several best responses {count} time{'s' * (count > 1)} "
            "and took the first."
        )
    if walk.rests:
        notes += _indifferent(game, walk)
    return notes


def _indifferent(game: NormalFormGame, walk: _Walk) -> list[str]:
    """Return sentences on who would do as well with another strategy where the path ends."""
    cell = walk.cells[-1]
    notes = []
    for actor, best in enumerate(walk.best):
        replies = np.flatnonzero(_line(best, cell, actor))
        others = [strategy_label(game, actor, int(each)) for each in replies if each != cell[actor]]
        if others:
            more = f" or {len(others) - 3} others" if len(others) > 3 else ""
            notes.append(
                f"{game.actors[actor]} would do as well with {', '.join(map(repr, others[:3]))}"
                f"{more}, and stays."
            )
    return notes
