"""A correlation: two uncertain numbers of a scenario that move together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from negotiation._arrays import number
from negotiation.actors.quantity import Quantity
from negotiation.errors import InvalidTypeError, InvalidValueError


@dataclass(frozen=True)
class Correlation:
    """Two uncertain numbers that tend to be high together, or one high where the other is low.

    Parameters
    ----------
    first, second : sequence of str, or Quantity
        The numbers: the actor, for an `UncertainActor` the type, what it is, and the issue and
        option it is about, such as ``("DPRK", "reservation")`` or
        ``("United States", "weight", "sanctions")``; an interaction by its position, from 0.
    value : float
        Their rank correlation (Spearman's rho) in [-1, 1].  Of numbers that take few values it
        is the correlation of the ranks before these are cut into steps.

    Raises
    ------
    InvalidTypeError, InvalidValueError
        If a name is not written so, both are the same, or the value is out of range.

    Examples
    --------
    >>> import negotiation as ng
    >>> both = ("DPRK", "reservation"), ("United States", "weight", "sanctions")
    >>> print(ng.Correlation(*both, 0.5))
    DPRK reservation and United States weight sanctions: 0.5
    """

    first: tuple[str, ...]
    second: tuple[str, ...]
    value: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "first", _path(self.first))
        object.__setattr__(self, "second", _path(self.second))
        value = number(self.value, f"The correlation of {self._pair()}")
        if not -1.0 <= value <= 1.0:
            raise InvalidValueError(
                f"The correlation of {self._pair()} lies between -1 and 1.", given=value
            )
        if self.first == self.second:
            raise InvalidValueError("A correlation takes two numbers.", given=self.first)
        object.__setattr__(self, "value", value)

    def _pair(self) -> str:
        return f"{' '.join(self.first)} and {' '.join(self.second)}"

    def __str__(self) -> str:
        return f"{self._pair()}: {self.value:g}"


def path_of(quantity: Quantity) -> tuple[str, ...]:
    """Return how a correlation names a number; interactions by position, from 0.

    Two interactions may read the same, so their words do not tell them apart.
    """
    about = [quantity.issue, quantity.option]
    if quantity.what == "interaction":
        about = [str(quantity.place)]
    parts = [quantity.actor, quantity.type, quantity.what, *about]
    return tuple(part for part in parts if part is not None)


def _path(given: Any) -> tuple[str, ...]:
    """Return the name of a number as a tuple of texts."""
    if isinstance(given, Quantity):
        return path_of(given)
    if isinstance(given, str) or not isinstance(given, Sequence) or len(given) < 2:
        raise InvalidTypeError(
            'A number is named by actor and what it is: ("DPRK", "reservation"), '
            '("DPRK", "weight", "sanctions").',
            given=given,
        )
    return tuple(str(part) for part in given)


__all__ = ["Correlation", "path_of"]
