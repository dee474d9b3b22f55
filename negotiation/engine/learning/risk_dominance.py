"""Risk dominance: the equilibrium that is safest when unsure what the others play."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, IntArray, read_only
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.engine.equilibrium._subject import two_actor_game_of
from negotiation.engine.equilibrium.pure import unit
from negotiation.engine.learning._selection import (
    HARSANYI_SELTEN,
    Selection,
    Verdict,
    selection,
)


def risk_dominant(game: Any) -> Selection:
    """Return the strict equilibrium that is safest to play when unsure what the others play.

    Of two strict pure equilibria of a 2 x 2 game the one risk-dominates that has the larger
    product of deviation losses: what each actor would lose by leaving it alone.  In larger
    games every pair of strict pure equilibria is compared in the 2 x 2 game of its own
    strategies, and selected is what no other beats; strategies outside a pair do not count
    then, which the answer says.

    Parameters
    ----------
    game : NormalFormGame or Scenario
        Of two actors; also anything with a method ``normal_form()``.

    Returns
    -------
    Selection
        Several equilibria if they tie; none if there is no strict pure equilibrium, or if
        in a larger game each is beaten by some other.

    Raises
    ------
    InvalidTypeError, NotDefinedError
        If it is not a game of two actors.

    References
    ----------
    Harsanyi, J. C. and Selten, R. (1988). A General Theory of Equilibrium Selection in
    Games. MIT Press.

    Examples
    --------
    >>> import negotiation as ng
    >>> stag_hunt = ng.NormalFormGame([[[4, 0], [3, 3]], [[4, 3], [0, 3]]])
    >>> ng.risk_dominant(stag_hunt).payoffs
    array([[3., 3.]])
    """
    remedy = "trace(game) selects by noisy play among any number of actors."
    asked = two_actor_game_of(game, "Risk dominance", remedy)
    best = stakes(asked).best
    alone = [(each & (each.sum(axis=own, keepdims=True) == 1)) for own, each in enumerate(best)]
    cells = np.argwhere(alone[0] & alone[1])
    sizes = asked.payoffs.shape[1:]
    profiles = tuple(
        tuple(read_only(unit(size, int(place))) for size, place in zip(sizes, cell, strict=True))
        for cell in cells
    )
    losses = _deviation_losses(asked, cells)
    largest = losses.max(axis=(0, 1), initial=0.0)
    shares = losses / np.where(largest > 0, largest, 1.0)
    products = shares.prod(axis=2)
    behind = products.T - products
    room = TOLERANCE * np.maximum(products, products.T)
    chosen = np.flatnonzero((behind <= room).all(axis=1))
    notes = _why_it_is_safe(asked, cells, losses, chosen)
    verdict = Verdict("risk dominance", profiles, behind < -room, chosen)
    return selection(asked, verdict, notes, HARSANYI_SELTEN, losses=read_only(losses))


def _deviation_losses(game: NormalFormGame, cells: IntArray) -> FloatArray:
    """Return what each actor loses by moving alone from one cell to its part in another.

    Shape (k, k, 2).
    """
    first, second = game.payoffs
    row, column = cells[:, 0], cells[:, 1]
    here = np.stack([first[row, column], second[row, column]], axis=-1)[:, np.newaxis]
    away = np.stack(
        [first[row[np.newaxis], column[:, np.newaxis]], second[row[:, np.newaxis], column]], axis=-1
    )
    losses: FloatArray = here - away
    return losses


def _why_it_is_safe(
    game: NormalFormGame, cells: IntArray, losses: FloatArray, chosen: IntArray
) -> list[str]:
    """Return in words how strict equilibria compare."""
    if not len(cells):
        return ["There is no strict pure equilibrium to compare."]
    if len(cells) == 1:
        return ["There is a single strict pure equilibrium, which nothing is compared with."]
    notes = []
    if len(cells) == 2:
        one, other = _products(losses)
        notes.append(f"The products of deviation losses are as {one:.4g} to {other:.4g}.")
    if len(chosen) == 1:
        notes.append("To leave the selected equilibrium alone costs more, both losses together.")
    elif len(chosen):
        notes.append(f"{len(chosen)} equilibria are equally safe.")
    else:
        notes.append("Each of them is beaten by some other, so none is selected.")
    if game.payoffs.shape[1:] != (2, 2):
        notes.append(
            "Each pair is compared in the 2 x 2 game of its own strategies; all other strategies "
            "are left out of account."
        )
    return notes


def _products(losses: FloatArray) -> tuple[float, float]:
    """Return the products of losses of two equilibria, in units of payoff if floats hold them."""
    with np.errstate(over="ignore", under="ignore"):
        one, other = losses[0, 1].prod(), losses[1, 0].prod()
        if not (np.isfinite([one, other]).all() and min(one, other) > 0):
            shares = losses / losses.max(axis=(0, 1))
            one, other = shares[0, 1].prod(), shares[1, 0].prod()
    return float(one), float(other)
