"""Equilibria of two actors by Nashpy's support enumeration, its own check left out."""

from __future__ import annotations

from typing import Any

from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._bimatrix import Bimatrix, needs_two_actors
from negotiation.engine.equilibrium._methods import Found, method
from negotiation.engine.equilibrium._nashpy import ask

_ZERO = 1e-12
"""Probabilities on the rescaled game below which Nashpy shall read zero."""


@method("nashpy-support", concepts=("nash",), rank=None, refuses=needs_two_actors)
def find(game: NormalFormGame) -> Found:
    """Solve the indifference equations of every pair of supports."""
    return ask(game, "support enumeration", _candidates)


def _candidates(table: Bimatrix) -> Any:
    """Yield the mixtures that make supports indifferent, best responses or not.

    This is the first half of ``nashpy.Game.support_enumeration``.  The second half compares
    floats with ``==``, which loses equilibria, and warns through the process-wide warnings
    filter, which no library can silence without touching other threads; the search checks
    every profile itself.
    """
    from nashpy.algorithms.support_enumeration import indifference_strategies

    return indifference_strategies(table.row, table.column, tol=_ZERO)
