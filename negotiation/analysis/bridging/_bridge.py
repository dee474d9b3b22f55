"""One bridge: changes that together open the ZOPA, and what they let in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, negligible, read_only
from negotiation._frozen import FrozenMap
from negotiation._shares import counted, percent
from negotiation._table import Shown, Table
from negotiation.actors import Scenario
from negotiation.analysis.bridging._changes import (
    Change,
    DropConstraint,
    DropRedLine,
    LowerReservation,
    SidePayment,
)
from negotiation.analysis.bridging._stops import Stops
from negotiation.concessions import BargainingProblem, bargaining_problem
from negotiation.engine import Solution, solve


@dataclass(frozen=True, eq=False)
class Bridge(Shown):
    """Changes that together open the ZOPA.

    Attributes
    ----------
    changes : tuple
        Of `LowerReservation`, `DropRedLine`, `DropConstraint`, `SidePayment`, `AddIssue`,
        `AddOption`.
    shares : mapping
        ``{actor: what it gives up as a share of its range}`` by a lower worth of walking away
        or by paying.
    about : str
        What it is the least of, in words.
    stops : Stops
        What stops every package.
    """

    changes: tuple[Change, ...]
    shares: FrozenMap[str, float]
    about: str
    stops: Stops = field(repr=False)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of changes, each once."""
        return tuple(dict.fromkeys(each.kind for each in self.changes))

    @property
    def largest(self) -> float:
        """The largest share of its range that an actor gives up."""
        return max(self.shares.values(), default=0.0)

    @property
    def total(self) -> float:
        """The sum of the shares."""
        return float(sum(self.shares.values()))

    @cached_property
    def scenario(self) -> Scenario | None:
        """The scenario with all changes made; ``None`` if there was none."""
        changed = self.stops.given
        for each in self.changes if changed is not None else ():
            changed = each.apply(changed)  # type: ignore[arg-type]
        return changed

    @cached_property
    def problem(self) -> BargainingProblem:
        """The bargaining problem with all changes made."""
        if self.scenario is not None:
            return bargaining_problem(self.scenario)
        old = self.stops.problem
        walk, refused = np.array(old.disagreement), np.array(old.refused)
        for each in self.changes:
            if isinstance(each, LowerReservation):
                walk[old.actors.index(each.actor)] -= each.by
            elif isinstance(each, SidePayment):
                walk[old.actors.index(each.payer)] += each.amount * each.rate[each.payer]
                walk[old.actors.index(each.receiver)] -= each.amount * each.rate[each.receiver]
            elif isinstance(each, DropRedLine):
                refused[:, old.actors.index(each.actor)] = False
        return replace(old, disagreement=walk, refused=refused)

    @cached_property
    def opened(self) -> BoolArray:
        """Which packages of `problem` everybody would sign, shape (n_outcomes,)."""
        problem = self.problem
        spare = np.maximum(problem.slack, negligible(self.stops.width, 0.0))
        enough = (problem.gains - self.stops.room >= -spare) & ~problem.refused
        return read_only(enough.all(axis=1))  # type: ignore[no-any-return]

    @property
    def packages(self) -> tuple[Any, ...]:
        """The packages that come in: everybody would sign them now."""
        return tuple(self.problem.outcomes[int(row)] for row in np.flatnonzero(self.opened))

    def choose(self, concept: str = "egalitarian", **parameters: Any) -> Solution:
        """Return what a solution concept selects once the changes are made.

        Parameters
        ----------
        concept : str
            Its registered name.
        **parameters
            As for `solve`.
        """
        return solve(self.problem, concept, **parameters)

    @property
    def sentence(self) -> str:
        """What would have to be otherwise, and what that lets in."""
        said = " and ".join(self._words(each) for each in self.changes)
        found = np.flatnonzero(self.opened)
        first = str(self.problem.outcomes[int(found[0])]) if len(found) else ""
        more = f" and {len(found) - 1:,} more" if len(found) > 1 else ""
        would = f"{counted(len(found), 'package')} would suit everybody: {first}{more}."
        return f"If {said}, {would}"

    def _words(self, change: Change) -> str:
        problem = self.stops.problem
        if isinstance(change, LowerReservation):
            before = float(problem.disagreement[problem.actors.index(change.actor)])
            share = percent(self.shares[change.actor])
            return (
                f"walking away were worth {change.by:.4g} less to {change.actor} "
                f"({before:.4g} → {before - change.by:.4g}, {share} of its range)"
            )
        if isinstance(change, SidePayment):
            return f"{change.payer} paid {change.receiver} {change.amount:.4g}"
        if isinstance(change, DropRedLine):
            return f"{change.actor} gave up a red line ({change.line})"
        if isinstance(change, DropConstraint):
            return f"a constraint fell away ({change.constraint})"
        return f"there were one thing more ({change})"

    def summary(self) -> Table:
        """Return a row per change."""
        rows = [(each.kind, str(each)) for each in self.changes]
        return Table(("kind", "change"), rows, self.about, [self.sentence])

    def __str__(self) -> str:
        return "; ".join(str(each) for each in self.changes)

    def __repr__(self) -> str:
        return f"<Bridge: {self}>"
