"""Packages issue by issue, and the problem that never lists them."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.concessions import PackageProblem
from negotiation.concessions.packages import Packages
from negotiation.errors import InvalidValueError, NotDefinedError, TooLargeError, UnknownNameError
from tests.concessions.sums import labels, ruled, scenario_of, sums, unlisted

MANY = [[[k + 1, 0], [0, k + 1]] for k in range(30)]
"""2**30 packages: too many to list."""


def every_outcome(scenario):
    """All packages of a scenario, the forbidden ones included."""
    return ng.OutcomeSpace.full(scenario.issues)


# ---------------------------------------------------------------- what packages are worth


@settings(max_examples=60)
@given(scenario=ruled())
def test_packages_are_worth_what_the_preferences_say(scenario):
    packages = Packages.of(scenario)
    space = every_outcome(scenario)
    told = np.stack([actor.preferences.utilities(space) for actor in scenario.actors], axis=1)
    np.testing.assert_allclose(packages.worth(space.levels), told, atol=1e-9)
    assert (told >= packages.low - 1e-9).all()
    assert (told <= packages.high + 1e-9).all()
    rules = [*scenario.constraints, *(line for a in scenario.actors for line in a.red_lines)]
    free = np.ones(len(space), dtype=bool)
    for rule in rules:
        free &= ~rule.holds(space)
    assert (packages.allowed(np.asarray(space.levels)) == free).all()
    assert packages.count == len(space)
    outcomes = [packages.outcome(row) for row in np.asarray(space.levels)]
    assert labels(outcomes) == labels(space)


@settings(max_examples=30)
@given(scenario=ruled())
def test_one_package_by_name(scenario):
    problem = unlisted(scenario)
    for outcome in list(every_outcome(scenario))[:5]:
        wanted = [
            float(actor.preferences.utilities(ng.OutcomeSpace.of(scenario.issues, [outcome]))[0])
            for actor in scenario.actors
        ]
        assert problem.worth(outcome).tolist() == wanted
        places = problem.levels(outcome).astype(int)
        np.testing.assert_allclose(problem.packages.payoffs(places), wanted, atol=1e-9)
        assert problem.packages.outcome(places) == outcome


@settings(max_examples=60)
@given(scenario=st.one_of(sums(), ruled()))
def test_ideal_payoffs_and_tolerances_are_those_of_the_list(scenario):
    try:
        listed = ng.bargaining_problem(scenario)
    except InvalidValueError:  # the constraint leaves nothing
        assert not len(unlisted(scenario).best[0])
        return
    problem = unlisted(scenario)
    np.testing.assert_allclose(problem.ideal, listed.ideal, atol=1e-9)
    assert (problem.slack >= listed.slack - 1e-20).all()
    places, _shares = problem.best
    assert len(places) == (len(scenario.actors) if listed.zopa.any() else 0)
    for actor, row in enumerate(places):
        assert problem.packages.payoffs(row)[actor] == pytest.approx(problem.ideal[actor], abs=1e-9)
        assert problem.packages.allowed(row)


def test_an_actors_favourite_is_one_that_the_others_like_best():
    problem = unlisted(scenario_of([[[1, 0], [1, 5]], [[0, 0], [2, 1]]]))
    assert problem.packages.payoffs(problem.best[0][0]).tolist() == [3, 6]


# ---------------------------------------------------------------- interactions, caps, rules


def test_an_interaction_of_one_issue_is_a_value_of_its_options():
    def preferences(values, place):
        if place:
            return ng.Additive(values)
        return ng.Interacting(values, interactions=[ng.Interaction({"i0": ["1", "2"]}, value=5)])

    parts = [[[0, 1], [1, 0], [2, 0]], [[1, 1], [0, 2]]]
    scenario = scenario_of(parts, preferences=preferences)
    packages = Packages.of(scenario)
    assert packages.additive
    assert not packages.bonuses
    assert packages.starts[0].tolist() == [[0, 1], [6, 0], [7, 0]]
    assert packages.starts[1].tolist() == [[1, 1], [0, 2]]
    front = unlisted(scenario).frontier()
    np.testing.assert_allclose(front.payoffs, ng.bargaining_problem(scenario).frontier().payoffs)
    assert front.payoffs[0].tolist() == [8, 1]


def test_interactions_between_issues_are_no_plain_sum():
    def preferences(values, place):
        return ng.Interacting(values, interactions={("i0", "i1"): {("0", "1"): 2.0 * place}})

    packages = Packages.of(scenario_of([np.ones((2, 2))] * 3, preferences=preferences))
    assert not packages.additive
    assert len(packages.bonuses) == 2
    assert packages.payoffs(np.array([0, 1, 0])).tolist() == [3, 5]
    assert packages.payoffs(np.array([1, 1, 0])).tolist() == [3, 3]
    assert packages.low.tolist() == [3, 3]
    assert packages.high.tolist() == [3, 5]


def test_a_forbidden_combination_is_no_plain_sum():
    assert not Packages.of(scenario_of(MANY, constraints=[{"i0": "0"}])).additive
    lines = [[ng.RedLine({"i0": "0"})], []]
    assert not Packages.of(scenario_of(MANY, red_lines=lines)).additive
    assert Packages.of(scenario_of(MANY)).additive


def test_a_cap_is_the_most_that_counts():
    def preferences(values, place):
        return ng.Additive(values, cap=4.0 if place == 0 else None)

    problem = unlisted(scenario_of([[[3, 0], [0, 3]]] * 3, preferences=preferences))
    assert problem.packages.high.tolist() == [4, 9]
    assert problem.packages.caps.tolist() == [4, np.inf]
    assert problem.worth({"i0": "0", "i1": "0", "i2": "0"}).tolist() == [4, 0]
    assert problem.frontier().payoffs.tolist() == [[4, 3], [3, 6], [0, 9]]
    assert problem.ideal.tolist() == [4, 9]


def test_a_cap_below_everything_leaves_one_payoff():
    problem = unlisted(
        scenario_of([[[3], [5]]], preferences=lambda values, _: ng.Additive(values, cap=-1.0))
    )
    assert problem.ideal.tolist() == [0]
    assert len(problem.best[0]) == 0
    assert problem.packages.low.tolist() == problem.packages.high.tolist() == [-1]


# ---------------------------------------------------------------- what needs the list


@pytest.mark.parametrize(
    "what",
    ["payoffs", "outcomes", "refused", "zopa", "pareto", "gains", "accepts", "negotiation_set"],
)
def test_what_needs_the_list_says_so(what):
    problem = ng.bargaining_problem(scenario_of(MANY))
    assert isinstance(problem, PackageProblem)
    with pytest.raises(TooLargeError, match=r"1,073,741,824 packages.*frontier\(\)"):
        getattr(problem, what)


def test_lengths_beyond_what_a_length_can_be():
    problem = ng.bargaining_problem(scenario_of([np.eye(2)] * 70))
    assert problem.size == 2**70 > sys.maxsize
    with pytest.raises(TooLargeError, match=r"1,180,591,620,717,411,303,424 packages"):
        len(problem)
    assert len(ng.bargaining_problem(scenario_of(MANY))) == 2**30


def test_the_problem_says_what_it_is():
    problem = ng.bargaining_problem(scenario_of(MANY, [3, 4]))
    assert repr(problem) == "<PackageProblem: 1,073,741,824 packages, 2 actors, not listed>"
    assert problem.name == "sums"
    table = problem.summary()
    assert "1,073,741,824 packages, not listed." in str(table)
    # 1 + … + 30 = 465; A0 leaves A1 its 4 with issue i3, and the other way round with i2.
    assert [tuple(row) for row in table.rows] == [("A0", 3, 465, 461), ("A1", 4, 465, 462)]
    assert "<table" in problem._repr_html_()


def test_a_scenario_is_not_listed_where_that_would_take_long():
    just = scenario_of([np.eye(2)] * 22)
    assert isinstance(ng.bargaining_problem(just), PackageProblem)
    assert not isinstance(ng.bargaining_problem(scenario_of([np.eye(2)] * 10)), PackageProblem)


def with_preferences(preferences):
    """A scenario too large to list in which one actor has these preferences."""
    scenario = scenario_of(MANY)
    odd = ng.Actor("Odd", preferences)
    return ng.Scenario("odd", scenario.issues, (*scenario.actors, odd))


class Claims:
    """Preferences that say they are a sum over issues, and are a product."""

    def __init__(self, truth):
        self.truth = truth

    def parts(self, issues):
        return tuple(np.arange(len(issue), dtype=float) for issue in issues)

    def utilities(self, space):
        total = space.levels.sum(axis=1).astype(float)
        return total if self.truth else total**2 / 10


def test_preferences_that_claim_to_be_a_sum_are_believed_if_they_are():
    problem = ng.bargaining_problem(with_preferences(Claims(True)))
    assert problem.packages.high.tolist() == [465, 465, 30]


def test_preferences_that_claim_to_be_a_sum_and_are_not_are_refused():
    with pytest.raises(InvalidValueError, match="say that they are a sum") as caught:
        ng.bargaining_problem(with_preferences(Claims(False)))
    assert "Odd" in str(caught.value)


def test_preferences_without_parts_need_the_list():
    function = ng.UtilityFunction(lambda options: options["i0"] * 1.0)
    with pytest.raises(TooLargeError, match="Additive or Interacting") as caught:
        ng.bargaining_problem(with_preferences(function))
    assert "Odd" in str(caught.value)


@pytest.mark.parametrize("kind", ["constraint", "red line"])
def test_a_rule_that_is_a_function_needs_the_list(kind):
    def never_both(options):
        return (options["i0"] == 0) & (options["i1"] == 0)

    if kind == "constraint":
        scenario = scenario_of(MANY, constraints=[never_both])
    else:
        scenario = scenario_of(MANY, red_lines=[[ng.RedLine(never_both)], []])
    with pytest.raises(TooLargeError, match=r"never_both.*\{issue: \[options\]\}"):
        ng.bargaining_problem(scenario)


def test_an_interaction_that_is_a_function_needs_the_list():
    def preferences(values, place):
        rule = ng.Interaction(lambda options: options["i0"] == 0, value=1)
        return ng.Interacting(values, interactions=[rule])

    with pytest.raises(TooLargeError, match="list"):
        ng.bargaining_problem(scenario_of(MANY, preferences=preferences))


@pytest.mark.slow
def test_what_needs_a_list_that_can_still_be_had_gets_it():
    def never_both(options):
        return (options["i0"] == 0) & (options["i1"] == 0)

    scenario = scenario_of([np.eye(2)] * 22, constraints=[never_both])
    problem = ng.bargaining_problem(scenario)
    assert not isinstance(problem, PackageProblem)
    assert len(problem) == 3 * 2**20


# ---------------------------------------------------------------- some of the actors


@settings(max_examples=30)
@given(
    scenario=ruled(actors=st.just(3)), names=st.sampled_from([["A0"], ["A2", "A0"], ["A1", "A2"]])
)
def test_a_coalition_has_a_problem_of_its_own(scenario, names):
    try:
        listed = ng.bargaining_problem(scenario).among(names)
    except InvalidValueError:
        return
    problem = unlisted(scenario).among(names)
    assert problem.actors == listed.actors
    assert problem.disagreement.tolist() == listed.disagreement.tolist()
    np.testing.assert_allclose(problem.ideal, listed.ideal, atol=1e-9)
    mine, theirs = ng.solve(problem, "egalitarian"), ng.solve(listed, "egalitarian")
    assert mine.status == theirs.status
    np.testing.assert_allclose(
        np.unique(mine.payoffs.round(7), axis=0),
        np.unique(theirs.payoffs.round(7), axis=0),
        atol=1e-6,
    )


@pytest.mark.slow
def test_a_coalition_keeps_powers_and_forgets_who_must_agree():
    scenario = scenario_of([np.eye(3)] * 30, consent=ng.Consent(quota=2))
    strong = ng.Actor("A1", scenario.actors[1].preferences, power=3)
    scenario = ng.Scenario(
        "s", scenario.issues, (scenario.actors[0], strong, scenario.actors[2]),
        consent=scenario.consent,
    )  # fmt: skip
    problem = ng.bargaining_problem(scenario)
    pair = problem.among(["A2", "A1"])
    assert pair.actors == ("A1", "A2")
    assert pair.power.tolist() == [3, 1]
    assert pair.consent.unanimous(pair.actors)
    assert pair.size == 3**30
    with pytest.raises(NotDefinedError, match="among"):
        ng.solve(problem, "nash")
    # Of 30 issues worth 1 to one of the two, powers 3 : 1 share 22.5 : 7.5, that is 22 or 23.
    assert ng.solve(pair, "nash").payoffs[:, 0].tolist()[0] in (22, 23)


def test_an_unknown_member_is_named():
    with pytest.raises(UnknownNameError, match="A7"):
        unlisted(scenario_of(MANY)).among(["A0", "A7"])
    with pytest.raises(InvalidValueError):
        unlisted(scenario_of(MANY)).among([])


# ---------------------------------------------------------------- reading a package


def test_a_package_is_named_in_full():
    problem = unlisted(scenario_of(MANY[:2]))
    with pytest.raises(InvalidValueError, match="every issue but this one"):
        problem.worth({"i0": "0"})
    with pytest.raises(UnknownNameError, match="'7'"):
        problem.worth({"i0": "0", "i1": "7"})


def test_answers_are_read_only():
    problem = unlisted(scenario_of(MANY[:3], [1, 1]))
    for array in (problem.ideal, problem.slack, problem.disagreement, problem.power):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 9
