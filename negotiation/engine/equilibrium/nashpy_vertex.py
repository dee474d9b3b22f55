"""Equilibria of two actors by Nashpy's vertex enumeration."""

from __future__ import annotations

from typing import Any

from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._bimatrix import Bimatrix, needs_two_actors
from negotiation.engine.equilibrium._methods import Found, method
from negotiation.engine.equilibrium._nashpy import ask


@method("nashpy-vertex", concepts=("nash",), rank=None, refuses=needs_two_actors)
def find(game: NormalFormGame) -> Found:
    """Enumerate the corners of the best-response polytopes and pair them."""
    return ask(game, "vertex enumeration", _pairs)


def _pairs(table: Bimatrix) -> Any:
    import nashpy

    return nashpy.Game(table.row, table.column).vertex_enumeration()
