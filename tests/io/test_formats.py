"""Which format a file is of: by suffix, by content, by name; and files spoilt at every key."""

from __future__ import annotations

import copy
import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import negotiation as ng
from negotiation.errors import (
    InvalidValueError,
    MissingFileError,
    NegotiationError,
    UnknownNameError,
)
from negotiation.io._formats import file_format
from negotiation.io._game_tables import game_of
from negotiation.io._node import Node
from negotiation.io._scenario_tables import scenario_of
from negotiation.io.toml_scenario import parse
from tests.io.test_geniusweb import DOMAIN, TENANT
from tests.io.test_negolog import OURS

CSV = "outcome,A,B\nx,1,2\ny,2,1\n"
TOML = 'name = "t"\nissues.a.options = ["x"]\nactors.A.preferences.a.values.x = 1\n'
GAME = 'kind = "game"\nname = "g"\nactors = ["A"]\npayoffs = [[1, 2]]\n'


@pytest.mark.parametrize("name", ["file", "file.txt", "file.dat"])
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (CSV, ng.BargainingProblem),
        (CSV.replace(",", ";"), ng.BargainingProblem),
        ("\ufeff" + CSV.replace(",", "\t"), ng.BargainingProblem),
        (TOML, ng.Scenario),
        ("# [actors, issues]\n\n" + TOML, ng.Scenario),
        (GAME, ng.NormalFormGame),
        (json.dumps(TENANT), ng.Scenario),
        (json.dumps(OURS, indent=1), ng.Scenario),
    ],
)
def test_a_file_without_a_known_suffix_is_recognised(
    name: str, text: str, kind: type, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert isinstance(ng.io.read(tmp_path / name), kind)


@pytest.mark.parametrize("name", ng.library.names())
def test_every_library_file_is_recognised_as_toml(name: str, tmp_path: Path) -> None:
    """The written ones too, whose first lines are remarks."""
    noun = ng.library.load(name)
    path = ng.io.write(noun, tmp_path / "x.unknown", format="toml")
    assert type(ng.io.read(path)) is type(noun)


def test_formats_that_share_a_suffix_are_told_apart(tmp_path: Path) -> None:
    for document, name in ((DOMAIN, "domain"), (TENANT, "tenant"), (OURS, "ours")):
        (tmp_path / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    assert ng.io.read(tmp_path / "domain.json").about.endswith("(GeniusWeb).")
    assert ng.io.read(tmp_path / "ours.json").about.endswith("(NegoLog).")


@pytest.mark.parametrize(
    ("name", "text", "kind", "words"),
    [
        ("x.json", '{"a": 1}', InvalidValueError, ["'.json'", "tried 'geniusweb', 'negolog'"]),
        ("x.json", "", InvalidValueError, ["tried"]),
        ("x.json", "[" * 10**6, InvalidValueError, ["tried"]),
        ("x.json", "\0\1\2", InvalidValueError, ["tried"]),
        (
            "x.txt",
            "Dear all,\nI agree.\n",
            UnknownNameError,
            ["'.txt'", "'csv'", "'toml'", "format="],
        ),
        ("x", "", UnknownNameError, ["'csv'", "format="]),
        ("x", '{"a": 1, "b": 2}', UnknownNameError, ["'csv'", "format="]),
    ],
)
def test_a_file_of_no_format_is_refused_with_what_was_tried(
    name: str, text: str, kind: type[NegotiationError], words: list[str], tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(kind) as caught:
        ng.io.read(tmp_path / name)
    for word in (name, *words):
        assert word in str(caught.value)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    for name in ("x.json", "x.toml", "x"):
        (tmp_path / name).write_bytes(bytes(range(256)) * 20)
        with pytest.raises(NegotiationError, match=name):
            ng.io.read(tmp_path / name)


def test_a_missing_file_of_unknown_suffix_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="no such file"):
        ng.io.read(tmp_path / "x.unknown")
    with pytest.raises(MissingFileError, match="no such file"):
        ng.io.read(tmp_path / "x.json")


def test_a_file_that_fits_two_formats_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ng.io.formats, "_members", dict(ng.io.formats._members))
    file_format("mine", ".json", ".mine", sniff=lambda text: "issueWeights" in text)(lambda path: 1)
    (tmp_path / "x.json").write_text(json.dumps(OURS), encoding="utf-8")
    with pytest.raises(InvalidValueError, match=r"x\.json.*any of 'mine', 'negolog'.*format="):
        ng.io.read(tmp_path / "x.json")
    assert ng.io.read(tmp_path / "x.json", format="mine") == 1
    (tmp_path / "x.mine").write_text("", encoding="utf-8")
    assert ng.io.read(tmp_path / "x.mine") == 1


# ------------------------------------------------------------------ files spoilt at every key

WHOLE: dict[str, Any] = {
    "name": "a talk",
    "about": "x",
    "consent": {"quota": 1, "votes": {"A": 1, "B": 2}, "veto": ["A"]},
    "issues": {
        "relief": {"options": ["none", "full"], "conceded_by": "A", "reversible": True},
        "aid": {"range": [0, 10], "unit": "$"},
    },
    "status_quo": {"relief": "none", "aid": 5},
    "actors": {
        "A": {
            "reservation": {"outcome": {"aid": 3}, "kind": "fact", "statement": "s", "source": "t"},
            "discount": 0.9,
            "power": 2.0,
            "cap": 3,
            "scale": "max",
            "preferences": {
                "relief": {
                    "weight": 0.5,
                    "kind": "fact",
                    "statement": "s",
                    "source": "t",
                    "values": {
                        "none": {"value": 1, "kind": "fact", "statement": "s", "source": "t"},
                        "full": 0,
                    },
                },
                "aid": {"values": [[0, 1], [10, 0]]},
            },
            "interactions": [
                {
                    "when": {"relief": "full", "aid": [1, 2]},
                    "value": 1,
                    "reason": "r",
                    "source": "t",
                }
            ],
            "red_lines": [{"when": {"relief": ["none"]}, "reason": "r", "source": "t"}],
        },
        "B": {
            "reservation": 0.5,
            "preferences": {
                "relief": {"values": {"none": 1, "full": 0}},
                "aid": {"values": {"0": 1, "10": 0}},
            },
        },
    },
    "constraints": [{"when": {"relief": "full", "aid": 7}, "reason": "r", "source": "t"}],
    "offers": {
        "first": {"by": "A", "outcome": {"aid": 1}, "answers": {"B": True}, "source": "t"},
    },
    "evidence": [
        {
            "kind": "fact",
            "statement": "s",
            "source": "t",
            "actor": "A",
            "issue": "relief",
            "option": "full",
        }
    ],
}
TABLES: dict[str, Any] = {
    "name": "t",
    "issues": {"a": {"options": ["x", "y"]}, "b": {"options": ["u", "v"]}},
    "actors": {
        "A": {"payoffs": [[1, 2], [3, 4]]},
        "B": {"payoffs": {"x": {"u": 1, "v": 2}, "y": {"u": 3, "v": 4}}},
    },
    "offers": [
        {"name": "o", "outcome": {"a": "x", "b": "u"}},
        {"name": "o", "outcome": {"a": "x", "b": "v"}},
    ],
}
GAME_WHOLE: dict[str, Any] = {
    "kind": "game",
    "name": "g",
    "title": "G",
    "about": "x",
    "source": "y",
    "actors": ["A", "B"],
    "strategies": [["s", "t"], [1, 2.5]],
    "payoffs": [[[1, 2], [3, 4]], [[5, 6], [7, 8]]],
}
JUNK = [None, True, -1, 0, 10**400, 1e308, float("nan"), float("inf"), "", "x", [], {}, [[1]]]
JUNK += [
    {"x": 1},
    ["x", 1],
    [None],
    datetime.date(2019, 2, 28),
    [[[1, 2]]],
    {"value": 1},
    {"outcome": {}},
]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value within a document, itself aside."""
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, each in items:
        yield (*path, key)
        yield from places(each, (*path, key))


def spoilt(whole: Any) -> Iterator[tuple[tuple[Any, ...], Any, Any]]:
    """Yield a document with one value replaced, or one left out, or a key misspelt."""
    for path in places(whole):
        for junk in [*JUNK, "left out", "misspelt"]:
            document = copy.deepcopy(whole)
            inner = document
            for key in path[:-1]:
                inner = inner[key]
            if junk == "left out":
                del inner[path[-1]]
            elif junk == "misspelt" and isinstance(inner, dict):
                inner[f"{path[-1]}x"] = inner.pop(path[-1])
            else:
                inner[path[-1]] = copy.deepcopy(junk)
            yield path, junk, document


def scenario_or_game(document: Any) -> Any:
    return (game_of if document.get("kind") == "game" else scenario_of)(Node(document))


def refusal(read: Any, document: Any) -> NegotiationError | None:
    """Return why a document is refused in words, ``None`` if it is read."""
    try:
        read(document)
    except NegotiationError as error:
        return error
    return None


@pytest.mark.slow
@pytest.mark.parametrize("whole", [WHOLE, TABLES, GAME_WHOLE], ids=["scenario", "tables", "game"])
def test_a_toml_document_spoilt_anywhere_is_read_or_refused_in_words(whole: Any) -> None:
    assert scenario_or_game(whole)
    refusals = {}
    for path, junk, document in spoilt(whole):
        error = refusal(scenario_or_game, document)
        if error is not None:
            refusals[path, str(junk)] = error
    assert len(refusals) > 100
    vague = {
        place: str(error)
        for place, error in refusals.items()
        if "key" not in error.place and len(place[0]) > 1
    }
    # What only the whole scenario can judge names the part in its own words.
    assert all("status quo" in each or "issue '" in each for each in vague.values()), vague


@pytest.mark.parametrize(("whole", "format"), [(TENANT, "geniusweb"), (OURS, "negolog")])
def test_a_json_document_spoilt_anywhere_is_read_or_refused_in_words(
    whole: Any, format: str, tmp_path: Path
) -> None:
    path = tmp_path / "spoilt.json"

    def read(document: Any) -> Any:
        path.write_text(json.dumps(document, default=str), encoding="utf-8")
        return ng.io.read(path, format=format)

    assert read(whole)
    errors = [refusal(read, document) for _, _, document in spoilt(whole)]
    refusals = [str(error) for error in errors if error is not None]
    assert len(refusals) > 50
    assert all("spoilt.json" in each for each in refusals)


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 10**5,
        "x = " + "{a=" * 10**5,
        ".".join("a" * 10**4) + " = 1",
        "x = " + "9" * 5000,
        "x = \ud800",
    ],
    ids=["arrays", "tables", "dots", "digits", "surrogate"],
)
def test_no_toml_is_odd_enough_to_break_the_reader(text: str) -> None:
    with pytest.raises(NegotiationError):
        parse(text, lambda name: "")
