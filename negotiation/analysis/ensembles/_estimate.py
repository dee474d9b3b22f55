"""A number estimated from draws, with its standard error."""

from __future__ import annotations

import math
from dataclasses import dataclass

from negotiation._shares import percent
from negotiation.errors import InvalidValueError


@dataclass(frozen=True)
class Estimate:
    """A share of draws: an estimated probability and how sure it is.

    Parameters
    ----------
    value : float
        The share, in [0, 1].
    draws : int
        How many independent draws it rests on, at least 1.
    certain : bool, default False
        Whether nothing was uncertain, so that every draw is the same.

    Examples
    --------
    >>> from negotiation.analysis import Estimate
    >>> Estimate(0.25, 1000)
    <Estimate 25.0% ± 1.4%, 1,000 draws>
    """

    value: float
    draws: int
    certain: bool = False

    def __post_init__(self) -> None:
        if not 0.0 <= self.value <= 1.0:
            raise InvalidValueError("A share lies between 0 and 1.", given=self.value)
        if self.draws < 1:
            raise InvalidValueError("An estimate needs at least one draw.", given=self.draws)

    @property
    def standard_error(self) -> float:
        """The standard error of the share, ``sqrt(p (1 - p) / n)``."""
        if self.certain:
            return 0.0
        return math.sqrt(self.value * (1.0 - self.value) / self.draws)

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return Wilson's interval, which is right near 0 and 1 too.

        Parameters
        ----------
        level : float, default 0.95
            How often the interval should hold the probability, in (0, 1).
        """
        if not 0.0 < level < 1.0:
            raise InvalidValueError("A level lies between 0 and 1.", given=level)
        if self.certain:
            return self.value, self.value
        from scipy.special import ndtri

        z, n, p = float(ndtri(0.5 + level / 2.0)), self.draws, self.value
        centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        # At the ends the formula gives 0 and 1 exactly, but for rounding.
        low = 0.0 if p == 0.0 else max(centre - half, 0.0)
        return low, 1.0 if p == 1.0 else min(centre + half, 1.0)

    def __float__(self) -> float:
        return self.value

    def __str__(self) -> str:
        if self.certain:
            return percent(self.value)
        return f"{percent(self.value)} ± {percent(self.standard_error)}"

    def __repr__(self) -> str:
        return f"<Estimate {self}, {self.draws:,} draw{'s' if self.draws != 1 else ''}>"
