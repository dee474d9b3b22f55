"""Frontiers of problems that never list their packages, against lists, cases and each other."""

from __future__ import annotations

import json
import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.concessions import PackageProblem, efficient
from negotiation.concessions._epsilon_constraint import efficient_points
from negotiation.concessions._merge import merge, prune
from negotiation.errors import InvalidValueError, NotDefinedError, TooLargeError
from tests.concessions.sums import labels, ruled, scenario_of, sums, tables, unlisted


@pytest.fixture(scope="module")
def case(reference):
    """Return the function from a case's id to the case."""
    told = json.loads((reference / "cases" / "theory.json").read_text())
    cases = told["cases"] if isinstance(told, dict) else told
    return {each["id"]: each for each in cases}.__getitem__


def every_package(parts):
    """All packages and their payoffs, option by option."""
    places = np.array(list(product(*(range(len(part)) for part in parts))))
    return places, sum(part[places[:, k]] for k, part in enumerate(parts))


def doubling(issues):
    """Every package is efficient: each issue splits twice as much as the one before."""
    return [np.array([[2.0**k, 0.0], [0.0, 2.0**k]]) for k in range(issues)]


def forty():
    """The generator of case PK05: 40 issues with 5 options."""
    return [
        [
            [(7 * k + 5 * o * o + 3 * k * o) % 23, (11 * k + 2 * (4 - o) ** 2 + 5 * k * o) % 19]
            for o in range(5)
        ]
        for k in range(40)
    ]


# ---------------------------------------------------------------- cases


@pytest.mark.parametrize("door", [ng.bargaining_problem, unlisted])
def test_pk01_six_issues(case, door):
    told = case("PK01")
    front = door(scenario_of(told["inputs"]["issues"])).frontier()
    assert front.exact
    assert len(front) == told["expected"]["size"]
    np.testing.assert_allclose(front.payoffs, told["expected"]["frontier"], atol=1e-9)


def test_pk03_points_that_no_weighted_sum_finds(case):
    told = case("PK03")
    front = unlisted(scenario_of(told["inputs"]["issues"])).frontier()
    np.testing.assert_allclose(front.payoffs, told["expected"]["frontier"], atol=1e-9)


def test_pk04_a_frontier_of_exponential_size(case):
    front = unlisted(scenario_of(doubling(10))).frontier()
    assert len(front) == case("PK04")["expected"]["size"]
    assert front.payoffs.prod(axis=1).max() == case("PK04")["expected"]["nash_product"]
    assert set(front.counts) == {1}


def test_pk05_forty_issues(case):
    told = case("PK05")["expected"]
    problem = ng.bargaining_problem(scenario_of(forty()))
    assert isinstance(problem, PackageProblem)
    assert problem.size == 5**40
    front = problem.frontier()
    assert front.exact
    assert len(front) == told["frontier_size"]
    assert front.payoffs[0].tolist() == told["first"]
    assert front.payoffs[-1].tolist() == told["last"]
    assert front.payoffs.sum(axis=0).tolist() == [told["checksum_u1"], told["checksum_u2"]]
    for place, outcomes in enumerate(front.outcomes):
        assert len(outcomes) == front.counts[place] == len(labels(outcomes))
        for outcome in outcomes:
            np.testing.assert_allclose(problem.worth(outcome), front.payoffs[place], atol=1e-9)


@pytest.mark.parametrize("place", [0, 1])
def test_pk07_partition(case, place):
    told = case("PK07")
    weights = told["inputs"]["weights"][place]
    front = unlisted(scenario_of([[[w, 0], [0, w]] for w in weights])).frontier()
    assert front.payoffs.prod(axis=1).max() == told["expected"]["nash_product"][place]
    perfect = (front.payoffs[:, 0] == front.payoffs[:, 1]).any()
    assert perfect == told["expected"]["perfect_partition"][place]


# ---------------------------------------------------------------- against the list


@settings(max_examples=60)
@given(scenario=sums(issues=st.integers(1, 5)))
def test_the_merged_frontier_is_that_of_the_list(scenario):
    short, long = ng.bargaining_problem(scenario).frontier(), unlisted(scenario).frontier()
    assert long.exact
    assert long.epsilon == 0
    np.testing.assert_allclose(long.payoffs, short.payoffs, atol=1e-9)
    assert long.counts == short.counts
    for mine, theirs in zip(long.outcomes, short.outcomes, strict=True):
        assert labels(mine) == labels(theirs)


@settings(max_examples=25)
@given(scenario=ruled(actors=st.just(2), issues=st.integers(1, 4), options=st.integers(1, 3)))
def test_the_searched_frontier_is_that_of_the_list(scenario):
    try:
        short = ng.bargaining_problem(scenario).frontier()
    except InvalidValueError:  # the constraint leaves no package at all
        assert len(unlisted(scenario).frontier()) == 0
        return
    long = unlisted(scenario).frontier()
    assert long.exact
    assert len(long) == len(short)
    np.testing.assert_allclose(long.payoffs.reshape(-1, 2), short.payoffs, atol=1e-9)
    for mine, theirs in zip(long.outcomes, short.outcomes, strict=True):
        assert labels(mine) == labels(theirs)


@settings(max_examples=20)
@given(parts=tables(actors=st.just(2), issues=st.integers(1, 4)))
def test_merge_and_epsilon_constraint_agree(parts):
    problem = unlisted(scenario_of(parts))
    found = efficient_points(problem.programme, problem.packages, problem.slack, 500)
    assert found.complete
    np.testing.assert_allclose(found.payoffs, problem.frontier().payoffs, atol=1e-9)


@pytest.mark.parametrize(
    "parts",
    [
        [[[1, 0], [0, 1], [0, 1]]],
        [[[0, 0]], [[0, 0], [0, 0]], [[1, 0], [0, 1], [0, 1]]],
    ],
)
def test_a_programme_that_trips_the_solvers_presolve_is_asked_again(parts):
    problem = unlisted(scenario_of(parts))
    found = efficient_points(problem.programme, problem.packages, problem.slack, 500)
    assert found.payoffs.tolist() == [[1, 0], [0, 1]]


@settings(max_examples=30)
@given(
    parts=tables(actors=st.integers(2, 4), issues=st.integers(2, 5)),
    shuffle=st.randoms(use_true_random=False),
)
def test_the_order_of_issues_and_options_does_not_matter(parts, shuffle):
    front = unlisted(scenario_of(parts)).frontier()
    moved = [part[shuffle.sample(range(len(part)), len(part))] for part in parts]
    shuffle.shuffle(moved)
    other = unlisted(scenario_of(moved)).frontier()
    assert len(front) == len(other)
    np.testing.assert_allclose(front.payoffs, other.payoffs, atol=1e-9)
    assert front.counts == other.counts


@settings(max_examples=30)
@given(parts=tables(actors=st.integers(2, 4), issues=st.integers(2, 4)))
def test_the_order_of_actors_does_not_matter(parts):
    front = unlisted(scenario_of(parts)).frontier()
    other = unlisted(scenario_of([part[:, ::-1] for part in parts])).frontier()
    mine = sorted(zip(front.payoffs.round(7).tolist(), front.counts, strict=True))
    theirs = sorted(zip(other.payoffs[:, ::-1].round(7).tolist(), other.counts, strict=True))
    assert len(mine) == len(theirs)
    for (one, many), (two, more) in zip(mine, theirs, strict=True):
        np.testing.assert_allclose(one, two, atol=1e-6)
        assert many == more


# ---------------------------------------------------------------- thinner frontiers


@settings(max_examples=40)
@given(
    parts=tables(actors=st.integers(1, 3), issues=st.integers(1, 6)),
    epsilon=st.sampled_from([0.01, 0.1, 0.3]),
)
def test_every_package_has_a_neighbour_on_an_epsilon_frontier(parts, epsilon):
    problem = unlisted(scenario_of(parts))
    front = problem.frontier(epsilon=epsilon)
    assert not front.exact
    assert front.epsilon == epsilon
    _, payoffs = every_package(parts)
    give = epsilon * np.ptp(payoffs, axis=0) + 1e-9
    for package in payoffs:
        assert (front.payoffs >= package - give).all(axis=1).any()
    for place, row in enumerate(front.payoffs):
        outcome = front.outcomes[place][0]
        np.testing.assert_allclose(problem.worth(outcome), row, atol=1e-9)
        assert front.counts[place] >= 1


def test_an_epsilon_frontier_is_thinner():
    parts = doubling(12)
    exact = unlisted(scenario_of(parts)).frontier()
    thin = unlisted(scenario_of(parts)).frontier(epsilon=0.05)
    assert len(thin) < len(exact) / 4


def test_a_frontier_too_large_to_hold_names_epsilon_and_then_has_one():
    problem = ng.bargaining_problem(scenario_of(doubling(25)))
    with pytest.raises(TooLargeError, match=r"frontier\(epsilon="):
        problem.frontier()
    front = problem.frontier(epsilon=0.001)
    assert not front.exact
    assert 500 < len(front) < 100_000
    assert (front.payoffs.sum(axis=1) == 2.0**25 - 1).all()  # every package is efficient
    # A neighbour for every split of the sum, without listing 2**25 of them.
    split = np.arange(0.0, 2.0**25, 1013)
    give = 0.001 * (2.0**25 - 1)
    near = np.sort(front.payoffs[:, 0])
    at = np.searchsorted(near, split - give)
    assert (near[at] <= split + give).all()


@pytest.mark.parametrize("epsilon", [0, 1, -0.1, float("nan")])
def test_an_epsilon_outside_its_range_is_refused(epsilon):
    with pytest.raises(InvalidValueError, match="epsilon"):
        unlisted(scenario_of(doubling(3))).frontier(epsilon=epsilon)


def test_an_epsilon_is_refused_where_points_are_searched():
    scenario = scenario_of(doubling(3), constraints=[{"i0": "0", "i1": "0"}])
    with pytest.raises(NotDefinedError, match="points="):
        unlisted(scenario).frontier(epsilon=0.1)


def test_a_search_of_more_than_two_actors_is_refused():
    scenario = scenario_of([np.eye(3)] * 2, constraints=[{"i0": "0", "i1": "0"}])
    with pytest.raises(NotDefinedError, match="two actors only"):
        unlisted(scenario).frontier()


def test_a_search_that_finds_too_many_points_says_so():
    scenario = scenario_of(doubling(4), constraints=[{"i0": "0", "i1": "0"}])
    problem = unlisted(scenario)
    with pytest.raises(TooLargeError, match="more than 5 points"):
        efficient_points(problem.programme, problem.packages, problem.slack, 5)


# ---------------------------------------------------------------- float noise


def test_float_noise_makes_no_efficient_points_and_loses_no_package():
    # 0.1 + 0.2 beats 0.3 by rounding, for one actor in one issue and the other in the next.
    one = [[0.3, 0.1 + 0.2], [0.1 + 0.2, 0.3], [0.3, 0.3]]
    front = unlisted(scenario_of([one] * 9)).frontier()
    assert len(front) == 1
    assert front.counts == (3**9,)
    assert len(labels(front.outcomes[0])) == 3**9


@settings(max_examples=25)
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)), min_size=4, max_size=9
    ),
    actors=st.integers(2, 3),
)
def test_tenths_over_many_issues_are_counted_exactly(steps, actors):
    """Multiples of 0.1 against the same sums in whole numbers."""
    whole = [
        np.array([[a + o * b, (a * b + o * c) % 4, c][:actors] for o in range(3)])
        for a, b, c in steps
    ]
    noisy = [
        np.array([[sum([0.1] * int(v)) for v in row] for row in part.tolist()]) for part in whole
    ]
    _, payoffs = every_package(whole)
    points, counts = np.unique(payoffs, axis=0, return_counts=True)
    keep = efficient(points.astype(float))
    front = unlisted(scenario_of(noisy)).frontier()
    order = np.lexsort(points[keep].T[::-1])[::-1]
    np.testing.assert_allclose(front.payoffs, points[keep][order] / 10, atol=1e-9)
    assert list(front.counts) == counts[keep][order].tolist()


def test_sums_that_cancel_leave_only_noise():
    # -0.2 - 0.3 + 0.5 is 5.6e-17 in floats: less than the rounding of what was added.
    parts = [[[-0.2, 0]], [[-0.1 * 3, 0]], [[0.5, 0], [0.5, 0]]]
    front = unlisted(scenario_of(parts)).frontier()
    assert front.counts == (2,)
    assert len(labels(front.outcomes[0])) == 2
    both = [[[-0.2, 0], [0.3, 0]], [[0.2, 0], [-0.1 * 3, 0]]]
    front = unlisted(scenario_of([*both, [[0.1, 0], [0.1 + 0.2 - 0.2, 0]]])).frontier()
    assert len(front) == 1


@pytest.mark.parametrize("scale", [1e12, 1e-12, 1e200])
@settings(max_examples=15)
@given(parts=tables(actors=st.integers(2, 3)))
def test_scales_do_not_matter(parts, scale):
    front = unlisted(scenario_of(parts)).frontier()
    other = unlisted(scenario_of([part * scale for part in parts])).frontier()
    assert len(front) == len(other)
    assert front.counts == other.counts
    np.testing.assert_allclose(other.payoffs / scale, front.payoffs, atol=1e-9)


def test_each_actor_has_a_scale_of_its_own():
    parts = np.random.default_rng(3).random((6, 3, 2))
    front = unlisted(scenario_of(parts)).frontier()
    other = unlisted(scenario_of(parts * [1e12, 1e-12])).frontier()
    np.testing.assert_allclose(other.payoffs / [1e12, 1e-12], front.payoffs, atol=1e-9)


# ---------------------------------------------------------------- caps and other edges


@settings(max_examples=30)
@given(parts=tables(actors=st.integers(1, 3), issues=st.integers(1, 4)), share=st.floats(0.2, 1.2))
def test_what_exceeds_a_cap_is_lost(parts, share):
    most = sum(part.max(axis=0) for part in parts)

    def capped(values, place):
        return ng.Additive(values, cap=float(share * most[place]))

    scenario = scenario_of(parts, preferences=capped)
    short, long = ng.bargaining_problem(scenario).frontier(), unlisted(scenario).frontier()
    np.testing.assert_allclose(long.payoffs, short.payoffs, atol=1e-9)
    for mine, theirs in zip(long.outcomes, short.outcomes, strict=True):
        # Merging drops parts that are beaten below the cap, so some tied packages are missing.
        assert labels(mine) <= labels(theirs)
        assert mine


def test_one_package_is_a_frontier():
    problem = unlisted(scenario_of([[[2, 3]], [[1, 0]]]))
    front = problem.frontier()
    assert front.payoffs.tolist() == [[3, 3]]
    assert front.counts == (1,)
    assert len(front.outcomes) == 1


def test_one_actor_has_one_point_and_all_packages_behind_it():
    front = unlisted(scenario_of([[[1], [1], [0]], [[2], [2]]])).frontier()
    assert front.payoffs.tolist() == [[3]]
    assert front.counts == (4,)
    assert len(labels(front.outcomes[0])) == 4


def test_actors_who_care_for_nothing():
    front = unlisted(scenario_of([np.zeros((3, 2))] * 3)).frontier()
    assert front.payoffs.tolist() == [[0, 0]]
    assert front.counts == (27,)


@pytest.mark.slow
def test_too_many_packages_behind_a_point_are_counted_and_not_listed():
    front = unlisted(scenario_of([np.ones((10, 2))] * 8)).frontier()
    assert front.counts == (10**8,)
    with pytest.raises(TooLargeError, match=r"100,000,000 packages .*recover\(0, 10\)"):
        front.outcomes[0]
    assert len(labels(front.recover(0, 10))) == 10


def test_outcomes_are_read_like_a_sequence():
    front = unlisted(scenario_of(doubling(3))).frontier()
    assert len(front.outcomes) == len(front) == 8
    assert front.outcomes[-1] == front.outcomes[7]
    assert front.outcomes[2:4] == (front.outcomes[2], front.outcomes[3])
    assert list(front.outcomes)[5] == front.outcomes[5]
    assert "8 points" in repr(front.outcomes)
    with pytest.raises(IndexError):
        front.outcomes[8]


def test_a_frontier_says_what_it_is():
    problem = unlisted(scenario_of(doubling(3)))
    exact, thin = problem.frontier(), problem.frontier(epsilon=0.2)
    assert repr(exact) == "<Frontier: 8 points, 2 actors, exact>"
    assert repr(thin) == f"<Frontier: {len(thin)} points, 2 actors, epsilon 0.2>"
    assert "All efficient payoffs." in str(exact.summary())
    assert "0.2 of any actor's range" in str(thin.summary())
    assert "<table" in exact._repr_html_()
    with pytest.raises(ValueError, match="read-only"):
        exact.payoffs[0, 0] = 9


def test_less_than_unanimity_has_no_frontier_but_a_coalition_does():
    scenario = scenario_of(np.random.default_rng(0).random((3, 3, 3)), consent=ng.Consent(quota=2))
    problem = unlisted(scenario)
    with pytest.raises(NotDefinedError, match="among"):
        problem.frontier()
    listed = ng.bargaining_problem(scenario).among(["A0", "A2"]).frontier()
    np.testing.assert_allclose(problem.among(["A0", "A2"]).frontier().payoffs, listed.payoffs)


# ---------------------------------------------------------------- the merge itself


@settings(max_examples=40)
@given(parts=tables(actors=st.integers(1, 4), issues=st.integers(1, 5), kinds=["whole"]))
def test_pruned_totals_are_the_efficient_ones_each_once(parts):
    _, payoffs = every_package(parts)
    kept = prune(payoffs, np.full(payoffs.shape[1], 1e-9))
    points = np.unique(payoffs, axis=0)
    assert sorted(kept.tolist()) == sorted(points[efficient(points)].tolist())
    assert (np.diff(kept[:, 0]) <= 0).all()


def test_the_merge_holds_no_more_than_it_is_allowed():
    parts = doubling(6)
    assert len(merge(parts, np.full(2, 1e-6), most=64).payoffs) == 64
    with pytest.raises(TooLargeError, match="32 efficient totals after 5 of 6 issues"):
        merge(parts, np.full(2, 1e-6), most=63)


def test_packages_behind_a_total_are_recovered_up_to_a_number():
    merged = merge([np.ones((3, 2))] * 4, np.full(2, 1e-9))
    assert merged.count(merged.payoffs[0]) == 81
    assert len(merged.packages(merged.payoffs[0], 5)) == 5
    assert len({tuple(row) for row in merged.packages(merged.payoffs[0], 100).tolist()}) == 81
    assert merged.count(np.array([4.5, 4.0])) == 0


def test_a_hundred_issues_of_ten_options():
    parts = np.random.default_rng(0).random((100, 10, 2))
    problem = ng.bargaining_problem(scenario_of(parts))
    front = problem.frontier()
    assert front.exact
    assert math.isclose(problem.size, 1e100)
    # Weighted sums are easy, and each of their optima is on the frontier.
    for share in np.linspace(0.05, 0.95, 19):
        weights = np.array([share, 1 - share])
        best = sum(part[np.argmax(part @ weights)] for part in parts)
        assert np.isclose(front.payoffs, best, atol=1e-9).all(axis=1).any()
        assert (front.payoffs @ weights).max() <= best @ weights + 1e-9
