"""Preferences as an explicit payoff table: a number written down for every package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, floats
from negotiation._frozen import FrozenMap
from negotiation.actors._doubts import Single, uncertain
from negotiation.actors.distributions import Distribution, adapted, uncertain_number
from negotiation.actors.issue import Issue
from negotiation.actors.outcome import OutcomeSpace, levels_of
from negotiation.actors.preferences._protocol import kinds
from negotiation.actors.quantity import Namer, Quantity
from negotiation.errors import InvalidTypeError, InvalidValueError


@dataclass(frozen=True, eq=False)
class PayoffTable:
    """The utility of every package, one by one.

    Parameters
    ----------
    table : mapping or array_like
        Either ``{(option of issue 1, option of issue 2, …): number}`` with the options
        in the order of the scenario's issues (a plain label will do for one issue), or
        an array with one axis per issue and one entry per option.  A number may be a
        distribution.

    Raises
    ------
    InvalidValueError
        If a number is not finite, or (when the scenario is built) a package is missing.
    UncertainError
        When utilities are asked for and a number is uncertain.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.PayoffTable({("hold", "hold"): 3, ("hold", "yield"): 5})
    PayoffTable(2 packages)
    """

    table: Any

    def __post_init__(self) -> None:
        if isinstance(self.table, Mapping):
            cells: Any = FrozenMap(
                {
                    _key(key): uncertain_number(value, "A utility", option=key)
                    for key, value in self.table.items()
                }
            )
        else:
            cells = _array(self.table)
        object.__setattr__(self, "table", cells)

    def validate(self, issues: Sequence[Issue], actor: str) -> None:
        """Check that every package, and nothing else, has a utility."""
        self.grid(issues, actor)

    @cached_property
    def _certain(self) -> bool:
        """Whether no entry is a distribution."""
        if not isinstance(self.table, Mapping):
            return self.table.dtype != np.object_  # type: ignore[no-any-return]
        return not any(isinstance(value, Distribution) for value in self.table.values())

    def grid(self, issues: Sequence[Issue], actor: str | None = None) -> Any:
        """Return the table as an array with an axis per issue.

        Its entries are floats, or objects where one of them is a distribution.
        """
        sizes = tuple(len(issue) for issue in issues)
        if not isinstance(self.table, Mapping):
            grid: Any = self.table
            if grid.shape != sizes:
                raise InvalidValueError(
                    f"The payoff table has shape {grid.shape}; the issues' options make {sizes}.",
                    actor=actor,
                )
            return grid
        grid = np.full(sizes, np.nan, dtype=np.float64 if self._certain else np.object_)
        for key, value in self.table.items():
            if len(key) != len(issues):
                raise InvalidValueError(
                    f"A package needs {len(issues)} options, one per issue, in the order "
                    f"{[issue.name for issue in issues]}.",
                    given=key,
                    actor=actor,
                )
            named = {issue.name: option for issue, option in zip(issues, key, strict=True)}
            grid[levels_of(issues, named)] = value
        missing = np.argwhere(grid != grid)  # only NaN differs from itself
        if len(missing):
            first = tuple(
                issue.options[level] for issue, level in zip(issues, missing[0], strict=True)
            )
            raise InvalidValueError(
                f"The payoff table lacks {len(missing)} packages, the first of them {first}.",
                actor=actor,
            )
        return grid

    def utilities(self, space: OutcomeSpace) -> FloatArray:
        """Return the utility of every outcome of `space`, shape (n_outcomes,)."""
        for each in self.doubts(space.issues, partial(Quantity, "")):
            raise uncertain(each)
        utilities: FloatArray = self.grid(space.issues)[tuple(space.levels.T)]
        return utilities

    def doubts(self, issues: Sequence[Issue], name: Namer) -> Iterator[Any]:
        """Yield every payoff that is uncertain; its place counts packages, the last issue fastest.

        Parameters
        ----------
        issues : sequence of Issue
        name : callable
            Makes the `Quantity` of a number of the actor.
        """
        if self._certain:
            return
        for place, (levels, value) in enumerate(np.ndenumerate(self.grid(issues))):
            if isinstance(value, Distribution):
                yield Single(name("payoff", option=_package(issues, levels), place=place), value)

    def settled(
        self, issues: Sequence[Issue], numbers: Mapping[Quantity, float], name: Namer
    ) -> PayoffTable:
        """Return the same table with every uncertain number as `numbers` has it."""
        if self._certain:
            return self
        grid = self.grid(issues)
        cells = [
            numbers.get(name("payoff", option=_package(issues, levels), place=place), value)
            for place, (levels, value) in enumerate(np.ndenumerate(grid))
        ]
        return PayoffTable(np.array(cells, dtype=np.float64).reshape(grid.shape))

    def __eq__(self, other: object) -> bool:
        """Say whether `other` is written alike: two mappings or two arrays of the same numbers."""
        if not isinstance(other, PayoffTable):
            return NotImplemented
        if isinstance(self.table, Mapping) or isinstance(other.table, Mapping):
            return type(self.table) is type(other.table) and bool(self.table == other.table)
        return np.array_equal(self.table, other.table)

    def __hash__(self) -> int:
        if isinstance(self.table, Mapping):
            return hash(self.table)
        if not self._certain:
            return hash((self.table.shape, tuple(self.table.ravel())))
        # Adding 0 makes -0.0 a 0.0, to which it is equal.
        return hash((self.table.shape, (self.table + 0.0).tobytes()))

    def __repr__(self) -> str:
        count = len(self.table) if isinstance(self.table, Mapping) else self.table.size
        return f"PayoffTable({count} package{'s' if count != 1 else ''})"


def _array(given: Any) -> Any:
    """Return nested numbers as an array: of floats, or of objects if some are distributions."""
    try:
        raw = np.asarray(given, dtype=np.object_)
    except ValueError:
        return floats(given, "A payoff table")
    if not any(adapted(each) is not None for each in raw.flat):
        return floats(given, "A payoff table")
    cells = np.empty(raw.shape, dtype=np.object_)
    for levels, value in np.ndenumerate(raw):
        cells[levels] = uncertain_number(value, f"A payoff table's entry {levels}")
    cells.flags.writeable = False
    return cells


def _package(issues: Sequence[Issue], levels: Sequence[int]) -> str:
    """Return a package by its options, in the order of the issues."""
    return " / ".join(issue.options[level] for issue, level in zip(issues, levels, strict=True))


def _key(key: Any) -> tuple[str, ...]:
    """Return a package's options as a tuple of labels."""
    if isinstance(key, Mapping):
        raise InvalidTypeError(
            "Packages are keyed by a tuple of options in the order of the issues.", given=key
        )
    return tuple(str(option) for option in key) if isinstance(key, tuple) else (str(key),)


kinds.add("payoff-table", PayoffTable)
