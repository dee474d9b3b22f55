"""Uncertain actors, correlations, and what a scenario says of what nobody knows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

import negotiation as ng
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    UncertainError,
    UnknownNameError,
)

d = ng.distributions
ISSUE = ng.Issue("x", ["a", "b"])
WANTS = {"x": {"a": 0, "b": 1}}


def scenario(*actors, **more):
    return ng.Scenario("talks", [ISSUE], actors, **more)


def us(**more):
    return ng.Actor("US", ng.Additive(WANTS), **more)


def spread(**more):
    """An actor with three uncertain numbers of different kinds."""
    return us(
        reservation=d.triangular(0, 1, 4), premium=stats.gamma(2), power=d.uniform(1, 3), **more
    )


PAIRS = [
    ng.Correlation(("US", "reservation"), ("US", "premium"), 0.7),
    ng.Correlation(("US", "power"), ("US", "premium"), -0.4),
]


def test_correlated_numbers_keep_their_distributions_and_have_the_ranks_stated() -> None:
    problem = ng.UncertainProblem(scenario(spread(), correlations=PAIRS))
    assert [len(block) for block in problem.blocks] == [3]
    n = 40_000
    drawn = problem.draw(n, 2024).numbers
    walk, premium, power = (
        drawn[ng.Quantity("US", x)] for x in ("reservation", "premium", "power")
    )
    for numbers, law in (
        (walk, stats.triang(0.25, 0, 4)),
        (premium, stats.gamma(2)),
        (power, stats.uniform(1, 2)),
    ):
        assert stats.kstest(numbers, law.cdf).pvalue > 1e-6
    for first, second, rho in ((walk, premium, 0.7), (power, premium, -0.4), (walk, power, 0.0)):
        # The standard error of Spearman's rho is at most this, whatever rho.
        error = np.sqrt((1 + rho**2 / 2) / (n - 3)) * (1 - rho**2)
        assert abs(stats.spearmanr(first, second).statistic - rho) < 4.5 * error
    assert ng.UncertainProblem(scenario(spread())).blocks[0] == (ng.Quantity("US", "reservation"),)


@pytest.mark.parametrize("value", [1.0, -1.0])
def test_numbers_that_move_as_one(value: float) -> None:
    both = ng.Correlation(("US", "reservation"), ("US", "power"), value)
    problem = ng.UncertainProblem(scenario(spread(), correlations=[both]))
    drawn = problem.draw(500, 1).numbers
    first, second = (drawn[ng.Quantity("US", x)] for x in ("reservation", "power"))
    assert stats.spearmanr(first, second).statistic == pytest.approx(value, abs=1e-6)


def test_weights_by_type_can_be_correlated() -> None:
    dove = ng.Actor("any", ng.Additive(WANTS, {"x": d.uniform(0, 1)}))
    hawk = replace(dove, reservation=d.uniform(0, 1))
    both = ng.UncertainActor("US", {"dove": dove, "hawk": hawk}, {"dove": 0.5, "hawk": 0.5})
    pair = ng.Correlation(("US", "dove", "weight", "x"), ("US", "hawk", "reservation"), 0.5)
    same = ng.Correlation(
        ng.Quantity("US", "weight", "x", type="dove"),
        ng.Quantity("US", "reservation", type="hawk"),
        0.5,
    )
    assert pair == same
    blocks = ng.UncertainProblem(scenario(both, correlations=[pair])).blocks
    assert [len(block) for block in blocks] == [1, 2, 1]


def test_interactions_that_read_the_same_are_told_apart_by_position() -> None:
    alike = [ng.Interaction({"x": "a"}, value=d.uniform(0, 1)) for _ in range(2)]
    both = ng.Actor("US", ng.Interacting(WANTS, interactions=alike))
    pair = ng.Correlation(("US", "interaction", "0"), ("US", "interaction", "1"), 1.0)
    problem = ng.UncertainProblem(scenario(both, correlations=[pair]))
    assert pair == ng.Correlation(*problem.quantities, 1.0)
    drawn = problem.draw(50, 1).numbers
    np.testing.assert_allclose(*drawn.values(), rtol=1e-6)


SHARED = ng.Actor("DPRK", ng.Additive(WANTS, d.dirichlet({"x": 1})))
LINED = us(reservation=d.uniform(0, 1), red_lines=[ng.RedLine({"x": "a"}, "no", probability=0.5)])


@pytest.mark.parametrize(
    ("kind", "call", "words"),
    [
        (InvalidTypeError, lambda: ng.Correlation("US", ("US", "power"), 0), ["actor", "'US'"]),
        (InvalidValueError, lambda: ng.Correlation(*[("US", "power")] * 2, 0), ["two numbers"]),
        (
            InvalidValueError,
            lambda: ng.Correlation(("US", "power"), ("US", "premium"), 1.5),
            ["US power and US premium", "1.5"],
        ),
        (
            UnknownNameError,
            lambda: scenario(
                spread(), correlations=[ng.Correlation(("US", "powr"), ("US", "premium"), 0.5)]
            ),
            ["US powr", "US power"],
        ),
        (
            NotDefinedError,
            lambda: scenario(
                spread(),
                SHARED,
                correlations=[ng.Correlation(("US", "power"), ("DPRK", "weight", "x"), 0.5)],
            ),
            ["DPRK: weight of x", "drawn together"],
        ),
        (
            NotDefinedError,
            lambda: scenario(
                LINED,
                correlations=[ng.Correlation(("US", "reservation"), ("US", "red line", "no"), 0.5)],
            ),
            ["red line no", "UncertainActor"],
        ),
        (
            InvalidValueError,
            lambda: scenario(
                spread(),
                correlations=[
                    PAIRS[0],
                    PAIRS[1],
                    ng.Correlation(("US", "power"), ("US", "reservation"), 0.9),
                ],
            ),
            ["cannot all hold", "US: walking away", "US: power"],
        ),
        (
            InvalidValueError,
            lambda: scenario(spread(), correlations=[PAIRS[0], replace(PAIRS[0], value=0.1)]),
            ["Two correlations", "US: premium"],
        ),
        (InvalidTypeError, lambda: scenario(us(), correlations=[3]), ["Correlation", "3"]),
        (InvalidTypeError, lambda: ng.UncertainActor("US", {}, {}), ["'US'", "at least one"]),
        (InvalidTypeError, lambda: ng.UncertainActor("US", {"a": 3}, {"a": 1}), ["'US'", "'a'"]),
        (
            InvalidValueError,
            lambda: ng.UncertainActor("US", {"a": us()}, {"a": 0.5}),
            ["'US'", "add up to 1", "0.5"],
        ),
        (
            InvalidValueError,
            lambda: ng.UncertainActor("US", {"a": us(), "b": us()}, {"a": 1}),
            ["'US'", "'b'", "lacks"],
        ),
        (
            UnknownNameError,
            lambda: ng.UncertainActor("US", {"hard": us()}, {"hrd": 1}),
            ["'hrd'", "'hard'"],
        ),
        (
            InvalidValueError,
            lambda: ng.UncertainActor("US", {"a": us(), "b": us()}, {"a": 1.5, "b": -0.5}),
            ["'US'", "'a'", "between 0 and 1"],
        ),
        (
            InvalidTypeError,
            lambda: ng.UncertainActor("US", {"a": us()}, 1),
            ["{type: probability}"],
        ),
        (UnknownNameError, lambda: ng.Quantity("US", "wieght"), ["wieght", "weight"]),
    ],
)
def test_what_cannot_be_meant_is_refused(kind, call, words) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert isinstance(caught.value, ng.NegotiationError)
    for word in words:
        assert word in str(caught.value), str(caught.value)


def test_an_uncertain_actor_has_no_numbers_of_its_own() -> None:
    both = ng.UncertainActor("US", {"a": us(), "b": us(reservation=1)}, {"a": 0.3, "b": 0.7})
    for part in ("preferences", "reservation", "discount", "power", "red_lines", "premium"):
        with pytest.raises(UncertainError, match=r"'US'.*a, b.*central"):
            getattr(both, part)
    assert both == replace(both)
    assert hash(both) == hash(replace(both))
    assert {each.name for each in both.types.values()} == {"US"}
    certain = scenario(both).central().actor("US")
    assert certain == us(reservation=1)


def test_the_middle_of_an_uncertain_scenario() -> None:
    lines = [
        ng.RedLine({"x": "a"}, "likely", probability=0.5),
        ng.RedLine({"x": "b"}, "unlikely", probability=0.49),
    ]
    unsure = ng.Actor(
        "US",
        ng.Additive(WANTS, d.dirichlet({"x": 3}, total=2.0)),
        d.triangular(0, 0, 1),
        red_lines=lines,
        premium=stats.gamma(2),
    )
    middle = scenario(unsure).central()
    assert not middle.uncertain
    actor = middle.actor("US")
    assert actor.preferences.weights == {"x": 2.0}
    assert actor.reservation == pytest.approx(1 - np.sqrt(0.5))
    assert actor.premium == pytest.approx(stats.gamma(2).median())
    assert [line.reason for line in actor.red_lines] == ["likely"]
    assert actor.red_lines[0].probability == 1.0
    assert middle.central() is middle


def test_a_scenario_says_what_is_uncertain() -> None:
    line = ng.RedLine({"x": "a"}, "never", probability=0.6)
    unsure = ng.Actor(
        "US",
        ng.Additive(WANTS, {"x": d.uniform(0, 1)}),
        0.1,
        d.uniform(0.5, 1),
        red_lines=[line],
        premium=0.05,
    )
    both = ng.UncertainActor(
        "DPRK", {"soft": us(), "hard": us(red_lines=[line])}, {"soft": 1, "hard": 0}
    )
    whole = scenario(unsure, both)
    assert whole.uncertain
    assert not scenario(us()).uncertain
    notes = whole.summary().notes
    assert "US refuses at any price: never, with probability 60.0%." in notes
    assert "DPRK (hard) refuses at any price: never, with probability 60.0%." in notes
    assert notes[-1] == "5 numbers uncertain; ng.ensemble(scenario) draws them."
    rows = whole.numbers()
    cells = dict(
        zip(
            zip(rows.column("actor"), rows.column("option"), strict=True),
            rows.column("number"),
            strict=True,
        )
    )
    assert cells["US", "weight"] == "uniform(0, 1)"
    assert cells["US", "discount"] == "uniform(0.5, 1)"
    assert cells["US", "premium of walking away"] == 0.05
    assert cells["US", "red line: never"] == "0.6"
    assert cells["DPRK (soft)", "b"] == 1.0
    assert "uniform(0, 1)" in whole._repr_html_()


def test_a_grid_keeps_what_is_uncertain() -> None:
    aid = ng.Issue("aid", (0, 10), unit="")
    wants = ng.Additive({"aid": {0: 0, 10: 1}}, {"aid": d.uniform(0, 1)})
    actor = ng.Actor("US", wants, {"aid": 5}, premium=d.uniform(0, 1))
    both = ng.UncertainActor("DPRK", {"a": replace(actor, name="DPRK")}, {"a": 1})
    cut = ng.Scenario("s", [aid], [actor, both]).on_grid({"aid": 3})
    problem = ng.UncertainProblem(cut)
    assert len(problem.quantities) == 5
    draws = problem.draw(4, 1)
    weight, premium = (
        draws.numbers[ng.Quantity("US", *x)] for x in (("weight", "aid"), ("premium",))
    )
    np.testing.assert_allclose(draws.disagreement[:, 0], weight / 2 + premium, rtol=1e-14)


def test_tables_with_uncertain_entries_are_equal_by_value() -> None:
    tables = [ng.PayoffTable([0.0, d.uniform(0, high)]) for high in (1, 1, 2)]
    assert tables[0] == tables[1]
    assert hash(tables[0]) == hash(tables[1])
    assert tables[0] != tables[2]
    assert tables[0] != ng.PayoffTable([0.0, 1.0])
