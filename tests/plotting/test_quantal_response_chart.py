"""The branch of quantal response as a picture: its lines are the branch's numbers."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from matplotlib import pyplot as plt

import negotiation as ng
from negotiation.errors import InvalidTypeError, InvalidValueError
from negotiation.plotting.quantal_response import _spread
from tests.plotting.pictures import WIDER

CHICKEN = ng.NormalFormGame(
    [[[6, 2], [7, 0]], [[6, 7], [2, 0]]], [["concede", "stand"]] * 2, ["Ann", "Bo"], title="chicken"
)
PENNIES = ng.NormalFormGame(
    [[[9, 0], [0, 1]], [[0, 1], [1, 0]]], [["inspect", "trust"], ["cheat", "comply"]], ["Ann", "Bo"]
)
TURNING = ng.NormalFormGame(
    [
        [[[9, 6], [4, 4]], [[1, 7], [5, 8]]],
        [[[6, 9], [3, 5]], [[0, 9], [8, 9]]],
        [[[4, 6], [7, 1]], [[4, 6], [1, 5]]],
    ],
    actors=["Ann", "Bo", "Cy"],
)


def texts(ax):
    return [text.get_text() for text in ax.texts]


def curves(ax, actor):
    return [line for line in ax.lines if line.get_gid() == actor]


def test_the_lines_are_the_probabilities():
    branch = ng.quantal_response_branch(PENNIES)
    ax = ng.plotting.quantal_response(branch)
    ticks = dict(zip([t.get_text() for t in ax.get_xticklabels()], ax.get_xticks(), strict=True))
    assert ticks["0"] == 0
    # Tenfold precision is the same way along the axis each time, and 0 is on it.
    assert ticks["100"] - ticks["10"] == pytest.approx(ticks["10"] - ticks["1"], rel=1e-3)
    for actor, name in enumerate(branch.game.actors):
        drawn = curves(ax, name)
        assert len(drawn) == 2
        for strategy, line in enumerate(drawn):
            x, y = line.get_data()
            for precision in ("1", "10"):
                there = branch.at(float(precision))[0].profile[actor][strategy]
                assert np.interp(ticks[precision], x, y) == pytest.approx(there, abs=0.01)
            assert y[0] == pytest.approx(0.5)


def test_the_nash_equilibrium_is_marked_at_the_end_of_every_line():
    ax = ng.plotting.quantal_response(PENNIES)
    squares = [line for line in ax.lines if line.get_marker() == "s"]
    assert sorted(float(line.get_ydata()[0]) for line in squares) == pytest.approx(
        [0.1, 0.5, 0.5, 0.9]
    )
    assert "Nash equilibrium" in [each.get_text() for each in ax.get_legend().get_texts()]
    assert sorted(texts(ax)) == ["cheat", "comply", "inspect", "trust"]


def test_lines_that_coincide_are_one_with_the_colours_of_all():
    ax = ng.plotting.quantal_response(CHICKEN)
    assert sorted(texts(ax)) == ["concede (both)", "stand (both)"]
    assert len(curves(ax, "Ann")) == len(curves(ax, "Bo")) == 2
    legend = [each.get_text() for each in ax.get_legend().get_texts()]
    assert legend == ["Ann", "Bo", "Nash equilibrium", "crossed by another branch"]
    three = ng.NormalFormGame(np.ones((3, 2, 2, 1)), actors=["Ann", "Bo", "Cy"])
    assert "strategy 0 (Ann, Bo)" in texts(ng.plotting.quantal_response(three))
    alike = ng.NormalFormGame(np.ones((3, 2, 2, 2)), actors=["Ann", "Bo", "Cy"])
    assert "strategy 0 (all)" in texts(ng.plotting.quantal_response(alike))


def test_turning_points_are_dots_on_every_line():
    ax = ng.plotting.quantal_response(TURNING)
    dots = [line for line in ax.lines if line.get_marker() == "o" and len(line.get_xdata()) == 2]
    assert len(dots) == 6
    branch = ng.quantal_response_branch(TURNING)
    expected = branch.probabilities[0][branch.turns, 0]
    assert any(line.get_ydata() == pytest.approx(expected) for line in dots)
    assert "turns back" in [each.get_text() for each in ax.get_legend().get_texts()]
    short = ng.plotting.quantal_response(TURNING, until=0.3)
    assert "turns back" not in [each.get_text() for each in short.get_legend().get_texts()]


def test_a_branch_without_a_limit_says_how_far_it_goes():
    ax = ng.plotting.quantal_response(ng.quantal_response_branch(CHICKEN, until=3))
    assert "followed to precision 3" in ax.get_title(loc="left")
    assert "Nash equilibrium" not in [each.get_text() for each in ax.get_legend().get_texts()]
    start = ng.plotting.quantal_response(ng.quantal_response_branch(CHICKEN, until=0))
    assert start.get_title(loc="left").startswith("chicken")


def test_many_strategies_leave_thin_lines_without_a_name():
    rng = np.random.default_rng(3)
    labels = [f"concede everything on chapter {k} and stand firm elsewhere" for k in range(12)]
    game = ng.NormalFormGame(rng.normal(size=(2, 12, 9)), [labels, range(9)])
    ax = ng.plotting.quantal_response(game)
    assert len(texts(ax)) == 10
    assert "11 thin lines not named" in ax.get_title(loc="left").replace("\n", " ")
    named = [each for each in texts(ax) if "chapter" in each]
    assert len(set(named)) == len(named) == 5
    ax.figure.canvas.draw()
    boxes = sorted((text.get_window_extent() for text in ax.texts), key=lambda box: box.y0)
    assert all(low.y1 <= high.y0 + 2 for low, high in itertools.pairwise(boxes))


def test_names_fit_into_small_axes():
    _, axes = plt.subplots(1, 2, figsize=(7, 2.6), layout="constrained")
    for ax, game in zip(axes, (CHICKEN, TURNING), strict=True):
        ng.plotting.quantal_response(game, ax=ax)
    axes[0].figure.canvas.draw()
    for text in axes[0].texts:
        words = text.get_window_extent()
        beyond = words.height if WIDER else 3
        assert words.x1 < axes[0].get_window_extent().x1 + beyond


def test_single_strategies_and_nothing_at_stake_can_be_drawn():
    long = "a single strategy with a rather long name that nobody can do anything about"
    for game in (
        ng.NormalFormGame([[[1.0]], [[1.0]]], [[long], ["b"]]),
        ng.NormalFormGame([[1.0, 2.0]]),
        ng.NormalFormGame(np.zeros((2, 2, 2))),
    ):
        assert ng.plotting.quantal_response(game).figure.canvas is not None


@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_payoffs_of_any_size_can_be_drawn(size):
    ax = ng.plotting.quantal_response(ng.NormalFormGame(PENNIES.payoffs * size))
    ax.figure.canvas.draw()
    assert any("e" in tick.get_text() for tick in ax.get_xticklabels())


def test_precision_per_stake_is_called_that():
    branch = ng.quantal_response_branch(PENNIES, unit="stakes")
    ax = ng.plotting.quantal_response(branch, until=20)
    assert ax.xaxis.get_label().get_text() or ax.get_xlabel() == "precision, per stake"
    assert "per stake" in ax.get_xlabel()


@pytest.mark.parametrize("until", [0, -1, float("inf"), float("nan")])
def test_the_right_end_must_be_a_precision(until):
    with pytest.raises(InvalidValueError, match="until= must be a precision above 0"):
        ng.plotting.quantal_response(CHICKEN, until=until)


def test_what_is_neither_a_branch_nor_a_game_is_refused():
    with pytest.raises(InvalidTypeError, match="drawn of a quantal_response_branch"):
        ng.plotting.quantal_response(ng.quantal_response(CHICKEN, 1))


def test_names_are_spread_from_bottom_to_top():
    assert _spread([0.0, 0.0, 0.5], 0.1) == pytest.approx([0.0, 0.1, 0.5])
    assert _spread([0.95, 1.0, 1.0], 0.1) == pytest.approx([0.8, 0.9, 1.0])
    assert _spread([], 0.1) == []
