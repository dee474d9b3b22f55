"""Counts of what stood in the way of agreement, over the draws of a chunk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray
from negotiation.analysis.ensembles._pass import Pass
from negotiation.concessions import Draws


@dataclass(eq=False)
class Ways:
    """What each condition did: walking away for every actor, then every red line.

    A package that breaks exactly one condition would be signed but for it.  So in a draw
    without agreement a condition is pivotal if there is such a package.

    Attributes
    ----------
    crossed : array, shape (n_lines, n_outcomes)
        1 where a package crosses a red line.
    bits : array of unsigned int, shape (n_outcomes,), or None
        The same, a bit per line; ``None`` if there are more than fit.
    classes : list of array of int
        Where red lines are certain: the packages that cross none, then those that cross the
        line and no other, line by line.  Empty where they vary.
    pivotal, cuts : array of int, shape (n_conditions,)
    counts : array of int, shape (3,)
        Draws with an empty ZOPA; those where it is empty without red lines too; those where no
        condition alone is pivotal.
    """

    crossed: FloatArray
    bits: IntArray | None
    classes: list[IntArray]
    pivotal: IntArray
    cuts: IntArray
    counts: IntArray

    @classmethod
    def of(cls, draws: Draws) -> Ways:
        """Return empty counts for the draws of a chunk."""
        problem = draws.problem_drawn
        crossed, classes = np.asarray(problem.crossed), []
        if not draws.lines_vary:
            broken = crossed.sum(axis=0)
            classes = [np.flatnonzero(broken == 0)]
            classes += [np.flatnonzero(line & (broken == 1)) for line in crossed]
        count = len(problem.actors) + len(problem.lines)
        zeros = np.zeros((2, count), dtype=np.int64)
        crossings: Any = crossed.astype(np.float32)
        return cls(
            crossings, _bits(crossed), classes, zeros[0], zeros[1], np.zeros(3, dtype=np.int64)
        )

    def add(self, draws: Draws, rows: slice, at: Pass) -> None:
        """Add the draws of one pass."""
        actors = at.payoffs.shape[2]
        lines = np.asarray(draws.lines[rows])
        only = [_all_but(at.wins, actor) & ~at.wins[actor] for actor in range(actors)]
        shut = ~at.zopa.any(axis=1)
        pivotal = np.zeros((len(lines), actors + lines.shape[1]), dtype=np.bool_)
        if shut.any():
            pivotal[shut] = self._alone(
                [each[shut] for each in only], at.rational[shut], lines[shut]
            )
        reached = self._reached(at.rational)
        self.cuts[:actors] += [int(each.any(axis=1).sum()) for each in only]
        self.cuts[actors:] += (reached & lines).sum(axis=0)
        self.pivotal += pivotal.sum(axis=0)
        none = ~at.rational.any(axis=1)
        self.counts += [shut.sum(), none.sum(), (shut & ~pivotal.any(axis=1)).sum()]

    def _reached(self, rational: BoolArray) -> BoolArray:
        """Return which red lines (n, n_lines) a package crosses that is worth signing to all."""
        if self.bits is None:
            return np.asarray(rational.astype(np.float32) @ self.crossed.T > 0)
        # All lines at once: a bit for each.
        seen = np.bitwise_or.reduce(rational * self.bits, axis=1)
        places = np.arange(len(self.crossed), dtype=self.bits.dtype)
        return np.asarray((seen[:, None] >> places) & 1, dtype=np.bool_)

    def _alone(self, only: list[BoolArray], rational: BoolArray, lines: BoolArray) -> BoolArray:
        """Return which conditions are pivotal in draws (n,) without agreement."""
        if self.classes:
            clean, *single = self.classes
            found = [each[:, clean].any(axis=1) for each in only]
            found += [rational[:, places].any(axis=1) for places in single]
            return np.stack(found, axis=1)
        broken = lines.astype(np.float32) @ self.crossed
        found = [(each & (broken == 0)).any(axis=1) for each in only]
        single_line = (rational & (broken == 1)).astype(np.float32) @ self.crossed.T > 0
        return np.concatenate([np.stack(found, axis=1), single_line & lines], axis=1)

    def arrays(self) -> dict[str, Any]:
        """Return the counts by name."""
        return {"counts": self.counts, "pivotal": self.pivotal, "cuts": self.cuts}


def _bits(crossed: BoolArray) -> Any:
    """Return a number per package whose bits are the red lines it crosses."""
    lines = len(crossed)
    if lines > 64:
        return None
    kind = next(
        each for each in (np.uint8, np.uint16, np.uint32, np.uint64) if lines <= each().itemsize * 8
    )
    found: Any = np.zeros(crossed.shape[1], dtype=kind)
    for place, line in enumerate(crossed):
        found |= line.astype(kind) << kind(place)
    return found


def _all_but(wins: Sequence[BoolArray], actor: int) -> BoolArray:
    """Return which packages all actors but one accept."""
    found = np.ones_like(wins[0])
    for other, each in enumerate(wins):
        if other != actor:
            found &= each
    return found
