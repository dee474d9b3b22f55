"""Changes to what there is: walking away, red lines, constraints, and payments besides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, runtime_checkable

from negotiation._arrays import number
from negotiation._frozen import FrozenMap
from negotiation.actors import Actor, Scenario
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError, unknown_name


@runtime_checkable
class Change(Protocol):
    """Something that could be otherwise: what `bridge` finds and `what_if` tries."""

    @property
    def kind(self) -> str:
        """What is changed, in a word or two."""
        ...

    def apply(self, scenario: Scenario) -> Scenario:
        """Return the scenario with the change made."""
        ...


@dataclass(frozen=True)
class LowerReservation:
    """Walking away is worth less to one actor.

    Parameters
    ----------
    actor : str
    by : float
        On the actor's own utility scale; negative raises it.
    """

    actor: str
    by: float

    def __post_init__(self) -> None:
        by = number(self.by, "By how much walking away is worth less", actor=self.actor)
        object.__setattr__(self, "by", by)

    @property
    def kind(self) -> str:
        """``"reservation"``."""
        return "reservation"

    def apply(self, scenario: Scenario) -> Scenario:
        """Return the scenario with the actor's premium lowered."""

        def lower(actor: Actor) -> Actor:
            premium: Any = actor.premium
            if not isinstance(premium, float | int):
                walk: Any = actor.reservation
                if not isinstance(walk, float | int):
                    raise NotDefinedError(
                        "Both the reservation value and the premium are uncertain or follow "
                        "from the preferences; change one of them in a function of your own.",
                        actor=self.actor,
                    )
                return replace(actor, reservation=walk - self.by)
            return replace(actor, premium=premium - self.by)

        return _with_actor(scenario, self.actor, lower)

    def __str__(self) -> str:
        less = "less" if self.by >= 0 else "more"
        return f"{self.actor}: walking away worth {abs(self.by):.4g} {less}"


@dataclass(frozen=True)
class DropRedLine:
    """One actor gives up a red line.

    Parameters
    ----------
    actor : str
    line : str
        The line in words, as ``str(line)`` has it.
    """

    actor: str
    line: str

    @property
    def kind(self) -> str:
        """``"red line"``."""
        return "red line"

    def apply(self, scenario: Scenario) -> Scenario:
        """Return the scenario in which the line is certain not to be in force.

        It keeps its place with probability 0, so that the names of other uncertain numbers
        stay; in a certain scenario it is taken away.
        """
        found = False

        def drop(actor: Actor) -> Actor:
            nonlocal found
            mine = [str(line) == self.line for line in actor.red_lines]
            found = found or any(mine)
            pairs = zip(actor.red_lines, mine, strict=True)
            if scenario.uncertain:
                kept = [replace(line, probability=0.0) if me else line for line, me in pairs]
            else:
                kept = [line for line, me in pairs if not me]
            return replace(actor, red_lines=tuple(kept))

        changed = _with_actor(scenario, self.actor, drop)
        if not found:
            actor = scenario.actor(self.actor)
            types: Mapping[Any, Actor] = getattr(actor, "types", {None: actor})
            known = [str(line) for each in types.values() for line in each.red_lines]
            raise unknown_name("red line", self.line, known, actor=self.actor)
        return changed

    def __str__(self) -> str:
        return f"{self.actor}: red line dropped ({self.line})"


@dataclass(frozen=True)
class DropConstraint:
    """A combination that could not be becomes possible.

    Parameters
    ----------
    constraint : str
        The constraint in words, as ``str(constraint)`` has it.
    """

    constraint: str

    @property
    def kind(self) -> str:
        """``"constraint"``."""
        return "constraint"

    def apply(self, scenario: Scenario) -> Scenario:
        """Return the scenario without the constraint."""
        kept = tuple(each for each in scenario.constraints if str(each) != self.constraint)
        if len(kept) == len(scenario.constraints):
            raise unknown_name("constraint", self.constraint, map(str, scenario.constraints))
        return replace(scenario, constraints=kept)

    def __str__(self) -> str:
        return f"constraint lifted ({self.constraint})"


@dataclass(frozen=True)
class SidePayment:
    """One actor pays another for signing.

    Parameters
    ----------
    payer, receiver : str
    amount : float
        In money, not negative.
    rate : mapping
        ``{actor: worth of one unit of money to it}`` for both, positive.
    """

    payer: str
    receiver: str
    amount: float
    rate: FrozenMap[str, float]

    def __post_init__(self) -> None:
        amount = number(self.amount, "A side payment")
        if amount < 0:
            raise InvalidValueError("A side payment is not negative.", given=self.amount)
        object.__setattr__(self, "amount", amount)
        if not isinstance(self.rate, Mapping):
            raise InvalidTypeError("Rates are written {actor: number}.", given=self.rate)
        if self.payer == self.receiver:
            raise InvalidValueError("An actor cannot pay itself.", actor=self.payer)
        rates = {}
        for name in (self.payer, self.receiver):
            if name not in self.rate:
                raise InvalidValueError("What is money worth to this actor?", actor=name)
            rates[name] = number(self.rate[name], "The worth of one unit of money", actor=name)
            if rates[name] <= 0:
                raise InvalidValueError(
                    "One unit of money is worth more than nothing.",
                    given=rates[name],
                    actor=name,
                )
        object.__setattr__(self, "rate", FrozenMap(rates))

    @property
    def kind(self) -> str:
        """``"payment"``."""
        return "payment"

    def apply(self, scenario: Scenario) -> Scenario:
        """Return the scenario with the payment counted against walking away.

        Money that comes with signing and not with walking away makes walking away worth so
        much less by comparison; payoffs stay those of the package alone.
        """
        paid = LowerReservation(self.payer, -self.amount * self.rate[self.payer])
        received = LowerReservation(self.receiver, self.amount * self.rate[self.receiver])
        return received.apply(paid.apply(scenario))

    def __str__(self) -> str:
        return f"{self.payer} pays {self.receiver} {self.amount:.4g}"


def each_type(actor: Actor, change: Callable[[Actor], Actor]) -> Actor:
    """Return the actor, or each of its types, with a change."""
    types = getattr(actor, "types", None)
    if types is None:
        return change(actor)
    changed = {label: change(each) for label, each in types.items()}
    return replace(actor, types=changed)  # type: ignore[call-arg]


def _with_actor(scenario: Scenario, name: str, change: Callable[[Actor], Actor]) -> Scenario:
    """Return the scenario with one actor changed."""
    scenario.actor(name)
    actors = tuple(
        each_type(actor, change) if actor.name == name else actor for actor in scenario.actors
    )
    return replace(scenario, actors=actors)
