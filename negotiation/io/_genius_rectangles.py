"""Nonlinear GENIUS profiles: what boxes of packages are worth, added up.

A ``hyperRectangle`` with ``INCLUDES`` pays for every package inside the bounds, one with
``EXCLUDES`` for every package outside, one without bounds for every package.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from negotiation.actors import Interaction
from negotiation.errors import TooLargeError
from negotiation.io._genius_issues import Listed
from negotiation.io._xml import Element

MOST_CHECKS = 50_000_000
"""Comparisons of options that all boxes of a profile may take."""


def interactions_of(utility: Element, pairs: Mapping[str, Listed]) -> tuple[Interaction, ...]:
    """Return what the boxes under a ``utility`` element pay, as interactions.

    Parameters
    ----------
    utility : Element
        All payments are divided by its ``maxutility``.
    pairs : dict
        For every issue of the scenario, by name, the issue of this profile.
    """
    most = utility.number("maxutility")
    if most <= 0:
        raise utility.error("The largest utility must be positive.", given=most)
    utility.only(("ufun",))
    if len(utility.children) != 1:
        raise utility.error("There must be one <ufun>.", given=len(utility.children))
    named = {listed.index: (name, listed) for name, listed in pairs.items()}
    found: list[Interaction] = []
    always, checks = 0.0, 0
    for box, factor in _boxes(utility.children[0], 1.0):
        weight = box.number("weight") if "weight" in box.attributes else 1.0
        value = box.number("utility") * weight * factor / most
        inside, outside = box.each("INCLUDES"), box.each("EXCLUDES")
        if inside and outside:
            raise box.error("A hyperRectangle includes or excludes, not both.")
        box.only(("INCLUDES", "EXCLUDES"))
        when = _when(inside or outside, named)
        checks += sum(len(options) * len(_way(pairs[name])) for name, options in when.items())
        if checks > MOST_CHECKS:
            raise TooLargeError("The hyper-rectangles name too many options.", line=box.line)
        if outside or not inside:
            always += value
        if when and all(when.values()):  # bounds that nothing meets hold nowhere
            found.append(Interaction(when, value=-value if outside else value))
    if always:
        name, listed = next(iter(pairs.items()))
        whole = {name: _way(listed)}
        found.append(Interaction(whole, "whatever is agreed", value=always))
    return tuple(found)


def _boxes(ufun: Element, factor: float) -> Iterator[tuple[Element, float]]:
    """Yield every box with what its payment is multiplied by."""
    if ufun.attributes.get("type", "PlainUfun") != "PlainUfun":
        raise ufun.error("Only functions of type PlainUfun can be read.", given=ufun.text("type"))
    if ufun.attributes.get("aggregation", "sum").lower() != "sum":
        raise ufun.error("Only sums of boxes can be read.", given=ufun.text("aggregation"))
    ufun.only(("hyperRectangle", "ufun"))
    if "weight" in ufun.attributes:
        factor *= ufun.number("weight")
    for child in ufun.children:
        if child.tag == "ufun":
            yield from _boxes(child, factor)
        else:
            yield child, factor


def _when(bounds: tuple[Element, ...], named: Mapping[int | None, Any]) -> dict[str, list[Any]]:
    """Return the options, or the range of a real issue, that meet all bounds."""
    when: dict[str, list[Any]] = {}
    for bound in bounds:
        index = bound.integer("index")
        if index not in named:
            known = ", ".join(str(each) for each in named)
            raise bound.error(f"There is no issue with this index. Known: {known}.", given=index)
        name, listed = named[index]
        if listed.kind == "discrete":
            raise bound.error("Bounds are for integer and real issues.", given=listed.name)
        low, high = bound.number("min"), bound.number("max")
        known_ways = when.get(name, list(_way(listed)))
        if listed.kind == "real":
            ends = [max(low, known_ways[0]), min(high, known_ways[-1])] if known_ways else []
            when[name] = ends if ends and ends[0] <= ends[1] else []
        else:
            when[name] = _within(known_ways, low, high)
    return when


def _within(options: Sequence[str], low: float, high: float) -> list[str]:
    """Return the values between two bounds; the options are whole numbers in a row."""
    if not options:
        return []
    first = int(options[0])
    start = max(math.ceil(low) - first, 0)
    return list(options[start : max(math.floor(high) - first + 1, start)])


def _way(listed: Listed) -> tuple[Any, ...]:
    ways: tuple[Any, ...] = listed.issue.options
    return ways
