"""Tit for tat: concede as much as the other has conceded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from negotiation._arrays import number
from negotiation.engine.tactics._tactic import ACCEPT, WALK_AWAY, Tactic, tactic
from negotiation.engine.tactics._time_dependent import FARATIN
from negotiation.engine.tactics._view import View
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name

KINDS = ("absolute", "averaged", "relative")


@dataclass(frozen=True)
class TitForTat:
    """Answer concessions, as the actor itself values them, with concessions.

    Attributes
    ----------
    kind : str
        How they are measured.
    window : int
        How many offers it looks back.
    extra : float
        The largest random concession on top, as a share of the own range.
    """

    kind: str
    window: int
    extra: float

    def __call__(self, view: View) -> Any:
        """Accept what meets the demand, else offer the package that meets it most narrowly."""
        if view.best is None:
            return WALK_AWAY
        level = self._demand(view)
        view.memory["demand"] = level
        return ACCEPT if view.good(view.on_table, level) else view.least(level)

    def _demand(self, view: View) -> float:
        """Return the utility demanded now, from the one before and what the other conceded."""
        top, walk = float(view.utilities[view.best]), view.reservation
        last = float(view.memory.get("demand", top))
        _, by = view.history
        if not len(by):
            return last
        theirs = view.received_from(view.actors[int(by[-1])])
        if len(theirs) <= self.window:
            return last
        before = float(view.utilities[theirs[-1 - self.window]])
        after = float(view.utilities[theirs[-1 if self.kind == "averaged" else -self.window]])
        if self.kind == "absolute":
            level = last - (after - before)
        else:
            withheld = top - before
            share = (top - after) / withheld if withheld > view.slack else 1.0
            level = walk + (last - walk) * share
        if self.extra:
            level -= self.extra * float(view.rng.random()) * (top - walk)
        return min(max(level, walk), top)

    def __repr__(self) -> str:
        told = f"{self.kind!r}" + (f", window={self.window}" if self.window != 1 else "")
        return f"tit_for_tat({told}{f', extra={self.extra:g}' if self.extra else ''})"


@tactic(reference=FARATIN)
def tit_for_tat(kind: str = "relative", *, window: int = 1, extra: float = 0.0) -> Tactic:
    """Return the tactic that answers concessions with concessions.

    It begins with its best package.  Whenever the other has made another offer, it changes the
    utility that it demands, ``D`` (walking away is worth ``r``, its best package ``b``).  With
    ``y`` the worth *to itself* of the other's offers, ``y[-1]`` the last:

    - ``"relative"``: by the share that the other withholds less,
      ``D = r + (D - r) (b - y[-w]) / (b - y[-1-w])`` where ``w`` is the window;
    - ``"absolute"``: by as much utility, ``D = D - (y[-w] - y[-1-w])``;
    - ``"averaged"``: as relative, over the whole window at once,
      ``D = r + (D - r) (b - y[-1]) / (b - y[-1-w])``.

    `D` stays between ``r`` and ``b``.  It accepts what is worth as much, and otherwise offers
    the acceptable package worth least among those worth as much.  Two actors who both wait for
    the other wait for ever; `extra` helps.

    Faratin, Sierra and Jennings state the rules on the value of each issue.  Packages of
    options have no such values in common, so here what counts is their worth to the actor
    itself, which it knows.

    Parameters
    ----------
    kind : str
        ``"relative"``, ``"absolute"`` or ``"averaged"``.
    window : int
        How many offers it looks back, at least 1; until there were more, it waits.
    extra : float
        From 0 to 1: on top of each answer a random concession of up to this share of its range
        ``b - r``, all sizes equally likely.

    Returns
    -------
    Tactic

    Raises
    ------
    UnknownNameError, InvalidTypeError, InvalidValueError
        If a parameter is out of range.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.tactics.tit_for_tat("absolute", extra=0.05)
    tit_for_tat('absolute', extra=0.05)
    """
    if kind not in KINDS:
        raise unknown_name("kind of tit for tat", kind, KINDS)
    if isinstance(window, bool) or not isinstance(window, int):
        raise InvalidTypeError("The window is a whole number of offers.", given=window)
    if window < 1:
        raise InvalidValueError("The window is at least 1.", given=window)
    share = number(extra, "The extra concession")
    if not 0 <= share <= 1:
        raise InvalidValueError("The extra concession lies between 0 and 1.", given=extra)
    return TitForTat(kind, window, share)
