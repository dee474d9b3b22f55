"""How a payoff is sustained: what is played now, what comes after, who is just willing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, IntArray, read_only
from negotiation._shares import mixed
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._words import strategy_label
from negotiation.engine.repeated._operator import HELD, Game, Limit
from negotiation.engine.repeated._polygon import weights


@dataclass(frozen=True, eq=False)
class Sustained:
    """How one corner of the set of repeated payoffs is sustained.

    Attributes
    ----------
    payoffs : array, shape (2,)
        What the actors get on average, this period and later.
    profile : tuple of int
        The strategies that are played now.
    later : array, shape (2,)
        What they get on average from the next period on, if nobody deviates; after a
        deviation the deviator gets its worst in the set.
    lottery : array, shape (k,)
        The corners of the set to go on with that bring `later`, and how likely each is.
    gains : array, shape (2,)
        What each would gain in this period by deviating, 0 or more.
    slack : array, shape (2,)
        By how much each prefers, all in all, to go along.
    """

    payoffs: FloatArray
    profile: tuple[int, int]
    later: FloatArray
    lottery: FloatArray
    gains: FloatArray
    slack: FloatArray

    @property
    def steady(self) -> bool:
        """Whether the same is played for ever."""
        return bool((self.later == self.payoffs).all())

    def words(self, game: NormalFormGame) -> tuple[str, str, str]:
        """Return what is played now, what comes after, and who is just willing.

        Parameters
        ----------
        game : NormalFormGame
            The game that is repeated.
        """
        now = " / ".join(strategy_label(game, own, each) for own, each in enumerate(self.profile))
        later = "the same" if self.steady else mixed(self.lottery, lambda k: f"corner {k + 1}")
        tempted = (self.gains > 0) & (self.slack == 0)
        names = [name for name, each in zip(game.actors, tempted, strict=True) if each]
        return now, later, " and ".join(names)


def how(
    scaled: Game, found: Limit, ring: IntArray, corners: FloatArray, size: tuple[int, FloatArray]
) -> tuple[Sustained, ...]:
    """Return how each corner is sustained.

    Parameters
    ----------
    scaled : Game
        The game on the scale of what can be gained.
    found : Limit
        All corners with where they come from, scaled.
    ring : array of int, shape (k,)
        Which of them are told.
    corners : array, shape (k, 2)
        These in payoffs.
    size : tuple
        How many strategies the second actor has, and the unit of the scale, (2,).
    """
    if found.origins is None:
        return ()
    polygon = found.polygon[ring]
    low, (width, unit) = polygon.min(axis=0), size
    answers = []
    for payoffs, place in zip(corners, ring, strict=True):
        action = int(found.origins.actions[place])
        first, second = divmod(action, width)
        steady = found.origins.kinds[place] == HELD
        now = scaled.payoffs[action]
        later = (found.polygon[place] - (1 - scaled.patience) * now) / scaled.patience
        later = found.polygon[place] if steady else later
        share = weights(polygon, later)
        slack = scaled.patience * (later - low - scaled.rate * scaled.gains[action])
        slack = np.where(slack > TOLERANCE, slack, 0.0)
        answers.append(
            Sustained(
                read_only(payoffs),
                (first, second),
                read_only(payoffs if steady else share @ corners),
                read_only(share),
                read_only(scaled.gains[action] * unit),
                read_only(slack * unit),
            )
        )
    return tuple(answers)
