"""The best self-enforcing road map of divisible measures, by linear programmes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray
from negotiation.engine.roadmaps._mixture import best_mixture
from negotiation.engine.roadmaps._model import Appraisal, RoadMapModel
from negotiation.engine.roadmaps._path_programme import PathProgramme
from negotiation.engine.roadmaps._tail import (
    Tail,
    binding_tail,
    common_tail,
    fastest_common_ratio,
    tail_ratios,
)
from negotiation.engine.roadmaps._terms import Terms
from negotiation.errors import NotDefinedError

_FIRST, _MOST = 4, 64
"""Stages tried first, and at most."""

_GAIN = 1e-9
"""Share of what is at stake by which more stages must raise the objective to be called for."""

_FAINT = 1e-8
"""Share of what is at stake for an actor below which a cost may escape a programme."""

_GAP, _CERTAIN = 1e-11, 1e-7
"""Shares of a product of values that may be missing for a search to end, and to be exact."""

_ROUNDS = 200
_HELD = 1e-10
"""What an earlier goal may lose when a later one is pursued, in units of what is at stake."""

Objective = str | FloatArray
Score = tuple[float, ...]
"""What is maximised, in units of what is at stake; later entries count where earlier ones tie."""

Found = tuple[FloatArray, Score, dict[str, Any]]


def best_divisible(
    model: RoadMapModel, terms: Terms, objective: Objective = "nash", stages: int | None = None
) -> tuple[FloatArray, dict[str, Any]]:
    """Return the path of a best self-enforcing map, and how it was found.

    Parameters
    ----------
    model : RoadMapModel
        Additive, all measures divisible.
    terms : Terms
    objective : {"nash", "egalitarian", "utilitarian"} or array, shape (n_actors,)
        An array holds weights, 0 or more, on the actors' values.
    stages : int, optional
        At most so many stages and no tail; if left out, as many as are worth while, and a tail.

    Returns
    -------
    path : array, shape (n_stages + 1, n_measures)
        Levels.  A tail is listed until next to nothing is left of it.
    diagnostics : dict

    Raises
    ------
    NotDefinedError
        If a measure is indivisible or the objective is another one.
    """
    if not model.divisible.all():
        place = int(np.argmin(model.divisible))
        raise NotDefinedError(
            "A linear programme needs measures that are all divisible.", measure=model.names[place]
        )
    solver = _solver(objective)
    if stages is not None:
        path, _, notes = _solved(PathProgramme(model, terms, stages), solver)
        return path, notes
    if not model.reversible.any() and (len(model.actors) > 2 or terms.lag > 1):
        return _on_common_schedule(model, terms, solver)
    best = _solved(_longest(model, terms, _FIRST), solver)
    size, converged = 2 * _FIRST, False
    while size <= _MOST and not converged:
        found = _solved(_longest(model, terms, size), solver)
        converged = not _better(found[1], best[1])
        best = best if converged else found
        size *= 2
    return best[0], {**best[2], "exact": converged and best[2]["exact"]}


def _better(one: Score, other: Score) -> bool:
    """Say whether a score is greater than another by more than counts."""
    for first, second in zip(one, other, strict=True):
        if abs(first - second) > _GAIN:
            return first > second
    return False


def _longest(model: RoadMapModel, terms: Terms, stages: int) -> PathProgramme:
    """Return the programme of some explicit stages and, where it is exact, a tail."""
    tail = None
    if len(model.actors) == 2 and terms.lag == 1 and not model.reversible.all():
        tail = binding_tail(model, terms, stages)
    return PathProgramme(model, terms, stages, tail=tail)


def _on_common_schedule(
    model: RoadMapModel, terms: Terms, solver: Solver
) -> tuple[FloatArray, dict[str, Any]]:
    """Return the best map whose tail follows a common schedule, and how it was found.

    So many stages come before the tail that little is left for it; more would let steps within
    the tolerance of a programme grow backwards into large ones.  The map is self-enforcing, and
    a little less than the best that there is.
    """
    fastest = fastest_common_ratio(model, terms)
    if fastest is None:
        path, _, notes = _solved(PathProgramme(model, terms, 1), solver)
        return path, notes
    stages = int(np.clip(np.ceil(np.log(_REST) / np.log(fastest)), 1, _MOST))
    found = [
        _solved(
            PathProgramme(model, terms, stages, tail=common_tail(model, terms, stages, ratio)),
            solver,
        )
        for ratio in 1.0 - (1.0 - fastest) * _SPEEDS
    ]
    path, _, notes = max(found, key=lambda each: each[1])
    return path, {**notes, "exact": False}


_REST = 1e-4
"""What is left for a tail on a common schedule."""

_SPEEDS = np.array([1.0 - 1e-9, 0.95, 0.85, 0.6])
"""Speeds of common schedules that are tried, as shares of the fastest."""


def _solved(programme: PathProgramme, solver: Solver) -> Found:
    """Return the path, the score and notes of one programme.

    HiGHS takes coefficients below a billionth for nothing.  Several costs of that size can add up
    to more than the tolerance; then the measures are left out.
    """
    found = _answered(programme, solver)
    model = programme.model
    if found[2]["holds"]:
        return found
    costs = model.spending.max(axis=1)
    faint = (costs > 0.0) & (costs < _FAINT * programme.unit[model.owner])
    without = PathProgramme(
        model, programme.terms, programme.stages, tail=programme.tail, shut=faint
    )
    return _answered(without, solver)


def _answered(programme: PathProgramme, solver: Solver) -> Found:
    """Return the path, the score and notes of one programme, held or not."""
    variables, score, gap = solver(programme)
    model, terms = programme.model, programme.terms
    path, amounts = programme.path(variables)
    if path is None:
        without = PathProgramme(model, terms, programme.stages)
        path, score, notes = _answered(without, solver)
        return path, score, {**notes, "exact": False, "left_out": "a tail too slow to list"}
    notes = {
        "method": "linear programme",
        "programmes": programme.asked,
        "certificate_gap": max(0.0, gap),
        "stages": programme.stages,
        "holds": Appraisal(model, path, terms).holds,
        "exact": gap <= _CERTAIN,
        "tail": _told(programme, programme.tail, amounts),
    }
    return path, score, notes


def _told(programme: PathProgramme, tail: Tail | None, amounts: Any) -> dict[str, Any] | None:
    """Return where a tail begins, what is exchanged in it and how fast it shrinks."""
    if tail is None or amounts is None:
        return None
    model = programme.model
    ratios = (
        tail_ratios(model, programme.terms, amounts).tolist()
        if tail.ratio is None
        else [float(tail.ratio)] * len(model.actors)
    )
    return {
        "from": programme.stages + 1,
        "amounts": dict(zip(model.names, amounts.tolist(), strict=True)),
        "ratios": dict(zip(model.actors, ratios, strict=True)),
    }


# ------------------------------------------------------------------ objectives


def _solver(objective: Objective) -> Solver:
    """Return the function from a programme to variables, a score and a gap."""
    if isinstance(objective, str):
        known: dict[str, Solver] = {
            "nash": _nash,
            "egalitarian": _leximin,
            "utilitarian": lambda programme: _sum(programme, np.ones(len(programme.unit))),
        }
        if objective not in known:
            raise NotDefinedError(
                f"Divisible measures are arranged for {', '.join(known)}, or for weights.",
                given=objective,
            )
        return known[objective]
    weights = np.asarray(objective, dtype=np.float64)
    return lambda programme: _sum(programme, weights)


def _sum(programme: PathProgramme, weights: FloatArray) -> Answer:
    """Maximise a weighted sum of values; among ties, what others can have."""
    goal = weights * programme.unit
    goal = goal / (np.abs(goal).max() or 1.0)
    best = programme.best(goal)
    values = programme.worth @ best
    if (weights == 0.0).any():
        others = (weights == 0.0) * 1.0
        rest = programme.best_beside(others, goal, goal @ values - _HELD)
        gained = -np.inf if rest is None else others @ (programme.worth @ rest - values)
        if rest is not None and gained > 1e3 * _HELD:
            best = rest
    return best, (float(goal @ programme.worth @ best),), 0.0


def _leximin(programme: PathProgramme) -> Answer:
    """Raise the smallest value, then the smallest of those that can still rise."""
    count = len(programme.unit)
    scale = programme.unit / programme.unit.max()
    free = np.ones(count, dtype=np.bool_)
    rows, least = np.zeros((0, count)), np.zeros(0)
    best = np.zeros(programme.worth.shape[1])
    score: list[float] = []
    while free.any():
        found = programme.raised(np.flatnonzero(free), rows, least)
        if found is None:
            # Only rounding can make what has been reached unreachable.
            break
        best = found
        values = scale * (programme.worth @ best)
        low = float(values[free].min())
        # All reach the level; who can exceed it stays free.
        held = np.concatenate([rows, np.eye(count)[free]])
        floors = np.concatenate([least, (low - _HELD) / scale[free]])
        tops: dict[int, float] = {}
        for actor in map(int, np.flatnonzero(free)):
            top = programme.best_beside(np.eye(count)[actor], held, floors)
            tops[actor] = low if top is None else float((scale * (programme.worth @ top))[actor])
        stuck = [actor for actor, top in tops.items() if top <= low + 1e3 * _HELD]
        for actor in stuck or [min(tops, key=lambda each: tops[each])]:
            rows = np.concatenate([rows, np.eye(count)[actor : actor + 1]])
            least = np.append(least, (low - _HELD) / scale[actor])
            free[actor] = False
            score.append(low)
    score += [0.0] * (count - len(score))
    return best, tuple(score), 0.0


def _nash(programme: PathProgramme) -> Answer:
    """Maximise the product of the values of those who can gain, on a growing hull of maps.

    The best mixture of the maps known prices every actor's value at its inverse.  The map worth
    most at these prices joins, until none is worth more than the mixture (a simplicial
    decomposition); the difference bounds what is still missing.
    """
    count = len(programme.unit)
    known = [programme.best(np.eye(count)[actor]) for actor in range(count)]
    ideal = np.array([float(programme.worth[a] @ known[a]) for a in range(count)])
    able = np.flatnonzero(ideal > TOLERANCE)
    if not len(able):
        return np.zeros(programme.worth.shape[1]), (0.0, 0.0), 0.0
    known = [known[actor] for actor in able]
    worth = programme.worth[able] / ideal[able][:, None]
    gap = np.inf
    for _ in range(_ROUNDS):
        values = np.array([worth @ each for each in known])
        shares = best_mixture(values)
        point = shares @ values
        prices = np.zeros(count)
        prices[able] = 1.0 / (point * ideal[able])
        candidate = programme.best(prices)
        gap = float((worth @ candidate / point).sum()) - len(able)
        if gap <= _GAP:
            break
        known.append(candidate)
    mixed = np.einsum("k,kv->v", shares, np.array(known))
    logs = float(np.log(programme.worth[able] @ mixed).sum())
    return mixed, (float(len(able)), logs), gap


Answer = tuple[FloatArray, Score, float]
Solver = Callable[[PathProgramme], Answer]
