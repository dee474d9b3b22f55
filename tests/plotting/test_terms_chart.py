"""Terms of an ensemble: every bar is the whole of the draws, and its parts are the shares."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.text import Text

import negotiation as ng
from negotiation.errors import InvalidTypeError

# The scenario has 3 x 2 x 3 packages; row = 6 * sites + 3 * tests + relief.
TEN = [-1, -1, -1, 7, 7, 7, 7, 10, 1, 9]


def title(ax):
    return " ".join(ax.get_title(loc="left").split("\n"))


def bars(ax, issue):
    """Return what an issue's bar is made of: (what, start, width), from left to right."""
    found = []
    for patch in ax.patches:
        name = patch.get_gid() or ""
        if name.startswith(f"{issue}: "):
            found.append((name.removeprefix(f"{issue}: "), patch.get_x(), patch.get_width(), patch))
    return sorted(found, key=lambda each: each[1])


def test_a_bar_is_no_agreement_then_the_options_in_their_order(forecast):
    ax = ng.plotting.terms(forecast(TEN))
    parts = {
        issue: [(what, pytest.approx(start), pytest.approx(width)) for what, start, width, _ in bar]
        for issue in ("sites", "tests", "relief")
        for bar in [bars(ax, issue)]
    }
    assert parts == {
        "sites": [("no agreement", 0, 0.3), ("none", 0.3, 0.1), ("freeze", 0.4, 0.6)],
        "tests": [("no agreement", 0, 0.3), ("go on", 0.3, 0.5), ("halt", 0.8, 0.2)],
        "relief": [("no agreement", 0, 0.3), ("none", 0.3, 0.1), ("$5 fund_a", 0.4, 0.6)],
    }


def test_options_darken_in_their_order_and_no_agreement_is_hatched(forecast):
    ax = ng.plotting.terms(forecast([-1, 0, 6, 12]))
    nothing, *options = bars(ax, "sites")
    assert nothing[3].get_hatch()
    assert not any(patch.get_hatch() for *_, patch in options)
    light = [float(np.dot(patch.get_facecolor()[:3], [0.3, 0.6, 0.1])) for *_, patch in options]
    assert light[0] > light[1] + 0.1 > light[2] + 0.2


def test_the_shade_of_an_option_is_its_place_whatever_else_is_agreed(forecast):
    alone = bars(ng.plotting.terms(forecast([12, 12])), "sites")[0]
    among = bars(ng.plotting.terms(forecast([0, 6, 12])), "sites")[2]
    assert alone[0] == among[0] == "dismantle"
    assert alone[3].get_facecolor() == among[3].get_facecolor()


def test_no_agreement_is_written_with_its_interval_and_marked(forecast, parts):
    study = forecast(TEN)
    ax = ng.plotting.terms(study)
    low, high = study.no_agreement.interval()
    (mark,) = parts(ax, "interval")
    assert list(mark.get_xdata()) == pytest.approx([low, high])
    (text,) = parts(ax, "no agreement")
    assert text.get_text() == "no agreement 30.0%, 95% interval 10.8% to 60.3%"


def test_the_title_says_what_was_found(forecast):
    said = title(ng.plotting.terms(forecast(TEN)))
    assert said.startswith("a small summit No agreement in 30.0% of 10 draws (nash)")
    # 6 of 7 agreements freeze the sites, 6 of 7 pay the fund; 5 of 7 let tests go on.
    assert "surest is sites: freeze (85.7%)" in said
    assert "most in doubt, tests: go on (71.4%)" in said
    assert "stopped early" in title(ng.plotting.terms(forecast(TEN, partial=True)))


def test_one_set_of_terms_and_none_at_all_are_said_in_words(forecast):
    same = title(ng.plotting.terms(forecast([-1, 7, 7])))
    assert "Every agreement is on the same terms" in same
    none = ng.plotting.terms(forecast([-1, -1]))
    assert title(none) == "a small summit No agreement in 100% of 2 draws (nash)"
    assert [(what, width) for what, _, width, _ in bars(none, "relief")] == [("no agreement", 1.0)]
    always = ng.plotting.terms(forecast([7, 10]))
    assert all(what != "no agreement" for what, *_ in bars(always, "relief"))


def test_options_too_narrow_for_a_name_are_named_below_the_bar(forecast, words):
    ax = ng.plotting.terms(forecast([7] * 99 + [12]))
    read = words(ax)
    assert "1.0% dismantle" in read
    assert "99.0% freeze" in read
    assert "1.0% none" in read  # of relief


def test_who_gives_what_is_said(forecast):
    labels = [each.get_text() for each in ng.plotting.terms(forecast(TEN)).get_yticklabels()]
    assert labels == ["sites\nNorth gives", "tests\nNorth gives", "relief\nWest gives"]


def test_of_several_concepts_the_first_is_drawn(forecast):
    study = forecast({"egalitarian": [7, 7], "nash": [-1, -1]})
    assert "0% of 2 draws (egalitarian)" in title(ng.plotting.terms(study))
    assert "100% of 2 draws (nash)" in title(ng.plotting.terms(study["nash"]))


@pytest.mark.parametrize("count", [1, 12])
def test_texts_do_not_touch_with_long_names(forecast, count):
    issues = [
        ng.Issue(f"the rather long name of issue number {place}", ["a first way", "another way"])
        for place in range(count)
    ]
    worth = {issue.name: {"a first way": 0, "another way": 1} for issue in issues}
    scenario = ng.Scenario("many", issues, [ng.Actor("Ann", ng.Additive(worth))])
    rows = np.random.default_rng(1).integers(-1, 2**count, size=60)
    ax = ng.plotting.terms(forecast(rows, scenario))
    ax.figure.canvas.draw()
    seen = [text for text in ax.findobj(Text) if text.get_text() and text.get_visible()]
    boxes = [text.get_window_extent() for text in seen]
    for place, box in enumerate(boxes):
        for other in boxes[place + 1 :]:
            assert not box.shrunk(0.98, 0.98).overlaps(other.shrunk(0.98, 0.98))


def test_small_axes_keep_the_bars_and_drop_the_words(forecast, parts):
    ax = Figure(figsize=(3, 2.2)).subplots()
    ng.plotting.terms(forecast(TEN), ax=ax)
    assert len(bars(ax, "sites")) == 3
    assert not parts(ax, "no agreement")
    assert "gives" not in ax.get_yticklabels()[0].get_text()


@pytest.mark.parametrize("wrong", [None, 3, ng.BargainingProblem([[1, 2]]), "nash"])
def test_what_is_no_ensemble_is_refused(wrong):
    with pytest.raises(InvalidTypeError, match=r"Ensemble, as negotiation\.ensemble"):
        ng.plotting.terms(wrong)


def test_shares_are_those_of_a_real_ensemble_and_certainty_has_no_interval(scenario, parts):
    doubt = ng.distributions.uniform(0.0, 4.0)
    actors = [replace(actor, reservation=doubt) for actor in scenario.actors]
    study = ng.ensemble(replace(scenario, actors=actors), draws=300, rng=1)
    for issue, options in study.terms.items():
        drawn = {what: width for what, _, width, _ in bars(ng.plotting.terms(study), issue)}
        wanted = {"no agreement": study.no_agreement.value}
        wanted |= {option: each.value for option, each in options.items() if each.value}
        assert drawn == pytest.approx(wanted)
    sure = ng.plotting.terms(ng.ensemble(scenario, draws=5))
    assert not parts(sure, "interval")
    assert parts(sure, "no agreement")[0].get_text() == "no agreement 0%"


@pytest.mark.slow
def test_what_all_agreements_have_in_common_is_a_hundred_percent(forecast):
    for nothing in range(1, 60):
        rows = [-1] * nothing + [7] * (60 - nothing) + [8]
        assert "surest is sites: freeze (100%)" in title(ng.plotting.terms(forecast(rows)))
        plt.close("all")
