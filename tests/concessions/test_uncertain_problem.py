"""Draws of uncertain scenarios: every array equals what the certain scenario of the draw gives."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import negotiation as ng
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    TooLargeError,
    UncertainError,
    UnknownNameError,
)
from tests.uncertain_scenarios import Believed, scenarios

d = ng.distributions
RELIEF = ng.Issue("relief", ["none", "some", "full"])
TESTS = ng.Issue("testing", ["go on", "halt"])
SCALE = {"relief": {"none": 0, "some": 0.6, "full": 1}, "testing": {"go on": 1, "halt": 0}}


def talks(*actors, **more):
    actors = actors or (ng.Actor("DPRK", ng.Additive(SCALE)),)
    return ng.Scenario("talks", [RELIEF, TESTS], actors, **more)


def check_draw(draws: ng.Draws, row: int) -> None:
    """Hold the arrays of one draw to the problem of its certain scenario."""
    scenario = draws.scenario(row)
    assert not scenario.uncertain
    plain = ng.bargaining_problem(scenario)
    near = {"rtol": 1e-12, "atol": 1e-12}
    np.testing.assert_allclose(draws.payoffs()[row], plain.payoffs, **near)
    np.testing.assert_allclose(draws.disagreement[row], plain.disagreement, **near)
    np.testing.assert_array_equal(draws.power[row], plain.power)
    np.testing.assert_array_equal(draws.discount[row], [a.discount for a in scenario.actors])
    np.testing.assert_array_equal(draws.refused()[row], plain.refused)
    np.testing.assert_array_equal(draws.signable()[row], plain.signable)
    assert int(draws.lines[row].sum()) == sum(len(a.red_lines) for a in scenario.actors)


@settings(max_examples=120, deadline=None)
@given(scenario=scenarios(), seed=st.integers(0, 2**32))
def test_every_draw_is_the_problem_of_its_scenario(scenario: ng.Scenario, seed: int) -> None:
    problem = ng.UncertainProblem.of(scenario)
    draws = problem.draw(3, seed)
    assert set(draws.numbers) == set(problem.quantities)
    assert scenario.uncertain == bool(problem.quantities)
    for row in range(3):
        check_draw(draws, row)
    central = problem.draw(1, 0).with_numbers(problem.central())
    assert central.scenario(0) == scenario.central()


@settings(max_examples=60, deadline=None)
@given(scenario=scenarios(), seed=st.integers(0, 2**32))
def test_some_rows_are_those_rows(scenario: ng.Scenario, seed: int) -> None:
    draws = ng.UncertainProblem(scenario).draw(5, seed)
    for rows in (slice(1, 4), np.array([4, 0]), np.array([True, False, True, True, False])):
        some = draws[rows]
        np.testing.assert_array_equal(draws.payoffs(rows), draws.payoffs()[rows])
        np.testing.assert_array_equal(some.payoffs(), draws.payoffs()[rows])
        np.testing.assert_array_equal(draws.refused(rows), draws.refused()[rows])
        np.testing.assert_array_equal(draws.signable(rows), draws.signable()[rows])
        np.testing.assert_array_equal(some.disagreement, draws.disagreement[rows])
        np.testing.assert_array_equal(some.lines, draws.lines[rows])


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("banned", [[], [ng.Constraint({"i0": "2", "i4": "1"})]])
def test_many_issues_with_interactions_and_a_cap(shared: bool, banned: list) -> None:
    """Enough packages that sums are made in two halves: 5 issues of 2 to 5 options."""
    space = [ng.Issue(f"i{k}", range(n)) for k, n in enumerate((3, 2, 5, 4, 3))]
    rng = np.random.default_rng(5)
    values = {i.name: {o: d.uniform(0, 1 + rng.random()) for o in i.options} for i in space}
    values["i2"] = dict(zip(space[2].options, rng.random(5), strict=True))
    weights = d.dirichlet(dict.fromkeys(values, 2.0)) if shared else {"i1": d.uniform(0, 3)}
    together = [
        ng.Interaction({"i0": ["1", "2"], "i3": "0"}, value=d.uniform(-1, 1)),
        ng.Interaction({"i4": "2"}, value=0.25),
    ]
    home = dict.fromkeys(("i0", "i1", "i4"), "1") | {"i2": "3", "i3": "0"}
    actors = [
        ng.Actor("A", ng.Interacting(values, weights, None, together), home),
        ng.Actor("B", ng.Interacting(values, weights, d.uniform(0.5, 1), together), home),
        ng.Actor("C", ng.PayoffTable(rng.random([len(i) for i in space]).tolist()), 0.5),
    ]
    scenario = ng.Scenario("many", space, actors, constraints=banned)
    draws = ng.UncertainProblem(scenario).draw(6, 9)
    for row in range(6):
        check_draw(draws, row)


def test_memory_of_one_actor_lies_together() -> None:
    unsure = ng.Actor("US", ng.Additive(SCALE, {"relief": d.uniform(0, 1)}))
    draws = ng.UncertainProblem(talks(unsure, ng.Actor("DPRK", ng.Additive(SCALE)))).draw(7, 1)
    payoffs = draws.payoffs()
    assert payoffs.shape == (7, 6, 2)
    assert np.moveaxis(payoffs, -1, 0).flags.c_contiguous
    out = np.empty((2, 7, 6))
    assert np.shares_memory(draws.payoffs(out=out), out)
    np.testing.assert_array_equal(np.moveaxis(out, 0, -1), payoffs)
    with pytest.raises(InvalidValueError, match=r"\(2, 7, 6\)"):
        draws.payoffs(out=np.empty((7, 6, 2)))


def test_a_certain_scenario_is_drawn_as_it_is() -> None:
    hanoi = ng.library.load("hanoi-2019")
    problem = ng.UncertainProblem.of(hanoi)
    plain = ng.bargaining_problem(hanoi)
    draws = problem.draw(3, 1)
    assert problem.quantities == problem.blocks == ()
    assert len(draws) == 3
    assert draws.scenario(2) == hanoi
    for row in range(3):
        np.testing.assert_array_equal(draws.payoffs()[row], plain.payoffs)
        np.testing.assert_array_equal(draws.disagreement[row], plain.disagreement)
        np.testing.assert_array_equal(draws.signable()[row], plain.signable)


@pytest.mark.parametrize("n", [0, 1])
def test_no_draw_and_one_draw(n: int) -> None:
    line = ng.RedLine({"relief": "full"}, probability=0.5)
    hard = ng.Actor("US", ng.Additive(SCALE), 0.1, red_lines=[line])
    soft = replace(hard, reservation=d.uniform(0, 1), red_lines=[])
    both = ng.UncertainActor("US", {"hard": hard, "soft": soft}, {"hard": 0.5, "soft": 0.5})
    for scenario in (talks(), talks(hard), talks(both), talks(soft)):
        draws = ng.UncertainProblem(scenario).draw(n, 3)
        assert draws.payoffs().shape == (n, 6, 1)
        assert draws.refused().shape == (n, 6, 1)
        assert draws.signable().shape == (n, 6)
        assert draws.disagreement.shape == (n, 1)
        assert draws.lines.shape == (n, len(draws.problem_drawn.lines))


def test_premium_lies_above_what_walking_away_brings() -> None:
    home = {"relief": "some", "testing": "go on"}
    unsure = ng.Actor(
        "DPRK", ng.Additive(SCALE, {"relief": d.uniform(0, 1)}), home, premium=d.uniform(0.1, 0.2)
    )
    draws = ng.UncertainProblem(talks(unsure)).draw(50, 1)
    weight = draws.numbers[ng.Quantity("DPRK", "weight", "relief")]
    premium = draws.numbers[ng.Quantity("DPRK", "premium")]
    np.testing.assert_allclose(draws.disagreement[:, 0], 0.6 * weight + 1 + premium, rtol=1e-14)
    certain = ng.Actor("DPRK", ng.Additive(SCALE), home, premium=0.05)
    assert ng.bargaining_problem(talks(certain)).disagreement[0] == pytest.approx(1.65, abs=1e-15)
    assert "0.05 more" in repr(certain)


def test_names_of_numbers_and_blocks() -> None:
    both = ng.Interaction({"relief": "full", "testing": "halt"}, value=d.uniform(0, 1))
    us = ng.Actor(
        "US",
        ng.Interacting(SCALE, {"relief": d.uniform(0, 1)}, d.uniform(1, 2), [both]),
        d.normal(0.2, 0.1),
        discount=d.uniform(0.5, 1),
        power=stats.gamma(2),
        red_lines=[ng.RedLine({"relief": "full"}, "never", probability=0.5)],
    )
    dprk = ng.Actor("DPRK", ng.Additive(SCALE, d.dirichlet({"relief": 1, "testing": 1})))
    linked = ng.Correlation(("US", "cap"), ("US", "reservation"), 0.5)
    problem = ng.UncertainProblem(talks(us, dprk, correlations=[linked]))
    assert [str(each) for each in problem.quantities] == [
        "US: weight of relief",
        "US: interaction of relief full and testing halt",
        "US: cap",
        "US: walking away",
        "US: discount",
        "US: power",
        "US: red line never",
        "DPRK: weight of relief",
        "DPRK: weight of testing",
    ]
    assert [len(each) for each in problem.blocks] == [1, 1, 2, 1, 1, 1, 2]
    assert len(problem.summary()) == 9
    assert "0.5" in problem.summary().notes[0]


def test_lines_of_types_are_in_force_where_the_type_is_drawn() -> None:
    line = ng.RedLine({"relief": "full"}, "never")
    hard = ng.Actor("US", ng.Additive(SCALE), red_lines=[line])
    soft = ng.Actor("US", ng.Additive(SCALE), red_lines=[replace(line, probability=0.5)])
    us = ng.UncertainActor("US", {"hard": hard, "soft": soft}, {"hard": 0.25, "soft": 0.75})
    problem = ng.UncertainProblem(talks(us))
    assert problem.lines == (("US (hard)", line), ("US (soft)", replace(line, probability=0.5)))
    assert problem.line_owners == (0, 0)
    n = 40_000
    draws = problem.draw(n, 7)
    kind = draws.numbers[ng.Quantity("US", "type")]
    np.testing.assert_array_equal(draws.lines[:, 0], kind == 0)
    assert not (draws.lines[:, 1] & (kind == 0)).any()
    for share, chance in ((draws.lines[:, 0], 0.25), (draws.lines[:, 1], 0.375)):
        assert abs(share.mean() - chance) < 5 * np.sqrt(chance * (1 - chance) / n)
    assert problem.central()[ng.Quantity("US", "type")] == 1


@pytest.mark.parametrize("probability", [1.0, 0.5])
def test_a_red_line_stops_what_needs_the_consent_of_its_actor(probability: float) -> None:
    line = ng.RedLine({"relief": "full"}, "never", probability=probability)
    hard = ng.Actor("US", ng.Additive(SCALE), d.uniform(0, 1), red_lines=[line])
    other = ng.Actor("DPRK", ng.Additive(SCALE))
    for consent, stopped in ((ng.Consent(), True), (ng.Consent(1), False)):
        draws = ng.UncertainProblem(talks(hard, other, consent=consent)).draw(8, 1)
        for row in range(8):
            check_draw(draws, row)
        assert (~draws.signable()).any() == stopped
        assert draws.refused().any()


def test_numbers_believed_together_take_the_place_of_the_actors_own() -> None:
    unsure = ng.Actor("US", Believed(2), premium=d.uniform(5, 6), power=d.uniform(1, 2))
    problem = ng.UncertainProblem(talks(unsure))
    assert [len(block) for block in problem.blocks] == [4, 1]
    draws = problem.draw(20, 1)
    premium = draws.numbers[ng.Quantity("US", "premium")]
    assert premium.max() < 1
    np.testing.assert_array_equal(draws.disagreement[:, 0], premium)
    middle = problem.central()
    assert middle == problem.central()
    assert abs(middle[ng.Quantity("US", "premium")] - 0.5) < 5 / np.sqrt(12 * 4096)


def test_what_was_drawn_in_short() -> None:
    us = ng.Actor("US", ng.Additive(SCALE), d.uniform(0, 1))
    draws = ng.UncertainProblem(talks(us)).draw(20_000, 1)
    (row,) = draws.summary().rows
    assert row[0] == "US: walking away"
    np.testing.assert_allclose(row[1:], [0.5, 0.05, 0.5, 0.95], atol=0.02)
    assert repr(draws) == "<20,000 draws of 1 uncertain number of 'talks'>"
    assert len(draws[:0].summary()) == 0


def test_certain_lines_of_types_are_still_uncertain() -> None:
    """No line has a probability, and yet it is in force for one type only."""
    line = ng.RedLine({"relief": "full"}, "never")
    hard = ng.Actor("US", ng.Additive(SCALE), red_lines=[line])
    us = ng.UncertainActor(
        "US", {"hard": hard, "soft": replace(hard, red_lines=())}, {"hard": 0.5, "soft": 0.5}
    )
    draws = ng.UncertainProblem(talks(us)).draw(12, 3)
    assert set(draws.lines[:, 0]) == {True, False}
    for row in range(12):
        check_draw(draws, row)


def test_numbers_can_be_set_and_swapped() -> None:
    us = ng.Actor("US", ng.Additive(SCALE), d.uniform(0, 1), premium=d.uniform(0, 1))
    problem = ng.UncertainProblem(talks(us))
    walk, premium = problem.quantities
    first, second = problem.draw(6, 1), problem.draw(6, 2)
    mixed = first.swapped(problem.blocks[0], second)
    np.testing.assert_array_equal(mixed.numbers[walk], second.numbers[walk])
    np.testing.assert_array_equal(mixed.numbers[premium], first.numbers[premium])
    fixed = first.with_numbers({walk: 0.5})
    assert set(fixed.numbers[walk]) == {0.5}
    np.testing.assert_array_equal(first.swapped(walk, second).numbers[walk], second.numbers[walk])
    assert not fixed.numbers[walk].flags.writeable
    with pytest.raises(UnknownNameError, match="power"):
        first.with_numbers({ng.Quantity("US", "power"): 1.0})
    with pytest.raises(InvalidValueError, match="walking away"):
        first.with_numbers({walk: np.nan})
    with pytest.raises(InvalidValueError, match="no draws"):
        ng.Draws(problem, {walk: [1.0]})
    with pytest.raises(InvalidValueError, match="as many draws"):
        ng.Draws(problem, {walk: [1.0], premium: [1.0, 2.0]})


def test_quantiles() -> None:
    us = ng.Actor(
        "US", ng.Additive(SCALE, d.dirichlet({"relief": 1, "testing": 1})), d.uniform(2, 4)
    )
    cap = ng.Actor("DPRK", ng.Additive(SCALE, cap=d.normal(1, 0.1)))
    both = ng.Correlation(("US", "reservation"), ("DPRK", "cap"), 0.5)
    problem = ng.UncertainProblem(talks(us, cap, correlations=[both]))
    walk = ng.Quantity("US", "reservation")
    np.testing.assert_allclose(problem.quantile(walk, [0, 0.25, 1]), [2, 2.5, 4])
    with pytest.raises(NotDefinedError, match="weight of relief"):
        problem.quantile(ng.Quantity("US", "weight", "relief"), 0.5)
    with pytest.raises(UnknownNameError, match="power"):
        problem.quantile(ng.Quantity("US", "power"), 0.5)
    assert problem.central()[ng.Quantity("US", "weight", "relief")] == 0.5


def test_problems_and_draws_travel_between_processes() -> None:
    us = ng.Actor(
        "US", ng.Additive(SCALE, d.dirichlet({"relief": 1, "testing": 1})), stats.beta(2, 3)
    )
    problem = ng.UncertainProblem(talks(us))
    draws = problem.draw(4, 5)
    again = pickle.loads(pickle.dumps(problem))
    np.testing.assert_array_equal(again.draw(4, 5).payoffs(), draws.payoffs())
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(draws)).payoffs(), draws.payoffs())


@pytest.mark.parametrize(
    ("kind", "call", "words"),
    [
        (InvalidTypeError, lambda: ng.UncertainProblem.of(3), ["Scenario", "3"]),
        (InvalidValueError, lambda: ng.UncertainProblem(talks()).draw(-1), ["draws", "-1"]),
        (InvalidValueError, lambda: ng.UncertainProblem(talks()).draw(1.5), ["draws", "1.5"]),
        (
            NotDefinedError,
            lambda: ng.UncertainProblem(
                ng.Scenario(
                    "x",
                    [ng.Issue("aid", (0, 1), unit="")],
                    [ng.Actor("US", ng.Additive({"aid": {0: 0, 1: 1}}))],
                )
            ),
            ["aid", "on_grid"],
        ),
        (
            TooLargeError,
            lambda: ng.UncertainProblem(
                ng.Scenario(
                    "x",
                    [ng.Issue(f"i{k}", range(10)) for k in range(7)],
                    [ng.Actor("US", ng.UtilityFunction(lambda levels: levels["i0"] * 1.0))],
                )
            ),
            ["10,000,000"],
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(kind, call, words) -> None:
    with pytest.raises(kind) as caught:
        call()
    for word in words:
        assert word in str(caught.value)


def test_a_draw_that_is_infinite_is_named() -> None:
    heavy = ng.Actor("US", ng.Additive(SCALE), stats.lognorm(1000))
    with pytest.raises(InvalidValueError, match="walking away"):
        ng.UncertainProblem(talks(heavy)).draw(100, 1)


UNSURE = {
    "weight": ng.Actor("US", ng.Additive(SCALE, {"relief": d.uniform(0, 1)})),
    "value": ng.Actor(
        "US", ng.Additive({**SCALE, "testing": {"go on": d.uniform(0, 1), "halt": 0}})
    ),
    "walking away": ng.Actor("US", ng.Additive(SCALE), d.uniform(0, 1)),
    "premium": ng.Actor("US", ng.Additive(SCALE), premium=d.uniform(0, 1)),
    "discount": ng.Actor("US", ng.Additive(SCALE), discount=d.uniform(0.5, 1)),
    "power": ng.Actor("US", ng.Additive(SCALE), power=d.uniform(0.5, 1)),
    "cap": ng.Actor("US", ng.Additive(SCALE, cap=d.uniform(0.5, 1))),
    "red line": ng.Actor(
        "US", ng.Additive(SCALE), red_lines=[ng.RedLine({"relief": "full"}, probability=0.5)]
    ),
    "type": ng.UncertainActor("US", {"one": ng.Actor("US", ng.Additive(SCALE))}, {"one": 1.0}),
    "interaction": ng.Actor(
        "US",
        ng.Interacting(
            SCALE, interactions=[ng.Interaction({"relief": "full"}, value=d.uniform(0, 1))]
        ),
    ),
    "payoff": ng.Actor("US", ng.PayoffTable([[0, 1], [d.uniform(0, 1), 2], [3, 4]])),
}
LENSES = {
    "problem": ng.bargaining_problem,
    "solve": lambda s: ng.solve(s, "nash"),
    "compare": ng.compare,
    "game": ng.concession_game,
    "agenda": ng.protocols.agenda,
    "anatomy": ng.anatomy,
    "responses": ng.responses,
    "coalitions": ng.coalitions,
    "tree": lambda s: ng.offer_tree(s, ["US", "DPRK"]),
    "road map": ng.roadmap,
    "play": lambda s: ng.play(
        s, {a.name: ng.tactics.boulware() for a in s.actors}, rounds=3, rng=1
    ),
}


NOT_NEEDED = {"walking away", "premium", "discount", "power", "red line"}
"""Numbers that a game of concessions does not depend on."""


@pytest.mark.parametrize(
    ("what", "lens"),
    [(x, lens) for x in UNSURE for lens in LENSES if lens != "game" or x not in NOT_NEEDED],
)
def test_what_needs_numbers_says_which_is_uncertain(what: str, lens: str) -> None:
    other = ng.Actor("DPRK", ng.Additive(SCALE))
    give = [
        ng.Issue("relief", RELIEF.options, conceded_by="US"),
        ng.Issue("testing", TESTS.options, conceded_by="DPRK"),
    ]
    home = {"relief": "none", "testing": "go on"}
    offers = [ng.Offer("first", {"relief": "full", "testing": "halt"}, "DPRK", {"US": False})]
    scenario = ng.Scenario("talks", give, [UNSURE[what], other], home, offers=offers)
    with pytest.raises(UncertainError) as caught:
        LENSES[lens](scenario)
    for word in (
        "'US'",
        what if what != "walking away" else "alking away",
        "ng.ensemble",
        "central()",
    ):
        assert word in str(caught.value)
    ng.bargaining_problem(scenario.central())
