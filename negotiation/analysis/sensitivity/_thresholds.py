"""The values of a number at which a deal appears and disappears, and what they mean in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation._shares import counted, percent
from negotiation._table import Shown, Table
from negotiation.actors import Quantity
from negotiation.analysis.sensitivity._lever import Lever
from negotiation.analysis.sensitivity._selected import Segment
from negotiation.analysis.sensitivity._windows import Windows, holds
from negotiation.concessions import Draws
from negotiation.errors import NotDefinedError

_SHOWN = 11
"""Values of the number at which a summary says how likely no agreement is."""


@dataclass(frozen=True)
class Edge:
    """A value at which deals begin or end.

    Attributes
    ----------
    value : float
    opens : bool
        Whether a deal exists above it; else below.
    package : int
        The row of the package that is there first, or last.
    actor : str
        Who walks away from it on the other side.
    """

    value: float
    opens: bool
    package: int
    actor: str


@dataclass(frozen=True, eq=False)
class Thresholds(Shown):
    """Where along one number the ZOPA is not empty, in one scenario or in many draws.

    Attributes
    ----------
    lever : Lever
        The number, its range and what moves with it.
    draws : Draws
        The other numbers: one draw where they are certain or held at their medians.
    windows : tuple of Windows
        Per draw, the exact intervals, as shares of the range.
    segments : tuple of Segment, optional
        What the concept asked about selects along the range.
    concept : str
    """

    lever: Lever
    draws: Draws
    windows: tuple[Windows, ...]
    segments: tuple[Segment, ...] | None = None
    concept: str = ""

    @property
    def quantity(self) -> Quantity:
        """The number that moves."""
        return self.lever.quantity

    @property
    def between(self) -> tuple[float, float]:
        """The range that was searched."""
        return self.lever.low, self.lever.high

    @property
    def here(self) -> float:
        """The number's own value; its median where it is uncertain."""
        return self.lever.here

    @property
    def certain(self) -> bool:
        """Whether all other numbers are certain, or held at their medians."""
        return len(self.windows) == 1

    @property
    def intervals(self) -> FloatArray:
        """The intervals (k, 2) of the number over which a deal exists.

        Raises
        ------
        NotDefinedError
            If the other numbers were drawn: every draw has its own; ask `no_agreement`.
        """
        self._one("intervals")
        return np.asarray(self._values(self.windows[0].ends))

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The thresholds inside the range, in ascending order.

        Raises
        ------
        NotDefinedError
            If the other numbers were drawn.
        """
        self._one("thresholds")
        found, actors = self.windows[0], self.lever.problem.actors
        return tuple(
            Edge(
                float(self._values(found.ends[row, side])),
                side == 0,
                int(found.package[row, side]),
                actors[found.actor[row, side]],
            )
            for row in range(len(found.ends))
            for side in (0, 1)
            if found.actor[row, side] >= 0
        )

    def no_agreement(self, values: Any) -> tuple[FloatArray, FloatArray]:
        """Return the probability that no deal exists at given values, and its standard error.

        Parameters
        ----------
        values : array_like, shape (m,)
            Values of the number, within the range.
        """
        low, high = self.between
        shares = (np.atleast_1d(np.asarray(values, dtype=np.float64)) - low) / (high - low)
        empty = 1.0 - np.mean([holds(each.ends, shares) for each in self.windows], axis=0)
        outside = (shares < -1e-9) | (shares > 1.0 + 1e-9)
        empty[outside] = np.nan
        return empty, np.sqrt(empty * (1.0 - empty) / len(self.windows))

    @property
    def sentences(self) -> tuple[str, ...]:
        """What there is to know, in words."""
        if not self.certain:
            return self._drawn()
        number, (low, high) = str(self.quantity), self.between
        if not len(self.windows[0].ends):
            return (f"No value of {number} between {low:.4g} and {high:.4g} opens a deal.",)
        there = bool(self.no_agreement([self.here])[0][0] == 0.0)
        inside = low <= self.here <= high
        said = f"{number} is {self.here:.4g}"
        if inside:
            said += f"; {'a' if there else 'no'} deal exists there."
        else:
            said += ", outside the range that was searched."
        lines = [said]
        lines += [self._edge(edge) for edge in self.edges]
        if not self.edges:
            lines.append(f"A deal exists at every value between {low:.4g} and {high:.4g}.")
        return tuple(lines)

    def _edge(self, edge: Edge) -> str:
        above = edge.value >= self.here
        leaves = edge.opens != above
        way = "exceeds" if above else "falls below"
        package = self._label(edge.package)
        if leaves:
            return (
                f"The deal disappears if it {way} {edge.value:.4g}: then {edge.actor} walks away "
                f"from the last package ({package})."
            )
        return (
            f"A deal appears once it {'reaches' if above else 'falls to'} {edge.value:.4g}: then "
            f"{edge.actor} would sign {package}."
        )

    def _drawn(self) -> tuple[str, ...]:
        low, high = self.between
        shares, errors = self.no_agreement([low, self.here, high])
        never = np.mean([not len(each.ends) for each in self.windows])
        whole = [len(each.ends) == 1 and bool((each.actor < 0).all()) for each in self.windows]
        return (
            f"Over {counted(len(self.windows), 'draw')} of the other numbers, no agreement has "
            f"probability {percent(float(shares[0]))} at {low:.4g}, "
            f"{percent(float(shares[2]))} at {high:.4g}"
            + (
                f", and {percent(float(shares[1]))} (± {float(errors[1]):.1%} s.e.) at its own "
                f"value {self.here:.4g}."
                if np.isfinite(shares[1])
                else "."
            ),
            f"In {percent(float(never))} of the draws no value opens a deal; in "
            f"{percent(float(np.mean(whole)))} every value leaves one.",
        )

    def summary(self) -> Table:
        """Return a row per interval or answer; with draws, how likely no agreement is where."""
        title = f"{self.lever.problem.scenario.name}: deals along {self.quantity}"
        notes = [*self.sentences]
        if self.lever.partners:
            notes.append("The actor's other weights keep their ratios, and all weights their sum.")
        rows: list[Any]
        if self.segments is not None:
            rows = [(each.low, each.high, self._selected(each)) for each in self.segments]
            return Table(("from", "to", f"{self.concept} selects"), rows, title, notes)
        if not self.certain:
            at = np.linspace(*self.between, _SHOWN)
            shares, errors = self.no_agreement(at)
            rows = list(zip(at.tolist(), shares.tolist(), errors.tolist(), strict=True))
            return Table((str(self.quantity), "no agreement", "± s.e."), rows, title, notes)
        rows = [
            (low, high, self._label(int(first)), self._label(int(last)))
            for (low, high), (first, last) in zip(
                self.intervals, self.windows[0].package, strict=True
            )
        ]
        heads = ("deals from", "to", "the first package", "the last package")
        return Table(heads, rows, title, notes)

    def _selected(self, segment: Segment) -> str:
        if not segment.outcomes:
            return "no agreement"
        more = len(segment.outcomes) - 1
        return self._label(segment.outcomes[0]) + (f" (and {more} more)" if more else "")

    def _label(self, row: int) -> str:
        problem = self.lever.problem
        changes = problem.space[row].changes(problem.scenario.status_quo)
        return str(changes) or "the status quo"

    def _one(self, what: str) -> None:
        if not self.certain:
            raise NotDefinedError(
                f"Every draw has {what} of its own: ask .no_agreement(values), or draws=0 to "
                "hold the other numbers at their medians."
            )

    def _values(self, shares: Any) -> Any:
        low, high = self.between
        # Weighted so that both ends of the range come out as they were given.
        return low * (1.0 - shares) + high * shares

    def __repr__(self) -> str:
        low, high = self.between
        if not self.certain:
            return f"<Thresholds of {self.quantity} in {counted(len(self.windows), 'draw')}>"
        found = ", ".join(f"[{one:.4g}, {other:.4g}]" for one, other in self.intervals)
        return f"<Thresholds of {self.quantity} in [{low:.4g}, {high:.4g}]: deals {found or '–'}>"
