"""What a package gains over settling every issue alone, a pair of bars per issue."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from negotiation.analysis import Anatomy, Logrolling, NotDefined, anatomy
from negotiation.engine import Solution
from negotiation.errors import NotDefinedError
from negotiation.plotting._charts import below, canvas, chart, check_axes, head, quiet, room, settle
from negotiation.plotting._labels import shorten, wrap, write
from negotiation.plotting._marks import view
from negotiation.plotting._roles import FAINT, INK, actor_look

_HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "||||")
"""What tells the bars of actors apart in grey."""
_AXIS = "← gives        share of the actor's ideal gain        gets →"
_SMALL = 320.0
"""Width in points of axes below which issues are named without their options."""


@chart
def logrolling(subject: Any, *, ax: Axes | None = None) -> Axes:
    """Draw, issue by issue, what each actor gives and gets by settling all issues together.

    A group of bars per issue, a bar per actor: what the package is worth to the actor on
    this issue, less what it would have if the issue were settled alone, as a share of its
    ideal gain.  A bar to the left is a concession beyond the compromise, a bar to the right
    what is bought with it.  The last group is the sum.  Issues that add most come first.

    Parameters
    ----------
    subject : Anatomy, Logrolling, Scenario, BargainingProblem, Solution or Comparison
        What to draw.  An anatomy says which package and which compromise; a solution is the
        package of its own concept.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    NotDefinedError
        If issues cannot be told apart, or there is no package; the message says why.

    Examples
    --------
    >>> import negotiation as ng
    >>> hanoi = ng.library.load("hanoi-2019")
    >>> ax = ng.plotting.logrolling(ng.anatomy(hanoi, names=()))
    >>> ax.get_legend().get_texts()[0].get_text()
    'United States'
    """
    check_axes(ax)
    told = _told(subject)
    actors, issues = len(told.actors), len(told.issues)
    each = 0.17 * actors + 0.28
    ax = canvas(ax, 9.6, min(24.0, 2.1 + each * (issues + 1.4)))
    moved = (np.abs(told.by_issue) > 1e-9).any(axis=1)
    added = told.by_issue[:, told.able].mean(axis=1)
    order = np.lexsort([-added, ~moved])
    heights = np.append(np.arange(issues, 0, -1.0), -0.35)
    values = np.vstack([told.by_issue[order], told.gains])
    handles = _bars(ax, told, heights, values)
    ax.plot([0.0, 0.0], [heights[-1] - 0.55, issues + 0.55], color=INK, linewidth=0.9, zorder=2.6)
    ax.axhline(0.32, color=FAINT, linewidth=0.8)
    reach = max(float(np.abs(values).max(initial=0.0)), 1e-9) * 1.22
    ax.set_xlim(-reach, reach)
    ax.set_ylim(heights[-1] - 0.55, issues + 0.55)
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=None))
    write(ax.set_xlabel(_AXIS if room(ax)[0] > _SMALL else "share of ideal gain", color=INK))
    quiet(ax)
    ax.spines["left"].set_visible(False)
    _issues(ax, told, order, heights)
    settle(ax)
    _words(ax, told)
    settle(ax)
    below(ax, handles)
    return ax


def _told(subject: Any) -> Logrolling:
    """Return what was handed over as logrolling, or say why there is none."""
    if isinstance(subject, Logrolling):
        return subject
    found = subject
    if not isinstance(subject, Anatomy | NotDefined):
        alone = isinstance(subject, Solution)
        problem = subject.problem if alone else view(subject).problem
        asked = {"concept": subject.concept} if alone else {}
        found = anatomy(problem, names=(), **asked)
    part = found.logrolling if isinstance(found, Anatomy) else found
    if isinstance(part, NotDefined):
        raise NotDefinedError(f"There is no logrolling to draw. {part.reason}")
    return part


def _bars(ax: Axes, told: Logrolling, heights: Any, values: Any) -> list[Patch]:
    """Draw a bar per actor beside each other in every group."""
    count = len(told.actors)
    thick = 0.78 / count
    handles = []
    for place, name in enumerate(told.actors):
        colour = actor_look(place)[0]
        hatch = _HATCHES[place % len(_HATCHES)]
        look: dict[str, Any] = {"color": colour, "hatch": hatch, "edgecolor": INK, "linewidth": 0.6}
        at = heights + 0.39 - thick * (place + 0.5)
        ax.barh(at, values[:, place], thick * 0.92, zorder=2.0, gid=name, **look)
        for height, value in zip(at, values[:, place], strict=True):
            _number(ax, float(value), float(height))
        look["facecolor"] = look.pop("color")
        handles.append(Patch(label=wrap(name, 40, 2), **look))
    return handles


def _number(ax: Axes, value: float, height: float) -> None:
    """Write a bar's number at its end."""
    said = f"{value:+.0%}".replace("-", "−") if abs(value) >= 0.005 else "0"
    right = value >= 0
    ax.annotate(
        said,
        (value, height),
        xytext=(4 if right else -4, 0),
        textcoords="offset points",
        ha="left" if right else "right",
        va="center",
        fontsize=7.5,
        color=INK,
        annotation_clip=False,
    )


def _issues(ax: Axes, told: Logrolling, order: Any, heights: Any) -> None:
    """Name the issues, and how each is settled alone and in the package."""
    narrow = room(ax)[0] < _SMALL
    names = []
    for place in order:
        name = wrap(told.issues[place], 24 if narrow else 44, 1 if narrow else 2)
        alone, package = told.compromise[place], str(told.package[told.issues[place]])
        alone = shorten(alone, 60)
        change = f"{alone} → {shorten(package, 40)}" if alone != package else f"{alone}, as alone"
        names.append(name if narrow else f"{name}\n{wrap(change, 48, 2)}")
    ax.set_yticks(heights, [*names, "all issues"])
    ax.tick_params(axis="y", length=0, labelsize=8.0)
    for label in ax.get_yticklabels():
        write(label)
        label.set_linespacing(1.25)
    ax.get_yticklabels()[-1].set_fontweight("bold")


def _words(ax: Axes, told: Logrolling) -> None:
    """Say what there is to see."""
    room = 30 if len(told.actors) < 3 else 16
    each = "; ".join(
        f"{shorten(name, room)} {before:.0%} → {after:.0%}"
        for name, before, after in zip(
            told.actors, told.at_compromise, told.at_package, strict=True
        )
    )
    head(
        ax,
        told.name,
        f"Each issue settled alone → all in one package ({told.concept}), shares of ideal gains: "
        f"{each}",
    )
