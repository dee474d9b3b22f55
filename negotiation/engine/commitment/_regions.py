"""Where each reply is best: the leader's mixtures cut into the follower's best-reply regions."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray
from negotiation.concessions import NormalFormGame
from negotiation.engine._matrix_game import Guarantee, guarantee
from negotiation.engine.equilibrium._stakes import Stakes, stakes
from negotiation.engine.equilibrium._whole_numbers import whole_tables
from negotiation.engine.equilibrium.dominance import dominated
from negotiation.engine.equilibrium.exact import Corners
from negotiation.errors import TooLargeError

_CELLS = 150
"""Combinations of strategies up to which all corners of the regions are listed."""

_ALONG = 600
"""The same where the leader has two strategies, so that regions are intervals."""

_INSIDE = 1e-9
"""Share of the stakes by which a reply is strictly best somewhere, where corners are not listed."""


@dataclass(frozen=True, eq=False)
class Regions:
    """The follower's best-reply regions.

    Attributes
    ----------
    game : NormalFormGame
    leader : int
    worth : array, shape (m, n)
        The leader's payoffs: a row per own strategy, a column per reply.
    scale : Stakes
        Of the game.
    corners : array, shape (k, m) or None
        Every corner of every region, exact but for rounding at the end; ``None`` where
        there are too many.
    replies : array of bool, shape (k, n)
        Which replies are best there.
    same : tuple of arrays of int
        For every reply those that are worth the same to the follower throughout, itself
        among them.
    simple : bool
        Whether payoffs are simple fractions, so that every tie is known to be one.
    """

    game: NormalFormGame
    leader: int
    worth: FloatArray
    scale: Stakes
    corners: FloatArray | None
    replies: BoolArray
    same: tuple[IntArray, ...]
    simple: bool

    @property
    def follower(self) -> int:
        """The other actor."""
        return 1 - self.leader

    @property
    def losses(self) -> FloatArray:
        """What each reply loses against the best one (m, n), as shares, ties exactly 0."""
        losses = np.where(self.scale.best[self.follower], 0.0, self.scale.losses[self.follower])
        return losses if self.leader == 0 else losses.T

    @property
    def widths(self) -> FloatArray:
        """How much is at stake for the follower in each of the leader's strategies, (m,)."""
        ranges = self.scale.ranges[self.follower].ravel()
        return ranges / (ranges.max() or 1.0)

    def best(self, mixture: FloatArray) -> BoolArray:
        """Return which replies are best against a mixture of the leader, shape (n,)."""
        among: BoolArray = self._best(mixture[None])[0]
        return among

    def _best(self, mixtures: FloatArray) -> BoolArray:
        """Return which replies are best against each of many mixtures (k, m), shape (k, n)."""
        gaps, slack = (
            mixtures @ (each[self.follower] if self.leader == 0 else each[self.follower].T)
            for each in (self.scale.gaps, self.scale.slack)
        )
        first = gaps.argmin(axis=1)[:, None]
        least, room = (np.take_along_axis(each, first, axis=1) for each in (gaps, slack))
        # Either of two payoffs may carry the rounding.
        within: BoolArray = gaps - least <= np.maximum(slack, room)
        return within

    def margins(self, reply: int) -> FloatArray:
        """Return by how much `reply` beats each reply that differs from it, shape (p, m).

        Row by row, for each strategy of the leader, in units of the follower's payoffs.
        """
        others = np.setdiff1d(np.arange(self.worth.shape[1]), self.same[reply])
        losses = self.losses * self.widths[:, None]
        return (losses[:, others] - losses[:, [reply]]).T

    def inside(self, reply: int) -> FloatArray | None:
        """Return a mixture against which `reply` is strictly best, ``None`` if there is none.

        Replies that are worth the same to the follower whatever the leader does count as one.
        """
        middle: FloatArray
        if self.corners is not None and self.simple:
            mine = self.replies[:, reply]
            if not mine.any() or self.replies[mine].all(axis=0).sum() > len(self.same[reply]):
                return None
            middle = self.corners[mine].mean(axis=0)
            return middle
        margins = self.margins(reply)
        if not len(margins):
            return np.full(len(self.worth), 1.0 / len(self.worth))
        # Only signs matter, so each strategy of the leader is weighed by what is at stake.
        widths = self.widths
        found = guarantee(margins / np.where(widths > 0, widths, 1.0))
        assert found is not None
        if found.value <= _INSIDE:
            return None
        middle = found.mixture / np.where(widths > 0, widths, 1.0)
        middle /= middle.sum()
        return middle

    def sure(self, mixtures: FloatArray) -> FloatArray:
        """Return what mixtures (k, m) bring the leader if the follower breaks ties against it."""
        worst: FloatArray = np.where(self._best(mixtures), mixtures @ self.worth, np.inf).min(
            axis=1
        )
        return worst

    def secure(self, reply: int, cases: IntArray) -> Guarantee | None:
        """Return the leader's best mixture where `reply` is best, valued by the worst of `cases`.

        ``None`` where `reply` is nowhere a best reply.
        """
        return guarantee(self.worth[:, cases].T, self.margins(reply))


def regions(game: NormalFormGame, leader: int) -> Regions:
    """Return the best-reply regions of a game of two actors when one of them leads."""
    scale, follower = stakes(game), 1 - leader
    worth, gaps, slack = (
        each if leader == 0 else each.T
        for each in (game.payoffs[leader], scale.gaps[follower], scale.slack[follower])
    )
    same = _same(gaps, slack)
    corners, replies, simple = None, np.zeros((0, worth.shape[1]), dtype=np.bool_), True
    if worth.size <= _CELLS or (len(worth) == 2 and worth.size <= _ALONG):
        *tables, simple = whole_tables(game, scale)
        table = tables[1] if leader == 0 else tables[0].T
        for each in same:
            table[:, each] = table[:, each[:1]]
        with contextlib.suppress(TooLargeError):
            found = Corners.of(table.T)
            corners, replies = found.mixtures(), found.replies
    return Regions(game, leader, worth, scale, corners, replies, same, simple)


def undominated(game: NormalFormGame, leader: int) -> tuple[NormalFormGame, IntArray]:
    """Return the game without replies that another one beats everywhere, and which are left.

    The follower never plays them.  (What is dominated for the *leader* stays: committing to it
    may be just what moves the follower.)
    """
    follower = 1 - leader
    losses = stakes(game).losses[follower]
    dropped, _ = dominated(losses if follower == 0 else losses.T)
    kept = np.flatnonzero(~dropped)
    if not dropped.any():
        return game, kept
    part = np.take(game.payoffs, kept, axis=1 + follower)
    labels = [
        each if place == leader else tuple(each[k] for k in kept)
        for place, each in enumerate(game.strategies)
    ]
    return NormalFormGame(part, tuple(labels), game.actors), kept


def _same(gaps: FloatArray, slack: FloatArray) -> tuple[IntArray, ...]:
    """Return for every reply (a column) those worth the same to the follower throughout."""
    count = gaps.shape[1]
    of: list[IntArray] = [np.array([], dtype=np.intp)] * count
    for reply in range(count):
        if not len(of[reply]):
            near = np.abs(gaps - gaps[:, [reply]]) <= np.maximum(slack, slack[:, [reply]])
            alike = np.array(
                [k for k in np.flatnonzero(near.all(axis=0)) if not len(of[k])], dtype=np.intp
            )
            for each in alike:
                of[each] = alike
    return tuple(of)
