"""What would change it: bridges over a gap, red lines dropped, the numbers that matter."""

from __future__ import annotations

from negotiation._shares import counted, percent
from negotiation._table import Table
from negotiation.actors import Scenario
from negotiation.errors import NegotiationError
from negotiation.reporting._blocks import Block, Points, Prose, Sheet
from negotiation.reporting._phrases import drawn, sentence
from negotiation.reporting._section import Part, section
from negotiation.reporting._subject import Subject

_MOST = 12
"""Changes that are told one by one."""


@section("What would change it", 80)
def what_would_change_it(subject: Subject) -> Part:
    """Return the least changes, what changes do to the odds, and the numbers that matter."""
    subject.problem  # noqa: B018  (says why, where there is nothing to sign)
    blocks, short = _bridges(subject)
    if not isinstance(subject.given, Scenario):
        blocks.append(
            Prose("Which numbers matter, and how likely no agreement is, needs a scenario.")
        )
        return Part(blocks, short)
    effects, told = _odds(subject)
    return Part([*blocks, *effects, *_numbers(subject)], (*short, *told))


def _bridges(subject: Subject) -> tuple[list[Block], tuple[str, ...]]:
    """Return the least changes that open an empty ZOPA."""
    try:
        found = subject.bridging
    except NegotiationError as error:
        told = "The least change that opens the zone of possible agreement cannot be found here."
        return [Prose(f"{told} {sentence(error.message)}")], ()
    if found.open:
        return [Prose(" ".join(found.sentences))], ()
    blocks: list[Block] = [Points(found.sentences), Sheet(found.summary(), folded=True)]
    return blocks, (found.sentences[0],)


def _odds(subject: Subject) -> tuple[list[Block], tuple[str, ...]]:
    """Return the probability of no agreement with one thing changed at a time."""
    try:
        found = subject.effects
    except NegotiationError as error:
        return [Prose(f"What changes do to the odds is not known. {sentence(error.message)}")], ()
    columns = ("change", "no agreement", "with the change less without")
    rows = [
        (each.label, percent(each.no_agreement.value), f"{100 * each.difference:+.1f} points")
        for each in found.effects[:_MOST]
    ]
    notes = [
        f"No agreement as things stand: {found.base}. Every change is looked at in the same "
        f"{counted(found.base.draws, 'draw')}; they are others than those of the section above, so "
        "the two probabilities differ by chance."
    ]
    if len(found.effects) > _MOST:
        notes.append(f"{counted(len(found.effects) - _MOST, 'more change')} do less.")
    blocks: list[Block] = [Sheet(Table(columns, rows, "One thing changed at a time", notes))]
    first = found.effects[0] if found.effects else None
    if first is None or first.difference > -2 * first.standard_error or not first.difference:
        return blocks, ()
    told = (
        f"What would change most: {first.label}. No agreement would then be "
        f"{-100 * first.difference:.0f} points less likely, at {percent(first.no_agreement.value)}."
    )
    return blocks, (told,)


def _numbers(subject: Subject) -> list[Block]:
    """Return the numbers that move the room for agreement."""
    try:
        found = subject.moved
    except NegotiationError as error:
        return [Prose(f"Which numbers matter is not known. {sentence(error.message)}")]
    return [
        Prose(
            "Every number is now moved down and up by a tenth of itself, which is a convention "
            "and says nothing of how far it may be off; every red line is dropped. What is watched "
            "is the room for agreement: the gain of the actor that gains least, in the package "
            "that is best for it. Below zero there is nothing to sign."
        ),
        drawn("tornado", "The numbers that move the room for agreement most.", found),
        Sheet(found.summary(), folded=True),
    ]
