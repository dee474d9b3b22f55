"""Over two numbers at once: where a deal exists, or which package is selected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray
from negotiation._shares import counted, percent
from negotiation._table import Shown, Table
from negotiation.analysis.sensitivity._blocks import problem_of, rng_of
from negotiation.analysis.sensitivity._lever import Lever, lever
from negotiation.analysis.sensitivity._straight import why_bent, windows_of
from negotiation.analysis.sensitivity._target import Target
from negotiation.analysis.sensitivity._windows import holds
from negotiation.concessions import Draws, UncertainProblem
from negotiation.engine import solve
from negotiation.engine.talks._streams import seed_of
from negotiation.errors import InvalidValueError

STEPS = 31
DRAWS = 200


@dataclass(frozen=True, eq=False)
class PhaseMap(Shown):
    """What happens over a grid of two numbers.

    Attributes
    ----------
    levers : tuple of Lever
        The number along x and the number along y, with their ranges.
    x, y : array, shape (nx,), (ny,)
        The values looked at.
    no_agreement : array, shape (nx, ny)
        The probability of no agreement: 0 or 1 where nothing else is uncertain.
    error : array, shape (nx, ny)
        Its standard error.
    selected : array of int, shape (nx, ny), optional
        The row of the package that `concept` selects, the first of ties; −1 for no agreement.
    concept : str
    draws : int
        Draws of the other numbers; 0 where they are certain or stay at their medians.
    """

    levers: tuple[Lever, Lever]
    x: FloatArray
    y: FloatArray
    no_agreement: FloatArray
    error: FloatArray
    selected: IntArray | None = None
    concept: str = ""
    draws: int = 0

    @property
    def problem(self) -> UncertainProblem:
        """The problem, with both numbers free."""
        return self.levers[1].problem

    @property
    def here(self) -> tuple[float, float]:
        """The scenario's own point: both numbers as they are, or their medians."""
        return self.levers[0].here, self.levers[1].here

    @property
    def regions(self) -> tuple[int, ...]:
        """The packages selected somewhere (−1: no agreement), the most frequent first."""
        if self.selected is None:
            return ()
        rows, counts = np.unique(self.selected, return_counts=True)
        return tuple(int(rows[each]) for each in np.argsort(-counts, kind="stable"))

    def words(self, row: int) -> str:
        """Return a package, or no agreement (−1), as text."""
        if row < 0:
            return "no agreement"
        changes = self.problem.space[row].changes(self.problem.scenario.status_quo)
        return str(changes) or "the status quo"

    def summary(self) -> Table:
        """Return a row per region: what happens there, and over which values."""
        names = [str(each.quantity) for each in self.levers]
        columns = ("region", "share of the map", *(f"{name}, from – to" for name in names))
        rows = [
            (name, percent(float(mask.mean())), *self._extent(mask)) for name, mask in self._masks()
        ]
        title = f"{self.problem.scenario.name}: {names[0]} against {names[1]}"
        return Table(columns, rows, title, self._notes())

    def _masks(self) -> list[tuple[str, Any]]:
        if self.selected is not None:
            return [(self.words(row), self.selected == row) for row in self.regions]
        share = self.no_agreement
        if not self.draws:
            found = [("a deal exists", share < 0.5), ("no deal exists", share >= 0.5)]
        else:
            bounds = ((0.0, 0.05), (0.05, 0.5), (0.5, 0.95), (0.95, 1.01))
            found = [
                (
                    f"no agreement in {low:.0%} to {min(high, 1.0):.0%} of draws",
                    (share >= low) & (share < high),
                )
                for low, high in bounds
            ]
        return [(name, mask) for name, mask in found if mask.any()]

    def _extent(self, mask: Any) -> tuple[str, str]:
        across, up = self.x[mask.any(axis=1)], self.y[mask.any(axis=0)]
        return f"{across[0]:.3g} – {across[-1]:.3g}", f"{up[0]:.3g} – {up[-1]:.3g}"

    def _notes(self) -> list[str]:
        place = ", ".join(
            f"{each.quantity} {own:.3g}" for each, own in zip(self.levers, self.here, strict=True)
        )
        notes = [f"The scenario itself stands at {place}."]
        inside = self._nearest()
        if inside is None:
            notes.append("That lies outside the map.")
        elif self.selected is not None:
            notes.append(f"There {self.concept} selects: {self.words(int(self.selected[inside]))}.")
        elif self.draws:
            share, error = float(self.no_agreement[inside]), float(self.error[inside])
            notes.append(
                f"Near it, no agreement has probability {percent(share)} (± {error:.1%} s.e.), "
                f"over {counted(self.draws, 'draw')} of the other numbers."
            )
        return notes

    def _nearest(self) -> tuple[int, int] | None:
        """Return the cell of the scenario's own point."""
        found = []
        for own, values in zip(self.here, (self.x, self.y), strict=True):
            half = 0.5 * float(values[1] - values[0])
            if not values[0] - half <= own <= values[-1] + half:
                return None
            found.append(int(np.abs(values - own).argmin()))
        return found[0], found[1]

    def __repr__(self) -> str:
        names = " × ".join(str(each.quantity) for each in self.levers)
        share = float(self.no_agreement.mean())
        return f"<PhaseMap of {names}: no agreement on {percent(share)} of it>"


def phase_map(
    subject: Any,
    first: Any,
    second: Any,
    concept: str | None = None,
    *,
    between: Any = (None, None),
    steps: int = STEPS,
    rescale: bool | None = None,
    draws: int | None = None,
    rng: Any = None,
) -> PhaseMap:
    """Look at every combination of two numbers and say where there is a deal, and which.

    Parameters
    ----------
    subject : Scenario, UncertainProblem or Beliefs
    first, second : Quantity or tuple of str
        The two numbers, named as for `negotiation.threshold`.
    concept : str, optional
        A solution concept: the map then shows which package it selects.
    between : pair of ranges, optional
        ``((low, high), (low, high))``; ``None`` in place of a range for the one that
        `negotiation.threshold` would take.
    steps : int, default 31
        Values of each number, at least 2.
    rescale : bool, optional
        As for `negotiation.threshold`.  Two weights of one actor are never rescaled.
    draws : int, optional
        Draws of the other numbers where they are uncertain (200); 0, and always with a concept,
        holds them at their medians.
    rng : int, Generator or None
        Same seed, same answer.  All cells look at the same draws.

    Returns
    -------
    PhaseMap

    Raises
    ------
    UnknownNameError, InvalidTypeError, InvalidValueError
        If there is no such number, both are the same, or a range or the steps make no map.

    Examples
    --------
    >>> import negotiation as ng
    >>> relief = ng.Issue("relief", ["none", "full"])
    >>> us = ng.Actor("US", ng.Additive({"relief": {"none": 0.5, "full": 0}}))
    >>> dprk = ng.Actor("DPRK", ng.Additive({"relief": {"none": 0, "full": 1}}))
    >>> talk = ng.Scenario("a talk", [relief], [us, dprk])
    >>> ng.phase_map(talk, ("US", "reservation"), ("DPRK", "reservation"), steps=11)
    <PhaseMap of US: walking away × DPRK: walking away: no agreement on 82.6% of it>
    """
    problem = problem_of(subject)
    if isinstance(steps, bool) or not isinstance(steps, int | np.integer) or steps < 2:
        raise InvalidValueError("steps= takes a whole number, at least 2.", given=steps)
    one, two = _levers(problem, (first, second), between, rescale)
    count = 0 if concept is not None else DRAWS if draws is None else int(draws)
    base = two.base(count, rng_of(seed_of(rng), 0)).with_numbers(dict(one.fixed))
    x, y = (np.linspace(each.low, each.high, int(steps)) for each in (one, two))
    share, chosen = _looked(base, (one, two), (x, y), concept)
    drawn = len(base) if two.other_doubts and count else 0
    error = np.sqrt(share * (1.0 - share) / len(base))
    return PhaseMap((one, two), x, y, share, error, chosen, concept or "", drawn)


def _levers(
    problem: UncertainProblem, names: tuple[Any, Any], between: Any, rescale: bool | None
) -> tuple[Lever, Lever]:
    """Return both levers on one problem in which both numbers are free."""
    try:
        ranges = tuple(between)
    except TypeError:
        ranges = ()
    if len(ranges) != 2:
        raise InvalidValueError(
            "between= takes a range for each number: ((low, high), (low, high)).", given=between
        )
    one, two = (lever(problem, name, span, False) for name, span in zip(names, ranges, strict=True))
    if one.quantity == two.quantity:
        raise InvalidValueError("A map needs two different numbers.", given=str(one.quantity))
    same = one.quantity.actor == two.quantity.actor and one.quantity.what == two.quantity.what
    scaled = False if same else rescale
    one = lever(problem, names[0], ranges[0], scaled)
    two = lever(one.problem, names[1], ranges[1], scaled)
    moved = {one.quantity, two.quantity, *one.partners, *two.partners}
    doubts = bool(set(problem.quantities) - moved)
    return replace(one, problem=two.problem), replace(two, other_doubts=doubts)


def _looked(
    base: Draws, levers: tuple[Lever, Lever], values: tuple[FloatArray, FloatArray], concept: Any
) -> tuple[FloatArray, IntArray | None]:
    """Return the share of no agreement (nx, ny), and the package (nx, ny) a concept selects."""
    if concept is not None:
        selected = _selected(base, levers, values, concept)
        return (selected < 0).astype(np.float64), selected
    if why_bent(levers[0]):
        return _step_by_step(base, levers, values), None
    one, two = levers
    shares = (values[0] - one.low) / (one.high - one.low)
    columns = []
    for value in values[1]:
        # Exact along the first number, so that every draw is looked at twice, not nx times.
        found = windows_of(one, two.moved(base, value))
        columns.append(1.0 - np.mean([holds(each.ends, shares) for each in found], axis=0))
    return np.stack(columns, axis=1), None


def _selected(
    base: Draws, levers: tuple[Lever, Lever], values: tuple[FloatArray, FloatArray], concept: str
) -> IntArray:
    rows = []
    for one in values[0]:
        repeated = levers[0].moved(base[np.zeros(len(values[1]), dtype=np.intp)], one)
        draws = levers[1].moved(repeated, values[1])
        answers = (solve(draws.problem(row), concept) for row in range(len(draws)))
        rows.append([int(each.indices[0]) if each.agreement else -1 for each in answers])
    return np.array(rows, dtype=np.intp)


def _step_by_step(
    base: Draws, levers: tuple[Lever, Lever], values: tuple[FloatArray, FloatArray]
) -> FloatArray:
    target = Target.of("no agreement")
    found = np.empty((len(values[0]), len(values[1])))
    for column, one in enumerate(values[0]):
        for row, two in enumerate(values[1]):
            draws = levers[1].moved(levers[0].moved(base, one), two)
            found[column, row] = target.values(draws, np.random.default_rng(0)).mean()
    return found
