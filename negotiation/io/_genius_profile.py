"""What a GENIUS profile says of its actor: preferences, reservation value, discount.

Two dialects.  In GENIUS proper a discrete issue is worth its weight times the evaluation
divided by the largest evaluation of the issue, and totals are cut at 1.  Profiles with a
``weightmultiplyer``, an ``optout`` or a ``timeeffect`` hold raw points instead: weight times
multiplier times evaluation, whatever the total.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation.actors import Additive, Interacting, Preferences
from negotiation.io._genius_issues import (
    DISCOUNT,
    RAW,
    RESERVATION,
    SETTINGS,
    Listed,
    integer_bounds,
)
from negotiation.io._genius_rectangles import interactions_of
from negotiation.io._xml import Element

WALKING_AWAY = ("reservation", "optout")
"""What a profile of raw points may call the worth of walking away; the first is the default."""

_Worth = dict[Any, float]
"""A number for every option; on a real issue for every point of the value function."""

_NOTHING = 1e-5
"""Where no evaluation reaches this, GENIUS counts the issue for nothing."""


@dataclass(frozen=True)
class Profile:
    """What a profile says, in the words of the library.

    Parameters
    ----------
    preferences : Preferences
    reservation, discount : float
    basis : dict
        For every issue that is valued, and for ``None``, the reservation value: how the
        numbers follow from the file.
    notes : tuple of str
        What the file says and the library holds nowhere else.
    """

    preferences: Preferences
    reservation: float
    discount: float
    basis: Mapping[str | None, str]
    notes: tuple[str, ...]


def profile_of(space: Element, pairs: Mapping[str, Listed], walking_away: str) -> Profile:
    """Return what a profile says.

    Parameters
    ----------
    space : Element
        Its ``utility_space``.
    pairs : dict
        For every issue of the scenario, by name, the issue of this profile.
    walking_away : {"reservation", "optout"}
        The element that says what walking away is worth.
    """
    space.only(("objective", *SETTINGS))
    kind = space.attributes.get("type", "linear")
    if kind not in ("linear", "nonlinear"):
        raise space.error("Only linear and nonlinear utility spaces can be read.", given=kind)
    notes: list[str] = []
    reservation, said = _reservation(space, walking_away)
    basis: dict[str | None, str] = {None: said}
    functions = [utility for each in _objectives(space) for utility in each.each("utility")]
    if kind == "nonlinear" or functions:
        if len(functions) != 1:
            raise space.error("A nonlinear profile has one <utility>.", given=len(functions))
        found = interactions_of(functions[0], pairs)
        preferences: Additive = Interacting({}, interactions=found)  # type: ignore[arg-type]
        notes.append("Totals above 1 count in full.")
    else:
        preferences = _additive(space, pairs, basis, notes)
    discount = _discount(space, notes)
    effect = _setting(space, ("timeeffect",))
    if effect is not None:
        notes.append(
            f"Every round adds {effect:g} points to what any package is worth; the utilities here "
            "are those before the first."
        )
    return Profile(preferences, reservation, discount, basis, tuple(notes))


def _additive(
    space: Element, pairs: Mapping[str, Listed], basis: dict[str | None, str], notes: list[str]
) -> Additive:
    """Return preferences that add up over the issues, and how they follow from the file."""
    raw = any(_setting(space, (tag,)) is not None for tag in RAW)
    multiplier = _setting(space, ("weightmultiplyer",)) if raw else None
    factor = 1.0 if multiplier is None else multiplier
    weights = _weights(space)
    values: dict[str, _Worth] = {}
    importance: dict[str, float] = {}
    for name, listed in pairs.items():
        weight = weights.get((id(listed.parent), listed.index))
        if weight is None:
            raise listed.element.error(
                "The profile gives this issue no weight: its objective has no <weight> with "
                "the index of the issue.",
                given=listed.index,
            )
        importance[name] = factor * weight
        worth = _raw_worth if raw else _WORTH[listed.kind]
        values[name], basis[name] = worth(listed)
        notes += [
            f"{name!r} values {option!r} twice; the last value counts, as in GENIUS."
            for option in listed.again
        ]
    if raw:
        basis |= {name: f"{basis[name]} its weight times {factor:g}." for name in pairs}
    notes += _idle_weights(space, weights)
    if _has_costs(pairs):
        notes.append("The costs in the file count for nothing, as in GENIUS.")
    return Additive(values, importance, None if raw else 1.0)  # type: ignore[arg-type]


def _objectives(space: Element) -> Iterator[Element]:
    """Yield the objectives of a profile, from the outside in."""
    for child in space.each("objective"):
        yield child
        yield from _objectives(child)


def _weights(space: Element) -> dict[tuple[int, int | None], float]:
    """Return the weights by the objective they stand under and the index they are for."""
    found: dict[tuple[int, int | None], float] = {}
    for objective in (space, *_objectives(space)):
        for element in objective.each("weight"):
            key = (id(objective), element.integer("index"))
            value = element.number("value")
            if value < 0:
                raise element.error("A weight must not be negative.", given=value)
            if found.setdefault(key, value) != value:
                raise element.error("The issue has two weights.", given=(found[key], value))
    return found


def _idle_weights(space: Element, weights: Mapping[tuple[int, int | None], float]) -> Iterator[str]:
    """Yield a remark on every weight of an objective that GENIUS passes over."""
    for parent in (space, *_objectives(space)):
        for child in parent.each("objective"):
            index = child.integer("index") if "index" in child.attributes else None
            if weights.get((id(parent), index), 1.0) != 1.0:
                yield f"The weight of the objective {child.path!r} counts for nothing in GENIUS."


def _discrete(listed: Listed) -> tuple[_Worth, str]:
    given = _evaluations(listed)
    most = max(given.values())
    if most < _NOTHING:
        said = (
            f"No evaluation reaches {_NOTHING:g}, so that the issue counts for nothing in GENIUS."
        )
        return dict.fromkeys(given, 0.0), said
    scaled = {option: value / most for option, value in given.items()}
    return (
        scaled,
        f"The file's weight; its evaluations divided by the largest of the issue, {most:g}.",
    )


def _raw_worth(listed: Listed) -> tuple[_Worth, str]:
    if listed.kind != "discrete":
        raise listed.element.error("A profile of raw points can have discrete issues only.")
    return _evaluations(listed), "The file's points;"


def _evaluations(listed: Listed) -> _Worth:
    """Return the number at every option; GENIUS takes the last where one is listed twice."""
    found: _Worth = {}
    for item in listed.element.each("item"):
        if item.attributes.get("evaluation", "null") == "null":
            raise item.error(
                "The profile gives this option no evaluation.", given=item.text("value")
            )
        found[item.text("value").strip()] = item.number("evaluation")
    return found


def _integer(listed: Listed) -> tuple[_Worth, str]:
    evaluator = _evaluator(listed)
    if evaluator.attributes.get("ftype", "linear").lower() != "linear":
        raise evaluator.error(
            "An integer issue has a linear evaluator.", given=evaluator.attributes["ftype"]
        )
    slope, offset = evaluator.number("slope"), evaluator.number("offset")
    low, _ = integer_bounds(listed.element)
    worth = {
        option: min(max(offset + slope * (int(option) - low), 0.0), 1.0)
        for option in listed.issue.options
    }
    return worth, (
        f"The file's weight; {offset:g}, and {slope:g} per step above {low}, "
        "cut to between 0 and 1."
    )


def _real(listed: Listed) -> tuple[_Worth, str]:
    """Return the points of the value function of a real issue, joined by straight lines."""
    evaluator = _evaluator(listed)
    kind = evaluator.text("ftype").lower()
    low, high = listed.issue.options
    first = evaluator.number("parameter0")
    if kind == "constant":
        return dict.fromkeys(
            (low, high), first
        ), f"The file's weight; {first:g} whatever the value."
    second = evaluator.number("parameter1")
    if kind == "linear":
        bends = [(edge - first) / second for edge in (0.0, 1.0)] if second else []
        at = [low, *sorted(x for x in bends if low < x < high), high]
        worth = {x: float(np.clip(first + second * x, 0.0, 1.0)) for x in at}
        return worth, (
            f"The file's weight; {first:g} and {second:g} times the value, cut to between 0 and 1."
        )
    if kind == "triangular":
        top = evaluator.number("parameter2")
        if not first < top < second:
            raise evaluator.error("The top of a triangle lies between its ends.", given=top)
        at = [low, *(x for x in (first, top, second) if low < x < high), high]
        worth = {x: float(np.interp(x, [first, top, second], [0.0, 1.0, 0.0])) for x in at}
        return worth, f"The file's weight; 1 at {top:g}, down to 0 at {first:g} and {second:g}."
    raise evaluator.error("An evaluator is linear, constant or triangular.", given=kind)


_WORTH = {"discrete": _discrete, "integer": _integer, "real": _real}


def _evaluator(listed: Listed) -> Element:
    found = listed.element.each("evaluator")
    if len(found) != 1:
        raise listed.element.error("This issue needs one <evaluator>.", given=len(found))
    return found[0]


def _has_costs(pairs: Mapping[str, Listed]) -> bool:
    """Return whether an option costs something."""
    given = {
        item.attributes.get("cost", "0").strip()
        for listed in pairs.values()
        for item in listed.element.each("item")
    }
    return any(set(cost) - set("0.") for cost in given)


def _setting(space: Element, tags: tuple[str, ...]) -> float | None:
    """Return the value of an element that stands under the space or one of its objectives."""
    found = [each for parent in (space, *_objectives(space)) for each in parent.each(*tags)]
    values = {each.number("value") for each in found}
    if len(values) > 1:
        raise found[-1].error("This stands twice in the file, with two values.", given=values)
    return values.pop() if values else None


def _reservation(space: Element, walking_away: str) -> tuple[float, str]:
    """Return what walking away is worth, and where the file says so."""
    if walking_away == "optout":
        value = _setting(space, ("optout",))
        if value is None:
            raise space.error("The profile has no <optout>; leave walking_away= out.")
        return value, "The file's optout: an actor leaves before the end."
    value = _setting(space, RESERVATION)
    if value is None:
        return 0.0, "The file gives no reservation value; GENIUS takes 0."
    leaving = _setting(space, ("optout",))
    if leaving is None:
        return value, "The file's reservation value."
    return value, (
        f"The file's reservation value: the talks end without agreement. Its optout is {leaving:g}."
    )


def _discount(space: Element, notes: list[str]) -> float:
    value = _setting(space, DISCOUNT)
    if value is None or value == 1.0:
        return 1.0
    if 0.0 < value < 1.0:
        notes.append("The discount is for the whole of the talks, not for a round.")
        return value
    notes.append(f"The discount factor of the file, {value:g}, counts as 1, as in GENIUS.")
    return 1.0
