"""One issue matters more to an actor than another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from negotiation.analysis.statements._statement import Inequality, Statement, statement
from negotiation.analysis.statements._unknowns import Unknowns


@dataclass(frozen=True, kw_only=True, repr=False)
class MattersMore(Statement):
    """One issue has a larger weight than another; made by `matters_more`.

    Parameters
    ----------
    issue, than : str
        The issues.
    """

    issue: str
    than: str

    @property
    def claim(self) -> str:
        """What is said, in words."""
        return f"cares more about {self.issue} than about {self.than}"

    def inequalities(self, unknowns: Unknowns) -> tuple[Inequality, ...]:
        """Return that one weight exceeds the other."""
        more = unknowns.weight(self.issue) - unknowns.weight(self.than)
        return (Inequality(more, 0.0, True),)


@statement
def matters_more(actor: str, issue: str, *, than: str, **told: Any) -> MattersMore:
    """Return the statement that one issue matters more to an actor than another.

    What is compared is the weight: what the whole step from the actor's worst option of the
    issue to its best is worth.

    Parameters
    ----------
    actor : str
        Whose preferences.
    issue, than : str
        The issue that matters more, and the one that matters less.
    **told
        ``reliability``, ``source`` and ``kind`` of the statement.

    Returns
    -------
    Statement

    Examples
    --------
    >>> import negotiation as ng
    >>> print(ng.statements.matters_more("DPRK", "sanctions", than="peace"))
    DPRK cares more about sanctions than about peace
    """
    return MattersMore(actor=actor, issue=issue, than=than, **told)
