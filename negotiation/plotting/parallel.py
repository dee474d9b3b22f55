"""What outcomes are worth to any number of actors: an axis for each, a line per outcome."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.ticker import PercentFormatter

from negotiation._arrays import BoolArray, FloatArray
from negotiation.analysis._yardstick import Yardstick
from negotiation.plotting._callouts import Labels
from negotiation.plotting._charts import below, canvas, chart, check_axes, head, quiet, room, settle
from negotiation.plotting._labels import listed, no_zopa, noun, shorten, wrap, write
from negotiation.plotting._marks import Mark, View, alike_words, merged, view
from negotiation.plotting._placing import Scene
from negotiation.plotting._roles import FAINT, INK, ROLES
from negotiation.plotting._unlisted import agreeable, drawable, left_unsaid, sampled, tally

_LINES = 600
"""Outcomes of one kind that are drawn at most; of more, an even selection."""
_FAR = 2.5
"""Shares beyond which, up or down, lines leave the chart."""
_DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (7, 2, 1.5, 2)), (0, (3, 5)))
"""What tells the lines of agreements apart."""


@chart
def parallel(
    subject: Any, solutions: Any = (), *, offers: Any = (), ax: Axes | None = None
) -> Axes:
    """Draw outcomes as lines across parallel axes, one for every actor.

    On every axis 0% is walking away and 100% the actor's best in the ZOPA, so a line is the
    share of its ideal gain that each actor gets, and a line that falls below 0% is no
    agreement.  The actor's own utility stands beside both ends.  Outcomes in the ZOPA are
    faint, efficient ones among them darker, solutions drawn heavily and named.  Where the
    ZOPA is empty the efficient outcomes are drawn, 100% being the actor's largest gain or loss
    in any of them.

    Parameters
    ----------
    subject : BargainingProblem, Scenario, Solution, list or mapping of Solution, Comparison
        What to draw.  The keys of a mapping name its solutions.
    solutions : Solution, list or mapping of Solution
        More solutions of the same problem to mark.
    offers : list of str, or mapping
        Recorded offers of the scenario to mark, by name, or ``{name: package}``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    NegotiationError
        If an offer is unknown, or the solutions answer different problems.

    Examples
    --------
    >>> import negotiation as ng
    >>> own = ng.BargainingProblem([[3, 1, 0], [2, 2, 1], [1, 3, 2]], actors=["Ann", "Bo", "Cy"])
    >>> [tick.get_text() for tick in ng.plotting.parallel(own).get_xticklabels()]
    ['Ann', 'Bo', 'Cy']
    """
    check_axes(ax)
    shown = drawable(view(subject, solutions, offers))
    lines = _Lines(shown)
    ax = canvas(ax, float(np.clip(4.6 + 1.6 * len(shown.problem.actors), 8.8, 15.0)), 6.4)
    lines.frame(ax)
    handles = [*lines.outcomes(ax), *lines.disagreement(ax), *lines.marked(ax)]
    settle(ax)
    lines.words(ax)
    below(ax, handles)
    lines.names(ax)
    return ax


class _Lines:
    """The lines of one chart."""

    def __init__(self, shown: View) -> None:
        self.problem, self.shown = shown.problem, shown
        self.yard = Yardstick.of(shown.problem)
        self.x = np.arange(len(self.problem.actors), dtype=np.float64)
        self.asides: list[Any] = []
        self.low, self.high = 0.0, 1.0
        self.empty = not agreeable(shown.problem)
        marks = [mark for mark in shown.marks if mark.role in ("agreement", "offer")]
        self.marks = merged(marks, self._place)
        self.efficient: FloatArray = self._distinct(
            self.problem.pareto if self.empty else self.problem.negotiation_set
        )
        self.inside: FloatArray = self._distinct(self.problem.zopa & ~self.problem.negotiation_set)
        self.without = listed(
            name for mark in shown.marks if mark.role == "disagreement" for name in mark.names
        )

    def _place(self, mark: Mark) -> tuple[int, ...]:
        return tuple(int(part) for part in np.round(self.yard.shares(mark.payoffs) * 1e5))

    def _distinct(self, mask: BoolArray) -> FloatArray:
        """Return the shares of outcomes, those that look the same only once."""
        shares = self.yard.shares(self.problem.payoffs[mask])
        return np.unique(np.round(shares, 3), axis=0)

    @property
    def end(self) -> float:
        """Where the room for names begins."""
        return float(self.x[-1])

    def frame(self, ax: Axes) -> None:
        """Draw the axes, name them, and write each actor's own utility at both ends."""
        everything = np.vstack(
            [
                np.zeros((1, len(self.x))),
                np.ones((1, len(self.x))),
                self.efficient,
                *(self.yard.shares(mark.payoffs)[None] for mark in self.marks),
            ]
        )
        low, high = max(float(everything.min()), -_FAR), min(float(everything.max()), _FAR)
        pad = 0.09 * (high - low)
        self.low, self.high = low, high
        points = ax.get_window_extent().width * 72 / ax.figure.dpi
        part = min(0.5, 230 / points) if self.marks or self.without else 0.08
        ax.set_xlim(-0.3, self.end + max((self.end + 0.3) * part / (1 - part), 0.3))
        ax.set_ylim(low - pad, high + pad)
        quiet(ax)
        ax.spines["bottom"].set_visible(False)
        apart = points * 0.9 / (ax.get_xlim()[1] + 0.3)
        names = [wrap(name, max(7, int(apart / 6.2)), 3) for name in self.problem.actors]
        ax.set_xticks(self.x, names)
        ax.tick_params(axis="x", length=0, labelsize=9)
        for label in ax.get_xticklabels():
            write(label)
        ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=None))
        what = "largest gain or loss" if self.empty else "ideal gain"
        label = ax.set_ylabel(
            wrap(f"share of the actor's {what}", max(12, int(room(ax)[1] / 5.2)), 3), color=INK
        )
        write(label)
        for place, at in enumerate(self.x):
            ax.plot([at, at], [low, high], color=FAINT, linewidth=1.0, zorder=1.2)
            walk, best = self.yard.walk[place], self.yard.walk[place] + self.yard.unit[place]
            top = f"{best:.3g}" if self.yard.able[place] or self.empty else "cannot gain"
            self.asides.append(_aside(ax, at, 0.0, f"{walk:.3g}", below=True))
            self.asides.append(_aside(ax, at, 1.0, top, below=False))

    def outcomes(self, ax: Axes) -> list[Any]:
        """Draw the outcomes of the ZOPA, faint, and the efficient ones, darker."""
        word, handles = noun(self.problem), []
        if len(self.inside):
            role = ROLES["ZOPA"]
            alpha = float(np.clip(30 / len(self.inside), 0.08, 0.5))
            self._bundle(ax, self.inside, role.colour, alpha, "ZOPA")
            total = int(self.problem.zopa.sum())
            handles.append(
                Line2D(
                    [], [], color=role.colour, alpha=0.6, label=f"{word} in the ZOPA ({total:,})"
                )
            )
        if len(self.efficient):
            alpha = float(np.clip(25 / len(self.efficient), 0.12, 0.75))
            self._bundle(ax, self.efficient, INK, alpha, "frontier")
            where = "Pareto frontier" if self.empty else "Pareto frontier in the ZOPA"
            where = f"points of the {where}" if sampled(self.problem) else where
            mask = self.problem.pareto if self.empty else self.problem.negotiation_set
            words = f"{where} ({int(mask.sum()):,})"
            look = {**ROLES["frontier"].line(), "linestyle": "-", "color": INK, "linewidth": 0.9}
            if len(self.efficient) <= 60:
                drawn = self.efficient
                at = np.broadcast_to(self.x, drawn.shape)
                ax.plot(at.ravel(), drawn.ravel(), **ROLES["frontier"].line())
            else:
                look["marker"] = ""
            handles.append(Line2D([], [], label=words, **look))
        return handles

    def _bundle(self, ax: Axes, shares: FloatArray, colour: str, alpha: float, gid: str) -> None:
        if len(shares) > _LINES:
            shares = shares[np.linspace(0, len(shares) - 1, _LINES).round().astype(int)]
        if len(self.x) == 1:  # a single actor has points instead of lines
            look: dict[str, Any] = {
                "marker": "_",
                "markersize": 18,
                "alpha": alpha,
                "color": colour,
            }
            ax.plot(np.zeros(len(shares)), shares[:, 0], linestyle="none", gid=gid, **look)
            return
        paths = np.stack([np.broadcast_to(self.x, shares.shape), shares], axis=-1)
        rank = ROLES[gid].rank - 0.6
        bundle = LineCollection(
            list(paths), colors=colour, alpha=alpha, linewidths=0.8, zorder=rank, gid=gid
        )
        bundle.set_rasterized(len(shares) > 200)
        ax.add_collection(bundle, autolim=False)

    def disagreement(self, ax: Axes) -> list[Any]:
        """Draw walking away: a square on every axis, and the line between them."""
        role = ROLES["disagreement"]
        look = {**role.line(), "linestyle": (0, (4, 3)), "color": INK, "linewidth": 0.9}
        words = "disagreement point"
        return ax.plot(
            self.x, np.zeros_like(self.x), label=words, gid="disagreement", clip_on=False, **look
        )

    def marked(self, ax: Axes) -> list[Any]:
        """Draw agreements and offers heavily, each with a dash of its own."""
        handles: dict[str, Any] = {}
        for place, mark in enumerate(self.marks):
            role, shares = ROLES[mark.role], self.yard.shares(mark.payoffs)
            dash = _DASHES[place % len(_DASHES)]
            ax.plot(self.x, shares, color=role.colour, linewidth=4.2, zorder=2.8)
            ax.plot(self.x, shares, color=INK, linewidth=1.3, linestyle=dash, zorder=2.9)
            size = 13.0 if mark.role == "agreement" else 8.0
            (spots,) = ax.plot(self.x, shares, **role.line(markersize=size, gid=mark.role))
            words = "agreement" if mark.role == "agreement" else "offer on record"
            spots.set_label(words)
            handles.setdefault(mark.role, spots)
        return list(handles.values())

    def names(self, ax: Axes) -> None:
        """Name the lines at their right ends."""
        labels = _Beside(ax, *self._avoid(), right_of=self.end)
        labels.blocks.extend(self.asides)
        without = left_unsaid(self.problem, self.marks)
        for mark in self.marks:
            end = self._right_end(self.yard.shares(mark.payoffs))
            names, brief = listed(mark.names), mark.words(self.problem, 90, without)
            texts = (
                f"{wrap(names, 34, 6)}\n{wrap(brief, 34, 3)}",
                wrap(names, 34, 4),
                shorten(mark.names[0], 24),
            )
            labels.add(end, texts, 6.0)
        if self.without:
            said = f"no agreement: {self.without}"
            texts = (wrap(said, 34, 6), wrap(said, 34, 2), "no agreement")
            labels.add(np.array([self.end, 0.0]), texts, 5.0)

    def _right_end(self, shares: FloatArray) -> FloatArray:
        """Return where a line ends, or leaves the chart before its end."""
        last = float(np.clip(shares[-1], self.low, self.high))
        if last == shares[-1] or len(shares) == 1:
            return np.array([self.end, last])
        before = float(shares[-2])
        part = (last - before) / (shares[-1] - before)
        return np.array([self.end - 1 + float(np.clip(part, 0.0, 1.0)), last])

    def _avoid(self) -> tuple[FloatArray, FloatArray]:
        """Return where labels had better not stand: between the axes."""
        low, high = sorted((min(0.0, float(self.efficient.min(initial=0.0))), 1.0))
        across, along = np.meshgrid(
            np.linspace(-0.2, self.end + 0.02, 12 * len(self.x)), np.linspace(low, high, 25)
        )
        points = np.column_stack([across.ravel(), along.ravel()])
        return points, np.full(len(points), 40.0)

    def words(self, ax: Axes) -> None:
        """Write the title."""
        problem = self.problem
        told = tally(problem) + (f". {no_zopa(problem)[:-1]}" if self.empty else "")
        most = max(len(self.inside), len(self.efficient))
        far = [mark for mark in self.marks if abs(self.yard.shares(mark.payoffs)).max() > _FAR]
        told += "; some lines leave the chart" if far else ""
        told += f"; at most {_LINES} of a kind drawn" if most > _LINES else ""
        top = "each one's largest gain or loss" if self.empty else "each one's best in the ZOPA"
        alike = alike_words(problem, left_unsaid(problem, self.marks))
        head(ax, problem.name, told, f"0%: walking away; 100%: {top}", alike)


class _Beside(Labels):
    """Labels that all stand right of the last axis, where no line runs."""

    def __init__(self, ax: Axes, avoid: FloatArray, weights: FloatArray, *, right_of: float):
        super().__init__(ax, avoid, weights)
        self.right_of = right_of

    def _scene(self, renderer: Any, anchors: FloatArray, frame: Any, scale: float) -> Scene:
        scene = super()._scene(renderer, anchors, frame, scale)
        assert self.axes is not None
        edge = float(self.axes.transData.transform((self.right_of, 0.0))[0]) + 7.0 * scale
        left, bottom, right, top = scene.bounds
        return replace(scene, bounds=np.array([min(max(left, edge), right), bottom, right, top]))


def _aside(ax: Axes, at: float, height: float, text: str, *, below: bool) -> Any:
    """Write an actor's own utility beside its axis."""
    return write(
        ax.annotate(
            text,
            (at, height),
            xytext=(5, -9 if below else 8),
            textcoords="offset points",
            va="center",
            fontsize=7.5,
            color=INK,
            zorder=4,
        )
    )
