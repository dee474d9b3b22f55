"""An actor: a party to the talks, what it wants and what it will not do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from negotiation.actors._combination import RedLine
from negotiation.actors.distributions import Uncertain, shown, uncertain_number
from negotiation.actors.outcome import Outcome
from negotiation.actors.preferences import Preferences
from negotiation.errors import InvalidTypeError


@dataclass(frozen=True)
class Actor:
    """A party to the talks.

    Parameters
    ----------
    name : str
        The actor's name.
    preferences : Preferences
        What puts a number on every outcome: `Additive`, `PayoffTable`,
        `UtilityFunction` or anything with ``utilities(space)``.
    reservation : float, distribution or mapping, default 0.0
        The worth of walking away, as a number on the scale of the preferences or as the
        outcome that walking away brings about (its utility is then taken).
    discount : float or distribution, default 1.0
        Worth today of one unit a round later, in (0, 1].
    power : float or distribution, default 1.0
        Bargaining power, positive; only ratios between actors matter.
    red_lines : iterable of RedLine or mapping
        Packages refused at any price.
    premium : float or distribution, default 0.0
        What walking away is worth above `reservation`: with a reservation given as an outcome
        it moves with the preferences and still lies so much above that outcome.

    Notes
    -----
    Where a number may be a distribution, one of `negotiation.distributions` or a frozen one of
    `scipy.stats` says how likely it is to be what.

    Raises
    ------
    InvalidTypeError, InvalidValueError
        Naming the actor, the parameter and the value.

    Examples
    --------
    >>> import negotiation as ng
    >>> wants = ng.Additive({"relief": {"none": 0, "full": 1}})
    >>> ng.Actor("DPRK", wants, reservation=0.2)
    Actor('DPRK', reservation 0.2)
    """

    name: str
    preferences: Preferences
    reservation: Uncertain | Outcome = 0.0
    discount: Uncertain = 1.0
    power: Uncertain = 1.0
    red_lines: tuple[RedLine, ...] = field(default=())
    premium: Uncertain = field(default=0.0, kw_only=True)

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.strip():
            raise InvalidTypeError("An actor needs a name that is text.", given=self.name)
        if not isinstance(self.preferences, Preferences):
            raise InvalidTypeError(
                "Preferences need a method utilities(space); use Additive, PayoffTable "
                "or UtilityFunction.",
                given=self.preferences,
                actor=self.name,
            )
        object.__setattr__(self, "reservation", self._reservation(self.reservation))
        discount = uncertain_number(
            self.discount,
            "The discount factor",
            above=0.0,
            most=1.0,
            remedy="The discount factor lies above 0 and is at most 1 (1: no impatience).",
            actor=self.name,
        )
        power = uncertain_number(
            self.power, "Power", above=0.0, remedy="Power must be positive.", actor=self.name
        )
        premium = uncertain_number(self.premium, "The premium", actor=self.name)
        object.__setattr__(self, "premium", premium)
        object.__setattr__(self, "discount", discount)
        object.__setattr__(self, "power", power)
        object.__setattr__(self, "red_lines", RedLine.normalise(self.red_lines))

    def _reservation(self, given: Any) -> Uncertain | Outcome:
        if isinstance(given, Mapping):
            return given if isinstance(given, Outcome) else Outcome(given)
        return uncertain_number(
            given,
            "The reservation value (a number, or the outcome that walking away brings about)",
            actor=self.name,
        )

    def __repr__(self) -> str:
        walk = self.reservation
        told = f"the worth of {walk}" if isinstance(walk, Outcome) else shown(walk)
        if self.premium != 0.0:
            told += f" and {shown(self.premium)} more"
        lines = f", {len(self.red_lines)} red lines" if self.red_lines else ""
        return f"Actor({self.name!r}, reservation {told}{lines})"
