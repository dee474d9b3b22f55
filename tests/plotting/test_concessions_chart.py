"""Who gives what: rows, columns, filled steps, words."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib import pyplot as plt

import negotiation as ng
from negotiation.errors import InvalidValueError, NotDefinedError
from negotiation.plotting._labels import Fitted


def filled(ax, parts, issue, column):
    """Return how many steps of a cell are filled."""
    found = parts(ax, f"given {issue} {column}")
    if not found:
        return 0.0
    widths = [np.ptp(path.vertices[:, 0]) for path in found[0].get_paths()]
    whole = [each for each in ax.collections if each.get_gid() is None]
    step = min(
        np.ptp(path.vertices[:, 0])
        for each in whole
        for path in each.get_paths()
        if overlaps(path.vertices, found[0].get_paths()[0].vertices)
    )
    return round(sum(widths) / step, 6)


def overlaps(one, other):
    return bool(
        (one.min(axis=0) < other.max(axis=0)).all() and (other.min(axis=0) < one.max(axis=0)).all()
    )


def whole_texts(ax):
    return [text.whole for text in ax.findobj(Fitted)]


def cell(ax, issue, column):
    (found,) = [
        text.whole for text in ax.findobj(Fitted) if text.get_gid() == f"option {issue} {column}"
    ]
    return found


@pytest.fixture
def deal(problem, chosen):
    row = problem.index({"sites": "freeze", "tests": "halt", "relief": "full"})
    return chosen(problem, "nash", row)


def test_steps_are_filled_as_far_as_the_concession_goes(deal, parts):
    ax = ng.plotting.concessions(deal)
    assert filled(ax, parts, "sites", 0) == 1
    assert filled(ax, parts, "tests", 0) == 1
    assert filled(ax, parts, "relief", 0) == 2
    assert [cell(ax, issue, 0) for issue in ("sites", "tests", "relief")] == [
        "freeze",
        "halt",
        "full",
    ]


def test_nothing_is_filled_where_nothing_is_given(problem, chosen, parts):
    ax = ng.plotting.concessions(chosen(problem, "nash", 0))
    assert parts(ax, "given sites 0") == []
    assert cell(ax, "sites", 0) == "none"


def test_issues_stand_under_the_actor_that_concedes_them(deal):
    ax = ng.plotting.concessions(deal)
    heights = {text.whole: text.get_position()[1] for text in ax.findobj(Fitted)}
    order = ["West gives", "relief", "North gives", "sites", "tests", "Gain over walking away"]
    assert sorted(order, key=heights.get) == order
    assert ax.yaxis_inverted()


def test_each_actor_gives_in_its_own_colour(deal, parts):
    ax = ng.plotting.concessions(deal)
    colours = {
        issue: tuple(parts(ax, f"given {issue} 0")[0].get_facecolor()[0])
        for issue in ("sites", "tests", "relief")
    }
    assert colours["sites"] == colours["tests"] != colours["relief"]


def test_solutions_that_select_the_same_package_share_a_column(problem, chosen, deal, parts):
    same = chosen(problem, "yu", deal.indices[0])
    other = chosen(problem, "egalitarian", 0)
    ax = ng.plotting.concessions([deal, other, same])
    assert "nash, yu" in whole_texts(ax)
    assert "egalitarian" in whole_texts(ax)
    assert len(parts(ax, "agreement")) == 2


def test_a_guaranteed_payoff_is_shown_with_the_worth_of_its_package(problem, chosen, deal):
    answer = chosen(problem, "conley-wilkie", deal.indices[0])
    object.__setattr__(answer, "payoffs", answer.payoffs - 0.5)
    ax = ng.plotting.concessions([answer, deal])
    assert "conley-wilkie, nash" in whole_texts(ax)
    gains = [text.whole for text in ax.findobj(Fitted) if text.get_gid() == "gain 1 0"]
    assert gains == ["+3.25"]


def test_packages_of_equal_worth_stand_side_by_side(scenario, chosen):
    own = ng.bargaining_problem(scenario)
    ax = ng.plotting.concessions(chosen(own, "fallback", [0, 1], status="set_valued"))
    assert [cell(ax, "relief", column) for column in (0, 1)] == ["none", "$5 fund_a"]


def test_a_lottery_fills_what_it_gives_on_average(problem, chosen, parts):
    base = {"tests": "go on", "relief": "none"}
    rows = [problem.index({**base, "sites": option}) for option in ("none", "freeze")]
    ax = ng.plotting.concessions(chosen(problem, "nash", rows, shares=[0.25, 0.75]))
    assert filled(ax, parts, "sites", 0) == 0.75
    assert cell(ax, "sites", 0) == "25% none / 75% freeze"
    assert cell(ax, "tests", 0) == "go on"


def test_gains_and_red_lines_are_told(problem, chosen):
    row = problem.index({"sites": "dismantle", "tests": "go on", "relief": "full"})
    ax = ng.plotting.concessions(chosen(problem, "nash", row))
    told = {
        text.get_gid(): text.whole
        for text in ax.findobj(Fitted)
        if str(text.get_gid()).startswith("gain")
    }
    assert told == {"gain 0 0": "+0.5", "gain 1 0": "+1.75, red line"}


def test_no_agreement_is_a_column_of_its_own(blocked, parts):
    ax = ng.plotting.concessions(ng.compare(blocked), offers=["opening"])
    (heading,) = [text for text in whole_texts(ax) if text.startswith("no agreement: ")]
    assert "nash" in heading
    assert "opening" in whole_texts(ax)
    assert len(parts(ax, "disagreement")) == len(parts(ax, "offer")) == 1
    assert parts(ax, "given relief 0") == []
    assert filled(ax, parts, "relief", 1) == 2


def test_a_status_quo_above_nothing_is_marked(scenario, chosen):
    from dataclasses import replace

    moved = replace(
        scenario, status_quo={"sites": "freeze", "tests": "go on", "relief": "none"}, offers=()
    )
    own = ng.bargaining_problem(moved)
    ax = ng.plotting.concessions(chosen(own, "nash", 0))
    assert "the triangle is the status quo" in ax.get_title(loc="left").replace("\n", " ")
    triangles = [line for line in ax.lines if line.get_marker() == "^"]
    assert len(triangles) == 1


def test_issues_that_nobody_concedes_have_no_steps(parts):
    issues = [ng.Issue("place", ["Hanoi", "Da Nang"])]
    wants = ng.Additive({"place": {"Hanoi": 1, "Da Nang": 0}})
    own = ng.Scenario("where", issues, [ng.Actor("A", wants), ng.Actor("B", wants)])
    ax = ng.plotting.concessions(ng.solve(own, "nash"))
    assert "Settled, and nobody's concession" in whole_texts(ax)
    assert cell(ax, "place", 0) == "Hanoi"
    assert parts(ax, "given place 0") == []


def test_packages_without_a_scenario_are_shown_in_words():
    own = ng.BargainingProblem(
        [[3, 1], [1, 3]], outcomes=[{"fund": "$5"}, {"fund": "$9"}], actors=["A", "B"]
    )
    ax = ng.plotting.concessions(ng.compare(own, ["utilitarian"]))
    assert [cell(ax, "fund", column) for column in (0, 1)] == ["$5", "$9"]


def test_issues_are_known_without_a_scenario_too(problem, chosen, parts):
    own = ng.BargainingProblem(problem.payoffs, None, problem.outcomes, problem.actors)
    row = own.index({"sites": "freeze", "tests": "halt", "relief": "full"})
    assert filled(ng.plotting.concessions(chosen(own, "nash", row)), parts, "relief", 0) == 2


def test_an_answer_that_did_not_converge_is_named_so(problem, chosen):
    ax = ng.plotting.concessions(chosen(problem, "nash", 0, status="not_converged"))
    assert "nash (not converged)" in whole_texts(ax)


def test_plain_labels_are_refused():
    own = ng.BargainingProblem([[3, 1], [1, 3]], outcomes=["left", "right"])
    with pytest.raises(NotDefinedError, match=r"plain labels.*Scenario.*'left'"):
        ng.plotting.concessions(ng.solve(own, "nash"))
    assert not plt.get_fignums()


def test_a_scenario_alone_has_nothing_to_show(scenario):
    with pytest.raises(InvalidValueError, match=r"give solutions.*offers="):
        ng.plotting.concessions(scenario)
    assert not plt.get_fignums()


@pytest.mark.parametrize("size", [(11, 6), (4, 3)], ids=["large", "small"])
def test_texts_keep_to_their_boxes(scenario, size):
    figure, ax = plt.subplots(figsize=size, layout="constrained")
    ng.plotting.concessions(ng.compare(scenario), offers=["opening"], ax=ax)
    figure.canvas.draw()
    for text in ax.findobj(Fitted):
        width = abs(ax.transData.transform((text.box[0], 0)) - ax.transData.transform((0, 0)))[0]
        assert text.get_window_extent().width <= width + 1 or len(text.get_text()) <= 3


def test_a_text_too_long_for_its_box_is_broken_then_shortened():
    figure, ax = plt.subplots(figsize=(4, 4))
    ax.set(xlim=(0, 1), ylim=(0, 1))
    texts = [
        ax.add_artist(Fitted(0.5, 0.5, "dismantle all of Yongbyon", box))
        for box in ((0.9, 0.2), (0.3, 0.9), (0.3, 0.05), (0.01, 0.01))
    ]
    figure.canvas.draw()
    one, broken, cut, hardly = [text.get_text() for text in texts]
    assert one == "dismantle all of Yongbyon"
    assert broken.replace("\n", " ") == one
    assert "\n" in broken
    assert "\n" not in cut
    assert cut.endswith("…")
    assert len(hardly) <= 3
