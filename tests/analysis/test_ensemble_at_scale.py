"""Ensembles on threads, processes and a cluster, killed, interrupted and resumed: the same bits."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import warnings
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import negotiation as ng
from negotiation.analysis.ensembles._runner import run
from negotiation.analysis.ensembles._tally import Tally
from negotiation.analysis.ensembles._work import ChunkWork
from negotiation.errors import CheckpointError, InvalidTypeError, NotDefinedError
from tests.analysis.killed_runs import finished_chunks, kill_twenty_times
from tests.analysis.toy_chunks import StatesItsProcess, Sums, Toy
from tests.analysis.uncertain_hanoi import checkpointed, digest, hanoi, study

DRAWS = 5_000


@pytest.fixture(autouse=True)
def ctrl_c() -> Iterator[None]:
    """Let Ctrl-C be heard, also where the tests run in the background and it is not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="module")
def plain() -> str:
    return digest(study(DRAWS))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "workers"),
    [(ThreadPoolExecutor, 3), (ProcessPoolExecutor, 1), (ProcessPoolExecutor, 2)],
)
def test_any_executor_gives_the_same_study(plain: str, kind: Any, workers: int) -> None:
    with kind(workers) as pool:
        found = study(DRAWS, executor=pool)
    assert digest(found) == plain
    assert found.notes == study(1024).notes
    assert not found.partial


@pytest.mark.slow
def test_a_checkpoint_gives_the_same_study_and_can_be_extended(
    plain: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "hanoi.checkpoint"
    assert digest(study(3_000, checkpoint=path)) == digest(study(3_000))
    assert finished_chunks(path) == 3
    assert digest(study(DRAWS, checkpoint=path)) == plain
    monkeypatch.setattr(ChunkWork, "__call__", None)  # nothing is worked out again
    assert digest(study(DRAWS, checkpoint=path)) == plain
    with pytest.raises(CheckpointError, match="another study"):
        study(DRAWS, checkpoint=path, rng=8)
    with pytest.raises(CheckpointError, match="another study"):
        study(DRAWS, checkpoint=path, concept="nash")


def test_a_function_without_a_name_has_no_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "hanoi.checkpoint"
    with pytest.raises(NotDefinedError, match="leave out checkpoint="):
        study(10, concept=lambda problem, rng: None, checkpoint=path)
    assert not path.exists()
    with ProcessPoolExecutor(1) as pool, pytest.raises(InvalidTypeError, match="cannot be sent"):
        study(10, concept=lambda problem, rng: None, executor=pool)


calls = 0


def _stops_at_the_2500th(problem: Any, rng: np.random.Generator) -> None:
    global calls
    calls += 1
    if calls == 2_500:
        signal.raise_signal(signal.SIGINT)


@pytest.mark.slow
def test_an_interrupted_study_is_the_first_draws_of_the_whole() -> None:
    cake = ng.Issue("share", ["none", "half", "all"])
    mine = ng.Additive({"share": {"none": 0, "half": 0.5, "all": 1}})
    yours = ng.Additive({"share": {"none": 1, "half": 0.5, "all": 0}})
    doubt = ng.distributions.uniform(0, 1)
    known = ng.Scenario("cake", [cake], [ng.Actor("A", mine, doubt), ng.Actor("B", yours, doubt)])
    found = ng.ensemble(known, ["nash", _stops_at_the_2500th], draws=20_000, rng=5)
    assert found.partial
    assert found.draws == 2 * 1024
    assert any("Interrupted" in note for note in found.notes)
    assert "partial" in repr(found)
    whole = ng.ensemble(known, draws=found.draws, rng=5)
    assert digest(whole) == digest(found["nash"])


@pytest.mark.slow
def test_killed_twenty_times_the_study_is_the_same_to_the_last_bit(tmp_path: Path) -> None:
    found = kill_twenty_times(checkpointed, tmp_path)
    assert found == sorted(found)
    assert 0 < found[-1] < 20  # and the last run had something left to do


# ---------------------------------------------------------------- a real cluster

distributed = pytest.importorskip("distributed", reason="distributed is in the extra `test`")


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Let Dask warn and log about workers that were killed, which is what is done here."""
    loggers = [logging.getLogger(name) for name in ("distributed", "tornado", "asyncio")]
    levels = [logger.level for logger in loggers]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for logger in loggers:
            logger.setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Return a client of two worker processes, which are replaced when they are killed."""
    with (
        quiet(),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as made,
        distributed.Client(made) as client,
    ):
        client.wait_for_workers(2, timeout=60)
        yield client


def kill_a_worker(client: Any) -> int:
    """Kill one of the worker processes and return its number."""
    pids = client.run(os.getpid)
    victim = int(next(iter(pids.values())))
    os.kill(victim, signal.SIGKILL)
    return victim


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_that_loses_a_worker_gives_the_same_to_the_last_bit(cluster: Any) -> None:
    plain, sums, victims = Sums(), Sums(), []
    run(Toy(), 40, take=plain.take)

    def take(chunk: int, arrays: dict[str, Any]) -> None:
        sums.take(chunk, arrays)
        if chunk == 5:
            victims.append(kill_a_worker(cluster))

    answer = run(StatesItsProcess(), 40, take=take, executor=cluster.get_executor())
    assert len(victims) == 1
    assert sums.result == plain.result
    assert answer.notes == ()  # Dask gave the lost chunks to another worker
    assert os.getpid() not in sums.processes
    assert len(sums.processes) >= 2


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_study_on_a_cluster_that_loses_a_worker(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, path = digest(study(20_000)), tmp_path / "hanoi.checkpoint"
    cluster.wait_for_workers(2, timeout=60)
    victims, whole = [], Tally.take

    def take(self: Tally, chunk: int, arrays: dict[str, Any]) -> None:
        whole(self, chunk, arrays)
        if chunk == 5:
            victims.append(kill_a_worker(cluster))

    monkeypatch.setattr(Tally, "take", take)
    found = study(20_000, executor=cluster.get_executor(), checkpoint=path)
    assert len(victims) == 1
    assert digest(found) == plain
    assert finished_chunks(path) == 20


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_that_goes_away_is_a_broken_executor() -> None:
    plain, sums = Sums(), Sums()
    run(Toy(), 20, take=plain.take)
    with quiet():
        made = distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None
        )
        client = distributed.Client(made)

        def take(chunk: int, arrays: dict[str, Any]) -> None:
            sums.take(chunk, arrays)
            if chunk == 3:
                client.close()
                made.close()

        answer = run(Toy(seconds=0.05), 20, take=take, executor=client.get_executor())
    assert sums.result == plain.result
    assert "The executor broke" in answer.notes[0]


def test_hanoi_is_uncertain() -> None:
    assert hanoi().uncertain
