"""The agenda: all issues in one package, each by itself, or one after the other."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from negotiation._arrays import FloatArray, negligible, read_only
from negotiation._table import Shown, Table
from negotiation.engine.protocols._issue_frontiers import Issues, read_issues, together
from negotiation.engine.protocols._offers_answer import place_of
from negotiation.engine.protocols._procedures import (
    NOTHING,
    as_package,
    each_apart,
    in_order,
    shortfall,
)
from negotiation.engine.protocols._protocol import protocol
from negotiation.engine.protocols._terms import read_terms
from negotiation.errors import InvalidValueError, TooLargeError, unknown_name

REFERENCE = (
    "Fershtman, C. (1990). The importance of the agenda in bargaining. Games and Economic "
    "Behavior 2, 224-238; Inderst, R. (2000). Multi-issue bargaining with endogenous agenda. "
    "Games and Economic Behavior 30, 64-82."
)

PACKAGE, APART, ONE_BY_ONE = "package", "each by itself", "one by one"

MOST_ORDERS = 720
"""Orders of issues that are tried without being asked for by name."""


@dataclass(frozen=True, eq=False)
class Procedure:
    """What one way to settle the issues leads to.

    Attributes
    ----------
    name : str
        "package", "each by itself" or "one by one".
    order : tuple of str
        The order of the issues where they come one by one; else ``()``.
    payoffs : array, shape (2,)
        At the discount factors given, worth at the start.
    limit : array, shape (2,)
        As rounds get short.
    by_issue : array, shape (n_issues, 2)
        What each issue adds to the limit, in the order in which the issues were given.
    shortfall : float
        By which share of what is possible the limit falls short: with 0.25 both could have a
        third more.
    """

    name: str
    order: tuple[str, ...]
    payoffs: FloatArray
    limit: FloatArray
    by_issue: FloatArray
    shortfall: float

    def __str__(self) -> str:
        return f"{self.name}: {', '.join(self.order)}" if self.order else self.name

    def __repr__(self) -> str:
        one, two = self.limit
        return f"<Procedure {self}: {one:.4g}, {two:.4g}>"


@dataclass(frozen=True, eq=False)
class Agenda(Shown):
    """The same issues settled as a package, each by itself, and one by one in every order.

    Attributes
    ----------
    actors : pair of str
    issues : tuple of str
    discount : tuple of float
    first : int
        Who proposes first.
    procedures : tuple of Procedure
    name : str
        Of the scenario, or empty.
    notes : tuple of str
    reference : str
        The publications the comparison stands on.
    """

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    discount: tuple[float, float]
    first: int
    procedures: tuple[Procedure, ...]
    name: str
    notes: tuple[str, ...]
    reference: ClassVar[str] = REFERENCE

    @property
    def package(self) -> Procedure:
        """What talks about all issues together lead to."""
        return self.procedures[0]

    @property
    def each_by_itself(self) -> Procedure:
        """What separate talks about each issue, side by side, lead to."""
        return self.procedures[1]

    @property
    def one_by_one(self) -> tuple[Procedure, ...]:
        """What talks about one issue after the other lead to, an answer per order."""
        return self.procedures[2:]

    def preferred(self, actor: int | str) -> tuple[Procedure, ...]:
        """Return the procedures that are best for an actor as rounds get short, ties included.

        Parameters
        ----------
        actor : int or str
            0, 1 or a name.

        Returns
        -------
        tuple of Procedure
        """
        own = place_of(actor, self.actors)
        worth = np.array([each.limit[own] for each in self.procedures])
        best = worth.max() - negligible(worth.max(), worth.min())
        return tuple(
            each for each, value in zip(self.procedures, worth, strict=True) if value >= best
        )

    def summary(self) -> Table:
        """Return per procedure what both get, and by how much that falls short."""
        rows = [(str(each), *each.limit, each.shortfall, *each.payoffs) for each in self.procedures]
        heads = [f"{name}, short rounds" for name in self.actors]
        columns = ("procedure", *heads, "shortfall", *self.actors)
        notes = [
            f"{name} does best by: {'; '.join(str(each) for each in self.preferred(own))}."
            for own, name in enumerate(self.actors)
        ]
        notes.append(
            "What is agreed is carried out at once; "
            f"{self.actors[self.first]} makes the first offer in every talk."
        )
        title = f"{self.name}: agenda" if self.name else "agenda"
        return Table(columns, rows, title, [*notes, *self.notes, REFERENCE])

    def __repr__(self) -> str:
        return (
            f"<Agenda: {len(self.issues)} issues, {len(self.procedures)} procedures, "
            f"package {self.package.limit[0]:.4g}, {self.package.limit[1]:.4g}>"
        )


@protocol(Agenda, reference=REFERENCE)
def agenda(
    subject: Any,
    *,
    discount: float | Sequence[float] | Mapping[str, float] | None = None,
    first: int | str = 0,
    orders: Sequence[Sequence[str]] | None = None,
    actors: Sequence[str] | None = None,
) -> Agenda:
    """Return what two actors agree on if issues are settled together, apart, or one by one.

    Payoffs add up over the issues, and every issue has a concave frontier of its own.  All
    procedures are alternating offers without a horizon, and what is agreed is carried out *at
    once*:

    - package: every offer settles all issues;
    - each by itself: separate talks about each issue, side by side;
    - one by one: talks about an issue begin one round after the one before is settled.  An
      issue that is delayed delays those behind it, so what they will bring is at stake: with
      short rounds the issue is settled where ``sum_i w_i ln(u_i + W_i)`` is greatest, W being
      what the later issues bring.

    The actor who proposes first opens all of them: the package and each issue.  The weights w
    are those of the Nash limit of `alternating_offers`.  The order matters even if rounds are
    short (Inderst 2000).  Other rules lead elsewhere, even then: if who opens the next issue
    depends on whose offer was accepted, or agreements are carried out only when everything is
    settled.  They are not solved here, nor are actors who choose issue by issue what to talk
    about.

    Parameters
    ----------
    subject : Scenario, mapping or sequence
        Two actors with additive preferences and a status quo; or a frontier per issue,
        ``{issue: frontier}``: the size of a cake, or points, as gains over leaving the issue
        as it is.
    discount : number, sequence or mapping, optional
        What a payoff is still worth after one round more.  If left out, the actors' own
        discount factors in the scenario, or 1.  If nobody discounts, payoffs are those of
        short rounds and equal patience.
    first : int or str
        Who proposes first.
    orders : sequence of sequences of str, optional
        Orders of the issues to compare, each naming every issue once; all if left out.
    actors : pair of str, optional
        Names, where the subject has none.

    Returns
    -------
    Agenda

    Raises
    ------
    NotDefinedError
        If the scenario has not two actors, no status quo, a constraint or red line that ties
        issues together, or preferences that do not add up over issues.
    TooLargeError
        If there are too many orders to compare them all.
    NegotiationError
        If a number is out of its range or a name unknown.

    References
    ----------
    Fershtman, C. (1990). The importance of the agenda in bargaining. Games and Economic Behavior
    2, 224-238.
    Inderst, R. (2000). Multi-issue bargaining with endogenous agenda. Games and Economic Behavior
    30, 64-82.
    In, Y. and Serrano, R. (2004). Agenda restrictions in multi-issue bargaining. Journal of
    Economic Behavior and Organization 53, 385-399.

    Examples
    --------
    Two issues, each worth twice as much to one actor:

    >>> import negotiation as ng
    >>> found = ng.protocols.agenda({"near": [[0, 1], [2, 0]], "far": [[0, 2], [1, 0]]})
    >>> found.package, found.each_by_itself
    (<Procedure package: 2, 2>, <Procedure each by itself: 1.5, 1.5>)
    >>> found.one_by_one[0]
    <Procedure one by one: near, far: 2.25, 1.125>
    """
    issues = read_issues(subject, actors)
    given = {
        "discount": issues.discount if discount is None else discount,
        "outside": None,
        "breakdown": 0.0,
        "after_breakdown": None,
        "costs": None,
    }
    terms = read_terms(given, issues.actors, NOTHING)
    opener = place_of(first, issues.actors)
    package = together(issues.curves)
    ways = [as_package, each_apart, *(in_order(each) for each in _orders(issues, orders))]
    found = tuple(way(issues.curves, terms, opener) for way in ways)
    names = [(PACKAGE, ()), (APART, ()), *((ONE_BY_ONE, each) for each in _orders(issues, orders))]
    procedures = tuple(
        Procedure(
            name,
            tuple(issues.names[place] for place in order),
            read_only(payoffs),
            read_only(by_issue.sum(axis=0)),
            read_only(by_issue),
            shortfall(package, by_issue.sum(axis=0)),
        )
        for (name, order), (payoffs, by_issue) in zip(names, found, strict=True)
    )
    return Agenda(
        issues.actors, issues.names, terms.discount, opener, procedures, issues.name, issues.notes
    )


def _orders(issues: Issues, given: Any) -> list[tuple[int, ...]]:
    """Return the orders to compare, as places of the issues."""
    count = len(issues.names)
    if given is None:
        if count > 6:
            raise TooLargeError(
                f"{count} issues can be ordered in too many ways; name the orders= to compare "
                f"(at most {MOST_ORDERS} are tried unasked)."
            )
        return list(itertools.permutations(range(count)))
    orders = []
    for order in given:
        for name in [order] if isinstance(order, str) else order:
            if name not in issues.names:
                raise unknown_name("issue", name, issues.names)
        if isinstance(order, str) or sorted(order) != sorted(issues.names):
            raise InvalidValueError("An order names every issue once.", given=order)
        orders.append(tuple(issues.names.index(name) for name in order))
    return orders
