"""Payoff dominance: the equilibrium that is best for everybody, if there is one."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, IntArray, negligible
from negotiation.engine.equilibrium._equilibria import Equilibria
from negotiation.engine.equilibrium._methods import equilibria
from negotiation.engine.equilibrium._subject import game_of
from negotiation.engine.learning._selection import (
    HARSANYI_SELTEN,
    Selection,
    Verdict,
    selection,
)


def payoff_dominant(subject: Any) -> Selection:
    """Return the equilibrium that pays every actor at least as much as any other.

    It is selected strictly if it pays every actor *more* than any other, which is payoff
    dominance in the words of Harsanyi and Selten.  Often there is none, because actors
    prefer different equilibria.  Where equilibria form continua their corners are compared;
    with two actors no other point pays anybody more than some corner does.

    Parameters
    ----------
    subject : Equilibria, NormalFormGame or Scenario
        The equilibria to choose among; a game stands for `equilibria` of it.

    Returns
    -------
    Selection
        Several equilibria if they pay everybody the same.

    Raises
    ------
    InvalidTypeError
        If it is neither equilibria nor a game.

    References
    ----------
    Harsanyi, J. C. and Selten, R. (1988). A General Theory of Equilibrium Selection in
    Games. MIT Press.

    Examples
    --------
    >>> import negotiation as ng
    >>> stag_hunt = ng.NormalFormGame([[[4, 0], [3, 3]], [[4, 3], [0, 3]]])
    >>> ng.payoff_dominant(ng.equilibria(stag_hunt)).payoffs
    array([[4., 4.]])
    """
    if isinstance(subject, Equilibria):
        found = subject
    else:
        found = equilibria(game_of(subject, "Payoff dominance"))
    game, worth = found.game, found.payoffs
    flat = game.payoffs.reshape(len(game.actors), -1)
    room = negligible(flat.max(axis=1), flat.min(axis=1))
    gain = worth[:, np.newaxis] - worth[np.newaxis]
    chosen = np.flatnonzero((gain >= -room).all(axis=(1, 2)))
    beats = (gain > room).all(axis=2)
    notes = [_why_it_pays(found, chosen, beats)]
    if not found.complete:
        notes.append("There may be other equilibria, which are not compared.")
    verdict = Verdict("payoff dominance", found.profiles, beats, chosen)
    return selection(game, verdict, notes, HARSANYI_SELTEN)


def _why_it_pays(found: Equilibria, chosen: IntArray, beats: BoolArray) -> str:
    """Return in words why equilibria are, or none is, best for everybody."""
    if not found.profiles:
        return "There is no equilibrium to choose among."
    if len(found.profiles) == 1:
        return "It is the only equilibrium."
    if len(chosen) > 1:
        return f"{len(chosen)} equilibria pay everybody the same, and none pays anybody more."
    if len(chosen) and beats[chosen[0]].sum() == len(beats) - 1:
        return "It pays every actor more than any other equilibrium."
    if len(chosen):
        return "It pays no actor less than any other equilibrium, though not always more."
    wishes = ", ".join(
        f"number {int(place) + 1} for {name}"
        for name, place in zip(found.game.actors, found.payoffs.argmax(axis=0), strict=True)
    )
    return f"No equilibrium is best for everybody. The best is {wishes}."
