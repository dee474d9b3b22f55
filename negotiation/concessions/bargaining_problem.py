"""A bargaining problem: what every outcome, and walking away, is worth to every actor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, floats, negligible, read_only
from negotiation._table import Shown, Table
from negotiation.actors import Consent, Outcome, OutcomeSpace, Scenario
from negotiation.concessions._names import actor_names, members, outcome_labels, per_actor
from negotiation.concessions._outcome_table import Columns, outcome_table, problem_of_mapping
from negotiation.concessions._sheet import Sheet
from negotiation.concessions.frontier import Frontier, of_table
from negotiation.concessions.pareto import efficient, ranks
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name


@dataclass(frozen=True, eq=False)
class BargainingProblem(Shown):
    """Payoffs of every outcome, the disagreement point, and who refuses what.

    Parameters
    ----------
    payoffs : array_like, shape (n_outcomes, n_actors), or mapping
        A row per outcome, a column per actor.  A mapping ``{outcome: [payoffs]}`` or
        ``{outcome: {actor: payoff}}`` names the outcomes as well.
    disagreement : array_like, shape (n_actors,), or mapping, optional
        The reservation values; all 0 if left out.
    outcomes : sequence, optional
        A label for every row, hashable, all different; row numbers if left out.
    actors : sequence of str, optional
        A name for every column; "Actor 1", "Actor 2", … if left out.
    power : array_like, shape (n_actors,), optional
        Bargaining power; all 1 if left out.
    refused : array_like of bool, shape (n_outcomes, n_actors), optional
        Where a package crosses an actor's red line; nowhere if left out.
    consent : Consent, optional
        Whose yes it takes to agree; everybody's if left out.
    scenario : Scenario, optional
        The scenario the numbers come from.

    Raises
    ------
    NegotiationError
        If shapes do not fit, a number is not finite, or a label is used twice.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.BargainingProblem([[3, 1], [2, 2], [1, 3], [1, 1]], disagreement=[1, 1])
    <BargainingProblem: 4 outcomes, 2 actors, 4 in the ZOPA, 3 efficient>
    """

    payoffs: FloatArray
    disagreement: FloatArray = field(default=None)  # type: ignore[arg-type]
    outcomes: Sequence[Any] = field(default=None)  # type: ignore[arg-type]
    actors: tuple[str, ...] = field(default=None)  # type: ignore[arg-type]
    power: FloatArray = field(default=None, kw_only=True)  # type: ignore[arg-type]
    refused: BoolArray = field(default=None, kw_only=True)  # type: ignore[arg-type]
    consent: Consent = field(default_factory=Consent, kw_only=True)
    scenario: Scenario | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        payoffs: Any = self.payoffs
        outcomes, actors = self.outcomes, self.actors
        if isinstance(payoffs, Mapping):
            payoffs, outcomes, actors = problem_of_mapping(payoffs, outcomes, actors)
        elif hasattr(payoffs, "columns"):
            raise InvalidTypeError(
                "A data frame enters through BargainingProblem.from_frame(frame)."
            )
        table = floats(payoffs, "The payoffs", ndim=2)
        if not table.size:
            raise InvalidValueError("A bargaining problem needs an outcome and an actor.")
        object.__setattr__(self, "payoffs", table)
        object.__setattr__(self, "actors", actor_names(actors, table.shape[1]))
        object.__setattr__(self, "outcomes", outcome_labels(outcomes, len(table)))
        walk = per_actor(self.disagreement, self.actors, "The disagreement point", 0.0)
        object.__setattr__(self, "disagreement", walk)
        power = per_actor(self.power, self.actors, "Power", 1.0)
        if (power <= 0).any():
            weak = int(np.argmin(power))
            raise InvalidValueError(
                "Power must be positive.", given=float(power[weak]), actor=self.actors[weak]
            )
        object.__setattr__(self, "power", power)
        object.__setattr__(self, "refused", self._refused())
        if not isinstance(self.consent, Consent):
            raise InvalidTypeError("Who must agree is said by a Consent.", given=self.consent)
        self.consent.validate(self.actors)

    def _refused(self) -> BoolArray:
        given: Any = self.refused
        if given is None:
            given = np.zeros(self.payoffs.shape, dtype=np.bool_)
        given = np.asarray(given)
        if given.dtype != np.bool_ or given.shape != self.payoffs.shape:
            raise InvalidValueError(
                f"Refusals need a boolean per outcome and actor, shape {self.payoffs.shape}.",
                given=f"{given.dtype} of shape {given.shape}",
            )
        return read_only(given)  # type: ignore[no-any-return]

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        actors: Sequence[Any] | None = None,
        *,
        issues: Sequence[Any] | None = None,
        disagreement: Any = None,
        ignore: Sequence[Any] = (),
    ) -> BargainingProblem:
        """Return the problem in a table with a row per outcome (a pandas DataFrame or alike).

        Parameters
        ----------
        frame : DataFrame
            A column per actor, holding payoffs, and optionally a column per issue,
            holding option labels.  A first column headed "outcome" or "package", or an
            index, names the outcomes instead.
        actors : sequence of str, optional
            The columns that hold payoffs.  If left out, those that a `disagreement` mapping
            names; else the columns of numbers, which must then stand to the right of all
            others and be two, or as many as `disagreement` has numbers: a third could be an
            issue settled by a number, and is not taken for an actor unasked.
        issues : sequence of str, optional
            The columns that hold options; if left out, those left of the actors.
        disagreement : array_like or mapping, optional
            The reservation values; all 0 if left out.
        ignore : sequence of str
            Columns to leave aside.

        Raises
        ------
        NegotiationError
            If a cell is missing or no number, a package stands twice or a column is not
            accounted for; row and column are named.

        Examples
        --------
        >>> import negotiation as ng
        >>> ng.BargainingProblem.from_rows(
        ...     ["relief", "US", "DPRK"], [["none", 1, 0], ["partial", 2, 2], ["full", 0, 3]]
        ... ).outcomes[1]
        Outcome(relief: partial)
        """
        said = Columns(actors, issues, ignore, disagreement)
        outcomes, payoffs, names = outcome_table(Sheet.of_frame(frame), said)
        return cls(payoffs, disagreement, outcomes, names)  # type: ignore[arg-type]

    @classmethod
    def from_rows(
        cls, header: Sequence[Any], rows: Sequence[Sequence[Any]], **columns: Any
    ) -> BargainingProblem:
        """Return the problem in a headed list of rows.

        Parameters
        ----------
        header : sequence of str
            A head per column.
        rows : sequence of sequences
            A row of cells per outcome; numbers may be text.
        **columns
            `actors`, `issues`, `disagreement` and `ignore`, as for `from_frame`.
        """
        return cls.from_frame(Sheet.of_rows(header, rows), **columns)

    @cached_property
    def gains(self) -> FloatArray:
        """Utility above the reservation value, shape (n_outcomes, n_actors)."""
        return read_only(self.payoffs - self.disagreement)  # type: ignore[no-any-return]

    @cached_property
    def slack(self) -> FloatArray:
        """Difference per actor that counts as none, shape (n_actors,).

        A billionth of the range of the actor's payoffs, the reservation value included, and
        never less than rounding accounts for.
        """
        high = np.maximum(self.payoffs.max(axis=0), self.disagreement)
        low = np.minimum(self.payoffs.min(axis=0), self.disagreement)
        return read_only(negligible(high, low))  # type: ignore[no-any-return]

    @cached_property
    def accepts(self) -> BoolArray:
        """Whether each actor would sign each outcome, shape (n_outcomes, n_actors).

        It would if its gain is not negative and no red line of its own is crossed.
        """
        return read_only((self.gains >= -self.slack) & ~self.refused)  # type: ignore[no-any-return]

    @cached_property
    def signable(self) -> BoolArray:
        """Outcomes that no red line keeps from being signed, shape (n_outcomes,).

        Whatever they are worth: those whose red lines are not crossed could sign on their own.
        Where everybody must agree, these are the outcomes that cross nobody's red line.
        """
        return read_only(self.consent.wins(~self.refused, self.actors))  # type: ignore[no-any-return]

    @cached_property
    def zopa(self) -> BoolArray:
        """Outcomes that all whose consent it takes would sign, shape (n_outcomes,).

        Where not everybody must agree: outcomes that a winning coalition would sign.  A red
        line makes its actor say no, and stops an outcome only if the others are not enough.
        """
        return read_only(self.consent.wins(self.accepts, self.actors))  # type: ignore[no-any-return]

    @cached_property
    def pareto(self) -> BoolArray:
        """Efficient outcomes, all ties included, shape (n_outcomes,).

        All actors count, whoever must agree.  Only `signable` outcomes take part: what a red
        line keeps off the table dominates nothing.
        """
        mask = np.zeros(len(self.payoffs), dtype=np.bool_)
        mask[self.signable] = efficient(self.payoffs[self.signable])
        return read_only(mask)  # type: ignore[no-any-return]

    @cached_property
    def negotiation_set(self) -> BoolArray:
        """Efficient outcomes inside the ZOPA, shape (n_outcomes,)."""
        return read_only(self.pareto & self.zopa)  # type: ignore[no-any-return]

    @cached_property
    def ideal(self) -> FloatArray:
        """Each actor's best payoff inside the ZOPA, shape (n_actors,).

        The disagreement point where the ZOPA is empty.
        """
        if not self.zopa.any():
            return self.disagreement
        best = self.payoffs[self.zopa].max(axis=0)
        return read_only(np.maximum(best, self.disagreement))  # type: ignore[no-any-return]

    def frontier(self) -> Frontier:
        """Return the Pareto frontier: efficient payoffs, each once, with the outcomes behind it."""
        rows = np.flatnonzero(self.pareto)
        table = self.payoffs[rows]
        place = ranks(table) if len(rows) else np.empty((0, len(self.actors)), dtype=np.intp)
        _, kinds = np.unique(place, axis=0, return_inverse=True)
        return of_table(self.payoffs, rows, kinds.reshape(-1), self)

    def among(self, coalition: Sequence[str]) -> BargainingProblem:
        """Return the problem of some of the actors alone, who must all agree.

        Parameters
        ----------
        coalition : sequence of str
            Who negotiates; the order of `actors` is kept.

        Returns
        -------
        BargainingProblem
            The same outcomes, worth what they are worth to the members; their reservation
            values, powers and red lines, and nobody else's.

        Raises
        ------
        UnknownNameError
            If a name is not an actor's.
        InvalidValueError
            If there is none, or one is named twice.
        """
        columns = members(coalition, self.actors)
        return BargainingProblem(
            self.payoffs[:, columns],
            self.disagreement[columns],
            self.outcomes,
            tuple(self.actors[place] for place in columns),
            power=self.power[columns],
            refused=self.refused[:, columns],
            scenario=self.scenario,
        )

    def index(self, outcome: Any) -> int:
        """Return the row of an outcome, given its label or (for packages) a mapping.

        Raises
        ------
        UnknownNameError, InvalidValueError
            If there is no such outcome.
        """
        if isinstance(outcome, Mapping):
            if isinstance(self.outcomes, OutcomeSpace):
                return self.outcomes.index(outcome)
            outcome = Outcome(outcome)
        if outcome not in self.outcomes:
            raise unknown_name("outcome", outcome, self.outcomes)
        return int(self.outcomes.index(outcome))

    def __len__(self) -> int:
        return len(self.payoffs)

    def summary(self) -> Table:
        """Return, per actor, walking away, the best it could get and what it would sign."""
        rows = [
            (
                name,
                self.disagreement[place],
                self.payoffs[:, place].max(),
                self.ideal[place],
                int(self.accepts[:, place].sum()),
                int(self.refused[:, place].sum()),
            )
            for place, name in enumerate(self.actors)
        ]
        inside, best = int(self.zopa.sum()), int(self.negotiation_set.sum())
        note = (
            f"{inside} of {len(self)} outcomes lie in the ZOPA, {best} of them efficient."
            if inside
            else f"None of the {len(self)} outcomes is acceptable to all: the ZOPA is empty."
        )
        if not self.consent.unanimous(self.actors):
            note = (
                f"Agreement by {self.consent.describe(self.actors)}: {inside} of {len(self)} "
                f"outcomes lie in the ZOPA."
            )
        columns = ("actor", "walking away", "best of all", "best in the ZOPA", "would sign")
        return Table((*columns, "red line crossed"), rows, self.name, [note])

    @property
    def name(self) -> str:
        """The scenario's name, or that it has none."""
        return self.scenario.name if self.scenario else "bargaining problem"

    def __repr__(self) -> str:
        return (
            f"<BargainingProblem: {len(self)} outcomes, {len(self.actors)} actors, "
            f"{int(self.zopa.sum())} in the ZOPA, {int(self.negotiation_set.sum())} efficient>"
        )
