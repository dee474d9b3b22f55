"""A report as one page: styles and pictures within, nothing loaded, nothing run."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import Any

from negotiation._table import Table
from negotiation.plotting._svg import renamed
from negotiation.reporting._blocks import Block, Figure, Points, Prose, Sheet
from negotiation.reporting._style import STYLE


def page(title: str, chapters: Sequence[Any]) -> str:
    """Return a whole HTML document."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{_text(title)}: report</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
        f"{_body(title, chapters, 'main')}\n</body>\n</html>\n"
    )


def fragment(title: str, chapters: Sequence[Any]) -> str:
    """Return what a notebook shows: the same inside a frame of its own."""
    inner = html.escape(page(title, chapters), quote=True)
    return (
        f'<iframe title="{_text(title)}: report" srcdoc="{inner}" '
        'style="width:100%;height:40em;border:1px solid currentColor"></iframe>'
    )


def _body(title: str, chapters: Sequence[Any], tag: str) -> str:
    """Return the heading, the contents and the chapters."""
    anchors = _anchors(chapters)
    contents = "".join(
        f'<li><a href="#{anchor}">{_text(each.title)}</a></li>'
        for anchor, each in zip(anchors, chapters, strict=True)
    )
    parts = [
        f"<{tag}>\n<h1>{_text(title)}</h1>",
        f'<nav aria-label="Contents"><ol>{contents}</ol></nav>',
    ]
    number = 0
    for anchor, each in zip(anchors, chapters, strict=True):
        parts.append(f'<section id="{anchor}">\n<h2>{_text(each.title)}</h2>')
        for block in each.blocks:
            number += isinstance(block, Figure)
            parts.append(_block(block, number))
        parts.append("</section>")
    return "\n".join([*parts, f"</{tag}>"])


def _anchors(chapters: Sequence[Any]) -> list[str]:
    """Return an identifier per chapter, each used once."""
    words = (re.sub(r"[^a-z0-9]+", "-", each.title.lower()).strip("-") for each in chapters)
    return [f"section-{place}-{word}" for place, word in enumerate(words)]


def _block(block: Block, number: int) -> str:
    """Return one block."""
    match block:
        case Prose(text):
            return f"<p>{_text(text)}</p>"
        case Points(sentences):
            return f"<ul>{''.join(f'<li>{_text(each)}</li>' for each in sentences)}</ul>"
        case Sheet(table, folded):
            return _sheet(table, folded)
        case Figure():
            return _figure(block, number)


def _figure(block: Figure, number: int) -> str:
    """Return a picture with its caption; what it shows is said for those who cannot see it."""
    name = f"figure{number}"
    words = f'<title id="{name}-title">{_text(block.words or block.caption)}</title>'
    svg = renamed(block.svg, name)
    opening, rest = svg.split(">", 1)
    labelled = f'{opening} role="img" aria-labelledby="{name}-title">{words}{rest}'
    return (
        f'<figure id="{name}"><div class="picture" tabindex="0">{labelled}</div>'
        f"<figcaption>Figure {number}. {_text(block.caption)}</figcaption></figure>"
    )


def _sheet(table: Table, folded: bool) -> str:
    """Return a table that scrolls within itself where the page is too narrow."""
    flush = table.flush_right()
    heads = "".join(_cell("th", *each) for each in zip(table.columns, flush, strict=True))
    rows = "".join(
        "<tr>" + "".join(_cell("td", *each) for each in zip(row, flush, strict=True)) + "</tr>"
        for row in table.texts()
    )
    caption = f"<caption>{_text(table.title)}</caption>" if table.title and not folded else ""
    notes = "".join(f'<p class="note">{_text(note)}</p>' for note in table.notes)
    held = (
        f'<div class="sheet" tabindex="0"><table>{caption}<thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{notes}"
    )
    if not folded:
        return held
    many = f"{len(table):,} row{'' if len(table) == 1 else 's'}"
    return f"<details><summary>{_text(table.title)} ({many})</summary>{held}</details>"


def _cell(tag: str, text: str, number: bool) -> str:
    """Return one cell."""
    kinds = [*(["number"] if number else []), *(["long"] if len(text) > 40 else [])]
    marked = f' class="{" ".join(kinds)}"' if kinds else ""
    scope = ' scope="col"' if tag == "th" else ""
    return f"<{tag}{scope}{marked}>{_text(text)}</{tag}>"


def _text(text: Any) -> str:
    """Return plain text as HTML shows it."""
    return "".join(_legal(html.escape(str(text), quote=True)))


def _legal(text: str) -> Iterator[str]:
    """Yield the characters that a document may hold; others as the sign for what is unknown."""
    for each in text:
        code = ord(each)
        control = (code < 32 and each not in "\t\n\r") or 0x7F <= code < 0xA0
        yield "\N{REPLACEMENT CHARACTER}" if control or 0xFDD0 <= code <= 0xFDEF else each
