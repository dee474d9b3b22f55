"""An issue: something to be settled, and the ways to settle it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name


@dataclass(frozen=True)
class Issue:
    """What is to be settled, with its options.

    Parameters
    ----------
    name : str
        The issue's name.
    options : sequence of str
        The ways to settle it, at least one, all different.  For a concession they
        are ordered upward from "none"; numbers are kept as their text.
    conceded_by : str, optional
        The actor that gives up the later options: the issue is one of its concessions.
    reversible : bool, default True
        Whether a step on this issue can be taken back.

    Raises
    ------
    InvalidValueError
        If there is no option or one is named twice.
    InvalidTypeError
        If the name is not text or the options are not a sequence of labels.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.Issue("sanctions", ["none", "partial", "full"], conceded_by="United States")
    Issue('sanctions', 3 options, conceded by 'United States')
    """

    name: str
    options: tuple[str, ...]
    conceded_by: str | None = None
    reversible: bool = True

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
        labels = tuple(self._label(option) for option in options)
        if not labels:
            raise InvalidValueError("An issue needs at least one option.", issue=self.name)
        for label in labels:
            if labels.count(label) > 1:
                raise InvalidValueError(
                    "Each option must be named once only.", given=label, issue=self.name
                )
        object.__setattr__(self, "options", labels)

    def _label(self, option: object) -> str:
        if isinstance(option, str | int | float):
            return str(option)
        raise InvalidTypeError("An option must be text or a number.", given=option, issue=self.name)

    def level(self, option: object) -> int:
        """Return the position of `option` among the options, from 0 upward.

        Raises
        ------
        UnknownNameError
            If the issue has no such option; the message names the nearest.
        """
        label = str(option)
        if label not in self.options:
            raise unknown_name("option", label, self.options, issue=self.name)
        return self.options.index(label)

    def __len__(self) -> int:
        return len(self.options)

    def __repr__(self) -> str:
        owner = f", conceded by {self.conceded_by!r}" if self.conceded_by else ""
        once = "" if self.reversible else ", irreversible"
        return f"Issue({self.name!r}, {len(self.options)} options{owner}{once})"
