"""Legislative bargaining: closed rule at any quota, last rounds, open rule of three."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import negotiation as ng

legislative = ng.protocols.legislative


def chances_of(weights):
    weights = np.array(weights, float)
    return weights / weights.sum()


def verify(found, tolerance=1e-9):
    """Check an answer of the closed rule against the conditions, coalition by coalition."""
    n, p, d = len(found.actors), found.recognition, found.discount
    votes, x = found.prices / found.size, found.partners
    values = found.values / found.size
    assert votes == pytest.approx(d * values, abs=tolerance)
    assert ((x >= 0) & (x <= 1)).all()
    assert (np.diag(x) == 0).all()
    for proposer in range(n):
        others = [each for each in range(n) if each != proposer]
        cheapest = min(
            sum(votes[list(group)]) for group in itertools.combinations(others, found.quota - 1)
        )
        assert x[proposer].sum() == pytest.approx(found.quota - 1, abs=tolerance)
        assert x[proposer] @ votes == pytest.approx(cheapest, abs=tolerance)
        assert found.keeps[proposer] / found.size == pytest.approx(1 - cheapest, abs=tolerance)
        # Rather than pass the round, a proposer buys the votes.
        assert 1 - cheapest >= votes[proposer] - tolerance
        received = sum(p[other] * x[other, proposer] for other in others)
        assert found.included[proposer] == pytest.approx(received, abs=tolerance)
        worth = p[proposer] * (1 - cheapest) + received * votes[proposer]
        assert values[proposer] == pytest.approx(worth, abs=tolerance)
    assert values.sum() == pytest.approx(1)
    assert found.residual < tolerance


# ------------------------------------------------------------------ closed rule


def test_equal_actors_under_the_closed_rule(cases):
    case = cases["ST14"]
    for (n, d), keeps in zip(case["inputs"]["cases"], case["expected"], strict=True):
        found = legislative(n, discount=d)
        assert found.keeps == pytest.approx(np.full(n, keeps), abs=1e-12)
        assert found.quota == (n + 1) // 2
        assert found.values == pytest.approx(np.full(n, 1 / n))
        chance = (found.quota - 1) / (n - 1)
        assert found.partners == pytest.approx(chance * (1 - np.eye(n)))
        assert found.unique
        assert found.immediate == 1
        verify(found)


def test_unequal_recognition(cases):
    case = cases["ST16"]
    terms = case["inputs"]
    found = legislative(terms["p"], discount=terms["delta"], quota=terms["quota"])
    assert found.values == pytest.approx(case["expected"], abs=1e-12)
    assert found.values == pytest.approx(np.array([11, 10, 10]) / 31, abs=1e-15)
    assert found.partners[0, 2] == pytest.approx(29 / 45, abs=1e-12)
    verify(found)


LEGISLATURES = st.integers(3, 7).flatmap(
    lambda n: st.tuples(
        st.lists(st.floats(0.01, 1), min_size=n, max_size=n),
        st.lists(st.floats(0, 1), min_size=n, max_size=n),
        st.integers(1, n - 1),
        st.sampled_from([1, 3, 12]),
    )
)


@given(LEGISLATURES)
def test_nobody_can_do_better(drawn):
    weights, factors, quota, power = drawn
    p = chances_of(np.array(weights) ** power)
    verify(legislative(p, discount=factors, quota=quota, size=2.5))


@pytest.mark.parametrize("seed", range(150))
def test_coalitions_can_always_be_mixed(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 9))
    p = rng.dirichlet(np.full(n, rng.choice([0.1, 1, 10])))
    d = [rng.uniform(0, 1, n), np.full(n, rng.uniform()), 1 - 10 ** rng.uniform(-12, 0, n)][
        seed % 3
    ]
    if seed % 5 == 0:
        d[rng.integers(n, size=2)] = 0
    if seed % 7 == 0:
        p[0] = 0
        p = p / p.sum()
    verify(legislative(p, discount=d, quota=int(rng.integers(2, n))), 1e-12)


def smoothed(p, d, quota, precision):
    """Return the payoffs when proposers choose coalitions by logit: an oracle for equilibria."""
    n = len(p)
    v = np.array(p, float)
    groups = [
        list(itertools.combinations([k for k in range(n) if k != own], quota - 1))
        for own in range(n)
    ]
    sharp = 10.0
    while sharp <= precision:
        for _ in range(4_000):
            c = d * v
            new = np.zeros(n)
            for own in range(n):
                costs = np.array([sum(c[list(g)]) for g in groups[own]])
                weights = np.exp(-sharp * (costs - costs.min()))
                weights /= weights.sum()
                new[own] += p[own] * (1 - weights @ costs)
                for g, weight in zip(groups[own], weights, strict=True):
                    for each in g:
                        new[each] += p[own] * weight * c[each]
            change = np.abs(new - v).max()
            v = v + min(1.0, 20 / sharp) * (new - v)
            if change < 1e-9:
                break
        sharp *= 3
    return v


@pytest.mark.slow
@pytest.mark.parametrize(
    ("p", "d", "quota"),
    [
        ([0.5, 0.3, 0.2], [0.9, 0.9, 0.9], 2),
        ([0.6, 0.3, 0.1], [0.5, 0.9, 0.95], 2),
        ([0.4, 0.3, 0.2, 0.1], [0.9, 0.8, 0.7, 0.95], 3),
        ([0.7, 0.1, 0.1, 0.1], [0.99, 0.9, 0.5, 0.2], 2),
    ],
)
def test_payoffs_are_those_of_ever_sharper_choices(p, d, quota):
    found = legislative(p, discount=d, quota=quota)
    assert found.values == pytest.approx(smoothed(p, np.array(d), quota, 1_000), abs=3e-3)


def test_who_buys_nobody_and_who_buys_all():
    p, d = [0.5, 0.3, 0.2], [0.9, 0.95, 0.8]
    alone = legislative(p, discount=d, quota=1, size=4)
    assert alone.values == pytest.approx([2, 1.2, 0.8])
    assert alone.keeps.tolist() == [4, 4, 4]
    assert alone.partners.tolist() == np.zeros((3, 3)).tolist()
    verify(alone)
    everybody = legislative(p, discount=d, quota=3, size=4)
    same = ng.protocols.random_proposers(p, discount=d, size=4)
    assert everybody.values == pytest.approx(same.shares)
    assert everybody.keeps == pytest.approx(np.diag(same.offers))
    verify(everybody)
    assert [legislative(n, discount=0.5).quota for n in (1, 2, 3, 4, 5)] == [1, 2, 2, 3, 3]
    single = legislative(1, discount=1)
    assert single.values.tolist() == [1]


@given(
    st.lists(st.floats(0.02, 1), min_size=4, max_size=6),
    st.floats(0, 1),
    st.integers(2, 5),
    st.randoms(use_true_random=False),
)
def test_laws_of_recognition_and_names(weights, d, quota, random):
    p = chances_of(weights)
    quota = min(quota, len(p) - 1)
    found = legislative(p, discount=d, quota=quota)
    order = np.argsort(p)
    assert (np.diff(found.values[order]) >= -1e-12).all()
    shuffled = list(range(len(p)))
    random.shuffle(shuffled)
    moved = legislative(p[shuffled], discount=d, quota=quota)
    assert moved.values == pytest.approx(found.values[shuffled], abs=1e-12)
    assert moved.keeps == pytest.approx(found.keeps[shuffled], abs=1e-12)


def test_patience_can_hurt_when_votes_are_bought():
    # The patient actor's vote is dear, so others do without it.
    base = legislative([0.2, 0.4, 0.4], discount=[0.5, 0.9, 0.9])
    patient = legislative([0.2, 0.4, 0.4], discount=[0.99, 0.9, 0.9])
    assert base.included[0] == pytest.approx(0.8)
    assert patient.included[0] < 0.8
    verify(base)
    verify(patient)


def test_votes_for_nothing():
    # Two do not value the future: their votes cost nothing, and one is all it takes.
    found = legislative([0.4, 0.3, 0.2, 0.1], discount=[0.9, 0, 0, 0.9], quota=2)
    assert found.values == pytest.approx([0.4, 0.3, 0.2, 0.1])
    assert found.partners[0] == pytest.approx(
        [0, found.partners[0, 1], 1 - found.partners[0, 1], 0]
    )
    assert found.keeps.tolist() == [1, 1, 1, 1]
    verify(found)
    # One vote for nothing: only its owner must look elsewhere.
    found = legislative([0.4, 0.3, 0.3], discount=[0.9, 0, 0.9])
    assert found.partners[0].tolist() == [0, 1, 0]
    # It mixes so that the two others remain equally cheap.
    assert found.prices[0] == pytest.approx(found.prices[2])
    assert found.partners[1, 2] > found.partners[1, 0] > 0
    assert found.values[1] == pytest.approx(found.recognition[1] * (1 - found.prices[2]))
    verify(found)
    # Never recognised, always included, gets nothing.
    found = legislative([0, 0.5, 0.5], discount=0.9)
    assert found.values.tolist() == [0, 0.5, 0.5]
    assert found.included == pytest.approx([1, 0, 0])
    verify(found)
    everyone = legislative(4, discount=0)
    assert everyone.values == pytest.approx(np.full(4, 0.25))
    verify(everyone)


def test_no_impatience_under_majority_rule():
    found = legislative([0.4, 0.35, 0.25], discount=1)
    verify(found)
    assert found.values == pytest.approx(np.full(3, 1 / 3))
    mixed = legislative([0.8, 0.1, 0.1], discount=[1, 0.2, 1])
    verify(mixed)


def test_exact_in_fractions_where_recognition_is_rare():
    p, d = [1 - 2.0**-40, 2.0**-41, 2.0**-41], [0.5, 0.75, 0.75]
    found = legislative(p, discount=d)
    verify(found, 1e-15)
    # The two rare ones share the frequent one's second vote and buy each other's.
    q, e = Fraction(p[1]), Fraction(3, 4)
    # r = 1/d - q x with 2 r = 1 for both, and the frequent one above: x = (1/e - 1/2) / q.
    x = (1 / e - Fraction(1, 2)) / q
    b = 1 / (x + 1)
    assert found.prices[1] == pytest.approx(float(b), rel=1e-12, abs=0)
    assert found.partners[0] == pytest.approx([0, 0.5, 0.5])


def test_a_hundred_actors():
    rng = np.random.default_rng(0)
    for p, d in (
        (np.full(101, 1 / 101), 0.9),
        (rng.dirichlet(np.ones(100)), 0.95),
        (rng.dirichlet(np.ones(100)), rng.uniform(0.3, 1, 100)),
    ):
        found = legislative(p, discount=d)
        assert found.residual < 1e-10
        assert found.values.sum() == pytest.approx(1)


# ------------------------------------------------------------------ a last round


def by_enumeration(p, d, quota, horizon):
    """Return values by backward induction over all cheapest coalitions, each equally likely."""
    n = len(p)
    v = np.zeros(n)
    for _ in range(horizon):
        c, new = d * v, np.zeros(n)
        for own in range(n):
            others = [k for k in range(n) if k != own]
            groups = list(itertools.combinations(others, quota - 1))
            costs = np.array([sum(c[list(g)]) for g in groups])
            best = [g for g, cost in zip(groups, costs, strict=True) if cost <= costs.min() + 1e-12]
            new[own] += p[own] * (1 - costs.min())
            for g in best:
                for each in g:
                    new[each] += p[own] * c[each] / len(best)
        v = new
    return v


@pytest.mark.parametrize("horizon", [1, 2, 3, 6])
@pytest.mark.parametrize("seed", range(5))
def test_last_rounds_by_enumeration(horizon, seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 6))
    p, d = rng.dirichlet(np.ones(n)), rng.uniform(0.3, 1, n)
    quota = int(rng.integers(1, n + 1))
    if seed == 0:  # with ties
        p, d = np.full(n, 1 / n), np.full(n, 0.9)
    found = legislative(p, discount=d, quota=quota, horizon=horizon, size=3)
    assert found.values / 3 == pytest.approx(by_enumeration(p, d, quota, horizon), abs=1e-12)
    assert found.values.sum() == pytest.approx(3)
    assert found.immediate == 1
    tied = seed == 0 and horizon > 1 and 1 < quota < n
    assert found.unique != tied
    assert ("treat equally cheap votes alike" in found.statement) == tied


def test_the_last_round_is_take_it_or_leave_it():
    found = legislative([0.5, 0.3, 0.2], discount=0.9, horizon=1)
    assert found.values == pytest.approx([0.5, 0.3, 0.2])
    assert found.keeps.tolist() == [1, 1, 1]
    two = legislative([0.5, 0.3, 0.2], discount=0.9, horizon=2)
    # Votes cost .45, .27, .18: the first two buy the third's, which buys the second's.
    assert two.keeps == pytest.approx([0.82, 0.82, 0.73])
    assert two.values == pytest.approx([0.41, 0.246 + 0.2 * 0.27, 0.146 + 0.8 * 0.18])
    assert two.partners.tolist() == [[0, 0, 1], [0, 0, 1], [0, 1, 0]]
    # A tie only of one that never proposes leaves no doubt.
    idle = legislative([0, 0.5, 0.5], discount=0.5, horizon=2, quota=2)
    assert idle.unique
    # What differs by rounding is a tie.
    for quota in (2, 3):
        p = [0.4, 0.2 - 1e-14, 0.2, 0.2 + 1e-14]
        near = legislative(p, discount=0.9, horizon=2, quota=quota)
        assert near.partners[0, 1:] == pytest.approx(np.full(3, (quota - 1) / 3))
        assert not near.unique
    none = legislative(3, discount=0.9, horizon=0)
    assert none.values.tolist() == none.keeps.tolist() == [0, 0, 0]
    assert none.immediate == 0
    assert "no round in which to agree" in str(none.summary())


# ------------------------------------------------------------------ open rule


def floor_value(d, offers_to):
    """Return what having a proposal on the floor is worth, by iterating over sessions."""
    floor = out = 0.0
    for _ in range(3_000):
        price = d * floor  # what an included actor could have by amending
        if offers_to == 2:
            floor = 1 - 2 * price
            floor = 0.5 * (floor + price / d if d else floor)  # damped: it overshoots else
        else:
            out = 0.5 * d * floor  # seconded: nothing; else it may amend the amendment
            floor = 0.5 * (1 - price) + 0.5 * d * out
    return floor


@pytest.mark.parametrize("d", [0.1, 0.5, 0.7, 0.74, 0.9, 1.0])
def test_open_rule_of_three(d):
    found = legislative(3, discount=d, rule="open", size=2)
    one, both = floor_value(d, 1), floor_value(d, 2)
    assert both == pytest.approx(1 / (1 + 2 * d))
    assert one == pytest.approx(2 / (4 + 2 * d - d * d))
    if one > both:
        assert d > 3**0.5 - 1
        assert found.keeps / 2 == pytest.approx(np.full(3, 1 - d * one))
        assert found.keeps / 2 == pytest.approx(
            np.full(3, (4 - d * d) / (4 + 2 * d - d * d)), abs=1e-12
        )
        assert found.immediate == 0.5
        assert found.partners == pytest.approx(0.5 * (1 - np.eye(3)))
        # A half is agreed at once, a half of the rest a session later, and so on.
        assert found.values.sum() / 2 == pytest.approx(sum(0.5 * (d / 2) ** k for k in range(99)))
        assert "final with probability 50.0%" in str(found.summary())
    else:
        assert d < 3**0.5 - 1
        assert found.keeps / 2 == pytest.approx(np.full(3, 1 / (1 + 2 * d)))
        assert found.immediate == 1
        assert found.partners == pytest.approx(1 - np.eye(3))
        assert found.values == pytest.approx(np.full(3, 2 / 3))
    assert found.prices / 2 == pytest.approx(np.full(3, d * max(one, both)))
    assert not found.unique
    assert "Primo" in found.statement


def test_open_rule_at_the_turning_point():
    turning = 3**0.5 - 1
    assert legislative(3, discount=turning, rule="open").immediate == 1
    assert legislative(3, discount=turning + 1e-6, rule="open").immediate == 0.5
    assert legislative(3, discount=0, rule="open").keeps.tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    "terms",
    [
        {"recognition": 5, "discount": 0.9},
        {"recognition": 3, "discount": 0.9, "quota": 3},
        {"recognition": 3, "discount": 0.9, "horizon": 3},
        {"recognition": [0.4, 0.3, 0.3], "discount": 0.9},
        {"recognition": 3, "discount": [0.9, 0.9, 0.8]},
    ],
)
def test_open_rule_of_others_is_refused(terms):
    with pytest.raises(ng.errors.NotDefinedError, match="open rule is solved for three actors"):
        legislative(**terms, rule="open")


# ------------------------------------------------------------------ words and errors


def test_legislatures_in_words():
    found = legislative({"A": 0.5, "B": 0.3, "C": 0.2}, discount=0.9, size=10)
    table = found.summary()
    assert table.column("as proposer buys") == ("C 64.4%, B 35.6%", "C", "B")
    assert table.column("vote bought by others") == ("0%", "37.8%", "62.2%")
    assert "A would keep 7.097 of 10 as proposer and expects 3.548 beforehand." in table.notes[0]
    assert table.title == "closed rule, 2 of 3 votes"
    assert repr(found) == "<Legislature, closed rule: A 3.548, B 3.226, C 3.226>"
    assert "<table>" in found._repr_html_()
    large = legislative(17, discount=0.9)
    assert large.summary().column("as proposer buys")[0].endswith("50.0%, 10 more")
    assert repr(large).endswith(", …>")
    assert (
        legislative(2, discount=0.5, quota=1).summary().column("as proposer buys")[0] == "nobody's"
    )


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"quota": 0}, "votes from 1 to 3"),
        ({"quota": 4}, "votes from 1 to 3"),
        ({"quota": 1.5}, "whole number of votes"),
        ({"quota": True}, "whole number of votes"),
        ({"rule": "ajar"}, "'ajar' is not a rule"),
        ({"discount": 2}, "between 0 and 1"),
        ({"size": -1}, "above 0"),
        ({"horizon": 10**8}, "take too long"),
        ({"actors": ["A", "B"]}, "3 actors need 3 names"),
        ({"discount": 1, "quota": 3}, "lose nothing by waiting"),
        ({"recognition": [0, 0.5, 0.5], "discount": 1}, "'Actor 1': This actor never proposes"),
        ({"recognition": [0.5, 0.6, 0.5]}, "sum to 1"),
        ({"recognition": 501}, "501 actors are too many"),
    ],
)
def test_legislatures_that_cannot_be_meant(terms, words):
    with pytest.raises(ng.NegotiationError, match=words):
        legislative(**{"recognition": 3, "discount": 0.9, **terms})
