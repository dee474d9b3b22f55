"""How play changes with precision: from picking at random to an equilibrium, errors included."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter

from negotiation._arrays import FloatArray
from negotiation._shares import counted
from negotiation.concessions import NormalFormGame
from negotiation.engine import QuantalBranch, quantal_response_branch
from negotiation.engine.equilibrium._words import strategy_label
from negotiation.errors import InvalidTypeError, InvalidValueError
from negotiation.plotting._charts import canvas, chart, check_axes, head, quiet, settle, strip
from negotiation.plotting._labels import listed, shorten, write
from negotiation.plotting._roles import FAINT, INK, ROLES, actor_look

_STYLES: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (1.5, 1.5)), (0, (7, 2, 1.5, 2)), (0, (3, 1.5)))
"""What tells the strategies of an actor apart in grey."""
_NAMED = 5
"""Strategies of an actor that are named at most; the others are thin lines."""
_TURN: dict[str, Any] = {
    "linestyle": "none",
    "marker": "o",
    "color": INK,
    "markersize": 4.0,
    "zorder": 2.7,
}
_CROSSING: dict[str, Any] = {"color": FAINT, "linestyle": ":", "linewidth": 1.2}
_SAME, _SETTLED = 0.004, 0.01
"""Lines that never differ by more are one; so near to its end nothing more is to be seen."""
_SMALL = 260.0
"""Width in points of axes below which letters and names are short."""


@dataclass(frozen=True)
class _Line:
    """One line: a strategy's probability along the branch, perhaps of several actors."""

    owners: tuple[tuple[int, int], ...]
    path: FloatArray
    end: float
    limit: float | None
    named: bool
    style: Any


@chart
def quantal_response(subject: Any, *, until: float | None = None, ax: Axes | None = None) -> Axes:
    """Draw the probability of every strategy along the branch of quantal response.

    From the left, where precision is 0 and everybody picks at random, to the right, where
    hardly anybody errs; squares mark the Nash equilibrium that the branch leads to.  The axis
    of precisions is linear near 0 and logarithmic beyond.  A colour per actor, a line per
    strategy; lines that coincide are drawn as one.  Where the branch turns back in precision
    a line has several points above the same precision, and a dot marks the turn.

    Parameters
    ----------
    subject : QuantalBranch, or NormalFormGame
        What to draw; a game stands for its `quantal_response_branch`.
    until : float, optional
        The largest precision drawn; if left out, where probabilities have settled.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    NegotiationError
        If the subject is neither a branch nor a game, or `until` is not more than 0.

    Examples
    --------
    >>> import negotiation as ng
    >>> chicken = ng.NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]])
    >>> ng.plotting.quantal_response(chicken).get_ylabel()
    'probability'
    """
    check_axes(ax)
    if isinstance(subject, NormalFormGame):
        subject = quantal_response_branch(subject)
    if not isinstance(subject, QuantalBranch):
        raise InvalidTypeError(
            "This chart is drawn of a quantal_response_branch, or of a NormalFormGame.",
            given=subject,
        )
    if until is not None and not (until > 0 and math.isfinite(until)):
        raise InvalidValueError("until= must be a precision above 0.", given=until)
    ax = canvas(ax, 8.6, 5.2)
    _Drawing(subject, until, ax).draw()
    return ax


class _Drawing:
    """One branch on one pair of axes."""

    def __init__(self, branch: QuantalBranch, until: float | None, ax: Axes) -> None:
        self.branch, self.ax = branch, ax
        frame, dpi = ax.get_window_extent(), ax.figure.dpi
        self.small = frame.width * 72 / dpi < _SMALL
        self.font = 6.0 if self.small else 8.0
        self.rows = max(3, int(0.8 * frame.height * 72 / dpi / (1.35 * self.font)))
        self.until = until if until is not None else _until(branch)
        moved = branch.precisions[_away(branch, 0) > _SETTLED]
        self.unit = min(float(moved.min(initial=np.inf)), self.until) / 3
        self.right = float(self.place(self.until))
        self.lines = _lines(branch, self.until, self.rows)

    def place(self, precision: Any) -> Any:
        """Return where along the axis precisions stand: linear near 0, then logarithmic."""
        return np.arcsinh(np.asarray(precision) / self.unit)

    def draw(self) -> None:
        """Draw everything."""
        ax = self.ax
        room = 0.5 if self.small else 0.42
        ax.set_xlim(-0.02 * self.right, (1 + room) * self.right)
        ax.set_ylim(-0.03, 1.03)
        for line in self.lines:
            self.line(line)
        self.turns()
        self.names()
        self.axes()
        settle(ax)
        handles = self.handles()
        share = strip(ax, handles, "upper left")
        ax.set_ylim(-0.03, -0.03 + 1.07 / (1 - share))
        self.words()

    def line(self, line: _Line) -> None:
        """Draw one line, in the colours of all its owners, and where it ends."""
        ax = self.ax
        where, path = _smooth(self.place(self.branch.precisions), line.path)
        box = Rectangle((-self.right, -1.0), 2 * self.right, 4.0, transform=ax.transData)
        for turn, (actor, _) in enumerate(line.owners):
            colour, marker = actor_look(actor)
            style = (
                line.style if len(line.owners) == 1 else (7 * turn, (7, 7 * len(line.owners) - 7))
            )
            (drawn,) = ax.plot(
                where,
                path,
                color=colour,
                linestyle=style,
                linewidth=1.9 if line.named else 0.6,
                alpha=1.0 if line.named else 0.6,
                zorder=2.4 if line.named else 2.0,
                gid=self.branch.game.actors[actor],
            )
            drawn.set_clip_path(box)
            if line.named:
                ax.plot(
                    self.right, line.end, marker=marker, color=colour, markersize=5.0, zorder=2.6
                )
        if line.named and line.limit is not None:
            ax.plot(self.right, line.limit, **ROLES["equilibrium"].line(markersize=9.0))

    def turns(self) -> None:
        """Mark where the branch turns back and where another one crosses it."""
        inside = [k for k in self.branch.turns if self.branch.precisions[k] <= self.until]
        for line in self.lines:
            if line.named:
                where = self.place(self.branch.precisions[inside])
                self.ax.plot(where, line.path[inside], **_TURN)
        for precision in self.branch.crossings:
            if precision <= self.until:
                self.ax.vlines(float(self.place(precision)), 0.0, 1.0, **_CROSSING)

    def names(self) -> None:
        """Write the strategies to the right of their lines, one below the other."""
        named = sorted((line for line in self.lines if line.named), key=lambda line: line.end)
        gap = 0.95 / self.rows
        heights = _spread([line.end for line in named], gap)
        for line, height in zip(named, heights, strict=True):
            start, stop = 1.025 * self.right, 1.09 * self.right
            self.ax.plot([start, stop], [line.end, height], color=FAINT, linewidth=0.6)
            told = self.ax.text(
                (1.18 if self.small else 1.15) * self.right,
                height,
                self.name(line),
                va="center",
                fontsize=self.font,
            )
            write(told).set_color(INK)
            colour, marker = actor_look(line.owners[0][0])
            look: dict[str, Any] = {"color": colour, "marker": marker, "markersize": 3.6}
            self.ax.plot(1.12 * self.right, height, **look)

    def name(self, line: _Line) -> str:
        """Return what a line is called: the strategy, and whose if several share the line."""
        names = [self.label(*owner) for owner in line.owners]
        if len(names) == 1:
            return names[0]
        actors = self.branch.game.actors
        if len(names) == len(actors):
            who = "both" if len(actors) == 2 else "all"
        else:
            who = shorten(listed(actors[actor] for actor, _ in line.owners), 24)
        return f"{' = '.join(dict.fromkeys(names))} ({who})"

    def label(self, actor: int, strategy: int) -> str:
        """Return a strategy's name, without the words that all of the actor's begin with."""
        game, width = self.branch.game, 18 if self.small else 26
        name = strategy_label(game, actor, strategy)
        if len(name) <= width:
            return name
        each = [
            strategy_label(game, actor, k).split() for k in range(game.payoffs.shape[actor + 1])
        ]
        shared = 0
        least = min(len(words) for words in each) - 1
        while shared < least and len({words[shared] for words in each}) == 1:
            shared += 1
        kept = max(0, shared - 1)
        rest = " ".join(name.split()[kept:])
        return shorten(f"…{rest}" if kept else rest, width)

    def axes(self) -> None:
        """Write what the axes show; both end where the lines end."""
        ax = self.ax
        first, last = math.ceil(math.log10(self.unit)), math.floor(math.log10(self.until) + 1e-9)
        step = max(1, math.ceil((last - first + 1) / (3 if self.small else 6)))
        tens = [float(f"1e{power}") for power in range(last, first - 1, -step)][::-1]
        ax.set_xticks([0.0, *self.place(tens)], ["0", *(f"{each:g}" for each in tens)])
        ax.set_yticks(np.linspace(0.0, 1.0, 6))
        ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        write(ax.set_ylabel("probability", color=INK))
        per = "per unit of payoff" if self.branch.unit == "payoff" else "per stake"
        write(ax.set_xlabel(f"precision, {per}", color=INK, loc="left"))
        quiet(ax)
        ax.spines["bottom"].set_bounds(0.0, self.right)
        ax.spines["left"].set_bounds(0.0, 1.0)

    def handles(self) -> list[Line2D]:
        """Return the legend's entries: the actors, and the marks that are there."""
        shown: list[Line2D] = []
        for actor, name in enumerate(self.branch.game.actors):
            colour, marker = actor_look(actor)
            look: dict[str, Any] = {"color": colour, "marker": marker, "markersize": 5.0}
            shown.append(Line2D([], [], label=shorten(name, 24), **look))
        if self.branch.limit is not None:
            shown.append(Line2D([], [], label="Nash equilibrium", **ROLES["equilibrium"].line()))
            shown[-1].set_markersize(8.0)
        if (self.branch.precisions[self.branch.turns] <= self.until).any():
            shown.append(Line2D([], [], label="turns back", **_TURN))
        if any(each <= self.until for each in self.branch.crossings):
            shown.append(Line2D([], [], label="crossed by another branch", **_CROSSING))
        return shown

    def words(self) -> None:
        """Say what there is to see."""
        branch = self.branch
        if branch.limit is None:
            end = f"followed to precision {branch.precisions.max():.3g}"
        else:
            pure = all((mixture > 0).sum() == 1 for mixture in branch.limit)
            end = f"to a {'pure' if pure else 'mixed'} Nash equilibrium"
        hidden = sum(not line.named for line in self.lines)
        more = f"; {counted(hidden, 'thin line')} not named" if hidden else ""
        head(
            self.ax,
            branch.game.title or "Quantal response",
            f"Errors in judgement: from picking at random {end}{more}",
        )


def _away(branch: QuantalBranch, place: int) -> FloatArray:
    """Return how far probabilities are, along the branch, from those at one of its points."""
    far = [np.abs(each - each[place]).max(axis=1) for each in branch.probabilities]
    return np.max(far, axis=0)  # type: ignore[no-any-return]


def _until(branch: QuantalBranch) -> float:
    """Return the precision at which there is nothing more to be seen."""
    if branch.limit is None:
        return float(branch.precisions.max()) or 1.0
    moving = np.flatnonzero(_away(branch, -1) > _SETTLED)
    if not len(moving):
        return float(branch.precisions[len(branch.precisions) // 2]) or 1.0
    seen = max(float(branch.precisions[: moving[-1] + 2].max()), 1e-300)
    return min(2.0 * seen, float(branch.precisions.max()))


def _lines(branch: QuantalBranch, until: float, rows: int) -> list[_Line]:
    """Return the lines to draw, those of actors that coincide as one."""
    inside = np.flatnonzero(branch.precisions <= until)
    groups: list[list[tuple[int, int]]] = []
    paths = branch.probabilities
    for actor, path in enumerate(paths):
        for strategy in range(path.shape[1]):
            mine = path[:, strategy]
            for group in groups:
                known = paths[group[0][0]][:, group[0][1]]
                apart = all(owner != actor for owner, _ in group)
                if apart and np.abs(known - mine)[inside].max() < _SAME:
                    group.append((actor, strategy))
                    break
            else:
                groups.append([(actor, strategy)])
    each = max(1, min(_NAMED, rows // len(paths)))
    first = [
        {
            int(place)
            for place in np.argsort(-(path[inside[-1]] + 1e-3 * path[inside].max(axis=0)))[:each]
        }
        for path in paths
    ]
    return [_line(branch, until, group, first) for group in groups]


def _line(
    branch: QuantalBranch, until: float, group: list[tuple[int, int]], first: list[set[int]]
) -> _Line:
    actor, strategy = group[0]
    path = branch.probabilities[actor][:, strategy]
    last = int(np.flatnonzero(branch.precisions <= until)[-1])
    after = min(last + 1, len(path) - 1)
    ends = branch.precisions[[last, after]]
    share = (until - ends[0]) / (ends[1] - ends[0]) if after > last else 0.0
    end = float(path[last] + share * (path[after] - path[last]))
    return _Line(
        tuple(group),
        path,
        end,
        None if branch.limit is None else float(branch.limit[actor][strategy]),
        any(place in first[owner] for owner, place in group),
        _STYLES[strategy % len(_STYLES)],
    )


def _smooth(where: FloatArray, path: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return a curve through the points of a branch, by steps that are too short to be seen."""
    from scipy.interpolate import PchipInterpolator

    if len(where) < 2:
        return where, path
    steps = np.arange(len(where), dtype=np.float64)
    fine = np.linspace(0.0, steps[-1], 12 * (len(where) - 1) + 1)
    # Differences too small to be seen are left out, or slopes overflow.
    seen = [PchipInterpolator(steps, each.round(7))(fine) for each in (where, path)]
    return seen[0], seen[1]


def _spread(heights: list[float], gap: float) -> list[float]:
    """Return ascending heights moved as little as keeps them a gap apart, from 0 to 1."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + gap) if placed else max(height, 0.0))
    top = 1.0
    for place in reversed(range(len(placed))):
        placed[place] = min(placed[place], top)
        top = placed[place] - gap
    return placed
