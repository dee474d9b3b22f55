"""A number moved over a range, in a certain scenario or in every draw of an uncertain one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, number
from negotiation.actors import Quantity
from negotiation.actors import distributions as given
from negotiation.analysis.sensitivity._numbers import put, quantity_of, read
from negotiation.concessions import Draws, UncertainProblem
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError

_TAIL = 0.001
"""Share of a distribution without ends that is left out at each side of a range."""


@dataclass(frozen=True, eq=False)
class Lever:
    """One number, its range and how the rest moves with it.

    Attributes
    ----------
    problem : UncertainProblem
        The problem in which the number is free.
    quantity : Quantity
    low, high : float
        The range.
    here : float
        Its own value: the median where it is uncertain.
    partners : tuple of Quantity
        Weights of the same actor that are scaled so that their sum stays; ``()`` for none.
    fixed : tuple of (Quantity, float)
        Certain numbers that were freed to be moved, and their own values.
    other_doubts : bool
        Whether anything else is uncertain.
    """

    problem: UncertainProblem
    quantity: Quantity
    low: float
    high: float
    here: float
    partners: tuple[Quantity, ...] = ()
    fixed: tuple[tuple[Quantity, float], ...] = ()
    other_doubts: bool = False

    def base(self, draws: int, rng: np.random.Generator) -> Draws:
        """Return draws of everything else; one of medians where nothing else is uncertain."""
        drawn = self.other_doubts and draws > 0
        found = self.problem.draw(draws, rng) if drawn else central_draw(self.problem)
        return found.with_numbers(dict(self.fixed))

    def moved(self, draws: Draws, value: Any) -> Draws:
        """Return the draws with the number, and what moves with it, at `value` (n,) or a float."""
        value = np.broadcast_to(np.asarray(value, dtype=np.float64), (len(draws),))
        changed = {self.quantity: value}
        if self.partners:
            others = np.array([draws.numbers[each] for each in self.partners])
            rest = others.sum(axis=0)
            total = rest + draws.numbers[self.quantity]
            left = total - value
            # Where the others had no weight at all they share what is left equally.
            scaled = others * np.divide(left, rest, out=np.zeros_like(left), where=rest > 0)
            even = np.where(rest > 0, scaled, left / len(self.partners))
            changed |= dict(zip(self.partners, even, strict=True))
        return draws.with_numbers(changed)


def lever(
    problem: UncertainProblem, named: Any, between: Any = None, rescale: bool | None = None
) -> Lever:
    """Return the lever on a number.

    Parameters
    ----------
    problem : UncertainProblem
    named : Quantity or tuple of str
    between : pair of float, optional
        The range; what its distribution allows, or a wide one around its value, if left out.
    rescale : bool, optional
        Whether the actor's other weights are scaled so that their sum stays; if left out, they
        are where they sum to 1.
    """
    scenario = problem.scenario
    quantity = quantity_of(named, scenario)
    own = quantity in problem.quantities
    here = float(problem.central()[quantity]) if own else float(read(scenario, quantity))
    partners = _partners(problem, quantity, here, rescale)
    low, high = (
        _range(problem, quantity, here, partners) if between is None else _pair(between, quantity)
    )
    _check(quantity, low, high)
    doubts = set(problem.quantities) - {quantity, *partners}
    fixed = _fixed(problem, quantity, here, partners)
    opened = _freed(problem, fixed)
    return Lever(opened, quantity, low, high, here, partners, fixed, bool(doubts))


def central_draw(problem: UncertainProblem) -> Draws:
    """Return one draw that holds every number at its median."""
    centre = problem.central()
    return Draws(problem, {each: np.array([value]) for each, value in centre.items()})


def _partners(
    problem: UncertainProblem, quantity: Quantity, here: float, rescale: bool | None
) -> tuple[Quantity, ...]:
    if quantity.what != "weight":
        return ()
    actor = problem.scenario.actor(quantity.actor)
    typed: Any = actor if quantity.type is None else actor.types[quantity.type]  # type: ignore[attr-defined]
    names = [issue for issue in typed.preferences.values if issue != quantity.issue]
    found = tuple(Quantity(quantity.actor, "weight", issue, type=quantity.type) for issue in names)
    centre = problem.central()
    values = [centre[each] if each in centre else read(problem.scenario, each) for each in found]
    if rescale is None:
        rescale = abs(sum(values) + here - 1.0) < 1e-6
    return found if rescale else ()


def _fixed(
    problem: UncertainProblem, quantity: Quantity, here: float, partners: tuple[Quantity, ...]
) -> tuple[tuple[Quantity, float], ...]:
    """Return the certain numbers that are to move, with their own values."""
    known = set(problem.quantities)
    found = [] if quantity in known else [(quantity, here)]
    found += [(each, float(read(problem.scenario, each))) for each in partners if each not in known]
    return tuple(found)


def _freed(
    problem: UncertainProblem, fixed: tuple[tuple[Quantity, float], ...]
) -> UncertainProblem:
    """Return the problem with distributions in the place of certain numbers that will move.

    The distributions are never drawn from: every draw gets the numbers it is to have.
    """
    scenario = problem.scenario
    for quantity, own in fixed:
        width = 0.25 * abs(own) or 0.25
        low = 0.0 if quantity.what == "weight" and own < width else own - width
        high = min(own, 1.0) if quantity.what == "discount" else own + width
        scenario = put(scenario, quantity, given.uniform(low, high))
    return UncertainProblem.of(scenario) if fixed else problem


def _pair(between: Any, quantity: Quantity) -> tuple[float, float]:
    if isinstance(between, str) or not hasattr(between, "__len__") or len(between) != 2:
        raise InvalidTypeError("A range is written (low, high).", given=between)
    low, high = (number(each, f"The end of a range ({quantity})") for each in between)
    if not low < high:
        raise InvalidValueError("A range runs from a lower to a higher number.", given=between)
    return low, high


def _check(quantity: Quantity, low: float, high: float) -> None:
    """Refuse a range that leaves what the number can be."""
    if quantity.what == "weight" and low < 0.0:
        raise InvalidValueError("Weights are not negative.", given=low, actor=quantity.actor)
    if quantity.what == "power" and low <= 0.0:
        raise InvalidValueError("Power is positive.", given=low, actor=quantity.actor)
    if quantity.what == "discount" and not 0.0 < low < high <= 1.0:
        raise InvalidValueError(
            "A discount factor lies above 0 and is at most 1.",
            given=(low, high),
            actor=quantity.actor,
        )
    if quantity.what in ("red line", "type"):
        raise NotDefinedError(
            f"A {quantity.what} is no number that moves over a range.", actor=quantity.actor
        )


def _range(
    problem: UncertainProblem, quantity: Quantity, here: float, partners: tuple[Quantity, ...]
) -> tuple[float, float]:
    """Return a range for a number of which none was given."""
    if partners:
        centre = problem.central()
        rest = (centre.get(each, None) for each in partners)
        known = [
            read(problem.scenario, each) if value is None else value
            for each, value in zip(partners, rest, strict=True)
        ]
        return 0.0, float(here + sum(known))
    if quantity in problem.quantities and (quantity,) in problem.blocks:
        ends = problem.quantile(quantity, np.array([0.0, 1.0, _TAIL, 1.0 - _TAIL]))
        low, high = (
            float(end if np.isfinite(end) else tail)
            for end, tail in zip(ends[:2], ends[2:], strict=True)
        )
        if low < high:
            return low, high
    if quantity.what == "weight":
        return 0.0, 2.0 * here or 1.0
    if quantity.what == "power":
        return here / 4.0, here * 4.0
    if quantity.what == "discount":
        return 0.01, 1.0
    return _payoff_range(problem, quantity, here)


def _payoff_range(
    problem: UncertainProblem, quantity: Quantity, here: float
) -> tuple[float, float]:
    """Return a range as wide as the actor's payoffs."""
    one = central_draw(problem)
    place = problem.actors.index(quantity.actor)
    payoffs: FloatArray = one.payoffs()[0, :, place]
    low, high = float(payoffs.min()), float(payoffs.max())
    if quantity.what == "reservation":
        return (low, high) if low < high else (low - 1.0, high + 1.0)
    width = high - low or 1.0
    return here - width, here + width
