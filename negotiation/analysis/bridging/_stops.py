"""What stops every package: who falls short by how much, and which lines it crosses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray, number
from negotiation.actors import Scenario
from negotiation.analysis.bridging._changes import DropConstraint, DropRedLine
from negotiation.concessions import BargainingProblem, PackageProblem, bargaining_problem
from negotiation.errors import InvalidValueError, NotDefinedError, TooLargeError, unknown_name

ALL_LINES = "all of its red lines"
"""What the red lines of an actor are called where only their effect is known."""


@dataclass(frozen=True, eq=False)
class Stops:
    """Every package, and what keeps it from being signed.

    Attributes
    ----------
    problem : BargainingProblem
        With the packages that constraints rule out, if constraints may be lifted.
    given : Scenario or None
        The scenario asked about.
    room : array, shape (n_actors,)
        What every actor is to gain at least.
    marks : tuple of DropRedLine or DropConstraint
        What could be dropped.
    crossed : array of bool, shape (n_outcomes, n_marks)
        Which package each of them stops.
    """

    problem: BargainingProblem
    given: Scenario | None
    room: FloatArray
    marks: tuple[DropRedLine | DropConstraint, ...]
    crossed: BoolArray

    @cached_property
    def shortfall(self) -> FloatArray:
        """What each actor lacks, on its own scale, shape (n_outcomes, n_actors); 0 if nothing."""
        lacks = self.room - self.problem.gains
        return np.where(lacks > self.problem.slack, lacks, 0.0)

    @cached_property
    def width(self) -> FloatArray:
        """The range of each actor's payoffs, walking away included, shape (n_actors,)."""
        payoffs, walk = self.problem.payoffs, self.problem.disagreement
        width = np.maximum(payoffs.max(axis=0), walk) - np.minimum(payoffs.min(axis=0), walk)
        return np.where(width > 0, width, 1.0)

    @cached_property
    def shares(self) -> FloatArray:
        """The shortfalls as shares of each actor's range, shape (n_outcomes, n_actors)."""
        return self.shortfall / self.width

    @cached_property
    def free(self) -> BoolArray:
        """Packages that nothing but payoffs stops, shape (n_outcomes,)."""
        return np.asarray(~self.crossed.any(axis=1))

    @cached_property
    def open(self) -> BoolArray:
        """Packages that nothing stops, shape (n_outcomes,)."""
        return np.asarray(self.free & ~(self.shortfall > 0).any(axis=1))


def stops_of(subject: Any, room: Any, lift: bool) -> Stops:
    """Return what stops every package of a certain scenario or a bargaining problem.

    Parameters
    ----------
    subject : Scenario or BargainingProblem
    room : float or mapping
        What every actor is to gain at least.
    lift : bool
        Whether packages that constraints rule out are looked at too.
    """
    problem = bargaining_problem(_unconstrained(subject) if lift else subject)
    if isinstance(problem, PackageProblem):
        raise TooLargeError(
            "Bridges are found among packages that are listed, and here they are too many. Leave "
            "out options, or put continuous issues on a grid with scenario.on_grid(…).",
            scenario=problem.name,
        )
    if not problem.consent.unanimous(problem.actors):
        raise NotDefinedError(
            "Bridges are for talks in which everybody must agree, and here "
            f"{problem.consent.describe(problem.actors)} is enough. Ask about the coalition that "
            "is to sign: ng.bridge(problem.among([…])).",
            scenario=problem.name,
        )
    given = subject if isinstance(subject, Scenario) else problem.scenario
    if given is not None and tuple(each.name for each in given.actors) != problem.actors:
        given = None  # some of the actors alone
    marks = _marks(problem, given, lift)
    names = tuple(marks)
    crossed = np.zeros((len(problem), len(names)), dtype=np.bool_)
    for column, name in enumerate(names):
        crossed[:, column] = marks[name]
    return Stops(problem, given, _room(room, problem.actors), names, crossed)


def _unconstrained(subject: Any) -> Any:
    given = subject if isinstance(subject, Scenario) else getattr(subject, "scenario", None)
    if not isinstance(given, Scenario):
        raise NotDefinedError("Constraints are those of a scenario, and there is none.")
    return replace(given, constraints=())


def _marks(problem: BargainingProblem, given: Scenario | None, lift: bool) -> dict[Any, BoolArray]:
    """Return what could be dropped and where it stands in the way, two lines of one name as one."""
    marks: dict[Any, BoolArray] = {}
    space: Any = problem.outcomes
    if given is not None and hasattr(space, "levels"):
        for actor in given.actors:
            for line in actor.red_lines:
                name = DropRedLine(actor.name, str(line))
                marks[name] = marks.get(name, False) | line.holds(space)
        for constraint in given.constraints if lift else ():
            lifted = DropConstraint(str(constraint))
            marks[lifted] = marks.get(lifted, False) | constraint.holds(space)
        return marks
    for place in np.flatnonzero(problem.refused.any(axis=0)):
        name = DropRedLine(problem.actors[place], ALL_LINES)
        marks[name] = problem.refused[:, place]
    return marks


def _room(given: Any, actors: tuple[str, ...]) -> FloatArray:
    if not isinstance(given, Mapping):
        given = dict.fromkeys(actors, given)
    room = np.zeros(len(actors))
    for name, value in given.items():
        if name not in actors:
            raise unknown_name("actor", name, actors)
        least = number(value, "What an actor is to gain", actor=name)
        if least < 0:
            raise InvalidValueError(
                "What an actor is to gain is not negative.", given=value, actor=name
            )
        room[actors.index(name)] = least
    return room


def minimal_patterns(patterns: BoolArray) -> list[tuple[BoolArray, IntArray]]:
    """Return the different rows that contain no other, and where each stands.

    Parameters
    ----------
    patterns : array of bool, shape (k, n_bits)

    Returns
    -------
    list of (pattern (n_bits,), rows)
        Those with the fewest bits first.
    """
    if not len(patterns):
        return []
    group = _groups(patterns)
    _, first = np.unique(group, return_index=True)
    kinds = patterns[first]
    order = np.argsort(kinds.sum(axis=1), kind="stable")
    kept: list[int] = []
    held = np.empty((0, patterns.shape[1]), dtype=np.bool_)
    for place in order:
        if not (held <= kinds[place]).all(axis=1).any():
            kept.append(int(place))
            held = kinds[kept]
    return [(kinds[place], np.flatnonzero(group == group[first[place]])) for place in kept]


def _groups(patterns: BoolArray) -> IntArray:
    """Return a number per row, the same for equal rows."""
    group = np.zeros(len(patterns), dtype=np.int64)
    for start in range(0, patterns.shape[1], 24):
        bits = patterns[:, start : start + 24]
        part = bits @ (1 << np.arange(bits.shape[1], dtype=np.int64))
        # Both factors stay small enough for their product to be held.
        _, group = np.unique((group << 24) | part, return_inverse=True)
        group = group.reshape(-1)
    return group


def leximin_rows(shares: FloatArray, rows: IntArray) -> IntArray:
    """Return the rows whose largest share is least, then the next largest, and so on."""
    worst = -np.sort(-shares[rows], axis=1)
    for column in range(worst.shape[1]):
        keep = worst[:, column] <= worst[:, column].min() + 1e-9
        rows, worst = rows[keep], worst[keep]
    return rows
