"""Games handed to nashpy and pygambit and back; Gambit itself where it is installed."""

from __future__ import annotations

import io
import json
import sys
import types
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import negotiation as ng
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    MissingDependencyError,
    NotDefinedError,
)
from negotiation.io._gambit_nodes import tree_of
from negotiation.io.gambit_efg import efg_text
from negotiation.io.gambit_nfg import game_of_nfg, nfg_text

TABLE = ng.NormalFormGame(
    [[[1 / 3, 0], [5, 1], [2, 2]], [[3, 5], [0, 0.1], [1e-9, -2]]],
    [["hold", "cheat", "Côte  d'Azur"], ["a\\b", 'say "no"']],
    ["Ann", "Bo"],
    title="Thirds — and names",
    about="two\nlines",
)
TREE = ng.ExtensiveGame(
    ng.Chance(
        {
            "heard": (
                1 / 3,
                ng.Decision("Ann", {"é": ng.Ending([1, 0.1], "war"), "b": ng.Ending([0, 0])}, "x"),
            ),
            "lost": (
                2 / 3,
                ng.Decision("Ann", {"é": ng.Ending([2, 2], "war"), "b": ng.Ending([1, 1])}, "x"),
            ),
        },
        "post",
    ),
    ["Ann", "Bo"],
    title="A letter",
)


def told(tree: ng.ExtensiveGame) -> list[Any]:
    return [
        (each.node.label, each.move, each.information, tuple(map(float, each.payoffs)))
        for each in tree.positions
    ] + [(each.actor, each.name, each.moves) for each in tree.information_sets]


# ------------------------------------------------------------------ nashpy


def test_nashpy_has_the_payoffs_and_finds_the_same() -> None:
    theirs = ng.io.to_nashpy(TABLE)
    assert not theirs.zero_sum
    assert (theirs.payoff_matrices[0] == TABLE.payoffs[0]).all()
    assert (theirs.payoff_matrices[1] == TABLE.payoffs[1]).all()
    assert theirs[[0, 1, 0], [1, 0]].tolist() == [5, 0]
    theirs.payoff_matrices[0][0, 0] = 7  # theirs to change
    assert TABLE.payoffs[0, 0, 0] == 1 / 3


def test_what_comes_from_nashpy_is_the_same_game_again() -> None:
    back = ng.io.from_nashpy(
        ng.io.to_nashpy(TABLE), strategies=TABLE.strategies, actors=TABLE.actors
    )
    assert back.payoffs.tobytes() == TABLE.payoffs.tobytes()
    assert (back.strategies, back.actors) == (TABLE.strategies, TABLE.actors)


def test_a_zero_sum_game_of_one_matrix_has_two() -> None:
    nashpy = pytest.importorskip("nashpy")
    game = ng.io.from_nashpy(nashpy.Game([[1, -1], [-1, 1]]))
    assert (game.payoffs[1] == -game.payoffs[0]).all()
    assert game.actors == ("Actor 1", "Actor 2")


def test_what_nashpy_does_not_check_is_refused() -> None:
    uneven = types.SimpleNamespace(payoff_matrices=([[1, 2]], [[1, 2], [3, 4]]))
    with pytest.raises(InvalidValueError):
        ng.io.from_nashpy(uneven)
    absent = types.SimpleNamespace(payoff_matrices=([[1, float("nan")]], [[1, 2]]))
    with pytest.raises(InvalidValueError, match="finite"):
        ng.io.from_nashpy(absent)
    for wrong in (None, 3, TABLE, types.SimpleNamespace(payoff_matrices=([[1]],))):
        with pytest.raises(InvalidTypeError, match="two payoff_matrices"):
            ng.io.from_nashpy(wrong)


def test_only_tables_of_two_actors_go_to_nashpy() -> None:
    with pytest.raises(NotDefinedError, match="this one has 3"):
        ng.io.to_nashpy(ng.NormalFormGame(np.zeros((3, 2, 2, 2))))
    with pytest.raises(InvalidTypeError, match=r"of a tree, its normal_form\(\)"):
        ng.io.to_nashpy(TREE)  # type: ignore[arg-type]


def test_without_nashpy_the_error_is_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "nashpy", None)
    with pytest.raises(MissingDependencyError, match=r"^pip install nashpy$"):
        ng.io.to_nashpy(TABLE)


# ------------------------------------------------------------------ a stand-in for pygambit


class Held:
    """A game as pygambit shows it: whether it is a tree, and its text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.is_tree = text.startswith("EFG")

    def to_nfg(self) -> str:
        assert not self.is_tree
        return self.text

    def to_efg(self) -> str:
        assert self.is_tree
        return self.text


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """Return a module that stands for pygambit, whether or not that is installed."""
    module = types.ModuleType("pygambit")

    def read(file: io.BytesIO) -> Held:
        text = file.read().decode()
        if "refused" in text:
            raise ValueError("Parse error in game file: no such thing")
        return Held(text)

    vars(module).update(read_nfg=read, read_efg=read)
    monkeypatch.setitem(sys.modules, "pygambit", module)
    return module


@pytest.mark.usefixtures("stand_in")
def test_games_go_over_as_text_and_come_back() -> None:
    there = ng.io.to_pygambit(TABLE)
    assert there.text == nfg_text(TABLE)
    assert "1/3 3" in there.text
    back = ng.io.from_pygambit(there)
    assert isinstance(back, ng.NormalFormGame)
    assert back.payoffs.tobytes() == TABLE.payoffs.tobytes()
    assert (back.strategies, back.title) == (TABLE.strategies, TABLE.title)
    there = ng.io.to_pygambit(TREE)
    assert there.text == efg_text(TREE)
    back = ng.io.from_pygambit(there)
    assert isinstance(back, ng.ExtensiveGame)
    assert told(back) == told(TREE)


@pytest.mark.usefixtures("stand_in")
def test_the_tree_of_a_signalling_game_goes_over() -> None:
    class Grown:
        def tree(self) -> ng.ExtensiveGame:
            return TREE

    assert ng.io.to_pygambit(Grown()).text == efg_text(TREE)  # type: ignore[arg-type]


@pytest.mark.usefixtures("stand_in")
def test_what_gambit_says_is_quoted() -> None:
    with pytest.raises(InvalidValueError, match=r"Gambit does not take the game: Parse error"):
        ng.io.to_pygambit(ng.NormalFormGame([[1, 2]], title="refused"))


def test_what_is_no_game_is_refused(stand_in: types.ModuleType) -> None:
    for wrong in (None, 3, "EFG 2 R", ng.BargainingProblem([[1, 2]])):
        with pytest.raises(InvalidTypeError, match="to_pygambit takes a NormalFormGame or an Ext"):
            ng.io.to_pygambit(wrong)  # type: ignore[arg-type]
    odd = types.SimpleNamespace(is_tree=True, to_efg=lambda: 3)
    for wrong in (None, TABLE, stand_in, odd):
        with pytest.raises(InvalidTypeError, match="has is_tree, to_efg and to_nfg"):
            ng.io.from_pygambit(wrong)


def test_without_pygambit_the_error_is_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pygambit", None)
    with pytest.raises(MissingDependencyError) as caught:
        ng.io.to_pygambit(TABLE)
    assert str(caught.value).startswith("pip install 'negotiation[gambit]' ")
    assert "compiles for several minutes" in str(caught.value)
    # What they hold can be read without it.
    assert isinstance(ng.io.from_pygambit(Held(nfg_text(TABLE))), ng.NormalFormGame)


# ------------------------------------------------------------------ Gambit itself


@pytest.fixture
def gambit() -> Any:
    return pytest.importorskip(
        "pygambit", reason="pygambit is an extra that compiles for minutes: negotiation[gambit]"
    )


def gambit_words(label: str) -> str:
    """Return a name with its codes resolved, by Python's own rules."""
    return label.encode().decode("unicode_escape")


def gambit_tables(theirs: Any) -> list[np.ndarray]:
    """Return Gambit's payoffs of a table, exactly, by running through its combinations."""
    players = list(theirs.players)
    sizes = [len(list(each.strategies)) for each in players]
    tables = [np.empty(sizes, dtype=object) for _ in players]
    arrays = theirs.to_arrays()
    for table, array in zip(tables, arrays, strict=True):
        for cell in np.ndindex(*sizes):
            table[cell] = Fraction(str(array[cell]))
    return tables


def gambit_plays(theirs: Any) -> list[Any]:
    """Return, for every ending in order, its moves with chance's odds and its payoffs."""
    plays = []

    def follow(node: Any, path: tuple[Any, ...]) -> None:
        if node.is_terminal:
            outcome = node.outcome
            worth = [Fraction(str(outcome[each])) if outcome else 0 for each in theirs.players]
            plays.append((path, worth))
            return
        for action in node.infoset.actions:
            chance = node.infoset.is_chance
            odds = Fraction(str(action.prob)) if chance else None
            follow(node.children[action], (*path, (action.label, odds)))

    follow(theirs.root, ())
    return plays


def listed(reference: Path, key: str) -> list[dict[str, Any]]:
    files = sorted((reference / "cases" / "games").glob("*.json"))
    found = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    return [each for each in found if isinstance(each.get(key), list | str)]


def random_games(count: int) -> list[ng.NormalFormGame]:
    rng = np.random.default_rng(3)
    games = []
    for _ in range(count):
        sizes = rng.integers(1, 4, rng.integers(1, 4))
        payoffs = rng.integers(-9, 9, (len(sizes), *sizes)) / rng.choice([1, 3, 7, 10, 1e6])
        games.append(ng.NormalFormGame(payoffs))
    return games


def test_gambit_reads_the_same_tables(gambit: Any, tmp_path: Path) -> None:
    games = [TABLE, ng.concession_game(ng.library.load("hanoi-2019")), *random_games(60)]
    for game in games:
        for theirs in (
            ng.io.to_pygambit(game),
            gambit.read_nfg(str(ng.io.write(game, tmp_path / "x.nfg"))),
        ):
            assert gambit_words(theirs.title) == game.title
            for ours, table in zip(game.payoffs, gambit_tables(theirs), strict=True):
                assert np.array_equal(ours, table.astype(float))
            back = ng.io.from_pygambit(theirs)
            assert back.payoffs.tobytes() == game.payoffs.tobytes()
            assert back.actors == game.actors
            assert game_of_nfg(theirs.to_nfg()).payoffs.tobytes() == game.payoffs.tobytes()
    assert ng.io.from_pygambit(ng.io.to_pygambit(TABLE)).strategies == TABLE.strategies
    assert gambit_tables(ng.io.to_pygambit(TABLE))[0][0, 0] == Fraction(1, 3)


def test_gambit_reads_the_same_trees(gambit: Any, reference: Path, tmp_path: Path) -> None:
    trees = [TREE, *(tree_of(data["efg"]) for data in listed(reference, "efg"))]
    assert len(trees) > 11
    for tree in trees:
        theirs = gambit.read_efg(str(ng.io.write(tree, tmp_path / "x.efg")))
        plays = gambit_plays(theirs)
        assert len(plays) == len(tree.endings)
        for place, (path, worth) in zip(tree.endings, plays, strict=True):
            assert tuple(gambit_words(label) for label, _ in path) == tree.path(place)
            assert [float(each) for each in worth] == [
                float(each) for each in tree.positions[place].payoffs
            ]
        odds = [each.probabilities for each in tree.positions if each.probabilities]
        theirs_odds = {odd for path, _ in plays for _, odd in path if odd is not None}
        assert {float(odd) for odd in theirs_odds} == {float(odd) for each in odds for odd in each}
        assert told(ng.io.from_pygambit(theirs)) == told(tree)


def test_gambit_and_we_read_the_same_files(gambit: Any, reference: Path) -> None:
    """The listed files as they stand, their normal forms compared."""
    for data in listed(reference, "efg"):
        theirs = gambit.read_efg(io.BytesIO(data["efg"].encode()))
        ours = ng.io.from_pygambit(theirs)
        mine = tree_of(data["efg"])
        # Gambit renames moves of one set that have the same name, so places are compared.
        for one, other in zip(ours.positions, mine.positions, strict=True):
            assert (one.information, one.parent) == (other.information, other.parent)
            assert (one.payoffs, one.probabilities) == (other.payoffs, other.probabilities)
        table = ng.NormalFormGame([np.array(each, dtype=float) for each in theirs.to_arrays(float)])
        if table.payoffs.shape == mine.normal_form().payoffs.shape:
            assert np.allclose(mine.normal_form().payoffs, table.payoffs)


def test_gambit_finds_the_equilibria_of_what_it_was_given(gambit: Any) -> None:
    found = gambit.nash.enummixed_solve(ng.io.to_pygambit(ng.library.load("chicken"))).equilibria
    assert len(found) == 3
