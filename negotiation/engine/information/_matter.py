"""Which packages can matter to a mediator: corners of what others are averages of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negotiation._arrays import FloatArray, IntArray


def corners(payoffs: FloatArray, readings: Sequence[FloatArray], slack: float) -> IntArray:
    """Return the places of the packages that no lottery over others of their cell replaces.

    Who takes a package, and what it brings those who do, depends on the cell between
    neighbouring readings in which its payoffs lie, and within a cell in a straight line.

    Parameters
    ----------
    payoffs : array, shape (m, n_actors)
    readings : sequence of arrays
        Per actor the reservation values at which rules are checked, ascending; none if all
        packages may be averaged.
    slack : float
        Payoffs this near to a reading lie on it.
    """
    cells = np.stack(
        [
            np.searchsorted(each, payoffs[:, a] - slack)
            + np.searchsorted(each, payoffs[:, a] + slack)
            for a, each in enumerate(readings)
        ],
        axis=1,
    )
    _, place = np.unique(cells, axis=0, return_inverse=True)
    place = place.reshape(-1)
    order = np.argsort(place, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(place[order])) + 1)
    kept = np.concatenate([group[_corners(payoffs[group])] for group in groups])
    return np.sort(kept)


def _corners(points: FloatArray) -> IntArray:
    """Return the places of the corners of the hull of points; of equal points the first."""
    _, first = np.unique(points, axis=0, return_index=True)
    if points.shape[1] == 1:
        return np.unique(first[[0, -1]])
    if points.shape[1] > 2 or len(first) < 3:
        return np.sort(first)  # in more than two dimensions all are kept
    lower, upper = _chain(points, first), _chain(points, first[::-1])
    return np.unique([*lower, *upper])


def _chain(points: FloatArray, order: IntArray) -> list[int]:
    """Return one side of a hull in the plane, along points in lexicographic order."""
    chain: list[int] = []
    for each in order:
        while len(chain) > 1:
            (x, y), (v, w) = points[chain[-1]] - points[chain[-2]], points[each] - points[chain[-2]]
            if x * w - y * v > 0:
                break
            chain.pop()
        chain.append(int(each))
    return chain
