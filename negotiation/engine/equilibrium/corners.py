"""All equilibria of two actors without relevant ties, from the corners of one polytope.

Without ties an equilibrium is a corner of one actor's best-response polytope together with
the one mixture of the other actor that makes its strategies indifferent.  So the corners
of the polytope in fewer dimensions are listed (Qhull), and linear equations do the
rest.  Every decision is made with a margin; where one is too close, the method proves nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._bimatrix import bimatrix, needs_two_actors
from negotiation.engine.equilibrium._hull_corners import (
    MARGIN,
    MOST_CORNERS,
    SimpleCorners,
    UndecidedError,
    most_corners,
    simple_corners,
)
from negotiation.engine.equilibrium._methods import Found, method
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.engine.equilibrium._ties import pure_ties
from negotiation.errors import NegotiationError, NotDefinedError, TooLargeError

_PRECISION = 1e-14
"""Relative error of one step of elimination, with room to spare."""


def refuses(game: NormalFormGame) -> NegotiationError | None:
    """Take two actors without ties in pure strategies, the smaller of whose polytopes is small."""
    error = needs_two_actors(game)
    if error is not None:
        return error
    small, large = sorted(game.payoffs.shape[1:])
    if most_corners(small, large) > MOST_CORNERS:
        return TooLargeError(
            f"Not all mixed equilibria were searched: {small} x {large} strategies are too many "
            "to list all corners of best responses (16 x 16 are not)."
        )
    if pure_ties(stakes(game)):
        return NotDefinedError("Corners without ties are no description of a game with ties.")
    return None


@method("corners", concepts=("nash",), rank=20, refuses=refuses)
def find(game: NormalFormGame) -> Found:
    """List the corners on the side of the actor with fewer strategies and solve for the other."""
    table = bimatrix(game)
    flip = table.row.shape[0] > table.row.shape[1]
    own, replies = (table.column.T, table.row) if flip else (table.row, table.column.T)
    words = "Equilibria were read off the corners of one actor's best-response polytope."
    try:
        corners = simple_corners(np.ascontiguousarray(replies))
        pairs = _partners(corners, np.ascontiguousarray(own))
    except UndecidedError:
        missed = "A tie, or something too close to one for floats, kept the corners from a proof."
        return Found(missed=(missed,))
    return Found(
        table.restore_all((y, x) if flip else (x, y) for x, y in pairs),
        ("nash",),
        words,
        degenerate=False,
    )


def _partners(corners: SimpleCorners, own: FloatArray) -> list[tuple[FloatArray, FloatArray]]:
    """Return the corners that are part of an equilibrium, with the other actor's mixtures.

    Parameters
    ----------
    corners : SimpleCorners
        Of the mixtures over d strategies, with replies among r.
    own : array, shape (d, r)
        What the mixing actor's strategies are worth against the replies.
    """
    found = []
    sizes = np.where(_undominated(corners, own), corners.played.sum(axis=1), 0)
    for size in np.unique(sizes[sizes > 0]):
        rows = np.flatnonzero(sizes == size)
        support = np.nonzero(corners.played[rows])[1].reshape(-1, size)
        reply = np.nonzero(corners.replies[rows])[1].reshape(-1, size)
        kept, weights = _balancing(own, support, reply)
        for place, mixture in zip(kept, weights, strict=True):
            other = np.zeros(own.shape[1])
            other[reply[place]] = mixture
            found.append((corners.points[rows[place]], other))
    if len(found) % 2 == 0:
        raise UndecidedError
    return found


def _undominated(corners: SimpleCorners, own: FloatArray) -> BoolArray:
    """Return at which corners no strategy played is worse than another against all replies.

    Elsewhere no mixture of the replies makes what is played a best response; and the common
    scale of all columns makes some of the equations there singular.
    """
    size = len(own)
    level = own[:, np.newaxis] >= own[np.newaxis] - MARGIN
    somewhere = corners.replies.astype(np.float32) @ level.reshape(size * size, -1).T.astype(
        np.float32
    )
    beaten = (somewhere == 0).reshape(-1, size, size) & corners.played[:, :, np.newaxis]
    undominated: BoolArray = ~beaten.reshape(len(beaten), -1).any(axis=1)
    return undominated


def _balancing(own: FloatArray, support: IntArray, reply: IntArray) -> tuple[IntArray, FloatArray]:
    """Return where replies can be mixed so that exactly the support is a best response, and how.

    Parameters
    ----------
    own : array, shape (d, r)
    support, reply : array of int, shape (k, s)
        Strategies played by one actor, and mixed over by the other.
    """
    square = own[support[:, :, np.newaxis], reply[:, np.newaxis, :]]
    inverse: Any
    try:
        inverse = 1.0 / square if square.shape[1] == 1 else np.linalg.inv(square)
    except np.linalg.LinAlgError as error:
        raise UndecidedError from error
    weights = np.add.reduce(inverse, axis=2)
    largest = np.maximum.reduce(np.abs(weights), axis=1)
    relative = np.minimum.reduce(weights, axis=1) / largest
    rounding = np.maximum.reduce(np.add.reduce(np.abs(inverse), axis=2), axis=1)
    doubt = np.maximum(MARGIN, _PRECISION * support.shape[1] ** 2 * rounding)
    (kept,) = np.nonzero(relative >= -doubt)
    if not len(kept):
        return kept, weights[kept]
    weights, largest, relative, doubt = weights[kept], largest[kept], relative[kept], doubt[kept]
    mixture = np.zeros((len(kept), own.shape[1]))
    every = np.arange(len(kept))[:, np.newaxis]
    mixture[every, reply[kept]] = np.maximum(weights, 0.0)
    # The strategies of the support are worth 1; by how much does another one beat them?
    ahead = (mixture @ own.T - 1.0) / largest[:, np.newaxis]
    ahead[every, support[kept]] = -np.inf
    best = ahead.max(axis=1)
    alive = best <= doubt
    if (alive & ((relative <= doubt) | (best >= -doubt))).any():
        raise UndecidedError
    weights = weights[alive]
    return kept[alive], weights / weights.sum(axis=1, keepdims=True)
