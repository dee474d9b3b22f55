"""The best self-enforcing road map for an objective, by mixed-integer linear programming.

Variables, in this order: how far each measure is in force after each stage, stage by stage;
with `order="sequential"` whose turn each stage is; whatever the objective adds.  Measures that
are divisible are continuous, the others binary.  HiGHS meets conditions to about 1e-6, so
incentives are counted in thousandths of what is at stake for an actor, and every answer is
rounded, valued exactly and, should it not hold, excluded from the next question.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, BoolArray, FloatArray, units
from negotiation.concessions._integer_programme import INFEASIBLE, integer_programme
from negotiation.engine._programme import linear_programme
from negotiation.engine.roadmaps._model import Appraisal, RoadMapModel
from negotiation.engine.roadmaps._rows import rows_of
from negotiation.engine.roadmaps._tail import unravels
from negotiation.engine.roadmaps._terms import Terms
from negotiation.errors import NegotiationError

_GRAIN = 1e3
_WORK = 10_000_000
"""Branches that the programmes of one question may take in all, times variables ** 1.5."""

_REPAIRS = 50
"""Answers that miss a condition by rounding, and are excluded, at most."""


@dataclass(frozen=True, eq=False)
class Aim:
    """What to maximise: a weight on every value, and further variables with their conditions.

    Attributes
    ----------
    weights : array, shape (n_actors,)
        On values in units of what is at stake for an actor.
    extra : array, shape (n_extra,)
        Weights on the further variables, which may be any numbers.
    conditions : list of (array (n_actors,), array (n_extra,), float)
        ``values @ first + extra @ second >= third``, values in those units.
    """

    weights: FloatArray
    extra: FloatArray = field(default_factory=lambda: np.zeros(0))
    conditions: tuple[tuple[FloatArray, FloatArray, float], ...] = ()


@dataclass(frozen=True, eq=False)
class Best:
    """A map that a programme found.

    Attributes
    ----------
    path : array, shape (n_stages + 1, n_measures)
    values : array, shape (n_actors,)
        Exact, in units of what is at stake for an actor.
    bound : float
        No self-enforcing map has a greater objective, but for the arithmetic of the programme.
    """

    path: FloatArray
    values: FloatArray
    bound: float


class RoadMapProgramme:
    """The self-enforcing maps of some number of stages as a mixed-integer linear programme.

    Parameters
    ----------
    model : RoadMapModel
        Additive.
    terms : Terms
    stages : int
        1 or more.
    order : {"simultaneous", "sequential"}
    pauses : bool
    whole : bool, default False
        Whether all measures must be in force in the end.

    Attributes
    ----------
    unit : array, shape (n_actors,)
        What is at stake for an actor: no map is worth more to it, or loses it more.
    limit : int
        Branches that may be looked at in all.  A count and not a time, so that the same
        question has the same answer on every machine.
    asked, nodes : int
        Programmes solved and branches looked at so far.
    repaired : int
        Answers that did not hold exactly and were excluded.
    infeasible : bool
        Whether the last programme had no answer for certain, and not for want of branches.
    """

    def __init__(
        self,
        model: RoadMapModel,
        terms: Terms,
        stages: int,
        *,
        order: str,
        pauses: bool,
        whole: bool = False,
    ) -> None:
        self.model, self.terms, self.stages = model, terms, stages
        self.whole = whole
        self.asked, self.nodes, self.repaired = 0, 0, 0
        self.infeasible = False
        self.levels = stages * len(model.measures)
        self.turns = stages * len(model.actors) if order == "sequential" else 0
        self.columns = self.levels + self.turns
        self.limit = max(100, int(_WORK / self.columns**1.5))
        # The arithmetic would let a step within its tolerance grow backwards.
        closed = model.spending.any(axis=1) & unravels(model, terms)
        self._shut: BoolArray = np.tile(closed, stages)
        self._rows: list[FloatArray] = []
        self._least: list[float] = []
        self._incentives()
        self._moves(pauses)
        if self.turns:
            self._order()
        if whole:
            for place in range(self.levels - len(model.measures), self.levels):
                self._add(np.eye(self.levels)[place], 1.0)
        self._excluded: list[tuple[FloatArray, float]] = []

    @property
    def spent(self) -> bool:
        """Whether no further branches may be looked at."""
        return self.nodes >= self.limit - 20

    def _add(self, row: FloatArray, least: float) -> None:
        """Add the condition that a row of variables is at least some number."""
        full = np.zeros(self.columns)
        full[: len(row)] = row
        self._rows.append(full)
        self._least.append(least)

    def _incentives(self) -> None:
        """Nobody breaks off at any stage, and nobody is worse off than at the beginning."""
        rows = rows_of(self.model, self.terms, self.stages)
        self.unit: FloatArray = units(np.abs(rows.worth[0]).sum(axis=1))
        self.worth = rows.worth[0] / self.unit[:, None]
        flows = self.model.tolerance / TOLERANCE
        for actor, unit in enumerate(np.where(flows > 0.0, flows, 1.0) / _GRAIN):
            for row in rows.incentive[:, actor]:
                if row.any():
                    self._add(row / unit, float(rows.floor[actor] / unit))
            # It follows from the incentives, unless there are bonds or harm to third actors.
            if self.terms.bonds[actor] > 0 or (self.model.receiving[:, actor] < 0).any():
                self._add(self.worth[actor] * _GRAIN, 0.0)

    def _moves(self, pauses: bool) -> None:
        """Nothing is withdrawn on the way, needs are met, and no stage is idle before another."""
        count = len(self.model.measures)
        for place in range(self.levels - count):
            row = np.zeros(self.levels)
            row[place + count], row[place] = 1.0, -1.0
            self._add(row, 0.0)
        for stage in range(self.stages):
            for one, other in self.model.needs:
                row = np.zeros(self.levels)
                row[stage * count + other], row[stage * count + one] = 1.0, -1.0
                self._add(row, 0.0)
        if pauses:
            return
        for stage in range(self.stages - 1):
            row = count * self._moved(stage) - self._moved(stage + 1)
            self._add(row, 0.0)

    def _moved(self, stage: int) -> FloatArray:
        """Return the row that counts a stage's moves."""
        count = len(self.model.measures)
        row = np.zeros(self.levels)
        row[stage * count : (stage + 1) * count] = 1.0
        if stage:
            row[(stage - 1) * count : stage * count] = -1.0
        return row

    def _order(self) -> None:
        """Let only the actor move whose turn it is."""
        count, actors = len(self.model.measures), len(self.model.actors)
        for stage in range(self.stages):
            first = self.levels + stage * actors
            row = np.zeros(self.columns)
            row[first : first + actors] = -1.0
            self._add(row, -1.0)
            for place, owner in enumerate(self.model.owner):
                row = np.zeros(self.columns)
                row[first + owner] = 1.0
                row[stage * count + place] = -1.0
                if stage:
                    row[(stage - 1) * count + place] = 1.0
                self._add(row, 0.0)

    def relaxed(self, aim: Aim) -> tuple[FloatArray, float] | None:
        """Return the values at which an aim is greatest if all could be divided, and how great.

        ``None`` if not even so a map meets it.
        """
        answer = self._solved(aim, 0.0, whole=False)
        if answer is None:
            return None
        values: FloatArray = self.worth @ answer.x[: self.levels]
        return values, -float(answer.fun)

    def best(self, aim: Aim, *, share: float = 0.5, gap: float = 0.0) -> Best | None:
        """Return a map that maximises an aim; ``None`` if no map that meets it was found.

        Parameters
        ----------
        aim : Aim
        share : float, default 0.5
            Of the branches left, how many this question may take.
        gap : float, default 0.0
            The share of the greatest that may be missing.
        """
        for _ in range(_REPAIRS):
            answer = self._solved(aim, share, gap=gap)
            if answer is None:
                return None
            path = self.path(answer.x)
            if self.model.divisible.any():
                path = self._settled(aim, path)
            found = Appraisal(self.model, path, self.terms)
            if found.holds:
                proven = answer.mip_dual_bound
                bound = -float(answer.fun if proven is None else proven)
                return Best(path, found.values[0] / self.unit, bound)
            self.exclude(path)
            self.repaired += 1
        raise NegotiationError(
            "The programme's answers miss incentives by rounding again and again. Costs and "
            "benefits that differ less in size would help, or fewer measures with method='pareto'."
        )

    def _settled(self, aim: Aim, path: FloatArray) -> FloatArray:
        """Return a map with divisible measures settled more closely, the others being given."""
        matrix, least = self._system(aim)
        levels = path[1:].ravel()
        low, high = np.zeros(self.columns), np.ones(self.columns)
        fixed = ~np.tile(self.model.divisible, self.stages)
        low[: self.levels] = np.where(fixed, levels, 0.0)
        high[: self.levels] = np.where(fixed, levels, ~self._shut)
        bounds = [*zip(low, high, strict=True), *[(None, None)] * len(aim.extra)]
        answer = linear_programme(
            -self._gain(aim), A_ub=-matrix / _GRAIN, b_ub=-least / _GRAIN, bounds=bounds
        )
        return path if answer.x is None else self.path(answer.x)

    def _gain(self, aim: Aim) -> FloatArray:
        """Return the weight of every variable in an aim."""
        gain = np.zeros(self.columns + len(aim.extra))
        gain[: self.levels] = aim.weights @ self.worth
        gain[self.columns :] = aim.extra
        return gain

    def exclude(self, path: FloatArray) -> None:
        """Leave a map of indivisible measures out of all further answers."""
        levels = path[1:].ravel()
        fixed = ~np.tile(self.model.divisible, self.stages)
        row = np.where(fixed, np.where(levels > 0.5, -1.0, 1.0), 0.0)
        self._excluded.append((row, 1.0 - float((levels[fixed] > 0.5).sum())))

    def path(self, variables: FloatArray) -> FloatArray:
        """Return the states that variables stand for, whole where measures are indivisible."""
        levels = variables[: self.levels].reshape(self.stages, -1)
        levels = np.where(self.model.divisible, np.clip(levels, 0.0, 1.0), np.rint(levels))
        return np.concatenate([np.zeros((1, levels.shape[1])), levels])

    def _solved(self, aim: Aim, share: float, *, gap: float = 0.0, whole: bool = True) -> Any:
        """Return SciPy's answer, ``None`` without one."""
        from scipy.optimize import Bounds, LinearConstraint
        from scipy.sparse import csr_array

        matrix, least = self._system(aim)
        total = matrix.shape[1]
        low, high, integer = np.zeros(total), np.ones(total), np.ones(total)
        low[self.columns :], high[self.columns :], integer[self.columns :] = -np.inf, np.inf, 0.0
        integer[: self.levels] = np.tile(~self.model.divisible, self.stages)
        high[: self.levels][self._shut] = 0.0
        self.asked += 1
        answer = integer_programme(
            -self._gain(aim),
            options={
                "mip_rel_gap": gap,
                "node_limit": max(20, int(share * (self.limit - self.nodes))),
            },
            constraints=LinearConstraint(csr_array(matrix), least, np.inf),
            bounds=Bounds(low, high),
            integrality=integer if whole else np.zeros(total),
        )
        self.nodes += int(getattr(answer, "mip_node_count", 0) or 0)
        self.infeasible = answer.status == INFEASIBLE
        return None if answer.x is None else answer

    def _system(self, aim: Aim) -> tuple[FloatArray, FloatArray]:
        """Return the rows of all conditions and what each must be at least."""
        rows, least = list(self._rows), list(self._least)
        for row, number in self._excluded:
            rows.append(np.pad(row, (0, self.columns - len(row))))
            least.append(number)
        matrix = np.zeros((len(rows) + len(aim.conditions), self.columns + len(aim.extra)))
        matrix[: len(rows), : self.columns] = np.reshape(rows, (len(rows), self.columns))
        for place, (values, extra, number) in enumerate(aim.conditions, len(rows)):
            matrix[place, : self.levels] = _GRAIN * (values @ self.worth)
            matrix[place, self.columns :] = _GRAIN * extra
            least.append(_GRAIN * number)
        return matrix, np.array(least)
