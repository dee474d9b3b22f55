"""Functions affine in every coordinate, held by their values at the corners of a box."""

from __future__ import annotations

import numpy as np

from negotiation._arrays import FloatArray


def corners(d: int) -> FloatArray:
    """Return the corners of the unit cube, shape (d, 2**d), counted in binary."""
    cells: FloatArray = np.indices((2,) * d).reshape(d, 2**d).astype(np.float64)
    return cells


def differences(values: FloatArray) -> list[FloatArray]:
    """Return per coordinate how much functions differ from its low to its high end.

    Parameters
    ----------
    values : array, shape (b, m, 2**d)

    Returns
    -------
    list of arrays, shape (b, m, 2**(d - 1))
    """
    b, m, size = values.shape
    d = size.bit_length() - 1
    parts = [values.reshape(b, m, 2**k, 2, size >> (k + 1)) for k in range(d)]
    return [(each[:, :, :, 1] - each[:, :, :, 0]).reshape(b, m, size // 2) for each in parts]


def zoom(values: FloatArray, start: FloatArray, stop: FloatArray) -> FloatArray:
    """Return corner values of parts of boxes.

    Parameters
    ----------
    values : array, shape (b, m, 2**d)
    start, stop : array, shape (b, d)
        The part, in coordinates in which the box is the unit cube.
    """
    b, m, size = values.shape
    for k in range(start.shape[1]):
        view = values.reshape(b, m, 2**k, 2, size >> (k + 1))
        base, step = view[:, :, :, 0], view[:, :, :, 1] - view[:, :, :, 0]
        ends = (base + each[:, k, None, None, None] * step for each in (start, stop))
        values = np.stack(tuple(ends), axis=3)
    return values.reshape(b, m, size)


def at(functions: FloatArray, point: FloatArray) -> FloatArray:
    """Return functions (m, 2**d) at a point (d,), shape (m,)."""
    for share in point:
        functions = functions.reshape(len(functions), 2, functions.shape[1] // 2)
        functions = functions[:, 0] + share * (functions[:, 1] - functions[:, 0])
    return functions.reshape(len(functions))


def slopes_at(functions: FloatArray, point: FloatArray) -> FloatArray:
    """Return the slopes of functions (m, 2**d) at a point (d,), shape (m, d)."""
    steps = differences(functions[np.newaxis])
    return np.stack([at(each[0], np.delete(point, k)) for k, each in enumerate(steps)], axis=1)
