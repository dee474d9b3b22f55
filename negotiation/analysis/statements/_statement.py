"""What a statement is: one thing known about an actor's preferences, and how far to trust it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from negotiation._arrays import FloatArray, number
from negotiation._registry import Registry
from negotiation.actors import Outcome
from negotiation.actors.evidence import KINDS
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name

if TYPE_CHECKING:
    from negotiation.analysis.statements._unknowns import Unknowns

F = TypeVar("F", bound=Callable[..., Any])

STATUS_QUO = "status quo"
"""How the status quo is called where a package may be named."""


class Inequality(NamedTuple):
    """``coefficients @ unknowns >= bound``; with ``strict``, more than the bound.

    Attributes
    ----------
    coefficients : array, shape (n_unknowns,)
    bound : float
    strict : bool
    """

    coefficients: FloatArray
    bound: float
    strict: bool


@dataclass(frozen=True, kw_only=True, repr=False)
class Statement:
    """One thing known about an actor's preferences.

    Parameters
    ----------
    actor : str
        Whose preferences it is about.
    reliability : float, default 1.0
        The probability that it is true, above 0.5; 1 makes it hard: preferences that do not
        fit are ruled out.
    source : str, optional
        Who says so and where.
    kind : {"fact", "claim", "estimate", "judgement", "illustrative"}
        How far it can be trusted, as for `Evidence`.

    Raises
    ------
    InvalidValueError
        If the reliability is 0.5 or less, or above 1.
    UnknownNameError
        If there is no such kind.
    """

    actor: str
    reliability: float = 1.0
    source: str = ""
    kind: str = "claim"

    def __post_init__(self) -> None:
        if not isinstance(self.actor, str) or not self.actor.strip():
            raise InvalidTypeError("A statement is about an actor, by name.", given=self.actor)
        trust = number(self.reliability, "The reliability of a statement", actor=self.actor)
        if not 0.5 < trust <= 1.0:
            raise InvalidValueError(
                "The reliability lies above 0.5 and is at most 1; at 0.5 a statement says "
                "nothing, below it say the opposite.",
                given=self.reliability,
                actor=self.actor,
            )
        object.__setattr__(self, "reliability", trust)
        if self.kind not in KINDS:
            raise unknown_name("kind of evidence", self.kind, KINDS, actor=self.actor)

    @property
    def hard(self) -> bool:
        """Whether preferences that do not fit are ruled out."""
        return self.reliability == 1.0

    @property
    def claim(self) -> str:
        """What is said, in words, without the actor."""
        raise NotImplementedError

    def inequalities(self, unknowns: Unknowns) -> tuple[Inequality, ...]:
        """Return what the statement means, all of it to hold, about what is unknown."""
        raise NotImplementedError

    def __str__(self) -> str:
        return f"{self.actor} {self.claim}"

    def __repr__(self) -> str:
        trust = "" if self.hard else f", reliability {self.reliability:g}"
        return f"<{self}{trust}>"


statement_registry: Registry[Callable[..., Any]] = Registry("kind of statement")
"""The kinds of statements in this room, by the name of the function that makes them."""


def statement(function: F) -> F:
    """Put a function that makes statements on the shelf under its name.

    Parameters
    ----------
    function : callable
        Takes what is said and returns a `Statement`, or several.

    Returns
    -------
    callable
        The function as it is.
    """
    statement_registry.add(function.__name__, function)
    return function


def package(given: Any, actor: str) -> Any:
    """Return a package as statements hold it: an `Outcome`, or the name of an offer."""
    if isinstance(given, str):
        return given
    if isinstance(given, Mapping):
        return given if isinstance(given, Outcome) else Outcome(given)
    raise InvalidTypeError(
        "A package is {issue: option}, the rest as in the status quo; or the name of an offer "
        "on record, or 'status quo'.",
        given=given,
        actor=actor,
    )


def words(given: Any) -> str:
    """Return a package in words."""
    if isinstance(given, str):
        return "the status quo" if given == STATUS_QUO else repr(given)
    return f"({given})" if given else "the status quo"
