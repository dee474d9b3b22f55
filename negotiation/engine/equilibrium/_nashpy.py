"""Nashpy's algorithms at arm's length: on a tame scale, with a time limit, unbelieved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._bimatrix import bimatrix
from negotiation.engine.equilibrium._deadline import collect
from negotiation.engine.equilibrium._methods import Found

SECONDS = 10.0
"""How long an algorithm of Nashpy's may take."""


def ask(game: NormalFormGame, name: str, algorithm: Callable[[Any], Any]) -> Found:
    """Return what one of Nashpy's algorithms finds in time; nothing of it is proof.

    Parameters
    ----------
    game : NormalFormGame
        Of two actors.
    name : str
        What the algorithm is called.
    algorithm : callable
        From a `Bimatrix` to an iterator of pairs of mixtures.
    """
    table = bimatrix(game)

    def steps() -> Any:
        # Ties make Nashpy divide by zero on the way; what comes of it fails the check.
        with np.errstate(all="ignore"):
            yield from algorithm(table)

    pairs, failure = collect(steps, SECONDS)
    missed = [f"Nashpy's {name} can miss equilibria, by rounding and where there are ties."]
    if failure is not None:
        words = str(failure).strip().splitlines() or [type(failure).__name__]
        missed.append(f"Nashpy's {name} stopped early: {words[0]}")
    return Found(
        table.restore_all(_shaped(pairs, table.row.shape)),
        searched=f"Equilibria were searched by Nashpy's {name}.",
        missed=tuple(missed),
    )


def _shaped(pairs: list[Any], shape: tuple[int, ...]) -> list[tuple[Any, Any]]:
    """Return the pairs that are vectors of the right length; Nashpy does not always see to it."""
    vectors = [tuple(np.asarray(each, dtype=np.float64) for each in pair[:2]) for pair in pairs]
    return [pair for pair in vectors if (pair[0].shape + pair[1].shape) == shape]  # type: ignore[misc]
