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
    wins : tuple of arrays of bool, shape (n, n_outcomes)
        Which packages each actor would not refuse for their worth.
    rational : array of bool, shape (n, n_outcomes)
        Packages worth at least as much as walking away to everybody.
    zopa : array of bool, shape (n, n_outcomes)
        Those of them that cross no red line in force.
    """

    payoffs: FloatArray
    walk: FloatArray
    slack: FloatArray
    wins: tuple[BoolArray, ...]
    rational: BoolArray
    zopa: BoolArray

    def worth(self, actor: int) -> FloatArray:
        """Return what every package is worth to one actor, shape (n, n_outcomes)."""
        return self.payoffs[:, :, actor]


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
    # Actor by actor, as the numbers lie in memory.
    worths = [payoffs[:, :, actor] for actor in range(payoffs.shape[2])]
    high = np.maximum(np.stack([each.max(axis=1) for each in worths], axis=1), walk)
    low = np.minimum(np.stack([each.min(axis=1) for each in worths], axis=1), walk)
    slack = np.asarray(negligible(high, low))
    wins = []
    gains = np.empty(payoffs.shape[:2])
    for actor, each in enumerate(worths):
        # As gains, not as payoffs: the same rounding as in a single problem.
        np.subtract(each, walk[:, actor, None], out=gains)
        wins.append(gains >= -slack[:, actor, None])
    rational = wins[0]
    for each_wins in wins[1:]:
        rational = rational & each_wins
    zopa = rational & draws.signable(rows) if draws.problem_drawn.lines else rational
    return Pass(payoffs, walk, slack, tuple(wins), rational, zopa)


@dataclass(frozen=True, eq=False)
class Listed:
    """Packages of some draws, one after the other.

    Attributes
    ----------
    draw, package : array of int, shape (k,)
        Sorted by draw, then by package.
    worth : array, shape (n_actors, k)
    """

    draw: IntArray
    package: IntArray
    worth: FloatArray

    def __getitem__(self, keep: IntArray) -> Listed:
        """Return those of them that are kept."""
        return Listed(self.draw[keep], self.package[keep], self.worth[:, keep])


def zopa_of(at: Pass) -> Listed:
    """Return the packages of the ZOPA of every draw of a pass."""
    _, outcomes, actors = at.payoffs.shape
    flat = np.flatnonzero(at.zopa)
    draw, package = np.divmod(flat, outcomes)
    worth = np.empty((actors, len(flat)))
    for actor in range(actors):
        at.worth(actor).reshape(-1).take(flat, out=worth[actor])
    return Listed(draw, package, worth)


_FEW = 48
"""Packages of the ZOPA per draw up to which it is not worth looking for dominated ones."""


def candidates(at: Pass) -> Listed:
    """Return the packages of the ZOPA that no other of a few dominates.

    Pivots are the packages of a draw that are best in total, for the worst placed and for each
    actor, in shares of what each could gain.  What a pivot is at least as good as for every
    actor, and better by more than counts as equal for one, is dominated and falls away.  A
    pivot never beats itself, so something is left of every draw that has a ZOPA.
    """
    listed = zopa_of(at)
    if len(listed.draw) <= _FEW * len(at.zopa):
        return listed
    draw, left = listed.draw, np.arange(len(listed.draw))
    begin, counts = _runs(draw)
    walk, slack = at.walk.T[:, draw[begin]], at.slack.T[:, draw[begin]]
    unit = np.maximum.reduceat(listed.worth, begin, axis=1) - walk
    unit = np.where(unit > slack, unit, 1.0)
    share = (listed.worth - np.repeat(walk, counts, axis=1)) / np.repeat(unit, counts, axis=1)
    give = slack / unit
    for goal in range(len(share) + 2):
        pivot = share[:, _pivots(share, begin, counts, goal)]
        beaten = (share <= np.repeat(pivot, counts, axis=1)).all(axis=0)
        beaten &= (share < np.repeat(pivot - give, counts, axis=1)).any(axis=0)
        if beaten.any():
            left, share = left[~beaten], share[:, ~beaten]
            begin, counts = _runs(draw[left])
    if len(share) == 2:
        left = left[_falling(draw[left], share, np.repeat(give[1], counts))]
    return listed[left]


def _pivots(share: FloatArray, begin: IntArray, counts: IntArray, goal: int) -> IntArray:
    """Return the entry of each draw that is best for actor `goal`, the worst placed or in total."""
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
