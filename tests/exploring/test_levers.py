"""Levers: which numbers can be moved, how far, and what the scenario is when they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import negotiation as ng
from negotiation.exploring._levers import levers, moved, step
from negotiation.exploring._view import answers, askable, chosen, drawn


@pytest.fixture
def talks() -> ng.Scenario:
    issues = [ng.Issue("arms", ["none", "all"]), ng.Issue("relief", ["none", "half", "full"])]
    us = ng.Actor(
        "US",
        ng.Additive(
            {"arms": {"none": 0, "all": 1}, "relief": {"none": 1, "half": 0.5, "full": 0}},
            {"arms": 0.6, "relief": 0.4},
        ),
        reservation=0.45,
    )
    north = ng.Actor(
        "DPRK",
        ng.Additive(
            {"arms": {"none": 1, "all": 0}, "relief": {"none": 0, "half": 0.6, "full": 1}},
            {"arms": 0.3, "relief": 0.7},
        ),
        reservation={"arms": "none", "relief": "none"},
        premium=0.05,
    )
    return ng.Scenario("talks", issues, [us, north])


def test_there_is_a_lever_per_weight_and_per_worth_of_walking_away(talks):
    found = {lever.key: lever for lever in levers(talks)}
    assert list(found) == [
        ("US", None),
        ("US", "arms"),
        ("US", "relief"),
        ("DPRK", None),
        ("DPRK", "arms"),
        ("DPRK", "relief"),
    ]
    arms, walk = found["US", "arms"], found["US", None]
    assert (arms.value, arms.low, arms.high) == (0.6, 0.0, 1.2)
    assert (walk.value, walk.low, walk.high) == (0.45, 0.0, 1.0)
    above = found["DPRK", None]
    assert (above.value, above.low, above.high) == (0.05, -1.0, 1.0)
    assert "above" in above.name
    assert "above" not in walk.name


def test_a_worth_beyond_every_package_is_within_reach_of_its_lever(talks):
    us = replace(talks.actors[0], reservation=1.7)
    lever = levers(replace(talks, actors=(us, talks.actors[1])))[0]
    assert (lever.value, lever.low, lever.high) == (1.7, 0.0, 1.7)


def test_an_actor_to_whom_all_is_one_still_has_levers_that_move():
    issue = ng.Issue("x", ["a", "b"])
    flat = ng.Additive({"x": {"a": 0, "b": 0}}, {"x": 0})
    one = ng.Scenario("flat", [issue], [ng.Actor("A", flat), ng.Actor("B", flat, {"x": "a"})])
    for lever in levers(one):
        assert lever.low <= lever.value <= lever.high
        assert lever.low < lever.high
        assert 0 < step(lever) < lever.high - lever.low


def test_moving_nothing_changes_nothing(talks):
    assert moved(talks, {}) == talks
    assert moved(talks, {lever.key: lever.value for lever in levers(talks)}) == talks


def test_a_weight_and_a_worth_move_and_all_else_stays(talks):
    other = moved(talks, {("US", "arms"): 0.9, ("US", None): 0.2, ("DPRK", None): 0.1})
    assert other.actor("US").preferences.weights == {"arms": 0.9, "relief": 0.4}
    assert other.actor("US").reservation == 0.2
    assert other.actor("DPRK").reservation == {"arms": "none", "relief": "none"}
    assert other.actor("DPRK").premium == 0.1
    assert other.actor("DPRK").preferences == talks.actor("DPRK").preferences
    problem = ng.bargaining_problem(other)
    np.testing.assert_allclose(problem.disagreement, [0.2, 0.4])
    assert talks.actor("US").reservation == 0.45


def test_interactions_are_kept(talks):
    us = talks.actors[0]
    bonus = ng.Interacting(
        us.preferences.values,
        us.preferences.weights,
        interactions=[ng.Interaction({"arms": "all", "relief": "full"}, 0.3)],
    )
    linked = replace(talks, actors=(replace(us, preferences=bonus), talks.actors[1]))
    other = moved(linked, {("US", "arms"): 0.1})
    assert other.actor("US").preferences.interactions == bonus.interactions
    assert isinstance(other.actor("US").preferences, ng.Interacting)


@pytest.mark.parametrize(
    ("key", "told"),
    [(("USA", None), "Did you mean 'US'"), (("US", "arm"), "Did you mean 'arms'")],
)
def test_a_misspelt_lever_gets_the_nearest(talks, key, told):
    with pytest.raises(ng.errors.UnknownNameError, match=told):
        moved(talks, {key: 1.0})


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda it: ng.bargaining_problem(it), "takes a Scenario of two actors"),
        (lambda it: replace(it, actors=it.actors[:1]), "this one has 1 actors"),
        (lambda it: ng.library.load("harbour"), "this one has 6 actors"),
        (
            lambda it: replace(
                it,
                actors=(
                    replace(it.actors[0], reservation=ng.distributions.uniform(0, 1)),
                    it.actors[1],
                ),
            ),
            r"ng\.explore\(scenario\.central\(\)\)",
        ),
        (
            lambda it: replace(
                it,
                actors=(
                    replace(
                        it.actors[0],
                        preferences=ng.UtilityFunction(lambda space: space.levels[:, 0] * 1.0),
                    ),
                    it.actors[1],
                ),
            ),
            "these preferences have no weights",
        ),
    ],
)
def test_what_cannot_be_explored_is_told_what_can(talks, spoil, told):
    with pytest.raises(ng.NegotiationError, match=told):
        levers(spoil(talks))


def test_a_continuous_issue_is_told_how_it_can_be_explored():
    money = ng.Issue("money", (0, 10), unit="M")
    each = ng.Additive({"money": {0: 0, 10: 1}})
    sliding = ng.Scenario("s", [money], [ng.Actor("A", each), ng.Actor("B", each)])
    with pytest.raises(ng.errors.NotDefinedError, match="on_grid"):
        levers(sliding)
    assert len(levers(sliding.on_grid({"money": 11}))) == 4


# ------------------------------------------------------------------ what is drawn


def test_concepts_that_can_be_asked_need_no_parameter(talks):
    assert {"nash", "kalai-smorodinsky", "egalitarian", "perles-maschler"} <= set(askable())
    assert "proportional" not in askable()
    assert answers(talks, askable()).skipped == {}
    assert chosen("nash") == ("nash",)
    with pytest.raises(ng.errors.UnknownNameError, match="Did you mean 'nash'"):
        chosen(["nahs"])
    with pytest.raises(ng.errors.UnknownNameError, match="needs no parameter"):
        chosen(["proportional"])


def test_the_chart_follows_the_numbers(talks):
    before, png = drawn(answers(talks, ["nash"]))
    after, other = drawn(answers(moved(talks, {("US", "arms"): 0.1}), ["nash"]))
    assert png.startswith(b"\x89PNG\r\n")
    assert before.get_xlim()[1] > after.get_xlim()[1] + 0.2
    assert png != other


def test_a_chart_without_concepts_is_the_problem_alone(talks):
    bare = answers(talks, [])
    assert len(bare) == 0
    assert drawn(bare)[1].startswith(b"\x89PNG\r\n")


def test_no_figure_stays_behind(talks):
    from matplotlib import pyplot

    open_before = pyplot.get_fignums()
    drawn(answers(talks, ["nash"]))
    assert pyplot.get_fignums() == open_before
