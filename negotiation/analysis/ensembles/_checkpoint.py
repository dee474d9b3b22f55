"""Finished chunks in a file that survives being killed, and is refused if it is not sound.

The file is an SQLite database: what was committed is there, what was not is not, whenever the
process ends.  Every chunk carries a digest.  Arrays are stored as plain bytes with their type and
shape; nothing that is read is ever executed.
"""

from __future__ import annotations

import hashlib
import json
import math
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from negotiation.errors import CheckpointError

_APPLICATION = 0x6E676F74
"""Marks the file as ours (SQLite's application_id)."""
_VERSION = 1
_TYPES = ("bool", "int32", "int64", "float32", "float64")
_REMEDY = "Delete it, or name another path, to begin again."


class Checkpoint:
    """A file of finished chunks.

    Parameters
    ----------
    path : path
        Made if it does not exist; its folder must.
    fingerprint : str
        Of the study; a file of another one is refused.
    """

    def __init__(self, path: Any, fingerprint: str) -> None:
        self.path, self.fingerprint = Path(path), fingerprint
        self._base: sqlite3.Connection | None = None

    def __enter__(self) -> Checkpoint:
        if self.path.is_dir():
            raise self._error("is a folder; name a file in it")
        if not self.path.parent.is_dir():
            raise self._error("cannot be made: there is no such folder")
        fresh = not self.path.exists() or self.path.stat().st_size == 0
        try:
            self._base = sqlite3.connect(self.path, timeout=2.0, isolation_level=None)
            # Nobody else may write while this study does.
            self._base.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._base.execute("BEGIN EXCLUSIVE")
            if fresh:
                self._make()
            self._check()
            self._base.execute("COMMIT")
        except sqlite3.Error as error:
            self._close()
            raise self._broken(error) from None
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def _close(self) -> None:
        if self._base is not None:
            self._base.close()
            self._base = None

    @property
    def _open(self) -> sqlite3.Connection:
        assert self._base is not None
        return self._base

    def _error(self, what: str) -> CheckpointError:
        return CheckpointError(f"The checkpoint {self.path.name!r} {what}.", file=str(self.path))

    def _broken(self, error: sqlite3.Error) -> CheckpointError:
        words = str(error)
        if "locked" in words or "busy" in words:
            return self._error("is in use by another run; wait for it or name another path")
        if "not a database" in words:
            return self._error("is some other file, which is left as it is; name another path")
        return self._error(f"cannot be used ({words}). {_REMEDY[:-1]}")

    def _make(self) -> None:
        base = self._open
        base.execute(f"PRAGMA application_id = {_APPLICATION}")
        base.execute(f"PRAGMA user_version = {_VERSION}")
        base.execute("CREATE TABLE study (fingerprint TEXT NOT NULL)")
        base.execute(
            "CREATE TABLE chunk (number INTEGER PRIMARY KEY, size INTEGER NOT NULL, layout TEXT NOT NULL, "
            "content BLOB NOT NULL, digest TEXT NOT NULL)"
        )
        base.execute("INSERT INTO study VALUES (?)", (self.fingerprint,))

    def _check(self) -> None:
        """Refuse what is not ours, not of this study, or damaged anywhere."""
        base = self._open
        if base.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION:
            raise self._error("is some other database, which is left as it is; name another path")
        version = base.execute("PRAGMA user_version").fetchone()[0]
        if version != _VERSION:
            raise self._error(f"was written in another format ({version}). {_REMEDY[:-1]}")
        sound = base.execute("PRAGMA integrity_check").fetchone()[0]
        if sound != "ok":
            raise self._error(f"is damaged ({sound}). {_REMEDY[:-1]}")
        marks = base.execute("SELECT fingerprint FROM study").fetchall()
        if len(marks) != 1 or not isinstance(marks[0][0], str):
            raise self._error(f"is damaged: it does not say what it belongs to. {_REMEDY[:-1]}")
        if marks[0][0] != self.fingerprint:
            raise self._error(
                "belongs to another study: another scenario, seed, concept or version. Name "
                "another path"
            )
        for number in self.chunks():
            self.get(number)

    def chunks(self) -> dict[int, int]:
        """Return the numbers of the chunks in the file, and how many draws each holds."""
        rows = self._open.execute("SELECT number, size FROM chunk").fetchall()
        return {int(row[0]): int(row[1]) for row in rows}

    def holding(self, sizes: Sequence[int]) -> frozenset[int]:
        """Return which chunks of these sizes are in the file; one that has grown is not."""
        known = self.chunks()
        return frozenset(each for each, size in enumerate(sizes) if known.get(each) == size)

    def put(self, number: int, size: int, arrays: Mapping[str, Any]) -> None:
        """Keep a finished chunk; when this returns it is on the disk."""
        told = [(name, each.dtype.name, list(each.shape)) for name, each in arrays.items()]
        layout = json.dumps(told)
        content = b"".join(_bytes(each) for each in arrays.values())
        row = (number, size, layout, content, self._digest(number, size, layout, content))
        try:
            self._open.execute("INSERT OR REPLACE INTO chunk VALUES (?, ?, ?, ?, ?)", row)
        except sqlite3.Error as error:
            raise self._broken(error) from None

    def get(self, number: int) -> dict[str, Any]:
        """Return the arrays of a chunk, checked against their digest."""
        try:
            row = self._open.execute(
                "SELECT size, layout, content, digest FROM chunk WHERE number = ?", (number,)
            ).fetchone()
        except sqlite3.Error as error:
            raise self._broken(error) from None
        damaged = self._error(f"is damaged in chunk {number}. {_REMEDY[:-1]}")
        if row is None or not isinstance(row[1], str) or not isinstance(row[2], bytes):
            raise damaged
        size, layout, content, digest = row
        if digest != self._digest(number, size, layout, content):
            raise damaged
        return _arrays(layout, content)

    def _digest(self, number: int, size: int, layout: str, content: bytes) -> str:
        head = json.dumps([self.fingerprint, number, size, layout]).encode()
        return hashlib.sha256(head + b"\0" + content).hexdigest()


def opened(path: Any, fingerprint: str) -> Checkpoint:
    """Return a checkpoint to be used in a ``with`` statement."""
    return Checkpoint(path, fingerprint)


def _bytes(array: Any) -> bytes:
    """Return an array's content, the least significant byte first."""
    given = np.ascontiguousarray(array)
    return given.astype(given.dtype.newbyteorder("<"), copy=False).tobytes()


def _arrays(layout: str, content: bytes) -> dict[str, Any]:
    """Return arrays from their content."""
    found, place = {}, 0
    for name, kind, shape in json.loads(layout):
        if kind not in _TYPES:
            raise ValueError(f"{kind} is not stored in checkpoints")
        dtype = np.dtype(kind).newbyteorder("<")
        count = math.prod(shape)
        read = np.frombuffer(content, dtype, count, place).reshape(shape)
        found[str(name)] = read.astype(np.dtype(kind))
        place += count * dtype.itemsize
    return found
