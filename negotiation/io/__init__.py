"""Negotiations in files: `read` and `write` go by suffix or content; a file here per format.

A member decorates its reader with ``@file_format(name, ".suffix")`` (see ``_formats``)
and is found by being in this folder.  `to_nashpy`, `to_pygambit` and their counterparts exchange
games with these packages in memory.
"""

from negotiation._registry import import_members
from negotiation.io._formats import Format, formats, read, write
from negotiation.io.peers import from_nashpy, from_pygambit, to_nashpy, to_pygambit

import_members(__name__, list(__path__))

__all__ = [
    "Format",
    "formats",
    "from_nashpy",
    "from_pygambit",
    "read",
    "to_nashpy",
    "to_pygambit",
    "write",
]
