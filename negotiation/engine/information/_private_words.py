"""What privacy costs, in words."""

from __future__ import annotations

from typing import Any

from negotiation._shares import percent

NOTHING = 5e-4
"""Difference of probabilities that is not worth a word."""


def notes(answer: Any) -> list[str]:
    """Return in words what a `PrivateReservations` says, and what it rests on."""
    high = answer.least_no_agreement[1]
    said = [_cost(answer)]
    worst, missed = max(
        ((name, each.no_agreement) for name, each in answer.offers.items()), key=lambda p: p[1]
    )
    if len(answer.actors) > 1 and answer.agreeable > 0:
        said.append(
            f"If {worst} makes one final offer there is none in {percent(missed)}: "
            f"{percent(answer.no_zopa)} because no package suits all, "
            f"{percent(max(0.0, min(missed, high) - answer.no_zopa))} because limits are "
            f"private, {percent(max(0.0, missed - high))} because of the rule."
        )
    if answer.privacy[1] < -NOTHING:
        said.append(
            "A mediator whose word binds agrees even where the package is worse than walking away "
            "for somebody, who gains in other cases; so it can do better than with everything "
            "known."
        )
    if not answer.mediator.exact:
        estimate = answer.mediator.estimate
        limit = "" if estimate is None else f" (extrapolated: {estimate:.4g})"
        low, top = answer.best_gains
        said.append(
            f"The best mediator's gains lie between {low:.4g} and {top:.4g}{limit}; a larger "
            "types= narrows that."
        )
    for each in answer.splits[1:]:
        said.append(
            "Splitting the difference: best replies to one another, from honest limits on; there "
            "may be other equilibria."
            if each.regret == 0.0
            else "Splitting the difference: best replies do not settle; a type could still gain "
            f"up to {percent(each.regret)} of what is at stake by naming another limit."
        )
    said.append("Gains of all actors are added up as they are: utilities are compared.")
    return said


def _cost(answer: Any) -> str:
    """Return how much privacy costs even with the best mediator."""
    low, high = answer.least_no_agreement
    if answer.agreeable <= 0:
        return "No package suits everybody, whatever walking away is worth."
    start = (
        f"A package that all prefer to walking away exists in {percent(answer.agreeable)} of "
        "cases. "
    )
    if high <= answer.no_zopa + NOTHING:
        return f"{start}The best mediator finds agreement in as many: privacy costs nothing."
    span = percent(high) if high - low < NOTHING else f"{percent(low)} to {percent(high)}"
    return (
        f"{start}Yet even the best mediator has no agreement in {span} of cases: whoever says "
        "that little would satisfy it is given little, so limits are overstated."
    )
