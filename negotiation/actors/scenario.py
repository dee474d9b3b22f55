"""A scenario: who negotiates about what, from where, and within which limits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from negotiation._frozen import FrozenMap
from negotiation._shares import counted, percent
from negotiation._table import Table, one_line
from negotiation.actors._combination import Constraint
from negotiation.actors._copula import blocks
from negotiation.actors._doubts import central_of, doubts, settled
from negotiation.actors._number_rows import COLUMNS, named_types, number_rows
from negotiation.actors._on_grid import scenario_on_grid
from negotiation.actors.actor import Actor
from negotiation.actors.consent import Consent
from negotiation.actors.correlation import Correlation
from negotiation.actors.evidence import Evidence, Offer
from negotiation.actors.issue import Issue
from negotiation.actors.outcome import LARGEST_SPACE, Outcome, OutcomeSpace, levels_of
from negotiation.actors.preferences import validate
from negotiation.actors.uncertain_actor import UncertainActor
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name

N = TypeVar("N")


@dataclass(frozen=True)
class Scenario:
    """Issues, actors and the rules that bind them.

    Parameters
    ----------
    name : str
        What the negotiation is called.
    issues : sequence of Issue
        At least one, all named differently.
    actors : sequence of Actor
        At least one, all named differently.
    status_quo : mapping, optional
        The outcome in force now.  It is a package like any other, and *not* the
        disagreement point: what failure brings stands in each actor's reservation value.
    constraints : iterable of Constraint or mapping
        Combinations of options that cannot be.
    about : str, optional
        What the negotiation is about, in a sentence or two.
    evidence : iterable of Evidence
        What the numbers rest on.
    offers : iterable of Offer
        Packages proposed in the record, with the answers they got.
    consent : Consent, optional
        Whose yes it takes to agree; everybody's if left out.
    correlations : iterable of Correlation
        Which uncertain numbers move together; all others are independent.

    Raises
    ------
    NegotiationError
        If a name is unknown or used twice, a value is missing, or the status quo is
        infeasible; the message names actor, issue and option.

    Examples
    --------
    >>> import negotiation as ng
    >>> relief = ng.Issue("relief", ["none", "full"], conceded_by="US")
    >>> us = ng.Actor("US", ng.Additive({"relief": {"none": 1, "full": 0}}))
    >>> ng.Scenario("a talk", [relief], [us], status_quo={"relief": "none"})
    <Scenario 'a talk': 1 issues, 1 actors (US), 2 packages>
    """

    name: str
    issues: tuple[Issue, ...]
    actors: tuple[Actor, ...]
    status_quo: Outcome | None = None
    constraints: tuple[Constraint, ...] = ()
    about: str = ""
    evidence: tuple[Evidence, ...] = field(default=(), repr=False)
    offers: tuple[Offer, ...] = field(default=(), repr=False)
    consent: Consent = field(default_factory=Consent)
    correlations: tuple[Correlation, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "issues", _members(self.issues, Issue, "issue", self.name))
        object.__setattr__(self, "actors", _members(self.actors, Actor, "actor", self.name))
        object.__setattr__(self, "constraints", Constraint.normalise(self.constraints))
        object.__setattr__(self, "evidence", tuple(self.evidence))
        object.__setattr__(self, "offers", tuple(self.offers))
        names = [actor.name for actor in self.actors]
        for issue in self.issues:
            if issue.conceded_by is not None and issue.conceded_by not in names:
                raise unknown_name("actor", issue.conceded_by, names, issue=issue.name)
        actors = tuple(self._checked_actor(actor) for actor in self.actors)
        object.__setattr__(self, "actors", actors)
        for constraint in self.constraints:
            constraint.validate(self.issues, scenario=self.name)
        offers = tuple(self._checked_offer(offer, names) for offer in self.offers)
        object.__setattr__(self, "offers", offers)
        self._check_evidence(names)
        if not isinstance(self.consent, Consent):
            raise InvalidTypeError("Who must agree is said by a Consent.", given=self.consent)
        self.consent.validate(names)
        if self.status_quo is not None:
            self._check_status_quo()
        object.__setattr__(self, "correlations", _correlations(self.correlations))
        if self.correlations:
            blocks(self)

    def _checked_actor(self, actor: Actor) -> Actor:
        if isinstance(actor, UncertainActor):
            types = {label: self._checked_actor(each) for label, each in actor.types.items()}
            return replace(actor, types=FrozenMap(types))
        validate(actor.preferences, self.issues, actor.name)
        for line in actor.red_lines:
            line.validate(self.issues, actor=actor.name)
        if not isinstance(actor.reservation, Outcome):
            return actor
        settled = self._settled(actor.reservation, "reservation", actor=actor.name)
        return replace(actor, reservation=settled)

    def _checked_offer(self, offer: Offer, names: list[str]) -> Offer:
        settled = self._settled(offer.outcome, "offer", offer=offer.name)
        for name in [*offer.answers, *([offer.by] if offer.by else [])]:
            if name not in names:
                raise unknown_name("actor", name, names, offer=offer.name)
        return replace(offer, outcome=settled)

    def _check_evidence(self, names: list[str]) -> None:
        for each in self.evidence:
            if each.actor is not None and each.actor not in names:
                raise unknown_name("actor", each.actor, names, evidence=each.statement)
            if each.issue is not None:
                issue = self.issue(each.issue)
                if each.option is not None:
                    issue.level(each.option)

    def _check_status_quo(self) -> None:
        outcome = self._settled(self.status_quo, "status quo")
        object.__setattr__(self, "status_quo", outcome)
        here = OutcomeSpace.of(self.issues, [outcome])
        for constraint in self.constraints:
            if constraint.holds(here)[0]:
                raise InvalidValueError(
                    f"The status quo is infeasible: it breaks the constraint {str(constraint)!r}.",
                    scenario=self.name,
                    given=str(outcome),
                )

    def _settled(self, outcome: Any, what: str, **place: Any) -> Outcome:
        """Return a package as the issues write it: labels, and numbers on continuous issues."""
        if not isinstance(outcome, Mapping):
            raise InvalidTypeError(
                f"The {what} must be a package, {{issue: option}}.",
                given=outcome,
                scenario=self.name,
                **place,
            )
        levels_of(self.issues, outcome)
        known = {issue.name: issue for issue in self.issues}
        return Outcome((name, known[name].settle(option)) for name, option in outcome.items())

    @property
    def listable(self) -> bool:
        """Whether the packages can be listed one by one: few enough, no issue continuous."""
        if any(issue.continuous for issue in self.issues):
            return False
        return math.prod(len(issue) for issue in self.issues) <= LARGEST_SPACE

    @cached_property
    def space(self) -> OutcomeSpace:
        """Every feasible outcome, the last issue varying fastest.

        Raises
        ------
        InvalidValueError
            If the constraints leave none.
        TooLargeError
            If there are too many to list.
        """
        space = OutcomeSpace.full(self.issues)
        if not self.constraints:
            return space
        excluded = np.any([rule.holds(space) for rule in self.constraints], axis=0)
        if excluded.all():
            rules = "; ".join(str(rule) for rule in self.constraints)
            raise InvalidValueError(
                f"The constraints ({rules}) leave no feasible package.", scenario=self.name
            )
        return space.where(~excluded)

    def outcome(self, settled: Mapping[str, Any] | None = None) -> Outcome:
        """Return a complete package: `settled`, and the status quo on every other issue.

        Parameters
        ----------
        settled : mapping, optional
            ``{issue: option}`` for the issues that differ from the status quo.

        Raises
        ------
        UnknownNameError
            If an issue or option does not exist.
        InvalidValueError
            If an issue is left open and the scenario has no status quo.
        """
        complete = {**(self.status_quo or {}), **(settled or {})}
        levels_of(self.issues, complete)
        return Outcome((issue.name, issue.settle(complete[issue.name])) for issue in self.issues)

    def on_grid(self, points: Mapping[str, int]) -> Scenario:
        """Return the scenario with continuous issues cut into evenly spaced options.

        Parameters
        ----------
        points : mapping
            ``{issue: number of options}``, each at least 2, the ends of the interval included.

        Raises
        ------
        InvalidValueError
            If an issue is not continuous, a number is below 2, or what else refers to the
            issue does not lie on the grid.
        """
        return scenario_on_grid(self, points)

    def issue(self, name: str) -> Issue:
        """Return the issue called `name`."""
        return _find({each.name: each for each in self.issues}, name, "issue")

    def actor(self, name: str) -> Actor:
        """Return the actor called `name`."""
        return _find({each.name: each for each in self.actors}, name, "actor")

    def offer(self, name: str) -> Offer:
        """Return the recorded offer called `name`."""
        return _find({each.name: each for each in self.offers}, name, "offer")

    def summary(self) -> Table:
        """Return a row per issue: its options, who concedes it, the status quo."""
        now: Mapping[str, str] = self.status_quo or {}
        rows = [
            (
                issue.name,
                issue.conceded_by or "",
                issue.describe(),
                now.get(issue.name, ""),
            )
            for issue in self.issues
        ]
        notes = [str(self.about)] if self.about else []
        notes += [
            f"{name} refuses at any price: {line}{_likely(line.probability)}."
            for actor in self.actors
            for name, each in named_types(actor)
            for line in each.red_lines
        ]
        unknown = sum(len(each.quantities) for each in doubts(self))
        if unknown:
            notes.append(
                f"{counted(unknown, 'number')} uncertain; ng.ensemble(scenario) draws them."
            )
        if self.consent.quota is not None:
            names = [actor.name for actor in self.actors]
            notes.append(f"Agreement by {self.consent.describe(names)}.")
        return Table(("issue", "conceded by", "options", "status quo"), rows, self.name, notes)

    def numbers(self) -> Table:
        """Return every number of the scenario with the evidence it rests on."""
        return Table(COLUMNS, list(number_rows(self)), f"{self.name}: the numbers")

    @cached_property
    def uncertain(self) -> bool:
        """Whether a number of the scenario is a distribution."""
        return bool(doubts(self))

    def central(self) -> Scenario:
        """Return the certain scenario in the middle of what the numbers could be.

        Returns
        -------
        Scenario
            Medians in the place of distributions of one number, means in the place of a
            Dirichlet; red lines with a probability of at least 0.5; the likeliest type.
        """
        if not self.uncertain:
            return self
        return settled(self, {k: x for each in blocks(self) for k, x in central_of(each).items()})

    def __repr__(self) -> str:
        names = ", ".join(one_line(actor.name) for actor in self.actors)
        size = math.prod(len(issue) for issue in self.issues if not issue.continuous)
        sliding = sum(issue.continuous for issue in self.issues)
        packages = f"{sliding} of them continuous" if sliding else f"{size:,} packages"
        limit = f" less {len(self.constraints)} constraints" if self.constraints else ""
        return (
            f"<Scenario {self.name!r}: {len(self.issues)} issues, "
            f"{len(self.actors)} actors ({names}), {packages}{limit}>"
        )

    def _repr_html_(self) -> str:
        numbers = self.numbers()._repr_html_()
        return (
            f"{self.summary()._repr_html_()}"
            f"<details><summary>The numbers and their evidence</summary>{numbers}</details>"
        )


def _likely(probability: float) -> str:
    """Return how likely a red line is to be in force, in words; nothing if it is."""
    return "" if probability == 1.0 else f", with probability {percent(probability)}"


def _correlations(given: Any) -> tuple[Correlation, ...]:
    found = (given,) if isinstance(given, Correlation) else tuple(given)
    for each in found:
        if not isinstance(each, Correlation):
            raise InvalidTypeError("Expected a Correlation.", given=each)
    return found


def _members(given: Any, kind: type, word: str, scenario: str) -> tuple[Any, ...]:
    """Return issues or actors as a tuple, each of the right type and named once."""
    if isinstance(given, kind):
        given = (given,)
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise InvalidTypeError(f"Expected a list of {word}s.", given=given, scenario=scenario)
    members = tuple(given)
    if not members:
        raise InvalidValueError(f"A scenario needs at least one {word}.", scenario=scenario)
    for member in members:
        if not isinstance(member, kind):
            raise InvalidTypeError(f"Expected an {word}.", given=member, scenario=scenario)
    names = [member.name for member in members]
    for name in names:
        if names.count(name) > 1:
            raise InvalidValueError(
                f"Two {word}s have the same name.", given=name, scenario=scenario
            )
    return members


def _find(named: Mapping[str, N], name: str, word: str) -> N:
    """Return the member called `name`."""
    if name not in named:
        raise unknown_name(word, name, named)
    return named[name]
