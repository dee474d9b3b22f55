"""What is known about preferences: a kind of statement per file, found here under its name.

``ng.statements.names()`` lists them.  Each is a function that returns a statement about one
actor; `negotiation.beliefs` turns statements into a distribution of preferences.
"""

from __future__ import annotations

from typing import Any

from negotiation._registry import import_members
from negotiation.analysis.statements._contradiction import conflict
from negotiation.analysis.statements._statement import (
    Inequality,
    Statement,
    statement,
    statement_registry,
)
from negotiation.errors import unknown_name

import_members(__name__, list(__path__))
_SHOWN = dict(statement_registry.items())
globals().update(_SHOWN)


def names() -> tuple[str, ...]:
    """Return the names of all kinds of statements, in alphabetical order."""
    return tuple(statement_registry)


__all__ = [
    "Inequality",
    "Statement",
    "conflict",
    "names",
    "statement",
    "statement_registry",
    *sorted(_SHOWN),
]


def __getattr__(name: str) -> Any:
    """Say which kinds of statements there are; a kind's own name never gets here."""
    if name.startswith("__"):
        raise AttributeError(name)
    raise AttributeError(str(unknown_name("kind of statement", name, statement_registry)))
