"""Spoilt files that their parser still takes: documents changed in places, written out again.

Bytes at random rarely get past the parser of a format.  Here a valid file is taken apart into
tables, elements, tokens or cells, some of which are replaced, left out, doubled or renamed by
what the format itself is made of, and put together again.
"""

from __future__ import annotations

import copy
import datetime
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from tests.fuzzing.choices import Choices
from tests.fuzzing.samples import SAMPLES

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{},]|[^\s{},"]+', re.DOTALL)
_FAMILIES = ["scipy.beta", "scipy.norm", "scipy.poisson", "scipy.pareto", "scipy.cauchy"]
_FAMILIES += ["scipy.t", "scipy.levy_stable", "scipy.uniform", "scipy.rv_histogram", "scipy.binom"]
_FAMILIES += ["scipy.gengamma", "scipy.truncnorm", "scipy.studentized_range", "scipy.zipf"]
_NUMBERS = (0, 1, -1, 2, 0.5, 1e307, 1e308, -1e-320, 10**30, 10**400, 5e-324)
_NOT_FINITE = (float("nan"), float("inf"))
_TEXTS = ("", " ", "x", "\n", "\x1b[31m", "<b>", "a\0b", '"', "\\", "\ufeff", "(power)", "|", "é")


def keys_and_values(text: str, parsed: Callable[[str], Any]) -> Iterator[Any]:
    """Yield every key, value and part of a document."""
    waiting = [parsed(text)]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, dict):
            yield from part
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)


def exactly_one(things: Iterator[Any]) -> list[Any]:
    """Return things without repeats, in order."""
    return list({repr(each): each for each in things}.values())


_OF_TOML = [
    *exactly_one(part for text in SAMPLES["toml"] for part in keys_and_values(text, tomllib.loads)),
    *_FAMILIES,
    datetime.date(2019, 2, 28),
    *_NOT_FINITE,
]
_OF_JSON = [
    *exactly_one(
        part
        for format in ("geniusweb", "negolog")
        for text in SAMPLES[format]
        for part in keys_and_values(text, json.loads)
    ),
    None,
    "discreteutils",
    "NumberValueSetUtilities",
]


def junk(choices: Choices, words: list[Any]) -> Any:
    """Return a value to put where another stood."""
    kind = choices.below(6)
    if kind < 3:
        return copy.deepcopy(choices.one_of(words))
    if kind == 3:
        return choices.one_of(_NUMBERS)
    if kind == 4:
        return choices.number()
    return choices.text() if choices.below(2) else choices.one_of(_TEXTS)


def places(part: Any) -> list[tuple[Any, Any]]:
    """Return every (container, key) within a document of tables and arrays."""
    found: list[tuple[Any, Any]] = []
    waiting = [part]
    while waiting:
        part = waiting.pop()
        keys = list(part) if isinstance(part, dict) else range(len(part))
        found += [(part, key) for key in keys]
        waiting.extend(part[key] for key in keys if isinstance(part[key], dict | list))
    return found


def changed(document: Any, choices: Choices, words: list[Any]) -> Any:
    """Return a document changed in a few places."""
    names = [each for each in words if isinstance(each, str)]
    for _ in range(1 + choices.below(5)):
        where = places(document)
        if not where:
            return document
        inner, key = where[choices.below(len(where))]
        kind = choices.below(6)
        if kind == 0:
            del inner[key]
        elif kind == 1 and isinstance(inner, dict):
            inner[choices.one_of(names)] = inner.pop(key)
        elif kind == 1:
            inner.insert(key, inner[key])
        elif kind == 2 and isinstance(inner, dict):
            inner[choices.one_of(names)] = junk(choices, words)
        elif kind == 3:
            other, from_key = where[choices.below(len(where))]
            inner[key] = copy.deepcopy(other[from_key])
        else:
            inner[key] = junk(choices, words)
    return document


def toml_value(value: Any) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(k)} = {toml_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    if isinstance(value, str):
        return _quoted(value)
    return str(value)


def _quoted(text: str) -> str:
    plain = (
        each if each.isprintable() and each not in '"\\' else f"\\U{ord(each):08X}" for each in text
    )
    return '"' + "".join(plain) + '"'


def toml_document(choices: Choices) -> str:
    document = tomllib.loads(choices.one_of(SAMPLES["toml"]))
    document = changed(document, choices, _OF_TOML)
    return "\n".join(f"{_quoted(key)} = {toml_value(each)}" for key, each in document.items())


def json_document(choices: Choices, format: str) -> str:
    document = json.loads(choices.one_of(SAMPLES[format]))
    return json.dumps(changed(document, choices, _OF_JSON), ensure_ascii=False)


_XML = [ElementTree.fromstring(each.partition("?>")[2] or each) for each in SAMPLES["genius"]]
_ELEMENTS = [each for root in _XML for each in root.iter()]
_TAGS = sorted({each.tag for each in _ELEMENTS} | {"cost", "similarity_function", "discount"})
_ATTRIBUTES = sorted({key for each in _ELEMENTS for key in each.attrib})
_OF_XML = sorted({value for each in _ELEMENTS for value in each.attrib.values()})


def xml_document(choices: Choices, _format: str = "genius") -> str:
    """Return a GENIUS file changed in places."""
    root = ElementTree.fromstring(ElementTree.tostring(choices.one_of(_XML)))
    for _ in range(1 + choices.below(5)):
        every = list(root.iter())
        parent = every[choices.below(len(every))]
        kind = choices.below(6)
        if kind == 0 and len(parent):
            parent.remove(parent[choices.below(len(parent))])
        elif kind == 1:
            other = ElementTree.tostring(choices.one_of(_ELEMENTS))
            parent.insert(choices.below(len(parent) + 1), ElementTree.fromstring(other))
        elif kind == 2:
            parent.tag = choices.one_of(_TAGS)
        elif kind == 3 and parent.attrib:
            del parent.attrib[choices.one_of(sorted(parent.attrib))]
        else:
            parent.set(choices.one_of(_ATTRIBUTES), str(junk(choices, _OF_XML)))
    return _xml_text(root)


def _xml_text(element: ElementTree.Element) -> str:
    attributes = "".join(f" {key}={quoteattr(each)}" for key, each in element.attrib.items())
    inner = "".join(map(_xml_text, element))
    return f"<{element.tag}{attributes}>{inner}</{element.tag}>\n"


def gambit_document(choices: Choices, format: str) -> str:
    """Return a Gambit file some of whose tokens are others."""
    tokens = _TOKEN.findall(choices.one_of(SAMPLES[format]))
    words = sorted({each for text in SAMPLES[format] for each in _TOKEN.findall(text)})
    for _ in range(1 + choices.below(6)):
        at = choices.below(len(tokens))
        kind = choices.below(5)
        if kind == 0 and len(tokens) > 1:
            del tokens[at]
        elif kind == 1:
            tokens.insert(at, choices.one_of(words))
        elif kind == 2:
            upto = at + choices.below(30)
            tokens[at:at] = tokens[at:upto]
        elif kind == 3:
            tokens[at] = str(junk(choices, words))
        else:
            tokens[at] = choices.one_of(words)
    return " ".join(tokens)


_CELLS = ["", " ", "1", "-2.5", "1e400", "nan", "3,1", "(3, 1)", "1/2", "x", "A", "(power)"]
_CELLS += ["(disagreement point)", "(refused by)", "A | B", "outcome", "−1", "1 000", '"', "\\"]


def csv_document(choices: Choices, _format: str = "csv") -> str:
    """Return a table some of whose cells, rows or columns are others."""
    text = choices.one_of(SAMPLES["csv"])
    separator = next(each for each in "\t;," if each in text)
    rows = [line.split(separator) for line in text.split("\n")]
    for _ in range(1 + choices.below(6)):
        row = rows[choices.below(len(rows))]
        kind = choices.below(7)
        if kind == 0:
            rows.insert(choices.below(len(rows)), list(row))
        elif kind == 1 and len(rows) > 1:
            rows.remove(row)
        elif kind == 2:
            at = choices.below(9)
            rows = [each[:at] + each[at : at + 1] + each[at:] for each in rows]
        elif kind == 3:
            at = choices.below(9)
            rows = [each[:at] + each[at + 1 :] for each in rows]
        elif kind == 4:
            separator = choices.one_of(",;\t")
        elif row:
            row[choices.below(len(row))] = str(junk(choices, _CELLS))
    return choices.one_of(("\n", "\r\n", "\r")).join(separator.join(row) for row in rows)


_DOCUMENTS: dict[str, Callable[[Choices, str], str]] = {
    "csv": csv_document,
    "gambit-efg": gambit_document,
    "gambit-nfg": gambit_document,
    "genius": xml_document,
    "geniusweb": json_document,
    "negolog": json_document,
    "toml": lambda choices, _format: toml_document(choices),
}


def spoilt(format: str, choices: Choices) -> bytes:
    """Return a file of a format, changed in places; it may still be a valid one."""
    text = _DOCUMENTS[format](choices, format)
    return text.encode("utf-8", errors="surrogatepass")
