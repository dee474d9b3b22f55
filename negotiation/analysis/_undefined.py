"""A part of an analysis that a problem does not have, as a value that says why."""

from __future__ import annotations

from dataclasses import dataclass

from negotiation._table import Shown, Table


@dataclass(frozen=True)
class NotDefined(Shown):
    """A part of an analysis that this problem does not have, and the reason.

    It counts as false, so that ``if part:`` asks whether there is one.

    Parameters
    ----------
    part : str
        What is not there.
    reason : str
        Why, in a sentence.
    """

    part: str
    reason: str

    def __bool__(self) -> bool:
        return False

    def summary(self) -> Table:
        """Return the reason as a table of one row."""
        return Table(("part", "not defined because"), [(self.part, self.reason)])

    def __repr__(self) -> str:
        return f"<{self.part}: not defined. {self.reason}>"
