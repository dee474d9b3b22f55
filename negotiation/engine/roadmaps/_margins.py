"""How far circumstances may change before a road map breaks: patience, hazard, bonds.

Multiplied by ``1 - d (1 - h)``, every incentive is a polynomial in an actor's discount factor d
and in the hazard h.  Its roots separate the values that support the map from those that do
not; the set need not be an interval.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from numpy.polynomial import Polynomial

from negotiation._arrays import FloatArray
from negotiation.engine.roadmaps._model import Appraisal

Interval = tuple[float, float]

_ALIKE = 1e-12
"""Roots nearer to each other than this are one."""


def supporting_patience(
    given: Appraisal, actor: int, stage: int | None = None
) -> tuple[Interval, ...]:
    """Return the intervals of an actor's patience at which it never breaks off.

    Parameters
    ----------
    given : Appraisal
        Of the path; nobody else's patience matters.
    actor : int
    stage : int, optional
        From 0: of this move alone, or of the end; all of them if left out.

    Returns
    -------
    tuple of pairs of float
        Within 0 and 1, which stand for values as near to them as one likes.
    """
    d, h = Polynomial([0.0, 1.0]), given.terms.hazard
    found = _of_stage(_incentives(given, actor, d, h), given, stage)
    return _supporting(found, float(given.model.tolerance[actor]))


def tolerable_hazard(given: Appraisal, actor: int, stage: int | None = None) -> float:
    """Return the hazard up to which an actor never breaks off; NaN if it does without any.

    Of one move alone, or of the end, if a stage is given.  It is the end of the interval that
    begins at 0; 1 stands for any hazard below 1.
    """
    d, h = float(given.terms.patience[actor]), Polynomial([0.0, 1.0])
    every = _of_stage(_incentives(given, actor, d, h), given, stage)
    tolerance = float(given.model.tolerance[actor])
    found = _supporting(every, tolerance)
    if found and found[0][0] == 0.0:
        return found[0][1]
    # What is met with nothing to spare bears none.
    return 0.0 if min(float(each(0.0)) for each in every) >= -tolerance * (1.0 - d) else np.nan


def needed_bonds(given: Appraisal) -> FloatArray:
    """Return the bonds, beyond those there are, that would close every gap, (T + 1, n_actors).

    A bond of 1 takes `Terms.forfeit` off a breach: ``d (1 - d)`` where it is seen at once.
    """
    short = np.where(given.slack < -given.model.tolerance, -given.slack, 0.0)
    needed: FloatArray = short / given.terms.forfeit
    return needed


def _incentives(given: Appraisal, actor: int, d: Any, h: Any) -> list[Polynomial]:
    """Return ``(1 - d (1 - h)) (V - D)`` for every move and every way to break off.

    One of d and h is a polynomial, the other a number.
    """
    model, path, lag = given.model, given.path, given.terms.lag
    flows = model.flows(path)[:, actor]
    floors = model.flows(model.floor(path))[:, actor]
    hidden, fallen = (table[..., actor] for table in model.breach(path, lag))
    lasting = d * (1.0 - h)
    short = 1.0 - lasting
    # Without a hazard the factor would only add a root at d = 1.
    certain = isinstance(h, float) and h == 0.0
    scale = 1.0 if certain else short
    now = [(1.0 - d) * flow + d * h * floor for flow, floor in zip(flows, floors, strict=True)]
    worth = [Polynomial([flows[-1]]) if certain else now[-1]]
    for flow in now[-2:0:-1]:
        worth.insert(0, flow * scale + lasting * worth[0])
    worth.append(worth[-1])
    bond = float(given.terms.bonds[actor]) * lasting ** (lag - 1) * d * (1.0 - d)
    out = []
    for option in range(len(hidden)):
        for stage in range(len(path)):
            now_hidden, then = hidden[option, stage], fallen[option, stage]
            breach = (1.0 - d) * now_hidden[-1] + d * then[-1]
            for period in range(lag - 2, -1, -1):
                later = h * then[period] + (1.0 - h) * breach
                breach = (1.0 - d) * now_hidden[period] + d * later
            # A path without moves has its end only.
            out.append(worth[min(stage, len(worth) - 1)] - scale * (breach - bond))
    return [each if isinstance(each, Polynomial) else Polynomial([each]) for each in out]


def _of_stage(
    incentives: list[Polynomial], given: Appraisal, stage: int | None
) -> list[Polynomial]:
    """Return the incentives of one stage, all ways to break off included; all if it is `None`."""
    return incentives if stage is None else incentives[stage :: len(given.path)]


def _supporting(incentives: list[Polynomial], tolerance: float) -> tuple[Interval, ...]:
    """Return where between 0 and 1 all polynomials are 0 or more."""
    cuts = [0.0, 1.0]
    for each in incentives:
        roots = each.trim(_ALIKE * float(np.abs(each.coef).max() or 1.0)).roots()
        real = roots[np.abs(roots.imag) <= 1e-9].real
        cuts.extend(float(root) for root in real if 0.0 < root < 1.0)
    cuts = sorted(set(cuts))
    out: list[Interval] = []
    for low, high in itertools.pairwise(cuts):
        if high - low <= _ALIKE:
            continue
        middle = (low + high) / 2.0
        if min(float(each(middle)) for each in incentives) >= -tolerance:
            if out and out[-1][1] >= low - _ALIKE:
                out[-1] = (out[-1][0], high)
            else:
                out.append((low, high))
    return tuple(out)
