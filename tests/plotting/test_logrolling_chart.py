"""Logrolling bars: every number where the analysis has it, and why there are none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import negotiation as ng
from negotiation.errors import NotDefinedError


def widths(ax, actor):
    return [bar.get_width() for bar in ax.patches if bar.get_gid() == actor] or [
        bar.get_width() for group in ax.containers for bar in group if bar.get_gid() == actor
    ]


def test_the_bars_are_what_each_issue_adds(scenario):
    told = ng.anatomy(scenario).logrolling
    ax = ng.plotting.logrolling(scenario)
    for place, actor in enumerate(told.actors):
        drawn = widths(ax, actor)
        assert sorted(drawn[:-1]) == pytest.approx(sorted(told.by_issue[:, place]))
        assert drawn[-1] == pytest.approx(told.gains[place])


def test_issues_that_move_come_first_the_one_that_adds_most_at_the_top(scenario):
    told = ng.anatomy(scenario).logrolling
    ax = ng.plotting.logrolling(told)
    names = [tick.get_text().split("\n")[0] for tick in ax.get_yticklabels()]
    assert names[-1] == "all issues"
    added = [told.by_issue[told.issues.index(name)].mean() for name in names[:-1]]
    moved = [bool(np.any(told.by_issue[told.issues.index(name)])) for name in names[:-1]]
    assert moved == sorted(moved, reverse=True)
    assert added[: sum(moved)] == sorted(added[: sum(moved)], reverse=True)


def test_the_bars_of_actors_differ_in_colour_and_in_grey(scenario):
    legend = ng.plotting.logrolling(scenario).get_legend().get_patches()
    assert len({patch.get_facecolor() for patch in legend}) == len(legend) == 2
    assert len({patch.get_hatch() for patch in legend}) == 2


def test_anatomy_solution_and_comparison_are_taken_at_their_word(scenario):
    chosen = ng.anatomy(scenario, concept="utilitarian", compromise="middle")
    assert "utilitarian" in ng.plotting.logrolling(chosen).get_title(loc="left")
    assert "(nash)" in ng.plotting.logrolling(ng.solve(scenario, "nash")).get_title(loc="left")
    assert "(kalai-smorodinsky)" in ng.plotting.logrolling(ng.compare(scenario)).get_title(
        loc="left"
    )


def test_what_cannot_be_told_apart_by_issues_is_refused_with_the_reason(scenario):
    with pytest.raises(NotDefinedError, match="there is no scenario"):
        ng.plotting.logrolling(ng.BargainingProblem([[1, 0], [0, 1]]))
    with pytest.raises(NotDefinedError, match="ZOPA is empty"):
        ng.plotting.logrolling(
            replace(scenario, actors=[replace(each, reservation=99) for each in scenario.actors])
        )


def test_long_names_and_many_actors_stay_inside():
    issues = [ng.Issue(f"an issue with a long name, number {k} " * 2, [*"abc"]) for k in range(3)]
    rng = np.random.default_rng(0)
    actors = [
        ng.Actor(
            f"The Republic of Somewhere {place}",
            ng.Additive(
                {each.name: dict(zip("abc", rng.random(3), strict=True)) for each in issues}
            ),
        )
        for place in range(5)
    ]
    ax = ng.plotting.logrolling(ng.Scenario("five", issues, actors))
    ax.figure.canvas.draw()
    whole = ax.figure.bbox
    for label in [*ax.get_yticklabels(), ax.title]:
        box = label.get_window_extent()
        assert whole.x0 <= box.x0
        assert box.x1 <= whole.x1
    assert len(ax.get_legend().get_texts()) == 5
