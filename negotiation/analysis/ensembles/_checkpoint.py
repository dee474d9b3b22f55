"""Finished chunks in a file that survives being killed, and is refused if it is not sound.

The file is an SQLite database: what was committed is there, what was not is not, whenever the
process ends.  Every chunk carries a digest.  Arrays are stored as plain bytes with their type and
shape; nothing that is read is ever executed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np

from negotiation.errors import CheckpointError, InvalidTypeError

_APPLICATION = 0x6E676F74
"""Marks the file as ours (SQLite's application_id)."""
_VERSION = 2
_TYPES = {
    kind: np.dtype(kind).newbyteorder("<")
    for kind in (
        *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        *("float32", "float64", "complex128"),
    )
}
"""What may be stored: plain numbers, never objects."""
_WAIT = 1.0
"""Seconds to wait for another process that has the file open."""
_REMEDY = "Delete it, or name another path, to begin again"
_TABLES = """
CREATE TABLE study (fingerprint TEXT NOT NULL, digest TEXT NOT NULL);
CREATE TABLE chunk (number INTEGER PRIMARY KEY, size INTEGER NOT NULL, layout TEXT NOT NULL,
                    content BLOB NOT NULL, digest TEXT NOT NULL);
"""


class Checkpoint:
    """Finished chunks in an open file; see `opened`.

    Parameters
    ----------
    path : pathlib.Path
    fingerprint : str
        Of the study.
    base : sqlite3.Connection
    """

    def __init__(self, path: Path, fingerprint: str, base: sqlite3.Connection) -> None:
        self.path, self.fingerprint, self.base = path, fingerprint, base

    def check(self) -> None:
        """Lock the file and refuse it if it is not ours, not of this study, or damaged anywhere."""
        self._check_kind()
        # Nobody else may write while this study does; the lock ends with the process.
        self.base.execute("PRAGMA locking_mode = EXCLUSIVE")
        self.base.execute("BEGIN EXCLUSIVE")
        self._check_tables()
        sound = self.base.execute("PRAGMA integrity_check").fetchone()[0]
        if sound != "ok":
            raise self._damaged(str(sound).splitlines()[-1])
        self._check_study()
        for number in self.chunks():
            self.get(number)
        self.base.execute("COMMIT")

    def _check_kind(self) -> None:
        if self.base.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION:
            raise _error(
                self.path,
                "is some other database, which is left as it is; name another path",
            )
        version = self.base.execute("PRAGMA user_version").fetchone()[0]
        if version != _VERSION:
            raise _error(self.path, f"was written in another format ({version}). {_REMEDY}")

    def _check_tables(self) -> None:
        """Refuse tables that are not as we made them: a view or a trigger could run for ever."""
        made = self.base.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        known = [f"CREATE {each.strip()}" for each in _TABLES.split("CREATE ")[1:]]
        if sorted(f"{sql};" for _, _, sql in made) != sorted(known):
            raise self._damaged("its tables are not those of a checkpoint")

    def _check_study(self) -> None:
        marks = self.base.execute("SELECT fingerprint, digest FROM study").fetchall()
        if len(marks) != 1 or marks[0][1] != _digest(marks[0][0]):
            raise self._damaged("it does not say which study it belongs to")
        if marks[0][0] != self.fingerprint:
            raise _error(
                self.path,
                "belongs to another study: another scenario, seed, concept or version. Name "
                "another path",
            )

    def chunks(self) -> dict[int, int]:
        """Return the numbers of the chunks in the file, and how many draws each holds."""
        rows = self.base.execute("SELECT number, size FROM chunk").fetchall()
        if not all(isinstance(each, int) for row in rows for each in row):
            raise self._damaged("a chunk has no number or no size")
        return dict(rows)

    def holding(self, sizes: Sequence[int]) -> frozenset[int]:
        """Return which chunks of these sizes are in the file; one that has grown is not."""
        known = self.chunks()
        return frozenset(each for each, size in enumerate(sizes) if known.get(each) == size)

    def put(self, number: int, size: int, arrays: Mapping[str, np.ndarray[Any, Any]]) -> None:
        """Keep a finished chunk; when this returns it is on the disk.

        Raises
        ------
        InvalidTypeError
            If an array does not hold plain numbers.
        CheckpointError
            If it cannot be written.
        """
        for name, array in arrays.items():
            if array.dtype.name not in _TYPES:
                raise InvalidTypeError(
                    f"Checkpoints hold arrays of plain numbers; the array {name!r} does not.",
                    given=array.dtype.name,
                )
        layout = json.dumps([[name, a.dtype.name, list(a.shape)] for name, a in arrays.items()])
        content = b"".join(_bytes(each) for each in arrays.values())
        row = (number, size, layout, content, self._digest(number, size, layout, content))
        try:
            self.base.execute("INSERT OR REPLACE INTO chunk VALUES (?, ?, ?, ?, ?)", row)
        except sqlite3.Error as error:
            raise _error(
                self.path,
                f"cannot be written any more ({error}). What it holds is safe: when the cause is "
                "removed, the same call goes on from there",
            ) from error

    def get(self, number: int) -> dict[str, Any]:
        """Return the arrays of a chunk, checked against their digest."""
        try:
            row = self.base.execute(
                "SELECT size, layout, content, digest FROM chunk WHERE number = ?", (number,)
            ).fetchone()
        except sqlite3.Error as error:
            raise _of_sqlite(self.path, error) from error
        size, layout, content, digest = row or (0, None, None, None)
        if not isinstance(layout, str) or not isinstance(content, bytes):
            raise self._damaged(f"chunk {number} is not complete")
        if digest != self._digest(number, size, layout, content):
            raise self._damaged(f"the digest of chunk {number} does not agree with its content")
        arrays = _arrays(layout, content)
        if arrays is None:
            raise self._damaged(f"the layout of chunk {number} cannot be read")
        return arrays

    def _damaged(self, what: str) -> CheckpointError:
        return _error(self.path, f"is damaged: {what}. {_REMEDY}")

    def _digest(self, number: int, size: int, layout: str, content: bytes) -> str:
        return _digest(json.dumps([self.fingerprint, number, size, layout]), content)


@contextlib.contextmanager
def opened(path: str | os.PathLike[str], fingerprint: str) -> Iterator[Checkpoint]:
    """Open a checkpoint, made if it does not exist, and close it after the block.

    Parameters
    ----------
    path : path
        Its folder must exist.
    fingerprint : str
        Of the study.

    Yields
    ------
    Checkpoint

    Raises
    ------
    CheckpointError
        If the file is damaged, in use, of another study, or not a checkpoint at all.
    """
    place = Path(path)
    if not place.parent.is_dir():
        raise _error(place, "cannot be made: there is no such folder. Make it first")
    if not os.path.lexists(place):
        _make(place, fingerprint)
    if not place.is_file():
        raise _error(place, "is not a file; name a file in a folder that exists")
    if place.stat().st_size == 0:
        raise _error(place, f"is empty, which a checkpoint never is. {_REMEDY}")
    try:
        # Never made here: what is opened is a complete checkpoint or somebody else's file.
        address = f"file:{quote(str(place.absolute()))}?mode=rw"
        base = sqlite3.connect(address, uri=True, timeout=_WAIT, isolation_level=None)
    except sqlite3.Error as error:
        raise _of_sqlite(place, error) from error
    with contextlib.closing(base):
        try:
            store = Checkpoint(place, fingerprint, base)
            store.check()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise _of_sqlite(place, error) from error
        yield store


def _make(place: Path, fingerprint: str) -> None:
    """Put an empty checkpoint where there is nothing; it appears complete or not at all."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    except OSError as error:
        raise _error(place, f"cannot be made ({error.strerror}). Name another path") from error
    os.close(handle)
    try:
        with contextlib.closing(sqlite3.connect(name, isolation_level=None)) as base:
            base.execute(f"PRAGMA application_id = {_APPLICATION}")
            base.execute(f"PRAGMA user_version = {_VERSION}")
            base.executescript(_TABLES)
            base.execute("INSERT INTO study VALUES (?, ?)", (fingerprint, _digest(fingerprint)))
        try:
            os.link(name, place)  # unlike a renaming, never replaces what another process made
        except FileExistsError:
            return
        except OSError:  # a file system without links
            if not place.exists():
                os.replace(name, place)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)


def _error(path: Path, what: str) -> CheckpointError:
    return CheckpointError(f"The checkpoint {path.name!r} {what}.", file=str(path))


def _of_sqlite(path: Path, error: Exception) -> CheckpointError:
    """Return what an error of SQLite means here, while a file is opened and checked."""
    words = str(error)
    if "locked" in words or "busy" in words:
        return _error(path, "is in use by another run; wait for it or name another path")
    if "not a database" in words:
        return _error(
            path,
            "is damaged or some other file, and is left as it is. Delete it if it was a "
            "checkpoint, or name another path",
        )
    if "readonly" in words or "unable to open" in words:
        return _error(path, f"cannot be opened for writing ({words}). Name another path")
    return _error(path, f"is damaged: {words}. {_REMEDY}")


def _digest(head: Any, content: bytes = b"") -> str:
    return hashlib.sha256(str(head).encode() + b"\0" + content).hexdigest()


def _bytes(array: np.ndarray[Any, Any]) -> bytes:
    """Return an array's content, the least significant byte first."""
    stored = np.ascontiguousarray(array, dtype=_TYPES[array.dtype.name])
    return stored.tobytes()


def _arrays(layout: str, content: bytes) -> dict[str, Any] | None:
    """Return arrays from their content, or None if the layout does not describe it."""
    found, place = {}, 0
    try:
        listed = json.loads(layout)
        if not isinstance(listed, list):
            return None
        for name, kind, shape in listed:
            if not all(type(each) is int and each >= 0 for each in shape):
                return None  # -1 would mean "whatever there is", and a text be repeated
            count = math.prod(shape)
            read = np.frombuffer(content, _TYPES[kind], count, place).reshape(shape)
            found[str(name)] = read.astype(np.dtype(kind))
            place += read.nbytes
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
    return found if place == len(content) else None
