"""Nash's bargaining with variable threats: what each would do if talks failed is chosen too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation._table import Shown, Table
from negotiation.concessions import NormalFormGame, efficient
from negotiation.engine._matrix_game import matrix_game
from negotiation.engine.axiomatic._frontier import Frontier
from negotiation.errors import NotDefinedError

REFERENCE = "Nash, J. (1953). Two-person cooperative games. Econometrica 21, 128-140."


@dataclass(frozen=True, eq=False)
class Threats(Shown):
    """The agreement reached in the shadow of the best threats.

    Attributes
    ----------
    game : NormalFormGame
    payoffs : array, shape (2,)
        What the actors agree on.
    threats : tuple of two arrays
        The mixed strategy each would carry out if talks failed.
    disagreement : array, shape (2,)
        What the threats would bring.
    weight : float
        Rate at which the second actor's utility exchanges for the first's: at the
        agreement, ``u1 + weight * u2`` is as large as it can be.
    transferable : bool
        Whether utility can be paid over; then `weight` is 1 and any split of the largest
        total is feasible.
    """

    game: NormalFormGame
    payoffs: FloatArray
    threats: tuple[FloatArray, FloatArray]
    disagreement: FloatArray
    weight: float
    transferable: bool

    def summary(self) -> Table:
        """Return per actor the threat, what it would bring, and the agreement."""
        rows = []
        for place, name in enumerate(self.game.actors):
            mix = "; ".join(
                f"{share:.0%} {label}"
                for label, share in zip(
                    self.game.strategies[place], self.threats[place], strict=True
                )
                if share > 1e-9
            )
            rows.append((name, mix, self.disagreement[place], self.payoffs[place]))
        columns = ("actor", "threat", "worth if carried out", "agreement")
        return Table(columns, rows, "bargaining with variable threats", [REFERENCE])

    def __repr__(self) -> str:
        first, second = self.game.actors
        return f"<Threats: {first} {self.payoffs[0]:.4g}, {second} {self.payoffs[1]:.4g}>"


def variable_threats(game: NormalFormGame, *, transferable: bool = False) -> Threats:
    """Return Nash's solution when the disagreement point is itself a matter of strategy.

    Both actors first commit to what they will do without an agreement, then bargain over
    lotteries on the outcomes of the game.  With transferable utility,
    ``u = ((s + v) / 2, (s - v) / 2)`` where s is the largest total and v the value of the
    zero-sum game of differences ``A - B``.  Otherwise the rate at which utilities are
    compared is the one at which that agreement is itself feasible; payoffs are unique.

    Parameters
    ----------
    game : NormalFormGame
        Of two actors.
    transferable : bool, default False
        Whether utility can be paid from one actor to the other.

    Returns
    -------
    Threats

    Raises
    ------
    NotDefinedError
        If there are not two actors.

    References
    ----------
    Nash, J. (1953). Two-person cooperative games. Econometrica 21, 128-140.

    Examples
    --------
    >>> import negotiation as ng
    >>> game = ng.NormalFormGame([[[0, 6, -1], [4, 3, 5]], [[0, 2, 2], [-1, 6, 5]]])
    >>> ng.variable_threats(game, transferable=True)
    <Threats: Actor 1 4.55, Actor 2 5.45>
    """
    if len(game.actors) != 2:
        raise NotDefinedError(
            f"Variable threats are defined for 2 actors only; this game has {len(game.actors)}."
        )
    first, second = game.payoffs
    if transferable:
        value, *threats = matrix_game(first - second)
        total = float((first + second).max())
        payoffs = np.array([total + value, total - value]) / 2
        return _answer(game, payoffs, threats, 1.0, True)
    payoffs, tilt = _agreement(first, second)
    _, *threats = matrix_game((1 - tilt) * first - tilt * second)
    weight = tilt / (1 - tilt) if tilt < 1 else np.inf
    return _answer(game, payoffs, threats, weight, False)


def _answer(
    game: NormalFormGame, payoffs: FloatArray, threats: Any, weight: float, transferable: bool
) -> Threats:
    row, column = threats
    return Threats(
        game, payoffs, (row, column), game.expected((row, column)), float(weight), transferable
    )


def _agreement(first: FloatArray, second: FloatArray) -> tuple[FloatArray, float]:
    """Return the agreed payoffs (2,) and the weight w of the second actor, in [0, 1].

    With weights ``1 - w`` and w the frontier point x must satisfy
    ``(1 - w) x1 - w x2 = value((1 - w) A - w B)``: an edge of the frontier fixes w, and
    the equation then the point on it; a corner fixes the point, and the equation w.
    """
    points = np.stack([first.ravel(), second.ravel()], axis=1)
    from scipy.optimize import brentq

    points = np.unique(points[efficient(points)], axis=0)
    shift = points.min(axis=0)
    # The corners of the whole frontier, none of it cut off below.
    edges = Frontier.of(points - shift)
    assert edges is not None
    corners = edges.chain + shift
    steps = np.diff(corners, axis=0)
    tilts = steps[:, 0] / (steps[:, 0] - steps[:, 1])

    def lead(tilt: float) -> float:
        return matrix_game((1 - tilt) * first - tilt * second)[0]

    for place, tilt in enumerate(tilts):
        at = (1 - tilt) * corners[:, 0] - tilt * corners[:, 1]
        share = (lead(tilt) - at[place]) / (at[place + 1] - at[place])
        if -1e-12 <= share <= 1 + 1e-12:
            return corners[place] + np.clip(share, 0, 1) * steps[place], float(tilt)
    bounds = np.concatenate([[1.0], tilts, [0.0]])
    for place, corner in enumerate(corners):

        def miss(tilt: float, corner: FloatArray = corner) -> float:
            return lead(tilt) - float((1 - tilt) * corner[0] - tilt * corner[1])

        low, high = bounds[place + 1], bounds[place]
        if miss(low) <= 0 <= miss(high):
            return corner, float(brentq(miss, low, high, xtol=1e-15)) if miss(low) < 0 else float(
                low
            )
    raise AssertionError("by continuity one of the corners or edges must fit")
