"""Security levels and zero-sum values: published cases, duality, laws."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.engine._matrix_game import guarantee

laws = settings(deadline=None, max_examples=50)
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(-3, 3), min_size=width, max_size=width), min_size=1, max_size=4
    ).map(lambda rows: np.array(rows, dtype=float))
)


def opposed(table):
    return ng.NormalFormGame([table, -table])


def case_files(reference):
    for path in sorted((reference / "cases" / "games").glob("*.json")):
        case = json.loads(path.read_text("utf-8"))
        if "maxmin" in case:
            payoffs = [
                [[float(Fraction(value)) for value in row] for row in table]
                for table in case["payoffs"]
            ]
            yield case, ng.NormalFormGame(payoffs)


def test_the_maxmin_levels_of_all_reference_games(reference):
    checked = 0
    for case, game in case_files(reference):
        expected = [float(Fraction(value)) for value in case["maxmin"]]
        assert ng.security(game).maxmin == pytest.approx(expected, abs=1e-12), case["id"]
        checked += 1
    assert checked >= 30


def test_battle_of_the_sexes():
    answer = ng.security(ng.NormalFormGame([[[3, 0], [0, 2]], [[2, 0], [0, 3]]]))
    first = answer.levels[0]
    assert answer.maxmin == pytest.approx([1.2, 1.2])
    assert first.strategies == pytest.approx(np.array([[0.4, 0.6]]))
    assert first.punishment == pytest.approx([0.4, 0.6])
    assert answer.pure_maxmin.tolist() == [0, 0]
    assert first.pure_strategies.tolist() == [0, 1]
    assert answer.pure_minmax.tolist() == [2, 2]
    assert first.pure_punishments.tolist() == [[1]]
    assert first.gap < 1e-12


def test_all_optimal_strategies_of_two_finger_morra():
    """Either actor's optimal mixtures run from (0, 3/5, 2/5, 0) to (0, 4/7, 3/7, 0)."""
    morra = [[0, 2, -3, 0], [-2, 0, 0, 3], [3, 0, 0, -4], [0, -3, 4, 0]]
    answer = ng.zero_sum(opposed(np.array(morra, dtype=float)))
    expected = np.array([[0, 3 / 5, 2 / 5, 0], [0, 4 / 7, 3 / 7, 0]])
    assert answer.value == 0
    assert answer.complete
    for mixtures in answer.optimal:
        assert mixtures == pytest.approx(expected)
    assert answer.saddle_points == ()


def test_a_constant_sum_is_enough():
    table = np.array([[3.0, -1.0], [-2.0, 1.0]])
    answer = ng.zero_sum(ng.NormalFormGame([table + 5, 2 - table]))
    assert answer.value == pytest.approx(5 + 1 / 7)
    assert answer.payoffs == pytest.approx([5 + 1 / 7, 2 - 1 / 7])
    thirds = np.array([[1 / 3, 2 / 3], [0.1, 0.2]])
    assert ng.zero_sum(ng.NormalFormGame([thirds, 1 - thirds])).value == pytest.approx(1 / 3)


@laws
@given(tables)
def test_both_sides_make_sure_of_the_value(table):
    answer = ng.zero_sum(opposed(table))
    assert answer.complete
    assert answer.gap < 1e-9
    for mixture in answer.optimal[0]:
        assert (mixture @ table).min() == pytest.approx(answer.value, abs=1e-12)
    for mixture in answer.optimal[1]:
        assert (table @ mixture).max() == pytest.approx(answer.value, abs=1e-12)
    floors, ceilings = table.min(axis=1), table.max(axis=0)
    saddle = floors.max() == ceilings.min()
    assert bool(answer.saddle_points) == saddle
    for i, j in answer.saddle_points:
        assert table[i, j] == answer.value


@laws
@given(tables)
def test_optimal_mixtures_are_the_equilibria(table):
    """The extreme equilibria of a zero-sum game pair the extreme optimal mixtures (Shapley)."""
    answer, nash = ng.zero_sum(opposed(table)), ng.equilibria(opposed(table))
    if nash.complete:
        assert len(nash.profiles) == len(answer.optimal[0]) * len(answer.optimal[1])
        for x, y in nash.profiles:
            assert (np.abs(answer.optimal[0] - x).max(axis=1) < 1e-9).sum() == 1
            assert (np.abs(answer.optimal[1] - y).max(axis=1) < 1e-9).sum() == 1


@laws
@given(tables, st.sampled_from([1e-200, 0.1, 1e9, 1e200]), st.sampled_from([0.0, 1.0, -30.0]))
def test_units_do_not_matter(table, size, shift):
    plain, moved = (ng.zero_sum(opposed(each)) for each in (table, table * size + shift * size))
    assert moved.value == pytest.approx((plain.value + shift) * size, rel=1e-9, abs=1e-9 * size)
    for own, other in zip(plain.optimal, moved.optimal, strict=True):
        assert own.shape == other.shape
        assert own == pytest.approx(other, abs=1e-9)


@laws
@given(st.lists(st.integers(-3, 3), min_size=24, max_size=24), st.integers(0, 10**6))
def test_levels_of_three_actors(numbers, seed):
    game = ng.NormalFormGame(np.array(numbers, float).reshape(3, 2, 2, 2))
    answer = ng.security(game)
    rng = np.random.default_rng(seed)
    for actor, level in enumerate(answer.levels):
        own = np.moveaxis(game.payoffs[actor], actor, 0)
        table = own.reshape(2, 4)
        assert level.complete
        assert level.pure_value <= level.value + 1e-9 <= level.pure_minmax + 2e-9
        # What the mixture is sure of, and what the others hold the actor to, are the same.
        for mixture in level.strategies:
            assert (mixture @ table).min() == pytest.approx(level.value, abs=1e-9)
        assert level.punishment.sum() == pytest.approx(1)
        assert (own * level.punishment).sum(axis=(1, 2)).max() == pytest.approx(
            level.value, abs=1e-9
        )
        for share in rng.random(20):
            assert (np.array([share, 1 - share]) @ table).min() <= level.value + 1e-9
        for cell in level.pure_punishments:
            assert own[(slice(None), *cell)].max() == level.pure_minmax
        assert (table[level.pure_strategies].min(axis=1) == level.pure_value).all()


def test_one_actor_alone():
    answer = ng.security(ng.NormalFormGame([[1, 4, 4]], None, ["Ann"]))
    assert answer.maxmin.tolist() == [4]
    assert answer.levels[0].strategies.tolist() == [[0, 1, 0], [0, 0, 1]]
    assert answer.levels[0].pure_strategies.tolist() == [1, 2]
    assert answer.levels[0].pure_punishments.shape == (1, 1)
    assert "strategy 1 (or 1 more)" in str(answer.summary())


def test_large_games_are_solved_by_their_programme_alone():
    table = np.random.default_rng(1).random((40, 30))
    answer = ng.zero_sum(opposed(table))
    assert not answer.complete
    assert answer.gap < 1e-9
    assert (answer.strategies[0] @ table).min() == pytest.approx(answer.value)
    assert "There may be other optimal mixtures" in str(answer.summary())
    crowded = ng.zero_sum(opposed(np.random.default_rng(1).random((14, 14))))
    assert crowded.gap < 1e-9
    assert ng.security(opposed(table)).levels[0].value == pytest.approx(answer.value)


def test_a_condition_that_no_mixture_fulfils():
    assert guarantee(np.eye(2), np.array([[-1.0, -2.0]])) is None
    found = guarantee(np.array([[3.0, 1.0]]), np.array([[-1.0, 1.0]]))
    assert found is not None
    assert found.value == pytest.approx(2)
    assert found.bound == pytest.approx(2)


def test_the_answers_speak():
    labels, actors = [["stay", "go"], ["left", "right"]], ["Ann", "Bo"]
    game = ng.NormalFormGame([[[3, -1], [-2, 1]], [[-3, 1], [2, -1]]], labels, actors)
    value = ng.zero_sum(game)
    assert "Ann can make sure of 0.1429, and Bo can hold it to that" in str(value.summary())
    assert "42.9% stay, 57.1% go" in str(value.summary())
    assert repr(value) == "<ZeroSum: value 0.1429, 1 and 1 extreme optimal mixtures>"
    saddles = ng.zero_sum(ng.NormalFormGame(np.zeros((2, 3, 3))))
    assert "Saddle points: strategy 0 / strategy 0;" in str(saddles.summary())
    assert "; 3 more." in str(saddles.summary())
    assert [each.tolist() for each in saddles.strategies] == [[1, 0, 0], [1, 0, 0]]
    levels = ng.security(game)
    assert repr(levels) == "<Security: Ann 0.1429, Bo -0.1429>"
    assert repr(levels.levels[0]) == "<Level 'Ann': sure of 0.1429, pure -1>"
    assert "so no equilibrium gives it less" in str(levels.summary())
    three = ng.security(ng.NormalFormGame(np.random.default_rng(0).random((3, 3, 3, 3))))
    text = str(three.summary())
    assert "draw lots together" in text
    assert "strategy 0 / strategy" in text
    many = np.eye(5).reshape(5, 1, 5) * np.ones((1, 1, 1))
    wide = ng.NormalFormGame([many, np.zeros((5, 1, 5)), np.zeros((5, 1, 5))])
    assert ng.security(wide).summary().rows[0][4].endswith("; 2 more")
    for answer in (value, levels):
        assert "<table>" in answer._repr_html_()


def test_what_is_refused():
    game = ng.NormalFormGame([[[3, 0], [0, 2]], [[2, 0], [0, 3]]], [["a", "b"], ["c", "d"]])
    with pytest.raises(ValueError, match=r"add up to 0 in a / d and to 5 in a / c.*security"):
        ng.zero_sum(game)
    with pytest.raises(ValueError, match="2 actors here; this game has 1"):
        ng.zero_sum(ng.NormalFormGame([[1, 2]]))
    for question in (ng.zero_sum, ng.security):
        with pytest.raises(TypeError, match="asked of a NormalFormGame"):
            question(np.eye(2))
    with pytest.raises(ValueError, match="640,000 combinations"):
        ng.security(ng.NormalFormGame(np.zeros((2, 800, 800))))


def test_whatever_has_a_normal_form_will_do():
    class Tree:
        def normal_form(self):
            return opposed(np.array([[1.0, 2.0]]))

    assert ng.zero_sum(Tree()).value == 1
    assert ng.security(Tree()).maxmin.tolist() == [1, -1]
    scenario = ng.library.load("hanoi-2019")
    assert ng.security(scenario).maxmin == pytest.approx(
        ng.security(ng.concession_game(scenario)).maxmin
    )
