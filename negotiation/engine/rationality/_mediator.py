"""A mediator's linear programmes: the best distribution that everybody obeys."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.concessions import NormalFormGame
from negotiation.engine._programme import linear_programme
from negotiation.engine.rationality._incentives import deviations, incentives

_FIXED = 1e-9
"""An actor that can rise above the common level by less than this share is fixed there."""


class Mediator:
    """The polytope of correlated equilibria of one game.

    Parameters
    ----------
    game : NormalFormGame
    kind : {"correlated", "coarse"}

    Attributes
    ----------
    shares : array, shape (n_actors, n_combinations)
        Payoffs above the lowest of all, as shares of the widest range of all.
    """

    def __init__(self, game: NormalFormGame, kind: str) -> None:
        actors, shape = len(game.actors), game.payoffs.shape[1:]
        flat = game.payoffs.reshape(actors, -1)
        # Each actor's payoffs are measured in its own range, so that no actor's incentives
        # are lost beside another's.
        low = flat.min(axis=1, keepdims=True)
        size = np.ptp(flat, axis=1, keepdims=True)
        size = np.where(size > 0, size, 1.0)
        self._above = flat - low
        self._incentives = incentives(self._above / size, shape, kind)
        self._units = np.repeat(size[:, 0], deviations(shape, kind))
        self._low = float(low.min())
        self._span = float((flat - self._low).max()) or 1.0
        self.shares: FloatArray = (flat - self._low) / self._span

    def share_of(self, payoffs: FloatArray) -> FloatArray:
        """Return payoffs (n_actors,) on the scale of `shares`."""
        share: FloatArray = (payoffs - self._low) / self._span
        return share

    def goal(self, numbers: FloatArray) -> FloatArray:
        """Return a worth of each combination, (n_combinations,), as shares of its range.

        Parameters
        ----------
        numbers : array, shape (n_actors,) or (s1, …, sn)
            Weights of the actors' payoffs, or the worth itself.  What is common to all
            combinations decides nothing.
        """
        flat = numbers.reshape(-1)
        if numbers.shape == (len(self.shares),):
            # From each actor's own lowest payoff, so that a large constant blurs nothing.
            scaled = numbers / (float(np.abs(numbers).max()) or 1.0)
            flat = scaled @ (self._above / self._span)
        flat = flat / (float(np.abs(flat).max()) or 1.0)
        goal: FloatArray = (flat - flat.min()) / (float(np.ptp(flat)) or 1.0)
        return goal

    def regret(self, chances: FloatArray) -> float:
        """Return the most that an actor gains by disobeying; `chances` is (n_combinations,)."""
        return float(((self._incentives @ chances) * self._units).max(initial=0.0))

    def best(self, goal: FloatArray, rows: Any = None, floors: Any = None) -> tuple[Any, float]:
        """Return the probabilities (n_combinations,) that maximise a goal, and what they reach.

        Parameters
        ----------
        goal : array, shape (n_combinations,)
        rows, floors : array, shape (k, n_combinations) and (k,), optional
            Further conditions ``rows @ chances >= floors``.
        """
        least = np.zeros((0, len(goal))) if rows is None else rows
        chances, _ = self._solve(np.append(-goal, 0.0), np.zeros(len(least)), least, floors)
        return chances, float(goal @ chances)

    def leximin(self) -> FloatArray:
        """Return probabilities that raise the smallest payoff, then the next, and so on."""
        actors, count = self.shares.shape
        fixed: dict[int, float] = {}
        chances: FloatArray = np.full(count, 1.0 / count)
        while len(fixed) < actors:
            free = [actor for actor in range(actors) if actor not in fixed]
            lift = np.array([float(actor in free) for actor in range(actors)])
            floors = np.array([fixed.get(actor, 0.0) for actor in range(actors)])
            # The last variable is the level; for actors already fixed it does not count.
            chances, level = self._solve(
                np.append(np.zeros(count), -1.0), lift, self.shares, floors
            )
            held = np.array([fixed.get(actor, level) for actor in range(actors)])
            ceiling = {a: self.best(self.shares[a], self.shares, held)[1] for a in free}
            stuck = [actor for actor in free if ceiling[actor] <= level + _FIXED]
            for actor in stuck or [min(free, key=lambda each: ceiling[each])]:
                fixed[actor] = level
        return chances

    def _solve(
        self, costs: FloatArray, lift: FloatArray, rows: FloatArray, floors: Any
    ) -> tuple[FloatArray, float]:
        """Minimise ``costs`` where ``rows @ chances - lift * level >= floors``.

        The level is the last variable, between 0 and 1.
        """
        from scipy.sparse import csr_array, hstack, vstack

        count = len(costs) - 1
        matrix = [hstack([self._incentives, csr_array((self._incentives.shape[0], 1))])]
        right = [np.zeros(self._incentives.shape[0])]
        if len(rows):
            matrix.append(csr_array(np.hstack([-rows, lift[:, np.newaxis]])))
            # What rounding took from a level that was reached is no reason to fail.
            right.append(-(floors - 1e-11 * (floors != 0)))
        answer = linear_programme(
            costs,
            A_ub=vstack(matrix),
            b_ub=np.concatenate(right),
            A_eq=np.append(np.ones(count), 0.0)[np.newaxis],
            b_eq=[1.0],
            bounds=[(0, None)] * count + [(0, 1)],
        )
        chances: FloatArray = np.clip(answer.x[:-1], 0.0, None)
        chances /= chances.sum()
        return chances, float(answer.x[-1])
