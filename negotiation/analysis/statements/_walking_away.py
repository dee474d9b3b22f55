"""What walking away is worth above its base: a number, or a distribution."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.actors.distributions import Distribution, uncertain_number, uniforms
from negotiation.errors import InvalidValueError

LARGEST = 1e6
"""Beyond this linear programmes lose sight of packages."""


@dataclass(frozen=True)
class WalkingAway:
    """A number or a distribution, read through its quantiles.

    Parameters
    ----------
    given : float or distribution
        A frozen `scipy.stats` distribution or one of `ng.distributions`.
    actor : str
        Whose.
    """

    given: Any
    actor: str

    def __post_init__(self) -> None:
        given = uncertain_number(self.given, "What walking away is worth", actor=self.actor)
        if not isinstance(given, Distribution) and abs(given) > LARGEST:
            raise InvalidValueError(
                "What walking away is worth is measured with the best package at 1 and the worst "
                f"at 0, so it is at most {LARGEST:g} in size.",
                given=self.given,
                actor=self.actor,
            )
        object.__setattr__(self, "given", given)

    @property
    def certain(self) -> bool:
        """Whether it is a plain number."""
        return not isinstance(self.given, Distribution)

    def quantile(self, share: Any) -> FloatArray:
        """Return the quantiles at shares between 0 and 1."""
        if self.certain:
            return np.full(np.shape(share), self.given)
        return np.asarray(self.given.quantile(share), dtype=np.float64)

    def sample(self, count: int, rng: np.random.Generator) -> FloatArray:
        """Return independent draws, shape (count,)."""
        return self.quantile(np.zeros(count) if self.certain else uniforms(count, rng))

    @property
    def support(self) -> tuple[float, float]:
        """The least and the largest value that are possible; infinite where unbounded."""
        if self.certain:
            return self.given, self.given
        low, high = self.given.support
        return float(low), float(high)

    def shares(self, low: float, high: float) -> tuple[float, float]:
        """Return the range of shares whose quantiles lie between two numbers, by bisection."""
        return (
            _first(lambda share: float(self.quantile(share)) >= low),
            _first(lambda share: float(self.quantile(share)) > high),
        )

    def shares_of(self, values: FloatArray) -> FloatArray:
        """Return the shares of the distribution below each of many values, by bisection."""
        low, high = np.zeros(len(values)), np.ones(len(values))
        for _ in range(0 if self.certain else 60):
            middle = 0.5 * (low + high)
            below = self.quantile(middle) < values
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return high


def _first(holds: Callable[[float], bool]) -> float:
    """Return the smallest share from 0 to 1 from which on something holds; 1 if never."""
    low, high = 0.0, 1.0
    if holds(0.0):
        return 0.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
