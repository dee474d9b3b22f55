"""Linear complementarity by Lemke's method, pivots chosen lexicographically: it cannot cycle."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

_PIVOT = 1e-10
"""Numbers up to this size are no pivots among floats."""

_TIE = 1e-11
"""Ratios of floats that differ by no more than this are tied."""


def lemke(matrix: Any, right: Any, most: int) -> Any | None:
    """Return a solution of ``w = right + matrix @ z``, ``w, z >= 0``, ``w @ z = 0``.

    Parameters
    ----------
    matrix : array, shape (n, n)
        Floats, or Python integers (dtype object) for an exact answer.
    right : array, shape (n,)
        Of the same kind.
    most : int
        Pivots at most.

    Returns
    -------
    array, shape (n,), or None
        ``z``, as floats or Fractions; ``None`` if the path ends in a ray, which rounding can
        make it do, or pivots run out.
    """
    exact = matrix.dtype == object
    size = len(right)
    tableau = _tableau(matrix, right)
    basis = list(range(size))
    if all(value >= 0 for value in right):
        return _solution(tableau, basis, 1)
    covering, determinant = 2 * size, 1
    row = _first(tableau, exact)
    tableau[row] = -tableau[row]
    entering = covering
    for _ in range(most):
        leaving = basis[row]
        _pivot(tableau, row, entering, determinant if exact else None)
        if exact:
            determinant = tableau[row, entering]
        basis[row] = entering
        if leaving == covering:
            return _solution(tableau, basis, determinant)
        entering = leaving + size if leaving < size else leaving - size
        choice = _ratio_test(tableau, basis, entering, exact)
        if choice is None:
            return None
        row = choice
    return None


def _tableau(matrix: Any, right: Any) -> Any:
    """Return ``[I, -matrix, -1, right]``: columns of w, of z, of the covering variable, values."""
    size = len(right)
    tableau = np.zeros((size, 2 * size + 2), dtype=matrix.dtype)
    for place in range(size):
        tableau[place, place] = 1
    tableau[:, size : 2 * size] = -matrix
    tableau[:, 2 * size] = -1
    tableau[:, -1] = right
    return tableau


def _first(tableau: Any, exact: bool) -> int:
    """Return the row in which the covering variable enters: the lexicographically least."""
    tied = np.flatnonzero(_least(tableau[:, -1], np.ones(len(tableau), dtype=int), exact))
    return int(tied[-1])  # of the rows of an identity matrix the last is the least


def _ratio_test(tableau: Any, basis: list[int], entering: int, exact: bool) -> int | None:
    """Return the row that leaves: the least ratio, ties broken by the columns of the inverse."""
    size = len(tableau)
    rows = np.flatnonzero(tableau[:, entering] > (0 if exact else _PIVOT))
    if not len(rows):
        return None
    rows = rows[_least(tableau[rows, -1], tableau[rows, entering], exact)]
    covering = [row for row in rows if basis[row] == 2 * size]
    if covering:  # the covering variable falls to 0: this is a solution
        return int(covering[0])
    if len(rows) > 1:
        inverse = tableau[rows, :size] != 0
        for place in np.flatnonzero(inverse.any(axis=0)):
            rows = rows[_least(tableau[rows, place], tableau[rows, entering], exact)]
            if len(rows) == 1:
                break
    return int(rows[0])


def _least(values: Any, divisors: Any, exact: bool) -> Any:
    """Return where ratios are least."""
    if exact:
        ratios: list[Any] = [Fraction(*pair) for pair in zip(values, divisors, strict=True)]
        least = min(ratios)
        return np.array([ratio == least for ratio in ratios])
    shares = values / divisors
    return shares <= shares.min() + _TIE * (1.0 + abs(shares.min()))


def _pivot(tableau: Any, row: int, column: int, determinant: Any) -> None:
    """Exchange the variable of a row for that of a column.

    Integers stay integers: all entries are kept times the determinant of the basis, which
    divides without a rest.
    """
    pivot, line = tableau[row, column], tableau[row].copy()
    if determinant is None:
        line /= pivot
        rows = np.flatnonzero(tableau[:, column])
        tableau[rows] -= np.multiply.outer(tableau[rows, column], line)
    else:
        factors = tableau[:, column].copy()
        tableau *= pivot
        tableau -= np.multiply.outer(factors, line)
        tableau //= determinant
    tableau[row] = line


def _solution(tableau: Any, basis: list[int], determinant: Any) -> Any:
    """Return the values of z that a basis stands for."""
    size = len(tableau)
    exact = tableau.dtype == object
    z = np.zeros(size, dtype=tableau.dtype)
    if exact:
        z[:] = [Fraction(0)] * size
    for row, variable in enumerate(basis):
        if size <= variable < 2 * size:
            value = tableau[row, -1]
            z[variable - size] = Fraction(value, determinant) if exact else value
    return z
