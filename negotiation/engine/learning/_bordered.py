"""Linear algebra of a path: systems with one plane added, lengths, and the eigenvalues' signs."""

from __future__ import annotations

import numpy as np

from negotiation._arrays import BoolArray, FloatArray

_WHOLE = 40
"""Unknowns up to which it is faster to solve for all than to look for those that stand alone."""
_EIGENVALUES = 64
"""Unknowns up to which eigenvalues are counted; beyond, the determinant's sign is watched."""


def solved(slopes: FloatArray, plane: FloatArray, right: FloatArray) -> FloatArray | None:
    """Return the solution of `slopes` above `plane`, ``None`` where there is no single one.

    Unknowns that stand in their own equation only are eliminated first: far along a path
    most strategies are hardly ever played and move nobody.
    """
    alone = _alone(slopes[:, :-1]) if len(slopes) > _WHOLE else np.zeros(len(slopes), np.bool_)
    if not alone.any():
        return _direct(np.vstack([slopes, plane]), right)
    kept = np.append(~alone, True)
    border = plane[kept] - plane[:-1][alone] @ slopes[alone][:, kept]
    rest = right[-1] - plane[:-1][alone] @ right[:-1][alone]
    part = _direct(
        np.vstack([slopes[~alone][:, kept], border]), np.append(right[:-1][~alone], rest)
    )
    if part is None:
        return None
    solution = np.empty(len(right))
    solution[kept] = part
    solution[:-1][alone] = right[:-1][alone] - slopes[alone][:, kept] @ part
    return solution if np.isfinite(solution).all() else None


def _direct(matrix: FloatArray, right: FloatArray) -> FloatArray | None:
    """Return the solution of a square system, ``None`` where there is no single one."""
    try:
        solution = np.linalg.solve(matrix, right).astype(np.float64, copy=False)
    except np.linalg.LinAlgError:
        return None
    return solution if np.isfinite(solution).all() else None


def _alone(matrix: FloatArray) -> BoolArray:
    """Return which columns of a square matrix are those of the identity."""
    found: BoolArray = ((matrix != 0).sum(axis=0) == 1) & (np.diagonal(matrix) == 1)
    return found


def across(tangent: FloatArray, point: FloatArray) -> FloatArray:
    """Return the normal of the plane across a tangent where lengths are relative to a point."""
    normal: FloatArray = tangent / (1.0 + np.abs(point)) ** 2
    return normal


def length_of(change: FloatArray, point: FloatArray) -> float:
    """Return how long a change is, each coordinate as a share of one plus itself."""
    return float(np.linalg.norm(change / (1.0 + np.abs(point))))


def negative(matrix: FloatArray) -> int:
    """Return how many eigenvalues are negative; of large matrices whether their number is odd."""
    matrix = _part(matrix) if len(matrix) > _WHOLE else matrix
    if len(matrix) > _EIGENVALUES:
        return int(np.linalg.slogdet(matrix)[0] < 0)
    values = np.linalg.eigvals(matrix)
    return int(((values.real < 0) & (np.abs(values.imag) < 1e-6)).sum())


def smallest(matrix: FloatArray) -> float:
    """Return the size of the eigenvalue that is nearest to zero, at most 1."""
    return float(np.abs(np.linalg.eigvals(_part(matrix))).min(initial=1.0))


def _part(matrix: FloatArray) -> FloatArray:
    """Return a matrix without the columns of the identity, whose eigenvalues are 1."""
    kept = ~_alone(matrix)
    return matrix[kept][:, kept]
