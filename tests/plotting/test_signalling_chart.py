"""A signalling game drawn as its tree, with an equilibrium on it."""

from __future__ import annotations

import pytest
from matplotlib import pyplot as plt

import negotiation as ng
from negotiation.errors import InvalidTypeError, InvalidValueError

SUMMIT = {
    "no proposal": (0, 0),
    "propose": {
        "negotiate": {"earnest": (2, 2), "duplicitous": (4, -4)},
        "reject": (-1, 0),
    },
}


@pytest.fixture
def summit():
    return ng.SignallingGame(
        {"earnest": 0.75, "duplicitous": 0.25}, SUMMIT, sender="Kim", receiver="President"
    )


def lines(ax, name):
    """Return the ends of the lines drawn under a name."""
    return sorted(
        tuple(map(tuple, line.get_xydata().round(6).tolist()))
        for line in ax.lines
        if line.get_gid() == name
    )


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_the_game_alone_has_no_probabilities_but_the_prior(summit):
    ax = ng.plotting.signalling(summit)
    assert {"earnest  3/4", "duplicitous  1/4", "2, 2", "4, -4", "-1, 0"} <= set(texts(ax))
    assert texts(ax).count("propose") == texts(ax).count("negotiate") == 2
    assert lines(ax, "played") == []
    assert len(lines(ax, "set")) == 1
    assert not any(text.startswith("[") for text in texts(ax))
    assert ax.get_title(loc="left").startswith("signalling game\nKim speaks, President answers")


def test_what_is_played_is_strong_and_mixtures_are_told(summit):
    ax = ng.plotting.signalling(ng.signalling(summit), 2)
    # Earnest sends both, duplicitous one; two responses to each.
    assert len(lines(ax, "played")) == 3 + 4
    told = texts(ax)
    assert {"propose  2/3", "no proposal  1/3", "[2/3]", "[1/3]"} <= set(told)
    assert told.count("negotiate  1/3") == told.count("reject  2/3") == 2
    assert "hybrid equilibrium" in ax.get_title(loc="left")


def test_after_a_message_that_is_not_sent_ranges_are_told(summit):
    ax = ng.plotting.signalling(ng.signalling(summit).equilibria[1])
    assert len(lines(ax, "played")) == 2
    assert len(lines(ax, "possible")) == 4
    assert {"[≤ 2/3]", "[≥ 1/3]", "negotiate  ≤ 1/5", "reject  ≥ 4/5"} <= set(texts(ax))
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == [
        "Kim",
        "President",
        "cannot be told apart",
        "played",
        "would be, if it came to it",
        "[belief]",
    ]


def test_a_response_that_must_be_is_told_without_a_number():
    told = {"stay": (1, 0), "burn": {"l": (0, 1), "r": (0, 0)}}
    game = ng.SignallingGame({"a": 0.5, "b": 0.5}, told)
    ax = ng.plotting.signalling(game, ng.signalling(game).equilibria[0])
    assert {"l", "r", "[any]"} <= set(texts(ax))
    assert len(lines(ax, "possible")) == 2


def test_ranges_between_are_told_at_both_ends():
    told = {
        "stay": (1, 0),
        "go": {"l": {"a": (4, 1), "b": (-3, 0)}, "r": {"a": (-3, 0), "b": (4, 1)}},
    }
    game = ng.SignallingGame({"a": 0.5, "b": 0.5}, told)
    (stay,) = [each for each in ng.signalling(game).equilibria if "go" in each.off_path]
    # Each type gains by its own response from 4/7 on.
    assert {"l  3/7 to 4/7", "r  3/7 to 4/7", "[1/2]"} <= set(texts(ng.plotting.signalling(stay)))


def test_more_messages_stand_below_each_other_and_are_named_once():
    dear = {"yes": (-2, 1), "no": (-3, 0)}
    game = ng.SignallingGame({"earnest": 0.75, "duplicitous": 0.25}, {**SUMMIT, "threaten": dear})
    answer = ng.signalling(game)
    hybrid = next(each for each in answer.equilibria if not each.pure)
    ax = ng.plotting.signalling(answer, hybrid)
    assert [texts(ax).count(name) for name in game.messages] == [1, 1, 1]
    assert {"1/3", "2/3", "yes", "[any]"} <= set(texts(ax))
    assert len(lines(ax, "set")) == 2
    left = [line for line in lines(ax, "played") if line[0][0] == 0]
    assert all(end[0] == 2.2 for _, end in left)
    places = [spot.at[1] for spots in _tree(game).spots for spot in spots]
    assert places == sorted(places, reverse=True)


def _tree(game):
    from negotiation.plotting._signal_tree import SignalTree

    return SignalTree(game, None)


def test_three_types_and_two_messages_are_rows():
    cells = {"yes": (1, 0), "maybe": (0, 1), "no": (0, 0)}
    game = ng.SignallingGame({"a": 0.5, "b": 0.25, "c": 0.25}, {"m": cells, "n": cells})
    tree = _tree(game)
    assert [x for x, _ in tree.origins] == [0, 0, 0]
    assert tree.spots[0][0].at == (-1.6, tree.origins[0][1])
    assert tree.spots[1][2].at == (1.6, tree.origins[2][1])
    ends = [end[1] for spots in tree.spots[1:] for spot in spots for end in spot.ends]
    assert len(set(ends)) == len(ends) == 9
    ng.plotting.signalling(game)


def test_small_axes_have_no_legend(summit):
    ax = plt.figure(figsize=(2.6, 2)).subplots()
    assert ng.plotting.signalling(summit, ax=ax).get_legend() is None
    assert ng.plotting.signalling(summit).get_legend() is not None


def test_no_labels_run_into_each_other(summit):
    answer = ng.signalling(summit)
    for place in range(3):
        ax = ng.plotting.signalling(answer, place)
        ax.figure.canvas.draw()
        boxes = [text.get_window_extent() for text in ax.texts]
        assert not any(
            first.overlaps(second) for k, first in enumerate(boxes) for second in boxes[:k]
        )


def test_what_does_not_fit_is_refused(summit):
    answer = ng.signalling(summit)
    other = ng.SignallingGame({"earnest": 0.75, "duplicitous": 0.25}, SUMMIT)
    with pytest.raises(InvalidValueError, match="places 0 to 2"):
        ng.plotting.signalling(answer, 3)
    with pytest.raises(InvalidTypeError, match="a place among"):
        ng.plotting.signalling(answer, "hybrid")
    with pytest.raises(InvalidTypeError, match="one of signalling"):
        ng.plotting.signalling(summit, 0)
    with pytest.raises(InvalidValueError, match="another game"):
        ng.plotting.signalling(other, answer.equilibria[0])
    with pytest.raises(InvalidTypeError, match="drawn of a SignallingGame"):
        ng.plotting.signalling(answer.equilibria[0], 1)
    assert not plt.get_fignums()
