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
from tests.engine.test_dominance import plainly_kept


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


def test_iterated_strict_dominance(tally: Any, gambit: Any) -> None:
    """To the end, where the order of removals does not matter: within a round it differs."""
    count = tally("gambit", "iterated strict dominance by pure strategies")
    rng = np.random.default_rng(31)
    for _ in range(60):
        shape = rng.integers(1, 5, rng.integers(2, 4))
        game = ng.NormalFormGame(rng.integers(0, 5, (len(shape), *shape)))
        theirs = ng.io.to_pygambit(game)
        left, before = theirs.strategy_support_profile(), None
        while left != before:
            before = left
            left = gambit.supports.undominated_strategies_solve(left, strict=True)
        ours = ng.dominance(game, by="pure")
        kept = [
            [each for each, one in enumerate(actor.strategies) if one in left]
            for actor in theirs.players
        ]
        truth = plainly_kept(game.payoffs)
        assert [[int(each) for each in rows] for rows in ours.kept] == truth
        if kept == truth:
            count.agrees()
        else:
            assert all(set(one) <= set(other) for one, other in zip(kept, truth, strict=True))
            count.differs("the peer removes what nothing strictly dominates, shown cell by cell")


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


def sets(tree: ng.ExtensiveGame, theirs: Any) -> list[Any]:
    """Return Gambit's information sets in our order."""
    by_name = {(each.player.label, each.label): each for each in theirs.infosets}
    return [by_name[each.actor, each.name] for each in tree.information_sets]


def test_values_of_zero_sum_trees(tally: Any, gambit: Any) -> None:
    count = tally("gambit", "values of zero-sum trees, by linear programme")
    for seed in range(60):
        tree = random_tree(seed, most=8, hidden=0.5, chance=0.3, zero_sum=True)
        ours = ng.sequence_form(tree, method="linear-programme")
        theirs = ng.io.to_pygambit(tree)
        if len(theirs.players) < 2 or not all(len(each.infosets) for each in theirs.players):
            continue
        (found,) = gambit.nash.lp_solve(theirs, rational=True).equilibria
        value = Fraction(str(found.payoff("A0")))
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
        judged = theirs.mixed_behavior_profile()
        for infoset, odds in zip(sets(tree, theirs), ours.behaviour.probabilities, strict=True):
            for action, share in zip(infoset.actions, odds, strict=True):
                judged[action] = float(share)
        assert float(judged.as_strategy().max_regret()) < 1e-9
        for each in gambit.nash.lcp_solve(theirs, rational=True).equilibria:
            done = {
                place: [float(each[action]) for action in infoset.actions]
                for place, infoset in enumerate(sets(tree, theirs))
            }
            assert gain_in_subgames(tree, done, [0]) < 1e-9
        count.agrees()
    assert count.counts["agreed"] > 20
