"""Components of equilibria in payoff space: points, segments and rectangles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from negotiation._arrays import FloatArray
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium import Component, Equilibria, equilibria
from negotiation.errors import InvalidTypeError, NotDefinedError
from negotiation.plotting._callouts import Labels
from negotiation.plotting._charts import (
    canvas,
    chart,
    check_axes,
    head,
    quiet,
    settle,
    span_of,
    thin,
)
from negotiation.plotting._labels import shorten, write
from negotiation.plotting._replies import characters, count_words, legend_above
from negotiation.plotting._roles import INK, ROLES

_NUMBERS = 8
"""Components named at one place one by one; more are counted."""


@dataclass
class _Place:
    """A place in payoff space and the components that reach it."""

    centre: FloatArray
    components: list[int] = field(default_factory=list)


@chart
def components(subject: Any, *, ax: Axes | None = None) -> Axes:
    """Draw what two actors get in each component of equilibria, beside what is feasible.

    In a largest set of equilibria in which all mixtures of the one go with all of the
    other, an actor's payoff depends only on the *other's* mixture.  So the payoffs of such
    a set fill a point, a segment or a rectangle along the axes, all of it, and a component
    is made up of these.  The label says how many extreme equilibria a component has and in
    how many directions strategies can move within it; payoffs need not move with them.

    Parameters
    ----------
    subject : Equilibria or NormalFormGame
        Equilibria of two actors; those of a game are computed first.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidTypeError
        If it is neither equilibria nor a game.
    NotDefinedError
        If there are not two actors.

    Examples
    --------
    >>> import negotiation as ng
    >>> chicken = ng.NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]])
    >>> ng.plotting.components(chicken).get_title(loc="left").splitlines()[1]
    '3 equilibria, 2 of them pure'
    """
    check_axes(ax)
    if not isinstance(subject, Equilibria | NormalFormGame):
        raise InvalidTypeError(
            "Components are drawn of what negotiation.equilibria(game) returns, or of the game.",
            given=subject,
        )
    game = subject.game if isinstance(subject, Equilibria) else subject
    if len(game.actors) != 2:
        raise NotDefinedError(
            f"Components are drawn for two actors; this game has {len(game.actors)} "
            f"({', '.join(game.actors)})."
        )
    found = subject if isinstance(subject, Equilibria) else equilibria(subject)
    ax = canvas(ax, 8.4, 6.6)
    points = game.payoffs.reshape(2, -1).T
    _frame(ax, game, points)
    handles = [*_feasible(ax, points)]
    places = _draw(ax, found, handles)
    settle(ax)
    head(ax, game.title or "components of equilibria", count_words(found), _remark(found))
    legend_above(ax, handles, _name(ax, found, places, points))
    return ax


def _frame(ax: Axes, game: NormalFormGame, points: FloatArray) -> None:
    """Set the limits and name the axes."""
    ax.set_xlim(*span_of(points[:, 0]))
    ax.set_ylim(*span_of(points[:, 1]))
    settle(ax)
    for name, side, axis in zip(game.actors, "xy", (ax.xaxis, ax.yaxis), strict=True):
        text = shorten(f"payoff of {name}", characters(ax, side))
        write(axis.set_label_text(text, color=INK))
    quiet(ax)


def _feasible(ax: Axes, points: FloatArray) -> list[Any]:
    """Draw the payoffs of pure strategies and the area that lotteries over them fill."""
    handles: list[Any] = []
    outline = _hull(points)
    if len(outline) > 2:
        area = Polygon(
            outline,
            closed=True,
            facecolor="#eef3f7",
            edgecolor="#b8c7d3",
            linewidth=0.8,
            zorder=0.5,
            label="feasible by lotteries",
            gid="feasible",
        )
        handles.append(ax.add_patch(area))
    elif len(outline) == 2:
        look: dict[str, Any] = {
            "color": "#b8c7d3",
            "linewidth": 1.2,
            "zorder": 0.5,
            "gid": "feasible",
        }
        handles += ax.plot(*outline.T, label="feasible by lotteries", **look)
    distinct = np.unique(points, axis=0)
    shown = distinct[thin(distinct)]
    size = 4.0 if len(shown) <= 400 else 2.0
    look = ROLES["outcome"].line(label="pure strategies", gid="outcome", markersize=size)
    handles += ax.plot(shown[:, 0], shown[:, 1], **look)
    return handles


def _hull(points: FloatArray) -> FloatArray:
    """Return the corners of the convex hull of points (k, 2), in order around it."""
    ordered = np.unique(points, axis=0)

    def half(rows: FloatArray) -> list[FloatArray]:
        chain: list[FloatArray] = []
        for row in rows:
            while len(chain) > 1:
                one, two = chain[-1] - chain[-2], row - chain[-2]
                if one[0] * two[1] - one[1] * two[0] > 0:
                    break
                chain.pop()
            chain.append(row)
        return chain[:-1]

    scale = np.ptp(ordered, axis=0)
    scaled = (ordered - ordered[0]) / np.where(scale > 0, scale, 1.0)
    corners = np.array([*half(scaled), *half(scaled[::-1])]).reshape(-1, 2)
    outline: FloatArray = corners * np.where(scale > 0, scale, 1.0) + ordered[0]
    return outline


def _boxes(found: Equilibria, component: Component) -> list[FloatArray]:
    """Return the least and the greatest payoffs (2, 2) of each Nash subset of a component."""
    payoffs = [found.payoffs[list(each.equilibria)] for each in component.subsets]
    return [np.array([each.min(axis=0), each.max(axis=0)]) for each in payoffs]


def _slack(found: Equilibria) -> FloatArray:
    """Return per actor the difference of payoffs below which there is nothing to see."""
    payoffs = found.game.payoffs.reshape(2, -1)
    size = np.ptp(payoffs, axis=1)
    slack: FloatArray = 1e-7 * np.where(
        size > 0, size, np.maximum(np.abs(payoffs).max(axis=1), 1.0)
    )
    return slack


def _draw(ax: Axes, found: Equilibria, handles: list[Any]) -> list[_Place]:
    """Draw every component as what it is, and return where to name it."""
    slack, least = _slack(found), found.game.payoffs.reshape(2, -1).min(axis=1)
    kinds: dict[str, Any] = {}
    places: dict[tuple[int, ...], _Place] = {}
    for number, component in enumerate(found.components):
        boxes = _boxes(found, component)
        for low, high in boxes:
            wide = high - low > slack
            if wide.all():
                kinds["area"] = ax.add_patch(_area(low, high))
            elif wide.any():
                kinds["segment"] = ax.plot(
                    [low[0], high[0]],
                    [low[1], high[1]],
                    color=INK,
                    linewidth=3.0,
                    solid_capstyle="round",
                    zorder=2.8,
                    label="segment of payoffs in equilibrium",
                    gid="segment",
                )[0]
        largest = max(boxes, key=lambda box: float(((box[1] - box[0]) / slack).sum()))
        centre = largest.mean(axis=0)
        key = tuple(np.round((centre - least) / (1e3 * slack)).astype(np.int64).tolist())
        places.setdefault(key, _Place(centre)).components.append(number)
    corners = np.array([found.payoffs[place] for place in range(len(found.profiles))])
    if len(corners):
        look = ROLES["equilibrium"].line(label="extreme equilibrium", gid="equilibrium")
        kinds["point"] = ax.plot(corners[:, 0], corners[:, 1], **look)[0]
    handles += kinds.values()
    return list(places.values())


def _area(low: FloatArray, high: FloatArray) -> Rectangle:
    return Rectangle(
        (float(low[0]), float(low[1])),
        float(high[0] - low[0]),
        float(high[1] - low[1]),
        facecolor="#00000022",
        edgecolor=INK,
        hatch="..",
        linewidth=1.6,
        zorder=2.4,
        label="area of payoffs in equilibrium",
        gid="area",
    )


def _remark(found: Equilibria) -> str:
    """Return in words what the picture cannot show."""
    if not found.profiles:
        return "None was found"
    slack = _slack(found)
    flat = [
        each
        for each in found.components
        if each.dimension
        and not any((high - low > slack).any() for low, high in _boxes(found, each))
    ]
    if not flat:
        return ""
    if len(flat) == 1:
        return "1 component is a continuum of strategies with the same payoffs throughout"
    return f"{len(flat)} components are continua of strategies, each with the same payoffs"


def _name(ax: Axes, found: Equilibria, places: list[_Place], points: FloatArray) -> Labels:
    """Say at every component how large it is."""
    seen = points[thin(points, 40, 0)]
    labels = Labels(ax, seen, np.full(len(seen), 3.0))
    total = len(found.components)
    for place in places:
        numbers = place.components
        named = ", ".join(str(each + 1) for each in numbers[:_NUMBERS])
        named += f" and {len(numbers) - _NUMBERS} more" if len(numbers) > _NUMBERS else ""
        lines = [_size(found.components[each]) for each in numbers]
        if len(set(lines)) == 1:
            each_ = "each: " if len(numbers) > 1 else ""
            full = f"{named}  ({each_}{lines[0]})" if total > 1 else lines[0]
        else:
            full = "\n".join(
                f"{each + 1}  ({line})" for each, line in zip(numbers, lines, strict=True)
            )
        brief = f"{numbers[0] + 1}" + (f" +{len(numbers) - 1}" if len(numbers) > 1 else "")
        labels.add(place.centre, (full, named, brief), 6.0)
    return labels


def _size(component: Component) -> str:
    """Return the size of a component in words."""
    count = len(component.equilibria)
    if not component.dimension:
        return "alone"
    return f"{count} extreme equilibria, dimension {component.dimension}"
