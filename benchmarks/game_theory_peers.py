"""The same questions put to nashpy, QuantEcon and Gambit, where they are installed.

For each question the fastest call is used that their documentation offers and that was
measured to be fastest; building their game object is part of it, as it is of ours.
"""

from __future__ import annotations

import warnings
from typing import Any

NAMES = ("nashpy", "nashpy, fast mode", "QuantEcon", "Gambit")
"""The columns: peers, one of them in two ways."""


def nashpy_vertex(tables: Any) -> list[Any]:
    """Return what nashpy's vertex enumeration finds, its only complete one without ties."""
    import nashpy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(nashpy.Game(*tables).vertex_enumeration())


def nashpy_support(tables: Any) -> list[Any]:
    """Return what nashpy's support enumeration finds in its fast mode."""
    import nashpy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(nashpy.Game(*tables).support_enumeration(non_degenerate=True))


def quantecon_vertex(tables: Any) -> list[Any]:
    """Return what QuantEcon finds by the faster of its two compiled enumerations."""
    import quantecon.game_theory as theory

    game = quantecon_game(tables)
    if len(tables[0]) <= 6:
        return theory.support_enumeration(game)
    return theory.vertex_enumeration(game)


def quantecon_lemke_howson(tables: Any) -> list[Any]:
    """Return the equilibrium that QuantEcon's compiled Lemke-Howson finds."""
    import quantecon.game_theory as theory

    return [theory.lemke_howson(quantecon_game(tables), capping=10)]


def quantecon_game(tables: Any) -> Any:
    """Return QuantEcon's game of two tables."""
    import quantecon.game_theory as theory

    row, column = tables
    return theory.NormalFormGame((theory.Player(row), theory.Player(column.T.copy())))


def gambit_enummixed(tables: Any) -> list[Any]:
    """Return what Gambit's enumeration finds in floats."""
    import pygambit

    game = pygambit.Game.from_arrays(*tables)
    return _profiles(game, pygambit.nash.enummixed_solve(game, rational=False))


def gambit_lcp(tables: Any) -> list[Any]:
    """Return the first equilibrium of Gambit's Lemke-Howson in floats."""
    import pygambit

    game = pygambit.Game.from_arrays(*tables)
    return _profiles(game, pygambit.nash.lcp_solve(game, rational=False, stop_after=1))


def _profiles(game: Any, answer: Any) -> list[Any]:
    import numpy as np

    return [
        tuple(
            np.array([float(profile[each]) for each in actor.strategies]) for actor in game.players
        )
        for profile in answer.equilibria
    ]
