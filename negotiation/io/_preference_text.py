"""What an actor wants as lines of a TOML file, each number with the evidence beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from negotiation.actors import (
    Additive,
    Evidence,
    Interacting,
    Issue,
    PayoffTable,
    UtilityFunction,
)
from negotiation.actors.distributions import Distribution
from negotiation.actors.distributions.dirichlet import Dirichlet
from negotiation.errors import InvalidTypeError
from negotiation.io import _toml_text as toml
from negotiation.io._distribution_text import dirichlet_text, distribution_members, number_text

_REMEDY = (
    "a Python function, which no file can hold. Write its numbers instead: "
    "table = preferences.utilities(ng.OutcomeSpace.full(scenario.issues)), then "
    "ng.PayoffTable(table.reshape([len(issue) for issue in scenario.issues])); put continuous "
    "issues on a grid first with scenario.on_grid(…)."
)


class Pending:
    """Evidence not written yet.

    Evidence is read in the order in which it stands in the file, so it goes beside its number
    only as long as all that precedes it has been written.

    Parameters
    ----------
    evidence : sequence of Evidence
    """

    def __init__(self, evidence: Sequence[Evidence]) -> None:
        self.left = list(evidence)

    def is_for(self, actor: str, issue: str | None = None) -> bool:
        """Say whether the next evidence is for an option of the issue."""
        if not self.left:
            return False
        following = self.left[0]
        named = (following.actor, following.issue) == (actor, issue)
        return named and following.option is not None

    def take(
        self, actor: str, issue: str | None = None, option: str | None = None
    ) -> Evidence | None:
        """Return the next evidence if it is for just this number, and ``None`` otherwise."""
        if not self.left:
            return None
        following = self.left[0]
        if (following.actor, following.issue, following.option) != (actor, issue, option):
            return None
        return self.left.pop(0)


def support(evidence: Evidence | None) -> dict[str, str]:
    """Return the members of a table that say what its number rests on."""
    if evidence is None:
        return {}
    return {part: toml.text(getattr(evidence, part)) for part in ("kind", "statement", "source")}


def number_with(value: Any, pending: Pending, what: str, **target: Any) -> str:
    """Return a number, with the evidence for it if that is next."""
    found = pending.take(**target)
    if isinstance(value, Distribution):
        return toml.inline(distribution_members(value, what, **target) | support(found))
    written = toml.number(value, what, **target)
    return toml.inline({"value": written, **support(found)}) if found else written


def preferences_lines(
    actor: Any, header: str, issues: Mapping[str, Issue], pending: Pending
) -> tuple[list[str], list[list[str]]]:
    """Return the lines under the head of an actor, and the tables that follow it.

    Raises
    ------
    InvalidTypeError
        If the preferences, or the values of an issue, are a Python function.
    """
    given = actor.preferences
    if type(given) is PayoffTable:
        if isinstance(given.table, Mapping):
            return [], _payoff_tables(given.table, f"{header}.payoffs")
        return [f"payoffs = {_nested(given.table.tolist())}"], []
    if type(given) not in (Additive, Interacting):
        what = _REMEDY if isinstance(given, UtilityFunction) else "of a kind no file can hold."
        raise InvalidTypeError(
            f"The preferences are {what}", given=type(given).__name__, actor=actor.name
        )
    inside = []
    if given.cap is not None:
        inside.append(f"cap = {number_text(given.cap, 'The cap', actor=actor.name)}")
    if isinstance(given.weights, Dirichlet):
        inside.append(f"weights = {dirichlet_text(given.weights)}")
    if type(given) is Interacting and not given.interactions:
        inside.append("interactions = []")
    below: list[list[str]] = []
    for name, values in given.values.items():
        below += _issue_tables(actor, header, issues[name], pending) if values is not None else []
    return inside, below


def _issue_tables(actor: Any, header: str, issue: Issue, pending: Pending) -> list[list[str]]:
    """Return the weight and the values of one issue."""
    place = {"actor": actor.name, "issue": issue.name}
    values = actor.preferences.values[issue.name]
    if callable(values):
        raise InvalidTypeError(
            "The value function is a Python function, which no file can hold. Write points "
            "{value: number}, to be joined by straight lines.",
            given=getattr(values, "__name__", "callable"),
            **place,
        )
    weights = actor.preferences.weights
    weight = 1.0 if isinstance(weights, Dirichlet) else weights[issue.name]
    path = f"{header}.{toml.key('preferences', issue.name)}"
    head = [f"[{path}]"]
    if weight != 1.0:
        head.append(f"weight = {number_text(weight, 'A weight', **place)}")
    head += [f"{part} = {words}" for part, words in support(pending.take(**place)).items()]
    points = _points(values) if issue.continuous and not pending.is_for(**place) else None
    if points is not None:
        return [[*head, f"values = {points}"]]
    rows = [
        f"{toml.key(option)} = {number_with(value, pending, 'A value', **place, option=option)}"
        for option, value in values.items()
    ]
    table = [f"[{path}.values]", *rows]
    return [[*head, *table]] if len(head) > 1 else [table]


def _points(values: Mapping[str, float]) -> str | None:
    """Return the points of a value function as pairs, unless that loses how they are written."""
    pairs = []
    for given, worth in values.items():
        at = plain_number(given)
        if at is None:
            return None
        pairs.append(f"[{at}, {toml.number(worth, 'A value')}]")
    return toml.array(pairs)


def plain_number(written: str) -> str | None:
    """Return a number given as text if it may stand without quotes and read back the same."""
    for kind in (int, float):
        try:
            value = kind(written)
        except ValueError:
            continue
        if str(value) == written and abs(value) < float("inf"):
            return written
    return None


def _nested(payoffs: Any) -> str:
    """Return nested arrays of payoffs."""
    if not isinstance(payoffs, list):
        return number_text(payoffs, "A payoff")
    return toml.array(map(_nested, payoffs))


def _payoff_tables(table: Mapping[tuple[str, ...], float], header: str) -> list[list[str]]:
    """Return payoffs keyed by option, a table for each way to settle all issues but the last."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for package, payoff in table.items():
        line = f"{toml.key(package[-1])} = {number_text(payoff, 'A payoff')}"
        rows.setdefault(package[:-1], []).append(line)
    return [
        [f"[{'.'.join((header, *map(toml.key, outer)))}]", *lines] for outer, lines in rows.items()
    ]
