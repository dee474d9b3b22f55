"""``list``: everything registered anywhere is in it."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import negotiation as ng
from negotiation._registry import Registry
from negotiation.command import commands, main
from negotiation.command.list import _SHELVES


def registers() -> dict[str, Registry]:
    """Return every register of the library by the kind of its members."""
    found = {}
    for info in pkgutil.walk_packages(ng.__path__, "negotiation."):
        for value in vars(importlib.import_module(info.name)).values():
            if isinstance(value, Registry):
                found[value.kind] = value
    return found


def listed(capfd, *kinds: str) -> str:
    code = main(["list", *kinds])
    out, err = capfd.readouterr()
    assert (code, err) == (0, "")
    return out


def words(text: str) -> set[str]:
    return set(text.replace(",", " ").split())


def test_every_registered_name_is_listed(capfd):
    short, found = listed(capfd), registers()
    assert {"solution concept", "tactic", "protocol", "chart", "file format"} <= set(found)
    for kind, register in found.items():
        single = {name for name in register if " " not in name}
        assert single <= words(short), f"{kind}: not in `list`"
        assert all(name in " ".join(short.split()) for name in register), kind
    assert set(ng.library.names()) <= words(short)


def test_every_register_has_a_shelf_of_its_own():
    """A new register is a new kind of thing to list."""
    named = {kind: [name for name, _ in rows()] for kind, (_, rows) in _SHELVES.items()}
    for kind, register in registers().items():
        assert sorted(register) in [sorted(names) for names in named.values()], kind


@pytest.mark.parametrize("kind", _SHELVES)
def test_a_kind_can_be_listed_with_a_line_on_each(kind, capfd):
    told, rows = _SHELVES[kind]
    text = listed(capfd, kind)
    assert text.startswith(f"{kind}: {told}\n")
    pairs = list(rows())
    assert pairs
    for name, line in pairs:
        assert f"\n  {name} " in text
        assert line.strip(), f"{name}: nothing is said of it"
        assert line in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 100


def test_several_kinds_in_the_order_asked_for(capfd):
    text = listed(capfd, "formats", "concepts")
    assert text.index("formats: ") < text.index("concepts: ")
    assert "takes p=" in text
    assert "reads and writes .csv" in text


def test_a_misspelt_kind_gets_the_nearest(capfd):
    assert main(["list", "concept"]) == 1
    assert "Did you mean 'concepts'?" in capfd.readouterr().err


def test_commands_list_themselves(capfd):
    assert set(commands) <= words(listed(capfd, "commands"))
