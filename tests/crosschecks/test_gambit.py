"""What Gambit finds: equilibria in fractions, dominance, noisy play, and trees."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import negotiation as ng
from tests.concessions.trees import gain_in_subgames, random_tree
from tests.crosschecks.test_two_actor_games import proven, tied_games
from tests.engine.exact_games import exact_equilibria


def fractions(game: Any, profile: Any) -> tuple[tuple[Fraction, ...], ...]:
    return tuple(
        tuple(Fraction(str(profile[each])) for each in actor.strategies) for actor in game.players
    )


def floats(game: Any, profile: Any) -> list[list[float]]:
    return [[float(profile[each]) for each in actor.strategies] for actor in game.players]


def test_all_equilibria_in_fractions(tally: Any, gambit: Any) -> None:
    count = tally("gambit", "enummixed in fractions, games with ties")
    for game, known in zip(tied_games(), proven(), strict=True):
        theirs = ng.io.to_pygambit(game)
        found = {
            fractions(theirs, each)
            for each in gambit.nash.enummixed_solve(theirs, rational=True).equilibria
        }
        truth = exact_equilibria(*game.payoffs).equilibria
        ours = set(ng.equilibria(game).exact or ())
        assert ours == truth
        assert len(truth) == len(known)
        assert found == truth
        count.agrees()


@pytest.mark.parametrize("kind", ["strict", "weak"])
def test_dominance(kind: str, tally: Any, gambit: Any) -> None:
    count = tally("gambit", f"{kind} dominance by pure strategies, one round")
    rng = np.random.default_rng(31)
    for _ in range(60):
        shape = rng.integers(1, 5, rng.integers(2, 4))
        game = ng.NormalFormGame(rng.integers(0, 3, (len(shape), *shape)))
        theirs = ng.io.to_pygambit(game)
        left = gambit.supports.undominated_strategies_solve(
            theirs.support_profile(), strict=kind == "strict"
        )
        first = ng.dominance(game, kind, by="pure", rounds=1)
        for place, actor in enumerate(theirs.players):
            kept = [each for each, one in enumerate(actor.strategies) if one in left]
            assert kept == [int(each) for each in first.kept[place]]
        count.agrees()


@pytest.mark.parametrize("actors", [2, 3])
def test_noisy_play(actors: int, tally: Any, gambit: Any) -> None:
    count = tally("gambit", f"logit equilibria of {actors} actors")
    rng = np.random.default_rng(33)
    for _ in range(15):
        shape = rng.integers(2, 4, actors)
        game = ng.NormalFormGame(np.round(rng.random((actors, *shape)), 3))
        theirs = ng.io.to_pygambit(game)
        for precision in (0.5, 2.0):
            (found,) = gambit.qre.logit_solve_lambda(theirs, precision)
            ours = ng.quantal_response(game, precision)
            for mine, other in zip(ours.profile, floats(theirs, found.profile), strict=True):
                assert mine == pytest.approx(other, abs=1e-4)
            count.agrees()


def certain(tree: ng.ExtensiveGame, theirs: Any, found: Any) -> Any:
    """Return our behaviour in a tree as Gambit's, for it to judge."""
    profile = theirs.mixed_behavior_profile()
    number = {name: place for place, name in enumerate(tree.actors)}
    sets = iter(found.probabilities)
    assert len(number) == len(theirs.players)
    for mine in tree.information_sets:
        odds = next(sets)
        spot = theirs.players[number[mine.actor]].infosets
        same = [each for each in spot if each.label == mine.name] or None
        assert same is not None
        for action, share in zip(same[0].actions, odds, strict=True):
            profile[action] = float(share)
    return profile


def test_values_of_zero_sum_trees(tally: Any, gambit: Any) -> None:
    count = tally("gambit", "values of zero-sum trees, by linear programme")
    for seed in range(60):
        tree = random_tree(seed, most=8, hidden=0.5, chance=0.3, zero_sum=True)
        ours = ng.sequence_form(tree, method="linear-programme")
        theirs = ng.io.to_pygambit(tree)
        if len(theirs.players) < 2 or not all(len(each.infosets) for each in theirs.players):
            continue
        (found,) = gambit.nash.lp_solve(theirs, rational=True).equilibria
        value = Fraction(str(found.payoff(theirs.players[0])))
        assert ours.payoffs[0] == pytest.approx(float(value), abs=1e-9)
        count.agrees()
    assert count.counts["agreed"] > 30


def test_equilibria_of_trees_in_gambits_eyes(tally: Any, gambit: Any) -> None:
    """Each side's equilibrium is one to the other: ours by Gambit's regret, theirs by ours."""
    count = tally("gambit", "equilibria of trees, each other's judge")
    for seed in range(100, 140):
        tree = random_tree(seed, most=7, hidden=0.4, chance=0.2)
        theirs = ng.io.to_pygambit(tree)
        if len(theirs.players) < 2 or not all(len(each.infosets) for each in theirs.players):
            continue
        ours = ng.sequence_form(tree)
        judged = certain(tree, theirs, ours.behaviour).as_strategy()
        assert float(judged.max_regret()) < 1e-9
        for each in gambit.nash.lcp_solve(theirs, rational=True, stop_after=1).equilibria:
            done = {
                place: [float(each[action]) for action in infoset.actions]
                for place, mine in enumerate(tree.information_sets)
                for actor in theirs.players
                for infoset in actor.infosets
                if infoset.label == mine.name and actor.label == mine.actor
            }
            assert len(done) == len(tree.information_sets)
            assert gain_in_subgames(tree, done, [0]) < 1e-9
        count.agrees()
    assert count.counts["agreed"] > 20
