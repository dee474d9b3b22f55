"""What a road map has to withstand: impatience, turnover, slow detection; and bonds against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, floats, number
from negotiation.concessions._names import per_actor
from negotiation.errors import InvalidTypeError, InvalidValueError

PerActor = float | Sequence[float] | Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Terms:
    """The circumstances under which every step must be in everybody's interest.

    Attributes
    ----------
    patience : array, shape (n_actors,)
        What the next period counts for against this one, strictly between 0 and 1.
    hazard : float
        The probability, after every period, that all that is reversible collapses for good.
    lag : int
        Periods until a breach is seen; 1 or more.
    bonds : array, shape (n_actors,)
        Lumps that are forfeited when a breach is seen.
    """

    patience: FloatArray
    hazard: float
    lag: int
    bonds: FloatArray

    @property
    def lasting(self) -> FloatArray:
        """What the next period counts for as long as nothing collapses, shape (n_actors,)."""
        lasting: FloatArray = self.patience * (1.0 - self.hazard)
        return lasting

    @property
    def forfeit(self) -> FloatArray:
        """What a bond of 1 takes off the worth of a breach, shape (n_actors,)."""
        hidden = self.lasting ** (self.lag - 1)
        forfeit: FloatArray = hidden * self.patience * (1.0 - self.patience)
        return forfeit


def terms_of(
    actors: tuple[str, ...],
    patience: PerActor,
    *,
    hazard: float = 0.0,
    lag: int = 1,
    bonds: PerActor | None = None,
) -> Terms:
    """Return the terms as arrays, or say which number cannot be meant.

    Parameters
    ----------
    actors : tuple of str
    patience : number, sequence or mapping
        Strictly between 0 and 1, for all or per actor.
    hazard : float, default 0.0
        At least 0 and below 1.
    lag : int, default 1
    bonds : number, sequence or mapping, optional
        0 or more; none if left out.

    Raises
    ------
    InvalidTypeError
        If the lag is no whole number or something else is no number.
    InvalidValueError
        If a number is out of its range, or there is not one per actor.
    UnknownNameError
        If a mapping names an actor whom no measure concerns.
    """
    patient = one_per_actor(patience, actors, "patience")
    for actor, value in zip(actors, patient, strict=True):
        if not 0.0 < value < 1.0:
            raise InvalidValueError(
                "patience lies strictly between 0 (the next period counts for nothing) and 1 "
                "(no impatience).",
                given=float(value),
                actor=actor,
            )
    risk = number(hazard, "hazard")
    if not 0.0 <= risk < 1.0:
        raise InvalidValueError(
            "hazard is the probability of collapse per period: at least 0 and below 1.",
            given=hazard,
        )
    if isinstance(lag, bool) or not isinstance(lag, int | np.integer):
        raise InvalidTypeError("lag is a whole number of periods.", given=lag)
    if lag < 1:
        raise InvalidValueError(
            "lag is the number of periods until a breach is seen: 1 or more.", given=lag
        )
    lumps = one_per_actor(0.0 if bonds is None else bonds, actors, "bonds")
    for actor, value in zip(actors, lumps, strict=True):
        if value < 0.0:
            raise InvalidValueError("A bond is 0 or more.", given=float(value), actor=actor)
    return Terms(patient, risk, int(lag), lumps)


def one_per_actor(given: Any, actors: tuple[str, ...], what: str) -> FloatArray:
    """Return a number per actor from one for all, a sequence or a mapping."""
    if isinstance(given, Mapping) or np.ndim(given) == 1:
        return per_actor(given, actors, what, 0.0)
    return floats([number(given, what)] * len(actors), what)
