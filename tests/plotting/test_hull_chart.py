"""The polygon of lotteries: its corners, the packages it beats, and what is said of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.errors import NotDefinedError


def title(ax):
    return " ".join(ax.get_title(loc="left").split("\n"))


def test_the_polygon_ends_at_walking_away_and_at_the_edge_of_lotteries(parts):
    own = ng.BargainingProblem([[10, 0], [4, 5], [0, 10], [8, 1], [-5, 11]], [1, 0])
    ax = ng.plotting.hull(own)
    (polygon,) = parts(ax, "hull")
    corners = {tuple(np.round(each, 9)) for each in polygon.get_xy()}
    assert corners == {(1, 0), (1, 9), (10, 0)}
    (beaten,) = parts(ax, "beaten")
    assert sorted(zip(*beaten.get_data(), strict=True)) == [(4, 5), (8, 1)]
    assert "2 of 5 efficient outcomes" in title(ax)


def test_what_a_lottery_adds_on_equal_terms_is_said_in_words():
    own = ng.BargainingProblem([[10, 0], [4, 5], [0, 10]])
    said = title(ng.plotting.hull(own))
    assert "1 of 3 efficient outcomes is beaten by a lottery." in said
    assert "gives each at least 40.0%" in said
    assert "the best lottery 50.0%" in said
    best = title(ng.plotting.hull(ng.BargainingProblem([[10, 0], [8, 8], [0, 10]])))
    assert "No lottery beats any of 3 efficient outcomes." in best
    assert "80.0%" in best
    assert "and no lottery more" in best


def test_lotteries_can_open_a_zopa_that_packages_do_not(parts):
    ax = ng.plotting.hull(ng.BargainingProblem([[3, 1], [1, 3]], [1.5, 1.5]))
    assert "No outcome is acceptable to both, but a lottery over them is." in title(ax)
    assert len(parts(ax, "hull")) == 1
    none = ng.plotting.hull(ng.BargainingProblem([[3, 1], [1, 3]], [2.5, 2.5]))
    assert "no lottery leaves both at least as well off" in title(none)
    assert parts(none, "hull") == []


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=9))
@settings(max_examples=25, deadline=None)
def test_beaten_is_what_some_pair_of_outcomes_beats(cloud):
    own = ng.BargainingProblem(cloud)
    ax = ng.plotting.hull(own)
    drawn = [line for line in ax.lines if line.get_gid() == "beaten"]
    found = set(zip(*drawn[0].get_data(), strict=True)) if drawn else set()
    points = {tuple(map(float, each)) for each in own.payoffs[own.pareto]}
    expected = set()
    for point in points:
        for one in points:
            for other in points:
                if one[0] < point[0] < other[0]:
                    part = (point[0] - one[0]) / (other[0] - one[0])
                    if one[1] + part * (other[1] - one[1]) > point[1] + 1e-9:
                        expected.add(point)
    assert found == expected
    from matplotlib import pyplot as plt

    plt.close("all")


def test_solutions_with_and_without_lotteries_stand_side_by_side(parts):
    own = ng.BargainingProblem([[10, 0], [4, 5], [0, 10]])
    both = [ng.solve(own, "nash"), ng.solve(own, "nash", lotteries=True)]
    (stars,) = parts(ng.plotting.hull(both), "agreement")
    assert sorted(zip(*stars.get_data(), strict=True)) == [(4, 5), (5, 5)]


@pytest.mark.parametrize(
    "payoffs",
    [[[3, 1]], [[2, 2]] * 3, [[1e12, 1e-9], [2e12, 0]], [[0, 0]]],
    ids=["one outcome", "all equal", "huge and tiny", "nothing to gain"],
)
def test_odd_problems_are_drawn(payoffs):
    ng.plotting.hull(ng.compare(ng.BargainingProblem(payoffs))).figure.canvas.draw()


def test_it_takes_two_actors():
    with pytest.raises(NotDefinedError, match=r"two actors; here are 3.*plotting.pairs"):
        ng.plotting.hull(ng.BargainingProblem(np.eye(3)))
