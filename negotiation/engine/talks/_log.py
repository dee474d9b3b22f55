"""What was said in talks, move after move, kept as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray, read_only
from negotiation._frozen import FrozenMap
from negotiation.concessions import BargainingProblem

KINDS = ("offer", "accept", "reject", "walk away", "fault")
"""What a move can be; the log holds positions in this tuple."""
OFFER, ACCEPTS, REJECTS, WALKS, FAULT = range(len(KINDS))

MEDIATOR = "mediator"
"""Who moves in seat -1."""


@dataclass(frozen=True, eq=False)
class Move:
    """One move of one actor.

    Attributes
    ----------
    round : int
        The round, from 1.
    actor : str
        Who moved; "mediator" for whoever writes a single text.
    kind : str
        "offer", "accept", "reject" (a no to the mediator's text), "walk away", or "fault": the
        tactic raised an error or made no valid move, which ends the talks for its actor.
    outcome : object or None
        The package offered, accepted or rejected.
    row : int or None
        Its row in the problem.
    payoffs : array, shape (n_actors,), or None
        What it is worth to everybody.
    note : str
        What was announced with the offer; what went wrong in a fault.
    """

    round: int
    actor: str
    kind: str
    outcome: Any = None
    row: int | None = None
    payoffs: FloatArray | None = None
    note: str = ""

    def __repr__(self) -> str:
        package = f" {self.outcome}" if self.row is not None else ""
        note = f" ({self.note})" if self.note else ""
        return f"<Move {self.round}: {self.actor}, {self.kind}{package}{note}>"


@dataclass(frozen=True, eq=False)
class Log:
    """Every move in columns of one length.

    Attributes
    ----------
    rounds, seats, kinds, rows : array of int, shape (n_moves,)
        The round, from 1; the actor's place, -1 for a mediator; the position in `KINDS`; the
        row of the package, -1 for none.
    notes : mapping
        ``{position of the move: text}``.
    """

    rounds: IntArray
    seats: IntArray
    kinds: IntArray
    rows: IntArray
    notes: Mapping[int, str] = field(default_factory=FrozenMap)

    @classmethod
    def of(cls, entries: list[tuple[int, int, int, int]], notes: dict[int, str]) -> Log:
        """Return a log of entries (round, seat, kind, row)."""
        table = np.array(entries, dtype=np.intp).reshape(-1, 4)
        rounds, seats, kinds, rows = (read_only(column) for column in table.T)
        return cls(rounds, seats, kinds, rows, FrozenMap(notes))

    def __len__(self) -> int:
        return len(self.rows)


def move_of(problem: BargainingProblem, entry: Sequence[int], note: str) -> Move:
    """Return an entry (round, seat, kind, row) of the log as a move."""
    turn, seat, kind, row = entry
    actor = problem.actors[seat] if seat >= 0 else MEDIATOR
    if row < 0:
        return Move(turn, actor, KINDS[kind], note=note)
    return Move(turn, actor, KINDS[kind], problem.outcomes[row], row, problem.payoffs[row], note)
