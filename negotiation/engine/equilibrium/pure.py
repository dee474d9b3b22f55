"""Pure equilibria: every actor's strategy is a best response to the others' strategies."""

from __future__ import annotations

import numpy as np

from negotiation._arrays import BoolArray, FloatArray
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._equilibria import Equilibria
from negotiation.engine.equilibrium._methods import Found, concept, method
from negotiation.engine.equilibrium._search import search
from negotiation.engine.equilibrium._stakes import stakes

_LISTED = 2_000
_ENTRIES = 4_000_000
"""Equilibria, and probabilities, that are written out at most."""


@concept(
    "pure-nash",
    reference="Nash, J. (1951). Non-cooperative games. Annals of Mathematics 54, 286-295.",
)
def pure_nash(game: NormalFormGame, method: str = "auto") -> Equilibria:
    """Return the equilibria in which nobody randomises; there may be none.

    They are the cells of the payoff table from which no actor alone can gain by moving,
    for any number of actors; the list is complete.
    """
    return search(game, "pure-nash", method)


@method("pure", concepts=("nash", "pure-nash"), rank=40)
def find(game: NormalFormGame) -> Found:
    """Look at every combination of strategies."""
    cells = np.argwhere(stable(game))
    sizes = game.payoffs.shape[1:]
    listed = min(_LISTED, max(1, _ENTRIES // sum(sizes)))
    missed: tuple[str, ...] = ()
    if len(cells) > listed:
        missed = (f"Only the first {listed:,} of {len(cells):,} pure equilibria are listed.",)
    profiles = [
        [unit(size, place) for size, place in zip(sizes, cell, strict=True)]
        for cell in cells[:listed]
    ]
    # Where one actor alone has a choice, its best responses are all there is.
    alone = ("nash",) if len(sizes) == 1 else ()
    return Found(
        profiles,
        () if missed else ("pure-nash", *alone),
        "Every combination of strategies was checked for pure equilibria.",
        missed,
    )


def stable(game: NormalFormGame) -> BoolArray:
    """Return where every actor plays a best response, shape (s1, …, sn)."""
    cells: BoolArray = np.logical_and.reduce(stakes(game).best)
    return cells


def unit(size: int, place: int) -> FloatArray:
    """Return the mixture that plays one strategy for sure."""
    vector = np.zeros(size)
    vector[place] = 1.0
    return vector
