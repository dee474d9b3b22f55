"""How one actor plays: a tactic per file, found here under its name.

``ng.tactics.names()`` lists them.  Each is a function that takes the tactic's parameters and
returns the tactic, which `negotiation.play` asks for one move after the other.
"""

from __future__ import annotations

from typing import Any

from negotiation._registry import import_members
from negotiation.engine.tactics._tactic import (
    ACCEPT,
    WALK_AWAY,
    Answer,
    Plan,
    Proposal,
    Tactic,
    tactic,
    tactic_registry,
)
from negotiation.engine.tactics._view import View
from negotiation.errors import unknown_name

import_members(__name__, list(__path__))
_SHOWN = {name: each.make for name, each in tactic_registry.items()}
globals().update(_SHOWN)


def names() -> tuple[str, ...]:
    """Return the names of all registered tactics, in alphabetical order."""
    return tuple(tactic_registry)


__all__ = [
    "ACCEPT",
    "WALK_AWAY",
    "Answer",
    "Plan",
    "Proposal",
    "Tactic",
    "View",
    "names",
    "tactic",
    "tactic_registry",
    *sorted(_SHOWN),
]


def __getattr__(name: str) -> Any:
    """Say which tactics there are; a tactic's own name never gets here."""
    if name.startswith("__"):
        raise AttributeError(name)
    raise AttributeError(str(unknown_name("tactic", name, tactic_registry)))
