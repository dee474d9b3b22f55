"""All extreme equilibria of two actors in whole numbers, ties and all.

The corners of both best-response polytopes are listed with every inequality that holds
with equality there; an equilibrium is extreme if and only if it is a pair of corners
that carry every label between them.  Payoffs are read as the fractions they stand for.
Background: Avis, D., Rosenberg, G. D., Savani, R. and von Stengel, B. (2010). Enumeration
of Nash equilibria for two-player games. Economic Theory 42, 9-37.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, IntArray
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._bimatrix import needs_two_actors
from negotiation.engine.equilibrium._double_description import rays
from negotiation.engine.equilibrium._hull_corners import MOST_CORNERS, most_corners
from negotiation.engine.equilibrium._methods import Found, Tie, method
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.engine.equilibrium._whole_numbers import whole_tables
from negotiation.errors import NegotiationError, TooLargeError

_STRATEGIES = 32
"""Strategies of the actor who has fewer; more are not tried."""

_AT_ONCE = 2**24
"""Pairs of corners that are compared in one piece."""

_SQUARE = 8
"""Strategies up to which both polytopes are listed whatever the shape."""

_LISTED = 50_000
"""Extreme equilibria that are written out at most."""


def refuses(game: NormalFormGame) -> NegotiationError | None:
    """Take two actors; whether their polytopes can be listed shows on the way."""
    error = needs_two_actors(game)
    if error is None and min(game.payoffs.shape[1:]) > _STRATEGIES:
        shape = " x ".join(str(size) for size in game.payoffs.shape[1:])
        return TooLargeError(f"{shape} strategies are too many for the exact search.")
    return error


@method("exact", concepts=("nash",), rank=30, refuses=refuses)
def find(game: NormalFormGame) -> Found:
    """List the corners of both polytopes and pair them."""
    words = "Pairs of corners of the best-response polytopes were enumerated in whole numbers."
    try:
        row, column, simple = whole_tables(game, stakes(game))
        if not simple and most_corners(*sorted(row.shape)) > MOST_CORNERS:
            raise TooLargeError("payoffs that are no simple fractions take too many digits.")
        first, second, pairs = extreme(row, column)
    except TooLargeError as error:
        return Found(missed=(f"The exact search was given up: {error.message}",))
    if len(pairs[0]) > _LISTED:
        missed = f"Only {_LISTED:,} of {len(pairs[0]):,} extreme equilibria are listed."
        kept = (pairs[0][:_LISTED], pairs[1][:_LISTED])
        return Found(_profiles(first, second, kept), (), words, (missed,), True)
    tie = _tie(first, second, pairs)
    return Found(
        _profiles(first, second, pairs),
        ("nash",),
        words,
        degenerate=tie is not None,
        ties=(tie,) if tie else (),
    )


@dataclass(frozen=True)
class Corners:
    """Corners of one actor's best-response polytope, the origin left out.

    Attributes
    ----------
    points : array of int, shape (k, s)
        Mixtures of the actor, not normalised.
    played : array of bool, shape (k, s)
        Which strategies each gives a positive probability.
    replies : array of bool, shape (k, r)
        Which strategies of the other actor are best against each.
    """

    points: Any
    played: BoolArray
    replies: BoolArray

    @classmethod
    def of(cls, replies: Any) -> Corners:
        """Return all corners, given what the other's replies are worth, shape (r, s)."""
        size = replies.shape[1]
        ones = np.ones((len(replies), 1), dtype=replies.dtype)
        found = rays(np.hstack([-replies, ones]))
        mixture = (found.points[:, :size] != 0).any(axis=1)
        points = found.points[mixture, :size]
        return cls(points, ~found.tight[mixture, :size], found.tight[mixture, size + 1 :])

    def mixtures(self) -> Any:
        """Return the points as probabilities, correctly rounded, shape (k, s)."""
        totals = self.points.sum(axis=1, keepdims=True)
        if self.points.dtype != object and totals.max(initial=0) < 2**53:
            return self.points / totals
        return (self.points.astype(object) / totals.astype(object)).astype(np.float64)


def extreme(row: Any, column: Any) -> tuple[Corners, Corners, tuple[IntArray, IntArray]]:
    """Return corners of both polytopes, and the pairs of them that are equilibria.

    Parameters
    ----------
    row, column : array of int, shape (m, n)
        Positive whole numbers: the payoffs of the row and the column actor.

    Returns
    -------
    Corners, Corners
        Of the row actor's mixtures, of the column actor's: all that are part of an equilibrium.
    tuple of two arrays of int, shape (k,)
        Which corner of the first goes with which of the second.
    """
    m, n = row.shape
    if max(m, n) <= max(_SQUARE, 2 * min(m, n)):
        with contextlib.suppress(TooLargeError):
            return _paired(Corners.of(column.T), Corners.of(row))
    if m <= n:
        first = Corners.of(column.T)
        second, one, other = _on_faces(first, row)
    else:
        second = Corners.of(row)
        first, other, one = _on_faces(second, column.T)
    return first, second, (one, other)


def _paired(first: Corners, second: Corners) -> tuple[Corners, Corners, tuple[IntArray, IntArray]]:
    """Return the pairs of corners in which only best responses are played, on both sides."""
    if first.played.shape[1] <= second.played.shape[1]:
        one, other = _contained(first, second)
    else:
        other, one = _contained(second, first)
    return first, second, (one, other)


def _on_faces(first: Corners, own: Any) -> tuple[Corners, IntArray, IntArray]:
    """Return the corners of the other actor that form an equilibrium with given ones.

    Where one actor has many more strategies, its polytope has too many corners to list.  But
    those that go with a corner of the first actor lie on one face: only best responses are
    mixed, and all that the first actor plays is best against them.

    Parameters
    ----------
    first : Corners
        All of the actor with fewer strategies.
    own : array of int, shape (s, r)
        What that actor's strategies are worth.

    Returns
    -------
    Corners
        Of the other actor.
    one, other : arrays of int, shape (k,)
        The pairs.
    """
    chosen = first.replies.astype(np.float32)
    best = np.ones(len(first.points), dtype=np.bool_)
    for each in own:
        # Played although another strategy is better against every reply: no equilibrium.
        beaten = chosen @ (own < each).T.astype(np.float32) == chosen.sum(axis=1, keepdims=True)
        best &= ~(beaten & first.played).any(axis=1)
    places: dict[tuple[int, ...], int] = {}
    replies: list[BoolArray] = []
    pairs: list[tuple[int, int]] = []
    for corner in np.flatnonzero(best).tolist():
        mixed, played = np.flatnonzero(first.replies[corner]), first.played[corner]
        below = np.hstack([-own[:, mixed], np.ones((len(own), 1), dtype=own.dtype)])
        found = rays(np.vstack([below, -below[played]]))
        tight = found.tight[:, len(mixed) + 1 : len(mixed) + 1 + len(own)]
        for point, bound in zip(found.points[:, :-1], tight, strict=True):
            whole = np.zeros(own.shape[1], dtype=object)
            whole[mixed] = point
            key = tuple(whole.tolist())
            if key not in places:
                places[key] = len(places)
                replies.append(bound)
            pairs.append((corner, places[key]))
        if len(pairs) > _LISTED:
            raise TooLargeError(f"There are more than {_LISTED:,} extreme equilibria.")
    points = np.array(list(places), dtype=object).reshape(len(places), own.shape[1])
    bounds = np.array(replies, dtype=np.bool_).reshape(len(places), len(own))
    second = Corners(points, np.asarray(points != 0, dtype=np.bool_), bounds)
    one, other = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    return second, one, other


def _contained(first: Corners, second: Corners) -> tuple[IntArray, IntArray]:
    """Return the pairs of corners in which each plays only best responses to the other.

    The first actor has at most 32 strategies, so that its sets of them are single words.
    """
    played = _words(first.played)
    unfit = _words(~second.replies)
    ones, others = [], []
    step = max(1, _AT_ONCE // max(len(unfit), 1))
    for start in range(0, len(played), step):
        one, other = np.nonzero((played[start : start + step, np.newaxis] & unfit) == 0)
        one += start
        fits = ~(second.played[other] & ~first.replies[one]).any(axis=1)
        ones.append(one[fits])
        others.append(other[fits])
    empty = np.zeros(0, dtype=np.intp)
    return np.concatenate([empty, *ones]), np.concatenate([empty, *others])


def _words(sets: BoolArray) -> Any:
    """Return sets of up to 32 strategies as whole numbers, as short as they fit."""
    kind: Any = np.uint16 if sets.shape[1] <= 16 else np.uint32
    return (sets * (kind(1) << np.arange(sets.shape[1], dtype=kind))).sum(axis=1, dtype=kind)


def _profiles(
    first: Corners, second: Corners, pairs: tuple[IntArray, IntArray]
) -> list[tuple[Any, Any]]:
    x, y = first.mixtures(), second.mixtures()
    return [(x[i], y[j]) for i, j in zip(*pairs, strict=True)]


def _tie(first: Corners, second: Corners, pairs: tuple[IntArray, IntArray]) -> Tie | None:
    """Return a mixture with more best responses than it has strategies, from equilibria first."""
    for own, corners, used in ((0, first, pairs[0]), (1, second, pairs[1])):
        surplus = corners.replies.sum(axis=1) > corners.played.sum(axis=1)
        crowded = np.flatnonzero(surplus)
        if len(crowded):
            shown = used[surplus[used]]
            chosen = shown[0] if len(shown) else crowded[0]
            replies = tuple(np.flatnonzero(corners.replies[chosen]).tolist())
            played = tuple(np.flatnonzero(corners.played[chosen]).tolist())
            return Tie(1 - own, replies, ((own, played),), int(surplus.sum()) - 1)
    return None
