"""A single text: a mediator drafts, the actors say yes or no, and the draft gets better."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from negotiation._arrays import IntArray, number
from negotiation.actors import OutcomeSpace
from negotiation.engine.talks._log import ACCEPTS, FAULT, OFFER, REJECTS, WALKS
from negotiation.engine.talks._rules import rules
from negotiation.engine.talks._table import Table
from negotiation.errors import InvalidValueError, NegotiationError

REFERENCE = (
    "Klein, M., Faratin, P., Sayama, H. & Bar-Yam, Y. (2003). Negotiating complex contracts. "
    "Group Decision and Negotiation 12(2), 111-125"
)


@rules("single-text", reference=REFERENCE)
class SingleText:
    """A mediator keeps one text, puts changes of it to the vote, and in the end the text itself.

    The first text is `start`, else the status quo, else a package at random.  In every round
    but the last the mediator drafts a package that differs from the text in a few issues, all
    such packages equally likely, and each actor says yes (it accepts the draft on the table) or
    no (any offer; what it offers is not used).  The draft becomes the text if those who said
    yes are enough to agree.  In the last round the text itself is put to signature.

    Parameters
    ----------
    table : Table
    start : package, optional
        The first text, as a row or ``{issue: option}``.
    changes : int
        In how many issues a draft differs from the text at most.  With 1 nothing can be traded
        for something else.
    temperature : float
        The mediator's patience with drafts that some refuse: after ``k`` noes it makes the
        draft the text all the same with probability ``exp(-k / T)``, where ``T`` falls evenly
        from `temperature` in the first round to 0 in the last.  0: never.
    """

    def __init__(
        self, table: Table, *, start: Any = None, changes: int = 2, temperature: float = 0.0
    ) -> None:
        self.table = table
        self.rng = table.mediator()
        self.temperature = number(temperature, "The temperature")
        if self.temperature < 0:
            raise InvalidValueError("The temperature is not negative.", given=temperature)
        if isinstance(changes, bool) or not isinstance(changes, int) or changes < 1:
            raise InvalidValueError("A draft changes at least 1 issue.", given=changes)
        self.changes = changes
        self.text = self.draft = self._first(start)
        self.turn = -1
        self.yes = np.zeros(len(table.problem.actors), dtype=np.bool_)

    def _first(self, start: Any) -> int:
        problem = self.table.problem
        if start is not None:
            return self._row(start)
        now = problem.scenario.status_quo if problem.scenario else None
        if now is not None and now in problem.outcomes:
            return problem.index(now)
        return int(self.rng.integers(len(problem.payoffs)))

    def _row(self, start: Any) -> int:
        try:
            return self.table.row_of(start)
        except NegotiationError as error:
            if type(error) is not NegotiationError:
                raise
            raise InvalidValueError(f"start= is a package: {error}.", given=start) from None

    def step(self) -> None:
        """Let the mediator draft, or the actor whose turn it is vote."""
        table = self.table
        if self.turn < 0:
            table.on_table = self.draft = self._draft()
            table.write(-1, OFFER, self.draft)
            self.yes[:] = False
            self._pass_on()
            return
        seat = table.order[self.turn]
        table.views[seat].text = self.text
        kind, _, note = table.ask(seat)
        if kind in (WALKS, FAULT):
            table.leave(seat, kind, note)
        else:
            self.yes[seat] = kind == ACCEPTS
            said = ACCEPTS if kind == ACCEPTS else REJECTS
            table.write(seat, said, self.draft, note)
        if not table.over:
            self._pass_on()

    def _draft(self) -> int:
        """Return the text with something changed; in the last round the text as it stands."""
        near = self._neighbours() if self.table.round < self.table.rounds else ()
        return int(near[self.rng.integers(len(near))]) if len(near) else self.text

    def _neighbours(self) -> IntArray:
        """Return the packages that differ from the text in few issues; if none, all others."""
        outcomes = self.table.problem.outcomes
        if isinstance(outcomes, OutcomeSpace):
            changed = (outcomes.levels != outcomes.levels[self.text]).sum(axis=1)
            near = (changed > 0) & (changed <= self.changes)
            if near.any():
                return np.flatnonzero(near)
        return np.delete(np.arange(len(outcomes)), self.text)

    def _pass_on(self) -> None:
        """Give the next actor present its turn; after the last, count the votes."""
        table = self.table
        self.turn += 1
        while self.turn < len(table.order) and not table.present[table.order[self.turn]]:
            self.turn += 1
        if self.turn < len(table.order):
            return
        self.turn = -1
        agreed = bool(table.problem.consent.wins(self.yes, table.problem.actors))
        if table.round == table.rounds:
            if agreed:
                table.sign()
            else:
                table.end("deadline")
            return
        if agreed or self._kept():
            self.text = self.draft
        table.round += 1

    def _kept(self) -> bool:
        """Draw whether the mediator keeps a draft that was voted down."""
        if self.temperature == 0:
            return False
        noes = int((self.table.present & ~self.yes).sum())
        heat = self.temperature * (1.0 - (self.table.round - 1) / (self.table.rounds - 1))
        return heat > 0 and bool(self.rng.random() < math.exp(-noes / heat))
