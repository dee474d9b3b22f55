"""One offer, take it or leave it, by an actor that knows its own reservation value only."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, IntArray, read_only
from negotiation.engine.information._limits import Limit


@dataclass(frozen=True, eq=False)
class FinalOffer:
    """What an actor should offer, depending on what walking away is worth to it.

    Attributes
    ----------
    proposer : str
    edges : array, shape (k - 1,)
        Reservation values of the proposer between which its best offer stays the same.
    offers : array of int, shape (k,)
        The place of the package offered; -1 for none.
    likely : array, shape (k,)
        How likely the proposer is to make this offer.
    accepted : array, shape (k,)
        How likely all others are to accept it.
    no_agreement : float
    gains : array, shape (n_actors,)
        What each actor expects above walking away.
    """

    proposer: str
    edges: FloatArray
    offers: IntArray
    likely: FloatArray
    accepted: FloatArray
    no_agreement: float
    gains: FloatArray

    def choose(self, own: FloatArray) -> Any:
        """Return the place of the package offered for each reservation value; -1 for none."""
        return self.offers[np.searchsorted(self.edges, own)]

    def __repr__(self) -> str:
        return (
            f"<FinalOffer by {self.proposer}: no agreement with probability "
            f"{self.no_agreement:.4g}, expected gain {float(self.gains.sum()):.4g} in all>"
        )


def final_offer(payoffs: FloatArray, limits: Sequence[Limit], own: int) -> FinalOffer:
    """Return the best offers of one actor, for all its reservation values.

    What an offer brings is a straight line in the proposer's reservation value, so the best
    offers are the lines of an upper envelope.

    Parameters
    ----------
    payoffs : array, shape (n_packages, n_actors)
        Packages that nobody refuses at any price.
    limits : sequence of Limit
        One per actor, independent.
    own : int
        The place of the proposer.
    """
    others = [a for a in range(len(limits)) if a != own]
    chances = np.array([limits[a].below(payoffs[:, a]) for a in others]).reshape(
        len(others), len(payoffs)
    )
    accepted = chances.prod(axis=0)
    mine = limits[own]
    kindness = np.zeros(len(payoffs))
    for place, a in enumerate(others):
        rest = np.delete(chances, place, axis=0).prod(axis=0)
        kindness += rest * limits[a].gain(payoffs[:, a])
    if mine.listed:
        picks = _each(payoffs[:, own], accepted, kindness, mine)
        edges, mass, moment = mine.values[:-1], mine.shares, mine.shares * mine.values
    else:
        edges, picks = _envelope(payoffs[:, own], accepted, kindness)
        ends = np.concatenate([[0.0], mine.below(edges), [1.0]])
        sums = np.concatenate([[0.0], mine.partial(edges), [mine.mean]])
        mass, moment = np.diff(ends), np.diff(sums)
    made = picks >= 0
    taken = np.where(made, accepted[picks], 0.0)
    gains = np.zeros(len(limits))
    gains[own] = float((taken * (payoffs[picks, own] * mass - moment)).sum())
    for place, a in enumerate(others):
        rest = np.delete(chances, place, axis=0).prod(axis=0)
        brings = rest * limits[a].gain(payoffs[:, a])
        gains[a] = float((mass * np.where(made, brings[picks], 0.0)).sum())
    missed = max(0.0, 1.0 - float(mass @ taken))
    return FinalOffer(
        mine.actor,
        read_only(edges),
        read_only(picks),
        read_only(mass),
        read_only(taken),
        missed,
        read_only(np.maximum(gains, 0.0)),
    )


def _each(own: FloatArray, accepted: FloatArray, kindness: FloatArray, mine: Limit) -> IntArray:
    """Return the best offer of every listed type; of equal ones the likeliest, then the kindest."""
    picks = np.full(len(mine.values), -1, dtype=np.intp)
    order = np.lexsort((-kindness, -accepted))
    for t, value in enumerate(mine.values):
        gain = own - value
        worth = np.where(gain >= -mine.slack, accepted * np.maximum(gain, 0.0), -1.0)
        slack = max(TOLERANCE * float(np.abs(gain).max()), mine.slack)
        top = float(worth.max())
        # Who can gain nothing still offers what it does not lose by, as a tie goes to agreement.
        if top >= 0.0:
            best = worth >= top - slack
            picks[t] = order[int(best[order].argmax())]
            if accepted[picks[t]] <= 0.0:
                picks[t] = -1
    return picks


def _envelope(
    own: FloatArray, accepted: FloatArray, kindness: FloatArray
) -> tuple[FloatArray, IntArray]:
    """Return where the best offer changes and the best offers, by ascending reservation value.

    The lines ``accepted * (own - r)`` that are highest for some r are the corners of the upper
    hull of the points ``(accepted, accepted * own)``, with no offer at the origin.
    """
    order = np.lexsort((-kindness, -own, accepted))
    hull: list[tuple[float, float, int]] = [(0.0, 0.0, -1)]
    for x in order:
        a = float(accepted[x])
        b = a * float(own[x])
        if a <= hull[-1][0]:  # none so likely brings more than the one that stands there
            continue
        while len(hull) > 1:
            (a0, b0, _), (a1, b1, _) = hull[-2:]
            if (b1 - b0) * (a - a0) > (b - b0) * (a1 - a0):
                break
            hull.pop()
        hull.append((a, b, int(x)))
    # The likelier an offer is to be accepted, the lower the values for which it is best.
    hull.reverse()
    edges = [
        (upper[1] - lower[1]) / (upper[0] - lower[0]) for upper, lower in itertools.pairwise(hull)
    ]
    return np.array(edges), np.array([each[2] for each in hull], dtype=np.intp)
