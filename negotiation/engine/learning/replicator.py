"""Replicator dynamics: strategies that do better than their actor's average grow."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, number, read_only
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._equilibria import Profile
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.engine.equilibrium._subject import game_of
from negotiation.engine.equilibrium._verify import regret
from negotiation.engine.learning._learning import (
    LearningPath,
    mixture_of,
    mixtures_of,
    settled_on,
)
from negotiation.engine.learning._logit import Logit, logit
from negotiation.engine.learning._pairs import pairs, single
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError

REFERENCE = (
    "Taylor, P. D. and Jonker, L. B. (1978). Evolutionarily stable strategies and game "
    "dynamics. Mathematical Biosciences 40, 145-156."
)
_ACCURACY = 1e-12
_STEPS, _POINTS = 10_000, 100_000
"""Steps of the integration after which the path is cut short, and points that are held."""
_NEAR = 1e-6
"""How near to an equilibrium the last tenth of the path has to be."""


def replicator(
    game: Any,
    start: Any,
    duration: float,
    *,
    one_population: bool = False,
    points: int = 201,
) -> LearningPath:
    r"""Return the path of the replicator dynamics from a start.

    Each actor is a population of negotiators; the share :math:`x_a` that plays strategy
    :math:`a` grows at the rate :math:`\dot x_a / x_a = u_a - \sum_b x_b u_b`, by how much
    more it earns than the average.  Logarithms of shares are integrated, so that shares
    stay positive and sum to 1.  A strategy that nobody starts with never appears.

    Parameters
    ----------
    game : NormalFormGame or Scenario
        Of any number of actors; also anything with a method ``normal_form()``.
    start : sequence or mapping by actor
        Probabilities, or a strategy's label, per actor; with one population its
        probabilities alone.
    duration : float
        How long, in units of time in which a strategy that earns 1 more than another grows
        by the factor 2.718 against it.
    one_population : bool
        Whether both actors of a symmetric game are drawn from the same population.
    points : int
        How many points of time, evenly spread, the answer holds.

    Returns
    -------
    LearningPath

    Raises
    ------
    InvalidTypeError, InvalidValueError, UnknownNameError
        If start, duration or points do not fit.
    NotDefinedError
        If one population is asked for and the game is not symmetric between two actors.

    References
    ----------
    Taylor, P. D. and Jonker, L. B. (1978). Evolutionarily stable strategies and game
    dynamics. Mathematical Biosciences 40, 145-156.

    Examples
    --------
    >>> import negotiation as ng
    >>> stag_hunt = ng.NormalFormGame([[[4, 0], [3, 3]], [[4, 3], [0, 3]]])
    >>> path = ng.replicator(stag_hunt, [[0.8, 0.2]] * 2, 60)
    >>> path.converged, path.profile[0].round(4).tolist()
    (True, [1.0, 0.0])
    """
    asked = game_of(game, "Replicator dynamics")
    length, count = _checked(duration, points)
    first = _one(asked, start) if one_population else mixtures_of(asked, start)
    system = logit(asked, by_stakes=False)
    inner = system.inner(length)
    if not np.isfinite(inner):
        raise InvalidValueError(
            "The duration is too long for payoffs of this size; ask for a shorter one.",
            given=duration,
        )
    flow = _Flow(system, first, one=one_population)
    shares = flow.go(inner, count)
    paths = tuple(read_only(each) for each in flow.whole(shares))
    times = np.linspace(0.0, length, count)[: len(shares)]
    return _answer(asked, paths, read_only(times.copy()), complete=len(shares) == count)


class _Flow:
    """The growth of logarithms of shares, of those strategies that somebody starts with."""

    def __init__(self, system: Logit, first: Profile, *, one: bool) -> None:
        self.used = [mixture > 0 for mixture in first]
        kept = np.ix_(*(np.flatnonzero(each) for each in self.used))
        self.losses = [loss[kept] for loss in system.losses]
        self.copies = len(first) if one else 1
        populations = first[:1] if one else first
        self.cuts = np.cumsum([int((each > 0).sum()) for each in populations])[:-1]
        self.start = np.concatenate([np.log(each[each > 0]) for each in populations])

    def mixtures(self, logs: FloatArray) -> list[FloatArray]:
        """Return the shares, per actor, that logarithms stand for."""
        weights = [np.exp(each - each.max()) for each in np.split(logs, self.cuts)]
        return [each / each.sum() for each in weights] * self.copies

    def rate(self, _: float, logs: FloatArray) -> FloatArray:
        """Return by how much each strategy does better than its actor's average."""
        mixtures = self.mixtures(logs)
        crossed = pairs(self.losses, mixtures)
        rates = []
        for own, mixture in enumerate(mixtures[: len(self.cuts) + 1]):
            lost = single(self.losses, crossed, mixtures, own)
            rates.append(mixture @ lost - lost)
        return np.concatenate(rates)

    def go(self, duration: float, points: int) -> FloatArray:
        """Return the logarithms at evenly spread times, shape (k, n), as far as it got."""
        from scipy.integrate import DOP853

        times = np.linspace(0.0, duration, points)
        found = [self.start]
        solver = DOP853(self.rate, 0.0, self.start, duration, rtol=_ACCURACY, atol=_ACCURACY)
        for _ in range(_STEPS):
            if solver.status != "running":
                break
            solver.step()
            between = solver.dense_output()
            while len(found) < points and times[len(found)] <= solver.t:
                found.append(between(times[len(found)]))
        return np.array(found)

    def whole(self, logs: FloatArray) -> list[FloatArray]:
        """Return the shares of all strategies along the path, shape (k, s_i) per actor."""
        rows = [self.mixtures(each) for each in logs]
        paths = []
        for used, shares in zip(self.used, zip(*rows, strict=True), strict=True):
            path = np.zeros((len(rows), len(used)))
            path[:, used] = np.array(shares)
            paths.append(path)
        return paths


def _checked(duration: Any, points: Any) -> tuple[float, int]:
    """Return the duration and the number of points, or say why they do not do."""
    length = number(duration, "The duration")
    if not length > 0:
        raise InvalidValueError("The duration must be more than 0.", given=duration)
    if isinstance(points, bool) or not isinstance(points, int | np.integer):
        raise InvalidTypeError("The points must be a whole number.", given=points)
    if not 2 <= points <= _POINTS:
        raise InvalidValueError(f"There must be 2 to {_POINTS:,} points.", given=points)
    return length, int(points)


def _one(game: NormalFormGame, start: Any) -> Profile:
    """Return the start of one population that both actors are drawn from."""
    if len(game.actors) != 2 or game.payoffs.shape[1] != game.payoffs.shape[2]:
        raise NotDefinedError(
            "One population needs a symmetric game of two actors; leave out one_population=."
        )
    first, second = game.payoffs
    off = np.abs(first / 2 - second.T / 2).max()
    if off > TOLERANCE * (first.max() / 2 - first.min() / 2):
        raise NotDefinedError(
            "One population needs a symmetric game, in which each actor's payoff depends on its "
            "own and the other's strategy in the same way; leave out one_population=."
        )
    mixture = mixture_of(game, 0, start)
    return (mixture, mixture)


def _answer(
    game: NormalFormGame, paths: tuple[FloatArray, ...], times: FloatArray, *, complete: bool
) -> LearningPath:
    scale = stakes(game)
    profile = tuple(read_only(each[-1]) for each in paths)
    tail = (9 * len(times)) // 10
    found = settled_on(scale, paths, tail, _NEAR) if complete else None
    moved = max(float(np.abs(each[tail:] - each[-1]).max()) for each in paths)
    if not complete:
        note = f"The path was cut short at time {times[-1]:.4g}; ask for a shorter duration."
    elif found is not None:
        note = f"By time {times[-1]:.4g} the shares have settled on an equilibrium."
    elif moved <= _NEAR:
        note = (
            "The shares have come to rest, but at no equilibrium: a strategy that nobody "
            "plays there would do better."
        )
    else:
        note = f"At time {times[-1]:.4g} the shares are still moving."
    return LearningPath(
        game,
        "replicator dynamics",
        times,
        paths,
        found is not None,
        found,
        (),
        regret(scale, profile),
        complete,
        (note,),
        REFERENCE,
    )
