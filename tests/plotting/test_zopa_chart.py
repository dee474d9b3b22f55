"""Lanes of gains along the packages, and the ZOPA below them."""

from __future__ import annotations

import numpy as np
import pytest

import negotiation as ng
from negotiation.concessions import efficient
from negotiation.errors import UnknownNameError


def tops(parts, ax, name):
    """Return the places of the bars drawn under a name."""
    return sorted(round(bar.get_x() + bar.get_width() / 2, 6) for bar in parts(ax, name))


def spans(parts, ax):
    """Return the first and last package of every stretch of the ZOPA."""
    return [
        tuple(np.round([path.vertices[:, 0].min() + 0.5, path.vertices[:, 0].max() - 0.5], 6))
        for each in parts(ax, "ZOPA")
        for path in each.get_paths()
    ]


@pytest.fixture
def four():
    """Return four efficient outcomes; Ann would sign three of them, Bo three others."""
    return ng.BargainingProblem(
        [[4, 1], [3, 2], [2, 3], [1, 4], [0, 0]],
        [1.5, 1.5],
        outcomes=["a", "b", "c", "d", "e"],
        actors=["Ann", "Bo"],
    )


def test_bars_show_who_would_sign_what(four, parts):
    ax = ng.plotting.zopa(four)
    assert tops(parts, ax, "accepted 0") == [1, 2, 3]
    assert tops(parts, ax, "worse 0") == [4]
    assert tops(parts, ax, "worse 1") == [1]
    assert tops(parts, ax, "accepted 1") == [2, 3, 4]
    assert spans(parts, ax) == [(2, 3)]


def test_bars_stand_on_zero_and_reach_the_gain(four, parts):
    ax = ng.plotting.zopa(four)
    up = [bar.get_height() for bar in parts(ax, "accepted 0")]
    (down,) = [bar.get_height() for bar in parts(ax, "worse 0")]
    assert np.allclose(np.array([*up, down]) / up[0], np.array([2.5, 1.5, 0.5, -0.5]) / 2.5)
    assert len({round(bar.get_y(), 9) for bar in parts(ax, "accepted 0")}) == 1


def test_lanes_and_packages_are_named(four, words):
    ax = ng.plotting.zopa(four)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["ZOPA", "Bo", "Ann"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["a", "b", "c", "d"]
    assert ax.get_xlabel() == "efficient outcomes, from the best to the worst for Ann"
    assert {"+2.5", "−0.5"} <= set(words(ax))
    assert "5 outcomes, 2 in the ZOPA; 4 drawn" in ax.get_title(loc="left").replace("\n", " ")


def test_all_packages_are_drawn_in_the_order_of_one_actor(four, parts):
    ax = ng.plotting.zopa(four, order="Bo")
    assert [label.get_text() for label in ax.get_xticklabels()] == ["d", "c", "b", "a", "e"]
    assert tops(parts, ax, "accepted 0") == [2, 3, 4]
    assert "all drawn" in ax.get_title(loc="left")


def test_packages_across_a_red_line_stand_apart(problem, parts):
    ax = ng.plotting.zopa(problem)
    drawn = np.flatnonzero(efficient(problem.payoffs) | problem.pareto)
    (crossed,) = parts(ax, "red line 1")
    assert len(crossed.get_xdata()) == problem.refused[drawn, 1].sum() > 0
    assert parts(ax, "red line 0") == []
    assert not set(np.round(crossed.get_xdata(), 6)) & set(tops(parts, ax, "accepted 1"))
    assert "crosses the actor's red line" in [t.get_text() for t in ax.get_legend().get_texts()]


def test_agreements_are_marked_in_every_lane(problem, chosen, parts):
    inefficient = int(np.flatnonzero(problem.zopa & ~problem.pareto)[0])
    ax = ng.plotting.zopa(chosen(problem, "odd", inefficient))
    stars = [parts(ax, f"agreement {actor}")[0] for actor in (0, 1)]
    assert len(stars[0].get_xdata()) == len(stars[1].get_xdata()) == 1
    assert "agreement" in [text.get_text() for text in ax.get_legend().get_texts()]


def test_an_empty_zopa_is_said_in_words(blocked, parts):
    ax = ng.plotting.zopa(blocked)
    (note,) = parts(ax, "note")
    assert note.get_text() == "No ZOPA: no package is acceptable to all actors."
    assert parts(ax, "ZOPA") == []
    assert "none in the ZOPA" in ax.get_title(loc="left").replace("\n", " ")


def test_a_zopa_closed_by_red_lines_is_said_to_be(parts):
    own = ng.BargainingProblem([[1, 1], [2, 2]], refused=np.array([[False, True]] * 2))
    (note,) = parts(ng.plotting.zopa(own), "note")
    assert "2 outcomes would leave everyone no worse off, but cross a red line." in note.get_text()


def test_a_zopa_without_a_signable_efficient_outcome_drawn_is_not_called_empty(parts):
    payoffs = [[9, 0], [0, 9], [5, 5], [3, 3]]
    refused = np.array([[False, False], [False, False], [True, False], [False, False]])
    own = ng.BargainingProblem(payoffs, [1, 1], refused=refused)
    ax = ng.plotting.zopa(own)
    assert parts(ax, "note") == []
    assert len(spans(parts, ax)) == 1


def test_thousands_of_packages_are_points_and_shares(parts):
    rng = np.random.default_rng(1)
    refused = np.zeros((4608, 3), dtype=bool)
    refused[:100, 1] = True
    own = ng.BargainingProblem(
        rng.random((4608, 3)), [0.3, 0.3, 0.3], actors=["A", "B", "C"], refused=refused
    )
    ax = ng.plotting.zopa(own, order="A")
    for actor, least in enumerate((250, 3000, 3000)):  # the first lane is a single curve
        drawn = sum(
            len(parts(ax, f"{kind} {actor}")[0].get_xdata()) for kind in ("accepted", "worse")
        )
        assert least < drawn <= 4608
    assert len(parts(ax, "red line 1")[0].get_xdata()) == 100
    (share,) = parts(ax, "ZOPA")
    heights, edges, _ = share.get_data()
    per_bin = np.bincount(np.digitize(np.arange(1.0, 4609.0), edges) - 1, minlength=100)
    part = (heights - 0.13) / 0.74
    assert (part * per_bin).sum() == pytest.approx(own.zopa.sum())
    assert part.min() >= 0
    assert part.max() <= 1


@pytest.mark.parametrize("actors", [1, 2, 3, 6])
def test_there_is_a_lane_for_every_actor(actors, parts):
    own = ng.BargainingProblem(np.random.default_rng(0).random((30, actors)), [0.2] * actors)
    ax = ng.plotting.zopa(own)
    assert len(ax.get_yticks()) == actors + 1
    assert ax.get_ylim()[1] > actors + 1


def test_all_packages_of_a_single_actor_are_drawn(parts):
    own = ng.BargainingProblem([[3], [2], [1]], [1.5], actors=["Solo"])
    ax = ng.plotting.zopa(own)
    assert tops(parts, ax, "accepted 0") == [1, 2]
    assert tops(parts, ax, "worse 0") == [3]


@pytest.mark.parametrize(
    "payoffs", [[[1, 1]], [[2, 2]] * 3, [[1e300, -1e300], [-1e300, 1e300]], [[1e12, 1e-9]]]
)
def test_odd_problems_are_drawn(payoffs):
    ax = ng.plotting.zopa(ng.BargainingProblem(payoffs))
    ax.figure.canvas.draw()


def test_the_legend_stands_above_the_lanes(problem):
    ax = ng.plotting.zopa(ng.compare(problem))
    ax.figure.canvas.draw()
    bottom = ax.get_legend().get_window_extent().y0
    assert bottom >= ax.transData.transform((0, 3.0))[1]


def test_a_misspelt_actor_is_answered_with_the_right_one(problem):
    with pytest.raises(UnknownNameError, match="Did you mean 'West'"):
        ng.plotting.zopa(problem, order="Wset")


def test_every_package_may_lie_in_the_zopa(parts):
    own = ng.BargainingProblem([[3, 1], [2, 2], [1, 3]])
    ax = ng.plotting.zopa(own)
    assert spans(parts, ax) == [(1, 3)]
    assert "worse than walking away" not in [t.get_text() for t in ax.get_legend().get_texts()]
