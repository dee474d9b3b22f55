"""The dance of offers: every point, path and star is a number of the history."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

import negotiation as ng
from negotiation.errors import InvalidTypeError, InvalidValueError, UnknownNameError
from negotiation.plotting._roles import actor_look
from negotiation.plotting._steps import shades

PIE = ng.BargainingProblem([[4, 0], [3, 2], [2, 3], [0, 4]], [0.5, 0.25], actors=["Ann $5", "Bo_b"])


def repeating(*rows):
    return lambda view: rows[min(view.round, len(rows)) - 1]


@pytest.fixture
def talks():
    return ng.play(PIE, [repeating(0, 0, 1, 1), repeating(3, 2, 2, ng.tactics.ACCEPT)], rounds=9)


def test_every_change_of_offer_is_a_point_of_the_path(talks, parts):
    ax = ng.plotting.dance(talks)
    for name, rows in (("Ann $5", [0, 1]), ("Bo_b", [3, 2])):
        (points,) = parts(ax, f"offers {name}")
        np.testing.assert_array_equal(points.get_offsets(), PIE.payoffs[rows])
        (line,) = parts(ax, f"path {name}")
        np.testing.assert_array_equal(np.concatenate(line.get_segments()), PIE.payoffs[rows])
    (star,) = parts(ax, "agreement")
    np.testing.assert_array_equal(np.ravel(star.get_data()), [3, 2])
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert "offers of Ann $5 (4, 2 different)" in labels
    assert "offers of Bo_b (3, 2 different)" in labels


def test_the_title_says_who_played_what_and_how_it_ended(talks, words):
    told = "\n".join(words(ng.plotting.dance(talks)))
    assert "Ann $5: <lambda>; Bo_b: <lambda>" in told
    assert "Agreement in round 4 of 9, through the yes of Bo_b: outcome 1." in told
    assert "Bo_b, round 1" in told
    assert "Bo_b, round 3" in told
    assert "Ann $5, round 1" in told
    assert "agreement in round 4" in told
    assert "Ann $5, round 4" not in told  # the star says it


def test_time_deepens_the_colour():
    early, middle, late = shades("#000000", np.array([1, 3, 5]), 5)
    np.testing.assert_allclose(late, 0.0)
    np.testing.assert_allclose(early, 0.72)
    np.testing.assert_allclose(middle, 0.36)
    np.testing.assert_allclose(shades("#ff0000", np.array([1]), 1), [to_rgb("#ff0000")])


def test_the_colours_of_the_points_run_from_pale_to_full(talks, parts):
    (points,) = parts(ng.plotting.dance(talks), "offers Ann $5")
    expected = shades(actor_look(0)[0], np.array([1, 3]), 4)
    np.testing.assert_allclose(points.get_facecolor()[:, :3], expected)


def test_without_agreement_there_is_no_star(parts, words):
    talks = ng.play(PIE, ng.tactics.hard_liner(), rounds=3)
    ax = ng.plotting.dance(talks)
    assert parts(ax, "agreement") == []
    assert parts(ax, "path Ann $5") == []
    told = "\n".join(words(ax))
    assert "No agreement: time ran out after round 3 of 3." in told
    assert "Ann $5, rounds 1 to 3" in told
    single = words(ng.plotting.dance(ng.play(PIE, ng.tactics.hard_liner(), rounds=1)))
    assert any("Ann $5, round 1" in text for text in single)


def test_over_rounds_the_offers_are_what_they_are_worth_to_one_actor(talks, parts):
    ax = ng.plotting.dance(talks, over="rounds", actors=["Bo_b"])
    (hers,) = parts(ax, "offers Ann $5")
    np.testing.assert_array_equal(hers.get_data(), [[1, 2, 3, 4], [0, 0, 2, 2]])
    (his,) = parts(ax, "offers Bo_b")
    np.testing.assert_array_equal(his.get_data(), [[1, 2, 3], [4, 3, 3]])
    (walk,) = parts(ax, "walking away")
    assert set(walk.get_ydata()) == {0.25}
    (star,) = parts(ax, "agreement")
    np.testing.assert_array_equal(np.ravel(star.get_data()), [4, 2])
    assert ax.get_ylabel() == "utility of Bo_b"
    assert ng.plotting.dance(talks, over="rounds").get_ylabel() == "utility of Ann $5"
    assert ng.plotting.dance(talks, over="rounds", actors="Bo_b").get_ylabel() == "utility of Bo_b"
    none = ng.plotting.dance(ng.play(PIE, ng.tactics.hard_liner(), rounds=2), over="rounds")
    assert parts(none, "agreement") == []


def test_talks_in_which_nobody_made_an_offer_are_drawn_too(words, parts):
    talks = ng.play(PIE, lambda view: ng.tactics.WALK_AWAY, rounds=2)
    for over in ("payoffs", "rounds"):
        ax = ng.plotting.dance(talks, over=over)
        assert any("Ann $5 walked away" in text for text in words(ax))
        assert parts(ax, "offers Ann $5") == []


def test_long_talks_are_drawn_with_small_marks(parts):
    rng = np.random.default_rng(0)
    payoffs = rng.random((500, 2))
    payoffs[0] = 0
    problem = ng.BargainingProblem(payoffs, [0.001, 0])
    talks = ng.play(problem, [ng.tactics.random_offers(), lambda view: 0], rounds=150, rng=1)
    (points,) = parts(ng.plotting.dance(talks), "offers Actor 1")
    assert points.get_sizes().max() < 10
    (line,) = parts(ng.plotting.dance(talks, over="rounds"), "offers Actor 1")
    assert line.get_marker() in (None, "None")
    arrows = [text for text in ng.plotting.dance(talks).texts if text.get_text() == ""]
    assert 1 < len([each for each in arrows if getattr(each, "arrow_patch", None)]) <= 7


def test_of_three_actors_two_are_on_the_axes(parts):
    problem = ng.BargainingProblem([[3, 1, 0], [2, 2, 2], [0, 3, 1]], actors=["A", "B", "C"])
    talks = ng.play(problem, [repeating(0), repeating(1), repeating(2)], rounds=2)
    ax = ng.plotting.dance(talks, actors=["A", "C"])
    (points,) = parts(ax, "offers B")
    np.testing.assert_array_equal(points.get_offsets(), [[2, 2]])
    (points,) = parts(ax, "offers C")
    np.testing.assert_array_equal(points.get_offsets(), [[0, 1]])
    assert ax.get_ylabel() == "utility of C"


def test_of_a_mediator_the_drafts_voted_in_are_drawn(parts):
    problem = ng.BargainingProblem([[0, 0], [1, 2], [2, 1], [3, 3]], actors=["A", "B"])
    talks = ng.play(
        problem, ng.tactics.hill_climber(), rounds=40, protocol="single-text", start=0, rng=1
    )
    ax = ng.plotting.dance(talks)
    (points,) = parts(ax, "offers mediator")
    drawn = [tuple(point) for point in points.get_offsets()]
    assert drawn[-1] == (3, 3)
    assert drawn == sorted(set(drawn))  # uphill, each once
    texts = [text.get_text() for text in ax.get_legend().get_texts()]
    assert f"drafts voted in ({len(drawn) + 1})" in texts  # the last is signed as well
    (line,) = parts(ng.plotting.dance(talks, over="rounds"), "offers mediator")
    assert line.get_xdata()[-1] == 40


def test_small_axes_go_without_a_legend(talks):
    from matplotlib.figure import Figure

    ax = Figure(figsize=(1.6, 1.2)).subplots()
    assert ng.plotting.dance(talks, over="rounds", ax=ax).get_legend() is None


def test_what_cannot_be_drawn_is_refused(talks):
    with pytest.raises(InvalidTypeError, match="drawn of the history of talks"):
        ng.plotting.dance(PIE)
    with pytest.raises(UnknownNameError, match="Did you mean 'rounds'"):
        ng.plotting.dance(talks, over="round")
    with pytest.raises(UnknownNameError, match="'Cy' is not an actor"):
        ng.plotting.dance(talks, over="rounds", actors=["Cy"])
    with pytest.raises(InvalidValueError, match="names the two actors"):
        ng.plotting.dance(talks, actors=["Bo_b"])


# ------------------------------------------------------------------ the heat map


@pytest.fixture
def found():
    tactics = {
        "soft_$": ng.tactics.conceder(),
        "hard": ng.tactics.hard_liner(),
        "even": ng.tactics.linear(),
    }
    return ng.tournament(tactics, PIE, rounds=12)


def test_a_cell_is_the_mean_over_both_seats(found, parts, words):
    ax = ng.plotting.tournament(found)
    shares = found.mean_shares
    table = (shares[0] + shares[1].T) / 2
    order = np.argsort(-table.mean(axis=1), kind="stable")
    (image,) = ax.images
    np.testing.assert_allclose(image.get_array(), table[np.ix_(order, order)])
    names = [found.tactics[place] for place in order]
    assert [text.get_text() for text in ax.get_yticklabels()] == names
    assert [text.get_text() for text in ax.get_xticklabels()] == names
    (cell,) = parts(ax, "cell 0 2")
    assert cell.get_text() == f"{table[order[0], order[2]]:.3g}"
    assert cell.get_position() == (2, 0)
    title = ax.get_title(loc="left").split("\n")
    assert title[0] == "bargaining problem"
    assert title[-1] == "9 talks in 1 scenario; darker is more"
    assert ax.get_title(loc="left") in words(ax)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("agreement", "agreement_rate"),
        ("rounds", "mean_rounds"),
        ("welfare", "welfare"),
        ("distance", "distance_to_nash"),
    ],
)
def test_other_values(found, value, name):
    (image,) = ng.plotting.tournament(found, value=value).images
    table = getattr(found, name)
    table = (table + table.T) / 2
    order = np.argsort(-table.mean(axis=1), kind="stable")
    np.testing.assert_allclose(image.get_array(), table[np.ix_(order, order)])


def test_with_three_actors_the_third_is_averaged_over():
    rng = np.random.default_rng(1)
    problem = ng.BargainingProblem(rng.random((9, 3)))
    tactics = [ng.tactics.linear(), ng.tactics.hard_liner()]
    found = ng.tournament(tactics, problem, rounds=5)
    shares = found.mean_shares
    table = np.zeros((2, 2))
    for seat, other in ((0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)):
        (third,) = {0, 1, 2} - {seat, other}
        plane = np.moveaxis(shares[seat], (seat, other, third), (0, 1, 2)).mean(axis=2)
        table += plane / 6
    order = np.argsort(-table.mean(axis=1), kind="stable")
    (image,) = ng.plotting.tournament(found).images
    np.testing.assert_allclose(image.get_array(), table[np.ix_(order, order)])


def test_very_many_tactics_have_no_numbers():
    tactics = {f"tactic {place}": ng.tactics.linear() for place in range(50)}
    ax = ng.plotting.tournament(ng.tournament(tactics, PIE, rounds=3))
    assert not ax.texts
    assert {text.get_text() for text in ax.get_yticklabels()} == {""}


def test_what_is_no_tournament_is_refused(found):
    with pytest.raises(InvalidTypeError, match="drawn of a Tournament"):
        ng.plotting.tournament(PIE)
    with pytest.raises(UnknownNameError, match="Did you mean 'share'"):
        ng.plotting.tournament(found, value="shares")
