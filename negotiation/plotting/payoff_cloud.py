"""The joint distribution of payoffs, over the frontier of the central scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from negotiation._arrays import FloatArray
from negotiation._shares import counted
from negotiation.analysis import Ensemble
from negotiation.concessions import BargainingProblem, bargaining_problem
from negotiation.plotting._charts import (
    above,
    canvas,
    chart,
    check_axes,
    head,
    quiet,
    settle,
    span_of,
    thin,
)
from negotiation.plotting._density import density, distinct
from negotiation.plotting._labels import listed, shorten, write
from negotiation.plotting._roles import INK, ROLES
from negotiation.plotting._strips import drawn_of, studied, written
from negotiation.plotting.frontier import pair_of

_AGREED = "#a67c00"
"""The agreements' gold, dark enough for dots and lines on white."""
_DRAWN = 1500
"""Points of a cloud that are drawn at most, about."""


@chart
def payoff_cloud(
    study: Any, *, actors: Sequence[str] | None = None, ax: Axes | None = None
) -> Axes:
    """Draw what two actors get in every draw: an agreement's worth, or that of walking away.

    Dots are draws that end in agreement; the lines around them hold half and nine tenths of
    these.  Squares are draws without agreement, at what walking away is then worth.  For
    orientation the Pareto frontier and the disagreement point of the central scenario are
    drawn beneath: every draw has a frontier of its own, so that dots may lie beyond this one.

    Parameters
    ----------
    study : Ensemble
        What `negotiation.ensemble` returns.  Of several concepts the first is drawn.
    actors : pair of str, optional
        The actors on the two axes; the first two if left out.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidTypeError
        If it is not an ensemble.
    NotDefinedError
        If there is a single actor.
    NegotiationError
        If `actors` are not two of the actors.

    Examples
    --------
    >>> import negotiation as ng
    >>> cake = ng.Issue("share", ["none", "half", "all"])
    >>> mine = ng.Additive({"share": {"none": 0, "half": 0.5, "all": 1}})
    >>> yours = ng.Additive({"share": {"none": 1, "half": 0.5, "all": 0}})
    >>> doubt = ng.distributions.uniform(0, 1)
    >>> actors = [ng.Actor("A", mine, doubt), ng.Actor("B", yours, doubt)]
    >>> study = ng.ensemble(ng.Scenario("a cake", [cake], actors), draws=500, rng=1)
    >>> ng.plotting.payoff_cloud(study).get_xlabel()
    'utility of A'
    """
    check_axes(ax)
    study = studied(study)
    central = central_problem(study)
    pair = list(pair_of(central, actors))
    agreed = study.outcomes >= 0
    points: FloatArray = study.payoffs[:, pair]
    ax = canvas(ax, 8.6, 6.8)
    _frame(ax, central, pair, points)
    settle(ax)
    handles = [*_frontier(ax, central, pair), *_agreements(ax, points[agreed])]
    handles += _walks(ax, points[~agreed], central.disagreement[pair])
    others = [name for place, name in enumerate(central.actors) if place not in pair]
    head(ax, study.problem.scenario.name, *_words(study, others))
    settle(ax)
    above(ax, handles)
    return ax


def central_problem(study: Ensemble) -> BargainingProblem:
    """Return the problem of the central scenario: every number at its middle."""
    return bargaining_problem(study.problem.scenario.central())


def _frame(ax: Axes, central: BargainingProblem, pair: list[int], points: FloatArray) -> None:
    """Set the limits and name the axes."""
    best = central.payoffs[central.pareto][:, pair]
    seen = np.vstack([points, best, central.disagreement[pair]])
    ax.set_xlim(*span_of(seen[:, 0]))
    ax.set_ylim(*span_of(seen[:, 1]))
    names = [shorten(central.actors[place], 50) for place in pair]
    write(ax.set_xlabel(f"utility of {names[0]}", color=INK))
    write(ax.set_ylabel(f"utility of {names[1]}", color=INK))
    quiet(ax)


def _frontier(ax: Axes, central: BargainingProblem, pair: list[int]) -> list[Line2D]:
    """Draw the efficient packages of the central scenario."""
    points = np.unique(central.payoffs[central.pareto][:, pair], axis=0)
    if not len(points):
        return []
    role = ROLES["frontier"]
    look = role.line(
        markersize=role.size if len(points) <= 60 else 3.0,
        label="Pareto frontier of the central scenario",
        gid="frontier",
    )
    if len(central.actors) == 2:
        look |= {"linestyle": "-", "color": INK, "linewidth": 0.9, "drawstyle": "steps-pre"}
    drawn = points[thin(points)]
    return ax.plot(drawn[:, 0], drawn[:, 1], **look)


def _agreements(ax: Axes, points: FloatArray) -> list[Line2D]:
    """Draw the draws that end in agreement, and the lines that hold most of them."""
    if not len(points):
        return []
    drawn = _sample(points)
    few = len(drawn) < 30
    handles = ax.plot(
        drawn[:, 0],
        drawn[:, 1],
        linestyle="none",
        marker="o",
        markersize=5.0 if few else 3.4,
        markerfacecolor=ROLES["agreement"].colour,
        markeredgecolor=_AGREED,
        markeredgewidth=0.5,
        alpha=1.0 if few else 0.75,
        zorder=2.6,
        rasterized=len(drawn) > 1000,
        label=f"agreement ({counted(len(points), 'draw')})",
        gid="agreements",
    )
    held = density(points, (ax.get_xlim(), ax.get_ylim()))
    if held is None:
        return handles
    lines: tuple[tuple[float, Any], ...] = ((0.9, "--"), (0.5, "-"))
    for share, style in lines:
        ax.contour(
            *held.grid,
            held.heights,
            levels=[held.level(share)],
            colors=[INK],
            linestyles=[style],
            linewidths=1.3,
            zorder=2.9,
        ).set_gid(f"holds {share:.0%}")
        words = "half of the agreements" if share == 0.5 else "nine tenths of them"
        handles.append(Line2D([], [], color=INK, linestyle=style, linewidth=1.3, label=words))
    return [handles[0], *handles[:0:-1]]


def _walks(ax: Axes, points: FloatArray, centre: FloatArray) -> list[Line2D]:
    """Draw the draws without agreement, and the disagreement point of the central scenario."""
    role = ROLES["disagreement"]
    handles: list[Line2D] = []
    if len(points):
        drawn = _sample(points)
        handles += ax.plot(
            drawn[:, 0],
            drawn[:, 1],
            **role.line(
                markersize=3.8,
                markeredgecolor="none",
                alpha=0.45,
                zorder=2.4,
                rasterized=len(drawn) > 1000,
                label=f"no agreement ({counted(len(points), 'draw')})",
                gid="no agreement",
            ),
        )
    handles += ax.plot(
        [centre[0]],
        [centre[1]],
        **role.line(label="disagreement point of the central scenario", gid="disagreement"),
    )
    return handles


def _sample(points: FloatArray) -> FloatArray:
    """Return points to draw: each place once, and evenly chosen where they are very many."""
    once = distinct(points)
    step = max(1, -(-len(once) // _DRAWN))
    return once[::step]


def _words(study: Ensemble, others: list[str]) -> list[str]:
    """Return in words how likely no agreement is, and what is not shown."""
    first = (
        f"No agreement {written(study.no_agreement)}, of {drawn_of(study)} ({study.concepts[0]})"
    )
    said = [f"kept of them: {study.kept:,}"] if study.kept < study.draws else []
    said += [f"not shown: {listed(others)}"] if others else []
    return [first, "; ".join(said).capitalize()] if said else [first]
