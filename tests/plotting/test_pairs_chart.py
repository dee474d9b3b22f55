"""A plane for every two actors: the right actors on the right axes, solutions numbered once."""

from __future__ import annotations

import numpy as np
import pytest

import negotiation as ng
from negotiation.errors import InvalidValueError, NotDefinedError, UnknownNameError
from negotiation.plotting._callouts import Labels


@pytest.fixture
def three():
    payoffs = np.random.default_rng(2).random((60, 3))
    return ng.BargainingProblem(payoffs, [0.2] * 3, actors=["Ann", "Bo", "Cy"])


def spots(plane, gid):
    return [
        sorted(zip(*line.get_data(), strict=True)) for line in plane.lines if line.get_gid() == gid
    ]


def numbers(plane):
    (labels,) = [each for each in plane.get_children() if isinstance(each, Labels)]
    return [texts[0] for _, texts, _ in labels.items]


def test_every_pair_has_its_plane_with_the_zopa_and_frontier_of_all(three):
    ax = ng.plotting.pairs(three)
    expected = [(0, 1), (0, 2), (1, 2)]
    assert len(ax.child_axes) == 3
    for plane, pair in zip(ax.child_axes, expected, strict=True):
        columns = list(pair)
        for gid, mask in (("ZOPA", three.zopa), ("frontier", three.pareto)):
            (drawn,) = spots(plane, gid)
            assert drawn == sorted(map(tuple, three.payoffs[mask][:, columns].tolist()))
        (walk,) = spots(plane, "disagreement")
        assert walk == [(0.2, 0.2)]


def test_axes_are_named_at_the_outside_only_and_planes_of_a_column_agree(three):
    planes = ng.plotting.pairs(three).child_axes
    assert [(p.get_xlabel(), p.get_ylabel()) for p in planes] == [
        ("", "Bo"),
        ("Ann", "Cy"),
        ("Bo", ""),
    ]
    assert planes[0].get_xlim() == planes[1].get_xlim()
    assert planes[1].get_ylim() == planes[2].get_ylim()


def test_solutions_are_numbered_in_every_plane_and_named_once(three, parts):
    answers = ng.compare(three, ["nash", "utilitarian", "equal-loss"])
    ax = ng.plotting.pairs(answers)
    (names,) = parts(ax, "names")
    distinct = {tuple(answer.payoffs[0]) for answer in answers.solutions}
    for plane in ax.child_axes:
        shown = sorted(n for text in numbers(plane) for n in text.split(", "))
        assert shown == [str(n + 1) for n in range(len(distinct))]
    for answer in answers.solutions:
        assert names.get_text().count(answer.concept) == 1


def test_solutions_that_coincide_in_a_plane_share_its_label(parts):
    own = ng.BargainingProblem([[2, 2, 1], [2, 2, 0], [1, 1, 3]])
    first = ng.BargainingProblem.index(own, 0)
    assert first == 0
    from negotiation.engine import Solution

    marked = [Solution(own, f"c{row}", "ok", own.payoffs[[row]], np.array([row])) for row in (0, 1)]
    planes = ng.plotting.pairs(own, marked).child_axes
    assert [sorted(numbers(plane)) for plane in planes] == [["1, 2"], ["1", "2"], ["1", "2"]]


def test_two_actors_have_one_plane(problem, parts):
    ax = ng.plotting.pairs(ng.compare(problem), offers="opening")
    (plane,) = ax.child_axes
    assert (plane.get_xlabel(), plane.get_ylabel()) == ("West", "North")
    (names,) = parts(ax, "names")
    assert "opening" in names.get_text()


def test_some_actors_can_be_chosen(three):
    ax = ng.plotting.pairs(three, actors=["Cy", "Ann"])
    (plane,) = ax.child_axes
    assert (plane.get_xlabel(), plane.get_ylabel()) == ("Cy", "Ann")
    assert "not shown: Bo" in ax.get_title(loc="left")
    many = ng.plotting.pairs(ng.BargainingProblem(np.eye(10)))
    assert len(many.child_axes) == 28
    assert "Actor 10" in many.get_title(loc="left")


def test_an_empty_zopa_is_said(three):
    ax = ng.plotting.pairs(ng.BargainingProblem(three.payoffs, [0.99] * 3))
    title = ax.get_title(loc="left").replace("\n", " ")
    assert "No ZOPA: no outcome is acceptable to all actors" in title


def test_the_words_stay_clear_of_the_planes(three):
    ax = ng.plotting.pairs(ng.compare(three))
    ax.figure.canvas.draw()
    planes = [plane.get_window_extent() for plane in ax.child_axes]
    boxes = [ax.get_legend().get_window_extent()]
    boxes += [text.get_window_extent() for text in ax.texts if text.get_gid() == "names"]
    for box in boxes:
        assert not any(box.overlaps(plane) for plane in planes)


@pytest.mark.parametrize(
    "payoffs",
    [[[1, 2, 3]], [[2, 2, 2]] * 3, [[1e12, 1e-9, 0], [2e12, 0, 0]]],
    ids=["one outcome", "all equal", "huge and tiny"],
)
def test_odd_problems_are_drawn(payoffs):
    ng.plotting.pairs(ng.compare(ng.BargainingProblem(payoffs))).figure.canvas.draw()


def test_wrong_actors_are_refused(three):
    with pytest.raises(NotDefinedError, match="needs two actors"):
        ng.plotting.pairs(ng.BargainingProblem([[1], [2]]))
    for wrong in ("Ann", ["Ann"], ["Ann", "Ann"]):
        with pytest.raises(InvalidValueError, match="at least two actors"):
            ng.plotting.pairs(three, actors=wrong)
    with pytest.raises(UnknownNameError, match="Did you mean 'Ann'"):
        ng.plotting.pairs(three, actors=["An", "Bo"])
