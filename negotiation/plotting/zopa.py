"""What each actor would accept, package by package, and where all acceptances meet."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from negotiation._arrays import IntArray
from negotiation.concessions import BargainingProblem, PackageProblem, efficient
from negotiation.errors import TooLargeError, unknown_name
from negotiation.plotting._charts import canvas, chart, check_axes
from negotiation.plotting._lanes import Lanes
from negotiation.plotting._marks import Mark, merged, view


@chart
def zopa(
    subject: Any,
    solutions: Any = (),
    *,
    order: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw, along the packages, every actor's gain and where all of them would sign.

    Each actor has a lane of its own, with a line at zero gain: a package above the line
    is worth more to the actor than walking away, one below is worth less.  The lane at
    the bottom is the ZOPA.  Lanes are scaled one by one; the numbers at the right are the
    actor's largest and smallest gain among the packages drawn.

    Parameters
    ----------
    subject : BargainingProblem, Scenario, Solution, list or mapping of Solution, Comparison
        What to draw.
    solutions : Solution, list or mapping of Solution
        Solutions of the same problem whose packages are to be marked; lotteries are no
        single package and get no mark.
    order : str, optional
        An actor's name: draw *all* packages, from that actor's best to its worst.  If left
        out, only the efficient packages, from the first actor's best to its worst; those
        that would be efficient but for a red line stand among them.  All packages of a
        single actor are drawn.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    NegotiationError
        If `order` names no actor, the solutions answer different problems, or the packages are
        too many to list.

    Examples
    --------
    >>> import negotiation as ng
    >>> problem = ng.BargainingProblem([[3, 1], [2, 2], [1, 3]], actors=["Ann", "Bo"])
    >>> [label.get_text() for label in ng.plotting.zopa(problem).get_yticklabels()]
    ['ZOPA', 'Bo', 'Ann']
    """
    check_axes(ax)
    shown = view(subject, solutions)
    problem = shown.problem
    if isinstance(problem, PackageProblem):
        raise TooLargeError(
            "This chart walks along the packages one by one, and they are too many. "
            "plotting.frontier, pairs and parallel draw the efficient ones.",
            scenario=problem.name,
        )
    if order is not None and order not in problem.actors:
        raise unknown_name("actor", order, problem.actors)
    if len(problem.actors) == 1:
        order = problem.actors[0]
    marks = merged(
        (mark for mark in shown.marks if mark.role == "agreement" and mark.shares is None),
        lambda mark: mark.outcomes,
    )
    rows = _rows(problem, order, marks)
    ax = canvas(ax, 9.6, 1.9 + 1.35 * (len(problem.actors) + 1))
    lanes = Lanes(problem, rows, ax)
    for actor in range(len(problem.actors)):
        lanes.actor(actor)
    lanes.everybody()
    starred = lanes.agreements(marks)
    lanes.names(order)
    lanes.legend(starred)
    return ax


def _rows(problem: BargainingProblem, order: str | None, marks: list[Mark]) -> IntArray:
    """Return the packages to draw, from left to right."""
    first = 0 if order is None else problem.actors.index(order)
    by_first = [first, *(place for place in range(len(problem.actors)) if place != first)]
    if order is None:
        kept = np.flatnonzero(efficient(problem.payoffs) | problem.pareto)
        looks = np.hstack([problem.payoffs[kept], problem.refused[kept]])
        _, one_each = np.unique(looks, axis=0, return_index=True)
        marked = [problem.index(outcome) for mark in marks for outcome in mark.outcomes]
        rows = np.unique(np.concatenate([kept[one_each], np.array(marked, dtype=np.intp)]))
    else:
        rows = np.arange(len(problem))
    keys = [problem.payoffs[rows, place] for place in reversed(by_first[1:])]
    return rows[np.lexsort([*keys, -problem.payoffs[rows, first]])]
