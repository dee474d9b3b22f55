"""What beats a strategy whatever the others do: another strategy, or a mixture of others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, IntArray
from negotiation.concessions import NormalFormGame
from negotiation.engine._programme import linear_programme
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.engine.equilibrium.dominance import dominated
from negotiation.errors import TooLargeError

_WORK = 300_000_000
"""Payoffs that are compared at most in one round."""

_PROGRAMMES = 60_000_000
"""Entries of all linear programmes of one round."""

_BELIEFS = (100.0, 1.0, 0.01)
"""How much a belief spreads over everything, against the one combination that it stresses."""


@dataclass(frozen=True)
class Side:
    """One actor's strategies against every combination of the others'.

    Attributes
    ----------
    losses : array, shape (n_strategies, n_combinations)
        What each strategy loses against the best one there, as a share of the range there.
    blur : array, shape (n_strategies, n_combinations)
        Differences of losses that count as none.
    """

    losses: FloatArray
    blur: FloatArray

    def gains(self, strategy: int) -> FloatArray:
        """Return what the others gain over a strategy; exactly 0 where that counts as none.

        Shape (n_strategies, n_combinations).
        """
        gains: FloatArray = self.losses[strategy] - self.losses
        gains[np.abs(gains) <= np.maximum(self.blur, self.blur[strategy])] = 0.0
        return gains


def sides(game: NormalFormGame) -> tuple[Side, ...]:
    """Return every actor's side of a game."""
    scale = stakes(game)
    parts = []
    for own, (loss, slack, width) in enumerate(
        zip(scale.losses, scale.slack, scale.ranges, strict=True)
    ):
        blur = np.divide(slack, width, out=np.ones_like(slack), where=width > 0)
        rows = [np.moveaxis(each, own, 0).reshape(loss.shape[own], -1) for each in (loss, blur)]
        parts.append(Side(rows[0], np.maximum(rows[1], TOLERANCE)))
    return tuple(parts)


def dominators(side: Side, *, weak: bool, mixed: bool) -> dict[int, FloatArray]:
    """Return the dominated strategies, each with the weights of what dominates it.

    Parameters
    ----------
    side : Side
    weak : bool
        Whether never worse and somewhere better will do; else it is better everywhere.
    mixed : bool
        Whether mixtures count too; they are asked for only where no pure strategy will do.

    Raises
    ------
    TooLargeError
        If too many payoffs would have to be compared.
    """
    count, combinations = side.losses.shape
    suspects = _weak_suspects(side) if weak else _strict_suspects(side, mixed=mixed)
    if len(suspects) * side.losses.size > _WORK:
        raise TooLargeError(
            f"Dominance among {count} strategies against {combinations:,} combinations takes too "
            "many comparisons; `equilibria` removes what pure strategies dominate strictly."
        )
    found: dict[int, FloatArray] = {}
    rest = []
    for strategy in suspects:
        gains = side.gains(int(strategy))
        better = (gains >= 0).all(axis=1) & (gains > 0).any(axis=1)
        if not weak:
            better = (gains > 0).all(axis=1)
        if better.any():
            # Of several, the one whose least gain is largest, then the one that gains most.
            ranks = np.lexsort((-gains.sum(axis=1), -gains.min(axis=1), ~better))
            found[int(strategy)] = np.eye(count)[ranks[0]]
        else:
            rest.append(int(strategy))
    if mixed and count > 2:
        found.update(_by_mixtures(side, rest, sorted({*range(count)} - {*found}), weak=weak))
    return dict(sorted(found.items()))


def _strict_suspects(side: Side, *, mixed: bool) -> IntArray:
    """Return the strategies that could be dominated strictly."""
    if not mixed:
        return np.flatnonzero(dominated(side.losses)[0])
    # A best response to some combination, or to some belief, is not dominated.
    suspects = np.asarray((side.losses > side.blur).all(axis=1))
    suspects[_best_somewhere(side)] = False
    return np.flatnonzero(suspects)


def _weak_suspects(side: Side) -> IntArray:
    """Return the strategies that could be dominated weakly."""
    suspects = np.ones(len(side.losses), dtype=np.bool_)
    suspects[_best_somewhere(side)] = False
    return np.flatnonzero(suspects)


def _best_somewhere(side: Side) -> IntArray:
    """Return strategies that are best against beliefs that exclude nothing."""
    mean = side.losses.mean(axis=1, keepdims=True)
    # Where the best are almost equal, rounding must not name one of them.
    found = [(side.losses + spread * mean).argmin(axis=0) for spread in _BELIEFS]
    return np.unique(np.concatenate(found))


def _by_mixtures(
    side: Side, suspects: list[int], rivals: list[int], *, weak: bool
) -> dict[int, FloatArray]:
    """Return the suspects that a mixture of rivals dominates, with its weights."""
    if len(suspects) * len(rivals) * side.losses.shape[1] > _PROGRAMMES:
        raise TooLargeError(
            f"Dominance by mixtures takes {len(suspects):,} linear programmes with "
            f"{len(rivals):,} x {side.losses.shape[1]:,} entries, too many; by='pure' does without."
        )
    found = {}
    for strategy in suspects:
        others = np.array([each for each in rivals if each != strategy])
        gains = side.gains(strategy)[others]
        beaten = (gains > 0).any(axis=0)
        if not (beaten.any() if weak else beaten.all()):
            continue
        weights = _weakly(gains) if weak else _strictly(gains)
        if weights is not None:
            found[strategy] = np.zeros(len(side.losses))
            found[strategy][others] = weights
    return found


def _strictly(gains: FloatArray) -> FloatArray | None:
    """Return the mixture whose least gain is largest if that is positive, else ``None``."""
    count, combinations = gains.shape
    answer = linear_programme(
        np.append(np.zeros(count), -1.0),
        A_ub=np.hstack((-gains.T, np.ones((combinations, 1)))),
        b_ub=np.zeros(combinations),
        A_eq=np.append(np.ones(count), 0.0)[np.newaxis],
        b_eq=[1.0],
        bounds=[(0, None)] * count + [(None, None)],
    )
    weights = _clean(answer.x[:-1])
    return weights if (weights @ gains).min() > TOLERANCE else None


def _weakly(gains: FloatArray) -> FloatArray | None:
    """Return the mixture that gains most in sum and loses nowhere, if it gains, else ``None``."""
    count, combinations = gains.shape
    answer = linear_programme(
        -gains.mean(axis=1),
        A_ub=-gains.T,
        b_ub=np.zeros(combinations),
        A_eq=np.ones((1, count)),
        b_eq=[1.0],
        bounds=[(0, None)] * count,
    )
    if answer.status != 0:
        return None
    weights = _clean(answer.x)
    reached = weights @ gains
    # A breach within the programme's tolerance buys at most its price, the marginal value.
    bought = np.abs(answer.ineqlin.marginals) @ np.maximum(-reached, 0.0)
    enough = reached.max() > TOLERANCE and reached.mean() > 2 * bought + TOLERANCE / combinations
    return weights if enough and reached.min() >= -TOLERANCE else None


def _clean(weights: FloatArray) -> FloatArray:
    """Return weights without what rounding left of others."""
    kept = np.where(weights > TOLERANCE, weights, 0.0)
    cleaned: FloatArray = kept / kept.sum()
    return cleaned
