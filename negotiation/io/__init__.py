"""Negotiations in files: `read` and `write` go by suffix or content; a file here per format.

A member decorates its reader with ``@file_format(name, ".suffix")`` (see ``_formats``)
and is found by being in this folder.
"""

from negotiation._registry import import_members
from negotiation.io._formats import Format, formats, read, write

import_members(__name__, list(__path__))

__all__ = ["Format", "formats", "read", "write"]
