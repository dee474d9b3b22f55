"""Uncertain numbers that move together: a Gaussian copula with the rank correlations stated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from negotiation._arrays import FloatArray
from negotiation.actors._doubts import Joint, Single, doubts
from negotiation.actors.correlation import Correlation, path_of
from negotiation.actors.distributions import uniforms
from negotiation.actors.quantity import Quantity
from negotiation.errors import InvalidValueError, NotDefinedError, unknown_name

if TYPE_CHECKING:
    from negotiation.actors.scenario import Scenario

_NEGATIVE = 1e-9
"""How far below 0 rounding alone may put an eigenvalue of a matrix of correlations."""

_BELOW_ONE = 1.0 - 2.0**-53


@dataclass(frozen=True, eq=False)
class Copula:
    """Univariate numbers drawn together.

    A normal number for each, correlated; each is turned into the quantile of its own
    distribution, which keeps that distribution exact.  Normal numbers with correlation
    ``2 sin(pi rho / 6)`` have rank correlation rho.

    Attributes
    ----------
    members : tuple of Single
    root : array, shape (n_members, n_members)
        A square root of the correlations of the normal numbers.
    """

    members: tuple[Single, ...]
    root: FloatArray

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """The numbers."""
        return tuple(each.quantity for each in self.members)

    def sample(self, n: int, rng: np.random.Generator) -> dict[Quantity, FloatArray]:
        """Return `n` draws of every number."""
        normal = np.stack([special.ndtri(uniforms(n, rng)) for _ in self.members])
        ranks = np.clip(special.ndtr(self.root @ normal), 2.0**-54, _BELOW_ONE)
        return {
            each.quantity: np.asarray(each.distribution.quantile(rank))
            for each, rank in zip(self.members, ranks, strict=True)
        }

    def central(self) -> dict[Quantity, float]:
        """Return the medians."""
        return {each.quantity: each.distribution.median for each in self.members}


def blocks(scenario: Scenario) -> tuple[Joint, ...]:
    """Return what is uncertain in a scenario as blocks independent of each other.

    Raises
    ------
    NegotiationError
        If a correlation names a number that is certain, does not exist or is drawn together
        with others already, or the correlations cannot all hold.
    """
    found = doubts(scenario)
    if not scenario.correlations:
        return found
    singles: dict[Quantity, Single] = {
        each.quantity: each for each in found if isinstance(each, Single)
    }
    named = [
        (_number(each.first, found), _number(each.second, found), each)
        for each in scenario.correlations
    ]
    groups = _groups([(first, second) for first, second, _ in named])
    copulas = {
        group[0]: Copula(tuple(singles[each] for each in group), _root(group, named))
        for group in ([each for each in singles if each in group] for group in groups)
    }
    inside = {each for group in groups for each in group}
    result: list[Joint] = []
    for each in found:
        first = each.quantities[0]
        if first in copulas:
            result.append(copulas[first])
        elif first not in inside:
            result.append(each)
    return tuple(result)


def _number(path: tuple[str, ...], found: Sequence[Joint]) -> Quantity:
    """Return the uncertain number that a correlation names."""
    for each in found:
        for quantity in each.quantities:
            if path != path_of(quantity):
                continue
            if not isinstance(each, Single):
                raise NotDefinedError(
                    f"{quantity} is drawn together with other numbers already and cannot be "
                    "correlated; give each of them a distribution of its own."
                )
            if quantity.what in ("red line", "type"):
                raise NotDefinedError(
                    f"{quantity} is not a number and cannot be correlated; what goes together "
                    "can stand in the types of an UncertainActor."
                )
            return quantity
    known = [" ".join(path_of(each)) for joint in found for each in joint.quantities]
    raise unknown_name("uncertain number", " ".join(path), known)


def _groups(pairs: Sequence[tuple[Quantity, Quantity]]) -> list[set[Quantity]]:
    """Return the sets of numbers that pairs connect."""
    groups: list[set[Quantity]] = []
    for pair in pairs:
        joined = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if group not in joined]
        groups.append(set(pair).union(*joined))
    return groups


def _root(
    group: Sequence[Quantity], named: Sequence[tuple[Quantity, Quantity, Correlation]]
) -> FloatArray:
    """Return a square root of the normal correlations among a group of numbers."""
    places: Mapping[Quantity, int] = {each: place for place, each in enumerate(group)}
    matrix = np.full((len(group), len(group)), np.nan)
    np.fill_diagonal(matrix, 1.0)
    for first, second, each in named:
        if first not in places:
            continue
        row, column = places[first], places[second]
        normal = 2.0 * np.sin(np.pi * each.value / 6.0)
        if not np.isnan(matrix[row, column]) and matrix[row, column] != normal:
            raise InvalidValueError(f"Two correlations are given for {first} and {second}.")
        matrix[row, column] = matrix[column, row] = normal
    matrix = np.nan_to_num(matrix)  # numbers not named as a pair are correlated through others only
    values, vectors = np.linalg.eigh(matrix)
    if values[0] < -_NEGATIVE:
        numbers = "; ".join(str(each) for each in group)
        raise InvalidValueError(
            f"The correlations of these numbers cannot all hold: {numbers}. State the pairs left "
            "out as well (0 is assumed), or make the correlations smaller."
        )
    root: FloatArray = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    return root


__all__ = ["Copula", "blocks"]
