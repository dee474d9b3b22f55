"""Recorded offers: what was proposed, and what the model says to it."""

from __future__ import annotations

from negotiation._shares import counted
from negotiation._table import Table
from negotiation.reporting._blocks import Prose, Sheet
from negotiation.reporting._section import Part, section
from negotiation.reporting._subject import Subject


@section("Recorded offers", 20)
def recorded_offers(subject: Subject) -> Part:
    """Return the offers on record and who would sign them by the numbers."""
    answers = subject.answers
    offers = subject.scenario.offers
    rows = [(each.name, each.by or "", str(each.outcome), each.source) for each in offers]
    table = Table(("offer", "by", "package", "source"), rows, "The offers on record")
    known = [each for each in answers.answers if each.recorded is not None]
    wrong = len(answers.mismatches)
    signed = sum(
        all(each.accepts for each in answers.answers if each.offer == offer.name)
        for offer in offers
    )
    told = f"Of {counted(len(offers), 'offer')} on record, the actors would sign {signed or 'none'}"
    if known:
        told += (
            f"; the model gives {len(known) - wrong} of the {counted(len(known), 'answer')} that "
            "are on record"
        )
    caution = Prose(
        "That a model reproduces the answers is worth little where its numbers were chosen in "
        "their light: they are then evidence that went in, not a test."
    )
    return Part((Sheet(answers.summary()), caution, Sheet(table, folded=True)), (f"{told}.",))
