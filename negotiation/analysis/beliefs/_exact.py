"""What is acceptable for every preference that fits, or for some: decided, not sampled."""

from __future__ import annotations

import numpy as np

from negotiation._arrays import BoolArray, FloatArray
from negotiation.analysis.statements._polytope import SMALL, Polytope


def necessarily(polytope: Polytope, gains: FloatArray, least: FloatArray) -> BoolArray:
    """Return which packages are worth at least walking away whatever fits.

    Parameters
    ----------
    polytope : Polytope
        The unknowns that fit; not empty.
    gains : array, shape (n_packages, n_unknowns)
        Each package's gain as a combination of the unknowns.
    least : array, shape (n_packages,)
        The smallest gain seen in a sample; where it is below 0 nothing remains to be asked.

    Notes
    -----
    One linear programme settles many packages: where it finds a loss, all that lose there as
    well are out; where it finds none, all that are worth more step by step are in.
    """
    found = np.zeros(len(gains), dtype=np.bool_)
    open_ = least >= -SMALL
    while open_.any():
        rows = np.flatnonzero(open_)
        row = rows[np.argmin(least[rows])]
        worst = polytope.extreme(gains[row], largest=False)
        open_[row] = False
        if worst.value >= -SMALL:
            found[row] = True
            better = rows[(gains[rows] >= gains[row]).all(axis=1)]
            found[better], open_[better] = True, False
        elif worst.point is not None:
            open_[rows[gains[rows] @ worst.point < -SMALL]] = False
    return found


def possibly(polytope: Polytope, gains: FloatArray, most: FloatArray) -> BoolArray:
    """Return which packages are worth at least walking away for something that fits.

    Parameters are those of `necessarily`; `most` is the largest gain seen in a sample.
    """
    found = most >= 0.0
    open_ = ~found
    while open_.any():
        rows = np.flatnonzero(open_)
        row = rows[np.argmax(most[rows])]
        best = polytope.extreme(gains[row], largest=True)
        open_[row] = False
        if best.value > SMALL:
            found[row] = True
            if best.point is not None:
                also = rows[gains[rows] @ best.point > SMALL]
                found[also], open_[also] = True, False
        elif best.value >= -SMALL and polytope.also(gains[row]).possible:
            found[row] = True
        else:
            open_[rows[(gains[rows] <= gains[row]).all(axis=1)]] = False
    return found
