"""What two actors bargain over: a cake, a concave frontier, or a list of outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, IntArray, number
from negotiation._frozen import FrozenMap
from negotiation.actors import Scenario
from negotiation.concessions import BargainingProblem, bargaining_problem
from negotiation.concessions._names import actor_names
from negotiation.engine.protocols._concave import ConcaveFrontier
from negotiation.engine.protocols._polyline import Polyline, concave_envelope
from negotiation.engine.protocols._stationary_offers import Curve
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError, TooLargeError


@dataclass(frozen=True, eq=False)
class Subject:
    """What is bargained over, in gains over walking away.

    Attributes
    ----------
    kind : str
        "cake", "frontier", "lotteries" or "outcomes".
    actors : pair of str
    walk : array, shape (2,)
        What walking away is worth.
    curve : Polyline, ConcaveFrontier or None
        None for a list of outcomes, and where lotteries leave nothing to agree on.
    gains : array, shape (m, 2)
        Of the outcomes in the ZOPA; empty for a frontier.
    rows : array of int, shape (m,)
        Where they stand in the problem.
    problem : BargainingProblem or None
    """

    kind: str
    actors: tuple[str, ...]
    walk: FloatArray
    curve: Curve | None
    gains: FloatArray
    rows: IntArray
    problem: BargainingProblem | None


def read_subject(subject: Any, actors: Any, lotteries: bool) -> Subject:
    """Return what is bargained over.

    Raises
    ------
    NegotiationError
        If it is none of the kinds known, or there are not two actors who must both agree.
    """
    if isinstance(subject, Scenario):
        subject = bargaining_problem(subject)
    if isinstance(subject, BargainingProblem):
        if actors is not None:
            raise InvalidValueError("The problem names its actors itself.", given=actors)
        return _of_problem(subject, lotteries)
    names = actor_names(actors, 2)
    none = np.empty((0, 2)), np.empty(0, dtype=np.intp), None
    if isinstance(subject, ConcaveFrontier | Polyline):
        return Subject("frontier", names, np.zeros(2), subject, *none)
    if isinstance(subject, str) or callable(subject):
        raise InvalidTypeError(
            "Offers are made over a number (the size of a cake), a list of points, a "
            "ConcaveFrontier(function, low, high), a BargainingProblem or a Scenario.",
            given=subject,
        )
    if np.ndim(subject) == 0:
        size = number(subject, "The size of the cake")
        if size <= 0.0:
            raise InvalidValueError("The size of the cake is above 0.", given=size)
        return Subject("cake", names, np.zeros(2), Polyline((0.0, size), (size, 0.0)), *none)
    return Subject("frontier", names, np.zeros(2), Polyline.of(subject), *none)


def _of_problem(problem: BargainingProblem, lotteries: bool) -> Subject:
    """Return the outcomes in the ZOPA, or the frontier of lotteries over what may be signed."""
    if len(problem.actors) != 2:
        raise NotDefinedError(
            f"Offers go to and fro between two actors, not {len(problem.actors)}; name two with "
            "problem.among([…])."
        )
    if not problem.consent.unanimous(problem.actors):
        raise NotDefinedError("In this protocol both must accept; use problem.among([…]).")
    walk = problem.disagreement
    if not lotteries:
        rows = np.flatnonzero(problem.zopa)
        return Subject("outcomes", problem.actors, walk, None, problem.gains[rows], rows, problem)
    front = problem.frontier()
    if not front.exact:
        raise TooLargeError(
            "The frontier of this problem is known at some points only; cut continuous issues "
            "into options."
        )
    curve = _above(front.payoffs - walk)
    none = np.empty((0, 2)), np.empty(0, dtype=np.intp)
    return Subject("lotteries", problem.actors, walk, curve, *none, problem)


def _above(points: FloatArray) -> Polyline | None:
    """Return the frontier of lotteries where nobody loses; None if there is no such lottery."""
    if not len(points):
        return None
    corners = concave_envelope(points)
    line = Polyline(tuple(corners[:, 0].tolist()), tuple(corners[:, 1].tolist()))
    give = 1e-9 * np.abs(points).max(axis=0)
    if line.high < -give[0] or line.top < -give[1]:
        return None
    low = max(line.low, 0.0)
    high = line.first_at(0.0) if line.bottom < 0.0 else line.high
    if low > high + give[0]:
        return None
    if low >= high:
        x = min(low, line.high)
        return Polyline((x,), (line.second_at(x),))
    inner = [(x, y) for x, y in zip(line.first, line.second, strict=True) if low < x < high]
    points_kept = [(low, line.second_at(low)), *inner, (high, line.second_at(high))]
    return Polyline(tuple(x for x, _ in points_kept), tuple(y for _, y in points_kept))


def lottery_behind(problem: BargainingProblem, payoffs: Sequence[float]) -> FrozenMap[Any, float]:
    """Return the lottery over at most two outcomes that is worth so much, on the frontier.

    Parameters
    ----------
    problem : BargainingProblem
    payoffs : pair of float
        A point of the frontier of lotteries.

    Returns
    -------
    mapping
        ``{outcome: probability}``.
    """
    front = problem.frontier()
    corners = concave_envelope(front.payoffs)
    right = min(int(np.searchsorted(corners[:, 0], payoffs[0])), len(corners) - 1)
    left = max(right - 1, 0)
    run = corners[right, 0] - corners[left, 0]
    share = min(max((payoffs[0] - corners[left, 0]) / run, 0.0), 1.0) if run > 0.0 else 1.0
    lottery: dict[Any, float] = {}
    for corner, chance in ((right, share), (left, 1.0 - share)):
        if chance > TOLERANCE:
            point = int(np.abs(front.payoffs - corners[corner]).max(axis=1).argmin())
            outcome = front.outcomes[point][0]
            lottery[outcome] = float(chance)
    total = sum(lottery.values())
    return FrozenMap({outcome: chance / total for outcome, chance in lottery.items()})
