"""Iterated strict dominance: what no actor would ever play, whatever the others do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, BoolArray, FloatArray, IntArray
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._equilibria import Profile
from negotiation.engine.equilibrium._methods import Found, method
from negotiation.engine.equilibrium._stakes import measured, stakes

_WORK = 300_000_000
"""Payoffs that are compared at most; beyond it dominated strategies may stay, which is safe."""

_BLOCK = 500_000
"""Payoffs that are compared in one go."""

_SMALL = 20_000
"""Comparisons up to which all pairs of strategies are compared without looking for short cuts."""


@dataclass(frozen=True)
class Reduction:
    """A game without its strictly dominated strategies.

    Attributes
    ----------
    game : NormalFormGame
        The whole game.
    kept : tuple of arrays of int
        Per actor the strategies that remain.
    rounds : int
        Rounds of elimination.
    finished : bool
        Whether nothing that remains is strictly dominated; ``False`` if the game was too
        large to look further.
    """

    game: NormalFormGame
    kept: tuple[IntArray, ...]
    rounds: int
    finished: bool

    @property
    def active(self) -> tuple[int, ...]:
        """The actors that still have a choice."""
        return tuple(place for place, rows in enumerate(self.kept) if len(rows) > 1)

    def core(self) -> NormalFormGame | None:
        """Return the game among the actors that still have a choice, ``None`` if none has."""
        if not self.active:
            return None
        if not self.rounds and len(self.active) == len(self.game.actors):
            return self.game
        payoffs = self.game.payoffs[np.ix_(np.array(self.active), *self.kept)]
        shape = tuple(len(self.kept[place]) for place in self.active)
        names = tuple(self.game.actors[place] for place in self.active)
        return NormalFormGame(payoffs.reshape(len(names), *shape), actors=names)

    def lift(self, profile: Profile) -> Profile:
        """Return a profile of the core as one of the whole game."""
        whole = [np.zeros(len(labels)) for labels in self.game.strategies]
        played = dict(zip(self.active, profile, strict=True))
        for place, rows in enumerate(self.kept):
            whole[place][rows] = played.get(place, 1.0)
            whole[place].flags.writeable = False
        return tuple(whole)


def reduce(game: NormalFormGame) -> Reduction:
    """Remove strictly dominated strategies until there are none.

    A strategy is strictly dominated if some other *pure* strategy of its actor is better,
    by more than the tolerance, against every combination of the others' strategies.  No
    equilibrium plays such a strategy, and the order of removal does not matter.
    """
    kept = tuple(np.arange(len(labels)) for labels in game.strategies)
    rounds, work = 0, 0
    while work < _WORK:
        part = game.payoffs[np.ix_(np.arange(len(kept)), *kept)] if rounds else game.payoffs
        work += part.size
        drops = []
        for own, loss in enumerate((measured(part) if rounds else stakes(game)).losses):
            rows = np.moveaxis(loss, own, 0).reshape(loss.shape[own], -1)
            dropped, effort = dominated(rows, _WORK - work)
            work += effort
            drops.append(dropped)
        if not any(dropped.any() for dropped in drops):
            return Reduction(game, kept, rounds, work < _WORK)
        kept = tuple(rows[~dropped] for rows, dropped in zip(kept, drops, strict=True))
        rounds += 1
    return Reduction(game, kept, rounds, False)


def dominated(losses: FloatArray, work: int = _WORK) -> tuple[BoolArray, int]:
    """Return which strategies another one beats everywhere, and the comparisons it took.

    Parameters
    ----------
    losses : array, shape (n_strategies, n_combinations)
        What each strategy loses against each combination of the others' strategies.
    work : int
        Comparisons to make at most; the search stops there with what it has.

    Returns
    -------
    array of bool, shape (n_strategies,)
    int
    """
    beaten = np.zeros(len(losses), dtype=np.bool_)
    # A best response to anything is not dominated.
    suspects = np.flatnonzero(losses.min(axis=1) > TOLERANCE)
    if not len(suspects):
        return beaten, 0
    # Where a suspect is at its best, few strategies are better: look there first.
    where = losses[suspects].argmin(axis=1)
    level = losses[suspects, where] - TOLERANCE
    if losses.size * len(losses) <= min(_SMALL, work):
        behind: BoolArray = losses[:, np.newaxis] - losses[np.newaxis] > TOLERANCE
        everywhere: Any = behind.all(axis=2)
        return np.logical_or.reduce(everywhere, axis=1), losses.size * len(losses)
    done, start, step = 0, 0, 4
    rivals = np.argsort(losses.mean(axis=1), kind="stable")
    while start < len(rivals) and done < work and len(suspects):
        # What a dominated strategy dominates, its own dominator dominates too.
        block = rivals[start : start + step]
        block = block[~beaten[block]]
        start, step = start + step, min(2 * step, max(1, _BLOCK // len(suspects)))
        rival, place = np.nonzero(losses[np.ix_(block, where)] < level)
        done += len(block) * len(suspects) + len(rival) * losses.shape[1]
        beaten[suspects[place[_lost(losses, suspects[place], block[rival])]]] = True
        stay = ~beaten[suspects]
        suspects, where, level = suspects[stay], where[stay], level[stay]
    return beaten, done


def _lost(losses: FloatArray, suspects: IntArray, rivals: IntArray) -> BoolArray:
    """Return for each pair whether the suspect loses more than the rival everywhere."""
    lost = np.empty(len(suspects), dtype=np.bool_)
    step = max(1, _BLOCK // losses.shape[1])
    for start in range(0, len(suspects), step):
        part = slice(start, start + step)
        lost[part] = (losses[suspects[part]] - losses[rivals[part]] > TOLERANCE).all(axis=1)
    return lost


@method("dominance", concepts=("nash", "pure-nash"), rank=None)
def search(game: NormalFormGame) -> Found:
    """Find nothing: the search removes dominated strategies before it asks any method."""
    shape = " x ".join(str(size) for size in game.payoffs.shape[1:])
    return Found(missed=(f"Iterated strict dominance leaves {shape} strategies.",))
