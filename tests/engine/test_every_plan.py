"""All plans on many terms at once: the same frontiers as by dynamic programming, one by one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.engine.roadmaps import _every_plan
from negotiation.engine.roadmaps._every_plan import every_frontier, few_plans
from negotiation.engine.roadmaps._model import RoadMapModel
from negotiation.engine.roadmaps._terms import terms_of
from negotiation.engine.roadmaps.frontier import frontier_of


def instance(seed, actors=2, measures=4):
    """Return random measures in round numbers, so that ties and knife edges are met."""
    draw = np.random.default_rng(seed)
    names = "ABC"[:actors]
    out = []
    for place in range(measures):
        owner = names[place % actors]
        benefits = {other: float(draw.integers(-1, 6)) for other in names if other != owner}
        needs = [out[place - actors].name] if place >= actors and draw.random() < 0.3 else []
        flag = bool(draw.random() < 0.5)
        cost = float(draw.integers(0, 4))
        out.append(ng.Measure(f"m{place}", owner, cost, benefits, reversible=flag, needs=needs))
    return RoadMapModel(out)


def grid(model, **ways):
    cells = itertools.product([0.3, 0.6, 0.8, 0.9], [0.0, 0.1, 0.4])
    return [terms_of(model.actors, d, hazard=h, **ways) for d, h in cells]


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    actors=st.integers(2, 3),
    pauses=st.booleans(),
    order=st.sampled_from(["simultaneous", "sequential"]),
    stages=st.integers(0, 5),
    bond=st.sampled_from([0.0, 2.0]),
)
def test_the_same_frontier_as_one_by_one(seed, actors, pauses, order, stages, bond):
    model = instance(seed, actors)
    terms = grid(model, bonds=bond)
    ways = {"stages": stages, "pauses": pauses, "order": order}
    plans = few_plans(model, terms[0], stages, pauses, order)
    assert plans > 0
    found = list(every_frontier(model, terms, plans=plans, **ways))
    assert len(found) == len(terms)
    for each, one in zip(terms, found, strict=True):
        other = frontier_of(model, each, **ways)
        assert one.values.shape == other.values.shape
        assert one.values == pytest.approx(other.values, rel=1e-12, abs=1e-12)
        assert one.terms is each
        for place, road in enumerate(one.maps):
            assert road.appraisal.holds
            assert road.values == pytest.approx(one.values[place], rel=1e-12, abs=1e-12)
            assert len(road.stages) <= stages


def test_terms_in_batches_of_any_size(monkeypatch):
    model = instance(7, measures=5)
    terms = grid(model)
    ways = {"stages": 5, "pauses": True, "order": "simultaneous"}
    plans = few_plans(model, terms[0], 5, True, "simultaneous")
    whole = [each.values.tolist() for each in every_frontier(model, terms, plans=plans, **ways)]
    for size in (1, 5 * plans * 2):
        monkeypatch.setattr(_every_plan, "_NUMBERS", size)
        parts = [each.values.tolist() for each in every_frontier(model, terms, plans=plans, **ways)]
        assert parts == whole


@pytest.mark.parametrize(("pauses", "order"), itertools.product([True, False], ["simultaneous"]))
@pytest.mark.parametrize("stages", [0, 1, 2, 3])
def test_plans_are_counted(pauses, order, stages):
    """From every state, each way to go on once: a stage per measure, or never."""
    model = RoadMapModel([ng.Measure(name, "A", 1, {"B": 2}) for name in "abc"])
    count = 0
    for start in itertools.product([0, 1], repeat=3):
        free = start.count(0)
        seen = set()
        for when in itertools.product(range(stages + 1), repeat=free):
            used = sorted({stage for stage in when if stage < stages})
            if not pauses and used != list(range(len(used))):
                continue
            seen.add(when)
        count += len(seen)
    terms = terms_of(model.actors, 0.9)
    assert few_plans(model, terms, stages, pauses, order) == count


def test_what_is_left_to_dynamic_programming():
    model = instance(1)
    assert few_plans(model, terms_of(model.actors, 0.9, lag=2), 3, True, "simultaneous") == 0
    large = instance(1, measures=9)
    assert few_plans(large, terms_of(large.actors, 0.9), 1, True, "simultaneous") == 0
    seven = instance(1, measures=7)
    assert few_plans(seven, terms_of(seven.actors, 0.9), 7, True, "simultaneous") == 0
    parts = RoadMapModel([ng.Measure("a", "A", 1, {"B": 3}, divisible=True)])
    assert few_plans(parts, terms_of(parts.actors, 0.9), 3, True, "simultaneous") == 0


@pytest.mark.parametrize("objective", ["nash", "egalitarian", "utilitarian"])
def test_a_region_is_the_same_either_way(monkeypatch, objective):
    measures = instance(3, measures=5).measures
    ways = {"patience": [0.5, 0.7, 0.8, 0.9], "hazard": [0.0, 0.1, 0.3], "objective": objective}
    fast = ng.roadmap_region(measures, **ways)
    monkeypatch.setattr(_every_plan, "MOST_PLANS", 0)
    slow = ng.roadmap_region(measures, **ways)
    assert fast.values == pytest.approx(slow.values, rel=1e-12, abs=1e-12)
    sizes = [[len(s.packages[k]) for k in s.reached.ravel()] for s in (fast, slow)]
    assert sizes[0] == sizes[1]


@pytest.mark.parametrize("pauses", [True, False])
def test_no_plan_is_made_twice(pauses):
    """Where everything holds, the tree has a node for every plan that is gone on with."""
    gifts = RoadMapModel([ng.Measure(name, "A", 0, {"B": 1}) for name in "abc"])
    terms = terms_of(gifts.actors, 0.9)
    ways = {"pauses": pauses, "order": "simultaneous"}
    plans = few_plans(gifts, terms, 3, **ways)
    (found,) = every_frontier(gifts, [terms], stages=3, plans=plans, **ways)
    assert found.diagnostics["plans"] == few_plans(gifts, terms, 2, **ways)
