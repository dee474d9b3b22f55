"""What stood in the way: which reservation value or red line kept the ZOPA empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import IntArray, read_only
from negotiation._shares import percent
from negotiation._table import Shown, Table
from negotiation.analysis.ensembles._estimate import Estimate
from negotiation.concessions import UncertainProblem
from negotiation.errors import unknown_name


def conditions(problem: UncertainProblem) -> tuple[str, ...]:
    """Return in words what can stand in the way: walking away, then every red line."""
    walking = [f"{name}: what walking away is worth" for name in problem.actors]
    return (*walking, *(f"{name}: {line}" for name, line in problem.lines))


@dataclass(frozen=True, eq=False)
class Blocked(Shown, Mapping[str, Estimate]):
    """In which share of all draws one condition alone kept the ZOPA empty.

    It is a mapping ``{condition: share}``: a condition is what walking away is worth to an
    actor, or a red line.  In a draw several conditions can each be the one that would have
    sufficed to drop; where none is, at least two had to be dropped together.

    Attributes
    ----------
    conditions : tuple of str
    pivotal : array of int, shape (n_conditions,)
        Draws with an empty ZOPA that would not be empty but for the condition.
    cuts : array of int, shape (n_conditions,)
        Draws in which the condition removes a package that the others allow: for walking
        away, one that all others would sign if there were no red lines; for a red line, one
        that is worth signing to all.
    empty : int
        Draws with an empty ZOPA.
    utilities : int
        Draws in which it is empty even without red lines.
    jointly : int
        Draws with an empty ZOPA in which no condition alone is pivotal.
    draws : int
    """

    conditions: tuple[str, ...]
    pivotal: IntArray
    cuts: IntArray
    empty: int
    utilities: int
    jointly: int
    draws: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "pivotal", read_only(np.asarray(self.pivotal)))
        object.__setattr__(self, "cuts", read_only(np.asarray(self.cuts)))

    def __getitem__(self, condition: str) -> Estimate:
        place = self.conditions.index(condition) if condition in self.conditions else None
        if place is None:
            raise unknown_name("condition", condition, self.conditions)
        return Estimate(self.pivotal[place] / self.draws, self.draws)

    def __iter__(self) -> Iterator[str]:
        return iter(self.conditions)

    def __len__(self) -> int:
        return len(self.conditions)

    def summary(self) -> Table:
        """Return a row per condition: how often it alone was in the way, and how often at all."""
        order = np.argsort(-self.pivotal, kind="stable")
        rows: list[tuple[Any, ...]] = [
            (
                self.conditions[place],
                percent(self.pivotal[place] / self.draws),
                percent(self.pivotal[place] / self.empty) if self.empty else "",
                percent(self.cuts[place] / self.draws),
            )
            for place in order
        ]
        columns = ("condition", "alone in the way", "of draws without ZOPA", "removes packages")
        return Table(columns, rows, "What stood in the way", self._notes())

    def _notes(self) -> list[str]:
        notes = [
            f"The ZOPA is empty in {percent(self.empty / self.draws)} of {self.draws:,} draws; in "
            f"{percent(self.utilities / self.draws)} it would be empty without any red line."
        ]
        if self.empty:
            notes.append(
                f"In {percent(self.jointly / self.empty)} of the draws without a ZOPA no single "
                "condition would have been enough to drop."
            )
        notes.append("Several conditions can be alone in the way in one draw: any would do.")
        return notes

    def __repr__(self) -> str:
        share = percent(self.empty / self.draws)
        return f"<Blocked: ZOPA empty in {share} of {self.draws:,} draws>"
