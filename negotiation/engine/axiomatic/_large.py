"""One concept, one problem whose packages are never listed: from a short list that is enough.

Two actors and plain sums: the exact frontier is short, and all that efficiency-minded concepts
look at.  Otherwise the packages that could reach the concept's goal are listed by bounds or by
integer programmes.  Either way the short list is then compared by the same formula, with the
same treatment of ties, as the outcomes of a small problem.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray, read_only
from negotiation._frozen import FrozenMap
from negotiation.concessions import BargainingProblem, PackageProblem
from negotiation.concessions._programme import Package
from negotiation.engine.axiomatic._concept import Concept
from negotiation.engine.axiomatic._goal import Total, Worst
from negotiation.engine.axiomatic._growing_hull import GrowingHull
from negotiation.engine.axiomatic._integer import best_packages
from negotiation.engine.axiomatic._outcome import about, disagreement, status_of
from negotiation.engine.axiomatic._smooth import best_on_curves
from negotiation.engine.axiomatic._stakes import leximin
from negotiation.engine.axiomatic._within_gap import packages_within_gap
from negotiation.errors import NotDefinedError, TooLargeError

_SHOWN = 10_000
"""Packages with the same payoffs that an answer holds at most."""

Compare = Callable[[BargainingProblem, Concept, dict[str, Any]], dict[str, Any]]


def over_packages(
    problem: PackageProblem, rule: Concept, parameters: dict[str, Any], compare: Compare
) -> dict[str, Any]:
    """Return the fields of a solution.

    Parameters
    ----------
    problem : PackageProblem
    rule : Concept
    parameters : dict
        The concept's own, settled.
    compare : callable
        Selects among outcomes that are listed.
    """
    if "dominated-outcomes-do-not-matter" not in rule.axioms:
        raise TooLargeError(
            "The concept goes by how all packages rank, and they are too many to list.",
            concept=rule.name,
        )
    if problem.packages.additive and len(problem.actors) <= 2:
        try:
            merged = problem.merged
        except TooLargeError:
            pass
        else:
            return _from_frontier(problem, merged, rule, parameters, compare)
    return _from_goal(problem, rule, parameters, compare)


def _from_frontier(
    problem: PackageProblem,
    merged: Any,
    rule: Concept,
    parameters: dict[str, Any],
    compare: Compare,
) -> dict[str, Any]:
    """Return the fields of a solution, the concept choosing among the points of the frontier."""
    totals = np.minimum(merged.payoffs, problem.packages.caps)
    fields = compare(_short(problem, totals), rule, parameters)
    rows = fields["indices"]
    if not len(rows):
        return fields
    total = sum(merged.count(merged.payoffs[row]) for row in rows)
    places = np.concatenate([merged.packages(merged.payoffs[row], _SHOWN) for row in rows])[:_SHOWN]
    said = {
        "method": "the concept chose on the exact frontier, merged issue by issue",
        "frontier_points": len(totals),
    }
    if total > len(places):
        said["packages_tied"] = total
        said["note"] = f"{total:,} packages are tied; {len(places):,} of them are given."
    return _fields(problem, fields, [(place, None) for place in places], said)


def _short(problem: PackageProblem, payoffs: FloatArray) -> BargainingProblem:
    """Return a problem with just these payoffs (k, n_actors)."""
    return BargainingProblem(
        payoffs, problem.disagreement, actors=problem.actors, power=problem.power
    )


def _fields(
    problem: PackageProblem, fields: dict[str, Any], chosen: list[Any], said: dict[str, Any]
) -> dict[str, Any]:
    """Return a short list's answer in terms of the packages behind it."""
    guaranteed = bool(fields["diagnostics"].get("guaranteed", False))
    outcomes = tuple(problem.packages.outcome(*each) for each in chosen)
    payoffs = fields["payoffs"]
    if not guaranteed:
        payoffs = read_only(np.array([problem.worth(each) for each in outcomes]))
    kept = {
        name: fields["diagnostics"][name]
        for name in ("guaranteed", "cannot_gain", "note")
        if name in fields["diagnostics"]
    }
    notes = [each for each in (kept.get("note"), said.get("note")) if each]
    extra = {"note": " ".join(notes)} if notes else {}
    return {
        "status": fields["status"],
        "payoffs": payoffs,
        "indices": read_only(np.arange(len(outcomes))),
        "diagnostics": FrozenMap({**kept, **said, **extra}),
        "packages": outcomes,
    }


def _from_goal(
    problem: PackageProblem, rule: Concept, parameters: dict[str, Any], compare: Compare
) -> dict[str, Any]:
    """Return the fields of a solution from the packages that could reach the concept's goal."""
    best = problem.best
    if not len(best[0]):
        return disagreement(problem, {"method": "no package is acceptable to all"})
    ideal = problem.ideal - problem.disagreement
    able = ideal > problem.slack
    if not able.any():
        favourites = [(place, share) for place, share in zip(*best, strict=True)][:1]
        found, said = favourites, {"method": "nobody can gain"}
        return _compared(problem, rule, parameters, compare, found, said)
    ideal = np.where(able, ideal, ideal[able].max())
    if rule.point is not None:
        return _nearest(problem, rule, able, ideal)
    if rule.goal is None:
        raise NotDefinedError(
            "The concept needs all packages listed, and they are too many.", concept=rule.name
        )
    told = _at_stake(parameters, able, ideal)
    found, said = _search(problem, rule.goal(able, ideal, **told))
    return _compared(problem, rule, parameters, compare, found, said)


def _at_stake(parameters: dict[str, Any], able: Any, ideal: FloatArray) -> dict[str, Any]:
    """Return parameters with actors who cannot gain put where they weigh on nothing."""
    told = dict(parameters)
    if "claims" in told:
        told["claims"] = np.where(able, told["claims"], ideal)
    if "reference" in told:
        told["reference"] = np.where(able, told["reference"], 0.0)
    return told


def _compared(
    problem: PackageProblem,
    rule: Concept,
    parameters: dict[str, Any],
    compare: Compare,
    found: list[Package],
    said: dict[str, Any],
) -> dict[str, Any]:
    """Compare the packages found; each actor's favourite stands by, to show what is ideal."""
    listed = [*found, *zip(*problem.best, strict=True)]
    distinct = {each[0].tobytes() + each[1].tobytes(): each for each in listed}
    packages = list(distinct.values())
    payoffs = np.array([problem.packages.payoffs(*each) for each in packages])
    fields = compare(_short(problem, payoffs), rule, parameters)
    chosen = [packages[int(row)] for row in fields["indices"]]
    return _fields(problem, fields, chosen, said)


def _search(problem: PackageProblem, goal: Worst | Total) -> tuple[list[Package], dict[str, Any]]:
    """Return the packages that may reach a goal's maximum, and how they were found."""
    if problem.packages.smooth:
        return best_on_curves(problem, goal)
    plain = not (problem.packages.bonuses or problem.packages.continuous)
    if plain and not np.isfinite(problem.packages.caps).any():
        listed = packages_within_gap(problem, goal)
        if listed is not None:
            return _rows(listed[0]), listed[1]
    answer = best_packages(problem, goal)
    if answer is None or not answer[0]:
        return _groups(problem, goal)
    return answer


def _rows(places: IntArray) -> list[Package]:
    return [(row, np.zeros(len(row))) for row in places[:_SHOWN]]


def _groups(problem: PackageProblem, goal: Worst | Total) -> tuple[list[Package], dict[str, Any]]:
    """Return the best packages of the largest groups that can gain together.

    Where no package lets everybody gain, a product is 0 throughout.
    """
    if isinstance(goal, Worst):
        raise NotDefinedError("The solver found no package although there is one.")
    actors = np.flatnonzero(goal.able)
    for size in range(len(actors) - 1, 0, -1):
        found: list[Package] = []
        for group in combinations(actors, size):
            able = np.zeros_like(goal.able)
            able[list(group)] = True
            answer = best_packages(problem, Total(goal.terms, able, goal.ideal))
            found += answer[0] if answer else []
        if found:
            return found, {"method": "mixed-integer linear programmes, group by group"}
    return [], {"method": "nobody can gain"}


def _nearest(
    problem: PackageProblem, rule: Concept, able: Any, ideal: FloatArray
) -> dict[str, Any]:
    """Return the fields of a solution: the packages nearest in proportion to a hull's point."""
    if problem.packages.smooth:
        raise NotDefinedError(
            "The concept is not computed over smooth value functions. Put the continuous issues "
            "on a grid with scenario.on_grid({issue: 101}).",
            concept=rule.name,
        )
    assert rule.point is not None
    target = np.asarray(rule.point(GrowingHull(problem, inside=True)))
    target = np.where(able & (target > 0), target, ideal)
    found, said = _search(problem, Worst(np.zeros(len(able)), 1 / target, able, ideal))
    payoffs = np.array([problem.packages.payoffs(*each) for each in found])
    shares = ((payoffs - problem.disagreement) / target)[:, able]
    chosen = leximin(shares, np.ones(len(shares), dtype=np.bool_))
    rows = np.flatnonzero(chosen)
    worth = payoffs[rows]
    if rule.guarantee is not None:
        way = shares[rows].min(axis=1).max()
        worth = (problem.disagreement + way * np.where(able, target, 0.0))[None]
    several = bool((np.ptp(worth, axis=0) > problem.slack).any())
    fields = {
        "status": status_of(able, several),
        "payoffs": read_only(worth),
        "diagnostics": {"guaranteed": rule.guarantee is not None, **about(problem, able)},
    }
    said = {**said, "point": problem.disagreement + np.where(able, target, 0.0)}
    return _fields(problem, fields, [found[int(row)] for row in rows], said)
