"""What is not known of one actor, as a vector that statements are inequalities about.

The worth of an option is a sum of *steps*, each at least 0.  With known option values an issue
has one step, its weight; with unknown values it has one step from each option to the next
better.  All steps of all issues add up to 1, the worth of the best package; the last entry of
the vector is what walking away is worth above its base.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray
from negotiation.actors import Actor, Issue, Outcome, OutcomeSpace, Scenario
from negotiation.analysis.statements._statement import STATUS_QUO
from negotiation.analysis.statements._walking_away import WalkingAway
from negotiation.errors import InvalidValueError, unknown_name


@dataclass(frozen=True, eq=False)
class Unknowns:
    """What is not known of one actor.

    Attributes
    ----------
    scenario : Scenario
    actor : Actor
    tables : tuple of array, each of shape (n_options, n_steps of the issue)
        Which steps the worth of each option is made of.
    concentration : array, shape (n_issues,)
        Of the Dirichlet prior of the weights.
    walk : WalkingAway
        What walking away is worth above its base.
    above_status_quo : bool
        Whether that base is the worth of the status quo; 0 otherwise.
    """

    scenario: Scenario
    actor: Actor
    tables: tuple[FloatArray, ...]
    concentration: FloatArray
    walk: WalkingAway
    above_status_quo: bool

    @cached_property
    def issue_of(self) -> IntArray:
        """The issue of each step, shape (n_steps,)."""
        return np.repeat(np.arange(len(self.tables)), [each.shape[1] for each in self.tables])

    @property
    def n_steps(self) -> int:
        """How many steps there are."""
        return len(self.issue_of)

    def _issue(self, name: str) -> int:
        names = [issue.name for issue in self.scenario.issues]
        if name not in names:
            raise unknown_name("issue", name, names, actor=self.actor.name)
        return names.index(name)

    def _vector(self) -> FloatArray:
        return np.zeros(self.n_steps + 1)

    def weight(self, issue: str) -> FloatArray:
        """Return what an issue's weight is as a combination of the unknowns."""
        out = self._vector()
        out[:-1] = self.issue_of == self._issue(issue)
        return out

    def option(self, issue: str, option: Any) -> FloatArray:
        """Return what the worth of an option is as a combination of the unknowns."""
        place = self._issue(issue)
        out = self._vector()
        level = int(self.scenario.issues[place].level(option))
        out[:-1][self.issue_of == place] = self.tables[place][level]
        return out

    def worth(self, package: Any) -> FloatArray:
        """Return what the worth of a package is as a combination of the unknowns."""
        outcome = self.outcome(package)
        return np.asarray(sum(self.option(*each) for each in outcome.items()))

    def gain(self, package: Any) -> FloatArray:
        """Return what a package is worth above walking away, likewise."""
        return self.worth(package) - self.base

    @cached_property
    def base(self) -> FloatArray:
        """What walking away is worth, as a combination of the unknowns."""
        out = self.worth(self.scenario.status_quo) if self.above_status_quo else self._vector()
        out[-1] = 1.0
        return out

    def outcome(self, package: Any) -> Outcome:
        """Return a package that a statement names, complete."""
        scenario = self.scenario
        if isinstance(package, str):
            offers = {offer.name: offer.outcome for offer in scenario.offers}
            if scenario.status_quo is not None:
                offers.setdefault(STATUS_QUO, scenario.status_quo)
            if package not in offers:
                raise unknown_name("offer on record", package, offers, actor=self.actor.name)
            return offers[package]
        try:
            return scenario.outcome(package)
        except InvalidValueError as error:
            raise InvalidValueError(
                f"{error.message} The scenario has no status quo to fill in the rest of a "
                "package that a statement names.",
                actor=self.actor.name,
            ) from None

    def crosses(self, package: Any) -> bool:
        """Return whether a package crosses a red line that is certainly the actor's."""
        here = OutcomeSpace.of(self.scenario.issues, [self.outcome(package)])
        return any(
            bool(line.holds(here)[0])
            for line in self.actor.red_lines
            if getattr(line, "probability", 1.0) == 1.0
        )

    def next_worse(self, issue: str, option: Any) -> str:
        """Return the option of an issue that the actor likes next best to `option`."""
        place = self._issue(issue)
        subject: Issue = self.scenario.issues[place]
        liking = self.tables[place].sum(axis=1)
        mine = liking[int(subject.level(option))]
        worse = np.flatnonzero(liking < mine)
        if not len(worse):
            raise InvalidValueError(
                "There is no less than the actor's worst option.",
                actor=self.actor.name,
                issue=issue,
                option=option,
            )
        return str(subject.options[int(worse[np.argmax(liking[worse])])])

    def rows(self, space: OutcomeSpace) -> FloatArray:
        """Return the worth of every outcome of a space, shape (n_outcomes, n_unknowns)."""
        parts = [table[space.levels[:, place]] for place, table in enumerate(self.tables)] + [
            np.zeros((len(space), 1))
        ]
        return np.concatenate(parts, axis=1)

    def worths(self, points: FloatArray) -> dict[tuple[str, str], FloatArray]:
        """Return the worth of every option at many points.

        Parameters
        ----------
        points : array, shape (n, n_unknowns)

        Returns
        -------
        dict
            ``{(issue, option): array (n,)}``.
        """
        out = {}
        for place, (issue, table) in enumerate(zip(self.scenario.issues, self.tables, strict=True)):
            worth = points[:, :-1][:, self.issue_of == place] @ table.T
            for level, option in enumerate(issue.options):
                out[issue.name, str(option)] = np.ascontiguousarray(worth[:, level])
        return out

    def weights(self, points: FloatArray) -> FloatArray:
        """Return the weights at many points, shape (n, n_issues)."""
        out = np.zeros((len(points), len(self.tables)))
        for place in range(len(self.tables)):
            out[:, place] = points[:, :-1][:, self.issue_of == place].sum(axis=1)
        return out


def known_values(actor: Actor, issues: tuple[Issue, ...]) -> tuple[FloatArray, ...]:
    """Return a table per issue for option values as the scenario gives them: one step each.

    Raises
    ------
    InvalidValueError
        If the actor's preferences are not plain sums of certain option values.
    """
    mine: Any = actor.preferences
    plain = isinstance(getattr(mine, "values", None), Mapping) and not getattr(
        mine, "interactions", ()
    )
    if not plain or getattr(mine, "cap", None) is not None:
        raise InvalidValueError(
            "With unknown='weights' the option values are the scenario's, so the actor needs "
            "Additive preferences without interactions or a cap; or take "
            "unknown='weights and values'.",
            given=mine,
            actor=actor.name,
        )
    tables = []
    for issue in issues:
        given = mine.values[issue.name]
        try:
            values = np.array([float(given[option]) for option in issue.options])
        except TypeError:
            raise InvalidValueError(
                "With unknown='weights' the option values must be certain numbers; take "
                "scenario.central(), or unknown='weights and values'.",
                actor=actor.name,
                issue=issue.name,
            ) from None
        span = values.max() - values.min()
        scaled = (values - values.min())[:, None] / span if span > 0 else np.zeros((len(values), 0))
        tables.append(scaled)
    return tuple(tables)


def rising_values(
    actor: Actor, issues: tuple[Issue, ...], directions: Mapping[str, str]
) -> tuple[FloatArray, ...]:
    """Return a table per issue for values that are only known to rise: a step per option."""
    return tuple(_rising(_ranks(actor, issue, directions.get(issue.name))) for issue in issues)


def _rising(ranks: IntArray) -> FloatArray:
    return (ranks[:, None] > np.arange(ranks.max(initial=0))).astype(np.float64)


def _ranks(actor: Actor, issue: Issue, direction: str | None) -> IntArray:
    """Return the place of each option in the actor's order, the worst being 0."""
    up = np.arange(len(issue))
    if direction is not None:
        return up if direction == "later" else up[::-1]
    if issue.conceded_by is not None:
        return up[::-1] if issue.conceded_by == actor.name else up
    values: Any = getattr(actor.preferences, "values", None)
    try:
        given = np.array([float(values[issue.name][option]) for option in issue.options])
    except (TypeError, KeyError):
        raise InvalidValueError(
            "Nobody concedes this issue and no values say which of its options the actor "
            f"likes better; say directions={{{actor.name!r}: {{{issue.name!r}: 'later'}}}} "
            "or 'earlier'.",
            actor=actor.name,
            issue=issue.name,
        ) from None
    return np.unique(given, return_inverse=True)[1]
