"""The explorer: a slider moves, and scenario, answers and chart follow."""

from __future__ import annotations

import sys

import pytest

import negotiation as ng
from negotiation.errors import InvalidValueError, MissingDependencyError, UnknownNameError

pytest.importorskip("ipywidgets", reason="the explorer needs the extra 'widgets'")


def small(name: str = "talks", first: str = "Ann", issue: str = "arms") -> ng.Scenario:
    issues = [ng.Issue(issue, ["none", "some", "all"]), ng.Issue("relief", ["none", "full"])]
    ann = ng.Additive(
        {issue: {"none": 0, "some": 0.7, "all": 1}, "relief": {"none": 1, "full": 0}},
        {issue: 0.6, "relief": 0.4},
    )
    bo = ng.Additive(
        {issue: {"none": 1, "some": 0.7, "all": 0}, "relief": {"none": 0, "full": 1}},
        {issue: 0.4, "relief": 0.6},
    )
    return ng.Scenario(name, issues, [ng.Actor(first, ann, 0.35), ng.Actor("Bo", bo, 0.45)])


@pytest.fixture
def explorer():
    return ng.explore(small(), ["nash"])


def test_dragging_a_slider_moves_everything(explorer):
    chart, picture = explorer.axes, explorer._picture.value
    assert explorer.comparison["nash"].agreement
    explorer.sliders["Bo", None].value = 0.95
    assert explorer.scenario.actor("Bo").reservation == 0.95
    assert not explorer.comparison["nash"].agreement
    assert explorer.axes is not chart
    assert explorer._picture.value != picture
    assert "No theory selects an agreement" in explorer._answers.value
    levels = {line.get_ydata()[0] for line in explorer.axes.lines if len(line.get_ydata())}
    assert 0.95 in levels  # the line of what walking away is worth to Bo


def test_a_weight_moves_the_axes(explorer):
    right = explorer.axes.get_xlim()[1]
    explorer.sliders["Ann", "arms"].value = 1.2
    assert explorer.axes.get_xlim()[1] > right + 0.4
    assert explorer.scenario.actor("Ann").preferences.weights["arms"] == 1.2


def test_ticking_a_box_asks_a_concept(explorer):
    assert [each.concept for each in explorer.comparison.solutions] == ["nash"]
    explorer.boxes["utilitarian"].value = True
    explorer.boxes["nash"].value = False
    assert [each.concept for each in explorer.comparison.solutions] == ["utilitarian"]
    assert "utilitarian" in explorer._answers.value
    explorer.boxes["utilitarian"].value = False
    assert len(explorer.comparison) == 0


def test_code_moves_sliders_as_dragging_does(explorer, monkeypatch):
    drawn = []
    monkeypatch.setattr(
        "negotiation.exploring._explorer.drawn", lambda it: drawn.append(it) or (None, b"")
    )
    explorer.move("Ann", worth=0.1, weights={"arms": 0.5, "relief": 0.2})
    assert [explorer.sliders["Ann", each].value for each in (None, "arms", "relief")] == [
        0.1,
        0.5,
        0.2,
    ]
    assert explorer.scenario.actor("Ann").reservation == 0.1
    assert len(drawn) == 1
    explorer.reset()
    assert explorer.scenario == small()
    assert len(drawn) == 2


def test_the_button_puts_everything_back(explorer):
    explorer.move("Ann", worth=0.9)
    buttons = [each for each in every_part(explorer.widget) if type(each).__name__ == "Button"]
    assert [each.description for each in buttons] == ["Reset"]
    buttons[0].click()
    assert explorer.scenario == small()


def test_every_control_is_in_the_layout(explorer):
    parts = every_part(explorer.widget)
    assert {id(each) for each in (*explorer.sliders.values(), *explorer.boxes.values())} <= set(
        map(id, parts)
    )
    assert {id(explorer._picture), id(explorer._answers)} <= set(map(id, parts))
    titles = [each.titles for each in parts if type(each).__name__ == "Tab"]
    assert titles == [("Ann", "Bo", "concepts")]


def every_part(widget):
    parts = [widget]
    for child in getattr(widget, "children", ()):
        parts += every_part(child)
    return parts


@pytest.mark.parametrize(
    ("call", "kind", "told"),
    [
        (lambda it: it.move("An", worth=1.0), UnknownNameError, "Did you mean 'Ann'"),
        (lambda it: it.move("Ann", weights={"arm": 1.0}), UnknownNameError, "Did you mean 'arms'"),
        (
            lambda it: it.move("Ann", worth=9.0),
            InvalidValueError,
            "actor 'Ann': This slider goes from 0 to 1",
        ),
        (lambda it: it.move("Ann", weights={"arms": -1.0}), InvalidValueError, "arms"),
    ],
)
def test_a_move_that_cannot_be_leaves_all_as_it_was(explorer, call, kind, told):
    with pytest.raises(kind, match=told):
        call(explorer)
    assert explorer.scenario == small()


def test_what_a_concept_refuses_is_said_below_the_chart(explorer, monkeypatch):
    def refuse(*_):
        raise InvalidValueError("No <way>.")

    monkeypatch.setattr("negotiation.exploring._explorer.answers", refuse)
    explorer.move("Ann", worth=0.2)
    assert explorer._answers.value == "<p>No &lt;way&gt;.</p>"


def test_no_weights_at_all_are_shown_and_not_an_error(explorer):
    explorer.move("Ann", worth=0.0, weights={"arms": 0.0, "relief": 0.0})
    assert explorer.comparison["nash"].status == "degenerate"


def test_names_are_text_everywhere():
    hostile = '<script>alert(1)</script> & "x" $5_{}'
    explorer = ng.explore(small(hostile, hostile, hostile))
    assert "<script" not in explorer._answers.value
    for slider in explorer.sliders.values():
        assert not slider.description_allow_html
    assert {"tex2jax_ignore", "mathjax_ignore"} <= set(explorer.widget._dom_classes)


def test_a_notebook_shows_the_widget(explorer):
    bundle = explorer._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in str(bundle)
    assert repr(explorer) == "<Explorer of 'talks': 6 sliders, concepts nash>"
    explorer.boxes["nash"].value = False
    assert repr(explorer).endswith("concepts none>")


def test_two_explorers_do_not_know_of_each_other():
    one, other = ng.explore(small()), ng.explore(small())
    one.move("Ann", worth=0.9)
    assert other.scenario == small()


def test_without_ipywidgets_the_line_that_installs_it_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(MissingDependencyError, match=r"pip install 'negotiation\[widgets\]'"):
        ng.explore(small())
