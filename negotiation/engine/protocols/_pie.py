"""What becomes of a pie that everybody must agree to divide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import FloatArray
from negotiation._table import Shown, Table
from negotiation.engine.protocols._seats import in_short


@dataclass(frozen=True, eq=False)
class PieSplit(Shown):
    """How a pie is divided when everybody must agree.

    Attributes
    ----------
    protocol : str
        The name of the rules of play.
    actors : tuple of str
    size : float
        Of the pie.
    discount : array, shape (n,)
        What a share is still worth to each after one round more.
    recognition : array, shape (n,)
        How likely each is to propose; where actors take turns, its part of the rounds.
    horizon : int or None
        Rounds; ``None`` if there is no last round.
    shares : array, shape (n,)
        What each gets; expected, where chance decides who proposes.
    proposers : tuple of str
        Who makes each of `offers`.
    offers : array, shape (k, n)
        What is proposed, and accepted at once.  Where actors take turns, row t is the offer of
        round t + 1; without a last round the rows repeat.  Where chance decides, row i is what
        the i-th actor offers in the first round if it is recognised.
    limit : array, shape (n,)
        What `shares` come to as rounds become ever shorter at unchanged rates of impatience:
        the Nash solution with these weights.  NaN where there is no such limit.
    continuum : bool
        Whether every split is an equilibrium outcome if what actors do may depend on the past.
    statement : str
        Whether the equilibrium is the only one, in words.
    reference : str
    """

    protocol: str
    actors: tuple[str, ...]
    size: float
    discount: FloatArray
    recognition: FloatArray
    horizon: int | None
    shares: FloatArray
    proposers: tuple[str, ...]
    offers: FloatArray
    limit: FloatArray
    continuum: bool
    statement: str
    reference: str

    def keeps(self, actor: str) -> float | None:
        """Return what an actor keeps when it first proposes, ``None`` if it never does."""
        if actor not in self.proposers:
            return None
        row = self.offers[self.proposers.index(actor)]
        return float(row[self.actors.index(actor)])

    def summary(self) -> Table:
        """Return what each actor gets, what it keeps as proposer, and what short rounds bring."""
        short = not np.isnan(self.limit).any()
        heads = ["actor", "discount", "proposes", "share", "keeps when proposing"]
        rows = [
            [name, float(d), float(p), float(share), self.keeps(name)]
            for name, d, p, share in zip(
                self.actors, self.discount, self.recognition, self.shares, strict=True
            )
        ]
        if short:
            heads.append("share if rounds are short")
            rows = [[*row, float(each)] for row, each in zip(rows, self.limit, strict=True)]
        notes = [self._in_words(), self.statement, self.reference]
        return Table(heads, rows, self.protocol, notes)

    def _in_words(self) -> str:
        if self.horizon == 0:
            return "There is no round in which to agree: nobody gets anything."
        high = int(self.shares.argmax())
        if (self.shares == self.shares[high]).all():
            return "Agreement in the first round; all get the same."
        return f"Agreement in the first round; {self.actors[high]} gets most."

    def __repr__(self) -> str:
        return f"<PieSplit, {self.protocol}: {in_short(self.actors, self.shares)}>"
