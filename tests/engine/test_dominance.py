from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium import dominance, equilibria
from negotiation.engine.equilibrium.dominance import dominated, reduce

SLOW = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def games(actors: int, most: int, low: int, high: int) -> st.SearchStrategy[Any]:
    """Draw payoffs of shape (actors, s1, …, sn), integers between two numbers."""
    sizes = st.tuples(*[st.integers(1, most)] * actors)
    return sizes.flatmap(
        lambda shape: hnp.arrays(np.float64, (actors, *shape), elements=st.integers(low, high))
    )


def kept(payoffs: Any) -> list[list[int]]:
    return [rows.tolist() for rows in reduce(NormalFormGame(payoffs)).kept]


def plainly_kept(payoffs: Any) -> list[list[int]]:
    """Iterate strict dominance with nothing but loops and exact comparisons."""
    left = [list(range(size)) for size in payoffs.shape[1:]]
    while True:
        beaten = [
            [row for row in left[own] if any(beats(payoffs, left, own, r, row) for r in left[own])]
            for own in range(len(left))
        ]
        if not any(beaten):
            return left
        left = [[row for row in a if row not in b] for a, b in zip(left, beaten, strict=True)]


def beats(payoffs: Any, left: list[list[int]], own: int, rival: int, row: int) -> bool:
    others = [[0] if place == own else rows for place, rows in enumerate(left)]
    for cell in product(*others):
        cells = [
            tuple(s if place == own else k for place, k in enumerate(cell)) for s in (rival, row)
        ]
        if not payoffs[(own, *cells[0])] > payoffs[(own, *cells[1])]:
            return False
    return True


def test_the_prisoners_dilemma_is_solved_in_one_round() -> None:
    reduction = reduce(NormalFormGame([[[3, 0], [5, 1]], [[3, 5], [0, 1]]]))
    assert [rows.tolist() for rows in reduction.kept] == [[1], [1]]
    assert (reduction.rounds, reduction.finished, reduction.active) == (1, True, ())
    assert reduction.core() is None


def test_removals_make_others_possible() -> None:
    # Right is never good; without it, down is never good; without that, left beats middle.
    row = [[2, 1, 1], [1, 0, 9]]
    column = [[2, 1, 1], [0, 1, 0]]
    reduction = reduce(NormalFormGame([row, [[2, 1, 0], [0, 1, -1]]]))
    assert [rows.tolist() for rows in reduction.kept] == [[0], [0]]
    assert reduction.rounds == 3
    # A tie, exact, keeps what is only weakly dominated.
    assert kept([row, column]) == [[0, 1], [0, 1, 2]]


def test_rounding_is_not_dominance() -> None:
    third = 0.1 + 0.2
    assert third > 0.3
    assert kept([[[third, 1.0], [0.3, 0.5]], [[0.0, 0.0], [0.0, 0.0]]]) == [[0, 1], [0, 1]]


def test_a_tiny_advantage_is_dominance_where_nothing_more_is_at_stake() -> None:
    assert kept([[[1e9 + 1, 1], [1e9, 0]], [[0, 0], [0, 0]]]) == [[0], [0, 1]]
    assert kept([[[1e-300, 2e-300], [0, 1e-300]], [[0, 0], [0, 0]]]) == [[0], [0, 1]]


def test_only_pure_strategies_count_as_dominators() -> None:
    # The third row is worse than an even mixture of the other two, and than neither alone.
    assert kept([[[4, 0], [0, 4], [1, 1]], np.zeros((3, 2))]) == [[0, 1, 2], [0, 1]]


def test_three_actors() -> None:
    payoffs = np.zeros((3, 2, 2, 2))
    payoffs[0, 1] = 1
    payoffs[1, 1, :, 0], payoffs[1, 0, :, 1] = 1, 1
    payoffs[1, 1, 1] += 1
    payoffs[2, 1, 0, 1] = 5
    payoffs[2, 1, 1, 0] = 2
    assert kept(payoffs) == [[1], [1], [0]]
    assert plainly_kept(payoffs) == [[1], [1], [0]]


def test_what_remains_becomes_a_game_and_comes_back() -> None:
    # Matching pennies between a and c; a's middle strategy and b's second only lose.
    payoffs = np.zeros((3, 3, 2, 2))
    payoffs[0] = np.array([[1, -1], [-2, -2], [-1, 1]])[:, None, :]
    payoffs[1, :, 1] = -1
    payoffs[2] = -payoffs[0]
    reduction = reduce(NormalFormGame(payoffs, actors=["a", "b", "c"]))
    assert [rows.tolist() for rows in reduction.kept] == [[0, 2], [0], [0, 1]]
    core = reduction.core()
    assert core is not None
    assert core.actors == ("a", "c")
    assert core.payoffs.tolist() == [[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]]
    lifted = reduction.lift((np.array([0.25, 0.75]), np.array([0.5, 0.5])))
    assert lifted[0].tolist() == [0.25, 0.0, 0.75]
    assert lifted[1].tolist() == [1.0, 0.0]
    assert lifted[2].tolist() == [0.5, 0.5]
    assert not any(each.flags.writeable for each in lifted)


@SLOW
@given(games(2, 5, 0, 4))
def test_two_actors_as_plain_loops_have_it(payoffs: Any) -> None:
    assert kept(payoffs) == plainly_kept(payoffs)


@SLOW
@given(games(3, 3, 0, 2))
def test_three_actors_as_plain_loops_have_it(payoffs: Any) -> None:
    assert kept(payoffs) == plainly_kept(payoffs)


@SLOW
@given(games(2, 3, 0, 4))
def test_no_equilibrium_is_removed(exact: Callable[[Any, Any], Any], payoffs: Any) -> None:
    left = kept(payoffs)
    for x, y in exact(*payoffs.astype(int).tolist()).equilibria:
        assert {place for place, share in enumerate(x) if share} <= set(left[0])
        assert {place for place, share in enumerate(y) if share} <= set(left[1])


def test_a_concession_game_of_hanoi_size_takes_one_round() -> None:
    # 24 x 192 strategies; whatever is conceded costs, so nothing is.
    rng = np.random.default_rng(0)
    cost, gain = np.sort(rng.random((2, 24)))
    price, prize = np.sort(rng.random((2, 192)))
    game = NormalFormGame([prize - cost[:, None], gain[:, None] - price])
    reduction = reduce(game)
    assert [rows.tolist() for rows in reduction.kept] == [[0], [0]]
    assert reduction.rounds == 1


def test_the_search_stops_at_its_limit_and_keeps_what_it_did_not_judge() -> None:
    losses = np.array([[0.0, 0.0], [0.5, 0.5], [1.0, 1.0]])
    assert dominated(losses)[0].tolist() == [False, True, True]
    beaten, done = dominated(losses, work=0)
    assert (beaten.tolist(), done) == ([False, False, False], 0)


def test_a_game_too_large_to_reduce_is_searched_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dominance, "_WORK", 10)
    # Dominance would take two rounds here, and gets one.
    game = NormalFormGame([[[2, 1, 1], [1, 0, 9]], [[2, 1, 0], [0, 1, -1]]])
    found = equilibria(game)
    assert not reduce(game).finished
    assert [each.tolist() for each in found.profiles[0]] == [[1, 0], [1, 0, 0]]
    assert (
        "The game is too large to look for all dominated strategies." in found.diagnostics["note"]
    )


def test_dominance_alone_answers_only_what_it_solves() -> None:
    solved = equilibria(NormalFormGame([[[3, 0], [5, 1]], [[3, 5], [0, 1]]]), method="dominance")
    assert (solved.method, solved.complete, len(solved.profiles)) == ("dominance", True, 1)
    left = equilibria(NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]]), method="dominance")
    assert (left.method, left.complete, left.profiles) == ("dominance", False, ())
    assert "Iterated strict dominance leaves 2 x 2 strategies." in left.diagnostics["note"]
