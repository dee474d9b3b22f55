"""TOML, written: keys, texts, numbers, arrays and tables, each so that it reads back the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from negotiation.errors import InvalidTypeError

_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f"}
_WIDTH = 96
"""Longer arrays are broken into lines."""


def text(value: Any, *, what: str = "This", lines: bool = False, **place: Any) -> str:
    """Return a text in quotes; what could not be seen in an editor is escaped.

    Parameters
    ----------
    value : str
    what : str
        How the error names it.
    lines : bool
        Whether line breaks are shown as such, in triple quotes.
    **place : str
        Where it stands, as for `NegotiationError`.

    Raises
    ------
    InvalidTypeError
        If it is no text.
    """
    if not isinstance(value, str):
        raise InvalidTypeError(f"{what} must be text to be written.", given=value, **place)
    escaped = "".join(map(_escaped, value))
    if not lines or "\n" not in value:
        return f'"{escaped}"'
    return '"""\n' + escaped.replace("\\n", "\n") + '"""' if _plain(value) else f'"{escaped}"'


def _plain(value: str) -> bool:
    """Say whether the only backslashes that escaping adds are those of line breaks and quotes."""
    return "\\" not in value


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    if letter.isprintable() or 0xD800 <= ord(letter) <= 0xDFFF:  # `write` refuses the latter
        return letter
    return f"\\u{ord(letter):04X}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08X}"


def key(*parts: str) -> str:
    """Return the path of a table or the name of a value, quoted where it must be."""
    return ".".join(part if _BARE.fullmatch(part) else text(part) for part in parts)


def number(value: Any, what: str, **place: Any) -> str:
    """Return a float with all its digits.

    Raises
    ------
    InvalidTypeError
        If it is no number.
    """
    if not isinstance(value, float):
        raise InvalidTypeError(f"{what} is no number and cannot be written.", given=value, **place)
    return float.__repr__(value)


def array(items: Iterable[str]) -> str:
    """Return an array of values that are written already, in lines if it is long."""
    members = list(items)
    line = f"[{', '.join(members)}]"
    if len(line) <= _WIDTH and "\n" not in line:
        return line
    return "[\n" + "".join(f"    {_indented(member)},\n" for member in members) + "]"


def _indented(member: str) -> str:
    """Return a nested array further to the right; no other value holds a line break."""
    return member.replace("\n", "\n    ")


def inline(members: Mapping[str, str]) -> str:
    """Return a table on one line, ``{ name = value, … }``."""
    listed = ", ".join(f"{key(name)} = {value}" for name, value in members.items())
    return f"{{ {listed} }}" if listed else "{}"


def nested(numbers: Any, what: str) -> str:
    """Return nested arrays of numbers, ``numpy`` or lists, with all their digits."""
    if not isinstance(numbers, list):
        return number(numbers, what)
    return array(nested(each, what) for each in numbers)
