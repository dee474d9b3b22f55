"""One issue matters more to an actor than any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from negotiation.analysis.statements._statement import Inequality, Statement, statement
from negotiation.analysis.statements._unknowns import Unknowns


@dataclass(frozen=True, kw_only=True, repr=False)
class TopPriority(Statement):
    """One issue has the largest weight; made by `top_priority`.

    Parameters
    ----------
    issue : str
        The issue.
    """

    issue: str

    @property
    def claim(self) -> str:
        """What is said, in words."""
        return f"cares most about {self.issue}"

    def inequalities(self, unknowns: Unknowns) -> tuple[Inequality, ...]:
        """Return that the weight exceeds that of every other issue."""
        top = unknowns.weight(self.issue)
        others = [issue.name for issue in unknowns.scenario.issues if issue.name != self.issue]
        return tuple(Inequality(top - unknowns.weight(each), 0.0, True) for each in others)


@statement
def top_priority(actor: str, issue: str, **told: Any) -> TopPriority:
    """Return the statement that an issue matters more to an actor than every other.

    Parameters
    ----------
    actor : str
        Whose preferences.
    issue : str
        The issue whose step from worst to best is worth most.
    **told
        ``reliability``, ``source`` and ``kind`` of the statement.

    Returns
    -------
    Statement

    Examples
    --------
    >>> import negotiation as ng
    >>> print(ng.statements.top_priority("DPRK", "sanctions"))
    DPRK cares most about sanctions
    """
    return TopPriority(actor=actor, issue=issue, **told)
