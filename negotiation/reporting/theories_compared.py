"""The theories compared: what each solution concept selects."""

from __future__ import annotations

from typing import Any

from negotiation._shares import counted
from negotiation._table import Table
from negotiation.reporting._blocks import Block, Prose, Sheet
from negotiation.reporting._phrases import drawn, listed
from negotiation.reporting._section import Part, section
from negotiation.reporting._subject import Subject

_MEANT = (
    "Each theory of bargaining says what is fair or likely once agreement is possible. They are "
    "answers to different questions, not votes: that several select the same package shows that "
    "the choice does not hang on the theory."
)


@section("What the theories select", 40)
def theories(subject: Subject) -> Part:
    """Return a row per package selected, and one per theory."""
    found = subject.comparison
    groups = _groups(found)
    blocks: list[Block] = [Prose(_MEANT)]
    if groups:
        columns = ("package", "selected by", *found.problem.actors)
        rows = [(label, listed(names), *payoffs) for label, (names, payoffs) in groups.items()]
        note = "Numbers are utilities, each on its actor's own scale."
        blocks.append(Sheet(Table(columns, rows, "Packages selected, most often first", [note])))
        blocks.append(
            drawn(
                "concessions",
                "What each package selected makes each actor give, issue by issue.",
                found,
            )
        )
    blocks.append(Sheet(found.summary(), folded=True))
    return Part(blocks, (_told(found, groups),))


def _groups(found: Any) -> dict[str, tuple[list[str], Any]]:
    """Return the theories by the package they select, the most frequent first; ties count once."""
    groups: dict[str, tuple[list[str], Any]] = {}
    for solution in found.solutions:
        if solution.agreement:
            label = solution.label()
            groups.setdefault(label, ([], solution.payoffs[0]))[0].append(solution.concept)
    return dict(sorted(groups.items(), key=lambda item: -len(item[1][0])))


def _told(found: Any, groups: dict[str, tuple[list[str], Any]]) -> str:
    """Return the first finding in a sentence."""
    asked = counted(len(found.solutions), "theory").replace("theorys", "theories")
    if not groups:
        return f"Of {asked} asked, none selects an agreement."
    label, (names, _) = next(iter(groups.items()))
    rest = "" if len(groups) == 1 else f" {len(groups)} different packages are selected in all."
    who = "all" if len(names) == len(found.solutions) else f"{len(names)} ({listed(names)})"
    return f"Of {asked} asked, {who} would select this package: {label}.{rest}"
