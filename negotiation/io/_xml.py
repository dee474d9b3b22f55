"""XML read safely: a tree of elements that know where they stand, and nothing else.

No entity is expanded, no other file is opened, no DTD is read: a document that declares
one is refused where the declaration begins.  Size, depth and number of elements are
bounded, so that reading takes a bounded time.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from negotiation.errors import InvalidValueError, TooLargeError, unknown_name
from negotiation.io._file import content

MOST_ELEMENTS = 300_000
DEEPEST = 40

_NUMBER = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*", re.IGNORECASE | re.ASCII)
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ENCODINGS = ("utf-8", "ascii", "iso8859", "cp125", "gb", "big5", "shift_jis", "euc_", "koi8")
"""How the encodings begin that a declaration may name; others are slow or no plain text."""


@dataclass(frozen=True)
class Element:
    """An element of a document.

    Parameters
    ----------
    tag : str
    attributes : dict of str to str
    children : tuple of Element
    line : int
        The line on which it begins, from 1.
    trail : (trail or None, str)
        What `path` is put together from: the parent's trail, and what this one is called there.
    """

    tag: str
    attributes: dict[str, str]
    children: tuple[Element, ...] = field(repr=False)
    line: int
    trail: tuple[Any, str] = field(repr=False)

    @property
    def path(self) -> str:
        """The elements that lead to it, with their names where they have one."""
        labels = []
        trail: Any = self.trail
        while trail:
            trail, label = trail
            labels.append(label)
        return " > ".join(reversed(labels))

    def error(self, message: str, **given: Any) -> InvalidValueError:
        """Return the error that names this element; ``given=`` quotes the offending value."""
        return InvalidValueError(message, line=self.line, element=self.path, **given)

    def each(self, *tags: str) -> tuple[Element, ...]:
        """Return the children with one of these tags, in the order of the file."""
        return tuple(child for child in self.children if child.tag in tags)

    def only(self, known: Collection[str]) -> None:
        """Refuse children that are not `known`: they could change what the others mean."""
        for child in self.children:
            if child.tag not in known:
                raise unknown_name(
                    "known element here", child.tag, known, line=child.line, element=child.path
                )

    def text(self, name: str) -> str:
        """Return an attribute, which must be there."""
        if name not in self.attributes:
            raise self.error(f"The attribute {name!r} is missing.")
        return self.attributes[name]

    def number(self, name: str) -> float:
        """Return an attribute that must be a finite number."""
        given = self.text(name)
        value = float(given) if _NUMBER.fullmatch(given) else float("nan")
        if not abs(value) < float("inf"):
            raise self.error(
                f"The attribute {name!r} must be a finite number with a decimal point.",
                given=given,
            )
        return value

    def integer(self, name: str) -> int:
        """Return an attribute that must be a whole number."""
        value = self.number(name)
        if value != int(value):
            raise self.error(
                f"The attribute {name!r} must be a whole number.", given=self.text(name)
            )
        return int(value)


def document(path: Path) -> Element:
    """Return the root element of an XML file.

    Raises
    ------
    TooLargeError
        If the file is larger, deeper or fuller than any negotiation needs.
    InvalidValueError
        If it is not well-formed XML, or declares a document type; the line is named.
    """
    text = _decoded(content(path))
    document = text.lstrip("\ufeff \t\r\n")
    skipped = text[: len(text) - len(document)]
    if not document.startswith("<"):
        what = "It begins with other text." if document else "It is empty."
        raise InvalidValueError(f"This is not an XML file. {what}", line=1 + skipped.count("\n"))
    return _Builder(skipped.count("\n")).built(document)


class _Builder:
    """Builds the tree as the parser goes, and stops at whatever has no place in it."""

    def __init__(self, lines_before: int) -> None:
        self.parser = expat.ParserCreate()
        self.lines_before = lines_before
        self.open: list[tuple[str, dict[str, str], list[Element], int, tuple[Any, str]]] = []
        self.count = 0
        self.root: Element | None = None
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.refuse

    def built(self, content: str) -> Element:
        """Return the root of the tree in `content`."""
        try:
            self.parser.Parse(content, True)
        except expat.ExpatError as error:
            hint = (
                " In XML '&' is written '&amp;' and '<' in a text '&lt;'."
                if error.code in _UNESCAPED
                else " The file ends before its elements do; is it complete?"
                if error.code in _UNFINISHED
                else ""
            )
            raise InvalidValueError(
                f"This is not well-formed XML: {expat.ErrorString(error.code)}.{hint}",
                line=error.lineno + self.lines_before,
                column=error.offset + 1,
            ) from None
        assert self.root is not None  # a document without a root is not well-formed
        return self.root

    @property
    def line(self) -> int:
        return self.parser.CurrentLineNumber + self.lines_before

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) >= DEEPEST or self.count > MOST_ELEMENTS:
            raise TooLargeError(
                f"A negotiation takes at most {MOST_ELEMENTS:,} elements, at most {DEEPEST} "
                "inside each other.",
                line=self.line,
            )
        name = attributes.get("name", "")
        label = f"{tag} {name[:60]!r}" if name else tag
        trail = (self.open[-1][4] if self.open else None, label)
        self.open.append((tag, attributes, [], self.line, trail))

    def end(self, _tag: str) -> None:
        tag, attributes, children, line, trail = self.open.pop()
        made = Element(tag, attributes, tuple(children), line, trail)
        if self.open:
            self.open[-1][2].append(made)
        else:
            self.root = made

    def refuse(self, *_declaration: Any) -> None:
        raise InvalidValueError(
            "The file declares a document type (DOCTYPE) or entities. No negotiation needs "
            "them, and they are not read. If this is a web page, save the file it links to.",
            line=self.line,
        )


_UNESCAPED = {
    expat.errors.codes[message]
    for message in (expat.errors.XML_ERROR_INVALID_TOKEN, expat.errors.XML_ERROR_UNDEFINED_ENTITY)
}
_UNFINISHED = {
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
}


def _decoded(raw: bytes) -> str:
    """Return the text of a document, whatever its byte order mark or declaration says it is in."""
    encoding = _encoding(raw)
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise InvalidValueError(
            f"The file is not text in {encoding.upper()}. Save it in UTF-8, or declare its "
            'encoding in a first line such as <?xml version="1.0" encoding="ISO-8859-1"?>.',
            given=raw[error.start : error.start + 1],
            line=raw.count(b"\n", 0, error.start) + 1,
        ) from None


def _encoding(raw: bytes) -> str:
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return encoding
    zeros = tuple(byte == 0 for byte in raw[:2])
    if zeros in ((False, True), (True, False)):  # Latin letters in two bytes each
        return "utf-16-le" if zeros[1] else "utf-16-be"
    declared = _DECLARED.match(raw)
    if declared is None:
        return "utf-8"
    name = declared[1].decode("ascii")
    try:
        known = codecs.lookup(name).name
    except LookupError:
        known = ""
    if known.startswith("utf-16"):  # it would begin with a zero byte; some tools say so anyway
        return "utf-8"
    if not known.startswith(_ENCODINGS):
        raise InvalidValueError(
            "The file declares an encoding that is not read here; save it in UTF-8.", given=name
        )
    return known
