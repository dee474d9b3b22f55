"""What a solution concept answers: which outcomes, worth what, how sure, on whose authority."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray
from negotiation._frozen import FrozenMap
from negotiation._table import Shown, Table
from negotiation.actors import Outcome
from negotiation.concessions import BargainingProblem

STATUSES = ("ok", "set_valued", "degenerate", "disagreement", "not_converged")
"""One answer; several with different payoffs; some actor cannot gain; no agreement; no answer."""


@dataclass(frozen=True, eq=False)
class Solution(Shown):
    """The answer of one solution concept to one bargaining problem.

    Attributes
    ----------
    problem : BargainingProblem
        The question.
    concept : str
        The concept's registered name.
    status : str
        One of `STATUSES`.
    payoffs : array, shape (k, n_actors)
        What the actors get: a row per selected outcome, one row for a lottery, the
        disagreement point for no agreement.
    indices : array of int
        Rows of the problem: the selected outcomes, or the support of the lottery.  Where
        packages are never listed, positions in `outcomes`.
    lottery : mapping or None
        ``{outcome: probability}`` where lotteries were allowed, else ``None``.
    parameters : mapping
        What the concept was told besides the problem.
    reference : str
        The publication the concept stands on.
    diagnostics : mapping
        How the answer was found, and how exact it is.
    packages : tuple of Outcome or None
        The selected outcomes where the problem does not list them.
    """

    problem: BargainingProblem
    concept: str
    status: str
    payoffs: FloatArray
    indices: IntArray
    lottery: Mapping[Any, float] | None = None
    parameters: Mapping[str, Any] = field(default_factory=FrozenMap)
    reference: str = ""
    diagnostics: Mapping[str, Any] = field(default_factory=FrozenMap)
    packages: tuple[Outcome, ...] | None = None

    @property
    def outcomes(self) -> tuple[Any, ...]:
        """All selected outcomes; the support of a lottery; ``()`` for no agreement."""
        if self.packages is not None:
            return self.packages
        return tuple(self.problem.outcomes[int(row)] for row in self.indices)

    @property
    def agreement(self) -> bool:
        """Whether there is an agreement at all."""
        return self.status != "disagreement"

    @property
    def guaranteed(self) -> bool:
        """Whether the payoffs are what the outcomes guarantee, not what they are worth."""
        return bool(self.diagnostics.get("guaranteed", False))

    @property
    def gains(self) -> FloatArray:
        """Payoffs above walking away, shape (k, n_actors)."""
        gains: FloatArray = self.payoffs - self.problem.disagreement
        return gains

    def summary(self) -> Table:
        """Return what each actor gives and gets, and by how much that beats walking away."""
        columns = ("outcome", "actor", "gives", "gets", "payoff", "walking away", "gain")
        rows = [
            row
            for place, payoffs in enumerate(self.payoffs)
            for row in self._rows(self.label(place), self._package(place), payoffs)
        ]
        return Table(columns, rows, f"{self.problem.name}: {self.concept}", self._notes())

    def _package(self, place: int) -> Any:
        """Return the package behind a row of payoffs, ``None`` if there is no single one."""
        if self.lottery is not None or not self.agreement or self.guaranteed:
            return None
        outcome = self.outcomes[place]
        return outcome if isinstance(outcome, Outcome) else None

    def label(self, place: int = 0) -> str:
        """Return in words what a row of payoffs stands for: an outcome, a lottery, no agreement."""
        if not self.agreement:
            return "no agreement"
        if self.lottery is not None:
            return " / ".join(
                f"{share:.0%} {outcome_label(self.problem, outcome)}"
                for outcome, share in self.lottery.items()
            )
        if self.guaranteed:
            return "guaranteed by " + " or ".join(
                outcome_label(self.problem, outcome) for outcome in self.outcomes
            )
        return outcome_label(self.problem, self.outcomes[place])

    def _rows(self, label: str, package: Any, payoffs: FloatArray) -> list[tuple[Any, ...]]:
        rows = []
        for place, name in enumerate(self.problem.actors):
            gives, gets = ("", "") if package is None else exchange(self.problem, package, name)
            walk = self.problem.disagreement[place]
            rows.append((label, name, gives, gets, payoffs[place], walk, payoffs[place] - walk))
        return rows

    def _notes(self) -> list[str]:
        notes = []
        if self.status == "disagreement":
            notes.append("No agreement: no outcome is acceptable to all actors.")
        if self.status == "set_valued":
            notes.append(
                f"The concept selects {len(self.indices)} outcomes and does not choose among them."
            )
        if self.agreement:
            tight = [
                name
                for place, name in enumerate(self.problem.actors)
                if (self.gains[:, place] <= self.problem.slack[place]).any()
            ]
            if tight:
                notes.append(f"Fragile: {', '.join(tight)} gains nothing over walking away.")
        if "note" in self.diagnostics:
            notes.append(str(self.diagnostics["note"]))
        if self.reference:
            notes.append(self.reference)
        return notes

    def __repr__(self) -> str:
        if not self.agreement:
            return f"<Solution {self.concept!r}: {self.status}>"
        worth = ", ".join(
            f"{name} {value:.4g}"
            for name, value in zip(self.problem.actors, self.payoffs[0], strict=True)
        )
        more = f" and {len(self.payoffs) - 1} more" if len(self.payoffs) > 1 else ""
        return f"<Solution {self.concept!r}: {self.status}, {worth}{more}>"


def outcome_label(problem: BargainingProblem, outcome: Any) -> str:
    """Return an outcome in words; a package by what it changes in the status quo."""
    if isinstance(outcome, Outcome):
        base = problem.scenario.status_quo if problem.scenario else None
        return str(outcome.changes(base)) or "status quo"
    return f"outcome {outcome}" if isinstance(outcome, int | np.integer) else str(outcome)


def exchange(problem: BargainingProblem, package: Outcome, actor: str) -> tuple[str, str]:
    """Return in words what `actor` concedes in a package, and what the others concede."""
    if problem.scenario is None:
        return "", ""
    gives: list[str] = []
    gets: list[str] = []
    base: Mapping[str, str] = problem.scenario.status_quo or {}
    for issue in problem.scenario.issues:
        option = package[issue.name]
        if issue.conceded_by is None or option == base.get(issue.name, issue.options[0]):
            continue
        (gives if issue.conceded_by == actor else gets).append(f"{issue.name}: {option}")
    return "; ".join(gives) or "nothing", "; ".join(gets) or "nothing"
