"""Commitment tactics: demands announced beforehand, from which it is costly to back down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from negotiation._arrays import FloatArray, read_only
from negotiation._table import Shown, Table
from negotiation.actors import Scenario
from negotiation.concessions import BargainingProblem
from negotiation.engine.axiomatic import solve
from negotiation.engine.protocols._on_the_table import problem_of
from negotiation.engine.protocols._protocol import protocol
from negotiation.engine.protocols._seats import in_short, pair_of, within
from negotiation.errors import InvalidTypeError

REFERENCE = (
    "Muthoo, A. (1996). A bargaining model based on the commitment tactic. "
    "Journal of Economic Theory 69, 134-152."
)


@dataclass(frozen=True, eq=False)
class CommitmentTactics(Shown):
    """What two actors announce who can bind themselves by the cost of backing down.

    Attributes
    ----------
    actors : tuple of str
    costs : array, shape (2,)
        What backing down costs per unit.
    demands : array, shape (2,)
        What each demands, and gets: demands fit together in equilibrium.
    shares : array, shape (2,)
        The weight of each in the product of gains that the demands maximise; the shares of a
        cake.
    agreement : bool
        ``False`` if no outcome is acceptable to both.
    problem : BargainingProblem or None
    """

    actors: tuple[str, ...]
    costs: FloatArray
    demands: FloatArray
    shares: FloatArray
    agreement: bool
    problem: BargainingProblem | None

    def summary(self) -> Table:
        """Return, per actor, what backing down would cost it and what it demands and gets."""
        gains = self.demands - (0.0 if self.problem is None else self.problem.disagreement)
        rows = [
            (name, *(float(each[own]) for each in (self.costs, self.shares, self.demands, gains)))
            for own, name in enumerate(self.actors)
        ]
        columns = (
            "actor",
            "cost of backing down",
            "weight",
            "demands and gets",
            "beats walking away by",
        )
        first, second = self.costs
        if not self.agreement:
            note = "No agreement: no outcome is acceptable to both."
        elif first == second:
            note = "Backing down costs both the same, so commitments cancel out."
        else:
            strong = self.actors[int(first < second)]
            note = (
                f"Backing down would cost {strong} more per unit, so that its demand is the more "
                "credible. The demands fit together, and nobody pays that cost."
            )
        return Table(columns, rows, "commitment tactics", [note, REFERENCE])

    def __repr__(self) -> str:
        if not self.agreement:
            return "<CommitmentTactics: no agreement>"
        return f"<CommitmentTactics: {in_short(self.actors, self.demands)}>"


@protocol(CommitmentTactics, reference=REFERENCE)
def commitment_tactics(
    costs: Sequence[float] | Mapping[str, float],
    *,
    problem: BargainingProblem | Scenario | None = None,
    actors: Sequence[str] | None = None,
) -> CommitmentTactics:
    """Return what actors demand who announce demands first and pay for backing down.

    Two actors announce demands at the same time.  If these fit together, each gets at least its
    own.  If not, they bargain, and each loses k times what it accepts short of its demand;
    the bargain is Nash's solution with these losses counted.  In equilibrium the demands fit
    exactly and maximise the product of gains with weights 1 + k (times the actors' powers): of
    a cake the first gets ``(1 + k_1) / (2 + k_1 + k_2)``.  The dearer it is to back down, the
    more one gets.

    Why: the other, asking a little more than fits, would gain what it could then win from
    an actor who loses 1 + k for every unit it cedes.  Where the weights balance, nobody gains
    so.  It holds on any concave frontier.

    Parameters
    ----------
    costs : pair of float, or mapping
        What backing down costs each, per unit of its own payoff; 0 or more.
    problem : BargainingProblem or Scenario, optional
        Two actors, who may agree on lotteries; a cake of size 1 if left out.
    actors : pair of str, optional
        For a cake: names; those of a mapping, or "Actor 1" and "Actor 2", if left out.

    Returns
    -------
    CommitmentTactics
        With an empty ZOPA: no agreement.

    Raises
    ------
    NotDefinedError
        If there are not two actors, or not everybody must agree.
    InvalidValueError
        If a cost is negative.

    References
    ----------
    Muthoo, A. (1996). A bargaining model based on the commitment tactic. Journal of Economic
    Theory 69, 134-152.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.protocols.commitment_tactics([1, 3])
    <CommitmentTactics: Actor 1 0.3333, Actor 2 0.6667>
    """
    given = None if problem is None else problem_of(problem, "Commitment tactics", actors=2)
    if given is not None and actors is not None:
        raise InvalidTypeError("A problem names its own actors; leave out actors=.")
    names = pair_of(actors, costs) if given is None else given.actors
    losses = within(costs, names, "The cost of backing down", np.inf)
    weights = (1.0 + losses) * (1.0 if given is None else given.power)
    weights = weights / weights.max()
    shares = weights / weights.sum()
    if given is None:
        return CommitmentTactics(names, losses, read_only(shares), read_only(shares), True, None)
    found = solve(given, "nash", lotteries=True, weights=shares)
    demands = np.array(found.payoffs[0])
    return CommitmentTactics(
        names, losses, read_only(demands), read_only(shares), found.agreement, given
    )
