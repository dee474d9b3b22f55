"""The ZOPA along a number in many draws, where gains are straight lines in it."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation.analysis.sensitivity._gains import gains_of
from negotiation.analysis.sensitivity._lever import Lever
from negotiation.analysis.sensitivity._windows import Windows, windows
from negotiation.concessions import Draws
from negotiation.errors import NotDefinedError

_CHUNK = 256
"""Draws looked at in one go, so that memory does not grow with their number."""


def why_bent(moving: Lever) -> str:
    """Return why the ZOPA cannot be read off the two ends of a number's range; ``""`` if it can."""
    quantity, scenario = moving.quantity, moving.problem.scenario
    if not scenario.consent.unanimous(moving.problem.actors):
        return "Not everybody must agree, so no straight line decides whether a deal exists"
    actor: Any = scenario.actor(quantity.actor)
    types: Any = getattr(actor, "types", None)
    everyone = types.values() if types else (actor,)
    capped = any(getattr(each.preferences, "cap", None) is not None for each in everyone)
    if quantity.what == "cap" or (capped and quantity.what not in ("reservation", "premium")):
        return "With a cap on its utility, the actor's gains are no straight lines in this number"
    return ""


def check_straight(moving: Lever) -> None:
    """Refuse a number along which thresholds cannot be found exactly, or do not exist."""
    quantity = moving.quantity
    if quantity.what in ("power", "discount"):
        raise NotDefinedError(
            f"Whether a deal exists does not depend on {quantity.what}; ask ng.phase_map or "
            "ng.tornado how it moves what is selected.",
            actor=quantity.actor,
        )
    reason = why_bent(moving)
    if reason:
        raise NotDefinedError(
            f"{reason}; ng.phase_map looks at it step by step.", actor=quantity.actor
        )


def windows_of(moving: Lever, draws: Draws) -> list[Windows]:
    """Return, for every draw, where along the number the ZOPA is not empty."""
    found: list[Windows] = []
    for start in range(0, len(draws), _CHUNK):
        part = draws[start : start + _CHUNK]
        first, low = gains_of(moving.moved(part, moving.low))
        last, high = gains_of(moving.moved(part, moving.high))
        slack, open_to = np.maximum(low, high), np.asarray(part.signable())
        found += [
            windows(first[row], last[row], slack[row], open_to[row]) for row in range(len(part))
        ]
    return found
