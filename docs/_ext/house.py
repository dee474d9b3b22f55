"""What the documentation reads off the library instead of repeating it.

Writes the reference pages from the rooms' public names and registries, and links
single backticks in docstrings where they name something public (a parameter's name
in backticks is set as code and nothing more).
"""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from typing import Any

from charts import charts_page
from docutils import nodes
from registers import (
    concepts_page,
    format_lines,
    references_list,
    rules_lines,
    scenario_lines,
    shelf_lines,
    table_lines,
)
from sphinx.application import Sphinx
from sphinx.domains.python import PyXRefRole
from sphinx.util.nodes import make_refnode

import negotiation
from negotiation._registry import Registry
from negotiation.actors.distributions import distribution_registry
from negotiation.actors.preferences import kinds
from negotiation.analysis.statements import statement_registry
from negotiation.engine.protocols import protocol_registry
from negotiation.engine.tactics import tactic_registry
from negotiation.engine.talks import rules_of_play

TITLES = {
    "actors": "Actors: who wants what",
    "actors.distributions": "Distributions: what is known of an uncertain number",
    "concessions": "Concessions: the scenario as numbers",
    "engine": "Engine: what each theory selects",
    "engine.protocols": "Protocols: rules of play, solved exactly",
    "engine.tactics": "Tactics: how one actor plays",
    "analysis": "Analysis: questions about many solutions",
    "analysis.statements": "Statements: what is known of an actor's preferences",
    "plotting": "Plotting: a function per chart",
    "io": "Input and output: a file per format",
    "library": "Library: negotiations ready to load",
    "reporting": "Reporting: one file to hand on",
    "exploring": "Exploring: sliders in a notebook",
    "command": "Command line: python -m negotiation",
    "errors": "Errors",
}


class HouseRole(PyXRefRole):
    """A single backtick: a link where it names something public, code where it does not."""

    def process_link(
        self, env: Any, refnode: Any, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        """Look the name up as a Python object, and mark the reference as one that may miss."""
        refnode["refdomain"], refnode["reftype"], refnode["may_miss"] = "py", "obj", True
        return super().process_link(env, refnode, has_explicit_title, title, target)


def link_or_leave(app: Sphinx, env: Any, node: Any, content: Any) -> Any:
    """Resolve a house reference from the front door, or leave it as code."""
    if not node.get("may_miss"):
        return None
    domain = env.get_domain("py")
    target = node["reftarget"]
    for home in ("negotiation", "negotiation.engine", "negotiation.errors"):
        name = f"{home}.{target}"
        entry = domain.objects.get(name)
        if entry is not None:
            return make_refnode(
                app.builder, node["refdoc"], entry.docname, entry.node_id, content, name
            )
    return content


def write_reference(app: Sphinx) -> None:
    """Write a page per room under reference/generated, where something changed."""
    folder = Path(app.srcdir) / "reference" / "generated"
    folder.mkdir(exist_ok=True)
    pages = {room.rpartition(".")[2]: _room_page(room, title) for room, title in TITLES.items()}
    pages["concepts"] = concepts_page()
    pages["charts"] = charts_page(folder / "pictures")
    for room, lines in (
        ("library", scenario_lines()),
        ("protocols", shelf_lines(protocol_registry, "solve")),
        ("tactics", shelf_lines(tactic_registry, "make")),
        ("engine", [*shelf_lines(rules_of_play, "begin"), *rules_lines()]),
        ("io", format_lines()),
        ("distributions", table_lines(distribution_registry)),
        ("statements", table_lines(statement_registry)),
        ("actors", table_lines(kinds)),
        ("plotting", table_lines(negotiation.plotting.charts)),
    ):
        pages[room] += "\n".join(["", *lines])
    files = {f"{name}.rst": text for name, text in pages.items()}
    for name, text in {**files, "references.txt": references_list()}.items():
        page = folder / name
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")


def _room_page(room: str, title: str) -> str:
    """Return the page of one room: its docstring, then its public names."""
    module = importlib.import_module(f"negotiation.{room}")
    lines = [
        title,
        "=" * len(title),
        "",
        f".. automodule:: negotiation.{room}",
        "   :no-members:",
        "",
    ]
    for name in sorted(getattr(module, "__all__", _own_names(module)), key=str.casefold):
        value = getattr(module, name)
        front = getattr(negotiation, name) is value if name in negotiation.__all__ else False
        home = "negotiation" if front else f"negotiation.{room}"
        lines += [".. currentmodule:: " + home, "", *_entry(name, value), ""]
    return "\n".join(lines)


def _own_names(module: Any) -> list[str]:
    """Return the public classes and functions that a module defines."""
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    ]


def _entry(name: str, value: Any) -> list[str]:
    """Return the directive that documents one public name."""
    if inspect.isclass(value) and value.__name__ != name:  # a member that is found by its name
        full = f"{value.__module__}.{value.__name__}"
        told = ["", f"   Makes this: :py:class:`~{full}`.", ""]
        return [f".. py:data:: {name}", *told, f".. autoclass:: {full}", "   :members:"]
    if inspect.isclass(value):
        error = issubclass(value, Exception)
        return [
            f".. auto{'exception' if error else 'class'}:: {name}",
            *([] if error else ["   :members:"]),
        ]
    if callable(value):
        return [f".. autofunction:: {name}"]
    if isinstance(value, Registry):
        members = ", ".join(f"``{member}``" for member in value)
        return [
            f".. py:data:: {name}",
            "",
            f"   Every {value.kind} by name: {members}.",
        ]
    return [f".. autodata:: {name}", "   :no-value:"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_role("house", HouseRole(innernodeclass=nodes.literal))
    app.connect("builder-inited", write_reference)
    app.connect("missing-reference", link_or_leave, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
