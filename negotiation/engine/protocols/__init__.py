"""Rules of play, solved exactly: a file per protocol, found here under its name.

``ng.protocols.names()`` lists them.  A protocol is a function that returns a frozen answer.
"""

from __future__ import annotations

from typing import Any

from negotiation._registry import import_members
from negotiation.engine.protocols._protocol import Protocol, protocol_registry
from negotiation.errors import unknown_name

import_members(__name__, list(__path__))
_SHOWN = {
    **{name: each.solve for name, each in protocol_registry.items()},
    **{each.answer.__name__: each.answer for each in protocol_registry.values()},
}
globals().update(_SHOWN)


def names() -> tuple[str, ...]:
    """Return the names of all registered protocols, in alphabetical order."""
    return tuple(protocol_registry)


__all__ = ["Protocol", "names", "protocol_registry", *sorted(_SHOWN)]


def __getattr__(name: str) -> Any:
    """Say which protocols there are; a protocol's own name never gets here."""
    if name.startswith("__"):
        raise AttributeError(name)
    raise AttributeError(str(unknown_name("protocol", name, protocol_registry)))
