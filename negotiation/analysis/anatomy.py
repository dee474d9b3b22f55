"""One problem taken apart: how opposed the interests are, what trading gains, who pays what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation._table import Shown, Table
from negotiation.actors import Outcome, OutcomeSpace, Scenario
from negotiation.analysis._conflict import integrative_potential, opposition
from negotiation.analysis._distances import Distances, distances
from negotiation.analysis._logrolling import COMPROMISES, Logrolling, logrolling
from negotiation.analysis._menu import Menu, menus, separable
from negotiation.analysis._rates import ExchangeRates, exchange_rates
from negotiation.analysis._undefined import NotDefined
from negotiation.analysis._yardstick import Yardstick
from negotiation.analysis.compare import Comparison, compare
from negotiation.concessions import BargainingProblem, bargaining_problem
from negotiation.concessions.from_scenario import utilities
from negotiation.engine import Solution, concepts, solve
from negotiation.engine._solution import exchange, outcome_label
from negotiation.errors import InvalidValueError, NotDefinedError, TooLargeError, unknown_name


@dataclass(frozen=True, eq=False)
class Anatomy(Shown):
    """What one problem is made of; every part is worked out when it is first asked for.

    A part that this problem does not have is a `NotDefined`: it counts as false and says why.

    Attributes
    ----------
    problem : BargainingProblem
    outcome : object or None
        The outcome whose distances are asked for.
    concept : str
        The solution concept whose package stands for package dealing.
    compromise : str
        How an issue is settled when it is settled alone.
    names : tuple of str
        The concepts compared.
    """

    problem: BargainingProblem
    outcome: Any
    concept: str
    compromise: str
    names: tuple[str, ...]

    @cached_property
    def yardstick(self) -> Yardstick:
        """The efficient payoffs, and the units in which gains are told as shares."""
        return Yardstick.of(self.problem)

    @property
    def _without_conflict(self) -> str:
        """Why there is no conflict to measure inside the ZOPA, ``""`` if there may be."""
        if len(self.problem.actors) < 2:
            return "A conflict of interests needs two actors."
        consent = self.problem.consent
        if not consent.unanimous(self.problem.actors):
            return (
                f"To agree takes {consent.describe(self.problem.actors)}, not everybody: take "
                "a coalition's problem apart, problem.among([...])."
            )
        if not self.yardstick.inside.any():
            return "The ZOPA is empty."
        if not self.yardstick.able.any():
            return "Nobody can gain by an agreement."
        return ""

    @cached_property
    def opposition(self) -> float | NotDefined:
        """The least distance of the frontier to the point where all have their best.

        In shares of ideal gains, inside the ZOPA: 0 if one package gives everybody the best
        that it could get at all, up to the square root of the number of actors.  Actors
        who cannot gain are left out.
        """
        yard, why = self.yardstick, self._without_conflict
        if why:
            return NotDefined("opposition", why)
        return float(opposition(yard.shares(yard.points[yard.inside])[:, yard.able]))

    @cached_property
    def plain_opposition(self) -> float | NotDefined:
        """The least distance of the frontier to (1, …, 1), utilities taken as they stand.

        This is the opposition of GENIUS, for utilities that run from 0 to 1; walking away
        and the ZOPA do not enter.
        """
        points = self.yardstick.points
        if len(self.problem.actors) < 2:
            return NotDefined("plain opposition", "A conflict of interests needs two actors.")
        if not len(points):
            return NotDefined("plain opposition", "Every outcome crosses a red line.")
        if (points < -1e-9).any() or (points > 1 + 1e-9).any():
            return NotDefined("plain opposition", "The utilities do not lie between 0 and 1.")
        return float(opposition(points))

    @cached_property
    def integrative_potential(self) -> float | NotDefined:
        """How far the frontier rises above pure conflict, from 0 to 1.

        0 if no outcome beats a draw between the actors' favourites, as where they divide a
        fixed sum; 1 if one outcome is everybody's favourite: see
        `analysis.integrative_potential`.  It concerns the shape of the frontier inside the
        ZOPA only; how much is at stake in it is what `opposition` tells.
        """
        yard, why = self.yardstick, self._without_conflict
        if why:
            return NotDefined("integrative potential", why)
        return float(integrative_potential(yard.points[yard.inside], yard.slack))

    @cached_property
    def comparison(self) -> Comparison:
        """What each of the solution concepts selects."""
        asked: list[Comparison] = []
        skipped: dict[str, str] = {}
        for name in self.names:
            try:
                asked.append(compare(self.problem, [name]))
            except TooLargeError as error:
                skipped[name] = error.message
        answers = tuple(answer for each in asked for answer in each.solutions)
        for each in asked:
            skipped.update(each.skipped)
        return Comparison(self.problem, answers, skipped)

    @cached_property
    def _menus(self) -> tuple[Menu, ...] | str:
        """Every issue's options and their worth, or why they cannot be told apart."""
        why = separable(self.problem.scenario)
        return why or menus(self.problem, self.yardstick.listed)

    @cached_property
    def logrolling(self) -> Logrolling | NotDefined:
        """What a package gains over settling every issue alone; for additive preferences."""
        if isinstance(self._menus, str):
            return NotDefined("logrolling", self._menus)
        if self._without_conflict:
            return NotDefined("logrolling", self._without_conflict)
        try:
            answer = solve(self.problem, self.concept)
        except (NotDefinedError, TooLargeError) as error:
            return NotDefined("logrolling", error.message)
        if not answer.agreement or answer.guaranteed:
            return NotDefined("logrolling", f"{self.concept!r} selects no package.")
        scenario: Any = self.problem.scenario
        return logrolling(scenario, self._menus, self.yardstick, answer, self.compromise)

    @cached_property
    def rates(self) -> ExchangeRates | NotDefined:
        """What giving way on each issue costs one actor and buys another."""
        if isinstance(self._menus, str):
            return NotDefined("exchange rates", self._menus)
        if len(self.problem.actors) < 2:
            return NotDefined("exchange rates", "An exchange needs two actors.")
        return exchange_rates(self.problem.name, self.problem.actors, self._menus)

    @cached_property
    def exchanges(self) -> Table | NotDefined:
        """What each actor gives and gets in each package that some concept selects."""
        scenario = self.problem.scenario
        if scenario is None:
            return NotDefined("exchanges", "There is no scenario that says who concedes what.")
        if all(issue.conceded_by is None for issue in scenario.issues):
            return NotDefined("exchanges", "No issue is the concession of an actor.")
        rows = []
        for package, (payoffs, names) in self._packages().items():
            shares = self.yardstick.shares(payoffs)
            for place, actor in enumerate(self.problem.actors):
                words = exchange(self.problem, package, actor)
                rows.append((", ".join(names), actor, *words, shares[place]))
        columns = ("concepts", "actor", "gives", "gets", "share of ideal gain")
        return Table(columns, rows, f"{self.problem.name}: who gives and gets what")

    def _packages(self) -> dict[Outcome, tuple[FloatArray, list[str]]]:
        """Return the packages selected, with their payoffs and who selects them."""
        found: dict[Outcome, tuple[FloatArray, list[str]]] = {}
        for answer in self.comparison.solutions:
            if not answer.agreement or answer.guaranteed:
                continue
            for outcome, payoffs in zip(answer.outcomes, answer.payoffs, strict=True):
                found.setdefault(outcome, (payoffs, []))[1].append(answer.concept)
        return found

    @cached_property
    def distances(self) -> Distances | NotDefined:
        """How far `outcome` is from each theory's answer, and from the frontier."""
        if self.outcome is None:
            return NotDefined("distances", "No outcome was named: anatomy(problem, outcome).")
        answers: tuple[Solution, ...] = self.comparison.solutions
        where = _placed(self.problem, self.outcome, self.yardstick)
        return distances(self.problem, self.yardstick, outcome=where, solutions=answers)

    def summary(self) -> Table:
        """Return a row per part: its number, and in words what it says."""
        rows = [
            _row("opposition", self.opposition, _opposition_words),
            _row("opposition, utilities as they stand", self.plain_opposition, _plain_words),
            _row("integrative potential", self.integrative_potential, _potential_words),
            _row("logrolling", self.logrolling, _logrolling_words),
            _row("exchange rates", self.rates, _rates_words),
        ]
        if self.outcome is not None:
            rows.append(_row("distances", self.distances, _distances_words))
        notes = [
            "Shares: 0 is walking away, 1 an actor's best payoff in the ZOPA. Tables of their "
            "own: .logrolling, .rates, .exchanges, .distances, .comparison."
        ]
        if not self.yardstick.exact:
            notes.append(
                f"The frontier is known at {len(self.yardstick.points)} points only: opposition is "
                "at most, integrative potential at least what stands here."
            )
        return Table(("part", "number", "in words"), rows, f"{self.problem.name}: anatomy", notes)

    def __repr__(self) -> str:
        told = [
            f"{name} {value:.3g}"
            for name, value in (
                ("opposition", self.opposition),
                ("integrative potential", self.integrative_potential),
            )
            if not isinstance(value, NotDefined)
        ]
        said = ", ".join(told) or str(self.opposition.reason)  # type: ignore[union-attr]
        return f"<Anatomy of {self.problem.name!r}: {said}>"


def anatomy(
    problem: BargainingProblem | Scenario,
    outcome: Any = None,
    *,
    concept: str = "kalai-smorodinsky",
    compromise: str = "fair",
    names: Iterable[str] | None = None,
) -> Anatomy:
    """Take one problem apart: opposition, integrative potential, logrolling, exchange rates.

    Parameters
    ----------
    problem : BargainingProblem or Scenario
    outcome : object, optional
        An outcome whose distances to the theories and to the frontier are wanted: its label,
        or ``{issue: option}``, completed from the status quo.
    concept : str, default "kalai-smorodinsky"
        The solution concept whose package is held against issue-by-issue compromise.
    compromise : {"fair", "middle"}
        How an issue is settled alone: by the option that gives the worse placed most of its
        range on the issue (a draw among several), or by the middle option.
    names : iterable of str, optional
        The concepts to compare; all of them if left out.

    Returns
    -------
    Anatomy
        `opposition`, `plain_opposition`, `integrative_potential`, `logrolling`, `rates`,
        `exchanges`, `distances`, `comparison`, and a `summary()`.  What the problem does not
        have says why.

    Raises
    ------
    UnknownNameError
        If a concept, a compromise, the outcome, or an issue or option in it is misspelt.

    Examples
    --------
    >>> import negotiation as ng
    >>> own = ng.BargainingProblem([[10, 0], [8, 6], [0, 8]])
    >>> ng.anatomy(own)
    <Anatomy of 'bargaining problem': opposition 0.32, integrative potential 0.55>
    """
    problem = bargaining_problem(problem)
    asked = concepts() if names is None else tuple(names)
    for name in (*asked, concept):
        if name not in concepts():
            raise unknown_name("solution concept", name, concepts())
    if compromise not in COMPROMISES:
        raise unknown_name("compromise", compromise, COMPROMISES)
    if problem.scenario is not None and isinstance(outcome, Mapping):
        outcome = problem.scenario.outcome(outcome)
    taken_apart = Anatomy(problem, outcome, concept, compromise, asked)
    if outcome is not None:
        _placed(problem, outcome, taken_apart.yardstick)
    return taken_apart


def _placed(
    problem: BargainingProblem, outcome: Any, yard: Yardstick
) -> tuple[str, FloatArray, Any]:
    """Return an outcome's label, payoffs (n_actors,) and who would sign it (n_actors,)."""
    label = outcome_label(problem, outcome)
    if yard.listed:
        row = problem.index(outcome)
        return label, problem.payoffs[row], problem.accepts[row]
    scenario: Any = problem.scenario
    space = OutcomeSpace.of(scenario.issues, [outcome])
    payoffs = np.array([float(utilities(actor, space)[0]) for actor in scenario.actors])
    for rule in scenario.constraints:
        if rule.holds(space)[0]:
            raise InvalidValueError(f"The package cannot be: {rule}.", given=str(outcome))
    refused = [any(line.holds(space)[0] for line in actor.red_lines) for actor in scenario.actors]
    return label, payoffs, (payoffs >= yard.walk - yard.slack) & ~np.array(refused)


def _row(part: str, value: Any, words: Any) -> tuple[str, float | None, str]:
    if isinstance(value, NotDefined):
        return part, None, f"not defined: {value.reason}"
    number = value if isinstance(value, float) else _number(value)
    return part, number, words(value)


def _number(value: Logrolling | ExchangeRates | Distances) -> float | None:
    """Return the one number that stands for a part."""
    if isinstance(value, Logrolling):
        return value.gain
    if isinstance(value, ExchangeRates):
        return float(np.nanmax(value.rates)) if not np.isnan(value.rates).all() else None
    return float(value.euclidean.min()) if len(value.euclidean) else None


def _opposition_words(value: float) -> str:
    if value <= 1e-9:
        return "one outcome is everybody's best"
    return "distance of the frontier to everybody's best, in shares of ideal gains"


def _plain_words(value: float) -> str:
    return "distance of the frontier to utilities of 1 for everybody, as GENIUS reports it"


def _potential_words(value: float) -> str:
    if value <= 1e-9:
        return "pure conflict: no outcome beats a draw between the actors' favourites"
    if value >= 1 - 1e-9:
        return "no conflict: one outcome is everybody's best"
    return (
        f"the best trade secures {value:.0%} of what lies between a draw between the actors' "
        "favourites and a favourite of all"
    )


def _logrolling_words(value: Logrolling) -> str:
    verb = "gains" if value.gain >= 0 else "loses"
    return (
        f"the {value.concept} package {verb} {abs(value.gain):.0%} of the ideal gain on average, "
        "held against settling every issue alone"
    )


def _rates_words(value: ExchangeRates) -> str:
    givers = [
        (rate, *pair) for rate, *pair in zip(value.rates, value.issues, value.givers, strict=True)
    ]
    traded = [(rate, issue, giver) for rate, issue, giver in givers if giver is not None]
    if not traded:
        return "no issue matters more to one actor than to another"
    rate, issue, giver = max(traded, key=lambda each: each[0])
    return f"{giver} should give way on {issue}: a point of its own buys {rate:.3g}"


def _distances_words(value: Distances) -> str:
    return repr(value).strip("<>")
