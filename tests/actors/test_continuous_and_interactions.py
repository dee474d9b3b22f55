"""Continuous issues, interactions between issues, caps on totals, and grids, as words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    UnknownNameError,
)

TARIFF = ng.Issue("tariff", (0, 10), unit="%")
VISA = ng.Issue("visa", ["no", "yes"])
LINES = {"tariff": {0: 1, 4: 0.9, 10: 0}, "visa": {"no": 0, "yes": 0.3}}


def one_actor(preferences, issues=(TARIFF, VISA), **fields):
    return ng.Scenario("talk", issues, [ng.Actor("A", preferences, **fields)])


def utility(preferences, outcome, issues=(TARIFF, VISA)):
    return float(preferences.utilities(ng.OutcomeSpace.of(issues, [outcome]))[0])


# ---------------------------------------------------------------- continuous issues


def test_a_continuous_issue_has_an_interval_and_a_unit():
    assert TARIFF.continuous
    assert not VISA.continuous
    assert TARIFF.options == (0.0, 10.0)
    assert TARIFF.unit == "%"
    assert repr(TARIFF) == "Issue('tariff', 0 to 10 %)"
    assert TARIFF.describe() == "0 to 10 %"
    assert ng.Issue("x", (-1, 1), unit="").describe() == "-1 to 1"
    assert VISA.describe() == "no | yes"
    assert bool(TARIFF)


def test_a_continuous_issue_is_settled_by_a_number_of_its_interval():
    assert TARIFF.settle("2.5") == TARIFF.settle(2.5) == TARIFF.level(2.5) == 2.5
    assert TARIFF.settle(0) == 0
    assert TARIFF.settle(10) == 10
    for given_ in (-0.001, 10.001, "much", None, float("nan")):
        with pytest.raises(InvalidValueError, match="from 0 to 10") as caught:
            TARIFF.level(given_)
        assert "tariff" in str(caught.value)
    with pytest.raises(NotDefinedError, match="no options to count"):
        len(TARIFF)


@pytest.mark.parametrize(
    ("options", "unit", "error", "words"),
    [
        ((0, 1, 2), "%", InvalidValueError, "two numbers"),
        ((0,), "%", InvalidValueError, "two numbers"),
        ((1, 0), "%", InvalidValueError, "must rise"),
        ((1, 1), "%", InvalidValueError, "must rise"),
        ((0, float("inf")), "%", InvalidValueError, "finite"),
        (("low", "high"), "%", InvalidTypeError, "number"),
        ((0, 1), 5, InvalidTypeError, "unit is text"),
    ],
)
def test_intervals_that_are_none_are_refused(options, unit, error, words):
    with pytest.raises(error, match=words) as caught:
        ng.Issue("tariff", options, unit=unit)
    assert "tariff" in str(caught.value)


def test_packages_hold_numbers_on_continuous_issues():
    scenario = one_actor(ng.Additive(LINES))
    outcome = scenario.outcome({"tariff": 2, "visa": "yes"})
    assert outcome == {"tariff": 2.0, "visa": "yes"}
    assert isinstance(outcome["tariff"], float)
    assert str(outcome) == "tariff: 2; visa: yes"
    space = ng.OutcomeSpace.of(scenario.issues, [outcome, {"tariff": 9.5, "visa": "no"}])
    assert space.levels.dtype == np.float64
    assert space.levels.tolist() == [[2, 1], [9.5, 0]]
    assert space[1] == {"tariff": 9.5, "visa": "no"}
    assert space.index(outcome) == 0
    with pytest.raises(InvalidValueError, match="outside"):
        ng.OutcomeSpace(scenario.issues, [[10.5, 0]])
    assert "1 of them continuous" in repr(scenario)
    assert not scenario.listable


# ---------------------------------------------------------------- value functions


@settings(max_examples=30)
@given(
    points=st.dictionaries(st.integers(1, 9), st.integers(-5, 5), max_size=5),
    ends=st.tuples(st.integers(-5, 5), st.integers(-5, 5)),
    at=st.floats(0, 10),
    weight=st.floats(0, 3),
)
def test_points_are_joined_by_straight_lines(points, ends, at, weight):
    curve = {**points, 0: ends[0], 10: ends[1]}
    preferences = ng.Additive({"tariff": curve}, weights={"tariff": weight})
    knots = sorted(curve)
    wanted = weight * np.interp(at, knots, [curve[knot] for knot in knots])
    assert utility(preferences, {"tariff": at}, [TARIFF]) == pytest.approx(wanted, abs=1e-12)


def test_a_function_of_the_value_is_weighted():
    preferences = ng.Additive(
        {"tariff": lambda x: x**2, "visa": {"no": 0, "yes": 1}}, weights={"tariff": 2, "visa": 3}
    )
    one_actor(preferences)
    assert utility(preferences, {"tariff": 3, "visa": "yes"}) == 21


@pytest.mark.parametrize(
    ("curve", "words"),
    [
        ({0: 1, 5: 2}, "both ends"),
        ({5: 1, 10: 2}, "both ends"),
        ({0: 1, 10: 2, 11: 3}, "from 0 to 10"),
        ({0: 1, "0.0": 2, 10: 3}, "different"),
        ({0: 1, "ten": 3}, "from 0 to 10"),
        (lambda x: 1.0, "number per value"),
        (lambda x: x * np.nan, "finite"),
    ],
)
def test_value_functions_that_are_none_are_refused(curve, words):
    with pytest.raises(InvalidValueError, match=words) as caught:
        one_actor(ng.Additive({"tariff": curve, "visa": {"no": 0, "yes": 1}}))
    assert "A" in str(caught.value)
    assert "tariff" in str(caught.value)


def test_a_function_needs_a_continuous_issue():
    with pytest.raises(InvalidTypeError, match="continuous") as caught:
        one_actor(ng.Additive({"tariff": {0: 0, 10: 1}, "visa": lambda x: x}))
    assert "visa" in str(caught.value)


# ---------------------------------------------------------------- caps


@pytest.mark.parametrize(("cap", "worth"), [(None, 1.3), (1.25, 1.25), (5, 1.3), (-1, -1)])
def test_a_cap_is_the_most_a_total_counts(cap, worth):
    preferences = ng.Additive(LINES, cap=cap)
    assert utility(preferences, {"tariff": 0, "visa": "yes"}) == pytest.approx(worth)


@pytest.mark.parametrize("cap", [float("nan"), float("inf"), "one", True])
def test_caps_that_are_no_number_are_refused(cap):
    with pytest.raises((InvalidValueError, InvalidTypeError), match="cap"):
        ng.Additive(LINES, cap=cap)


# ---------------------------------------------------------------- interactions


def test_an_interaction_adds_its_value_where_all_issues_match():
    preferences = ng.Interacting(
        LINES, interactions=[ng.Interaction({"tariff": [2, 4], "visa": "yes"}, value=-0.5)]
    )
    one_actor(preferences)
    for tariff, visa, more in (
        (2, "yes", -0.5),
        (4, "yes", -0.5),
        (1.999, "yes", 0),
        (4.001, "yes", 0),
        (3, "no", 0),
    ):
        outcome = {"tariff": tariff, "visa": visa}
        plain = utility(ng.Additive(LINES), outcome)
        assert utility(preferences, outcome) == pytest.approx(plain + more), outcome


def test_a_pairwise_table_is_an_interaction_per_entry():
    issues = [VISA, ng.Issue("relief", ["none", "full"])]
    preferences = ng.Interacting(
        {"visa": {"no": 0, "yes": 1}},
        interactions={("visa", "relief"): {("yes", "full"): 2, ("no", "none"): -1}},
    )
    one_actor(preferences, issues)
    worth = [
        utility(preferences, {"visa": v, "relief": r}, issues)
        for v in ("no", "yes")
        for r in ("none", "full")
    ]
    assert worth == [-1, 0, 1, 3]
    assert len(preferences.interactions) == 2
    assert preferences.interactions[0].value == 2


def test_a_cap_counts_interactions_in():
    preferences = ng.Interacting(
        {"visa": {"no": 0, "yes": 1}},
        cap=1.5,
        interactions=ng.Interaction({"visa": "yes"}, value=4),
    )
    assert utility(preferences, {"visa": "yes"}, [VISA]) == 1.5


@pytest.mark.parametrize(
    ("interactions", "error", "words"),
    [
        ("all", InvalidTypeError, "list of interactions"),
        (5, InvalidTypeError, "list of interactions"),
        ([{"visa": "yes"}], InvalidTypeError, "Expected an Interaction"),
        ({"visa": {"yes": 1}}, InvalidTypeError, "Pairwise tables"),
        ({("visa", "tariff"): 3}, InvalidTypeError, "Pairwise tables"),
    ],
)
def test_interactions_that_are_none_are_refused(interactions, error, words):
    with pytest.raises(error, match=words):
        ng.Interacting(LINES, interactions=interactions)


@pytest.mark.parametrize(
    ("when", "error"),
    [
        ({"visas": "yes"}, UnknownNameError),
        ({"visa": "maybe"}, UnknownNameError),
        ({"tariff": [4, 2]}, InvalidValueError),
        ({"tariff": [1, 2, 3]}, InvalidValueError),
        ({"tariff": 11}, InvalidValueError),
    ],
)
def test_what_an_interaction_names_must_exist(when, error):
    with pytest.raises(error):
        one_actor(ng.Interacting(LINES, interactions=[ng.Interaction(when, value=1)]))


def test_an_issue_may_count_through_interactions_alone_but_must_exist():
    one_actor(ng.Interacting({}, interactions=[ng.Interaction({"visa": "yes"}, value=1)]))
    with pytest.raises(UnknownNameError, match="visas"):
        one_actor(ng.Interacting({"visas": {"no": 0, "yes": 1}}))
    with pytest.raises(InvalidValueError, match="no value on this issue"):
        one_actor(ng.Additive({"visa": {"no": 0, "yes": 1}}))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "much"])
def test_the_value_of_an_interaction_is_a_number(value):
    with pytest.raises((InvalidValueError, InvalidTypeError), match="value of an interaction"):
        ng.Interaction({"visa": "yes"}, value=value)


# ---------------------------------------------------------------- grids


def whole():
    """A scenario with everything that can refer to a continuous issue."""
    preferences = ng.Interacting(
        LINES, cap=1.2, interactions=[ng.Interaction({"tariff": [2, 4], "visa": "yes"}, value=-0.5)]
    )
    curved = ng.Additive({"tariff": lambda x: x**2, "visa": {"no": 0, "yes": 1}}, {"tariff": 0.5})
    here = {"tariff": 5, "visa": "no"}
    return ng.Scenario(
        "whole",
        [TARIFF, VISA],
        [
            ng.Actor("A", preferences, reservation=ng.Outcome(here)),
            ng.Actor("B", curved, red_lines=[ng.RedLine({"tariff": [7.5, 10]})]),
        ],
        status_quo=here,
        constraints=[ng.Constraint({"tariff": [0, 1.2], "visa": "yes"})],
    )


def test_a_grid_keeps_what_every_package_is_worth():
    scenario = whole()
    cut = scenario.on_grid({"tariff": 21})
    assert not cut.issue("tariff").continuous
    assert len(cut.issue("tariff")) == 21
    assert cut.issue("tariff").options[:3] == ("0.0", "0.5", "1.0")
    assert cut.issue("visa") == scenario.issue("visa")
    for outcome in cut.space:
        same = {**outcome, "tariff": float(outcome["tariff"])}
        for mine, theirs in zip(cut.actors, scenario.actors, strict=True):
            assert utility(mine.preferences, outcome, cut.issues) == pytest.approx(
                utility(theirs.preferences, same, scenario.issues), abs=1e-12
            )
            for a, b in zip(mine.red_lines, theirs.red_lines, strict=True):
                one = ng.OutcomeSpace.of(cut.issues, [outcome])
                two = ng.OutcomeSpace.of(scenario.issues, [same])
                assert a.holds(one).tolist() == b.holds(two).tolist()
    # 0, 0.5 and 1 % with a visa cannot be.
    assert len(cut.space) == 42 - 3
    assert cut.status_quo == {"tariff": "5.0", "visa": "no"}
    assert cut.actors[0].reservation == {"tariff": "5.0", "visa": "no"}


def test_problems_on_a_grid_have_the_disagreement_point_of_the_scenario():
    scenario = whole()
    one = ng.bargaining_problem(scenario)
    two = ng.bargaining_problem(scenario.on_grid({"tariff": 3}))
    assert one.disagreement == pytest.approx(two.disagreement)
    assert one.disagreement[0] == pytest.approx(0.75)


def test_a_rule_that_means_no_point_of_the_grid_falls_away():
    scenario = ng.Scenario(
        "s", [TARIFF, VISA], [ng.Actor("A", ng.Additive(LINES))],
        constraints=[ng.Constraint({"tariff": [1, 2]}), ng.Constraint({"tariff": [5, 6]})],
    )  # fmt: skip
    cut = scenario.on_grid({"tariff": 3})
    assert [each.when["tariff"] for each in cut.constraints] == [("5.0",)]


@pytest.mark.parametrize("points", [{"visa": 3}, {"tariff": 1}, {"tariff": 2.5}, {"tariff": "9"}])
def test_grids_that_are_none_are_refused(points):
    with pytest.raises(InvalidValueError, match="at least 2"):
        whole().on_grid(points)


def test_an_unknown_issue_has_no_grid():
    with pytest.raises(UnknownNameError, match="tarif"):
        whole().on_grid({"tarif": 3})


def test_a_status_quo_off_the_grid_is_refused():
    with pytest.raises(InvalidValueError, match="does not lie on the grid") as caught:
        whole().on_grid({"tariff": 4})
    assert "tariff" in str(caught.value)


def test_preferences_that_cannot_be_cut_are_refused():
    odd = ng.Actor("Odd", ng.UtilityFunction(lambda values: values["tariff"] * 1.0))
    with pytest.raises(NotDefinedError, match="grid") as caught:
        ng.Scenario("s", [TARIFF], [odd]).on_grid({"tariff": 3})
    assert "Odd" in str(caught.value)


def test_one_issue_of_two_is_cut():
    issues = [TARIFF, ng.Issue("quota", (0, 1), unit="t")]
    values = {"tariff": {0: 0, 10: 1}, "quota": {0: 1, 1: 0}}
    scenario = ng.Scenario("s", issues, [ng.Actor("A", ng.Additive(values))])
    cut = scenario.on_grid({"quota": 5})
    assert cut.issue("tariff").continuous
    assert not cut.issue("quota").continuous
    assert cut.on_grid({"tariff": 2}).listable
