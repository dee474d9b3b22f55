"""What a question about private reservation values answers: rule beside rule."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from negotiation._arrays import FloatArray
from negotiation._shares import percent
from negotiation._table import Shown, Table
from negotiation.engine.information._final_offer import FinalOffer
from negotiation.engine.information._mediator import Mediator
from negotiation.engine.information._private_subject import Subject
from negotiation.engine.information._private_trials import Trial, trials
from negotiation.engine.information._private_words import NOTHING, notes
from negotiation.engine.information._split import Split
from negotiation.engine.information.double_auction import DoubleAuction
from negotiation.errors import InvalidValueError, unknown_name

REFERENCES = (
    "Myerson, R. B. and Satterthwaite, M. A. (1983). Efficient mechanisms for bilateral trading. "
    "Journal of Economic Theory 29, 265-281.",
    "Chatterjee, K. and Samuelson, W. (1983). Bargaining under incomplete information. "
    "Operations Research 31, 835-851.",
)


@dataclass(frozen=True, eq=False)
class PrivateReservations(Shown):
    """How likely there is no agreement, and what is gained, under each way of negotiating.

    Gains are utilities above the actor's own reservation value; sums of gains count every actor's
    utility alike.

    Attributes
    ----------
    subject : Subject
        The packages, and what is known of every reservation value.
    participation : {"ex post", "interim"}
    agreeable : float
        The probability that there is a package that everybody prefers to walking away.
    first_best : float
        The expected sum of gains if everything were known and the best package taken.
    first_best_gains : array, shape (n_actors,)
        Each actor's part of it; empty with payments, where any division would do.
    mediator : Mediator
        The rule of a mediator that reaches the largest sum of gains.
    most_agreement : Mediator
        The rule of a mediator that reaches agreement most often.
    offers : mapping of str to FinalOffer
        One offer by the actor, take it or leave it.
    splits : tuple of Split
        Limits named at once and the package midway: honestly, and as is best; empty with more
        than four actors.
    auction : DoubleAuction or None
        The linear equilibrium of naming limits, where payoffs lie on a line of slope -1 and
        both reservation values are uniform; it supposes that every division can be agreed.
    """

    subject: Subject
    participation: str
    agreeable: float
    first_best: float
    first_best_gains: FloatArray
    mediator: Mediator
    most_agreement: Mediator
    offers: Mapping[str, FinalOffer]
    splits: tuple[Split, ...]
    auction: DoubleAuction | None

    MEDIATOR: ClassVar[str] = "best mediator, for gains"
    MOST_AGREEMENT: ClassVar[str] = "best mediator, for agreement"
    HONEST: ClassVar[str] = "split the difference, if honest"
    SPLIT: ClassVar[str] = "split the difference"

    @property
    def actors(self) -> tuple[str, ...]:
        """The actors' names."""
        return self.subject.problem.actors

    @property
    def no_zopa(self) -> float:
        """The probability that no package suits everybody: no agreement that nothing can avoid."""
        return max(0.0, 1.0 - self.agreeable)

    @property
    def best_gains(self) -> tuple[float, float]:
        """What the best mediator reaches in sum of gains: at least, and at most.

        Both are the same where types are listed.  A single final offer, or naming limits, is a
        rule that a mediator could use as well.
        """
        rules = [self.mediator.reached, *(float(each.gains.sum()) for each in self._equilibria())]
        low = max(rules)
        return low, max(low, self.mediator.bound)

    @property
    def least_no_agreement(self) -> tuple[float, float]:
        """The least probability of no agreement that a mediator reaches: at least, and at most."""
        rules = [1 - self.most_agreement.reached, self.mediator.no_agreement]
        rules += [each.no_agreement for each in self._equilibria()]
        high = max(0.0, min(rules))
        return max(0.0, min(high, 1.0 - self.most_agreement.bound)), high

    @property
    def privacy(self) -> tuple[float, float]:
        """How likely even the best mediator misses an agreement that exists: at least, and at most.

        Below 0 where a rule binds actors to packages that not all of them prefer.
        """
        low, high = self.least_no_agreement
        return low - self.no_zopa, high - self.no_zopa

    def _equilibria(self) -> list[Any]:
        """Return the rules besides a mediator's under which nobody gains by a lie."""
        settled = [each for each in self.splits[1:] if each.regret == 0.0]
        return [*self.offers.values(), *settled]

    @staticmethod
    def final(proposer: str) -> str:
        """Return what the rule of a final offer is called."""
        return f"final offer by {proposer}"

    def rules(self) -> dict[str, tuple[float, float]]:
        """Return each rule's probability of no agreement and sum of gains.

        Returns
        -------
        dict of str to (float, float)
        """
        out = {
            "everything known": (self.no_zopa, self.first_best),
            self.MOST_AGREEMENT: (
                self.most_agreement.no_agreement,
                float(self.most_agreement.gains.sum()),
            ),
            self.MEDIATOR: (self.mediator.no_agreement, self.mediator.reached),
        }
        for name, offer in self.offers.items():
            out[self.final(name)] = (offer.no_agreement, float(offer.gains.sum()))
        for rule, each in zip((self.HONEST, self.SPLIT), self.splits, strict=False):
            out[rule] = (each.no_agreement, float(each.gains.sum()))
        if self.auction is not None:
            out["linear equilibrium of naming prices"] = (
                1 - self.auction.trade,
                self.auction.gains,
            )
        return out

    def offer(self, proposer: str) -> Table:
        """Return what an actor should offer, by what walking away is worth to it.

        Parameters
        ----------
        proposer : str

        Raises
        ------
        UnknownNameError
            If there is no such actor.
        """
        if proposer not in self.offers:
            raise unknown_name("actor", proposer, self.actors)
        found = self.offers[proposer]
        own = self.actors.index(proposer)
        limit = self.subject.limits[own]
        if limit.listed:
            worth = [f"{value:.4g}" for value in limit.values]
        else:
            low, high = limit.ends
            ends = [low, *np.clip(found.edges, low, high), high]
            worth = [f"{low:.4g} to {high:.4g}" for low, high in itertools.pairwise(ends)]
        rows = [
            (each, self._named(place), float(likely), float(accepted))
            for each, place, likely, accepted in zip(
                worth, found.offers, found.likely, found.accepted, strict=True
            )
            if likely > 0
        ]
        words = [
            f"No agreement with probability {percent(found.no_agreement)}, of which "
            f"{percent(self.no_zopa)} because no package suits everybody."
        ]
        columns = ("walking away is worth", "best offer", "probability", "accepted")
        return Table(columns, rows, f"final offers by {proposer}", words)

    def _named(self, place: int) -> str:
        if place < 0:
            return "none"
        if self.subject.total is not None:
            shares = self.subject.offered[place]
            return ", ".join(f"{a}: {x:.4g}" for a, x in zip(self.actors, shares, strict=True))
        return str(self.subject.problem.outcomes[self.subject.rows[place]])

    def simulate(self, draws: int = 10_000, rng: Any = None) -> tuple[Trial, ...]:
        """Return what comes of each rule for random reservation values.

        Parameters
        ----------
        draws : int, default 10,000
            At least 1.
        rng : int, Generator or None
            Seed or source of random numbers.

        Returns
        -------
        tuple of Trial
            With standard errors; the same reservation values under all rules.

        Raises
        ------
        InvalidValueError
            If there are no draws.
        """
        if not isinstance(draws, int | np.integer) or draws < 1:
            raise InvalidValueError("Draw at least once.", given=draws)
        source = np.random.default_rng(rng)
        drawn = np.stack([limit.draw(int(draws), source) for limit in self.subject.limits], axis=1)
        return tuple(trials(self, drawn, source))

    def summary(self) -> Table:
        """Return every rule's probability of no agreement, taken apart, and its gains."""
        least = self.least_no_agreement[1]
        rows = [
            (
                rule,
                missed,
                self.no_zopa,
                round(min(missed, least) - self.no_zopa, 12),
                round(max(0.0, missed - least), 12),
                gains,
            )
            for rule, (missed, gains) in self.rules().items()
        ]
        columns = ("rule", "no agreement", "no ZOPA", "privacy", "the rule", "expected gains")
        return Table(columns, rows, "private reservation values", [*notes(self), *REFERENCES])

    def __repr__(self) -> str:
        low, high = self.least_no_agreement
        least = f"{high:.4g}" if high - low < NOTHING else f"{low:.4g} to {high:.4g}"
        return (
            f"<PrivateReservations: no ZOPA with probability {self.no_zopa:.4g}, no agreement "
            f"under the best mediator {least}>"
        )
