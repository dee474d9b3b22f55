"""Other people's loops, ended when their time is up."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import Any


class _TimeUpError(Exception):
    """Raised inside the loop."""


def collect(steps: Callable[[], Any], seconds: float) -> tuple[list[Any], BaseException | None]:
    """Return what an iterator yields within some seconds, and what stopped it before its end.

    The loop runs in a thread of its own and looks at the clock at every line of Python, so
    that one that never ends is ended and this process's settings stay as they are.

    Parameters
    ----------
    steps : callable
        Makes the iterator; called in the thread.
    seconds : float
        How long it may take.

    Returns
    -------
    list
        Everything it yielded.
    exception or None
        `TimeoutError` if it was ended, what it raised if it failed, ``None`` if it finished.
    """
    found: list[Any] = []
    failure: list[BaseException] = []
    deadline = time.monotonic() + seconds

    def watch(frame: Any, event: str, argument: Any) -> Any:
        if time.monotonic() > deadline:
            raise _TimeUpError
        return watch

    def run() -> None:
        sys.settrace(watch)
        try:
            for step in steps():
                found.append(step)
        except _TimeUpError:
            failure.append(TimeoutError(f"It had not ended after {seconds:g} seconds."))
        except Exception as error:
            failure.append(error)
        finally:
            sys.settrace(None)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join()
    return found, failure[0] if failure else None
