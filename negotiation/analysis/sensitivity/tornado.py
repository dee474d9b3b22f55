"""Which numbers move the answer most, one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._shares import counted, percent
from negotiation._table import Shown, Table
from negotiation.actors import Scenario
from negotiation.analysis.sensitivity._bars import Bar, bars_at_medians, bars_of_draws
from negotiation.analysis.sensitivity._blocks import problem_of, rng_of
from negotiation.analysis.sensitivity._loosened import loosened
from negotiation.analysis.sensitivity._target import Target
from negotiation.concessions import UncertainProblem
from negotiation.engine.talks._streams import seed_of
from negotiation.errors import InvalidValueError

DRAWS = 1000
"""Draws of the other numbers if none are asked for and the target is a probability."""


@dataclass(frozen=True, eq=False)
class Tornado(Shown):
    """What every number does to a target, one at a time.

    Attributes
    ----------
    target : Target
        What is looked at.
    base, base_error : float
        The target when no number is held, and its standard error.
    bars : tuple of Bar
        The longest first.
    ends : str
        Between which values the numbers are moved, in words.
    draws : int
        Draws of the other numbers; 0 where they stay as they are.
    still : str
        How the others stand where they are not drawn, in words.
    name : str
        The scenario.
    """

    target: Target
    base: float
    base_error: float
    bars: tuple[Bar, ...]
    ends: str
    draws: int
    still: str = "at their medians"
    name: str = ""

    def __len__(self) -> int:
        return len(self.bars)

    def shown(self, value: float) -> str:
        """Return a value of the target as text: a percentage if it is a probability."""
        return percent(value) if self.target.is_share else f"{value:.3g}"

    def summary(self) -> Table:
        """Return a row per number, the one that moves the target most first."""
        columns = ("number", "from", "to", "target there", "target here", "moves by", "± s.e.")
        rows = [
            (str(bar.quantity), *bar.ends, *bar.values, bar.swing, bar.error) for bar in self.bars
        ]
        title = f"{self.name}: what moves {self.target.words}"
        return Table(columns, rows, title, self._notes())

    def _notes(self) -> list[str]:
        notes = [f"{self.target.words}: {self.shown(self.base)} as things stand. {self.how}"]
        if not self.bars:
            notes.append("No number can be moved.")
        elif not any(bar.swing for bar in self.bars):
            notes.append("No number moves it on its own.")
        if any(bar.how == "thirds" for bar in self.bars):
            notes.append(
                "Numbers that hang together with others are not set: the draws with the lowest "
                "and the highest third of the number are compared."
            )
        return notes

    @property
    def how(self) -> str:
        """How the numbers were moved, in a sentence."""
        others = f"drawn ({counted(self.draws, 'draw')})" if self.draws else self.still
        return f"Each number moved {self.ends}, the others {others}."

    def __repr__(self) -> str:
        if not self.bars:
            return f"<Tornado of {self.target.words}: nothing to move>"
        most = self.bars[0].quantity
        return f"<Tornado of {self.target.words}: {len(self.bars)} numbers, most by {most}>"


def tornado(
    subject: Any,
    concept: str | None = None,
    *,
    of: Any = None,
    low: float = 0.1,
    high: float = 0.9,
    draws: int | None = None,
    swing: float = 0.1,
    rng: Any = None,
) -> Tornado:
    """Move every number on its own, and say how far the answer moves.

    Parameters
    ----------
    subject : Scenario, UncertainProblem or Beliefs
        In a certain scenario every number is moved by `swing`, and every red line dropped.
    concept : str, optional
        The solution concept that selects, where `of` asks what is selected; ``"nash"`` if left
        out.
    of : str, tuple or callable, optional
        What is looked at: ``"no agreement"`` (as a probability), ``"room"`` (how far the ZOPA
        is open), ``("payoff", actor)``, ``("term", issue, option)``, or a function of `Draws`
        returning an array (n,).  If left out, no agreement where something is uncertain, room
        where all is certain.
    low, high : float, default 0.1 and 0.9
        The quantiles between which uncertain numbers are moved.
    draws : int, optional
        Draws of the other numbers; 0 holds them at their medians.  If left out, 1000 where the
        target is a probability, else 0.
    swing : float, default 0.1
        By which share of itself a number of a certain scenario is moved, in (0, 1).
    rng : int, Generator or None
        Same seed, same answer.

    Returns
    -------
    Tornado
        A bar per uncertain number.  Numbers that hang together (a Dirichlet, correlated
        numbers, beliefs) cannot be set one by one: draws with the lowest and the highest third
        of the number are compared instead.

    Raises
    ------
    UnknownNameError, InvalidValueError
        If the target cannot be read, or quantiles and draws lie out of range.

    Notes
    -----
    A bar shows the ends, not what happens between them, and nothing that several numbers do
    together; `negotiation.sobol` sees both.

    Examples
    --------
    >>> import negotiation as ng
    >>> found = ng.tornado(ng.library.load("hanoi-2019"))
    >>> found.target.words
    'room for agreement'
    """
    if not 0.0 <= low < high <= 1.0:
        raise InvalidValueError(
            "Quantiles run from low= up to high=, in [0, 1].", given=(low, high)
        )
    problem, between = problem_of(subject), (low, high)
    ends = f"from its {low:.3g} to its {high:.3g} quantile"
    certain = not problem.quantities
    target = Target.of(("room" if certain else "no agreement") if of is None else of, concept)
    if certain:
        scenario: Scenario = problem.scenario
        problem, between, draws = UncertainProblem.of(loosened(scenario, swing)), (0.0, 1.0), 0
        ends = f"down and up by {swing:.0%} of itself"
    if draws is None:
        draws = DRAWS if target.is_share else 0
    if isinstance(draws, bool) or not isinstance(draws, int | np.integer) or draws < 0:
        raise InvalidValueError("draws= takes a whole number, at least 0.", given=draws)
    target.check(problem)
    seed = seed_of(rng)
    if draws:
        drawn = problem.draw(int(draws), rng_of(seed, 0))
        base, error, bars = bars_of_draws(drawn, target, between, seed)
    else:
        base, error, bars = bars_at_medians(problem, target, between, seed)
    if certain:
        # The median of a red line that is in force half the time says nothing.
        base = float(target.values(_as_written(scenario), rng_of(seed, 2))[0])
    order = tuple(sorted(bars, key=lambda bar: (-abs(bar.swing), str(bar.quantity))))
    still = "as they are" if certain else "at their medians"
    return Tornado(target, base, error, order, ends, int(draws), still, problem.scenario.name)


def _as_written(scenario: Scenario) -> Any:
    return UncertainProblem.of(scenario).draw(1, np.random.default_rng(0))
