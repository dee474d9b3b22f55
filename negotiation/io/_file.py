"""What is taken from the disk, ordinary files, as much of them as is allowed; text for it.

A device has no end, a pipe may never begin, and a path may lead in a circle.  Readers take their
bytes from here, so that none of them waits or fills the memory.
"""

from __future__ import annotations

import codecs
import difflib
import os
import stat
from pathlib import Path

from negotiation.errors import InvalidValueError, MissingFileError, TooLargeError

LARGEST_FILE = 32 * 2**20
"""Bytes of a file at most."""

_GLANCE = 2**20
"""Bytes at the beginning of a file by which its format is recognised."""


def content(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises
    ------
    MissingFileError
        If there is none; the nearest beside it is named.
    InvalidValueError
        If it is a folder, a device or a pipe, or cannot be opened.
    TooLargeError
        If it holds more than `LARGEST_FILE`.
    """
    raw = _beginning(path, LARGEST_FILE + 1)
    if len(raw) > LARGEST_FILE:
        raise TooLargeError(f"A file takes at most {LARGEST_FILE:,} bytes, and this one has more.")
    return raw


def encoded(text: str) -> bytes:
    """Return a text as the bytes of a file.

    Raises
    ------
    InvalidValueError
        If it holds half a surrogate pair; the text around it is quoted.
    """
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidValueError(
            "A name or text holds half a surrogate pair, which no text file can.",
            given=text[max(error.start - 20, 0) : error.end],
        ) from None


def glance(path: Path) -> str:
    """Return the beginning of a file as text, whatever it is."""
    raw = _beginning(path, _GLANCE)
    return raw.decode(_encoding(raw), errors="replace").replace("\0", "")


def text_of(path: Path) -> str:
    """Return the text of a file, its line ends as they are and a byte order mark removed.

    Raises
    ------
    NegotiationError
        As for `content`, and if it is not text in UTF-8 (or, marked as such, UTF-16); the
        line is named.
    """
    raw = content(path)
    try:
        text = raw.decode(_encoding(raw))
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


def _encoding(raw: bytes) -> str:
    marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return "utf-16" if marked else "utf-8-sig"


def _beginning(path: Path, most: int) -> bytes:
    require_file(path)
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise InvalidValueError(f"The file cannot be read: {error.strerror}.") from error


def require_file(path: Path) -> None:
    """Refuse a path that leads to no ordinary file, saying what is there."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise _missing(path) from None
    except OSError as error:
        raise InvalidValueError(f"The file cannot be opened: {error.strerror}.") from error
    except ValueError as error:  # a zero byte, half a surrogate pair
        raise InvalidValueError(f"No file has such a name: {error}.") from None
    if stat.S_ISDIR(mode):
        raise InvalidValueError("This is a folder, not a file.")
    if not stat.S_ISREG(mode):
        raise InvalidValueError(
            "This is a device, a pipe or a socket; save what it holds as a file first."
        )


def _missing(path: Path) -> MissingFileError:
    folder = path.parent
    if path.is_symlink():
        return MissingFileError(f"This links to {os.readlink(path)!r}, where there is no file.")
    if not folder.is_dir():
        return MissingFileError(f"There is no folder {str(folder)!r}.")
    near = difflib.get_close_matches(path.name, [each.name for each in folder.iterdir()], n=1)
    return MissingFileError(
        "There is no such file." + (f" Did you mean {near[0]!r}?" if near else "")
    )
