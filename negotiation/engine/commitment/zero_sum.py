"""Zero-sum games: what one actor wins the other loses, and the game has a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import NOISE, TOLERANCE, FloatArray, read_only
from negotiation._table import Shown, Table
from negotiation.concessions import NormalFormGame
from negotiation.engine.commitment._maxmin import check_size, maxmin
from negotiation.engine.equilibrium._equilibria import Profile
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.engine.equilibrium._subject import two_actor_game_of
from negotiation.engine.equilibrium._words import in_words, strategy_label
from negotiation.errors import NotDefinedError

REFERENCE = (
    "von Neumann, J. (1928). Zur Theorie der Gesellschaftsspiele. Mathematische Annalen 100, "
    "295-320."
)


@dataclass(frozen=True, eq=False)
class ZeroSum(Shown):
    """The value of a game in which the actors' interests are opposed, and optimal strategies.

    Attributes
    ----------
    game : NormalFormGame
    value : float
        What the first actor can make sure of, and the second hold it to.
    payoffs : array, shape (2,)
        What the two get if both play optimally.
    optimal : tuple of two arrays, shapes (k, s1) and (l, s2)
        The extreme optimal mixtures of either actor; its optimal strategies are all
        averages of them, and any of the one's with any of the other's is an equilibrium.
    saddle_points : tuple of pairs of int
        The equilibria in pure strategies.
    complete : bool
        Whether `optimal` lists all extreme optimal mixtures; in large games one each is given.
    gap : float
        The difference between what the two make sure of; 0 but for rounding.
    """

    game: NormalFormGame
    value: float
    payoffs: FloatArray
    optimal: tuple[FloatArray, FloatArray]
    saddle_points: tuple[tuple[int, int], ...]
    complete: bool
    gap: float

    @property
    def strategies(self) -> Profile:
        """An optimal mixture of each actor, the first of those listed."""
        return tuple(read_only(mixtures[0]) for mixtures in self.optimal)

    def summary(self) -> Table:
        """Return the optimal mixtures of both actors and the value."""
        rows = [
            (name, in_words(self.game, actor, mixture), self.payoffs[actor])
            for actor, name in enumerate(self.game.actors)
            for mixture in self.optimal[actor]
        ]
        first, second = self.game.actors
        notes = [
            f"{first} can make sure of {self.payoffs[0]:.4g}, and {second} can hold it to that. "
            "Any optimal mixture of the one goes with any of the other."
        ]
        if self.saddle_points:
            cells = "; ".join(
                f"{strategy_label(self.game, 0, i)} / {strategy_label(self.game, 1, j)}"
                for i, j in self.saddle_points[:6]
            )
            more = len(self.saddle_points) - 6
            notes.append(f"Saddle points: {cells}{f'; {more} more' if more > 0 else ''}.")
        if not self.complete:
            notes.append("There may be other optimal mixtures; one of each actor is shown.")
        title = f"{self.game.title or 'game'}: value"
        return Table(("actor", "plays optimally", "payoff"), rows, title, [*notes, REFERENCE])

    def __repr__(self) -> str:
        first, second = (len(mixtures) for mixtures in self.optimal)
        return f"<ZeroSum: value {self.value:.4g}, {first} and {second} extreme optimal mixtures>"


def zero_sum(game: Any) -> ZeroSum:
    """Return the value of a zero-sum game and all extreme optimal strategies.

    The payoffs of the two actors must add up to the same number in every cell, zero or not.

    Parameters
    ----------
    game : NormalFormGame or Scenario
        Of two actors.

    Returns
    -------
    ZeroSum

    Raises
    ------
    NotDefinedError
        If there are not two actors, or their payoffs do not add up to a constant.
    InvalidTypeError
        If `game` is not a game.
    TooLargeError
        If there are too many combinations of strategies.

    References
    ----------
    von Neumann, J. (1928). Zur Theorie der Gesellschaftsspiele. Mathematische Annalen 100,
    295-320.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.zero_sum(ng.NormalFormGame([[[3, -1], [-2, 1]], [[-3, 1], [2, -1]]]))
    <ZeroSum: value 0.1429, 1 and 1 extreme optimal mixtures>
    """
    remedy = "Let two actors choose and hold the others at one strategy each."
    game = two_actor_game_of(game, "The value of a zero-sum game", remedy)
    check_size(game, "Optimal strategies")
    total = _constant(game)
    table = game.payoffs[0]
    first, second = maxmin(table), maxmin(-table.T)
    cells = np.logical_and.reduce(stakes(game).best)
    return ZeroSum(
        game,
        first.value,
        read_only(np.array([first.value, total + second.value])),
        (first.mixtures, second.mixtures),
        tuple((int(i), int(j)) for i, j in np.argwhere(cells)),
        first.complete and second.complete,
        max(0.0, -second.value - first.value),
    )


def _constant(game: NormalFormGame) -> float:
    """Return what the payoffs of two actors add up to everywhere, or refuse."""
    first, second = game.payoffs
    sums = first + second
    slack = TOLERANCE * max(np.ptp(first), np.ptp(second))
    slack = max(slack, NOISE * float(np.abs(game.payoffs).max()))
    if np.ptp(sums) > slack:
        shown = []
        for flat in (int(sums.argmin()), int(sums.argmax())):
            i, j = np.unravel_index(flat, sums.shape)
            labels = f"{game.strategies[0][i]!s} / {game.strategies[1][j]!s}"
            shown.append(f"{sums[i, j]:.6g} in {labels}")
        raise NotDefinedError(
            "The value is defined where payoffs add up to a constant; here they add up to "
            f"{shown[0]} and to {shown[1]}. For what each actor can make sure of in any game, "
            "ask for security(game)."
        )
    return float(np.median(sums))
