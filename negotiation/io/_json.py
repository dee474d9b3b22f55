"""JSON read safely: numbers exact, keys told apart, size and depth bounded."""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from negotiation.errors import InvalidValueError, TooLargeError
from negotiation.io._file import text_of
from negotiation.io._node import Node

DEEPEST = 40
"""Arrays and objects within each other at most."""

_DIGITS = 1000
"""Digits and powers of ten at most, so that no number takes up all memory when written out."""

_TOKEN = re.compile(r'"(?>[^"\\]+|\\.)*+(?:"|\\?\Z)|[\[\]{}]|\bNaN\b|\bInfinity\b', re.DOTALL)
"""Texts (a bracket in one is no bracket), brackets, and the numbers that are none."""


class Exact(Decimal):
    """A number as the file has it, with all its digits."""

    def __repr__(self) -> str:
        return str(self)


class _Twice(dict[str, Any]):
    """An object in which a key stands twice, to be refused once its place is known."""

    again: str


def document(path: Path) -> Node:
    """Return the document in a JSON file.

    Numbers are `Exact`; objects are dictionaries in the order of the file.

    Raises
    ------
    TooLargeError
        If the file is larger or deeper than any negotiation needs.
    InvalidValueError
        If it is no JSON, holds ``NaN`` or ``Infinity``, or an object has the same key twice;
        the line or the key is named.
    """
    text = text_of(path)
    _check_tokens(text)
    repeated: list[_Twice] = []

    def table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        twice = _Twice(found)
        times = Counter(key for key, _ in pairs)
        twice.again = next(key for key, count in times.items() if count > 1)
        repeated.append(twice)
        return twice

    try:
        top = Node(json.loads(text, parse_float=_exact, parse_int=_exact, object_pairs_hook=table))
    except json.JSONDecodeError as error:
        raise InvalidValueError(
            f"This is not valid JSON: {error.msg}.", line=error.lineno, column=error.colno
        ) from None
    if repeated:
        _refuse_repeated(top)
    return top


def _exact(written: str) -> Exact:
    """Return a number of the file, unless it is out of all proportion."""
    digits, _, power = written.lower().partition("e")
    if len(digits) <= _DIGITS and len(power.lstrip("+-0")) <= len(str(_DIGITS)):
        value = Exact(written)
        if abs(int(value.as_tuple().exponent)) <= _DIGITS:
            return value
    raise InvalidValueError(
        "The digits or the exponent of a number are out of all proportion.", given=written[:40]
    )


def _check_tokens(text: str) -> None:
    """Refuse a document that is too deep, or holds a number that is none; the line is named."""
    depth = 0
    for token in _TOKEN.finditer(text):
        found = token[0]
        if found[0] == '"':
            continue
        if found in "[{":
            depth += 1
        elif found in "]}":
            depth -= 1
        else:
            line = text.count("\n", 0, token.start()) + 1
            raise InvalidValueError("A number must be finite.", given=found, line=line)
        if depth > DEEPEST:
            raise TooLargeError(
                f"Arrays and objects lie within each other more than {DEEPEST} deep.",
                line=text.count("\n", 0, token.start()) + 1,
            )


def _refuse_repeated(node: Node) -> None:
    """Refuse the first object in which a key stands twice."""
    if isinstance(node.value, _Twice):
        with node.inside():
            raise InvalidValueError("A key stands twice in one object.", given=node.value.again)
    members: Any = ()
    if isinstance(node.value, dict):
        members = node.table().values()
    elif isinstance(node.value, list):
        members = node.array()
    for each in members:
        _refuse_repeated(each)
