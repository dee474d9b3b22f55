"""Theories side by side: in how many draws they differ, issue by issue, is counted."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.errors import InvalidTypeError
from negotiation.plotting.theories import differing

# row = 6 * sites + 3 * tests + relief
TWO = {"nash": [7, 7, -1, 1], "egalitarian": [7, 8, -1, 7]}


def title(ax):
    return " ".join(ax.get_title(loc="left").split("\n"))


def test_every_concept_has_a_row_and_every_issue_a_column(forecast, words):
    ax = ng.plotting.theories(forecast(TWO))
    assert [each.get_text() for each in ax.get_yticklabels()] == ["nash", "egalitarian"]
    names = [patch.get_gid() for patch in ax.patches if patch.get_gid()]
    assert {name.split(": ")[0] for name in names} == {
        concept + issue for concept in TWO for issue in ("", ", sites", ", tests", ", relief")
    }
    assert {"no agreement", "sites", "tests", "relief"} <= set(words(ax))


def test_bars_are_as_long_as_the_shares(forecast):
    ax = ng.plotting.theories(forecast(TWO))
    wide = {patch.get_gid(): patch.get_width() for patch in ax.patches if patch.get_gid()}
    assert wide["nash: no agreement"] == pytest.approx(0.25)
    assert wide["nash, sites: none"] == pytest.approx(0.25)
    assert wide["nash, sites: freeze"] == pytest.approx(0.5)
    assert wide["egalitarian, sites: freeze"] == pytest.approx(0.75)
    assert wide["egalitarian, relief: full"] == pytest.approx(0.25)
    assert "egalitarian, sites: none" not in wide


def test_columns_do_not_run_into_each_other(forecast):
    ax = ng.plotting.theories(forecast(TWO))
    ends = {}
    for patch in ax.patches:
        if patch.get_gid():
            issue = patch.get_gid().split(": ")[0].split(", ")[-1]
            column = "" if issue in TWO else issue
            low, high = ends.get(column, (np.inf, -np.inf))
            right = patch.get_x() + patch.get_width()
            ends[column] = (min(low, patch.get_x()), max(high, right))
    spans = sorted(ends.values())
    assert len(spans) == 4
    assert all(one[1] < two[0] for one, two in itertools.pairwise(spans))


def test_in_how_many_draws_theories_differ_is_written_below_the_column(forecast, words):
    ax = ng.plotting.theories(forecast(TWO))
    read = words(ax)
    assert read.count("theories differ in 25.0%") == 2  # sites in one draw, relief in one
    assert "theories never differ" in read  # tests
    assert "do not all select the same package in 50.0% of draws" in title(ax)
    assert "most often they differ about sites" in title(ax)


@given(st.lists(st.tuples(*[st.integers(-1, 17)] * 3), min_size=1, max_size=12))
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_differences_are_those_counted_draw_by_draw(forecast, scenario, draws):
    study = forecast({name: [draw[place] for draw in draws] for place, name in enumerate("abc")})
    packages = ng.bargaining_problem(scenario).outcomes
    found = differing(study)
    for issue in ("sites", "tests", "relief"):
        answers = [{None if row < 0 else packages[row][issue] for row in draw} for draw in draws]
        assert found[issue] == pytest.approx(np.mean([len(each) > 1 for each in answers]))
    assert found[""] == pytest.approx(np.mean([len(set(draw)) > 1 for draw in draws]))


def test_protocols_may_differ_about_whether_there_is_agreement(forecast, parts):
    ax = ng.plotting.theories(forecast({"nash": [7] * 10, "talks": [-1] * 9 + [7]}))
    assert "no agreement in 0% to 90.0%" in title(ax)
    assert [each.get_text() for each in parts(ax, "no agreement")] == ["0%", "90.0%"]


def test_one_theory_and_theories_that_agree_are_said_in_words(forecast, words):
    alone = ng.plotting.theories(forecast([7, -1]))
    assert "One theory, nash, 2 draws: nothing to compare it with" in title(alone)
    assert not [each for each in words(alone) if "differ" in each]
    same = ng.plotting.theories(forecast({"nash": [7, -1], "egalitarian": [7, -1]}))
    assert "They select the same package in every draw" in title(same)


def test_what_is_no_ensemble_is_refused():
    with pytest.raises(InvalidTypeError, match=r"Ensemble, as negotiation\.ensemble"):
        ng.plotting.theories(ng.compare(ng.BargainingProblem([[1, 2]])))
