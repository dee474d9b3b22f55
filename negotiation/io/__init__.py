"""Negotiations in files: `read` finds the reader by suffix; a file here per format.

A member decorates its reader with ``@file_format(name, ".suffix")`` (see ``_formats``)
and is found by being in this folder.
"""

from negotiation._registry import import_members
from negotiation.io._formats import Format, formats, read

import_members(__name__, list(__path__))

__all__ = ["Format", "formats", "read"]
