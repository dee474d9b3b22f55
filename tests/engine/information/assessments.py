"""What an equilibrium of a signalling game is, checked from its definition and nothing else."""

from __future__ import annotations

import itertools

import numpy as np
from scipy.optimize import linprog, nnls

NEAR = 1e-8


def expected(game, responses):
    """Return what each type expects of each message, and the receiver's payoffs by response."""
    own = np.stack([part[0] @ mixed for part, mixed in zip(game.payoffs, responses, strict=True)])
    return own.T, [part[1] for part in game.payoffs]


def best_to(game, m, belief):
    """Return which responses to message `m` are best to a belief."""
    worth = np.asarray(belief) @ game.payoffs[m][1]
    return worth >= worth.max() - NEAR


def believable(game, m, mixture):
    """Say whether a mixture of responses is best to some belief in the possible types."""
    used = np.asarray(mixture) > NEAR
    table = game.payoffs[m][1]
    rows = [table[:, r] - table[:, s] for s in np.flatnonzero(used) for r in range(len(used))]
    possible = [(0, None if chance > 0 else 0) for chance in game.prior]
    answer = linprog(
        np.zeros(len(game.types)),
        A_ub=np.array(rows),
        b_ub=np.full(len(rows), NEAR),
        A_eq=np.ones((1, len(game.types))),
        b_eq=[1.0],
        bounds=possible,
    )
    return answer.status == 0


def sent(game, sender):
    """Return the probability of each message."""
    return game.prior @ sender


def is_equilibrium(game, sender, responses):
    """Say whether strategies are part of a perfect Bayesian equilibrium."""
    own, _ = expected(game, responses)
    best = own >= own.max(axis=1, keepdims=True) - NEAR
    used = (sender > NEAR) & (game.prior > 0)[:, None]
    if (used & ~best).any():
        return False
    for m, chance in enumerate(sent(game, sender)):
        if chance > NEAR:
            right = best_to(game, m, game.prior * sender[:, m] / chance)
            if (responses[m][~right] > NEAR).any():
                return False
        elif not believable(game, m, responses[m]):
            return False
    return True


def pure_equilibria(game):
    """Yield, by trying everything, the pure equilibria: what is sent, and the answers to it."""
    counts = [len(own) for own in game.responses]
    seen = set()
    for plan in itertools.product(range(len(game.messages)), repeat=len(game.types)):
        sender = np.eye(len(game.messages))[list(plan)]
        for answer in itertools.product(*map(range, counts)):
            responses = [np.eye(count)[r] for count, r in zip(counts, answer, strict=True)]
            if is_equilibrium(game, sender, responses):
                path = sent(game, sender) > 0
                key = (plan, tuple(r for r, on in zip(answer, path, strict=True) if on))
                if key not in seen:
                    seen.add(key)
                    yield key


def in_hull(point, corners):
    """Say whether a point is a mixture of corners."""
    rows = np.vstack([np.asarray(corners).T, np.ones(len(corners))])
    return nnls(rows, np.append(point, 1.0))[1] <= NEAR


def outcome(game, sender, responses):
    """Return the probability of every type, message and response, as one vector."""
    return np.concatenate(
        [np.outer(game.prior * sender[:, m], mixed).ravel() for m, mixed in enumerate(responses)]
    )


def held(answer, sender, responses):
    """Say whether the answer's parts hold an outcome."""
    game = answer.game
    plan = game.prior[:, None] * sender
    path = [m for m, chance in enumerate(plan.sum(axis=0)) if chance > NEAR]
    for component in answer.components:
        for part in component.parts:
            places = [game.messages.index(name) for name in part.messages]
            if not set(path) <= set(places):
                continue
            if not in_hull(plan.ravel(), part.plans.reshape(len(part.plans), -1)):
                continue
            corners = [
                np.concatenate([each[game.messages[m]] for m in path]) for each in part.responses
            ]
            if in_hull(np.concatenate([responses[m] for m in path]), corners):
                return True
    return False
