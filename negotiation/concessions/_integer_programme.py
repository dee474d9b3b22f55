"""Mixed-integer linear programmes, with no answer of HiGHS believed that it gave by mistake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from negotiation.concessions._hush import hushed

INFEASIBLE = 2
"""SciPy's status where nothing meets the conditions."""

_SOLVE_ERROR = 4
"""SciPy's status where HiGHS gave up over numerical trouble."""


def integer_programme(costs: Any, *, options: Mapping[str, Any] | None = None, **rest: Any) -> Any:
    """Return SciPy's answer; without presolve where HiGHS trips over rounding in it.

    That nothing meets the conditions is believed only if both say so: with presolve the HiGHS
    of SciPy before 1.17 says it of programmes that have a solution.

    Parameters
    ----------
    costs : array, shape (n,)
        What is minimised, per unit of each variable.
    options : mapping, optional
    **rest
        ``constraints``, ``bounds`` and ``integrality``, all as for `scipy.optimize.milp`.
    """
    from scipy.optimize import milp

    for presolve in (True, False):
        with hushed():
            answer = milp(costs, options={**(options or {}), "presolve": presolve}, **rest)
        # The limit of branches has the error's status, and is no reason to begin again.
        if answer.status not in (INFEASIBLE, _SOLVE_ERROR) or "limit" in answer.message:
            break
    return answer
