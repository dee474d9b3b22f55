"""Packages as a mixed-integer linear programme: one option per issue, rules and interactions kept.

Variables, in this order: a binary per option; how far along its stretch a continuous issue
is settled; whether an interaction holds; each actor's gain.  HiGHS meets conditions to about
1e-7, so gains are counted in thousandths of a range; every answer is decoded into a package and
valued exactly, and packages that near the optimum are all fetched and compared exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray
from negotiation.concessions._integer_programme import INFEASIBLE, integer_programme
from negotiation.concessions.packages import Joint, Packages
from negotiation.errors import NegotiationError

NEAR = 2e-7
"""Share of an actor's range by which the programme's own arithmetic may be off."""

PATIENCE = 60.0
"""Seconds after which one programme is cut short, its bound still valid."""

_GRAIN = 1e3
"""Units of gain per actor's range: conditions in units of a thousandth are met more closely."""

_LOST = 1e-15
"""The share of the largest number below which a range is rounding."""

Package = tuple[IntArray, FloatArray]
"""Option numbers and positions within stretches, two arrays (n_issues,)."""


@dataclass(frozen=True, eq=False)
class Extra:
    """Further variables and conditions of one question.

    Attributes
    ----------
    count : int
        How many variables are added.
    rows : list of (array (n_actors,), array (count,), float)
        Conditions ``gains @ first + extra @ second >= third``, gains in units of ranges.
    """

    count: int = 0
    rows: list[tuple[FloatArray, FloatArray, float]] = field(default_factory=list)


class PackageProgramme:
    """The mixed-integer programme over a scenario's packages.

    Parameters
    ----------
    packages : Packages
    disagreement : array, shape (n_actors,)

    Attributes
    ----------
    unit : array, shape (n_actors,)
        The range of each actor's payoffs: gains are counted in it.
    cut_short : bool
        Whether a programme ran out of time, so that an answer may not be the best.
    """

    def __init__(self, packages: Packages, disagreement: FloatArray) -> None:
        self.packages = packages
        self.disagreement = disagreement
        self.cut_short = False
        # Where straight lines stand for curves, the last digits of an optimum say nothing.
        self.gap = 1e-8 if packages.estimated else 0.0
        width = packages.high - packages.low
        size = np.abs(disagreement)
        for part in (*packages.starts, *packages.ends):
            size = np.maximum(size, np.abs(part).max(axis=0, initial=0.0))
        # A range that is lost in rounding beside the numbers themselves is none to count in.
        plain = np.where(size > 0, size, 1.0)
        self.unit: FloatArray = np.where(width > _LOST * size, width, plain)
        self.sizes = [len(part) for part in packages.starts]
        self.offsets = np.concatenate([[0], np.cumsum(self.sizes)]).astype(np.intp)
        self.options = int(self.offsets[-1])
        sliding = [place for place, each in enumerate(packages.stretches) if each is not None]
        self.slides = np.concatenate(
            [np.arange(self.offsets[k], self.offsets[k + 1]) for k in sliding]
            or [np.empty(0, dtype=np.intp)]
        ).astype(np.intp)
        self.n_actors = len(packages.caps)
        self.columns = self.options + len(self.slides) + len(packages.bonuses) + self.n_actors
        self._fixed = self._conditions()

    def _conditions(self) -> tuple[Any, FloatArray, FloatArray]:
        """Return matrix, lower and upper bounds of what every package meets."""
        rows: list[FloatArray] = []
        low: list[float] = []
        high: list[float] = []

        def add(row: FloatArray, least: float, most: float) -> None:
            rows.append(row)
            low.append(least)
            high.append(most)

        for k in range(len(self.sizes)):
            row = np.zeros(self.columns)
            row[self.offsets[k] : self.offsets[k + 1]] = 1.0
            add(row, 1.0, 1.0)
        for place, option in enumerate(self.slides):
            row = np.zeros(self.columns)
            row[option], row[self.options + place] = 1.0, -1.0
            add(row, 0.0, np.inf)
        for each in self.packages.forbidden:
            add(self._matching(each), -np.inf, len(each.options) - 1.0)
        first = self.options + len(self.slides)
        for place, each in enumerate(self.packages.bonuses):
            row = self._matching(each)
            row[first + place] = -1.0
            add(row, -np.inf, len(each.options) - 1.0)
            for k, mask in each.options.items():
                row = np.zeros(self.columns)
                row[self.offsets[k] : self.offsets[k + 1]] = mask
                row[first + place] = -1.0
                add(row, 0.0, np.inf)
        self._add_gains(add, first)
        return np.array(rows), np.array(low), np.array(high)

    def _add_gains(self, add: Any, first: int) -> None:
        """Define each actor's gain; a cap lets it be less than the sum, never more."""
        start = np.concatenate(self.packages.starts)
        end = np.concatenate(self.packages.ends)
        for actor in range(self.n_actors):
            unit, walk = self.unit[actor] / _GRAIN, self.disagreement[actor]
            row = np.zeros(self.columns)
            row[: self.options] = start[:, actor] / unit
            slope = (end - start)[self.slides, actor] / unit
            row[self.options : self.options + len(self.slides)] = slope
            for place, each in enumerate(self.packages.bonuses):
                row[first + place] = each.worth[actor] / unit
            row[self.columns - self.n_actors + actor] = -1.0
            capped = np.isfinite(self.packages.caps[actor])
            add(row, walk / unit, np.inf if capped else walk / unit)
            if capped:
                row = np.zeros(self.columns)
                row[self.columns - self.n_actors + actor] = 1.0
                add(row, -np.inf, (self.packages.caps[actor] - walk) / unit)

    def _matching(self, joint: Joint) -> FloatArray:
        """Return the row that counts a combination's issues that match."""
        row = np.zeros(self.columns)
        for k, mask in joint.options.items():
            row[self.offsets[k] : self.offsets[k + 1]] = mask
        return row

    def run(
        self,
        goal: FloatArray,
        extra: Extra | None = None,
        *,
        floors: FloatArray | None = None,
        without: list[IntArray] | None = None,
        fixed: IntArray | None = None,
    ) -> tuple[FloatArray, float] | None:
        """Return the variables that maximise a goal, and an upper bound on it.

        Parameters
        ----------
        goal : array, shape (n_actors + extra.count,)
            Weights on gains (in units of ranges) and on the extra variables.
        extra : Extra, optional
        floors : array, shape (n_actors,), optional
            The least gain of each actor, in payoffs; 0 if left out.
        without : list of arrays (n_issues,)
            Packages, by option numbers, that are out of the question.
        fixed : array of int, shape (n_issues,), optional
            The options taken; only positions within stretches are left to choose.

        Returns
        -------
        tuple or None
            ``None`` if nothing meets the conditions.
        """
        from scipy.optimize import Bounds, LinearConstraint

        extra = extra or Extra()
        matrix, low, high = self._system(extra, without or [])
        total = self.columns + extra.count
        least, most = np.zeros(total), np.ones(total)
        floor = np.zeros(self.n_actors) if floors is None else _GRAIN * floors / self.unit
        least[self.columns - self.n_actors : self.columns] = floor
        most[self.columns - self.n_actors : self.columns] = np.inf
        least[self.columns :], most[self.columns :] = -np.inf, np.inf
        whole = np.zeros(total)
        whole[: self.options] = 1.0
        if fixed is not None:
            taken = np.zeros(self.options)
            taken[self.offsets[:-1] + fixed] = 1.0
            least[: self.options] = most[: self.options] = taken
        size = float(np.abs(goal).max()) or 1.0
        costs = np.zeros(total)
        costs[self.columns - self.n_actors :] = -goal / size
        answer = integer_programme(
            costs,
            options={"mip_rel_gap": self.gap, "time_limit": PATIENCE},
            constraints=LinearConstraint(matrix, low, high),
            bounds=Bounds(least, most),
            integrality=whole if fixed is None else None,
        )
        if answer.status == INFEASIBLE:
            return None
        if answer.x is None:
            raise NegotiationError(
                f"The solver found no package within {PATIENCE:g} s: {answer.message} Fewer "
                "issues, options or rules would help."
            )
        self.cut_short |= answer.status == 1
        bound = -answer.fun if fixed is not None else -answer.mip_dual_bound
        return answer.x, float(bound) * size / _GRAIN

    def _system(self, extra: Extra, without: list[IntArray]) -> tuple[Any, FloatArray, FloatArray]:
        from scipy.sparse import csr_array, hstack, vstack

        matrix, low, high = self._fixed
        blocks: list[Any] = [hstack([csr_array(matrix), csr_array((len(matrix), extra.count))])]
        lows, highs = [low], [high]
        if extra.rows:
            more = np.zeros((len(extra.rows), self.columns + extra.count))
            for place, (gains, own, floor) in enumerate(extra.rows):
                more[place, self.columns - self.n_actors : self.columns] = gains
                more[place, self.columns :] = own
                lows.append(np.array([_GRAIN * floor]))
                highs.append(np.array([np.inf]))
            blocks.append(csr_array(more))
        if without:
            cuts = np.zeros((len(without), self.columns + extra.count))
            for place, package in enumerate(without):
                cuts[place, self.offsets[:-1] + package] = 1.0
            blocks.append(csr_array(cuts))
            lows.append(np.full(len(without), -np.inf))
            highs.append(np.full(len(without), len(self.sizes) - 1.0))
        return vstack(blocks, format="csr"), np.concatenate(lows), np.concatenate(highs)

    def decode(self, variables: FloatArray) -> Package:
        """Return the package that the variables stand for."""
        places = np.array(
            [
                int(np.argmax(variables[self.offsets[k] : self.offsets[k + 1]]))
                for k in range(len(self.sizes))
            ],
            dtype=np.intp,
        )
        shares = np.zeros(len(places))
        position = {int(option): place for place, option in enumerate(self.slides)}
        for k, place in enumerate(places):
            column = position.get(int(self.offsets[k] + place))
            if column is not None:
                share = float(np.clip(variables[self.options + column], 0.0, 1.0))
                shares[k] = share if 1e-9 < share < 1 - 1e-9 else round(share)
        return places, shares

    def gains(self, package: Package) -> FloatArray:
        """Return a package's exact gains, shape (n_actors,)."""
        gains: FloatArray = self.packages.payoffs(*package) - self.disagreement
        return gains

    def meets(self, package: Package, low: FloatArray) -> bool:
        """Return whether a package truly gives everybody at least `low` and breaks no rule."""
        return bool((self.gains(package) >= low).all() and self.packages.allowed(package[0]))

    def maximise(
        self, goal: FloatArray, slack: FloatArray, extra: Extra | None = None, floors: Any = None
    ) -> Package | None:
        """Return the package with the greatest ``goal @ gains``; among ties, any.

        Parameters
        ----------
        goal : array, shape (n_actors,)
            Weights on gains in payoffs.
        slack : array, shape (n_actors,)
            Nobody loses more than this.
        extra, floors
            As for `run`; `floors` replaces `slack`.
        """
        low = -slack if floors is None else floors
        weights = goal * self.unit
        own = np.concatenate([weights, np.zeros(extra.count if extra else 0)])
        size = float(np.abs(weights).max()) or 1.0
        if self.packages.continuous:
            answer = self.run(own, extra, floors=low)
            return None if answer is None else self.decode(answer[0])
        best = self._exactly(own, extra, low, low - NEAR * self.unit, size)
        if best is not None:
            return best
        # Nothing but packages that miss the floor by rounding: ask a little above it.
        return self._exactly(own, extra, low, low + NEAR * self.unit, size)

    def _exactly(
        self,
        goal: FloatArray,
        extra: Extra | None,
        low: FloatArray,
        floors: FloatArray,
        size: float,
    ) -> Package | None:
        """Return the best package that truly reaches `low`, of those found above `floors`."""
        best: tuple[float, Package] | None = None
        met: list[IntArray] = []
        while len(met) < 8:
            answer = self.run(goal, extra, floors=floors, without=met)
            if answer is None or (best and answer[1] < best[0] - NEAR * size):
                break
            package = self.decode(answer[0])
            gains = self.gains(package)
            met.append(package[0])
            if self.meets(package, low - 1e-9 * self.unit):
                value = float(goal[: self.n_actors] @ (gains / self.unit))
                if best is None or value > best[0]:
                    best = (value, package)
                if answer[1] <= best[0] + 1e-9 * size:
                    break
        return None if best is None else best[1]
