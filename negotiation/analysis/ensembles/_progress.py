"""A bar over draws, in a terminal and in a notebook."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from negotiation.errors import MissingDependencyError


@contextlib.contextmanager
def bar(shown: bool, total: int, *, restored: int = 0, unit: str = "draw") -> Iterator[Any]:
    """Show a bar while the block runs and yield what moves it on.

    Parameters
    ----------
    shown : bool
        Without it nothing is shown, and tqdm is not needed.
    total, restored : int
        How many there are to do, and how many of them a checkpoint holds already.
    unit : str
        What is counted.

    Yields
    ------
    callable
        Takes how many more are done.

    Raises
    ------
    MissingDependencyError
        If tqdm is not installed.
    """
    if not shown:
        yield _nothing
        return
    kind = _kind()
    with kind(total=total, initial=restored, unit=f" {unit}s", unit_scale=True) as drawn:
        advance: Callable[[int], Any] = drawn.update
        yield advance


def _nothing(count: int) -> None:
    """Take note of nothing."""


def _kind() -> Any:
    try:
        with warnings.catch_warnings():
            # In a notebook without ipywidgets tqdm warns and shows its bar as text, which will do.
            warnings.simplefilter("ignore")
            from tqdm.auto import tqdm
    except ImportError:
        raise MissingDependencyError(
            "progress=True needs tqdm: pip install 'negotiation[progress]'"
        ) from None

    class Bar(tqdm):  # type: ignore[misc, unused-ignore]
        """A bar that starts no thread: a process pool may fork while it is shown."""

        monitor_interval = 0

    return Bar
