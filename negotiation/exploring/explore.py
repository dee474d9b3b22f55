"""Open the explorer of a scenario."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from negotiation.exploring._explorer import Explorer

if TYPE_CHECKING:
    from negotiation.actors import Scenario


def explore(
    scenario: Scenario, concepts: Iterable[str] = ("nash", "kalai-smorodinsky", "egalitarian")
) -> Explorer:
    """Return sliders for a scenario's numbers that redraw the frontier and the solutions.

    There is a slider per weight and per reservation value, actor by actor, and a checkbox per
    solution concept.  Put it on the last line of a notebook cell.

    Parameters
    ----------
    scenario : Scenario
        Two actors with additive preferences; issues with options, every number certain.
    concepts : iterable of str
        The solution concepts ticked at the beginning.

    Returns
    -------
    Explorer
        What the notebook shows; its `Explorer.scenario` is the scenario as the sliders stand.

    Raises
    ------
    MissingDependencyError
        If ipywidgets is not installed.
    InvalidTypeError, NotDefinedError
        If the scenario is of another kind; the message says what can be explored.
    UnknownNameError
        If there is no such concept, or it needs a parameter.

    Examples
    --------
    >>> import negotiation as ng
    >>> explorer = ng.explore(ng.library.load("hanoi-2019"), ["nash"])
    >>> explorer.move("DPRK", worth=0.7)
    >>> explorer.scenario.actor("DPRK").reservation
    0.7
    >>> explorer.comparison["nash"].status
    'disagreement'
    """
    return Explorer(scenario, concepts)
