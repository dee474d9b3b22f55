"""What every way to settle one issue is worth to every actor, where issues can be told apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, read_only
from negotiation.actors import Issue, OutcomeSpace, Scenario
from negotiation.concessions import BargainingProblem

_GRID = 201
"""Points at which a smooth value function is read off."""


@dataclass(frozen=True, eq=False)
class Menu:
    """One issue's options and their worth.

    Attributes
    ----------
    issue : Issue
    options : tuple
        Labels, or numbers on a continuous issue: the corners of the actors' value functions,
        the middle, and where two actors' shares of their ranges are equal.
    values : array, shape (n_options, n_actors)
        The part of each actor's utility that the option contributes.
    parts : tuple
        Per actor, as `Additive.parts` has it.
    """

    issue: Issue
    options: tuple[Any, ...]
    values: FloatArray
    parts: tuple[Any, ...]

    @property
    def ranges(self) -> FloatArray:
        """Each actor's best less its worst value, shape (n_actors,)."""
        ranges: FloatArray = np.ptp(self.values, axis=0)
        return ranges

    def worth(self, option: Any) -> FloatArray:
        """Return what settling the issue by `option` contributes to each utility (n_actors,)."""
        level = np.array([self.issue.level(option)])
        return np.array([_at(part, level)[0] for part in self.parts])

    @property
    def corners(self) -> Menu:
        """The menu with only those values of a continuous issue at which some slope changes."""
        if not self.issue.continuous:
            return self
        at = np.array(self.options)
        slopes = np.diff(self.values, axis=0) / np.diff(at)[:, None]
        slack = 1e-9 * np.abs(slopes).max(axis=0)
        bends = (np.abs(np.diff(slopes, axis=0)) > slack).any(axis=1)
        keep = np.concatenate([[True], bends, [True]])
        return replace(self, options=tuple(at[keep].tolist()), values=self.values[keep])

    @property
    def middle(self) -> FloatArray:
        """The weights (n_options,) of the middle option: of two middle ones, half each."""
        weights = np.zeros(len(self.options))
        if self.issue.continuous:
            centre = sum(self.issue.options) / 2
            weights[int(np.argmin(np.abs(np.array(self.options) - centre)))] = 1.0
            return weights
        last = len(self.options) - 1
        weights[last // 2] += 0.5
        weights[last - last // 2] += 0.5
        return weights


def separable(scenario: Scenario | None) -> str:
    """Return why issues cannot be told apart in this scenario, ``""`` if they can."""
    if scenario is None:
        return "The outcomes are not known to be packages of issues: there is no scenario."
    for actor in scenario.actors:
        given: Any = actor.preferences
        if not hasattr(given, "parts"):
            return f"The preferences of {actor.name} are no sum over issues."
        if getattr(given, "interactions", ()):
            return f"The preferences of {actor.name} have interactions between issues."
    return ""


def menus(problem: BargainingProblem, listed: bool) -> tuple[Menu, ...]:
    """Return a menu per issue; options that no signable package contains are left out.

    Parameters
    ----------
    problem : BargainingProblem
        With a scenario that is `separable`.
    listed : bool
        Whether the problem lists its packages.  Where it does not, only options that a red
        line or constraint rules out on their own are known to be off the table.
    """
    scenario = problem.scenario
    assert scenario is not None
    everyone: list[Any] = [actor.preferences for actor in scenario.actors]
    columns = zip(*(given.parts(scenario.issues) for given in everyone), strict=True)
    return tuple(
        _sliding(issue, parts)
        if issue.continuous
        else _stepped(issue, parts, _open(problem, place, listed))
        for place, (issue, parts) in enumerate(zip(scenario.issues, columns, strict=True))
    )


def _stepped(issue: Issue, parts: tuple[Any, ...], on_table: BoolArray) -> Menu:
    values = np.stack(parts, axis=1)[on_table]
    options = tuple(np.array(issue.options, dtype=object)[on_table])
    return Menu(issue, options, read_only(values), parts)


def _sliding(issue: Issue, parts: tuple[Any, ...]) -> Menu:
    low, high = issue.options
    at = {low, high, (low + high) / 2}
    for part in parts:
        at |= set(np.linspace(low, high, _GRID).tolist() if callable(part) else part[0].tolist())
    corners = np.array(sorted(at))
    points = np.unique(np.concatenate([corners, _crossings(corners, _values(parts, corners))]))
    return Menu(issue, tuple(points.tolist()), read_only(_values(parts, points)), parts)


def _values(parts: tuple[Any, ...], points: FloatArray) -> FloatArray:
    return np.stack([_at(part, points) for part in parts], axis=1)


def _at(part: Any, levels: FloatArray) -> FloatArray:
    """Return one actor's values (n,) at levels of an issue."""
    if callable(part):
        return np.asarray(part(levels), dtype=np.float64)
    if isinstance(part, tuple):
        return np.interp(levels, *part)
    return np.asarray(part, dtype=np.float64)[levels.astype(np.intp)]


def _crossings(points: FloatArray, values: FloatArray) -> FloatArray:
    """Return where, between corners, two actors have the same share of their ranges."""
    width = np.ptp(values, axis=0)
    shares = (values - values.min(axis=0)) / np.where(width > 0, width, 1.0)
    found = []
    for one in range(shares.shape[1]):
        for other in range(one):
            apart = shares[:, one] - shares[:, other]
            left = np.flatnonzero(apart[:-1] * apart[1:] < 0)
            step = apart[left] / (apart[left] - apart[left + 1])
            found.append(points[left] + step * (points[left + 1] - points[left]))
    return np.concatenate([*found, np.empty(0)])


def _open(problem: BargainingProblem, place: int, listed: bool) -> BoolArray:
    """Return which options (n_options,) of a discrete issue are on the table at all."""
    scenario: Any = problem.scenario
    issue = scenario.issues[place]
    keep = np.ones(len(issue), dtype=np.bool_)
    if listed:
        space = problem.outcomes
        if not isinstance(space, OutcomeSpace):
            space = OutcomeSpace.of(scenario.issues, space)
        keep = np.isin(np.arange(len(issue)), space.levels[problem.signable, place])
    else:
        lines = [line for actor in scenario.actors for line in actor.red_lines]
        for rule in (*scenario.constraints, *lines):
            if not callable(rule.when) and tuple(rule.when) == (issue.name,):
                keep &= ~rule.levels(issue)
    return keep if keep.any() else np.ones(len(issue), dtype=np.bool_)
