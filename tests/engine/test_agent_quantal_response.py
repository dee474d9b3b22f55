"""Agent quantal response: the equations hold, the branch is whole, beliefs are right."""

from __future__ import annotations

import importlib
import math

import numpy as np
import pytest

import negotiation as ng
from negotiation.engine.learning._continuation import Trail
from negotiation.engine.learning.quantal_response import quantal_response
from negotiation.engine.trees._agents import agents
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    TooLargeError,
    UnknownNameError,
)
from tests.concessions.trees import as_done, gain_in_subgames, random_tree, worth


def logit_answers(tree, done, precision):
    """Work out every agent's logit answer from the definition."""
    reach = {0: 1.0}
    for position in tree.positions:
        odds = position.probabilities or done.get(position.information, ())
        for share, child in zip(odds, position.children, strict=True):
            reach[child] = reach[position.number] * float(share)
    answers = {}
    for each in tree.information_sets:
        actor = tree.actors.index(each.actor)
        total = sum(reach[position] for position in each.positions)
        values = [
            sum(
                reach[position]
                / total
                * worth(tree, done, tree.positions[position].children[move])[actor]
                for position in each.positions
            )
            for move in range(len(each.moves))
        ]
        raw = [math.exp(precision * (value - max(values))) for value in values]
        answers[each.number] = np.array(raw) / sum(raw)
    return answers


def simultaneous(first, second, reveal=False):
    def reply(row):
        moves = {f"c{k}": ng.Ending([first[row][k], second[row][k]]) for k in range(len(first[0]))}
        return ng.Decision("B", moves, f"{row}" if reveal else "blind")

    return ng.ExtensiveGame(ng.Decision("A", {f"r{k}": reply(k) for k in range(len(first))}))


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("precision", [0.0, 0.3, 2.0, 7.0])
def test_everybody_answers_everybody_by_the_logit_rule(seed, precision):
    tree = random_tree(seed, actors=2 + seed % 2, most=7, hidden=0.5, chance=0.3)
    found = ng.agent_quantal_response(tree, precision)
    answers = logit_answers(tree, as_done(found.behaviour), precision)
    for number, answer in answers.items():
        assert found.behaviour.probabilities[number] == pytest.approx(answer, abs=1e-9)
    assert found.residual < 1e-12
    assert found.payoffs == pytest.approx(worth(tree, as_done(found.behaviour)))
    for one, two in zip(found.beliefs, found.behaviour.beliefs, strict=True):
        assert one == pytest.approx(two, abs=1e-12)
    # The branch begins with coins and ends at the answer.
    assert found.precisions[0] == 0
    assert found.precisions[-1] == pytest.approx(precision, abs=1e-12)
    for number, path in enumerate(found.branch):
        assert path[0] == pytest.approx(np.full(path.shape[1], 1 / path.shape[1]))
        assert path[-1] == pytest.approx(found.behaviour.probabilities[number])


@pytest.mark.parametrize("seed", range(6))
def test_every_point_of_the_branch_is_an_equilibrium(seed):
    tree = random_tree(seed, most=6, hidden=0.5)
    found = ng.agent_quantal_response(tree, 5.0)
    for place, precision in enumerate(found.precisions):
        done = {number: path[place] for number, path in enumerate(found.branch)}
        for number, answer in logit_answers(tree, done, precision).items():
            assert done[number] == pytest.approx(answer, abs=1e-8)


@pytest.mark.parametrize("seed", range(8))
def test_moves_at_once_are_the_normal_form(seed):
    rng = np.random.default_rng(seed)
    first, second = rng.integers(0, 6, (2, 3, 3)).tolist()
    for precision in (0.5, 3.0):
        found = ng.agent_quantal_response(simultaneous(first, second), precision)
        plain = quantal_response(ng.NormalFormGame([first, second]), precision)
        for one, two in zip(found.behaviour.probabilities, plain.profile, strict=True):
            assert one == pytest.approx(two, abs=1e-8)


def test_the_second_mover_answers_what_it_sees():
    found = ng.agent_quantal_response(simultaneous([[2, 0], [1, 3]], [[1, 0], [0, 1]], True), 1.5)
    after = 1 / (1 + math.exp(-1.5))
    assert found.behaviour.probabilities[1] == pytest.approx([after, 1 - after])
    up, down = 2 * after, (1 - after) + 3 * after
    share = 1 / (1 + math.exp(1.5 * (down - up)))
    assert found.behaviour.probabilities[0] == pytest.approx([share, 1 - share])


def horse():
    """Selten (1975), figure 1."""

    def third(left, right):
        return ng.Decision("C", {"R": ng.Ending(right), "L": ng.Ending(left)}, "C")

    second = ng.Decision("B", {"R": ng.Ending([1, 1, 1]), "L": third([0, 0, 1], [4, 4, 0])})
    return ng.ExtensiveGame(ng.Decision("A", {"R": second, "L": third([0, 0, 0], [3, 2, 2])}))


def test_high_precision_leads_to_a_sequential_equilibrium():
    found = ng.agent_quantal_response(horse(), 1e4)
    assert found.payoffs == pytest.approx([1, 1, 1], abs=1e-3)
    assert gain_in_subgames(horse(), as_done(found.behaviour)) < 1e-3
    # C is not reached, yet believes what makes it indifferent: 2 on one side, 1 on the other.
    assert found.beliefs[2] == pytest.approx([2 / 3, 1 / 3], abs=1e-2)
    assert "66.7" in found.summary().column("believes")[2]


def test_beliefs_outlive_probabilities_too_small_for_floats():
    moves = {"x": ng.Ending([1, 0]), "y": ng.Ending([0, 1])}
    hear = {name: ng.Decision("B", moves, "hears") for name in "ab"}
    root = ng.Decision("A", {"stay": ng.Ending([3, 0]), **hear})
    found = ng.agent_quantal_response(ng.ExtensiveGame(root), 2000.0)
    assert found.behaviour.reached[1] == 0
    assert found.beliefs[1] == pytest.approx([0.5, 0.5])
    assert found.behaviour.probabilities[1] == pytest.approx([0, 1])


def test_what_chance_rules_out_is_decided_by_coins():
    never = ng.Decision("A", {"good": ng.Ending([2]), "bad": ng.Ending([1])}, "never")
    blind = ng.Decision("A", {"good": ng.Ending([2]), "bad": ng.Ending([1])}, "once")
    lot = ng.Chance({"x": (1, blind), "y": (0, never), "z": (0, never)})
    found = ng.agent_quantal_response(ng.ExtensiveGame(lot), 3.0)
    assert found.behaviour.probabilities[1] == pytest.approx([0.5, 0.5])
    assert found.behaviour.probabilities[0] == pytest.approx(
        [1 / (1 + math.exp(-3)), 1 / (1 + math.exp(3))]
    )
    assert found.beliefs[1].tolist() == [0.5, 0.5]


@pytest.mark.parametrize("seed", range(6))
def test_units_are_the_actors_own_where_asked_for(seed):
    tree = random_tree(seed, most=6, hidden=0.4, payoffs=5)

    def moved(node):
        if isinstance(node, ng.Ending):
            first, second = node.payoffs
            return ng.Ending([1e150 * first, second / 1e150 + 1e-149])
        if isinstance(node, ng.Chance):
            return ng.Chance({name: (p, moved(each)) for name, (p, each) in node.moves.items()})
        below = {name: moved(each) for name, each in node.moves.items()}
        return ng.Decision(node.actor, below, node.information)

    one = ng.agent_quantal_response(tree, 4.0, unit="range")
    two = ng.agent_quantal_response(
        ng.ExtensiveGame(moved(tree.root), tree.actors), 4.0, unit="range"
    )
    for each, other in zip(one.behaviour.probabilities, two.behaviour.probabilities, strict=True):
        assert each == pytest.approx(other, abs=1e-8)


@pytest.mark.parametrize("unit", [1e-200, 1e200])
def test_precision_per_payoff_takes_payoffs_of_any_size(unit):
    def answer(scale):
        end = {"accept": ng.Ending([2 * scale, scale]), "reject": ng.Ending([0, 0])}
        root = {"offer": ng.Decision("R", end), "leave": ng.Ending([scale, 0])}
        return ng.ExtensiveGame(ng.Decision("P", root))

    one = ng.agent_quantal_response(answer(1), 2.0)
    two = ng.agent_quantal_response(answer(unit), 2.0 / unit)
    for each, other in zip(one.behaviour.probabilities, two.behaviour.probabilities, strict=True):
        assert each == pytest.approx(other, abs=1e-9)


def test_a_constant_changes_nothing():
    def answer(constant, scale):
        end = {"accept": ng.Ending([constant + 2 * scale, 1]), "reject": ng.Ending([constant, 0])}
        root = {"offer": ng.Decision("R", end), "leave": ng.Ending([constant + scale, 0])}
        return ng.agent_quantal_response(ng.ExtensiveGame(ng.Decision("P", root)), 2.0)

    for each, other in ((answer(1e9, 1), answer(0, 1)), (answer(1e300, 0), answer(0, 0))):
        for one, two in zip(
            each.behaviour.probabilities, other.behaviour.probabilities, strict=True
        ):
            assert one == pytest.approx(two, abs=1e-12)


def test_games_without_a_choice_have_an_answer():
    over = ng.agent_quantal_response(ng.ExtensiveGame(ng.Ending([1, 2]), ["A", "B"]), 3.0)
    assert over.payoffs.tolist() == [1, 2]
    assert over.branch == ()
    single = ng.agent_quantal_response(ng.ExtensiveGame(ng.Decision("A", {"x": ng.Ending([5])})), 3)
    assert single.behaviour.probabilities[0].tolist() == [1]
    same = {"x": ng.Ending([1, 0]), "y": ng.Ending([1, 1])}
    flat = ng.agent_quantal_response(ng.ExtensiveGame(ng.Decision("A", same), ["A", "B"]), 50.0)
    assert flat.behaviour.probabilities[0].tolist() == [0.5, 0.5]


@pytest.mark.parametrize("seed", range(4))
def test_derivatives_are_those_of_the_equations(seed):
    tree = random_tree(seed, most=6, hidden=0.5, chance=0.3)
    system = agents(tree, np.ones(2))
    found = ng.agent_quantal_response(tree, 1.7)
    rng = np.random.default_rng(seed)
    drawn = [rng.dirichlet(np.ones(size)) for size in np.diff(system.ends)]

    def beside(point, place):
        change = np.zeros(len(point))
        change[place] = 1e-6
        return point + change, point - change

    point = np.append(np.log(np.concatenate(drawn)), 1.7)  # no two moves are equally likely
    for place in range(len(point)):
        one, two = (system(each)[0] for each in beside(point, place))
        assert system(point)[1][:, place] == pytest.approx((one - two) / 2e-6, abs=1e-7)
    logs = np.log(np.concatenate(found.behaviour.probabilities))
    feedback = system.feedback(np.append(logs, 1.7))
    for place in range(len(logs)):
        one, two = (each - system.answers(each, 1.7) for each in beside(logs, place))
        assert feedback[:, place] == pytest.approx((one - two) / 2e-6, abs=1e-7)


def test_what_cannot_be_asked_is_refused(monkeypatch):
    with pytest.raises(InvalidTypeError, match="ExtensiveGame"):
        ng.agent_quantal_response(ng.NormalFormGame([[[1]], [[1]]]), 1.0)
    with pytest.raises(InvalidValueError, match="not be negative"):
        ng.agent_quantal_response(horse(), -1)
    with pytest.raises(InvalidValueError, match="finite"):
        ng.agent_quantal_response(horse(), math.nan)
    with pytest.raises(UnknownNameError, match="Did you mean 'range'"):
        ng.agent_quantal_response(horse(), 1, unit="rang")
    wide = {f"m{k}": ng.Ending([k]) for k in range(401)}
    with pytest.raises(TooLargeError, match="401 moves and 401 endings"):
        ng.agent_quantal_response(ng.ExtensiveGame(ng.Decision("A", wide)), 1)

    module = importlib.import_module("negotiation.engine.trees.agent_quantal_response")
    with monkeypatch.context() as patch:
        patch.setattr(module, "MOST_CELLS", 29)
        with pytest.raises(TooLargeError, match="6 moves and 5 endings is too large"):
            ng.agent_quantal_response(horse(), 1)

    def stuck(system, start, until, most):
        return Trail([start, start + 0.25], [start, start], [], [], "a wall")

    monkeypatch.setattr(module, "follow", stuck)
    with pytest.raises(NotDefinedError, match=r"to precision 0\.03125 only: a wall"):
        ng.agent_quantal_response(horse(), 8)


def test_the_answer_reads_well():
    found = ng.agent_quantal_response(horse(), 2)
    assert repr(found).startswith("<AgentQuantalResponse: precision 2, A ")
    text = str(found.summary())
    assert "A difference of a unit of payoff makes the better of two moves 7.389 times" in text
    assert "<table>" in found._repr_html_()
    sharp = ng.agent_quantal_response(horse(), 1000, unit="range")
    assert "incomparably many times" in str(sharp.summary())
    assert "its payoffs' range" in str(sharp.summary())
