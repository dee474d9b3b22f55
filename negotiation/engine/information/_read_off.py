"""An exact equilibrium of a signalling game read off as an assessment, in floats and names."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, read_only
from negotiation._frozen import FrozenMap
from negotiation.concessions import SignallingGame
from negotiation.engine.information._assessment import Assessment, OffPath, Support
from negotiation.engine.information._exact_numbers import Vector, dot, scaled
from negotiation.engine.information._refinements import divine, intuitive
from negotiation.engine.information._replies import held_off, payoffs
from negotiation.engine.information._sender_plans import Plan
from negotiation.engine.information._signal_stakes import Belief, Set, Stakes

Held = tuple[Set, list[Vector], list[Belief]]
"""Responses that are best together, their mixtures that tempt nobody, and beliefs for them."""


def assessment(
    game: SignallingGame, stakes: Stakes, plan: Plan, mixture: dict[int, Vector], component: int
) -> Assessment:
    """Return the equilibrium with this plan and these responses to what is sent.

    Parameters
    ----------
    game : SignallingGame
    stakes : Stakes
    plan : Plan
    mixture : dict of int to tuple of Fraction
        For every message that is sent the mixed response to it.
    component : int
        The number of the component it belongs to.
    """
    worth = payoffs(stakes, plan, mixture)
    silent = [m for m in range(len(game.messages)) if m not in plan.users]
    held = {m: _held(stakes, m, worth) for m in silent}
    believed = {m: scaled(plan.weights[m]) for m in plan.users}
    answered = dict(mixture)
    for m in silent:
        answered[m], believed[m] = _example(stakes, m, held[m])
    responses = tuple(_floats(answered[m]) for m in range(len(game.messages)))
    sender = _strategies(game, stakes, plan, responses)
    own, payoff = _payoffs(game, stakes, plan, answered)
    upset = _upset(game, stakes, silent, worth)
    failed = {test for tests in upset.values() for test in tests}
    return Assessment(
        game,
        sender,
        responses,
        _beliefs(game, stakes, believed),
        FrozenMap({game.messages[m]: _off_path(game, stakes, m, held[m]) for m in silent}),
        _kind(stakes, plan),
        _pure(plan, mixture),
        own,
        payoff,
        "intuitive criterion" not in failed,
        "D1" not in failed,
        upset,
        component,
    )


def weights_of(game: SignallingGame, plan: Plan) -> FloatArray:
    """Return the joint probabilities of types and messages, shape (n_types, n_messages)."""
    table = np.zeros((len(game.types), len(game.messages)))
    table[game.prior > 0] = np.array(plan.weights, dtype=float).T
    return table


def _held(stakes: Stakes, message: int, worth: Vector) -> list[Held]:
    """Return what keeps every type from a message, by sets of responses best together.

    A set is left out if a smaller one holds the same mixtures: more beliefs go with it.
    """
    found: list[Held] = []
    for face in stakes.faces[message]:
        corners = held_off(stakes, message, face, worth)
        used = {r for each in corners for r, share in enumerate(each) if share}
        if corners and not any(used <= smaller < face for smaller, _, _ in found):
            found.append((face, corners, stakes.believers(message, face)))
    return found


def _example(stakes: Stakes, message: int, held: Sequence[Held]) -> tuple[Vector, Vector]:
    """Return one response that keeps everybody from a message, and a belief to go with it.

    The response mixes as little as possible.  The belief is the prior if it will do, else
    the middle of those that will.
    """
    _, mixtures, believers = min(held, key=lambda each: min(map(_mixing, each[1])))
    mixture = min(mixtures, key=_mixing)
    values = [dot(column, stakes.prior) for column in zip(*stakes.receiver[message], strict=True)]
    if all(values[r] == max(values) for r, share in enumerate(mixture) if share):
        return mixture, stakes.prior
    points = [each.point for each in believers]
    return mixture, tuple(
        sum(entries, Fraction(0)) / len(points) for entries in zip(*points, strict=True)
    )


def _mixing(mixture: Vector) -> int:
    return sum(share > 0 for share in mixture)


def _strategies(
    game: SignallingGame, stakes: Stakes, plan: Plan, responses: Sequence[FloatArray]
) -> FloatArray:
    """Return what each type sends; a type of probability zero sends what pays it best."""
    table = np.zeros((len(game.types), len(game.messages)))
    for place, t in enumerate(stakes.kinds):
        for m, weights in enumerate(plan.weights):
            table[t, m] = weights[place] / stakes.prior[place]
    for t in np.flatnonzero(game.prior == 0).tolist():
        worth = [
            part[0, t] @ mixture for part, mixture in zip(game.payoffs, responses, strict=True)
        ]
        table[t, int(np.argmax(worth))] = 1.0
    return read_only(table)  # type: ignore[no-any-return]


def _payoffs(
    game: SignallingGame, stakes: Stakes, plan: Plan, answered: dict[int, Vector]
) -> tuple[FloatArray, FloatArray]:
    """Return what each type expects, and what sender and receiver expect before it is drawn.

    In fractions, so that what is exactly nothing is not a rounding error.
    """
    by_type = [
        max(_expected(part[0, t], answered[m]) for m, part in enumerate(game.payoffs))
        for t in range(len(game.types))
    ]
    total = [Fraction(0), Fraction(0)]
    for m, part in enumerate(game.payoffs):
        for place, t in enumerate(stakes.kinds):
            for side in (0, 1):
                weight = plan.weights[m][place]
                total[side] += weight * _expected(part[side, t], answered[m])
    return _floats(by_type), _floats(total)


def _expected(payoffs: FloatArray, mixture: Vector) -> Fraction:
    """Return the expected payoff of a mixture; a simple fraction is read as what it is."""
    return dot(map(_read, payoffs.tolist()), mixture)


def _read(value: float) -> Fraction:
    near = Fraction(value).limit_denominator(1_000_000)
    return near if float(near) == value else Fraction(value)


def _beliefs(game: SignallingGame, stakes: Stakes, believed: dict[int, Vector]) -> FloatArray:
    """Return the belief after each message, shape (n_messages, n_types)."""
    table = np.zeros((len(game.messages), len(game.types)))
    for m, belief in believed.items():
        table[m, list(stakes.kinds)] = _floats(belief)
    return read_only(table)  # type: ignore[no-any-return]


def _off_path(game: SignallingGame, stakes: Stakes, message: int, held: Sequence[Held]) -> OffPath:
    """Return what keeps everybody from a message, in floats and names."""
    supports = []
    for _, mixtures, believers in held:
        points = np.zeros((len(believers), len(game.types)))
        points[:, list(stakes.kinds)] = np.array([each.point for each in believers], dtype=float)
        supports.append(Support(_floats(mixtures), read_only(points)))
    return OffPath(
        game.messages[message],
        _ranges(game.responses[message], [each.mixtures for each in supports]),
        _ranges(game.types, [each.beliefs for each in supports]),
        tuple(supports),
    )


def _ranges(
    names: tuple[str, ...], tables: Sequence[FloatArray]
) -> FrozenMap[str, tuple[float, float]]:
    """Return the least and the greatest entry of each column over all tables."""
    whole = np.concatenate(tables)
    ends = zip(whole.min(axis=0).tolist(), whole.max(axis=0).tolist(), strict=True)
    return FrozenMap(zip(names, ends, strict=True))


def _upset(
    game: SignallingGame, stakes: Stakes, silent: Sequence[int], worth: Vector
) -> FrozenMap[str, tuple[str, ...]]:
    """Return the tests that fail, by the message at which they do."""
    failed = {}
    for m in silent:
        passed = (
            ("intuitive criterion", intuitive(stakes, m, worth)),
            ("D1", divine(stakes, m, worth)),
        )
        tests = tuple(name for name, passes in passed if not passes)
        if tests:
            failed[game.messages[m]] = tests
    return FrozenMap(failed)


def _kind(stakes: Stakes, plan: Plan) -> str:
    """Return whether messages reveal nothing, everything, or something in between."""
    if all(scaled(plan.weights[m]) == stakes.prior for m in plan.users):
        return "pooling"
    return "separating" if all(len(kinds) == 1 for kinds in plan.users.values()) else "hybrid"


def _pure(plan: Plan, mixture: dict[int, Vector]) -> bool:
    """Say whether no type mixes messages and no response to what is sent is mixed."""
    senders = [t for kinds in plan.users.values() for t in kinds]
    return len(senders) == len(set(senders)) and all(
        _mixing(each) == 1 for each in mixture.values()
    )


def _floats(values: Any) -> FloatArray:
    return read_only(np.array(values, dtype=np.float64))  # type: ignore[no-any-return]
