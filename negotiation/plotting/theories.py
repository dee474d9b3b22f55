"""Theories side by side: what each expects on every issue, and how often they differ."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from negotiation._shares import percent
from negotiation.analysis import Ensemble, Estimate
from negotiation.plotting._charts import canvas, chart, check_axes, head, settle
from negotiation.plotting._labels import Fitted, shorten, wrap, write
from negotiation.plotting._roles import FAINT, INK
from negotiation.plotting._strips import Strip, drawn_of, legend_below, studied, whisker

_STEP = 1.1
"""From one column to the next; a bar is 1 long."""
_BAR = 0.6
_NAMES = 0.7
"""Height of the strip that names the columns, in rows."""


@chart
def theories(study: Any, *, ax: Axes | None = None) -> Axes:
    """Draw what each solution concept expects, so that theories can be compared.

    A row per concept, a column per issue.  Every bar is the whole of the draws: those without
    agreement first, hatched, then the options of the issue in their order, the first palest.
    A single bar shows what is uncertain within one theory; bars of one column that look
    different show what theories disagree about.  Below a column stands in how many draws
    they do.

    Parameters
    ----------
    study : Ensemble
        What `negotiation.ensemble` returns for several concepts.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidTypeError
        If it is not an ensemble.

    Examples
    --------
    >>> import negotiation as ng
    >>> cake = ng.Issue("share", ["none", "half", "all"])
    >>> mine = ng.Additive({"share": {"none": 0, "half": 0.5, "all": 1}})
    >>> yours = ng.Additive({"share": {"none": 1, "half": 0.5, "all": 0}})
    >>> doubt = ng.distributions.uniform(0, 1)
    >>> actors = [ng.Actor("A", mine, doubt), ng.Actor("B", yours, doubt)]
    >>> talk = ng.Scenario("a cake", [cake], actors)
    >>> study = ng.ensemble(talk, ["nash", "egalitarian"], draws=500, rng=1)
    >>> [label.get_text() for label in ng.plotting.theories(study).get_yticklabels()]
    ['nash', 'egalitarian']
    """
    check_axes(ax)
    study = studied(study)
    each = {concept: study[concept] for concept in study.concepts}
    issues, rows = list(study.terms), len(each)
    columns = len(issues) + 1
    ax = canvas(ax, min(2.4 + 1.75 * columns, 19.0), 2.1 + 0.5 * (rows + 1.6))
    ax.set_xlim(-0.01, _STEP * columns - (_STEP - 1.0) + 0.01)
    ax.set_ylim(rows + 0.25, -0.5 - _NAMES)
    _frame(ax, list(each))
    apart = differing(study)
    settle(ax)
    head(ax, study.problem.scenario.name, *_words(study, apart))
    settle(ax)
    for row, one in enumerate(each.values()):
        _row(ax, row, one)
    _heads(ax, study, apart)
    legend_below(ax)
    return ax


def differing(study: Ensemble) -> dict[str, float]:
    """Return per issue in which share of the draws kept not all concepts expect the same.

    No agreement counts as an answer of its own.  What stands under ``""`` is the share of
    draws in which any issue differs.
    """
    space = study.problem.space
    found = {}
    chosen = np.array([study[concept].outcomes for concept in study.concepts])
    settled = chosen >= 0
    for issue in study.terms:
        levels = np.where(settled, space.column(issue)[np.where(settled, chosen, 0)], -1)
        found[issue] = _share((levels != levels[0]).any(axis=0))
    found[""] = _share((chosen != chosen[0]).any(axis=0))
    return found


def _share(marked: Any) -> float:
    return float(np.mean(marked)) if len(marked) else 0.0


def _frame(ax: Axes, concepts: list[str]) -> None:
    """Name the rows, and take away what is not needed."""
    ax.set_yticks(range(len(concepts)), [wrap(name, 24, 2) for name in concepts])
    ax.set_xticks([])
    ax.tick_params(axis="y", length=0, labelsize=8.5, colors=INK)
    for label in ax.get_yticklabels():
        write(label)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _room(ax: Axes) -> float:
    """Return the length of a bar in points."""
    points = float(ax.get_window_extent().width * 72 / ax.figure.dpi)
    return points / float(np.ptp(ax.get_xlim()))


def _row(ax: Axes, row: int, one: Ensemble) -> None:
    """Draw one theory: how likely no agreement is, then its terms."""
    room = _room(ax)
    bottom, nothing = row - _BAR / 2, one.no_agreement
    ax.plot([0.0, 1.0], [row + _BAR / 2] * 2, color=FAINT, linewidth=0.8, zorder=1)
    concept = one.concepts[0]
    Strip(ax, (0.0, bottom), _BAR, nothing=nothing.value, gid=concept)
    whisker(ax, 0.0, row, nothing)
    _number(ax, row, nothing, room)
    for place, (issue, options) in enumerate(one.terms.items()):
        strip = Strip(
            ax,
            ((place + 1) * _STEP, bottom),
            _BAR,
            nothing=nothing.value,
            gid=f"{concept}, {issue}",
        )
        shares = {option: estimate.value for option, estimate in options.items()}
        strip.options(shares, room, 7.0 if room > 90 else 0.0)


def _number(ax: Axes, row: int, nothing: Estimate, room: float) -> None:
    """Write the probability of no agreement where neither bar nor interval is in the way."""
    if room < 45:
        return
    said = percent(nothing.value)
    ends = (*nothing.interval(0.95), nothing.value)
    at, side = _beside(min(ends), max(ends), 5.2 * len(said) / room)
    label = ax.text(
        at,
        row if side != "center" else row - _BAR / 4,
        said,
        ha=side,
        va="center",
        fontsize=8,
        color=INK,
        zorder=5,
        gid="no agreement",
    )
    if side != "left":
        label.set_bbox({"boxstyle": "square,pad=0.15", "fc": "white", "ec": "none"})
    write(label)


def _beside(low: float, high: float, wide: float) -> tuple[float, str]:
    """Return where a number stands beside the interval, or in its middle, and how it is set."""
    if high + 0.04 + wide <= _STEP - 0.02:
        return high + 0.04, "left"
    if low - 0.05 - wide >= 0.0:
        return low - 0.05, "right"
    return (low + high) / 2, "center"


def _heads(ax: Axes, study: Ensemble, apart: dict[str, float]) -> None:
    """Name the columns, and say below how far theories differ on each."""
    rows, room = len(study.concepts), _room(ax)
    scales = {issue: list(options) for issue, options in study.terms.items()}
    for place, issue in enumerate(["no agreement", *scales]):
        middle = place * _STEP + 0.5
        look: dict[str, Any] = {"ha": "center", "va": "center", "color": INK}
        title = Fitted(
            middle,
            -0.55 - _NAMES / 2,
            issue,
            (1.0, _NAMES * 0.95),
            weight="bold",
            fontsize=8,
            **look,
        )
        ax.add_artist(title)
        if rows > 1 and place and room > 45:
            told = (
                f"theories differ in {percent(apart[issue])}"
                if apart[issue] > 0
                else "theories never differ"
            )
            below = Fitted(middle, rows - 0.35, told, (1.08, 0.5), fontsize=7.5, **look)
            below.set_gid(f"differ {issue}")
            ax.add_artist(below)


def _words(study: Ensemble, apart: dict[str, float]) -> list[str]:
    """Return the main finding as sentences."""
    if len(study.concepts) == 1:
        return [f"One theory, {study.concepts[0]}, {drawn_of(study)}: nothing to compare it with"]
    chances = [study[concept].no_agreement.value for concept in study.concepts]
    low, high = min(chances), max(chances)
    nothing = percent(low) if high - low < 1e-12 else f"{percent(low)} to {percent(high)}"
    first = f"{len(study.concepts)} theories, {drawn_of(study)}: no agreement in {nothing}"
    if not apart[""] > 0:
        return [first, "They select the same package in every draw"]
    per_issue = {issue: share for issue, share in apart.items() if issue}
    most = max(per_issue, key=lambda issue: per_issue[issue])
    second = f"They do not all select the same package in {percent(apart[''])} of draws"
    if per_issue[most] > 0:
        second += f"; most often they differ about {shorten(most, 40)}"
    return [first, second]
