"""Linear programmes, as exactly as HiGHS can: tight tolerances first, its own where those fail."""

from __future__ import annotations

from typing import Any

_TOLERANCES = (1e-10, 1e-9, 1e-8, 1e-7)
"""Feasibility tolerances in the order tried; the first is the tightest that HiGHS takes."""

_UNDECIDED = (1, 4)
"""Statuses of SciPy that say nothing about the problem: iteration limit, numerical difficulties."""


def linear_programme(costs: Any, **conditions: Any) -> Any:
    """Return SciPy's answer to a linear programme, minimising ``costs @ x``.

    Parameters
    ----------
    costs : array, shape (n,)
    **conditions
        As for `scipy.optimize.linprog`: ``A_ub``, ``b_ub``, ``A_eq``, ``b_eq``, ``bounds``.

    Returns
    -------
    OptimizeResult
        With status 0 if solved, 2 if infeasible, 3 if unbounded.
    """
    from scipy.optimize import linprog

    for tolerance in _TOLERANCES:
        options = {
            "primal_feasibility_tolerance": tolerance,
            "dual_feasibility_tolerance": tolerance,
        }
        answer = linprog(costs, **conditions, options=options)
        if answer.status not in _UNDECIDED:
            break
    return answer
