"""GRIT: announced small steps on one's own, continued as the other answers them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, number
from negotiation.engine.tactics._iso import offers_by
from negotiation.engine.tactics._tactic import ACCEPT, WALK_AWAY, Proposal, Tactic, tactic
from negotiation.engine.tactics._view import View
from negotiation.errors import InvalidTypeError, InvalidValueError

REFERENCE = (
    "Osgood, C. E. (1962). An Alternative to War or Surrender. University of Illinois Press."
)


@dataclass(frozen=True)
class GraduatedReciprocation:
    """Steps on one's own, more when they are answered, fewer when the other goes back."""

    step: float
    unanswered: int
    answer: float

    def __call__(self, view: View) -> Any:
        """Return the next move."""
        if view.best is None:
            return WALK_AWAY
        answered = self.answered(view)
        allowed = self.unanswered + answered
        turn = len(view.sent)
        steps = max(0, min(allowed, turn))
        best = float(view.utilities[view.best])
        level = best - steps * self.step * (best - view.reservation)
        if view.good(view.on_table, level):
            return ACCEPT
        return Proposal(view.least(level), note=self._note(turn, steps, answered))

    def answered(self, view: View) -> int:
        """Return how many steps the others have answered, the one that did least; or undone.

        Negative if an actor now offers less than at first.
        """
        moved = [
            (last - first) / (self.answer * self.step)
            for rows, _ in offers_by(view)
            for first, last in [_shares(view, rows[[0, -1]])]
        ]
        return math.floor(min(moved) + 1e-9) if moved else 0

    def _note(self, turn: int, steps: int, answered: int) -> str:
        """Return what is announced with the offer."""
        if answered < 0:
            return f"You have gone back on your offer; of our own steps {steps} stand."
        if turn == 0 and self.unanswered == 0:
            return "We shall answer every step of yours."
        if turn == 0:
            return f"We shall take {self.unanswered} small steps on our own; answer, for more."
        if steps < turn:
            return f"{steps} steps taken, {answered} answered: the next one is yours."
        return f"This is step {steps} that we take on our own; please answer it."

    def __repr__(self) -> str:
        return f"grit(step={self.step:g}, unanswered={self.unanswered}, answer={self.answer:g})"


def _shares(view: View, rows: Any) -> FloatArray:
    """Return what offers are worth to the actor as shares of its range; a red line gains 0."""
    best = float(view.utilities[view.best])
    span = best - view.reservation
    if span <= view.slack:
        return np.zeros(len(rows))
    shares = (view.utilities[rows] - view.reservation) / span
    return np.asarray(np.where(view.acceptable[rows], shares, np.minimum(shares, 0.0)))


@tactic(reference=REFERENCE)
def grit(step: float = 0.05, unanswered: int = 3, answer: float = 0.5) -> Tactic:
    """Return the tactic of graduated reciprocation in tension reduction.

    It announces that it will concede in small steps without waiting for an answer, takes
    them, goes on as far as the other answers, waits when it does not, and takes steps back
    when the other goes back.  After n offers of its own it has taken
    ``k = max(0, min(n, unanswered + answered))`` steps and demands ``b - k step (b - r)``, b
    being its best acceptable package and r what walking away is worth.  ``answered`` is how
    much better the other's last offer is than its first, in the actor's own eyes and as a
    share of ``b - r``, divided by ``answer * step`` and rounded down; it is negative if the
    last offer is worse.  It offers the acceptable package worth least among those worth the
    demand, with a note that says what it does, and accepts what is worth the demand.  It does
    not look at the clock.  It walks away if no package is acceptable.

    Of several others the one counts that has answered least.  To a single text, where nobody
    makes offers, it says yes if it is its best.

    Parameters
    ----------
    step : float
        The size of a step as a share of its range; from 0.001 to 1.
    unanswered : int
        Steps that it takes on its own; 0 or more.
    answer : float
        How much of a step the other's step must be to count as an answer; from 0.01 to 100.

    Returns
    -------
    Tactic

    Raises
    ------
    InvalidTypeError, InvalidValueError
        If a parameter is out of range.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.tactics.grit()
    grit(step=0.05, unanswered=3, answer=0.5)
    """
    size, share = number(step, "The step"), number(answer, "The answer")
    if not 0.001 <= size <= 1:
        raise InvalidValueError("A step lies from 0.001 to 1.", given=step)
    if not 0.01 <= share <= 100:
        raise InvalidValueError(
            "The share of a step that answers it lies from 0.01 to 100.", given=answer
        )
    if isinstance(unanswered, bool) or not isinstance(unanswered, int | np.integer):
        raise InvalidTypeError("Unanswered steps are a whole number.", given=unanswered)
    if unanswered < 0:
        raise InvalidValueError("Unanswered steps are 0 or more.", given=unanswered)
    return GraduatedReciprocation(size, int(unanswered), share)
