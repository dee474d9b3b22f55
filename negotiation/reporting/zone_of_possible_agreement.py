"""The ZOPA: the packages that every actor prefers to walking away."""

from __future__ import annotations

from negotiation._shares import counted
from negotiation.actors import Scenario
from negotiation.concessions import BargainingProblem, PackageProblem
from negotiation.reporting._blocks import Block, Prose, Sheet
from negotiation.reporting._phrases import all_of, drawn
from negotiation.reporting._section import Part, section
from negotiation.reporting._subject import Subject

_MEANT = (
    "The zone of possible agreement (ZOPA) holds the packages that every actor weakly prefers to "
    "walking away and that cross no red line. A package is efficient if no other is better for "
    "one actor and worse for none."
)


@section("What could be agreed", 30)
def zone(subject: Subject) -> Part:
    """Return how many packages could be signed, and a picture of them."""
    problem = subject.problem
    told = _unlisted(problem) if isinstance(problem, PackageProblem) else _listed(problem)
    blocks: list[Block] = [Prose(_MEANT)]
    if isinstance(subject.given, Scenario) and subject.given.uncertain:
        blocks.append(
            Prose("Numbers that are uncertain are put in the middle of what they may be.")
        )
    blocks += [Sheet(problem.summary()), _picture(subject)]
    return Part(blocks, (told,))


def _listed(problem: BargainingProblem) -> str:
    """Return how many packages could be signed."""
    found, many = int(problem.zopa.sum()), counted(len(problem), "package")
    if not found:
        return (
            f"By these numbers there is no zone of possible agreement: of {many}, none beats "
            f"walking away for {all_of(problem.actors)} without crossing a red line."
        )
    best = counted(int(problem.negotiation_set.sum()), "efficient one")
    return (
        f"By these numbers agreement is possible: {found:,} of {many} would suit "
        f"{all_of(problem.actors)}, {best} among them."
    )


def _unlisted(problem: PackageProblem) -> str:
    """Return whether there is anything to sign where packages are too many to count."""
    size = "infinitely many" if problem.packages.continuous else f"{problem.packages.count:,}"
    nothing = bool((problem.ideal < problem.disagreement).any())
    found = "No package among" if nothing else "There are packages among"
    suits = "suits" if nothing else "that suit"
    return f"{found} {size} {suits} {all_of(problem.actors)}."


def _picture(subject: Subject) -> Block:
    """Return the chart that shows so many actors."""
    many = len(subject.actors)
    if many == 1:
        return Prose("There is one actor only: nothing to show one worth against another.")
    if many == 2:
        return drawn(
            "frontier",
            "Every package by what it is worth to one actor and to the other. In the shaded "
            "corner both are at least as well off as without agreement.",
            subject.comparison,
        )
    return drawn(
        "parallel",
        "A line per package across one axis per actor: 0% is walking away, 100% the best it could "
        "get from an agreement.",
        subject.comparison,
    )
