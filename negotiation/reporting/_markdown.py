"""A report as Markdown, the kind that GitHub reads; figures are told in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from negotiation._table import Table
from negotiation.reporting._blocks import Block, Figure, Points, Prose, Sheet

_SPECIAL = re.compile(r"([\\`*_{}\[\]#|~$!])")
_START = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$|[-=])")


def document(title: str, chapters: Sequence[Any]) -> str:
    """Return the whole document."""
    parts = [f"# {_text(title)}"]
    number = 0
    for chapter in chapters:
        parts.append(f"## {_text(chapter.title)}")
        for block in chapter.blocks:
            number += isinstance(block, Figure)
            parts.append(_block(block, number))
    return "\n\n".join(parts) + "\n"


def _block(block: Block, number: int) -> str:
    """Return one block."""
    match block:
        case Prose(text):
            return _text(text)
        case Points(sentences):
            return "\n".join(f"- {_text(each)}" for each in sentences)
        case Sheet(table, _):
            return _sheet(table)
        case Figure(caption, words, _):
            told = f"{_text(caption)} What there is to see: {_text(words)}."
            return f"**Figure {number} (in the HTML report).** {told}"


def _sheet(table: Table) -> str:
    """Return a table, its title above and its notes below."""
    rule = " | ".join("---:" if right else "---" for right in table.flush_right())
    lines = [_row(table.columns), f"| {rule} |", *(_row(row) for row in table.texts())]
    title = [f"**{_text(table.title)}**"] if table.title else []
    return "\n\n".join([*title, "\n".join(lines), *(_text(note) for note in table.notes)])


def _row(cells: Sequence[str]) -> str:
    """Return one row."""
    return f"| {' | '.join(_text(cell) for cell in cells)} |"


def _text(text: Any) -> str:
    """Return plain text so that Markdown shows it as it is, in one line."""
    line = " ".join(str(text).split())
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = _SPECIAL.sub(r"\\\1", line)
    return _START.sub(lambda found: f"{found[1]}{_escaped(found[2])}", line)


def _escaped(mark: str) -> str:
    """Return what would begin a list or a rule so that it does not."""
    return f"{mark[:-1]}\\{mark[-1]}"
