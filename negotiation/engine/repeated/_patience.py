"""Patience: what the next period counts for, beside this one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, floats, number, read_only
from negotiation.concessions._names import per_actor
from negotiation.errors import InvalidValueError


def patience_of(given: Any, actors: tuple[str, ...]) -> FloatArray:
    """Return a number strictly between 0 and 1 per actor, shape (n_actors,).

    Parameters
    ----------
    given : float, sequence of float or mapping
        One number for all, one per actor, or ``{actor: number}``.
    actors : tuple of str

    Raises
    ------
    NegotiationError
        If numbers are missing, belong to nobody, or do not lie strictly between 0 and 1.
    """
    if isinstance(given, Mapping):
        found = per_actor(given, actors, "Patience", np.nan)
    elif np.ndim(given):
        found = per_actor(floats(given, "Patience", ndim=1), actors, "Patience", np.nan)
    else:
        found = np.full(len(actors), number(given, "Patience"))
    for name, value in zip(actors, found, strict=True):
        if not 0.0 < value < 1.0:
            raise InvalidValueError(
                "Patience lies strictly between 0 (the next period counts for nothing) and 1 (it "
                "counts as much as this one).",
                given=float(value),
                actor=name,
            )
    return read_only(found)  # type: ignore[no-any-return]
