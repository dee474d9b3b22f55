"""Issues as frontiers of their own: what each is worth by itself, and what they make together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, number
from negotiation.actors import Actor, Additive, Issue, Scenario
from negotiation.concessions._names import actor_names
from negotiation.concessions.from_scenario import refuse_uncertain
from negotiation.engine.protocols._polyline import Polyline, concave_envelope
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError


@dataclass(frozen=True, eq=False)
class Issues:
    """Issues that can be settled one by one, in gains over leaving them as they are.

    Attributes
    ----------
    name : str
        Of the scenario, or empty.
    actors : pair of str
    names : tuple of str
        Of the issues.
    curves : tuple of Polyline
    discount : pair of float or None
        The actors' own, where a scenario has them.
    notes : tuple of str
    """

    name: str
    actors: tuple[str, ...]
    names: tuple[str, ...]
    curves: tuple[Polyline, ...]
    discount: tuple[float, float] | None = None
    notes: tuple[str, ...] = ()


def read_issues(subject: Any, actors: Any) -> Issues:
    """Return the issues of a scenario, or those given as cakes and frontiers.

    Raises
    ------
    NegotiationError
        If the subject is neither, or cannot be taken apart into issues.
    """
    if isinstance(subject, Scenario):
        if actors is not None:
            raise InvalidValueError("The scenario names its actors itself.", given=actors)
        refuse_uncertain(subject)
        return _of_scenario(subject)
    if isinstance(subject, str) or not hasattr(subject, "__len__"):
        raise InvalidTypeError(
            "Give a Scenario, or {issue: frontier}, a frontier being the size of a cake or a list "
            "of points.",
            given=subject,
        )
    given = subject if isinstance(subject, Mapping) else _numbered(subject)
    if not given:
        raise InvalidValueError("An agenda needs an issue.", given=subject)
    curves = tuple(_curve(each, str(name)) for name, each in given.items())
    return Issues("", actor_names(actors, 2), tuple(map(str, given)), curves)


def _numbered(subject: Sequence[Any]) -> dict[str, Any]:
    return {f"issue {place}": each for place, each in enumerate(subject, start=1)}


def _curve(given: Any, issue: str) -> Polyline:
    """Return the frontier of one issue."""
    if isinstance(given, Polyline):
        return given
    if callable(given) or hasattr(given, "function"):
        raise InvalidTypeError(
            "An agenda adds frontiers up, and needs each as a list of points.",
            given=given,
            issue=issue,
        )
    if np.ndim(given) == 0:
        size = number(given, "The size of the cake", issue=issue)
        if size <= 0.0:
            raise InvalidValueError("The size of the cake is above 0.", given=size, issue=issue)
        return Polyline((0.0, size), (size, 0.0))
    line = Polyline.of(given)
    if line.high < 0.0 or line.second_at(max(line.low, 0.0)) < 0.0:
        raise InvalidValueError(
            "Somebody loses at every point of this frontier; payoffs are gains over leaving the "
            "issue as it is.",
            issue=issue,
        )
    return line


def _of_scenario(scenario: Scenario) -> Issues:
    """Return the issues of a scenario whose actors add up what issues are worth."""
    if len(scenario.actors) != 2:
        raise NotDefinedError(f"An agenda is for two actors, not {len(scenario.actors)}.")
    if scenario.status_quo is None:
        raise NotDefinedError(
            "Issue by issue, an issue that is not settled stays as it is: the scenario needs a "
            "status quo."
        )
    out = _ruled_out(scenario)
    parts = [_parts(actor, scenario.issues) for actor in scenario.actors]
    curves = []
    for place, issue in enumerate(scenario.issues):
        now = scenario.status_quo[issue.name]
        table = _options(issue, [parts[0][place], parts[1][place]], now)
        # Left as it is, an issue brings nothing, whatever is ruled out.
        if not issue.continuous:
            table = table[~out[issue.name]]
        table = np.append(table, [[0.0, 0.0]], axis=0)
        corners = concave_envelope(table)
        curves.append(Polyline(tuple(corners[:, 0].tolist()), tuple(corners[:, 1].tolist())))
    first, second = scenario.actors
    factors: Any = (first.discount, second.discount)  # numbers: nothing here is uncertain
    return Issues(
        scenario.name,
        (first.name, second.name),
        tuple(issue.name for issue in scenario.issues),
        tuple(curves),
        factors,
        (
            "Payoffs are gains over the status quo, in which an issue stays until it is settled; "
            "reservation values play no part. Lotteries over an issue's options may be offered.",
        ),
    )


def _ruled_out(scenario: Scenario) -> dict[str, BoolArray]:
    """Return which options a red line or a constraint of one issue alone rules out."""
    lines: list[tuple[Any, str]] = [
        (line, "red line") for actor in scenario.actors for line in actor.red_lines
    ]
    lines += [(rule, "constraint") for rule in scenario.constraints]
    out = {
        issue.name: np.zeros(len(issue), dtype=np.bool_)
        for issue in scenario.issues
        if not issue.continuous
    }
    by_name = {issue.name: issue for issue in scenario.issues}
    for line, kind in lines:
        names = [] if callable(line.when) else list(line.when)
        if len(names) != 1 or by_name[names[0]].continuous:
            raise NotDefinedError(
                f"A {kind} that ties issues together, or bounds a continuous one, rules out "
                "settling them one by one.",
                given=str(line),
            )
        out[names[0]] |= line.levels(by_name[names[0]])
    return out


def _parts(actor: Actor, issues: Sequence[Issue]) -> tuple[Any, ...]:
    """Return what the options of each issue are worth to an actor."""
    preferences: Any = actor.preferences
    plain = isinstance(preferences, Additive) and preferences.cap is None
    if not plain or preferences.interactions:
        raise NotDefinedError(
            "Issues can be settled one by one only if their values add up: the preferences must "
            "be Additive, without a cap or interactions.",
            actor=actor.name,
        )
    parts: tuple[Any, ...] = preferences.parts(issues)
    return parts


def _options(issue: Issue, parts: list[Any], now: Any) -> FloatArray:
    """Return what each option is worth to both, above the option in force, shape (k, 2)."""
    if not issue.continuous:
        place = issue.options.index(now)
        return np.stack([each - each[place] for each in parts], axis=1)
    if any(callable(each) for each in parts):
        raise NotDefinedError(
            "A continuous issue needs points joined by straight lines: {value: number}.",
            issue=issue.name,
        )
    at = np.union1d(parts[0][0], parts[1][0])
    return np.stack([np.interp(at, *each) - np.interp(float(now), *each) for each in parts], axis=1)


def together(curves: Sequence[Polyline]) -> Polyline:
    """Return the frontier of all issues as one package: their lines, the flattest first."""
    x = sum(curve.low for curve in curves)
    y = sum(curve.top for curve in curves)
    first, second = [x], [y]
    for place, piece in _lines(curves):
        curve = curves[place]
        x += curve.first[piece + 1] - curve.first[piece]
        y -= curve.second[piece] - curve.second[piece + 1]
        first.append(x)
        second.append(y)
    corners = concave_envelope(np.stack([first, second], axis=1))
    return Polyline(tuple(corners[:, 0].tolist()), tuple(corners[:, 1].tolist()))


def taken_apart(curves: Sequence[Polyline], payoff: float) -> FloatArray:
    """Return what each issue brings both where the first has `payoff` in all, shape (k, 2)."""
    left = payoff - sum(curve.low for curve in curves)
    at = [curve.low for curve in curves]
    for place, piece in _lines(curves):
        whole = curves[place].first[piece + 1] - curves[place].first[piece]
        run = min(max(left, 0.0), whole)
        at[place] += run
        left -= run
    return np.array([(x, curve.second_at(x)) for x, curve in zip(at, curves, strict=True)])


def _lines(curves: Sequence[Polyline]) -> list[tuple[int, int]]:
    """Return the straight lines of all frontiers, those that cost the second least first."""
    lines = [
        (place, piece)
        for place, curve in enumerate(curves)
        for piece in range(len(curve.first) - 1)
    ]
    return sorted(lines, key=lambda line: curves[line[0]].slope(line[1]))


def reach(curve: Polyline, payoffs: FloatArray) -> float:
    """Return by which factor both payoffs, not both 0, could be raised within a frontier."""
    x, y = (float(each) for each in payoffs)
    if x <= 0.0:
        return curve.second_at(0.0) / y
    # Along the ray the frontier falls short of it exactly once.
    low, high = 0.0, curve.high / x
    for _ in range(200):
        middle = (low + high) / 2.0
        inside = middle * y <= curve.second_at(middle * x)
        low, high = (middle, high) if inside else (low, middle)
    return high
