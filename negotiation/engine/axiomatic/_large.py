"""One concept, one problem whose packages are never listed: from a short list that is enough.

Two actors and plain sums: the exact frontier is short, and all that efficiency-minded concepts
look at.  Otherwise the packages that could reach the concept's goal are listed by bounds or by
integer programmes.  Either way the short list is then compared by the same formula, with the
same treatment of ties, as the outcomes of a small problem.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, read_only
from negotiation._frozen import FrozenMap
from negotiation.concessions import BargainingProblem, PackageProblem
from negotiation.concessions._epsilon_constraint import LISTED, alike
from negotiation.concessions._merge import Merged
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
    question = _Question(problem, rule, parameters, compare)
    if problem.packages.additive and len(problem.actors) <= 2:
        try:
            return question.on_frontier(problem.merged)
        except TooLargeError:  # the frontier is too large to hold: bounds do without it
            pass
    return question.by_goal()


@dataclass(frozen=True, eq=False)
class _Question:
    """One concept asked about one problem whose packages are never listed."""

    problem: PackageProblem
    rule: Concept
    parameters: dict[str, Any]
    compare: Compare

    def on_frontier(self, merged: Merged) -> dict[str, Any]:
        """Return the fields of a solution, the concept choosing among the frontier's points."""
        totals = np.minimum(merged.payoffs, self.problem.packages.caps)
        fields = self._chosen(totals)
        rows = fields["indices"]
        if not len(rows):
            return fields
        total = sum(merged.count(merged.payoffs[row]) for row in rows)
        listed = [merged.packages(merged.payoffs[row], _SHOWN) for row in rows]
        places = np.concatenate(listed)[:_SHOWN]
        said: dict[str, Any] = {
            "method": "the concept chose on the exact frontier, merged issue by issue",
            "frontier_points": len(totals),
        }
        if total > len(places):
            said["packages_tied"] = total
            said["note"] = f"{total:,} packages are tied; {len(places):,} of them are given."
        elif (merged.payoffs[rows] > self.problem.packages.caps).any():
            # Merging drops parts that are beaten below a cap, though the cap makes them equal.
            said["ties_complete"] = False
            said["note"] = "A cap on totals binds here: more packages may be tied."
        elif (merged.payoffs > self.problem.packages.caps).any():
            said["note"] = "Where a cap binds, further packages may be worth the same."
        return self._fields(fields, [(place, None) for place in places], said)

    def by_goal(self) -> dict[str, Any]:
        """Return the fields of a solution from packages that could reach the concept's goal."""
        best = self.problem.best
        if not len(best[0]):
            return disagreement(self.problem, {"method": "no package is acceptable to all"})
        ideal = self.problem.ideal - self.problem.disagreement
        able = ideal > self.problem.slack
        if not able.any():
            return self._compared(*self._all_equal())
        ideal = np.where(able, ideal, ideal[able].max())
        if self.rule.point is not None:
            return self._nearest(able, ideal)
        if self.rule.goal is None:
            raise NotDefinedError(
                "The concept needs all packages listed, and they are too many.",
                concept=self.rule.name,
            )
        told = at_stake(self.parameters, able, ideal)
        return self._compared(*search(self.problem, self.rule.goal(able, ideal, **told)))

    def _all_equal(self) -> tuple[list[Package], dict[str, Any]]:
        """Return the packages of a ZOPA in which nobody can gain, and so all are as good."""
        problem = self.problem
        found = alike(problem.programme, np.zeros(len(problem.actors)), problem.slack, LISTED)
        said: dict[str, Any] = {"method": "nobody can gain"}
        if len(found) == LISTED:
            said["note"] = "More packages may be tied than were fetched."
        return found, said

    def _chosen(self, payoffs: FloatArray) -> dict[str, Any]:
        """Let the concept choose among payoffs (k, n_actors) that are enough."""
        problem = self.problem
        walk = problem.disagreement
        # What is acceptable there, within its slack and rounding, must be so here, where the
        # range is that of a few packages.
        level = (payoffs < walk) & (payoffs >= walk - 2 * problem.slack)
        short = BargainingProblem(
            np.where(level, walk, payoffs), walk, actors=problem.actors, power=problem.power
        )
        return self.compare(short, self.rule, self.parameters)

    def _compared(self, found: list[Package], said: dict[str, Any]) -> dict[str, Any]:
        """Compare packages found; each actor's favourite stands by, to show what is ideal."""
        listed = [*found, *zip(*self.problem.best, strict=True)]
        packages = list({each[0].tobytes() + each[1].tobytes(): each for each in listed}.values())
        payoffs = [self.problem.packages.payoffs(*each) for each in packages]
        fields = self._chosen(np.array(payoffs))
        return self._fields(fields, [packages[int(row)] for row in fields["indices"]], said)

    def _nearest(self, able: BoolArray, ideal: FloatArray) -> dict[str, Any]:
        """Return the fields of a solution: packages nearest in proportion to a hull's point."""
        problem = self.problem
        if problem.packages.smooth:
            raise NotDefinedError(
                "The concept is not computed over smooth value functions. Put the continuous "
                "issues on a grid with scenario.on_grid({issue: 101}).",
                concept=self.rule.name,
            )
        assert self.rule.point is not None
        target = np.asarray(self.rule.point(GrowingHull(problem, inside=True)))
        target = np.where(able & (target > 0), target, ideal)
        found, said = search(problem, Worst(np.zeros(len(able)), 1 / target, able, ideal))
        payoffs = np.array([problem.packages.payoffs(*each) for each in found])
        shares = ((payoffs - problem.disagreement) / target)[:, able]
        rows = np.flatnonzero(leximin(shares, np.ones(len(shares), dtype=np.bool_)))
        guaranteed = self.rule.guarantee is not None
        worth = payoffs[rows]
        if guaranteed:
            way = shares[rows].min(axis=1).max()
            worth = (problem.disagreement + way * np.where(able, target, 0.0))[None]
        fields = {
            "status": status_of(able, bool((np.ptp(worth, axis=0) > problem.slack).any())),
            "payoffs": read_only(worth),
            "diagnostics": {"guaranteed": guaranteed, **about(problem, able)},
        }
        said = {**said, "point": problem.disagreement + np.where(able, target, 0.0)}
        return self._fields(fields, [found[int(row)] for row in rows], said)

    def _fields(
        self, fields: dict[str, Any], chosen: list[Any], said: dict[str, Any]
    ) -> dict[str, Any]:
        """Return a short list's answer in terms of the packages behind it."""
        found = [self.problem.packages.outcome(*each) for each in chosen]
        # Two stretches of a continuous issue share an end, and so may name one package twice.
        outcomes = tuple({str(each): each for each in found}.values())
        payoffs = fields["payoffs"]
        kept = {
            name: fields["diagnostics"][name]
            for name in ("guaranteed", "cannot_gain", "note")
            if name in fields["diagnostics"]
        }
        if not kept.get("guaranteed"):
            payoffs = self.problem.worths(outcomes)
        notes = [each for each in (kept.get("note"), said.get("note")) if each]
        extra = {"note": " ".join(notes)} if notes else {}
        return {
            "status": fields["status"] if said.get("converged", True) else "not_converged",
            "payoffs": payoffs,
            "indices": read_only(np.arange(len(outcomes))),
            "diagnostics": FrozenMap({**kept, **said, **extra}),
            "packages": outcomes,
        }


def at_stake(parameters: dict[str, Any], able: BoolArray, ideal: FloatArray) -> dict[str, Any]:
    """Return the parameters with actors who cannot gain put where they weigh on nothing."""
    here = dict(parameters)
    if "claims" in here:
        here["claims"] = np.where(able, here["claims"], ideal)
    if "reference" in here:
        here["reference"] = np.where(able, here["reference"], 0.0)
    return here


def search(problem: PackageProblem, goal: Worst | Total) -> tuple[list[Package], dict[str, Any]]:
    """Return the packages that may reach a goal's maximum, and how they were found."""
    if problem.packages.smooth:
        return best_on_curves(problem, goal)
    plain = not (problem.packages.bonuses or problem.packages.continuous)
    if plain and not np.isfinite(problem.packages.caps).any():
        listed = packages_within_gap(problem, goal)
        if listed is not None:
            return [(row, np.zeros(len(row))) for row in listed[0][:_SHOWN]], listed[1]
    answer = best_packages(problem, goal)
    if answer is None or not answer[0]:
        return _groups(problem, goal)
    return answer


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
