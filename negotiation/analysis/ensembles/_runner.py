"""Many chunks of work on any executor, handed over in their order."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from negotiation._shares import counted
from negotiation.analysis.ensembles._checkpoint import Checkpoint, opened
from negotiation.analysis.ensembles._executors import (
    ExecutorBrokenError,
    Guarded,
    Work,
    check_executor,
    of_the_executor,
    workers,
)
from negotiation.analysis.ensembles._interrupts import Interrupts
from negotiation.analysis.ensembles._progress import bar

Arrays = dict[str, np.ndarray[Any, Any]]

_AHEAD = 2
"""Chunks in flight per worker: one in work, one waiting, so that no worker is idle."""
_PATIENCE = 0.5
"""Seconds after which a waiting process looks up, so that Ctrl-C is heard on every system."""


@dataclass(frozen=True)
class Ran:
    """What became of a run.

    Attributes
    ----------
    done, total : int
        Chunks handed over, always the first `done` of them, and chunks there are.
    partial : bool
        Whether Ctrl-C ended the run before the last chunk.
    restored : int
        How many of those handed over came from the checkpoint.
    notes : tuple of str
        What the reader of the result should know of how it came about.
    """

    done: int
    total: int
    partial: bool = False
    restored: int = 0
    notes: tuple[str, ...] = ()


def run(
    work: Work,
    chunks: int | Sequence[int],
    *,
    take: Callable[[int, Arrays], None],
    executor: Any = None,
    checkpoint: str | os.PathLike[str] | None = None,
    fingerprint: str = "",
    progress: bool = False,
) -> Ran:
    """Work out chunks 0, 1, … on an executor and hand over their results in that order.

    Whatever the executor, `take` sees the same arrays in the same order, so sums of floats come
    out the same to the last bit.  Memory is bounded: only a few chunks per worker are under way or
    wait for an earlier one.

    Parameters
    ----------
    work : callable
        ``work(chunk) -> {name: array}``; depends on the number of the chunk alone.
    chunks : int or sequence of int
        How many chunks there are, or how many draws each of them holds.
    take : callable
        ``take(chunk, arrays)``, called in this process, never cut in half by Ctrl-C.
    executor : concurrent.futures.Executor, optional
        Where the work is done; this process by default.  It is not shut down.  If it breaks, the
        chunks that are missing are worked out in this process and a note says so.
    checkpoint : path, optional
        A file that keeps every chunk as soon as it is finished; chunks that it holds are not
        worked out again.
    fingerprint : str
        What the work is, from `fingerprint`; a checkpoint of other work is refused.
    progress : bool
        Whether to show a bar.

    Returns
    -------
    Ran
        After Ctrl-C the first chunks, without a gap, and ``partial``.

    Raises
    ------
    InvalidTypeError
        If `executor` is not one, or `work` cannot be sent to another process.
    CheckpointError
        If the checkpoint is damaged, of another study, in use or not a checkpoint.
    MissingDependencyError
        If a bar is wanted and tqdm is not installed.
    KeyboardInterrupt
        If Ctrl-C is pressed before the first chunk is finished, or a second time.
    Exception
        What `work` raises, with a note that names the chunk.
    """
    if executor is not None:
        check_executor(executor)
    sizes = [1] * chunks if isinstance(chunks, int) else [int(each) for each in chunks]
    unit = "chunk" if isinstance(chunks, int) else "draw"
    with contextlib.ExitStack() as stack:
        interrupts = stack.enter_context(Interrupts())
        store = None
        if checkpoint is not None:
            store = stack.enter_context(opened(checkpoint, fingerprint))
        stored = store.holding(sizes) if store is not None else frozenset()
        done = sum(sizes[each] for each in stored)
        advance = stack.enter_context(bar(progress, sum(sizes), restored=done, unit=unit))
        course = _Course(work, sizes, take, interrupts, advance, store, stored)
        try:
            course.run(executor)
        except KeyboardInterrupt:
            course.hand_over()
            if course.next == 0:
                raise
        return course.answer()


@dataclass
class _Course:
    """A run under way."""

    work: Work
    sizes: list[int]
    take: Callable[[int, Arrays], None]
    interrupts: Interrupts
    advance: Callable[[int], Any]
    store: Checkpoint | None
    stored: frozenset[int]
    next: int = 0
    restored: int = 0
    waiting: dict[int, Arrays] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def missing(self) -> list[int]:
        """The chunks that are still to be worked out."""
        rest = range(self.next, len(self.sizes))
        return [each for each in rest if each not in self.stored and each not in self.waiting]

    def run(self, executor: Any) -> None:
        """Work out what is missing and hand everything over."""
        self.hand_over()
        if executor is not None:
            try:
                self._on(executor)
            except ExecutorBrokenError as broken:
                here, total = len(self.missing), counted(len(self.sizes), "chunk")
                self.notes.append(
                    f"The executor broke ({broken}); {here:,} of {total} were worked out in this "
                    "process instead."
                )
        for chunk in self.missing:
            try:
                answer = self.work(chunk)
            except Exception as error:
                error.add_note(f"In chunk {chunk} of {len(self.sizes)}.")
                raise
            self._keep(chunk, answer)
            self.hand_over()

    def hand_over(self) -> None:
        """Pass on every chunk whose turn it is."""
        while self.next in self.waiting or self.next in self.stored:
            with self.interrupts.whole():
                if self.next in self.waiting:
                    arrays = self.waiting.pop(self.next)
                else:
                    assert self.store is not None
                    arrays = self.store.get(self.next)
                    self.restored += 1
                self.take(self.next, arrays)
                self.next += 1

    def answer(self) -> Ran:
        """Return what became of the run."""
        total = len(self.sizes)
        if self.next < total:
            kept = " The checkpoint keeps what is finished." if self.store is not None else ""
            self.notes.append(
                f"Interrupted after {self.next:,} of {counted(total, 'chunk')}.{kept}"
            )
        return Ran(self.next, total, self.next < total, self.restored, tuple(self.notes))

    def _on(self, executor: Any) -> None:
        """Keep an executor busy until nothing is missing.

        Raises
        ------
        ExecutorBrokenError
            If it cannot go on; what it finished until then is kept.
        """
        queue = deque(self.missing)
        flying: dict[Future[Any], int] = {}
        limit = _AHEAD * workers(executor)
        guarded = Guarded(self.work, os.getpid())
        try:
            while queue or flying:
                while queue and len(flying) < limit and queue[0] < self.next + 2 * limit:
                    flying[self._submit(executor, guarded, queue[0])] = queue[0]
                    queue.popleft()
                self._harvest(flying, _PATIENCE)
                self.hand_over()
        except ExecutorBrokenError:
            with contextlib.suppress(ExecutorBrokenError):
                while any(each.done() for each in flying):
                    self._harvest(flying, 0.0, kept_only=True)
            raise
        except KeyboardInterrupt:
            self._harvest(flying, 0.0, kept_only=True)
            raise
        finally:
            for each in flying:
                each.cancel()

    def _submit(self, executor: Any, guarded: Guarded, chunk: int) -> Future[Any]:
        try:
            future: Future[Any] = executor.submit(guarded, chunk)
        except Exception as error:
            raise of_the_executor(error, self.work) from error
        return future

    def _harvest(
        self, flying: dict[Future[Any], int], timeout: float, *, kept_only: bool = False
    ) -> None:
        """Keep the chunks that have arrived; with `kept_only` pass over those that failed."""
        arrived = wait(flying, timeout=timeout, return_when=FIRST_COMPLETED).done
        for future in sorted(arrived, key=lambda each: flying[each]):
            chunk = flying.pop(future)
            error = None if future.cancelled() else future.exception()
            if future.cancelled() or error is not None:
                if kept_only:
                    continue
                if isinstance(error, KeyboardInterrupt):  # it reached the worker as well
                    raise KeyboardInterrupt
                raise of_the_executor(error, self.work) from error
            answer, own_error, trace = future.result()
            if own_error is None:
                self._keep(chunk, answer)
            elif not kept_only:
                own_error.add_note(f"In chunk {chunk} of {len(self.sizes)}.")
                if trace:
                    own_error.add_note(trace)
                raise own_error

    def _keep(self, chunk: int, answer: Mapping[str, Any]) -> None:
        """Put a finished chunk by until its turn comes, and into the checkpoint at once."""
        with self.interrupts.whole():
            arrays = {name: np.asarray(each) for name, each in answer.items()}
            if self.store is not None:
                self.store.put(chunk, self.sizes[chunk], arrays)
            self.waiting[chunk] = arrays
            self.advance(self.sizes[chunk])
