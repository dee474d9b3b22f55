"""Alternate strike: actors cross outcomes off a list in turn until one is left."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from negotiation._arrays import IntArray
from negotiation.actors import Scenario
from negotiation.concessions import BargainingProblem
from negotiation.concessions.pareto import ranks
from negotiation.engine.protocols._agreements import Agreements, ProtocolMove, agreements
from negotiation.engine.protocols._on_the_table import place_of, problem_of, rows_of
from negotiation.engine.protocols._protocol import protocol
from negotiation.engine.protocols._subset_game import LARGEST, Lookup, choices, subset_game
from negotiation.errors import InvalidTypeError, InvalidValueError

REFERENCE = (
    "Mueller, D. C. (1978). Voting by veto. Journal of Public Economics 10, 57-75; "
    "Moulin, H. (1983). The Strategy of Social Choice. North-Holland."
)


@protocol(Agreements, reference=REFERENCE)
def alternate_strike(
    problem: BargainingProblem | Scenario,
    *,
    order: Sequence[int | str] | None = None,
    outcomes: Sequence[Any] | None = None,
) -> Agreements:
    """Return what is left when foresighted actors strike outcomes off a list in turn.

    With m outcomes on the list there are m - 1 turns.  Who strikes last removes the worse of the
    two that are left, for itself; who strikes before knows that.  So the answer is found
    backwards: in the reverse order of turns each actor removes its worst of what is left.
    An actor need not strike its worst first: why spend a turn on what another will strike?

    Only the order of payoffs matters.  Outcomes outside the ZOPA are not on the list.

    Parameters
    ----------
    problem : BargainingProblem or Scenario
        Of any number of actors.
    order : sequence of int or str, optional
        Whose turns they are: numbers from 0, or names.  It is repeated until one outcome is
        left; of a longer one only the first m - 1 turns are taken.  If left out, all actors in
        their order.
    outcomes : sequence, optional
        The outcomes on the list, all in the ZOPA; all of the ZOPA if left out.

    Returns
    -------
    Agreements
        If nobody who strikes is indifferent there is one.  With ties and at most 20
        outcomes all results of subgame-perfect play; with ties and more outcomes those that
        come of settling every tie by the first, or by the last, of the tied outcomes, and
        `Agreements.complete` is ``False``.  With an empty ZOPA: no agreement.

    Raises
    ------
    NotDefinedError
        If not everybody must agree.
    NegotiationError
        If an actor or outcome is unknown, an outcome lies outside the ZOPA, or nobody has a turn.

    References
    ----------
    Mueller, D. C. (1978). Voting by veto. Journal of Public Economics 10, 57-75.

    Moulin, H. (1983). The Strategy of Social Choice. North-Holland.

    Examples
    --------
    >>> import negotiation as ng
    >>> terms = {"a": [9, 1], "b": [8, 5], "c": [6, 6], "d": [4, 8]}
    >>> ng.protocols.alternate_strike(ng.BargainingProblem(terms))
    <Agreements: alternate strike, b>
    >>> ng.protocols.alternate_strike(ng.BargainingProblem(terms), order=["Actor 2", "Actor 1"])
    <Agreements: alternate strike, c>
    """
    problem = problem_of(problem, "Alternate strike")
    rows = rows_of(problem, outcomes)
    turns = _turns(problem, order, len(rows))
    if not len(rows):
        return agreements(problem, rows, protocol="alternate strike", reference=REFERENCE)
    place = ranks(problem.payoffs[rows], problem.slack)
    ties = [own for own in set(turns) if len(set(place[:, own].tolist())) < len(rows)]
    struck, last = _backwards(place, turns)
    ends, complete = {last}, not ties
    if ties and len(rows) <= LARGEST:
        ends, struck = _all(place, turns, rows)
        complete = True
    elif ties:
        turned, other = _backwards(place[::-1], turns)
        ends.add(len(rows) - 1 - other)
        if rows[len(rows) - 1 - other] < rows[last]:
            struck = [len(rows) - 1 - x for x in turned]
    moves = [
        ProtocolMove(problem.actors[own], "strikes", (int(rows[x]),))
        for own, x in zip(turns, struck, strict=True)
    ]
    return agreements(
        problem,
        np.sort(rows[list(ends)]),
        protocol="alternate strike",
        reference=REFERENCE,
        complete=complete,
        moves=tuple(moves),
    )


def _turns(problem: BargainingProblem, order: Any, count: int) -> list[int]:
    """Return who strikes in each turn, one turn fewer than there are outcomes."""
    if order is None:
        order = range(len(problem.actors))
    if isinstance(order, str) or not isinstance(order, Iterable):
        raise InvalidTypeError("order= is a list of actors, one per turn.", given=order)
    once = [place_of(problem.actors, each, "An actor in order=") for each in order]
    if not once:
        raise InvalidValueError("Somebody must strike: name actors in order=.", given=once)
    return list(itertools.islice(itertools.cycle(once), max(0, count - 1)))


def _backwards(place: IntArray, turns: list[int]) -> tuple[list[int], int]:
    """Return what is struck in each turn, and what is left; the first of tied outcomes goes."""
    worst_first = {
        own: iter(np.argsort(place[:, own], kind="stable").tolist()) for own in set(turns)
    }
    gone: list[int] = []
    off = np.zeros(len(place), dtype=np.bool_)
    for own in reversed(turns):
        # What another actor has removed is passed over, once for each actor.
        worst = next(x for x in worst_first[own] if not off[x])
        off[worst] = True
        gone.append(worst)
    return gone[::-1], int(np.flatnonzero(~off)[0])


def _all(place: IntArray, turns: list[int], rows: IntArray) -> tuple[set[int], list[int]]:
    """Return all results with ties, and what is struck on a way to the first of them."""
    count = len(place)
    look = Lookup(place)
    movers = [0, 0, *reversed(turns)]
    found = np.zeros(1 << count, dtype=np.int64)
    found[1 << np.arange(count)] = 1 << np.arange(count)

    def replies(x: int, later: Any, mover: int) -> Any:
        return later

    subset_game(look, movers, replies, found=found, start=2)
    ends = {x for x in range(count) if int(found[-1]) >> x & 1}
    end = min(ends, key=lambda x: int(rows[x]))
    left, struck = (1 << count) - 1, []
    for own in turns:
        options = choices(look, np.array([left]), found, (count, own, replies))[:, 0]
        struck.append(next(x for x in range(count) if int(options[x]) >> end & 1))
        left ^= 1 << struck[-1]
    return ends, struck
