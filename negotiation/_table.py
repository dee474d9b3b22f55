"""What every answer shows: a small table as text, HTML or a pandas frame."""

from __future__ import annotations

import html
import itertools
import textwrap
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation.errors import InvalidValueError, MissingDependencyError, unknown_name

_FOLD = 40
"""Rows of a long table that are shown before the rest is counted, not shown."""

_WIDTH = 44
"""Characters of a cell after which its text goes on in the line below."""


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
        cells = [row for each in self.rows for row in _wrapped(each)]
        widths = [
            max([len(head), *(len(row[column]) for row in cells)])
            for column, head in enumerate(self.columns)
        ]
        right = [_is_numeric(self.column(head)) for head in self.columns]
        lines = [self.title] if self.title else []
        lines.append(_line(self.columns, widths, right))
        lines.append("  ".join("─" * width for width in widths))
        lines.extend(_line(row, widths, right) for row in cells)
        lines.extend(self.notes)
        return "\n".join(lines)

    def column(self, name: str) -> tuple[Any, ...]:
        """Return one column's cells, from the top down."""
        if name not in self.columns:
            raise unknown_name("column", name, self.columns)
        place = self.columns.index(name)
        return tuple(row[place] for row in self.rows)

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
        right = [_is_numeric(self.column(head)) for head in self.columns]
        head = "".join(f"<th>{html.escape(column)}</th>" for column in self.columns)
        body = [
            "<tr>"
            + "".join(_cell(cell, align) for cell, align in zip(row, right, strict=True))
            + "</tr>"
            for row in self.rows
        ]
        top = f"<table><thead><tr>{head}</tr></thead>"
        shown = f"{top}<tbody>{''.join(body[:_FOLD])}</tbody></table>"
        if len(body) > _FOLD:
            rest = f"{top}<tbody>{''.join(body[_FOLD:])}</tbody></table>"
            shown += f"<details><summary>{len(body) - _FOLD} more rows</summary>{rest}</details>"
        title = f"<p><strong>{html.escape(self.title)}</strong></p>" if self.title else ""
        notes = "".join(f"<p>{html.escape(note)}</p>" for note in self.notes)
        return f"<div>{title}{shown}{notes}</div>"


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
    return str(cell)


def _wrapped(row: Iterable[Any]) -> list[tuple[str, ...]]:
    """Return one row as the lines it takes when long texts are broken between words."""
    lines = [
        textwrap.wrap(_text(cell), _WIDTH, break_long_words=False, break_on_hyphens=False)
        for cell in row
    ]
    return list(itertools.zip_longest(*lines, fillvalue="")) or [("",) * len(lines)]


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


def _cell(cell: Any, right: bool) -> str:
    """Return one HTML cell, escaped."""
    style = ' style="text-align:right"' if right else ""
    return f"<td{style}>{html.escape(_text(cell))}</td>"
