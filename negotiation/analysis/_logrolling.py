"""Logrolling: what settling all issues in one package gains over settling them one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, read_only
from negotiation._table import Shown, Table
from negotiation.actors import Outcome, Scenario
from negotiation.actors.outcome import OutcomeSpace
from negotiation.analysis._menu import Menu
from negotiation.analysis._yardstick import Yardstick
from negotiation.engine.axiomatic._stakes import leximin


@dataclass(frozen=True, eq=False)
class Logrolling(Shown):
    """A package held against issue-by-issue compromise, in shares of ideal gains.

    Attributes
    ----------
    name : str
        What is negotiated.
    actors, issues : tuple of str
    able : array of bool, shape (n_actors,)
        Who can gain in the ZOPA; only they enter `gain`.
    concept : str
        The solution concept that selects the package.
    package : Outcome
        The package (the first, where several are tied).
    compromise : tuple of str
        Per issue, in words, how it is settled when it is settled alone.
    at_package, at_compromise : array, shape (n_actors,)
        What each is worth: 0 is walking away, 1 the actor's best in the ZOPA.
    by_issue : array, shape (n_issues, n_actors)
        What each issue adds for each actor when the package takes the place of the
        compromise: negative where the actor gives, positive where it gets.  Columns add up to
        ``at_package - at_compromise``, unless a cap on an actor's total binds.
    obstacles : tuple of str
        Why the compromises, all together, could not be signed.
    """

    name: str
    actors: tuple[str, ...]
    issues: tuple[str, ...]
    able: BoolArray
    concept: str
    package: Outcome
    compromise: tuple[str, ...]
    at_package: FloatArray
    at_compromise: FloatArray
    by_issue: FloatArray
    obstacles: tuple[str, ...] = ()

    @property
    def gains(self) -> FloatArray:
        """What each actor wins by the package over the compromises, shape (n_actors,)."""
        gains: FloatArray = self.at_package - self.at_compromise
        return gains

    @property
    def gain(self) -> float:
        """The average of `gains` over the actors who can gain at all."""
        return float(self.gains[self.able].mean())

    def summary(self) -> Table:
        """Return a row per issue: compromise, package, and what the difference is worth to whom."""
        rows: list[tuple[Any, ...]] = [
            (name, settled, str(self.package[name]), *parts)
            for name, settled, parts in zip(
                self.issues, self.compromise, self.by_issue, strict=True
            )
        ]
        rows.append(("all issues", "", "", *self.gains))
        columns = ("issue", "settled alone", f"in the package ({self.concept})", *self.actors)
        return Table(columns, rows, f"{self.name}: logrolling", self._notes())

    def _notes(self) -> list[str]:
        said = "; ".join(
            f"{name} {before:.0%} issue by issue, {after:.0%} in the package"
            for name, before, after in zip(
                self.actors, self.at_compromise, self.at_package, strict=True
            )
        )
        notes = [
            "Numbers are shares of the actor's ideal gain: 0 is walking away, 1 its best in the "
            "ZOPA. Negative: it gives more than in the compromise.",
            f"{said}.",
        ]
        return [*notes, *self.obstacles]

    def __repr__(self) -> str:
        return (
            f"<Logrolling: {self.concept} gains {self.gain:+.0%} of the ideal gain over "
            f"compromise on each of {len(self.issues)} issues>"
        )


def fairest(values: FloatArray) -> FloatArray:
    """Return how an issue would be settled alone: where the worse placed gets most.

    Each actor's value of an option is told as a share of its range on this issue; the
    smallest share is made as large as possible, then the next.  A draw decides ties, so
    that two options wanted by one side each are worth half the way to both.

    Parameters
    ----------
    values : array, shape (n_options, n_actors)

    Returns
    -------
    array, shape (n_options,)
        The chance of each option.

    Examples
    --------
    >>> import numpy as np
    >>> fairest(np.array([[0.0, 9.0], [2.0, 6.0], [3.0, 0.0]]))
    array([0., 1., 0.])
    >>> fairest(np.array([[0.0, 9.0], [3.0, 0.0]]))
    array([0.5, 0.5])
    """
    low, width = values.min(axis=0), np.ptp(values, axis=0)
    shares = np.where(width > 0, (values - low) / np.where(width > 0, width, 1.0), 1.0)
    chosen = leximin(shares, np.ones(len(values), dtype=np.bool_))
    return np.asarray(chosen / chosen.sum(), dtype=np.float64)


def contributions(package: FloatArray, compromise: FloatArray, unit: FloatArray) -> FloatArray:
    """Return what each issue adds when a package takes the place of a compromise.

    Parameters
    ----------
    package, compromise : array, shape (..., n_issues, n_actors)
        The part of each utility that each issue contributes.
    unit : array, shape (..., n_actors)
        Each actor's ideal gain.

    Returns
    -------
    array, shape (..., n_issues, n_actors)
        Shares of the ideal gains.
    """
    shares: FloatArray = (package - compromise) / unit[..., None, :]
    return shares


COMPROMISES: dict[str, Callable[[Menu], FloatArray]] = {
    "fair": lambda menu: fairest(menu.values),
    "middle": lambda menu: menu.middle,
}
"""How an issue is settled when it is settled alone, by name: the chance of each option."""


def logrolling(
    scenario: Scenario, issues: tuple[Menu, ...], yard: Yardstick, solution: Any, compromise: str
) -> Logrolling:
    """Return a solution's package held against settling every issue alone.

    Parameters
    ----------
    scenario : Scenario
        With separable preferences.
    issues : tuple of Menu
    yard : Yardstick
    solution : Solution
        With an agreement.
    compromise : str
        A name in `COMPROMISES`.
    """
    package = solution.outcomes[0]
    chances = [COMPROMISES[compromise](menu) for menu in issues]
    alone = np.array([chance @ menu.values for chance, menu in zip(chances, issues, strict=True)])
    together = np.array([menu.worth(package[menu.issue.name]) for menu in issues])
    caps = [getattr(actor.preferences, "cap", None) for actor in scenario.actors]
    most = np.array([np.inf if cap is None else cap for cap in caps])
    return Logrolling(
        scenario.name,
        tuple(actor.name for actor in scenario.actors),
        tuple(menu.issue.name for menu in issues),
        yard.able,
        solution.concept,
        package,
        tuple(_words(menu, chance) for menu, chance in zip(issues, chances, strict=True)),
        read_only(yard.shares(solution.payoffs[0])),
        read_only(yard.shares(np.minimum(alone.sum(axis=0), most))),
        read_only(contributions(together, alone, yard.unit)),
        tuple(_obstacles(scenario, issues, chances)),
    )


def _words(menu: Menu, chances: FloatArray) -> str:
    """Return in words how an issue is settled alone."""
    picked = [str(menu.options[place]) for place in np.flatnonzero(chances > 0)]
    if menu.issue.continuous:
        numbers = [menu.options[place] for place in np.flatnonzero(chances > 0)]
        picked = [f"{value:.4g} {menu.issue.unit}".rstrip() for value in numbers]
    if len(picked) == 1:
        return picked[0]
    if len(picked) > 4:
        picked = [*picked[:3], f"{len(picked) - 3} more"]
    return f"a draw: {' or '.join(picked)}"


def _obstacles(scenario: Scenario, issues: tuple[Menu, ...], chances: list[FloatArray]) -> Any:
    """Yield what stands against the compromises as one package, if they are one."""
    if any((chance > 0).sum() != 1 for chance in chances):
        return
    package = {
        menu.issue.name: menu.options[int(np.argmax(chance))]
        for menu, chance in zip(issues, chances, strict=True)
    }
    space = OutcomeSpace.of(scenario.issues, [package])
    for rule in scenario.constraints:
        if rule.holds(space)[0]:
            yield f"The compromises together cannot be: {rule}."
    for actor in scenario.actors:
        for line in actor.red_lines:
            if line.holds(space)[0]:
                yield f"The compromises together cross a red line of {actor.name}: {line}."
