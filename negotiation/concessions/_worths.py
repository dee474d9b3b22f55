"""What packages are worth to one actor in many draws: outer sums over the issues, no loops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray
from negotiation.actors import Actor, Additive, Issue, OutcomeSpace, PayoffTable, Quantity
from negotiation.actors.distributions.dirichlet import Dirichlet
from negotiation.actors.quantity import Namer
from negotiation.concessions.from_scenario import utilities
from negotiation.errors import InvalidValueError

_LONG = 48
"""Combinations of the last issues over which the innermost loop of a sum at least runs."""

Numbers = Mapping[Quantity, FloatArray]
"""The draws of every uncertain number, arrays (n,)."""


class Worths:
    """What every package is worth to one actor, or one type of it, draw by draw.

    Parameters
    ----------
    actor : Actor
    space : OutcomeSpace
        Discrete issues; all combinations of options, or some of them.
    name : callable
        Makes the `Quantity` of a number of the actor.
    """

    def __init__(self, actor: Actor, space: OutcomeSpace, name: Namer) -> None:
        self.actor, self.space, self.name = actor, space, name

    def fill(self, out: FloatArray, numbers: Numbers) -> None:
        """Write the worth of every package into `out`, shape (n, n_outcomes)."""
        raise NotImplementedError

    def at(self, levels: IntArray, numbers: Numbers, n: int) -> FloatArray:
        """Return the worth of one package (its `levels`, one per issue) in `n` draws, (n,)."""
        raise NotImplementedError


class CertainWorths(Worths):
    """Preferences in which no number is uncertain, of whatever kind."""

    @cached_property
    def _known(self) -> FloatArray:
        return utilities(self.actor, self.space)

    def fill(self, out: FloatArray, numbers: Numbers) -> None:
        """Write the same utilities into every draw."""
        out[...] = self._known

    def at(self, levels: IntArray, numbers: Numbers, n: int) -> FloatArray:
        """Return the same utility for every draw."""
        here = OutcomeSpace(self.space.issues, levels[None, :])
        return np.full(n, utilities(self.actor, here)[0])


class TableWorths(Worths):
    """A payoff table some of whose entries are uncertain."""

    @cached_property
    def _cells(self) -> tuple[FloatArray, list[tuple[int, Quantity]]]:
        """What is known of every package of the full table, and what is not."""
        preferences: Any = self.actor.preferences
        grid = preferences.grid(self.space.issues)
        unknown = [each.quantity for each in preferences.doubts(self.space.issues, self.name)]
        places = {each.place: each for each in unknown}
        flat = np.array(
            [0.0 if k in places else float(x) for k, x in enumerate(grid.ravel())], dtype=float
        )
        return flat, [(int(place), each) for place, each in places.items()]

    def _places(self, levels: IntArray) -> IntArray:
        sizes = tuple(len(issue) for issue in self.space.issues)
        return np.asarray(np.ravel_multi_index(tuple(levels.T.astype(np.intp)), sizes))

    def fill(self, out: FloatArray, numbers: Numbers) -> None:
        """Write what is known, and then what was drawn."""
        known, unknown = self._cells
        rows = self._places(self.space.levels)
        out[...] = known[rows]
        for place, quantity in unknown:
            for column in np.flatnonzero(rows == place):
                out[:, column] = numbers[quantity]

    def at(self, levels: IntArray, numbers: Numbers, n: int) -> FloatArray:
        """Return the entry of one package."""
        known, unknown = self._cells
        place = int(self._places(levels[None, :])[0])
        drawn = dict(unknown).get(place)
        return np.full(n, known[place]) if drawn is None else np.array(numbers[drawn])


@dataclass(frozen=True, eq=False)
class _Bonus:
    """An interaction: the columns that match, and its value or the number that it is."""

    columns: IntArray
    value: float | None
    quantity: Quantity | None
    rule: Any

    def drawn(self, numbers: Numbers) -> Any:
        """Return the value as a number, or one for each draw, shape (n, 1)."""
        return self.value if self.quantity is None else numbers[self.quantity][:, None]


@dataclass(frozen=True, eq=False)
class _Term:
    """One issue: its weight or the number that it is, and the values of its options.

    Attributes
    ----------
    weight : float or Quantity
    values : array, shape (1, n_options)
    unknown : list of (int, Quantity)
        The columns whose values are drawn.
    """

    weight: Any
    values: FloatArray
    unknown: list[tuple[int, Quantity]]

    def drawn(self, numbers: Numbers) -> FloatArray:
        """Return what each option adds, shape (n or 1, n_options)."""
        values = self.values
        if self.unknown:
            n = len(numbers[self.unknown[0][1]])
            values = np.repeat(values, n, axis=0)
            for column, name in self.unknown:
                values[:, column] = numbers[name]
        weight = self.weight
        heavy = numbers[weight][:, None] if isinstance(weight, Quantity) else weight
        return np.asarray(heavy * values)


class SumWorths(Worths):
    """Sums over the issues, with interactions and a cap: `Additive`, `Interacting`, beliefs."""

    @cached_property
    def _bonuses(self) -> list[_Bonus]:
        found = []
        for place, each in enumerate(getattr(self.actor.preferences, "interactions", ())):
            known = each.value if isinstance(each.value, float) else None
            quantity = self.name("interaction", option=str(each), place=place)
            columns = np.flatnonzero(each.holds(self.space))
            found.append(_Bonus(columns, known, None if known is not None else quantity, each))
        return found

    @cached_property
    def _columns(self) -> IntArray | None:
        """Where the packages stand among all combinations; ``None`` if they are all of them."""
        sizes = tuple(len(issue) for issue in self.space.issues)
        if len(self.space) == int(np.prod(sizes)):
            return None
        levels = tuple(self.space.levels.T.astype(np.intp))
        return np.asarray(np.ravel_multi_index(levels, sizes))

    @cached_property
    def _split(self) -> int:
        """The issue from which on sums are made apart, so that the innermost loop is long."""
        sizes = [len(issue) for issue in self.space.issues]
        split = len(sizes) - 1
        while split > 0 and int(np.prod(sizes[split:])) < _LONG:
            split -= 1
        return split

    def parts(self, numbers: Numbers) -> list[FloatArray]:
        """Return what each option of each issue adds, arrays (n or 1, n_options)."""
        return [term.drawn(numbers) for term in self._terms]

    @cached_property
    def _terms(self) -> list[_Term]:
        """What is known and what is drawn of each issue."""
        preferences: Any = self.actor.preferences
        if hasattr(preferences, "joint"):
            joint = preferences.joint(self.space.issues, self.actor.name)
            unknown = {replace(each, type=self.name("type").type) for each in joint.quantities}
            return [self._term(issue, unknown, "worth", 1.0) for issue in self.space.issues]
        doubts = preferences.doubts(self.space.issues, self.name)
        unknown = {name for each in doubts for name in each.quantities}
        shared = isinstance(preferences.weights, Dirichlet)
        return [
            self._term(
                issue, unknown, "value", 0.0 if shared else preferences.weights.get(issue.name, 0.0)
            )
            for issue in self.space.issues
        ]

    def _term(self, issue: Issue, unknown: set[Quantity], what: str, weight: Any) -> _Term:
        """Return one issue: its weight, and `what` ("value" or "worth") its options have."""
        values: Any = getattr(self.actor.preferences, "values", {}) if what == "value" else {}
        options = values.get(issue.name) or dict.fromkeys(issue.options, 0.0)
        names = [self.name(what, issue.name, option) for option in issue.options]
        drawn = [(column, name) for column, name in enumerate(names) if name in unknown]
        known = [
            0.0 if name in unknown else options[option]
            for name, option in zip(names, issue.options, strict=True)
        ]
        heavy = self.name("weight", issue.name)
        return _Term(heavy if heavy in unknown else weight, np.array([known]), drawn)

    def fill(self, out: FloatArray, numbers: Numbers) -> None:
        """Add the issues up: the first ones, the last ones, and both straight into `out`."""
        parts = self.parts(numbers)
        head, tail = _outer(parts[: self._split]), _outer(parts[self._split :])
        if self._columns is None:
            shape = (len(out), head.shape[1], tail.shape[1])
            np.add(head[:, :, None], tail[:, None, :], out=out.reshape(shape))
        else:
            before, after = np.divmod(self._columns, tail.shape[1])
            out[...] = head[:, before]
            out += tail[:, after]
        for each in self._bonuses:
            out[:, each.columns] += each.drawn(numbers)
        cap = self._cap(numbers)
        if cap is not None:
            np.minimum(out, cap, out=out)

    def _cap(self, numbers: Numbers) -> Any:
        """Return the cap, a number or one for each draw, shape (n, 1)."""
        drawn = numbers.get(self.name("cap"))
        return getattr(self.actor.preferences, "cap", None) if drawn is None else drawn[:, None]

    def at(self, levels: IntArray, numbers: Numbers, n: int) -> FloatArray:
        """Return the sum for one package."""
        total = np.zeros((n, 1))
        for part, level in zip(self.parts(numbers), levels, strict=True):
            total = total + part[:, int(level)][:, None]
        here = OutcomeSpace(self.space.issues, levels[None, :])
        for each in self._bonuses:
            if each.rule.holds(here)[0]:
                total = total + each.drawn(numbers)
        cap = self._cap(numbers)
        return (total if cap is None else np.minimum(total, cap))[:, 0]


def _outer(parts: Sequence[FloatArray]) -> FloatArray:
    """Return the sums of all combinations of options, shape (n or 1, n_combinations)."""
    sums = np.zeros((1, 1))
    for part in parts:
        sums = (sums[:, :, None] + part[:, None, :]).reshape(
            max(len(sums), len(part)), sums.shape[1] * part.shape[1]
        )
    return sums


def worths_of(actor: Actor, space: OutcomeSpace, name: Namer) -> Worths:
    """Return what packages are worth to an actor, by the kind of its preferences."""
    preferences: Any = actor.preferences
    if hasattr(preferences, "joint"):
        return SumWorths(actor, space, name)
    unknown = list(getattr(preferences, "doubts", lambda *_: ())(space.issues, name))
    if not unknown:
        return CertainWorths(actor, space, name)
    if isinstance(preferences, PayoffTable):
        return TableWorths(actor, space, name)
    if isinstance(preferences, Additive):
        return SumWorths(actor, space, name)
    raise InvalidValueError(
        "These preferences say what is uncertain but not how they add up; give them a method "
        "joint(issues, actor).",
        actor=actor.name,
        given=type(preferences).__name__,
    )


__all__ = ["CertainWorths", "Numbers", "SumWorths", "TableWorths", "Worths", "worths_of"]
