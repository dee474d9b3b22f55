"""Valid files spoilt at random, the same ones every time: each is refused in words, or usable."""

from __future__ import annotations

import contextlib
import random
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from tests.fuzzing import checkpoints, trees
from tests.fuzzing.choices import Choices
from tests.fuzzing.samples import SAMPLES
from tests.fuzzing.survival import Reader

FORMATS = list(ng.io.formats)
few = settings(max_examples=60)


@st.composite
def spoilt_bytes(draw: Any, format: str) -> bytes:
    """Draw a valid file with bytes changed, left out, doubled or put in."""
    raw = bytearray(draw(st.sampled_from(SAMPLES[format])).encode())
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(len(raw) - 1, 0)))
        upto = at + draw(st.integers(1, 20))
        kind = draw(st.integers(0, 3))
        if kind == 0:
            raw[at : at + 1] = draw(st.binary(min_size=1, max_size=4))
        elif kind == 1:
            del raw[at:upto]
        elif kind == 2:
            raw[at:at] = raw[at:upto]
        else:
            del raw[at:]
    return bytes(raw)


def test_every_format_has_files_to_spoil_and_all_of_them_are_read(tmp_path: Path) -> None:
    assert set(SAMPLES) == set(FORMATS)
    for format, files in SAMPLES.items():
        reader = Reader(format, tmp_path)
        assert all(reader.try_out(text.encode()) for text in files), format


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_with_spoilt_bytes_is_refused_in_words_or_usable(format: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        reader = Reader(format, Path(name))

        @few
        @given(raw=spoilt_bytes(format))
        def check(raw: bytes) -> None:
            reader.try_out(raw)

        check()


@pytest.mark.parametrize("format", FORMATS)
def test_a_document_changed_in_places_is_refused_in_words_or_usable(format: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        reader = Reader(format, Path(name))

        def tried(decisions: bytes) -> bool:
            return bool(reader.try_out(trees.spoilt(format, Choices(decisions))))

        @few
        @given(decisions=st.binary(min_size=4, max_size=60))
        def check(decisions: bytes) -> None:
            tried(decisions)

        check()
        # Whatever Hypothesis draws in this release: of these some are read.
        rng = random.Random(1)
        found = [tried(rng.randbytes(rng.randint(4, 60))) for _ in range(120)]
    assert any(found), "no document was read, so that nothing was tried out"
    assert not all(found), "no document was refused"


def test_a_spoilt_checkpoint_is_refused_in_words_or_usable(tmp_path: Path) -> None:
    place = tmp_path / "study.ckpt"
    assert checkpoints.try_out(checkpoints.sound(place), place)
    found = []

    @settings(max_examples=30)
    @given(decisions=st.binary(min_size=4, max_size=40))
    def check(decisions: bytes) -> None:
        found.append(checkpoints.try_out(checkpoints.spoilt(Choices(decisions), place), place))

    check()
    assert {*found} == {True, False}


# ------------------------------------------------------------- what fuzzing found, made small


@pytest.mark.parametrize(
    ("format", "text", "words"),
    [
        ("csv", "(disagreement point),b\nx,2\n", "No column holds|not clear|one column"),
        ("csv", "o,A,B\n(disagreement point),1,2\n(power),,2\nx,1,2\n", "(power).*every actor"),
        ("toml", "name = 0x" + "f" * 5000 + "\n" + SAMPLES["toml"][0][16:], "too large to show"),
        ("toml", SAMPLES["toml"][0].replace("0.9", "[[1], [2, 3]]"), "must be a number"),
        ("toml", 'base = "../beside"\n', "named without folder"),
        ("toml", f'base = "{"b" * 300}"\n', "named without folder"),
    ],
)
def test_what_raised_something_else_is_refused(
    format: str, text: str, words: str, tmp_path: Path
) -> None:
    reader = Reader(format, tmp_path)
    reader.path.write_text(text, encoding="utf-8")
    with pytest.raises(ng.NegotiationError, match=words.replace("(power)", r"\(power\)")):
        ng.io.read(reader.path)


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("gambit-nfg", 'NFG 1 R "" { "a\nb" "\x1b" } { 1 1 } 1 2'),
        ("gambit-efg", 'EFG 2 R "t\x1b" { "a\nb" } p "" 1 1 "" { "\u202e" } 0 t "" 0'),
        ("negolog", SAMPLES["negolog"][0].replace("0.7", "1e300").replace("1.0", "1e300")),
        ("csv", "(refused by),B\n1,2\n"),
        (
            "toml",
            SAMPLES["toml"][1].replace(
                "low = 0, mode = 0.02, high = 0.1", "low = 0, mode = 1, high = 1e200"
            ),
        ),
        ("toml", 'kind = "game"\nactors = ["A"]\nstrategies = [[0.0]]\npayoffs = [[1]]'),
    ],
)
def test_what_broke_after_it_was_read_does_so_no_more(
    format: str, text: str, tmp_path: Path
) -> None:
    assert Reader(format, tmp_path).try_out(text.encode())


ENDLESS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fingerprint, i"
)


@pytest.mark.parametrize(
    "schema",
    [
        f"DROP TABLE study; CREATE VIEW study AS {ENDLESS} AS digest FROM n",
        "CREATE TRIGGER t AFTER INSERT ON chunk BEGIN DELETE FROM chunk; END",
        "CREATE TABLE more (x)",
    ],
    ids=["a view without end", "a trigger", "another table"],
)
def test_a_checkpoint_with_tables_of_its_own_is_refused(schema: str, tmp_path: Path) -> None:
    place = tmp_path / "study.ckpt"
    checkpoints.sound(place)
    with contextlib.closing(sqlite3.connect(place)) as base:
        base.executescript(schema)
    with pytest.raises(ng.NegotiationError, match="its tables are not those of a checkpoint"):
        checkpoints.read(place)


@pytest.mark.parametrize("layout", checkpoints.LAYOUTS[2:])
def test_a_layout_that_is_none_is_refused_though_its_digest_agrees(
    layout: str, tmp_path: Path
) -> None:
    place = tmp_path / "study.ckpt"
    checkpoints.sound(place)
    with contextlib.closing(sqlite3.connect(place, isolation_level=None)) as base:
        checkpoints.put(base, 0, 1, layout, b"")
    with pytest.raises(ng.NegotiationError, match="layout of chunk 0 cannot be read"):
        checkpoints.read(place)
