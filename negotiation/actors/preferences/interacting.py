"""Additive preferences with interactions: what options are worth more, or less, together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from negotiation.actors._combination import Combination
from negotiation.actors.distributions import Uncertain, uncertain_number
from negotiation.actors.issue import Issue
from negotiation.actors.preferences._protocol import kinds
from negotiation.actors.preferences.additive import Additive
from negotiation.errors import InvalidTypeError, unknown_name


@dataclass(frozen=True)
class Interaction(Combination):
    """Options that are worth more, or less, together than one by one.

    The entry of a pairwise table names two issues; a hyper-rectangle names any number of
    them, with several options each.

    Parameters
    ----------
    when : mapping or callable
        As for `Combination`: the packages concerned.
    reason, source : str, optional
    value : float or distribution
        What is added to the utility of each of them.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.Interaction({"relief": "full", "inspections": "none"}, value=-0.3).value
    -0.3
    """

    value: Uncertain = field(default=0.0, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(
            self, "value", uncertain_number(self.value, "The value of an interaction")
        )

    @classmethod
    def _kind(cls) -> str:
        return "interaction"


@dataclass(frozen=True, repr=False)
class Interacting(Additive):
    """Additive preferences plus what combinations of options are worth on top.

    Parameters
    ----------
    values, weights, cap
        As for `Additive`; an issue left out counts for nothing on its own.
    interactions : iterable of Interaction, or mapping
        A mapping ``{(issue, issue): {(option, option): number}}`` writes pairwise tables.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.Interacting(
    ...     {"relief": {"none": 0, "full": 1}, "inspections": {"none": 0, "full": 0}},
    ...     interactions={("relief", "inspections"): {("full", "none"): -0.5}},
    ... )
    Interacting(2 issues: relief 1, inspections 1)
    """

    interactions: tuple[Interaction, ...] = ()  # type: ignore[misc]

    def __post_init__(self) -> None:
        super().__post_init__()
        given: Any = self.interactions
        if isinstance(given, Mapping):
            given = _pairwise(given)
        if isinstance(given, Interaction):
            given = (given,)
        if not isinstance(given, Iterable) or isinstance(given, str):
            raise InvalidTypeError("Expected a list of interactions.", given=given)
        found = tuple(given)
        for each in found:
            if not isinstance(each, Interaction):
                raise InvalidTypeError("Expected an Interaction.", given=each)
        object.__setattr__(self, "interactions", found)

    def validate(self, issues: Sequence[Issue], actor: str) -> None:
        """Check every issue and option that is named."""
        names = [issue.name for issue in issues]
        for name in self.values:
            if name not in names:
                raise unknown_name("issue", name, names, actor=actor)
        super().validate(issues, actor)
        for interaction in self.interactions:
            interaction.validate(issues, actor=actor)

    def on_grid(self, grids: Mapping[str, tuple[float, ...]]) -> Interacting:
        """Return the same preferences over issues that have been cut into options."""
        cut = [each.on_grid(grids) for each in self.interactions]
        kept = tuple(each for each in cut if isinstance(each, Interaction))
        return replace(self, values=super().on_grid(grids).values, interactions=kept)

    def _validate_missing(self, issue: Issue, actor: str) -> None:
        """Accept an issue without values: it counts through the interactions alone."""


def _pairwise(tables: Mapping[Any, Any]) -> tuple[Interaction, ...]:
    """Return the entries of pairwise tables as interactions."""
    found = []
    for issues, table in tables.items():
        if not isinstance(issues, tuple) or not isinstance(table, Mapping):
            raise InvalidTypeError(
                "Pairwise tables are written {(issue, issue): {(option, option): number}}.",
                given=issues,
            )
        for options, value in table.items():
            when = dict(zip(issues, options, strict=True))
            found.append(Interaction(when, value=value))
    return tuple(found)


kinds.add("interacting", Interacting)
