"""Tornado bars where the analysis has them, and every state drawn without a clash."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib import pyplot as plt

import negotiation as ng
from negotiation.errors import InvalidTypeError, InvalidValueError

UNIFORM = ng.distributions.uniform


@pytest.fixture
def found(scenario):
    return ng.tornado(scenario)


def test_bars_run_from_the_base_to_where_the_target_goes(found):
    ax = ng.plotting.tornado(found, most=5)
    for place, bar in enumerate(found.bars[:5]):
        for value, name in zip(bar.values, ("low", "high"), strict=True):
            drawn = [each for each in ax.patches if each.get_gid() == f"{name} {place}"]
            assert len(drawn) == 1
            box = drawn[0]
            assert box.get_x() == pytest.approx(found.base)
            assert box.get_x() + box.get_width() == pytest.approx(value)


def test_the_longest_bar_is_on_top_and_the_rest_are_counted(found):
    ax = ng.plotting.tornado(found, most=2)
    names = [tick.get_text().replace("\n", " ") for tick in ax.get_yticklabels()]
    assert names == [str(bar.quantity) for bar in found.bars[:2]]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]
    left = sum(bool(bar.swing) for bar in found.bars) - 2
    assert f"{left} shorter bar" in ax.get_title(loc="left")


def test_the_two_ends_differ_in_colour_and_in_grey(found):
    handles = ng.plotting.tornado(found).get_legend().get_patches()[:2]
    assert handles[0].get_facecolor() != handles[1].get_facecolor()
    assert handles[0].get_hatch() != handles[1].get_hatch()


def test_indices_are_drawn_as_pairs(scenario):
    from dataclasses import replace

    west, north = scenario.actors
    west = replace(west, reservation=UNIFORM(0, 2))
    north = replace(north, reservation=UNIFORM(0, 2))
    found = ng.sobol(replace(scenario, actors=[west, north]), of="room", draws=256, rng=1)
    ax = ng.plotting.tornado(found)
    alone = [bar for bar in ax.patches if bar.get_gid() == "alone"]
    together = [bar for bar in ax.patches if bar.get_gid() == "with others"]
    places = [found.inputs.index(name) for name in found.ranked]
    assert [bar.get_width() for bar in alone] == pytest.approx(found.first[places])
    assert [bar.get_width() for bar in together] == pytest.approx(found.total[places])
    assert found.ranked[0] in ax.get_title(loc="left").replace("\n", " ")


def test_nothing_to_draw_is_drawn_and_said():
    flat = ng.sobol(lambda x: 0 * x, inputs={"x": UNIFORM(0, 1)}, draws=4, rng=1)
    assert "does not vary" in ng.plotting.tornado(flat).get_title(loc="left")
    lone = ng.Scenario(
        "alone", [ng.Issue("x", ["a"])], [ng.Actor("Ann", ng.Additive({"x": {"a": 0}}))]
    )
    ax = ng.plotting.tornado(ng.tornado(lone))
    assert "No number moves" in ax.get_title(loc="left")


def test_labels_do_not_run_into_each_other(found):
    ax = ng.plotting.tornado(found)
    ax.figure.canvas.draw()
    boxes = [label.get_window_extent() for label in ax.get_yticklabels()]
    assert not any(
        boxes[one].overlaps(boxes[other]) for one in range(len(boxes)) for other in range(one)
    )
    ends = [text.get_window_extent() for text in ax.texts]
    assert not any(
        ends[one].overlaps(ends[other]) for one in range(len(ends)) for other in range(one)
    )
    title = ax.title if ax.title.get_text() else ax._left_title
    assert title.get_window_extent().x1 <= ax.figure.bbox.x1 + 1


def test_small_axes_leave_the_ends_out(found):
    figure, axes = plt.subplots(1, 3, figsize=(9, 3))
    ax = ng.plotting.tornado(found, ax=axes[1])
    assert ax is axes[1]
    assert not ax.texts
    assert not axes[0].patches
    figure.canvas.draw()


@pytest.mark.parametrize(("given", "error"), [(3, InvalidTypeError), (None, InvalidTypeError)])
def test_other_things_are_refused(given, error):
    with pytest.raises(error):
        ng.plotting.tornado(given)
    assert not plt.get_fignums()


def test_most_is_at_least_one(found):
    with pytest.raises(InvalidValueError):
        ng.plotting.tornado(found, most=0)
    assert np.isfinite(found.base)
