"""The payoff space: every point where it belongs, every concept named once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

import negotiation as ng
from negotiation.engine import Solution
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    UnknownNameError,
)
from negotiation.plotting._callouts import Labels
from negotiation.plotting._charts import MANY, span_of, thin
from negotiation.plotting._roles import ROLES

TRIANGLE = [[3, 1], [2, 2], [1, 3], [1, 1]]


def rows(array):
    return sorted(map(tuple, np.asarray(array, dtype=float).tolist()))


def axes(width, height):
    """Return axes of a figure that pyplot knows nothing of."""
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure.subplots()


def points_of(line):
    return rows(np.column_stack(line.get_data()))


def labels_of(ax):
    ax.figure.canvas.draw()
    return next(each for each in ax.get_children() if isinstance(each, Labels))


def texts_of(ax):
    return [label.get_text() for label, _, _ in labels_of(ax).items if label.get_visible()]


def legend_of(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def check_labels(ax):
    """Check that shown labels touch neither each other nor the legend and stay inside."""
    labels = labels_of(ax)
    frame = ax.get_window_extent()
    legend = [each.get_window_extent() for each in labels.blocks]
    shown = [label for label, _, _ in labels.items if label.get_visible()]
    boxes = [Text.get_window_extent(label) for label in shown]
    for place, box in enumerate(boxes):
        assert frame.x0 <= box.x0 < box.x1 <= frame.x1
        assert frame.y0 <= box.y0 < box.y1 <= frame.y1
        assert not any(box.overlaps(other) for other in [*boxes[place + 1 :], *legend])
    return shown


def test_every_outcome_is_drawn_in_its_role(problem, parts):
    ax = ng.plotting.frontier(problem)
    crossed = ~problem.signable
    expected = {
        "outcome": ~problem.zopa & ~crossed,
        "red line": crossed,
        "ZOPA": problem.zopa,
    }
    for role, mask in expected.items():
        (cloud,) = parts(ax, role)
        assert points_of(cloud) == rows(problem.payoffs[mask])
        assert cloud.get_marker() == ROLES[role].marker
        assert any(text.endswith(f"({mask.sum()})") for text in legend_of(ax))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("utility of West", "utility of North")


def test_the_frontier_steps_down_through_the_efficient_outcomes(problem, parts):
    (line,) = parts(ng.plotting.frontier(problem), "frontier")
    expected = np.unique(problem.payoffs[problem.pareto], axis=0)
    assert np.array_equal(np.column_stack(line.get_data()), expected)
    assert line.get_drawstyle() == "steps-pre"


def test_the_disagreement_point_spans_its_quadrant(problem, parts):
    ax = ng.plotting.frontier(problem)
    (point,) = parts(ax, "disagreement")
    assert points_of(point) == [(0.5, 0.25)]
    (quadrant,) = [patch for patch in ax.patches if patch.get_label().startswith("neither")]
    assert quadrant.get_xy() == (0.5, 0.25)
    assert quadrant.get_x() + quadrant.get_width() >= problem.payoffs[:, 0].max()
    assert quadrant.get_y() + quadrant.get_height() >= problem.payoffs[:, 1].max()


def test_the_status_quo_is_marked_where_it_differs_from_walking_away(problem, parts):
    ax = ng.plotting.frontier(problem)
    (point,) = parts(ax, "status quo")
    assert points_of(point) == [(0.0, 0.0)]
    assert {"status quo", "disagreement point"} <= set(texts_of(ax))


def test_a_status_quo_worth_walking_away_is_named_with_it(problem, parts):
    same = ng.BargainingProblem(
        problem.payoffs, [0, 0], problem.outcomes, problem.actors, scenario=problem.scenario
    )
    ax = ng.plotting.frontier(same)
    assert parts(ax, "status quo") == []
    assert "disagreement point and status quo" in texts_of(ax)


def test_a_status_quo_that_is_no_outcome_here_is_not_marked(problem, parts):
    own = ng.BargainingProblem(
        problem.payoffs[5:], None, problem.outcomes[5:], problem.actors, scenario=problem.scenario
    )
    assert parts(ng.plotting.frontier(own), "status quo") == []


def test_concepts_that_coincide_share_one_marker_and_one_label(problem, chosen, parts):
    row = int(np.flatnonzero(problem.negotiation_set)[0])
    other = int(np.flatnonzero(problem.negotiation_set)[1])
    marked = [
        chosen(problem, "nash", row),
        chosen(problem, "yu", row),
        chosen(problem, "ks", other),
    ]
    ax = ng.plotting.frontier(marked)
    (stars,) = parts(ax, "agreement")
    assert points_of(stars) == rows(problem.payoffs[[row, other]])
    named = [text for text in texts_of(ax) if text.startswith(("nash", "yu", "ks"))]
    assert sorted(text.split("\n")[0] for text in named) == ["ks", "nash, yu"]


def test_labels_name_the_package_without_what_all_agreements_share(scenario, chosen):
    problem = ng.bargaining_problem(scenario)
    base = {"sites": "freeze", "tests": "halt"}
    packages = [{**base, "relief": "$5 fund_a"}, {**base, "relief": "full"}]
    marked = [chosen(problem, f"c{n}", problem.index(each)) for n, each in enumerate(packages)]
    ax = ng.plotting.frontier(marked)
    assert "c0\nrelief: $5 fund_a" in texts_of(ax)
    assert "c1\nrelief: full" in texts_of(ax)
    assert "All agreements here: sites: freeze; tests: halt" in ax.get_title(loc="left")


def test_a_single_agreement_is_named_in_full(problem, chosen):
    row = problem.index({"sites": "freeze", "tests": "go on", "relief": "full"})
    ax = ng.plotting.frontier(chosen(problem, "nash", row))
    assert "nash\nsites: freeze; relief: full" in texts_of(ax)
    assert "All agreements" not in ax.get_title(loc="left")


def test_tied_outcomes_of_one_concept_are_all_marked(parts):
    own = ng.BargainingProblem(TRIANGLE, outcomes=list("abcd"))
    ax = ng.plotting.frontier(ng.solve(own, "utilitarian"))
    (stars,) = parts(ax, "agreement")
    assert points_of(stars) == [(1, 3), (2, 2), (3, 1)]
    assert sum(text.startswith("utilitarian") for text in texts_of(ax)) == 3


def test_outcomes_worth_the_same_share_a_label_that_says_so(chosen):
    own = ng.BargainingProblem([[2, 2], [2, 2], [1, 1]], outcomes=["left", "right", "none"])
    ax = ng.plotting.frontier(chosen(own, "nash", [0, 1]))
    assert "nash\nleft (or 1 more worth the same)" in texts_of(ax)


def test_a_lottery_is_a_point_on_the_frontier_of_lotteries(chosen, parts):
    own = ng.BargainingProblem(
        [[4, 0], [3, 1], [0, 4], [1, 1]], outcomes=list("abcd"), disagreement=[0, 0]
    )
    ax = ng.plotting.frontier(chosen(own, "nash", [0, 2], shares=[0.25, 0.75]))
    (star,) = parts(ax, "agreement")
    assert points_of(star) == [(1.0, 3.0)]
    (hull,) = parts(ax, "lotteries")
    assert points_of(hull) == [(0, 4), (4, 0)]
    assert "nash\n25% a / 75% c" in texts_of(ax)
    assert "Pareto frontier of lotteries" in legend_of(ax)


def test_what_a_concept_only_guarantees_is_said_to_be_guaranteed(chosen):
    own = ng.BargainingProblem([[3, 1], [1, 3]], outcomes=["left", "right"])
    answer = chosen(own, "conley-wilkie", 0)
    object.__setattr__(answer, "payoffs", np.array([[1.0, 1.0]]))
    assert "conley-wilkie\nguaranteed by left" in texts_of(ng.plotting.frontier(answer))


def test_concepts_without_agreement_are_named_at_the_disagreement_point(blocked, parts):
    ax = ng.plotting.frontier([ng.solve(blocked, "nash"), ng.solve(blocked, "yu", p=2)])
    assert parts(ax, "agreement") == []
    assert "disagreement point\nno agreement: nash, yu" in texts_of(ax)


def test_an_empty_zopa_is_said_in_words(blocked, parts):
    ax = ng.plotting.frontier(blocked)
    (note,) = parts(ax, "note")
    assert note.get_text() == "No ZOPA: no package is acceptable to all actors."
    assert "none in the ZOPA" in ax.get_title(loc="left")
    assert parts(ax, "ZOPA") == []


def test_a_zopa_closed_by_red_lines_is_said_to_be(parts):
    own = ng.BargainingProblem(TRIANGLE, refused=np.array([[True, False]] * 4))
    (note,) = parts(ng.plotting.frontier(own), "note")
    said = note.get_text().replace("\n", " ")
    assert "4 outcomes would leave everyone no worse off, but cross a red line." in said


def test_offers_on_record_are_marked_by_name(problem, parts):
    ax = ng.plotting.frontier(problem, offers="opening")
    (offer,) = parts(ax, "offer")
    assert points_of(offer) == [(-4.0, 5.0)]
    assert "opening\nrelief: full" in texts_of(ax)
    assert "offer on record" in legend_of(ax)


def test_offers_can_be_packages(problem, parts):
    package = {"sites": "freeze", "tests": "halt", "relief": "full"}
    (offer,) = parts(ng.plotting.frontier(problem, offers={"mine": package}), "offer")
    assert points_of(offer) == [(0.0, 3.5)]


def test_a_mapping_names_its_solutions(problem):
    deal = ng.solve(problem, "nash")
    ax = ng.plotting.frontier({"what Nash picks": deal})
    assert any(text.startswith("what Nash picks\n") for text in texts_of(ax))


def test_one_concept_asked_twice_is_told_apart(problem):
    plain, mixed = ng.solve(problem, "nash"), ng.solve(problem, "nash", lotteries=True)
    weighted = ng.solve(problem, "nash", weights=[1, 3])
    joined = "\n".join(texts_of(ng.plotting.frontier([plain, mixed, weighted])))
    assert "lotteries" in joined
    assert "weights [1, 3]" in joined


@pytest.mark.slow
def test_everything_the_engine_answers_can_be_drawn(scenario):
    for subject in (scenario, ng.bargaining_problem(scenario), ng.solve(scenario, "nash")):
        check_labels(ng.plotting.frontier(subject))
    comparison = ng.compare(scenario)
    joined = " ".join(texts_of(ng.plotting.frontier(comparison))).replace("\n", " ")
    assert all(solution.concept in joined for solution in comparison.solutions)
    check_labels(ng.plotting.frontier(comparison, offers=["opening"]))


clouds = st.lists(
    st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=25, unique=True
)


@given(clouds, st.integers(0, 8))
@settings(max_examples=15, deadline=None)
def test_labels_never_touch_whatever_the_payoffs(cloud, count):
    own = ng.BargainingProblem(cloud, [-1, -1])
    picked = [
        Solution(own, f"concept-{row}", "ok", own.payoffs[[row]], np.array([row]))
        for row in range(min(count, len(own)))
    ]
    ax = ng.plotting.frontier(own, picked, ax=axes(8, 6))
    shown = check_labels(ax)
    assert len(shown) == len(picked) + 1


def test_a_pair_of_three_actors_is_a_projection(parts):
    payoffs = np.random.default_rng(0).random((40, 3))
    own = ng.BargainingProblem(payoffs, [0.2, 0.2, 0.2], actors=["Ann", "Bo", "Cy"])
    ax = ng.plotting.frontier(own, actors=("Cy", "Ann"))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("utility of Cy", "utility of Ann")
    (inside,) = parts(ax, "ZOPA")
    assert points_of(inside) == rows(payoffs[own.zopa][:, [2, 0]])
    (line,) = parts(ax, "frontier")
    assert line.get_linestyle() == "None"
    assert "not shown: Bo" in ax.get_title(loc="left")


def test_many_outcomes_are_thinned_and_drawn_as_an_image(parts):
    payoffs = np.random.default_rng(3).random((100_000, 2))
    own = ng.BargainingProblem(payoffs, [0.5, 0.5])
    ax = ng.plotting.frontier(own)
    for role in ("outcome", "ZOPA"):
        (cloud,) = parts(ax, role)
        assert cloud.get_rasterized()
        assert len(cloud.get_xdata()) <= 250 * 250
        assert set(points_of(cloud)) <= set(rows(payoffs))
    (line,) = parts(ax, "frontier")
    assert points_of(line) == rows(payoffs[own.pareto])


def test_thin_keeps_one_point_of_every_cell():
    grid = np.indices((100, 100)).reshape(2, -1).T.astype(float)
    kept = thin(grid, cells=10, most=0)
    assert len(kept) == 100
    assert np.array_equal(thin(grid[:MANY]), np.arange(MANY))
    assert len(thin(np.empty((0, 2)), most=0)) == 0
    assert len(thin(np.zeros((MANY + 1, 2)))) == 1


@pytest.mark.parametrize(
    ("values", "expected"), [([0, 100], (-7, 107)), ([4, 4], (2, 6)), ([0, 0], (-0.5, 0.5))]
)
def test_limits_always_have_width(values, expected):
    assert span_of(values) == pytest.approx(expected)


@pytest.mark.parametrize(
    "payoffs",
    [
        [[1, 1]],
        [[2, 2]] * 3,
        [[1e12, 1e-9], [2e12, 2e-9]],
        [[0, 0], [-1e-12, 5]],
        [[7, 1], [7, 2]],
        [[1e150, 0], [0, 1e-150]],
    ],
    ids=["one outcome", "all equal", "huge and tiny", "negative", "indifferent", "extreme"],
)
def test_odd_problems_are_drawn(payoffs):
    own = ng.BargainingProblem(payoffs, np.min(payoffs, axis=0))
    check_labels(ng.plotting.frontier(ng.compare(own)))


def test_long_names_stay_inside():
    name = "a package whose name goes on and on " * 6
    own = ng.BargainingProblem(
        TRIANGLE, outcomes=[f"{name}{n}" for n in range(4)], actors=["A" * 90, "B" * 90]
    )
    ax = ng.plotting.frontier(ng.compare(own))
    check_labels(ax)
    assert len(ax.get_xlabel()) < 80
    ax.figure.canvas.draw()
    title = ax.title.get_window_extent()
    assert title.x1 <= ax.figure.bbox.x1


def test_the_chart_can_be_zoomed(problem):
    ax = ng.plotting.frontier(ng.compare(problem))
    ax.set(xlim=(0, 3), ylim=(0, 3))
    check_labels(ax)


def test_the_legend_covers_no_outcome():
    own = ng.BargainingProblem(np.random.default_rng(0).random((400, 2)))
    ax = ng.plotting.frontier(own)
    ax.figure.canvas.draw()
    box = ax.get_legend().get_window_extent()
    assert not any(box.contains(*at) for at in ax.transData.transform(own.payoffs))


def test_a_legend_larger_than_its_axes_is_left_out(problem):
    ax = ng.plotting.frontier(problem, ax=axes(2.4, 2))
    assert ax.get_legend() is None


def test_one_actor_has_no_payoff_space():
    with pytest.raises(NotDefinedError, match=r"needs two actors.*'Actor 1'.*plotting.zopa"):
        ng.plotting.frontier(ng.BargainingProblem([[1], [2]]))


@pytest.mark.parametrize("pair", ["West", ["West"], ("West", "West"), ("West", "North", "East")])
def test_the_pair_must_be_two_actors(problem, pair):
    with pytest.raises(InvalidValueError, match=r"'West', 'North'"):
        ng.plotting.frontier(problem, actors=pair)


def test_misspelt_names_are_answered_with_the_right_one(problem):
    with pytest.raises(UnknownNameError, match=r"Did you mean 'North'"):
        ng.plotting.frontier(problem, actors=("West", "Nord"))
    with pytest.raises(UnknownNameError, match=r"recorded offer.*'opening'"):
        ng.plotting.frontier(problem, offers=["opning"])
    with pytest.raises(UnknownNameError, match="recorded offer"):
        ng.plotting.frontier(ng.BargainingProblem(TRIANGLE), offers=["opening"])
    assert not plt.get_fignums()


def test_solutions_of_different_problems_are_refused(problem, blocked):
    with pytest.raises(
        InvalidValueError, match=r"'yu'.*different problems|different problems.*'yu'"
    ):
        ng.plotting.frontier([ng.solve(problem, "nash"), ng.solve(blocked, "yu")])


def test_the_same_problem_built_twice_counts_as_one(scenario, parts):
    first, second = ng.bargaining_problem(scenario), ng.bargaining_problem(scenario)
    ax = ng.plotting.frontier(ng.solve(first, "nash"), ng.solve(second, "nash"))
    assert len(parts(ax, "agreement")[0].get_xdata()) == 1


def test_an_empty_list_and_a_wrong_member_are_refused(problem):
    with pytest.raises(InvalidValueError, match="list of solutions is empty"):
        ng.plotting.frontier([])
    with pytest.raises(InvalidTypeError, match=r"Scenario.*solutions.*'nash'"):
        ng.plotting.frontier(problem, ["nash"])
