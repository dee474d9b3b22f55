"""What an issue or an option that nobody has thought of yet would have to be worth to whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, read_only
from negotiation._table import Shown, Table
from negotiation.actors import Additive, OutcomeSpace, Scenario
from negotiation.analysis._undefined import NotDefined
from negotiation.analysis.bridging._additions import AddOption
from negotiation.analysis.bridging._stops import Stops, leximin_rows
from negotiation.concessions.from_scenario import utilities
from negotiation.concessions.pareto import efficient

_NEW = "a new option"


@dataclass(frozen=True, eq=False)
class Needs(Shown):
    """The least worths that would open the ZOPA: a frontier, less for one being more for another.

    Attributes
    ----------
    what : str
        "an added issue", or "a new option of" an issue.
    actors : tuple of str
    values : array, shape (k, n_actors)
        What it would have to be worth to each actor, on its own scale: what it adds to the
        utility, or (a new option) contributes to it.  Where it is below 0, the actor may lose
        so much.
    shares : array, shape (k, n_actors)
        The same as shares of each actor's range.
    packages : tuple
        What else would be agreed, row by row; of a new option, the other issues.
    """

    what: str
    actors: tuple[str, ...]
    values: FloatArray
    shares: FloatArray
    packages: tuple[Any, ...]

    def __len__(self) -> int:
        return len(self.values)

    @property
    def smallest(self) -> dict[str, float]:
        """The worths that ask least, as a share of its range, for the actor that needs most."""
        row = leximin_rows(self.shares, np.arange(len(self)))[0]
        return dict(zip(self.actors, self.values[row].tolist(), strict=True))

    @property
    def sentence(self) -> str:
        """The smallest worths in words."""
        parts = [
            f"{value:.4g} to {name}" if value > 0 else f"no less than {value:.4g} to {name}"
            for name, value in self.smallest.items()
        ]
        what = f"{self.what[0].upper()}{self.what[1:]}"
        return f"{what} would open the ZOPA if it were worth {' and '.join(parts)}."

    def summary(self) -> Table:
        """Return a row per point of the frontier."""
        rows = [
            (*values, str(package))
            for values, package in zip(self.values.tolist(), self.packages, strict=True)
        ]
        columns = (*(f"worth to {name}" for name in self.actors), "with")
        return Table(columns, rows, f"What {self.what} would have to be worth", [self.sentence])

    def __repr__(self) -> str:
        return f"<Needs of {self.what}: {len(self)} ways>"


def issue_needs(stops: Stops) -> Needs | NotDefined:
    """Return what one more issue would have to be worth."""
    what = "an added issue"
    rows = np.flatnonzero(stops.free)
    if not len(rows):
        return NotDefined(what, "Every package crosses a red line.")
    values = (stops.room - stops.problem.gains)[rows]
    packages = stops.problem.outcomes
    return _frontier(stops, what, values, [packages[int(row)] for row in rows])


def option_needs(stops: Stops, issue: str) -> Needs | NotDefined:
    """Return what one more option of an issue would have to contribute to whom."""
    what = f"a new option of {issue}"
    if stops.given is None:
        return NotDefined(what, "There is no scenario whose issues could get one.")
    try:
        values, space = _without(stops.given, issue, stops)
    except _CannotSayError as error:
        return NotDefined(what, str(error))
    if not len(values):
        return NotDefined(what, "Red lines or constraints on the other issues stop every package.")
    others = [each.name for each in space.issues if each.name != issue]
    packages = _Rest(space, others)
    return _frontier(stops, what, values, packages)


class _CannotSayError(Exception):
    """Why the contribution of one issue cannot be told apart."""


@dataclass(frozen=True)
class _Rest:
    """Packages without one issue, made when they are asked for."""

    space: OutcomeSpace
    others: list[str]

    def __getitem__(self, row: int) -> str:
        package = self.space[row]
        return "; ".join(f"{name}: {package[name]}" for name in self.others) or "nothing else"


def _without(given: Scenario, issue: str, stops: Stops) -> tuple[FloatArray, OutcomeSpace]:
    """Return what each actor lacks in every package if the issue contributes nothing."""
    for actor in given.actors:
        if not isinstance(actor.preferences, Additive) or callable(
            actor.preferences.values.get(issue)
        ):
            raise _CannotSayError(f"The preferences of {actor.name} are no sum over options.")
    label = _NEW
    while label in given.issue(issue).options:
        label += " more"
    more = AddOption(issue, label, {}).apply(given)  # type: ignore[arg-type]
    last = len(more.issue(issue)) - 1
    narrow = [
        replace(each, options=(label,), reversible=True) if each.name == issue else each
        for each in more.issues
    ]
    levels = np.array(OutcomeSpace.full(narrow).levels)
    place = [each.name for each in more.issues].index(issue)
    levels[:, place] = last
    space = OutcomeSpace(more.issues, levels)
    barred = [rule.holds(space) for rule in more.constraints]
    barred += [line.holds(space) for actor in more.actors for line in actor.red_lines]
    if barred:
        space = space.where(~np.any(barred, axis=0))
    lacks = np.empty((len(space), len(given.actors)))
    walk = stops.problem.disagreement + stops.room
    for column, actor in enumerate(more.actors):
        wants: Any = actor.preferences
        if wants.cap is not None and wants.cap < walk[column]:
            raise _CannotSayError(f"The cap on {actor.name}'s utility lies below what it needs.")
        bare = replace(actor, preferences=replace(wants, cap=None))
        lacks[:, column] = walk[column] - utilities(bare, space)
    return lacks, space


def _frontier(stops: Stops, what: str, values: FloatArray, packages: Any) -> Needs:
    """Return the worths of which none is less for everybody than another, each once."""
    rows = np.flatnonzero(efficient(-values))
    digits = np.round(values[rows] / stops.width / 1e-9)
    _, first = np.unique(digits, axis=0, return_index=True)
    rows = rows[np.sort(first)]
    kept = read_only(values[rows])
    actors = stops.problem.actors
    return Needs(
        what,
        actors,
        kept,
        read_only(kept / stops.width),
        tuple(packages[int(row)] for row in rows),
    )
