"""``list``: everything that has a name here, read off the registers."""

from __future__ import annotations

import argparse
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from negotiation._registry import Registry
from negotiation.command._command import command, commands

Rows = Iterator[tuple[str, str]]
"""A name, and what it is in a line."""


def _concepts() -> Rows:
    from negotiation.engine.axiomatic import concept_registry

    for name, concept in concept_registry.items():
        takes = f"takes {', '.join(f'{each}=' for each in concept.parameters)}; "
        yield name, (takes if concept.parameters else "") + concept.reference


def _equilibria() -> Rows:
    from negotiation.engine.equilibrium import CONCEPTS

    for name, concept in CONCEPTS.items():
        yield name, concept.reference


def _methods() -> Rows:
    from negotiation.engine.equilibrium._methods import METHODS

    for name, method in METHODS.items():
        yield name, _first(inspect.getmodule(method.find))


def _protocols() -> Rows:
    from negotiation.engine.protocols import protocol_registry

    yield from _sentences(protocol_registry, "solve")


def _rules_of_play() -> Rows:
    from negotiation.engine.talks import rules_of_play

    yield from _sentences(rules_of_play, "begin")


def _tactics() -> Rows:
    from negotiation.engine.tactics import tactic_registry

    yield from _sentences(tactic_registry, "make")


def _divisions() -> Rows:
    from negotiation.engine.division._division import rules

    yield from _sentences(rules, "formula")


def _statements() -> Rows:
    from negotiation.analysis.statements._statement import statement_registry

    yield from _sentences(statement_registry)


def _charts() -> Rows:
    from negotiation.plotting import charts

    yield from _sentences(charts)


def _distributions() -> Rows:
    from negotiation.actors.distributions import distribution_registry

    yield from _sentences(distribution_registry)


def _preferences() -> Rows:
    from negotiation.actors.preferences import kinds

    yield from _sentences(kinds)


def _formats() -> Rows:
    from negotiation.io import formats

    for name, each in formats.items():
        use = "reads and writes" if each.writer is not None else "reads"
        yield name, f"{use} {', '.join(each.suffixes) or 'by content'}: {_first(each.reader)}"


def _scenarios() -> Rows:
    from negotiation import library

    for name in library.names():
        yield name, repr(library.load(name)).strip("<>")


def _sections() -> Rows:
    from negotiation.reporting._section import sections

    for title, each in sorted(sections.items(), key=lambda pair: pair[1].place):
        yield title, _first(inspect.getmodule(each.write))


def _commands() -> Rows:
    for name, each in commands.items():
        yield name, each.help


_SHELVES: dict[str, tuple[str, Callable[[], Rows]]] = {
    "scenarios": ("negotiations in the library, for `solve` and `report`", _scenarios),
    "concepts": ("solution concepts, for `solve --concept` and ng.solve", _concepts),
    "equilibria": ("equilibrium concepts, for `solve --concept` of a game", _equilibria),
    "methods": ("ways to find equilibria, for ng.equilibria(method=)", _methods),
    "protocols": ("rules of play that are solved exactly, in ng.protocols", _protocols),
    "talks": ("rules under which talks are simulated, for ng.play(protocol=)", _rules_of_play),
    "tactics": ("how one actor plays, in ng.tactics", _tactics),
    "divisions": ("rules of division, for ng.divide", _divisions),
    "preferences": ("kinds of preferences", _preferences),
    "distributions": ("distributions of uncertain numbers, in ng.distributions", _distributions),
    "statements": ("kinds of statements about preferences, in ng.statements", _statements),
    "charts": ("charts, in ng.plotting", _charts),
    "formats": ("file formats, for ng.io.read and ng.io.write", _formats),
    "sections": ("sections of the report, in their order", _sections),
    "commands": ("what this program can be asked", _commands),
}
"""What can be listed: what it is, and what reads it off its register."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow ``list``."""
    parser.add_argument(
        "kind",
        nargs="*",
        metavar="KIND",
        help=f"one or more of {', '.join(_SHELVES)}; the names of all kinds if left out",
    )


@command(
    "list",
    help="what there is: scenarios, concepts, protocols, tactics, charts, formats, ...",
    arguments=arguments,
    examples=("list", "list concepts", "list scenarios formats"),
)
def list_(asked: argparse.Namespace) -> str:
    """Return the names of every kind, or names with a line on each of the kinds asked for."""
    if not asked.kind:
        return "\n\n".join(_names(kind) for kind in _SHELVES)
    shelf: Registry[Any] = Registry("kind of thing to list")
    for kind in _SHELVES:
        shelf.add(kind, kind)
    return "\n\n".join(_lines(shelf[kind]) for kind in asked.kind)


def _names(kind: str) -> str:
    """Return a kind's heading and the names under it."""
    told, rows = _SHELVES[kind]
    names = ", ".join(name for name, _ in rows())
    return f"{kind}: {told}\n" + textwrap.fill(
        names, 96, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
    )


def _lines(kind: str) -> str:
    """Return a kind's heading and a paragraph per name."""
    told, rows = _SHELVES[kind]
    found = list(rows())
    width = max(len(name) for name, _ in found) + 4
    return f"{kind}: {told}\n" + "\n".join(
        textwrap.fill(
            line,
            100,
            initial_indent=f"  {name}".ljust(width),
            subsequent_indent=" " * width,
            break_on_hyphens=False,
        )
        for name, line in found
    )


def _sentences(shelf: Registry[Any], part: str = "") -> Rows:
    """Yield each name on a shelf with the first sentence on its member, or on a part of it."""
    for name, member in shelf.items():
        yield name, _first(getattr(member, part) if part else member)


def _first(value: Any) -> str:
    """Return the first paragraph of a docstring as a line."""
    return " ".join((inspect.getdoc(value) or "").partition("\n\n")[0].split())
