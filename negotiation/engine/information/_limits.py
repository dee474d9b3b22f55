"""What walking away may be worth to one actor, when others know only how likely that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, floats, negligible, number, read_only
from negotiation.engine.information._unknown import is_distribution, is_listed, is_uniform, listed
from negotiation.errors import InvalidTypeError, InvalidValueError

_TAIL = 1e-9
"""Chance beyond which an endless tail is cut off where types are put into classes."""

_EDGES = np.unique([0, *np.logspace(-12, -3, 10), *np.linspace(0, 1, 257)[1:-1], 1 - 1e-3, 1])
"""Chances between which a quantile function is integrated piece by piece."""

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(8)


@dataclass(frozen=True, eq=False)
class Classes:
    """An actor's types, put together in classes that follow one another.

    Attributes
    ----------
    low, high : array, shape (k,)
        Where a class begins and ends; the same where a class is one type.
    mean, share : array, shape (k,)
        The average type of a class, and how likely the class is.
    even : bool
        Whether types are uniform within each class.
    """

    low: FloatArray
    high: FloatArray
    mean: FloatArray
    share: FloatArray
    even: bool = False

    def __len__(self) -> int:
        return len(self.share)

    @property
    def points(self) -> bool:
        """Whether every class is a single type."""
        return bool((self.low == self.high).all())

    def place(self, drawn: FloatArray) -> Any:
        """Return the class that each number belongs to."""
        return np.minimum(np.searchsorted(self.high, drawn), len(self) - 1)


@dataclass(frozen=True, eq=False)
class Limit:
    """A reservation value as others see it: listed values, or a distribution.

    Attributes
    ----------
    actor : str
    given : object
        What it was made of.
    values, shares : array, shape (k,)
        Listed values, ascending, and how likely they are; empty for a distribution.
    shift : float
        What is added to whatever the distribution says.
    slack : float
        Difference that counts as none.
    """

    actor: str
    given: Any
    values: FloatArray
    shares: FloatArray
    shift: float = 0.0
    slack: float = 0.0

    @classmethod
    def of(cls, given: Any, actor: str, payoffs: FloatArray, shift: float = 0.0) -> Limit:
        """Return what one actor's reservation value may be.

        Parameters
        ----------
        given : float, sequence, mapping or distribution
            One number; equally likely ones; ``{number: probability}``; a frozen distribution of
            scipy.stats or one with ``quantile``.
        actor : str
        payoffs : array
            The actor's payoffs; what counts as no difference is measured by them.
        shift : float
            Added to all of it.
        """
        what = f"The reservation value of {actor}"
        given = getattr(given, "frozen", given)  # scipy's, in the library's clothes
        if not _continuous(given):
            values, shares = _listed(given, what)
            values = read_only(values + shift)
            slack = _slack(payoffs, float(values[0]), float(values[-1]))
            return cls(actor, given, values, shares, 0.0, slack)
        none = read_only(np.empty(0))
        limit = cls(actor, given, none, none, shift)
        low, high = limit.ends
        told: Any = getattr(given, "mean", 0.0)
        mean = float(told() if callable(told) else told)
        if not np.isfinite([low, high, limit.mean, mean]).all():
            raise InvalidValueError(
                "The distribution of the reservation value has no proper mean; give one with "
                "lighter tails, or with ends.",
                given=given,
                actor=actor,
            )
        if low == high:
            return cls.of(low, actor, payoffs)
        return cls(actor, given, none, none, shift, _slack(payoffs, low, high))

    @property
    def listed(self) -> bool:
        """Whether there are finitely many types."""
        return bool(len(self.values))

    @cached_property
    def uniform(self) -> bool:
        """Whether the distribution is uniform on its interval."""
        if self.listed:
            return False
        if is_uniform(self.given):
            return True
        marks = self.at(np.linspace(0, 1, 33))
        if not np.isfinite(marks).all():
            return False
        return bool(np.ptp(np.diff(marks)) <= 1e-12 * np.abs(marks).max())

    @cached_property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest value; endless tails are cut where next to nothing is left."""
        if self.listed:
            return float(self.values[0]), float(self.values[-1])
        low, high = self.at(np.array([0.0, 1.0]))
        near, far = self.at(np.array([_TAIL, 1 - _TAIL]))
        return (
            float(low if np.isfinite(low) else near),
            float(high if np.isfinite(high) else far),
        )

    @cached_property
    def mean(self) -> float:
        """The expected value."""
        if self.listed:
            return float(self.values @ self.shares)
        return float(self._table[-1])

    def at(self, chances: FloatArray) -> FloatArray:
        """Return quantiles."""
        if self.listed:
            place = np.searchsorted(np.cumsum(self.shares), np.asarray(chances) - 1e-15)
            picked: FloatArray = self.values[np.minimum(place, len(self.values) - 1)]
            return picked
        quantile = getattr(self.given, "quantile", None) or self.given.ppf
        found: FloatArray = np.asarray(quantile(chances), dtype=np.float64) + self.shift
        return found

    def below(self, levels: Any) -> FloatArray:
        """Return how likely it is that the value is not above each level."""
        levels = np.asarray(levels, dtype=np.float64)
        if self.listed:
            total = np.concatenate([[0.0], np.cumsum(self.shares)])
            total[-1] = 1.0
            counted: FloatArray = total[
                np.searchsorted(self.values, levels + self.slack, side="right")
            ]
            return counted
        if self.uniform:
            first, last = self.ends
            even: FloatArray = np.clip((levels - first) / (last - first), 0.0, 1.0)
            return even
        if hasattr(self.given, "cdf"):
            known: FloatArray = np.asarray(self.given.cdf(levels - self.shift), dtype=np.float64)
            return known
        low, high = np.zeros(levels.shape), np.ones(levels.shape)
        for _ in range(60):
            middle = (low + high) / 2
            under = self.at(middle) <= levels
            low, high = np.where(under, middle, low), np.where(under, high, middle)
        ends = self.at(np.array([0.0, 1.0]))
        inside = np.where(levels >= ends[1], 1.0, high)
        answer: FloatArray = np.where(levels < ends[0], 0.0, inside)
        return answer

    def partial(self, levels: Any) -> FloatArray:
        """Return the expected value counted only where it is not above each level."""
        levels = np.asarray(levels, dtype=np.float64)
        if self.listed:
            total = np.concatenate([[0.0], np.cumsum(self.shares * self.values)])
            counted: FloatArray = total[
                np.searchsorted(self.values, levels + self.slack, side="right")
            ]
            return counted
        chances = self.below(levels)
        cell = np.clip(np.searchsorted(_EDGES, chances, side="right") - 1, 0, len(_EDGES) - 2)
        start = _EDGES[cell]
        answer: FloatArray = self._table[cell] + self._piece(start, np.maximum(chances, start))
        return answer

    def gain(self, levels: Any) -> FloatArray:
        """Return what an actor expects to gain that takes a level or walks away."""
        levels = np.asarray(levels, dtype=np.float64)
        answer: FloatArray = np.maximum(levels * self.below(levels) - self.partial(levels), 0.0)
        return answer

    @cached_property
    def _table(self) -> FloatArray:
        pieces = self._piece(_EDGES[:-1], _EDGES[1:])
        total: FloatArray = np.concatenate([[0.0], np.cumsum(pieces)])
        return total

    def _piece(self, start: FloatArray, end: FloatArray) -> FloatArray:
        """Return the integral of the quantile function from chance to chance."""
        half = (end - start)[..., None] / 2
        # An empty piece at the very end of an endless tail must not ask for infinity.
        points = np.where(half > 0, self.at(start[..., None] + half * (1 + _NODES)), 0.0)
        area: FloatArray = (half * points * _WEIGHTS).sum(axis=-1)
        return area

    def draw(self, count: int, rng: np.random.Generator) -> FloatArray:
        """Return random values, shape (count,)."""
        return self.at(rng.random(count))

    def classes(self, count: int, levels: FloatArray | None = None) -> Classes:
        """Return the types in about `count` equally likely classes.

        Parameters
        ----------
        count : int
            Of no consequence for listed values, each of which is a class.
        levels : array, optional
            Where decisions change; cuts are moved to levels nearby, and the highest becomes one.
        """
        if self.listed:
            return Classes(self.values, self.values, self.values, self.shares)
        low, high = self.ends
        cuts = self.at(np.arange(1, count) / count)
        near = np.empty(0) if levels is None else np.unique(levels)
        near = near[(near > low + self.slack) & (near < high - self.slack)]
        if len(near):
            bounds = np.concatenate([[low], cuts, [high]])
            nearest = near[np.abs(near[:, None] - cuts).argmin(axis=0)]
            room = np.where(nearest > cuts, np.diff(bounds)[1:], np.diff(bounds)[:-1]) / 2
            cuts = np.where(np.abs(nearest - cuts) <= room, nearest, cuts)
            cuts = np.append(cuts, near[-1])
        edges = np.unique([low, *cuts, high])
        edges = edges[np.concatenate([[True], np.diff(edges) > 2 * self.slack])]
        edges[-1] = high
        chances = self.below(edges)
        chances[0], chances[-1] = 0.0, 1.0
        moments = self.partial(edges)
        moments[0], moments[-1] = 0.0, self.mean
        share, middle = np.diff(chances), (edges[1:] + edges[:-1]) / 2
        mean = np.where(share > 0, np.diff(moments) / np.where(share > 0, share, 1.0), middle)
        mean = np.clip(mean, edges[:-1], edges[1:])
        return Classes(edges[:-1], edges[1:], mean, share, self.uniform)

    def answers(self, classes: Classes, payoffs: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return how likely types of each class take each package, and what they then gain.

        Parameters
        ----------
        classes : Classes
            This limit's.
        payoffs : array, shape (m,)

        Returns
        -------
        array, shape (k, m)
            Probabilities.
        array, shape (k, m)
            Average gains, those that refuse counted as 0.
        """
        if classes.points:
            gain = payoffs - classes.mean[:, None]
            return (gain >= -self.slack).astype(np.float64), np.maximum(gain, 0.0)
        edges = np.append(classes.low, classes.high[-1])
        below, partial = self.below(edges), self.partial(edges)
        below[0], partial[0] = 0.0, 0.0  # cut tails belong to the first and the last class
        levels = np.clip(payoffs, classes.low[:, None], classes.high[:, None])
        # Most of them are the end of a class; each is looked up once.
        distinct, place = np.unique(levels, return_inverse=True)
        place = place.reshape(levels.shape)
        mass = self.below(distinct)[place] - below[:-1, None]
        moment = self.partial(distinct)[place] - partial[:-1, None]
        mass[-1, payoffs >= classes.high[-1]] = classes.share[-1]
        share = np.where(classes.share > 0, classes.share, 1.0)[:, None]
        mass = np.clip(mass, 0.0, classes.share[:, None])
        return mass / share, np.maximum(payoffs * mass - moment, 0.0) / share

    def __repr__(self) -> str:
        shown = counted_values(self.values) if self.listed else f"a distribution on {self.ends}"
        return f"<Limit of {self.actor}: {shown}>"


def counted_values(values: FloatArray) -> str:
    """Return listed values in words."""
    return f"{values[0]:g}" if len(values) == 1 else f"{len(values)} values"


def _slack(payoffs: FloatArray, low: float, high: float) -> float:
    """Return the difference that counts as none among payoffs and reservation values."""
    both = np.append(payoffs, [low, high])
    return float(negligible(both.max(), both.min()))


def _continuous(given: Any) -> bool:
    if is_distribution(given) and not hasattr(given, "quantile"):
        return not is_listed(given)
    return hasattr(given, "quantile") and not hasattr(given, "values")


def _listed(given: Any, what: str) -> tuple[FloatArray, FloatArray]:
    """Return values and probabilities of whatever is a list of them."""
    if isinstance(given, Mapping):
        return listed(list(given), list(given.values()), what)
    if hasattr(given, "quantile"):  # an empirical distribution
        weights = getattr(given, "weights", None)
        total = 1.0 if weights is None else float(np.sum(weights))
        return listed(given.values, None if weights is None else np.divide(weights, total), what)
    if is_distribution(given):
        return listed(given, None, what)
    if isinstance(given, str) or given is None:
        raise InvalidTypeError(
            f"{what} is a number, a list, {{number: probability}} or a distribution.", given=given
        )
    if np.ndim(given) == 0:
        return listed([number(given, what)], None, what)
    return listed(floats(given, what, ndim=1), None, what)
