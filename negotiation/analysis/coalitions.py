"""Who must agree, who could agree without whom, and whose yes an agreement hangs on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, read_only
from negotiation._frozen import FrozenMap
from negotiation._table import Table
from negotiation.actors import Scenario
from negotiation.analysis._blocking import blocks, compared, contest, core
from negotiation.concessions import BargainingProblem, bargaining_problem
from negotiation.engine import Solution, solve
from negotiation.errors import NotDefinedError, unknown_name


@dataclass(frozen=True, eq=False)
class Coalition:
    """A minimal winning coalition: enough to agree, and not without any one of its members.

    Attributes
    ----------
    members : tuple of str
    signs : array of bool, shape (n_outcomes,)
        The outcomes that every member would sign.
    solution : Solution or None
        What a solution concept selects for the members alone, if one was asked.
    skipped : str
        Why it could not be asked.
    """

    members: tuple[str, ...]
    signs: BoolArray
    solution: Solution | None = None
    skipped: str = ""

    def __repr__(self) -> str:
        return f"<Coalition of {', '.join(self.members)}: signs {int(self.signs.sum())} outcomes>"


@dataclass(frozen=True, eq=False)
class Pivot:
    """What hangs on one actor's consent.

    Attributes
    ----------
    actor : str
    needed : bool
        Whether nothing can be agreed without it, by a veto or by its votes.
    signs : int
        Outcomes that it would sign.
    missed : array of bool, shape (n_outcomes,)
        Outcomes that fail only for want of its consent: with its yes they would be in the
        ZOPA.
    lost : array of bool, shape (n_outcomes,)
        Outcomes of the ZOPA that would leave it if the actor said no to everything.
    shapley_shubik : float
        Share of the orders in which the actors can say yes where its yes makes the
        coalition win: the Shapley value of the voting rule.
    banzhaf : float
        Its share of all swings: cases where its yes turns a losing coalition into a winning
        one (the normalised Banzhaf index).
    """

    actor: str
    needed: bool
    signs: int
    missed: BoolArray
    lost: BoolArray
    shapley_shubik: float
    banzhaf: float

    def __repr__(self) -> str:
        return (
            f"<Pivot {self.actor!r}: {int(self.missed.sum())} outcomes fail for want of its "
            f"consent, {int(self.lost.sum())} hang on it>"
        )


@dataclass(frozen=True)
class Objection:
    """A winning coalition, and what its members would all rather have.

    Attributes
    ----------
    members : tuple of str
        All who strictly prefer it, enough to agree.
    outcome : object
        An outcome's label, or ``None`` for no agreement.
    gains : mapping of str to float
        What each member gains by it.
    """

    members: tuple[str, ...]
    outcome: Any
    gains: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Coalitions:
    """Who could agree on what, what would last, and whose consent is pivotal.

    A winning coalition *blocks* an outcome by another (or by no agreement) if every member
    strictly prefers the other and it crosses no member's red line.  The *core* holds the
    outcomes of the ZOPA that are not blocked.  The *strict core* holds those that are not even
    blocked by a coalition some of whose members gain and none of whom loses; where everybody
    must agree it is the negotiation set, and the core also holds outcomes that could be
    improved for some only.  Both can be empty.

    Attributes
    ----------
    problem : BargainingProblem
    minimal : tuple of Coalition
        All minimal winning coalitions, the smallest first.
    pivots : tuple of Pivot
        One per actor.
    core, strict_core : array of bool, shape (n_outcomes,)
    concept : str or None
        The solution concept asked of each coalition.
    """

    problem: BargainingProblem
    minimal: tuple[Coalition, ...]
    pivots: tuple[Pivot, ...]
    core: BoolArray
    strict_core: BoolArray = field(repr=False)
    concept: str | None = None

    @property
    def zopa(self) -> BoolArray:
        """Outcomes that some winning coalition would sign, shape (n_outcomes,)."""
        return self.problem.zopa

    @cached_property
    def disjoint(self) -> bool:
        """Whether two coalitions without a common member both win."""
        _, wins = self.problem.consent.table(self.problem.actors)
        return bool((wins & wins[::-1]).any())

    def pivot(self, actor: str) -> Pivot:
        """Return what hangs on one actor's consent.

        Raises
        ------
        UnknownNameError
            If there is no such actor.
        """
        for each in self.pivots:
            if each.actor == actor:
                return each
        raise unknown_name("actor", actor, self.problem.actors)

    def objection(self, outcome: Any) -> Objection | None:
        """Return a winning coalition that blocks an outcome, ``None`` if none does.

        Parameters
        ----------
        outcome : object
            The outcome's label; for packages, a mapping.

        Returns
        -------
        Objection or None
            Of all rivals, the one that the most actors prefer.

        Raises
        ------
        UnknownNameError
            If there is no such outcome.
        """
        problem = self.problem
        row = problem.index(outcome)
        payoffs, open_to = contest(problem)
        better, _ = compared(payoffs[row][None], payoffs, open_to, len(problem.actors))
        winning = blocks(problem, better[0])
        if not winning.any():
            return None
        rival = int(np.argmax(np.where(winning, better[0].sum(axis=1), -1)))
        none = rival == len(problem)
        worth = problem.disagreement if none else problem.payoffs[rival]
        found = np.flatnonzero(better[0, rival])
        return Objection(
            tuple(problem.actors[place] for place in found),
            None if none else problem.outcomes[rival],
            FrozenMap(
                (problem.actors[place], float((worth - problem.payoffs[row])[place]))
                for place in found
            ),
        )

    def summary(self) -> Table:
        """Return a row per actor: what it would sign, what hangs on its consent, its power."""
        rows = [
            (
                each.actor,
                each.needed,
                each.signs,
                int(each.missed.sum()),
                int(each.lost.sum()),
                each.shapley_shubik,
                each.banzhaf,
            )
            for each in self.pivots
        ]
        columns = ("actor", "needed", "would sign", "fails without its yes", "lost by its no")
        title = f"{self.problem.name}: whose consent is pivotal"
        power = ("Shapley-Shubik index", "Banzhaf index")
        return Table((*columns, *power), rows, title, self._notes())

    def agreements(self) -> Table:
        """Return a row per minimal winning coalition: who is left out, what it could sign.

        With a concept, also what it selects for the members, and what every actor gains by
        it, those left out included.
        """
        actors = self.problem.actors
        columns: list[str] = ["coalition", "left out", "could sign"]
        columns += ["selects", *actors] if self.concept else []
        rows = []
        for each in self.minimal:
            out = ", ".join(name for name in actors if name not in each.members)
            row: list[Any] = [", ".join(each.members), out, int(each.signs.sum())]
            rows.append(row + (self._selected(each) if self.concept else []))
        title = f"{self.problem.name}: who could agree"
        asked = f", and what everybody gains ({self.concept})" if self.concept else ""
        return Table(columns, rows, title + asked)

    def _selected(self, coalition: Coalition) -> list[Any]:
        """Return what is selected for a coalition, and what everybody gains by it."""
        solution, blank = coalition.solution, [None] * len(self.problem.actors)
        if solution is None:
            return [f"not asked: {coalition.skipped}", *blank]
        if not solution.agreement:
            return ["no agreement", *blank]
        more = len(solution.indices) - 1
        label = solution.label() + (f" (and {more} more)" if more else "")
        return [label, *self.problem.gains[solution.indices[0]]]

    def _notes(self) -> list[str]:
        problem, inside = self.problem, int(self.zopa.sum())
        rule = problem.consent.describe(problem.actors)
        everybody = int(problem.accepts.all(axis=1).sum())
        notes = [f"Agreement by {rule}: {inside} of {len(problem)} outcomes lie in the ZOPA."]
        if not problem.consent.unanimous(problem.actors):
            notes.append(f"{everybody} of them would be signed by everybody.")
        needed = [each.actor for each in self.pivots if each.needed]
        if needed and len(needed) < len(self.pivots):
            notes.append(f"Nothing is agreed without {' and '.join(needed)}.")
        if self.core.any():
            notes.append(
                f"Core: {int(self.core.sum())} outcomes that no winning coalition would replace; "
                f"{int(self.strict_core.sum())} of them not even where some members would gain "
                "and none lose."
            )
        elif inside:
            notes.append(
                "The core is empty: whatever is signed, some winning coalition prefers another."
            )
        if self.disjoint:
            notes.append(
                "Two coalitions with no member in common can both agree; the rule does not say "
                "which of their agreements stands."
            )
        return notes

    def __repr__(self) -> str:
        rule = self.problem.consent.describe(self.problem.actors)
        return (
            f"<Coalitions ({rule}): {len(self.minimal)} minimal winning, "
            f"{int(self.zopa.sum())} outcomes in the ZOPA, {int(self.core.sum())} in the core>"
        )

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_() + self.agreements()._repr_html_()


def coalitions(problem: BargainingProblem | Scenario, concept: str | None = None) -> Coalitions:
    """Return who could agree on what, what would last, and whose consent is pivotal.

    Parameters
    ----------
    problem : BargainingProblem or Scenario
        Its `consent` says whose yes it takes.
    concept : str, optional
        A solution concept, asked of every minimal winning coalition as if its members
        negotiated alone; those left out take what the outcome is worth to them.

    Returns
    -------
    Coalitions

    Raises
    ------
    UnknownNameError
        If there is no such concept.
    TooLargeError
        If there are more than 20 actors, or the packages are too many to list.

    References
    ----------
    Shapley, L. S. and Shubik, M. (1954). A method for evaluating the distribution of power in
    a committee system. American Political Science Review 48(3), 787-792.
    Banzhaf, J. F. (1965). Weighted voting doesn't work. Rutgers Law Review 19(2), 317-343.

    Examples
    --------
    >>> import negotiation as ng
    >>> problem = ng.BargainingProblem(
    ...     [[3, 2, -1], [2, -1, 3], [-1, 3, 2], [1, 1, 1]],
    ...     actors=["A", "B", "C"], consent=ng.Consent(2),
    ... )
    >>> found = ng.coalitions(problem)
    >>> found
    <Coalitions (2 of 3 actors): 3 minimal winning, 4 outcomes in the ZOPA, 0 in the core>
    >>> found.objection(3)
    Objection(members=('A', 'B'), outcome=0, gains={'A': 2.0, 'B': 1.0})
    """
    problem = bargaining_problem(problem)
    weak, strict = core(problem)
    found = problem.consent.minimal_winning(problem.actors)
    return Coalitions(
        problem,
        tuple(_coalition(problem, members, concept) for members in found),
        _pivots(problem),
        weak,
        strict,
        concept,
    )


def _coalition(
    problem: BargainingProblem, members: tuple[str, ...], concept: str | None
) -> Coalition:
    """Return what a coalition could sign, and what a concept selects for it."""
    columns = [problem.actors.index(name) for name in members]
    signs = read_only(problem.accepts[:, columns].all(axis=1))
    if concept is None:
        return Coalition(members, signs)
    try:
        return Coalition(members, signs, solve(problem.among(members), concept))
    except NotDefinedError as error:
        return Coalition(members, signs, skipped=error.message)


def _pivots(problem: BargainingProblem) -> tuple[Pivot, ...]:
    """Return what hangs on each actor's consent."""
    consent, actors, says = problem.consent, problem.actors, problem.accepts
    members, wins = consent.table(actors)
    others = members.sum(axis=1)
    chance = np.array(
        [1 / (len(actors) * math.comb(len(actors) - 1, k)) for k in range(len(actors))]
    )
    needed, shubik, swings = consent.needed(actors), [], []
    for place in range(len(actors)):
        without = np.flatnonzero(~members[:, place])
        swing = without[wins[without | (1 << place)] & ~wins[without]]
        swings.append(len(swing))
        shubik.append(float(chance[others[swing]].sum()))
    pivots = []
    for place, name in enumerate(actors):
        with_yes, with_no = says.copy(), says.copy()
        with_yes[:, place], with_no[:, place] = True, False
        pivots.append(
            Pivot(
                name,
                name in needed,
                int(says[:, place].sum()),
                read_only(consent.wins(with_yes, actors) & ~problem.zopa),
                read_only(problem.zopa & ~consent.wins(with_no, actors)),
                shubik[place],
                swings[place] / sum(swings),
            )
        )
    return tuple(pivots)
