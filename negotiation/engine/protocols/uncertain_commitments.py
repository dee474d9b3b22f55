"""Uncertain commitments: an announced demand may come to bind, or may be seen through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray
from negotiation._shares import percent
from negotiation._table import Shown, Table
from negotiation.engine.information._ranges import not_negative
from negotiation.engine.protocols._protocol import protocol
from negotiation.engine.protocols._seats import pair_of, within

REFERENCE = (
    "Crawford, V. P. (1982). A theory of disagreement in bargaining. Econometrica 50, 607-637; "
    "Ellingsen, T. and Miettinen, T. (2008). Commitment and conflict in bilateral bargaining. "
    "American Economic Review 98, 1629-1635."
)

_KINDS = {
    "compatible": "both demand what fits together",
    "conflict": "both demand everything",
    "one-sided": "one demands everything, the other waits",
    "none": "neither attempts a commitment",
}


@dataclass(frozen=True)
class CommitmentEquilibrium:
    """One equilibrium in attempts at commitment, or a range of them.

    Attributes
    ----------
    kind : {"compatible", "conflict", "one-sided", "none"}
    demands : tuple
        What each attempts to commit to; ``None`` for one that waits.
    span : tuple of float or None
        Of compatible demands: the least and the most that the first actor demands; `demands` is
        the most equal of these.
    values : tuple of float
        What each expects.
    conflict : float
        The probability that commitments clash and there is no agreement.
    """

    kind: str
    demands: tuple[float | None, float | None]
    span: tuple[float, float] | None
    values: tuple[float, float]
    conflict: float


@dataclass(frozen=True, eq=False)
class UncertainCommitments(Shown):
    """The equilibria of simultaneous attempts at commitment that may fail.

    Attributes
    ----------
    actors : tuple of str
    success : array, shape (2,)
        The probability that each actor's attempt succeeds.
    cost : float
        What an attempt costs.
    equilibria : tuple of CommitmentEquilibrium
        The equilibria in pure strategies.
    """

    actors: tuple[str, ...]
    success: FloatArray
    cost: float
    equilibria: tuple[CommitmentEquilibrium, ...]

    @property
    def symmetric(self) -> tuple[CommitmentEquilibrium, ...]:
        """The equilibria in which both do the same."""
        return tuple(each for each in self.equilibria if each.demands[0] == each.demands[1])

    def summary(self) -> Table:
        """Return, per equilibrium, the demands, what they are worth, and how likely they clash."""
        rows = []
        for each in self.equilibria:
            told = ["waits" if x is None else f"demands {x:.4g}" for x in each.demands]
            if each.span is not None and each.span[1] > each.span[0]:
                low, high = each.span
                told = [
                    f"demands {low:.4g} to {high:.4g}",
                    f"demands {1 - high:.4g} to {1 - low:.4g}",
                ]
            rows.append((_KINDS[each.kind], *told, *each.values, percent(each.conflict)))
        first, second = self.actors
        columns = ("equilibrium", first, second, f"worth to {first}", f"worth to {second}", "clash")
        return Table(columns, rows, "uncertain commitments", [*self._notes(), REFERENCE])

    def _notes(self) -> list[str]:
        """Return in words which equilibria there are, and why."""
        kinds = {each.kind for each in self.equilibria}
        notes = []
        if "conflict" in kinds:
            notes.append(
                "Both demand everything, for what that brings if the other's commitment fails; if "
                "neither fails there is no agreement."
            )
        if "one-sided" in kinds:
            notes.append(
                "One demands everything, and the other waits: its own attempt would bring no more "
                "than it costs."
            )
        if "none" in kinds:
            notes.append("An attempt brings neither of them more than it costs.")
        if "compatible" in kinds:
            notes.append(
                "Modest demands hold as well: commitments succeed so often that asking for "
                "everything would mostly clash."
            )
        elif self.cost > 0 and "conflict" in kinds:
            notes.append(
                "Modest demands do not hold: waiting would bring as much and save the cost."
            )
        return notes

    def __repr__(self) -> str:
        kinds = ", ".join(each.kind for each in self.equilibria)
        return f"<UncertainCommitments: {kinds}>"


@protocol(UncertainCommitments, reference=REFERENCE)
def uncertain_commitments(
    success: float | Sequence[float] | Mapping[str, float],
    *,
    cost: float = 0.0,
    actors: Sequence[str] | None = None,
) -> UncertainCommitments:
    """Return the equilibria of a game in which both try to bind themselves, and may fail.

    Two actors share 1.  At the same time each attempts to commit to a demand between 0
    and 1, or waits.  An attempt costs c and succeeds with probability q, independently.  Then

    - if neither is committed, each gets 1/2;
    - if one is, it gets its demand and the other the rest;
    - if both are and the demands fit, each gets its own and half of what is left; if they
      do not fit, there is no agreement and both get 0.

    With equal q between 0 and 1 and no cost: both demanding everything is always an
    equilibrium, worth ``(1 - q^2) / 2`` each, with no agreement with probability q^2.  Both
    demanding 1/2 is another if and only if q is at least 1/2, worth 1/2.  With the least
    cost that one goes (waiting is as good and free), and conflict stays as long as
    ``c <= q (1 - q) / 2``.

    In general, i being one actor and j the other: *conflict* is an equilibrium if
    ``c <= q_i (1 - q_j) / 2`` for both; *one-sided* demands of i if ``c <= q_i / 2`` and
    ``c >= q_j (1 - q_i) / 2``; *no attempt* if ``c >= q_i / 2`` for both; and
    *compatible* demands ``x_1 + x_2 = 1`` if ``x_i >= 1 - q_j`` and
    ``q_i (1 - q_j) (x_i - 1/2) >= c`` for both (the former where q_i > 0).

    Parameters
    ----------
    success : float, pair of float or mapping
        The probability that an attempt succeeds, for both or for each.
    cost : float, default 0
        What an attempt costs, successful or not; 0 or more.
    actors : pair of str, optional
        Names; those of a mapping, or "Actor 1" and "Actor 2", if left out.

    Returns
    -------
    UncertainCommitments
        All equilibria in pure strategies; there is at least one.  Where a probability is 0 or
        1, there can be others, with the same payoffs, that differ in demands that do not
        matter.

    Raises
    ------
    InvalidValueError
        If a probability is not between 0 and 1, or the cost is negative.

    References
    ----------
    Crawford, V. P. (1982). A theory of disagreement in bargaining. Econometrica 50, 607-637.

    Ellingsen, T. and Miettinen, T. (2008). Commitment and conflict in bilateral bargaining.
    American Economic Review 98, 1629-1635.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.protocols.uncertain_commitments(0.4)
    <UncertainCommitments: conflict>
    >>> ng.protocols.uncertain_commitments(0.6)
    <UncertainCommitments: compatible, conflict>
    >>> ng.protocols.uncertain_commitments(0.6).equilibria[1].values
    (0.32, 0.32)
    """
    names = pair_of(actors, success)
    if not isinstance(success, Mapping) and np.ndim(success) == 0:
        success = [success, success]  # type: ignore[list-item]
    chances = within(success, names, "The probability that a commitment succeeds", 1.0)
    price = not_negative(cost, "The cost of an attempt")
    q = (float(chances[0]), float(chances[1]))
    found = [_compatible(q, price), _conflict(q, price), *_one_sided(q, price), _none(q, price)]
    return UncertainCommitments(
        names, chances, price, tuple(each for each in found if each is not None)
    )


def _compatible(q: tuple[float, float], cost: float) -> CommitmentEquilibrium | None:
    """Return the range of demands that fit and that neither gains by leaving."""
    least = []
    for own in (0, 1):
        mine, other = q[own], q[1 - own]
        edge = mine * (1.0 - other)
        if edge == 0.0 and cost > 0.0:
            return None
        over_waiting = 0.5 + cost / edge if edge > 0.0 else 0.0
        least.append(max(over_waiting, 1.0 - other if mine > 0.0 else 0.0))
    low, high = least[0], 1.0 - least[1]
    if low > high + TOLERANCE:
        return None
    low, high = (low, high) if low <= high else ((low + high) / 2,) * 2
    fair = min(max(0.5, low), high)
    neither = (1.0 - q[0]) * (1.0 - q[1])
    values = [each * (1.0 - neither) + neither / 2 - cost for each in (fair, 1.0 - fair)]
    return CommitmentEquilibrium(
        "compatible", (fair, 1.0 - fair), (low, high), (values[0], values[1]), 0.0
    )


def _conflict(q: tuple[float, float], cost: float) -> CommitmentEquilibrium | None:
    """Return the equilibrium in which both demand everything, if it is one."""
    if any(cost > q[own] * (1.0 - q[1 - own]) / 2 + TOLERANCE for own in (0, 1)):
        return None
    neither = (1.0 - q[0]) * (1.0 - q[1])
    values = [q[own] * (1.0 - q[1 - own]) + neither / 2 - cost for own in (0, 1)]
    return CommitmentEquilibrium("conflict", (1.0, 1.0), None, (values[0], values[1]), q[0] * q[1])


def _one_sided(q: tuple[float, float], cost: float) -> list[CommitmentEquilibrium]:
    """Return the equilibria in which one demands everything and the other waits."""
    found = []
    for own in (0, 1):
        mine, other = q[own], q[1 - own]
        if other * (1.0 - mine) / 2 - TOLERANCE <= cost <= mine / 2 + TOLERANCE:
            gets = mine + (1.0 - mine) / 2 - cost
            left = (1.0 - mine) / 2
            demands = (1.0, None) if own == 0 else (None, 1.0)
            values = (gets, left) if own == 0 else (left, gets)
            found.append(CommitmentEquilibrium("one-sided", demands, None, values, 0.0))
    return found


def _none(q: tuple[float, float], cost: float) -> CommitmentEquilibrium | None:
    """Return the equilibrium in which nobody attempts anything, if it is one."""
    if any(cost < each / 2 - TOLERANCE for each in q):
        return None
    return CommitmentEquilibrium("none", (None, None), None, (0.5, 0.5), 0.0)
