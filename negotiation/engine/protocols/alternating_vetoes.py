"""Alternating offers and vetoes: an outcome that is turned down is off the table for good."""

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
from negotiation.engine.protocols._subset_game import LARGEST, Lookup, choices, subset_game
from negotiation.errors import TooLargeError

REFERENCE = (
    "Anbarci, N. (1993). Noncooperative foundations of the area monotonic solution. "
    "Quarterly Journal of Economics 108, 245-258."
)

_NOTES = ("What is vetoed is off the table; if all is vetoed, everybody walks away.",)


@protocol(Agreements, reference=REFERENCE)
def alternating_vetoes(
    problem: BargainingProblem | Scenario,
    *,
    first: int | str = 0,
    outcomes: Sequence[Any] | None = None,
) -> Agreements:
    """Return what two actors agree on who offers and veto in turn, each outcome once.

    One actor offers an outcome; the other accepts it, or vetoes it and makes the next offer
    from what is left.  If everything is vetoed they walk away.  With many outcomes spread evenly
    over a convex set the agreement is close to the one that cuts the set into equal areas
    (``"equal-area"``).

    Only the order of each actor's payoffs matters.  Outcomes outside the ZOPA are not on the
    table.  All results of subgame-perfect play are returned.  If nobody is indifferent
    there is one: the outcome whose lower rank of the two is highest (fallback bargaining), and
    of two such outcomes the one preferred by who would make the last offer, if all before
    were vetoed.  An inferior outcome on the table is thus no idle thing: it changes whose offer
    that is.

    Parameters
    ----------
    problem : BargainingProblem or Scenario
        Of two actors; at most 20 outcomes in the ZOPA if somebody is indifferent between two.
    first : int or str, default 0
        Who makes the first offer: its number from 0, or its name.
    outcomes : sequence, optional
        The outcomes on the table, all in the ZOPA; all of the ZOPA if left out.

    Returns
    -------
    Agreements
        With an empty ZOPA: no agreement.

    Raises
    ------
    NotDefinedError
        If there are not two actors, or not everybody must agree.
    TooLargeError
        If there are more than 20 outcomes on the table and somebody is indifferent.
    NegotiationError
        If an actor or outcome is unknown, or outside the ZOPA.

    Notes
    -----
    Of up to 20 outcomes all sets that can be left on the table are gone through, smallest first.
    Of more, the answer is read off the ranks, and `Agreements.moves` is empty.  That it is right
    follows by induction over the outcomes left.  Who makes the last offer is the same after every
    veto.  Let k be the lower rank of the answer y: the k - 1 best of both have nothing in
    common.  If the offering actor names what it likes better than y, the other vetoes it, since
    what follows is y or no better for the first.  And it can have y: by naming y; or something
    it likes better, to have it vetoed; or an outcome that both like less.

    References
    ----------
    Anbarci, N. (1993). Noncooperative foundations of the area monotonic solution. Quarterly
    Journal of Economics 108, 245-258.

    Examples
    --------
    >>> import negotiation as ng
    >>> terms = {"a": [9, 1], "b": [8, 5], "c": [6, 6], "d": [4, 8]}
    >>> ng.protocols.alternating_vetoes(ng.BargainingProblem(terms))
    <Agreements: alternating offers and vetoes, Actor 1 first, c>
    >>> ng.protocols.alternating_vetoes(ng.BargainingProblem(terms), first="Actor 2").outcomes
    ('b',)
    """
    problem = problem_of(problem, "Alternating offers and vetoes", actors=2)
    opener = place_of(problem.actors, first, "first=")
    rows = rows_of(problem, outcomes)
    title = f"alternating offers and vetoes, {problem.actors[opener]} first"
    if not len(rows):
        return agreements(problem, rows, protocol=title, reference=REFERENCE)
    if len(rows) > LARGEST:
        one = [rows[_by_ranks(problem, rows, opener)]]
        return agreements(problem, np.array(one), protocol=title, reference=REFERENCE, notes=_NOTES)
    table = _Table(problem, rows, opener)
    ends = table.ends()
    return agreements(
        problem,
        np.sort(rows[[x for x in ends if x < len(rows)]]),
        protocol=title,
        reference=REFERENCE,
        no_agreement=len(rows) in ends,
        moves=table.play(min((x for x in ends if x < len(rows)), key=lambda x: int(rows[x]))),
        notes=_NOTES,
    )


def _by_ranks(problem: BargainingProblem, rows: IntArray, opener: int) -> int:
    """Return the result where nobody is indifferent: the fallback outcome.

    Of two that are as deep the last to offer has its way.
    """
    place = _places(problem, rows)
    if (np.sort(place, axis=0) != np.arange(len(rows) + 1)[:, None]).any():
        raise TooLargeError(
            f"Somebody is indifferent between two of {len(rows)} outcomes, or to walking away: "
            f"there are too many courses of offers and vetoes (at most {LARGEST} outcomes then). "
            "Put fewer on the table with outcomes=."
        )
    lower = place[:-1].min(axis=1)
    deepest = np.flatnonzero(lower == lower.max())
    last = opener if len(rows) % 2 else 1 - opener
    return int(deepest[place[deepest, last].argmax()])


def _places(problem: BargainingProblem, rows: IntArray) -> IntArray:
    """Return the ranks of outcomes, 0 the worst, and in the last row those of walking away."""
    return ranks(np.vstack([problem.payoffs[rows], problem.disagreement]), problem.slack)


class _Table:
    """The outcomes on the table, solved.  Result m, after outcomes 0 to m - 1, is walking away."""

    def __init__(self, problem: BargainingProblem, rows: IntArray, opener: int) -> None:
        self.problem, self.rows, self.count = problem, rows, len(rows)
        place = _places(problem, rows)
        self.look = Lookup(place)
        self.movers = [
            opener if (self.count - left) % 2 == 0 else 1 - opener for left in range(self.count + 1)
        ]
        bits = 1 << np.arange(self.count + 1, dtype=np.int64)
        self.no_better = (place[None, :, :] <= place[:, None, :]).transpose(2, 0, 1) @ bits
        self.no_worse = (place[None, :, :] >= place[:, None, :]).transpose(2, 0, 1) @ bits
        found = np.zeros(1 << self.count, dtype=np.int64)
        found[0] = 1 << self.count
        self.found = subset_game(self.look, self.movers, self.replies, found=found, start=1)

    def replies(self, x: int, later: Any, mover: int) -> Any:
        """Return what offering x results in: x where it is accepted, else what follows a veto."""
        other = 1 - mover
        accepted = (later & self.no_better[other, x]) != 0
        return np.where(accepted, 1 << x, 0) | (later & self.no_worse[other, x])

    def ends(self) -> list[int]:
        """Return the results of the whole game; some outcome is always among them."""
        return [x for x in range(self.count + 1) if int(self.found[-1]) >> x & 1]

    def play(self, end: int) -> tuple[ProtocolMove, ...]:
        """Return one play of the game that has this result."""
        left = (1 << self.count) - 1
        moves: list[ProtocolMove] = []
        while not moves or moves[-1].action == "vetoes":
            size = left.bit_count()
            mover = self.movers[size]
            rules = (self.count, mover, self.replies)
            options = choices(self.look, np.array([left]), self.found, rules)[:, 0]
            offer = next(x for x in range(self.count) if int(options[x]) >> end & 1)
            row, actors = (int(self.rows[offer]),), self.problem.actors
            moves.append(ProtocolMove(actors[mover], "offers", row))
            moves.append(
                ProtocolMove(actors[1 - mover], "accepts" if offer == end else "vetoes", row)
            )
            left ^= 1 << offer
        return tuple(moves)
