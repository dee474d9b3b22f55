"""What every answer says whatever way it was found: no agreement, its status, who is stuck."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, read_only
from negotiation._frozen import FrozenMap
from negotiation.concessions import BargainingProblem


def disagreement(problem: BargainingProblem, diagnostics: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of no agreement."""
    return {
        "status": "disagreement",
        "payoffs": problem.disagreement[None],
        "indices": read_only(np.empty(0, dtype=np.intp)),
        "diagnostics": FrozenMap(diagnostics),
    }


def status_of(able: BoolArray, several: bool) -> str:
    """Return the status of an agreement."""
    if not able.all():
        return "degenerate"
    return "set_valued" if several else "ok"


def about(problem: BargainingProblem, able: BoolArray) -> dict[str, Any]:
    """Return, in words, who has nothing to gain."""
    stuck = [name for name, can in zip(problem.actors, able, strict=True) if not can]
    if not stuck:
        return {}
    return {
        "cannot_gain": tuple(stuck),
        "note": f"{' and '.join(stuck)} can gain nothing over walking away: no formula counts it.",
    }
