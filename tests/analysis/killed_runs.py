"""Checkpointed runs in processes of their own, and somebody who kills them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from negotiation.analysis.ensembles._runner import run
from tests.analysis.toy_chunks import Sums, Toy

Target = Callable[[Path], str]
"""Runs with a checkpoint at the path and returns a digest of the result."""


def toy_run(path: Path) -> str:
    sums = Sums()
    run(Toy(seconds=0.02), 60, take=sums.take, checkpoint=path, fingerprint="toy")
    return " ".join(sums.result)


def _child(target: Target, path: Path, pipe: Any) -> None:
    pipe.send("begun")
    pipe.send(target(path))


class Runs:
    """Processes that start at once: they are forked from one that has imported everything."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload([__name__, target.__module__])

    def start(self, path: Path) -> tuple[Any, Any]:
        pipe, end = self.context.Pipe(duplex=False)
        child = self.context.Process(target=_child, args=(self.target, path, end))
        child.start()
        end.close()
        assert pipe.recv() == "begun"
        return child, pipe

    def finish(self, path: Path) -> tuple[str, float]:
        """Return the digest of an undisturbed run and the seconds it took."""
        child, pipe = self.start(path)
        begun = time.monotonic()
        digest = pipe.recv()
        child.join()
        pipe.close()
        return digest, time.monotonic() - begun

    def kill_after(self, path: Path, seconds: float) -> bool:
        """Return whether the run was killed before it ended by itself."""
        child, pipe = self.start(path)
        time.sleep(seconds)
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        pipe.close()
        return bool(child.exitcode == -signal.SIGKILL)


def kill_twenty_times(target: Target, folder: Path) -> list[int]:
    """Kill a run twenty times at moments spread at random, and expect the undisturbed result.

    Returns
    -------
    list of int
        How many chunks were finished after each kill.
    """
    runs, path = Runs(target), folder / "killed"
    expected, whole = runs.finish(folder / "undisturbed")
    found = []
    # Together about 0.8 of a run, so that work is left to be done after the last.
    for share in np.random.default_rng(6).uniform(0.0, 0.08, 20):
        assert runs.kill_after(path, share * whole)
        found.append(finished_chunks(path))
    assert runs.finish(path)[0] == expected
    return found


def finished_chunks(path: Path) -> int:
    """Return how many chunks a checkpoint holds; 0 if it is not there yet."""
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as base:
        return int(base.execute("SELECT count(*) FROM chunk").fetchone()[0])
