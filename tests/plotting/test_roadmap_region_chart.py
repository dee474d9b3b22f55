"""The map of regions: every cell is filled, bordered and named as what it leads to."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import negotiation as ng
from negotiation.engine import RoadMapRegion
from negotiation.engine.roadmaps._model import RoadMapModel
from negotiation.errors import InvalidTypeError
from negotiation.plotting.roadmap_region import _letter

THREE = [
    ng.Measure("inspections", "North", 1, {"South": 4}, reversible=True),
    ng.Measure("dismantling", "North", 3, {"South": 5}),
    ng.Measure("relief", "South", 1, {"North": 6}, reversible=True),
]


@pytest.fixture(scope="module")
def region():
    return ng.roadmap_region(
        THREE, patience=np.linspace(0.1, 0.95, 18), hazard=np.linspace(0, 0.5, 11)
    )


def made(model, maps, chosen, patience, hazard, title=""):
    """Return a region made by hand."""
    values = np.zeros((*np.shape(chosen), len(model.actors)))
    return RoadMapRegion(model, patience, hazard, "nash", maps, chosen, values, {}, title)


def rectangles(collection):
    return [path.get_extents().bounds for path in collection.get_paths()]


def test_every_cell_lies_in_the_area_of_its_package(region, parts):
    ax = ng.plotting.roadmap_region(region)
    areas = [rectangles(parts(ax, f"package {letter}")[0]) for letter in "ABC"]
    assert len(region.packages) == 3
    for i, x in enumerate(region.patience):
        for j, y in enumerate(region.hazard):
            inside = [
                place
                for place, boxes in enumerate(areas)
                if any(a < x < a + w and b < y < b + h for a, b, w, h in boxes)
            ]
            assert inside == [region.reached[i, j]]
    whole = sum(w * h for boxes in areas for _, _, w, h in boxes)
    assert whole == pytest.approx(18 * 0.05 * 11 * 0.05)


def test_borders_lie_between_cells_that_differ(region, parts):
    ax = ng.plotting.roadmap_region(region)
    (lines,) = parts(ax, "borders")
    drawn = {tuple(np.round(leg, 9).ravel()) for leg in lines.get_segments()}
    reached, half = region.reached, 0.025
    meant = set()
    for i, j in np.ndindex(reached.shape):
        x, y = region.patience[i], region.hazard[j]
        if i + 1 < reached.shape[0] and reached[i, j] != reached[i + 1, j]:
            meant.add((x + half, y - half, x + half, y + half))
        if j + 1 < reached.shape[1] and reached[i, j] != reached[i, j + 1]:
            meant.add((x - half, y + half, x + half, y + half))
    assert len(drawn) == len(meant) > 10
    assert drawn == {tuple(np.round(each, 9)) for each in meant}


def test_more_is_darker_and_dots_can_be_withdrawn(region, parts):
    ax = ng.plotting.roadmap_region(region)
    (whole,), (freeze,), (none,) = (parts(ax, f"package {letter}") for letter in "ABC")
    assert region.words(region.packages[1]) == "inspections + relief"
    greys = [
        float(each.get_facecolor()[0][:3] @ [0.299, 0.587, 0.114]) for each in (whole, freeze, none)
    ]
    assert greys == sorted(greys)
    assert np.diff(greys).min() > 0.1
    assert [each.get_hatch() or "" for each in (whole, freeze, none)] == ["", "..", ""]


def test_names_stand_inside_their_regions(region, parts):
    ax = ng.plotting.roadmap_region(region)
    ax.figure.canvas.draw()
    for place, letter in enumerate("ABC"):
        names = parts(ax, f"name {letter}")
        assert names
        for text in names:
            box = text.get_window_extent().transformed(ax.transData.inverted())
            for x in (box.x0, box.x1):
                for y in (box.y0, box.y1):
                    i = int(np.abs(region.patience - x).argmin())
                    j = int(np.abs(region.hazard - y).argmin())
                    assert region.reached[i, j] == place


def test_the_words(region, words):
    ax = ng.plotting.roadmap_region(region)
    said = words(ax)
    assert ax.get_title(loc="left").startswith("Road maps\nWhat the best self-enforcing map")
    here = np.argwhere(region.reached == 0)
    i, j = max(here.tolist(), key=lambda each: (each[1], each[0]))
    told = f"Everything: up to a hazard of {100 * region.hazard[j]:.1f}% (at patience"
    assert told in said[0] or any(told in each for each in said)
    assert f"{region.patience[i]:.3g}); nothing: in " in ax.get_title(loc="left")
    bare = int((region.reached == 2).sum())
    assert f"nothing: in {bare} of 198 cells" in ax.get_title(loc="left")
    legend = [each.get_text() for each in ax.get_legend().get_texts()]
    assert legend == ["A: everything", "B: inspections + relief", "C: nothing"]
    assert "dots: all can be withdrawn" in ax.get_legend().get_title().get_text()
    assert {"A: everything", "C: nothing"} <= set(said)


def test_everything_only_without_hazard_and_nowhere():
    small = ng.roadmap_region(THREE, patience=[0.7], hazard=[0.0, 0.4])
    title = ng.plotting.roadmap_region(small).get_title(loc="left")
    assert title.endswith("Everything: only without any hazard (at patience 0.7)")
    bare = [ng.Measure("a", "A", 1, {"B": 3}), ng.Measure("b", "B", 1, {"A": 3})]
    none = ng.roadmap_region(bare, patience=[0.7, 0.8], hazard=[0.0])
    ax = ng.plotting.roadmap_region(none)
    assert ax.get_title(loc="left").endswith("Everything: nowhere; nothing: in 2 of 2 cells")
    assert "dots" not in ax.get_legend().get_title().get_text()


def test_one_cell(parts):
    one = ng.roadmap_region(THREE, patience=[0.9], hazard=[0.0])
    ax = ng.plotting.roadmap_region(one)
    assert ax.get_xticks().tolist() == [0.9]
    assert ax.get_yticks().tolist() == [0.0]
    ((x, y, w, h),) = rectangles(parts(ax, "package A")[0])
    assert x < 0.9 < x + w
    assert y < 0.0 < y + h


def test_ticks_stay_where_cells_are(region):
    ax = ng.plotting.roadmap_region(region)
    assert min(ax.get_yticks()) >= 0
    assert max(ax.get_yticks()) <= 0.5
    assert min(ax.get_xticks()) >= 0.1
    assert max(ax.get_xticks()) <= 0.95


def test_uneven_grids_end_half_way(parts):
    model = RoadMapModel(THREE)
    maps = ((("inspections", "relief"),), ())
    uneven = made(model, maps, [[0], [1], [1]], [0.1, 0.2, 0.6], [0.3])
    ax = ng.plotting.roadmap_region(uneven)
    ((x, _, w, _),) = rectangles(parts(ax, "package A")[0])
    assert (x, x + w) == pytest.approx((0.05, 0.15))
    ((x, _, w, _),) = rectangles(parts(ax, "package B")[0])
    assert (x, x + w) == pytest.approx((0.15, 0.8))


def test_many_packages(words, parts):
    """The legend names those met most; the others are counted."""
    names = [f"a measure with a rather long name, number {k}" for k in range(30)]
    model = RoadMapModel([ng.Measure(name, "A", 1, {"B": 2}) for name in names])
    maps = tuple((tuple(names[:k]),) for k in range(1, 31))
    chosen = np.repeat(np.arange(30), 2).reshape(6, 10)
    chosen[0] = 29
    many = made(model, maps, chosen, np.linspace(0.1, 0.9, 6), np.linspace(0, 0.5, 10), "Talks")
    ax = ng.plotting.roadmap_region(many)
    legend = [each.get_text() for each in ax.get_legend().get_texts()]
    count = len(many.packages)
    assert len(legend) == 13
    assert legend[0] == "A: everything"
    assert legend[-1] == f"and {count - 12} other packages"
    assert ax.get_title(loc="left").startswith("Talks\n")
    ax.figure.canvas.draw()
    frame, box = ax.get_window_extent(), ax.get_legend().get_window_extent()
    assert box.x1 <= frame.x1 + 1
    assert box.y0 >= frame.y0 - 1
    assert _letter(25) == "Z"
    assert _letter(26) == "AA"
    assert _letter(28) == "AC"


def test_a_package_without_a_place_for_words_keeps_its_letter(parts):
    model = RoadMapModel(THREE)
    maps = ((("inspections", "relief"),), ())
    chosen = np.ones((20, 20), dtype=int)
    chosen[3, 4:6] = 0
    ax = ng.plotting.roadmap_region(
        made(model, maps, chosen, np.linspace(0.1, 0.9, 20), np.linspace(0, 0.5, 20))
    )
    (text,) = parts(ax, "name A")
    assert text.get_text() == "A"
    chosen[3, 4:6] = 1
    chosen[4:12, 0] = 0
    long = RoadMapModel(
        [ng.Measure(" ".join(20 * each for each in "ijk"), "A", 1, {"B": 2}), *THREE]
    )
    maps = (((long.names[0],),), ())
    ax = ng.plotting.roadmap_region(
        made(long, maps, chosen, np.linspace(0.1, 0.9, 20), np.linspace(0, 0.5, 20))
    )
    (text,) = parts(ax, "name A")
    assert text.get_text() == "A"
    maps = ((("inspections", "relief"),), ())
    chosen[4:12, 0] = 1
    chosen[3, 4] = 0
    chosen[9:, 9:] = 0
    ax = ng.plotting.roadmap_region(
        made(model, maps, chosen, np.linspace(0.1, 0.9, 20), np.linspace(0, 0.5, 20))
    )
    (text,) = parts(ax, "name A")
    assert text.get_text().split() == ["A:", "inspections", "+", "relief"]


def test_small_axes_have_letters_only(region, parts):
    figure = Figure(figsize=(3, 2.2))
    FigureCanvasAgg(figure)
    ax = ng.plotting.roadmap_region(region, ax=figure.subplots())
    figure.canvas.draw()
    assert ax.get_legend() is None
    assert parts(ax, "name A")
    assert ax.get_xlabel() == "patience"
    assert ax.get_xlim() == pytest.approx((0.075, 0.975))


def test_only_regions_are_drawn():
    with pytest.raises(InvalidTypeError, match="roadmap_region"):
        ng.plotting.roadmap_region(THREE)


def test_a_hole_is_left_open(parts):
    model = RoadMapModel(THREE)
    maps = ((("inspections", "relief"),), ())
    ax = ng.plotting.roadmap_region(made(model, maps, [[0], [1], [0]], [0.1, 0.2, 0.3], [0.3]))
    boxes = sorted(rectangles(parts(ax, "package A")[0]))
    assert [(x, x + w) for x, _, w, _ in boxes] == [
        pytest.approx((0.05, 0.15)),
        pytest.approx((0.25, 0.35)),
    ]


def test_words_stand_in_the_middle_and_never_beside_the_cells(parts):
    model = RoadMapModel(THREE)
    maps = ((("inspections", "relief"),), ())
    side = np.linspace(0.1, 0.9, 40)
    block = np.ones((40, 40), dtype=int)
    block[10:31, 10:31] = 0
    (text,) = parts(ng.plotting.roadmap_region(made(model, maps, block, side, side)), "name A")
    assert text.get_text() == "A: inspections + relief"
    assert text.get_position() == pytest.approx((side[20], side[20]))
    for strip in (np.s_[:, :2], np.s_[:, -2:]):
        low = np.ones((40, 40), dtype=int)
        low[strip] = 0
        (text,) = parts(ng.plotting.roadmap_region(made(model, maps, low, side, side)), "name A")
        assert text.get_text() == "A"
    for strip in (np.s_[:13, :], np.s_[-13:, :]):
        narrow = np.ones((40, 40), dtype=int)
        narrow[strip] = 0
        ax = ng.plotting.roadmap_region(made(model, maps, narrow, side, side))
        (text,) = parts(ax, "name A")
        ax.figure.canvas.draw()
        box = text.get_window_extent().transformed(ax.transData.inverted())
        assert box.x0 >= 0.08
        assert box.x1 <= 0.92
