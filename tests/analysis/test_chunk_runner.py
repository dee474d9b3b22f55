"""The chunk runner: any executor, in order, to the last bit; broken executors; Ctrl-C; the bar."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from negotiation.analysis.ensembles._runner import Ran, run
from negotiation.errors import InvalidTypeError, MissingDependencyError, NegotiationError
from tests.analysis.toy_chunks import Dies, Fails, StatesItsProcess, StubbornError, Sums, Toy

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def ctrl_c() -> Iterator[None]:
    """Let Ctrl-C be heard, also where the tests run in the background and it is not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def ran(work: Any = None, chunks: Any = 23, **how: Any) -> tuple[Ran, Sums]:
    sums = Sums()
    return run(work or Toy(), chunks, take=sums.take, **how), sums


class Backwards(Executor):
    """Finishes whatever is submitted in the opposite order, a few at a time."""

    _max_workers = 3

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.most = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.stack.append((future, fn, args))
        self.most = max(self.most, len(self.stack))
        threading.Timer(0.002, self._last).start()
        return future

    def _last(self) -> None:
        future, fn, args = self.stack.pop()
        if future.set_running_or_notify_cancel():
            future.set_result(fn(*args))


class AtOnce(Executor):
    """Finishes what is submitted before it returns, and does something odd at one chunk."""

    _max_workers = 3

    def __init__(self, at: int = -1, odd: Callable[[Future[Any]], Any] | None = None) -> None:
        self.at, self.odd = at, odd
        self.futures: list[Future[Any]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if args[0] == self.at and self.odd is not None:
            self.odd(future)
        else:
            future.set_result(fn(*args))
        self.futures.append(future)
        return future


def interrupt(*_: Any) -> None:
    signal.raise_signal(signal.SIGINT)


def shut(*_: Any) -> None:
    raise RuntimeError("cannot schedule new futures")


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_threads_and_this_process_agree_to_the_last_bit(workers: int) -> None:
    _, plain = ran()
    with ThreadPoolExecutor(workers) as pool:
        answer, sums = ran(executor=pool)
    assert sums.result == plain.result
    assert sums.order == list(range(23))
    assert answer == Ran(23, 23)


@pytest.mark.parametrize("workers", [1, 2])
def test_processes_and_this_process_agree_to_the_last_bit(workers: int) -> None:
    _, plain = ran()
    with ProcessPoolExecutor(workers) as pool:
        answer, sums = ran(executor=pool)
        assert pool.submit(abs, -3).result() == 3  # it has not been shut down
    assert sums.result == plain.result
    assert answer == Ran(23, 23)


def test_the_order_of_float_sums_matters_here() -> None:
    # Otherwise the tests above would not notice chunks handed over out of order.
    _, forward = ran()
    backward = Sums()
    for chunk in reversed(range(23)):
        backward.take(chunk, Toy()(chunk))
    assert backward.total != forward.total


def test_chunks_that_arrive_out_of_order_wait_and_few_are_under_way() -> None:
    pool = Backwards()
    answer, sums = ran(chunks=60, executor=pool)
    assert sums.order == list(range(60))
    assert answer.done == 60
    assert pool.most <= 2 * Backwards._max_workers


def test_a_slow_first_chunk_does_not_let_results_pile_up() -> None:
    gate = threading.Event()
    seen: list[int] = []

    def work(chunk: int) -> dict[str, Any]:
        if chunk == 0:
            gate.wait(10)
        else:
            seen.append(chunk)
            if len(seen) == 7:
                # Two workers: four in flight, eight under way, and then it waits for the first.
                threading.Timer(0.3, gate.set).start()
        return Toy()(chunk)

    most: list[int] = []
    sums = Sums()

    def take(chunk: int, arrays: dict[str, Any]) -> None:
        if chunk == 0:
            most.append(len(seen))
        sums.take(chunk, arrays)

    with ThreadPoolExecutor(2) as pool:
        run(work, 100, take=take, executor=pool)
    assert most == [7]
    assert sums.order == list(range(100))


@pytest.mark.parametrize("chunks", [0, [], 1, [3]])
def test_none_and_one(chunks: Any) -> None:
    answer, sums = ran(chunks=chunks)
    count = chunks if isinstance(chunks, int) else len(chunks)
    assert answer == Ran(count, count)
    assert len(sums.order) == count


# ---------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize("kind", [None, ThreadPoolExecutor, ProcessPoolExecutor])
def test_an_error_of_the_work_names_the_chunk(kind: Any) -> None:
    with contextlib.ExitStack() as stack:
        pool = stack.enter_context(kind(2)) if kind else None
        with pytest.raises(ValueError, match="the thing itself") as caught:
            ran(Fails(5), executor=pool)
    assert "In chunk 5 of 23." in caught.value.__notes__
    if kind is ProcessPoolExecutor:  # where it was raised is not lost
        assert "raise self.error" in caught.value.__notes__[1]


def test_an_error_that_fits_through_no_pipe_is_told_in_words() -> None:
    with (
        ProcessPoolExecutor(1) as pool,
        pytest.raises(NegotiationError, match="StubbornError: the thing itself") as caught,
    ):
        ran(Fails(2, StubbornError), executor=pool)
    assert "In chunk 2 of 23." in caught.value.__notes__
    with (
        ThreadPoolExecutor(1) as threads,
        pytest.raises(StubbornError, match="the thing itself"),
    ):
        ran(Fails(2, StubbornError), executor=threads)


def test_a_killed_worker_breaks_the_pool_and_the_rest_is_done_here() -> None:
    _, plain = ran()
    with ProcessPoolExecutor(2) as pool:
        answer, sums = ran(Dies(7, os.getpid()), executor=pool)
    assert sums.result == plain.result
    assert not answer.partial
    (note,) = answer.notes
    assert "The executor broke (BrokenProcessPool" in note
    assert "of 23 chunks were worked out in this process instead" in note


def test_what_a_broken_pool_had_finished_is_kept() -> None:
    killed = threading.Event()
    sums = Sums()
    with ProcessPoolExecutor(2) as pool:

        def take(chunk: int, arrays: dict[str, Any]) -> None:
            sums.take(chunk, arrays)
            if chunk == 9 and not killed.is_set():
                killed.set()
                os.kill(next(iter(pool._processes)), signal.SIGKILL)

        answer = run(StatesItsProcess(), 30, take=take, executor=pool)
    assert sums.result == ran(chunks=30)[1].result
    assert os.getpid() in sums.processes
    assert len(sums.processes) >= 2
    here = int(answer.notes[0].split("; ")[1].split(" of ")[0])
    assert 10 <= here <= 20


def test_an_executor_that_was_shut_down_is_a_broken_one() -> None:
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    answer, sums = ran(executor=pool)
    assert sums.result == ran()[1].result
    assert "23 of 23 chunks" in answer.notes[0]


def test_what_had_arrived_when_an_executor_breaks_is_kept() -> None:
    answer, sums = ran(executor=AtOnce(4, shut))
    assert sums.result == ran()[1].result
    assert answer.notes == (
        "The executor broke (RuntimeError: cannot schedule new futures); 19 of 23 chunks were "
        "worked out in this process instead.",
    )


def test_what_waits_is_cancelled_when_a_chunk_fails() -> None:
    pool = AtOnce(1, lambda future: None)  # chunk 1 stays where it is
    with pytest.raises(ValueError, match="itself"):
        ran(Fails(0), executor=pool)
    assert pool.futures[1].cancelled()


def test_tasks_cancelled_by_somebody_else_are_done_here() -> None:
    class Cancels(Backwards):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            if args != (8,):
                return super().submit(fn, *args)
            future: Future[Any] = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
            return future

    answer, sums = ran(executor=Cancels())
    assert sums.result == ran()[1].result
    assert "its tasks were cancelled" in answer.notes[0]


def test_work_that_cannot_be_sent_says_what_can() -> None:
    with (
        ProcessPoolExecutor(1) as pool,
        pytest.raises(InvalidTypeError, match=r"top of a module.*ThreadPoolExecutor"),
    ):
        ran(lambda chunk: Toy()(chunk), executor=pool)
    with ThreadPoolExecutor(1) as threads:
        assert ran(lambda chunk: Toy()(chunk), executor=threads)[0].done == 23


@pytest.mark.parametrize("given", [4, "processes", object()])
def test_what_is_no_executor_is_refused(given: Any) -> None:
    with pytest.raises(InvalidTypeError, match=r"concurrent\.futures\.Executor"):
        ran(executor=given)


def test_a_dask_client_is_told_apart_from_its_executor() -> None:
    class Client:
        def get_executor(self) -> None: ...

    with pytest.raises(InvalidTypeError, match=r"client\.get_executor\(\)"):
        ran(executor=Client())


# ---------------------------------------------------------------- Ctrl-C


@pytest.mark.parametrize("kind", [None, ThreadPoolExecutor])
def test_an_interrupt_returns_the_first_chunks_without_a_gap(kind: Any) -> None:
    sums = Sums()

    def take(chunk: int, arrays: dict[str, Any]) -> None:
        if chunk == 6:
            signal.raise_signal(signal.SIGINT)  # half-way through a chunk
        sums.take(chunk, arrays)

    before = signal.getsignal(signal.SIGINT)
    with contextlib.ExitStack() as stack:
        pool = stack.enter_context(kind(2)) if kind else None
        answer = run(Toy(), 40, take=take, executor=pool)
    assert answer.partial
    assert 7 <= answer.done < 40
    assert sums.order == list(range(answer.done))
    assert f"Interrupted after {answer.done} of 40 chunks." in answer.notes
    assert sums.result == ran(chunks=answer.done)[1].result
    assert signal.getsignal(signal.SIGINT) is before


def test_what_had_arrived_at_an_interrupt_is_handed_over() -> None:
    answer, _ = ran(executor=AtOnce(4, interrupt))  # while it is submitted
    assert (answer.done, answer.partial) == (4, True)
    sums = Sums()

    def take(chunk: int, arrays: dict[str, Any]) -> None:
        sums.take(chunk, arrays)
        if chunk == 2:
            interrupt()

    answer = run(Toy(), 23, take=take, executor=AtOnce())  # six were under way
    assert (answer.done, answer.partial) == (6, True)
    assert sums.order == list(range(6))


def test_an_interrupt_that_reaches_a_worker_first_is_one() -> None:
    pool = AtOnce(3, lambda future: future.set_exception(KeyboardInterrupt()))
    answer, _ = ran(executor=pool)
    assert (answer.partial, answer.notes) == (
        True,
        (f"Interrupted after {answer.done} of 23 chunks.",),
    )
    assert 3 <= answer.done < 23


def test_a_second_interrupt_is_let_through() -> None:
    def take(chunk: int, arrays: dict[str, Any]) -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        run(Toy(), 40, take=take)
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_before_anything_is_finished_is_let_through() -> None:
    with pytest.raises(KeyboardInterrupt):
        ran(Fails(0, lambda text: KeyboardInterrupt(text)))


def test_a_handler_of_the_readers_own_is_left_in_place() -> None:
    heard: list[int] = []

    def own(number: int, frame: Any) -> None:
        heard.append(number)

    def take(chunk: int, arrays: dict[str, Any]) -> None:
        if chunk == 2:
            signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGINT, own)
    try:
        answer = run(Toy(), 5, take=take)
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard == [signal.SIGINT]
    assert answer == Ran(5, 5)


def test_a_thread_can_run_it() -> None:
    found: list[Ran] = []
    thread = threading.Thread(target=lambda: found.append(ran()[0]))
    thread.start()
    thread.join()
    assert found == [Ran(23, 23)]


INTERRUPTED = """
import signal
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from negotiation.analysis.ensembles._runner import run
from tests.analysis.toy_chunks import Sums, Toy

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    kinds = {"threads": ThreadPoolExecutor, "processes": ProcessPoolExecutor}
    pool = kinds[sys.argv[1]](2) if sys.argv[1] in kinds else None
    sums = Sums()

    def take(chunk, arrays):
        sums.take(chunk, arrays)
        print("taken", chunk, flush=True)

    ran = run(Toy(seconds=0.03), 500, take=take, executor=pool)
    print("done", ran.done, ran.partial, *sums.result, flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    # A terminal interrupts the whole group, `kill` one process.
    ("kind", "whole_group"),
    [("none", False), ("threads", True), ("processes", False), ("processes", True)],
)
def test_a_real_interrupt_of_a_real_process(kind: str, whole_group: bool) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, kind],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert child.stdout is not None
    line = ""
    while not line.startswith("taken 4"):
        line = child.stdout.readline()
        assert line, child.stderr.read() if child.stderr else ""
    if whole_group:
        os.killpg(child.pid, signal.SIGINT)
    else:
        child.send_signal(signal.SIGINT)
    start = time.monotonic()
    rest, errors = child.communicate(timeout=20)
    assert time.monotonic() - start < 10
    _, done, partial, digest, total = rest.splitlines()[-1].split()
    assert partial == "True", errors
    assert 5 <= int(done) < 500
    assert (digest, total) == ran(chunks=int(done))[1].result


# ---------------------------------------------------------------- the bar


def test_the_bar_counts_draws(capsys: pytest.CaptureFixture[str]) -> None:
    ran(chunks=[100, 100, 50], progress=True)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "250/250" in shown.err
    assert "draws" in shown.err


def test_no_bar_unless_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    ran()
    assert capsys.readouterr() == ("", "")


def test_the_bar_ends_with_an_error_and_starts_no_thread(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from tqdm.auto import tqdm

    before = threading.active_count()
    with pytest.raises(ValueError, match="itself"):
        ran(Fails(3), progress=True)
    assert threading.active_count() == before
    assert not getattr(tqdm, "_instances", ())
    assert capsys.readouterr().err.endswith("\n")


def test_a_bar_without_tqdm_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    with pytest.raises(MissingDependencyError, match=r"pip install 'negotiation\[progress\]'"):
        ran(progress=True)
    assert ran()[0].done == 23


def test_arrays_may_be_anything_array_like() -> None:
    seen: dict[str, Any] = {}
    run(lambda chunk: {"a": [1, 2]}, 1, take=lambda chunk, arrays: seen.update(arrays))
    assert isinstance(seen["a"], np.ndarray)
