"""Best responses and components: what is drawn is what holds in the game."""

from __future__ import annotations

import itertools
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt

import negotiation as ng
from negotiation.errors import InvalidTypeError, NotDefinedError, TooLargeError, UnknownNameError
from negotiation.plotting._replies import bands, path
from tests.plotting.pictures import WIDER

CHICKEN = [[[6, 2], [7, 0]], [[6, 7], [2, 0]]]
MOVES = ["swerve", "drive on"]
squares = st.lists(st.integers(-2, 2), min_size=8, max_size=8).map(
    lambda flat: ng.NormalFormGame(np.array(flat, float).reshape(2, 2, 2))
)
strips = st.integers(1, 5).flatmap(
    lambda size: st.lists(st.integers(-2, 2), min_size=4 * size, max_size=4 * size).map(
        lambda flat: ng.NormalFormGame(np.array(flat, float).reshape(2, 2, size))
    )
)


@pytest.fixture
def chicken():
    return ng.NormalFormGame(CHICKEN, [MOVES, MOVES], ["One", "Two"], title="Chicken")


def at(lines):
    """Return the points drawn, each once."""
    return sorted(
        {(round(float(x), 9), round(float(y), 9)) for line in lines for x, y in line.get_xydata()}
    )


# ------------------------------------------------------------------ the unit square


def test_chicken_in_the_square(chicken, parts, words):
    ax = ng.plotting.best_responses(chicken)
    assert at(parts(ax, "equilibrium")) == [(0, 1), (round(1 / 3, 9), round(1 / 3, 9)), (1, 0)]
    (row,), (column,) = parts(ax, "best 0"), parts(ax, "best 1")
    third = 1 / 3
    assert row.get_xydata() == pytest.approx(np.array([[1, 0], [1, third], [0, third], [0, 1]]))
    assert column.get_xydata() == pytest.approx(np.array([[0, 1], [third, 1], [third, 0], [1, 0]]))
    said = words(ax)
    assert ax.get_title(loc="left") == "Chicken\n3 equilibria, 2 of them pure"
    assert "how often One plays drive on\n(otherwise swerve)" in said
    assert "worth 4.67, 4.67" in said
    assert "best responses of Two" in said


def test_everything_is_best_where_nothing_matters(parts):
    ax = ng.plotting.best_responses(ng.NormalFormGame(np.zeros((2, 2, 2))))
    (area,) = parts(ax, "area")
    assert area.get_bbox().bounds == (0, 0, 1, 1)
    assert len(parts(ax, "best 0")) == len(parts(ax, "best 1")) == 1
    assert "dimension up to 2" in ax.get_title(loc="left")


def test_segments_where_one_actor_does_not_care(parts):
    """The row actor is always indifferent; the column actor switches half way."""
    game = ng.NormalFormGame([[[1, 1], [1, 1]], [[1, 2], [2, 1]]])
    ax = ng.plotting.best_responses(game)
    segments = {tuple(map(tuple, line.get_xydata())) for line in parts(ax, "segment")}
    assert segments == {((0, 1), (0.5, 1)), ((0.5, 0), (0.5, 1)), ((0.5, 0), (1, 0))}


@settings(deadline=None, max_examples=80)
@given(squares)
def test_the_lines_are_the_best_responses(game):
    """On every line, and nowhere beside it, a response is as good as the best."""
    grid = np.linspace(0, 1, 13)
    for own in (0, 1):
        table = game.payoffs[own] if own == 0 else game.payoffs[own].T
        line = path(game, own)
        for other in grid:
            worth = table @ np.array([1 - other, other])
            for share in grid:
                loss = worth.max() - np.array([1 - share, share]) @ worth
                if line is None:
                    assert loss == pytest.approx(0, abs=1e-12)
                    continue
                point = np.array([other, share])
                start, end = line[:-1], line[1:]
                length = ((end - start) ** 2).sum(axis=1)
                along = ((point - start) * (end - start)).sum(axis=1)
                along = np.clip(along / np.where(length > 0, length, 1), 0, 1)
                nearest = start + along[:, None] * (end - start)
                near = np.abs(nearest - point).max(axis=1).min() < 1e-9
                assert near == (loss < 1e-9)


# ------------------------------------------------------------------ the upper edge


@settings(deadline=None, max_examples=100)
@given(strips)
def test_bands_cover_the_line_and_name_what_is_best(game):
    cut = bands(game, 0)
    assert cut[0].low == 0
    assert cut[-1].high == 1
    for one, other in itertools.pairwise(cut):
        assert one.high == other.low
    for band in cut:
        for share in np.linspace(band.low, band.high, 5):
            worth = np.array([1 - share, share]) @ game.payoffs[1]
            assert worth[list(band.replies)] == pytest.approx(worth.max(), abs=1e-9)
        middle = (band.low + band.high) / 2
        worth = np.array([1 - middle, middle]) @ game.payoffs[1]
        assert set(np.flatnonzero(worth >= worth.max() - 1e-9)) == set(band.replies)


def test_a_game_of_three_by_two(parts, words):
    """An outside option and a battle: one segment of equilibria and one alone."""
    game = ng.NormalFormGame(
        [[[2, 2], [3, 1], [0, 1]], [[2, 2], [3, 0], [0, 1]]],
        [["out", "bold", "meek"], ["left", "right"]],
        ["One", "Two"],
        title="Battle after an outside option",
    )
    ax = ng.plotting.best_responses(game)
    assert at(parts(ax, "equilibrium")) == [(0, 3), (0.5, 2), (1, 2)]
    (segment,) = parts(ax, "segment")
    assert segment.get_xydata().tolist() == [[0.5, 2], [1, 2]]
    (edge,) = parts(ax, "edge")
    assert edge.get_xydata().tolist() == [[0, 3], [0.5, 2], [1, 2]]
    assert ax.get_ylabel() == "worth to One"
    words(ax)
    assert [text.get_text() for text in ax.texts if text.get_gid() == "reply"] == ["bold", "out"]


def test_replies_worth_the_same_share_a_band(parts, words):
    game = ng.NormalFormGame(np.zeros((2, 2, 3)), [["a", "b"], ["c", "d", "e"]])
    ax = ng.plotting.best_responses(game)
    words(ax)
    assert len(parts(ax, "band")) == 1
    assert [text.whole for text in ax.texts if text.get_gid() == "reply"] == ["c or d or e"]


def test_narrow_bands_have_no_name(words):
    worth = np.array([[0, 1.0, 0.52], [1.0, 0, 0.5]])
    ax = ng.plotting.best_responses(ng.NormalFormGame([np.zeros((2, 3)), worth]))
    words(ax)
    named = [text.whole for text in ax.texts if text.get_gid() == "reply"]
    assert "strategy 2" not in named
    assert len(named) == 2


def test_one_reply_only(parts):
    ax = ng.plotting.best_responses(ng.NormalFormGame([[[1], [2]], [[3], [4]]]))
    assert at(parts(ax, "equilibrium")) == [(1, 4)]
    assert "1 equilibrium, pure" in ax.get_title(loc="left")


# ------------------------------------------------------------------ choosing what is drawn


def test_two_strategies_of_many(parts, words):
    rng = np.random.default_rng(2)
    game = ng.NormalFormGame(rng.random((2, 4, 5)), None, ["One", "Two"], title="Large")
    ax = ng.plotting.best_responses(game, strategies={"One": [1, 3], "Two": [0, 4]})
    small = ng.NormalFormGame(game.payoffs[:, [1, 3]][:, :, [0, 4]])
    expected = sorted(
        (round(float(x[1]), 9), round(float(y[1]), 9)) for x, y in ng.equilibria(small).profiles
    )
    assert at(parts(ax, "equilibrium")) == expected
    assert "nobody has others here" in ax.get_title(loc="left")
    assert "how often One plays strategy 3\n(otherwise strategy 1)" in words(ax)


def test_strategies_are_drawn_in_the_order_asked_for(chicken, parts):
    """Equilibria that come along are those of the game in its own order."""
    found = ng.equilibria(ng.NormalFormGame([[[6, 2], [7, 0]], [[5, 7], [2, 0]]], [MOVES, MOVES]))
    ax = ng.plotting.best_responses(found, strategies={"Actor 1": ["drive on", "swerve"]})
    mixed = next(each for each in found.profiles if each[0].max() < 1)
    assert (round(float(mixed[0][0]), 9), round(float(mixed[1][1]), 9)) in at(
        parts(ax, "equilibrium")
    )
    assert ax.get_xlabel() == "how often Actor 1 plays swerve\n(otherwise drive on)"


def test_three_actors_one_of_them_held(parts):
    game = ng.NormalFormGame(
        np.random.default_rng(4).random((3, 2, 3, 2)), None, ["One", "Two", "Three"]
    )
    ax = ng.plotting.best_responses(game, strategies={"Two": 1})
    assert ax.get_xlabel().startswith("how often One plays")
    assert ax.get_ylabel().startswith("how often Three plays")
    small = ng.NormalFormGame(game.payoffs[[0, 2]][:, :, 1])
    assert len(parts(ax, "equilibrium")) == len(ng.equilibria(small).profiles)


def test_equilibria_that_are_given_are_drawn(chicken, parts):
    found = ng.equilibria(chicken)
    assert len(parts(ng.plotting.best_responses(found), "equilibrium")) == 3
    pure = ng.equilibria(chicken, "pure-nash")
    assert len(parts(ng.plotting.best_responses(pure), "equilibrium")) == 3


def test_what_best_responses_refuse(chicken):
    large = ng.NormalFormGame(np.zeros((2, 3, 4)), [["a", "b", "c"], list("wxyz")], ["One", "Two"])
    with pytest.raises(
        NotDefinedError, match=r"have 3 x 4\. Name two .*\{'One': \['a', 'b'\], …\}"
    ):
        ng.plotting.best_responses(large)
    with pytest.raises(NotDefinedError, match="have 1 x 1"):
        ng.plotting.best_responses(ng.NormalFormGame([[[1]], [[1]]]))
    with pytest.raises(NotDefinedError, match="they have 2"):
        ng.plotting.best_responses(ng.NormalFormGame([[1, 2]]))
    with pytest.raises(NotDefinedError, match=r"3 have a choice here\. Hold the others"):
        ng.plotting.best_responses(ng.NormalFormGame(np.zeros((3, 2, 2, 2))))
    with pytest.raises(TooLargeError, match=r"400 replies are too many.*\{'Two': \[…\]\}"):
        ng.plotting.best_responses(ng.NormalFormGame(np.ones((2, 2, 400)), None, ["One", "Two"]))
    with pytest.raises(UnknownNameError, match="'Won' is not an actor"):
        ng.plotting.best_responses(chicken, strategies={"Won": [0]})
    with pytest.raises(InvalidTypeError, match="NormalFormGame"):
        ng.plotting.best_responses(CHICKEN)
    assert not plt.get_fignums()


def test_small_axes_keep_short_names_and_no_legend(chicken, words):
    _, (left, right, wide) = plt.subplots(1, 3, figsize=(5 if WIDER else 6, 2))
    ng.plotting.best_responses(chicken, ax=left)
    assert left.get_legend() is None
    assert left.get_ylabel() == "Two: drive on"
    ng.plotting.components(chicken, ax=right)
    assert right.get_legend() is None
    ng.plotting.best_responses(
        ng.NormalFormGame(np.arange(12.0).reshape(2, 2, 3), None, ["One", "Two"]), ax=wide
    )
    assert wide.get_xlabel().startswith("One: ")


# ------------------------------------------------------------------ components


def test_components_of_chicken(chicken, parts, words):
    ax = ng.plotting.components(chicken)
    assert at(parts(ax, "equilibrium")) == [
        (2, 7),
        (round(14 / 3, 9), round(14 / 3, 9)),
        (7, 2),
    ]
    (hull,) = parts(ax, "feasible")
    assert sorted(map(tuple, hull.get_xy()[:-1])) == [(0, 0), (2, 7), (6, 6), (7, 2)]
    assert {"1  (alone)", "2  (alone)", "3  (alone)"} <= set(words(ax))
    assert ax.get_xlabel() == "payoff of One"


def test_a_segment_and_a_rectangle_of_payoffs(parts, words):
    """Either actor decides what the other gets: every pair of payoffs is an equilibrium."""
    game = ng.NormalFormGame([[[0, 3], [0, 3]], [[0, 0], [2, 2]]], title="gifts")
    ax = ng.plotting.components(game)
    (area,) = parts(ax, "area")
    assert area.get_bbox().bounds == (0, 0, 3, 2)
    assert "4 extreme equilibria, dimension 2" in words(ax)
    one = ng.NormalFormGame([[[0, 3], [0, 3]], [[0, 0], [0, 0]]])
    ax = ng.plotting.components(one)
    (segment,) = parts(ax, "segment")
    assert sorted(segment.get_xdata()) == [0, 3]
    assert len(parts(ax, "feasible")) == 1


def test_a_continuum_with_one_payoff_says_so():
    ax = ng.plotting.components(ng.NormalFormGame(np.zeros((2, 2, 2))))
    assert "1 component is a continuum of strategies with the same" in ax.get_title(loc="left")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ng.plotting.components(ng.NormalFormGame(np.full((2, 2, 2), 1e15)))
    game = ng.NormalFormGame([[[2, 2], [3, 1], [0, 1]], [[2, 2], [3, 0], [0, 1]]])
    twice = ng.NormalFormGame(
        [np.kron(np.eye(2), game.payoffs[0] + 5), np.kron(np.eye(2), game.payoffs[1] + 5)]
    )
    title = ng.plotting.components(twice).get_title(loc="left")
    assert "components are continua of strategies" in title.replace("\n", " ")


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.integers(-1, 2), min_size=18, max_size=18).map(
        lambda flat: ng.NormalFormGame(np.array(flat, float).reshape(2, 3, 3))
    )
)
def test_payoffs_of_a_nash_subset_fill_a_rectangle(game):
    """The chart's claim: a payoff depends on the other's mixture only, corner to corner."""
    found = ng.equilibria(game)
    rng = np.random.default_rng(0)
    for component in found.components:
        for subset in component.subsets:
            corners = found.payoffs[list(subset.equilibria)]
            low, high = corners.min(axis=0), corners.max(axis=0)
            for _ in range(5):
                x = rng.dirichlet(np.ones(len(subset.rows))) @ subset.rows
                y = rng.dirichlet(np.ones(len(subset.columns))) @ subset.columns
                worth = game.expected((x, y))
                assert (worth >= low - 1e-9).all()
                assert (worth <= high + 1e-9).all()
                for other in subset.rows:
                    assert game.expected((other, y))[0] == pytest.approx(worth[0], abs=1e-9)


def test_components_at_the_same_place_share_a_label(words):
    ax = ng.plotting.components(ng.NormalFormGame([np.eye(3), np.eye(3)]))
    assert "1, 5, 7  (each: alone)" in words(ax)
    many = ng.plotting.components(ng.NormalFormGame([np.eye(5), np.eye(5)]))
    assert any(" and 2 more  (each: alone)" in text for text in words(many))


def test_unlike_components_at_the_same_place_are_told_apart(words):
    """Both get 1 in a corner of its own and in a continuum."""
    game = ng.NormalFormGame(
        [[[1, 0, 0], [0, 1, 1]], [[1, 0, 0], [0, 1, 1]]],
    )
    ax = ng.plotting.components(game)
    assert any("(alone)" in text and "dimension 1" in text for text in words(ax))


def test_no_equilibrium_found(words):
    pennies = ng.NormalFormGame([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]])
    ax = ng.plotting.components(ng.equilibria(pennies, "pure-nash"))
    assert "None was found" in ax.get_title(loc="left")


def test_what_components_refuse():
    with pytest.raises(NotDefinedError, match="this game has 3"):
        ng.plotting.components(ng.NormalFormGame(np.zeros((3, 2, 2, 2))))
    with pytest.raises(InvalidTypeError, match=r"what negotiation\.equilibria"):
        ng.plotting.components(CHICKEN)
    assert not plt.get_fignums()


def test_the_feasible_area_has_the_outermost_corners_only(parts):
    """Points inside, and points on an edge, are no corners."""
    first, second = [[0, 2, 1], [1, 1, 0.5]], [[0, 0, 2], [1, 0, 1]]
    (hull,) = parts(ng.plotting.components(ng.NormalFormGame([first, second])), "feasible")
    assert sorted(map(tuple, hull.get_xy()[:-1].tolist())) == [(0, 0), (1, 2), (2, 0)]
