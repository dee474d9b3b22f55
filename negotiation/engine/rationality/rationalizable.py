"""Rationalisable strategies: what reasonable actors could play who think the others reasonable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, read_only
from negotiation._table import Shown, Table
from negotiation.concessions import NormalFormGame
from negotiation.engine._programme import linear_programme
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.engine.equilibrium._words import strategy_label
from negotiation.engine.rationality.iterated import Dominance, dominance
from negotiation.errors import NotDefinedError, unknown_name

REFERENCE = (
    "Bernheim, B. D. (1984). Rationalizable strategic behavior. Econometrica 52, 1007-1028; "
    "Pearce, D. G. (1984). Rationalizable strategic behavior and the problem of perfection. "
    "Econometrica 52, 1029-1050."
)


@dataclass(frozen=True, eq=False)
class Rationalizable(Shown):
    """The rationalisable strategies of a game.

    Attributes
    ----------
    game : NormalFormGame
    kept : tuple of tuples of int
        Per actor the rationalisable strategies.
    notion : str
        Which beliefs about the others are allowed, as a sentence.
    dominance : Dominance
        Why the other strategies are not: what dominates each, round by round.
    """

    game: NormalFormGame
    kept: tuple[tuple[int, ...], ...]
    notion: str
    dominance: Dominance

    @property
    def strategies(self) -> tuple[tuple[Any, ...], ...]:
        """Per actor the labels of the rationalisable strategies."""
        return self.dominance.strategies

    @property
    def reduced(self) -> NormalFormGame:
        """The game of the rationalisable strategies."""
        return self.dominance.reduced

    def belief(self, actor: int | str, strategy: Any) -> FloatArray:
        """Return a belief about the others to which a strategy is a best response.

        Parameters
        ----------
        actor : int or str
            Number or name.
        strategy : object
            Its label.

        Returns
        -------
        array, shape of all the others' strategies, in the order of the actors
            Probabilities; positive for rationalisable strategies only.

        Raises
        ------
        UnknownNameError
            If there is no such actor or strategy.
        NotDefinedError
            If the strategy is not rationalisable.
        """
        own = self._actor(actor)
        labels = self.game.strategies[own]
        if strategy not in labels:
            raise unknown_name("strategy", strategy, labels, actor=self.game.actors[own])
        place = labels.index(strategy)
        if place not in self.kept[own]:
            raise NotDefinedError(
                f"No belief makes {strategy!r} a best response, for it is not rationalisable.",
                actor=self.game.actors[own],
            )
        loss = np.moveaxis(stakes(self.reduced).gaps[own], own, 0)
        chances = _belief(loss.reshape(len(loss), -1), self.kept[own].index(place))
        others = [rows for each, rows in enumerate(self.kept) if each != own]
        sizes = [len(s) for each, s in enumerate(self.game.strategies) if each != own]
        whole = np.zeros(sizes)
        whole[np.ix_(*others)] = chances.reshape([len(rows) for rows in others])
        return read_only(whole)  # type: ignore[no-any-return]

    def _actor(self, actor: int | str) -> int:
        if actor in self.game.actors:
            return self.game.actors.index(str(actor))
        if actor in range(len(self.game.actors)):
            return int(actor)
        raise unknown_name("actor", actor, self.game.actors)

    def summary(self) -> Table:
        """Return a row per strategy: whether it is rationalisable, or when it goes and why."""
        reasons = {(each.actor, each.strategy): each for each in self.dominance.removed}
        rows = []
        for actor, name in enumerate(self.game.actors):
            for place in range(len(self.game.strategies[actor])):
                why = reasons.get((actor, place))
                words = "" if why is None else f"round {why.round}: {self.dominance._words(why)}"
                label = strategy_label(self.game, actor, place)
                rows.append((name, label, why is None, words))
        columns = ("actor", "strategy", "rationalisable", "else dominated by")
        title = f"{self.game.title or 'game'}: rationalisable strategies"
        return Table(columns, rows, title, [self.notion, REFERENCE])

    def __repr__(self) -> str:
        left = " x ".join(str(len(rows)) for rows in self.kept)
        whole = " x ".join(str(len(labels)) for labels in self.game.strategies)
        return f"<Rationalizable: {left} of {whole} strategies>"


def rationalizable(game: NormalFormGame) -> Rationalizable:
    """Return the rationalisable strategies, and why the others are not.

    A strategy is rationalisable if it is a best response to some belief about the others, who
    themselves play only best responses to some belief, and so on.  These are the strategies
    that survive iterated strict dominance by mixtures.  For two actors that is the notion of
    Bernheim and Pearce.  For three or more, beliefs may be *correlated*: an actor may think
    that the others' choices hang together.  Independent beliefs, which can leave fewer
    strategies, are not offered.

    Parameters
    ----------
    game : NormalFormGame
        Of any number of actors.

    Returns
    -------
    Rationalizable

    Raises
    ------
    InvalidTypeError
        If `game` is no game.
    TooLargeError
        If too many payoffs would have to be compared.

    References
    ----------
    Bernheim, B. D. (1984). Rationalizable strategic behavior. Econometrica 52, 1007-1028.
    Pearce, D. G. (1984). Rationalizable strategic behavior and the problem of perfection.
    Econometrica 52, 1029-1050.
    Brandenburger, A. & Dekel, E. (1987). Rationalizability and correlated equilibria.
    Econometrica 55, 1391-1402.

    Examples
    --------
    >>> import negotiation as ng
    >>> game = ng.NormalFormGame(
    ...     [[[4, 0], [0, 4], [1, 1]], [[1, 0], [0, 1], [0, 1]]],
    ...     strategies=[["north", "south", "wait"], ["left", "right"]],
    ... )
    >>> answer = ng.rationalizable(game)
    >>> answer.strategies
    (('north', 'south'), ('left', 'right'))
    >>> answer.belief(0, "south")
    array([0., 1.])
    """
    left = dominance(game, "strict", by="mixed")
    if len(game.actors) <= 2:
        notion = "Rationalisable in the sense of Bernheim and Pearce."
    else:
        notion = (
            "Beliefs may be correlated: an actor may think that the others' choices hang together "
            "(Brandenburger & Dekel 1987)."
        )
    return Rationalizable(game, left.kept, notion, left)


def _belief(losses: FloatArray, strategy: int) -> FloatArray:
    """Return probabilities of combinations (c,) against which a strategy is a best response.

    `losses` has shape (n_strategies, c).
    """
    columns = losses.max(axis=0)
    scaled = losses / np.where(columns > 0, columns, 1.0)
    pure = np.flatnonzero(scaled[strategy] <= 0)
    if len(pure):
        return np.eye(len(columns))[pure[0]]  # type: ignore[no-any-return]
    count = losses.shape[1]
    # The belief at which the strategy's worst shortfall is least: none, or it were dominated.
    answer = linear_programme(
        np.append(np.zeros(count), 1.0),
        A_ub=np.hstack((scaled[strategy] - scaled, -np.ones((len(losses), 1)))),
        b_ub=np.zeros(len(losses)),
        A_eq=np.append(np.ones(count), 0.0)[np.newaxis],
        b_eq=[1.0],
        bounds=[(0, None)] * count + [(0, None)],
    )
    chances = np.clip(answer.x[:-1], 0.0, None) / np.where(columns > 0, columns, 1.0)
    belief: FloatArray = chances / chances.sum()
    return belief
