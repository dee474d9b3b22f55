"""Believed actors, changed afterwards: nothing that is stated about walking away is lost."""

from __future__ import annotations

import numpy as np
import pytest

import negotiation as ng

UNSURE = ng.distributions.uniform(0, 0.1)


@pytest.fixture(scope="module")
def hanoi() -> ng.Scenario:
    return ng.library.load("hanoi-2019")


def believed(hanoi: ng.Scenario, **walking_away: object) -> ng.Scenario:
    told = [ng.statements.matters_more("DPRK", "sanctions", than="peace")]
    return ng.beliefs(hanoi, told, samples=200, rng=1, **walking_away).scenario


@pytest.mark.parametrize("walking_away", [{"premium": UNSURE}, {"reservation": UNSURE}])
def test_walking_away_worth_less_is_worth_less_in_every_draw(
    hanoi: ng.Scenario, walking_away: dict[str, object]
) -> None:
    scenario = believed(hanoi, **walking_away)
    lowered = ng.LowerReservation("DPRK", 0.03).apply(scenario)
    before = ng.UncertainProblem(scenario).draw(50, rng=4).disagreement
    after = ng.UncertainProblem(lowered).draw(50, rng=4).disagreement
    np.testing.assert_allclose(after - before, np.tile([0.0, -0.03], (50, 1)), atol=1e-12)


@pytest.mark.parametrize("walking_away", [{"premium": UNSURE}, {"reservation": UNSURE}])
def test_it_is_worth_less_in_the_middle_too(
    hanoi: ng.Scenario, walking_away: dict[str, object]
) -> None:
    scenario = believed(hanoi, **walking_away)
    lowered = ng.LowerReservation("DPRK", 0.03).apply(scenario)
    points = [ng.bargaining_problem(each.central()).disagreement for each in (scenario, lowered)]
    np.testing.assert_allclose(points[1] - points[0], [0.0, -0.03], atol=1e-12)


def test_what_if_sees_it(hanoi: ng.Scenario) -> None:
    effects = ng.what_if(believed(hanoi, premium=UNSURE), draws=400, rng=1)
    assert effects["DPRK: walking away worth 0.05 less"].opened > 0
