"""Boulware: hold out, and concede only as the deadline comes near."""

from __future__ import annotations

from negotiation.engine.tactics._tactic import Tactic, tactic
from negotiation.engine.tactics._time_dependent import FARATIN, TimeDependent, positive


@tactic(reference=FARATIN)
def boulware(exponent: float = 0.2) -> Tactic:
    """Return the tactic that holds out and concedes late.

    At time ``t``, 0 in the first round and 1 in the last, it demands
    ``r + (b - r) (1 - t**(1/exponent))`` where ``b`` is its best acceptable package and ``r``
    what walking away is worth.  It accepts what is worth as much, and otherwise offers the
    acceptable package that is worth least among those worth as much; of equals, the first.
    It walks away if no package is acceptable.

    Parameters
    ----------
    exponent : float
        Between 0 and 1: the smaller, the later it concedes.

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
    >>> ng.tactics.boulware()
    boulware(exponent=0.2)
    """
    return TimeDependent(positive(exponent, high=1.0), "boulware")
