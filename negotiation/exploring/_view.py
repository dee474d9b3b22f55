"""What is shown for the numbers as they stand: the answers of the concepts, and their chart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from negotiation.actors import Scenario
from negotiation.analysis import compare
from negotiation.engine.axiomatic import concept_registry
from negotiation.errors import unknown_name
from negotiation.plotting._picture import picture
from negotiation.plotting.frontier import frontier


def askable() -> tuple[str, ...]:
    """Return the concepts that can be asked of two actors and need to be told nothing more."""
    return tuple(
        name
        for name, concept in concept_registry.items()
        if not concept.required and concept.actors in (None, 2)
    )


def chosen(concepts: Iterable[str]) -> tuple[str, ...]:
    """Return names of concepts, checked.

    Raises
    ------
    UnknownNameError
        If one is no concept, or one that needs a parameter.
    """
    names = (concepts,) if isinstance(concepts, str) else tuple(concepts)
    for name in names:
        if name not in askable():
            raise unknown_name("solution concept that needs no parameter", name, askable())
    return names


def answers(scenario: Scenario, concepts: Iterable[str]) -> Any:
    """Return what the concepts select, a `Comparison`; with no concepts an empty one."""
    return compare(scenario, tuple(concepts))


def drawn(comparison: Any) -> tuple[Any, bytes]:
    """Return the axes with the frontier and the solutions, and their picture as PNG."""

    def draw(ax: Any) -> None:
        frontier(comparison, ax=ax)
        ax.figure.set_layout_engine("none")  # the chart has laid it out: once is enough

    return picture(draw)
