"""Ctrl-C: the first one ends the work and keeps what is finished, the second ends everything."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType, TracebackType
from typing import Any


class Interrupts:
    """Hold back the first Ctrl-C while something is done that must not be cut in half.

    Entered as a context.  Python's own handler raises `KeyboardInterrupt` between any two
    instructions, also half-way through adding a chunk to a tally; inside `whole` this one waits
    for the end of the block.  A second Ctrl-C is raised at once, wherever it comes.  A program that
    has put a handler of its own in place keeps it, and so do threads other than the main one.

    Attributes
    ----------
    asked : int
        How often Ctrl-C was pressed.
    """

    def __init__(self) -> None:
        self.asked = 0
        self._inside = False
        self._before: Any = None

    def __enter__(self) -> Interrupts:
        if (
            threading.current_thread() is threading.main_thread()
            and signal.getsignal(signal.SIGINT) is signal.default_int_handler
        ):
            self._before = signal.signal(signal.SIGINT, self._handle)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self.asked += 1
        if self.asked > 1 or not self._inside:
            raise KeyboardInterrupt

    @contextlib.contextmanager
    def whole(self) -> Iterator[None]:
        """Run a block to its end before a first Ctrl-C is heard."""
        before = self.asked
        self._inside = True
        try:
            yield
        finally:
            self._inside = False
        if self.asked > before:
            raise KeyboardInterrupt
