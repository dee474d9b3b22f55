"""Linear: concede the same share in every round."""

from __future__ import annotations

from dataclasses import dataclass

from negotiation.engine.tactics._tactic import Tactic, tactic
from negotiation.engine.tactics._time_dependent import FARATIN, TimeDependent


@dataclass(frozen=True, repr=False)
class _Linear(TimeDependent):
    """The curve between boulware and conceder."""

    def __repr__(self) -> str:
        return "linear()"


@tactic(reference=FARATIN)
def linear() -> Tactic:
    """Return the tactic that concedes evenly over time.

    The rule is that of `boulware` with exponent 1: at time ``t`` it demands
    ``r + (b - r) (1 - t)``.

    Returns
    -------
    Tactic

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.tactics.linear()
    linear()
    """
    return _Linear(1.0, "linear")
