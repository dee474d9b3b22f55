"""Bilateral trade, expected externality, double auction, cheap talk: known cases and laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import linprog

import negotiation as ng

UNIT = stats.uniform(0, 1)


def close(actual, case, name):
    expected = case["expected"][name]
    assert abs(actual - expected) <= case["tolerance"] * max(1, abs(expected)), name


# ------------------------------------------------------------------ bilateral trade


@pytest.mark.parametrize("name", ["IN08a", "IN08b"])
@pytest.mark.parametrize("budget", ["ex-post", "ex-ante"])
def test_optimal_trade_over_two_types(cases, name, budget):
    case = cases[name]
    terms = case["inputs"]
    found = ng.bilateral_trade(
        terms["buyer_values"],
        terms["seller_costs"],
        prior=[terms["pv"], terms["pc"]],
        budget=budget,
    )
    close(found.gains, case, "second_best")
    close(found.first_best, case, "first_best")
    assert found.efficient is case["expected"]["efficient"]
    assert found.subsidy == 0


def test_the_second_best_of_uniform_types(cases):
    case = cases["IN07"]
    found = ng.bilateral_trade(UNIT, UNIT)
    close(found.gains, case, "second_best")
    close(found.first_best, case, "first_best")
    close(found.subsidy, case, "min_subsidy_for_efficiency")
    assert not found.efficient
    assert "exceeds the cost by at least 0.25" in str(found.summary())
    wide = ng.bilateral_trade(stats.uniform(3, 8), stats.uniform(3, 8))
    assert wide.gains == pytest.approx(8 * found.gains)
    # Cut into types the programme overstates; its error falls as one over their number.
    gains, subsidy = {}, {}
    for n in (16, 32):
        middles = (np.arange(n) + 0.5) / n
        cut = ng.bilateral_trade(middles, middles, budget="ex-ante")
        gains[n], subsidy[n] = cut.gains, cut.subsidy
    assert gains[16] > gains[32] > case["expected"]["second_best"]
    assert 2 * gains[32] - gains[16] == pytest.approx(case["expected"]["second_best"], abs=1e-3)
    assert 2 * subsidy[32] - subsidy[16] == pytest.approx(1 / 6, abs=2e-3)


def random_types(seed, correlated=False):
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 5, 2)
    values = np.sort(rng.choice(20, n, replace=False)).astype(float)
    costs = np.sort(rng.choice(20, m, replace=False)).astype(float)
    if correlated:
        prior = rng.dirichlet(np.ones(n * m)).reshape(n, m)
    else:
        prior = np.outer(rng.dirichlet(np.ones(n)), rng.dirichlet(np.ones(m)))
    return values, costs, prior


def check_promises(found, values, costs, prior):
    """Nobody gains by naming another type or by staying away, and the budget holds."""
    n, m = prior.shape
    rows, columns = prior.sum(axis=1), prior.sum(axis=0)
    q, pays, receives = found.allocation, found.pays, found.receives
    assert (q >= 0).all()
    assert (q <= 1).all()
    slack = 1e-7 * max(1.0, np.abs([*values, *costs]).max())
    for i in range(n):
        belief = prior[i] / rows[i]
        honest = belief @ (values[i] * q[i] - pays[i])
        assert honest == pytest.approx(found.buyer[i], abs=slack)
        assert honest >= -slack
        for k in range(n):
            assert belief @ (values[i] * q[k] - pays[k]) <= honest + slack
    for j in range(m):
        belief = prior[:, j] / columns[j]
        honest = belief @ (receives[:, j] - costs[j] * q[:, j])
        assert honest == pytest.approx(found.seller[j], abs=slack)
        assert honest >= -slack
        for k in range(m):
            assert belief @ (receives[:, k] - costs[j] * q[:, k]) <= honest + slack


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("correlated", [False, True])
@pytest.mark.parametrize("budget", ["ex-post", "ex-ante"])
def test_the_mechanism_keeps_its_promises(seed, correlated, budget):
    values, costs, prior = random_types(seed, correlated)
    found = ng.bilateral_trade(values, costs, prior=prior, budget=budget)
    check_promises(found, values, costs, prior)
    if budget == "ex-post":
        assert (found.pays >= found.receives - 1e-7).all()
    assert (prior * (found.pays - found.receives)).sum() >= -1e-7
    assert found.certificate < 1e-8
    worth = values[:, None] - costs
    assert found.gains == pytest.approx((prior * found.allocation * worth).sum())
    assert found.first_best == pytest.approx((prior * np.maximum(worth, 0)).sum())
    assert found.trade == pytest.approx((prior * found.allocation).sum())
    assert found.efficient == (found.subsidy == 0) or correlated


def reduced_form(values, costs, f, g, *, subsidised):
    """Solve for interim payments directly: each type's expected payment is a variable.

    With independent types only interim trade probabilities and payments matter, and the
    budget can balance case by case whenever it does on average.
    """
    n, m = len(f), len(g)
    worth = values[:, None] - costs
    size = n * m + n + m
    rows, sides = [], []

    def buyer(i, said):
        row = np.zeros(size)
        row[said * m : said * m + m] = values[i] * g
        row[n * m + said] = -1
        return row

    def seller(j, said):
        row = np.zeros(size)
        row[said : n * m : m] = -costs[j] * f
        row[n * m + n + said] = 1
        return row

    for i in range(n):
        rows.append(-buyer(i, i))
        rows += [buyer(i, k) - buyer(i, i) for k in range(n)]
    for j in range(m):
        rows.append(-seller(j, j))
        rows += [seller(j, k) - seller(j, j) for k in range(m)]
    money = np.concatenate([np.zeros(n * m), -f, g])  # subsidy
    sides = [0.0] * len(rows)
    gains = np.concatenate([(np.outer(f, g) * worth).ravel(), np.zeros(n + m)])
    bounds = [(0, 1)] * (n * m) + [(None, None)] * (n + m)
    if subsidised:
        for k, each in enumerate(worth.ravel()):
            bounds[k] = (1, 1) if each > 0 else (0, 0) if each < 0 else (0, 1)
        answer = linprog(money, np.array(rows), sides, bounds=bounds, method="highs-ipm")
        return answer.fun
    answer = linprog(
        -gains, np.array([*rows, money]), [*sides, 0.0], bounds=bounds, method="highs-ipm"
    )
    return -answer.fun


@pytest.mark.parametrize("seed", range(14))
def test_gains_and_subsidy_equal_those_of_another_programme(seed):
    values, costs, prior = random_types(seed)
    f, g = prior.sum(axis=1), prior.sum(axis=0)
    found = ng.bilateral_trade(values, costs, prior=[f, g])
    assert found.gains == pytest.approx(
        reduced_form(values, costs, f, g, subsidised=False), abs=1e-6
    )
    needed = reduced_form(values, costs, f, g, subsidised=True)
    assert found.subsidy == pytest.approx(max(0.0, needed), abs=1e-6)


@given(
    st.tuples(*[st.integers(0, 12)] * 4).filter(lambda x: x[0] < x[1] and x[2] < x[3]),
    st.floats(0.05, 0.95),
    st.floats(0.05, 0.95),
)
def test_the_condition_of_two_types(ends, high, low):
    """Matsuo's condition, from rents: the lowest payments that make types tell the truth."""
    v, c = np.array(ends[:2], float), np.array(ends[2:], float)
    f, g = np.array([1 - high, high]), np.array([low, 1 - low])
    q = (v[:, None] > c).astype(float)
    # A buyer's rent is what the lower type could win, a seller's what the higher could.
    rents = high * (q[0] @ g) * (v[1] - v[0]) + low * (f @ q[:, 1]) * (c[1] - c[0])
    total = f @ (q * (v[:, None] - c)) @ g
    found = ng.bilateral_trade(v, c, prior=[f, g])
    assert found.subsidy == pytest.approx(max(0.0, rents - total), abs=1e-8)
    if abs(rents - total) > 1e-7:
        assert found.efficient == (rents < total)


def test_profit_weights_and_no_budget():
    values, costs = [1.0, 2.0, 3.0, 4.0], [0.5, 1.5, 2.5, 3.5]
    profit = ng.bilateral_trade(values, costs, objective="profit", budget="ex-ante")
    # A broker trades where the virtual value exceeds the virtual cost (uniform types).
    f = 0.25
    virtual_value = [v - (1 - (k + 1) * f) / f for k, v in enumerate(values)]
    virtual_cost = [c + k * f / f for k, c in enumerate(costs)]
    by_hand = sum(max(0.0, a - b) * f * f for a in virtual_value for b in virtual_cost)
    assert profit.surplus == pytest.approx(by_hand)
    assert "keeps 0.4062" in str(profit.summary())
    free = ng.bilateral_trade(values, costs, budget="none")
    assert free.efficient
    assert free.surplus <= -free.subsidy + 1e-9
    best = ng.bilateral_trade(values, costs)
    buyer = ng.bilateral_trade(values, costs, objective=(1, 0))
    seller = ng.bilateral_trade(values, costs, objective=(0, 2))
    both = ng.bilateral_trade(values, costs, objective=(1, 1))
    assert both.gains == pytest.approx(best.gains)
    assert buyer.buyer.mean() > best.buyer.mean() - 1e-9
    assert seller.seller.mean() > buyer.seller.mean()
    assert buyer.buyer.mean() > seller.buyer.mean()
    assert seller.goal == "buyer weighs 0, seller 2"


def test_correlated_types_can_be_told_apart_for_nothing():
    prior = np.array([[0.4, 0.1], [0.1, 0.4]])
    apart = ng.bilateral_trade([2, 3], [1, 2.9], prior=prior, budget="ex-ante")
    assert apart.efficient
    assert apart.subsidy == 0


def test_shadow_prices_and_words():
    found = ng.bilateral_trade([1, 2, 3, 4], [0.5, 1.5, 2.5, 3.5])
    assert found.subsidy == pytest.approx(0.3125)
    assert "the budget must balance" in found.binding
    assert found.binding["the buyer of value 2 must not gain by claiming 1"] > 0
    text = str(found.summary())
    assert "An outsider would have to pay in 0.3125" in text
    assert repr(found) == ("<BilateralTrade: gains 0.875 of 0.9375, subsidy for efficiency 0.3125>")
    assert "<table>" in found._repr_html_()
    good = ng.bilateral_trade([2, 3], [0, 2.5])
    assert repr(good).endswith("efficient>")
    assert "without money from outside" in str(good.summary())


@pytest.mark.parametrize("unit", [1e-200, 1e-6, 1e6, 1e200])
def test_units_and_origin_of_money_do_not_matter(unit):
    base = ng.bilateral_trade([1, 2, 3, 4], [0.5, 1.5, 2.5, 3.5])
    values, costs = np.array([1, 2, 3, 4]) * unit, np.array([0.5, 1.5, 2.5, 3.5]) * unit
    scaled = ng.bilateral_trade(values, costs)
    assert scaled.gains == pytest.approx(base.gains * unit, rel=1e-9, abs=0)
    assert scaled.subsidy == pytest.approx(base.subsidy * unit, rel=1e-9, abs=0)
    moved = ng.bilateral_trade(np.array([1, 2, 3, 4]) - 7.0, np.array([0.5, 1.5, 2.5, 3.5]) - 7)
    assert moved.gains == pytest.approx(base.gains)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("unit", [1e-300, 1e-170, 1e160, 1e300])
def test_units_of_an_auction_do_not_matter(unit):
    found = ng.double_auction(values=(0, unit), costs=(0, unit))
    assert found.trade == pytest.approx(9 / 32)
    assert found.gains == pytest.approx(9 / 64 * unit, rel=1e-9, abs=0)
    assert found.first_best == pytest.approx(unit / 6, rel=1e-9, abs=0)


def test_order_and_impossible_types_do_not_matter():
    base = ng.bilateral_trade([1, 2, 4], [0.5, 3.5])
    mixed = ng.bilateral_trade(
        [4, 1, 9, 2], [3.5, 0.5], prior=[[1 / 3, 1 / 3, 0, 1 / 3], [0.5, 0.5]]
    )
    assert mixed.values.tolist() == [1, 2, 4]
    assert mixed.costs.tolist() == [0.5, 3.5]
    assert mixed.gains == pytest.approx(base.gains)


def test_nothing_to_gain():
    for found in (ng.bilateral_trade([1], [2]), ng.bilateral_trade([1], [1])):
        assert found.gains == pytest.approx(0)
        assert found.efficiency == 1
        assert found.efficient
        assert found.subsidy == 0
    assert ng.bilateral_trade([3], [1]).gains == pytest.approx(2)


@pytest.mark.parametrize(
    ("values", "costs", "terms", "words"),
    [
        ([1, 1], [0], {}, "each once"),
        ([], [0], {}, "each once"),
        ([1], [float("inf")], {}, "finite"),
        (range(60), range(60), {}, "too many"),
        ([1, 2], [0], {"budget": "expost"}, "Did you mean 'ex-post'"),
        ([1, 2], [0], {"objective": "gain"}, "Did you mean 'gains'"),
        ([1, 2], [0], {"objective": 3}, "pair of weights"),
        ([1, 2], [0], {"objective": (1, -1)}, "0 or more"),
        ([1, 2], [0], {"objective": (0, 0)}, "not both 0"),
        ([1, 2], [0], {"objective": (1, 0), "budget": "none"}, "no limit"),
        ([1, 2], [0], {"prior": [[0.5, 0.4], [1]]}, "add up to 1"),
        (UNIT, [0], {}, "both be uniform"),
        (UNIT, stats.norm(), {}, "both be uniform"),
        (UNIT, stats.uniform(1, 2), {}, "same interval"),
        (UNIT, UNIT, {"budget": "none"}, "closed form"),
    ],
)
def test_trade_that_cannot_be_meant(values, costs, terms, words):
    with pytest.raises(ng.NegotiationError, match=words):
        ng.bilateral_trade(values, costs, **terms)


# ------------------------------------------------------------------ expected externality


def test_expected_externality_of_uniform_types(cases):
    case = cases["IN09"]
    found = ng.expected_externality(UNIT, UNIT)
    close(found.buyer[0], case, "U_buyer_at_0")
    close(found.buyer[-1], case, "U_buyer_at_1")
    close(found.seller[-1], case, "U_seller_at_1")
    close(found.seller[0], case, "U_seller_at_0")
    close(found.worst, case, "sum_worst")


def test_expected_externality_on_any_interval():
    found = ng.expected_externality(stats.uniform(2, 3), stats.uniform(2, 3))
    cut = ng.expected_externality(
        2 + 3 * (np.arange(400) + 0.5) / 400, 2 + 3 * np.arange(400) / 400
    )
    assert found.values[[0, 50, 100]].tolist() == [2, 3.5, 5]
    assert found.worst == pytest.approx(-0.5)
    assert found.gains == pytest.approx(cut.gains, abs=1e-2)
    for place, own in ((0, 0), (200, 50), (399, 100)):
        assert found.buyer[own] == pytest.approx(cut.buyer[place], abs=3e-2)
        assert found.seller[own] == pytest.approx(cut.seller[place], abs=3e-2)
        for other, theirs in ((0, 0), (200, 50), (399, 100)):
            assert found.pays[own, theirs] == pytest.approx(cut.pays[place, other], abs=3e-2)
    assert (found.allocation == (found.values[:, None] > found.costs)).all()


@pytest.mark.parametrize("seed", range(8))
def test_expected_externality_is_efficient_balanced_and_truthful(seed):
    values, costs, prior = random_types(seed)
    f, g = prior.sum(axis=1), prior.sum(axis=0)
    found = ng.expected_externality(values, costs, prior=prior)
    assert (found.allocation == (values[:, None] > costs)).all()
    for i, v in enumerate(values):
        says = [(v * found.allocation[k] - found.pays[k]) @ g for k in range(len(values))]
        assert says[i] == pytest.approx(found.buyer[i])
        assert max(says) <= says[i] + 1e-9
    for j, c in enumerate(costs):
        says = [f @ (found.pays[:, k] - c * found.allocation[:, k]) for k in range(len(costs))]
        assert says[j] == pytest.approx(found.seller[j])
        assert max(says) <= says[j] + 1e-9
    assert found.gains == pytest.approx(f @ found.buyer + g @ found.seller)
    # Where even the best rules need a subsidy, these cannot do without one.
    if ng.bilateral_trade(values, costs, prior=prior).subsidy > 1e-9:
        assert not found.voluntary


@pytest.mark.parametrize("unit", [1e-200, 1.0, 1e200])
def test_the_units_of_money_do_not_make_anybody_join(unit):
    found = ng.expected_externality([unit, 4 * unit], [0, 3 * unit])
    assert not found.voluntary
    assert found.worst == pytest.approx(-0.5 * unit, rel=1e-9, abs=0)
    assert found.summary().column("would join") == (False, True, True, True)
    assert ng.expected_externality([5 * unit], [unit]).voluntary


def test_expected_externality_in_words():
    found = ng.expected_externality([1, 4], [0, 3])
    assert found.worst == pytest.approx(-0.5)
    assert "worst-off types lack 0.5" in str(found.summary())
    assert repr(found) == "<ExpectedExternality: gains 1.5, worst types -0.5 together>"
    sure = ng.expected_externality([5], [1])
    assert sure.voluntary
    assert "every type would join" in str(sure.summary())
    assert "all would join" in repr(sure)
    assert "<table>" in sure._repr_html_()
    kept = ng.expected_externality([4, 9, 1], [3, 0], prior=[[0.5, 0, 0.5], [0.5, 0.5]])
    assert kept.values.tolist() == [1, 4]
    assert kept.gains == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("values", "costs", "terms", "words"),
    [
        ([1, 1], [0], {}, "each once"),
        ([1], [], {}, "each once"),
        ([1, 2], [0, 1], {"prior": [[0.5, 0], [0, 0.5]]}, "correlated"),
        (UNIT, [0], {}, "both be uniform"),
        (UNIT, stats.uniform(0, 2), {}, "same interval"),
    ],
)
def test_externality_that_cannot_be_meant(values, costs, terms, words):
    with pytest.raises(ng.NegotiationError, match=words):
        ng.expected_externality(values, costs, **terms)


# ------------------------------------------------------------------ double auction


def test_the_linear_equilibrium(cases):
    case = cases["IN06"]
    found = ng.double_auction(case["inputs"]["k"])
    close(found.gains, case, "gains")
    close(found.trade, case, "trade_prob")
    close(found.first_best, case, "first_best")
    assert found.bid(0) == pytest.approx(1 / 12)
    assert found.bid(1) == pytest.approx(2 / 3 + 1 / 12)
    assert found.ask([0, 1]) == pytest.approx([1 / 4, 11 / 12])
    assert found.gap == pytest.approx(0.25)


INTERVALS = [((0, 1), (0, 1)), ((2, 5), (2, 5)), ((0, 1), (0.2, 1.1)), ((-1, 2), (-0.5, 3))]
AUCTIONS = [(k, *ends) for k in (0, 0.25, 0.5, 0.8, 1) for ends in INTERVALS]
# The lowest value is above some costs, or one side has no say in the price.
AUCTIONS += [(0.5, (0.2, 1.2), (0, 1)), (0, (0.2, 1.2), (0, 1)), (1, (0.5, 1.5), (0, 1.2))]


@pytest.mark.parametrize(("k", "values", "costs"), AUCTIONS)
def test_bids_and_asks_are_best_replies(k, values, costs):
    found = ng.double_auction(k, values=values, costs=costs)
    v = np.linspace(*values, 2_001)
    c = np.linspace(*costs, 2_001)
    middle_v, middle_c = (v[1:] + v[:-1]) / 2, (c[1:] + c[:-1]) / 2
    asks, bids = found.ask(middle_c), found.bid(middle_v)
    width = values[1] - values[0]
    offers = np.linspace(min(asks.min(), bids.min()) - 0.1, max(asks.max(), bids.max()), 1_501)
    for value in np.linspace(*values, 7):

        def worth(bid, value=value):
            bid = np.atleast_1d(bid)[:, None]
            return ((bid >= asks) * (value - k * bid - (1 - k) * asks)).mean(axis=1)

        assert worth(offers).max() <= worth(found.bid(value))[0] + 2e-3 * width
    for cost in np.linspace(*costs, 7):

        def worth(ask, cost=cost):
            ask = np.atleast_1d(ask)[:, None]
            return ((bids >= ask) * (k * bids + (1 - k) * ask - cost)).mean(axis=1)

        assert worth(offers).max() <= worth(found.ask(cost))[0] + 2e-3 * width
    both = bids[:, None] >= asks
    assert found.trade == pytest.approx(both.mean(), abs=2e-3)
    gain = middle_v[:, None] - middle_c
    assert found.gains == pytest.approx((both * gain).mean(), abs=2e-3 * width)
    assert found.first_best == pytest.approx(np.maximum(gain, 0).mean(), abs=2e-3 * width)
    assert found.worthwhile == pytest.approx((gain > 0).mean(), abs=2e-3)


def test_double_auctions_in_words_and_at_the_ends():
    found = ng.double_auction()
    assert "28.1%" in str(found.summary())
    assert "<table>" in found._repr_html_()
    assert found.efficiency == pytest.approx(27 / 32)
    assert "bids 0.08333 + 0.6667 x value" in str(found.summary())
    assert "asks 0.25 + 0.6667 x cost" in str(found.summary())
    # One side names the price: the one-price screening of a uniform buyer or seller.
    assert ng.double_auction(0).trade == pytest.approx(0.25)
    assert ng.double_auction(1).gains == pytest.approx(0.125)
    never = ng.double_auction(values=(0, 1), costs=(2, 3))
    assert (never.trade, never.gains, never.efficiency) == (0, 0, 1)


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"k": 1.1}, "between 0 and 1"),
        ({"values": (1, 0)}, "lower end first"),
        ({"costs": (0, 1, 2)}, "lower end first"),
        ({"values": (2, 3)}, "not a straight line"),
        ({"values": (0, 3)}, "not a straight line"),
    ],
)
def test_double_auctions_that_cannot_be_meant(terms, words):
    with pytest.raises(ng.NegotiationError, match=words):
        ng.double_auction(**terms)


# ------------------------------------------------------------------ cheap talk


def test_the_most_informative_talk(cases):
    case = cases["IN10_0.05"]
    found = ng.cheap_talk(case["inputs"]["b"])
    assert found.most == case["expected"]["N"] == found.best.messages
    assert found.best.cutoffs == pytest.approx(case["expected"]["cutoffs"], abs=1e-9)
    close(found.best.receiver, case, "EU_receiver")
    close(found.best.sender, case, "EU_sender")
    assert found.complete


@given(st.floats(-0.6, 0.6).filter(lambda b: abs(b) > 1e-3))
def test_talk_is_an_equilibrium_and_there_is_no_other(b):
    found = ng.cheap_talk(b)
    for talk in found.equilibria:
        ends = np.concatenate([[0], talk.cutoffs, [1]])
        assert (np.diff(ends) > 0).all()
        # The receiver does the middle; at a cutoff the sender is indifferent.
        assert talk.actions == pytest.approx((ends[1:] + ends[:-1]) / 2)
        for cut, low, high in zip(talk.cutoffs, talk.actions[:-1], talk.actions[1:], strict=True):
            assert abs(low - cut - b) == pytest.approx(abs(high - cut - b), abs=1e-9)
        loss = sum(
            ((hi - y) ** 3 - (lo - y) ** 3) / 3
            for lo, hi, y in zip(ends[:-1], ends[1:], talk.actions, strict=True)
        )
        assert talk.receiver == pytest.approx(-loss, abs=1e-12)
        shifted = sum(
            ((hi + b - y) ** 3 - (lo + b - y) ** 3) / 3
            for lo, hi, y in zip(ends[:-1], ends[1:], talk.actions, strict=True)
        )
        assert talk.sender == pytest.approx(-shifted, abs=1e-12)
    # Shooting: with one more message the first cutoff would not be inside.
    count = int(found.most) + 1
    size = abs(b)

    def last(first):
        ends = [0.0, first]
        for _ in range(count - 1):
            ends.append(2 * ends[-1] - ends[-2] + 4 * size)
        return ends[-1]

    assert last(0.0) >= 1 - 1e-9
    receivers = [talk.receiver for talk in found.equilibria]
    assert receivers == sorted(receivers)


def test_bias_at_its_limits():
    assert ng.cheap_talk(0.25).most == 1  # the second message would be empty
    assert ng.cheap_talk(1 / 12).most == 2
    assert ng.cheap_talk(0.2499).most == 2
    assert ng.cheap_talk(7).best.messages == 1
    frank = ng.cheap_talk(0, listed=4)
    assert frank.most == math.inf
    assert not frank.complete
    assert frank.best.cutoffs == pytest.approx([0.25, 0.5, 0.75])
    assert ng.cheap_talk(1e-200).most == pytest.approx(math.sqrt(0.5) * 1e100, rel=1e-6)
    assert ng.cheap_talk(1e-320).most == math.inf
    assert ng.cheap_talk(1e150).best.receiver == pytest.approx(-1 / 12)
    with pytest.raises(ng.NegotiationError, match="must not exceed"):
        ng.cheap_talk(-1e200)
    assert ng.cheap_talk(1e-11).most == pytest.approx(223607)
    one, other = ng.cheap_talk(0.03).best, ng.cheap_talk(-0.03).best
    assert other.cutoffs == pytest.approx(1 - one.cutoffs[::-1])
    assert other.sender == one.sender


def test_cheap_talk_in_words():
    assert "no message is believed" in str(ng.cheap_talk(0.3).summary())
    assert "the truth itself can be told" in str(ng.cheap_talk(0, listed=12).summary())
    assert "At most 3 messages" in str(ng.cheap_talk(-0.05).summary())
    assert "Only the 2" in str(ng.cheap_talk(0.05, listed=2).summary())
    assert repr(ng.cheap_talk(0.05)) == "<CheapTalk bias 0.05: at most 3 messages>"
    assert repr(ng.cheap_talk(0.05).best) == "<Talk: 3 messages, receiver -0.01593>"
    assert "<table>" in ng.cheap_talk(0.05)._repr_html_()


@pytest.mark.parametrize(
    ("bias", "listed", "words"),
    [(float("nan"), 1, "finite"), (0.1, 0, "at least one"), (0.1, 1.5, "whole")],
)
def test_talk_that_cannot_be_meant(bias, listed, words):
    with pytest.raises(ng.NegotiationError, match=words):
        ng.cheap_talk(bias, listed=listed)


def test_gains_are_left_to_the_traders_as_far_as_incentives_allow():
    # The largest gains are reached by many payments; nobody would hand half of them to a runner.
    found = ng.bilateral_trade([2, 3], [0, 2.5])
    assert found.gains == pytest.approx(1.375, abs=1e-9)
    assert found.surplus == pytest.approx(0, abs=1e-9)
    expected = found.prior.sum(axis=1) @ found.buyer + found.prior.sum(axis=0) @ found.seller
    assert expected == pytest.approx(found.gains, abs=1e-9)


def test_the_probability_of_trade_in_the_uniform_case():
    found = ng.bilateral_trade(UNIT, UNIT)
    assert found.trade == pytest.approx(ng.double_auction().trade, abs=1e-12)
    assert found.trade == 9 / 32
