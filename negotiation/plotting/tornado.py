"""What each number does to the answer, a bar per number, the longest on top."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from negotiation._shares import counted
from negotiation.analysis.sensitivity import Bar, SobolIndices, Tornado
from negotiation.errors import InvalidTypeError, InvalidValueError
from negotiation.plotting._charts import below, canvas, chart, check_axes, head, quiet, room, settle
from negotiation.plotting._labels import wrap, write
from negotiation.plotting._roles import FAINT, INK

_LOW: dict[str, Any] = {"facecolor": "#56b4e9", "hatch": "////"}
_HIGH: dict[str, Any] = {"facecolor": "#e69f00", "hatch": ""}
"""Colour and hatch of the two ends: told apart by colour-blind readers and in grey."""
_SMALL = 300.0
"""Width in points of axes below which the ends are not written beside the bars."""


@chart
def tornado(found: Any, *, most: int = 12, ax: Axes | None = None) -> Axes:
    """Draw a bar per number: where the answer goes when the number goes down and up.

    Of Sobol indices: two bars per input, the share of the variance it explains alone and with
    others, with a line of two standard errors to each side.

    Parameters
    ----------
    found : Tornado or SobolIndices
        What `negotiation.tornado` or `negotiation.sobol` returns.
    most : int, default 12
        Bars drawn at most, at least 1; the title says how many are left out.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidTypeError, InvalidValueError
        If it is neither, or `most` is below 1.

    Examples
    --------
    >>> import negotiation as ng
    >>> hanoi = ng.library.load("hanoi-2019")
    >>> ng.plotting.tornado(ng.tornado(hanoi), most=6).get_xlabel()
    'room for agreement'
    """
    check_axes(ax)
    if isinstance(most, bool) or not isinstance(most, int | np.integer) or most < 1:
        raise InvalidValueError("most= takes a whole number, at least 1.", given=most)
    if isinstance(found, SobolIndices):
        return _indices(found, int(most), ax)
    if not isinstance(found, Tornado):
        raise InvalidTypeError(
            "This chart is drawn of what negotiation.tornado(…) or negotiation.sobol(…) returns.",
            given=found,
        )
    bars = [bar for bar in found.bars[: int(most)] if bar.swing or len(found.bars) == 1]
    ax = _rows(ax, [str(bar.quantity) for bar in bars])
    _spans(ax, found, bars)
    _scale(ax, found, bars)
    settle(ax)
    head(ax, found.name, _finding(found, bars), found.how + _left_out(found, bars))
    settle(ax)
    below(ax, _legend(bars))
    return ax


def _rows(ax: Axes | None, names: list[str]) -> Axes:
    """Return axes with a named row per bar, the first on top."""
    count = len(names)
    ax = canvas(ax, 9.6, 1.9 + 0.42 * max(count, 3))
    ax.set_ylim(max(count, 1) - 0.4 + 0.5, -0.6)
    across, down = room(ax)
    wide, high = int(np.clip(0.09 * across, 14, 46)), down / (count + 2)
    ax.set_yticks(range(count), [wrap(name, wide, 2 if high > 19 else 1) for name in names])
    ax.tick_params(axis="y", length=0)
    quiet(ax)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0, labelsize=float(np.clip(0.7 * high, 4.5, 8.0)))
    for label in ax.get_yticklabels():
        write(label).set_linespacing(1.1)
    return ax


def _spans(ax: Axes, found: Tornado, bars: list[Bar]) -> None:
    """Draw both halves of every bar, the shorter one over the longer."""
    for place, bar in enumerate(bars):
        halves = [(bar.values[0], _LOW, "low"), (bar.values[1], _HIGH, "high")]
        for value, look, name in sorted(halves, key=lambda half: -abs(half[0] - found.base)):
            ax.barh(
                place,
                value - found.base,
                0.62,
                left=found.base,
                edgecolor=INK,
                linewidth=0.6,
                alpha=1.0 if _clear(bar) else 0.45,
                zorder=2.0,
                gid=f"{name} {place}",
                **look,
            )
    ends = (-0.6, max(len(bars), 1) - 0.4)
    ax.plot([found.base] * 2, ends, color=INK, linewidth=1.1, zorder=2.6, gid="base")


def _clear(bar: Bar) -> bool:
    """Say whether a bar is longer than twice its error."""
    return abs(bar.swing) > 2.0 * bar.error


def _scale(ax: Axes, found: Tornado, bars: list[Bar]) -> None:
    """Set the limits, and write at each end the value of the number there."""
    values = [found.base, *(value for bar in bars for value in bar.values)]
    low, high = min(values), max(values)
    pad = 0.2 * (high - low) or 0.1 * max(abs(found.base), 1.0)
    ax.set_xlim(low - pad, high + pad)
    if found.target.is_share:
        ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=None))
    unit = "probability of " if found.target.kind == "no agreement" else ""
    if found.target.kind == "term":
        unit = "probability of "
    write(ax.set_xlabel(unit + found.target.words, color=INK))
    if room(ax)[0] < _SMALL:
        return
    for place, bar in enumerate(bars):
        _ends(ax, found, bar, place)


def _ends(ax: Axes, found: Tornado, bar: Bar, place: int) -> None:
    """Write both ends of one number outside its bar; on one side they share a text."""
    offsets = [value - found.base for value in bar.values]
    if offsets[0] * offsets[1] >= 0.0:
        far = int(abs(offsets[1]) >= abs(offsets[0]))
        right = offsets[far] >= 0.0
        if offsets[1 - far] == 0.0:
            said = [(bar.ends[far], bar.values[far], right)]
            said.append((bar.ends[1 - far], found.base, not right))
        else:
            said = [(f"{bar.ends[far]} (inner: {bar.ends[1 - far]})", bar.values[far], right)]
    else:
        said = [(bar.ends[side], bar.values[side], offsets[side] > 0.0) for side in (0, 1)]
    for text, value, right in said:
        ax.annotate(
            text.replace("-", "−"),
            (value, place),
            xytext=(4 if right else -4, 0),
            textcoords="offset points",
            ha="left" if right else "right",
            va="center",
            fontsize=7.5,
            color=INK,
            annotation_clip=False,
        )


def _legend(bars: list[Bar]) -> list[Any]:
    line: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.6}
    handles: list[Any] = [
        Patch(label="number at its lower end", **_LOW, **line),
        Patch(label="number at its upper end", **_HIGH, **line),
        Line2D([], [], color=INK, linewidth=1.1, label="as things stand"),
    ]
    if not all(_clear(bar) for bar in bars):
        handles.append(Patch(facecolor="#d9d9d9", label="pale: within twice its error"))
    return handles


def _finding(found: Tornado, bars: list[Bar]) -> str:
    """Return in words what moves the answer most."""
    if not bars or not bars[0].swing:
        return f"No number moves {found.target.words} on its own"
    first = bars[0]
    start, end = (found.shown(value) for value in first.values)
    return (
        f"{first.quantity} from {first.ends[0]} to {first.ends[1]} moves {found.target.words} "
        f"from {start} to {end}"
    )


def _left_out(found: Tornado, bars: list[Bar]) -> str:
    """Return how many bars there was no room for, as a sentence."""
    left = sum(bool(bar.swing) for bar in found.bars) - sum(bool(bar.swing) for bar in bars)
    return f" {counted(left, 'shorter bar')} left out." if left else ""


# ------------------------------------------------------------------ Sobol indices


def _indices(found: SobolIndices, most: int, ax: Axes | None) -> Axes:
    """Draw first and total indices with twice their errors."""
    names = list(found.ranked[:most]) if found.defined else []
    ax = _rows(ax, names)
    _pairs(ax, found, names)
    ax.axvline(0.0, color=FAINT, linewidth=0.9, zorder=1.8)
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=None))
    write(ax.set_xlabel("share of the variance explained (lines: two standard errors)", color=INK))
    settle(ax)
    words = f"{found.target} does not vary: nothing to explain"
    if found.defined:
        top = found.inputs.index(names[0])
        words = (
            f"{names[0]} explains {max(found.first[top], 0.0):.0%} of the variance of "
            f"{found.target} alone, {found.total[top]:.0%} with others"
        )
    head(ax, found.name, words)
    line: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.6}
    handles = [
        Patch(label="known alone (first-order index)", **_HIGH, **line),
        Patch(label="with all it does together with others (total index)", **_LOW, **line),
    ]
    settle(ax)
    below(ax, handles)
    return ax


def _pairs(ax: Axes, found: SobolIndices, names: list[str]) -> None:
    """Draw the two bars of every input and twice their errors."""
    pairs = (
        ("alone", found.first, found.first_error, _HIGH, -0.19),
        ("with others", found.total, found.total_error, _LOW, 0.19),
    )
    rows = [found.inputs.index(name) for name in names]
    for label, shares, errors, look, offset in pairs:
        heights = np.arange(len(rows)) + offset
        ax.barh(
            heights, shares[rows], 0.36, edgecolor=INK, linewidth=0.6, zorder=2.0, gid=label, **look
        )
        ax.errorbar(
            shares[rows],
            heights,
            xerr=2.0 * errors[rows],
            fmt="none",
            ecolor=INK,
            elinewidth=1.0,
            capsize=2.0,
            zorder=2.4,
        )
