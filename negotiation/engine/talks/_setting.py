"""What is settled before talks begin: who plays what, in which order, for how long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Any, NamedTuple

import numpy as np

from negotiation._arrays import FloatArray, number, read_only
from negotiation.actors import Scenario
from negotiation.concessions import BargainingProblem, PackageProblem, bargaining_problem
from negotiation.concessions._names import by_actor, per_actor
from negotiation.engine.tactics._tactic import Tactic, tactic_registry
from negotiation.engine.talks._rules import check_parameters, chosen
from negotiation.engine.talks._streams import seed_of
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    TooLargeError,
    unknown_name,
)


class Setting(NamedTuple):
    """Everything that talks need to begin, checked.

    Attributes
    ----------
    problem : BargainingProblem
        What they are about.
    tactics : tuple of callable
        In the order of the actors.
    rounds : int
        After how many they end.
    protocol : str
        The rules of play.
    order : tuple of int
        Seats in the order in which they move.
    discount : array, shape (n_actors,)
        What a gain is still worth a round later.
    seed : SeedSequence
        What all randomness comes from.
    """

    problem: BargainingProblem
    tactics: tuple[Tactic, ...]
    rounds: int
    protocol: str
    order: tuple[int, ...]
    discount: FloatArray
    seed: np.random.SeedSequence


def settled(
    problem: Any, tactics: Any, rounds: Any, asked: Mapping[str, Any], parameters: dict[str, Any]
) -> Setting:
    """Return the setting that `play` was asked for; `asked` has protocol, first, discount, rng."""
    held = listed(problem)
    protocol = chosen(asked["protocol"], len(held.actors))
    check_parameters(protocol, parameters)
    return Setting(
        held,
        tactics_of(tactics, held.actors),
        rounds_of(rounds),
        protocol,
        order_of(asked["first"], held.actors),
        discounts(held, asked["discount"]),
        seed_of(asked["rng"]),
    )


def listed(problem: Any) -> BargainingProblem:
    """Return a problem whose packages are listed, of two actors or more."""
    if isinstance(problem, Scenario):
        problem = bargaining_problem(problem)
    if not isinstance(problem, BargainingProblem):
        raise InvalidTypeError(
            "Talks are about a Scenario, such as ng.library.load(…), or a BargainingProblem.",
            given=problem,
        )
    if isinstance(problem, PackageProblem):
        raise TooLargeError(
            "In talks packages are listed one by one, and here they are too many, or an issue is "
            "continuous. Cut issues into fewer options, continuous ones with scenario.on_grid(…)."
        )
    if len(problem.actors) < 2:
        raise NotDefinedError("It takes two actors to talk.", actor=problem.actors[0])
    return problem


def tactics_of(given: Any, actors: tuple[str, ...]) -> tuple[Tactic, ...]:
    """Return a tactic per actor, from a mapping, a sequence, or one for all."""
    if isinstance(given, Mapping):
        given = by_actor(given, actors, "This actor has no tactic.")
    elif callable(given) or isinstance(given, str) or not isinstance(given, Iterable):
        given = [given] * len(actors)
    elif isinstance(given, Set):
        raise InvalidTypeError(
            "A set has no order: give tactics as a mapping {actor: tactic}.", given=given
        )
    tactics = tuple(given)
    if len(tactics) != len(actors):
        raise InvalidValueError(
            f"It takes a tactic for each of {', '.join(actors)}, or a single one for all.",
            given=tactics,
        )
    return tuple(checked(tactic, actor=name) for tactic, name in zip(tactics, actors, strict=True))


def checked(given: Any, **place: Any) -> Tactic:
    """Return a tactic, or say why it is none."""
    for name, member in tactic_registry.items():
        if given is member.make or (isinstance(given, str) and given == name):
            raise InvalidTypeError(
                f"{name} makes a tactic: write ng.tactics.{name}().", given=given, **place
            )
    if not callable(given):
        raise InvalidTypeError(
            "A tactic is one of ng.tactics, such as ng.tactics.boulware(), or a function that "
            "takes a view and returns a move.",
            given=given,
            **place,
        )
    return given  # type: ignore[no-any-return]


def rounds_of(given: Any, what: str = "rounds") -> int:
    """Return a number of rounds or of repetitions, at least 1."""
    if isinstance(given, bool) or not isinstance(given, int | np.integer):
        raise InvalidTypeError(f"{what}= is a whole number.", given=given)
    if given < 1:
        raise InvalidValueError(f"There must be at least 1: {what} >= 1.", given=given)
    return int(given)


def order_of(first: str | None, actors: tuple[str, ...]) -> tuple[int, ...]:
    """Return seats in the order of moves: `first`, and then around the table."""
    if first is not None and first not in actors:
        raise unknown_name("actor", first, actors)
    start = 0 if first is None else actors.index(first)
    return tuple((start + place) % len(actors) for place in range(len(actors)))


def discounts(problem: BargainingProblem, given: Any) -> FloatArray:
    """Return each actor's discount factor per round, above 0 and at most 1."""
    if given is None and problem.scenario is not None:
        own = {each.name: each.discount for each in problem.scenario.actors}
        given = [own[name] for name in problem.actors]
    if given is not None and not isinstance(given, Mapping) and np.ndim(given) == 0:
        given = [number(given, "The discount factor")] * len(problem.actors)
    factors = per_actor(given, problem.actors, "The discount factor", 1.0)
    for name, factor in zip(problem.actors, factors, strict=True):
        if not 0 < factor <= 1:
            raise InvalidValueError(
                "A discount factor lies above 0 and is at most 1.", given=float(factor), actor=name
            )
    return read_only(factors)  # type: ignore[no-any-return]
