"""Shortlisting: one actor names a short list, the other picks from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from negotiation._arrays import IntArray
from negotiation.actors import Scenario
from negotiation.concessions import BargainingProblem
from negotiation.concessions.pareto import ranks
from negotiation.engine.protocols._agreements import Agreements, ProtocolMove, agreements
from negotiation.engine.protocols._on_the_table import place_of, problem_of, rows_of
from negotiation.engine.protocols._protocol import protocol
from negotiation.errors import InvalidTypeError, InvalidValueError

REFERENCE = (
    "de Clippel, G., Eliaz, K. and Knight, B. (2014). On the selection of arbitrators. "
    "American Economic Review 104, 3434-3458."
)


@protocol(Agreements, reference=REFERENCE)
def shortlisting(
    problem: BargainingProblem | Scenario,
    *,
    first: int | str = 0,
    size: int | None = None,
    outcomes: Sequence[Any] | None = None,
) -> Agreements:
    """Return what is picked when one of two actors names a short list and the other picks.

    With n outcomes and a list of s, the lister can have any of the picker's n - s + 1 best
    outcomes picked, by surrounding it with what the picker likes less; it chooses its own best of
    these.  With n odd and s = (n + 1) / 2 both get an outcome from the better half of
    their ranking, the middle included: the procedure was made to choose arbitrators.

    Only the order of payoffs matters.  Outcomes outside the ZOPA are not considered.

    Parameters
    ----------
    problem : BargainingProblem or Scenario
        Of two actors.
    first : int or str, default 0
        Who lists: its number from 0, or its name.
    size : int, optional
        How many outcomes are listed, from 1 to n.  If left out, half of them, rounded up:
        (n + 1) / 2 if n is odd.  If n is even, n / 2, and so the lister is sure of one
        of its n / 2 best, the picker of one of its n / 2 + 1 best.
    outcomes : sequence, optional
        The outcomes that can be listed, all in the ZOPA; all of the ZOPA if left out.

    Returns
    -------
    Agreements
        All results of subgame-perfect play; several where an actor is indifferent.  With an
        empty ZOPA: no agreement.

    Raises
    ------
    NotDefinedError
        If there are not two actors, or not everybody must agree.
    NegotiationError
        If an actor or outcome is unknown, an outcome lies outside the ZOPA, or the size is not
        between 1 and n.

    References
    ----------
    de Clippel, G., Eliaz, K. and Knight, B. (2014). On the selection of arbitrators.
    American Economic Review 104, 3434-3458.

    Examples
    --------
    >>> import negotiation as ng
    >>> terms = {"a": [9, 1], "b": [8, 5], "c": [6, 6], "d": [4, 8], "e": [2, 9]}
    >>> ng.protocols.shortlisting(ng.BargainingProblem(terms))
    <Agreements: Actor 1 lists 3, Actor 2 picks, c>
    """
    problem = problem_of(problem, "Shortlisting", actors=2)
    lister = place_of(problem.actors, first, "first=")
    rows = rows_of(problem, outcomes)
    length = _size(size, len(rows))
    lists, picks = problem.actors[lister], problem.actors[1 - lister]
    title = f"{lists} lists {length}, {picks} picks"
    if not len(rows):
        title = f"{lists} lists, {picks} picks"
        return agreements(problem, rows, protocol=title, reference=REFERENCE)
    place = ranks(problem.payoffs[rows], problem.slack)
    ends, listed = _picked(place[:, lister], place[:, 1 - lister], length, rows)
    moves = (
        ProtocolMove(lists, "lists", tuple(sorted(int(rows[x]) for x in listed))),
        ProtocolMove(picks, "picks", (int(rows[ends].min()),)),
    )
    return agreements(
        problem, np.sort(rows[ends]), protocol=title, reference=REFERENCE, moves=moves
    )


def _size(size: Any, count: int) -> int:
    """Return how many outcomes are listed."""
    if size is None:
        return (count + 1) // 2
    if isinstance(size, bool | np.bool_) or not isinstance(size, int | np.integer):
        raise InvalidTypeError("size= is a whole number.", given=size)
    if count and not 1 <= size <= count:
        raise InvalidValueError(
            f"size= lies between 1 and {count}, the number of outcomes on the table.",
            given=int(size),
        )
    return int(size)


def _picked(
    own: IntArray, other: IntArray, length: int, rows: IntArray
) -> tuple[IntArray, list[int]]:
    """Return what can be picked, and a list from which the first of it is.

    A list whose best for the picker is of one rank needs as many outcomes of that rank as
    the ranks below cannot fill.  The lister fears the worst pick among these.
    """
    possible: dict[int, tuple[list[int], int]] = {}
    sure = -1
    order = np.lexsort((-own, other))  # from the picker's worst, equals from the lister's best
    starts = np.searchsorted(other[order], np.arange(int(other.max()) + 1)).tolist()
    for rank, (below, stop) in enumerate(zip(starts, [*starts[1:], len(own)], strict=True)):
        best = order[below:stop].tolist()
        needed = max(1, length - below)
        if needed <= len(best):
            possible[rank] = (best, needed)
            sure = max(sure, int(own[best[needed - 1]]))
    ends = [x for best, _ in possible.values() for x in best if own[x] >= sure]
    end = min(ends, key=lambda x: int(rows[x]))
    best, needed = possible[int(other[end])]
    listed = [end, *(x for x in best if x != end)][:needed]
    listed += np.flatnonzero(other < other[end]).tolist()[: length - needed]
    return np.array(ends, dtype=np.intp), listed
