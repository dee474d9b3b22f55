"""An actor said yes: the package is worth at least walking away."""

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
class Accepts(Statement):
    """A package is worth at least walking away to the actor; made by `accepts`.

    Parameters
    ----------
    package : mapping or str
        The package, or the name of an offer on record.
    """

    package: Any

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "package", package(self.package, self.actor))

    @property
    def claim(self) -> str:
        """What is said, in words."""
        return f"accepts {words(self.package)}"

    def inequalities(self, unknowns: Unknowns) -> tuple[Inequality, ...]:
        """Return that the package is worth at least walking away."""
        return (Inequality(unknowns.gain(self.package), 0.0, False),)


@statement
def accepts(actor: str, package: Any, **told: Any) -> Accepts:
    """Return the statement that an actor proposed a package or said yes to it.

    The package is worth at least walking away.  That it crosses none of the actor's red
    lines is left to the scenario.

    Parameters
    ----------
    actor : str
        Who said yes.
    package : mapping or str
        ``{issue: option}``, the rest as in the status quo; or the name of an offer on record.
    **told
        ``reliability``, ``source`` and ``kind`` of the statement.

    Returns
    -------
    Statement

    Examples
    --------
    >>> import negotiation as ng
    >>> print(ng.statements.accepts("DPRK", {"sanctions": "all lifted"}))
    DPRK accepts (sanctions: all lifted)
    """
    return Accepts(actor=actor, package=package, **told)
