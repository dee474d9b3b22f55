"""Objectives over road maps by integer programmes: sums, the worst placed actor, Nash's product.

A Nash product is bounded from above by tangents to the logarithm, laid where answers lay; the
bound holds for every map, because a tangent lies nowhere below the curve.  The worst placed
actor's value is maximised first, then the sum of the two smallest, and so on.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray
from negotiation.engine.roadmaps._programme import Aim, Best, RoadMapProgramme

OBJECTIVES = ("nash", "egalitarian", "utilitarian")
"""The objectives that are linear programmes, or sums of concave terms."""

_TANGENTS = 9
_ROUNDS = 40
_FEW, _NEAR = 0.1, 0.005
"""Shares of all branches that a quick question may take, and of the best that it may miss."""

_GAP = 1e-9
_PROVEN = 1e-6
"""Up to which gap an answer counts as proven: integer programmes answer to about that."""

_HELD = 1e-7
"""What an earlier level may lose when a later one is maximised, in units of what is at stake."""

Found = tuple[FloatArray, dict[str, Any]]


def best_by_programme(programme: RoadMapProgramme, objective: str | FloatArray) -> Found:
    """Return the path of a map that maximises an objective, and how it was found.

    Parameters
    ----------
    programme : RoadMapProgramme
    objective : {"nash", "egalitarian", "utilitarian"} or array, shape (n_actors,)
        An array holds weights on values.

    Returns
    -------
    path : array, shape (n_stages + 1, n_measures)
        All 0 if nothing is better than to stay at the beginning, or no map was found that has
        all measures in force in the end where that is asked.
    diagnostics : dict
        ``exact`` says whether that is certain.
    """
    settled = True
    if isinstance(objective, str) and objective == "nash":
        best, gap = _nash(programme)
    elif isinstance(objective, str) and objective == "egalitarian":
        best, gap, settled = _leximin(programme)
    else:
        ones = np.ones(len(programme.unit))
        best, gap = _sum(programme, ones if isinstance(objective, str) else objective)
    path, found = best.path, bool(np.isfinite(best.values).all())
    if not programme.whole and (best.values <= TOLERANCE).all():
        path = np.zeros_like(path)
    return path, {
        "programmes": programme.asked,
        "repaired": programme.repaired,
        "nodes": programme.nodes,
        "certificate_gap": max(0.0, gap),
        "exact": bool(settled and gap <= _PROVEN) if found else programme.infeasible,
    }


def _best(programme: RoadMapProgramme, aim: Aim, share: float = 0.5, gap: float = 0.0) -> Best:
    """Return the best map; to stay at the beginning is always one, unless a whole one is asked."""
    best = programme.best(aim, share=share, gap=gap)
    if best is not None:
        return best
    path = np.zeros((programme.stages + 1, len(programme.model.measures)))
    worth = np.full(len(programme.unit), -np.inf if programme.whole else 0.0)
    return Best(path, worth, worth[0] if programme.infeasible else np.inf)


def _sum(programme: RoadMapProgramme, weights: FloatArray) -> tuple[Best, float]:
    """Maximise a weighted sum of values; of equal sums one that nobody can better alone."""
    scaled = weights * programme.unit
    scaled = scaled / (float(np.abs(scaled).max()) or 1.0)
    best = _best(programme, Aim(scaled), 0.9)
    level = float(scaled[weights > 0.0] @ best.values[weights > 0.0])
    if not np.isfinite(level):
        return best, 0.0
    if (weights == 0.0).any():
        kept = ((scaled, np.zeros(0), level - _HELD),)
        others = programme.best(Aim((weights == 0.0) * 1.0, conditions=kept))
        return best if others is None else others, best.bound - level
    return best, best.bound - level


def _nash(programme: RoadMapProgramme) -> tuple[Best, float]:
    """Maximise the product of the values of those who can gain at all.

    Divisible measures would have some best values.  First a sum is maximised, not too closely,
    in which every value is priced at the inverse of its own among them: that finds a good map.
    Then the sum of logarithms, each bounded by tangents, is maximised among the maps that are
    at least as good.  The gap is one in the sum of logarithms.
    """
    count = len(programme.unit)
    tops = np.array([_top(programme, row) for row in np.eye(count)])
    able = [actor for actor in range(count) if tops[actor] > TOLERANCE]
    maps = [_priced(programme, able, tops)] if able else []
    if not maps or _logarithm(maps[0], able) == -np.inf:
        alone = [_best(programme, Aim(row), _FEW) for row in np.eye(count)]
        tops = np.minimum(tops, [each.bound for each in alone])
        able = [actor for actor in able if alone[actor].values[actor] > TOLERANCE]
        if not able:
            best = _best(programme, Aim(np.ones(count)))
            return best, max(0.0, *tops)
        maps += [*alone, _priced(programme, able, tops)]
    best = max(maps, key=lambda each: (_logarithm(each, able), each.values.sum()))
    most, bound = tops[able], float(np.log(tops[able]).sum())
    least, touched = _region(best, able, most)
    gap = bound - _logarithm(best, able)
    for _ in range(_ROUNDS):
        floor = _logarithm(best, able) - _GAP
        found = programme.best(_logarithms(able, count, touched, floor, least))
        if found is None:
            return best, 0.0 if programme.infeasible else gap
        best = max(best, found, key=lambda each: _logarithm(each, able))
        bound = min(bound, found.bound)
        gap = bound - _logarithm(best, able)
        point = np.maximum(found.values[able], 1e-6 * most)
        known = any((np.abs(point - each) <= _GAP * most).all() for each in touched)
        if gap <= _GAP or known or programme.spent:
            break
        touched.append(point)
    return best, gap


def _top(programme: RoadMapProgramme, weights: FloatArray) -> float:
    """Return what no weighted sum of values can exceed."""
    found = programme.relaxed(Aim(weights))
    return 0.0 if found is None else found[1]


def _priced(programme: RoadMapProgramme, able: list[int], most: FloatArray) -> Best:
    """Return a map with a great product of values, if there is one."""
    count = len(programme.unit)
    touched = [most[able] * share for share in np.geomspace(1e-3, 1.0, _TANGENTS)]
    found = programme.relaxed(_logarithms(able, count, touched, -np.inf, np.zeros(len(able))))
    point = most if found is None else np.maximum(found[0], 1e-3 * most)
    weights = np.zeros(count)
    weights[able] = point[able].min() / point[able]
    return _best(programme, Aim(weights), _FEW, _NEAR)


def _logarithm(best: Best, able: list[int]) -> float:
    """Return the sum of the logarithms of some actors' values."""
    values = best.values[able]
    return float(np.log(values).sum()) if (values > 0).all() else -np.inf


def _region(best: Best, able: list[int], most: FloatArray) -> tuple[FloatArray, list[FloatArray]]:
    """Return the least values that can beat a map's product, and where to lay tangents."""
    level = _logarithm(best, able)
    if level == -np.inf:
        return np.zeros(len(able)), [most * share for share in np.geomspace(1e-3, 1.0, _TANGENTS)]
    least = np.exp(level - (np.log(most).sum() - np.log(most)))
    least = np.minimum(least, best.values[able])
    laid = [least ** (1.0 - share) * most**share for share in np.linspace(0.0, 1.0, _TANGENTS)]
    return least * (1.0 - _GAP), [best.values[able], *laid]


def _logarithms(
    able: list[int], count: int, touched: list[FloatArray], floor: float, least: FloatArray
) -> Aim:
    """Return the aim to maximise a sum of tangents to the logarithms of values.

    Only maps are looked at whose sum is at least `floor`, and values at least `least`.
    """
    none = np.zeros(len(able))
    conditions = [(np.zeros(count), np.ones(len(able)), floor)] if np.isfinite(floor) else []
    for place, actor in enumerate(able):
        own = np.eye(count)[actor]
        conditions.append((own, none, float(least[place])))
        for point in touched:
            # theta <= log(at) + (value - at) / at
            at = float(point[place])
            conditions.append((own / at, -np.eye(len(able))[place], 1.0 - float(np.log(at))))
    return Aim(np.zeros(count), np.ones(len(able)), tuple(conditions))


def _leximin(programme: RoadMapProgramme) -> tuple[Best, float, bool]:
    """Maximise the smallest value, then the sum of the two smallest, and so on.

    Values are compared between actors, so they count as they are and not in units of stakes.
    Returns the map, the gap, and whether the search got as far as all the sums.
    """
    count = len(programme.unit)
    scale = programme.unit / programme.unit.max()
    held: list[tuple[int, float]] = []
    gap = 0.0
    best: Best | None = None
    for number in range(1, count + 1):
        found = programme.best(_smallest(number, scale, held))
        if found is None:
            break  # nothing found in what was left of the search: the earlier levels stand
        best = found
        level = float(np.sort(scale * best.values)[:number].sum())
        gap = max(gap, found.bound - level)
        held.append((number, level - _HELD))
    if best is None:
        return _best(programme, Aim(np.ones(count))), gap, False
    return best, gap, len(held) == count


def _smallest(number: int, scale: FloatArray, held: list[tuple[int, float]]) -> Aim:
    """Return the aim to maximise the sum of the smallest values, some such sums being held.

    The sum of the k smallest is the maximum of ``k r - sum_i s_i`` over r and s >= 0 with
    ``s_i >= r - value_i`` (Ogryczak and Śliwiński).
    """
    count = len(scale)
    width = 1 + count
    total = width * (len(held) + 1)
    conditions: list[tuple[FloatArray, FloatArray, float]] = []
    sums = [*held, (number, -np.inf)]
    for block, (size, level) in enumerate(sums):
        start = block * width
        row = np.zeros(total)
        row[start], row[start + 1 : start + width] = size, -1.0
        if np.isfinite(level):
            conditions.append((np.zeros(count), row, level))
        for actor in range(count):
            values, extra = np.zeros(count), np.zeros(total)
            values[actor] = scale[actor]
            extra[start], extra[start + 1 + actor] = -1.0, 1.0
            conditions.append((values, extra, 0.0))
            positive = np.zeros(total)
            positive[start + 1 + actor] = 1.0
            conditions.append((np.zeros(count), positive, 0.0))
    return Aim(np.zeros(count), row, tuple(conditions))
