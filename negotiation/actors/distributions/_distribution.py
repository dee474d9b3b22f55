"""What a distribution is: quantiles, a mean, ends, and draws by turning uniform numbers over."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import fields
from typing import Any, ClassVar, TypeVar

import numpy as np

from negotiation._arrays import FloatArray, number
from negotiation._registry import Registry
from negotiation.errors import InvalidValueError

D = TypeVar("D", bound=Callable[..., Any])

distribution_registry: Registry[Callable[..., Any]] = Registry("distribution")
"""The distributions of this room, by the name a scenario file uses."""

LEAST = 2.0**-54
"""The smallest uniform number drawn: a zero would be infinitely low for a normal number."""


def distribution(name: str) -> Callable[[D], D]:
    """Register the class, or the function that makes one, as the distribution called `name`.

    Parameters
    ----------
    name : str
        What scenario files and `ng.distributions` call it.

    Returns
    -------
    callable
        A decorator that returns it unchanged.
    """

    def register(kind: D) -> D:
        if isinstance(kind, type):
            kind.kind = name  # type: ignore[attr-defined]
        distribution_registry.add(name, kind)
        return kind

    return register


def uniforms(n: int, rng: np.random.Generator) -> FloatArray:
    """Return `n` numbers drawn uniformly, each above 0 and below 1.

    Parameters
    ----------
    n : int
    rng : numpy.random.Generator

    Returns
    -------
    array, shape (n,)
        ``rng.random(n)``, except that a 0 becomes the smallest number above it.
    """
    return np.maximum(rng.random(n), LEAST)


class Distribution(ABC):
    """One number that is not known: how likely it is to be at most so much.

    A member is a frozen dataclass of its parameters with `quantile`, `mean` and `support`.  Two
    are equal if their parameters are.
    """

    kind: ClassVar[str] = ""

    @abstractmethod
    def quantile(self, u: Any) -> FloatArray:
        """Return the number that is not exceeded with probability `u`.

        Parameters
        ----------
        u : array_like
            Probabilities in [0, 1].

        Returns
        -------
        array
            Of the shape of `u`.
        """

    @property
    @abstractmethod
    def mean(self) -> float:
        """The expected number."""

    @property
    @abstractmethod
    def support(self) -> tuple[float, float]:
        """The lowest and the highest number possible; infinite where there is no end."""

    @property
    def median(self) -> float:
        """The number below which it lies as likely as above."""
        return float(self.quantile(0.5))

    @property
    def certain(self) -> float | None:
        """The number itself if there is no doubt about it, else ``None``."""
        low, high = self.support
        return low if low == high else None

    def sample(self, n: int, rng: np.random.Generator) -> FloatArray:
        """Return `n` independent draws, shape (n,): the quantiles of uniform numbers."""
        return np.asarray(self.quantile(uniforms(n, rng)))

    def parameters(self) -> dict[str, Any]:
        """Return what the distribution was made of, by name; what was left out is left out."""
        given = {each.name: getattr(self, each.name) for each in fields(self)}  # type: ignore[arg-type]
        return {name: value for name, value in given.items() if value is not None}

    def __repr__(self) -> str:
        return f"{self.kind}({', '.join(self._told())})"

    def _told(self) -> list[str]:
        """Return the parameters in words; those that say nothing are left out."""
        return [f"{each:.6g}" for each in self.parameters().values()]


def rising(kind: str, **numbers: Any) -> list[float]:
    """Return parameters that must not fall from one to the next, checked."""
    found = [number(value, f"{name} of {kind}(…)") for name, value in numbers.items()]
    if found != sorted(found):
        raise InvalidValueError(
            f"The numbers of {kind}({', '.join(numbers)}) must not fall: {' <= '.join(numbers)}.",
            given=tuple(found),
        )
    return found
