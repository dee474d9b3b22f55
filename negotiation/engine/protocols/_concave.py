"""A smooth concave frontier of two actors: one's best payoff as a function of the other's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from negotiation._arrays import number
from negotiation.errors import InvalidTypeError, InvalidValueError

_SAMPLES = 65
"""Points at which a function is looked at, to see whether it falls and is concave."""


@dataclass(frozen=True, eq=False)
class ConcaveFrontier:
    """What the second actor can have at most, as a function of what the first one has.

    Parameters
    ----------
    function : callable
        From the first actor's payoff, a float, to the second's; falling and concave.
    low, high : float
        The first actor's least and greatest payoff on the frontier.
    inverse : callable, optional
        From the second actor's payoff to the first's; found numerically if left out.

    Raises
    ------
    NegotiationError
        If the interval is empty, or the function is found to rise, not to be concave or not to
        be finite at one of 65 payoffs across the interval, or the inverse not to be one.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.ConcaveFrontier(lambda u: 1 - u**2, 0, 1)
    <ConcaveFrontier: first actor 0 to 1, second 1 to 0>
    """

    function: Callable[[float], float]
    low: float
    high: float
    inverse: Callable[[float], float] | None = None

    def __post_init__(self) -> None:
        for each in (self.function, self.inverse):
            if each is not None and not callable(each):
                raise InvalidTypeError(
                    "A frontier is a function from one actor's payoff to the other's.", given=each
                )
        object.__setattr__(self, "low", number(self.low, "The low end of a frontier"))
        object.__setattr__(self, "high", number(self.high, "The high end of a frontier"))
        if self.low >= self.high:
            raise InvalidValueError(
                "The low end of a frontier lies below its high end.", given=(self.low, self.high)
            )
        self._look()

    def _look(self) -> None:
        """Refuse a function that is seen to rise, to bend inwards or to have another inverse."""
        at = np.linspace(self.low, self.high, _SAMPLES)
        worth = np.array([self.second_at(float(each)) for each in at])
        steps, size = np.diff(worth), float(np.ptp(worth))
        if (steps >= 0).any():
            place = int(np.argmax(steps >= 0))
            raise InvalidValueError(
                "Along a frontier the second actor's payoff falls as the first's rises; leave out "
                "the part where it does not.",
                given=(float(at[place]), float(at[place + 1])),
            )
        bends = np.diff(steps) > 1e-9 * size
        if bends.any():
            raise InvalidValueError(
                "The frontier is not concave; with lotteries its concave envelope is one.",
                given=float(at[int(np.argmax(bends)) + 1]),
            )
        if self.inverse is None:
            return
        for x, y in zip(at.tolist(), worth.tolist(), strict=True):
            back = number(self.inverse(y), "The inverse of the frontier", payoff=f"{y:g}")
            if abs(self.second_at(min(max(back, self.low), self.high)) - y) > 1e-6 * size:
                raise InvalidValueError(
                    f"The inverse does not lead back: {x:g} is worth {y:g} to the second actor.",
                    given=back,
                )

    @property
    def bottom(self) -> float:
        """The least that the second actor can have."""
        return self.second_at(self.high)

    @property
    def top(self) -> float:
        """The most that the second actor can have."""
        return self.second_at(self.low)

    def second_at(self, payoff: float) -> float:
        """Return the second actor's payoff where the first has `payoff`.

        Parameters
        ----------
        payoff : float
            Moved to the nearest end if it is outside the frontier.

        Returns
        -------
        float
        """
        at = min(max(payoff, self.low), self.high)
        return number(self.function(at), "The frontier", payoff=f"{at:g}")

    def first_at(self, payoff: float) -> float:
        """Return the first actor's payoff where the second has `payoff`.

        Parameters
        ----------
        payoff : float
            Moved to the nearest end if it is outside the frontier.

        Returns
        -------
        float
        """
        if payoff >= self.top:
            return self.low
        if payoff <= self.bottom:
            return self.high
        if self.inverse is not None:
            back = number(self.inverse(payoff), "The inverse of the frontier")
            return min(max(back, self.low), self.high)
        return root(lambda at: payoff - self.second_at(at), self.low, self.high)

    def rise(self, payoff: float, step: float) -> float:
        """Return what the second actor gains where the first goes down by a step.

        Parameters
        ----------
        payoff, step : float

        Returns
        -------
        float
        """
        return self.second_at(payoff - step) - self.second_at(payoff)

    def __repr__(self) -> str:
        return (
            f"<ConcaveFrontier: first actor {self.low:g} to {self.high:g}, "
            f"second {self.top:g} to {self.bottom:g}>"
        )


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where a non-decreasing function crosses zero; an end if it does not."""
    from scipy.optimize import brentq

    if low >= high or function(low) >= 0.0:
        return low
    if function(high) <= 0.0:
        return high
    size = max(abs(low), abs(high))
    return float(brentq(function, low, high, xtol=1e-15 * size, rtol=1e-15, maxiter=500))
