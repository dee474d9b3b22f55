"""Scenarios as numbers: gains, ZOPA, frontier, negotiation set, ideal point, concession games."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.concessions import efficient
from negotiation.concessions.pareto import ranks


def brute_force(payoffs):
    return [
        not any((other >= row).all() and (other > row).any() for other in payoffs)
        for row in payoffs
    ]


@settings(deadline=None, max_examples=150)
@given(
    st.integers(1, 5).flatmap(
        lambda actors: st.lists(
            st.lists(st.integers(-2, 4), min_size=actors, max_size=actors), min_size=1, max_size=40
        )
    )
)
def test_frontier_against_brute_force(rows):
    payoffs = np.array(rows, dtype=float)
    assert efficient(payoffs).tolist() == brute_force(payoffs)


@pytest.mark.parametrize("actors", [2, 3, 4])
def test_frontier_of_many_outcomes_against_brute_force(actors):
    rng = np.random.default_rng(actors)
    payoffs = rng.random((1500, actors)).round(2)
    assert efficient(payoffs).tolist() == brute_force(payoffs)


def test_float_noise_creates_no_efficient_point():
    base = np.array([[0.1 + 0.2, 0.5], [0.3, 0.5], [0.3, 0.4]])
    assert efficient(base).tolist() == [True, True, False]
    noisy = np.array([[0.3 + 1e-13, 0.4], [0.3, 0.5], [0, 0]])
    assert efficient(noisy).tolist() == [False, True, False]
    assert efficient(noisy * 1e300).tolist() == [False, True, False]
    assert efficient(noisy * 1e-300).tolist() == [False, True, False]


def test_ranks_share_ties_and_skip_none():
    assert ranks(np.array([[3.0], [1.0], [3.0], [2.0]])).ravel().tolist() == [2, 0, 2, 1]
    assert ranks(np.array([[5.0, 5.0]])).tolist() == [[0, 0]]


def test_degenerate_frontiers():
    assert efficient(np.empty((0, 2))).tolist() == []
    assert efficient(np.ones((3, 2))).tolist() == [True] * 3
    assert efficient(np.array([[1.0]])).tolist() == [True]


def test_words_become_numbers():
    relief = ng.Issue("relief", ["none", "full"], conceded_by="US")
    tests = ng.Issue("testing", ["go on", "halt"], conceded_by="DPRK")
    us = ng.Additive({"relief": {"none": 3, "full": 0}, "testing": {"go on": 0, "halt": 5}})
    dprk = ng.Additive({"relief": {"none": 0, "full": 4}, "testing": {"go on": 1, "halt": 0}})
    now = {"relief": "none", "testing": "go on"}
    talks = ng.Scenario(
        "talks",
        [relief, tests],
        [
            ng.Actor("US", us, reservation=now, power=2),
            ng.Actor(
                "DPRK", dprk, reservation=0.5, red_lines={"relief": "none", "testing": "halt"}
            ),
        ],
        status_quo=now,
    )
    problem = ng.bargaining_problem(talks)
    assert ng.bargaining_problem(problem) is problem
    assert problem.payoffs.tolist() == [[3, 1], [8, 0], [0, 5], [5, 4]]
    assert problem.disagreement.tolist() == [3, 0.5]
    assert problem.gains.tolist() == [[0, 0.5], [5, -0.5], [-3, 4.5], [2, 3.5]]
    assert problem.power.tolist() == [2, 1]
    assert problem.refused.tolist() == [
        [False, False],
        [False, True],
        [False, False],
        [False, False],
    ]
    assert problem.zopa.tolist() == [True, False, False, True]
    assert problem.pareto.tolist() == [False, False, True, True]
    assert problem.negotiation_set.tolist() == [False, False, False, True]
    assert problem.ideal.tolist() == [5, 4]
    assert problem.index({"relief": "full", "testing": "halt"}) == 3
    deal = ng.solve(talks, "nash")
    (row_us, row_dprk) = deal.summary().rows
    assert row_us[1:4] == ("US", "relief: full", "testing: halt")
    assert row_dprk[1:4] == ("DPRK", "testing: halt", "relief: full")
    game = ng.concession_game(talks)
    assert game.payoffs.tolist() == [[[3, 8], [0, 5]], [[1, 0], [5, 4]]]
    assert [dict(label) for label in game.strategies[0]] == [{"relief": "none"}, {"relief": "full"}]


def test_the_red_line_keeps_an_outcome_off_the_frontier():
    refused = [[False, True], [False, False]]
    problem = ng.BargainingProblem([[5, 5], [1, 1]], refused=refused)
    assert problem.pareto.tolist() == [False, True]
    assert problem.accepts.tolist() == [[True, False], [True, True]]


def test_ideal_point_counts_only_what_all_would_sign():
    problem = ng.BargainingProblem([[10, -1], [6, 2], [3, 5], [-2, 9]])
    assert problem.ideal.tolist() == [6, 5]
    empty = ng.BargainingProblem([[10, -1]], [0, 0])
    assert empty.ideal.tolist() == [0, 0]
    assert "empty" in empty.summary().notes[0]


@pytest.mark.parametrize(
    ("arguments", "options", "words"),
    [
        (([[1, 2], [3]],), {}, ["different lengths"]),
        (([1, 2],), {}, ["2 axes", "1"]),
        (([],), {}, []),
        (([[1, np.nan]],), {}, ["(0, 1)", "finite"]),
        (([["1", "x"]],), {}, ["numbers"]),
        (([[1, None]],), {}, ["(0, 1)", "None"]),
        (([[1, 2]], [0]), {}, ["disagreement", "Actor 1, Actor 2"]),
        (([[1, 2]], {"Actor 1": 0}), {}, ["Actor 2"]),
        (([[1, 2]], {"Actor 1": 0, "Actor 3": 0}), {}, ["'Actor 3'"]),
        (([[1, 2]], None, ["a", "b"]), {}, ["1 rows", "2 labels"]),
        (([[1, 2], [3, 4]], None, ["a", "a"]), {}, ["same label", "'a'"]),
        (([[1, 2]], None, None, ["US"]), {}, ["2 actors", "US"]),
        (([[1, 2]], None, None, ["US", "US"]), {}, ["same name", "US"]),
        (([[1, 2]],), {"power": [1, 0]}, ["positive", "Actor 2"]),
        (([[1, 2]],), {"refused": [[1, 0]]}, ["boolean", "(1, 2)"]),
    ],
)
def test_wrong_tables_are_refused(arguments, options, words):
    with pytest.raises(ng.NegotiationError) as caught:
        ng.BargainingProblem(*arguments, **options)
    for word in words:
        assert word in str(caught.value)


def test_outcomes_can_be_looked_up():
    problem = ng.BargainingProblem([[1, 2], [3, 0]], outcomes=["peace", "war"])
    assert problem.index("war") == 1
    with pytest.raises(KeyError, match="peace"):
        problem.index("peaec")


def test_concession_games_of_any_shape():
    issue = ng.Issue("border", ["here", "there"])
    one = ng.Actor("A", ng.Additive({"border": {"here": 1, "there": 0}}))
    with pytest.raises(ValueError, match="status quo"):
        ng.concession_game(ng.Scenario("s", [issue], [one]))
    held = ng.Scenario("s", [issue], [one], status_quo={"border": "there"})
    game = ng.concession_game(held)
    assert game.payoffs.tolist() == [[0]]
    assert game.strategies == ((ng.Outcome(),),)
    with pytest.raises(TypeError, match="Scenario"):
        ng.concession_game(game)


def test_infeasible_joint_packages_bring_disagreement():
    first = ng.Issue("x", ["0", "1"], conceded_by="A")
    second = ng.Issue("y", ["0", "1"], conceded_by="B")
    table = ng.PayoffTable([[1, 2], [3, 4]])
    actors = [ng.Actor("A", table, reservation=-5), ng.Actor("B", table, reservation=-6)]
    talks = ng.Scenario("s", [first, second], actors, constraints={"x": "1", "y": "1"})
    game = ng.concession_game(talks)
    assert game.payoffs.tolist() == [[[1, 2], [3, -5]], [[1, 2], [3, -6]]]
