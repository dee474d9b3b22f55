"""Alternating offers: two actors take turns to propose until one accepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from negotiation._arrays import read_only
from negotiation.actors import Scenario
from negotiation.engine.protocols._offers_answer import REFERENCE, AlternatingOffers, place_of
from negotiation.engine.protocols._protocol import protocol
from negotiation.engine.protocols._solved_offers import solve_offers
from negotiation.engine.protocols._stakes_of_two import read_subject
from negotiation.engine.protocols._terms import read_terms
from negotiation.errors import InvalidTypeError, InvalidValueError


@protocol(AlternatingOffers, reference=REFERENCE)
def alternating_offers(
    subject: Any,
    *,
    discount: float | Sequence[float] | Mapping[str, float] | None = None,
    horizon: int | None = None,
    first: int | str = 0,
    outside: Sequence[float | None] | Mapping[str, float] | None = None,
    breakdown: float = 0.0,
    after_breakdown: float | Sequence[float] | Mapping[str, float] | None = None,
    costs: float | Sequence[float] | Mapping[str, float] | None = None,
    lotteries: bool = False,
    actors: Sequence[str] | None = None,
) -> AlternatingOffers:
    """Return the subgame-perfect equilibria of offers to and fro between two actors.

    In each round one actor proposes; the other accepts, which ends talks, or rejects.  After a
    rejection it may quit for its outside option if it has one.  If it does not, talks break
    down with the probability `breakdown`, at once; else both pay their `costs` of a round, and
    the next round comes, with the roles exchanged and payoffs discounted.  Running out of time
    counts as breakdown.

    On a cake or a concave frontier without a horizon the equilibrium payoffs are unique, and
    the two proposals make each responder indifferent: on a cake of size 1 the first proposer
    gets ``(1 - d2) / (1 - d1 d2)``.  Fixed costs alone are the exception: whoever has the
    lower cost takes (nearly) everything, and with equal ones a whole stretch of the frontier
    is in equilibrium.  With a horizon the rounds are solved backwards.

    On a list of outcomes without a horizon there are usually *several* equilibria: listed are
    all pairs of standing proposals, accepted at once, from which nobody gains by a deviation
    (pure and stationary strategies; who is indifferent accepts).  When actors are patient,
    every efficient outcome is one, as a step from one outcome to the next costs more than a
    round of delay.  With a horizon all pure subgame-perfect plays are listed; there are
    several where an actor is indifferent.

    Parameters
    ----------
    subject : number, ConcaveFrontier, list of points, BargainingProblem or Scenario
        The size of a cake; a concave frontier, as a function or as the points where it bends;
        or a problem of two actors, whose outcomes in the ZOPA may be offered.
    discount : number, sequence or mapping, optional
        What a payoff is still worth after one round more, between 0 and 1, for both or per
        actor; in a problem, what a gain over walking away is.  If left out, the actors' own
        discount factors in the scenario, or 1.
    horizon : int, optional
        The number of rounds, 0 or more; without end if left out.
    first : int or str
        Who proposes first.
    outside : pair or mapping, optional
        What an actor gets that quits after rejecting an offer.  One that is left out (or None)
        cannot quit.  If one quits, the other gets its own outside payoff too, or, if it has
        none, what walking away is worth.
    breakdown : float
        The probability that talks break down after a rejection.
    after_breakdown : number, sequence or mapping, optional
        What each gets after breakdown; what walking away is worth if left out, which is 0 on a
        cake and a frontier.
    costs : number, sequence or mapping, optional
        What each pays for going on to the next round.
    lotteries : bool
        Whether lotteries over a problem's outcomes may be offered.
    actors : pair of str, optional
        Names, where the subject has none.

    Returns
    -------
    AlternatingOffers

    Raises
    ------
    NotDefinedError
        If there are not two actors, delay costs nobody anything and there is no horizon (then
        everything is an equilibrium), or outside options and breakdown together leave nothing
        to agree on in a way that has no unique solution.
    NegotiationError
        If a number is out of its range or a name unknown.

    References
    ----------
    Rubinstein, A. (1982). Perfect equilibrium in a bargaining model. Econometrica 50, 97-109.
    Stahl, I. (1972). Bargaining Theory. Stockholm School of Economics.
    Binmore, K., Rubinstein, A. and Wolinsky, A. (1986). The Nash bargaining solution in economic
    modelling. RAND Journal of Economics 17, 176-188.
    Van Damme, E., Selten, R. and Winter, E. (1990). Alternating bid bargaining with a smallest
    money unit. Games and Economic Behavior 2, 188-201.

    Examples
    --------
    >>> import negotiation as ng
    >>> talks = ng.protocols.alternating_offers(1, discount=[0.9, 0.8])
    >>> talks
    <AlternatingOffers, no horizon: ok, Actor 1 0.7143, Actor 2 0.2857>
    >>> talks.when_proposing(1).round(4).tolist()
    [[0.6429, 0.3571]]
    >>> ng.protocols.alternating_offers(1, discount=[0.9, 0.8], horizon=2).payoffs.round(4).tolist()
    [[0.2, 0.8]]
    """
    stakes = read_subject(subject, actors, bool(lotteries))
    if discount is None and stakes.problem is not None and stakes.problem.scenario is not None:
        discount = _own_discounts(stakes.problem.scenario, stakes.actors)
    given = {
        "discount": discount,
        "outside": outside,
        "breakdown": breakdown,
        "after_breakdown": after_breakdown,
        "costs": costs,
    }
    terms = read_terms(given, stakes.actors, stakes.walk.tolist())
    solved = solve_offers(stakes, terms, _rounds(horizon))
    return AlternatingOffers(
        stakes.actors,
        terms,
        horizon,
        place_of(first, stakes.actors),
        solved.plays,
        read_only(solved.equilibria + stakes.walk),
        solved.stretch,
        read_only(solved.nash_limit),
        stakes.kind != "outcomes",
        stakes.walk,
        stakes.problem,
        solved.notes,
    )


def _own_discounts(scenario: Scenario, actors: Sequence[str]) -> list[float]:
    """Return the discount factors that a scenario's actors have."""
    own: dict[str, Any] = {each.name: each.discount for each in scenario.actors}
    return [own[name] for name in actors]


def _rounds(horizon: Any) -> int | None:
    """Return a number of rounds, or None."""
    if horizon is None:
        return None
    if isinstance(horizon, bool) or not isinstance(horizon, int | np.integer):
        raise InvalidTypeError("The horizon is a whole number of rounds.", given=horizon)
    if horizon < 0:
        raise InvalidValueError("The horizon is 0 rounds or more.", given=horizon)
    return int(horizon)
