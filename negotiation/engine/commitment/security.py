"""Security levels: what each actor can make sure of, and what the others can hold it to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, IntArray, negligible, read_only
from negotiation._shares import percent
from negotiation._table import Shown, Table
from negotiation.concessions import NormalFormGame
from negotiation.engine.commitment._maxmin import check_size, maxmin
from negotiation.engine.equilibrium._subject import game_of
from negotiation.engine.equilibrium._words import in_words, strategy_label

REFERENCE = (
    "von Neumann, J. and Morgenstern, O. (1944). Theory of Games and Economic Behavior. "
    "Princeton University Press."
)


@dataclass(frozen=True, eq=False)
class Level:
    """What one actor can make sure of, whatever the others do.

    Attributes
    ----------
    actor : str
    value : float
        The most that a mixture makes sure of (maxmin), and what the others together can
        hold the actor to if they can coordinate (minmax); the two are equal.
    strategies : array, shape (k, s)
        The mixtures that are sure of it: all extreme ones if `complete`, otherwise one.
    pure_value : float
        The most that a single strategy makes sure of.
    pure_strategies : array of int
        The strategies that are sure of it.
    punishment : array, one axis per other actor
        The probabilities of the others' combinations of strategies that hold the actor to
        `value`.  With two actors a mixture of the other; with more it may need coordination.
    pure_minmax : float
        What the others can hold the actor to with one combination of pure strategies that
        the actor sees coming.
    pure_punishments : array of int, shape (k, n_actors - 1)
        Those combinations.
    complete : bool
        Whether `strategies` lists all extreme mixtures.
    gap : float
        What the dual programme leaves open; 0 but for rounding.
    """

    actor: str
    value: float
    strategies: FloatArray
    pure_value: float
    pure_strategies: IntArray
    punishment: FloatArray
    pure_minmax: float
    pure_punishments: IntArray
    complete: bool
    gap: float

    def __repr__(self) -> str:
        return f"<Level {self.actor!r}: sure of {self.value:.4g}, pure {self.pure_value:.4g}>"


@dataclass(frozen=True, eq=False)
class Security(Shown):
    """What every actor can make sure of.

    Attributes
    ----------
    game : NormalFormGame
    levels : tuple of Level
        One per actor.
    """

    game: NormalFormGame
    levels: tuple[Level, ...]

    @property
    def maxmin(self) -> FloatArray:
        """What each actor can make sure of by a mixture, shape (n_actors,)."""
        return read_only(np.array([each.value for each in self.levels]))  # type: ignore[no-any-return]

    @property
    def pure_maxmin(self) -> FloatArray:
        """What each actor can make sure of by a single strategy, shape (n_actors,)."""
        return read_only(np.array([each.pure_value for each in self.levels]))  # type: ignore[no-any-return]

    @property
    def pure_minmax(self) -> FloatArray:
        """What the others can hold each actor to by pure strategies, shape (n_actors,)."""
        return read_only(np.array([each.pure_minmax for each in self.levels]))  # type: ignore[no-any-return]

    def summary(self) -> Table:
        """Return per actor what it can make sure of and how, and how it would be punished."""
        rows = []
        for place, level in enumerate(self.levels):
            ways = [in_words(self.game, place, mixture) for mixture in level.strategies]
            more = f" (or {len(ways) - 1} more)" if len(ways) > 1 else ""
            rows.append(
                (
                    level.actor,
                    level.value,
                    ways[0] + more,
                    level.pure_value,
                    self._threat(place, level),
                    level.pure_minmax,
                )
            )
        columns = ("actor", "sure of", "by", "by one strategy", "held to it by", "held to, pure")
        notes = [
            "An actor can make sure of its level by itself, so no equilibrium gives it less, "
            "and nothing that the others do or commit to can hold it lower."
        ]
        if len(self.levels) > 2:
            notes.append(
                "To hold an actor to its level the others may have to draw lots together; if each "
                "randomises alone, they may not be able to hold it down so far."
            )
        title = f"{self.game.title or 'game'}: security levels"
        return Table(columns, rows, title, [*notes, REFERENCE])

    def _threat(self, place: int, level: Level) -> str:
        """Return in words what the others do to hold an actor down."""
        others = [each for each in range(len(self.levels)) if each != place]
        if not others:
            return ""
        if len(others) == 1:
            return in_words(self.game, others[0], level.punishment)
        cells = np.argwhere(level.punishment > TOLERANCE)
        words = [
            " / ".join(
                strategy_label(self.game, other, int(pick))
                for other, pick in zip(others, cell, strict=True)
            )
            for cell in cells[:3]
        ]
        shares = [float(level.punishment[tuple(cell)]) for cell in cells[:3]]
        told = "; ".join(
            f"{percent(share)} {text}" for share, text in zip(shares, words, strict=True)
        )
        return told + (f"; {len(cells) - 3} more" if len(cells) > 3 else "")

    def __repr__(self) -> str:
        told = ", ".join(f"{each.actor} {each.value:.4g}" for each in self.levels)
        return f"<Security: {told}>"


def security(game: Any) -> Security:
    """Return what each actor can make sure of whatever the others do, and their sharpest threats.

    The maxmin level is the most that a mixture guarantees.  By duality it is also what the
    others can hold the actor to if they act together (its correlated minmax level); with two
    actors that is the ordinary minmax.  In pure strategies the two differ, and both are
    given: what one strategy guarantees, and what one combination of the others' strategies,
    seen in advance, leaves.

    Parameters
    ----------
    game : NormalFormGame or Scenario
        Of any number of actors.

    Returns
    -------
    Security

    Raises
    ------
    InvalidTypeError
        If `game` is not a game.
    TooLargeError
        If there are too many combinations of strategies.

    Notes
    -----
    With three or more actors the minmax against others who randomise *independently* lies
    between the correlated and the pure level.  Finding it is not a linear problem, and it is
    not computed.

    References
    ----------
    von Neumann, J. and Morgenstern, O. (1944). Theory of Games and Economic Behavior.
    Princeton University Press.

    Examples
    --------
    >>> import negotiation as ng
    >>> battle = ng.NormalFormGame([[[3, 0], [0, 2]], [[2, 0], [0, 3]]])
    >>> ng.security(battle).maxmin
    array([1.2, 1.2])
    """
    game = game_of(game, "A security level")
    check_size(game, "Security levels")
    return Security(game, tuple(_level(game, actor) for actor in range(len(game.actors))))


def _level(game: NormalFormGame, actor: int) -> Level:
    """Return one actor's level."""
    own = np.moveaxis(game.payoffs[actor], actor, 0)
    table = own.reshape(own.shape[0], -1)
    mixed = maxmin(table)
    slack = float(negligible(table.max(), table.min()))
    floors, ceilings = table.min(axis=1), table.max(axis=0)
    held = np.flatnonzero(ceilings <= ceilings.min() + slack)
    return Level(
        game.actors[actor],
        mixed.value,
        mixed.mixtures,
        float(floors.max()),
        read_only(np.flatnonzero(floors >= floors.max() - slack)),
        read_only(mixed.weights.reshape(own.shape[1:])),
        float(ceilings.min()),
        read_only(np.stack(np.unravel_index(held, own.shape[1:] or (1,)), axis=1)),
        mixed.complete,
        max(0.0, mixed.bound - mixed.value),
    )
