"""What becomes of a pie that a quota of votes can divide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import FloatArray
from negotiation._shares import percent
from negotiation._table import Shown, Table
from negotiation.engine.protocols._seats import in_short

_NAMED = 6
"""Partners that a cell names before the rest is counted."""


@dataclass(frozen=True, eq=False)
class Legislature(Shown):
    """How a pie is divided by a quota of votes.

    Attributes
    ----------
    rule : str
        "closed": a proposal is voted on as it stands; "open": it may be amended first.
    actors : tuple of str
    size : float
        Of the pie.
    recognition, discount : array, shape (n,)
        How likely each is to propose, and what a share is worth after one round more.
    quota : int
        Votes needed, the proposer's own among them.
    horizon : int or None
        Rounds; ``None`` if there is no last round.
    values : array, shape (n,)
        What each expects before the first proposer is known, discounted.
    prices : array, shape (n,)
        What each must be offered in the first round to vote for it.
    keeps : array, shape (n,)
        What each keeps for itself when it is the first to propose.
    partners : array, shape (n, n)
        How likely a proposer (row) buys an actor's (column) vote in the first round.
    included : array, shape (n,)
        How likely each is among those whose votes somebody else buys in the first round.
    immediate : float
        The probability that the first proposal is final.
    residual : float
        By how much, as a share of the pie, values or prices miss the conditions of the
        equilibrium; rounding only.
    unique : bool
        Whether these are the only (stationary, without a last round) equilibrium payoffs.
    statement : str
        The same in words.
    reference : str
    """

    rule: str
    actors: tuple[str, ...]
    size: float
    recognition: FloatArray
    discount: FloatArray
    quota: int
    horizon: int | None
    values: FloatArray
    prices: FloatArray
    keeps: FloatArray
    partners: FloatArray
    included: FloatArray
    immediate: float
    residual: float
    unique: bool
    statement: str
    reference: str

    def summary(self) -> Table:
        """Return what each expects, what its vote costs, what it keeps and whose votes it buys."""
        heads = (
            "actor",
            "proposes",
            "discount",
            "expects",
            "price of its vote",
            "keeps when proposing",
            "vote bought by others",
            "as proposer buys",
        )
        rows = [
            (
                name,
                float(self.recognition[place]),
                float(self.discount[place]),
                float(self.values[place]),
                float(self.prices[place]),
                float(self.keeps[place]),
                percent(float(self.included[place])),
                self._bought(place),
            )
            for place, name in enumerate(self.actors)
        ]
        title = f"{self.rule} rule, {self.quota} of {len(self.actors)} votes"
        return Table(heads, rows, title, [self._in_words(), self.statement, self.reference])

    def _bought(self, proposer: int) -> str:
        """Return whose votes a proposer buys, in words."""
        row = self.partners[proposer]
        places = [int(each) for each in np.argsort(-row, kind="stable") if row[each] > 0.0]
        words = [
            self.actors[each] + ("" if row[each] == 1.0 else f" {percent(float(row[each]))}")
            for each in places[:_NAMED]
        ]
        if len(places) > _NAMED:
            words.append(f"{len(places) - _NAMED} more")
        return ", ".join(words) or "nobody's"

    def _in_words(self) -> str:
        if self.horizon == 0:
            return "There is no round in which to agree: nobody gets anything."
        if self.immediate < 1.0:
            return f"The first proposal is final with probability {percent(self.immediate)}."
        ahead = int(self.keeps.argmax())
        return (
            f"The first proposal passes. {self.actors[ahead]} would keep {self.keeps[ahead]:.4g} "
            f"of {self.size:.4g} as proposer and expects {self.values[ahead]:.4g} beforehand."
        )

    def __repr__(self) -> str:
        return f"<Legislature, {self.rule} rule: {in_short(self.actors, self.values)}>"
