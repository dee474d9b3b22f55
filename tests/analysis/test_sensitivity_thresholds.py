"""Thresholds and phase maps against brute force: the scenario written anew at every value."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import negotiation as ng
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    UnknownNameError,
)

UNIFORM = ng.distributions.uniform


def random_scenario(seed, actors=2):
    """Small, with ties (few different values), a red line now and then, weights that sum to 1."""
    rng = np.random.default_rng(seed)
    issues = [ng.Issue(f"i{k}", [f"o{j}" for j in range(rng.integers(2, 4))]) for k in range(3)]
    found = []
    for name in ("Ann", "Bo", "Cy")[:actors]:
        values = {
            each.name: {o: float(rng.integers(-4, 5)) / 4 for o in each.options} for each in issues
        }
        raw = rng.integers(1, 6, size=3)
        weights = dict(zip(values, (raw / raw.sum()).tolist(), strict=True))
        lines = [{"i0": "o0"}] if rng.random() < 0.4 else []
        reservation = float(rng.uniform(-0.2, 0.5))
        found.append(
            ng.Actor(name, ng.Additive(values, weights), reservation, red_lines=lines, premium=0.05)
        )
    return ng.Scenario("random", issues, found)


def rewritten(scenario, quantity, value, rescale=False):
    """The scenario with a number changed, by hand and not through the library's own way."""
    name, what, *place = quantity
    actors = []
    for actor in scenario.actors:
        if actor.name != name:
            actors.append(actor)
            continue
        given = actor.preferences
        values = {issue: dict(options) for issue, options in given.values.items()}
        weights = dict(given.weights)
        if what == "weight":
            if rescale:
                rest = sum(weights.values()) - weights[place[0]]
                scale = (sum(weights.values()) - value) / rest
                weights = {issue: weight * scale for issue, weight in weights.items()}
            weights[place[0]] = value
        elif what == "value":
            values[place[0]][place[1]] = value
        else:
            actors.append(replace(actor, **{what: value}))
            continue
        actors.append(replace(actor, preferences=ng.Additive(values, weights)))
    return replace(scenario, actors=actors)


def has_deal(scenario):
    return bool(ng.bargaining_problem(scenario).zopa.any())


CASES = [
    (("Bo", "weight", "i1"), (0.0, 1.0), True),
    (("Bo", "weight", "i1"), (0.0, 2.0), False),
    (("Ann", "value", "i2", "o1"), (-3.0, 3.0), None),
    (("Ann", "reservation"), (-2.0, 2.0), None),
    (("Bo", "premium"), (-1.0, 1.0), None),
]


@pytest.mark.parametrize(("quantity", "between", "rescale"), CASES)
@pytest.mark.parametrize("seed", range(12))
def test_deals_exist_inside_the_intervals_and_nowhere_else(seed, quantity, between, rescale):
    scenario = random_scenario(seed, 2 + seed % 2)
    found = ng.threshold(scenario, quantity, between=between, rescale=rescale)
    grid = np.linspace(*between, 83)
    for value in grid:
        # On a threshold itself rounding decides.
        if found.edges and min(abs(edge.value - value) for edge in found.edges) < 1e-7:
            continue
        inside = any(low <= value <= high for low, high in found.intervals)
        assert has_deal(rewritten(scenario, quantity, float(value), rescale)) == inside


@pytest.mark.parametrize(("quantity", "between", "rescale"), CASES)
def test_thresholds_are_where_bisection_finds_them(quantity, between, rescale):
    edges = 0
    for seed in range(30):
        scenario = random_scenario(seed)
        found = ng.threshold(scenario, quantity, between=between, rescale=rescale)
        values = sorted({edge.value for edge in found.edges} | set(between))
        for edge in found.edges:
            place = values.index(edge.value)
            if place in (0, len(values) - 1):
                continue
            low = (values[place - 1] + edge.value) / 2
            high = (values[place + 1] + edge.value) / 2
            here = has_deal(rewritten(scenario, quantity, low, rescale))
            if here == has_deal(rewritten(scenario, quantity, high, rescale)):
                continue  # a window of no width
            assert here == (not edge.opens)
            for _ in range(45):
                middle = (low + high) / 2
                if has_deal(rewritten(scenario, quantity, middle, rescale)) == here:
                    low = middle
                else:
                    high = middle
            assert edge.value == pytest.approx(low, abs=1e-7)
            edges += 1
    assert edges >= 5


def test_the_package_and_the_actor_at_a_threshold_are_the_ones_that_matter():
    checked = 0
    for seed in range(20):
        scenario = random_scenario(seed)
        found = ng.threshold(scenario, ("Ann", "reservation"), between=(-2, 2))
        for edge in found.edges:
            assert edge.actor == "Ann"
            problem = ng.bargaining_problem(rewritten(scenario, ("Ann", "reservation"), edge.value))
            assert problem.zopa[edge.package]
            assert problem.gains[edge.package, 0] == pytest.approx(0.0, abs=1e-9)
            checked += 1
    assert checked >= 10


@pytest.mark.parametrize("concept", ["nash", "egalitarian", "utilitarian"])
@pytest.mark.parametrize("seed", range(4))
def test_what_a_concept_selects_along_a_number(seed, concept):
    scenario = random_scenario(seed)
    quantity, between = ("Bo", "reservation"), (-1.0, 1.5)
    found = ng.threshold(scenario, quantity, concept, between=between)
    ends = [found.segments[0].low, *(each.high for each in found.segments)]
    assert (ends[0], ends[-1]) == between
    for one, other in zip(found.segments[:-1], found.segments[1:], strict=True):
        assert one.high == pytest.approx(other.low, abs=1e-7)
        assert one.outcomes != other.outcomes
        for value, each in ((one.high - 1e-6, one), (one.high + 1e-6, other)):
            if each.low < value < each.high:
                answer = ng.solve(rewritten(scenario, quantity, value), concept)
                assert (tuple(answer.indices.tolist()) if answer.agreement else ()) == each.outcomes
    for each in found.segments:
        if each.high - each.low < 1e-6:
            continue
        for share in (0.1, 0.5, 0.9):
            value = each.low + share * (each.high - each.low)
            answer = ng.solve(rewritten(scenario, quantity, value), concept)
            rows = tuple(answer.indices.tolist()) if answer.agreement else ()
            assert rows == each.outcomes


# ------------------------------------------------------------------ words


def sale(reservation=0.3):
    relief = ng.Issue("relief", ["none", "full"])
    us = ng.Actor("US", ng.Additive({"relief": {"none": 0.5, "full": 0}}), -0.1)
    dprk = ng.Actor("DPRK", ng.Additive({"relief": {"none": 0, "full": 1}}), reservation)
    return ng.Scenario("a talk", [relief], [us, dprk])


def test_sentences_say_what_closes_and_what_opens_a_deal():
    closed = ng.threshold(sale(1.5), ("DPRK", "reservation"), between=(-1, 2))
    assert closed.sentences == (
        "DPRK: walking away is 1.5; no deal exists there.",
        "A deal appears once it falls to 1: then DPRK would sign relief: full.",
    )
    never = ng.threshold(sale(1.5), ("US", "value", "relief", "none"), between=(-3, 3))
    assert never.sentences == (
        "No value of US: value of relief none between -3 and 3 opens a deal.",
    )
    always = ng.threshold(sale(-9.0), ("DPRK", "weight", "relief"), between=(0, 2), rescale=False)
    assert always.sentences[-1] == "A deal exists at every value between 0 and 2."
    outside = ng.threshold(sale(), ("DPRK", "reservation"), between=(0.5, 2))
    assert "outside the range" in outside.sentences[0]


def test_the_summary_has_the_intervals_and_the_repr_as_well():
    found = ng.threshold(sale(), ("DPRK", "reservation"), between=(-1, 2))
    assert found.intervals == pytest.approx(np.array([[-1.0, 1.0]]))
    assert "deals [-1, 1]" in repr(found)
    assert found.summary().rows[0][:2] == pytest.approx((-1.0, 1.0))


def test_other_weights_keep_their_ratios_where_weights_sum_to_one():
    scenario = random_scenario(3)
    found = ng.threshold(scenario, ("Bo", "weight", "i1"))
    assert found.between == (0.0, pytest.approx(1.0))
    assert any("keep their ratios" in note for note in found.summary().notes)
    plain = ng.threshold(scenario, ("Bo", "weight", "i1"), rescale=False)
    assert plain.lever.partners == ()


# ------------------------------------------------------------------ other numbers uncertain


def unsure(seed=1):
    scenario = random_scenario(seed)
    ann, bo = scenario.actors
    weights = ng.distributions.dirichlet({"i0": 2, "i1": 2, "i2": 2})
    line = ng.RedLine({"i1": "o1"}, probability=0.5)
    ann = replace(ann, reservation=UNIFORM(0.0, 0.6), red_lines=[line])
    return replace(
        scenario, actors=[ann, replace(bo, preferences=replace(bo.preferences, weights=weights))]
    )


@pytest.mark.parametrize(
    ("quantity", "between"),
    [
        (("Ann", "reservation"), (-0.5, 1.0)),
        (("Bo", "reservation"), (-0.5, 1.0)),
        (("Bo", "weight", "i1"), (0.0, 1.0)),
        (("Bo", "value", "i1", "o0"), (-2.0, 2.0)),
    ],
)
def test_the_curve_is_the_share_of_draws_without_a_deal(quantity, between):
    scenario = unsure()
    found = ng.threshold(scenario, quantity, between=between, draws=60, rng=3)
    at = np.linspace(*between, 9) + 1e-4
    at = at[at < between[1]]
    shares, errors = found.no_agreement(at)
    for value, share in zip(at, shares, strict=True):
        empty = 0
        for row in range(60):
            drawn = found.draws.scenario(row)
            told = rewritten(drawn, quantity, float(value), rescale=quantity[1] == "weight")
            empty += not has_deal(told)
        assert share == pytest.approx(empty / 60)
    assert errors == pytest.approx(np.sqrt(shares * (1 - shares) / 60))
    assert shares.max() > shares.min()


def test_a_uniform_walk_away_value_gives_a_straight_curve():
    """A deal exists unless the US walks away: its reservation is uniform, the bound exact."""
    scenario = sale()
    us, dprk = scenario.actors
    scenario = replace(scenario, actors=[replace(us, reservation=UNIFORM(-1, 1)), dprk])
    found = ng.threshold(
        scenario, ("US", "value", "relief", "full"), between=(-1, 1), draws=4000, rng=7
    )
    shares, errors = found.no_agreement([-0.5, 0.0, 0.5])
    assert (np.abs(shares - [0.75, 0.5, 0.25]) < 4 * errors).all()
    assert "4,000 draws" in found.sentences[0]
    with pytest.raises(NotDefinedError, match="no_agreement"):
        found.intervals  # noqa: B018
    still = ng.threshold(scenario, ("US", "value", "relief", "full"), between=(-1, 1), draws=0)
    assert still.intervals.tolist() == [[0.0, 1.0]]


def test_same_seed_same_curve():
    one, other = (ng.threshold(unsure(), ("Ann", "premium"), draws=50, rng=2) for _ in range(2))
    at = np.linspace(*one.between, 7)
    assert np.array_equal(one.no_agreement(at)[0], other.no_agreement(at)[0])


# ------------------------------------------------------------------ phase maps


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Ann", "reservation"), ("Bo", "reservation")),
        (("Ann", "weight", "i0"), ("Bo", "premium")),
        (("Ann", "weight", "i0"), ("Ann", "weight", "i1")),
        (("Ann", "weight", "i0"), ("Ann", "value", "i0", "o0")),
    ],
)
@pytest.mark.parametrize("concept", [None, "nash"])
def test_every_cell_of_a_map_is_the_scenario_written_anew(first, second, concept):
    spans, empty = ((0.013, 1.61), (0.017, 1.63)), []
    for seed in range(3):
        scenario = random_scenario(seed)
        found = ng.phase_map(
            scenario, first, second, concept, between=spans, steps=5, rescale=False
        )
        for column, x in enumerate(found.x):
            for row, y in enumerate(found.y):
                told = rewritten(rewritten(scenario, first, float(x)), second, float(y))
                empty.append(not has_deal(told))
                assert found.no_agreement[column, row] == empty[-1]
                if concept:
                    answer = ng.solve(told, concept)
                    chosen = int(answer.indices[0]) if answer.agreement else -1
                    assert found.selected[column, row] == chosen
        assert found.draws == 0
    assert len(set(empty)) == 2


def test_a_map_over_draws_looks_at_the_same_draws_in_every_cell():
    scenario = unsure()
    between = ((-0.4, 0.8), (-0.4, 0.8))
    found = ng.phase_map(
        scenario,
        ("Ann", "reservation"),
        ("Bo", "reservation"),
        between=between,
        steps=4,
        draws=40,
        rng=1,
    )
    assert found.draws == 40
    share = found.no_agreement
    assert found.error == pytest.approx(np.sqrt(share * (1 - share) / 40))
    assert 0.0 < share.mean() < 1.0
    assert (np.diff(found.no_agreement, axis=0) >= 0).all()
    assert (np.diff(found.no_agreement, axis=1) >= 0).all()
    curve = ng.threshold(
        replace(
            scenario,
            actors=[scenario.actors[0], replace(scenario.actors[1], reservation=float(found.y[2]))],
        ),
        ("Ann", "reservation"),
        between=between[0],
        draws=4000,
        rng=2,
    )
    shares, errors = curve.no_agreement(found.x)
    together = 5 * np.hypot(errors, found.error[:, 2]) + 0.02
    assert (np.abs(found.no_agreement[:, 2] - shares) <= together).all()


def test_a_cap_is_looked_at_step_by_step_in_a_map_and_refused_by_thresholds():
    scenario = sale()
    us, dprk = scenario.actors
    capped = replace(us, preferences=replace(us.preferences, cap=0.2), reservation=0.1)
    scenario = replace(scenario, actors=[capped, dprk])
    with pytest.raises(NotDefinedError, match="cap"):
        ng.threshold(scenario, ("US", "value", "relief", "full"))
    found = ng.phase_map(
        scenario,
        ("US", "value", "relief", "full"),
        ("US", "reservation"),
        between=((0.0, 1.0), (0.01, 0.41)),
        steps=5,
    )
    expected = [[0.0 if min(x, 0.2) >= y else 1.0 for y in found.y] for x in found.x]
    assert found.no_agreement.tolist() == expected


def test_summaries_of_maps_name_the_regions_and_the_own_point():
    found = ng.phase_map(
        sale(),
        ("DPRK", "reservation"),
        ("US", "reservation"),
        "nash",
        between=((0, 2), (-1, 1)),
        steps=9,
    )
    text = str(found.summary())
    assert "relief: full" in text
    assert "no agreement" in text
    assert "DPRK: walking away 0.3, US: walking away -0.1" in text
    assert found.here == (0.3, -0.1)
    far = ng.phase_map(
        sale(), ("DPRK", "reservation"), ("US", "reservation"), between=((1, 2), None)
    )
    assert "outside the map" in str(far.summary())


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("quantity", "extra", "error", "said"),
    [
        (("Cy", "reservation"), {}, UnknownNameError, "Cy"),
        (("US", "weight", "money"), {}, UnknownNameError, "money"),
        (("US", "value", "relief", "half"), {}, UnknownNameError, "half"),
        (("US", "wait", "relief"), {}, UnknownNameError, "weight"),
        (("US", "weight"), {}, InvalidTypeError, "3 words"),
        ("US", {}, InvalidTypeError, "named by"),
        (("US", "power"), {}, NotDefinedError, "does not depend"),
        (("US", "reservation"), {"between": (1, 1)}, InvalidValueError, "lower to a higher"),
        (("US", "reservation"), {"between": (0, np.nan)}, InvalidValueError, "finite"),
        (("US", "reservation"), {"between": 3}, InvalidTypeError, "low, high"),
        (("US", "weight", "relief"), {"between": (-1, 1)}, InvalidValueError, "not negative"),
        (("US", "reservation"), {"draws": -1}, InvalidValueError, "whole number"),
    ],
)
def test_what_is_no_number_of_the_scenario_is_refused(quantity, extra, error, said):
    with pytest.raises(error, match=said):
        ng.threshold(sale(), quantity, **extra)


def test_maps_of_one_number_or_of_one_step_are_refused():
    one = ("US", "reservation")
    with pytest.raises(InvalidValueError, match="two different"):
        ng.phase_map(sale(), one, one)
    with pytest.raises(InvalidValueError, match="at least 2"):
        ng.phase_map(sale(), one, ("DPRK", "reservation"), steps=1)
    with pytest.raises(InvalidValueError, match="range for each"):
        ng.phase_map(sale(), one, ("DPRK", "reservation"), between=3)


def test_a_reservation_that_is_an_outcome_points_to_the_premium():
    scenario = sale()
    us, dprk = scenario.actors
    scenario = replace(scenario, actors=[us, replace(dprk, reservation={"relief": "none"})])
    with pytest.raises(NotDefinedError, match="premium"):
        ng.threshold(scenario, ("DPRK", "reservation"))
    found = ng.threshold(scenario, ("DPRK", "premium"), between=(0, 2))
    assert found.intervals.tolist() == [[0.0, 1.0]]
