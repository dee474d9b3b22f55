"""A tournament of tactics: everybody meets everybody, in every scenario and seat, many times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Any

import numpy as np

from negotiation._arrays import read_only
from negotiation._frozen import FrozenMap
from negotiation.actors import Scenario
from negotiation.concessions import BargainingProblem
from negotiation.engine.talks._encounters import Encounters
from negotiation.engine.talks._setting import Setting, checked, listed, rounds_of, settled
from negotiation.engine.talks._standings import Tournament
from negotiation.engine.talks._streams import seed_of
from negotiation.engine.talks.history import name_of
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    TooLargeError,
)

LARGEST = 10_000_000
"""Talks that a tournament holds at most."""


def tournament(
    tactics: Any,
    scenarios: Any,
    *,
    rounds: int,
    repeats: int = 1,
    protocol: str | None = None,
    first: int = 0,
    discount: Any = None,
    rng: Any = None,
    **parameters: Any,
) -> Tournament:
    """Let every tactic meet every tactic, in every scenario and seat.

    The talks are those that `play` would give.  Within a repetition an actor draws from the
    same stream of random numbers whatever tactics meet, so that tactics are compared under the
    same luck.  Talks of tactics that do not look at what the others do are computed together.
    Talks in which nothing is left to chance are held once and count for every repetition; of a
    tactic of your own that is taken for granted if it is a frozen dataclass, or has a plan, and
    does not draw from ``view.rng``.

    Parameters
    ----------
    tactics : sequence or mapping
        The tactics, all different; a mapping ``{name: tactic}`` names them.
    scenarios : Scenario, BargainingProblem, or sequence of them
        What is negotiated, each by the same number of actors.
    rounds : int
        After how many rounds talks end, at least 1.
    repeats : int
        How often everything is held, each time with other random numbers.
    protocol : str, optional
        The rules of play, as for `play`.
    first : int
        The place of the actor that moves first.
    discount : number, sequence or mapping, optional
        What a gain is still worth a round later, as for `play`.
    rng : int, Generator or None
        The seed; the same integer gives the same tournament.
    **parameters
        Parameters of the rules of play.

    Returns
    -------
    Tournament

    Raises
    ------
    NegotiationError
        If two tactics are called the same, a scenario has another number of actors, or what
        `play` raises.
    TooLargeError
        If there would be more than `LARGEST` talks.
    KeyboardInterrupt
        If interrupted; nothing is returned.

    References
    ----------
    Axelrod, R. (1984). The Evolution of Cooperation. Basic Books.

    Examples
    --------
    >>> import negotiation as ng
    >>> pie = ng.BargainingProblem([[4, 0], [3, 2], [2, 3], [0, 4]])
    >>> found = ng.tournament([ng.tactics.linear(), ng.tactics.hard_liner()], pie, rounds=10)
    >>> found.agreement_rate
    array([[1., 1.],
           [1., 0.]])
    """
    named = _named(tactics)
    problems = _problems(scenarios)
    actors = len(problems[0].actors)
    count = rounds_of(repeats, "repeats")
    if len(problems) * count * len(named) ** actors > LARGEST:
        raise TooLargeError(
            f"{len(named)} tactics in {actors} seats, {len(problems)} scenarios and {count} "
            f"repetitions make too many talks (at most {LARGEST:,})."
        )
    if isinstance(first, bool) or not isinstance(first, int) or not 0 <= first < actors:
        raise InvalidValueError(f"first= is a place from 0 to {actors - 1}.", given=first)
    asked = {"protocol": protocol, "discount": discount, "rng": seed_of(rng)}
    settings = [
        _setting(problem, tuple(named.values()), rounds, {**asked, "first": first}, parameters)
        for problem in problems
    ]
    meetings = [
        Encounters(setting, count, place, parameters) for place, setting in enumerate(settings)
    ]
    for meeting in meetings:
        meeting.hold()
    return Tournament(
        tuple(named),
        tuple(settings),
        read_only(np.stack([each.rows for each in meetings])),
        read_only(np.stack([each.rounds for each in meetings])),
        read_only(np.stack([each.statuses for each in meetings])),
        tuple(fault for each in meetings for fault in each.faults),
        FrozenMap(parameters),
    )


def _setting(
    problem: BargainingProblem,
    tactics: tuple[Any, ...],
    rounds: int,
    asked: dict[str, Any],
    parameters: dict[str, Any],
) -> Setting:
    """Return the setting of a scenario, with all tactics in place of one per actor."""
    asked = {**asked, "first": problem.actors[asked["first"]]}
    placeholders = [tactics[0]] * len(problem.actors)
    setting = settled(problem, placeholders, rounds, asked, parameters)
    return setting._replace(tactics=tactics)


def _named(given: Any) -> dict[str, Any]:
    """Return the tactics by name, each checked."""
    if callable(given) or isinstance(given, str | Set) or not isinstance(given, Iterable):
        raise InvalidTypeError("A tournament takes a list of tactics.", given=given)
    if isinstance(given, Mapping):
        pairs = [(str(name), checked(tactic, tactic=str(name))) for name, tactic in given.items()]
    else:
        pairs = [
            (name_of(checked(tactic, tactic=place)), tactic)
            for place, tactic in enumerate(given, start=1)
        ]
    named: dict[str, Any] = {}
    for name, tactic in pairs:
        if name in named:
            raise InvalidValueError(
                "Two tactics have the same name; name them yourself in a mapping {name: tactic}.",
                given=name,
            )
        named[name] = tactic
    if not named:
        raise InvalidValueError("A tournament needs a tactic.", given=given)
    return named


def _problems(given: Any) -> list[BargainingProblem]:
    """Return the scenarios as problems of the same number of actors."""
    if isinstance(given, Scenario | BargainingProblem):
        given = [given]
    if isinstance(given, str | Set) or not isinstance(given, Iterable):
        raise InvalidTypeError("A tournament takes a list of scenarios.", given=given)
    problems = [listed(each) for each in given]
    if not problems:
        raise InvalidValueError("A tournament needs a scenario.", given=given)
    for problem in problems:
        if len(problem.actors) != len(problems[0].actors):
            raise NotDefinedError(
                f"{problem.name!r} has {len(problem.actors)} actors, {problems[0].name!r} has "
                f"{len(problems[0].actors)}; in a tournament they have the same number."
            )
    return problems
