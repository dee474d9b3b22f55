"""The terms an ensemble expects, issue by issue, and how often nothing is agreed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from negotiation._shares import percent
from negotiation.analysis import Ensemble
from negotiation.plotting._charts import canvas, chart, check_axes, head, quiet, settle
from negotiation.plotting._labels import shorten, wrap, write
from negotiation.plotting._roles import INK
from negotiation.plotting._strips import (
    Strip,
    aside,
    drawn_of,
    legend_below,
    studied,
    whisker,
    written,
)

_BAR = 0.56
"""Height of a bar; rows are 1 apart."""
_ROOMY = (250.0, 26.0)
"""Length of a bar and distance between rows, in points, from which there is room for words."""


@chart
def terms(study: Any, *, ax: Axes | None = None) -> Axes:
    """Draw how often each option is agreed, issue by issue, and how often nothing is.

    Every bar is the whole of the draws.  It begins with the draws that end without agreement,
    hatched and the same in every bar; then come the options of the issue in their order, the
    first palest.  The mark above the bars is the 95% interval of the probability of no
    agreement: what the number of draws leaves open, not whether the inputs are right.

    Parameters
    ----------
    study : Ensemble
        What `negotiation.ensemble` returns.  Of several concepts the first is drawn;
        ``study["egalitarian"]`` is another.
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
    >>> study = ng.ensemble(ng.Scenario("a cake", [cake], actors), draws=500, rng=1)
    >>> ng.plotting.terms(study).get_xlabel()
    'share of draws'
    """
    check_axes(ax)
    study = studied(study)
    shares = {
        issue: {option: estimate.value for option, estimate in options.items()}
        for issue, options in study.terms.items()
    }
    ax = canvas(ax, 9.6, 1.9 + 0.78 * len(shares))
    ax.set_xlim(-0.002, 1.003)  # room for the bars' outlines
    ax.set_ylim(len(shares) - 0.45, -1.05)
    _names(ax, study, shares)
    settle(ax)
    head(ax, study.problem.scenario.name, *_words(study, shares))
    settle(ax)
    _bars(ax, study, shares)
    _nothing(ax, study)
    legend_below(ax)
    return ax


def _names(ax: Axes, study: Ensemble, shares: Mapping[str, Any]) -> None:
    """Name the issues, and who gives what."""
    givers = {issue.name: issue.conceded_by for issue in study.problem.scenario.issues}
    roomy = _roomy(ax)
    words = []
    for issue in shares:
        giver = givers.get(issue) if roomy else None
        told = f"\n{shorten(giver, 26)} gives" if giver else ""
        words.append(wrap(issue, 26, 2 if roomy else 1) + told)
    ax.set_yticks(range(len(shares)), words)
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    write(ax.set_xlabel("share of draws", color=INK))
    quiet(ax)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    for label in ax.get_yticklabels():
        write(label)


def _sizes(ax: Axes) -> tuple[float, float]:
    """Return the length of a bar and the distance between bars, in points."""
    frame, point = ax.get_window_extent(), ax.figure.dpi / 72
    low, high = ax.get_ylim()
    return float(frame.width / point), float(frame.height / point / abs(high - low))


def _roomy(ax: Axes) -> bool:
    """Return whether there is room for words between and in the bars."""
    return all(size > least for size, least in zip(_sizes(ax), _ROOMY, strict=True))


def _bars(ax: Axes, study: Ensemble, shares: Mapping[str, Mapping[str, float]]) -> None:
    """Draw a bar per issue, and below it in words what was too narrow for its name."""
    long, roomy = _sizes(ax)[0], _roomy(ax)
    for row, (issue, options) in enumerate(shares.items()):
        nothing = study.no_agreement.value
        strip = Strip(ax, (0.0, row - _BAR / 2), _BAR, nothing=nothing, gid=issue)
        unnamed = strip.options(options, long, 8.0 if roomy else 0.0)
        said = aside(options, unnamed, int(long / 3.7))
        if said and roomy:
            look: dict[str, Any] = {"fontsize": 7.0, "color": "#555555", "va": "top"}
            below = ax.text(0.0, row + _BAR / 2 + 0.03, said, gid=f"{issue} aside", **look)
            write(below).set_in_layout(False)


def _nothing(ax: Axes, study: Ensemble) -> None:
    """Mark the probability of no agreement above the bars, with its interval."""
    found = study.no_agreement
    look: dict[str, Any] = {"color": INK, "linewidth": 0.9, "zorder": 1}
    ax.plot([found.value] * 2, [-0.52, -_BAR / 2], gid="no agreement line", **look)
    whisker(ax, 0.0, -0.52, found)
    if not _roomy(ax):
        return  # the title says it
    text = shorten(f"no agreement {written(found)}", int(_sizes(ax)[0] / 4.6))
    look = {"fontsize": 9, "weight": "bold", "color": INK, "va": "top"}
    write(ax.text(0.0, -0.98, text, gid="no agreement", **look)).set_in_layout(False)


def _words(study: Ensemble, shares: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Return the main finding as sentences."""
    nothing, agreed = study.no_agreement.value, 1.0 - study.no_agreement.value
    concept = study.concepts[0]
    first = f"No agreement in {percent(nothing)} of {drawn_of(study)} ({concept})"
    if agreed <= 1e-12 or not shares:
        return [first]
    modes = {
        issue: max(options.items(), key=lambda each: each[1]) for issue, options in shares.items()
    }
    surest = max(modes, key=lambda issue: modes[issue][1])
    doubtful = min(modes, key=lambda issue: modes[issue][1])
    if modes[doubtful][1] >= agreed - 1e-12:
        return [first, "Every agreement is on the same terms"]
    said = f"Where they agree, surest is {_mode(surest, modes[surest], agreed)}"
    if doubtful == surest:
        return [first, said]
    return [first, f"{said}; most in doubt, {_mode(doubtful, modes[doubtful], agreed)}"]


def _mode(issue: str, mode: tuple[str, float], agreed: float) -> str:
    """Return an issue with its likeliest option, and in which share of agreements it is that."""
    option, share = mode
    told = percent(round(min(share / agreed, 1.0), 12))  # not 99.99999999999999%
    return f"{shorten(issue, 30)}: {shorten(str(option), 34)} ({told})"
