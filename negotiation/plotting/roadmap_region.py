"""What a road map can lead to, over patience and the hazard of collapse: a map of regions."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator

from negotiation._arrays import BoolArray, FloatArray, IntArray
from negotiation._shares import counted, percent
from negotiation.engine import RoadMapRegion
from negotiation.errors import InvalidTypeError
from negotiation.plotting._charts import canvas, chart, check_axes, head, key, quiet, settle
from negotiation.plotting._labels import wrap, write
from negotiation.plotting._roles import INK

_SHADES = LinearSegmentedColormap.from_list("far", ["#f4f4f4", "#bcd8ea", "#4f93c4", "#0b3f70"])
"""From nothing to everything: darker is more, in grey too."""
_LISTED = 12
"""Packages that the legend names, at most; the others are those met least."""
_SMALL = 260.0
"""Width in points of axes below which there is no legend."""
_LIST = 0.42
"""Share of the axes' width that the legend may take."""


@chart
def roadmap_region(region: Any, *, ax: Axes | None = None) -> Axes:
    """Draw what the best self-enforcing road map leads to, at every patience and hazard.

    A region per package in force in the end, darker the more measures there are in it; dots
    where all of them can be withdrawn.  Regions are lettered as in the legend.

    Parameters
    ----------
    region : RoadMapRegion
        What `negotiation.roadmap_region` returns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidTypeError
        If it is not such a region.

    Examples
    --------
    >>> import negotiation as ng
    >>> measures = [
    ...     ng.Measure("inspections", "North", 1, {"South": 4}, reversible=True),
    ...     ng.Measure("relief", "South", 1, {"North": 6}, reversible=True),
    ... ]
    >>> region = ng.roadmap_region(measures, patience=[0.1, 0.2, 0.3], hazard=[0.0, 0.2])
    >>> ng.plotting.roadmap_region(region).get_xlabel()
    'patience: what the next period counts for'
    """
    check_axes(ax)
    if not isinstance(region, RoadMapRegion):
        raise InvalidTypeError(
            "This chart is drawn of a RoadMapRegion, as negotiation.roadmap_region(…) returns it.",
            given=region,
        )
    ax = canvas(ax, 9.6, 5.4)
    _Drawing(region, ax).draw()
    return ax


class _Drawing:
    """One region map on one pair of axes."""

    def __init__(self, region: RoadMapRegion, ax: Axes) -> None:
        self.region, self.ax = region, ax
        self.x, self.y = _edges(region.patience), _edges(region.hazard)
        frame, dpi = ax.get_window_extent(), ax.figure.dpi
        self.small = frame.width * 72 / dpi < _SMALL
        self.font = 6.5 if self.small else 8.5
        count = len(region.packages)
        measures = len(region.model.names)
        # By place and by size: those of one size differ a little, and nothing is palest.
        sizes = np.array([len(package) / measures for package in region.packages])
        places = 1.0 - np.arange(count) / max(count - 1, 1) if count > 1 else sizes
        self.shades = np.where(sizes > 0.0, np.maximum(0.5 * (sizes + places), 0.12), 0.0)
        self.letters = [_letter(place) for place in range(count)]

    def draw(self) -> None:
        """Draw everything."""
        ax, (low, high) = self.ax, self.x[[0, -1]]
        room = 0.0 if self.small else _LIST / (1.0 - _LIST)
        ax.set_xlim(low, high + room * (high - low))
        ax.set_ylim(self.y[0], self.y[-1])
        for place in range(len(self.region.packages)):
            self.area(place)
        self.borders()
        self.axes()
        settle(ax)
        for place in range(len(self.region.packages)):
            self.name(place)
        if not self.small:
            self.list()
        self.words()

    def colour(self, place: int) -> Any:
        """Return the fill of a package."""
        return _SHADES(float(self.shades[place]))

    def dots(self, place: int) -> str:
        """Return the hatch of a package."""
        package = self.region.packages[place]
        return ".." if package and self.region.reversible(package) else ""

    def area(self, place: int) -> None:
        """Fill the cells that lead to one package."""
        boxes = []
        for row, here in enumerate((self.region.reached == place).T):
            for first, last in _runs(here):
                width = self.x[last + 1] - self.x[first]
                height = self.y[row + 1] - self.y[row]
                boxes.append(Rectangle((self.x[first], self.y[row]), width, height))
        self.ax.add_collection(
            PatchCollection(
                boxes,
                facecolor=self.colour(place),
                edgecolor="#8a8a8a" if self.dots(place) else "none",
                hatch=self.dots(place),
                linewidth=0.0,
                antialiased=False,
                zorder=1.0,
                gid=f"package {self.letters[place]}",
            ),
            autolim=False,
        )

    def borders(self) -> None:
        """Draw a line between cells that lead to different packages."""
        reached, lines = self.region.reached, []
        for column, row in np.argwhere(reached[1:] != reached[:-1]):
            edge = self.x[column + 1]
            lines.append([(edge, self.y[row]), (edge, self.y[row + 1])])
        for column, row in np.argwhere(reached[:, 1:] != reached[:, :-1]):
            edge = self.y[row + 1]
            lines.append([(self.x[column], edge), (self.x[column + 1], edge)])
        self.ax.add_collection(
            LineCollection(lines, colors=INK, linewidths=0.9, zorder=1.5, gid="borders"),
            autolim=False,
        )

    def name(self, place: int) -> None:
        """Write a package's letter, and its words where they fit, into each of its regions."""
        from scipy import ndimage

        here = self.region.reached == place
        parts, count = ndimage.label(here)
        for part in range(1, count + 1):
            inside = parts == part
            if inside.sum() < max(2, 0.004 * here.size) and count > 1:
                continue
            at, said = self.said(place, inside)
            text = self.ax.text(
                *at,
                said,
                ha="center",
                va="center",
                fontsize=self.font,
                weight="bold",
                color="white" if self.shades[place] > 0.6 else INK,
                bbox=self.plate(place),
                zorder=2.0,
                gid=f"name {self.letters[place]}",
            )
            write(text).set_in_layout(False)

    def plate(self, place: int) -> dict[str, Any]:
        """Return what keeps dots from behind the letters."""
        return {"facecolor": self.colour(place), "edgecolor": "none", "pad": 0.6}

    def said(self, place: int, inside: BoolArray) -> tuple[tuple[float, float], str]:
        """Return where to write what: words where they fit into a region, else the letter."""
        from scipy import ndimage

        letter = self.letters[place]
        whole = f"{letter}: {self.region.words(self.region.packages[place])}"
        x, y = ((edges[1:] + edges[:-1]) / 2.0 for edges in (self.x, self.y))
        # From the inmost cell outwards.
        depth = ndimage.distance_transform_cdt(np.pad(inside, 1), "taxicab")[1:-1, 1:-1]
        places = np.argwhere(inside)
        away = np.abs(places - places.mean(axis=0)).sum(axis=1)
        order = np.lexsort((away, -depth[tuple(places.T)]))
        cells: list[tuple[int, int]] = [(int(k), int(j)) for k, j in places[order]]
        wide, tall = self.points(1.0, 0), self.points(1.0, 1)
        for lines in (1, 2, 3):
            text = wrap(whole, -(-len(whole) // lines) + (4 if lines > 1 else 0), lines)
            rows = text.split("\n")
            if text.endswith("…") and not whole.endswith("…"):
                continue
            half = 0.36 * self.font * max(map(len, rows)) / wide
            high = 0.72 * self.font * len(rows) / tall
            for column, row in cells:
                if self.covered(inside, (x[column], y[row]), (half, high)):
                    return (float(x[column]), float(y[row])), text
        return (float(x[cells[0][0]]), float(y[cells[0][1]])), letter

    def covered(
        self, inside: BoolArray, middle: tuple[float, float], half: tuple[float, float]
    ) -> bool:
        """Return whether a box lies within a region."""
        (x, y), (wide, high) = middle, half
        if x - wide < self.x[0] or x + wide > self.x[-1]:
            return False
        if y - high < self.y[0] or y + high > self.y[-1]:
            return False
        left, right = np.searchsorted(self.x, [x - wide, x + wide])
        low, top = np.searchsorted(self.y, [y - high, y + high])
        return bool(inside[max(left - 1, 0) : right, max(low - 1, 0) : top].all())

    def points(self, length: float, axis: int) -> float:
        """Return how many points a length along an axis takes."""
        ends = self.ax.transData.transform([(0.0, 0.0), (length, length)])
        return float(abs(ends[1, axis] - ends[0, axis])) * 72 / float(self.ax.figure.dpi)

    def axes(self) -> None:
        """Write what the axes show; they end where the cells end."""
        ax = self.ax
        quiet(ax)
        low, high = self.x[[0, -1]]
        most = 4 if self.small else 6
        ax.set_xticks(_ticks(self.region.patience, most))
        ax.set_yticks(_ticks(self.region.hazard, most))
        size = (high - low, self.y[-1] - self.y[0])
        look: dict[str, Any] = {"facecolor": "none", "edgecolor": INK, "linewidth": 0.9}
        ax.add_patch(Rectangle((low, self.y[0]), *size, zorder=1.6, clip_on=False, **look))
        ax.spines["bottom"].set_bounds(low, high)
        told = "patience: what the next period counts for"
        write(ax.set_xlabel("patience" if self.small else told, color=INK, loc="left"))
        told = "hazard" if self.small else "hazard of collapse per period"
        write(ax.set_ylabel(told, color=INK))

    def list(self) -> None:
        """Name the packages, those met most if there are many."""
        region = self.region
        count = np.bincount(region.reached.ravel(), minlength=len(region.packages))
        shown = sorted(np.argsort(-count, kind="stable")[:_LISTED].tolist())
        frame = self.ax.get_window_extent().width * 72 / self.ax.figure.dpi
        width = max(14, int(_LIST * frame / 4.9) - 8)
        lines = 3 if len(shown) <= 8 else 2
        handles = [
            Patch(
                facecolor=self.colour(place),
                edgecolor="#8a8a8a",
                hatch=2 * self.dots(place),
                label=wrap(
                    f"{self.letters[place]}: {region.words(region.packages[place])}", width, lines
                ),
            )
            for place in shown
        ]
        if rest := len(region.packages) - len(shown):
            handles.append(Patch(facecolor="none", label=f"and {counted(rest, 'other package')}"))
        told = "in force in the end"
        if any(self.dots(place) for place in shown):
            told += "\n(dots: all can be withdrawn)"
        legend = key(
            self.ax,
            handles,
            loc="upper left",
            bbox_to_anchor=(1.0 - _LIST + 0.02, 1.0),
            frameon=False,
            borderaxespad=0.0,
            title=told,
            alignment="left",
        )
        legend.get_title().set(fontsize=8.0, color=INK, weight="bold")

    def words(self) -> None:
        """Say what there is to see."""
        region = self.region
        whole = [len(package) == len(region.model.names) for package in region.packages]
        here = np.array(whole)[region.reached]
        told = "Everything: nowhere"
        if here.any():
            column, row = max(np.argwhere(here).tolist(), key=lambda each: (each[1], each[0]))
            most = f"up to a hazard of {percent(float(region.hazard[row]))}"
            if not region.hazard[row]:
                most = "only without any hazard"
            told = f"Everything: {most} (at patience {region.patience[column]:.3g})"
        bare = np.array([not package for package in region.packages])[region.reached]
        nothing = f"; nothing: in {bare.sum():,} of {bare.size:,} cells" if bare.any() else ""
        title = region.title or "Road maps"
        head(
            self.ax,
            title,
            f"What the best self-enforcing map leads to (objective: {region.objective})",
            told + nothing,
        )


def _edges(values: FloatArray) -> FloatArray:
    """Return where cells begin and end: half way between values."""
    if len(values) == 1:
        half = 0.05 * max(abs(float(values[0])), 0.2)
        return np.array([values[0] - half, values[0] + half])
    middle = (values[1:] + values[:-1]) / 2.0
    first, last = 2.0 * values[0] - middle[0], 2.0 * values[-1] - middle[-1]
    return np.concatenate([[first], middle, [last]])


def _ticks(values: FloatArray, most: int) -> list[float]:
    """Return where to write numbers: at every value if there are few, else at round ones."""
    if len(values) <= most:
        return [float(value) for value in values]
    low, high = float(values[0]), float(values[-1])
    near = 1e-9 * (high - low)
    ticks = MaxNLocator(most).tick_values(low, high)
    return [float(tick) for tick in ticks if low - near <= tick <= high + near]


def _runs(mask: Any) -> list[tuple[int, int]]:
    """Return the first and the last place of each run of true entries."""
    places: IntArray = np.flatnonzero(mask)
    if not len(places):
        return []
    breaks = np.flatnonzero(np.diff(places) > 1)
    starts = [int(places[0]), *places[breaks + 1].tolist()]
    return list(zip(starts, [*places[breaks].tolist(), int(places[-1])], strict=True))


def _letter(place: int) -> str:
    """Return A, B, …, Z, AA, AB and so on."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    if place < len(letters):
        return letters[place]
    names = ("".join(pair) for pair in itertools.product(letters, repeat=2))
    return next(itertools.islice(names, place - len(letters), None))
