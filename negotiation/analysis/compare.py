"""Every theory's answer to one problem, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from negotiation._frozen import FrozenMap
from negotiation._table import Shown, Table
from negotiation.actors import Scenario
from negotiation.concessions import BargainingProblem, bargaining_problem
from negotiation.engine import Solution, concepts, solve
from negotiation.engine.axiomatic import concept_registry
from negotiation.errors import NotDefinedError, TooLargeError, unknown_name


@dataclass(frozen=True, eq=False)
class Comparison(Shown):
    """What each solution concept selects.

    Attributes
    ----------
    problem : BargainingProblem
    solutions : tuple of Solution
        One per concept that could be asked.
    skipped : mapping of str to str
        ``{concept: why it could not be asked}``.
    """

    problem: BargainingProblem
    solutions: tuple[Solution, ...]
    skipped: Mapping[str, str] = field(default_factory=FrozenMap)

    def __getitem__(self, concept: str) -> Solution:
        for solution in self.solutions:
            if solution.concept == concept:
                return solution
        raise unknown_name("concept compared", concept, [each.concept for each in self.solutions])

    def __len__(self) -> int:
        return len(self.solutions)

    def summary(self) -> Table:
        """Return a row per concept: status, what is selected, payoffs and gains of each actor."""
        actors = self.problem.actors
        gains = (f"gain of {name}" for name in actors)
        columns = ("concept", "status", "ties", "selects", *actors, *gains)
        rows = [
            (
                solution.concept,
                solution.status,
                len(solution.indices) if solution.lottery is None else 1,
                self._selected(solution),
                *solution.payoffs[0],
                *solution.gains[0],
            )
            for solution in self.solutions
        ]
        blank = (None,) * (2 * len(actors))
        rows += [(name, "not asked", 0, why, *blank) for name, why in self.skipped.items()]
        return Table(columns, rows, f"{self.problem.name}: what each theory selects", self._notes())

    def _selected(self, solution: Solution) -> str:
        more = len(solution.payoffs) - 1
        return f"{solution.label()} (and {more} more)" if more else solution.label()

    def _notes(self) -> list[str]:
        if self.solutions and not any(solution.agreement for solution in self.solutions):
            return ["No theory selects an agreement: no outcome is acceptable to all actors."]
        if any(len(solution.payoffs) > 1 for solution in self.solutions):
            return ["Of tied outcomes the first is shown."]
        return []

    def __repr__(self) -> str:
        agreed = sum(solution.agreement for solution in self.solutions)
        return (
            f"<Comparison of {len(self.solutions)} concepts: {agreed} select an agreement, "
            f"{len(self.skipped)} not asked>"
        )


def compare(
    problem: BargainingProblem | Scenario,
    names: Iterable[str] | None = None,
    *,
    lotteries: bool = False,
    **parameters: Any,
) -> Comparison:
    """Ask every registered solution concept about one problem.

    Parameters
    ----------
    problem : BargainingProblem or Scenario
    names : iterable of str, optional
        The concepts to ask; all of them if left out.
    lotteries : bool, default False
        As for `solve`.
    **parameters
        Handed to the concepts that take them: ``claims=``, ``reference=``, ``weights=`` …

    Returns
    -------
    Comparison
        Concepts that need a parameter which was not given, or are not defined for this
        problem, are listed as not asked, with the reason.

    Raises
    ------
    UnknownNameError
        If a concept, or a parameter that none of them takes, is misspelt.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.compare(ng.BargainingProblem([[10, 0], [7, 4], [0, 6]]))
    <Comparison of 13 concepts: 13 select an agreement, 4 not asked>
    """
    problem = bargaining_problem(problem)
    asked = tuple(concepts() if names is None else names)
    rules = [concept_registry[name] for name in asked]
    known = {parameter for rule in rules for parameter in rule.parameters}
    for name in parameters:
        if name not in known:
            raise unknown_name("parameter of these concepts", name, sorted(known))
    solutions, skipped = [], {}
    for rule in rules:
        own = {name: value for name, value in parameters.items() if name in rule.parameters}
        lacking = [name for name in rule.required if own.get(name) is None]
        if lacking:
            skipped[rule.name] = f"needs {', '.join(f'{name}=' for name in lacking)}"
            continue
        try:
            solutions.append(solve(problem, rule.name, lotteries=lotteries, **own))
        except (NotDefinedError, TooLargeError) as error:
            skipped[rule.name] = error.message
    return Comparison(problem, tuple(solutions), FrozenMap(skipped))
