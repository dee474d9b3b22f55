"""What a tactic is: a function from what one actor knows to its next move."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar, runtime_checkable

from negotiation._arrays import FloatArray, IntArray
from negotiation._registry import Registry
from negotiation.engine.tactics._view import View
from negotiation.errors import InvalidTypeError

F = TypeVar("F", bound=Callable[..., Any])


class Answer(enum.Enum):
    """A move that is not an offer.

    `ACCEPT` takes the offer on the table, `WALK_AWAY` ends the talks for this actor.
    """

    ACCEPT = "accept"
    WALK_AWAY = "walk away"

    def __repr__(self) -> str:
        return self.name


ACCEPT = Answer.ACCEPT
WALK_AWAY = Answer.WALK_AWAY


@dataclass(frozen=True)
class Proposal:
    """An offer with a public statement attached.

    Parameters
    ----------
    outcome : int or mapping
        The package, by its row or as ``{issue: option}``.
    note : str
        What is announced with it, such as a unilateral step; everybody hears it.

    Raises
    ------
    InvalidTypeError
        If the note is not text.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.tactics.Proposal(3, note="we halt tests for a month")
    Proposal(outcome=3, note='we halt tests for a month')
    """

    outcome: Any
    note: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.note, str):
            raise InvalidTypeError("The note of a proposal is text.", given=self.note)


@runtime_checkable
class Tactic(Protocol):
    """Anything that can be called with a `View` and returns a move.

    A move is the row of a package or the package itself (an offer), a `Proposal` (an offer
    with a statement), `ACCEPT` or `WALK_AWAY`.  A plain function is a tactic.
    """

    def __call__(self, view: View, /) -> Any:
        """Return the next move."""
        ...


class Plan(NamedTuple):
    """All moves of a tactic that does not look at what the others do.

    In round r (from 0) it accepts the offer on the table if that is acceptable to it and
    worth at least ``levels[r]``; otherwise it offers ``offers[r]``.

    Attributes
    ----------
    offers : array of int, shape (rounds,)
        Rows of packages.
    levels : array, shape (rounds,)
        Utilities.
    """

    offers: IntArray
    levels: FloatArray


@runtime_checkable
class Planned(Protocol):
    """A tactic that can say all its moves beforehand, so that talks become array work."""

    def plan(self, view: View, /) -> Plan | None:
        """Return its moves for ``view.rounds`` rounds; ``None`` to be asked move by move.

        The view is that of the first move.  The moves must be those that calls would give,
        drawn from ``view.rng`` in the same order.
        """
        ...


def is_value(tactic: Any) -> bool:
    """Return whether a tactic is a frozen dataclass, and so keeps nothing between moves."""
    made = getattr(type(tactic), "__dataclass_params__", None)
    return made is not None and bool(made.frozen)


@dataclass(frozen=True)
class Member:
    """A registered tactic.

    Attributes
    ----------
    make : callable
        The function that takes its parameters and returns the tactic.
    reference : str
        The publication it stands on.
    """

    make: Callable[..., Tactic]
    reference: str


tactic_registry: Registry[Member] = Registry("tactic")
"""The tactics in this room, by the name of the function that makes them."""


def tactic(*, reference: str) -> Callable[[F], F]:
    """Put a function that makes a tactic on the shelf under its name.

    Parameters
    ----------
    reference : str
        The publication the tactic stands on.

    Returns
    -------
    callable
        A decorator that returns the function as it is.
    """

    def register(function: F) -> F:
        tactic_registry.add(function.__name__, Member(function, reference))
        return function

    return register
