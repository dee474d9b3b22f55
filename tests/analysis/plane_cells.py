"""Exact probabilities of cells of a plane region: polygons, clipped and integrated."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy.stats import chi2

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(12)
_NODES, _WEIGHTS = 0.5 * (_NODES + 1), 0.5 * _WEIGHTS


def clip(polygon, line):
    """Return the part of a polygon where ``a x + b y >= c``."""
    a, b, c = line
    out = []
    for here, there in zip(polygon, [*polygon[1:], *polygon[:1]], strict=True):
        first = a * here[0] + b * here[1] - c
        second = a * there[0] + b * there[1] - c
        if first >= 0:
            out.append(here)
        if (first > 0) != (second > 0) and first != second:
            share = first / (first - second)
            out.append(
                (here[0] + share * (there[0] - here[0]), here[1] + share * (there[1] - here[1]))
            )
    return out


def integral(polygon, density):
    """Return the integral of a density over a convex polygon, exact for low polynomials."""
    total = 0.0
    for second, third in pairwise(polygon[1:]):
        first = np.array(polygon[0])
        one, two = np.array(second) - first, np.array(third) - first
        size = abs(one[0] * two[1] - one[1] * two[0])
        for u, wu in zip(_NODES, _WEIGHTS, strict=True):
            for v, wv in zip(_NODES, _WEIGHTS, strict=True):
                x, y = first + u * ((1 - v) * one + v * two)
                total += size * wu * wv * u * density(x, y)
    return total


def cell_masses(edges, region, density, soft=()):
    """Return the mass of each cell of a grid within a region, shape (k, k), adding up to 1.

    Parameters
    ----------
    edges : pair of arrays
        The grid.
    region : list of lines
        Half planes ``(a, b, c)``: ``a x + b y >= c``.
    density : callable
    soft : list of (line, r)
        Half planes that hold with odds r : 1 - r.
    """
    masses = np.zeros((len(edges[0]) - 1, len(edges[1]) - 1))
    for i, (x0, x1) in enumerate(zip(edges[0][:-1], edges[0][1:], strict=True)):
        for j, (y0, y1) in enumerate(zip(edges[1][:-1], edges[1][1:], strict=True)):
            parts = [([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], 1.0)]
            for line in region:
                parts = [(clip(p, line), w) for p, w in parts]
            for line, r in soft:
                other = tuple(-each for each in line)
                parts = [
                    piece
                    for p, w in parts
                    for piece in ((clip(p, line), w * r), (clip(p, other), w * (1 - r)))
                ]
            masses[i, j] = sum(w * integral(p, density) for p, w in parts if len(p) > 2)
    return masses / masses.sum()


def chance(points, edges, masses):
    """Return the probability of counts that differ so much from what is expected (chi-square)."""
    counts = np.histogram2d(points[:, 0], points[:, 1], bins=edges)[0]
    expected = len(points) * masses
    assert counts[masses < 1e-14].sum() == 0
    few = expected < 10
    counts = np.append(counts[~few], counts[few].sum())
    expected = np.append(expected[~few], expected[few].sum())
    used = expected > 1e-9
    statistic = ((counts - expected)[used] ** 2 / expected[used]).sum()
    return float(chi2.sf(statistic, int(used.sum()) - 1))
