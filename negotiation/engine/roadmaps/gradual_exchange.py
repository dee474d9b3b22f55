"""Gradual exchange: how much can be traded step by step when nothing can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, floats, read_only
from negotiation._table import Shown, Table
from negotiation.concessions import BargainingProblem
from negotiation.engine.roadmaps._binding_path import levels, shares_left
from negotiation.engine.roadmaps._effective_costs import effective_problem
from negotiation.engine.roadmaps._exchange_limit import Limit, limit_of
from negotiation.engine.roadmaps._exchange_terms import ExchangeTerms
from negotiation.errors import InvalidValueError, NotDefinedError, unknown_name

REFERENCE = (
    "Lockwood, B. and Thomas, J. P. (2002). Gradualism and irreversibility. Review of Economic "
    "Studies 69, 339-356."
)
ORDERS = ("simultaneous", "alternating")

PerActor = Sequence[Any] | Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class GradualExchange(Shown):
    """An exchange without enforcement: where it ends, by what steps, and what it is worth.

    Attributes
    ----------
    actors : tuple of str
    status : str
        "ok", or "disagreement" where not even a small exchange holds, or not the one asked for.
    order : str
        "simultaneous" or "alternating".
    limit : tuple of arrays
        What each actor has given in the end, per issue; all 0 with no agreement.
    values : array, shape (n_actors,)
        What the exchange is worth from its first round on, per period.
    bounds : array, shape (n_actors,)
        ``B_i - C_i / d_i`` at the limit: more is not possible.  Two actors that move at the same
        time attain it.
    ratios : array, shape (n_actors,)
        ``C_i / (d_i B_i)`` at the limit asked for; what an actor has given by one round, as a
        share of what is left, decides what the others give in the next.
    critical_patience : array, shape (n_actors,)
        The patience each needs for the limit asked for; 1 or more: no patience is enough.
    enforced : tuple of arrays
        The limit that the same rule would select if a court enforced deals.
    enforced_values : array, shape (n_actors,)
    terms : ExchangeTerms
        Benefits, costs, and patience times survival.
    """

    actors: tuple[str, ...]
    status: str
    order: str
    limit: tuple[FloatArray, ...]
    values: FloatArray
    bounds: FloatArray
    ratios: FloatArray
    critical_patience: FloatArray
    enforced: tuple[FloatArray, ...]
    enforced_values: FloatArray
    terms: ExchangeTerms

    @cached_property
    def problem(self) -> BargainingProblem:
        """The exchange as a bargaining problem with costs divided by patience.

        For two actors and numbers: every solution concept applies, with ``lotteries=True``.

        Raises
        ------
        NotDefinedError
            For functions, and for more than two actors.
        """
        if self.terms.smooth or len(self.actors) > 2:
            raise NotDefinedError(
                "The problem is listed for two actors whose benefits and costs are numbers."
            )
        terms = self.terms
        names = (self.actors[0], self.actors[1])
        return effective_problem(terms.benefits, terms.costs, terms.patience, names)

    def path(self, rounds: int) -> FloatArray:
        """Return how much each actor has given after each round.

        Parameters
        ----------
        rounds : int

        Returns
        -------
        array, shape (rounds + 1, n_actors)
            From 0 towards the limit: as a share of the limit where there are several issues,
            which move in proportion; as a level else.
        """
        if self.terms.smooth:
            return self._levels(_rounds(rounds))
        path: FloatArray = (1.0 - self._left(_rounds(rounds))) * self._ends
        return path

    def steps(self, rounds: int) -> FloatArray:
        """Return what each actor gives in each round, shape (rounds, n_actors).

        Parameters
        ----------
        rounds : int
        """
        if self.terms.smooth:
            return np.diff(self._levels(_rounds(rounds)), axis=0)
        # Late steps are small; as differences of levels they would be lost to rounding.
        steps: FloatArray = -np.diff(self._left(_rounds(rounds)), axis=0) * self._ends
        return steps

    def _left(self, rounds: int) -> FloatArray:
        """Return the share still to be given after each round, shape (rounds + 1, n_actors)."""
        if self.status != "ok":
            return np.ones((rounds + 1, len(self.actors)))
        ratios = np.minimum(self.ratios, 1.0)
        if len(self.actors) > 2:
            common = ratios.max() ** np.arange(rounds + 1.0)
            return np.repeat(common[:, None], len(self.actors), axis=1)
        return shares_left(ratios, rounds, self.order == "alternating")

    @property
    def _ends(self) -> FloatArray:
        """The level that is the limit, or 1 where there are several issues."""
        return np.array([float(each[0]) if len(each) == 1 else 1.0 for each in self.limit])

    def _levels(self, rounds: int) -> FloatArray:
        """Return levels after each round where benefits and costs are functions."""
        if self.status != "ok":
            return np.zeros((rounds + 1, 2))
        terms, plan = self.terms, (rounds, self.order == "alternating")
        return levels(terms.benefits, terms.costs, terms.patience, self._ends, plan)

    def summary(self) -> Table:
        """Return, per actor, what the exchange is worth, with and without enforcement."""
        first = self.path(3)
        rows = [
            (
                name,
                float(self.values[own]),
                float(self.enforced_values[own]),
                _amount(self.limit[own]),
                *(float(level) for level in first[1:, own]),
                float(self.critical_patience[own]),
            )
            for own, name in enumerate(self.actors)
        ]
        columns = (
            "actor",
            "value",
            "value if enforced",
            "given in the end",
            "after round 1",
            "round 2",
            "round 3",
            "patience needed",
        )
        return Table(columns, rows, f"gradual exchange, {self.order} steps", self._notes())

    def _notes(self) -> list[str]:
        if self.status != "ok":
            least = self.terms.least_patience
            short = [
                f"{name} needs a patience of {needs:.4g} for the target"
                for name, needs, ratio in zip(
                    self.actors, self.critical_patience, self.ratios, strict=True
                )
                if ratio > 1.0
            ]
            if not short and least is not None:
                short = [f"both would need a patience, times survival, above {least:.4g}"]
            why = "; ".join(short) or "no levels leave both better off"
            return [f"Nothing is exchanged: {why}.", REFERENCE]
        return [
            "Steps become smaller and never end; the last ones are too small to be worth a breach.",
            "Without enforcement every cost weighs as much as cost divided by patience.",
            REFERENCE,
        ]

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{name} {worth:.4g}" for name, worth in zip(self.actors, self.values, strict=True)
        )
        return f"<GradualExchange: {self.status}, {shown}>"


def gradual_exchange(
    benefits: PerActor,
    costs: PerActor,
    *,
    patience: float | Sequence[float] | Mapping[str, float],
    hazard: float = 0.0,
    target: str | Sequence[Any] | Mapping[str, Any] = "nash",
    order: str = "simultaneous",
    highest: float | Sequence[float] | Mapping[str, float] = 1.0,
    actors: Sequence[str] | None = None,
) -> GradualExchange:
    """Return the best exchange of concessions that nobody can enforce and nobody can take back.

    Two actors give in small steps, each for ever.  Nobody is bound to go on, but whoever stops
    gets nothing more.  However the exchange proceeds, an actor's value is at most
    ``B_i(x_j) - C_i(x_i) / d_i``, where x are the levels reached in the end; and if that is not
    negative for either, steps that make the condition bind in every round attain it.  So an
    exchange without enforcement is an ordinary deal in which every cost is divided by patience.

    With more than two actors each gives to all, on a common schedule: after round t everybody has
    given the share ``1 - q**t`` with ``q = max_i c_i / (d_i b_i)``.  The actor with the largest
    ratio attains its bound; whether the others could do better on another schedule is open.

    Parameters
    ----------
    benefits : sequence or mapping
        Per actor what it gets per period if the other gives everything: a number, a list with a
        number per issue *of the other*, or a function of the other's level that is 0 at 0.
    costs : sequence or mapping
        Per actor what its own giving costs it per period: likewise, per issue *of its own*.
    patience : number, sequence or mapping
        What the next round counts for against this one, strictly between 0 and 1.
    hazard : float, default 0
        The probability per round that the exchange ends there for reasons of its own.
    target : str, sequence or mapping, default "nash"
        Where the exchange ends.  A solution concept that is defined on lotteries selects among
        all possible ends; "nash" also where benefits and costs are functions.  Or levels:
        per actor a number, or a list with a number per issue.  With more than two actors
        everybody gives everything.
    order : {"simultaneous", "alternating"}
        Whether both move in every round or the first actor begins and they take turns.
    highest : number, sequence or mapping, default 1
        The highest levels, where benefits and costs are functions.
    actors : sequence of str, optional

    Returns
    -------
    GradualExchange

    Raises
    ------
    InvalidValueError
        If a number is out of range, or a function is not 0 at 0 or not increasing.
    NotDefinedError
        If a function jumps where the steps need a level in between, or more than two actors
        alternate, choose a target, or have several issues each.

    References
    ----------
    Lockwood, B. and Thomas, J. P. (2002). Gradualism and irreversibility. Review of Economic
    Studies 69, 339-356.

    Examples
    --------
    >>> import negotiation as ng
    >>> swap = ng.gradual_exchange([3, 3], [1, 1], patience=0.8)
    >>> swap
    <GradualExchange: ok, Actor 1 1.75, Actor 2 1.75>
    >>> swap.steps(3)[:, 0].round(3)
    array([0.583, 0.243, 0.101])
    """
    terms = ExchangeTerms.of(benefits, costs, patience, hazard, actors)
    if order not in ORDERS:
        raise unknown_name("order of moves", order, ORDERS)
    if len(terms.actors) > 2 and order != "simultaneous":
        raise NotDefinedError("Only two actors alternate; more move at the same time.")
    found = limit_of(terms, target, highest)
    survival = 1.0 - float(hazard)
    return _answer(terms, order, found, survival)


def _answer(terms: ExchangeTerms, order: str, found: Limit, survival: float) -> GradualExchange:
    """Return the exchange towards a limit, or none if it does not hold."""
    gains, pays = found.gains, found.pays
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.where(pays > 0.0, pays / (terms.patience * gains), 0.0)
        critical = np.where(pays > 0.0, pays / (survival * gains), 0.0)
    holds = bool((ratios <= 1.0 + TOLERANCE).all() and (gains > 0.0).any())
    if len(ratios) == 2:
        holds = holds and bool(ratios.min() < 1.0)
    else:
        holds = holds and bool(ratios.max() < 1.0)
    values, bounds = np.zeros(len(gains)), np.zeros(len(gains))
    if holds:
        bounds = np.maximum(gains - pays / terms.patience, 0.0)
        values = bounds.copy()
        if order == "alternating":
            values[0] *= terms.patience[0]
        if len(ratios) > 2:
            slowest = ratios.max()
            values = (gains - pays) * (1.0 - slowest) / (1.0 - terms.patience * slowest)
    none = tuple(read_only(np.zeros_like(each)) for each in found.levels)
    return GradualExchange(
        terms.actors,
        "ok" if holds else "disagreement",
        order,
        found.levels if holds else none,
        floats(values, "values"),
        floats(bounds, "bounds"),
        read_only(ratios),
        read_only(critical),
        found.enforced,
        floats(found.enforced_values, "values"),
        terms,
    )


def _rounds(given: Any) -> int:
    """Return a number of rounds."""
    if isinstance(given, bool) or not isinstance(given, int) or given < 0:
        raise InvalidValueError("Rounds are a number that is 0 or more.", given=given)
    return given


def _amount(given: FloatArray) -> Any:
    """Return one level as a number, several as text."""
    if len(given) == 1:
        return float(given[0])
    return ", ".join(f"{each:.4g}" for each in given)
