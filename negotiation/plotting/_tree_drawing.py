"""How a laid-out game tree is drawn on axes."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from negotiation._shares import counted, percent
from negotiation.concessions import Behaviour, Chance, ExtensiveGame
from negotiation.plotting._charts import head, settle, strip
from negotiation.plotting._labels import Fitted, shorten, write
from negotiation.plotting._roles import FAINT, INK, actor_look
from negotiation.plotting._tree_layout import TreeLayout, amount, tree_layout

_NUMBERED = re.compile(r"outcome ?\w{0,8}|_\d+", re.IGNORECASE)
"""Names of endings that say nothing."""

_PLAYED, _PLANNED, _OPEN = 3.2, 2.4, 0.9
"""Widths of moves that are played, that would be played, and that are only possible."""

_SMALL = 260.0
"""Width in points of axes over which there is room for a legend."""

_GAP = 1.6
"""Characters between columns of payoffs."""


class Drawing:
    """A tree with what is played in it, ready to be drawn.

    Parameters
    ----------
    game : ExtensiveGame
    profiles : tuple of Behaviour
        What is done; moves of any of them are heavy.
    """

    def __init__(self, game: ExtensiveGame, profiles: tuple[Behaviour, ...]) -> None:
        self.game, self.profiles = game, profiles
        self.labels = {each.number: self._label(each.number) for each in game.positions[1:]}
        self.layout: TreeLayout = tree_layout(game, self.labels)
        ends = [each for each in self.layout.shown if not game.positions[each].children]
        self.payoffs = {each: [*map(amount, game.positions[each].payoffs)] for each in ends}
        self.names = {each: self._name(each) for each in ends}
        self.widths = [
            max([3, min(9, len(name)), *(len(row[place]) for row in self.payoffs.values())])
            for place, name in enumerate(game.actors)
        ]
        self.told = min(26, max(map(len, self.names.values()), default=0))
        if self.layout.folded:
            self.told = max(self.told, 16 - int(sum(self.widths)))
        self.left = self.layout.starts[-1] + 1.5
        self.width = self.left + sum(self.widths) + _GAP * len(self.widths) + self.told + 1.0

    def _move(self, position: int) -> tuple[int, int]:
        """Return the position above, and which of its moves leads here."""
        above = self.game.positions[position].parent
        assert above is not None
        return above, self.game.positions[above].children.index(position)

    def _shares(self, position: int) -> list[float]:
        """Return how likely the move to a position is made above it, per profile."""
        above, place = self._move(position)
        information = self.game.positions[above].information
        if information is None:
            return []
        return [float(each.probabilities[information][place]) for each in self.profiles]

    def _label(self, position: int) -> str:
        """Return what is written on the edge to a position."""
        above, place = self._move(position)
        move = self.game.positions[position].move or ""
        odds = self.game.positions[above].probabilities
        if odds:
            return f"{move} ({amount(odds[place], 3)})"
        shares = [share for share in self._shares(position) if share > 0]
        if len(self.profiles) == 1 and shares and shares[0] < 1:
            return f"{move} [{percent(shares[0]).replace('.0%', '%')}]"
        if 0 < len(shares) < len(self.profiles):
            return f"{move} [{len(shares)} of {len(self.profiles)}]"
        return move

    def _name(self, ending: int) -> str:
        name = " ".join(self.game.positions[ending].node.label.split())
        return "" if _NUMBERED.fullmatch(name) else name

    def on(self, ax: Axes, words: str) -> None:
        """Draw it, with the title and the legend."""
        for spine in ax.spines.values():
            spine.set_visible(False)
        ax.set_xticks([])
        ax.set_yticks([])
        settle(ax)
        head(ax, self.game.title or "game tree", self._remark(words))
        settle(ax)
        ax.set_xlim(-1.5, self.width)
        points = ax.get_window_extent().width * 72 / ax.figure.dpi
        handles = self._handles() if points > _SMALL else []
        taken = strip(ax, handles, "lower left") if handles else 0.0
        top, bottom = -1.3, self.layout.rows - 0.2
        ax.set_ylim(top + (bottom - top) / (1.0 - taken), top)
        self._measure(ax)
        for position in self.layout.shown[1:]:
            self._edge(ax, position)
        self._brackets(ax)
        self._nodes(ax)
        self._worth(ax)

    def _measure(self, ax: Axes) -> None:
        """Settle the size of letters and nodes by the room there is."""
        box = ax.get_window_extent()
        scale = 72 / ax.figure.dpi
        row = box.height * scale / abs(float(np.diff(ax.get_ylim())[0]))
        character = box.width * scale / (self.width + 1.5)
        self.letters = float(np.clip(min(0.6 * row, 1.9 * character), 3.0, 8.5))
        self.figures = float(np.clip(min(0.7 * row, character / 0.62), 2.0, 9.0))
        self.node = float(np.clip(min(0.55 * row, 1.7 * character), 2.0, 8.0))

    def _edge(self, ax: Axes, position: int) -> None:
        """Draw a move: its line as heavy as it is likely, and its label above it."""
        layout, above = self.layout, self._move(position)[0]
        x = [layout.x[above], layout.elbow(position), layout.x[position]]
        y = [layout.y[above], layout.y[position], layout.y[position]]
        look, kind = self._look(position)
        ax.plot(x, y, gid=f"{kind} {position}", solid_joinstyle="round", **look)
        text = Fitted(
            x[1],
            y[1] - 0.04 - 0.5 * look["linewidth"] / (1.7 * self.letters),
            self.labels[position],
            (layout.room(position), 0.9),
            fontsize=self.letters,
            color=INK if kind != "possible" or not self.profiles else "#4d4d4d",
            va="bottom",
            ha="left",
            zorder=5,
            linespacing=1.0,
        )
        ax.add_artist(text)

    def _look(self, position: int) -> tuple[dict[str, Any], str]:
        """Return how the line of a move looks, and which kind of move it is."""
        above, _ = self._move(position)
        reach = max((float(each.reach[position]) for each in self.profiles), default=0.0)
        shares = self._shares(position)
        if not self.game.positions[above].probabilities and max(shares, default=0.0) > 0:
            if reach > 0:
                width = _OPEN + (_PLAYED - _OPEN) * (0.35 + 0.65 * max(shares))
                return {"color": INK, "linewidth": width, "zorder": 2.2}, "played"
            colour = actor_look(self._actor(above))[0]
            return {"color": colour, "linewidth": _PLANNED, "zorder": 2.1}, "planned"
        if reach > 0:
            return {"color": INK, "linewidth": 1.7, "zorder": 2.0}, "happens"
        return {"color": FAINT, "linewidth": _OPEN, "zorder": 1.9}, "possible"

    def _actor(self, position: int) -> int:
        """Return the place of the actor who moves at a position."""
        return self.game.actors.index(self.game.positions[position].node.actor)  # type: ignore[union-attr]

    def _brackets(self, ax: Axes) -> None:
        """Join the nodes of every information set by a dashed line."""
        for each in self.layout.brackets:
            x, y = [], []
            step = 0.32 if each.lane else 0.0
            for place, position in enumerate(each.positions):
                at, level = self.layout.x[position], self.layout.y[position]
                side = at - 0.9 - 1.1 * (each.lane - 1) if each.lane else at
                ends = (place > 0, place < len(each.positions) - 1)
                if ends[0]:
                    x += [side, at]
                    y += [level - step, level]
                else:
                    x.append(at)
                    y.append(level)
                if ends[1] and each.lane:
                    x.append(side)
                    y.append(level + step)
            ax.plot(
                x,
                y,
                linestyle=(0, (3.0, 2.2)),
                linewidth=1.3,
                color=self._dash(each.positions[0]),
                zorder=2.6,
                gid=f"set {each.information}",
            )

    def _dash(self, position: int) -> str:
        return actor_look(self._actor(position))[0]

    def _nodes(self, ax: Axes) -> None:
        """Draw who moves where, the endings, and what is folded away."""
        layout = self.layout
        for position in layout.shown:
            if position in layout.folded:
                marker, face, edge, size = ">", "white", FAINT, 0.9
            elif not self.game.positions[position].children:
                marker, face, edge, size = "|", INK, FAINT, 0.6
            elif isinstance(self.game.positions[position].node, Chance):
                marker, face, edge, size = "o", "white", INK, 0.9
            else:
                face, marker = actor_look(self._actor(position))
                edge, size = INK, 1.0
            ax.plot(
                [layout.x[position]],
                [layout.y[position]],
                linestyle="none",
                marker=marker,
                markersize=size * self.node,
                markerfacecolor=face,
                markeredgecolor=edge,
                markeredgewidth=0.8,
                zorder=3.5,
                gid=f"node {position}",
            )

    def _worth(self, ax: Axes) -> None:
        """Write the payoffs, a column per actor under its name."""
        look: dict[str, Any] = {"ha": "right", "va": "center", "fontsize": self.figures}
        right = float(self.left)
        for place, (name, width) in enumerate(zip(self.game.actors, self.widths, strict=True)):
            right += width
            box = (width + _GAP * 0.8, 0.9)
            if self.payoffs:
                ax.add_artist(Fitted(right, -0.85, name, box, color=INK, weight="bold", **look))
            for ending, row in self.payoffs.items():
                level, gid = self.layout.y[ending], f"payoff {ending} {place}"
                write(ax.text(right, level, row[place], color=INK, zorder=5, gid=gid, **look))
            right += _GAP
        self._aside(ax, right)

    def _aside(self, ax: Axes, right: float) -> None:
        """Write the names of endings, and how many are folded away."""
        folded = self.layout.folded
        aside = {ending: name for ending, name in self.names.items() if name}
        aside.update({each: f"… {counted(count, 'ending')}" for each, count in folded.items()})
        for position, name in aside.items():
            start = self.left if position in folded else right
            ax.add_artist(
                Fitted(
                    start,
                    self.layout.y[position],
                    name,
                    (self.width - start, 1.0),
                    color="#4d4d4d",
                    ha="left",
                    va="center",
                    fontsize=0.92 * self.letters,
                    zorder=5,
                )
            )

    def _remark(self, words: str) -> str:
        """Return in words what is shown."""
        game, layout = self.game, self.layout
        parts = [words] if words else []
        if len(self.profiles) == 1:
            worth = zip(game.actors, self.profiles[0].payoffs, strict=True)
            parts.append(
                "expected: " + ", ".join(f"{name} {amount(float(v))}" for name, v in worth)
            )
        parts.append(counted(len(game.endings), "ending"))
        if layout.folded:
            hidden = sum(layout.folded.values())
            parts.append(f"the first moves only, {counted(hidden, 'ending')} folded away")
        text = "; ".join(parts)
        return text[:1].upper() + text[1:]

    def _handles(self) -> list[Any]:
        """Return what the legend explains, as far as it is there to see."""
        layout, game = self.layout, self.game
        nodes = [game.positions[each] for each in layout.shown if each not in layout.folded]
        moving = {self._actor(each.number) for each in nodes if each.information is not None}
        empty: dict[str, Any] = {"xdata": [], "ydata": []}
        handles = []
        for place in sorted(moving):
            colour, marker = actor_look(place)
            name = f"{shorten(game.actors[place], 24)} moves"
            node = {"markerfacecolor": colour, "markeredgecolor": INK, "markersize": 7}
            handles.append(Line2D(**empty, linestyle="none", marker=marker, label=name, **node))  # type: ignore[arg-type]
        if any(each.probabilities for each in nodes):
            node = {"markerfacecolor": "white", "markeredgecolor": INK, "markersize": 6.5}
            label = "chance (probability)"
            handles.append(Line2D(**empty, linestyle="none", marker="o", label=label, **node))  # type: ignore[arg-type]
        if layout.brackets:
            dashes = {"linestyle": (0, (3.0, 2.2)), "linewidth": 1.3, "color": INK}
            handles.append(Line2D(**empty, label="cannot be told apart", **dashes))  # type: ignore[arg-type]
        kinds = {self._look(each)[1] for each in layout.shown[1:]}
        if "played" in kinds:
            handles.append(Line2D(**empty, color=INK, linewidth=_PLAYED, label="played"))
        if "planned" in kinds:
            planned = [each for each in layout.shown[1:] if self._look(each)[1] == "planned"]
            colour = self._look(planned[0])[0]["color"]
            label = "would be played, if reached"
            handles.append(Line2D(**empty, color=colour, linewidth=_PLANNED, label=label))
        return handles
