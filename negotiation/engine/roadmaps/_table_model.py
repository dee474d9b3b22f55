"""A road-map model in which what measures bring depends on each other: a payoff for every state."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from negotiation._arrays import TOLERANCE, BoolArray, FloatArray, IntArray, floats, read_only
from negotiation.concessions.pareto import skyline
from negotiation.engine.roadmaps._model import RoadMapModel
from negotiation.errors import InvalidValueError, NotDefinedError, TooLargeError

MOST_MEASURES = 20
"""Measures of which all combinations can be listed."""

MOST_STATES = 1 << MOST_MEASURES
"""States that are listed at most: of measures that need each other there are fewer."""

_BITS = 62
"""Measures that fit into a bit mask."""


def valid_masks(model: RoadMapModel, most: int = MOST_STATES) -> IntArray:
    """Return the states that respect what measures need, as bit masks in ascending order.

    Bit k says whether measure k is in force.

    Raises
    ------
    TooLargeError
        If there are more than `most`.
    """
    count = len(model.measures)
    needed = [0] * count
    for one, other in model.needs:
        needed[one] |= 1 << other
    masks, done = np.zeros(1, dtype=np.int64), 0
    left = list(range(count))
    while left and count <= _BITS and len(masks) <= most:
        # Measures come after those that they need, so that no list is longer than the last one.
        place = next(k for k in left if needed[k] & ~done == 0)
        able = masks[masks & needed[place] == needed[place]]
        masks = np.concatenate([masks, able | (1 << place)])
        done |= 1 << place
        left.remove(place)
    if left or len(masks) > most:
        raise TooLargeError(
            f"{count} measures have too many combinations to list: at most {most:,} can be, "
            f'those of {MOST_MEASURES} measures that need no others. method="milp" does '
            "without a list."
        )
    masks.sort()
    masks.flags.writeable = False
    return masks


def levels_of(masks: Any, count: int) -> FloatArray:
    """Return states given as bit masks as levels 0 and 1, shape (..., n_measures)."""
    return ((np.asarray(masks)[..., None] >> np.arange(count)) & 1).astype(np.float64)


class _Side(NamedTuple):
    """An actor's own combinations against all of the others'.

    Attributes
    ----------
    own, others : array of int, shapes (p,) and (q,)
        Bit masks, ascending.
    pays : array, shape (p, q)
        The actor's payoff in a period.
    fallen : array, shape (p, q)
        Its payoff once the others have fallen to the floor and it has made the best of that,
        holding on to what of its own combination cannot be withdrawn.
    holding : array of bool, shape (p, p)
        Whether the second combination holds on to the floor of the first.
    floor : array of int, shape (p,)
        The place of each own combination's floor.
    """

    own: IntArray
    others: IntArray
    pays: FloatArray
    fallen: FloatArray
    holding: BoolArray
    floor: IntArray


@dataclass(frozen=True, eq=False)
class TableModel(RoadMapModel):
    """Measures whose costs and benefits are not sums: payoffs are listed state by state.

    Who breaks off does so in the best way: it may keep any of its measures, take others, and
    once all have fallen it makes the best of the others' floor.

    Parameters
    ----------
    measures : sequence of Measure
        Indivisible.  Their costs and benefits are not used.
    actors : tuple of str
    table : array, shape (n_states, n_actors)
        Payoffs per period in the states of `valid_masks`, in that order; the first is the
        beginning.
    allowed : array of bool, shape (n_states,), optional
        The states in which a map may be.  A breach may lead into others.
    """

    table: FloatArray = field(default_factory=lambda: np.zeros((0, 0)), repr=False)
    allowed: Any = field(default=None, repr=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        for one, other in self.needs:
            if self.measures[one].owner != self.measures[other].owner:
                raise NotDefinedError(
                    "Where payoffs depend on combinations, a measure can only need one of the "
                    "same owner.",
                    measure=self.measures[one].name,
                )
        if self.divisible.any():
            raise NotDefinedError("Where payoffs depend on combinations, measures are indivisible.")
        table = floats(self.table, "The table of payoffs", ndim=2)
        if table.shape != (len(self.masks), len(self.actors)):
            raise InvalidValueError(
                f"{len(self.masks)} states and {len(self.actors)} actors need a table of that "
                "shape.",
                given=table.shape,
            )
        given = True if self.allowed is None else self.allowed
        allowed = np.broadcast_to(np.asarray(given, dtype=np.bool_), len(table)).copy()
        allowed[0] = True  # where things stand, whatever anybody thinks of it
        object.__setattr__(self, "table", table)
        object.__setattr__(self, "allowed", read_only(allowed))

    @cached_property
    def masks(self) -> IntArray:
        """The states, as bit masks."""
        return valid_masks(self)

    @cached_property
    def tolerance(self) -> FloatArray:
        """Differences in payoff that count as none, shape (n_actors,)."""
        return floats(TOLERANCE * (self.table.max(axis=0) - self.table.min(axis=0)), "Ranges")

    def mask(self, levels: Any) -> IntArray:
        """Return states of shape (..., n_measures) as bit masks."""
        bits = np.rint(np.asarray(levels)).astype(np.int64) << np.arange(len(self.measures))
        masks: IntArray = bits.sum(axis=-1)
        return masks

    def flows(self, levels: Any) -> FloatArray:
        """Return each actor's payoff per period in states of shape (..., n_measures)."""
        flows: FloatArray = self.table[np.searchsorted(self.masks, self.mask(levels))]
        return flows

    @cached_property
    def own(self) -> tuple[int, ...]:
        """Each actor's measures, as a bit mask."""
        bits = np.int64(1) << np.arange(len(self.measures))
        return tuple(int(bits[self.owner == actor].sum()) for actor in range(len(self.actors)))

    @cached_property
    def sides(self) -> tuple[_Side, ...]:
        """Every actor's own combinations against the others'."""
        return tuple(self._side(actor) for actor in range(len(self.actors)))

    def _floors(self, masks: IntArray) -> IntArray:
        """Return what of states given as bit masks cannot be withdrawn."""
        return self.mask(self.floor(levels_of(masks, len(self.measures))))

    def _side(self, actor: int) -> _Side:
        own = np.unique(self.masks & self.own[actor])
        others = np.unique(self.masks & ~self.own[actor])
        # Needs never cross owners, so that every pair is a state.
        rows = np.searchsorted(self.masks, own[:, None] | others)
        pays = self.table[rows, actor]
        floor = self._floors(own)
        holding = own & floor[:, None] == floor[:, None]
        left = pays[:, np.searchsorted(others, self._floors(others))]
        best = {int(each): left[own & each == each].max(axis=0) for each in np.unique(floor)}
        fallen = np.array([best[int(each)] for each in floor])
        return _Side(own, others, pays, fallen, holding, np.searchsorted(own, floor))

    def tempted(self, actor: int, d: float) -> FloatArray:
        """Return what the best breach brings an actor, by its floor and the others' next moves.

        Parameters
        ----------
        actor : int
        d : float
            Its patience.

        Returns
        -------
        array, shape (p, q)
            Rows are own combinations; those that have the same floor are alike.
        """
        side = self.sides[actor]
        worth = (1.0 - d) * side.pays + d * side.fallen
        best = {int(row): worth[side.holding[row]].max(axis=0) for row in np.unique(side.floor)}
        return np.array([best[int(row)] for row in side.floor])

    def temptations(self, patience: FloatArray) -> Any:
        """Return a function of states before and after a move: what breaking off is worth.

        Parameters
        ----------
        patience : array, shape (n_actors,)

        Returns
        -------
        callable
            Takes a bit mask and an array of m bit masks; returns an array (m, n_actors).
        """
        tables = [self.tempted(actor, float(d)) for actor, d in enumerate(patience)]

        def worth(before: int, after: IntArray) -> FloatArray:
            columns = []
            for side, bits, table in zip(self.sides, self.own, tables, strict=True):
                row = np.searchsorted(side.own, before & bits)
                columns.append(table[row, np.searchsorted(side.others, after & ~bits)])
            return np.stack(columns, axis=-1)

        return worth

    def breach(self, path: FloatArray, lag: int) -> tuple[FloatArray, FloatArray]:
        """Return what the ways to break off bring along a path, as `RoadMapModel.breach`.

        Ways that another one beats both at once and later are left out.
        """
        if lag > 1:
            raise NotDefinedError(
                "Where payoffs depend on combinations, breaches are seen after one period: lag=1."
            )
        masks = self.mask(path)
        after = np.append(masks[1:], masks[-1:])
        found = [
            [self._ways(actor, int(one), int(two)) for actor in range(len(self.actors))]
            for one, two in zip(masks, after, strict=True)
        ]
        most = max(len(ways) for row in found for ways in row)
        # Fewer ways than another actor or stage has: the first stands in again.
        full = [[ways[np.arange(most) % len(ways)] for ways in row] for row in found]
        table = np.moveaxis(np.array(full), (2, 3), (0, 1))[..., None, :]
        return table[:, 0], table[:, 1]

    def _ways(self, actor: int, before: int, after: int) -> FloatArray:
        """Return what each way to break off brings at once and for ever, shape (k, 2)."""
        side, bits = self.sides[actor], self.own[actor]
        row = np.searchsorted(side.own, before & bits)
        column = np.searchsorted(side.others, after & ~bits)
        able = side.holding[row]
        ways = np.stack([side.pays[able, column], side.fallen[able, column]], axis=1)
        return ways[skyline(ways)]
