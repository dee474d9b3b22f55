"""Split the difference: all name a limit, and the package midway between the limits is taken."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, IntArray, read_only, units
from negotiation.engine.information._limits import Classes, Limit

_REPORTS = 4_096
"""Combinations of limits that actors may name, about."""

_MOST_ACTORS = 4

_SWEEPS = 200


@dataclass(frozen=True, eq=False)
class Split:
    """What comes of naming limits, honestly or as is best.

    Attributes
    ----------
    honest : bool
        Whether all name what walking away is worth to them; if not, what is best for them.
    no_agreement : float
    gains : array, shape (n_actors,)
    regret : float
        The most that a type could gain by naming another limit, as a share of what is at stake;
        0 in equilibrium.
    classes : tuple of Classes
        Types that name the same limit.
    limits : tuple of arrays
        The limits that each actor may name, ascending; the last is met by no package.
    named : tuple of arrays of int
        The place of the limit that each class names.
    table : array of int, shape (g1, …, gn)
        The place of the package that follows; -1 for none.
    packages : array, shape (m, n_actors)
    """

    honest: bool
    no_agreement: float
    gains: FloatArray
    regret: float
    classes: tuple[Classes, ...]
    limits: tuple[FloatArray, ...]
    named: tuple[IntArray, ...]
    table: IntArray
    packages: FloatArray

    def choose(self, drawn: FloatArray) -> IntArray:
        """Return the place of the package for each row of reservation values; -1 for none."""
        named = tuple(self.named[a][each.place(drawn[:, a])] for a, each in enumerate(self.classes))
        found: IntArray = self.table[named]
        return found

    def __repr__(self) -> str:
        how = "honest" if self.honest else f"regret {self.regret:.2g}"
        return f"<Split, {how}: no agreement with probability {self.no_agreement:.4g}>"


def splits(payoffs: FloatArray, limits: Sequence[Limit]) -> tuple[Split, ...]:
    """Return what honest limits and best replies to one another lead to; none for many actors.

    Among the packages that meet all limits the one is taken whose smallest gain above the limits
    is largest, gains measured by the range of each actor's payoffs: where payoffs lie on a
    straight line, the middle between the limits.

    Parameters
    ----------
    payoffs : array, shape (m, n_actors)
        Packages that nobody refuses at any price; dominated ones may be left out.
    limits : sequence of Limit
    """
    count = len(limits)
    if not 1 < count <= _MOST_ACTORS:
        return ()
    game = _Game(payoffs, limits, max(3, round(_REPORTS ** (1 / count))))
    honest = [game.honest(a) for a in range(count)]
    best, regret = honest, game.regret(honest)
    named = honest
    for _ in range(_SWEEPS):
        if regret <= TOLERANCE:
            break
        for a in range(count):
            named = [*named[:a], game.reply(a, named), *named[a + 1 :]]
        here = game.regret(named)
        if here < regret or best is honest:
            best, regret = named, here
    return game.result(honest, True, game.regret(honest)), game.result(best, False, regret)


class _Game:
    """Limits that may be named, what follows, and what it brings each class of types."""

    def __init__(self, payoffs: FloatArray, limits: Sequence[Limit], size: int) -> None:
        self.payoffs = payoffs
        self.classes = tuple(limit.classes(size, payoffs[:, a]) for a, limit in enumerate(limits))
        self.grids = tuple(_grid(payoffs[:, a], each, size) for a, each in enumerate(self.classes))
        self.slack = max(limit.slack for limit in limits)
        self.table = self._table()
        self._met, met = np.unique(self.table, return_inverse=True)
        self._which = met.reshape(self.table.shape)  # of the packages that follow from any limits
        self.accepts, self.brings = zip(
            *(
                limit.answers(each, payoffs[:, a])
                for a, (limit, each) in enumerate(zip(limits, self.classes, strict=True))
            ),
            strict=True,
        )
        self.stake = max(float(each.max()) for each in self.brings) or 1.0

    def _table(self) -> IntArray:
        """Return the package midway between every combination of limits; -1 for none."""
        unit = units(np.ptp(self.payoffs, axis=0))
        shape = tuple(len(each) for each in self.grids)
        table = np.full(math.prod(shape), -1, dtype=np.intp)
        scaled = self.payoffs / unit
        combinations = np.indices(shape).reshape(len(shape), -1)
        step = max(1, 2_000_000 // self.payoffs.size)
        for start in range(0, len(table), step):
            places = combinations[:, start : start + step]
            named = np.stack([g[p] for g, p in zip(self.grids, places, strict=True)], axis=1)
            gains = scaled - (named / unit)[:, None, :]
            least = gains.min(axis=2)
            top = least.max(axis=1, keepdims=True)
            # Of packages with the same smallest gain the one with the largest sum.
            tied = np.where(least >= top - TOLERANCE, gains.sum(axis=2), -np.inf)
            found = tied.argmax(axis=1)
            table[start : start + step] = np.where(top[:, 0] >= -TOLERANCE, found, -1)
        return table.reshape(shape)

    def honest(self, own: int) -> IntArray:
        """Return the lowest limit that no type of a class undercuts with its own."""
        place = np.searchsorted(self.grids[own], self.classes[own].high - self.slack)
        return np.minimum(place, len(self.grids[own]) - 1)

    def _accepted(self, own: int, named: IntArray) -> FloatArray:
        """Return how likely an actor names each limit and takes each package, shape (g, m)."""
        out = np.zeros((len(self.grids[own]), len(self.payoffs) + 1))
        each = self.classes[own].share[:, None] * self.accepts[own]
        np.add.at(out[:, :-1], named, each)
        return out

    def worth(self, own: int, named: Sequence[IntArray]) -> FloatArray:
        """Return what each class of an actor expects from naming each limit, shape (k, g)."""
        count, size = len(self.grids[own]), len(self._met)
        which = np.moveaxis(self._which, own, 0).reshape(count, -1)
        cells = which + size * np.arange(count)[:, None]
        weights = self._weights(own, named).ravel()
        leads = np.bincount(cells.ravel(), weights, minlength=count * size).reshape(count, size)
        brings = np.concatenate([self.brings[own], np.zeros((len(self.brings[own]), 1))], axis=1)
        return brings[:, self._met] @ leads.T

    def _weights(self, own: int, named: Sequence[IntArray]) -> FloatArray:
        """Return how likely all others name their limits and take what follows, shape (g, rest)."""
        table = np.moveaxis(self.table, own, 0)
        weights = np.ones(table.shape)
        axis = 0
        for a in range(len(self.classes)):
            if a != own:
                axis += 1
                taken = self._accepted(a, named[a])
                view = [1] * table.ndim
                view[axis] = len(taken)
                weights = weights * taken[np.arange(len(taken)).reshape(view), table]
        return weights.reshape(len(table), -1)

    def reply(self, own: int, named: Sequence[IntArray]) -> IntArray:
        """Return the best limit to name for each class; the present one, or the lowest, if tied."""
        worth = self.worth(own, named)
        top = worth.max(axis=1)
        now = worth[np.arange(len(worth)), named[own]]
        good = worth >= (top - TOLERANCE * self.stake)[:, None]
        # Naming less than is true only costs; so look from the honest limit upwards.
        above = good & (np.arange(worth.shape[1]) >= self.honest(own)[:, None])
        first = np.where(above.any(axis=1), above.argmax(axis=1), good.argmax(axis=1))
        return np.where(now >= top - TOLERANCE * self.stake, named[own], first)

    def regret(self, named: Sequence[IntArray]) -> float:
        """Return the most that a class could gain by naming another limit, as a share."""
        most = 0.0
        for a in range(len(self.classes)):
            worth = self.worth(a, named)
            now = worth[np.arange(len(worth)), named[a]]
            most = max(most, float((worth.max(axis=1) - now).max()))
        return most / self.stake

    def result(self, named: Sequence[IntArray], honest: bool, regret: float) -> Split:
        """Return how likely agreement is and what everybody gains."""
        gains, agreed = np.zeros(len(self.classes)), 0.0
        for a, each in enumerate(self.classes):
            worth = self.worth(a, named)
            gains[a] = float(each.share @ worth[np.arange(len(worth)), named[a]])
        mine = self._accepted(0, named[0])
        table = self.table.reshape(len(self.grids[0]), -1)
        rows = np.arange(len(table))[:, None]
        agreed = float((mine[rows, table] * self._weights(0, named)).sum())
        return Split(
            honest,
            max(0.0, 1.0 - agreed),
            read_only(np.maximum(gains, 0.0)),
            0.0 if regret <= TOLERANCE else regret,
            self.classes,
            tuple(read_only(each) for each in self.grids),
            tuple(read_only(each) for each in named),
            read_only(self.table),
            self.payoffs,
        )


def _grid(payoffs: FloatArray, classes: Classes, size: int) -> FloatArray:
    """Return limits an actor may name: its own types', some in between, and one beyond all."""
    low, high = float(classes.low.min()), float(payoffs.max())
    own = classes.high[classes.high < high]
    even = np.linspace(min(low, high), high, size // 2 + 2)
    beyond = high + max(high - low, float(np.ptp(payoffs)), 1.0)
    grid: FloatArray = np.unique([*own, *even, beyond])
    return grid
