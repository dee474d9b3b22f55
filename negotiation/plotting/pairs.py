"""The payoff space of three or more actors, a plane for every two of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from negotiation.concessions import BargainingProblem
from negotiation.errors import InvalidValueError, NotDefinedError, unknown_name
from negotiation.plotting._callouts import Labels
from negotiation.plotting._charts import canvas, chart, check_axes, head, key, room, settle
from negotiation.plotting._labels import listed, no_zopa, shorten, wrap, write
from negotiation.plotting._marks import Mark, View, alike_words, merged, view
from negotiation.plotting._payoff_space import Ground
from negotiation.plotting._roles import INK
from negotiation.plotting._unlisted import agreeable, drawable, left_unsaid, tally

_MOST = 8
"""Actors drawn unless others are asked for."""
_NAMES = 330.0
"""Width in points of axes from which there is room for a legend and for names."""
_SIDE = 0.34
"""Width of the column for words where two actors leave no free corner."""


@chart
def pairs(
    subject: Any,
    solutions: Any = (),
    *,
    offers: Any = (),
    actors: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a payoff plane for every two actors: ZOPA, frontier, solutions in each.

    The planes stand in a triangle: one actor's utility runs from left to right in every
    plane of a column, another's upwards in every plane of a row.  The ZOPA and the frontier
    are those of all actors, so in a plane of two, efficient outcomes may lie inside the
    cloud.  Solutions are numbered, and named once beside the planes.

    Parameters
    ----------
    subject : BargainingProblem, Scenario, Solution, list or mapping of Solution, Comparison
        What to draw.  The keys of a mapping name its solutions.
    solutions : Solution, list or mapping of Solution
        More solutions of the same problem to mark.
    offers : list of str, or mapping
        Recorded offers of the scenario to mark, by name, or ``{name: package}``.
    actors : sequence of str, optional
        The actors to draw, at least two; the first eight if left out.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.  The planes are axes inside it.

    Returns
    -------
    matplotlib.axes.Axes
        The axes that hold the planes, which are its ``child_axes``.

    Raises
    ------
    NotDefinedError
        If the problem has a single actor.
    NegotiationError
        If an actor or offer is unknown, or the solutions answer different problems.

    Examples
    --------
    >>> import negotiation as ng
    >>> own = ng.BargainingProblem([[3, 1, 0], [2, 2, 1], [1, 3, 2]], actors=["Ann", "Bo", "Cy"])
    >>> planes = ng.plotting.pairs(own).child_axes
    >>> [(plane.get_xlabel(), plane.get_ylabel()) for plane in planes]
    [('', 'Bo'), ('Ann', 'Cy'), ('Bo', '')]
    """
    check_axes(ax)
    shown = view(subject, solutions, offers)
    places = _places(shown.problem, actors)
    shown = drawable(shown)
    size = 2.9 if len(places) < 4 else 2.3
    count = len(places) - 1
    width = 9.6 if count == 1 else min(15.0, 2.4 + size * 1.35 * count)
    ax = canvas(ax, width, min(13.0, 6.2 if count == 1 else 1.9 + size * count))
    ax.set_axis_off()
    ax.set(xlim=(0, 1), ylim=(0, 1))
    _words(ax, shown, places)
    settle(ax)
    numbered = _numbered(shown)
    grid = _Planes(ax, shown, places)
    handles = [
        grid.plane(row, column, numbered) for row in range(count) for column in range(row + 1)
    ]
    _aside(ax, shown.problem, handles[0], numbered, count)
    return ax


def _places(problem: BargainingProblem, actors: Sequence[str] | None) -> list[int]:
    """Return the columns of the actors to draw."""
    if len(problem.actors) < 2:
        raise NotDefinedError(
            f"A payoff plane needs two actors; this problem has only {problem.actors[0]!r}. "
            "plotting.zopa shows the packages of a single actor."
        )
    if actors is None:
        return list(range(min(_MOST, len(problem.actors))))
    if isinstance(actors, str) or len(actors) < 2 or len(set(actors)) < len(actors):
        raise InvalidValueError(
            "actors= names at least two actors, each once, such as "
            f"({problem.actors[0]!r}, {problem.actors[1]!r}).",
            given=actors,
        )
    for name in actors:
        if name not in problem.actors:
            raise unknown_name("actor", name, problem.actors)
    return [problem.actors.index(name) for name in actors]


def _numbered(shown: View) -> list[Mark]:
    """Return the agreements and offers to number, those worth the same to all made one."""
    slack = np.where(shown.problem.slack > 0, shown.problem.slack * 1e4, 1.0)
    marks = [mark for mark in shown.marks if mark.role in ("agreement", "offer")]
    return merged(marks, lambda mark: tuple(np.round(mark.payoffs / slack).astype(object)))


class _Planes:
    """The triangle of planes."""

    def __init__(self, ax: Axes, shown: View, places: list[int]) -> None:
        self.ax, self.shown, self.places = ax, shown, places
        self.count = len(places) - 1
        points = ax.get_window_extent().width * 72 / ax.figure.dpi
        self.tiny = points / self.count < 110
        left = 0.02 if self.tiny else min(0.11, 52 / points)
        self.left, self.bottom = left, left * 1.1
        self.wide = (1 - _SIDE - left if self.count == 1 else 1 - left) / self.count
        self.high = (1 - self.bottom) / self.count

    def plane(self, row: int, column: int, numbered: list[Mark]) -> list[Any]:
        """Draw the plane of two actors and return what its legend would show."""
        shape = (
            self.left + column * self.wide,
            self.bottom + (self.count - 1 - row) * self.high,
            0.93 * self.wide,
            0.91 * self.high,
        )
        plane = self.ax.inset_axes(shape)
        pair = (self.places[column], self.places[row + 1])
        ground = Ground(self.shown, pair)
        ground.frame(plane)
        best = ground.efficient(plane)
        if self.count > 1 and int(self.shown.problem.pareto.sum()) > 300:
            best[0].set(markersize=1.7, markeredgewidth=0.4)  # or they would hide the rest
        handles = [*ground.outcomes(plane), *best, *ground.points(plane)]
        self._axes(plane, row, column)
        labels = Labels(plane, *ground.avoid())
        at: dict[tuple[float, float], list[str]] = {}
        for number, mark in enumerate(numbered, 1):
            spot = mark.payoffs[list(pair)]
            at.setdefault((float(spot[0]), float(spot[1])), []).append(str(number))
        for place, numbers in at.items():
            labels.add(np.array(place), (", ".join(numbers), numbers[0] + "…"), 7.0)
        return handles

    def _axes(self, plane: Axes, row: int, column: int) -> None:
        """Name the outer axes, and put few numbers there and none inside."""
        outer = {"x": row == self.count - 1, "y": column == 0}
        few = 4 if self.count < 5 else 3
        for axis, place, space in (
            (plane.xaxis, self.places[column], self.wide),
            (plane.yaxis, self.places[row + 1], self.high),
        ):
            axis.set_major_locator(MaxNLocator(few))
            shown = outer["x" if axis is plane.xaxis else "y"]
            name = shorten(self.shown.problem.actors[place], 60)
            width = max(8, int(space * 90 / (1 if self.count < 4 else 1.2)))
            text = wrap(name, min(width, 34), 2) if shown and not self.tiny else ""
            write(axis.set_label_text(text, color=INK, fontsize=9))
            plane.tick_params(
                axis="x" if axis is plane.xaxis else "y",
                labelbottom=shown and not self.tiny,
                labelleft=shown and not self.tiny,
                labelsize=7.5,
            )


def _words(ax: Axes, shown: View, places: list[int]) -> None:
    """Write the title."""
    problem = shown.problem
    alike = alike_words(problem, left_unsaid(problem, shown.marks))
    others = [name for place, name in enumerate(problem.actors) if place not in places]
    missing = f"; not shown: {listed(others)}" if others else ""
    empty = "" if agreeable(problem) else f". {no_zopa(problem)[:-1]}"
    head(
        ax,
        problem.name,
        tally(problem) + empty + missing,
        "Utilities; a plane for every two actors",
        alike,
    )


def _aside(
    ax: Axes, problem: BargainingProblem, handles: list[Any], numbered: list[Mark], count: int
) -> None:
    """Write the legend and the names of what is numbered into the free corner."""
    wide = _SIDE if count == 1 else max((count - 1) / count, 0.4) * 0.97
    points = room(ax)[0]
    if points < _NAMES:
        return
    for fontsize in (8.0, 6.5):
        look = {"frameon": False, "borderaxespad": 0.0, "fontsize": fontsize}
        legend = key(ax, handles, loc="upper right", **look)
        settle(ax)
        frame, box = ax.get_window_extent(), legend.get_window_extent()
        if box.width <= (wide + 0.03) * frame.width:
            break
    else:
        legend.remove()
        return
    top = (box.y0 - frame.y0) / frame.height - 0.02
    width = int(min(wide, 0.62) * points / 4.6)
    tall = max(1, min(3, 6 - len(numbered)))
    without = left_unsaid(problem, numbered)
    lines = []
    for number, mark in enumerate(numbered, 1):
        names = wrap(f"{number}  {listed(mark.names)}", width, 3)
        lines.append(f"{names}\n{wrap(mark.words(problem, tall * width, without), width, tall)}\n")
    if lines:
        write(
            ax.text(
                1.0,
                top,
                "\n".join(lines),
                ha="right",
                va="top",
                multialignment="left",
                fontsize=8,
                color=INK,
                linespacing=1.3,
                gid="names",
            )
        )
