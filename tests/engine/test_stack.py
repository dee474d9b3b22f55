"""Stacks of small games: the same answers as game by game, ties and all."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest

import negotiation as ng
from negotiation.engine.equilibrium import _minors, stack
from negotiation.engine.equilibrium._minors import Side, patterns, plan
from negotiation.engine.equilibrium._tied_minors import solvable
from negotiation.errors import InvalidTypeError, InvalidValueError, TooLargeError


def as_sets(found: ng.EquilibriaStack) -> list[set[tuple[float, ...]]]:
    answers: list[set[tuple[float, ...]]] = [set() for _ in range(found.counts.size)]
    for game, row, column in zip(found.game, found.rows, found.columns, strict=True):
        answers[game].add(tuple(np.round(np.concatenate([row, column]), 8).tolist()))
    return answers


# ------------------------------------------------------------------ minors


@pytest.mark.parametrize(("m", "n"), [(1, 1), (1, 4), (4, 1), (2, 3), (4, 4), (5, 3)])
def test_minors_are_determinants(m: int, n: int) -> None:
    payoffs = np.random.default_rng(m * 10 + n).random((m, n, 3))
    side = Side(m, n)
    values = side.minors(payoffs)
    place = 0
    for size in range(1, min(m, n + 1) + 1):
        # Sets in the order of their bit patterns: the last element decides first.
        rows = sorted(combinations(range(m), size), key=lambda each: each[::-1])
        columns = sorted(combinations(range(n), size - 1), key=lambda each: each[::-1])
        for row in rows:
            for column in columns:
                for game in range(3):
                    part = payoffs[:, :, game][np.ix_(row, column)]
                    square = np.hstack([np.ones((size, 1)), part])
                    assert values[place, game] == pytest.approx(np.linalg.det(square), abs=1e-12)
                place += 1
    assert place == side.total == len(values)


def test_sets_in_order() -> None:
    assert patterns(4, 2).tolist() == [0b0011, 0b0101, 0b0110, 0b1001, 0b1010, 0b1100]
    assert _minors._elements(patterns(3, 2), 2).tolist() == [[0, 1], [0, 2], [1, 2]]
    assert len(plan(3, 4)[2]) == 3


# ------------------------------------------------------------------ answers


@pytest.mark.parametrize(
    "shape", [(1, 1), (1, 4), (3, 1), (2, 2), (2, 5), (3, 3), (4, 3), (5, 5), (3, 8), (6, 6)]
)
@pytest.mark.parametrize("kind", ["generic", "ties"])
def test_the_same_as_game_by_game(shape: tuple[int, int], kind: str) -> None:
    rng = np.random.default_rng(sum(shape))
    count = 130 if max(shape) < 5 else 20  # more than a word of 64 games, and not a whole one
    size = (2, count, *shape)
    row, column = rng.random(size) if kind == "generic" else rng.integers(0, 4, size)
    found = ng.equilibria_stack(row, column)
    for place, answer in enumerate(as_sets(found)):
        alone = ng.equilibria(ng.NormalFormGame([row[place], column[place]]))
        assert alone.complete
        assert answer == {
            tuple(np.round(np.concatenate(profile), 8).tolist()) for profile in alone.profiles
        }
        assert found.counts[place] == len(alone.profiles)
    if kind == "generic" and min(shape) > 1:
        assert not found.exact.any()


def test_against_the_oracle(exact: Callable[..., Any]) -> None:
    rng = np.random.default_rng(0)
    row, column = rng.integers(-9, 10, (2, 150, 3, 4))
    found = ng.equilibria_stack(row, column)
    assert 0 < found.exact.sum() < 150
    for place, answer in enumerate(as_sets(found)):
        truth = exact(row[place].tolist(), column[place].tolist()).equilibria
        assert answer == {
            tuple(round(float(p), 8) for side in pair for p in side) for pair in truth
        }


@pytest.mark.parametrize("size", [7, 8, 9])
def test_as_large_as_it_goes(size: int) -> None:
    rng = np.random.default_rng(size)
    row, column = rng.random((2, 3, size, size))
    found = ng.equilibria_stack(row, column)
    assert (found.counts % 2 == 1).all()
    alone = ng.equilibria(ng.NormalFormGame([row[1], column[1]]))
    assert as_sets(found)[1] == {
        tuple(np.round(np.concatenate(profile), 8).tolist()) for profile in alone.profiles
    }


def test_odd_numbers_and_no_regret_in_many_games() -> None:
    rng = np.random.default_rng(7)
    row, column = rng.normal(size=(2, 20_000, 3, 3))
    found = ng.equilibria_stack(row, column)
    assert (found.counts % 2 == 1).all()
    assert found.rows.sum(axis=1) == pytest.approx(1)
    against = np.einsum("kij,kj->ki", row[found.game], found.columns)
    regret = against.max(axis=1) - found.payoffs[:, 0]
    assert regret.max() < 1e-9
    against = np.einsum("kij,ki->kj", column[found.game], found.rows)
    assert (against.max(axis=1) - found.payoffs[:, 1]).max() < 1e-9


def test_units_and_what_others_choose_do_not_matter() -> None:
    rng = np.random.default_rng(3)
    row, column = rng.random((2, 100, 4, 3))
    plain = ng.equilibria_stack(row, column)
    units = 10.0 ** rng.integers(-150, 150, (100, 1, 1))
    moved = ng.equilibria_stack((row + rng.random((100, 1, 3))) * units, column * units)
    assert as_sets(plain) == as_sets(moved)


def test_a_catastrophe_stays_where_it_is() -> None:
    chicken = np.array([[0.0, -1.0], [1.0, -1e12]])
    found = ng.equilibria_stack(chicken[None], chicken.T[None])
    assert sorted(found.rows.round(6).tolist()) == [[0, 1], [1, 0], [1, 0]]
    assert found.rows[(found.rows > 0).all(axis=1)][0][1] == pytest.approx(1e-12, rel=1e-9)


# ------------------------------------------------------------------ games with ties, together


def test_games_with_ties_are_solved_together_where_floats_are_exact() -> None:
    whole = np.array([[[3.0, 0.0], [5.0, 1.0]]])
    row, _, exact = solvable(whole, whole)
    assert exact.tolist() == [True]
    assert row.tolist() == [[[-2, -1], [0, 0]]]
    # Every game has a denominator of its own.
    mixed = np.stack([whole[0] / 10, whole[0] / 3, whole[0] * np.pi, whole[0] * 1e11])
    row, _, exact = solvable(mixed, mixed)
    assert exact.tolist() == [True, True, False, True]
    assert (row == np.rint(row)).all(axis=(1, 2)).tolist() == [True, True, False, True]
    # Minors of three rows grow with the square of the payoffs.
    for largest, fits in ((3e7, True), (1e8, False)):
        tables = np.array([[[0.0, 1.0, 0.0], [largest, 1.0, 2.0], [1.0, 3.0, 4.0]]])
        assert solvable(tables, tables)[2].tolist() == [fits]
    # With two rows and more columns, minors of the column actor's payoffs have three rows.
    for largest, fits in ((3e7, True), (1e8, False)):
        wide = np.zeros((1, 2, 5))
        wide[0, 0, 0] = largest
        assert solvable(wide, wide)[2].tolist() == [fits]
    assert not solvable(np.zeros((1, 6, 2)), np.zeros((1, 6, 2)))[2].any()


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 5), (4, 3), (5, 4)])
def test_together_and_alone_are_the_same(
    shape: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(5)
    row, column = rng.integers(0, 3, (2, 60, *shape)) / 10
    together = ng.equilibria_stack(row, column)
    monkeypatch.setattr(stack, "_TIED", 1)
    in_pieces = ng.equilibria_stack(row, column)
    monkeypatch.setattr(stack, "solvable", lambda a, b: (a, b, np.zeros(len(a), dtype=np.bool_)))
    alone = ng.equilibria_stack(row, column)
    assert together.exact.any()
    assert as_sets(together) == as_sets(alone) == as_sets(in_pieces)
    assert together.counts.tolist() == alone.counts.tolist() == in_pieces.counts.tolist()


# ------------------------------------------------------------------ shapes


def test_leading_axes() -> None:
    rng = np.random.default_rng(1)
    row, column = rng.random((2, 3, 5, 2, 2))
    found = ng.equilibria_stack(row, column)
    assert found.counts.shape == found.exact.shape == (3, 5)
    assert len(found) == found.counts.sum() == len(found.payoffs)
    for x, y in found.of(2, 4):
        assert x.shape == y.shape == (2,)
    assert len(found.of(2, 4)) == found.counts[2, 4]
    single = ng.equilibria_stack(row[0, 0], column[0, 0])
    assert single.counts.shape == ()
    assert len(single.of()) == int(single.counts)
    with pytest.raises(InvalidValueError, match="2 leading axes"):
        found.of(1)
    none = ng.equilibria_stack(np.zeros((0, 2, 2)), np.zeros((0, 2, 2)))
    assert len(none) == 0
    assert none.summary().rows == ()


def test_pieces_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    row, column = rng.random((2, 300, 3, 3))
    whole = ng.equilibria_stack(row, column)
    monkeypatch.setattr(stack, "_NUMBERS", 1)
    pieces = ng.equilibria_stack(row, column)
    assert whole.game.tolist() == pieces.game.tolist()
    assert whole.rows.tolist() == pieces.rows.tolist()


def test_what_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="same shape"):
        ng.equilibria_stack(np.zeros((2, 2)), np.zeros((2, 3)))
    with pytest.raises(InvalidValueError, match="same shape"):
        ng.equilibria_stack([1.0, 2.0], [1.0, 2.0])
    with pytest.raises(InvalidValueError, match="at least one strategy"):
        ng.equilibria_stack(np.zeros((3, 0, 2)), np.zeros((3, 0, 2)))
    with pytest.raises(InvalidValueError, match=r"The row actor's payoffs must be finite"):
        ng.equilibria_stack([[np.nan]], [[1.0]])
    with pytest.raises(InvalidTypeError, match="The column actor's payoffs"):
        ng.equilibria_stack([[1.0]], [["a"]])
    with pytest.raises(TooLargeError, match="not 10 x 2"):
        ng.equilibria_stack(np.zeros((1, 10, 2)), np.zeros((1, 10, 2)))


def test_what_is_shown() -> None:
    rng = np.random.default_rng(1)
    row, column = rng.integers(0, 2, (2, 10, 2, 2))
    found = ng.equilibria_stack(row, column)
    assert repr(found).startswith("<EquilibriaStack: ")
    assert sum(found.summary().column("games")) == 10
    assert "were solved in whole numbers" in found._repr_html_()
    with pytest.raises(ValueError, match="read-only"):
        found.rows[0, 0] = 2
