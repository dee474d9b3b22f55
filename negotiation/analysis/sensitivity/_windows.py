"""Where along a number the ZOPA is not empty: exact, from what it is worth at the two ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray

_TOUCH = 1e-12
"""Windows closer than this share of the range are one window."""


@dataclass(frozen=True, eq=False)
class Windows:
    """Intervals of a number, as shares of its range, over which some package is signable.

    Attributes
    ----------
    ends : array, shape (k, 2)
        First and last share of each window, in ascending order, none overlapping.
    package : array of int, shape (k, 2)
        The package that is there first, and the one that is there last.
    actor : array of int, shape (k, 2)
        Who would walk away beyond each end; −1 where the range ends.
    """

    ends: FloatArray
    package: IntArray
    actor: IntArray


def windows(first: FloatArray, last: FloatArray, slack: FloatArray, open_to: BoolArray) -> Windows:
    """Return where a ZOPA exists, exactly, when every gain is a straight line in the number.

    Parameters
    ----------
    first, last : array, shape (n_outcomes, n_actors)
        Gains at the lower and the upper end of the range.
    slack : array, shape (n_actors,)
        The difference that counts as none.
    open_to : array of bool, shape (n_outcomes,)
        Packages that cross no red line.

    Notes
    -----
    A package suits an actor from or up to the root of a straight line, so it suits everybody
    over one interval, and the ZOPA exists over the union of these intervals.
    """
    from_, to, opener, closer = _spans(first, last, slack)
    rows = np.flatnonzero(open_to & (from_ <= to))
    return _united(rows, from_[rows], to[rows], opener[rows], closer[rows])


def _spans(
    first: FloatArray, last: FloatArray, slack: FloatArray
) -> tuple[FloatArray, FloatArray, IntArray, IntArray]:
    """Return from where to where each package suits everybody, and who sets these ends."""
    here, there = first >= -slack, last >= -slack
    change = first - last
    turns = here != there
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        root = np.where(turns, np.clip(first / np.where(turns, change, 1.0), 0.0, 1.0), 0.0)
    begins = np.where(turns & there, root, np.where(here, 0.0, np.inf))
    ends = np.where(turns & here, root, np.where(there, 1.0, -np.inf))
    rows = np.arange(len(first))
    opener, closer = begins.argmax(axis=1), ends.argmin(axis=1)
    from_, to = begins[rows, opener], ends[rows, closer]
    return (
        from_,
        to,
        np.where(from_ > 0.0, opener, -1),
        np.where(to < 1.0, closer, -1),
    )


def _united(
    rows: IntArray, from_: FloatArray, to: FloatArray, opener: IntArray, closer: IntArray
) -> Windows:
    """Return the union of intervals, and which of them begins and ends each part."""
    order = np.argsort(from_, kind="stable")
    rows, from_, to = rows[order], from_[order], to[order]
    reach = np.maximum.accumulate(to) if len(to) else to
    starts = np.flatnonzero(np.append(True, from_[1:] > reach[:-1] + _TOUCH)) if len(to) else rows
    stops = np.append(starts[1:], len(rows))[: len(starts)]
    final = np.array(
        [begin + to[begin:stop].argmax() for begin, stop in zip(starts, stops, strict=True)],
        dtype=np.intp,
    )
    return Windows(
        np.stack([from_[starts], to[final]], axis=1),
        np.stack([rows[starts], rows[final]], axis=1),
        np.stack([opener[order][starts], closer[order][final]], axis=1),
    )


def holds(ends: FloatArray, shares: FloatArray) -> BoolArray:
    """Return which shares of the range (m,) lie in one of the windows (k, 2)."""
    near = _TOUCH
    inside = (shares[:, None] >= ends[:, 0] - near) & (shares[:, None] <= ends[:, 1] + near)
    return np.asarray(inside.any(axis=1))
