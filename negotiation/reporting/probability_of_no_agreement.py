"""The probability of no agreement: how often nothing can be signed, for all that is not known."""

from __future__ import annotations

from negotiation._shares import percent
from negotiation.analysis import Ensemble
from negotiation.reporting._blocks import Block, Points, Prose, Sheet
from negotiation.reporting._phrases import drawn
from negotiation.reporting._section import Part, section
from negotiation.reporting._subject import Subject

_LABELS = {
    "given": "given the beliefs handed over",
    "own": "given the distributions in the scenario",
    "offers": "given the recorded answers, the red lines and the assumptions named",
}


@section("How likely no agreement is", 60)
def no_agreement(subject: Subject) -> Part:
    """Return the probability with what it rests on, and the terms agreed otherwise."""
    doubt, study = subject.doubt, subject.study
    chance = study.no_agreement
    low, high = chance.interval()
    finding = (
        f"No agreement in {percent(chance.value)} of {subject.options.draws:,} draws, with a "
        f"standard error of {percent(chance.standard_error)} (95% interval {percent(low)} to "
        f"{percent(high)})."
    )
    limits = (
        "This is a probability given what is assumed, with packages that suit everybody always "
        "signed. The interval is what the number of draws leaves open, not whether the "
        "assumptions are right; real talks can fail with a package on the table."
    )
    blocks: list[Block] = [
        Points(doubt.sentences),
        Prose(finding),
        Prose(limits),
        drawn(
            "terms",
            "Every bar is the whole of the draws: hatched without agreement, then the options in "
            "their order, as the Nash solution selects them.",
            study,
        ),
        Sheet(study.summary(), folded=True),
    ]
    return Part(blocks, (_short(doubt.kind, study),))


def _short(kind: str, study: Ensemble) -> str:
    """Return the probability in a sentence; what is made up is not called one."""
    chance = study.no_agreement
    share = percent(chance.value) if chance.value else "none"
    if kind == "illustrative":
        return (
            "Illustrative: with every number changed by up to 10% and every red line in force in "
            f"every second draw, {share} of {chance.draws:,} draws end without agreement."
        )
    if not chance.value:
        return f"Of {chance.draws:,} draws none ends without agreement ({_LABELS[kind]})."
    return f"No agreement has a probability of {share} ({_LABELS[kind]})."
