"""What preferences are: a number for every outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

from negotiation._arrays import FloatArray
from negotiation._registry import Registry
from negotiation.actors.issue import Issue
from negotiation.actors.outcome import OutcomeSpace

kinds: Registry[type] = Registry("kind of preferences")
"""The kinds of preferences in this room, by the name a scenario file uses."""


@runtime_checkable
class Preferences(Protocol):
    """Anything that puts a number on every outcome.

    A kind that also has ``validate(issues, actor)`` is checked when the scenario is
    built; one that has ``numbers()`` shows its numbers in the scenario's table.
    """

    def utilities(self, space: OutcomeSpace) -> FloatArray:
        """Return the utility of every outcome of `space`, shape (n_outcomes,)."""
        ...


def validate(preferences: Any, issues: Sequence[Issue], actor: str) -> None:
    """Let preferences that can check themselves do so against the issues of a scenario."""
    check = getattr(preferences, "validate", None)
    if check is not None:
        check(issues, actor)
