"""The Nash demand game: all name what they want at once, and get it if it fits together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, read_only
from negotiation._table import Shown, Table
from negotiation.actors import Scenario
from negotiation.concessions import BargainingProblem, NormalFormGame
from negotiation.concessions.pareto import ranks
from negotiation.engine.protocols._on_the_table import problem_of
from negotiation.engine.protocols._protocol import protocol
from negotiation.engine.protocols._seats import in_short, seated
from negotiation.errors import InvalidTypeError, InvalidValueError, TooLargeError

REFERENCE = "Nash, J. (1953). Two-person cooperative games. Econometrica 21, 128-140."

_NUMBERS = 8_000_000
"""Combinations of demands, times actors, at most."""

_SHOWN = 1_000
"""Equilibria in a summary, unless more are agreements."""

_AXES = 32
"""Actors at most, one axis of the game each."""


@dataclass(frozen=True, eq=False)
class DemandGame(Shown):
    """The pure equilibria of a demand game.

    Attributes
    ----------
    game : NormalFormGame
        The strategies are demands, in payoffs.
    demands : array, shape (k, n_actors)
        What is demanded in each pure equilibrium; all are listed.
    fits : array of bool, shape (k,)
        Whether the demands fit together.  If not, nobody can make them fit alone and gain by it:
        a deadlock.
    problem : BargainingProblem or None
        Where the demands come from; ``None`` for units.
    """

    game: NormalFormGame
    demands: FloatArray
    fits: BoolArray
    problem: BargainingProblem | None

    @property
    def agreements(self) -> FloatArray:
        """The demands that fit together in equilibrium, shape (k, n_actors)."""
        return read_only(self.demands[self.fits])  # type: ignore[no-any-return]

    @property
    def deadlocks(self) -> FloatArray:
        """The demands in equilibria without agreement, shape (k, n_actors)."""
        return read_only(self.demands[~self.fits])  # type: ignore[no-any-return]

    def summary(self) -> Table:
        """Return the demands of the pure equilibria, those that fit together first."""
        rows = [(*each, True) for each in self.agreements.tolist()]
        rows += [(*each, False) for each in self.deadlocks[: max(0, _SHOWN - len(rows))].tolist()]
        columns = (*(f"{name} demands" for name in self.game.actors), "fits")
        agreed, stuck = int(self.fits.sum()), int((~self.fits).sum())
        notes = [f"Pure equilibria: {self._counted()}."]
        if self.problem is not None:
            walk = in_short(self.game.actors, self.problem.disagreement)
            notes.append(f"Walking away brings {walk}.")
        if agreed > 1:
            notes.append(
                "The game does not choose among agreements; a little doubt about what fits does "
                "(smoothed_demand)."
            )
        if self.problem is not None and not self.problem.zopa.any():
            notes.append("The ZOPA is empty: whatever is demanded, nothing fits.")
        elif stuck:
            notes.append(
                "In a deadlock all walk away: they demand so much that nobody alone can make the "
                "demands fit and gain by it."
            )
        if len(rows) < len(self.demands):
            notes.append(f"Only {len(rows):,} equilibria are shown; demands holds them all.")
        return Table(columns, rows, self.game.title, [*notes, REFERENCE])

    def __repr__(self) -> str:
        return f"<DemandGame: pure equilibria: {self._counted()}>"

    def _counted(self) -> str:
        """Return how many equilibria are agreements, and how many deadlocks."""
        agreed, stuck = int(self.fits.sum()), int((~self.fits).sum())
        return (
            f"{agreed:,} agreement{'' if agreed == 1 else 's'}, "
            f"{stuck:,} deadlock{'' if stuck == 1 else 's'}"
        )


@protocol(DemandGame, reference=REFERENCE)
def nash_demand(
    over: BargainingProblem | Scenario | int, *, actors: int | Sequence[str] | None = None
) -> DemandGame:
    """Return the pure equilibria of the game in which all state demands at the same time.

    Each actor demands a payoff.  If the demands fit together, each gets what it demanded;
    otherwise all walk away.  Every efficient way to fit is an equilibrium, and so is asking
    for too much if the others do.  Two actors and N units, one or more, have N + 2 pure
    equilibria.

    Parameters
    ----------
    over : BargainingProblem, Scenario or int
        A problem: actors demand one of their payoffs in the ZOPA, and demands fit together if an
        outcome of the ZOPA gives everybody at least that much.  A whole number N: units to
        be shared, of which each demands 0, 1, …, N.
    actors : int or sequence of str, optional
        For units: how many share them, or their names; two if left out.

    Returns
    -------
    DemandGame
        With an empty ZOPA the one equilibrium is a deadlock.

    Raises
    ------
    NotDefinedError
        If not everybody must agree.
    TooLargeError
        If there are too many combinations of demands.
    InvalidTypeError, InvalidValueError
        If the number of units is not a whole number, 0 or more.

    References
    ----------
    Nash, J. (1953). Two-person cooperative games. Econometrica 21, 128-140.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.protocols.nash_demand(10)
    <DemandGame: pure equilibria: 11 agreements, 1 deadlock>
    >>> ng.protocols.nash_demand(ng.BargainingProblem([[3, 1], [2, 2], [1, 1]])).agreements
    array([[2., 2.],
           [3., 1.]])
    """
    if isinstance(over, int | np.integer | float) and not isinstance(over, bool):
        problem = None
        names = seated(2 if actors is None else actors)
        levels, fits = _units(over, len(names))
        walk = np.zeros(len(names))
    else:
        problem = problem_of(over, "The demand game")
        if actors is not None:
            raise InvalidTypeError("A problem names its own actors; leave out actors=.")
        names, walk = problem.actors, problem.disagreement
        levels, fits = _levels(problem)
    grids = np.meshgrid(*levels, indexing="ij")
    worth = np.array([np.where(fits, grid, walk[own]) for own, grid in enumerate(grids)])
    labels = [
        [f"{value:.6g}" if _apart(each) else repr(value) for value in each] for each in levels
    ]
    game = NormalFormGame(
        worth,
        tuple(map(tuple, labels)),
        names,
        title=f"{problem.name if problem else f'{over} units'}: demand game",
    )
    slack = np.zeros(len(names)) if problem is None else problem.slack
    stays = np.ones(fits.shape, dtype=np.bool_)
    for own, mine in enumerate(worth):
        stays &= mine.max(axis=own, keepdims=True) - mine <= slack[own]
    cells = np.nonzero(stays)
    return DemandGame(
        game,
        read_only(np.stack([grid[cells] for grid in grids], axis=-1)),
        read_only(fits[cells]),
        problem,
    )


def _apart(levels: list[float]) -> bool:
    """Say whether six digits tell the demands apart."""
    return len({f"{value:.6g}" for value in levels}) == len(levels)


def _units(over: Any, actors: int) -> tuple[list[list[float]], BoolArray]:
    """Return what can be demanded of units, and which demands fit together."""
    if isinstance(over, float):
        raise InvalidTypeError("Units are counted: give a whole number, or a problem.", given=over)
    if over < 0:
        raise InvalidValueError("The number of units is 0 or more.", given=int(over))
    _not_too_many([int(over) + 1] * actors, "take larger units, or fewer actors")
    each = [float(value) for value in range(int(over) + 1)]
    total = sum(np.meshgrid(*[np.arange(int(over) + 1)] * actors, indexing="ij"))
    return [each] * actors, np.asarray(total <= over)


def _levels(problem: BargainingProblem) -> tuple[list[list[float]], BoolArray]:
    """Return every actor's payoffs in the ZOPA, and which combinations an outcome meets."""
    rows = np.flatnonzero(problem.zopa)
    if not len(rows):
        nothing = np.zeros((1,) * len(problem.actors), dtype=np.bool_)
        return [[float(value)] for value in problem.disagreement], nothing
    place = ranks(problem.payoffs[rows], problem.slack)
    sizes = [int(top) + 1 for top in place.max(axis=0)]
    _not_too_many(sizes, "keep fewer outcomes, such as the efficient ones")
    levels = []
    for own, size in enumerate(sizes):
        values = problem.payoffs[rows, own]
        levels.append([float(values[place[:, own] == rank].max()) for rank in range(size)])
    fits = np.zeros(sizes, dtype=np.bool_)
    fits[tuple(place.T)] = True
    for axis in range(len(sizes)):
        fits = np.flip(np.maximum.accumulate(np.flip(fits, axis), axis=axis), axis)
    return levels, fits


def _not_too_many(sizes: Sequence[int], remedy: str) -> None:
    """Refuse a game that takes too long; `sizes` are the numbers of demands."""
    many = math.prod(sizes)
    if many * len(sizes) > _NUMBERS or len(sizes) > _AXES:
        raise TooLargeError(
            f"The demands of {len(sizes):,} actors make too many combinations (at most "
            f"{_NUMBERS // len(sizes):,}, of {_AXES} actors at most); {remedy}."
        )
