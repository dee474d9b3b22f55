"""The set of repeated payoffs as a picture: areas, segments, points and nothing."""

from __future__ import annotations

import numpy as np
import pytest

import negotiation as ng
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError

PD = ng.NormalFormGame(
    [[[3, 0], [5, 1]], [[3, 5], [0, 1]]],
    [["hold", "cheat"]] * 2,
    ["Ann", "Bo"],
    title="prisoners",
)


def corners_of(patch):
    return patch.get_xy()[:-1]


def test_an_area_with_all_that_is_around_it(parts, words):
    found = ng.repeated_values(PD, 0.5)
    ax = ng.plotting.repeated_values(found)
    for name, ring in (
        ("sustained", found.vertices),
        ("feasible", found.feasible),
        ("folk", found.folk),
    ):
        (patch,) = parts(ax, name)
        assert corners_of(patch) == pytest.approx(ring)
    (line,) = parts(ax, "efficient")
    assert line.get_xydata() == pytest.approx(found.efficient)
    (square,) = parts(ax, "equilibrium")
    assert square.get_xydata().tolist() == [[1, 1]]
    (upright,), (level,) = parts(ax, "worst 0"), parts(ax, "worst 1")
    assert upright.get_xdata()[0] == level.get_ydata()[0] == 1
    text = words(ax)
    assert "prisoners\nPatience 0.5: an area with 4 corners is sustained" in text
    assert "average payoff of Ann" in text
    assert any(each.startswith("3  hold / hold") for each in text)
    legend = [each.get_text() for each in ax.get_legend().get_texts()]
    assert "sustained" in legend
    assert "punishments" in legend


def test_a_game_is_repeated_with_the_patience_given(parts):
    patient = ng.plotting.repeated_values(PD)
    assert "Patience 0.9" in patient.get_title(loc="left")
    short = ng.plotting.repeated_values(PD, patience=0.2)
    assert short.get_title(loc="left").endswith("Patience 0.2: a point is sustained")
    (point,) = parts(short, "sustained")
    assert point.get_xydata().tolist() == [[1, 1]]
    assert point.get_marker() == "o"
    assert parts(short, "efficient") == []


def test_a_segment_and_nothing(parts):
    sexes = ng.NormalFormGame([[[3, 0], [0, 2]], [[2, 0], [0, 3]]])
    ax = ng.plotting.repeated_values(sexes, patience=0.6)
    (line,) = parts(ax, "sustained")
    assert line.get_xydata().tolist() == [[2, 3], [3, 2]]
    pennies = ng.NormalFormGame([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]])
    ax = ng.plotting.repeated_values(pennies)
    assert "nothing is sustained by pure strategies" in ax.get_title(loc="left")
    for name in ("sustained", "efficient", "equilibrium", "worst 0", "folk"):
        assert parts(ax, name) == []
    (line,) = parts(ax, "feasible")
    assert line.get_xydata().tolist() == [[-1, 1], [1, -1]]
    still = ng.plotting.repeated_values(ng.NormalFormGame(np.ones((2, 2, 2))))
    assert "a point is sustained" in still.get_title(loc="left")


def test_many_corners_are_numbered_as_far_as_there_is_room(words):
    quantity = np.linspace(0, 60, 31)
    table = quantity[:, None] * np.maximum(0, 60 - quantity[:, None] - quantity)
    found = ng.repeated_values(ng.NormalFormGame([table, table.T]), 0.5)
    assert len(found.vertices) > 14
    ax = ng.plotting.repeated_values(found)
    assert f"{len(found.vertices) - 14} corners are not numbered" in ax.get_title(loc="left")
    assert not any("then" in each for each in words(ax))


def test_what_cannot_be_drawn():
    with pytest.raises(InvalidTypeError, match="repeated_values"):
        ng.plotting.repeated_values(3)
    with pytest.raises(NotDefinedError, match="2 actors"):
        ng.plotting.repeated_values(ng.NormalFormGame(np.ones((3, 2, 2, 2))))
    with pytest.raises(InvalidValueError, match="strictly between"):
        ng.plotting.repeated_values(PD, patience=1)
