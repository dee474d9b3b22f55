"""What a protocol is played over: the outcomes that all would sign, and who moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from negotiation._arrays import IntArray
from negotiation.actors import Scenario
from negotiation.concessions import BargainingProblem, bargaining_problem
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    unknown_name,
)


def problem_of(given: Any, what: str, *, actors: int | None = None) -> BargainingProblem:
    """Return a problem in which everybody must agree, or say why there is none.

    Parameters
    ----------
    given : BargainingProblem or Scenario
    what : str
        How errors name the protocol.
    actors : int, optional
        How many actors the protocol is for; any number if left out.
    """
    problem = bargaining_problem(given) if isinstance(given, Scenario) else given
    if not isinstance(problem, BargainingProblem):
        raise InvalidTypeError(
            f"{what} takes a BargainingProblem or a Scenario.", given=type(given).__name__
        )
    if actors is not None and len(problem.actors) != actors:
        raise NotDefinedError(
            f"{what} is for {actors} actors, not {len(problem.actors)}; "
            "name two of them with problem.among(…)."
        )
    if not problem.consent.unanimous(problem.actors):
        raise NotDefinedError(
            f"{what} needs everybody's consent; name a coalition with problem.among(…)."
        )
    return problem


def rows_of(problem: BargainingProblem, outcomes: Sequence[Any] | None) -> IntArray:
    """Return the rows of the outcomes on the table: those in the ZOPA, or those named.

    Raises
    ------
    InvalidTypeError, InvalidValueError, UnknownNameError
        If an outcome is unknown, listed twice, or outside the ZOPA.
    """
    if outcomes is None:
        return np.flatnonzero(problem.zopa)
    if isinstance(outcomes, str) or not isinstance(outcomes, Iterable):
        raise InvalidTypeError("outcomes= is a list of outcomes.", given=outcomes)
    outcomes = list(outcomes)
    rows = [problem.index(outcome) for outcome in outcomes]
    seen: set[int] = set()
    for place, row in enumerate(rows):
        if row in seen:
            raise InvalidValueError("An outcome is listed twice.", given=outcomes[place])
        if not problem.zopa[row]:
            raise InvalidValueError(
                "The outcome lies outside the ZOPA: somebody would rather walk away, or it crosses "
                "a red line. Leave it out.",
                given=outcomes[place],
            )
        seen.add(row)
    return np.array(rows, dtype=np.intp)


def place_of(actors: Sequence[str], given: Any, what: str) -> int:
    """Return the place of an actor given by its name or its number from 0."""
    if isinstance(given, str):
        if given not in actors:
            raise unknown_name("actor", given, actors)
        return list(actors).index(given)
    if isinstance(given, bool | np.bool_) or not isinstance(given, int | np.integer):
        raise InvalidTypeError(
            f"{what} takes the name of an actor, or its number from 0.", given=given
        )
    if not 0 <= given < len(actors):
        raise InvalidValueError(
            f"{what} lies between 0 and {len(actors) - 1}, or is an actor's name.", given=int(given)
        )
    return int(given)
