"""The tree of a signalling game on the page: where everything stands and how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from negotiation.concessions import SignallingGame
from negotiation.engine import Assessment
from negotiation.engine.information._assessment import share_words
from negotiation.plotting._charts import below, room
from negotiation.plotting._labels import shorten, write
from negotiation.plotting._roles import FAINT, INK, actor_look

Point = tuple[float, float]

_PLAYED: dict[str, Any] = {"gid": "played", "color": INK, "linewidth": 2.2, "zorder": 2.2}
_POSSIBLE: dict[str, Any] = {
    "gid": "possible",
    "color": INK,
    "linewidth": 1.3,
    "linestyle": (0, (5, 1.5)),
    "zorder": 2.1,
}
_IDLE: dict[str, Any] = {"gid": "idle", "color": FAINT, "linewidth": 0.9, "zorder": 2.0}
_SET: dict[str, Any] = {"gid": "set", "linewidth": 1.3, "linestyle": (0, (1.2, 1.6)), "zorder": 1.9}


_WIDE = 0.62
"""Width of a character as a share of the size of letters."""
_LEGIBLE = 5.5
"""Size of letters below which there is no room for a legend."""


@dataclass(frozen=True)
class Spot:
    """Where one message of one type is heard.

    Attributes
    ----------
    at : tuple of float
    side : int
        1 if the tree goes on to the right, -1 if to the left.
    ends : tuple of tuples of float
        Where its responses end; empty if the message ends the game.
    """

    at: Point
    side: int
    ends: tuple[Point, ...]


class SignalTree:
    """A signalling game, perhaps with an equilibrium, laid out and drawn.

    Parameters
    ----------
    game : SignallingGame
    shown : Assessment or None
    """

    def __init__(self, game: SignallingGame, shown: Assessment | None) -> None:
        self.game = game
        self.shown = shown
        self.wide = len(game.messages) > 2
        self.leaves = [len(own) for own in game.responses]
        self.origins, self.spots = self._columns() if self.wide else self._wings()

    @property
    def size(self) -> Point:
        """The size of a figure of its own, in inches."""
        rows = len(
            {end[1] for spots in self.spots for spot in spots for end in spot.ends or [spot.at]}
        )
        return 8.6, float(np.clip(1.6 + 0.42 * rows, 4.2, 12.0))

    def _wings(self) -> tuple[list[Point], list[list[Spot]]]:
        """Place the types one above the other, and each message on a side of its own."""
        step = max(2.0, max(self.leaves) + 0.8)
        count = len(self.game.types)
        origins = [(0.0, step * (count - 1 - 2 * t) / 2) for t in range(count)]
        spots = []
        for m in range(len(self.game.messages)):
            side = -1 if m == 0 and len(self.game.messages) == 2 else 1
            spots.append([self._spot(m, (side * 1.6, y), side) for _, y in origins])
        return origins, spots

    def _columns(self) -> tuple[list[Point], list[list[Spot]]]:
        """Place the types at the left, and where messages are heard at the right, one by one."""
        spots, y = [], 0.0
        for m, leaves in enumerate(self.leaves):
            row = []
            for _ in self.game.types:
                y -= max(leaves, 1) / 2 + 0.25
                row.append(self._spot(m, (2.2, y), 1))
                y -= max(leaves, 1) / 2 + 0.25
            spots.append(row)
            y -= 0.9
        middle = (y + 0.9) / 2
        step = abs(y) / (len(self.game.types) + 1)
        count = len(self.game.types)
        origins = [(0.0, middle + step * (count - 1 - 2 * t) / 2) for t in range(count)]
        return origins, spots

    def _spot(self, message: int, at: Point, side: int) -> Spot:
        """Return where a message is heard, with its responses fanned out."""
        if self.game.ends(self.game.messages[message]):
            return Spot(at, side, ())
        count = self.leaves[message]
        heights = [at[1] + (count - 1) / 2 - r for r in range(count)]
        return Spot(at, side, tuple((at[0] + side * 1.5, height) for height in heights))

    # ------------------------------------------------------------------ drawing

    def draw(self, ax: Axes) -> None:
        """Draw the tree, and the legend below it."""
        self.ax = ax
        ax.set_axis_off()
        self._limits()
        self.font = self._font()
        self.scale = max(0.4, self.font / 9.0)
        self._chance()
        for m in range(len(self.game.messages)):
            self._information(m)
            for t in range(len(self.game.types)):
                self._message(m, t)
                self._responses(m, t)
        self._nodes()
        if self.font >= _LEGIBLE:
            below(ax, self._handles())

    def _limits(self) -> None:
        ends = [end for spots in self.spots for spot in spots for end in (spot.at, *spot.ends)]
        xs, ys = zip(*ends, *self.origins, strict=True)
        left = min(xs) - (1.0 if min(xs) < 0 else 0.9)
        self.ax.set_xlim(left, max(xs) + 1.0)
        self.ax.set_ylim(min(ys) - 0.7, max(ys) + 0.9)

    def _font(self) -> float:
        """Return the size of letters that the axes have room for."""
        width, height = room(self.ax)
        left, right = self.ax.get_xlim()
        low, high = self.ax.get_ylim()
        across = width / (right - left) / (_WIDE * self._crowd())
        down = height / (high - low) / 1.8
        return float(np.clip(min(across, down), 3.5, 9.0))

    def _crowd(self) -> float:
        """Return the most characters that anything to be written has to a unit of width."""
        game, told = self.game, 0 if self.shown is None else 7  # room for a probability
        kinds = max(len(shorten(kind, 22)) + 6 for kind in game.types)
        answers = [len(shorten(each, 18)) + told for own in game.responses for each in own]
        worth = [len(_worth(pair)) for own in game.payoffs for pair in own.reshape(len(own), -1).T]
        messages = 0 if self.wide else max(len(shorten(each, 20)) for each in game.messages)
        return max(
            kinds / (0.8 if self.wide else 2.8),
            max(answers, default=0) / 1.4,
            max(worth) / 0.8,
            (messages + told) / 1.5,
        )

    def _text(self, x: float, y: float, text: str, **look: Any) -> None:
        """Write a label, on white so that lines stop before it."""
        look = {"ha": "center", "va": "center", "fontsize": self.font, "color": INK, **look}
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.9}
        write(self.ax.text(x, y, text, bbox=box, zorder=3.0, clip_on=False, **look))

    def _line(self, start: Point, end: Point, look: dict[str, Any]) -> None:
        look = {**look, "linewidth": look["linewidth"] * self.scale}
        self.ax.plot([start[0], end[0]], [start[1], end[1]], **look)

    def _chance(self) -> None:
        """Draw the draw of the type: a node in the middle where the types surround it."""
        if len(self.origins) == 2 and not self.wide:
            for origin in self.origins:
                self._line((0.0, 0.0), origin, _IDLE)
        for (x, y), kind, chance in zip(
            self.origins, self.game.types, self.game.prior, strict=True
        ):
            name = f"{shorten(kind, 22)}  {share_words(chance)}"
            if self.wide:
                self._text(x - 0.08, y, name, ha="right")
            else:
                above = y >= 0 or len(self.origins) > 2
                self._text(x, y + (0.38 if above else -0.38), name)

    def _information(self, m: int) -> None:
        """Draw what the receiver cannot tell apart, with the message's name."""
        spots = self.spots[m]
        message = self.game.messages[m]
        if not self.game.ends(message) and len(spots) > 1:
            colour = actor_look(1)[0]
            self._line(spots[0].at, spots[-1].at, {**_SET, "color": colour})
        if self.wide:
            x, y = spots[0].at
            ha = {"ha": "right", "fontweight": "bold"}
            self._text(x + 0.1, y + self.leaves[m] / 2 + 0.1, shorten(message, 26), **ha)

    def _message(self, m: int, t: int) -> None:
        """Draw a type's way to a message."""
        spot, origin = self.spots[m][t], self.origins[t]
        share = None if self.shown is None else float(self.shown.sender[t, m])
        self._line(origin, spot.at, _PLAYED if share else _IDLE)
        told = share_words(share) if share is not None and 0 < share < 1 else ""
        # Where messages are named once, at their ends, only a probability is to be told.
        part = 0.3 if self.wide else 0.52
        text = told if self.wide else f"{shorten(self.game.messages[m], 20)}  {told}".strip()
        if text:
            x, y = (a + part * (b - a) for a, b in zip(origin, spot.at, strict=True))
            self._text(x, y, text)

    def _responses(self, m: int, t: int) -> None:
        """Draw the responses to a message of a type, with belief and payoffs."""
        spot = self.spots[m][t]
        pairs = self.game.payoffs[m][:, t].T
        if not spot.ends:
            self._payoffs(spot.at, spot.side, pairs[0])
            return
        if self.shown is not None:
            x, y = spot.at
            self._text(x, y + 0.34, f"[{self._belief(m, t)}]", fontsize=0.92 * self.font)
        for r, end in enumerate(spot.ends):
            look, told = self._response(m, r)
            self._line(spot.at, end, look)
            x, y = (
                spot.at[0] + 0.6 * (end[0] - spot.at[0]),
                spot.at[1] + 0.6 * (end[1] - spot.at[1]),
            )
            self._text(x, y, f"{shorten(self.game.responses[m][r], 18)}  {told}".strip())
            self._payoffs(end, spot.side, pairs[r])

    def _payoffs(self, end: Point, side: int, pair: Any) -> None:
        ha = "left" if side > 0 else "right"
        self._text(end[0] + 0.1 * side, end[1], _worth(pair), ha=ha, fontweight="bold")

    def _belief(self, m: int, t: int) -> str:
        """Return what is believed of a type after a message."""
        assert self.shown is not None
        off = self.shown.off_path.get(self.game.messages[m])
        if off is None:
            return share_words(float(self.shown.beliefs[m, t]))
        return _range(*off.beliefs[self.game.types[t]])

    def _response(self, m: int, r: int) -> tuple[dict[str, Any], str]:
        """Return how a response is drawn, and its probability in words."""
        if self.shown is None:
            return _IDLE, ""
        off = self.shown.off_path.get(self.game.messages[m])
        if off is None:
            share = float(self.shown.responses[m][r])
            return (_PLAYED if share else _IDLE), share_words(share) if 0 < share < 1 else ""
        low, high = off.responses[self.game.responses[m][r]]
        if high == 0:
            return _IDLE, ""
        return _POSSIBLE, "" if low == 1 else _range(low, high)

    def _nodes(self) -> None:
        """Draw the nodes of chance, sender and receiver."""
        if len(self.origins) == 2 and not self.wide:
            self.ax.plot(0.0, 0.0, **_node("white", "o", 6.5 * self.scale))
        for x, y in self.origins:
            self.ax.plot(x, y, **_node(*actor_look(0), 7.5 * self.scale))
        for spots in self.spots:
            for spot in spots:
                if spot.ends:
                    self.ax.plot(*spot.at, **_node(*actor_look(1), 6.5 * self.scale))

    def _handles(self) -> list[Any]:
        """Return what the legend explains."""
        handles = [
            Line2D([], [], label=self.game.sender, **_node(*actor_look(0), 7.5)),
            Line2D([], [], label=self.game.receiver, **_node(*actor_look(1), 6.5)),
            Line2D([], [], label="cannot be told apart", **{**_SET, "color": actor_look(1)[0]}),
        ]
        if self.shown is not None:
            handles.append(Line2D([], [], label="played", **_PLAYED))
            if any(not self.game.ends(each) for each in self.shown.off_path):
                handles.append(Line2D([], [], label="would be, if it came to it", **_POSSIBLE))
            handles.append(Line2D([], [], linestyle="none", label="[belief]"))
        return handles


def _worth(pair: Any) -> str:
    """Return payoffs as they are written."""
    return ", ".join(f"{value:.4g}" for value in pair)


def _node(colour: str, marker: str, size: float) -> dict[str, Any]:
    """Return the look of a node."""
    return {
        "linestyle": "none",
        "marker": marker,
        "markersize": size,
        "markerfacecolor": colour,
        "markeredgecolor": INK,
        "markeredgewidth": 0.9,
        "zorder": 3.5,
    }


def _range(low: float, high: float) -> str:
    """Return a range of probabilities in signs."""
    if low == high:
        return share_words(low)
    if (low, high) == (0.0, 1.0):
        return "any"
    if low == 0:
        return f"≤ {share_words(high)}"
    return f"≥ {share_words(low)}" if high == 1 else f"{share_words(low)} to {share_words(high)}"
