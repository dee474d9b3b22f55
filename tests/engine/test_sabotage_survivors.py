"""Small exact answers that a single wrong sign, bound, mask or tolerance in the engine breaks."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq

import negotiation as ng
from negotiation.engine.axiomatic import _welfare
from negotiation.engine.axiomatic._headroom import Headroom
from negotiation.engine.axiomatic._hull import Hull
from negotiation.engine.axiomatic.raiffa_continuous import _integrals
from negotiation.engine.division import division_problem

Q = ng.BargainingProblem([[4, 0], [3, 2], [0, 3]])
NOISY = 0.1 + 0.2  # a little more than 0.3
FRONTIER = (
    "conley-wilkie",
    "equal-area",
    "perles-maschler",
    "raiffa-continuous",
    "raiffa-discrete",
)


def refusing(payoffs, *rows):
    """Return a problem in which the first actor refuses some rows."""
    refused = np.zeros(np.shape(payoffs), dtype=bool)
    refused[list(rows), 0] = True
    return ng.BargainingProblem(payoffs, refused=refused)


def selected(payoffs, concept, walk=None, **parameters):
    return ng.solve(ng.BargainingProblem(payoffs, walk), concept, **parameters).indices.tolist()


# ---------------------------------------------------------------- finite sets


@pytest.mark.parametrize("lotteries", [False, True])
def test_rounding_neither_breaks_a_deal_nor_makes_a_gain(lotteries):
    exact = ng.solve(ng.BargainingProblem([[0.3, 1.0]], [NOISY, 0.0]), "nash", lotteries=lotteries)
    assert exact.payoffs.tolist() == [[0.3, 1.0]]
    assert exact.diagnostics["cannot_gain"] == ("Actor 1",)
    above = ng.solve(
        ng.BargainingProblem([[NOISY, 1.0], [0.0, 2.0]], [0.3, 0.0]), "nash", lotteries=lotteries
    )
    assert above.diagnostics["cannot_gain"] == ("Actor 1",)


def test_an_actor_to_whom_everything_is_worth_nothing():
    nothing = ng.BargainingProblem([[0, 1], [0, 2]])
    for lotteries in (False, True):
        for answer in ng.compare(nothing, lotteries=lotteries).solutions:
            if answer.concept != "fallback":
                assert answer.payoffs.tolist() == [[0, 2]]
            assert answer.status == "degenerate"


def test_shares_of_ideal_gains_count_only_what_all_would_sign():
    """Ideal gains (6, 5): least shares 2/5 and 1/2, sums 7/5 and 3/2; with (10, 5) otherwise."""
    rows = [[10, -1], [6, 2], [3, 5]]
    assert selected(rows, "kalai-smorodinsky") == [2]
    assert selected(rows, "relative-utilitarian") == [2]
    assert selected([[10, -1], [6, 2], [3, 4.5]], "yu", p=1) == [1]
    refused = refusing([[10, 9], [6, 2], [3, 5]], 0)
    assert ng.solve(refused, "kalai-smorodinsky").indices.tolist() == [2]


def test_ties_are_ties_up_to_rounding_and_no_further():
    assert selected([[0.1, 0.2], [0.3, 0.0], [0, 0]], "utilitarian") == [0, 1]
    assert selected([[1, 0], [0.9995, 0], [0, 0]], "utilitarian") == [0]
    assert selected([[NOISY, 1], [0.3, 2]], "egalitarian") == [1]
    assert selected([[0.3, 2], [0.3005, 1]], "egalitarian") == [1]
    same = ng.solve(ng.BargainingProblem([[NOISY, 1], [0.3, 1], [0.1, 0.1]]), "nash")
    assert same.indices.tolist() == [0, 1]
    assert same.status == "ok"


@pytest.mark.parametrize(
    ("concept", "parameters"),
    [
        ("egalitarian", {}),
        ("proportional", {"weights": [1, 1]}),
        ("equal-loss", {}),
        ("yu", {"p": np.inf}),
        ("bossert", {"claims": [4, 8]}),
    ],
)
def test_after_the_worst_placed_the_next_counts(concept, parameters):
    assert selected([[2, 5], [2, 3], [1, 5]], concept, **parameters) == [0]


def test_yu_at_infinity_on_a_finite_set():
    """Losses (0, 3), (1, 1), (4, 0): the least greatest is 1."""
    assert selected(Q.payoffs, "yu", p=np.inf) == [1]


def test_who_gains_a_billionth_gains_nothing():
    assert selected([[1e-12, 5], [1, 0]], "nash") == [0, 1]


def test_nash_takes_the_best_of_each_group_that_gains_together():
    assert selected([[4, 4, 0], [2, 0, 2]], "nash") == [0, 1]
    assert selected([[4, 4, 0], [2, 0, 2], [3, 4, 0]], "nash") == [0, 1]


def test_refused_outcomes_do_not_say_how_many_could_gain():
    assert ng.solve(refusing([[5, 0], [0, 3], [9, 9]], 2), "nash").indices.tolist() == [0, 1]


def test_equal_area_on_a_finite_set():
    """The line through (13/4, 19/8) halves 11; the refused outcome would turn it."""
    rows = [[4, 2], [3, 2], [2, 3]]
    assert selected(rows, "equal-area") == [0]
    assert ng.solve(refusing([*rows, [4, 100]], 3), "equal-area").indices.tolist() == [0]


@pytest.mark.parametrize("lotteries", [False, True])
@pytest.mark.parametrize("concept", FRONTIER)
def test_one_actor_who_can_gain_gets_its_ideal(concept, lotteries):
    alone = ng.BargainingProblem([[3, 0], [5, 0], [9, -1]])
    answer = ng.solve(alone, concept, lotteries=lotteries)
    assert answer.payoffs == pytest.approx(np.array([[5, 0]]), abs=1e-8 if lotteries else 0)


def test_conley_wilkie_by_hand():
    """Towards (5/2, 5/2), the Nash point of the two outcomes that both would sign."""
    answer = ng.solve(ng.BargainingProblem([[1, 4], [4, 1], [9, -1]]), "conley-wilkie")
    assert answer.indices.tolist() == [0, 1]
    assert answer.payoffs == pytest.approx(np.array([[1, 1]]))
    uneven = ng.solve(ng.BargainingProblem([[1, 4], [4, 2]]), "conley-wilkie")
    # Nash's point is (7/2, 7/3); the second outcome lets both go 6/7 of the way.
    assert uneven.indices.tolist() == [1]
    assert uneven.payoffs == pytest.approx(np.array([[3, 2]]))


def test_fallback_counts_support_at_the_depth_reached():
    assert selected([[5, 5, 1], [5, 5, 5]], "fallback", quota=2) == [1]
    assert selected(Q.payoffs, "fallback", quota=2) == selected(Q.payoffs, "fallback")


def test_fallback_goes_by_ranks_even_of_who_cannot_gain():
    """What the others refuse holds its rank: both outcomes of the ZOPA lie at depth 3."""
    assert selected([[2, 1], [2, 3], [5, -1], [3, -2]], "fallback", [2, 0]) == [0, 1]


@pytest.mark.parametrize("lotteries", [False, True])
def test_power_weighs_nowhere_but_in_nash(lotteries):
    strong = ng.BargainingProblem(Q.payoffs, power=[4, 1])
    plain = ng.compare(Q, lotteries=lotteries)
    for answer in ng.compare(strong, lotteries=lotteries).solutions:
        if answer.concept != "nash":
            assert answer.payoffs.tolist() == plain[answer.concept].payoffs.tolist()


# ---------------------------------------------------------------- parameters


def test_a_reference_may_miss_walking_away_by_rounding():
    problem = ng.BargainingProblem([[1, 1]], [NOISY, 0])
    assert ng.solve(problem, "gupta-livne", reference=[0.3, 0]).agreement


def test_a_reference_that_is_ideal_but_for_rounding():
    rows = [[NOISY, 1], [NOISY, 2], [0, 5]]
    assert selected(rows, "gupta-livne", reference=[0.3, 0]) == [1]


def test_a_quota_of_nobody_is_refused():
    with pytest.raises(ValueError, match="between 1"):
        ng.solve(Q, "fallback", quota=0)


@pytest.mark.parametrize("scale", [1e-290, 1e290])
@pytest.mark.parametrize(
    ("concept", "parameters"),
    [
        ("bossert", {"claims": [5, 4]}),
        ("chun-thomson", {"claims": [5, 4]}),
        ("gupta-livne", {"reference": [1, 1]}),
    ],
)
def test_huge_and_tiny_claims_and_references(concept, parameters, scale):
    large = {name: np.array(value) * scale for name, value in parameters.items()}
    answer = ng.solve(ng.BargainingProblem(Q.payoffs * scale), concept, lotteries=True, **large)
    expected = ng.solve(Q, concept, lotteries=True, **parameters).payoffs
    assert answer.payoffs / scale == pytest.approx(expected, abs=1e-9)
    assert answer.diagnostics["point"] / scale == pytest.approx(expected[0], abs=1e-9)


# ---------------------------------------------------------------- lotteries of two actors


@pytest.mark.parametrize(
    ("payoffs", "status", "expected"),
    [
        ([[-3, 1], [1, -3]], "disagreement", [0, 0]),  # passes below walking away
        ([[-1, 1], [1, -1]], "degenerate", [0, 0]),  # passes through it
        ([[-1, 4.5], [0, 4], [4, 0]], "ok", [2, 2]),  # is cut at a corner
        ([[0, 0], [4, 2], [2, 4]], "ok", [3, 3]),  # has a dominated outcome below it
        ([[0, 3], [2, 2], [4, 0]], "ok", [2, 2]),  # is level in welfare where an edge begins
    ],
)
def test_nash_where_the_frontier(payoffs, status, expected):
    answer = ng.solve(ng.BargainingProblem(payoffs), "nash", lotteries=True)
    assert answer.status == status
    assert answer.payoffs == pytest.approx(np.array([expected]), abs=1e-12)


def test_a_shallow_corner_is_a_corner():
    rows = [[1, 0], [0.5, 0.5002], [0, 1]]
    answer = ng.solve(ng.BargainingProblem(rows), "utilitarian", lotteries=True)
    assert answer.payoffs.tolist() == [[0.5, 0.5002]]


def test_equal_area_away_from_the_axes():
    answer = ng.solve(ng.BargainingProblem([[4, 2], [2, 3]]), "equal-area", lotteries=True)
    assert answer.payoffs == pytest.approx(np.array([[13 / 4, 19 / 8]]), abs=1e-12)


def test_probabilities_on_steep_edges_and_at_corners():
    assert dict(ng.solve(Q, "nash", lotteries=True).lottery) == {1: 1.0}
    for rows in ([[0, 1], [1, 1 - 1e-7]], [[1 - 1e-7, 1], [1, 0]]):
        answer = ng.solve(ng.BargainingProblem(rows), "perles-maschler", lotteries=True)
        assert dict(answer.lottery) == pytest.approx({0: 0.5, 1: 0.5}, abs=1e-12)


def test_where_values_are_equal_is_said():
    answer = ng.solve(Q, "bossert", lotteries=True, claims=[5, 4])
    assert answer.diagnostics["common_level"] == pytest.approx(-2)
    assert answer.diagnostics["equal_point"] == pytest.approx([3, 2])


# ---------------------------------------------------------------- lotteries of more actors


def test_without_free_disposal_dominated_outcomes_count():
    plain = {"lotteries": True, "free_disposal": False}
    first = ng.solve(refusing([[9, 9], [1, 1], [3, 1]], 0), "egalitarian", **plain)
    assert first.payoffs.tolist() == [[1, 1]]
    assert first.indices.tolist() == [1]
    third = ng.BargainingProblem([[5, 5, -1], [1, 1, 0]])
    assert ng.solve(third, "egalitarian", **plain).payoffs.tolist() == [[1, 1, 0]]
    claims = ng.solve(ng.BargainingProblem([[4, 0], [0, 4]]), "bossert", claims=[5, 4], **plain)
    assert claims.payoffs == pytest.approx(np.array([[2.5, 1.5]]))


@pytest.mark.parametrize(
    ("concept", "parameters", "expected"),
    [
        ("equal-loss", {}, [2, 2, 2]),
        ("bossert", {"claims": [4, 5, 6]}, [1, 2, 3]),
        ("chun-thomson", {"claims": [10, 20, 30]}, [1, 2, 3]),
        ("proportional", {"weights": [1, 2, 3]}, [1, 2, 3]),
        ("kalai-smorodinsky", {"weights": [1, 2, 3]}, [1, 2, 3]),
        ("gupta-livne", {"reference": [0, 1, 2]}, [6 / 5, 2, 14 / 5]),
        ("nash", {"weights": [1, 2, 3]}, [1, 2, 3]),
        ("yu", {"p": 3}, [2, 2, 2]),
        ("raiffa-discrete", {}, [2, 2, 2]),
        ("raiffa-continuous", {}, [2, 2, 2]),
    ],
)
def test_three_actors_who_share_six(concept, parameters, expected):
    cake = ng.BargainingProblem(6 * np.eye(3))
    answer = ng.solve(cake, concept, lotteries=True, **parameters)
    assert answer.payoffs == pytest.approx(np.array([expected]), abs=1e-8)


@pytest.mark.parametrize("concept", ["raiffa-discrete", "raiffa-continuous"])
def test_raiffa_for_three_actors_on_different_scales(concept):
    problem = ng.BargainingProblem(np.diag([6.0, 3.0, 1.0]))
    answer = ng.solve(problem, concept, lotteries=True)
    assert answer.payoffs == pytest.approx(np.array([[2, 1, 1 / 3]]), abs=1e-8)


def test_discrete_raiffa_divides_by_those_who_can_gain():
    flat = ng.BargainingProblem([[4, 0, 0], [3, 2, 0], [0, 3, 0]])
    answer = ng.solve(flat, "raiffa-discrete", lotteries=True)
    assert answer.payoffs == pytest.approx(np.array([[277 / 96, 587 / 288, 0]]), abs=1e-8)


def test_discrete_raiffa_goes_on_to_the_frontier():
    first = np.linspace(0, 1, 401)
    smooth = ng.BargainingProblem(np.stack([first, 1 - first**3], axis=1))
    answer = ng.solve(smooth, "raiffa-discrete", lotteries=True)
    assert answer.payoffs[0] == pytest.approx(answer.diagnostics["point"], abs=1e-10)


def test_a_small_rise_above_the_common_level_counts():
    problem = ng.BargainingProblem([[1, 1.005, 1], [1, 1, 1.005]])
    answer = ng.solve(problem, "egalitarian", lotteries=True)
    assert answer.payoffs == pytest.approx(np.array([[1, 1.0025, 1.0025]]), abs=1e-8)


def test_who_can_rise_without_hurting_the_worst_placed_does():
    """The third and fourth share 6 at most, so 3 each; the first outcome only hurts."""
    problem = ng.BargainingProblem([[0, 2, 4, 2], [6, 3, 5, 1], [5, 4, 1, 5]])
    answer = ng.solve(problem, "kalai-smorodinsky", lotteries=True)
    assert answer.payoffs == pytest.approx(np.array([[5.5, 3.5, 3, 3]]), abs=1e-7)


def test_there_is_no_headroom_outside_the_hull():
    room = Headroom(Hull.of(ng.BargainingProblem(6 * np.eye(3))), every_facet=False)
    outside = np.ones(3)
    while not room.learn(outside):
        pass
    assert room.estimate(outside).tolist() == [0, 0, 0]


def test_ties_of_sums_go_to_the_worst_placed_in_proportion_to_ideal_gains():
    """All sums are 6, ideal gains (6, 6, 3): equal shares 2/5 of them."""
    problem = ng.BargainingProblem([[6, 0, 0], [0, 6, 0], [0, 3, 3]])
    answer = ng.solve(problem, "utilitarian", lotteries=True)
    assert answer.status == "set_valued"
    assert answer.payoffs == pytest.approx(np.array([[2.4, 2.4, 1.2]]), abs=1e-6)


def test_an_answer_that_was_not_reached_says_so(monkeypatch):
    rng = np.random.default_rng(5)
    points = np.abs(rng.normal(size=(200, 3)))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    problem = ng.BargainingProblem(points)
    assert ng.solve(problem, "nash", lotteries=True).status == "ok"
    monkeypatch.setattr(_welfare, "_ROUNDS", 1)
    assert ng.solve(problem, "nash", lotteries=True).status == "not_converged"


@pytest.mark.parametrize("rate", [0.0, 1e-8, 1e-3, 0.05, 0.5, 1.0])
def test_the_integrals_of_the_continuous_path(rate):
    even, odd = _integrals(rate, 1.7)
    assert even == pytest.approx(quad(lambda t: np.exp(-t) * np.cosh(rate * t), 0, 1.7)[0])
    slope = (lambda t: np.exp(-t) * np.sinh(rate * t) / rate) if rate else lambda t: t * np.exp(-t)
    assert odd == pytest.approx(quad(slope, 0, 1.7)[0])


# ---------------------------------------------------------------- division, threats, mediators


def test_winning_is_worth_what_it_adds_to_losing():
    """An issue worth 5 won and 2 lost is worth 3 points."""
    issues = [ng.Issue(name, ["A", "B"]) for name in ("land", "port")]
    first = ng.Additive({"land": {"A": 5, "B": 2}, "port": {"A": 1, "B": 0}})
    second = ng.Additive({"land": {"A": -1, "B": 0}, "port": {"A": 0, "B": 4}})
    talks = ng.Scenario("talks", issues, [ng.Actor("A", first), ng.Actor("B", second)])
    assert division_problem(talks).points.tolist() == [[3, 1], [1, 4]]


def test_who_wants_nothing_leaves_everything_to_the_others():
    for divisible in (True, False):
        answer = ng.divide([[0, 0], [1, 3]], "max-nash-welfare", divisible=divisible)
        assert answer.payoffs == pytest.approx([0, 4])


def test_threats_do_not_depend_on_the_scale_of_utility():
    first, second = np.array([[[0, 6, -1], [4, 3, 5]], [[0, 2, 2], [-1, 6, 5]]], dtype=float)
    plain = ng.variable_threats(ng.NormalFormGame([first, second]))
    scaled = ng.variable_threats(ng.NormalFormGame([first, 10 * second]))
    assert scaled.payoffs == pytest.approx(plain.payoffs * [1, 10])
    assert scaled.disagreement == pytest.approx(plain.disagreement * [1, 10])
    assert scaled.weight == pytest.approx(plain.weight / 10)


@pytest.mark.parametrize(("scale", "shift"), [(1, -10), (1e-12, 0), (1e12, 0)])
def test_correlated_chicken_on_other_scales(scale, shift):
    payoffs = np.array([[[6, 2], [7, 0]], [[6, 7], [2, 0]]]) * scale + shift
    chicken = ng.NormalFormGame(payoffs)
    answer = ng.correlated(chicken)
    assert answer.distribution == pytest.approx(np.array([[0.5, 0.25], [0.25, 0]]), abs=1e-9)
    fair = ng.correlated(chicken, "egalitarian")
    assert fair.value == pytest.approx(5.25 * scale + shift)
    assert ng.correlated(chicken, [0, 1]).value == pytest.approx(7 * scale + shift)


# ---------------------------------------------------------------- words


def test_a_comparison_row_by_row():
    problem = ng.BargainingProblem([[4, 2], [2, 4]], [1, 1])
    finite = ng.compare(problem, ["nash"]).summary()
    assert finite.rows == (("nash", "set_valued", 2, "outcome 0 (and 1 more)", 4, 2, 3, 1),)
    assert finite.notes == ("Of tied outcomes the first is shown.",)
    mixed = ng.compare(problem, ["nash"], lotteries=True).summary()
    (row,) = mixed.rows
    assert row[:4] == ("nash", "ok", 1, "50% outcome 0 / 50% outcome 1")
    assert row[4:] == pytest.approx((3, 3, 2, 2))
    assert mixed.notes == ()


def test_a_solution_row_by_row():
    problem = ng.BargainingProblem([[4, 2], [2, 4]], [1, 1], actors=["US", "DPRK"])
    answer = ng.solve(problem, "nash")
    assert answer.gains.tolist() == [[3, 1], [1, 3]]
    assert [row[4:] for row in answer.summary().rows] == [
        (4, 1, 3),
        (2, 1, 1),
        (2, 1, 1),
        (4, 1, 3),
    ]
    assert repr(answer) == "<Solution 'nash': set_valued, US 4, DPRK 2 and 1 more>"
    fragile = ng.solve(ng.BargainingProblem([[4, 0], [0, 4]], actors=["US", "DPRK"]), "nash")
    assert "Fragile: US, DPRK gains nothing over walking away." in fragile.summary().notes


@pytest.mark.parametrize(("concept", "lotteries"), [("nash", True), ("conley-wilkie", False)])
def test_no_single_package_no_give_and_take(concept, lotteries):
    """A lottery, or a payoff that several packages guarantee, is no exchange of concessions."""
    relief = ng.Issue("relief", ["none", "full"], conceded_by="US")
    tests = ng.Issue("tests", ["go on", "halt"], conceded_by="DPRK")
    us = ng.PayoffTable([[0, 4], [0, 1]])
    dprk = ng.PayoffTable([[0, 1], [0, 4]])
    talks = ng.Scenario("talks", [relief, tests], [ng.Actor("US", us), ng.Actor("DPRK", dprk)])
    answer = ng.solve(talks, concept, lotteries=lotteries)
    assert len(answer.indices) == 2
    assert [row[2:4] for row in answer.summary().rows] == [("", ""), ("", "")]
    # Without a status quo the first options are where nobody has conceded anything.
    certain = ng.solve(talks, "egalitarian").summary().rows
    assert certain[0][2:4] == ("nothing", "tests: halt")
    assert certain[2][2:4] == ("relief: full", "tests: halt")


# ---------------------------------------------------------------- what once went wrong


def test_nash_with_very_unequal_power():
    """On the segment (9 - 5s, 1 + 8s, 2s) the weighted slopes cancel."""
    problem = ng.BargainingProblem([[9, 1, 0], [4, 9, 2]])
    share = brentq(lambda s: -500 / (9 - 5 * s) + 8 / (1 + 8 * s) + 1 / s, 1e-6, 1)
    answer = ng.solve(problem, "nash", lotteries=True, weights=[100, 1, 1])
    assert answer.status == "ok"
    assert answer.lottery[1] == pytest.approx(share, abs=1e-9)


@pytest.mark.parametrize("p", [1.5, 3])
def test_gains_beyond_the_ideal_point_that_nobody_would_sign(p):
    """The ideal gains (6, 4) in the ZOPA are less than the first outcome's 10."""
    assert selected([[10, -1], [6, 2], [3, 4]], "yu", p=p) == [1]


def test_three_actors_at_a_high_exponent():
    """Ideal gains (5, 8, 7): losses (s, 7 - 7s, 4 - 4s), s the share of the first outcome."""
    problem = ng.BargainingProblem([[4, 8, 7], [5, 1, 3]])
    answer = ng.solve(problem, "yu", lotteries=True, p=20)

    def slope(share):
        return share**19 - 7 * (7 * (1 - share)) ** 19 - 4 * (4 * (1 - share)) ** 19

    share = brentq(slope, 0.5, 1)
    assert answer.lottery[0] == pytest.approx(share, abs=1e-9)


def test_correlated_chicken_beside_large_numbers():
    """What one actor's payoffs are measured from does not blur the other's incentives."""
    payoffs = np.array([[[6, 2], [7, 0]], [[6, 7], [2, 0]]]) + np.array([1e10, 0])[:, None, None]
    answer = ng.correlated(ng.NormalFormGame(payoffs))
    assert answer.distribution == pytest.approx(np.array([[0.5, 0.25], [0.25, 0]]), abs=1e-9)
