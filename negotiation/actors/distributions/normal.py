"""Normal: about so much, give or take; cut off at an end where there is one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from scipy import special

from negotiation._arrays import FloatArray, number
from negotiation.actors.distributions._distribution import Distribution, distribution
from negotiation.errors import InvalidValueError

_ENOUGH = 1e-6
"""Probability between the ends below which it is taken in logarithms."""


@dataclass(frozen=True, repr=False)
class Normal(Distribution):
    """What `normal` returns.

    `centre` is the mean before anything is cut away, `mean` what is expected afterwards.
    """

    centre: float
    sd: float
    low: float | None = None
    high: float | None = None
    kind: ClassVar[str] = "normal"

    def __post_init__(self) -> None:
        for name in ("centre", "sd", "low", "high"):
            given = getattr(self, name)
            if given is not None:
                object.__setattr__(self, name, number(given, f"{name} of normal(…)"))
        if self.sd < 0:
            raise InvalidValueError(
                "The standard deviation of normal(…) must not be negative.", given=self.sd
            )
        low, high = self._ends()
        if low > high or (self.sd == 0.0 and not low <= self.centre <= high):
            raise InvalidValueError(
                "normal(…) has nothing between its ends; low must not exceed high, and without "
                "a deviation the mean lies between them.",
                given=(self.centre, self.sd, self.low, self.high),
            )

    def _ends(self) -> tuple[float, float]:
        low = -math.inf if self.low is None else self.low
        return low, math.inf if self.high is None else self.high

    def quantile(self, u: Any) -> FloatArray:
        """Return the quantiles; those far out in a tail are found in logarithms."""
        u = np.asarray(u, dtype=np.float64)
        low, high = self._ends()
        if self.sd == 0.0 or low == high:
            return np.full(u.shape, self.support[0])
        a, b = (low - self.centre) / self.sd, (high - self.centre) / self.sd
        # The tail above is looked at from the other side, where small numbers keep their digits.
        standard = -_standard(1.0 - u, -b, -a) if a > 0 else _standard(u, a, b)
        return np.clip(self.centre + self.sd * standard, low, high)

    @property
    def mean(self) -> float:
        """The expected number of what is left between the ends."""
        low, high = self._ends()
        if self.sd == 0.0 or low == high:
            return self.support[0]
        if low == -math.inf and high == math.inf:
            return self.centre
        a, b = (low - self.centre) / self.sd, (high - self.centre) / self.sd
        shift = -_shift(-b, -a) if b < 0 else _shift(a, b)
        return min(max(self.centre + self.sd * shift, low), high)

    @property
    def support(self) -> tuple[float, float]:
        """The ends; infinite where there is none."""
        return (self.centre, self.centre) if self.sd == 0.0 else self._ends()

    def parameters(self) -> dict[str, Any]:
        """Return what `normal` was given, by name."""
        found = {"mean": self.centre, "sd": self.sd, "low": self.low, "high": self.high}
        return {name: value for name, value in found.items() if value is not None}

    def _told(self) -> list[str]:
        ends = [("low", self.low), ("high", self.high)]
        named = [f"{name}={value:.6g}" for name, value in ends if value is not None]
        return [f"{self.centre:.6g}", f"{self.sd:.6g}", *named]


@distribution("normal")
def normal(mean: float, sd: float, low: float | None = None, high: float | None = None) -> Normal:
    """Return a number about `mean`, give or take `sd`.

    With an end given the distribution is truncated: what lies beyond the end is cut away and
    the rest made larger in proportion.

    Parameters
    ----------
    mean : float
        The mean before anything is cut away.
    sd : float
        The standard deviation before anything is cut away, at least 0 (0: no doubt).
    low, high : float, optional
        The ends; none if left out.

    Returns
    -------
    Distribution

    Raises
    ------
    InvalidTypeError, InvalidValueError
        If a number is not finite, the deviation is negative, or the ends fall.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.distributions.normal(0.2, 0.1).quantile([0.5, 0.975]).round(3)
    array([0.2  , 0.396])
    >>> doubt = ng.distributions.normal(0.2, 0.1, low=0)
    >>> doubt, round(doubt.mean, 4)
    (normal(0.2, 0.1, low=0), 0.2055)
    """
    return Normal(mean, sd, low, high)


def _shift(a: float, b: float) -> float:
    """Return the mean of the standard normal cut off at `a` and `b`, the latter not negative."""
    if a > 0:  # far out both sides are tiny; in units of the bell at `a` they are not
        gone = 0.0 if math.isinf(b) else math.exp((a - b) * (a + b) / 2)
        left = special.erfcx(a / math.sqrt(2))
        left -= 0.0 if gone == 0.0 else gone * special.erfcx(b / math.sqrt(2))
        return math.sqrt(2 / math.pi) * float((1 - gone) / left) if left > 0 else a
    bell = [0.0 if math.isinf(x) else math.exp(-x * x / 2) for x in (a, b)]
    mass = float(special.ndtr(b) - special.ndtr(a))
    return (bell[0] - bell[1]) / math.sqrt(2 * math.pi) / mass if mass > 0 else a


def _standard(u: FloatArray, a: float, b: float) -> FloatArray:
    """Return quantiles of the standard normal cut off at `a` and `b`."""
    below, mass = special.ndtr(a), special.ndtr(b) - special.ndtr(a)
    if mass > _ENOUGH:
        return np.asarray(special.ndtri(below + u * mass))
    with np.errstate(divide="ignore"):
        logs = np.logaddexp(special.log_ndtr(a) + np.log1p(-u), special.log_ndtr(b) + np.log(u))
    return np.asarray(special.ndtri_exp(logs))
