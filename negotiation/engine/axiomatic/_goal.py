"""What a concept wants of a package, as a concave function of gains that can be bounded.

Two shapes cover the concepts that need no geometry: the worst placed actor's value, which is
linear in its gain (leximin concepts), and a sum of one concave term per actor (welfare
concepts).  Each says how good a package is, and gives linear functions that it never exceeds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from negotiation._arrays import BoolArray, FloatArray

_STEP = 1e-6
"""Share of a gain over which slopes of terms are measured."""

_SPREADS = (0.1, 0.4)
"""Shares by which the point at which bounds touch is moved for further bounds."""


class Goal(Protocol):
    """A concave function of gains."""

    def value(self, gains: FloatArray) -> FloatArray:
        """Return how good packages with `gains` (…, n_actors) are, shape (…)."""

    @property
    def spread(self) -> float:
        """A difference of values that is large."""


@dataclass(frozen=True, eq=False)
class Worst:
    """The smallest of ``origin + slope * gains`` among the actors who can gain.

    Attributes
    ----------
    origin, slope : array, shape (n_actors,)
    able : array of bool, shape (n_actors,)
    ideal : array, shape (n_actors,)
        Largest gains, positive.
    """

    origin: FloatArray
    slope: FloatArray
    able: BoolArray
    ideal: FloatArray

    def value(self, gains: FloatArray) -> FloatArray:
        """Return the smallest value of packages with `gains` (…, n_actors)."""
        values: FloatArray = (self.origin + self.slope * gains)[..., self.able].min(axis=-1)
        return values

    @property
    def spread(self) -> float:
        """The largest range of a value."""
        return float((np.abs(self.slope) * self.ideal)[self.able].max())

    def bounds(self, shares: FloatArray, extra: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return slopes (m, n_actors) and offsets (m,) of linear functions never exceeded.

        Parameters
        ----------
        shares : array, shape (n_actors,)
            Weights of the values where the bound is tightest (the duals); they add up to 1.
        extra : array, shape (n_actors,)
            What gains themselves count besides.
        """
        mixtures = [shares]
        for spread in _SPREADS:
            for actor in np.flatnonzero(self.able):
                for factor in (1 + spread, 1 / (1 + spread)):
                    moved = np.maximum(shares, 1e-4 * self.able)
                    moved[actor] *= factor
                    mixtures.append(moved / moved.sum())
        weights = np.array(mixtures)
        return weights * self.slope + extra, weights @ self.origin


@dataclass(frozen=True, eq=False)
class Total:
    """The sum of a concave, rising term per actor who can gain.

    Attributes
    ----------
    terms : callable
        ``terms(gains (…, n_actors)) -> (…, n_actors)``.
    able : array of bool, shape (n_actors,)
    ideal : array, shape (n_actors,)
        Largest gains, positive.
    """

    terms: Callable[[FloatArray], FloatArray]
    able: BoolArray
    ideal: FloatArray

    def value(self, gains: FloatArray) -> FloatArray:
        """Return the sums of packages with `gains` (…, n_actors)."""
        return self.each(gains)[..., self.able].sum(axis=-1)  # type: ignore[no-any-return]

    def each(self, gains: FloatArray) -> FloatArray:
        """Return the terms (…, n_actors), those of actors who cannot gain 0."""
        with np.errstate(divide="ignore"):
            terms = np.asarray(self.terms(np.where(self.able, np.maximum(gains, 0.0), self.ideal)))
        return np.where(self.able, terms, 0.0)

    def slopes(self, gains: FloatArray) -> FloatArray:
        """Return the terms' slopes at positive gains (…, n_actors)."""
        step = _STEP * np.maximum(gains, _STEP * self.ideal)
        rise = self.each(gains + step) - self.each(gains - step)
        return np.asarray(rise / (2 * step))

    @property
    def linear(self) -> bool:
        """Whether the terms are straight lines."""
        thirds = self.ideal * np.array([[1.0], [2.0], [3.0]]) / 3
        low, middle, high = self.each(thirds)
        size = np.abs(high - low).max()
        return bool((np.abs(high - 2 * middle + low) <= 1e-12 * size).all())

    @property
    def spread(self) -> float:
        """The largest rise of a term from a thousandth of its actor's ideal gain upward."""
        rise = self.each(self.ideal) - self.each(1e-3 * self.ideal)
        return float(rise.max()) or 1.0

    def touching(self, gains: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return slopes (…, n_actors) and intercepts of the tangents to the terms at `gains`."""
        at = np.clip(gains, 1e-9 * self.ideal, self.ideal)
        slope = self.slopes(at)
        return slope, self.each(at) - slope * at

    def bounds(self, gains: FloatArray, extra: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return slopes (m, n_actors) and offsets (m,) of linear functions never exceeded.

        Parameters
        ----------
        gains : array, shape (n_actors,)
            Where the bound is tightest.
        extra : array, shape (n_actors,)
            What gains themselves count besides.
        """
        points = [gains]
        if not self.linear:
            for spread in _SPREADS:
                for actor in np.flatnonzero(self.able):
                    for factor in (1 + spread, 1 / (1 + spread)):
                        moved = gains.copy()
                        moved[actor] *= factor
                        points.append(moved)
        slope, intercept = self.touching(np.array(points))
        return slope + extra, intercept.sum(axis=1)


def worst_of(formula: Callable[..., Any], able: BoolArray, ideal: FloatArray, **told: Any) -> Worst:
    """Return the goal of a leximin concept's formula, linear in each actor's gain."""
    at_none = np.asarray(formula(np.zeros_like(ideal), ideal, **told), dtype=np.float64)
    at_ideal = np.asarray(formula(ideal, ideal, **told), dtype=np.float64)
    return Worst(at_none, (at_ideal - at_none) / ideal, able, ideal)


def total_of(terms: Callable[..., Any], able: BoolArray, ideal: FloatArray, **told: Any) -> Total:
    """Return the goal of a welfare concept's terms."""
    return Total(lambda gains: terms(gains, ideal, **told), able, ideal)
