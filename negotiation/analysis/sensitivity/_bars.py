"""One number moved at a time: how far the target moves with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.actors import Quantity
from negotiation.analysis.sensitivity._blocks import rng_of
from negotiation.analysis.sensitivity._lever import central_draw
from negotiation.analysis.sensitivity._target import Target
from negotiation.concessions import Draws, UncertainProblem

_OF_A_BLOCK = 600
"""Draws of numbers that hang together where all others stay at their medians."""


@dataclass(frozen=True)
class Bar:
    """What one number does to the target.

    Attributes
    ----------
    quantity : Quantity
    how : str
        ``"set"``: the number was put at its two ends; ``"thirds"``: it hangs together with
        others, and the draws in which it is in its lowest and its highest third are compared.
    at : tuple of float
        The two ends; for thirds the number's mean in each.
    values : tuple of float
        The target at these ends.
    error : float
        Standard error of the difference between the two.
    ends : tuple of str
        The two ends in words.
    """

    quantity: Quantity
    how: str
    at: tuple[float, float]
    values: tuple[float, float]
    error: float
    ends: tuple[str, str]

    @property
    def swing(self) -> float:
        """How far the target moves from the lower end of the number to the upper."""
        return self.values[1] - self.values[0]


def ends_of(
    problem: UncertainProblem, quantity: Quantity, between: Any
) -> tuple[tuple[float, float], tuple[str, str]]:
    """Return the two values at which a number is tried, and what they are called."""
    if quantity.what == "red line":
        return (0.0, 1.0), ("dropped", "in force")
    if quantity.what == "type":
        types: Any = problem.scenario.actor(quantity.actor)
        labels = tuple(types.types)
        return (0.0, float(len(labels) - 1)), (labels[0], labels[-1])
    low, high = (float(each) for each in problem.quantile(quantity, np.array(between)))
    return (low, high), (f"{low:.3g}", f"{high:.3g}")


def bars_at_medians(
    problem: UncertainProblem, target: Target, between: Any, seed: np.random.SeedSequence
) -> tuple[float, float, tuple[Bar, ...]]:
    """Return the target with every number at its median, its error (0), and all bars."""
    alone = [block[0] for block in problem.blocks if len(block) == 1]
    tried = [ends_of(problem, each, between) for each in alone]
    at = np.array([pair for pair, _ in tried]).reshape(-1, 2)
    centre = central_draw(problem)
    rows = centre[np.zeros(1 + 2 * len(alone), dtype=np.intp)]
    moved = {
        each: _at_ends(rows.numbers[each], 1 + 2 * place, at[place])
        for place, each in enumerate(alone)
    }
    values = target.values(rows.with_numbers(moved), rng_of(seed, 2))
    pairs = values[1:].reshape(-1, 2)
    bars = [
        Bar(each, "set", _pair(at[place]), _pair(pairs[place]), 0.0, tried[place][1])
        for place, each in enumerate(alone)
    ]
    for number, block in enumerate(problem.blocks):
        if len(block) > 1:
            other = problem.draw(_OF_A_BLOCK, rng_of(seed, 0, number))
            still = centre[np.zeros(_OF_A_BLOCK, dtype=np.intp)]
            draws = still.swapped(block, other)
            bars += thirds(draws, block, target.values(draws, rng_of(seed, 2, number)))
    return float(values[0]), 0.0, tuple(bars)


def bars_of_draws(
    draws: Draws, target: Target, between: Any, seed: np.random.SeedSequence
) -> tuple[float, float, tuple[Bar, ...]]:
    """Return the target's mean over the draws, its error, and all bars.

    A number of its own is put at its ends in every draw; the others stay as they were drawn.
    """
    problem, root = draws.problem_drawn, np.sqrt(len(draws))
    base = target.values(draws, rng_of(seed, 2))
    bars: list[Bar] = []
    for block in problem.blocks:
        if len(block) > 1:
            bars += thirds(draws, block, base)
            continue
        at, words = ends_of(problem, block[0], between)
        # The same lots everywhere: only the number differs.
        low, high = (
            target.values(draws.with_numbers({block[0]: end}), rng_of(seed, 2)) for end in at
        )
        error = float((high - low).std() / root)
        pair = (float(low.mean()), float(high.mean()))
        bars.append(Bar(block[0], "set", at, pair, error, words))
    return float(base.mean()), float(base.std() / root), tuple(bars)


def thirds(draws: Draws, block: tuple[Quantity, ...], values: FloatArray) -> list[Bar]:
    """Return a bar per number of a block: its lowest third of draws against its highest."""
    found = []
    for each in block:
        numbers = draws.numbers[each]
        if len(draws) < 6 or not np.ptp(numbers) > 0.0:
            continue
        order = np.argsort(numbers, kind="stable")
        third = len(order) // 3
        low, high = order[:third], order[-third:]
        error = np.hypot(values[low].std(), values[high].std()) / np.sqrt(third)
        at = (float(numbers[low].mean()), float(numbers[high].mean()))
        pair = (float(values[low].mean()), float(values[high].mean()))
        words = (f"{at[0]:.3g}", f"{at[1]:.3g}")
        found.append(Bar(each, "thirds", at, pair, float(error), words))
    return found


def _at_ends(numbers: FloatArray, first: int, pair: FloatArray) -> FloatArray:
    changed = np.array(numbers, dtype=np.float64)
    changed[first : first + 2] = pair
    return changed


def _pair(values: FloatArray) -> tuple[float, float]:
    return float(values[0]), float(values[1])
