"""Logit quantal response: everybody errs, costly errors are rarer, and all reckon with it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, read_only
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._equilibria import Profile
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.engine.equilibrium._subject import game_of
from negotiation.engine.learning._branch import (
    QuantalBranch,
    QuantalResponse,
    checked_precision,
    checked_unit,
)
from negotiation.engine.learning._continuation import Trail, follow
from negotiation.engine.learning._logit import Logit, logit
from negotiation.engine.learning._nearest import nearest
from negotiation.errors import InvalidValueError, TooLargeError

_ENOUGH, _LIMIT, _FARTHEST = 1e5, 1e7, 1e18
"""Precisions per smallest and, the last, per largest stake: where the branch may be at its limit,
where it is looked for, and where no branch is followed to."""
_LARGEST = 1e12
"""Precisions per largest stake that are answered in any game."""
_FADES = -20.0
"""Rates per logarithm of precision below which a strategy is worse than others in the limit."""
_WORK = 1e11
_STEPS = 5000
_FEWEST = 100
"""Multiplications for one branch; steps to try at most, and at least."""


def quantal_response(game: Any, precision: float, *, unit: str = "payoff") -> QuantalResponse:
    r"""Return the logit quantal response equilibrium at a precision, on the principal branch.

    Every actor plays strategy :math:`a` with probability proportional to
    :math:`\exp(\lambda u_a)`, where :math:`\lambda` is the precision and :math:`u_a` what
    the strategy is worth against what the others play, their errors included.  The
    principal branch starts at random play, where the precision is 0.

    Parameters
    ----------
    game : NormalFormGame or Scenario
        Of any number of actors; also anything with a method ``normal_form()``.
    precision : float
        0 or more; ``math.inf`` for the Nash equilibrium that the branch leads to.
    unit : {"payoff", "stakes"}
        What the precision is per: one unit of payoff, the same number for all actors; or
        each actor's stakes, the most that its own choice can change.  The second does not
        depend on the units that payoffs are measured in.

    Returns
    -------
    QuantalResponse
        Where the branch turns back in precision, the point that it reaches first; the
        others are in `QuantalResponse.others`.

    Raises
    ------
    InvalidValueError
        If the precision is negative or not a number, or too large to be told from infinity.
    TooLargeError
        If the game is too large.

    References
    ----------
    McKelvey, R. D. and Palfrey, T. R. (1995). Quantal response equilibria for normal form
    games. Games and Economic Behavior 10, 6-38.

    Examples
    --------
    >>> import negotiation as ng
    >>> chicken = ng.NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]])
    >>> ng.quantal_response(chicken, 1).profile[0].round(4)
    array([0.5712, 0.4288])
    """
    asked = game_of(game, "Quantal response")
    value = checked_precision(precision)
    branch = _branch(asked, checked_unit(unit), value, beyond=True)
    first, *others = branch.at(value)
    return replace(first, others=tuple(others))


def quantal_response_branch(
    game: Any, *, until: float = math.inf, unit: str = "payoff"
) -> QuantalBranch:
    """Return the principal branch of logit quantal response equilibria.

    It is followed from random play, step by step along the curve, so that it is not lost
    where it turns back in precision.

    Parameters
    ----------
    game : NormalFormGame or Scenario
        Of any number of actors; also anything with a method ``normal_form()``.
    until : float
        Where to stop: at the first point with this precision.  By default the branch is
        followed until precision no longer matters, and its limit is named.
    unit : {"payoff", "stakes"}
        What the precision is per, as for `quantal_response`.

    Returns
    -------
    QuantalBranch

    Raises
    ------
    InvalidValueError
        If `until` is negative or not a number, or too large to be told from infinity.
    TooLargeError
        If the game is too large.

    References
    ----------
    McKelvey, R. D. and Palfrey, T. R. (1995). Quantal response equilibria for normal form
    games. Games and Economic Behavior 10, 6-38.

    Turocy, T. L. (2005). A dynamic homotopy interpretation of the logistic quantal response
    equilibrium correspondence. Games and Economic Behavior 51, 243-263.

    Examples
    --------
    >>> import negotiation as ng
    >>> stag_hunt = ng.NormalFormGame([[[4, 0], [3, 3]], [[4, 3], [0, 3]]])
    >>> branch = ng.quantal_response_branch(stag_hunt)
    >>> [each.tolist() for each in branch.limit]
    [[0.0, 1.0], [0.0, 1.0]]
    """
    asked = game_of(game, "Quantal response")
    return _branch(asked, checked_unit(unit), checked_precision(until), beyond=False)


def _branch(game: NormalFormGame, unit: str, until: float, *, beyond: bool) -> QuantalBranch:
    """Follow the branch to a precision, or to its limit and at least to that precision."""
    system = logit(game, by_stakes=unit == "stakes")
    wanted = system.inner(until) if math.isfinite(until) else 0.0
    least = _least(game, system)
    limit = min(_LIMIT / least, _FARTHEST)
    most = max(limit, _LARGEST)
    if wanted > most:
        raise InvalidValueError(
            f"A precision above {float(system.outer(most)):.4g} cannot be told from an "
            "infinite one in this game; give math.inf.",
            given=until,
        )
    whole = beyond or math.isinf(until)
    trail = _followed(system, max(wanted, limit) if whole else wanted)
    end = _limit(game, system, trail) if trail.points[-1][-1] * least >= _ENOUGH else None
    stopped = "" if end is not None else trail.stopped
    if whole and end is None and not stopped:
        stopped = "no equilibrium was found where the branch ends"
    points = np.array(trail.points)
    logs = system.split(points[:, :-1])
    return QuantalBranch(
        game,
        unit,
        read_only(system.outer(points[:, -1])),
        tuple(read_only(each) for each in logs),
        read_only(np.array(trail.folds, dtype=np.intp)),
        tuple(system.outer(trail.crossings).tolist()),
        end,
        end is not None,
        stopped,
    )


def _least(game: NormalFormGame, system: Logit) -> float:
    """Return the least that is ever at stake for an actor's choice, in inner units."""
    scale = stakes(game)
    shares = [
        np.min(each / each.max(), where=each > 0, initial=1.0)
        for each in scale.ranges
        if each.max() > 0
    ]
    widths = system.widths[system.widths > 0]
    return float((np.array(shares) * widths).min(initial=1.0))


def _followed(system: Logit, until: float) -> Trail:
    """Return the path of the logit equations from random play to a precision."""
    start = np.append(system.uniform, 0.0)
    cells, actors = system.losses[0].size, len(system.sizes)
    most = int(min(_STEPS, _WORK / (len(start) ** 3 + 10 * cells * actors**2)))
    if most < _FEWEST:
        shape = " x ".join(str(size) for size in system.sizes)
        raise TooLargeError(
            f"The branch of a game with {shape} strategies takes too long to follow; leave out "
            "dominated strategies, or such as nobody would consider."
        )
    if until == 0:
        return Trail([start], [start])
    return follow(system, start, until, most)


def _limit(game: NormalFormGame, system: Logit, trail: Trail) -> Profile | None:
    """Return the equilibrium that the end of a branch leads to, ``None`` if none is found.

    Far out the logarithm of a probability that stays settles.  One of a probability that goes
    to zero falls with the logarithm of the precision, if the strategy is as good as others in
    the limit, and with the precision itself if it is worse.
    """
    end, tangent = trail.points[-1], trail.tangents[-1]
    if tangent[-1] <= 0:
        return None
    rates = system.split(tangent[:-1] * (end[-1] / tangent[-1]))
    chances = tuple(np.exp(each) for each in system.split(end[:-1]))
    scale = stakes(game)
    near = [_ahead(*pair) for pair in zip(chances, rates, strict=True)]
    for least in (-0.3, -0.1, -0.7):
        used = [rate > least for rate in rates]
        tied = [(rate <= least) & (rate > _FADES) for rate in rates]
        found = nearest(scale, near, used, tied) or nearest(scale, near, used)
        if found is not None:
            return found
    return None


def _ahead(chances: FloatArray, rates: FloatArray) -> FloatArray:
    """Return where probabilities tend whose distance falls like one over the precision."""
    guess: FloatArray = np.clip(chances * (1.0 + rates), 0.0, 1.0)
    total = guess.sum()
    return guess / total if total > 0 else chances
