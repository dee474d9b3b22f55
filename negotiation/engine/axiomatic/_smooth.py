"""Goals over continuous issues with smooth value functions, certified by bounds from above.

Each stretch of a smooth function is raised by as much as it may lie above its straight line;
the answer over these raised lines bounds the true one.  The stretch in which it lies is cut
finer and the question asked again, until bound and true value meet.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation.actors import Outcome
from negotiation.concessions import PackageProblem
from negotiation.concessions._programme import Package
from negotiation.engine.axiomatic._goal import Total, Worst
from negotiation.engine.axiomatic._integer import best_packages, tangent_points
from negotiation.errors import NotDefinedError

_ROUNDS = 10
_PIECES = 8
_SWEEPS = 3
_REACH = 0.01
"""Share of an issue's range within which a better value is looked for at last."""

_GAP = 1e-8
"""Share of the goal's spread at which bound and value count as equal."""


def best_on_curves(
    problem: PackageProblem, goal: Worst | Total
) -> tuple[list[Package], dict[str, Any]]:
    """Return a package that reaches the goal's maximum, and by how much it may fall short.

    Raises
    ------
    NotDefinedError
        If no package is acceptable to all once the curves are followed exactly.
    """
    best: tuple[float, Any] | None = None
    bound, rounds = np.inf, 0
    here = problem
    touched = tangent_points(goal) if isinstance(goal, Total) else None
    while rounds < _ROUNDS:
        rounds += 1
        answer = best_packages(here.raised(), goal, ties=False, touched=touched)
        if answer is None or not answer[0]:
            break
        bound = min(bound, float(answer[1]["bound"]))
        package = answer[0][0]
        outcome = here.packages.outcome(*package)
        gains = problem.worth(outcome) - problem.disagreement
        if (gains >= -1e-9 * problem.programme.unit).all():
            value = float(goal.value(gains))
            if best is None or value > best[0]:
                best = (value, outcome)
        if best is not None and bound - best[0] <= _GAP * goal.spread:
            break
        finer = here.finer(package, _PIECES)
        if finer is here:
            break
        here = finer
    if best is None:
        raise NotDefinedError(
            "No package that all would sign was found along the curves. Put the continuous "
            "issues on a grid with scenario.on_grid({issue: 101})."
        )
    best = _climbed(problem, goal, *best)
    gap = max(0.0, bound - best[0])
    levels = problem.levels(best[1])
    places, shares = problem.packages.options(levels)
    return [(places, shares)], {
        "method": "curves cut into stretches, bounded from above",
        "rounds": rounds,
        "bound": bound,
        "certificate_gap": gap,
        "converged": bool(gap <= 1e-6 * goal.spread),
    }


def _climbed(
    problem: PackageProblem, goal: Worst | Total, value: float, outcome: Outcome
) -> tuple[float, Outcome]:
    """Return a package near by that is at least as good, each continuous issue moved in turn.

    Where the top is flat, bounds meet before the place is known well; this finds it.
    """
    from scipy.optimize import minimize_scalar

    def worse(at: float, issue: str) -> float:
        gains = problem.worth({**outcome, issue: at}) - problem.disagreement
        return -float(goal.value(gains)) if (gains >= -problem.slack).all() else np.inf

    for _ in range(_SWEEPS):
        for issue in problem.packages.issues:
            if not issue.continuous:
                continue
            low, high = issue.options
            reach = _REACH * (high - low)
            here = float(outcome[issue.name])
            around = (max(low, here - reach), min(high, here + reach))
            found = minimize_scalar(
                worse, args=(issue.name,), bounds=around, options={"xatol": 1e-12 * (high - low)}
            )
            if -found.fun > value:
                value = -float(found.fun)
                outcome = Outcome({**outcome, issue.name: float(found.x)})
    return value, outcome
