"""Crises: risk and return, audience costs, shifts of power, bombs, inspection, verification."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad

import negotiation as ng

UNITS = st.floats(0, 1)


def close(actual, case, name):
    expected = case["expected"][name]
    assert abs(actual - expected) <= case["tolerance"] * max(1, abs(expected)), name


# ------------------------------------------------------------------ risk and return


def test_the_risk_return_trade_off(cases):
    case = cases["IN11_0.5"]
    terms = case["inputs"]
    found = ng.risk_return(terms["p"], terms["cA"], stats.uniform(0, terms["C"]))
    close(found.demand, case, "offer_share_for_A")
    close(found.war_probability, case, "war_prob")
    close(found.value, case, "value")


@given(UNITS, st.floats(0, 0.6), st.floats(0, 0.5), st.floats(0.01, 0.8))
def test_uniform_costs_on_a_grid_of_demands(p, own, low, width):
    found = ng.risk_return(p, own, stats.uniform(low, width))
    x = np.linspace(0, 1, 20_001)
    accept = np.clip((low + width - (x - p)) / width, 0, 1)
    values = x * accept + (p - own) * (1 - accept)
    assert found.value == pytest.approx(values.max(), abs=1e-4)
    assert found.value >= values.max() - 1e-9
    assert 0 <= found.demand <= 1
    chance = min(1, max(0, (low + width - (found.demand - p)) / width))
    assert found.war_probability == pytest.approx(1 - chance, abs=1e-9)
    assert found.safe == min(1, p + low)
    assert found.war_value == p - own
    costs = np.linspace(low, low + width, 4_001)
    assert found.informed_value == pytest.approx(np.minimum(1, p + costs).mean(), abs=1e-3)
    fights = costs < found.demand - p - 1e-12
    assert found.wasted == pytest.approx((fights * (own + costs)).mean(), abs=2e-3)
    # At the cost named there is no risk; a little below there is some.
    calm = ng.risk_return(p, found.peaceful_cost + 1e-9, stats.uniform(low, width))
    assert calm.war_probability == pytest.approx(0, abs=1e-6)
    if found.peaceful_cost > 1e-3:
        bold = ng.risk_return(p, found.peaceful_cost - 1e-3, stats.uniform(low, width))
        assert bold.war_probability > 0


@given(
    UNITS,
    st.floats(0, 0.6),
    # Costs that are apart stay so once p is added; others have the test below.
    st.lists(st.floats(0, 0.9).map(lambda cost: round(cost, 9)), min_size=1, max_size=5),
    st.lists(st.integers(0, 5), min_size=5, max_size=5),
)
def test_listed_costs_by_brute_force(p, own, costs, weights):
    weights = np.array(weights[: len(costs)], float)
    weights[0] += 1
    shares = weights / weights.sum()
    found = ng.risk_return(p, own, costs, prior=shares)

    def worth(x):
        accept = sum(s for c, s in zip(costs, shares, strict=True) if x <= p + c)
        return x * accept + (p - own) * (1 - accept)

    candidates = {min(1.0, p + c) for c, s in zip(costs, shares, strict=True) if s > 0}
    best = max(worth(x) for x in candidates)
    assert found.value == pytest.approx(best, abs=1e-12)
    for demand, war in zip(found.demands, found.war, strict=True):
        assert worth(demand) == pytest.approx(best, abs=1e-8)
        fights = sum(s for c, s in zip(costs, shares, strict=True) if demand > p + c)
        assert war == pytest.approx(fights, abs=1e-12)
    calm = ng.risk_return(p, found.peaceful_cost + 1e-6, costs, prior=shares)
    assert calm.war_probability == 0
    if found.peaceful_cost > 1e-3:
        bold = ng.risk_return(p, found.peaceful_cost - 1e-3, costs, prior=shares)
        assert bold.war_probability > 0
    assert found.value <= found.informed_value + 1e-12
    possible = [c for c, s in zip(costs, shares, strict=True) if s > 0]
    assert found.safe == pytest.approx(min(1, p + min(possible)))
    assert found.war_value == p - own
    paid = sum(s * (own + c) for c, s in zip(costs, shares, strict=True) if found.demand > p + c)
    assert found.wasted == pytest.approx(paid, abs=1e-12)


def test_costs_that_are_nearly_nothing():
    found = ng.risk_return(0.5, 0.0, stats.expon(scale=1e-6))
    assert found.informed_value - 0.5 == pytest.approx(1e-6, rel=1e-9)
    # Demanding m more brings m exp(-m / 1e-6), most at m = 1e-6.
    assert found.demand - 0.5 == pytest.approx(1e-6, rel=1e-4)
    assert found.value - 0.5 == pytest.approx(1e-6 / np.e, rel=1e-9)


@pytest.mark.parametrize(
    "costs", [stats.beta(2, 2), stats.expon(scale=0.2), stats.beta(1, 3, loc=0.05), stats.chi2(3)]
)
@pytest.mark.parametrize("p", [0.2, 0.7, 1.0])
def test_other_distributions_on_a_grid(costs, p):
    found = ng.risk_return(p, 0.05, costs)
    x = np.linspace(p, 1, 200_001)
    war = costs.cdf(x - p)
    values = x * (1 - war) + (p - 0.05) * war
    assert found.value >= values.max() - 1e-12
    assert found.value == pytest.approx(values.max(), abs=1e-8)
    assert found.safe == pytest.approx(min(1, p + costs.support()[0]))
    assert found.war_value == p - 0.05
    sample = costs.ppf((np.arange(100_000) + 0.5) / 100_000)
    assert found.informed_value == pytest.approx(np.minimum(1, p + sample).mean(), abs=1e-4)
    fights = sample < found.demand - p - 1e-9
    assert found.wasted == pytest.approx((fights * (0.05 + sample)).mean(), abs=1e-4)
    if found.peaceful_cost < np.inf:
        calm = ng.risk_return(p, found.peaceful_cost + 1e-4, costs)
        assert calm.war_probability == pytest.approx(0, abs=1e-3)
    if 0 < found.peaceful_cost < np.inf:
        bold = ng.risk_return(p, found.peaceful_cost - 2e-2, costs)
        assert bold.war_probability > 0


def test_a_distribution_answers_as_its_closed_form_and_its_list():
    exact = ng.risk_return(0.4, 0.1, stats.uniform(0.1, 0.5))
    searched = ng.risk_return(0.4, 0.1, stats.beta(1, 1, loc=0.1, scale=0.5))
    for name in ("demand", "war_probability", "value", "informed_value", "wasted"):
        assert getattr(searched, name) == pytest.approx(getattr(exact, name), abs=1e-6)
    assert searched.peaceful_cost == pytest.approx(exact.peaceful_cost, abs=1e-6)
    cut = ng.risk_return(0.4, 0.1, 0.1 + 0.5 * (np.arange(2_000) + 0.5) / 2_000)
    assert cut.value == pytest.approx(exact.value, abs=1e-3)
    assert ng.risk_return(0, 0, stats.bernoulli(0.3)).value == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("p", "own", "costs", "demand", "war"),
    [
        (0.5, 0.4, stats.uniform(0, 0.4), 0.5, 0),  # C = cA: just no war
        (0.5, 0.5, stats.uniform(0, 0.4), 0.5, 0),
        (0.5, 0.0, [0.0], 0.5, 0),
        (0.9, 0.0, stats.uniform(0, 0.8), 1.0, 0.125),  # would ask for 1.3: the pie ends at 1
        (0.9, 0.0, stats.uniform(0.2, 0.8), 1.0, 0),
        (1.0, 0.3, [0.2, 0.4], 1.0, 0),
        (1.0, 0.3, stats.uniform(0, 1), 1.0, 0),
        (0.0, 0.1, [0.3], 0.3, 0),
        (0.95, 0.0, stats.expon(loc=0.05), 1.0, 0),
    ],
)
def test_parameters_at_their_limits(p, own, costs, demand, war):
    found = ng.risk_return(p, own, costs)
    assert found.demand == pytest.approx(demand)
    assert found.war_probability == pytest.approx(war)


@pytest.mark.parametrize("unit", [1e-200, 1e-15, 1e-3])
def test_costs_far_smaller_than_the_pie_lose_no_digits(unit):
    found = ng.risk_return(0.5, 0.1 * unit, stats.uniform(0, 0.4 * unit))
    assert found.war_probability == pytest.approx(0.375)
    listed = ng.risk_return(0.5, 0.1 * unit, np.array([0.05, 0.4]) * unit)
    assert listed.war == (0.5,)
    assert listed.peaceful_cost == pytest.approx(0.3 * unit, rel=1e-9, abs=0)


def test_risk_in_words():
    risky = ng.risk_return(0.5, 0.1, stats.uniform(0, 0.4))
    text = str(risky.summary())
    assert risky.summary().column("war") == pytest.approx((0, 0.375, 0))
    assert "War with probability 37.5%, though both lose by it" in text
    assert "cost the demanding actor 0.4 or more" in text
    assert "No war" in str(ng.risk_return(0.5, 0.5, stats.uniform(0, 0.4)).summary())
    # Half the rivals fight over more than 1/2, half over nothing: to risk that is as good.
    two = ng.risk_return(0.25, 0.25, [0.25, 0.75])
    assert two.demands == (0.5, 1.0)
    assert two.war == (0.0, 0.5)
    assert "equally good" in str(two.summary())
    always = ng.risk_return(0.3, 0.2, stats.beta(2, 2))
    assert always.peaceful_cost == math.inf
    assert "whatever war cost" in str(always.summary())
    assert "<table>" in risky._repr_html_()
    assert repr(risky).startswith("<RiskReturn: demand 0.65, war with probability 0.375")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((1.2, 0, [0]), "between 0 and 1"),
        ((0.5, -1, [0]), "0 or more"),
        ((0.5, 0, [-0.1]), "0 or more"),
        ((0.5, 0, stats.norm()), "0 or more"),
        ((0.5, 0, stats.uniform(-1, 3)), "0 or more"),
        ((0.5, 0, []), "at least one value"),
        ((float("nan"), 0, [0]), "finite"),
    ],
)
def test_risks_that_cannot_be_meant(arguments, words):
    with pytest.raises(ng.NegotiationError, match=words):
        ng.risk_return(*arguments)
    with pytest.raises(ng.NegotiationError, match="no prior beside it"):
        ng.risk_return(0.5, 0, stats.uniform(0, 1), prior=[1])


# ------------------------------------------------------------------ audience costs


def test_audience_costs_and_who_backs_down_first(cases):
    case = cases["IN12"]
    terms = case["inputs"]
    found = ng.audience_costs(terms["v"], [terms["a1"], terms["a2"]], [terms["W1"], terms["W2"]])
    close(found.horizon, case, "horizon")
    close(found.at_once[1], case, "prob_player2_backs_down_at_0")
    close(found.war, case, "war_prob")
    # The actor with the steeper slope, the first, never concedes at once.
    assert found.at_once[case["expected"]["no_initial_concession_by"] - 1] == 0


@given(
    st.floats(0.1, 5),
    st.tuples(st.floats(0.01, 3), st.floats(0.01, 3)),
    st.tuples(st.floats(0.1, 5), st.floats(0.1, 5)),
)
def test_waiting_is_worth_as_much_as_backing_down_at_any_time(v, slopes, limits):
    found = ng.audience_costs(v, slopes, limits)
    top = found.horizon
    for own in (0, 1):
        other = 1 - own

        def density(t, other=other):
            return found.hazard(other, t) * found.stays(other, t)

        for share in (0.0, 0.37, 0.99):
            t = share * top
            won = v * (found.at_once[other] + quad(density, 0, t, limit=200)[0])
            worth = won - slopes[own] * t * found.stays(other, t)
            assert worth == pytest.approx(found.values[own], abs=1e-7 * v)
        # At the horizon just those are left for whom war costs less than backing down.
        left = min(1.0, slopes[own] * top / limits[own])
        assert found.stays(own, top) == pytest.approx(left, abs=1e-9)
        assert found.fights[own] == pytest.approx(left, abs=1e-9)
        assert found.backs_down[own] == pytest.approx(1 - left, abs=1e-9)
        assert found.hazard(own, top) == 0
    assert min(found.at_once) == 0
    assert found.war == pytest.approx(found.fights[0] * found.fights[1])


def test_equal_actors_and_equal_slopes():
    even = ng.audience_costs(1, [0.3, 0.3], [2, 2])
    assert even.at_once == (0, 0)
    assert "equally fast" in str(even.summary())
    # Equal slopes: the one whom war may cost more backs down first.
    other = ng.audience_costs(1, [0.3, 0.3], [2, 3])
    assert other.at_once[0] == 0
    assert other.at_once[1] > 0


@given(st.floats(0.05, 2), st.floats(1.05, 4), st.floats(0.2, 5))
def test_the_flatter_side_backs_down_first(slope, ratio, limit):
    found = ng.audience_costs(1, [slope, slope * ratio], [limit, limit])
    assert found.at_once[1] == 0
    assert found.at_once[0] > 0
    steeper = ng.audience_costs(1, [slope, slope * ratio * 1.2], [limit, limit])
    assert steeper.at_once[0] > found.at_once[0]


@pytest.mark.filterwarnings("error")
def test_slopes_of_any_size():
    base = ng.audience_costs(1, [1, 2], [1, 1])
    for unit in (1e-200, 1e200):
        found = ng.audience_costs(1, [unit, 2 * unit], [1, 1])
        assert found.horizon == pytest.approx(base.horizon / unit, rel=1e-9)
        assert found.war == pytest.approx(base.war)
    # The smallest of slopes counts for nothing beside the other side's.
    least = ng.audience_costs(1, [5e-324, 0.2], [1, 1])
    assert least.horizon == pytest.approx(ng.audience_costs(1, [0, 0.2], [1, 1]).horizon)
    with pytest.raises(ng.NegotiationError, match="nothing ends the crisis"):
        ng.audience_costs(1, [1e-310, 1e-310], [1, 1])


def test_no_audience_at_all_on_one_side():
    found = ng.audience_costs(2, [0, 0.1], [1, 1], actors=["autocracy", "democracy"])
    assert found.at_once == (1, 0)
    assert found.war == 0
    assert found.horizon == pytest.approx(10)
    assert found.values == (0, 2)
    assert "autocracy backs down at once with probability 100.0%" in str(found.summary())
    assert "<table>" in found._repr_html_()
    assert repr(ng.audience_costs(1, [0.2, 0.1], [1, 1])) == (
        "<AudienceCosts: war with probability 0.2679, at time 3.66>"
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((0, [1, 1], [1, 1]), "above 0"),
        ((1, [0, 0], [1, 1]), "nothing ends the crisis"),
        ((1, [1], [1, 1]), "slope for each"),
        ((1, [1, 1], [1, 1, 1]), "largest cost of war for each"),
        ((1, [1, -1], [1, 1]), "0 or more"),
        ((1, [1, 1], [0, 1]), "above 0"),
    ],
)
def test_crises_that_cannot_be_meant(arguments, words):
    with pytest.raises(ng.NegotiationError, match=words):
        ng.audience_costs(*arguments)


# ------------------------------------------------------------------ shift of power


@given(UNITS, UNITS, st.floats(0, 0.5), st.floats(0, 0.5), st.floats(0.05, 0.98))
def test_war_before_the_shift_by_trying_all_offers(one, two, mine, yours, d):
    weak, strong = min(one, two), max(one, two)
    found = ng.power_shift(weak, strong, cost_rising=mine, cost_declining=yours, discount=d)
    # After the shift: the least share that the rising actor accepts, tried one by one.
    shares = np.linspace(0, 1, 2_001)
    later = shares[shares >= strong - mine - 1e-12][0]
    rising = (1 - d) * shares + d * later
    declining = 1 - rising
    peaceful = declining[rising >= weak - mine - 1e-12].max()
    war = 1 - weak - yours
    assert weak <= found.bearable <= 1
    if abs(peaceful - war) > 2e-3:
        assert found.war == (war > peaceful)
    if not found.war:
        assert found.values[1] == pytest.approx(peaceful, abs=2e-3)
        assert found.values[0] + found.values[1] == pytest.approx(1)
        assert found.values[0] >= weak - mine - 1e-12
        assert 0 <= found.offer <= 1
    else:
        assert found.values == pytest.approx((weak - mine, war))
        assert found.offer is None
        # With that much more to give in the first period there would be just no war.
        bribed = (1 - d) * (1 + found.transfer) + d * (1 - found.later)
        assert bribed == pytest.approx(war)
        edge = {"cost_rising": mine, "cost_declining": yours, "discount": d}
        if found.bearable > weak + 1e-6:
            assert not ng.power_shift(weak, found.bearable - 1e-6, **edge).war
        if found.bearable < 1 - 1e-6:
            assert ng.power_shift(weak, found.bearable + 1e-6, **edge).war


def test_the_rule_of_the_theory():
    for p, q, mine, yours, d in itertools.product(
        (0.1, 0.4), (0.5, 0.9), (0, 0.1), (0.05, 0.2), (0.5, 0.9)
    ):
        found = ng.power_shift(p, q, cost_rising=mine, cost_declining=yours, discount=d)
        assert found.war == (d * (q - mine) > p + yours)
        assert found.margin == pytest.approx(d * (q - mine) - (p + yours))


def test_shifts_in_words():
    # Both courses are worth the same: there is peace.
    even = ng.power_shift(0.25, 0.75, cost_rising=0.25, cost_declining=0, discount=0.5)
    assert not even.war
    assert even.margin == 0
    war = ng.power_shift(0.2, 0.8, cost_rising=0.1, cost_declining=0.1, discount=0.9)
    assert "War, with certainty" in str(war.summary())
    assert "ended at a probability of victory of 0.4333" in str(war.summary())
    peace = ng.power_shift(0.2, 0.3, cost_rising=0.1, cost_declining=0.1, discount=0.9)
    assert "Peace" in str(peace.summary())
    assert repr(peace).startswith("<PowerShift: peace")
    assert "<table>" in war._repr_html_()
    with pytest.raises(ng.NegotiationError, match="must not fall"):
        ng.power_shift(0.5, 0.4, cost_rising=0, cost_declining=0, discount=0.5)
    with pytest.raises(ng.NegotiationError, match="strictly between 0"):
        ng.power_shift(0.5, 0.6, cost_rising=0, cost_declining=0, discount=1)
    with pytest.raises(ng.NegotiationError, match="declining actor's cost"):
        ng.power_shift(0.5, 0.6, cost_rising=0, cost_declining=-1, discount=0.5)


# ------------------------------------------------------------------ butter for bombs


def test_butter_for_bombs(cases):
    case = cases["IN14"]
    terms = case["inputs"]
    found = ng.butter_for_bombs(
        terms["p_now"],
        terms["p_nuclear"],
        cost_developer=terms["cD"],
        cost_rival=terms["cR"],
        building_cost=terms["k"],
        discount=terms["delta"],
    )
    close(found.deal_offer, case, "x_deal")
    close(found.deal, case, "R_deal")
    close(found.let_build, case, "R_let_build")
    close(found.preventive_war, case, "R_preventive_war")
    close(found.values[1], case, "R_value")
    close(found.offer, case, "offer")
    assert found.outcome == case["expected"]["outcome"]
    assert found.no_build_binding is case["expected"]["no_build_binding"]


def by_trying_offers(weak, strong, mine, yours, k, d, observed):
    """Return the rival's best payoff over a grid of offers, by what each leads to."""
    floor, later = max(0.0, weak - mine), max(0.0, strong - mine)
    best = {"preventive_war": 1 - weak - yours}
    for x in np.append(np.linspace(floor, 1, 8_001), floor):
        stay = x
        tolerate = ((1 - d) * (x - k) + d * later, (1 - d) * (1 - x) + d * (1 - later))
        strike = (weak - mine, 1 - weak - yours)
        struck = observed and strike[1] >= tolerate[1] - 1e-12
        build = strike if struck else tolerate
        if stay >= build[0] - 1e-12:
            would = "deal" if stay >= tolerate[0] - 1e-12 else "deterred_by_preventive_war"
            result = (would, 1 - x)
        else:
            result = ("preventive_war" if struck else "let_build", build[1])
        best[result[0]] = max(best.get(result[0], -np.inf), result[1])
    return best


@given(
    UNITS,
    UNITS,
    st.floats(0, 0.4),
    st.floats(0, 0.4),
    st.floats(0, 2),
    st.floats(0.1, 0.97),
    st.booleans(),
)
def test_bombs_by_trying_all_offers(one, two, mine, yours, k, d, observed):
    weak, strong = min(one, two), max(one, two)
    found = ng.butter_for_bombs(
        weak,
        strong,
        cost_developer=mine,
        cost_rival=yours,
        building_cost=k,
        discount=d,
        observed=observed,
    )
    best = by_trying_offers(weak, strong, mine, yours, k, d, observed)
    assert found.values[1] == pytest.approx(max(best.values()), abs=2e-4)
    ranked = sorted(best.values())
    if len(ranked) == 1 or ranked[-1] - ranked[-2] > 1e-3:
        assert found.outcomes == (max(best, key=best.get),)
    assert found.values[0] + found.values[1] <= 1 + 1e-9
    if found.offer is not None:
        assert 0 <= found.offer <= 1


TERMS = {"cost_developer": 0.1, "cost_rival": 0.1, "building_cost": 0.5, "discount": 0.9}


def test_all_four_courses():
    assert ng.butter_for_bombs(0.3, 0.7, **TERMS).outcomes == ("deterred_by_preventive_war",)
    blind = ng.butter_for_bombs(0.3, 0.7, observed=False, **TERMS)
    assert blind.outcomes == ("preventive_war",)
    assert blind.values == pytest.approx((0.2, 0.6))
    assert blind.deterred is None
    bought = ng.butter_for_bombs(0.3, 0.5, observed=False, **TERMS)
    assert bought.outcomes == ("deal",)
    assert bought.values == pytest.approx((0.4 - 0.05 / 0.9, 0.6 + 0.05 / 0.9))
    # Cheap to build, dear to fight: the weapon is tolerated.
    terms = {"cost_developer": 0.0, "cost_rival": 0.5, "building_cost": 0.0, "discount": 0.5}
    kept = ng.butter_for_bombs(0.3, 0.8, observed=False, **terms)
    assert kept.outcomes == ("let_build",)
    assert kept.values == pytest.approx((0.55, 0.45))
    idle = ng.butter_for_bombs(0.3, 0.31, **TERMS)
    assert idle.outcomes == ("deal",)
    assert idle.offer == pytest.approx(0.2)
    assert not idle.no_build_binding
    for found, words in (
        (blind, "strikes first"),
        (bought, "buys it off"),
        (kept, "The developer builds"),
        (idle, "Building would not pay"),
        (ng.butter_for_bombs(0.3, 0.7, **TERMS), "would see it and strike"),
    ):
        assert words in str(found.summary())
        assert "<table>" in found._repr_html_()
    assert repr(kept) == "<ButterForBombs: let_build, rival 0.45>"


def test_a_threat_can_be_bought():
    # At today's price of peace the rival would rather live with the weapon; giving a little
    # more makes its threat credible, which is cheaper than paying for restraint.
    terms = {"cost_developer": 0.1, "cost_rival": 0.15, "building_cost": 0.0, "discount": 0.5}
    found = ng.butter_for_bombs(0.3, 0.75, **terms)
    assert found.outcomes == ("deterred_by_preventive_war",)
    assert found.offer == pytest.approx(0.25)
    assert 0.2 < found.offer < found.deal_offer
    tolerated = 0.5 * (1 - found.offer) + 0.5 * 0.35
    assert tolerated == pytest.approx(found.preventive_war)


def test_the_whole_pie_to_stay_unarmed():
    terms = {"cost_developer": 0.0, "cost_rival": 1.0, "building_cost": 0.0, "discount": 0.9}
    sure = ng.butter_for_bombs(0.0, 1.0, **terms)
    assert sure.deal == 0
    assert sure.outcomes == ("let_build",)
    dear = {"cost_developer": 0.0, "cost_rival": 0.9, "building_cost": 0.0, "discount": 0.5}
    assert ng.butter_for_bombs(0.0, 1.0, **dear).deal == 0
    with pytest.raises(ng.NegotiationError, match="weaker"):
        ng.butter_for_bombs(0.5, 0.4, **terms)
    with pytest.raises(ng.NegotiationError, match="cost of building"):
        ng.butter_for_bombs(0.5, 0.6, **(terms | {"building_cost": -1}))


# ------------------------------------------------------------------ inspection


def test_the_inspection_game(cases):
    case = cases["DY07"]
    terms = case["inputs"]
    found = ng.inspection(
        terms["gain_undetected"],
        terms["penalty"],
        cost=terms["inspection_cost"],
        loss=terms["loss_undetected"],
        loss_detected=terms["loss_detected"],
    )
    assert found.inspect[0] == found.inspect[1]
    close(found.inspect[0], case, "inspect_prob")
    close(found.violate[0], case, "violate_prob")
    close(found.inspector_value[0], case, "inspector_value")
    close(found.leadership_value, case, "leadership_value")


GRID = list(
    itertools.product((1.0, 4.0), (0.0, 2.0), (0.0, 1.0, 3.0, 12.0), (0.0, 3.0, 10.0), (0.0, 3.0))
)


@pytest.mark.parametrize(
    "terms", [each for each in GRID if each[4] <= each[3]], ids=lambda terms: str(terms)
)
def test_inspection_equals_the_equilibria_of_its_game(terms):
    gain, penalty, cost, loss, caught = terms
    found = ng.inspection(gain, penalty, cost=cost, loss=loss, loss_detected=caught)
    game = found.game
    profiles = ng.equilibria(game).profiles
    assert found.inspect[0] == pytest.approx(min(each[0][0] for each in profiles))
    assert found.inspect[1] == pytest.approx(max(each[0][0] for each in profiles))
    assert found.violate[0] == pytest.approx(min(each[1][1] for each in profiles))
    assert found.violate[1] == pytest.approx(max(each[1][1] for each in profiles))
    values = [float(each[0]) for each in ng.equilibria(game).payoffs]
    assert found.inspector_value == pytest.approx((min(values), max(values)))
    # Announced: every probability of a grid, and the one at which a violation just pays not.
    best = -np.inf
    for p in np.append(np.linspace(0, 1, 2_001), gain / (gain + penalty)):
        violates = (1 - p) * gain - p * penalty
        if violates <= 1e-12:
            best = max(best, -cost * p)
        if violates >= -1e-12:
            best = max(best, p * (-cost - caught) - (1 - p) * loss)
    assert found.leadership_value == pytest.approx(best)
    assert str(found.summary())


def test_a_catastrophic_loss_does_not_make_inspections_free():
    found = ng.inspection(4, 6, cost=1, loss=1e12)
    assert found.violate == pytest.approx((1e-12, 1e-12), rel=1e-9, abs=0)
    assert found.inspect == (0.4, 0.4)


def test_inspections_in_words():
    found = ng.inspection(4, 6, cost=1, loss=10, loss_detected=2)
    assert "violations with probability 0.125" in str(found.summary())
    assert "0.4 (or just above)" in str(found.summary())
    assert "worth 0.85 to it" in str(found.summary())
    assert "best not to inspect" in str(ng.inspection(4, 6, cost=30, loss=10).summary())
    assert "0.4 to 1" in repr(ng.inspection(4, 6, cost=0, loss=10))
    assert "<table>" in found._repr_html_()


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"gain": 0}, "above 0"),
        ({"penalty": -1}, "The penalty"),
        ({"cost": -1}, "cost of an inspection"),
        ({"loss": 1, "loss_detected": 2}, "more when it is detected"),
    ],
)
def test_inspections_that_cannot_be_meant(terms, words):
    given = {"gain": 4, "penalty": 6, "cost": 1, "loss": 10, "loss_detected": 2} | terms
    with pytest.raises(ng.NegotiationError, match=words):
        ng.inspection(given.pop("gain"), given.pop("penalty"), **given)


# ------------------------------------------------------------------ verification


@given(
    st.floats(-3, 3),
    st.floats(-3, 5),
    st.floats(-3, 3),
    st.floats(0.05, 0.95),
    UNITS,
    st.floats(0, 0.5),
)
def test_a_treaty_period_by_period(keep, breach, after, d, r, e):
    e = min(e, r)
    terms = {"discount": d, "false_alarm": e}
    found = ng.verification(keep, breach, after, detection=r, **terms)
    value = 0.0
    for _ in range(2_000):
        value = (1 - d) * keep + d * (e * after + (1 - e) * value)
    assert found.value == pytest.approx(value, abs=1e-9)
    alone = (1 - d) * breach + d * (r * after + (1 - r) * value)
    assert found.breach_value == pytest.approx(alone, abs=1e-9)
    assert found.margin == pytest.approx(value - alone, abs=1e-9)
    if abs(found.margin) > 1e-7:
        assert found.kept == (value > alone)
    grid = np.linspace(e, 1, 101)
    held = [x for x in grid if ng.verification(keep, breach, after, detection=x, **terms).kept]
    if found.least_detection is None:
        assert len(held) <= 1  # within rounding of certainty
    elif held:
        assert found.least_detection <= held[0] + 1e-7
        assert held[0] <= found.least_detection + (1 - e) / 100 + 1e-7


def test_treaties_in_words():
    kept = ng.verification(3, 5, 1, discount=0.8, detection=0.4, false_alarm=0.05)
    assert kept.kept
    assert kept.lasts == 20
    assert "is kept" in str(kept.summary())
    assert "after 20 periods" in str(kept.summary())
    blind = ng.verification(3, 5, 1, discount=0.8, detection=0.2, false_alarm=0.05)
    assert "probability 0.35 or more" in str(blind.summary())
    vain = ng.verification(3, 50, 1, discount=0.5)
    assert vain.least_detection is None
    assert vain.lasts == math.inf
    assert "however good" in str(vain.summary())
    assert repr(vain).startswith("<Verification: breached")
    assert "<table>" in vain._repr_html_()
    assert ng.verification(0, 0, 0, discount=0.5).kept
    with pytest.raises(ng.NegotiationError, match="likelier than an alarm"):
        ng.verification(3, 5, 1, discount=0.8, detection=0.1, false_alarm=0.2)
    with pytest.raises(ng.NegotiationError, match="probability of detection"):
        ng.verification(3, 5, 1, discount=0.8, detection=1.1)
