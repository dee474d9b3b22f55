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

_FEW = 100
"""Supports that are filled up to one size."""

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
    rows = np.flatnonzero(_undominated(corners, own))
    sizes = corners.played[rows].sum(axis=1)
    # Few supports are faster all at once; many, size by size.
    parts = [rows] if len(rows) <= _FEW else [rows[sizes == size] for size in np.unique(sizes)]
    found: list[tuple[FloatArray, FloatArray]] = []
    for part in parts:
        kept, mixtures = _balancing(own, corners.played[part], corners.replies[part])
        found.extend(zip(corners.points[part[kept]], mixtures, strict=True))
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


def _balancing(
    own: FloatArray, played: BoolArray, replies: BoolArray
) -> tuple[IntArray, FloatArray]:
    """Return where replies can be mixed so that just what is played is a best response, and how.

    Parameters
    ----------
    own : array, shape (d, r)
    played, replies : array of bool, shapes (k, d) and (k, r)
        Strategies played by one actor, and as many mixed over by the other.

    Returns
    -------
    array of int, shape (l,)
    array, shape (l, r)
    """
    sizes = played.sum(axis=1, keepdims=True)
    most = int(sizes.max(initial=1))
    # Smaller supports are filled up with places of weight 0, so that all are one array.
    filled = np.arange(most) < sizes
    support = np.argsort(~played, axis=1, kind="stable")[:, :most]
    reply = np.argsort(~replies, axis=1, kind="stable")[:, :most]
    both = filled[:, :, np.newaxis] & filled[:, np.newaxis]
    square = np.where(both, own[support[:, :, np.newaxis], reply[:, np.newaxis]], np.eye(most))
    inverse: Any
    try:
        inverse = np.linalg.inv(square)
    except np.linalg.LinAlgError as error:
        raise UndecidedError from error
    weights = np.add.reduce(inverse * filled[:, np.newaxis], axis=2)
    largest = np.maximum.reduce(np.abs(weights), axis=1)
    relative = np.minimum.reduce(np.where(filled, weights, np.inf), axis=1) / largest
    rounding = np.maximum.reduce(np.add.reduce(np.abs(inverse), axis=2), axis=1)
    doubt = np.maximum(MARGIN, _PRECISION * most**2 * rounding)
    (kept,) = np.nonzero(relative >= -doubt)
    weights, largest, relative, doubt = weights[kept], largest[kept], relative[kept], doubt[kept]
    mixture = np.zeros((len(kept), own.shape[1]))
    mixture[np.arange(len(kept))[:, np.newaxis], reply[kept]] = np.maximum(weights, 0.0)
    # The strategies of the support are worth 1; by how much does another one beat them?
    ahead = (mixture @ own.T - 1.0) / largest[:, np.newaxis]
    ahead[played[kept]] = -np.inf
    best = np.maximum.reduce(ahead, axis=1)
    alive = best <= doubt
    if (alive & ((relative <= doubt) | (best >= -doubt))).any():
        raise UndecidedError
    mixture = mixture[alive]
    return kept[alive], mixture / mixture.sum(axis=1, keepdims=True)
