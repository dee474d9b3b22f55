"""What offers to and fro answer: all ways in which they end, by who proposes first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from negotiation._arrays import FloatArray, read_only
from negotiation._frozen import FrozenMap
from negotiation._shares import mixed
from negotiation._table import Shown, Table
from negotiation.concessions import BargainingProblem
from negotiation.engine._solution import outcome_label
from negotiation.engine.protocols._stakes_of_two import lottery_behind
from negotiation.engine.protocols._terms import AGREEMENT, QUITS, Play, Terms
from negotiation.errors import InvalidValueError, unknown_name

REFERENCE = (
    "Rubinstein, A. (1982). Perfect equilibrium in a bargaining model. Econometrica 50, 97-109; "
    "Stahl, I. (1972). Bargaining Theory. Stockholm School of Economics."
)

_SHOWN = 12
"""Plays that a summary lists."""


@dataclass(frozen=True, eq=False)
class AlternatingOffers(Shown):
    """What two actors agree on when they take turns to propose.

    Attributes
    ----------
    actors : pair of str
    terms : Terms
        Discount factors, risk of breakdown, fixed costs and outside options, in gains over
        walking away.
    horizon : int or None
        Rounds; None for talks without end.
    first : int
        Who proposes first.
    plays : pair of tuples of Play
        All ways in which talks go in equilibrium, if the first actor proposes first and if the
        second does.
    equilibria : array, shape (k, 2, 2)
        Without a horizon: per equilibrium the payoffs when the first actor proposes and when
        the second does.  Empty with a horizon.
    stretch : bool
        Whether the plays listed are the two ends of a stretch of the frontier, every point of
        which is an equilibrium outcome too.
    nash_limit : array, shape (n, 2)
        Where equilibria without a deadline go as rounds get short: the Nash solution weighted
        by patience.  On a list of outcomes equilibria do not shrink to a point, and the Nash
        solutions are given for comparison.  No row where there is no such limit.
    divisible : bool
        Whether what is offered is a frontier (a cake, a curve, lotteries), not a list.
    disagreement : array, shape (2,)
        What walking away is worth.
    problem : BargainingProblem or None
    notes : tuple of str
        What is solved, and how to read it.
    reference : str
        The publication the protocol stands on.
    """

    actors: tuple[str, ...]
    terms: Terms
    horizon: int | None
    first: int
    plays: tuple[tuple[Play, ...], tuple[Play, ...]]
    equilibria: FloatArray
    stretch: bool
    nash_limit: FloatArray
    divisible: bool
    disagreement: FloatArray
    problem: BargainingProblem | None
    notes: tuple[str, ...]
    reference: ClassVar[str] = REFERENCE

    @property
    def payoffs(self) -> FloatArray:
        """What the actors get, a row per play, shape (n, 2); worth at the start."""
        return self.when_proposing(self.first)

    def when_proposing(self, actor: int | str) -> FloatArray:
        """Return the payoffs if a given actor proposes first, a row per play.

        Parameters
        ----------
        actor : int or str
            0, 1 or a name.

        Returns
        -------
        array, shape (n, 2)
        """
        plays = self.plays[place_of(actor, self.actors)]
        return read_only(np.array([play.payoffs for play in plays]))  # type: ignore[no-any-return]

    @property
    def outcomes(self) -> tuple[Any, ...]:
        """The outcomes agreed on, each once; ``()`` on a frontier and for no agreement."""
        if self.problem is None:
            return ()
        rows = dict.fromkeys(row for play in self.plays[self.first] for row in play.rows)
        return tuple(self.problem.outcomes[row] for row in rows)

    @property
    def status(self) -> str:
        """One of "ok", "set_valued" (several plays), "disagreement" (no play ends in agreement)."""
        plays = self.plays[self.first]
        if all(play.ending != AGREEMENT for play in plays):
            return "disagreement"
        return "set_valued" if len(plays) > 1 else "ok"

    @property
    def agreement(self) -> bool:
        """Whether some play ends in agreement."""
        return self.status != "disagreement"

    @property
    def at_once(self) -> bool:
        """Whether every play ends in agreement in the first round."""
        return all(play.ending == AGREEMENT and not play.delay for play in self.plays[self.first])

    @property
    def first_mover_advantage(self) -> FloatArray | None:
        """By how much each gets more by proposing first; None if there are several plays."""
        if any(len(plays) != 1 for plays in self.plays):
            return None
        one, two = (plays[0].payoffs for plays in self.plays)
        return read_only(np.array([one[0] - two[0], two[1] - one[1]]))  # type: ignore[no-any-return]

    def lottery(self, play: Play) -> Mapping[Any, float]:
        """Return the lottery over outcomes that a play agrees on, if lotteries may be offered.

        Parameters
        ----------
        play : Play
            One of `plays`.

        Returns
        -------
        mapping
            ``{outcome: probability}``, at most two outcomes; empty where no lottery is agreed
            on, or agreement comes late.
        """
        plain = self.problem is None or play.rows or play.delay or play.ending != AGREEMENT
        if plain or self.problem is None:
            return FrozenMap()
        return lottery_behind(self.problem, play.payoffs)

    def label(self, play: Play) -> str:
        """Return in words how a play ends.

        Parameters
        ----------
        play : Play

        Returns
        -------
        str
        """
        when = f" after {play.delay} round{'s' if play.delay > 1 else ''}" if play.delay else ""
        if play.ending == QUITS:
            return f"responder quits{when}"
        if play.ending != AGREEMENT:
            return play.ending
        chances = self.lottery(play)
        if self.problem is not None and chances:
            names = [outcome_label(self.problem, outcome) for outcome in chances]
            return mixed(np.array(list(chances.values())), names.__getitem__)
        if self.problem is None or not play.rows:
            return f"agreement{when or ' at once'}"
        words = [outcome_label(self.problem, self.problem.outcomes[row]) for row in play.rows]
        more = f" (and {len(words) - 3} more)" if len(words) > 3 else ""
        return " or ".join(words[:3]) + more + when

    def summary(self) -> Table:
        """Return who gets what, by who proposes first, and what the numbers rest on."""
        rows = [
            (self.actors[proposer], self.label(play), *play.payoffs)
            for proposer in (self.first, 1 - self.first)
            for play in self.plays[proposer][:_SHOWN]
        ]
        notes = list(self.notes)
        for proposer in (self.first, 1 - self.first):
            hidden = len(self.plays[proposer]) - _SHOWN
            if hidden > 0:
                notes.insert(
                    0, f"{hidden} more where {self.actors[proposer]} proposes first: see `plays`."
                )
        for row in self.nash_limit:
            worth = " and ".join(
                f"{value:.4g} for {name}" for value, name in zip(row, self.actors, strict=True)
            )
            notes.append(f"{self._limit_words()}: {worth}.")
        title = "alternating offers"
        if self.problem is not None:
            title = f"{self.problem.name}: {title}"
        return Table(("proposes first", "ends in", *self.actors), rows, title, [*notes, REFERENCE])

    def _limit_words(self) -> str:
        """Return what the Nash limit is to these talks."""
        if self.problem is not None and not self.divisible:
            return "For comparison, Nash's solution"
        if self.horizon is not None:
            return "Without a deadline, as rounds get short (Nash)"
        return "As rounds get short (Nash)"

    def __repr__(self) -> str:
        rounds = "no horizon"
        if self.horizon is not None:
            rounds = f"{self.horizon} round{'s' if self.horizon != 1 else ''}"
        plays = self.plays[self.first]
        worth = ", ".join(
            f"{name} {value:.4g}" for name, value in zip(self.actors, plays[0].payoffs, strict=True)
        )
        if self.stretch:
            worth += " to " + ", ".join(
                f"{name} {value:.4g}"
                for name, value in zip(self.actors, plays[-1].payoffs, strict=True)
            )
        elif len(plays) > 1:
            worth += f" and {len(plays) - 1} more"
        return f"<AlternatingOffers, {rounds}: {self.status}, {worth}>"


def place_of(actor: Any, actors: tuple[str, ...]) -> int:
    """Return which of two actors is meant."""
    if isinstance(actor, str):
        if actor not in actors:
            raise unknown_name("actor", actor, actors)
        return actors.index(actor)
    if isinstance(actor, bool) or actor not in (0, 1):
        raise InvalidValueError("Who proposes is 0, 1 or an actor's name.", given=actor)
    return int(actor)
