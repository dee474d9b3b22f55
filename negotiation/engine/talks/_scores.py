"""What the end of talks is worth, on a scale that can be averaged over scenarios."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from negotiation._arrays import FloatArray, IntArray
from negotiation.concessions import BargainingProblem
from negotiation.engine.axiomatic import solve


def unit_gains(problem: BargainingProblem) -> FloatArray:
    """Return the gain that counts as 1 for each actor, shape (n_actors,).

    Its best gain in the ZOPA.  For an actor that can gain nothing there, its largest gain or
    loss in any efficient outcome; 1 if there is none.
    """
    ideal = problem.ideal - problem.disagreement
    widest = np.abs(problem.gains[problem.pareto]).max(axis=0, initial=0.0)
    widest = np.where(widest > problem.slack, widest, 1.0)
    unit: FloatArray = np.where(ideal > problem.slack, ideal, widest)
    return unit


def by_row(
    rows: IntArray, score: Callable[[FloatArray], FloatArray], shares: FloatArray
) -> FloatArray:
    """Return a score of every end, each different one scored once.

    Parameters
    ----------
    rows : array of int, shape (...)
        Rows of the problem, -1 for no agreement.
    score : callable
        From points (k, n_actors) to scores (k,).
    shares : array, shape (n_outcomes, n_actors)
        Gains in units.

    Returns
    -------
    array, shape (...)
    """
    kinds, inverse = np.unique(rows, return_inverse=True)
    points = np.where((kinds >= 0)[:, None], shares[kinds], 0.0)
    return score(points)[inverse].reshape(rows.shape)


def distance_to(points: FloatArray) -> Callable[[FloatArray], FloatArray]:
    """Return the function from places (k, n_actors) to their distance from the nearest point."""

    def nearest(places: FloatArray) -> FloatArray:
        gaps = [np.linalg.norm(points - place, axis=1).min() for place in places]
        return np.array(gaps)

    return nearest


def frontier_of(problem: BargainingProblem, unit: FloatArray) -> FloatArray:
    """Return the negotiation set in shares, shape (k, n_actors); walking away if it is empty."""
    best = np.unique(problem.gains[problem.negotiation_set] / unit, axis=0)
    return best if len(best) else np.zeros((1, len(unit)))


def nash_of(problem: BargainingProblem, unit: FloatArray) -> FloatArray:
    """Return the Nash solution in shares, a row for each of several."""
    return np.asarray(solve(problem, "nash").gains / unit)


def over_seats(payoffs: FloatArray) -> FloatArray:
    """Return payoffs (n_actors, n_tactics, ...) of a game in which seats are dealt at random.

    What actor 1 gets by playing the first tactic against the others is averaged over the seats
    it may sit in and the orders in which the others may sit.
    """
    actors = len(payoffs)
    total = np.zeros_like(payoffs)
    orders = list(itertools.permutations(range(actors)))
    for order in orders:  # actor i sits in seat order[i]
        for actor, seat in enumerate(order):
            # The axis of a seat holds the tactic of the actor that sits there.
            total[actor] += payoffs[seat].transpose(order)
    mean: FloatArray = total / len(orders)
    return mean
