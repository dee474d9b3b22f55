"""What a chart is about: the problem, and the answers and offers to mark in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray
from negotiation.actors import Outcome, OutcomeSpace, Scenario
from negotiation.concessions import BargainingProblem, PackageProblem, bargaining_problem
from negotiation.engine._solution import Solution
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name
from negotiation.plotting._labels import outcome_words, shorten, status_quo

MANY_ISSUES = 8
"""Issues beyond which it is not said one by one what is settled alike."""


@dataclass(frozen=True, eq=False)
class Mark:
    """One thing to mark: who says it, what it is worth, which package is behind it.

    Attributes
    ----------
    names : tuple of str
        The concepts or offers that coincide here.
    role : str
        ``"agreement"``, ``"offer"`` or ``"disagreement"`` (a concept that finds no
        agreement).
    payoffs : array, shape (n_actors,)
    outcomes : tuple
        The outcomes behind it; the support of a lottery; ``()`` where there is none.
    shares : mapping or None
        Probabilities of the outcomes, if it is a lottery.
    guaranteed : bool
        Whether the payoffs are less than the package is worth: the concept promises no
        more, with free disposal.
    tied : int
        How many packages are known to be as good, if that is more than `outcomes` holds.
    """

    names: tuple[str, ...]
    role: str
    payoffs: FloatArray
    outcomes: tuple[Any, ...] = ()
    shares: Mapping[Any, float] | None = None
    guaranteed: bool = False
    tied: int = 0

    def words(
        self, problem: BargainingProblem, width: int = 90, without: Collection[str] = ()
    ) -> str:
        """Return in words the package, the lottery or the packages as good as each other.

        At most about `width` characters; issues in `without` are left aside.
        """
        if self.shares is not None and len(self.shares) > 1:
            each = max(18, width // len(self.shares) - 6)
            return " / ".join(
                f"{share:.0%} {shorten(outcome_words(problem, outcome, without), each)}"
                for outcome, share in self.shares.items()
            )
        if not self.outcomes:
            return "no agreement"
        rest = max(len(self.outcomes), self.tied) - 1
        more = f" (or {rest:,} more worth the same)" if rest else ""
        least = "guaranteed by " if self.guaranteed else ""
        return least + shorten(outcome_words(problem, self.outcomes[0], without), width) + more


@dataclass(frozen=True, eq=False)
class View:
    """A problem and the marks to show in it."""

    problem: BargainingProblem
    marks: tuple[Mark, ...]


def view(subject: Any, solutions: Any = (), offers: Any = ()) -> View:
    """Return what was handed to a chart as one problem and its marks.

    Parameters
    ----------
    subject : BargainingProblem, Scenario, Solution, list or mapping of Solution, Comparison
    solutions : Solution, list or mapping of Solution
        More answers to the same problem; the keys of a mapping name them.
    offers : list of str, or mapping
        Names of offers on the scenario's record, or ``{name: package}``.

    Raises
    ------
    InvalidTypeError
        If the subject is none of these.
    InvalidValueError
        If the solutions answer different problems.
    """
    problem, answers = _taken_apart(subject)
    answers += _named(solutions)
    if problem is None:
        if not answers:
            raise InvalidValueError("There is nothing to draw: the list of solutions is empty.")
        problem = answers[0][1].problem
    for name, answer in answers:
        if not _same(answer.problem, problem):
            raise InvalidValueError(
                "The solutions answer different problems; one chart shows one problem.", given=name
            )
    marks = [mark for name, answer in answers for mark in _marks_of(answer, name)]
    return View(problem, (*marks, *_offered(problem, offers)))


def _taken_apart(subject: Any) -> tuple[BargainingProblem | None, list[tuple[str, Solution]]]:
    if isinstance(subject, Scenario | BargainingProblem):
        return bargaining_problem(subject), []
    found = getattr(subject, "solutions", None)
    if found is not None and hasattr(subject, "problem"):
        return subject.problem, _named(found)
    return None, _named(subject)


def _named(given: Any) -> list[tuple[str, Solution]]:
    """Return solutions with what to call them."""
    if isinstance(given, Solution):
        given = (given,)
    if isinstance(given, Mapping):
        pairs = [(str(name), answer) for name, answer in given.items()]
    elif isinstance(given, Iterable) and not isinstance(given, str | bytes):
        pairs = [("", answer) for answer in given]
    else:
        pairs = [("", given)]
    for _, answer in pairs:
        if not isinstance(answer, Solution):
            raise InvalidTypeError(
                "A chart of payoffs takes a Scenario, a BargainingProblem, one or several "
                "solutions, or what compare() returns.",
                given=answer,
            )
    answers = [answer for _, answer in pairs]
    return [(name or _name(answer, answers), answer) for name, answer in pairs]


def _name(answer: Solution, among: list[Solution]) -> str:
    """Return the concept's name, with its parameters where the name alone is not enough."""
    rivals = [other for other in among if other.concept == answer.concept and other is not answer]
    if not rivals:
        return answer.concept
    told = [f"{key} {value}" for key, value in answer.parameters.items() if value is not None]
    if (answer.lottery is None) != (rivals[0].lottery is None) and answer.lottery is not None:
        told.append("lotteries")
    return f"{answer.concept} ({', '.join(told)})" if told else answer.concept


def _same(one: BargainingProblem, other: BargainingProblem) -> bool:
    if isinstance(one, PackageProblem) or isinstance(other, PackageProblem):
        return one is other or (
            type(one) is type(other)
            and one.actors == other.actors
            and one.scenario == other.scenario
            and np.array_equal(one.disagreement, other.disagreement)
        )
    return one is other or (
        one.actors == other.actors
        and np.array_equal(one.payoffs, other.payoffs)
        and np.array_equal(one.disagreement, other.disagreement)
        and np.array_equal(one.refused, other.refused)
    )


def _marks_of(answer: Solution, name: str) -> Iterator[Mark]:
    problem = answer.problem
    if answer.status == "not_converged":
        name = f"{name} (not converged)"
    if not answer.agreement:
        yield Mark((name,), "disagreement", problem.disagreement)
    elif answer.lottery is not None:
        yield Mark((name,), "agreement", answer.payoffs[0], answer.outcomes, answer.lottery)
    elif answer.packages is not None and not answer.guaranteed:
        yield from _unlisted_marks(answer, name)
    elif answer.packages is None and (
        answer.payoffs.shape == problem.payoffs[answer.indices].shape
        and (abs(answer.payoffs - problem.payoffs[answer.indices]) <= problem.slack).all()
    ):
        for payoffs, outcome in zip(answer.payoffs, answer.outcomes, strict=True):
            yield Mark((name,), "agreement", payoffs, (outcome,))
    else:
        for payoffs in answer.payoffs:
            yield Mark((name,), "agreement", payoffs, answer.outcomes, guaranteed=True)


def _unlisted_marks(answer: Solution, name: str) -> Iterator[Mark]:
    """Return a mark for every payoff that an answer over unlisted packages selects."""
    slack = np.where(answer.problem.slack > 0, answer.problem.slack, 1.0)
    kinds: dict[tuple[int, ...], list[int]] = {}
    for row, gains in enumerate(answer.gains):
        kinds.setdefault(tuple(np.round(gains / slack / 1e4).astype(object)), []).append(row)
    tied = int(answer.diagnostics.get("packages_tied", 0)) if len(kinds) == 1 else 0
    for rows in kinds.values():
        outcomes = tuple(answer.outcomes[row] for row in rows)
        yield Mark((name,), "agreement", answer.payoffs[rows[0]], outcomes, tied=tied)


def worth(problem: BargainingProblem, outcome: Any) -> tuple[FloatArray, Any]:
    """Return what an outcome is worth to every actor, and the outcome as the problem writes it."""
    if isinstance(problem, PackageProblem):
        return problem.worth(outcome), problem.scenario.outcome(outcome)
    row = problem.index(outcome)
    return problem.payoffs[row], problem.outcomes[row]


def crosses(problem: BargainingProblem, outcome: Any) -> BoolArray:
    """Return whether an outcome crosses each actor's red lines, shape (n_actors,)."""
    if isinstance(problem, PackageProblem):
        here = OutcomeSpace.of(problem.packages.issues, [outcome])
        lines = [actor.red_lines for actor in problem.packages.actors]
        return np.array([any(line.holds(here)[0] for line in own) for own in lines])
    crossed: BoolArray = problem.refused[problem.index(outcome)]
    return crossed


def _offered(problem: BargainingProblem, offers: Any) -> Iterator[Mark]:
    if isinstance(offers, str):
        offers = (offers,)
    if not isinstance(offers, Mapping):
        record = (
            {each.name: each.outcome for each in problem.scenario.offers}
            if problem.scenario
            else {}
        )
        for name in offers:
            if name not in record:
                raise unknown_name("recorded offer", name, record)
        offers = {name: record[name] for name in offers}
    for name, outcome in offers.items():
        payoffs, package = worth(problem, outcome)
        yield Mark((str(name),), "offer", payoffs, (package,))


def merged(marks: Iterable[Mark], at: Any) -> list[Mark]:
    """Return marks with those of one role and one place made one.

    Parameters
    ----------
    marks : iterable of Mark
    at : callable
        Returns a mark's place, hashable.
    """
    groups: dict[Any, list[Mark]] = {}
    for mark in marks:
        groups.setdefault((mark.role, at(mark)), []).append(mark)
    return [_one(alike) if len(alike) > 1 else alike[0] for alike in groups.values()]


def _one(alike: list[Mark]) -> Mark:
    """Return marks of one place as one."""
    known = alike[0]
    single = dict.fromkeys(each for mark in alike if mark.shares is None for each in mark.outcomes)
    return replace(
        known,
        names=tuple(dict.fromkeys(name for mark in alike for name in mark.names)),
        outcomes=tuple(single) if known.shares is None else known.outcomes,
        tied=max(mark.tied for mark in alike),
    )


def alike_words(problem: BargainingProblem, alike: Outcome) -> str:
    """Return what all agreements settle alike, or on how many issues if many."""
    if not alike:
        return ""
    issues = problem.scenario.issues if problem.scenario else ()
    if len(alike) > MANY_ISSUES:
        return f"All agreements here settle {len(alike)} of the {len(issues)} issues alike"
    return f"All agreements here: {alike}"


def settled_alike(problem: BargainingProblem, marks: Iterable[Mark]) -> Outcome:
    """Return the issues that all agreements settle alike, and how.

    Parameters
    ----------
    problem : BargainingProblem
    marks : iterable of Mark

    Returns
    -------
    Outcome
        Issues in which every package behind an agreement has the same option, other than
        the status quo's; none unless there are two different packages.
    """
    packages = list(
        dict.fromkeys(
            outcome for mark in marks if mark.role == "agreement" for outcome in mark.outcomes
        )
    )
    if len(packages) < 2 or not all(isinstance(package, Outcome) for package in packages):
        return Outcome()
    first = packages[0].changes(status_quo(problem))
    return Outcome(
        (issue, option)
        for issue, option in first.items()
        if all(package.get(issue) == option for package in packages)
    )
