"""Which part of a game a payoff table shows: the rows, the columns, and why these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, IntArray
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.engine.equilibrium._words import strategy_label
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    unknown_name,
)

SHOWN = 10
"""Strategies of an actor that are drawn unless others are asked for."""


class Sheet:
    """Two actors' part of a game: which strategies are drawn, in which order, and why.

    Parameters
    ----------
    game : NormalFormGame
    chosen : dict of int to list of int
        The strategies asked for, by the place of the actor.
    profiles : tuple of tuples of arrays
        The equilibria to frame.
    """

    def __init__(
        self, game: NormalFormGame, chosen: dict[int, list[int]], profiles: tuple[Any, ...]
    ) -> None:
        self.game, self.chosen = game, chosen
        self.complete: bool | None = None
        self.pair = self._pair()
        self.names = tuple(game.actors[place] for place in self.pair)
        held = {
            place: chosen.get(place, [0])[0]
            for place in range(len(game.actors))
            if place not in self.pair
        }
        index = tuple(held.get(place, slice(None)) for place in range(len(game.actors)))
        self.held = held
        self.payoffs = tuple(game.payoffs[(place, *index)] for place in self.pair)
        self.profiles = tuple(
            tuple(np.asarray(profile[place]) for place in self.pair)
            for profile in profiles
            if all(profile[place][strategy] > 0 for place, strategy in held.items())
        )
        self.unseen = len(profiles) - len(self.profiles)
        self.partly = 0
        best = stakes(game).best
        self.best: tuple[BoolArray, ...] = tuple(best[place][index] for place in self.pair)
        self.rows: IntArray = np.arange(self.payoffs[0].shape[0])
        self.columns: IntArray = np.arange(self.payoffs[0].shape[1])
        self.narrowed: list[str] = []
        self.sorted = False

    def _pair(self) -> tuple[int, int]:
        """Return the two actors that choose; the others stand at one strategy."""
        game = self.game
        count = len(game.actors)
        if count < 2:
            raise NotDefinedError(
                f"A payoff table needs two actors; this game has only {game.actors[0]!r}."
            )
        left = [len(self.chosen.get(place, labels)) for place, labels in enumerate(game.strategies)]
        free = [place for place in range(count) if left[place] > 1]
        if len(free) > 2:
            names = [game.actors[place] for place in free]
            raise InvalidValueError(
                f"A payoff table shows two actors' choices, and {len(free)} have one here "
                f"({', '.join(names)}). Hold the others at one strategy each, such as "
                f"strategies={{{names[-1]!r}: [{game.strategies[free[-1]][0]!r}]}}."
            )
        fixed = [place for place in range(count) if place not in free]
        first, second = sorted([*free, *fixed][:2])
        return first, second

    def order(self, side: int) -> IntArray:
        """Return an actor's strategies from the one that costs it least upward."""
        return np.argsort(-self.payoffs[side].mean(axis=1 - side), kind="stable")

    def select(self, whole: bool) -> None:
        """Settle which strategies are drawn; all of them if `whole`."""
        drawn = (self._drawn(0, whole), self._drawn(1, whole))
        self.rows, self.columns = drawn
        for side, name in enumerate(self.names):
            total = self.payoffs[0].shape[side]
            if len(drawn[side]) < total:
                self.narrowed.append(f"{len(drawn[side])} of {total} strategies of {name}")

    def _drawn(self, side: int, whole: bool) -> IntArray:
        place, total = self.pair[side], self.payoffs[0].shape[side]
        if place in self.chosen:
            return np.array(self.chosen[place], dtype=np.intp)
        if total <= SHOWN:
            return np.arange(total)
        self.sorted = True
        return self.order(side) if whole else self._telling(side)

    def _telling(self, side: int) -> IntArray:
        """Return the strategies that tell most about the game, least costly first."""
        order = self.order(side)
        played = np.zeros(len(order))
        for profile in self.profiles:
            played = np.maximum(played, profile[side] > 0)
        replies = self.best[side].sum(axis=1 - side)
        kept = list(np.flatnonzero(played))
        ranked = order[np.argsort(-replies[order], kind="stable")]
        # Where ties make best responses of nearly all strategies, half the room is theirs.
        kept += [each for each in ranked if replies[each] and not played[each]][: SHOWN // 2]
        spread = order[np.linspace(0, len(order) - 1, SHOWN).round().astype(int)]
        others = [each for each in spread if each not in kept]
        room = max(0, SHOWN - len(kept))
        picked = np.unique(np.linspace(0, len(others) - 1, min(room, len(others))).round())
        kept += [others[int(place)] for place in picked]
        return order[np.isin(order, kept)]

    @property
    def size(self) -> tuple[float, float]:
        """The width and height of a figure of one's own, in inches."""
        wide, high = len(self.columns), len(self.rows)
        if max(wide, high) > 2 * SHOWN:
            return 11.0, 7.5
        return min(12.0, 3.6 + 0.95 * max(wide, 3)), min(9.5, 2.6 + 0.62 * max(high, 3))

    def label(self, side: int, strategy: int) -> str:
        """Return a strategy in words."""
        return strategy_label(self.game, self.pair[side], int(strategy))


def chosen_places(game: NormalFormGame, strategies: Mapping[str, Any]) -> dict[int, list[int]]:
    """Return the places of the strategies that were asked for, by the place of the actor."""
    if not isinstance(strategies, Mapping):
        raise InvalidTypeError("strategies= is written {actor: [strategies]}.", given=strategies)
    chosen = {}
    for name, labels in strategies.items():
        if name not in game.actors:
            raise unknown_name("actor", name, game.actors)
        place = game.actors.index(name)
        if isinstance(labels, str | Mapping) or not hasattr(labels, "__iter__"):
            labels = [labels]
        found = list(dict.fromkeys(_place(game, place, label) for label in labels))
        if not found:
            raise InvalidValueError("There is no strategy to draw.", actor=name)
        chosen[place] = found
    return chosen


def _place(game: NormalFormGame, actor: int, label: Any) -> int:
    """Return which strategy of an actor a label names."""
    labels = game.strategies[actor]
    for place, known in enumerate(labels):
        if known == label or str(known) == str(label):
            return place
    raise unknown_name("strategy", label, labels, actor=game.actors[actor])
