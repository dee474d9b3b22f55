"""The payoff space of two actors, drawn layer by layer."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from negotiation._arrays import BoolArray, FloatArray
from negotiation._shares import counted
from negotiation.plotting._callouts import Labels
from negotiation.plotting._charts import head, key, quiet, settle, span_of, thin
from negotiation.plotting._labels import listed, no_zopa, noun, shorten, wrap, write
from negotiation.plotting._marks import Mark, View, alike_words, merged, settled_alike, worth
from negotiation.plotting._placing import emptiest_corner
from negotiation.plotting._roles import ACCEPTED, INK, ROLES
from negotiation.plotting._unlisted import Shortlist, agreeable, over_lotteries, sampled, tally


class Ground:
    """The payoff space of one pair of actors, ready to be drawn layer by layer."""

    def __init__(self, shown: View, pair: tuple[int, int]) -> None:
        self.problem, self.pair = shown.problem, list(pair)
        self.flat = len(self.problem.actors) == 2
        self.payoffs: FloatArray = self.problem.payoffs[:, self.pair]
        self.walk: FloatArray = self.problem.disagreement[self.pair]
        self.slack: FloatArray = self.problem.slack[self.pair]
        answers = [mark for mark in shown.marks if mark.role in ("agreement", "offer")]
        self.marks = merged(answers, self._place)
        self.without = listed(
            name for mark in shown.marks if mark.role == "disagreement" for name in mark.names
        )
        self.lotteries = any(mark.shares is not None for mark in self.marks)
        self.alike = settled_alike(self.problem, self.marks)
        self.status_quo = self._status_quo()

    def _place(self, mark: Mark) -> tuple[int, ...]:
        """Return where a mark stands, in steps too small to see."""
        step = np.where(self.slack > 0, self.slack * 1e4, 1.0)
        return tuple(int(part) for part in np.round((mark.payoffs[self.pair] - self.walk) / step))

    def _status_quo(self) -> FloatArray | None:
        scenario = self.problem.scenario
        if scenario is None or scenario.status_quo is None:
            return None
        whole = self.problem.whole if isinstance(self.problem, Shortlist) else self.problem
        if whole is self.problem and scenario.status_quo not in whole.outcomes:
            return None
        now: FloatArray = worth(whole, scenario.status_quo)[0][self.pair]
        return now

    @property
    def stands_still(self) -> bool:
        """Whether the status quo is worth just what walking away is."""
        return self.status_quo is not None and bool(
            (abs(self.status_quo - self.walk) <= self.slack).all()
        )

    def frame(self, ax: Axes) -> None:
        """Set limits and name the axes."""
        points = np.vstack(
            [self.payoffs, self.walk, *(mark.payoffs[self.pair] for mark in self.marks)]
        )
        (left, right), (bottom, top) = span_of(points[:, 0]), span_of(points[:, 1])
        far = points[:, 0] > 0.35 * left + 0.65 * right
        if self.marks and (far & (points[:, 1] > 0.35 * bottom + 0.65 * top)).any():
            # Labels of efficient points want the room beyond the frontier.
            right, top = right + 0.22 * (right - left), top + 0.2 * (top - bottom)
        ax.set_xlim(left, right)
        ax.set_ylim(bottom, top)
        names = [shorten(self.problem.actors[place], 60) for place in self.pair]
        write(ax.set_xlabel(f"utility of {names[0]}", color=INK))
        write(ax.set_ylabel(f"utility of {names[1]}", color=INK))
        quiet(ax)

    def outcomes(self, ax: Axes) -> list[Any]:
        """Draw every outcome, the ZOPA over the rest, and the quadrant of the ZOPA."""
        problem = self.problem
        crossed, inside = ~problem.signable, problem.zopa
        # Of packages that are never listed only efficient ones are known, and drawn as such.
        alone = isinstance(problem, Shortlist)
        word = noun(problem)
        handles = [
            self._cloud(
                ax, "outcome", ~(inside | crossed) & (not alone), f"{word} outside the ZOPA"
            ),
            self._cloud(ax, "red line", crossed, f"{word} across a red line"),
            self._cloud(ax, "ZOPA", inside & (not alone), f"{word} in the ZOPA"),
        ]
        right, top = ax.get_xlim()[1], ax.get_ylim()[1]
        quadrant = Rectangle(
            (self.walk[0], self.walk[1]),
            right - self.walk[0],
            top - self.walk[1],
            facecolor=ACCEPTED,
            alpha=0.17,
            edgecolor="none",
            zorder=0.5,
            label="neither is worse off than by walking away",
        )
        ax.add_patch(quadrant)
        look: dict[str, Any] = {
            "color": INK,
            "linewidth": 0.9,
            "linestyle": (0, (4, 3)),
            "zorder": 1,
        }
        ax.axvline(self.walk[0], **look)
        ax.axhline(self.walk[1], **look)
        return [*[handle for handle in handles if handle is not None], quadrant]

    def _cloud(self, ax: Axes, role: str, mask: BoolArray, words: str) -> Line2D | None:
        """Draw outcomes of one role, one point a cell where there are very many."""
        if not mask.any():
            return None
        points = self.payoffs[mask]
        drawn = points[thin(points)]
        many = len(drawn) > 400
        look = ROLES[role].line(
            markersize=ROLES[role].size * (0.8 if many else 1.5),
            alpha=0.4 if many and role == "red line" else 1.0,
            label=f"{words} ({len(points):,})",
            rasterized=len(points) > 2000,
            gid=role,
        )
        return ax.plot(drawn[:, 0], drawn[:, 1], **look)[0]

    def efficient(self, ax: Axes) -> list[Any]:
        """Draw the Pareto frontier: its outcomes, the steps they cover, and lotteries."""
        mask = self.problem.pareto
        points = np.unique(self.payoffs[mask], axis=0)
        if not len(points):
            return []
        drawn = points[thin(points)]
        role = ROLES["frontier"]
        found = sampled(self.problem)
        size = role.size if len(drawn) <= 60 else max(2.2, role.size * (60 / len(drawn)) ** 0.35)
        what = "points of the Pareto frontier" if found else "Pareto frontier"
        look = role.line(markersize=size, label=f"{what} ({int(mask.sum()):,})", gid="frontier")
        handles: list[Any] = []
        if self.flat and not found:
            # Between two efficient outcomes nothing better than the lower corner is sure.
            look |= {"linestyle": "-", "color": INK, "linewidth": 0.9, "drawstyle": "steps-pre"}
        handles += ax.plot(drawn[:, 0], drawn[:, 1], **look)
        edges = over_lotteries(self.problem).frontier if self.flat and self.lotteries else None
        if edges is not None:
            corners = (edges.chain + self.problem.disagreement)[:, self.pair]
            handles += ax.plot(
                corners[:, 0],
                corners[:, 1],
                color=INK,
                linewidth=1.8,
                zorder=role.rank - 0.05,
                label="Pareto frontier of lotteries",
                gid="lotteries",
            )
        return handles

    def avoid(self) -> tuple[FloatArray, FloatArray]:
        """Return points that labels had better not cover, and how much better."""
        best = self.problem.pareto | self.problem.zopa
        layers = [(self.payoffs, 3.0), (self.payoffs[best], 16.0)]
        thinned = [(points[thin(points, 45, 0)], weight) for points, weight in layers]
        return (
            np.vstack([points for points, _ in thinned]),
            np.concatenate([np.full(len(points), weight) for points, weight in thinned]),
        )

    def points(self, ax: Axes) -> list[Any]:
        """Draw the disagreement point, the status quo, offers and agreements."""
        handles = []
        if self.status_quo is not None and not self.stands_still:
            handles.append(self._point(ax, "status quo", [self.status_quo], "status quo"))
        handles.append(self._point(ax, "disagreement", [self.walk], "disagreement point"))
        for role, words in (("offer", "offer on record"), ("agreement", "agreement")):
            at = [mark.payoffs[self.pair] for mark in self.marks if mark.role == role]
            if at:
                handles.append(self._point(ax, role, at, words))
        return handles

    def _point(self, ax: Axes, role: str, at: list[FloatArray], words: str) -> Line2D:
        spots = np.array(at)
        look = ROLES[role].line(label=words, gid=role, clip_on=False)
        return ax.plot(spots[:, 0], spots[:, 1], **look)[0]

    def name_points(self, ax: Axes, labels: Labels) -> None:
        """Label the marked points, concepts first, then the package."""
        for mark in self.marks:
            names = listed(mark.names)
            without = self.alike if mark.role == "agreement" else ()
            full, brief = (mark.words(self.problem, width, without) for width in (260, 105))
            more = f" +{len(mark.names) - 1}" if len(mark.names) > 1 else ""
            texts = (
                f"{wrap(names, 38, 9)}\n{wrap(full, 38, 7)}",
                f"{wrap(names, 38, 9)}\n{wrap(brief, 38, 3)}",
                wrap(names, 38, 9),
                wrap(names, 24, 9),
                shorten(mark.names[0], 24) + more,
            )
            labels.add(mark.payoffs[self.pair], texts, ROLES[mark.role].size / 2)
        standing = "disagreement point" + (" and status quo" if self.stands_still else "")
        nothing = f"\nno agreement: {self.without}" if self.without else ""
        full = standing + "\n".join(wrap(line, 38, 6) for line in nothing.split("\n"))
        labels.add(self.walk, (full, standing, "disagreement"), ROLES["disagreement"].size / 2)
        if self.status_quo is not None and not self.stands_still:
            labels.add(self.status_quo, ("status quo",), ROLES["status quo"].size / 2)

    def words(self, ax: Axes, labels: Labels) -> None:
        """Write the title, and in the chart what no point can show."""
        problem = self.problem
        counts = tally(problem)
        others = [name for place, name in enumerate(problem.actors) if place not in self.pair]
        projected = f"; not shown: {listed(others)}" if others else ""
        head(ax, problem.name, counts + projected, alike_words(problem, self.alike))
        said = []
        if not agreeable(problem):
            said.append(no_zopa(problem))
            wanted = int(((problem.gains >= -problem.slack).all(axis=1)).sum())
            if wanted:
                said.append(
                    f"{counted(wanted, noun(problem, 1))} would leave everyone no worse off, "
                    "but cross a red line."
                )
        if said:
            labels.blocks.append(_note(ax, "\n".join(wrap(line, 52, 3) for line in said)))
        labels.left_out = write(
            ax.text(0.995, 0.005, "", transform=ax.transAxes, ha="right", va="bottom", fontsize=7.5)
        )


def legend(ax: Axes, handles: list[Any], ground: Ground, labels: Labels) -> None:
    """Put the legend in the corner that covers least, after making room for it if need be.

    Axes too small for a legend get none: the marked points are labelled in any case.
    """
    settle(ax)
    for fontsize in (8.0, 6.5):
        box = key(ax, handles, loc="lower left", fontsize=fontsize)
        frame, extent = ax.get_window_extent(), box.get_window_extent()
        size = np.array([extent.width / frame.width, extent.height / frame.height]) * 1.08 + 0.02
        if size.prod() < 0.15:
            break
    if size.prod() > 0.35 or size.max() > 0.9:
        box.remove()
        return
    points = np.vstack([ground.payoffs, ground.walk])
    left, right = ax.get_xlim()
    bottom, top = ax.get_ylim()
    view = np.array([left, bottom, right, top])
    if labels.blocks:  # the remark stands in the upper right corner
        points = np.vstack([points, np.tile([right, top], (len(points) + 1, 1))])
    corner, covered = emptiest_corner(points, view, size)
    if not covered:  # where there is a choice, lines stay in sight too
        along = np.vstack([points[:0], *(_along(line) for line in handles)])
        heavy = np.repeat(points, 1 + len(along), axis=0) if len(points) < 2000 else points
        corner, _ = emptiest_corner(np.vstack([heavy, along]), view, size)
    if covered and size[1] > 0.34:
        box.remove()
        return
    if covered:
        ax.set_ylim(bottom - (top - bottom) * size[1] / (1 - size[1]), top)
        corner = "lower left"
    box.set_loc(corner)  # type: ignore[arg-type]
    labels.blocks.append(box)


def _along(line: Any) -> FloatArray:
    """Return points along a line, shape (n, 2); none of what is no line."""
    if not isinstance(line, Line2D) or line.get_linestyle() == "None":
        return np.empty((0, 2))
    ends = np.asarray(line.get_xydata(), dtype=np.float64)
    if line.get_drawstyle() == "steps-pre":
        knees = np.column_stack([ends[:-1, 0], ends[1:, 1]])
        ends = np.insert(ends, np.arange(1, len(ends)), knees, axis=0)
    shares = np.linspace(0.0, 1.0, 9)[:, None, None]
    points: FloatArray = (ends[:-1] + shares * np.diff(ends, axis=0)).reshape(-1, 2)
    return points


def _note(ax: Axes, text: str) -> Any:
    """Write a remark in the upper right corner."""
    return write(
        ax.text(
            0.985,
            0.98,
            text,
            transform=ax.transAxes,
            ha="right",
            va="top",
            fontsize=9,
            color=INK,
            zorder=6,
            gid="note",
            bbox={"boxstyle": "square,pad=0.5", "fc": "white", "ec": INK, "lw": 0.9},
        )
    )
