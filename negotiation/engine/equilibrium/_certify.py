"""Equilibria as fractions: what floats say, proven in exact arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._stakes import Stakes
from negotiation.engine.equilibrium._verify import best_responses
from negotiation.engine.equilibrium._whole_numbers import whole_tables

Mixture = tuple[Fraction, ...]


def certified(
    game: NormalFormGame, scale: Stakes, profiles: Sequence[Sequence[Any]]
) -> tuple[tuple[Mixture, Mixture] | None, ...] | None:
    """Return two-actor equilibria as exact fractions.

    Parameters
    ----------
    game : NormalFormGame
        Of two actors.
    scale : Stakes
        Its stakes.
    profiles : sequence of pairs of arrays
        Equilibria in floats.

    Returns
    -------
    tuple of pairs of tuples of Fraction, or None
        ``None`` in the place of a profile that is not the only one with its supports and
        best responses, or no equilibrium in exact arithmetic; ``None`` for everything if
        the payoffs are no simple fractions.
    """
    row, column, simple = whole_tables(game, scale)
    if not simple:
        return None
    return tuple(_exact(row, column, scale, profile) for profile in profiles)


def _exact(
    row: Any, column: Any, scale: Stakes, profile: Sequence[Any]
) -> tuple[Mixture, Mixture] | None:
    x = _mixture(column, profile[0] > 0, best_responses(scale, tuple(profile), 1))
    y = _mixture(row.T, profile[1] > 0, best_responses(scale, tuple(profile), 0))
    if x is None or y is None:
        return None
    played = [np.array([share > 0 for share in mixture]) for mixture in (x, y)]
    worth = [
        [sum(share * int(v) for share, v in zip(mixture, values, strict=True)) for values in table]
        for mixture, table in ((y, row), (x, column.T))
    ]
    for used, each in zip(played, worth, strict=True):
        best = max(each)
        if any(value != best for value, plays in zip(each, used, strict=True) if plays):
            return None
    return x, y


def _mixture(table: Any, played: Any, replies: Any) -> Mixture | None:
    """Return the only mixture over the strategies `played` against which `replies` are equal.

    `table` (s, r) holds what the replies are worth.  ``None`` if there is none, or another.
    """
    rows, columns = np.flatnonzero(played), np.flatnonzero(replies)
    part = [[int(v) for v in each] for each in table[np.ix_(rows, columns)].T]
    system = [[v - w for v, w in zip(each, part[0], strict=True)] + [0] for each in part[1:]]
    system.append([1] * (len(rows) + 1))
    solution = _solved(system, len(rows))
    if solution is None or min(solution) <= 0:
        return None
    mixture = [Fraction(0)] * len(table)
    for place, share in zip(rows, solution, strict=True):
        mixture[place] = share
    return tuple(mixture)


def _solved(system: list[list[int]], unknowns: int) -> list[Fraction] | None:
    """Return the only solution of equations in whole numbers, ``None`` if there is not just one.

    Elimination without fractions (Bareiss): every division leaves no remainder.
    """
    before, level = 1, 0
    for column in range(unknowns):
        pivot = next((r for r in range(level, len(system)) if system[r][column]), None)
        if pivot is None:
            return None
        system[level], system[pivot] = system[pivot], system[level]
        head = system[level]
        for r, each in enumerate(system):
            if r != level:
                factor = each[column]
                system[r] = [
                    (head[column] * v - factor * h) // before
                    for v, h in zip(each, head, strict=True)
                ]
        before, level = head[column], level + 1
    if any(each[unknowns] for each in system[unknowns:]):
        return None
    return [Fraction(each[unknowns], each[k]) for k, each in enumerate(system[:unknowns])]
