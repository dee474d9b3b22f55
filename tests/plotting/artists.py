"""What a chart consists of, as plain data: lines, areas, texts and legend, in their order.

Only what a chart means is told, not where letters ended up: places in points, breaks of
lines and sizes of boxes differ between versions of matplotlib and its fonts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import Collection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.spines import Spine
from matplotlib.text import Annotation, Text

from negotiation.plotting._callouts import Labels
from negotiation.plotting._labels import Fitted

_AT_MOST = 12
"""Numbers of a row that are told one by one; of more, the first, the last and the sum."""


def told(ax: Axes) -> dict[str, Any]:
    """Return everything that a chart shows, in the order in which it is drawn."""
    legend = ax.get_legend()
    title = ax.get_title(loc="left")
    placed = {id(label) for labels in ax.findobj(Labels) for label, _, _ in labels.items}
    texts = {
        "title": _words(title),
        "x": [_words(ax.get_xlabel()), *_ticks(ax.xaxis)],
        "y": [_words(ax.get_ylabel()), *_ticks(ax.yaxis)],
        "legend": [] if legend is None else [_words(each.get_text()) for each in legend.texts],
        "labels": [_words(texts[0]) for item in ax.findobj(Labels) for _, texts, _ in item.items],
    }
    rest = [each for each in ax.get_children() if id(each) not in placed]
    drawn = [row for each in rest for row in _of(ax, each)]
    inner = [told(each) for each in ax.child_axes]
    return {**texts, "drawn": drawn, **({"inner": inner} if inner else {})}


def _ticks(axis: Any) -> list[str]:
    """Return the names along an axis; numbers are matplotlib's own and left aside."""
    found = [_words(label.get_text()) for label in axis.get_ticklabels()]
    return [each for each in found if any(letter.isalpha() for letter in each)]


def _words(text: str) -> str:
    return " ".join(text.split())


def _of(ax: Axes, each: Any) -> Iterator[str]:
    """Yield what there is to say of one artist: its kind, its name, its look, its data."""
    if not each.get_visible() or each is ax.patch or isinstance(each, Spine):
        return
    name = each.get_gid() or ""
    if isinstance(each, Line2D):
        dash, marker = each.get_linestyle(), each.get_marker()
        look = [dash, _colour(each.get_color())] if dash != "None" else []
        look += [str(marker), _colour(each.get_markerfacecolor())] if marker != "None" else []
        data = each.get_xydata() if each.get_transform().contains_branch(ax.transData) else ()
        yield _row("line", name, look, data)
    elif isinstance(each, Collection):
        look = [_colours(each.get_facecolor()), _colours(each.get_edgecolor())]
        dots = isinstance(each, PathCollection)
        paths = [] if dots else [path.vertices for path in each.get_paths()]
        yield _row("dots" if dots else "areas", name, look, each.get_offsets() if dots else paths)
    elif isinstance(each, AxesImage):
        yield _row("image", name, [], each.get_array())
    elif isinstance(each, Patch):
        look = [_colour(each.get_facecolor()), each.get_hatch() or "", str(each.get_linestyle())]
        yield _row(
            "area", name, look, each.get_path().transformed(each.get_patch_transform()).vertices
        )
    elif isinstance(each, Text) and (said := getattr(each, "whole", each.get_text())):
        if said == ax.get_title(loc="left"):
            return
        look = [_colour(each.get_color())]
        free = isinstance(each, Fitted) or not isinstance(each, Annotation)
        yield _row(f"text {_words(said)!r}", name, look, each.xy if not free else ())


def _row(kind: str, name: str, look: list[str], data: Any) -> str:
    parts = [kind, name and f"<{name}>", " ".join(filter(None, look)), _numbers(data)]
    return "  ".join(part for part in parts if part)


def _numbers(data: Any) -> str:
    """Return numbers in short, such that a change of any of them shows."""
    parts = data if isinstance(data, list) else [data]
    flat = [np.ma.filled(np.ma.asarray(each, dtype=float), np.nan).ravel() for each in parts]
    numbers = np.concatenate(flat) if flat else np.empty(0)
    if numbers.size <= _AT_MOST:
        return " ".join(_number(each) for each in numbers)
    weights = np.cos(np.arange(numbers.size))  # so that the order counts
    check = float(np.nansum(numbers * weights))
    ends = [_number(each) for each in (*numbers[:3], *numbers[-2:])]
    return f"{' '.join(ends[:3])} … {' '.join(ends[3:])} ({numbers.size}: {_number(check)})"


def _number(value: float) -> str:
    return f"{value:.4g}" if abs(value) > 1e-9 else "0"


def _colour(value: Any) -> str:
    return "" if isinstance(value, str) and value == "none" else to_hex(value, keep_alpha=True)


def _colours(values: Any) -> str:
    return ",".join(dict.fromkeys(_colour(each) for each in np.atleast_2d(values) if len(each)))
