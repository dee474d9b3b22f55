"""What stands behind NAME= on the command line, as the value that Python would be given."""

from __future__ import annotations

import json
import math
from typing import Any

from negotiation.errors import InvalidValueError

_WORDS = {"true": True, "false": False, "none": None, "inf": math.inf}


def parameters_of(words: list[str]) -> dict[str, Any]:
    """Return parameters from ``NAME=VALUE`` words.

    A value is a number (``p=2``, ``p=inf``), numbers parted by commas (``weights=2,1``),
    ``NAME:NUMBER`` pairs parted by commas (``weights=Ann:2,Bo:1``), or JSON; ``true``,
    ``false``, and any other word as it stands.

    Raises
    ------
    InvalidValueError
        If a word is no ``NAME=VALUE``, or a parameter is given twice.
    """
    parameters: dict[str, Any] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name.isidentifier():
            raise InvalidValueError("--with takes NAME=VALUE, such as p=2.", given=word)
        if name in parameters:
            raise InvalidValueError(f"--with {name}= is given twice.", given=word)
        parameters[name] = _value(value)
    return parameters


def _value(text: str) -> Any:
    """Return one value."""
    word = text.strip()
    if word.startswith(("{", "[", '"')):
        try:
            return json.loads(word)
        except (ValueError, RecursionError):
            raise InvalidValueError("This is not JSON.", given=text) from None
    parts = [part.strip() for part in word.split(",")]
    if len(parts) == 1 and ":" not in word:
        return _scalar(word)
    pairs = [part.rpartition(":") for part in parts]
    if all(colon for _, colon, _ in pairs):
        return {name.strip(): _scalar(value.strip()) for name, _, value in pairs}
    return [_scalar(part) for part in parts]


def _scalar(word: str) -> Any:
    """Return a number, a yes or no, or the word itself."""
    if word.casefold() in _WORDS:
        return _WORDS[word.casefold()]
    for kind in (int, float):
        try:
            return kind(word)
        except ValueError:
            continue
    return word
