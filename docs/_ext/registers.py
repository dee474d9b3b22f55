"""Reference pages of what is registered: concepts, equilibria, rules, scenarios."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterable, Sequence
from typing import Any

from charts import sentence

import negotiation as ng
from negotiation import engine
from negotiation._registry import Registry
from negotiation.engine import axiomatic
from negotiation.engine.division._division import rules
from negotiation.engine.equilibrium._methods import CONCEPTS, METHODS
from negotiation.engine.protocols import protocol_registry
from negotiation.engine.tactics import tactic_registry
from negotiation.engine.talks import rules_of_play
from negotiation.io import formats


def concepts_page() -> str:
    """Return the page of everything that selects: a section per register, an entry per member."""
    return "\n".join(
        [
            *_heading("Solution concepts, equilibria, rules of division", "="),
            "Every entry below registered itself; this page is read off the registers.  Under each",
            "name stands its formula, a function on arrays of gains above walking away.  What you",
            "pass to :py:obj:`negotiation.solve` is on the scale of the payoffs instead.",
            "",
            *_solution_concepts(),
            *_equilibria(),
            *_rules(),
        ]
    )


def references_list() -> str:
    """Return every publication that a member or an answer names as its reference, once each."""
    members = [*axiomatic.concept_registry.values(), *CONCEPTS.values(), *rules.values()]
    members += [*protocol_registry.values(), *tactic_registry.values(), *rules_of_play.values()]
    named = {member.reference for member in members}
    for info in pkgutil.walk_packages(engine.__path__, f"{engine.__name__}."):
        module = importlib.import_module(info.name)
        for name in ("REFERENCE", "REFERENCES"):
            given = getattr(module, name, ())
            named.update([given] if isinstance(given, str) else given)
    single = {each.rstrip(".") for text in named for each in re.split(r"; (?=[A-Z])", text)}
    return "\n".join(f"- {each}." for each in sorted(single))


def scenario_lines() -> list[str]:
    """Return the negotiations in the library, a row each."""
    rows = []
    for name in ng.library.names():
        held = ng.library.load(name)
        about = getattr(held, "about", "") or getattr(held, "title", "")
        rows.append((f"``{name}``", _plain(repr(held)), about))
    return [
        *_heading("What can be loaded", "-"),
        *_list_table(("name", "holds", "about"), rows, widths="20 35 45"),
    ]


def shelf_lines(shelf: Registry[Any], part: str) -> list[str]:
    """Return a row per member of a shelf: what its `part` says of it, and its reference."""
    rows = [
        (f"``{name}``", sentence(getattr(member, part)), _plain(member.reference))
        for name, member in shelf.items()
    ]
    return [
        *_heading(f"Every {shelf.kind}, and what it stands on", "-"),
        *_list_table(("name", "in a sentence", "reference"), rows, widths="20 40 40"),
    ]


def table_lines(shelf: Registry[Any]) -> list[str]:
    """Return a row per member of a shelf that has no references: its name and a sentence."""
    rows = [(f"``{name}``", sentence(member)) for name, member in shelf.items()]
    return [
        *_heading(f"Every {shelf.kind}, in a sentence", "-"),
        *_list_table(("name", "in a sentence"), rows, widths="25 75"),
    ]


def format_lines() -> list[str]:
    """Return the file formats, a row each: suffixes, whether it is written too, a sentence."""
    rows = [
        (
            f"``{name}``",
            ", ".join(f"``{suffix}``" for suffix in each.suffixes),
            "read and write" if each.writer else "read",
            sentence(each.reader),
        )
        for name, each in formats.items()
    ]
    return [
        *_heading(f"Every {formats.kind}", "-"),
        *_list_table(("name", "suffixes", "can", "in a sentence"), rows, widths="15 15 15 55"),
    ]


def rules_lines() -> list[str]:
    """Return an entry per set of rules under which talks are simulated, with its parameters."""
    lines = []
    for name, rule in rules_of_play.items():
        lines += [
            *_heading(f"Rules of talks: {name}", "-"),
            f"*Reference:* {_plain(rule.reference)}",
            "",
        ]
        lines += [f".. autoclass:: {rule.begin.__module__}.{rule.begin.__name__}", ""]
    return lines


def _solution_concepts() -> list[str]:
    formulas = _formulas(axiomatic)
    register = axiomatic.concept_registry
    rows = [
        (
            f":ref:`{name} <concept-{name}>`",
            str(concept.actors or "any"),
            "yes" if concept.pointer else "no",
            ", ".join(_parameter(concept, each) for each in concept.parameters) or "none",
        )
        for name, concept in register.items()
    ]
    lines = [
        *_heading("Solution concepts", "-"),
        "Asked with :py:obj:`negotiation.solve`; all at once with :py:obj:`negotiation.compare`.",
        "",
        *_list_table(("name", "actors", "lotteries", "parameters"), rows),
    ]
    for name, concept in register.items():
        module, function = formulas[concept.doc]
        lines += [
            f".. _concept-{name}:",
            "",
            *_heading(name, "~"),
            f"*Reference:* {concept.reference}",
            "",
            f"*Claims, each checked by a test:* {', '.join(sorted(concept.axioms)) or 'none'}.",
            "",
            *_function(module, function),
        ]
    return lines


def _equilibria() -> list[str]:
    lines = [
        *_heading("Equilibrium concepts", "-"),
        "Asked with :py:obj:`negotiation.equilibria`.",
        "",
    ]
    for name, concept in CONCEPTS.items():
        lines += [*_heading(name, "~"), f"*Reference:* {concept.reference}", ""]
        lines += _function(concept.find.__module__, concept.find.__name__)
    lines += _heading("Equilibrium methods", "-")
    for name, method in METHODS.items():
        lines += [*_heading(name, "~"), sentence(inspect.getmodule(method.find)), ""]
    return lines


def _rules() -> list[str]:
    lines = [
        *_heading("Rules of division", "-"),
        "Asked with :py:obj:`negotiation.divide`.",
        "",
    ]
    for name, rule in rules.items():
        lines += [*_heading(name, "~"), f"*Reference:* {rule.reference}", ""]
        lines += _function(rule.formula.__module__, rule.formula.__name__)
    return lines


def _formulas(room: Any) -> dict[str, tuple[str, str]]:
    """Return module and name of every function in a room's member files, by docstring."""
    found = {}
    for each in pkgutil.iter_modules(room.__path__):
        if each.name.startswith("_"):
            continue
        module = importlib.import_module(f"{room.__name__}.{each.name}")
        for name, value in inspect.getmembers(module, inspect.isfunction):
            if value.__module__ == module.__name__ and value.__doc__:
                found[inspect.getdoc(value) or ""] = (module.__name__, name)
    return found


def _function(module: str, name: str) -> list[str]:
    return [f".. currentmodule:: {module}", "", f".. autofunction:: {name}", ""]


def _parameter(concept: Any, name: str) -> str:
    return f"``{name}=`` (required)" if name in concept.required else f"``{name}=``"


def _plain(text: str) -> str:
    """Return text with what reStructuredText would take as markup escaped."""
    return "".join(f"\\{each}" if each in "*`_|\\" else each for each in text)


def _heading(text: str, line: str) -> list[str]:
    return [text, line * len(text), ""]


def _list_table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], widths: str = "auto"
) -> list[str]:
    lines = [".. list-table::", "   :header-rows: 1", f"   :widths: {widths}", ""]
    for row in (heads, *rows):
        lines += [f"   {'* -' if place == 0 else '  -'} {cell}" for place, cell in enumerate(row)]
    return [*lines, ""]
