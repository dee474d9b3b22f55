"""Parallel axes: every line where the shares are, whoever gains and whoever cannot."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from matplotlib.text import Text

import negotiation as ng
from negotiation.plotting._callouts import Labels


@pytest.fixture
def three():
    payoffs = np.random.default_rng(2).random((60, 3))
    return ng.BargainingProblem(payoffs, [0.2, 0.3, 0.1], actors=["Ann", "Bo", "Cy"])


def shares(problem, rows):
    return (problem.payoffs[rows] - problem.disagreement) / (problem.ideal - problem.disagreement)


def labels_of(ax):
    ax.figure.canvas.draw()
    return next(each for each in ax.get_children() if isinstance(each, Labels))


def test_lines_are_shares_of_ideal_gains(three, parts):
    ax = ng.plotting.parallel(three)
    for gid, mask in (
        ("ZOPA", three.zopa & ~three.negotiation_set),
        ("frontier", three.negotiation_set),
    ):
        (bundle,) = parts(ax, gid)
        drawn = sorted(tuple(np.round(path.vertices[:, 1], 3)) for path in bundle.get_paths())
        assert drawn == sorted(map(tuple, np.round(shares(three, mask), 3)))
        assert all((path.vertices[:, 0] == [0, 1, 2]).all() for path in bundle.get_paths())


def test_solutions_are_drawn_once_with_all_their_names(three, parts):
    answers = ng.compare(three, ["nash", "egalitarian", "utilitarian"])
    ax = ng.plotting.parallel(answers)
    stars = parts(ax, "agreement")
    distinct = {tuple(np.round(answer.payoffs[0], 9)) for answer in answers.solutions}
    assert len(stars) == len(distinct)
    drawn = {tuple(np.round(star.get_ydata(), 6)) for star in stars}
    assert drawn == {
        tuple(np.round(shares(three, answer.indices)[0], 6)) for answer in answers.solutions
    }
    joined = " ".join(texts[0] for _, texts, _ in labels_of(ax).items)
    for answer in answers.solutions:
        assert joined.count(answer.concept) == 1


def test_walking_away_is_zero_for_everybody_and_both_ends_have_the_actors_own_utility(three, parts):
    ax = ng.plotting.parallel(three)
    (walk,) = parts(ax, "disagreement")
    assert walk.get_ydata().tolist() == [0, 0, 0]
    texts = [text.get_text() for text in ax.texts]
    for low, high in zip(three.disagreement, three.ideal, strict=True):
        assert f"{low:.3g}" in texts
        assert f"{high:.3g}" in texts


def test_labels_stand_right_of_the_axes_and_apart(three):
    ax = ng.plotting.parallel(ng.compare(three))
    labels = labels_of(ax)
    boxes = [Text.get_window_extent(label) for label, _, _ in labels.items if label.get_visible()]
    assert len(boxes) == len(labels.items)
    edge = ax.transData.transform((2, 0))[0]
    for place, box in enumerate(boxes):
        assert box.x0 > edge
        assert not any(box.overlaps(other) for other in boxes[place + 1 :])


def test_an_empty_zopa_shows_who_loses_in_what_is_efficient(blocked, parts):
    ax = ng.plotting.parallel(ng.solve(blocked, "nash"))
    title = ax.get_title(loc="left").replace("\n", " ")
    assert "No ZOPA: no package is acceptable to all actors" in title
    assert parts(ax, "ZOPA") == []
    (bundle,) = parts(ax, "frontier")
    efficient = np.unique(blocked.payoffs[blocked.pareto], axis=0)
    assert len(bundle.get_paths()) == len(efficient)
    assert any("no agreement: nash" in texts[0] for _, texts, _ in labels_of(ax).items)


def test_an_offer_far_outside_leaves_the_chart_and_keeps_its_label(three):
    own = ng.BargainingProblem(
        np.vstack([three.payoffs, [[-9, 9, -9], [9, -9, 9]]]), three.disagreement
    )
    rows = {"low": 60, "high": 61}
    ax = ng.plotting.parallel(own, offers=rows)
    bottom, top = ax.get_ylim()
    assert bottom > -6
    assert top < 4
    assert "some lines leave the chart" in ax.get_title(loc="left").replace("\n", " ")
    assert [label.get_visible() for label, _, _ in labels_of(ax).items] == [True, True]


def test_who_cannot_gain_is_told(parts):
    own = ng.BargainingProblem([[1, 0], [2, 0], [5, -1]], actors=["Ann", "Bo"])
    ax = ng.plotting.parallel(ng.compare(own))
    assert "cannot gain" in [text.get_text() for text in ax.texts]
    (star, *_) = parts(ax, "agreement")
    assert star.get_ydata().tolist() == [1, 0]


def test_many_outcomes_are_thinned_and_said_to_be(parts):
    payoffs = np.random.default_rng(3).random((20_000, 3))
    ax = ng.plotting.parallel(ng.BargainingProblem(payoffs, [0.3] * 3))
    (bundle,) = parts(ax, "ZOPA")
    assert len(bundle.get_paths()) == 600
    assert bundle.get_rasterized()
    assert "at most 600 of a kind drawn" in ax.get_title(loc="left").replace("\n", " ")


@pytest.mark.parametrize(
    "payoffs",
    [[[1, 2, 3]], [[2, 2, 2]] * 3, [[1e12, 1e-9, 0], [2e12, 0, 0]], [[1], [2]], [[0, 0]]],
    ids=["one outcome", "all equal", "huge and tiny", "one actor", "nothing to gain"],
)
def test_odd_problems_are_drawn(payoffs):
    ng.plotting.parallel(ng.compare(ng.BargainingProblem(payoffs))).figure.canvas.draw()


@pytest.mark.slow
def test_long_names_stay_inside():
    names = [f"The Democratic Republic of Somewhere, number {n}" for n in range(6)]
    own = ng.BargainingProblem(np.random.default_rng(1).random((30, 6)), actors=names)
    ax = ng.plotting.parallel(ng.compare(own))
    ax.figure.canvas.draw()
    boxes = [label.get_window_extent() for label in ax.get_xticklabels()]
    assert all(one.x1 < other.x0 for one, other in itertools.pairwise(boxes))
