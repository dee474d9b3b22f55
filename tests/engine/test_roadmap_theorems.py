"""What is proven about self-enforcing road maps, on random instances and by several algorithms."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.engine.axiomatic._hull import Hull
from negotiation.engine.roadmaps._divisible import best_divisible
from negotiation.engine.roadmaps._model import Appraisal, RoadMapModel
from negotiation.engine.roadmaps._terms import terms_of
from tests.engine.catch_up import catch_up_slack
from tests.engine.flow_simulation import simulate

SEEDS = st.integers(0, 10**6)


def close(actual, expected, tolerance):
    expected = np.asarray(expected, dtype=float)
    assert np.shape(actual) == expected.shape
    assert (np.abs(actual - expected) <= tolerance * np.maximum(1, np.abs(expected))).all()


def of_case(case, irreversible):
    return [
        ng.Measure(
            each["name"],
            each["owner"],
            each["cost_to_owner"],
            {"US" if each["owner"] == "DPRK" else "DPRK": each["benefit_to_other"]},
            reversible=each["name"] not in irreversible,
        )
        for each in case["inputs"]["measures"]
    ]


def random_measures(rng, count, actors=2, reversible=0.5, divisible=False):
    names = "ABC"[:actors]
    return [
        ng.Measure(
            f"m{place}",
            names[place % actors],
            float(rng.uniform(0.1, 2)),
            {
                name: float(rng.uniform(0.2, 4) / (actors - 1))
                for name in names
                if name != names[place % actors]
            },
            reversible=bool(rng.random() < reversible),
            divisible=divisible,
        )
        for place in range(count)
    ]


def changed(measures, **fields):
    return [dataclasses.replace(each, **fields) for each in measures]


# ------------------------------------------------------------------ 1. unravelling


def test_the_case_of_unravelling(cases):
    case = cases["RM06"]
    measures = [
        ng.Measure(f"{owner}{place}", owner, 1, {other: 3})
        for owner, other in (("A", "B"), ("B", "A"))
        for place in (1, 2)
    ]
    found = ng.roadmap_frontier(measures, patience=case["inputs"]["delta"])
    close(np.asarray(found), case["expected"]["frontier"], case["tolerance"])
    answer = ng.roadmap(measures, patience=case["inputs"]["delta"])
    assert answer.status == "disagreement"
    assert answer.stages == ()


@given(SEEDS)
@settings(max_examples=40)
def test_without_anything_reversible_only_the_status_quo_holds(seed):
    rng = np.random.default_rng(seed)
    actors = int(rng.integers(2, 4))
    measures = random_measures(rng, int(rng.integers(2, 6)), actors, reversible=0.0)
    patience = list(rng.uniform(0.3, 0.99, actors))
    found = ng.roadmap_frontier(measures, patience=patience, pauses=bool(rng.integers(2)))
    assert np.asarray(found).tolist() == [[0.0] * actors]
    model = RoadMapModel(tuple(changed(measures, divisible=True)))
    terms = terms_of(model.actors, patience)
    for objective in ("utilitarian", "nash", "egalitarian"):
        path, _ = best_divisible(model, terms, objective, int(rng.integers(1, 30)))
        assert path.shape == (1, len(measures))


# ------------------------------------------------------------------ 2. two-sided collateral


def test_who_must_keep_something_reversible(cases):
    case = cases["RM21"]
    for name, irreversible in case["inputs"]["irreversible"].items():
        measures = of_case(case, irreversible)
        expected = case["expected"][name]
        found = ng.roadmap_frontier(measures, patience=case["inputs"]["delta"], pauses=False)
        values = np.asarray(found)
        assert len(values) == expected["n_pareto"]
        close(values.sum(axis=1).max(), expected["best_joint"], case["tolerance"])
        answer = ng.roadmap(measures, patience=case["inputs"]["delta"], pauses=False)
        close(answer.values, expected["nash_value"], case["tolerance"])
        # The same in parts: never worth less, and nothing where there is nothing in whole.
        parts = ng.roadmap(
            changed(measures, divisible=True),
            patience=case["inputs"]["delta"],
            objective="utilitarian",
            stages=6,
        )
        assert parts.values.sum() >= expected["best_joint"] - 1e-7
        if expected["best_joint"] == 0:
            assert parts.status == "disagreement"


@given(SEEDS, st.booleans())
@settings(max_examples=40)
def test_both_sides_must_keep_something_reversible(seed, first):
    rng = np.random.default_rng(seed)
    measures = random_measures(rng, int(rng.integers(2, 6)), reversible=0.6)
    rigid = "A" if first else "B"
    measures = [
        dataclasses.replace(each, reversible=each.reversible and each.owner != rigid)
        for each in measures
    ]
    patience = list(rng.uniform(0.3, 0.99, 2))
    found = ng.roadmap_frontier(measures, patience=patience)
    assert np.asarray(found).tolist() == [[0.0, 0.0]]
    model = RoadMapModel(tuple(changed(measures, divisible=True)))
    path, _ = best_divisible(model, terms_of(model.actors, patience), "utilitarian", 20)
    assert path.shape == (1, len(measures))


def test_collateral_on_both_sides_is_often_enough():
    rng = np.random.default_rng(0)
    hold = 0
    for _ in range(20):
        measures = random_measures(rng, 4, reversible=0.0)
        measures[:2] = changed(measures[:2], reversible=True)
        hold += len(np.asarray(ng.roadmap_frontier(measures, patience=0.9))) > 1
    assert hold >= 8


# ------------------------------------------------------------------ 3. effective costs


@given(SEEDS)
@settings(max_examples=25)
def test_the_programme_attains_the_bound_and_no_more(seed):
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 6))
    measures = random_measures(rng, count, reversible=0.0, divisible=True)
    d = rng.uniform(0.4, 0.95, 2)
    benefits = [
        [each.benefits["AB"[own]] for each in measures if each.owner != "AB"[own]] for own in (0, 1)
    ]
    costs = [[each.cost for each in measures if each.owner == "AB"[own]] for own in (0, 1)]
    theory = ng.gradual_exchange(benefits, costs, patience=list(d))
    hull = Hull.of(theory.problem)
    weights = rng.uniform(0.2, 1, 2)
    best = float(weights @ hull.maximise(weights))
    model = RoadMapModel(tuple(measures))
    path, notes = best_divisible(model, terms_of(model.actors, list(d)), weights)
    assume("left_out" not in notes)
    values = Appraisal(model, path, terms_of(model.actors, list(d))).values[0]
    assert weights @ values == pytest.approx(best, abs=1e-7)
    final = path[-1]
    assert (values <= model.received(final) - model.spent(final) / d + 1e-7).all()
    nash, notes = best_divisible(model, terms_of(model.actors, list(d)), "nash")
    assume("left_out" not in notes)
    values = Appraisal(model, nash, terms_of(model.actors, list(d))).values[0]
    assert values == pytest.approx(theory.values, abs=1e-6)


@given(SEEDS)
@settings(max_examples=15)
def test_the_bound_holds_for_three_actors(seed):
    rng = np.random.default_rng(seed)
    measures = random_measures(rng, int(rng.integers(3, 6)), 3, reversible=0.0, divisible=True)
    model = RoadMapModel(tuple(measures))
    terms = terms_of(model.actors, list(rng.uniform(0.5, 0.95, 3)))
    path, notes = best_divisible(model, terms, "utilitarian")
    values = Appraisal(model, path, terms).values[0]
    final = path[-1]
    bound = model.received(final) - model.spent(final) / terms.lasting
    assert (values <= bound + 1e-6).all()
    assert notes["holds"]


# ------------------------------------------------------------------ 4. catching up


@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95), st.floats(0.4, 0.95), st.floats(0.4, 0.95))
def test_the_binding_path_is_just_worth_catching_up_with(q1, q2, d1, d2):
    b, d = np.array([3.0, 2.0]), np.array([d1, d2])
    c = np.array([q1, q2]) * d * b
    found = ng.gradual_exchange(list(b), list(c), patience=list(d), target=[1, 1])
    steps = found.steps(400)
    assume(found.path(400)[-1].min() > 1 - 1e-9)
    slack = catch_up_slack(c * steps, b * steps[:, ::-1], d)
    assert np.abs(slack[:20]).max() <= 1e-7
    # Any first step that is larger, the rest being the same, is put off.
    larger = steps.copy()
    larger[0] *= 1.01
    assert (catch_up_slack(c * larger, b * larger[:, ::-1], d)[0] < -1e-12).all()


# ------------------------------------------------------------------ 5. staircase


@given(SEEDS)
@settings(max_examples=40)
def test_a_staircase_holds_and_nothing_larger_does(seed):
    rng = np.random.default_rng(seed)
    b, c = rng.uniform(1, 4, 2), rng.uniform(0.5, 1.5, 2)
    g, d = rng.uniform(0.2, 1, 2), rng.uniform(0.5, 0.95, 2)
    k = d * g * rng.uniform(0.2, 0.9, 2)
    hazard = float(rng.choice([0.0, 0.1]))
    k = k * (1 - hazard)
    stairs = ng.staircase(
        list(b),
        list(c),
        collateral_benefits=list(g),
        collateral_costs=list(k),
        patience=list(d),
        hazard=hazard,
    )
    size = stairs.totals[-1].max() * 1.1
    measures = [
        ng.Measure(name, owner, price, {other: worth}, reversible=back, divisible=True)
        for own, (owner, other) in enumerate((("A", "B"), ("B", "A")))
        for name, price, worth, back in (
            (f"trade {owner}", size * c[own], size * b[1 - own], False),
            (f"collateral {owner}", k[own], g[1 - own], True),
        )
    ]

    def slack(steps):
        path = np.ones((len(steps) + 1, 4))
        path[0] = 0
        path[1:, [0, 2]] = np.cumsum(steps, axis=0) / size
        values, breaches = simulate(measures, ("A", "B"), path, d, hazard=hazard, periods=800)
        return values - breaches

    steps = stairs.steps[::-1].copy()
    # The last row is the state at the end: there the collateral alone decides.
    assert np.abs(slack(steps)[:-1]).max() <= 1e-8 * size * max(b.max(), c.max())
    place, own = int(rng.integers(len(steps))), int(rng.integers(2))
    steps[place, own] *= 1.01
    assert slack(steps)[place, own] < -1e-6 * steps[place, own]


# ------------------------------------------------------------------ 6. pauses


@given(SEEDS)
@settings(max_examples=30)
def test_pauses_never_hurt(seed):
    rng = np.random.default_rng(seed)
    measures = random_measures(rng, int(rng.integers(2, 5)))
    patience = list(rng.uniform(0.5, 0.95, 2))
    without = np.asarray(ng.roadmap_frontier(measures, patience=patience, pauses=False))
    allowed = np.asarray(ng.roadmap_frontier(measures, patience=patience, pauses=True))
    for point in without:
        assert (allowed >= point - 1e-7).all(axis=1).any()


# ------------------------------------------------------------------ hostages and lags


def test_the_steady_state_with_late_discovery(cases):
    case = cases["RM08"]
    gain, cost = case["inputs"]["rev_benefit"], case["inputs"]["rev_cost"]
    for kind in ({}, {"divisible": True}):
        measures = [
            ng.Measure("a", "A", cost, {"B": gain}, reversible=True, **kind),
            ng.Measure("b", "B", cost, {"A": gain}, reversible=True, **kind),
        ]
        for lag, least in zip(case["inputs"]["lags"], case["expected"]["delta_min"], strict=True):
            at = ng.roadmap(measures, patience=least + 1e-7, lag=lag)
            assert at.status == "ok"
            below = ng.roadmap(measures, patience=least - 1e-6, lag=lag)
            assert below.status == "disagreement"


# ------------------------------------------------------------------ algorithms agree


@given(SEEDS)
@settings(max_examples=25)
def test_parts_are_worth_at_least_as_much_as_wholes(seed):
    rng = np.random.default_rng(seed)
    measures = random_measures(rng, int(rng.integers(2, 5)), reversible=0.6)
    patience = list(rng.uniform(0.5, 0.95, 2))
    hazard = float(rng.choice([0.0, 0.1]))
    lag = int(rng.choice([1, 2]))
    stages = len(measures)
    terms = {"patience": patience, "hazard": hazard, "stages": stages}
    whole = np.asarray(ng.roadmap_frontier(measures, lag=lag, **terms))
    parts = changed(measures, divisible=True)
    for weights in ([1.0, 1.0], [1.0, 3.0]):
        answer = ng.roadmap(
            parts, objective=dict(zip("AB", weights, strict=True)), lag=lag, **terms
        )
        best = float((whole @ weights).max())
        assert answer.values @ weights >= best - 1e-7
        if np.isin(answer.path, (0.0, 1.0)).all():
            assert answer.values @ weights == pytest.approx(best, abs=1e-7)
    level = ng.roadmap(parts, objective="egalitarian", lag=lag, **terms)
    assert level.values.min() >= whole.min(axis=1).max() - 1e-7
    product = ng.roadmap(parts, objective="nash", lag=lag, **terms)
    assert product.values.prod() >= whole.prod(axis=1).max() - 1e-6


@pytest.mark.parametrize("seed", range(8))
def test_all_three_programmes_agree_where_they_overlap(seed):
    rng = np.random.default_rng(seed)
    measures = random_measures(rng, 4, reversible=0.6)
    patience = list(rng.uniform(0.6, 0.95, 2))
    terms = {"patience": patience, "stages": 4}
    for objective in ("utilitarian", "egalitarian", "nash", {"A": 1.0, "B": 2.0}):
        table = ng.roadmap(measures, objective=objective, method="pareto", **terms)
        whole = ng.roadmap(measures, objective=objective, method="milp", **terms)
        assert whole.values == pytest.approx(table.values, abs=1e-6)
        # Continuous levels in the integer programme are the linear programme.  A measure that
        # nobody wants keeps it an integer programme.
        parts = changed(measures, divisible=True)
        idle = ng.Measure("idle", "A", 1, {})
        linear = ng.roadmap(
            [*parts, *changed([idle], divisible=True)], objective=objective, **terms
        )
        mixed = ng.roadmap([*parts, idle], objective=objective, **terms)
        assert (linear.method, mixed.method) == ("lp", "milp")
        assert mixed.values == pytest.approx(linear.values, abs=1e-4)
