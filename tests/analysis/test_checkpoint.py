"""Checkpoints: what is finished survives, what is damaged or foreign is refused and left alone."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from negotiation.analysis.ensembles._checkpoint import opened
from negotiation.analysis.ensembles._runner import Ran, run
from negotiation.errors import CheckpointError, InvalidTypeError, NegotiationError
from tests.analysis.killed_runs import kill_twenty_times, toy_run
from tests.analysis.toy_chunks import Fails, Sums, Toy

CHUNKS = 12


@pytest.fixture(autouse=True)
def ctrl_c() -> Iterator[None]:
    """Let Ctrl-C be heard, also where the tests run in the background and it is not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def ran(path: Any, chunks: Any = CHUNKS, work: Any = None, **how: Any) -> tuple[Ran, Sums]:
    sums = Sums()
    how = {"fingerprint": "toy", **how}
    return run(work or Toy(), chunks, take=sums.take, checkpoint=path, **how), sums


def never(chunk: int) -> dict[str, Any]:
    raise AssertionError(f"chunk {chunk} was worked out again")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "study.checkpoint"


@pytest.fixture
def plain() -> tuple[str, str]:
    sums = Sums()
    run(Toy(), CHUNKS, take=sums.take)
    return sums.result


def test_a_finished_checkpoint_is_the_study(path: Path, plain: tuple[str, str]) -> None:
    first, sums = ran(path)
    assert first == Ran(CHUNKS, CHUNKS)
    assert sums.result == plain
    again, repeated = ran(str(path), work=never)
    assert again == Ran(CHUNKS, CHUNKS, restored=CHUNKS)
    assert repeated.result == plain
    assert os.listdir(path.parent) == [path.name]  # nothing is left beside it


def test_after_an_error_the_rest_is_worked_out(path: Path, plain: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="itself"):
        ran(path, work=Fails(7))
    answer, sums = ran(path)
    assert answer.restored == 7
    assert sums.result == plain


def test_chunks_finished_out_of_order_are_kept(path: Path, plain: tuple[str, str]) -> None:
    def slow_first(chunk: int) -> dict[str, Any]:
        if chunk == 0:
            time.sleep(0.2)
            raise ValueError("the thing itself")
        return Toy()(chunk)

    with ThreadPoolExecutor(2) as pool, pytest.raises(ValueError, match="itself"):
        ran(path, work=slow_first, executor=pool)
    answer, sums = ran(path)
    assert answer.restored >= 3
    assert sums.result == plain


def test_a_study_can_be_made_longer(path: Path) -> None:
    sizes: list[int] = []

    def work(chunk: int) -> dict[str, Any]:
        sizes.append(chunk)
        return Toy()(chunk)

    ran(path, [50, 50, 20], work)
    answer, sums = ran(path, [50, 50, 50, 10], work)
    assert sizes == [0, 1, 2, 2, 3]  # the chunk that was cut short is worked out again
    assert answer.restored == 2
    assert sums.result == ran(path, [50, 50, 50, 10], never)[1].result
    assert ran(path, [50], never)[0] == Ran(1, 1, restored=1)


def test_an_interrupted_run_goes_on(path: Path, plain: tuple[str, str]) -> None:
    sums = Sums()

    def take(chunk: int, arrays: dict[str, Any]) -> None:
        sums.take(chunk, arrays)
        if chunk == 4:
            signal.raise_signal(signal.SIGINT)

    answer = run(Toy(), CHUNKS, take=take, checkpoint=path, fingerprint="toy")
    assert answer == Ran(
        5,
        CHUNKS,
        True,
        0,
        ("Interrupted after 5 of 12 chunks. The checkpoint keeps what is finished.",),
    )
    answer, sums = ran(path)
    assert (answer.restored, sums.result) == (5, plain)


@pytest.mark.parametrize(
    "array",
    [
        np.array(True),
        np.zeros((0, 3)),
        np.zeros((2, 0, 3), dtype=np.int8),
        np.arange(6, dtype=">i4").reshape(2, 3).T,
        np.array([np.nan, -0.0, np.inf, 5e-324]),
        np.array([1 + 2j]),
        np.arange(4, dtype=np.uint16)[::-2],
        np.float32([1 / 3]),
    ],
    ids=lambda each: f"{each.dtype}{each.shape}",
)
def test_arrays_come_back_as_they_were(path: Path, array: Any) -> None:
    with opened(path, "toy") as store:
        store.put(3, 1, {"a": array, "b": np.ones(2)})
    with opened(path, "toy") as store:
        back = store.get(3)
    assert list(back) == ["a", "b"]
    assert back["a"].shape == array.shape
    assert back["a"].dtype == array.dtype.newbyteorder("=")
    assert back["a"].tobytes() == array.astype(array.dtype.newbyteorder("=")).tobytes()
    assert back["a"].flags.writeable


@pytest.mark.parametrize(
    "array", [np.array([object()]), np.array(["a"]), np.array(["2020"], "M8[Y]")]
)
def test_what_is_not_plain_numbers_is_not_stored(path: Path, array: Any) -> None:
    with pytest.raises(InvalidTypeError, match="the array 'odd' does not"):
        run(lambda chunk: {"odd": array}, 1, take=print, checkpoint=path)


# ---------------------------------------------------------------- what is refused


def refused(path: Path, words: str, **how: Any) -> None:
    """Expect a refusal that leaves the file as it was."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(CheckpointError, match=words) as caught:
        ran(path, work=never, **how)
    assert isinstance(caught.value, NegotiationError | ValueError)
    assert caught.value.place == {"file": str(path)}
    assert (path.read_bytes() if path.is_file() else None) == before


def test_another_study_is_refused(path: Path) -> None:
    ran(path)
    refused(path, "belongs to another study", fingerprint="another")


@pytest.mark.parametrize(
    "content",
    [b"x", b"notes of mine\n" * 9, b"SQLite format 3\0", os.urandom(8192), b"\0" * 4096],
    ids=["one byte", "text", "only the first words", "noise", "zeros"],
)
def test_a_foreign_file_is_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    refused(path, "some other|damaged|other database")


def test_an_empty_file_is_left_alone(path: Path) -> None:
    path.touch()
    refused(path, "is empty, which a checkpoint never is")


def test_a_foreign_database_is_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE study (fingerprint TEXT)")
    base.close()
    refused(path, "is some other database, which is left as it is")


def test_a_pickle_is_not_read(path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> Any:
            return (os.mkdir, (str(path.parent / "exploded"),))

    path.write_bytes(pickle.dumps(Bomb()))
    refused(path, "some other file")
    assert not (path.parent / "exploded").exists()


def test_folders_and_missing_folders(path: Path) -> None:
    path.mkdir()
    refused(path, "is not a file")
    refused(path / "deeper" / "study", "no such folder. Make it first")


def test_a_pipe_does_not_hang(path: Path) -> None:
    os.mkfifo(path)
    refused(path, "is not a file")


def test_a_link_to_nowhere_is_not_followed(path: Path) -> None:
    path.symlink_to(path.parent / "nowhere")
    refused(path, "is not a file")
    assert not (path.parent / "nowhere").exists()


def test_a_file_that_may_only_be_read(
    path: Path, plain: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match="itself"):
        ran(path, work=Fails(7))

    # The superuser may write everywhere, so it is SQLite that is told to refuse.
    def only_to_read(address: str, **how: Any) -> sqlite3.Connection:
        return connect(address.replace("mode=rw", "mode=ro"), **how)

    connect = sqlite3.connect
    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", only_to_read)
        assert ran(path, 7, never)[0].restored == 7
        with pytest.raises(CheckpointError, match=r"cannot be written any more.*readonly"):
            ran(path)
    assert ran(path)[1].result == plain


def test_another_format_is_refused(path: Path) -> None:
    ran(path)
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA user_version = 99")
    base.close()
    refused(path, r"another format \(99\)")


def change(path: Path, statement: str, *values: Any) -> None:
    with sqlite3.connect(path) as base:
        base.execute(statement, values)
    base.close()


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE study SET fingerprint = 'toi'", "does not say which study"),
        ("DELETE FROM study", "does not say which study"),
        ("INSERT INTO study SELECT * FROM study", "does not say which study"),
        ("UPDATE chunk SET size = 2 WHERE number = 4", "digest of chunk 4"),
        ("UPDATE chunk SET number = 40 WHERE number = 4", "digest of chunk 40"),
        ("UPDATE chunk SET layout = '[]' WHERE number = 4", "digest of chunk 4"),
        ("UPDATE chunk SET layout = x'00' WHERE number = 4", "chunk 4 is not complete"),
        ("UPDATE chunk SET content = 'text' WHERE number = 4", "chunk 4 is not complete"),
        ("UPDATE chunk SET size = 'many' WHERE number = 4", "no number or no size"),
        ("UPDATE chunk SET digest = '' WHERE number = 4", "digest of chunk 4"),
        ("DROP TABLE chunk", "is damaged: its tables are not those"),
        (
            "UPDATE chunk SET content = (SELECT content FROM chunk WHERE number = 5), digest = "
            "(SELECT digest FROM chunk WHERE number = 5) WHERE number = 4",
            "digest of chunk 4",
        ),
    ],
)
def test_a_sound_database_with_wrong_content_is_refused(
    path: Path, statement: str, words: str
) -> None:
    ran(path)
    change(path, statement)
    refused(path, words)


@pytest.mark.parametrize(
    "layout",
    [
        '[["a", "O", [1]]]',
        '[["a", "object", [1]]]',
        '[["a", "float64", [-1]]]',
        '[["a", "float64", [-1, -1]]]',
        '[["a", "float64", [2]]]',
        '[["a", "float64", [1e0]]]',
        '[["a", "float64", [999999999999]]]',
        '[["a", "float32", [1]]]',
        "[1]",
        "[]",
        "{",
        "[" * 5000,
    ],
    ids=lambda each: each[:30],
)
def test_a_layout_that_does_not_fit_is_refused_even_with_its_digest(
    path: Path, layout: str
) -> None:
    with opened(path, "toy") as store:
        content = np.ones(1).tobytes()
        digest = store._digest(0, 1, layout, content)
        store.base.execute(
            "INSERT INTO chunk VALUES (0, 1, ?, ?, ?)",
            (layout, content, digest),
        )
    refused(path, "layout of chunk 0 cannot be read")


# ---------------------------------------------------------------- damage, byte by byte


def never_wrong(path: Path, result: tuple[str, str]) -> bool:
    """Return whether the file was refused; if it was not, expect the true result of it."""
    try:
        _, sums = ran(path, 3, Toy(size=40))
    except CheckpointError:
        return True
    assert sums.result == result
    return False


@pytest.fixture
def small(path: Path) -> tuple[bytes, tuple[str, str]]:
    _, sums = ran(path, 3, Toy(size=40))
    return path.read_bytes(), sums.result


def used(content: bytes) -> list[int]:
    """Return where something is written, and a sample of where nothing is."""
    places = np.frombuffer(content, np.uint8)
    written = np.flatnonzero(places)
    return sorted({*written.tolist(), *range(0, len(content), 97)})


@pytest.mark.slow
@pytest.mark.parametrize("flip", [0x01, 0x80, 0xFF])
def test_a_flipped_byte_never_gives_a_wrong_answer(
    path: Path, small: tuple[bytes, tuple[str, str]], flip: int
) -> None:
    content, result = small
    places = np.random.default_rng(flip).permutation(used(content))[:400].tolist()
    count = 0
    for place in [*range(100), *places]:
        damaged = bytearray(content)
        damaged[place] ^= flip
        path.write_bytes(damaged)
        count += never_wrong(path, result)
    assert count > 300


def test_a_flipped_number_is_noticed(path: Path, small: tuple[bytes, tuple[str, str]]) -> None:
    content, _ = small
    place = content.index(Toy(size=40)(1)["value"].tobytes())
    for bit in range(8):
        damaged = bytearray(content)
        damaged[place + bit] ^= 1 << bit
        path.write_bytes(damaged)
        refused(path, "digest of chunk 1", chunks=3)


def test_what_only_the_database_itself_can_notice_is_refused(
    path: Path, small: tuple[bytes, tuple[str, str]]
) -> None:
    content, _ = small
    damaged = bytearray(content)
    damaged[39] ^= 1  # how many pages are free; no chunk depends on it
    path.write_bytes(damaged)
    refused(path, r"is damaged: .*freelist", chunks=3)


def test_the_bar_starts_where_the_checkpoint_ends(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran(path, [100, 100])
    ran(path, [100, 100, 50], progress=True)
    assert "250/250" in capsys.readouterr().err


@pytest.mark.parametrize("part", [0, 1, 99, 100, 512, 4095, 4096, 5000, 8192, 9999, -4096, -1])
def test_a_file_cut_short_never_gives_a_wrong_answer(
    path: Path, small: tuple[bytes, tuple[str, str]], part: int
) -> None:
    content, result = small
    path.write_bytes(content[:part])
    assert len(content[:part]) < len(content)
    assert never_wrong(path, result)
    assert path.read_bytes() == content[:part]


# ---------------------------------------------------------------- two at once


def test_a_second_run_on_the_same_file_is_told_so(path: Path) -> None:
    def take(chunk: int, arrays: dict[str, Any]) -> None:
        if chunk == 1:
            start = time.monotonic()
            with pytest.raises(CheckpointError, match="in use by another run"):
                ran(path)
            assert time.monotonic() - start < 5

    assert run(Toy(), 3, take=take, checkpoint=path, fingerprint="toy").done == 3


def _second(path: Path, told: Any) -> None:
    try:
        ran(path)
    except CheckpointError as error:
        told.put(str(error))
    else:
        told.put("it ran")


def test_another_process_on_the_same_file_is_told_so(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    with opened(path, "toy") as store:
        store.put(0, 1, {"a": np.ones(1)})
        other = context.Process(target=_second, args=(path, told))
        other.start()
        said = told.get(timeout=60)
        other.join()
    assert "in use by another run" in said


def test_a_full_disk_says_that_the_rest_is_safe(path: Path, plain: tuple[str, str]) -> None:
    with opened(path, "toy") as store:
        store.put(0, 1, Toy()(0))
        pages = store.base.execute("PRAGMA page_count").fetchone()[0]
        store.base.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(CheckpointError, match="What it holds is safe"):
            store.put(1, 1, {"a": np.ones(10_000)})
    answer, sums = ran(path)
    assert (answer.restored, sums.result) == (1, plain)


# ---------------------------------------------------------------- killed


@pytest.mark.slow
def test_killed_twenty_times_and_the_same_to_the_last_bit(tmp_path: Path) -> None:
    found = kill_twenty_times(toy_run, tmp_path)
    assert found == sorted(found)  # nothing finished is ever lost
    assert 5 < found[-1] < 60  # and the last run had something left to do
