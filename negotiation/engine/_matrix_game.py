"""The most that a mixture can make sure of: one linear programme, certified by its dual."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.engine._programme import linear_programme


@dataclass(frozen=True, eq=False)
class Guarantee:
    """A mixture that makes sure of as much as any does.

    Attributes
    ----------
    value : float
        What it makes sure of.
    mixture : array, shape (m,)
    weights : array, shape (q,)
        Of the cases, against which no mixture can expect more than `bound`.
    bound : float
        What no mixture exceeds; it differs from `value` by rounding only.
    """

    value: float
    mixture: FloatArray
    weights: FloatArray
    bound: float


def guarantee(worths: FloatArray, conditions: FloatArray | None = None) -> Guarantee | None:
    """Return the mixture x that maximises ``min(worths @ x)`` where ``conditions @ x >= 0``.

    Parameters
    ----------
    worths : array, shape (q, m)
        What each of m strategies is worth in each of q cases.
    conditions : array, shape (p, m), optional
        Of any scale.

    Returns
    -------
    Guarantee or None
        ``None`` if no mixture fulfils the conditions.
    """
    cases, strategies = worths.shape
    low = float(worths.min())
    size = float(worths.max() - low) or 1.0
    scaled = (worths - low) / size
    rows = [np.hstack([-scaled, np.ones((cases, 1))])]
    if conditions is not None and len(conditions):
        largest = np.abs(conditions).max(axis=1, keepdims=True)
        held = conditions / np.where(largest > 0, largest, 1.0)
        rows.append(np.hstack([-held, np.zeros((len(held), 1))]))
    answer = linear_programme(
        np.append(np.zeros(strategies), -1.0),
        A_ub=np.vstack(rows),
        b_ub=np.zeros(sum(map(len, rows))),
        A_eq=np.append(np.ones(strategies), 0.0)[None],
        b_eq=[1.0],
        bounds=[(0, None)] * strategies + [(None, None)],
    )
    if answer.status == 2:
        return None
    mixture = np.clip(answer.x[:strategies], 0.0, None)
    mixture /= mixture.sum()
    prices = np.clip(-answer.ineqlin.marginals, 0.0, None)
    prices /= prices[:cases].sum()
    # Weak duality: no mixture beats the best strategy against the weights and prices.
    bound = float((-prices @ np.vstack(rows)[:, :-1]).max())
    value = float((worths @ mixture).min())
    return Guarantee(value, mixture, prices[:cases], low + size * bound)


def matrix_game(matrix: FloatArray) -> tuple[float, FloatArray, FloatArray]:
    """Return the value of a zero-sum game (m, n) and optimal mixtures (m,), (n,) of both sides.

    One linear programme serves both: the column actor's mixture is its dual.
    """
    found = guarantee(matrix.T)
    assert found is not None  # without conditions every mixture will do
    return found.value, found.mixture, found.weights
