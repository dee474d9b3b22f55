"""What the best road map leads to, cell by cell."""

from __future__ import annotations

import numpy as np
import pytest

import negotiation as ng
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    UnknownNameError,
)

INSPECTIONS = ng.Measure("inspections", "North", 1, {"South": 4}, reversible=True)
DISMANTLING = ng.Measure("dismantling", "North", 3, {"South": 5})
RELIEF = ng.Measure("relief", "South", 1, {"North": 6}, reversible=True)
THREE = [INSPECTIONS, DISMANTLING, RELIEF]


def six(cases):
    given = cases["RM10_sim_0.82_0"]["inputs"]["measures"]
    other = {"DPRK": "US", "US": "DPRK"}
    return [
        ng.Measure(
            each["name"],
            each["owner"],
            each["cost_to_owner"],
            {other[each["owner"]]: each["benefit_to_other"]},
            reversible=not each["irreversible"],
        )
        for each in given
    ]


@pytest.mark.parametrize("objective", ["nash", "egalitarian", {"North": 1.0, "South": 2.0}])
@pytest.mark.parametrize("pauses", [True, False])
def test_every_cell_is_the_best_map_there(objective, pauses):
    patience, hazard = [0.2, 0.7, 0.75, 0.9], [0.0, 0.1, 0.4]
    region = ng.roadmap_region(
        THREE, patience=patience, hazard=hazard, objective=objective, pauses=pauses
    )
    for i, j in np.ndindex(4, 3):
        road = ng.roadmap(
            THREE, patience=patience[i], hazard=hazard[j], objective=objective, pauses=pauses
        )
        assert region.maps[region.chosen[i, j]] == road.stages
        assert region.values[i, j].tolist() == road.values.tolist()
        again = region.map(i, j)
        assert again.stages == road.stages
        assert again.status == road.status
        assert again.values.tolist() == road.values.tolist()
        assert again.terms.hazard == hazard[j]
        assert again.objective == road.objective == region.objective
        taken = {name for stage in road.stages for name in stage}
        assert set(region.packages[region.reached[i, j]]) == taken


def test_other_terms_are_passed_on():
    ways = {"lag": 2, "bonds": {"North": 0.0, "South": 3.0}, "stages": 2, "order": "sequential"}
    region = ng.roadmap_region(THREE, patience=[0.8, 0.9], hazard=[0.0, 0.1], **ways)
    plain = ng.roadmap_region(THREE, patience=[0.8, 0.9], hazard=[0.0, 0.1])
    assert region.values.tolist() != plain.values.tolist()
    for i, j in np.ndindex(2, 2):
        road = ng.roadmap(THREE, patience=region.patience[i], hazard=region.hazard[j], **ways)
        again = region.map(i, j)
        assert again.stages == road.stages
        assert again.slack.tolist() == road.slack.tolist()
        assert again.terms.lag == 2
        assert again.terms.bonds.tolist() == [0.0, 3.0]


def test_the_big_deal_shrinks_to_a_freeze(cases):
    region = ng.roadmap_region(
        six(cases), patience=[0.92], hazard=[0.0, 0.04, 0.1, 0.16, 0.3], pauses=True
    )
    names = [region.words(region.packages[place]) for place in region.reached[0]]
    assert names == ["everything", "everything but Y", "everything but E", "I + P + F", "I + P"]
    assert [region.reversible(region.packages[k]) for k in region.reached[0]] == [False] * 3 + [
        True
    ] * 2
    sizes = [len(region.packages[place]) for place in region.reached[0]]
    assert sizes == sorted(sizes, reverse=True)


def test_without_collateral_there_is_nothing_anywhere():
    bare = [ng.Measure("a", "A", 1, {"B": 3}), ng.Measure("b", "B", 1, {"A": 3})]
    region = ng.roadmap_region(bare)
    assert region.patience.tolist()[0::24] == [0.5, 0.98]
    assert region.hazard.tolist()[0::15] == [0.0, 0.3]
    assert region.packages == ((),)
    assert region.words(()) == "nothing"
    assert region.map(3, 3).status == "disagreement"
    (row,) = region.summary().rows
    assert row == ("nothing", "", 400, "0.5 to 0.98", "0 to 0.3")
    assert repr(region) == "<RoadMapRegion: 25 × 16 cells, 1 package>"


def test_grids_are_put_in_order():
    region = ng.roadmap_region(THREE, patience=[0.9, 0.2, 0.9], hazard=0.0)
    assert region.patience.tolist() == [0.2, 0.9]
    assert region.hazard.tolist() == [0.0]
    assert region.reached.tolist() == [[1], [0]]
    assert region.actors == ("North", "South")
    with pytest.raises(ValueError, match="read-only"):
        region.values[0, 0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        region.reached[0, 0] = 1


def test_the_summary_says_where(cases):
    region = ng.roadmap_region(THREE, patience=[0.2, 0.7, 0.9], hazard=[0.0, 0.2, 0.4])
    table = region.summary()
    assert table.rows == (
        ("everything", "no", 2, "0.7 to 0.9", "0 to 0"),
        ("inspections + relief", "yes", 4, "0.7 to 0.9", "0.2 to 0.4"),
        ("nothing", "", 3, "0.2 to 0.2", "0 to 0.4"),
    )
    assert table.notes[0].startswith("9 cells: 3 values of patience")
    assert "<table" in region._repr_html_()
    assert repr(region) == "<RoadMapRegion: 3 × 3 cells, 3 packages>"


def test_packages_of_one_size_come_in_the_order_of_measures(cases):
    region = ng.roadmap_region(six(cases), patience=[0.9], hazard=[0.02, 0.06], pauses=False)
    assert [len(each) for each in region.packages] == [5, 5]
    assert "E" not in region.packages[0]
    assert "Y" not in region.packages[1]


@pytest.fixture
def scenario():
    issues = [
        ng.Issue("sites", ["none", "freeze", "dismantle"], conceded_by="A", reversible=("freeze",)),
        ng.Issue("relief", ["none", "some", "full"], conceded_by="B"),
    ]
    one = ng.Additive(
        {
            "sites": {"none": 0, "freeze": -1, "dismantle": -3},
            "relief": {"none": 0, "some": 3, "full": 5},
        }
    )
    two = ng.Additive(
        {
            "sites": {"none": 0, "freeze": 3, "dismantle": 6},
            "relief": {"none": 0, "some": -1, "full": -2},
        }
    )
    start = {"sites": "none", "relief": "none"}
    actors = [ng.Actor("A", one), ng.Actor("B", two)]
    return ng.Scenario("a small summit", issues, actors, status_quo=start)


def test_a_scenario_and_a_target(scenario):
    region = ng.roadmap_region(scenario, patience=[0.3, 0.6, 0.9], hazard=[0.0, 0.3])
    assert region.title == "a small summit"
    for i, j in np.ndindex(3, 2):
        road = ng.roadmap(scenario, patience=region.patience[i], hazard=region.hazard[j])
        assert region.map(i, j).stages == road.stages
    freeze = ("sites: freeze", "relief: some", "relief: full")
    assert region.words(freeze) == "everything but sites: dismantle"
    assert region.words(freeze[::2]) == "sites: freeze + relief: full"
    target = {"sites": "freeze", "relief": "some"}
    part = ng.roadmap_region(scenario, target=target, patience=[0.1, 0.9], hazard=[0.0])
    assert [part.words(part.packages[k]) for k in part.reached[:, 0]] == ["nothing", "everything"]
    still = ng.roadmap_region(scenario, target=scenario.status_quo, patience=[0.9], hazard=[0.0])
    assert still.packages == ((),)


def test_levels_are_told_by_the_highest_and_gaps_by_the_lowest():
    chain = [
        ng.Measure("freeze", "A", 1, {"B": 3}, reversible=True),
        ng.Measure("part", "A", 1, {"B": 3}, needs=["freeze"]),
        ng.Measure("all", "A", 9, {"B": 1}, needs=["part"]),
        ng.Measure("relief", "B", 1, {"A": 3}, reversible=True),
        ng.Measure("loans", "B", 1, {"A": 3}, reversible=True),
        ng.Measure("trade", "B", 1, {"A": 3}, reversible=True),
    ]
    region = ng.roadmap_region(chain, patience=[0.9], hazard=[0.0])
    assert region.words(("freeze", "part", "relief")) == "part + relief"
    most = ("freeze", "relief", "loans", "trade")
    assert region.words(most) == "everything but part"


@pytest.mark.parametrize(
    ("given", "error", "told"),
    [
        ({"patience": []}, InvalidValueError, "patience needs at least one value"),
        ({"hazard": []}, InvalidValueError, "hazard needs at least one value"),
        ({"patience": [0.5, 1.0]}, InvalidValueError, "strictly between 0"),
        ({"patience": [0.0, 0.5]}, InvalidValueError, "strictly between 0"),
        ({"hazard": [0.1, 1.0]}, InvalidValueError, "below 1"),
        ({"hazard": [-0.1]}, InvalidValueError, "at least 0"),
        ({"patience": [0.5, float("nan")]}, InvalidValueError, "patience"),
        ({"patience": ["high"]}, InvalidTypeError, "patience"),
        ({"patience": [[0.5, 0.6]]}, InvalidValueError, "axes"),
        ({"objective": "nosh"}, UnknownNameError, "nash"),
        ({"lag": 0}, InvalidValueError, "lag"),
    ],
)
def test_what_cannot_be_asked(given, error, told):
    with pytest.raises(error, match=told):
        ng.roadmap_region(THREE, **{"patience": [0.5], "hazard": [0.0], **given})


def test_divisible_measures_have_no_region():
    parts = [RELIEF, ng.Measure("arms", "North", 1, {"South": 3}, divisible=True)]
    with pytest.raises(NotDefinedError, match=r"arms.*in part"):
        ng.roadmap_region(parts)


def test_scales_do_not_matter():
    """Payoffs in other units, each actor's in its own, lead to the same regions."""
    grid = {"patience": [0.2, 0.7, 0.75, 0.9], "hazard": [0.0, 0.1, 0.4]}
    plain = ng.roadmap_region(THREE, **grid)
    unit = {"North": 1e12, "South": 1e-12}
    scaled = [
        ng.Measure(
            each.name,
            each.owner,
            each.cost * unit[each.owner],
            {who: worth * unit[who] for who, worth in each.benefits.items()},
            reversible=each.reversible,
        )
        for each in THREE
    ]
    region = ng.roadmap_region(scaled, **grid)
    assert region.reached.tolist() == plain.reached.tolist()


def test_a_target_is_reached_where_some_map_that_holds_leads_to_it(cases):
    """Where the best map of all stops short, a target asks for the best of those that do not."""
    measures = six(cases)
    names = [each.name for each in measures]
    grid = {"patience": [0.88, 0.92], "hazard": [0.02, 0.3]}
    free = ng.roadmap_region(measures, **grid)
    bound = ng.roadmap_region(measures, target=names, **grid)
    for i, j in np.ndindex(2, 2):
        terms = {"patience": grid["patience"][i], "hazard": grid["hazard"][j]}
        road = ng.roadmap(measures, target=names, **terms)
        assert bound.values[i, j].tolist() == road.values.tolist()
    reached = [
        [region.words(region.packages[k]) for k in region.reached[1]] for region in (free, bound)
    ]
    assert reached == [["everything but Y", "I + P"], ["everything", "I + P"]]
