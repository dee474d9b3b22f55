"""Gradual exchange: effective costs, binding paths, who is patient enough; staircase; projects."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.engine.axiomatic._hull import Hull
from negotiation.engine.roadmaps._effective_costs import nash_levels
from negotiation.engine.roadmaps._exchange_terms import ExchangeTerms
from tests.engine.catch_up import catch_up_slack

FACTORS = st.floats(0.3, 0.95)
RATES = st.floats(0.2, 5.0)


def close(actual, expected, tolerance):
    return np.abs(actual - np.asarray(expected)) <= tolerance * np.maximum(1, np.abs(expected))


def conditions(path, benefits, costs, patience, periods=3000):
    """Return what going on is worth, less breaking off, round by round, from the definition."""
    path = np.vstack([path, np.repeat(path[-1:], periods, axis=0)])
    slack = []
    for own in (0, 1):
        d = patience[own]
        gets = np.array([benefits[own](level) for level in path[:, 1 - own]])
        pays = np.array([costs[own](level) for level in path[:, own]])
        worth = np.zeros(len(path))
        worth[-1] = gets[-1] - pays[-1]
        for period in range(len(path) - 2, -1, -1):
            worth[period] = (1 - d) * (gets[period] - pays[period]) + d * worth[period + 1]
        slack.append(worth[1:] - (gets[1:] - pays[:-1]))
    return np.array(slack).T


def linear(rate):
    return lambda level: rate * level


# ------------------------------------------------------------------ known cases


def test_symmetric_exchange(cases):
    case = cases["RM01"]
    terms, expected = case["inputs"], case["expected"]
    found = ng.gradual_exchange([terms["b"]] * 2, [terms["c"]] * 2, patience=terms["delta"])
    assert close(found.values, expected["value_each"], case["tolerance"]).all()
    assert close(found.enforced_values, expected["efficient_value"], case["tolerance"]).all()
    assert close(found.ratios, expected["ratio"], case["tolerance"]).all()
    steps = found.steps(2)
    assert close(steps[0], expected["first_step"], case["tolerance"]).all()
    assert close(steps[1], expected["step2"], case["tolerance"]).all()
    assert found.critical_patience == pytest.approx([1 / 3, 1 / 3], abs=1e-12)
    assert ng.gradual_exchange([3, 3], [1, 1], patience=1 / 3).status == "disagreement"
    assert ng.gradual_exchange([3, 3], [1, 1], patience=0.334).status == "ok"


def test_asymmetric_exchange(cases):
    case = cases["RM02"]
    terms, expected = case["inputs"], case["expected"]
    found = ng.gradual_exchange(terms["b"], terms["c"], patience=terms["delta"], target=[1, 1])
    assert close(found.values, expected["values"], case["tolerance"]).all()
    assert close(found.enforced_values, expected["efficient"], case["tolerance"]).all()
    steps = found.steps(3)
    assert close(steps[:, 0], expected["steps_party1"], case["tolerance"]).all()
    assert close(steps[:, 1], expected["steps_party2"], case["tolerance"]).all()


def test_smooth_costs(cases):
    case = cases["RM03"]
    expected, tolerance = case["expected"], case["tolerance"]
    found = ng.gradual_exchange(
        [lambda x: x] * 2,
        [lambda x: x * x / 2] * 2,
        patience=case["inputs"]["delta"],
        highest=2,
    )
    for own in (0, 1):
        assert close(found.path(4)[:, own], expected["path"], tolerance).all()
        assert close(found.limit[own], expected["limit"], tolerance).all()
        assert close(found.enforced[own], expected["efficient"], tolerance).all()
    assert close(found.values, expected["value"], tolerance).all()
    assert close(found.enforced_values, expected["efficient_value"], tolerance).all()


def test_the_support_of_exchanges_of_many_issues(cases):
    case = cases["RM15"]
    terms = case["inputs"]
    found = ng.gradual_exchange(terms["b"], terms["c"], patience=terms["delta"])
    hull = Hull.of(found.problem)
    for direction, expected in case["expected"]["support"].items():
        weights = np.array([float(each) for each in direction.strip("()").split(",")])
        # A trace of weight on the other keeps a corner from being any point of an edge.
        assert close(weights @ hull.maximise(weights), expected, case["tolerance"])


def test_three_actors_on_a_common_schedule(cases):
    case = cases["RM18"]
    terms, expected = case["inputs"], case["expected"]
    found = ng.gradual_exchange(terms["b"], terms["c"], patience=terms["delta"])
    tolerance = case["tolerance"]
    assert close(found.ratios.max(), expected["ratio"], tolerance)
    assert close(found.values, expected["values"], tolerance).all()
    assert close(found.bounds, expected["upper_bounds"], tolerance).all()
    path = found.path(3)
    assert close(path[:, 0], 1 - expected["ratio"] ** np.arange(4), tolerance).all()
    assert (path == path[:, :1]).all()


def test_a_hazard_counts_as_impatience(cases):
    case = cases["RM20"]
    terms, expected = case["inputs"], case["expected"]
    found = ng.gradual_exchange(
        [terms["b"]] * 2, [terms["c"]] * 2, patience=terms["delta"], hazard=terms["hazard"]
    )
    assert close(found.values, expected["value"], case["tolerance"]).all()
    assert close(found.ratios, expected["ratio"], case["tolerance"]).all()
    plain = ng.gradual_exchange([3, 3], [1, 1], patience=0.9 * 0.9)
    assert found.values == pytest.approx(plain.values)
    # The patience needed is what is needed besides the hazard.
    assert found.critical_patience == pytest.approx([1 / 2.7] * 2)
    at = ng.gradual_exchange([3, 3], [1, 1], patience=1 / 2.7 + 1e-6, hazard=0.1)
    assert at.status == "ok"


def test_catching_up_supports_the_same_exchange(cases):
    case = cases["RM09"]
    terms = case["inputs"]
    b, c, d = terms["b"], terms["c"], terms["delta"]
    found = ng.gradual_exchange([b, b], [c, c], patience=d)
    for share, holds in (
        (1.0, case["expected"]["ok"]),
        (0.98, case["expected"]["ok_when_q_slightly_lower"]),
    ):
        q = float(found.ratios[0]) * share
        sizes = (1 - q) * q ** np.arange(200)
        steps = np.column_stack([sizes, sizes])
        slack = catch_up_slack(c * steps, b * steps, np.array([d, d]))
        # Relative to the step, as steps become arbitrarily small; the list ends somewhere.
        assert bool((slack[:40] >= -1e-9 * steps[:40]).all()) is holds
        assert caught_up(steps, b, c, d) is holds
    # It binds: catching up is just worth while.
    exact = catch_up_slack(c * found.steps(200), b * found.steps(200), np.array([d, d]))
    assert np.abs(exact[:30] / found.steps(30)).max() < 1e-9


def caught_up(steps, b, c, d):
    """Say whether delaying a step and catching up alone never pays, by adding up flows."""
    sizes = steps[:, 0]
    for at in range(12):
        worth = []
        for late in (False, True):
            # In the period of the missed step the other has made its own; then it waits once.
            mine, theirs, total = 0.0, 0.0, 0.0
            for later in range(400):
                step = at + later - late
                mine += sizes[step] if step >= at and step < len(sizes) else 0.0
                if not late or later == 0:
                    theirs += sizes[at + later] if at + later < len(sizes) else 0.0
                elif later > 1:
                    theirs += sizes[at + later - 1] if at + later - 1 < len(sizes) else 0.0
                total += d**later * (b * theirs - c * mine)
            worth.append((1 - d) * total)
        if worth[1] > worth[0] + 1e-9 * sizes[at]:
            return False
    return True


def test_admati_and_perry():
    d, value = 0.8, 2.0
    found = ng.joint_project(1.9, value, patience=d)
    back = found.contributions[::-1]
    assert back[0] == pytest.approx((1 - d) * value)
    for k in range(2, found.rounds):
        assert back[k - 1] == pytest.approx(d ** (2 * k - 3) * (1 - d * d) * value)
    assert back[-1] <= d ** (2 * found.rounds - 3) * (1 - d * d) * value + 1e-12
    assert found.contributions.sum() == pytest.approx(1.9)
    most = (1 - d) + sum(d ** (2 * k - 3) * (1 - d * d) for k in range(2, 400))
    assert most == pytest.approx(1.0)


def test_the_staircase(cases):
    case = cases["RM07"]
    terms, expected = case["inputs"], case["expected"]
    found = ng.staircase(
        terms["b"],
        terms["c"],
        collateral_benefits=terms["reversible_benefit"],
        collateral_costs=terms["reversible_cost"],
        patience=terms["delta"],
    )
    assert close(found.collateral, expected["h"], case["tolerance"]).all()
    assert found.rounds == expected["rounds_for_unit"]
    for own in (0, 1):
        assert close(found.steps[:, own], expected["steps_from_last"], case["tolerance"]).all()
        assert close(found.totals[:, own], expected["max_total"], case["tolerance"]).all()


# ------------------------------------------------------------------ laws


SHARES = st.floats(0.05, 0.97)


@given(RATES, RATES, SHARES, SHARES, FACTORS, FACTORS, st.booleans())
def test_the_binding_path_binds_and_is_worth_what_is_said(b1, b2, q1, q2, d1, d2, alternating):
    c1, c2 = q1 * d1 * b1, q2 * d2 * b2
    order = "alternating" if alternating else "simultaneous"
    d = np.array([d1, d2])
    found = ng.gradual_exchange([b1, b2], [c1, c2], patience=d, target=[1, 1], order=order)
    assert found.status == "ok"
    path = found.path(600)
    assert (np.diff(path, axis=0) >= 0).all()
    assert path[-1] == pytest.approx([1, 1], abs=1e-5)
    slack = conditions(path, [linear(b1), linear(b2)], [linear(c1), linear(c2)], d)
    if not alternating:
        assert np.abs(slack[:200]).max() <= 1e-5 * max(b1, b2)
    else:
        # Only who moves could break off.
        movers = np.arange(200) % 2
        assert slack[np.arange(200), movers].min() >= -1e-5 * max(b1, b2)
        assert np.abs(slack[np.arange(1, 200), movers[1:]]).max() <= 1e-5 * max(b1, b2)
    for own, (b, c) in enumerate(((b1, c1), (b2, c2))):
        gets, pays = b * path[1:, 1 - own], c * path[1:, own]
        weights = (1 - d[own]) * d[own] ** np.arange(600)
        worth = weights @ (gets - pays) + d[own] ** 600 * (b - c)
        assert found.values[own] == pytest.approx(worth, abs=1e-4 * max(b, c))
        assert found.bounds[own] == pytest.approx(b - c / d[own])
    first = found.bounds[0] * (d1 if alternating else 1.0)
    assert found.values == pytest.approx([first, found.bounds[1]])


def test_alternating_steps_of_equals():
    found = ng.gradual_exchange([3, 3], [1, 1], patience=0.8, order="alternating")
    q = 1 / 2.4
    expected = np.zeros((5, 2))
    expected[0, 0] = 1 - q
    expected[1, 1] = 1 - q**2
    expected[2, 0] = q * (1 - q**2)
    expected[3, 1] = q**2 * (1 - q**2)
    expected[4, 0] = q**3 * (1 - q**2)
    assert found.steps(5) == pytest.approx(expected)
    assert found.values == pytest.approx([0.8 * 3 - 1, 3 - 1 / 0.8])


def test_alternating_with_functions():
    d = np.array([0.8, 0.9])
    benefits, costs = [lambda x: 2 * np.sqrt(x), lambda x: 3 * x], [lambda x: x**2, lambda x: x]
    found = ng.gradual_exchange(
        benefits, costs, patience=list(d), target=[0.8, 0.9], order="alternating"
    )
    path = found.path(200)
    assert path[1, 1] == 0
    assert path[2, 0] == path[1, 0] > 0
    assert found.steps(200) == pytest.approx(np.diff(path, axis=0))
    slack = conditions(path, benefits, costs, d)
    movers = np.arange(100) % 2
    assert np.abs(slack[np.arange(1, 100), movers[1:]]).max() <= 1e-6
    assert slack[0, 0] == pytest.approx(found.values[0], abs=1e-6)
    one = 2 * np.sqrt(0.9) - 0.8**2 / 0.8
    assert found.values == pytest.approx([0.8 * one, 3 * 0.8 - 0.9 / 0.9])


POWERS = st.floats(0.4, 2.5)


@given(
    RATES,
    RATES,
    RATES,
    RATES,
    POWERS,
    POWERS,
    FACTORS,
    FACTORS,
    st.floats(0.1, 1),
    st.floats(0.1, 1),
)
@settings(max_examples=60)
def test_increasing_functions_attain_the_bound(b1, b2, c1, c2, up, curl, d1, d2, x1, x2):
    benefits = [lambda x: b1 * x**up, lambda x: b2 * np.log1p(x) + 0.1 * x]
    costs = [lambda x: c1 * x**curl, lambda x: c2 * (np.exp(x) - 1) / 2]
    d = np.array([d1, d2])
    x = (x1, x2)
    bounds = np.array([benefits[i](x[1 - i]) - costs[i](x[i]) / d[i] for i in (0, 1)])
    found = ng.gradual_exchange(benefits, costs, patience=d, target=x)
    if (bounds < -1e-6).any():
        assert found.status == "disagreement"
        assert (found.values == 0).all()
        assert (found.path(3) == 0).all()
        return
    assume((bounds > 0.03).all())
    assert found.status == "ok"
    assert found.values == pytest.approx(bounds)
    path = found.path(300)
    assert (np.diff(path, axis=0) >= -1e-12).all()
    assert (path <= np.array(x) + 1e-12).all()
    size = max(float(benefits[0](1)), float(benefits[1](1)), float(costs[0](1)))
    # Held far from the limit the end would be a breach: look at rounds before that only.
    slack = conditions(path, benefits, costs, d)
    assert np.abs(slack[:100]).max() <= 1e-6 * size + 30 * np.abs(path[-1] - x).max() * size


@given(st.integers(0, 10_000))
@settings(max_examples=60)
def test_no_path_is_worth_more_than_effective_costs_allow(seed):
    # Random self-enforcing paths: shrink a random path until every condition holds.
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 4))
    d = rng.uniform(0.5, 0.95, n)
    table = rng.uniform(0.5, 3, (n, n)) * (1 - np.eye(n))
    c = rng.uniform(0.1, 1.5, n)
    q = rng.uniform(0.3, 0.9)
    steps = rng.uniform(0, 1, (40, n)) * q ** np.arange(40)[:, None]
    path = np.vstack([np.zeros(n), np.cumsum(steps, axis=0)])
    gets, pays = path @ table.T, path * c
    worth = np.zeros((len(path), n))
    worth[-1] = gets[-1] - pays[-1]
    for period in range(len(path) - 2, -1, -1):
        worth[period] = (1 - d) * (gets[period] - pays[period]) + d * worth[period + 1]
    short = (gets[1:] - pays[:-1] - worth[1:]).max(axis=0)
    # A finite path breaks the conditions near its end; what is missing bounds the excess.
    missing = np.maximum(short, 0) * 40 * (1 - d) / d
    assert (worth[1] <= gets[-1] - pays[-1] / d + missing + 1e-9).all()


@given(
    st.lists(st.tuples(RATES, st.floats(0, 5)), min_size=1, max_size=3),
    st.lists(st.tuples(RATES, st.floats(0, 5)), min_size=1, max_size=3),
    FACTORS,
    FACTORS,
)
@settings(max_examples=15)
def test_the_problem_lists_the_corners_of_all_exchanges(first, second, d1, d2):
    (b2, c1), (b1, c2) = zip(*first, strict=True), zip(*second, strict=True)
    found = ng.gradual_exchange([b1, b2], [c1, c2], patience=[d1, d2])
    everything = [
        (np.dot(b1, y) - np.dot(c1, x) / d1, np.dot(b2, x) - np.dot(c2, y) / d2)
        for x in itertools.product((0, 1), repeat=len(first))
        for y in itertools.product((0, 1), repeat=len(second))
    ]
    whole = ng.BargainingProblem(everything)
    best = ng.solve(whole, "nash", lotteries=True)
    assert found.values == pytest.approx(best.payoffs[0], rel=1e-6, abs=1e-6)
    for concept in ("kalai-smorodinsky", "egalitarian", "utilitarian"):
        chosen = ng.gradual_exchange([b1, b2], [c1, c2], patience=[d1, d2], target=concept)
        expected = ng.solve(whole, concept, lotteries=True)
        if expected.status == "ok":
            assert chosen.values == pytest.approx(expected.payoffs[0], rel=1e-6, abs=1e-6)
            assert chosen.status == "ok"
    # Levels and values say the same.
    x, y = found.limit
    if found.status == "ok":
        assert found.values[0] == pytest.approx(np.dot(b1, y) - np.dot(c1, x) / d1, abs=1e-9)
        assert found.values[1] == pytest.approx(np.dot(b2, x) - np.dot(c2, y) / d2, abs=1e-9)


@given(RATES, RATES, RATES, RATES, FACTORS)
def test_something_is_exchanged_above_the_least_patience_only(b1, b2, c1, c2, d):
    least = np.sqrt(c1 * c2 / (b1 * b2))
    assume(abs(d - least) > 1e-6)
    found = ng.gradual_exchange([b1, b2], [c1, c2], patience=d)
    assert (found.status == "ok") == (d > least)
    if found.status != "ok":
        assert f"above {least:.4g}" in str(found.summary())


def test_a_court_would_have_more_exchanged():
    # Nash's product: 2 - y / 0.8 should be as large, in shares, as 4 y - 1 / 0.9 rises with y.
    found = ng.gradual_exchange([4, 2], [1, 1], patience=[0.9, 0.8])
    best = (2 / 1.25 + 1 / 3.6) / 2
    assert found.limit[0] == pytest.approx([1])
    assert found.limit[1] == pytest.approx([best])
    assert found.values == pytest.approx([4 * best - 1 / 0.9, 2 - best / 0.8])
    assert found.enforced[0] == pytest.approx([1])
    assert found.enforced[1] == pytest.approx([1])
    assert found.enforced_values == pytest.approx([3, 1])


def test_several_issues_and_the_least_patience():
    # The cheapest issues decide: 1/4 of the one, 2/5 of the other.
    terms = [[4, 1], [1, 5]], [[2, 2], [1, 3]]
    least = np.sqrt(2 / 5 * 1 / 4)
    assert ng.gradual_exchange(*terms, patience=least + 1e-6).status == "ok"
    found = ng.gradual_exchange(*terms, patience=least - 1e-6)
    assert found.status == "disagreement"
    assert "0.3162" in str(found.summary())


# ------------------------------------------------------------------ staircase and project


@given(
    st.tuples(RATES, RATES),
    st.tuples(RATES, RATES),
    st.tuples(st.floats(0.1, 1), st.floats(0.1, 1)),
    st.tuples(FACTORS, FACTORS),
    st.floats(0, 0.3),
)
@settings(max_examples=60)
def test_every_step_of_a_staircase_binds(b, c, g, d, hazard):
    lasting = np.array(d) * (1 - hazard)
    k = 0.5 * lasting * np.array(g)
    found = ng.staircase(
        b, c, collateral_benefits=g, collateral_costs=k, patience=d, hazard=hazard, amount=1.0
    )
    assert found.status == "ok"
    assert found.rounds is not None
    assert (found.totals[-1] >= 1 - 1e-9).all()
    assert found.rounds == 1 or (found.totals[-2] < 1).any()
    # Expected flows, with the collateral in force from the first step on.
    x = np.vstack([np.zeros(2), np.cumsum(found.steps[::-1], axis=0)])
    for own in (0, 1):
        stays = b[own] * x[:, 1 - own] - c[own] * x[:, own]
        flow = (1 - d[own]) * (stays + g[own] - k[own]) + d[own] * hazard * stays
        worth = flow.copy()
        worth[-1] = flow[-1] / (1 - lasting[own])
        for at in range(len(x) - 2, -1, -1):
            worth[at] = flow[at] + lasting[own] * worth[at + 1]
        breach = b[own] * x[1:, 1 - own] - c[own] * x[:-1, own] + (1 - d[own]) * g[own]
        size = np.abs(x).max() * max(b[own], c[own])
        assert np.abs(worth[1:] - breach).max() <= 1e-9 * size


@pytest.mark.parametrize(
    ("benefit", "cost", "patience", "status"),
    [
        (0.5, 0.25, 0.4, "disagreement"),
        (0.5, 0.25, 0.5, "disagreement"),
        (0, 0, 0.9, "disagreement"),
    ],
)
def test_collateral_that_does_not_hold(benefit, cost, patience, status):
    found = ng.staircase(
        2, 1, collateral_benefits=benefit, collateral_costs=cost, patience=patience
    )
    assert found.status == status
    assert found.rounds is None
    assert found.steps.shape == (0, 2)
    words = str(found.summary())
    assert "no step is self-enforcing" in words
    assert ("would rather withdraw" in words) == (patience == 0.4)
    assert repr(found) == "<Staircase: disagreement, no steps to give 1>"


def test_a_staircase_that_takes_too_many_steps():
    found = ng.staircase(
        0.1, 10, collateral_benefits=1e-9, collateral_costs=0, patience=0.5, amount=1e6
    )
    assert found.rounds is None
    assert len(found.steps) == 100
    assert "too small" in str(found.summary())
    huge = ng.staircase(
        1e6, 1e-6, collateral_benefits=[1, 1e-9], collateral_costs=0, patience=0.9, amount=1e200
    )
    assert huge.rounds is not None
    assert huge.rounds < 40
    beyond = ng.staircase(
        [1e9, 1e9], [1e-9, 1e-9], collateral_benefits=[1, 1e-9], collateral_costs=0, patience=0.9,
        amount=1e307,
    )  # fmt: skip
    assert beyond.rounds is None
    assert np.isfinite(beyond.steps).all()


def test_names_in_a_staircase():
    found = ng.staircase(
        {"North": 2, "South": 3},
        1,
        collateral_benefits={"South": 0.5, "North": 0.4},
        collateral_costs=0.1,
        patience=0.8,
    )
    assert found.actors == ("North", "South")
    assert found.collateral == pytest.approx([0.22, 0.3])
    assert "North at most" in str(found.summary())
    assert "<div>" in found._repr_html_()


@pytest.mark.parametrize("cost", [0.0, 0.05, 0.2, 0.21, 0.6, 0.9, 0.95])
@pytest.mark.parametrize("d", [0.5, 0.8, 0.9])
def test_no_contribution_to_a_project_is_worth_changing(cost, d):
    found = ng.joint_project(cost, 1, patience=d)

    def waiting(left):
        """Return what the mover and the other expect when so much is left."""
        if left <= 1e-12:
            return 1.0, 1.0
        plan = ng.joint_project(left, 1, patience=d)
        return tuple(plan.values) if plan.status == "ok" else (0.0, 0.0)

    assert found.contributions.sum() == pytest.approx(cost)
    left = cost
    for turn, given_now in enumerate(found.contributions):
        mover = waiting(left)[0] if left > 1e-12 else 1.0
        for other in np.linspace(0, left, 60):
            rest = left - other
            worth = -other + (1.0 if rest <= 1e-12 else d * waiting(rest)[1])
            assert worth <= mover + 1e-9, (turn, other)
        rest = left - given_now
        assert mover == pytest.approx(-given_now + (1.0 if rest <= 1e-12 else d * waiting(rest)[1]))
        left = rest


def test_the_number_of_rounds_of_a_project_is_the_least():
    for d in (0.3, 0.8, 0.97):
        for rounds in (1, 2, 3, 6):
            most = 1 - d ** (2 * rounds - 1)
            assert ng.joint_project(most, 1, patience=d).rounds == rounds
            assert ng.joint_project(most + 1e-7 * (1 - most), 1, patience=d).rounds == rounds + 1


def test_a_project_that_is_never_begun():
    for cost in (1.0, 1.5):
        found = ng.joint_project(cost, 1, patience=0.8)
        assert found.status == "disagreement"
        assert found.rounds == 0
        assert (found.values == 0).all()
        assert "Nothing is contributed" in str(found.summary())
    free = ng.joint_project(0, 1, patience=0.8)
    assert free.contributions.tolist() == [0]
    assert free.values.tolist() == [1, 1]
    big = ng.joint_project(9e11, 1e12, patience=0.8, actors=["A", "B"])
    assert big.contributions / 1e12 == pytest.approx(
        ng.joint_project(0.9, 1, patience=0.8).contributions
    )
    assert repr(big) == "<JointProject: ok, 6 rounds>"
    assert "A expects" in str(big.summary())
    assert "<div>" in big._repr_html_()


# ------------------------------------------------------------------ degenerate


def test_gifts_and_waste():
    # What costs nothing is given at once; what brings nothing is not given.
    gift = ng.gradual_exchange([0, 3], [0, 1], patience=0.8)
    assert gift.limit[0].tolist() == [1.0]
    assert gift.limit[1].tolist() == [0.0]
    assert gift.values.tolist() == [0, 3]
    assert gift.path(1).tolist() == [[0, 0], [1, 0]]
    waste = ng.gradual_exchange([0, 0], [1, 1], patience=0.8)
    assert waste.status == "disagreement"
    one_way = ng.gradual_exchange([0, 3], [1, 1], patience=0.8)
    assert one_way.status == "disagreement"
    assert "above inf" in str(one_way.summary())
    three = ng.gradual_exchange([1, 0, 1], [0.5, 0.5, 0.5], patience=0.8)
    assert three.status == "disagreement"
    assert ng.gradual_exchange([1, 0, 1], [0.5, 0, 0.5], patience=0.8).status == "ok"


def test_a_target_that_does_not_hold():
    found = ng.gradual_exchange([4, 1], [1, 1], patience=0.9, target=[1, 1], actors=["N", "S"])
    assert found.status == "disagreement"
    assert found.values.tolist() == [0, 0]
    assert found.bounds.tolist() == [0, 0]
    assert [each.tolist() for each in found.limit] == [[0.0], [0.0]]
    assert found.critical_patience == pytest.approx([0.25, 1.0])
    assert "S needs a patience of 1 for the target" in str(found.summary())
    assert found.path(2).tolist() == [[0, 0]] * 3
    assert found.enforced_values == pytest.approx([3, 0])
    knife = ng.gradual_exchange([4, 1], [1, 0.9], patience=0.9, target={"N": 1}, actors=["N", "S"])
    assert knife.status == "disagreement"  # N would give for nothing
    edge = ng.gradual_exchange([4, 1], [1, 0.9], patience=0.9, target=[1, 1])
    assert edge.status == "ok"
    assert edge.values == pytest.approx([4 - 1 / 0.9, 0])
    assert edge.path(500)[-1] == pytest.approx([1, 1])


@pytest.mark.parametrize("scale", [1e-12, 1e12])
def test_scales_do_not_matter(scale):
    found = ng.gradual_exchange([3 * scale, 3], [scale, 1], patience=0.8)
    assert found.values == pytest.approx([1.75 * scale, 1.75])
    smooth = ng.gradual_exchange(
        [lambda x: scale * x, lambda x: x],
        [lambda x: scale * x * x / 2, lambda x: x * x / 2],
        patience=0.8,
        highest=2,
    )
    assert smooth.values / np.array([scale, 1]) == pytest.approx([0.4, 0.4])
    assert smooth.limit[0][0] == pytest.approx(0.8, abs=1e-7)
    tall = ng.gradual_exchange(
        [lambda x: x / scale] * 2,
        [lambda x: (x / scale) ** 2 / 2] * 2,
        patience=0.8,
        highest=2 * scale,
    )
    assert tall.limit[0][0] / scale == pytest.approx(0.8, abs=1e-7)


def test_a_function_at_the_knife_edge():
    # The second gains nothing in the end; the first waits for it, and yet all is given.
    benefits, costs = [lambda x: 4 * x, lambda x: x], [lambda x: x * x / 2, lambda x: 0.9 * x]
    found = ng.gradual_exchange(benefits, costs, patience=0.9, target=[1, 1])
    assert found.status == "ok"
    assert found.values == pytest.approx([4 - 0.5 / 0.9, 0])
    path = found.path(100)
    assert path[1, 0] == pytest.approx(0, abs=1e-12)
    assert path[-1] == pytest.approx([1, 1])


def test_flat_costs_leave_levels_open():
    found = nash_levels(
        [lambda x: min(x, 0.5)] * 2, [lambda x: 0.0] * 2, np.array([0.8, 0.8]), np.ones(2)
    )
    assert (found >= 0.5 - 1e-9).all()


def test_the_least_patience_of_three():
    terms = ExchangeTerms.of([3, 2, 4], [1, 1, 1], 0.8, 0.0, None)
    assert terms.least_patience == 0.5
    assert ng.gradual_exchange([3, 2, 4], [1, 1, 1], patience=0.5001).status == "ok"
    assert ng.gradual_exchange([3, 2, 4], [1, 1, 1], patience=0.4999).status == "disagreement"
    assert ExchangeTerms.of([3, 0, 4], [1, 0, 1], 0.8, 0.0, None).least_patience == 1 / 3


def test_functions_without_a_gain():
    found = ng.gradual_exchange([lambda x: x] * 2, [lambda x: 2 * x] * 2, patience=0.8)
    assert found.status == "disagreement"
    assert "no levels leave both better off" in str(found.summary())
    # A gain near the start only.
    small = ng.gradual_exchange([lambda x: x] * 2, [lambda x: 1e4 * x * x] * 2, patience=0.8)
    best = 0.8 / 2e4
    assert small.limit[0][0] == pytest.approx(best, rel=1e-5)


def test_the_best_levels_by_a_grid():
    benefits = [np.sqrt, lambda x: 2 * x]
    costs = [lambda x: x**2, lambda x: x**3 + 0.2 * x]
    d = np.array([0.7, 0.9])
    found = nash_levels(benefits, costs, d, np.ones(2))
    grid = np.linspace(0, 1, 1001)
    one, two = np.meshgrid(grid, grid, indexing="ij")
    first = np.sqrt(two) - one**2 / 0.7
    second = 2 * one - (two**3 + 0.2 * two) / 0.9
    worth = np.where((first > 0) & (second > 0), first * second, -1)
    place = np.unravel_index(worth.argmax(), worth.shape)
    assert found == pytest.approx([grid[place[0]], grid[place[1]]], abs=2e-3)
    at = (
        np.sqrt(found[1]) - found[0] ** 2 / 0.7,
        2 * found[0] - (found[1] ** 3 + 0.2 * found[1]) / 0.9,
    )
    assert at[0] * at[1] >= worth.max()
    # On the border: everything is given.
    edge = nash_levels([lambda x: 3 * x] * 2, [lambda x: x] * 2, d, np.ones(2))
    assert edge == pytest.approx([1, 1], abs=1e-9)
    mixed = nash_levels([lambda x: 3 * x] * 2, [lambda x: x, lambda x: x * x * 4], d, np.ones(2))
    assert mixed[0] == pytest.approx(1, abs=1e-9)
    assert 0 < mixed[1] < 1


def test_a_benefit_that_jumps():
    def jump(x):
        return x + 5.0 * (x > 0.5)

    found = ng.gradual_exchange([jump, jump], [lambda x: x] * 2, patience=0.3, target=[1, 1])
    assert found.status == "ok"
    with pytest.raises(ng.NegotiationError, match=r"jumps near level 0\.5"):
        found.path(30)


# ------------------------------------------------------------------ errors


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([3, 3], [1]), "2 actors need 2 costs"),
        (([3], [1]), "takes two actors"),
        ((3, [1, 1]), "list with an entry per actor"),
        (([3, -3], [1, 1]), "actor 'Actor 2'.*0 or more"),
        (([3, 3], [1, float("nan")]), "Actor 2.*finite"),
        (([3, [3, 2]], [1, 1]), "1 issues by its costs and 2 by what they bring Actor 2"),
        (([3, lambda x: x], [1, 1]), "either numbers or functions"),
        (([lambda x: x] * 3, [lambda x: x] * 3), "two actors"),
        (([1, 2, [3, 1]], [1, 1, 1]), "one issue per actor"),
        (([[], 1], [1, 1]), "a number per issue"),
        (([3, 3], {"Actor 1": 1}), "lack this actor"),
        (([3, 3], {"Actor 1": 1, "Actor 2": 1, "Actor 9": 1}), "not an actor"),
        (([lambda x: 1 + x] * 2, [lambda x: x] * 2), "0 at level 0"),
        (([lambda x: -x] * 2, [lambda x: x] * 2), "does not fall"),
        (([lambda x: float("nan")] * 2, [lambda x: x] * 2), "finite"),
    ],
)
def test_what_an_exchange_is_refused_for(arguments, message):
    with pytest.raises(ng.NegotiationError, match=message):
        ng.gradual_exchange(*arguments, patience=0.8)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"patience": 1}, "strictly between 0"),
        ({"patience": 0}, "strictly between 0"),
        ({"patience": [0.8]}, "one number per actor"),
        ({"hazard": 1}, "hazard"),
        ({"hazard": -0.1}, "hazard"),
        ({"order": "alternately"}, "Did you mean 'alternating'"),
        ({"target": "nsh"}, "Did you mean 'nash'"),
        ({"target": "fallback"}, "not defined on lotteries"),
        ({"target": [1, 2]}, "Levels lie between"),
        ({"target": [1, [1, 1]]}, "a level for each of 1 issues"),
        ({"target": 1}, "name of a concept, or levels"),
        ({"target": {"Actor 3": 1}}, "not an actor"),
        ({"actors": ["a"]}, "need 2 names"),
    ],
)
def test_which_options_are_refused(options, message):
    with pytest.raises(ng.NegotiationError, match=message):
        ng.gradual_exchange([3, 3], [1, 1], **{"patience": 0.8, **options})


def test_more_errors():
    for options, message in (
        ({"order": "alternating"}, "Only two actors alternate"),
        ({"target": [1, 1, 1]}, "everybody gives everything"),
    ):
        with pytest.raises(ng.NegotiationError, match=message):
            ng.gradual_exchange([3, 3, 3], [1, 1, 1], patience=0.8, **options)
    curves = [lambda x: x] * 2, [lambda x: x * x] * 2
    for options, message in (
        ({"target": "egalitarian"}, "'nash' or levels"),
        ({"target": [1, 2]}, "Levels lie between"),
        ({"highest": 0}, "above 0"),
    ):
        with pytest.raises(ng.NegotiationError, match=message):
            ng.gradual_exchange(*curves, patience=0.8, **options)
    found = ng.gradual_exchange(*curves, patience=0.8)
    with pytest.raises(ng.NegotiationError, match="two actors whose benefits"):
        found.problem  # noqa: B018
    for rounds in (-1, 2.5, True):
        with pytest.raises(ng.NegotiationError, match="0 or more"):
            found.path(rounds)
    assert found.path(0).tolist() == [[0, 0]]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"costs": 0}, "A cost is above 0"),
        ({"benefits": -1}, "A benefit is 0 or more"),
        ({"collateral_costs": [0.1, -1]}, "actor 'Actor 2'.*A cost of collateral is 0 or more"),
        ({"collateral_benefits": None}, "must be a number"),
        ({"patience": 1.0}, "strictly between"),
        ({"amount": 0}, "amount is above 0"),
    ],
)
def test_what_a_staircase_is_refused_for(change, message):
    terms = {"benefits": 2, "costs": 1, "collateral_benefits": 1, "collateral_costs": 0.1}
    with pytest.raises(ng.NegotiationError, match=message):
        ng.staircase(**{**terms, "patience": 0.8, **change})


@pytest.mark.parametrize(
    ("arguments", "patience", "message"),
    [
        ((-1, 1), 0.8, "cost is 0 or more"),
        ((1, 0), 0.8, "value is above 0"),
        ((1, 2), 1.0, "strictly between"),
        ((1 - 1e-8, 1), 0.999999, "rounds"),
    ],
)
def test_what_a_project_is_refused_for(arguments, patience, message):
    with pytest.raises(ng.NegotiationError, match=message):
        ng.joint_project(*arguments, patience=patience)


def test_words_of_an_exchange():
    found = ng.gradual_exchange(
        {"DPRK": [4, 1, 2], "US": [3, 2, 5]},
        {"DPRK": [1, 1.5, 3], "US": [2, 0.5, 1]},
        patience={"US": 0.8, "DPRK": 0.9},
    )
    assert found.actors == ("DPRK", "US")
    assert "1, 0, 1" in str(found.summary())
    assert repr(found) == "<GradualExchange: ok, DPRK 2.556, US 3.625>"
    assert "<div>" in found._repr_html_()
    assert set(found.problem.outcomes[-1]) == {("DPRK", 0), ("DPRK", 1), ("DPRK", 2)}
