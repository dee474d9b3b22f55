"""What a command is about: a file, or the name of a negotiation in the library."""

from __future__ import annotations

import argparse
import difflib
import math
from pathlib import Path
from typing import Any

from negotiation.errors import InvalidValueError, MissingFileError

_HELP = (
    "a file (a scenario as .toml, payoffs as .csv, games as .nfg or .efg, ...) "
    "or the name of a negotiation in the library"
)


def add_subject(parser: argparse.ArgumentParser) -> None:
    """Let a command be about a file or a name, with what a reader may have to be told."""
    parser.add_argument("subject", metavar="FILE_OR_NAME", help=_HELP)
    told = parser.add_argument_group("how the file is read")
    told.add_argument("--format", metavar="NAME", help="its format; by suffix if left out")
    told.add_argument(
        "--actors", nargs="+", metavar="NAME", help="columns with payoffs, or the two sides"
    )
    told.add_argument("--issues", nargs="+", metavar="NAME", help="columns with issues")
    told.add_argument("--ignore", nargs="+", metavar="NAME", help="columns to leave aside")
    told.add_argument(
        "--disagreement",
        nargs="+",
        metavar="NUMBER",
        help="what walking away is worth: a number per actor, or ACTOR=NUMBER for each",
    )


def subject_of(arguments: argparse.Namespace) -> Any:
    """Return the noun that a command is about.

    Raises
    ------
    MissingFileError
        If it is neither a file nor a name; the nearest of both is offered.
    NegotiationError
        If the file cannot be read.
    """
    from negotiation import io, library

    given: str = arguments.subject
    options = _reading(arguments)
    if given in library.names():
        if options or arguments.format:
            told = [*(["format"] if arguments.format else []), *options]
            raise InvalidValueError(
                f"{given!r} is read from the library as it stands; to have a file of that name "
                f"read, write a path, such as ./{given}",
                given=" ".join(f"--{each}" for each in told),
            )
        return library.load(given)
    if not Path(given).exists() and Path(given).name == given:
        raise _neither(given, library.names())
    return io.read(given, arguments.format, **options)


def _reading(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the reading options that were given."""
    options = {name: getattr(arguments, name) for name in ("actors", "issues", "ignore")}
    options = {name: value for name, value in options.items() if value is not None}
    if arguments.disagreement is not None:
        options["disagreement"] = _worths(arguments.disagreement)
    return options


def _worths(words: list[str]) -> list[float] | dict[str, float]:
    """Return what walking away is worth: in the order of the actors, or by name."""
    named = ["=" in word for word in words]
    if not any(named):
        return [_number(word) for word in words]
    if not all(named):
        raise InvalidValueError(
            "--disagreement takes a number per actor, or ACTOR=NUMBER for each, not both.",
            given=" ".join(words),
        )
    pairs = [word.rpartition("=") for word in words]
    return {name: _number(value) for name, _, value in pairs}


def _number(word: str) -> float:
    """Return the number that a word stands for."""
    try:
        number = float(word)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise InvalidValueError(
            "--disagreement takes numbers, such as 40 or Upstream=40.", given=word
        )
    return number


def _neither(given: str, names: tuple[str, ...]) -> MissingFileError:
    """Return the error for what is neither a file nor a name in the library."""
    beside = [each.name for each in Path().iterdir() if each.is_file()]
    near = difflib.get_close_matches(given, [*names, *beside], n=1, cutoff=0.5)
    guess = f" Did you mean {near[0]!r}?" if near else ""
    return MissingFileError(
        f"{given!r} is neither a file here nor a negotiation in the library.{guess} "
        f"In the library: {', '.join(names)}."
    )
