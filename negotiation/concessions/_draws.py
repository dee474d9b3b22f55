"""Many draws of an uncertain scenario, as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, floats, read_only
from negotiation._frozen import FrozenMap
from negotiation._shares import counted
from negotiation._table import Shown, Table
from negotiation.actors import Outcome, Quantity, Scenario
from negotiation.actors._doubts import settled
from negotiation.actors.distributions import Distribution
from negotiation.actors.outcome import levels_of
from negotiation.concessions.bargaining_problem import BargainingProblem
from negotiation.concessions.from_scenario import bargaining_problem
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name

if TYPE_CHECKING:
    from negotiation.concessions.uncertain_problem import Side, UncertainProblem


class Draws(Shown):
    """Draws of every uncertain number of a scenario, and what follows from them as arrays.

    `UncertainProblem.draw` makes them.  A draw is determined by its numbers.

    Parameters
    ----------
    problem : UncertainProblem
    numbers : mapping
        ``{quantity: array (n,)}`` for every uncertain number.
    size : int, optional
        The number of draws, needed only if nothing is uncertain.

    Raises
    ------
    InvalidValueError, UnknownNameError
        If a number is missing, unknown or not finite, or the lengths differ.
    """

    def __init__(
        self, problem: UncertainProblem, numbers: Mapping[Quantity, Any], *, size: int | None = None
    ) -> None:
        self.problem_drawn = problem
        known = set(problem.quantities)
        for name in numbers:
            if name not in known:
                raise unknown_name("uncertain number", name, problem.quantities)
        for name in problem.quantities:
            if name not in numbers:
                raise InvalidValueError(f"There are no draws of a number: {name}.")
        arrays = {
            name: floats(numbers[name], f"A draw of {name}", ndim=1) for name in problem.quantities
        }
        lengths = {len(each) for each in arrays.values()} | ({size} if size is not None else set())
        if len(lengths) > 1:
            raise InvalidValueError(
                "Every number needs as many draws as the others.", given=sorted(lengths)
            )
        self.size = int(lengths.pop()) if lengths else 1
        self.numbers: FrozenMap[Quantity, FloatArray] = FrozenMap(arrays)

    def __len__(self) -> int:
        return self.size

    def __repr__(self) -> str:
        drawn = counted(len(self.numbers), "uncertain number")
        return f"<{counted(self.size, 'draw')} of {drawn} of {self._scenario.name!r}>"

    def summary(self) -> Table:
        """Return a row per uncertain number: its mean and quantiles among the draws."""
        rows = [
            (str(name), float(each.mean()), *np.quantile(each, (0.05, 0.5, 0.95)).tolist())
            for name, each in self.numbers.items()
            if self.size
        ]
        columns = ("number", "mean", "5%", "median", "95%")
        return Table(columns, rows, f"{self._scenario.name}: {counted(self.size, 'draw')}")

    @property
    def _scenario(self) -> Scenario:
        return self.problem_drawn.scenario

    def __getitem__(self, rows: Any) -> Draws:
        """Return some of the draws: a slice, row numbers, or a boolean per draw."""
        if not isinstance(rows, slice):
            rows = np.atleast_1d(np.arange(self.size)[rows])
        some = object.__new__(Draws)  # its numbers have been checked
        some.problem_drawn = self.problem_drawn
        some.numbers = FrozenMap({name: each[rows] for name, each in self.numbers.items()})
        some.size = len(range(*rows.indices(self.size))) if isinstance(rows, slice) else len(rows)
        return some

    def _of(self, numbers: Mapping[Quantity, Any], size: int) -> Draws:
        return Draws(self.problem_drawn, numbers, size=size)

    def with_numbers(self, numbers: Mapping[Quantity, Any]) -> Draws:
        """Return the same draws with some numbers set.

        Parameters
        ----------
        numbers : mapping
            ``{quantity: number or array (n,)}``.
        """
        for name in numbers:
            if name not in self.numbers:
                raise unknown_name("uncertain number", name, self.problem_drawn.quantities)
        changed = {name: np.broadcast_to(each, self.size) for name, each in numbers.items()}
        return self._of({**self.numbers, **changed}, self.size)

    def swapped(self, quantities: Quantity | Iterable[Quantity], other: Draws) -> Draws:
        """Return the same draws with some numbers, such as a block, taken from `other`."""
        named = (quantities,) if isinstance(quantities, Quantity) else tuple(quantities)
        for name in named:
            if name not in other.numbers:
                raise unknown_name("uncertain number", name, self.problem_drawn.quantities)
        return self.with_numbers({name: other.numbers[name] for name in named})

    # ------------------------------------------------------------------ arrays

    def payoffs(self, rows: Any = slice(None), *, out: FloatArray | None = None) -> FloatArray:
        """Return what every package is worth to every actor in some of the draws.

        Parameters
        ----------
        rows : slice or array, optional
            Which draws; all if left out.
        out : array, shape (n_actors, n, n_outcomes), optional
            Where to write; saves the time that fresh memory takes.

        Returns
        -------
        array, shape (n, n_outcomes, n_actors)
            A view of memory in which the payoffs of one actor lie together.
        """
        draws = self if _everything(rows) else self[rows]
        problem = self.problem_drawn
        shape = (len(problem.actors), len(draws), len(problem.space))
        if out is None:
            out = np.empty(shape)
        elif out.shape != shape or out.dtype != np.float64 or not out.flags.c_contiguous:
            raise InvalidValueError(
                f"`out` must be a contiguous array of floats of shape {shape}.", given=out.shape
            )
        for side in problem.sides:
            mine = draws._is_type(side)
            if mine is None:
                side.worths.fill(out[side.place], draws.numbers)
            elif mine.any():
                part = np.empty((int(mine.sum()), shape[2]))
                side.worths.fill(part, {name: each[mine] for name, each in draws.numbers.items()})
                out[side.place][mine] = part
        return np.moveaxis(out, 0, -1)

    def _is_type(self, side: Side) -> BoolArray | None:
        """Return in which draws (n,) the actor is of this type; ``None`` if it has no types."""
        if side.label is None:
            return None
        drawn = self.numbers[Quantity(side.actor.name, "type")]
        return np.asarray(drawn == side.kind)

    def _by_actor(self, read: Any) -> FloatArray:
        """Return a number per draw and actor (n, n_actors) that `read` takes from each side."""
        found = np.empty((self.size, len(self.problem_drawn.actors)))
        for side in self.problem_drawn.sides:
            mine = self._is_type(side)
            value = np.broadcast_to(read(side), self.size)
            if mine is None:
                found[:, side.place] = value
            else:
                found[mine, side.place] = value[mine]
        return read_only(found)  # type: ignore[no-any-return]

    def _number(self, side: Side, what: str) -> Any:
        """Return one of an actor's own numbers, certain or drawn (n,)."""
        value: Any = getattr(side.actor, what)
        drawn = self.numbers.get(side.name(what))
        if drawn is None and isinstance(value, Distribution):
            raise InvalidTypeError(f"There is no draw of {side.name(what)}.")
        return value if drawn is None else drawn

    def _walk(self, side: Side) -> Any:
        """Return what walking away is worth, with the premium."""
        base = self._number(side, "reservation")
        if isinstance(base, Outcome):
            levels = np.array(levels_of(self._scenario.issues, base), dtype=np.intp)
            base = side.worths.at(levels, self.numbers, self.size)
        premium, stated = self._number(side, "premium"), side.actor.premium
        if premium is not stated and not isinstance(stated, Distribution):
            premium = premium + stated  # beliefs come with one, and this stands on top of it
        return base + premium

    @cached_property
    def disagreement(self) -> FloatArray:
        """What walking away is worth to every actor, shape (n, n_actors)."""
        return self._by_actor(self._walk)

    @cached_property
    def power(self) -> FloatArray:
        """Bargaining power, shape (n, n_actors)."""
        return self._by_actor(lambda side: self._number(side, "power"))

    @cached_property
    def discount(self) -> FloatArray:
        """Discount factors, shape (n, n_actors)."""
        return self._by_actor(lambda side: self._number(side, "discount"))

    @cached_property
    def lines(self) -> BoolArray:
        """Which red lines are in force, shape (n, n_lines)."""
        found = np.ones((self.size, len(self.problem_drawn.lines)), dtype=np.bool_)
        column = 0
        for side in self.problem_drawn.sides:
            mine = self._is_type(side)
            for place, line in enumerate(side.actor.red_lines):
                drawn = self.numbers.get(side.name("red line", option=str(line), place=place))
                if drawn is not None:
                    found[:, column] = drawn >= 0.5
                if mine is not None:
                    found[:, column] &= mine
                column += 1
        return read_only(found)  # type: ignore[no-any-return]

    @property
    def lines_vary(self) -> bool:
        """Whether a red line is in force in some draws and not in others, or could be."""
        names = any(name.what == "red line" for name in self.problem_drawn.quantities)
        typed = any(s.label is not None and s.actor.red_lines for s in self.problem_drawn.sides)
        return names or typed

    def refused(self, rows: Any = slice(None)) -> BoolArray:
        """Return which packages cross a red line in force, by actor.

        Returns
        -------
        array of bool, shape (n, n_outcomes, n_actors)
            The same for every draw (a read-only view of one) where no red line is uncertain.
        """
        problem = self.problem_drawn
        lines = self.lines[rows]
        n = len(lines)
        # Without doubt about lines all of them are in force, in every draw.
        some = lines if self.lines_vary else np.ones((1, lines.shape[1]), dtype=np.bool_)
        found = np.zeros((len(problem.actors), len(some), len(problem.space)), dtype=np.bool_)
        for column, owner in enumerate(problem.line_owners):
            found[owner] |= some[:, column, None] & problem.crossed[column]
        if not self.lines_vary:
            found = np.broadcast_to(found, (len(found), n, found.shape[2]))
        return np.moveaxis(found, 0, -1)

    def signable(self, rows: Any = slice(None)) -> BoolArray:
        """Return which packages no red line in force keeps enough actors from signing.

        Returns
        -------
        array of bool, shape (n, n_outcomes)
        """
        rule, names = self._scenario.consent, self.problem_drawn.actors
        refused = self.refused(rows)
        if self.lines_vary or not len(refused):
            return rule.wins(~refused, names)
        return np.broadcast_to(rule.wins(~refused[:1], names), refused.shape[:2])

    # ------------------------------------------------------------------ one draw

    def scenario(self, row: int) -> Scenario:
        """Return the certain scenario of one draw."""
        return settled(self._scenario, {name: float(x[row]) for name, x in self.numbers.items()})

    def problem(self, row: int) -> BargainingProblem:
        """Return the bargaining problem of one draw."""
        return bargaining_problem(self.scenario(row))


def _everything(rows: Any) -> bool:
    return isinstance(rows, slice) and rows == slice(None)


__all__ = ["Draws"]
