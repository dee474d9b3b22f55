"""Correlated equilibria: a mediator recommends, and nobody gains by doing otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, floats, read_only
from negotiation._table import Shown, Table
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._words import strategy_label
from negotiation.engine.rationality._incentives import kind_of, needs_a_game
from negotiation.engine.rationality._mediator import Mediator
from negotiation.errors import InvalidValueError, NotDefinedError, unknown_name

REFERENCE = (
    "Aumann, R. J. (1974). Subjectivity and correlation in randomized strategies. "
    "Journal of Mathematical Economics 1, 67-96."
)
COARSE = (
    "Moulin, H. & Vial, J.-P. (1978). Strategically zero-sum games: the class of games whose "
    "completely mixed equilibria cannot be improved upon. International Journal of Game Theory 7, "
    "201-221."
)
OBJECTIVES = ("welfare", "egalitarian")
_SAME = 1e-6


@dataclass(frozen=True, eq=False)
class Correlated(Shown):
    """The correlated equilibrium that is best for an objective.

    Attributes
    ----------
    game : NormalFormGame
    distribution : array, shape (s1, …, sn)
        Probability of each combination of strategies.
    payoffs : array, shape (n_actors,)
        Expected payoffs.
    value : float
        The objective reached; for "egalitarian" the smallest payoff.
    objective : str or tuple
        The name, or the numbers given.
    regret : float
        The most that any actor could gain by disobeying a recommendation; 0 but for rounding.
    kind : {"correlated", "coarse"}
    minimised : bool
        Whether the objective was made as small as it can be.
    """

    game: NormalFormGame
    distribution: FloatArray
    payoffs: FloatArray
    value: float
    objective: Any
    regret: float
    kind: str = "correlated"
    minimised: bool = False

    @cached_property
    def unique(self) -> bool:
        """Whether no other such equilibrium does as well by the objective.

        Found by two further linear programmes: the equilibria that do as well are pushed in
        opposite directions.
        """
        mediator = Mediator(self.game, self.kind)
        if self.objective == "egalitarian":
            rows, floors = mediator.shares, mediator.share_of(self.payoffs)
        else:
            goal = mediator.goal(_linear(self.objective, self.game)[1])
            goal = -goal if self.minimised else goal
            rows = goal[np.newaxis]
            floors = rows @ self.distribution.reshape(-1)
        rng = np.random.default_rng(0)
        push = rng.uniform(0.5, 1.0, size=self.distribution.size)
        ends = [mediator.best(sign * push, rows, floors)[0] for sign in (1.0, -1.0)]
        return bool(np.abs(ends[0] - ends[1]).max() <= _SAME)

    def summary(self) -> Table:
        """Return a row per recommended combination of strategies, with its probability."""
        rows = [
            (
                *(strategy_label(self.game, actor, int(s)) for actor, s in enumerate(cell)),
                self.distribution[tuple(cell)],
            )
            for cell in np.argwhere(self.distribution > 1e-9)
        ]
        worth = ", ".join(
            f"{name} {value:.4g}"
            for name, value in zip(self.game.actors, self.payoffs, strict=True)
        )
        columns = (*self.game.actors, "probability")
        coarse = self.kind == "coarse"
        if coarse:
            title = "coarse correlated equilibrium"
            means = "Nobody gains by opting out before it is told what to play."
        else:
            title = "correlated equilibrium"
            means = "Nobody who is told what to play gains by playing anything else."
        notes = [f"Expected: {worth}.", means, COARSE if coarse else REFERENCE]
        return Table(columns, rows, title, notes)

    def __repr__(self) -> str:
        name = self.objective if isinstance(self.objective, str) else "own objective"
        least = "least " if self.minimised else ""
        coarse = "coarse, " if self.kind == "coarse" else ""
        worth = self.payoffs.round(4)
        return f"<Correlated: {coarse}{least}{name} {self.value:.4g}, payoffs {worth}>"


def correlated(
    game: NormalFormGame,
    objective: Any = "welfare",
    *,
    kind: str = "correlated",
    minimise: bool = False,
) -> Correlated:
    """Return the correlated equilibrium that is best for an objective, by a linear programme.

    A mediator draws a combination of strategies and tells each actor its own part.  In a
    *correlated* equilibrium nobody gains by doing otherwise once it is told.  In a *coarse*
    one nobody gains by opting out beforehand, for one strategy of its own; who stays in is
    bound.  Every correlated equilibrium is coarse.

    Parameters
    ----------
    game : NormalFormGame
        Of any number of actors.
    objective : {"welfare", "egalitarian"} or array_like
        The sum of payoffs; the smallest payoff, then the next smallest, and so on (leximin);
        the sum weighted by the numbers given, shape (n_actors,); or numbers for the
        combinations of strategies, shape (s1, …, sn).
    kind : {"correlated", "coarse"}
    minimise : bool
        Whether the objective shall be as small as it can be; not for "egalitarian".

    Returns
    -------
    Correlated
        One of the best; `Correlated.unique` says whether it is the only one.

    Raises
    ------
    UnknownNameError
        If the objective or the kind is misspelt.
    InvalidValueError
        If numbers fit neither the actors nor the combinations.
    NotDefinedError
        If "egalitarian" shall be minimised.

    References
    ----------
    Aumann, R. J. (1974). Subjectivity and correlation in randomized strategies. Journal of
    Mathematical Economics 1, 67-96.
    Moulin, H. & Vial, J.-P. (1978). Strategically zero-sum games: the class of games whose
    completely mixed equilibria cannot be improved upon. International Journal of Game Theory
    7, 201-221.

    Examples
    --------
    >>> import negotiation as ng
    >>> chicken = ng.NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]])
    >>> ng.correlated(chicken).payoffs
    array([5.25, 5.25])
    >>> ng.correlated(chicken, minimise=True)  # worse than any Nash equilibrium
    <Correlated: least welfare 7.2, payoffs [3.6 3.6]>
    """
    needs_a_game(game)
    mediator = Mediator(game, kind_of(kind))
    if isinstance(objective, str) and objective not in OBJECTIVES:
        raise unknown_name("objective", objective, OBJECTIVES)
    if isinstance(objective, str) and objective == "egalitarian":
        if minimise:
            raise NotDefinedError(
                "The smallest payoff cannot be minimised by one linear programme; give weights, "
                "such as 1 for one actor and 0 for the others."
            )
        name: Any = objective
        chances = mediator.leximin()
    else:
        name, numbers = _linear(objective, game)
        goal = mediator.goal(numbers)
        chances = mediator.best(-goal if minimise else goal)[0]
    payoffs = game.payoffs.reshape(len(game.actors), -1) @ chances
    if name == "egalitarian":
        value = float(payoffs.min())
    else:
        per_actor = numbers.shape == payoffs.shape
        value = float(numbers @ payoffs if per_actor else numbers.reshape(-1) @ chances)
    return Correlated(
        game,
        read_only(chances.reshape(game.payoffs.shape[1:])),
        read_only(payoffs),
        value,
        name,
        mediator.regret(chances),
        kind,
        bool(minimise),
    )


def _linear(given: Any, game: NormalFormGame) -> tuple[Any, FloatArray]:
    """Return what to call an objective, and its weights (n_actors,) or worths (s1, …, sn)."""
    actors, shape = len(game.actors), game.payoffs.shape[1:]
    if isinstance(given, str):
        return given, np.ones(actors)
    numbers = floats(given, "The objective")
    if numbers.shape in ((actors,), shape):
        return _frozen(numbers.tolist()), numbers
    raise InvalidValueError(
        f"The objective needs one weight per actor, {actors} of them, or a number for each "
        f"combination of strategies, shape {shape}; shape {numbers.shape} was given."
    )


def _frozen(nested: Any) -> Any:
    return tuple(_frozen(each) for each in nested) if isinstance(nested, list) else nested
