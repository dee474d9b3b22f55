"""The dance of offers and counter-offers: in payoff space, or round by round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from negotiation.engine.talks import History
from negotiation.errors import InvalidTypeError, unknown_name
from negotiation.plotting._callouts import Labels
from negotiation.plotting._charts import (
    canvas,
    chart,
    check_axes,
    head,
    key,
    quiet,
    settle,
    span_of,
)
from negotiation.plotting._labels import shorten, write
from negotiation.plotting._marks import Mark, View
from negotiation.plotting._payoff_space import Ground, legend
from negotiation.plotting._roles import ACCEPTED, INK, ROLES
from negotiation.plotting._steps import Steps, all_steps, path
from negotiation.plotting.frontier import pair_of

GROUNDS = ("payoffs", "rounds")


@chart
def dance(
    history: Any,
    *,
    over: str = "payoffs",
    actors: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the offers of simulated talks, from the first to the last.

    In payoff space every offer is a point and every actor's offers are a path, pale where it
    begins and in full colour where it ends; the frontier and the ZOPA lie below.  Of a
    mediator's drafts those that were voted in are drawn.  Over rounds the chart shows what all
    offers are worth to one actor.  An agreement is marked by a star.

    Parameters
    ----------
    history : History
        What `negotiation.play` returns.
    over : str
        ``"payoffs"`` or ``"rounds"``.
    actors : sequence of str, optional
        The two actors on the axes of payoff space; over rounds, the actor to whom the offers
        are worth what is shown, the first of those named.  The first actors if left out.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidTypeError
        If it is not a history of talks.
    NegotiationError
        If an actor is unknown, or `over` is neither of the two.

    Examples
    --------
    >>> import negotiation as ng
    >>> pie = ng.BargainingProblem([[4, 0], [3, 2], [2, 3], [0, 4]], actors=["Ann", "Bo"])
    >>> talks = ng.play(pie, ng.tactics.linear(), rounds=10)
    >>> ng.plotting.dance(talks, over="rounds").get_ylabel()
    'utility of Ann'
    """
    check_axes(ax)
    if not isinstance(history, History):
        raise InvalidTypeError(
            "A dance is drawn of the history of talks, as negotiation.play(…) returns it.",
            given=history,
        )
    if over not in GROUNDS:
        raise unknown_name("ground for a dance", over, GROUNDS)
    if over == "payoffs":
        return _in_payoff_space(history, pair_of(history.problem, actors), ax)
    return _over_rounds(history, _seat(history, actors), ax)


def _seat(history: History, actors: Sequence[str] | None) -> int:
    """Return the place of the actor through whose eyes offers are seen."""
    if actors is None:
        return 0
    name = actors if isinstance(actors, str) else next(iter(actors), "")
    if name not in history.problem.actors:
        raise unknown_name("actor", name, history.problem.actors)
    return history.problem.actors.index(name)


def _marks(history: History) -> tuple[Mark, ...]:
    """Return the agreement, if there is one, as something to mark."""
    if history.row is None:
        return ()
    name = f"agreement in round {history.round}"
    return (Mark((name,), "agreement", history.payoffs, (history.agreement,)),)


def _in_payoff_space(history: History, pair: tuple[int, int], ax: Axes | None) -> Axes:
    problem, sides = history.problem, all_steps(history)
    ground = Ground(View(problem, _marks(history)), pair)
    ax = canvas(ax, 9.6, 6.8)
    ground.frame(ax)
    settle(ax)
    handles = [*ground.outcomes(ax), *ground.efficient(ax)]
    for steps in sides:
        points = problem.payoffs[steps.rows][:, list(pair)]
        handles.append(path(ax, steps, points, history.round))
    handles += ground.points(ax)
    labels = Labels(ax, *ground.avoid())
    ground.name_points(ax, labels)
    for steps in sides:
        _name_ends(labels, steps, problem.payoffs[:, list(pair)], history.row)
    ground.words(ax, labels)
    head(ax, problem.name, *_told(history))
    legend(ax, handles, ground, labels)
    return ax


def _told(history: History) -> tuple[str, str]:
    """Return in words who played what, and how it ended."""
    who = "; ".join(f"{shorten(name, 28)}: {how}" for name, how in history.tactics.items())
    return who, history.ending


def _name_ends(labels: Labels, steps: Steps, payoffs: Any, signed: int | None) -> None:
    """Label the first and the last offer of one side."""
    name, (_, marker) = shorten(steps.name, 24), steps.look
    radius = 3.5 if marker else 0.0
    first, last = int(steps.rows[0]), int(steps.rows[-1])
    if first == last:
        when = f"rounds {steps.rounds[0]} to {steps.rounds[-1]}"
        if len(steps.rows) == 1:
            when = f"round {steps.rounds[0]}"
        labels.add(payoffs[first], (f"{name}, {when}", when), radius)
        return
    for row, when in ((first, steps.rounds[0]), (last, steps.rounds[-1])):
        if row != signed:
            labels.add(payoffs[row], (f"{name}, round {when}", f"round {when}"), radius)


def _over_rounds(history: History, seat: int, ax: Axes | None) -> Axes:
    problem, sides = history.problem, all_steps(history)
    worth, walk = problem.payoffs[:, seat], float(problem.disagreement[seat])
    ax = canvas(ax, 9.6, 5.4)
    shown = [worth[steps.rows] for steps in sides]
    low, high = span_of(np.concatenate([*shown, [walk]]))
    ax.set_ylim(low, high)
    last = max(history.round, 1)
    ax.set_xlim(0.5 - 0.02 * last, last + 0.5 + 0.02 * last)
    ax.axhspan(walk, high, facecolor=ACCEPTED, alpha=0.17, zorder=0.5)
    handles: list[Any] = [_line_of(ax, steps, worth) for steps in sides]
    name = shorten(problem.actors[seat], 48)
    line = ax.axhline(walk, color=INK, linewidth=0.9, linestyle=(0, (4, 3)), gid="walking away")
    line.set_label(f"walking away, for {name}")
    handles.append(line)
    if history.row is not None:
        look = ROLES["agreement"].line(gid="agreement", clip_on=False)
        look["label"] = f"agreement in round {history.round}"
        handles += ax.plot([history.round], [worth[history.row]], **look)
    write(ax.set_xlabel("round", color=INK))
    write(ax.set_ylabel(f"utility of {name}", color=INK))
    quiet(ax)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    settle(ax)
    head(ax, problem.name, *_told(history))
    _below(ax, handles)
    return ax


def _line_of(ax: Axes, steps: Steps, worth: Any) -> Line2D:
    """Draw what the offers of one side are worth, round by round."""
    colour, marker = steps.look
    few = len(steps.rows) <= 60
    return ax.plot(
        steps.rounds,
        worth[steps.rows],
        color=colour,
        linewidth=1.4,
        marker=marker if few else None,
        markersize=5.0,
        markeredgecolor=INK,
        markeredgewidth=0.5,
        label=steps.words,
        zorder=2.7,
        gid=f"offers {steps.name}",
    )[0]


def _below(ax: Axes, handles: list[Any]) -> None:
    """Put the legend where it covers least, or leave it out where there is no room."""
    box = key(ax, handles, loc="best")
    frame, extent = ax.get_window_extent(), box.get_window_extent()
    if extent.width > 0.9 * frame.width or extent.height > 0.5 * frame.height:
        box.remove()
