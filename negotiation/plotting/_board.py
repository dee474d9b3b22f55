"""How the cells of a payoff table are drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from negotiation._arrays import FloatArray, IntArray
from negotiation.engine.equilibrium._words import strategy_label
from negotiation.plotting._charts import below, head, room, settle
from negotiation.plotting._labels import shorten, wrap, write
from negotiation.plotting._roles import FAINT, INK, actor_look
from negotiation.plotting._sheet import SHOWN, Sheet

_SHADES = LinearSegmentedColormap.from_list("worth", ["#e9eff5", "#9ec9e6", "#3a86bd", "#0b4a80"])


class Board:
    """Draws a sheet: row r in y from r to r + 1 downward, column c in x from c to c + 1."""

    def __init__(self, ax: Axes, sheet: Sheet) -> None:
        self.ax, self.sheet = ax, sheet
        self.high, self.wide = len(sheet.rows), len(sheet.columns)
        self.grid = np.ix_(sheet.rows, sheet.columns)
        ax.set_xlim(0, self.wide)
        ax.set_ylim(self.high, 0)
        for spine in ax.spines.values():
            spine.set_visible(False)

    def shades(self, side: int) -> FloatArray:
        """Return an actor's payoffs as shares of its range, shape (rows, columns)."""
        worth = self.sheet.payoffs[side]
        low, high = float(worth.min()), float(worth.max())
        shares: FloatArray = (worth[self.grid] - low) / (high - low or 1.0)
        return shares if high > low else np.full(shares.shape, 0.4)

    def split_cells(self) -> None:
        """Colour both halves of every cell, and write the payoffs into them."""
        row, column = np.divmod(np.arange(self.high * self.wide), self.wide)
        corner = np.stack([column, row], axis=1)[:, None, :].astype(np.float64)
        halves = (
            np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 1.0]]),
            np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]),
        )
        for side, half in enumerate(halves):
            shades = self.shades(side)
            cells = PolyCollection(
                list(corner + half),
                facecolors=_SHADES(shades.ravel()),
                edgecolors="white",
                linewidths=0.8,
                zorder=1,
                gid=f"payoffs {side}",
            )
            self.ax.add_collection(cells, autolim=False)
            if max(self.high, self.wide) <= 2 * SHOWN:
                self._numbers(side, shades)
        for place in range(self.wide + 1):
            self.ax.plot([place, place], [0, self.high], color="white", linewidth=2.5, zorder=1.5)
        for place in range(self.high + 1):
            self.ax.plot([0, self.wide], [place, place], color="white", linewidth=2.5, zorder=1.5)

    def _numbers(self, side: int, shades: FloatArray) -> None:
        worth = self.sheet.payoffs[side][self.grid]
        x, y = ((0.33, 0.73), (0.65, 0.27))[side]
        most = max(self.high, self.wide)
        across, down = room(self.ax)
        size = 12 if most <= 2 else 9.5 if most <= 4 else 7.5
        size = max(3.0, min(size, across / self.wide / 6.0, down / self.high / 3.0))
        for (row, column), value in np.ndenumerate(worth):
            self.ax.text(
                column + x,
                row + y,
                f"{value + 0.0:.3g}".replace("-", "−"),
                ha="center",
                va="center",
                fontsize=size,
                color="white" if shades[row, column] > 0.6 else INK,
                weight="bold" if self.sheet.best[side][self.grid][row, column] else "normal",
                zorder=4,
                gid=f"payoff {side} {row} {column}",
            )

    def whole_cells(self, side: int) -> None:
        """Colour every cell by one actor's payoff."""
        self.ax.imshow(
            self.shades(side),
            cmap=_SHADES,
            vmin=0.0,
            vmax=1.0,
            extent=(0, self.wide, self.high, 0),
            aspect="auto",
            interpolation="nearest",
            zorder=1,
            gid=f"payoffs {side}",
        )

    def best_responses(self) -> None:
        """Mark each actor's best responses in its half of the cell."""
        few = max(self.high, self.wide) <= 2 * SHOWN
        size = 7.0 if max(self.high, self.wide) <= 4 else 4.6
        spots = ((0.1, 0.87), (0.9, 0.13)) if few else ((0.5, 0.68), (0.5, 0.32))
        for side, crowd in enumerate((max(self.wide / 36, 1.0), max(self.high / 24, 1.0))):
            colour, marker = actor_look(self.sheet.pair[side])
            row, column = np.nonzero(self.sheet.best[side][self.grid])
            self.ax.plot(
                column + spots[side][0],
                row + spots[side][1],
                linestyle="none",
                marker=marker,
                markersize=max(1.8, size / crowd),
                markerfacecolor=colour,
                markeredgecolor="white",
                markeredgewidth=0.9 if crowd < 2 else 0.2,
                zorder=3,
                gid=f"best {side}",
            )

    def equilibria(self) -> None:
        """Frame the cells of equilibria: solid where pure, dashed where mixed."""
        sheet = self.sheet
        self.framed: dict[str, int] = {}
        for profile in sheet.profiles:
            played = np.outer(profile[0] > 0, profile[1] > 0)
            shown = played[self.grid]
            if shown.sum() < played.sum():
                sheet.partly += 1
            kind = "pure" if played.sum() == 1 else "mixed"
            for row, column in np.argwhere(shown):
                self.framed[kind] = self.framed.get(kind, 0) + 1
                self.ax.add_patch(self._frame(kind, (float(column), float(row))))

    def _frame(self, kind: str, corner: tuple[float, float]) -> Rectangle:
        fine = max(self.high, self.wide) > 2 * SHOWN
        pad = 0.03 if kind == "pure" else 0.07
        return Rectangle(
            (corner[0] + pad, corner[1] + pad),
            1 - 2 * pad,
            1 - 2 * pad,
            facecolor="none",
            edgecolor="#000000",
            linewidth=(1.5 if fine else 2.8) if kind == "pure" else 1.6,
            linestyle="-" if kind == "pure" else (0, (3, 2)),
            zorder=5,
            clip_on=False,
            gid=f"{kind} equilibrium",
        )

    def names(self) -> None:
        """Name the strategies; where they are too many, the first, the last and the played."""
        ax, sheet = self.ax, self.sheet
        ax.xaxis.set_ticks_position("top")
        ax.xaxis.set_label_position("top")
        for side, drawn, axis in ((0, sheet.rows, ax.yaxis), (1, sheet.columns, ax.xaxis)):
            named = self._named(side, drawn)
            wide, lines = ((30, 3), (26, 3))[side] if len(named) > 3 else ((34, 4), (30, 4))[side]
            # Of small axes, names may take a part only.
            across, down = room(ax)
            wide = min(wide, max(9, int((0.09 * across, 0.15 * down)[side])))
            each = (down / self.high / 11, across / self.wide / 18)[side]
            lines = int(np.clip(each, 1, lines))
            words = [
                wrap(sheet.label(side, drawn[place]), wide, lines)
                + self._share(side, int(drawn[place]))
                for place in named
            ]
            axis.set_ticks([place + 0.5 for place in named], words)
            longest = max(len(line) for text in words for line in text.split("\n"))
            if side == 1 and (longest > 16 or longest * len(drawn) > room(ax)[0] / 4.0):
                ax.tick_params(axis="x", labelrotation=35)
                for label in axis.get_ticklabels():
                    label.set(ha="left", va="bottom", rotation_mode="anchor")
            for label in axis.get_ticklabels():
                write(label)
        ax.tick_params(length=0, labelsize=float(np.clip(0.04 * room(ax)[0], 6.0, 8.5)), colors=INK)
        write(ax.set_ylabel(f"{shorten(sheet.names[0], 50)} chooses", color=INK, weight="bold"))
        write(ax.set_xlabel(f"{shorten(sheet.names[1], 50)} chooses", color=INK, weight="bold"))

    def _share(self, side: int, strategy: int) -> str:
        """Return how often a strategy is played, if there is one mixed equilibrium."""
        mixed = [
            profile
            for profile in self.sheet.profiles
            if any((part > 0).sum() > 1 for part in profile)
        ]
        if len(mixed) != 1 or not mixed[0][side][strategy] > 0:
            return ""
        return f"\n[{mixed[0][side][strategy]:.0%}]"

    def _named(self, side: int, drawn: IntArray) -> list[int]:
        """Return the places along an axis that get a name, far enough apart to be read."""
        if len(drawn) <= 2 * SHOWN:
            return list(range(len(drawn)))
        played = np.zeros(len(drawn), dtype=np.bool_)
        for profile in self.sheet.profiles:
            played |= profile[side][drawn] > 0
        wanted = [*np.flatnonzero(played), 0, len(drawn) - 1]
        wanted += np.linspace(0, len(drawn) - 1, 6).round().astype(int).tolist()
        apart, named = len(drawn) / 11, list[int]()
        for place in wanted:
            if all(abs(place - other) >= apart for other in named):
                named.append(int(place))
        return sorted(named)

    def legend(self, actor: str | None) -> None:
        """Write the title and, below the cells, what the marks mean."""
        sheet, ax = self.sheet, self.ax
        handles: list[Any] = []
        for side, name in enumerate(sheet.names):
            colour, marker = actor_look(sheet.pair[side])
            look = {"markerfacecolor": colour, "markeredgecolor": INK, "markersize": 6}
            words = f"best response of {shorten(name, 40)}"
            handles.append(Line2D([], [], linestyle="none", marker=marker, label=words, **look))  # type: ignore[arg-type]
        mixed = "played in a mixed equilibrium"
        if any(self._share(0, int(row)) for row in sheet.rows):
            mixed = "played in the mixed equilibrium [how often]"
        frames = {
            "pure": ("pure equilibrium", 2.4, "-"),
            "mixed": (mixed, 1.4, (0, (3, 2))),
        }
        for kind, (words, width, style) in frames.items():
            if kind in self.framed:
                look = {"facecolor": "none", "edgecolor": INK, "linewidth": width}
                handles.append(Patch(linestyle=style, label=words, **look))  # type: ignore[arg-type]
        handles.append(Patch(facecolor=_SHADES(0.95), label="best payoff"))
        handles.append(Patch(facecolor=_SHADES(0.0), edgecolor=FAINT, label="worst payoff"))
        if actor is None:
            halves = (
                f"Payoffs, darker is better: {sheet.names[0]} in the lower left, "
                f"{sheet.names[1]} in the upper right"
            )
        else:
            halves = f"Payoffs of {actor}, darker is better"
        settle(ax)
        head(ax, sheet.game.title or "payoff table", halves, *self._remarks())
        settle(ax)
        below(ax, handles)

    def _remarks(self) -> list[str]:
        """Return in words what the cells cannot show."""
        sheet, said = self.sheet, list[str]()
        if sheet.narrowed:
            text = " and ".join(sheet.narrowed) + " drawn"
            if sheet.sorted:
                text += ": those in equilibrium and best responses, then an even selection"
            said.append(text)
        if sheet.sorted:
            said.append("Strategies run from the least to the most costly to their actor")
        for place, strategy in sheet.held.items():
            word = strategy_label(sheet.game, place, strategy)
            said.append(f"{sheet.game.actors[place]} held at {shorten(word, 40)}")
        if sheet.complete is not None:
            count = len(sheet.profiles) + sheet.unseen
            found = f"{count:,} equilibri{'um' if count == 1 else 'a'} found"
            found += ", proven to be all" if sheet.complete else ", perhaps not all"
            hidden = sheet.unseen + sheet.partly
            said.append(found + (f"; {hidden} not wholly drawn" if hidden else ""))
        return said
