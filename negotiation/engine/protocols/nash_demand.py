"""The Nash demand game: all name what they want at once, and get it if it fits together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, read_only
from negotiation._table import Table
from negotiation.actors import Scenario
from negotiation.concessions import BargainingProblem, NormalFormGame
from negotiation.concessions.pareto import ranks
from negotiation.engine.equilibrium import Equilibria, equilibria
from negotiation.engine.protocols._on_the_table import problem_of
from negotiation.engine.protocols._protocol import protocol
from negotiation.engine.protocols._seats import seated
from negotiation.errors import InvalidTypeError, InvalidValueError, TooLargeError

REFERENCE = "Nash, J. (1953). Two-person cooperative games. Econometrica 21, 128-140."

_CELLS = 4_000_000
"""Combinations of demands, times the outcomes that may meet them, at most."""


@dataclass(frozen=True, eq=False)
class DemandGame:
    """The pure equilibria of a demand game.

    Attributes
    ----------
    game : NormalFormGame
        The strategies are demands, in payoffs.
    equilibria : Equilibria
        Its pure equilibria.
    demands : array, shape (k, n_actors)
        What is demanded in each.
    fits : array of bool, shape (k,)
        Whether the demands fit together.  If not, nobody can make them fit alone and gain by it:
        a deadlock.
    problem : BargainingProblem or None
        Where the demands come from; ``None`` for units.
    """

    game: NormalFormGame
    equilibria: Equilibria
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
        """Return the demands of every pure equilibrium, and whether they fit together."""
        rows = [
            (*demands, bool(fits)) for demands, fits in zip(self.demands, self.fits, strict=True)
        ]
        columns = (*(f"{name} demands" for name in self.game.actors), "fits")
        agreed, stuck = int(self.fits.sum()), int((~self.fits).sum())
        notes = [f"Pure equilibria: {self._counted()}."]
        if agreed > 1:
            notes.append(
                "The game does not choose among agreements; a little doubt about what fits does "
                "(smoothed_demand)."
            )
        if stuck:
            notes.append(
                f"In {stuck} all demand so much that nobody alone can make the demands fit and "
                "gain by it."
            )
        if not self.equilibria.complete:
            notes.append("There are more equilibria than are listed.")
        return Table(columns, rows, self.game.title, [*notes, REFERENCE])

    def __repr__(self) -> str:
        return f"<DemandGame: pure equilibria: {self._counted()}>"

    def _counted(self) -> str:
        """Return how many equilibria are agreements, and how many deadlocks."""
        agreed, stuck = int(self.fits.sum()), int((~self.fits).sum())
        return (
            f"{agreed} agreement{'' if agreed == 1 else 's'}, "
            f"{stuck} deadlock{'' if stuck == 1 else 's'}"
        )

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()


@protocol(DemandGame, reference=REFERENCE)
def nash_demand(
    over: BargainingProblem | Scenario | int, *, actors: int | Sequence[str] | None = None
) -> DemandGame:
    """Return the pure equilibria of the game in which all state demands at the same time.

    Each actor demands a payoff.  If the demands fit together, each gets what it demanded;
    otherwise all walk away.  Every efficient way to fit is an equilibrium, and so is asking
    for too much if the others do.  With N units there are N + 2 pure equilibria of two actors.

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
    worth = [np.where(fits, grid, walk[own]) for own, grid in enumerate(grids)]
    labels = [
        [f"{value:.6g}" if _apart(each) else repr(value) for value in each] for each in levels
    ]
    game = NormalFormGame(
        np.array(worth),
        tuple(map(tuple, labels)),
        names,
        title=f"{problem.name if problem else f'{over} units'}: demand game",
    )
    found = equilibria(game, "pure-nash")
    cells = [tuple(int(each.argmax()) for each in profile) for profile in found.profiles]
    demands = np.array([[each[x] for each, x in zip(levels, cell, strict=True)] for cell in cells])
    return DemandGame(
        game,
        found,
        read_only(demands.reshape(len(cells), len(names))),
        read_only(np.array([bool(fits[cell]) for cell in cells], dtype=np.bool_)),
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
    if (int(over) + 1) ** actors > _CELLS:
        raise TooLargeError(
            f"{over} units make {(int(over) + 1) ** actors:,} combinations of demands (at most "
            f"{_CELLS:,}); take larger units."
        )
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
    if np.prod(sizes, dtype=np.float64) > _CELLS:
        raise TooLargeError(
            f"The payoffs in the ZOPA make {np.prod(sizes, dtype=np.float64):,.0f} combinations of "
            f"demands (at most {_CELLS:,}); keep fewer outcomes, such as the efficient ones."
        )
    levels = []
    for own, size in enumerate(sizes):
        values = problem.payoffs[rows, own]
        levels.append([float(values[place[:, own] == rank].max()) for rank in range(size)])
    fits = np.zeros(sizes, dtype=np.bool_)
    fits[tuple(place.T)] = True
    for axis in range(len(sizes)):
        fits = np.flip(np.maximum.accumulate(np.flip(fits, axis), axis=axis), axis)
    return levels, fits
