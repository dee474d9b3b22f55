"""What a chart draws of a problem whose packages are never listed: its efficient payoffs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, read_only
from negotiation._shares import counted
from negotiation.actors import Outcome
from negotiation.concessions import BargainingProblem, PackageProblem, efficient
from negotiation.concessions._merge import merge
from negotiation.engine.axiomatic._hull import Hull
from negotiation.engine.axiomatic._solve import hull_of
from negotiation.errors import InvalidValueError, NotDefinedError, TooLargeError
from negotiation.plotting._labels import noun
from negotiation.plotting._marks import MANY_ISSUES, Mark, View, settled_alike

_EPSILON = 0.02
"""Share of each actor's range that a frontier too large to draw may be off by."""
_HELD = (300_000, 20_000)
"""Partial totals that are compared at most for a picture: of up to three actors, of more."""
_WEIGHTS = 1500
_PROGRAMMES = 60
"""Efficient packages looked for where each is found at once, and where each is a programme."""


@dataclass(frozen=True, eq=False, repr=False)
class Shortlist(BargainingProblem):
    """Efficient payoffs that stand for a problem whose packages are never listed.

    Attributes
    ----------
    whole : PackageProblem
        The problem they stand for.
    kind : str
        ``"exact"``: all efficient payoffs.  ``"epsilon"``: so many that every package has one
        beside it that is at most `_EPSILON` of anybody's range worse.  ``"sample"``: some.
    """

    whole: PackageProblem = field(kw_only=True)
    kind: str = field(kw_only=True)

    @property
    def slack(self) -> FloatArray:
        """Difference per actor that counts as none in the whole problem."""
        return self.whole.slack

    @property
    def ideal(self) -> FloatArray:
        """Each actor's best payoff inside the ZOPA of the whole problem."""
        return self.whole.ideal

    @property
    def pareto(self) -> BoolArray:
        """Every row counts as efficient."""
        return read_only(np.ones(len(self.payoffs), dtype=np.bool_))  # type: ignore[no-any-return]


def drawable(shown: View) -> View:
    """Return a view with efficient payoffs in the place of packages that are never listed."""
    if not isinstance(shown.problem, PackageProblem):
        return shown
    whole = shown.problem
    if not whole.consent.unanimous(whole.actors):
        raise NotDefinedError(
            "Who must agree decides what counts as efficient. Draw a coalition's problem: "
            "problem.among([...]).",
            scenario=whole.name,
        )
    kind, payoffs = _efficient(whole)
    if not len(payoffs):
        raise InvalidValueError("No package is feasible.", scenario=whole.name)
    short = Shortlist(
        payoffs,
        whole.disagreement,
        actors=whole.actors,
        power=whole.power,
        scenario=whole.scenario,
        whole=whole,
        kind=kind,
    )
    return replace(shown, problem=short)


def agreeable(problem: BargainingProblem) -> bool:
    """Return whether any package at all is acceptable to all."""
    whole = problem.whole if isinstance(problem, Shortlist) else problem
    return bool(len(whole.best[0]) if isinstance(whole, PackageProblem) else whole.zopa.any())


def left_unsaid(problem: BargainingProblem, marks: Iterable[Mark]) -> Outcome:
    """Return what agreements settle alike where packages have too many issues to tell in full."""
    many = problem.scenario is not None and len(problem.scenario.issues) > MANY_ISSUES
    return settled_alike(problem, marks) if many else Outcome()


def sampled(problem: BargainingProblem) -> bool:
    """Return whether there are efficient payoffs beside those that are drawn."""
    return isinstance(problem, Shortlist) and problem.kind != "exact"


def over_lotteries(problem: BargainingProblem) -> Hull:
    """Return the hull of a problem's lotteries, all packages included."""
    return hull_of(problem.whole if isinstance(problem, Shortlist) else problem)


def tally(problem: BargainingProblem) -> str:
    """Return in words how many packages there are, in the ZOPA, and efficient there."""
    inside, best = int(problem.zopa.sum()), int(problem.negotiation_set.sum())
    if not isinstance(problem, Shortlist):
        within = (
            f"{inside:,} in the ZOPA, {best:,} of them efficient" if inside else "none in the ZOPA"
        )
        return f"{counted(len(problem), noun(problem, 1))}, {within}"
    told = f"{best:,} of them in the ZOPA" if agreeable(problem) else "none in the ZOPA"
    told = f"{counted(len(problem.payoffs), 'efficient payoff')}, {told}"
    if problem.kind == "sample":
        told += "; there are more than these"
    if problem.kind == "epsilon":
        told += f"; the frontier is drawn to within {_EPSILON:.0%} of each actor's range"
    return f"{how_many(problem.whole)}, not listed; {told}"


def how_many(whole: PackageProblem) -> str:
    """Return in words how many packages there are.

    >>> import negotiation as ng
    >>> issues = [ng.Issue(f"issue {place}", ["no", "yes"]) for place in range(70)]
    >>> worth = ng.Additive({issue.name: {"no": 0, "yes": 1} for issue in issues})
    >>> how_many(ng.bargaining_problem(ng.Scenario("", issues, [ng.Actor("Ann", worth)])))
    'about 1.2 × 10²¹ packages'
    """
    if whole.packages.continuous:
        return "infinitely many packages"
    if whole.size < 1e9:
        return counted(int(whole.size), "package")
    digits, power = f"{Decimal(int(whole.size)):.1e}".split("e+")
    raised = power.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"about {digits} × 10{raised} packages"


def _efficient(whole: PackageProblem) -> tuple[str, FloatArray]:
    """Return efficient payoffs (k, n_actors), and what kind of a selection they are."""
    if whole.packages.additive:
        for kind, epsilon in (("exact", None), ("epsilon", _EPSILON)):
            try:
                return kind, _merged(whole, epsilon)
            except TooLargeError:
                continue
        return "sample", _weighed(whole)
    if len(whole.actors) == 2:
        if whole.packages.continuous:
            return "sample", np.asarray(whole.frontier().payoffs)
        return "sample", _swept(whole)
    return "sample", _weighed(whole)


def _merged(whole: PackageProblem, epsilon: float | None) -> FloatArray:
    """Return the merged frontier, unless it is too large for a picture."""
    few = len(whole.actors) < 3
    if epsilon is None and few:
        totals = whole.merged.payoffs
    else:
        width = whole.packages.high - whole.packages.low
        share = None if epsilon is None else epsilon * np.where(width > 0, width, 1.0)
        most = _HELD[len(whole.actors) > 3]
        totals = merge(whole.packages.starts, whole.slack, epsilon=share, most=most).payoffs
    payoffs = np.minimum(totals, whole.packages.caps)
    return np.unique(payoffs[efficient(payoffs)], axis=0)


def _swept(whole: PackageProblem) -> FloatArray:
    """Return efficient payoffs of two actors, at even steps of the second's payoff."""
    programme, unit = whole.programme, whole.programme.unit
    bottom = whole.packages.low - whole.disagreement - unit
    # A little weight on the other's payoff: the package that is best is then efficient.
    mostly = np.array([[1.0, 1e-3], [1e-3, 1.0]]) / unit
    found = [programme.maximise(goal, whole.slack, floors=bottom) for goal in mostly]
    ends = [programme.gains(each)[1] for each in found if each is not None]
    low, high = min(ends, default=0.0), max(ends, default=0.0)
    for floor in np.linspace(low, high, _PROGRAMMES - 1)[1:-1] if ends else ():
        floors = np.array([bottom[0], floor])
        found.append(programme.maximise(mostly[0], whole.slack, floors=floors))
    return _worth(whole, found)


def _weighed(whole: PackageProblem) -> FloatArray:
    """Return payoffs of packages that maximise weighted sums of payoffs, and so are efficient."""
    packages, count = whole.packages, len(whole.actors)
    unit = np.where(packages.high > packages.low, packages.high - packages.low, 1.0)
    plain = packages.additive and not np.isfinite(packages.caps).any()
    draw = np.random.default_rng(0)
    few = _WEIGHTS if plain else _PROGRAMMES
    weights = np.vstack([draw.dirichlet(np.full(count, each), few) for each in (1.0, 6.0)])
    weights = np.maximum(weights, 1e-3) / unit
    if plain:
        picks = [np.argmax(part @ weights.T, axis=0) for part in packages.starts]
        payoffs = packages.payoffs(np.stack(picks, axis=1))
        return np.unique(payoffs[efficient(payoffs)], axis=0)
    return _worth(whole, list(_floored(whole, weights[few // 2 : few + few // 2], draw)))


def _floored(whole: PackageProblem, weights: FloatArray, draw: Any) -> Iterator[Any]:
    """Yield packages that maximise weighted sums, each with one actor held to some payoff.

    Without that only corners of the hull would be found.
    """
    gains = whole.ideal - whole.disagreement
    low = whole.packages.low - whole.disagreement - whole.programme.unit
    for place, each in enumerate(weights):
        floors = low
        if agreeable(whole):
            held = np.arange(len(gains)) == place % len(gains)
            floors = np.where(held, draw.uniform() * gains, -whole.slack)
        yield whole.programme.maximise(each, whole.slack, floors=floors)


def _worth(whole: PackageProblem, found: list[Any]) -> FloatArray:
    """Return the efficient payoffs of packages found."""
    outcomes = [whole.packages.outcome(*each) for each in found if each is not None]
    if not outcomes:
        return np.empty((0, len(whole.actors)))
    payoffs = np.array([whole.worth(each) for each in outcomes])
    return np.unique(payoffs[efficient(payoffs)], axis=0)
