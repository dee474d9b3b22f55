"""What one actor knows in talks: its own preferences, the offers made, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray, read_only
from negotiation.actors import Issue, OutcomeSpace
from negotiation.concessions import BargainingProblem
from negotiation.engine.tactics._record import Record


@dataclass(frozen=True, eq=False)
class Brief:
    """What an actor knows before the talks begin.

    Attributes
    ----------
    name : str
        Who it is.
    seat : int
        Its place among `actors`.
    actors : tuple of str
        Everybody at the table.
    outcomes : sequence
        The packages that can be agreed, public knowledge.
    utilities : array, shape (n_outcomes,)
        What they are worth to this actor.
    reservation : float
        What walking away is worth to it.
    slack : float
        The difference in utility that counts as none.
    acceptable : array of bool, shape (n_outcomes,)
        Packages that it would rather sign than walk away, none of its red lines crossed.
    refused : array of bool, shape (n_outcomes,)
        Packages that cross a red line of its own.
    discount : float
        What a gain is still worth to it a round later.
    """

    name: str
    seat: int
    actors: tuple[str, ...]
    outcomes: Sequence[Any]
    utilities: FloatArray
    reservation: float
    slack: float
    acceptable: BoolArray
    refused: BoolArray
    discount: float

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """The issues; none where outcomes are labels only."""
        return self.outcomes.issues if isinstance(self.outcomes, OutcomeSpace) else ()

    @cached_property
    def levels(self) -> IntArray:
        """Option number per package and issue; without issues, the row is the only option."""
        if isinstance(self.outcomes, OutcomeSpace):
            return self.outcomes.levels
        return read_only(np.arange(len(self.utilities))[:, None])  # type: ignore[no-any-return]

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """The number of options per issue; without issues, of packages."""
        return tuple(len(issue) for issue in self.issues) or (len(self.utilities),)

    @cached_property
    def ranked(self) -> IntArray:
        """Acceptable rows, the best first, ties in the order of the packages."""
        rows = np.flatnonzero(self.acceptable)
        order = np.argsort(-self.utilities[rows], kind="stable")
        return read_only(rows[order])  # type: ignore[no-any-return]

    @cached_property
    def rungs(self) -> tuple[IntArray, FloatArray]:
        """Acceptable rows and their utilities, the worst first."""
        rows = np.flatnonzero(self.acceptable)
        rows = rows[np.argsort(self.utilities[rows], kind="stable")]
        return read_only(rows), read_only(self.utilities[rows])

    @cached_property
    def best(self) -> int | None:
        """The best acceptable row, of equals the first."""
        rows, _ = self.rungs
        return int(rows[self.top]) if len(rows) else None

    @cached_property
    def top(self) -> int:
        """The first of the rungs that are worth as much as the last."""
        worth = self.rungs[1]
        return int(worth.searchsorted(worth[-1]))


class View:
    """What an actor sees when it has to move.

    It shows the actor's own preferences and what was said at the table.  It does not show
    what anything is worth to the others.

    Parameters
    ----------
    brief : Brief
        What the actor knew beforehand.
    record : Record
        What has been said at the table.
    rounds : int
        The number of rounds after which talks end.
    stream : callable
        Makes the actor's own random generator when it is first asked for.

    Attributes
    ----------
    round : int
        The round, from 1 to `rounds`.
    on_table : int or None
        The row of the offer to be answered; ``None`` if there is none.
    text : int or None
        The row of the mediator's text, in protocols that have one: what will be put to
        signature if nothing better is found.
    memory : dict
        Whatever the tactic wants to remember until its next move in these talks.

    Examples
    --------
    >>> import negotiation as ng
    >>> def mine(view):
    ...     return ng.tactics.ACCEPT if view.on_table == view.best else view.best
    >>> pie = ng.BargainingProblem([[2, 1], [1, 2]])
    >>> ng.play(pie, {"Actor 1": mine, "Actor 2": ng.tactics.linear()}, rounds=5).agreement
    0
    """

    __slots__ = (
        "_brief",
        "_record",
        "_rng",
        "_stream",
        "memory",
        "on_table",
        "round",
        "rounds",
        "text",
    )

    def __init__(
        self, brief: Brief, record: Record, rounds: int, stream: Callable[[], np.random.Generator]
    ) -> None:
        self._brief, self._record = brief, record
        self._stream = stream
        self._rng: np.random.Generator | None = None
        self.rounds = rounds
        self.round = 1
        self.on_table: int | None = None
        self.text: int | None = None
        self.memory: dict[str, Any] = {}

    # ------------------------------------------------------------- its own preferences

    @property
    def name(self) -> str:
        """Who the actor is."""
        return self._brief.name

    @property
    def seat(self) -> int:
        """Its place among `actors`."""
        return self._brief.seat

    @property
    def actors(self) -> tuple[str, ...]:
        """Everybody at the table."""
        return self._brief.actors

    @property
    def outcomes(self) -> Sequence[Any]:
        """The packages that can be agreed; ``view.outcomes[row]`` is one of them."""
        return self._brief.outcomes

    @property
    def issues(self) -> tuple[Issue, ...]:
        """The issues; ``()`` where outcomes are labels only."""
        return self._brief.issues

    @property
    def levels(self) -> IntArray:
        """Option number per package and issue, shape (n_outcomes, n_issues).

        Without issues the row is the only one: shape (n_outcomes, 1).
        """
        return self._brief.levels

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of options of each issue; without issues, of packages."""
        return self._brief.sizes

    @property
    def utilities(self) -> FloatArray:
        """What every package is worth to this actor, shape (n_outcomes,)."""
        return self._brief.utilities

    @property
    def reservation(self) -> float:
        """What walking away is worth to this actor."""
        return self._brief.reservation

    @property
    def slack(self) -> float:
        """The difference in this actor's utility that counts as none."""
        return self._brief.slack

    @property
    def acceptable(self) -> BoolArray:
        """Packages it would rather sign than walk away, shape (n_outcomes,).

        Not worse than walking away, and no red line of its own crossed.
        """
        return self._brief.acceptable

    @property
    def refused(self) -> BoolArray:
        """Packages that cross a red line of its own, shape (n_outcomes,)."""
        return self._brief.refused

    @property
    def discount(self) -> float:
        """What a gain over walking away is still worth to it a round later."""
        return self._brief.discount

    @property
    def ranked(self) -> IntArray:
        """Rows of the acceptable packages, the best first, ties in their order."""
        return self._brief.ranked

    @property
    def best(self) -> int | None:
        """The row of its best acceptable package; ``None`` if it would sign nothing."""
        return self._brief.best

    def least(self, target: Any) -> Any:
        """Return the acceptable package worth least among those worth `target` or more.

        Parameters
        ----------
        target : float or array, shape (...)
            Utilities.

        Returns
        -------
        int or array of int, shape (...)
            Rows; of equals the first, and the best package where none is worth so much.
            There must be an acceptable package.
        """
        brief = self._brief
        rows, worth = brief.rungs
        place = worth.searchsorted(target - brief.slack)
        if isinstance(target, float | int):
            return int(rows[min(int(place), brief.top)])
        return rows[np.minimum(place, brief.top)]

    def between(self, low: float, high: float = np.inf) -> IntArray:
        """Return the acceptable packages worth from `low` to `high`, the best first.

        Parameters
        ----------
        low, high : float
            Utilities; differences that count as none are forgiven.

        Returns
        -------
        array of int
            Rows, ties in their order.
        """
        brief = self._brief
        worth = brief.rungs[1]
        above = len(worth) - int(worth.searchsorted(high + brief.slack, side="right"))
        return brief.ranked[above : len(worth) - int(worth.searchsorted(low - brief.slack))]

    def good(self, row: int | None, level: float) -> bool:
        """Return whether a package is acceptable and worth `level` or more; ``None`` is not."""
        brief = self._brief
        return (
            row is not None
            and bool(brief.acceptable[row])
            and bool(brief.utilities[row] >= level - brief.slack)
        )

    # ------------------------------------------------------------- what was said

    @property
    def time(self) -> float:
        """How far the talks are: 0 in the first round, 1 in the last (in an only round, 1)."""
        return (self.round - 1) / (self.rounds - 1) if self.rounds > 1 else 1.0

    @property
    def history(self) -> tuple[IntArray, IntArray]:
        """All offers so far: their rows, and the places in `actors` of those who made them."""
        return self._record.rows.shown, self._record.by.shown

    @property
    def notes(self) -> tuple[str, ...]:
        """What was announced with each offer in `history`; ``""`` for nothing."""
        return tuple(self._record.notes)

    @property
    def sent(self) -> IntArray:
        """Rows of its own offers, the earliest first."""
        return self._record.sent[self._brief.seat].shown

    @property
    def received(self) -> IntArray:
        """Rows of the others' offers, the earliest first."""
        return self._record.received[self._brief.seat].shown

    def received_from(self, actor: str) -> IntArray:
        """Return the rows of one actor's offers, the earliest first."""
        return self._record.sent[self._brief.actors.index(actor)].shown

    @property
    def rng(self) -> np.random.Generator:
        """Its own random generator: what one actor draws never changes another's draws."""
        if self._rng is None:
            self._rng = self._stream()
        return self._rng

    @property
    def drawn(self) -> bool:
        """Whether it has used its random generator in these talks."""
        return self._rng is not None

    def __repr__(self) -> str:
        table = "nothing" if self.on_table is None else str(self.outcomes[self.on_table])
        return f"<View of {self.name!r}: round {self.round} of {self.rounds}, on the table {table}>"


def briefs(problem: BargainingProblem, discount: FloatArray) -> tuple[Brief, ...]:
    """Return what each actor knows of a problem before the talks begin."""
    return tuple(
        Brief(
            name,
            seat,
            problem.actors,
            problem.outcomes,
            read_only(problem.payoffs[:, seat]),
            float(problem.disagreement[seat]),
            float(problem.slack[seat]),
            read_only(problem.accepts[:, seat]),
            read_only(problem.refused[:, seat]),
            float(discount[seat]),
        )
        for seat, name in enumerate(problem.actors)
    )
