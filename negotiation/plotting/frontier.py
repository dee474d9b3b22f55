"""The payoff space of two actors: what is possible, acceptable, efficient and selected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from negotiation.concessions import BargainingProblem
from negotiation.errors import InvalidValueError, NotDefinedError, unknown_name
from negotiation.plotting._callouts import Labels
from negotiation.plotting._charts import canvas, chart, check_axes, settle
from negotiation.plotting._marks import view
from negotiation.plotting._payoff_space import Ground, legend
from negotiation.plotting._unlisted import drawable


@chart
def frontier(
    subject: Any,
    solutions: Any = (),
    *,
    offers: Any = (),
    actors: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the payoff space of two actors with the ZOPA, the frontier and the solutions.

    Every outcome is a point; those in the ZOPA and the efficient ones stand out.  The
    disagreement point spans the quadrant in which neither of the two actors is worse off
    than by walking away.  Concepts that select the same point share one marker and one
    label, which names the package by what it changes in the status quo.  Of packages too
    many to list only efficient ones are drawn; the title says whether these are all.

    Parameters
    ----------
    subject : BargainingProblem, Scenario, Solution, list or mapping of Solution, Comparison
        What to draw.  The keys of a mapping name its solutions.
    solutions : Solution, list or mapping of Solution
        More solutions of the same problem to mark.
    offers : list of str, or mapping
        Recorded offers of the scenario to mark, by name, or ``{name: package}``.
    actors : pair of str, optional
        The actors on the two axes; the first two if left out.  With more than two
        actors the chart is a projection: the ZOPA and the frontier are those of all.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    NotDefinedError
        If the problem has a single actor.
    NegotiationError
        If an actor or offer is unknown, or the solutions answer different problems.

    Examples
    --------
    >>> import negotiation as ng
    >>> problem = ng.BargainingProblem([[3, 1], [2, 2], [1, 3]], actors=["Ann", "Bo"])
    >>> ng.plotting.frontier(problem).get_xlabel()
    'utility of Ann'
    """
    check_axes(ax)
    shown = view(subject, solutions, offers)
    pair = pair_of(shown.problem, actors)
    ground = Ground(drawable(shown), pair)
    ax = canvas(ax, 9.6, 6.8)
    ground.frame(ax)
    settle(ax)
    handles = [*ground.outcomes(ax), *ground.efficient(ax), *ground.points(ax)]
    labels = Labels(ax, *ground.avoid())
    ground.name_points(ax, labels)
    ground.words(ax, labels)
    legend(ax, handles, ground, labels)
    return ax


def pair_of(problem: BargainingProblem, actors: Sequence[str] | None) -> tuple[int, int]:
    """Return the columns of the two actors on the axes."""
    if len(problem.actors) < 2:
        raise NotDefinedError(
            f"The payoff space needs two actors; this problem has only {problem.actors[0]!r}. "
            "plotting.zopa shows the packages of a single actor."
        )
    if actors is None:
        return 0, 1
    if isinstance(actors, str) or len(actors) != 2 or actors[0] == actors[1]:
        raise InvalidValueError(
            "actors= names the two actors on the axes, such as "
            f"({problem.actors[0]!r}, {problem.actors[1]!r}).",
            given=actors,
        )
    for name in actors:
        if name not in problem.actors:
            raise unknown_name("actor", name, problem.actors)
    return problem.actors.index(actors[0]), problem.actors.index(actors[1])
