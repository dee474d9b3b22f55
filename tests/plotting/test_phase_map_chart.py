"""Phase maps painted cell by cell as the analysis has them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_rgb

import negotiation as ng
from negotiation.errors import InvalidTypeError
from negotiation.plotting._roles import ACCEPTED, WORSE

PAIR = (("West", "reservation"), ("North", "reservation"))


def cells(ax):
    return next(image for image in ax.images if image.get_gid() == "cells").get_array()[..., :3]


def test_cells_with_and_without_a_deal(scenario, parts):
    found = ng.phase_map(scenario, *PAIR, between=((-2, 8), (-4, 9)), steps=9)
    ax = ng.plotting.phase_map(found)
    painted = cells(ax)
    assert painted.shape[:2] == found.no_agreement.T.shape
    for (column, row), share in np.ndenumerate(found.no_agreement):
        assert tuple(painted[row, column]) == pytest.approx(to_rgb(WORSE if share else ACCEPTED))
    hatched = parts(ax, "no agreement")[0]
    assert hatched.get_hatch() == "////"
    area = sum(np.ptp(p.vertices[:, 0]) * np.ptp(p.vertices[:, 1]) for p in hatched.get_paths())
    wide, tall = found.x[1] - found.x[0], found.y[1] - found.y[0]
    assert area == pytest.approx(found.no_agreement.sum() * wide * tall)


def test_every_package_has_a_colour_of_its_own_and_a_line_in_the_legend(scenario):
    found = ng.phase_map(scenario, *PAIR, "nash", between=((-2, 8), (-4, 9)), steps=9)
    ax = ng.plotting.phase_map(found)
    colours = {
        row: {tuple(each) for each in np.round(cells(ax)[(found.selected == row).T], 6)}
        for row in found.regions
    }
    assert all(len(each) == 1 for each in colours.values())
    assert len(set().union(*colours.values())) == len(found.regions)
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert sum(text[1:2] == ":" for text in legend) == len([r for r in found.regions if r >= 0])
    assert "no agreement" in legend


def test_the_scenarios_own_point_is_marked_where_it_lies(scenario, parts):
    found = ng.phase_map(scenario, *PAIR, between=((-2, 8), (-4, 9)), steps=5)
    point = parts(ng.plotting.phase_map(found), "own point")[0]
    assert (point.get_xdata()[0], point.get_ydata()[0]) == found.here == (0.5, 0.25)
    away = ng.phase_map(scenario, *PAIR, between=((2, 8), (-4, 9)), steps=5)
    assert not parts(ng.plotting.phase_map(away), "own point")


def test_probabilities_are_painted_in_shades(scenario):
    west, north = scenario.actors
    line = ng.RedLine({"relief": "full"}, probability=0.5)
    unsure = replace(scenario, actors=[replace(west, red_lines=[line]), north])
    found = ng.phase_map(unsure, *PAIR, between=((-2, 8), (-4, 9)), steps=6, draws=50, rng=1)
    ax = ng.plotting.phase_map(found)
    brightness = cells(ax).sum(axis=-1).T
    order = np.argsort(found.no_agreement.ravel(), kind="stable")
    assert (np.diff(brightness.ravel()[order]) <= 1e-9).all()
    assert "50 times" in ax.get_title(loc="left")


def test_all_and_nothing_are_drawn(scenario):
    for span in ((-9, -8), (20, 30)):
        for concept in (None, "nash"):
            found = ng.phase_map(scenario, *PAIR, concept, between=(span, span), steps=2)
            ng.plotting.phase_map(found).figure.canvas.draw()


def test_axes_given_are_drawn_on_and_nothing_else(scenario):
    figure, axes = plt.subplots(1, 2)
    found = ng.phase_map(scenario, *PAIR, steps=4)
    assert ng.plotting.phase_map(found, ax=axes[0]) is axes[0]
    assert not axes[1].images
    figure.canvas.draw()
    assert axes[0].get_xlabel() == "West: walking away"


def test_other_things_are_refused():
    with pytest.raises(InvalidTypeError):
        ng.plotting.phase_map(3)
    assert not plt.get_fignums()
