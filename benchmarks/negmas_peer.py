"""The same questions put to NegMAS, where it is installed.

NegMAS (Mohammad, Nakadai & Greenwald 2021) simulates negotiations and has functions for their
outcome spaces.  The fastest of its calls is used for each question: what its documentation
recommends and, where that offers a choice, what was measured to be fastest.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np


def frontier(table: Any) -> Any:
    """Return the rows of an explicit table that are efficient."""
    from negmas.preferences.ops import pareto_frontier_numpy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns that large tables are slow
        return pareto_frontier_numpy(table)


def preferences(values: Any) -> list[Any]:
    """Return additive preferences from `values`, shape (n_actors, n_issues, n_options)."""
    from negmas.outcomes import make_issue, make_os
    from negmas.preferences import LinearAdditiveUtilityFunction

    options = [f"option {option}" for option in range(values.shape[2])]
    issues = [make_issue(options, f"issue {issue}") for issue in range(values.shape[1])]
    space = make_os(issues)
    return [
        LinearAdditiveUtilityFunction(
            values=[dict(zip(options, issue, strict=True)) for issue in actor.tolist()],
            weights=[1.0] * values.shape[1],
            outcome_space=space,
            reserved_value=0.0,
        )
        for actor in values
    ]


def statistics(functions: list[Any]) -> dict[str, Any]:
    """Return the frontier's size and the payoffs of the points, by name."""
    from negmas.preferences.ops import calc_scenario_stats

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = calc_scenario_stats(functions)
    return {
        "points": len({tuple(map(float, point)) for point in found.pareto_utils}),
        "nash": np.array(found.nash_utils[0]),
        "kalai-smorodinsky": np.array(found.ks_utils[0]),
        "egalitarian": np.array(found.kalai_utils[0]),
        "utilitarian": np.array(found.max_welfare_utils[0]),
    }


def of_genius(domain: Path, profiles: list[Path]) -> dict[str, Any]:
    """Return the same for a GENIUS domain and the profiles of its actors."""
    from negmas.inout import Scenario

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return statistics(list(Scenario.from_genius_files(domain, profiles).ufuns))
