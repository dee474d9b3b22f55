"""What is uncertain in a scenario: blocks of numbers, each drawn independently of the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.actors.distributions import Distribution
from negotiation.actors.distributions.dirichlet import Dirichlet
from negotiation.actors.distributions.empirical import Empirical
from negotiation.actors.issue import Issue
from negotiation.actors.quantity import Namer, Quantity
from negotiation.errors import UncertainError

if TYPE_CHECKING:
    from negotiation.actors.actor import Actor
    from negotiation.actors.scenario import Scenario
    from negotiation.actors.uncertain_actor import UncertainActor

_CENTRE_DRAWS = 4096
"""Draws whose means are the centre of a joint distribution that does not know its own."""


@runtime_checkable
class Joint(Protocol):
    """Several numbers drawn together.

    One that knows its centre offers ``central()``, ``{quantity: number}``; the means of some
    draws are taken otherwise.
    """

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """The numbers, in order."""
        ...

    def sample(self, n: int, rng: np.random.Generator) -> dict[Quantity, FloatArray]:
        """Return `n` draws of every number, arrays (n,)."""
        ...


@dataclass(frozen=True)
class Single:
    """One number and its distribution."""

    quantity: Quantity
    distribution: Distribution

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """The number."""
        return (self.quantity,)

    def sample(self, n: int, rng: np.random.Generator) -> dict[Quantity, FloatArray]:
        """Return `n` draws."""
        return {self.quantity: self.distribution.sample(n, rng)}

    def central(self) -> dict[Quantity, float]:
        """Return the median; of a red line or a type what is likeliest."""
        distribution = self.distribution
        if self.quantity.what == "red line":
            return {self.quantity: float(distribution.mean >= 0.5)}
        if self.quantity.what == "type" and isinstance(distribution, Empirical):
            return {self.quantity: float(np.argmax(distribution.weights or (1.0,)))}
        return {self.quantity: distribution.median}


@dataclass(frozen=True)
class SharedWeights:
    """All weights of an actor, drawn from a Dirichlet distribution."""

    weights: Dirichlet
    quantities: tuple[Quantity, ...]

    def sample(self, n: int, rng: np.random.Generator) -> dict[Quantity, FloatArray]:
        """Return `n` draws of every weight."""
        drawn = np.ascontiguousarray(self.weights.sample(n, rng).T)
        return dict(zip(self.quantities, drawn, strict=True))

    def central(self) -> dict[Quantity, float]:
        """Return the means."""
        return dict(zip(self.quantities, self.weights.mean.values(), strict=True))


@dataclass(frozen=True)
class OfType:
    """Numbers drawn together that belong to one type of an actor."""

    joint: Joint
    type: str

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """The numbers, named after the type."""
        return tuple(replace(each, type=self.type) for each in self.joint.quantities)

    def sample(self, n: int, rng: np.random.Generator) -> dict[Quantity, FloatArray]:
        """Return `n` draws of every number."""
        drawn = self.joint.sample(n, rng)
        return {replace(each, type=self.type): drawn[each] for each in self.joint.quantities}

    def central(self) -> dict[Quantity, float]:
        """Return the centre of the joint distribution."""
        return {replace(each, type=self.type): x for each, x in central_of(self.joint).items()}


def central_of(joint: Joint) -> dict[Quantity, float]:
    """Return the centre of numbers drawn together, `{quantity: number}`."""
    known = getattr(joint, "central", None)
    if known is not None:
        return dict(known())
    drawn = joint.sample(_CENTRE_DRAWS, np.random.default_rng(0))
    return {each: float(np.mean(drawn[each])) for each in joint.quantities}


def uncertain(doubt: Joint) -> UncertainError:
    """Return the error for a number that is asked for and not known."""
    first = doubt.quantities[0]
    known = getattr(doubt, "distribution", None) or getattr(doubt, "weights", None)
    told = f" ({known})" if known is not None and first.what not in ("red line", "type") else ""
    place = {"actor": first.actor or None, "type": first.type, "issue": first.issue}
    what = {
        "red line": f"Whether the red line {first.option!r} is in force",
        "type": "The actor's type",
        "reservation": "What walking away is worth",
    }.get(first.what, f"The {first.what}")
    return UncertainError(
        f"{what} is uncertain{told}. Ask ng.ensemble(scenario, …) what follows from all it could "
        "be, or take scenario.central().",
        **place,
        option=first.option if first.what in ("value", "payoff", "worth") else None,
    )


def refuse_doubts(actor: Actor, issues: Sequence[Issue]) -> None:
    """Raise an error if a number of the actor is uncertain.

    Raises
    ------
    UncertainError
        Naming the actor, and issue and option where there are.
    """
    refuse_preference_doubts(actor, issues)
    for each in actor_doubts(actor, issues):
        raise uncertain(each)


def refuse_preference_doubts(actor: Actor, issues: Sequence[Issue]) -> None:
    """Raise an error if a number that utilities depend on is uncertain.

    Raises
    ------
    UncertainError
        Naming the actor, and issue and option where there are.
    """
    if getattr(actor, "types", None) is not None:
        raise uncertain(type_doubt(actor))  # type: ignore[arg-type]
    for each in _preference_doubts(actor, issues, None):
        raise uncertain(each)


def doubts(scenario: Scenario) -> tuple[Joint, ...]:
    """Return all that is uncertain in a scenario, before correlations, in a fixed order."""
    found: list[Joint] = []
    for actor in scenario.actors:
        kinds = getattr(actor, "types", None)
        if kinds is None:
            found += actor_doubts(actor, scenario.issues)
            continue
        found.append(type_doubt(actor))  # type: ignore[arg-type]
        for label, each in kinds.items():
            found += actor_doubts(each, scenario.issues, label)
    return tuple(found)


def type_doubt(actor: UncertainActor) -> Single:
    """Return which type an actor is, by position, as an uncertain number."""
    weights = tuple(actor.prior[label] for label in actor.types)
    places = tuple(float(place) for place in range(len(weights)))
    return Single(Quantity(actor.name, "type"), Empirical(places, weights))


def actor_doubts(
    actor: Actor, issues: Sequence[Issue], label: str | None = None
) -> Iterator[Joint]:
    """Yield what is uncertain about one actor, or about one type of it."""
    name: Namer = partial(Quantity, actor.name, type=label)
    known: set[str] = set()
    for each in _preference_doubts(actor, issues, label):
        known |= {quantity.what for quantity in each.quantities}
        yield each
    for what in ("reservation", "premium", "discount", "power"):
        value = getattr(actor, what)
        if isinstance(value, Distribution) and what not in known:
            yield Single(name(what), value)
    for place, line in enumerate(actor.red_lines):
        if line.probability < 1.0:
            chance = Empirical((0.0, 1.0), (1.0 - line.probability, line.probability))
            yield Single(name("red line", option=str(line), place=place), chance)


def _preference_doubts(actor: Actor, issues: Sequence[Issue], label: str | None) -> Iterator[Joint]:
    """Yield what is uncertain about an actor's preferences."""
    joint = getattr(actor.preferences, "joint", None)
    if joint is not None:
        together: Joint = joint(issues, actor.name)
        yield together if label is None else OfType(together, label)
        return
    listed = getattr(actor.preferences, "doubts", None)
    if listed is not None:
        yield from listed(issues, partial(Quantity, actor.name, type=label))


def settled_actor(
    actor: Actor,
    issues: Sequence[Issue],
    numbers: Mapping[Quantity, float],
    label: str | None = None,
) -> Actor:
    """Return an actor with every uncertain number as `numbers` has it."""
    kinds = getattr(actor, "types", None)
    if kinds is not None:
        label = tuple(kinds)[int(numbers[Quantity(actor.name, "type")])]
        return settled_actor(kinds[label], issues, numbers, label)
    name: Namer = partial(Quantity, actor.name, type=label)
    changes: dict[str, Any] = {
        what: float(numbers[name(what)])
        for what in ("reservation", "premium", "discount", "power")
        if name(what) in numbers
    }
    preferences: Any = actor.preferences
    if hasattr(preferences, "joint"):
        if "premium" in changes and not isinstance(actor.premium, Distribution):
            changes["premium"] += actor.premium  # stated on top of what is believed
        changes["preferences"] = _of_worths(preferences, issues, numbers, name)
    elif hasattr(preferences, "settled"):
        changes["preferences"] = preferences.settled(issues, numbers, name)
    lines = []
    for place, line in enumerate(actor.red_lines):
        chance = numbers.get(name("red line", option=str(line), place=place), line.probability)
        if chance >= 0.5:
            lines.append(replace(line, probability=1.0))
    return replace(actor, red_lines=tuple(lines), **changes)


def _of_worths(
    preferences: Any, issues: Sequence[Issue], numbers: Mapping[Quantity, float], name: Namer
) -> Any:
    """Return additive preferences from what every option was drawn to be worth."""
    from negotiation.actors.preferences.additive import Additive

    values = {
        issue.name: {
            option: float(numbers.get(name("worth", issue.name, option), 0.0))
            for option in issue.options
        }
        for issue in issues
    }
    return Additive(values)  # type: ignore[arg-type]


def settled(scenario: Scenario, numbers: Mapping[Quantity, float]) -> Scenario:
    """Return the certain scenario in which every uncertain number is as `numbers` has it."""
    actors = tuple(settled_actor(actor, scenario.issues, numbers) for actor in scenario.actors)
    return replace(scenario, actors=actors, correlations=())


__all__ = [
    "Joint",
    "OfType",
    "SharedWeights",
    "Single",
    "actor_doubts",
    "central_of",
    "doubts",
    "refuse_doubts",
    "refuse_preference_doubts",
    "settled",
    "settled_actor",
    "type_doubt",
    "uncertain",
]
