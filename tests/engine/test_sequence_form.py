"""The sequence form: values, certificates, pivoting that cannot cycle."""

from __future__ import annotations

import importlib
from fractions import Fraction

import numpy as np
import pytest

import negotiation as ng
from negotiation.engine._programme import linear_programme
from negotiation.engine.trees import _plans
from negotiation.engine.trees._complementarity import lemke
from negotiation.engine.trees._regret import best_reply, regrets, thought_through
from negotiation.errors import (
    InvalidTypeError,
    NotDefinedError,
    TooLargeError,
    UnknownNameError,
)
from tests.concessions.trees import as_done, gain_in_subgames, random_tree

METHODS = ["lemke", "exact"]


def kuhn():
    """Kuhn (1950): three cards, one bet."""

    def end(sign, size):
        return ng.Ending([sign * size, -sign * size])

    cards = [(one, two) for one in "JQK" for two in "JQK" if one != two]
    order = {card: place for place, card in enumerate("JQK")}
    moves = {}
    for one, two in cards:
        node = deal_by_rank(one, two, order, end)
        moves[f"{one}{two}"] = (Fraction(1, 6), node)
    return ng.ExtensiveGame(ng.Chance(moves), ["I", "II"])


def deal_by_rank(one, two, order, end):
    sign = 1 if order[one] > order[two] else -1
    call = ng.Decision("I", {"fold": end(-1, 1), "call": end(sign, 2)}, f"{one}, bet after check")
    check = ng.Decision("II", {"check": end(sign, 1), "bet": call}, f"{two} after a check")
    bet = ng.Decision("II", {"fold": end(1, 1), "call": end(sign, 2)}, f"{two} after a bet")
    return ng.Decision("I", {"check": check, "bet": bet}, one)


@pytest.mark.parametrize("method", ["auto", "linear-programme", *METHODS])
def test_kuhn_poker_is_worth_a_loss_of_an_eighteenth(method):
    found = ng.sequence_form(kuhn(), method=method)
    assert found.payoffs[0] == pytest.approx(-1 / 18, abs=1e-12)
    assert found.payoffs.sum() == pytest.approx(0, abs=1e-12)
    assert found.opposed
    assert found.regret < 1e-12
    chances = {each.name: found.behaviour.probabilities[each.number] for each in tree_sets(found)}
    bluff = chances["J"][1]
    # Kuhn's family: bluff with a, bet the king 3 a, call with the queen a + 1/3.
    assert -1e-12 <= bluff <= 1 / 3 + 1e-12
    assert chances["K"][1] == pytest.approx(3 * bluff, abs=1e-9)
    assert chances["Q"][1] == pytest.approx(0, abs=1e-9)
    assert chances["Q, bet after check"][1] == pytest.approx(bluff + 1 / 3, abs=1e-9)
    # The second actor has one optimal strategy only.
    assert chances["J after a check"][1] == pytest.approx(1 / 3, abs=1e-9)
    assert chances["Q after a check"][1] == pytest.approx(0, abs=1e-9)
    assert chances["Q after a bet"][1] == pytest.approx(1 / 3, abs=1e-9)
    assert chances["K after a bet"][1] == pytest.approx(1, abs=1e-9)


def test_what_an_own_plan_avoids_is_thought_through_all_the_same():
    later = ng.Decision("A", {"worse": ng.Ending([0, 1]), "better": ng.Ending([1, 0])}, "later")
    reply = ng.Decision("B", {"on": later, "stop": ng.Ending([1, 1])}, "reply")
    tree = ng.ExtensiveGame(ng.Decision("A", {"in": reply, "out": ng.Ending([5, 0])}))
    idle = thought_through(ng.Behaviour(tree, [[0, 1], [0.5, 0.5], [0.5, 0.5]]))
    # A would do better; B, who is asked by nobody either, is left as it is.
    assert [each.tolist() for each in idle.probabilities] == [[0, 1], [0.5, 0.5], [0, 1]]
    never = thought_through(ng.Behaviour(tree, [[0, 1], [0, 1], [0.5, 0.5]]))
    assert never.probabilities[2].tolist() == [0.5, 0.5]


def tree_sets(found):
    return found.tree.information_sets


def test_the_matrices_are_those_of_the_definition():
    later = ng.Decision("A", {"u": ng.Ending([3, 0]), "d": ng.Ending([0, 3])}, "later")
    reply = ng.Decision("B", {"l": later, "r": ng.Ending([1, 1])}, "reply")
    root = ng.Decision("A", {"in": reply, "out": ng.Ending([2, 5])}, "first")
    lot = ng.Chance({"go": (Fraction(1, 2), root), "no": (Fraction(1, 2), ng.Ending([4, 4]))})
    matrices = ng.sequence_form(ng.ExtensiveGame(lot)).matrices
    assert matrices.labels == (
        ("nothing yet", "first: in", "first: in; later: u", "first: in; later: d", "first: out"),
        ("nothing yet", "reply: l", "reply: r"),
    )
    first, second = matrices.payoffs
    assert first.tolist() == [[2, 0, 0], [0, 0, 0.5], [0, 1.5, 0], [0, 0, 0], [1, 0, 0]]
    assert second.tolist() == [[2, 0, 0], [0, 0, 0.5], [0, 0, 0], [0, 1.5, 0], [2.5, 0, 0]]
    assert matrices.constraints[0].tolist() == [
        [1, 0, 0, 0, 0],
        [-1, 1, 0, 0, 1],
        [0, -1, 1, 1, 0],
    ]
    assert matrices.constraints[1].tolist() == [[1, 0, 0], [-1, 1, 1]]
    assert repr(matrices) == "<SequenceMatrices: 5 x 3 sequences>"


@pytest.mark.parametrize("seed", range(40))
def test_nobody_gains_by_any_plan(seed):
    tree = random_tree(seed, most=7, hidden=0.6, chance=0.3)
    for method in METHODS:
        found = ng.sequence_form(tree, method=method)
        assert found.method == method
        assert found.regret <= 1e-9
        assert gain_in_subgames(tree, as_done(found.behaviour), [0]) < 1e-9
        x, y = found.plans
        for plan, constraint in zip(found.plans, found.matrices.constraints, strict=True):
            assert constraint @ plan == pytest.approx(np.eye(1, len(constraint))[0])
            assert plan.min() >= 0
        for payoff, table in zip(found.payoffs, found.matrices.payoffs, strict=True):
            assert x @ table @ y == pytest.approx(payoff, abs=1e-12)


@pytest.mark.parametrize("seed", [305, 349, 388, 558])
def test_payoffs_are_made_negative_so_that_no_path_ends_in_a_ray(seed):
    # With payoffs of both signs pivoting ends in a ray in these trees.
    tree = random_tree(seed, most=9, hidden=0.7, chance=0.2, payoffs=4)
    for method in METHODS:
        assert ng.sequence_form(tree, method=method).regret <= 1e-9


@pytest.mark.parametrize("seed", range(20))
def test_opposed_interests_have_the_value_of_the_normal_form(seed):
    tree = random_tree(seed, most=7, hidden=0.6, chance=0.3, payoffs=4, zero_sum=True)
    table = tree.normal_form().payoffs[0]
    rows, columns = table.shape
    answer = linear_programme(
        np.append(np.zeros(rows), -1.0),
        A_ub=np.hstack([-table.T, np.ones((columns, 1))]),
        b_ub=np.zeros(columns),
        A_eq=np.append(np.ones(rows), 0.0)[None],
        b_eq=[1.0],
        bounds=[(0, None)] * rows + [(None, None)],
    )
    for method in ("linear-programme", *METHODS):
        found = ng.sequence_form(tree, method=method)
        assert found.opposed
        assert found.payoffs[0] == pytest.approx(answer.x[-1], abs=1e-9)


@pytest.mark.parametrize("seed", range(10))
def test_regrets_are_those_of_trying_every_plan(seed):
    tree = random_tree(seed, most=6, hidden=0.5, chance=0.3)
    rng = np.random.default_rng(seed)
    drawn = [rng.dirichlet(np.ones(len(each.moves))) for each in tree.information_sets]
    done = ng.Behaviour(tree, drawn)
    width = np.ptp(tree.payoffs, axis=0)
    gains = []
    for actor, name in enumerate(tree.actors):
        value, plan = best_reply(done, actor)
        better = list(drawn)
        for information, move in plan.items():
            better[information] = np.eye(len(drawn[information]))[move]
        assert ng.Behaviour(tree, better).payoffs[actor] == pytest.approx(value)
        assert set(plan) == {each.number for each in tree.sets_of(name)}
        gains.append(value - done.payoffs[actor])
    assert max(gains) == pytest.approx(gain_in_subgames(tree, dict(enumerate(drawn)), [0]))
    assert regrets(done) == pytest.approx(np.array(gains) / np.where(width > 0, width, 1))


@pytest.mark.parametrize("unit", [1e-200, 1e-9, 1e200])
def test_interests_are_opposed_in_whatever_units(unit):
    def call(win, lose):
        moves = {
            "meet": ng.Ending([unit * lose, 7 - lose]),
            "pass": ng.Ending([unit * win, 7 - win]),
        }
        return ng.Decision("Alice", moves, "raised")

    red = ng.Decision("Fred", {"raise": call(1, 2), "fold": ng.Ending([unit, 6])}, "red")
    black = ng.Decision("Fred", {"raise": call(1, -2), "fold": ng.Ending([-unit, 8])}, "black")
    tree = ng.ExtensiveGame(ng.Chance({"red": (0.5, red), "black": (0.5, black)}))
    for method in ("linear-programme", *METHODS):
        found = ng.sequence_form(tree, method=method)
        assert found.opposed
        assert found.payoffs == pytest.approx([unit / 3, 7 - 1 / 3], rel=1e-9)
        assert found.behaviour.probabilities[2] == pytest.approx([1 / 3, 2 / 3])


def test_a_tree_whose_normal_form_is_out_of_reach_is_solved():
    # 20 signals of chance, each answered by both: 2**20 strategies each.
    rng = np.random.default_rng(5)
    moves = {}
    for signal in range(20):
        reply = [
            ng.Decision(
                "B",
                {m: ng.Ending(rng.integers(0, 9, 2).tolist()) for m in "lr"},
                f"b{signal // 2}",
            )
            for _ in range(2)
        ]
        moves[f"s{signal}"] = (
            Fraction(1, 20),
            ng.Decision("A", {"u": reply[0], "d": reply[1]}, f"a{signal}"),
        )
    tree = ng.ExtensiveGame(ng.Chance(moves))
    with pytest.raises(TooLargeError):
        tree.normal_form()
    for method in METHODS:
        assert ng.sequence_form(tree, method=method).regret <= 1e-9


@pytest.mark.parametrize("method", ["auto", *METHODS])
def test_degenerate_trees_have_an_answer(method):
    def both(first, second):
        moves = {"x": ng.Ending(first), "y": ng.Ending(second)}
        return ng.ExtensiveGame(ng.Decision("A", moves), ["A", "B"])

    assert ng.sequence_form(both([1, 1], [1, 1]), method=method).regret == 0
    assert ng.sequence_form(both([1, 2], [2, 2]), method=method).payoffs.tolist() == [2, 2]
    over = ng.sequence_form(ng.ExtensiveGame(ng.Ending([3, 4]), ["A", "B"]), method=method)
    assert over.payoffs.tolist() == [3, 4]
    assert over.plans[0].tolist() == [1]
    never = ng.Decision("A", {"x": ng.Ending([1, 0]), "y": ng.Ending([0, 1])})
    zero = ng.ExtensiveGame(ng.Chance({"a": (0, never), "b": (1, ng.Ending([0, 0]))}), ["A", "B"])
    assert ng.sequence_form(zero, method=method).payoffs.tolist() == [0, 0]


def catastrophe(size):
    """Build a game of moves at once whose only equilibrium hangs on a catastrophe."""

    def reply(*ends):
        moves = {name: ng.Ending(end) for name, end in zip("lr", ends, strict=True)}
        return ng.Decision("B", moves, "blind")

    up, down = reply([-size, 5], [3, 0]), reply([1, 0], [0, 4])
    return ng.ExtensiveGame(ng.Decision("A", {"u": up, "d": down}))


@pytest.mark.parametrize("size", [10, 1e4, 1e10, 1e14])
def test_a_catastrophe_hides_nothing(size):
    found = ng.sequence_form(catastrophe(size))
    assert found.sound
    if size in (10, 1e14):
        assert found.method == ("exact" if size > 10 else "lemke")
    assert found.behaviour.probabilities[0] == pytest.approx([4 / 9, 5 / 9], rel=1e-9)
    assert found.behaviour.probabilities[1][0] == pytest.approx(3 / (size + 4), rel=1e-9, abs=0)


def test_where_exact_pivoting_is_out_of_reach_the_rough_answer_says_so(monkeypatch):
    monkeypatch.setattr(_plans, "MOST_EXACT", 3)
    found = ng.sequence_form(catastrophe(1e14))
    assert not found.sound
    assert found.regret <= 1e-9
    assert "rounding hides what is at stake" in str(found.summary())
    assert not ng.sequence_form(catastrophe(1e14), method="lemke").sound


def test_pivots_that_run_out_leave_it_to_exact_ones(monkeypatch):
    monkeypatch.setitem(_plans._WORK, np.float64, 0.0)
    assert ng.sequence_form(catastrophe(10)).method == "exact"
    with pytest.raises(NotDefinedError, match="takes too many steps"):
        ng.sequence_form(catastrophe(10), method="lemke")


def test_nearly_opposed_interests_are_not_opposed():
    def tree(last):
        moves = {
            "x": ng.Ending([10**12, 0]),
            "y": ng.Ending([0, 10**12]),
            "z": ng.Ending([1, last]),
        }
        return ng.ExtensiveGame(ng.Decision("A", moves), ["A", "B"])

    assert ng.sequence_form(tree(10**12 - 1)).opposed
    assert not ng.sequence_form(tree(10**12 - 2)).opposed


# ------------------------------------------------------------------ pivoting


def solves(matrix, right, z):
    w = right + matrix @ z
    return bool((z >= 0).all() and (w >= 0).all() and w @ z == 0)


@pytest.mark.parametrize("seed", range(20))
def test_lemke_solves_problems_with_positive_matrices(seed):
    rng = np.random.default_rng(seed)
    size = int(rng.integers(1, 7))
    root = rng.integers(-2, 3, (size, size))
    matrix = root @ root.T + np.eye(size, dtype=int)
    right = rng.integers(-3, 4, size)
    exact = lemke(matrix.astype(object), right.astype(object), 1000)
    assert solves(matrix.astype(object), right.astype(object), exact)
    floats = lemke(matrix.astype(float), right.astype(float), 1000)
    assert floats == pytest.approx(exact.astype(float), abs=1e-9)


def test_lemke_says_when_there_is_no_way():
    ray = np.array([[-1, 0], [0, -1]], dtype=object)
    assert lemke(ray, np.array([-1, -1], dtype=object), 100) is None
    assert lemke(ray.astype(float), np.array([-1.0, -2.0]), 100) is None
    good = np.eye(2)
    assert lemke(good, np.array([-1.0, -2.0]), 1) is None
    assert lemke(good, np.array([1.0, 2.0]), 1).tolist() == [0, 0]


def test_rounding_that_spoils_an_answer_is_followed_by_exact_pivoting(monkeypatch):
    tree = random_tree(3, most=7, hidden=0.6)
    right = _plans.FINDERS["lemke"](tree)
    for spoilt in (None, tuple(np.full_like(plan, 0.5) for plan in right)):
        monkeypatch.setitem(_plans.FINDERS, "lemke", lambda tree, spoilt=spoilt: spoilt)
        found = ng.sequence_form(tree)
        assert found.method == "exact"
        assert found.regret <= 1e-9
        with pytest.raises(NotDefinedError, match="method='exact' does not round"):
            ng.sequence_form(tree, method="lemke")


# ------------------------------------------------------------------ what is refused


def test_what_the_sequence_form_does_not_take(monkeypatch):
    with pytest.raises(InvalidTypeError, match="ExtensiveGame"):
        ng.sequence_form(ng.NormalFormGame([[[1]], [[1]]]))
    with pytest.raises(UnknownNameError, match="Did you mean 'lemke'"):
        ng.sequence_form(kuhn(), method="lemk")
    with pytest.raises(NotDefinedError, match="there are 3"):
        ng.sequence_form(ng.ExtensiveGame(ng.Ending([1, 2, 3]), ["A", "B", "C"]))

    def second(value):
        return ng.Decision("A", {"u": ng.Ending([value, 0]), "d": ng.Ending([0, 1])}, "forgets")

    forgets = ng.ExtensiveGame(ng.Decision("A", {"l": second(1), "r": second(2)}), ["A", "B"])
    with pytest.raises(NotDefinedError, match="perfect recall"):
        ng.sequence_form(forgets)
    with pytest.raises(NotDefinedError, match="move by move"):
        best_reply(ng.Behaviour.uniform(forgets), 0)
    common = ng.ExtensiveGame(
        ng.Decision("A", {"x": ng.Ending([1, 1]), "y": ng.Ending([0, 0])}), ["A", "B"]
    )
    with pytest.raises(NotDefinedError, match="strictly opposed"):
        ng.sequence_form(common, method="linear-programme")
    monkeypatch.setattr(_plans, "MOST_EXACT", 10)
    with pytest.raises(TooLargeError, match="54 rows is too large"):
        ng.sequence_form(kuhn(), method="exact")
    module = importlib.import_module("negotiation.engine.trees.sequence_form")
    monkeypatch.setattr(module, "MOST_CELLS", 10)
    with pytest.raises(TooLargeError, match="169 pairs"):
        ng.sequence_form(kuhn())


def test_the_answer_reads_well():
    found = ng.sequence_form(kuhn())
    assert repr(found) == "<SequenceForm: I -0.05556, II 0.05556, by linear-programme>"
    text = str(found.summary())
    assert "every equilibrium pays this, the value" in text
    assert "Expected: I -0.05556" in text
    assert "<table>" in found._repr_html_()
    other = ng.sequence_form(random_tree(3, most=7, hidden=0.6))
    assert "there may be others, and it may rest on empty threats" in str(other.summary())
