"""Roots of multilinear equations within a box: each proven to be the only one near by.

A function that is affine in every coordinate takes its extremes over a box at the corners
of the box.  So its values at the corners, which is how functions are held here, give its
exact range.  A box goes where a function that should be zero keeps one sign; it is resolved
where Newton's map, on a box a little larger, is a contraction into that box, which then
holds exactly one root; and else it is cut in two.  Background: Neumaier, A. (1990),
Interval Methods for Systems of Equations, Cambridge University Press.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from negotiation._arrays import BoolArray, FloatArray
from negotiation.engine.equilibrium._multilinear import at, corners, differences, slopes_at, zoom

_SIGN = 1e-11
"""A value beyond this has its sign for certain; functions are of size 1."""

_SMALL = 2.0**-14
"""Boxes no wider than this are cut no further."""

_MARGIN = 0.25
"""By what share of its width a box is enlarged on every side to look for its root."""

_CONTRACTION = 0.9
_NOISE = 1e-14
_QUIET = 1e-3
"""What rounding may blur a value, and a root, as a share of the width of its box."""

_NARROWEST = 2.0**-20
_WORTHWHILE = 0.8
"""Boxes are shrunk if that takes a fifth off one of their sides."""

_RANK = 1e-9
"""Singular values below this share of the largest count as zero."""

_ENTRIES = 1_000_000
"""Corner values that are worked on at once."""


@dataclass(frozen=True)
class System:
    """Equations and conditions on the unit cube, by their values at its corners.

    Attributes
    ----------
    equations : array, shape (r, 2**d)
        Functions that shall be zero, each of size 1.  Corners count in binary, the first
        coordinate foremost.
    conditions : array, shape (q, 2**d)
        Functions that shall not be negative.
    dimension : int
        The number d of coordinates.
    """

    equations: FloatArray
    conditions: FloatArray
    dimension: int

    @property
    def values(self) -> int:
        """How many numbers describe a box."""
        return int(self.equations.size + self.conditions.size)


@dataclass
class Roots:
    """What was found in a cube.

    Attributes
    ----------
    proven : list of arrays, shape (d,)
        Regular roots, each the only one near it, whether or not the conditions hold there;
        some lie just outside the cube, and some come twice.
    open : array, shape (b, d)
        Middles of the boxes that could be neither emptied nor resolved.
    spent : int
        Boxes that were looked at.
    finished : bool
        Whether no box was left aside for want of time.
    """

    proven: list[FloatArray] = field(default_factory=list)
    open: FloatArray = field(default_factory=lambda: np.zeros((0, 0)))
    spent: int = 0
    finished: bool = True


@dataclass
class _Boxes:
    low: FloatArray
    width: FloatArray
    values: FloatArray

    def __len__(self) -> int:
        return len(self.low)

    def split(self, count: int) -> tuple[_Boxes, _Boxes]:
        """Return the first `count` boxes, and the others."""
        first = np.arange(len(self)) < count
        return self.some(first), self.some(~first)

    def some(self, which: BoolArray) -> _Boxes:
        return _Boxes(self.low[which], self.width[which], self.values[which])

    @classmethod
    def joined(cls, *parts: _Boxes) -> _Boxes:
        """Return the boxes of all parts."""
        return cls(
            np.concatenate([each.low for each in parts]),
            np.concatenate([each.width for each in parts]),
            np.concatenate([each.values for each in parts]),
        )

    def zoomed(self, start: FloatArray, stop: FloatArray) -> _Boxes:
        """Return the parts of the boxes between two corners, in shares of their width."""
        return _Boxes(
            self.low + start * self.width,
            (stop - start) * self.width,
            zoom(self.values, start, stop),
        )


def find_roots(system: System, budget: int) -> Roots:
    """Return the roots of a system within the unit cube.

    Parameters
    ----------
    system : System
        With at least as many equations as coordinates, at least one of them.
    budget : int
        Boxes to look at, at most.
    """
    d, equations = system.dimension, len(system.equations)
    values = np.concatenate((system.equations, system.conditions))
    stack = [_Boxes(np.zeros((1, d)), np.ones((1, d)), values[np.newaxis])]
    most = max(8, _ENTRIES // system.values)
    found = Roots()
    left = []
    while stack and found.spent < budget:
        boxes, rest = stack.pop().split(most)
        stack += [rest] if len(rest) else []
        found.spent += len(boxes)
        boxes = boxes.some(_possible(boxes.values, equations))
        small = boxes.width.max(axis=1) <= _SMALL
        parts = [boxes.some(small), boxes.some(~small)]
        for place, part in enumerate(parts if equations else ()):
            if len(part):
                parts[place], roots = _newton(part, equations)
                found.proven += [polished(system, root) for root in roots]
        # A box that was small before Newton's map is left aside, one that became so is not.
        left.append(parts[0])
        stack += [_halves(parts[1], equations)] if len(parts[1]) else []
    found.finished = not stack
    found.open = np.concatenate([each.low + each.width / 2 for each in [*left, *stack]])
    return found


def _possible(values: FloatArray, equations: int) -> BoolArray:
    """Return which boxes may hold a root that meets the conditions."""
    low, high = values.min(axis=2), values.max(axis=2)
    zero = (low[:, :equations] <= _SIGN) & (high[:, :equations] >= -_SIGN)
    met = high[:, equations:] >= -_SIGN
    possible: BoolArray = zero.all(axis=1) & met.all(axis=1)
    return possible


def _newton(boxes: _Boxes, equations: int) -> tuple[_Boxes, list[FloatArray]]:
    """Empty, shrink or resolve boxes by Newton's map; return what stays and the roots."""
    functions = boxes.values[:, :equations]
    inverse, flat = _inverses(functions)
    # Combinations that do not move at the middle of the box are nearly constant on it.
    still = flat @ functions
    possible = ((still.min(axis=2) <= _SIGN) & (still.max(axis=2) >= -_SIGN)).all(axis=1)
    boxes, inverse = boxes.some(possible), inverse[possible]
    functions = functions[possible]
    moved = inverse @ functions
    # What rounding can be worth in the values, and by Newton's map in the coordinates.
    noise = _NOISE * np.abs(inverse).sum(axis=2)
    pad = _SIGN + noise
    low, high = _image(moved)
    start, stop = np.maximum(low - pad, 0.0), np.minimum(high + pad, 1.0)
    possible = (start <= stop).all(axis=1)
    # The test on the larger box is the dearer one: first see whether it has a chance.
    resolved = possible & _contracts(moved, 0.0) & (noise.max(axis=1, initial=0.0) <= _QUIET)
    resolved[resolved] = _contracts(inverse[resolved] @ _enlarged(functions[resolved]), _MARGIN)
    roots = list((boxes.low + boxes.width / 2)[resolved])
    stay = possible & ~resolved
    boxes, start, stop = boxes.some(stay), start[stay], stop[stay]
    # Narrower than this, values would be nothing but rounding.
    missing = np.maximum(_NARROWEST / boxes.width - (stop - start), 0.0) / 2
    start, stop = start - missing, stop + missing
    smaller = (stop - start).min(axis=1) < _WORTHWHILE
    return _Boxes.joined(
        boxes.some(~smaller), boxes.some(smaller).zoomed(start[smaller], stop[smaller])
    ), roots


def _inverses(functions: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return at each middle the pseudo-inverse of the slopes, and what they leave unmoved.

    Returns
    -------
    array, shape (b, d, r)
    array, shape (b, r, r)
        Rows are combinations of the functions of slope 0, or zero.
    """
    slopes = np.stack([each.mean(axis=2) for each in differences(functions)], axis=2)
    left, size, right = np.linalg.svd(slopes, full_matrices=True)
    top = np.maximum(size[:, :1], 1e-300)
    real = size > _RANK * top
    rate = np.where(real, 1.0 / np.where(real, size, 1.0), 0.0)
    count = size.shape[1]
    inverse = np.einsum("bkd,bk,brk->bdr", right[:, :count], rate, left[:, :, :count])
    keep = np.ones(left.shape[:2], dtype=np.bool_)
    keep[:, :count] = ~real
    return inverse, np.where(keep[:, :, np.newaxis], left.transpose(0, 2, 1), 0.0)


def _image(moved: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the least and the greatest value of Newton's map on each box, per coordinate."""
    rest = corners(moved.shape[1]) - moved
    return rest.min(axis=2), rest.max(axis=2)


def _contracts(moved: FloatArray, margin: float) -> BoolArray:
    """Return whether Newton's map contracts each box, and into itself if it is enlarged.

    Parameters
    ----------
    moved : array, shape (b, d, 2**d)
        The preconditioned functions at the corners of boxes enlarged by the margin, in
        coordinates in which the box itself is the unit cube.
    margin : float
    """
    wide = 1.0 + 2.0 * margin
    rest = (corners(moved.shape[1]) * wide - margin) - moved
    bound = sum(np.abs(each).max(axis=2) for each in differences(rest)) / wide
    contracts: BoolArray = (bound <= _CONTRACTION).all(axis=1)
    if margin:
        # Uniqueness needs the contraction, existence that the box is mapped into itself.
        edge = margin - _QUIET
        inside = (rest.min(axis=2) >= -edge) & (rest.max(axis=2) <= 1.0 + edge)
        contracts &= inside.all(axis=1)
    return contracts


def _enlarged(functions: FloatArray) -> FloatArray:
    d = functions.shape[2].bit_length() - 1
    start = np.full((len(functions), d), -_MARGIN)
    return zoom(functions, start, 1.0 - start)


def _halves(boxes: _Boxes, equations: int) -> _Boxes:
    """Return boxes cut in two where that takes most variation from the equations."""
    moves = [
        np.abs(each).max(axis=(1, 2), initial=0.0)
        for each in differences(boxes.values[:, :equations])
    ]
    # A coordinate that moves nothing much is cut once it is far wider than the others.
    axis = (np.stack(moves, axis=1) + 1e-3 * boxes.width).argmax(axis=1)
    axis = np.where(
        boxes.width.min(axis=1) < 0.02 * boxes.width.max(axis=1), boxes.width.argmax(axis=1), axis
    )
    return _Boxes.joined(
        *(_cut(boxes.some(axis == k), k) for k in range(boxes.width.shape[1]) if (axis == k).any())
    )


def _cut(boxes: _Boxes, axis: int) -> _Boxes:
    """Return both halves of boxes that are cut in the middle of one coordinate."""
    b, m, size = boxes.values.shape
    view = boxes.values.reshape(b, m, 2**axis, 2, size >> (axis + 1))
    middle = view.mean(axis=3)
    lower, upper = view.copy(), view.copy()
    lower[:, :, :, 1] = upper[:, :, :, 0] = middle
    width = boxes.width.copy()
    width[:, axis] /= 2
    low = boxes.low.copy()
    low[:, axis] += width[:, axis]
    return _Boxes(
        np.concatenate((boxes.low, low)),
        np.concatenate((width, width)),
        np.concatenate((lower, upper)).reshape(2 * b, m, size),
    )


def polished(system: System, point: FloatArray, steps: int = 60) -> FloatArray:
    """Return the root that Newton's (or Gauss and Newton's) steps reach from a point."""
    for _ in range(steps):
        slopes = slopes_at(system.equations, point)
        step = np.linalg.pinv(slopes, rcond=_RANK) @ at(system.equations, point)
        point = point - np.clip(step, -0.5, 0.5)
        if np.abs(step).max(initial=0.0) <= 1e-15:
            break
    return point
