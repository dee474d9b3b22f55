"""Which of the efficient self-enforcing maps is best: a solution concept, weights or a function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, IntArray
from negotiation.concessions import BargainingProblem
from negotiation.concessions._names import per_actor
from negotiation.engine.axiomatic import concepts, solve
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name

Objective = str | Mapping[str, float] | Sequence[float] | FloatArray | Callable[..., Any]


def settled(objective: Any, actors: tuple[str, ...]) -> str | FloatArray | Callable[..., Any]:
    """Return the name of a concept, an array of weights or a function; or say what it is not."""
    if isinstance(objective, str):
        if objective not in concepts():
            raise unknown_name("objective", objective, concepts())
        return objective
    if callable(objective):
        function: Callable[..., Any] = objective
        return function
    if not isinstance(objective, Mapping | Sequence | np.ndarray):
        raise InvalidTypeError(
            "An objective is the name of a solution concept, weights per actor or a function of "
            "values.",
            given=objective,
        )
    weights = per_actor(objective, actors, "The objective's weights", 1.0)
    if (weights < 0).any() or not weights.any():
        raise InvalidValueError(
            "Weights are 0 or more, and not all 0.", given=[float(each) for each in weights]
        )
    return weights


def told(objective: Any, actors: tuple[str, ...]) -> str:
    """Return an objective in words."""
    if isinstance(objective, str):
        return objective
    if isinstance(objective, np.ndarray):
        terms = (f"{weight:g} {actor}" for weight, actor in zip(objective, actors, strict=True))
        return " + ".join(terms)
    return str(getattr(objective, "__name__", "a function of values"))


def chosen(
    objective: Any, values: FloatArray, start: FloatArray, actors: tuple[str, ...]
) -> IntArray:
    """Return the rows of values that are best; none if nobody agrees to any.

    Parameters
    ----------
    objective : str, array or callable
        As `settled` returns it.
    values : array, shape (k, n_actors)
    start : array, shape (n_actors,)
        What staying at the beginning is worth: who gets less does not agree.
    actors : tuple of str

    Returns
    -------
    array of int
    """
    if isinstance(objective, str):
        found = solve(BargainingProblem(values, disagreement=start, actors=actors), objective)
        rows: IntArray = np.asarray(found.indices, dtype=np.intp)
        return rows if found.agreement else rows[:0]
    slack = TOLERANCE * np.maximum(np.ptp(values, axis=0), np.abs(values).max(axis=0))
    willing = np.flatnonzero((values >= start - slack).all(axis=1))
    if not len(willing):
        return willing
    if isinstance(objective, np.ndarray):
        scores = values[willing] @ objective
    else:
        scores = np.asarray(objective(values[willing].copy()), dtype=np.float64)
        if scores.shape != willing.shape or np.isnan(scores).any():
            raise InvalidValueError(
                "An objective that is a function takes values, shape (n_maps, n_actors), and "
                "returns a number per map.",
                given=scores.tolist(),
            )
    finite = scores[np.isfinite(scores)]
    near = TOLERANCE * float(np.ptp(finite)) if len(finite) else 0.0
    best: IntArray = willing[scores >= scores.max() - near]
    return best
