"""An actor of whom it is not known which of several it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from negotiation._arrays import number
from negotiation._frozen import FrozenMap
from negotiation._shares import percent
from negotiation.actors._combination import RedLine
from negotiation.actors.actor import Actor
from negotiation.actors.distributions import Uncertain
from negotiation.actors.outcome import Outcome
from negotiation.actors.preferences import Preferences
from negotiation.errors import InvalidTypeError, InvalidValueError, UncertainError, unknown_name


@dataclass(frozen=True, repr=False)
class UncertainActor(Actor):
    """An actor that is one of several types, nobody outside knows which.

    Parameters
    ----------
    name : str
        The actor's name; its types are called the same.
    types : mapping
        ``{label: Actor}``: what the actor wants and refuses if it is of that type.  Their
        numbers may be uncertain too.
    prior : mapping
        ``{label: probability}`` for every type; the probabilities add up to 1.

    Raises
    ------
    InvalidTypeError, InvalidValueError, UnknownNameError
        If a type is not an actor, a probability is missing or out of range, or they do not
        add up to 1.

    Examples
    --------
    >>> import negotiation as ng
    >>> wants = ng.Additive({"relief": {"none": 0, "full": 1}})
    >>> soft, hard = (ng.Actor("DPRK", wants, reservation=each) for each in (0.2, 0.6))
    >>> ng.UncertainActor("DPRK", {"soft": soft, "hard": hard}, {"soft": 0.7, "hard": 0.3})
    UncertainActor('DPRK', 70.0% soft, 30.0% hard)
    """

    preferences: Preferences = field(init=False, repr=False, compare=False)
    reservation: Uncertain | Outcome = field(init=False, repr=False, compare=False)
    discount: Uncertain = field(init=False, repr=False, compare=False)
    power: Uncertain = field(init=False, repr=False, compare=False)
    red_lines: tuple[RedLine, ...] = field(init=False, repr=False, compare=False)
    premium: Uncertain = field(init=False, repr=False, compare=False)
    types: FrozenMap[str, Actor]
    prior: FrozenMap[str, float]

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.strip():
            raise InvalidTypeError("An actor needs a name that is text.", given=self.name)
        given: Any = self.types
        if not isinstance(given, Mapping) or not given:
            raise InvalidTypeError(
                "Types are written {label: Actor}, at least one.", given=given, actor=self.name
            )
        types = {str(label): self._type(str(label), each) for label, each in given.items()}
        object.__setattr__(self, "types", FrozenMap(types))
        object.__setattr__(self, "prior", self._checked_prior(types))

    def _type(self, label: str, given: Any) -> Actor:
        if not isinstance(given, Actor) or isinstance(given, UncertainActor):
            raise InvalidTypeError(
                "A type is an Actor, not itself one of several.",
                given=given,
                actor=self.name,
                type=label,
            )
        return replace(given, name=self.name)

    def _checked_prior(self, types: Mapping[str, Actor]) -> FrozenMap[str, float]:
        given: Any = self.prior
        if not isinstance(given, Mapping):
            raise InvalidTypeError(
                "A prior is written {type: probability}.", given=given, actor=self.name
            )
        for label in given:
            if str(label) not in types:
                raise unknown_name("type", label, types, actor=self.name)
        prior = {}
        for label in types:
            if label not in given:
                raise InvalidValueError(
                    "The prior lacks the probability of a type.", actor=self.name, type=label
                )
            prior[label] = number(given[label], "A prior", actor=self.name, type=label)
            if not 0.0 <= prior[label] <= 1.0:
                raise InvalidValueError(
                    "A probability lies between 0 and 1.",
                    given=prior[label],
                    actor=self.name,
                    type=label,
                )
        if abs(sum(prior.values()) - 1.0) > 1e-9:
            raise InvalidValueError(
                f"The prior must add up to 1, not {sum(prior.values()):g}.",
                given=prior,
                actor=self.name,
            )
        return FrozenMap(prior)

    def __repr__(self) -> str:
        named = ", ".join(f"{percent(each)} {label}" for label, each in self.prior.items())
        return f"UncertainActor({self.name!r}, {named})"


def _unknown(part: str) -> property:
    """Return a property that says why there is no such part."""

    def refuse(actor: UncertainActor) -> NoReturn:
        raise UncertainError(
            f"The actor is one of several types ({', '.join(actor.types)}), so there is no one "
            f"{part}. Ask ng.ensemble(scenario, …), or take scenario.central().",
            actor=actor.name,
        )

    return property(refuse, doc=f"There is no one {part}: each type has its own.")


for _part in ("preferences", "reservation", "discount", "power", "red_lines", "premium"):
    # The fields of an actor would otherwise show through with their defaults.
    setattr(UncertainActor, _part, _unknown(_part.replace("_", " ")))
