"""Every package that could be best, by bounds: exact answers over 10^20 packages, ties included.

A relaxation (options may be mixed) gives linear functions that no package's value exceeds.  A
package found on the way is worth so much; whatever could be worth as much lies within the gap
between the two, and those packages are few.  They are listed issue by issue: a part of a
package is dropped as soon as even the best completion falls short.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray
from negotiation.concessions import PackageProblem
from negotiation.engine._programme import linear_programme
from negotiation.engine.axiomatic._goal import Total, Worst

_MOST = 1_500_000
"""Parts of packages that are kept at once at most."""

_BEAM = 2000
"""Parts that are kept when a good package is looked for first."""

_GIVE = 1e-8
"""Share of the goal's spread by which bounds are loosened, against rounding."""

_TANGENTS = 24
_ROUNDS = 4


@dataclass(frozen=True, eq=False)
class Bounds:
    """Linear functions ``slopes @ gains + offsets`` that no package's value exceeds."""

    slopes: FloatArray
    offsets: FloatArray


def packages_within_gap(
    problem: PackageProblem, goal: Worst | Total
) -> tuple[IntArray, dict[str, Any]] | None:
    """Return every package of the ZOPA that reaches the goal's maximum, and how it was found.

    Option numbers (k, n_issues); with a tolerance, so that none is missing.  ``None`` if the
    gap holds too many packages to list, or none that all would sign was found.
    """
    parts = problem.packages.starts
    walk, slack = problem.disagreement, problem.slack
    found = _relaxed(problem, goal)
    if found is None:
        return None
    bounds, ceiling = found
    floors = Bounds(np.eye(len(walk)), slack)
    tree = _Tree(parts, walk, bounds, floors)
    least = -np.inf
    for width in (_BEAM, 10 * _BEAM):
        beam = tree.grow(-np.inf, width)
        kept = _feasible(problem, beam)
        if len(kept):
            least = float(goal.value(problem.packages.payoffs(kept) - walk).max())
            break
    if not np.isfinite(least):
        return None
    give = _GIVE * goal.spread
    whole = tree.grow(least - give, None)
    if whole is None:
        return None
    whole = _feasible(problem, whole)
    values = goal.value(problem.packages.payoffs(whole) - walk)
    best = float(values.max())
    return whole[values >= best - give], {
        "method": "all packages within the gap to a bound compared",
        "packages_compared": len(whole),
        "bound": ceiling,
        "value": best,
    }


def _feasible(problem: PackageProblem, places: IntArray | None) -> IntArray:
    """Return those packages, given by option numbers, that all would sign."""
    if places is None or not len(places):
        return np.empty((0, len(problem.packages.starts)), dtype=np.intp)
    gains = problem.packages.payoffs(places) - problem.disagreement
    inside = (gains >= -problem.slack).all(axis=1) & problem.packages.allowed(places)
    return places[inside]


def _relaxed(problem: PackageProblem, goal: Worst | Total) -> tuple[Bounds, float] | None:
    """Return bounds that touch the goal's maximum over mixed options, and that maximum."""
    table = np.concatenate(problem.packages.starts) - 0.0
    sizes = [len(part) for part in problem.packages.starts]
    choose = np.zeros((len(sizes), len(table)))
    choose[np.repeat(np.arange(len(sizes)), sizes), np.arange(len(table))] = 1.0
    relaxation = _Relaxation(table, choose, problem.disagreement, goal.ideal)
    return relaxation.worst(goal) if isinstance(goal, Worst) else relaxation.total(goal)


@dataclass(frozen=True, eq=False)
class _Relaxation:
    """Packages with mixed options, as a linear programme in the options' shares."""

    table: FloatArray
    choose: FloatArray
    walk: FloatArray
    unit: FloatArray

    def worst(self, goal: Worst) -> tuple[Bounds, float] | None:
        able = np.flatnonzero(goal.able)
        values = (self.table * goal.slope)[:, able] / goal.spread
        right = (goal.origin - goal.slope * self.walk)[able] / goal.spread
        answer = self._solve(
            np.append(np.zeros(len(self.table)), -1.0),
            np.hstack([-values.T, np.ones((len(able), 1))]),
            right,
        )
        if answer is None:
            return None
        duals = np.clip(-answer.ineqlin.marginals, 0.0, None)
        shares = np.zeros(len(self.walk))
        shares[able] = duals[: len(able)]
        shares = shares / shares.sum()
        extra = duals[len(able) :] / self.unit * goal.spread
        return Bounds(*goal.bounds(shares, extra)), float(-answer.fun) * goal.spread

    def total(self, goal: Total) -> tuple[Bounds, float] | None:
        gains = goal.ideal / 2
        if not goal.linear:
            found = self._climb(goal)
            if found is None:
                return None
            gains = found
        slope, _ = goal.touching(gains)
        size = float(np.abs(slope * goal.ideal).max())
        answer = self._solve(-(self.table @ slope) / size, None, None)
        if answer is None:
            return None
        extra = np.clip(-answer.ineqlin.marginals, 0.0, None) / self.unit * size
        slopes, offsets = goal.bounds(gains, extra)
        ceiling = float(-answer.fun) * size - float(slope @ self.walk) + float(offsets[0])
        return Bounds(slopes, offsets), ceiling

    def _climb(self, goal: Total) -> FloatArray | None:
        """Return the gains (n_actors,) that nearly maximise the terms, by tangents from above."""
        able = np.flatnonzero(goal.able)
        count, size = len(self.table), goal.spread
        shares = np.geomspace(1e-3, 1.0, _TANGENTS)
        touched = [share * goal.ideal for share in shares]
        gains = goal.ideal / 2
        for _ in range(_ROUNDS):
            slope, intercept = goal.touching(np.array(touched))
            rows, right = [], []
            for place, actor in enumerate(able):
                for each in range(len(touched)):
                    own = np.zeros(len(able))
                    own[place] = 1.0
                    rows.append(np.append(-slope[each, actor] * self.table[:, actor] / size, own))
                    right.append(
                        (intercept[each, actor] - slope[each, actor] * self.walk[actor]) / size
                    )
            answer = self._solve(
                np.append(np.zeros(count), -np.ones(len(able))), np.array(rows), np.array(right)
            )
            if answer is None:
                return None
            gains = np.maximum(answer.x[:count] @ self.table - self.walk, 1e-9 * goal.ideal)
            touched.append(gains)
        return gains

    def _solve(self, costs: FloatArray, rows: Any, right: Any) -> Any:
        """Return the programme's answer, floors on gains last among its inequalities."""
        count = len(self.table)
        free = len(costs) - count
        floors = np.hstack([-(self.table / self.unit).T, np.zeros((len(self.walk), free))])
        held = -self.walk / self.unit
        answer = linear_programme(
            costs,
            A_ub=floors if rows is None else np.vstack([rows, floors]),
            b_ub=held if right is None else np.concatenate([right, held]),
            A_eq=np.hstack([self.choose, np.zeros((len(self.choose), free))]),
            b_eq=np.ones(len(self.choose)),
            bounds=[(0, None)] * count + [(None, None)] * free,
        )
        return answer if answer.status == 0 else None


class _Tree:
    """Parts of packages, an issue longer at every step, cut by bounds.

    Parameters
    ----------
    parts : tuple of arrays, shape (n_options, n_actors)
    walk : array, shape (n_actors,)
    bounds : Bounds
        What values do not exceed.
    floors : Bounds
        Functions that must not be negative.
    """

    def __init__(self, parts: Any, walk: FloatArray, bounds: Bounds, floors: Bounds) -> None:
        low = sum(part.min(axis=0) for part in parts) - walk
        binding = floors.slopes @ low + floors.offsets < 0
        floors = Bounds(floors.slopes[binding], floors.offsets[binding])
        self.walk, self.bounds, self.floors = walk, bounds, floors
        score = [part @ bounds.slopes[0] for part in parts]
        cost = [each.max() - each for each in score]
        # Issues whose options differ most in the score come first: they cut earliest.
        self.order = sorted(range(len(parts)), key=lambda k: -float(np.sort(cost[k])[:2].max()))
        self.parts = [parts[k] for k in self.order]
        self.rest = self._best_rest(bounds.slopes)
        self.spare = self._best_rest(floors.slopes)

    def _best_rest(self, slopes: FloatArray) -> FloatArray:
        """Return what the issues after each step can add at most, shape (n_issues + 1, m)."""
        best = np.array([(part @ slopes.T).max(axis=0) for part in self.parts])
        behind = np.cumsum(best[::-1], axis=0)[::-1]
        return np.vstack([behind, np.zeros(len(slopes))])

    def grow(self, least: float, beam: int | None) -> IntArray | None:
        """Return packages (k, n_issues) whose bounds reach `least`.

        With `beam` only so many parts with the highest bounds are kept at every step;
        without, ``None`` if there are too many to keep.
        """
        sums = -self.walk[None]
        steps: list[tuple[IntArray, IntArray]] = []
        for step, whole in enumerate(self.parts):
            options = self._worthwhile(step, least)
            part = whole[options]
            longer = (sums[:, None, :] + part[None, :, :]).reshape(-1, part.shape[1])
            if len(longer) > 3 * _MOST:
                return None
            keep, bound = self._within(longer, step, least)
            if beam is not None and len(keep) > beam:
                keep = keep[np.argpartition(-bound, beam)[:beam]]
            if len(keep) > _MOST:
                return None
            steps.append((keep // len(part), options[keep % len(part)]))
            sums = longer[keep]
        return self._traced(steps, len(sums))

    def _worthwhile(self, step: int, least: float) -> IntArray:
        """Return the options that, with the best of everything else, can reach `least`."""
        score = self.parts[step] @ self.bounds.slopes[0]
        most = self.rest[0, 0] - self.bounds.slopes[0] @ self.walk + self.bounds.offsets[0]
        return np.flatnonzero(most - (score.max() - score) >= least)

    def _within(self, sums: FloatArray, step: int, least: float) -> tuple[IntArray, FloatArray]:
        """Return which parts of packages can still reach `least`, and their bounds."""
        slopes, ends = self.bounds.slopes, self.rest[step + 1] + self.bounds.offsets
        first = sums @ slopes[0] + ends[0]
        keep = np.flatnonzero(first >= least)
        left = sums[keep]
        bound = (left @ slopes.T + ends).min(axis=1)
        inside = bound >= least
        if len(self.floors.offsets):
            spare = left @ self.floors.slopes.T + self.spare[step + 1] + self.floors.offsets
            inside &= (spare >= 0).all(axis=1)
        return keep[inside], bound[inside]

    def _traced(self, steps: list[tuple[IntArray, IntArray]], count: int) -> IntArray:
        """Return the packages that the last parts are, walking back through the steps."""
        found = np.empty((count, len(self.parts)), dtype=np.intp)
        here = np.arange(count)
        for step in range(len(steps) - 1, -1, -1):
            before, option = steps[step]
            found[:, self.order[step]] = option[here]
            here = before[here]
        return found
