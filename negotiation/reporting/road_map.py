"""The road map: steps that nobody gains by breaking off, or why there are none."""

from __future__ import annotations

from typing import Any

from negotiation.errors import NegotiationError
from negotiation.reporting._blocks import Block, Points, Prose, Sheet
from negotiation.reporting._phrases import attempt, drawn, sentence
from negotiation.reporting._section import Part, section
from negotiation.reporting._subject import Subject

_MEANT = (
    "A road map is an order of steps from the status quo to a package. It holds if, at every "
    "stage, going on is worth more to each actor than breaking off. Nobody has to enforce it."
)


@section("Road map", 70)
def road_map(subject: Subject) -> Part:
    """Return the best road map, and what would make one hold that leads to the Nash package."""
    road = subject.road
    stages = road.stages
    blocks: list[Block] = [Prose(_MEANT), Sheet(road.summary())]
    if stages:
        blocks.append(
            drawn(
                "roadmap",
                "Stages from left to right. A solid box cannot be withdrawn, a dashed one can; the "
                "lines below compare going on with breaking off.",
                road,
            )
        )
    # A discount factor of 1 says nothing of patience; the library then assumes one.
    assumed = any(actor.discount == 1.0 for actor in subject.certain.actors)
    further, told = _further(subject)
    return Part([*blocks, *further], (_short(road, assumed), *told))


def _short(road: Any, assumed: bool) -> str:
    """Return the map in a sentence."""
    stages = road.stages
    if not stages:
        return (
            "No road map holds by itself: no order of steps is both better than to stay where "
            "things are and held to by everybody."
        )
    steps = ", then ".join(" with ".join(stage) or "a pause" for stage in stages)
    given = " (at a patience that is assumed, not known)" if assumed else ""
    return f"A road map that holds by itself{given}: {steps}."


def _further(subject: Subject) -> tuple[list[Block], tuple[str, ...]]:
    """Return what is in the way of a map to the Nash package, and what would help."""
    intro = "Is there a road map to the package that the Nash solution selects?"
    try:
        found = subject.remedies
    except NegotiationError as error:
        return [Prose(f"{intro} That cannot be asked here. {sentence(error.message)}")], ()
    if found.status == "not needed":
        return [Prose(f"{intro} Yes, as things stand.")], ()
    told = [intro + " No, not as things stand.", *([found.reason] if found.reason else [])]
    short: tuple[str, ...] = ()
    if found.cheapest is not None:
        told.append(f"The cheapest change that makes one hold: {found.cheapest.change}.")
        short = (
            "To carry out the package of the Nash solution step by step, something would have to "
            f"change; the cheapest: {found.cheapest.change}.",
        )
    return [Points(told), attempt(lambda: Sheet(found.summary(), folded=True), "")], short
