"""An issue: something to be settled, and the ways to settle it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import number
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    unknown_name,
)


@dataclass(frozen=True)
class Issue:
    """What is to be settled, with its options.

    Parameters
    ----------
    name : str
        The issue's name.
    options : sequence of str, or two numbers
        The ways to settle it, at least one, all different.  For a concession they
        are ordered upward from "none"; numbers are kept as their text.  With `unit` the
        issue is continuous and this is its interval, the lowest and the highest value.
    conceded_by : str, optional
        The actor that gives up the later options: the issue is one of its concessions.
    reversible : bool or collection of options, default True
        Whether a step on this issue can be taken back; or the options that can, where others
        cannot (a freeze, but not what has been dismantled).
    unit : str, optional
        Makes the issue continuous: what its values are measured in, ``""`` for a pure number.

    Raises
    ------
    InvalidValueError
        If there is no option, one is named twice, or an interval does not rise.
    InvalidTypeError
        If the name is not text or the options are not a sequence of labels.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.Issue("sanctions", ["none", "partial", "full"], conceded_by="United States")
    Issue('sanctions', 3 options, conceded by 'United States')
    >>> ng.Issue("tariff", (0, 25), unit="%")
    Issue('tariff', 0 to 25 %)
    """

    name: str
    options: tuple[Any, ...]
    conceded_by: str | None = None
    reversible: bool | tuple[str, ...] = True
    unit: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.strip():
            raise InvalidTypeError("An issue needs a name that is text.", given=self.name)
        options: Any = self.options
        if isinstance(options, str | bytes) or not isinstance(options, Iterable):
            raise InvalidTypeError(
                "Options must be a list of labels, such as ['none', 'partial', 'full'].",
                given=options,
                issue=self.name,
            )
        if self.unit is not None:
            object.__setattr__(self, "options", self._interval(tuple(options)))
            object.__setattr__(self, "reversible", self._taken_back())
            return
        labels = tuple(self._label(option) for option in options)
        if not labels:
            raise InvalidValueError("An issue needs at least one option.", issue=self.name)
        seen: set[str] = set()
        for label in labels:
            if label in seen:
                raise InvalidValueError(
                    "Each option must be named once only.", given=label, issue=self.name
                )
            seen.add(label)
        object.__setattr__(self, "options", labels)
        object.__setattr__(self, "reversible", self._taken_back())

    def _taken_back(self) -> bool | tuple[str, ...]:
        """Return what can be taken back: all, nothing, or the options that can, in order."""
        given: Any = self.reversible
        if isinstance(given, bool | np.bool_):
            return bool(given)
        if self.continuous or isinstance(given, str | bytes) or not isinstance(given, Iterable):
            raise InvalidTypeError(
                "reversible= is True, False or, unless the issue is continuous, a list of the "
                "options that can be taken back.",
                given=given,
                issue=self.name,
            )
        wanted = {self.level(option) for option in given}
        if not wanted:
            return False
        if wanted >= set(range(1, len(self.options))):
            return True
        return tuple(self.options[int(level)] for level in sorted(wanted))

    def floor(self, option: Any) -> float:
        """Return the level that an actor cannot go back below once `option` is in force.

        Parameters
        ----------
        option : str, or a number
            An option; on a continuous issue a value.

        Returns
        -------
        int or float
            The level of the highest option up to this one that cannot be taken back; the
            lowest level if all can.

        Examples
        --------
        >>> import negotiation as ng
        >>> plants = ng.Issue("plants", ["none", "freeze", "part", "all"], reversible=["freeze"])
        >>> [plants.floor(option) for option in plants.options]
        [0, 0, 2, 3]
        """
        level = self.level(option)
        if self.reversible is False:
            return level
        if self.reversible is True:
            return float(self.options[0]) if self.continuous else 0
        steps = range(1, int(level) + 1)
        return max((k for k in steps if self.options[k] not in self.reversible), default=0)

    def _label(self, option: object) -> str:
        if isinstance(option, str | int | float):
            return str(option)
        raise InvalidTypeError("An option must be text or a number.", given=option, issue=self.name)

    def _interval(self, ends: tuple[Any, ...]) -> tuple[float, float]:
        """Return the interval of a continuous issue, checked."""
        if not isinstance(self.unit, str):
            raise InvalidTypeError("A unit is text.", given=self.unit, issue=self.name)
        if len(ends) != 2:
            raise InvalidValueError(
                "A continuous issue takes two numbers, its lowest and its highest value.",
                given=ends,
                issue=self.name,
            )
        low, high = (number(end, "The end of an interval", issue=self.name) for end in ends)
        if not low < high:
            raise InvalidValueError(
                "The interval of a continuous issue must rise.", given=ends, issue=self.name
            )
        return low, high

    @property
    def continuous(self) -> bool:
        """Whether the issue is settled by a number from an interval, not by one of its options."""
        return self.unit is not None

    def settle(self, value: Any) -> Any:
        """Return a settlement of the issue as packages hold it: a label, or a number.

        Raises
        ------
        UnknownNameError
            If the issue has no such option; the message names the nearest.
        InvalidValueError
            If the number lies outside the interval of a continuous issue.
        """
        return self.level(value) if self.continuous else self.options[int(self.level(value))]

    def level(self, option: Any) -> float:
        """Return the position of `option` among the options, from 0 upward.

        On a continuous issue this is the value itself.

        Raises
        ------
        UnknownNameError
            If the issue has no such option; the message names the nearest.
        InvalidValueError
            If the number lies outside the interval of a continuous issue.
        """
        if self.continuous:
            low, high = self.options
            try:
                value = float(option)
            except (TypeError, ValueError):
                value = float("nan")
            if not low <= value <= high:
                raise InvalidValueError(
                    f"The value must be a number from {low:g} to {high:g}.",
                    given=option,
                    issue=self.name,
                )
            return value
        label = str(option)
        if label not in self.options:
            raise unknown_name("option", label, self.options, issue=self.name)
        return self.options.index(label)

    def __len__(self) -> int:
        if self.continuous:
            raise NotDefinedError("A continuous issue has no options to count.", issue=self.name)
        return len(self.options)

    def __bool__(self) -> bool:
        return True

    def describe(self) -> str:
        """Return the ways to settle the issue in words."""
        if self.continuous:
            return f"{self.options[0]:g} to {self.options[1]:g} {self.unit}".rstrip()
        return (" < " if self.conceded_by else " | ").join(self.options)

    def __repr__(self) -> str:
        owner = f", conceded by {self.conceded_by!r}" if self.conceded_by else ""
        partly = ", partly irreversible" if self.reversible else ", irreversible"
        once = "" if self.reversible is True else partly
        ways = self.describe() if self.continuous else f"{len(self.options)} options"
        return f"Issue({self.name!r}, {ways}{owner}{once})"
