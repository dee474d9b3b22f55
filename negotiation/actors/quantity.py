"""The name of one number of a scenario."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from negotiation.errors import unknown_name

WHATS = (
    "weight",
    "value",
    "worth",
    "reservation",
    "premium",
    "discount",
    "power",
    "cap",
    "interaction",
    "payoff",
    "red line",
    "type",
)
"""What a number of a scenario can be; "worth" is a weight times a value."""

Namer: TypeAlias = "Callable[..., Quantity]"
"""Makes the `Quantity` of one actor's numbers: takes what it is, then issue, option, place."""


@dataclass(frozen=True)
class Quantity:
    """The name of one number of a scenario.

    Parameters
    ----------
    actor : str
        Whose number it is.
    what : str
        "weight", "value", "worth" (weight times value), "reservation", "premium",
        "discount", "power", "cap", "interaction", "payoff", "red line" (1 if in force) or
        "type" (the position of the type).
    issue, option : str, optional
        What the number is about.
    type : str, optional
        The actor's type whose number it is, for an `UncertainActor`.
    place : int, optional
        The position among several alike: of an interaction, a red line, a payoff.

    Raises
    ------
    UnknownNameError
        If there is no such thing as `what`.

    Examples
    --------
    >>> import negotiation as ng
    >>> print(ng.Quantity("DPRK", "weight", "sanctions"))
    DPRK: weight of sanctions
    >>> print(ng.Quantity("DPRK", "value", "sanctions", "all", type="hard"))
    DPRK (hard): value of sanctions all
    """

    actor: str
    what: str
    issue: str | None = None
    option: str | None = None
    type: str | None = None
    place: int | None = None

    def __post_init__(self) -> None:
        if self.what not in WHATS:
            raise unknown_name("kind of number", self.what, WHATS, actor=self.actor)

    def __str__(self) -> str:
        owner = self.actor if self.type is None else f"{self.actor} ({self.type})"
        about = " ".join(part for part in (self.issue, self.option) if part)
        if self.what == "red line":
            return f"{owner}: red line {about or self.place}"
        words = "walking away" if self.what == "reservation" else self.what
        if about:
            return f"{owner}: {words} of {about}"
        return f"{owner}: {words}" + ("" if self.place is None else f" {self.place + 1}")


__all__ = ["WHATS", "Namer", "Quantity"]
