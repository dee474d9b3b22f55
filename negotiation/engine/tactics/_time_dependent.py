"""Tactics that concede as time passes, whatever the others do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, number
from negotiation.engine.tactics._tactic import ACCEPT, WALK_AWAY, Plan
from negotiation.engine.tactics._view import View
from negotiation.errors import InvalidValueError

FARATIN = (
    "Faratin, P., Sierra, C. & Jennings, N. R. (1998). Negotiation decision functions for "
    "autonomous agents. Robotics and Autonomous Systems 24(3-4), 159-182."
)


@dataclass(frozen=True)
class Aspiring:
    """Demand a share of the own range that falls from 1 to 0 with time.

    Attributes
    ----------
    exponent : float
        The demand at time ``t`` is ``1 - t**(1/exponent)``: small numbers hold out.
    """

    exponent: float

    def level(self, view: View, time: Any) -> Any:
        """Return the utility demanded at a time between 0 and 1; ``time`` may be an array."""
        best = view.utilities[view.best]
        return best - (best - view.reservation) * conceded(time, self.exponent)

    def __call__(self, view: View) -> Any:
        """Accept what meets the demand, else make an offer."""
        if view.best is None:
            return WALK_AWAY
        level = float(self.level(view, view.time))
        return ACCEPT if view.good(view.on_table, level) else self.offer(view, level)

    def offer(self, view: View, level: float) -> int:
        """Return the package that meets the demand most narrowly."""
        return int(view.least(level))


@dataclass(frozen=True)
class TimeDependent(Aspiring):
    """Offer what meets the demand most narrowly, whatever the others do.

    Attributes
    ----------
    name : str
        What it is called.
    """

    name: str

    def plan(self, view: View) -> Plan | None:
        """Return all moves at once; ``None`` if there is nothing to agree to."""
        if view.best is None:
            return None
        levels: FloatArray = self.level(view, times(view.rounds))
        return Plan(view.least(levels), levels)

    def __repr__(self) -> str:
        return f"{self.name}(exponent={self.exponent:g})"


def conceded(time: Any, exponent: float) -> Any:
    """Return the share of its range that an actor has conceded, ``time**(1/exponent)``."""
    return np.power(time, 1.0 / exponent)


def times(rounds: int) -> FloatArray:
    """Return the time of every round, shape (rounds,); see `View.time`."""
    if rounds == 1:
        return np.ones(1)
    return np.arange(rounds) / (rounds - 1)


def positive(exponent: Any, low: float = 0.0, high: float = float("inf")) -> float:
    """Return the exponent of a concession curve, between `low` and `high`, these excluded.

    Raises
    ------
    InvalidValueError
        If it is not; the message says which tactic would do.
    """
    value = number(exponent, "The exponent")
    if not low < value < high:
        wanted = f"above {low:g}" if high == float("inf") else f"between {low:g} and {high:g}"
        raise InvalidValueError(
            f"The exponent of this tactic lies {wanted}: below 1 is boulware, above 1 conceder.",
            given=exponent,
        )
    return value
