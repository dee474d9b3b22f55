"""Staircase: collateral that can be withdrawn anchors a finite number of irreversible steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, floats, number, read_only
from negotiation._table import Shown, Table
from negotiation.concessions._names import actor_names
from negotiation.engine.roadmaps._terms import one_per_actor, terms_of
from negotiation.errors import InvalidValueError

_MOST = 100_000
"""Steps after which no more are counted."""

PerActor = float | Sequence[float] | Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Staircase(Shown):
    """The largest irreversible steps that collateral supports, counted from the last.

    Attributes
    ----------
    actors : tuple of str
    status : str
        "ok", or "disagreement" where the collateral itself would not stay in force, or is
        worth nothing.
    collateral : array, shape (2,)
        What breaking off would cost each in the end: patience times the collateral received,
        less the cost of its own.
    amount : float
        How much each is to give at least, in the units in which benefits and costs are counted.
    rounds : int or None
        The least number of steps in which both give at least that much; ``None`` if it takes
        too many.
    steps : array, shape (rounds, 2)
        The largest steps, the last first.  In time the last row comes first; it may be smaller,
        since nothing before rests on it.
    """

    actors: tuple[str, str]
    status: str
    collateral: FloatArray
    amount: float
    rounds: int | None
    steps: FloatArray

    @property
    def totals(self) -> FloatArray:
        """How much each can have given in the last 1, 2, … steps, shape (rounds, 2)."""
        return np.cumsum(self.steps, axis=0)

    def summary(self) -> Table:
        """Return the largest step at each distance from the end, and the sums."""
        totals = self.totals
        rows = [
            (place + 1, *(float(each) for each in step), *(float(each) for each in totals[place]))
            for place, step in enumerate(self.steps)
        ]
        columns = (
            "step from the end",
            *(f"{name} at most" for name in self.actors),
            *(f"{name} in all" for name in self.actors),
        )
        return Table(columns, rows, "staircase", self._notes())

    def _notes(self) -> list[str]:
        if self.status != "ok":
            poor = [
                name
                for name, worth in zip(self.actors, self.collateral, strict=True)
                if worth < 0.0
            ]
            if poor:
                return [
                    f"{poor[0]} would rather withdraw its own collateral than keep the other's: "
                    "no step is self-enforcing."
                ]
            return ["The collateral is worth nothing to either: no step is self-enforcing."]
        if self.rounds is None:
            return ["The steps are too small to come to the amount in a number worth counting."]
        return [
            f"Both can give {self.amount:.4g} in {self.rounds} steps, collateral first. The "
            "last steps are the smallest: little is left then that could be lost."
        ]

    def __repr__(self) -> str:
        count = "no" if self.status != "ok" or self.rounds is None else str(self.rounds)
        return f"<Staircase: {self.status}, {count} steps to give {self.amount:g}>"


def staircase(
    benefits: PerActor,
    costs: PerActor,
    *,
    collateral_benefits: PerActor,
    collateral_costs: PerActor,
    patience: PerActor,
    hazard: float = 0.0,
    amount: float = 1.0,
    actors: Sequence[str] | None = None,
) -> Staircase:
    """Return the largest irreversible steps of two actors who hold collateral of each other.

    Each keeps something in force that it can withdraw and that the other values.  That is worth
    ``h_i = d_i g_i - k_i`` to an actor that might break off: so much, and no more, may its last
    step cost.  The step before may cost more, since the last one of the other side is lost as
    well: ``c_i s_i(n+1) = d_i b_i s_j(n) + (1 - d_i) h_i``.  So the steps may grow backwards in
    time: large steps early, small steps last.  The number of steps grows with the logarithm of how
    small the collateral is.  It is in force from the first step on.  (Collateral that comes late
    is no weaker a reason: what is still to come is lost by a breach as well.  The step before it
    may even be larger by ``(1 - d_i) k_i / c_i``; but its own benefits come late, too.)

    Parameters
    ----------
    benefits : number, sequence or mapping
        What a unit of the other's irreversible concession brings each actor per period.
    costs : number, sequence or mapping
        What a unit of its own costs it; above 0.
    collateral_benefits, collateral_costs : number, sequence or mapping
        What the other's reversible measures bring each actor, and what its own cost it.
    patience : number, sequence or mapping
        Strictly between 0 and 1.
    hazard : float, default 0
        The probability per period that all reversible measures collapse.
    amount : float, default 1
        How much each is to give in all, at least.
    actors : pair of str, optional

    Returns
    -------
    Staircase

    Raises
    ------
    InvalidValueError
        If a number is out of range or missing.

    Examples
    --------
    >>> import negotiation as ng
    >>> steps = ng.staircase(2, 1, collateral_benefits=0.5, collateral_costs=0.25, patience=0.8)
    >>> steps
    <Staircase: ok, 4 steps to give 1>
    >>> steps.steps[:, 0].round(4)
    array([0.15  , 0.27  , 0.462 , 0.7692])
    """
    first, second = _names(actors, benefits, costs, collateral_benefits, collateral_costs, patience)
    names = (first, second)
    terms = terms_of(names, patience, hazard=hazard)
    gets = _numbers(benefits, names, "A benefit")
    pays = _numbers(costs, names, "A cost")
    if (pays == 0.0).any():
        raise InvalidValueError(
            "A cost is above 0: a step that is free may be of any size.", given=pays.tolist()
        )
    held = _numbers(collateral_benefits, names, "A benefit of collateral")
    kept = _numbers(collateral_costs, names, "A cost of collateral")
    wanted = number(amount, "The amount")
    if wanted <= 0.0:
        raise InvalidValueError("The amount is above 0.", given=amount)
    d, lasting = terms.patience, terms.lasting
    worth = lasting * held - kept
    worth = np.where(np.abs(worth) <= TOLERANCE * (held + kept), 0.0, worth)
    # Under a hazard flows of collateral count (1 - d) / (1 - d(1 - h)) of what permanent ones do.
    weight = (1.0 - d) / (1.0 - lasting)
    steps: list[FloatArray] = []
    rounds: int | None = None
    good = bool((worth >= 0.0).all() and (worth > 0.0).any())
    if good:
        rounds = _count(steps, (gets, pays, lasting), (weight * worth, (1.0 - d) * worth), wanted)
    return Staircase(
        names,
        "ok" if good else "disagreement",
        floats(worth, "collateral"),
        wanted,
        rounds,
        read_only(np.array(steps).reshape(-1, 2)),
    )


def _count(steps: list[FloatArray], rates: Any, anchors: Any, wanted: float) -> int | None:
    """Fill in steps from the last until both have given enough; return their number."""
    gets, pays, lasting = rates
    step = anchors[0] / pays
    total = np.zeros(2)
    for count in range(1, _MOST + 1):
        steps.append(step)
        total = total + step
        if (total >= wanted * (1.0 - TOLERANCE)).all():
            return count
        with np.errstate(over="ignore"):
            step = (lasting * gets * step[::-1] + anchors[1]) / pays
        if not np.isfinite(step).all():
            break
    del steps[_SHOWN:]
    return None


_SHOWN = 100
"""Steps listed where there is no end to them."""


def _names(actors: Any, *given: Any) -> tuple[str, str]:
    """Return the names of the two actors, from a mapping if they are given in one."""
    if actors is None:
        actors = next((tuple(each) for each in given if isinstance(each, Mapping)), None)
    names = actor_names(actors, 2)
    return names[0], names[1]


def _numbers(given: Any, names: tuple[str, str], what: str) -> FloatArray:
    """Return a number per actor that is 0 or more."""
    array = one_per_actor(given, names, what)
    for name, each in zip(names, array, strict=True):
        if each < 0.0:
            raise InvalidValueError(f"{what} is 0 or more.", given=float(each), actor=name)
    return array
