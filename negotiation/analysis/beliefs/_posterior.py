"""What is believed of one actor: draws of its unknowns given the statements about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from negotiation._arrays import FloatArray, read_only
from negotiation.analysis.beliefs._convergence import effective_size, r_hat
from negotiation.analysis.beliefs._hit_and_run import Walkers
from negotiation.analysis.beliefs._hull import Hull
from negotiation.analysis.beliefs._likelihood import Likelihood, prior_points
from negotiation.analysis.statements._contradiction import refuse_contradiction
from negotiation.analysis.statements._statement import Statement
from negotiation.errors import NotDefinedError

PILOT = 20_000
"""Draws from the prior that are tried before a method is chosen."""

WORKABLE = 0.01
"""The share of prior draws that must fit for rejection to be chosen."""

WALKS = 200
"""Chains that run side by side."""

CONVERGED = 1.03
"""The R-hat up to which chains are left alone; otherwise they run longer, up to 5 times.

Chains of some fifty draws show about 1.02 even when each draw is worth half an independent one.
"""

_SPREAD = 20
"""Rounds of steps at most that a stored draw is moved on to become a new one."""

_ENOUGH = 400
"""Independent draws at which a share can be told."""

_BATCH = 16_384
_MOST = 400_000_000


class Convergence(NamedTuple):
    """What chains say about themselves, the worst of all quantities.

    Attributes
    ----------
    r_hat : float
    effective : float
        Independent draws that the sample is worth.
    thinning : int
        Rounds of steps between draws that are kept.
    """

    r_hat: float
    effective: float
    thinning: int


@dataclass(frozen=True, eq=False)
class Posterior:
    """Draws of one actor's unknowns given the statements about it.

    Attributes
    ----------
    likelihood : Likelihood
    method : {"rejection", "hit-and-run"}
    points : array, shape (n, n_unknowns)
    acceptance : float
        Estimated share of prior draws that the statements leave, each as far as it is
        likely; 0 if none was seen.
    alone : dict
        For each statement the share of prior draws that it fits.
    convergence : Convergence or None
        Of chains; ``None`` for independent draws.
    edges : tuple of str
        What the statements force to be equal.
    """

    likelihood: Likelihood
    method: str
    points: FloatArray
    acceptance: float
    alone: tuple[tuple[Statement, float], ...]
    convergence: Convergence | None = None
    edges: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, likelihood: Likelihood, count: int, method: str, rng: np.random.Generator
    ) -> Posterior:
        """Sample `count` points by the method asked for, or by what works.

        Raises
        ------
        ContradictionError
            If no unknowns fit the hard statements.
        NotDefinedError
            If rejection is asked for and next to no prior draw fits.
        """
        if not likelihood.polytope.possible:
            refuse_contradiction(likelihood.unknowns, likelihood.hard)
        pilot = prior_points(likelihood.unknowns, PILOT, rng)
        fits = likelihood.polytope.holds(pilot) * np.exp(likelihood.log_soft(pilot))
        acceptance = float(fits.mean())
        alone = tuple(
            (each, float(likelihood.true(each, pilot).mean())) for each in likelihood.told
        )
        if method == "automatic":
            method = "rejection" if acceptance >= WORKABLE else "hit-and-run"
        if method == "rejection":
            points = by_rejection(likelihood, count, acceptance, rng)
            return cls(likelihood, method, read_only(points), acceptance, alone)
        hull = Hull.of(likelihood)
        points, convergence = by_hit_and_run(hull, count, rng)
        return cls(
            likelihood, method, read_only(points), acceptance, alone, convergence, hull.edges
        )

    @cached_property
    def hull(self) -> Hull:
        """What the hard statements force to be equal."""
        return Hull.of(self.likelihood)

    @property
    def effective_sample_size(self) -> float:
        """How many independent draws the stored sample is worth, at its worst quantity."""
        count = float(len(self.points))
        return count if self.convergence is None else min(count, self.convergence.effective)

    def fresh(self, count: int, rng: np.random.Generator) -> FloatArray:
        """Draw new points, shape (count, n_unknowns).

        By rejection they are independent of each other and of the stored sample.  By
        hit-and-run they are rows of the stored sample chosen at random, each moved on by some
        rounds of steps.
        """
        if self.method == "rejection":
            return by_rejection(self.likelihood, count, self.acceptance, rng)
        rows = rng.integers(len(self.points), size=count)
        return self._moved_on(self.points[rows], rng)

    def _moved_on(self, points: FloatArray, rng: np.random.Generator) -> FloatArray:
        assert self.convergence is not None
        walk = self.likelihood.unknowns.walk
        walkers = Walkers(self.hull, points, walk.shares_of(points[:, -1]), rng)
        walkers.walk(min(self.convergence.thinning, _SPREAD))
        return walkers.points

    def given_others(self, rng: np.random.Generator) -> tuple[float, ...]:
        """Return for each statement the share of what all others leave that it fits."""
        likelihood = self.likelihood
        pilot = prior_points(likelihood.unknowns, PILOT, rng)
        true = np.array([likelihood.true(each, pilot) for each in likelihood.told])
        cost = np.array([each.reliability for each in likelihood.told])[:, None]
        with np.errstate(divide="ignore"):
            logs = np.where(true, np.log(cost), np.log1p(-cost))
        shares = []
        for place, each in enumerate(likelihood.told):
            likely = np.exp(np.delete(logs, place, axis=0).sum(axis=0))
            if likely.sum() ** 2 >= _ENOUGH * (likely**2).sum() > 0:
                shares.append(float((likely * true[place]).sum() / likely.sum()))
            else:  # too few prior draws fit the others
                others = Posterior.of(likelihood.without(each), 2_000, "automatic", rng)
                shares.append(float(likelihood.true(each, others.points).mean()))
        return tuple(shares)


def by_rejection(
    likelihood: Likelihood, count: int, acceptance: float, rng: np.random.Generator
) -> FloatArray:
    """Draw from the prior and keep what fits: independent draws, exactly as the posterior says.

    Raises
    ------
    NotDefinedError
        If that would take more than some hundred million draws.
    """
    unknowns = likelihood.unknowns
    kept, have, tried = [np.empty((0, unknowns.n_steps + 1))], 0, 0
    while have < count:
        if acceptance * _MOST < count or tried > _MOST:
            raise NotDefinedError(
                f"Of {PILOT:,} prior draws {acceptance:.2%} fit, too few for rejection; take "
                "method='hit-and-run' or leave the choice to method='automatic'.",
                actor=unknowns.actor.name,
            )
        wanted = int(1.1 * (count - have) / acceptance) + 64
        batch = prior_points(unknowns, min(wanted, _BATCH), rng)
        kept.append(batch[likelihood.accepted(batch, rng)])
        have, tried = have + len(kept[-1]), tried + len(batch)
    return np.concatenate(kept)[:count]


def by_hit_and_run(
    hull: Hull, count: int, rng: np.random.Generator
) -> tuple[FloatArray, Convergence]:
    """Run chains from points well apart until they agree, and keep every so many-th point."""
    walks = min(WALKS, max(count, 1))
    points, shares = hull.starts(walks, rng)
    walkers = Walkers(hull, points, shares, rng)
    length = max(-(-count // walks), 8)
    thinning = max(10, len(hull.free) // 2)
    walkers.walk(20 * thinning)
    for _ in range(5):
        draws = np.empty((walks, length, points.shape[1]))
        for place in range(length):
            walkers.walk(thinning)
            draws[:, place] = walkers.points
        told = _told(hull, draws, thinning)
        if told.r_hat <= CONVERGED:
            break
        thinning *= 2
    kept = draws.transpose(1, 0, 2).reshape(-1, points.shape[1])[:count]
    return kept, told


def _told(hull: Hull, draws: FloatArray, thinning: int) -> Convergence:
    """Return the worst figures over the worth of every step, every weight and walking away."""
    walks, length, width = draws.shape
    flat = draws.reshape(-1, width)
    quantities = np.hstack([flat, hull.likelihood.unknowns.weights(flat)])
    moving = [each.reshape(walks, length) for each in quantities.T if np.ptp(each) > 1e-12]
    if walks < 2 or not moving:
        return Convergence(1.0, float(walks * length), thinning)
    return Convergence(
        max(r_hat(each) for each in moving), min(effective_size(each) for each in moving), thinning
    )
