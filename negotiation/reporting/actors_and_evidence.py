"""Actors and evidence: the issues, who concedes them, every number with what it rests on."""

from __future__ import annotations

from collections import Counter

from negotiation._shares import counted
from negotiation.actors import Scenario
from negotiation.concessions import NormalFormGame
from negotiation.reporting._blocks import Block, Points, Prose, Sheet
from negotiation.reporting._phrases import listed
from negotiation.reporting._section import Part, section
from negotiation.reporting._subject import Subject

_MEANINGS = {
    "fact": "reported as fact",
    "claim": "claimed by one party",
    "estimate": "one source's estimate",
    "judgement": "judged by whoever wrote the scenario",
    "illustrative": "invented for illustration",
    "": "without a source",
}


@section("Actors and evidence", 10)
def actors_and_evidence(subject: Subject) -> Part:
    """Return who negotiates about what, and how far the numbers can be trusted."""
    if not isinstance(subject.given, Scenario):
        return _bare(subject)
    scenario = subject.scenario
    numbers = scenario.numbers()
    told = _founded(Counter(str(kind) for kind in numbers.column("evidence")), len(numbers))
    blocks: list[Block] = [
        Prose(
            "Utility puts a number on every package, on a scale of each actor's own: more is "
            "better. Walking away has a number too. A red line is what an actor refuses whatever "
            "else it is offered."
        ),
        Sheet(scenario.summary()),
        Points(told),
        Sheet(numbers, folded=True),
    ]
    about = f"{listed(subject.actors)} negotiate about {counted(len(scenario.issues), 'issue')}."
    return Part(blocks, (about, told[0]))


def _founded(kinds: Counter[str], total: int) -> tuple[str, ...]:
    """Return what the numbers rest on, and what follows from that."""
    parts = [
        f"{kinds[kind]} {'is' if kinds[kind] == 1 else 'are'} {meaning}"
        for kind, meaning in _MEANINGS.items()
        if kinds[kind]
    ]
    if len(parts) == 1 and total > 1:
        meaning = _MEANINGS[next(iter(kinds))]
        told = f"All {total:,} numbers are {meaning}."
    else:
        told = f"Of {counted(total, 'number')}, {listed(parts)}."
    return (
        told,
        "Utilities of actors cannot be observed. All that follows holds if these numbers do.",
    )


def _bare(subject: Subject) -> Part:
    """Return what can be said of a table without words or sources."""
    given = subject.given
    kind = "a game" if isinstance(given, NormalFormGame) else "a payoff table"
    held = Prose(
        f"This report is about {kind}: it holds payoffs, and nothing on what they rest on. "
        "Where they come from has to be asked of whoever made it."
    )
    short = f"The subject is {kind} of {listed(subject.actors)}; its sources are not stated."
    return Part((held, Sheet(given.summary())), (short,))
