"""An actor said no: the package is worth less than walking away, or crosses a red line."""

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
from negotiation.errors import unknown_name

GROUNDS = ("utilities", "red line", "either")
"""What a no can rest on."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Refuses(Statement):
    """An actor would not sign a package; made by `refuses`.

    Parameters
    ----------
    package : mapping or str
        The package, or the name of an offer on record.
    because : {"utilities", "red line", "either"}
        What the no rests on.
    """

    package: Any
    because: str = "utilities"

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "package", package(self.package, self.actor))
        if self.because not in GROUNDS:
            raise unknown_name("ground for a no", self.because, GROUNDS, actor=self.actor)

    @property
    def claim(self) -> str:
        """What is said, in words."""
        why = {
            "utilities": "",
            "red line": " because of a red line",
            "either": " for one reason or another",
        }
        return f"refuses {words(self.package)}{why[self.because]}"

    def inequalities(self, unknowns: Unknowns) -> tuple[Inequality, ...]:
        """Return that walking away is worth more, where the no rests on that."""
        gain = unknowns.gain(self.package)  # also for what says nothing: names are checked
        explained = self.because == "red line" or (
            self.because == "either" and unknowns.crosses(self.package)
        )
        return () if explained else (Inequality(-gain, 0.0, True),)


@statement
def refuses(actor: str, package: Any, *, because: str = "utilities", **told: Any) -> Refuses:
    """Return the statement that an actor said no to a package.

    Parameters
    ----------
    actor : str
        Who said no.
    package : mapping or str
        ``{issue: option}``, the rest as in the status quo; or the name of an offer on record.
    because : {"utilities", "red line", "either"}, default "utilities"
        ``"utilities"``: the package is worth less than walking away.  ``"red line"``: it was
        refused at any price, which says nothing about utilities.  ``"either"``: if it
        crosses a red line that the scenario draws for the actor with certainty, the no is
        explained and says nothing about utilities; otherwise as ``"utilities"``.
    **told
        ``reliability``, ``source`` and ``kind`` of the statement.

    Returns
    -------
    Statement

    Raises
    ------
    UnknownNameError
        If there is no such ground.

    Examples
    --------
    >>> import negotiation as ng
    >>> print(ng.statements.refuses("DPRK", "US paper", because="red line"))
    DPRK refuses 'US paper' because of a red line
    """
    return Refuses(actor=actor, package=package, because=because, **told)
