"""Iterated strict dominance: what no actor would ever play, whatever the others do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import TOLERANCE, BoolArray, FloatArray, IntArray
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._equilibria import Profile
from negotiation.engine.equilibrium._methods import Found, method
from negotiation.engine.equilibrium._stakes import stakes

_WORK = 300_000_000
"""Payoffs that are compared at most; beyond it dominated strategies may stay, which is safe."""


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
        part = game.payoffs[np.ix_(np.arange(len(kept)), *kept)]
        work += part.size
        losses = stakes(NormalFormGame(part)).losses
        drops = []
        for own, loss in enumerate(losses):
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
    done = 0
    for rival in np.argsort(losses.mean(axis=1), kind="stable"):
        if done >= work or not len(suspects):
            break
        # What a dominated strategy dominates, its own dominator dominates too.
        if beaten[rival]:
            continue
        maybe = np.flatnonzero(losses[rival, where] < level)
        lost = (losses[suspects[maybe]] - losses[rival] > TOLERANCE).all(axis=1)
        done += len(suspects) + len(maybe) * losses.shape[1]
        beaten[suspects[maybe[lost]]] = True
        stay = ~beaten[suspects]
        suspects, where, level = suspects[stay], where[stay], level[stay]
    return beaten, done


@method("dominance", concepts=("nash", "pure-nash"), rank=None)
def search(game: NormalFormGame) -> Found:
    """Find nothing: the search removes dominated strategies before it asks any method."""
    shape = " x ".join(str(size) for size in game.payoffs.shape[1:])
    return Found(missed=(f"Iterated strict dominance leaves {shape} strategies.",))
