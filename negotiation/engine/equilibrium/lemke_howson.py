"""One equilibrium of two actors, however many strategies they have, by Lemke and Howson's path.

A path of pivots leads from "nobody plays anything" to an equilibrium.  Ties are broken
lexicographically, so that it cannot run in a circle, and rows are brought to one scale at
every step, so that nothing overflows.  Some paths are long and others short: all are
followed for a few steps first.  Background: Lemke, C. E. and Howson, J. T. (1964).
Equilibrium points of bimatrix games. SIAM Journal 12, 413-423; Codenotti, B., De Rossi, S.
and Pagan, M. (2008). An experimental analysis of Lemke-Howson algorithm. arXiv:0811.3247.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._bimatrix import Bimatrix, bimatrix, needs_two_actors
from negotiation.engine.equilibrium._equilibria import Profile
from negotiation.engine.equilibrium._methods import Found, method
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.engine.equilibrium._verify import clean, is_equilibrium

_CAPS = (10, 50, 300, 3_000, 100_000)
"""Steps along every path before the next one is tried, round by round."""

_TIED = 1e-11
"""Ratios that differ by no more than this share of themselves are tied."""


@method("lemke-howson", concepts=("nash",), rank=50, refuses=needs_two_actors)
def find(game: NormalFormGame) -> Found:
    """Follow the paths of all labels, each a few steps further than before, until one ends."""
    table = bimatrix(game)
    scale = stakes(game)
    m, n = table.row.shape
    start = _tableaux(table)
    for cap in _CAPS:
        for label in range(m + n):
            ended = follow(start, label, cap)
            profile = _profile(table, *ended) if ended else None
            if profile is not None and is_equilibrium(scale, profile):
                missed = "Of mixed equilibria one was looked for, by Lemke and Howson's path."
                return Found([profile], missed=(missed,))
    return Found(missed=("Lemke and Howson's paths were lost to rounding.",))


def _tableaux(table: Bimatrix) -> tuple[FloatArray, FloatArray]:
    """Return both tableaux at the origin; a column per label, the right-hand side last.

    Labels 0 … m-1 belong to the row actor's strategies, m … m+n-1 to the column actor's.
    The first tableau holds what the row actor's mixture does, the second the other's.
    """
    m, n = table.row.shape
    first = np.hstack([table.column.T, np.eye(n), np.ones((n, 1))])
    second = np.hstack([np.eye(m), table.row, np.ones((m, 1))])
    return first, second


def follow(start: tuple[Any, Any], label: int, cap: int) -> tuple[IntArray, IntArray] | None:
    """Return the strategies played at the end of a path, or ``None`` if it is longer than `cap`.

    Parameters
    ----------
    start : tuple of two arrays, shapes (n, m + n + 1) and (m, m + n + 1)
        The tableaux at the origin; they are not changed.
    label : int
        The label that the path may lack on its way.
    cap : int
        Pivots to make at most.
    """
    n, m = len(start[0]), len(start[1])
    tables = (start[0].copy(), start[1].copy())
    basis = [np.arange(m, m + n), np.arange(m)]
    # Ties are broken by the columns that were basic first.
    order = (np.arange(m, m + n), np.arange(m))
    side, entering = (0, label) if label < m else (1, label)
    for _ in range(cap):
        row = _leaving(tables[side], entering, order[side])
        _pivot(tables[side], row, entering)
        leaving = int(basis[side][row])
        basis[side][row] = entering
        if leaving == label:
            return np.sort(basis[0][basis[0] < m]), np.sort(basis[1][basis[1] >= m]) - m
        side, entering = 1 - side, leaving
    return None


def _leaving(table: FloatArray, entering: int, order: IntArray) -> int:
    """Return the row whose variable leaves: the least ratio, lexicographically among ties."""
    column = table[:, entering]
    rows = np.flatnonzero(column > _TIED)
    if not len(rows):
        return int(column.argmax())
    ratios = table[rows, -1] / column[rows]
    least = ratios.min()
    tied = rows[ratios <= least + _TIED * max(abs(float(least)), 1.0)]
    for each in order:
        if len(tied) == 1:
            break
        ratios = table[tied, each] / column[tied]
        least = ratios.min()
        tied = tied[ratios <= least + _TIED * max(abs(float(least)), 1.0)]
    return int(tied[0])


def _pivot(table: FloatArray, row: int, entering: int) -> None:
    """Solve a row for the entering variable and put it into the others, in place."""
    table[row] /= table[row, entering]
    factors = table[:, entering].copy()
    factors[row] = 0.0
    table -= factors[:, np.newaxis] * table[row]


def _profile(table: Bimatrix, rows: IntArray, columns: IntArray) -> Profile | None:
    """Return the equilibrium with these supports, solved afresh, or ``None`` if rounding won."""
    if len(rows) != len(columns) or not len(rows):
        return None
    cells = np.ix_(rows, columns)
    x, y = np.zeros(table.row.shape[0]), np.zeros(table.row.shape[1])
    try:
        x[rows] = np.linalg.solve(table.column[cells].T, np.ones(len(columns)))
        y[columns] = np.linalg.solve(table.row[cells], np.ones(len(rows)))
    except np.linalg.LinAlgError:
        return None
    restored = table.restore(x, y)
    return clean(restored, table.row.shape) if restored is not None else None
