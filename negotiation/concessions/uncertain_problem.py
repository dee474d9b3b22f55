"""An uncertain scenario as numbers: what can be drawn, and what each draw is worth to whom."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, read_only
from negotiation._shares import counted
from negotiation._table import Shown, Table
from negotiation.actors import Actor, OutcomeSpace, Quantity, RedLine, Scenario
from negotiation.actors._copula import Copula, blocks
from negotiation.actors._doubts import Joint, Single, central_of
from negotiation.actors._number_rows import named_types
from negotiation.actors.distributions.dirichlet import Dirichlet
from negotiation.concessions._draws import Draws
from negotiation.concessions._worths import Worths, worths_of
from negotiation.concessions.from_scenario import EASY
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    TooLargeError,
    unknown_name,
)


@dataclass(frozen=True, eq=False)
class Side:
    """One type of an actor, or an actor of whom the type is known.

    Attributes
    ----------
    place : int
        The actor's column.
    label : str or None
        The type.
    kind : int
        The position of the type.
    actor : Actor
    worths : Worths
    """

    place: int
    label: str | None
    kind: int
    actor: Actor
    worths: Worths

    def name(self, what: str, option: str | None = None, place: int | None = None) -> Quantity:
        """Return the name of one of its numbers."""
        return Quantity(self.actor.name, what, None, option, self.label, place)


@dataclass(frozen=True, eq=False, repr=False)
class UncertainProblem(Shown):
    """A scenario whose numbers are drawn: packages, quantities, and how to draw them.

    Parameters
    ----------
    scenario : Scenario
        With few enough packages to be listed; it may be certain.

    Raises
    ------
    NotDefinedError
        If an issue is continuous.
    TooLargeError
        If there are too many packages to list them draw after draw.

    Examples
    --------
    >>> import negotiation as ng
    >>> relief = ng.Issue("relief", ["none", "full"])
    >>> wants = ng.Additive({"relief": {"none": 0, "full": 1}})
    >>> dprk = ng.Actor("DPRK", wants, reservation=ng.distributions.uniform(0, 1))
    >>> problem = ng.UncertainProblem(ng.Scenario("a talk", [relief], [dprk]))
    >>> problem
    <UncertainProblem 'a talk': 2 packages, 1 actor, 1 uncertain number>
    >>> problem.draw(3, rng=1).disagreement[:, 0].round(3)
    array([0.512, 0.95 , 0.144])
    """

    scenario: Scenario

    def __post_init__(self) -> None:
        scenario = self.scenario
        if not isinstance(scenario, Scenario):
            raise InvalidTypeError("Expected a Scenario or an UncertainProblem.", given=scenario)
        for issue in scenario.issues:
            if issue.continuous:
                raise NotDefinedError(
                    "Draws need packages that can be listed, and an issue is continuous. Put it "
                    f"on a grid with scenario.on_grid({{{issue.name!r}: 11}}).",
                    issue=issue.name,
                    scenario=scenario.name,
                )
        size = math.prod(len(issue) for issue in scenario.issues)
        if size > EASY:
            raise TooLargeError(
                f"{size:,} packages are too many to list draw after draw (at most {EASY:,}). "
                "Leave out options or issues, or put continuous issues on a coarser grid.",
                scenario=scenario.name,
            )

    @classmethod
    def of(cls, given: Any) -> UncertainProblem:
        """Return a scenario, or what has one as `scenario`, as an uncertain problem."""
        if isinstance(given, cls):
            return given
        inner = getattr(given, "scenario", None)
        return cls(inner if not isinstance(given, Scenario) and inner is not None else given)

    @property
    def space(self) -> OutcomeSpace:
        """Every feasible outcome, the last issue varying fastest."""
        return self.scenario.space

    @property
    def actors(self) -> tuple[str, ...]:
        """The names of the actors."""
        return tuple(actor.name for actor in self.scenario.actors)

    @cached_property
    def joints(self) -> tuple[Joint, ...]:
        """What is drawn independently of each other: single numbers, and numbers together."""
        return blocks(self.scenario)

    @cached_property
    def blocks(self) -> tuple[tuple[Quantity, ...], ...]:
        """The uncertain numbers, those that are drawn together in one tuple."""
        return tuple(each.quantities for each in self.joints)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """All uncertain numbers."""
        return tuple(quantity for block in self.blocks for quantity in block)

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        """Every actor, type by type where there are several."""
        found = []
        for place, actor in enumerate(self.scenario.actors):
            kinds = getattr(actor, "types", None) or {None: actor}
            for kind, (label, each) in enumerate(kinds.items()):
                name = partial(Quantity, actor.name, type=label)
                found.append(Side(place, label, kind, each, worths_of(each, self.space, name)))
        return tuple(found)

    @cached_property
    def lines(self) -> tuple[tuple[str, RedLine], ...]:
        """Every red line with its actor's name, and the type where there are several."""
        return tuple(
            (name, line)
            for actor in self.scenario.actors
            for name, each in named_types(actor)
            for line in each.red_lines
        )

    @cached_property
    def line_owners(self) -> tuple[int, ...]:
        """The column of the actor of each red line."""
        return tuple(side.place for side in self.sides for _ in side.actor.red_lines)

    @cached_property
    def crossed(self) -> BoolArray:
        """Which packages cross each red line, shape (n_lines, n_outcomes)."""
        found = np.zeros((len(self.lines), len(self.space)), dtype=np.bool_)
        for row, (_, line) in enumerate(self.lines):
            found[row] = line.holds(self.space)
        return read_only(found)  # type: ignore[no-any-return]

    def draw(self, n: int, rng: Any = None) -> Draws:
        """Return `n` draws of every uncertain number.

        Parameters
        ----------
        n : int
            At least 0.
        rng : int or numpy.random.Generator, optional
            The source of random numbers, or its seed.

        Raises
        ------
        InvalidValueError
            If a number that was drawn is infinite or NaN; it is named.
        """
        if isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 0:
            raise InvalidValueError("The number of draws is a whole number, at least 0.", given=n)
        source = np.random.default_rng(rng)
        numbers: dict[Quantity, FloatArray] = {}
        for each in self.joints:
            numbers.update(each.sample(int(n), source))
        return Draws(self, numbers, size=int(n))

    def central(self) -> dict[Quantity, float]:
        """Return every uncertain number in the middle of what it could be.

        Medians; means of numbers drawn together; 1 for red lines with a probability of at
        least 0.5; the likeliest type.
        """
        return {name: value for each in self.joints for name, value in central_of(each).items()}

    def quantile(self, quantity: Quantity, u: Any) -> FloatArray:
        """Return the quantiles of one uncertain number.

        Parameters
        ----------
        quantity : Quantity
        u : array_like
            Probabilities in [0, 1].

        Raises
        ------
        NotDefinedError
            If the number is drawn together with others that determine it (weights of a
            Dirichlet, beliefs).
        UnknownNameError
            If nothing uncertain is called so.
        """
        for each in self.joints:
            if quantity not in each.quantities:
                continue
            members: Sequence[Any] = each.members if isinstance(each, Copula) else (each,)
            for member in members:
                if isinstance(member, Single) and member.quantity == quantity:
                    return np.asarray(member.distribution.quantile(np.asarray(u, dtype=float)))
            raise NotDefinedError(
                f"{quantity} is drawn together with other numbers and has no quantiles of its "
                "own here; take them from draws."
            )
        raise unknown_name("uncertain number", quantity, self.quantities)

    def summary(self) -> Table:
        """Return a row per uncertain number: its name, its distribution, its middle."""
        middle = self.central()
        rows = []
        for each in self.joints:
            members: Sequence[Any] = each.members if isinstance(each, Copula) else (each,)
            told = {
                member.quantity: str(member.distribution)
                for member in members
                if isinstance(member, Single)
            }
            together = "" if len(each.quantities) == 1 else "yes"
            for name in each.quantities:
                words = told.get(name, _share(each, name))
                rows.append((str(name), words, middle[name], together))
        columns = ("number", "distribution", "middle", "drawn with others")
        notes = [f"Correlated: {each}." for each in self.scenario.correlations]
        return Table(columns, rows, f"{self.scenario.name}: what is uncertain", notes)

    def __repr__(self) -> str:
        return (
            f"<UncertainProblem {self.scenario.name!r}: {counted(len(self.space), 'package')}, "
            f"{counted(len(self.actors), 'actor')}, "
            f"{counted(len(self.quantities), 'uncertain number')}>"
        )

    def __getstate__(self) -> dict[str, Any]:
        """Travel as the scenario alone: what is worked out from it is large."""
        return {"scenario": self.scenario}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)


def _share(joint: Joint, name: Quantity) -> str:
    """Return what is known of one of several numbers drawn together."""
    weights = getattr(joint, "weights", None)
    if not isinstance(weights, Dirichlet):
        return type(joint).__name__.lower()
    share = weights.concentration[str(name.issue)]
    return f"dirichlet, {share:g} of {sum(weights.concentration.values()):g}"


__all__ = ["Draws", "Quantity", "Side", "UncertainProblem"]
