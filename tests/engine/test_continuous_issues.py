"""Continuous issues: closed forms, fine grids, certificates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.concessions import PackageProblem
from negotiation.errors import InvalidValueError, NotDefinedError, TooLargeError
from tests.concessions.sums import scenario_of, unlisted

GOLDEN = (5**0.5 - 1) / 2

FLAT = 5e-5
"""How well a place is known where a product is flat: the product is known to its square."""


def cake(second, **fields):
    """One issue between 0 and 1, worth itself to the first of two actors."""
    issue = ng.Issue("cake", (0, 1), unit="")
    first = ng.Actor("A", ng.Additive({"cake": {0: 0, 1: 1}}))
    return ng.Scenario(
        "cake", [issue], [first, ng.Actor("B", ng.Additive({"cake": second}))], **fields
    )


def parabola(x):
    return 1 - x**2


def mixed(walk=(0.1, 0.1), **fields):
    """A tariff between 0 and 10 % and a visa, valued along broken lines."""
    issues = [ng.Issue("tariff", (0, 10), unit="%"), ng.Issue("visa", ["no", "yes"])]
    first = ng.Additive({"tariff": {0: 1, 4: 0.9, 10: 0}, "visa": {"no": 0, "yes": 0.3}})
    second = ng.Additive({"tariff": {0: 0, 6: 0.9, 10: 1}, "visa": {"no": 0.4, "yes": 0}})
    actors = [
        ng.Actor("A", first, reservation=walk[0]),
        ng.Actor("B", second, reservation=walk[1]),
    ]
    return ng.Scenario("tariffs", issues, actors, **fields)


# ---------------------------------------------------------------- closed forms


@pytest.mark.parametrize(
    ("concept", "first"),
    [
        ("nash", 3**-0.5),
        ("kalai-smorodinsky", GOLDEN),
        ("egalitarian", GOLDEN),
        ("equal-loss", GOLDEN),
        ("utilitarian", 0.5),
    ],
)
def test_the_cake_with_a_round_frontier(concept, first):
    answer = ng.solve(cake(parabola), concept)
    assert answer.status == "ok"
    assert len(answer.outcomes) == 1
    assert answer.payoffs[0] == pytest.approx([first, 1 - first**2], abs=2e-6)
    assert answer.outcomes[0]["cake"] == pytest.approx(first, abs=2e-6)
    assert answer.diagnostics["converged"]
    # The bound holds, whatever was found.
    gap = answer.diagnostics["certificate_gap"]
    assert 0 <= gap < 1e-6


def test_the_certificate_bounds_the_truth():
    answer = ng.solve(cake(parabola), "nash")
    truth = np.log(3**-0.5) + np.log(2 / 3)
    assert answer.diagnostics["bound"] >= truth - 1e-12
    assert answer.diagnostics["bound"] - answer.diagnostics["certificate_gap"] <= truth + 1e-12


@pytest.mark.parametrize("power", [1.0, 3.0])
def test_a_straight_cake_is_split_by_power(power):
    scenario = cake({0: 1, 1: 0})
    answer = ng.solve(scenario, "nash", weights=[power, 1])
    share = power / (1 + power)
    assert answer.payoffs[0] == pytest.approx([share, 1 - share], abs=FLAT)
    truth = power * np.log(share) + np.log(1 - share)
    assert answer.diagnostics["bound"] >= truth - 1e-12
    assert answer.diagnostics["certificate_gap"] < 1e-7


def test_walking_away_moves_the_split_of_a_straight_cake():
    scenario = cake({0: 1, 1: 0})
    first = ng.Actor("A", scenario.actors[0].preferences, reservation=0.3)
    scenario = ng.Scenario("cake", scenario.issues, [first, scenario.actors[1]])
    for concept in ("nash", "kalai-smorodinsky", "egalitarian", "equal-loss"):
        answer = ng.solve(scenario, concept)
        assert answer.payoffs[0] == pytest.approx([0.65, 0.35], abs=FLAT), concept
        lottery = ng.solve(scenario, concept, lotteries=True)
        assert lottery.payoffs[0] == pytest.approx([0.65, 0.35], abs=1e-6), concept


def test_three_actors_share_two_pies():
    # u = x, y, 2 - x - y: equal shares are best for the worst placed and for the product.
    issues = [ng.Issue("x", (0, 1), unit="m"), ng.Issue("y", (0, 1), unit="m")]
    tables = [
        {"x": {0: 0, 1: 1}, "y": {0: 0, 1: 0}},
        {"x": {0: 0, 1: 0}, "y": {0: 0, 1: 1}},
        {"x": {0: 1, 1: 0}, "y": {0: 1, 1: 0}},
    ]
    actors = [ng.Actor(f"A{k}", ng.Additive(table)) for k, table in enumerate(tables)]
    scenario = ng.Scenario("pies", issues, actors)
    for concept in ("nash", "egalitarian"):
        answer = ng.solve(scenario, concept)
        assert answer.payoffs[0] == pytest.approx([2 / 3] * 3, abs=FLAT), concept
    # Ideal gains are 1, 1 and 2: shares of them are equal at 1/2.
    answer = ng.solve(scenario, "kalai-smorodinsky")
    assert answer.payoffs[0] == pytest.approx([0.5, 0.5, 1], abs=1e-6)


def test_a_kink_is_found():
    # The frontier bends at (0.9, 1); slopes there hold Nash, utilitarian and Yu.
    for concept in ("nash", "relative-utilitarian", "yu", "equal-loss"):
        answer = ng.solve(mixed(), concept)
        assert answer.payoffs[0] == pytest.approx([0.9, 1.0], abs=1e-7), concept
        assert answer.outcomes[0]["visa"] == "no"
        assert answer.outcomes[0]["tariff"] == pytest.approx(4, abs=1e-6)


def test_an_egalitarian_tariff_in_closed_form():
    # Beyond a tariff of 6 nothing is equal; between 0 and 4 and no visa:
    # 1 - t/40 = 0.4 + 3t/20, so t = 24/7.
    answer = ng.solve(mixed(), "egalitarian")
    assert answer.outcomes[0]["tariff"] == pytest.approx(24 / 7, abs=1e-6)
    assert answer.payoffs[0] == pytest.approx([1 - 24 / 280] * 2, abs=1e-7)


# ---------------------------------------------------------------- fine grids


FINE = {
    "conley-wilkie": 1e-3,
    "egalitarian": 1e-3,
    "equal-area": 1e-3,
    "equal-loss": 1e-3,
    "kalai-smorodinsky": 1e-3,
    "nash": 1e-3,
    "perles-maschler": 1e-3,
    "raiffa-discrete": 1e-3,
    "yu": 1e-3,
}


@pytest.mark.parametrize("concept", FINE)
def test_broken_lines_against_a_fine_grid(concept):
    scenario = mixed((0.3, 0.2))
    exact = ng.solve(scenario, concept)
    gridded = ng.solve(scenario.on_grid({"tariff": 2001}), concept)
    assert exact.payoffs[0] == pytest.approx(gridded.payoffs[0], abs=FINE[concept])


@pytest.mark.parametrize("concept", [each for each in FINE if each != "conley-wilkie"])
def test_lotteries_over_broken_lines_are_those_over_their_corners(concept):
    scenario = mixed((0.3, 0.2))
    exact = ng.solve(scenario, concept, lotteries=True)
    # Knots at 0, 4, 6 and 10 lie on this grid, so the hulls are the same.
    gridded = ng.solve(scenario.on_grid({"tariff": 6}), concept, lotteries=True)
    assert exact.payoffs[0] == pytest.approx(gridded.payoffs[0], abs=1e-7)
    assert sum(exact.lottery.values()) == pytest.approx(1)
    problem = ng.bargaining_problem(scenario)
    mean = sum(chance * problem.worth(each) for each, chance in exact.lottery.items())
    assert mean == pytest.approx(exact.payoffs[0], abs=1e-9)


def knotted(draw_numbers, issues, actors):
    """A scenario of issues between 0 and 4 with a knot at every whole number."""
    places = [ng.Issue(f"i{k}", (0, 4), unit="") for k in range(issues)]
    people = []
    for i in range(actors):
        values = {
            f"i{k}": dict(zip(range(5), draw_numbers[(i * issues + k) * 5 :], strict=False))
            for k in range(issues)
        }
        people.append(ng.Actor(f"A{i}", ng.Additive(values)))
    return ng.Scenario("knots", places, people)


@settings(max_examples=8)
@given(
    numbers=st.lists(st.integers(0, 6), min_size=20, max_size=20),
    concept=st.sampled_from(["egalitarian", "kalai-smorodinsky", "nash", "utilitarian"]),
)
def test_random_broken_lines_against_a_grid(numbers, concept):
    """What is found is at least as good as the best of a grid, and its bound is no lie."""
    scenario = knotted([float(each) for each in numbers], 2, 2)
    problem = ng.bargaining_problem(scenario)
    gridded = ng.bargaining_problem(scenario.on_grid({"i0": 41, "i1": 41}))
    np.testing.assert_allclose(problem.ideal, gridded.ideal, atol=1e-6)
    mine = ng.solve(problem, concept)
    theirs = ng.solve(gridded, concept)
    if (gridded.ideal <= 0).any():
        assert mine.status == theirs.status == "degenerate"
        return
    score = {
        "nash": lambda gains: gains.prod(axis=-1),
        "egalitarian": lambda gains: gains.min(axis=-1),
        "kalai-smorodinsky": lambda gains: (gains / gridded.ideal).min(axis=-1),
        "utilitarian": lambda gains: gains.sum(axis=-1),
    }[concept]
    assert score(mine.payoffs[0]) >= score(theirs.payoffs[0]) - 1e-6
    # Between points of the grid 0.1 apart nobody's value changes by more than 2 * 0.6.
    assert score(mine.payoffs[0]) <= score(theirs.payoffs[0] + 1.2) + 1e-6
    for outcome, row in zip(mine.outcomes, mine.payoffs, strict=True):
        np.testing.assert_allclose(problem.worth(outcome), row, atol=1e-9)


@pytest.mark.parametrize("concept", ["kalai-smorodinsky", "egalitarian", "utilitarian", "nash"])
def test_curves_against_a_fine_grid(concept):
    issues = [ng.Issue("tariff", (0, 10), unit="%"), ng.Issue("visa", ["no", "yes"])]
    first = ng.Additive({"tariff": lambda x: np.sqrt(1 - x / 10), "visa": {"no": 0, "yes": 0.3}})
    second = ng.Additive({"tariff": lambda x: 1 - (1 - x / 10) ** 2, "visa": {"no": 0.4, "yes": 0}})
    scenario = ng.Scenario("curves", issues, [ng.Actor("A", first), ng.Actor("B", second)])
    exact = ng.solve(scenario, concept)
    gridded = ng.solve(scenario.on_grid({"tariff": 20001}), concept)
    assert exact.payoffs[0] == pytest.approx(gridded.payoffs[0], abs=2e-4)
    assert exact.diagnostics["converged"]


def test_a_curve_that_is_not_concave_is_followed():
    # A wave: the utilitarian best is at its crest x = 5/6 (by hand), not at an end.
    scenario = cake(lambda x: np.sin(3 * np.pi * x) ** 2)
    answer = ng.solve(scenario, "utilitarian")
    x = np.linspace(0, 1, 1_000_001)
    total = x + np.sin(3 * np.pi * x) ** 2
    assert answer.payoffs[0].sum() == pytest.approx(total.max(), abs=1e-7)
    assert answer.outcomes[0]["cake"] == pytest.approx(x[np.argmax(total)], abs=1e-4)


# ---------------------------------------------------------------- rules


def test_a_red_line_is_a_range():
    line = ng.RedLine({"tariff": [3, 10]})
    plain = mixed()
    scenario = ng.Scenario(
        "ruled", plain.issues,
        [ng.Actor("A", plain.actors[0].preferences, reservation=0.1, red_lines=[line]),
         plain.actors[1]],
    )  # fmt: skip
    answer = ng.solve(scenario, "egalitarian")
    assert answer.outcomes[0]["tariff"] <= 3 + 1e-9
    # At 3 %: A 0.925 and B 0.45 + 0.4.
    assert answer.payoffs[0] == pytest.approx([0.925, 0.85], abs=1e-6)
    gridded = ng.solve(scenario.on_grid({"tariff": 2001}), "egalitarian")
    assert answer.payoffs[0] == pytest.approx(gridded.payoffs[0], abs=2e-3)


def test_a_constraint_ties_a_range_to_an_option():
    scenario = mixed(constraints=[ng.Constraint({"tariff": [2, 8], "visa": "no"})])
    answer = ng.solve(scenario, "nash")
    gridded = ng.solve(scenario.on_grid({"tariff": 2001}), "nash")
    assert answer.payoffs[0].prod() >= gridded.payoffs[0].prod() - 1e-9
    assert answer.payoffs[0] == pytest.approx(gridded.payoffs[0], abs=5e-3)
    settled = answer.outcomes[0]
    assert settled["visa"] == "yes" or not 2 < settled["tariff"] < 8


def test_an_interaction_over_a_range():
    def bonus(value):
        plain = mixed()
        first = plain.actors[0].preferences
        more = ng.Interacting(
            first.values,
            interactions=[ng.Interaction({"tariff": [5, 6], "visa": "yes"}, value=value)],
        )
        return ng.Scenario(
            "bonus", plain.issues,
            [ng.Actor("A", more, reservation=0.1), plain.actors[1]],
        )  # fmt: skip

    answer = ng.solve(bonus(0.9), "nash")
    # 6 %, visa: A 0.6 + 0.3 + 0.9, B 0.9.
    assert answer.payoffs[0] == pytest.approx([1.8, 0.9], abs=1e-6)
    assert ng.solve(bonus(0.0), "nash").payoffs[0] == pytest.approx([0.9, 1.0], abs=1e-6)


def test_nothing_is_acceptable():
    for lotteries in (False, True):
        answer = ng.solve(mixed((1.2, 1.2)), "nash", lotteries=lotteries)
        assert answer.status == "disagreement"
        assert answer.payoffs.tolist() == [[1.2, 1.2]]
    assert ng.bargaining_problem(mixed((1.2, 1.2))).ideal.tolist() == [1.2, 1.2]


def test_nothing_is_acceptable_along_curves():
    scenario = cake(parabola)
    actors = [ng.Actor(a.name, a.preferences, reservation=0.9) for a in scenario.actors]
    scenario = ng.Scenario("cake", scenario.issues, actors)
    answer = ng.solve(scenario, "nash")
    assert answer.status == "disagreement"
    assert answer.payoffs.tolist() == [[0.9, 0.9]]


# ---------------------------------------------------------------- frontiers


def test_points_of_a_frontier_are_efficient_and_evenly_spread():
    problem = ng.bargaining_problem(mixed())
    front = problem.frontier(points=12)
    assert len(front) == 12
    assert not front.exact
    assert np.isnan(front.epsilon)
    assert front.payoffs[0] == pytest.approx([1.3, 0.0], abs=1e-6)
    assert front.payoffs[-1] == pytest.approx([0.0, 1.4], abs=1e-6)
    gridded = ng.bargaining_problem(mixed().on_grid({"tariff": 2001})).payoffs
    for point in front.payoffs:
        better = (gridded >= point - 1e-6).all(axis=1) & (gridded > point + 1e-5).any(axis=1)
        assert not better.any(), point
    for place, (outcome,) in enumerate(front.outcomes):
        assert problem.worth(outcome) == pytest.approx(front.payoffs[place], abs=1e-9)
    assert "there are efficient points between these" in str(front.summary())
    assert (np.diff(front.payoffs[:, 1]) > 0.05).all()


def test_points_along_curves_are_on_the_curve():
    front = ng.bargaining_problem(cake(parabola)).frontier(points=7)
    assert len(front) >= 6
    np.testing.assert_allclose(front.payoffs[:, 1], 1 - front.payoffs[:, 0] ** 2, atol=1e-9)
    assert front.payoffs[0] == pytest.approx([1, 0], abs=1e-6)
    assert front.payoffs[-1] == pytest.approx([0, 1], abs=1e-6)


# ---------------------------------------------------------------- the problem


def test_a_continuous_problem_says_what_it_is():
    problem = ng.bargaining_problem(mixed())
    assert isinstance(problem, PackageProblem)
    assert problem.size == np.inf
    assert repr(problem) == "<PackageProblem: infinitely many packages, 2 actors, not listed>"
    assert "Infinitely many packages, not listed." in str(problem.summary())
    with pytest.raises(TooLargeError, match="infinitely many"):
        len(problem)
    with pytest.raises(TooLargeError, match=r"frontier\(\)"):
        _ = problem.payoffs
    assert problem.worth({"tariff": 2, "visa": "yes"}) == pytest.approx([1.25, 0.3])
    # A keeps B at 0.1 with a tariff of 2/3 and a visa.
    assert problem.ideal == pytest.approx([1.3 - (2 / 3) / 40, 1.4 - 1 / 60 * 1], abs=1e-6)


def test_what_is_not_computed_along_curves_names_the_grid():
    for ask in (
        lambda: ng.solve(cake(parabola), "nash", lotteries=True),
        lambda: ng.solve(cake(parabola), "raiffa-discrete"),
    ):
        with pytest.raises(NotDefinedError, match="on_grid"):
            ask()


def test_preferences_that_need_the_list_name_the_remedy():
    issue = ng.Issue("cake", (0, 1), unit="")
    odd = ng.Actor("Odd", ng.UtilityFunction(lambda values: values["cake"]))
    with pytest.raises(TooLargeError, match="Additive"):
        ng.bargaining_problem(ng.Scenario("s", [issue], [odd]))


def test_the_list_of_a_continuous_scenario_is_refused_and_a_grid_offered():
    with pytest.raises(TooLargeError, match=r"on_grid\(\{'tariff': 11\}\)"):
        _ = mixed().space


def test_an_issue_nobody_cares_for_can_be_continuous():
    issue = ng.Issue("idle", (-1, 1), unit="")
    plain = scenario_of([[[3, 0], [2, 2], [0, 3]]])
    actors = [ng.Actor(a.name, ng.Interacting(a.preferences.values)) for a in plain.actors]
    answer = ng.solve(ng.Scenario("s", [*plain.issues, issue], actors), "nash")
    assert {each["i0"] for each in answer.outcomes} == {"1"}
    assert unlisted(plain).frontier().payoffs.tolist() == [[3, 0], [2, 2], [0, 3]]


@pytest.mark.parametrize("scale", [1e9, 1e-9])
def test_scales_do_not_matter(scale):
    scenario = cake({0: scale, 0.5: 0.8 * scale, 1: 0})
    for concept in ("nash", "kalai-smorodinsky"):
        one = ng.solve(cake({0: 1, 0.5: 0.8, 1: 0}), concept)
        two = ng.solve(scenario, concept)
        assert two.payoffs[0] / [1, scale] == pytest.approx(one.payoffs[0], abs=1e-6), concept


def test_an_interval_of_any_size():
    wide = ng.Issue("money", (0, 1e9), unit="$")
    actors = [
        ng.Actor("A", ng.Additive({"money": {0: 0, 1e9: 1}})),
        ng.Actor("B", ng.Additive({"money": {0: 2, 1e9: 0}}), reservation=0.5),
    ]
    answer = ng.solve(ng.Scenario("wide", [wide], actors), "kalai-smorodinsky")
    # Ideal gains 0.75 and 1.5 meet half way.
    assert answer.payoffs[0] == pytest.approx([0.375, 1.25], abs=1e-7)
    assert answer.outcomes[0]["money"] == pytest.approx(3.75e8, rel=1e-6)


# ---------------------------------------------------------------- grids


def test_a_value_off_the_interval_is_refused():
    problem = ng.bargaining_problem(mixed())
    with pytest.raises(InvalidValueError, match="from 0 to 10"):
        problem.worth({"tariff": 11, "visa": "yes"})


EVEN = (
    "conley-wilkie egalitarian equal-area equal-loss kalai-smorodinsky nash perles-maschler "
    "raiffa-continuous raiffa-discrete yu"
)


@pytest.mark.parametrize("concept", [*EVEN.split(), "relative-utilitarian", "utilitarian"])
def test_a_sum_to_divide_is_never_without_agreement(concept):
    """All packages are efficient and worth the same together; the ZOPA is 2 to 8 of 10."""
    money = ng.Issue("money", (0, 10), unit="million")
    wants = ({0: 0, 10: 1}, {0: 1, 10: 0})
    actors = [
        ng.Actor(name, ng.Additive({"money": worth}), 0.2)
        for name, worth in zip("AB", wants, strict=True)
    ]
    found = ng.solve(ng.Scenario("a sum to divide", [money], actors), concept)
    assert found.agreement
    assert (found.payoffs >= 0.2 - 1e-8).all()
    np.testing.assert_allclose(found.payoffs.sum(axis=1), 1.0, atol=1e-6)
    if concept in EVEN.split():
        np.testing.assert_allclose(found.payoffs, [[0.5, 0.5]], atol=FLAT)
