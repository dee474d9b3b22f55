"""A road map as a picture: every box, line and number is what holds in the map."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

import negotiation as ng
from negotiation.errors import InvalidTypeError
from negotiation.plotting._road_lanes import BROKEN

MEASURES = [
    ng.Measure("Y", "DPRK", 3, {"US": 5}),
    ng.Measure("E", "DPRK", 6, {"US": 10}),
    ng.Measure("I", "DPRK", 1, {"US": 4}, reversible=True),
    ng.Measure("P", "US", 1, {"DPRK": 5}, reversible=True),
    ng.Measure("F", "US", 2, {"DPRK": 6}, reversible=True),
    ng.Measure("L", "US", 1, {"DPRK": 2}),
]


def checked(*stages, **terms):
    stages = [list(stage) for stage in stages]
    return ng.check_roadmap(MEASURES, stages, **{"patience": 0.82, **terms})


def box_of(parts, ax, name):
    (box,) = parts(ax, f"measure {name}")
    return box


def left_of(box):
    return float(box.get_xy()[:, 0].min())


@pytest.fixture
def best():
    return ng.roadmap(MEASURES, patience=0.82, pauses=False)


def test_boxes_begin_with_their_stage_and_last(best, parts):
    ax = ng.plotting.roadmap(best)
    right = ax.get_xlim()[1]
    for name, stage in {"I": 1, "P": 1, "F": 1, "L": 1, "Y": 2, "E": 3}.items():
        box = box_of(parts, ax, name)
        assert round(left_of(box) + 0.5) == stage - 1
        assert float(box.get_xy()[:, 0].max()) == right == 3.5
        heights = box.get_xy()[:, 1]
        assert np.ptp(heights) == pytest.approx(0.82)
    lows = [float(box_of(parts, ax, name).get_xy()[:, 1].min()) for name in "IYE"]
    assert lows == sorted(lows)
    assert np.diff(lows) == pytest.approx([1, 1])
    # The lane of the first actor is the upper one.
    assert min(lows) > max(float(box_of(parts, ax, name).get_xy()[:, 1].max()) for name in "PFL")


def test_what_can_be_withdrawn_is_dashed_and_white(best, parts):
    ax = ng.plotting.roadmap(best)
    for measure in MEASURES:
        box = box_of(parts, ax, measure.name)
        dashed = box.get_linestyle() not in ("-", "solid")
        white = box.get_facecolor() == to_rgba("white")
        assert (dashed, white) == (measure.reversible, measure.reversible)


def test_what_an_irreversible_measure_needs_is_no_longer_dashed(parts):
    chain = [
        ng.Measure("freeze", "A", 1, {"B": 3}, reversible=True),
        ng.Measure("scrap", "A", 1, {"B": 3}, needs=["freeze"]),
        ng.Measure("relief", "B", 1, {"A": 9}, reversible=True),
    ]
    for stages, dashed in (
        ([["freeze", "relief"]], True),
        ([["relief", "freeze", "scrap"]], False),
    ):
        ax = ng.plotting.roadmap(ng.check_roadmap(chain, stages, patience=0.9))
        (box,) = parts(ax, "measure freeze")
        assert (box.get_linestyle() not in ("-", "solid")) == dashed
        legend = [each.get_text() for each in ax.get_legend().get_texts()]
        assert ("in force, irreversible" in legend) != dashed
        assert "in force, can be withdrawn" in legend


def test_the_numbers_are_those_of_the_map(best, parts, words):
    ax = ng.plotting.roadmap(best)
    table = np.vstack([best.slack, best.steady_slack])
    for place, actor in enumerate(best.actors):
        for column in range(4):
            (text,) = parts(ax, f"slack {actor} {column}")
            assert float(text.get_text().replace("−", "-")) == pytest.approx(
                table[column, place], rel=5e-3
            )
    (low,) = parts(ax, "least slack DPRK 1")
    assert low.get_x() < 1 < low.get_x() + low.get_width()
    # The same least slack twice: both are marked.
    assert parts(ax, "least slack US 2")
    assert parts(ax, "least slack US 3")
    for none in ("DPRK 0", "DPRK 2", "DPRK 3", "US 0", "US 1"):
        assert parts(ax, f"least slack {none}") == []
    said = words(ax)
    assert "5.51" in said
    assert "10.8" in said
    assert "3 stages; nobody gains by breaking off. Worth: DPRK 5.51, US 10.8" in "\n".join(said)
    assert "breaks off" not in said


def test_the_lines_are_values_and_breaches_on_one_scale(best, parts):
    ax = ng.plotting.roadmap(best)
    for place, actor in enumerate(best.actors):
        (going,), (off,) = parts(ax, f"going on {actor}"), parts(ax, f"breaking off {actor}")
        values = best.appraisal.values[:, place]
        breaches = best.appraisal.breaches[:, place]
        drawn = np.concatenate([going.get_ydata(), off.get_ydata()])
        meant = np.concatenate([values, breaches])
        slope, start = np.polyfit(meant, drawn, 1)
        assert slope > 0
        assert drawn == pytest.approx(start + slope * meant)
        assert going.get_xdata().tolist() == off.get_xdata().tolist() == [0, 1, 2, 3]
        # Within the actor's own lane.
        low = parts(ax, f"slack {actor} 0")[0].get_position()[1]
        names = [m.name for m in MEASURES if m.owner == actor]
        high = min(float(box_of(parts, ax, name).get_xy()[:, 1].min()) for name in names)
        assert low < drawn.min() < drawn.max() < high


def test_a_map_that_does_not_hold_says_where(parts, words):
    first = checked("YEI", "PFL")
    ax = ng.plotting.roadmap(first)
    (box,) = parts(ax, "breaks off US 1")
    (text,) = parts(ax, "slack US 1")
    assert text.get_text() == "−0.72"
    assert text.get_color() == "white"
    dark = sum(w * c for w, c in zip((0.3, 0.59, 0.11), box.get_facecolor()[:3], strict=True))
    assert dark < 0.4
    assert parts(ax, "breaks off DPRK 0") == parts(ax, "breaks off DPRK 1") == []
    said = "\n".join(words(ax))
    assert "Road map\nNot self-enforcing: US breaks off in stage 2." in said
    assert "That is worth 15.7 to it, going on 15" in said
    legend = [each.get_text() for each in ax.get_legend().get_texts()]
    assert legend[-1] == "breaks off"


def test_a_breach_in_both_lanes_names_the_first(parts):
    ax = ng.plotting.roadmap(checked("YEIPFL"))
    assert parts(ax, "breaks off DPRK 0")
    assert parts(ax, "breaks off US 0")
    # Once all is done both would go on.
    assert parts(ax, "breaks off DPRK 1") == parts(ax, "breaks off US 1") == []
    assert "DPRK breaks off in stage 1" in ax.get_title(loc="left")


def test_a_beginning_that_nobody_holds_to(scenario, words):
    """Where staying is not self-enforcing itself, the chart says so and draws no stage."""
    gift = replace(
        scenario.actors[1],
        preferences=ng.Additive(
            {
                "sites": {"none": 0, "freeze": 1, "dismantle": 1},
                "tests": {"go on": 0, "halt": 0},
                "relief": {"none": 0, "$5 fund_a": 3, "full": 5},
            }
        ),
    )
    eager = replace(scenario, actors=(scenario.actors[0], gift))
    road = ng.check_roadmap(eager, [], patience=0.5)
    assert road.status == "broken"
    title = ng.plotting.roadmap(road).get_title(loc="left")
    assert "Not self-enforcing: North breaks off where things stand." in " ".join(title.split())


def test_where_breaking_off_is_worth_more_the_area_has_another_colour(best):
    def worse(ax):
        drawn = [each for each in ax.collections if each.get_paths()]
        dark = to_rgba(BROKEN)[:3]
        return [each for each in drawn if tuple(each.get_facecolor()[0][:3]) == dark]

    assert worse(ng.plotting.roadmap(best)) == []
    (area,) = worse(ng.plotting.roadmap(checked("YEI", "PFL")))
    box = area.get_paths()[0].get_extents()
    assert box.x0 == 0
    assert 1 < box.x1 < 2


def test_a_missing_level_stands_for_those_above():
    chain = [
        ng.Measure("freeze", "A", 1, {"B": 3}, reversible=True),
        ng.Measure("scrap", "A", 1, {"B": 3}, needs=["freeze"]),
        ng.Measure("relief", "B", 1, {"A": 9}, reversible=True),
    ]
    road = ng.check_roadmap(chain, [["relief"]], patience=0.9)
    assert ng.plotting.roadmap(road).get_title(loc="left").endswith("\nNot taken: freeze")


def test_a_given_map_without_stages():
    title = ng.plotting.roadmap(checked()).get_title(loc="left")
    assert title.startswith("Road map\nNothing is to be done: the map ends where it begins")


def test_pauses_are_shaded_and_named(parts, words):
    road = ng.roadmap(MEASURES, patience=0.82)
    idle = [place for place, stage in enumerate(road.stages) if not stage]
    assert idle
    ax = ng.plotting.roadmap(road)
    assert len(parts(ax, "pause")) == len(idle)
    spans = sorted(float(each.get_x() + each.get_width() / 2) for each in parts(ax, "pause"))
    assert spans == pytest.approx(idle)
    labels = [each.get_text() for each in ax.get_xticklabels()]
    assert [place for place, each in enumerate(labels) if each.endswith("pause")] == idle
    assert labels[-1] == "after"
    narrow = Figure(figsize=(2.4, 5))
    FigureCanvasAgg(narrow)
    ax = ng.plotting.roadmap(road, ax=narrow.subplots())
    assert [each.get_text() for each in ax.get_xticklabels()] == [*"123456", "after"]
    assert len(parts(ax, "pause")) == len(idle)


def test_no_map_says_why(parts, words):
    bare = [replace(measure, reversible=False) for measure in MEASURES]
    road = ng.roadmap(bare, patience=0.82)
    ax = ng.plotting.roadmap(road)
    title = " ".join(ax.get_title(loc="left").split())
    assert "No road map: nothing is better for all and held by all." in title
    assert "DPRK would break off at once: that is worth 13 to it, going on 3" in title
    assert all(parts(ax, f"measure {measure.name}") for measure in MEASURES)
    assert parts(ax, "going on DPRK") == parts(ax, "slack DPRK 0") == []
    assert "not taken" in words(ax)
    assert ax.get_xlabel() == ""


def test_no_map_though_all_at_once_would_hold(words):
    gift = [
        ng.Measure("a", "A", 1, {"B": 5}, reversible=True),
        ng.Measure("b", "B", 1, {"A": 0.5}),
    ]
    road = ng.roadmap(gift, patience=0.9, bonds=[100.0, 100.0])
    assert road.status == "disagreement"
    title = " ".join(ng.plotting.roadmap(road).get_title(loc="left").split())
    assert "All in one stage would hold, and be worth −0.5 to A" in title


def test_what_is_not_taken_is_named(words):
    road = ng.roadmap(MEASURES, patience=0.5)
    missing = {m.name for m in MEASURES} - {name for stage in road.stages for name in stage}
    assert missing == {"E", "F"}
    assert ng.plotting.roadmap(road).get_title(loc="left").endswith("Not taken: E, F")


def test_an_actor_without_steps(parts, words):
    trio = [
        ng.Measure("a", "A", 1, {"B": 3, "C": 1}, reversible=True),
        ng.Measure("b", "B", 1, {"A": 3}, reversible=True),
    ]
    road = ng.roadmap(trio, patience=0.9)
    ax = ng.plotting.roadmap(road)
    assert "has no step to take" in words(ax)
    (line,) = parts(ax, "going on C")
    assert line.get_color() == "#cc79a7"
    assert parts(ax, "slack C 0")
    # It has nothing to break off.
    assert parts(ax, "least slack C 0") == []
    flat = Figure(figsize=(9, 1.0))
    FigureCanvasAgg(flat)
    assert "has no step to take" not in words(ng.plotting.roadmap(road, ax=flat.subplots()))
    assert ax.get_title(loc="left").endswith("C 1")


def test_long_maps_end_in_one_column(parts, words):
    """Of 29 stages ten have a column, the rest shares one."""
    arms = ng.Measure("arms", "East", 1, {"West": 3}, divisible=True)
    trade = ng.Measure("trade", "West", 1, {"East": 3}, divisible=True)
    road = ng.roadmap([arms, trade], patience=0.8)
    count = len(road.stages)
    assert count > 12
    ax = ng.plotting.roadmap(road)
    labels = [each.get_text() for each in ax.get_xticklabels()]
    assert labels == [*map(str, range(1, 11)), f"11–{count}", "after"]
    box = box_of(parts, ax, "arms").get_xy()
    base = box[:, 1].min()
    for column in range(10):
        inside = box[np.abs(box[:, 0] - (column - 0.47)) < 0.1, 1].max() - base
        level = road.path[column + 1, 0]
        assert inside == pytest.approx(0.82 * level, rel=1e-6)
    (line,) = parts(ax, "going on East")
    assert len(line.get_xdata()) == 12
    assert parts(ax, "slack East 10")[0].get_text() == "≥ 0"
    assert any(each.startswith("arms (58.3% at first, 100% in the end)") for each in words(ax))


def test_hidden_stages_show_their_least_slack(parts):
    """A breach in a stage without a column of its own is marked all the same."""
    steps = [ng.Measure(f"s{k}", "A", 1, {"B": 3}, reversible=True) for k in range(14)]
    pay = ng.Measure("pay", "B", 1, {"A": 20}, reversible=True)
    stages = [["pay", "s0"], *([f"s{k}"] for k in range(1, 14))]
    road = ng.check_roadmap([*steps, pay], stages, patience=0.6)
    first = {each.stage for each in road.violated if each.actor == "A"}
    assert first
    assert min(first) > 10
    ax = ng.plotting.roadmap(road)
    assert parts(ax, "breaks off A 10")
    shown = float(parts(ax, "slack A 10")[0].get_text().replace("−", "-").removeprefix("≥ "))
    assert shown == pytest.approx(road.slack[10:, 0].min(), rel=5e-3)


def test_payoffs_of_any_size(parts):
    unit = {"DPRK": 1e12, "US": 1e-12}
    scaled = [
        replace(
            each,
            cost=each.cost * unit[each.owner],
            benefits={who: worth * unit[who] for who, worth in each.benefits.items()},
        )
        for each in MEASURES
    ]
    plain = ng.plotting.roadmap(checked("IPFL", "Y", "E"))
    stages = [list("IPFL"), ["Y"], ["E"]]
    ax = ng.plotting.roadmap(ng.check_roadmap(scaled, stages, patience=0.82))
    for actor in ("DPRK", "US"):
        (one,), (other,) = parts(plain, f"going on {actor}"), parts(ax, f"going on {actor}")
        assert other.get_ydata() == pytest.approx(one.get_ydata())
    assert parts(ax, "least slack DPRK 1")


def test_worth_that_never_changes_lies_in_the_middle(parts):
    free = [ng.Measure("a", "A", 0, {"B": 1}), ng.Measure("b", "B", 0, {"A": 0})]
    road = ng.check_roadmap(free, [["a"], ["b"]], patience=0.5)
    ax = ng.plotting.roadmap(road)
    (line,) = parts(ax, "going on A")
    assert np.ptp(line.get_ydata()) == 0
    assert parts(ax, "least slack A 0") == []


def test_thirty_measures_and_long_names_are_all_there(parts):
    names = [f"a measure with a very long name indeed, number {k}" for k in range(30)]
    many = [
        ng.Measure(name, f"actor {k % 3}", 1, {f"actor {(k + 1) % 3}": 4}, reversible=True)
        for k, name in enumerate(names)
    ]
    road = ng.check_roadmap(many, [names[:10], names[10:20], names[20:]], patience=0.95)
    ax = ng.plotting.roadmap(road)
    ax.figure.canvas.draw()
    assert all(len(parts(ax, f"measure {name}")) == 1 for name in names)
    assert ax.figure.get_size_inches()[1] <= 14
    shown = [each for each in ax.texts if hasattr(each, "whole")]
    assert sorted(each.whole for each in shown) == sorted(names)
    frame = ax.get_window_extent()
    for each in shown:
        assert each.get_window_extent().x1 <= frame.x1 + 1


def test_small_axes_have_no_legend_and_no_tiny_letters(best, parts):
    figure = Figure(figsize=(3, 2.2))
    FigureCanvasAgg(figure)
    ax = ng.plotting.roadmap(best, ax=figure.subplots())
    figure.canvas.draw()
    assert ax.get_legend() is None
    flat = Figure(figsize=(9, 1.4))
    FigureCanvasAgg(flat)
    ax = ng.plotting.roadmap(best, ax=flat.subplots())
    assert parts(ax, "slack US 0") == []
    assert parts(ax, "least slack DPRK 1")
    assert [each for each in ax.texts if hasattr(each, "whole")] == []


def test_a_scenario_names_itself_and_what_is_short(scenario):
    road = ng.roadmap(scenario, target={"sites": "freeze", "relief": "full"}, patience=0.9)
    title = " ".join(ng.plotting.roadmap(road).get_title(loc="left").split())
    assert title.startswith("a small summit, objective: nash")
    still = ng.roadmap(scenario, target=scenario.status_quo, patience=0.9)
    told = ng.plotting.roadmap(still).get_title(loc="left")
    assert told.endswith("Nothing is to be done: the map ends where it begins")


def test_a_target_that_is_not_reached(scenario):
    barred = {"sites": "dismantle", "relief": "full"}
    road = ng.roadmap(scenario, target=barred, patience=0.9)
    assert road.status == "short"
    title = " ".join(ng.plotting.roadmap(road).get_title(loc="left").split())
    assert "No map that holds leads to the target; the best on the way:" in title
    hopeless = ng.roadmap(scenario, target=barred, patience=0.01)
    assert hopeless.status == "disagreement"
    title = " ".join(ng.plotting.roadmap(hopeless).get_title(loc="left").split())
    assert "A constraint or red line bars all of it together" in title


def test_only_road_maps_are_drawn():
    with pytest.raises(InvalidTypeError, match="check_roadmap"):
        ng.plotting.roadmap(MEASURES)
