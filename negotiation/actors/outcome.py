"""Outcomes, one option for every issue, and the space of all of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, overload

import numpy as np

from negotiation._arrays import BoolArray, IntArray, read_only
from negotiation._frozen import FrozenMap
from negotiation.actors.issue import Issue
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    TooLargeError,
    UnknownNameError,
    unknown_name,
)

LARGEST_SPACE = 20_000_000
"""Outcomes that are enumerated at most; a level takes two bytes of memory per issue."""


class Outcome(FrozenMap[str, Any]):
    """One option for every issue; in prose, a package.

    It is an immutable mapping from issue to option, so it can be a key, be compared
    and be read like a dictionary.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.Outcome({"sanctions": "partial", "testing": "halt"})
    Outcome(sanctions: partial; testing: halt)
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Outcome({self})"

    def __str__(self) -> str:
        return "; ".join(
            f"{issue}: {option:.6g}" if isinstance(option, float) else f"{issue}: {option}"
            for issue, option in self.items()
        )

    def changes(self, base: Mapping[str, str] | None) -> Outcome:
        """Return the part of the package that differs from `base` (all of it without one)."""
        if base is None:
            return self
        return Outcome((key, value) for key, value in self.items() if base.get(key) != value)


class OutcomeSpace(Sequence[Outcome]):
    """An ordered set of outcomes, kept as a table of option numbers.

    Parameters
    ----------
    issues : sequence of Issue
        The issues, in order.
    levels : array_like, shape (n_outcomes, n_issues)
        For every outcome the position of its option in each issue; on a continuous issue
        the value itself.

    Attributes
    ----------
    issues : tuple of Issue
    levels : array of int, shape (n_outcomes, n_issues)
        Read-only.
    """

    def __init__(self, issues: Sequence[Issue], levels: Any) -> None:
        self.issues = tuple(issues)
        self.continuous = any(issue.continuous for issue in self.issues)
        kind = np.float64 if self.continuous else np.int16
        table = np.asarray(levels, dtype=kind).reshape(-1, len(self.issues))
        ends = [issue.options if issue.continuous else (0, len(issue) - 1) for issue in self.issues]
        low, high = zip(*ends, strict=True)
        if table.size and ((table < low) | (table > high)).any():
            raise InvalidValueError("A level is outside the options of its issue.")
        self.levels: IntArray = read_only(table)

    @classmethod
    def full(cls, issues: Sequence[Issue]) -> OutcomeSpace:
        """Return every combination of options, the last issue varying fastest.

        Raises
        ------
        TooLargeError
            If there are more than `LARGEST_SPACE` of them.
        """
        for issue in issues:
            if issue.continuous:
                raise TooLargeError(
                    "A continuous issue has more values than can be listed. Put it on a grid "
                    f"with scenario.on_grid({{{issue.name!r}: 11}}).",
                    issue=issue.name,
                )
        sizes = [len(issue) for issue in issues]
        total = math.prod(sizes)
        if total > LARGEST_SPACE:
            raise TooLargeError(
                f"{total:,} packages are too many to list one by one "
                f"(at most {LARGEST_SPACE:,}). solve() and frontier() do without the list."
            )
        grid = np.indices(sizes, dtype=np.int16).reshape(len(sizes), total).T
        return cls(issues, grid)

    @classmethod
    def of(cls, issues: Sequence[Issue], outcomes: Iterable[Mapping[str, Any]]) -> OutcomeSpace:
        """Return the space that holds just `outcomes`, in the order given."""
        rows = [levels_of(issues, outcome) for outcome in outcomes]
        return cls(issues, np.array(rows).reshape(len(rows), len(issues)))

    def where(self, mask: BoolArray) -> OutcomeSpace:
        """Return the outcomes at which `mask` (n_outcomes,) is true."""
        return OutcomeSpace(self.issues, self.levels[mask])

    def column(self, issue: str) -> IntArray:
        """Return one issue's option number (or value) in every outcome, shape (n_outcomes,)."""
        return self.levels[:, _position(self.issues, issue)]

    def columns(self) -> dict[str, IntArray]:
        """Return `column` of every issue, by name."""
        return {issue.name: self.levels[:, place] for place, issue in enumerate(self.issues)}

    def __len__(self) -> int:
        return len(self.levels)

    @overload
    def __getitem__(self, index: int) -> Outcome: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Outcome, ...]: ...
    def __getitem__(self, index: int | slice) -> Outcome | tuple[Outcome, ...]:
        if isinstance(index, slice):
            return tuple(self[row] for row in range(*index.indices(len(self))))
        row = self.levels[index]
        return Outcome(
            (issue.name, float(level) if issue.continuous else issue.options[int(level)])
            for issue, level in zip(self.issues, row, strict=True)
        )

    def __iter__(self) -> Iterator[Outcome]:
        return (self[row] for row in range(len(self)))

    def __contains__(self, outcome: object) -> bool:
        if not isinstance(outcome, Mapping):
            return False
        try:
            self.index(outcome)
        except (InvalidValueError, UnknownNameError):
            return False
        return True

    def index(self, outcome: Any, start: int = 0, stop: int | None = None) -> int:
        """Return the row of `outcome`.

        Raises
        ------
        InvalidValueError
            If the outcome is complete and well named but not in this space.
        UnknownNameError
            If it names an issue or option that does not exist.
        """
        target = np.array(levels_of(self.issues, outcome))
        rows = np.flatnonzero((self.levels[start:stop] == target).all(axis=1))
        if not len(rows):
            raise InvalidValueError(
                "The package is not among the feasible ones.", given=str(Outcome(outcome))
            )
        return int(rows[0]) + start

    def __repr__(self) -> str:
        return f"<{len(self)} outcomes of {len(self.issues)} issues>"


def levels_of(issues: Sequence[Issue], outcome: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the option number of each issue in `outcome`, checking every name in it.

    Raises
    ------
    InvalidTypeError
        If `outcome` is not a mapping.
    UnknownNameError
        If an issue or option does not exist.
    InvalidValueError
        If an issue is missing.
    """
    if not isinstance(outcome, Mapping):
        raise InvalidTypeError(
            "A package is a mapping from issue to option, such as {'sanctions': 'partial'}.",
            given=outcome,
        )
    for name in outcome:
        _position(issues, name)
    for issue in issues:
        if issue.name not in outcome:
            raise InvalidValueError(
                "The package settles every issue but this one.",
                issue=issue.name,
                given=dict(outcome),
            )
    return tuple(issue.level(outcome[issue.name]) for issue in issues)


def _position(issues: Sequence[Issue], name: str) -> int:
    """Return the place of an issue among `issues`."""
    for place, issue in enumerate(issues):
        if issue.name == name:
            return place
    raise unknown_name("issue", name, [issue.name for issue in issues])
