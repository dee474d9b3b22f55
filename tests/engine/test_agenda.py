"""The agenda: package, side by side, one by one; against talks played backwards from far ahead."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng

agenda = ng.protocols.agenda
PIES = {"near": [[0, 1], [2, 0]], "far": [[0, 2], [1, 0]]}
PATIENCE = st.floats(0.0, 0.9)
CORNERS = {
    "steep": [[0, 1.2], [1, 1], [1.5, 0.5], [1.75, 0]],
    "far": [[0, 2], [1, 0]],
    "cake": [[0, 1], [1, 0]],
}


LOSSES = {"swap": [[-0.5, 1], [0, 0.8], [0.5, -0.2]], "gift": [[0, 0], [2, -1]]}


def on(corners, x):
    return float(np.interp(x, *np.array(corners).T))


def back(corners, y):
    points = np.array(corners)[::-1]
    return float(np.interp(y, points[:, 1], points[:, 0]))


def backwards(order, discount, opener, rounds=250):
    """Return the payoffs if one actor opens every issue, a deadline being far ahead."""
    after = [np.zeros(2)] * (rounds + 1)
    d = np.array(discount)
    for corners in reversed(order):
        values = [[np.zeros(2), np.zeros(2)]]
        for left in range(1, rounds + 1):
            now = []
            for me in (0, 1):
                you = 1 - me
                then = d * after[left - 1]
                refused = d * values[left - 1][you]
                needs = refused[you] - then[you]
                least, most = (
                    (corners[0][0], corners[-1][0])
                    if me
                    else (
                        corners[-1][1],
                        corners[0][1],
                    )
                )
                own = max(needs, least)
                if me == 0:
                    x = back(corners, own) if own > least else corners[-1][0]
                    deal = np.array([x, on(corners, x)]) + then
                else:
                    deal = np.array([own, on(corners, own)]) + then
                fine = needs <= most + 1e-12 and deal[me] >= refused[me] - 1e-12
                now.append(deal if fine else refused)
            values.append(now)
        after = [each[opener] for each in values]
    return after[rounds]


def close(actual, expected, tolerance=1e-9):
    assert np.allclose(actual, expected, rtol=0, atol=tolerance)


def test_package_against_issue_by_issue(cases):
    expected = cases["ST09"]["expected"]
    found = agenda(PIES)
    close(found.package.limit, expected["package"])
    close(found.each_by_itself.limit, expected["separate"])
    assert found.each_by_itself.shortfall == pytest.approx(0.25)
    assert found.package.shortfall == 0
    close(found.package.by_issue, [[2, 0], [0, 2]])
    close(found.each_by_itself.by_issue, [[1, 0.5], [0.5, 1]])
    # The last issue is halved; the first then maximises (2 x + 1/2) (2 - x), so x = 7/8.
    near_first, far_first = found.one_by_one
    assert near_first.order == ("near", "far")
    close(near_first.limit, [2.25, 1.125])
    close(near_first.by_issue, [[1.75, 0.125], [0.5, 1]])
    close(far_first.limit, [1.125, 2.25])
    assert repr(far_first) == "<Procedure one by one: far, near: 1.125, 2.25>"
    # (2.25, 1.125) could be raised to (2.4, 1.2).
    assert near_first.shortfall == pytest.approx(1 - 2.25 / 2.4)


def test_the_package_case(cases):
    # ST08 is the package of the same two issues.
    found = agenda(PIES, discount=cases["ST08"]["inputs"]["delta"])
    close(found.package.payoffs, cases["ST08"]["expected"]["p1_proposes"])
    second = agenda(PIES, discount=0.9, first="Actor 2")
    close(second.package.payoffs, cases["ST08"]["expected"]["p2_proposes"])
    talks = [ng.protocols.alternating_offers(each, discount=0.9) for each in PIES.values()]
    close(found.each_by_itself.payoffs, sum(each.payoffs[0] for each in talks))


@settings(max_examples=25, deadline=None)
@given(
    st.permutations([*CORNERS, *LOSSES]),
    st.integers(1, 3),
    st.tuples(PATIENCE, PATIENCE),
)
def test_one_by_one_played_backwards(names, count, discount):
    order = names[:count]
    known = CORNERS | LOSSES
    given_ = {name: known[name] for name in order}
    for first in (0, 1):
        expected = backwards([known[name] for name in order], discount, first)
        found = agenda(given_, discount=discount, first=first, orders=[order])
        close(found.one_by_one[0].payoffs, expected, 1e-8)


@settings(max_examples=40, deadline=None)
@given(st.tuples(st.floats(0.2, 5), st.floats(0.2, 5)))
def test_short_rounds_lead_to_the_limits(rates):
    length = 1e-6
    patient = [float(np.exp(-rate * length)) for rate in rates]
    found = agenda(CORNERS, discount=patient)
    for each in found.procedures:
        close(each.payoffs, each.limit, 1e-4)
        close(each.by_issue.sum(axis=0), each.limit)
        for (x, y), corners in zip(each.by_issue, CORNERS.values(), strict=True):
            assert y == pytest.approx(on(corners, x), abs=1e-9)
        assert 0 <= each.shortfall <= 1
    # The package is best for the weighted product, and lies on the frontier.
    weights = np.array([rates[1], rates[0]]) / sum(rates)
    products = [float(np.log(each.limit) @ weights) for each in found.procedures]
    assert products[0] >= max(products) - 1e-9
    assert found.package.shortfall == pytest.approx(0, abs=1e-9)


def test_the_package_frontier_by_trying():
    shares = np.linspace(0, 1, 101)
    tables = []
    for corners in CORNERS.values():
        x = shares * corners[-1][0]
        tables.append([(each, on(corners, each)) for each in x])
    sums = np.array([np.sum(each, axis=0) for each in itertools.product(*[t[::5] for t in tables])])
    from negotiation.engine.protocols._issue_frontiers import reach, read_issues, together

    whole = together(read_issues(CORNERS, None).curves)
    for x, y in sums:
        assert y <= whole.second_at(x) + 1e-9
    for x, y in sums[:: len(sums) // 50]:
        if x + y > 0:
            factor = reach(whole, np.array([x, y]))
            assert factor >= 1 - 1e-9
            assert factor * y == pytest.approx(whole.second_at(factor * x), abs=1e-9)


def test_one_issue_is_the_same_every_way():
    found = agenda([1], discount=[0.9, 0.8])
    for each in found.procedures:
        close(each.payoffs, [5 / 7, 2 / 7])
        assert each.shortfall == 0
    assert found.issues == ("issue 1",)
    assert agenda([1]).one_by_one[0].payoffs.tolist() == [0.5, 0.5]


@pytest.mark.parametrize("scale", [1e-12, 1e12])
def test_units_do_not_matter(scale):
    plain = agenda(PIES, discount=[0.9, 0.8])
    units = np.array([scale, 1 / scale])
    scaled = {name: np.array(each) * units for name, each in PIES.items()}
    found = agenda(scaled, discount=[0.9, 0.8])
    for one, two in zip(plain.procedures, found.procedures, strict=True):
        close(two.payoffs / units, one.payoffs)
        close(two.limit / units, one.limit)
        assert two.shortfall == pytest.approx(one.shortfall, abs=1e-9)


def test_patience_at_the_edges():
    for discount in ([1, 0.5], [0.5, 0]):
        found = agenda(PIES, discount=discount)
        close(found.package.limit, [3, 0])
        close(found.each_by_itself.limit, [3, 0])
    close(agenda(PIES, discount=[1, 0.5]).one_by_one[0].payoffs, [3, 0])
    close(agenda(PIES, discount=0).one_by_one[0].payoffs, [2, 0])
    close(agenda(PIES, discount=0, first=1).one_by_one[0].payoffs, [0, 1])


def swap(**options):
    """Two actors who each give up one thing the other wants more."""
    arms = ng.Issue("arms", ["keep", "half", "give up"], conceded_by="A")
    relief = ng.Issue("relief", ["none", "full"], conceded_by="B")
    first = ng.Additive(
        {"arms": {"keep": 0, "half": -1, "give up": -4}, "relief": {"none": 0, "full": 6}}
    )
    second = ng.Additive(
        {"arms": {"keep": 0, "half": 3, "give up": 6}, "relief": {"none": 0, "full": -2}}
    )
    actors = [
        ng.Actor("A", first, discount=0.9, **options),
        ng.Actor("B", second, discount=0.9),
    ]
    return {
        "name": "swap",
        "issues": [arms, relief],
        "actors": actors,
        "status_quo": {"arms": "keep", "relief": "none"},
    }


def test_an_exchange_needs_a_package():
    found = agenda(ng.Scenario(**swap()))
    # Each issue alone has a loser, so nothing is agreed on: the package alone brings gains.
    close(found.each_by_itself.limit, [0, 0])
    assert found.each_by_itself.shortfall == 1
    assert (found.package.limit > 1).all()
    assert found.discount == (0.9, 0.9)
    for each in found.one_by_one:
        close(each.limit, [0, 0])
    assert [each.name for each in found.preferred("A")] == ["package"]
    text = str(found.summary())
    assert "swap: agenda" in text
    assert "A does best by: package." in text
    assert "reservation values play no part" in text
    assert "<table>" in found._repr_html_()
    assert repr(found).startswith("<Agenda: 2 issues, 4 procedures, package ")
    same = agenda({"arms": [[-4, 6], [-1, 3], [0, 0]], "relief": [[0, 0], [6, -2]]}, discount=0.9)
    for one, two in zip(found.procedures, same.procedures, strict=True):
        close(one.payoffs, two.payoffs)


def test_red_lines_of_one_issue_rule_out_its_options():
    held = agenda(ng.Scenario(**swap(red_lines=[{"arms": "give up"}])))
    same = agenda({"arms": [[-1, 3], [0, 0]], "relief": [[0, 0], [6, -2]]}, discount=0.9)
    for one, two in zip(held.procedures, same.procedures, strict=True):
        close(one.payoffs, two.payoffs)
        close(one.limit, two.limit)
    ruled = agenda(ng.Scenario(**swap(), constraints=[{"arms": ["give up", "half"]}]))
    close(ruled.package.limit, [0, 0])


def test_a_continuous_issue():
    price = ng.Issue("price", (0, 10), unit="million")
    other = ng.Issue("date", ["early", "late"])
    actors = [
        ng.Actor(
            "buyer",
            ng.Additive({"price": {0: 10, 10: 0}, "date": {"early": 2, "late": 0}}),
        ),
        ng.Actor(
            "seller",
            ng.Additive({"price": {0: 0, 5: 7, 10: 10}, "date": {"early": 0, "late": 1}}),
        ),
    ]
    scenario = ng.Scenario("sale", [price, other], actors, status_quo={"price": 5, "date": "early"})
    found = agenda(scenario)
    # At a price of 5 and an early date nothing can be gained by both.
    for each in found.procedures:
        close(each.limit, [0, 0])
        assert each.shortfall == 0


def test_nothing_to_gain():
    found = agenda({"a": [[0, 0]], "b": [[0, 0]]}, discount=0.9)
    for each in found.procedures:
        close(each.payoffs, [0, 0])
        assert each.shortfall == 0
    found = agenda({"a": [[0, 0]], "b": 1}, discount=[0.9, 0.8])
    close(found.package.payoffs, [5 / 7, 2 / 7])
    assert len(found.preferred(0)) >= 1


@pytest.mark.parametrize(
    ("subject", "given_", "words"),
    [
        (3, {}, "Give a Scenario"),
        ({}, {}, "needs an issue"),
        ({"a": 0}, {}, "above 0"),
        ({"a": [[0, -1], [-1, 0]]}, {}, "Somebody loses"),
        ({"a": lambda x: x}, {}, "as a list of points"),
        (PIES, {"orders": [["near"]]}, "every issue once"),
        (PIES, {"orders": ["near"]}, "every issue once"),
        (PIES, {"orders": [["near", "fat"]]}, "Did you mean 'far'"),
        (PIES, {"discount": 2}, "between 0 and 1"),
        (PIES, {"first": 5}, "0, 1 or"),
        ([1] * 7, {}, "name the orders="),
    ],
)
def test_errors_name_the_remedy(subject, given_, words):
    with pytest.raises(ng.NegotiationError, match=words):
        agenda(subject, **given_)


def test_scenarios_that_cannot_be_taken_apart():
    plain = swap()
    with pytest.raises(ng.NegotiationError, match="status quo"):
        agenda(ng.Scenario(**(plain | {"status_quo": None})))
    with pytest.raises(ng.NegotiationError, match="A constraint that ties issues together"):
        agenda(ng.Scenario(**plain, constraints=[{"arms": "give up", "relief": "none"}]))
    both = {"arms": "give up", "relief": "none"}
    for lines in ([both], [lambda levels: levels["arms"] > 1]):
        with pytest.raises(ng.NegotiationError, match="A red line that ties issues together"):
            agenda(ng.Scenario(**swap(red_lines=lines)))
    third = ng.Actor("C", plain["actors"][1].preferences)
    with pytest.raises(ng.NegotiationError, match="for two actors"):
        agenda(ng.Scenario(**(plain | {"actors": [*plain["actors"], third]})))
    with pytest.raises(ng.NegotiationError, match="names its actors itself"):
        agenda(ng.Scenario(**plain), actors=["A", "B"])
    table = ng.Actor("A", ng.Additive(plain["actors"][0].preferences.values, cap=3))
    with pytest.raises(ng.NegotiationError, match="add up"):
        agenda(ng.Scenario(**(plain | {"actors": [table, plain["actors"][1]]})))
    many = {f"issue {k}": 1 for k in range(8)}
    assert len(agenda(many, orders=[list(many)]).procedures) == 3


def test_frontiers_as_lines_and_as_functions():
    from negotiation.engine.protocols._polyline import Polyline

    line = Polyline.of(PIES["near"])
    found = agenda({"one": line, "two": line}, discount=0.9)
    close(found.package.payoffs, [40 / 19, 18 / 19])
    close(found.package.by_issue.sum(axis=0), [2, 1])
    with pytest.raises(ng.NegotiationError, match="as a list of points"):
        agenda({"one": ng.ConcaveFrontier(lambda x: 1 - x * x, 0, 1)})
    price = ng.Issue("price", (0, 10), unit="million")
    actors = [
        ng.Actor("buyer", ng.Additive({"price": lambda x: -x})),
        ng.Actor("seller", ng.Additive({"price": {0: 0, 10: 8}})),
    ]
    scenario = ng.Scenario("sale", [price], actors, status_quo={"price": 5})
    with pytest.raises(ng.NegotiationError, match="points joined by straight lines"):
        agenda(scenario)
    assert str(found.one_by_one[0]) == "one by one: one, two"
