"""What a question about private reservation values is about: packages, and one limit per actor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray
from negotiation.actors import Outcome, Scenario
from negotiation.concessions.bargaining_problem import BargainingProblem
from negotiation.concessions.from_scenario import bargaining_problem, reservation_value
from negotiation.concessions.pareto import efficient
from negotiation.engine.information._limits import Limit
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError, unknown_name

_DIVISIONS = 4_001
"""Ways to divide a total between two actors that are compared."""


@dataclass(frozen=True, eq=False)
class Subject:
    """Packages and limits.

    Attributes
    ----------
    problem : BargainingProblem
    limits : tuple of Limit
    payoffs : array, shape (m, n_actors)
        Packages that cross nobody's red line.
    rows : array of int, shape (k,)
        Those of them, as rows of the problem, that are offered; dominated ones are not.
    offered : array, shape (k, n_actors)
        Their payoffs; with money the divisions of the largest sum.
    total : float or None
        With money, the largest sum of payoffs.
    """

    problem: BargainingProblem
    limits: tuple[Limit, ...]
    payoffs: FloatArray
    rows: IntArray
    offered: FloatArray
    total: float | None

    @property
    def coarse(self) -> FloatArray:
        """The packages offered; of the divisions of a total every tenth."""
        return self.offered if self.total is None else self.offered[::10]

    @property
    def slack(self) -> float:
        """Difference that counts as none."""
        return max(limit.slack for limit in self.limits)


def subject_of(problem: Any, reservations: Any, money: bool) -> Subject:
    """Return what the user's problem and reservation values amount to.

    Parameters
    ----------
    problem : BargainingProblem or Scenario
    reservations : mapping, sequence or None
    money : bool
    """
    said: dict[str, tuple[Any, float]] = {}
    if isinstance(problem, Scenario):
        problem, said = _of_scenario(problem)
    if not isinstance(problem, BargainingProblem):
        raise InvalidTypeError("Expected a BargainingProblem or a Scenario.", given=problem)
    if not problem.consent.unanimous(problem.actors):
        raise NotDefinedError(
            "Private reservation values are covered where everybody must agree; take the problem "
            "of the actors whose yes it takes, with .among()."
        )
    if money and len(problem.actors) != 2:
        raise NotDefinedError(
            "Payments are covered between two actors.", given=f"{len(problem.actors)} actors"
        )
    said.update({name: (each, 0.0) for name, each in _given(reservations, problem).items()})
    known = dict(zip(problem.actors, problem.disagreement.tolist(), strict=True))
    payoffs = problem.payoffs[problem.signable]
    limits = []
    for a, name in enumerate(problem.actors):
        each, shift = said.get(name, (known[name], 0.0))
        limits.append(Limit.of(each, name, problem.payoffs[:, a], shift))
    rows = np.flatnonzero(problem.signable)
    if not len(rows):
        # A package that nobody would take stands for an empty list.
        lows = np.array([limit.ends[0] for limit in limits])
        payoffs = (lows - np.ptp(problem.payoffs, axis=0) - np.abs(lows) - 1.0)[None]
        rows = np.array([-1])
    best = efficient(payoffs)
    rows, offered, total = rows[best], payoffs[best], None
    if money:
        top = int(payoffs.sum(axis=1).argmax())
        payoffs, rows = payoffs[[top]], np.array([top])
        total = float(payoffs.sum())
        offered = _divisions(total, limits)
    return Subject(problem, tuple(limits), payoffs, rows, offered, total)


def _of_scenario(scenario: Scenario) -> tuple[BargainingProblem, dict[str, tuple[Any, float]]]:
    """Return the problem without reservation values, and those values with what is added."""
    plain = []
    for actor in scenario.actors:
        changes: dict[str, Any] = {"reservation": 0.0}
        if hasattr(actor, "premium"):
            changes["premium"] = 0.0
        plain.append(replace(actor, **changes))
    bare = replace(scenario, actors=tuple(plain))
    said = {}
    for actor, without in zip(scenario.actors, plain, strict=True):
        walk: Any = actor.reservation
        premium: Any = getattr(actor, "premium", 0.0)
        if isinstance(walk, Outcome):
            walk = reservation_value(replace(without, reservation=walk), bare)
        if not _is_number(walk) and not _is_number(premium):
            raise NotDefinedError(
                "Either the reservation value or the premium may be uncertain, not both; give the "
                "distribution of their sum in reservations=.",
                actor=actor.name,
            )
        pair = (walk, float(premium)) if _is_number(premium) else (premium, float(walk))
        said[actor.name] = pair
    return bargaining_problem(bare), said


def _is_number(given: Any) -> bool:
    return isinstance(given, int | float | np.number)


def _given(reservations: Any, problem: BargainingProblem) -> dict[str, Any]:
    """Return what was said of each actor's reservation value."""
    if reservations is None:
        return {}
    if isinstance(reservations, Mapping):
        for name in reservations:
            if name not in problem.actors:
                raise unknown_name("actor", name, problem.actors)
        return dict(reservations)
    if isinstance(reservations, str) or not isinstance(reservations, Sequence | np.ndarray):
        raise InvalidTypeError(
            "Reservation values are given as {actor: distribution or list}, or in the order of "
            "the actors.",
            given=reservations,
        )
    if len(reservations) != len(problem.actors):
        raise InvalidValueError(
            f"{len(problem.actors)} actors need as many reservation values.",
            given=len(reservations),
        )
    return dict(zip(problem.actors, reservations, strict=True))


def _divisions(total: float, limits: Sequence[Limit]) -> FloatArray:
    """Return divisions of a total, among them those that just meet a listed limit."""
    first, second = limits
    low, high = first.ends[0], total - second.ends[0]
    shares = np.linspace(min(low, high), max(low, high), _DIVISIONS)
    shares = np.unique(np.concatenate([shares, first.values, total - second.values]))
    return np.stack([shares, total - shares], axis=1)
