"""Annealer: while it is early, say yes even to drafts that are somewhat worse than the text."""

from __future__ import annotations

from negotiation._arrays import number
from negotiation.engine.tactics._climbing import KLEIN, Climber
from negotiation.engine.tactics._tactic import Tactic, tactic
from negotiation.errors import InvalidValueError


@tactic(reference=KLEIN)
def annealer(temperature: float = 0.1) -> Tactic:
    """Return the tactic for a single text that takes steps down to find better ones later.

    As `hill_climber`, but to a draft that is worth ``x`` less than the text it says yes with
    probability ``exp(-x / (T (1 - t) R))``, where ``T`` is the temperature, ``t`` the time from
    0 to 1, and ``R`` the difference between its best and its worst utility.

    Parameters
    ----------
    temperature : float
        Positive: the higher, the more it puts up with.

    Returns
    -------
    Tactic

    Raises
    ------
    InvalidValueError
        If the temperature is not positive.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.tactics.annealer(0.2)
    annealer(temperature=0.2)
    """
    value = number(temperature, "The temperature")
    if value <= 0:
        raise InvalidValueError(
            "The temperature is positive; without any, hill_climber().", given=temperature
        )
    return Climber(value)
