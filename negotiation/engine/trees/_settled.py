"""Subgames that are settled: what they can be worth, how they can be played, in how many ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Play = tuple[tuple[int, Any], ...]
"""The endings that can be reached, by position, with their probabilities."""

_DIGITS = 9
"""Digits after the point to which the probabilities of two plays are compared."""

Choice = tuple[int, Any]
"""What is done at an information set: the number of a move, or probabilities of all."""


@dataclass(slots=True)
class Recipe:
    """One way, or many alike, to play a subgame.

    Attributes
    ----------
    choices : tuple of pairs
        What is done at the information sets of the subgame that lie in no smaller one.
    parts : tuple of pairs
        Per smaller subgame its root and which of its entries may be played there.
    count : int
        In how many ways that can be done.
    """

    choices: tuple[Choice, ...]
    parts: tuple[tuple[int, tuple[int, ...]], ...]
    count: int


@dataclass(slots=True)
class Entry:
    """A play of a subgame that is an equilibrium's.

    Attributes
    ----------
    values : tuple of numbers
        What the actors get.
    play : tuple of pairs
        Which endings are reached.
    recipes : list of Recipe
        How to play it.
    count : int
        In how many ways.
    """

    values: tuple[Any, ...]
    play: Play
    recipes: list[Recipe]
    count: int


@dataclass
class Settled:
    """What is known of the subgames, by their roots.

    Attributes
    ----------
    entries : dict of int to list of Entry
        The equilibrium plays of each subgame.
    totals : dict of int to int
        In how many ways each subgame can be played.
    """

    entries: dict[int, list[Entry]]
    totals: dict[int, int]

    def settle(self, root: int, found: Iterable[Entry]) -> None:
        """Keep the entries of a subgame, those with the same play as one."""
        kept: dict[Play, Entry] = {}
        for each in found:
            # Rounding tells no plays apart.
            play = tuple((ending, round(chance, _DIGITS)) for ending, chance in each.play)
            twin = kept.setdefault(play, each)
            if twin is not each:
                twin.recipes += each.recipes
                twin.count += each.count
        self.entries[root] = list(kept.values())
        self.totals[root] = sum(each.count for each in kept.values())

    def ways(self, root: int, allowed: Sequence[int]) -> int:
        """Return in how many ways a subgame can be played if only some entries are allowed."""
        entries = self.entries[root]
        if len(allowed) == len(entries):
            return self.totals[root]
        return sum(entries[place].count for place in allowed)

    def unfold(self, root: int, place: int, number: int) -> dict[int, Any]:
        """Return one profile: what is done at every information set of a subgame.

        Parameters
        ----------
        root : int
            Where the subgame begins.
        place : int
            Which of its entries.
        number : int
            Which of the ways to play that entry, from 0.
        """
        done: dict[int, Any] = {}
        waiting = [(root, place, number)]
        while waiting:
            root, place, number = waiting.pop()
            for recipe in self.entries[root][place].recipes:
                if number < recipe.count:
                    break
                number -= recipe.count
            else:
                continue  # an ending: nothing is done there
            done.update(recipe.choices)
            for below, allowed in recipe.parts:
                number, rest = divmod(number, self.ways(below, allowed))
                for choice in allowed:
                    if rest < self.entries[below][choice].count:
                        break
                    rest -= self.entries[below][choice].count
                waiting.append((below, choice, rest))
        return done
