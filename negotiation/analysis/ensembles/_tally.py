"""Chunks taken up one after the other: counts of all draws, rows of the first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray, read_only
from negotiation.concessions import UncertainProblem

KEPT = 100_000
_BYTES = 64_000_000
"""Draws whose packages and payoffs are kept one by one at most, and memory for them."""


def rows_kept(draws: int, rules: int, actors: int) -> int:
    """Return for how many of the first draws every answer is kept."""
    return min(draws, KEPT, max(1024, _BYTES // (8 * rules * (actors + 1))))


@dataclass
class Count:
    """What one rule answered so far.

    Attributes
    ----------
    packages : array of int, shape (n_outcomes + 1,)
        Draws per package; no agreement is the last.
    sums, squares : array, shape (n_actors,)
    tied : int
    outcomes, payoffs : list of arrays
        Of the draws kept.
    """

    packages: IntArray
    sums: FloatArray
    squares: FloatArray
    tied: int = 0
    outcomes: list[IntArray] = field(default_factory=list)
    payoffs: list[FloatArray] = field(default_factory=list)

    def rows(self, what: str) -> Any:
        """Return the outcomes or payoffs of the draws kept as one array."""
        return read_only(np.concatenate(getattr(self, what)))


class Tally:
    """Takes up chunks in their order.

    Parameters
    ----------
    problem : UncertainProblem
    rules : int
    kept : int
    """

    def __init__(self, problem: UncertainProblem, rules: int, kept: int) -> None:
        size, actors = len(problem.space), len(problem.actors)
        self.kept = kept
        self.draws = 0
        self.counts = [
            Count(np.zeros(size + 1, dtype=np.int64), np.zeros(actors), np.zeros(actors))
            for _ in range(rules)
        ]
        conditions = actors + len(problem.lines)
        self.pivotal, self.cuts = np.zeros((2, conditions), dtype=np.int64)
        self.ways = np.zeros(3, dtype=np.int64)

    def only(self, place: int) -> Tally:
        """Return the tally of one rule alone."""
        other = object.__new__(Tally)
        other.__dict__.update(self.__dict__)
        other.counts = [self.counts[place]]
        return other

    def take(self, chunk: int, arrays: dict[str, Any]) -> None:
        """Add one chunk; floats are added in the order of chunks, so sums are always the same."""
        n = len(arrays["0 outcomes"])
        room = max(self.kept - self.draws, 0)
        for place, count in enumerate(self.counts):
            outcomes, payoffs = arrays[f"{place} outcomes"], arrays[f"{place} payoffs"]
            last = len(count.packages) - 1
            filed = np.where(outcomes < 0, last, outcomes)
            count.packages += np.bincount(filed, minlength=last + 1)
            count.sums += payoffs.sum(axis=0)
            count.squares += (payoffs**2).sum(axis=0)
            count.tied += int(arrays[f"{place} tied"].sum())
            if room:
                count.outcomes.append(outcomes[:room])
                count.payoffs.append(payoffs[:room])
        self.pivotal += arrays["pivotal"]
        self.cuts += arrays["cuts"]
        self.ways += arrays["counts"]
        self.draws += n
