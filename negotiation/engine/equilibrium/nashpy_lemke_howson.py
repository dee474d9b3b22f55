"""Equilibria of two actors by Nashpy's Lemke–Howson algorithm, from every label."""

from __future__ import annotations

from typing import Any

from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._bimatrix import Bimatrix, needs_two_actors
from negotiation.engine.equilibrium._methods import Found, method
from negotiation.engine.equilibrium._nashpy import ask


@method("nashpy-lemke-howson", concepts=("nash",), rank=None, refuses=needs_two_actors)
def find(game: NormalFormGame) -> Found:
    """Follow the path of every label, which may never end; the time limit does."""
    return ask(game, "Lemke-Howson algorithm", _paths)


def _paths(table: Bimatrix) -> Any:
    """Yield the end of every path; one that fails does not keep the others from being tried."""
    import nashpy

    game = nashpy.Game(table.row, table.column)
    for label in range(sum(table.row.shape)):
        try:
            yield game.lemke_howson(label)
        except (ValueError, IndexError, ZeroDivisionError):
            continue
