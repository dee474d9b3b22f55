"""Road maps by brute force: every one that holds, and flows simulated period by period."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

NEAR = 1e-9


@dataclass
class World:
    """Measures in plain lists: who owns what, what it costs and brings, what can be withdrawn."""

    owner: list
    cost: list
    benefit: list  # per measure a list per actor
    reversible: list
    patience: list
    hazard: float = 0.0
    lag: int = 1
    bonds: list | None = None
    order: str = "simultaneous"

    def flow(self, state, actor):
        """Return an actor's payoff in a period with this set of measures in force."""
        return sum(
            -self.cost[k] if self.owner[k] == actor else self.benefit[k][actor] for k in state
        )

    def floor(self, state):
        """Return what cannot be withdrawn."""
        return frozenset(k for k in state if not self.reversible[k])

    def going_on(self, path, actor, periods=3000):
        """Return what a list of states is worth, its last one held, period by period."""
        return self._simulated(lambda s: path[min(s, len(path) - 1)], actor, periods)

    def breaking_off(self, path, actor, periods=3000):
        """Return what breaking off is worth instead of moving from the first state on."""
        own = self.floor(k for k in path[0] if self.owner[k] == actor)
        last = len(path) - 1

        def state(s):
            others = path[min(s + 1, last)]
            if s >= self.lag:
                others = self.floor(path[min(self.lag, last)])
            return own | frozenset(k for k in others if self.owner[k] != actor)

        value = self._simulated(state, actor, periods, seen=self.lag)
        d, h = self.patience[actor], self.hazard
        bond = 0.0 if self.bonds is None else self.bonds[actor]
        return value - d**self.lag * (1 - h) ** (self.lag - 1) * (1 - d) * bond

    def _simulated(self, state, actor, periods, seen=None):
        d, alive, fallen, total = self.patience[actor], 1.0, 0.0, 0.0
        for s in range(periods):
            here = state(s)
            total += (1 - d) * d**s * (alive * self.flow(here, actor) + fallen)
            if seen is None or s < seen - 1:
                fallen += alive * self.hazard * self.flow(self.floor(here), actor)
                alive *= 1 - self.hazard
        return total

    def holds(self, path, periods=3000):
        """Return whether nobody gains by breaking off anywhere along a list of states."""
        return all(
            self.going_on(path[t + 1 :] or path[-1:], actor, periods)
            >= self.breaking_off(path[t:], actor, periods) - NEAR
            for t in range(len(path))
            for actor in range(len(self.patience))
        )

    def next_states(self, state, pauses):
        """Return the states that may follow."""
        left = [k for k in range(len(self.owner)) if k not in state]
        for size in range(0 if pauses else 1, len(left) + 1):
            for moves in itertools.combinations(left, size):
                if self.order == "simultaneous" or len({self.owner[k] for k in moves}) <= 1:
                    yield state | frozenset(moves)

    # -------------------------------------------------------------- all maps that hold

    def plans(self, stages, pauses=False):
        """Return every map that holds, as a list of states and its values; for a lag of 1.

        What is held after a stage does not depend on what came before, so that the maps are
        listed from the end; none is left out for being worse than another.
        """
        known: dict = {}

        def onwards(state, left):
            if (state, left) in known:
                return known[state, left]
            out = []
            stay = self._steady(state)
            if self._kept(state, state, stay):
                out.append(([state], stay))
            for after in self.next_states(state, pauses) if left else ():
                for path, value in onwards(after, left - 1):
                    if pauses and len(path) == 1 and after == state:
                        continue  # to pause and then stay is to stay
                    worth = self._step(after, value)
                    if self._kept(state, after, worth):
                        out.append(([state, *path], worth))
            known[state, left] = out
            return out

        return onwards(frozenset(), stages)

    def _steady(self, state):
        d, h = np.array(self.patience), self.hazard
        here = np.array([self.flow(state, i) for i in range(len(d))])
        floor = np.array([self.flow(self.floor(state), i) for i in range(len(d))])
        return ((1 - d) * here + d * h * floor) / (1 - d * (1 - h))

    def _step(self, after, value):
        d, h = np.array(self.patience), self.hazard
        here = np.array([self.flow(after, i) for i in range(len(d))])
        floor = np.array([self.flow(self.floor(after), i) for i in range(len(d))])
        return (1 - d) * here + d * ((1 - h) * value + h * floor)

    def _kept(self, before, after, worth):
        for i, d in enumerate(self.patience):
            own = frozenset(k for k in self.floor(before) if self.owner[k] == i)
            others = frozenset(k for k in after if self.owner[k] != i)
            now = self.flow(own | others, i)
            then = self.flow(own | self.floor(others), i)
            bond = 0.0 if self.bonds is None else d * (1 - d) * self.bonds[i]
            if worth[i] < (1 - d) * now + d * then - bond - NEAR:
                return False
        return True


def best_of(values):
    """Return the distinct rows that no other row beats, sorted; for any number of actors."""
    kept = []
    for row in sorted({tuple(np.round(each, 9) + 0.0) for each in values}):
        if not any(
            all(b >= a - 1e-8 for a, b in zip(row, other, strict=True))
            and any(b > a + 1e-8 for a, b in zip(row, other, strict=True))
            for other in values
        ):
            kept.append(row)
    out = []
    for row in kept:
        if not out or max(abs(a - b) for a, b in zip(row, out[-1], strict=True)) > 1e-8:
            out.append(row)
    return np.array(out)
