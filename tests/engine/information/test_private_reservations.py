"""Private reservation values: closed forms, second opinions, laws, simulation, hard cases."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import negotiation as ng
from negotiation.engine.information._limits import Limit
from negotiation.engine.information._mediator import Terms, best_mediator
from tests.engine.information.private_oracle import mediated, midway, second_best

UNIT = stats.uniform(0, 1)


def cake(pieces):
    """Return a cake of 1 that can be cut after every piece."""
    return ng.BargainingProblem([[k / pieces, 1 - k / pieces] for k in range(pieces + 1)])


def trade(values, costs, **terms):
    """Return a good that changes hands between a seller (first) and a buyer, with payments."""
    sale = ng.BargainingProblem([[0.0, 0.0]], actors=["Seller", "Buyer"])
    if isinstance(values, list):
        values = [-each for each in values]
    return ng.private_reservations(sale, [costs, values], transfers=True, **terms)


# ------------------------------------------------------------------ closed forms


@pytest.mark.parametrize("pieces", [1, 2, 10, 64])
def test_two_uniform_reservation_values_on_a_cut_cake(pieces):
    found = ng.private_reservations(cake(pieces), [UNIT, UNIT], types=3)
    # The pieces that suit the first leave a staircase under the line on which both just agree.
    assert found.agreeable == pytest.approx((pieces - 1) / (2 * pieces), abs=1e-12)


def test_two_uniform_reservation_values_on_a_smooth_cake(cases):
    found = ng.private_reservations(cake(10), [UNIT, UNIT], transfers=True)
    assert found.no_zopa == pytest.approx(0.5, abs=1e-12)
    assert found.first_best == pytest.approx(cases["IN07"]["expected"]["first_best"], abs=1e-12)
    second = cases["IN07"]["expected"]["second_best"]
    assert found.mediator.estimate == pytest.approx(second, abs=1e-12)
    assert found.best_gains[0] < second <= found.best_gains[1] + 1e-12
    auction = cases["IN06"]["expected"]
    assert found.auction.gains == pytest.approx(auction["gains"], abs=1e-12)
    assert found.auction.trade == pytest.approx(auction["trade_prob"], abs=1e-12)
    for offer in found.offers.values():
        assert offer.no_agreement == pytest.approx(0.75, abs=1e-3)
        assert offer.gains.sum() == pytest.approx(1 / 8, abs=1e-6)


def test_classes_enclose_the_second_best_ever_more_tightly(cases):
    second = cases["IN07"]["expected"]["second_best"]
    problem = np.array([[0.5, 0.5]])
    limits = [Limit.of(UNIT, name, problem[:, 0]) for name in ("A", "B")]
    ends = [
        (best.reached, best.bound, best.estimate)
        for count in (8, 16, 32)
        for best in [best_mediator(problem, limits, Terms(True, True, count, 1e-12))[0]]
    ]
    for low, high, limit in ends:
        assert low < second < high
        assert limit == pytest.approx(second, abs=1e-9)  # here the error is a pure square
    for end in (0, 1):
        errors = [abs(each[end] - second) for each in ends]
        assert errors[0] / errors[1] == pytest.approx(4, rel=0.01)
        assert errors[1] / errors[2] == pytest.approx(4, rel=0.01)


def test_midpoints_overstate_and_their_extrapolation_does_not(cases):
    second = cases["IN07"]["expected"]["second_best"]
    gains = {}
    for n in (16, 32):
        middles = ((np.arange(n) + 0.5) / n).tolist()
        gains[n] = trade(middles, middles).mediator.reached
    assert gains[16] > gains[32] > second + 0.003
    assert 2 * gains[32] - gains[16] == pytest.approx(0.14127, abs=1e-5)


@pytest.mark.parametrize("name", ["IN08a", "IN08b"])
def test_mediated_trade_over_two_types(cases, name):
    terms, expected = cases[name]["inputs"], cases[name]["expected"]
    found = trade(terms["buyer_values"], terms["seller_costs"])
    assert found.mediator.reached == pytest.approx(expected["second_best"], abs=1e-9)
    assert found.first_best == pytest.approx(expected["first_best"], abs=1e-9)
    assert found.mediator.exact
    assert found.best_gains[0] == found.best_gains[1]


def test_a_price_for_a_buyer_of_unknown_value(cases):
    expected = cases["IN01"]["expected"]
    # The buyer's gain is value minus price; a cake of 1 of which it forgoes 1 - value.
    found = ng.private_reservations(cake(10), [0.2, UNIT], transfers=True)
    offer = found.offers["Actor 1"]
    assert offer.gains[0] == pytest.approx(expected["profit"], abs=1e-6)
    assert 1 - offer.no_agreement == pytest.approx(expected["trade_prob"], abs=2e-4)
    price = found.subject.offered[offer.offers[0], 0]
    assert price == pytest.approx(expected["price"], abs=2e-4)


def fearon(p, own, costs):
    """Return a fine division of what war would decide, and the war's worth to both."""
    shares = np.linspace(0, 1, 2_001)
    pie = ng.BargainingProblem(np.stack([shares, 1 - shares], axis=1), actors=["A", "B"])
    return ng.private_reservations(pie, [p - own, costs], types=2)


def test_risk_and_return(cases):
    terms, expected = cases["IN11_0.5"]["inputs"], cases["IN11_0.5"]["expected"]
    p, own, most = terms["p"], terms["cA"], terms["C"]
    found = fearon(p, own, stats.uniform(1 - p - most, most)).offers["A"]
    assert found.no_agreement == pytest.approx(expected["war_prob"], abs=1e-9)
    assert p - own + found.gains[0] == pytest.approx(expected["value"], abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("law", [stats.beta(2, 3, 0, 0.5), stats.uniform(0.02, 0.3)])
def test_risk_and_return_with_other_costs(law):
    p, own = 0.4, 0.05

    class Mirrored:
        """What war is worth to the rival, 1 - p - cost."""

        def quantile(self, u):
            return 1 - p - law.ppf(1 - np.asarray(u))

    found = fearon(p, own, Mirrored()).offers["A"]
    known = ng.risk_return(p, own, law)
    assert found.no_agreement == pytest.approx(known.war_probability, abs=3e-3)
    assert p - own + found.gains[0] == pytest.approx(known.value, abs=2e-6)


def test_risk_and_return_with_listed_costs():
    costs = [0.05, 0.2, 0.4]
    found = fearon(0.5, 0.1, [0.5 - each for each in costs]).offers["A"]
    known = ng.risk_return(0.5, 0.1, costs)
    assert found.no_agreement == pytest.approx(known.war_probability, abs=1e-12)
    assert 0.4 + found.gains[0] == pytest.approx(known.value, abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("value_law", "cost_law"),
    [
        (UNIT, UNIT),
        (stats.beta(2, 1), stats.beta(2, 1)),
        (stats.beta(1, 2), stats.uniform(0.1, 0.6)),
        (stats.truncnorm(-2, 2, 0.6, 0.2), UNIT),
    ],
)
def test_bounds_enclose_the_second_best_of_virtual_values(value_law, cost_law):
    known = second_best(value_law, cost_law)

    class Forgone:
        """What the buyer forgoes of a total of 1 by buying: 1 - value."""

        def quantile(self, u):
            return 1 - value_law.ppf(1 - np.asarray(u))

    total = ng.BargainingProblem([[0.5, 0.5]])
    found = ng.private_reservations(total, [cost_law, Forgone()], transfers=True, types=16)
    low, high = found.best_gains
    assert low <= known + 2e-5
    assert high >= known - 2e-5
    assert known - low < 0.01 * known
    # The programmes themselves, before what is known in closed form narrows them.
    limits = found.subject.limits
    raw = best_mediator(found.subject.payoffs, limits, Terms(True, True, 16, 1e-12))[0]
    assert raw.bound >= known - 2e-5
    assert raw.bound - known < (0.15 if limits[1].uniform and limits[0].uniform else 0.2) * known


def test_payments_agree_with_bilateral_trade():
    rng = np.random.default_rng(5)
    for _ in range(12):
        values = np.round(rng.uniform(0, 4, rng.integers(1, 5)), 2)
        costs = np.round(rng.uniform(0, 4, rng.integers(1, 5)), 2)
        values, costs = np.unique(values), np.unique(costs)
        shares = [rng.dirichlet(np.ones(len(each))) for each in (values, costs)]
        known = ng.bilateral_trade(values, costs, prior=shares)
        sale = ng.BargainingProblem([[0.0, 0.0]])
        found = ng.private_reservations(
            sale,
            [
                dict(zip(costs.tolist(), shares[1], strict=True)),
                dict(zip((-values).tolist(), shares[0], strict=True)),
            ],
            transfers=True,
        )
        assert found.mediator.reached == pytest.approx(known.gains, abs=1e-8)
        assert found.first_best == pytest.approx(known.first_best, abs=1e-12)
        # Payments add up to nothing, and the sum of what actors gain is what trade brings.
        assert found.mediator.gains.sum() == pytest.approx(known.gains, abs=1e-8)


# ------------------------------------------------------------------ second opinions


def small(seed, actors=2, packages=3, most=3):
    """Return a random problem with listed types, its types and their probabilities."""
    rng = np.random.default_rng(seed)
    payoffs = np.round(rng.random((packages, actors)), 2)
    counts = rng.integers(1, most + 1, actors)
    types = [np.sort(rng.choice(90, each, replace=False) / 100) for each in counts]
    shares = [rng.dirichlet(np.ones(each)) for each in counts]
    said = [
        dict(zip(t.tolist(), s.tolist(), strict=True)) for t, s in zip(types, shares, strict=True)
    ]
    return ng.BargainingProblem(payoffs), said, types, shares


@pytest.mark.parametrize("participation", ["ex post", "interim"])
@pytest.mark.parametrize("seed", range(14))
def test_the_mediator_against_a_second_programme(seed, participation):
    problem, said, types, shares = small(seed, actors=3 if seed % 7 == 0 else 2)
    found = ng.private_reservations(problem, said, participation=participation)
    bound = participation == "interim"
    gains = mediated(problem.payoffs, types, shares, bound=bound)
    assert found.mediator.reached == pytest.approx(gains, abs=1e-8)
    assert found.mediator.gains.sum() == pytest.approx(gains, abs=1e-8)
    most = mediated(problem.payoffs, types, shares, bound=bound, goal="agreement")
    assert found.most_agreement.reached == pytest.approx(most, abs=1e-8)
    assert found.most_agreement.no_agreement == pytest.approx(1 - most, abs=1e-8)


@pytest.mark.parametrize("seed", range(20))
def test_everything_known_against_every_case(seed):
    problem, said, types, shares = small(100 + seed, actors=2 + seed % 2, packages=6)
    found = ng.private_reservations(problem, said)
    agreed, gains = 0.0, np.zeros(len(said))
    for places in itertools.product(*(range(len(each)) for each in types)):
        chance = math.prod(s[t] for s, t in zip(shares, places, strict=True))
        worth = np.array([each[t] for each, t in zip(types, places, strict=True)])
        fits = (problem.payoffs >= worth - 1e-12).all(axis=1)
        if fits.any():
            best = np.where(fits, problem.payoffs.sum(axis=1), -np.inf).argmax()
            agreed += chance
            gains += chance * (problem.payoffs[best] - worth)
    assert found.agreeable == pytest.approx(agreed, abs=1e-12)
    assert found.first_best == pytest.approx(gains.sum(), abs=1e-12)
    assert found.first_best_gains.sum() == pytest.approx(found.first_best, abs=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_final_offers_agree_with_best_offers(seed):
    problem, said, types, shares = small(200 + seed, actors=2 + seed % 2, packages=5)
    found = ng.private_reservations(problem, said)
    sides = ng.PreferenceTypes(
        {
            name: {f"{value:g}": problem.payoffs[:, a] - value for value in types[a]}
            for a, name in enumerate(problem.actors)
        },
        prior=dict(zip(problem.actors, shares, strict=True)),
    )
    for a, name in enumerate(problem.actors):
        known = ng.best_offers(sides, name)
        offer = found.offers[name]
        assert offer.gains[a] == pytest.approx(float(shares[a] @ known.values), abs=1e-12)
        worth = known.values > 1e-9
        assert offer.accepted[worth] == pytest.approx(known.agreement[worth], abs=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_final_offers_between_listed_values(seed):
    # A fine list of types is nearly a distribution; the envelope must give the same.
    rng = np.random.default_rng(seed)
    problem = ng.BargainingProblem(rng.random((12, 2)))
    fine = ((np.arange(4_000) + 0.5) / 4_000).tolist()
    smooth = ng.private_reservations(problem, [UNIT, UNIT], types=1)
    for own in (0, 1):
        said = [UNIT, UNIT]
        said[own] = fine
        name = problem.actors[own]
        listed = _offer_alone(problem, said, own)
        assert smooth.offers[name].no_agreement == pytest.approx(listed.no_agreement, abs=2e-3)
        assert smooth.offers[name].gains == pytest.approx(listed.gains, abs=1e-3)


def _offer_alone(problem, said, own):
    from negotiation.engine.information._final_offer import final_offer

    limits = [
        Limit.of(each, name, problem.payoffs[:, a])
        for a, (each, name) in enumerate(zip(said, problem.actors, strict=True))
    ]
    return final_offer(problem.payoffs, limits, own)


@pytest.mark.parametrize("seed", range(8))
def test_named_limits_are_best_replies_and_follow_the_rule(seed):
    problem, said, types, shares = small(300 + seed, actors=2 + seed % 2, packages=4)
    found = ng.private_reservations(problem, said)
    honest, split = found.splits
    assert honest.honest
    for each in found.splits:
        agreed, gains = 0.0, np.zeros(len(types))
        regret = 0.0
        for places in itertools.product(*(range(len(t)) for t in types)):
            chance = math.prod(s[t] for s, t in zip(shares, places, strict=True))
            worth = np.array([t[k] for t, k in zip(types, places, strict=True)])
            got = _midway_gain(each, places, worth)
            agreed += chance * (got is not None)
            gains += chance * (0.0 if got is None else got)
        assert 1 - each.no_agreement == pytest.approx(agreed, abs=1e-9)
        assert each.gains == pytest.approx(gains, abs=1e-9)
        for a, own in enumerate(types):
            for mine, worth in enumerate(own):
                told = [
                    _expected(each, (a, mine, worth), limit, shares, types)
                    for limit in range(len(each.limits[a]))
                ]
                regret = max(regret, max(told) - told[each.named[a][mine]])
        stake = max(float((problem.payoffs[:, a] - t[0]).max()) for a, t in enumerate(types))
        assert regret == pytest.approx(each.regret * max(stake, 1e-300), abs=1e-8)
    for a, own in enumerate(types):
        limits = honest.limits[a][honest.named[a]]
        low = problem.payoffs[:, a].max()
        assert limits[own <= low] == pytest.approx(own[own <= low], abs=1e-12)
    assert split.regret <= honest.regret


def _midway_gain(split, places, worth, limits=None):
    """Return what all gain when classes name their limits, or None without agreement."""
    named = [split.named[a][t] for a, t in enumerate(places)]
    if limits is not None:
        named[limits[0]] = limits[1]
    values = [split.limits[a][g] for a, g in enumerate(named)]
    place = midway(split.packages, values)
    if place is None:
        return None
    gains = split.packages[place] - worth
    return gains if (gains >= -1e-12).all() else None


def _expected(split, who, limit, shares, types):
    a, mine, _ = who
    total = 0.0
    for places in itertools.product(*(range(len(t)) for t in types)):
        if places[a] == mine:
            chance = math.prod(
                s[t] for b, (s, t) in enumerate(zip(shares, places, strict=True)) if b != a
            )
            worth = np.array([t[k] for t, k in zip(types, places, strict=True)])
            got = _midway_gain(split, places, worth, (a, limit))
            total += chance * (0.0 if got is None else got[a])
    return total


# ------------------------------------------------------------------ honesty


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"types": 7}, [UNIT, UNIT]),
        ({"types": 7, "participation": "interim"}, [UNIT, stats.beta(2, 3)]),
        ({"types": 7, "transfers": True}, [UNIT, stats.norm(0.3, 0.2)]),
        ({"types": 5}, [stats.norm(0.3, 0.2), {0.1: 0.5, 0.45: 0.5}]),
    ],
)
def test_no_type_gains_by_any_lie_or_by_staying_away(terms, said):
    found = ng.private_reservations(cake(7), said, **terms)
    for each in (found.mediator, found.most_agreement):
        for own in (0, 1):
            _check_honesty(found, each, own)


def _check_honesty(found, rule, own):
    """Try every lie of a fine net of types, payments included."""
    limit, classes = found.subject.limits[own], rule.classes[own]
    other = rule.classes[1 - own]
    table = np.moveaxis(rule.lotteries, own, 0)  # own class, the other's class, package
    if found.participation == "ex post":
        takes, _ = found.subject.limits[1 - own].answers(other, rule.packages[:, 1 - own])
        table = table * takes
    chances = np.einsum("kom,o->km", table, other.share)
    paid = rule.payments[own] if rule.payments else np.zeros(len(classes))
    low, high = limit.ends
    net = np.unique(np.concatenate([np.linspace(low, high, 401), classes.low, classes.high]))
    net = limit.values if limit.listed else net[1:]  # a type on an edge belongs to the class below
    for worth in net:
        gains = rule.packages[:, own] - worth
        if found.participation == "ex post":
            gains = np.maximum(gains, 0.0)
        brings = chances @ gains + paid
        honest = brings[int(classes.place(np.array([worth]))[0])]
        assert honest >= brings.max() - 1e-8
        assert honest >= -1e-8


# ------------------------------------------------------------------ laws


problems = st.integers(0, 10_000).map(lambda seed: small(seed, packages=5))


@given(problems)
@settings(max_examples=40)
def test_the_order_of_rules(drawn):
    problem, said, _, _ = drawn
    found = ng.private_reservations(problem, said)
    assert found.first_best >= found.mediator.reached - 1e-8
    assert found.mediator.reached >= found.most_agreement.gains.sum() - 1e-8
    assert found.no_zopa <= found.most_agreement.no_agreement + 1e-8
    rules = [*found.offers.values(), *(each for each in found.splits[1:] if each.regret == 0)]
    for each in rules:
        assert each.gains.sum() <= found.mediator.reached + 1e-8
        assert each.no_agreement >= found.most_agreement.no_agreement - 1e-8
    assert found.splits[0].no_agreement == pytest.approx(found.no_zopa, abs=1e-9)
    assert found.least_no_agreement[1] <= found.most_agreement.no_agreement
    loose = ng.private_reservations(problem, said, participation="interim")
    assert loose.mediator.reached >= found.mediator.reached - 1e-8
    assert loose.most_agreement.reached >= found.most_agreement.reached - 1e-8


@given(problems, st.sampled_from([1e-150, 1e-6, 1e6, 1e150]), st.sampled_from([0.0, -3.0, 1e3]))
@settings(max_examples=25)
def test_units_do_not_matter(drawn, unit, shift):
    problem, said, _, _ = drawn
    shift *= unit
    moved = ng.BargainingProblem(problem.payoffs * unit + shift)
    other = [{value * unit + shift: share for value, share in each.items()} for each in said]
    here, there = (ng.private_reservations(p, s) for p, s in ((problem, said), (moved, other)))
    assert there.no_zopa == pytest.approx(here.no_zopa, abs=1e-12)
    for name, (missed, gains) in here.rules().items():
        if "mediator" not in name:  # of several best rules any may be returned
            assert there.rules()[name] == pytest.approx((missed, gains * unit), rel=1e-6, abs=1e-9)
    assert there.mediator.reached == pytest.approx(
        here.mediator.reached * unit, rel=1e-6, abs=1e-160
    )
    assert there.most_agreement.reached == pytest.approx(here.most_agreement.reached, abs=1e-8)


@pytest.mark.parametrize("unit", [1.0, 1e-20, 1e20])
def test_who_has_nothing_at_stake_does_not_hide_what_others_have(unit):
    sale = ng.BargainingProblem([[0.73 * unit, 0.77 * unit]])
    types = {0.54 * unit: 0.1, 0.58 * unit: 0.8, 0.89 * unit: 0.1}
    found = ng.private_reservations(sale, [types, {0.77 * unit: 1.0}])
    all_of_it = (0.1 * 0.19 + 0.8 * 0.15) * unit
    assert found.mediator.reached == pytest.approx(all_of_it, rel=1e-9, abs=0)
    assert found.mediator.gains == pytest.approx([all_of_it, 0.0], abs=1e-9 * unit)


@given(problems)
@settings(max_examples=15)
def test_the_order_of_actors_does_not_matter(drawn):
    problem, said, _, _ = drawn
    here = ng.private_reservations(problem, said)
    swapped = ng.BargainingProblem(problem.payoffs[:, ::-1])
    there = ng.private_reservations(swapped, said[::-1])
    assert there.mediator.reached == pytest.approx(here.mediator.reached, abs=1e-8)
    assert there.no_zopa == pytest.approx(here.no_zopa, abs=1e-12)
    offers = here.offers["Actor 1"], there.offers["Actor 2"]
    assert offers[0].gains[0] == pytest.approx(offers[1].gains[1], abs=1e-12)


@given(st.integers(0, 10_000))
@settings(max_examples=25)
def test_known_values_leave_nothing_to_privacy(seed):
    rng = np.random.default_rng(seed)
    problem = ng.BargainingProblem(np.round(rng.random((5, 2)), 2), np.round(rng.random(2), 2))
    found = ng.private_reservations(problem)
    assert found.agreeable == float(problem.zopa.any())
    for rule, (missed, gains) in found.rules().items():
        assert missed == pytest.approx(found.no_zopa, abs=1e-9), rule
        assert gains <= found.first_best + 1e-9
    assert found.mediator.reached == pytest.approx(found.first_best, abs=1e-9)
    assert found.privacy == pytest.approx((0, 0), abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("participation", ["ex post", "interim"])
@pytest.mark.parametrize("said", [[UNIT, UNIT], [stats.beta(2, 5), stats.norm(0.4, 0.2)]])
def test_bounds_of_finer_and_coarser_classes_do_not_cross(said, participation):
    ends = [
        (found.mediator.reached, found.mediator.bound, found.most_agreement)
        for count in (2, 3, 5, 8)
        for found in [
            ng.private_reservations(cake(6), said, participation=participation, types=count)
        ]
    ]
    for low, *_ in ends:
        for _, high, _ in ends:
            assert low <= high + 1e-9
    for one, two in itertools.product([each[2] for each in ends], repeat=2):
        assert one.reached <= two.bound + 1e-9
    widths = [high - low for low, high, _ in ends]
    assert widths[-1] < widths[0] * 0.6


# ------------------------------------------------------------------ simulation


SETTINGS = {
    "cake": (cake(6), [UNIT, UNIT], {"types": 5}),
    "bound": (cake(6), [stats.beta(2, 3), UNIT], {"types": 5, "participation": "interim"}),
    "payments": (cake(6), [stats.norm(0.2, 0.2), UNIT], {"types": 6, "transfers": True}),
    "lists": (cake(5), [[0.1, 0.3, 0.5], {0.2: 0.7, 0.6: 0.3}], {}),
    "mixed": (cake(5), [[0.1, 0.3, 0.5], stats.triang(0.5)], {"types": 4}),
    "three": (
        ng.BargainingProblem(np.random.default_rng(2).random((8, 3))),
        [stats.uniform(0, 0.6), stats.uniform(0, 0.6), stats.expon(0, 0.3)],
        {"types": 3},
    ),
}


def as_computed(found):
    """Return each rule's probability of no agreement and gains, as theory has them."""
    table = found.rules()
    table.pop("linear equilibrium of naming prices", None)
    return table


@pytest.mark.parametrize("name", SETTINGS)
def test_simulation_gives_what_theory_says(name):
    problem, said, terms = SETTINGS[name]
    found = ng.private_reservations(problem, said, **terms)
    draws = 60_000
    seen = {each.rule: each for each in found.simulate(draws, rng=11)}
    known = as_computed(found)
    assert set(seen) == set(known)
    for rule, (missed, gains) in known.items():
        trial = seen[rule]
        # Final offers of money are made from a fine net, limits are named in classes: both are
        # simulated as they are computed.
        spread = math.sqrt(max(missed * (1 - missed), 1e-12) / draws)
        assert abs(trial.no_agreement - missed) <= 4.5 * spread + 1e-9, rule
        assert abs(trial.total - gains) <= 4.5 * trial.total_error + 1e-9, rule


def test_standard_errors_are_right():
    found = ng.private_reservations(cake(6), [UNIT, UNIT], types=4)
    known = as_computed(found)
    inside = {rule: [0, 0] for rule in known}
    seeds = 200
    for seed in range(seeds):
        for trial in found.simulate(500, rng=seed):
            missed, gains = known[trial.rule]
            inside[trial.rule][0] += (
                abs(trial.no_agreement - missed) <= 1.96 * trial.no_agreement_error
            )
            inside[trial.rule][1] += abs(trial.total - gains) <= 1.96 * trial.total_error
    for rule, counts in inside.items():
        for count in counts:
            assert 0.90 * seeds <= count <= 0.98 * seeds, (rule, counts)


def test_simulations_repeat_and_need_a_draw():
    found = ng.private_reservations(cake(3), [UNIT, UNIT], types=2)
    one, two = found.simulate(50, rng=3), found.simulate(50, rng=3)
    assert [each.total for each in one] == [each.total for each in two]
    single = found.simulate(1, rng=0)
    assert all(each.total_error == math.inf for each in single)
    assert "of 1 draws" in repr(single[0])
    for draws in (0, -1, 2.5):
        with pytest.raises(ng.NegotiationError, match="Draw at least once"):
            found.simulate(draws)


# ------------------------------------------------------------------ scenarios, words, hard cases


def test_premiums_of_a_scenario_move_with_what_they_are_added_to():
    swap = ng.Additive({"price": {"low": 0.2, "high": 0.8}})
    back = ng.Additive({"price": {"low": 0.8, "high": 0.2}})
    doubt = ng.distributions.uniform(0, 0.5)
    scenario = ng.Scenario(
        "a price",
        [ng.Issue("price", ["low", "high"])],
        [
            ng.Actor("Seller", swap, reservation={"price": "low"}, premium=doubt),
            ng.Actor("Buyer", back, reservation=ng.distributions.empirical([0.1, 0.5], [1, 3])),
        ],
    )
    found = ng.private_reservations(scenario)
    plain = ng.private_reservations(
        ng.BargainingProblem([[0.2, 0.8], [0.8, 0.2]]),
        [stats.uniform(0.2, 0.5), {0.1: 0.25, 0.5: 0.75}],
    )
    # The low price suits only a seller without a premium, the high one a buyer of 0.1.
    assert found.agreeable == pytest.approx(0.25, abs=1e-9)
    assert list(found.rules().values()) == [
        pytest.approx(each, abs=1e-9) for each in plain.rules().values()
    ]


def test_an_illustration_on_hanoi():
    hanoi = ng.library.load("hanoi-2019")
    said = {"United States": stats.uniform(0.23, 0.1), "DPRK": stats.uniform(0.60, 0.1)}
    found = ng.private_reservations(hanoi, said, types=8)
    rng = np.random.default_rng(4)
    drawn = np.stack([said[name].rvs(4_000, random_state=rng) for name in found.actors], axis=1)
    problem = ng.bargaining_problem(hanoi)
    payoffs = problem.payoffs[problem.signable]
    empty = np.mean([not (payoffs >= each).all(axis=1).any() for each in drawn])
    assert found.no_zopa == pytest.approx(empty, abs=4.5 * math.sqrt(0.25 / 4_000))
    low, high = found.least_no_agreement
    assert found.no_zopa < low < high < found.offers["United States"].no_agreement
    assert "Yongbyon" in str(found.offer("DPRK"))
    assert "0.23" in str(found.offer("United States"))


def test_in_words():
    found = ng.private_reservations(cake(10), [UNIT, UNIT], types=5)
    text = str(found.summary())
    assert "exists in 45.0% of cases" in text
    assert "even the best mediator has no agreement in" in text
    assert "because of the rule" in text
    assert "utilities are compared" in text
    assert "<table>" in found._repr_html_()
    assert "no ZOPA with probability 0.55" in repr(found)
    assert "no agreement with probability" in repr(found.offers["Actor 1"])
    assert "at most" in repr(found.mediator)
    assert "honest" in repr(found.splits[0])
    missed = found.summary().column("no agreement")
    parts = [found.summary().column(name) for name in ("no ZOPA", "privacy", "the rule")]
    for row, total in enumerate(missed[:-1]):
        assert sum(part[row] for part in parts) == pytest.approx(total, abs=1e-9)
    table = found.offer("Actor 1")
    assert sum(table.column("probability")) == pytest.approx(1)
    paid = ng.private_reservations(cake(2), [UNIT, [0.3]], transfers=True, types=3)
    assert "Actor 1: " in str(paid.offer("Actor 1"))
    never = ng.private_reservations(cake(2), [2, UNIT], types=3)
    assert "No package suits everybody" in str(never.summary())
    sure = ng.private_reservations(cake(2), [0, 0])
    assert "privacy costs nothing" in str(sure.summary())


def test_binding_rules_may_do_better_than_knowing():
    # Only packages that one side loses by, so no ZOPA; on average both gain.
    problem = ng.BargainingProblem([[3.0, -1.0], [-1.0, 3.0]])
    found = ng.private_reservations(problem, [0, 0], participation="interim")
    assert found.no_zopa == 1.0
    assert found.mediator.reached == pytest.approx(2.0)
    assert found.privacy[1] == pytest.approx(-1.0)
    assert "word binds" in str(found.summary())
    assert ng.private_reservations(problem, [0, 0]).mediator.reached == 0.0


@pytest.mark.parametrize("terms", [{}, {"participation": "interim"}, {"transfers": True}])
@pytest.mark.parametrize(
    ("payoffs", "said"),
    [
        ([[0.5, 0.5]], [UNIT, UNIT]),
        ([[0.5, 0.5], [0.5, 0.5]], [UNIT, [0.5]]),
        ([[0.5, 0.5]], [stats.uniform(2, 1), UNIT]),
        ([[0.5, 0.5]], [stats.uniform(-9, 1), stats.uniform(-9, 1)]),
        ([[1e300, -1e300], [-1e300, 1e300]], [0.0, 0.0]),
        ([[0.0, 0.0]], [0.0, 0.0]),
        ([[0.3, 0.7], [0.7, 0.3]], [stats.randint(0, 2), stats.norm(0, 1)]),
    ],
)
def test_hard_cases_have_an_answer(payoffs, said, terms):
    found = ng.private_reservations(ng.BargainingProblem(payoffs), said, types=3, **terms)
    for rule, (missed, gains) in found.rules().items():
        assert -1e-9 <= missed <= 1 + 1e-9, rule
        assert np.isfinite(gains), rule
    low, high = found.least_no_agreement
    assert low <= high
    assert len(str(found.summary())) > 100
    assert all(np.isfinite(each.total) for each in found.simulate(20, rng=0))


def test_one_actor_five_actors_and_nothing_that_may_be_signed():
    alone = ng.private_reservations(ng.BargainingProblem([[0.2], [0.7]]), [UNIT])
    assert alone.no_zopa == pytest.approx(0.3)
    assert alone.offers["Actor 1"].gains[0] == pytest.approx(0.245)
    assert alone.splits == ()
    many = ng.private_reservations(ng.BargainingProblem(np.full((2, 5), 0.5)), [[0.0, 0.6]] * 5)
    assert many.agreeable == pytest.approx(1 / 32)
    assert many.most_agreement.reached == pytest.approx(1 / 32, abs=1e-8)
    assert many.splits == ()
    red = ng.BargainingProblem([[1, 1], [2, 2]], refused=np.ones((2, 2), dtype=bool))
    for terms in ({}, {"participation": "interim"}, {"transfers": True}):
        assert ng.private_reservations(red, [UNIT, 0.0], types=2, **terms).agreeable == 0.0


def test_ties_are_settled_for_agreement_and_for_the_others():
    # Both packages bring the proposer the same; it takes the one that is likelier accepted,
    # and of two as likely the one that others gain more by.
    problem = ng.BargainingProblem([[1.0, 0.2], [1.0, 0.6], [1.0, 0.9]])
    found = ng.private_reservations(problem, [0.0, [0.1, 0.5]])
    assert found.offers["Actor 1"].no_agreement == 0.0
    assert found.offers["Actor 1"].gains[1] == pytest.approx(0.6)
    # A sure half is worth as much as one in even chances, and is preferred.
    even = ng.BargainingProblem([[1.0, 0.3], [0.5, 0.9]])
    assert ng.private_reservations(even, [0.0, [0.1, 0.5]]).offers["Actor 1"].no_agreement == 0.0
    # What others gain counts only as far as all accept: 0.3 + 0.25 / 2 beats 0.4 / 2 + 0.2.
    three = ng.BargainingProblem([[1.0, 0.725, 0.4], [1.0, 0.6, 0.475]])
    fair = ng.private_reservations(three, [0.0, [0.0, 0.65], [0.0, 0.45]]).offers["Actor 1"]
    assert fair.gains[1:] == pytest.approx([0.3, 0.125])
    # Whoever neither gains nor loses agrees.
    level = ng.private_reservations(ng.BargainingProblem([[0.1 + 0.2, 1.0]]), [0.3, 1.0])
    assert level.agreeable == 1.0
    assert level.offers["Actor 1"].no_agreement == 0.0


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"reservations": {"Nobody": 1}}, "'Nobody' is not an actor"),
        ({"reservations": [UNIT]}, "2 actors need as many"),
        ({"reservations": "high"}, "in the order of the actors"),
        ({"reservations": UNIT}, "in the order of the actors"),
        ({"reservations": [UNIT, "high"]}, "Actor 2 is a number"),
        ({"reservations": [UNIT, {0.1: 0.4}]}, "add up to 1"),
        ({"reservations": [UNIT, []]}, "at least one value"),
        ({"reservations": [UNIT, math.nan]}, "finite"),
        ({"reservations": [UNIT, stats.cauchy()]}, "no proper mean"),
        ({"reservations": [UNIT, stats.uniform(0, -1)]}, "no proper"),
        ({"participation": "never"}, "not a kind of participation"),
        ({"participation": "ex post", "transfers": True}, "bound by what follows"),
        ({"types": 0}, "at least one class"),
        ({"types": 2.5}, "at least one class"),
        ({"reservations": [UNIT, UNIT], "types": 5_000}, "fewer types"),
    ],
)
def test_what_cannot_be_meant(terms, words):
    with pytest.raises(ng.NegotiationError, match=words):
        ng.private_reservations(cake(4), **terms)


def test_problems_that_are_not_covered():
    with pytest.raises(ng.NegotiationError, match="Expected a BargainingProblem"):
        ng.private_reservations([[1, 2]])
    with pytest.raises(ng.NegotiationError, match="between two actors"):
        ng.private_reservations(ng.BargainingProblem([[1, 1, 1]]), transfers=True)
    vote = ng.BargainingProblem([[1, 1, 1]], consent=ng.Consent(quota=2))
    with pytest.raises(ng.NegotiationError, match="everybody must agree"):
        ng.private_reservations(vote)
    with pytest.raises(ng.NegotiationError, match="not an actor"):
        ng.private_reservations(cake(2)).offer("Nobody")


@pytest.mark.parametrize("seed", range(8))
def test_packages_that_are_averages_of_others_may_be_left_out(seed):
    problem, said, types, shares = small(400 + seed, packages=9)
    found = ng.private_reservations(problem, said, participation="interim")
    assert len(found.mediator.packages) < 9
    known = mediated(problem.payoffs, types, shares, bound=True)
    assert found.mediator.reached == pytest.approx(known, abs=1e-8)


def test_limits_settle_where_nobody_would_name_another():
    honest, split = ng.private_reservations(cake(10), [UNIT, UNIT], types=2).splits
    assert honest.regret > 0.01
    assert split.regret == 0.0
    assert split.no_agreement > honest.no_agreement + 0.1


def test_the_linear_equilibrium_of_unlike_intervals():
    said = [UNIT, stats.uniform(0.1, 1)]
    found = ng.private_reservations(cake(10), said, transfers=True, types=2)
    known = ng.double_auction(values=(-0.1, 0.9), costs=(0, 1))
    assert found.auction.gains == pytest.approx(known.gains, abs=1e-12)
    assert found.auction.trade == pytest.approx(known.trade, abs=1e-12)
    assert ng.private_reservations(cake(10), [UNIT, stats.beta(2, 2)], types=2).auction is None
