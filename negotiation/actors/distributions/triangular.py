"""Triangular: a likeliest number between two ends, falling off in straight lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.actors.distributions._distribution import Distribution, distribution, rising

_WIDE = 1e150
"""Spans whose square is too large to be held are measured by themselves."""


@distribution("triangular")
@dataclass(frozen=True, repr=False)
class Triangular(Distribution):
    """A number with a likeliest value, less likely in straight lines towards two ends.

    Parameters
    ----------
    low, mode, high : float
        The lowest, the likeliest and the highest number.

    Raises
    ------
    InvalidTypeError, InvalidValueError
        If a number is not finite or they fall.

    Examples
    --------
    >>> import negotiation as ng
    >>> doubt = ng.distributions.triangular(0.1, 0.2, 0.4)
    >>> round(doubt.mean, 4), round(doubt.median, 4)
    (0.2333, 0.2268)
    """

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        told = rising(self.kind, low=self.low, mode=self.mode, high=self.high)
        for name, value in zip(("low", "mode", "high"), told, strict=True):
            object.__setattr__(self, name, value)

    def quantile(self, u: Any) -> FloatArray:
        """Return the inverse of two parabolas that meet at the mode."""
        u = np.asarray(u, dtype=np.float64)
        span = self.high - self.low
        if span == 0.0:
            return np.full(u.shape, self.low)
        rise = self.mode - self.low
        fall = self.high - self.mode
        unit = span if span > _WIDE else 1.0
        left = self.low + unit * np.sqrt(u * (span / unit) * (rise / unit))
        right = self.high - unit * np.sqrt((1.0 - u) * (span / unit) * (fall / unit))
        found = np.where(u * span < rise, left, right)
        return np.asarray(np.clip(found, self.low, self.high))

    @property
    def mean(self) -> float:
        """The mean of the three numbers."""
        return self.low + ((self.mode - self.low) + (self.high - self.low)) / 3

    @property
    def support(self) -> tuple[float, float]:
        """The two ends."""
        return self.low, self.high
