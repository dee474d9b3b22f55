"""The least changes that open the ZOPA, kind by kind and combined."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray, negligible
from negotiation._frozen import FrozenMap
from negotiation.analysis.bridging._additions import AddIssue, AddOption
from negotiation.analysis.bridging._bridge import Bridge
from negotiation.analysis.bridging._changes import Change, LowerReservation, SidePayment
from negotiation.analysis.bridging._stops import Stops, leximin_rows, minimal_patterns
from negotiation.concessions import bargaining_problem
from negotiation.concessions.pareto import efficient


def given_up(stops: Stops, allowed: BoolArray, walk: bool) -> list[Bridge]:
    """Return bridges of dropped lines and lower reservation values, none larger than needed.

    Every package is stopped by a set of lines and short actors; the sets that contain no other
    are the smallest changes, and every smallest change is one of them.

    Parameters
    ----------
    stops : Stops
    allowed : array of bool, shape (n_marks,)
        Which lines may be dropped.
    walk : bool
        Whether reservation values may be lowered.
    """
    short = stops.shortfall > 0
    usable = ~(stops.crossed & ~allowed).any(axis=1)
    if not walk:
        usable &= ~short.any(axis=1)
    rows = np.flatnonzero(usable)
    found = []
    for pattern, places in minimal_patterns(np.hstack([stops.crossed, short])[rows]):
        row = leximin_rows(stops.shares, rows[places])[0]
        lines = np.flatnonzero(pattern[: len(stops.marks)])
        found.append(_bridge(stops, lines, int(row), "the least change of this kind"))
    return found


def shared(stops: Stops, weights: FloatArray) -> tuple[Bridge, ...]:
    """Return the least total lowering, and the one that asks least of whom it asks most.

    Parameters
    ----------
    stops : Stops
    weights : array, shape (n_actors,)
        What a share of each actor's range counts in the total.
    """
    rows = np.flatnonzero(stops.free)
    if not len(rows):
        return ()
    none = np.empty(0, dtype=np.intp)
    totals = (stops.shares[rows] * weights).sum(axis=1)
    near = rows[totals <= totals.min() + 1e-9]
    least = int(leximin_rows(stops.shares, near)[0])
    even = int(leximin_rows(stops.shares, rows)[0])
    return (
        _bridge(stops, none, least, "the least lowering in total"),
        _bridge(stops, none, even, "the least lowering of the actor that lowers most"),
    )


def _bridge(stops: Stops, lines: IntArray, row: int, about: str) -> Bridge:
    actors = stops.problem.actors
    who = np.flatnonzero(stops.shortfall[row] > 0)
    changes: list[Change] = [stops.marks[each] for each in lines]
    changes += [LowerReservation(actors[each], float(stops.shortfall[row, each])) for each in who]
    shares = {actors[each]: float(stops.shares[row, each]) for each in who}
    return Bridge(tuple(changes), FrozenMap(shares), about, stops)


def payments(stops: Stops, allowed: BoolArray, rate: Mapping[str, float]) -> list[Bridge]:
    """Return the least payments between actors, with as few lines dropped as can be.

    Parameters
    ----------
    stops : Stops
    allowed : array of bool, shape (n_marks,)
        Which lines may be dropped.
    rate : mapping
        ``{actor: worth of one unit of money}``; nobody else pays or is paid.
    """
    actors = stops.problem.actors
    able = np.array([name in rate for name in actors])
    worth = np.array([rate.get(name, 1.0) for name in actors])
    money = np.where(able, (stops.problem.gains - stops.room) / worth, 0.0)
    missing = np.where(able, stops.shortfall / worth, 0.0)
    # What is missing within this falls on one receiver, who does not notice it.
    spare = float((stops.problem.slack / worth)[able].min(initial=np.inf))
    usable = ~((stops.shortfall > 0) & ~able).any(axis=1)
    usable &= ~(stops.crossed & ~allowed).any(axis=1)
    usable &= money.sum(axis=1) >= -spare
    rows = np.flatnonzero(usable)
    found = []
    for pattern, places in minimal_patterns(stops.crossed[rows]):
        own = rows[places]
        total = missing[own].sum(axis=1)
        row = int(own[np.argmin(total)])
        if total.min() > 0:
            paid = _paid(actors, money[row], missing[row], rate)
            lines = [stops.marks[each] for each in np.flatnonzero(pattern)]
            shares: dict[str, float] = {}
            for each in paid:
                place = actors.index(each.payer)
                part = each.amount * rate[each.payer] / float(stops.width[place])
                shares[each.payer] = shares.get(each.payer, 0.0) + part
            found.append(Bridge((*lines, *paid), FrozenMap(shares), "the least payment", stops))
    return found


def _paid(
    actors: tuple[str, ...], money: FloatArray, missing: FloatArray, rate: Mapping[str, float]
) -> list[SidePayment]:
    """Return who pays whom: those with most to spare first, so that few payments are made."""
    left = np.where(missing > 0, 0.0, np.maximum(money, 0.0))
    paid = []
    for receiver in np.argsort(-missing, kind="stable"):
        owed = float(missing[receiver])
        for payer in np.argsort(-left, kind="stable"):
            part = min(owed, float(left[payer]))
            if part > 0:
                both: FrozenMap[str, float] = FrozenMap(
                    {actors[each]: rate[actors[each]] for each in (payer, receiver)}
                )
                paid.append(SidePayment(actors[payer], actors[receiver], part, both))
                left[payer] -= part
                owed -= part
    return paid


def added_issues(stops: Stops, candidates: tuple[AddIssue, ...]) -> list[Bridge]:
    """Return the smallest sets of candidate issues of which adding all opens the ZOPA."""
    actors = stops.problem.actors
    lacks = stops.room - stops.problem.gains[stops.free]
    if not len(lacks):
        return []
    lacks = lacks[efficient(-lacks)]
    slack = negligible(stops.width, 0.0)

    def opens(some: tuple[AddIssue, ...]) -> bool:
        for choice in itertools.product(*(each.options.values() for each in some)):
            worth = np.array([sum(part.get(name, 0.0) for part in choice) for name in actors])
            if (lacks <= worth + slack).all(axis=1).any():
                return True
        return False

    return [_more(stops, some) for some in _smallest(candidates, opens)]


def added_options(stops: Stops, candidates: tuple[AddOption, ...]) -> list[Bridge]:
    """Return the smallest sets of candidate options of which adding all opens the ZOPA."""

    def opens(some: tuple[AddOption, ...]) -> bool:
        if len({each.issue for each in some}) < len(some):
            return False  # a package takes one of them: the other is not needed
        changed: Any = stops.given
        for each in some:
            changed = each.apply(changed)
        problem = bargaining_problem(changed)
        enough = problem.gains - stops.room >= -problem.slack
        return bool((enough & ~problem.refused).all(axis=1).any())

    return [_more(stops, some) for some in _smallest(candidates, opens)]


def _smallest(candidates: tuple[Any, ...], opens: Any) -> list[tuple[Any, ...]]:
    """Return all sets of the smallest size that open."""
    for size in range(1, len(candidates) + 1):
        found = [some for some in itertools.combinations(candidates, size) if opens(some)]
        if found:
            return found
    return []


def _more(stops: Stops, some: tuple[Change, ...]) -> Bridge:
    return Bridge(some, FrozenMap(), "the fewest additions that open the ZOPA", stops)
