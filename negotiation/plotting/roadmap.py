"""A road map as a staircase: who does what when, and what keeps everybody from breaking off."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from negotiation._shares import counted
from negotiation.engine import RoadMap
from negotiation.engine.roadmaps._answer import verdict_on_target
from negotiation.engine.roadmaps._table_model import TableModel
from negotiation.errors import InvalidTypeError
from negotiation.plotting._charts import canvas, chart, check_axes, head, settle, strip
from negotiation.plotting._labels import listed, shorten, write
from negotiation.plotting._road_lanes import BROKEN, GAP, Lane, columns_of, number, tick_size
from negotiation.plotting._roles import FAINT, INK, ROLES

_PAUSE = "#efefef"
_LARGEST, _LEAST = 8.5, 4.5
"""Sizes of letters; below the second there are none."""
_SMALL = 260.0
"""Width in points of axes below which there is no legend."""


@chart
def roadmap(road: Any, *, ax: Axes | None = None) -> Axes:
    """Draw the stages of a road map, what each actor does in them and why it goes on.

    Stages run from left to right; the last column is the time after all of them.  Every actor
    has a lane.  On top of it stand its measures, each from the stage in which it is taken
    onwards: a solid box cannot be withdrawn, a dashed one can.  Below, what going on is worth to
    the actor (solid line) and what breaking off would be worth (dashed), on the actor's own
    scale; and the slack, by how much the first exceeds the second.  The least slack of every
    actor is marked, and so is a stage in which it breaks off.

    Parameters
    ----------
    road : RoadMap
        What `negotiation.roadmap` or `negotiation.check_roadmap` returns; it need not hold.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidTypeError
        If it is not a road map.

    Examples
    --------
    >>> import negotiation as ng
    >>> road = ng.roadmap(
    ...     [
    ...         ng.Measure("inspections", "North", 1, {"South": 4}, reversible=True),
    ...         ng.Measure("relief", "South", 1, {"North": 6}, reversible=True),
    ...     ],
    ...     patience=0.7,
    ... )
    >>> ng.plotting.roadmap(road).get_xlabel()
    'stage'
    """
    check_axes(ax)
    if not isinstance(road, RoadMap):
        raise InvalidTypeError(
            "This chart is drawn of a RoadMap, as negotiation.roadmap(…) or "
            "negotiation.check_roadmap(…) returns it.",
            given=road,
        )
    columns = columns_of(road)
    lanes, top = [], 0.0
    for actor in range(len(road.actors)):
        lanes.append(Lane(road, actor, columns, top))
        top -= lanes[-1].height + GAP
    depth = -top
    ax = canvas(ax, min(15.0, 4.2 + 1.05 * max(4, len(columns))), min(14.0, 1.9 + 0.27 * depth))
    _frame(ax, road, lanes, depth)
    settle(ax)
    frame, dpi = ax.get_window_extent(), ax.figure.dpi
    share = 0.0
    if frame.width * 72 / dpi > _SMALL:
        share = strip(ax, _handles(road), "lower left")
    ax.set_ylim(top - share / (1.0 - share) * depth, 0.15)
    font = min(0.62 * frame.height * 72 / dpi * (1.0 - share) / depth, _LARGEST)
    font = font if font >= _LEAST else 0.0
    for lane in lanes:
        lane.draw(ax, font)
    head(ax, *_told(road))
    return ax


def _frame(ax: Axes, road: RoadMap, lanes: list[Lane], depth: float) -> None:
    """Name the stages and the lanes."""
    columns = lanes[0].columns
    ax.set_xlim(-0.5, lanes[0].right)
    ax.set_ylim(-depth, 0.15)
    points = ax.get_window_extent().width * 72 / ax.figure.dpi
    width = int(np.clip(points / 22.0, 8, 20))
    ticks = [tick for lane in lanes for tick in lane.ticks(width)]
    ax.set_yticks([height for height, _, _ in ticks], [words for _, words, _ in ticks])
    for label, (_, _, heading) in zip(ax.get_yticklabels(), ticks, strict=True):
        write(label).set(fontsize=tick_size(heading), weight="bold" if heading else "normal")
    said = [column.words(road) for column in columns]
    if points / len(columns) < 24.0:
        said = [each.replace("\n", " ").split()[0] if each else "" for each in said]
    ax.set_xticks(range(len(columns)), said)
    if road.stages:
        write(ax.set_xlabel("stage", color=INK))
    for place, column in enumerate(columns):
        if column.pause(road):
            ax.axvspan(place - 0.5, place + 0.5, color=_PAUSE, zorder=0.4, gid="pause")
        if place:
            ax.axvline(place - 0.5, color="#dddddd", linewidth=0.7, zorder=0.5)
    for lane in lanes[1:]:
        ax.axhline(lane.top + 0.5 * GAP, color=FAINT, linewidth=0.7, zorder=0.6)
    ax.tick_params(length=0, colors=INK, labelsize=8.5)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(FAINT)


def _handles(road: RoadMap) -> list[Any]:
    """Return the legend: only what is there."""
    if not road.stages:
        return [Patch(facecolor="white", edgecolor=FAINT, linestyle=(0, (1, 2)), label="not taken")]
    taken = road.path[-1] > 0.0
    free = taken & (road.model.floor(road.path[-1]) == 0.0)
    shown: list[Any] = []
    if (taken & ~free).any():
        look: dict[str, Any] = {"facecolor": "#cfcfcf", "edgecolor": INK}
        shown.append(Patch(label="in force, irreversible", **look))
    if free.any():
        dashed: dict[str, Any] = {"linestyle": (0, (3.5, 2)), "edgecolor": INK}
        shown.append(Patch(label="in force, can be withdrawn", facecolor="white", **dashed))
    line: dict[str, Any] = {"color": INK, "markersize": 5.0}
    shown.append(Line2D([], [], label="worth of going on", marker="o", linewidth=1.9, **line))
    dash: dict[str, Any] = {"linestyle": (0, (4, 2)), "linewidth": 1.1, "color": INK}
    shown.append(Line2D([], [], label="of breaking off", **dash))
    mark: dict[str, Any] = {"edgecolor": INK, "facecolor": ROLES["agreement"].colour}
    shown.append(Patch(label="least slack of the actor", **mark))
    if road.violated:
        shown.append(Patch(label="breaks off", **{**mark, "facecolor": BROKEN}))
    return shown


def _told(road: RoadMap) -> list[str]:
    """Return in words what there is to see."""
    title = str(road.diagnostics.get("scenario", ""))
    if road.objective:
        title = f"{title or 'Road map'}, objective: {road.objective}"
    lines = [title or "Road map"]
    if road.violated:
        first = road.violated[0]
        # Whoever breaks off when all is done breaks off in the last stage already.
        when = f"in stage {first.stage}" if road.stages else "where things stand"
        lines.append(
            f"Not self-enforcing: {first.actor} breaks off {when}. That is worth "
            f"{number(first.breaking_off)} to it, going on {number(first.going_on)}"
        )
    elif not road.stages:
        told = "Nothing is to be done: the map ends where it begins"
        if road.status == "disagreement":
            told = f"No road map: nothing is better for all and held by all. {_why(road)}"
        return [*lines, told]
    else:
        worth = listed(
            f"{shorten(actor, 30)} {number(value)}"
            for actor, value in zip(road.actors, road.values.tolist(), strict=True)
        )
        count = counted(len(road.stages), "stage")
        lines.append(f"{count}; nobody gains by breaking off. Worth: {worth}")
        if road.status == "short":
            lines[-1] = f"{verdict_on_target(road)}; the best on the way: {lines[-1]}"
    needs = {each.name: set(each.needs) for each in road.measures}
    missing = [
        each.name for each, level in zip(road.measures, road.path[-1], strict=True) if level == 0.0
    ]
    # A missing level of an issue stands for those above it.
    lowest = [name for name in missing if not needs[name] & set(missing)]
    return [*lines, f"Not taken: {listed(lowest)}" if lowest else ""]


def _why(road: RoadMap) -> str:
    """Return in words why everything at once would not do."""
    if isinstance(road.model, TableModel) and not road.model.allowed[-1]:
        return "A constraint or red line bars all of it together"
    path = np.stack([np.zeros(len(road.measures)), np.ones(len(road.measures))])
    everything = RoadMap(road.model, road.terms, path, "broken")
    if everything.violated:
        first = everything.violated[0]
        when = "at once" if first.stage == 1 else "afterwards"
        return (
            f"If all were done in one stage, {first.actor} would break off {when}: that is worth "
            f"{number(first.breaking_off)} to it, going on {number(first.going_on)}"
        )
    worst = int(np.argmin(everything.values))
    return (
        f"All in one stage would hold, and be worth {number(float(everything.values[worst]))} "
        f"to {road.actors[worst]}"
    )
