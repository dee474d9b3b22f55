"""Stick and carrot where actions are numbers: the least patience, and the stick that allows it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, floats, negligible, number
from negotiation._table import Shown, Table
from negotiation.errors import InvalidTypeError, InvalidValueError

REFERENCE = (
    "Abreu, D. (1986). Extremal equilibria of oligopolistic supergames. Journal of Economic "
    "Theory 39, 191-225."
)
_GRID = 801
"""Actions that are looked at before the best of them are refined."""


@dataclass(frozen=True)
class StickAndCarrot(Shown):
    """From which patience on a common action is kept up by one bad period after a deviation.

    Attributes
    ----------
    carrot, stick : float
        What everybody does, and what everybody does for one period after a deviation; the
        stick is NaN if there is none that works.
    patience : float
        The least patience; 0 if nobody is tempted, infinite if none below 1 is enough.
    worth, stick_worth : float
        What each gets in a period of either.
    gain, stick_gain : float
        What an actor gains in one period by deviating from either.
    punished : float
        What an actor gets on average from the stick on, at the least patience.
    nash : float
        The worst common action from which nobody gains by deviating, NaN if there is none.
    grim : float
        The patience that the carrot takes if all go back to `nash` for ever instead;
        infinite if none below 1 is enough.
    """

    carrot: float
    stick: float
    patience: float
    worth: float
    stick_worth: float
    gain: float
    stick_gain: float
    punished: float
    nash: float
    grim: float

    @property
    def binding(self) -> tuple[bool, bool]:
        """Whether an actor is just willing to go along, and to take part in the stick."""
        if not 0.0 < self.patience < 1.0:
            return False, False
        most = max(self.gain, self.stick_gain)
        slack = 1e-6 * most
        return self.gain >= most - slack, self.stick_gain >= most - slack

    def summary(self) -> Table:
        """Return carrot and stick, what each brings, and how tempting it is to deviate."""
        rows = [
            ("carrot", self.carrot, self.worth, self.gain),
            ("stick", self.stick, self.stick_worth, self.stick_gain),
        ]
        return Table(
            ("", "action", "worth", "gain from deviating"),
            [[None if cell != cell else cell for cell in row] for row in rows],
            "stick and carrot",
            [*self._notes(), REFERENCE],
        )

    def _notes(self) -> list[str]:
        if self.patience == 0.0:
            return ["Nobody gains by deviating from the carrot; no stick is needed."]
        if math.isinf(self.patience):
            return [
                "No patience is enough: whatever stick all would take part in costs an actor no "
                "more than it gains by deviating."
            ]
        told = {
            (True, True): "Both are met exactly: to go along, and to take part in the stick.",
            (True, False): "Just met is that all go along; the stick is taken willingly.",
            (False, True): "Just met is that all take part in the stick.",
        }[self.binding]
        other = (
            "No reversion to an equilibrium of one period does it."
            if math.isinf(self.grim)
            else f"Going back for ever to {self.nash:.4g} would take {self.grim:.4g}."
        )
        return [f"The least patience is {self.patience:.4g}. {told} {other}"]

    def __repr__(self) -> str:
        if math.isinf(self.patience):
            return f"<StickAndCarrot: carrot {self.carrot:.4g}, no patience is enough>"
        return (
            f"<StickAndCarrot: carrot {self.carrot:.4g}, stick {self.stick:.4g}, "
            f"patience {self.patience:.4g}>"
        )


def stick_and_carrot(
    payoff: Callable[[Any, Any], Any], carrot: float | None = None, *, actions: Any
) -> StickAndCarrot:
    """Return the least patience that keeps up a common action, and the stick that allows it.

    All do the same.  After any deviation all play the stick for one period and then go on
    as before; whoever does not take part in the stick starts it again.  A harder stick deters
    more, but is harder to take part in; the best one makes an actor just willing to do
    either, unless the range of actions ends before.

    Parameters
    ----------
    payoff : callable
        ``payoff(own, others)``: what an actor gets in a period if it does `own` and each of
        the others does `others`.  Continuous; called with arrays of the same shape.
    carrot : float, optional
        What is to be kept up; if left out, the common action that is best for all.
    actions : sequence of two floats
        The least and the greatest action.

    Returns
    -------
    StickAndCarrot
        With `StickAndCarrot.patience` and `StickAndCarrot.stick`.

    Raises
    ------
    InvalidTypeError
        If `payoff` is not a function.
    InvalidValueError
        If the range of actions is empty, the carrot lies outside, or a payoff is not finite.

    Notes
    -----
    With g(x) what each gets if all do x, and h(x) what one gains by deviating from that, both
    conditions are ``patience * (g(carrot) - g(stick)) >= h``, with h(carrot) and h(stick).
    Actions are searched on a grid of 801 and refined, so a stick or a best reply that is
    best only within less than a step of that grid can be missed.

    References
    ----------
    Abreu, D. (1986). Extremal equilibria of oligopolistic supergames. Journal of Economic
    Theory 39, 191-225.

    Examples
    --------
    Two sellers of the same good, price 1 less the total, share the monopoly quantity.

    >>> import negotiation as ng
    >>> found = ng.stick_and_carrot(lambda own, other: own * (1 - own - other), actions=(0, 1))
    >>> round(found.carrot, 6), round(found.stick, 6), round(found.patience, 6)
    (0.25, 0.416667, 0.28125)
    """
    if not callable(payoff):
        raise InvalidTypeError("payoff takes a function of own and the others' action.")
    limits = floats(actions, "actions", ndim=1)
    if limits.shape != (2,) or not limits[0] < limits[1]:
        raise InvalidValueError(
            "actions are two numbers, the least action and a greater one.", given=limits.tolist()
        )
    search = _Search(payoff, float(limits[0]), float(limits[1]))
    carrot = search.best_carrot() if carrot is None else number(carrot, "The carrot")
    if not limits[0] <= carrot <= limits[1]:
        raise InvalidValueError("The carrot is one of the actions.", given=carrot)
    return search.answer(carrot)


class _Search:
    """A symmetric game with actions on an interval."""

    def __init__(self, payoff: Callable[[Any, Any], Any], low: float, high: float) -> None:
        self.payoff = payoff
        self.grid = np.linspace(low, high, _GRID)
        self.fine = 1e-11 * (high - low)
        own, others = np.meshgrid(self.grid, self.grid, indexing="ij")
        self.table = self.ask(own, others)
        self.alike = self.table.diagonal()
        self.gains = self.table.max(axis=0) - self.alike
        self.slack = float(negligible(self.table.max(), self.table.min()))

    def ask(self, own: FloatArray, others: FloatArray) -> FloatArray:
        """Return payoffs, checked."""
        given = floats(self.payoff(own, others), "payoff(own, others)")
        return np.array(np.broadcast_to(given, own.shape))

    def common(self, action: float) -> float:
        """Return what each gets if all do the same."""
        return float(self.ask(np.array([action]), np.array([action]))[0])

    def reply(self, action: float) -> tuple[float, float]:
        """Return the best reply to a common action of the others, and what it brings."""

        def worth(own: float) -> float:
            return float(self.ask(np.array([own]), np.array([action]))[0])

        row = self.ask(self.grid, np.full(_GRID, action))
        place, value = self.lowest(lambda own: -worth(own), -row)
        return place, -value

    def gain(self, action: float) -> float:
        """Return what an actor gains by deviating from a common action."""
        return max(0.0, self.reply(action)[1] - self.common(action))

    def lowest(self, function: Callable[[float], float], values: FloatArray) -> tuple[float, float]:
        """Return where a function with these values on the grid is least, refined, and how low."""
        from scipy.optimize import minimize_scalar

        near = int(values.argmin())
        best = (float(self.grid[near]), float(values[near]))
        ends = (self.grid[max(near - 1, 0)], self.grid[min(near + 1, _GRID - 1)])
        found = minimize_scalar(
            function, bounds=ends, method="bounded", options={"xatol": self.fine}
        )
        return min(best, (float(found.x), float(found.fun)), key=lambda each: each[1])

    def roots(self, function: Callable[[float], float], values: FloatArray) -> list[float]:
        """Return where a function changes its sign, by its values on the grid."""
        from scipy.optimize import brentq

        found = [float(self.grid[place]) for place in np.flatnonzero(values == 0)]
        for place in np.flatnonzero(values[:-1] * values[1:] < 0):
            ends = (float(self.grid[place]), float(self.grid[place + 1]))
            if function(ends[0]) * function(ends[1]) < 0:
                found.append(float(brentq(function, *ends, xtol=self.fine)))
        return found

    def best_carrot(self) -> float:
        """Return the common action that is best for all."""
        return self.lowest(lambda x: -self.common(x), -self.alike)[0]

    def nash(self) -> tuple[float, float]:
        """Return the worst common action from which nobody gains by deviating, and its worth."""
        ahead = self.grid[self.table.argmax(axis=0)] - self.grid
        places = self.roots(lambda x: self.reply(x)[0] - x, ahead)
        calm = [place for place in places if self.gain(place) <= self.slack]
        worths = [self.common(place) for place in calm]
        if not calm:
            return math.nan, math.nan
        return calm[int(np.argmin(worths))], min(worths)

    def answer(self, carrot: float) -> StickAndCarrot:
        """Return the best stick for a carrot."""
        worth, gain = self.common(carrot), self.gain(carrot)
        nash, fallback = self.nash()
        grim = gain / (gain + worth - fallback) if worth - fallback > self.slack else math.inf
        if gain <= self.slack:
            return StickAndCarrot(
                carrot, math.nan, 0.0, worth, math.nan, 0.0, math.nan, worth, nash, 0.0
            )
        stick, patience = self.stick(worth, gain)
        if not patience < 1.0 - TOLERANCE:
            return StickAndCarrot(
                carrot, math.nan, math.inf, worth, math.nan, gain, math.nan, math.nan, nash, grim
            )
        low = self.common(stick)
        punished = (1 - patience) * low + patience * worth
        return StickAndCarrot(
            carrot, stick, patience, worth, low, gain, self.gain(stick), punished, nash, grim
        )

    def stick(self, worth: float, gain: float) -> tuple[float, float]:
        """Return the stick that takes least patience, and how much."""

        def needed(stick: float) -> float:
            drop = worth - self.common(stick)
            return max(gain, self.gain(stick)) / drop if drop > self.slack else math.inf

        drops = worth - self.alike
        rough = np.full(_GRID, np.inf)
        np.divide(np.maximum(gain, self.gains), drops, out=rough, where=drops > self.slack)
        if not np.isfinite(rough).any():
            return math.nan, math.inf
        found = [self.lowest(needed, rough)]
        just = self.roots(lambda x: self.gain(x) - gain, self.gains - gain)
        found += [(stick, needed(stick)) for stick in just]
        return min(found, key=lambda each: each[1])
