"""Uniform: anything between two ends, all of it alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.actors.distributions._distribution import Distribution, distribution, rising


@distribution("uniform")
@dataclass(frozen=True, repr=False)
class Uniform(Distribution):
    """A number between two ends, every one as likely as another.

    Parameters
    ----------
    low, high : float
        The ends; equal if there is no doubt.

    Raises
    ------
    InvalidTypeError, InvalidValueError
        If an end is not a finite number or they fall.

    Examples
    --------
    >>> import negotiation as ng
    >>> doubt = ng.distributions.uniform(0, 0.1)
    >>> doubt, doubt.mean, doubt.quantile([0, 0.25, 1])
    (uniform(0, 0.1), 0.05, array([0.   , 0.025, 0.1  ]))
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        low, high = rising(self.kind, low=self.low, high=self.high)
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)

    def quantile(self, u: Any) -> FloatArray:
        """Return ``low + u (high - low)``."""
        return np.clip(self.low + np.asarray(u) * (self.high - self.low), self.low, self.high)

    @property
    def mean(self) -> float:
        """The middle of the two ends."""
        return self.low + 0.5 * (self.high - self.low)

    @property
    def support(self) -> tuple[float, float]:
        """The two ends."""
        return self.low, self.high
