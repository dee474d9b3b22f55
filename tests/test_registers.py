"""The reference pages that are made from the registers name everything that is registered."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

import negotiation as ng
from negotiation.actors.distributions import distribution_registry
from negotiation.actors.preferences import kinds
from negotiation.analysis.statements import statement_registry
from negotiation.engine.talks import rules_of_play

EXTENSIONS = Path(__file__).parents[1] / "docs" / "_ext"


@pytest.fixture
def extension(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that loads a module of the documentation's own."""
    monkeypatch.syspath_prepend(str(EXTENSIONS))
    yield importlib.import_module
    for name in ("registers", "charts"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize("shelf", [kinds, distribution_registry, statement_registry])
def test_a_table_has_a_row_with_a_sentence_for_every_member(shelf: Any, extension: Any) -> None:
    lines = extension("registers").table_lines(shelf)
    for name in shelf:
        row = next(place for place, line in enumerate(lines) if f"* - ``{name}``" in line)
        assert lines[row + 1].strip(" -").endswith(".")


def test_every_format_and_every_set_of_rules_has_its_entry(extension: Any) -> None:
    registers = extension("registers")
    told, rules = ("\n".join(page()) for page in (registers.format_lines, registers.rules_lines))
    for name, each in ng.io.formats.items():
        assert f"``{name}``" in told
        assert all(suffix in told for suffix in each.suffixes)
    for name, rule in rules_of_play.items():
        assert f": {name}\n" in rules
        assert f".. autoclass:: {rule.begin.__module__}.{rule.begin.__name__}" in rules


def test_every_protocol_tactic_and_set_of_rules_is_in_a_table_with_its_reference(
    extension: Any,
) -> None:
    registers = extension("registers")
    shelves = [
        (registers.protocol_registry, "solve"),
        (registers.tactic_registry, "make"),
        (rules_of_play, "begin"),
    ]
    for shelf, part in shelves:
        told = "\n".join(registers.shelf_lines(shelf, part))
        for name, member in shelf.items():
            assert f"* - ``{name}``" in told
            assert registers._plain(member.reference) in told


def test_every_concept_method_and_rule_of_division_has_a_heading(extension: Any) -> None:
    registers = extension("registers")
    told = registers.concepts_page()
    shelves = (ng.engine.axiomatic.concept_registry, registers.CONCEPTS, registers.METHODS)
    for name in (name for shelf in (*shelves, registers.rules) for name in shelf):
        assert f"\n{name}\n{'~' * len(name)}\n" in told


def test_every_chart_is_shown_with_what_it_takes(
    extension: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    charts = extension("charts")
    monkeypatch.setattr(charts, "_draw", lambda function, path: path.write_bytes(b"drawn"))
    told = charts.charts_page(tmp_path / "pictures")
    for name, function in ng.plotting.charts.items():
        assert f"\n{name}\n{'-' * len(name)}\n\n{charts.sentence(function)}\n" in told
        assert f".. image:: pictures/{name}.png" in told
        assert ">>> " in (function.__doc__ or ""), f"{name} has no example to draw"
    assert len(list(tmp_path.glob("pictures/*.png"))) == len(ng.plotting.charts)


def test_the_example_of_a_chart_is_what_is_drawn(extension: Any, tmp_path: Path) -> None:
    path = tmp_path / "frontier.png"
    extension("charts")._draw(ng.plotting.frontier, path)
    assert path.read_bytes().startswith(b"\x89PNG")


def test_the_pages_are_in_the_table_of_contents() -> None:
    told = (EXTENSIONS.parent / "reference" / "index.md").read_text(encoding="utf-8")
    for page in ("charts", "plotting", "protocols", "tactics", "concepts", "io", "statements"):
        assert f"generated/{page}\n" in told
