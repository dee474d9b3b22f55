"""The logit equations of a game: who errs how often, as a system that a path can follow."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.engine.learning._pairs import pairs, single
from negotiation.errors import InvalidValueError

_NEVER = 1e-40
"""Probabilities below this have no influence on anybody else's choice."""
_EXTREME = 900
"""Beyond this power of two a precision per unit of payoff is no number that floats hold well."""


@dataclass(frozen=True)
class Logit:
    """The logit equations of a game in logarithms of probabilities.

    With ``v`` the logarithms and ``L`` the expected losses against the best response, any
    two strategies of an actor satisfy ``v[a] - v[b] = -precision * (L[a] - L[b])``.  Only
    differences of an actor's payoffs against the same strategies of the others matter, so
    losses do as well as payoffs, and as sums of positive numbers they keep their digits.

    Attributes
    ----------
    losses : tuple of arrays, shape (s1, …, sn)
        Per actor, the largest of them (of all, or of each actor's) near 1.
    power : int
        A precision in the unit asked for is the inner one times ``2 ** -power``.
    widths : array, shape (n_actors,)
        The most that each actor's choice can change, in inner units.
    scale : array, shape (n_actors,)
        An inner unit in each actor's payoffs.
    """

    losses: tuple[FloatArray, ...]
    power: int
    widths: FloatArray
    scale: FloatArray

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many strategies each actor has."""
        return self.losses[0].shape

    @cached_property
    def rows(self) -> tuple[slice, ...]:
        """Where each actor's strategies stand among all."""
        ends = [0, *itertools.accumulate(self.sizes)]
        return tuple(itertools.starmap(slice, itertools.pairwise(ends)))

    @property
    def uniform(self) -> FloatArray:
        """Logarithms of the uniform profile, shape (sum of sizes,)."""
        return np.concatenate([np.full(size, -np.log(size)) for size in self.sizes])

    def inner(self, precision: float) -> float:
        """Return a precision in inner units; infinite where it is beyond them."""
        with np.errstate(over="ignore", under="ignore"):
            return float(np.ldexp(precision, self.power))

    def outer(self, precision: Any) -> FloatArray:
        """Return inner precisions in the unit that was asked for."""
        with np.errstate(over="ignore", under="ignore"):
            return np.asarray(np.ldexp(precision, -self.power))

    def split(self, vector: FloatArray) -> tuple[FloatArray, ...]:
        """Return a vector over all strategies as one per actor."""
        return tuple(vector[..., rows] for rows in self.rows)

    def __call__(self, point: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return the equations' values, their derivatives and the size of what they compare.

        Parameters
        ----------
        point : array, shape (k + 1,)
            Logarithms of all probabilities, then the precision.

        Returns
        -------
        array, shape (k,)
            0 in a quantal response equilibrium.
        array, shape (k, k + 1)
        array, shape (k,)
            What rounding is to be measured by.
        """
        logs, precision = self.split(point[:-1]), point[-1]
        chances = tuple(np.exp(each) for each in logs)
        counted = tuple(np.where(each > _NEVER, each, 0.0) for each in chances)
        crossed = pairs(self.losses, chances)
        values, sizes = np.empty(len(point) - 1), np.ones(len(point) - 1)
        slopes = np.eye(len(point) - 1, len(point))
        for own, (rows, log) in enumerate(zip(self.rows, logs, strict=True)):
            loss = single(self.losses, crossed, chances, own)
            likely = int(log.argmax())
            first = rows.start + likely
            values[rows] = log - log[likely] + precision * (loss - loss[likely])
            compared = np.abs(log) + precision * loss
            sizes[rows] += compared + compared[likely]
            slopes[rows, first] -= 1.0
            slopes[rows, -1] = loss - loss[likely]
            for other, pair in crossed[own].items():
                block = precision * (pair - pair[likely]) * counted[other]
                slopes[rows, self.rows[other]] = block
            # In the row of the likeliest strategy stands that probabilities sum to 1.
            total = chances[own].sum()
            values[first] = np.log(total)
            slopes[first] = 0.0
            slopes[first, rows] = counted[own] / total
            sizes[first] = 1.0
        return values, slopes, sizes

    def feedback(self, point: FloatArray) -> FloatArray:
        """Return by how much small errors in logarithms exceed what the answers make of them.

        It is the derivative of logarithms less best logit answers to them: the identity at
        precision 0, singular where the path folds or is crossed.
        """
        logs, precision = self.split(point[:-1]), point[-1]
        chances = tuple(np.exp(np.where(each > np.log(_NEVER), each, -np.inf)) for each in logs)
        crossed = pairs(self.losses, chances)
        matrix = np.eye(len(point) - 1)
        for own, weight in enumerate(chances):
            for other, pair in crossed[own].items():
                block = precision * (pair - weight @ pair) * chances[other]
                matrix[self.rows[own], self.rows[other]] = block
        return matrix

    def residual(self, point: FloatArray) -> float:
        """Return how far a point is from the equations, as a share of what they compare."""
        values, _, sizes = self(point)
        return float((np.abs(values) / sizes).max())

    def regrets(self, point: FloatArray) -> FloatArray:
        """Return what each actor's errors cost it, in its payoffs, shape (n_actors,)."""
        chances = tuple(np.exp(each) for each in self.split(point[:-1]))
        crossed = pairs(self.losses, chances)
        lost = [single(self.losses, crossed, chances, own) for own in range(len(chances))]
        shares = [mine @ (loss - loss.min()) for mine, loss in zip(chances, lost, strict=True)]
        return np.array(shares) * self.scale


def logit(game: NormalFormGame, *, by_stakes: bool) -> Logit:
    """Return the logit equations of a game.

    Parameters
    ----------
    game : NormalFormGame
    by_stakes : bool
        Whether each actor's payoffs are measured in the most that its own choice can change,
        or all actors' in the unit they are given in.
    """
    scale = stakes(game)
    widths = np.array([each.max() for each in scale.ranges])
    # The stakes of each actor are measured in a power of two near its largest payoff.
    powers = np.frexp(np.abs(game.payoffs).reshape(len(widths), -1).max(axis=1))[1]
    if by_stakes:
        inner = np.where(widths > 0, widths, 1.0)
        losses = tuple(gap / width for gap, width in zip(scale.gaps, inner, strict=True))
        return Logit(losses, 0, np.sign(widths), np.ldexp(inner, powers))
    sizes = powers + np.frexp(widths)[1]
    power = int(sizes[widths > 0].max()) if widths.any() else 0
    if abs(power) > _EXTREME:
        raise InvalidValueError(
            "The payoffs are too large or too small for a precision per unit of payoff; measure "
            "them in other units, or give unit='stakes'.",
            given=float(np.ldexp(1.0, power)),
        )
    shifts = powers - power
    with np.errstate(under="ignore"):
        losses = tuple(
            np.ldexp(gap, int(shift)) for gap, shift in zip(scale.gaps, shifts, strict=True)
        )
        return Logit(
            losses, power, np.ldexp(widths, shifts), np.full(len(widths), np.ldexp(1.0, power))
        )
