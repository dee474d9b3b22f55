"""The payoff table: cells, best responses, equilibria, and what is left out."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib import pyplot as plt

import negotiation as ng
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    UnknownNameError,
)

CHICKEN = [[[6, 2], [7, 0]], [[6, 7], [2, 0]]]
MOVES = ["swerve", "drive on"]


@pytest.fixture
def chicken():
    return ng.NormalFormGame(CHICKEN, [MOVES, MOVES], ["One", "Two"], title="Chicken")


@pytest.fixture
def large():
    """A game of 30 by 40 strategies in which conceding costs and nothing else matters."""
    cost, other = np.arange(30.0), np.arange(40.0)
    payoffs = [-cost[:, None] + 2 * other, 3 * cost[:, None] - other]
    return ng.NormalFormGame(payoffs, actors=["West", "North"])


def cells(ax, side):
    """Return the numbers written for one actor, by row and column."""
    found = {}
    for text in ax.texts:
        kind, who, *place = str(text.get_gid()).split()
        if kind == "payoff" and int(who) == side:
            found[tuple(map(int, place))] = float(text.get_text().replace("−", "-"))
    return found


def marks(ax, side):
    """Return the cells in which an actor's best responses are marked."""
    (line,) = [line for line in ax.lines if line.get_gid() == f"best {side}"]
    return sorted((int(y), int(x)) for x, y in zip(*line.get_data(), strict=True))


def frames(ax, kind):
    return sorted(
        (int(patch.get_y()), int(patch.get_x()))
        for patch in ax.patches
        if patch.get_gid() == f"{kind} equilibrium"
    )


def named(ax, axis):
    labels = {"x": ax.get_xticklabels, "y": ax.get_yticklabels}[axis]()
    return [label.get_text().replace("\n", " ") for label in labels]


def test_small_games_show_both_numbers_in_every_cell(chicken):
    ax = ng.plotting.payoff_table(chicken)
    for side in (0, 1):
        expected = {place: chicken.payoffs[(side, *place)] for place in np.ndindex(2, 2)}
        assert cells(ax, side) == expected


def test_rows_belong_to_the_first_actor_and_run_downward(chicken):
    ax = ng.plotting.payoff_table(chicken)
    assert named(ax, "y") == MOVES
    assert named(ax, "x") == MOVES
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("One chooses", "Two chooses")
    assert ax.yaxis_inverted()
    (lower_left,) = [text for text in ax.texts if text.get_gid() == "payoff 0 1 0"]
    assert lower_left.get_position()[0] < 0.5
    assert lower_left.get_position()[1] > 1.5


def test_best_responses_are_marked_and_bold(chicken):
    ax = ng.plotting.payoff_table(chicken)
    assert marks(ax, 0) == [(0, 1), (1, 0)]
    assert marks(ax, 1) == [(0, 1), (1, 0)]
    bold = {text.get_gid() for text in ax.texts if text.get_weight() == "bold"}
    assert bold == {"payoff 0 0 1", "payoff 0 1 0", "payoff 1 0 1", "payoff 1 1 0"}


def test_equilibria_are_framed_and_the_mixture_is_told(chicken):
    ax = ng.plotting.payoff_table(chicken, ng.equilibria(chicken))
    assert frames(ax, "pure") == [(0, 1), (1, 0)]
    assert frames(ax, "mixed") == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert named(ax, "y") == ["swerve [67%]", "drive on [33%]"]
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert "pure equilibrium" in legend
    assert "played in the mixed equilibrium [how often]" in legend
    assert "3 equilibria found, proven to be all" in ax.get_title(loc="left")


def test_equilibria_bring_their_game(chicken):
    ax = ng.plotting.payoff_table(ng.equilibria(chicken))
    assert frames(ax, "pure") == [(0, 1), (1, 0)]


def test_without_equilibria_nothing_is_framed(chicken):
    ax = ng.plotting.payoff_table(chicken)
    assert frames(ax, "pure") == frames(ax, "mixed") == []
    assert "equilibri" not in ax.get_title(loc="left")


def test_an_incomplete_search_is_said_to_be(chicken):
    found = ng.equilibria(chicken)
    object.__setattr__(found, "complete", False)
    assert "3 equilibria found, perhaps not all" in ng.plotting.payoff_table(found).get_title(
        loc="left"
    )


def test_ties_are_all_marked():
    ax = ng.plotting.payoff_table(ng.NormalFormGame([np.zeros((2, 3)), np.zeros((2, 3))]))
    every = [(row, column) for row in range(2) for column in range(3)]
    assert marks(ax, 0) == marks(ax, 1) == every


def test_darker_is_better(chicken, parts):
    ax = ng.plotting.payoff_table(chicken)
    (mine,) = parts(ax, "payoffs 0")
    light = mine.get_facecolor()[:, :3].sum(axis=1)
    worth = chicken.payoffs[0].ravel()
    assert np.array_equal(np.argsort(-light, kind="stable"), np.argsort(worth, kind="stable"))


def test_of_a_large_game_a_telling_part_is_drawn_and_the_title_says_which(large):
    found = ng.equilibria(large)
    ax = ng.plotting.payoff_table(large, found)
    assert (len(named(ax, "y")), len(named(ax, "x"))) == (10, 10)
    assert named(ax, "y")[0] == named(ax, "x")[0] == "strategy 0"
    assert named(ax, "y")[-1] == "strategy 29"
    assert named(ax, "x")[-1] == "strategy 39"
    assert frames(ax, "pure") == [(0, 0)]
    title = ax.get_title(loc="left").replace("\n", " ")
    assert "10 of 30 strategies of West and 10 of 40 strategies of North drawn" in title
    assert "from the least to the most costly" in title


def test_best_responses_are_those_of_the_whole_game(large):
    ax = ng.plotting.payoff_table(large, strategies={"West": [3, 7], "North": [5, 9]})
    assert marks(ax, 0) == marks(ax, 1) == []
    assert named(ax, "y") == ["strategy 3", "strategy 7"]
    assert cells(ax, 0)[(1, 0)] == -7 + 2 * 5


def test_equilibria_outside_the_strategies_drawn_are_counted(large):
    ax = ng.plotting.payoff_table(
        large, ng.equilibria(large), strategies={"West": [3, 7], "North": [5, 9]}
    )
    assert "1 not wholly drawn" in ax.get_title(loc="left")
    assert frames(ax, "pure") == []


def test_one_actors_payoffs_show_the_whole_game(large, parts):
    ax = ng.plotting.payoff_table(large, ng.equilibria(large), actor="North")
    (picture,) = parts(ax, "payoffs 1")
    assert picture.get_array().shape == (30, 40)
    assert len(marks(ax, 0)) == 40
    assert len(marks(ax, 1)) == 30
    assert 2 <= len(named(ax, "x")) <= 11
    assert "Payoffs of North" in ax.get_title(loc="left")


def test_packages_are_named_by_what_they_concede(scenario):
    game = ng.concession_game(scenario)
    ax = ng.plotting.payoff_table(game, ng.equilibria(game))
    assert named(ax, "y") == ["nothing conceded", "relief: $5 fund_a", "relief: full"]
    assert named(ax, "x")[0] == "nothing conceded"


def test_strategies_can_be_chosen_by_label_and_by_package(scenario):
    game = ng.concession_game(scenario)
    ax = ng.plotting.payoff_table(
        game, strategies={"West": [{"relief": "full"}, game.strategies[0][0]]}
    )
    assert named(ax, "y") == ["relief: full", "nothing conceded"]


@pytest.fixture
def trio():
    payoffs = np.random.default_rng(0).integers(0, 9, (3, 2, 3, 2))
    return ng.NormalFormGame(
        payoffs, [["a", "b"], ["c", "d", "e"], ["f", "g"]], ["One", "Two", "Three"]
    )


def test_a_third_actor_is_held_at_one_strategy(trio):
    ax = ng.plotting.payoff_table(trio, strategies={"Two": ["d"]})
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("One chooses", "Three chooses")
    expected = {place: trio.payoffs[(0, place[0], 1, place[1])] for place in np.ndindex(2, 2)}
    assert cells(ax, 0) == expected
    best = [
        place
        for place in np.ndindex(2, 2)
        if trio.payoffs[2, place[0], 1, place[1]] == trio.payoffs[2, place[0], 1].max()
    ]
    assert marks(ax, 1) == best
    assert "Two held at d" in ax.get_title(loc="left")


def test_equilibria_in_which_a_held_actor_does_something_else_are_not_framed(trio):
    found = ng.equilibria(trio, "pure-nash")
    for held in "cde":
        ax = ng.plotting.payoff_table(trio, found, strategies={"Two": [held]})
        expected = sorted(
            (one.index(1.0), three.index(1.0))
            for one, two, three in ([list(part) for part in each] for each in found.profiles)
            if two["cde".index(held)] == 1.0
        )
        assert frames(ax, "pure") == expected


def test_three_choosing_actors_are_refused_with_the_way_out(trio):
    with pytest.raises(InvalidValueError, match=r"two actors' choices.*strategies=.*'Three'.*'f'"):
        ng.plotting.payoff_table(trio)
    with pytest.raises(InvalidValueError, match=r"held at one strategy.*One, Three.*'Two'"):
        ng.plotting.payoff_table(trio, strategies={"Two": "d"}, actor="Two")
    assert not plt.get_fignums()


def test_an_actor_with_one_strategy_is_a_single_column():
    game = ng.NormalFormGame([[[1], [2]], [[0], [0]]])
    ax = ng.plotting.payoff_table(game)
    assert cells(ax, 0) == {(0, 0): 1, (1, 0): 2}


def test_one_actor_is_refused():
    with pytest.raises(NotDefinedError, match=r"needs two actors.*'Actor 1'"):
        ng.plotting.payoff_table(ng.NormalFormGame([[1.0, 2.0]]))


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e12])
def test_payoffs_of_any_size_are_drawn(scale):
    game = ng.NormalFormGame(np.array(CHICKEN) * scale)
    ax = ng.plotting.payoff_table(game, ng.equilibria(game))
    ax.figure.canvas.draw()
    assert marks(ax, 0) == [(0, 1), (1, 0)]


def test_the_legend_stands_below_the_cells(chicken):
    ax = ng.plotting.payoff_table(chicken, ng.equilibria(chicken))
    ax.figure.canvas.draw()
    top = ax.get_legend().get_window_extent().y1
    assert top <= ax.transData.transform((0, 2))[1] + 1


def test_wrong_input_is_refused_by_name(chicken, scenario, large):
    with pytest.raises(InvalidTypeError, match=r"NormalFormGame.*concession_game"):
        ng.plotting.payoff_table(scenario)
    with pytest.raises(InvalidTypeError, match=r"negotiation.equilibria\(game\)"):
        ng.plotting.payoff_table(chicken, [(1, 0)])
    with pytest.raises(InvalidValueError, match="another game"):
        ng.plotting.payoff_table(chicken, ng.equilibria(large))
    with pytest.raises(UnknownNameError, match="Did you mean 'Two'"):
        ng.plotting.payoff_table(chicken, actor="Twoo")
    with pytest.raises(UnknownNameError, match="Did you mean 'One'"):
        ng.plotting.payoff_table(chicken, strategies={"one": ["swerve"]})
    with pytest.raises(UnknownNameError, match=r"'One'.*Did you mean 'swerve'"):
        ng.plotting.payoff_table(chicken, strategies={"One": ["swervee"]})
    with pytest.raises(InvalidTypeError, match=r"\{actor: \[strategies\]\}"):
        ng.plotting.payoff_table(chicken, strategies=["swerve"])
    with pytest.raises(InvalidValueError, match=r"'One'.*no strategy"):
        ng.plotting.payoff_table(chicken, strategies={"One": []})
    assert not plt.get_fignums()
