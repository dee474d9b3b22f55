"""The probability of no agreement with and without changes, against closed forms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import negotiation as ng
from negotiation.errors import InvalidTypeError, InvalidValueError, UnknownNameError

UNIFORM = ng.distributions.uniform


def pie(seller: object, buyer: object, lines: tuple[ng.RedLine, ...] = ()) -> ng.Scenario:
    """Return talks over one package worth 1 to each, and another worth 2 to each."""
    wants = ng.Additive({"x": {"one": 1, "two": 2}})
    actors = [ng.Actor("S", wants, seller), ng.Actor("B", wants, buyer, red_lines=lines)]
    return ng.Scenario("a pie", [ng.Issue("x", ["one", "two"])], actors)


def z(found: float, expected: float, error: float) -> float:
    return abs(found - expected) / error


def test_lower_walk_away_values_change_the_odds_as_the_closed_form_says() -> None:
    # No deal unless both walk-away values are at most 2: uniform on (1, 3), one half each.
    scenario = pie(UNIFORM(1, 3), UNIFORM(1, 3))
    changes = {"half": ng.LowerReservation("S", 0.5), "all": ng.LowerReservation("S", 1)}
    found = ng.what_if(scenario, changes, draws=20_000, rng=7)
    n = 20_000
    assert z(found.base.value, 0.75, np.sqrt(0.75 * 0.25 / n)) < 4
    # S accepts with probability 3/4 and then 1; B with 1/2.
    for label, expected in (("half", 1 - 0.375), ("all", 0.5)):
        effect = found[label]
        assert z(effect.no_agreement.value, expected, np.sqrt(expected * (1 - expected) / n)) < 4
        jump = 0.75 - expected
        assert z(effect.difference, -jump, np.sqrt(jump * (1 - jump) / n)) < 4
        assert effect.standard_error == pytest.approx(np.sqrt(jump * (1 - jump) / n), rel=0.05)
        assert effect.closed == 0
        assert effect.opened == round(-effect.difference * n)
    assert [each.label for each in found.effects] == ["all", "half"]


def test_a_dropped_red_line_leaves_the_draws_of_everything_else_alone() -> None:
    lines = (
        ng.RedLine({"x": "one"}, "not one", probability=0.5),
        ng.RedLine({"x": "two"}, "not two", probability=0.5),
    )
    scenario = pie(UNIFORM(1.5, 2), 0.0, lines)  # only "two" will do for S
    changes = {
        "one": ng.DropRedLine("B", "not one"),
        "two": ng.DropRedLine("B", "not two"),
        "nothing": lambda same: same,
    }
    found = ng.what_if(scenario, changes, draws=4000, rng=3)
    assert z(found.base.value, 0.5, np.sqrt(0.25 / 4000)) < 4
    assert (found["one"].opened, found["one"].closed) == (0, 0)
    assert found["two"].no_agreement.value == 0
    assert found["nothing"].standard_error == found["nothing"].difference == 0


def test_a_certain_red_line_can_be_dropped_among_uncertain_numbers() -> None:
    scenario = pie(UNIFORM(1, 2), 0.0, (ng.RedLine({"x": "two"}, "not two"),))
    effect = ng.what_if(scenario, draws=500, rng=1)["B: red line dropped (not two)"]
    assert effect.no_agreement.value == 0
    assert effect.opened == 500


def test_a_changed_distribution_keeps_every_draw_in_its_place() -> None:
    def shift(same: ng.Scenario) -> ng.Scenario:
        seller, buyer = same.actors
        return replace(same, actors=[replace(seller, reservation=UNIFORM(0.5, 2.5)), buyer])

    scenario = pie(UNIFORM(1, 3), UNIFORM(1, 3))
    pair = {"function": shift, "change": ng.LowerReservation("S", 0.5)}
    found = ng.what_if(scenario, pair, draws=3000, rng=5)
    one, other = found["function"], found["change"]
    assert (one.opened, one.closed) == (other.opened, other.closed)


def test_same_seed_same_answer_and_other_changes_do_not_matter() -> None:
    scenario = pie(UNIFORM(1, 3), UNIFORM(1, 3))
    half = ng.LowerReservation("S", 0.5)
    alone = ng.what_if(scenario, {"half": half}, draws=2500, rng=2)
    more = {"other": ng.LowerReservation("B", 0.1), "half": half}
    assert ng.what_if(scenario, more, draws=2500, rng=2)["half"] == alone["half"]
    assert ng.what_if(scenario, {"half": half}, draws=2500, rng=4) != alone
    long = ng.what_if(scenario, {"half": half}, draws=2048, rng=2)
    short = ng.what_if(scenario, {"half": half}, draws=1024, rng=2)
    assert 0 <= long["half"].opened - short["half"].opened <= 1024


def test_types_change_together() -> None:
    wants = ng.Additive({"x": {"one": 1, "two": 2}})
    line = ng.RedLine({"x": "two"}, "not two")
    soft, hard = ng.Actor("B", wants, 2.0), ng.Actor("B", wants, 1.5, red_lines=[line])
    unsure = ng.UncertainActor("B", {"soft": soft, "hard": hard}, {"soft": 0.25, "hard": 0.75})
    scenario = ng.Scenario("t", [ng.Issue("x", ["one", "two"])], [ng.Actor("S", wants), unsure])
    changes = {"line": ng.DropRedLine("B", "not two"), "walk": ng.LowerReservation("B", 0.5)}
    found = ng.what_if(scenario, changes, draws=4000, rng=1)
    assert z(found.base.value, 0.75, np.sqrt(0.75 * 0.25 / 4000)) < 4
    assert found["line"].no_agreement.value == found["walk"].no_agreement.value == 0


def test_a_certain_scenario_has_no_standard_error() -> None:
    found = ng.what_if(pie(2.5, 0.0), {"down": ng.LowerReservation("S", 0.5)}, draws=1, rng=1)
    assert found.base.value == 1
    assert found.base.standard_error == 0
    assert found["down"].no_agreement.value == 0
    assert found["down"].standard_error == 0
    assert "no agreement 100%" in repr(found)
    assert "same 1 draws" in str(found.summary()) or "1 draw" in str(found.summary())
    assert ng.what_if(pie(2.5, 0.0), {}, draws=1).effects == ()


def test_what_cannot_be_is_said() -> None:
    scenario = pie(UNIFORM(1, 3), 0.0)
    with pytest.raises(InvalidValueError, match="at least 1"):
        ng.what_if(scenario, {}, draws=0)
    with pytest.raises(InvalidTypeError, match="label: change"):
        ng.what_if(scenario, [ng.LowerReservation("S", 1)], draws=1)
    with pytest.raises(InvalidTypeError, match="function of the scenario"):
        ng.what_if(scenario, {"x": 3}, draws=1)
    with pytest.raises(InvalidTypeError, match="returns a Scenario"):
        ng.what_if(scenario, {"x": lambda same: None}, draws=1)
    with pytest.raises(UnknownNameError, match="change compared"):
        _ = ng.what_if(scenario, {}, draws=1)["x"]
