"""What a file format is, and how a file finds its reader: by suffix, or by name."""

from __future__ import annotations

import codecs
import difflib
import inspect
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from negotiation._registry import Registry
from negotiation.errors import InvalidValueError, MissingFileError, NegotiationError, unknown_name

Reader = TypeVar("Reader", bound=Callable[..., Any])


@dataclass(frozen=True)
class Format:
    """A way to write a negotiation down in a file.

    Parameters
    ----------
    name : str
        What the format is called.
    suffixes : tuple of str
        The endings of its files, in lower case with the dot.
    reader : callable
        ``reader(path, **options)``, which returns the noun that the file describes.
    """

    name: str
    suffixes: tuple[str, ...]
    reader: Callable[..., Any]


formats: Registry[Format] = Registry("file format")


def file_format(name: str, *suffixes: str) -> Callable[[Reader], Reader]:
    """Register the decorated function as the reader of a format.

    Parameters
    ----------
    name : str
        What the format is called.
    *suffixes : str
        The endings of its files, such as ``".csv"``; no other format may claim them.
    """

    def register(reader: Reader) -> Reader:
        for other in formats.values():
            for suffix in suffixes:
                if suffix in other.suffixes:
                    raise InvalidValueError(f"{suffix!r} already belongs to {other.name!r}.")
        formats.add(name, Format(name, suffixes, reader))
        return reader

    return register


def read(path: str | os.PathLike[str], format: str | None = None, **options: Any) -> Any:
    """Return what a file describes: a payoff table, a game, a scenario.

    Parameters
    ----------
    path : path
        The file.  Its suffix says how it is read, in capitals or not.
    format : str, optional
        The name of the format, for a file with another suffix.
    **options
        What the reader of the format understands.  For tables these are ``actors=``,
        ``issues=``, ``disagreement=`` and ``ignore=``, as in `BargainingProblem.from_frame`.

    Returns
    -------
    BargainingProblem, NormalFormGame or Scenario
        Whichever the file holds.

    Raises
    ------
    MissingFileError
        If there is no such file.
    UnknownNameError
        If no format has the suffix, or the format has no such option.
    NegotiationError
        If the file cannot be read as it should; file, line and column are named.
    """
    place = Path(path)
    chosen = formats[format] if format is not None else _by_suffix(place)
    understood = list(inspect.signature(chosen.reader).parameters)[1:]
    for option in options:
        if option not in understood:
            raise unknown_name("reading option", option, understood, file=str(path))
    try:
        _require_file(place)
        return chosen.reader(place, **options)
    except NegotiationError as error:
        raise _located(error, str(path)) from error.__cause__


def text_of(path: Path) -> str:
    """Return the text of a file, its line ends as they are and a byte order mark removed.

    Raises
    ------
    InvalidValueError
        If it is not text in UTF-8 (or, marked as such, UTF-16); the line is named.
    """
    raw = path.read_bytes()
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise InvalidValueError(
            "The file is not text in UTF-8. If it is a table, save it as 'CSV UTF-8'.",
            given=raw[error.start : error.start + 1],
            line=raw.count(b"\n", 0, error.start) + 1,
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InvalidValueError("The file is not text: it holds a zero byte.", line=line)
    return text


def _by_suffix(path: Path) -> Format:
    known = {suffix: each for each in formats.values() for suffix in each.suffixes}
    suffix = path.suffix.lower()
    if suffix not in known:
        raise unknown_name("known file suffix", suffix, known, file=str(path))
    return known[suffix]


def _require_file(path: Path) -> None:
    if path.is_dir():
        raise InvalidValueError("This is a folder, not a file.")
    if path.exists():
        return
    if not path.parent.is_dir():
        raise MissingFileError(f"There is no folder {str(path.parent)!r}.")
    beside = [each.name for each in path.parent.iterdir()]
    near = difflib.get_close_matches(path.name, beside, n=1)
    raise MissingFileError(
        "There is no such file." + (f" Did you mean {near[0]!r}?" if near else "")
    )


def _located(error: NegotiationError, file: str) -> NegotiationError:
    """Return the error with the file named in front, unless it names one already."""
    if "file" in error.place:
        return error
    located = type(error)(error.message, file=file)
    located.place.update(error.place)
    return located
