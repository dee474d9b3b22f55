"""Isolated equilibria of one support, and whether it holds a continuum of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.engine.equilibrium._boxes import find_roots, polished
from negotiation.engine.equilibrium._equilibria import Profile
from negotiation.engine.equilibrium._indifference import Indifference, indifference
from negotiation.engine.equilibrium._multilinear import slopes_at
from negotiation.engine.equilibrium._supports import Comparisons

_POSITIVE = 1e-11
"""Probabilities beyond this are positive for certain; what is as near to 0 counts as 0."""

_CLOSE = 1e-9
_INNER = 1e-6
"""A sample of a continuum plays every strategy of its support with at least this."""

_BUDGETS = (2_000, 30_000)
"""Boxes for a support at first, and where no continuum explains that they did not suffice."""

_FEW = 200
_SAMPLES = 12
_STEP = 1e-3


@dataclass
class Explored:
    """What is known of the equilibria with one support.

    Attributes
    ----------
    problem : Indifference
    points : list of arrays
        Equilibria: isolated ones, and single ones that could not be told apart from others.
    sample : array or None
        A point of a continuum, if one was found.
    resolved : bool
        Whether `points` are proven to be all.
    finished : bool
        Whether no part of the mixtures was left aside for want of time.
    work : int
        Values at corners of boxes that were computed.
    """

    problem: Indifference
    points: list[FloatArray]
    sample: FloatArray | None = None
    resolved: bool = False
    finished: bool = True
    work: int = 0


def explore(problem: Indifference) -> Explored:
    """Return what can be known of the equilibria with one support."""
    system = problem.system
    if not system.dimension:
        here = np.zeros(0)
        return Explored(problem, [here] if problem.worst(here) <= _CLOSE else [], resolved=True)
    short = len(system.equations) < system.dimension
    if short:
        sample = _sample(problem, np.full((1, system.dimension), 0.5 / _widest(problem)))
        if sample is not None:
            return Explored(problem, [], sample)
    work = 0
    for budget in (_FEW,) if short else _BUDGETS:
        roots = find_roots(system, budget)
        work += roots.spent * system.values
        points = [x for x in roots.proven if _is_met(problem, x, _POSITIVE)]
        if not len(roots.open):
            return Explored(problem, points, None, True, work=work)
        sample = _sample(problem, roots.open)
        if sample is not None:
            return Explored(problem, points, sample, work=work)
        if roots.finished:
            break
    points += [x for x in _polished_few(problem, roots.open) if _is_met(problem, x, _INNER)]
    return Explored(problem, points, finished=short or roots.finished, work=work)


def extreme_points(compared: Comparisons, explored: Explored, tries: int) -> list[Profile]:
    """Return points at which a strategy outside the support becomes a best response as well.

    A continuum of equilibria ends there, or where a strategy of its support is played no
    more, which is a matter of smaller supports.

    Parameters
    ----------
    compared : Comparisons
    explored : Explored
        Of a support whose equilibria could not be told one by one.
    tries : int
        Sets of such strategies to try, at most.
    """
    problem = explored.problem
    settled: list[set[tuple[int, int]]] = []
    found: list[Profile] = []
    for ties in _tie_sets(problem):
        if any(each <= set(ties) for each in settled):
            continue
        if tries <= 0:
            break
        tied = indifference(compared, problem.support, ties)
        if len(tied.system.equations) < tied.system.dimension:
            continue
        tries -= 1
        here = explore(tied)
        found += [problem.profile(point) for point in here.points]
        if here.resolved:
            settled.append(set(ties))
    return found


def _tie_sets(problem: Indifference) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield sets of strategies outside the support that might be best responses too."""
    functions = problem.system.conditions[: len(problem.outside)]
    possible = [
        each
        for each, values in zip(problem.outside, functions, strict=True)
        if values.min() <= _CLOSE < np.abs(values).max()
    ]
    for count in range(1, problem.system.dimension + 1):
        yield from combinations(possible, count)


def absorbs(large: Explored, small: Explored) -> bool:
    """Return whether the continuum of a support reaches up to that of a smaller support."""
    pairs = list(zip(small.problem.support, large.problem.support, strict=True))
    if small.sample is None or not all(set(one) <= set(other) for one, other in pairs):
        return False
    inside = []
    for mixture, used in zip(
        small.problem.profile(small.sample), large.problem.support, strict=True
    ):
        shares = (1 - _STEP) * mixture[list(used)] + _STEP / len(used)
        inside.append(shares[:-1])
    start = np.concatenate(inside)
    end = polished(large.problem.system, start)
    return _is_met(large.problem, end, _INNER) and bool(np.abs(end - start).max() <= 10 * _STEP)


def _sample(problem: Indifference, middles: FloatArray) -> FloatArray | None:
    """Return a point near one of some from which a curve of equilibria leads on, if any."""
    for point in _polished_few(problem, middles):
        if _is_met(problem, point, _INNER) and _moves(problem, point):
            return point
    return None


def _polished_few(problem: Indifference, middles: FloatArray) -> list[FloatArray]:
    places = np.unique(np.linspace(0, len(middles) - 1, _SAMPLES).astype(int))
    return [polished(problem.system, middles[place]) for place in places]


def _moves(problem: Indifference, point: FloatArray) -> bool:
    """Return whether equilibria go on from a point in some direction that keeps the equations."""
    slopes = slopes_at(problem.system.equations, point)
    _, size, directions = np.linalg.svd(slopes, full_matrices=True)
    rank = int((size > _INNER * max(float(size.max(initial=0.0)), _CLOSE)).sum())
    step = min(_STEP, problem.least(point) / 2)
    for direction in directions[rank:]:
        for sign in (1.0, -1.0):
            end = polished(problem.system, point + sign * step * direction)
            far = float(np.abs(end - point).max()) >= step / 4 / len(point)
            if far and _is_met(problem, end, _POSITIVE):
                return True
    return False


def _is_met(problem: Indifference, point: FloatArray, positive: float) -> bool:
    return problem.least(point) > positive and problem.worst(point) <= _CLOSE


def _widest(problem: Indifference) -> float:
    """Return a divisor of 1/2 that keeps the middle of the cube inside every simplex."""
    return max(1.0, max(len(used) for used in problem.support) / 2)
