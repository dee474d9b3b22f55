"""What a protocol over a list of outcomes answers: what may be agreed, and one way to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from negotiation._arrays import FloatArray, IntArray, read_only
from negotiation._table import Shown, Table
from negotiation.concessions import BargainingProblem
from negotiation.engine._solution import exchange, outcome_label

_TOLD = 8
"""Moves that are told in words at most."""

_LINE = 400
"""Characters of a line on which moves are told; if there are more, each has a line of its own."""


@dataclass(frozen=True)
class ProtocolMove:
    """What one actor does in a play of a protocol.

    Attributes
    ----------
    actor : str
    action : str
        Such as "offers", "accepts", "vetoes", "strikes", "lists", "picks".
    rows : tuple of int
        The outcomes it does that with, as rows of the problem.
    """

    actor: str
    action: str
    rows: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Agreements(Shown):
    """All outcomes to which a protocol can lead.

    Attributes
    ----------
    problem : BargainingProblem
    protocol : str
        What was played, in words.
    indices : array of int, shape (k,)
        The rows of the outcomes that may be agreed, ascending; more than one where actors are
        indifferent.
    payoffs : array, shape (k, n_actors)
        What they are worth; the disagreement point if there is no agreement.
    no_agreement : bool
        Whether talks may end without agreement.
    complete : bool
        Whether these are proven to be all.
    moves : tuple of ProtocolMove
        One play that leads to the first of them, where it is told move by move; others may.
    notes : tuple of str
        What the answer rests on, in sentences.
    reference : str
    """

    problem: BargainingProblem
    protocol: str
    indices: IntArray
    payoffs: FloatArray
    no_agreement: bool
    complete: bool
    moves: tuple[ProtocolMove, ...]
    notes: tuple[str, ...]
    reference: str

    @property
    def outcomes(self) -> tuple[Any, ...]:
        """The outcomes that may be agreed; empty for no agreement."""
        return tuple(self.problem.outcomes[int(row)] for row in self.indices)

    @property
    def status(self) -> str:
        """Return "ok", "set_valued" (several results are possible) or "disagreement"."""
        count = len(self.indices) + self.no_agreement
        if not len(self.indices):
            return "disagreement"
        return "ok" if count == 1 else "set_valued"

    def summary(self) -> Table:
        """Return, per possible agreement and actor, what it gives, gets and gains."""
        rows: list[tuple[Any, ...]] = []
        walk = self.problem.disagreement
        ends = [int(row) for row in self.indices]
        for label, package, payoffs in [
            *(
                (outcome_label(self.problem, x), x, self.problem.payoffs[r])
                for r, x in ((r, self.problem.outcomes[r]) for r in ends)
            ),
            *([("no agreement", None, walk)] if self.no_agreement else []),
        ]:
            for place, name in enumerate(self.problem.actors):
                gives, gets = ("", "") if package is None else exchange(self.problem, package, name)
                rows.append(
                    (label, name, gives, gets, payoffs[place], payoffs[place] - walk[place])
                )
        columns = ("outcome", "actor", "gives", "gets", "worth", "beats walking away by")
        title = f"{self.problem.name}: {self.protocol}"
        return Table(columns, rows, title, [*self._told(), *self.notes, self.reference])

    def _told(self) -> list[str]:
        """Return in words how the talks go and end."""
        told = []
        if self.status == "disagreement":
            told.append("No agreement.")
        elif self.status == "set_valued":
            more = " or end without agreement" if self.no_agreement else ""
            told.append(
                f"Somebody is indifferent: the talks may end in any of {len(self.indices)} "
                f"outcomes{more}."
            )
        if self.moves:
            words = [
                f"{move.actor} {move.action} "
                + ", ".join(
                    outcome_label(self.problem, self.problem.outcomes[r]) for r in move.rows
                )
                for move in self.moves[:_TOLD]
            ]
            if len(self.moves) > _TOLD:
                words.append(f"and so on ({len(self.moves) - _TOLD} more moves)")
            sentence = "One way there: " + "; ".join(words) + "."
            told += [sentence] if len(sentence) <= _LINE else ["One way there:", *words]
        if not self.complete:
            told.append("Other outcomes may be possible as well; that was not settled.")
        return told

    def __repr__(self) -> str:
        if self.status == "disagreement":
            return f"<{type(self).__name__}: {self.protocol}, no agreement>"
        first = outcome_label(self.problem, self.outcomes[0])
        more = len(self.indices) + self.no_agreement - 1
        others = f" or {more} more" if more else ""
        return f"<{type(self).__name__}: {self.protocol}, {first}{others}>"


def agreements(
    problem: BargainingProblem,
    rows: Any,
    *,
    protocol: str,
    reference: str,
    no_agreement: bool = False,
    complete: bool = True,
    moves: tuple[ProtocolMove, ...] = (),
    notes: tuple[str, ...] = (),
) -> Agreements:
    """Return the answer for the rows that may be agreed; none of them means no agreement."""
    indices = read_only(rows)
    none = not len(indices)
    payoffs = problem.disagreement[None, :] if none else problem.payoffs[indices]
    return Agreements(
        problem,
        protocol,
        indices,
        read_only(payoffs),
        no_agreement or none,
        complete,
        moves,
        notes,
        reference,
    )
