"""What every answer shows: a small table as text, HTML or a pandas frame."""

from __future__ import annotations

import html
import itertools
import re
import textwrap
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation.errors import InvalidValueError, MissingDependencyError, unknown_name

_FOLD = 40
"""Rows of a long table that are shown before the rest is counted, not shown."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Letters that move the cursor, colour what follows or turn its direction around."""

_WIDTH = 44
"""Characters of a cell after which its text goes on in the line below."""

_LEAST = 8
"""Characters that a cell keeps on a line however narrow the table must be."""

_BOX = (
    "padding:0.25em 0.7em;line-height:1.35;vertical-align:top;max-width:32em;"
    "overflow-wrap:break-word"
)
"""How every HTML cell is set."""

_RULE = "border-bottom:1px solid currentColor;"
"""The line under the heads, in the colour of the text."""

_LEFT = "width:fit-content;max-width:100%"
"""Left and no wider than the page; notebooks would set a table in the middle."""

_PROSE = "max-width:60em;margin:0.35em 0"
"""How notes are set: lines short enough to read, and close together."""


@dataclass(frozen=True)
class Table:
    """Rows under headed columns, with a title above and notes below.

    Parameters
    ----------
    columns : sequence of str
        Column heads.
    rows : iterable of sequences
        Cells: text, numbers, booleans or ``None`` (shown as nothing).
    title : str, optional
        A line above.
    notes : iterable of str, optional
        Sentences below, one a line.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    title: str = ""
    notes: tuple[str, ...] = ()

    def __init__(
        self,
        columns: Sequence[str],
        rows: Iterable[Sequence[Any]],
        title: str = "",
        notes: Iterable[str] = (),
    ) -> None:
        object.__setattr__(self, "columns", tuple(str(column) for column in columns))
        object.__setattr__(self, "rows", tuple(tuple(row) for row in rows))
        object.__setattr__(self, "title", title)
        object.__setattr__(self, "notes", tuple(notes))
        for position, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                raise InvalidValueError(
                    f"Row {position} has {len(row)} cells for {len(self.columns)} columns."
                )

    def __repr__(self) -> str:
        heads = ", ".join(self.columns)
        return f"<Table {self.title!r}: {len(self.rows)} rows of {heads}>"

    def __len__(self) -> int:
        return len(self.rows)

    def __str__(self) -> str:
        return self.text()

    def text(self, width: int | None = None) -> str:
        """Return the table as lines of text.

        Parameters
        ----------
        width : int, optional
            Characters that a line may have.  Cells and heads are broken between words until
            the table fits, or cannot get narrower; if left out, long cells only.
        """
        columns = [
            _Column(one_line(head), [_text(row[place]) for row in self.rows])
            for place, head in enumerate(self.columns)
        ]
        if width is not None:
            _squeeze(columns, width)
        widths = [each.width for each in columns]
        right = self.flush_right()
        head, *rows = (
            _side_by_side([each.lines[place] for each in columns])
            for place in range(len(self.rows) + 1)
        )
        lines = _broken(one_line(self.title), width) if self.title else []
        lines.extend(_line(line, widths, right) for line in head)
        lines.append("  ".join("─" * each for each in widths))
        lines.extend(_line(line, widths, right) for row in rows for line in row)
        return "\n".join(
            [*lines, *(line for note in self.notes for line in _broken(visible(note), width))]
        )

    def column(self, name: str) -> tuple[Any, ...]:
        """Return one column's cells, from the top down."""
        if name not in self.columns:
            raise unknown_name("column", name, self.columns)
        place = self.columns.index(name)
        return tuple(row[place] for row in self.rows)

    def texts(self) -> tuple[tuple[str, ...], ...]:
        """Return every row's cells as a reader sees them: numbers rounded, yes and no in words."""
        return tuple(tuple(_text(cell) for cell in row) for row in self.rows)

    def flush_right(self) -> tuple[bool, ...]:
        """Return which columns hold numbers only, and so are set flush right."""
        return tuple(
            _is_numeric([row[place] for row in self.rows]) for place in range(len(self.columns))
        )

    def to_frame(self) -> Any:
        """Return the rows as a pandas DataFrame (needs the ``pandas`` extra)."""
        try:
            import pandas as pd
        except ImportError as error:
            raise MissingDependencyError(
                "Table.to_frame needs pandas: pip install 'negotiation[pandas]'"
            ) from error
        return pd.DataFrame(list(self.rows), columns=list(self.columns))

    def _repr_html_(self) -> str:
        styles = [_style(self.column(head)) for head in self.columns]
        heads = zip(self.columns, styles, strict=True)
        top = "".join(_cell("th", head, _RULE + style) for head, style in heads)
        body = [
            "<tr>"
            + "".join(_cell("td", cell, each) for cell, each in zip(row, styles, strict=True))
            + "</tr>"
            for row in self.rows
        ]
        shown = _sheet(top, body[:_FOLD])
        if len(body) > _FOLD:
            rest = _sheet(top, body[_FOLD:])
            more = f"{len(body) - _FOLD:,} more row" + ("s" if len(body) > _FOLD + 1 else "")
            shown += f"<details><summary>{more}</summary>{rest}</details>"
        title = f"<p><strong>{html.escape(one_line(self.title))}</strong></p>" if self.title else ""
        notes = "".join(
            f'<p style="{_PROSE}">{html.escape(visible(note))}</p>' for note in self.notes
        )
        # Both classes tell MathJax that a dollar sign in a name is a dollar sign.
        return f'<div><div class="tex2jax_ignore mathjax_ignore">{title}{shown}{notes}</div></div>'


class Shown(ABC):
    """What every noun and answer is: something that a notebook shows by its summary."""

    @abstractmethod
    def summary(self) -> Table:
        """Return what there is to see, as a table."""
        ...

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()


def _text(cell: Any) -> str:
    """Return a cell as a reader wants it: 4 significant digits, yes and no, nothing for None."""
    if cell is None:
        return ""
    if isinstance(cell, bool | np.bool_):
        return "yes" if cell else "no"
    if isinstance(cell, int | np.integer):
        return f"{int(cell)}"
    if isinstance(cell, float | np.floating):
        return f"{float(cell) + 0.0:.4g}"
    return visible(str(cell))


def visible(text: str) -> str:
    """Return a text in which what would steer a terminal is written as an escape."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def one_line(text: str) -> str:
    """Return a name as it stands within a line: `visible`, its line breaks as well."""
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


class _Column:
    """A head and the cells under it, each as the lines it takes."""

    def __init__(self, head: str, cells: list[str]) -> None:
        self.texts = [head, *cells]
        self.fixed = False
        self.lines = [[head], *(_broken(cell, _WIDTH) for cell in cells)]
        self.width = self._width()

    def _width(self) -> int:
        return max(len(line) for lines in self.lines for line in [*lines, ""])

    def narrow(self) -> None:
        """Break the lines a little shorter; a column that cannot get narrower is fixed."""
        before = self.width
        self.lines = [_broken(text, max(before - 2, 1)) for text in self.texts]
        self.width = self._width()
        self.fixed = self.width >= before or self.width <= _LEAST


def _squeeze(columns: list[_Column], width: int) -> None:
    """Narrow the widest columns until a line has room, or none can get narrower."""
    while sum(each.width + 2 for each in columns) - 2 > width:
        free = [each for each in columns if not each.fixed]
        if not free:
            return
        max(free, key=lambda each: each.width).narrow()


def _side_by_side(cells: list[list[str]]) -> list[tuple[str, ...]]:
    """Return one row as the lines it takes, from the lines of each of its cells."""
    return list(itertools.zip_longest(*cells, fillvalue="")) or [("",) * len(cells)]


def _broken(text: str, width: int | None) -> list[str]:
    """Return a text as lines, broken between words only."""
    if width is None:
        return [text]
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _is_numeric(cells: Iterable[Any]) -> bool:
    """Say whether a column holds numbers only, and so is set flush right."""
    present = [cell for cell in cells if cell is not None]
    return bool(present) and all(
        isinstance(cell, int | float | np.number) and not isinstance(cell, bool) for cell in present
    )


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    """Set one row in columns."""
    set_cells = [
        cell.rjust(width) if flush else cell.ljust(width)
        for cell, width, flush in zip(cells, widths, right, strict=True)
    ]
    return "  ".join(set_cells).rstrip()


def _style(cells: Sequence[Any]) -> str:
    """Return how a column is set: numbers flush right, words flush left, long ones not too narrow.

    Notebooks have a style of their own for tables, which sets words flush right.  No colour
    is named anywhere: a dark theme has the right one.
    """
    if _is_numeric(cells):
        return "text-align:right;font-variant-numeric:tabular-nums;" + _BOX
    long = max((len(_text(cell)) for cell in cells), default=0) > _WIDTH
    return "text-align:left;" + ("min-width:12em;" if long else "") + _BOX


def _cell(tag: str, cell: Any, style: str) -> str:
    """Return one HTML cell, escaped."""
    return f'<{tag} style="{style}">{html.escape(_text(cell))}</{tag}>'


def _sheet(top: str, rows: Sequence[str]) -> str:
    """Return an HTML table that scrolls sideways where the page is too narrow for it."""
    return (
        f'<div style="overflow-x:auto;{_LEFT}"><table><thead><tr>{top}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )
