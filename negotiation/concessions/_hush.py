"""The integer solver's stray debugging line, kept off the user's screen.

Some releases of HiGHS print a line of their own to the C library's standard output whatever
they are told (jump-dev/HiGHS.jl, issue 312).  It is filtered out; whatever else is printed in
the meantime, by whichever thread, is passed on.
"""

from __future__ import annotations

import ctypes
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_STRAY = b"HighsMipSolverData::"
_SCREEN = 1
_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def hushed() -> Iterator[None]:
    """Let standard output through but for the solver's stray line."""
    with _ONE_AT_A_TIME:
        kept = _copy_of_screen()
        if kept is None:
            yield
            return
        with tempfile.TemporaryFile() as caught:
            _flush()
            os.dup2(caught.fileno(), _SCREEN)
            try:
                yield
            finally:
                _flush()
                os.dup2(kept, _SCREEN)
                os.close(kept)
                caught.seek(0)
                others = b"".join(line for line in caught if not line.startswith(_STRAY))
                if others:
                    os.write(_SCREEN, others)


def _copy_of_screen() -> int | None:
    """Return a second handle of standard output, ``None`` where there is nothing to filter."""
    if os.name != "posix":
        return None
    try:
        return os.dup(_SCREEN)
    except OSError:  # standard output is closed
        return None


def _flush() -> None:
    """Write out what the C library still holds back."""
    ctypes.CDLL(None).fflush(None)
