"""Efficient rows of explicit tables, against the declared rule read off pair by pair."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negotiation._arrays import negligible
from negotiation.concessions import _contenders, _skyline, efficient
from negotiation.concessions.pareto import ranks, skyline, tied
from negotiation.errors import InvalidValueError

ACTORS = [1, 2, 3, 4, 5]


def exactly_efficient(points):
    """The rows that no row dominates and no earlier row equals."""
    best = []
    for row, point in enumerate(points):
        covering = (points >= point).all(axis=1)
        dominated = (points[covering] > point).any()
        if not dominated and not covering[:row].any():
            best.append(row)
    return best


def declared(payoffs, tolerance=None):
    """The two steps at the top of `pareto.py`, word by word."""
    payoffs = np.asarray(payoffs, dtype=float)
    if tolerance is None:
        tolerance = negligible(payoffs.max(axis=0), payoffs.min(axis=0))
    beaten = [
        any((other >= row).all() and (other > row + tolerance).any() for other in payoffs)
        for row in payoffs
    ]
    left = np.flatnonzero(~np.array(beaten))
    place = [[0] * payoffs.shape[1] for _ in left]
    for actor in range(payoffs.shape[1]):
        rank, before = -1, None
        for value, at in sorted((payoffs[row, actor], at) for at, row in enumerate(left)):
            rank += before is None or value - before > tolerance[actor]
            place[at][actor], before = rank, value
    mask = np.zeros(len(payoffs), dtype=bool)
    for at, row in enumerate(left):
        mask[row] = not any(
            all(o >= m for o, m in zip(other, place[at], strict=True)) and other != place[at]
            for other in place
        )
    return mask.tolist()


@pytest.fixture
def small_pieces(monkeypatch):
    """Read and halve in pieces so small that small tables meet every seam."""
    monkeypatch.setattr(_contenders, "_CHUNK", 7)
    monkeypatch.setattr(_contenders, "_SAMPLE", 5)
    monkeypatch.setattr(_contenders, "_CELLS", 16)
    monkeypatch.setattr(_skyline, "_LEAF", 2)
    monkeypatch.setattr(_skyline, "_GROWTH", 1)
    monkeypatch.setattr(_skyline, "_MANY", 50)


def tables(rng, actors):
    """Tables with ties, with noise, dense within the tolerance, all efficient, in every scale."""
    size = int(rng.integers(1, 130))
    coarse = rng.integers(0, 6, size=(size, actors)).astype(float)
    noise = rng.integers(-3, 4, size=(size, actors)) * 1e-11
    yield coarse
    yield coarse / 3 + noise
    yield rng.random((size, actors))
    # A crowd narrower than some tolerances, and one row far off that makes the range 1.
    crowd = rng.integers(0, 40, size=(size, actors)) * rng.choice([0.2e-9, 0.6e-9, 1.1e-9])
    yield np.vstack([crowd + 1.0, np.zeros(actors)])
    line = np.sort(rng.random((size, 1)), axis=0)
    yield np.hstack([line, *([1 - line] * (actors - 1))])
    sphere = np.abs(rng.normal(size=(size, actors)))
    yield sphere / np.linalg.norm(sphere, axis=1, keepdims=True)
    yield (coarse / 7 + noise - 0.3) * 1e300
    yield (coarse / 7 + noise - 0.3) * 1e-300
    yield coarse + 1e12


@pytest.mark.slow
@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("actors", ACTORS)
def test_the_declared_rule_holds_pair_by_pair(actors):
    rng = np.random.default_rng(actors)
    for _ in range(5):
        for table in tables(rng, actors):
            expected = declared(table)
            assert efficient(table).tolist() == expected
            assert efficient(np.asfortranarray(table)).tolist() == expected
            order = rng.permutation(len(table))
            assert efficient(table[order]).tolist() == [expected[row] for row in order]


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_crowd_of_near_ties_against_the_declared_rule(data):
    actors = data.draw(st.integers(1, 4))
    steps = st.lists(st.integers(0, 6), min_size=actors, max_size=actors)
    crowd = np.array(data.draw(st.lists(steps, min_size=1, max_size=25)), dtype=float)
    # A tolerance of 1, 1.5, … steps: ties chain, and chains end.
    tolerance = np.array(
        data.draw(st.lists(st.sampled_from([0.5, 1, 1.5, 2]), min_size=actors, max_size=actors))
    )
    assert efficient(crowd, tolerance=tolerance).tolist() == declared(crowd, tolerance)


@pytest.mark.parametrize("actors", ACTORS)
def test_narrow_groups_compete_as_groups(actors):
    """Where ties are no wider than the tolerance, ranks of the whole table say it all."""
    rng = np.random.default_rng(actors)
    groups = rng.integers(0, 9, size=(700, actors)).astype(float)
    noisy = groups + rng.uniform(0, 8e-9, size=groups.shape)
    best = exactly_efficient(ranks(noisy))
    best_groups = {tuple(groups[row]) for row in best}
    assert efficient(noisy).tolist() == [tuple(group) in best_groups for group in groups]


def test_what_is_out_changes_nothing():
    # 2.0 lies between 1.5 and 2.5 in steps of the tolerance, but its row is beaten by 9.
    table = np.array([[1.5, 5.0], [2.5, 4.0], [2.0, -5.0]])
    assert efficient(table[:2], tolerance=[0.7, 0.7]).tolist() == [True, True]
    assert efficient(table, tolerance=[0.7, 0.7]).tolist() == [True, True, False]


def test_ties_chain_along_the_frontier():
    # Neighbours 0.6 apart tie, so that all three tie for the first actor; the second decides.
    table = [[1.2, 0.0], [0.6, 5.0], [0.0, 9.0]]
    assert efficient(table, tolerance=[0.6, 0.6]).tolist() == [False, False, True]
    assert efficient(table, tolerance=[0.5, 0.5]).tolist() == [True, True, True]


def test_no_row_is_kept_that_another_beats_by_more_than_the_tolerance():
    # All four tie in a chain, yet the last beats the first two by more than 0.6.
    table = [[0.0, 1.0], [0.5, 1.0], [1.0, 1.0], [1.5, 1.0]]
    assert efficient(table, tolerance=[0.6, 0.6]).tolist() == [False, False, True, True]


def test_integers_and_lists_are_tables_too():
    assert efficient([[3, 1], [2, 2], [1, 1], [2, 2]]).tolist() == [True, True, False, True]
    whole = np.random.default_rng(3).integers(-50, 50, size=(4000, 3))
    assert efficient(whole).tolist() == efficient(whole.astype(float)).tolist()
    assert efficient(whole.astype(np.int8)).tolist() == efficient(whole.astype(float)).tolist()


def test_empty_and_flat_tables():
    assert efficient(np.empty((0, 3))).tolist() == []
    assert efficient([]).tolist() == []
    assert efficient(np.empty((2, 0))).tolist() == [True, True]
    assert efficient(np.zeros((4, 2))).tolist() == [True] * 4
    assert efficient([[1.0], [3.0], [3.0 - 1e-12], [2.0]]).tolist() == [False, True, True, False]
    assert efficient(np.array([[7.0, 1.0], [7.0, 2.0]])).tolist() == [False, True]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_payoff_that_is_no_number_is_named(bad):
    with pytest.raises(InvalidValueError, match="column 1 holds one that is not"):
        efficient([[1.0, 2.0], [3.0, bad]])


def test_a_table_needs_two_axes():
    with pytest.raises(InvalidValueError, match="must have 2 axes"):
        efficient([1.0, 2.0])


@pytest.mark.parametrize("actors", ACTORS)
def test_the_exact_frontier_against_brute_force(actors, monkeypatch):
    rng = np.random.default_rng(actors)
    monkeypatch.setattr(_contenders, "_CHUNK", 64)
    monkeypatch.setattr(_skyline, "_MANY", 100)
    for leaf, growth in [(2, 1), (3, 2), (32, 8)]:
        monkeypatch.setattr(_skyline, "_LEAF", leaf)
        monkeypatch.setattr(_skyline, "_GROWTH", growth)
        for levels in (1, 2, 5, 40, 10**9):
            for size in (0, 1, 2, 31, 33, 300):
                points = rng.integers(0, levels, size=(size, actors)).astype(float)
                assert skyline(points).tolist() == exactly_efficient(points)


@pytest.mark.parametrize("actors", ACTORS)
def test_covered_against_brute_force(actors, monkeypatch):
    rng = np.random.default_rng(actors)
    monkeypatch.setattr(_skyline, "_LEAF", 4)
    for sources, targets in [(0, 5), (5, 0), (1, 1), (40, 90), (200, 60)]:
        given_points = rng.integers(0, 9, size=(sources, actors)).astype(float)
        asked = rng.integers(0, 9, size=(targets, actors)).astype(float)
        expected = [bool((given_points >= point).all(axis=1).any()) for point in asked]
        assert _skyline.covered(asked, given_points).tolist() == expected


@pytest.mark.parametrize("actors", ACTORS)
def test_tied_outcomes_are_those_of_equal_ranks(actors):
    rng = np.random.default_rng(actors)
    for table in tables(rng, actors):
        place = ranks(table)
        for share in (0.0, 0.02, 0.3, 1.0):
            chosen = rng.random(len(table)) < share
            kinds = {tuple(kind) for kind in place[chosen].tolist()}
            expected = [tuple(kind) in kinds for kind in place.tolist()]
            assert tied(table, chosen).tolist() == expected


@pytest.mark.parametrize("actors", [2, 3])
def test_a_long_table_agrees_with_itself_in_pieces(actors):
    """The frontier of a table is the frontier of the frontiers of its pieces."""
    rng = np.random.default_rng(actors)
    table = rng.random((60_000, actors)).round(3)
    best = np.flatnonzero(efficient(table))
    pieces = np.concatenate(
        [
            start + np.flatnonzero(efficient(table[start : start + 999]))
            for start in range(0, len(table), 999)
        ]
    )
    assert best.tolist() == pieces[np.array(declared(table[pieces]))].tolist()


def test_a_hundred_thousand_efficient_rows_of_three_actors():
    rng = np.random.default_rng(0)
    sphere = np.abs(rng.normal(size=(100_000, 3))) + 0.01
    sphere /= np.linalg.norm(sphere, axis=1, keepdims=True)
    assert efficient(sphere).all()


@pytest.mark.parametrize("order", ["C", "F"])
def test_a_long_table_is_not_copied(order):
    table = np.asarray(np.random.default_rng(1).random((1_000_000, 2)), order=order)
    tracemalloc.start()
    efficient(table)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < table.nbytes / 2
