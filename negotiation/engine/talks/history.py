"""The history of talks: every move, how they ended, and what that is worth to everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray, read_only
from negotiation._frozen import FrozenMap
from negotiation._shares import counted
from negotiation._table import Shown, Table
from negotiation.concessions import BargainingProblem
from negotiation.engine._solution import exchange, outcome_label
from negotiation.engine.talks._log import MEDIATOR, OFFER, Log, Move, move_of
from negotiation.errors import unknown_name


@dataclass(frozen=True, eq=False)
class History(Shown):
    """What happened in simulated talks.

    Attributes
    ----------
    problem : BargainingProblem
        What the talks were about.
    tactics : mapping
        ``{actor: tactic in words}``.
    protocol : str
        The rules of play.
    rounds : int
        After how many rounds talks were to end.
    status : str
        "agreement"; "deadline": the rounds ran out; "walked away": an actor left; "fault": a
        tactic raised an error or made no valid move, which counts as walking away;
        "interrupted" from the keyboard; "under way".
    by : str or None
        Whose move ended the talks.
    why : str
        What went wrong, in a fault.
    row : int or None
        The row of the agreement in the problem.
    log : Log
        Every move, in columns.
    discount : array, shape (n_actors,)
        What a gain over walking away was still worth a round later.
    """

    problem: BargainingProblem
    tactics: Mapping[str, str]
    protocol: str
    rounds: int
    status: str
    log: Log = field(repr=False)
    discount: FloatArray = field(repr=False)
    by: str | None = None
    why: str = ""
    row: int | None = None

    @property
    def agreement(self) -> Any:
        """The package signed, or ``None``.

        Without names for outcomes it is a row number, which may be 0: compare with ``None``.
        """
        return None if self.row is None else self.problem.outcomes[self.row]

    @property
    def payoffs(self) -> FloatArray:
        """What the agreement is worth to every actor when it is signed, shape (n_actors,).

        The reservation values if there is none.
        """
        return self.problem.disagreement if self.row is None else self.problem.payoffs[self.row]

    @property
    def gains(self) -> FloatArray:
        """Payoffs above walking away, shape (n_actors,)."""
        gains: FloatArray = self.payoffs - self.problem.disagreement
        return gains

    @property
    def discounted(self) -> FloatArray:
        """Payoffs as seen from the first round, shape (n_actors,).

        Walking away, and on top of it the gain times ``discount**(round - 1)``.
        """
        worth: FloatArray = (
            self.problem.disagreement + self.discount ** max(self.round - 1, 0) * self.gains
        )
        return worth

    @property
    def round(self) -> int:
        """The round of the last move, from 1; 0 if nobody has moved."""
        return int(self.log.rounds[-1]) if len(self.log) else 0

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """Every move in the order in which they were made."""
        log = self.log
        entries = np.stack([log.rounds, log.seats, log.kinds, log.rows], axis=1).tolist()
        return tuple(
            move_of(self.problem, entry, log.notes.get(place, ""))
            for place, entry in enumerate(entries)
        )

    def offers(self, actor: str | None = None) -> tuple[IntArray, IntArray]:
        """Return the offers of one actor, or all, as they were made.

        Parameters
        ----------
        actor : str, optional
            Whose; "mediator" for the drafts of a single text; everybody's if left out.

        Returns
        -------
        rows, rounds : arrays of int, shape (k,)
            The packages and the rounds, from 1.

        Raises
        ------
        UnknownNameError
            If there is no such actor.
        """
        chosen = self.log.kinds == OFFER
        if actor is not None:
            if actor not in (*self.problem.actors, MEDIATOR):
                raise unknown_name("actor", actor, self.problem.actors)
            seat = -1 if actor == MEDIATOR else self.problem.actors.index(actor)
            chosen = chosen & (self.log.seats == seat)
        return read_only(self.log.rows[chosen]), read_only(self.log.rounds[chosen])

    def transcript(self) -> Table:
        """Return a row per move: who, what, and what the package is worth to everybody."""
        rows = []
        for move in self.moves:
            package = "" if move.row is None else outcome_label(self.problem, move.outcome)
            worth = [None] * len(self.problem.actors) if move.payoffs is None else move.payoffs
            rows.append((move.round, move.actor, move.kind, package, *worth, move.note))
        worth_to = [f"worth to {name}" for name in self.problem.actors]
        columns = ("round", "actor", "move", "package", *worth_to, "note")
        return Table(columns, rows, f"{self.problem.name}: the talks")

    def summary(self) -> Table:
        """Return, per actor, its tactic, its first and last offer, and what it ends up with."""
        late = bool((self.discount < 1).any())
        rows = [self._row(seat, name, late) for seat, name in enumerate(self.problem.actors)]
        columns = ["actor", "tactic", "offers", "first asked", "last asked", "payoff"]
        columns += ["walking away", "gain", *(["gain, discounted"] if late else [])]
        return Table(columns, rows, f"{self.problem.name}: talks", self._notes())

    def _row(self, seat: int, name: str, late: bool) -> tuple[Any, ...]:
        rows, _ = self.offers(name)
        worth = self.problem.payoffs[rows, seat]
        asked = (worth[0], worth[-1]) if len(worth) else (None, None)
        walk = self.problem.disagreement[seat]
        row = (name, self.tactics[name], len(rows), *asked, self.payoffs[seat], walk)
        row += (self.gains[seat],)
        return (*row, self.discounted[seat] - walk) if late else row

    def _notes(self) -> list[str]:
        notes = [f"{self.ending} Protocol: {self.protocol}."]
        if self.row is None:
            notes += self._missed()
        else:
            if self.problem.scenario is not None:
                given = [
                    f"{name} gives {exchange(self.problem, self.agreement, name)[0]}"
                    for name in self.problem.actors
                ]
                notes.append("; ".join(given) + ".")
            if not self.problem.pareto[self.row]:
                notes.append("The package is not efficient: another would be better for all.")
            tight = [
                name
                for seat, name in enumerate(self.problem.actors)
                if self.gains[seat] <= self.problem.slack[seat]
            ]
            if tight:
                notes.append(f"Fragile: {', '.join(tight)} gains nothing over walking away.")
        for seat, name in enumerate(self.problem.actors):
            below = int((~self.problem.accepts[self.offers(name)[0], seat]).sum())
            if below:
                notes.append(
                    f"{name} made {counted(below, 'offer')} worth less to itself than walking away."
                )
        return notes

    def _missed(self) -> list[str]:
        """Say what could have been signed, in talks that have led to nothing."""
        could = int(self.problem.zopa.sum())
        if not could:
            return ["There is nothing to agree on: the ZOPA is empty."]
        offers, _ = self.offers()
        made = f", and {self.problem.zopa[offers].sum()} of {counted(len(offers), 'offer')}"
        return [f"In the ZOPA: {counted(could, 'package')}{made if len(offers) else ''}."]

    @property
    def ending(self) -> str:
        """How the talks ended, in a sentence."""
        when = f"round {self.round} of {self.rounds}"
        if self.row is not None:
            through = f", through the yes of {self.by}" if self.by else ""
            return f"Agreement in {when}{through}: {outcome_label(self.problem, self.agreement)}."
        return {
            "deadline": f"No agreement: time ran out after {when}.",
            "walked away": f"No agreement: {self.by} walked away in {when}.",
            "fault": f"No agreement: in {when} the tactic of {self.by} failed ({self.why}).",
            "interrupted": f"Interrupted in {when}: no agreement so far.",
            "under way": f"Under way, {when}: no agreement so far.",
        }[self.status]

    def __repr__(self) -> str:
        if self.row is None:
            return f"<History: no agreement, {self.status}, round {self.round} of {self.rounds}>"
        worth = ", ".join(
            f"{name} {value:.4g}"
            for name, value in zip(self.problem.actors, self.payoffs, strict=True)
        )
        return f"<History: agreement in round {self.round} of {self.rounds}, {worth}>"


def in_words(tactics: Any, actors: tuple[str, ...]) -> Mapping[str, str]:
    """Return the tactics by actor, in words."""
    return FrozenMap(zip(actors, map(name_of, tactics), strict=True))


def name_of(tactic: Any) -> str:
    """Return a tactic in words: a function's name, or how the tactic shows itself."""
    name = getattr(tactic, "__name__", None)
    return name if isinstance(name, str) else repr(tactic)
