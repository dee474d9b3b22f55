"""Where most of a cloud of points lies: a smoothed histogram and its levels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import FloatArray

_CELLS = 90
"""Cells along each side."""
_LEAST = 30
"""Points that differ, below which a density would be made up."""


@dataclass(frozen=True, eq=False)
class Density:
    """A density over a grid of cells.

    Attributes
    ----------
    grid : tuple of two arrays, shape (k,)
        The middles of the cells along both axes.
    heights : array, shape (k, k)
        Share of the points per cell after smoothing; rows run along the second axis.
    at_points : array, shape (n,)
        The height where each of the points lies.
    """

    grid: tuple[FloatArray, FloatArray]
    heights: FloatArray
    at_points: FloatArray

    def level(self, share: float) -> float:
        """Return the height above which this share of the points lies."""
        # Counted in points, not in smoothed cells: smoothing spreads the edge of a cloud.
        return float(np.quantile(self.at_points, 1.0 - share))


def distinct(points: FloatArray) -> FloatArray:
    """Return each point once, in the order in which they come, shape (k, 2)."""
    _, first = np.unique(points, axis=0, return_index=True)
    once: FloatArray = points[np.sort(first)]
    return once


def density(
    points: FloatArray, limits: tuple[tuple[float, float], tuple[float, float]]
) -> Density | None:
    """Return the density of points (n, 2), or None where they are too few or in a line.

    The width of the smoothing is Scott's rule, one per axis: the standard deviation over the
    sixth root of the number of points, at least one cell.
    """
    from scipy.ndimage import gaussian_filter

    if len(distinct(points[:5000])) < _LEAST:
        return None
    spans = np.array([high - low for low, high in limits])
    sizes = points.std(axis=0)
    if not (sizes > 1e-3 * spans).all():
        return None
    counts, across, up = np.histogram2d(
        points[:, 0], points[:, 1], bins=_CELLS, range=[list(each) for each in limits]
    )
    widths = np.maximum(sizes * len(points) ** (-1 / 6) / spans * _CELLS, 1.0)
    heights = gaussian_filter(counts / len(points), sigma=widths, mode="constant")
    if not heights.max() > 0:
        return None
    cells = [
        np.clip(np.searchsorted(edges, points[:, side], side="right") - 1, 0, _CELLS - 1)
        for side, edges in enumerate((across, up))
    ]
    middles = (across[:-1] + across[1:]) / 2, (up[:-1] + up[1:]) / 2
    return Density(middles, heights.T, heights[cells[0], cells[1]])
