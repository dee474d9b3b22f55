"""Which packages who would accept: a heat map of shares, with what is certain marked."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D

from negotiation._arrays import BoolArray, FloatArray, IntArray
from negotiation._shares import counted
from negotiation.analysis.beliefs import Acceptability
from negotiation.errors import InvalidTypeError, InvalidValueError
from negotiation.plotting._charts import canvas, chart, check_axes, head, key, room, settle
from negotiation.plotting._labels import wrap, write
from negotiation.plotting._roles import INK

_SHADES = LinearSegmentedColormap.from_list("share", ["#f2f2f2", "#bdd7e7", "#5f9fc7", "#0b4a80"])
_DARK = 0.7
"""Share from which letters on a cell are white."""

_WRITTEN = 30
"""Packages up to which every cell has its number."""

ALWAYS, NEVER = "necessarily", "never"
MARKERS = {ALWAYS: "D", NEVER: "x"}


@chart
def acceptability(result: Any, *, most: int = 12, ax: Axes | None = None) -> Axes:
    """Draw how likely each actor is to accept each of the most acceptable packages.

    A row per package, called by what it changes in the status quo, the one most likely to be
    signed at the top; a column per actor, and one for being signed.  A cell is the share of
    what is believed in which the package is accepted.  A diamond says that it is accepted
    whatever fits the hard statements, a cross that nothing that fits lets it be accepted.

    Parameters
    ----------
    result : Acceptability
        What ``beliefs.acceptability()`` returns.
    most : int, default 12
        Packages that are drawn at most.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidTypeError
        If it is not an Acceptability.
    InvalidValueError
        If `most` is not at least 1.

    Examples
    --------
    >>> import negotiation as ng
    >>> hanoi = ng.library.load("hanoi-2019")
    >>> found = ng.beliefs(hanoi, ng.statements.from_offers(hanoi), samples=500, rng=1)
    >>> asked = found.acceptability(["DPRK offer", "Yongbyon plus"])
    >>> [label.get_text() for label in ng.plotting.acceptability(asked).get_xticklabels()]
    ['United States', 'DPRK', 'signed']
    """
    check_axes(ax)
    if not isinstance(result, Acceptability):
        raise InvalidTypeError(
            "This chart is drawn of an Acceptability, as beliefs.acceptability() returns it.",
            given=result,
        )
    if isinstance(most, bool) or not isinstance(most, int | np.integer) or most < 1:
        raise InvalidValueError("most= is a whole number of packages, at least 1.", given=most)
    rows = result.ranking[:most]
    table = np.column_stack([result.shares, result.signed])[rows]
    ax = canvas(ax, 5.2 + 1.05 * table.shape[1], 2.3 + 0.5 * min(len(rows), 40))
    ax.imshow(
        table,
        cmap=_SHADES,
        vmin=0.0,
        vmax=1.0,
        aspect="auto",
        interpolation="nearest",
        gid="shares",
    )
    _names(ax, result, rows)
    marked = _marked(result, rows)
    if len(rows) <= _WRITTEN:
        _numbers(ax, table, marked)
    _marks(ax, table, marked)
    settle(ax)
    told = counted(len(result.beliefs.statements), "statement")
    head(
        ax,
        result.beliefs.given.name,
        f"Who would accept which package: {_shown(result, rows)}",
        f"shares of what is believed from {told}; darker is more likely",
    )
    return ax


def _shown(result: Acceptability, rows: IntArray) -> str:
    """Return how many packages are drawn, and of how many."""
    if len(rows) == len(result):
        return counted(len(rows), "package")
    return f"{len(rows)} of {counted(len(result), 'package')}"


def _names(ax: Axes, result: Acceptability, rows: IntArray) -> None:
    """Name packages and actors; a line sets the column of being signed apart."""
    across, down = room(ax)
    width, lines = (26, 1) if across < 300 or len(rows) > _WRITTEN else (50, 3)
    width = min(width, max(10, int(0.1 * across)))
    ax.set_yticks(range(len(rows)), [wrap(result.label(row), width, lines) for row in rows])
    columns = [*result.actors, "signed"]
    ax.set_xticks(
        range(len(columns)), [wrap(name, max(6, min(14, int(across / 20))), 2) for name in columns]
    )
    ax.xaxis.tick_bottom()
    ax.axvline(len(columns) - 1.5, color="white", linewidth=4.0)
    for label in (*ax.get_xticklabels(), *ax.get_yticklabels()):
        write(label)
    ax.tick_params(length=0, labelsize=8.5, colors=INK)
    ax.tick_params(axis="y", labelsize=_letters(down, len(rows)))
    for spine in ax.spines.values():
        spine.set_visible(False)


def _letters(down: float, rows: int) -> float:
    """Return the size of letters that rows as high as these have room for."""
    return float(np.clip(0.6 * down / rows, 3.5, 8.5))


def _marked(result: Acceptability, rows: IntArray) -> dict[str, BoolArray]:
    """Return which cells (n_rows, n_columns) are certain, by kind; none if that was not asked."""
    sure, maybe = result.necessarily, result.possibly
    signed, could = result.necessarily_signed, result.possibly_signed
    if sure is None or maybe is None or signed is None or could is None:
        return {}
    return {
        ALWAYS: np.column_stack([sure, signed])[rows],
        NEVER: ~np.column_stack([maybe, could])[rows],
    }


def _numbers(ax: Axes, table: FloatArray, marked: dict[str, BoolArray]) -> None:
    """Write into every cell its share, where no mark says it."""
    for (row, column), share in np.ndenumerate(table):
        if any(cells[row, column] for cells in marked.values()):
            continue
        ax.text(
            column,
            row,
            _percent(share),
            ha="center",
            va="center",
            fontsize=_letters(room(ax)[1], len(table)),
            color="white" if share > _DARK else INK,
            gid=f"cell {row} {column}",
        )


def _percent(share: float) -> str:
    """Return a share in whole per cent, never rounded to nothing or to certainty."""
    if 0.0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1.0:
        return ">99%"
    return f"{share:.0%}"


def _marks(ax: Axes, table: FloatArray, marked: dict[str, BoolArray]) -> None:
    """Mark what is certain, and say what the marks mean."""
    handles = []
    for kind, cells in marked.items():
        places = np.argwhere(cells)
        if not len(places):
            continue
        dark = bool((table[cells] > _DARK).all())
        ax.plot(
            places[:, 1],
            places[:, 0],
            linestyle="none",
            marker=MARKERS[kind],
            markersize=0.76 * _letters(room(ax)[1], len(table)),
            markeredgewidth=1.6,
            markerfacecolor="white" if dark else "none",
            markeredgecolor="white" if dark else INK,
            gid=kind,
        )
        words = "whatever fits the hard statements" if kind == ALWAYS else "for nothing that fits"
        handles.append(
            Line2D(
                [],
                [],
                linestyle="none",
                marker=MARKERS[kind],
                markersize=6.5,
                markeredgewidth=1.6,
                markerfacecolor="none",
                markeredgecolor=INK,
                label=f"{kind}: accepted {words}",
            )
        )
    if handles and room(ax)[1] > 130.0:
        key(
            ax,
            handles,
            loc="upper center",
            bbox_to_anchor=(0.5, -0.38 / max(1.0, 0.5 * len(table) + 0.6)),
            ncols=1,
            frameon=False,
        )
