"""Iterated dominance: which strategies go, round by round, and what beats each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray, read_only
from negotiation._table import Shown, Table
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._words import strategy_label
from negotiation.engine.rationality._better_mixtures import dominators, sides
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name

KINDS = ("strict", "weak")
DOMINATORS = ("mixed", "pure")
_SURE = 1e-4


@dataclass(frozen=True, eq=False)
class Dominated:
    """A strategy that was removed, and what dominates it.

    Attributes
    ----------
    round : int
        When it was removed, from 1.
    actor : int
    strategy : int
        Its number in the whole game.
    weights : array, shape (n_strategies,)
        The mixture of the actor's strategies that dominates it among what was left then.
    margin : float
        The least that the mixture gains over it, in the actor's payoffs; 0 where weakly.
    most : float
        The most that it gains.
    """

    round: int
    actor: int
    strategy: int
    weights: FloatArray
    margin: float
    most: float

    @property
    def pure(self) -> bool:
        """Whether one strategy alone dominates it."""
        return bool((self.weights > 0).sum() == 1)


@dataclass(frozen=True, eq=False)
class Dominance(Shown):
    """What iterated dominance removes from a game, and what it leaves.

    Attributes
    ----------
    game : NormalFormGame
    kind : {"strict", "weak"}
    by : {"mixed", "pure"}
    removed : tuple of Dominated
        In the order of their rounds.
    kept : tuple of tuples of int
        Per actor the strategies that are left.
    rounds : int
        Rounds in which something was removed.
    finished : bool
        Whether nothing that is left is dominated; ``False`` if the rounds asked for ran out.
    """

    game: NormalFormGame
    kind: str
    by: str
    removed: tuple[Dominated, ...]
    kept: tuple[tuple[int, ...], ...]
    rounds: int
    finished: bool

    @property
    def strategies(self) -> tuple[tuple[Any, ...], ...]:
        """Per actor the labels of the strategies that are left."""
        return tuple(
            tuple(labels[place] for place in rows)
            for labels, rows in zip(self.game.strategies, self.kept, strict=True)
        )

    @property
    def reduced(self) -> NormalFormGame:
        """The game of the strategies that are left, its labels kept."""
        cells = np.ix_(np.arange(len(self.kept)), *map(np.array, self.kept))
        return NormalFormGame(
            self.game.payoffs[cells],
            self.strategies,
            self.game.actors,
            title=self.game.title,
            about=self.game.about,
            source=self.game.source,
        )

    def summary(self) -> Table:
        """Return a row per strategy removed: the round, and what dominates it by how much."""
        rows = [
            (
                each.round,
                self.game.actors[each.actor],
                strategy_label(self.game, each.actor, each.strategy),
                self._words(each),
                each.margin,
                each.most,
            )
            for each in self.removed
        ]
        columns = ("round", "actor", "strategy", "is dominated by", "at least", "at most")
        title = f"{self.game.title or 'game'}: iterated {self.kind} dominance"
        return Table(columns, rows, title, self._notes())

    def _words(self, each: Dominated) -> str:
        names = [
            strategy_label(self.game, each.actor, int(s)) for s in np.flatnonzero(each.weights)
        ]
        if len(names) == 1:
            return names[0]
        shares = each.weights[each.weights > 0]
        return " + ".join(f"{w:.4g} {name}" for w, name in zip(shares, names, strict=True))

    def _notes(self) -> list[str]:
        means = "pure strategies" if self.by == "pure" else "pure strategies and mixtures"
        left = "; ".join(
            f"{name} {', '.join(strategy_label(self.game, actor, s) for s in rows)}"
            for actor, (name, rows) in enumerate(zip(self.game.actors, self.kept, strict=True))
        )
        notes = [f"Left: {left}.", f"Dominance by {means} was looked for."]
        if not self.removed:
            notes[0] = f"No strategy is {self.kind}ly dominated."
        if not self.finished:
            notes.append(f"It was stopped after {self._rounds()}; more may be dominated.")
        if self.kind == "weak" and self.removed:
            notes.append(
                "The order matters with weak dominance; here all that are dominated go at once. "
                "Equilibria can be lost, though some equilibrium always remains."
            )
        elif self.removed:
            notes.append("No equilibrium is lost, and the order does not matter.")
        return notes

    def _rounds(self) -> str:
        return f"{self.rounds} round{'s' * (self.rounds != 1)}"

    def __repr__(self) -> str:
        left = " x ".join(str(len(rows)) for rows in self.kept)
        return (
            f"<Dominance {self.kind!r} by {self.by}: {len(self.removed)} removed in "
            f"{self._rounds()}, {left} left>"
        )


def dominance(
    game: NormalFormGame, kind: str = "strict", *, by: str = "mixed", rounds: int | None = None
) -> Dominance:
    """Return what iterated dominance removes, with a certificate for every strategy that goes.

    A strategy is strictly dominated if another one, or a mixture of others, is better against
    every combination of the others' strategies; weakly, if it is never worse and somewhere
    better.  Round after round all dominated strategies of all actors go at once.

    Parameters
    ----------
    game : NormalFormGame
        Of any number of actors.
    kind : {"strict", "weak"}
        Strict dominance loses no equilibrium, and its order does not matter.  With weak
        dominance it does, and equilibria can be lost.
    by : {"mixed", "pure"}
        Whether mixtures count as dominators, by linear programmes where no pure one does.
    rounds : int, optional
        Rounds at most; until nothing is dominated if left out.

    Returns
    -------
    Dominance
        `Dominance.removed`, `Dominance.kept`, `Dominance.reduced`.

    Raises
    ------
    UnknownNameError
        If `kind` or `by` is misspelt.
    InvalidValueError, InvalidTypeError
        If `rounds` is not a positive whole number, or `game` is no game.
    TooLargeError
        If too many payoffs would have to be compared.

    Notes
    -----
    Differences count as ties as for `equilibria`.

    References
    ----------
    Luce, R. D. & Raiffa, H. (1957). Games and Decisions. Wiley.

    Examples
    --------
    The third row is worse than an even mixture of the others, and than neither alone:

    >>> import negotiation as ng
    >>> game = ng.NormalFormGame(
    ...     [[[4, 0], [0, 4], [1, 1]], [[1, 0], [0, 1], [0, 1]]],
    ...     strategies=[["north", "south", "wait"], ["left", "right"]],
    ... )
    >>> answer = ng.dominance(game)
    >>> answer.strategies
    (('north', 'south'), ('left', 'right'))
    >>> answer.removed[0].weights, answer.removed[0].margin
    (array([0.5, 0.5, 0. ]), 1.0)
    """
    if not isinstance(game, NormalFormGame):
        raise InvalidTypeError(
            "Dominance is defined for a NormalFormGame; other games have a method normal_form().",
            given=type(game).__name__,
        )
    if kind not in KINDS:
        raise unknown_name("kind of dominance", kind, KINDS)
    if by not in DOMINATORS:
        raise unknown_name("kind of dominators", by, DOMINATORS)
    limit = _rounds(rounds)
    kept = tuple(np.arange(len(labels)) for labels in game.strategies)
    removed: list[Dominated] = []
    done = 0
    while done < limit:
        gone = _one_round(game, kept, done + 1, weak=kind == "weak", mixed=by == "mixed")
        if not gone:
            break
        removed += gone
        done += 1
        kept = tuple(
            np.setdiff1d(rows, [each.strategy for each in gone if each.actor == actor])
            for actor, rows in enumerate(kept)
        )
    finished = done < limit
    places = tuple(tuple(rows.tolist()) for rows in kept)
    return Dominance(game, kind, by, tuple(removed), places, done, finished)


def _one_round(
    game: NormalFormGame, kept: tuple[IntArray, ...], number: int, *, weak: bool, mixed: bool
) -> list[Dominated]:
    """Return what is dominated in the game that is left."""
    part = game.payoffs[np.ix_(np.arange(len(kept)), *kept)]
    gone = []
    for actor, side in enumerate(sides(NormalFormGame(part))):
        rows = np.moveaxis(part[actor], actor, 0).reshape(len(kept[actor]), -1)
        for strategy, weights in dominators(side, weak=weak, mixed=mixed).items():
            used = np.flatnonzero(weights)
            gains = weights[used] @ (rows[used] - rows[strategy])
            whole = np.zeros(len(game.strategies[actor]))
            whole[kept[actor]] = weights
            least = 0.0 if weak and gains.min() <= _SURE * gains.max() else float(gains.min())
            place = int(kept[actor][strategy])
            gone.append(
                Dominated(number, actor, place, read_only(whole), least, float(gains.max()))
            )
    return gone


def _rounds(given: Any) -> float:
    """Return how many rounds are allowed."""
    if given is None:
        return float("inf")
    if isinstance(given, bool) or not isinstance(given, int | np.integer):
        raise InvalidTypeError("The number of rounds must be a whole number.", given=given)
    if given < 1:
        raise InvalidValueError("The number of rounds must be at least 1.", given=given)
    return int(given)
