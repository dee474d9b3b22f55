"""Simulated talks: every actor plays a tactic, until they agree, leave or run out of time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from negotiation.actors import Scenario
from negotiation.concessions import BargainingProblem
from negotiation.engine.tactics._view import briefs
from negotiation.engine.talks._log import Log, Move, move_of
from negotiation.engine.talks._planned import ending, log_of, plan_of
from negotiation.engine.talks._rules import begun, rules_of_play
from negotiation.engine.talks._setting import Setting, settled
from negotiation.engine.talks._table import Table
from negotiation.engine.talks.history import History, in_words


class Talks:
    """Talks that go on one move at a time, to be looked at in between.

    Takes what `play` takes.  A tactic that is interrupted from the keyboard leaves the talks as
    they were; they can be inspected and taken up again.

    Parameters
    ----------
    problem : Scenario or BargainingProblem
        What is negotiated.
    tactics : mapping, sequence or callable
        How the actors play.
    rounds : int
        After how many rounds talks end.
    protocol : str, optional
        The rules of play.
    first : str, optional
        Who moves first.
    discount : number, sequence or mapping, optional
        What a gain is still worth a round later.
    rng : int, Generator or None
        The seed.
    **parameters
        Parameters of the rules of play.

    Examples
    --------
    >>> import negotiation as ng
    >>> pie = ng.BargainingProblem({"3:1": [3, 1], "2:2": [2, 2], "1:3": [1, 3]})
    >>> talks = ng.Talks(pie, ng.tactics.linear(), rounds=3)
    >>> talks.step()
    <Move 1: Actor 1, offer 3:1>
    >>> for move in talks:
    ...     last = move
    >>> last
    <Move 2: Actor 2, accept 2:2>
    """

    def __init__(
        self,
        problem: Scenario | BargainingProblem,
        tactics: Any,
        *,
        rounds: int,
        protocol: str | None = None,
        first: str | None = None,
        discount: Any = None,
        rng: Any = None,
        **parameters: Any,
    ) -> None:
        asked = {"protocol": protocol, "first": first, "discount": discount, "rng": rng}
        self._begin(settled(problem, tactics, rounds, asked, parameters), parameters)

    def _begin(self, setting: Setting, parameters: dict[str, Any]) -> None:
        self._setting, self._table = setting, Table(setting)
        self._rules = begun(setting.protocol, self._table, parameters)

    @classmethod
    def _of(cls, setting: Setting, parameters: dict[str, Any]) -> Talks:
        """Return talks in a setting that has been checked."""
        talks = cls.__new__(cls)
        talks._begin(setting, parameters)
        return talks

    @property
    def over(self) -> bool:
        """Whether the talks have ended."""
        return self._table.over

    def step(self) -> Move | None:
        """Let one actor move; return the move, or ``None`` if the talks are over.

        Raises
        ------
        KeyboardInterrupt
            If it came while the actor was thinking.  The talks are then as before, and
            `history` says that they were interrupted.
        """
        table = self._table
        if not self._step():
            return None
        note = table.notes.get(len(table.entries) - 1, "")
        return move_of(table.problem, table.entries[-1], note)

    def _step(self) -> bool:
        table = self._table
        if table.over:
            return False
        try:
            self._rules.step()
        except KeyboardInterrupt:
            table.status = "interrupted"
            raise
        if table.status == "interrupted":
            table.status = "under way"
        return True

    def __iter__(self) -> Iterator[Move]:
        while (move := self.step()) is not None:
            yield move

    def run(self) -> History:
        """Go on to the end; an interruption from the keyboard ends the run, not the history."""
        try:
            while self._step():
                pass
        except KeyboardInterrupt:
            pass
        return self.history

    @property
    def history(self) -> History:
        """What happened so far."""
        table = self._table
        ended = {"by": table.by, "why": table.why, "row": table.row}
        return _history(self._setting, table.status, table.log(), **ended)

    def __repr__(self) -> str:
        table = self._table
        return f"<Talks: {table.status}, round {table.round} of {table.rounds}>"


def play(
    problem: Scenario | BargainingProblem,
    tactics: Any,
    *,
    rounds: int,
    protocol: str | None = None,
    first: str | None = None,
    discount: Any = None,
    rng: Any = None,
    **parameters: Any,
) -> History:
    """Simulate talks in which every actor plays a tactic.

    Each actor sees its own preferences and what was said, never what anything is worth to the
    others.  In a round every actor moves once.  A tactic that raises an error or makes no valid
    move leaves the table; the history says what happened.  So does a `KeyboardInterrupt`, which
    ends the talks and returns the history so far.  The same seed gives the same history; each
    actor draws from a stream of its own.

    Parameters
    ----------
    problem : Scenario or BargainingProblem
        What is negotiated, by two actors or more; packages must be few enough to list.
    tactics : mapping, sequence or callable
        How the actors play: ``{actor: tactic}``, one per actor in their order, or one for all.
        A tactic is one of `negotiation.tactics` or a function of a `View` that returns a move.
    rounds : int
        After how many rounds talks end without agreement, at least 1.
    protocol : str, optional
        The rules of play: ``"alternating-offers"`` (the default for two actors),
        ``"stacked-offers"`` (the default for more) or ``"single-text"``.
    first : str, optional
        Who moves first; the others follow in their order.  The first actor if left out.
    discount : number, sequence or mapping, optional
        What a gain over walking away is still worth a round later, above 0 and at most 1, for
        all or per actor.  If left out, the actors' own discount factors, or 1.
    rng : int, Generator or None
        The seed; the same integer gives the same talks.
    **parameters
        Parameters of the rules of play, such as ``temperature=`` of ``"single-text"``.

    Returns
    -------
    History

    Raises
    ------
    NegotiationError
        If an actor has no tactic or a name is unknown, rounds are fewer than 1, or the
        protocol is not for so many actors.
    TooLargeError
        If the packages are too many to list.

    References
    ----------
    Fatima, S., Kraus, S. & Wooldridge, M. (2014). Principles of Automated Negotiation.
    Cambridge University Press.

    Examples
    --------
    >>> import negotiation as ng
    >>> pie = ng.BargainingProblem({"3:1": [3, 1], "2:2": [2, 2], "1:3": [1, 3]})
    >>> talks = ng.play(pie, [ng.tactics.boulware(), ng.tactics.conceder()], rounds=20)
    >>> talks.agreement, talks.round
    ('3:1', 4)
    """
    asked = {"protocol": protocol, "first": first, "discount": discount, "rng": rng}
    return held(settled(problem, tactics, rounds, asked, parameters), parameters)


def held(setting: Setting, parameters: dict[str, Any]) -> History:
    """Return talks in a setting that has been checked, held to the end."""
    try:
        done = _at_once(setting)
    except KeyboardInterrupt:
        return _history(setting, "interrupted", Log.of([], {}))
    return done or Talks._of(setting, parameters).run()


def _at_once(setting: Setting) -> History | None:
    """Return talks of two tactics that both have a plan; ``None`` if they have not."""
    problem, order = setting.problem, setting.order
    able = all(hasattr(tactic, "plan") for tactic in setting.tactics)
    if not (able and len(order) == 2 and rules_of_play[setting.protocol].in_turn):
        return None
    if not problem.consent.unanimous(problem.actors):
        return None
    both = briefs(problem, setting.discount)
    plans = []
    for seat in order:
        plan, _ = plan_of(setting.tactics[seat], both[seat], setting.rounds, setting.seed)
        if plan is None:
            return None
        plans.append(plan)
    opening, answering = plans
    moves, row = ending([both[seat] for seat in order], opening, answering)
    log = log_of(order, opening, answering, moves, row >= 0)
    if row < 0:
        return _history(setting, "deadline", log)
    return _history(setting, "agreement", log, by=problem.actors[log.seats[-1]], row=row)


def _history(setting: Setting, status: str, log: Log, **ended: Any) -> History:
    """Return what happened in talks of a setting."""
    names = in_words(setting.tactics, setting.problem.actors)
    return History(
        setting.problem,
        names,
        setting.protocol,
        setting.rounds,
        status,
        log,
        setting.discount,
        **ended,
    )
