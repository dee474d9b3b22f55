"""Numbers of a model within the range in which they make sense, or an error that names them."""

from __future__ import annotations

from typing import Any

from negotiation._arrays import number
from negotiation.errors import InvalidValueError


def probability(value: Any, what: str) -> float:
    """Return a number between 0 and 1."""
    given = number(value, what)
    if not 0.0 <= given <= 1.0:
        raise InvalidValueError(f"{what} lies between 0 and 1.", given=value)
    return given


def not_negative(value: Any, what: str) -> float:
    """Return a number that is 0 or more."""
    given = number(value, what)
    if given < 0.0:
        raise InvalidValueError(f"{what} is 0 or more.", given=value)
    return given


def positive(value: Any, what: str) -> float:
    """Return a number above 0."""
    given = number(value, what)
    if given <= 0.0:
        raise InvalidValueError(f"{what} is above 0.", given=value)
    return given


def discount_factor(value: Any) -> float:
    """Return a number strictly between 0 and 1."""
    given = number(value, "The discount factor")
    if not 0.0 < given < 1.0:
        raise InvalidValueError(
            "The discount factor lies strictly between 0 (the next period counts for nothing) and "
            "1 (no impatience).",
            given=value,
        )
    return given
