"""Sobol indices and the value of information, and their errors, against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import negotiation as ng
from negotiation.errors import InvalidTypeError, InvalidValueError, UnknownNameError

UNIFORM = ng.distributions.uniform
ANGLE = stats.uniform(-np.pi, 2 * np.pi)
A, B = 7.0, 0.1


def ishigami(x1, x2, x3):
    return np.sin(x1) + A * np.sin(x2) ** 2 + B * x3**4 * np.sin(x1)


def ishigami_indices():
    """The closed form (Ishigami and Homma 1990), worked out from moments of powers and sines."""
    variance = A**2 / 8 + B * np.pi**4 / 5 + B**2 * np.pi**8 / 18 + 0.5
    alone = np.array([0.5 * (1 + B * np.pi**4 / 5) ** 2, A**2 / 8, 0.0])
    both = B**2 * np.pi**8 * (1 / 18 - 1 / 50)
    return variance, alone / variance, (alone + np.array([both, 0.0, both])) / variance


def ishigami_study(draws, rng):
    return ng.sobol(ishigami, inputs={"x1": ANGLE, "x2": ANGLE, "x3": ANGLE}, draws=draws, rng=rng)


def talk(first, second, worth=(1.0, 1.0)):
    """One package worth something to both; walking away is uncertain: a deal needs both below."""
    deal = ng.Issue("deal", ["yes"])
    actors = [
        ng.Actor(name, ng.Additive({"deal": {"yes": value}}), reservation)
        for name, value, reservation in zip(("Ann", "Bo"), worth, (first, second), strict=True)
    ]
    return ng.Scenario("a talk", [deal], actors)


# ------------------------------------------------------------------ Ishigami


def test_the_closed_form_is_the_published_one():
    _, first, total = ishigami_indices()
    assert first == pytest.approx([0.3139, 0.4424, 0], abs=5e-5)
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=5e-5)


def test_ishigami_lies_within_three_standard_errors():
    variance, first, total = ishigami_indices()
    found = ishigami_study(8192, 1)
    assert (np.abs(found.first - first) < 3 * found.first_error).all()
    assert (np.abs(found.total - total) < 3 * found.total_error).all()
    assert found.first_error.max() < 0.02
    assert found.variance == pytest.approx(variance, rel=0.05)
    assert found.ranked == ("x1", "x2", "x3")


def test_intervals_cover_the_truth_as_often_as_they_say():
    _, first, total = ishigami_indices()
    hits = np.zeros((2, 3))
    for seed in range(200):
        found = ishigami_study(1024, seed)
        for place, name in enumerate(found.inputs):
            (low, high), (low_total, high_total) = found.interval(name)
            hits[0, place] += low <= first[place] <= high
            hits[1, place] += low_total <= total[place] <= high_total
    assert (hits / 200 >= 0.90).all()
    assert (hits / 200 <= 0.98).all()


# ------------------------------------------------------------------ other functions


def test_a_sum_has_no_interactions_and_a_product_of_centred_numbers_has_nothing_else():
    inputs = {"x": stats.norm(0, 3), "y": stats.norm(0, 4), "idle": stats.norm()}
    added = ng.sobol(lambda x, y, idle: x + y, inputs=inputs, draws=8192, rng=2)
    assert added.first == pytest.approx([9 / 25, 16 / 25, 0], abs=0.05)
    assert added.total == pytest.approx([9 / 25, 16 / 25, 0], abs=0.05)
    assert added.first[2] == added.total[2] == added.total_error[2] == 0.0
    times = ng.sobol(lambda x, y, idle: x * y, inputs=inputs, draws=8192, rng=2)
    assert (np.abs(times.first) < 4 * times.first_error + 1e-12).all()
    assert (np.abs(times.total - [1, 1, 0]) < 4 * times.total_error + 1e-12).all()


@pytest.mark.parametrize(("shift", "scale"), [(0.0, 1.0), (1e9, 1.0), (0.0, 1e-12), (0.0, 1e150)])
def test_indices_do_not_depend_on_the_origin_or_the_unit(shift, scale):
    inputs = {"x": UNIFORM(0, 1), "y": UNIFORM(0, 2)}
    plain = ng.sobol(lambda x, y: x + y, inputs=inputs, draws=256, rng=3)
    moved = ng.sobol(lambda x, y: shift + scale * (x + y), inputs=inputs, draws=256, rng=3)
    assert moved.first == pytest.approx(plain.first, abs=1e-5)
    assert moved.total_error == pytest.approx(plain.total_error, abs=1e-5)


def test_one_input_explains_everything():
    found = ng.sobol(lambda x: x**2, inputs={"x": UNIFORM(0, 1)}, draws=2048, rng=4)
    assert abs(found.first[0] - 1) < 4 * found.first_error[0]
    assert abs(found.total[0] - 1) < 4 * found.total_error[0]


def test_what_does_not_vary_has_no_indices_and_says_so():
    found = ng.sobol(lambda x: 7.0, inputs={"x": UNIFORM(0, 1)}, draws=64, rng=1)
    assert not found.defined
    assert np.isnan(found.first).all()
    assert "not defined" in str(found.summary())
    assert "nan" not in str(found.summary())
    assert "nothing varies" in repr(found)


def test_same_seed_same_indices_and_draws_are_rounded_up_to_a_power_of_two():
    one, other = ishigami_study(1000, 5), ishigami_study(1024, 5)
    assert one.draws == 1024
    assert np.array_equal(one.first, other.first)
    assert not np.array_equal(one.first, ishigami_study(1024, 6).first)


@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (lambda: ng.sobol(lambda x: x, inputs={}), InvalidValueError),
        (lambda: ng.sobol(3, inputs={"x": UNIFORM(0, 1)}), InvalidTypeError),
        (lambda: ng.sobol(lambda x: x, inputs={"x": 3.0}), InvalidTypeError),
        (lambda: ng.sobol(lambda x: x[:2], inputs={"x": UNIFORM(0, 1)}), InvalidValueError),
        (lambda: ng.sobol(lambda x: x / 0, inputs={"x": UNIFORM(0, 1)}), InvalidValueError),
        (lambda: ishigami_study(1, 0), InvalidValueError),
        (lambda: ishigami_study(2.5, 0), InvalidTypeError),
        (lambda: ng.sobol(talk(UNIFORM(0, 2), 0.5), of="relief"), UnknownNameError),
        (lambda: ng.sobol(talk(UNIFORM(0, 2), 0.5), of=("payoff", "Cy")), UnknownNameError),
        (lambda: ng.sobol(talk(UNIFORM(0, 2), 0.5), of=("payoff",)), InvalidValueError),
        (lambda: ng.sobol("a talk"), InvalidTypeError),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_what_cannot_be_read_is_refused(ask, error):
    with pytest.raises(error):
        ask()


# ------------------------------------------------------------------ scenarios


P, Q = 0.5, 0.8
"""How likely Ann and Bo are to be content with the package."""
UNSURE = talk(UNIFORM(0, 1 / P), UNIFORM(0, 1 / Q))


def test_two_uniform_reservation_values_share_the_variance_as_worked_out_by_hand():
    """Agreement is a product of two independent events of probability p and q."""
    found = ng.sobol(UNSURE, draws=8192, rng=1)
    rest = 1 - P * Q
    first = np.array([Q * (1 - P), P * (1 - Q)]) / rest
    total = 1 - np.array([P * (1 - Q), Q * (1 - P)]) / rest
    assert (np.abs(found.first - first) < 3 * found.first_error).all()
    assert (np.abs(found.total - total) < 3 * found.total_error).all()
    assert found.mean == pytest.approx(rest, abs=4 * np.sqrt(P * Q * rest / 16384))


def test_numbers_that_hang_together_are_one_input():
    issues = [ng.Issue(name, ["no", "yes"]) for name in ("x", "y")]
    values = {"x": {"no": 0, "yes": 1}, "y": {"no": 0, "yes": -1}}
    weights = ng.distributions.dirichlet({"x": 2, "y": 3})
    ann = ng.Actor("Ann", ng.Additive(values, weights), UNIFORM(0, 0.5))
    found = ng.sobol(ng.Scenario("s", issues, [ann]), of="room", draws=256, rng=1)
    assert found.inputs == ("Ann: 2 weights together", "Ann: walking away")
    # The best package is x without y: room is the weight of x less walking away.
    variances = np.array([stats.beta(2, 3).var(), 0.25 / 12])
    assert found.first == pytest.approx(variances / variances.sum(), abs=0.25)


def test_a_certain_scenario_has_no_inputs():
    found = ng.sobol(talk(0.5, 0.5), draws=16)
    assert found.inputs == ()
    assert "Nothing is uncertain" in str(found.summary())


def test_lots_between_tied_packages_are_no_input():
    """Who gets the one unit is settled by lot; walking away below 0 decides nothing."""
    unit = ng.Issue("unit", ["Ann's", "Bo's"])
    ann = ng.Actor("Ann", ng.Additive({"unit": {"Ann's": 1, "Bo's": 0}}), UNIFORM(-2, -1))
    bo = ng.Actor("Bo", ng.Additive({"unit": {"Ann's": 0, "Bo's": 1}}), -1)
    scenario = ng.Scenario("a lot", [unit], [ann, bo])
    found = ng.sobol(scenario, "utilitarian", of=("payoff", "Ann"), draws=64, rng=1)
    assert found.variance == pytest.approx(0.25, abs=0.02)
    assert found.first.tolist() == found.total.tolist() == [0.0]


# ------------------------------------------------------------------ value of information


def test_a_brier_forecaster_gains_the_variance_of_the_conditional_probability():
    found = ng.information_value(UNSURE, draws=8192, rng=2)
    exact = np.array([Q**2 * P * (1 - P), P**2 * Q * (1 - Q)])
    assert (np.abs(found.values - exact) < 3 * found.errors).all()
    assert abs(found.perfect - P * Q * (1 - P * Q)) < 3 * found.perfect_error
    assert found.ranked == ("Ann: walking away", "Bo: walking away")


def entropy(p):
    return -p * np.log(p) - (1 - p) * np.log(1 - p)


def test_a_logarithmic_forecaster_gains_the_mutual_information():
    found = ng.information_value(UNSURE, score="log", draws=400, rng=3)
    exact = entropy(P * Q) - np.array([P * entropy(Q), Q * entropy(P)])
    assert (np.abs(found.values - exact) < 3 * found.errors + 0.002).all()
    assert abs(found.perfect - entropy(P * Q)) < 3 * found.perfect_error
    slope = abs(np.log(P * Q / (1 - P * Q)))  # 400 values times 64 draws at each
    by_hand = slope * np.sqrt(P * Q * (1 - P * Q) / (400 * 64))
    assert found.perfect_error == pytest.approx(by_hand, rel=0.1)


def test_errors_of_information_values_cover_the_truth_as_often_as_they_say():
    exact = np.array([Q**2 * P * (1 - P), P**2 * Q * (1 - Q)])
    hits = np.zeros(2)
    for seed in range(200):
        found = ng.information_value(UNSURE, draws=256, rng=seed)
        hits += np.abs(found.values - exact) <= 1.96 * found.errors
    assert (hits / 200 >= 0.90).all()
    assert (hits / 200 <= 0.98).all()


def offers():
    """Ann may propose a package good for her that Bo accepts with 0.3, or a safe one."""
    issue = ng.Issue("price", ["high", "low"])
    ann = ng.Actor("Ann", ng.Additive({"price": {"high": 2, "low": 1}}))
    bo = ng.Actor("Bo", ng.Additive({"price": {"high": 0.3, "low": 1}}), UNIFORM(0, 1))
    return ng.Scenario("a sale", [issue], [ann, bo])


def test_a_proposer_gains_what_better_proposals_bring():
    """Safe: 1 for sure.  Knowing Bo's walking away: 2 with 0.3, else 1: worth 0.3 more."""
    found = ng.information_value(offers(), proposer="Ann", draws=800, rng=4)
    assert found.proposal == "price: low"
    assert found.without == pytest.approx(1.0)
    assert abs(found.values[0] - 0.3) < 4 * found.errors[0]
    assert found.low[0] == pytest.approx(found.high[0])  # known, nothing is left to be drawn
    assert abs(found.perfect - 0.3) < 4 * found.perfect_error


def test_a_doubt_that_changes_no_proposal_is_worth_nothing_within_its_bracket():
    scenario = offers()
    ann, bo = scenario.actors
    unsure = ng.Scenario(
        "a sale", scenario.issues, [ng.Actor("Ann", ann.preferences, UNIFORM(-0.01, 0.01)), bo]
    )
    found = ng.information_value(unsure, proposer="Ann", draws=200, rng=5)
    place = found.inputs.index("Ann: walking away")
    assert found.low[place] <= 0.0 + 4 * found.errors[place]
    assert found.high[place] >= 0.0
    assert found.ranked[0] == "Bo: walking away"


def test_nobody_to_gain_and_nothing_to_learn():
    found = ng.information_value(talk(0.5, 0.5), draws=16, rng=1)
    assert "Nothing is uncertain" in str(found.summary())
    hopeless = ng.information_value(talk(UNIFORM(2, 3), 0.5), proposer="Bo", draws=4, rng=1)
    assert hopeless.proposal == "nothing"
    assert hopeless.perfect == 0.0
    assert "would change anything" in str(hopeless.summary())


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"proposer": "Cy"}, UnknownNameError),
        ({"score": "quadratic"}, UnknownNameError),
        ({"score": "log", "draws": 1}, InvalidValueError),
    ],
)
def test_information_for_nobody_is_refused(asked, error):
    with pytest.raises(error):
        ng.information_value(UNSURE, **asked)


def test_same_seed_same_information_value():
    for asked in ({}, {"score": "log"}, {"proposer": "Ann"}):
        one, other = (ng.information_value(UNSURE, draws=8, rng=9, **asked) for _ in range(2))
        assert np.array_equal(one.values, other.values)
