"""One pass over all packages of a few draws: the ZOPA, what empties it, who could win what.

Everything here works actor by actor on arrays (n, n_outcomes), so that memory is read in the
order in which it lies; the caller sees to it that few enough draws are looked at together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray, negligible
from negotiation.concessions import Draws
from negotiation.errors import NotDefinedError


@dataclass(frozen=True, eq=False)
class Pass:
    """Some draws, every package of them compared with walking away.

    Attributes
    ----------
    payoffs : array, shape (n, n_outcomes, n_actors)
    walk, slack : array, shape (n, n_actors)
        What walking away is worth, and up to which difference payoffs are equal.
    accepts : tuple of array of bool, shape (n, n_outcomes)
        Per actor, the packages that it would not refuse for their worth.
    rational : array of bool, shape (n, n_outcomes)
        Packages worth at least as much as walking away to everybody.
    zopa : array of bool, shape (n, n_outcomes)
        Those of them that cross no red line in force.
    """

    payoffs: FloatArray
    walk: FloatArray
    slack: FloatArray
    accepts: tuple[BoolArray, ...]
    rational: BoolArray
    zopa: BoolArray


def unanimous(draws: Draws) -> None:
    """Refuse scenarios in which less than everybody's consent suffices."""
    problem = draws.problem_drawn
    consent = problem.scenario.consent
    if not consent.unanimous(problem.actors):
        raise NotDefinedError(
            "Draws are answered for actors who must all agree, and here "
            f"{consent.describe(problem.actors)} suffice. Replace the scenario's consent "
            "(dataclasses.replace(scenario, consent=ng.Consent())), or ask ng.coalitions of "
            "single draws: draws.problem(row)."
        )


def look(draws: Draws, rows: slice, *, out: FloatArray | None = None) -> Pass:
    """Return the pass over some of the draws; `out` as for `Draws.payoffs`."""
    payoffs = draws.payoffs(rows, out=out)
    walk = np.asarray(draws.disagreement[rows])
    high = np.maximum(payoffs.max(axis=1), walk)
    low = np.minimum(payoffs.min(axis=1), walk)
    slack = np.asarray(negligible(high, low))
    # As gains, not as payoffs: the same rounding as in a single problem.
    accepts = tuple(
        payoffs[:, :, actor] - walk[:, actor, None] >= -slack[:, actor, None]
        for actor in range(payoffs.shape[2])
    )
    rational = accepts[0].copy()
    for each in accepts[1:]:
        rational &= each
    zopa = rational & draws.signable(rows) if draws.problem_drawn.lines else rational
    return Pass(payoffs, walk, slack, accepts, rational, zopa)


_FEW = 48
"""Packages of the ZOPA per draw up to which it is not worth looking for dominated ones."""


def undominated(at: Pass) -> tuple[IntArray, IntArray]:
    """Return the packages of the ZOPA that matter, draw and package, two arrays (m,).

    Pivots are the packages of a draw that are best in total, for the worst placed and for each
    actor, in shares of what each could gain.  What a pivot is at least as good as for every
    actor, and better by more than counts as equal for one, is dominated and falls away.  A
    pivot never beats itself, so something is left of every draw that has a ZOPA.
    """
    flat = np.flatnonzero(at.zopa)
    draw, package = np.divmod(flat, at.zopa.shape[1])
    if len(flat) <= _FEW * len(at.zopa):
        return draw, package
    worth = np.moveaxis(at.payoffs, -1, 0).reshape(at.payoffs.shape[2], -1)[:, flat]
    left = _unbeaten(draw, worth, at.walk.T, at.slack.T)
    return draw[left], package[left]


def _unbeaten(
    draw: IntArray, worth: FloatArray, walk: FloatArray, slack: FloatArray
) -> IntArray:
    """Return which entries (m,) no pivot of their draw beats; `worth` is (n_actors, m)."""
    left = np.arange(len(draw))
    begin, counts = _runs(draw)
    walk, slack = walk[:, draw[begin]], slack[:, draw[begin]]
    unit = np.maximum.reduceat(worth, begin, axis=1) - walk
    unit = np.where(unit > slack, unit, 1.0)
    share = (worth - np.repeat(walk, counts, axis=1)) / np.repeat(unit, counts, axis=1)
    give = slack / unit
    for goal in range(len(worth) + 2):
        pivot = share[:, _pivots(share, begin, counts, goal)]
        beaten = (share <= np.repeat(pivot, counts, axis=1)).all(axis=0)
        beaten &= (share < np.repeat(pivot - give, counts, axis=1)).any(axis=0)
        if beaten.any():
            left, share = left[~beaten], share[:, ~beaten]
            begin, counts = _runs(draw[left])
    if len(share) == 2:
        left = left[_falling(draw[left], share, np.repeat(give[1], counts))]
    return left


def _pivots(share: FloatArray, begin: IntArray, counts: IntArray, goal: int) -> IntArray:
    """Return the entry that is best for the first actors (`goal`), the worst placed, or in total."""
    total = share.sum(axis=0)
    if goal < len(share):
        score = share[goal] + 1e-6 * total
    else:
        score = share.min(axis=0) + 1e-6 * total if goal == len(share) else total
    top = np.maximum.reduceat(score, begin)
    hits = np.flatnonzero(score == np.repeat(top, counts))
    found: IntArray = hits[np.searchsorted(hits, begin)]
    return found


def _runs(draw: IntArray) -> tuple[IntArray, IntArray]:
    """Return where the entries of each draw begin, and how many there are."""
    begin = np.flatnonzero(np.r_[True, draw[1:] != draw[:-1]])
    return begin, np.diff(np.r_[begin, len(draw)])


def _falling(draw: IntArray, share: FloatArray, give: FloatArray) -> IntArray:
    """Return the entries of two actors that no other of their draw beats for the second.

    From the first actor's best downward, an entry stays if the second has not done better yet.
    What is the same to a rounding error stays as well.
    """
    order = np.lexsort((-share[1], -share[0], draw))
    second = share[1, order]
    # The best so far within each draw: ranks, lifted draw by draw, are accumulated as one.
    by_size = np.argsort(second, kind="stable")
    rank = np.empty_like(by_size)
    rank[by_size] = np.arange(len(rank))
    lift = draw[order] * len(rank)
    best = second[by_size[np.maximum.accumulate(rank + lift) - lift]]
    return np.sort(order[second >= best - give[order]])
