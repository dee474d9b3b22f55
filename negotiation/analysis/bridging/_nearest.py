"""The package nearest to being acceptable to all: what a mediator would put on the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._frozen import FrozenMap
from negotiation._shares import percent
from negotiation._table import Shown, Table
from negotiation.analysis._undefined import NotDefined
from negotiation.analysis.bridging._stops import Stops, leximin_rows


@dataclass(frozen=True)
class Nearest(Shown):
    """A package that asks least of the actor that lacks most, and who would have to be persuaded.

    Attributes
    ----------
    package : object
        The first of `packages`.
    packages : tuple
        All that are tied.
    shortfalls : mapping
        ``{actor: what it lacks}`` on its own scale; actors that lack nothing are left out.
    shares : mapping
        The same as shares of each actor's range.
    lines : tuple of str
        What it crosses: red lines, or constraints.
    """

    package: Any
    packages: tuple[Any, ...]
    shortfalls: FrozenMap[str, float]
    shares: FrozenMap[str, float]
    lines: tuple[str, ...]

    @property
    def largest(self) -> float:
        """The largest shortfall, as a share of the actor's range."""
        return max(self.shares.values(), default=0.0)

    @property
    def total(self) -> float:
        """The sum of the shortfalls as shares of ranges."""
        return float(sum(self.shares.values()))

    @property
    def sentence(self) -> str:
        """Who would have to be persuaded of what."""
        parts = [
            f"{name} lacks {lack:.4g} ({percent(self.shares[name])} of its range)"
            for name, lack in self.shortfalls.items()
        ]
        parts += [f"it crosses a line ({line})" for line in self.lines]
        told = "; ".join(parts) or "nothing stands in its way"
        return f"Nearest to acceptable is {self.package}: {told}."

    def summary(self) -> Table:
        """Return a row per actor that lacks something."""
        rows = [(name, lack, self.shares[name]) for name, lack in self.shortfalls.items()]
        return Table(("actor", "lacks", "share of its range"), rows, notes=[self.sentence])

    def __repr__(self) -> str:
        return f"<Nearest: {self.package}, largest shortfall {percent(self.largest)}>"


def nearest(stops: Stops, lines: bool) -> Nearest | NotDefined:
    """Return the package with the least shortfalls.

    Parameters
    ----------
    stops : Stops
    lines : bool
        Whether red lines (and constraints) are respected.
    """
    rows = np.flatnonzero(stops.free) if lines else np.arange(len(stops.problem))
    if not len(rows):
        return NotDefined("nearest package", "Every package crosses a red line.")
    rows = leximin_rows(stops.shares, rows)
    count = stops.crossed[rows].sum(axis=1)
    rows = rows[count == count.min()]
    row, actors = int(rows[0]), stops.problem.actors
    who = np.flatnonzero(stops.shortfall[row] > 0)
    return Nearest(
        stops.problem.outcomes[row],
        tuple(stops.problem.outcomes[int(each)] for each in rows),
        FrozenMap({actors[each]: float(stops.shortfall[row, each]) for each in who}),
        FrozenMap({actors[each]: float(stops.shares[row, each]) for each in who}),
        tuple(str(stops.marks[each]) for each in np.flatnonzero(stops.crossed[row])),
    )
