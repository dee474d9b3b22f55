"""A frozen distribution of `scipy.stats` in the place of a number."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, number
from negotiation._frozen import FrozenMap
from negotiation.actors.distributions._distribution import Distribution
from negotiation.errors import InvalidTypeError, InvalidValueError


@dataclass(frozen=True, repr=False)
class ScipyDistribution(Distribution):
    """A frozen univariate distribution of `scipy.stats`, such as ``scipy.stats.beta(2, 3)``.

    Two are equal if they have the same name and the same parameters.

    Parameters
    ----------
    frozen : object
        The distribution with its parameters.

    Raises
    ------
    InvalidTypeError
        If it is not a frozen distribution of one number.
    InvalidValueError
        If its parameters make no distribution.
    """

    frozen: Any = field(compare=False)
    name: str = field(init=False)
    args: tuple[float, ...] = field(init=False)
    kwds: FrozenMap[str, float] = field(init=False)
    own: Any = field(init=False, default=None)

    def __post_init__(self) -> None:
        frozen = self.frozen
        args, kwds = tuple(frozen.args), dict(frozen.kwds)
        if any(np.ndim(each) for each in (*args, *kwds.values())):
            raise InvalidTypeError(
                "A distribution in the place of a number has numbers for parameters, not arrays.",
                given=(args, kwds),
            )
        object.__setattr__(self, "name", str(frozen.dist.name))
        object.__setattr__(self, "args", tuple(map(_plain, args)))
        plain = {key: _plain(each) for key, each in sorted(kwds.items())}
        object.__setattr__(self, "kwds", FrozenMap(plain))
        # One that scipy does not list, such as a histogram, has more to it than its name.
        object.__setattr__(self, "own", None if self._listed(frozen.dist) else id(frozen.dist))
        low, high = (float(end) for end in frozen.support())
        if not low <= high or not np.isfinite(float(frozen.ppf(0.5))):
            raise InvalidValueError(
                "These parameters make no distribution.", given=f"{self.name}({self._words()})"
            )

    @staticmethod
    def _listed(family: Any) -> bool:
        from scipy import stats

        return type(family) is type(getattr(stats, str(family.name), None))

    def quantile(self, u: Any) -> FloatArray:
        """Return what scipy calls ``ppf(u)``; at 0 the lowest number there is."""
        u = np.asarray(u, dtype=np.float64)
        with np.errstate(all="ignore"):  # what is too large to be held is refused when drawn
            found = np.asarray(self.frozen.ppf(u), dtype=np.float64)
        # scipy puts the 0-quantile of a discrete distribution one below its support.
        return np.maximum(found, self.support[0])

    @property
    def mean(self) -> float:
        """The expected number; infinite or NaN where there is none."""
        return float(self.frozen.mean())

    @cached_property
    def _ends(self) -> tuple[float, float]:
        low, high = self.frozen.support()
        return float(low), float(high)

    @property
    def support(self) -> tuple[float, float]:
        """The lowest and the highest number possible."""
        return self._ends

    def _words(self) -> str:
        named = (f"{key}={each:.6g}" for key, each in self.kwds.items())
        return ", ".join([*(f"{each:.6g}" for each in self.args), *named])

    def __repr__(self) -> str:
        return f"scipy.{self.name}({self._words()})"


def _plain(parameter: Any) -> float:
    """Return a parameter as a plain number."""
    return number(parameter, "A parameter of a scipy distribution")
