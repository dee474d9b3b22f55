"""Whether a quadratic form is positive on a cone, decided in exact fractions.

Background: Haigh, J. (1975). Game theory and evolution. Advances in Applied Probability 7,
8-11; Abakuks, A. (1980). Conditions for evolutionarily stable strategies. Journal of
Applied Probability 17, 559-562; Hadeler, K. P. (1983). On copositive matrices. Linear
Algebra and its Applications 49, 79-89.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction

from negotiation.errors import TooLargeError

Matrix = list[list[Fraction]]

_ORDER = 13
"""Largest matrix of which all principal submatrices are looked at."""


def eliminate(form: Matrix, free: int) -> tuple[Matrix, bool] | None:
    """Return what is left of a quadratic form once its first variables are minimised out.

    Parameters
    ----------
    form : square matrix
        Symmetric.
    free : int
        How many variables may have either sign; they come first.

    Returns
    -------
    tuple of matrix and bool, or None
        The form in the other variables, and whether the free ones have a unique minimum.
        ``None`` if the form has no lower bound.
    """
    rest = [row[:] for row in form]
    unique = True
    for step in range(free):
        pivot = rest[step][step]
        if pivot < 0 or (pivot == 0 and any(rest[step][step + 1 :])):
            return None
        if pivot == 0:
            unique = False
            continue
        for row in range(step + 1, len(rest)):
            if rest[row][step]:
                factor = rest[row][step] / pivot
                rest[row] = [a - factor * b for a, b in zip(rest[row], rest[step], strict=True)]
    return [row[free:] for row in rest[free:]], unique


def positive(form: Matrix, *, strictly: bool) -> bool:
    """Return whether ``u @ form @ u`` is positive (not negative) for all u >= 0 but 0.

    Somewhere the form is smallest among the u that sum to 1.  With as few entries of u as
    possible the conditions for that have a single solution, which each principal submatrix
    yields or does not; so it is enough to try them all.

    Parameters
    ----------
    form : square matrix
        Symmetric.
    strictly : bool
        Whether 0 counts as a failure.

    Raises
    ------
    TooLargeError
        If the matrix is too large to try them all.
    """
    kept = list(range(len(form)))
    while True:
        # A variable that only adds is 0 where the form is smallest.
        adding = [i for i in kept if all(form[i][j] >= 0 for j in kept)]
        if strictly and any(form[i][i] == 0 for i in adding):
            return False
        if not adding:
            break
        kept = [i for i in kept if i not in adding]
    if len(kept) > _ORDER:
        raise TooLargeError(
            f"A form in {len(kept)} variables has too many principal submatrices to try."
        )
    for size in range(1, len(kept) + 1):
        for chosen in itertools.combinations(kept, size):
            lowest = _stationary(form, chosen)
            if lowest is not None and (lowest < 0 or (strictly and lowest == 0)):
                return False
    return True


def _stationary(form: Matrix, chosen: Sequence[int]) -> Fraction | None:
    """Return the value where a form is stationary among u >= 0 of sum 1, if at one point only."""
    size = len(chosen)
    rows = [[*(form[i][j] for j in chosen), Fraction(-1)] for i in chosen]
    rows.append([*([Fraction(1)] * size), Fraction(0)])
    solved = solve(rows, [*([Fraction(0)] * size), Fraction(1)])
    if solved is None or any(weight < 0 for weight in solved[:size]):
        return None
    return solved[size]


def solve(rows: Matrix, right: Sequence[Fraction]) -> list[Fraction] | None:
    """Return the solution of a square system of equations, ``None`` if it is not unique."""
    table = [[*row, value] for row, value in zip(rows, right, strict=True)]
    size = len(table)
    for step in range(size):
        pivot = next((row for row in range(step, size) if table[row][step]), None)
        if pivot is None:
            return None
        table[step], table[pivot] = table[pivot], table[step]
        top = table[step]
        for row in range(step + 1, size):
            if table[row][step]:
                factor = table[row][step] / top[step]
                table[row] = [a - factor * b for a, b in zip(table[row], top, strict=True)]
    found = [Fraction(0)] * size
    for step in reversed(range(size)):
        known = sum((table[step][k] * found[k] for k in range(step + 1, size)), Fraction(0))
        found[step] = (table[step][size] - known) / table[step][step]
    return found
