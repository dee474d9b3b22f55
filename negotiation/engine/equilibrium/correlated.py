"""Correlated equilibria: a mediator recommends, and nobody gains by doing otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from negotiation._arrays import FloatArray, floats, read_only
from negotiation._table import Table
from negotiation.concessions import NormalFormGame
from negotiation.engine._programme import linear_programme
from negotiation.errors import InvalidValueError, unknown_name

REFERENCE = (
    "Aumann, R. J. (1974). Subjectivity and correlation in randomized strategies. "
    "Journal of Mathematical Economics 1, 67-96."
)
OBJECTIVES = ("welfare", "egalitarian")


@dataclass(frozen=True, eq=False)
class Correlated:
    """The correlated equilibrium that is best for an objective.

    Attributes
    ----------
    game : NormalFormGame
    distribution : array, shape (s1, …, sn)
        Probability of each combination of strategies.
    payoffs : array, shape (n_actors,)
        Expected payoffs.
    value : float
        The objective reached.
    objective : str or tuple of float
    regret : float
        The most that any actor could gain by disobeying a recommendation; 0 but for rounding.
    """

    game: NormalFormGame
    distribution: FloatArray
    payoffs: FloatArray
    value: float
    objective: Any
    regret: float

    def summary(self) -> Table:
        """Return a row per recommended combination of strategies, with its probability."""
        rows = [
            (
                *(str(self.game.strategies[actor][s]) for actor, s in enumerate(cell)),
                self.distribution[tuple(cell)],
            )
            for cell in np.argwhere(self.distribution > 1e-9)
        ]
        worth = ", ".join(
            f"{name} {value:.4g}"
            for name, value in zip(self.game.actors, self.payoffs, strict=True)
        )
        columns = (*self.game.actors, "probability")
        return Table(columns, rows, "correlated equilibrium", [f"Expected: {worth}.", REFERENCE])

    def __repr__(self) -> str:
        return f"<Correlated: {self.objective} {self.value:.4g}, payoffs {self.payoffs.round(4)}>"

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()


def correlated(game: NormalFormGame, objective: Any = "welfare") -> Correlated:
    """Return the correlated equilibrium that is best for an objective, by a linear programme.

    Parameters
    ----------
    game : NormalFormGame
        Of any number of actors.
    objective : {"welfare", "egalitarian"} or array_like, shape (n_actors,)
        The sum of payoffs, the smallest payoff, or the sum weighted by the numbers given.

    Returns
    -------
    Correlated

    Raises
    ------
    UnknownNameError
        If the objective is misspelt.
    InvalidValueError
        If weights do not fit the actors.

    References
    ----------
    Aumann, R. J. (1974). Subjectivity and correlation in randomized strategies. Journal of
    Mathematical Economics 1, 67-96.

    Examples
    --------
    >>> import negotiation as ng
    >>> chicken = ng.NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]])
    >>> ng.correlated(chicken).payoffs
    array([5.25, 5.25])
    """
    actors = len(game.actors)
    flat = game.payoffs.reshape(actors, -1)
    goal, shared = _objective(objective, actors)
    # Each actor's payoffs are measured in its own range, so that no actor's incentives
    # are lost beside another's.
    low = flat.min(axis=1, keepdims=True)
    size = np.ptp(flat, axis=1, keepdims=True)
    size = np.where(size > 0, size, 1.0)
    incentives = _incentives(game, (flat - low) / size)
    worth = flat - (low.min() if shared else low)  # what is common to all cells decides nothing
    chances = _chances(worth, goal, shared, incentives)
    payoffs = flat @ chances
    gains = (incentives @ chances) * np.repeat(size[:, 0], _deviations(game))
    return Correlated(
        game,
        read_only(chances.reshape(game.payoffs.shape[1:])),
        read_only(payoffs),
        float(payoffs.min()) if shared else float(goal @ payoffs),
        objective if isinstance(objective, str) else tuple(goal.tolist()),
        float(gains.max(initial=0.0)),
    )


def _chances(worth: FloatArray, goal: FloatArray, shared: bool, incentives: Any) -> FloatArray:
    """Return the best probabilities (n_combinations,) at which nobody gains by disobeying.

    `worth` (n_actors, n_combinations) is not negative.  The programme's last variable is the
    smallest payoff; it counts only where that is `shared` by all as the objective.
    """
    span = float(worth.max()) or 1.0
    total = goal @ (worth / span)
    count = worth.shape[1]
    rows = [hstack([incentives, csr_array((incentives.shape[0], 1))])]
    right = [np.zeros(incentives.shape[0])]
    if shared:
        rows.append(csr_array(np.hstack([-worth / span, np.ones((len(worth), 1))])))
        right.append(np.zeros(len(worth)))
    answer = linear_programme(
        np.append(-total / (np.abs(total).max() or 1.0), -1.0 if shared else 0.0),
        A_ub=vstack(rows),
        b_ub=np.concatenate(right),
        A_eq=np.append(np.ones(count), 0.0)[None],
        b_eq=[1.0],
        bounds=[(0, None)] * count + [(0, 1) if shared else (0, 0)],
    )
    chances: FloatArray = np.clip(answer.x[:-1], 0.0, None)
    chances /= chances.sum()
    return chances


def _objective(given: Any, actors: int) -> tuple[FloatArray, bool]:
    """Return weights per actor, and whether the smallest payoff counts instead."""
    if isinstance(given, str):
        if given not in OBJECTIVES:
            raise unknown_name("objective", given, OBJECTIVES)
        return (np.zeros(actors), True) if given == "egalitarian" else (np.ones(actors), False)
    weights = floats(given, "The objective", ndim=1)
    if weights.shape != (actors,):
        raise InvalidValueError(
            f"The objective needs one weight per actor, {actors} of them.", given=weights.tolist()
        )
    return weights, False


def _deviations(game: NormalFormGame) -> list[int]:
    """Return how many pairs of a recommended and another strategy each actor has."""
    return [strategies**2 for strategies in game.payoffs.shape[1:]]


def _incentives(game: NormalFormGame, own: FloatArray) -> Any:
    """Return the gain from each deviation in each combination, a row per pair of strategies.

    Parameters
    ----------
    game : NormalFormGame
    own : array, shape (n_actors, n_combinations)
        Payoffs, each actor's in its own units.
    """
    shape = game.payoffs.shape[1:]
    total = int(np.prod(shape))
    cells = np.indices(shape).reshape(len(shape), -1)
    blocks = []
    for actor, strategies in enumerate(shape):
        told, payoffs = cells[actor], own[actor]
        for other in range(strategies):
            moved = cells.copy()
            moved[actor] = other
            gain = payoffs[np.ravel_multi_index(tuple(moved), shape)] - payoffs
            blocks.append(csr_array((gain, (told, np.arange(total))), shape=(strategies, total)))
    return vstack(blocks).tocsr()
