"""What a type expects when it knows itself and only how likely the others' types are."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from negotiation._arrays import TOLERANCE, BoolArray, FloatArray
from negotiation.concessions.bayesian_game import BayesianGame
from negotiation.engine.equilibrium._stakes import ROUNDING, measured
from negotiation.errors import TooLargeError

MOST_CELLS = 100_000_000
"""Combinations of type-contingent strategies that are compared at most."""


def against_plans(game: BayesianGame, own: int, own_type: int) -> FloatArray:
    """Return what a type expects from each strategy against each combination of plans.

    Parameters
    ----------
    game : BayesianGame
    own, own_type : int
        The actor and its type, by place; of positive probability.

    Returns
    -------
    array, shape (s_own, plans of the others …)
    """
    others = [a for a in range(len(game.actors)) if a != own]
    plans = {a: game.plans(a) for a in others}
    strategies = np.arange(len(game.strategies[own]))
    total = np.zeros((len(strategies), *(len(plans[a]) for a in others)))
    for place, probability in game.likely():
        if place[own] == own_type:
            picks = [strategies if a == own else plans[a][:, t] for a, t in enumerate(place)]
            payoffs = game.payoffs[own][place][np.ix_(*picks)]
            share = probability / game.marginals[own][own_type]
            total += share * np.moveaxis(payoffs, own, 0)
    return total


def best_plans(game: BayesianGame) -> BoolArray:
    """Return where every type of every actor plays a best response, shape (plans1, …, plansn)."""
    plans = [game.plans(own) for own in range(len(game.actors))]
    cells = math.prod(len(each) for each in plans)
    if cells > MOST_CELLS:
        raise TooLargeError(
            f"{cells:,} combinations of type-contingent strategies are too many to compare (at "
            f"most {MOST_CELLS:,}); use fewer types or strategies, or agent_form()."
        )
    stable = np.ones(tuple(len(each) for each in plans), dtype=np.bool_)
    for own, plan in enumerate(plans):
        mine = np.moveaxis(stable, own, 0)
        for t in np.flatnonzero(game.possible[own]):
            worth = against_plans(game, own, int(t))
            flat = worth.reshape(len(worth), -1)
            best = measured(flat[np.newaxis]).best[0]
            mine &= best.reshape(worth.shape)[plan[:, t]]
    return stable


def dominated(game: BayesianGame, own: int) -> BoolArray:
    """Return which strategies of each type another one weakly dominates, shape (t_i, s_i)."""
    answer = np.zeros((len(game.types[own]), len(game.strategies[own])), dtype=np.bool_)
    for t in np.flatnonzero(game.possible[own]):
        worth = against_plans(game, own, int(t))
        flat = worth.reshape(len(worth), -1)
        slack = TOLERANCE * (flat.max(axis=0) - flat.min(axis=0))
        for each in range(len(flat)):
            never_worse = (flat >= flat[each] - slack).all(axis=1)
            sometimes_better = (flat > flat[each] + slack).any(axis=1)
            answer[t, each] = (never_worse & sometimes_better).any()
    return answer


def expectations(game: BayesianGame, behaviour: Sequence[FloatArray], own: int) -> FloatArray:
    """Return what each type expects from each strategy, shape (t_i, s_i); NaN for impossible types.

    Parameters
    ----------
    game : BayesianGame
    behaviour : sequence of arrays
        Per actor what each type plays, shape (t_i, s_i).
    own : int
        The actor.
    """
    answer = np.full(behaviour[own].shape, np.nan)
    answer[game.possible[own]] = 0.0
    for place, probability in game.likely():
        payoffs = np.moveaxis(game.payoffs[own][place], own, 0)
        others = [behaviour[a][t] for a, t in enumerate(place) if a != own]
        for mixture in reversed(others):
            payoffs = payoffs @ mixture
        answer[place[own]] += probability / game.marginals[own][place[own]] * payoffs
    return answer


def tolerances(game: BayesianGame, behaviour: Sequence[FloatArray], own: int) -> FloatArray:
    """Return the regret of each type that counts as none, shape (t_i,); NaN for impossible types.

    The tolerance, as a share of what the type's own choice is expected to change against what
    the others play, and never less than rounding accounts for.
    """
    answer = np.full(len(game.types[own]), np.nan)
    answer[game.possible[own]] = 0.0
    for place, probability in game.likely():
        payoffs = np.moveaxis(game.payoffs[own][place], own, 0)
        slack = TOLERANCE * np.ptp(payoffs, axis=0) + ROUNDING * np.abs(payoffs).max(axis=0)
        for mixture in reversed([behaviour[a][t] for a, t in enumerate(place) if a != own]):
            slack = slack @ mixture
        answer[place[own]] += probability / game.marginals[own][place[own]] * slack
    return answer


def occurrence(game: BayesianGame, behaviour: Sequence[FloatArray]) -> FloatArray:
    """Return how likely every combination of strategies is, shape (s1, …, sn)."""
    total = np.zeros(tuple(rows.shape[1] for rows in behaviour))
    for place, probability in game.likely():
        joint = np.array(probability)
        for rows, t in zip(behaviour, place, strict=True):
            joint = np.multiply.outer(joint, rows[t])
        total += joint
    return total


def scaled(game: BayesianGame) -> FloatArray:
    """Return payoffs in which every type counts alike, whatever its probability and scale.

    A type's best responses do not change when its own payoffs are multiplied by a positive
    number or a constant is added.  Each is brought to the range from 0 to 1 and divided by the
    type's probability, so that in the game before types are known an unlikely type is not lost
    in the rounding.

    Returns
    -------
    array, shape (n_actors, t1, …, tn, s1, …, sn)
    """
    payoffs = np.array(game.payoffs)
    may = game.prior > 0
    for own in range(len(game.actors)):
        mine = np.moveaxis(payoffs[own], own, 0)
        occurs = np.moveaxis(may, own, 0)
        for t in np.flatnonzero(game.possible[own]):
            met = mine[t][occurs[t]]
            low, width = float(met.min()), float(np.ptp(met))
            mine[t][occurs[t]] = (
                (met - low) / (width if width > 0 else 1.0) / game.marginals[own][t]
            )
            mine[t][~occurs[t]] = 0.0
    return payoffs
