"""What one actor would say to each package, by what is believed or known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, negligible
from negotiation.actors import Actor, OutcomeSpace, Scenario
from negotiation.analysis.beliefs._exact import necessarily, possibly
from negotiation.analysis.beliefs._posterior import Posterior
from negotiation.concessions.from_scenario import reservation_value, utilities
from negotiation.errors import NotDefinedError, UncertainError

if TYPE_CHECKING:
    from negotiation.analysis.beliefs.beliefs import Beliefs

_CELLS = 8_000_000
"""Numbers held at once: draws times packages."""


class View(NamedTuple):
    """What one actor would say to each package.

    Attributes
    ----------
    share : array, shape (n_packages,)
        How likely it is to accept.
    always, ever : array of bool, shape (n_packages,)
        Whether it accepts whatever fits the hard statements; for something that fits.
    draws : int or None
        On how many independent draws the share rests; ``None`` if it is certain.
    """

    share: FloatArray
    always: BoolArray
    ever: BoolArray
    draws: float | None


def view(beliefs: Beliefs, actor: Actor, space: OutcomeSpace, *, exact: bool) -> View:
    """Return what one actor would say, its red lines included."""
    if actor.name in beliefs.posteriors:
        view = _believed(beliefs.posteriors[actor.name], space, exact=exact)
    else:
        view = _certain(beliefs.given, actor, space)
    free, never, safe = np.ones(len(space)), np.zeros(len(space), bool), np.ones(len(space), bool)
    for line in actor.red_lines:
        crossed = line.holds(space)
        free = free * np.where(crossed, 1.0 - line.probability, 1.0)
        never |= crossed & (line.probability == 1.0)
        safe &= ~crossed | (line.probability == 0.0)
    return View(view.share * free, view.always & safe, view.ever & ~never, view.draws)


def _certain(scenario: Scenario, actor: Actor, space: OutcomeSpace) -> View:
    """Return what an actor whose preferences are known would say, red lines aside."""
    try:
        walk, worth = reservation_value(actor, scenario), utilities(actor, space)
    except UncertainError as error:
        raise NotDefinedError(
            f"{error.message} Acceptability is told of actors that are certain or that the "
            "beliefs are about: name this one in actors=.",
            actor=actor.name,
        ) from None
    slack = negligible(np.maximum(worth, walk), np.minimum(worth, walk)).max()
    yes = worth >= walk - slack
    return View(yes.astype(np.float64), yes, yes, None)


def _believed(posterior: Posterior, space: OutcomeSpace, *, exact: bool) -> View:
    """Return what an actor that beliefs are about would say, red lines aside."""
    unknowns = posterior.likelihood.unknowns
    gains = unknowns.rows(space) - unknowns.base
    yes = np.zeros(len(space))
    least, most = np.full(len(space), np.inf), np.full(len(space), -np.inf)
    for points in parts(posterior.points, len(space)):
        gain = points @ gains.T
        yes += (gain >= -1e-12).sum(axis=0)
        least, most = np.minimum(least, gain.min(axis=0)), np.maximum(most, gain.max(axis=0))
    share = yes / len(posterior.points)
    nothing = np.zeros(len(space), dtype=np.bool_)
    if not exact:
        return View(share, nothing, nothing, posterior.effective_sample_size)
    polytope = posterior.likelihood.polytope
    return View(
        share,
        necessarily(polytope, gains, least),
        possibly(polytope, gains, most),
        posterior.effective_sample_size,
    )


def parts(points: FloatArray, width: int) -> list[FloatArray]:
    """Cut draws into parts, so that a part times the packages fits in memory."""
    return np.array_split(points, max(1, -(-len(points) * width // _CELLS)))
