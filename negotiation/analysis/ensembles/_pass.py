"""One pass over all packages of a few draws: the ZOPA, what empties it, who could win what.

Everything here works actor by actor on arrays (n, n_outcomes), so that memory is read in the
order in which it lies; the caller sees to it that few enough draws are looked at together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray, negligible
from negotiation.concessions import Draws, UncertainProblem
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


def unanimous(problem: UncertainProblem) -> None:
    """Refuse scenarios in which less than everybody's consent suffices."""
    consent = problem.scenario.consent
    if not consent.unanimous(problem.actors):
        raise NotDefinedError(
            "Draws are answered for actors who must all agree, and here "
            f"{consent.describe(problem.actors)} suffice. Replace the scenario's consent "
            "(dataclasses.replace(scenario, consent=ng.Consent())), or ask ng.coalitions of "
            "single draws: draws.problem(row)."
        )


def look(
    draws: Draws, rows: slice, *, signable: BoolArray | None, out: FloatArray | None = None
) -> Pass:
    """Return the pass over some of the draws.

    Parameters
    ----------
    draws : Draws
    rows : slice
    signable : array of bool, shape (n or 1, n_outcomes), or None
        What no red line in force stops; ``None`` if there are no red lines.
    out : array, optional
        As for `Draws.payoffs`.
    """
    payoffs = draws.payoffs(rows, out=out)
    walk = np.asarray(draws.disagreement[rows])
    # Actor by actor, as the numbers lie in memory.
    worths = [payoffs[:, :, actor] for actor in range(payoffs.shape[2])]
    high = np.maximum(np.stack([each.max(axis=1) for each in worths], axis=1), walk)
    low = np.minimum(np.stack([each.min(axis=1) for each in worths], axis=1), walk)
    slack = np.asarray(negligible(high, low))
    least = _least_accepted(walk, slack)
    wins = [each >= least[:, actor, None] for actor, each in enumerate(worths)]
    rational = wins[0]
    for each_wins in wins[1:]:
        rational = rational & each_wins
    zopa = rational if signable is None else rational & signable
    return Pass(payoffs, walk, slack, tuple(wins), rational, zopa)


def _least_accepted(walk: FloatArray, slack: FloatArray) -> FloatArray:
    """Return the smallest payoffs whose gain, as it is rounded, is at least minus the slack.

    Rounded differences rise with what is subtracted from, so that one comparison per package
    says the same as its gain would.
    """
    least = walk - slack
    for _ in range(4):  # the sum is rounded once: neighbours are enough
        lower = np.nextafter(least, -np.inf)
        least = np.where(lower - walk >= -slack, lower, least)
    for _ in range(4):
        least = np.where(least - walk >= -slack, least, np.nextafter(least, np.inf))
    return least


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

    def __getitem__(self, places: IntArray) -> Listed:
        """Return those that stand at some places."""
        return Listed(self.draw[places], self.package[places], self.worth.take(places, axis=1))


def zopa_of(at: Pass) -> Listed:
    """Return the packages of the ZOPA of every draw of a pass."""
    n, outcomes, actors = at.payoffs.shape
    flat = np.flatnonzero(at.zopa)
    draw = np.repeat(np.arange(n), np.count_nonzero(at.zopa, axis=1))
    package = flat - draw * outcomes
    worth = np.empty((actors, len(flat)))
    for actor in range(actors):
        at.worth(actor).reshape(-1).take(flat, out=worth[actor])
    return Listed(draw, package, worth)


def candidates(at: Pass) -> Listed:
    """Return the packages of the ZOPA that could be efficient, or tied with one that is.

    What is dropped is dominated: another is as good for every actor and better for one by more
    than counts as equal.  Where there are more than two actors, some of these stay.
    """
    listed = zopa_of(at)
    if not len(listed.draw):
        return listed
    firsts, sizes = _runs(listed.draw)
    low = np.minimum.reduceat(listed.worth, firsts, axis=1)
    span = np.maximum.reduceat(listed.worth, firsts, axis=1) - low
    margin = 2.0 * at.slack.T[:, listed.draw[firsts]]
    scale = 1.0 / np.maximum(span, np.maximum(margin, 1e-300))
    for tilt in _tilts(len(scale)):
        keep = _unbeaten(listed, scale * tilt[:, None], margin)
        listed = listed[np.flatnonzero(keep)]
    if len(scale) == 2:
        _, sizes = _runs(listed.draw)
        shares = (listed.worth - np.repeat(low, sizes, axis=1)) * np.repeat(scale, sizes, axis=1)
        keep = _on_staircase(shares, np.repeat(margin[1] * scale[1], sizes), sizes)
        listed = listed[np.flatnonzero(keep)]
    return listed


def _runs(draw: IntArray) -> tuple[IntArray, IntArray]:
    """Return where the packages of each draw begin, and how many there are."""
    begins = np.empty(len(draw), dtype=np.bool_)
    begins[0] = True
    np.not_equal(draw[1:], draw[:-1], out=begins[1:])
    firsts = np.flatnonzero(begins)
    sizes = np.empty_like(firsts)
    np.subtract(firsts[1:], firsts[:-1], out=sizes[:-1])
    sizes[-1] = len(draw) - firsts[-1]
    return firsts, sizes


def _unbeaten(listed: Listed, weights: FloatArray, margin: FloatArray) -> BoolArray:
    """Return what the package that is best in a weighted sum does not beat for everybody."""
    firsts, sizes = _runs(listed.draw)
    score = np.repeat(weights[0], sizes) * listed.worth[0]
    for weight, mine in zip(weights[1:], listed.worth[1:], strict=True):
        score += np.repeat(weight, sizes) * mine
    hits = np.flatnonzero(score == np.repeat(np.maximum.reduceat(score, firsts), sizes))
    pivots = hits[_runs(listed.draw[hits])[0]]
    keep = np.zeros(len(score), dtype=np.bool_)
    for mine, least in zip(listed.worth, listed.worth[:, pivots] - margin, strict=True):
        keep |= mine >= np.repeat(least, sizes)
    return keep


def _on_staircase(shares: FloatArray, margin: FloatArray, sizes: IntArray) -> BoolArray:
    """Return what nothing beats that is as good for the first of two actors.

    All draws are gone through at once: each has a stretch of its own on one axis.  Shares that
    differ by the rounding of that count as equal, which is far below the margin.
    """
    stretch = 2.0 * np.repeat(np.arange(len(sizes)), sizes)
    order = np.argsort(stretch - shares[0], kind="stable")
    height = (stretch + shares[1])[order]
    before = np.maximum.accumulate(np.concatenate([[-1.0], height[:-1]]))
    keep = np.empty(len(order), dtype=np.bool_)
    keep[order] = height + margin[order] + 1e-12 > before
    return keep


def _tilts(actors: int) -> list[FloatArray]:
    """Return weights of actors under which packages far out on the frontier score best."""
    found = [np.ones(actors)]
    if actors <= 2:  # two actors have an exact staircase
        return found
    for tilt in (1.6, 3.0, 6.0):
        found += [np.where(np.arange(actors) == actor, tilt, 1.0) for actor in range(actors)]
    return found
