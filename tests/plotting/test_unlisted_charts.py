"""Charts of problems whose packages are never listed, against the list where there is one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import negotiation as ng
from negotiation.concessions import PackageProblem, efficient
from negotiation.engine import Solution
from negotiation.errors import NotDefinedError, TooLargeError
from negotiation.plotting import _unlisted
from negotiation.plotting._marks import Mark, merged, view


def talks(count=7, actors=2, *, seed=3, **also):
    """Return a scenario of 3-option issues, small enough to be listed as well."""
    draw = np.random.default_rng(seed)
    names = ["Ann", "Bo", "Cy", "Di"][:actors]
    issues = [
        ng.Issue(f"issue {place}", ["no", "some", "all"], conceded_by=names[place % actors])
        for place in range(count)
    ]
    parties = [
        ng.Actor(
            name,
            ng.Additive(
                {
                    issue.name: dict(zip(issue.options, draw.integers(0, 40, 3), strict=True))
                    for issue in issues
                }
            ),
            reservation=60,
        )
        for name in names
    ]
    status_quo = {issue.name: "no" for issue in issues}
    return ng.Scenario("talks", issues, parties, status_quo=status_quo, **also)


LINK = [ng.Constraint({"issue 0": "all", "issue 1": ["some", "all"]})]


def unlisted(scenario):
    return PackageProblem(scenario, np.array([actor.reservation for actor in scenario.actors]))


def drawn(ax, parts, gid="frontier"):
    return np.column_stack(parts(ax, gid)[0].get_data())


def title(ax):
    return ax.get_title(loc="left").replace("\n", " ")


def test_the_points_drawn_are_the_efficient_payoffs(parts):
    scenario = talks()
    listed = ng.bargaining_problem(scenario)
    ax = ng.plotting.frontier(unlisted(scenario))
    truth = np.unique(listed.payoffs[listed.pareto], axis=0)
    np.testing.assert_allclose(drawn(ax, parts), truth)
    inside = int((truth >= 60).all(axis=1).sum())
    assert f"2,187 packages, not listed; {len(truth)} efficient payoffs" in title(ax)
    assert f"{inside} of them in the ZOPA" in title(ax)
    assert not [each for gid in ("outcome", "ZOPA", "red line") for each in parts(ax, gid)]


def test_totals_that_stop_counting_are_drawn_where_they_stop(parts):
    scenario = talks()
    ann, bo = scenario.actors
    content = replace(ann, preferences=ng.Additive(ann.preferences.values, cap=120))
    scenario = replace(scenario, actors=[content, bo])
    listed = ng.bargaining_problem(scenario)
    truth = np.unique(listed.payoffs[listed.pareto], axis=0)
    np.testing.assert_allclose(drawn(ng.plotting.frontier(unlisted(scenario)), parts), truth)


def test_solutions_offers_and_status_quo_stand_where_the_list_puts_them(parts, words):
    scenario = talks()
    offer = dict.fromkeys((issue.name for issue in scenario.issues), "some")
    charts = [
        ng.plotting.frontier(
            problem,
            [ng.solve(problem, "nash"), ng.solve(problem, "utilitarian")],
            offers={"x": offer},
        )
        for problem in (ng.bargaining_problem(scenario), unlisted(scenario))
    ]
    for gid in ("agreement", "offer", "disagreement", "status quo"):
        both = [np.unique(drawn(ax, parts, gid), axis=0) for ax in charts]
        np.testing.assert_allclose(*both)
    assert any(text.startswith("nash") for text in words(charts[1]))


@pytest.mark.parametrize("rules", [[], LINK], ids=["plain", "rules"])
def test_the_hull_is_that_of_the_list(parts, rules):
    scenario = talks(constraints=rules)
    listed, free = [
        ng.plotting.hull(problem, ng.solve(problem, "kalai-smorodinsky", lotteries=True))
        for problem in (ng.bargaining_problem(scenario), unlisted(scenario))
    ]
    for gid in ("lotteries", "agreement"):
        np.testing.assert_allclose(drawn(free, parts, gid), drawn(listed, parts, gid), atol=1e-6)
    polygons = [parts(ax, "hull")[0].get_xy() for ax in (free, listed)]
    np.testing.assert_allclose(*polygons, atol=1e-6)
    told = [text.get_title(loc="left").split("\n")[2] for text in (free, listed)]
    assert told[0] == told[1] or rules  # of a sample it is not said which package is best


def test_a_frontier_too_large_is_thinned_and_said_to_be(monkeypatch, parts):
    scenario = talks(6, 3, seed=5)
    listed = ng.bargaining_problem(scenario)
    real = _unlisted.merge

    def merge(*given, epsilon=None, **also):
        if epsilon is None:
            raise TooLargeError("too large")
        return real(*given, epsilon=epsilon, **also)

    monkeypatch.setattr(_unlisted, "merge", merge)
    ax = ng.plotting.parallel(unlisted(scenario))
    assert "drawn to within 2% of each actor's range" in title(ax)
    points = _unlisted.drawable(view(unlisted(scenario))).problem.payoffs
    give = 0.02 * np.ptp(listed.payoffs, axis=0) + 1e-9
    for payoffs in listed.payoffs[listed.pareto]:
        assert (points >= payoffs - give).all(axis=1).any()


def efficient_in(points, listed):
    """Whether every point is worth what some efficient package is."""
    best = listed.payoffs[listed.pareto]
    return all((abs(best - point) < 1e-6).all(axis=1).any() for point in points)


@pytest.mark.parametrize("rules", [[], LINK], ids=["plain", "rules"])
def test_a_sample_holds_efficient_packages_only(monkeypatch, rules):
    scenario = talks(6, 3, constraints=rules)

    def merge(*_, **__):
        raise TooLargeError("too large")

    monkeypatch.setattr(_unlisted, "merge", merge)
    shown = _unlisted.drawable(view(unlisted(scenario)))
    assert shown.problem.kind == "sample"
    listed = ng.bargaining_problem(scenario)
    efficient_payoffs = np.unique(listed.payoffs[listed.pareto], axis=0)
    assert len(shown.problem.payoffs) > 0.2 * len(efficient_payoffs) > 1
    assert efficient_in(shown.problem.payoffs, listed)
    assert "there are more than these" in title(ng.plotting.pairs(unlisted(scenario)))


def test_with_a_rule_points_are_swept_from_one_best_to_the_other(parts):
    scenario = talks(constraints=LINK)
    listed = ng.bargaining_problem(scenario)
    ax = ng.plotting.frontier(unlisted(scenario))
    points = drawn(ax, parts)
    assert len(points) > 10
    assert efficient_in(points, listed)
    best = listed.payoffs[listed.pareto]
    np.testing.assert_allclose(points.max(axis=0), best.max(axis=0))
    assert parts(ax, "frontier")[0].get_linestyle() == "None"


def purchase(**also):
    issues = [
        ng.Issue("price", (10, 20), conceded_by="Buyer", unit="million"),
        ng.Issue("warranty", ["no", "yes"], conceded_by="Seller"),
    ]
    buyer = ng.Additive({"price": {10: 10, 20: 0}, "warranty": {"no": 0, "yes": 3}})
    seller = ng.Additive({"price": {10: 0, 20: 10}, "warranty": {"no": 2, "yes": 0}})
    return ng.Scenario("a purchase", issues, [ng.Actor("Buyer", buyer), ng.Actor("Seller", seller)])


def test_amounts_are_drawn_and_told_with_their_unit(parts, words):
    deal = ng.solve(purchase(), "egalitarian")
    ax = ng.plotting.frontier(deal)
    assert "infinitely many packages" in title(ax)
    best = drawn(ax, parts)
    grid = ng.bargaining_problem(purchase().on_grid({"price": 501}))
    assert efficient(np.vstack([best, grid.payoffs - 1e-6]))[: len(best)].all()
    said = words(ng.plotting.concessions(deal))
    assert "16.5 million" in said
    assert parts(ng.plotting.concessions(deal), "given price 0")


def test_concessions_need_no_list(words):
    scenario = talks(actor := 7)
    assert actor == 7
    rows = [
        [text for text in words(ng.plotting.concessions(ng.solve(problem, "nash"))) if "+" in text]
        for problem in (ng.bargaining_problem(scenario), unlisted(scenario))
    ]
    assert rows[0] == rows[1] != []


def test_a_recorded_offer_across_a_red_line_is_said_to_be(words):
    scenario = talks()
    ann = replace(scenario.actors[0], red_lines=[{"issue 0": "some"}])
    scenario = replace(scenario, actors=[ann, scenario.actors[1]])
    offer = dict.fromkeys((issue.name for issue in scenario.issues), "some")
    said = words(ng.plotting.concessions(unlisted(scenario), offers={"x": offer}))
    assert sum("red line" in text for text in said) == 1


def test_what_needs_the_list_says_so():
    with pytest.raises(TooLargeError, match=r"one by one.*plotting\.frontier"):
        ng.plotting.zopa(unlisted(talks()))
    lenient = unlisted(replace(talks(6, 3), consent=ng.Consent(2)))
    with pytest.raises(NotDefinedError, match="among"):
        ng.plotting.pairs(lenient)


def test_an_empty_zopa_is_said_though_nothing_is_listed(parts):
    scenario = talks()
    proud = [replace(actor, reservation=250) for actor in scenario.actors]
    ax = ng.plotting.frontier(unlisted(replace(scenario, actors=proud)))
    assert "none in the ZOPA" in title(ax)
    assert parts(ax, "note")[0].get_text() == "No ZOPA: no package is acceptable to all actors."


def test_solutions_of_equal_scenarios_share_a_chart_and_others_do_not():
    ng.plotting.frontier(unlisted(talks()), ng.solve(unlisted(talks()), "nash"))
    with pytest.raises(ng.NegotiationError, match="different problems"):
        ng.plotting.frontier(unlisted(talks()), ng.solve(unlisted(talks(seed=4)), "nash"))


def test_ties_that_are_counted_and_not_given_are_told():
    problem = unlisted(talks())
    package = problem.scenario.status_quo
    answer = Solution(
        problem,
        "nash",
        "ok",
        problem.worth(package)[None],
        np.arange(1),
        diagnostics={"packages_tied": 12_345},
        packages=(package,),
    )
    (mark,) = view(answer).marks
    assert "or 12,344 more worth the same" in mark.words(problem)


def test_marks_of_one_place_become_one():
    one = Mark(("a",), "agreement", np.zeros(2), ("x",))
    many = [Mark(("b",), "agreement", np.zeros(2), (str(place),)) for place in range(20_000)]
    (found,) = merged([one, *many], lambda mark: 0)
    assert found.names == ("a", "b")
    assert len(found.outcomes) == 20_001


def test_the_lane_of_the_zopa_says_when_fewer_suffice(words):
    own = ng.BargainingProblem([[1, 1, -1], [0, 1, 2]], consent=ng.Consent(2))
    assert "enough would sign: ZOPA" in words(ng.plotting.zopa(own))
    assert "all would sign: ZOPA" in words(ng.plotting.zopa(replace(own, consent=ng.Consent())))
