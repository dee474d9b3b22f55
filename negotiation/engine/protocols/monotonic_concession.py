"""The monotonic concession protocol: offer after offer, none worse for the other than the last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from negotiation.actors import Scenario
from negotiation.concessions import BargainingProblem
from negotiation.concessions._names import by_actor
from negotiation.engine.protocols._concessions import Concessions, Ladder, concessions
from negotiation.engine.protocols._on_the_table import place_of, problem_of
from negotiation.engine.protocols._protocol import protocol
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name

REFERENCE = (
    "Rosenschein, J. S. and Zlotkin, G. (1994). Rules of Encounter. MIT Press; Endriss, U. "
    "(2006). Monotonic concession protocols for multilateral negotiation. AAMAS, 392-399."
)
RULES = ("one-step", "zeuthen", "hold")
TURNS = ("together", "alternate")

_NOTES = {
    "empty": "The ZOPA is empty.",
    "held": "Neither conceded, so the talks broke down.",
    "overshot": (
        "Both conceded at once and passed each other: each now likes the other's offer better. "
        'Either may be signed; turns="alternate" avoids it.'
    ),
    "met": "The offers met.",
}


@protocol(Concessions, reference=REFERENCE)
def monotonic_concession(
    problem: BargainingProblem | Scenario,
    rules: str | tuple[str, str] | Mapping[str, str] = "one-step",
    *,
    turns: str = "together",
    first: int | str = 0,
) -> Concessions:
    """Return where talks end in which nobody may take back what it has conceded.

    Each actor opens with its best outcome of the negotiation set.  In every round each
    concedes (offers something better for the other) or holds.  There is agreement once an actor
    likes the other's offer at least as much as its own, and none if both hold.

    Parameters
    ----------
    problem : BargainingProblem or Scenario
        Of two actors.
    rules : str, pair of str or {actor: str}, default "one-step"
        How each concedes.  ``"one-step"``: always, by the smallest step that gives the other
        more.  ``"zeuthen"``: only if its risk limit is not above the other's, and by the
        smallest step after which it would be (see `zeuthen`).  ``"hold"``: never.
    turns : {"together", "alternate"}
        Whether both move in the same round, and may pass each other, or in turn.
    first : int or str, default 0
        Who moves first if they alternate.

    Returns
    -------
    Concessions
        If both pass each other, both offers.  With an empty ZOPA: no agreement.

    Raises
    ------
    NotDefinedError
        If there are not two actors, or not everybody must agree.
    UnknownNameError
        If there is no such rule, kind of turns or actor.
    InvalidTypeError, InvalidValueError
        If rules are not given per actor.

    References
    ----------
    Rosenschein, J. S. and Zlotkin, G. (1994). Rules of Encounter. MIT Press.

    Endriss, U. (2006). Monotonic concession protocols for multilateral negotiation. AAMAS,
    392-399.

    Examples
    --------
    >>> import negotiation as ng
    >>> deals = ng.BargainingProblem([[10, 1], [9, 3], [7, 6], [5, 7.5], [3, 9], [1, 10]])
    >>> ng.protocols.monotonic_concession(deals).outcomes
    (2, 3)
    >>> ng.protocols.monotonic_concession(deals, turns="alternate").outcomes
    (3,)
    >>> ng.protocols.monotonic_concession(deals, ("hold", "one-step")).outcomes
    (0,)
    """
    problem = problem_of(problem, "The monotonic concession protocol", actors=2)
    chosen = _rules(problem, rules)
    if turns not in TURNS:
        raise unknown_name("kind of turns", turns, TURNS)
    opener = place_of(problem.actors, first, "first=")
    ladder = Ladder(problem)
    said: dict[str, Any] = {"protocol": "monotonic concessions", "reference": REFERENCE}
    if not len(ladder):
        return concessions(ladder, set(), [], notes=(_NOTES["empty"],), **said)
    stand, held = (0, len(ladder) - 1), 0
    steps = [ladder.step(0, (), stand)]
    while stand[0] < stand[1] and held < 2:
        movers = (0, 1) if turns == "together" else ((opener + len(steps) - 1) % 2,)
        after = list(stand)
        for own in movers:
            after[own] = _offer(ladder, chosen[own], own, stand)
        conceded = tuple(problem.actors[own] for own in movers if after[own] != stand[own])
        held = 0 if conceded else held + len(movers)
        stand = (after[0], after[1])
        steps.append(ladder.step(len(steps), conceded, stand))
    met = stand[0] >= stand[1]
    how = "held" if not met else ("overshot" if stand[0] > stand[1] else "met")
    said |= {"overshot": how == "overshot", "notes": (_NOTES[how],)}
    return concessions(ladder, set(stand) if met else set(), steps, **said)


def _offer(ladder: Ladder, rule: str, own: int, stand: tuple[int, int]) -> int:
    """Return an actor's next offer."""
    order = ladder.compare(stand[own], stand[1 - own])
    if rule == "hold" or (rule == "zeuthen" and order > 0):
        return stand[own]
    if rule == "zeuthen":
        return ladder.sufficient(own, stand)
    return stand[own] + (1 if own == 0 else -1)


def _rules(problem: BargainingProblem, rules: Any) -> tuple[str, str]:
    """Return how each actor concedes."""
    if isinstance(rules, str):
        rules = (rules, rules)
    if isinstance(rules, Mapping):
        rules = by_actor(rules, problem.actors, "The rules lack this actor.")
    if not isinstance(rules, tuple | list):
        raise InvalidTypeError("rules= is a rule for both, or one per actor.", given=rules)
    if len(rules) != 2:
        raise InvalidValueError("rules= needs one rule per actor.", given=tuple(rules))
    for name, rule in zip(problem.actors, rules, strict=True):
        if rule not in RULES:
            raise unknown_name("rule of concession", rule, RULES, actor=name)
    return rules[0], rules[1]
