"""What a mediator may do: which packages, to whom, and whether its word binds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from negotiation._arrays import FloatArray, IntArray, units
from negotiation.engine.information._limits import Classes, Limit
from negotiation.errors import TooLargeError

MOST = 60_000
"""Lotteries' entries (packages times combinations of types) in one programme at most."""


@dataclass(frozen=True, eq=False)
class Question:
    """What a mediator may do.

    Attributes
    ----------
    payoffs : array, shape (m, n_actors)
        The packages that matter.
    classes : tuple of Classes
        Each actor's types.
    limits : tuple of Limit
        Of which they are the classes.
    bound : bool
        Whether an actor that has told its type must accept whatever the mediator then names.
        If not, it walks away from what is worth less to it, and no type is offered that.
    money : bool
        Whether actors pay each other, as much on average as they receive.
    """

    payoffs: FloatArray
    classes: tuple[Classes, ...]
    limits: tuple[Limit, ...]
    bound: bool
    money: bool

    @cached_property
    def start(self) -> FloatArray:
        """From where the programme measures each actor's payoffs, shape (n_actors,)."""
        return np.array([float(each.low.min()) for each in self.classes])

    @cached_property
    def unit(self) -> FloatArray:
        """In which units it measures them: what is at stake; one for all where they pay each other.

        Programmes answer to a fixed number of digits, so payoffs must not be huge or tiny there.
        """
        ends = np.array([float(each.high.max()) for each in self.classes])
        stake = np.maximum(ends, self.payoffs.max(axis=0)) - np.minimum(
            self.start, self.payoffs.min(axis=0)
        )
        stake = units(stake)
        return np.full(len(stake), stake.max()) if self.money else stake

    def gains(self, own: int, worth: float) -> FloatArray:
        """Return what each package brings an actor above a reservation value, in its unit."""
        gains: FloatArray = (self.payoffs[:, own] - worth) / self.unit[own]
        return gains

    @property
    def size(self) -> int:
        """Packages times combinations of types."""
        return math.prod((*(len(each) for each in self.classes), len(self.payoffs)))

    @cached_property
    def answers(self) -> tuple[tuple[FloatArray, FloatArray], ...]:
        """Per actor how likely each class takes each package and what it gains, shape (k, m)."""
        if self.bound:
            return tuple(
                (np.ones((len(each), len(column))), column - each.mean[:, None])
                for each, column in zip(self.classes, self.payoffs.T, strict=True)
            )
        return tuple(
            limit.answers(each, column)
            for limit, each, column in zip(self.limits, self.classes, self.payoffs.T, strict=True)
        )

    def readings(self, own: int, mine: int) -> list[float]:
        """Return the types of a class at which honesty must be checked to hold for all of it.

        What a class expects changes in a straight line but where a package stops being taken.
        """
        each = self.classes[own]
        low, high = float(each.low[mine]), float(each.high[mine])
        levels = [] if self.bound or low == high else np.unique(self.payoffs[:, own]).tolist()
        return sorted({low, high, *(x for x in levels if low < x < high)})

    def entries(self) -> IntArray:
        """Return who may be offered what: a row per entry, classes first, the package last."""
        shape = (*(len(each) for each in self.classes), len(self.payoffs))
        if self.size > 50 * MOST:
            raise self._too_large(self.size)
        offered = np.ones(shape, dtype=np.bool_)
        for a in range(len(self.classes)):
            view = [1] * len(shape)
            takes = self.answers[a][0] > 0
            view[a], view[-1] = takes.shape
            offered &= takes.reshape(view)
        found: IntArray = np.argwhere(offered)
        if len(found) > MOST:
            raise self._too_large(len(found))
        return found

    def _too_large(self, size: int) -> TooLargeError:
        return TooLargeError(
            f"A mediator's rule would have {size:,} entries (at most {MOST:,}): fewer types "
            "(types=), fewer packages, or rules that bind (participation='interim') need fewer.",
            given=tuple(len(each) for each in self.classes),
        )
