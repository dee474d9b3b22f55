"""Bridges, against an enumeration of everything that could be given up."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

import negotiation as ng
from negotiation.analysis import Bridging
from negotiation.analysis.bridging._stops import minimal_patterns
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    TooLargeError,
    UncertainError,
    UnknownNameError,
)

Case = tuple[np.ndarray, np.ndarray, np.ndarray]
NAMES = ("A", "B", "C")
LINES = ("first", "second", "third")


def talk(payoffs: np.ndarray, walk: np.ndarray, crossed: np.ndarray) -> ng.Scenario:
    """Return talks over one issue: payoffs (n, actors), red lines (n_lines, n) in turn."""
    options = [str(k) for k in range(len(payoffs))]
    actors = []
    for place in range(payoffs.shape[1]):
        lines = [
            ng.RedLine({"x": [o for o, hit in zip(options, row, strict=True) if hit]}, LINES[k])
            for k, row in enumerate(crossed)
            if k % payoffs.shape[1] == place and row.any()
        ]
        values = {"x": dict(zip(options, map(float, payoffs[:, place]), strict=True))}
        actors.append(ng.Actor(NAMES[place], ng.Additive(values), float(walk[place]), 1, 1, lines))
    return ng.Scenario("a talk", [ng.Issue("x", options)], actors)


@st.composite
def talks(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n, actors = draw(st.integers(1, 6)), draw(st.integers(1, 3))
    whole = st.integers(0, 4)
    payoffs = np.array(
        draw(st.lists(st.lists(whole, min_size=actors, max_size=actors), min_size=n, max_size=n))
    )
    walk = np.array(draw(st.lists(st.integers(0, 6), min_size=actors, max_size=actors)))
    lines = draw(st.integers(0, 3))
    crossed = np.array(
        draw(
            st.lists(
                st.lists(st.booleans(), min_size=n, max_size=n), min_size=lines, max_size=lines
            )
        ),
        dtype=bool,
    ).reshape(lines, n)
    return payoffs, walk, crossed


def everything(
    payoffs: np.ndarray, walk: np.ndarray, crossed: np.ndarray
) -> dict[frozenset[str], set[float]]:
    """Return every smallest set of lines and actors that opens, with the least single lowering."""
    n, actors = payoffs.shape
    bits = [LINES[k] for k in range(len(crossed))] + list(NAMES[:actors])
    stops = []
    for row in range(n):
        hit = {LINES[k] for k in range(len(crossed)) if crossed[k, row]}
        stops.append(hit | {NAMES[i] for i in range(actors) if payoffs[row, i] < walk[i]})
    opening = [
        frozenset(some)
        for size in range(len(bits) + 1)
        for some in itertools.combinations(bits, size)
        if any(stop <= set(some) for stop in stops)
    ]
    found = {}
    for some in opening:
        if any(other < some for other in opening):
            continue
        rows = [row for row in range(n) if stops[row] <= some]
        lows = [max(walk[i] - payoffs[row, i] for i in range(actors)) for row in rows]
        found[some] = {float(min(lows))} if sum(b in NAMES for b in some) == 1 else set()
    return found


def key(each: ng.analysis.Bridge) -> frozenset[str]:
    return frozenset(getattr(c, "line", None) or c.actor for c in each.changes)


@settings(max_examples=150, deadline=None)
@given(talks())
def test_bridges_are_all_the_smallest_sets_of_what_could_be_given_up(case) -> None:
    scenario = talk(*case)
    answer = ng.bridge(scenario)
    expected = everything(*case)
    if frozenset() in expected:
        assert answer.open
        assert answer.bridges == ()
        assert ng.bargaining_problem(scenario).zopa.any()
        return
    assert not answer.open
    assert sorted(map(sorted, map(key, answer.bridges))) == sorted(map(sorted, expected))
    for each in answer.bridges:
        least = expected[key(each)]
        if least:
            assert each.changes[-1].by == pytest.approx(least.pop(), rel=1e-12)


@settings(max_examples=100, deadline=None)
@given(talks())
def test_each_bridge_opens_and_a_hair_less_does_not(case) -> None:
    scenario = talk(*case)
    answer = ng.bridge(scenario)
    for each in (*answer.bridges, *answer.shared):
        changed = scenario
        for change in each.changes:
            changed = change.apply(changed)
        zopa = ng.bargaining_problem(changed).zopa
        assert zopa.any()
        assert [each.problem.outcomes[int(k)] for k in np.flatnonzero(zopa)] == list(each.packages)
        lowered = [c for c in each.changes if c.kind == "reservation"]
        for spared in each.changes:
            rest = scenario
            for change in each.changes:
                if change is not spared:
                    rest = change.apply(rest)
            if each in answer.bridges:
                assert not ng.bargaining_problem(rest).zopa.any()
            if len(lowered) == 1 and spared is lowered[0]:
                almost = replace(spared, by=spared.by * (1 - 1e-6)).apply(rest)
                assert not ng.bargaining_problem(almost).zopa.any()


@settings(max_examples=100, deadline=None)
@given(talks(), st.lists(st.sampled_from([0.5, 1.0, 3.0]), min_size=3, max_size=3))
def test_shared_lowering_is_the_least_of_all_packages(case, counts) -> None:
    payoffs, walk, crossed = case
    actors = payoffs.shape[1]
    weights = dict(zip(NAMES[:actors], counts, strict=False))
    answer = ng.bridge(talk(*case), weights=weights)
    free = [row for row in range(len(payoffs)) if not crossed[:, row].any()]
    if answer.open or not free:
        assert answer.shared == ()
        return
    width = np.maximum(payoffs.max(0), walk) - np.minimum(payoffs.min(0), walk)
    shares = np.maximum(walk - payoffs[free], 0) / np.where(width > 0, width, 1)
    total, even = answer.shared
    weighted = sum(weights[name] * share for name, share in total.shares.items())
    assert weighted == pytest.approx((shares * list(weights.values())).sum(1).min())
    best = min(sorted(row, reverse=True) for row in shares.round(12).tolist())
    found = [even.shares.get(name, 0.0) for name in NAMES[:actors]]
    assert sorted(found, reverse=True) == pytest.approx(best)
    near = answer.nearest
    assert sorted([near.shares.get(n, 0.0) for n in NAMES[:actors]], reverse=True) == (
        pytest.approx(best)
    )


def least_payment(gains: np.ndarray, rate: np.ndarray) -> float:
    """Return the least total payment that makes one package suit all, by a linear programme."""
    actors = len(gains)
    pairs = [(i, j) for i in range(actors) for j in range(actors) if i != j]
    pairs = [(i, j) for i, j in pairs if rate[i] > 0 and rate[j] > 0]
    if not pairs:
        return 0.0 if (gains >= 0).all() else np.inf
    loses = np.zeros((actors, len(pairs)))
    for column, (i, j) in enumerate(pairs):
        loses[i, column] += rate[i]
        loses[j, column] -= rate[j]
    answer = linprog(np.ones(len(pairs)), A_ub=loses, b_ub=gains)
    return float(answer.fun) if answer.status == 0 else np.inf


def random_talks(count: int, seed: int) -> Iterator[tuple[np.random.Generator, Case]]:
    """Yield talks with a gap that is often small enough to be paid for."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        actors = int(rng.integers(2, 4))
        payoffs = rng.random((5, actors))
        crossed = rng.random((int(rng.integers(0, 3)), 5)) < 0.3
        yield rng, (payoffs, rng.uniform(0.3, 0.9, actors), crossed)


@pytest.mark.slow
def test_payments_are_the_least_that_any_package_needs() -> None:
    paid_for = out_of_reach = 0
    for rng, (payoffs, walk, crossed) in random_talks(300, 11):
        actors = payoffs.shape[1]
        rate = rng.choice([0.0, 0.5, 1.0, 2.0], actors, p=[0.1, 0.3, 0.3, 0.3])
        named = {NAMES[i]: rate[i] for i in range(actors) if rate[i] > 0}
        if not named:
            continue
        scenario = talk(payoffs, walk, crossed)
        answer = ng.bridge(scenario, ["payment"], rate=named)
        free = [row for row in range(len(payoffs)) if not crossed[:, row].any()]
        best = min((least_payment(payoffs[row] - walk, rate) for row in free), default=np.inf)
        if answer.open or best == np.inf:
            assert answer.bridges == ()
            assert answer.open or "payments" in answer.reasons["payment"]
            out_of_reach += not answer.open
            continue
        paid_for += 1
        (only,) = answer.bridges
        assert sum(each.amount for each in only.changes) == pytest.approx(best)
        assert ng.bargaining_problem(only.scenario).zopa.any()
        width = np.maximum(payoffs.max(0), walk) - np.minimum(payoffs.min(0), walk)
        for place, name in enumerate(NAMES[:actors]):
            pays = sum(c.amount for c in only.changes if c.payer == name)
            assert only.shares.get(name, 0) == pytest.approx(pays * rate[place] / width[place])
        for each in only.changes:
            almost = scenario
            for other in only.changes:
                less = 1 - 1e-6 if other is each else 1
                almost = replace(other, amount=other.amount * less).apply(almost)
            assert not ng.bargaining_problem(almost).zopa[only.opened].any()
    assert paid_for > 30
    assert out_of_reach > 30


def test_weights_say_whose_lowering_counts() -> None:
    different = 0
    for rng, (payoffs, walk, crossed) in random_talks(100, 12):
        counts = rng.choice([0.1, 1.0, 10.0], payoffs.shape[1])
        weights = dict(zip(NAMES, counts, strict=False))
        answer = ng.bridge(talk(payoffs, walk, crossed), weights=weights)
        free = [row for row in range(len(payoffs)) if not crossed[:, row].any()]
        if answer.open or not free:
            continue
        width = np.maximum(payoffs.max(0), walk) - np.minimum(payoffs.min(0), walk)
        shares = np.maximum(walk - payoffs[free], 0) / width
        total = answer.shared[0]
        found = [total.shares.get(name, 0.0) for name in weights]
        assert found @ counts == pytest.approx((shares @ counts).min())
        different += (shares @ counts).argmin() != shares.sum(1).argmin()
    assert different > 10


def test_smallest_patterns_are_those_that_contain_no_other() -> None:
    rng = np.random.default_rng(4)
    for bits in (1, 5, 24, 25, 60, 80):
        table = rng.random((300, bits)) < min(0.5, 8 / bits)
        sets = [frozenset(np.flatnonzero(row).tolist()) for row in table]
        expected = {one for one in sets if not any(other < one for other in sets)}
        found = minimal_patterns(table)
        assert {frozenset(np.flatnonzero(each).tolist()) for each, _ in found} == expected
        assert len(found) == len(expected)
        sizes = [int(each.sum()) for each, _ in found]
        assert sizes == sorted(sizes)
        for each, rows in found:
            assert rows.tolist() == np.flatnonzero((table == each).all(axis=1)).tolist()
    # Equal in the last columns, different in the first ones.
    table = np.zeros((2, 30), dtype=bool)
    table[0, 0] = table[1, 1] = table[:, 29] = True
    assert len(minimal_patterns(table)) == 2
    assert minimal_patterns(np.zeros((0, 3), dtype=bool)) == []


def test_two_lines_of_one_name_fall_together() -> None:
    wants = ng.Additive({"x": {"low": 0, "mid": 2, "high": 3}})
    lines = [ng.RedLine({"x": "mid"}, "never"), ng.RedLine({"x": "high"}, "never")]
    scenario = ng.Scenario(
        "t", [ng.Issue("x", ["low", "mid", "high"])], [ng.Actor("A", wants, 1, red_lines=lines)]
    )
    line, walk = ng.bridge(scenario).bridges
    assert [str(c) for c in line.changes] == ["A: red line dropped (never)"]
    assert [package["x"] for package in line.packages] == ["mid", "high"]
    assert walk.changes == (ng.LowerReservation("A", 1),)


def test_what_rounding_accounts_for_is_no_gap() -> None:
    assert ng.bridge(ng.BargainingProblem([[0.3], [1e-3]], [0.1 + 0.2])).open
    assert ng.bridge(ng.BargainingProblem([[1.0], [0.0]], [1 + 1e-12])).open
    assert not ng.bridge(ng.BargainingProblem([[1.0], [0.0]], [1 + 1e-8])).open


def test_additions_do_not_get_around_red_lines() -> None:
    base = two_issues()
    line = ng.RedLine({"x": "yes"}, "not x")
    a, b = (replace(each, reservation=4.5) for each in base.actors)
    scenario = replace(base, actors=[replace(a, red_lines=[line]), b])
    # With x yes, y no (2, 4) this would do; without x only (4, 0) and (2, 1) are left.
    assert ng.bridge(replace(base, actors=[a, b]), "issue", add={"p": {"o": {"A": 3, "B": 1}}}).best
    refused = ng.bridge(scenario, "issue", add={"p": {"o": {"A": 3, "B": 1}}})
    assert refused.bridges == ()
    assert "candidate issues" in refused.reasons["issue"]
    options = {"y": {"new": {"A": 5, "B": 1}}}
    assert ng.bridge(replace(base, actors=[a, b]), "option", options=options).best
    refused = ng.bridge(scenario, "option", options=options)
    assert refused.bridges == ()
    assert "candidate options" in refused.reasons["option"]


def test_what_is_missing_counts_the_room_asked_for_and_the_constraints() -> None:
    base = two_issues()
    rule = ng.Constraint({"y": "yes"}, "no y")
    high, low = (
        replace(
            base,
            actors=[replace(each, reservation=walk) for each in base.actors],
            constraints=[rule],
        )
        for walk in (4.5, 4.0)
    )
    for ask in (
        lambda answer: answer.missing_issue(),
        lambda answer: answer.missing_option("x"),
        lambda answer: answer.missing_option("y"),
    ):
        plain, roomy = ask(ng.bridge(high)), ask(ng.bridge(low, room=0.5))
        assert roomy.values.tolist() == plain.values.tolist()
        assert len(plain) in (1, 2)
    assert ng.bridge(high).missing_option("x").packages == ("y: no",)


def test_a_payment_joins_with_a_red_line_where_neither_will_do() -> None:
    scenario = talk(np.array([[0, 5], [1, 1]]), np.array([2, 2]), np.array([[True, False]]))
    alone = ng.bridge(scenario, ["payment", "red line"], rate={"A": 1, "B": 1})
    (both,) = alone.bridges
    assert [each.kind for each in both.changes] == ["red line", "payment"]
    assert both.changes[1].amount == pytest.approx(2)
    assert (both.changes[1].payer, both.changes[1].receiver) == ("B", "A")
    assert both.shares == {"B": pytest.approx(2 / 4)}
    assert both.scenario is not None
    assert ng.bargaining_problem(both.scenario).zopa.tolist() == [True, False]


def two_issues() -> ng.Scenario:
    """Return talks in which every package leaves somebody short."""
    issues = [ng.Issue("x", ["no", "yes"]), ng.Issue("y", ["no", "yes"])]
    a = ng.Additive({"x": {"no": 2, "yes": 0}, "y": {"no": 1, "yes": 0}}, {"x": 1, "y": 2})
    b = ng.Additive({"x": {"no": 0, "yes": 2}, "y": {"no": 0, "yes": 1}}, {"x": 2, "y": 1})
    return ng.Scenario("two", issues, [ng.Actor("A", a, 3), ng.Actor("B", b, 3)])


ISSUES = {
    "p": {"much": {"A": -2, "B": 2}, "little": {"A": 0.5}},
    "q": {"some": {"A": 1, "B": 1}},
    "r": {"none": {"A": -3, "B": 1}},
}


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("walk", [(3, 3), (3, 4.5), (4, 4), (4.5, 4), (3, 6), (9, 9)])
def test_added_issues_are_the_smallest_sets_that_open(size, walk) -> None:
    base = two_issues()
    actors = [replace(a, reservation=w) for a, w in zip(base.actors, walk, strict=True)]
    scenario = replace(base, actors=actors)
    for some in itertools.combinations(ISSUES, size):
        candidates = {name: ISSUES[name] for name in some}
        answer = ng.bridge(scenario, "issue", add=candidates)
        expected: list[set[str]] = []
        for count in range(1, size + 1):
            for each in itertools.combinations(candidates, count):
                changed = scenario
                for name in each:
                    changed = ng.AddIssue(name, candidates[name]).apply(changed)
                if ng.bargaining_problem(changed).zopa.any():
                    expected.append({*each})
            if expected:
                break
        assert [{c.issue for c in each.changes} for each in answer.bridges] == expected
        assert all(each.opened.any() for each in answer.bridges)
        assert ("issue" in answer.reasons) == (not expected)


@pytest.mark.parametrize("walk", [(3, 3), (3, 2), (2.4, 3.7), (3, 4), (4, 4), (9, 9)])
def test_added_options_are_the_smallest_sets_that_open(walk) -> None:
    base = two_issues()
    actors = [replace(a, reservation=w) for a, w in zip(base.actors, walk, strict=True)]
    scenario = replace(base, actors=actors)
    candidates = {
        "x": {"half": {"A": 1, "B": 3}, "third": {"A": 1.5, "B": 2}},
        "y": {"half": {"A": 1.5, "B": 0.8}},
    }
    flat = [(i, o, w) for i, each in candidates.items() for o, w in each.items()]
    answer = ng.bridge(scenario, ["option"], options=candidates)
    expected: list[set[tuple[str, str]]] = []
    for count in range(1, 4):
        for some in itertools.combinations(flat, count):
            changed = scenario
            for each in some:
                changed = ng.AddOption(*each).apply(changed)
            if ng.bargaining_problem(changed).zopa.any():
                expected.append({each[:2] for each in some})
        if expected:
            break
    found = [{(c.issue, c.option) for c in each.changes} for each in answer.bridges]
    assert found == expected
    assert all(each.opened.any() for each in answer.bridges)


def test_a_missing_issue_opens_at_every_point_of_its_frontier_and_nowhere_below() -> None:
    scenario = two_issues()
    scenario = replace(
        scenario, actors=[replace(each, reservation=4.5) for each in scenario.actors]
    )
    needs = ng.bridge(scenario).missing_issue()
    assert len(needs) > 1
    for values, package in zip(needs.values, needs.packages, strict=True):
        worth = dict(zip(needs.actors, values.tolist(), strict=True))
        opened = ng.AddIssue("new", {"in": worth}).apply(scenario)
        zopa = np.flatnonzero(ng.bargaining_problem(opened).zopa)
        assert [opened.space[int(k)] for k in zopa] == [ng.Outcome({**package, "new": "in"})]
        for name in needs.actors:
            less = {**worth, name: worth[name] - 1e-6}
            closed = ng.AddIssue("new", {"in": less}).apply(scenario)
            assert not ng.bargaining_problem(closed).zopa.any()
    smallest = needs.smallest
    shares = np.maximum(needs.shares, 0).max(axis=1)
    row = needs.values.tolist().index([smallest[name] for name in needs.actors])
    assert shares[row] == shares.min()


@pytest.mark.parametrize("issue", ["x", "y"])
def test_a_missing_option_opens_at_every_point_of_its_frontier_and_nowhere_below(issue) -> None:
    base = two_issues()
    scenario = replace(base, actors=[replace(each, reservation=4.5) for each in base.actors])
    needs = ng.bridge(scenario).missing_option(issue)
    assert len(needs) == 2
    for values in needs.values:
        worth = dict(zip(needs.actors, values.tolist(), strict=True))
        opened = ng.AddOption(issue, "new", worth).apply(scenario)
        assert ng.bargaining_problem(opened).zopa.any()
        for name in needs.actors:
            less = {**worth, name: worth[name] - 1e-6}
            closed = ng.AddOption(issue, "new", less).apply(scenario)
            assert not ng.bargaining_problem(closed).zopa.any()


def test_a_missing_option_respects_lines_on_other_issues_and_says_what_it_cannot_tell() -> None:
    base = two_issues()
    a, b = (replace(each, reservation=4.5) for each in base.actors)
    line = ng.RedLine({"y": "yes"})
    scenario = replace(base, actors=[replace(a, red_lines=[line]), b])
    needs = ng.bridge(scenario).missing_option("x")
    assert needs.values.tolist() == [[2.5, 4.5]]
    assert needs.packages == ("y: no",)
    assert ng.bridge(scenario).missing_option("y").packages == ("x: no", "x: yes")
    capped = replace(b, preferences=replace(b.preferences, cap=4))
    assert "cap" in ng.bridge(replace(base, actors=[a, capped])).missing_option("x").reason
    table = ng.Actor("B", ng.PayoffTable(np.zeros((2, 2))), 9)
    assert "no sum" in ng.bridge(replace(base, actors=[a, table])).missing_option("x").reason
    with pytest.raises(UnknownNameError, match="'z' is not an issue"):
        ng.bridge(scenario).missing_option("z")
    bare = ng.bridge(ng.BargainingProblem([[0.0]], [1]))
    assert "no scenario" in bare.missing_option("x").reason


def test_an_option_for_an_actor_without_interest_in_the_issue_gets_its_worth() -> None:
    base = two_issues()
    a, b = base.actors
    cold = replace(b, preferences=replace(b.preferences, weights={"x": 0, "y": 1}))
    scenario = ng.AddOption("x", "new", {"A": 1, "B": 7}).apply(replace(base, actors=[a, cold]))
    problem = ng.bargaining_problem(scenario)
    at = problem.index({"x": "new", "y": "yes"})
    assert problem.payoffs[at].tolist() == [1, 8]
    assert problem.payoffs[problem.index({"x": "yes", "y": "yes"})].tolist() == [0, 1]


def test_constraints_fall_only_if_asked() -> None:
    base = two_issues()
    rule = ng.Constraint({"x": "yes", "y": "no"}, "too much")
    actors = [replace(base.actors[0], reservation=2), replace(base.actors[1], reservation=4)]
    scenario = replace(base, actors=actors, constraints=[rule])
    assert "constraint" not in {k for each in ng.bridge(scenario).bridges for k in each.kinds}
    lifted = ng.bridge(scenario, ["constraint", "reservation"])
    (only,) = lifted.of("constraint")
    assert only.packages == (ng.Outcome({"x": "yes", "y": "no"}),)
    assert only.scenario == replace(scenario, constraints=())
    for each in lifted.of("reservation"):
        assert ng.bargaining_problem(each.scenario).zopa.any()
    with pytest.raises(NotDefinedError, match="Constraints are those of a scenario"):
        ng.bridge(ng.BargainingProblem([[0.0]], [1]), ["constraint"])


def test_red_lines_stay_unless_they_are_among_the_kinds() -> None:
    scenario = talk(np.array([[5, 5], [1, 1]]), np.array([2, 2]), np.array([[True, False]]))
    kinds = [each.kinds for each in ng.bridge(scenario, "reservation").bridges]
    assert kinds == [("reservation",)]
    assert [each.by for each in ng.bridge(scenario, "reservation").best.changes] == [1, 1]
    assert [each.kinds for each in ng.bridge(scenario, "red line").bridges] == [("red line",)]
    answer = ng.bridge(talk(np.array([[0.0]]), np.array([1]), np.array([[True]])), "reservation")
    assert answer.bridges == answer.shared == ()
    assert "red lines stop every package" in answer.reasons["reservation"]
    assert not answer.nearest
    assert answer.nearest_beyond_lines.shortfalls == {"A": 1}
    assert len(answer.nearest_beyond_lines.lines) == 1
    assert not answer.missing_issue()
    assert answer.room == -np.inf
    with pytest.raises(NotDefinedError, match="red lines stop every package"):
        _ = answer.best


def test_room_asks_every_actor_to_gain_so_much() -> None:
    problem = ng.BargainingProblem([[3, 1], [2, 2], [1, 3]], [1, 1], actors=["A", "B"])
    assert ng.bridge(problem, room=1).open
    assert ng.bridge(problem).room == pytest.approx(0.5)
    assert "open: 3 packages" in ng.bridge(problem).sentences[0]
    wider = ng.bridge(problem, room=1.5)
    assert not wider.open
    assert wider.room == pytest.approx(-0.25)
    # A short by 0.5 in [2, 2] and B too; or B alone by 1.5 in [3, 1].
    assert {str(c) for each in wider.bridges for c in each.changes} == {
        "A: walking away worth 1.5 less",
        "B: walking away worth 1.5 less",
    }
    assert [sorted(each.shares.values()) for each in wider.shared] == [[0.25, 0.25]] * 2
    assert ng.bridge(problem, room={"A": 2}).nearest.package == 0
    assert wider.best.opened.sum() == 1


def test_a_problem_without_a_scenario_is_bridged_too() -> None:
    refused = [[True, False], [False, False]]
    problem = ng.BargainingProblem(
        [[4, 4], [1, 1]], [2, 2], ["good", "poor"], ["A", "B"], refused=np.array(refused)
    )
    answer = ng.bridge(problem)
    line, walk = answer.bridges
    assert line.packages == ("good",)
    assert [c.by for c in walk.changes] == [1, 1]
    assert walk.packages == ("poor",)
    assert line.scenario is None
    paid = ng.bridge(
        ng.BargainingProblem([[4, 1]], [2, 2]), "payment", rate={"Actor 1": 2, "Actor 2": 1}
    )
    assert [(c.payer, c.amount) for c in paid.best.changes] == [("Actor 1", 1)]
    assert paid.best.problem.zopa.all()


def test_who_spares_most_pays_first() -> None:
    problem = ng.BargainingProblem([[5, 3, 0]], [1, 1, 6], actors=NAMES)
    paid = ng.bridge(problem, "payment", rate=dict.fromkeys(NAMES, 1)).best
    assert [(c.payer, c.receiver, c.amount) for c in paid.changes] == [("A", "C", 4), ("B", "C", 2)]
    assert paid.problem.zopa.all()


@pytest.mark.parametrize("name", ["hanoi-2019-bolton", "hanoi-2019"])
def test_hanoi_is_bridged_and_every_bridge_holds(name) -> None:
    scenario = ng.library.load(name)
    us, dprk = scenario.actors
    if name == "hanoi-2019":
        assert ng.bridge(scenario).open
        scenario = replace(scenario, actors=[us, replace(dprk, premium=0.2)])
    assert not ng.bargaining_problem(scenario).zopa.any()
    answer = ng.bridge(scenario)
    assert answer.bridges
    for each in (*answer.bridges, *answer.shared):
        assert ng.bargaining_problem(each.scenario).zopa.any()
        assert "suit everybody" in each.sentence
        for change in each.changes:
            rest = scenario
            for other in each.changes:
                rest = rest if other is change else other.apply(rest)
            if each in answer.bridges:
                assert not ng.bargaining_problem(rest).zopa.any()
    assert answer.best.choose("egalitarian").agreement
    assert "<table" in answer._repr_html_()
    assert "opens" in repr(answer) or "first" in repr(answer)


def test_bolton_would_have_had_to_lower_his_sights_by_little() -> None:
    answer = ng.bridge(ng.library.load("hanoi-2019-bolton"))
    us, dprk = answer.of("reservation")
    assert (us.changes[0].actor, us.changes[0].by) == ("United States", pytest.approx(0.022))
    assert (dprk.changes[0].actor, dprk.changes[0].by) == ("DPRK", pytest.approx(0.0485))
    assert "(0.62 → 0.5715, 4.8% of its range)" in dprk.sentence
    assert answer.nearest.largest == pytest.approx(0.0131)


@pytest.mark.parametrize("scale", [1e-250, 1e-9, 1e9, 1e250])
def test_scale_changes_amounts_and_nothing_else(scale) -> None:
    payoffs, walk = np.array([[3.0, 0], [2, 2], [0, 3]]), np.array([2.5, 2.5])
    plain = ng.bridge(ng.BargainingProblem(payoffs, walk))
    scaled = ng.bridge(ng.BargainingProblem(payoffs * [scale, 1], walk * [scale, 1]))
    assert len(plain.bridges) == len(scaled.bridges) == 2
    pairs = zip((*plain.bridges, *plain.shared), (*scaled.bridges, *scaled.shared), strict=True)
    for one, other in pairs:
        assert [c.actor for c in one.changes] == [c.actor for c in other.changes]
        assert dict(other.shares) == pytest.approx(dict(one.shares))


def test_a_million_packages_take_no_loop() -> None:
    options = [str(k) for k in range(10)]
    rng = np.random.default_rng(3)
    issues = [ng.Issue(f"i{k}", options) for k in range(6)]
    actors = []
    for name in "AB":
        values = {
            each.name: dict(zip(options, rng.random(10).tolist(), strict=True)) for each in issues
        }
        line = ng.RedLine({"i0": options[:7] if name == "A" else options[5:]})
        actors.append(ng.Actor(name, ng.Additive(values), 4.5, red_lines=[line]))
    answer = ng.bridge(ng.Scenario("large", issues, actors))
    assert len(answer.problem) == 10**6
    assert not answer.open
    assert all(each.opened.any() for each in answer.bridges[:2])


def test_what_cannot_be_is_said() -> None:
    scenario = two_issues()
    with pytest.raises(UnknownNameError, match="kind of change"):
        ng.bridge(scenario, ["redline"])
    with pytest.raises(InvalidValueError, match="needs rate="):
        ng.bridge(scenario, ["payment"])
    with pytest.raises(UnknownNameError, match="'Z' is not an actor"):
        ng.bridge(scenario, rate={"Z": 1})
    with pytest.raises(InvalidValueError, match="positive"):
        ng.bridge(scenario, rate={"A": 0})
    with pytest.raises(InvalidTypeError, match="written"):
        ng.bridge(scenario, weights=[1, 1])
    with pytest.raises(InvalidValueError, match="not negative"):
        ng.bridge(scenario, room=-1)
    with pytest.raises(UnknownNameError, match="actor"):
        ng.bridge(scenario, room={"Z": 1})
    with pytest.raises(InvalidValueError, match="finite"):
        ng.bridge(scenario, room=float("nan"))
    closed = replace(scenario, actors=[replace(each, reservation=9) for each in scenario.actors])
    with pytest.raises(UnknownNameError, match="'Z' is not an actor"):
        ng.bridge(closed, add={"p": {"o": {"Z": 1}}})
    with pytest.raises(InvalidTypeError, match="written"):
        ng.bridge(closed, options={"x": 3})
    with pytest.raises(InvalidValueError, match="already"):
        ng.bridge(closed, add={"x": {"o": {"A": 1}}})
    with pytest.raises(InvalidValueError, match="already"):
        ng.bridge(closed, options={"x": {"no": {"A": 1}}})
    doubt = replace(scenario.actors[0], reservation=ng.distributions.uniform(0, 1))
    with pytest.raises(UncertainError):
        ng.bridge(replace(scenario, actors=[doubt, scenario.actors[1]]))
    with pytest.raises(NotDefinedError, match="everybody must agree"):
        ng.bridge(replace(scenario, consent=ng.Consent(1)))
    sliding = ng.Scenario(
        "s", [ng.Issue("t", (0, 1), unit="")], [ng.Actor("A", ng.Additive({"t": {0: 0, 1: 1}}))]
    )
    with pytest.raises(TooLargeError, match="on_grid"):
        ng.bridge(sliding)


def test_some_of_the_actors_alone_can_be_bridged() -> None:
    problem = ng.bargaining_problem(ng.library.load("hanoi-2019-bolton")).among(["DPRK"])
    assert isinstance(ng.bridge(problem), Bridging)
    assert ng.bridge(problem).open


def test_changes_check_what_they_are_given() -> None:
    scenario = ng.library.load("hanoi-2019")
    with pytest.raises(UnknownNameError, match="red line"):
        ng.DropRedLine("DPRK", "none such").apply(scenario)
    with pytest.raises(UnknownNameError, match="constraint"):
        ng.DropConstraint("none such").apply(scenario)
    with pytest.raises(UnknownNameError, match="actor"):
        ng.LowerReservation("Z", 1).apply(scenario)
    with pytest.raises(InvalidValueError, match="pay itself"):
        ng.SidePayment("DPRK", "DPRK", 1, {"DPRK": 1})
    with pytest.raises(InvalidValueError, match="not negative"):
        ng.SidePayment("DPRK", "United States", -1, {"DPRK": 1, "United States": 1})
    with pytest.raises(InvalidValueError, match="worth to this actor"):
        ng.SidePayment("DPRK", "United States", 1, {"DPRK": 1})
    with pytest.raises(InvalidValueError, match="there by itself"):
        ng.AddIssue("p", {"left out": {}})
    with pytest.raises(NotDefinedError, match="additive"):
        ng.AddIssue("p", {"o": {"A": 1}}).apply(
            ng.Scenario("t", [ng.Issue("x", ["a"])], [ng.Actor("A", ng.PayoffTable([1.0]))])
        )
    more = ng.AddIssue("aid", {"rice": {"DPRK": 0.1}}).apply(scenario)
    assert more.status_quo["aid"] == "left out"
    assert len(more.space) == 2 * len(scenario.space)
    assert all(offer.outcome["aid"] == "left out" for offer in more.offers)


def test_a_payment_between_actors_of_a_bare_problem_moves_both_walk_away_values():
    problem = ng.BargainingProblem([[5.0, -1.0], [0.5, -3.0]], actors=["A", "B"])
    found = ng.bridge(problem, ["payment"], rate={"A": 2.0, "B": 0.5}).best
    # B lacks 1, which is 2 units of money to it; they cost A 4.
    np.testing.assert_allclose(found.problem.disagreement, [4.0, -1.0])
    assert found.opened.tolist() == [True, False]
