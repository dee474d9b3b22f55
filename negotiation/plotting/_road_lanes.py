"""A lane per actor along the stages of a road map: its measures, what goes on, what is to spare."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Polygon, Rectangle
from matplotlib.patheffects import withStroke

from negotiation._arrays import FloatArray
from negotiation._shares import percent
from negotiation.engine import RoadMap
from negotiation.plotting._labels import Fitted, shorten, wrap, write
from negotiation.plotting._roles import FAINT, INK, ROLES, actor_look

SHOWN = 12
"""Stages up to which each has a column; of longer maps so many less two, and one for the rest."""

WORTH, SLACK, GAP = 2.7, 1.0, 0.7
"""Heights of the band of values, of the row of slack and between lanes; a measure's row is 1."""

BROKEN = "#a63c00"
"""Where somebody breaks off: dark enough for white letters, in grey too."""

_TICK = 8.5


@dataclass(frozen=True)
class Column:
    """One column: the stages from `first` to `last`, or, with neither, the time after them."""

    first: int
    last: int

    @property
    def after(self) -> bool:
        """Whether all stages are done."""
        return self.first == 0

    def words(self, road: RoadMap) -> str:
        """Return what stands below the column."""
        if self.after:
            return "after" if road.stages else ""
        if self.last > self.first:
            return f"{self.first}–{self.last}"
        return f"{self.first}\npause" if self.pause(road) else str(self.first)

    def pause(self, road: RoadMap) -> bool:
        """Return whether nobody moves in any of the stages."""
        return not self.after and not any(road.stages[self.first - 1 : self.last])


def columns_of(road: RoadMap) -> tuple[Column, ...]:
    """Return the columns of a map: its stages, those that are too many as one, and the end."""
    count = len(road.stages)
    single = count if count <= SHOWN else SHOWN - 2
    columns = [Column(stage, stage) for stage in range(1, single + 1)]
    if single < count:
        columns.append(Column(single + 1, count))
    return (*columns, Column(0, 0))


def number(value: float) -> str:
    """Return a number in three digits, with a real minus; never "-0"."""
    return f"{value + 0.0:.3g}".replace("-", "−")


@dataclass(frozen=True, eq=False)
class Lane:
    """What one actor does, and what it has to spare, in a strip of the chart.

    Attributes
    ----------
    road : RoadMap
    actor : int
    columns : tuple of Column
    top : float
        Height of its upper edge.
    """

    road: RoadMap
    actor: int
    columns: tuple[Column, ...]
    top: float

    @cached_property
    def measures(self) -> tuple[int, ...]:
        """The actor's measures, first those taken first; all of them if there is no map."""
        taken = [
            (int(np.argmax(self.road.path[:, place] > 0.0)), place)
            for place in np.flatnonzero(self.road.model.owner == self.actor)
            if self.road.path[-1, place] > 0.0 or not self.road.stages
        ]
        return tuple(int(place) for _, place in sorted(taken))

    @property
    def rows(self) -> int:
        """Rows of measures."""
        return max(1, len(self.measures))

    @property
    def height(self) -> float:
        """Height of the lane without the gap below it."""
        return self.rows + (WORTH + SLACK if self.road.stages else 0.0)

    def row(self, place: int) -> float:
        """Return the lower edge of a measure's row: the first one is the lowest step."""
        return self.top - self.rows + place

    @property
    def pad(self) -> float:
        """A little to the side, in columns."""
        return min(0.06, 0.015 * len(self.columns))

    @property
    def right(self) -> float:
        """Where the columns end."""
        return len(self.columns) - 0.5

    def draw(self, ax: Axes, font: float) -> None:
        """Draw the lane, in letters of this size; without any if it is 0."""
        for row, place in enumerate(self.measures):
            self._measure(ax, place, self.row(row), font)
        if not self.measures:
            told = "has no step to take"
            box = (len(self.columns) - 2.0 * self.pad, 0.9)
            text = Fitted(self.pad - 0.5, self.row(0) + 0.5, told, box, va="center", fontsize=font)
            text.set_color(FAINT)
            if font:
                ax.add_artist(text)
        if self.road.stages:
            self._worth(ax, font)
            self._slack(ax, font)

    def _measure(self, ax: Axes, place: int, low: float, font: float) -> None:
        """Draw one measure from the stage in which it is taken to the end."""
        road = self.road
        each, edge = road.measures[place], low + 0.09
        levels = np.array([road.path[column.last, place] for column in self.columns[:-1]])
        levels = np.append(levels, road.path[-1, place] if road.stages else 1.0)
        start = int(np.argmax(levels > 0.0))
        steps = np.arange(start, len(levels)) - 0.5 + self.pad
        x = np.repeat([*steps, self.right], 2)[1:-1]
        heights = np.repeat(edge + 0.82 * levels[start:], 2)
        corners = [(x[0], edge), *zip(x, heights, strict=True), (x[-1], edge)]
        # What an irreversible measure in force needs cannot be withdrawn any more.
        free = road.model.floor(road.path[-1])[place] == 0.0 if road.stages else each.reversible
        tint: Any = "white"
        if not free and road.stages:
            tint = tuple(0.5 + 0.5 * np.array(to_rgb(actor_look(self.actor)[0])))
        style: Any = (0, (3.5, 2)) if free else "-"
        ax.add_patch(
            Polygon(
                corners,
                closed=True,
                facecolor=tint,
                edgecolor=INK if road.stages else FAINT,
                linestyle=style if road.stages else (0, (1, 2)),
                linewidth=0.9,
                zorder=2.2,
                gid=f"measure {each.name}",
            )
        )
        said = each.name
        if levels[-1] < 1.0 or len(set(levels[levels > 0.0])) > 1:
            said = (
                f"{each.name} ({percent(levels[start])} at first, {percent(levels[-1])} in the end)"
            )
        room = (self.right - x[0] - 2.0 * self.pad, 0.95)
        text = Fitted(x[0] + self.pad, low + 0.5, said, room, va="center", fontsize=font)
        if said != each.name:
            # At the end, where levels hardly change any more.
            text.set(x=self.right - self.pad, ha="right")
            text.set_path_effects([withStroke(linewidth=2.5, foreground="white")])
        if font:
            ax.add_artist(text).set_zorder(2.6)

    def _worth(self, ax: Axes, font: float) -> None:
        """Draw what going on and breaking off are worth, on the actor's own scale."""
        given = self.road.appraisal
        rows = [column.first - 1 for column in self.columns]
        going, off = given.values[rows, self.actor], given.breaches[rows, self.actor]
        both = np.concatenate([going, off])
        low, span = float(both.min()), float(np.ptp(both))
        base = self.top - self.rows - WORTH

        def place(values: FloatArray) -> FloatArray:
            share = (values - low) / span if span > 0.0 else np.full(len(values), 0.5)
            return base + 0.25 + (WORTH - 1.3) * share

        self._lines(ax, place(going), place(off))
        for end in (0, len(rows) - 1) if font else ():
            text = ax.text(
                end,
                float(place(going)[end]) + 0.2,
                number(float(going[end])),
                ha="center",
                va="bottom",
                fontsize=font,
                color=INK,
                zorder=2.7,
            )
            write(text).set_in_layout(False)

    def _lines(self, ax: Axes, going: FloatArray, off: FloatArray) -> None:
        """Draw two lines along the columns, and which of them is above."""
        x = np.arange(len(going), dtype=np.float64)
        colour, marker = actor_look(self.actor)
        name = self.road.actors[self.actor]
        fill: dict[str, Any] = {"alpha": 0.22, "linewidth": 0.0, "zorder": 1.9}
        for where, tint in ((going >= off, colour), (going < off, BROKEN)):
            ax.fill_between(x, off, going, where.tolist(), interpolate=True, color=tint, **fill)
        dashed: dict[str, Any] = {"linestyle": (0, (4, 2)), "linewidth": 1.1, "zorder": 2.3}
        ax.plot(x, off, color=INK, clip_on=False, gid=f"breaking off {name}", **dashed)
        solid: dict[str, Any] = {"linewidth": 1.9, "marker": marker, "markersize": 5.0}
        solid |= {"markeredgecolor": INK, "markeredgewidth": 0.5, "zorder": 2.5}
        ax.plot(x, going, color=colour, clip_on=False, gid=f"going on {name}", **solid)

    def spare(self, column: Column) -> float:
        """Return the least slack of the actor in the stages of a column."""
        table = self.road.appraisal.slack[:, self.actor]
        return float(table[-1] if column.after else table[column.first - 1 : column.last].min())

    def _slack(self, ax: Axes, font: float) -> None:
        """Write by how much going on beats breaking off, stage by stage."""
        road, near = self.road, float(self.road.model.tolerance[self.actor])
        spare = np.array([self.spare(column) for column in self.columns])
        name = road.actors[self.actor]
        breaks = {each.stage for each in road.violated if each.actor == name}
        size = np.maximum(abs(road.appraisal.values), abs(road.appraisal.breaches))[:, self.actor]
        least = spare.min() + near if self.measures and (size > near).any() else -np.inf
        middle = self.top - self.height + 0.5 * SLACK
        frame = ax.get_window_extent().width * 72 / ax.figure.dpi
        room = 0.8 * frame / len(self.columns)
        for x, (column, value) in enumerate(zip(self.columns, spare, strict=True)):
            last = len(road.stages) + 1
            stages = {last} if column.after else set(range(column.first, column.last + 1))
            broken, tight = bool(breaks & stages), value <= least
            if broken or tight:
                ax.add_patch(
                    Rectangle(
                        (x - 0.42, middle - 0.4),
                        0.84,
                        0.8,
                        facecolor=BROKEN if broken else ROLES["agreement"].colour,
                        edgecolor=INK,
                        linewidth=1.0,
                        zorder=2.2,
                        gid=f"{'breaks off' if broken else 'least slack'} {name} {x}",
                    )
                )
            said = number(0.0 if abs(value) <= near else value)
            said = f"≥ {said}" if column.last > column.first else said
            if not font or 0.62 * font * len(said) > room:
                continue
            look: dict[str, Any] = {"color": "white" if broken else INK, "fontsize": font}
            look["weight"] = "bold" if broken or tight else "normal"
            text = ax.text(x, middle, said, ha="center", va="center", zorder=2.6, **look)
            write(text).set(gid=f"slack {name} {x}", in_layout=False)

    def ticks(self, width: int) -> list[tuple[float, str, bool]]:
        """Return what is written beside the lane: heights, words and whether they are the name."""
        name = wrap(self.road.actors[self.actor], width, 2)
        found = [(self.top - 0.5 * self.rows, name, True)]
        if self.road.stages:
            base = self.top - self.rows
            found.append((base - 0.5 * WORTH, shorten("worth", width), False))
            found.append((base - WORTH - 0.5 * SLACK, shorten("slack", width), False))
        return found


def tick_size(heading: bool) -> float:
    """Return the size of the letters beside a lane."""
    return _TICK if heading else _TICK - 1.0
