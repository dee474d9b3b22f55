"""Why no patience keeps up a profile of strategies, in words."""

from __future__ import annotations

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.concessions import NormalFormGame
from negotiation.engine.repeated._punishments import Profiles, grim, least


def cannot_be_kept(
    game: NormalFormGame, punishment: str, place: tuple[int, ...], reversion: FloatArray | None
) -> str:
    """Return the reason, naming the actor where there is one."""
    profiles = Profiles.of(game)
    flat = int(np.ravel_multi_index(place, game.payoffs.shape[1:]))
    worth, gains = profiles.payoffs[:, flat], profiles.gains[:, flat]
    if reversion is not None:
        own = int(np.argmax(grim(profiles, reversion)[:, flat]))
        return (
            f"{game.actors[own]} gets {worth[own]:.4g} there and {reversion[own]:.4g} after a "
            "deviation, so there is nothing to lose."
        )
    if punishment == "harshest":
        return "somebody gains by deviating even if its worst equilibrium follows."
    for own, name in enumerate(game.actors):
        joint = np.maximum(gains[own], profiles.gains[own])
        drops = worth[own] - profiles.payoffs[own]
        if np.isinf(least(joint, drops, profiles.slack[own])).all():
            return (
                f"{name} cannot be deterred within one period: it gains {max(gains[own], 0.0):.4g} "
                f"by deviating, and no punishment that it would take part in costs it more."
            )
    if punishment == "penance":
        return (
            "each could be deterred, but by no penances that both would carry out and that they "
            "would not agree to forget."
        )
    return "each could be deterred, but no one stick deters everybody."
