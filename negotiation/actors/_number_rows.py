"""Every number of a scenario with what it rests on, as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from negotiation.actors.evidence import best_evidence
from negotiation.actors.outcome import Outcome

if TYPE_CHECKING:
    from negotiation.actors.actor import Actor
    from negotiation.actors.scenario import Scenario

COLUMNS = ("actor", "issue", "option", "number", "evidence", "statement", "source")


def number_rows(scenario: Scenario) -> Iterator[tuple[Any, ...]]:
    """Yield a row for every number, as `COLUMNS` has it; distributions as text."""
    for actor in scenario.actors:
        for name, each in named_types(actor):
            yield from _rows(scenario, name, each)


def named_types(actor: Actor) -> list[tuple[str, Actor]]:
    """Return an actor with its name; each of its types, if it is one of several."""
    kinds = getattr(actor, "types", None)
    if kinds is None:
        return [(actor.name, actor)]
    return [(f"{actor.name} ({label})", each) for label, each in kinds.items()]


def _rows(scenario: Scenario, name: str, actor: Actor) -> Iterator[tuple[Any, ...]]:
    walk = actor.reservation
    entries: list[tuple[str | None, str | None, Any, str]] = [
        (None, None, str(walk) if isinstance(walk, Outcome) else walk, "walking away")
    ]
    if actor.premium != 0.0:
        entries.append((None, None, actor.premium, "premium of walking away"))
    for what in ("discount", "power"):
        if not isinstance(getattr(actor, what), float):
            entries.append((None, None, getattr(actor, what), what))
    listed = getattr(actor.preferences, "numbers", None)
    for issue, option, value in listed() if listed else ():
        entries.append((issue, option, value, option or "weight"))
    for line in actor.red_lines:
        if line.probability < 1.0:
            entries.append((None, None, f"{line.probability:g}", f"red line: {line}"))
    for issue, option, value, label in entries:
        found = best_evidence(scenario.evidence, actor.name, issue, option)
        support = (found.kind, found.statement, found.source) if found else ("", "", "")
        told = value if isinstance(value, int | float | str) else str(value)
        yield (name, issue or "", label, told, *support)


__all__ = ["COLUMNS", "named_types", "number_rows"]
