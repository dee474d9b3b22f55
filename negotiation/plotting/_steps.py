"""The offers of one side as a path: early steps pale, late ones in full colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D

from negotiation._arrays import FloatArray, IntArray
from negotiation.engine.talks import History
from negotiation.engine.talks._log import ACCEPTS, MEDIATOR
from negotiation.plotting._labels import shorten
from negotiation.plotting._roles import INK, actor_look

_PALE = 0.72
"""How much white there is in the colour of the first step."""
_ARROWS = 7
_MEDIATOR = "#4d4d4d"
_MANY = 60
"""Steps beyond which markers are small."""


@dataclass(frozen=True, eq=False)
class Steps:
    """Who made offers, which and when.

    Attributes
    ----------
    name : str
        The actor, or "mediator".
    seat : int
        Its place, -1 for a mediator.
    rows, rounds : arrays of int, shape (k,)
        Its offers and their rounds.
    """

    name: str
    seat: int
    rows: IntArray
    rounds: IntArray

    @property
    def look(self) -> tuple[str, str]:
        """The colour and the shape of this side."""
        return (_MEDIATOR, "s") if self.seat < 0 else actor_look(self.seat)

    @property
    def changes(self) -> IntArray:
        """Places in `rows` at which another package is offered than before."""
        return np.flatnonzero(np.diff(self.rows, prepend=-1) != 0)

    @property
    def words(self) -> str:
        """What the legend calls this path."""
        different = len(np.unique(self.rows))
        if self.seat < 0:
            return f"drafts voted in ({len(self.rows):,})"
        same = "" if different == len(self.rows) else f", {different:,} different"
        who = shorten(self.name, 36)
        return f"offers of {who} ({len(self.rows):,}{same})"


def all_steps(history: History) -> list[Steps]:
    """Return the steps of everybody who made an offer, a mediator's last."""
    found = [
        Steps(name, seat, *history.offers(name)) for seat, name in enumerate(history.problem.actors)
    ]
    return [steps for steps in (*found, _voted_in(history)) if len(steps.rows)]


def _voted_in(history: History) -> Steps:
    """Return the mediator's drafts that enough actors said yes to, the signed text included."""
    rows, rounds = history.offers(MEDIATOR)
    actors = history.problem.actors
    yes = np.zeros((history.rounds + 1, len(actors)), dtype=np.bool_)
    said = history.log.kinds == ACCEPTS
    yes[history.log.rounds[said], history.log.seats[said]] = True
    kept = history.problem.consent.wins(yes[rounds], actors)
    return Steps(MEDIATOR, -1, rows[kept], rounds[kept])


def shades(colour: str, rounds: IntArray, last: int) -> FloatArray:
    """Return a colour per round, paler the earlier it is, shape (k, 3)."""
    late = (np.asarray(rounds) - 1) / (last - 1) if last > 1 else np.ones(len(rounds))
    white = _PALE * (1.0 - late)[:, None]
    blend: FloatArray = white + (1.0 - white) * np.array(to_rgb(colour))
    return blend


def path(ax: Axes, steps: Steps, points: FloatArray, last: int) -> Line2D:
    """Draw the path of one side, and return what stands for it in the legend.

    Parameters
    ----------
    ax : Axes
    steps : Steps
    points : array, shape (k, 2)
        Where the offers lie.
    last : int
        The last round of the talks.
    """
    kept = steps.changes
    at, colour, marker = points[kept], *steps.look
    tints = shades(colour, steps.rounds[kept], last)
    if len(at) > 1:
        legs = np.stack([at[:-1], at[1:]], axis=1)
        lines = LineCollection(
            list(legs), colors=tints[1:], linewidths=1.3, zorder=2.7, gid=f"path {steps.name}"
        )
        ax.add_collection(lines, autolim=False)
        _arrows(ax, legs, tints[1:])
    size = 30.0 if len(at) <= _MANY else 9.0
    ax.scatter(
        at[:, 0],
        at[:, 1],
        s=size,
        c=tints,
        marker=marker,
        edgecolors=INK if len(at) <= _MANY else "none",
        linewidths=0.5,
        zorder=2.8,
        gid=f"offers {steps.name}",
        clip_on=False,
    )
    look: dict[str, Any] = {"color": colour, "marker": marker, "markersize": 5.5}
    return Line2D([], [], linewidth=1.3, markeredgecolor=INK, label=steps.words, **look)


def _arrows(ax: Axes, legs: FloatArray, tints: FloatArray) -> None:
    """Say which way a path runs, on a few of its longer legs."""
    ends = ax.transData.transform(legs.reshape(-1, 2)).reshape(legs.shape)
    length = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    long = np.flatnonzero(length > 26)
    if len(long) > _ARROWS:
        long = long[np.linspace(0, len(long) - 1, _ARROWS).round().astype(int)]
    for leg in long:
        (start, end), tint = legs[leg], tuple(tints[leg])
        ax.annotate(
            "",
            xy=tuple(start + 0.62 * (end - start)),
            xytext=tuple(start + 0.45 * (end - start)),
            arrowprops={"arrowstyle": "-|>", "color": tint, "linewidth": 1.0, "zorder": 2.75},
            annotation_clip=False,
        ).set_in_layout(False)
