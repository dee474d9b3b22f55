"""A stream of random numbers for everybody at the table, each its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from negotiation.errors import InvalidTypeError, InvalidValueError


def seed_of(rng: Any) -> np.random.SeedSequence:
    """Return the seed behind ``rng=``.

    Parameters
    ----------
    rng : None, int, SeedSequence or Generator
        ``None`` for a new seed; a generator gives one away, and so gives another next time.

    Raises
    ------
    InvalidTypeError, InvalidValueError
        If it is none of these, or negative.
    """
    if isinstance(rng, np.random.SeedSequence):
        return rng
    if isinstance(rng, np.random.Generator):
        return np.random.SeedSequence(rng.integers(2**32, size=4).tolist())
    if rng is not None and (isinstance(rng, bool) or not isinstance(rng, int | np.integer)):
        raise InvalidTypeError(
            "rng= takes a whole number, a numpy.random.Generator, or None.", given=rng
        )
    if rng is not None and rng < 0:
        raise InvalidValueError("A seed is not negative.", given=rng)
    return np.random.SeedSequence(None if rng is None else int(rng))


def child(seed: np.random.SeedSequence, *key: int) -> np.random.SeedSequence:
    """Return a seed of its own for `key`, the same whatever else was drawn or asked for."""
    return np.random.SeedSequence(seed.entropy, spawn_key=(*seed.spawn_key, *key))


def stream(seed: np.random.SeedSequence, seat: int) -> Callable[[], np.random.Generator]:
    """Return what makes the generator of the actor in a seat when it is first used."""
    return lambda: np.random.default_rng(child(seed, seat))
