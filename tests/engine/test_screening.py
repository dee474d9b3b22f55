"""Screening: prices for a buyer of unknown value, against grids and backward recursion."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import negotiation as ng

UNIT = stats.uniform(0, 1)


def close(actual, case, name):
    expected = case["expected"][name]
    assert abs(actual - expected) <= case["tolerance"] * max(1, abs(expected)), name


# ------------------------------------------------------------------ the reference


def test_one_price_for_a_uniform_buyer(cases):
    case = cases["IN01"]
    found = ng.screening(UNIT, cost=case["inputs"]["cost"])
    close(found.prices[0], case, "price")
    close(found.profit, case, "profit")
    close(found.trade, case, "trade_prob")


def test_two_offers_to_a_uniform_buyer(cases):
    case = cases["IN02_0.5"]
    found = ng.screening(UNIT, periods=2, discount=case["inputs"]["delta"])
    close(found.details["cutoffs"][0], case, "cutoff")
    close(found.prices[0], case, "p1")
    close(found.prices[1], case, "p2")
    close(found.profit, case, "profit")


def test_two_offers_to_a_buyer_of_two_types(cases):
    case = cases["IN03"]
    terms = case["inputs"]
    found = ng.screening(
        [terms["low"], terms["high"]],
        [1 - terms["mu"], terms["mu"]],
        periods=2,
        discount=terms["delta"],
    )
    assert found.course.name == case["expected"]["best"]
    close(found.prices[0], case, "p1")
    close(found.prices[1], case, "p2")
    close(found.profit, case, "profit")
    close(found.commitment, case, "commitment")
    others = {each.name: each.profit for each in found.courses}
    for name, profit in case["expected"]["alternatives"].items():
        assert others[name] == pytest.approx(profit, abs=1e-9)


@pytest.mark.parametrize("name", ["IN04_0.9", "IN04_0.99"])
def test_offers_without_end(cases, name):
    case = cases[name]
    found = ng.screening(UNIT, periods=math.inf, discount=case["inputs"]["delta"])
    close(found.prices[0], case, "first_price")
    close(found.details["cutoff_ratio"], case, "cutoff_ratio")
    close(found.profit, case, "profit")
    close(found.details["acceptance_slope"], case, "acceptance_slope")
    assert found.trade == 1


# ------------------------------------------------------------------ one price


@given(
    st.lists(st.integers(-5, 20), min_size=1, max_size=6, unique=True),
    st.integers(-3, 10),
    st.data(),
)
def test_one_price_for_listed_values_is_the_best_of_all(values, cost, data):
    size = len(values)
    weights = data.draw(st.lists(st.integers(0, 5), min_size=size, max_size=size))
    if not sum(weights):
        weights[0] = 1
    shares = np.array(weights) / sum(weights)
    found = ng.screening(values, shares, cost=cost)
    profits = {
        p: (p - cost) * float(shares[np.array(values) >= p].sum()) for p in values if p > cost
    }
    best = max(profits.values(), default=0.0)
    assert found.profit == pytest.approx(max(best, 0.0), abs=1e-12)
    if best > 0:
        assert set(found.ties) == {p for p, x in profits.items() if x >= best - 1e-9}
        assert found.commitment == pytest.approx(best)
    else:
        assert found.course.name == "no trade"
    gains = np.maximum(np.array(values) - cost, 0)
    assert found.first_best == pytest.approx(float(gains @ shares))


@pytest.mark.parametrize(("low", "high", "cost"), [(0, 1, 0.2), (1, 2, 0), (0.9, 1, 0), (0, 3, 2)])
def test_one_price_for_uniform_values_on_a_grid(low, high, cost):
    found = ng.screening(stats.uniform(low, high - low), cost=cost)
    grid = np.linspace(cost, high, 400_001)
    profits = (grid - cost) * np.clip((high - grid) / (high - low), 0, 1)
    assert found.profit == pytest.approx(profits.max(), abs=1e-9)
    assert found.prices[0] == pytest.approx(grid[profits.argmax()], abs=1e-4)
    values = np.linspace(low, high, 100_001)
    assert found.first_best == pytest.approx(np.maximum(values - cost, 0).mean(), abs=1e-4)
    assert found.worth_trading == pytest.approx((values > cost).mean(), abs=1e-4)


@pytest.mark.parametrize(
    "values", [stats.beta(1, 1), stats.expon(), stats.norm(1, 0.5), stats.beta(2, 5, loc=1)]
)
def test_one_price_for_any_distribution(values):
    found = ng.screening(values, cost=0.1)
    grid = np.linspace(0.1, values.ppf(1 - 1e-9), 200_001)
    profits = (grid - 0.1) * values.sf(grid)
    assert found.profit >= profits.max() - 1e-12
    assert found.profit == pytest.approx(profits.max(), abs=1e-6)
    sample = values.ppf((np.arange(200_000) + 0.5) / 200_000)
    assert found.first_best == pytest.approx(np.maximum(sample - 0.1, 0).mean(), abs=1e-4)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "values",
    [
        stats.pareto(1.1),
        stats.lognorm(3),
        stats.norm(1e6, 10),
        stats.expon(scale=1e200),
        stats.expon(scale=1e-200),
    ],
)
def test_what_could_be_gained_is_the_mean_where_everybody_should_buy(values):
    found = ng.screening(values)
    assert found.first_best == pytest.approx(values.mean(), rel=1e-6)
    assert 0 < found.profit <= found.first_best
    assert found.profit == pytest.approx(found.prices[0] * values.sf(found.prices[0]))


def test_costs_far_out_in_the_tail():
    found = ng.screening(stats.norm(0, 1), cost=8)
    price = found.prices[0]
    # At the best price the margin is one over the hazard rate.
    assert price - 8 == pytest.approx(stats.norm.sf(price) / stats.norm.pdf(price), rel=1e-4)
    exact = stats.norm.pdf(8) - 8 * stats.norm.sf(8)
    assert found.first_best == pytest.approx(exact, rel=1e-6)
    assert ng.screening(stats.norm(-50, 1)).prices == ()
    for endless in (stats.cauchy(), stats.pareto(0.9)):
        with pytest.raises(ng.NegotiationError, match="lighter tail"):
            ng.screening(endless)


def test_a_discrete_distribution_is_a_list():
    one = ng.screening(stats.binom(3, 0.5), periods=2, discount=0.7)
    two = ng.screening([0, 1, 2, 3], [1 / 8, 3 / 8, 3 / 8, 1 / 8], periods=2, discount=0.7)
    assert one.profit == pytest.approx(two.profit)


# ------------------------------------------------------------------ two periods


def by_demand(values, shares, d, steps=4_000):
    """Return the seller's best profit by posting every price of a grid.

    All masses q of a fine grid may buy first, at the price that just suits the last of them: those
    below the mass must not regret buying, those above not waiting.
    """
    order = np.argsort(values)[::-1]
    v, m = np.asarray(values, float)[order], np.asarray(shares, float)[order]
    ends = np.cumsum(m)
    best = 0.0
    masses = np.unique(np.concatenate([np.linspace(0, ends[-1], steps + 1), ends]))
    for q in masses:
        left = np.clip(ends - q, 0, None)  # mass of those with v_k or more still there
        profits = v * left
        top = profits.max()
        # Where two second prices are as good, the grid comes near from the side of the higher.
        second = float(v[profits.argmax()]) if top > 1e-12 else float(v[0])
        buyers = v[np.concatenate([[0.0], ends[:-1]]) < q - 1e-12]
        if not len(buyers):
            best = max(best, d * top)
            continue
        worst = buyers.min()
        first = worst - d * max(0.0, worst - second)
        best = max(best, first * q + d * top)
    return best


@pytest.mark.parametrize("seed", range(12))
def test_two_offers_to_listed_values_equal_a_search_over_demand(seed):
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 5))
    values = np.sort(rng.choice(np.arange(1, 12), size, replace=False)).astype(float)
    shares = rng.dirichlet(np.ones(size))
    d = float(rng.uniform(0.1, 0.95))
    found = ng.screening(values, shares, periods=2, discount=d)
    searched = by_demand(values, shares, d)
    assert found.profit >= searched - 1e-9
    assert found.profit <= searched + 2 * values.max() / 4_000


@pytest.mark.parametrize("seed", range(20))
def test_nobody_regrets_a_course_of_two_prices(seed):
    rng = np.random.default_rng(seed)
    size = int(rng.integers(1, 7))
    values = np.sort(rng.choice(np.arange(1, 30), size, replace=False)).astype(float)
    weights = rng.integers(1, 6, size)
    d = float(rng.uniform(0.05, 0.99))
    cost = float(rng.integers(-3, 5))
    found = ng.screening(values + cost, weights / weights.sum(), cost=cost, periods=2, discount=d)
    shares = weights / weights.sum()
    for course in found.courses:
        first = course.prices[0] - cost
        sold = course.sales[0]
        second = course.prices[1] - cost if len(course.prices) > 1 else values[0]
        later = course.sales[1] if len(course.sales) > 1 else 0.0
        assert course.profit == pytest.approx(first * sold + d * second * later)
        # The mass that buys first is that of the highest values, whom it suits best.
        above = np.cumsum(shares[::-1])[::-1]
        for k, value in enumerate(values):
            now, wait = value - first, d * max(0.0, value - second)
            if above[k] <= sold + 1e-9:
                assert now >= wait - 1e-9
            elif above[k] - shares[k] >= sold - 1e-9:
                assert wait >= now - 1e-9 or now <= 1e-9
            else:
                assert now == pytest.approx(wait, abs=1e-9)
        # The second price is best against those left.
        left = np.clip(above - sold, 0, None)
        assert second * later >= (values * left).max() - 1e-9
    assert found.profit <= found.commitment + 1e-9
    assert found.profit == max(each.profit for each in found.courses)


@pytest.mark.parametrize("d", [0.05, 0.5, 0.9, 0.99])
@pytest.mark.parametrize(("low", "high", "cost"), [(0, 1, 0), (0, 2, 0.5), (1, 2, 0), (3, 4, 0.5)])
def test_two_offers_to_a_uniform_buyer_on_a_grid(low, high, cost, d):
    found = ng.screening(stats.uniform(low, high - low), cost=cost, periods=2, discount=d)
    a, b = max(low, cost) - cost, high - cost
    x = np.linspace(a, b, 200_001)
    second = np.maximum(a, x / 2)
    first = x - d * (x - second)
    profits = (first * (b - x) + d * second * (x - second)) / (high - low)
    assert found.profit == pytest.approx(profits.max(), abs=1e-9)
    assert found.profit >= profits.max() - 1e-12
    assert found.commitment >= found.profit
    values = np.linspace(low, high, 200_001)
    assert found.first_best == pytest.approx(np.maximum(values - cost, 0).mean(), abs=1e-4)
    assert found.trade == pytest.approx(sum(found.sales))


def test_many_types_come_near_the_uniform_distribution():
    values = (np.arange(400) + 0.5) / 400
    found = ng.screening(values, periods=2, discount=0.5)
    assert found.profit == pytest.approx(0.225, abs=2e-3)


# ------------------------------------------------------------------ without end


@pytest.mark.parametrize("d", [0.5, 0.9, 0.99])
def test_the_stationary_equilibrium_is_the_limit_of_long_ones(d):
    # T offers, uniform on [0, x]: profit a x**2 and price r x, by backward recursion.
    a, r = 0.25, 0.5
    for _ in range(5_000):
        # Cutoff y: y - p = d (y - r y), so p = y (1 - d (1 - r)) = y u; max u y (1 - y) + d a y**2.
        u = 1 - d * (1 - r)
        y = u / (2 * (u - d * a))
        a, r = u * y * (1 - y) + d * a * y**2, u * y
    found = ng.screening(UNIT, periods=math.inf, discount=d)
    assert found.profit == pytest.approx(a, rel=1e-9)
    assert found.prices[0] == pytest.approx(r, rel=1e-9)
    assert found.details["cutoff_ratio"] == pytest.approx(y, rel=1e-9)


def test_units_do_not_matter_without_end():
    one = ng.screening(UNIT, periods=math.inf, discount=0.8)
    two = ng.screening(stats.uniform(-5, 15), cost=5, periods=math.inf, discount=0.8)
    # Half of the buyers are worth serving; their values above cost are uniform on [0, 5].
    assert two.prices[0] - 5 == pytest.approx(5 * one.prices[0])
    assert two.profit == pytest.approx(one.profit * 5 / 3)
    assert two.trade == pytest.approx(1 / 3)
    assert one.first_best == pytest.approx(1 / 2)
    assert one.commitment == pytest.approx(ng.screening(UNIT).profit)
    once = ng.screening(stats.uniform(-5, 15), cost=5)
    assert two.commitment == pytest.approx(once.profit)
    assert two.first_best == pytest.approx(once.first_best)
    assert two.worth_trading == pytest.approx(once.worth_trading)


@pytest.mark.parametrize("d", [0.3, 0.7, 0.9, 0.97])
@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.99])
def test_two_values_without_end_survive_every_deviation(d, share):
    low, high = 1.0, 3.0
    found = ng.screening([low, high], [1 - share, share], periods=math.inf, discount=d)
    m = list(found.details["thresholds"])
    y = 1 - share

    def price(k):
        return high - d**k * (high - low)

    # High values accept p_k as long as at least m_{k-1} of them are left.  On the states that
    # can arise, value iteration over all prices must find nothing better.
    states = np.array(sorted({share, *m}))
    worth = {float(x): low * (x + y) for x in states}
    for _ in range(3_000):
        new = {}
        for x in states:
            options = [low * (x + y)]
            for k in range(1, len(m) + 1):
                left = min(float(x), m[k - 1])
                options.append(price(k) * (x - left) + d * worth[left if left in worth else x])
            new[float(x)] = max(options)
        if max(abs(new[x] - worth[x]) for x in new) < 1e-14:
            break
        worth = new
    assert found.profit == pytest.approx(worth[share], abs=1e-9)
    # High values are indifferent between each price and the next.
    for now, then in itertools.pairwise(found.prices):
        assert high - now == pytest.approx(d * (high - then))
    assert found.prices[-1] == low
    kinds = {1: "pool", 2: "screen"}
    assert found.course.name == kinds.get(len(found.prices), "mix")
    assert found.commitment == pytest.approx(max(low, high * share))
    assert found.first_best == pytest.approx(low * y + high * share)
    assert sum(found.sales) == pytest.approx(1)
    discounted = sum(
        d**t * p * s for t, (p, s) in enumerate(zip(found.prices, found.sales, strict=True))
    )
    assert found.profit == pytest.approx(discounted)


def test_patience_drives_the_first_price_to_the_lowest_value():
    firsts = [
        ng.screening([1, 3], [0.2, 0.8], periods=math.inf, discount=d).prices[0]
        for d in (0.5, 0.9, 0.99, 0.999)
    ]
    assert firsts == sorted(firsts, reverse=True)
    assert firsts[-1] == pytest.approx(1, abs=0.02)


def test_a_tie_between_courses_is_told():
    # m_1 = l y / (h - l) = x: to sell to all at once is as good as to ask for more first.
    found = ng.screening([1, 2], [0.5, 0.5], periods=math.inf, discount=0.5)
    assert len(found.ties) == 2
    assert found.profit == pytest.approx(1)
    assert "Equally good first prices" in str(found.summary())


# ------------------------------------------------------------------ what is said


def test_in_words():
    found = ng.screening([1, 3], periods=2, discount=0.5)
    text = str(found.summary())
    assert "A single, final offer would bring 1.5" in text
    assert "mix 1.125, pool 1, wait 0.75" in text
    assert repr(found) == "<Screening 'screen': prices 2, 1; profit 1.25>"
    assert repr(found.courses[2]) == "<Course 'pool': prices 1; profit 1>"
    assert "<table>" in found._repr_html_()
    assert "40.0%" in str(ng.screening(UNIT, cost=0.2).summary())
    long = ng.screening(UNIT, periods=math.inf, discount=0.9)
    assert "more periods are not shown" in str(long.summary())
    assert repr(long).count("…") == 1
    assert repr(ng.screening([1], cost=2)) == "<Screening 'no trade': prices none; profit 0>"
    assert ng.screening(UNIT, cost=1).course.name == "no trade"
    hopeless = ng.screening([1], cost=2)
    assert "worth making is never made" not in str(hopeless.summary())


def test_one_value_leaves_nothing_to_screen():
    for terms in ({}, {"periods": 2, "discount": 0.5}, {"periods": math.inf, "discount": 0.5}):
        found = ng.screening([4.0], cost=1, **terms)
        assert found.prices == (4.0,)
        assert found.profit == 3


def test_a_rare_buyer_who_would_pay_a_fortune_is_not_overlooked():
    d, low, high, rare = 0.5, 1.0, 1e12, 1e-10
    found = ng.screening([low, high], [1 - rare, rare], periods=2, discount=d)
    screen = (high - d * (high - low)) * rare + d * low * (1 - rare)
    # Or so few of them buy at once at their value that the second price stays high.
    left = low * (1 - rare) / (high - low)
    mix = high * (rare - left) + d * high * left
    assert found.profit == pytest.approx(max(screen, mix), rel=1e-9)
    assert {each.name for each in found.courses} == {"wait", "mix", "screen", "pool"}


def test_huge_and_tiny_units():
    for unit in (1e-200, 1e200):
        found = ng.screening([unit, 3 * unit], periods=2, discount=0.5)
        assert found.prices == pytest.approx((2 * unit, unit), rel=1e-12, abs=0)
        assert found.course.name == "screen"


@pytest.mark.parametrize(
    ("values", "terms", "words"),
    [
        ([1, 2], {"periods": 3}, "1, 2 or inf"),
        ([1, 2], {"periods": 2}, "needs discount="),
        ([1, 2], {"periods": 2, "discount": 1}, "strictly between 0"),
        ([1, 2], {"discount": 2}, "strictly between 0"),
        ([1, 2, 3], {"periods": math.inf, "discount": 0.5}, "at most two values"),
        (range(1, 500), {"periods": 2, "discount": 0.5}, "too many"),
        ([], {}, "at least one value"),
        ([1, float("nan")], {}, "finite"),
        ([1, 2], {"prior": [0.5, 0.6]}, "add up to 1"),
        ([1, 2], {"prior": [1.0]}, "2 values need 2 probabilities"),
        ([1, 2], {"cost": "dear"}, "must be a number"),
        (UNIT, {"prior": [1.0]}, "no prior beside it"),
        (stats.binom(2, 0.5), {"prior": [1.0]}, "no prior beside it"),
        (stats.poisson(2), {}, "more values than can be listed"),
        (stats.uniform(0, -1), {}, "no proper support"),
        (stats.uniform(1, 1), {"periods": math.inf, "discount": 0.5}, "reach down"),
        (stats.expon(), {"periods": 2, "discount": 0.5}, "listed values and uniform"),
    ],
)
def test_what_cannot_be_meant_is_refused(values, terms, words):
    with pytest.raises(ng.NegotiationError, match=words):
        ng.screening(values, **terms)


def test_courses_that_take_too_long_are_refused():
    with pytest.raises(ng.NegotiationError, match="take a smaller discount"):
        ng.screening([1e-9, 1], [1e-9, 1 - 1e-9], periods=math.inf, discount=1 - 1e-12)
