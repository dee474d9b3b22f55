"""What a chart is: a registered function that draws on one set of axes and returns it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend

from negotiation._arrays import FloatArray, IntArray
from negotiation._registry import Registry
from negotiation.errors import InvalidTypeError
from negotiation.plotting._labels import wrap, write
from negotiation.plotting._roles import FAINT, INK

Chart = TypeVar("Chart", bound=Callable[..., Axes])

charts: Registry[Callable[..., Axes]] = Registry("chart")
"""The charts in this room, by the name of their function."""

MANY = 3000
"""Points beyond which one point per cell of a fine grid is drawn, and as an image."""


_SMALL = 300.0
"""Width in points of axes over which there is room for a short title only."""

_CROWDED = 0.34
"""Share of the axes' height that a legend may take."""


def chart(function: Chart) -> Chart:
    """Put a chart on the shelf under the name of its function."""
    charts.add(function.__name__, function)
    return function


def canvas(ax: Axes | None, width: float, height: float) -> Axes:
    """Return the axes to draw on: those given, or those of a new figure.

    Parameters
    ----------
    ax : Axes or None
        Charts check everything else before they call this, so that an error leaves no
        figure behind.
    width, height : float
        The size of a new figure in inches.
    """
    if ax is None:
        from matplotlib import pyplot

        return pyplot.subplots(figsize=(width, height), layout="constrained")[1]
    return ax


def check_axes(ax: Any) -> None:
    """Refuse what is not a plain pair of axes."""
    if ax is not None and (not isinstance(ax, Axes) or ax.name != "rectilinear"):
        raise InvalidTypeError(
            "ax= takes matplotlib Axes with two straight axes, such as pyplot.subplots() "
            "returns, or None for a new figure.",
            given=ax,
        )


def room(ax: Axes) -> tuple[float, float]:
    """Return the width and height of the axes in points."""
    box, scale = ax.get_window_extent(), 72 / ax.figure.dpi
    return float(box.width * scale), float(box.height * scale)


def head(ax: Axes, *lines: str) -> None:
    """Write the title: what is shown, then in words what there is to see.

    It ends where the axes end; over small axes it has two lines.
    """
    points = room(ax)[0]
    small = points <= _SMALL
    given = [line for line in lines if line][: 2 if small else None]
    title = write(ax.set_title("", loc="left", fontsize=10, color=INK, linespacing=1.35))
    width = max(16, int(points / 4.5))
    while True:
        title.set_text("\n".join(wrap(line, width, 1 if small else 3) for line in given))
        wide = title.get_window_extent().width * 72 / ax.figure.dpi
        if wide <= 0.96 * points or width <= 16:  # letters of a coarser picture are wider
            return
        width -= 1


def thin(points: FloatArray, cells: int = 250, most: int = MANY) -> IntArray:
    """Return which points to draw so that no cell of a grid is drawn twice.

    Parameters
    ----------
    points : array, shape (n, 2)
    cells : int
        Cells along each side of the rectangle that the points fill.
    most : int
        So many points are left as they are.

    Returns
    -------
    array of int, shape (k,)
        Rows of `points` in ascending order; all of them if there are `most` or fewer.
    """
    if len(points) <= most or not len(points):
        return np.arange(len(points))
    low = points.min(axis=0)
    span = points.max(axis=0) - low
    scaled = (points - low) / np.where(span > 0, span, 1.0)
    column = (scaled * (cells - 1)).round().astype(np.int64)
    _, first = np.unique(column[:, 0] * cells + column[:, 1], return_index=True)
    return np.sort(first)


def span_of(values: Any) -> tuple[float, float]:
    """Return limits a little wider than `values`, and never of no width."""
    low, high = float(np.min(values)), float(np.max(values))
    pad = 0.07 * (high - low)
    if not pad > 1e-12 * max(abs(low), abs(high), 1e-300):
        pad = 0.5 * max(abs(low), abs(high)) or 0.5
    return low - pad, high + pad


def quiet(ax: Axes) -> None:
    """Take away the box's upper and right side and soften the rest."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(FAINT)
    ax.tick_params(colors=INK, labelsize=8.5, color=FAINT)


def key(ax: Axes, handles: list[Any], **where: Any) -> Legend:
    """Write the legend, names as they were given."""
    legend = ax.legend(
        handles,
        [handle.get_label() for handle in handles],
        labelcolor=INK,
        framealpha=0.92,
        facecolor="white",
        edgecolor="#cccccc",
        fancybox=False,
        borderpad=0.6,
        **{"fontsize": 8.0, **where},
    )
    legend.set_zorder(6)
    for text in legend.get_texts():
        write(text)
    return legend


def settle(ax: Axes) -> None:
    """Let a figure that holds nothing but these axes lay itself out, so that sizes are known."""
    figure = ax.figure
    if not isinstance(figure, Figure) or figure.axes != [ax]:
        return
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)


def strip(ax: Axes, handles: list[Any], where: str) -> float:
    """Write the legend along an edge, in as few lines as fit the width.

    Parameters
    ----------
    ax : Axes
    handles : list of artists
    where : str
        ``"upper left"`` or ``"lower left"``.

    Returns
    -------
    float
        The share of the axes' height that the legend takes.  Axes too small for a legend get
        none: then it is 0.
    """
    frame = ax.get_window_extent()
    for fontsize in (8.0, 6.5):
        box = _in_lines(ax, handles, where, fontsize).get_window_extent()
        taken = 1.1 * float(box.height / frame.height)
        if taken <= _CROWDED and box.width <= frame.width:
            return taken
    legend = ax.get_legend()
    assert legend is not None
    legend.remove()
    return 0.0


def below(ax: Axes, handles: list[Any]) -> None:
    """Write the legend below what is drawn, after making room for it there."""
    taken = strip(ax, handles, "lower left")
    low, high = ax.get_ylim()
    ax.set_ylim(low - (high - low) * taken / (1.0 - taken), high)


def above(ax: Axes, handles: list[Any]) -> Legend | None:
    """Write the legend above what is drawn, after making room for it there.

    Returns
    -------
    matplotlib.legend.Legend or None
        None where the axes are too small for a legend.
    """
    taken = strip(ax, handles, "upper left")
    low, high = ax.get_ylim()
    ax.set_ylim(low, high + (high - low) * taken / (1.0 - taken))
    return ax.get_legend()


def _in_lines(ax: Axes, handles: list[Any], where: str, fontsize: float) -> Legend:
    """Return the legend in as few lines as fit the width."""
    columns = len(handles)
    while True:
        legend = key(
            ax,
            handles,
            loc=where,
            ncols=columns,
            columnspacing=1.1,
            handlelength=1.5,
            handletextpad=0.5,
            frameon=False,
            borderaxespad=0.1,
            fontsize=fontsize,
        )
        if legend.get_window_extent().width <= ax.get_window_extent().width or columns == 1:
            return legend
        columns -= 1
