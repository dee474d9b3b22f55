"""A map over two numbers: where a deal exists, which package is selected, how likely none is."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from negotiation._arrays import BoolArray, FloatArray
from negotiation._shares import percent
from negotiation.analysis.sensitivity import PhaseMap
from negotiation.errors import InvalidTypeError
from negotiation.plotting._charts import canvas, chart, check_axes, head, key, quiet, settle
from negotiation.plotting._labels import wrap, write
from negotiation.plotting._roles import ACCEPTED, INK, ROLES, WORSE

_LISTED = 8
"""Packages that have a letter and a line in the legend; the others share one colour."""
_FILLS = ("#0072b2", "#f0c808", "#009e73", "#e69f00", "#cc79a7", "#56b4e9", "#8c6d31", "#5b3a8c")
_SHADES = LinearSegmentedColormap.from_list("no agreement", ["#dcf0fb", "#7fa6bf", "#2b3036"])
_SMALL = 300.0


@chart
def phase_map(found: Any, *, ax: Axes | None = None) -> Axes:
    """Draw what happens over every combination of two numbers.

    With a concept, a lettered region per package selected; else where a deal exists, in
    shades where the other numbers are uncertain.  A triangle marks the scenario itself.

    Parameters
    ----------
    found : PhaseMap
        What `negotiation.phase_map` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidTypeError
        If it is no such map.

    Examples
    --------
    >>> import negotiation as ng
    >>> hanoi = ng.library.load("hanoi-2019")
    >>> names = [(actor.name, "reservation") for actor in hanoi.actors]
    >>> found = ng.phase_map(hanoi, *names, steps=9)
    >>> ng.plotting.phase_map(found).get_xlabel()
    'United States: walking away'
    """
    check_axes(ax)
    if not isinstance(found, PhaseMap):
        raise InvalidTypeError(
            "This chart is drawn of a PhaseMap, as negotiation.phase_map(…) returns it.",
            given=found,
        )
    ax = canvas(ax, 9.6, 5.6)
    small = ax.get_window_extent().width * 72 / ax.figure.dpi < _SMALL
    quiet(ax)
    for axis, lever in ((ax.xaxis, found.levers[0]), (ax.yaxis, found.levers[1])):
        write(axis.set_label_text(wrap(str(lever.quantity), 60, 2), color=INK))
    handles = _packages(ax, found) if found.selected is not None else _shares(ax, found)
    handles += _own_point(ax, found)
    settle(ax)
    head(ax, found.problem.scenario.name, *_words(found))
    if not small:
        width = 0.0 if ax.figure.axes != [ax] else 1.01
        where = {"loc": "upper left", "bbox_to_anchor": (width, 1.0)} if width else {"loc": "best"}
        key(ax, handles, **where)
    settle(ax)
    return ax


def _image(ax: Axes, found: PhaseMap, colours: FloatArray) -> None:
    """Paint the cells, (nx, ny, 3), and leave the limits where they end."""
    edges = [_edges(values) for values in (found.x, found.y)]
    extent = (edges[0][0], edges[0][1], edges[1][0], edges[1][1])
    ax.imshow(
        np.moveaxis(colours, 0, 1),
        origin="lower",
        extent=extent,
        aspect="auto",
        interpolation="nearest",
        zorder=1.0,
        gid="cells",
    )


def _edges(values: FloatArray) -> tuple[float, float]:
    half = 0.5 * float(values[1] - values[0])
    return float(values[0]) - half, float(values[-1]) + half


def _packages(ax: Axes, found: PhaseMap) -> list[Any]:
    """Paint a region per package, letter it, and return the legend's lines."""
    assert found.selected is not None
    colours = np.empty((*found.selected.shape, 3))
    colours[:] = to_rgb("#eeeeee")
    handles: list[Any] = []
    packages = [row for row in found.regions if row >= 0]
    for place, row in enumerate(packages[:_LISTED]):
        mask, letter = found.selected == row, chr(ord("A") + place)
        colours[mask] = to_rgb(_FILLS[place])
        _letter(ax, found, mask, letter, _FILLS[place])
        label = f"{letter}: {wrap(found.words(row), 38, 4)}"
        handles.append(Patch(facecolor=_FILLS[place], edgecolor=INK, linewidth=0.5, label=label))
    if len(packages) > _LISTED:
        rest = f"{len(packages) - _LISTED} other packages"
        handles.append(Patch(facecolor="#eeeeee", edgecolor=INK, linewidth=0.5, label=rest))
    empty = found.selected < 0
    if empty.any():
        colours[empty] = to_rgb(WORSE)
        handles.append(_hatched(ax, found, empty))
    _image(ax, found, colours)
    _borders(ax, found, found.selected)
    return handles


def _hatched(ax: Axes, found: PhaseMap, mask: BoolArray) -> Patch:
    """Hatch the cells without a deal, and return the legend's line."""
    (left, right), (low, high) = (_edges(values) for values in (found.x, found.y))
    wide, tall = (right - left) / len(found.x), (high - low) / len(found.y)
    boxes = []
    for column, cells in enumerate(mask):
        # A box per run of cells, so that few are drawn.
        changes = np.flatnonzero(np.diff(np.concatenate([[0], cells.astype(int), [0]])))
        for first, last in changes.reshape(-1, 2):
            corner = (left + column * wide, low + first * tall)
            boxes.append(Rectangle(corner, wide, (last - first) * tall))
    look: dict[str, Any] = {
        "facecolor": "none",
        "edgecolor": "#777777",
        "linewidth": 0.0,
        "hatch": "////",
    }
    ax.add_collection(PatchCollection(boxes, zorder=1.2, gid="no agreement", **look), autolim=False)
    return Patch(facecolor=WORSE, hatch="////", edgecolor="#777777", label="no agreement")


def _letter(ax: Axes, found: PhaseMap, mask: BoolArray, letter: str, fill: str) -> None:
    """Write a letter in the inmost cell of the largest part of a region."""
    from scipy import ndimage

    parts, count = ndimage.label(mask)
    sizes = ndimage.sum_labels(mask, parts, range(1, count + 1))
    if max(sizes) < 3:
        return
    inside = parts == 1 + int(np.argmax(sizes))
    depth = ndimage.distance_transform_cdt(np.pad(inside, 1), "taxicab")[1:-1, 1:-1]
    best = np.argwhere(depth == depth.max())
    column, row = best[np.abs(best - best.mean(axis=0)).sum(axis=1).argmin()]
    dark = float(np.dot(to_rgb(fill), (0.3, 0.6, 0.1))) < 0.45
    ax.text(
        found.x[column],
        found.y[row],
        letter,
        ha="center",
        va="center",
        fontsize=9.0,
        weight="bold",
        color="white" if dark else INK,
        zorder=2.0,
        gid=f"name {letter}",
    )


def _shares(ax: Axes, found: PhaseMap) -> list[Any]:
    """Paint the probability of no agreement, and return the legend's lines."""
    share = found.no_agreement
    if not found.draws:
        colours = np.where(
            (share > 0.5)[..., None], np.array(to_rgb(WORSE)), np.array(to_rgb(ACCEPTED))
        )
        handles: list[Any] = [Patch(facecolor=ACCEPTED, edgecolor=INK, label="a deal exists")]
        if (share > 0.5).any():
            handles.append(_hatched(ax, found, share > 0.5))
        _image(ax, found, colours)
        _borders(ax, found, share > 0.5)
        return handles
    _image(ax, found, _SHADES(share)[..., :3])
    levels = [level for level in (0.1, 0.5, 0.9) if share.min() < level < share.max()]
    if levels:
        lines = ax.contour(
            found.x, found.y, share.T, levels=levels, colors=INK, linewidths=1.0, zorder=1.6
        )
        ax.clabel(lines, fmt=lambda level: f"{level:.0%}", fontsize=8.0)
    return [
        Patch(facecolor=_SHADES(level), edgecolor=INK, linewidth=0.5, label=f"{level:.0%}" + words)
        for level, words in ((0.0, " no agreement"), (0.5, ""), (1.0, ""))
    ]


def _borders(ax: Axes, found: PhaseMap, kinds: Any) -> None:
    """Draw a line between cells that differ."""
    half = [0.5 * float(values[1] - values[0]) for values in (found.x, found.y)]
    lines = []
    for column, row in np.argwhere(kinds[1:] != kinds[:-1]):
        at, middle = found.x[column] + half[0], found.y[row]
        lines.append([(at, middle - half[1]), (at, middle + half[1])])
    for column, row in np.argwhere(kinds[:, 1:] != kinds[:, :-1]):
        at, middle = found.y[row] + half[1], found.x[column]
        lines.append([(middle - half[0], at), (middle + half[0], at)])
    ax.add_collection(
        LineCollection(lines, colors=INK, linewidths=0.8, zorder=1.5, gid="borders"), autolim=False
    )


def _own_point(ax: Axes, found: PhaseMap) -> list[Any]:
    """Mark the scenario itself, if it lies on the map."""
    (x, y), (left, right), (low, high) = found.here, ax.get_xlim(), ax.get_ylim()
    if not (left <= x <= right and low <= y <= high):
        return []
    look = ROLES["status quo"].line(markersize=10.0, clip_on=False)
    ax.plot([x], [y], gid="own point", **look)
    return [Line2D([], [], label="the scenario itself", **{**look, "clip_on": True})]


def _words(found: PhaseMap) -> list[str]:
    """Say in words what there is to see."""
    share = float(found.no_agreement.mean())
    if found.selected is not None:
        return [
            f"Which package {found.concept} selects; no agreement on {percent(share)} of the map"
        ]
    if not found.draws:
        return [f"Where a deal exists; none on {percent(share)} of the map"]
    return [f"Probability of no agreement; the other numbers drawn {found.draws:,} times"]
