"""What a file format is, and how a file finds its format: by suffix, by content, or by name."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from negotiation._registry import Registry
from negotiation.errors import (
    InvalidValueError,
    MissingFileError,
    NegotiationError,
    UnknownNameError,
    unknown_name,
)
from negotiation.io._file import encoded, glance, require_file

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
    sniff : callable, optional
        ``sniff(text)``, which says whether text that begins a file looks like the format.
    writer : callable, optional
        ``writer(noun, path)``, which returns the text of the file.
    """

    name: str
    suffixes: tuple[str, ...]
    reader: Callable[..., Any]
    sniff: Callable[[str], bool] | None = None
    writer: Callable[[Any, Path], str] | None = None


formats: Registry[Format] = Registry("file format")


def file_format(
    name: str,
    *suffixes: str,
    sniff: Callable[[str], bool] | None = None,
    writer: Callable[[Any, Path], str] | None = None,
) -> Callable[[Reader], Reader]:
    """Register the decorated function as the reader of a format.

    Parameters
    ----------
    name : str
        What the format is called.
    *suffixes : str
        The endings of its files, such as ``".csv"``.  Formats that share one must each be
        able to tell their files by `sniff`.
    sniff, writer : callable, optional
        As for `Format`.
    """

    def register(reader: Reader) -> Reader:
        for other in formats.values():
            for suffix in suffixes:
                if suffix in other.suffixes and (sniff is None or other.sniff is None):
                    raise InvalidValueError(
                        f"{suffix!r} already belongs to {other.name!r}; formats that share a "
                        "suffix each need a sniff=."
                    )
        formats.add(name, Format(name, suffixes, reader, sniff, writer))
        return reader

    return register


def read(path: str | os.PathLike[str], format: str | None = None, **options: Any) -> Any:
    """Return what a file describes: a scenario, a payoff table, a game.

    Parameters
    ----------
    path : path
        The file.  Its suffix says how it is read, in capitals or not; where several formats
        share the suffix, or none has it, the content does.
    format : str, optional
        The name of the format, one of ``negotiation.io.formats``.
    **options
        What the reader of the format understands.  For tables these are ``actors=``,
        ``issues=``, ``disagreement=`` and ``ignore=``, as in `BargainingProblem.from_frame`;
        for domains with a file per actor ``profiles=`` and ``actors=``.

    Returns
    -------
    Scenario, BargainingProblem, NormalFormGame or ExtensiveGame
        Whichever the file holds.

    Raises
    ------
    MissingFileError
        If there is no such file.
    UnknownNameError
        If the file is of no format that is known here, or the format has no such option.
    NegotiationError
        If the file cannot be read as it should; the file, and the line or the key in it,
        are named.
    """
    place = Path(path)
    try:
        chosen = formats[format] if format is not None else _recognised(place)
        understood = list(inspect.signature(chosen.reader).parameters)[1:]
        for option in options:
            if option not in understood:
                raise unknown_name("reading option", option, understood)
        require_file(place)
        return chosen.reader(place, **options)
    except NegotiationError as error:
        raise located(error, str(path)) from error.__cause__


def write(noun: Any, path: str | os.PathLike[str], format: str | None = None) -> Path:
    """Write a scenario, a payoff table or a game to a file, replacing what is there.

    Parameters
    ----------
    noun : Scenario, BargainingProblem, NormalFormGame or ExtensiveGame
        What to write.
    path : path
        The file.  Its suffix says how it is written: ``.toml`` takes scenarios and games and
        keeps all of them, ``.csv`` takes payoff tables and games, ``.nfg`` and ``.efg`` of
        Gambit take games in normal form and game trees.
    format : str, optional
        The name of the format, for a file with another suffix.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    UnknownNameError
        If no format with that suffix or name can be written.
    MissingFileError
        If there is no such folder.
    NegotiationError
        If the format cannot hold what is to be written, such as a preference that is a
        Python function; actor, part and remedy are named and no file is touched.

    Examples
    --------
    >>> import negotiation as ng
    >>> import pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> hanoi = ng.library.load("hanoi-2019")
    >>> ng.io.read(ng.io.write(hanoi, folder / "mine.toml")) == hanoi
    True
    """
    place = Path(path)
    try:
        writer = _writer(place, format)
        if place.is_dir():
            raise InvalidValueError("This is a folder, not a file.")
        if not place.parent.is_dir():
            raise MissingFileError(f"There is no folder {str(place.parent)!r}.")
        raw = encoded(writer(noun, place))
    except NegotiationError as error:
        raise located(error, str(path)) from error.__cause__
    place.write_bytes(raw)
    return place


def _recognised(path: Path) -> Format:
    """Return the format of a file: by suffix, or where that does not settle it by content."""
    suffix = path.suffix.lower()
    claiming = [each for each in formats.values() if suffix in each.suffixes]
    if len(claiming) == 1:
        return claiming[0]
    tried = [each for each in claiming or formats.values() if each.sniff is not None]
    text = glance(path)
    fitting = [each for each in tried if each.sniff is not None and each.sniff(text)]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(repr(each.name) for each in fitting or tried)
    if fitting:
        raise InvalidValueError(f"The file may be any of {names}; say which with format=.")
    if claiming:
        raise InvalidValueError(
            f"The content is of none of the formats with the suffix {suffix!r}: tried {names}."
        )
    known = [each for member in formats.values() for each in member.suffixes]
    unknown = unknown_name("known file suffix", suffix, known)
    raise UnknownNameError(
        f"{unknown.message} Nor is the content recognised as any of {names}; name the format with "
        "format=."
    )


def _writer(path: Path, format: str | None) -> Callable[[Any, Path], str]:
    """Return what writes files of a suffix or format."""
    suffix = path.suffix.lower()
    writers = {each.name: each.writer for each in formats.values() if each.writer is not None}
    if format is not None:
        if formats[format].name not in writers:
            raise unknown_name("format that can be written", format, writers)
        return writers[format]
    by_suffix = {
        each: writers[member.name]
        for member in formats.values()
        if member.name in writers
        for each in member.suffixes
    }
    if suffix not in by_suffix:
        raise unknown_name("suffix of files that can be written", suffix, by_suffix)
    return by_suffix[suffix]


def located(error: NegotiationError, file: str) -> NegotiationError:
    """Return the error with the file named in front, unless it names one already."""
    if "file" in error.place:
        return error
    located = type(error)(error.message, file=file)
    located.place.update(error.place)
    return located
