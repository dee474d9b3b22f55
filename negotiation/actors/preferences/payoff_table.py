"""Preferences as an explicit payoff table: a number written down for every package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, floats, number
from negotiation._frozen import FrozenMap
from negotiation.actors.issue import Issue
from negotiation.actors.outcome import OutcomeSpace, levels_of
from negotiation.actors.preferences._protocol import kinds
from negotiation.errors import InvalidTypeError, InvalidValueError


@dataclass(frozen=True, eq=False)
class PayoffTable:
    """The utility of every package, one by one.

    Parameters
    ----------
    table : mapping or array_like
        Either ``{(option of issue 1, option of issue 2, …): number}`` with the options
        in the order of the scenario's issues (a plain label will do for one issue), or
        an array with one axis per issue and one entry per option.

    Raises
    ------
    InvalidValueError
        If a number is not finite, or (when the scenario is built) a package is missing.

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
                    _key(key): number(value, "A utility", option=key)
                    for key, value in self.table.items()
                }
            )
        else:
            cells = floats(self.table, "A payoff table")
        object.__setattr__(self, "table", cells)

    def validate(self, issues: Sequence[Issue], actor: str) -> None:
        """Check that every package, and nothing else, has a utility."""
        self._grid(issues, actor)

    def _grid(self, issues: Sequence[Issue], actor: str | None = None) -> FloatArray:
        """Return the table as an array with an axis per issue."""
        sizes = tuple(len(issue) for issue in issues)
        if not isinstance(self.table, Mapping):
            grid: FloatArray = self.table
            if grid.shape != sizes:
                raise InvalidValueError(
                    f"The payoff table has shape {grid.shape}; the issues' options make {sizes}.",
                    actor=actor,
                )
            return grid
        grid = np.full(sizes, np.nan)
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
        missing = np.argwhere(np.isnan(grid))
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
        utilities: FloatArray = self._grid(space.issues)[tuple(space.levels.T)]
        return utilities

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
        # Adding 0 makes -0.0 a 0.0, to which it is equal.
        return hash((self.table.shape, (self.table + 0.0).tobytes()))

    def __repr__(self) -> str:
        count = len(self.table) if isinstance(self.table, Mapping) else self.table.size
        return f"PayoffTable({count} package{'s' if count != 1 else ''})"


def _key(key: Any) -> tuple[str, ...]:
    """Return a package's options as a tuple of labels."""
    if isinstance(key, Mapping):
        raise InvalidTypeError(
            "Packages are keyed by a tuple of options in the order of the issues.", given=key
        )
    return tuple(str(option) for option in key) if isinstance(key, tuple) else (str(key),)


kinds.add("payoff-table", PayoffTable)
