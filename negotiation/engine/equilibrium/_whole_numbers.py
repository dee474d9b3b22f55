"""Payoffs as the whole numbers they stand for, so that ties can be decided and not guessed.

A float is read as the fraction it was written down as: 0.1 is a tenth and 1/3 a third, and
what rounding may have added beside the largest payoff is dropped.  What is no simple
fraction is taken to the last bit.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from negotiation._arrays import NOISE, BoolArray, FloatArray
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._stakes import Stakes

_DENOMINATORS = (1, 2, 4, 10, 12, 60, 100, 1_000, 10_000, 100_000, 10**6, 10**7, 10**8, 10**9)
"""Common denominators that are tried first."""

_SIMPLE = 100_000
"""Largest denominator of a single payoff that is no decimal."""

_PLAIN = 2.0**40
"""Numerators up to this size leave room to tell a fraction from a float beside it."""


def numerators(values: FloatArray) -> tuple[Any, bool]:
    """Return whole numbers in the same proportions as the values, and whether they are simple.

    Parameters
    ----------
    values : array
        Finite floats.

    Returns
    -------
    array of int, of the same shape
        Of type ``int64`` where that holds them, else Python's integers.
    bool
        Whether all values were read as simple fractions and not to the last bit.
    """
    multiples, found = common_multiples(values[np.newaxis])
    if found[0]:
        return multiples[0].astype(np.int64), True
    noise = Fraction(NOISE) * Fraction(float(np.abs(values).max()))
    read = [_simple(float(value), noise) for value in values.flat]
    simple = None not in read
    if not simple:
        read = [Fraction(float(value)) for value in values.flat]
    fractions = [each for each in read if each is not None]
    common = math.lcm(*(each.denominator for each in fractions))
    whole = np.empty(values.size, dtype=object)
    whole[:] = [each.numerator * (common // each.denominator) for each in fractions]
    return whole.reshape(values.shape), simple


def common_multiples(stack: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Return tables times a common denominator each, and for which tables there is one.

    Parameters
    ----------
    stack : array, shape (n_tables, …)
        Finite floats; a table without a common denominator is returned as it is.
    """
    axes = tuple(range(1, stack.ndim))
    whole = stack.copy()
    largest = np.abs(stack).max(axis=axes, initial=0.0)
    found = np.zeros(len(stack), dtype=np.bool_)
    for denominator in _DENOMINATORS:
        (left,) = np.nonzero(~found & (largest <= _PLAIN / denominator))
        if not len(left):
            break
        scaled = stack[left] * float(denominator)
        nearest = np.rint(scaled)
        close = np.abs(scaled - nearest).max(axis=axes, initial=0.0)
        fits = close <= NOISE * denominator * largest[left]
        whole[left[fits]] = nearest[fits]
        found[left[fits]] = True
    return whole, found


def _simple(value: float, noise: Fraction) -> Fraction | None:
    """Return the simple fraction that a float is, but for rounding, if there is one."""
    near = Fraction(value).limit_denominator(_SIMPLE)
    return near if abs(near - Fraction(value)) <= noise else None


def whole_tables(game: NormalFormGame, scale: Stakes) -> tuple[Any, Any, bool]:
    """Return a two-actor game with the same equilibria in positive whole numbers.

    Parameters
    ----------
    game : NormalFormGame
        Of two actors.
    scale : Stakes
        Its stakes: what they call a tie is one here.

    Returns
    -------
    row, column : arrays of int, shape (m, n)
    simple : bool
        Whether all payoffs were read as simple fractions.
    """
    tables, plain = [], True
    for own, payoffs in enumerate(game.payoffs):
        whole, simple = numerators(payoffs)
        plain = plain and simple
        gaps = whole.max(axis=own, keepdims=True) - whole
        gaps = np.where(scale.best[own], 0, gaps)
        common = int(np.gcd.reduce(gaps, axis=None)) or 1
        gaps = gaps // common
        tables.append(gaps.max() + 1 - gaps)
    return tables[0], tables[1], plain
