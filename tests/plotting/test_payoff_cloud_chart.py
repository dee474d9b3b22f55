"""The cloud of payoffs: what is drawn where, and what the lines around it hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.path import Path

import negotiation as ng
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError
from negotiation.plotting._density import density


def title(ax):
    return " ".join(ax.get_title(loc="left").split("\n"))


def spots(line):
    return sorted(zip(*line.get_data(), strict=True))


@pytest.fixture
def cloud(forecast):
    """Return a function that builds an ensemble whose payoffs are these."""

    def build(payoffs, nothing=0):
        rows = np.where(np.arange(len(payoffs)) < nothing, -1, 7)
        return forecast(rows, payoffs=np.asarray(payoffs, dtype=float))

    return build


def test_agreements_and_walking_away_are_told_apart(cloud, parts):
    ax = ng.plotting.payoff_cloud(cloud([[0.5, 0.25], [2, 1], [3, 1], [2, 1]], nothing=1))
    (agreed,), (walked,) = parts(ax, "agreements"), parts(ax, "no agreement")
    assert spots(agreed) == [(2, 1), (3, 1)]
    assert spots(walked) == [(0.5, 0.25)]
    assert agreed.get_marker() != walked.get_marker()
    said = title(ax)
    assert said.startswith("a small summit No agreement 25.0%, 95% interval ")
    read = [each.get_text() for each in ax.get_legend().get_texts()]
    assert "agreement (3 draws)" in read
    assert "no agreement (1 draw)" in read


def test_the_frontier_and_the_disagreement_point_are_those_of_the_central_scenario(
    cloud, parts, problem
):
    ax = ng.plotting.payoff_cloud(cloud([[2, 1]]))
    (frontier,), (walk,) = parts(ax, "frontier"), parts(ax, "disagreement")
    assert spots(frontier) == sorted({tuple(each) for each in problem.payoffs[problem.pareto]})
    assert spots(walk) == [(0.5, 0.25)]


def test_the_lines_hold_half_and_nine_tenths_of_the_agreements(cloud, parts):
    points = np.random.default_rng(3).normal([2, 1], [0.6, 0.3], size=(4000, 2))
    ax = ng.plotting.payoff_cloud(cloud(points))
    for share, gid in ((0.5, "holds 50%"), (0.9, "holds 90%")):
        (lines,) = parts(ax, gid)
        inside = np.zeros(len(points), dtype=bool)
        for path in lines.get_paths():
            for polygon in path.to_polygons():
                inside ^= Path(polygon).contains_points(points)
        # Cells are coarse, and a contour runs between their middles.
        assert inside.mean() == pytest.approx(share, abs=0.02)


@pytest.mark.parametrize(
    "payoffs",
    [
        [[2, 1]],
        [[2, 1]] * 50,
        np.column_stack([np.linspace(0, 1, 60), np.linspace(0, 1, 60) * 0]),
        np.random.default_rng(0).integers(0, 3, size=(500, 2)),
    ],
    ids=["one draw", "all alike", "in a line", "few places"],
)
def test_no_lines_are_drawn_where_they_would_be_made_up(cloud, parts, payoffs):
    ax = ng.plotting.payoff_cloud(cloud(payoffs))
    assert not parts(ax, "holds 50%")
    ax.figure.canvas.draw()


def test_a_density_counts_every_point_once():
    points = np.random.default_rng(1).uniform(size=(500, 2))
    found = density(points, ((-1.0, 2.0), (-1.0, 2.0)))
    assert found.heights.sum() == pytest.approx(1.0)
    assert found.at_points.shape == (500,)
    # The second axis runs down the rows: a cloud at the upper left has its height there.
    moved = density(points * [0.3, 0.3] + [-0.8, 1.5], ((-1.0, 2.0), (-1.0, 2.0)))
    row, column = np.unravel_index(moved.heights.argmax(), moved.heights.shape)
    assert moved.grid[1][row] > 1.4
    assert moved.grid[0][column] < -0.4


def test_many_draws_are_thinned_and_counted_in_full(cloud, parts):
    points = np.random.default_rng(2).normal([2, 1], 0.2, size=(20_000, 2))
    ax = ng.plotting.payoff_cloud(cloud(points, nothing=5_000))
    (agreed,), (walked,) = parts(ax, "agreements"), parts(ax, "no agreement")
    assert 500 < len(agreed.get_xdata()) < 2_000
    assert 500 < len(walked.get_xdata()) < 2_000
    assert agreed.get_label() == "agreement (15,000 draws)"


def test_no_agreement_at_all_is_drawn(cloud, parts):
    ax = ng.plotting.payoff_cloud(cloud([[0.5, 0.25]] * 5, nothing=5))
    assert not parts(ax, "agreements")
    assert "No agreement 100%" in title(ax)


def test_actors_choose_the_axes(cloud):
    ax = ng.plotting.payoff_cloud(cloud([[2, 1]]), actors=("North", "West"))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("utility of North", "utility of West")
    line = next(each for each in ax.lines if each.get_gid() == "agreements")
    assert spots(line) == [(1, 2)]
    with pytest.raises(InvalidValueError, match="actors= names the two actors"):
        ng.plotting.payoff_cloud(cloud([[2, 1]]), actors=("North",))


def test_what_cannot_be_drawn_is_refused(forecast):
    with pytest.raises(InvalidTypeError, match=r"Ensemble, as negotiation\.ensemble"):
        ng.plotting.payoff_cloud(3)
    issue = ng.Issue("pie", ["half", "all"])
    alone = ng.Actor("Ann", ng.Additive({"pie": {"half": 0.5, "all": 1}}))
    with pytest.raises(NotDefinedError, match="needs two actors"):
        ng.plotting.payoff_cloud(forecast([1, 1], ng.Scenario("alone", [issue], [alone])))


def test_a_real_ensemble_is_drawn_whole(scenario, parts):
    doubt = ng.distributions.uniform(0.0, 4.0)
    actors = [replace(actor, reservation=doubt) for actor in scenario.actors]
    study = ng.ensemble(replace(scenario, actors=actors), draws=300, rng=1)
    ax = ng.plotting.payoff_cloud(study)
    (walked,), (agreed,) = parts(ax, "no agreement"), parts(ax, "agreements")
    nothing = round(300 * study.no_agreement.value)
    assert 0 < nothing < 300
    assert walked.get_label() == f"no agreement ({nothing} draws)"
    assert agreed.get_label() == f"agreement ({300 - nothing} draws)"
    (walk,) = parts(ax, "disagreement")
    assert spots(walk) == [(2, 2)]  # the medians
