"""Talks by concessions: offers that approach each other along the negotiation set, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import NOISE, TOLERANCE
from negotiation._table import Table
from negotiation.concessions import BargainingProblem
from negotiation.concessions.pareto import ranks
from negotiation.engine._solution import outcome_label
from negotiation.engine.protocols._agreements import Agreements, agreements


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


@dataclass(frozen=True, eq=False, repr=False)
class Concessions(Agreements):
    """Where talks by concessions end, and how they get there.

    Attributes
    ----------
    overshot : bool
        Whether both conceded at once so far that each now likes the other's offer better.
    steps : tuple of Concession
        The offers, round by round, on one way.
    """

    overshot: bool
    steps: tuple[Concession, ...]

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
        return Table(columns, rows, title, [*self._told(), *self.notes, self.reference])

    def _told(self) -> list[str]:
        """Return in words how the talks end."""
        walk = self.problem.disagreement
        ends = []
        for outcome, worth in zip(self.outcomes, self.payoffs, strict=False):
            gets = [
                f"{name} {value:.4g}, {gain:.4g} more than by walking away"
                for name, value, gain in zip(self.problem.actors, worth, worth - walk, strict=True)
            ]
            ends.append(f"in {outcome_label(self.problem, outcome)} ({'; '.join(gets)})")
        if self.no_agreement:
            ends.append("without agreement")
        return ["The talks end " + ", or ".join(ends) + "."]


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
            order = np.argsort(place, kind="stable")
            starts = np.flatnonzero(np.diff(place[order])) + 1
            self.groups = [group.tolist() for group in np.split(rows[order], starts)][::-1]
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
    rows = sorted(row for rung in ends for row in ladder.groups[rung])
    overshot = said.pop("overshot", False)
    found = agreements(ladder.problem, np.array(rows, dtype=np.intp), **said)
    return Concessions(**vars(found), overshot=overshot, steps=tuple(steps))
