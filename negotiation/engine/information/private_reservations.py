"""Private reservation values: no agreement that remains when nobody knows the other's limit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from negotiation._arrays import read_only
from negotiation._frozen import FrozenMap
from negotiation.engine.information._final_offer import final_offer
from negotiation.engine.information._full_information import known, with_money
from negotiation.engine.information._linear_price import auction_on, closed_form
from negotiation.engine.information._mediator import Terms, best_mediator
from negotiation.engine.information._private_answer import PrivateReservations
from negotiation.engine.information._private_subject import subject_of
from negotiation.engine.information._split import splits
from negotiation.errors import InvalidValueError, NotDefinedError, unknown_name

PARTICIPATION = ("ex post", "interim")


def private_reservations(
    problem: Any,
    reservations: Any = None,
    *,
    participation: str | None = None,
    transfers: bool = False,
    types: int | None = None,
) -> PrivateReservations:
    """Return what privacy of reservation values costs under several ways of negotiating.

    Everybody knows what each package is worth to everybody; what walking away is worth an actor
    knows of itself only.  Of the others it knows how likely each value is; values are independent.
    Side by side stand: everything known; the best that any mediator could do; a final offer by
    each actor; and limits named at once with the package midway between them.

    Parameters
    ----------
    problem : BargainingProblem or Scenario
        Of a scenario, reservation values or premiums may be distributions.
    reservations : mapping or sequence, optional
        ``{actor: …}`` or in the order of the actors: a number, a list of equally likely ones,
        ``{number: probability}``, or a distribution (of `negotiation.distributions`, or frozen of
        ``scipy.stats``).  An actor left out has the reservation value of the problem.
    participation : {"ex post", "interim"}, optional
        Whether an actor may still walk away when it hears the mediator's package (the default
        without payments), or is bound once it has told its limit (always so with payments).
        It never gains by a lie, nor loses on average by taking part.
    transfers : bool, default False
        Whether two actors may pay each other, in units of utility.
    types : int, optional
        Into how many classes a distribution is put for the mediator; about 400 combinations of
        classes if left out.

    Returns
    -------
    PrivateReservations

    Raises
    ------
    UnknownNameError, InvalidTypeError, InvalidValueError
        If a name or a reservation value cannot be meant; the actor is named.
    NotDefinedError
        If not everybody must agree, or payments are asked for among more than two.
    TooLargeError
        If a mediator's rule would have too many entries.

    Notes
    -----
    *Everything known* and *final offers* are exact for any distributions (with payments,
    4,001 divisions are compared).  *The best mediator* is a linear programme over lotteries; exact
    for listed types.  A distribution is put into classes: a rule that treats each class alike
    is one that can be used, and a second programme over averages of classes bounds every rule
    there is, so that the limit lies between; both tend to it as one over the square of the number
    of classes where payoffs are fine.  *Splitting the difference* is played on a grid of limits.
    Offers over several rounds are not covered here; see `screening`.

    References
    ----------
    Myerson, R. B. and Satterthwaite, M. A. (1983). Efficient mechanisms for bilateral trading.
    Journal of Economic Theory 29, 265-281.
    Chatterjee, K. and Samuelson, W. (1983). Bargaining under incomplete information.
    Operations Research 31, 835-851.

    Examples
    --------
    A cake cut in ten, and two reservation values between 0 and 1, all alike likely:

    >>> import negotiation as ng
    >>> from scipy import stats
    >>> cake = ng.BargainingProblem([[k / 10, 1 - k / 10] for k in range(11)])
    >>> answer = ng.private_reservations(cake, [stats.uniform(0, 1), stats.uniform(0, 1)])
    >>> round(answer.no_zopa, 3), round(answer.offers["Actor 1"].no_agreement, 3)
    (0.55, 0.75)
    """
    bound = _bound(participation, transfers)
    subject = subject_of(problem, reservations, transfers)
    if types is not None and (not isinstance(types, int | np.integer) or types < 1):
        raise InvalidValueError("Types are put into at least one class.", given=types)
    terms = Terms(bound, transfers, None if types is None else int(types), subject.slack)
    best, most = best_mediator(subject.payoffs, subject.limits, terms)
    if subject.total is None:
        agreeable, gains = known(subject.offered, subject.limits)
        first = float(gains.sum())
    else:
        agreeable, first = with_money(subject.total, subject.limits)
        gains = np.empty(0)
        best = closed_form(best, subject)
    if not bound:
        # Nobody does better than with everything known, if all may walk away.
        best = replace(best, bound=max(best.reached, min(best.bound, first)))
        most = replace(most, bound=max(most.reached, min(most.bound, agreeable)))
    offers = {
        name: final_offer(subject.offered, subject.limits, own)
        for own, name in enumerate(subject.problem.actors)
    }
    return PrivateReservations(
        subject,
        "interim" if bound else "ex post",
        agreeable,
        first,
        read_only(gains),
        best,
        most,
        FrozenMap(offers),
        splits(subject.coarse, subject.limits),
        auction_on(subject),
    )


def _bound(participation: str | None, transfers: bool) -> bool:
    """Say whether an actor must accept what follows from the limit that it has told."""
    if participation is None:
        return transfers
    if participation not in PARTICIPATION:
        raise unknown_name("kind of participation", participation, PARTICIPATION)
    if transfers and participation == "ex post":
        raise NotDefinedError(
            "With payments the best mediator is covered for participation='interim': who has told "
            "its limit is bound by what follows."
        )
    return participation == "interim"
