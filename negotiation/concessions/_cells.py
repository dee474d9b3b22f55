"""Cells as people write them: numbers, pairs such as ``3, 1``, labels, and nothing at all.

A number is read only where it can be read in one way.  ``3,1`` may be 3.1 or a pair, and
``1,234`` may be 1234 or 1.234: neither is guessed at, both are refused with the cure.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from numbers import Number
from typing import Any

import numpy as np

from negotiation.errors import InvalidTypeError, InvalidValueError

_SIGN = r"[+\-\u2212]?"
_BETWEEN = r".,'’_\s\xa0\u202f"
# No form lets two neighbours take the same letters: a long cell would be tried in every split.
_PLAIN = re.compile(rf"{_SIGN}(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_SEPARATED = re.compile(rf"{_SIGN}(?=[{_BETWEEN}]*+\d)[\d{_BETWEEN}]++([eE]{_SIGN}\d+)?", re.ASCII)
_FRACTION = re.compile(rf"{_SIGN}\d+\s*/\s*\d+", re.ASCII)
_NOT_FINITE = re.compile(rf"{_SIGN}(nan|inf|infinity)", re.IGNORECASE | re.ASCII)
_GROUPED = re.compile(r"[+-]?(\d{1,3}(,\d{3})+(\.\d*)?|\d{1,3}(\.\d{3})+,\d+)", re.ASCII)


def is_missing(cell: Any) -> bool:
    """Say whether a cell holds nothing: None, NaN, pandas' NA, or blank text."""
    if cell is None:
        return True
    if isinstance(cell, str):
        return not cell.strip()
    if isinstance(cell, Number):
        return bool(cell != cell)
    return type(cell).__name__ in ("NAType", "NaTType")


def is_number(cell: Any) -> bool:
    """Say whether a cell is a number, or was meant as one (``3,1``, ``1/2``, ``inf``)."""
    if isinstance(cell, str):
        text = cell.strip()
        forms = (_PLAIN, _SEPARATED, _FRACTION, _NOT_FINITE)
        return any(form.fullmatch(text) for form in forms)
    return isinstance(cell, Number) and not isinstance(cell, bool)


def is_plain_number(cell: Any) -> bool:
    """Say whether a cell is a number that can be read in one way only."""
    if isinstance(cell, str):
        return _PLAIN.fullmatch(cell.strip()) is not None
    return is_number(cell)


def number(cell: Any, **place: Any) -> float:
    """Return the finite number in a cell.

    Raises
    ------
    InvalidValueError
        If the cell is empty, not finite, or could be read in two ways; the place is named.
    InvalidTypeError
        If it is no number at all.
    """
    if is_missing(cell):
        raise InvalidValueError("The cell is empty (or NaN) where a number is needed.", **place)
    if not is_number(cell):
        raise InvalidTypeError("Expected a number.", given=cell, **place)
    if isinstance(cell, str):
        text = cell.strip().replace("\u2212", "-")
        if not _PLAIN.fullmatch(text) and not _NOT_FINITE.fullmatch(text):
            raise InvalidValueError(
                "Write numbers with a decimal point and without commas, fractions or "
                "thousands separators, such as 1234.5.",
                given=cell,
                **place,
            )
        cell = text
    try:
        value = float(cell)
    except OverflowError:
        value = math.inf
    except TypeError:
        raise InvalidTypeError("Expected a real number.", given=cell, **place) from None
    if not math.isfinite(value):
        raise InvalidValueError("A payoff must be a finite number.", given=cell, **place)
    return value


def label(cell: Any, **place: Any) -> Any:
    """Return the label in a cell, text without the blanks around it."""
    if is_missing(cell):
        raise InvalidValueError("The cell is empty where a label is needed.", **place)
    return str(cell).strip() if isinstance(cell, str) else cell


def pair_parts(cell: Any) -> tuple[Any, Any] | None:
    """Return the two halves of ``3, 1``, ``(3, 1)``, ``3; 1``, ``3/1`` or ``(3, 1)`` the tuple.

    ``None`` if the cell is nothing like a pair.  The halves are not yet numbers.
    """
    if isinstance(cell, str):
        text = cell.strip()
        if (text[:1], text[-1:]) in (("(", ")"), ("[", "]")):
            text = text[1:-1]
        for separator in ";,/":
            if separator in text:
                halves = text.split(separator)
                return (halves[0], halves[1]) if len(halves) == 2 else None
        return None
    if isinstance(cell, Sequence | np.ndarray) and len(cell) == 2:
        return cell[0], cell[1]
    return None


def is_pair(cell: Any) -> bool:
    """Say whether a cell holds two numbers, or what were meant as two."""
    halves = pair_parts(cell)
    return halves is not None and all(is_number(half) for half in halves)


def is_unmistakable_pair(text: str) -> bool:
    """Say whether a pair is written so that, unlike ``3,1`` and ``1/2``, it is no single number."""
    text = text.strip()
    if text[0] in "([" or ";" in text:
        return True
    first, second = (str(half) for half in pair_parts(text) or ("", "0"))
    if second.strip()[0] in "+-\u2212":
        return True
    if "/" in text:
        return "." in text or not second.strip().strip("0")
    if first != first.rstrip() or second != second.lstrip():
        return True
    return "." in text and not _GROUPED.fullmatch(text)


def pair(cell: Any, **place: Any) -> tuple[float, float]:
    """Return the two numbers in a cell.

    Raises
    ------
    NegotiationError
        If it is empty, holds something else than two numbers, or one that is not finite.
    """
    if is_missing(cell):
        raise InvalidValueError("The cell is empty where a pair of payoffs is needed.", **place)
    halves = pair_parts(cell)
    if halves is None:
        raise InvalidTypeError(
            "Expected a pair of payoffs such as '3, 1' or '3.5; 1.2', the row actor's first.",
            given=cell,
            **place,
        )
    return number(halves[0], **place), number(halves[1], **place)
