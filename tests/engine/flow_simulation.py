"""An oracle for road maps: flows period by period, and every one-shot breach, by the definition."""

from __future__ import annotations

import numpy as np


def flows(measures, actors, state, keep):
    """Return each actor's flow if of the state only what `keep` allows is in force."""
    out = dict.fromkeys(actors, 0.0)
    for measure, level in zip(measures, state, strict=True):
        if keep(measure):
            out[measure.owner] -= measure.cost * level
            for actor, worth in measure.benefits.items():
                out[actor] += worth * level
    return np.array([out[actor] for actor in actors])


def simulate(measures, actors, path, patience, *, hazard=0.0, lag=1, bonds=None, periods=3000):
    """Return values of going on and of breaking off, at every move and at the end.

    Parameters
    ----------
    path : array, shape (T + 1, n_measures)
    periods : int
        Simulated after the end of the path.

    Returns
    -------
    values, breaches : arrays, shape (T + 1, n_actors)
    """
    d = np.asarray(patience, dtype=float)
    bonds = np.zeros(len(actors)) if bonds is None else np.asarray(bonds)
    last = len(path) - 1

    def at(period):
        return path[min(period, last)]

    def whole(state):
        return flows(measures, actors, state, lambda each: True)

    def fallen(state):
        return flows(measures, actors, state, lambda each: not each.reversible)

    cache = [(whole(state), fallen(state)) for state in path]
    values = np.zeros((last + 1, len(actors)))
    for move in range(last + 1):
        weight = np.ones(len(actors))
        for ahead in range(last - move + periods):
            full, floor = cache[min(move + 1 + ahead, last)]
            values[move] += weight * ((1 - d) * full + d * hazard * floor)
            weight = weight * d * (1 - hazard)
            if weight.max() < 1e-18:
                break
    breaches = np.zeros((last + 1, len(actors)))
    for move in range(last + 1):
        for own, name in enumerate(actors):
            kept = sum(
                measure.cost * level
                for measure, level in zip(measures, path[move], strict=True)
                if measure.owner == name and not measure.reversible
            )

            def received(state, stays, name=name):
                return sum(
                    measure.benefits.get(name, 0.0) * level
                    for measure, level in zip(measures, state, strict=True)
                    if not (stays and measure.reversible)
                )

            worth, weight = 0.0, 1.0
            for hidden in range(lag):
                state = at(move + 1 + hidden)
                worth += weight * (1 - d[own]) * (received(state, False) - kept)
                ends = 1.0 if hidden == lag - 1 else hazard
                worth += weight * d[own] * ends * (received(state, True) - kept)
                if hidden == lag - 1:
                    worth -= weight * d[own] * (1 - d[own]) * bonds[own]
                weight *= d[own] * (1 - hazard)
            breaches[move, own] = worth
    return values, breaches
