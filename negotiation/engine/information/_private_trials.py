"""Rules tried on random reservation values, to see what theory says come about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, read_only

_AT_ONCE = 1_000_000


@dataclass(frozen=True, eq=False)
class Trial:
    """What came of one rule in random draws.

    Attributes
    ----------
    rule : str
    draws : int
    no_agreement, no_agreement_error : float
        The share of draws without agreement, and its standard error.
    gains : array, shape (n_actors,)
        Each actor's average gain.
    total, total_error : float
        The average gain of all together, and its standard error.
    """

    rule: str
    draws: int
    no_agreement: float
    no_agreement_error: float
    gains: FloatArray
    total: float
    total_error: float

    @classmethod
    def of(cls, rule: str, agreed: Any, gains: FloatArray) -> Trial:
        """Return the averages and errors of independent draws.

        Parameters
        ----------
        rule : str
        agreed : array of bool, shape (draws,)
        gains : array, shape (draws, n_actors)
        """
        count = len(agreed)
        missed = 1.0 - float(np.mean(agreed))
        sums = gains.sum(axis=1)
        spread = float(sums.std(ddof=1)) if count > 1 else np.inf
        return cls(
            rule,
            count,
            missed,
            float(np.sqrt(missed * (1 - missed) / count)),
            read_only(gains.mean(axis=0)),
            float(sums.mean()),
            spread / float(np.sqrt(count)),
        )

    def __repr__(self) -> str:
        return (
            f"<Trial of {self.rule}: no agreement in {self.no_agreement:.4g} ± "
            f"{self.no_agreement_error:.2g} of {self.draws:,} draws>"
        )


def trials(answer: Any, drawn: FloatArray, rng: np.random.Generator) -> Iterator[Trial]:
    """Yield what comes of every rule for the same reservation values.

    Parameters
    ----------
    answer : PrivateReservations
    drawn : array, shape (draws, n_actors)
    rng : Generator
        For the mediators' lotteries.
    """
    subject = answer.subject
    yield _known(subject, drawn)
    for rule, each in (
        (answer.MEDIATOR, answer.mediator),
        (answer.MOST_AGREEMENT, answer.most_agreement),
    ):
        picks = each.choose(drawn, rng)
        if answer.participation == "ex post":
            yield _willing(rule, each.packages, picks, drawn, subject.slack)
            continue
        gains = _gains(each.packages, picks, drawn)
        if each.payments:
            places = each.profile(drawn)
            gains = gains + np.stack(
                [paid[place] for paid, place in zip(each.payments, places, strict=True)], axis=1
            )
        yield Trial.of(rule, picks >= 0, gains)
    for own, (name, offer) in enumerate(answer.offers.items()):
        picks = offer.choose(drawn[:, own])
        yield _willing(answer.final(name), subject.offered, picks, drawn, subject.slack)
    for rule, each in zip((answer.HONEST, answer.SPLIT), answer.splits, strict=False):
        yield _willing(rule, each.packages, each.choose(drawn), drawn, subject.slack)


def _gains(packages: FloatArray, picks: Any, drawn: FloatArray) -> FloatArray:
    gains: FloatArray = np.where((picks >= 0)[:, None], packages[picks] - drawn, 0.0)
    return gains


def _willing(rule: str, packages: FloatArray, picks: Any, drawn: FloatArray, slack: float) -> Trial:
    """Return what comes of proposals that anybody may still refuse."""
    gains = _gains(packages, picks, drawn)
    agreed = (picks >= 0) & (gains >= -slack).all(axis=1)
    return Trial.of(rule, agreed, np.where(agreed[:, None], gains, 0.0))


def _known(subject: Any, drawn: FloatArray) -> Trial:
    """Return what comes of the package with the largest sum of gains, if all are known."""
    rule = "everything known"
    if subject.total is not None:
        left = subject.total - drawn.sum(axis=1)
        gains = np.maximum(left, 0.0)[:, None] / 2 * np.ones(2)
        return Trial.of(rule, left >= -subject.slack, gains)
    offered = subject.offered
    sums = offered.sum(axis=1)
    picks = np.full(len(drawn), -1, dtype=np.intp)
    step = max(1, _AT_ONCE // offered.size)
    for start in range(0, len(drawn), step):
        part = drawn[start : start + step, None]
        fits = (offered >= part - subject.slack).all(axis=2)
        best = np.where(fits, sums, -np.inf).argmax(axis=1)
        picks[start : start + step] = np.where(fits.any(axis=1), best, -1)
    return Trial.of(rule, picks >= 0, _gains(offered, picks, drawn))
