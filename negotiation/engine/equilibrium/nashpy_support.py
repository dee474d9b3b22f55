"""Mixed equilibria of two actors by Nashpy's support enumeration, its own check left out."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._bimatrix import Bimatrix, bimatrix, needs_two_actors
from negotiation.engine.equilibrium._methods import Found, method
from negotiation.errors import NegotiationError, TooLargeError

_SUPPORTS = 8_192
"""Pairs of supports that keep the enumeration to half a second."""

_ZERO = 1e-12
"""Probabilities on the rescaled game below which Nashpy shall read zero."""


def refuses(game: NormalFormGame) -> NegotiationError | None:
    """Take two actors with few sets of strategies to play."""
    error = needs_two_actors(game)
    if error is not None:
        return error
    m, n = game.payoffs.shape[1:]
    # Powers of two outgrow floats; compare exponents before numbers.
    if m + n > 30 or (2**m - 1) * (2**n - 1) > _SUPPORTS:
        return TooLargeError(
            f"Mixed equilibria were not searched by support enumeration: {m} x {n} strategies "
            "are too many for it (6 x 6 are not)."
        )
    return None


@method("nashpy-support", concepts=("nash",), rank=40, refuses=refuses)
def find(game: NormalFormGame) -> Found:
    """Solve the indifference equations of every pair of equally large supports."""
    table = bimatrix(game)
    return Found(
        table.restore_all(_candidates(table)),
        searched="Mixed equilibria were searched by Nashpy's support enumeration, which can miss "
        "some, by rounding and where there are ties.",
    )


def _candidates(table: Bimatrix) -> list[tuple[Any, Any]]:
    """Return the mixtures that make supports indifferent, best responses or not.

    This is the first half of ``nashpy.Game.support_enumeration``.  The second half compares
    floats with ``==``, which loses equilibria, and warns through the process-wide warnings
    filter, which no library can silence without touching other threads; the search checks
    every profile itself.
    """
    from nashpy.algorithms.support_enumeration import indifference_strategies

    with np.errstate(all="ignore"):
        return [
            (x, y) for x, y, _, _ in indifference_strategies(table.row, table.column, tol=_ZERO)
        ]
