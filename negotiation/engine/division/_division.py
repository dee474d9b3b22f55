"""Dividing items: the problem, the answer, and the shelf of rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, floats
from negotiation._frozen import FrozenMap
from negotiation._registry import Registry
from negotiation._table import Shown, Table
from negotiation.actors import Additive, Scenario
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError, unknown_name


@dataclass(frozen=True, eq=False)
class DivisionProblem(Shown):
    """What each item is worth to each actor.

    Parameters
    ----------
    points : array_like, shape (n_actors, n_items), or mapping
        Worth of every item, not negative; ``{actor: {item: points}}`` names both.
    items : sequence of str, optional
    actors : sequence of str, optional

    Raises
    ------
    NegotiationError
        Naming the actor and item whose points are missing, negative or not finite.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.DivisionProblem({"A": {"land": 6, "port": 4}, "B": {"land": 3, "port": 7}})
    <DivisionProblem: 2 items among A, B>
    """

    points: FloatArray
    items: tuple[str, ...] = field(default=None)  # type: ignore[arg-type]
    actors: tuple[str, ...] = field(default=None)  # type: ignore[arg-type]

    def __post_init__(self) -> None:
        points, items, actors = self.points, self.items, self.actors
        if isinstance(points, Mapping):
            points, items, actors = _from_mapping(points)
        table = floats(points, "Points", ndim=2)
        if not table.size:
            raise InvalidValueError("A division needs an actor and an item.")
        actors = _labels(actors, "Actor", len(table))
        items = _labels(items, "Item", table.shape[1])
        for place, name in enumerate(actors):
            worst = int(np.argmin(table[place]))
            if table[place, worst] < 0:
                raise InvalidValueError(
                    "Points must not be negative.",
                    given=float(table[place, worst]),
                    actor=name,
                    item=items[worst],
                )
        object.__setattr__(self, "points", table)
        object.__setattr__(self, "items", items)
        object.__setattr__(self, "actors", actors)

    def summary(self) -> Table:
        """Return a row per item: its worth to each actor."""
        rows = [(item, *self.points[:, place]) for place, item in enumerate(self.items)]
        return Table(("item", *self.actors), rows, "what the items are worth")

    def __repr__(self) -> str:
        return f"<DivisionProblem: {len(self.items)} items among {', '.join(self.actors)}>"


@dataclass(frozen=True, eq=False)
class Division(Shown):
    """Who gets how much of what.

    Attributes
    ----------
    problem : DivisionProblem
    rule : str
    shares : array, shape (n_actors, n_items)
        Between 0 and 1; each item's shares sum to 1.
    transfers : array, shape (n_actors,)
        Money received (negative: paid); they sum to 0.
    payoffs : array, shape (n_actors,)
        Points received, plus money.
    reference : str
    diagnostics : mapping
    """

    problem: DivisionProblem
    rule: str
    shares: FloatArray
    transfers: FloatArray
    reference: str = ""
    diagnostics: Mapping[str, Any] = field(default_factory=FrozenMap)

    @property
    def payoffs(self) -> FloatArray:
        """Points received, plus money, shape (n_actors,)."""
        worth: FloatArray = (self.shares * self.problem.points).sum(axis=1) + self.transfers
        return worth

    @property
    def split(self) -> tuple[str, ...]:
        """The items that more than one actor gets a part of."""
        shared = (self.shares > 1e-12).sum(axis=0) > 1
        return tuple(item for item, cut in zip(self.problem.items, shared, strict=True) if cut)

    def summary(self) -> Table:
        """Return a row per item and, below, what each actor's part is worth."""
        actors = self.problem.actors
        rows: list[tuple[Any, ...]] = [
            (item, *self.shares[:, place]) for place, item in enumerate(self.problem.items)
        ]
        if self.transfers.any():
            rows.append(("money received", *self.transfers))
        rows.append(("worth to the actor", *self.payoffs))
        notes = [str(self.diagnostics["note"])] if "note" in self.diagnostics else []
        notes += [self.reference] if self.reference else []
        return Table(("item", *actors), rows, f"division by {self.rule}", notes)

    def __repr__(self) -> str:
        worth = ", ".join(
            f"{name} {value:.4g}"
            for name, value in zip(self.problem.actors, self.payoffs, strict=True)
        )
        return f"<Division {self.rule!r}: {worth}>"


@dataclass(frozen=True)
class Rule:
    """A registered rule: ``formula(points, **parameters) -> shares, transfers, notes``."""

    name: str
    formula: Callable[..., tuple[FloatArray, FloatArray, dict[str, Any]]]
    reference: str
    actors: int | None = None


rules: Registry[Rule] = Registry("rule of division")


def rule(name: str, *, reference: str, actors: int | None = None) -> Callable[[Any], Any]:
    """Register a formula on points (n_actors, n_items) as a rule of division."""

    def register(formula: Any) -> Any:
        rules.add(name, Rule(name, formula, reference, actors))
        return formula

    return register


def divide(problem: Any, name: str, **parameters: Any) -> Division:
    """Divide items among actors by a registered rule.

    Parameters
    ----------
    problem : DivisionProblem, Scenario, mapping or array_like
        What items are worth to whom.  A `Scenario` must have additive preferences and,
        in every issue, an option named after each actor: to win the issue.
    name : str
        ``"adjusted-winner"``, ``"knaster"`` or ``"max-nash-welfare"``.
    **parameters
        The rule's own: see its page.

    Returns
    -------
    Division

    Raises
    ------
    UnknownNameError
        If there is no such rule.
    NotDefinedError
        If it is not defined for so many actors.

    Examples
    --------
    >>> import negotiation as ng
    >>> points = {"A": {"land": 60, "port": 40}, "B": {"land": 30, "port": 70}}
    >>> ng.divide(points, "adjusted-winner").payoffs
    array([63.63636364, 63.63636364])
    """
    chosen = rules[name]
    if isinstance(problem, Scenario):
        problem = division_problem(problem)
    if not isinstance(problem, DivisionProblem):
        problem = DivisionProblem(problem)
    count = len(problem.actors)
    if chosen.actors is not None and count != chosen.actors:
        raise NotDefinedError(
            f"The rule is defined for {chosen.actors} actors only; this problem has {count}.",
            rule=name,
        )
    shares, transfers, notes = chosen.formula(problem.points, **parameters)
    return Division(problem, name, shares, transfers, chosen.reference, FrozenMap(notes))


def division_problem(scenario: Scenario) -> DivisionProblem:
    """Return the items of a scenario in which every issue is won by one actor.

    An item is worth to an actor what winning the issue adds to its utility.

    Raises
    ------
    NotDefinedError
        If preferences are not additive or an issue has no option named after an actor.
    """
    names = [actor.name for actor in scenario.actors]
    for issue in scenario.issues:
        missing = [name for name in names if name not in issue.options]
        if missing:
            raise NotDefinedError(
                "To divide issues, every issue needs an option named after each actor; "
                f"this one lacks {', '.join(map(repr, missing))}.",
                issue=issue.name,
            )
    points = []
    for actor in scenario.actors:
        if not isinstance(actor.preferences, Additive):
            raise NotDefinedError("Dividing issues needs additive preferences.", actor=actor.name)
        parts = actor.preferences.parts(scenario.issues)
        points.append(
            [
                part[issue.level(actor.name)] - min(part[issue.level(name)] for name in names)
                for issue, part in zip(scenario.issues, parts, strict=True)
            ]
        )
    return DivisionProblem(points, tuple(issue.name for issue in scenario.issues), tuple(names))  # type: ignore[arg-type]


def _labels(given: Any, word: str, count: int) -> tuple[str, ...]:
    names = (
        tuple(str(each) for each in given)
        if given
        else tuple(f"{word} {k + 1}" for k in range(count))
    )
    if len(names) != count or len(set(names)) != count:
        raise InvalidValueError(f"{count} different names are needed.", given=names)
    return names


def _from_mapping(given: Mapping[str, Any]) -> tuple[Any, tuple[str, ...], tuple[str, ...]]:
    """Return points, items and actors of ``{actor: {item: points}}``."""
    items: list[str] = []
    for name, row in given.items():
        if not isinstance(row, Mapping):
            raise InvalidTypeError(
                "Points are written {actor: {item: points}}.", given=row, actor=name
            )
        items += [item for item in row if item not in items]
    for name, row in given.items():
        for item in items:
            if item not in row:
                raise unknown_name("item of this actor", item, row, actor=name)
    points = [[row[item] for item in items] for row in given.values()]
    return points, tuple(items), tuple(given)
