"""The chart of a game tree: nodes, moves, dashed lines, payoffs, and what is played."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text

import negotiation as ng
from negotiation.errors import InvalidTypeError, InvalidValueError, TooLargeError
from negotiation.io._gambit_nodes import tree_of
from negotiation.plotting._roles import INK, actor_look
from negotiation.plotting._tree_drawing import Drawing
from negotiation.plotting._tree_layout import MOST_ROWS, amount, tree_layout

draw = ng.plotting.game_tree


def end(*payoffs, name=""):
    return ng.Ending(payoffs, name)


@pytest.fixture
def threat():
    answer = ng.Decision("Bo", {"yield": end(2, 1), "fight": end(0, 0, name="war")})
    root = ng.Decision("Ann", {"threaten": answer, "wait": end(1, 2)})
    return ng.ExtensiveGame(root, title="A threat")


@pytest.fixture
def horse():
    """Selten (1975), Figure 1."""
    third = [ng.Decision("3", {"R": each, "L": other}, "3") for each, other in HORSE_ENDS]
    second = ng.Decision("2", {"R": end(1, 1, 1), "L": third[0]})
    return ng.ExtensiveGame(ng.Decision("1", {"R": second, "L": third[1]}))


HORSE_ENDS = [(end(4, 4, 0), end(0, 0, 1)), (end(3, 2, 2), end(0, 0, 0))]


def kinds(ax):
    """Return how the move to every position is drawn."""
    told = [str(line.get_gid()).split() for line in ax.lines]
    return {int(number): kind for kind, number in told if kind not in ("node", "set")}


def words(ax):
    ax.figure.canvas.draw()
    return [" ".join(text.get_text().split()) for text in ax.findobj(Text) if text.get_visible()]


def legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


# ------------------------------------------------------------------ what is drawn


def test_a_tree_alone_has_nodes_moves_and_payoffs(threat):
    ax = draw(threat)
    assert kinds(ax) == dict.fromkeys(range(1, 5), "possible")
    assert {"threaten", "wait", "yield", "fight", "Ann", "Bo", "war"} <= set(words(ax))
    assert legend(ax) == ["Ann moves", "Bo moves"]
    assert ax.get_title(loc="left") == "A threat\n3 endings"
    payoffs = {text.get_gid(): text.get_text() for text in ax.texts if text.get_gid()}
    assert payoffs == {
        f"payoff {position} {place}": str(value)
        for position in threat.endings
        for place, value in enumerate(threat.positions[position].payoffs)
    }


def test_payoffs_stand_in_columns_and_on_the_row_of_their_ending(threat):
    ax = draw(threat)
    spots = {text.get_gid(): text.get_position() for text in ax.texts if text.get_gid()}
    nodes = {
        int(line.get_gid().split()[1]): (line.get_xdata()[0], line.get_ydata()[0])
        for line in ax.lines
        if line.get_gid().startswith("node")
    }
    for place in (0, 1):
        assert len({spots[f"payoff {each} {place}"][0] for each in threat.endings}) == 1
    for each in threat.endings:
        assert spots[f"payoff {each} 0"][1] == nodes[each][1]
        assert spots[f"payoff {each} 0"][0] < spots[f"payoff {each} 1"][0]
    assert [nodes[each][1] for each in threat.endings] == [0, 1, 2]
    assert len({nodes[each][0] for each in threat.endings}) == 1


def test_nodes_look_like_their_actor(threat):
    ax = draw(threat)
    looks = {line.get_gid(): line for line in ax.lines if line.get_gid().startswith("node")}
    for position, place in ((0, 0), (1, 1)):
        colour, marker = actor_look(place)
        assert looks[f"node {position}"].get_marker() == marker
        assert looks[f"node {position}"].get_markerfacecolor() == colour
    assert looks["node 2"].get_marker() == "|"


def test_the_play_is_black_and_the_plan_elsewhere_in_its_actors_colour(threat):
    does = {"Ann": {"the start": "wait"}, "Bo": {"after threaten": "fight"}}
    ax = draw(ng.Behaviour(threat, does))
    assert kinds(ax) == {1: "possible", 2: "possible", 3: "planned", 4: "played"}
    lines = {line.get_gid(): line for line in ax.lines}
    assert lines["played 4"].get_color() == INK
    assert lines["planned 3"].get_color() == actor_look(1)[0]
    assert lines["played 4"].get_linewidth() > lines["planned 3"].get_linewidth() > 2
    assert lines["possible 1"].get_linewidth() < 1
    assert legend(ax)[2:] == ["played", "would be played, if reached"]
    assert "Expected: Ann 1, Bo 2; 3 endings" in ax.get_title(loc="left")


def test_an_answer_draws_its_equilibrium(threat):
    assert kinds(draw(ng.subgame_perfect(threat))) == {
        1: "played",
        2: "played",
        3: "possible",
        4: "possible",
    }


def test_mixed_moves_say_how_often_and_chance_how_likely():
    def call(win, lose):
        return ng.Decision("Alice", {"meet": end(lose, -lose), "pass": end(win, -win)}, "raised")

    # Myerson (1991), section 2.1: raise on black a third of the time, meet two thirds.
    red = ng.Decision("Fred", {"raise": call(1, 2), "fold": end(1, -1)}, "red")
    black = ng.Decision("Fred", {"raise": call(1, -2), "fold": end(-1, 1)}, "black")
    half = Fraction(1, 2)
    game = ng.ExtensiveGame(ng.Chance({"red": (half, red), "black": (half, black)}))
    ax = draw(ng.sequence_form(game))
    shown = words(ax)
    for label in ("red (1/2)", "raise [33.3%]", "fold [66.7%]", "meet [66.7%]", "pass [33.3%]"):
        assert label in shown
    assert "raise" in shown  # on red, for certain
    assert set(kinds(ax).values()) == {"happens", "played", "possible"}
    assert "chance (probability)" in legend(ax)
    widths = {
        game.path(int(line.get_gid().split()[1])): line.get_linewidth()
        for line in ax.lines
        if line.get_gid().startswith("played")
    }
    assert widths["red", "raise"] > widths["black", "fold"] > widths["black", "raise"]


def test_several_equilibria_are_counted_or_drawn_one_by_one():
    split = [
        ng.Decision("Responder", {"accept": end(2 - offer, offer), "reject": end(0, 0)})
        for offer in range(2)
    ]
    found = ng.subgame_perfect(
        ng.ExtensiveGame(ng.Decision("Proposer", {"0": split[0], "1": split[1]}, "offer"))
    )
    ax = draw(found)
    assert {"0 [1 of 2]", "1 [1 of 2]", "accept [1 of 2]", "reject [1 of 2]", "accept"} <= {
        *words(ax)
    }
    assert "Any of 2 equilibria" in ax.get_title(loc="left")
    one = draw(found, equilibrium=1)
    two = draw(found, equilibrium=np.int64(2))
    assert "Equilibrium 1 of 2; expected: Proposer" in one.get_title(loc="left")
    assert kinds(one) != kinds(two)
    for wrong in (0, 3, -1):
        with pytest.raises(InvalidValueError, match="2 equilibria to draw, numbered from 1"):
            draw(found, equilibrium=wrong)
    for wrong in (1.0, "1", True):
        with pytest.raises(InvalidTypeError, match="number from 1"):
            draw(found, equilibrium=wrong)
    with pytest.raises(InvalidValueError, match="solve it first"):
        draw(found.tree, equilibrium=1)


def test_more_equilibria_than_are_listed_are_told():
    ties = ng.ExtensiveGame(
        ng.Decision("A", {str(k): ng.Decision("B", {"x": end(0, 0), "y": end(0, 0)}) for k in "ab"})
    )
    few = draw(ng.subgame_perfect(ties, limit=3)).get_title(loc="left")
    assert "Any of 3 equilibria listed, of 8" in few

    def deep(depth):
        if not depth:
            return end(0)
        return ng.Decision("A", {move: deep(depth - 1) for move in "ab"})

    title = draw(ng.subgame_perfect(ng.ExtensiveGame(deep(5)), limit=2)).get_title(loc="left")
    assert "2 equilibria listed, of a great many" in " ".join(title.split())


def test_what_has_a_tree_is_drawn_as_that_tree(threat):
    class Grown:
        def tree(self):
            return threat

    assert kinds(draw(Grown())) == kinds(draw(threat))


@pytest.mark.parametrize("wrong", [None, 3, "tree", object()])
def test_what_is_no_tree_is_refused(wrong):
    with pytest.raises(InvalidTypeError, match="game_tree draws an ExtensiveGame"):
        draw(wrong)


# ------------------------------------------------------------------ where things stand


def test_the_nodes_of_an_information_set_share_a_column_and_a_line(horse):
    layout = tree_layout(horse, {})
    (line,) = layout.brackets
    assert line.lane == 0
    members = horse.sets_of("3")[0].positions
    assert line.positions == members
    assert len({layout.x[each] for each in members}) == 1
    assert "cannot be told apart" in legend(draw(horse))
    dashed = [each for each in draw(horse).lines if each.get_gid() == "set 2"]
    assert set(dashed[0].get_xdata()) == {layout.x[members[0]]}


def test_lines_of_sets_that_interleave_run_in_lanes_of_their_own():
    ends = {"x": end(0, 0), "y": end(1, 1)}
    moves = {f"m{place}": ng.Decision("B", ends, f"set {place % 2}") for place in range(4)}
    layout = tree_layout(ng.ExtensiveGame(ng.Decision("A", moves), ["A", "B"]), {})
    assert [each.lane for each in layout.brackets] == [1, 2]


def test_sets_that_lie_across_each_other_keep_their_depth():
    """A move after X in one branch and before it in the other: no common columns."""

    def node(actor, information, below):
        return ng.Decision(actor, {"on": below, "off": end(0, 0)}, information)

    up = node("A", "X", node("B", "Y", end(1, 1)))
    down = node("B", "Y", node("A", "X", end(1, 1)))
    game = ng.ExtensiveGame(ng.Chance({"up": (0.5, up), "down": (0.5, down)}), ["A", "B"])
    layout = tree_layout(game, {})
    depths = [len(game.path(each)) for each in range(len(game)) if game.positions[each].children]
    columns = [layout.column[each] for each in range(len(game)) if game.positions[each].children]
    assert columns == depths
    draw(game)


def random_tree(rng, actors):
    """Return a random tree whose sets hold nodes with equally many moves at different places."""

    def node(depth):
        if depth > 4 or (depth and rng.random() < 0.3):
            return end(*rng.integers(-9, 9, len(actors)).tolist())
        count = int(rng.integers(1, 4))
        below = {f"move {place}": node(depth + 1) for place in range(count)}
        if rng.random() < 0.2:
            return ng.Chance({move: (Fraction(1, count), each) for move, each in below.items()})
        actor = str(rng.choice(actors))
        name = f"{depth} {count} {rng.integers(3)}" if rng.random() < 0.6 else None
        return ng.Decision(actor, below, name)

    return ng.ExtensiveGame(node(0), actors)


def test_nothing_overlaps_in_random_trees():
    rng = np.random.default_rng(11)
    for _ in range(120):
        game = random_tree(rng, ["A", "B"])
        labels = dict.fromkeys(range(1, len(game)), "a move")
        layout = tree_layout(game, labels)
        assert layout.rows <= MOST_ROWS
        where = [(layout.x[each], layout.y[each]) for each in layout.shown]
        for column in {x for x, _ in where}:
            heights = sorted(y for x, y in where if x == column)
            assert all(np.diff(heights) >= 1)
        for each in layout.shown[1:]:
            above = game.positions[each].parent
            assert layout.column[above] < layout.column[each]
            assert layout.x[above] < layout.elbow(each) < layout.x[each]
            assert layout.room(each) >= len("a move")
        for each in layout.shown:
            below = [
                layout.y[child] for child in game.positions[each].children if child in layout.y
            ]
            assert not below or layout.y[each] == (min(below) + max(below)) / 2


def boxes(ax):
    """Return the boxes of all texts inside the axes."""
    renderer = ax.figure.canvas.get_renderer()
    ax.figure.canvas.draw()
    shown = [text for text in (*ax.texts, *ax.artists) if text.get_text().strip()]
    return [(text.get_text(), text.get_window_extent(renderer)) for text in shown]


@pytest.mark.parametrize("size", [None, (5, 4), (3, 2.2)])
def test_words_do_not_cover_each_other(size, threat, horse):
    for game in (threat, horse, long_names()):
        figure, ax = plt.subplots(figsize=size) if size else (None, None)
        ax = draw(game, ax=ax)
        ax.figure.set_dpi(100)
        placed = boxes(ax)
        for place, (text, box) in enumerate(placed):
            for other, beside in placed[place + 1 :]:
                wide = min(box.x1, beside.x1) - max(box.x0, beside.x0)
                high = min(box.y1, beside.y1) - max(box.y0, beside.y0)
                assert wide < 2 or high < 2, (text, other)
        plt.close(figure)


def long_names():
    label = "dismantle every facility at Yongbyon and declare all the others"
    last = ng.Decision(
        "Democratic People's Republic of Korea", {label: end(1, 2), "$5_^": end(0, 0)}
    )
    moves = {"full relief of all sanctions, at once and for ever": last, "none": end(1e200, -1e-9)}
    return ng.ExtensiveGame(ng.Decision("United States of America", moves))


def test_one_node_is_drawn():
    ax = draw(ng.ExtensiveGame(ng.Ending([3, 1], "nothing to decide"), ["A", "B"]))
    assert ax.get_title(loc="left") == "game tree\n1 ending"
    assert {"3", "1", "nothing to decide"} <= {*words(ax)}
    assert ax.get_legend() is None


def test_names_that_gambit_numbers_are_left_out():
    names = ["Outcome 12pbb", "outcome 3", "_7", "war", "Outcome of the war"]
    game = ng.ExtensiveGame(
        ng.Decision("A", {str(place): end(1, name=name) for place, name in enumerate(names)})
    )
    assert [name for name in Drawing(game, ()).names.values() if name] == names[3:]


# ------------------------------------------------------------------ size


def deep(depth, width):
    if not depth:
        return end(1)
    return ng.Decision("A", {str(place): deep(depth - 1, width) for place in range(width)})


def test_large_trees_are_folded_and_say_so():
    game = ng.ExtensiveGame(deep(5, 3))
    ax = draw(game)
    layout = tree_layout(game, {})
    assert layout.rows == 27
    assert sum(layout.folded.values()) == 243
    assert words(ax).count("… 9 endings") == 27
    assert "the first moves only, 243 endings folded away" in " ".join(
        ax.get_title(loc="left").split()
    )


def test_a_tree_that_just_fits_is_not_folded_and_one_that_is_too_wide_is_refused():
    assert not tree_layout(ng.ExtensiveGame(deep(1, MOST_ROWS)), {}).folded
    assert not tree_layout(ng.ExtensiveGame(deep(6, 2)), {}).folded
    with pytest.raises(TooLargeError, match=r"65 moves at the start.*Draw a part"):
        draw(ng.ExtensiveGame(deep(1, MOST_ROWS + 1)))
    assert not plt.get_fignums()


def test_every_listed_tree_is_drawn_with_its_equilibrium(reference):
    for path in sorted((reference / "cases" / "games").glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if "efg" not in data:
            continue
        game = tree_of(data["efg"])
        ax = draw(ng.Behaviour.uniform(game))
        assert len(kinds(ax)) == len(game) - 1
        plt.close(ax.figure)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        (-2.0, "−2"),
        (-0.0, "0"),
        (Fraction(2, 3), "2/3"),
        (Fraction(100, 201), "0.4975"),
        (10**30, "1e+30"),
        (1 / 3, "0.3333"),
    ],
)
def test_amounts(value, text):
    assert amount(value) == text
