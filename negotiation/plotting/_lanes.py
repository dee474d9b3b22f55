"""A lane per actor along the packages, and one for the ZOPA."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from negotiation._arrays import BoolArray, FloatArray, IntArray
from negotiation._shares import counted
from negotiation.concessions import BargainingProblem
from negotiation.plotting._charts import MANY, above, head, room, settle, thin
from negotiation.plotting._labels import no_zopa, noun, outcome_words, wrap, write
from negotiation.plotting._marks import Mark
from negotiation.plotting._roles import ACCEPTED, FAINT, INK, ROLES, WORSE

_BARS = 400
"""Packages beyond which points are drawn instead of bars."""
_NAMED = 12
"""Packages that are named one by one."""


class Lanes:
    """Lanes of one height, the first actor's at the top and the ZOPA's at the bottom."""

    def __init__(self, problem: BargainingProblem, rows: IntArray, ax: Axes) -> None:
        self.problem, self.rows, self.ax = problem, rows, ax
        self.gains: FloatArray = problem.gains[rows]
        self.refused: BoolArray = problem.refused[rows]
        self.inside: BoolArray = problem.zopa[rows]
        self.x = np.arange(1.0, len(rows) + 1.0)
        self.bars = len(rows) <= _BARS
        self.top = len(problem.actors) + 1.0
        self.bottom = 1.0 + np.arange(len(problem.actors))[::-1]
        self.right = len(rows) + 0.5
        ax.set_xlim(0.5 - 0.01 * len(rows), self.right + 0.01 * len(rows))
        ax.set_ylim(-0.05, self.top)
        for side in ("top", "right", "left"):
            ax.spines[side].set_visible(False)
        ax.spines["bottom"].set_color(FAINT)

    def height(self, actor: int, gains: Any) -> Any:
        """Return where gains of an actor stand in its lane, on the lane's own scale."""
        own = self.gains[:, actor]
        low, high = min(float(own.min()), 0.0), max(float(own.max()), 0.0)
        share = (gains - low) / (high - low) if high > low else 0.0 * gains + 0.5
        return self.bottom[actor] + 0.13 + 0.74 * share

    def actor(self, actor: int) -> None:
        """Draw one actor's gains, coloured by what it would sign."""
        zero, heights = self.height(actor, 0.0), self.height(actor, self.gains[:, actor])
        crossed = self.refused[:, actor]
        signs = self.problem.accepts[self.rows, actor]
        parts = (
            (~signs & ~crossed, WORSE, "worse"),
            (signs, ACCEPTED, "accepted"),
        )
        for mask, colour, name in parts:
            self._gains(mask, heights, zero, colour, f"{name} {actor}")
        self._crossed(crossed, heights, zero, actor)
        self.ax.plot([0.5, self.right], [zero, zero], color=INK, linewidth=0.9, zorder=2.6)
        own = self.gains[:, actor]
        for value in dict.fromkeys((float(own.max()), float(own.min()))):
            said = f"{value:+.2g}".replace("-", "−") if value else "0"
            self._aside(said, float(self.height(actor, value)))

    def _gains(
        self, mask: BoolArray, heights: FloatArray, zero: float, colour: str, name: str
    ) -> None:
        if not mask.any():
            return
        if self.bars:
            width = 0.82 if len(self.rows) <= 120 else 1.0
            edge = {"edgecolor": FAINT if colour == WORSE else "#2f7fae", "linewidth": 0.5}
            look = edge if len(self.rows) <= 120 else {"linewidth": 0.0}
            tall = np.where(abs(heights - zero) < 0.012, 0.012, heights - zero)[mask]
            self.ax.bar(
                self.x[mask],
                tall,
                width,
                bottom=zero,
                color=colour,
                zorder=2.0,
                gid=name,
                **look,
            )
            return
        self._dots(self.x[mask], heights[mask], "o", colour, name)

    def _dots(self, x: FloatArray, y: FloatArray, marker: str, colour: str, name: str) -> None:
        kept = thin(np.column_stack([x, y]))
        self.ax.plot(
            x[kept],
            y[kept],
            linestyle="none",
            marker=marker,
            markersize=1.7,
            markeredgewidth=0.5,
            color="#a8a8a8" if colour == WORSE else colour,
            zorder=2.0,
            rasterized=len(x) > MANY // 2,
            gid=name,
        )

    def _crossed(self, mask: BoolArray, heights: FloatArray, zero: float, actor: int) -> None:
        """Draw packages across the actor's own red line: hollow, with a cross at the end."""
        if not mask.any():
            return
        role = ROLES["red line"]
        if not self.bars:
            self._dots(self.x[mask], heights[mask], "x", role.colour, f"red line {actor}")
            return
        self.ax.vlines(
            self.x[mask], zero, heights[mask], color=role.colour, linewidth=0.8, zorder=2.1
        )
        self.ax.plot(
            self.x[mask], heights[mask], **role.line(gid=f"red line {actor}", markersize=4.2)
        )

    def everybody(self) -> None:
        """Draw the ZOPA's lane and carry its borders up through the lanes."""
        ax, role = self.ax, ROLES["ZOPA"]
        if not self.inside.any():
            write(
                ax.text(
                    (self.right + 0.5) / 2,
                    0.5,
                    self._emptiness(),
                    ha="center",
                    va="center",
                    fontsize=10,
                    color=INK,
                    gid="note",
                )
            )
            return
        if not self.bars:
            self._share(role.colour)
            return
        edges = np.flatnonzero(np.diff(np.concatenate([[0], self.inside.astype(int), [0]])))
        for start, end in edges.reshape(-1, 2):
            span = [(start + 0.5, end - start)]
            ax.broken_barh(span, (0.13, 0.74), color=role.colour, lw=0, zorder=2, gid="ZOPA")
            ax.broken_barh(span, (-0.05, self.top), color=ACCEPTED, alpha=0.2, lw=0, zorder=0.5)

    def _share(self, colour: str) -> None:
        """Draw which part of neighbouring packages lies in the ZOPA."""
        edges = np.linspace(0.5, self.right, 101)
        near = np.clip(np.digitize(self.x, edges) - 1, 0, 99)
        share = np.bincount(near, self.inside, 100) / np.maximum(np.bincount(near, None, 100), 1)
        self.ax.stairs(
            0.13 + 0.74 * share, edges, baseline=0.13, fill=True, color=colour, zorder=2, gid="ZOPA"
        )
        for part in (0.0, 1.0):
            self._aside(f"{part:.0%}", 0.13 + 0.74 * part)
        self.ax.plot([0.5, self.right], [0.13, 0.13], color=INK, linewidth=0.9, zorder=2.6)

    def _aside(self, text: str, height: float) -> None:
        """Write a number at the right end of a lane."""
        self.ax.annotate(
            text,
            (1.0, height),
            xycoords=("axes fraction", "data"),
            xytext=(3, 0),
            textcoords="offset points",
            va="center",
            fontsize=7.5,
            color=INK,
        )

    def _emptiness(self) -> str:
        word = noun(self.problem, 1)
        wanted = int((self.problem.gains >= -self.problem.slack).all(axis=1).sum())
        said = no_zopa(self.problem)
        if wanted:
            said += f"\n{counted(wanted, word)} would leave everyone no worse off, "
            said += "but cross a red line."
        return said

    def agreements(self, marks: list[Mark]) -> list[Any]:
        """Mark the packages that solutions select, in every lane."""
        place = {int(row): at for at, row in enumerate(self.rows)}
        at = [place[self.problem.index(mark.outcomes[0])] for mark in marks]
        if not at:
            return []
        role = ROLES["agreement"]
        stars: list[Any] = []
        for actor in range(len(self.problem.actors)):
            heights = self.height(actor, self.gains[at, actor])
            stars = self.ax.plot(
                self.x[at],
                heights,
                **role.line(markersize=11, label="agreement", gid=f"agreement {actor}"),
            )
        return stars

    def names(self, order: str | None) -> None:
        """Name the lanes and the packages, and say what there is to see."""
        problem, ax = self.problem, self.ax
        zeros = [float(self.height(actor, 0.0)) for actor in range(len(problem.actors))]
        ax.set_yticks([0.5, *zeros[::-1]])
        ax.set_yticklabels(["ZOPA", *(wrap(name, 20, 3) for name in problem.actors[::-1])])
        for text in ax.get_yticklabels():
            write(text)
        ax.tick_params(axis="y", length=0, labelsize=9.5, colors=INK)
        ax.tick_params(axis="x", labelsize=8.5, colors=INK, color=FAINT)
        if len(self.rows) <= _NAMED:
            ax.set_xticks(self.x)
            words = [outcome_words(problem, problem.outcomes[int(row)]) for row in self.rows]
            slant: dict[str, Any] = {"rotation": 30, "ha": "right", "rotation_mode": "anchor"}
            short = max(map(len, words)) <= room(ax)[0] / 9.0 // len(words)
            across, down = room(ax)
            wide, each = int(np.clip(0.11 * down, 10, 32)), across / len(words)
            lines = 2 if short or each > 38 else 1
            ax.set_xticklabels(
                [wrap(word, wide, lines) for word in words], **({} if short else slant)
            )
            ax.tick_params(axis="x", labelsize=float(np.clip(0.4 * each, 5.0, 8.5)))
            for text in ax.get_xticklabels():
                write(text)
        word = noun(problem)
        lead = problem.actors[0] if order is None else order
        kind = f"efficient {word}" if order is None else f"all {word}"
        label = f"{kind}, from the best to the worst for {lead}"
        write(ax.set_xlabel(wrap(label, max(20, int(room(ax)[0] / 5.2)), 2), color=INK))
        total, inside = len(problem), int(problem.zopa.sum())
        drawn = f"{len(self.rows):,} drawn" if len(self.rows) < total else "all drawn"
        head(
            ax,
            problem.name,
            "Gains over walking away, largest and smallest at the right. "
            f"{counted(total, noun(problem, 1))}, "
            f"{f'{inside:,}' if inside else 'none'} in the ZOPA; {drawn}",
        )

    def legend(self, starred: list[Any]) -> None:
        """Write the legend into the room above the lanes."""
        handles: list[Any] = [
            Patch(facecolor=ACCEPTED, edgecolor="#2f7fae", label="the actor would sign")
        ]
        if (~self.problem.accepts[self.rows] & ~self.refused).any():
            handles.append(Patch(facecolor=WORSE, edgecolor=FAINT, label="worse than walking away"))
        if self.refused.any():
            look = ROLES["red line"].line(markersize=5, label="crosses the actor's red line")
            handles.append(Line2D([], [], **look))
        if self.inside.any():
            everybody = self.problem.consent.unanimous(self.problem.actors)
            who = "all would sign" if everybody else "enough would sign"
            said = f"{who}: ZOPA" if self.bars else f"share that {who}: ZOPA"
            handles.append(Patch(facecolor=ROLES["ZOPA"].colour, label=said))
        settle(self.ax)
        above(self.ax, [*handles, *starred])
