"""Methods of other packages: bounded in time, checked, never believed."""

from __future__ import annotations

import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium import (
    _nashpy,
    equilibria,
    gambit,
    nashpy_lemke_howson,
    nashpy_support,
    nashpy_vertex,
)
from negotiation.engine.equilibrium._bimatrix import bimatrix
from negotiation.engine.equilibrium._deadline import collect
from negotiation.errors import MissingDependencyError, NotDefinedError

CHICKEN = NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]])
NASHPY = ["nashpy-lemke-howson", "nashpy-support", "nashpy-vertex"]


def as_set(found: Any) -> set[tuple[float, ...]]:
    return {tuple(np.round(np.concatenate(profile), 7).tolist()) for profile in found.profiles}


# ------------------------------------------------------------------ a limit for any loop


def test_a_loop_without_end_is_ended() -> None:
    def for_ever() -> Iterator[int]:
        yield 1
        while True:
            pass

    start = time.monotonic()
    found, failure = collect(for_ever, 0.2)
    assert found == [1]
    assert isinstance(failure, TimeoutError)
    assert "0.2 seconds" in str(failure)
    assert time.monotonic() - start < 5


def test_a_loop_with_an_end_is_left_alone_and_errors_are_handed_on() -> None:
    before = sys.gettrace()
    assert collect(lambda: iter([1, 2]), 5.0) == ([1, 2], None)

    def fails() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    found, failure = collect(fails, 5.0)
    assert found == [1]
    assert isinstance(failure, ValueError)
    assert sys.gettrace() is before


# ------------------------------------------------------------------ Nashpy


@pytest.mark.parametrize("name", NASHPY)
def test_nashpy_solves_chicken_and_proves_nothing(name: str) -> None:
    found = equilibria(CHICKEN, method=name)
    assert found.method == name
    known = as_set(equilibria(CHICKEN))
    assert as_set(found) <= known
    assert name == "nashpy-lemke-howson" or as_set(found) == known
    assert not found.complete
    assert any("can miss equilibria" in note for note in found.diagnostics["note"])


@pytest.mark.parametrize("name", NASHPY)
def test_what_nashpy_finds_in_generic_games_is_among_ours(name: str) -> None:
    rng = np.random.default_rng(11)
    for shape in [(2, 3), (3, 3), (4, 3), (4, 4)]:
        game = NormalFormGame(rng.normal(size=(2, *shape)))
        ours, theirs = equilibria(game), equilibria(game, method=name)
        assert as_set(theirs) <= as_set(ours)
        if name == "nashpy-vertex":
            assert as_set(theirs) == as_set(ours)


def test_each_algorithm_by_itself() -> None:
    # Traced threads are not seen by coverage, so the generators are also run here.
    table = bimatrix(CHICKEN)
    for each in (nashpy_support._candidates, nashpy_vertex._pairs, nashpy_lemke_howson._paths):
        assert len(list(each(table))) >= 2


def test_nashpy_never_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_nashpy, "SECONDS", 0.3)
    rng = np.random.default_rng(0)
    stopped = 0
    for _ in range(4):
        game = NormalFormGame(rng.random((2, 30, 30)))
        start = time.monotonic()
        found = equilibria(game, method="nashpy-lemke-howson")
        assert time.monotonic() - start < 20
        assert found.diagnostics["maximum_regret"] < 1e-9
        stopped += any("had not ended after 0.3 seconds" in n for n in found.diagnostics["note"])
    assert stopped > 0, "Nashpy's algorithm loops for ever on most games of this size"


@pytest.mark.parametrize("name", NASHPY)
def test_nashpy_on_a_game_full_of_ties(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_nashpy, "SECONDS", 2.0)
    game = NormalFormGame(np.random.default_rng(2).integers(0, 2, (2, 4, 4)))
    found = equilibria(game, method=name)
    assert not found.complete
    assert found.diagnostics["maximum_regret"] < 1e-12


def test_nashpy_failing_is_reported_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    import nashpy

    def fails(self: Any) -> Any:
        yield np.array([1.0]), np.array([0, 1.0, 0])
        yield np.array([0.5, 0.5]), np.array([0.5, 0.5])
        raise ValueError("QH6154 initial simplex is flat\nand more")

    monkeypatch.setattr(nashpy.Game, "vertex_enumeration", fails)
    pennies = NormalFormGame([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]])
    found = equilibria(pennies, method="nashpy-vertex")
    assert len(found.profiles) == 1
    missed = found.diagnostics["not_searched"]
    assert "Nashpy's vertex enumeration stopped early: QH6154 initial simplex is flat" in missed

    def silent(self: Any) -> Any:
        raise ValueError

    monkeypatch.setattr(nashpy.Game, "vertex_enumeration", silent)
    found = equilibria(pennies, method="nashpy-vertex")
    assert any("stopped early: ValueError" in each for each in found.diagnostics["note"])


def test_a_path_that_fails_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    import nashpy

    def fails(self: Any, initial_dropped_label: int) -> Any:
        if initial_dropped_label == 0:
            raise ValueError("lost")
        return np.array([0.5, 0.5]), np.array([0.5, 0.5])

    monkeypatch.setattr(nashpy.Game, "lemke_howson", fails)
    assert len(list(nashpy_lemke_howson._paths(bimatrix(CHICKEN)))) == 3


def test_nashpy_is_for_two_actors() -> None:
    cells = np.indices((2, 2, 2))
    payoffs = [1.0 * (cells[i] != cells[i - 1]) + (cells[i] != cells[i - 2]) for i in range(3)]
    for name in NASHPY:
        with pytest.raises(NotDefinedError, match="3 actors still have a choice"):
            equilibria(NormalFormGame(payoffs), method=name)


# ------------------------------------------------------------------ Gambit

FAKE = """
class Rational:
    def __init__(self, value):
        self.value = value

class Game:
    @classmethod
    def from_arrays(cls, *arrays):
        game = cls()
        game.players = [Actor(place, size) for place, size in enumerate(arrays[0].shape)]
        return game

class Actor:
    def __init__(self, place, size):
        self.strategies = [(place, each) for each in range(size)]

class Result:
    def __init__(self, *equilibria):
        self.equilibria = equilibria

class nash:
    @staticmethod
    def enummixed_solve(game):
        pure = {(0, 0): 1, (0, 1): 0, (1, 0): 0, (1, 1): 1}
        other = {(0, 0): 0, (0, 1): 1, (1, 0): 1, (1, 1): 0}
        mixed = {(0, 0): "2/3", (0, 1): "1/3", (1, 0): "2/3", (1, 1): "1/3"}
        return Result(pure, other, mixed)

    @staticmethod
    def gnm_solve(game):
        raise RuntimeError("no luck today")

    @staticmethod
    def ipa_solve(game):
        import time
        time.sleep(60)
"""


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a stand-in for pygambit where both this process and a new one find it."""
    (tmp_path / "pygambit.py").write_text(textwrap.dedent(FAKE), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


@pytest.mark.usefixtures("fake")
def test_gambit_is_asked_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    found = equilibria(CHICKEN, method="gambit-enummixed")
    assert found.complete
    assert as_set(found) == as_set(equilibria(CHICKEN))
    failed = equilibria(CHICKEN, method="gambit-gnm")
    assert failed.profiles == ()
    assert any(
        "stopped early: RuntimeError: no luck today" in n for n in failed.diagnostics["note"]
    )
    monkeypatch.setattr(gambit, "SECONDS", 0.5)
    late = equilibria(CHICKEN, method="gambit-ipa")
    assert any("had not ended after 0.5 seconds" in note for note in late.diagnostics["note"])
    with pytest.raises(NotDefinedError, match="Only one actor has a choice"):
        equilibria(NormalFormGame(np.zeros((2, 1, 3))), method="gambit-lcp")


def test_without_gambit_the_line_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gambit, "find_spec", lambda name: None)
    for name in ("gambit-enummixed", "gambit-enumpoly"):
        with pytest.raises(
            MissingDependencyError, match=r"pip install 'negotiation\[gambit\]'.*several minutes"
        ):
            equilibria(CHICKEN, method=name)


def test_gambit_itself_agrees() -> None:
    pytest.importorskip("pygambit", reason="pygambit, an optional extra, is not installed")
    rng = np.random.default_rng(6)
    for _ in range(20):
        game = NormalFormGame(rng.integers(0, 4, (2, *rng.integers(2, 6, 2))))
        ours = equilibria(game)
        try:
            theirs = equilibria(game, method="gambit-enummixed")
        except NotDefinedError:
            continue  # dominance leaves one actor's choice
        assert set(ours.exact or ()) == set(theirs.exact or ())


def test_quantecon_agrees_where_there_are_no_ties() -> None:
    theory = pytest.importorskip(
        "quantecon.game_theory", reason="QuantEcon, a peer to compare with, is not installed"
    )
    rng = np.random.default_rng(8)
    for size in (3, 5, 7):
        row, column = rng.random((2, size, size))
        theirs = theory.vertex_enumeration(
            theory.NormalFormGame((theory.Player(row), theory.Player(column.T.copy())))
        )
        ours = equilibria(NormalFormGame([row, column]))
        assert as_set(ours) == {tuple(np.round(np.concatenate(e), 7).tolist()) for e in theirs}
