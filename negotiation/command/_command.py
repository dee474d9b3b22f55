"""What a command is: a word, what may follow it, and a function that answers in text."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from negotiation._registry import Registry

Run = TypeVar("Run", bound="Callable[[argparse.Namespace], str]")


@dataclass(frozen=True)
class Command:
    """Something that can be asked for on the command line.

    Parameters
    ----------
    help : str
        What it does, in a line.
    arguments : callable
        ``arguments(parser)``, which says what may follow the command's name.
    run : callable
        ``run(arguments)``, which returns the text to write.  Packages and rooms that it needs
        are imported inside, so that asking for help is quick.
    examples : tuple of str
        Lines that a user could type after the name of the program.
    """

    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], str]
    examples: tuple[str, ...] = ()


commands: Registry[Command] = Registry("command")
"""The commands in this room, by name."""


def command(
    name: str,
    *,
    help: str,
    arguments: Callable[[argparse.ArgumentParser], None],
    examples: tuple[str, ...] = (),
) -> Callable[[Run], Run]:
    """Put the decorated function on the shelf as a command; parameters as in `Command`."""

    def register(run: Run) -> Run:
        commands.add(name, Command(help, arguments, run, examples))
        return run

    return register
