"""Bayesian beliefs about another actor: its weights, its values, and how far it will go."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from negotiation._arrays import FloatArray, IntArray
from negotiation.engine.tactics._opponent_model import Estimate

EXPONENTS = np.array([0.1, 0.2, 0.5, 1.0, 2.0, 4.0])
"""Hypotheses on how the other concedes: late (below 1), evenly (1), early (above 1)."""

LIMITS = np.linspace(0.0, 0.9, 10)
"""Hypotheses on the other's reservation value, as shares of its best package."""

PEAKS_AT_MOST = 21
"""Options of one issue that are hypotheses for being the other's favourite."""

ISSUES_AT_MOST = 6
"""Issues of which all orders of importance are hypotheses."""

SWEEPS = 30
"""Rounds through the issues after which the beliefs are taken as they are."""


@dataclass(frozen=True)
class Beliefs:
    """What one actor believes of another after some offers.

    Attributes
    ----------
    estimate : Estimate
        Expected weights and values.
    limits : array, shape (n_limits, n_exponents)
        The probability of each reservation value (`LIMITS`) and way to concede
        (`EXPONENTS`); it adds up to 1.
    orders : array, shape (n_orders,)
        The probability of each order of importance of the issues (`rank_weights`).
    favourites : tuple of arrays, shape (n_peaks,) each
        For every issue the probability of each option to be the favourite.
    """

    estimate: Estimate
    limits: FloatArray
    orders: FloatArray
    favourites: tuple[FloatArray, ...]

    @property
    def reservation(self) -> float:
        """The expected reservation value, as a share of the other's best package."""
        return float(self.limits.sum(axis=1) @ LIMITS)

    def acceptance(self, worth: FloatArray, time: float, *, spread: float) -> FloatArray:
        """Return how likely the other accepts packages.

        It accepts what is worth as much to it as what it would itself demand by then, give
        or take a normal error.

        Parameters
        ----------
        worth : array, shape (n_outcomes,)
            What the packages are worth to the other, from 0 to 1.
        time : float
            From 0 to 1.
        spread : float
            The standard deviation of the error.
        """
        from scipy.special import ndtr

        levels = demand(np.array([time]))[0]
        away = (worth[:, None] - levels.reshape(-1)) / spread
        return np.asarray(ndtr(away) @ self.limits.reshape(-1))


def demand(times: FloatArray) -> FloatArray:
    """Return what each hypothesis on conceding expects the other to demand.

    Parameters
    ----------
    times : array, shape (n,)

    Returns
    -------
    array, shape (n, n_limits, n_exponents)
        ``1 - (1 - r) t ** (1 / e)``.
    """
    given_up = times[:, None] ** (1.0 / EXPONENTS)
    return np.asarray(1.0 - (1.0 - LIMITS[None, :, None]) * given_up[:, None, :])


def shapes(size: int) -> FloatArray:
    """Return, per favourite option, what every option of an issue is worth.

    1 at the favourite, falling in a straight line on both sides to 0 at the first and the
    last option.

    Parameters
    ----------
    size : int
        The number of options, in their order.

    Returns
    -------
    array, shape (n_peaks, size)
    """
    peaks = np.unique(np.linspace(0, size - 1, min(size, PEAKS_AT_MOST)).round())[:, None]
    place = np.arange(size, dtype=np.float64)
    left = np.divide(place, peaks, out=np.ones((len(peaks), size)), where=peaks > 0)
    beyond = size - 1 - peaks
    right = np.divide(size - 1 - place, beyond, out=np.ones((len(peaks), size)), where=beyond > 0)
    return np.minimum(np.minimum(left, right), 1.0)


def rank_weights(count: int) -> FloatArray:
    """Return the weights of issues under every order of importance.

    The least important issue weighs 1, the next 2 and so on, over ``n (n + 1) / 2``.

    Parameters
    ----------
    count : int
        The number of issues n.

    Returns
    -------
    array, shape (n_orders, n)
        All orders; of more than `ISSUES_AT_MOST` issues, 720 drawn once and for all.
    """
    if count <= ISSUES_AT_MOST:
        ranks = np.array(list(itertools.permutations(range(1, count + 1))), dtype=np.float64)
    else:
        drawn = np.random.default_rng(0).permuted(
            np.tile(np.arange(1, count + 1), (math.factorial(ISSUES_AT_MOST), 1)), axis=1
        )
        ranks = drawn.astype(np.float64)
    return np.asarray(2.0 * ranks / (count * (count + 1)))


def beliefs(levels: IntArray, times: FloatArray, sizes: Sequence[int], *, spread: float) -> Beliefs:
    """Return the beliefs after a sequence of offers.

    Hypotheses: the worth of a package is a sum over issues of weight times value; the weights
    are those of ranks (`rank_weights`), values have one peak (`shapes`); what the other offers
    at time t is worth ``1 - (1 - r) t ** (1 / e)`` to it (`demand`), with a normal error.  All
    hypotheses are equally likely at first.

    The joint posterior is approximated by a product of factors: one for the order of the
    issues, one for the favourite of each issue, one for (r, e).  Each is the posterior given
    the expectations of the others (mean field); they are brought into line in turn.

    Parameters
    ----------
    levels : array of int, shape (n_offers, n_issues)
    times : array, shape (n_offers,)
    sizes : sequence of int
        The number of options of each issue.
    spread : float
        The standard deviation of the error, as a share of the other's best package.
    """
    tables = [shapes(size) for size in sizes]
    seen = [table[:, levels[:, place]] for place, table in enumerate(tables)]
    weights, curves = rank_weights(len(sizes)), demand(times)
    favourites = [np.full(len(table), 1.0 / len(table)) for table in tables]
    orders = np.full(len(weights), 1.0 / len(weights))
    limits = np.full(curves.shape[1:], 1.0 / (len(LIMITS) * len(EXPONENTS)))
    means = np.array([chance @ values for chance, values in zip(favourites, seen, strict=True)])
    for _ in range(SWEEPS if len(times) else 0):
        before = means.copy()
        wanted = np.tensordot(curves, limits, axes=2)
        mean, product = orders @ weights, (weights.T * orders) @ weights
        for place, values in enumerate(seen):
            rest = product[place] @ means - product[place, place] * means[place]
            misfit = product[place, place] * (values**2).sum(axis=1) + 2 * values @ (
                rest - mean[place] * wanted
            )
            favourites[place] = _posterior(-misfit / (2 * spread**2))
            means[place] = favourites[place] @ values
        squares = [chance @ values**2 for chance, values in zip(favourites, seen, strict=True)]
        loose = (np.array(squares) - means**2).sum(axis=1)
        misfit = ((weights @ means - wanted) ** 2).sum(axis=1) + weights**2 @ loose
        orders = _posterior(-misfit / (2 * spread**2))
        worth = (orders @ weights) @ means
        limits = _posterior(-((curves - worth[:, None, None]) ** 2).sum(axis=0) / (2 * spread**2))
        if np.abs(means - before).max() < 1e-7:
            break
    worths = tuple(chance @ table for chance, table in zip(favourites, tables, strict=True))
    return Beliefs(Estimate(orders @ weights, worths), limits, orders, tuple(favourites))


def _posterior(logs: FloatArray) -> FloatArray:
    """Return probabilities from their logarithms, up to a constant."""
    odds = np.exp(logs - logs.max())
    return np.asarray(odds / odds.sum())
