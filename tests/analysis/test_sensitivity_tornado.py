"""Bars of a tornado against the scenario written anew, and the certain scenario loosened."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import negotiation as ng
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError

UNIFORM = ng.distributions.uniform
ISSUES = [ng.Issue("sites", ["none", "freeze", "dismantle"]), ng.Issue("relief", ["none", "full"])]


def talk(west=0.1, north=0.3, weights=(0.5, 0.5), lines=()):
    """Two issues; the deal that both like best is a freeze for full relief."""
    of_west = ng.Additive(
        {
            "sites": {"none": 0, "freeze": 0.7, "dismantle": 1},
            "relief": {"none": 0, "full": -0.4},
        }
    )
    values = {
        "sites": {"none": 0, "freeze": -0.2, "dismantle": -1},
        "relief": {"none": 0, "full": 1},
    }
    if isinstance(weights, tuple):
        weights = dict(zip(values, weights, strict=True))
    actors = [
        ng.Actor("West", of_west, west),
        ng.Actor("North", ng.Additive(values, weights), north, red_lines=lines),
    ]
    return ng.Scenario("a talk", ISSUES, actors)


def room(scenario):
    problem = ng.bargaining_problem(scenario)
    return problem.gains.min(axis=1)[problem.signable].max()


def bar(found, *name):
    return next(each for each in found.bars if each.quantity == ng.Quantity(*name))


# ------------------------------------------------------------------ a certain scenario


def test_every_number_of_a_certain_scenario_goes_down_and_up_by_its_swing():
    scenario = talk(lines=[{"sites": "dismantle"}])
    found = ng.tornado(scenario, swing=0.2)
    assert found.target.words == "room for agreement"
    assert found.base == pytest.approx(room(scenario))
    moved = bar(found, "North", "reservation")
    assert moved.at == pytest.approx((0.24, 0.36))
    assert moved.values == pytest.approx(
        [room(talk(north=value, lines=[{"sites": "dismantle"}])) for value in (0.24, 0.36)]
    )
    weight = bar(found, "North", "weight", "relief")
    assert weight.values == pytest.approx(
        [room(talk(weights=(0.5, w), lines=[{"sites": "dismantle"}])) for w in (0.4, 0.6)]
    )
    assert weight.error == 0.0
    assert [abs(each.swing) for each in found.bars] == sorted(
        [abs(each.swing) for each in found.bars], reverse=True
    )


def test_red_lines_of_a_certain_scenario_are_dropped_one_by_one():
    line = {"sites": "freeze"}
    found = ng.tornado(talk(lines=[line]))
    dropped = next(each for each in found.bars if each.quantity.what == "red line")
    assert dropped.ends == ("dropped", "in force")
    assert dropped.values == pytest.approx((room(talk()), room(talk(lines=[line]))))
    assert dropped.swing < 0


def test_numbers_that_are_zero_do_not_move_and_have_no_bar():
    found = ng.tornado(talk(west=0.0))
    assert not any(each.quantity == ng.Quantity("West", "reservation") for each in found.bars)
    assert not any(each.quantity.what == "premium" for each in found.bars)


def test_loosened_numbers_lie_around_their_values_and_uncertain_ones_stay():
    scenario = ng.loosened(talk(west=UNIFORM(0, 1)), 0.5)
    west, north = scenario.actors
    assert west.reservation == UNIFORM(0, 1)
    assert north.reservation.support == pytest.approx((0.15, 0.45))
    assert north.preferences.values["sites"]["dismantle"].support == (-1.5, -0.5)
    assert north.preferences.values["sites"]["none"] == 0.0
    centre = scenario.central()
    assert room(centre) == pytest.approx(room(talk(west=0.5)))
    for swing in (0.0, 1.0, float("nan")):
        with pytest.raises(InvalidValueError):
            ng.loosened(talk(), swing)
    with pytest.raises(InvalidTypeError):
        ng.loosened("a talk")


# ------------------------------------------------------------------ uncertain numbers


def test_at_medians_a_bar_is_the_scenario_with_one_number_at_its_quantiles():
    scenario = talk(west=UNIFORM(0, 1), north=UNIFORM(0.2, 0.4))
    found = ng.tornado(scenario, of="room", low=0.25, high=0.75)
    assert found.draws == 0
    assert found.base == pytest.approx(room(talk(west=0.5, north=0.3)))
    west = bar(found, "West", "reservation")
    assert west.at == pytest.approx((0.25, 0.75))
    assert west.values == pytest.approx(
        (room(talk(west=0.25, north=0.3)), room(talk(west=0.75, north=0.3)))
    )


def test_with_the_others_drawn_a_bar_is_a_conditional_probability():
    """North signs unless its walking away exceeds 0.4: the deal pays it 0.4, and West 0.3."""
    scenario = talk(west=UNIFORM(0, 0.6), north=UNIFORM(0, 0.8))
    found = ng.tornado(scenario, draws=4000, rng=1)
    assert found.target.is_share
    west, north = (bar(found, name, "reservation") for name in ("West", "North"))
    # At its 10% quantile the one actor signs, at its 90% quantile it does not.
    assert abs(west.values[0] - 0.5) < 4 * west.error
    assert west.values[1] == 1.0
    assert abs(north.values[0] - 0.5) < 4 * north.error
    assert north.values[1] == 1.0
    assert abs(found.base - 0.75) < 4 * found.base_error
    assert west.error == pytest.approx(np.sqrt(0.25 / 4000), rel=0.05)


def test_numbers_that_hang_together_are_compared_by_thirds():
    weights = ng.distributions.dirichlet({"sites": 1, "relief": 1})
    found = ng.tornado(
        talk(weights=weights), of=lambda draws: draws.numbers[RELIEF], draws=9000, rng=2
    )
    relief = bar(found, "North", "weight", "relief")
    assert relief.how == "thirds"
    # A weight of two with concentrations 1 is uniform: thirds have means 1/6 and 5/6.
    assert relief.values == pytest.approx((1 / 6, 5 / 6), abs=0.01)
    assert relief.error == pytest.approx(np.sqrt(2 / 108 / 3000 * 2 / 2), rel=0.1)
    sites = bar(found, "North", "weight", "sites")
    assert sites.values == pytest.approx((5 / 6, 1 / 6), abs=0.01)
    still = ng.tornado(talk(weights=weights), of="room", draws=0, rng=2)
    assert any(each.how == "thirds" for each in still.bars)
    assert "highest third" in str(still.summary())


RELIEF = ng.Quantity("North", "weight", "relief")


def test_types_and_uncertain_red_lines_have_bars_with_names_for_ends():
    soft, hard = (talk(north=value).actors[1] for value in (0.1, 0.9))
    north = ng.UncertainActor("North", {"soft": soft, "hard": hard}, {"soft": 0.5, "hard": 0.5})
    line = ng.RedLine({"relief": "full"}, probability=0.5)
    west = replace(talk().actors[0], red_lines=[line])
    found = ng.tornado(ng.Scenario("typed", ISSUES, [west, north]), draws=200, rng=1)
    ends = {each.quantity.what: each.ends for each in found.bars}
    assert ends["type"] == ("soft", "hard")
    assert ends["red line"] == ("dropped", "in force")
    kind = next(each for each in found.bars if each.quantity.what == "type")
    assert kind.values[1] == 1.0  # the hard type signs nothing


def test_what_is_selected_can_be_looked_at():
    scenario = talk(west=UNIFORM(0, 0.2), north=UNIFORM(0, 0.3))
    for of in (("payoff", "North"), ("term", "relief", "full"), "no agreement"):
        found = ng.tornado(scenario, "egalitarian", of=of, draws=40, rng=1)
        assert "egalitarian" in found.target.words
        centre = ng.solve(scenario.central(), "egalitarian")
        if of[0] == "payoff":
            still = ng.tornado(scenario, "egalitarian", of=of, draws=0, rng=1)
            assert still.base == pytest.approx(centre.payoffs[0, 1])


def test_nothing_to_move_and_nothing_that_moves():
    lone = ng.Scenario(
        "alone", [ng.Issue("x", ["a"])], [ng.Actor("Ann", ng.Additive({"x": {"a": 0}}, {"x": 0}))]
    )
    found = ng.tornado(lone)
    assert found.base == 0.0
    assert not any(each.swing for each in found.bars)
    assert "No number" in str(found.summary())
    blocked = talk(lines=[{"sites": ["none", "freeze", "dismantle"]}], west=UNIFORM(0, 1))
    with pytest.raises(NotDefinedError, match="red line"):
        ng.tornado(blocked, of="room")
    assert ng.tornado(blocked, draws=10, rng=1).base == 1.0


@pytest.mark.parametrize(
    "asked", [{"low": 0.9, "high": 0.1}, {"low": -1}, {"high": 2}, {"draws": -1}, {"draws": 1.5}]
)
def test_what_makes_no_tornado_is_refused(asked):
    with pytest.raises(InvalidValueError):
        ng.tornado(talk(west=UNIFORM(0, 1)), **asked)


def test_same_seed_same_tornado():
    scenario = talk(west=UNIFORM(0, 0.6), north=UNIFORM(0, 0.8))
    one, other = (ng.tornado(scenario, draws=100, rng=4) for _ in range(2))
    assert one.bars == other.bars
