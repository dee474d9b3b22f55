"""Proof that a two-actor game is not degenerate, and the number of its equilibria.

For a game without ties the equilibria are the pairs of corners, one of each actor's
best-response polytope, that carry every label between them.  The corners are found by
walking along the edges from the origin.  The edges of a polytope connect all its corners,
so the walk is complete if at each corner exactly as many inequalities hold with equality
as there are dimensions, with a clear margin; a corner with more shows a tie.  Background:
von Stengel, B. (2007), Equilibrium computation for two-player games in strategic and
extensive form, chapter 3 of Algorithmic Game Theory, Cambridge University Press.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import FloatArray, IntArray
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._bimatrix import bimatrix
from negotiation.engine.equilibrium._equilibria import Profile
from negotiation.engine.equilibrium._methods import Tie
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.engine.equilibrium._verify import best_responses

_MARGIN = 1e-8
"""An inequality holds with equality, or is this far from it on a scale of 1."""

_WORST = 1e5
"""Corners whose equations magnify rounding by more than this prove nothing."""

_CORNERS = 20_000
"""Corners that are visited at most."""


@dataclass(frozen=True)
class Verdict:
    """Whether a two-actor game is degenerate.

    Attributes
    ----------
    degenerate : bool or None
        ``None`` if neither is proven.
    count : int or None
        The number of equilibria if the game is not degenerate; it is odd.
    tie : Tie or None
        What makes the game degenerate.
    """

    degenerate: bool | None
    count: int | None = None
    tie: Tie | None = None


def verdict(game: NormalFormGame) -> Verdict:
    """Return whether a two-actor game is degenerate, and if not, how many equilibria it has."""
    table = bimatrix(game)
    m, n = table.row.shape
    corners = []
    # An actor's polytope is bounded by its own probabilities and the other's replies.
    for own, replies in ((0, table.column.T), (1, table.row)):
        try:
            corners.append(_walk(np.ascontiguousarray(replies)))
        except _CrowdedCornerError as met:
            tie = _tie(own, met.labels, replies.shape[1])
            mixtures = [np.ones(m), np.ones(n)]
            mixtures[own] = met.point
            profile = table.restore(mixtures[0], mixtures[1])
            return Verdict(True, tie=tie) if _confirmed(tie, profile, game) else Verdict(None)
        except _UndecidedError:
            return Verdict(None)
    # Labels 0 … m-1: a row is not played or is a best response; m … m+n-1 likewise columns.
    first = {tuple(sorted(labels)) for labels in corners[0].tolist()}
    second = {
        tuple(sorted((label + m) % (m + n) for label in each)) for each in corners[1].tolist()
    }
    everything = set(range(m + n))
    matches = sum(tuple(sorted(everything - set(labels))) in second for labels in first)
    # The two origins match as well and are no profile.
    count = matches - 1
    return Verdict(False, count) if count % 2 else Verdict(None)


class _UndecidedError(Exception):
    """Rounding, or the number of corners, forbids an answer."""


class _CrowdedCornerError(Exception):
    """A corner has more labels than there are dimensions.

    Attributes
    ----------
    labels : array of int
    point : array, shape (d,)
    """

    def __init__(self, labels: IntArray, point: FloatArray) -> None:
        super().__init__("more labels than dimensions")
        self.labels = labels
        self.point = point


def _confirmed(tie: Tie, profile: Profile | None, game: NormalFormGame) -> bool:
    """Return whether a tie on the scale of the polytopes is one by the tolerance for payoffs."""
    if profile is None:
        return False
    best = best_responses(stakes(game), profile, tie.actor)
    ((other, _),) = tie.against
    return bool(best[list(tie.replies)].all() and len(tie.replies) > (profile[other] > 0).sum())


def _tie(own: int, labels: IntArray, size: int) -> Tie:
    """Return the tie at a corner with more labels than dimensions."""
    replies = tuple(int(label) - size for label in labels if label >= size)
    played = tuple(sorted(set(range(size)) - {int(label) for label in labels}))
    return Tie(1 - own, replies, ((own, played),))


def _walk(replies: FloatArray) -> IntArray:
    """Return the labels of every corner of {z >= 0, replies @ z <= 1}.

    Parameters
    ----------
    replies : array, shape (k, d)
        Positive numbers.

    Returns
    -------
    array of int, shape (n_corners, d)
        Labels 0 … d-1 are z_i = 0, the others the rows of `replies`.

    Raises
    ------
    _CrowdedCornerError, _UndecidedError
    """
    size = replies.shape[1]
    normals = np.vstack([-np.eye(size), replies])
    bounds = np.concatenate([np.zeros(size), np.ones(len(replies))])
    front: IntArray = np.arange(size)[np.newaxis]
    seen = {tuple(front[0].tolist())}
    visited = []
    while len(front):
        visited.append(front)
        try:
            inverse = np.linalg.inv(normals[front])
        except np.linalg.LinAlgError as error:
            raise _UndecidedError from error
        if np.abs(inverse).sum(axis=2).max() > _WORST:
            raise _UndecidedError
        points = np.einsum("vij,vj->vi", inverse, bounds[front])
        slack = bounds - points @ normals.T
        np.put_along_axis(slack, front, np.inf, axis=1)
        if slack.min() <= _MARGIN:
            row = int(slack.min(axis=1).argmin())
            if slack[row].min() < -_MARGIN:
                raise _UndecidedError
            extra = np.flatnonzero(slack[row] <= _MARGIN)
            raise _CrowdedCornerError(np.sort(np.concatenate([front[row], extra])), points[row])
        front = _neighbours(front, slack, -(normals @ inverse), seen)
        if len(seen) > _CORNERS:
            raise _UndecidedError
    return np.concatenate(visited)


def _neighbours(
    front: IntArray, slack: FloatArray, rate: FloatArray, seen: set[tuple[int, ...]]
) -> IntArray:
    """Return the corners at the other ends of the edges that leave some corners.

    Parameters
    ----------
    front : array of int, shape (v, d)
        The labels of the corners.
    slack : array, shape (v, d + k)
        How far each inequality is from equality there; infinite for the corner's own.
    rate : array, shape (v, d + k, d)
        How fast that shrinks along the edge that gives up each of the corner's labels.
    seen : set of tuples
        Corners known already; the new ones are added.
    """
    closing = rate > 1e-12
    steps = np.full(rate.shape, np.inf)
    np.divide(slack[:, :, np.newaxis], rate, out=steps, where=closing)
    entering = steps.argmin(axis=1)
    fresh = []
    for labels, replacements in zip(front.tolist(), entering.tolist(), strict=True):
        for place, label in enumerate(replacements):
            corner = tuple(sorted([*labels[:place], label, *labels[place + 1 :]]))
            if corner not in seen:
                seen.add(corner)
                fresh.append(corner)
    return np.array(fresh, dtype=np.intp).reshape(len(fresh), front.shape[1])
