"""Three ways to find an equilibrium in realisation plans, and plans turned into behaviour."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, read_only
from negotiation.concessions import Behaviour, ExtensiveGame
from negotiation.engine._programme import linear_programme
from negotiation.engine.trees._complementarity import lemke
from negotiation.engine.trees._matrices import constraints, weighted
from negotiation.engine.trees._regret import thought_through
from negotiation.errors import TooLargeError

MOST_SEQUENCES = 1_500
"""Rows of the complementarity problem that pivoting in floats takes."""

MOST_EXACT = 200
"""The same, of exact pivoting."""

_NOTHING = 1e-12
"""A realisation weight below this is rounding."""

_WORK = {np.float64: 1e10, object: 2e8}
"""Cells of tableaux that are pivoted through at most, of floats and of integers."""

Plans = tuple[FloatArray, FloatArray]


def by_programme(tree: ExtensiveGame) -> Plans | None:
    """Return optimal plans of two actors whose interests are strictly opposed.

    Each secures as much as it can: with the other's best reply ``q`` as the dual,
    ``max f @ q`` subject to ``F' q <= A' x``, ``E x = e``, ``x >= 0``.
    """
    tables = [weighted(tree, shares, np.float64) for shares in _shares(tree)]
    return _cleaned(_secure(tree, tables[0], 0)), _cleaned(_secure(tree, tables[1].T, 1))


def _cleaned(plan: FloatArray) -> FloatArray:
    """Return a plan without the weights that rounding leaves."""
    return np.where(plan > _NOTHING, plan, 0.0)


def _secure(tree: ExtensiveGame, table: FloatArray, actor: int) -> FloatArray:
    own, other = constraints(tree, actor), constraints(tree, 1 - actor)
    count, duals = own.shape[1], len(other)
    answer = linear_programme(
        np.append(np.zeros(count), -np.eye(1, duals)[0]),
        A_ub=np.hstack([-table.T, other.T]),
        b_ub=np.zeros(other.shape[1]),
        A_eq=np.hstack([own, np.zeros((len(own), duals))]),
        b_eq=np.eye(1, len(own))[0],
        bounds=[(0, None)] * count + [(None, None)] * duals,
    )
    plan: FloatArray = np.asarray(answer.x[:count])
    return plan


def by_pivoting(tree: ExtensiveGame) -> Plans | None:
    """Return plans found by Lemke's method in floats."""
    _refuse(tree, MOST_SEQUENCES)
    tables = [weighted(tree, shares - 2.0, np.float64) for shares in _shares(tree)]
    plans = _pivoted(tree, tables[0], tables[1], np.float64)
    return None if plans is None else (_cleaned(plans[0]), _cleaned(plans[1]))


def by_exact_pivoting(tree: ExtensiveGame) -> Plans | None:
    """Return plans found by Lemke's method in integers; floats count by their binary digits."""
    _refuse(tree, MOST_EXACT)
    tables = []
    for actor in (0, 1):
        values = [Fraction(each[actor]) for each in tree._layout.payoffs.values()]
        width = (max(values) - min(values)) or Fraction(1)
        table = weighted(tree, [(each - max(values)) / width - 1 for each in values], object)
        whole = math.lcm(*(Fraction(each).denominator for each in table.flat))
        tables.append(
            np.vectorize(lambda each, unit=whole: int(each * unit), otypes=[object])(table)
        )
    return _pivoted(tree, tables[0], tables[1], object)


def _shares(tree: ExtensiveGame) -> list[FloatArray]:
    """Return each actor's payoffs at the endings as shares of their range."""
    shares = []
    for values in tree.payoffs.T:
        low, width = values.min(), np.ptp(values)
        shares.append((values - low) / width if width > 0 else np.zeros(len(values)))
    return shares


def _pivoted(tree: ExtensiveGame, first: Any, second: Any, kind: Any) -> Plans | None:
    """Solve the complementarity problem of Koller, Megiddo and von Stengel.

    Its unknowns are the plans ``x`` and ``y`` and, split into positive and negative parts,
    the duals ``p`` and ``q`` of their constraints:

        E' p - A y >= 0 is complementary to x,  F' q - B' x >= 0 to y,  E x = e,  F y = f.

    With all payoffs negative Lemke's path ends in a solution.
    """
    rows, columns = first.shape
    own, other = constraints(tree, 0).astype(int), constraints(tree, 1).astype(int)
    blocks = np.cumsum([0, rows, columns, len(own), len(own), len(other), len(other)])
    x, y, p, p_minus, q, q_minus = map(slice, blocks[:-1], blocks[1:])
    matrix = np.zeros((blocks[-1], blocks[-1]), dtype=kind)
    matrix[x, y], matrix[y, x] = -first, -second.T
    matrix[x, p], matrix[x, p_minus] = own.T, -own.T
    matrix[y, q], matrix[y, q_minus] = other.T, -other.T
    matrix[p, x], matrix[p_minus, x] = -own, own
    matrix[q, y], matrix[q_minus, y] = -other, other
    right = np.zeros(blocks[-1], dtype=kind)
    right[p.start], right[p_minus.start] = 1, -1
    right[q.start], right[q_minus.start] = 1, -1
    solution = lemke(matrix, right, int(_WORK[kind] / (2 * len(right) ** 2)))
    if solution is None:
        return None
    solved = solution.astype(np.float64)
    return solved[x], solved[y]


def _refuse(tree: ExtensiveGame, most: int) -> None:
    size = 0
    known = tree.sequences
    for before, last in zip(known.before, known.last, strict=True):
        # A column per sequence, twice a row per information set and for the empty sequence.
        size += len(before) + 2 * len({information for information, _ in last})
    if size > most:
        raise TooLargeError(
            f"A complementarity problem of {size:,} rows is too large (at most {most:,})."
        )


FINDERS: dict[str, Callable[[ExtensiveGame], Plans | None]] = {
    "linear-programme": by_programme,
    "lemke": by_pivoting,
    "exact": by_exact_pivoting,
}


def behaviour_of(tree: ExtensiveGame, plans: Plans) -> Behaviour:
    """Return realisation plans as behaviour.

    At sets that an actor's own plan avoids nothing it does changes what the plan is worth; it
    does what would be best there, and where the others avoid it too all moves are equally
    likely.
    """
    done: list[Any] = [None] * len(tree.information_sets)
    for actor, given in enumerate(plans):
        weights: dict[int, list[float]] = {}
        for number in range(1, len(given)):
            information, _ = tree.sequences.last[actor][number]
            weights.setdefault(information, []).append(float(given[number]))
        for information, each in weights.items():
            total = sum(each)
            share = np.array(each) / total if total > 0 else np.full(len(each), 1.0 / len(each))
            done[information] = share
    return thought_through(Behaviour(tree, tuple(done)))


def plan_of(behaviour: Behaviour, actor: int) -> FloatArray:
    """Return an actor's behaviour as a realisation plan, shape (n_sequences,)."""
    known = behaviour.tree.sequences
    plan = np.ones(len(known.before[actor]))
    for number in range(1, len(plan)):
        information, move = known.last[actor][number]
        before = plan[known.before[actor][number]]
        plan[number] = before * behaviour.probabilities[information][move]
    return read_only(plan)  # type: ignore[no-any-return]
