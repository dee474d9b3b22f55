"""Fair division, the Shapley value, variable threats, correlated equilibria."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

import negotiation as ng
from negotiation.engine._matrix_game import matrix_game
from negotiation.engine.division import rules

laws = settings(deadline=None, max_examples=60)

ONE_TO_FOUR = st.integers(1, 4)


def tables(actors=ONE_TO_FOUR):
    """Small tables of points, full of ties, in which everybody wants something."""
    rows = st.tuples(actors, st.integers(1, 5)).flatmap(
        lambda shape: st.lists(
            st.lists(st.integers(0, 9), min_size=shape[1], max_size=shape[1]).filter(any),
            min_size=shape[0],
            max_size=shape[0],
        )
    )
    return rows.map(lambda table: np.array(table, dtype=float))


@pytest.mark.parametrize("name", rules)
@laws
@given(data=st.data())
def test_every_rule_divides_everything(name, data):
    actors = rules[name].actors
    table = data.draw(tables(st.just(actors) if actors else st.integers(1, 4)))
    answer = ng.divide(table, name)
    assert answer.shares.sum(axis=0) == pytest.approx(1)
    assert (answer.shares >= 0).all()
    assert answer.transfers.sum() == pytest.approx(0, abs=1e-12)
    assert len(answer.summary().rows) >= table.shape[1] + 1


@laws
@given(table=tables(st.just(2)))
def test_adjusted_winner_is_equitable_and_efficient(table):
    answer = ng.divide(table, "adjusted-winner")
    held = answer.payoffs / table.sum(axis=1)
    assert held[0] == pytest.approx(held[1], abs=1e-12)
    assert len(answer.split) <= 1
    shares = table / table.sum(axis=1, keepdims=True)
    items = table.shape[1]
    best = linprog(
        np.append(np.zeros(items), -1.0),
        A_ub=[np.append(-shares[0], 1), np.append(shares[1], 1)],
        b_ub=[0, shares[1].sum()],
        bounds=[(0, 1)] * items + [(None, None)],
    )
    assert held.min() == pytest.approx(-best.fun, abs=1e-9)


def test_camp_david_and_panama():
    """Published points: Brams and Togman (Camp David), Raiffa (Panama Canal)."""
    israel, egypt = [35, 10, 20, 10, 5, 20], [55, 5, 10, 5, 20, 5]
    assert ng.divide([israel, egypt], "adjusted-winner").payoffs == pytest.approx([395 / 6] * 2)
    canal = ng.library.load("panama-canal")
    fair = ng.divide(canal, "adjusted-winner")
    assert fair.payoffs == pytest.approx([66, 66])
    us = [actor.name for actor in canal.actors].index("United States")
    land = fair.problem.items.index(fair.split[0])
    assert fair.shares[us, land] == pytest.approx(2 / 15)
    whole = ng.divide(canal, "max-nash-welfare", divisible=False)
    assert sorted(whole.payoffs) == [64, 68]


def test_knaster_by_hand():
    """Two heirs and a house worth 10 and 6: the first pays 4 for it."""
    answer = ng.divide({"Ann": {"house": 10}, "Bob": {"house": 6}}, "knaster")
    assert answer.transfers.tolist() == [-4, 4]
    assert answer.payoffs.tolist() == [6, 4]
    assert answer.diagnostics["surplus"] == 2


@laws
@given(table=tables())
def test_indivisible_nash_welfare_against_enumeration(table):
    shares = table / table.sum(axis=1, keepdims=True)  # nobody's units count
    best = (0, 0.0)
    for owners in itertools.product(range(len(table)), repeat=table.shape[1]):
        worth = [
            sum(shares[actor, item] for item, owner in enumerate(owners) if owner == actor)
            for actor in range(len(table))
        ]
        positive = [value for value in worth if value > 0]
        best = max(best, (len(positive), math.prod(positive)))
    answer = ng.divide(table, "max-nash-welfare", divisible=False)
    worth = answer.payoffs / table.sum(axis=1)
    positive = worth[worth > 0]
    assert (len(positive), positive.prod()) == (best[0], pytest.approx(best[1]))


@laws
@given(table=tables())
def test_divisible_nash_welfare_is_efficient_and_proportional(table):
    """Nobody gets less than an equal part of everything, and no weighted sum is improved.

    With weights 1 / worth, which are the slopes of the product, giving every item to whom
    it adds most raises the sum of weighted worths above the number of actors by nothing.
    """
    answer = ng.divide(table, "max-nash-welfare")
    best = (table / answer.payoffs[:, None]).max(axis=0).sum()
    assert best == pytest.approx(len(table), abs=1e-7)
    assert (answer.payoffs >= table.sum(axis=1) / len(table) - 1e-7).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ng.divide([[1, -1]], "knaster"), ["negative", "Item 2", "Actor 1"]),
        (lambda: ng.divide([[0, 0], [1, 2]], "adjusted-winner"), ["points on something"]),
        (lambda: ng.divide([[1], [1], [1]], "adjusted-winner"), ["2 actors", "3"]),
        (lambda: ng.divide([[1]], "knastre"), ["'knastre'", "'knaster'"]),
        (lambda: ng.divide({"A": {"x": 1}, "B": {"y": 1}}, "knaster"), ["'y'", "A"]),
        (lambda: ng.divide({"A": [1]}, "knaster"), ["{actor: {item: points}}", "A"]),
        (lambda: ng.DivisionProblem([[1]], ["a", "b"]), ["1 different names"]),
        (lambda: ng.DivisionProblem([[]]), ["actor and an item"]),
        (lambda: ng.divide(ng.library.load("hanoi-2019"), "knaster"), ["option named after"]),
    ],
)
def test_wrong_divisions_are_refused(call, words):
    with pytest.raises(ng.NegotiationError) as caught:
        call()
    for word in words:
        assert word in str(caught.value)


def test_shapley_against_all_orders():
    worth = {("a", "b"): 4, ("a", "c"): 3, ("b", "c"): 1, ("a", "b", "c"): 6}
    value = ng.shapley(worth, unlisted=0)
    listed = {frozenset(key): each for key, each in worth.items()}
    orders = list(itertools.permutations("abc"))
    for actor in "abc":
        added = sum(
            listed.get(frozenset(order[: order.index(actor) + 1]), 0)
            - listed.get(frozenset(order[: order.index(actor)]), 0)
            for order in orders
        )
        assert value[actor] == pytest.approx(added / len(orders))
    with pytest.raises(ValueError, match="unlisted"):
        ng.shapley(worth)
    with pytest.raises(KeyError, match="'c'"):
        ng.shapley(worth, ["a", "b"])
    with pytest.raises(ValueError, match="too many"):
        ng.shapley({}, [str(k) for k in range(30)], unlisted=0)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(st.integers(-4, 4), min_size=3, max_size=3), min_size=2, max_size=3),
)
def test_zero_sum_value_is_guaranteed_by_both(matrix):
    matrix = np.array(matrix, dtype=float)
    value, row, column = matrix_game(matrix)
    assert (row @ matrix).min() == pytest.approx(value, abs=1e-9)
    assert (matrix @ column).max() == pytest.approx(value, abs=1e-9)


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.integers(-4, 6), min_size=8, max_size=8),
)
def test_variable_threats_are_consistent(numbers):
    """The agreement is Nash's for the disagreement the threats bring, and the threats are best."""
    first, second = np.array(numbers, dtype=float).reshape(2, 2, 2)
    game = ng.NormalFormGame([first, second])
    answer = ng.variable_threats(game)
    cells = np.stack([first.ravel(), second.ravel()], axis=1)
    reached = linprog(
        np.zeros(4), A_ub=-cells.T, b_ub=-(answer.payoffs - 1e-9), A_eq=np.ones((1, 4)), b_eq=[1]
    )
    assert reached.status == 0
    tilt = answer.weight / (1 + answer.weight) if np.isfinite(answer.weight) else 1.0
    weights = np.array([1 - tilt, tilt])
    assert weights @ answer.payoffs == pytest.approx((cells @ weights).max(), abs=1e-9)
    value, *_ = matrix_game((1 - tilt) * first - tilt * second)
    lead = (1 - tilt) * answer.payoffs[0] - tilt * answer.payoffs[1]
    assert lead == pytest.approx(value, abs=1e-9)
    swapped = ng.variable_threats(ng.NormalFormGame([second.T, first.T]))
    assert swapped.payoffs[::-1] == pytest.approx(answer.payoffs, abs=1e-7)


def test_variable_threats_with_side_payments():
    """Nash's formula: half the largest total, plus or minus half the value of the difference."""
    game = ng.NormalFormGame([[[0, 6, -1], [4, 3, 5]], [[0, 2, 2], [-1, 6, 5]]])
    answer = ng.variable_threats(game, transferable=True)
    assert answer.payoffs == pytest.approx([4.55, 5.45])
    assert answer.threats[0] == pytest.approx([0.3, 0.7])
    assert len(answer.summary().rows) == 2
    with pytest.raises(ValueError, match="2 actors"):
        ng.variable_threats(ng.NormalFormGame([[1, 2]]))


def test_correlated_equilibrium_of_chicken():
    """Aumann (1974): welfare 10.5 by recommending (1/2, 1/4, 1/4, 0)."""
    chicken = ng.NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]])
    answer = ng.correlated(chicken)
    assert answer.value == pytest.approx(10.5, abs=1e-9)
    assert answer.distribution == pytest.approx(np.array([[0.5, 0.25], [0.25, 0]]), abs=1e-9)
    assert ng.correlated(chicken, "egalitarian").value == pytest.approx(5.25)
    assert ng.correlated(chicken, [0, 1]).payoffs == pytest.approx([2, 7])
    assert "0.25" in str(answer.summary())
    with pytest.raises(KeyError, match="welfare"):
        ng.correlated(chicken, "wellfare")
    with pytest.raises(ValueError, match="2 of them"):
        ng.correlated(chicken, [1])


def test_reference_case_of_correlated_equilibrium(reference):
    import json

    cases = json.loads((reference / "cases" / "theory.json").read_text())
    (case,) = [case for case in cases if case["id"] == "NF01"]
    game = ng.NormalFormGame([case["inputs"]["A"], case["inputs"]["B"]])
    answer = ng.correlated(game)
    assert answer.value == pytest.approx(case["expected"]["welfare"], abs=case["tolerance"])
    assert answer.distribution == pytest.approx(np.array(case["expected"]["dist"]), abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.integers(0, 4), min_size=24, max_size=24),
    st.sampled_from(["welfare", "egalitarian"]),
)
def test_nobody_gains_by_disobeying(numbers, objective):
    payoffs = np.array(numbers, dtype=float).reshape(3, 2, 2, 2)
    game = ng.NormalFormGame(payoffs)
    answer = ng.correlated(game, objective)
    assert answer.regret <= 1e-8
    for actor, told, instead in itertools.product(range(3), (0, 1), (0, 1)):
        chance = np.moveaxis(answer.distribution, actor, 0)[told]
        worth = np.moveaxis(payoffs[actor], actor, 0)
        assert (chance * (worth[instead] - worth[told])).sum() <= 1e-8
    for pure in np.argwhere(
        np.all([payoffs[a] >= payoffs[a].max(axis=a, keepdims=True) for a in range(3)], axis=0)
    ):
        reached = payoffs[(slice(None), *pure)]
        best = reached.sum() if objective == "welfare" else reached.min()
        assert answer.value >= best - 1e-8


@pytest.mark.parametrize(("scale", "shift"), [(1e10, 0), (1, 1e8), (1e-9, 0), (1e8, -5)])
@pytest.mark.parametrize("objective", ["welfare", "egalitarian", [1, 0], [0, 1]])
def test_correlated_equilibrium_whatever_the_units_of_one_actor(scale, shift, objective):
    """One actor's large payoffs do not drown the other's incentives."""
    first, second = np.array([[6, 2], [7, 0.0]]), np.array([[6, 7], [2, 0.0]])
    answer = ng.correlated(ng.NormalFormGame([first, second * scale + shift]), objective)
    gains = [answer.distribution[0] @ (first[1] - first[0])]
    gains += [answer.distribution[1] @ (first[0] - first[1])]
    gains += [answer.distribution[:, 0] @ (second[:, 1] - second[:, 0])]
    gains += [answer.distribution[:, 1] @ (second[:, 0] - second[:, 1])]
    assert max(gains) <= 1e-8
    if objective == [1, 0]:
        assert answer.payoffs[0] == pytest.approx(7)
    if objective == [0, 1]:
        assert answer.payoffs[1] == pytest.approx(7 * scale + shift)
    if objective == "welfare" and scale == 1:
        assert answer.payoffs == pytest.approx([5.25, 5.25 + shift])


@pytest.mark.parametrize("weight", [20.0, 1e3, 1e6])
def test_nash_of_three_actors_with_very_unequal_powers(weight):
    """On the segment from (1, 7, 5) to (3, 9, 0) the first-order condition is a quadratic."""
    problem = ng.BargainingProblem([[1, 7, 5], [3, 9, 0]])
    answer = ng.solve(problem, "nash", lotteries=True, weights=[weight, 1, 1])
    share = answer.lottery[0]  # of the first outcome: gains (3 - 2s, 9 - 2s, 5s)
    slope = -2 * weight / (3 - 2 * share) - 2 / (9 - 2 * share) + 1 / share
    assert abs(slope) <= 1e-6 * weight
    assert answer.status == "ok"
