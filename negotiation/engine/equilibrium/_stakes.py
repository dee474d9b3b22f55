"""How much each choice matters: every game on one scale, whatever its payoffs' size."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from negotiation._arrays import TOLERANCE, BoolArray, FloatArray
from negotiation.concessions import NormalFormGame

ROUNDING = 2.0**-46
"""Differences below this share of an actor's largest payoff are rounding, not preference."""


@dataclass(frozen=True)
class Stakes:
    """What each strategy loses against the best one, and how much there is to lose.

    Equilibria depend only on how an actor's own strategies compare against the same
    strategies of the others; what the others' choice is worth to it plays no part.  Payoffs
    are therefore measured, for each combination of the others' strategies, from the best
    response downward.  Each actor has a scale of its own.

    Attributes
    ----------
    gaps : tuple of arrays, shape (s1, …, sn)
        Per actor what a strategy loses against the best response; 0 throughout where the
        actor's choice makes no difference.
    ranges : tuple of arrays
        Per actor the largest of them, its own axis of length 1.
    slack : tuple of arrays, shape (s1, …, sn)
        Per actor the gap that counts as none: the tolerance, as a share of the range or of
        the two payoffs compared, whichever is smaller.  So neither a large constant in all
        payoffs nor a catastrophe in one of them hides a difference between the others.
    """

    gaps: tuple[FloatArray, ...]
    ranges: tuple[FloatArray, ...]
    slack: tuple[FloatArray, ...]

    @property
    def best(self) -> tuple[BoolArray, ...]:
        """Per actor where its strategy is a best response, shape (s1, …, sn)."""
        return tuple(gap <= slack for gap, slack in zip(self.gaps, self.slack, strict=True))

    @property
    def losses(self) -> tuple[FloatArray, ...]:
        """Per actor the gaps as shares of the range, between 0 and 1, shape (s1, …, sn)."""
        return tuple(
            np.divide(gap, width, out=np.zeros_like(gap), where=width > 0)
            for gap, width in zip(self.gaps, self.ranges, strict=True)
        )


_KNOWN: WeakKeyDictionary[NormalFormGame, Stakes] = WeakKeyDictionary()
"""The stakes of games that are still in use; a game cannot change."""


def stakes(game: NormalFormGame) -> Stakes:
    """Return the stakes of a game.

    Multiplying payoffs by a positive number changes at most a common factor of them, and
    nothing overflows or underflows.
    """
    known = _KNOWN.get(game)
    if known is None:
        known = _KNOWN[game] = measured(game.payoffs)
    return known


def measured(tables: FloatArray) -> Stakes:
    """Return the stakes of payoffs of shape (n_actors, s1, …, sn)."""
    gaps, ranges, slacks = [], [], []
    for own, payoffs in enumerate(tables):
        # A power of two changes no digit; it keeps the differences finite at any scale.
        _, exponent = np.frexp(np.abs(payoffs).max())
        scaled = np.ldexp(payoffs, -int(exponent))
        top = scaled.max(axis=own, keepdims=True)
        gap = top - scaled
        width = gap.max(axis=own, keepdims=True)
        rounding = ROUNDING * np.abs(scaled).max()
        gap = np.where(width > rounding, gap, 0.0)
        compared = np.minimum(width, np.maximum(np.abs(top), np.abs(scaled)))
        gaps.append(gap)
        ranges.append(np.where(width > rounding, width, 0.0))
        slacks.append(np.maximum(rounding, TOLERANCE * compared))
    return Stakes(tuple(gaps), tuple(ranges), tuple(slacks))
