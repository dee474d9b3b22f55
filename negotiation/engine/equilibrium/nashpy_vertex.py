"""Mixed equilibria of two actors by Nashpy's vertex enumeration, counted independently."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._bimatrix import Bimatrix, bimatrix, needs_two_actors
from negotiation.engine.equilibrium._methods import Found, method
from negotiation.engine.equilibrium._polytopes import verdict
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.engine.equilibrium._verify import settle
from negotiation.errors import NegotiationError, TooLargeError

_PAIRS = 60_000
"""Pairs of corners, and the strategies of one actor, that keep the enumeration to a second."""
_STRATEGIES = 16


def refuses(game: NormalFormGame) -> NegotiationError | None:
    """Take two actors whose best-response polytopes have few corners."""
    error = needs_two_actors(game)
    if error is not None:
        return error
    m, n = game.payoffs.shape[1:]
    if max(m, n) > _STRATEGIES or _most_corners(m, n) * _most_corners(n, m) > _PAIRS:
        return TooLargeError(
            f"Mixed equilibria were not searched by vertex enumeration: {m} x {n} strategies "
            "are too many for it (7 x 7 are not)."
        )
    return None


def _most_corners(dimensions: int, inequalities: int) -> int:
    """Return the most corners that a polytope with so many more facets can have (McMullen)."""
    low, high = dimensions // 2, (dimensions + 1) // 2
    facets = dimensions + inequalities
    return math.comb(facets - high, low) + math.comb(facets - low - 1, high - 1)


@method("nashpy-vertex", concepts=("nash",), rank=30, refuses=refuses)
def find(game: NormalFormGame) -> Found:
    """Enumerate the corners of the best-response polytopes and pair them."""
    table = bimatrix(game)
    judged = verdict(game)
    pairs, failure = _enumerate(table)
    profiles = table.restore_all(pairs)
    missed = [failure] if failure else []
    proves: tuple[str, ...] = ()
    if judged.degenerate:
        missed.append("The game is degenerate, and enumeration of corners can miss equilibria.")
    elif judged.count is None:
        missed.append("Rounding leaves open whether the game is degenerate.")
    else:
        distinct = len(settle(stakes(game), profiles)[0])
        if distinct == judged.count:
            proves = ("nash",)
        else:
            missed.append(f"The game has {judged.count} equilibria; Nashpy found {distinct}.")
    return Found(
        profiles,
        proves,
        "Mixed equilibria were searched by Nashpy's vertex enumeration.",
        tuple(missed),
        judged.degenerate,
        (judged.tie,) if judged.tie else (),
    )


def _enumerate(table: Bimatrix) -> tuple[list[tuple[Any, Any]], str]:
    """Return Nashpy's pairs of mixtures, and in words what stopped it early."""
    import nashpy
    from scipy.spatial import QhullError

    found = []
    try:
        # Ties make Nashpy divide by zero on the way; what comes of it fails the check.
        with np.errstate(all="ignore"):
            found.extend(nashpy.Game(table.row, table.column).vertex_enumeration())
    except (QhullError, np.linalg.LinAlgError, ValueError, TypeError) as error:
        # TypeError: Nashpy does not check whether its linear program had a solution.
        words = str(error).strip().splitlines() or [type(error).__name__]
        return found, f"Nashpy's vertex enumeration stopped early: {words[0]}"
    return found, ""
