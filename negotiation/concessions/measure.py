"""A measure: one step that an actor can take, what it costs its owner and brings the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from negotiation._arrays import number
from negotiation._frozen import FrozenMap
from negotiation._table import Shown, Table
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name


@dataclass(frozen=True)
class Measure(Shown):
    """A step that one actor can take: to be put in force once, and perhaps withdrawn.

    All numbers are flows: what the measure costs or brings in every period in which it is in
    force.  A one-off lump L that falls due when the measure is taken counts as the permanent
    flow ``(1 - patience) * L``.

    Parameters
    ----------
    name : str
    owner : str
        The actor who takes the measure.
    cost : float
        What being in force costs the owner in every period; 0 or more.  What an owner would
        gladly do alone is no concession: have it in force from the beginning, and leave it out.
    benefits : mapping of str to float
        What being in force brings other actors in every period, ``{actor: number}``.  A
        negative number is harm done to a third actor.
    reversible : bool, default False
        Whether the measure can be withdrawn (a snapback).  What is irreversible stays in force
        whatever happens.
    divisible : bool, default False
        Whether the measure can be put in force in part: 30% of it costs and brings 30%.
    needs : iterable of str, optional
        Names of measures without which this one cannot be in force.  They may be taken in the
        same stage.  Levels of an issue are measures of which each needs the one below.  What an
        irreversible measure in force needs of its own owner's cannot be withdrawn any more; what
        it needs of another's only has to come first.

    Raises
    ------
    InvalidTypeError
        If a name is not text, a number is none or a flag is not a boolean.
    InvalidValueError
        If a name is empty, the cost is negative or a number is not finite, or the owner is
        among those who benefit.

    Examples
    --------
    >>> relief = Measure("partial relief", "US", 1, {"DPRK": 5}, reversible=True)
    >>> relief
    <Measure 'partial relief' by US: cost 1, DPRK +5, reversible>
    """

    name: str
    owner: str
    cost: float
    benefits: Mapping[str, float]
    reversible: bool = False
    divisible: bool = False
    needs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _text(self.name, "The name of a measure")
        _text(self.owner, "The owner", measure=self.name)
        for flag in ("reversible", "divisible"):
            if not isinstance(getattr(self, flag), bool):
                raise InvalidTypeError(
                    f"{flag} is True or False.", given=getattr(self, flag), measure=self.name
                )
        cost = number(self.cost, "The cost", measure=self.name, actor=self.owner)
        if cost < 0.0:
            raise InvalidValueError(
                "A cost is 0 or more: an owner who gains from a measure takes it anyway. Leave it "
                "out, and count what it brings as the state of affairs at the beginning.",
                given=self.cost,
                measure=self.name,
                actor=self.owner,
            )
        object.__setattr__(self, "cost", cost)
        object.__setattr__(self, "benefits", _benefits(self))
        object.__setattr__(self, "needs", _needs(self))

    def summary(self) -> Table:
        """Return who pays what for the measure and who gains what, per period."""
        rows = [(self.owner, -self.cost), *self.benefits.items()]
        kind = "reversible" if self.reversible else "irreversible"
        notes = [f"{kind}, {'divisible' if self.divisible else 'indivisible'}"]
        if self.needs:
            notes.append(f"needs {', '.join(self.needs)}")
        return Table(("actor", "flow per period"), rows, f"measure: {self.name}", notes)

    def __repr__(self) -> str:
        gains = ", ".join(f"{actor} {worth:+g}" for actor, worth in self.benefits.items())
        kind = "reversible" if self.reversible else "irreversible"
        more = ", divisible" if self.divisible else ""
        terms = ", ".join(filter(None, (f"cost {self.cost:g}", gains, kind)))
        return f"<Measure {self.name!r} by {self.owner}: {terms}{more}>"


def measures_of(given: Any) -> tuple[Measure, ...]:
    """Return a list of measures that makes sense as a whole, or say what does not.

    Raises
    ------
    InvalidTypeError
        If something is no measure.
    InvalidValueError
        If there is none, two have the same name, or measures need each other in a circle.
    UnknownNameError
        If a measure needs one that is not there.
    """
    if isinstance(given, Measure):
        given = (given,)
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise InvalidTypeError("Measures are a list of Measure objects.", given=given)
    measures = tuple(given)
    for each in measures:
        if not isinstance(each, Measure):
            raise InvalidTypeError("Measures are a list of Measure objects.", given=each)
    if not measures:
        raise InvalidValueError("A road map needs at least one measure.", given=list(measures))
    names = [each.name for each in measures]
    for name in names:
        if names.count(name) > 1:
            raise InvalidValueError("Two measures have the same name.", given=name)
    for each in measures:
        for need in each.needs:
            if need not in names:
                raise unknown_name("measure", need, names, measure=each.name)
    _refuse_circles({each.name: each.needs for each in measures})
    return measures


def actors_of(measures: tuple[Measure, ...]) -> tuple[str, ...]:
    """Return the actors whom measures concern, in the order in which they are first named."""
    met: dict[str, None] = {}
    for each in measures:
        met[each.owner] = None
    for each in measures:
        met.update(dict.fromkeys(each.benefits))
    return tuple(met)


def _refuse_circles(needs: dict[str, tuple[str, ...]]) -> None:
    """Refuse measures that need each other, naming the circle."""
    left = dict(needs)
    while ready := [name for name, wanted in left.items() if not left.keys() & set(wanted)]:
        for name in ready:
            del left[name]
    if not left:
        return
    trail = [next(iter(left))]
    while trail.count(trail[-1]) == 1:
        trail.append(next(name for name in left[trail[-1]] if name in left))
    circle = " → ".join(trail[trail.index(trail[-1]) :])
    raise InvalidValueError(
        f"Measures need each other in a circle, so none can come first: {circle}. "
        "Drop one of these needs."
    )


def _text(value: Any, what: str, **place: Any) -> None:
    """Refuse what is no name."""
    if not isinstance(value, str):
        raise InvalidTypeError(f"{what} must be text.", given=value, **place)
    if not value.strip():
        raise InvalidValueError(f"{what} must not be empty.", given=value, **place)


def _benefits(measure: Measure) -> FrozenMap[str, float]:
    """Return the benefits as finite numbers of other actors."""
    if not isinstance(measure.benefits, Mapping):
        raise InvalidTypeError(
            "Benefits are a mapping {actor: number}.", given=measure.benefits, measure=measure.name
        )
    out = {}
    for actor, worth in measure.benefits.items():
        _text(actor, "An actor who benefits", measure=measure.name)
        if actor == measure.owner:
            raise InvalidValueError(
                "Benefits are those of other actors; take what the owner gains off its cost.",
                given=worth,
                measure=measure.name,
                actor=actor,
            )
        out[actor] = number(worth, "The benefit", measure=measure.name, actor=actor)
    return FrozenMap(out)


def _needs(measure: Measure) -> tuple[str, ...]:
    """Return the names of the measures needed, each once."""
    given: Any = measure.needs
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise InvalidTypeError(
            "needs is a list of names of measures.", given=given, measure=measure.name
        )
    names = tuple(dict.fromkeys(given))
    for name in names:
        _text(name, "The name of a measure needed", measure=measure.name)
        if name == measure.name:
            raise InvalidValueError("A measure cannot need itself.", given=name)
    return names
