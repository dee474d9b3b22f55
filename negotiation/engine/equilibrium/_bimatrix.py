"""Two actors' payoffs on the scale of their stakes, and the way back to probabilities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._equilibria import Profile
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.errors import NegotiationError, NotDefinedError


def needs_two_actors(game: NormalFormGame) -> NegotiationError | None:
    """Return the error for a game that is not one of two actors, or ``None``."""
    count = len(game.actors)
    if count == 2:
        return None
    if count == 1:
        return NotDefinedError("Only one actor has a choice, so every extreme equilibrium is pure.")
    return NotDefinedError(
        f"This method is for two actors, and {count} actors still have a choice once strictly "
        "dominated strategies are gone."
    )


@dataclass(frozen=True)
class Bimatrix:
    """A two-actor game rescaled for numerical work.

    Subtracting a constant from the row actor's payoffs in a column changes no equilibrium;
    multiplying them by a positive number there changes only the weight of that column in
    the column actor's mixtures, in a known proportion (and the other way round).  So every
    column of `row` and every row of `column` can be brought to the interval from 1 to 2.

    Attributes
    ----------
    row, column : array, shape (m, n)
        Payoffs between 1 and 2.
    x_weights : array, shape (m,)
    y_weights : array, shape (n,)
        Divide a mixture of the rescaled game by them (and normalise) to get it back.
    """

    row: FloatArray
    column: FloatArray
    x_weights: FloatArray
    y_weights: FloatArray

    def restore(self, x: FloatArray, y: FloatArray) -> Profile | None:
        """Return a profile of the rescaled game as one of the game, ``None`` if it is none.

        Neither mixture needs to sum to 1.
        """
        restored = self.restore_all([(x, y)])
        return restored[0] if restored else None

    def restore_all(self, pairs: Iterable[tuple[FloatArray, FloatArray]]) -> list[Profile]:
        """Return `restore` of every pair that has one."""
        pairs = list(pairs)
        if not pairs:
            return []
        fine = np.ones(len(pairs), dtype=np.bool_)
        tables = []
        for mixtures, weights in zip(
            zip(*pairs, strict=True), (self.x_weights, self.y_weights), strict=True
        ):
            table = np.array(mixtures, dtype=np.float64)
            with np.errstate(invalid="ignore", divide="ignore"):
                fine &= np.isfinite(table).all(axis=1) & (table.max(axis=1) > TOLERANCE)
                fine &= table.min(axis=1) >= -TOLERANCE
                # On this scale what is smaller is rounding; on the game's own it need not be.
                trimmed = np.where(table > TOLERANCE, table, 0.0) / weights
                tables.append(trimmed / trimmed.sum(axis=1, keepdims=True))
        return [(tables[0][row], tables[1][row]) for row in np.flatnonzero(fine)]


def bimatrix(game: NormalFormGame) -> Bimatrix:
    """Return a two-actor game rescaled."""
    scale = stakes(game)
    first, second = scale.losses
    return Bimatrix(
        2.0 - first,
        2.0 - second,
        _weights(scale.ranges[1][:, 0]),
        _weights(scale.ranges[0][0, :]),
    )


def _weights(ranges: FloatArray) -> FloatArray:
    """Return positive weights; where a choice makes no difference any will do."""
    largest = ranges.max()
    weights: FloatArray = np.where(ranges > 0, ranges, largest if largest > 0 else 1.0)
    return weights
