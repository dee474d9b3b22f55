"""Additive preferences: every issue is worth something on its own, and the worths add up.

``u(outcome) = sum over issues of weight(issue) * value(issue, option)``.  Keeney and
Raiffa, *Decisions with Multiple Objectives* (1976), give the conditions (mutual
preferential independence) under which preferences have this form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, number
from negotiation._frozen import FrozenMap
from negotiation.actors.issue import Issue
from negotiation.actors.outcome import OutcomeSpace
from negotiation.actors.preferences._protocol import kinds
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name


@dataclass(frozen=True)
class Additive:
    """Weights times option values, added over the issues.

    Parameters
    ----------
    values : mapping of mappings
        ``{issue: {option: number}}``, on any scale.
    weights : mapping, optional
        ``{issue: number}``, each finite and at least 0; 1 where left out.

    Raises
    ------
    InvalidValueError
        If a number is not finite or a weight is negative.
    UnknownNameError
        If a weight is given for an issue that has no values.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.Additive({"relief": {"none": 0, "full": 1}}, weights={"relief": 0.4})
    Additive(1 issue: relief 0.4)
    """

    values: FrozenMap[str, FrozenMap[str, float]]
    weights: FrozenMap[str, float] = field(default_factory=FrozenMap)

    def __post_init__(self) -> None:
        if not isinstance(self.values, Mapping):
            raise InvalidTypeError(
                "Values are written {issue: {option: number}}.", given=self.values
            )
        values = {str(issue): _values(issue, each) for issue, each in self.values.items()}
        weights = dict.fromkeys(values, 1.0)
        for issue, weight in dict(self.weights or {}).items():
            if issue not in values:
                raise unknown_name("issue with values", issue, values)
            weights[issue] = number(weight, "A weight", issue=issue)
            if weights[issue] < 0:
                raise InvalidValueError(
                    "A weight must not be negative; reverse the values instead.",
                    given=weight,
                    issue=issue,
                )
        object.__setattr__(self, "values", FrozenMap(values))
        object.__setattr__(self, "weights", FrozenMap(weights))

    def validate(self, issues: Sequence[Issue], actor: str) -> None:
        """Check that there is a value for every option of every issue, and no other."""
        names = [issue.name for issue in issues]
        for name in self.values:
            if name not in names:
                raise unknown_name("issue", name, names, actor=actor)
        for issue in issues:
            given = self.values.get(issue.name)
            if given is None:
                raise InvalidValueError(
                    "The actor puts no value on this issue; give every option a number "
                    "(0 for each if it does not care).",
                    actor=actor,
                    issue=issue.name,
                )
            for option in given:
                if option not in issue.options:
                    raise unknown_name(
                        "option", option, issue.options, actor=actor, issue=issue.name
                    )
            for option in issue.options:
                if option not in given:
                    raise InvalidValueError(
                        "The actor puts no value on this option.",
                        actor=actor,
                        issue=issue.name,
                        option=option,
                    )

    def parts(self, issues: Sequence[Issue]) -> tuple[FloatArray, ...]:
        """Return for each issue the weighted value of each option, shape (n_options,)."""
        return tuple(
            self.weights[issue.name]
            * np.array([self.values[issue.name][option] for option in issue.options])
            for issue in issues
        )

    def utilities(self, space: OutcomeSpace) -> FloatArray:
        """Return the utility of every outcome of `space`, shape (n_outcomes,)."""
        total = np.zeros(len(space))
        for column, part in enumerate(self.parts(space.issues)):
            total += part[space.levels[:, column]]
        return total

    def numbers(self) -> Iterator[tuple[str, str | None, float]]:
        """Yield ``(issue, None, weight)`` and ``(issue, option, value)`` for every number."""
        for issue, options in self.values.items():
            yield issue, None, self.weights[issue]
            for option, value in options.items():
                yield issue, option, value

    def __repr__(self) -> str:
        count = len(self.values)
        shown = ", ".join(f"{issue} {weight:g}" for issue, weight in self.weights.items())
        return f"Additive({count} issue{'s' if count != 1 else ''}: {shown})"


def _values(issue: str, given: Any) -> FrozenMap[str, float]:
    """Return the values of one issue's options as floats."""
    if not isinstance(given, Mapping):
        raise InvalidTypeError("Values are written {option: number}.", given=given, issue=issue)
    return FrozenMap(
        {
            str(option): number(value, "A value", issue=issue, option=option)
            for option, value in given.items()
        }
    )


kinds.add("additive", Additive)
