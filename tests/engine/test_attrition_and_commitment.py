"""Wars of attrition with stubborn types, and commitments that are costly or uncertain."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

import negotiation as ng

P = ng.protocols
SHARES = st.floats(0.05, 0.99)
RATES = st.floats(0.01, 2)
CHANCES = st.floats(1e-6, 0.99)


# ------------------------------------------------------------------ war of attrition


def test_the_war_of_the_reference_case(cases):
    case = cases["ST24"]
    terms, expected = case["inputs"], case["expected"]
    war = P.war_of_attrition(
        [terms["alpha1"], terms["alpha2"]],
        [terms["r1"], terms["r2"]],
        stubborn=[terms["z1"], terms["z2"]],
    )
    close = {"rel": 1e-9, "abs": 1e-9}
    assert war.hazards == pytest.approx((expected["lambda1"], expected["lambda2"]), **close)
    assert war.horizon == pytest.approx(expected["T0"], **close)
    assert war.at_once == pytest.approx((expected["F1_0"], expected["F2_0"]), **close)
    assert war.values == pytest.approx((expected["u1"], expected["u2"]), **close)
    assert war.no_agreement == pytest.approx(0.005)


def worth_of_yielding(war, own, time):
    """Return what an actor expects that yields at some time after the start."""
    other = 1 - own
    rate, mine, theirs = war.rates[own], war.demands[own], war.demands[other]
    start, hazard = war.at_once[other], war.hazards[other]
    gain = quad(
        lambda s: math.exp(-rate * s) * (1 - start) * hazard * math.exp(-hazard * s), 0, time
    )
    stays = 1 - war.yielded(other, time)
    return start * mine + mine * gain[0] + stays * math.exp(-rate * time) * (1 - theirs)


@settings(max_examples=60)
@given(SHARES, SHARES, RATES, RATES, CHANCES, CHANCES)
def test_nobody_gains_by_yielding_earlier_or_later(a1, a2, r1, r2, z1, z2):
    assume(a1 + a2 > 1.02)
    war = P.war_of_attrition([a1, a2], [r1, r2], stubborn=[z1, z2])
    for own in (0, 1):
        for share in (0, 0.3, 0.7, 1):
            worth = worth_of_yielding(war, own, share * war.horizon)
            assert worth == pytest.approx(war.values[own], rel=1e-6, abs=1e-9)
    assert min(war.at_once) == 0
    for own, chance in enumerate((z1, z2)):
        assert war.yielded(own, war.horizon) == pytest.approx(1 - chance)
        assert war.yielded(own, 10 * war.horizon) == pytest.approx(1 - chance)
        assert war.yielded(own, 0) == pytest.approx(war.at_once[own])
        assert war.yielded(own, -1) == 0


@given(SHARES, SHARES, RATES, RATES, CHANCES, CHANCES)
def test_actors_that_change_places_change_nothing_else(a1, a2, r1, r2, z1, z2):
    war = P.war_of_attrition([a1, a2], [r1, r2], stubborn=[z1, z2])
    turned = P.war_of_attrition([a2, a1], [r2, r1], stubborn=[z2, z1])
    assert turned.values == pytest.approx(war.values[::-1])
    assert turned.at_once == pytest.approx(war.at_once[::-1])
    assert turned.horizon == pytest.approx(war.horizon)


def test_time_may_be_measured_in_any_unit():
    war = P.war_of_attrition([0.6, 0.7], [0.05, 0.1], stubborn=[0.1, 0.05])
    for unit in (1e-12, 1e12):
        other = P.war_of_attrition([0.6, 0.7], [0.05 * unit, 0.1 * unit], stubborn=[0.1, 0.05])
        assert other.values == pytest.approx(war.values)
        assert other.horizon == pytest.approx(war.horizon / unit)


@pytest.mark.parametrize(("first", "second"), [(0.5, 0.5), (0.3, 0.4), (0.0, 1.0), (1 / 3, 2 / 3)])
def test_demands_that_fit_are_agreed_at_once(first, second):
    deal = P.war_of_attrition([first, second], [0.1, 0.2], stubborn=[0.1, 0.1])
    left = 1 - first - second
    assert deal.compatible
    assert deal.values == pytest.approx((first + left / 2, second + left / 2))
    assert sum(deal.values) == pytest.approx(1)
    assert (deal.no_agreement, deal.horizon) == (0, 0)
    assert (deal.hazards, deal.at_once) == ((0, 0), (0, 0))
    assert "half of what is left" in str(deal.summary())
    assert repr(deal).startswith("<WarOfAttrition: demands fit, Actor 1")


def test_who_cannot_be_stubborn_yields_at_once():
    war = P.war_of_attrition([0.6, 0.7], [0.05, 0.1], stubborn=[0, 0.2])
    assert war.at_once == (1, 0)
    assert war.values == pytest.approx((0.3, 0.7))
    assert war.no_agreement == 0
    nearly = P.war_of_attrition([0.6, 0.7], [0.05, 0.1], stubborn=[1e-300, 0.2])
    assert nearly.at_once == pytest.approx((1, 0))


def test_who_is_stubborn_for_sure_is_given_in_to():
    war = P.war_of_attrition([0.6, 0.7], [0.05, 0.1], stubborn=[1, 0.2])
    assert war.horizon == 0
    assert war.at_once == pytest.approx((0, 0.8))
    assert war.values[1] == pytest.approx(0.4)
    assert war.no_agreement == pytest.approx(0.2)
    never = P.war_of_attrition([0.6, 0.7], [0, 0], stubborn=[1, 1])
    assert never.at_once == (0, 0)
    assert never.no_agreement == 1
    assert "equally strong" in str(never.summary())


def test_who_demands_everything_or_is_never_waited_for_yields_at_once_or_never():
    greedy = P.war_of_attrition([1, 0.7], [0.05, 0.1], stubborn=[0.1, 0.05])
    assert greedy.hazards[0] == 0
    assert greedy.at_once == pytest.approx((0.9, 0))
    # The second never tires of waiting.
    patient = P.war_of_attrition([0.6, 0.7], [0.05, 0], stubborn=[0.1, 0.05])
    assert patient.hazards[0] == 0
    assert patient.at_once == pytest.approx((0.9, 0))
    assert patient.values == pytest.approx((0.3, 0.9 * 0.7 + 0.1 * 0.4))


@pytest.mark.parametrize(
    ("demands", "rates", "stubborn"),
    [
        ([0.6, 0.7], [0.1, 0.1], [0, 0]),
        ([0.6, 0.7], [0, 0], [0.1, 0.1]),
        ([1, 1], [0.1, 0.1], [0.1, 0.1]),
        ([1, 0.7], [0.1, 0.1], [0.1, 0]),
    ],
)
def test_wars_that_nothing_decides_are_refused(demands, rates, stubborn):
    with pytest.raises(ng.errors.NotDefinedError, match="Nothing tells who yields"):
        P.war_of_attrition(demands, rates, stubborn=stubborn)


def test_demands_between_which_neither_is_the_weaker():
    for z in (1e-3, 1e-100):
        war = P.war_of_attrition([0.9, 0.9], [0.05, 0.1], stubborn=[z, z])
        assert war.limit_demands == pytest.approx((2 / 3, 1 / 3))  # r_2 / (r_1 + r_2)
    war = P.war_of_attrition([0.6, 0.7], [0.05, 0.1], stubborn=[1e-40, 1e-20])
    first, second = war.limit_demands
    assert first == pytest.approx(0.1 * 20 / (0.05 * 40 + 0.1 * 20))
    assert first + second == pytest.approx(1)
    # Demanding a little more than that loses against a demand that just fits, and wins if less.
    tiny = {"rates": [0.05, 0.1], "stubborn": [1e-160, 1e-80]}
    more = P.war_of_attrition([first + 0.05, second + 0.01], **tiny)
    assert more.at_once[0] > 0.99
    less = P.war_of_attrition([first + 0.01, second + 0.05], **tiny)
    assert less.at_once[1] > 0.99


def test_limit_demands_at_the_edges():
    def limit(rates, stubborn):
        return P.war_of_attrition([0.4, 0.4], rates, stubborn=stubborn).limit_demands

    assert limit([0.1, 0.1], [0, 0.5]) == (0, 1)
    assert limit([0.1, 0.1], [0.5, 0]) == (1, 0)
    assert limit([0.1, 0.1], [1, 0.5]) == (1, 0)
    assert limit([0, 0.1], [0.5, 0.5]) == (1, 0)
    assert limit([0.1, 0.1], [0, 0]) is None
    assert limit([0.1, 0.1], [1, 1]) is None
    assert limit([0, 0], [0.5, 0.5]) is None
    assert limit([0, 0.1], [0, 0.5]) is None
    assert limit([0, 0.1], [0, 0]) is None


def test_equally_strong_actors_do_not_yield_at_once():
    war = P.war_of_attrition([0.6, 0.6], [0.1, 0.1], stubborn=[0.1, 0.1])
    assert war.at_once == (0, 0)
    assert war.values == pytest.approx((0.4, 0.4))
    # Rounding does not make one the weaker.
    noisy = P.war_of_attrition([0.6, 0.6], [0.1 + 0.2, 0.3], stubborn=[0.1, 0.1])
    assert noisy.at_once == (0, 0)


def test_what_a_war_tells():
    war = P.war_of_attrition(
        {"Firm": 0.6, "Union": 0.7}, {"Union": 0.1, "Firm": 0.05}, stubborn=[0.1, 0.05]
    )
    assert war.actors == ("Firm", "Union")
    assert war.rates.tolist() == [0.05, 0.1]
    told = str(war.summary())
    assert "Union is the weaker" in told
    assert "yielding at once with probability 88.1%" in told
    assert "Nobody yields after time 17.27; with probability 0.5% both are stubborn" in told
    assert war.summary().rows[0][:4] == ("Firm", 0.6, 0.05, "10.0%")
    assert "<div>" in war._repr_html_()
    assert repr(war) == "<WarOfAttrition: until 17.27, yielding at once 0% and 88.1%>"
    named = P.war_of_attrition([0.6, 0.7], [1, 1], stubborn=[0.1, 0.1], actors=["A", "B"])
    assert named.actors == ("A", "B")
    with pytest.raises(ValueError, match="read-only"):
        war.demands[0] = 0


def test_wars_out_of_range():
    good = {"demands": [0.6, 0.7], "rates": [0.1, 0.1], "stubborn": [0.1, 0.1]}
    for name, wrong, words in [
        ("demands", [0.6, 1.1], r"'Actor 2': The demand lies between 0 and 1"),
        ("demands", [-0.1, 0.7], r"'Actor 1': The demand lies between 0 and 1"),
        ("rates", [0.1, -1], r"'Actor 2': The rate of impatience is 0 or more"),
        ("stubborn", [2, 0.1], r"'Actor 1': The probability of being stubborn lies between"),
        ("rates", [0.1, math.nan], "finite"),
        ("stubborn", [0.1], "one number per actor"),
    ]:
        with pytest.raises(ng.errors.InvalidValueError, match=words):
            P.war_of_attrition(**{**good, name: wrong})
    for name in good:
        for wrong in (None, 0.5, "much"):
            with pytest.raises(ng.errors.InvalidTypeError, match="a number for each of the actors"):
                P.war_of_attrition(**{**good, name: wrong})


# ------------------------------------------------------------------ commitment tactics


def announced(costs, frontier, grid):
    """Return both actors' payoffs for all pairs of announced demands, by brute force.

    Parameters
    ----------
    costs : pair of float
    frontier : array, shape (m, 2)
        Points of the frontier among which the second stage chooses.
    grid : list of pairs of float
        The points of the frontier that can be announced.
    """
    first, second = (np.array(each) for each in zip(*grid, strict=True))
    u, v = frontier.T
    payoffs = np.empty((2, len(first), len(second)))
    for (i, z1), (j, z2) in itertools.product(enumerate(first), enumerate(second)):
        fits = (u >= z1 - 1e-9) & (v >= z2 - 1e-9)
        if fits.any():
            payoffs[:, i, j] = u[fits].mean(), v[fits].mean()
            continue
        own = u - costs[0] * np.maximum(0, z1 - u)
        other = v - costs[1] * np.maximum(0, z2 - v)
        product = np.where((own >= 0) & (other >= 0), own * other, -1)
        best = product.argmax()
        payoffs[:, i, j] = (own[best], other[best]) if product[best] >= 0 else (0, 0)
    return payoffs


@pytest.mark.parametrize("costs", [(1, 3), (0.5, 0.5), (2, 0.25), (5, 1)])
def test_announced_demands_on_a_cake_by_brute_force(costs):
    x = np.linspace(0, 1, 2401)
    frontier = np.column_stack([x, 1 - x])
    grid = [(a, 1 - a) for a in np.linspace(0, 1, 49)]
    found = P.commitment_tactics(costs)
    share = found.demands[0]
    assert share == pytest.approx((1 + costs[0]) / (2 + sum(costs)))
    payoffs = announced(costs, frontier, [*grid, (share, 1 - share)])
    mine, other = payoffs[0][:, -1], payoffs[1][-1, :]
    assert mine.max() <= share + 1e-3
    assert other.max() <= 1 - share + 1e-3
    # Nothing far from it is an equilibrium: somebody gains by another announcement.
    gain = np.maximum(
        payoffs[0].max(axis=0) - payoffs[0], (payoffs[1].max(1, keepdims=True)) - payoffs[1]
    )
    calm = np.argwhere(gain < 2e-3)
    spots = [*np.linspace(0, 1, 49), share]
    others = [*(1 - np.linspace(0, 1, 49)), 1 - share]
    assert len(calm)
    assert all(
        abs(payoffs[0][i, j] - share) < 0.03 and abs(payoffs[1][i, j] - 1 + share) < 0.03
        for i, j in calm
    ), [(spots[i], others[j]) for i, j in calm]


def test_the_costs_of_the_reference_case(cases):
    case = cases["ST26"]
    found = P.commitment_tactics([case["inputs"]["k1"], case["inputs"]["k2"]])
    assert found.demands.tolist() == pytest.approx(case["expected"])


def test_announced_demands_on_a_concave_frontier_by_brute_force():
    u = np.linspace(0, 1, 801)
    frontier = np.column_stack([u, np.sqrt(1 - u)])
    problem = ng.BargainingProblem(frontier)
    costs = [2, 0.5]
    found = P.commitment_tactics(costs, problem=problem)
    # 3 ln u + 1.5 ln sqrt(1 - u) is greatest at u = 3 / 3.75.
    assert found.demands == pytest.approx([0.8, math.sqrt(0.2)], abs=1e-3)
    grid = [tuple(each) for each in frontier[::25]]
    payoffs = announced(costs, frontier, [*grid, tuple(found.demands)])
    assert payoffs[0][:, -1].max() <= found.demands[0] + 2e-3
    assert payoffs[1][-1, :].max() <= found.demands[1] + 2e-3


def test_powers_count_and_scales_do_not():
    line = [[1, 0], [0, 1]]
    strong = P.commitment_tactics([1, 1], problem=ng.BargainingProblem(line, power=[3, 1]))
    assert strong.demands == pytest.approx([0.75, 0.25])
    moved = ng.BargainingProblem(np.array(line) * [1e-6, 1e6] + [2e-6, 0], [2e-6, 0])
    far = P.commitment_tactics([1, 3], problem=moved)
    assert far.demands == pytest.approx([2e-6 + 1e-6 / 3, 2e6 / 3])
    assert far.agreement


def test_costs_at_the_edges():
    assert P.commitment_tactics([0, 0]).demands.tolist() == [0.5, 0.5]
    assert P.commitment_tactics([1e300, 1e300]).demands.tolist() == [0.5, 0.5]
    assert P.commitment_tactics([1e300, 0]).demands.tolist() == pytest.approx([1, 0])
    none = P.commitment_tactics([1, 1], problem=ng.BargainingProblem([[1, -1]], [0.5, 0]))
    assert not none.agreement
    assert none.demands.tolist() == [0.5, 0]
    assert repr(none) == "<CommitmentTactics: no agreement>"
    assert "no outcome is acceptable to both" in str(none.summary())


def test_what_commitment_tactics_tell():
    found = P.commitment_tactics({"Firm": 1, "Union": 3})
    assert repr(found) == "<CommitmentTactics: Firm 0.3333, Union 0.6667>"
    assert "Backing down would cost Union more per unit" in str(found.summary())
    third = pytest.approx(2 / 3)
    assert found.summary().rows[1] == ("Union", 3, third, third, third)
    assert "would cost Actor 1 more" in str(P.commitment_tactics([2, 1]).summary())
    over = P.commitment_tactics([1, 1], problem=ng.BargainingProblem([[3, 1], [1, 3]], [1, 0]))
    gains = [row[-1] for row in over.summary().rows]
    assert gains == pytest.approx(over.demands - [1, 0])
    assert "cancel out" in str(P.commitment_tactics([2, 2]).summary())
    assert P.commitment_tactics([2, 2], actors=["A", "B"]).actors == ("A", "B")
    assert "<div>" in found._repr_html_()


def test_costs_that_are_refused():
    with pytest.raises(ng.errors.InvalidValueError, match=r"'Actor 2': The cost .* 0 or more"):
        P.commitment_tactics([1, -1])
    with pytest.raises(ng.errors.InvalidValueError, match="one number per actor"):
        P.commitment_tactics([1, 1, 1])
    problem = ng.BargainingProblem([[1, 1]])
    with pytest.raises(ng.errors.InvalidTypeError, match="names its own actors"):
        P.commitment_tactics([1, 1], problem=problem, actors=["A", "B"])
    with pytest.raises(ng.errors.NotDefinedError, match="for 2 actors"):
        P.commitment_tactics([1, 1], problem=ng.BargainingProblem([[1, 1, 1]]))


# ------------------------------------------------------------------ uncertain commitments

WAIT = None


def attempt_payoffs(q, cost, a, b):
    """Return what two attempts are worth, case by case."""
    total = np.zeros(2)
    for first, second in itertools.product([True, False], repeat=2):
        chance = (q[0] if first else 1 - q[0]) * (q[1] if second else 1 - q[1])
        x = a if first else None
        y = b if second else None
        if x is None and y is None:
            split = (0.5, 0.5)
        elif y is None:
            split = (x, 1 - x)
        elif x is None:
            split = (1 - y, y)
        elif x + y <= 1 + 1e-12:
            left = 1 - x - y
            split = (x + left / 2, y + left / 2)
        else:
            split = (0, 0)
        total += chance * np.array(split)
    return total - [0 if a is WAIT else cost, 0 if b is WAIT else cost]


def attempts_by_hand(q, cost, grid):
    """Return all pure equilibria on a grid of demands."""
    payoffs = {(a, b): attempt_payoffs(q, cost, a, b) for a in grid for b in grid}
    return {
        (a, b)
        for a, b in payoffs
        if all(payoffs[t, b][0] <= payoffs[a, b][0] + 1e-12 for t in grid)
        and all(payoffs[a, t][1] <= payoffs[a, b][1] + 1e-12 for t in grid)
    }


def attempts_told(found, grid):
    """Return the equilibria of an answer that lie on a grid."""
    told = set()
    for each in found.equilibria:
        if each.span is None:
            told.add(each.demands)
        else:
            low, high = each.span
            told |= {
                (x, y)
                for x, y in itertools.product(grid[1:], repeat=2)
                if abs(x + y - 1) < 1e-9 and low - 1e-9 <= x <= high + 1e-9
            }
    return told


GRID = [WAIT, *(k / 20 for k in range(21))]


@settings(max_examples=60)
@given(
    st.integers(1, 19).map(lambda k: k / 20),
    st.integers(1, 19).map(lambda k: k / 20),
    st.integers(0, 12).map(lambda k: k / 40),
)
def test_attempts_by_hand(q1, q2, cost):
    found = P.uncertain_commitments([q1, q2], cost=cost)
    assert attempts_told(found, GRID) == attempts_by_hand((q1, q2), cost, GRID)
    for each in found.equilibria:
        worth = attempt_payoffs((q1, q2), cost, *each.demands)
        assert each.values == pytest.approx(worth)
        assert each.conflict == (pytest.approx(q1 * q2) if each.kind == "conflict" else 0)


@pytest.mark.parametrize("q", [(0, 0), (1, 1), (1, 0.4), (0.4, 1), (0, 0.4), (0, 1)])
@pytest.mark.parametrize("cost", [0, 0.1, 0.3, 0.6])
def test_attempts_that_cannot_fail_or_succeed(q, cost):
    found = P.uncertain_commitments(q, cost=cost)
    told, by_hand = attempts_told(found, GRID), attempts_by_hand(q, cost, GRID)
    assert told <= by_hand
    # What is left out pays the same as something that is told.
    worths = {tuple(np.round(attempt_payoffs(q, cost, *each), 9)) for each in told}
    missed = {tuple(np.round(attempt_payoffs(q, cost, *each), 9)) for each in by_hand - told}
    assert missed <= worths


@given(st.floats(0.001, 0.999))
def test_equal_chances_and_no_cost(q):
    found = P.uncertain_commitments(q)
    kinds = {each.kind: each for each in found.symmetric}
    assert kinds["conflict"].values == pytest.approx(((1 - q * q) / 2,) * 2)
    assert kinds["conflict"].conflict == pytest.approx(q * q)
    assert ("compatible" in kinds) == (q >= 0.5)
    if q >= 0.5:
        assert kinds["compatible"].demands == (0.5, 0.5)
        assert kinds["compatible"].values == (0.5, 0.5)


def test_the_least_cost_ends_modest_demands():
    free = P.uncertain_commitments(0.6)
    assert [each.kind for each in free.equilibria] == ["compatible", "conflict"]
    dear = P.uncertain_commitments(0.6, cost=1e-6)
    assert [each.kind for each in dear.equilibria] == ["conflict"]
    edge = P.uncertain_commitments(0.6, cost=0.12)  # q (1 - q) / 2
    assert [each.kind for each in edge.equilibria] == ["conflict", "one-sided", "one-sided"]
    assert [each.kind for each in P.uncertain_commitments(0.6, cost=0.4).equilibria] == ["none"]


def test_what_uncertain_commitments_tell():
    found = P.uncertain_commitments({"Firm": 0.6, "Union": 0.6})
    assert repr(found) == "<UncertainCommitments: compatible, conflict>"
    told = str(found.summary())
    assert "Modest demands hold as well" in told
    assert "Both demand everything" in told
    assert found.summary().rows[1][1:] == ("demands 1", "demands 1", 0.32, 0.32, "36.0%")
    sure = P.uncertain_commitments(1)
    assert sure.summary().rows[0][1:3] == ("demands 0 to 1", "demands 0 to 1")
    tilted = P.uncertain_commitments([1, 0.7])
    assert tilted.equilibria[0].span == pytest.approx((0.5, 1))
    assert tilted.summary().rows[0][1:3] == ("demands 0.5 to 1", "demands 0 to 0.5")
    costly = P.uncertain_commitments(0.6, cost=0.05)
    assert "waiting would bring as much" in str(costly.summary())
    one = P.uncertain_commitments(0.6, cost=0.2)
    assert one.summary().rows[0][1:3] == ("demands 1", "waits")
    assert "its own attempt would bring no more than it costs" in str(one.summary())
    idle = str(P.uncertain_commitments(0.5, cost=1).summary())
    assert "An attempt brings neither of them more than it costs." in idle
    assert "the other waits" not in idle
    assert one.equilibria[0].values == pytest.approx((0.6, 0.2))
    assert one.equilibria[1].values == pytest.approx((0.2, 0.6))
    assert one.symmetric == ()
    assert "<div>" in found._repr_html_()
    assert P.uncertain_commitments(0.5, actors=["A", "B"]).actors == ("A", "B")


def test_attempts_that_are_refused():
    with pytest.raises(ng.errors.InvalidValueError, match=r"'Actor 1': .*between 0 and 1"):
        P.uncertain_commitments(1.5)
    with pytest.raises(ng.errors.InvalidValueError, match="cost of an attempt is 0 or more"):
        P.uncertain_commitments(0.5, cost=-1)
    with pytest.raises(ng.errors.InvalidValueError, match="one number per actor"):
        P.uncertain_commitments([0.5, 0.5, 0.5])
