"""How well unknowns fit statements, and draws of what is unknown before any statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from negotiation._arrays import BoolArray, FloatArray
from negotiation.analysis.statements._polytope import Polytope
from negotiation.analysis.statements._statement import Statement
from negotiation.analysis.statements._unknowns import Unknowns


@dataclass(frozen=True, eq=False)
class Likelihood:
    """The polytope of the hard statements about an actor, and each soft one's.

    Attributes
    ----------
    unknowns : Unknowns
    hard, soft : tuple of Statement
    polytope : Polytope
        Where all hard statements hold.
    """

    unknowns: Unknowns
    hard: tuple[Statement, ...]
    soft: tuple[Statement, ...]
    polytope: Polytope
    _soft: tuple[tuple[Polytope, float], ...]

    @classmethod
    def of(cls, unknowns: Unknowns, told: Sequence[Statement]) -> Likelihood:
        """Return the likelihood of statements about one actor."""
        hard = tuple(each for each in told if each.hard)
        soft = tuple(each for each in told if not each.hard)
        rows = [row for each in hard for row in each.inequalities(unknowns)]
        return cls(
            unknowns,
            hard,
            soft,
            Polytope.of(unknowns, rows),
            tuple(
                (
                    Polytope.of(unknowns, each.inequalities(unknowns)),
                    float(np.log(1.0 - each.reliability) - np.log(each.reliability)),
                )
                for each in soft
            ),
        )

    @property
    def told(self) -> tuple[Statement, ...]:
        """All statements, the hard ones first."""
        return self.hard + self.soft

    def without(self, left_out: Statement) -> Likelihood:
        """Return the likelihood of the other statements."""
        kept = [each for each in self.told if each is not left_out]
        return Likelihood.of(self.unknowns, kept)

    def true(self, each: Statement, points: FloatArray) -> BoolArray:
        """Return at which points (n, n_unknowns) a statement holds, shape (n,)."""
        rows = each.inequalities(self.unknowns)
        return Polytope.of(self.unknowns, rows).holds(points)

    def log_soft(self, points: FloatArray) -> FloatArray:
        """Return the logarithm of the soft statements' likelihood, shape (n,).

        It is that of preferences which fit all of them less what each that does not hold
        costs, so it is at most 0.
        """
        total = np.zeros(len(points))
        for polytope, cost in self._soft:
            total += cost * ~polytope.holds(points)
        return total

    def accepted(self, points: FloatArray, rng: np.random.Generator) -> BoolArray:
        """Return which draws from the prior are kept as draws from the posterior, shape (n,)."""
        kept = self.polytope.holds(points)
        if self._soft:
            kept &= rng.random(len(points)) < np.exp(self.log_soft(points))
        return kept


def prior_points(unknowns: Unknowns, count: int, rng: np.random.Generator) -> FloatArray:
    """Draw unknowns from the prior, shape (count, n_unknowns).

    The weights have the Dirichlet distribution of the prior; within an issue the steps share
    its weight evenly in distribution (a flat Dirichlet distribution); what walking away is
    worth has its own.
    """
    out = np.empty((count, unknowns.n_steps + 1))
    used = np.unique(unknowns.issue_of)
    weights = _dirichlet(unknowns.concentration[used], count, rng)
    for column, place in enumerate(used):
        mine = np.flatnonzero(unknowns.issue_of == place)
        if len(mine) == 1:
            out[:, mine[0]] = weights[:, column]
            continue
        parts = rng.standard_exponential((count, len(mine)))
        out[:, mine] = parts * (weights[:, column] / parts.sum(axis=1))[:, None]
    out[:, -1] = unknowns.walk.sample(count, rng)
    return out


def _dirichlet(concentration: FloatArray, count: int, rng: np.random.Generator) -> FloatArray:
    """Draw from a Dirichlet distribution, shape (count, k), also with tiny concentrations."""
    if (concentration == 1.0).all():
        parts = rng.standard_exponential((count, len(concentration)))
        return np.asarray(parts / parts.sum(axis=1, keepdims=True))
    # A gamma variate of shape a is one of shape a + 1 times U**(1/a); logarithms never vanish.
    size = (count, len(concentration))
    logs = np.log(rng.standard_gamma(concentration + 1.0, size))
    logs -= rng.standard_exponential(size) / concentration
    parts = np.exp(logs - logs.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(parts / parts.sum(axis=1, keepdims=True))
