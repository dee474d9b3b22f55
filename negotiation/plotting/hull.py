"""What lotteries add for two actors: their frontier against that of single packages."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from negotiation._arrays import BoolArray, FloatArray
from negotiation._shares import counted
from negotiation.concessions import BargainingProblem, efficient
from negotiation.engine.axiomatic._frontier import Frontier
from negotiation.engine.axiomatic._hull import Hull
from negotiation.errors import NotDefinedError
from negotiation.plotting._callouts import Labels
from negotiation.plotting._charts import canvas, chart, check_axes, head, settle, span_of
from negotiation.plotting._labels import noun
from negotiation.plotting._marks import alike_words, view
from negotiation.plotting._payoff_space import Ground, legend
from negotiation.plotting._roles import ROLES
from negotiation.plotting._unlisted import agreeable, drawable, over_lotteries, sampled


@chart
def hull(subject: Any, solutions: Any = (), *, ax: Axes | None = None) -> Axes:
    """Draw what two actors can reach by lotteries, over what single packages reach.

    The polygon holds every pair of expected utilities that some lottery over the packages
    gives, or betters, when nobody is worse off than by walking away; its upper right edge is
    the Pareto frontier of lotteries.  Efficient packages below that edge are filled: some
    lottery is better for both.  The title says in words what lotteries add.

    Parameters
    ----------
    subject : BargainingProblem, Scenario, Solution, list or mapping of Solution, Comparison
        What to draw.
    solutions : Solution, list or mapping of Solution
        Solutions of the same problem to mark, such as one with ``lotteries=True`` beside
        one without.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    NotDefinedError
        If the problem has not two actors.

    Examples
    --------
    >>> import negotiation as ng
    >>> own = ng.BargainingProblem([[10, 0], [4, 5], [0, 10]])
    >>> print(ng.plotting.hull(own).get_title(loc="left").splitlines()[1])
    1 of 3 efficient outcomes is beaten by a lottery.
    """
    check_axes(ax)
    shown = view(subject, solutions)
    if len(shown.problem.actors) != 2:
        raise NotDefinedError(
            f"The polygon of lotteries is drawn for two actors; here are "
            f"{len(shown.problem.actors)}. "
            "plotting.pairs shows more, two at a time."
        )
    shown = drawable(shown)
    problem = shown.problem
    ground, over = Ground(shown, (0, 1)), over_lotteries(problem)
    edges = over.frontier
    ground.lotteries = True
    ax = canvas(ax, 9.6, 6.8)
    ground.frame(ax)
    _near(ax, ground)
    settle(ax)
    handles = [*ground.outcomes(ax), *ground.efficient(ax)]
    beaten = _beaten(problem, over)
    handles += _polygon(ax, problem, edges, over.scale) + _below(ax, problem, beaten)
    handles += ground.points(ax)
    labels = Labels(ax, *ground.avoid())
    ground.name_points(ax, labels)
    ground.words(ax, labels)
    told = _words(problem, over, beaten)
    head(ax, problem.name, *told, alike_words(problem, ground.alike))
    legend(ax, handles, ground, labels)
    return ax


def _near(ax: Axes, ground: Ground) -> None:
    """Leave out of view what lies far off: packages across a red line, in no lottery."""
    signable = ground.payoffs[ground.problem.signable]
    if not len(signable):
        return
    points = np.vstack([signable, ground.walk, *(mark.payoffs for mark in ground.marks)])
    (left, right), (bottom, top) = span_of(points[:, 0]), span_of(points[:, 1])
    room = 0.15 if ground.marks else 0.0
    ax.set_xlim(left, right + room * (right - left))
    ax.set_ylim(bottom, top + room * (top - bottom))


def _beaten(problem: BargainingProblem, over: Hull) -> BoolArray:
    """Return which outcomes are efficient, yet below the frontier of lotteries."""
    beaten = np.zeros(len(problem), dtype=np.bool_)
    rows = np.flatnonzero(problem.pareto)
    if not len(rows):
        return beaten
    chain = upper_chain(over.points)
    gains = problem.gains[rows] / over.scale
    top = np.interp(gains[:, 0], chain[:, 0], chain[:, 1])
    far = np.interp(gains[:, 1], chain[::-1, 1], chain[::-1, 0])
    slack = 2 * problem.slack / over.scale
    beaten[rows] = (top - gains[:, 1] > slack[1]) & (far - gains[:, 0] > slack[0])
    return beaten


def upper_chain(points: FloatArray) -> FloatArray:
    """Return the efficient edges of lotteries over points (k, 2), wherever they lie."""
    points = np.unique(points[efficient(points)], axis=0)
    shifted = points - points.min(axis=0)
    edges = Frontier.of(shifted)
    assert edges is not None
    chain: FloatArray = edges.chain + points.min(axis=0)
    return chain


def _polygon(
    ax: Axes, problem: BargainingProblem, edges: Frontier | None, scale: float
) -> list[Any]:
    """Draw what lotteries reach without making anybody worse off."""
    if edges is None:
        return []
    walk, corners = problem.disagreement, edges.vertices * scale + problem.disagreement
    outline = np.vstack([walk, [walk[0], corners[0, 1]], corners, [corners[-1, 0], walk[1]]])
    patch = Polygon(
        outline,
        closed=True,
        facecolor="#b9dcf2",
        edgecolor="#7db4d8",
        hatch="////",
        linewidth=0.0,
        zorder=0.6,
        label="within reach of lotteries",
        gid="hull",
    )
    ax.add_patch(patch)
    return [patch]


def _below(ax: Axes, problem: BargainingProblem, beaten: BoolArray) -> list[Any]:
    """Fill the efficient packages that some lottery beats."""
    if not beaten.any():
        return []
    points = problem.payoffs[beaten]
    size = ROLES["frontier"].size if problem.pareto.sum() <= 60 else 3.0
    look = ROLES["frontier"].line(
        markerfacecolor="#7f7f7f",
        markersize=size,
        zorder=ROLES["frontier"].rank + 0.05,
        label=f"efficient, but beaten by a lottery ({int(beaten.sum()):,})",
        gid="beaten",
    )
    return ax.plot(points[:, 0], points[:, 1], **look)


def _words(problem: BargainingProblem, over: Hull, beaten: BoolArray) -> list[str]:
    """Return what lotteries add, in words."""
    total, below = int(problem.pareto.sum()), int(beaten.sum())
    word = noun(problem, 1)
    if not over.feasible:
        return [f"No {word} and no lottery leaves both at least as well off as walking away."]
    verb = "is" if below == 1 else "are"
    few = " drawn" if sampled(problem) else ""
    lines = [
        f"{below:,} of {counted(total, 'efficient ' + word)}{few} {verb} beaten by a lottery."
        if below
        else f"No lottery beats {'the' if total == 1 else 'any of'} "
        f"{counted(total, 'efficient ' + word)}{few}."
    ]
    if not agreeable(problem):
        lines.append(f"No {word} is acceptable to both, but a lottery over them is.")
    elif over.active.all() and not few:  # else the best package may not be among them
        lines.append(_equal_terms(problem, over, word))
    return lines


def _equal_terms(problem: BargainingProblem, over: Hull, word: str) -> str:
    """Return how far both get along the way to their ideals, with and without lotteries."""
    shares = problem.gains[problem.zopa] / (over.ideal * over.scale)
    alone = float(shares.min(axis=1).max())
    together = over.raise_level(np.diag(1.0 / over.ideal), np.zeros(2))[0]
    scale = "of the most that lotteries could give it"
    if together <= alone + 0.0005:
        return f"The best {word} gives each at least {alone:.1%} {scale}, and no lottery more."
    return (
        f"The best {word} gives each at least {alone:.1%} {scale}, the best lottery {together:.1%}."
    )
