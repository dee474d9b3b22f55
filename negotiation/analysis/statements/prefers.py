"""One package is worth more to an actor than another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from negotiation.analysis.statements._statement import (
    Inequality,
    Statement,
    package,
    statement,
    words,
)
from negotiation.analysis.statements._unknowns import Unknowns


@dataclass(frozen=True, kw_only=True, repr=False)
class Prefers(Statement):
    """One package is worth more to the actor than another; made by `prefers`.

    Parameters
    ----------
    better, worse : mapping or str
        Packages, or names of offers on record.
    """

    better: Any
    worse: Any

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "better", package(self.better, self.actor))
        object.__setattr__(self, "worse", package(self.worse, self.actor))

    @property
    def claim(self) -> str:
        """What is said, in words."""
        return f"prefers {words(self.better)} to {words(self.worse)}"

    def inequalities(self, unknowns: Unknowns) -> tuple[Inequality, ...]:
        """Return that the better package is worth more."""
        more = unknowns.worth(self.better) - unknowns.worth(self.worse)
        return (Inequality(more, 0.0, True),)


@statement
def prefers(actor: str, better: Any, *, over: Any, **told: Any) -> Prefers:
    """Return the statement that a package is worth more to an actor than another.

    Parameters
    ----------
    actor : str
        Whose preferences.
    better, over : mapping or str
        Packages ``{issue: option}``, the rest as in the status quo; or names of offers on
        record; or ``"status quo"``.
    **told
        ``reliability``, ``source`` and ``kind`` of the statement.

    Returns
    -------
    Statement

    Examples
    --------
    >>> import negotiation as ng
    >>> print(ng.statements.prefers("DPRK", "DPRK offer", over="US paper"))
    DPRK prefers 'DPRK offer' to 'US paper'
    """
    return Prefers(actor=actor, better=better, worse=over, **told)
