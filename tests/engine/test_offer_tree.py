"""Trees from a protocol: take it or leave it, and Stahl's finite alternating offers."""

from __future__ import annotations

import importlib
import itertools
import json

import numpy as np
import pytest

import negotiation as ng
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    TooLargeError,
    UnknownNameError,
)

ONE, TWO = "Actor 1", "Actor 2"


def pie(units, size=1.0):
    return ng.BargainingProblem(
        [[size * (units - k) / units, size * k / units] for k in range(units + 1)]
    )


def turns(rounds):
    return [(ONE, TWO)[turn % 2] for turn in range(rounds)]


def recursion(deals, factors, rounds, walk=(0.0, 0.0), risk=0.0, turn=0):
    """Return all equilibrium payoffs of the offers from a round on, by the plain recursion."""
    if turn == rounds:
        return {tuple(walk)}
    last = turn == rounds - 1
    now = [
        tuple(walk[k] + factors[k] ** turn * (deal[k] - walk[k]) for k in (0, 1)) for deal in deals
    ]
    later = set()
    for after in recursion(deals, factors, rounds, walk, risk, turn + 1):
        share = 0.0 if last else risk
        later.add(tuple((1 - share) * after[k] + share * walk[k] for k in (0, 1)))
    own, other = turn % 2, 1 - turn % 2
    # Every offer, and making none, ends in one of these; the other's answer is a best one.
    ends = [
        {deal if deal[other] >= after[other] - 1e-12 else after for after in later}
        | {after for after in later if after[other] >= deal[other] - 1e-12}
        for deal in now
    ] + [later]
    floor = max(min(end[own] for end in each) for each in ends)
    return {end for each in ends for end in each if end[own] >= floor - 1e-12}


def close(one, two):
    one = sorted({tuple(np.round(each, 9) + 0.0) for each in one})
    two = sorted({tuple(np.round(each, 9) + 0.0) for each in two})
    return one == two


# ------------------------------------------------------------------ known solutions


def test_take_it_or_leave_it_is_the_ultimatum_game():
    tree = ng.offer_tree(
        ng.BargainingProblem([[4 - k, k] for k in range(5)], actors=["P", "R"]), ["P"]
    )
    assert tree.perfect_information
    found = ng.subgame_perfect(tree)
    assert {tuple(each) for each in found.payoffs.tolist()} == {(4, 0), (3, 1)}
    assert found.plays[0] == {("outcome 0", "accept"): 1.0}


@pytest.mark.slow
@pytest.mark.parametrize("rounds", [1, 2, 3])
def test_a_fine_pie_comes_near_stahls_formula(rounds):
    # Stahl (1972): 1 - d2 + d1 d2 - ... ; a grid of 1/40 misses it by less than one step a round.
    d1, d2 = 0.9, 0.8
    exact = {1: 1.0, 2: 1 - d2, 3: 1 - d2 * (1 - d1)}[rounds]
    units = {1: 200, 2: 40, 3: 20}[rounds]
    found = ng.subgame_perfect(ng.offer_tree(pie(units), turns(rounds), discount=[d1, d2]), limit=1)
    assert found.payoffs[:, 0].max() == pytest.approx(exact, abs=rounds / units)
    assert found.payoffs[:, 0].min() >= exact - rounds / units


def test_the_pie_of_the_published_case_by_a_grid_that_holds_the_solution(reference):
    """Finite alternating offers with discount factors 0.9 and 0.8, two and three rounds."""
    case = next(
        each
        for each in json.loads((reference / "cases" / "theory.json").read_text())
        if each["id"] == "ST02"
    )
    factors = [case["inputs"]["d1"], case["inputs"]["d2"]]
    for rounds in (2, 3, 4):
        deals, share = [], 0.0  # of the pie: what the one who answers is offered, from the end
        for turn in reversed(range(rounds)):
            answers = 1 - turn % 2
            deals.append([share, 1 - share] if answers == 0 else [1 - share, share])
            share = factors[turn % 2] * (1 - share)
        problem = ng.BargainingProblem(deals)
        found = ng.subgame_perfect(ng.offer_tree(problem, turns(rounds), discount=factors), limit=0)
        want = case["expected"][str(rounds)]
        assert deals[-1] == pytest.approx(want)
        assert any(np.allclose(row, want, atol=1e-9) for row in found.payoffs)
        assert close(found.payoffs, recursion(deals, factors, rounds))


def test_a_finite_set_of_deals_is_settled_as_published(reference):
    case = next(
        each
        for each in json.loads((reference / "cases" / "theory.json").read_text())
        if each["id"] == "ST10"
    )
    given = case["inputs"]
    problem = ng.BargainingProblem(given["deals"], disagreement=given["disagreement"])
    for rounds, want in list(zip(given["T"], case["expected"], strict=True))[:4]:
        tree = ng.offer_tree(problem, turns(rounds), discount=[given["d1"], given["d2"]])
        found = ng.subgame_perfect(tree, limit=0)
        assert found.payoffs.tolist() == [want]


# ------------------------------------------------------------------ against the recursion


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("rounds", [1, 2, 3])
def test_every_equilibrium_payoff_is_the_recursions(seed, rounds):
    rng = np.random.default_rng(seed)
    deals = rng.integers(-1, 6, (3, 2)).tolist()
    walk = rng.integers(0, 2, 2).tolist()
    factors = rng.choice([0.5, 0.75, 1.0], 2).tolist()
    risk = float(rng.choice([0.0, 0.25]))
    problem = ng.BargainingProblem(deals, disagreement=walk)
    tree = ng.offer_tree(problem, turns(rounds), discount=factors, breakdown=risk)
    found = ng.subgame_perfect(tree, limit=0)
    want = recursion(deals, factors, rounds, walk, risk)
    assert close(found.payoffs, want)


def test_units_of_utility_do_not_matter():
    rng = np.random.default_rng(3)
    deals, walk = rng.integers(0, 6, (4, 2)), np.array([1, 0])
    one = ng.offer_tree(ng.BargainingProblem(deals, walk), turns(2), discount=[0.9, 0.7])
    scale, shift = np.array([3.0, 0.5]), np.array([-4.0, 10.0])
    two = ng.offer_tree(
        ng.BargainingProblem(deals * scale + shift, walk * scale + shift),
        turns(2),
        discount=[0.9, 0.7],
    )
    first, second = ng.subgame_perfect(one, limit=0), ng.subgame_perfect(two, limit=0)
    assert first.plays == second.plays
    assert first.payoffs * scale + shift == pytest.approx(second.payoffs)


def test_nobody_signs_for_less_than_walking_away_is_worth():
    # The only outcome is bad for the one who proposes; it makes no offer.
    problem = ng.BargainingProblem([[-1, 5]])
    found = ng.subgame_perfect(ng.offer_tree(problem, [ONE, TWO]))
    assert found.payoffs.tolist() == [[0, 0], [0, 0]]
    assert ("no offer", "no offer") in {path for play in found.plays for path in play}
    assert not any("accept" in path for play in found.plays for path in play)


def test_three_actors_must_all_accept():
    problem = ng.BargainingProblem([[2, 1, 1], [4, 1, -1]], actors=["A", "B", "C"])
    tree = ng.offer_tree(problem, ["A"])
    assert [each.actor for each in tree.information_sets] == ["A", "B", "C", "B", "C"]
    found = ng.subgame_perfect(tree)
    assert found.plays == ({("outcome 0", "accept", "accept"): 1.0},)
    middle = ng.offer_tree(problem, ["B"])
    assert [each.actor for each in middle.information_sets][:3] == ["B", "A", "C"]


def test_breakdown_makes_haste():
    # Half the pie is at stake in each round that is lost.
    problem = pie(4, 4.0)
    sure = ng.subgame_perfect(ng.offer_tree(problem, [ONE, TWO]), limit=0)
    risky = ng.subgame_perfect(ng.offer_tree(problem, [ONE, TWO], breakdown=0.5), limit=0)
    assert sure.payoffs[:, 1].min() >= 3
    assert {tuple(each) for each in risky.payoffs.tolist()} >= {(2, 2)}
    assert sure.payoffs[:, 0].max() == 1
    assert risky.payoffs[:, 0].max() == 2
    with_chance = ng.offer_tree(problem, [ONE, TWO], breakdown=[0.5])
    assert any(isinstance(each.node, ng.Chance) for each in with_chance.positions)
    certain = ng.subgame_perfect(ng.offer_tree(problem, [ONE, TWO], breakdown=1), limit=0)
    assert {tuple(each) for each in certain.payoffs.tolist()} == {(4, 0), (3, 1)}


# ------------------------------------------------------------------ from words


def scenario(**actors):
    issue = ng.Issue("relief", ["none", "some", "all"])
    utilities = {"US": [2, 1, 0], "DPRK": [0, 3, 4]}
    return ng.Scenario(
        "talks",
        [issue],
        [
            ng.Actor(
                name,
                ng.Additive({"relief": dict(zip(issue.options, values, strict=True))}),
                **actors.get(name, {}),
            )
            for name, values in utilities.items()
        ],
    )


def test_a_scenario_brings_names_discount_factors_and_red_lines():
    told = scenario(US={"discount": 0.5}, DPRK={"discount": 0.9})
    tree = ng.offer_tree(told, ["DPRK", "US"])
    assert tree.actors == ("US", "DPRK")
    assert list(tree.root.moves) == ["relief: none", "relief: some", "relief: all", "no offer"]
    late = tree.payoffs[
        [tree.path(each)[:2] == ("relief: none", "reject") for each in tree.endings]
    ]
    assert late.max(axis=0) == pytest.approx([1.0, 3.6])
    given = ng.offer_tree(told, ["DPRK", "US"], discount={"US": 1, "DPRK": 1})
    assert given.payoffs.max() == 4
    limited = ng.offer_tree(told, ["US"], outcomes=[{"relief": "some"}])
    assert list(limited.root.moves) == ["relief: some", "no offer"]
    refused = scenario(US={"red_lines": [ng.RedLine({"relief": "all"})]})
    assert list(ng.offer_tree(refused, ["US"]).root.moves) == [
        "relief: none",
        "relief: some",
        "no offer",
    ]
    with pytest.raises(InvalidValueError, match="crosses a red line"):
        ng.offer_tree(refused, ["US"], outcomes=[{"relief": "all"}])


def test_outcomes_of_the_same_words_are_told_apart():
    problem = ng.BargainingProblem({"no offer": [1, 1], "deal": [2, 2]})
    assert list(ng.offer_tree(problem, [ONE]).root.moves) == [
        "no offer (row 0)",
        "deal",
        "no offer",
    ]
    twice = ng.BargainingProblem([[1, 1], [2, 2]], outcomes=[1, "outcome 1"])
    assert list(ng.offer_tree(twice, [ONE]).root.moves) == [
        "outcome 1 (row 0)",
        "outcome 1 (row 1)",
        "no offer",
    ]


def test_where_nothing_may_be_signed_there_is_no_agreement():
    problem = ng.BargainingProblem([[1, 1]], refused=np.array([[True, False]]))
    found = ng.subgame_perfect(ng.offer_tree(problem, [ONE]))
    assert found.payoffs.tolist() == [[0, 0]]
    assert found.plays == ({("no offer",): 1.0},)


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("arguments", "options", "error", "words"),
    [
        (([1],), {}, InvalidTypeError, "BargainingProblem or a Scenario"),
        ((pie(2), ONE), {}, InvalidTypeError, "one per round"),
        ((pie(2), []), {}, InvalidValueError, "must be a round"),
        ((pie(2), ["Actor 3"]), {}, UnknownNameError, "'Actor 3' is not an actor"),
        ((pie(2), [ONE]), {"discount": 1.5}, InvalidValueError, "actor 'Actor 1': .* 0 and 1"),
        ((pie(2), [ONE]), {"discount": [1, -1]}, InvalidValueError, "actor 'Actor 2'"),
        ((pie(2), [ONE]), {"discount": {ONE: 1}}, InvalidValueError, "lacks this actor"),
        ((pie(2), [ONE, TWO]), {"breakdown": 2}, InvalidValueError, "breakdown lies between"),
        ((pie(2), [ONE]), {"breakdown": -1}, InvalidValueError, "breakdown lies between"),
        ((pie(2), [ONE, TWO]), {"breakdown": [0, 0]}, InvalidValueError, "after 1 of 2 rounds; 2"),
        ((pie(2), [ONE]), {"outcomes": [7]}, UnknownNameError, "7 is not an outcome"),
        ((pie(2), [ONE]), {"outcomes": [0, 0]}, InvalidValueError, "listed twice"),
        ((pie(100), turns(3)), {}, TooLargeError, "101 outcomes in 3 rounds make .* positions"),
    ],
)
def test_what_makes_no_protocol_is_refused(arguments, options, error, words):
    given = arguments if len(arguments) == 2 else (*arguments, [ONE])
    with pytest.raises(error, match=words):
        ng.offer_tree(*given, **options)


def test_everybody_must_agree():
    problem = ng.BargainingProblem([[1, 1, 1]], consent=ng.Consent(2))
    with pytest.raises(NotDefinedError, match=r"problem.among"):
        ng.offer_tree(problem, [ONE])


def test_the_size_is_known_before_the_tree_is_built(monkeypatch):
    module = importlib.import_module("negotiation.engine.trees.offer_tree")
    three = ng.BargainingProblem([[1, 1, 1], [2, 2, 2]], actors=["Actor 1", "Actor 2", "C"])
    for problem, rounds, risk in itertools.product((pie(3), three), (1, 2, 3), (0.0, 0.5)):
        size = len(ng.offer_tree(problem, turns(rounds), breakdown=risk))
        with monkeypatch.context() as patch:
            patch.setattr(module, "LARGEST_TREE", size)
            ng.offer_tree(problem, turns(rounds), breakdown=risk)
            patch.setattr(module, "LARGEST_TREE", size - 1)
            with pytest.raises(TooLargeError, match=f"make {size:,} positions"):
                ng.offer_tree(problem, turns(rounds), breakdown=risk)
