"""PERT: a likeliest number between two ends, smooth, as planners put it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from negotiation._arrays import FloatArray, number
from negotiation.actors.distributions._distribution import Distribution, distribution, rising
from negotiation.errors import InvalidValueError


@distribution("pert")
@dataclass(frozen=True, repr=False)
class Pert(Distribution):
    """A number with a likeliest value, smoothly less likely towards two ends.

    A beta distribution with the mean ``(low + weight mode + high) / (weight + 2)``.

    Parameters
    ----------
    low, mode, high : float
        The lowest, the likeliest and the highest number.
    weight : float, default 4
        How much the likeliest number counts, at least 0 (0: uniform).

    Raises
    ------
    InvalidTypeError, InvalidValueError
        If a number is not finite, they fall, or the weight is negative.

    References
    ----------
    As usually cited: Malcolm, Roseboom, Clark and Fazar (1959), Application of a technique
    for research and development program evaluation, Operations Research 7(5).

    Examples
    --------
    >>> import negotiation as ng
    >>> doubt = ng.distributions.pert(0.1, 0.2, 0.6)
    >>> doubt, round(doubt.mean, 4)
    (pert(0.1, 0.2, 0.6), 0.25)
    """

    low: float
    mode: float
    high: float
    weight: float = 4.0

    def __post_init__(self) -> None:
        told = rising(self.kind, low=self.low, mode=self.mode, high=self.high)
        for name, value in zip(("low", "mode", "high"), told, strict=True):
            object.__setattr__(self, name, value)
        weight = number(self.weight, "weight of pert(…)")
        if weight < 0:
            raise InvalidValueError("The weight of pert(…) must not be negative.", given=weight)
        object.__setattr__(self, "weight", weight)

    def quantile(self, u: Any) -> FloatArray:
        """Return the quantiles of the beta distribution between the ends."""
        u = np.asarray(u, dtype=np.float64)
        span = self.high - self.low
        if span == 0.0:
            return np.full(u.shape, self.low)
        rise = 1.0 + self.weight * ((self.mode - self.low) / span)
        fall = 1.0 + self.weight * ((self.high - self.mode) / span)
        share = special.betaincinv(rise, fall, u)
        lost = np.isnan(share) & (u < 0.5)  # scipy gives up where u is tiny; the series does not
        if lost.any():
            start = np.exp(
                (
                    np.log(u, where=u > 0, out=np.full(u.shape, -np.inf))
                    + np.log(rise)
                    + special.betaln(rise, fall)
                )
                / rise
            )
            share = np.where(lost, start, share)
        return np.asarray(np.clip(self.low + span * share, self.low, self.high))

    @property
    def mean(self) -> float:
        """The mean, in which the likeliest number counts `weight` times."""
        rise, span = self.mode - self.low, self.high - self.low
        return self.low + (self.weight * rise + span) / (self.weight + 2)

    @property
    def support(self) -> tuple[float, float]:
        """The two ends."""
        return self.low, self.high

    def _told(self) -> list[str]:
        return super()._told()[: 3 if self.weight == 4.0 else 4]
