"""Small exact answers that a single wrong bound, mask or axis in the concession sets breaks."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import negotiation as ng
from negotiation.actors import outcome
from negotiation.actors.evidence import best_evidence
from negotiation.concessions import efficient

NOISY = 0.1 + 0.2  # a little more than 0.3


def test_rounding_keeps_nobody_from_signing():
    problem = ng.BargainingProblem([[0.3, 1.0]], [NOISY, 0.0])
    assert problem.accepts.tolist() == [[True, True]]
    assert problem.zopa.tolist() == [True]
    assert problem.ideal.tolist() == [NOISY, 1.0]


def test_what_counts_as_none_depends_on_walking_away_too():
    problem = ng.BargainingProblem([[1, 2], [1, 3]], [5, -7])
    assert problem.slack == pytest.approx([4e-9, 1e-8])
    between = ng.BargainingProblem([[1, 2], [4, 3]], [2, 2])
    assert between.slack == pytest.approx([3e-9, 1e-9])


def test_a_long_frontier_of_three_actors():
    """More efficient outcomes than are compared at once, and some just below the last of them."""
    place = np.arange(4400.0)
    frontier = np.stack([place, place[::-1], np.zeros(4400)], axis=1)
    below = frontier[[0, 255, 256, 1000, 4090, 4098, 4399]] - [0, 0, 1]
    expected = [True] * 4400 + [False] * 7
    assert efficient(np.concatenate([frontier, below])).tolist() == expected


def talks(constraints=(), **settings):
    issues = [ng.Issue(name, ["0", "1"], conceded_by=owner) for name, owner in ("xA", "yB")]
    table = ng.PayoffTable([[1, 2], [3, 4]])
    actors = [ng.Actor("A", table, reservation=-5), ng.Actor("B", table, reservation=-6)]
    return ng.Scenario("talks", issues, actors, constraints=constraints, **settings)


def test_each_constraint_alone_excludes():
    both = talks([{"x": "1", "y": "1"}, {"x": "0", "y": "1"}])
    assert [dict(package) for package in both.space] == [{"x": "0", "y": "0"}, {"x": "1", "y": "0"}]
    game = ng.concession_game(both)
    assert game.payoffs.tolist() == [[[1, -5], [3, -5]], [[1, -6], [3, -6]]]


def test_each_red_line_alone_refuses():
    actor = ng.Actor("A", ng.PayoffTable([1, 2, 3]), red_lines=[{"x": "a"}, {"x": "c"}])
    alone = ng.Scenario("alone", [ng.Issue("x", ["a", "b", "c"])], [actor])
    assert ng.bargaining_problem(alone).refused.tolist() == [[True], [False], [True]]


def test_concessions_on_two_issues_of_one_actor():
    """The last issue varies fastest, in strategies as in payoffs."""
    issues = [ng.Issue("x", ["0", "1"], "A"), ng.Issue("y", ["0", "1", "2"], "A")]
    actor = ng.Actor("A", ng.PayoffTable([[1, 2, 3], [4, 5, 6]]))
    game = ng.concession_game(ng.Scenario("alone", issues, [actor]))
    assert game.payoffs.tolist() == [[1, 2, 3, 4, 5, 6]]
    assert [tuple(label.values()) for label in game.strategies[0]] == [
        *(("0", "0"), ("0", "1"), ("0", "2")),
        *(("1", "0"), ("1", "1"), ("1", "2")),
    ]


def test_the_largest_that_can_be_written_out(monkeypatch):
    issues = [ng.Issue(name, ["0", "1"]) for name in "xyz"]
    monkeypatch.setattr(outcome, "LARGEST_SPACE", 8)
    assert len(ng.OutcomeSpace.full(issues)) == 8
    monkeypatch.setattr(outcome, "LARGEST_SPACE", 7)
    with pytest.raises(ng.NegotiationError, match="8 packages are too many"):
        ng.OutcomeSpace.full(issues)


def test_the_largest_game_that_can_be_written_out(monkeypatch):
    room = sys.modules[ng.concession_game.__module__]
    monkeypatch.setattr(room, "LARGEST_GAME", 4)
    assert ng.concession_game(talks()).payoffs.shape == (2, 2, 2)
    monkeypatch.setattr(room, "LARGEST_GAME", 3)
    with pytest.raises(ng.NegotiationError, match="4 combinations of concessions are too many"):
        ng.concession_game(talks())


def test_levels_and_rows_of_a_space():
    issue = ng.Issue("x", ["a", "b"])
    with pytest.raises(ValueError, match="outside the options"):
        ng.OutcomeSpace([issue], [[2]])
    space = ng.OutcomeSpace([issue], [[0], [1], [0]])
    assert space.index({"x": "a"}) == 0
    assert space.index({"x": "a"}, 1) == 2


def test_an_issue_may_weigh_nothing():
    wants = ng.Additive({"x": {"a": 1, "b": 7}}, weights={"x": 0})
    assert wants.utilities(ng.OutcomeSpace.full([ng.Issue("x", ["a", "b"])])).tolist() == [0, 0]


def test_what_supports_walking_away_supports_no_option():
    walk = ng.Evidence("fact", "it walked out once", "a witness", actor="A")
    everything = ng.Evidence("estimate", "all of it", "a guess")
    option = ng.Evidence("claim", "it said so", "a speech", actor="A", issue="x", option="a")
    record = [everything, walk, option]
    assert best_evidence(record, "A") is walk
    assert best_evidence(record, "A", "x", "a") is option
    assert best_evidence(record, "A", "x", "b") is everything
    assert best_evidence([walk], "A", "x", "b") is None
