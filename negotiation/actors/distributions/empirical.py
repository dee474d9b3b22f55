"""Empirical: one of some numbers that were observed or named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, floats
from negotiation.actors.distributions._distribution import Distribution, distribution
from negotiation.errors import InvalidTypeError, InvalidValueError


@distribution("empirical")
@dataclass(frozen=True, repr=False)
class Empirical(Distribution):
    """One of some numbers, each as likely as it is heavy.

    Parameters
    ----------
    values : sequence of float
        The numbers, at least one.
    weights : sequence of float, optional
        How heavy each is, not negative, some positive; all alike if left out.

    Raises
    ------
    InvalidTypeError, InvalidValueError
        If there is no number, one is not finite, or the weights do not fit.

    Examples
    --------
    >>> import negotiation as ng
    >>> doubt = ng.distributions.empirical([0.1, 0.2, 0.4], weights=[1, 2, 1])
    >>> doubt, round(doubt.mean, 4), doubt.median
    (empirical(3 numbers from 0.1 to 0.4), 0.225, 0.2)
    """

    values: tuple[float, ...]
    weights: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        values = _listed(self.values, "The numbers of empirical(…)")
        if not values:
            raise InvalidValueError("empirical(…) needs at least one number.")
        object.__setattr__(self, "values", values)
        if self.weights is None:
            return
        weights = _listed(self.weights, "The weights of empirical(…)")
        if len(weights) != len(values) or min(weights) < 0 or not max(weights) > 0:
            raise InvalidValueError(
                f"empirical(…) needs a weight for each of its {len(values)} numbers, none "
                "negative and one positive.",
                given=weights,
            )
        object.__setattr__(self, "weights", weights)

    @cached_property
    def _steps(self) -> tuple[FloatArray, FloatArray]:
        """The different numbers that can be, rising, and how likely it is to be at most each."""
        weights = np.ones(len(self.values)) if self.weights is None else np.array(self.weights)
        values, place = np.unique(np.array(self.values), return_inverse=True)
        mass = np.bincount(place.ravel(), weights / weights.max(), len(values))
        values, mass = values[mass > 0], mass[mass > 0]
        reached = np.cumsum(mass) / mass.sum()
        reached[-1] = 1.0
        return values, reached

    def quantile(self, u: Any) -> FloatArray:
        """Return the smallest number that is reached with probability `u`."""
        values, reached = self._steps
        found: FloatArray = values[np.searchsorted(reached, np.asarray(u))]
        return found

    @property
    def mean(self) -> float:
        """The mean of the numbers, each as heavy as it is."""
        values, reached = self._steps
        return float(np.dot(values, np.diff(reached, prepend=0.0)))

    @property
    def support(self) -> tuple[float, float]:
        """The lowest and the highest of the numbers."""
        values = self._steps[0]
        return float(values[0]), float(values[-1])

    def _told(self) -> list[str]:
        low, high = self.support
        count = len(self._steps[0])
        return [f"{count} numbers from {low:.6g} to {high:.6g}" if count > 1 else f"{low:.6g}"]


def _listed(given: Any, what: str) -> tuple[float, ...]:
    """Return numbers as a tuple of floats, checked."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise InvalidTypeError(f"{what} are a list.", given=given)
    members = given if isinstance(given, np.ndarray) else list(given)
    return tuple(float(each) for each in floats(members, what, ndim=1))
