"""What an exchange without enforcement comes to: a deal in which every cost is c / patience.

A self-enforcing exchange of irreversible, divisible concessions that ends at levels x is worth
at most ``B_i(x_j) - C_i(x_i) / d_i``, and two actors can attain that.  Their problem is thus an
ordinary bargaining problem over the final levels, with inflated costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.concessions import BargainingProblem

Curve = Callable[[float], float]


def effective_problem(
    benefits: Sequence[FloatArray],
    costs: Sequence[FloatArray],
    patience: FloatArray,
    actors: tuple[str, str],
) -> BargainingProblem:
    """Return the bargaining problem of two actors over what they will have given in the end.

    Parameters
    ----------
    benefits : pair of arrays
        What each gets from the other's issues.
    costs : pair of arrays
        What each pays for its own.
    patience : array, shape (2,)
        All 1 for the problem in which somebody enforces the deal.
    actors : pair of str

    Returns
    -------
    BargainingProblem
        An outcome is the tuple of issues given in full, each ``(actor, number of the issue)``;
        lotteries stand for issues given in part.  Listed are no exchange and the corners of
        the Pareto frontier: every issue adds a segment, and the steepest come first.
    """
    vectors, labels, order = [], [], []
    for own in (0, 1):
        other = 1 - own
        for place, cost in enumerate(costs[own] / patience[own]):
            brings = float(benefits[other][place])
            if brings == 0.0:
                continue
            vector = np.zeros(2)
            vector[own], vector[other] = -cost, brings
            vectors.append(vector)
            labels.append((actors[own], place))
            # The direction of the weights (w1, w2) at which the issue begins to pay.
            order.append(np.arctan2(cost, brings) if own == 0 else np.arctan2(brings, cost))
    turns = np.argsort(order, kind="stable")
    # At weights (1, 0): all of the second actor's issues, and the first's that cost nothing.
    chosen = {place for place, vector in enumerate(vectors) if vector[0] > 0}
    corners = [frozenset(chosen)]
    for place in turns:
        chosen = chosen ^ {int(place)}
        corners.append(frozenset(chosen))
    kept = list(dict.fromkeys([frozenset[int](), *corners]))
    payoffs = [
        np.sum([vectors[place] for place in corner], axis=0) + np.zeros(2) for corner in kept
    ]
    names = [tuple(labels[place] for place in sorted(corner)) for corner in kept]
    return BargainingProblem(np.array(payoffs), np.zeros(2), names, actors)


def nash_levels(
    benefits: Sequence[Curve],
    costs: Sequence[Curve],
    patience: FloatArray,
    tops: FloatArray,
) -> FloatArray | None:
    """Return the final levels with the greatest product of values, for increasing functions.

    A grid is laid over all levels and drawn tighter around its best point; where the function
    is smooth, Newton's method ends the search.

    Parameters
    ----------
    benefits, costs : pair of callables
    patience : array, shape (2,)
    tops : array, shape (2,)
        The highest levels.

    Returns
    -------
    array, shape (2,), or None
        ``None`` if no levels leave both better off.
    """

    def product(point: FloatArray) -> float:
        one, two = exchange_values(benefits, costs, patience, point)
        return one * two if min(one, two) > 0.0 else -np.inf

    centre, reach = tops / 2.0, tops / 2.0
    best = -np.inf
    for turn in range(60):
        count = _FINE if turn < 2 else _COARSE
        axes = [
            np.linspace(max(0.0, mid - far), min(top, mid + far), count)
            for mid, far, top in zip(centre, reach, tops, strict=True)
        ]
        grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)
        worth = np.array([product(point) for point in grid])
        if worth.max() == -np.inf and best == -np.inf:
            # Gains may hide near the start, where the first steps are taken.
            if turn > 20:
                return None
            centre, reach = centre / 4.0, reach / 4.0
            continue
        if worth.max() >= best:
            best, centre = float(worth.max()), grid[int(worth.argmax())]
        reach = reach * (4.0 / _FINE if turn < 2 else 0.6)
    return _polished(product, centre, tops)


_FINE, _COARSE = 65, 7


def exchange_values(
    benefits: Sequence[Curve], costs: Sequence[Curve], patience: FloatArray, point: FloatArray
) -> FloatArray:
    """Return ``B_i(x_j) - C_i(x_i) / d_i`` of two actors."""
    return np.array(
        [
            benefits[own](float(point[1 - own])) - costs[own](float(point[own])) / patience[own]
            for own in (0, 1)
        ]
    )


def _polished(
    product: Callable[[FloatArray], float], point: FloatArray, tops: FloatArray
) -> FloatArray:
    """Return a point nearer to where the slope is zero, if it is inside and no worse."""
    step = 1e-4 * tops
    here = point.copy()
    for _ in range(6):
        free = (here > 2 * step) & (here < tops - 2 * step)
        if not free.any():
            return point
        moves = np.diag(step)[free]
        centre = product(here)
        ups, downs, far = (
            np.array([product(here + by * move) for move in moves]) for by in (1.0, -1.0, 2.0)
        )
        back = np.array([product(here - 2.0 * move) for move in moves])
        # Five points, as the error of two would be larger than that of the place.
        slope = (8.0 * (ups - downs) - (far - back)) / 12.0
        curve = np.diag(ups + downs - 2.0 * centre)
        if len(moves) == 2:
            corners = [
                product(here + one * moves[0] + two * moves[1])
                for one in (1, -1)
                for two in (1, -1)
            ]
            mixed = (corners[0] - corners[1] - corners[2] + corners[3]) / 4.0
            curve = curve + mixed * np.array([[0.0, 1.0], [1.0, 0.0]])
        if not np.isfinite(curve).all() or (np.linalg.eigvalsh(curve) >= 0.0).any():
            return point
        here = here - np.linalg.solve(curve, slope) @ moves
    near = np.abs(here - point).max() <= 1e-3 * tops.max()
    worth = product(point)
    return here if near and product(here) >= worth - 1e-12 * abs(worth) else point
