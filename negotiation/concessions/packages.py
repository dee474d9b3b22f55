"""A scenario's packages issue by issue: what each option adds to each actor's payoff.

Nothing here lists packages.  An option of a continuous issue is a stretch of its interval on
which every actor's value function is a straight line: its payoffs slide from those at the start
to those at the end.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, read_only
from negotiation.actors import Actor, Combination, Issue, Outcome, OutcomeSpace, Scenario
from negotiation.errors import InvalidValueError, TooLargeError

_PROBES = 64
"""Random packages on which preferences that say they are a sum are checked."""

_STRETCHES = 8
"""Stretches that a smooth value function is cut into at first."""


@dataclass(frozen=True, eq=False)
class Joint:
    """A combination of options and what it is worth together (nothing, where it is forbidden).

    Attributes
    ----------
    options : mapping of int to array of bool, shape (n_options,)
        For each issue named, by its place, the options that match.
    worth : array, shape (n_actors,)
    """

    options: Mapping[int, BoolArray]
    worth: FloatArray


@dataclass(frozen=True, eq=False)
class Packages:
    """What every option of every issue adds to every actor's payoff.

    Attributes
    ----------
    issues : tuple of Issue
    starts, ends : tuple of arrays, shape (n_options, n_actors)
        What an option adds; the two differ only on stretches of continuous issues.
    stretches : tuple
        For a continuous issue the values between which each option lies, an array
        (n_options, 2); else ``None``.
    bonuses : tuple of Joint
        Interactions between two or more issues.
    forbidden : tuple of Joint
        Combinations that constraints or red lines rule out.
    caps : array, shape (n_actors,)
        The largest totals that count; infinite for most actors.
    excess : tuple of arrays, shape (n_options, n_actors)
        By how much a smooth value function may leave its straight line; zeros elsewhere.
    actors : tuple of Actor
    estimated : bool
        Whether straight lines stand for curves, above them.
    """

    issues: tuple[Issue, ...]
    starts: tuple[FloatArray, ...]
    ends: tuple[FloatArray, ...]
    stretches: tuple[Any, ...]
    bonuses: tuple[Joint, ...]
    forbidden: tuple[Joint, ...]
    caps: FloatArray
    excess: tuple[FloatArray, ...]
    actors: tuple[Actor, ...]
    estimated: bool = False

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        cuts: Mapping[int, FloatArray] | None = None,
        actors: Sequence[Actor] | None = None,
    ) -> Packages:
        """Return a scenario's packages.

        Parameters
        ----------
        scenario : Scenario
        cuts : mapping, optional
            By the place of a continuous issue, values at which it is cut in addition.
        actors : sequence of Actor, optional
            Those of the scenario's that count, with their red lines; all if left out.

        Raises
        ------
        TooLargeError
            If preferences, a constraint or a red line are not a sum over issues or a
            combination of options, so that packages would have to be listed.
        """
        actors = scenario.actors if actors is None else tuple(actors)
        parts = [_parts(actor, scenario) for actor in actors]
        rules = [*scenario.constraints, *(line for actor in actors for line in actor.red_lines)]
        bonuses = [
            (each, np.where(np.arange(len(actors)) == place, each.value, 0.0))
            for place, actor in enumerate(actors)
            for each in getattr(actor.preferences, "interactions", ())
        ]
        named = [*rules, *(each for each, _ in bonuses)]
        _refuse_functions(named, scenario)
        cells = [
            _cells(place, issue, [part[place] for part in parts], named, (cuts or {}).get(place))
            for place, issue in enumerate(scenario.issues)
        ]
        starts, ends, stretches, excess = (tuple(each) for each in zip(*cells, strict=True))
        joint = [_joint(each, scenario.issues, stretches, worth) for each, worth in bonuses]
        starts, ends, excess = _folded(joint, starts, ends, excess)
        nothing = np.zeros(len(actors))
        caps = [getattr(actor.preferences, "cap", None) for actor in actors]
        found = cls(
            scenario.issues,
            starts,
            ends,
            stretches,
            tuple(each for each in joint if len(each.options) > 1),
            tuple(_joint(each, scenario.issues, stretches, nothing) for each in rules),
            read_only(np.array([np.inf if cap is None else cap for cap in caps])),
            excess,
            tuple(actors),
        )
        found._check(scenario)
        return found

    def _check(self, scenario: Scenario) -> None:
        """Compare the sums with what the preferences themselves say, on random packages."""
        draw = np.random.default_rng(0)
        columns = [
            draw.uniform(issue.options[0], issue.options[1], _PROBES)
            if issue.continuous
            else draw.integers(len(issue), size=_PROBES)
            for issue in self.issues
        ]
        space = OutcomeSpace(self.issues, np.stack(columns, axis=1))
        sums = self.worth(space.levels)
        for place, actor in enumerate(self.actors):
            told = actor.preferences.utilities(space)
            size = np.abs(sums[:, place]).max() + np.abs(self.high - self.low)[place]
            if (np.abs(told - sums[:, place]) > 1e-9 * size + self.blur[place]).any():
                raise InvalidValueError(
                    "The preferences say that they are a sum over issues and are not; without "
                    "parts() packages are listed one by one.",
                    actor=actor.name,
                    scenario=scenario.name,
                )

    @cached_property
    def count(self) -> float:
        """How many packages there are, constraints aside; infinite with continuous issues."""
        if self.continuous:
            return math.inf
        return math.prod(len(part) for part in self.starts)

    @property
    def continuous(self) -> bool:
        """Whether an issue is continuous."""
        return any(each is not None for each in self.stretches)

    @property
    def smooth(self) -> bool:
        """Whether a value function is neither a table nor a broken line."""
        return any(each.any() for each in self.excess)

    @cached_property
    def blur(self) -> FloatArray:
        """By how much straight lines may misstate payoffs, shape (n_actors,)."""
        return np.asarray(np.sum([each.max(axis=0) for each in self.excess], axis=0))

    def raised(self) -> Packages:
        """Return packages whose straight lines lie above every smooth value function."""
        pairs = list(zip(self.starts, self.ends, self.excess, strict=True))
        return replace(
            self,
            starts=tuple(start + more for start, _, more in pairs),
            ends=tuple(end + more for _, end, more in pairs),
            excess=tuple(np.zeros_like(more) for _, _, more in pairs),
            estimated=True,
        )

    @property
    def additive(self) -> bool:
        """Whether payoffs are plain sums over discrete issues, every combination allowed."""
        return not (self.continuous or self.bonuses or self.forbidden)

    @cached_property
    def _ends(self) -> tuple[FloatArray, FloatArray]:
        low = sum(
            np.minimum(start, end).min(axis=0)
            for start, end in zip(self.starts, self.ends, strict=True)
        )
        high = sum(
            np.maximum(start, end).max(axis=0)
            for start, end in zip(self.starts, self.ends, strict=True)
        )
        for each in self.bonuses:
            low = low + np.minimum(each.worth, 0.0)
            high = high + np.maximum(each.worth, 0.0)
        return np.asarray(low), np.minimum(np.asarray(high), self.caps)

    @property
    def low(self) -> FloatArray:
        """A payoff that no package falls below, shape (n_actors,)."""
        low, high = self._ends
        return np.minimum(low, high)

    @property
    def high(self) -> FloatArray:
        """A payoff that no package exceeds, shape (n_actors,)."""
        return self._ends[1]

    @cached_property
    def size(self) -> FloatArray:
        """A size that no sum of options' payoffs exceeds on the way, shape (n_actors,)."""
        pairs = zip(self.starts, self.ends, strict=True)
        largest = [np.maximum(np.abs(start), np.abs(end)).max(axis=0) for start, end in pairs]
        return np.asarray(sum([*largest, *(np.abs(each.worth) for each in self.bonuses)]))

    def options(self, levels: Any) -> Any:
        """Return option numbers and positions within stretches, two arrays of levels' shape."""
        levels = np.asarray(levels)
        places = np.zeros(levels.shape, dtype=np.intp)
        shares = np.zeros(levels.shape)
        for column, stretch in enumerate(self.stretches):
            values = levels[..., column]
            if stretch is None:
                places[..., column] = values
                continue
            at = np.clip(np.searchsorted(stretch[:, 1], values), 0, len(stretch) - 1)
            low, high = stretch[at, 0], stretch[at, 1]
            places[..., column] = at
            shares[..., column] = (values - low) / (high - low)
        return places, shares

    def worth(self, levels: Any) -> FloatArray:
        """Return payoffs (…, n_actors) of packages given by levels (…, n_issues)."""
        places, shares = self.options(levels)
        return self.payoffs(places, shares)

    def payoffs(self, places: Any, shares: Any = None) -> FloatArray:
        """Return payoffs (…, n_actors) of packages given by option numbers (…, n_issues)."""
        total = np.zeros((*places.shape[:-1], len(self.caps)))
        for column, (start, end) in enumerate(zip(self.starts, self.ends, strict=True)):
            total += start[places[..., column]]
            if shares is not None and self.stretches[column] is not None:
                slope = (end - start)[places[..., column]]
                total += shares[..., column, None] * slope
        for each in self.bonuses:
            total += self.holds(each, places)[..., None] * each.worth
        return np.minimum(total, self.caps)

    def holds(self, joint: Joint, places: Any) -> BoolArray:
        """Return which packages, given by option numbers, match a combination."""
        inside = np.ones(places.shape[:-1], dtype=np.bool_)
        for column, mask in joint.options.items():
            inside &= mask[places[..., column]]
        return inside

    def allowed(self, places: Any) -> BoolArray:
        """Return which packages, given by option numbers, no rule forbids."""
        inside = np.ones(places.shape[:-1], dtype=np.bool_)
        for each in self.forbidden:
            inside &= ~self.holds(each, places)
        return inside

    def outcome(self, places: Any, shares: Any = None) -> Outcome:
        """Return one package, given by option numbers (n_issues,)."""
        settled = []
        for column, issue in enumerate(self.issues):
            stretch, place = self.stretches[column], int(places[column])
            if stretch is None:
                settled.append((issue.name, issue.options[place]))
                continue
            low, high = stretch[place]
            share = 0.0 if shares is None else float(shares[column])
            settled.append((issue.name, float(np.clip(low + share * (high - low), low, high))))
        return Outcome(settled)


def _parts(actor: Actor, scenario: Scenario) -> tuple[Any, ...]:
    """Return what each issue adds to an actor's payoff, as its preferences say."""
    parts = getattr(actor.preferences, "parts", None)
    if parts is None:
        raise TooLargeError(
            "The packages are too many to list, and these preferences need the list; write them "
            "as Additive or Interacting.",
            actor=actor.name,
            scenario=scenario.name,
        )
    return tuple(parts(scenario.issues))


def _refuse_functions(rules: Sequence[Combination], scenario: Scenario) -> None:
    """Refuse constraints, red lines and interactions that are not combinations of options."""
    for rule in rules:
        if callable(rule.when):
            raise TooLargeError(
                "The packages are too many to list, and a rule written as a function needs the "
                f"list: {rule}. Write it as {{issue: [options]}}.",
                scenario=scenario.name,
            )


def _cells(
    place: int, issue: Issue, parts: Sequence[Any], named: Sequence[Combination], cuts: Any
) -> tuple[FloatArray, FloatArray, Any, FloatArray]:
    """Return starts, ends, stretches and excess of one issue's options."""
    if not issue.continuous:
        table = read_only(np.stack(parts, axis=1).astype(np.float64))
        return table, table, None, np.zeros_like(table)
    low, high = issue.options
    knots = [np.array([low, high])] if cuts is None else [np.array([low, high]), cuts]
    for part in parts:
        knots.append(np.linspace(low, high, _STRETCHES + 1) if callable(part) else part[0])
    for each in named:
        ends = None if callable(each.when) else each.range(issue)
        knots += [] if ends is None else [np.array(ends)]
    grid = np.unique(np.concatenate(knots))
    grid = grid[np.concatenate([[True], np.diff(grid) > 1e-12 * (high - low)])]
    at = np.stack([_curve(part, grid) for part in parts], axis=1)
    excess = np.stack([_excess(part, grid) for part in parts], axis=1)
    return at[:-1], at[1:], np.stack([grid[:-1], grid[1:]], axis=1), excess


def _curve(part: Any, values: FloatArray) -> FloatArray:
    """Return what an issue adds to one actor's payoff at each value, shape (n,)."""
    if callable(part):
        return np.asarray(part(values), dtype=np.float64)
    curve: FloatArray = np.interp(values, *part)
    return curve


def _excess(part: Any, grid: FloatArray) -> FloatArray:
    """Return by how much a smooth function leaves its straight lines, shape (n_options,).

    The largest of several points of each stretch, a little enlarged; exactly 0 for broken
    lines.
    """
    if not callable(part):
        return np.zeros(len(grid) - 1)
    shares = np.linspace(0.0, 1.0, 17)[1:-1]
    inner = grid[:-1, None] + shares * np.diff(grid)[:, None]
    ends = _curve(part, grid)
    line = ends[:-1, None] + shares * np.diff(ends)[:, None]
    true = _curve(part, inner.reshape(-1)).reshape(inner.shape)
    apart: FloatArray = 1.05 * np.abs(true - line).max(axis=1)
    return apart


def _joint(
    rule: Combination, issues: Sequence[Issue], stretches: Sequence[Any], worth: FloatArray
) -> Joint:
    """Return a combination by the places of its issues and options."""
    options: dict[int, BoolArray] = {}
    for place, issue in enumerate(issues):
        if issue.name not in rule.when:
            continue
        if stretches[place] is None:
            options[place] = np.asarray(rule.levels(issue))
            continue
        low, high = rule.range(issue) or issue.options
        middle = stretches[place].mean(axis=1)
        options[place] = (middle >= low) & (middle <= high)
    return Joint(options, worth)


def _folded(joint: Sequence[Joint], *tables: tuple[FloatArray, ...]) -> Any:
    """Return starts, ends and excess with interactions of one issue alone added to its options."""
    starts, ends, excess = (list(each) for each in tables)
    for each in joint:
        if len(each.options) == 1:
            ((place, mask),) = each.options.items()
            starts[place] = starts[place] + mask[:, None] * each.worth
            ends[place] = ends[place] + mask[:, None] * each.worth
    return tuple(starts), tuple(ends), tuple(excess)
