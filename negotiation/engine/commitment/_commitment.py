"""The best commitments: of pure strategies or of mixtures, ties broken for or against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import TOLERANCE, BoolArray, FloatArray, IntArray, negligible
from negotiation.engine._programme import linear_programme
from negotiation.engine.commitment._regions import Regions
from negotiation.engine.equilibrium.pure import unit

_LISTED = 2_000
"""Optimal commitments that are written out at most."""

_FAR = 1e5
"""How far a ray is followed to tell an inequality that is slack from one that binds."""

_SLACK = 1e-2
"""What it must have gained by then to be slack; rounding gains far less."""


_HIDDEN = 1e-6
"""Share of the leader's range by which a tie that rounding hides must matter to be seen."""


@dataclass(frozen=True, eq=False)
class Best:
    """The best commitments.

    Attributes
    ----------
    value : float
        What they bring the leader.
    pairs : list of (array, int)
        Mixtures of the leader, each with the follower's reply.
    attained : bool
        Whether some commitment brings so much, or only comes as close as one likes.
    complete : bool
        Whether all extreme ones are listed.
    bound : float
        What no commitment exceeds, by duality.
    """

    value: float
    pairs: list[tuple[FloatArray, int]]
    attained: bool = True
    complete: bool = True
    bound: float = float("nan")


def slack_of(worth: FloatArray) -> float:
    """Return the difference in the leader's payoffs that counts as none."""
    return float(negligible(worth.max(), worth.min()))


def pure(regions: Regions, strong: bool) -> Best:
    """Return the best pure commitments."""
    best = regions.scale.best[regions.follower]
    best = best if regions.leader == 0 else best.T
    worth = regions.worth
    chosen = (
        np.where(best, worth, -np.inf).max(axis=1)
        if strong
        else np.where(best, worth, np.inf).min(axis=1)
    )
    value, slack = float(chosen.max()), slack_of(regions.worth)
    rows, replies = np.nonzero(
        best & (np.abs(worth - chosen[:, None]) <= slack) & (chosen[:, None] >= value - slack)
    )
    pairs = [(unit(len(worth), int(i)), int(j)) for i, j in zip(rows, replies, strict=True)]
    return Best(value, pairs[:_LISTED], True, len(pairs) <= _LISTED, value)


def strong(regions: Regions) -> Best:
    """Return the best mixed commitments if the follower breaks ties as the leader would."""
    replies = np.arange(regions.worth.shape[1])
    return _best(regions, [(int(j), np.array([j])) for j in replies])


def weak(regions: Regions) -> Best:
    """Return the best mixed commitments if the follower breaks ties against the leader.

    A reply can be relied on only where it is strictly best, so the regions of replies that
    never are play no part; and on the edges of the others the value may not be attained
    (von Stengel and Zamir 2010).
    """
    classes = {int(same[0]): same for same in regions.same}
    found = _best(
        regions,
        [
            (reply, _worst(regions.worth, same))
            for reply, same in classes.items()
            if regions.inside(reply) is not None
        ],
    )
    floor = found.value - slack_of(regions.worth)
    if (regions.sure(np.array([mixture for mixture, _ in found.pairs])) >= floor).any():
        return found
    for reply in dict.fromkeys(reply for _, reply in found.pairs):
        at = _attaining(regions, reply, found.value)
        if at is not None:
            payoffs = np.where(regions.best(at), at @ regions.worth, np.inf)
            pairs = [(at, int(payoffs.argmin())), *found.pairs]
            return Best(found.value, pairs, True, found.complete, found.bound)
    return Best(found.value, found.pairs, False, found.complete, found.bound)


def _best(regions: Regions, asked: list[tuple[int, IntArray]]) -> Best:
    """Return the best commitments over some replies, each with the replies that may come instead.

    Each pair holds a reply, and those worth the same to the follower among which it may
    choose the worst for the leader.
    """
    slack, size, complete = slack_of(regions.worth), float(np.ptp(regions.worth)), True
    pairs: list[tuple[float, FloatArray, int]] = []
    corners = regions.corners
    value = bound = -np.inf
    for reply, cases in sorted(asked, key=lambda each: -regions.worth[:, each[1]].min(1).max()):
        if regions.worth[:, cases].min(axis=1).max() < value - slack:
            break  # no mixture of worse numbers is better, here or further down
        if corners is not None and len(cases) == 1:
            points = corners[regions.replies[:, reply]]
            worths = points @ regions.worth[:, cases[0]]
            pairs += [(w, x, int(cases[0])) for w, x in zip(worths, points, strict=True)]
            value = max(value, float(worths.max(initial=-np.inf)))
            bound = max(bound, value)
            if regions.simple:
                continue
        found = regions.secure(reply, cases)
        # Where rounding hides a tie, a corner that only the tie makes is found here.
        least = value + _HIDDEN * size if corners is not None and len(cases) == 1 else -np.inf
        if found is not None and found.value > least:
            complete = False
            case = int(cases[(found.mixture @ regions.worth[:, cases]).argmin()])
            pairs.append((found.value, found.mixture, case))
            value, bound = max(value, found.value), max(bound, found.bound)
    kept = [(x, j) for w, x, j in pairs if w >= value - slack]
    return Best(value, kept[:_LISTED], True, complete and len(kept) <= _LISTED, bound)


def _worst(worth: FloatArray, cases: IntArray) -> IntArray:
    """Return the replies among `cases` of which one is the worst for the leader wherever it is."""
    kept: list[int] = []
    # What is worse wherever it is comes first; the scale keeps the sum finite.
    totals = (worth[:, cases] / (np.abs(worth).max() or 1.0)).sum(axis=0)
    for case in cases[np.argsort(totals, kind="stable")]:
        if not any((worth[:, other] <= worth[:, case]).all() for other in kept):
            kept.append(int(case))
    return np.array(kept, dtype=np.intp)


def _attaining(regions: Regions, reply: int, value: float) -> FloatArray | None:
    """Return a mixture in the region of `reply` that is sure of `value`, ``None`` if none is.

    Inside the set of mixtures that bring the value the follower has fewest best replies;
    if one of those is worse, the set shrinks to where it is not, and so on.
    """
    cases = np.zeros(regions.worth.shape[1], dtype=np.bool_)
    cases[regions.same[reply]] = True
    while True:
        inside = _innermost(regions, reply, np.flatnonzero(cases), value)
        if inside is None:
            return None
        mixture, best = inside
        if not (best & ~cases).any():
            return mixture
        cases |= best


def _innermost(
    regions: Regions, reply: int, cases: IntArray, value: float
) -> tuple[FloatArray, BoolArray] | None:
    """Return a mixture and its best replies where as few as possible are best.

    Among the mixtures against which `reply` is best and each of `cases` brings the value.
    They form a cone if they need not sum to 1, so every inequality that can be slack is
    slack by 1 somewhere, all at once.
    """
    margins = regions.margins(reply)
    margins = margins / np.abs(margins).max(axis=1, initial=0.0, keepdims=True)
    size = float(np.ptp(regions.worth)) or 1.0
    gains = (regions.worth[:, cases].T - value) / size + TOLERANCE
    count, strategies = margins.shape
    answer = linear_programme(
        np.append(np.zeros(strategies), -np.ones(count)),
        A_ub=np.vstack(
            [
                np.hstack([-margins, np.eye(count)]),
                np.hstack([-gains, np.zeros((len(cases), count))]),
            ]
        ),
        b_ub=np.zeros(count + len(cases)),
        A_eq=np.append(np.full(strategies, 1.0 / _FAR), np.zeros(count))[None],
        b_eq=[1.0],
        bounds=[(0, None)] * strategies + [(0, 1)] * count,
    )
    if answer.status != 0:
        return None
    mixture = np.clip(answer.x[:strategies], 0.0, None)
    others = np.setdiff1d(np.arange(regions.worth.shape[1]), regions.same[reply])
    best = np.ones(regions.worth.shape[1], dtype=np.bool_)
    best[others] = answer.x[strategies:] < _SLACK
    return mixture / mixture.sum(), best
