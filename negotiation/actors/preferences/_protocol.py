"""What preferences are: a number for every outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

from negotiation._arrays import FloatArray
from negotiation._registry import Registry
from negotiation.actors.issue import Issue
from negotiation.actors.outcome import OutcomeSpace
from negotiation.errors import NotDefinedError

kinds: Registry[type] = Registry("kind of preferences")
"""The kinds of preferences in this room, by the name a scenario file uses."""


@runtime_checkable
class Preferences(Protocol):
    """Anything that puts a number on every outcome.

    A kind that also has ``validate(issues, actor)`` is checked when the scenario is
    built; one that has ``numbers()`` shows its numbers in the scenario's table.  A kind
    that is a sum over issues says so by ``parts(issues)``, ``interactions`` and ``cap``
    (see `Additive`); packages then need not be listed one by one.
    """

    def utilities(self, space: OutcomeSpace) -> FloatArray:
        """Return the utility of every outcome of `space`, shape (n_outcomes,)."""
        ...


def validate(preferences: Any, issues: Sequence[Issue], actor: str) -> None:
    """Let preferences that can check themselves do so against the issues of a scenario."""
    check = getattr(preferences, "validate", None)
    if check is not None:
        check(issues, actor)


def on_grid(preferences: Any, grids: Mapping[str, tuple[float, ...]], actor: str) -> Any:
    """Return preferences over issues that have been cut into options, ``{issue: values}``.

    Raises
    ------
    NotDefinedError
        If the kind of preferences does not say how.
    """
    cut = getattr(preferences, "on_grid", None)
    if cut is None:
        raise NotDefinedError(
            "These preferences cannot be put on a grid; write them as Additive.", actor=actor
        )
    return cut(grids)
