"""Concepts over packages that are never listed, against lists, cases and independent programmes."""

from __future__ import annotations

import json
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

import negotiation as ng
from negotiation.concessions import PackageProblem
from negotiation.engine.axiomatic._concept import concept_registry
from negotiation.engine.axiomatic._integer import best_packages
from negotiation.engine.axiomatic._within_gap import packages_within_gap
from negotiation.errors import NegotiationError, NotDefinedError, TooLargeError
from tests.concessions.sums import labels, ruled, scenario_of, sums, tables, unlisted

ALL = [
    "conley-wilkie",
    "egalitarian",
    "equal-loss",
    "kalai-smorodinsky",
    "nash",
    "raiffa-discrete",
    "relative-utilitarian",
    "utilitarian",
    "yu",
]
"""Concepts asked of every random scenario."""

OF_TWO = ["equal-area", "perles-maschler"]
GOALS = ["egalitarian", "equal-loss", "kalai-smorodinsky", "nash", "utilitarian", "yu"]
LOTTERIES = ["egalitarian", "equal-loss", "kalai-smorodinsky", "nash", "yu"]


@pytest.fixture(scope="module")
def case(reference):
    """Return the function from a case's id to the case."""
    told = json.loads((reference / "cases" / "theory.json").read_text())
    cases = told["cases"] if isinstance(told, dict) else told
    return {each["id"]: each for each in cases}.__getitem__


def same_finite_answer(scenario, concept, **parameters):
    """Check that both ways select the same packages, worth the same, with the same status."""
    listed, long = ng.bargaining_problem(scenario), unlisted(scenario)
    mine = ng.solve(long, concept, **parameters)
    theirs = ng.solve(listed, concept, **parameters)
    assert mine.status == theirs.status
    assert len(labels(mine.outcomes)) == len(mine.outcomes)
    if "A cap on totals binds" in mine.diagnostics.get("note", ""):
        assert mine.outcomes
        assert labels(mine.outcomes) <= labels(theirs.outcomes)
        return
    assert labels(mine.outcomes) == labels(theirs.outcomes)
    order = [np.lexsort(each.payoffs.round(7).T) for each in (mine, theirs)]
    np.testing.assert_allclose(
        mine.payoffs[order[0]], theirs.payoffs[order[1]], atol=1e-9, rtol=1e-9
    )


def same_lottery(scenario, concept):
    """Check that both ways promise the same, and that the lottery keeps the promise."""
    listed, long = ng.bargaining_problem(scenario), unlisted(scenario)
    mine = ng.solve(long, concept, lotteries=True)
    theirs = ng.solve(listed, concept, lotteries=True)
    assert mine.status == theirs.status
    np.testing.assert_allclose(mine.payoffs, theirs.payoffs, atol=2e-6 * (1 + listed.slack.max()))
    kept(long, mine)


def kept(problem, answer):
    """Check that a lottery's chances add up and its mean is the answer's payoffs."""
    if answer.status == "disagreement":
        assert answer.outcomes == ()
        return
    assert answer.lottery is not None
    assert sum(answer.lottery.values()) == pytest.approx(1)
    assert min(answer.lottery.values()) > 0
    mean = sum(chance * problem.worth(each) for each, chance in answer.lottery.items())
    np.testing.assert_allclose(mean, answer.payoffs[0], rtol=1e-9, atol=1e-9)


# ---------------------------------------------------------------- cases


def test_pk03_the_nash_package_that_no_weighted_sum_finds(case):
    told = case("PK03")
    scenario = scenario_of(told["inputs"]["issues"], told["inputs"]["d"])
    answer = ng.solve(unlisted(scenario), "nash")
    assert answer.payoffs.tolist() == [told["expected"]["nash"]]
    hull = ng.solve(unlisted(scenario), "nash", lotteries=True)
    assert len(hull.lottery) > 1  # it lies under the hull


def test_pk04_nash_among_a_thousand_efficient_packages(case):
    scenario = scenario_of([[[2**k, 0], [0, 2**k]] for k in range(10)])
    answer = ng.solve(unlisted(scenario), "nash")
    assert sorted(answer.payoffs.tolist()) == [[511, 512], [512, 511]]
    assert answer.payoffs.prod(axis=1)[0] == case("PK04")["expected"]["nash_product"]
    assert answer.status == "set_valued"


@pytest.mark.parametrize("walk", ["d", "d2"])
def test_pk05_forty_issues(case, walk):
    told = case("PK05")
    parts = [
        [
            [(7 * k + 5 * o * o + 3 * k * o) % 23, (11 * k + 2 * (4 - o) ** 2 + 5 * k * o) % 19]
            for o in range(5)
        ]
        for k in range(40)
    ]
    problem = ng.bargaining_problem(scenario_of(parts, told["inputs"][walk]))
    assert isinstance(problem, PackageProblem)
    answer = ng.solve(problem, "nash")
    wanted = told["expected"]["nash" if walk == "d" else "nash_d2"]
    np.testing.assert_array_equal(np.unique(answer.payoffs, axis=0), [wanted])
    for outcome in answer.outcomes:
        assert problem.worth(outcome).tolist() == wanted
    assert len(answer.outcomes) == problem.merged.count(np.array(wanted, float))


@pytest.mark.parametrize("place", [0, 1])
def test_pk07_partition(case, place):
    told = case("PK07")
    weights = told["inputs"]["weights"][place]
    scenario = scenario_of([[[w, 0], [0, w]] for w in weights])
    same_finite_answer(scenario, "nash")
    product_ = ng.solve(unlisted(scenario), "nash").payoffs.prod(axis=1)
    assert set(product_) == {told["expected"]["nash_product"][place]}


# ---------------------------------------------------------------- plain sums against the list


@pytest.mark.parametrize("concept", ALL)
@settings(max_examples=25)
@given(scenario=sums(issues=st.integers(1, 4)))
def test_plain_sums_are_solved_as_if_listed(scenario, concept):
    if len(scenario.actors) > 2 and concept == "raiffa-discrete":
        return
    same_finite_answer(scenario, concept)


@pytest.mark.parametrize("concept", OF_TWO)
@settings(max_examples=20)
@given(scenario=sums(actors=st.just(2), issues=st.integers(1, 4)))
def test_plain_sums_of_two_are_solved_as_if_listed(scenario, concept):
    same_finite_answer(scenario, concept)
    same_lottery(scenario, concept)


@pytest.mark.parametrize("concept", LOTTERIES)
@settings(max_examples=12)
@given(scenario=sums(issues=st.integers(1, 4)))
def test_lotteries_over_plain_sums_are_those_of_the_list(scenario, concept):
    same_lottery(scenario, concept)


@pytest.mark.parametrize(
    ("concept", "parameters"),
    [
        ("nash", {"weights": [3.0, 1.0, 2.0]}),
        ("proportional", {"weights": [1.0, 2.0, 1.0]}),
        ("yu", {"p": 1}),
        ("yu", {"p": 3.5}),
        ("utilitarian", {"weights": [1.0, 4.0, 2.0]}),
    ],
)
@settings(max_examples=10)
@given(scenario=sums(actors=st.just(3), issues=st.integers(1, 4)))
def test_parameters_mean_the_same(scenario, concept, parameters):
    same_finite_answer(scenario, concept, **parameters)


# ---------------------------------------------------------------- rules against the list


@pytest.mark.parametrize("concept", ALL)
@settings(max_examples=12)
@given(scenario=ruled(actors=st.integers(1, 3), issues=st.integers(1, 4)))
def test_ruled_scenarios_are_solved_as_if_listed(scenario, concept):
    if len(scenario.actors) > 2 and concept == "raiffa-discrete":
        return
    try:
        listed = ng.bargaining_problem(scenario)
    except NegotiationError:  # the constraint leaves no package
        assert ng.solve(unlisted(scenario), concept).status == "disagreement"
        return
    np.testing.assert_allclose(unlisted(scenario).ideal, listed.ideal, atol=1e-9)
    same_finite_answer(scenario, concept)


@pytest.mark.parametrize("concept", LOTTERIES)
@settings(max_examples=8)
@given(scenario=ruled(actors=st.integers(1, 3), issues=st.integers(1, 4)))
def test_lotteries_under_rules_are_those_of_the_list(scenario, concept):
    try:
        ng.bargaining_problem(scenario)
    except NegotiationError:
        answer = ng.solve(unlisted(scenario), concept, lotteries=True)
        assert answer.status == "disagreement"
        return
    same_lottery(scenario, concept)


# ---------------------------------------------------------------- three ways to one answer


def best_by_hand(problem, goal):
    """All packages in which nobody loses and that reach the goal's maximum, by listing."""
    parts = problem.packages.starts
    places = np.array(list(product(*(range(len(part)) for part in parts))))
    gains = sum(part[places[:, k]] for k, part in enumerate(parts)) - problem.disagreement
    inside = (gains >= -problem.slack).all(axis=1)
    values = goal.value(gains)
    best = values[inside].max()
    return best, {tuple(row) for row in places[inside & (values >= best - 1e-8 * goal.spread)]}


@pytest.mark.parametrize("concept", GOALS)
@settings(max_examples=15)
@given(scenario=sums(actors=st.integers(2, 4), issues=st.integers(2, 4)))
def test_bounds_and_programmes_find_the_same_packages(scenario, concept):
    problem = unlisted(scenario)
    ideal = problem.ideal - problem.disagreement
    if not (ideal > problem.slack).all():
        return  # the next test, and those of no agreement, see to that
    parameters = {"p": 2.0} if concept == "yu" else {}
    able = np.ones(len(ideal), dtype=bool)
    goal = concept_registry[concept].goal(able, ideal, **parameters)
    listed = packages_within_gap(problem, goal)
    asked = best_packages(problem, goal)
    best, wanted = best_by_hand(problem, goal)
    if not np.isfinite(best):  # no package lets everybody gain
        assert asked is None or not asked[0] or concept == "nash"
        return
    assert listed is not None
    assert asked is not None
    assert listed[1]["value"] == pytest.approx(best, abs=1e-9 * goal.spread)
    assert listed[1]["bound"] >= best - 1e-7 * goal.spread
    assert {tuple(row) for row in listed[0]} == wanted
    found, said = asked
    values = np.array([goal.value(problem.programme.gains(each)) for each in found])
    assert values.max() == pytest.approx(best, abs=1e-9 * goal.spread)
    assert said["bound"] >= best - 1e-6 * goal.spread
    if len(wanted) < 12:  # beyond that leximin goes on to the next worst placed
        assert wanted <= {tuple(each[0]) for each in found}


@pytest.mark.parametrize("concept", GOALS)
@settings(max_examples=10)
@given(
    scenario=sums(actors=st.integers(2, 4), issues=st.integers(2, 5)),
    shuffle=st.randoms(use_true_random=False),
)
def test_the_order_of_issues_options_and_actors_does_not_matter(scenario, concept, shuffle):
    issues = [
        ng.Issue(each.name, shuffle.sample(each.options, len(each.options)))
        for each in shuffle.sample(scenario.issues, len(scenario.issues))
    ]
    actors = shuffle.sample(scenario.actors, len(scenario.actors))
    moved = ng.Scenario("moved", issues, actors)
    one, two = ng.solve(unlisted(scenario), concept), ng.solve(unlisted(moved), concept)
    assert one.status == two.status
    named = [{frozenset(each.items()) for each in answer.outcomes} for answer in (one, two)]
    assert named[0] == named[1]


@pytest.mark.slow
def test_six_actors_against_half_a_million_packages():
    parts = np.random.default_rng(6).random((12, 3, 6))
    walk = parts.mean(axis=1).sum(axis=0) * 0.85
    scenario = scenario_of(parts, walk)
    problem = unlisted(scenario)
    payoffs = parts[0]
    for part in parts[1:]:
        payoffs = (payoffs[:, None] + part[None]).reshape(-1, 6)
    inside = (payoffs >= walk).all(axis=1)
    gains = payoffs[inside] - walk
    ideal = gains.max(axis=0)
    np.testing.assert_allclose(problem.ideal - walk, ideal, atol=1e-9)
    scores = {
        "nash": np.log(gains).sum(axis=1),
        "kalai-smorodinsky": (gains / ideal).min(axis=1),
        "egalitarian": gains.min(axis=1),
        "utilitarian": gains.sum(axis=1),
        "equal-loss": (gains - ideal).min(axis=1),
        "yu": -((ideal - gains) ** 2).sum(axis=1),
    }
    for concept, score in scores.items():
        answer = ng.solve(problem, concept)
        row = int(np.argmax(score))
        np.testing.assert_allclose(answer.payoffs, [gains[row] + walk], atol=1e-9, err_msg=concept)


# ---------------------------------------------------------------- lotteries, certified


def shares_programme(parts, walk, costs, level=None):
    """The best mean over all lotteries by one linear programme in the options' shares.

    A lottery's mean depends on how often each option is taken and on nothing else.  With
    `level` (n_actors,) the least ``gain / level`` is maximised, else ``costs @ gains``.
    """
    table = np.concatenate(parts)
    sizes = [len(part) for part in parts]
    choose = np.zeros((len(parts), len(table) + 1))
    choose[np.repeat(np.arange(len(sizes)), sizes), np.arange(len(table))] = 1.0
    if level is None:
        answer = linprog(
            np.append(-(table @ costs), 0.0),
            A_ub=np.hstack([-table.T, np.zeros((table.shape[1], 1))]),
            b_ub=-walk,
            A_eq=choose,
            b_eq=np.ones(len(parts)),
        )
    else:
        answer = linprog(
            np.append(np.zeros(len(table)), -1.0),
            A_ub=np.hstack([-table.T, level[:, None]]),
            b_ub=-walk,
            A_eq=choose,
            b_eq=np.ones(len(parts)),
        )
    assert answer.status == 0
    return answer.x[:-1] @ table - walk


@pytest.mark.parametrize("actors", [2, 3, 4])
@pytest.mark.parametrize("seed", [1, 2])
def test_lotteries_over_a_billion_packages_against_one_programme(actors, seed):
    parts = np.random.default_rng(seed).random((15, 4, actors))
    walk = parts.mean(axis=1).sum(axis=0)
    problem = ng.bargaining_problem(scenario_of(parts, walk))
    assert isinstance(problem, PackageProblem)
    ideal = np.array([shares_programme(parts, walk, unit) @ unit for unit in np.eye(actors)])
    for concept, level in (("kalai-smorodinsky", ideal), ("egalitarian", np.ones(actors))):
        answer = ng.solve(problem, concept, lotteries=True)
        best = (shares_programme(parts, walk, None, level) / level).min()
        assert ((answer.payoffs[0] - walk) / level).min() == pytest.approx(best, abs=1e-8)
        kept(problem, answer)
        assert len(answer.lottery) <= actors + 1
    nash = ng.solve(problem, "nash", lotteries=True)
    gains = nash.payoffs[0] - walk
    # The sum of logarithms is concave: no lottery beats the tangent's maximum.
    slope = 1 / gains
    above = slope @ shares_programme(parts, walk, slope)
    assert above == pytest.approx(actors, abs=1e-6)
    assert nash.diagnostics.get("certificate_gap", 0.0) <= 1e-8
    kept(problem, nash)
    welfare = ng.solve(problem, "utilitarian", lotteries=True)
    best = shares_programme(parts, walk, np.ones(actors)).sum()
    assert (welfare.payoffs[0] - walk).sum() == pytest.approx(best, abs=1e-8)
    kept(problem, welfare)


def test_a_lottery_may_hold_packages_that_a_side_would_not_sign():
    # Nobody signs either extreme for certain; a coin between them is fine.
    scenario = scenario_of([[[4, 0], [0, 4]]], [1, 1])
    answer = ng.solve(unlisted(scenario), "nash", lotteries=True)
    assert sorted(answer.lottery.values()) == pytest.approx([0.5, 0.5])
    assert answer.payoffs[0].tolist() == pytest.approx([2, 2])
    assert ng.solve(unlisted(scenario), "nash").status == "disagreement"


def test_a_lottery_never_holds_a_package_that_crosses_a_red_line():
    parts = [[[3, 0], [0, 3], [1, 1]], [[2, 0], [0, 2], [0, 0]]]
    lines = [[ng.RedLine({"i0": "1"})], []]
    answer = ng.solve(unlisted(scenario_of(parts, red_lines=lines)), "nash", lotteries=True)
    assert all(each["i0"] != "1" for each in answer.lottery)
    same_lottery(scenario_of(parts, red_lines=lines), "nash")


# ---------------------------------------------------------------- degenerate problems


@pytest.mark.parametrize("lotteries", [False, True])
@pytest.mark.parametrize("concept", GOALS)
def test_no_package_is_acceptable_to_all(concept, lotteries):
    parts = [np.eye(3)] * 2
    answer = ng.solve(unlisted(scenario_of(parts, [1, 1, 1])), concept, lotteries=lotteries)
    assert answer.status == "disagreement"
    assert answer.outcomes == ()
    assert answer.payoffs.tolist() == [[1, 1, 1]]


@pytest.mark.parametrize("lotteries", [False, True])
@pytest.mark.parametrize("concept", GOALS)
def test_red_lines_that_leave_nothing(concept, lotteries):
    parts = [[[1, 2], [2, 1]], [[1, 1], [3, 0]]]
    lines = [[ng.RedLine({"i0": "0"})], [ng.RedLine({"i0": "1"})]]
    problem = unlisted(scenario_of(parts, red_lines=lines))
    answer = ng.solve(problem, concept, lotteries=lotteries)
    assert answer.status == "disagreement"
    assert problem.ideal.tolist() == [0, 0]
    assert len(problem.best[0]) == 0
    assert len(problem.frontier()) == 0
    assert "None of them is acceptable to all." in str(problem.summary())


@pytest.mark.parametrize("concept", ALL)
def test_an_actor_who_can_gain_nothing_is_named(concept):
    # Both best packages of A1 are worth 5 to it, which is what walking away is worth.
    two = scenario_of([[[3, 1], [0, 2]], [[1, 3], [0, 3]]], [0, 5])
    answer = ng.solve(unlisted(two), concept)
    assert answer.status == "degenerate"
    assert answer.diagnostics["cannot_gain"] == ("A1",)
    assert answer.payoffs.tolist() == [[1, 5]]
    same_finite_answer(two, concept)
    three = scenario_of([[[3, 1, 0], [0, 2, 0]], [[1, 0, 0], [0, 3, 0]]])
    if concept in ("raiffa-discrete",):
        return
    same_finite_answer(three, concept)
    assert ng.solve(unlisted(three), concept).diagnostics["cannot_gain"] == ("A2",)


def test_nobody_can_gain():
    problem = unlisted(scenario_of([np.zeros((2, 3))] * 3))
    answer = ng.solve(problem, "nash")
    assert answer.status == "degenerate"
    assert not answer.payoffs.any()
    assert answer.diagnostics["cannot_gain"] == ("A0", "A1", "A2")
    assert len(answer.outcomes) == 8
    many = ng.solve(unlisted(scenario_of([np.zeros((2, 3))] * 8)), "nash")
    assert "More packages may be tied" in many.diagnostics["note"]


@pytest.mark.parametrize("concept", GOALS)
def test_one_actor_takes_its_best(concept):
    problem = unlisted(scenario_of([[[1], [5], [5]], [[2], [0]]]))
    answer = ng.solve(problem, concept)
    assert answer.payoffs.tolist() == [[7], [7]]
    assert answer.status == "ok"
    assert ng.solve(problem, concept, lotteries=True).payoffs.tolist() == [[7]]


@pytest.mark.parametrize("concept", GOALS)
@pytest.mark.parametrize("actors", [1, 2, 3])
def test_one_package_is_the_answer(concept, actors):
    scenario = scenario_of([np.arange(1.0, actors + 1)[None]] * 2)
    answer = ng.solve(unlisted(scenario), concept)
    assert answer.payoffs.tolist() == [(2 * np.arange(1.0, actors + 1)).tolist()]
    lottery = ng.solve(unlisted(scenario), concept, lotteries=True)
    assert lottery.payoffs[0].tolist() == pytest.approx(2 * np.arange(1.0, actors + 1))


def test_no_package_lets_everybody_gain():
    # One winner per issue and two issues for three actors: pairs gain, never all.
    parts = [[[3, 0, 0], [0, 2, 0], [0, 0, 1]]] * 2
    same_finite_answer(scenario_of(parts), "nash")
    answer = ng.solve(unlisted(scenario_of(parts)), "nash")
    assert sorted(answer.payoffs.tolist()) == [
        [0, 2, 1], [0, 2, 1], [3, 0, 1], [3, 0, 1], [3, 2, 0], [3, 2, 0]
    ]  # fmt: skip


def test_nobody_gains_in_company():
    # Whoever gains takes all: groups of one.
    parts = [[[3, 0, 0], [0, 2, 0], [0, 0, 1]]]
    same_finite_answer(scenario_of(parts), "nash")
    assert len(ng.solve(unlisted(scenario_of(parts)), "nash").outcomes) == 3


@pytest.mark.parametrize("scale", [1e12, 1e-12])
@pytest.mark.parametrize("concept", GOALS)
@settings(max_examples=5)
@given(parts=tables(actors=st.just(3), issues=st.just(3), kinds=["rich"]))
def test_scales_do_not_matter(parts, concept, scale):
    one = ng.solve(unlisted(scenario_of(parts)), concept)
    two = ng.solve(unlisted(scenario_of([part * scale for part in parts])), concept)
    assert labels(one.outcomes) == labels(two.outcomes)
    np.testing.assert_allclose(two.payoffs / scale, one.payoffs, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("scale", [1e12, 1e-12])
@pytest.mark.parametrize("concept", ["nash", "kalai-smorodinsky", "egalitarian"])
def test_scales_do_not_matter_under_rules(concept, scale):
    parts = np.random.default_rng(9).random((4, 3, 3))
    rule = {"i0": "0", "i1": ["0", "1"]}
    one = ng.solve(unlisted(scenario_of(parts, constraints=[rule])), concept)
    two = ng.solve(unlisted(scenario_of(parts * scale, constraints=[rule])), concept)
    assert labels(one.outcomes) == labels(two.outcomes)
    mixed = ng.solve(unlisted(scenario_of(parts, constraints=[rule])), concept, lotteries=True)
    large = ng.solve(
        unlisted(scenario_of(parts * scale, constraints=[rule])), concept, lotteries=True
    )
    np.testing.assert_allclose(large.payoffs / scale, mixed.payoffs, rtol=1e-6)


# ---------------------------------------------------------------- what cannot be asked


def test_ranks_of_all_packages_need_the_list():
    problem = unlisted(scenario_of(np.ones((3, 2, 2))))
    with pytest.raises(TooLargeError, match="how all packages rank"):
        ng.solve(problem, "fallback")


@pytest.mark.slow
def test_a_frontier_too_large_is_done_without():
    # 2**25 efficient packages; every split of the sum is one of them.
    scenario = scenario_of([[[2.0**k, 0], [0, 2.0**k]] for k in range(25)])
    answer = ng.solve(ng.bargaining_problem(scenario), "kalai-smorodinsky")
    half = 2.0**24
    assert sorted(answer.payoffs.tolist()) == [[half - 1, half], [half, half - 1]]


def test_ties_beyond_what_an_answer_holds_are_counted():
    scenario = scenario_of([[[1, 1]] * 6] * 10)
    answer = ng.solve(ng.bargaining_problem(scenario), "nash")
    assert answer.payoffs[0].tolist() == [10, 10]
    assert len(answer.outcomes) == 10_000
    assert answer.diagnostics["packages_tied"] == 6**10
    assert "60,466,176 packages are tied" in answer.diagnostics["note"]


def test_without_free_disposal_the_list_is_needed():
    scenario = scenario_of(np.random.default_rng(0).random((3, 3, 3)))
    with pytest.raises(NotDefinedError, match="free"):
        ng.solve(unlisted(scenario), "egalitarian", lotteries=True, free_disposal=False)


def test_numbers_that_cancel_do_not_overflow_beside_small_ones():
    """Two issues add and take away 1e300 whatever is chosen; what is left is rounding."""
    letters = list("abcde")
    issues = [ng.Issue(f"issue {k}", letters) for k in range(12)]
    sizes = [1e300, -1e300, *[0.0] * 10]
    values = {
        each.name: {o: size + (1e-10 * j if not size else 0.0) for j, o in enumerate(letters)}
        for each, size in zip(issues, sizes, strict=True)
    }
    actors = [ng.Actor(name, ng.Additive(values), -1.0) for name in "AB"]
    problem = ng.bargaining_problem(ng.Scenario("cancelling", issues, actors))
    assert isinstance(problem, PackageProblem)
    assert problem.programme.unit.tolist() == [1e300, 1e300]
    assert ng.solve(problem, "nash").agreement
