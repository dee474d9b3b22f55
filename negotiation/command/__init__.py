"""The command line: ``python -m negotiation``, a file here per command.

A member decorates its function with ``@command`` (see ``_command``) and is found by being in
this folder.  `main` reads the words typed, hands them to the command and writes what it
answers; nothing else in the library writes to a terminal.
"""

from negotiation._registry import import_members
from negotiation.command._command import Command, commands
from negotiation.command._line import main

import_members(__name__, list(__path__))

__all__ = ["Command", "commands", "main"]
