"""What a repeated game is worth: the sustained payoffs among the feasible ones."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from negotiation._arrays import FloatArray
from negotiation.concessions import NormalFormGame
from negotiation.engine import RepeatedValues
from negotiation.engine import repeated_values as values_of
from negotiation.errors import InvalidTypeError
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
from negotiation.plotting._replies import characters, legend_above
from negotiation.plotting._roles import FAINT, INK, ROLES

_NAMED, _TOLD = 14, 6
"""Corners that are numbered at most, and up to which it is told what follows each."""
_SET = "#56b4e9"
"""The colour of what is sustained."""


@chart
def repeated_values(subject: Any, *, patience: Any = 0.9, ax: Axes | None = None) -> Axes:
    """Draw which payoffs two actors can sustain by playing a game again and again.

    The hatched set is what is sustained; it may be a segment or a point.  The heavy line is
    its Pareto frontier, numbers are the corners as the summary counts them.  Around it lies
    what lotteries make feasible, and within that, dashed, what gives nobody less than it can
    secure: with patience near 1 the sustained set comes close to it.

    Parameters
    ----------
    subject : RepeatedValues, or NormalFormGame of two actors
        What to draw; a game is repeated with `patience`.
    patience : float, default 0.9
        What the next period counts for, if a game is given.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidTypeError
        If the subject is neither.
    NotDefinedError
        If a game has not two actors.
    InvalidValueError
        If patience does not lie strictly between 0 and 1.

    Examples
    --------
    >>> import negotiation as ng
    >>> pd = ng.NormalFormGame([[[3, 0], [5, 1]], [[3, 5], [0, 1]]])
    >>> ng.plotting.repeated_values(pd, patience=0.5).get_title(loc="left").splitlines()[1]
    'Patience 0.5: an area with 4 corners is sustained'
    """
    check_axes(ax)
    if isinstance(subject, NormalFormGame):
        subject = values_of(subject, patience)
    if not isinstance(subject, RepeatedValues):
        raise InvalidTypeError(
            "This chart is drawn of what repeated_values(game, patience) returns, or of a "
            "NormalFormGame.",
            given=subject,
        )
    ax = canvas(ax, 8.4, 6.6)
    points = subject.game.payoffs.reshape(2, -1).T
    _frame(ax, subject, points)
    handles = [*_ground(ax, subject, points), *_sustained(ax, subject)]
    handles += _marks(ax, subject)
    settle(ax)
    head(ax, subject.game.title or "Repeated game", *_words(subject))
    legend_above(ax, handles, _numbers(ax, subject, points))
    return ax


def _frame(ax: Axes, found: RepeatedValues, points: FloatArray) -> None:
    """Set the limits and name the axes."""
    ax.set_xlim(*span_of(points[:, 0]))
    ax.set_ylim(*span_of(points[:, 1]))
    settle(ax)
    for name, side, axis in zip(found.game.actors, "xy", (ax.xaxis, ax.yaxis), strict=True):
        text = shorten(f"average payoff of {name}", characters(ax, side))
        write(axis.set_label_text(text, color=INK))
    quiet(ax)


def _region(ax: Axes, ring: FloatArray, label: str, gid: str, **look: Any) -> list[Any]:
    """Draw a convex set: an area, a segment or a point; nothing if it is empty."""
    if not len(ring):
        return []
    if len(ring) > 2:
        return [ax.add_patch(Polygon(ring, closed=True, label=label, gid=gid, **look))]
    line = {
        "color": look["edgecolor"],
        "linewidth": 2.5 * look.get("linewidth", 1.0),
        "linestyle": look.get("linestyle", "-"),
        "zorder": look["zorder"],
        "marker": "o" if len(ring) == 1 else "",
        "markersize": 7.0,
    }
    return list(ax.plot(ring[:, 0], ring[:, 1], label=label, gid=gid, **line))


def _ground(ax: Axes, found: RepeatedValues, points: FloatArray) -> list[Any]:
    """Draw what is feasible, what is above the minmax, and the payoffs of the profiles."""
    handles = _region(
        ax,
        found.feasible,
        "feasible by lotteries",
        "feasible",
        facecolor="#eef3f7",
        edgecolor="#b8c7d3",
        linewidth=0.8,
        zorder=0.5,
    )
    handles += _region(
        ax,
        found.folk,
        "gives nobody less than it can secure",
        "folk",
        facecolor="none",
        edgecolor=FAINT,
        linestyle=(0, (5, 2)),
        linewidth=1.1,
        zorder=1.2,
    )
    distinct = np.unique(points, axis=0)
    shown = distinct[thin(distinct)]
    size = 4.0 if len(shown) <= 400 else 2.0
    look = ROLES["outcome"].line(label="pure strategies", gid="outcome", markersize=size)
    handles += ax.plot(shown[:, 0], shown[:, 1], **look)
    return handles


def _sustained(ax: Axes, found: RepeatedValues) -> list[Any]:
    """Draw the sustained payoffs and the frontier among them."""
    handles = _region(
        ax,
        found.vertices,
        "sustained",
        "sustained",
        facecolor=_SET + "66",
        edgecolor="#0072b2",
        hatch="///",
        linewidth=1.2,
        zorder=1.5,
    )
    edge = found.efficient
    if len(edge) > 1:
        handles += ax.plot(
            edge[:, 0],
            edge[:, 1],
            color=INK,
            linewidth=2.4,
            zorder=2.4,
            label="Pareto frontier of what is sustained",
            gid="efficient",
        )
    return handles


def _marks(ax: Axes, found: RepeatedValues) -> list[Any]:
    """Draw the stage equilibria and what each actor can be left with."""
    handles: list[Any] = []
    nash = found.stage_equilibria
    if len(nash):
        look = ROLES["equilibrium"].line(label="pure equilibrium of one period", gid="equilibrium")
        handles += ax.plot(nash[:, 0], nash[:, 1], **look)
    look = {"color": INK, "linestyle": (0, (1, 2)), "linewidth": 1.0, "zorder": 1.8}
    if len(found.vertices):
        (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
        one, two = (float(worst) for worst in found.worst)
        ax.plot([one, one], [low, high], gid="worst 0", **look)
        ax.plot([left, right], [two, two], gid="worst 1", **look)
        handles.append(Line2D([], [], label="punishments", **look))
    return handles


def _numbers(ax: Axes, found: RepeatedValues, points: FloatArray) -> Labels:
    """Write at the corners their numbers in the summary, and what is played there."""
    seen = points[thin(points, 40, 0)]
    shares = np.linspace(0.0, 1.0, 30, endpoint=False)[:, None, None]
    edges = (1 - shares) * found.vertices + shares * np.roll(found.vertices, -1, axis=0)
    avoid = np.vstack([seen, edges.reshape(-1, 2)])
    weights = np.where(np.arange(len(avoid)) < len(seen), 3.0, 8.0)
    labels = Labels(ax, avoid, weights)
    for place, each in enumerate(found.sustained[:_NAMED]):
        now, later, _ = each.words(found.game)
        tail = "for ever" if each.steady else f"then {later}"
        number = str(place + 1)
        texts = (f"{number}  {shorten(now, 48)},\n{tail}", f"{number}  {shorten(now, 24)}", number)
        labels.add(each.payoffs, texts[len(found.sustained) > _TOLD :], 4.0)
    return labels


def _words(found: RepeatedValues) -> list[str]:
    """Return in words what there is to see."""
    start = f"Patience {found.patience:.4g}: "
    if found.dimension < 0:
        return [f"{start}nothing is sustained by pure strategies"]
    kinds = ("a point", "a segment", f"an area with {len(found.vertices)} corners")
    more = max(len(found.vertices) - _NAMED, 0)
    rest = f"{more} corners are not numbered" if more else ""
    return [f"{start}{kinds[found.dimension]} is sustained", rest]
