"""What can be asked of any executor, and what its errors mean."""

from __future__ import annotations

import contextlib
import os
import pickle
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from negotiation.errors import InvalidTypeError, NegotiationError

Work = Callable[[int], Mapping[str, Any]]


class ExecutorBrokenError(Exception):
    """The executor cannot go on; the work itself is not at fault."""


@dataclass(frozen=True)
class Guarded:
    """The work, answering with its own error instead of raising it.

    So whatever a future raises is the executor's doing, whichever executor it is.
    """

    work: Work
    home: int
    """The process that asks; errors that go elsewhere must fit through a pipe."""

    def __call__(self, chunk: int) -> tuple[Mapping[str, Any], Exception | None, str]:
        """Return the arrays of a chunk, or the error and, from elsewhere, where it was raised."""
        try:
            return self.work(chunk), None, ""
        except Exception as error:
            if os.getpid() == self.home:
                return {}, error, ""
            return {}, _portable(error), traceback.format_exc()


def _portable(error: Exception) -> Exception:
    """Return an error that can be sent to another process."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return NegotiationError(f"{type(error).__name__}: {error}")
    return error


def check_executor(executor: Any) -> None:
    """Refuse what is not an executor, naming what would be.

    Raises
    ------
    InvalidTypeError
    """
    if callable(getattr(executor, "get_executor", None)):
        raise InvalidTypeError(
            "A Dask client is not an executor: use executor=client.get_executor().",
            given=executor,
        )
    if not callable(getattr(executor, "submit", None)) or not hasattr(executor, "shutdown"):
        raise InvalidTypeError(
            "executor= takes a concurrent.futures.Executor, such as ProcessPoolExecutor(4), or "
            "client.get_executor() of a Dask client.",
            given=executor,
        )


def workers(executor: Any) -> int:
    """Return how many workers an executor has, as far as it says."""
    known = getattr(executor, "_max_workers", None)
    if isinstance(known, int):
        return max(known, 1)
    with contextlib.suppress(Exception):  # Dask: the threads of all its workers
        return max(int(sum(executor._client.nthreads().values())), 1)
    return 2 * (os.cpu_count() or 1)


def of_the_executor(error: BaseException | None, work: Work) -> Exception:
    """Return what an error that is not the work's own amounts to.

    Parameters
    ----------
    error : exception or None
        What the future raised; None if it was cancelled by somebody else.
    work : callable
        If it cannot be sent to another process, that is the cause.
    """
    try:
        pickle.dumps(work)
    except Exception as reason:
        return InvalidTypeError(
            f"The work cannot be sent to another process ({reason}). Use functions that stand at "
            "the top of a module, not lambdas or functions inside functions, or a "
            "ThreadPoolExecutor."
        )
    if error is None:
        return ExecutorBrokenError("its tasks were cancelled")
    said = str(error).strip().splitlines()
    name = type(error).__name__
    return ExecutorBrokenError(f"{name}: {said[0]}" if said else name)
