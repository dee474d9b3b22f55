"""What a path of play answers: where it went, whether it settled, and on which equilibrium."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, floats, read_only
from negotiation._table import Shown, Table
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._equilibria import Profile
from negotiation.engine.equilibrium._stakes import Stakes
from negotiation.engine.equilibrium._verify import clean
from negotiation.engine.equilibrium.pure import unit
from negotiation.engine.learning._nearest import nearest
from negotiation.engine.learning._telling import payoffs_of, told
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name


@dataclass(frozen=True, eq=False)
class LearningPath(Shown):
    """How play moves under a rule, and whether it comes to rest at an equilibrium.

    Attributes
    ----------
    game : NormalFormGame
    rule : str
        "best responses", "fictitious play" or "replicator dynamics".
    times : array, shape (k,)
        Turns, rounds or time.
    probabilities : tuple of arrays, shape (k, s_i)
        Per actor what it plays at each time; under fictitious play, how often it has played
        each strategy so far.
    converged : bool
        Whether the path settles on an equilibrium.
    equilibrium : tuple of arrays or None
        The equilibrium that it settles on, checked against the game.
    cycle : tuple of tuples
        Combinations of strategies that play goes round without end, in their order.
    regret : float
        The most that any actor could gain by deviating from where the path ends, as a share
        of what its choice can change there.
    complete : bool
        ``False`` if the path was cut short for want of time.
    notes : tuple of str
        What happened, in words.
    reference : str
    """

    game: NormalFormGame
    rule: str
    times: FloatArray
    probabilities: tuple[FloatArray, ...]
    converged: bool
    equilibrium: Profile | None
    cycle: tuple[tuple[Any, ...], ...]
    regret: float
    complete: bool
    notes: tuple[str, ...]
    reference: str

    @property
    def profile(self) -> Profile:
        """Where the path ends: a probability vector per actor."""
        return tuple(read_only(each[-1]) for each in self.probabilities)

    @cached_property
    def payoffs(self) -> FloatArray:
        """What the actors expect at each time, shape (k, n_actors)."""
        rows = zip(*self.probabilities, strict=True)
        return read_only(  # type: ignore[no-any-return]
            np.array([payoffs_of(self.game, profile) for profile in rows])
        )

    def summary(self) -> Table:
        """Return where play starts and ends, actor by actor, and in words what became of it."""
        first, last = payoffs_of(self.game, [each[0] for each in self.probabilities]), None
        last = payoffs_of(self.game, self.profile)
        rows = [
            (name, told(self.game, actor, path[0]), told(self.game, actor, path[-1]), *worth)
            for actor, (name, path, *worth) in enumerate(
                zip(self.game.actors, self.probabilities, first, last, strict=True)
            )
        ]
        columns = ("actor", "starts with", "ends with", "payoff at the start", "payoff at the end")
        title = f"{self.game.title or 'game'}: {self.rule}"
        return Table(columns, rows, title, [*self.notes, self.reference])

    def __repr__(self) -> str:
        if self.converged:
            end = "settles on an equilibrium"
        elif self.cycle:
            end = f"goes round {len(self.cycle)} combinations"
        else:
            end = "settles on no equilibrium" if self.complete else "cut short"
        return f"<LearningPath by {self.rule}: {len(self.times)} points, {end}>"


def by_actor(game: NormalFormGame, start: Any) -> list[Any]:
    """Return a start as a list with an entry per actor; ``None`` is every first strategy."""
    if start is None:
        return [labels[0] for labels in game.strategies]
    if isinstance(start, Mapping):
        for name in start:
            if name not in game.actors:
                raise unknown_name("actor", name, game.actors)
        missing = [name for name in game.actors if name not in start]
        if missing:
            raise InvalidValueError("The start says nothing about this actor.", actor=missing[0])
        return [start[name] for name in game.actors]
    if isinstance(start, str) or not hasattr(start, "__len__"):
        raise InvalidTypeError("The start is a list with an entry per actor.", given=start)
    if len(start) != len(game.actors):
        raise InvalidValueError(
            f"The start needs an entry for each of {len(game.actors)} actors.", given=start
        )
    return list(start)


def strategy_of(game: NormalFormGame, actor: int, label: Any) -> int:
    """Return the number of a strategy by its label."""
    labels = game.strategies[actor]
    try:
        return labels.index(label)
    except ValueError:
        raise unknown_name("strategy", label, labels, actor=game.actors[actor]) from None


def mixtures_of(game: NormalFormGame, start: Any) -> Profile:
    """Return a start as a probability vector per actor; an entry is a label or a vector."""
    given = by_actor(game, start)
    return tuple(mixture_of(game, actor, each) for actor, each in enumerate(given))


def mixture_of(game: NormalFormGame, actor: int, given: Any) -> FloatArray:
    """Return one actor's start as a probability vector."""
    labels = game.strategies[actor]
    if not isinstance(given, list | np.ndarray) and (given in labels or not _is_vector(given)):
        return unit(len(labels), strategy_of(game, actor, given))
    name = game.actors[actor]
    vector = floats(given, "The start", actor=name)
    tidy = clean([vector], [len(labels)])
    if tidy is None:
        raise InvalidValueError(
            f"The start must be a strategy or {len(labels)} probabilities that sum to 1.",
            given=vector.tolist(),
            actor=name,
        )
    return tidy[0]


def _is_vector(given: Any) -> bool:
    return hasattr(given, "__len__") and not isinstance(given, str | Mapping)


def settled_on(
    stakes: Stakes, paths: Sequence[FloatArray], tail: int, tolerance: float
) -> Profile | None:
    """Return the equilibrium near which a path stays to its end, ``None`` if there is none.

    Parameters
    ----------
    stakes : Stakes
    paths : sequence of arrays, shape (k, s_i)
        Probabilities along the path, per actor.
    tail : int
        The point from which on it must stay near.
    tolerance : float
        How far any probability may be off.  The path must not be on its way out, either.
    """
    end = [path[-1] for path in paths]
    for least in (2 * tolerance, tolerance / 4, 0.0):
        found = nearest(stakes, end, [mixture > least for mixture in end])
        if found is None:
            continue
        away = np.max(
            [
                np.abs(path[tail:] - mixture).max(axis=1)
                for path, mixture in zip(paths, found, strict=True)
            ],
            axis=0,
        )
        if away.max() <= tolerance and away[-1] <= max(away[0], 1e-12):
            return found
    return None


def in_a_row(game: NormalFormGame, cells: Sequence[Sequence[int]]) -> str:
    """Return combinations of strategies in words, one after the other."""
    shown = [
        " / ".join(
            told(game, actor, unit(game.payoffs.shape[actor + 1], place))
            for actor, place in enumerate(cell)
        )
        for cell in cells[:8]
    ]
    more = [f"{len(cells) - 8} more"] if len(cells) > 8 else []
    return " → ".join([*shown, *more])


def labelled(game: NormalFormGame, cells: Sequence[Sequence[int]]) -> tuple[tuple[Any, ...], ...]:
    """Return combinations of strategies by their labels."""
    return tuple(
        tuple(game.strategies[actor][place] for actor, place in enumerate(cell)) for cell in cells
    )
