"""Who might play what at once: the sets of strategies that an equilibrium can mix over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np

from negotiation._arrays import FloatArray, IntArray
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._stakes import stakes

Support = tuple[tuple[int, ...], ...]
"""Per actor the strategies that are played with positive probability, ascending."""


@dataclass(frozen=True)
class Comparisons:
    """What each actor gains by one strategy over another, against each combination.

    Attributes
    ----------
    gains : tuple of arrays, shape (s_own, s_own, s_1, …, s_n without the own)
        Per actor what the first strategy earns more than the second, as a share of the most
        that its choice can change anywhere; exactly 0 where the difference counts as none.
    """

    gains: tuple[FloatArray, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many strategies each actor has."""
        return tuple(len(each) for each in self.gains)

    @cached_property
    def even(self) -> bool:
        """Whether differences are of like size, so that rounding cannot hide one of them."""
        found = [np.abs(each[each != 0]) for each in self.gains]
        return all(each.min(initial=1.0) >= 1e-7 * each.max(initial=0.0) for each in found)


def comparisons(game: NormalFormGame) -> Comparisons:
    """Return what each actor gains by one strategy over another."""
    scale = stakes(game)
    compared = []
    for own, (gap, slack) in enumerate(zip(scale.gaps, scale.slack, strict=True)):
        top = float(gap.max()) or 1.0
        loss = np.moveaxis(gap, own, 0) / top
        blur = np.moveaxis(slack, own, 0) / top
        gain = loss[np.newaxis] - loss[:, np.newaxis]
        gain[np.abs(gain) <= np.maximum(blur[np.newaxis], blur[:, np.newaxis])] = 0.0
        compared.append(gain)
    return Comparisons(tuple(compared))


def possible_supports(compared: Comparisons) -> Iterator[Support]:
    """Yield the supports that comparing strategies in pairs does not rule out.

    Against others who play each strategy of their support with positive probability, no
    actor plays a strategy than which another one is never worse and somewhere better.
    """
    sizes = compared.sizes
    choices = [_subsets(size) for size in sizes]
    allowed = [_allowed(compared.gains[own], choices, own) for own in range(len(sizes))]
    bits = [np.array([sum(1 << s for s in each) for each in listed]) for listed in choices]
    shape = tuple(len(listed) for listed in choices)
    alive = np.ones(shape, dtype=np.bool_)
    for own, mask in enumerate(allowed):
        own_bits = bits[own].reshape([-1 if k == own else 1 for k in range(len(sizes))])
        alive &= (own_bits & ~np.expand_dims(mask, own)) == 0
    for cell in np.argwhere(alive):
        yield tuple(listed[place] for listed, place in zip(choices, cell, strict=True))


def continua_in_words(
    supports: Sequence[Support],
    names: Sequence[str],
    label: Callable[[int, int], str],
    most: int = 6,
) -> tuple[str, ...]:
    """Return a sentence per set of strategies that holds a continuum of equilibria.

    Parameters
    ----------
    supports : sequence of tuples of tuples of int
    names : sequence of str
        The actors.
    label : callable
        From actor and strategy to words.
    most : int
        Continua that are named; the rest are counted.
    """
    sentences = []
    for support in supports[:most]:
        parts = []
        for place, (name, used) in enumerate(zip(names, support, strict=True)):
            *most_of_them, last = [repr(label(place, each)) for each in used]
            parts.append(
                f"{name} mixes {', '.join(most_of_them)} and {last}"
                if most_of_them
                else f"{name} plays {last}"
            )
        sentences.append(
            f"There is a continuum of equilibria in which {', '.join(parts)}; of such a set only "
            "ends or single points are listed."
        )
    more = len(supports) - most
    if more == 1:
        sentences.append("1 more set of strategies holds a continuum.")
    elif more > 1:
        sentences.append(f"{more} more sets of strategies hold continua.")
    return tuple(sentences)


def _subsets(size: int) -> list[tuple[int, ...]]:
    """Return the non-empty sets of numbers below `size`, small ones first."""
    masks = sorted(range(1, 2**size), key=lambda mask: (mask.bit_count(), mask))
    return [tuple(s for s in range(size) if mask >> s & 1) for mask in masks]


def _allowed(gain: FloatArray, choices: list[list[tuple[int, ...]]], own: int) -> IntArray:
    """Return an actor's strategies that may be played, in bits, for each support of the others."""
    others = [listed for place, listed in enumerate(choices) if place != own]
    allowed = np.zeros([len(listed) for listed in others], dtype=np.intp)
    every = np.arange(len(gain))
    for place, support in zip(np.ndindex(*allowed.shape), product(*others), strict=True):
        part = gain[np.ix_(every, every, *map(np.array, support))].reshape(len(gain), len(gain), -1)
        # Row a, column b: a is somewhere better than b and never worse.
        beats = (part > 0).any(axis=2) & ~(part < 0).any(axis=2)
        allowed[place] = sum(1 << int(s) for s in np.flatnonzero(~beats.any(axis=0)))
    return allowed
