"""Many actors and one pie, everybody must agree: taking turns, exit, random proposers."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

import negotiation as ng

P = ng.protocols
FACTORS = st.lists(st.floats(0, 0.999), min_size=1, max_size=6)


def chances_of(weights):
    weights = np.array(weights, float)
    return weights / weights.sum()


# ------------------------------------------------------------------ taking turns


@pytest.mark.parametrize("n", range(1, 7))
@pytest.mark.parametrize("d", [0.0, 0.3, 0.9, 0.999])
def test_equal_factors_give_the_geometric_shares(n, d):
    found = P.sequential_unanimity(n, discount=d)
    keeps = 1 / sum(d**k for k in range(n))
    assert found.shares == pytest.approx([keeps * d**k for k in range(n)], abs=1e-14)
    for turn, name in enumerate(found.actors):
        assert found.proposers[turn] == name
        assert found.keeps(name) == pytest.approx(keeps)


@given(FACTORS)
def test_turns_make_every_responder_indifferent(factors):
    found = P.sequential_unanimity(len(factors), discount=factors, size=3)
    n, d = len(factors), np.array(factors)
    assert found.offers.sum(axis=1) == pytest.approx(np.full(n, 3.0))
    assert (found.offers >= 0).all()
    for turn in range(n):
        after = found.offers[(turn + 1) % n]
        for actor in range(n):
            if actor != turn:
                assert found.offers[turn, actor] == pytest.approx(d[actor] * after[actor])
            else:  # a proposal that is refused brings less
                assert found.offers[turn, actor] >= d[actor] * after[actor] - 1e-12
    assert (found.shares == found.offers[0]).all()


def test_turns_of_two_are_alternating_offers(cases):
    case = cases["ST01"]
    d = [case["inputs"]["d1"], case["inputs"]["d2"]]
    found = P.sequential_unanimity(2, discount=d)
    assert found.offers[0] == pytest.approx(case["expected"]["p1_proposes"], abs=1e-12)
    assert found.offers[1] == pytest.approx(case["expected"]["p2_proposes"], abs=1e-12)
    assert not found.continuum
    assert "only subgame-perfect equilibrium (" not in found.statement
    assert found.statement == "These are the only subgame-perfect equilibrium payoffs."
    assert P.exit_game(2, discount=d).offers == pytest.approx(found.offers, abs=1e-12)


def backwards(d, horizon):
    """Return the first offer of a finite game in fractions, by its own recursion."""
    n = len(d)
    offer = [Fraction(0)] * n
    for turn in range(horizon - 1, -1, -1):
        offer = [factor * share for factor, share in zip(d, offer, strict=True)]
        rest = sum(offer) - offer[turn % n]
        offer[turn % n] = 1 - rest
    return [float(each) for each in offer]


@pytest.mark.parametrize("horizon", [1, 2, 3, 4, 7, 12])
def test_turns_with_a_last_round(horizon):
    d = [Fraction(9, 10), Fraction(1, 2), Fraction(4, 5)]
    found = P.sequential_unanimity(3, discount=[0.9, 0.5, 0.8], horizon=horizon)
    assert found.shares == pytest.approx(backwards(d, horizon), abs=1e-14)
    assert found.offers.shape == (horizon, 3)
    assert found.offers[-1, (horizon - 1) % 3] == 1
    assert found.proposers == tuple(f"Actor {turn % 3 + 1}" for turn in range(horizon))
    often = [found.proposers.count(name) / horizon for name in found.actors]
    assert found.recognition == pytest.approx(often, abs=1e-15)
    assert "With a last round" in found.statement
    assert np.isnan(found.limit).all()


@given(st.lists(st.floats(0, 0.9), min_size=2, max_size=5))
def test_long_horizons_approach_the_stationary_equilibrium(factors):
    n = len(factors)
    last = P.sequential_unanimity(n, discount=factors, horizon=400 * n)
    stationary = P.sequential_unanimity(n, discount=factors)
    assert last.shares == pytest.approx(stationary.shares, abs=1e-9)
    chances = chances_of(range(1, n + 1))
    last = P.random_proposers(chances, discount=factors, horizon=400)
    stationary = P.random_proposers(chances, discount=factors)
    assert last.shares == pytest.approx(stationary.shares, abs=1e-9)
    assert last.offers == pytest.approx(stationary.offers, abs=1e-9)


@pytest.mark.parametrize("solve", [P.sequential_unanimity, P.exit_game, P.random_proposers])
def test_short_rounds_lead_to_the_nash_solution_weighted_by_patience(solve):
    rates = np.array([1.0, 2.0, 4.0])
    wanted = (1 / rates) / (1 / rates).sum()
    for step in (1e-3, 1e-9):
        found = solve(3, discount=np.exp(-rates * step))
        assert found.limit == pytest.approx(wanted, rel=1e-6)
        assert found.shares == pytest.approx(wanted, abs=5 * step + 1e-6)
    even = solve(2, discount=[0.5, 0.25])
    assert even.limit == pytest.approx([2 / 3, 1 / 3])
    far = solve(3, discount=1 - 2.0**-40 * rates, size=7)
    assert far.shares == pytest.approx(7 * wanted, rel=1e-9)
    assert far.limit == pytest.approx(7 * wanted, rel=1e-9)


def test_shares_next_to_nothing_keep_their_digits():
    d = [1 - 2.0**-45, 2.0**-30, 0.5]
    found = P.sequential_unanimity(3, discount=d).shares
    a, b, c = (Fraction(each) for each in d)
    # Cramer's rule on z1 + b z2 + c^2 z3 = a^2 z1 + z2 + c z3 = a z1 + b^2 z2 + z3 = 1.
    rows = [[1, b, c * c], [a * a, 1, c], [a, b * b, 1]]

    def det(m):
        return sum(
            m[0][i] * (m[1][j] * m[2][k] - m[1][k] * m[2][j])
            for i, j, k in ((0, 1, 2), (1, 2, 0), (2, 0, 1))
        )

    whole = det(rows)
    exact = []
    for place, factor in enumerate((Fraction(1), b, c * c)):
        swapped = [[*row[:place], 1, *row[place + 1 :]] for row in rows]
        exact.append(float(factor * det(swapped) / whole))
    assert found == pytest.approx(exact, rel=1e-13, abs=0)
    assert found[1] < 1e-20


def test_short_rounds_and_unequal_chances():
    found = P.random_proposers([0.5, 0.3, 0.2], discount=[0.5, 0.25, 0.5])
    assert found.limit == pytest.approx(np.array([0.5, 0.15, 0.2]) / 0.85)


def test_who_loses_nothing_by_waiting_gets_everything():
    for solve in (P.sequential_unanimity, P.exit_game, P.random_proposers):
        found = solve(3, discount=[0.9, 1, 0])
        assert found.shares.tolist() == [0, 1, 0]
        assert found.offers.tolist() == [[0, 1, 0]] * 3
        assert found.limit.tolist() == [0, 1, 0]
        alone = solve(1, discount=1)
        assert alone.shares.tolist() == [1]
        with pytest.raises(ng.errors.NotDefinedError, match="Actor 1, Actor 3 lose nothing"):
            solve(3, discount=[1, 0.5, 1])
        impatient = solve(2, discount=0)
        assert np.diag(impatient.offers).tolist() == [1, 1]
        assert np.isnan(impatient.limit).all()
    with pytest.raises(ng.errors.NotDefinedError, match="'Actor 2': This actor never proposes"):
        P.random_proposers([1, 0], discount=[0.5, 1])
    # With a last round nobody's patience is a problem.
    assert P.sequential_unanimity(3, discount=1, horizon=2).shares.tolist() == [0, 1, 0]
    assert P.random_proposers([0.25, 0.75], discount=1, horizon=5).shares.tolist() == [0.25, 0.75]


@pytest.mark.parametrize(
    ("factors", "every"),
    [
        ([0.5] * 3, True),
        ([0.49] * 3, False),
        ([1 / 3] * 4, True),
        ([0.33] * 4, False),
        ([0.9, 0.6, 0.4], True),
        ([0.9, 0.6, 0.35], False),  # the first proposer faces 0.95
        ([0.99, 0.99], False),
        ([0.9], False),
    ],
)
def test_when_every_split_is_an_equilibrium_outcome(factors, every):
    n = len(factors)
    turns = P.sequential_unanimity(n, discount=factors)
    chance = P.random_proposers(n, discount=factors)
    assert turns.continuum == chance.continuum == every
    assert ("every division is an equilibrium outcome" in turns.statement) == every
    if n > 2:
        assert "only payoffs of stationary" in turns.statement
        assert every or "not ruled out" in chance.statement
    assert not P.exit_game(n, discount=factors).continuum


def test_only_those_who_propose_can_undo_a_split():
    # Whoever proposes faces 1.0 or more, but for the first, who never does.
    assert P.random_proposers([0, 0.5, 0.5], discount=[0.9, 0.3, 0.3]).continuum
    assert not P.random_proposers([0.2, 0.4, 0.4], discount=[0.9, 0.3, 0.3]).continuum


def test_no_rounds_no_agreement():
    for found in (
        P.sequential_unanimity(3, discount=0.9, horizon=0),
        P.random_proposers(3, discount=0.9, horizon=0),
    ):
        assert found.shares.tolist() == [0, 0, 0]
        assert found.offers.shape == (0, 3)
        assert found.proposers == ()
        assert found.keeps("Actor 1") is None
        assert "no round in which to agree" in str(found.summary())


# ------------------------------------------------------------------ exit


@given(st.lists(st.floats(0, 0.999), min_size=2, max_size=5))
def test_no_group_gains_by_rejecting_together(factors):
    n, d = len(factors), np.array(factors)
    found = P.exit_game(n, discount=factors)
    assert found.offers.sum(axis=1) == pytest.approx(np.ones(n))
    for proposer in range(n):
        offer = found.offers[proposer]
        others = [each for each in range(n) if each != proposer]
        for size in range(1, n):
            for rejecting in itertools.combinations(others, size):
                stay = [proposer, *rejecting]
                pie = offer[stay].sum()
                for turn in rejecting:
                    rest = P.exit_game(len(stay), discount=d[stay], size=max(pie, 1e-300))
                    next_offer = rest.offers[stay.index(turn)]
                    for each in rejecting:
                        later = d[each] * next_offer[stay.index(each)]
                        assert later <= offer[each] + 1e-12
                    # Whoever proposes next is just indifferent.
                    own = d[turn] * next_offer[stay.index(turn)]
                    assert own == pytest.approx(offer[turn], abs=1e-12)


@pytest.mark.parametrize("d", [0.0, 0.4, 0.95])
def test_exit_with_equal_factors(d):
    found = P.exit_game(4, discount=d)
    assert found.shares == pytest.approx([1 / (1 + 3 * d)] + [d / (1 + 3 * d)] * 3)


# ------------------------------------------------------------------ random proposers


def test_random_proposers(cases):
    case = cases["ST17"]
    found = P.random_proposers(case["inputs"]["p"], discount=case["inputs"]["delta"])
    assert found.shares == pytest.approx(case["expected"]["v"], abs=1e-12)


@given(FACTORS, st.lists(st.floats(0.01, 1), min_size=6, max_size=6))
def test_random_proposers_make_every_responder_indifferent(factors, weights):
    n, d = len(factors), np.array(factors)
    p = chances_of(weights[:n])
    found = P.random_proposers(p, discount=d, size=2)
    v = found.shares
    assert v.sum() == pytest.approx(2)
    assert found.offers.sum(axis=1) == pytest.approx(np.full(n, 2.0))
    assert p @ found.offers == pytest.approx(v)
    for proposer in range(n):
        for other in set(range(n)) - {proposer}:
            assert found.offers[proposer, other] == pytest.approx(d[other] * v[other])
    # Patience and being asked more often both pay.
    if n > 1:
        patient = d.copy()
        patient[0] = (1 + d[0]) / 2
        assert P.random_proposers(p, discount=patient, size=2).shares[0] >= v[0]
        often = chances_of([p[0] + 0.1, *p[1:]])
        assert P.random_proposers(often, discount=d, size=2).shares[0] >= v[0] - 1e-12


@given(st.permutations(range(4)))
def test_names_do_not_matter_to_chance(order):
    p, d = np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.9, 0.5, 0.7, 0.99])
    base = P.random_proposers(p, discount=d).shares
    moved = P.random_proposers(p[list(order)], discount=d[list(order)]).shares
    assert moved == pytest.approx(base[list(order)])


def test_chances_that_miss_1_by_rounding_are_put_right():
    found = P.random_proposers([0.5 + 5e-10, 0.5], discount=0.5)
    assert found.recognition.sum() == pytest.approx(1, abs=1e-15)


def test_two_rounds_of_random_proposers_by_hand():
    found = P.random_proposers([0.5, 0.3, 0.2], discount=[0.8, 0.5, 1], horizon=2, size=10)
    # One round: 5, 3, 2.  Votes 4, 1.5, 2 leave 2.5 to whoever proposes.
    assert found.shares == pytest.approx([5.25, 2.25, 2.5])
    assert found.offers == pytest.approx(np.array([[6.5, 1.5, 2], [4, 4, 2], [4, 1.5, 4.5]]))
    assert found.keeps("Actor 2") == pytest.approx(4)


@pytest.mark.parametrize("size", [1e-12, 1e12, 1e300])
def test_pies_of_any_size(size):
    for solve in (P.sequential_unanimity, P.exit_game, P.random_proposers):
        one = solve(3, discount=[0.9, 0.8, 0.7])
        many = solve(3, discount=[0.9, 0.8, 0.7], size=size)
        assert many.shares == pytest.approx(one.shares * size, rel=1e-12, abs=0)
        assert many.offers == pytest.approx(one.offers * size, rel=1e-12, abs=0)
        assert many.limit == pytest.approx(one.limit * size, rel=1e-12, abs=0)


def test_pies_in_words():
    found = P.sequential_unanimity(["A", "B", "C"], discount={"C": 0.5, "A": 0.9, "B": 0.8})
    assert found.discount.tolist() == [0.9, 0.8, 0.5]
    table = found.summary()
    assert table.columns[-1] == "share if rounds are short"
    assert table.column("actor") == ("A", "B", "C")
    assert "; A gets most." in str(table)
    assert repr(found).startswith("<PieSplit, sequential unanimity: A 0.")
    assert "<table>" in found._repr_html_()
    even = P.random_proposers(8, discount=0.5)
    assert "all get the same" in str(even.summary())
    assert repr(even).endswith("Actor 6 0.125, …>")
    named = P.random_proposers({"x": 0.25, "y": 0.75}, discount=0.5)
    assert named.actors == ("x", "y")
    assert named.recognition.tolist() == [0.25, 0.75]
    swapped = P.random_proposers({"x": 0.25, "y": 0.75}, discount=0.5, actors=["y", "x"])
    assert swapped.recognition.tolist() == [0.75, 0.25]
    finite = P.random_proposers(2, discount=0.5, horizon=1).summary()
    assert "share if rounds are short" not in finite.columns


@pytest.mark.parametrize(
    ("arguments", "terms", "words"),
    [
        ((0,), {"discount": 0.5}, "There must be an actor"),
        ((1_001,), {"discount": 0.5}, "1,001 actors are too many"),
        ((True,), {"discount": 0.5}, "number of actors or their names"),
        (("AB",), {"discount": 0.5}, "number of actors or their names"),
        ((2.0,), {"discount": 0.5}, "number of actors or their names"),
        ((["A", "A"],), {"discount": 0.5}, "same name"),
        ((2,), {"discount": 1.1}, "'Actor 1': The discount factor lies between 0 and 1"),
        ((2,), {"discount": -0.1}, "between 0 and 1"),
        ((2,), {"discount": float("nan")}, "must be finite"),
        ((2,), {"discount": [0.5]}, "one number per actor"),
        ((2,), {"discount": {"Actor 1": 0.5, "Actor 3": 0.5}}, "Did you mean"),
        ((2,), {"discount": 0.5, "size": 0}, "size of the pie is above 0"),
        ((2,), {"discount": 0.5, "horizon": -1}, "0 rounds or more"),
        ((2,), {"discount": 0.5, "horizon": 1.5}, "whole number of rounds"),
        ((2,), {"discount": 0.5, "horizon": True}, "whole number of rounds"),
        ((2,), {"discount": 0.5, "horizon": 10**9}, "at most 500,000"),
    ],
)
def test_turns_that_cannot_be_meant(arguments, terms, words):
    with pytest.raises(ng.NegotiationError, match=words):
        P.sequential_unanimity(*arguments, **terms)


@pytest.mark.parametrize(
    ("recognition", "words"),
    [
        ([0.5, 0.6], "sum to 1"),
        ([1.5, -0.5], "'Actor 2': The probability of being recognised is 0 or more"),
        (0, "There must be an actor"),
        ([], "There must be an actor"),
        (0.5, "number of equally likely actors"),
        (True, "number of equally likely actors"),
        ("AB", "number of equally likely actors"),
        ([float("nan"), 1], "must be finite"),
    ],
)
def test_recognition_that_cannot_be_meant(recognition, words):
    with pytest.raises(ng.NegotiationError, match=words):
        P.random_proposers(recognition, discount=0.5)


# ------------------------------------------------------------------ random offers


def settlements(gains, chances, factors, horizon):
    """Return expected gains round by round, with an own linear programme for each step."""
    m = np.zeros(gains.shape[1])
    path = [m]
    for _ in range(horizon):
        votes = factors * m
        best = []
        for actor in range(len(m)):
            others = [each for each in range(len(m)) if each != actor]
            answer = linprog(
                -gains[:, actor],
                A_ub=-gains[:, others].T,
                b_ub=-votes[others] + 1e-12,
                A_eq=np.ones((1, len(gains))),
                b_eq=[1],
            )
            best.append(-answer.fun - votes[actor])
        m = votes + chances * np.array(best)
        path.append(m)
    return np.array(path)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("n", [2, 3])
def test_random_offers_against_linear_programmes(seed, n):
    rng = np.random.default_rng(seed)
    payoffs = rng.uniform(0, 10, (7, n))
    walk = rng.uniform(0, 2, n)
    chances = chances_of(rng.uniform(0.2, 1, n))
    factors = rng.uniform(0.5, 1, n)
    found = P.random_offers(
        ng.BargainingProblem(payoffs, disagreement=walk),
        horizon=4,
        recognition=chances,
        discount=factors,
    )
    wanted = settlements(payoffs - walk, chances, factors, 4) + walk
    assert found.path == pytest.approx(wanted, abs=1e-6)
    assert found.payoffs == pytest.approx(wanted[-1], abs=1e-6)
    assert found.accepts == pytest.approx(walk + factors * (wanted[-2] - walk), abs=1e-6)
    assert chances @ found.offers == pytest.approx(found.payoffs)
    off = ~np.eye(n, dtype=bool)
    assert found.offers[off] == pytest.approx(np.tile(found.accepts, (n, 1))[off])


@pytest.mark.parametrize("name", ["AX09", "AX30"])
def test_long_talks_of_random_offers_end_at_raiffas_solution(cases, name):
    case = cases[name]
    problem = ng.BargainingProblem(case["inputs"]["deals"], disagreement=case["inputs"]["d"])
    found = P.random_offers(problem, horizon=60)
    assert found.payoffs == pytest.approx(case["expected"], abs=1e-9)
    solved = ng.solve(problem, "raiffa-discrete", lotteries=True)
    assert found.payoffs == pytest.approx(solved.payoffs[0], abs=1e-9)


@pytest.mark.parametrize("horizon", [1, 2, 5])
@pytest.mark.parametrize("n", [2, 3, 6])
def test_a_pie_as_a_problem_is_divided_like_a_pie(horizon, n):
    p, d = chances_of(range(1, n + 1)), [0.9, 0.6, 1.0, 0.8, 0.7, 0.3][:n]
    pie = ng.BargainingProblem(np.eye(n) * 5)
    found = P.random_offers(pie, horizon=horizon, recognition=p, discount=d)
    same = P.random_proposers(p, discount=d, horizon=horizon, size=5)
    assert found.payoffs == pytest.approx(same.shares, abs=1e-9)
    assert found.offers == pytest.approx(same.offers, abs=1e-9)


def test_random_offers_where_little_can_be_gained():
    empty = ng.BargainingProblem([[0, 1], [1, 0]], disagreement=[2, 2])
    found = P.random_offers(empty, horizon=5)
    assert found.payoffs.tolist() == [2, 2]
    assert found.offers.tolist() == [[2, 2], [2, 2]]
    one = ng.BargainingProblem([[4, 1], [2, 1]], disagreement=[0, 1])
    found = P.random_offers(one, horizon=2, recognition=[0.5, 0.5], discount=0.5)
    # One round: 2.  Then the second accepts for nothing; votes 1 leave 3 to the first.
    assert found.payoffs == pytest.approx([2.5, 1])
    assert found.offers == pytest.approx(np.array([[4, 1], [1, 1]]))
    among = ng.BargainingProblem([[0, 3, 1], [0, 1, 1]], disagreement=[0, 0, 1])
    found = P.random_offers(among, horizon=3)
    # A third of what is left, three times: 1 - (2/3)^3 of 3.
    assert found.payoffs == pytest.approx([0, 3 * (1 - 8 / 27), 1])
    still = P.random_offers(one, horizon=0)
    assert still.payoffs.tolist() == [0, 1]
    assert still.path.shape == (1, 2)
    for unit in (1e-200, 1e-12, 1e12, 1e200):
        deals = ng.BargainingProblem(np.array([[10, 0], [7, 4], [0, 6.0]]) * unit)
        found = P.random_offers(deals, horizon=1)
        assert found.payoffs == pytest.approx([5 * unit, 3 * unit], rel=1e-9, abs=0)
        assert np.diag(found.offers) == pytest.approx([10 * unit, 6 * unit], rel=1e-9, abs=0)
        later = P.random_offers(deals, horizon=2)
        assert later.accepts == pytest.approx(found.payoffs, rel=1e-9, abs=0)
        assert later.path[1] == pytest.approx(found.payoffs, rel=1e-9, abs=0)


def test_random_offers_in_words():
    hanoi = P.random_offers(ng.library.load("hanoi-2019"), horizon=1)
    assert hanoi.actors == ("United States", "DPRK")
    assert "random offers, 1 round" in str(hanoi.summary())
    assert repr(hanoi).startswith("<RandomOffers: United States")
    assert "<table>" in hanoi._repr_html_()
    assert "holds the others to the least they accept" in str(hanoi.summary())
    assert "2 rounds" in P.random_offers(ng.library.load("hanoi-2019"), horizon=2).summary().title


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"horizon": None}, "give a horizon"),
        ({"horizon": -1}, "0 rounds or more"),
        ({"horizon": 10**9}, "take too long"),
        ({"horizon": 2, "recognition": [1]}, "2 names|1 names"),
        ({"horizon": 2, "discount": 2}, "between 0 and 1"),
    ],
)
def test_random_offers_that_cannot_be_meant(arguments, words):
    with pytest.raises(ng.NegotiationError, match=words):
        P.random_offers(ng.BargainingProblem([[1, 0], [0, 1]]), **arguments)


def test_how_much_random_offers_beat_walking_away():
    found = P.random_offers(ng.BargainingProblem([[7, 6]], [5, 1]), horizon=1)
    assert [row[-1] for row in found.summary().rows] == pytest.approx([1, 2.5])
    assert "Payoffs can be thrown away" in found.statement


def test_random_offers_need_a_problem_in_which_all_must_agree():
    with pytest.raises(ng.errors.InvalidTypeError, match="BargainingProblem or a Scenario"):
        P.random_offers([[1, 2]], horizon=1)
    most = ng.BargainingProblem(np.eye(3), consent=ng.Consent(2))
    with pytest.raises(ng.errors.NotDefinedError, match="everybody's consent"):
        P.random_offers(most, horizon=1)
