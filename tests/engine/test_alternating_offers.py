"""Offers to and fro: cakes, frontiers and lists of outcomes, with every kind of friction."""

from __future__ import annotations

import itertools
import json
import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.engine.protocols import _deadline_offers, _finite_offers, _standing_offers
from negotiation.engine.protocols._polyline import Polyline, concave_envelope
from negotiation.engine.protocols._terms import Play, read_terms

offers = ng.protocols.alternating_offers
PATIENCE = st.floats(0.0, 0.99)
UNITS = [[each, 10 - each] for each in range(11)]
ZERO = (0.0, 0.0)


def close(actual, expected, tolerance=1e-9):
    assert np.allclose(actual, expected, rtol=0, atol=tolerance * max(1, np.max(np.abs(expected))))


@dataclass(frozen=True)
class Rules:
    """The rules of a round, written down a second time."""

    discount: tuple = (1.0, 1.0)
    breakdown: float = 0.0
    after: tuple = (0.0, 0.0)
    costs: tuple = (0.0, 0.0)
    outside: tuple = (None, None)

    def given(self):
        return {
            "discount": self.discount,
            "breakdown": self.breakdown,
            "after_breakdown": self.after,
            "costs": self.costs,
            "outside": self.outside,
        }

    def next_round(self, values):
        """Return what both expect right after a rejection if nobody quits."""
        p = self.breakdown
        return tuple(
            p * self.after[i] + (1 - p) * (self.discount[i] * values[i] - self.costs[i])
            for i in (0, 1)
        )

    def quitting(self):
        return tuple(0.0 if each is None else each for each in self.outside)

    def rejections(self, responder, on):
        """Return all that can follow a rejection, given what follows if nobody quits."""
        option = self.outside[responder]
        found = set()
        for values in on:
            if option is None or values[responder] >= option - 1e-9:
                found.add(values)
            if option is not None and values[responder] <= option + 1e-9:
                found.add(self.quitting())
        return found


# ------------------------------------------------------------------ known answers


def test_rubinsteins_cake(cases):
    case = cases["ST01"]
    terms, expected = case["inputs"], case["expected"]
    found = offers(terms["cake"], discount=[terms["d1"], terms["d2"]])
    close(found.payoffs, [expected["p1_proposes"]])
    close(found.when_proposing(1), [expected["p2_proposes"]])
    close(found.when_proposing("Actor 2"), [expected["p2_proposes"]])
    close(found.first_mover_advantage, [5 / 7 - 9 / 14] * 2)
    assert found.status == "ok"
    assert found.at_once
    assert not found.stretch
    assert found.outcomes == ()


def test_a_cake_with_a_deadline(cases):
    case = cases["ST02"]
    terms = case["inputs"]
    for rounds in terms["T"]:
        found = offers(1, discount=[terms["d1"], terms["d2"]], horizon=rounds)
        close(found.payoffs, [case["expected"][str(rounds)]])


def test_the_outside_option_principle(cases):
    case = cases["ST03"]
    expected = case["expected"]
    names = ("b0_3", "b_at_threshold", "b0_6")
    for option, name in zip(case["inputs"]["b"], names, strict=True):
        found = offers(1, discount=case["inputs"]["delta"], outside=[None, option])
        assert found.payoffs[0, 0] == pytest.approx(expected[name], abs=1e-9)
    b = expected["threshold"]
    above = offers(1, discount=0.9, outside={"Actor 2": b + 1e-3})
    assert above.payoffs[0, 1] == pytest.approx(b + 1e-3)


def test_risk_of_breakdown(cases):
    case = cases["ST04"]
    terms, expected = case["inputs"], case["expected"]
    after = [terms["b1"], terms["b2"]]
    found = offers(1, discount=1, breakdown=terms["p"], after_breakdown=after)
    assert found.payoffs[0, 0] == pytest.approx(expected["x1"], abs=1e-9)
    assert found.nash_limit[0, 0] == pytest.approx(expected["limit"], abs=1e-9)
    short = offers(1, discount=1, breakdown=terms["p_limit"], after_breakdown=after)
    assert short.payoffs[0, 0] == pytest.approx(expected["limit"], abs=1e-6)


def test_a_curved_frontier(cases):
    case = cases["ST06"]
    frontier = ng.ConcaveFrontier(lambda u: math.sqrt(max(0.0, 1 - u)), 0, 1)
    found = offers(frontier, discount=case["inputs"]["delta"])
    close(found.payoffs, [[case["expected"]["u1"], case["expected"]["u2"]]], case["tolerance"])
    limit = case["expected"]["nash_limit"]
    assert found.nash_limit[0, 0] == pytest.approx(limit, abs=case["tolerance"])
    told = ng.ConcaveFrontier(frontier.function, 0, 1, lambda v: 1 - v * v)
    close(offers(told, discount=0.9).payoffs, found.payoffs, 1e-12)


def test_a_package_of_two_issues(cases):
    case = cases["ST08"]
    corners = [[3, 0], [2, 2], [0, 3]]
    found = offers(corners, discount=case["inputs"]["delta"])
    expected = case["expected"]
    close(found.payoffs, [expected["p1_proposes"]])
    close(found.when_proposing(1), [expected["p2_proposes"]])
    close(found.nash_limit, [expected["limit"]])
    # The same as lotteries over the corners of a problem.
    mixed = offers(ng.BargainingProblem(corners), discount=0.9, lotteries=True)
    close(mixed.payoffs, found.payoffs)


def test_stahl_on_a_list(cases):
    case = cases["ST10"]
    terms = case["inputs"]
    problem = ng.BargainingProblem(terms["deals"], terms["disagreement"])
    for rounds, expected in zip(terms["T"], case["expected"], strict=True):
        found = offers(problem, discount=[terms["d1"], terms["d2"]], horizon=rounds)
        close(found.payoffs, [expected])
        assert found.outcomes == (terms["deals"].index(expected),)
        assert found.status == "ok"


def test_many_equilibria_on_a_list(cases):
    case = cases["ST11"]
    problem = ng.BargainingProblem(case["inputs"]["deals"])
    names = ("d05", "d08", "d095")
    for delta, name in zip(case["inputs"]["delta"], names, strict=True):
        found = offers(problem, discount=delta)
        assert len(found.equilibria) == len(
            brute_profiles(problem.gains, Rules(discount=(delta, delta)))
        )
        if name == "d095":
            assert len(found.outcomes) == case["expected"]["nodelay_d095"]
            assert found.status == "set_valued"
            assert "nothing in the protocol chooses" in str(found.summary())
        close(found.nash_limit, [[5, 5]])


def test_the_table_of_fractions(reference):
    text = (reference / "cases" / "games" / "alternating-offers.json").read_text(encoding="utf-8")
    for factor, row in json.loads(text)["table"].items():
        delta = Fraction(factor)
        for rounds, share in enumerate(row["first_proposer_share_T1..T8"], start=1):
            found = offers(1, discount=delta, horizon=rounds)
            assert found.payoffs[0, 0] == pytest.approx(float(Fraction(share)), abs=1e-12)
        for_ever = float(Fraction(row["infinite_horizon"]))
        assert offers(1, discount=delta).payoffs[0, 0] == pytest.approx(for_ever, abs=1e-14)


# ------------------------------------------------------------------ cakes and frontiers, twice


def long_talks(function, inverse, rules, rounds=450):
    """Return the payoffs when each proposes, backwards from far ahead, by bare arithmetic."""
    low, high = inverse(function(0) + 1), inverse(-1)
    bottom, top = function(high), function(low)
    values = {0: rules.after, 1: rules.after}
    for turn in range(rounds):
        new = {}
        for proposer in (0, 1):
            responder = 1 - proposer
            on = rules.next_round(values[responder]) if turn else rules.after
            least = on[responder]
            if rules.outside[responder] is not None:
                least = max(least, rules.outside[responder])
            if proposer == 0:
                x = high if least <= bottom else inverse(least)
                new[0] = (x, function(x))
            else:
                x = max(low, least)
                new[1] = (x, function(x))
        values = new
    assert top >= bottom
    return values


def cake(x):
    return 1 - min(max(x, 0), 1)


def bent(x):
    """A frontier with corners: (0, 1.2), (1, 1), (1.5, 0.5), (1.75, 0)."""
    return float(np.interp(x, [0, 1, 1.5, 1.75], [1.2, 1, 0.5, 0]))


def bent_back(y):
    return float(np.interp(-y, [-1.2, -1, -0.5, 0], [0, 1, 1.5, 1.75]))


def dome(x):
    return 1 - min(max(x, 0), 1) ** 2


def dome_back(y):
    return math.sqrt(min(max(1 - y, 0), 1))


FRONTIERS = {
    "cake": (1, cake, cake),
    "bent": ([[0, 1.2], [1, 1], [1.5, 0.5], [1.75, 0]], bent, bent_back),
    "dome": (ng.ConcaveFrontier(dome, 0, 1), dome, dome_back),
    "dome with its inverse": (ng.ConcaveFrontier(dome, 0, 1, dome_back), dome, dome_back),
}
SHARES = st.floats(0, 0.5)


@pytest.mark.parametrize("name", FRONTIERS)
@settings(max_examples=40, deadline=None)
@given(
    discount=st.tuples(st.floats(0, 0.94), st.floats(0, 0.94)),
    breakdown=st.floats(0, 1),
    after=st.tuples(st.floats(-0.2, 0.5), st.floats(-0.2, 0.5)),
    costs=st.tuples(st.floats(0, 0.2), st.floats(0, 0.2)),
    outside=st.tuples(st.none() | SHARES, st.none() | SHARES),
)
def test_without_end_is_the_limit_of_long_talks(name, discount, breakdown, after, costs, outside):
    subject, function, inverse = FRONTIERS[name]
    rules = Rules(discount, breakdown, after, costs, outside)
    found = offers(subject, **rules.given())
    expected = long_talks(function, inverse, rules)
    close(found.payoffs, [expected[0]], 1e-8)
    close(found.when_proposing(1), [expected[1]], 1e-8)
    assert found.at_once
    # A deadline far ahead does not matter.
    late = offers(subject, horizon=449, **rules.given())
    close(late.payoffs, [expected[0]], 1e-8)


@settings(max_examples=60)
@given(
    st.tuples(PATIENCE, PATIENCE),
    st.floats(0, 1),
    st.tuples(st.floats(-0.2, 0.9), st.floats(-0.2, 0.9)),
    st.tuples(st.none() | st.floats(-0.2, 1.2), st.none() | st.floats(-0.2, 1.2)),
    st.tuples(st.floats(0, 0.5), st.floats(0, 0.5)),
    st.integers(0, 7),
    st.integers(0, 1),
)
def test_deadlines_in_fractions(discount, breakdown, after, outside, costs, horizon, first):
    """Backward induction on a cake of 1 in exact arithmetic, delay and quitting included."""
    exact = [
        [None if x is None else Fraction(x) for x in y] for y in (discount, after, outside, costs)
    ]
    d, b, o, c = exact
    p = Fraction(breakdown)
    values, ending, delay = b, "no agreement", 0
    for turn in reversed(range(horizon)):
        me = (first + turn) % 2
        you = 1 - me
        if turn < horizon - 1:
            values = [p * b[i] + (1 - p) * (d[i] * values[i] - c[i]) for i in (0, 1)]
        delay += ending != "no agreement"
        if o[you] is not None and o[you] > values[you]:
            values, ending, delay = [each or Fraction(0) for each in o], "quits", 0
        gap = 1 - max(values[you], 0) - values[me]
        assume(abs(gap) > 1e-6 and abs(values[you] - 1) > 1e-6)
        if values[you] <= 1 and gap > 0:
            share = max(values[you], 0)
            values, ending, delay = [share, share], "agreement", 0
            values[me] = 1 - share
        if o[1 - you] is not None:
            assume(abs(o[1 - you] - values[1 - you]) > 1e-6)
    rules = Rules(discount, breakdown, after, costs, outside)
    found = offers(1, horizon=horizon, first=first, **rules.given())
    close(found.payoffs, [[float(each) for each in values]])
    assert (found.plays[first][0].ending, found.plays[first][0].delay) == (ending, delay)


@settings(max_examples=60)
@given(
    st.tuples(st.floats(0.05, 0.97), st.floats(0.05, 0.97)),
    st.floats(0, 0.9),
    st.tuples(SHARES, SHARES),
)
def test_the_equations_of_indifference(discount, breakdown, after):
    rules = Rules(discount, breakdown, after)
    found = offers([[0, 1.2], [1, 1], [1.5, 0.5], [1.75, 0]], **rules.given())
    (a,), (b,) = found.when_proposing(0), found.when_proposing(1)
    assert a[1] == pytest.approx(rules.next_round(b)[1])
    assert b[0] == pytest.approx(rules.next_round(a)[0])
    assert a[1] == pytest.approx(bent(a[0]))
    assert b[1] == pytest.approx(bent(b[0]))
    assert (found.first_mover_advantage >= -1e-12).all()
    close(found.equilibria, [[a, b]], 1e-15)


@given(st.tuples(PATIENCE, PATIENCE), st.floats(0, 0.99))
def test_impatience_costs(discount, more):
    d1, d2 = discount
    now = offers(1, discount=[d1, d2]).payoffs[0, 0]
    assert offers(1, discount=[max(d1, more), d2]).payoffs[0, 0] >= now - 1e-12
    assert offers(1, discount=[d1, max(d2, more)]).payoffs[0, 0] <= now + 1e-12


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e12, 1e150])
@given(
    discount=st.tuples(PATIENCE, PATIENCE),
    after=st.tuples(SHARES, SHARES),
    costs=st.tuples(SHARES, SHARES),
    option=st.floats(0, 0.5),
)
def test_units_do_not_matter(scale, discount, after, costs, option):
    rules = Rules(discount, 0.1, after, costs, (None, option))
    corners = np.array([[0, 1.2], [1, 1], [1.5, 0.5], [1.75, 0]])
    plain = offers(corners, **rules.given())
    units = np.array([scale, 3.0])
    scaled = Rules(discount, 0.1, tuple(after * units), tuple(costs * units), (None, 3.0 * option))
    found = offers(corners * units, **scaled.given())
    assert np.allclose(found.payoffs / units, plain.payoffs, rtol=1e-9, atol=1e-12)
    assert np.allclose(found.nash_limit / units, plain.nash_limit, rtol=1e-9, atol=1e-12)
    finite = offers(corners * units, horizon=5, **scaled.given())
    same = offers(corners, horizon=5, **rules.given())
    assert np.allclose(finite.payoffs / units, same.payoffs, rtol=1e-9, atol=1e-12)


@given(
    st.tuples(PATIENCE, PATIENCE),
    st.floats(0, 0.9),
    st.tuples(SHARES, SHARES),
    st.tuples(SHARES, SHARES),
    st.tuples(st.none() | SHARES, st.none() | SHARES),
)
def test_names_do_not_matter(discount, breakdown, after, costs, outside):
    corners = np.array([[0, 1.2], [1, 1], [1.5, 0.5], [1.75, 0]])
    rules = Rules(discount, breakdown, after, costs, outside)
    turned = Rules(discount[::-1], breakdown, after[::-1], costs[::-1], outside[::-1])
    for horizon in (None, 0, 1, 4):
        one = offers(corners, horizon=horizon, **rules.given())
        two = offers(corners[:, ::-1], horizon=horizon, first=1, **turned.given())
        assert np.allclose(one.payoffs, two.payoffs[:, ::-1], atol=1e-9)
        assert np.allclose(one.nash_limit, two.nash_limit[:, ::-1], atol=1e-9)


@pytest.mark.parametrize("name", FRONTIERS)
@settings(max_examples=15)
@given(
    rates=st.tuples(st.floats(0.2, 3), st.floats(0.2, 3)),
    hazard=st.floats(0, 2),
    after=st.tuples(st.floats(0, 0.4), st.floats(0, 0.4)),
    option=st.none() | st.floats(0, 0.8),
    costs=st.tuples(st.floats(0, 0.3), st.floats(0, 0.3)),
)
def test_short_rounds_lead_to_nash(name, rates, hazard, after, option, costs):
    subject, function, inverse = FRONTIERS[name]
    length = 1e-5
    rules = Rules(
        tuple(math.exp(-rate * length) for rate in rates),
        -math.expm1(-hazard * length),
        after,
        (costs[0] * length, costs[1] * length),
        (None, option),
    )
    found = offers(subject, **rules.given())
    close(found.payoffs, found.nash_limit, 1e-4)
    # And that is the greatest weighted product on a grid.
    total = [hazard + rate for rate in rates]
    origin = [(hazard * b - c) / t for b, c, t in zip(after, costs, total, strict=True)]
    x = np.append(np.linspace(0, 1.75, 2_001), found.nash_limit[0, 0])
    y = np.array([function(each) for each in x])
    ok = (x <= inverse(-1)) & (x > origin[0]) & (y > origin[1]) & (y >= (option or 0) - 1e-9)
    with np.errstate(all="ignore"):
        product = np.log(x - origin[0]) / total[0] + np.log(y - origin[1]) / total[1]
    best = product[ok].max()
    assert product[-1] >= best - 1e-9
    close(found.nash_limit[0, 1], function(found.nash_limit[0, 0]), 1e-12)


def test_the_limit_on_a_smooth_frontier_is_exact():
    frontier = ng.ConcaveFrontier(dome, 0, 1)
    # Weights 3 to 1: maximise 3 ln x + ln(1 - x^2): 3 (1 - x^2) = 2 x^2.
    found = offers(frontier, discount=[0.9, 0.9**3])
    assert found.nash_limit[0, 0] == pytest.approx(math.sqrt(3 / 5), abs=1e-10)
    # Breakdown only: maximise (x - 0.2)(1 - x^2): 1 - x^2 = 2 x (x - 0.2).
    found = offers(frontier, breakdown=0.3, after_breakdown=[0.2, 0])
    root = (0.4 + math.sqrt(0.16 + 12)) / 6
    assert found.nash_limit[0, 0] == pytest.approx(root, abs=1e-10)
    # A kink attracts.
    kinked = ng.ConcaveFrontier(lambda x: min(1.2 - x / 5, 2 - x), 0, 2)
    assert offers(kinked, discount=0.9).nash_limit[0] == pytest.approx([1, 1], abs=1e-7)
    # So patient that only one of them counts.
    assert offers(frontier, discount=[1, 0.9]).nash_limit[0] == pytest.approx([1, 0], abs=1e-12)
    assert offers(frontier, discount=[0.9, 1]).nash_limit[0] == pytest.approx([0, 1], abs=1e-7)


@pytest.mark.parametrize("gap", [1e-3, 1e-6, 1e-9, 1e-12, 1e-15])
def test_great_patience_stays_exact(gap):
    corners = [[0, 3], [2, 2], [3, 0]]
    found = offers(corners, discount=[1 - gap, 1 - 2 * gap])
    # Weights 2 to 1: on the steep line x (6 - 2 x) the best of 2 ln x + ln(6 - 2 x) is 2.
    close(found.payoffs, found.nash_limit, 3 * gap + 1e-9)
    one = offers(1, discount=[1 - gap, 1 - gap])
    assert one.payoffs[0, 0] == pytest.approx(1 / (2 - gap), abs=1e-12)
    assert offers(1, discount=[1, 1 - gap]).payoffs[0] == pytest.approx([1, 0])


# ------------------------------------------------------------------ fixed costs


def test_the_lower_cost_takes_all():
    assert offers(1, costs=[0.1, 0.2]).payoffs[0] == pytest.approx([1, 0])
    assert offers(1, costs=[0.1, 0.2]).when_proposing(1)[0] == pytest.approx([0.9, 0.1])
    assert offers(1, costs=[0.2, 0.1]).payoffs[0] == pytest.approx([0.1, 0.9])
    assert offers(1, costs=[0.2, 0.1]).when_proposing(1)[0] == pytest.approx([0, 1])
    assert offers(1, costs={"Actor 2": 0.3}).payoffs[0] == pytest.approx([1, 0])
    assert offers(1, costs={"Actor 1": 0.3}).payoffs[0] == pytest.approx([0, 1])
    assert offers(1, costs=[3, 2]).payoffs[0] == pytest.approx([1, 0])  # dearer than the cake
    assert len(offers(1, costs=[0.1, 0.2]).nash_limit) == 0


@pytest.mark.parametrize("scale", [1e-12, 1, 1e12])
def test_equal_costs_leave_a_stretch(scale):
    found = offers(scale, costs=0.3 * scale)
    close(found.payoffs / scale, [[1, 0], [0.3, 0.7]])
    close(found.when_proposing(1) / scale, [[0.7, 0.3], [0, 1]])
    assert found.stretch
    assert found.status == "set_valued"
    assert found.first_mover_advantage is None
    assert "every division between" in str(found.summary())
    assert " to Actor 1 " in repr(found)
    again = ng.ConcaveFrontier(lambda x: scale - x, 0, scale)
    close(offers(again, costs=0.3 * scale).payoffs / scale, [[1, 0], [0.3, 0.7]], 1e-8)
    # A cost as large as the cake leaves nothing to the other.
    assert offers(scale, costs=scale).payoffs[0] == pytest.approx([scale, 0])
    assert not offers(scale, costs=scale).stretch


def test_costs_on_a_bent_frontier():
    # A round costs the first 0.1 and the second 0.1: they balance where the slope is 1, and on
    # either side of its corners.
    corners = [[0, 1.2], [1, 1], [1.5, 0.5], [1.75, 0]]
    found = offers(corners, costs=0.1)
    assert found.stretch
    close(found.payoffs, [[1.5, 0.5], [1.1, 0.9]])
    dome_found = offers(ng.ConcaveFrontier(dome, 0, 1), costs=[0.1, 0.1])
    # The chord from x - 0.1 to x falls by 0.1: 2 x - 0.1 = 1.
    assert dome_found.payoffs[0, 0] == pytest.approx(0.55)
    assert not dome_found.stretch


# ------------------------------------------------------------------ ways out


def test_outside_options_in_turn():
    # Not tempting: no effect at all.
    assert offers(1, discount=0.9, outside=[0.4, 0.4]).payoffs[0, 0] == pytest.approx(10 / 19)
    # Both binding: each proposer leaves the other its option.
    found = offers(1, discount=0.5, outside=[0.55, 0.4])
    assert found.payoffs[0] == pytest.approx([0.6, 0.4])
    assert found.when_proposing(1)[0] == pytest.approx([0.55, 0.45])
    # Just enough for both counts as enough.
    found = offers(1, discount=0.9, outside=[0.7, 0.3])
    assert found.payoffs[0] == pytest.approx([0.7, 0.3])
    assert found.at_once
    assert found.nash_limit[0] == pytest.approx([0.7, 0.3])
    found = offers(1, discount=0.9, outside=[0.9, 0.1])  # 1 - 0.9 falls short of 0.1 by rounding
    assert found.agreement
    assert found.payoffs[0] == pytest.approx([0.9, 0.1])


def test_options_better_than_any_agreement():
    found = offers(1, discount=0.9, outside=[0.6, 0.7])
    assert found.status == "disagreement"
    assert not found.agreement
    assert found.payoffs[0] == pytest.approx([0.6, 0.7])
    assert found.plays[0][0].ending == "quits"
    assert len(found.nash_limit) == 0
    assert "No agreement" in str(found.summary())
    assert "responder quits" in str(found.summary())
    # One alone: it quits when it responds; when it proposes it waits for that, or settles.
    found = offers(1, discount=0.9, outside=[None, 1.5])
    assert found.payoffs[0] == pytest.approx([0, 1.5])
    late = found.plays[1][0]
    assert (late.ending, late.delay) == ("quits", 1)
    assert late.payoffs == pytest.approx((0, 1.35))
    assert "responder quits after 1 round" in str(found.summary())
    settles = offers(1, discount=0.5, outside=[1.5, None])
    assert settles.payoffs[0] == pytest.approx([1, 0])
    assert settles.when_proposing(1)[0] == pytest.approx([1.5, 0])
    for found, horizon in ((late, 300), (late, 301)):
        close(
            offers(1, discount=0.9, outside=[None, 1.5], horizon=horizon, first=1).payoffs,
            [found.payoffs],
        )
    with pytest.raises(ng.NegotiationError, match="name a horizon"):
        offers(1, discount=0.9, outside=[0.8, None], breakdown=0.5, after_breakdown=[0, 0.9])


def test_a_proposer_that_hopes_for_rejection():
    # To keep the second from quitting costs the first more than it loses by that.
    corners = [[-1, 2], [0, 1.6], [1, 0.8], [1.5, -0.5]]
    terms = {"discount": [0.9, 0.5], "costs": [0.5, 0], "outside": [None, 1.95]}
    with pytest.raises(ng.NegotiationError, match="rather see the other quit"):
        offers(corners, **terms)
    close(offers(corners, horizon=50, **terms).payoffs, [[0, 1.95]])


def test_quitting_that_can_wait():
    apart = [[-2, 1], [1, -2]]
    # Never agreeing is worth nothing, also to one who is never pressed.
    for discount in (0.9, [1, 0.9], [0.9, 1]):
        for outside in (None, [0, 0], [-1, None]):
            found = offers(apart, discount=discount, outside=outside)
            assert (found.plays[0][0].ending, found.plays[0][0].payoffs) == ("no agreement", ZERO)
    # One who loses nothing by a delay may quit now or later, and the other does not know when.
    for terms in (
        {"discount": [1, 0.9], "outside": [1.3, 0.2]},
        {"discount": [0.9, 0.5], "breakdown": 0.5, "after_breakdown": [1.2, 0.3]}
        | {"costs": [2, 0], "outside": [0.9, 0.2]},
    ):
        with pytest.raises(ng.NegotiationError, match="may quit at any time"):
            offers(1, **terms)
    # Pressed by costs alone it does not wait.
    found = offers(1, discount=[1, 0.9], costs=[0.1, 0], outside=[1.3, 0.2])
    close(found.payoffs, [[1.3, 0.2]])
    empty = ng.BargainingProblem([[1, 5], [5, 1]], [3, 3])
    close(offers(empty, discount=0.9, costs=0.1).payoffs, [[2, 2]])
    with pytest.raises(ng.NegotiationError, match="adds up for ever"):
        offers(empty, discount=1, costs=0.1)


def test_breakdown_better_than_any_agreement():
    rules = {"discount": 0.9, "breakdown": 0.5, "after_breakdown": [0.9, 0.9]}
    found = offers(1, **rules)
    worth = 0.45 / (1 - 0.45)
    assert found.payoffs[0] == pytest.approx([worth, worth])
    assert found.plays[0][0].ending == "no agreement"
    late = offers(1, horizon=200, **rules)
    close(late.payoffs, found.payoffs)
    assert late.plays[0][0].ending == "no agreement"
    assert "no agreement" in repr(found.summary()) or "no agreement" in str(found.summary())


def test_a_frontier_that_nobody_would_enter():
    found = offers([[-2, 1], [1, -2]], discount=0.9)
    assert found.status == "disagreement"
    close(found.payoffs, [ZERO])
    found = offers([[-2, 2], [2, -2]], discount=0.9)
    close(found.payoffs, [[0, 0]])
    assert found.agreement
    # What is below nothing for both does not change what the rest is worth.
    wide, tight = offers([[-1, 2], [2, -1]], discount=0.9), offers(1, discount=0.9)
    close(wide.payoffs, tight.payoffs)


def test_frontiers_that_end_above_nothing():
    found = offers([[1, 3], [2, 2.5]], discount=0.9)
    # The first can ask for no more than 2; the second is content with more than it must get.
    close(found.payoffs, [[2, 2.5]])
    close(found.when_proposing(1), [[1.8, 2.6]])
    point = offers([[2, 3]], discount=0.5)
    close(point.payoffs, [[2, 3]])
    close(point.nash_limit, [[2, 3]])
    close(offers([[2, 3]], discount=0.5, horizon=3).payoffs, [[2, 3]])
    close(offers([[2, 3]], costs=[1, 1]).payoffs, [[2, 3]])


def test_extreme_patience_and_certain_breakdown():
    assert offers(1, discount=0).payoffs[0] == pytest.approx([1, 0])
    assert offers(1, discount=[0, 0.9]).payoffs[0] == pytest.approx([0.1, 0.9])
    assert offers(1, discount=[0, 0.9]).nash_limit[0] == pytest.approx([0, 1])
    assert offers(1, discount=[0.9, 0]).nash_limit[0] == pytest.approx([1, 0])
    assert offers(1, discount=[0, 0]).nash_limit[0] == pytest.approx([0.5, 0.5])
    assert offers(1, discount=[1, 0.9]).payoffs[0] == pytest.approx([1, 0])
    assert offers(1, discount=[0.9, 1]).payoffs[0] == pytest.approx([0, 1])
    assert offers(1, discount=[0.9, 1]).when_proposing(1)[0] == pytest.approx([0, 1])
    sure = offers(1, discount=0.9, breakdown=1, after_breakdown=[0.2, 0.3])
    assert sure.payoffs[0] == pytest.approx([0.7, 0.3])
    assert sure.when_proposing(1)[0] == pytest.approx([0.2, 0.8])
    assert sure.nash_limit[0] == pytest.approx([0.45, 0.55])


@pytest.mark.parametrize("subject", [1, UNITS])
def test_free_delay(subject):
    if subject == 1:
        with pytest.raises(ng.NegotiationError, match="Delay costs neither"):
            offers(subject)
        with pytest.raises(ng.NegotiationError, match="Delay costs neither"):
            offers(subject, outside=[0.2, 0.2])
        found = offers(subject, horizon=5)
        assert found.payoffs[0] == pytest.approx([1, 0])
        assert len(found.nash_limit) == 0
    else:
        # On a list every efficient outcome can stand.
        found = offers(ng.BargainingProblem(subject))
        assert len(found.outcomes) == 11
        assert len(found.nash_limit) == 0


def test_what_nash_is_to_the_answer():
    listed = ng.BargainingProblem(UNITS)
    assert "As rounds get short (Nash): 0.5 for" in str(offers(1, discount=0.9).summary())
    late = offers(1, discount=0.9, horizon=3)
    assert "Without a deadline, as rounds get short (Nash)" in str(late.summary())
    assert "For comparison, Nash's solution: 5 for" in str(offers(listed, discount=0.9).summary())
    mixed = offers(listed, discount=0.9, lotteries=True)
    assert mixed.divisible
    assert "As rounds get short" in str(mixed.summary())
    # Weighted by patience, and among what is no worse than quitting.
    weighted = offers(listed, discount=[0.9, 0.9**4])
    close(weighted.nash_limit, [[8, 2]])
    close(offers(listed, discount=0.9, outside=[None, 7]).nash_limit, [[3, 7]])
    close(offers(listed, breakdown=0.1, after_breakdown=[2, 0]).nash_limit, [[6, 4]])


def test_no_rounds_at_all():
    found = offers(1, discount=0.9, horizon=0, after_breakdown=[0.1, 0.2])
    close(found.payoffs, [[0.1, 0.2]])
    assert found.status == "disagreement"
    assert repr(found) == ("<AlternatingOffers, 0 rounds: disagreement, Actor 1 0.1, Actor 2 0.2>")
    listed = offers(ng.BargainingProblem(UNITS, [1, 1]), horizon=0)
    close(listed.payoffs, [[1, 1]])
    assert listed.outcomes == ()


def test_far_deadlines_are_quick():
    close(offers(1, discount=0.9, horizon=10**9).payoffs, [[10 / 19, 9 / 19]])
    close(offers(1, horizon=10**9).payoffs, [[0, 1]])
    close(offers(1, horizon=10**9 + 1).payoffs, [[1, 0]])
    units = ng.BargainingProblem(UNITS)
    for rounds in (10**9, 10**9 + 1):
        for discount in (1, 0.9, 0.5):
            near = offers(units, discount=discount, horizon=1_000 + rounds % 2)
            far = offers(units, discount=discount, horizon=rounds)
            assert far.plays == near.plays


def round_by_round(corners, rules, horizon):
    """Return how talks end that the first actor opens, no round left out."""
    terms = read_terms(rules.given(), ("A", "B"), ZERO)
    curve = Polyline.of(corners)
    play = Play(terms.after, "no agreement")
    for turn in reversed(range(horizon)):
        on = terms.after if turn == horizon - 1 else rules.next_round(play.payoffs)
        play = _deadline_offers._round(curve, terms, turn % 2, on, play)
    return play


SLOW = st.floats(1e-6, 0.1)


@settings(max_examples=150, deadline=None)
@given(
    sub=st.sampled_from(["cake", "bent"]),
    below=st.sampled_from([0.0, -0.5]),
    impatience=st.tuples(SLOW, SLOW | st.just(0.0)),
    breakdown=st.just(0.0) | SLOW,
    after=st.tuples(st.floats(-0.3, 0.9), st.floats(-0.3, 0.9)),
    costs=st.tuples(st.just(0.0) | SLOW, st.just(0.0) | SLOW),
    outside=st.tuples(st.none() | st.floats(0, 0.9), st.none() | st.floats(0, 0.9)),
    horizon=st.integers(20, 500),
)
def test_leaps_lead_where_rounds_do(
    sub, below, impatience, breakdown, after, costs, outside, horizon
):
    corners = [[0, 1], [1, 0]] if sub == "cake" else [[0, 1.2], [1, 1], [1.5, 0.5], [1.75, 0]]
    corners = np.array(corners) + below
    rules = Rules(tuple(1 - each for each in impatience), breakdown, after, costs, outside)
    play = round_by_round(corners, rules, horizon)
    (found,) = offers(corners, horizon=horizon, **rules.given()).plays[0]
    close(found.payoffs, play.payoffs, 1e-11)
    assert (found.ending, found.delay) == (play.ending, play.delay)


@pytest.mark.parametrize("corners", [[[0, 1], [1, 0]], [[0, 3], [1, 2.5], [2, 1], [2.2, 0]]])
def test_a_million_rounds_of_great_patience(corners):
    found = offers(corners, discount=[1 - 1e-7, 1 - 3e-7], horizon=10**6)
    # Offers move so slowly that a thousand rounds of a thousandth of the patience are the same.
    near = offers(corners, discount=[1 - 1e-4, 1 - 3e-4], horizon=10**3)
    close(found.payoffs, near.payoffs, 1e-3)
    far = offers(corners, discount=[1 - 1e-7, 1 - 3e-7], horizon=10**12)
    close(far.payoffs, offers(corners, discount=[1 - 1e-7, 1 - 3e-7]).payoffs, 1e-8)


def test_breakdown_that_gets_less_bad():
    # The second soon expects little of breakdown, the first ever less bad.
    rules = Rules((0.999, 0.5), after=(-1, 3))
    corners = [[-2, 2], [-1, 0.5], [-0.5, -2]]
    for horizon in (3, 4, 40, 4001):
        found = offers(corners, horizon=horizon, **rules.given())
        play = round_by_round(corners, rules, horizon)
        assert found.plays[0][0].ending == play.ending
        close(found.payoffs, [play.payoffs])
    assert found.agreement


def test_waiting_for_the_deadline():
    # Nothing can be agreed on before what breakdown brings has shrunk to 1 in all.
    rules = {"discount": 1 - 1e-6, "after_breakdown": [0.9, 0.8]}
    rounds = math.ceil(math.log(1 / 1.7) / math.log1p(-1e-6))
    for horizon, ending in ((rounds, "no agreement"), (rounds + 1, "agreement")):
        found = offers(1, horizon=horizon, **rules)
        assert found.plays[0][0].ending == ending
        kept = (1 - 1e-6) ** (horizon - 1)
        close(found.payoffs[0, 1], 0.8 * kept)
    # One who would quit does so as soon as that is better, counted from the end.
    empty = ng.BargainingProblem([[1, 5], [5, 1]], [3, 3])
    rules = {"discount": 1 - 1e-6, "after_breakdown": [4, 3], "outside": [3.5, None]}
    rounds = math.ceil(math.log(0.5) / math.log1p(-1e-6))
    assert offers(empty, horizon=rounds - 2, **rules).plays[0][0].ending == "no agreement"
    assert offers(empty, horizon=rounds + 2, **rules).plays[0][0].ending == "quits"
    close(offers(empty, horizon=10**9, first=1, **rules).payoffs, [[3.5, 3]])


# ------------------------------------------------------------------ lists of outcomes, twice


def brute_profiles(gains, rules):
    """Return all profiles (a, b) that survive every one-shot deviation."""
    good = []
    for pair in itertools.product(range(len(gains)), repeat=2):
        proposed = [gains[pair[0]], gains[pair[1]]]
        accepts, refused = [None, None], [None, None]
        for responder in (0, 1):
            proposer = 1 - responder
            on = rules.next_round(proposed[responder])
            ways = rules.rejections(responder, [on])
            least = max(each[responder] for each in ways)
            accepts[responder] = [g[responder] >= least - 1e-9 for g in gains]
            refused[proposer] = min(each[proposer] for each in ways)
        holds = True
        for proposer in (0, 1):
            yes = accepts[1 - proposer]
            tries = [
                g[proposer] if ok else refused[proposer] for g, ok in zip(gains, yes, strict=True)
            ]
            tries.append(refused[proposer])
            own = pair[proposer]
            holds &= yes[own] and gains[own][proposer] >= max(tries) - 1e-9
        if holds:
            good.append(pair)
    return good


def brute_plays(gains, rules, horizon, first):
    """Return the payoffs of all pure subgame-perfect plays, by trying what follows each offer."""
    values = {tuple(map(float, rules.after))}
    for turn in reversed(range(horizon)):
        proposer = (first + turn) % 2
        responder = 1 - proposer
        on = values if turn == horizon - 1 else {rules.next_round(each) for each in values}
        rejected = sorted(rules.rejections(responder, on))
        after = []
        for g in gains:
            ways = [each for each in rejected if each[responder] >= g[responder] - 1e-9]
            if any(g[responder] >= each[responder] - 1e-9 for each in rejected):
                ways.append(tuple(map(float, g)))
            after.append(sorted(set(ways)))
        after.append(rejected)
        new = set()
        for chosen in itertools.product(*after):
            best = max(each[proposer] for each in chosen)
            new |= {each for each in chosen if each[proposer] >= best - 1e-9}
        values = new
    return values


def as_set(payoffs):
    return {tuple(np.round(each, 7) + 0.0) for each in payoffs}


SMALL = st.integers(0, 4)
DEALS = st.lists(st.tuples(SMALL, SMALL), min_size=1, max_size=6)
HALVES = st.sampled_from([0.0, 0.5, 0.75, 0.9, 1.0])
OPTIONS = st.none() | st.sampled_from([0.0, 1.0, 1.5, 3.0, 5.0])
RULES = st.builds(
    Rules,
    st.tuples(HALVES, HALVES),
    st.sampled_from([0.0, 0.25, 1.0]),
    st.tuples(SMALL, SMALL),
    st.tuples(st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from([0.0, 0.5, 1.0])),
    st.tuples(OPTIONS, OPTIONS),
)


@settings(max_examples=250)
@given(DEALS, RULES)
def test_standing_proposals_by_one_shot_deviations(deals, rules):
    problem = ng.BargainingProblem(deals)
    expected = brute_profiles(problem.gains, rules)
    if not expected:
        with pytest.raises(ng.NegotiationError, match="name a horizon"):
            offers(problem, **rules.given())
        return
    found = offers(problem, **rules.given())
    pairs = {(deals[a], deals[b]) for a, b in expected}
    assert {tuple(map(tuple, each)) for each in found.equilibria.astype(int)} == pairs
    assert len(found.equilibria) == len(pairs)
    for first in (0, 1):
        rows = {pair[first] for pair in expected}
        assert {row for play in found.plays[first] for row in play.rows} == rows
        assert as_set(found.when_proposing(first)) == as_set([deals[row] for row in rows])
    assert set(found.outcomes) == {pair[0] for pair in expected}


@settings(max_examples=200)
@given(st.lists(st.tuples(SMALL, SMALL), min_size=1, max_size=3), RULES, st.integers(0, 4))
def test_all_plays_by_trying_what_follows(deals, rules, horizon):
    problem = ng.BargainingProblem(deals)
    for first in (0, 1):
        found = offers(problem, horizon=horizon, first=first, **rules.given())
        expected = brute_plays(deals, rules, horizon, first)
        assert as_set(found.payoffs) == as_set(expected)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(SMALL, SMALL), min_size=1, max_size=3, unique=True),
    st.tuples(HALVES.filter(bool), HALVES.filter(bool)),
    st.sampled_from([0.0, 0.25]),
    st.integers(1, 3),
)
def test_all_plays_are_those_of_the_tree(deals, discount, breakdown, horizon):
    problem = ng.BargainingProblem(deals)
    found = offers(problem, discount=discount, breakdown=breakdown, horizon=horizon)
    turns = [problem.actors[turn % 2] for turn in range(horizon)]
    tree = ng.offer_tree(problem, turns, discount=discount, breakdown=breakdown)
    assert as_set(found.payoffs) == as_set(ng.subgame_perfect(tree).payoffs)


@settings(max_examples=100)
@given(DEALS, RULES, st.integers(1, 30))
def test_rounds_that_repeat_are_skipped_rightly(deals, rules, horizon):
    room = _finite_offers
    problem = ng.BargainingProblem(deals)
    terms = read_terms(rules.given(), problem.actors, [0.0, 0.0])
    long = offers(problem, horizon=horizon, **rules.given())
    plays, slack = room._single(terms.after, room._NEVER), problem.slack
    for turn in reversed(range(horizon)):
        last = turn == horizon - 1
        on = plays if last else room._a_round_later(plays, terms)
        rejected = room._or_quit(on, terms, (turn + 1) % 2, slack)
        plays = room._round(problem.gains, rejected, turn % 2, slack)
    assert as_set(long.payoffs) == as_set(plays.worth)


def test_ties_are_told():
    problem = ng.BargainingProblem({"a": [2, 1], "b": [1, 1], "c": [2, 1]})
    found = offers(problem, horizon=1)
    assert found.outcomes == ("a", "c")
    assert found.status == "ok"
    assert found.plays[0][0].rows == (0, 2)
    assert "a or c" in str(found.summary())
    # In the last round nothing is at stake for the responder: it may say no.
    tied = offers(ng.BargainingProblem({"a": [2, 0], "b": [1, 1]}), horizon=1)
    assert tied.outcomes == ("a", "b")
    assert tied.status == "set_valued"
    assert "may do either" in str(tied.summary())
    assert repr(tied) == (
        "<AlternatingOffers, 1 round: set_valued, Actor 1 2, Actor 2 0 and 1 more>"
    )
    # Waiting costs nothing: agreement may come late.
    late = offers(ng.BargainingProblem({"a": [2, 1], "b": [1, 1]}), horizon=2)
    assert {play.delay for play in late.plays[0]} == {0}
    lazy = offers(ng.BargainingProblem({"a": [1, 1]}), horizon=3)
    assert [(play.payoffs, play.delay) for play in lazy.plays[0]] == [((1, 1), 0)]


def test_indifference_two_rounds_ahead():
    # In the last round the second is indifferent to a; so the first may expect a or b there.
    problem = ng.BargainingProblem({"a": [2, 0], "b": [1, 1]})
    found = offers(problem, horizon=2, first=1, discount=[0.9, 1])
    plays = {(play.payoffs, play.ending, play.delay, play.rows) for play in found.plays[1]}
    assert plays == {
        ((2, 0), "agreement", 0, (0,)),
        ((1, 1), "agreement", 0, (1,)),
        ((1.8, 0), "agreement", 1, (0,)),
        ((0.9, 1), "agreement", 1, (1,)),
    }
    assert "a after 1 round" in str(found.summary())


def test_indifference_to_quitting():
    # Quitting or not is the same to the second; to the first it is 0 or 0.3 against 0.2.
    problem = ng.BargainingProblem([[0.2, 0.5]])
    found = offers(problem, horizon=1, after_breakdown=[0.3, 0], outside=[None, 0])
    assert {(play.payoffs, play.ending) for play in found.plays[0]} == {
        ((0.2, 0.5), "agreement"),
        ((0.3, 0), "no agreement"),
    }


def test_waiting_to_quit():
    (play,) = offers(1, horizon=3, first=1, discount=0.9, outside=[None, 1.5]).plays[1]
    assert (play.ending, play.delay) == ("quits", 1)
    assert play.payoffs == pytest.approx((0, 1.35))
    problem = ng.BargainingProblem([[1, 0], [0, 1]])
    found = offers(problem, horizon=2, first=1, discount=0.9, outside=[None, 1.5])
    (play,) = found.plays[1]
    assert (play.ending, play.delay) == ("quits", 1)
    assert play.payoffs == pytest.approx((0, 1.35))


def test_delay_that_cannot_be_avoided():
    # The second is better off by breakdown than by the only deal, the first is not.
    problem = ng.BargainingProblem({"a": [2, 1]})
    found = offers(problem, horizon=3, discount=0.5, breakdown=0.5, after_breakdown=[0, 3])
    assert found.status == "disagreement"
    assert not found.at_once
    assert found.plays[0][0].ending == "no agreement"
    with pytest.raises(ng.NegotiationError, match="name a horizon"):
        offers(problem, discount=0.5, breakdown=0.5, after_breakdown=[0, 3])


def test_gains_above_walking_away_are_discounted():
    problem = ng.BargainingProblem({"a": [5, 2], "b": [3, 4]}, [1, 1])
    found = offers(problem, discount=0.5, horizon=2)
    # The second would propose b, worth 3 above walking away, 1.5 after a round: the first must
    # offer b.
    assert found.outcomes == ("b",)
    close(found.payoffs, [[3, 4]])
    stands = offers(problem, discount=0.5)
    close(stands.equilibria, [[stands.payoffs[0], stands.when_proposing(1)[0]]])
    after = offers(problem, discount=0.5, breakdown=1, after_breakdown=[1, 2], horizon=1)
    assert set(after.outcomes) == {"a", "b"}  # it is indifferent to a
    quits = offers(problem, discount=0.5, outside={"Actor 2": 3}, horizon=1)
    assert quits.outcomes == ("b",)


def test_red_lines_and_an_empty_zopa():
    problem = ng.BargainingProblem(
        {"a": [5, 2], "b": [3, 4], "c": [-1, 9]}, refused=[[False, True], [False] * 2, [False] * 2]
    )
    assert offers(problem, discount=0.9, horizon=1).outcomes == ("b",)
    assert offers(problem, discount=0.9).outcomes == ("b",)
    empty = ng.BargainingProblem([[1, 5], [5, 1]], [3, 3])
    for rounds in (None, 0, 1, 4):
        found = offers(empty, discount=0.9, horizon=rounds)
        assert found.status == "disagreement"
        close(found.payoffs, [[3, 3]])
        assert found.outcomes == ()
        assert "no outcome is acceptable to both" in str(found.summary())
    # Who can do better quits when it responds, and waits for that when it proposes.
    alone = offers(empty, discount=0.9, outside=[4, None])
    close(alone.payoffs, [[3.9, 3]])
    close(alone.when_proposing(1), [[4, 3]])
    assert (alone.plays[0][0].ending, alone.plays[0][0].delay) == ("quits", 1)
    close(offers(empty, discount=0.9, outside=[4, 3.5]).payoffs, [[4, 3.5]])
    gone = offers(empty, discount=0.9, outside=[None, 4], horizon=3)
    close(gone.payoffs, [[3, 4]])
    for mixed in (None, 3):
        deal = offers(empty, discount=0.9, lotteries=True, horizon=mixed)
        close(deal.payoffs, [[3, 3]])
        assert deal.agreement
    none = offers(ng.BargainingProblem([[1, 1]], [3, 3]), discount=0.9, lotteries=True)
    assert none.status == "disagreement"


def test_lotteries_lie_above_walking_away():
    problem = ng.BargainingProblem([[10, -2], [7, 4], [0, 6]], [1, 1])
    found = offers(problem, discount=0.9, lotteries=True)
    # Above walking away the frontier bends at (7, 4) and ends at (8.5, 1) and (1, 40 / 7).
    same = offers([[0, 33 / 7], [6, 3], [7.5, 0]], discount=0.9)
    close(found.payoffs - 1, same.payoffs)
    close(found.nash_limit - 1, same.nash_limit)
    single = offers(ng.BargainingProblem([[2, 3]], [1, 1]), discount=0.5, lotteries=True)
    close(single.payoffs, [[2, 3]])
    last = offers(problem, discount=0.9, lotteries=True, horizon=1)
    close(last.payoffs, [[8.5, 1]])
    assert dict(last.lottery(last.plays[0][0])) == pytest.approx({0: 0.5, 1: 0.5})
    assert "50.0% outcome 0, 50.0% outcome 1" in str(last.summary())
    for answer in (found, single, last):
        for plays in answer.plays:
            chances = answer.lottery(plays[0])
            assert sum(chances.values()) == pytest.approx(1)
            worth = sum(p * answer.problem.payoffs[row] for row, p in chances.items())
            close(worth, plays[0].payoffs)
    assert offers(1, discount=0.5).lottery(found.plays[0][0]) == {}
    assert last.lottery(offers(1, horizon=0).plays[0][0]) == {}


def test_lotteries_never_cost_anybody_more_than_walking_away():
    problem = ng.BargainingProblem([[3, -1], [-1, 3]])
    for costs, mine in (([0.1, 0.2], [2, 0]), ([0.2, 0.1], [0.1, 1.9])):
        close(offers(problem, costs=costs, lotteries=True).payoffs, [mine])
    swapped = offers(problem, costs=[0.2, 0.1], first=1, lotteries=True)
    close(swapped.payoffs, [[0, 2]])


def test_no_proposal_stands_against_quitting():
    problem = ng.BargainingProblem([[0.2, 0.75], [0.75, 0.2]])
    with pytest.raises(ng.NegotiationError, match="no pair of standing proposals"):
        offers(problem, discount=0.9, outside=[0.6, 0.7])


def test_five_thousand_outcomes():
    rng = np.random.default_rng(1)
    angle = rng.uniform(0, np.pi / 2, 5_000)
    problem = ng.BargainingProblem(np.stack([np.cos(angle), np.sin(angle)], axis=1) * 100)
    found = offers(problem, discount=0.999)
    few = found.equilibria
    for a, b in few[:: max(1, len(few) // 20)]:
        assert b[0] >= 0.999 * a[0] - 1e-6
        assert a[1] >= 0.999 * b[1] - 1e-6
    close(found.nash_limit, [[100 / math.sqrt(2)] * 2], 1e-3)
    late = offers(problem, discount=0.999, horizon=100_000)
    assert any(np.allclose(late.payoffs[0], a) for a in found.when_proposing(0))


def test_scenarios_bring_their_own_patience():
    cake = {"none": 0, "half": 5, "all": 10}
    turned = {"none": 10, "half": 5, "all": 0}
    scenario = ng.Scenario(
        "cake",
        [ng.Issue("share", list(cake))],
        [
            ng.Actor("A", ng.Additive({"share": cake}), discount=0.9),
            ng.Actor("B", ng.Additive({"share": turned}), discount=0.4),
        ],
    )
    found = offers(scenario, horizon=2)
    assert found.terms.discount == (0.9, 0.4)
    assert str(found.summary()).startswith("cake: alternating offers")
    assert found.outcomes[0]["share"] == "half"
    assert offers(scenario, discount={"A": 0.5, "B": 0.7}).terms.discount == (0.5, 0.7)
    both = offers(scenario, horizon=2, first="B")
    assert both.first == 1
    assert "<table>" in both._repr_html_()


def test_sizes_far_apart():
    for size in (1e300, 1e-280):
        assert offers(size, discount=0.9).payoffs[0] / size == pytest.approx([10 / 19, 9 / 19])
    # Costs that dwarf the cake: whoever proposes takes all, and no limit can be told.
    dear = offers(1, discount=0.9, costs=1e300)
    close(dear.payoffs, [[1, 0]])
    assert len(dear.nash_limit) == 0
    # One that fears breakdown beyond measure leaves everything to the other.
    afraid = offers(1, discount=0.9, breakdown=0.5, after_breakdown=[-1e300, 0])
    close(afraid.when_proposing(1), [[0, 1]])
    close(afraid.nash_limit, [[0, 1]])


def test_units_of_outcomes_do_not_matter():
    for scale in (1e-12, 1e12):
        units = np.array([scale, 1.0])
        problem = ng.BargainingProblem(np.array(UNITS) * units)
        for rounds in (None, 4):
            plain = offers(ng.BargainingProblem(UNITS), discount=0.8, horizon=rounds)
            found = offers(problem, discount=0.8, horizon=rounds)
            assert np.allclose(found.payoffs / units, plain.payoffs)
            assert found.outcomes == plain.outcomes


# ------------------------------------------------------------------ what cannot be meant


@pytest.mark.parametrize(
    ("subject", "given_", "words"),
    [
        (0, {}, "above 0"),
        (-1, {}, "above 0"),
        (float("nan"), {}, "must be finite"),
        ("cake", {}, "the size of a cake"),
        (5e-324, {}, "units of its own range"),
        ([[0, 1e-300], [1e300, 0]], {}, "units of its own range"),
        ([[0, 1e300], [1e-300, 0]], {}, "units of its own range"),
        (dome, {}, "ConcaveFrontier"),
        ([[0, 1], [0.5, 0.2], [1, 0]], {}, "below the others"),
        ([[0, 0], [1, 1]], {}, "below the others"),
        ([[1, 0], [1, 1]], {}, "below the others"),
        ([[0, 1], [1, 1]], {}, "below the others"),
        ([[0, 1, 2]], {}, "pair of payoffs"),
        ([], {}, "axes"),
        (1, {"discount": 1.2}, "between 0 and 1"),
        (1, {"discount": [0.9, -0.1]}, "actor 'Actor 2'"),
        (1, {"discount": [0.9, 0.9, 0.9]}, "one number per actor"),
        (1, {"discount": {"Acto 1": 0.9}}, "Did you mean 'Actor 1'"),
        (1, {"discount": 0.9, "breakdown": 1.5}, "probability of breakdown"),
        (1, {"discount": 0.9, "costs": -1}, "0 or more"),
        (1, {"discount": 0.9, "outside": 0.5}, "belongs to somebody"),
        (1, {"discount": "high"}, "must be a number"),
        (1, {"discount": 0.9, "horizon": -1}, "0 rounds or more"),
        (1, {"discount": 0.9, "horizon": 2.5}, "whole number"),
        (1, {"discount": 0.9, "horizon": True}, "whole number"),
        (1, {"discount": 0.9, "first": 2}, "0, 1 or an actor's name"),
        (1, {"discount": 0.9, "first": "A"}, "'A' is not an actor"),
        (1, {"discount": 0.9, "actors": ["A"]}, "2 actors need 2 names"),
        (ng.BargainingProblem([[1, 1]]), {"actors": ["A", "B"]}, "names its actors itself"),
        (ng.BargainingProblem([[1, 1, 1]]), {}, "between two actors, not 3"),
        (ng.ConcaveFrontier(dome, 0, 1), {"discount": 1 - 1e-9}, "As patient|as patient"),
    ],
)
def test_errors_name_the_remedy(subject, given_, words):
    with pytest.raises(ng.NegotiationError, match=words):
        offers(subject, **given_)


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        ((lambda x: x, 0, 1), "falls as the first's rises"),
        ((lambda x: 1 - math.sqrt(x), 0, 1), "not concave"),
        ((lambda x: float("nan"), 0, 1), "must be finite"),
        ((dome, 1, 0), "below its high end"),
        ((dome, 0, 1, lambda y: y), "does not lead back"),
        ((3, 0, 1), "is a function"),
    ],
)
def test_frontiers_that_are_none(given_, words):
    with pytest.raises(ng.NegotiationError, match=words):
        ng.ConcaveFrontier(*given_)


def test_consent_of_one_is_not_this_protocol():
    problem = ng.BargainingProblem([[1, 1], [2, 0]], consent=ng.Consent(1))
    with pytest.raises(ng.NegotiationError, match="both must accept"):
        offers(problem)


def test_frontiers_beyond_their_ends():
    for inverse in (None, dome_back):
        frontier = ng.ConcaveFrontier(dome, 0, 1, inverse)
        assert frontier.first_at(2) == 0
        assert frontier.first_at(-1) == 1
        assert frontier.first_at(0.75) == pytest.approx(0.5)
        assert frontier.second_at(-1) == 1
        assert frontier.second_at(2) == 0
        assert repr(frontier) == "<ConcaveFrontier: first actor 0 to 1, second 1 to 0>"
    # Corners nearer than rounding are one, the higher of them.
    corners = concave_envelope(np.array([[1, 0], [1 - 1e-15, 1], [0, 2]]))
    close(corners, [[0, 2], [1, 1]])
    assert len(concave_envelope(np.array([[0, 3], [1, 2], [2.5, 0.5], [3, 0]]))) == 2
    close(offers([[3, 0], [0, 3], [1, 2], [3, 0]], discount=0.5).payoffs, [[2, 1]])
    # Thousands of corners are as good as the function.
    x = np.linspace(0, 1, 5_001)
    fine = offers(np.stack([x, 1 - x**2], axis=1), discount=0.5)
    close(fine.payoffs, offers(ng.ConcaveFrontier(dome, 0, 1), discount=0.5).payoffs, 1e-7)


def test_too_many_rounds_are_refused(monkeypatch):
    smooth = ng.ConcaveFrontier(dome, 0, 1)
    monkeypatch.setattr(_deadline_offers, "MOST_ROUNDS", {ng.ConcaveFrontier: 50})
    monkeypatch.setattr(_finite_offers, "MOST_WORK", 7_000)
    with pytest.raises(ng.NegotiationError, match="leave the horizon out"):
        offers(smooth, discount=0.999, horizon=1_000)
    fine = [[x, 1000 - x] for x in range(1001)]
    with pytest.raises(ng.NegotiationError, match="leave the horizon out"):
        offers(ng.BargainingProblem(fine), discount=0.999, horizon=1_000)
    with pytest.raises(ng.NegotiationError, match="plays and still"):
        offers(ng.BargainingProblem([[1, x] for x in range(9)]), horizon=50, discount=[1, 0.99])


def test_lotteries_need_an_exact_frontier_and_something_to_sign():
    price = ng.Issue("price", (0, 10), unit="million")
    actors = [
        ng.Actor("buyer", ng.Additive({"price": {0: 5, 10: 0}})),
        ng.Actor("seller", ng.Additive({"price": {0: 0, 2: 4, 10: 8}})),
    ]
    scenario = ng.Scenario("sale", [price], actors)
    with pytest.raises(ng.NegotiationError, match="continuous issues into options"):
        offers(scenario, lotteries=True)
    refused = ng.BargainingProblem([[1, 1]], refused=[[True, False]])
    assert offers(refused, discount=0.9, lotteries=True).status == "disagreement"
    apart = ng.BargainingProblem([[3, -1], [-1, 2]], [1.6, 1.6])
    assert offers(apart, discount=0.9, lotteries=True).status == "disagreement"


def test_a_hundred_thousand_outcomes(monkeypatch):
    angle = np.linspace(0, np.pi / 2, 100_000)
    problem = ng.BargainingProblem(np.stack([np.cos(angle), np.sin(angle)], axis=1))
    found = offers(problem, discount=0.99)
    a, b = found.equilibria[:, 0], found.equilibria[:, 1]
    smooth = offers(ng.ConcaveFrontier(lambda x: math.sqrt(1 - x * x), 0, 1), discount=0.99)
    close(a, np.broadcast_to(smooth.payoffs, a.shape), 1e-2)
    assert (b[:, 0] >= 0.99 * a[:, 0] - 1e-9).all()
    monkeypatch.setattr(_standing_offers, "MOST_PAIRS", 3)
    with pytest.raises(ng.NegotiationError, match="leave out outcomes that hardly differ"):
        offers(problem, discount=0.99)


def test_long_lists_are_cut_in_the_summary():
    many = offers(ng.BargainingProblem([[x, 20 - x] for x in range(21)]), discount=0.99)
    text = str(many.summary())
    assert "9 more where Actor 1 proposes first" in text
    assert len(many.summary()) == 24
    same = offers(ng.BargainingProblem([[1, 1]] * 5), discount=0.5)
    assert same.label(same.plays[0][0]) == "outcome 0 or outcome 1 or outcome 2 (and 2 more)"
