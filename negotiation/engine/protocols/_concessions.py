"""Talks by concessions: offers that approach each other along the negotiation set, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import NOISE, TOLERANCE, FloatArray, IntArray, read_only
from negotiation._table import Table
from negotiation.concessions import BargainingProblem
from negotiation.concessions.pareto import ranks
from negotiation.engine._solution import outcome_label


@dataclass(frozen=True)
class Concession:
    """What is on the table in one round, and who has just conceded.

    Attributes
    ----------
    round : int
        0 for the opening offers.
    conceded : tuple of str
        Who has made a concession in this round.
    offers : tuple of int
        Each actor's offer, as a row of the problem; of offers worth the same the first.
    risks : tuple of float
        Each actor's risk limit: the probability of no agreement up to which it would rather
        insist on its own offer than take the other's,
        ``(gain from its own - gain from the other's) / gain from its own``.
    products : tuple of float
        The product of gains of each offer, in shares of the largest gains.
    """

    round: int
    conceded: tuple[str, ...]
    offers: tuple[int, int]
    risks: tuple[float, float]
    products: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Concessions:
    """Where talks by concessions end, and how they get there.

    Attributes
    ----------
    problem : BargainingProblem
    protocol : str
        What was played, in words.
    indices : array of int, shape (k,)
        The rows of the outcomes that may be agreed, ascending, outcomes worth the same included.
    payoffs : array, shape (k, n_actors)
        What they are worth; the disagreement point if there is no agreement.
    no_agreement : bool
        Whether the talks may end without agreement.
    overshot : bool
        Whether both conceded at once so far that each now likes the other's offer better.
    steps : tuple of Concession
        The offers, round by round, on one way.
    notes : tuple of str
        What the answer rests on, in sentences.
    reference : str
    """

    problem: BargainingProblem
    protocol: str
    indices: IntArray
    payoffs: FloatArray
    no_agreement: bool
    overshot: bool
    steps: tuple[Concession, ...]
    notes: tuple[str, ...]
    reference: str

    @property
    def outcomes(self) -> tuple[Any, ...]:
        """The outcomes that may be agreed; empty for no agreement."""
        return tuple(self.problem.outcomes[int(row)] for row in self.indices)

    @property
    def status(self) -> str:
        """Return "ok", "set_valued" (several results are possible) or "disagreement"."""
        if not len(self.indices):
            return "disagreement"
        return "ok" if len(self.indices) + self.no_agreement == 1 else "set_valued"

    def summary(self) -> Table:
        """Return the offers round by round, who concedes, and what each would risk."""
        first, second = self.problem.actors
        rows = [
            (
                step.round,
                " and ".join(step.conceded),
                *(outcome_label(self.problem, self.problem.outcomes[row]) for row in step.offers),
                *step.risks,
            )
            for step in self.steps
        ]
        columns = (
            "round",
            "concedes",
            f"{first} offers",
            f"{second} offers",
            f"{first} would risk",
            f"{second} would risk",
        )
        title = f"{self.problem.name}: {self.protocol}"
        return Table(columns, rows, title, [self._told(), *self.notes, self.reference])

    def _told(self) -> str:
        """Return in words how the talks end."""
        ends = [
            f"{outcome_label(self.problem, outcome)} ("
            + ", ".join(f"{n} {v:.4g}" for n, v in zip(self.problem.actors, worth, strict=True))
            + ")"
            for outcome, worth in zip(self.outcomes, self.payoffs, strict=False)
        ]
        if self.no_agreement:
            ends.append("no agreement")
        return "The talks end in " + " or ".join(ends) + "."

    def __repr__(self) -> str:
        if self.status == "disagreement":
            return f"<Concessions: {self.protocol}, no agreement>"
        first = outcome_label(self.problem, self.outcomes[0])
        more = len(self.indices) + self.no_agreement - 1
        return f"<Concessions: {self.protocol}, {first}{f' or {more} more' if more else ''}>"

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()


class Ladder:
    """The negotiation set of two actors as rungs, from the first actor's best to the other's.

    Attributes
    ----------
    gains : array, shape (k, 2)
        In shares of each actor's largest gain; 1 throughout for one that cannot gain.
    product : array, shape (k,)
    """

    def __init__(self, problem: BargainingProblem) -> None:
        self.problem = problem
        rows = np.flatnonzero(problem.negotiation_set)
        self.groups: list[list[int]] = []
        self.gains = np.empty((0, 2))
        if len(rows):
            place = ranks(problem.payoffs[rows], problem.slack)[:, 0]
            self.groups = [rows[place == p].tolist() for p in sorted(set(place.tolist()))[::-1]]
            gains = problem.gains[[group[0] for group in self.groups]]
            gains = np.where(gains > problem.slack, gains, 0.0)
            best = gains.max(axis=0)
            active = best > problem.slack
            self.gains = np.where(active, gains / np.where(active, best, 1.0), 1.0)
        self.product = self.gains.prod(axis=1)
        # The larger of what counts as a difference in the house and what rounding of gains is.
        size = np.abs(problem.payoffs[rows]).max(axis=0, initial=0.0)
        top = problem.gains[rows].max(axis=0, initial=0.0)
        rounding = 2 * NOISE * float((size / np.where(top > 0, top, 1.0)).max())
        self.slack = max(TOLERANCE, rounding) * float(self.product.max(initial=0.0))

    def __len__(self) -> int:
        return len(self.groups)

    def compare(self, mine: int, theirs: int) -> int:
        """Return -1, 0 or 1 as the first rung's product is smaller, equal or larger."""
        difference = float(self.product[mine] - self.product[theirs])
        return 0 if abs(difference) <= self.slack else (1 if difference > 0 else -1)

    def sufficient(self, own: int, stand: tuple[int, int]) -> int:
        """Return the smallest concession after which it is the other's turn to concede.

        That is the first rung with a larger product than the other's offer; the other's
        offer itself if there is none.
        """
        mine, theirs = stand[own], stand[1 - own]
        way = range(mine + 1, theirs) if own == 0 else range(mine - 1, theirs, -1)
        return next((rung for rung in way if self.compare(rung, theirs) > 0), theirs)

    def step(self, round: int, conceded: tuple[str, ...], stand: tuple[int, int]) -> Concession:
        """Return what is on the table, to be kept."""
        offers = (self.groups[stand[0]][0], self.groups[stand[1]][0])
        risks = (self._risk(0, stand), self._risk(1, stand))
        products = (float(self.product[stand[0]]), float(self.product[stand[1]]))
        return Concession(round, conceded, offers, risks, products)

    def _risk(self, own: int, stand: tuple[int, int]) -> float:
        """Return an actor's risk limit; 1 if its own offer brings it nothing."""
        mine, theirs = (float(self.gains[rung, own]) for rung in (stand[own], stand[1 - own]))
        return max(0.0, (mine - theirs) / mine) if mine > 0 else 1.0


def concessions(
    ladder: Ladder, ends: set[int], steps: list[Concession], **said: Any
) -> Concessions:
    """Return the answer for the rungs on which talks may end; none means no agreement."""
    problem = ladder.problem
    rows = sorted(row for rung in ends for row in ladder.groups[rung])
    indices = read_only(np.array(rows, dtype=np.intp))
    payoffs = problem.payoffs[indices] if rows else problem.disagreement[None, :]
    return Concessions(
        problem,
        said["protocol"],
        indices,
        read_only(payoffs),
        said.get("no_agreement", False) or not rows,
        said.get("overshot", False),
        tuple(steps),
        tuple(said.get("notes", ())),
        said["reference"],
    )
