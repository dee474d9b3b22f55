"""Where a gradual exchange ends: at levels that are given, or that a concept selects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, floats, read_only
from negotiation.concessions._names import per_actor
from negotiation.engine.axiomatic import solve
from negotiation.engine.roadmaps._effective_costs import (
    effective_problem,
    exchange_values,
    nash_levels,
)
from negotiation.engine.roadmaps._exchange_terms import ExchangeTerms
from negotiation.engine.roadmaps._terms import one_per_actor
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError

_PROBES = 33
"""Levels at which a function is tried."""


@dataclass(frozen=True, eq=False)
class Limit:
    """The levels at which an exchange ends, and what is gained and paid there.

    Attributes
    ----------
    levels, enforced : tuple of arrays
        Per actor and issue: without enforcement, and with.
    gains, pays : array, shape (n_actors,)
        Benefits and costs at `levels`; costs that are nothing beside what is at stake are 0.
    enforced_values : array, shape (n_actors,)
        Benefits less costs at `enforced`.
    """

    levels: tuple[FloatArray, ...]
    gains: FloatArray
    pays: FloatArray
    enforced: tuple[FloatArray, ...]
    enforced_values: FloatArray


def limit_of(terms: ExchangeTerms, target: Any, highest: Any) -> Limit:
    """Return where an exchange ends."""
    if terms.smooth:
        return _smooth(terms, target, highest)
    if len(terms.actors) > 2:
        if not isinstance(target, str) or target != "nash":
            raise NotDefinedError(
                "With more than two actors everybody gives everything; leave the target out."
            )
        ends = tuple(np.ones(1) for _ in terms.actors)
        gains = np.array([float(each[0]) for each in terms.benefits])
        pays = np.array([float(each[0]) for each in terms.costs])
        return Limit(ends, gains, _counting(pays, gains + pays), ends, gains - pays)
    sizes = [len(each) for each in terms.costs]
    if isinstance(target, str):
        ends = _selected(terms, target, terms.patience, sizes)
        court = _selected(terms, target, np.ones(2), sizes)
    else:
        ends = court = _given(terms, target, sizes)
    gains, pays = _sums(terms, ends)
    most, least = _sums(terms, court)
    stakes = np.array([float(terms.benefits[own].sum() + terms.costs[own].sum()) for own in (0, 1)])
    return Limit(ends, gains, _counting(pays, stakes), court, most - least)


def _counting(pays: FloatArray, stakes: FloatArray) -> FloatArray:
    """Return costs without those that are nothing beside what is at stake."""
    return np.where(pays > TOLERANCE * stakes, pays, 0.0)


def _sums(terms: ExchangeTerms, ends: tuple[FloatArray, ...]) -> tuple[FloatArray, FloatArray]:
    """Return benefits and costs at some levels of two actors, shape (2,) each."""
    gains = np.array([float(terms.benefits[own] @ ends[1 - own]) for own in (0, 1)])
    pays = np.array([float(terms.costs[own] @ ends[own]) for own in (0, 1)])
    return gains, pays


def _selected(
    terms: ExchangeTerms, concept: str, patience: FloatArray, sizes: list[int]
) -> tuple[FloatArray, ...]:
    """Return the levels that a concept selects if costs are divided by patience."""
    names = (terms.actors[0], terms.actors[1])
    problem = effective_problem(terms.benefits, terms.costs, patience, names)
    answer = solve(problem, concept, lotteries=True)
    ends = tuple(np.zeros(size) for size in sizes)
    for outcome, chance in (answer.lottery or {}).items():
        for actor, place in outcome:
            ends[names.index(actor)][place] += chance
    return tuple(read_only(np.minimum(each, 1.0)) for each in ends)


def _given(terms: ExchangeTerms, target: Any, sizes: list[int]) -> tuple[FloatArray, ...]:
    """Return levels that were given, each between 0 and 1."""
    if isinstance(target, Mapping):
        for name in target:
            if name not in terms.actors:
                per_actor(target, terms.actors, "The target", 0.0)
        target = [target.get(name, 0.0) for name in terms.actors]
    if not isinstance(target, Sequence | np.ndarray) or len(target) != len(terms.actors):
        raise InvalidTypeError(
            "A target is the name of a concept, or levels per actor.", given=target
        )
    ends = []
    for name, size, each in zip(terms.actors, sizes, target, strict=True):
        levels = np.atleast_1d(floats(each, "The target", actor=name))
        if levels.shape != (size,):
            raise InvalidValueError(
                f"The target needs a level for each of {size} issues.", given=each, actor=name
            )
        if ((levels < 0) | (levels > 1)).any():
            raise InvalidValueError(
                "Levels lie between 0 (nothing) and 1 (everything).", given=each, actor=name
            )
        ends.append(read_only(levels))
    return tuple(ends)


def _smooth(terms: ExchangeTerms, target: Any, highest: Any) -> Limit:
    """Return where an exchange of levels with benefits and costs that are functions ends."""
    tops = one_per_actor(highest, terms.actors, "highest")
    if (tops <= 0).any():
        raise InvalidValueError("The highest levels are above 0.", given=tops.tolist())
    for own, name in enumerate(terms.actors):
        _refuse_misshapen(terms.benefits[own], tops[1 - own], "benefit", name)
        _refuse_misshapen(terms.costs[own], tops[own], "cost", name)
    if isinstance(target, str):
        if target != "nash":
            raise NotDefinedError(
                "Among functions the target is 'nash' or levels that you give.", given=target
            )
        found = nash_levels(terms.benefits, terms.costs, terms.patience, tops)
        best = nash_levels(terms.benefits, terms.costs, np.ones(2), tops)
        ends = np.zeros(2) if found is None else found
        court = np.zeros(2) if best is None else best
    else:
        ends = court = one_per_actor(target, terms.actors, "The target")
        if ((ends < 0) | (ends > tops)).any():
            raise InvalidValueError(
                f"Levels lie between 0 and the highest, {tops.tolist()}.", given=ends.tolist()
            )
    gains = np.array([float(terms.benefits[own](float(ends[1 - own]))) for own in (0, 1)])
    pays = np.array([float(terms.costs[own](float(ends[own]))) for own in (0, 1)])
    worth = exchange_values(terms.benefits, terms.costs, np.ones(2), court)
    stakes = np.array(
        [
            float(terms.benefits[own](float(tops[1 - own])) + terms.costs[own](float(tops[own])))
            for own in (0, 1)
        ]
    )
    return Limit(_apart(ends), gains, _counting(pays, stakes), _apart(court), worth)


def _apart(levels: FloatArray) -> tuple[FloatArray, ...]:
    return tuple(read_only(np.array([level])) for level in levels)


def _refuse_misshapen(curve: Any, top: float, what: str, actor: str) -> None:
    """Refuse a function that is not 0 at 0, falls, or answers what is no number."""
    at = np.linspace(0.0, top, _PROBES)
    worth = floats([curve(float(level)) for level in at], f"The {what}", ndim=1, actor=actor)
    size = float(np.abs(worth).max())
    if abs(worth[0]) > TOLERANCE * size:
        raise InvalidValueError(
            f"A {what} is 0 at level 0; count it from there.", given=float(worth[0]), actor=actor
        )
    if (np.diff(worth) < -TOLERANCE * size).any():
        place = int(np.argmin(np.diff(worth)))
        raise InvalidValueError(
            f"A {what} does not fall with the level; this one does after {at[place]:.4g}.",
            given=float(worth[place + 1]),
            actor=actor,
        )
