"""From the words typed to the text written and the exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from negotiation.command._command import commands
from negotiation.errors import NegotiationError

ANSWERED, REFUSED, MISUSED, INTERRUPTED, UNHEARD = 0, 1, 2, 130, 141
"""Exit codes.  The last two are what a shell reports of a program stopped by Ctrl-C, and of one
whose reader closed the pipe."""

_STEERING = {
    code: f"\\u{code:04x}"  # as JSON writes it too
    for code in (*range(32), *range(127, 160), *range(0x2028, 0x202F), *range(0x2066, 0x206A))
    if code != ord("\n")
}
"""Characters that move a cursor, change a screen or turn the direction of what follows."""

_EXIT_CODES = """exit codes:
  0    answered; "no agreement" is an answer
  1    a file, a name or a number is wrong: the message says which, and what would be right
  2    the command itself was not understood
  130  stopped with Ctrl-C
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command as the command line does.

    Parameters
    ----------
    argv : sequence of str, optional
        The words after the name of the program; those it was started with if left out.

    Returns
    -------
    int
        The exit code: 0 if the question was answered (no agreement is an answer), 1 if
        something in the input is wrong, 2 if the command was not understood, 130 after
        Ctrl-C, 141 if whoever read the output stopped reading.
    """
    try:
        arguments = _parser().parse_args(argv)
        _write(sys.stdout, arguments.run(arguments))
    except SystemExit as end:  # argparse has said what it had to say
        return end.code if isinstance(end.code, int) else MISUSED
    except KeyboardInterrupt:
        return _failed("Interrupted.", INTERRUPTED)
    except BrokenPipeError:
        _forget(sys.stdout)
        return UNHEARD
    except NegotiationError as error:
        return _failed(error.message, REFUSED)
    except OSError as error:
        where = f"{error.filename}: " if error.filename is not None else ""
        return _failed(f"{where}{error.strerror or error}.", REFUSED)
    return ANSWERED


def _parser() -> argparse.ArgumentParser:
    """Return what reads the command line: a parser with one of its own per command."""
    from negotiation import __version__

    parser = argparse.ArgumentParser(
        prog=_program(),
        description="Who wants what, what they could sign, and why talks end without agreement.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"negotiation {__version__}")
    each_of = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, member in commands.items():
        examples = "".join(f"\n  {parser.prog} {line}" for line in member.examples)
        own = each_of.add_parser(
            name,
            help=member.help,
            description=member.help,
            epilog=f"examples:{examples}" if examples else None,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        member.arguments(own)
        own.set_defaults(run=member.run)
    return parser


def _program() -> str:
    """Return what the user typed to get here."""
    started = Path(sys.argv[0] or "").name
    return "python -m negotiation" if started == "__main__.py" else "negotiation"


def _failed(message: str, code: int) -> int:
    """Say on the error stream why there is no answer, and return the exit code."""
    try:
        _write(sys.stderr, f"negotiation: {message}")
    except BrokenPipeError:
        _forget(sys.stderr)
    return code


def _write(stream: TextIO | None, text: str) -> None:
    """Write a text and a line end in UTF-8, whatever a terminal says it can show.

    Names of places and people hold letters that an old locale has not; a table with a
    foreign letter in it must not end in an error.  What steers a terminal is written out
    instead: a name in somebody's file is to be read, not obeyed.
    """
    if stream is None:  # started without one
        return
    line = f"{text.translate(_STEERING)}\n" if text else ""
    raw = getattr(stream, "buffer", None)
    if raw is None:
        stream.write(line)
    else:
        stream.flush()
        raw.write(line.encode("utf-8", "backslashreplace"))
    stream.flush()


def _forget(stream: TextIO) -> None:
    """Send what is still to be written nowhere: its reader is gone, and that is no error."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):  # not a real file, so nothing will be written at exit either
        return
