"""The table at which talks are held: who sits there, what lies on it, how it ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from negotiation.engine.tactics._record import Record
from negotiation.engine.tactics._tactic import Answer, Proposal
from negotiation.engine.tactics._view import Brief, View, briefs
from negotiation.engine.talks._log import ACCEPTS, FAULT, OFFER, WALKS, Log
from negotiation.engine.talks._setting import Setting
from negotiation.engine.talks._streams import stream
from negotiation.errors import NegotiationError

UNDER_WAY = "under way"
STATUSES = ("agreement", "deadline", "walked away", "fault", "interrupted", UNDER_WAY)
"""How talks stand: signed; time ran out; an actor left; a tactic failed; stopped; not over."""


class Table:
    """Talks as they go on.

    Parameters
    ----------
    setting : Setting
        What was settled beforehand.
    known : sequence of Brief, optional
        What the actors know, where the same problem has been put on a table before.
    """

    def __init__(self, setting: Setting, known: Sequence[Brief] | None = None) -> None:
        self.problem, self.tactics, self.rounds = setting.problem, setting.tactics, setting.rounds
        self.order, self.seed = setting.order, setting.seed
        self.briefs = known or briefs(self.problem, setting.discount)
        self.record = Record(len(self.problem.actors))
        self.views = [
            View(brief, self.record, self.rounds, stream(self.seed, brief.seat))
            for brief in self.briefs
        ]
        self.entries: list[tuple[int, int, int, int]] = []
        self.notes: dict[int, str] = {}
        self.present = np.ones(len(self.problem.actors), dtype=np.bool_)
        self.round = 1
        self.on_table: int | None = None
        self.status, self.why = UNDER_WAY, ""
        self.by: str | None = None
        self.row: int | None = None
        self._mediated = False

    @property
    def over(self) -> bool:
        """Whether the talks have ended."""
        return self.status not in (UNDER_WAY, "interrupted")

    @property
    def drawn(self) -> bool:
        """Whether anything has been left to chance so far."""
        return self._mediated or any(view.drawn for view in self.views)

    def mediator(self) -> np.random.Generator:
        """Return the random generator of a mediator, for rules that have one."""
        self._mediated = True
        return stream(self.seed, len(self.views))()

    def ask(self, seat: int) -> tuple[int, int, str]:
        """Return an actor's next move: its kind, its row (-1 for none) and its note.

        Nothing is written down, so that an actor interrupted in thought can be asked again.
        """
        view = self.views[seat]
        view.round, view.on_table = self.round, self.on_table
        try:
            said = self.tactics[seat](view)
            if type(said) is int and 0 <= said < len(self.problem.payoffs):
                kind, row, note = OFFER, said, ""
            else:
                kind, row, note = self._read(said)
            if row >= 0 and self.briefs[seat].refused[row]:
                raise NegotiationError(
                    f"the package crosses the actor's own red line: {self.problem.outcomes[row]}"
                )
        except Exception as error:
            return FAULT, -1, _words(error)
        return kind, row, note

    def _read(self, said: Any) -> tuple[int, int, str]:
        """Return what a move means, or raise an error that says why it is none."""
        if said is Answer.WALK_AWAY:
            return WALKS, -1, ""
        if said is Answer.ACCEPT:
            if self.on_table is None:
                raise NegotiationError("accepted, but there is no offer on the table")
            return ACCEPTS, self.on_table, ""
        if isinstance(said, Proposal):
            return OFFER, self.row_of(said.outcome), said.note
        return OFFER, self.row_of(said), ""

    def row_of(self, package: Any) -> int:
        """Return the row of a package, given as a row, a mapping or a label."""
        count = len(self.problem.payoffs)
        if package is None:
            raise NegotiationError("returned nothing (None); a move is expected")
        if isinstance(package, int | np.integer) and not isinstance(package, bool):
            if not 0 <= package < count:
                raise NegotiationError(f"there is no row {package}; rows run from 0 to {count - 1}")
            return int(package)
        if isinstance(package, Mapping | str | tuple):
            return self.problem.index(package)
        raise NegotiationError(f"returned {package!r}, which is no move")

    def write(self, seat: int, kind: int, row: int, note: str = "") -> None:
        """Put a move into the log."""
        if note:
            self.notes[len(self.entries)] = note
        self.entries.append((self.round, seat, kind, row))

    def offer(self, seat: int, row: int, note: str = "") -> None:
        """Put an actor's offer on the table."""
        self.write(seat, OFFER, row, note)
        self.record.add(seat, row, note)
        self.on_table = row

    def leave(self, seat: int, kind: int, note: str) -> None:
        """Let an actor leave, which ends the talks if the others cannot sign without it."""
        self.write(seat, kind, -1, note)
        self.present[seat] = False
        if not self.problem.consent.wins(self.present, self.problem.actors):
            status = "walked away" if kind == WALKS else "fault"
            self.end(status, seat, note)

    def sign(self, seat: int | None = None) -> None:
        """End with the package on the table as the agreement, through whose last yes."""
        self.row = self.on_table
        self.end("agreement", seat)

    def end(self, status: str, seat: int | None = None, why: str = "") -> None:
        """End the talks, and say how, through whom and why."""
        self.status, self.why = status, why
        self.by = None if seat is None else self.problem.actors[seat]

    def log(self) -> Log:
        """Return what was said so far."""
        return Log.of(self.entries, self.notes)


def _words(error: Exception) -> str:
    """Return an error in words, even if it cannot say them itself."""
    try:
        text = str(error)
    except Exception:
        text = ""
    if type(error) is NegotiationError:
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
