"""What it would take to open the ZOPA, as an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from negotiation._shares import counted, percent
from negotiation._table import Shown, Table
from negotiation.analysis._undefined import NotDefined
from negotiation.analysis.bridging._bridge import Bridge
from negotiation.analysis.bridging._nearest import Nearest, nearest
from negotiation.analysis.bridging._needs import Needs, issue_needs, option_needs
from negotiation.analysis.bridging._stops import Stops
from negotiation.concessions import BargainingProblem
from negotiation.errors import NotDefinedError

_SHOWN = 5
"""Bridges that are told in full; the others stand in the table."""


@dataclass(frozen=True, eq=False)
class Bridging(Shown):
    """All the least changes that open the ZOPA, and the package nearest to acceptable.

    Attributes
    ----------
    bridges : tuple of Bridge
        The fewest changes first; of as many, those that ask least, as a share of its range, of
        the actor that gives up most.  Empty if the ZOPA is open.
    shared : tuple of Bridge
        The least lowering of reservation values in total, and the one that asks least of the
        actor that lowers most; empty if red lines stop every package.
    reasons : mapping
        ``{kind: why}`` for kinds of changes that open nothing on their own.
    stops : Stops
        What stops every package.
    """

    bridges: tuple[Bridge, ...]
    shared: tuple[Bridge, ...]
    reasons: Mapping[str, str]
    stops: Stops = field(repr=False)

    @property
    def problem(self) -> BargainingProblem:
        """The problem asked about."""
        return self.stops.problem

    @property
    def open(self) -> bool:
        """Whether the ZOPA is open as it is, with the room asked for."""
        return bool(self.stops.open.any())

    @property
    def room(self) -> float:
        """How far it is open: the gain of the worst placed actor, as a share of its range.

        In the package that is best for the worst placed, beyond what was asked for; negative
        if there is a gap, minus infinity where red lines stop every package.
        """
        spare = (self.problem.gains - self.stops.room) / self.stops.width
        return float(spare.min(axis=1)[self.stops.free].max(initial=-np.inf))

    @property
    def nearest(self) -> Nearest | NotDefined:
        """The package nearest to acceptable to all among those that cross no red line."""
        return nearest(self.stops, lines=True)

    @property
    def nearest_beyond_lines(self) -> Nearest | NotDefined:
        """The package nearest to acceptable to all, whatever red lines say."""
        return nearest(self.stops, lines=False)

    @property
    def best(self) -> Bridge:
        """The first of the bridges.

        Raises
        ------
        NotDefinedError
            If there is none; the message says why.
        """
        if self.bridges:
            return self.bridges[0]
        if self.open:
            raise NotDefinedError("The ZOPA is open: there is nothing to bridge.")
        raise NotDefinedError(" ".join(self.reasons.values()) or "Nothing opens the ZOPA.")

    def of(self, kind: str) -> tuple[Bridge, ...]:
        """Return the bridges made of one kind of change alone.

        Parameters
        ----------
        kind : str
            One of `KINDS`.
        """
        return tuple(each for each in self.bridges if each.kinds == (kind,))

    def missing_issue(self) -> Needs | NotDefined:
        """Return what one more issue would have to be worth to whom."""
        return issue_needs(self.stops)

    def missing_option(self, issue: str) -> Needs | NotDefined:
        """Return what one more option of an issue would have to contribute to whom.

        Parameters
        ----------
        issue : str

        Raises
        ------
        UnknownNameError
            If there is no such issue.
        """
        if self.stops.given is not None:
            self.stops.given.issue(issue)
        return option_needs(self.stops, issue)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answer in words."""
        if self.open:
            many = counted(int(self.stops.open.sum()), "package")
            return (
                f"The ZOPA is open: {many} suit everybody, and in the best of them for the worst "
                f"placed it gains {percent(max(self.room, 0.0))} of its range.",
            )
        told = [each.sentence for each in self.bridges[:_SHOWN]]
        if len(self.bridges) > _SHOWN:
            told.append(f"There are {len(self.bridges) - _SHOWN:,} more ways.")
        told += list(self.reasons.values())
        close = self.nearest or self.nearest_beyond_lines
        return (*told, close.sentence) if isinstance(close, Nearest) else tuple(told)

    def summary(self) -> Table:
        """Return a row per bridge."""
        rows = [
            (", ".join(each.kinds), len(each.changes), str(each), each.largest, each.total)
            for each in (*self.bridges, *self.shared)
        ]
        columns = ("kind", "changes", "what", "largest share", "sum of shares")
        title = f"{self.problem.name}: what would open the ZOPA"
        return Table(columns, rows, title, self.sentences)

    def __repr__(self) -> str:
        if self.open:
            return f"<Bridging: the ZOPA is open, room {percent(max(self.room, 0.0))}>"
        if not self.bridges:
            return "<Bridging: nothing asked about opens the ZOPA>"
        return f"<Bridging: {counted(len(self.bridges), 'way')}, first {self.bridges[0]}>"
