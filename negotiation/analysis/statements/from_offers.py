"""The answers on record, as statements."""

from __future__ import annotations

from negotiation.actors import Scenario
from negotiation.analysis.statements._statement import Statement, statement
from negotiation.analysis.statements.accepts import accepts
from negotiation.analysis.statements.refuses import refuses
from negotiation.errors import InvalidTypeError


@statement
def from_offers(
    scenario: Scenario, *, because: str = "utilities", reliability: float = 1.0
) -> tuple[Statement, ...]:
    """Return every answer on record in a scenario as a statement.

    Answers that are unknown or disputed are not on record and say nothing.

    Parameters
    ----------
    scenario : Scenario
        Its `offers` are read.
    because : {"utilities", "red line", "either"}, default "utilities"
        What a no rests on, as for `refuses`.
    reliability : float, default 1.0
        Of each of the statements.

    Returns
    -------
    tuple of Statement
        Offer by offer.  Packages are called by the names of the offers.

    Examples
    --------
    >>> import negotiation as ng
    >>> told = ng.statements.from_offers(ng.library.load("hanoi-2019"))
    >>> print(told[0])
    DPRK accepts 'DPRK offer'
    """
    if not isinstance(scenario, Scenario):
        raise InvalidTypeError("Offers on record are those of a Scenario.", given=scenario)
    told: list[Statement] = []
    for offer in scenario.offers:
        trust = {"reliability": reliability, "source": offer.source}
        for actor, answer in offer.answers.items():
            if answer:
                told.append(accepts(actor, offer.name, **trust))
            else:
                told.append(refuses(actor, offer.name, because=because, **trust))
    return tuple(told)
