"""A bargaining problem whose packages are too many to list, or cannot be: a continuous issue."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import cache as cached
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import NOISE, BoolArray, FloatArray, negligible, read_only
from negotiation._table import Table
from negotiation.actors import Consent, Outcome, OutcomeSpace, Scenario
from negotiation.concessions._epsilon_constraint import LISTED, alike, efficient_points
from negotiation.concessions._merge import Merged, merge
from negotiation.concessions._names import members
from negotiation.concessions._programme import PackageProgramme
from negotiation.concessions.bargaining_problem import BargainingProblem
from negotiation.concessions.frontier import Frontier
from negotiation.concessions.packages import Packages
from negotiation.concessions.pareto import efficient, ranks
from negotiation.errors import InvalidValueError, NotDefinedError, TooLargeError

_CURVE = 65
"""Points at which smooth value functions are cut for a frontier."""


class PackageProblem(BargainingProblem):
    """A scenario as numbers, issue by issue, its packages never listed.

    It answers `solve`, `compare` and `frontier` like any bargaining problem.  What needs the
    list (`payoffs`, `zopa`, `pareto` …) says so.

    Parameters
    ----------
    scenario : Scenario
        Its preferences are sums over issues (`Additive`), interactions between issues included
        (`Interacting`); constraints and red lines are combinations of options.
    disagreement : array, shape (n_actors,)
        The reservation values.

    Attributes
    ----------
    packages : Packages
        What every option adds to every actor's payoff.

    Raises
    ------
    TooLargeError
        If something in the scenario needs the list; the message names it.
    """

    scenario: Scenario
    packages: Packages
    cuts: Mapping[int, FloatArray]

    def __init__(self, scenario: Scenario, disagreement: FloatArray) -> None:
        self.__dict__.update(
            scenario=scenario,
            packages=Packages.of(scenario),
            disagreement=read_only(np.asarray(disagreement, dtype=np.float64)),
            actors=tuple(actor.name for actor in scenario.actors),
            power=read_only(np.array([actor.power for actor in scenario.actors])),
            consent=scenario.consent,
            cuts={},
        )

    @property
    def payoffs(self) -> FloatArray:
        """Not listed: raises `TooLargeError`."""
        raise self._unlisted()

    @property
    def outcomes(self) -> Sequence[Any]:
        """Not listed: raises `TooLargeError`."""
        raise self._unlisted()

    @property
    def refused(self) -> BoolArray:
        """Not listed: raises `TooLargeError`."""
        raise self._unlisted()

    def _unlisted(self) -> TooLargeError:
        many = "infinitely many" if self.packages.continuous else f"{self.packages.count:,}"
        return TooLargeError(
            f"There are {many} packages, too many to list one by one. solve(problem, …) and "
            "problem.frontier() do without the list; worth(outcome) values a single package.",
            scenario=self.name,
        )

    @property
    def size(self) -> float:
        """How many packages there are, infeasible ones included."""
        return self.packages.count

    def __len__(self) -> int:
        if self.size > sys.maxsize:
            raise self._unlisted()
        return int(self.size)

    @cached_property
    def slack(self) -> FloatArray:
        """Difference per actor that counts as none, shape (n_actors,).

        As for `BargainingProblem`, and never less than rounding of what is added up.
        """
        high = np.maximum(self.packages.high, self.disagreement)
        low = np.minimum(self.packages.low, self.disagreement)
        rounding = NOISE * self.packages.size
        return read_only(np.maximum(negligible(high, low), rounding))  # type: ignore[no-any-return]

    @cached_property
    def programme(self) -> PackageProgramme:
        """The mixed-integer programme over the packages."""
        return PackageProgramme(self.packages, self.disagreement)

    @cached_property
    def ideal(self) -> FloatArray:
        """Each actor's best payoff inside the ZOPA, shape (n_actors,).

        The disagreement point where the ZOPA is empty.
        """
        places, shares = self.best
        if not len(places):
            return self.disagreement
        best = self.packages.payoffs(places, shares).max(axis=0)
        return read_only(np.maximum(best, self.disagreement))  # type: ignore[no-any-return]

    @cached_property
    def best(self) -> tuple[Any, Any]:
        """For each actor a package of the ZOPA that it likes best: option numbers and shares.

        Two arrays (n_actors, n_issues); without rows where the ZOPA is empty.
        """
        found = []
        for place in range(len(self.actors)):
            goal = np.zeros(len(self.actors))
            goal[place] = 1.0
            answer = self._free_best(place) or self.programme.maximise(goal, self.slack)
            if answer is None:
                return np.empty((0, len(self.packages.issues)), dtype=np.intp), None
            found.append(answer)
        places, shares = zip(*found, strict=True)
        return np.stack(places), np.stack(shares)

    def _free_best(self, actor: int) -> tuple[Any, Any] | None:
        """Return an actor's favourite package where nobody and no rule objects to it."""
        if self.packages.bonuses:
            return None
        rest = np.ones(len(self.actors)) * 1e-6 / np.maximum(self.packages.high, 1e-300)
        rest = np.where(np.isfinite(rest), np.minimum(rest, 1e-6), 0.0)
        places, shares = [], []
        for start, end in zip(self.packages.starts, self.packages.ends, strict=True):
            both = np.stack([start, end])
            own = both[..., actor]
            tied = own >= own.max() - 1e-12 * np.abs(own).max(initial=0.0)
            score = np.where(tied, both @ rest, -np.inf)
            at = np.unravel_index(int(np.argmax(score)), score.shape)
            shares.append(float(at[0]))
            places.append(int(at[1]))
        row, share = np.array(places), np.array(shares)
        gains = self.packages.payoffs(row, share) - self.disagreement
        if (gains < -self.slack).any() or not self.packages.allowed(row):
            return None
        return row, share

    def levels(self, outcome: Any) -> FloatArray:
        """Return the option numbers, or values, of one package, shape (n_issues,)."""
        return np.asarray(OutcomeSpace.of(self.packages.issues, [outcome]).levels[0])

    def raised(self) -> PackageProblem:
        """Return the problem with smooth value functions replaced by straight lines above them."""
        return self._with(self.packages.raised())

    def finer(self, package: Any, pieces: int) -> PackageProblem:
        """Return the problem with smooth value functions cut finer around one package.

        The problem itself, if they could not be.
        """
        cuts = dict(self.cuts)
        for column, stretch in enumerate(self.packages.stretches):
            place = int(package[0][column])
            if stretch is None or not self.packages.excess[column][place].any():
                continue
            low, high = stretch[place]
            # The neighbours too: near a flat top they are nearly as good.
            wide = np.linspace(2 * low - high, 2 * high - low, 3 * pieces + 1)
            ends = self.packages.issues[column].options
            inner = wide[(wide > ends[0]) & (wide < ends[1])]
            cuts[column] = np.union1d(cuts.get(column, np.empty(0)), inner)
        packages = Packages.of(self.scenario, cuts, self.packages.actors)
        if [len(each) for each in packages.starts] == [len(each) for each in self.packages.starts]:
            return self
        finer = self._with(packages)
        finer.__dict__["cuts"] = cuts
        return finer

    def among(self, coalition: Sequence[str]) -> PackageProblem:
        """Return the problem of some of the actors alone, who must all agree.

        As for `BargainingProblem.among`.
        """
        columns = members(coalition, self.actors)
        actors = [self.packages.actors[place] for place in columns]
        twin = self._with(Packages.of(self.scenario, None, actors))
        twin.__dict__.update(
            actors=tuple(actor.name for actor in actors),
            disagreement=read_only(self.disagreement[columns]),
            power=read_only(self.power[columns]),
            consent=Consent(),
            cuts={},
        )
        return twin

    def _with(self, packages: Packages) -> PackageProblem:
        """Return the same problem over other packages."""
        twin = object.__new__(PackageProblem)
        kept = ("scenario", "disagreement", "actors", "power", "consent", "cuts")
        twin.__dict__.update({name: self.__dict__[name] for name in kept}, packages=packages)
        return twin

    def worth(self, outcome: Any) -> FloatArray:
        """Return what one package is worth to every actor, shape (n_actors,)."""
        return read_only(self.worths([outcome])[0])  # type: ignore[no-any-return]

    def worths(self, outcomes: Sequence[Any]) -> FloatArray:
        """Return what packages are worth to every actor, shape (k, n_actors)."""
        space = OutcomeSpace.of(self.packages.issues, outcomes)
        columns = [actor.preferences.utilities(space) for actor in self.packages.actors]
        return read_only(np.stack(columns, axis=1))  # type: ignore[no-any-return]

    def frontier(self, epsilon: float | None = None, *, points: int = 40) -> Frontier:
        """Return the Pareto frontier.

        Where a cap on totals binds at a point, packages that reach it by options which other
        options beat may be missing behind it.

        Parameters
        ----------
        epsilon : float, optional
            Let the frontier be thinner: no package is better than some point of it by more
            than this share of any actor's range.
        points : int, default 40
            Where there is no end of efficient points (continuous issues): how many to find.

        Raises
        ------
        TooLargeError
            If the exact frontier is too large to hold; the message names the remedy.
        """
        if not self.consent.unanimous(self.actors):
            raise NotDefinedError(
                "Who must agree decides what counts as efficient. Ask for the frontier of a "
                "coalition: problem.among([...]).frontier().",
                scenario=self.name,
            )
        if epsilon is not None and not 0 < epsilon < 1:
            raise InvalidValueError("epsilon lies between 0 and 1.", given=epsilon)
        if self.packages.additive:
            return self._merged_frontier(epsilon)
        return self._searched_frontier(epsilon, points)

    @cached_property
    def merged(self) -> Merged:
        """The exact merge of the issues."""
        return merge(self.packages.starts, self.slack)

    def _merged_frontier(self, epsilon: float | None) -> Frontier:
        width = self.packages.high - self.packages.low
        merged = (
            self.merged
            if epsilon is None
            else merge(
                self.packages.starts, self.slack, epsilon=epsilon * np.where(width > 0, width, 1.0)
            )
        )
        totals = np.minimum(merged.payoffs, self.packages.caps)
        groups = _groups(totals)
        counting = epsilon is None
        return Frontier(
            read_only(np.array([totals[group[0]] for group in groups])),
            self.actors,
            epsilon is None,
            epsilon or 0.0,
            "merged issue by issue",
            self.name,
            lambda place, most: self._recovered(merged, groups[place], most if counting else 1),
            lambda place: sum(merged.count(merged.payoffs[row]) for row in groups[place]),
        )

    def _recovered(self, merged: Merged, group: Any, most: int) -> list[Outcome]:
        found: list[Outcome] = []
        for row in group:
            for places in merged.packages(merged.payoffs[row], most - len(found)):
                found.append(self.packages.outcome(places))
        return found

    def _searched_frontier(self, epsilon: float | None, points: int) -> Frontier:
        if epsilon is not None:
            raise NotDefinedError(
                "With rules that tie issues together, or continuous issues, the frontier is "
                "searched point by point; epsilon= is for plain sums. Use points=.",
            )
        if self.packages.smooth:
            return self._curved()._traced_frontier(points)
        return self._traced_frontier(points)

    def _curved(self) -> PackageProblem:
        """Return the problem with every smooth value function cut into many short lines."""
        cuts = {}
        for column, excess in enumerate(self.packages.excess):
            if excess.any():
                low, high = self.packages.issues[column].options
                cuts[column] = np.linspace(low, high, _CURVE)
        return self._with(Packages.of(self.scenario, cuts, self.packages.actors))

    def _traced_frontier(self, points: int) -> Frontier:
        packages = self.packages
        most = points if packages.continuous else 2000
        found = efficient_points(self.programme, packages, self.slack, most)
        exact = found.complete and not packages.continuous
        payoffs, method = found.payoffs, "a mixed-integer programme per point"

        @cached
        def behind(place: int, most: int) -> list[Any]:
            if packages.continuous:
                return [found.packages[place]]
            return alike(self.programme, found.payoffs[place] - self.disagreement, self.slack, most)

        if packages.smooth:
            payoffs = np.array([self.worth(packages.outcome(*each)) for each in found.packages])
            blur = float((packages.blur / self.programme.unit).max())
            method += f" over short lines that leave the curves by at most {blur:.1g} of a range"
        return Frontier(
            read_only(payoffs),
            self.actors,
            exact,
            0.0 if exact else float("nan"),
            method,
            self.name,
            lambda place, most: [packages.outcome(*each) for each in behind(place, most)],
            lambda place: len(behind(place, LISTED)),
        )

    def summary(self) -> Table:
        """Return, per actor, walking away, the best it could get and its best in the ZOPA."""
        rows = [
            (name, self.disagreement[place], self.packages.high[place], self.ideal[place])
            for place, name in enumerate(self.actors)
        ]
        many = "Infinitely many" if self.packages.continuous else f"{self.size:,}"
        inside = "" if len(self.best[0]) else " None of them is acceptable to all."
        columns = ("actor", "walking away", "at most", "best in the ZOPA")
        return Table(columns, rows, self.name, [f"{many} packages, not listed.{inside}"])

    def __repr__(self) -> str:
        many = "infinitely many" if self.packages.continuous else f"{self.size:,}"
        return f"<PackageProblem: {many} packages, {len(self.actors)} actors, not listed>"


def _groups(totals: FloatArray) -> list[Any]:
    """Return the rows of efficient totals by points, what counts as equal together."""
    kinds, kind = np.unique(ranks(totals), axis=0, return_inverse=True)
    kind = kind.reshape(-1)
    order = np.argsort(kind, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(kind[order])) + 1)
    keep = efficient(kinds.astype(np.float64))
    return [group for group, good in zip(groups, keep, strict=True) if good][::-1]
