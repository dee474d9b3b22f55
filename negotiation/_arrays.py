"""Arrays as the house keeps them: floats, finite, read-only, one tolerance."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from negotiation.errors import InvalidTypeError, InvalidValueError

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

TOLERANCE = 1e-9
"""Share of the range of an actor's payoffs up to which two of them count as equal."""


NOISE = 2.0**-48
"""Share of a payoff's size that rounding alone may account for."""


LARGEST = 1e307
"""Numbers beyond this are refused: their differences could not be held."""


def negligible(high: Any, low: Any) -> Any:
    """Return the differences that count as none among values between `low` and `high`.

    `TOLERANCE` times their range, and never less than rounding accounts for.
    """
    xp = namespace(high)
    return xp.maximum(TOLERANCE * (high - low), NOISE * xp.maximum(xp.abs(high), xp.abs(low)))


def units(stakes: FloatArray) -> FloatArray:
    """Return the units in which to measure what is at stake for each actor.

    Its own stake; for who has none the largest of the others', and 1 if nobody has any.  A unit
    of 1 beside tiny ones would make what the others have at stake look like nothing.
    """
    return np.where(stakes > 0.0, stakes, stakes.max(initial=0.0) or 1.0)


def read_only(array: Any) -> Any:
    """Return `array` with its write flag cleared (a copy where it is a view of something else)."""
    array = array.copy() if array.base is not None or array.flags.writeable else array
    array.flags.writeable = False
    return array


def floats(values: Any, what: str, *, ndim: int | None = None, **place: Any) -> FloatArray:
    """Return `values` as a read-only array of finite floats.

    Parameters
    ----------
    values : array_like
        Numbers; integers are converted, text and ``None`` are refused.
    what : str
        How the error names the array.
    ndim : int, optional
        The number of axes it must have.
    **place : str
        Where it stands, as for `NegotiationError`.

    Raises
    ------
    InvalidTypeError
        If an entry is not a number or the rows differ in length.
    InvalidValueError
        If an entry is NaN, infinite or larger than `LARGEST`, or the number of axes is wrong.
    """
    try:
        raw = np.asarray(values)
    except ValueError as error:
        raise InvalidTypeError(f"{what} has rows of different lengths.", **place) from error
    if raw.dtype == object:
        raw = _numbers(raw, what, place)
    if raw.dtype.kind not in "iuf":
        raise InvalidTypeError(f"{what} must hold numbers, not {raw.dtype.name}.", **place)
    array = np.array(raw, dtype=np.float64)
    if ndim is not None and array.ndim != ndim:
        raise InvalidValueError(f"{what} must have {ndim} axes, not {array.ndim}.", **place)
    # NaN is the largest and the smallest of numbers that hold one.
    largest = max(float(array.max(initial=0.0)), -float(array.min(initial=0.0)))
    if not np.isfinite(largest):
        first = tuple(int(axis) for axis in np.argwhere(~np.isfinite(array))[0])
        raise InvalidValueError(
            f"{what} must be finite; entry {first} is not.", given=float(array[first]), **place
        )
    _refuse_huge(largest, what, place)
    array.flags.writeable = False
    return array


def _numbers(raw: Any, what: str, place: dict[str, Any]) -> FloatArray:
    """Convert an object array (Fractions, Decimals, a missing cell) entry by entry."""
    out = np.empty(raw.shape, dtype=np.float64)
    for index, value in np.ndenumerate(raw):
        try:
            if value is None or isinstance(value, str | bytes | bool):
                raise TypeError
            out[index] = float(value)
        except OverflowError:
            out[index] = float("inf")
        except (TypeError, ValueError):
            raise InvalidTypeError(
                f"{what} must hold numbers; entry {index} is not one.", given=value, **place
            ) from None
    return out


def number(value: Any, what: str, **place: Any) -> float:
    """Return `value` as a finite float, or say which number is not one."""
    try:
        array = np.asarray(value)
    except ValueError:  # lists of different lengths
        raise InvalidTypeError(f"{what} must be a number.", given=value, **place) from None
    if array.ndim != 0 or isinstance(value, str | bytes | bool) or array.dtype.kind == "b":
        raise InvalidTypeError(f"{what} must be a number.", given=value, **place)
    try:
        result = float(value)
    except OverflowError:
        result = float("inf")
    except (TypeError, ValueError):
        raise InvalidTypeError(f"{what} must be a number.", given=value, **place) from None
    if not np.isfinite(result):
        raise InvalidValueError(f"{what} must be finite.", given=value, **place)
    _refuse_huge(abs(result), what, place)
    return result


def _refuse_huge(size: float, what: str, place: dict[str, Any]) -> None:
    """Refuse a number whose differences from others could not be held."""
    if size > LARGEST:
        raise InvalidValueError(
            f"{what} must not exceed {LARGEST:g} in size; measure in larger units.",
            given=size,
            **place,
        )


def namespace(array: Any) -> Any:
    """Return the array-API namespace that `array` belongs to (NumPy for NumPy arrays)."""
    return array.__array_namespace__()
