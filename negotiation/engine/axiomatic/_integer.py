"""Goals over packages by mixed-integer programmes: rules, interactions and continuous issues kept.

A leximin goal maximises the sum of the k smallest values for k = 1, 2, … (a linear programme
each: Ogryczak and Śliwiński's form).  A sum of concave terms is bounded from above by tangents,
which are added where the last answer lay.  Every answer is decoded into a package and valued
exactly, and excluded from the next question, until nothing that is left can be as good.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray
from negotiation.concessions import PackageProblem
from negotiation.concessions._programme import NEAR, Extra, Package, PackageProgramme
from negotiation.engine.axiomatic._goal import Total, Worst

TIES = 50
"""Packages that are fetched at most in order to compare them exactly."""

_TANGENTS = 16
_ROUNDS = 60
_SLIDING_GAP = 1e-10
_ALIKE = 1e-9
"""Share of an ideal gain within which a tangent says nothing that another does not."""

_STRETCHES = 12
"""Combinations of options and stretches in which equally good packages are looked for at most."""

Found = tuple[list[Package], dict[str, Any]]


def best_packages(
    problem: PackageProblem,
    goal: Worst | Total,
    *,
    ties: bool = True,
    touched: list[FloatArray] | None = None,
) -> Found | None:
    """Return the packages that may reach the goal's maximum, and how they were found.

    ``None`` if no package is acceptable to all.  Without `ties` one package is enough.
    `touched` holds gains at which tangents are laid, and takes in those that were needed.
    """
    search = _Search(problem, ties)
    if isinstance(goal, Total) and touched is None:
        touched = tangent_points(goal)
    if isinstance(goal, Worst):
        return search.worst(goal)
    return search.total(goal, touched or [goal.ideal])


def tangent_points(goal: Total) -> list[FloatArray]:
    """Return gains (n_actors,) at which tangents to a goal's terms are laid at first."""
    if goal.linear:
        return [goal.ideal]
    return list(np.geomspace(1e-3, 1.0, _TANGENTS)[:, None] * goal.ideal)


class _Search:
    """Mixed-integer programmes over one problem's packages."""

    def __init__(self, problem: PackageProblem, ties: bool) -> None:
        self.problem = problem
        self.ties = ties
        self.programme: PackageProgramme = problem.programme
        self.sliding = problem.packages.continuous
        self.slack = problem.slack
        self.asked = 0

    def worst(self, goal: Worst) -> Found | None:
        """Maximise the sum of the k smallest values, k = 1, 2, …, until one package is left."""
        able = np.flatnonzero(goal.able)
        size, unit = goal.spread, self.programme.unit
        slope, origin = goal.slope * unit / size, goal.origin / size
        held: list[tuple[int, float]] = []
        for count in range(1, len(able) + 1):
            extra, weights = _smallest(able, slope, origin, [*held, (count, -np.inf)])
            answer = self._ask(weights, extra)
            if answer is None:
                return None if count == 1 else ([], {})
            level = self._level(answer[0], goal, count, size)
            held.append((count, max(level, answer[1]) if self.sliding else min(level, answer[1])))
            if self.sliding:
                continue
            extra, weights = _smallest(able, slope, origin, held)
            found, complete = self._alike(extra, weights, NEAR * count, TIES if count > 1 else 12)
            if complete:
                return found, self._said(complete, answer[1] * size)
        if self.sliding:
            return self._polished(goal, held, able, slope, origin)
        return found, self._said(False, held[0][1] * size)

    def _polished(self, goal: Worst, held: Any, able: Any, slope: Any, origin: Any) -> Found:
        """Settle continuous issues exactly, the options being those of the last programme."""
        extra, weights = _smallest(able, slope, origin, held)
        answer = self._ask(weights, extra)
        if answer is None:
            return [], {}
        places = self.programme.decode(answer[0])[0]
        levels: list[tuple[int, float]] = []
        for count in range(1, len(able) + 1):
            asked = [*levels, (count, -np.inf)]
            extra, weights = _smallest(able, slope, origin, asked, give=_SLIDING_GAP)
            finer = self._ask(weights, extra, fixed=places)
            if finer is None:
                break
            answer = finer
            levels.append((count, self._level(answer[0], goal, count, goal.spread)))
        package = self.programme.decode(answer[0])
        bound = held[0][1] * goal.spread
        value = float(goal.value(self.programme.gains(package)))
        said = self._said(True, max(bound, value))
        said["certificate_gap"] = max(0.0, bound - value)
        return [package], said

    def _level(self, variables: FloatArray, goal: Worst, count: int, size: float) -> float:
        """Return the sum of the smallest values of the package behind an answer."""
        gains = self.programme.gains(self.programme.decode(variables))
        values = np.sort((goal.origin + goal.slope * gains)[goal.able])
        return float(values[:count].sum()) / size

    def total(self, goal: Total, touched: list[FloatArray]) -> Found | None:
        """Maximise a sum of terms, each bounded by tangents at the gains in `touched`."""
        able, size = np.flatnonzero(goal.able), goal.spread
        found: list[tuple[float, Package]] = []
        met: list[IntArray] = []
        rounds, bound, ended = 0, np.inf, False
        while rounds < (_ROUNDS if self.sliding else TIES):
            rounds += 1
            extra, weights = self._tangents(goal, able, touched, size)
            answer = self._ask(weights, extra, None if self.sliding else met)
            if answer is None:
                ended = True
                break
            bound = answer[1]
            best = found[0][0] if found else -np.inf
            near = _SLIDING_GAP if self.sliding else NEAR
            if bound < best - near or (self.sliding and bound - best <= near):
                ended = True
                break
            package = self.programme.decode(answer[0])
            gains = self.programme.gains(package)
            met.append(package[0])
            point = np.clip(gains, 1e-6 * goal.ideal, goal.ideal)
            known = any((np.abs(point - each) <= _ALIKE * goal.ideal).all() for each in touched)
            touched.append(point)
            if self.programme.meets(package, -self.slack):
                value = float(goal.value(gains)) / size
                found.append((value, package))
                found.sort(key=lambda each: -each[0])
            if self.sliding and known:  # the tangents touch where they are highest
                ended = True
                break
        if not found:
            return None
        said = self._said(ended, max(bound, found[0][0]) * size)
        said["certificate_gap"] = max(0.0, (bound - found[0][0]) * size) if self.sliding else 0.0
        if self.sliding:
            top = found[0]
            return (self._elsewhere(goal, touched, top) if self.ties else [top[1]]), said
        return [each for value, each in found if value >= found[0][0] - NEAR], said

    def _elsewhere(
        self, goal: Total, touched: list[FloatArray], best: tuple[float, Package]
    ) -> list[Package]:
        """Return a best package, and others as good with other options (or stretches) taken."""
        able, size = np.flatnonzero(goal.able), goal.spread
        kept = [best[1]]
        met = [best[1][0]]
        while len(met) < _STRETCHES:
            extra, weights = self._tangents(goal, able, touched, size)
            answer = self._ask(weights, extra, met)
            if answer is None or answer[1] < best[0] - NEAR:
                break
            package = self.programme.decode(answer[0])
            met.append(package[0])
            gains = self.programme.gains(package)
            near = self.programme.meets(package, -self.slack - 1e-9 * self.programme.unit)
            if near and float(goal.value(gains)) / size >= best[0] - 1e-9:
                kept.append(package)
        return kept

    def _tangents(
        self, goal: Total, able: IntArray, touched: list[FloatArray], size: float
    ) -> tuple[Extra, FloatArray]:
        """Return a variable per term, below the tangents, and the weights that add them up."""
        unit = self.programme.unit
        slope, intercept = goal.touching(np.array(touched))
        rows = []
        for place, actor in enumerate(able):
            own = np.zeros(len(able))
            own[place] = -1.0
            for each in range(len(touched)):
                gains = np.zeros(len(unit))
                gains[actor] = slope[each, actor] * unit[actor] / size
                scale = max(1.0, gains[actor])
                rows.append((gains / scale, own / scale, -intercept[each, actor] / size / scale))
        weights = np.concatenate([np.zeros(len(unit)), np.ones(len(able))])
        return Extra(len(able), rows), weights

    def _alike(
        self, extra: Extra, weights: FloatArray, near: float, most: int
    ) -> tuple[list[Package], bool]:
        """Return the packages that meet all conditions, and whether these are all."""
        found: list[Package] = []
        met: list[IntArray] = []
        while len(met) < most:
            answer = self._ask(weights, extra, met)
            if answer is None:
                return found, True
            package = self.programme.decode(answer[0])
            met.append(package[0])
            if self.programme.meets(package, -self.slack):
                found.append(package)
        return found, False

    def _ask(
        self, weights: FloatArray, extra: Extra, without: Any = None, fixed: Any = None
    ) -> Any:
        self.asked += 1
        floors = -self.slack - (0.0 if self.sliding else NEAR) * self.programme.unit
        return self.programme.run(weights, extra, floors=floors, without=without, fixed=fixed)

    def _said(self, complete: bool, bound: float) -> dict[str, Any]:
        return {
            "method": "mixed-integer linear programme",
            "programmes": self.asked,
            "bound": bound,
            "ties_complete": complete,
            **({} if complete else {"note": "More packages may be tied than were fetched."}),
            **({"converged": False} if self.programme.cut_short else {}),
        }


def _smallest(
    able: IntArray,
    slope: FloatArray,
    origin: FloatArray,
    levels: list[tuple[int, float]],
    give: float = NEAR,
) -> tuple[Extra, FloatArray]:
    """Return variables and conditions for sums of smallest values, the last to be maximised.

    For each ``(k, level)`` the sum of the k smallest of ``origin + slope * gains`` is
    ``max k r - sum max(0, r - value_i)``, and at least `level` less `give`.
    """
    each = 1 + len(able)
    count = each * len(levels)
    rows: list[tuple[FloatArray, FloatArray, float]] = []
    nothing = np.zeros(len(slope))
    sums = []
    for place, (size, level) in enumerate(levels):
        total = np.zeros(count)
        total[place * each] = size
        total[place * each + 1 : (place + 1) * each] = -1.0
        sums.append(total)
        for position, actor in enumerate(able):
            own, gains = np.zeros(count), nothing.copy()
            own[place * each], own[place * each + 1 + position] = -1.0, 1.0
            gains[actor] = slope[actor]
            rows.append((gains, own, -float(origin[actor])))
            short = np.zeros(count)
            short[place * each + 1 + position] = 1.0
            rows.append((nothing, short, 0.0))
        if np.isfinite(level):
            rows.append((nothing, total, level - give * size))
    return Extra(count, rows), np.concatenate([nothing, sums[-1]])
