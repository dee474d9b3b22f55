"""Zeuthen's principle: who has more to lose from a breakdown makes the next concession."""

from __future__ import annotations

from negotiation.actors import Scenario
from negotiation.concessions import BargainingProblem
from negotiation.engine.protocols._concessions import Concession, Concessions, Ladder, concessions
from negotiation.engine.protocols._on_the_table import problem_of
from negotiation.engine.protocols._protocol import protocol

REFERENCE = (
    "Zeuthen, F. (1930). Problems of Monopoly and Economic Warfare. Routledge; Harsanyi, J. C. "
    "(1956). Approaches to the bargaining problem before and after the theory of games. "
    "Econometrica 24, 144-157."
)


@protocol(Concessions, reference=REFERENCE)
def zeuthen(problem: BargainingProblem | Scenario) -> Concessions:
    """Return where two actors end who concede whenever they have more to lose.

    Each opens with its best outcome of the negotiation set.  The risk limit of an actor is the
    probability of no agreement up to which it would insist on its own offer rather than take
    the other's: ``(g_i(own) - g_i(other's)) / g_i(own)``, g being gains over walking away.  The
    actor with the lower limit makes the smallest concession that turns the comparison round,
    or takes the other's offer if none does.

    Harsanyi saw that the lower limit belongs to the offer with the smaller product of gains.
    So products only rise, and the talks end at the greatest: at Nash's solution.  With equal
    limits either may concede; where both courses end differently, the products are equal
    and both ends are returned.

    Parameters
    ----------
    problem : BargainingProblem or Scenario
        Of two actors.

    Returns
    -------
    Concessions
        With the offers, risk limits and products of every round; where limits are equal the
        first actor concedes in the rounds shown.  With an empty ZOPA: no agreement.  If every
        outcome leaves one of the two without gain, insisting costs neither anything: then
        no agreement is possible as well.

    Raises
    ------
    NotDefinedError
        If there are not two actors, or not everybody must agree.

    References
    ----------
    Zeuthen, F. (1930). Problems of Monopoly and Economic Warfare. Routledge.

    Harsanyi, J. C. (1956). Approaches to the bargaining problem before and after the theory
    of games. Econometrica 24, 144-157.

    Examples
    --------
    >>> import negotiation as ng
    >>> deals = [[10, 1], [9, 3], [7, 6], [5, 7.5], [3, 9], [1, 10]]
    >>> talks = ng.protocols.zeuthen(ng.BargainingProblem(deals))
    >>> talks
    <Concessions: Zeuthen's principle, outcome 2>
    >>> [step.conceded for step in talks.steps]
    [(), ('Actor 1',), ('Actor 2',), ('Actor 1',), ('Actor 2',)]
    """
    problem = problem_of(problem, "Zeuthen's principle", actors=2)
    ladder = Ladder(problem)
    said = {"protocol": "Zeuthen's principle", "reference": REFERENCE}
    if not len(ladder):
        return concessions(ladder, set(), [], notes=("The ZOPA is empty.",), **said)
    ends, waiting = set(), [(0, len(ladder) - 1)]
    while waiting:
        stand = waiting.pop()
        if stand[0] == stand[1]:
            ends.add(stand[0])
        else:
            # Limits can be equal at the start only: every later concession exceeds.
            waiting.extend(_next(ladder, stand))
    steps = [ladder.step(0, (), (0, len(ladder) - 1))]
    stand = (0, len(ladder) - 1)
    while stand[0] != stand[1]:
        after = _next(ladder, stand)[0]
        conceded = problem.actors[0 if after[0] != stand[0] else 1]
        stand = after
        steps.append(ladder.step(len(steps), (conceded,), stand))
    stuck = not ladder.product.max() > 0
    return concessions(ladder, ends, steps, no_agreement=stuck, notes=_notes(steps, stuck), **said)


def _next(ladder: Ladder, stand: tuple[int, int]) -> list[tuple[int, int]]:
    """Return what is on the table after the next concession; two ways if limits are equal."""
    order = ladder.compare(*stand)
    after = []
    if order <= 0:
        after.append((ladder.sufficient(0, stand), stand[1]))
    if order >= 0:
        after.append((stand[0], ladder.sufficient(1, stand)))
    return after


def _notes(steps: list[Concession], stuck: bool) -> list[str]:
    """Return in words what drives the concessions."""
    if stuck:
        return [
            "Every outcome leaves one of the two without gain, so neither loses anything by "
            "insisting."
        ]
    if len(steps) == 1:
        return ["Both want the same from the start."]
    return ["Who would risk less concedes; the product of gains rises until nothing beats it."]
