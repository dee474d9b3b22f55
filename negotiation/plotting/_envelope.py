"""What each reply is worth against the mixtures of two strategies: lines and their upper edge."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from negotiation.concessions import NormalFormGame
from negotiation.plotting._charts import quiet, span_of
from negotiation.plotting._labels import Fitted, shorten, write
from negotiation.plotting._replies import bands, characters, label, share_axis
from negotiation.plotting._roles import FAINT, INK, actor_look

_NAMED = 0.05
"""Width of a band below which it is not named."""

_HEAD = 0.16
"""Share of the height that the names of the bands take."""


class Envelope:
    """Draws the replies to one actor's mixtures of two strategies.

    Parameters
    ----------
    game : NormalFormGame
        Of two actors, one of them with two strategies.
    """

    def __init__(self, game: NormalFormGame) -> None:
        self.game = game
        self.mixing = 0 if game.payoffs.shape[1] == 2 else 1
        table = game.payoffs[1 - self.mixing]
        self.worth = table if self.mixing == 0 else table.T
        self.bands = bands(game, self.mixing)

    def draw(self, ax: Axes) -> list[Any]:
        """Draw everything and return what the legend shows."""
        game = self.game
        low, high = span_of(self.worth)
        top = high + (high - low) * _HEAD
        ax.set_xlim(-0.02, 1.02)
        ax.set_ylim(low, top)
        self._bands(ax, low, high, top)
        replier = shorten(game.actors[1 - self.mixing], 40)
        handles = [*self._lines(ax, replier), *self._edge(ax, replier)]
        share_axis(ax, "x", game, self.mixing)
        write(
            ax.set_ylabel(
                shorten(f"worth to {replier}", characters(ax, "y")), color=INK, fontsize=9
            )
        )
        quiet(ax)
        return handles

    def _bands(self, ax: Axes, low: float, high: float, top: float) -> None:
        """Shade where each reply is best, and name it."""
        for number, band in enumerate(self.bands):
            shade = Rectangle(
                (band.low, low),
                band.high - band.low,
                top - low,
                facecolor="#e4ebf2" if number % 2 else "#f6f6f6",
                edgecolor="none",
                zorder=0.5,
                gid="band",
            )
            ax.add_patch(shade)
            if number:
                ax.plot([band.low] * 2, [low, top], color=FAINT, linewidth=0.7, zorder=0.8)
            if band.high - band.low >= _NAMED:
                name = Fitted(
                    (band.low + band.high) / 2,
                    (high + top) / 2,
                    label(self.game, 1 - self.mixing, band.replies),
                    (0.94 * (band.high - band.low), top - high),
                    ha="center",
                    va="center",
                    fontsize=8.5,
                    color=INK,
                    zorder=5,
                    gid="reply",
                )
                name.set_transform(ax.transData)
                ax.add_artist(name)

    def _lines(self, ax: Axes, replier: str) -> list[Any]:
        """Draw what each reply is worth."""
        handles = []
        for reply, (start, end) in enumerate(self.worth.T):
            handles += ax.plot(
                [0, 1],
                [start, end],
                color=FAINT,
                linewidth=0.9,
                zorder=1.5,
                label=f"worth of each reply to {replier}",
                gid=f"line {reply}",
            )
        return handles[:1]

    def _edge(self, ax: Axes, replier: str) -> list[Any]:
        """Draw what the best reply is worth."""
        shares = np.unique([at for band in self.bands for at in (band.low, band.high)])
        heights = (np.stack([1 - shares, shares], axis=1) @ self.worth).max(axis=1)
        colour, _ = actor_look(1 - self.mixing)
        return ax.plot(
            shares,
            heights,
            color=colour,
            linewidth=4.0,
            solid_joinstyle="miter",
            zorder=1.8,
            label=f"worth of the best reply to {replier}",
            gid="edge",
        )
