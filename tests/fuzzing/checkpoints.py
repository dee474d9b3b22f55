"""Checkpoint files spoilt: page by page, or row by row with digests that agree."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from negotiation.analysis.ensembles._checkpoint import opened
from negotiation.errors import NegotiationError
from tests.fuzzing.choices import Choices
from tests.fuzzing.survival import check_words

_MARK = "fingerprint"
LAYOUTS = (  # the first two are sound
    '[["x", "float64", [2, 3]]]',
    "[]",
    "{}",
    '[["x", "float64", [-1]]]',
    '[["x", "object", [1]]]',
    '[["x", "float64", [1e30]]]',
    '[["x", "float64", [100000000000000000000, 0]]]',
    '[["x", "float64", [10000000000000000000000000]]]',
    '[["x", "float64", [true]]]',
    '[["x", "int8", ["a", 9999999999]]]',
    '[["x", [], [1]]]',
    "null",
    "[[" * 2000,
    '["abc"]',
)
_TABLES = (
    "CREATE TABLE study (fingerprint TEXT, digest TEXT);",
    "CREATE TABLE study (fingerprint, digest);",
    "CREATE VIEW study AS SELECT 'fingerprint' AS fingerprint, 'x' AS digest;",
    "CREATE VIEW study AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT i AS fingerprint, i AS digest FROM n;",
    "CREATE TABLE chunk (number INTEGER PRIMARY KEY, size, layout, content, digest);",
    "CREATE TABLE chunk (number, size, layout, content, digest);",
    "CREATE TABLE other (x);",
    "CREATE VIEW chunk AS SELECT 1 AS number, 1 AS size, 'x' AS layout, randomblob(9) AS content, "
    "'x' AS digest;",
    "CREATE TRIGGER t AFTER INSERT ON chunk BEGIN DELETE FROM chunk; END;",
)


def sound(place: Path) -> bytes:
    """Return the bytes of a checkpoint with two chunks."""
    place.write_bytes(_sound())
    return _sound()


@cache
def _sound() -> bytes:
    with tempfile.TemporaryDirectory() as name:
        place = Path(name) / "study.ckpt"
        with opened(place, _MARK) as store:
            store.put(0, 2, {"x": np.arange(6.0).reshape(2, 3), "agreed": np.array([True, False])})
            store.put(2, 1, {"x": np.arange(3, dtype=np.int32)})
        return place.read_bytes()


def spoilt(choices: Choices, place: Path) -> bytes:
    """Return a checkpoint with other bytes, or with other rows and digests that agree."""
    raw = bytearray(sound(place))
    if choices.below(2):
        for _ in range(1 + choices.below(8)):
            at = choices.below(len(raw)) if choices.below(2) else choices.below(100)
            raw[at] = choices.byte()
        if choices.below(8) == 7:
            del raw[choices.below(len(raw)) :]
        return bytes(raw)
    with contextlib.closing(sqlite3.connect(place, isolation_level=None)) as base:
        base.execute("PRAGMA synchronous = OFF")
        for _ in range(1 + choices.below(3)):
            _change(choices, base)
    return place.read_bytes()


def _change(choices: Choices, base: sqlite3.Connection) -> None:
    with contextlib.suppress(sqlite3.Error):
        if choices.below(3) == 0:
            name = choices.one_of(("study", "chunk"))
            base.execute(f"DROP TABLE {name}")
            base.execute(choices.one_of(_TABLES))
            return
        size = choices.one_of((1, 2, -1, 2**62, 1.5, "x", None, b"x"))
        number = choices.one_of((0, 1, 2, -1, 2**62))
        layout = choices.one_of(LAYOUTS)
        content = bytes(choices.one_of((48, 0, 1, 8, 47)))
        put(base, number, size, layout, content)


def put(base: sqlite3.Connection, number: int, size: Any, layout: str, content: bytes) -> None:
    """Put a row into a checkpoint, with a digest that agrees."""
    told = "" if isinstance(size, bytes) else size
    head = json.dumps([_MARK, number, told, layout]).encode()
    digest = hashlib.sha256(head + b"\0" + content).hexdigest()
    row = (number, size, layout, content, digest)
    base.execute("INSERT OR REPLACE INTO chunk VALUES (?, ?, ?, ?, ?)", row)


def read(place: Path) -> None:
    """Open a checkpoint, and read and add to its chunks."""
    with opened(place, _MARK) as store:
        for number in store.chunks():
            store.get(number)
        store.put(7, 1, {"x": np.zeros(3)})
        store.get(7)


def try_out(raw: bytes, place: Path) -> bool:
    """Say whether bytes are a checkpoint, whose chunks are then read and added to."""
    place.write_bytes(raw)
    try:
        read(place)
        return True
    except NegotiationError as error:
        check_words(error, place.name)
        return False
