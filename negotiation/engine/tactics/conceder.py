"""Conceder: give way early."""

from __future__ import annotations

from negotiation.engine.tactics._tactic import Tactic, tactic
from negotiation.engine.tactics._time_dependent import FARATIN, TimeDependent, positive


@tactic(reference=FARATIN)
def conceder(exponent: float = 5.0) -> Tactic:
    """Return the tactic that concedes early.

    The rule is that of `boulware`, with an exponent above 1.

    Parameters
    ----------
    exponent : float
        Above 1: the larger, the earlier it concedes.

    Returns
    -------
    Tactic

    Raises
    ------
    InvalidValueError
        If the exponent is out of range.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.tactics.conceder(2)
    conceder(exponent=2)
    """
    return TimeDependent(positive(exponent, low=1.0), "conceder")
