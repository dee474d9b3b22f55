"""An actor likes the options of an issue in a certain order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from negotiation.analysis.statements._statement import Inequality, Statement, statement
from negotiation.analysis.statements._unknowns import Unknowns
from negotiation.errors import InvalidTypeError, InvalidValueError


@dataclass(frozen=True, kw_only=True, repr=False)
class Ordered(Statement):
    """Options of one issue in order, the best first; made by `ordered`.

    Parameters
    ----------
    issue : str
        The issue.
    options : tuple of str
        Two or more of its options, from best to worst.
    """

    issue: str
    options: tuple[str, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        place = {"actor": self.actor, "issue": self.issue}
        given: Any = self.options
        if isinstance(given, str) or not isinstance(given, Iterable):
            raise InvalidTypeError("Options in order are a list, best first.", given=given, **place)
        options = tuple(str(option) for option in given)
        if len(options) < 2 or len(set(options)) < len(options):
            raise InvalidValueError(
                "An order takes two options or more, each named once.", given=given, **place
            )
        object.__setattr__(self, "options", options)

    @property
    def claim(self) -> str:
        """What is said, in words."""
        return f"likes on {self.issue}, from best to worst: {', '.join(self.options)}"

    def inequalities(self, unknowns: Unknowns) -> tuple[Inequality, ...]:
        """Return that each option is worth at least the next."""
        worths = [unknowns.option(self.issue, option) for option in self.options]
        return tuple(Inequality(more - less, 0.0, False) for more, less in pairwise(worths))


@statement
def ordered(actor: str, issue: str, options: Iterable[str], **told: Any) -> Ordered:
    """Return the statement that an actor likes the options of an issue in a certain order.

    Parameters
    ----------
    actor : str
        Whose preferences.
    issue : str
        The issue.
    options : iterable of str
        Two or more of its options, from best to worst; each is worth at least the next.
    **told
        ``reliability``, ``source`` and ``kind`` of the statement.

    Returns
    -------
    Statement

    Raises
    ------
    InvalidValueError
        If there are fewer than two options or one is named twice.

    Examples
    --------
    >>> import negotiation as ng
    >>> print(ng.statements.ordered("US", "relief", ["none", "partial", "full"]))
    US likes on relief, from best to worst: none, partial, full
    """
    return Ordered(actor=actor, issue=issue, options=options, **told)  # type: ignore[arg-type]
