"""The efficient payoffs of a problem, and the length in which each actor's gains are measured.

A gain is told as a share of the actor's *ideal gain*: 0 is walking away, 1 the best payoff
it could get inside the ZOPA.  Rescaling an actor's utilities changes no share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, read_only
from negotiation.concessions import BargainingProblem
from negotiation.errors import TooLargeError


@dataclass(frozen=True, eq=False)
class Yardstick:
    """Efficient payoffs and the units of the actors' gains.

    Attributes
    ----------
    points : array, shape (k, n_actors)
        Distinct efficient payoffs; outcomes that cross a red line take no part.
    inside : array of bool, shape (k,)
        Which of them lie in the ZOPA.
    walk : array, shape (n_actors,)
        The disagreement point.
    slack : array, shape (n_actors,)
        Differences this small count as none.
    unit : array, shape (n_actors,)
        What counts as 1: see `units`.
    able : array of bool, shape (n_actors,)
        Who can gain in the ZOPA.
    listed : bool
        Whether the problem lists its outcomes one by one.
    exact : bool
        Whether `points` are all efficient payoffs.
    """

    points: FloatArray
    inside: BoolArray
    walk: FloatArray
    slack: FloatArray
    unit: FloatArray
    able: BoolArray
    listed: bool
    exact: bool = True

    @classmethod
    def of(cls, problem: BargainingProblem) -> Yardstick:
        """Return the yardstick of a problem, by its list of outcomes or else its frontier."""
        walk, slack, exact = problem.disagreement, problem.slack, True
        try:
            points, listed = problem.payoffs[problem.pareto], True
        except TooLargeError:
            frontier = problem.frontier()
            points, listed, exact = np.asarray(frontier.payoffs), False, frontier.exact
        points = np.unique(points, axis=0).reshape(-1, len(walk))
        inside = (points - walk >= -slack).all(axis=1)
        unit, able = units(problem.ideal - walk, points - walk, slack)
        parts = (read_only(each) for each in (points, inside, walk, slack, unit, able))
        points, inside, walk, slack, unit, able = parts
        return cls(points, inside, walk, slack, unit, able, listed, exact)

    def shares(self, payoffs: Any) -> FloatArray:
        """Return payoffs (..., n_actors) as shares of the actors' ideal gains."""
        shares: FloatArray = (np.asarray(payoffs) - self.walk) / self.unit
        return shares


def units(ideal: FloatArray, gains: FloatArray, slack: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Return what counts as a gain of 1 for every actor, and who can gain.

    Parameters
    ----------
    ideal : array, shape (n_actors,)
        Each actor's largest gain in the ZOPA; 0 where the ZOPA is empty.
    gains : array, shape (k, n_actors)
        Gains of the efficient outcomes.
    slack : array, shape (n_actors,)

    Returns
    -------
    unit : array, shape (n_actors,)
        The ideal gain.  For an actor that can gain nothing in the ZOPA, its largest gain
        or loss in any efficient outcome, so that what it loses is told on a scale of its
        own; 1 if there is none.
    able : array of bool, shape (n_actors,)
        Who can gain in the ZOPA.
    """
    able: BoolArray = ideal > slack
    widest = np.abs(gains).max(axis=0, initial=0.0)
    widest = np.where(widest > slack, widest, 1.0)
    return np.where(able, ideal, widest), able
