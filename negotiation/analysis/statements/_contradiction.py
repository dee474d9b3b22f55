"""Statements that cannot all be true: a smallest set of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint

from negotiation._shares import counted
from negotiation.actors import Scenario
from negotiation.analysis.statements._polytope import Polytope
from negotiation.analysis.statements._prior import Prior
from negotiation.analysis.statements._statement import Statement
from negotiation.analysis.statements._unknowns import Unknowns
from negotiation.concessions._integer_programme import integer_programme
from negotiation.errors import ContradictionError, InvalidTypeError


def conflict(
    scenario: Scenario,
    statements: Iterable[Statement],
    *,
    unknown: str = "weights",
    premium: Any = 0.0,
    reservation: Any = None,
    directions: Any = None,
) -> tuple[Statement, ...]:
    """Return a smallest set of hard statements that cannot all be true, ``()`` if they can.

    Statements about different actors never conflict.  The set is smallest in number: no
    conflicting set has fewer members.  It is found by implicit hitting sets, as usually cited
    from Ignatiev, Previti, Liffiton and Marques-Silva, "Smallest MUS extraction with minimal
    hitting set dualization" (2015).

    Parameters
    ----------
    scenario : Scenario
    statements : iterable of Statement
        Those with a reliability below 1 are left aside.
    unknown : {"weights", "weights and values"}, default "weights"
    premium, reservation, directions : optional
        As for `negotiation.beliefs`.

    Returns
    -------
    tuple of Statement
        In the order given.

    Raises
    ------
    NegotiationError
        If a statement names what the scenario does not have.

    Examples
    --------
    >>> import negotiation as ng
    >>> hanoi, say = ng.library.load("hanoi-2019"), ng.statements
    >>> told = [
    ...     say.top_priority("DPRK", "sanctions"),
    ...     say.matters_more("DPRK", "peace", than="weapons"),
    ...     say.matters_more("DPRK", "weapons", than="sanctions"),
    ... ]
    >>> for each in say.conflict(hanoi, told):
    ...     print(each)
    DPRK cares most about sanctions
    DPRK cares more about weapons than about sanctions
    """
    prior = Prior(unknown, 1.0, premium, reservation, directions)
    told = checked(scenario, statements)
    found = []
    for name in dict.fromkeys(each.actor for each in told):
        mine = [each for each in told if each.actor == name and each.hard]
        found.append(smallest_conflict(prior.of(scenario, name), mine))
    return min((each for each in found if each), key=len, default=())


def checked(scenario: Any, statements: Any) -> tuple[Statement, ...]:
    """Return statements as a tuple, each about an actor of the scenario."""
    if not isinstance(scenario, Scenario):
        raise InvalidTypeError("Statements are about the actors of a Scenario.", given=scenario)
    if isinstance(statements, Statement):
        statements = (statements,)
    if isinstance(statements, str) or not isinstance(statements, Iterable):
        raise InvalidTypeError("Statements are given as a list.", given=statements)
    told = tuple(statements)
    for each in told:
        if not isinstance(each, Statement):
            raise InvalidTypeError(
                "A statement is made by one of ng.statements, such as "
                "ng.statements.prefers(actor, A, over=B).",
                given=each,
            )
        scenario.actor(each.actor)
    return told


def refuse_contradiction(unknowns: Unknowns, hard: Sequence[Statement]) -> None:
    """Raise an error that names a smallest conflict among hard statements about one actor."""
    found = smallest_conflict(unknowns, hard)
    if not found:
        return
    closed = Polytope.of(unknowns, [row for each in found for row in each.inequalities(unknowns)])
    edge = not np.isnan(closed.margin().value)
    said = "; ".join(str(each) for each in found)
    if len(found) == 1:
        what, whole = "this statement", "It is"
        cure = "It is wrong, or what is taken to be known (values, directions, premium=) is."
    else:
        what, whole = "these statements", "They are"
        cure = (
            f"Of the {counted(len(hard), 'hard statement')} about the actor no smaller set "
            "conflicts; one of them is wrong, or less than certain (reliability=)."
        )
    tie = f" {whole} true only on the edge, as a tie where more is said." if edge else ""
    raise ContradictionError(
        f"No preferences fit {what}: {said}.{tie} {cure}",
        actor=unknowns.actor.name,
        statements=found,
    )


def smallest_conflict(unknowns: Unknowns, hard: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return a smallest set of statements about one actor that no unknowns satisfy."""
    groups = [each.inequalities(unknowns) for each in hard]
    whole = Polytope.of(unknowns, [row for group in groups for row in group])
    if whole.possible:
        return ()
    of = np.repeat(np.arange(len(groups)), [len(group) for group in groups])

    def possible(members: Iterable[int]) -> bool:
        return whole.only(np.isin(of, list(members))).possible

    if not possible(()):  # nothing fits, whatever is said
        return ()
    return tuple(hard[member] for member in smallest_core(len(groups), possible))


def smallest_core(size: int, possible: Callable[[Iterable[int]], bool]) -> tuple[int, ...]:
    """Return a smallest set of members that is impossible; all of them together must be.

    Parameters
    ----------
    size : int
        How many members there are.
    possible : callable
        Whether a set of members is; a subset of a possible set is possible.

    Notes
    -----
    Every impossible set contains a member outside each possible set.  A smallest set that
    does so for the possible sets known is impossible, and then smallest; or it is possible, and
    grown as far as it goes becomes one more that is known.
    """
    outside: list[list[int]] = []
    while True:
        core = _hitting(size, outside)
        if not possible(core):
            return core
        grown = list(core)
        for member in range(size):
            if member not in core and possible([*grown, member]):
                grown.append(member)
        outside.append([member for member in range(size) if member not in grown])


def _hitting(size: int, sets: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Return a smallest set of members that meets every one of `sets`."""
    if not sets:
        return ()
    meets = np.zeros((len(sets), size))
    for row, members in enumerate(sets):
        meets[row, list(members)] = 1.0
    done = integer_programme(
        np.ones(size),
        constraints=LinearConstraint(meets, 1.0, np.inf),
        integrality=np.ones(size),
        bounds=Bounds(0, 1),
    )
    return tuple(int(each) for each in np.flatnonzero(np.round(done.x)))
