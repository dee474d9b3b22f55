"""Two actors with two strategies each: all extreme equilibria in closed form, ties included."""

from __future__ import annotations

import numpy as np

from negotiation._arrays import BoolArray, FloatArray
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._methods import Found, method
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.errors import NegotiationError, NotDefinedError


def refuses(game: NormalFormGame) -> NegotiationError | None:
    """Take two actors with two strategies each."""
    shape = game.payoffs.shape[1:]
    if shape == (2, 2):
        return None
    return NotDefinedError(
        "The closed form is for two actors with two strategies each; dominance leaves "
        f"{' x '.join(str(size) for size in shape)}."
    )


@method("two-by-two", concepts=("nash",), rank=10, refuses=refuses)
def find(game: NormalFormGame) -> Found:
    """Pair the mixtures at which best responses change.

    An actor's mixture can be part of an extreme equilibrium only if it is pure or makes the
    other actor indifferent between strategies that are not both always best.  There are at
    most three of them on each side, and every pair in which each plays only best responses
    to the other is an extreme equilibrium.
    """
    scale = stakes(game)
    # For each actor the corners of its own mixtures, with the other's best responses to them.
    best = scale.best
    first = _corners(best[1], scale.ranges[1][:, 0])
    second = _corners(best[0].T, scale.ranges[0][0, :])
    profiles = [
        (x, y)
        for x, replies_to_x in first
        for y, replies_to_y in second
        if not (x[~replies_to_y] > 0).any() and not (y[~replies_to_x] > 0).any()
    ]
    words = "All mixtures at which best responses change were paired."
    ties = any((each.sum(axis=own) > 1).any() for own, each in enumerate(best))
    return Found(profiles, ("nash",), words, degenerate=ties)


def _corners(best: BoolArray, ranges: FloatArray) -> list[tuple[FloatArray, BoolArray]]:
    """Return one actor's candidate mixtures and the other's best responses to each.

    Parameters
    ----------
    best : array of bool, shape (2, 2)
        The other actor's best responses: a row per strategy mixed over, a column per reply.
    ranges : array, shape (2,)
        By how much the better reply is better, in each row.
    """
    corners = [(np.array([1.0, 0.0]), best[0]), (np.array([0.0, 1.0]), best[1])]
    if (best[0] == ~best[1]).all():
        # Each reply is best against one strategy only: the weights balance the two losses.
        share = ranges[::-1] / ranges.sum()
        corners.append((share, np.array([True, True])))
    return corners
