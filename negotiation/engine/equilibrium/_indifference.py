"""The conditions of a mixed equilibrium on one support, as multilinear functions on a cube."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.engine.equilibrium._boxes import System
from negotiation.engine.equilibrium._equilibria import Profile
from negotiation.engine.equilibrium._multilinear import at, corners
from negotiation.engine.equilibrium._supports import Comparisons, Support

_RANK = 1e-10


@dataclass(frozen=True)
class Indifference:
    """What it takes to be an equilibrium with a given support.

    The coordinates are, for each actor that mixes, the probabilities of all strategies of
    its support but the last.

    Attributes
    ----------
    support : tuple of tuples of int
    sizes : tuple of int
        How many strategies each actor has in all.
    system : System
        Its equations say that nobody prefers one strategy of its support (or of the ties
        added to it) to another; its conditions, that nobody prefers a strategy outside, and
        that last probabilities are not negative.
    outside : tuple of pairs of int
        The actor and the strategy of each of the first conditions.
    """

    support: Support
    sizes: tuple[int, ...]
    system: System
    outside: tuple[tuple[int, int], ...]

    def profile(self, point: FloatArray) -> Profile:
        """Return the mixtures at a point."""
        start, mixtures = 0, []
        for used, size in zip(self.support, self.sizes, strict=True):
            free = point[start : start + len(used) - 1]
            start += len(used) - 1
            mixture = np.zeros(size)
            mixture[list(used)] = [*free, 1.0 - free.sum()]
            mixtures.append(mixture)
        return tuple(mixtures)

    def least(self, point: FloatArray) -> float:
        """Return the smallest probability of a strategy of the support at a point."""
        profile = self.profile(point)
        return min(
            float(mixture[list(used)].min())
            for mixture, used in zip(profile, self.support, strict=True)
        )

    def worst(self, point: FloatArray) -> float:
        """Return how far a point is from meeting equations and conditions, at most 0 if it does."""
        off = np.abs(at(self.system.equations, point)).max(initial=0.0)
        return float(max(off, -at(self.system.conditions, point).min(initial=0.0)))


def indifference(
    compared: Comparisons, support: Support, ties: tuple[tuple[int, int], ...] = ()
) -> Indifference:
    """Return the conditions of an equilibrium with a support.

    Parameters
    ----------
    compared : Comparisons
    support : tuple of tuples of int
    ties : tuple of pairs of int, optional
        Actors' strategies outside their support that shall be best responses as well.
    """
    frames = [_frame(len(used)) for used in support]
    dimension = sum(len(used) - 1 for used in support)
    equal, better, outside = [], [], []
    for own, used in enumerate(support):
        for other in range(compared.sizes[own]):
            if other == used[0]:
                continue
            function = _function(compared.gains[own][used[0], other], support, frames, own)
            if other in used or (own, other) in ties:
                equal.append(function)
            else:
                better.append(function)
                outside.append((own, other))
    better += _remainders(support)
    size = 2**dimension
    equations = np.array(equal).reshape(-1, size)
    system = System(_independent(equations), np.array(better).reshape(-1, size), dimension)
    return Indifference(support, compared.sizes, system, tuple(outside))


def _frame(count: int) -> FloatArray:
    """Return the mixtures of `count` strategies at the corners of their coordinates."""
    free = corners(count - 1).T if count > 1 else np.zeros((1, 0))
    return np.hstack((free, 1.0 - free.sum(axis=1, keepdims=True)))


def _function(gain: FloatArray, support: Support, frames: list[FloatArray], own: int) -> FloatArray:
    """Return a gain (over the others' strategies) at the corners of the cube, of size 1."""
    others = [place for place in range(len(support)) if place != own]
    part = gain[np.ix_(*(support[place] for place in others))]
    part = part / (np.abs(part).max() or 1.0)
    for place in others:
        # The first axis goes and the actor's corners come last, so all take their turn.
        part = np.tensordot(part, frames[place], axes=(0, 1))
    full = np.expand_dims(part, own)
    shape = [len(frame) for frame in frames]
    return np.ascontiguousarray(np.broadcast_to(full, shape)).reshape(-1)


def _remainders(support: Support) -> list[FloatArray]:
    """Return the last probability of each actor that mixes three strategies or more."""
    counts = [len(used) - 1 for used in support]
    cells = corners(sum(counts))
    starts = np.cumsum([0, *counts])
    return [
        1.0 - cells[start : start + count].sum(axis=0)
        for start, count in zip(starts, counts, strict=False)
        if count > 1
    ]


def _independent(equations: FloatArray) -> FloatArray:
    """Return equations none of which follows linearly from the others, with the same roots."""
    equations = equations[np.abs(equations).max(axis=1, initial=0.0) > 0]
    if not len(equations):
        return equations
    _, size, rows = np.linalg.svd(equations, full_matrices=False)
    count = int((size > _RANK * size[0]).sum())
    if count == len(equations):
        return equations
    reduced = rows[:count]
    independent: FloatArray = reduced / np.abs(reduced).max(axis=1, keepdims=True)
    return independent
